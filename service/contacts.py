"""People and their addresses: which contact an address belongs to, what they are called, how they sign, who brought
whom. Whether two contacts are one person is decided in `same_person`; merging, and every undo, is in `contact_pairs`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import domains, names
from service.addresses import address_key
from service.look_alikes import looks_like
from service.schema import Contact, Identity, Introduction, OwnAddress, derived_id

_MOST_NAMES = 12
_LONGEST_CHAIN = 50
PERSON = "person"
"""`data["named_by"]` of a contact whose name the person gave."""


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
    for _ in range(_LONGEST_CHAIN):
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
    ids = members(session, contact.person_id, contact.id)
    seen = session.scalars(
        select(Identity).where(Identity.person_id == contact.person_id, Identity.contact_id.in_(ids))
    )
    given = [row for one in ids[1:] if (row := session.get_one(Contact, one)).data.get("named_by") == PERSON]
    learned = names.best([name for identity in seen for name in identity.names])
    contact.name = given[0].name if given else learned


def members(session: Session, person_id: str, contact_id: str) -> list[str]:
    """Ids of the contact and of all that were merged into it, directly or through others; its own first."""
    found, last = [contact_id], [contact_id]
    for _ in range(_LONGEST_CHAIN):
        into = select(Contact.id).where(Contact.person_id == person_id, Contact.merged_into.in_(last))
        last = [one for one in session.scalars(into.order_by(Contact.id)) if one not in found]
        if not last:
            break
        found += last
    return found


def contact_of(session: Session, person_id: str, email: str) -> Contact | None:
    """The contact behind an address, None if it is nobody's yet."""
    identity = session.get(Identity, (person_id, address_key(email)))
    if identity is None:
        return None
    return surviving(session, session.get_one(Contact, identity.contact_id))


def names_of(session: Session, person_id: str, contact_ids: Iterable[str]) -> tuple[str, ...]:
    """Every name under which these contacts' addresses were seen."""
    query = select(Identity.names).where(Identity.person_id == person_id, Identity.contact_id.in_(list(contact_ids)))
    return tuple(sorted({name for found in session.scalars(query) for name in found}))


def keys_of(session: Session, person_id: str, contact_id: str) -> tuple[str, ...]:
    """Keys of all addresses of a contact, those of contacts merged into it included."""
    ids = members(session, person_id, contact_id)
    keys = select(Identity.key).where(Identity.person_id == person_id, Identity.contact_id.in_(ids))
    return tuple(sorted(session.scalars(keys)))


def learn_signature(session: Session, contact: Contact, signed: str) -> None:
    """Counts how a contact signs their mails; drafts greet by it. To be called once per mail."""
    if signed:
        counts = dict(contact.data.get("signed_as", {}))
        counts[signed] = counts.get(signed, 0) + 1
        count_signatures(session, contact, counts)


def count_signatures(session: Session, contact: Contact, counts: dict[str, int]) -> None:
    """Sets how often a contact signed in which form."""
    rest = {name: value for name, value in contact.data.items() if name != "signed_as"}
    contact.data = {**rest, **({"signed_as": dict(sorted(counts.items()))} if counts else {})}
    session.flush()


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
    return sorted(other for other in known if looks_like(key, other))


def humans(addresses: Iterable[Address], own: frozenset[str]) -> tuple[Address, ...]:
    """The other people among addresses: not the person, no robots, rooms or offices; each once, names kept."""
    found: dict[str, Address] = {}
    for address in addresses:
        key = address_key(address.email)
        if key and key not in own and domains.is_human(address) and (key not in found or not found[key].name):
            found[key] = address
    return tuple(found.values())
