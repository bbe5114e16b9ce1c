"""The shape in which Microsoft's tokens are kept: msal's own cache of one account, and whose account that is.

Tokens of our own consent leave the client out: it comes from the settings, so that a new secret takes effect. Tokens
adopted from a file bring their own client, because a refresh token works only with the client it was made for.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from connectors.contract import ProviderSettings
from connectors.errors import ConsentLost, Misconfigured
from connectors.microsoft.endpoints import PROVIDER


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one consent left us with."""

    cache: str
    """msal's cache, serialised: access token, refresh token and account."""
    scopes: tuple[str, ...] = ()
    """Granted, in the spelling of Microsoft's answer: msal finds what it cached by exactly these words."""
    own: tuple[str, ...] = ()
    """Addresses of the person, the main one first, lower-case domain."""
    client_id: str = ""
    client_secret: str = ""


def pack(tokens: Tokens) -> str:
    return json.dumps(asdict(tokens))


def unpack(text: str) -> Tokens:
    """The tokens as `pack` wrote them. Raises ConsentLost when they are not."""
    try:
        fields: dict[str, Any] = json.loads(text)
        lists = {name: tuple(fields.get(name, ())) for name in ("scopes", "own")}
        return Tokens(**{**fields, **lists})
    except (ValueError, TypeError, AttributeError) as problem:
        raise ConsentLost("The stored permission cannot be read. Connect again.", provider=PROVIDER) from problem


def client_of(settings: ProviderSettings) -> tuple[str, str]:
    """The registered app. Raises Misconfigured when none is set up."""
    if not settings.client_id:
        raise Misconfigured(
            "WARMTHREAD_MICROSOFT_CLIENT_ID is not set: register an app in the Microsoft Entra admin center and put its "
            "application id there.",
            provider=PROVIDER,
        )
    return settings.client_id, settings.client_secret


def settings_of(tokens: Tokens, settings: ProviderSettings) -> ProviderSettings:
    """The settings with the client that these tokens were made for."""
    if not tokens.client_id:
        return settings
    return replace(settings, client_id=tokens.client_id, client_secret=tokens.client_secret)
