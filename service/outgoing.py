"""One approval at its provider: looks, creates, sends, looks again, takes away; one call, or one look, between two commits.

Decides what each answer means for the approval. Every step is taken by whoever holds the approval and in the state that
was seen last; only what the provider says of a mail that is out counts from anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import mime, registry
from connectors.contract import Mailbox, MailQuery, SentCopy
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain
from connectors.records import Message
from service import accounts, approvals, crash, last_look, leases, looks, outbox, sent_copies
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.events import LOOKS_AT_MOST, LookAgain, look_wait
from service.leases import LostLease
from service.schema import Account, Approval, Draft

_CLOCKS_APART = timedelta(minutes=5)
"""By how much the provider's time and ours may differ."""
SENDS_AT_MOST = 5
"""How often the same mailbox draft is sent again after looks that showed it unsent."""
SETTLED_LOOKS = 2
"""Looks in a row that must show it unsent before that: an attempt without an answer may still be under way."""
_LOOK_THERE = "Look in your mailbox's Drafts and Sent before you write again"
_MAY_BE_OUT = "It may be out though nothing of it lies in Sent: ask them before you write again"
WAITS_AT_MOST = 12
"""How often mail that nobody has read yet is waited for before the person is asked again."""


def wait(context: Context, looks_made: int) -> float:
    """Seconds until the next look after so many."""
    return look_wait(context.settings.look_seconds, looks_made)


_SHOWN_AS = {"held": "approved", "unclear": "unclear", "stopping": "unclear"}
"""States of a draft, by those of its approval; every other one is `sending`."""


class Outgoing:
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
            raise LookAgain(wait(self._context, LOOKS_AT_MOST // 2)) from None
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
                raise LookAgain(wait(self._context, 0))
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
            approved = b"" if reason else outbox.approved_bytes(self._context.vault, row)
            self._go(session, row, "stopping" if reason else "sending", reason, looks=0)
        if reason:
            return
        crash.point("send_mailbox_draft.before_call")
        try:
            copy = self._mailbox.send_mailbox_draft(self._approval.mailbox_draft_id, approved=approved)
        except (TryAgain, Gone):
            self._note("unclear", "the provider gave no clear answer to the sending")
            raise LookAgain(wait(self._context, 0)) from None
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
            raise LookAgain(wait(self._context, made))
        if approval.mailbox_draft_id:
            leaves_no_trace = registry.capabilities(self._account.provider).copies_sent
            self._note("unclear", _MAY_BE_OUT if leaves_no_trace else _LOOK_THERE, looks=made)
        else:
            # Nothing was ever asked to be sent and no draft lies there: it is safe to ask the person again.
            self._ask_again("the provider did not take it")

    # --- news ---

    def _spoken_against(self) -> str:
        """What earlier approvals of this draft left behind is cleared away; why nothing may go out now, if so.

        Mail with the recipients that nobody has read yet is waited for (LookAgain). Raises LostLease when an earlier
        approval's mail is out.
        """
        if not self._account.can_read_mail:
            return ""
        for earlier in self._earlier():
            found = self._mailbox.find_sent(earlier.message_id, thread_id="", since=earlier.approved_at)
            if found:
                self._was_sent(earlier, found[0])
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
        raise LookAgain(wait(self._context, 0))

    def _was_sent(self, earlier: Approval, found: Message) -> NoReturn:
        """What was taken for lost is out: then this one has nothing to send. Raises LostLease."""
        with self._context.database.writing(earlier.person_id, "note_sent_earlier") as session:
            row = session.get_one(Approval, earlier.id, populate_existing=True)
            sent_copies.mark_approved_sent(
                session, row, SentCopy(found.provider_id, found.thread_id), self._context.clock()
            )
        raise LostLease(self._approval.id)

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
            approvals.ask_again(session, row, reason, now)

    def _ask_again(self, reason: str) -> None:
        with self._held_on("ask_again") as (session, row):
            approvals.ask_again(session, row, reason, self._context.clock())

    def _sent(self, copy: SentCopy) -> None:
        """The provider's word, whoever holds the approval by now."""
        with self._context.database.writing(self._approval.person_id, "note_sent") as session:
            row = session.get_one(Approval, self._approval.id, populate_existing=True)
            if row.state != "sent":
                sent_copies.mark_approved_sent(session, row, copy, self._context.clock())
            self._budget.write_down(session)
        self._approval = row


def _text_hash(message: Message) -> str:
    return hashlib.sha256(" ".join(message.text.split()).encode()).hexdigest()
