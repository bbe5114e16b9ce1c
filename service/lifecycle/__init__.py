"""PURE: what has been observed of one meeting, folded into its status. No database, no clock: `now` is handed in.

The fold does not depend on the order in which observations arrive, and duplicates do no harm. A *slot* is a planned
time; a *version* is a calendar event or a mailed invite as it stood once. `story` orders, `verdict` decides,
`history` tells; `observed` holds the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from service.lifecycle.history import history_of
from service.lifecycle.observed import IN_WORDS, Entry, Kind, Observation, Outcome, Slot, iso
from service.lifecycle.story import Story, answer_of, outdated_answers, sources_of, time_order, wrote_afterwards
from service.lifecycle.verdict import Verdict, is_removed, verdict_of

__all__ = ["IN_WORDS", "Entry", "Kind", "Observation", "Outcome", "Slot", "fold", "iso"]


def fold(observations: Sequence[Observation], now: datetime) -> Outcome:
    """The status of one meeting at `now`, and how it came to it."""
    story = Story.of(observations)
    verdict = verdict_of(story, now)
    return _outcome(story, verdict, now)


def _outcome(story: Story, verdict: Verdict, now: datetime) -> Outcome:
    slot = story.slot
    thanks = _thanks(story)
    wrote = [seen for seen in story.said(Kind.WROTE, "user") if slot is not None and seen.at > slot.end]
    return Outcome(
        status=verdict.status,
        start=slot.start if slot else None,
        end=slot.end if slot else None,
        slots=story.slots,
        reschedules=max(0, len(story.slots) - 1),
        cancelled_by=verdict.by if verdict.status == "cancelled" else "",
        no_show_by=verdict.by if verdict.status == "no_show" else "",
        thanked_at=thanks.at if thanks else None,
        thanked_by=thanks.message_id if thanks else "",
        wrote_after_at=wrote[0].at if wrote else None,
        wrote_after_by=wrote[0].message_id if wrote else "",
        user_answer=answer_of(story, "user"),
        contact_answer=answer_of(story, "contact"),
        organizer=story.current.organizer if story.current else "",
        is_declined=verdict.declined,
        doubt=verdict.doubt,
        doubt_evidence=verdict.doubt_evidence,
        new_time_wish=_wish(story),
        new_time_proposed=_proposed(story, now),
        outdated_answers=outdated_answers(story),
        is_removed=verdict.status == "cancelled" and is_removed(story),
        unverified=tuple((seen.source, seen.quote, seen.value) for seen in story.said(Kind.UNVERIFIED)),
        was_accepted=verdict.was_accepted,
        history=tuple(
            sorted(
                history_of(story, verdict, now),
                key=lambda line: (line.at, line.what, line.source, line.by, line.quote, line.more),
            )
        ),
    )


def _thanks(story: Story) -> Observation | None:
    slot = story.slot
    if slot is None:
        return None
    plain = [seen for seen in wrote_afterwards(story, "user") if seen.source in sources_of(story, Kind.SAYS_THANKS)]
    told = [*(seen for seen in story.said(Kind.THANKS, "user") if seen.at > slot.start), *plain]
    return min(told, key=time_order, default=None)


def _wish(story: Story) -> tuple[str, str, str]:
    slot = story.slot
    told = [
        seen
        for seen in story.said(Kind.WANTS_ANOTHER_TIME, "user", "contact")
        if slot is None or seen.at >= slot.since or not slot.is_dated
    ]
    return (told[-1].by, told[-1].source, told[-1].quote) if told else ("", "", "")


def _proposed(story: Story, now: datetime) -> tuple[str, str, datetime | None]:
    """A COUNTER that is still open: nobody moved the meeting or declined the proposal since (RFC 5546, 3.2.7, 3.2.8)."""
    slot = story.slot
    closed = [seen.at for seen in story.said(Kind.DECLINED_COUNTER)]
    closed += [slot.since] if slot is not None and len(story.slots) > 1 else []
    told = [seen for seen in story.said(Kind.COUNTER, "user", "contact") if all(seen.at > at for at in closed)]
    if not told or (slot is not None and now >= slot.start):
        return ("", "", None)
    return (told[-1].by, told[-1].source, told[-1].start)
