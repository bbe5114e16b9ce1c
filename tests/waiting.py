"""The one place where a test waits for another process by looking again and again: what can be waited for itself (the
end of a process, a line on a pipe, an event of a thread) is, and none of it decides anything by how long it took.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator

LOOK_SECONDS = 0.02
PATIENCE = 60.0
_NEVER = threading.Event()


def looks(within: float = math.inf) -> Iterator[float]:
    """One turn after the other, a moment apart so that the awaited has the processor, until `within` seconds are over;
    each says how many seconds have gone.
    """
    began = time.monotonic()
    while (gone := time.monotonic() - began) <= within:
        yield gone
        _NEVER.wait(LOOK_SECONDS)


def wait_until(is_so: Callable[[], bool], what: str, within: float = PATIENCE) -> float:
    """Seconds until it was so. Raises AssertionError, naming `what`, when it never was."""
    for gone in looks(within):
        if is_so():
            return gone
    raise AssertionError(f"not within {within:.0f} s: {what}")
