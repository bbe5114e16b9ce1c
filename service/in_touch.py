"""Whom it is time to write to again, and why: about three times a year, counted from the last word of either side.

The first time after a month where a promise or advice is open, as the task of the interview says (`promises`). Automatic
replies are no word. Who is to be met soon, or has a draft waiting, is not due. At most a few a week; the person may
change the rhythm of anybody, skip one time, or never be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service import contacts, observations
from service.asks import NoSuchAsk
from service.drafting.promises import USUAL_SIGN
from service.schema import Ask, Contact, Draft, Identity, Interview, Json, Observation, Person, Task
from service.zones import zone_of

A_WEEK = timedelta(days=7)
MOST_A_WEEK = 5
SKIPPED = timedelta(days=30)
"""How long somebody who is skipped once stays out of the list."""
_KEY = "in_touch"
_HELD = ("held", "held_presumed")
_WAITING = ("needs_review", "approved", "sending", "unclear")
_PROMISES = ("promise_mine", "promise_theirs")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the person wants to write to somebody. `days` 0 = never; `not_before`: skipped until then."""

    days: int = USUAL_SIGN.days
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class DueAgain:
    """Somebody to write to: since when nobody wrote, the day it is due, and what is open between the two."""

    contact_id: str
    name: str
    interview_id: str
    since: datetime
    on: date
    is_open: bool = False
    """Due early, because a promise or advice is open."""
    quote: str = ""
    """Words of an open promise."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Who is due now, and the next day on which somebody is."""

    due: tuple[DueAgain, ...] = ()
    next_on: date | None = None
    more: int = 0
    """How many are due beyond this week's few."""


def queue(session: Session, person_id: str, now: datetime) -> Queue:
    """Who is due, the longest overdue first, at most so many a week; asked ones count."""
    zone = zone_of(session.get_one(Person, person_id).timezone)
    today = now.astimezone(zone).date()
    found = sorted(_everybody(session, person_id, now), key=lambda one: (one.on, one.name, one.contact_id))
    due = [one for one in found if one.on <= today]
    asked = session.scalar(
        select(func.count(Ask.id)).where(
            Ask.person_id == person_id, Ask.kind == "keep_in_touch", Ask.taken_back_at.is_(None), Ask.at > now - A_WEEK
        )
    )
    shown = due[: max(0, MOST_A_WEEK - (asked or 0))]
    return Queue(tuple(shown), next((one.on for one in found if one.on > today), None), len(due) - len(shown))


def _everybody(session: Session, person_id: str, now: datetime) -> Iterable[DueAgain]:
    talks = _last_talks(session, person_id)
    busy = _busy(session, person_id, now)
    words = _last_words(session, person_id)
    tasks = _tasks(session, person_id)
    zone = zone_of(session.get_one(Person, person_id).timezone)
    query = select(Contact).where(Contact.person_id == person_id, Contact.id.in_(list(talks)))
    for contact in session.scalars(query):
        rhythm = rhythm_of(contact)
        if contact.id in busy or contact.is_untracked or contact.merged_into or not rhythm.days:
            continue
        talk = talks[contact.id]
        since = max(talk.end or talk.first_seen_at, words.get(contact.id, talk.first_seen_at))
        first = _first_time(tasks.get(contact.id, ()), since)
        usual = (since + timedelta(days=rhythm.days)).astimezone(zone).date()
        on = min(first, usual) if first else usual
        on = max(on, rhythm.not_before) if rhythm.not_before else on
        quote = next((task.quote for task in tasks.get(contact.id, ()) if task.kind in _PROMISES), "")
        yield DueAgain(
            contact.id, contact.name, talk.id, since, on, is_open=first is not None and on < usual, quote=quote
        )


def _first_time(tasks: Iterable[Task], since: datetime) -> date | None:
    """The day that the interview itself set, unless somebody wrote since it was thanked for."""
    for task in tasks:
        if task.kind == "keep_in_touch" and task.due and since <= task.created_at + timedelta(days=1):
            return date.fromisoformat(task.due)
    return None


def _last_talks(session: Session, person_id: str) -> dict[str, Interview]:
    query = (
        select(Interview)
        .where(
            Interview.person_id == person_id, Interview.same_as == "", Interview.contact_id != "",
            Interview.status.in_(_HELD), Interview.role == "seeker",
        )
        .order_by(Interview.end)
    )  # fmt: skip
    return {row.contact_id: row for row in session.scalars(query)}


def _busy(session: Session, person_id: str, now: datetime) -> set[str]:
    """Who is met soon, or has a draft waiting."""
    coming = select(Interview.contact_id).where(
        Interview.person_id == person_id, Interview.start > now, Interview.status.in_(("accepted", "invited"))
    )
    waiting = select(Draft.contact_id).where(Draft.person_id == person_id, Draft.state.in_(_WAITING))
    return {*session.scalars(coming), *session.scalars(waiting)}


def _last_words(session: Session, person_id: str) -> Mapping[str, datetime]:
    """The last mail of either side by contact, automatic ones aside."""
    query = (
        select(Identity.contact_id, func.max(Observation.at))
        .join(
            Observation,
            (Observation.meeting == "with:" + Identity.key) & (Observation.person_id == Identity.person_id),
        )
        .where(Identity.person_id == person_id, Observation.kind == observations.MAIL)
        .group_by(Identity.contact_id)
    )
    return {contact_id: at for contact_id, at in session.execute(query) if at is not None}


def _tasks(session: Session, person_id: str) -> dict[str, list[Task]]:
    query = (
        select(Task, Interview.contact_id)
        .join(Interview, Interview.id == Task.interview_id)
        .where(
            Task.person_id == person_id,
            Task.done_at.is_(None),
            or_(Task.kind == "keep_in_touch", Task.kind.in_(_PROMISES)),
        )
        .order_by(Task.created_at, Task.id)
    )
    found: dict[str, list[Task]] = {}
    for task, contact_id in session.execute(query):
        found.setdefault(contact_id, []).append(task)
    return found


# --- the person's wishes ------------------------------------------------------------------------------------------


def rhythm_of(contact: Contact) -> Rhythm:
    """How often the person wants to write to them."""
    kept: Json = contact.data.get(_KEY) or {}
    until = kept.get("not_before")
    return Rhythm(int(kept.get("days", USUAL_SIGN.days)), date.fromisoformat(until) if until else None)


def set_rhythm(session: Session, person_id: str, contact_id: str, days: int) -> Rhythm:
    """Every so many days from now on, 0 = never; returns what stood before. Raises NoSuchAsk, ValueError."""
    if not (days == 0 or 7 <= days <= 3650):
        raise ValueError("Between a week and ten years, or never.")
    contact = _owned(session, person_id, contact_id)
    before = rhythm_of(contact)
    _keep(session, contact, Rhythm(days, before.not_before))
    return before


def skip(session: Session, person_id: str, contact_id: str, now: datetime) -> Rhythm:
    """Not this time; returns what stood before. Raises NoSuchAsk."""
    contact = _owned(session, person_id, contact_id)
    before = rhythm_of(contact)
    until = (now + SKIPPED).astimezone(zone_of(session.get_one(Person, person_id).timezone)).date()
    _keep(session, contact, Rhythm(before.days, until))
    return before


def restore(session: Session, person_id: str, contact_id: str, rhythm: Rhythm) -> None:
    """Undo of `set_rhythm` and `skip`. Raises NoSuchAsk."""
    _keep(session, _owned(session, person_id, contact_id), rhythm)


def _owned(session: Session, person_id: str, contact_id: str) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None or contact.person_id != person_id:
        raise NoSuchAsk("There is no such contact.")
    return contacts.surviving(session, contact)


def _keep(session: Session, contact: Contact, rhythm: Rhythm) -> None:
    rest = {name: value for name, value in contact.data.items() if name != _KEY}
    kept: Json = {"days": rhythm.days, "not_before": rhythm.not_before.isoformat() if rhythm.not_before else ""}
    contact.data = rest if rhythm == Rhythm() else {**rest, _KEY: kept}
    session.flush()
