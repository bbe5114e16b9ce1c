"""Record by record: a caller whose worker died while it read may lend a say in each record before it is read, so that
the one that ends its reader is known, and passed by. Without a caller's say every record is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PASSED_BY = "Reading this ended the program several times, so it is passed by."
_say: ContextVar[Callable[[str], bool] | None] = ContextVar("say", default=None)


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
