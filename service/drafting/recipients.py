"""Whom a draft really goes to, and what speaks for a second look: PS-28.

Addresses are shown whole. A warning is a kind with facts, each an observation of the person's own mail and nothing
else: no address is asked about anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from service import contacts, domains, names
from service.addresses import address_key, domain_of
from service.schema import Contact, Draft, Identity, StoredMessage

RECIPIENTS_AT_MOST = 20


class NotAnAddress(ValueError):
    """What stands there is no mail address; the text is what was written."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Why to look twice at an address. `kind`: own, look_alike, bounced, somebody_else, unknown, never_wrote,
    first_domain, other_domain; `facts` name what it is compared with.
    """

    kind: str
    email: str
    facts: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None


def read_addresses(written: str) -> tuple[str, ...]:
    """The addresses of a line such as `a@b.org, Dana <c@d.org>`, each once. Raises NotAnAddress, and for too many."""
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[,;\r\n]", written))):
        named = re.fullmatch(r"[^<>@]*<(?P<email>[^<>\s]+)>", part)
        bare = named["email"] if named else part
        try:
            validate_email(bare, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise NotAnAddress(part[:200]) from None
        found.setdefault(address_key(bare), bare)
    if len(found) > RECIPIENTS_AT_MOST:
        raise NotAnAddress(written[:200])
    return tuple(found.values())


def cautions(session: Session, draft: Draft) -> list[Caution]:
    """Everything that speaks for a second look at the recipients of a draft, the gravest first."""
    own = contacts.own_keys(session, draft.person_id)
    contact = session.get(Contact, draft.contact_id) if draft.contact_id else None
    found = [one for email in (*draft.to, *draft.cc) for one in _of(session, draft, email, own, contact)]
    return sorted(found, key=lambda one: _ORDER.index(one.kind))


_ORDER = (
    "look_alike", "own", "bounced", "somebody_else", "unknown", "other_domain", "first_domain", "never_wrote",
)  # fmt: skip


def _of(session: Session, draft: Draft, email: str, own: frozenset[str], contact: Contact | None) -> Iterator[Caution]:
    key = address_key(email)
    if key in own:
        yield Caution("own", email)
        return
    alike = contacts.look_alikes(session, draft.person_id, email)
    if alike:
        yield Caution("look_alike", email, {"known": alike[0]})
    identity = session.get(Identity, (draft.person_id, key))
    if identity is not None and identity.bounced_at is not None:
        yield Caution("bounced", email, at=identity.bounced_at)
    yield from _whose(session, email, identity, contact)
    if not _ever(session, draft.person_id, _sent_by(key, email)):
        yield Caution("never_wrote", email, {"name": contact.name if contact else ""})
    yield from _of_domain(session, draft, email)


def _whose(session: Session, email: str, identity: Identity | None, contact: Contact | None) -> Iterator[Caution]:
    """Whether the address is that of the one the draft speaks to."""
    wanted = contact.name if contact else ""
    if identity is None:
        yield Caution("unknown", email, {"name": wanted})
        return
    holder = contacts.surviving(session, session.get_one(Contact, identity.contact_id))
    if contact is not None and holder.id != contacts.surviving(session, contact).id:
        yield Caution("somebody_else", email, {"name": wanted, "holder": holder.name or email})
    elif wanted and identity.names and not any(names.is_same(wanted, name) for name in identity.names):
        yield Caution("somebody_else", email, {"name": wanted, "holder": identity.names[0]})


def _of_domain(session: Session, draft: Draft, email: str) -> Iterator[Caution]:
    """Its organisation against the thread's, and against everybody the person ever wrote to."""
    domain = domains.organisation_domain(email)
    thread = _thread_domains(session, draft)
    if thread and domain not in thread:
        yield Caution("other_domain", email, {"domain": domain, "known": ", ".join(sorted(thread))})
    if not domains.is_free_mail(email) and not _ever(session, draft.person_id, _written_to(domain_of(email))):
        yield Caution("first_domain", email, {"domain": domain_of(email)})


def _thread_domains(session: Session, draft: Draft) -> set[str]:
    """The others' organisations in the mail that the draft answers."""
    if not draft.in_reply_to:
        return set()
    row = session.scalar(
        select(StoredMessage)
        .where(StoredMessage.person_id == draft.person_id, StoredMessage.message_id == draft.in_reply_to)
        .limit(1)
    )
    if row is None:
        return set()
    own = contacts.own_keys(session, draft.person_id)
    emails = [row.sender, *(str(who.get("email") or "") for who in (*row.to, *row.cc))]
    return {domains.organisation_domain(email) for email in emails if email and address_key(email) not in own}


def _ever(session: Session, person_id: str, conditions: Iterable[object]) -> bool:
    query = select(StoredMessage.id).where(StoredMessage.person_id == person_id, *conditions)  # type: ignore[arg-type]
    return session.scalar(query.limit(1)) is not None


def _sent_by(key: str, email: str) -> list[object]:
    sender = func.lower(StoredMessage.sender)
    return [StoredMessage.is_sent.is_(False), or_(sender == email.lower(), sender == key)]


def _written_to(domain: str) -> list[object]:
    # Recipients are kept as JSON; an address in it ends with its domain and the closing quote.
    plain = domain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    columns = (StoredMessage.to, StoredMessage.cc, StoredMessage.bcc)
    alike = [func.lower(cast(column, String)).like(f'%@{plain}"%', escape="\\") for column in columns]
    return [StoredMessage.is_sent, or_(*alike)]
