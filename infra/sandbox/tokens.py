"""Consents and their tokens: codes, access tokens and refresh tokens, made from the seed and good until they are not.

Decides whether a token is good; the OAuth forms around it are the provider's. Access tokens and codes live in real time, as the
clients' own expiry does; the seven days of a "Testing" app pass on the sandbox's clock, so that a test can jump over them.
"""

from __future__ import annotations

import base64
import hashlib
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

CODE_SECONDS = 600
TESTING_LIFE = timedelta(days=7)
#: Scopes that a "Testing" app's refresh tokens may outlive the seven days with.
LOGIN_SCOPES = frozenset(
    {
        "openid",
        "email",
        "profile",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/userinfo.profile",
    }
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a provider's codes and tokens look, and how many refresh tokens may live at a time."""

    code: str = "4/0A"
    access: str = "ya29.a0"
    refresh: str = "1//0"
    #: More live ones per account and client than this: the oldest dies silently (Google, identity/protocols/oauth2).
    most_refresh_tokens: int | None = 100


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code: what was agreed to, to be redeemed once."""

    account: str
    client_id: str
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str | None
    challenge_method: str
    wants_refresh_token: bool
    expires: float
    #: What the id_token repeats, and in whose tenant the person signed in (OpenID Connect; Google's flow has neither).
    nonce: str | None = None
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class AccessToken:
    account: str
    scopes: frozenset[str]
    expires: float
    refresh_token: str | None


@dataclass(frozen=True, slots=True)
class RefreshToken:
    account: str
    client_id: str
    scopes: frozenset[str]
    issued: datetime
    tenant: str = ""
    is_dead: bool = False


class TokenBook:
    """Every code and token given out."""

    def __init__(self, seed: int, style: Style = Style(), real: Callable[[], float] = time.time) -> None:
        self._style = style
        self._real = real
        self._random = random.Random(f"{seed}:tokens")
        self._codes: dict[str, Code] = {}
        self._access: dict[str, AccessToken] = {}
        self._refresh: dict[str, RefreshToken] = {}
        #: Accounts that already hold a refresh token of a client: they get another only with prompt=consent.
        self._consented: set[tuple[str, str]] = set()
        self.access_seconds = 3600
        self.is_testing = False

    def add_code(self, code: Code) -> str:
        text = f"{self._style.code}{self._text(48)}"
        self._codes[text] = code
        return text

    def take_code(self, text: str) -> Code | None:
        """Redeem a code: the second time it is unknown."""
        code = self._codes.pop(text, None)
        return code if code is not None and code.expires > self._real() else None

    def add_access(self, account: str, scopes: Iterable[str], refresh_token: str | None) -> str:
        text = f"{self._style.access}{self._text(96)}"
        self._access[text] = AccessToken(account, frozenset(scopes), self._real() + self.access_seconds, refresh_token)
        return text

    def add_refresh(
        self, account: str, client_id: str, scopes: Iterable[str], at: datetime, *, tenant: str = ""
    ) -> str:
        alive = [
            text
            for text, token in self._refresh.items()
            if (token.account, token.client_id) == (account, client_id) and not token.is_dead
        ]
        most = self._style.most_refresh_tokens or len(alive) + 1
        for oldest in alive[: max(0, len(alive) + 1 - most)]:
            self.kill_refresh(oldest)
        text = f"{self._style.refresh}{self._text(60)}"
        self._refresh[text] = RefreshToken(account, client_id, frozenset(scopes), at, tenant)
        self._consented.add((account, client_id))
        return text

    def has_consented(self, account: str, client_id: str) -> bool:
        return (account, client_id) in self._consented

    def access(self, text: str) -> AccessToken | None:
        token = self._access.get(text)
        return token if token is not None and token.expires > self._real() else None

    def refresh(self, text: str, client_id: str, now: datetime) -> RefreshToken | None:
        token = self._refresh.get(text)
        if token is None or token.is_dead or token.client_id != client_id:
            return None
        if self.is_testing and token.scopes - LOGIN_SCOPES and now >= token.issued + TESTING_LIFE:
            return None
        return token

    def was_refresh(self, text: str) -> bool:
        """Say whether this refresh token was ever given out, good or not."""
        return text in self._refresh

    def revoke(self, text: str) -> bool:
        """Revoke a token of either kind, and with it the whole consent."""
        known = self._access.get(text) or self._refresh.get(text)
        if known is None or (isinstance(known, RefreshToken) and known.is_dead):
            return False
        self.revoke_account(known.account)
        return True

    def revoke_account(self, account: str | None) -> int:
        """Take back every consent of an account (of all accounts for None)."""
        self._consented = {pair for pair in self._consented if account not in (None, pair[0])}
        gone = self.expire_access(account)
        for text in [
            text for text, token in self._refresh.items() if account in (None, token.account) and not token.is_dead
        ]:
            self.kill_refresh(text)
            gone += 1
        return gone

    def expire_access(self, account: str | None) -> int:
        gone = [text for text, token in self._access.items() if account in (None, token.account)]
        for text in gone:
            del self._access[text]
        return len(gone)

    def kill_refresh(self, text: str) -> None:
        """Make one refresh token worthless; what it gave out stays."""
        self._refresh[text] = replace(self._refresh[text], is_dead=True)

    def _text(self, size: int) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(size)).decode().rstrip("=")


def is_verified(code: Code, verifier: str | None) -> bool:
    """Check a PKCE verifier against the challenge (RFC 7636); a code without challenge needs none."""
    if code.challenge is None:
        return True
    if not verifier:
        return False
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return code.challenge == (digest if code.challenge_method == "S256" else verifier)
