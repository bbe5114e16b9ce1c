"""Approved mail on its way out: at most one mail for each yes of the person's.

`held` (undo window, or the time asked for) → `creating` → `created` → `sending` → `sent`; or `unclear` until a look at
the provider's drafts and Sent says what happened; or `stopping` while what lies in the mailbox's drafts is taken away,
then `withdrawn`. Each step is committed before and after its one provider call, by whoever holds the approval; no call
that may have been done is repeated, except `send` of the same mailbox draft after looks that showed it unsent
(`outgoing`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.contract import SentCopy
from connectors.errors import ConnectorError
from service import accounts, approvals, last_look, leases, mailbox_drafts, outbox, sent_copies
from service.clock import real_now
from service.context import Context
from service.events import LOOKS_AT_MOST, LookAgain
from service.leases import LostLease
from service.outgoing import Outgoing, wait
from service.schema import Approval, Draft, MessageCopy, StoredMessage

log = structlog.get_logger(__name__)


def deliver(context: Context, approval_id: str, person_id: str) -> None:
    """Takes one approval as far as it goes. Safe to call at any time, any number of times.

    Raises LookAgain while the outcome is unclear or something is waited for, SlowDown and ConsentLost when the provider
    says so.
    """
    owner = leases.new_owner()
    _make_way(context, approval_id, person_id)
    approval = _begin(context, approval_id, person_id, owner)
    if approval is None:
        return
    mail = Outgoing(context, approval, owner)
    try:
        try:
            while mail.step():
                pass
        except ConnectorError as error:
            mail.stumble(error)
    except LostLease:
        log.info("send.lost_lease", approval=approval_id)
        raise LookAgain(wait(context, 1)) from None
    finally:
        _release(context, approval, owner)


def _make_way(context: Context, approval_id: str, person_id: str) -> None:
    """The draft that may lie in the mailbox goes first; whoever changed or sent it there has withdrawn the approval."""
    with context.database.reading() as session:
        approval = session.get(Approval, approval_id)
    if approval is None or approval.person_id != person_id or approval.state != "held":
        return
    left = approval.hold_until - real_now()
    if left > _longest_window(context):
        left = _begin_window_anew(context, approval_id, person_id)
    if left > timedelta():
        raise LookAgain(left.total_seconds())
    mailbox_drafts.clear(context, approval.draft_id, person_id)


def _longest_window(context: Context) -> timedelta:
    return max(timedelta(seconds=context.settings.undo_seconds), outbox.LONGEST_WINDOW)


def _begin_window_anew(context: Context, approval_id: str, person_id: str) -> timedelta:
    """A window that ends later than any can was begun by a clock that was ahead: nobody knows how much of it is over."""
    with context.database.writing(person_id, "begin_window") as session:
        window = outbox.undo_window(session, context, person_id)
        session.get_one(Approval, approval_id, populate_existing=True).hold_until = real_now() + window
    return window


def _release(context: Context, approval: Approval, owner: str) -> None:
    with context.database.writing(approval.person_id, "end_delivery") as session:
        row = session.get(Approval, approval.id, populate_existing=True)
        if row is not None and row.lease_owner == owner:
            row.lease_owner, row.lease_until = "", None


def _begin(context: Context, approval_id: str, person_id: str, owner: str) -> Approval | None:
    """Takes hold of the approval; what a crash left in mid-call becomes `unclear`, what is gone from here asks again."""
    now = context.clock()
    with context.database.writing(person_id, "begin_delivery") as session:
        approval = session.get(Approval, approval_id, populate_existing=True)
        if approval is None or approval.person_id != person_id or approval.state not in approvals.ON_ITS_WAY:
            return None
        if approval.state == "held" and (refused := last_look.why_not(session, context, approval, now)):
            approvals.ask_again(session, approval, refused, now)
            return None
        if not accounts.is_there(session, approval.account_id, person_id):
            # Nobody can look any more but the person.
            _become_unclear(session, approval, last_look.NO_MAILBOX, LOOKS_AT_MOST, now)
            return None
        _lease(approval, owner)
        if approval.state in {"creating", "sending"}:
            _become_unclear(session, approval, f"interrupted while {approval.state}", 0, now)
        return approval


def _become_unclear(session: Session, approval: Approval, reason: str, looks_made: int, now: datetime) -> None:
    approval.state, approval.state_reason = "unclear", reason
    approval.looks, approval.updated_at = looks_made, now
    session.get_one(Draft, approval.draft_id).state = "unclear"


def _lease(approval: Approval, owner: str) -> None:
    """One worker at a time: another that holds it is not disturbed. Raises LookAgain."""
    now, until = real_now(), approval.lease_until
    if approval.lease_owner and until is not None and leases.is_running(until, now):
        raise LookAgain((until - now).total_seconds())
    approval.lease_owner, approval.lease_until = owner, now + timedelta(seconds=leases.ACCOUNT_SECONDS)


# --- the sent copy comes back -----------------------------------------------------------------------------------


def recognise(session: Session, stored_message_id: str, now: datetime) -> None:
    """A stored mail may be the copy of one of ours: then it is out, whatever was thought of it. Idempotent."""
    message = session.get(StoredMessage, stored_message_id)
    if message is None or not message.is_sent:
        return
    copies = select(MessageCopy.provider_id).where(MessageCopy.stored_id == message.id)
    ids = list(session.scalars(copies))
    ours = select(Approval).where(
        Approval.person_id == message.person_id,
        (Approval.message_id == message.message_id) | (Approval.provider_id.in_(ids) & (Approval.provider_id != "")),
    )
    for approval in session.scalars(ours).all():
        sent_copies.note_thanks(session, message, session.get_one(Draft, approval.draft_id), now)
        if approval.state != "sent":
            copy = SentCopy(ids[0] if ids else "", "", message.message_id)
            sent_copies.mark_approved_sent(session, approval, copy, now)
