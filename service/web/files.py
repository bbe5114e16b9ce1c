"""The pages' own styles, scripts and pictures. A page names each with a mark of what is in it, so that a browser keeps
what it has for as long as it likes and never asks twice; what is named without the mark is asked for again.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

FOLDER = Path(__file__).parent / "static"
PATH = "/static/"
A_YEAR = 365 * 24 * 3600
KEPT = f"max-age={A_YEAR}, immutable"
ASKED_AGAIN = "no-cache"


def address(name: str) -> str:
    """Where a page finds that file. Raises FileNotFoundError where there is none of that name."""
    return f"{PATH}{name}?v={_mark(name)}"


def keeping(path: str, query: str) -> str:
    """How long a browser may keep what it asked for: the Cache-Control of an answer below `PATH`."""
    asked = parse_qs(query).get("v", [""])[0]
    try:
        return KEPT if asked and asked == _mark(path.removeprefix(PATH)) else ASKED_AGAIN
    except (OSError, ValueError):
        return ASKED_AGAIN


def _mark(name: str) -> str:
    # A style that is being worked on is seen at the next load: its time says that it has to be read again.
    changed = (FOLDER / name).stat()
    return _digest(name, changed.st_mtime_ns, changed.st_size)


@lru_cache(maxsize=256)
def _digest(name: str, _changed: int, _size: int) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
