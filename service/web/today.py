"""Today: what needs the person, what comes in the next 48 hours, and what changed since this morning."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response

from service import occasions
from service.today import look
from service.web import draft_words, naming
from service.web.visit import Visiting, pages_router


def routes() -> APIRouter:
    """The first page."""
    router = pages_router()

    @router.get("/")
    def today(visit: Visiting) -> Response:
        with visit.reading() as session:
            found = look(session, visit.context.vault, visit.person_id, visit.now, visit.zone)
            offered = occasions.offered(session, visit.person_id, visit.now)
        return visit.page(
            "today/page",
            today=found,
            offered=offered,
            draft_named=partial(naming.draft_named, visit.words),
            why_drafted=partial(draft_words.why_drafted, visit.words),
            said_by=partial(naming.said_by, visit.words),
            quoted=partial(naming.quoted, visit.words),
            due_day=partial(naming.due_day, visit.words),
            change_named=partial(naming.change_named, visit.words),
        )

    return router
