"""How records are kept: what of a message and a calendar event is sealed in its row, and how it is opened again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from connectors.records import CalendarEvent, Invite, Message
from service.schema import Ask, Draft, DraftVersion, Json, Note, StoredCalendarEvent, StoredMessage
from service.vault import Vault


@dataclass(frozen=True, slots=True)
class Body:
    """What is sealed of a message: it may go after the retention time."""

    text: str
    reply: str
    signature: str
    invites: tuple[Invite, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What is sealed of a draft. `evidence`: [{source, quote, sentences}]; `warnings`: what the gate says of it,
    [{rule, text, …}], with `sentence` where it speaks of one. `style`: how the person asked it to be worded.
    """

    body: str
    evidence: tuple[Json, ...] = ()
    warnings: tuple[Json, ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class VersionContent:
    """What is sealed of a text that a draft once had: everything that belongs to it but its subject."""

    content: DraftContent
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


Kept = TypeVar("Kept", Body, DraftContent, VersionContent, CalendarEvent)
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Body, DraftContent, VersionContent, CalendarEvent)
}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return _ADAPTERS[kind]


def _seal(vault: Vault, value: object, row: str) -> bytes:
    return vault.seal(_adapter(type(value)).dump_json(value).decode(), row=row)


def _open(vault: Vault, kind: type[Kept], sealed: bytes, row: str) -> Kept:
    opened: Kept = _adapter(kind).validate_json(vault.open(sealed, row=row))
    return opened


def seal_body(vault: Vault, message: Message, message_id: str) -> bytes:
    """The sealed body of the row `messages.id` = message_id."""
    return _seal(
        vault, Body(message.text, message.reply, message.signature, message.invites), f"messages|{message_id}|body"
    )


def open_body(vault: Vault, row: StoredMessage) -> Body | None:
    """The body again; None when it is gone after the retention time."""
    return None if row.body_sealed is None else open_sealed_body(vault, row.id, row.body_sealed)


def open_sealed_body(vault: Vault, message_id: str, sealed: bytes) -> Body:
    """The same, for whoever did not load the row."""
    return _open(vault, Body, sealed, f"messages|{message_id}|body")


def seal_calendar_event(vault: Vault, calendar_event: CalendarEvent, row_id: str) -> bytes:
    return _seal(vault, calendar_event, f"calendar_events|{row_id}|data")


def open_calendar_event(vault: Vault, row: StoredCalendarEvent) -> CalendarEvent:
    return open_sealed_calendar_event(vault, row.id, row.data_sealed)


def open_sealed_calendar_event(vault: Vault, row_id: str, sealed: bytes) -> CalendarEvent:
    """The same, for whoever did not load the row."""
    return _open(vault, CalendarEvent, sealed, f"calendar_events|{row_id}|data")


def without_texts(found: CalendarEvent) -> CalendarEvent:
    """The entry without what people wrote into it: its description, and what they answered with."""
    return replace(found, description="", attendees=tuple(replace(one, comment="") for one in found.attendees))


def seal_draft(vault: Vault, content: DraftContent, draft_id: str) -> bytes:
    return _seal(vault, content, f"drafts|{draft_id}|content")


def open_draft(vault: Vault, row: Draft) -> DraftContent:
    return _open(vault, DraftContent, row.content_sealed, f"drafts|{row.id}|content")


def seal_version(vault: Vault, kept: VersionContent, version_id: str) -> bytes:
    return _seal(vault, kept, f"draft_versions|{version_id}|content")


def open_version(vault: Vault, row: DraftVersion) -> VersionContent:
    return _open(vault, VersionContent, row.content_sealed, f"draft_versions|{row.id}|content")


def seal_note(vault: Vault, text: str, note_id: str) -> bytes:
    return vault.seal(text, row=f"notes|{note_id}|text")


def open_note(vault: Vault, row: Note) -> str:
    return vault.open(row.text_sealed, row=f"notes|{row.id}|text")


def seal_ask(vault: Vault, text: str, ask_id: str) -> bytes:
    return vault.seal(text, row=f"asks|{ask_id}|text")


def open_ask(vault: Vault, row: Ask) -> str:
    return vault.open(row.text_sealed, row=f"asks|{row.id}|text")


def note_on_contact_row(contact_id: str) -> str:
    """What a private note on a contact is sealed for, in `contacts.data` and where an undo keeps it."""
    return f"contacts|{contact_id}|note"
