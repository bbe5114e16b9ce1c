"""Named crash points: places where tests kill this process as `kill -9` would, to prove that nothing is lost there.

`CRASH_AT=name` ends the process the first time it passes that point, `CRASH_AT=name:3` the third time. Without the
variable a point costs one comparison. Names are `<work>.<before|after>_<commit or call>`.
"""

from __future__ import annotations

import os
import signal
import threading

_lock = threading.Lock()
_armed: dict[str, int] = {}
passed: dict[str, int] | None = None
"""When a test sets it to a dict, every point passed is counted there: which points exist, and where."""


def arm(setting: str) -> None:
    """Arms one point as `name` or `name:nth`; "" disarms."""
    _armed.clear()
    if setting:
        name, _, nth = setting.partition(":")
        _armed[name] = int(nth or 1)


def point(name: str) -> None:
    """A place where the process may be killed."""
    if passed is not None:
        passed[name] = passed.get(name, 0) + 1
    if name not in _armed:
        return
    with _lock:
        _armed[name] -= 1
        if _armed[name] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
