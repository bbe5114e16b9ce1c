"""Approved mail on its way out: at most one mail for each yes of the person's.

`held` (undo window, or the time asked for) → `creating` → `created` → `sending` → `sent`; or `unclear` until a look at
the provider's drafts and Sent says what happened; or `withdrawn`, `expired`, `refused`. Each step is committed before
and after its one provider call; no call that may have been done is repeated, except `send` of the same mailbox draft
after a look showed it unsent (a sent draft refuses a second send: `design`, "what must never break", 5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import mime
from connectors.contract import Mailbox, SentCopy
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain
from connectors.records import Message
from service import (
    accounts,
    activity,
    approvals,
    contact_pairs,
    leases,
    mailbox_drafts,
    outbox,
    sent_copies,
)
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.drafting import timing
from service.drafting.follow import gone
from service.drafting.review import is_no_longer_true
from service.events import LOOKS_AT_MOST, LookAgain, look_wait
from service.schema import (
    Account,
    Approval,
    Draft,
    Interview,
    MailboxDraft,
    MessageCopy,
    StoredMessage,
)
from service.vault import Vault

LATE_AT_MOST = timedelta(hours=12)
"""A planned time that passed while the machine slept is still used within this, in the recipient's hours."""
_HARDLY_LATE = timedelta(minutes=5)
SENDS_AT_MOST = 5
"""How often the same mailbox draft is sent again after looks that showed it unsent."""


def deliver(context: Context, approval_id: str, person_id: str) -> None:
    """Takes one approval as far as it goes. Safe to call at any time, any number of times.

    Raises LookAgain while the outcome is unclear, SlowDown and ConsentLost when the provider says so.
    """
    owner = leases.new_owner()
    _make_way(context, approval_id, person_id)
    approval = _begin(context, approval_id, person_id, owner)
    if approval is None:
        return
    try:
        outgoing = _Outgoing(context, approval)
        while outgoing.step():
            pass
    finally:
        _release(context, approval, owner)


def _make_way(context: Context, approval_id: str, person_id: str) -> None:
    """The draft that may lie in the mailbox goes first; whoever changed or sent it there has withdrawn the approval."""
    with context.database.reading() as session:
        approval = session.get(Approval, approval_id)
    if approval is not None and approval.person_id == person_id and approval.state == "held":
        mailbox_drafts.clear(context, approval.draft_id, person_id)


def _release(context: Context, approval: Approval, owner: str) -> None:
    with context.database.writing(approval.person_id, "end_delivery") as session:
        row = session.get(Approval, approval.id, populate_existing=True)
        if row is not None and row.lease_owner == owner:
            row.lease_owner, row.lease_until = "", None


def _begin(context: Context, approval_id: str, person_id: str, owner: str) -> Approval | None:
    """Re-checks the state of the world and moves `held` on; what a crash left in mid-call becomes `unclear`."""
    now = context.clock()
    with context.database.writing(person_id, "begin_delivery") as session:
        approval = session.get(Approval, approval_id, populate_existing=True)
        if approval is None or approval.person_id != person_id or approval.state not in approvals.ON_ITS_WAY:
            return None
        _lease(approval, owner)
        if approval.state in {"creating", "sending"}:
            approval.state, approval.state_reason = "unclear", f"interrupted while {approval.state}"
        elif approval.state in {"held", "created"}:
            refused = _why_not_now(session, context.vault, approval, now)
            if refused:
                _ask_again(session, approval, refused, now)
                approval.lease_owner, approval.lease_until = "", None
                return None
            if approval.state == "held":
                approval.state, approval.attempts = "creating", approval.attempts + 1
        approval.updated_at = now
        if approval.state != "held":
            session.get_one(Draft, approval.draft_id).state = "unclear" if approval.state == "unclear" else "sending"
        return approval


def _lease(approval: Approval, owner: str) -> None:
    """One worker at a time: another that holds it is not disturbed. Raises LookAgain."""
    now = real_now()
    if approval.lease_owner and approval.lease_until and approval.lease_until > now:
        raise LookAgain((approval.lease_until - now).total_seconds())
    approval.lease_owner, approval.lease_until = owner, now + timedelta(seconds=leases.ACCOUNT_SECONDS)


def _why_not_now(session: Session, vault: Vault, approval: Approval, now: datetime) -> str:
    """Why this may not go out any more, "" if it may: what changed since the approval counts."""
    draft = session.get_one(Draft, approval.draft_id, populate_existing=True)
    interview = session.get_one(Interview, draft.interview_id, populate_existing=True)
    if now - max(approval.approved_at, approval.send_at or approval.approved_at) > outbox.APPROVAL_LASTS:
        return "the approval is older than seven days"
    if contact_pairs.changed_since(session, draft.person_id, draft.contact_id, approval.approved_at):
        return "who they are changed since you approved it: two entries were made one person, or taken apart"
    if draft.kind in outbox.AFTER_TALK:
        if interview.status not in {"held", "held_presumed"}:
            return f"the conversation is now {interview.status.replace('_', ' ')}"
        is_thanked = interview.thanked_at is not None and not interview.data.get("draft_anyway")
        if is_thanked and draft.kind == "thank_you" and not _is_ours(session, interview, draft):
            return "you already thanked them"
    elif reason := gone(session, vault, draft, now):
        return reason[0].lower() + reason[1:].rstrip(".")
    if is_no_longer_true(session, vault, draft):
        return "what it says is not borne out any more by what is known"
    late = now - approval.send_at if approval.send_at is not None else timedelta()
    is_useless = late > LATE_AT_MOST or (late > _HARDLY_LATE and not _is_fitting(session, draft, interview, now))
    return "the planned time passed while this machine was asleep" if is_useless else ""


def _is_fitting(session: Session, draft: Draft, interview: Interview, now: datetime) -> bool:
    zone, hours = outbox.their_hours(session, draft, interview)
    return timing.is_fitting(now, zone, hours)


def _is_ours(session: Session, interview: Interview, draft: Draft) -> bool:
    """Whether the thanks that are known are a draft of ours, sent from here or there: to this one, or to somebody else
    of the same talk.
    """
    approved = select(Approval.id).where(
        Approval.person_id == draft.person_id, Approval.message_id == interview.thanked_by
    )
    placed = select(MailboxDraft.id).where(
        MailboxDraft.person_id == draft.person_id, MailboxDraft.sent_as == interview.thanked_by
    )
    known = bool(interview.thanked_by)
    return known and any(session.scalar(query.limit(1)) is not None for query in (approved, placed))


def _ask_again(session: Session, approval: Approval, reason: str, now: datetime) -> None:
    approvals.withdraw(approval, reason, now)
    draft = session.get_one(Draft, approval.draft_id)
    draft.state, draft.state_reason = "needs_review", f"Not sent: {reason}. Approve again if it should go out."
    activity.record(session, approval.person_id, activity.NOT_SENT, now, subject=draft.id, detail=reason)


class _Outgoing:
    """One approval at its provider: each method is one provider call between two commits."""

    def __init__(self, context: Context, approval: Approval) -> None:
        self._context, self._approval = context, approval
        with context.database.reading() as session:
            self._account = session.get_one(Account, approval.account_id)
            self._thread = session.get_one(Draft, approval.draft_id).provider_thread
        self._budget = MinuteBudget(context, self._account.id, self._account.person_id, self._account.provider)
        self._opened: Mailbox | None = None

    @property
    def _mailbox(self) -> Mailbox:
        if self._opened is None:
            self._opened = accounts.open_mailbox(self._context, self._account, self._budget)
        return self._opened

    def step(self) -> bool:
        """Does what the state asks for; False when there is nothing more to do now."""
        steps = {"creating": self.create, "unclear": self.look, "created": self.send}
        step = steps.get(self._approval.state)
        if step is None or self._is_given_up:
            return False
        step()
        return True

    @property
    def _is_given_up(self) -> bool:
        return self._approval.state == "unclear" and self._approval.looks >= LOOKS_AT_MOST

    def create(self) -> None:
        """Puts the frozen bytes into the provider's drafts, once."""
        written = outbox.approved_bytes(self._context.vault, self._approval)
        try:
            draft_id = self._mailbox.create_mailbox_draft(written, thread_id=self._thread)
        except TryAgain:
            self._note("unclear", "the provider gave no clear answer to the new mailbox draft")
            return
        except (SlowDown, ConsentLost):
            self._note("held", "waiting for the provider")
            raise
        except ConnectorError as error:
            self._refuse(error)
            return
        self._note("created", "", mailbox_draft_id=draft_id)

    def send(self) -> None:
        """Sends that mailbox draft; a second send of the same one is refused by the provider."""
        self._note("sending", "")
        try:
            copy = self._mailbox.send_mailbox_draft(self._approval.mailbox_draft_id)
        except (TryAgain, Gone):
            self._note("unclear", "the provider gave no clear answer to the sending")
            raise LookAgain(self._wait(0)) from None
        except (SlowDown, ConsentLost):
            self._note("created", "waiting for the provider")
            raise
        except ConnectorError as error:
            self._refuse(error)
            return
        self._sent(copy)

    def look(self) -> None:
        """Finds out what became of a call whose answer was lost. Looks only; sends nothing."""
        approval = self._approval
        found = self._mailbox.find_sent(approval.message_id, thread_id=self._thread, since=approval.approved_at)
        ours = [message for message in found if self._is_the_approved(message)]
        if ours:
            self._sent(SentCopy(ours[0].provider_id, ours[0].thread_id, ours[0].message_id))
            return
        drafts: Sequence[str] = (approval.mailbox_draft_id,) if approval.mailbox_draft_id else ()
        waiting = [one for one in drafts if self._mailbox.has_mailbox_draft(one)]
        waiting = waiting or list(self._mailbox.find_mailbox_drafts(approval.message_id))
        if waiting and approval.attempts < SENDS_AT_MOST:
            # It lies there unsent, so sending this same mailbox draft cannot double it.
            self._note("created", "", mailbox_draft_id=waiting[0], attempts=approval.attempts + 1)
            return
        self._not_found()

    def _is_the_approved(self, message: Message) -> bool:
        """Ours by Message-ID; where the provider replaced that, by thread and text."""
        if message.message_id == self._approval.message_id:
            return True
        approved = mime.read_message(outbox.approved_bytes(self._context.vault, self._approval), provider_id="approved")
        return _text_hash(message) == _text_hash(approved)

    def _not_found(self) -> None:
        approval = self._approval
        looks = approval.looks + 1
        self._note("unclear", approval.state_reason, looks=looks)
        if looks < LOOKS_AT_MOST:
            raise LookAgain(self._wait(looks))
        if not approval.mailbox_draft_id:
            # Nothing was ever asked to be sent and no draft lies there: it is safe to ask the person again.
            with self._context.database.writing(approval.person_id, "not_created") as session:
                row = session.get_one(Approval, approval.id, populate_existing=True)
                _ask_again(session, row, "the provider did not take it", self._context.clock())
            return
        self._note("unclear", "Look in your mailbox's Drafts and Sent before you write again")

    def _wait(self, looks: int) -> float:
        return look_wait(self._context.settings.look_seconds, looks)

    def _note(self, state: str, reason: str, **values: object) -> None:
        with self._context.database.writing(self._approval.person_id, f"note_{state}") as session:
            row = session.get_one(Approval, self._approval.id, populate_existing=True)
            row.state, row.state_reason, row.updated_at = state, reason, self._context.clock()
            for name, value in values.items():
                setattr(row, name, value)
            draft = session.get_one(Draft, row.draft_id)
            draft.state = {"held": "approved", "unclear": "unclear"}.get(state, "sending")
            draft.state_reason = reason
            self._budget.write_down(session)
        self._approval = row

    def _refuse(self, error: ConnectorError) -> None:
        with self._context.database.writing(self._approval.person_id, "refused") as session:
            row = session.get_one(Approval, self._approval.id, populate_existing=True)
            _ask_again(session, row, f"the provider refused it ({error.detail})", self._context.clock())
        self._approval = row

    def _sent(self, copy: SentCopy) -> None:
        with self._context.database.writing(self._approval.person_id, "note_sent") as session:
            row = session.get_one(Approval, self._approval.id, populate_existing=True)
            _mark_sent(session, row, copy, self._context.clock())
            self._budget.write_down(session)
        self._approval = row


def _mark_sent(session: Session, approval: Approval, copy: SentCopy, now: datetime) -> None:
    approval.state, approval.state_reason, approval.updated_at = "sent", "", now
    approval.provider_id, approval.provider_thread = copy.provider_id, copy.thread_id
    sent_copies.mark_sent(session, session.get_one(Draft, approval.draft_id), approval.message_id, now)


def _text_hash(message: Message) -> str:
    return hashlib.sha256(" ".join(message.text.split()).encode()).hexdigest()


# --- the sent copy comes back -----------------------------------------------------------------------------------


def recognise(session: Session, stored_message_id: str, now: datetime) -> None:
    """A stored mail may be the copy of one of ours: then what was unclear is not any more. Idempotent."""
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
        if approval.state in {"sending", "unclear", "created"}:
            copy = SentCopy(ids[0] if ids else "", "", message.message_id)
            _mark_sent(session, approval, copy, now)
