"""What the first page says: what needs the person, what comes in the next 48 hours, what changed today.

Reads only, in a fixed number of queries however many interviews there are. Each list is cut to what one look can hold
and says how many more there are; what lies too far back to be asked about one by one is only counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from connectors.records import CalendarEvent
from service.business_hours import zone_of
from service.drafting.timing import DEADLINE
from service.schema import Account, Alert, Contact, Draft, Interview, Json, Reading, StoredCalendarEvent, Task
from service.sealed import open_calendar_event, open_draft
from service.vault import Vault

MOST = 12
"""Of each list so many are shown."""
AHEAD = timedelta(hours=48)
ASKED_BACK = timedelta(days=14)
"""Whether a conversation took place is asked so long; after that it is only counted."""
TASKS_BACK = timedelta(days=30)
PROMISES_BACK = timedelta(days=60)
SOON = timedelta(days=2)
"""A promise is shown from so long before its day."""
THANKS = ("thank_you", "host_follow_up", "referral_report_back")
"""Kinds of drafts that are due a day after the end."""
QUESTIONS = ("confirm_held", "confirm_no_show")
DOUBTS = ("calendar_disagrees_with_mail", "unverified_change")
TO_ANSWER = ("respond_to_invite", "answer_request", "reschedule", "missing_contact")
PLANNED = ("invited", "accepted")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """The first few of a list."""

    shown: tuple[T, ...] = ()
    total: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody, as the page names them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation in short."""

    id: str
    who: Who
    title: str
    status: str
    start: datetime | None
    end: datetime | None
    timezone: str
    """The other person's zone, or the one its calendar entry was written in."""
    reasons: tuple[Json, ...] = ()
    meetings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something about a conversation that the person decides, with what speaks for it."""

    id: str
    kind: str
    talk: Talk
    text: str
    evidence: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for review."""

    id: str
    kind: str
    state: str
    talk: Talk
    to: tuple[str, ...]
    deadline: datetime | None
    """A day after the end; None for what is not due by then."""
    reason: str = ""
    warnings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class ToDo:
    """A task of the person's own."""

    id: str
    kind: str
    text: str
    talk: Talk
    due: str
    """ISO date in the person's zone, "" = none."""
    is_overdue: bool
    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Coming:
    """A conversation of the next two days: where, and what speaks against it."""

    talk: Talk
    place: str = ""
    host: str = ""
    """Of the video link; the link itself is on the conversation's own page."""
    conflicts: tuple[Talk, ...] = ()

    @property
    def is_nowhere(self) -> bool:
        """Neither a place nor a link is known."""
        return not (self.place or self.host)


@dataclass(frozen=True, slots=True)
class Changed:
    """A conversation that was moved or cancelled today."""

    talk: Talk
    what: str
    """rescheduled or cancelled"""
    at: datetime
    by: str
    was: datetime | None
    evidence: Json


@dataclass(frozen=True, slots=True)
class FirstRead:
    """An account whose past is still being read."""

    id: str
    email: str
    read: int


@dataclass(frozen=True, slots=True)
class Today:
    """The first page."""

    questions: Some[Question]
    older_questions: int
    doubts: Some[Question]
    drafts: Some[Waiting]
    unclear: Some[Waiting]
    """Mails of which it is not known whether they went out."""
    to_answer: Some[ToDo]
    promises: Some[ToDo]
    candidates: int
    coming: Some[Coming]
    changed: Some[Changed]
    next: Talk | None
    accounts: int
    first_reads: tuple[FirstRead, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all needs the person."""
        lists = (self.questions, self.doubts, self.drafts, self.unclear, self.to_answer, self.promises)
        return not (self.candidates or any(one.total for one in lists))


def look(session: Session, vault: Vault, person_id: str, now: datetime, zone: str) -> Today:
    """How it stands for this person at `now`, in their zone."""
    drafts = _drafts(session, vault, person_id, now)
    coming = _coming(session, vault, person_id, now)
    accounts, reading = _accounts(session, person_id)
    asked = _questions(session, person_id, QUESTIONS, Interview.end >= now - ASKED_BACK)
    return Today(
        questions=asked,
        older_questions=_older_questions(session, person_id, now),
        doubts=_questions(session, person_id, DOUBTS, or_(Interview.end.is_(None), Interview.end >= now - ASKED_BACK)),
        drafts=drafts,
        unclear=_unclear(session, person_id),
        to_answer=_to_answer(session, person_id, now, zone),
        promises=_promises(session, person_id, now, zone),
        candidates=candidates(session, person_id),
        coming=coming,
        changed=changed_today(session, person_id, now, zone),
        next=next_talk(session, person_id, now),
        accounts=accounts,
        first_reads=reading,
    )


# --- rows ---------------------------------------------------------------------------------------------------------


def _with_talk(first: Any, person_id: str) -> Select[Any, Interview, Contact, int]:
    """Rows of `first` (a table with `interview_id`) with their conversation, its person, and how many there are."""
    return (
        select(first, Interview, Contact, func.count().over())
        .join(Interview, Interview.id == first.interview_id)
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
        .where(first.person_id == person_id, Interview.person_id == person_id)
    )


def _some(session: Session, query: Any, made: Callable[[Any], T]) -> Some[T]:
    rows = session.execute(query.limit(MOST)).all()
    return Some(tuple(made(row) for row in rows), rows[0][-1] if rows else 0)


def talk_of(interview: Interview, contact: Contact | None) -> Talk:
    """A conversation in short; it is named after whom one knows it is with."""
    name = contact.name if contact else ""
    named = name or str(interview.data.get("named") or "") or interview.address or interview.title
    return Talk(
        id=interview.id,
        who=Who(contact.id if contact else "", named),
        title=interview.title,
        status=interview.status,
        start=interview.start,
        end=interview.end,
        timezone=(contact.timezone if contact else "") or interview.timezone,
        reasons=tuple(interview.reasons),
        meetings=tuple(dict.fromkeys((interview.meeting, *interview.data.get("group", ())))),
    )


def midnight(now: datetime, zone: str) -> datetime:
    """When the person's day began."""
    there = zone_of(zone)
    return datetime.combine(now.astimezone(there).date(), time(), there).astimezone(UTC)


# --- what needs the person ----------------------------------------------------------------------------------------


def _questions(session: Session, person_id: str, kinds: Sequence[str], window: ColumnElement[bool]) -> Some[Question]:
    query = _with_talk(Alert, person_id).where(Alert.kind.in_(kinds), Alert.resolved_at.is_(None), window)
    return _some(session, query.order_by(Interview.start.desc(), Alert.id), _question)


def _question(row: Any) -> Question:
    alert, interview, contact, _ = row
    return Question(alert.id, alert.kind, talk_of(interview, contact), alert.text, tuple(alert.evidence))


def _older_questions(session: Session, person_id: str, now: datetime) -> int:
    query = (
        select(func.count(Alert.id))
        .join(Interview, Interview.id == Alert.interview_id)
        .where(
            Alert.person_id == person_id,
            Alert.kind.in_(QUESTIONS),
            Alert.resolved_at.is_(None),
            Interview.end < now - ASKED_BACK,
        )
    )
    return session.scalar(query) or 0


def _drafts(session: Session, vault: Vault, person_id: str, now: datetime) -> Some[Waiting]:
    query = _with_talk(Draft, person_id).where(
        Draft.state == "needs_review", or_(Draft.later_until.is_(None), Draft.later_until <= now)
    )
    is_due = case((Draft.kind.in_(THANKS), 0), else_=1)
    return _some(
        session, query.order_by(is_due, Interview.end, Draft.send_at, Draft.id), lambda row: _waiting(vault, row)
    )


def _waiting(vault: Vault, row: Any) -> Waiting:
    draft, interview, contact, _ = row
    return Waiting(
        id=draft.id,
        kind=draft.kind,
        state=draft.state,
        talk=talk_of(interview, contact),
        to=tuple(draft.to),
        deadline=deadline(draft, interview),
        reason=draft.state_reason,
        warnings=tuple(str(one.get("text", "")) for one in open_draft(vault, draft).warnings if one.get("text")),
        needs=tuple(draft.needs_user_input),
        is_edited=draft.is_edited,
    )


def deadline(draft: Draft, interview: Interview) -> datetime | None:
    """Until when it should have gone out: a day after the end; None where that says nothing."""
    return interview.end + DEADLINE if draft.kind in THANKS and interview.end is not None else None


def _unclear(session: Session, person_id: str) -> Some[Waiting]:
    query = _with_talk(Draft, person_id).where(Draft.state == "unclear").order_by(Draft.updated_at, Draft.id)

    def made(row: Any) -> Waiting:
        draft, interview, contact, _ = row
        talk = talk_of(interview, contact)
        return Waiting(draft.id, draft.kind, draft.state, talk, tuple(draft.to), None, draft.state_reason)

    return _some(session, query, made)


def _open_tasks(person_id: str, kinds: Sequence[str]) -> Select[Any, Interview, Contact, int]:
    return _with_talk(Task, person_id).where(Task.kind.in_(kinds), Task.done_at.is_(None))


def _to_answer(session: Session, person_id: str, now: datetime, zone: str) -> Some[ToDo]:
    recent = or_(Interview.start.is_(None), Interview.start >= now - TASKS_BACK)
    query = _open_tasks(person_id, TO_ANSWER).where(recent).order_by(Interview.start, Task.id)
    today = now.astimezone(zone_of(zone)).date().isoformat()
    return _some(session, query, lambda row: _to_do(row, today))


def _promises(session: Session, person_id: str, now: datetime, zone: str) -> Some[ToDo]:
    """Those whose day has come, the one overdue longest first; then those without a day."""
    there = zone_of(zone)
    today, soon, back = (
        instant.astimezone(there).date().isoformat() for instant in (now, now + SOON, now - PROMISES_BACK)
    )
    is_due = or_(Task.due.between(back, soon), and_(Task.due == "", Task.created_at >= now - TASKS_BACK))
    query = _open_tasks(person_id, ("promise_mine",)).where(is_due)
    return _some(
        session,
        query.order_by(case((Task.due == "", 1), else_=0), Task.due, Task.created_at, Task.id),
        lambda row: _to_do(row, today),
    )


def _to_do(row: Any, today: str) -> ToDo:
    task, interview, contact, _ = row
    return ToDo(
        id=task.id,
        kind=task.kind,
        text=task.text,
        talk=talk_of(interview, contact),
        due=task.due,
        is_overdue=bool(task.due) and task.due < today,
        source=task.source,
        quote=task.quote,
    )


def candidates(session: Session, person_id: str) -> int:
    """How many records wait for the answer whether they are informational interviews."""
    query = select(func.count(Interview.id)).where(Interview.person_id == person_id, Interview.status == "proposed")
    return session.scalar(query) or 0


# --- what comes, what changed -------------------------------------------------------------------------------------


def _talks(person_id: str) -> Select[Interview, Contact, int]:
    return (
        select(Interview, Contact, func.count().over())
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == person_id))
        .where(Interview.person_id == person_id)
    )


def next_talk(session: Session, person_id: str, now: datetime) -> Talk | None:
    """The next planned conversation."""
    query = _talks(person_id).where(Interview.status.in_(PLANNED), Interview.start > now)
    row = session.execute(query.order_by(Interview.start, Interview.id).limit(1)).first()
    return talk_of(row[0], row[1]) if row else None


def _coming(session: Session, vault: Vault, person_id: str, now: datetime) -> Some[Coming]:
    """What is planned from now on, with what is under way just now."""
    query = _talks(person_id).where(
        Interview.status.in_(PLANNED),
        Interview.start < now + AHEAD,
        Interview.start > now - AHEAD,
        func.coalesce(Interview.end, Interview.start) > now,
    )
    found = _some(session, query.order_by(Interview.start, Interview.id), lambda row: talk_of(row[0], row[1]))
    entries = calendar_entries(session, vault, person_id, found.shown)
    return Some(tuple(_one_coming(talk, found.shown, entries.get(talk.id)) for talk in found.shown), found.total)


def _one_coming(talk: Talk, others: Iterable[Talk], entry: CalendarEvent | None) -> Coming:
    place = " ".join(entry.location.split()) if entry else ""
    # A location is often the video link once more, or the only place where it stands.
    link = (entry.conference_url if entry else "") or (place if "://" in place else "")
    host = host_of(link)
    place = "" if "://" in place else place
    conflicts = tuple(other for other in others if other.id != talk.id and _overlap(talk, other))
    return Coming(talk, place[:200], host, conflicts)


def host_of(link: str) -> str:
    """The host that a link leads to, "" where it leads nowhere."""
    try:
        return urlsplit(link.strip()).hostname or ""
    except ValueError:
        return ""


def _overlap(one: Talk, other: Talk) -> bool:
    if one.start is None or other.start is None:
        return False
    return one.start < (other.end or other.start) and other.start < (one.end or one.start)


def calendar_entries(session: Session, vault: Vault, person_id: str, talks: Iterable[Talk]) -> dict[str, CalendarEvent]:
    """The calendar entry of each conversation, by its id; where there are several the one that says where. One query
    for all.
    """
    by_meeting = {meeting: talk.id for talk in talks for meeting in talk.meetings}
    rows = session.scalars(
        select(StoredCalendarEvent)
        .where(
            StoredCalendarEvent.person_id == person_id,
            StoredCalendarEvent.uid_key.in_(by_meeting),
            StoredCalendarEvent.removed_at.is_(None),
        )
        .order_by(StoredCalendarEvent.id)
    )
    found: dict[str, CalendarEvent] = {}
    for row in rows:
        entry, talk_id = open_calendar_event(vault, row), by_meeting[row.uid_key]
        if talk_id not in found or not (found[talk_id].location or found[talk_id].conference_url):
            found[talk_id] = entry
    return found


def changed_today(session: Session, person_id: str, now: datetime, zone: str) -> Some[Changed]:
    """What was moved or cancelled since the person's midnight, the soonest conversation first."""
    began = midnight(now, zone)
    query = _talks(person_id).where(
        Interview.band == "log",
        Interview.start >= began,
        Interview.updated_at >= began,
        or_(Interview.status == "cancelled", Interview.reschedules > 0),
    )
    rows = session.execute(query.order_by(Interview.start, Interview.id).limit(4 * MOST)).all()
    found = [change for row in rows if (change := change_of(talk_of(row[0], row[1]), row[0].history, began, now))]
    return Some(tuple(found[:MOST]), len(found))


def change_of(talk: Talk, history: Iterable[Json], since: datetime, now: datetime) -> Changed | None:
    """The last move or cancellation of a history between two instants, None if there was none."""
    told = {"cancelled": talk.status == "cancelled", "rescheduled": talk.status in PLANNED}
    for line in reversed(list(history)):
        at = datetime.fromisoformat(line["at"])
        if told.get(line["what"]) and since <= at <= now:
            was = datetime.fromisoformat(line["from"]) if line.get("from") else None
            return Changed(talk, line["what"], at, line.get("by", ""), was, line.get("evidence", {}))
    return None


# --- accounts -----------------------------------------------------------------------------------------------------


def _accounts(session: Session, person_id: str) -> tuple[int, tuple[FirstRead, ...]]:
    """How many accounts there are, and which are still being read for the first time."""
    unfinished = func.count(Reading.id) - func.count(Reading.finished_at)
    query = (
        select(Account.id, Account.email, Account.connection_state, Account.caught_up_at, unfinished,
               func.coalesce(func.sum(Reading.read), 0))
        .outerjoin(Reading, Reading.account_id == Account.id)
        .where(Account.person_id == person_id, Account.connection_state != "disconnected")
        .group_by(Account.id, Account.email, Account.connection_state, Account.caught_up_at, Account.created_at)
        .order_by(Account.created_at, Account.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    reading = [
        FirstRead(account_id, email, read)
        for account_id, email, state, caught_up_at, waiting, read in rows
        if state == "connected" and (waiting or caught_up_at is None)
    ]
    return len(rows), tuple(reading)
