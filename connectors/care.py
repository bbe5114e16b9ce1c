"""Record by record: a caller whose worker died while it read may lend a say in each record before it is read, so that
the one that ends its reader is known, and passed by. Without a caller's say every record is read. Of a record with which
the provider had trouble for long, the caller may say that the others no longer wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PASSED_BY = "Reading this ended the program several times, so it is passed by."
TROUBLED = "The provider had trouble with this each time it was asked for."
_say: ContextVar[Callable[[str], bool] | None] = ContextVar("say", default=None)
_given_up: ContextVar[frozenset[str]] = ContextVar("given_up", default=frozenset())


def may_read(provider_id: str) -> bool:
    """To be asked right before a record is fetched or understood; False = report it as unreadable, PASSED_BY."""
    say = _say.get()
    return say is None or say(provider_id)


@contextmanager
def asking(say: Callable[[str], bool]) -> Iterator[None]:
    """While inside, on this thread, `say` is asked for every record."""
    before = _say.set(say)
    try:
        yield
    finally:
        _say.reset(before)


def is_given_up(provider_id: str) -> bool:
    """Whether this record no longer holds the others when the provider has trouble with it: it is told as TROUBLED."""
    return provider_id in _given_up.get()


@contextmanager
def giving_up(provider_ids: frozenset[str]) -> Iterator[None]:
    """While inside, on this thread, these are asked for once more, and nobody waits for them."""
    before = _given_up.set(provider_ids)
    try:
        yield
    finally:
        _given_up.reset(before)
