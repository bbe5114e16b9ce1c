"""PURE: the story of a meeting as lines for the person, each with its source and its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from connectors.records import Participation
from service.lifecycle.observed import Entry, Kind, Observation, Slot, iso
from service.lifecycle.story import Story
from service.lifecycle.verdict import Verdict, canceller

_TOLD = {
    Kind.REQUESTS: "asked",
    Kind.AGREES: "agreed",
    Kind.DECLINES: "declined_in_mail",
    Kind.CANCELS: "cancelled_in_mail",
    Kind.MOVES: "moved_in_mail",
    Kind.WANTS_ANOTHER_TIME: "asked_for_another_time",
    Kind.WAITS: "waited",
    Kind.SAYS_NO_SHOW: "said_nobody_came",
    Kind.APOLOGISES: "apologised",
    Kind.TOOK_PLACE: "said_it_took_place",
    Kind.COUNTER: "proposed_another_time",
    Kind.CANCEL: "cancelled",
    Kind.UNVERIFIED: "unverified",
    Kind.NOTE: "noted",
    Kind.CORRECTION: "corrected",
}
_AFTER_START = {Kind.THANKS, Kind.TOOK_PLACE, Kind.APOLOGISES, Kind.SAYS_NO_SHOW, Kind.WAITS}


def history_of(story: Story, verdict: Verdict, now: datetime) -> Iterable[Entry]:
    yield from _version_lines(story)
    slot = story.slot
    for seen in story.words:
        if seen.kind in _AFTER_START and (slot is None or seen.at < story.slots[0].start):
            continue
        if seen.kind is Kind.REPLY:
            yield Entry(seen.at, seen.value, seen.by, seen.source, seen.quote)
        elif seen.kind is Kind.THANKS:
            yield Entry(seen.at, "thanked", seen.by, seen.source, seen.quote)
        elif seen.kind in _TOLD:
            more = (("value", seen.value),) if seen.value else ()
            yield Entry(seen.at, _TOLD[seen.kind], seen.by, seen.source, seen.quote, more)
    if verdict.status == "held_presumed" and slot is not None and now >= slot.end:
        yield Entry(slot.end, "held_presumed", "", slot.source)


def _version_lines(story: Story) -> Iterable[Entry]:
    before: Slot | None = None
    for slot in story.slots:
        by = _organizer_of(story, slot)
        if before is None:
            yield Entry(slot.since, "invited", by, slot.source, "", (("to", iso(slot.start)),))
        else:
            moved = (("from", iso(before.start)), ("to", iso(slot.start)))
            yield Entry(slot.since, "rescheduled", by, slot.source, "", moved)
        before = slot
    seen_answers: set[tuple[str, str]] = set()
    for version in story.versions:
        for side, answer in (("user", version.user), ("contact", version.contact)):
            key = (side, answer.value if answer else "")
            is_news = answer in {Participation.ACCEPTED, Participation.DECLINED, Participation.TENTATIVE}
            if is_news and answer and key not in seen_answers and version.organizer != side:
                seen_answers.add(key)
                yield Entry(version.at, answer.value, side, version.source)
    current = story.current
    if current is not None and current.status == "cancelled":
        yield _end_line(story, current)


def _end_line(story: Story, current: Observation) -> Entry:
    """That it was called off, or only that its entry is gone where nobody knows since when."""
    slot = story.slot
    if current.stood_until is not None and slot is not None and current.at > slot.end:
        return Entry(current.at, "gone_from_calendar", "", current.source)
    return Entry(current.at, "cancelled", canceller(story), current.source)


def _organizer_of(story: Story, slot: Slot) -> str:
    if story.chosen is not None and slot.source == story.chosen.source:
        return "user"
    return next((seen.organizer for seen in story.versions if seen.source == slot.source), "")
