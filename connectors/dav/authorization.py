"""How a mailbox with a password is connected: the person's answers in, tried servers out. Nothing is asked on a page."""

from __future__ import annotations

from typing import NoReturn

from connectors.contract import AuthorizationRequest, Authorized, ProviderSettings, Wanted
from connectors.dav.credentials import PROVIDER
from connectors.errors import ConsentLost, Unsupported


class DavAuthorization:
    """Takes an address and a password instead of a consent."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        """Always raises Unsupported."""
        _no_page(redirect_uri, wanted, login_hint)

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        """Always raises Unsupported."""
        _no_page(redirect_uri, code, request)

    def adopt(self, credentials: str) -> Authorized:
        """Finds the servers of these answers and tries them."""
        _no_page(credentials)

    def revoke(self, tokens: str) -> None:
        """Nothing: only the person can take a password back."""

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        """Nobody is sent to a page."""
        del error, description
        return None


def _no_page(*_: object) -> NoReturn:
    raise Unsupported(
        "This mailbox is connected with a password, not on a page.", provider=PROVIDER, operation="authorize"
    )
