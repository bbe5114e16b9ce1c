"""All promises on one page: yours and theirs, overdue first, and what was kept lately with the words that show it."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from service import promise_list
from service.promise_list import Promised
from service.web import naming, promise_words
from service.web.visit import Visit, Visiting, pages_router


def routes() -> APIRouter:
    """The page; promises are ticked off and put back where tasks are."""
    router = pages_router()

    @router.get("/promises")
    def show(visit: Visiting) -> Response:
        with visit.reading() as session:
            found = promise_list.look(session, visit.person_id, visit.now, visit.zone)
        return visit.page(
            "promises/list",
            found=found,
            why=partial(_why, visit),
            due_day=partial(naming.due_day, visit.words),
        )

    return router


def _why(visit: Visit, one: Promised) -> list[Any]:
    href = f"/interviews/{one.talk.id}"
    kept = promise_words.why_kept(visit.words, one.done_at, one.closed_source, one.closed_quote, href)
    return [*kept, *promise_words.why_promised(visit.words, one.said, href)]
