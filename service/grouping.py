"""Which meetings are one conversation: what the rules link, and before that what the person said.

The rules look at the meetings planned with the same people; the person may also tie together meetings with people whom
no rule would take for one another. Whichever of the meetings is asked about, the answer is the same: one of them, the
*root*, stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import meetings
from service.meetings import Alike, Bookings, Planned, Said
from service.organizers import KeysOf, rightful
from service.schema import Correction

Keys = Sequence[frozenset[str]]
"""The people of a meeting, each by all their addresses."""


@dataclass(frozen=True, slots=True)
class Group:
    """A conversation: the meetings in it, the one that stands for all, and what is planned with these people."""

    root: str
    members: tuple[str, ...]
    planned: tuple[Planned, ...]
    links: Mapping[str, str]
    keys: frozenset[str]
    linked: tuple[Alike, ...] = ()
    """Why the rules took some of its meetings for one."""
    asked: tuple[Alike, ...] = ()
    """Other meetings that may be the same conversation: `one` of this one, `other` the one that stands for the other."""


def said_by(session: Session, person_id: str) -> tuple[Said, ...]:
    """What the person said of pairs of meetings, newest first."""
    query = select(Correction).where(
        Correction.person_id == person_id, Correction.kind.in_(("same_as", "apart")), Correction.undone_at.is_(None)
    )
    rows = session.scalars(query.order_by(Correction.at.desc(), Correction.id.desc()))
    found: dict[frozenset[str], Said] = {}
    for row in rows:
        word = Said(row.meeting, row.value, row.kind == "same_as")
        found.setdefault(word.pair, word)
    return tuple(found.values())


def group_around(
    session: Session, person_id: str, meeting: str, people_of: Callable[[str], Keys], keys_of: KeysOf
) -> Group:
    """The conversation that a meeting is part of."""
    said = said_by(session, person_id)
    found: dict[str, Group] = {}
    waiting = [meeting]
    while waiting:
        one = waiting.pop(0)
        found[one] = _by_rules(session, person_id, one, people_of(one), said, keys_of)
        tied = {other for member in found[one].members for other in _tied_to(member, said)}
        waiting += sorted(tied - found.keys() - set(waiting))
    return found[meeting] if len(found) == 1 else _together(found)


def _by_rules(
    session: Session, person_id: str, meeting: str, people: Keys, said: Sequence[Said], keys_of: KeysOf
) -> Group:
    """The meetings that the rules link with this one."""
    keys = frozenset(key for one in people for key in one)
    known = rightful(session, person_id, meetings.planned_with(session, person_id, keys), keys_of)
    planned = tuple(_one_key_each(known, people))
    found = meetings.bookings(planned, said)
    links = found.stands
    root = links.get(meeting, meeting)
    members = tuple(sorted({meeting, *(one for one, stands in links.items() if stands == root)}))
    linked = tuple(alike for alike in found.linked if alike.one in members)
    return Group(root, members, planned, links, keys, linked, tuple(_asked_of(found, members)))


def _asked_of(found: Bookings, members: Sequence[str]) -> Iterable[Alike]:
    """The open questions about these meetings, turned so that `one` is one of them."""
    for alike in found.asked:
        if alike.one in members:
            yield replace(alike, other=found.stands[alike.other])
        elif alike.other in members:
            yield replace(alike, one=alike.other, other=found.stands[alike.one])


def _tied_to(meeting: str, said: Iterable[Said]) -> set[str]:
    return {other for word in said if word.is_same and meeting in word.pair for other in word.pair - {meeting}}


def _together(found: Mapping[str, Group]) -> Group:
    """Several groups that the person said are one."""
    planned = sorted(
        {one for group in found.values() for one in group.planned},
        key=lambda one: (one.start, one.meeting, one.title, one.url),
    )
    calendar = {one.meeting for one in planned if one.is_calendar}
    roots = sorted({group.root for group in found.values()}, key=lambda one: meetings.rank(one, calendar))
    links: dict[str, str] = {}
    for _, group in sorted(found.items(), key=lambda one: (one[1].root != roots[0], one[0])):
        for one, stands in group.links.items():
            links.setdefault(one, roots[0] if stands in roots else stands)
    members = sorted({member for group in found.values() for member in group.members})
    return Group(
        roots[0],
        tuple(members),
        tuple(planned),
        links | dict.fromkeys(roots, roots[0]),
        frozenset(key for group in found.values() for key in group.keys),
        tuple(dict.fromkeys(alike for group in found.values() for alike in group.linked)),
        tuple(alike for group in found.values() for alike in group.asked if alike.other not in roots),
    )


def _one_key_each(planned: Sequence[Planned], people: Keys) -> list[Planned]:
    """The same with one key for each person, so that aliases do not hide that two bookings are one."""
    first = {key: min(keys) for keys in people for key in keys}
    return [replace(one, people=frozenset(first.get(key, key) for key in one.people)) for one in planned]
