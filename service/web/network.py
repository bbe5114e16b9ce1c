"""The network on a page: who led the person to whom, as a table that can be sorted, as a tree and as a picture, and to
take along as SVG and CSV.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from service import network
from service.network import MOST_NODES, STATES, Edge, Graph
from service.web import naming
from service.web.network_picture import drawing, is_firm, shortened, svg
from service.web.paging import paged
from service.web.sentences import N_
from service.web.spreadsheets import attached, csv_file
from service.web.visit import NotFound, Visit, Visiting, pages_router

SORTS = ("date", "from", "to", "state")
_FIELDS = ("from", "to", "state", "date", "quote")
A_PAGE = 40
"""So many lines of the table at once."""
Wanted = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    sort: str = "date"
    is_down: bool = True
    state: str = ""
    year: int = 0

    def address(self, path: str = "/network", **other: str | int) -> str:
        """The address that shows this, or the same with something changed."""
        said: dict[str, str | int] = {
            "sort": self.sort,
            "order": "down" if self.is_down else "up",
            "state": self.state,
            "year": self.year or "",
        }
        query = urlencode({name: value for name, value in (said | other).items() if value})
        return f"{path}?{query}" if query else path


def routes() -> APIRouter:
    """The page, its two files, and the word that a hint points to nobody."""
    router = pages_router()

    @router.get("/network")
    def show(
        visit: Visiting, sort: Wanted = "", order: Wanted = "", state: Wanted = "", year: Wanted = "", page: Wanted = ""
    ) -> Response:
        return _page(visit, _asked(sort, order, state, year), int(page) if page.isascii() and page.isdigit() else 1)

    @router.get("/network.svg")
    def picture(visit: Visiting, state: Wanted = "", year: Wanted = "") -> Response:
        found = _shown(_graph(visit), _asked("", "", state, year))
        text = svg(drawing(_drawn(found)), visit.words._("Network"), _states(visit), visit.words._("people"))
        return Response(text, media_type="image/svg+xml", headers=attached("network.svg"))

    @router.get("/network.csv")
    def table(
        visit: Visiting, sort: Wanted = "", order: Wanted = "", state: Wanted = "", year: Wanted = ""
    ) -> Response:
        wanted = _asked(sort, order, state, year)
        found = _shown(_graph(visit), wanted)
        return csv_file("network", _FIELDS, (_line(visit, found, one) for one in _sorted(found, wanted)))

    @router.post("/network/hints/{pointer_id}/{what}")
    def refuse(visit: Visiting, pointer_id: str, what: str) -> Response:
        is_nobody = what == "nobody"
        with visit.writing("refuse_pointer") as session:
            known = what in {"nobody", "somebody"} and network.refuse(
                session, visit.person_id, pointer_id, visit.now if is_nobody else None
            )
        if not known:
            raise NotFound(N_("There is no such hint."))
        other = "somebody" if is_nobody else "nobody"
        told = visit.words._("Taken out.") if is_nobody else visit.words._("Put back.")
        return visit.back("/network", told, undo=f"/network/hints/{pointer_id}/{other}")

    return router


def _asked(sort: str, order: str, state: str, year: str) -> Asked:
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
    sort = sort if sort in SORTS else "date"
    return Asked(
        sort,
        order == "down" or (not order and sort == "date"),
        state if state in STATES else "",
        number,
    )


def _graph(visit: Visit) -> Graph:
    with visit.reading() as session:
        return network.graph(session, visit.person_id)


def _shown(found: Graph, wanted: Asked) -> Graph:
    since = datetime(wanted.year, 1, 1, tzinfo=UTC) if wanted.year else None
    return network.only(found, [wanted.state] if wanted.state else STATES, since)


def _drawn(found: Graph) -> Graph:
    """People, or organisations where there are too many people for one picture."""
    return network.clustered(found) if len(found.nodes) > MOST_NODES else found


def _page(visit: Visit, wanted: Asked, number: int) -> Response:
    whole = _graph(visit)
    found = _shown(whole, wanted)
    drawn = _drawn(found)
    pages = max(1, -(-len(found.edges) // A_PAGE))
    number = min(max(number, 1), pages)
    lines = _sorted(found, wanted)[(number - 1) * A_PAGE : number * A_PAGE]
    return visit.page(
        "network/page",
        whole=whole,
        found=found,
        lines=lines,
        paging=paged(number, A_PAGE, len(lines), len(found.edges), lambda other: wanted.address(page=other)),
        tree=network.tree(found),
        picture=drawing(drawn),
        is_clustered=drawn is not found,
        wanted=wanted,
        headings=_headings(visit, wanted),
        states=_states(visit),
        years=[(str(year), str(year)) for year in sorted({edge.at.year for edge in whole.edges}, reverse=True)],
        why=partial(_why, visit),
        is_firm=is_firm,
        shortened=partial(shortened, people=visit.words._("people")),
    )


def _states(visit: Visit) -> Mapping[str, str]:
    _ = visit.words._
    return {
        "named": _("named"),
        "promised": _("introduction promised"),
        "asked": _("asked first"),
        "introduced": _("introduced"),
        "in_touch": _("in touch"),
        "met": _("met"),
    }


def _headings(visit: Visit, wanted: Asked) -> list[tuple[str, str, str]]:
    """Of each column what it is called, the address that sorts by it, and how it is sorted now."""
    _ = visit.words._
    named = {"from": _("Who"), "to": _("led to"), "date": _("Since"), "state": _("How far")}
    found = []
    for name, text in named.items():
        is_here = wanted.sort == name
        order = "up" if is_here and wanted.is_down else "down"
        now = ("descending" if wanted.is_down else "ascending") if is_here else "none"
        found.append(
            (text, wanted.address(sort=name, order=order if is_here else ("down" if name == "date" else "up")), now)
        )
    return found


def _sorted(found: Graph, wanted: Asked) -> list[Edge]:
    keys: dict[str, Callable[[Edge], Any]] = {
        "from": lambda one: found.nodes[one.by].name.casefold(),
        "to": lambda one: found.nodes[one.to].name.casefold(),
        "state": lambda one: STATES.index(one.state),
        "date": lambda one: one.at,
    }
    edges = sorted(found.edges, key=lambda one: (one.at, one.by, one.to))
    return sorted(edges, key=keys[wanted.sort], reverse=wanted.is_down)


def _why(visit: Visit, edge: Edge) -> list[Any]:
    if not edge.quote:
        return [visit.words._("Who wrote to whom shows it.")]
    href = f"/interviews/{edge.interview_id}" if edge.interview_id else ""
    said = naming.quoted(visit.words, {"source": edge.source, "quote": edge.quote}, href)
    return [{"text": visit.words._("It says:"), "evidence": said}]


def _line(visit: Visit, found: Graph, edge: Edge) -> dict[str, str]:
    return {
        "from": found.nodes[edge.by].name,
        "to": found.nodes[edge.to].name,
        "state": _states(visit)[edge.state],
        "date": edge.at.date().isoformat(),
        "quote": edge.quote,
    }
