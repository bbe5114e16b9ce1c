"""Approved mail on its way out: at most one mail for each yes of the person's.

`held` (undo window, or the time asked for) → `creating` → `created` → `sending` → `sent`; or `unclear` until a look at
the provider's drafts and Sent says what happened; or `stopping` while what lies in the mailbox's drafts is taken away,
then `withdrawn`. Each step is committed before and after its one provider call, by whoever holds the approval; no call
that may have been done is repeated, except `send` of the same mailbox draft after looks that showed it unsent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import mime
from connectors.contract import Mailbox, MailQuery, SentCopy
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain
from connectors.records import Message
from service import (
    accounts,
    activity,
    approvals,
    crash,
    last_look,
    leases,
    looks,
    mailbox_drafts,
    outbox,
    sent_copies,
)
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.events import LOOKS_AT_MOST, LookAgain, look_wait
from service.leases import LostLease
from service.schema import Account, Approval, Draft, MessageCopy, StoredMessage

log = structlog.get_logger(__name__)
_CLOCKS_APART = timedelta(minutes=5)
"""By how much the provider's time and ours may differ."""
SENDS_AT_MOST = 5
"""How often the same mailbox draft is sent again after looks that showed it unsent."""
SETTLED_LOOKS = 2
"""Looks in a row that must show it unsent before that: an attempt without an answer may still be under way."""
WAITS_AT_MOST = 12
"""How often mail that nobody has read yet is waited for before the person is asked again."""


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
    outgoing = _Outgoing(context, approval, owner)
    try:
        try:
            while outgoing.step():
                pass
        except ConnectorError as error:
            outgoing.stumble(error)
    except LostLease:
        log.info("send.lost_lease", approval=approval_id)
        raise LookAgain(_wait(context, 1)) from None
    finally:
        _release(context, approval, owner)


def _wait(context: Context, looks_made: int) -> float:
    return look_wait(context.settings.look_seconds, looks_made)


def _make_way(context: Context, approval_id: str, person_id: str) -> None:
    """The draft that may lie in the mailbox goes first; whoever changed or sent it there has withdrawn the approval."""
    with context.database.reading() as session:
        approval = session.get(Approval, approval_id)
    if approval is None or approval.person_id != person_id or approval.state != "held":
        return
    left = (approval.hold_until - real_now()).total_seconds()
    if 0 < left <= _longest_window(context):
        raise LookAgain(left)
    mailbox_drafts.clear(context, approval.draft_id, person_id)


def _longest_window(context: Context) -> float:
    """A window that ends later than any can was begun by a clock that went wrong."""
    return max(float(context.settings.undo_seconds), outbox.LONGEST_WINDOW.total_seconds())


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
            ask_again(session, approval, refused, now)
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
    now, longest = real_now(), timedelta(seconds=leases.ACCOUNT_SECONDS)
    # A lease that ends later than any can was taken before the clock was set back.
    if approval.lease_owner and approval.lease_until and now < approval.lease_until <= now + longest:
        raise LookAgain((approval.lease_until - now).total_seconds())
    approval.lease_owner, approval.lease_until = owner, now + longest


def ask_again(session: Session, approval: Approval, reason: str, now: datetime) -> None:
    """Nothing of it is at the provider: the person is asked anew. `reason` is the end of a sentence."""
    approvals.withdraw(approval, reason, now)
    approval.lease_owner, approval.lease_until = "", None
    draft = session.get_one(Draft, approval.draft_id)
    draft.state, draft.state_reason = "needs_review", f"Not sent: {reason}. Approve again if it should go out."
    activity.record(session, approval.person_id, activity.NOT_SENT, now, subject=draft.id, detail=reason)


_SHOWN_AS = {"held": "approved", "unclear": "unclear", "stopping": "unclear"}
"""States of a draft, by those of its approval; every other one is `sending`."""


class _Outgoing:
    """One approval at its provider: each method is one provider call, or one look, between two commits."""

    def __init__(self, context: Context, approval: Approval, owner: str) -> None:
        self._context, self._approval, self._owner = context, approval, owner
        with context.database.reading() as session:
            self._account = session.get_one(Account, approval.account_id)
            self._draft = session.get_one(Draft, approval.draft_id)
        self._budget = MinuteBudget(context, self._account.id, self._account.person_id, self._account.provider)
        self._opened: Mailbox | None = None

    @property
    def _mailbox(self) -> Mailbox:
        if self._opened is None:
            self._opened = accounts.open_mailbox(self._context, self._account, self._budget)
        return self._opened

    def step(self) -> bool:
        """Does what the state asks for; False when there is nothing more to do now."""
        steps = {"held": self.prepare, "unclear": self.look, "created": self.send, "stopping": self.stop}
        step = steps.get(self._approval.state)
        if step is None or self._is_given_up:
            return False
        step()
        return True

    @property
    def _is_given_up(self) -> bool:
        return approvals.is_given_up(self._approval)

    def stumble(self, error: ConnectorError) -> None:
        """A look came to nothing; no write lets a failure beyond its own step. Raises what says when to go on."""
        if isinstance(error, SlowDown | ConsentLost):
            raise error
        if isinstance(error, TryAgain):
            raise LookAgain(_wait(self._context, LOOKS_AT_MOST // 2)) from None
        if self._approval.state == "held":
            self._ask_again(f"the provider refused it ({error.detail})")
        else:
            self._not_found()

    # --- out ---

    def prepare(self) -> None:
        """Looks whether it is out already and whether anything new speaks against it; then goes on to `create`."""
        if self._is_found_sent():
            return
        reason = self._spoken_against()
        lying = self._lying(self._approval.message_id)
        now = self._context.clock()
        with self._held_on("go_out") as (session, row):
            if last_look.is_something_waiting(session, row, now):
                raise LookAgain(_wait(self._context, 0))
            reason = last_look.why_not(session, self._context, row, now) or reason
            if reason:
                self._withdraw(session, row, reason, lying, now)
            elif lying:
                self._go(session, row, "created", mailbox_draft_id=lying[0], looks=0)
            else:
                self._go(session, row, "creating", attempts=row.attempts + 1, looks=0)
        if self._approval.state == "creating":
            self._create()

    def _create(self) -> None:
        """Puts the frozen bytes into the provider's drafts, once."""
        written = outbox.approved_bytes(self._context.vault, self._approval)
        crash.point("create_mailbox_draft.before_call")
        try:
            draft_id = self._mailbox.create_mailbox_draft(written, thread_id=self._draft.provider_thread)
        except TryAgain:
            self._note("unclear", "the provider gave no clear answer to the new mailbox draft")
            return
        except (SlowDown, ConsentLost):
            self._note("held", "waiting for the provider")
            raise
        except ConnectorError as error:
            self._ask_again(f"the provider refused it ({error.detail})")
            return
        crash.point("create_mailbox_draft.after_call")
        try:
            self._note("created", "", mailbox_draft_id=draft_id)
        except LostLease:
            self._clear_away(draft_id)
            raise

    def _clear_away(self, draft_id: str) -> None:
        """It was created too late, after this mail was settled elsewhere: nobody will send it, so it goes."""
        with self._context.database.reading() as session:
            row = session.get(Approval, self._approval.id)
        is_wanted = row is not None and row.state in approvals.ON_ITS_WAY and row.mailbox_draft_id in {"", draft_id}
        if not is_wanted:
            with suppress(ConnectorError):
                self._mailbox.delete_mailbox_draft(draft_id)

    def send(self) -> None:
        """Sends that mailbox draft; a second send of the same one is refused by the provider."""
        now = self._context.clock()
        with self._held_on("note_sending") as (session, row):
            reason = last_look.why_not(session, self._context, row, now)
            self._go(session, row, "stopping" if reason else "sending", reason, looks=0)
        if reason:
            return
        crash.point("send_mailbox_draft.before_call")
        try:
            copy = self._mailbox.send_mailbox_draft(self._approval.mailbox_draft_id)
        except (TryAgain, Gone):
            self._note("unclear", "the provider gave no clear answer to the sending")
            raise LookAgain(_wait(self._context, 0)) from None
        except (SlowDown, ConsentLost):
            self._note("created", "waiting for the provider")
            raise
        except ConnectorError as error:
            self._note("stopping", f"the provider refused it ({error.detail})")
            return
        crash.point("send_mailbox_draft.after_call")
        self._sent(copy)

    # --- looking ---

    def look(self) -> None:
        """Finds out what became of a call whose answer was lost. Looks only; sends nothing."""
        approval = self._approval
        if self._is_found_sent():
            return
        if not approval.mailbox_draft_id:
            lying = self._lying(approval.message_id)
            if lying:
                # It was created and never sent: nothing can be under way.
                self._note("created", "", mailbox_draft_id=lying[0], looks=0)
                return
        elif self._may_send_again and self._mailbox.has_mailbox_draft(approval.mailbox_draft_id):
            # It lies there unsent, so sending this same mailbox draft cannot double it.
            self._note("created", "", attempts=approval.attempts + 1, looks=0)
            return
        self._not_found()

    @property
    def _may_send_again(self) -> bool:
        return self._approval.looks + 1 >= SETTLED_LOOKS and self._approval.attempts < SENDS_AT_MOST

    def stop(self) -> None:
        """Takes away what lies in the mailbox's drafts, so that no attempt can send it any more, and asks again."""
        approval = self._approval
        if self._is_found_sent():
            return
        known = approval.mailbox_draft_id
        if known and not self._mailbox.has_mailbox_draft(known) and not self._is_persons_word:
            # Sent a moment ago, or deleted there: a few looks tell.
            self._not_found()
            return
        for one in (known,) if known else self._lying(approval.message_id):
            self._mailbox.delete_mailbox_draft(one)
        # A late attempt may have been faster than the deletion.
        if not self._is_found_sent():
            self._ask_again(approval.state_reason)

    @property
    def _is_persons_word(self) -> bool:
        return self._approval.state_reason == approvals.SAID_NOT_SENT

    def _is_found_sent(self) -> bool:
        """Looks in Sent; what is found there is noted as sent."""
        ours = [message for message in self._sent_there() if self._is_the_approved(message)]
        if ours:
            self._sent(SentCopy(ours[0].provider_id, ours[0].thread_id, ours[0].message_id))
        return bool(ours)

    def _sent_there(self) -> Sequence[Message]:
        """Copies in Sent with our Message-ID, else what went out in the conversation since the approval."""
        if not self._account.can_read_mail:
            return ()
        thread, since = self._draft.provider_thread, self._approval.approved_at
        return self._mailbox.find_sent(self._approval.message_id, thread_id=thread, since=since)

    def _lying(self, message_id: str) -> Sequence[str]:
        return self._mailbox.find_mailbox_drafts(message_id) if self._account.can_read_mail else ()

    def _is_the_approved(self, message: Message) -> bool:
        """Ours by Message-ID; where the provider replaced that, by thread and text."""
        if message.message_id == self._approval.message_id:
            return True
        approved = mime.read_message(outbox.approved_bytes(self._context.vault, self._approval), provider_id="approved")
        return _text_hash(message) == _text_hash(approved)

    def _not_found(self) -> None:
        approval = self._approval
        made = approval.looks + 1
        if made < LOOKS_AT_MOST:
            self._note(approval.state, approval.state_reason, looks=made)
            raise LookAgain(_wait(self._context, made))
        if approval.mailbox_draft_id:
            self._note("unclear", "Look in your mailbox's Drafts and Sent before you write again", looks=made)
        else:
            # Nothing was ever asked to be sent and no draft lies there: it is safe to ask the person again.
            self._ask_again("the provider did not take it")

    # --- news ---

    def _spoken_against(self) -> str:
        """What earlier approvals of this draft left behind is cleared away; why nothing may go out now, if so.

        Mail with the recipients that nobody has read yet is waited for (LookAgain).
        """
        for earlier in self._earlier():
            if self._mailbox.find_sent(earlier.message_id, thread_id="", since=earlier.approved_at):
                return "it went out already"
            for one in self._lying(earlier.message_id):
                self._mailbox.delete_mailbox_draft(one)
        if not self._is_mail_unread():
            return ""
        waits = self._approval.looks + 1
        if waits >= WAITS_AT_MOST:
            return "there is new mail with them that could not be read yet"
        with self._held_on("wait_for_news") as (session, row):
            row.looks = waits
            accounts.read_now(session.get_one(Account, row.account_id), self._context.clock())
        raise LookAgain(_wait(self._context, 0))

    def _earlier(self) -> Sequence[Approval]:
        """Approvals of this draft that the provider may have heard of."""
        query = select(Approval).where(
            Approval.draft_id == self._draft.id, Approval.id != self._approval.id, Approval.attempts > 0
        )
        with self._context.database.reading() as session:
            return session.scalars(query.order_by(Approval.approved_at)).all()

    def _is_mail_unread(self) -> bool:
        """Whether the provider has mail with the recipients that is not stored here: since the approval, or since the
        mailbox was last read to its end, which after a restored backup may be long before.
        """
        if not self._account.can_read_mail or self._account.discovered_at is None:
            return False  # Nobody reads this mailbox.
        read = self._account.caught_up_at
        since = min(self._approval.approved_at, read - _CLOCKS_APART if read else self._approval.approved_at)
        query = MailQuery(since=since, addresses=(*self._draft.to, *self._draft.cc))
        page = self._mailbox.search(query, None, self._known)
        return any(change.message is not None and change.message.date > since for change in page.changes)

    def _known(self, ids: Sequence[str]) -> set[str]:
        with self._context.database.reading() as session:
            stored = looks.known_messages(session, self._account.id, ids, is_people_look=False)
            ours = select(Approval.provider_id).where(
                Approval.account_id == self._account.id, Approval.provider_id.in_(ids)
            )
            return stored | set(session.scalars(ours))

    # --- writing down ---

    @contextmanager
    def _held_on(self, work: str) -> Iterator[tuple[Session, Approval]]:
        """A transaction of whoever holds the approval, in the state that was last seen; the hold begins anew.

        Raises LostLease where another holds it by now, or the person or a poll decided otherwise meanwhile.
        """
        with self._context.database.writing(self._approval.person_id, work) as session:
            row = session.get(Approval, self._approval.id, populate_existing=True)
            if row is None or row.lease_owner != self._owner or row.state != self._approval.state:
                raise LostLease(self._approval.id)
            row.lease_until = real_now() + timedelta(seconds=leases.ACCOUNT_SECONDS)
            yield session, row
            self._budget.write_down(session)
        self._approval = row

    def _go(self, session: Session, row: Approval, state: str, reason: str = "", **values: object) -> None:
        row.state, row.state_reason, row.updated_at = state, reason, self._context.clock()
        for name, value in values.items():
            setattr(row, name, value)
        draft = session.get_one(Draft, row.draft_id)
        draft.state, draft.state_reason = _SHOWN_AS.get(state, "sending"), reason

    def _note(self, state: str, reason: str, **values: object) -> None:
        with self._held_on(f"note_{state}") as (session, row):
            self._go(session, row, state, reason, **values)

    def _withdraw(self, session: Session, row: Approval, reason: str, lying: Sequence[str], now: datetime) -> None:
        """Before anything was created: only what an earlier try left lying has to be taken away first."""
        if lying:
            self._go(session, row, "stopping", reason, mailbox_draft_id=lying[0], looks=0)
        else:
            ask_again(session, row, reason, now)

    def _ask_again(self, reason: str) -> None:
        with self._held_on("ask_again") as (session, row):
            ask_again(session, row, reason, self._context.clock())

    def _sent(self, copy: SentCopy) -> None:
        """The provider's word, whoever holds the approval by now."""
        with self._context.database.writing(self._approval.person_id, "note_sent") as session:
            row = session.get_one(Approval, self._approval.id, populate_existing=True)
            if row.state != "sent":
                mark_sent(session, row, copy, self._context.clock())
            self._budget.write_down(session)
        self._approval = row


def mark_sent(session: Session, approval: Approval, copy: SentCopy, now: datetime) -> None:
    """It is out; a later approval of the same draft has nothing to send any more."""
    approval.state, approval.state_reason, approval.updated_at = "sent", "", now
    approval.provider_id, approval.provider_thread = copy.provider_id, copy.thread_id
    later = approvals.living(session, approval.draft_id)
    if later is not None and later.id != approval.id and later.state == "held":
        approvals.withdraw(later, "it went out already", now)
    sent_copies.mark_sent(session, session.get_one(Draft, approval.draft_id), approval.message_id, now)


def _text_hash(message: Message) -> str:
    return hashlib.sha256(" ".join(message.text.split()).encode()).hexdigest()


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
            mark_sent(session, approval, copy, now)
