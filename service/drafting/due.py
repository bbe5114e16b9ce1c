"""What can be due to one person about one interview: kinds, states, and the closed list of reasons for silence.

`AUTOMATIC` kinds follow from what happened; the others are written only when the person asks for them (`asked.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from service.drafting.scene import Someone

Automatic = Literal[
    "thank_you", "host_follow_up", "reschedule_reply", "no_show_follow_up", "apology", "referral_report_back"
]  # fmt: skip
AskKind = Literal[
    "running_late", "confirmation", "request", "nudge", "referral_outreach", "accept", "decline", "keep_in_touch", "news"
]  # fmt: skip
Kind = Automatic | AskKind
State = Literal["planned", "due", "silent"]
Reason = Literal[
    "", "already_thanked", "user_already_wrote", "not_yet_held", "cancelled", "not_informational", "excluded", "dismissed",
    "unverified", "needs_decision", "declined", "too_late", "one_conversation", "somebody_else", "answered", "taken_back",
    "replaced",
]  # fmt: skip

ASKED: tuple[str, ...] = get_args(AskKind)
_ASK = "ask:"


@dataclass(frozen=True, slots=True)
class Due:
    """What one person is owed about one interview."""

    who: Someone
    kind: Kind
    state: State
    reason: Reason = ""
    not_before: datetime | None = None
    since: datetime | None = None
    """What it answers: the end of the meeting, their mail, or the person's click."""
    for_start: str = ""
    """Its purpose: the slot it is for as an ISO instant, or `ask:<id>` for what the person asked for."""
    until: datetime | None = None
    """When it stops making sense by itself."""

    @property
    def ask_id(self) -> str:
        """The id of what the person asked for, "" where it follows from what happened."""
        return ask_id(self.for_start)


def purpose_of(ask_id: str) -> str:
    """The purpose of a draft that answers what the person asked for."""
    return f"{_ASK}{ask_id}"


def ask_id(for_start: str) -> str:
    """The ask behind a purpose, "" for a slot."""
    return for_start.removeprefix(_ASK) if for_start.startswith(_ASK) else ""
