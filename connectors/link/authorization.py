"""How calendar links are connected: the person pastes them, and each must give a calendar before it is kept.

A link is all the permission there is. It is not repeated anywhere, and only its provider can end it. What the account of
that address holds already is kept beside what is pasted; a new link takes the place of one that no longer works.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import httpx2

from connectors.contract import AuthorizationRequest, Authorized, Grant, ProviderSettings, Wanted
from connectors.errors import ConnectorError, ConsentLost, Misconfigured, OwnNetwork, Unreadable, Unsupported
from connectors.lent import FreeBudget, HeldTokens
from connectors.link.listing import is_calendar, read_file
from connectors.link.tokens import AGREED, KEPT, PROVIDER, Link, identified, pack, unpack
from connectors.link.transport import LOST, Line
from connectors.network import checked_name
from connectors.secure import is_loopback

_ADOPT, _OF_THE_LINK, _OF_THE_ADDRESS = "adopt", "adopt.link", "adopt.address"
"""Operations: the last two name the answer to blame."""
_SCOPE = "ics"
_LONGEST = 2_000
_MOST = 20
"""Links of one account: each is a file of its own to be looked at."""

_NO_ANSWERS = "The answers are no JSON object with a link and an address."
_NO_LINK = (
    "This is no link. Copy the whole address that your calendar's settings show; it begins with https:// or webcal://."
)
_SIGNED_IN = "Links with a name and a password inside are not taken. Use one that works without them."
_A_PAGE = (
    "This link leads to a page, not to the calendar itself. Copy the one in iCal format; it mostly ends with .ics."
)
_NO_CALENDAR = "There is no calendar behind this link. Copy the one in iCal format; it mostly ends with .ics."
_TOO_MANY = "These are too many calendar links for one address."
_NOT_REPLACED = (
    "A link that was given before no longer works. Give its new link too, or disconnect the account to begin anew."
)
_NO_ADDRESS = "This is no mail address."


class LinkAuthorization:
    """Takes a link instead of a consent."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        """Always raises Unsupported."""
        _no_page(redirect_uri, wanted, login_hint)

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        """Always raises Unsupported."""
        _no_page(redirect_uri, code, request)

    def adopt(self, credentials: str) -> Authorized:
        """Downloads each calendar of these answers once, to see that it is one."""
        answers = _answers_in(credentials)
        given = _given(answers)
        for number, link in enumerate(given, 1):
            with _numbered(number, len(given)):
                self._ensure_calendar(link)
        links = self._joined(_kept(answers), given)
        grant = Grant((_SCOPE,), (_SCOPE,), can_read_mail=False, can_read_calendar=True, can_send=False)
        return Authorized(pack(links), given[0].address, "", grant)

    def answered(self, tokens: str) -> Mapping[str, str]:
        """The address; a link is a secret, and asked for again because it no longer works."""
        links = unpack(tokens)
        is_agreed = any(link.own_network for link in links)
        return {"address": links[0].address} | ({"own_network": AGREED} if is_agreed else {})

    def revoke(self, tokens: str) -> None:
        """Nothing: only the person can have the provider make another link."""

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        """Nobody is sent to a page."""
        del error, description
        return None

    def _joined(self, kept: tuple[Link, ...], given: tuple[Link, ...]) -> tuple[Link, ...]:
        """All of them, each once."""
        again, before = {link.url: link for link in given}, {link.url for link in kept}
        new = [link for link in given if link.url not in before]
        joined = [replace(self._heir(link, again, new), calendar_id=link.calendar_id) for link in kept]
        joined += [identified(link, {one.calendar_id for one in joined}) for link in new]
        if len(joined) > _MOST:
            raise _wrong(_TOO_MANY)
        return tuple(joined)

    def _heir(self, link: Link, again: Mapping[str, Link], new: list[Link]) -> Link:
        """Which link has this one's calendar from now on: where it is dead, the next new one, which is taken out."""
        if link.url in again or not self._is_dead(link):
            return again.get(link.url, link)
        if not new:
            raise _wrong(_NOT_REPLACED)
        return new.pop(0)

    def _is_dead(self, link: Link) -> bool:
        """Only what its server refuses is: trouble passes."""
        try:
            self._line(link).get()
        except ConnectorError as problem:
            return isinstance(problem, ConsentLost) and problem.detail == LOST
        return False

    def _line(self, link: Link) -> Line:
        return Line(self._settings, HeldTokens(pack([link])), FreeBudget(), link.calendar_id)

    def _ensure_calendar(self, link: Link) -> None:
        line = self._line(link)
        try:
            content = _content(line)
            if not is_calendar(content):
                raise _wrong(_A_PAGE if content.lstrip()[:1] == b"<" else _NO_CALENDAR)
            read_file(content)
        except Unreadable as problem:
            raise _wrong(problem.detail) from None
        except ConnectorError as failure:
            failure.operation = _OF_THE_LINK
            raise


def _given(answers: Mapping[str, str]) -> tuple[Link, ...]:
    """The links that were pasted, each once."""
    pasted, is_agreed = answers.get("link", "").split(), answers.get("own_network") == AGREED
    urls: list[str] = []
    for number, text in enumerate(pasted or [""], 1):
        with _numbered(number, len(pasted)):
            # Of several none is half a link that a line break tore.
            if len(pasted) > 1 and "://" not in text:
                raise _wrong(_NO_LINK)
            urls.append(checked_link(text))
    address = _checked_address(answers.get("address", ""))
    if len(urls) > _MOST:
        raise _wrong(_TOO_MANY)
    return tuple(identified(Link(url, address, is_agreed)) for url in dict.fromkeys(urls))


def _kept(answers: Mapping[str, str]) -> tuple[Link, ...]:
    try:
        return unpack(answers[KEPT]) if KEPT in answers else ()
    except ConsentLost:
        return ()


@contextmanager
def _numbered(number: int, count: int) -> Iterator[None]:
    """Says which link is wrong where there are several, by its number: it is a secret."""
    try:
        yield
    except OwnNetwork:
        raise
    except ConnectorError as problem:
        if count > 1:
            problem.detail = f"Link {number} was not taken. {problem.detail}"
        raise


def _content(line: Line) -> bytes:
    try:
        download = line.get()
    except ConsentLost as problem:
        raise _wrong(_NO_CALENDAR if problem.detail == LOST else problem.detail) from None
    return download.content if download else b""


def checked_link(text: str) -> str:
    """The address to ask, from what was pasted. Raises ConsentLost."""
    text = text.strip().strip("<>\"'").strip()
    try:
        url = httpx2.URL(text if "://" in text else f"https://{text}")
        checked_name(url.host)
    except (httpx2.InvalidURL, ValueError, ConsentLost):
        raise _wrong(_NO_LINK) from None
    if len(text) > _LONGEST or url.scheme not in ("https", "http", "webcal", "webcals") or not url.host:
        raise _wrong(_NO_LINK)
    if url.userinfo:
        raise _wrong(_SIGNED_IN)
    # A webcal link says http and means whatever the server has; in the open, only this machine is asked.
    is_plain = url.scheme in ("http", "webcal") and is_loopback(str(url.copy_with(scheme="http")))
    return str(url.copy_with(scheme="http" if is_plain else "https", fragment=None))


def _checked_address(text: str) -> str:
    address = text.strip()
    name, at, domain = address.rpartition("@")
    if not (at and name and domain) or len(address) > 320 or any(one.isspace() or one in '<>",;' for one in address):
        raise _wrong(_NO_ADDRESS, _OF_THE_ADDRESS)
    return f"{name}@{domain.lower()}"


def _answers_in(credentials: str) -> dict[str, str]:
    try:
        told: Any = json.loads(credentials)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Misconfigured(_NO_ANSWERS, provider=PROVIDER, operation=_ADOPT)
    return {name: value for name, value in told.items() if isinstance(value, str)}


def _wrong(detail: str, operation: str = _OF_THE_LINK) -> ConsentLost:
    return ConsentLost(detail, provider=PROVIDER, operation=operation)


def _no_page(*_: object) -> NoReturn:
    raise Unsupported("A calendar link is pasted, not agreed to on a page.", provider=PROVIDER, operation="authorize")
