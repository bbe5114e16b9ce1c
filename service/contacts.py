"""People and their addresses: which contact an address belongs to, what they are called, how they sign, who brought
whom. Two addresses become one person only on hard evidence (their own mail names the other one), never by name.
Merging by the person, and its undo, is not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import domains, names
from service.addresses import address_key
from service.schema import Contact, Identity, Introduction, OwnAddress, derived_id

_MOST_NAMES = 12


def own_keys(session: Session, person_id: str) -> frozenset[str]:
    """Keys of all addresses that are the person."""
    own = session.scalars(select(OwnAddress.email).where(OwnAddress.person_id == person_id))
    return frozenset(address_key(email) for email in own) - {""}


def resolve(session: Session, person_id: str, address: Address, now: datetime) -> Contact:
    """The contact behind an address; made when the address is new. Learns the display name."""
    key = address_key(address.email)
    identity = session.get(Identity, (person_id, key))
    if identity is None:
        contact = _new_contact(session, person_id, key, address, now)
        identity = Identity(person_id=person_id, key=key, contact_id=contact.id, email=address.email, names=[])
        session.add(identity)
        session.flush()
    contact = surviving(session, session.get_one(Contact, identity.contact_id))
    _learn_name(session, identity, contact, address.name)
    return contact


def _new_contact(session: Session, person_id: str, key: str, address: Address, now: datetime) -> Contact:
    contact_id = derived_id("con", person_id, key)
    contact = session.get(Contact, contact_id)
    if contact is None:
        contact = Contact(
            id=contact_id,
            person_id=person_id,
            organisation=domains.organisation_name(address.email),
            data={"named_by": "mail"},
            created_at=now,
        )
        session.add(contact)
        session.flush()
    return contact


def surviving(session: Session, contact: Contact) -> Contact:
    """The contact that this one was merged into, or itself."""
    for _ in range(8):
        into = session.get(Contact, contact.merged_into) if contact.merged_into else None
        if into is None or into.person_id != contact.person_id:
            break
        contact = into
    return contact


def _learn_name(session: Session, identity: Identity, contact: Contact, display: str) -> None:
    name = names.clean(display)
    # An address that stands where a name belongs is no name; a name of robots ("via") was cleaned away.
    if not name or name in identity.names:
        return
    identity.names = sorted({*identity.names, name})[:_MOST_NAMES]
    session.flush()
    name_again(session, contact)


def name_again(session: Session, contact: Contact) -> None:
    """Chooses the contact's name among all that were seen, unless the person gave one. Whatever the order."""
    if contact.data.get("named_by") != "mail":
        if contact.name:
            return
        contact.data = {**contact.data, "named_by": "mail"}
    seen = session.scalars(
        select(Identity).where(Identity.person_id == contact.person_id, Identity.contact_id == contact.id)
    )
    contact.name = names.best([name for identity in seen for name in identity.names])


def contact_of(session: Session, person_id: str, email: str) -> Contact | None:
    """The contact behind an address, None if it is nobody's yet."""
    identity = session.get(Identity, (person_id, address_key(email)))
    if identity is None:
        return None
    return surviving(session, session.get_one(Contact, identity.contact_id))


def keys_of(session: Session, person_id: str, contact_id: str) -> tuple[str, ...]:
    """Keys of all addresses of a contact, those of contacts merged into it included."""
    merged = select(Contact.id).where(Contact.person_id == person_id, Contact.merged_into == contact_id)
    ids = [contact_id, *session.scalars(merged)]
    keys = select(Identity.key).where(Identity.person_id == person_id, Identity.contact_id.in_(ids))
    return tuple(sorted(session.scalars(keys)))


def learn_signature(session: Session, contact: Contact, signed: str) -> None:
    """Counts how a contact signs their mails; drafts greet by it. To be called once per mail."""
    if signed:
        counts = dict(contact.data.get("signed_as", {}))
        counts[signed] = counts.get(signed, 0) + 1
        contact.data = {**contact.data, "signed_as": dict(sorted(counts.items()))}
        session.flush()


def link_address(
    session: Session, person_id: str, contact: Contact, address: Address, *, evidence: str, now: datetime
) -> bool:
    """Makes another address the same contact's, on that contact's own word. False when it cannot be.

    Refused when the address is the person's own, or belongs to somebody with another name: one wrong merge is worse
    than ten duplicates (recognition.md 5).
    """
    key = address_key(address.email)
    if not key or key in own_keys(session, person_id):
        return False
    other = resolve(session, person_id, address, now)
    if other.id == contact.id:
        return False
    if other.name and contact.name and not names.is_same(other.name, contact.name):
        return False
    if other.data.get("named_by") != "mail":
        return False
    identity = session.get_one(Identity, (person_id, key))
    identity.contact_id, identity.evidence = contact.id, evidence
    # The absorbed contact stays as a row, so that an undo has something to go back to.
    other.merged_into = contact.id
    session.flush()
    name_again(session, contact)
    return True


def note_bounce(session: Session, person_id: str, email: str, at: datetime) -> str:
    """Marks an address that could not be reached; returns its key, "" when nobody has that address."""
    identity = session.get(Identity, (person_id, address_key(email)))
    if identity is None:
        return ""
    identity.bounced_at = max(identity.bounced_at or at, at)
    session.flush()
    return identity.key


def introduce(
    session: Session,
    introducer: Contact,
    contact: Contact,
    *,
    message_id: str,
    quote: str,
    at: datetime,
) -> None:
    """Records who brought the person together with whom. Writing it twice changes nothing."""
    row_id = derived_id("itr", introducer.person_id, contact.id, message_id)
    if introducer.id == contact.id or session.get(Introduction, row_id) is not None:
        return
    session.add(
        Introduction(
            id=row_id,
            person_id=introducer.person_id,
            introducer_id=introducer.id,
            contact_id=contact.id,
            message_id=message_id,
            quote=quote,
            at=at,
        )
    )
    session.flush()


def introduction_of(
    session: Session, person_id: str, contact_id: str, *, before: datetime | None = None
) -> Introduction | None:
    """The first introduction that led to this contact, before an instant if one is given."""
    rows = select(Introduction).where(Introduction.person_id == person_id, Introduction.contact_id == contact_id)
    if before is not None:
        rows = rows.where(Introduction.at <= before)
    return session.scalar(rows.order_by(Introduction.at, Introduction.id).limit(1))


def look_alikes(session: Session, person_id: str, email: str) -> list[str]:
    """Keys of known addresses that a reader may take this one for."""
    key = address_key(email)
    known = session.scalars(select(Identity.key).where(Identity.person_id == person_id))
    local = key.rpartition("@")[0]
    return sorted(
        other
        for other in known
        if other != key and domains.looks_alike(key, other) and _is_near(local, other.rpartition("@")[0])
    )


def _is_near(local: str, other: str) -> bool:
    return local == other or local.replace(".", "") == other.replace(".", "")


def humans(addresses: Iterable[Address], own: frozenset[str]) -> tuple[Address, ...]:
    """The other people among addresses: not the person, no robots, rooms or offices; each once, names kept."""
    found: dict[str, Address] = {}
    for address in addresses:
        key = address_key(address.email)
        if key and key not in own and domains.is_human(address) and (key not in found or not found[key].name):
            found[key] = address
    return tuple(found.values())
