"""What a log line may hold: fields that are allowed here, and of those only values that look like an id, a number, a
name of the program's own or a place in its code. Whatever else is left out and counted, so that nothing that a mail
says, no address and no secret gets into a log by a slip.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from service import metrics

Entry = MutableMapping[str, Any]
_ID = re.compile(r"[a-z]{2,6}_[a-z0-9_]{1,40}|[0-9]{1,18}")
_WORD = re.compile(r"[A-Za-z0-9_.]{1,60}")
_HAPPENED = re.compile(r"[a-z0-9_.]{1,60}")
_ROUTE = re.compile(r"[a-z0-9_/{}:.-]{0,100}")
_PLACE = r"[A-Za-z0-9_.<>-]{1,60}:[0-9]{1,7}"
_PLACES = re.compile(rf"(?:[A-Za-z0-9_]{{1,60}} at )?(?:{_PLACE}(?: > {_PLACE}){{0,40}})?")
_OWNER = re.compile(r"[A-Za-z0-9_./-]{1,100}:[0-9]{1,10}(?::[0-9a-f.]{1,40})?")
_WHY = re.compile(r"[a-z_]{1,40}(?: [0-9]{3})?")
_TIME = re.compile(r"[0-9T:.Z+-]{1,40}")
_IDS = "account approval digest draft event_id interview person row upload"
_WORDS = "actor duty error kind level library method outcome queue reason state"
ALLOWED = {
    "time": _TIME,
    "timestamp": _TIME,
    "event": _HAPPENED,
    "path": _ROUTE,
    "why": _WHY,
    "worker": _OWNER,
    **dict.fromkeys(_IDS.split(), _ID),
    **dict.fromkeys(_WORDS.split(), _WORD),
    **dict.fromkeys(("at", "trace", "where"), _PLACES),
}
"""Field to what its text has to look like. `event` is what happened; the id of an event is `event_id`."""
NUMBERS = frozenset("attempts count jobs seconds status waiting".split())
_FIRST = ("time", "timestamp", "level", "event")
"""The order of a line; the other fields follow as they were given."""


def keep_allowed(_logger: object, _method: str, entry: Entry) -> Entry:
    """The entry without what may not be told; `left_out` says how many fields that were."""
    ordered = {field: entry[field] for field in _FIRST if field in entry} | dict(entry)
    kept: dict[str, Any] = {}
    for field, value in ordered.items():
        if trouble := _trouble(field, value):
            metrics.field_left_out(trouble)
        else:
            kept[field] = value
    kept.setdefault("event", "unnamed")
    if len(kept) < len(ordered):
        kept["left_out"] = len(ordered) - len(kept)
    return kept


def _trouble(field: str, value: object) -> str:
    """Why that may not be told; "" when it may."""
    if field in NUMBERS:
        return "" if isinstance(value, int | float) else "value"
    pattern = ALLOWED.get(field)
    if pattern is None:
        return "field"
    text = str(value) if isinstance(value, int) else value
    return "" if isinstance(text, str) and pattern.fullmatch(text) else "value"
