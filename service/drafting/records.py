"""One stored row as a value of a scene: a contact as somebody a draft can go to, a mail with only what its sender wrote.

Reads the database; decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import rights
from service.addresses import address_key
from service.contacts import keys_of
from service.drafting import greeting
from service.drafting.privacy import without_instructions
from service.drafting.scene import Mail, Sender, Someone
from service.schema import Contact, Identity, StoredMessage
from service.sealed import open_body
from service.vault import Vault


def someone(
    session: Session, person_id: str, contact_id: str, email: str, part: str = "attendee", name: str = ""
) -> Someone:
    """A contact as a draft sees them; `email` is where it would go, `name` what they are called where nothing is known."""
    contact = session.get(Contact, contact_id) if contact_id else None
    if contact is not None and contact.person_id != person_id:
        contact = None
    keys = set(keys_of(session, person_id, contact_id)) if contact else set()
    if email:
        keys.add(address_key(email))
    known = contact.name if contact else ""
    parts = greeting.untangled(known or name)
    titled = greeting.untangled(_display_with_title(session, person_id, keys))
    if titled.title and not parts.title:
        parts = replace(parts if parts.given else titled, title=titled.title)
    return Someone(
        contact_id=contact_id,
        name=parts,
        email=email,
        keys=frozenset(keys),
        timezone=(contact.timezone or "") if contact else "",
        organisation=(contact.organisation or "") if contact else "",
        title=(contact.title or "") if contact else "",
        part=part,
        is_untracked=contact.is_untracked if contact else False,
    )


def _display_with_title(session: Session, person_id: str, keys: Iterable[str]) -> str:
    """A display name that carries a doctor's title, if the contact uses one."""
    rows = session.scalars(select(Identity.names).where(Identity.person_id == person_id, Identity.key.in_(list(keys))))
    names = [name for row in rows for name in row or ()]
    return next((name for name in names if greeting.untangled(name).title), "")


def parties_of(row: StoredMessage) -> frozenset[str]:
    """Keys of sender and recipients."""
    emails = [row.sender, *(str(who.get("email") or "") for who in (*row.to, *row.cc, *row.bcc))]
    return frozenset(key for email in emails if (key := address_key(email)))


def mail_of(vault: Vault, row: StoredMessage, parties: frozenset[str], sender: Sender) -> Mail:
    """A mail as a draft sees it; instructions to machines are gone from its text."""
    body = open_body(vault, row)
    is_mine = rights.is_from_person(row, sender.keys)
    text = (body.reply if body else "").replace("\r\n", "\n").strip()
    addressed = [str(who.get("email") or "") for who in (*row.to, *row.cc, *row.bcc)]
    own = [row.sender] if is_mine else [email for email in addressed if address_key(email) in sender.keys]
    return Mail(
        message_id=row.message_id,
        thread=row.thread_key,
        at=row.date,
        sender=address_key(row.sender),
        parties=parties,
        is_mine=is_mine,
        is_automatic=row.is_automatic or row.is_bulk or bool(row.bounce_of),
        subject=row.subject,
        references=tuple(row.references or ()),
        text=text if is_mine else without_instructions(text),
        ending=f"{text}\n{body.signature if body else ''}".strip(),
        received_by=own[0] if own else "",
        in_reply_to=row.in_reply_to,
        raw=text,
        is_by_calendar=body is not None and bool(body.invites),
    )
