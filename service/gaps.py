"""Gaps: what happened between a place that the provider no longer knows and a new one, and what the person is told of it.

Of a mailbox, looks find what came: everything of the gap's time, and of older mail what a first read would find, since
a move out of the bin brings old mail. What went is shown by a listing of all ids, but only when it came to its end, and
what is stored counts as gone only when it is not found under its id either. A calendar is read once more in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from service import activity
from service.activity import GAP_CLOSED, GAP_FOUND
from service.first_looks import GAP_MARGIN, MAIL, a_look, first_looks, own_emails
from service.looks import PEOPLE
from service.schema import (
    Account,
    Activity,
    Allowance,
    MessageCopy,
    Quarantined,
    Reading,
    SetAside,
    StoredMessage,
)
from service.shelf import Stored

CAME, WENT = "gap", "gone"
"""Purposes of the looks that close a gap: for what came, and for what went."""
IS_LISTED = "is_listed"
"""In the query of a look for what went: the listing came to its end."""
ASKED_AT_ONCE = 100
SHOWN = timedelta(days=30)
"""How long a gap that was closed is shown."""
_UNLISTED = "unlisted"
"""`read_id` of what the listing has not shown yet."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of one account, as it is told."""

    account_id: str
    resource: str
    at: datetime
    """When it was found, or closed."""
    is_closed: bool
    came: int
    went: int


# --- what is told -------------------------------------------------------------------------------------------------


def found(session: Session, account: Account, resource: str, now: datetime, *, since: datetime) -> None:
    """Tells the person's log of a gap; one that is open already goes on."""
    data = {"since": since.isoformat(), "came": 0, "went": 0}
    activity.record(
        session, account.person_id, GAP_FOUND, now,
        subject=account.id, detail=resource, key=_key(account.id, resource), data=data,
    )  # fmt: skip


def count(session: Session, account: Account, resource: str, stored: Stored) -> None:
    """Adds to an open gap what was found of it; nothing without one."""
    row = _open(session, account, resource)
    if row is not None and (stored.stored or stored.removed):
        came, went = row.data.get("came", 0) + stored.stored, row.data.get("went", 0) + stored.removed
        row.data = {**row.data, "came": came, "went": went}


def close(session: Session, account: Account, resource: str, now: datetime) -> None:
    """Tells the log that nothing of an open gap is missing any more, and what was found of it."""
    row = _open(session, account, resource)
    if row is not None:
        row.key = None
        activity.record(
            session, account.person_id, GAP_CLOSED, now, subject=account.id, detail=resource, data=dict(row.data)
        )


def told(session: Session, person_id: str, now: datetime) -> dict[str, list[Gap]]:
    """By account: the gaps that are open, and the last one that was closed of each mailbox and calendar."""
    query = select(Activity).where(
        Activity.person_id == person_id, Activity.what.in_((GAP_FOUND, GAP_CLOSED)), Activity.at >= now - SHOWN
    )
    last: dict[tuple[str, str], Gap] = {}
    for row in session.scalars(query.order_by(Activity.at, Activity.id)):
        is_closed = row.what == GAP_CLOSED
        if is_closed or row.key is not None:
            came, went = row.data.get("came", 0), row.data.get("went", 0)
            last[row.subject, row.detail] = Gap(row.subject, row.detail, row.at, is_closed, came, went)
    by_account: dict[str, list[Gap]] = {}
    for gap in last.values():
        by_account.setdefault(gap.account_id, []).append(gap)
    return by_account


def _key(account_id: str, resource: str) -> str:
    return f"gap {account_id} {resource}"


def _open(session: Session, account: Account, resource: str) -> Activity | None:
    key = _key(account.id, resource)
    return session.scalar(select(Activity).where(Activity.person_id == account.person_id, Activity.key == key))


# --- what came ----------------------------------------------------------------------------------------------------


def look_through_mail(session: Session, account: Account, place: str, left_at: datetime, now: datetime) -> None:
    """Adds the looks that close a mailbox's gap since `left_at`, when the place that expired was known to be good;
    `place` is the new one. Looks of a gap that is still open are begun anew from there.
    """
    since = max(_told_by(session, account, left_at), account.since)
    unfinished = session.scalars(_unfinished(account.id)).all()
    since = min([since, *(_since(one) for one in unfinished if one.purpose == CAME and "until" not in one.query)])
    for one in unfinished:
        session.delete(one)
    session.flush()
    # A provider may hand out the same place twice: a gap is one by its place and its time.
    parts = (place, now.isoformat())
    looks: list[tuple[str, dict[str, object]]] = [(CAME, {"since": since.isoformat()})]
    looks += [(CAME, query) for query in _of_older_mail(session, account, since, now)]
    looks.append((WENT, {"since": oldest(session, account).isoformat()}))
    for number, (purpose, query) in enumerate(looks):
        # In this order: what came just now is waited for.
        begun = now + timedelta(microseconds=number)
        session.add(a_look(account, purpose, query, begun, *parts, str(number)))


def _told_by(session: Session, account: Account, left_at: datetime) -> datetime:
    """With a day to spare, and by as much more as our clock is ahead of the provider's."""
    ahead = session.scalar(select(Allowance.clock_ahead).where(Allowance.account_id == account.id)) or 0
    return left_at - GAP_MARGIN - timedelta(seconds=max(0, ahead))


def _since(look: Reading) -> datetime:
    return datetime.fromisoformat(str(look.query["since"]))


def _unfinished(account_id: str) -> Select[Reading]:
    return select(Reading).where(
        Reading.account_id == account_id, Reading.purpose.in_((CAME, WENT)), Reading.finished_at.is_(None)
    )


def _of_older_mail(session: Session, account: Account, since: datetime, now: datetime) -> Iterator[dict[str, object]]:
    until = (since + GAP_MARGIN).isoformat()
    for _, _, query in first_looks(account.since, own_emails(session, account), now):
        if str(query["since"]) < until:
            yield {**query, "until": until}
    people = select(Reading.query).where(Reading.account_id == account.id, Reading.purpose == PEOPLE)
    for asked in session.scalars(people.order_by(Reading.created_at, Reading.id)).all():
        if str(asked["since"]) < until:
            yield {**asked, "until": until}


def is_whole(session: Session, account_id: str) -> bool:
    """Whether no look that closes a gap of the mailbox is left."""
    return session.scalar(_unfinished(account_id).limit(1)) is None


# --- what went ----------------------------------------------------------------------------------------------------


def oldest(session: Session, account: Account) -> datetime:
    """From when on the mailbox is listed: everything that is known of it came later."""
    kept = (
        select(func.min(StoredMessage.date))
        .join(MessageCopy, MessageCopy.stored_id == StoredMessage.id)
        .where(MessageCopy.account_id == account.id, MessageCopy.removed_at.is_(None))
    )
    aside = select(func.min(SetAside.date)).where(SetAside.account_id == account.id, SetAside.kind == MAIL)
    known = [one for one in (session.scalar(kept), session.scalar(aside)) if one is not None]
    return min([account.since, *known]) - GAP_MARGIN


def begin_listing(session: Session, account_id: str) -> None:
    """Marks everything that is known of a mailbox as not listed yet; what is stored from now on has no such mark."""
    copies = update(MessageCopy).where(MessageCopy.account_id == account_id, MessageCopy.removed_at.is_(None))
    aside = update(SetAside).where(SetAside.account_id == account_id, SetAside.kind == MAIL)
    unreadable = update(Quarantined).where(Quarantined.account_id == account_id, Quarantined.kind == MAIL)
    for query in (copies, aside, unreadable):
        session.execute(query.values(read_id=_UNLISTED))


def listed(session: Session, account_id: str, provider_ids: Sequence[str]) -> None:
    """These are there: the listing showed them, or they were asked after by their ids."""
    for table in (MessageCopy, SetAside, Quarantined):
        there = update(table).where(table.account_id == account_id, table.provider_id.in_(provider_ids))
        session.execute(there.where(table.read_id == _UNLISTED).values(read_id=""))


def unlisted(session: Session, account_id: str) -> tuple[str, ...]:
    """Some ids of mails that are stored and that the whole listing did not show."""
    query = select(MessageCopy.provider_id).where(
        MessageCopy.account_id == account_id, MessageCopy.removed_at.is_(None), MessageCopy.read_id == _UNLISTED
    )
    return tuple(session.scalars(query.order_by(MessageCopy.provider_id).limit(ASKED_AT_ONCE)))


def forget_unlisted(session: Session, account_id: str) -> None:
    """What was only set aside, or could not be read, and is not listed any more is not kept in mind."""
    for table in (SetAside, Quarantined):
        session.execute(
            delete(table).where(table.account_id == account_id, table.kind == MAIL, table.read_id == _UNLISTED)
        )
