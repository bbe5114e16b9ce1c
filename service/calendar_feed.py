"""The private calendar feed: conversations and the hours until which a thank-you is due, as one iCalendar file.

Its address holds a secret instead of a session, made from the vault's key, the person and a number that grows when they
want a new address. An entry keeps its UID whatever happens to it; its SEQUENCE grows with every change. Entries are shown
as free, since the person's own calendar holds the same hours. What comes back through a calendar that subscribed to it
is known by its UID and left out (`own_records`).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar
from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from service import own_records, preferences
from service.coming import Talk, calendar_entries, talk_of, talks
from service.drafting.inbox import DUE_KINDS, deadline
from service.schema import Contact, Draft, Interview, Person
from service.vault import Vault

BACK, AHEAD = timedelta(days=30), timedelta(days=180)
MOST = 400
"""Entries of conversations; the later ones where there are more."""
_SHOWN = ("invited", "accepted", "held_presumed", "held", "no_show", "cancelled")
_STATUS = {"invited": "TENTATIVE", "no_show": "CANCELLED", "cancelled": "CANCELLED"}
_DUE_SHOWN_AS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the feed: `kind` is talk, or due for the end of the day in which a thank-you should go out."""

    uid: str
    kind: str
    talk: Talk
    start: datetime
    end: datetime
    status: str
    sequence: int
    changed_at: datetime
    path: str
    """Of its page."""
    place: str = ""
    draft_kind: str = ""


Say = Callable[[Entry], str]
"""The title of an entry in the person's language."""


# --- the address --------------------------------------------------------------------------------------------------


def secret_of(vault: Vault, person_id: str, number: int) -> str:
    """What stands in the address of a person's feed."""
    return vault.fingerprint(f"calendar feed|{person_id}|{number}")


def owner_of(session: Session, vault: Vault, secret: str) -> Person | None:
    """Whose feed that is; None for a secret that is wrong, was replaced, or whose feed is off."""
    found: Person | None = None
    for person in session.scalars(select(Person).order_by(Person.id)):
        chosen = preferences.of(person)
        expected = secret_of(vault, person.id, chosen.feed_number)
        if hmac.compare_digest(expected.encode(), secret.encode()) and chosen.feed:
            found = person
    return found


# --- what it holds ------------------------------------------------------------------------------------------------


def entries(session: Session, vault: Vault, person_id: str, now: datetime) -> list[Entry]:
    """Everything the feed holds at `now`, the earliest first."""
    found = [*_talks(session, vault, person_id, now), *_dues(session, person_id, now)]
    return sorted(found, key=lambda entry: (entry.start, entry.uid))


def _talks(session: Session, vault: Vault, person_id: str, now: datetime) -> list[Entry]:
    query = talks(person_id).where(
        Interview.band == "log", Interview.status.in_(_SHOWN), Interview.start.between(now - BACK, now + AHEAD)
    )
    return _of_talks(session, vault, person_id, query.order_by(Interview.start.desc(), Interview.id).limit(MOST))


def all_talks(session: Session, vault: Vault, person_id: str) -> list[Entry]:
    """Every logged conversation with a time, the earliest first: for an archive, which no calendar asks for daily."""
    query = talks(person_id).where(Interview.band == "log", Interview.status.in_(_SHOWN), Interview.start.is_not(None))
    return _of_talks(session, vault, person_id, query.order_by(Interview.start, Interview.id))


def _of_talks(session: Session, vault: Vault, person_id: str, query: Select[Interview, Contact, int]) -> list[Entry]:
    rows = session.execute(query).all()
    shown = {row[0].id: talk_of(row[0], row[1]) for row in rows}
    where = calendar_entries(session, vault, person_id, shown.values())
    found = []
    for interview, *_ in rows:
        event = where.get(interview.id)
        place = (event.location or event.conference_url) if event else ""
        if interview.start is not None:
            found.append(_of_talk(interview, shown[interview.id], interview.start, place))
    return found


def _of_talk(interview: Interview, talk: Talk, start: datetime, place: str) -> Entry:
    return Entry(
        uid=own_records.feed_uid("talk", talk.id),
        kind="talk",
        talk=talk,
        start=start,
        end=max(talk.end or start, start),
        status=_STATUS.get(talk.status, "CONFIRMED"),
        sequence=_sequence(interview.updated_at, interview.first_seen_at),
        changed_at=interview.updated_at,
        path=f"/interviews/{talk.id}",
        place=place,
    )


def _sequence(changed_at: datetime, begun_at: datetime) -> int:
    """Grows whenever something changed, and never falls, also where a cancellation is taken back."""
    return max(0, int((changed_at - begun_at).total_seconds()))


def _dues(session: Session, person_id: str, now: datetime) -> list[Entry]:
    query = (
        select(Draft, Interview, Contact)
        .join(Interview, Interview.id == Draft.interview_id)
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
        .where(
            Draft.person_id == person_id,
            Draft.state == "needs_review",
            Draft.kind.in_(DUE_KINDS),
            Interview.end.between(now - BACK, now),
        )
        .order_by(Interview.end.desc(), Draft.id)
        .limit(MOST)
    )
    found = []
    for draft, interview, contact in session.execute(query):
        due = deadline(draft, interview)
        if due is not None:
            found.append(_of_due(draft, talk_of(interview, contact), due))
    return found


def _of_due(draft: Draft, talk: Talk, due: datetime) -> Entry:
    return Entry(
        uid=own_records.feed_uid("due", draft.id),
        kind="due",
        talk=talk,
        start=due - _DUE_SHOWN_AS,
        end=due,
        status="CONFIRMED",
        sequence=_sequence(draft.updated_at, draft.created_at),
        changed_at=draft.updated_at,
        path=f"/drafts/{draft.id}",
        draft_kind=draft.kind,
    )


# --- as a file ----------------------------------------------------------------------------------------------------


def write(found: Iterable[Entry], say: Say, root: str) -> bytes:
    """The feed as a file; `root` is the address of the pages. The same entries, the same bytes."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Warmthread//Private feed//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Warmthread")
    calendar.add("x-published-ttl", "PT1H")
    for entry in found:
        calendar.add_component(_event(entry, say(entry), f"{root}{entry.path}"))
    return bytes(calendar.to_ical())


def _event(entry: Entry, title: str, address: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    # RFC 5545, 3.3.5, form 1: an hour of no known zone is the same wherever one is.
    is_floating = entry.kind == "talk" and entry.talk.is_adrift
    event.add("dtstart", entry.start.replace(tzinfo=None) if is_floating else entry.start)
    event.add("dtend", entry.end.replace(tzinfo=None) if is_floating else entry.end)
    event.add("summary", _plain(title))
    event.add("description", address)
    event.add("url", address)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", _plain(entry.place))
    return event


def _plain(text: str) -> str:
    """One line of a stranger's words, without signs that a calendar cannot hold."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300]
