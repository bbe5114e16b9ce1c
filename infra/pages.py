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
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.schema import Account, Contact, Draft, Identity, Interview

NO_PAGES = (
    "/healthz", "/idle", "/pulse", "/connect/{provider}/callback", "/connect/files/progress",
    "/accounts/{account_id}/progress", "/health/{account_id}/now", "/drafts/{draft_id}/way",
)  # fmt: skip
"""Answers that nobody looks at as a page: for programs, or parts of one."""
FILES = (".ics", ".csv", ".eml", ".md", ".txt", ".json")
BESIDE = ("/sign-in", "/no-such-page", "/interviews/int_nobody")
"""Pages that need no row: signing in, and what is not there."""
_SLOT = re.compile(r"\{(\w+)(?::\w+)?\}")


class NoExample(Exception):
    """An address has a part that nothing here knows how to fill."""


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
    """Every page of this person that their rows allow. Raises NoExample for an address nobody can fill."""
    found = [_page(path, path) for path in BESIDE]
    for route in gets(app):
        if route not in NO_PAGES and route not in BESIDE and not route.endswith(FILES):
            found += _filled(route, session, person_id)
    return found


def _filled(route: str, session: Session, person_id: str) -> list[Page]:
    slots = _SLOT.findall(route)
    if not slots:
        return [_page(route, route)]
    examples = _examples(route, session, person_id)
    return [_page(route, _SLOT.sub(one, route, count=1), kind) for kind, one in examples]


def _page(route: str, path: str, kind: str = "") -> Page:
    words = [part for part in re.split(r"[^a-z0-9]+", _SLOT.sub("", route).lower()) if part]
    return Page("-".join([*(words or ["today"]), *([kind] if kind else [])]), route, path)


Examples = list[tuple[str, str]]


def _examples(route: str, session: Session, person_id: str) -> Examples:
    for start, find in _SOURCES.items():
        if route.startswith(start):
            return find(session, person_id)
    raise NoExample(f"{route}: say in {__name__} what stands in its address, or that it is no page.")


def _one_of_each(
    session: Session, column: InstrumentedAttribute[str], key: InstrumentedAttribute[str], person_id: str
) -> Examples:
    """For each value of `column` one row's id: the one with most to show comes last by id, which is as good as any."""
    owner = column.class_.person_id
    rows = session.execute(select(column, key).where(owner == person_id).order_by(key))
    return sorted({str(kind): str(found) for kind, found in rows}.items())


def _interviews(session: Session, person_id: str) -> Examples:
    return _one_of_each(session, Interview.status, Interview.id, person_id)


def _drafts(session: Session, person_id: str) -> Examples:
    return _one_of_each(session, Draft.state, Draft.id, person_id)


def _contacts(session: Session, person_id: str) -> Examples:
    known = select(Contact.id).join(Identity, Identity.contact_id == Contact.id)
    first = session.scalar(known.where(Contact.person_id == person_id, Contact.merged_into == "").order_by(Contact.id))
    return [("one", first)] if first else []


def _accounts(session: Session, person_id: str) -> Examples:
    found = session.scalars(select(Account.id).where(Account.person_id == person_id).order_by(Account.id))
    return [(f"{number}", one) for number, one in enumerate(found, 1)][:1]


def _fixed(*values: str) -> Callable[[Session, str], Examples]:
    return lambda _session, _person_id: [(value, value) for value in values]


SECTIONS = ("exclusions", "voice", "timing", "retention", "notices", "sessions")

HANDED_IN = "/interviews/import/{"
"""What stands in that address is known only after somebody hands in a file."""

_SOURCES: dict[str, Callable[[Session, str], Examples]] = {
    "/interviews/{": _interviews,
    HANDED_IN: _fixed(),
    "/drafts/{": _drafts,
    "/people/{": _contacts,
    "/accounts/{": _accounts,
    "/health/{": _accounts,
    "/connect/{": _fixed("google"),
    "/settings/{": _fixed(*SECTIONS),
}
