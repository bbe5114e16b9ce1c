"""Tries servers until one lets the person in, and tells what stood in the way where none does.

A password goes to one server of a kind and no further: the first that is spoken to safely and asks for it decides. What
the others failed with is told by what the person can do about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from connectors.dav.credentials import Server
from connectors.dav.discovery import Candidate
from connectors.dav.refusals import Refused
from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, SlowDown

MOST = 10
"""Servers of a kind that are tried."""

ALL_IN_ALL = 45.0
"""Seconds after which nothing new is begun: somebody waits before a form."""
ONE_WORD = 10.0
"""Seconds that a server has for each word that it says."""

Attempt = Callable[[Server, str], None]
"""Signs in at a server with that login, and leaves. Raises ConnectorError kinds."""


@dataclass(frozen=True, slots=True)
class LetIn:
    """The server that took the password, and the login that it took it with."""

    server: Server
    login: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one person's servers are looked for."""

    until: float = field(default_factory=lambda: monotonic() + ALL_IN_ALL)

    @property
    def is_over(self) -> bool:
        return monotonic() >= self.until

    @property
    def one_word(self) -> float:
        """Seconds for the next server's words."""
        return max(1.0, min(ONE_WORD, self.until - monotonic()))


def first_to_let_in(
    candidates: Iterable[Candidate], attempt: Attempt, patience: Patience
) -> LetIn | ConnectorError | None:
    """The first that lets the person in; else what to tell of those that are there; None where nobody is. Raises
    Refused for a password that was not taken, and SlowDown.
    """
    met: list[ConnectorError] = []
    done: set[Server | tuple[str, int]] = set()
    for candidate in islice(candidates, MOST):
        server = candidate.server
        if patience.is_over:
            break
        if {server, (server.host, server.port)} & done:
            continue
        done.add(server)
        try:
            return LetIn(server, _taken_login(candidate, attempt))
        except SlowDown:
            raise
        except ConnectorError as failure:
            if is_refused_password(failure):
                raise
            met.append(failure)
            if isinstance(failure, Refused) and server.security == "tls":
                # It speaks TLS there, though not as who it should be: every other way would wait for nothing.
                done.add((server.host, server.port))
    return max(met, key=_weight, default=None)


def is_refused_password(failure: ConnectorError) -> bool:
    return isinstance(failure, Refused) and failure.question == "password"


def _taken_login(candidate: Candidate, attempt: Attempt) -> str:
    *further, last = candidate.logins
    for login in further:
        try:
            attempt(candidate.server, login)
            return login
        except Refused as failure:
            if not is_refused_password(failure):
                raise
    attempt(candidate.server, last)
    return last


def _weight(failure: ConnectorError) -> int:
    """How much the person can do about it."""
    if isinstance(failure, OwnNetwork):
        return 3
    if isinstance(failure, Refused):
        return 2
    return 1 if isinstance(failure, ConsentLost) else 0
