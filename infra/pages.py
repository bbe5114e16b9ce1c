"""Every page there is, as addresses that can be opened: read from the application's own routes, so that a new page is
looked at, measured and checked without anybody adding it anywhere.

What stands in an address is filled from the rows of the database: of everything that has a state one of each state.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.schema import Account, Contact, Draft, Exclusion, Identity, Interview

NO_PAGES = (
    "/healthz", "/readyz", "/metrics", "/idle", "/pulse", "/connect/{provider}/callback", "/connect/files/progress",
    "/accounts/{account_id}/progress", "/health/{account_id}/now", "/health/{account_id}/counted",
    "/drafts/{draft_id}/way",
)  # fmt: skip
"""Answers that nobody looks at as a page: for programs, or parts of one."""
FILES = (".ics", ".svg", ".csv", ".eml", ".md", ".txt", ".json")
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
    found = {Route(path, frozenset(one.methods or ())) for path, one in _routes(app.routes)}
    return sorted(found, key=lambda route: (route.path, sorted(route.methods)))


def _routes(found: Iterable[object], prefix: str = "") -> Iterator[tuple[str, APIRoute]]:
    for one in found:
        if isinstance(one, APIRoute):
            yield prefix + one.path, one
        # FastAPI keeps an included router whole, beside the prefix it was included with.
        elif router := getattr(one, "original_router", None):
            yield from _routes(router.routes, prefix + str(getattr(one.include_context, "prefix", "")))  # type: ignore[attr-defined]


def gets(app: FastAPI) -> list[str]:
    """The routes that answer GET, as they are written in the application."""
    return sorted({route.path for route in routes_of(app) if "GET" in route.methods})


def questions(app: FastAPI) -> set[tuple[str, str]]:
    """What can be asked of the routes that answer GET, behind the question mark: (route, name)."""
    found = ((path, one.dependant) for path, one in _routes(app.routes) if "GET" in (one.methods or ()))
    return {(path, asked.alias) for path, dependant in found for asked in dependant.query_params}


def all_answers(app: FastAPI, session: Session, person_id: str, told: Mapping[str, str]) -> list[Page]:
    """Every address that answers GET: pages, and also their parts and files. `told`: what stands for a part of an
    address that no row knows, by its name.
    """
    found = [_page(path, path) for path in BESIDE]
    for route in gets(app):
        known = [slot for slot in _SLOT.findall(route) if slot in told]
        if known:
            found.append(_page(route, _SLOT.sub(told[known[0]], route, count=1)))
        elif route not in BESIDE:
            found += _filled(route, session, person_id)
    return found


def all_pages(app: FastAPI, session: Session, person_id: str) -> list[Page]:
    """Every page of this person that their rows allow."""
    found = [_page(path, path) for path in BESIDE]
    for route in gets(app):
        if route not in NO_PAGES and route not in BESIDE and not route.endswith(FILES):
            found += _filled(route, session, person_id)
    return found


def without_example(app: FastAPI) -> list[str]:
    """The addresses that nothing here knows how to fill: none, or `_SOURCES` lacks a line."""
    return [route for route in gets(app) if route not in NO_PAGES and not _can_be_filled(route)]


def without_row(app: FastAPI, pages: Iterable[Page]) -> set[str]:
    """The routes of pages that are not among these: for want of a row."""
    asked = {route for route in gets(app) if route not in NO_PAGES and not route.endswith(FILES)}
    return asked - {page.route for page in pages}


def _can_be_filled(route: str) -> bool:
    slots = _SLOT.findall(route)
    return len(slots) <= 1 and set(slots) <= _SOURCES.keys()


def _filled(route: str, session: Session, person_id: str) -> list[Page]:
    slots = _SLOT.findall(route)
    if not slots:
        return [_page(route, route)]
    if not _can_be_filled(route):
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
    return [("google", "google"), ("dav", "dav"), ("link", "link")]


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
