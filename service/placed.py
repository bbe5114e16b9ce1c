"""Which drafts are to lie in the Drafts folder of the person's own mailbox, and what is to be done next about one.

Decided from rows alone; `mailbox_drafts` speaks to the provider. A draft that waits for review is wanted there when the
person's setting says so, or they asked for this one; what is no longer wanted is taken away, unless they changed it
there. `notice` finds what differs, whoever changed it, and logs one event for it: the workers do the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from connectors import registry
from service import accounts, activity, events, preferences
from service.context import Context
from service.schema import Account, Draft, Event, MailboxDraft, Person, derived_id

Task = Literal["", "create", "find", "look", "update", "remove", "leave", "drop"]
THERE = ("placed", "updating", "taken_over", "removing")
"""As far as is known, it lies in the mailbox."""
LIVING = ("wanted", "creating", *THERE)
UNDER_WAY = ("approved", "sending", "unclear")
"""States of a draft of which the outbox decides."""
LOOK_EVERY, LOOK_SELDOM = timedelta(minutes=5), timedelta(hours=6)
"""How often a placed draft is looked at: where the provider does not tell of drafts, and where it does."""
_AT_ONCE = 200


class NotThere(Exception):
    """A draft cannot be put into a mailbox; the words say what is missing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides about one placed draft. `draft_state` is "" where the draft is gone."""

    state: str
    is_wished: bool
    draft_state: str
    is_same_text: bool
    has_files: bool = False
    """The person attached something there."""
    is_same_place: bool = True
    """It lies in the mailbox that sends as its sender, or none may be written to just now."""
    has_looked: bool = False
    is_leaving: bool = False
    """The approved mail is about to go out, and nothing of it shall stay among the drafts."""


def next_task(standing: Standing) -> Task:
    """What is to be done next; "" = nothing. What may have changed there is looked at before anything is done to it."""
    state, is_open = standing.state, standing.draft_state == "needs_review"
    is_wanted = is_open and standing.is_wished
    if state in {"wanted", "removed"}:
        return "create" if is_wanted else "drop" if state == "wanted" and not _is_held(standing) else ""
    if state == "creating":
        return "find"
    if state not in THERE:
        return ""
    if not standing.has_looked:
        return "look"
    if standing.is_leaving:
        return "leave" if standing.has_files else "remove"
    if _is_held(standing):
        return ""
    if state == "taken_over":
        return "" if is_open else "leave"
    if not is_wanted or not standing.is_same_place:
        return "remove"
    return "" if standing.is_same_text else "update"


def _is_held(standing: Standing) -> bool:
    return standing.draft_state in UNDER_WAY


def standing_of(
    session: Session, row: MailboxDraft, draft: Draft | None, *, has_looked: bool, is_leaving: bool
) -> Standing:
    """The facts of one row."""
    fitting = account_for(session, draft) if draft is not None else None
    is_on = bool((session.get_one(Person, row.person_id).settings or {}).get("mailbox_drafts"))
    return Standing(
        state=row.state,
        is_wished=row.wish == "yes" or (row.wish == "" and is_on),
        draft_state=draft.state if draft is not None else "",
        is_same_text=draft is not None and draft.version == row.version,
        has_files=row.has_files,
        is_same_place=fitting is None or fitting.id == row.account_id,
        has_looked=has_looked,
        is_leaving=is_leaving and draft is not None and draft.state in UNDER_WAY,
    )


# --- noticing -----------------------------------------------------------------------------------------------------


def notice(context: Context) -> None:
    """Logs an event for every draft that is not yet as it should be in its mailbox. Two small reads where all is well."""
    now = context.clock()
    with context.database.reading() as session:
        fresh, due = _fresh(session), _due(session, now)
    for person_id in dict.fromkeys(person for _, person in (*fresh, *due)):
        with context.database.writing(person_id, "notice_mailbox_drafts") as session:
            for draft_id, owner in fresh:
                if owner == person_id:
                    _begin(session, session.get_one(Draft, draft_id), now)
            for row_id, owner in due:
                if owner == person_id:
                    events.append(session, person_id, events.MAILBOX_DRAFT_DUE, row_id, now=now)


_IS_ON: ColumnElement[bool] = func.coalesce(Person.settings["mailbox_drafts"].as_boolean(), False)
_IS_OPEN: ColumnElement[bool] = Draft.state == "needs_review"


def _fresh(session: Session) -> list[tuple[str, str]]:
    """(draft, person) of what waits for review and has never been thought of."""
    can_keep = tuple(entry.name for entry in registry.ENTRIES if entry.capabilities.keeps_drafts)
    return [(row[0], row[1]) for row in session.execute(_never_thought_of(can_keep))]


@lru_cache
def _never_thought_of(can_keep: tuple[str, ...]) -> Select[str, str]:
    """Made once: putting the statement together takes longer than the database does, and it is asked twice a second."""
    able = select(Account.id).where(
        Account.person_id == Draft.person_id,
        Account.can_send,
        Account.connection_state == "connected",
        Account.provider.in_(can_keep),
    )
    return (
        select(Draft.id, Draft.person_id)
        .join(Person, Person.id == Draft.person_id)
        .outerjoin(MailboxDraft, MailboxDraft.draft_id == Draft.id)
        .where(_IS_OPEN, MailboxDraft.id.is_(None), _IS_ON, able.exists())
        .order_by(Draft.id)
        .limit(_AT_ONCE)
    )


def _due(session: Session, now: datetime) -> list[tuple[str, str]]:
    """(row, person) of what differs from what should be, or is to be looked at, with nobody on the way to it, and
    nothing that was given up.
    """
    return [(row[0], row[1]) for row in session.execute(_differing(), {"now": now})]


@lru_cache
def _differing() -> Select[str, str]:
    on_the_way = select(Event.id).where(
        Event.person_id == MailboxDraft.person_id,
        Event.kind == events.MAILBOX_DRAFT_DUE,
        Event.subject == MailboxDraft.id,
        Event.handled_at.is_(None),
    )
    return (
        select(MailboxDraft.id, MailboxDraft.person_id)
        .join(Person, Person.id == MailboxDraft.person_id)
        .outerjoin(Draft, Draft.id == MailboxDraft.draft_id)
        .outerjoin(Account, Account.id == MailboxDraft.account_id)
        .where(MailboxDraft.state.in_((*LIVING, "removed")), or_(*_differences()), ~on_the_way.exists())
        .where(func.coalesce(Account.connection_state, "") != "paused")
        .order_by(MailboxDraft.id)
        .limit(_AT_ONCE)
    )


def _differences() -> Sequence[ColumnElement[bool]]:
    """`next_task` as far as it can be told in a query; one that is named in vain costs an event that does nothing."""
    state, is_over = MailboxDraft.state, or_(Draft.id.is_(None), Draft.state.in_(("sent", "withdrawn", "dismissed")))
    is_wished = or_(MailboxDraft.wish == "yes", and_(MailboxDraft.wish == "", _IS_ON))
    return (
        and_(state == "wanted", or_(_IS_OPEN, is_over)),
        state.in_(("creating", "updating", "removing")),
        and_(state == "placed", or_(is_over, and_(_IS_OPEN, or_(~is_wished, Draft.version != MailboxDraft.version)))),
        and_(state == "taken_over", is_over),
        and_(state == "removed", _IS_OPEN, is_wished),
        and_(state.in_(("placed", "taken_over")), MailboxDraft.look_due <= bindparam("now")),
    )


def _begin(session: Session, draft: Draft, now: datetime, *, wish: str = "") -> MailboxDraft:
    """The row of a draft that has none, and the event that has it put there."""
    account = account_for(session, draft)
    row = MailboxDraft(
        id=derived_id("mbd", draft.id), person_id=draft.person_id, draft_id=draft.id, account_id=account.id if account else "",
        state="wanted" if account else "failed", state_reason="" if account else NOBODY_MAY, wish=wish, version=0, times=0,
        updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if account:
        events.append(session, draft.person_id, events.MAILBOX_DRAFT_DUE, row.id, now=now)
    return row


NOBODY_MAY = "The mailbox of this address may not be written to: connect it again and allow sending."


MAY_LIE_THERE = "It may lie in your mailbox already, since a copy was put in place: look there first."


def accounts_that_may(session: Session, person_id: str) -> list[Account]:
    """The person's connected accounts whose mailbox may be written to and keeps drafts."""
    can_keep = {one.name for one in registry.ENTRIES if one.capabilities.keeps_drafts}
    found = accounts.listing(session, person_id)
    return [one for one in found if one.can_send and one.connection_state == "connected" and one.provider in can_keep]


def account_for(session: Session, draft: Draft) -> Account | None:
    """The account in whose mailbox the draft may lie: one that sends as its sender and keeps drafts; None = none may."""
    account = accounts.account_to_send_from(session, draft.person_id, draft.sender)
    if account is None or not accounts.may_send_as(session, account, draft.sender):
        return None
    return next((one for one in accounts_that_may(session, draft.person_id) if one.id == account.id), None)


# --- the person's word --------------------------------------------------------------------------------------------


def of_draft(session: Session, person_id: str, draft_id: str) -> MailboxDraft | None:
    """What is known of that draft in the mailbox."""
    query = select(MailboxDraft).where(MailboxDraft.person_id == person_id, MailboxDraft.draft_id == draft_id)
    return session.scalar(query)


def put(session: Session, draft: Draft, now: datetime) -> MailboxDraft:
    """The person wants this draft among those of their mailbox, again if they took it out. Raises NotThere."""
    account = account_for(session, draft)
    if account is None:
        raise NotThere(NOBODY_MAY)
    row = of_draft(session, draft.person_id, draft.id)
    if row is None:
        return _begin(session, draft, now, wish="yes")
    row.wish, row.updated_at = "yes", now
    if row.state not in LIVING:
        row.state, row.state_reason, row.account_id, row.looks = "wanted", "", account.id, 0
    return row


def take_out(session: Session, draft: Draft, now: datetime) -> None:
    """The person does not want this draft among those of their mailbox; what they changed there stays."""
    row = of_draft(session, draft.person_id, draft.id)
    if row is not None:
        row.wish, row.updated_at = "no", now


def look_soon(session: Session, account_id: str, now: datetime) -> None:
    """The provider said that something happened among this account's mailbox drafts."""
    there = update(MailboxDraft).where(MailboxDraft.account_id == account_id, MailboxDraft.state.in_(THERE))
    session.execute(there.values(look_due=now))


def after_restore(session: Session, person_id: str, now: datetime) -> bool:
    """A backup or an archive was put in place: nothing goes into the mailbox by itself until the person says so again,
    since it may lie there since it was made. What is known to lie there stays. Returns whether that was switched off.
    """
    mine = update(MailboxDraft).where(MailboxDraft.person_id == person_id)
    waiting = mine.where(MailboxDraft.state.in_(("wanted", "removed")))
    session.execute(waiting.values(state="left", state_reason=MAY_LIE_THERE, updated_at=now))
    if not preferences.read(session, person_id).mailbox_drafts:
        return False
    session.execute(mine.where(MailboxDraft.wish == "", MailboxDraft.state.in_(LIVING)).values(wish="yes"))
    person = session.get_one(Person, person_id, populate_existing=True)
    person.settings = {**person.settings, "mailbox_drafts": False}
    activity.record(session, person_id, activity.PLACING_OFF, now)
    return True


def next_look(account: Account, now: datetime) -> datetime:
    """When a draft in that account's mailbox is looked at again, if nothing is heard of it before."""
    tells = any(one.name == account.provider and one.capabilities.tells_of_drafts for one in registry.ENTRIES)
    return now + (LOOK_SELDOM if tells else LOOK_EVERY)
