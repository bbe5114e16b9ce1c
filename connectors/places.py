"""How a place to go on from becomes the opaque text of a cursor, and comes back; each provider names its own places."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, TypeVar

from connectors.errors import CursorExpired

Place = TypeVar("Place")


def pack(place: Any) -> str:
    """The place, a dataclass of texts, numbers and lists, as text without what is empty."""
    return json.dumps({key: value for key, value in asdict(place).items() if value})


def unpack(kind: type[Place], cursor: str, provider: str) -> Place:
    """The place that `pack` wrote, lists as tuples. Raises CursorExpired for anything else."""
    try:
        fields: dict[str, Any] = json.loads(cursor)
        return kind(**{name: _tuples(value) for name, value in fields.items()})
    except (ValueError, TypeError, AttributeError) as problem:
        raise CursorExpired("The stored place cannot be read.", provider=provider) from problem


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value
