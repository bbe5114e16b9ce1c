"""Reads uploaded files, one at a time per person, and waits between rounds until what came in is worked through."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from service import uploads
from service.clock import real_now
from service.context import Context
from workers.middleware import where
from workers.pipeline import Pipeline

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 120.0
"""How long a round waits for the workers; the next round is then read with what they have done so far."""


def read_upload(
    context: Context,
    pipeline: Pipeline,
    import_id: str,
    person_id: str,
    is_ending: Callable[[], bool] = lambda: False,
) -> None:
    """Reads one upload to its end. What breaks leaves it to be tried again, a few times."""

    def settle() -> None:
        _settle(context, pipeline, person_id, is_ending)

    try:
        uploads.read_upload(context, import_id, person_id, settle, is_ending)
    except Exception as error:  # noqa: BLE001 (one file's trouble must not stop the others)
        log.warning("import.left", upload=import_id, error=type(error).__name__, where=where(error))


def _settle(context: Context, pipeline: Pipeline, person_id: str, is_ending: Callable[[], bool]) -> None:
    waited, pause = time.monotonic(), threading.Event()
    while time.monotonic() - waited < PATIENCE_SECONDS:
        if is_ending():
            raise uploads.Stopped
        with context.database.reading() as session:
            ids = uploads.waiting(session, person_id, now=context.clock(), real_now=real_now())
        if not ids:
            return
        pipeline.enqueue(ids)
        pause.wait(LOOK_SECONDS)
