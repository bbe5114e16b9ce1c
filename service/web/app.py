"""The web application: puts the pages together. Each page's addresses are in the file of its name (see README.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query
from fastapi.staticfiles import StaticFiles
from pydantic import AwareDatetime
from starlette.routing import BaseRoute

from service.context import Context
from service.web import (
    activity,
    asks,
    audit,
    candidates,
    connect,
    contacts,
    data,
    draft_review,
    drafts,
    erase,
    exclusion_list,
    feed,
    first_sync,
    health,
    interview,
    interviews,
    lessons,
    manner,
    network,
    notices,
    privacy,
    probes,
    promises,
    pulse,
    settings,
    sheets,
    sign_in,
    today,
    wording,
)
from service.web.failures import add_failures
from service.web.guard import guarding
from service.web.overview import overview
from service.web.pages import FOLDER
from service.web.visit import Visiting, pages_router

Routes = Callable[[], APIRouter | list[APIRouter]]
PAGES: tuple[Routes, ...] = (
    sign_in.routes,
    privacy.routes,
    today.routes,
    drafts.routes,
    draft_review.routes,
    first_sync.routes,
    candidates.routes,
    health.routes,
    audit.routes,
    pulse.routes,
    notices.routes,
    feed.routes,
    connect.routes,
    interviews.routes,
    sheets.routes,
    interview.routes,
    contacts.routes,
    network.routes,
    promises.routes,
    settings.routes,
    data.routes,
    erase.routes,
    exclusion_list.routes,
    lessons.routes,
    manner.routes,
    wording.routes,
    activity.routes,
    asks.routes,
)


def build_app(context: Context, queue_answers: Callable[[], bool] = probes.always) -> FastAPI:
    """The application over one context. Without the framework's own pages, which would load scripts from elsewhere.

    `queue_answers` tells whether the workers' queue is there; only the composition root knows it.
    """
    app = FastAPI(title="Warmthread", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.context = context
    app.middleware("http")(guarding(context.settings))
    app.router.routes.extend(page_routes())
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    probes.add_to(app, context, queue_answers)
    add_failures(app)
    return app


@cache
def page_routes() -> tuple[BaseRoute, ...]:
    """Every page's routes, put together once: they hold nothing of an application, and reading all the signatures
    takes half a second.
    """
    found: list[BaseRoute] = []
    for routes in (*PAGES, _progress):
        made = routes()
        for router in made if isinstance(made, list) else [made]:
            found += router.routes
    return tuple(found)


def _progress() -> APIRouter:
    """Whether Warmthread has caught up: for the demo and for whoever waits for it."""
    router = pages_router()

    @router.get("/idle")
    def idle(visit: Visiting, as_of: Annotated[AwareDatetime | None, Query()] = None) -> dict[str, Any]:
        with visit.reading() as session:
            found = overview(session, visit.person_id, visit.now)
        return {
            "now": found.now,
            "caught_up": found.is_caught_up(as_of),
            "accounts": [
                {
                    "id": account.id,
                    "connection_state": account.connection_state,
                    "caught_up_at": account.caught_up_at,
                    "progress": {
                        name: value
                        for name, value in asdict(account).items()
                        if name in {"looks", "looks_done", "listed", "read"}
                    },
                }
                for account in found.accounts
            ],
            "waiting_events": found.waiting_events,
            "waiting_drafts": found.waiting_drafts,
            "interviews": found.interviews,
        }

    return router
