"""What a listing tells of a message, and what is kept of it until the message is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.bounds import is_usable
from connectors.microsoft.cursors import Listed

FACTS = "conversationId,createdDateTime,receivedDateTime,isDraft,parentFolderId,categories"
"""The properties that are asked for; the id always comes."""


def listed_in(entry: dict[str, Any], folder: str = "") -> Listed:
    """What is kept of one entry; `folder` where the listing is one folder's."""
    categories = entry.get("categories")
    return (
        str(entry["id"]),
        str(entry.get("conversationId") or ""),
        str(entry.get("receivedDateTime") or ""),
        str(entry.get("parentFolderId") or folder),
        "\n".join(str(one) for one in categories) if isinstance(categories, list) else "",
    )


def thing(entry: Any) -> bool:
    """Whether an entry of an answer is one at all."""
    return isinstance(entry, dict) and bool(entry.get("id"))


def is_draft(entry: dict[str, Any]) -> bool:
    return bool(entry.get("isDraft"))


def moment(value: object) -> datetime | None:
    """An instant of Graph's, None for none, and for one at the calendar's ends, which overflows in every sum."""
    try:
        told = datetime.fromisoformat(str(value))
        told = told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return told if is_usable(told) else None
