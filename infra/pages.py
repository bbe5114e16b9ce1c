"""Every page there is, as addresses that can be opened: read from the application's own routes, so that a new page is
looked at, measured and checked without anybody adding it anywhere.

What stands in an address is filled from the rows of the database: of everything that has a state one of each state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.schema import Account, Contact, Draft, Exclusion, Identity, Interview

NO_PAGES = (
    "/healthz", "/idle", "/pulse", "/connect/{provider}/callback", "/connect/files/progress",
    "/accounts/{account_id}/progress", "/health/{account_id}/now", "/drafts/{draft_id}/way",
)  # fmt: skip
"""Answers that nobody looks at as a page: for programs, or parts of one."""
FILES = (".ics", ".csv", ".eml", ".md", ".txt", ".json")
BESIDE = ("/sign-in", "/no-such-page", "/interviews/int_nobody")
"""Pages that need no row: signing in, and what is not there."""
_SLOT = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True)
class Page:
    """One page to open."""

    name: str
    """Short, fit for a file name."""
    route: str
    path: str


@dataclass(frozen=True)
class Route:
    """One address of the application with what it answers to."""

    path: str
    methods: frozenset[str]


def routes_of(app: FastAPI) -> list[Route]:
    """Every route, also those of included routers."""
    return sorted(set(_routes(app.routes)), key=lambda route: (route.path, sorted(route.methods)))


def _routes(found: Iterable[object], prefix: str = "") -> Iterator[Route]:
    for one in found:
        if isinstance(one, APIRoute):
            yield Route(prefix + one.path, frozenset(one.methods or ()))
        # FastAPI keeps an included router whole, beside the prefix it was included with.
        elif router := getattr(one, "original_router", None):
            yield from _routes(router.routes, prefix + str(getattr(one.include_context, "prefix", "")))  # type: ignore[attr-defined]


def gets(app: FastAPI) -> list[str]:
    """The routes that answer GET, as they are written in the application."""
    return sorted({route.path for route in routes_of(app) if "GET" in route.methods})


def all_pages(app: FastAPI, session: Session, person_id: str) -> list[Page]:
    """Every page of this person that their rows allow."""
    found = [_page(path, path) for path in BESIDE]
    for route in gets(app):
        if route not in NO_PAGES and route not in BESIDE and not route.endswith(FILES):
            found += _filled(route, session, person_id)
    return found


def without_example(app: FastAPI) -> list[str]:
    """The addresses that nothing here knows how to fill: none, or `_SOURCES` lacks a line."""
    return [route for route in gets(app) if route not in NO_PAGES and not set(_SLOT.findall(route)) <= _SOURCES.keys()]


def _filled(route: str, session: Session, person_id: str) -> list[Page]:
    slots = _SLOT.findall(route)
    if not slots:
        return [_page(route, route)]
    if len(slots) > 1 or slots[0] not in _SOURCES:
        return []
    examples = _SOURCES[slots[0]](session, person_id)
    return [_page(route, _SLOT.sub(one, route, count=1), kind) for kind, one in examples]


def _page(route: str, path: str, kind: str = "") -> Page:
    words = [part for part in re.split(r"[^a-z0-9]+", _SLOT.sub("", route).lower()) if part]
    return Page("-".join([*(words or ["today"]), *([kind] if kind else [])]), route, path)


Examples = list[tuple[str, str]]


def _one_of_each(
    session: Session, column: InstrumentedAttribute[str], key: InstrumentedAttribute[str], person_id: str
) -> Examples:
    """For each value of `column` one row's id: which one is as good as any."""
    owner = column.class_.person_id
    rows = session.execute(select(column, key).where(owner == person_id).order_by(key))
    return sorted({str(kind): str(found) for kind, found in rows}.items())


def _first(session: Session, query: Select[str]) -> Examples:
    found = session.scalar(query.limit(1))
    return [("one", found)] if found else []


def _interviews(session: Session, person_id: str) -> Examples:
    return _one_of_each(session, Interview.status, Interview.id, person_id)


def _drafts(session: Session, person_id: str) -> Examples:
    return _one_of_each(session, Draft.state, Draft.id, person_id)


def _contacts(session: Session, person_id: str) -> Examples:
    known = select(Contact.id).join(Identity, Identity.contact_id == Contact.id)
    return _first(session, known.where(Contact.person_id == person_id, Contact.merged_into == "").order_by(Contact.id))


def _accounts(session: Session, person_id: str) -> Examples:
    return _first(session, select(Account.id).where(Account.person_id == person_id).order_by(Account.id))


def _exclusions(session: Session, person_id: str) -> Examples:
    return _first(session, select(Exclusion.id).where(Exclusion.person_id == person_id).order_by(Exclusion.id))


def _provider(_session: Session, _person_id: str) -> Examples:
    return [("google", "google")]


def _unknown(_session: Session, _person_id: str) -> Examples:
    return []


_SOURCES: dict[str, Callable[[Session, str], Examples]] = {
    "interview_id": _interviews,
    "draft_id": _drafts,
    "contact_id": _contacts,
    "account_id": _accounts,
    "line_id": _exclusions,
    "provider": _provider,
    # Known only after somebody handed in a sheet; and the feed's own secret.
    "token": _unknown,
    "secret": _unknown,
}
