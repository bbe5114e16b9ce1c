"""Something sealed in every place where Warmthread seals, and how the product itself opens it there again."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from connectors.records import Address, Message
from service import about_people, activity, outbox
from service.clock import real_now
from service.context import Context
from service.keys import Place
from service.schema import (
    Account,
    Activity,
    Approval,
    Ask,
    Base,
    ConsentRequest,
    Contact,
    Draft,
    DraftVersion,
    Interview,
    Note,
    StoredCalendarEvent,
    StoredMessage,
)
from service.sealed import (
    Body,
    DraftContent,
    VersionContent,
    open_ask,
    open_body,
    open_calendar_event,
    open_draft,
    open_note,
    open_version,
    seal_ask,
    seal_body,
    seal_draft,
    seal_note,
    seal_version,
)
from service.tokens import SealedTokens, seal_tokens
from tests.service.planted import Garden

NAMES = ("one", "two", "three")
MAIL = b"Subject: %s\r\n\r\nHello\r\n"


def plant(context: Context, person: str) -> None:
    """NAMES in every place, each in a row of its own."""
    garden = Garden(context, person)
    for name in NAMES:
        talk = garden.talk(name, context.clock())
        account_id = garden.account(email=f"{name}@acme.example")
        garden.entry(account_id, talk, summary=name)
        draft_id = garden.draft(talk)
        with context.database.writing(person) as session:
            contact_id = session.get_one(Interview, talk).contact_id
            session.get_one(Account, account_id).tokens_sealed = seal_tokens(context.vault, account_id, name)
            session.get_one(Draft, draft_id).content_sealed = seal_draft(context.vault, DraftContent(name), draft_id)
            session.add_all(_rows(context, person, name, talk, draft_id, account_id))
            for text in (name, "another"):  # the first is what an undo of the second needs
                about_people.write_note(session, context.vault, person, contact_id, text, context.clock())
            session.get_one(Contact, contact_id).data = {"note": _note(context, contact_id, name)}


def _note(context: Context, contact_id: str, text: str) -> str:
    return b64encode(context.vault.seal(text, row=f"contacts|{contact_id}|note")).decode()


def _rows(context: Context, person: str, name: str, talk: str, draft_id: str, account_id: str) -> Iterator[Base]:
    vault, now, row_id = context.vault, context.clock(), f"{person}_{name}"
    mail = Message(row_id, row_id, now, Address("them@poe.example"), text=name, reply=name)
    yield StoredMessage(
        id=row_id, person_id=person, key=row_id, message_id=row_id, thread_key=row_id, date=now, sender="them@poe.example",
        to=[], cc=[], bcc=[], references=[], is_sent=False, is_automatic=False, is_bulk=False, received_at=now,
        body_sealed=seal_body(vault, mail, row_id),
    )  # fmt: skip
    kept = VersionContent(DraftContent(name), "me@acme.example", ())
    yield DraftVersion(
        id=row_id, person_id=person, draft_id=draft_id, number=1, by="person", subject="Hello", at=now,
        content_sealed=seal_version(vault, kept, row_id),
    )  # fmt: skip
    yield Note(id=row_id, person_id=person, meeting="m|master", at=now, text_sealed=seal_note(vault, name, row_id))
    yield Ask(
        id=row_id, person_id=person, kind="news", interview_id=talk, contact_id="con", at=now,
        text_sealed=seal_ask(vault, name, row_id),
    )  # fmt: skip
    written = MAIL % name.encode()
    yield Approval(
        id=row_id, person_id=person, draft_id=draft_id, account_id=account_id, digest=sha256(written).hexdigest(),
        mime_sealed=vault.seal(b64encode(written).decode(), row=f"approvals|{row_id}|mime"), message_id=row_id,
        state="sent", approved_at=now, hold_until=now, updated_at=now,
    )  # fmt: skip
    request: dict[str, Any] = {
        "url": "",
        "state": row_id,
        "code_verifier": name,
        "scopes": [],
        "wanted": {},
        "days": None,
    }
    yield ConsentRequest(
        state=row_id, person_id=person, provider="google", redirect_uri="", expires_at=real_now() + timedelta(hours=1),
        sealed=vault.seal(json.dumps({**request, "account_id": ""}), row=f"consent_requests|{row_id}|request"),
    )  # fmt: skip


# --- opened as the product does ----------------------------------------------------------------------------------


def _note_before(context: Context, row: Any) -> str:
    return context.vault.open(b64decode(row.data["before"]), row=f"contacts|{row.subject}|note")


def _consent(context: Context, row: Any) -> str:
    opened = json.loads(context.vault.open(row.sealed, row=f"consent_requests|{row.state}|request"))
    return str(opened["code_verifier"])


READERS: dict[str, tuple[type[Base], Callable[[Context, Any], str]]] = {
    "accounts.tokens_sealed": (Account, lambda context, row: SealedTokens(context, row.id, row.person_id).load()),
    "activity.data": (Activity, _note_before),
    "approvals.mime_sealed": (Approval, lambda context, row: outbox.approved_bytes(context.vault, row).decode()[9:].split("\r")[0]),
    "asks.text_sealed": (Ask, lambda context, row: open_ask(context.vault, row)),
    "calendar_events.data_sealed": (StoredCalendarEvent, lambda context, row: open_calendar_event(context.vault, row).summary),
    "consent_requests.sealed": (ConsentRequest, _consent),
    "contacts.data": (Contact, lambda context, row: about_people.read_note(context.vault, row)),
    "draft_versions.content_sealed": (DraftVersion, lambda context, row: open_version(context.vault, row).content.body),
    "drafts.content_sealed": (Draft, lambda context, row: open_draft(context.vault, row).body),
    "messages.body_sealed": (StoredMessage, lambda context, row: _text(open_body(context.vault, row))),
    "notes.text_sealed": (Note, lambda context, row: open_note(context.vault, row)),
}  # fmt: skip
"""By table and column: the row, and the product's own way to open what is sealed in it."""


def _text(body: Body | None) -> str:
    return body.text if body else "gone"


def name_of(place: Place) -> str:
    return f"{place.column.table.name}.{place.column.name}"


def opened(context: Context, place: Place) -> dict[Any, str]:
    """By key of its row, what the product reads in each value of that place; the name of the error where it refuses."""
    model, read = READERS[name_of(place)]
    query = select(model)
    if model is Activity:
        query = query.where(Activity.what == activity.NOTE_KEPT, Activity.data["before"].as_string() != "")
    with context.database.reading() as session:
        rows = {getattr(row, place.key.name): row for row in session.scalars(query)}
    return {key: _told(context, read, rows[key]) for key in sorted(rows)}


def _told(context: Context, read: Callable[[Context, Any], str], row: Any) -> str:
    try:
        return read(context, row)
    except Exception as error:  # noqa: BLE001 (which one it is, the test says)
        return type(error).__name__
