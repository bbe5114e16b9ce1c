"""The durable event log: append in the transaction of the change, claim in the transaction of the effect.

The database is the truth and the queue only transport: a job carries an event's id, an event is handled at most once
because its claim commits together with what it caused, and what stays unhandled is found again by `waiting`. Product
time decides when an event is due; real time when a failed one is tried again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import (
    CTE,
    BindParameter,
    Boolean,
    ColumnElement,
    CursorResult,
    Row,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from service.clock import real_now
from service.context import Context
from service.schema import Event

GIVE_UP_AFTER = 8
"""Attempts after which an event is given up, visibly."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
"""Before a failed event is tried again: doubled with every attempt."""
LONGEST_ASIDE = timedelta(hours=1)
"""After a start nothing is set aside for longer: what must wait on is set aside anew."""
_TICK = timedelta(microseconds=1)
_Conditions = tuple[ColumnElement[bool], ...]
_APPENDED, _IS_PAST = "appended_events", "events_are_past"

# Kinds, past tense. `subject` in brackets.
MESSAGE_RECEIVED = "MessageReceived"  # [messages.id]
MESSAGE_REMOVED = "MessageRemoved"  # [messages.id]
CALENDAR_EVENT_CHANGED = "CalendarEventChanged"  # [calendar_events.id]
NOTE_ADDED = "NoteAdded"  # [notes.id]
CORRECTED = "Corrected"  # [corrections.id]
INTERVIEW_TOUCHED = "InterviewTouched"  # [interviews.id] something it rests on changed, or its time has come
INTERVIEW_CHANGED = "InterviewChanged"  # [interviews.id] its status, time or people changed
DRAFT_APPROVED = "DraftApproved"  # [approvals.id]
WORDING_WANTED = "WordingWanted"  # [drafts.id] the rules wrote it, and the person lets a model word it
SEND_UNCLEAR = "SendUnclear"  # [approvals.id] look again
MAILBOX_DRAFT_DUE = "MailboxDraftDue"  # [mailbox_drafts.id] not yet as it should be there, or to be looked at


LOOKS_AT_MOST = 6
"""How often something unclear is looked for before the person is told."""
_LOOK_WAITS = (1, 3, 6, 12, 24, 60)
"""Growth of the waits between those looks: several, over more than a minute."""


def look_wait(look_seconds: float, looks: int) -> float:
    """Seconds until the next look after so many; `look_seconds` is the first."""
    return look_seconds * _LOOK_WAITS[min(looks, len(_LOOK_WAITS) - 1)]


class LookAgain(Exception):
    """What became of something is still unclear: look again after `seconds` of real time."""

    def __init__(self, seconds: float) -> None:
        super().__init__("the outcome is unclear")
        self.seconds = seconds


def from_the_past(session: Session) -> None:
    """What is logged in this session from here on comes of a look into the past: it waits behind what happens now."""
    session.info[_IS_PAST] = True


def follow(session: Session, event: Event) -> None:
    """What is logged in this session from here on comes of this event, and is of its class."""
    session.info[_IS_PAST] = event.is_past


# Made once, as whatever is asked all the time: putting a statement together takes longer than the database does.
_SAME = (
    select(Event)
    .where(
        Event.person_id == bindparam("person"),
        Event.kind == bindparam("kind"),
        Event.subject == bindparam("subject"),
        Event.handled_at.is_(None),
        Event.gave_up_at.is_(None),
        or_(
            Event.due_at == bindparam("due"), (Event.due_at <= bindparam("now")) & bindparam("is_due", type_=Boolean())
        ),
    )
    .limit(1)
)


def append(
    session: Session, person_id: str, kind: str, subject: str, *, now: datetime, due: datetime | None = None
) -> None:
    """Logs that something happened, to be handled from `due` on (product time; default at once).

    The same kind and subject that still waits for the same moment is not logged twice: every handler reads the whole
    truth about its subject, so one handling covers both.
    """
    due_at, is_past = due or now, bool(session.info.get(_IS_PAST))
    asked = {"person": person_id, "kind": kind, "subject": subject, "due": due_at, "now": now, "is_due": due_at <= now}
    same = session.scalar(_SAME, asked)
    if same is not None:
        same.is_past = same.is_past and is_past
        # Never the same moment twice: by it `finish` sees that this came after the work had begun.
        same.created_at = max(now, same.created_at + _TICK)
        return
    event = Event(person_id=person_id, kind=kind, subject=subject, created_at=now, due_at=due_at, is_past=is_past)
    session.add(event)
    session.flush()
    if due_at <= now:
        session.info.setdefault(_APPENDED, []).append(event.id)


def appended(session: Session) -> list[int]:
    """Ids of the events logged in this session that are due already: to be handed to the queue after the commit."""
    return list(session.info.get(_APPENDED, ()))


def newest(session: Session) -> int:
    """The highest id that any event has; 0 where there is none. Later ones have higher, however often one is logged."""
    return session.scalar(select(func.max(Event.id))) or 0


def find_waiting(session: Session, person_id: str, kind: str, subject: str) -> int:
    """Id of the unhandled event of that kind about that row. Raises when there is none."""
    query = select(Event.id).where(
        Event.person_id == person_id, Event.kind == kind, Event.subject == subject, Event.handled_at.is_(None)
    )
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).one()


def person_of(session: Session, event_id: int) -> str | None:
    """Whose event it is; None when it is gone (the person was erased)."""
    return session.scalar(select(Event.person_id).where(Event.id == event_id))


def ready_among(session: Session, event_ids: Sequence[int], *, now: datetime, real_now: datetime) -> list[Event]:
    """Those of the events that wait to be handled now, oldest first."""
    rows = session.scalars(select(Event).where(Event.id.in_(event_ids)).order_by(Event.id))
    return [event for event in rows if is_ready(event, now=now, real_now=real_now)]


def claim(session: Session, event_id: int, *, now: datetime) -> Event | None:
    """Marks the event handled in this transaction and returns it; None when somebody else has, or it is not due.

    Every transaction that writes holds its person's lock, so that nobody else decides about it at the same time.
    """
    event = session.get(Event, event_id, populate_existing=True)
    if event is None or event.handled_at is not None or event.gave_up_at is not None or event.due_at > now:
        return None
    event.handled_at, event.error = now, ""
    return event


def finish(session: Session, seen: Event, *, now: datetime) -> bool:
    """Marks an event handled that was worked on outside of this transaction. False, and it goes on waiting, where the same
    was logged again since it was `seen`: the work may have looked before that happened.
    """
    event = session.get(Event, seen.id, populate_existing=True)
    if event is None or event.created_at != seen.created_at:
        return False
    return claim(session, seen.id, now=now) is not None


def count_attempt(session: Session, event_id: int, *, real_now: datetime) -> bool:
    """Counts an attempt before the work, for an event that may have ended the process that had it in hand before.

    False, and given up visibly, when it had GIVE_UP_AFTER attempts.
    """
    event = session.get(Event, event_id, populate_existing=True)
    if event is None or event.handled_at is not None:
        return False
    if event.attempts >= GIVE_UP_AFTER:
        event.gave_up_at, event.error = real_now, event.error or "It never came to an end."
        return False
    event.attempts += 1
    return True


def is_ready(event: Event, *, now: datetime, real_now: datetime) -> bool:
    """Whether the event waits to be handled now."""
    is_open = event.handled_at is None and event.gave_up_at is None
    return is_open and event.due_at <= now and (event.retry_at is None or event.retry_at <= real_now)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the queue needs to know of an event."""

    event_id: int
    kind: str
    person_id: str
    is_past: bool


def kinds(session: Session, event_ids: Sequence[int]) -> list[Kind]:
    """What these events are, in order."""
    columns = (Event.id, Event.kind, Event.person_id, Event.is_past)
    rows = session.execute(select(*columns).where(Event.id.in_(event_ids)).order_by(Event.id))
    return [Kind(*row) for row in rows]


def failed(session: Session, event_id: int, *, error: str, real_now: datetime, is_counted: bool = False) -> None:
    """Counts a failed attempt: tried again later, with growing waits, and given up after GIVE_UP_AFTER.

    With `is_counted` the attempt was counted before the work.
    """
    event = session.get(Event, event_id)
    if event is None or event.handled_at is not None:
        return
    event.attempts += not is_counted
    event.error = error[:500]
    if event.attempts >= GIVE_UP_AFTER:
        event.gave_up_at = real_now
    else:
        event.retry_at = real_now + min(FIRST_WAIT * 2 ** (event.attempts - 1), LONGEST_WAIT)


def interrupted(session: Session, event_id: int, *, real_now: datetime, is_counted: bool) -> None:
    """The database was away in the middle of the work: it is done again soon, and an attempt counted before is none."""
    event = session.get(Event, event_id)
    if event is not None and event.handled_at is None:
        event.attempts -= is_counted
        event.retry_at = real_now + FIRST_WAIT


def postpone(session: Session, event_id: int, *, until: datetime, reason: str) -> None:
    """Sets an event aside until `until` (real time) without counting an attempt: the provider said to wait."""
    event = session.get(Event, event_id)
    if event is not None and event.handled_at is None:
        event.retry_at = until
        event.error = reason[:500]


def pull_in(context: Context, *, at_most: timedelta = LONGEST_ASIDE) -> None:
    """After a clock that was ahead was set right: what was due when it was logged, at a time that is still to come, is due,
    and nothing waits longer than `at_most` to be tried again. A moment that was planned stays. Reads only where all is well.
    """
    now = context.clock()
    was_ahead = (Event.due_at > now) & (Event.due_at <= Event.created_at)
    waits = (Event.handled_at.is_(None), Event.gave_up_at.is_(None))
    is_late = (*waits, or_(was_ahead, Event.retry_at > real_now() + at_most))
    with context.database.reading() as session:
        people = session.scalars(select(Event.person_id).where(*is_late).distinct()).all()
    at_once = {name: case((was_ahead, now), else_=getattr(Event, name)) for name in ("created_at", "due_at")}
    for person_id in people:
        with context.database.writing(person_id, "pull_in") as session:
            theirs = update(Event).where(*is_late, Event.person_id == person_id)
            session.execute(theirs.values(retry_at=None, **at_once), execution_options={"synchronize_session": False})


def waiting(session: Session, *, now: datetime, real_now: datetime, limit: int = 500) -> list[int]:
    """Events that are due and unhandled: what the sweeper hands to the queue again.

    What happens now comes before what the past brought, and everybody's oldest before anybody's second.
    """
    few = session.execute(_SOME, {"now": now, "real_now": real_now, "most": limit + 1}).all()
    if len(few) <= limit:
        return _fairly(few)
    is_waiting = _is_waiting(now, real_now)
    found = _in_turn(session, (*is_waiting, Event.is_past.is_(False)), limit)
    return [*found, *_in_turn(session, (*is_waiting, Event.is_past.is_(True)), limit - len(found))]


def _fairly(few: Sequence[Row[int, bool, str]]) -> list[int]:
    turns: Counter[tuple[bool, str]] = Counter()
    places: list[tuple[bool, int, int]] = []
    for event_id, is_past, person_id in sorted(few, key=lambda row: row[0]):
        turns[is_past, person_id] += 1
        places.append((is_past, turns[is_past, person_id], event_id))
    return [event_id for _, _, event_id in sorted(places)]


def _in_turn(session: Session, is_one: _Conditions, limit: int) -> list[int]:
    """The first of them, everybody's oldest before anybody's second, by as many steps through an index as there are
    people and events in the answer: a hundred thousand that wait are not sorted for it.
    """
    oldest = _oldest_of_each(is_one)
    last = list(session.scalars(select(oldest.c.id))) if limit else []
    found = sorted(last)
    while last and len(found) < limit:
        turns = -(-(limit - len(found)) // len(last))
        further = _further(is_one, last, turns)
        rows = session.execute(select(further.c.id, further.c.turn).where(further.c.turn > 0)).all()
        found += [row.id for row in sorted(rows, key=lambda row: (row.turn, row.id))]
        last = [row.id for row in rows if row.turn == turns]
    return found[:limit]


def _oldest_of_each(is_one: _Conditions) -> CTE:
    """Everybody's oldest event: from one person straight to the next, whoever has how many."""
    first = select(Event.id).where(*is_one).order_by(Event.person_id, Event.id).limit(1)
    one, other = aliased(Event), aliased(Event)
    walk = select(one.id, one.person_id).where(one.id == first.scalar_subquery()).cte("walk", recursive=True)
    following = first.where(Event.person_id > walk.c.person_id).correlate(walk).scalar_subquery()
    return walk.union_all(select(other.id, other.person_id).join(walk, other.id == following))


def _further(is_one: _Conditions, last: Sequence[int], turns: int) -> CTE:
    """What follows each of these events of different people, so many steps on; `turn` 0 is the event itself."""
    other = aliased(Event)
    begun = select(Event.id, Event.person_id, literal(0).label("turn")).where(Event.id.in_(last))
    walk = begun.cte("further", recursive=True)
    after = select(Event.id).where(*is_one, Event.person_id == walk.c.person_id, Event.id > walk.c.id)
    following = after.order_by(Event.id).limit(1).correlate(walk).scalar_subquery()
    step = select(other.id, other.person_id, walk.c.turn + 1).join(walk, other.id == following)
    return walk.union_all(step.where(walk.c.turn < turns))


def is_past_full(session: Session, person_id: str, *, now: datetime, real_now: datetime, most: int) -> bool:
    """Whether so much that the past brought this person still waits that no more shall be read for now."""
    mine = select(Event.id).where(*_is_waiting(now, real_now), Event.person_id == person_id, Event.is_past)
    return len(session.scalars(mine.limit(most)).all()) >= most


def _is_waiting(now: datetime | BindParameter[datetime], real_now: datetime | BindParameter[datetime]) -> _Conditions:
    return (
        Event.handled_at.is_(None),
        Event.gave_up_at.is_(None),
        Event.due_at <= now,
        or_(Event.retry_at.is_(None), Event.retry_at <= real_now),
    )


# In the order of the index: it is walked, not the table, whatever the database thinks of how many wait.
_SOME = (
    select(Event.id, Event.is_past, Event.person_id)
    .order_by(Event.handled_at, Event.gave_up_at, Event.due_at)
    .where(*_is_waiting(bindparam("now"), bindparam("real_now")))
    .limit(bindparam("most"))
)


def next_due(session: Session) -> datetime | None:
    """Product time at which the next event becomes due."""
    return session.scalar(select(func.min(Event.due_at)).where(Event.handled_at.is_(None), Event.gave_up_at.is_(None)))


def replay(session: Session, person_id: str, *, only_given_up: bool = False) -> int:
    """Marks every event that came from a provider or the person unhandled again; returns how many.

    What was given up gets another chance, of whatever kind: what it was to cause may depend on nothing that is replayed.
    With `only_given_up` nothing else does.
    """
    kinds = (MESSAGE_RECEIVED, MESSAGE_REMOVED, CALENDAR_EVENT_CHANGED, NOTE_ADDED, CORRECTED)
    is_given_up = Event.gave_up_at.is_not(None)
    replayed = session.execute(
        update(Event)
        .where(Event.person_id == person_id, is_given_up if only_given_up else Event.kind.in_(kinds) | is_given_up)
        .values(handled_at=None, gave_up_at=None, retry_at=None, attempts=0, error="")
    )
    return cast("CursorResult[None]", replayed).rowcount
