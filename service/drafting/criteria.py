"""What is asked of each kind of draft: its length, when it may go, and which rules of product.md 3.2 it has to meet.

The only table of it: the writer keeps to the bounds, the gate (`check.py`) holds every draft against them. A kind that
is not listed passes no gate. Counted are words without greeting and sign-off (R10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

When = Literal["after_end", "before_start", "any"]


@dataclass(frozen=True, slots=True)
class Criteria:
    """One kind. `words` and `thin`: fewest and most words, the latter where nothing is known that was said."""

    words: tuple[int, int]
    thin: tuple[int, int] | None = None
    when: When = "any"
    """R25: not before the end, or not after the start, of the meeting it is about."""
    at_once: bool = False
    """R25: it is of use this minute only, so working hours do not hold it up."""
    thanks: bool = False
    """R12: it has to thank."""
    not_held: bool = False
    """R12: the meeting did not take place, so nothing is thanked for that happened there, and nobody is blamed."""
    offer: bool = False
    """R19: a light offer to return the favour belongs in it."""
    to_anybody: bool = False
    """R03: it goes to somebody who need not have been at a meeting."""
    new_thread: bool = False
    """R05: it may begin a thread of its own although an older one is there."""
    any_thread: bool = False
    """R05: it goes on in the last conversation with the reader, whatever that was about and however long ago."""


CRITERIA: Mapping[str, Criteria] = {
    "thank_you": Criteria((45, 150), thin=(35, 110), when="after_end", thanks=True, offer=True),
    "host_follow_up": Criteria((40, 140), when="after_end"),
    "referral_report_back": Criteria((35, 110), when="after_end", thanks=True, offer=True),
    "reschedule_reply": Criteria((25, 90), not_held=True),
    "no_show_follow_up": Criteria((25, 90), not_held=True),
    "apology": Criteria((25, 90), not_held=True),
    "running_late": Criteria((8, 60), when="any", at_once=True),
    "confirmation": Criteria((15, 90), when="before_start"),
    "request": Criteria((45, 190), to_anybody=True, new_thread=True),
    "nudge": Criteria((20, 90), to_anybody=True),
    "referral_outreach": Criteria((45, 170), to_anybody=True, new_thread=True),
    "accept": Criteria((20, 110), to_anybody=True),
    "decline": Criteria((25, 110), to_anybody=True),
    "keep_in_touch": Criteria((30, 140), to_anybody=True, new_thread=True, any_thread=True),
    "news": Criteria((30, 150), to_anybody=True, new_thread=True, any_thread=True),
}

BOUNDS: Mapping[str, tuple[int, int]] = {
    **{kind: one.words for kind, one in CRITERIA.items()},
    "thin": CRITERIA["thank_you"].thin or CRITERIA["thank_you"].words,
}
"""The bounds alone; "thin" is the thank-you from which nothing that was said is known."""
