"""The person's own log: what Warmthread did by itself, and what the person did that matters. One row per real change.

Written in the transaction of the change, so that handling something twice, which changes nothing, tells nothing. A row
holds ids and short words, never what a mail says. *Kinds* group what happened for the page; `data` is what an undo
needs, or counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from service.schema import Activity, Allowance, Json

STATUS = "status changed"
DRAFT_WRITTEN, DRAFT_WITHDRAWN, DRAFT_DISMISSED = "draft written", "draft withdrawn", "draft dismissed"
SENT, SENT_THERE, NOT_SENT = "sent", "sent from the mailbox", "not sent"
PLACED, TAKEN_OUT = "draft put into mailbox", "draft taken out of mailbox"
PLACING_OFF = "putting into mailbox switched off"
CHANGED_THERE, DELETED_THERE = "draft changed in mailbox", "draft deleted in mailbox"
WORDED, WORDING_REFUSED, NOT_WORDED = "worded by a model", "wording refused", "no wording came"
CORRECTED, CORRECTION_UNDONE = "corrected", "correction undone"
MERGED, UNMERGED, LINKED, PARTED = "merged", "unmerged", "address linked", "address parted"
NOT_THE_SAME, REFUSAL_UNDONE = "not the same person", "perhaps the same person"
RENAMED, CONTACT_CHANGED, UNTRACKED, TRACKED = "renamed", "contact changed", "stopped tracking", "tracking again"
EXCLUDED, EXCLUSION_REMOVED, PURGED = "exclusion added", "exclusion removed", "stored data removed"
SETTING = "setting changed"
FORGOTTEN = "lesson forgotten"
MANNER_FORGOTTEN = "habit forgotten"
GAP_FOUND, GAP_CLOSED = "gap found", "gap closed"
DISCONNECTED, CONSENT_NEEDED, POLL_FAILED, READING_AGAIN = (
    "disconnected", "consent needed", "reading failed", "reading again",
)  # fmt: skip
PAUSED, RESUMED = "paused", "resumed"
NOTE_KEPT, NOT_INTRODUCED = "note kept", "not introduced"
BODIES_REDUCED = "texts reduced to quotes"
SESSION_ENDED = "session ended"
TAKEN_ALONG = "data taken along"
DIGEST_SENT, DIGEST_NOT_SENT, DIGEST_UNCLEAR = "digest sent", "digest not sent", "digest unclear"
CALLS_KEPT = timedelta(days=90)
_AT_ONCE = 500
"""So many ids in one statement."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "conversations": (STATUS, CORRECTED, CORRECTION_UNDONE),
    "drafts": (
        DRAFT_WRITTEN, DRAFT_WITHDRAWN, DRAFT_DISMISSED, "approved", "approval taken back", SENT, SENT_THERE, NOT_SENT,
        PLACED, TAKEN_OUT, PLACING_OFF, CHANGED_THERE, DELETED_THERE,
        WORDED, WORDING_REFUSED, NOT_WORDED, DIGEST_SENT, DIGEST_NOT_SENT, DIGEST_UNCLEAR,
    ),
    "people": (MERGED, UNMERGED, LINKED, PARTED, NOT_THE_SAME, REFUSAL_UNDONE, RENAMED, CONTACT_CHANGED, NOTE_KEPT, NOT_INTRODUCED, UNTRACKED, TRACKED),
    "settings": (SETTING, FORGOTTEN, MANNER_FORGOTTEN, EXCLUDED, EXCLUSION_REMOVED, PURGED, SESSION_ENDED, TAKEN_ALONG, BODIES_REDUCED),
    "connections": ("connected", "not connected", DISCONNECTED, PAUSED, RESUMED, CONSENT_NEEDED, POLL_FAILED, READING_AGAIN, GAP_FOUND, GAP_CLOSED),
}  # fmt: skip
"""What the page filters by, and what belongs to it."""
SAME_CHANGE = timedelta(minutes=10)
"""What settles within this time is one change: a first read walks through many states on its way to the last."""


def record(
    session: Session,
    person_id: str,
    what: str,
    now: datetime,
    *,
    subject: str = "",
    detail: str = "",
    key: str | None = None,
    data: Json | None = None,
) -> Activity:
    """Writes down what happened. With a `key` only once: a second time the row that is there is returned."""
    if key is not None:
        known = session.scalar(select(Activity).where(Activity.person_id == person_id, Activity.key == key))
        if known is not None:
            return known
    row = Activity(
        person_id=person_id, at=now, what=what, subject=subject, detail=detail, key=key, data=data or {}, undone_at=None
    )
    session.add(row)
    session.flush()
    return row


def note_change(
    session: Session, person_id: str, what: str, subject: str, now: datetime, *, before: str, after: str
) -> None:
    """Writes down that something went from one state to another; steps that follow each other at once are one row."""
    last = session.scalar(
        select(Activity)
        .where(Activity.person_id == person_id, Activity.subject == subject, Activity.what == what)
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    )
    if last is None or last.data.get("after") != before or abs(now - last.at) > SAME_CHANGE:
        if before != after:
            record(
                session, person_id, what, now, subject=subject, detail=after, data={"before": before, "after": after}
            )
    elif last.data.get("before") == after:
        session.delete(last)
    else:
        last.detail, last.data = after, {**last.data, "after": after}


def calls_by_day(days: Mapping[str, Any], calls: Mapping[str, int], today: date) -> Json:
    """The sums of calls to a provider by day, with these added to today's; days that are too old fall away."""
    oldest = (today - CALLS_KEPT).isoformat()
    kept = {day: dict(sums) for day, sums in days.items() if day >= oldest}
    if calls:
        known = kept.get(today.isoformat(), {})
        kept[today.isoformat()] = {name: known.get(name, 0) + calls.get(name, 0) for name in sorted({*known, *calls})}
    return kept


def forget(session: Session, person_id: str, gone: AbstractSet[str], named: Iterable[str]) -> None:
    """Takes away what was told of rows that are gone, and of somebody by these ids and address keys: an undo keeps names,
    addresses and quotes.
    """
    mine = Activity.person_id == person_id
    ids = sorted(gone)
    for first in range(0, len(ids), _AT_ONCE):
        session.execute(delete(Activity).where(mine, Activity.subject.in_(ids[first : first + _AT_ONCE])))
    for one in sorted(set(named)):
        told = (
            cast(Activity.data, Text).icontains(one, autoescape=True),
            Activity.detail.icontains(one, autoescape=True),
        )
        for row in session.scalars(select(Activity).where(mine, or_(*told))).all():
            if _tells_of(row, one):
                session.delete(row)
    quoting = select(Activity).where(mine, Activity.what == NOT_INTRODUCED)
    for row in session.scalars(quoting).all():
        if row.data.get("message_id") in gone:
            session.delete(row)
    session.flush()


def _tells_of(row: Activity, one: str) -> bool:
    """Whether the row holds this id or address, and not only another's address that ends or begins like it."""
    if "@" not in one:
        return True
    whole = re.compile(rf"(?<![\w.+-]){re.escape(one)}(?![\w-]|\.\w)", re.IGNORECASE)
    return any(whole.search(text) for text in (row.detail, *_texts(row.data)))


def _texts(value: object) -> Iterator[str]:
    """Every text inside, as it is and not as JSON writes it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def undoable(session: Session, person_id: str, activity_id: int, what: str) -> Activity | None:
    """That row if it is the person's, of that kind, and not undone yet; None otherwise."""
    row = session.get(Activity, activity_id)
    if row is None or row.person_id != person_id or row.what != what or row.undone_at is not None:
        return None
    return row


# --- reads --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to show of the log: a kind of KINDS ("" = all), and the instants between which it happened."""

    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


def listing(session: Session, person_id: str, wanted: Wanted, *, limit: int, offset: int = 0) -> list[Activity]:
    """Rows of the log, newest first."""
    query = select(Activity).where(*_conditions(person_id, wanted))
    return list(session.scalars(query.order_by(Activity.at.desc(), Activity.id.desc()).limit(limit).offset(offset)))


def number(session: Session, person_id: str, wanted: Wanted) -> int:
    """How many rows there are of that."""
    return session.scalar(select(func.count(Activity.id)).where(*_conditions(person_id, wanted))) or 0


def _conditions(person_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Activity.person_id == person_id]
    if names := KINDS.get(wanted.kind, ()):
        found.append(Activity.what.in_(names))
    if wanted.since is not None:
        found.append(Activity.at >= wanted.since)
    if wanted.until is not None:
        found.append(Activity.at < wanted.until)
    return found


@dataclass(frozen=True, slots=True)
class Calls:
    """What one account asked of its provider on one day (UTC)."""

    day: date
    account_id: str
    by_operation: tuple[tuple[str, int], ...]

    @property
    def number(self) -> int:
        return sum(count for _, count in self.by_operation)


def calls(session: Session, person_id: str, *, most: int = 30) -> list[Calls]:
    """Calls to providers, summed by day and account, newest first."""
    rows = session.execute(select(Allowance.account_id, Allowance.days).where(Allowance.person_id == person_id))
    found = [
        Calls(date.fromisoformat(day), account_id, tuple(sorted(sums.items())))
        for account_id, days in rows
        for day, sums in days.items()
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), one.account_id))[:most]
