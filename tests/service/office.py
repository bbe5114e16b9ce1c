"""A connected mailbox at either provider with one mail of Dana's and one draft that answers it: what the tests of
approving, sending and placing begin with. What went out is read from the sandbox's own log.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

from connectors import registry
from infra.sandbox.process import Control, Sandbox
from service import accounts, delivery, events, outbox
from service.context import Context
from service.schema import Account, Approval, Contact, Draft, Interview, derived_id
from service.sealed import DraftContent, open_draft, seal_draft
from service.settings import load_settings
from tests.conftest import NOW

SCOPES = {
    "google": (
        "https://www.googleapis.com/auth/gmail.readonly",
        "https://www.googleapis.com/auth/gmail.compose",
        "https://www.googleapis.com/auth/calendar.readonly",
    ),
    "microsoft": (
        *("Mail.Read", "Mail.ReadWrite", "Mail.Send", "Calendars.Read", "User.Read"),
        *("openid", "profile", "offline_access"),
    ),
}
"""By provider: what lets Warmthread read, write drafts and send."""
BODY = "Hi Dana,\n\nThank you for this morning.\n\nBest,\nAlex\n"
REQUEST = b"""From: Dana Poe <dana@poe.example>
To: Alex Example <alex@example.com>
Subject: Your question
Message-ID: <d1@poe.example>
Date: Mon, 02 Mar 2026 07:00:00 +0000
Content-Type: text/plain; charset=utf-8

Happy to talk. Dana
"""


@dataclass
class Office:
    """Somebody with a connected mailbox and one draft that answers Dana."""

    context: Context
    control: Control
    person: str
    draft_id: str
    thread: str
    account_id: str
    provider: str

    def approve(self, **settings: float) -> str:
        context = replace(
            self.context, settings=self.context.settings.model_copy(update={"undo_seconds": 0} | settings)
        )
        with context.database.writing(self.person) as session:
            draft = session.get_one(Draft, self.draft_id)
            digest = outbox.text_digest(draft, open_draft(context.vault, draft).body)
            return outbox.approve(session, context, self.person, self.draft_id, digest=digest).id

    def deliver(self, approval_id: str, *, tries: int = 1) -> None:
        """As the worker does: again after each wait that is asked for, without waiting."""
        for _ in range(tries):
            try:
                delivery.deliver(self.context, approval_id, self.person)
            except events.LookAgain:
                continue
            return

    def approval(self, approval_id: str) -> Approval:
        with self.context.database.reading() as session:
            return session.get_one(Approval, approval_id)

    def draft(self) -> Draft:
        with self.context.database.reading() as session:
            return session.get_one(Draft, self.draft_id)

    def change(self, table: type[Interview | Draft | Approval], row_id: str, **values: object) -> None:
        with self.context.database.writing(self.person) as session:
            row = session.get_one(table, row_id)
            for name, value in values.items():
                setattr(row, name, value)

    def sent(self) -> list[Mail]:
        return [message_from_bytes(base64.b64decode(entry["raw"])) for entry in self.control.sent()]


def open_office(sandbox: Sandbox, context: Context, provider: str, **settings: Any) -> Office:
    """A new world at that provider, connected; `settings` as their fields are named."""
    control = sandbox.control_of(provider)
    control.reset()
    told = control.deliver(REQUEST, labels=["INBOX", "UNREAD"])
    own = load_settings(sandbox.product_settings(), data_dir=context.settings.data_dir)
    settings = {"database_url": context.settings.database_url, **settings}
    context = replace(context, settings=own.model_copy(update=settings))
    person = accounts.ensure_local_person(context)
    authorization = registry.load(provider).authorization(own.provider(provider))
    authorized = authorization.adopt(json.dumps(control.credentials(*SCOPES[provider])))
    account_id = accounts.connect(context, person, provider, authorized)
    thread = str(told["threadId"]) if provider == "google" else _conversation(context, account_id, str(told["id"]))
    return Office(
        context, control, person, add_draft(context, person, account_id, thread), thread, account_id, provider
    )


def _conversation(context: Context, account_id: str, provider_id: str) -> str:
    """What Outlook calls the conversation that Dana began."""
    with context.database.reading() as session:
        account = session.get_one(Account, account_id)
    budget = accounts.MinuteBudget(context, account_id, account.person_id, account.provider)
    (found,) = accounts.open_mailbox(context, account, budget).read_again([provider_id])
    assert found.message is not None
    return found.message.thread_id


def add_draft(context: Context, person: str, account_id: str, thread: str) -> str:
    draft_id = derived_id("drf", person, "one")
    with context.database.writing(person) as session:
        session.add(Contact(id="con_dana", person_id=person, name="Dana Poe", timezone="Europe/Berlin", created_at=NOW))
        session.add(
            Interview(
                id="int_dana", person_id=person, meeting="m1|master", contact_id="con_dana", status="held_presumed",
                band="log", classification="informational", start=NOW - timedelta(hours=2),
                end=NOW - timedelta(hours=1), first_seen_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        draft = Draft(
            id=draft_id, person_id=person, interview_id="int_dana", contact_id="con_dana", kind="thank_you",
            state="needs_review", account_id=account_id, sender="alex@example.com", to=["dana@poe.example"],
            subject="Re: Your question", in_reply_to="<d1@poe.example>", references=["<d1@poe.example>"],
            provider_thread=thread, content_sealed=b"", send_at=NOW + timedelta(hours=1), created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        draft.content_sealed = seal_draft(context.vault, DraftContent(BODY), draft_id)
        session.add(draft)
    return draft_id
