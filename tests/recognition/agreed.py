"""Which time do two people agree on in plain words? The labelled threads, in four languages, against the rules.

Every thread goes through the product's own reader and the pure fold; those that the pipeline stores go through that
too. The threads are written for this purpose: a synthetic set, no claim about real mail. Rules are tuned on one half.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path

from connectors.records import Message
from service.agreement import Said, agreement_of
from service.arranging import read
from service.context import Context
from service.schema import Person
from service.times import UNKNOWN, Zones
from tests.recognition.office import Json, messages, office, play
from tests.recognition.table import AIM, Row, share

LABELLED = Path(__file__).parent / "labelled" / "agreed.json"
SETS = ("tuned", "checked")
UNTOUCHED = LABELLED.with_name("agreed_untouched.json")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found in one thread."""

    id: str
    language: str
    truth: datetime | None
    found: datetime | None

    @property
    def is_right(self) -> bool:
        return self.truth == self.found

    @property
    def is_wrong(self) -> bool:
        """A time would be proposed that is not the one, or where there is none."""
        return self.found is not None and not self.is_right


def labelled(name: str, path: Path = LABELLED) -> list[Json]:
    """One half of a set, told by a hash of the id."""
    items: list[Json] = json.loads(path.read_text(encoding="utf-8"))
    return [item for item in items if half_of(str(item["id"])) == name]


def half_of(item_id: str) -> str:
    return SETS[hashlib.sha256(item_id.encode()).digest()[0] % 2]


def outcome(item: Json) -> Outcome:
    """A thread read and folded, without a database."""
    own = {email.lower() for email in item["person"]["emails"]}
    zone = str(item["person"]["timezone"])
    agreed = agreement_of(_said(message, own, zone) for message in messages(item, own, ())).agreed
    return Outcome(str(item["id"]), str(item["language"]), _truth(item), agreed.start if agreed else None)


def _said(message: Message, own: set[str], zone: str) -> Said:
    is_own = message.sender.email.lower() in own
    zones = Zones(zone, zone if is_own else UNKNOWN, UNKNOWN if is_own else zone)
    text = message.reply.strip() or message.text
    sentences = read(text, message.sender.name, message.date, zones)
    return Said("user" if is_own else "contact", message.date, message.provider_id, sentences)


def _truth(item: Json) -> datetime | None:
    return datetime.fromisoformat(item["agreed"]) if item["agreed"] else None


def outcomes(items: Iterable[Json]) -> list[Outcome]:
    return [outcome(item) for item in items]


def through_pipeline(context: Context, item: Json) -> Outcome:
    """The same as the person would be asked about it: a proposed interview and its time."""
    person_id, person = f"per_{item['id']}", item["person"]
    with context.database.writing(person_id, "evaluation") as session:
        named = {"name": str(person["name"]), "timezone": str(person["timezone"])}
        session.add(Person(id=person_id, created_at=context.clock(), languages=[], settings={}, **named))
    starts = {row.start for row in play(context, _asked_for(item)).interviews() if row.data.get("agreed")}
    found = min((start for start in starts if start), default=None)
    return Outcome(str(item["id"]), str(item["language"]), _truth(item), found)


_REQUEST = "Could I have 20 minutes of your time to ask how you got into your field?"


def _asked_for(item: Json) -> Json:
    """The thread, begun by a request of the person's: without one nothing of it is stored."""
    first = item["mails"][0]
    own = {email.lower() for email in item["person"]["emails"]}
    everybody = [first["from"], *first["to"]]
    other = next(one for one in everybody if parseaddr(one)[1].lower() not in own)
    asked = {
        "from": f"{item['person']['name']} <{item['person']['emails'][0]}>",
        "to": [other],
        "date": (datetime.fromisoformat(first["date"]) - timedelta(days=1)).isoformat(),
        "subject": first["subject"],
        "text": _REQUEST,
    }
    later = [{**mail, "reply_to_mail": number} for number, mail in enumerate(item["mails"])]
    return {**item, "mails": [asked, *later]}


def rows() -> list[Row]:
    """The part of the table about times agreed on in words."""
    found = [row for name in SETS for row in summary(f"agreed in words: {name}", outcomes(labelled(name)))]
    found += summary("agreed in words: untouched", outcomes(json.loads(UNTOUCHED.read_text(encoding="utf-8"))))
    with office() as context:
        played = [through_pipeline(context, item) for item in labelled("checked")]
    dated = [one for one in played if one.truth is not None]
    asked = [one for one in dated if one.is_right]
    wrong = [one for one in played if one.is_wrong]
    section = "agreed in words: pipeline"
    return [
        *found,
        Row(section, "asked about at the right time, after a request", share(len(asked), len(dated))),
        Row(section, "wrong time proposed", share(len(wrong), len(played)), f"{AIM} <= 0.03", _at_most(wrong, played)),
    ]


def summary(section: str, found: Sequence[Outcome]) -> list[Row]:
    """Exact times, wrong ones, and the share of each language."""
    dated = [one for one in found if one.truth is not None]
    right = [one for one in dated if one.is_right]
    wrong = [one for one in found if one.is_wrong]
    is_enough = bool(dated) and len(right) >= 0.85 * len(dated)
    return [
        Row(section, f"threads, of them agreed: {len(dated)}", str(len(found))),
        Row(section, "agreed time exact", share(len(right), len(dated)), f"{AIM} >= 0.85", is_enough),
        Row(section, "wrong time proposed", share(len(wrong), len(found)), f"{AIM} <= 0.03", _at_most(wrong, found)),
        *(_of_language(section, dated, language) for language in sorted({one.language for one in dated})),
    ]


def _at_most(part: Sequence[Outcome], whole: Sequence[Outcome]) -> bool:
    return len(part) <= 0.03 * len(whole)


def _of_language(section: str, dated: Sequence[Outcome], language: str) -> Row:
    of_language = [one for one in dated if one.language == language]
    return Row(section, f"  {language}", share(sum(one.is_right for one in of_language), len(of_language)))
