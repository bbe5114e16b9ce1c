"""What the person agreed to before a language model is told anything: which address, which text of ours, and when.

Kept in one preference, so that taking it back is one click and works at once. It covers that address alone, and no text
but the one that was read: another address, or more that would be sent, is asked about anew. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TEXT = 1
"""Of what the page says that is sent (`data_of`). Raised when more is."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent."""

    text: int
    at: datetime
    address: str

    def covers(self, address: str) -> bool:
        """Whether what this Warmthread would do now is what was agreed to."""
        return self.text == TEXT and self.address == address


def written(address: str, now: datetime) -> str:
    """The consent to our present text for that address, as the preference keeps it."""
    return f"{TEXT} {now.isoformat()} {address}"


def read(kept: str) -> Consent | None:
    """The consent in a preference; None where there is none, or nothing that can be understood."""
    text, _, rest = kept.partition(" ")
    at, _, address = rest.partition(" ")
    try:
        return Consent(int(text), datetime.fromisoformat(at), address)
    except ValueError:
        return None


def is_given(kept: str, address: str) -> bool:
    """Whether a model at that address may be told of a draft."""
    found = read(kept)
    return found is not None and found.covers(address)
