"""The shape in which Google's tokens are kept, and their way to google-auth's credentials and back.

Tokens of our own consent leave the client out: it comes from the settings, so that a new secret takes effect. Tokens
adopted from a file bring their own client, because a refresh token works only with the client it was made for.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from google.oauth2.credentials import Credentials

from connectors.contract import ProviderSettings
from connectors.errors import ConsentLost, Misconfigured
from connectors.google.endpoints import PROVIDER, endpoints


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one consent left us with."""

    refresh_token: str
    access_token: str = ""
    expiry: str = ""
    """ISO, UTC; "" = refresh at once."""
    scopes: tuple[str, ...] = ()
    client_id: str = ""
    client_secret: str = ""


def pack(tokens: Tokens) -> str:
    return json.dumps(asdict(tokens))


def unpack(text: str) -> Tokens:
    """The tokens as `pack` wrote them. Raises ConsentLost when they are not."""
    try:
        fields: dict[str, Any] = json.loads(text)
        return Tokens(**{**fields, "scopes": tuple(fields.get("scopes", ()))})
    except (ValueError, TypeError, AttributeError) as problem:
        raise ConsentLost("The stored permission cannot be read. Connect again.", provider=PROVIDER) from problem


def client_of(settings: ProviderSettings) -> tuple[str, str]:
    """The OAuth client. Raises Misconfigured when none is set up."""
    if not settings.client_id:
        raise Misconfigured(
            "WARMTHREAD_GOOGLE_CLIENT_ID is not set: make an OAuth client in the Google Cloud console and put its id there.",
            provider=PROVIDER,
        )
    return settings.client_id, settings.client_secret


def credentials_of(tokens: Tokens, settings: ProviderSettings) -> Credentials:
    """What google-auth works with; the token address always comes from the settings."""
    client_id, client_secret = (tokens.client_id, tokens.client_secret) if tokens.client_id else client_of(settings)
    return Credentials(
        token=tokens.access_token or None,
        refresh_token=tokens.refresh_token,
        token_uri=endpoints(settings).token,
        client_id=client_id,
        client_secret=client_secret,
        # google-auth counts in naive UTC.
        expiry=datetime.fromisoformat(tokens.expiry).replace(tzinfo=None) if tokens.expiry else None,
    )


def refreshed(tokens: Tokens, credentials: Credentials) -> Tokens:
    """The tokens with what a refresh brought."""
    return replace(
        tokens,
        access_token=credentials.token or "",
        refresh_token=credentials.refresh_token or tokens.refresh_token,
        expiry=credentials.expiry.replace(tzinfo=UTC).isoformat() if credentials.expiry else "",
    )


def granted(tokens: Tokens, answer: dict[str, Any]) -> Tokens:
    """The tokens with what the token endpoint answered; scopes it does not name stay as asked (RFC 6749, 5.1)."""
    seconds, scope = answer.get("expires_in"), answer.get("scope") or tokens.scopes
    lasts = timedelta(seconds=seconds if isinstance(seconds, int) else 0)
    return replace(
        tokens,
        access_token=str(answer.get("access_token", "")),
        refresh_token=str(answer.get("refresh_token") or tokens.refresh_token),
        # How long a token lasts is real time, never the product's clock.
        expiry=(datetime.now(UTC) + lasts).isoformat(),
        scopes=tuple(scope.split() if isinstance(scope, str) else scope),
    )
