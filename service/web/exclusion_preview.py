"""What a line of the never-log list would hide of what is stored, as its page shows it before the line is kept.

A word is looked for in sealed texts. With years of mail that takes longer than anybody wants to wait for a page, so
the page shows how far the look has come and asks again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import exclusions, never_log
from service.exclusions import Exclusions, NotExcludable
from service.never_log import Line, calendars_of
from service.reach import NOWHERE, Looked, Reach, look, reach_of
from service.schema import Contact, Interview
from service.web.visit import Visit

PAGE = "/settings/exclusions"
PRIVATE = "private"
MOST_SHOWN = 10
MOST_UNDER_WAY = 16


@dataclass(frozen=True, slots=True)
class Shown:
    """One conversation that would go."""

    id: str
    title: str
    name: str
    interview: Interview


@dataclass(frozen=True, slots=True)
class Preview:
    """What a line would do, or why it cannot be kept. `line_id`: of one that stands on the list already."""

    kind: str
    value: str
    named: str = ""
    problem: str = ""
    line_id: str = ""
    warnings: Sequence[tuple[str, str]] = ()
    looked: Looked = NOWHERE
    """Until it is whole, nothing is said of conversations."""
    reach: Reach = field(default_factory=Reach)
    first: Sequence[Shown] = ()

    @property
    def on(self) -> str:
        """The query that looks on from here."""
        return urlencode({"kind": self.kind, "value": self.value, "on": "true"})


class UnderWay:
    """Looks that were begun and have not come to their end: ids alone, of the latest few, and only in this process.
    Whoever asks for one that is not here any more begins anew.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Looked] = OrderedDict()
        self._lock = Lock()

    def take(self, key: tuple[str, ...]) -> Looked:
        """Where that look stands; two requests never go on from the same place."""
        with self._lock:
            return self._kept.pop(key, NOWHERE)

    def keep(self, key: tuple[str, ...], looked: Looked) -> None:
        with self._lock:
            self._kept[key] = looked
            while len(self._kept) > MOST_UNDER_WAY:
                self._kept.popitem(last=False)


def preview_of(
    session: Session, visit: Visit, under_way: UnderWay, kind: str, value: str, *, line_id: str = "", on: bool = False
) -> Preview:
    """What that line would hide; with `on` from where the last look for it stopped."""
    try:
        line = Line(PRIVATE, PRIVATE) if kind == PRIVATE else never_log.consider(session, visit.person_id, kind, value)
    except NotExcludable as refused:
        return refusal(visit, kind, value, refused)
    barred = exclusions.of_private_events() if kind == PRIVATE else exclusions.of_line(line.kind, line.value)
    looked = _looked(session, visit, under_way, line, barred, on=on)
    reached = reach_of(session, visit.person_id, barred, looked) if looked.is_whole else Reach()
    return Preview(
        line.kind,
        line.value,
        calendars_of(session, visit.person_id).get(line.value, line.value) if line.kind == "calendar" else line.value,
        line_id=line_id or (_line_id(session, visit.person_id, line) if line.is_there else ""),
        warnings=line.warnings,
        looked=looked,
        reach=reached,
        first=_first(session, reached.shown[:MOST_SHOWN]),
    )


def refusal(visit: Visit, kind: str, value: str, refused: NotExcludable) -> Preview:
    """Why a line cannot be kept."""
    return Preview(kind, value, value, visit.words.sentence(str(refused)))


def _looked(session: Session, visit: Visit, under_way: UnderWay, line: Line, barred: Exclusions, *, on: bool) -> Looked:
    key = (visit.session_id, line.kind, line.value)
    so_far = under_way.take(key) if on else NOWHERE
    looked = look(session, visit.context.vault, visit.person_id, barred, so_far)
    if not looked.is_whole:
        under_way.keep(key, looked)
    return looked


def _line_id(session: Session, person_id: str, line: Line) -> str:
    lines = exclusions.listing(session, person_id)
    return next((row.id for row in lines if (row.kind, row.value) == (line.kind, line.value)), "")


def _first(session: Session, ids: Sequence[str]) -> list[Shown]:
    rows = {row.id: row for row in session.scalars(select(Interview).where(Interview.id.in_(ids)))}
    people = select(Contact.id, Contact.name).where(Contact.id.in_([row.contact_id for row in rows.values()]))
    names = {row[0]: row[1] for row in session.execute(people)}
    found = (rows[one] for one in ids if one in rows)
    return [Shown(row.id, row.title, names.get(row.contact_id, "") or row.address, row) for row in found]
