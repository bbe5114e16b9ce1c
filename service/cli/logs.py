"""Logs for whoever runs Warmthread: to stderr, with ids and kinds of trouble, never with what a mail says. Text for a
person at a terminal, else one JSON object a line. An exception's text may hold a stranger's words, and so may anything
that a library writes: of both only the places in the code are kept. What may stand in a line is said in `log_fields`.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping, Sequence
from types import TracebackType
from typing import Any

import structlog

from service.cli.log_fields import keep_allowed
from service.settings import Settings

_ExcInfo = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]
_FRAMES = 30
"""Of a trace the innermost; a recursion without end has a thousand."""
log = structlog.get_logger(__name__)


def configure(level: str, form: str = "text") -> None:
    """Sends the product's and the libraries' logs to stderr from that level on, as "text" or "json"."""
    number, writing = logging.getLevelNamesMapping()[level], _writing(form)
    logging.raiseExceptions = False  # a line that cannot be written would be shown with everything it was to say
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, *writing],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PlacesOnly(writing))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(number, logging.WARNING))


def configure_lasting(settings: Settings) -> None:
    """The same as the settings say, for a process that goes on: what nobody catches is logged as well, by its places."""
    configure(settings.log_level, settings.log_format or ("text" if sys.stderr.isatty() else "json"))
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended
    sys.unraisablehook = _unraisable


def _writing(form: str) -> Sequence[Any]:
    """The processors that every line ends with."""
    if form == "json":
        stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")
        return stamp, _places_only, keep_allowed, structlog.processors.JSONRenderer()
    stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
    return stamp, _places_only, keep_allowed, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


class _PlacesOnly(logging.Formatter):
    """The libraries' lines: who, how bad and where in the code; not what they say."""

    def __init__(self, writing: Sequence[Any]) -> None:
        super().__init__()
        self._writing = writing

    def format(self, record: logging.LogRecord) -> str:
        entry: Any = {
            "event": "library.spoke",
            "level": record.levelname.lower(),
            "library": record.name.partition("(")[0],
            "at": _place(record.filename, record.lineno),
            "exc_info": record.exc_info,
        }
        for process in self._writing:
            entry = process(None, "", entry)
        return str(entry)


def _places_only(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    found = entry.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        entry["trace"] = _places(found)
    return entry


def _places(found: _ExcInfo) -> str:
    frames = traceback.extract_tb(found[2])[-_FRAMES:]
    path = " > ".join(_place(frame.filename, frame.lineno or 0) for frame in frames)
    return f"{found[0].__name__ if found[0] else 'Nothing'} at {path}"


def _place(file: str, line: int) -> str:
    # `<frozen importlib._bootstrap>` has a space
    return f"{file.rpartition('/')[2].replace(' ', '_')[-60:]}:{line}"


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    log.error("thread.ended", trace=_places((ended.exc_type, ended.exc_value, ended.exc_traceback)))


def _unraisable(left: sys.UnraisableHookArgs) -> None:
    log.error("error.left", trace=_places((left.exc_type, left.exc_value, left.exc_traceback)))
