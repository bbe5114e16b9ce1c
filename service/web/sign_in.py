"""Signing in with the one-time link that `warmthread run` and `warmthread open` print, and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.context import Context
from service.settings import Settings
from service.web import sessions
from service.web.listening import own_address
from service.web.visit import Anybody, Visiting, local_path, open_router, pages_router, session_cookie

Token = Annotated[str, Query(max_length=400)]
Path = Annotated[str, Query(max_length=2000)]


def sign_in_link(context: Context) -> str:
    """A new one-time address that signs a browser in, good for 15 minutes; the one before it ends."""
    with context.database.writing(LOCAL_PERSON, "new_sign_in_link") as session:
        token = sessions.new_link(session, LOCAL_PERSON, real_now())
    return link_with(context.settings, token)


def link_with(settings: Settings, token: str) -> str:
    """The address that carries that token."""
    return f"{own_address(settings)}sign-in?token={token}"


def routes() -> list[APIRouter]:
    """In without a session, out with one."""
    return [_in(), _out()]


def _in() -> APIRouter:
    router = open_router()

    @router.get("/sign-in")
    def sign_in(visit: Anybody, request: Request, token: Token = "", next: Path = "/") -> Response:  # noqa: A002
        # What is pasted may be the whole link.
        token = token.rpartition("token=")[2].strip()
        if not token:
            return visit.page("sign_in", next=local_path(next), failed=False)
        context = visit.context
        with context.database.writing(LOCAL_PERSON, "sign_in") as session:
            signed = sessions.use_link(session, token, request.headers.get("user-agent", ""), real_now())
        if signed is None:
            return visit.page("sign_in", 401, next=local_path(next), failed=True)
        request.state.session_token = signed[1]
        return RedirectResponse(local_path(next), 303)

    return router


def _out() -> APIRouter:
    router = pages_router()

    @router.post("/sign-out")
    def sign_out(visit: Visiting) -> Response:
        with visit.writing("sign_out") as session:
            sessions.end(session, visit.person_id, visit.session_id, real_now())
        answer = RedirectResponse("/sign-in", 303)
        settings = visit.context.settings
        answer.delete_cookie(session_cookie(settings), secure=bool(settings.public_url))
        return answer

    return router
