"""The person's interviews as a list: searched, filtered, counted and paged in the database.

Only the rows of one page are read whole, and the number of queries is the same for ten interviews and for ten
thousand. A search finds every word somewhere: in the title, in names and addresses, in what a contact is called now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from service.folding import fold
from service.schema import Contact, Interview, Json

PAGE = 50
SHOWS = ("", "upcoming", "past", "unthanked", "proposed", "left_out")
STATUSES = ("invited", "accepted", "held_presumed", "held", "no_show", "cancelled", "proposed")
ROLES = ("seeker", "host")
_HELD = ("held", "held_presumed")
_TO_COME = ("invited", "accepted", "proposed")
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """What is to be seen; "" and 0 = everything."""

    text: str = ""
    show: str = ""
    status: str = ""
    role: str = ""
    person: str = ""
    year: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything is filtered at all."""
        return self != Filters()


def filters(
    text: str = "", show: str = "", status: str = "", role: str = "", person: str = "", year: str = ""
) -> Filters:
    """Filters out of what an address says; what is not known is left away."""
    return Filters(
        text=" ".join(text.split())[:200],
        show=show if show in SHOWS else "",
        status=status if status in STATUSES else "",
        role=role if role in ROLES else "",
        person=person[:64],
        year=int(year) if year.isascii() and year.isdigit() and 1900 <= int(year[:5]) <= 2200 else 0,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    id: str
    title: str
    status: str
    start: datetime | None
    end: datetime | None
    timezone: str
    contact_id: str
    name: str
    organisation: str
    address: str
    role: str
    badges: tuple[str, ...]
    thanked_at: datetime | None
    reasons: tuple[Json, ...]

    @property
    def wants_thanks(self) -> bool:
        """Held, and nobody was thanked yet."""
        return self.status in _HELD and self.thanked_at is None


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where in the whole they stand."""

    rows: tuple[Row, ...]
    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are under each heading, and in which years."""

    by_show: dict[str, int]
    years: tuple[int, ...]


def page(session: Session, person_id: str, wanted: Filters, now: datetime, number: int = 1) -> Page:
    """One page, newest first (what is to come: soonest first). A number beyond the last gives the last."""
    chosen = _chosen(session, person_id, wanted, now)
    total = session.scalar(select(func.count(Interview.id)).where(*chosen)) or 0
    number = max(1, min(number, max(1, -(-total // PAGE))))
    at = func.coalesce(Interview.start, Interview.first_seen_at)
    order = (at.asc(), Interview.id) if wanted.show == "upcoming" else (at.desc(), Interview.id.desc())
    query = _lines().where(*chosen).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)
    return Page(tuple(_row(*one) for one in session.execute(query)), number, total)


def counts(session: Session, person_id: str, wanted: Filters, now: datetime) -> Counts:
    """How many the same search would show under each heading."""
    base = _chosen(session, person_id, replace(wanted, show=""), now, is_all=True)
    shows = [func.sum(case((_shown(show, now), 1), else_=0)) for show in SHOWS]
    found = session.execute(select(*shows).where(*base)).one()
    ends = select(func.min(Interview.start), func.max(Interview.start)).where(*_mine(person_id))
    first, last = session.execute(ends).one()
    years = tuple(range(last.year, first.year - 1, -1)) if first and last else ()
    return Counts({show: int(number or 0) for show, number in zip(SHOWS, found, strict=True)}, years[:60])


def _mine(person_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Interview.person_id == person_id, Interview.same_as == "")


def _chosen(
    session: Session, person_id: str, wanted: Filters, now: datetime, *, is_all: bool = False
) -> tuple[ColumnElement[bool], ...]:
    found = [*_mine(person_id)]
    if not is_all:
        found.append(_shown(wanted.show, now))
    if wanted.status:
        found.append(Interview.status == wanted.status)
    if wanted.role:
        found.append(Interview.role == wanted.role)
    if wanted.person:
        merged = select(Contact.id).where(Contact.person_id == person_id, Contact.merged_into == wanted.person)
        found.append(or_(Interview.contact_id == wanted.person, Interview.contact_id.in_(merged)))
    if wanted.year:
        start, end = datetime(wanted.year, 1, 1, tzinfo=UTC), datetime(wanted.year + 1, 1, 1, tzinfo=UTC)
        found.append(and_(Interview.start >= start, Interview.start < end))
    return (*found, *_named(session, person_id, wanted.text))


def _shown(show: str, now: datetime) -> ColumnElement[bool]:
    match show:
        case "upcoming":
            return and_(Interview.end > now, Interview.status.in_(_TO_COME))
        case "past":
            return and_(Interview.end <= now, Interview.status != "not_logged")
        case "unthanked":
            return and_(Interview.status.in_(_HELD), Interview.thanked_at.is_(None))
        case "proposed":
            return Interview.status == "proposed"
        case "left_out":
            return Interview.status == "not_logged"
    return Interview.status != "not_logged"


def _named(session: Session, person_id: str, text: str) -> list[ColumnElement[bool]]:
    """Every word somewhere. What contacts are called is compared here, where letters can be folded."""
    words = fold(text).split()[:_MOST_WORDS]
    if not words:
        return []
    query = select(Contact.id, Contact.name, Contact.organisation).where(Contact.person_id == person_id)
    people = [(row[0], fold(f"{row[1]} {row[2]}")) for row in session.execute(query)]
    return [_with_word(word, [one for one, named in people if word in named]) for word in words]


def _with_word(word: str, people: Sequence[str]) -> ColumnElement[bool]:
    by_person = Interview.contact_id.in_(people) if people else false()
    return or_(Interview.search_text.contains(word, autoescape=True), by_person)


def _lines() -> Select[Interview, str, str]:
    return select(Interview, Contact.name, Contact.organisation).outerjoin(
        Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == Interview.person_id)
    )


def _row(one: Interview, name: str | None, organisation: str | None) -> Row:
    return Row(
        id=one.id,
        title=one.title,
        status=one.status,
        start=one.start,
        end=one.end,
        timezone=one.timezone,
        contact_id=one.contact_id,
        name=name or one.data.get("named", "") or one.address,
        organisation=organisation or "",
        address=one.address,
        role=one.role,
        badges=tuple(one.badges),
        thanked_at=one.thanked_at,
        reasons=tuple(one.reasons[:3]),
    )
