"""One request of a signed-in person, and what every page is handed of it.

`pages_router` makes the routes of a page: nobody comes in without a session, and nothing unsafe happens without the
session's form token. `Visit` reads and writes the database, renders templates and leads back with a sentence.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from service.clock import real_now
from service.context import Context
from service.schema import BrowserSession, Json, Person
from service.settings import Settings
from service.vault import Tampered
from service.web import sessions
from service.web.overview import Banner, banners, waiting_drafts
from service.web.pages import render
from service.web.words import Words, best_language

READING = frozenset({"GET", "HEAD"})
FORM_TOKEN = "form_token"  # noqa: S105 (the name of a field)
FORM_TOKEN_HEADER = "x-form-token"  # noqa: S105 (the name of a header)
_TOLD_SECONDS = 120


class NotSignedIn(Exception):
    """Nobody is signed in: reading leads to the sign-in page, anything else is refused."""


class NoFormToken(Exception):
    """An unsafe request without the token of this session's forms."""


class NotFound(Exception):
    """There is no such thing, or it is somebody else's; the text says which, without telling them apart."""


class Refused(Exception):
    """It cannot be done as things are; the text says why and what to do."""


@dataclass(frozen=True)
class Told:
    """What the last click did, and the path that undoes it."""

    sentence: str
    undo: str = ""


@dataclass(frozen=True)
class Shown:
    """A banner in the person's language."""

    kind: str
    sentence: str
    href: str
    action: str


@dataclass(frozen=True)
class Visit:
    """One request. Without a session (`is_signed_in` false) it can only render."""

    request: Request
    context: Context
    person_id: str = ""
    session_id: str = ""
    form_token: str = ""
    person_name: str = ""
    zone: str = "UTC"
    settings: Json = field(default_factory=dict)
    """The person's own choices, as stored."""

    # --- what templates ask -----------------------------------------------------------------------------------

    @cached_property
    def now(self) -> datetime:
        """Product time of this request, aware UTC."""
        return self.context.clock()

    @cached_property
    def language(self) -> str:
        return best_language(str(self.settings.get("ui_language", "")), self.request.headers.get("accept-language", ""))

    @cached_property
    def words(self) -> Words:
        return Words(self.language, self.zone, self.now)

    @property
    def theme(self) -> str:
        chosen = str(self.settings.get("theme", "auto"))
        return chosen if chosen in {"light", "dark"} else "auto"

    @property
    def shortcuts(self) -> bool:
        return bool(self.settings.get("shortcuts", True))

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def is_signed_in(self) -> bool:
        return bool(self.session_id)

    @property
    def is_live(self) -> bool:
        """Whether a part of a page asks, and not the browser for a whole one."""
        return self.request.headers.get("hx-request") == "true"

    @cached_property
    def waiting_drafts(self) -> int:
        """How many drafts wait for review."""
        return self._around[0]

    @cached_property
    def banners(self) -> list[Shown]:
        """What is wrong with a connection, said on every page."""
        return [Shown(one.kind, one.told(self.words), one.href, one.action(self.words)) for one in self.troubles]

    @property
    def troubles(self) -> list[Banner]:
        """The same as facts."""
        return self._around[1]

    @cached_property
    def _around(self) -> tuple[int, list[Banner]]:
        if not self.is_signed_in:
            return 0, []
        with self.reading() as session:
            return waiting_drafts(session, self.person_id, self.now), banners(session, self.person_id, self.now)

    @cached_property
    def told(self) -> Told | None:
        """What the last click did; shown once."""
        sealed = self.request.cookies.get(_told_cookie(self.context), "")
        if not sealed or not self.is_signed_in:
            return None
        try:
            opened = json.loads(self.context.vault.open(urlsafe_b64decode(sealed), row=self._told_row))
        except (Tampered, ValueError):
            return None
        return Told(opened["sentence"], opened["undo"])

    @property
    def _told_row(self) -> str:
        return f"told|{self.session_id}|cookie"

    # --- reading and writing ------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with."""
        with self.context.database.reading() as session:
            yield session

    @contextmanager
    def writing(self, work: str) -> Iterator[Session]:
        """One transaction of this person; `work` names its crash points."""
        with self.context.database.writing(self.person_id, work) as session:
            yield session

    # --- answering ----------------------------------------------------------------------------------------------

    def page(self, name: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """A whole page."""
        shown = render(name, status, {**values, "visit": self, "words": self.words})
        if self.told is not None:
            shown.delete_cookie(_told_cookie(self.context))
        return shown

    def part(self, name: str, status: int = 200, /, **values: object) -> HTMLResponse:
        """A part of a page, for htmx."""
        return render(name, status, {**values, "visit": self, "words": self.words})

    def back(self, path: str, told: str = "", *, undo: str = "") -> Response:
        """Leads to `path`, where `told` is said once, with a button that posts to `undo`."""
        answer = RedirectResponse(local_path(path), 303)
        if told:
            plain = json.dumps({"sentence": told[:1000], "undo": undo})
            sealed = urlsafe_b64encode(self.context.vault.seal(plain, row=self._told_row)).decode()
            answer.set_cookie(
                _told_cookie(self.context), sealed, max_age=_TOLD_SECONDS, httponly=True, samesite="strict",
                secure=bool(self.context.settings.public_url),
            )  # fmt: skip
        return answer

    def notice(self, title: str, sentence: str, status: int = 200) -> HTMLResponse:
        """A page that says one thing."""
        return self.page("notice", status, title=title, sentence=sentence)


def local_path(path: str) -> str:
    """The path if it leads to one of our own pages, else the first one: nobody is sent elsewhere from here."""
    try:
        split = urlsplit(path)
    except ValueError:  # half an IPv6 address, say
        return "/"
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not split.scheme and not split.netloc
    return path if is_ours and not any(sign < " " for sign in path) else "/"


def session_cookie(settings: Settings) -> str:
    """Cookies are shared by all ports of a host name, so the port is part of the name. Over TLS the browser itself keeps
    it to this one host (`__Host-`).
    """
    return "__Host-warmthread" if settings.public_url else f"warmthread_{settings.port}"


def _told_cookie(context: Context) -> str:
    return f"warmthread_told_{context.settings.port}"


# --- who is it --------------------------------------------------------------------------------------------------


def context_of(request: Request) -> Context:
    """The running product."""
    context: Context = request.app.state.context
    return context


def visit_of(request: Request) -> Visit:
    """The visit of a request, signed in or not. Found once per request; renews the session where that is due."""
    known = getattr(request.state, "visit", None)
    if isinstance(known, Visit):
        return known
    context, now = context_of(request), real_now()
    token = request.cookies.get(session_cookie(context.settings), "")
    visit = _signed_in(request, context, token, now) if token else Visit(request, context)
    request.state.visit = visit
    return visit


def _signed_in(request: Request, context: Context, token: str, now: datetime) -> Visit:
    with context.database.reading() as session:
        row = sessions.find(session, token, now)
        if row is None:
            return Visit(request, context)
        person = session.get_one(Person, row.person_id)
        is_due = sessions.wants_writing(row, now)
    if is_due:
        _renew(request, context, row, token, now)
    return Visit(
        request, context, row.person_id, row.id, row.form_token, person.name, person.timezone, dict(person.settings)
    )


def _renew(request: Request, context: Context, row: BrowserSession, token: str, now: datetime) -> None:
    with context.database.writing(row.person_id, "renew_session") as session:
        fresh = sessions.renew(session, row.id, token, now)
    if fresh:
        request.state.session_token = fresh


def signed_in(request: Request) -> Visit:
    """The visit of a signed-in person. Raises NotSignedIn."""
    visit = visit_of(request)
    if not visit.is_signed_in:
        raise NotSignedIn
    return visit


async def _with_form_token(request: Request, visit: Annotated[Visit, Depends(signed_in)]) -> None:
    """Refuses what changes something and does not come from one of this session's own forms. Raises NoFormToken."""
    if request.method in READING:
        return
    given = request.headers.get(FORM_TOKEN_HEADER, "")
    if not given:
        given = str((await request.form()).get(FORM_TOKEN, ""))
    if not hmac.compare_digest(given.encode(), visit.form_token.encode()):
        raise NoFormToken


MOST = 2**63 - 1
"""The highest number that a database counts to."""
Number = Annotated[int, Path(ge=0, le=MOST)]
"""One in an address, of a row or a version."""
Visiting = Annotated[Visit, Depends(signed_in)]
Anybody = Annotated[Visit, Depends(visit_of)]
"""For the few addresses that answer without a session."""


def pages_router() -> APIRouter:
    """Routes for the signed-in person alone; unsafe ones want the form token."""
    return APIRouter(dependencies=[Depends(signed_in), Depends(_with_form_token)])


def open_router() -> APIRouter:
    """Routes that answer without a session: signing in, what a provider sends back to, feeds with their own secret."""
    return APIRouter()


def sign_in_path(request: Request) -> str:
    """The sign-in page, from which the way leads back to where the person wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='')}"
