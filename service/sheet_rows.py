"""What each row of an old tracking sheet becomes: a conversation to be logged, one that is known already, or nothing,
with the reason. The preview and the import read the same answers, so that what was shown is what is made.

A row without an hour is kept as a day. A past one is taken as held unless its status says otherwise; one that was only
asked for is no conversation yet. Rows are found again by what they say, so that bringing a sheet twice adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import by_hand, contacts, events, exclusions
from service.addresses import address_key
from service.by_hand import Entered
from service.exclusions import Exclusions
from service.folding import fold
from service.observations import digest
from service.schema import Base, Contact, Event, Identity, Interview, Json, Note, derived_id
from service.sealed import seal_note
from service.tracking_sheet import (
    Sheet,
    guessed,
    hour_after_day,
    is_ambiguous,
    order_of,
    parse_day,
    parse_hour,
    parse_minutes,
    plain,
)
from service.vault import Vault
from service.zones import zone_of

NOON = time(12)
USUAL = 30
_ADDRESS = re.compile(r"[^\s<>,;\"'()\[\]]{1,64}@[^\s<>,;\"'()\[\]]{1,190}\.[^\s<>,;\"'()\[\]]{2,}")
_HELD = frozenset(
    "held done completed complete met finished happened yes talked spoke ok erledigt stattgefunden gefuhrt gesprochen getroffen"
    " fertig ja abgeschlossen".split()
)
_CANCELLED = frozenset("cancelled canceled abgesagt declined storniert ausgefallen rejected abgelehnt".split())
_NO_SHOW = frozenset({"no show", "no-show", "noshow", "nicht erschienen", "did not come", "missed", "verpasst"})
_PLANNED = frozenset("scheduled planned upcoming confirmed booked geplant vereinbart bestatigt offen".split())
_ASKED = frozenset(
    {
        "asked", "requested", "contacted", "reached out", "pending", "no response", "no reply", "waiting", "emailed", "messaged",
        "to contact", "to do", "todo", "angefragt", "angeschrieben", "keine antwort", "wartet", "ausstehend", "kontaktiert",
    }
)  # fmt: skip
_YES = frozenset("yes y ja j x true 1 sent done ok erledigt gesendet wahr ✓ ✔ ✅".split())


@dataclass(frozen=True)
class Reading:
    """How a sheet is to be read: what each column holds, and whether day or month stands first ("" = not said)."""

    columns: tuple[str, ...]
    order: str = ""

    @cached_property
    def places(self) -> dict[str, int]:
        """Which column holds what."""
        return {meaning: number for number, meaning in reversed(list(enumerate(self.columns)))}

    def number(self, meaning: str) -> int:
        """The column that holds it, -1 for none."""
        return self.places.get(meaning, -1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One row and what becomes of it. `verdict`: new, known, barred or no; `why` says why not, or what is worth knowing.
    A barred one is with somebody on the never-log list: made only if the person says so.
    """

    line: int
    name: str
    email: str
    company: str
    verdict: str
    why: str = ""
    entered: Entered | None = None
    notes: str = ""
    introduced_by: str = ""
    known_id: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Every row of a sheet, and what is not decided yet."""

    rows: tuple[Planned, ...]
    reading: Reading
    wants_order: bool = False
    """Days can be read both ways: the person says which."""
    missing: tuple[str, ...] = ()
    """Columns without which nothing can be made: name, date."""

    def of(self, verdict: str) -> list[Planned]:
        """The rows with that verdict."""
        return [row for row in self.rows if row.verdict == verdict]

    def to_add(self, *, with_barred: bool) -> list[Planned]:
        """The rows that would be made."""
        return [*self.of("new"), *(self.of("barred") if with_barred else ())]


def reading_of(sheet: Sheet, columns: Sequence[str] = (), order: str = "") -> Reading:
    """How to read a sheet: as the person said, else as its columns show."""
    named = tuple(columns) if len(columns) == len(sheet.header) else guessed(sheet)
    dates = sheet.column(named.index("date")) if "date" in named else []
    return Reading(named, order if order in {"day", "month"} else order_of(dates))


def preview(
    session: Session,
    vault: Vault,
    person_id: str,
    sheet: Sheet,
    reading: Reading,
    zone: str,
    now: datetime,
) -> Preview:
    """What each row would become."""
    number = reading.number("date")
    wants_order = not reading.order and number >= 0 and any(is_ambiguous(cell) for cell in sheet.column(number))
    missing = [] if {"name", "first_name", "last_name", "email"} & set(reading.columns) else ["name"]
    if number < 0:
        missing.append("date")
    known = _known(session, person_id, zone)
    own, barred = contacts.own_keys(session, person_id), exclusions.load(session, person_id, vault)
    rows: list[Planned] = []
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        row = _row(_Cells(line, cells, reading), zone, now, own, wants_order=wants_order)
        rows.append(_unless_barred(known.check(row, zone), barred))
    return Preview(tuple(rows), reading, wants_order, tuple(missing))


def _unless_barred(row: Planned, barred: Exclusions) -> Planned:
    named = [row.email, *_ADDRESS.findall(row.introduced_by)]
    if row.verdict != "new" or not any(map(barred.bars_address, named)):
        return row
    return replace(row, verdict="barred", why="An address in it is on your never-log list.")


# --- one row --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cells:
    line: int
    cells: tuple[str, ...]
    reading: Reading

    def of(self, meaning: str) -> str:
        number = self.reading.number(meaning)
        return self.cells[number] if 0 <= number < len(self.cells) else ""

    @property
    def name(self) -> str:
        whole = plain(self.of("name")) or plain(f"{self.of('first_name')} {self.of('last_name')}")
        return plain(_ADDRESS.sub("", whole).strip(" <>()")) if whole else ""

    @property
    def email(self) -> str:
        for meaning in ("email", "name"):
            found = _ADDRESS.search(self.of(meaning))
            if found and address_key(found[0]):
                return found[0].strip(".").removeprefix("mailto:")
        return ""


def _row(told: _Cells, zone: str, now: datetime, own: frozenset[str], *, wants_order: bool) -> Planned:
    row = Planned(told.line, told.name, told.email, plain(told.of("company")), "no")
    if not row.name and not row.email:
        return _not(row, "It names nobody.")
    if row.email and address_key(row.email) in own:
        return _not(row, "That is your own address.")
    status = _status(told.of("status"))
    if status == "asked":
        return _not(row, "Its status says that no conversation is arranged yet.")
    cell = told.of("date")
    if wants_order and is_ambiguous(cell):
        return _not(row, "First say whether the day or the month stands first.")
    day = parse_day(cell, told.reading.order or "day")
    if day is None:
        return _not(row, "It has no day that can be read." if cell else "It has no day.")
    return _planned(row, told, day, status, zone, now)


def _not(row: Planned, why: str) -> Planned:
    return Planned(row.line, row.name, row.email, row.company, "no", why)


def _planned(row: Planned, told: _Cells, day: date, status: str, zone: str, now: datetime) -> Planned:
    hour = parse_hour(told.of("time")) or hour_after_day(told.of("date"))
    start = datetime.combine(day, hour or NOON, tzinfo=zone_of(zone)).astimezone(UTC)
    end = start + timedelta(minutes=parse_minutes(told.of("minutes")) or USUAL)
    says = (
        status if status in {"held", "cancelled", "no_show"} else "held" if end <= now and status != "planned" else ""
    )
    if says in {"held", "no_show"} and start > now:
        return _not(row, "Its status says that it is over, but its day is still to come.")
    key = digest({"name": fold(row.name), "email": address_key(row.email), "day": day.isoformat(), "hour": str(hour)})
    entered = Entered(
        title=_title(row, told),
        start=start,
        end=end,
        timezone=zone,
        contact=Address(row.email, row.name),
        key=f"sheet-{key}",
        is_day_only=hour is None,
        says=says,
        thanked_at=_thanked(told, start, end) if says == "held" else None,
    )
    why = "Its status is not known here: taken by its day." if status == "unknown" else ""
    return Planned(
        row.line,
        row.name,
        row.email,
        row.company,
        "new",
        why,
        entered,
        told.of("notes"),
        plain(told.of("introduced_by")),
    )


def _title(row: Planned, told: _Cells) -> str:
    """The topic. Without one it is named after whom it was with when it is shown; where from, only this says."""
    is_from_nowhere_else = bool(row.company) and not row.email
    return plain(told.of("topic")) or (f"{row.name} ({row.company})" if is_from_nowhere_else else "")


@lru_cache(maxsize=256)
def _status(cell: str) -> str:
    """What a status says: held, cancelled, no_show, planned, asked, unknown; "" for nothing."""
    text = fold(cell).strip(" .!")
    words = set(re.findall(r"[^\W\d_]+", text))
    if not text:
        return ""
    if text in _NO_SHOW or any(one in text for one in ("no show", "no-show", "nicht erschienen")):
        return "no_show"
    if text in _ASKED:
        return "asked"
    for status, known in (("cancelled", _CANCELLED), ("held", _HELD), ("planned", _PLANNED)):
        if words & known and not words & {"not", "nicht", "no", "kein"}:
            return status
    return "unknown"


def _thanked(told: _Cells, start: datetime, end: datetime) -> datetime | None:
    """When the person thanked, as the sheet has it: a day, or only that they did."""
    cell = told.of("thanked")
    day = parse_day(cell, told.reading.order or "day")
    if day is not None:
        at = datetime.combine(day, NOON, tzinfo=UTC)
        return at if at > start else end + timedelta(hours=1)
    return end + timedelta(hours=1) if fold(cell).strip(" .!") in _YES else None


# --- what is known already ------------------------------------------------------------------------------------------


@dataclass
class _Known:
    """Conversations by day and by who it was, those of this sheet included as they come."""

    by_address: dict[tuple[date, str], str] = field(default_factory=dict)
    by_words: dict[date, list[tuple[str, str]]] = field(default_factory=dict)
    by_key: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)

    def check(self, row: Planned, zone: str) -> Planned:
        """The row, known when it stands there already or further up in the sheet."""
        if row.entered is None:
            return row
        day = row.entered.start.astimezone(zone_of(zone)).date()
        known_id = self._find(row, day)
        if known_id:
            return _as_known(row, "It is there already.", known_id)
        if row.entered.meeting in self.seen:
            return _as_known(row, f"It stands in line {self.seen[row.entered.meeting]} too.", "")
        self.seen[row.entered.meeting] = row.line
        return row

    def _find(self, row: Planned, day: date) -> str:
        key = address_key(row.email)
        if key and (day, key) in self.by_address:
            return self.by_address[day, key]
        name = fold(row.name)
        is_telling = bool(name) and (not key or " " in name)
        return next((one for one, text in self.by_words.get(day, ()) if is_telling and name in text), "")


def _as_known(row: Planned, why: str, known_id: str) -> Planned:
    return Planned(
        row.line, row.name, row.email, row.company, "known", why, row.entered, row.notes, row.introduced_by, known_id
    )


def _known(session: Session, person_id: str, zone: str) -> _Known:
    query = (
        select(
            Interview.id, Interview.start, Interview.address, Interview.search_text, Contact.name, Interview.contact_id
        )
        .outerjoin(Contact, (Contact.id == Interview.contact_id) & (Contact.person_id == person_id))
        .where(
            Interview.person_id == person_id,
            Interview.same_as == "",
            Interview.status != "not_logged",
        )
    )
    addresses: dict[str, list[str]] = {}
    for key, contact_id in session.execute(
        select(Identity.key, Identity.contact_id).where(Identity.person_id == person_id)
    ):
        addresses.setdefault(contact_id, []).append(key)
    found, here, folded = _Known(), zone_of(zone), cache(fold)
    for row_id, start, address, text, name, contact_id in session.execute(query):
        if start is None:
            continue
        day = start.astimezone(here).date()
        for key in {address_key(address), *addresses.get(contact_id, ())} - {""}:
            found.by_address.setdefault((day, key), row_id)
        found.by_words.setdefault(day, []).append((row_id, f"{text} {folded(name or '')}"))
    return found


# --- making it so ---------------------------------------------------------------------------------------------------


def bring_in(
    session: Session, vault: Vault, person_id: str, found: Preview, now: datetime, *, with_barred: bool = False
) -> tuple[str, int]:
    """Logs every new row in one go; returns the batch that `by_hand.take_back_batch` takes back, and how many."""
    rows = [row for row in found.to_add(with_barred=with_barred) if row.entered is not None]
    batch = by_hand.add_entered(session, person_id, [row.entered for row in rows if row.entered], now)
    people = _people(session, person_id, rows)
    by_hand.write_all(session, [one for row in rows for one in _more(session, vault, person_id, row, people, now)])
    _name_companies(session, person_id, rows, people, batch)
    session.flush()
    return batch, len(rows)


def _people(session: Session, person_id: str, rows: Iterable[Planned]) -> dict[str, Contact]:
    """Contacts by address and, where only one has it, by name."""
    query = (
        select(Identity.key, Contact)
        .join(Contact, Contact.id == Identity.contact_id)
        .where(Identity.person_id == person_id, Contact.person_id == person_id)
    )
    found: dict[str, Contact] = {}
    named: dict[str, set[str]] = {}
    wanted = {fold(row.introduced_by) for row in rows} - {""}
    for key, contact in session.execute(query):
        found[key] = contacts.surviving(session, contact) if contact.merged_into else contact
        if fold(contact.name) in wanted:
            named.setdefault(fold(contact.name), set()).add(key)
    for name, keys in named.items():
        if len({found[key].id for key in keys}) == 1:
            found[name] = found[min(keys)]
    return found


def _more(
    session: Session, vault: Vault, person_id: str, row: Planned, people: dict[str, Contact], now: datetime
) -> list[tuple[type[Base], Json]]:
    """The note of one row; who brought them together is written at once."""
    entered = row.entered
    if entered is None:
        return []
    introducer = _introducer(row, people)
    contact = people.get(address_key(row.email))
    text = row.notes.strip()
    if introducer is not None and contact is not None and introducer.id != contact.id:
        source = f"person:{entered.meeting}"
        contacts.introduce(session, introducer, contact, message_id=source, quote=row.introduced_by, at=entered.start)
    elif row.introduced_by:
        text = f"{text}\n\nIntroduced by {row.introduced_by}.".strip()
    return _note(vault, person_id, entered, text, now) if text else []


def _introducer(row: Planned, people: dict[str, Contact]) -> Contact | None:
    found = _ADDRESS.search(row.introduced_by)
    return people.get(address_key(found[0])) if found else people.get(fold(row.introduced_by))


def _note(vault: Vault, person_id: str, entered: Entered, text: str, now: datetime) -> list[tuple[type[Base], Json]]:
    """A note as old as the conversation: it was written when the sheet was kept, not today."""
    note_id = derived_id("not_sheet", person_id, entered.meeting)
    at = entered.end if entered.end <= now else now
    note = {"id": note_id, "person_id": person_id, "meeting": entered.meeting, "at": at}
    noted = {"person_id": person_id, "kind": events.NOTE_ADDED, "subject": note_id, "created_at": now, "due_at": now}
    return [(Note, {**note, "text_sealed": seal_note(vault, text, note_id)}), (Event, noted)]


def _name_companies(
    session: Session, person_id: str, rows: Iterable[Planned], people: dict[str, Contact], batch: str
) -> None:
    """Of people whom the sheet brought the company is what the sheet says."""
    query = select(Identity.key).where(Identity.person_id == person_id, Identity.evidence == f"hand:{batch}")
    brought = set(session.scalars(query))
    for row in rows:
        key = address_key(row.email)
        if row.company and key in brought:
            people[key].organisation = row.company
