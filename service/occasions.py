"""What the person could ask for just now: to confirm tomorrow's talk, to say that they are late, to remind, to answer.

Offered, never written unasked; an offer that the person set aside stays away. What is offered is the same that `asked`
finds sensible when it is asked for. Reads only records' dates and directions, no texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service import contacts, observations
from service.schema import Ask, Contact, Interview, Observation, Person, Task
from service.word_of_person import owned
from service.zones import zone_of

BEFORE_START, AFTER_START = timedelta(minutes=30), timedelta(minutes=15)
"""When somebody may be late."""
JUST_ARRANGED = timedelta(hours=36)
"""What was arranged or moved so lately needs no confirming."""
UNANSWERED_DAYS = 7
"""Working days after which a request is worth a reminder (product.md 2.2)."""
TOO_OLD = timedelta(days=90)
MOST = 20
_SATURDAY = 5
_BEFORE_TALK, _AHEAD = frozenset({"running_late", "confirmation"}), timedelta(days=2)
_KEY = "not_offered"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that could be asked for. `at`: the start of the talk, or when the mail was written that waits."""

    kind: str
    interview_id: str
    contact_id: str
    name: str
    at: datetime
    title: str = ""

    @property
    def since(self) -> datetime:
        """From when on it could be asked for: before a talk, or once the mail waits."""
        return self.at - _AHEAD if self.kind in _BEFORE_TALK else self.at

    @property
    def mark(self) -> str:
        """What is set aside with it: another time, or another mail, is another occasion."""
        return f"{self.kind}|{self.at.isoformat()}"


def offered(session: Session, person_id: str, now: datetime) -> list[Occasion]:
    """What makes sense to ask for now, what is most pressing first."""
    found = [*_late(session, person_id, now), *_unconfirmed(session, person_id, now)]
    found += [*_to_answer(session, person_id), *_unanswered(session, person_id, now)]
    asked = _asked_for(session, person_id)
    set_aside = _set_aside(session, {one.interview_id for one in found})
    kept = (one for one in found if one.mark not in set_aside.get(one.interview_id, ()))
    return [one for one in kept if asked.get((one.kind, one.contact_id), one.since) <= one.since][:MOST]


def dismiss(session: Session, person_id: str, interview_id: str, mark: str) -> None:
    """The person needs no such draft. Raises NoSuchInterview."""
    interview = owned(session, person_id, interview_id)
    marks = [one for one in interview.data.get(_KEY, ()) if one != mark]
    interview.data = {**interview.data, _KEY: [*marks, mark][-MOST:]}
    session.flush()


def offer_again(session: Session, person_id: str, interview_id: str, mark: str) -> None:
    """Undo of `dismiss`. Raises NoSuchInterview."""
    interview = owned(session, person_id, interview_id)
    interview.data = {**interview.data, _KEY: [one for one in interview.data.get(_KEY, ()) if one != mark]}
    session.flush()


def _set_aside(session: Session, interview_ids: Iterable[str]) -> dict[str, list[str]]:
    query = select(Interview.id, Interview.data).where(Interview.id.in_(list(interview_ids)))
    return {row_id: list(data.get(_KEY, ())) for row_id, data in session.execute(query)}


def _asked_for(session: Session, person_id: str) -> dict[tuple[str, str], datetime]:
    """When each was asked for last: what was asked for since its occasion is not offered again."""
    query = select(Ask.kind, Ask.contact_id, Ask.at).where(Ask.person_id == person_id, Ask.taken_back_at.is_(None))
    return {(kind, contact_id): at for kind, contact_id, at in session.execute(query.order_by(Ask.at))}


# --- a time that is arranged --------------------------------------------------------------------------------------


def _planned(person_id: str, first: datetime, last: datetime) -> Select[Interview, Contact]:
    return (
        select(Interview, Contact)
        .join(Contact, (Contact.id == Interview.contact_id) & (Contact.person_id == Interview.person_id))
        .where(
            Interview.person_id == person_id,
            Interview.same_as == "",
            Interview.status.in_(("accepted", "held_presumed")),
            Interview.start.between(first, last),
            Interview.address != "",
            Contact.is_untracked.is_(False),
        )
        .order_by(Interview.start, Interview.id)
    )


def _late(session: Session, person_id: str, now: datetime) -> Iterator[Occasion]:
    for interview, contact in session.execute(_planned(person_id, now - AFTER_START, now + BEFORE_START)):
        if interview.start and (interview.end is None or now < interview.end):
            yield _occasion("running_late", interview, contact, interview.start)


def _unconfirmed(session: Session, person_id: str, now: datetime) -> Iterator[Occasion]:
    """Tomorrow's talks that nobody has written about since they were arranged or moved."""
    zone = zone_of(session.get_one(Person, person_id).timezone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    first = datetime.combine(tomorrow, time(), zone).astimezone(UTC)
    for interview, contact in session.execute(_planned(person_id, first, first + timedelta(days=1))):
        arranged = _arranged_at(interview)
        if arranged and now - arranged < JUST_ARRANGED:
            continue
        words = _words_with(session, contact)
        if interview.start and not any(at > max(arranged or at, now - 2 * JUST_ARRANGED) for at, _ in words):
            yield _occasion("confirmation", interview, contact, interview.start)


def _arranged_at(interview: Interview) -> datetime | None:
    """When the time that stands was made or last changed."""
    moments = [
        datetime.fromisoformat(str(entry["at"]))
        for entry in interview.history
        if entry.get("what") in {"invited", "rescheduled", "accepted"} and entry.get("at")
    ]
    return max(moments, default=None)


# --- a mail that waits --------------------------------------------------------------------------------------------


def _to_answer(session: Session, person_id: str) -> Iterator[Occasion]:
    """Requests to the person that wait for a yes or a no."""
    query = (
        select(Task, Interview, Contact)
        .join(Interview, Interview.id == Task.interview_id)
        .join(Contact, (Contact.id == Interview.contact_id) & (Contact.person_id == Interview.person_id))
        .where(Task.person_id == person_id, Task.kind == "answer_request", Task.done_at.is_(None))
        .order_by(Task.created_at, Task.id)
    )
    for task, interview, contact in session.execute(query):
        if not contact.is_untracked:
            yield _occasion("accept", interview, contact, task.created_at)
            yield _occasion("decline", interview, contact, task.created_at)


def _unanswered(session: Session, person_id: str, now: datetime) -> Iterator[Occasion]:
    """The person's own requests without an answer for so many working days; reminded of once."""
    query = (
        select(Interview, Contact)
        .join(Contact, (Contact.id == Interview.contact_id) & (Contact.person_id == Interview.person_id))
        .where(
            Interview.person_id == person_id,
            Interview.same_as == "",
            Interview.meeting.startswith("mail:"),
            Interview.role == "seeker",
            Interview.start.is_(None),
            Interview.cancelled_by == "",
            Interview.classification == "informational",
            Interview.updated_at >= now - TOO_OLD,
            Contact.is_untracked.is_(False),
        )
        .order_by(Interview.updated_at, Interview.id)
    )
    zone = zone_of(session.get_one(Person, person_id).timezone)
    for interview, contact in session.execute(query):
        words = _words_with(session, contact)
        answered = max((at for at, is_own in words if not is_own), default=None)
        own = sorted(at for at, is_own in words if is_own and (answered is None or at > answered))
        if answered is None and len(own) == 1:
            passed = working_days(own[0].astimezone(zone).date(), now.astimezone(zone).date())
            if passed >= UNANSWERED_DAYS and now - own[0] <= TOO_OLD:
                yield _occasion("nudge", interview, contact, own[0])


def working_days(first: date, last: date) -> int:
    """How many weekdays have passed since `first`, up to and with `last`."""
    days = (first + timedelta(days=number + 1) for number in range((last - first).days))
    return sum(day.weekday() < _SATURDAY for day in days)


def _words_with(session: Session, contact: Contact) -> list[tuple[datetime, bool]]:
    """When mails went either way, and whether the person wrote them; automatic ones aside."""
    subjects = [observations.with_person(key) for key in contacts.keys_of(session, contact.person_id, contact.id)]
    rows: dict[str, Observation] = {
        row.source: row for row in observations.about(session, contact.person_id, subjects, (observations.MAIL,))
    }
    return [(row.at, row.data["direction"] == "out") for row in rows.values()]


def _occasion(kind: str, interview: Interview, contact: Contact, at: datetime) -> Occasion:
    return Occasion(kind, interview.id, contact.id, contact.name or interview.address, at, interview.title)
