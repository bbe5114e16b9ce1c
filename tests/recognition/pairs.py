"""Are two addresses one person's? The labelled pairs played through the pipeline: linked by itself, asked, or left two.

Their mails are seldom about a talk and would be set aside. So both people are made known first, as the person would who
talked with them: a past talk with each is entered by hand, by the bare address. The provider's word on each sender is
added as Google writes it, "pass" where the label says nothing. Synthetic: no claim about real mail.

A third of the pairs, by a digest of their id, was never looked at while rules were written: "checked".
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from connectors.records import Address
from service import by_hand, contacts, domains, suggesting
from service.context import Context
from service.same_person import Band
from tests.recognition.office import Json, arrivals_of, office
from tests.recognition.table import Row, share
from tests.service.mailroom import Mailroom

LABELLED = Path(__file__).parent / "labelled" / "pairs.json"
SETS = ("tuned", "checked")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled pair. `truth`: same, different, or no_person where one is nobody's own address."""

    id: str
    kind: str
    truth: str
    expected: str
    band: Band
    why: tuple[str, ...]


def labelled(name: str) -> list[Json]:
    found: list[Json] = json.loads(LABELLED.read_text(encoding="utf-8"))
    return [item for item in found if _set_of(str(item["id"])) == name]


def _set_of(item_id: str) -> str:
    return "checked" if hashlib.sha256(item_id.encode()).digest()[0] % 2 else "tuned"


def outcomes(items: Iterable[Json]) -> list[Outcome]:
    with office() as context:
        return [outcome(context, item) for item in items]


def outcome(context: Context, item: Json) -> Outcome:
    room = play(context, item)
    with context.database.reading() as session:
        found = [contacts.contact_of(session, room.person_id, str(item[side])) for side in ("one", "other")]
        asked = {
            one.contact_id: one
            for contact in found[:1]
            if contact
            for one in suggesting.suggestions(session, room.person_id, contact.id)
        }
        ids = [contact.id if contact else "" for contact in found]
        names = contacts.names_of(session, room.person_id, [one for one in ids if one])
    band, why = Band.SEPARATE, names
    if ids[0] and ids[0] == ids[1]:
        band = Band.LINK
    elif ids[1] in asked:
        band, why = Band.ASK, tuple(one.kind for one in asked[ids[1]].evidence)
    return Outcome(str(item["id"]), str(item["kind"]), str(item["truth"]), str(item["expected"]), band, why)


def play(context: Context, item: Json) -> Mailroom:
    """Delivers one labelled mailbox to a person of its own who has talked with both before."""
    person = item["person"]
    room = Mailroom(context, f"per_{item['id']}", str(person["name"]), tuple(person["emails"]))
    arrivals = arrivals_of({**item, "mails": [_judged(mail, person["emails"]) for mail in item["mails"]]})
    first, last = arrivals[0][0], arrivals[-1][0]
    for email in (str(item["one"]), str(item["other"])):
        if domains.is_human(Address(email)):
            _talked(room, email, first - timedelta(days=20))
    room.settle(first)
    for at, record in (*arrivals, *((last, record) for _, record in arrivals)):
        room.deliver(record, now=at)
    return room


def _talked(room: Mailroom, email: str, at: datetime) -> None:
    with room.context.database.writing(room.person_id, "pairs") as session:
        by_hand.add_by_hand(
            session,
            room.person_id,
            title="A talk",
            start=at,
            end=at + timedelta(minutes=30),
            timezone="UTC",
            contact=Address(email),
            now=at + timedelta(hours=1),
        )


def _judged(mail: Json, own: Sequence[str]) -> Json:
    """The same mail with the provider's word on its sender under the name of the provider that it is read from."""
    sender = str(mail["from"]).rpartition("<")[2].rstrip(">")
    if sender in own:
        return mail
    headers = dict(mail.get("headers") or {})
    said = str(headers.get("Authentication-Results", f"; dmarc=pass header.from={sender.rpartition('@')[2]}"))
    headers["Authentication-Results"] = f"mx.google.com;{said.partition(';')[2]}"
    return {**mail, "headers": headers}


def rows() -> list[Row]:
    """The table's part."""
    found = {name: outcomes(labelled(name)) for name in SETS}
    parts = [row for name in SETS for row in summary(f"people: {name}", found[name])]
    return [*parts, *summary("people: both", [one for name in SETS for one in found[name]])]


def summary(section: str, found: Sequence[Outcome]) -> list[Row]:
    same = [one for one in found if one.truth == "same"]
    other = [one for one in found if one.truth != "same"]
    wrong = [one for one in other if one.band is Band.LINK]
    kept = [one for one in same if one.band is not Band.SEPARATE]
    asked = [one for one in other if one.band is Band.ASK]
    linkable = [one for one in same if one.expected == "link"]
    linked = [one for one in linkable if one.band is Band.LINK]
    return [
        Row(section, f"pairs, of them one person: {len(same)}", str(len(found))),
        Row(section, "wrong automatic links", str(len(wrong)), "0", not wrong),
        Row(section, "true ones linked or asked", share(len(kept), len(same)), ">= 0.90", len(kept) >= 0.9 * len(same)),
        Row(section, "linked, of those with evidence for it", share(len(linked), len(linkable))),
        Row(section, "asked, of two different", share(len(asked), len(other))),
        Row(section, "  as labelled", str(dict(Counter(f"{one.expected} -> {one.band.value}" for one in found)))),
    ]
