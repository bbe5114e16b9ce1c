"""What a connector is lent while an account is being connected: a TokenStore in memory, and a RateBudget without limit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class HeldTokens:
    """A TokenStore in memory, for the moment between a consent and its first storing."""

    text: str

    def load(self) -> str:
        return self.text

    def save(self, tokens: str) -> None:
        self.text = tokens

    @contextmanager
    def alone(self) -> Iterator[None]:
        yield


class FreeBudget:
    """A RateBudget for the few calls made while an account is being connected."""

    def spend(self, units: int, *, operation: str) -> None:
        """Takes nothing."""

    def throttled(self, retry_after: float) -> None:
        """Tells nobody: there is no account yet."""

    def told_time(self, at: datetime) -> None:
        """Tells nobody either."""
