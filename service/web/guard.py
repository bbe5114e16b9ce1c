"""Who may ask at all: this machine under its own names, and for changes only our own pages. (Who is signed in and
whether a form is ours is asked in `visit`.)

The Host check keeps a stranger's page from reaching us through a name that it points at this machine (DNS rebinding);
the Origin check keeps it from clicking for the person (CSRF). Every answer forbids what the pages do not need.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from connectors import registry
from service import metrics
from service.settings import Settings
from service.web import files
from service.web.failures import BROKEN, broken
from service.web.hosts import HTTP_PORT, is_by_number, is_loopback
from service.web.probes import is_probe
from service.web.sentences import N_
from service.web.visit import READING, session_cookie

log = structlog.get_logger(__name__)
NAMES = ("127.0.0.1", "localhost", "[::1]")
HTTPS_PORT = 443
COOKIE_SECONDS = 90 * 24 * 3600
FORM_BYTES = 1024 * 1024
UPLOADS = {"/connect/files": 16 * 1024**3, "/interviews/import": 16 * 1024**2}
"""Where files are handed in, and how many bytes are listened to at all: each page says itself what it does not take."""
_FOUND = (200, 304)
Answer = Callable[[Request], Awaitable[Response]]


def headers(settings: Settings) -> dict[str, str]:
    """The security headers of every answer.

    Pico draws its ticks and arrows as `data:` pictures. A form may lead to us and, since browsers hold redirects to the same rule, to the providers' sign-in pages.
    """
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {' '.join(_sign_ins(settings))}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # Not `no-referrer`: browsers then send `Origin: null` with our own forms too, and every click would be refused.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def _sign_ins(settings: Settings) -> Iterator[str]:
    """The origins of every provider's sign-in page: the one that is set, else the provider's own."""
    for entry in registry.ENTRIES:
        address = urlsplit(settings.provider(entry.name).auth_url)
        yield from (f"{address.scheme}://{address.netloc}",) if address.netloc else entry.sign_in


def refusal(request: Request, settings: Settings) -> str:
    """Why this request is not answered, "" if it is.

    Where somebody binds another address on purpose (a container), its port's publisher decides who reaches it.
    """
    if is_loopback(settings.host) and not is_loopback(request.client.host if request.client else ""):
        return "Warmthread answers only on the machine it runs on."
    own = own_origins(settings)
    host = request.headers.get("host", "").lower()
    if host not in own and not (is_probe(request) and is_by_number(host, settings.port)):
        return f"Open Warmthread as {settings.public_url or f'http://127.0.0.1:{settings.port}/'}."
    if request.method not in READING and request.headers.get("origin", "").lower() not in own.values():
        return "This must come from Warmthread's own page."
    return ""


def own_origins(settings: Settings) -> dict[str, str]:
    """By the Host header that we answer to: the Origin of our own pages there. Behind a proxy it is the one outside
    name, for cookies over TLS are for that alone.
    """
    if settings.public_url:
        parts = urlsplit(settings.public_url.lower())
        host = parts.netloc.removesuffix(f":{HTTPS_PORT}")
        return dict.fromkeys((host, f"{parts.hostname}:{parts.port or HTTPS_PORT}"), f"https://{host}")
    hosts = {f"{name}:{settings.port}" for name in NAMES} | (set(NAMES) if settings.port == HTTP_PORT else set())
    return {host: f"http://{host}" for host in hosts}


def guarding(settings: Settings) -> Callable[[Request, Answer], Awaitable[Response]]:
    """The middleware that asks `refusal` first and adds `headers` last; what breaks in between shows no inside."""
    added = headers(settings)

    async def guard(request: Request, answer: Answer) -> Response:
        began = time.monotonic()
        response = await _answered(request, answer, settings)
        _note(request, response.status_code, time.monotonic() - began)
        response.headers.update(added)
        if request.url.path.startswith(files.PATH) and response.status_code in _FOUND:
            response.headers["Cache-Control"] = files.keeping(request.url.path, request.url.query)
        if token := getattr(request.state, "session_token", ""):
            response.set_cookie(
                session_cookie(settings), token, max_age=COOKIE_SECONDS, httponly=True, samesite="lax",
                secure=bool(settings.public_url),
            )  # fmt: skip
        return response

    return guard


def _note(request: Request, status: int, seconds: float) -> None:
    """One line in the log and one more in the figures. What only looks, which open pages do all day, is for DEBUG; who
    asks whether the process is well knows the answer.
    """
    if is_probe(request):
        return
    metrics.answered(status, seconds)
    tell = log.warning if status >= 500 else log.debug if request.method in READING else log.info
    tell("web.answered", method=request.method, path=route_of(request), status=status, seconds=round(seconds, 4))


async def _answered(request: Request, answer: Answer, settings: Settings) -> Response:
    if refused := refusal(request, settings):
        return PlainTextResponse(refused + "\n", 403)
    if elsewhere := _one_name(request, settings):
        return RedirectResponse(elsewhere, 307)
    if is_too_large(request):
        return PlainTextResponse("That is more than this page takes.\n", 413)
    try:
        return await answer(request)
    except Exception as error:  # noqa: BLE001 (whatever it is, the person gets a page and the next request an answer)
        # Not with its traceback: that may hold a stranger's words.
        log.error("web.broke", path=route_of(request), error=type(error).__name__)  # noqa: TRY400
        return broken(request, N_("Something went wrong"), BROKEN, 500)


def _one_name(request: Request, settings: Settings) -> str:
    """A page asked for as localhost is shown as 127.0.0.1, where the provider leads back to: cookies follow names."""
    name, _, port = request.headers.get("host", "").lower().rpartition(":")
    if (
        settings.public_url
        or name != "localhost"
        or request.method not in READING
        or settings.host != "127.0.0.1"
        or is_probe(request)
    ):
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"http://127.0.0.1:{port}{request.url.path}{query}"


def is_too_large(request: Request) -> bool:
    """Whether a request that changes something brings more than a form does, or does not say how much it brings."""
    if request.method in READING:
        return False
    if "transfer-encoding" in request.headers:
        # Then a length that is told beside it is not the one that is read (RFC 9112, 6.3).
        return True
    length = request.headers.get("content-length", "0")
    limit = UPLOADS.get(request.url.path, FORM_BYTES)
    return not length.isdigit() or int(length) > limit


def route_of(request: Request) -> str:
    """The route's pattern, not the path asked for: ids and tokens do not belong into a log."""
    return str(getattr(request.scope.get("route"), "path", ""))
