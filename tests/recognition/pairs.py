"""Are two addresses one person's? The labelled pairs played through the pipeline: linked by itself, asked, or left two.

Their mails are seldom about a talk and would be set aside. So both people are made known first, as the person would who
talked with them: a past talk with each is entered by hand, by the bare address. The provider's word on each sender is
added as Google writes it, "pass" where the label says nothing. Synthetic: no claim about real mail.

Half of the pairs, by a digest of their id, were looked at while rules were written: "tuned". Beside them the strangers
of the public corpora: every address and name in their mails and invites, one mailbox's people.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.errors import Unreadable
from connectors.ics import read_calendar
from connectors.mime import read_message
from connectors.records import Address, Message
from service import by_hand, clues, contact_pairs, contacts, domains, joining, observations, suggesting
from service.addresses import address_key
from service.context import Context
from service.observations import Found
from service.same_person import Band
from service.schema import ContactPair, StoredMessage
from tests.connectors.corpora import corpus_files
from tests.recognition.office import Json, arrivals_of, office
from tests.recognition.reading import mail_files
from tests.recognition.table import Row, share
from tests.service.mailroom import Mailroom

LABELLED = Path(__file__).parent / "labelled"
SETS = ("tuned", "checked", "untouched")
_AT = datetime(2026, 1, 1, tzinfo=UTC)


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
    """The pairs of a set; none where it is not there."""
    path = LABELLED / ("pairs_untouched.json" if name == "untouched" else "pairs.json")
    found: list[Json] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return [item for item in found if name == "untouched" or _set_of(str(item["id"])) == name]


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


# --- strangers ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Strangers:
    """What became of everybody in the public corpora, taken for one person's people."""

    addresses: int
    by_name: int
    """Links made from names and addresses alone."""
    asked: int
    by_evidence: tuple[tuple[str, str], ...]
    """Links made when every mail counts as confirmed and the person as having written with everybody."""


def strangers(files: Sequence[Path], calendars: Sequence[Path]) -> Strangers:
    """Everybody in these mails and calendars resolved, compared by name, and joined by what the mails give away."""
    mails = [mail for path in files if (mail := _mail_in(path)) is not None]
    everybody = {address for mail in mails for address in (mail.sender, *mail.to, *mail.cc, *mail.reply_to)}
    everybody |= {address for path in calendars for address in _people_in(path)}
    people = sorted((one for one in everybody if domains.is_human(one)), key=lambda one: (one.email, one.name))
    with office() as context:
        room = Mailroom(context, "per_strangers")
        with context.database.writing(room.person_id, "pairs") as session:
            ids = {contacts.resolve(session, room.person_id, one, _AT).id for one in people}
            keys = {address_key(one.email) for one in people} - {""}
            joining.join_up(session, room.person_id, keys, _AT)
            by_name = len(_linked(session))
            asked = {
                frozenset((mine, one.contact_id))
                for mine in ids
                for one in suggesting.suggestions(session, room.person_id, mine)
            }
            _know_everybody(session, room.person_id, keys, mails)
            joining.join_up(session, room.person_id, keys, _AT)
            return Strangers(len(keys), by_name, len(asked), tuple(_linked(session)))


def _mail_in(path: Path) -> Message | None:
    try:
        return read_message(path.read_bytes(), provider_id=path.name)
    except Unreadable:
        return None


def _people_in(path: Path) -> Iterator[Address]:
    try:
        found = read_calendar(path.read_bytes()).calendar_events
    except Unreadable:
        return
    for calendar_event in found:
        yield from (attendee.address for attendee in calendar_event.attendees if not attendee.is_resource)
        yield from (calendar_event.organizer,) if calendar_event.organizer else ()


def _know_everybody(session: Session, person_id: str, keys: Iterable[str], mails: Iterable[Message]) -> None:
    for key in keys:
        fact = {"direction": "out", "author": "", "thread": "", "meeting": ""}
        found = Found(observations.with_person(key), observations.MAIL, f"msg:{key}", _AT, _AT, fact, fingerprint=key)
        observations.record(session, person_id, found)
    for mail in mails:
        reply_to = mail.reply_to[0].email if mail.reply_to else ""
        told = clues.read(mail.sender.name, mail.sender.email, mail.reply or mail.text, mail.signature, reply_to)
        row = StoredMessage(
            id=mail.provider_id,
            person_id=person_id,
            sender=mail.sender.email,
            is_verified=True,
            date=_AT,
            received_at=_AT,
        )
        joining.note(session, row, told if domains.is_human(mail.sender) else ())


def _linked(session: Session) -> list[tuple[str, str]]:
    query = select(ContactPair).where(ContactPair.state == contact_pairs.MERGED).order_by(ContactPair.id)
    return [(pair.reason, f"{pair.data['key']}: {pair.data['quote']}") for pair in session.scalars(query)]


# --- the table ----------------------------------------------------------------------------------------------------


def rows() -> list[Row]:
    """The table's part."""
    found = {name: outcomes(items) for name in SETS if (items := labelled(name))}
    every = [one for outcomes_of_set in found.values() for one in outcomes_of_set]
    parts = [row for name in found for row in summary(f"people: {name}", found[name])]
    return [*(replace(row, bar="", is_met=True) for row in parts), *summary("people: all", every), *_strangers()]


def _strangers() -> list[Row]:
    found = strangers(mail_files(), [path for path in corpus_files("ics", "mixed") if path.suffix == ".ics"])
    section, told = "people: the corpora", "; ".join(sorted({why for why, _ in found.by_evidence})) or "none"
    return [
        Row(
            section, f"linked by name alone, of {found.addresses} addresses", str(found.by_name), "0", not found.by_name
        ),
        Row(section, "pairs asked about", str(found.asked)),
        Row(section, "linked by evidence, were all of it confirmed", f"{len(found.by_evidence)} ({told})"),
    ]


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
