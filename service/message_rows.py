"""What of a mail is kept in its row, and by which keys it is found again: itself, in whatever mailbox or file it lies, and
the conversation that it belongs to. Only its text is sealed for itself, so that it can go alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from connectors import registry
from connectors.authentication import is_genuine
from connectors.records import Address, Message
from service import exclusions
from service.schema import StoredMessage, derived_id
from service.sealed import seal_body
from service.shelf import Into


def row_id_of(person_id: str, message: Message) -> str:
    """The id of the row of a mail: one for the person, whatever accounts it is seen in."""
    return derived_id("msg", person_id, message_key(message))


def message_key(message: Message) -> str:
    """Identity of a mail across accounts and files: its Message-ID, else a digest of what it says."""
    if message.message_id:
        return message.message_id.strip().lower()
    invites = ((invite.method, one) for invite in message.invites for one in invite.calendar_events)
    told = sorted(
        f"{method} {one.ical_uid} {one.recurrence_id} {one.sequence} {one.updated}" for method, one in invites
    )
    parts = (message.date.isoformat(), message.sender.email.lower(), message.subject, message.text, *told)
    return "sha256:" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def thread_key(message: Message) -> str:
    """What ties a conversation together whoever's mailbox it is in: the root of References."""
    root = message.references[0] if message.references else message.in_reply_to or message.message_id
    return root.strip().lower() or message_key(message)


def row_of(into: Into, row_id: str, message: Message) -> StoredMessage:
    """The row of a mail that is stored now."""
    return StoredMessage(
        id=row_id,
        person_id=into.owner,
        key=message_key(message),
        message_id=message.message_id,
        thread_key=thread_key(message),
        date=message.date,
        sender=message.sender.email,
        sender_name=message.sender.name,
        to=_people(message.to),
        cc=_people(message.cc),
        bcc=_people(message.bcc),
        parties=exclusions.parties_of_message(message),
        actual_sender=message.actual_sender.email if message.actual_sender else "",
        reply_to=message.reply_to[0].email if message.reply_to else "",
        subject=message.subject,
        in_reply_to=message.in_reply_to,
        references=list(message.references),
        is_sent=message.is_sent,
        is_automatic=message.is_automatic,
        is_bulk=message.is_bulk,
        is_verified=is_genuine(
            message.authentication,
            hosts=message.results_by or registry.mail_hosts(into.account.provider),
            sender=message.sender.email,
        ),
        bounce_of=message.bounce_of,
        body_sealed=seal_body(into.vault, message, row_id),
        received_at=into.now,
    )


def _people(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"email": address.email, "name": address.name} for address in addresses]
