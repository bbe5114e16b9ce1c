"""Today: what needs the person, what comes in the next 48 hours, and whether everything is read."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter
from fastapi.responses import Response

from service.web.overview import overview
from service.web.visit import Visiting, pages_router


def routes() -> APIRouter:
    """The first page."""
    router = pages_router()

    @router.get("/")
    def home(visit: Visiting) -> Response:
        with visit.reading() as session:
            found = overview(session, visit.person_id, visit.now)
        is_set_up = bool(visit.context.settings.google_client_id)
        return visit.page("home", now=found, is_set_up=is_set_up, version=version("warmthread"))

    return router
