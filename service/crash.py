"""Named crash points: places where tests kill this process as `kill -9` would, to prove that nothing is lost there.

They lie at the few doors that everything passes, so that none can be forgotten: transactions in `service.database`,
what is opened at a provider in `service.accounts`, jobs in `workers.broker`. Names are `<work>.<before|after>_<what>`.
`CRASH_AT=name` ends the process the first time it passes that point, `CRASH_AT=name:3` the third time.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")

_lock = threading.Lock()
_armed: dict[str, int] = {}
observer: Callable[[str], None] | None = None
"""When a test sets it, it is told of every point passed, on the thread that passes it."""


def arm(setting: str) -> None:
    """Arms one point as `name` or `name:nth`; "" disarms."""
    _armed.clear()
    if setting:
        name, _, nth = setting.partition(":")
        _armed[name] = int(nth or 1)


def point(name: str) -> None:
    """A place where the process may be killed."""
    if observer is not None:
        observer(name)
    if name not in _armed:
        return
    with _lock:
        _armed[name] -= 1
        if _armed[name] == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def watched(target: T, name: str) -> T:
    """The same object with a point before and after every call of it: `<name>.<method>.before_call`, `.after_call`."""
    return cast("T", _Watched(target, name))


class _Watched:
    """Stands in front of something that speaks to a provider."""

    def __init__(self, target: object, name: str) -> None:
        self._target, self._name = target, name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._target, attribute)
        return self._between(found, f"{self._name}.{attribute}") if callable(found) else found

    def _between(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            point(f"{name}.before_call")
            try:
                return method(*args, **kwargs)
            finally:
                point(f"{name}.after_call")

        return call
