"""PURE: the story of a meeting as lines for the person, each with its source and its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from connectors.records import Participation
from service.lifecycle.observed import Entry, Kind, Observation, Slot, iso
from service.lifecycle.story import Story, outdated_answers
from service.lifecycle.verdict import Verdict, canceller, reopening

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
    Kind.DECLINED_COUNTER: "declined_other_time",
    Kind.FORWARDED: "forwarded",
    Kind.OTHER_INVITE: "calendar_message",
    Kind.UNVERIFIED: "unverified",
    Kind.NOTE: "noted",
    Kind.CORRECTION: "corrected",
}
_AFTER_START = {Kind.THANKS, Kind.TOOK_PLACE, Kind.APOLOGISES, Kind.SAYS_NO_SHOW, Kind.WAITS}


def history_of(story: Story, verdict: Verdict, now: datetime) -> Iterable[Entry]:
    yield from _slot_lines(story)
    yield from _answer_lines(story)
    yield from _change_lines(story)
    yield from _standing_again_lines(story)
    if story.current is not None and story.current.status == "cancelled":
        yield _end_line(story, story.current)
    slot = story.slot
    for seen in story.words:
        if not (seen.kind in _AFTER_START and (slot is None or seen.at < story.slots[0].start)):
            yield from _word_line(seen)
    if verdict.status == "held_presumed" and slot is not None and now >= slot.end:
        yield Entry(slot.end, "held_presumed", "", slot.source)


def _word_line(seen: Observation) -> Iterable[Entry]:
    if seen.kind is Kind.REPLY:
        yield Entry(seen.at, seen.value, seen.by, seen.source, seen.quote)
    elif seen.kind is Kind.THANKS:
        yield Entry(seen.at, "thanked", seen.by, seen.source, seen.quote)
    elif seen.kind is Kind.CANCEL and seen.value == "removed":
        yield Entry(seen.at, "removed", seen.by, seen.source, seen.quote)
    elif seen.kind in _TOLD:
        more = (("value", seen.value),) if seen.value else ()
        if seen.kind is Kind.COUNTER and seen.start is not None:
            more = (*more, ("to", iso(seen.start)))
        yield Entry(seen.at, _TOLD[seen.kind], seen.by, seen.source, seen.quote, more)


def _slot_lines(story: Story) -> Iterable[Entry]:
    before: Slot | None = None
    for slot in story.slots:
        by = _organizer_of(story, slot)
        if before is None:
            yield Entry(slot.since, "invited", by, slot.source, "", (("to", iso(slot.start)),))
        else:
            moved = (("from", iso(before.start)), ("to", iso(slot.start)))
            yield Entry(slot.since, "rescheduled", by, slot.source, "", moved)
        before = slot
    for side in outdated_answers(story):
        if story.slot is not None:
            yield Entry(story.slot.since, "answer_outdated", side, story.slot.source)


def _answer_lines(story: Story) -> Iterable[Entry]:
    seen_answers: set[tuple[str, str]] = set()
    for version in story.versions:
        for side, answer in (("user", version.user), ("contact", version.contact)):
            key = (side, answer.value if answer else "")
            is_news = answer not in {None, Participation.NEEDS_ACTION}
            if is_news and answer and key not in seen_answers and version.organizer != side:
                seen_answers.add(key)
                yield Entry(version.at, answer.value, side, version.source)


def _change_lines(story: Story) -> Iterable[Entry]:
    """What else an update says anew: an organizer's mails beside each other, and each calendar's versions. Programs
    word the same description differently, so that a mail beside a calendar says nothing.
    """
    before: dict[str, Observation] = {}
    for seen in story.versions:
        line = seen.source if seen.is_calendar else ""
        changed = _changed(before[line], seen) if line in before else ""
        if changed:
            yield Entry(seen.at, "details_changed", seen.organizer, seen.source, "", (("changed", changed),))
        before[line] = seen


def _changed(one: Observation, other: Observation) -> str:
    """Names of what differs, the meeting and its start being the same."""
    if one.start != other.start or "cancelled" in {one.status, other.status}:
        return ""
    told = dict(one.details)
    names = [name for name, value in other.details if name in told and told[name] != value]
    if None not in {one.end, other.end} and one.end != other.end:
        names.append("length")
    return ",".join(sorted(names))


def _standing_again_lines(story: Story) -> Iterable[Entry]:
    """Where something stands again that had been called off."""
    off: Observation | None = None
    told: dict[str, Observation] = {}
    for seen in story.versions:
        if seen.status != "cancelled" and off is not None:
            told[seen.source + str(seen.at)] = seen
        off = seen if seen.status == "cancelled" else None
    for cancel in story.said(Kind.CANCEL):
        if again := reopening(story, cancel):
            told[again.source + str(again.at)] = again
    for seen in told.values():
        yield Entry(seen.at, "reopened", seen.organizer, seen.source)


def _end_line(story: Story, current: Observation) -> Entry:
    """That it was called off, or only that its entry is gone where nobody knows since when."""
    slot = story.slot
    if current.stood_until is not None and slot is not None and current.at > slot.end:
        return Entry(current.at, "gone_from_calendar", "", current.source)
    if current.value == "removed":
        return Entry(current.at, "removed", current.organizer, current.source)
    return Entry(current.at, "cancelled", canceller(story), current.source)


def _organizer_of(story: Story, slot: Slot) -> str:
    if story.chosen is not None and slot.source == story.chosen.source:
        return "user"
    return next((seen.organizer for seen in story.versions if seen.source == slot.source), "")
