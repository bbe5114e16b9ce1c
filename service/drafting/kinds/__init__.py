"""What each kind of draft says, in sections; a kind is one function from a `Writer` to a `Composed`, or None.

`KINDS` is the only list of them. Phrases are in `tongues`, what may be known in `material`, the gate in `check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from service.drafting.kinds.answering import accept, decline
from service.drafting.kinds.arranged import confirmation, running_late
from service.drafting.kinds.asking import nudge, referral_outreach, request
from service.drafting.kinds.hosting import host_follow_up
from service.drafting.kinds.keeping import keep_in_touch, news
from service.drafting.kinds.missed import apology, no_show_follow_up, reschedule_reply
from service.drafting.kinds.reporting import referral_report_back
from service.drafting.kinds.thanks import thank_you
from service.drafting.writer import Composed, Writer


class Section(Protocol):
    """Writes one kind. `simple`: 0 = all there is to say, 3 = as little as the kind can do with."""

    def __call__(self, writer: Writer, *, simple: int) -> Composed | None: ...


KINDS: Mapping[str, Section] = {
    "thank_you": thank_you,
    "host_follow_up": host_follow_up,
    "reschedule_reply": reschedule_reply,
    "no_show_follow_up": no_show_follow_up,
    "apology": apology,
    "referral_report_back": referral_report_back,
    "running_late": running_late,
    "confirmation": confirmation,
    "request": request,
    "nudge": nudge,
    "referral_outreach": referral_outreach,
    "accept": accept,
    "decline": decline,
    "keep_in_touch": keep_in_touch,
    "news": news,
}

__all__ = ["KINDS", "Section"]
