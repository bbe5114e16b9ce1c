"""Our drafts among those of the person's own mailbox: put there once, kept up to date, and seen when the person acts there.

`wanted` → `creating` → `placed` ⇄ `updating`, `removing` → `removed`; `taken_over` once the person changed it there, from
when on it is theirs; or over as `sent` or `gone` (by the person), `left` or `failed`. Each step is committed before and
after its one provider call, by one worker at a time: a creation whose answer was lost is looked for by our own Message-ID
and never repeated, changing and removing may be repeated. Before anything is done to a draft it is looked at: other words
there are the person's, become a version of the draft here, and are never written over; one that is gone is looked for in
Sent (`sent_there`). What goes out by approval is the outbox's own mail: `clear` takes the placed draft away before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from connectors.contract import Mailbox, UnsentDraft
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain
from connectors.records import Message
from service import accounts, activity, approvals, leases, letters, placed, sent_there
from service.accounts import MinuteBudget
from service.clock import real_now
from service.context import Context
from service.drafting import likewise, review, versions
from service.drafting.versions import Text
from service.events import LOOKS_AT_MOST, LookAgain, look_wait
from service.leases import LostLease
from service.schema import Account, Draft, MailboxDraft

LONGEST = 200_000
"""Characters of a text that is taken over, as many as a page takes; a longer one stays where it is."""
_TURN_SECONDS = 90.0
_Hold = Callable[[Session], None]
_OVER = frozenset({"removed", "left", "gone"})
_NO_ANSWER = "The provider gave no clear answer, and the draft was not found there. Look into your Drafts folder."
_NO_MAIL = "This text cannot be put there as it is: look at its recipients and its subject."
_DELETED = "You deleted it there. It stays here, and is not put there again."
_CHANGED = "Not sent: you changed it in your mailbox after you approved it. Approve again if it should go out."


def keep(context: Context, row_id: str, person_id: str) -> None:
    """Takes one placed draft as far as it goes. Safe to call at any time, any number of times.

    Raises LookAgain while something is unclear or another worker is at it, SlowDown and ConsentLost as the provider says.
    """
    _work(context, row_id, person_id, is_leaving=False)


def clear(context: Context, draft_id: str, person_id: str) -> None:
    """Before an approved mail goes out: nothing of the draft shall stay in the mailbox. Raises as `keep`.

    Where the person changed the draft there since they approved it, or sent it from there, the approval is withdrawn.
    """
    with context.database.writing(person_id, "clear_mailbox_draft") as session:
        row = placed.of_draft(session, person_id, draft_id)
        if row is not None and row.state == "failed" and row.mailbox_draft_id:
            row.state = "placed"
        is_there = row is not None and row.state in placed.LIVING
    if row is not None and is_there:
        _work(context, row.id, person_id, is_leaving=True)


def _work(context: Context, row_id: str, person_id: str, *, is_leaving: bool) -> None:
    with _alone(context, row_id, person_id) as hold:
        keeper = _Keeper(context, row_id, person_id, hold, is_leaving=is_leaving)
        try:
            while keeper.step():
                pass
        except TryAgain as trouble:
            raise LookAgain(_wait(context, LOOKS_AT_MOST)) from trouble
        except LostLease:
            raise LookAgain(_wait(context, 1)) from None


@contextmanager
def _alone(context: Context, row_id: str, person_id: str) -> Iterator[_Hold]:
    """One worker at a time, in any process. Raises LookAgain while another is at it. What it gives is called in every
    transaction: it raises LostLease when another was at it meanwhile.
    """
    name, owner = f"mailbox_draft:{row_id}", leases.new_owner()
    with context.database.writing(person_id, "lease_mailbox_draft") as session:
        has_turn = leases.lead(session, name, owner=owner, real_now=real_now(), seconds=_TURN_SECONDS)
    if not has_turn:
        raise LookAgain(_wait(context, 1))

    def hold(session: Session) -> None:
        leases.hold(session, name, owner=owner, real_now=real_now(), seconds=_TURN_SECONDS)

    try:
        yield hold
    finally:
        with context.database.writing(person_id, "end_mailbox_draft") as session:
            leases.step_down(session, name, owner=owner)


def _wait(context: Context, looks: int) -> float:
    return look_wait(context.settings.look_seconds, looks)


class _Keeper:
    """One placed draft at its provider: each task is one provider call between two commits."""

    def __init__(self, context: Context, row_id: str, person_id: str, hold: _Hold, *, is_leaving: bool) -> None:
        self._context, self._row_id, self._person_id, self._is_leaving = context, row_id, person_id, is_leaving
        self._hold = hold
        self._has_looked = False
        self._opened: tuple[Account, Mailbox, MinuteBudget] | None = None
        self._row: MailboxDraft
        self._draft: Draft | None = None

    def step(self) -> bool:
        """Does the next task; False when there is none."""
        with self._context.database.reading() as session:
            found = session.get(MailboxDraft, self._row_id)
            if found is None or found.person_id != self._person_id:
                return False
            self._row, self._draft = found, session.get(Draft, found.draft_id)
            standing = placed.standing_of(
                session, found, self._draft, has_looked=self._has_looked, is_leaving=self._is_leaving
            )
        task = placed.next_task(standing)
        if task:
            self._do(task)
        return bool(task)

    def _do(self, task: placed.Task) -> None:
        tasks = {
            "create": self._create, "find": self._find, "look": self._look, "update": self._update,
            "remove": self._remove, "leave": self._leave, "drop": self._drop,
        }  # fmt: skip
        try:
            tasks[task]()
        except (TryAgain, SlowDown, ConsentLost):
            raise
        except ConnectorError as error:
            self._note("failed", error.detail)
        except letters.CannotBeWritten:
            self._note("failed", _NO_MAIL)

    # --- what is at hand ---

    @property
    def _mailbox(self) -> Mailbox:
        return self._open()[1]

    def _open(self) -> tuple[Account, Mailbox, MinuteBudget]:
        if self._opened is None or self._opened[0].id != self._row.account_id:
            with self._context.database.reading() as session:
                account = session.get(Account, self._row.account_id)
            if account is None or account.connection_state == "disconnected":
                raise ConnectorError("The account is disconnected: what lies in its Drafts folder stays there.")
            budget = MinuteBudget(self._context, account.id, account.person_id, account.provider)
            self._opened = (account, accounts.open_mailbox(self._context, account, budget), budget)
        return self._opened

    def _written(self, session: Session, draft: Draft, message_id: str) -> bytes:
        versions.keep(session, self._context.vault, draft)
        return letters.write(session, self._context, draft, versions.text_of(self._context.vault, draft), message_id)

    # --- putting it there ---

    def _create(self) -> None:
        row = self._row
        if row.message_id and not row.mailbox_draft_id and self._is_found():
            return  # An earlier creation, whose answer was lost, has come about after all.
        written = self._begin_creating()
        try:
            draft_id = self._mailbox.create_mailbox_draft(written, thread_id=self._thread())
        except (SlowDown, ConsentLost):
            self._note("wanted", "", message_id="")
            raise
        try:
            self._created(draft_id)
        except LostLease:
            self._clear_away(draft_id)
            raise

    def _clear_away(self, draft_id: str) -> None:
        """It was created too late, when another worker had gone on without it: nobody knows of it, so it goes."""
        with self._context.database.reading() as session:
            row = session.get(MailboxDraft, self._row_id)
        is_looked_for = row is not None and row.state == "creating" and row.message_id == self._row.message_id
        if not is_looked_for and (row is None or row.mailbox_draft_id != draft_id):
            with suppress(ConnectorError):
                self._mailbox.delete_mailbox_draft(draft_id)

    def _begin_creating(self) -> bytes:
        with self._changing("creating") as (session, row, draft):
            row.times += 1
            fitting = placed.account_for(session, draft)
            row.account_id = fitting.id if fitting is not None else row.account_id
            row.message_id = letters.new_message_id(self._context, draft.sender, row.id, str(row.times))
            row.mailbox_draft_id, row.revision, row.provider_thread, row.looks = "", "", "", 0
            row.placed_at = self._context.clock()
            return self._going(session, row, draft)

    def _going(self, session: Session, row: MailboxDraft, draft: Draft) -> bytes:
        """Notes which text is on its way there; returns it as a mail."""
        written = self._written(session, draft, row.message_id)
        row.going_version = draft.version
        row.going_digest = likewise.digest(versions.text_of(self._context.vault, draft))
        return written

    def _created(self, draft_id: str) -> None:
        row = self._row
        self._note(
            "placed", "", mailbox_draft_id=draft_id, version=row.going_version, digest=row.going_digest, looks=0,
            logged=activity.PLACED,
        )  # fmt: skip

    def _find(self) -> None:
        """Finds out whether a creation whose answer was lost has come about. Looks only."""
        if self._is_found():
            return
        sent = self._mailbox.find_sent(self._row.message_id, thread_id="", since=self._since)
        if sent:
            self._sent(sent[0])
        elif self._row.looks + 1 < LOOKS_AT_MOST:
            self._note("creating", "", looks=self._row.looks + 1)
            raise LookAgain(_wait(self._context, self._row.looks))
        else:
            self._note("failed", _NO_ANSWER)

    def _is_found(self) -> bool:
        found = self._mailbox.find_mailbox_drafts(self._row.message_id)
        if found:
            self._created(found[0])
        return bool(found)

    def _update(self) -> None:
        with self._changing("updating") as (session, row, draft):
            written = self._going(session, row, draft)
        try:
            revision = self._mailbox.update_mailbox_draft(
                self._row.mailbox_draft_id, written, thread_id=self._thread() or self._row.provider_thread
            )
        except Gone:
            self._has_looked = False
            return
        row = self._row
        self._note("placed", "", version=row.going_version, digest=row.going_digest, revision=revision)

    def _remove(self) -> None:
        if self._row.state != "removing":
            self._note("removing", "")
        self._mailbox.delete_mailbox_draft(self._row.mailbox_draft_id)
        self._note("removed", "", logged="" if self._is_leaving else activity.TAKEN_OUT)

    def _leave(self) -> None:
        self._note("left", "")

    def _drop(self) -> None:
        self._note("removed", "")

    # --- looking ---

    def _look(self) -> None:
        row = self._row
        found = self._mailbox.read_mailbox_draft(row.mailbox_draft_id, known_revision=row.revision)
        if found is None:
            self._missing()
            return
        self._has_looked = True
        if found.message is None:
            self._seen(row.state, found, row.version, row.digest)
            return
        there = likewise.digest(sent_there.text_in(found.message))
        has_other_words = there not in {row.digest, row.going_digest}
        if has_other_words or (found.has_files and not row.has_files):
            self._take_over(found, found.message, there, has_other_words=has_other_words)
            return
        version = row.going_version if there == row.going_digest else row.version
        self._seen("placed" if row.state == "updating" else row.state, found, version, there)

    def _seen(self, state: str, found: UnsentDraft, version: int, digest: str) -> None:
        self._note(
            state, "", mailbox_draft_id=found.draft_id, revision=found.revision, provider_thread=found.thread_id,
            version=version, digest=digest, looks=0,
            has_files=found.has_files if found.message is not None else self._row.has_files,
            look_due=placed.next_look(self._open()[0], self._context.clock()),
        )  # fmt: skip

    def _take_over(self, found: UnsentDraft, message: Message, there: str, *, has_other_words: bool) -> None:
        """The person changed it there: their words become a version of the draft, and an approval waits for a new yes."""
        if len(message.text) > LONGEST:
            self._leave()
            return
        number = self._row.version
        if self._draft is not None:
            number = self._adopt(sent_there.text_in(message) if has_other_words else None)
        self._seen("taken_over", found, number, there)

    def _adopt(self, there: Text | None) -> int:
        """Takes over the words, if any; returns the version that lies there."""
        now, vault = self._context.clock(), self._context.vault
        with self._context.database.writing(self._person_id, "adopt_mailbox_draft") as session:
            draft = session.get_one(Draft, self._row.draft_id, populate_existing=True)
            if draft.state == "approved" and approvals.stop(session, draft.id, "changed_in_mailbox", now):
                draft.state, draft.state_reason = "needs_review", _CHANGED
            # A mailbox saves while its owner types: that is one change to tell of, however often it was seen.
            key = f"{activity.CHANGED_THERE}|{self._row.message_id}"
            activity.record(session, self._person_id, activity.CHANGED_THERE, now, subject=draft.id, key=key)
            if there is None:
                return self._row.version
            unwrapped = likewise.unwrapped(there, self._text_there(session, draft))
            text = replace(unwrapped, sender=draft.sender)
            return review.save_text(
                session, vault, self._person_id, draft.id, text, based_on=self._row.version, now=now
            ).number

    def _missing(self) -> None:
        """It lies there no more: sent, taken away by us, or deleted by the person."""
        for message in self._mailbox.find_sent(
            self._row.message_id, thread_id=self._row.provider_thread, since=self._since
        ):
            if self._is_it(message):
                self._sent(message)
                return
        if self._row.state == "removing":
            self._note("removed", "")
        elif self._row.sent_as:
            self._note("sent", "")
        elif self._row.looks + 1 < LOOKS_AT_MOST:
            # What was sent may take a moment to be found in Sent.
            self._note(self._row.state, "", looks=self._row.looks + 1)
            raise LookAgain(_wait(self._context, self._row.looks))
        else:
            self._note("gone", _DELETED, wish="no", logged=activity.DELETED_THERE)

    def _is_it(self, message: Message) -> bool:
        if message.message_id in {self._row.message_id, self._row.sent_as}:
            return bool(message.message_id)
        if self._draft is None:
            return False
        with self._context.database.reading() as session:
            text = self._text_there(session, self._draft)
        return likewise.is_likely(text, sent_there.text_in(message))

    def _text_there(self, session: Session, draft: Draft) -> Text:
        """Our own record of the text that lies there."""
        return sent_there.text_of_version(session, self._context, draft, self._row.version)

    def _sent(self, message: Message) -> None:
        with self._context.database.writing(self._person_id, "note_sent_there") as session:
            row = session.get_one(MailboxDraft, self._row_id, populate_existing=True)
            sent_there.note_sent(
                session, self._context, row, sent_there.text_in(message), message.message_id, self._context.clock()
            )
            self._write_down(session)

    # --- shared ---

    @property
    def _since(self) -> datetime:
        return self._row.placed_at or self._row.updated_at

    def _thread(self) -> str:
        draft = self._draft
        return draft.provider_thread if draft is not None and draft.account_id == self._row.account_id else ""

    @contextmanager
    def _changing(self, state: str) -> Iterator[tuple[Session, MailboxDraft, Draft]]:
        with self._context.database.writing(self._person_id, f"note_{state}_there") as session:
            self._hold(session)
            row = session.get_one(MailboxDraft, self._row_id, populate_existing=True)
            row.state, row.state_reason, row.updated_at = state, "", self._context.clock()
            yield session, row, session.get_one(Draft, row.draft_id, populate_existing=True)
        self._row = row

    def _note(self, state: str, reason: str, *, logged: str = "", **values: object) -> None:
        now = self._context.clock()
        with self._context.database.writing(self._person_id, f"note_{state}_there") as session:
            self._hold(session)
            row = session.get_one(MailboxDraft, self._row_id, populate_existing=True)
            row.state, row.state_reason, row.updated_at = state, reason, now
            for name, value in values.items():
                setattr(row, name, value)
            if self._draft is None and state in _OVER:
                session.delete(row)  # Nothing is left that it speaks of.
            if logged and self._draft is not None:
                activity.record(session, self._person_id, logged, now, subject=row.draft_id)
            self._write_down(session)
        self._row = row

    def _write_down(self, session: Session) -> None:
        if self._opened is not None:
            self._opened[2].write_down(session)
