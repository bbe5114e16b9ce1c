"""What mail calls a conversation: a subject without the marks of answering and forwarding."""

from __future__ import annotations

import re

_PREFIX = re.compile(
    r"^(?:\s*(?:re|aw|antw|sv|vs|fwd?|wg|tr|rv|res|ref|réf|回复|答复)(?:\[\d+\])?\s*[::]\s*)+", re.IGNORECASE
)


def bare_subject(subject: str) -> str:
    """A subject without the marks of answering and forwarding."""
    return " ".join(_PREFIX.sub("", subject).split())
