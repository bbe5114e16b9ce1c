"""What goes wrong is told in a sentence, on a page of ours; the inside of the program never shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from service.clock import real_now
from service.database import known_reason
from service.vault import Tampered
from service.web.pages import render
from service.web.sentences import N_
from service.web.visit import READING, NoFormToken, NotFound, NotSignedIn, Refused, sign_in_path, visit_of
from service.web.words import Words, best_language

log = structlog.get_logger(__name__)

_NOBODY: dict[str, Any] = {
    "theme": "auto",
    "path": "",
    "form_token": "",
    "told": None,
    "waiting_drafts": 0,
    "banners": (),
    "is_signed_in": False,
    "is_live": False,
    "shortcuts": False,
    "person_name": "",
    "zone": "UTC",
    "person_id": "",
}


CLOSED = N_(
    "Something that is stored for this page was changed in the database, or its key is missing (warmthread keys show). "
    "It is not shown, nothing was changed and nothing was sent. The other pages are as they were."
)
BROKEN = N_("It was logged, and nothing was sent. Load the page again.")


def broken(request: Request, title: str, sentence: str, status: int) -> HTMLResponse:
    """A page that says one thing in the browser's language and asks the database nothing: that may be what is broken."""
    words = Words(best_language("", request.headers.get("accept-language", "")), "UTC", real_now())
    visit = SimpleNamespace(**_NOBODY, language=words.language, now=words.now)
    told = {"title": words._(title), "sentence": words.sentence(sentence)}
    return render("notice", status, {"visit": visit, "words": words, **told})


def add_failures(app: FastAPI) -> None:
    """Answers to everything that is raised on purpose."""
    _add_refusals(app)
    _add_misreadings(app)


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(NotSignedIn)
    async def unknown(request: Request, _error: NotSignedIn) -> Response:
        return _to_sign_in(request)

    @app.exception_handler(NoFormToken)
    async def foreign(request: Request, _error: NoFormToken) -> Response:
        sentence = "This form is too old, or not from Warmthread. Go back, load the page again and repeat it."
        return await _tell(request, N_("Not done"), sentence, 403)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return await _tell(request, N_("Not possible"), str(error), 409)

    @app.exception_handler(NotFound)
    async def missing(request: Request, error: NotFound) -> Response:
        return await _tell(request, N_("Not found"), str(error), 404)


def _to_sign_in(request: Request) -> Response:
    if request.method not in READING:
        return PlainTextResponse("Sign in first.\n", 403)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse(sign_in_path(request), 303)


def _add_misreadings(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def unanswered(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return await _tell(request, N_("Not found"), "There is no such page.", 404)
        return await _tell(request, N_("Not possible"), "That cannot be asked for here.", error.status_code)

    @app.exception_handler(RequestValidationError)
    async def misread(request: Request, _error: RequestValidationError) -> Response:
        return await _tell(request, N_("Not understood"), "A value that was sent cannot be read.", 400)

    @app.exception_handler(DBAPIError)
    async def busy(request: Request, error: DBAPIError) -> Response:
        if reason := known_reason(error):
            return broken(request, N_("Not just now"), reason, 503)
        log.error("web.database_refused", error=type(error.orig).__name__)
        return broken(request, N_("Something went wrong"), BROKEN, 500)

    @app.exception_handler(Tampered)
    async def closed(request: Request, error: Tampered) -> Response:
        log.error("web.not_opened", error=type(error).__name__)
        return broken(request, N_("It does not open"), CLOSED, 500)


async def _tell(request: Request, title: str, sentence: str, status: int) -> Response:
    """On the person's own kind of page, in their language, where somebody is signed in."""

    def told() -> Response:
        visit = visit_of(request)
        if not visit.is_signed_in and status == 404 and not request.url.path.startswith("/static/"):
            return _to_sign_in(request)
        return visit.notice(visit.words._(title), visit.words.sentence(sentence), status)

    return await run_in_threadpool(told)
