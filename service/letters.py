"""The bytes of a mail made from a draft: what is approved, and what is put among the drafts of the mailbox.

Plain text, every paragraph one line of its own. Lines are kept as short as RFC 5322, 2.1.1 wants them by the transfer
encoding, which every reader undoes, and not by line ends in the text. `format=flowed` (RFC 3676) is left out on purpose:
Gmail and Outlook read it as any text, and would then show the line ends that it needs.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import mime
from connectors.records import Address
from service.addresses import domain_of
from service.context import Context
from service.drafting.versions import Text
from service.schema import Contact, Draft, OwnAddress, Person


class CannotBeWritten(ValueError):
    """Something in the draft cannot stand in a mail."""


def new_message_id(context: Context, sender: str, *parts: str) -> str:
    """A Message-ID of the sender's own domain, as any mail program makes it: the same for the same parts, and nothing
    in it names this tool.
    """
    secret = context.vault.fingerprint("|".join(parts))
    return f"<{secret[:32]}@{domain_of(sender)}>"


def write(session: Session, context: Context, draft: Draft, text: Text, message_id: str) -> bytes:
    """That text of the draft as a mail in its conversation. Raises CannotBeWritten.

    Ids of strangers' mails that no header can hold are left out: an answer outside of its conversation is better than none.
    """
    try:
        return _bytes(session, context, draft, text, message_id)
    except ValueError as problem:
        raise CannotBeWritten(str(problem)) from problem


def _bytes(session: Session, context: Context, draft: Draft, text: Text, message_id: str) -> bytes:
    return mime.write_message(
        sender=Address(text.sender, _own_name(session, draft.person_id, text.sender)),
        to=[Address(email, _their_name(session, draft) if len(text.to) == 1 else "") for email in text.to],
        cc=[Address(email) for email in text.cc],
        subject=text.subject,
        body=text.body,
        date=context.clock(),
        message_id=message_id,
        in_reply_to=draft.in_reply_to if mime.is_writable_id(draft.in_reply_to) else "",
        references=list(filter(mime.is_writable_id, draft.references)),
    )


def _own_name(session: Session, person_id: str, sender: str) -> str:
    own = session.scalar(select(OwnAddress.name).where(OwnAddress.person_id == person_id, OwnAddress.email == sender))
    return own or session.get_one(Person, person_id).name


def _their_name(session: Session, draft: Draft) -> str:
    contact = session.get(Contact, draft.contact_id)
    return contact.name if contact else ""
