"""The drafts as a list: what waits, what is on its way, what was put off, and what is over lately."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import accounts
from service.drafting import inbox
from service.drafting.inbox import PAGE, Part
from service.web import draft_words, naming
from service.web.paging import paged
from service.web.visit import Visit, Visiting, pages_router

Page = Annotated[int, Query(ge=1, le=10_000)]


def routes() -> APIRouter:
    """The list."""
    router = pages_router()

    @router.get("/drafts")
    def waiting(visit: Visiting, page: Page = 1) -> Response:
        with visit.reading() as session:
            parts = {part: _part(session, visit, part, page if part == "waiting" else 1) for part in _PARTS}
            coming = inbox.coming(session, visit.person_id, visit.now)
            has_account = accounts.has_any(session, visit.person_id)
        lines, total = parts["waiting"]
        return visit.page(
            "drafts/list",
            parts={name: part[0] for name, part in parts.items()},
            totals={name: part[1] for name, part in parts.items()},
            coming=coming,
            has_account=has_account,
            paging=paged(page, PAGE, len(lines), total, lambda number: f"/drafts?page={number}"),
            draft_named=partial(naming.draft_named, visit.words),
            why_drafted=partial(draft_words.why_drafted, visit.words),
        )

    return router


_PARTS: tuple[Part, ...] = ("waiting", "on_their_way", "later", "done")


def _part(session: Session, visit: Visit, part: Part, page: int) -> tuple[list[inbox.Line], int]:
    return inbox.lines(session, visit.context.vault, visit.person_id, part, visit.now, page=page)
