"""What the first page says: what needs the person, what comes in the next 48 hours, what changed today.

Reads only, in a fixed number of queries however many interviews there are. Each list is cut to what one look can hold
and says how many more there are; what lies too far back to be asked about one by one is only counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from service.coming import Changed, Coming, Some, Talk, changed_today, coming, next_talk, some, talk_of
from service.drafting.inbox import DUE_KINDS, deadline, to_look_at
from service.schema import Account, Alert, Contact, Draft, FileImport, Interview, Json, Reading, Task
from service.sealed import open_draft
from service.vault import Vault
from service.zones import zone_of

ASKED_BACK = timedelta(days=14)
"""Whether a conversation took place is asked so long; after that it is only counted."""
TASKS_BACK = timedelta(days=30)
PROMISES_BACK = timedelta(days=60)
SOON = timedelta(days=2)
"""A promise is shown from so long before its day."""
QUESTIONS = ("confirm_held", "confirm_no_show")
DOUBTS = ("calendar_disagrees_with_mail", "unverified_change")
TO_ANSWER = ("respond_to_invite", "answer_request", "reschedule", "missing_contact")


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
    warnings: int = 0
    """Things the checks found that are a reason to look twice."""
    lacks_line: bool = False
    """It asks the person for one line: what stayed with them."""


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
    asking_files: tuple[str, ...]
    """Names of files handed in of which it is not known whose mail they are."""
    coming: Some[Coming]
    changed: Some[Changed]
    next: Talk | None
    accounts: int
    first_reads: tuple[FirstRead, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all needs the person."""
        lists = (self.questions, self.doubts, self.drafts, self.unclear, self.to_answer, self.promises)
        return not (self.candidates or self.asking_files or any(one.total for one in lists))


def look(session: Session, vault: Vault, person_id: str, now: datetime, zone: str) -> Today:
    """How it stands for this person at `now`, in their zone."""
    drafts = _drafts(session, vault, person_id, now)
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
        asking_files=_asking_files(session, person_id),
        coming=coming(session, vault, person_id, now),
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


# --- what needs the person ----------------------------------------------------------------------------------------


def _questions(session: Session, person_id: str, kinds: Sequence[str], window: ColumnElement[bool]) -> Some[Question]:
    query = _with_talk(Alert, person_id).where(Alert.kind.in_(kinds), Alert.resolved_at.is_(None), window)
    return some(session, query.order_by(Interview.start.desc(), Alert.id), _question)


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
    is_due = case((Draft.kind.in_(DUE_KINDS), 0), else_=1)
    return some(
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
        warnings=to_look_at(open_draft(vault, draft)),
        lacks_line="takeaway" in draft.needs_user_input,
    )


def _unclear(session: Session, person_id: str) -> Some[Waiting]:
    query = _with_talk(Draft, person_id).where(Draft.state == "unclear").order_by(Draft.updated_at, Draft.id)

    def made(row: Any) -> Waiting:
        draft, interview, contact, _ = row
        talk = talk_of(interview, contact)
        return Waiting(draft.id, draft.kind, draft.state, talk, tuple(draft.to), None, draft.state_reason)

    return some(session, query, made)


def _open_tasks(person_id: str, kinds: Sequence[str]) -> Select[Any, Interview, Contact, int]:
    return _with_talk(Task, person_id).where(Task.kind.in_(kinds), Task.done_at.is_(None))


def _to_answer(session: Session, person_id: str, now: datetime, zone: str) -> Some[ToDo]:
    recent = or_(Interview.start.is_(None), Interview.start >= now - TASKS_BACK)
    query = _open_tasks(person_id, TO_ANSWER).where(recent).order_by(Interview.start, Task.id)
    today = now.astimezone(zone_of(zone)).date().isoformat()
    return some(session, query, lambda row: _to_do(row, today))


def _promises(session: Session, person_id: str, now: datetime, zone: str) -> Some[ToDo]:
    """Those whose day has come, the one overdue longest first; then those without a day."""
    there = zone_of(zone)
    today, soon, back = (
        instant.astimezone(there).date().isoformat() for instant in (now, now + SOON, now - PROMISES_BACK)
    )
    is_due = or_(Task.due.between(back, soon), and_(Task.due == "", Task.created_at >= now - TASKS_BACK))
    query = _open_tasks(person_id, ("promise_mine",)).where(is_due)
    return some(
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


def _asking_files(session: Session, person_id: str) -> tuple[str, ...]:
    query = select(FileImport.name).where(FileImport.person_id == person_id, FileImport.state == "asking")
    return tuple(session.scalars(query.order_by(FileImport.created_at, FileImport.id)))


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
