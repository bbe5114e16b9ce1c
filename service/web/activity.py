"""The activity log: what Warmthread did by itself and what the person did that matters, in plain words, by kind and day;
and how often providers were asked. Never a word of any mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity
from service.activity import KINDS, Wanted
from service.schema import Account, Activity, Contact, Draft, Interview
from service.web import naming
from service.web.activity_words import told
from service.web.paging import paged
from service.web.spreadsheets import attached, csv_file
from service.web.visit import Visit, Visiting, pages_router
from service.zones import zone_of

A_PAGE = 50
MOST_EXPORTED = 20_000
_PATHS = {"int": "/interviews/", "drf": "/drafts/", "con": "/people/", "acc": "/accounts/"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown: when, in words, where it leads, what undoes it."""

    at: datetime
    what: str
    subject: str
    sentence: str
    href: str
    is_undone: bool


def routes() -> APIRouter:
    """The page, and the same as a file."""
    router = pages_router()

    @router.get("/activity")
    def show(
        visit: Visiting,
        kind: Annotated[str, Query(max_length=40)] = "",
        day: Annotated[str, Query(max_length=10)] = "",
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        wanted = wanted_of(visit, kind, day)
        with visit.reading() as session:
            total = activity.number(session, visit.person_id, wanted)
            rows = activity.listing(session, visit.person_id, wanted, limit=A_PAGE, offset=(page - 1) * A_PAGE)
            lines = lines_of(session, visit, rows)
            calls = activity.calls(session, visit.person_id) if not kind and page == 1 else []
            accounts = _emails(session, visit.person_id) if calls else {}
        return visit.page(
            "activity/list",
            lines=lines,
            kinds=tuple(KINDS),
            kind=kind if kind in KINDS else "",
            day=day,
            paging=paged(page, A_PAGE, len(lines), total, partial(_address, kind, day)),
            calls=[(one, accounts.get(one.account_id, "")) for one in calls],
            due_day=partial(naming.due_day, visit.words),
            exports={
                form: f"/activity/export?{urlencode({'form': form, 'kind': kind, 'day': day})}" for form in _FORMS
            },
        )

    @router.get("/activity/export")
    def export(
        visit: Visiting,
        form: Annotated[str, Query(max_length=10)] = "json",
        kind: Annotated[str, Query(max_length=40)] = "",
        day: Annotated[str, Query(max_length=10)] = "",
    ) -> Response:
        wanted = wanted_of(visit, kind, day)
        with visit.reading() as session:
            rows = activity.listing(session, visit.person_id, wanted, limit=MOST_EXPORTED)
            lines = lines_of(session, visit, rows)
        return _FORMS.get(form, _as_json)(lines)

    return router


def wanted_of(visit: Visit, kind: str, day: str) -> Wanted:
    """What is asked for; a day that is none counts as not asked for."""
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), zone_of(visit.zone)) if day else None
        ends = begins + timedelta(days=1) if begins else None
    except (ValueError, OverflowError):
        begins = ends = None
    return Wanted(kind if kind in KINDS else "", begins, ends)


def _address(kind: str, day: str, number: int) -> str:
    asked = {name: value for name, value in (("kind", kind), ("day", day), ("page", str(number))) if value}
    return f"/activity?{urlencode(asked)}"


# --- rows as sentences --------------------------------------------------------------------------------------------


def lines_of(session: Session, visit: Visit, rows: Sequence[Activity]) -> list[Line]:
    """The rows in words; names and titles are looked up for all of them at once."""
    names = _names(session, visit.person_id, rows)
    return [
        Line(
            row.at, row.what, _subject(row), told(visit.words, row, names), _href(row, names), row.undone_at is not None
        )
        for row in rows
    ]


def _subject(row: Activity) -> str:
    """The id of what it is about; what a consent was begun with stays here."""
    return row.subject if row.subject.partition("_")[0] in {*_PATHS, "exc", "ses"} else ""


def _href(row: Activity, names: dict[str, str]) -> str:
    for one in (row.subject, row.detail):
        if one in names and (path := _PATHS.get(one.partition("_")[0])):
            return path + one
    return {
        activity.SETTING: "/settings",
        activity.FORGOTTEN: "/settings/learned",
        activity.MANNER_FORGOTTEN: "/settings/manner",
    }.get(row.what, "")


def _names(session: Session, person_id: str, rows: Iterable[Activity]) -> dict[str, str]:
    """What the ids in these rows are called."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        for one in (row.subject, row.detail):
            ids.setdefault(one.partition("_")[0], set()).add(one)
    return dict(
        [
            *_named(session, person_id, Contact, Contact.name, ids.get("con", ())),
            *_named(session, person_id, Account, Account.email, ids.get("acc", ())),
            *_of_interviews(session, person_id, ids.get("int", ())),
            *_of_drafts(session, person_id, ids.get("drf", ())),
        ]
    )


def _named(session: Session, person_id: str, model: Any, column: Any, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    if ids:
        for row in session.execute(select(model.id, column).where(model.person_id == person_id, model.id.in_(ids))):
            yield row[0], row[1]


def _of_interviews(session: Session, person_id: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    query = (
        select(Interview.id, Contact.name, Interview.address, Interview.title)
        .outerjoin(Contact, Contact.id == Interview.contact_id)
        .where(Interview.person_id == person_id, Interview.id.in_(ids))
    )
    for row_id, name, address, title in session.execute(query) if ids else ():
        yield row_id, name or address or title


def _of_drafts(session: Session, person_id: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    query = (
        select(Draft.id, Contact.name, Draft.to)
        .outerjoin(Contact, Contact.id == Draft.contact_id)
        .where(Draft.person_id == person_id, Draft.id.in_(ids))
    )
    for row_id, name, to in session.execute(query) if ids else ():
        yield row_id, name or ", ".join(to)


def _emails(session: Session, person_id: str) -> dict[str, str]:
    rows = session.execute(select(Account.id, Account.email).where(Account.person_id == person_id))
    return {row[0]: row[1] for row in rows}


# --- files --------------------------------------------------------------------------------------------------------

_FIELDS = ("at", "what", "about", "told", "taken_back")


def _plain(line: Line) -> dict[str, str | bool]:
    values = (line.at.isoformat().replace("+00:00", "Z"), line.what, line.subject, line.sentence, line.is_undone)
    return dict(zip(_FIELDS, values, strict=True))


def _as_json(lines: Sequence[Line]) -> Response:
    return JSONResponse([_plain(line) for line in lines], headers=attached("activity.json"))


def _as_csv(lines: Sequence[Line]) -> Response:
    return csv_file("activity", _FIELDS, map(_plain, lines))


_FORMS = {"csv": _as_csv, "json": _as_json}
