"""Who may ask: this machine under its own names, and for changes only our own pages.

The Host check keeps a stranger's page from reaching us through a name that it points at this machine (DNS rebinding);
the Origin check keeps it from clicking for the person (CSRF). Every answer forbids what the pages do not need.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from connectors.contract import ProviderSettings
from service.settings import Settings
from service.web.pages import notice

log = structlog.get_logger(__name__)
NAMES = ("127.0.0.1", "localhost", "[::1]")
READING = frozenset({"GET", "HEAD"})
HTTP_PORT = 80
"""Browsers leave it out of Host and Origin."""
GOOGLE_SIGN_IN = "https://accounts.google.com"
Answer = Callable[[Request], Awaitable[Response]]


def headers(provider: ProviderSettings) -> dict[str, str]:
    """The security headers of every answer.

    A form may lead to us and, since browsers hold redirects to the same rule, to the provider's sign-in page.
    """
    sign_in = urlsplit(provider.auth_url or GOOGLE_SIGN_IN)
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {sign_in.scheme}://{sign_in.netloc}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def refusal(request: Request, settings: Settings) -> str:
    """Why this request is not answered, "" if it is.

    Where somebody binds another address on purpose (a container), its port's publisher decides who reaches it.
    """
    if is_loopback(settings.host) and not is_loopback(request.client.host if request.client else ""):
        return "Warmthread answers only on the machine it runs on."
    own = {f"{name}:{settings.port}" for name in NAMES} | (set(NAMES) if settings.port == HTTP_PORT else set())
    if request.headers.get("host", "").lower() not in own:
        return f"Open Warmthread as http://127.0.0.1:{settings.port}/."
    if request.method not in READING and request.headers.get("origin", "").lower() not in {
        f"http://{host}" for host in own
    }:
        return "This must come from Warmthread's own page."
    return ""


def is_loopback(host: str) -> bool:
    """Whether that host or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def guarding(settings: Settings) -> Callable[[Request, Answer], Awaitable[Response]]:
    """The middleware that asks `refusal` first and adds `headers` last; what breaks in between shows no inside."""
    added = headers(settings.provider("google"))

    async def guard(request: Request, answer: Answer) -> Response:
        response = await _answered(request, answer, refusal(request, settings))
        response.headers.update(added)
        return response

    return guard


async def _answered(request: Request, answer: Answer, refused: str) -> Response:
    if refused:
        return PlainTextResponse(refused + "\n", 403)
    try:
        return await answer(request)
    except Exception as error:  # noqa: BLE001 (whatever it is, the person gets a page and the next request an answer)
        # Not with its traceback: that may hold a stranger's words.
        log.error("web.broke", path=request.url.path, error=type(error).__name__)  # noqa: TRY400
        return notice("Something went wrong", "It was logged, and nothing was sent. Load the page again.", 500)
