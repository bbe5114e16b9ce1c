"""Logs for whoever runs Warmthread: to stderr, with ids and kinds of trouble, never with what a mail says.

An exception's text may hold a stranger's words, so of a traceback only the places in the code are kept.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(level: str) -> None:
    """Sends the product's and the libraries' logs to stderr from that level on."""
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            _places_only,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PlacesOnly("%(asctime)s [%(levelname)s] %(name)s: %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(number, logging.WARNING))


class _PlacesOnly(logging.Formatter):
    """The libraries' logs without the text of exceptions."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the library's name)
        return _places(ei)


def _places_only(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    found = entry.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[0] is not None:
        entry["trace"] = _places(found)
    elif isinstance(found, str):
        entry["at"] = found
    return entry


def _places(found: _ExcInfo) -> str:
    frames = traceback.extract_tb(found[2])
    path = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
    return f"{found[0].__name__} at {path}"
