"""A draft of Alice's and her own mailbox, at either provider: worked on as the workers do, without a queue and without
waiting. `ui` is what she does on the provider's own pages.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from infra.sandbox.process import Sandbox
from service import events, leases, mailbox_drafts, placed, preferences
from service.clock import real_now
from service.context import Context
from service.drafting import versions
from service.events import LookAgain
from service.polling import AccountReader
from service.schema import Event, MailboxDraft
from service.sealed import open_draft
from tests.conftest import NOW
from tests.service.office import Office, open_office

PROVIDERS = ("google", "microsoft")


@dataclass
class Desk(Office):
    """An office whose mailbox is looked into."""

    def choose(self, *, is_on: bool) -> None:
        with self.context.database.writing(self.person) as session:
            preferences.change(session, self.person, NOW, mailbox_drafts="on" if is_on else "")

    def work(self, *, tries: int = 8) -> None:
        """Everything that waits for the mailbox, as the workers do; again at once where they would wait."""
        placed.notice(self.context)
        for event_id, row_id in self.waiting():
            for _ in range(tries):
                try:
                    mailbox_drafts.keep(self.context, row_id, self.person)
                except LookAgain:
                    continue
                with self.context.database.writing(self.person) as session:
                    events.claim(session, event_id, now=self.context.clock())
                break

    def waiting(self) -> list[tuple[int, str]]:
        with self.context.database.reading() as session:
            query = select(Event.id, Event.subject).where(
                Event.kind == events.MAILBOX_DRAFT_DUE, Event.handled_at.is_(None)
            )
            return [(row[0], row[1]) for row in session.execute(query)]

    def place(self) -> dict[str, Any]:
        """The draft put into the mailbox; returns it as it lies there."""
        self.choose(is_on=True)
        self.work()
        (found,) = self.lying()
        return found

    def look(self, *, tries: int = 8) -> None:
        """Something happened in the mailbox: it is looked at."""
        with self.context.database.writing(self.person) as session:
            placed.look_soon(session, self.account_id, self.context.clock())
        self.work(tries=tries)

    def poll(self) -> None:
        with self.context.database.writing(self.person) as session:
            lease = leases.take_account(session, self.account_id, owner="test", real_now=real_now())
        assert lease is not None
        reader = AccountReader(self.context, lease)
        while not reader.next_slice().is_caught_up:
            continue
        reader.finish(is_caught_up=True)

    def row(self) -> MailboxDraft:
        with self.context.database.reading() as session:
            found = placed.of_draft(session, self.person, self.draft_id)
        assert found is not None
        return found

    def change_row(self, **values: object) -> None:
        with self.context.database.writing(self.person) as session:
            row = session.get_one(MailboxDraft, self.row().id)
            for name, value in values.items():
                setattr(row, name, value)

    def lying(self) -> list[dict[str, Any]]:
        """The mailbox's unsent drafts, as the person sees them."""
        found: list[dict[str, Any]] = self.control.get("drafts")["drafts"]
        return found

    def ui(self, what: str, **order: Any) -> None:
        """The person at the provider's own pages: edit, send or delete their only draft."""
        self.control.post(f"drafts/{what}", **order)

    def body(self) -> str:
        return open_draft(self.context.vault, self.draft()).body

    def rewrite(self, body: str) -> None:
        """A new proposal of the rules."""
        with self.context.database.writing(self.person) as session:
            draft = session.merge(self.draft())
            text = replace(versions.text_of(self.context.vault, draft), body=body)
            content = replace(open_draft(self.context.vault, draft), body=body)
            versions.write(session, self.context.vault, draft, text, content, "proposed", NOW)

    def texts_beside(self) -> list[str]:
        with self.context.database.reading() as session:
            draft = self.draft()
            found = versions.offers(versions.history(session, self.context.vault, draft), draft)
            return [one.text.body for one in found]


def open_desk(sandbox: Sandbox, context: Context, provider: str) -> Desk:
    """A connected account with one mail of Dana's, and a draft that answers it."""
    return Desk(**vars(open_office(sandbox, context, provider, undo_seconds=0)))
