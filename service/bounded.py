"""Asks something that may hang, such as a database, and is done with waiting in time: one asking at a time, on a thread
of its own, and whoever comes meanwhile waits for the same answer.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Bounded(Generic[T]):
    """A question with a limit to the patience of those who ask it, seconds."""

    def __init__(self, ask: Callable[[], T], *, seconds: float) -> None:
        self._ask, self._seconds = ask, seconds
        self._lock = threading.Lock()
        self._under_way: Future[T] | None = None

    async def answer(self) -> T:
        """The answer. Raises TimeoutError when it does not come in time, else whatever the asking raises."""
        asked = asyncio.wrap_future(self._asked())
        # Shielded: who gives up must not take the answer from the others who wait for it.
        return await asyncio.wait_for(asyncio.shield(asked), self._seconds)

    def _asked(self) -> Future[T]:
        with self._lock:
            if self._under_way is None or self._under_way.done():
                self._under_way = Future()
                # A daemon: what hangs for ever does not keep the process from ending.
                threading.Thread(target=self._work, args=(self._under_way,), name="bounded", daemon=True).start()
            return self._under_way

    def _work(self, future: Future[T]) -> None:
        try:
            future.set_result(self._ask())
        except Exception as error:  # noqa: BLE001 (it is handed to whoever asked)
            future.set_exception(error)
