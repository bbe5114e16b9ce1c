"""The web application: what Warmthread is doing, connecting an account, and whether it has caught up.

`build_app` puts the parts together; each part's addresses are in the file of its name.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from pydantic import AwareDatetime
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from service.accounts import LOCAL_PERSON
from service.context import Context
from service.database import explain
from service.web import connect
from service.web.guard import guarding
from service.web.overview import Overview, overview
from service.web.pages import FOLDER, notice, page


def build_app(context: Context) -> FastAPI:
    """The application over one context. Without the framework's own pages, which would load scripts from elsewhere."""
    app = FastAPI(title="Warmthread", docs_url=None, redoc_url=None, openapi_url=None)
    app.middleware("http")(guarding(context.settings))
    app.include_router(connect.routes(context))
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    _add_overview(app, context)
    _add_failures(app)
    return app


def _add_overview(app: FastAPI, context: Context) -> None:
    @app.get("/")
    def home() -> Response:
        return page("home", now=_look(context), is_set_up=bool(context.settings.google_client_id), version=_version())

    @app.get("/healthz")
    def health() -> dict[str, str]:
        return {"status": "ok", "product": "warmthread"}

    @app.get("/idle")
    def idle(as_of: Annotated[AwareDatetime | None, Query()] = None) -> dict[str, Any]:
        found = _look(context)
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


def _look(context: Context) -> Overview:
    with context.database.reading() as session:
        return overview(session, LOCAL_PERSON, context.clock())


def _version() -> str:
    return version("warmthread")


def _add_failures(app: FastAPI) -> None:
    """What goes wrong is told in a sentence; the inside of the program never shows."""

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        sentence = "There is no such page." if error.status_code == 404 else "That cannot be asked for here."
        return notice("Not found" if error.status_code == 404 else "Not possible", sentence, error.status_code)

    @app.exception_handler(RequestValidationError)
    async def misread(_request: Request, _error: RequestValidationError) -> Response:
        return notice("Not understood", "A value in this address cannot be read.", 400)

    @app.exception_handler(OperationalError)
    async def busy(_request: Request, error: OperationalError) -> Response:
        return notice("Not just now", explain(error), 503)
