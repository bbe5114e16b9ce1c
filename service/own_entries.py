"""Whose talk is it when a calendar entry lists nobody? Read from its title, among people the person writes with.

"call Denise O", "Tel. Thormählen (Verlag)", "Werkstatt Abendschein": a first or family name, or the word of an
organisation's domain, of somebody who wrote and was written to in the weeks before. Nobody when two could be meant.
A name alone never says who somebody is: only people already of interest are asked for, and only near their mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address, CalendarEvent
from service import domains, names
from service.addresses import address_key
from service.schema import Contact, Identity, StoredMessage

_BEFORE, _AFTER = timedelta(days=45), timedelta(days=2)
"""How long before an entry, and how soon after, the mail with whom it names was written."""
_SHORTEST = 3
_LONGEST = 10_000
_SHORTEST_LABEL = 4
_NO_FAMILY_NAME = frozenset(
    "call zoom chat meet teams coffee kaffee café cafe lunch tea phone telefon tel video skype office büro visit besuch"
    " talk gespräch anruf llamada appel rdv at in bei chez con with and und et y".split()
)
_BEHIND = re.compile(r"\s+([^\W\d_][\w'’-]*)")


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody the person writes with: what they are called, and when they wrote."""

    email: str
    """"" for somebody who wrote through a network: their address is not known."""
    name: str
    written: tuple[datetime, ...]
    message: str = ""
    """The stored mail by which a network passed their words on."""

    @property
    def address(self) -> Address:
        return Address(self.email, self.name)

    def is_near(self, start: datetime) -> bool:
        return any(start - _BEFORE <= at <= start + _AFTER for at in self.written)

    def distance(self, start: datetime) -> timedelta:
        return min(abs(start - at) for at in self.written)


def lists_nobody(calendar_event: CalendarEvent, own: frozenset[str]) -> bool:
    """Whether an entry with a title and a time stands in the calendar for the person alone."""
    listed = [one.address for one in calendar_event.attendees if not (one.is_self or one.is_resource)]
    listed += [calendar_event.organizer] if calendar_event.organizer else []
    is_alone = all(address_key(address.email) in own for address in listed)
    return is_alone and calendar_event.start is not None and bool(calendar_event.summary.strip())


def named_in(calendar_event: CalendarEvent, known: Iterable[Known]) -> Known | None:
    """The one person whom an entry's title names, None for nobody or when two could be meant."""
    start, title = calendar_event.start, calendar_event.summary
    if start is None:
        return None
    found = [(weight, one) for one in known if one.is_near(start) and (weight := _weight(title, one))]
    if not found:
        return None
    most = max(weight for weight, _ in found)
    likeliest = [one for weight, one in found if weight == most]
    called = {one.name for one in likeliest} if len(likeliest) > 1 else set()
    return likeliest[0] if len(likeliest) == 1 or len(called) == 1 else None


def _weight(title: str, one: Known) -> int:
    """How much of somebody's name a title holds: two for each name, one for the organisation's word."""
    words = set(names.tokens_of_text(title))
    held = [token for token in names.tokens(one.name) if len(token) >= _SHORTEST and token in words]
    if held and _is_somebody_else(title, one.name, held):
        return 0
    return 2 * len(held) + (1 if _label(one.email) in words else 0)


def _label(email: str) -> str:
    label = domains.own_organisation(email).partition(".")[0] if email else ""
    return label if len(label) >= _SHORTEST_LABEL else "-"


def _is_somebody_else(title: str, name: str, held: Sequence[str]) -> bool:
    """A first name with another family name behind it: "Denise Miller" is not Denise Okpara."""
    tokens = names.tokens(name)
    if list(held) != [tokens[0]] or len(tokens) < 2:
        return False
    folded = " ".join(title.split())
    at = next((one.end() for one in re.finditer(r"[^\W\d_]+", folded) if names.tokens_of_text(one[0]) == [held[0]]), 0)
    behind = _BEHIND.match(folded, at)
    if behind is None or not behind[1][0].isupper() or behind[1].lower() in _NO_FAMILY_NAME:
        return False
    word = "".join(names.tokens_of_text(behind[1]))
    return not any(token.startswith(word) for token in tokens[1:])


def words_of_member(text: str, name: str) -> str:
    """What a member wrote, of a mail by which a network passes it on: behind their name, before buttons and footers."""
    said = re.search(rf"{re.escape(name)}\s?:\s*(.+?)(?:\n\s*\n|\Z)", text[:_LONGEST], re.DOTALL) if name else None
    return said[1] if said else text[:_LONGEST].partition("http")[0]


# --- from what is stored --------------------------------------------------------------------------------------------


def known_people(session: Session, person_id: str, people: frozenset[str], around: Sequence[datetime]) -> list[Known]:
    """Those of these people (by key) with whom mail was written near one of these times."""
    if not around:
        return []
    message = StoredMessage
    columns = (message.id, message.date, message.sender, message.sender_name, message.to, message.cc, message.is_bulk)
    query = select(*columns).where(
        message.person_id == person_id,
        message.removed_at.is_(None),
        message.date.between(min(around) - _BEFORE, max(around) + _AFTER),
    )
    called: dict[str, list[str]] = {}
    written: dict[str, list[datetime]] = {}
    members: list[Known] = []
    for row_id, date, sender, sender_name, to, cc, is_bulk in session.execute(query.order_by(message.date, message.id)):
        if domains.is_network(sender):
            members.append(Known("", names.clean(sender_name), (date,), row_id))
        if is_bulk:
            continue
        for email, name in [(sender, sender_name), *((one["email"], one.get("name", "")) for one in (*to, *cc))]:
            if (key := address_key(email)) in people:
                called.setdefault(key, []).append(name)
                written.setdefault(key, []).append(date)
    own_names = _names_of_contacts(session, person_id, frozenset(written))
    found = [Known(key, own_names.get(key) or names.best(called[key]), tuple(written[key])) for key in sorted(written)]
    return found + members


def _names_of_contacts(session: Session, person_id: str, keys: frozenset[str]) -> dict[str, str]:
    query = select(Identity.key, Contact.name).join(Contact, Contact.id == Identity.contact_id)
    rows = session.execute(query.where(Identity.person_id == person_id, Identity.key.in_(sorted(keys))))
    return {key: name for key, name in rows if name}


def whom_it_names(
    session: Session, person_id: str, calendar_event: CalendarEvent, people: frozenset[str]
) -> Known | None:
    """The one of these people, or of a network's members who wrote, whom an entry's title names."""
    start = calendar_event.start
    return named_in(calendar_event, known_people(session, person_id, people, [start])) if start else None
