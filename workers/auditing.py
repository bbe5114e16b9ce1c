"""Makes the audits that were wished for, one at a time in each process, beside the polls that they wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from service import audits
from service.context import Context
from workers.middleware import where

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.5
"""How soon a count that waits for its provider notices that the process ends."""


def make_audit(context: Context, account_id: str, person_id: str, is_ending: Callable[[], bool]) -> None:
    """Makes one audit to its end, or until the process ends. What breaks leaves it to be tried again, a few times."""

    def wait(seconds: float) -> None:
        until, pause = time.monotonic() + seconds, threading.Event()
        while not is_ending():
            left = until - time.monotonic()
            if left <= 0:
                return
            pause.wait(min(left, LOOK_SECONDS))
        raise audits.Stopped

    try:
        audits.make(context, account_id, person_id, None, wait)
    except Exception as error:  # noqa: BLE001 (one account's trouble must not stop the others)
        log.warning("audit.left", account=account_id, error=type(error).__name__, where=where(error))
