"""PURE: the status that a story comes to. The person's word first, then calendar and cancellations, then what people
wrote, then time.

Nobody's absence is ever guessed: a no-show needs words that say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from connectors.records import Participation
from service.lifecycle.observed import IN_WORDS, Kind, Observation, Slot
from service.lifecycle.story import (
    CHANGE_OF_MIND,
    Story,
    answer_of,
    is_accepted,
    names_day,
    time_order,
    wrote_afterwards,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, whose doing it was, and what speaks against presuming more."""

    status: str
    by: str = ""
    declined: str = ""
    doubt: str = ""
    doubt_evidence: tuple[str, str] = ("", "")
    was_accepted: bool = False


def verdict_of(story: Story, now: datetime) -> Verdict:
    """The person's word, then what mail says of the meeting itself, then calendar and answers, then time."""
    accepted = is_accepted(story)
    for decide in (_by_correction, _by_note, _by_cancellation, _by_later_words, _by_refusal, _by_mailed_cancel):
        verdict = decide(story)
        if verdict is not None:
            return verdict if verdict.was_accepted else _with_acceptance(verdict, accepted=accepted)
    return _by_time(story, now, accepted=accepted)


def _with_acceptance(verdict: Verdict, *, accepted: bool) -> Verdict:
    return Verdict(
        verdict.status, verdict.by, verdict.declined, verdict.doubt, verdict.doubt_evidence, was_accepted=accepted
    )


_WORDS_OF_PERSON = {
    "held": ("held", ""),
    "no_show": ("no_show", "contact"),
    "no_show_by_contact": ("no_show", "contact"),
    "no_show_by_user": ("no_show", "user"),
    "cancelled": ("cancelled", "user"),
}


def _by_correction(story: Story) -> Verdict | None:
    told = [seen for seen in story.said(Kind.CORRECTION) if seen.value in _WORDS_OF_PERSON]
    if not told:
        return None
    status, by = _WORDS_OF_PERSON[told[-1].value]
    if status == "cancelled":
        by = canceller(story) or by
    return Verdict(status, by)


def _by_note(story: Story) -> Verdict | None:
    """A note written after the start says that it took place, unless its words say that nobody came."""
    slot = story.slot
    notes = [seen for seen in story.said(Kind.NOTE) if slot is None or seen.at >= slot.start]
    against = [seen for seen in notes if seen.value in _WORDS_OF_PERSON and seen.value != "held"]
    if against:
        status, by = _WORDS_OF_PERSON[against[-1].value]
        return Verdict(status, canceller(story) or by if status == "cancelled" else by)
    return Verdict("held") if notes and slot is not None else None


def canceller(story: Story) -> str:
    """Whose cancellation it was: their own words first, then the cancelling mail, then the organizer."""
    slot = story.slot
    for kind in (Kind.CANCELS, Kind.CANCEL):
        told = [seen for seen in story.said(kind, "user", "contact") if slot is None or seen.at <= slot.end]
        if told:
            return "user" if told[-1].by == "user" else "contact"
    if story.current is None or not story.current.organizer:
        return ""
    return "user" if story.current.organizer == "user" else "contact"


def _by_cancellation(story: Story) -> Verdict | None:
    """The calendar or a rightful CANCEL says so. After the end of what both agreed to it changes nothing: people tidy
    up. What nobody agreed to did not take place, so that it may be called off at any time.
    """
    slot, is_open = story.slot, not is_accepted(story)
    cancelled = _cancelled_in_calendar(story)
    if cancelled is not None and _is_in_time(cancelled, slot):
        return Verdict("cancelled", canceller(story))
    for cancel in reversed(story.said(Kind.CANCEL)):
        if (is_open or _is_in_time(cancel, slot)) and not _is_reopened(story, cancel):
            return Verdict("cancelled", canceller(story))
    return None


def is_removed(story: Story) -> bool:
    """Whether what was called off is only the person's part in it: they were taken off the list (RFC 5546, 3.2.5)."""
    told = [*story.said(Kind.CANCEL), *([story.current] if story.current else [])]
    off = [seen for seen in told if seen.kind is Kind.CANCEL or seen.status == "cancelled"]
    return bool(off) and any(seen.value == "removed" for seen in off)


def _cancelled_in_calendar(story: Story) -> Observation | None:
    """The version that began the cancellation which stands now; of several one that says when."""
    if story.current is None or story.current.status != "cancelled":
        return None
    if story.chosen is not None:
        return story.recorded
    run = [*takewhile(lambda seen: seen.status == "cancelled", reversed(story.versions))]
    dated = [seen for seen in run if seen.is_dated]
    return (dated or run or [story.current])[-1]


def gone_unclear(story: Story) -> Observation | None:
    """The version that a calendar stopped showing at a time that it does not tell: before the end, when nobody met, or
    after it, when somebody tidied up. The organizer's own CANCEL, with its date, settles it.
    """
    slot, cancelled = story.slot, _cancelled_in_calendar(story)
    if slot is None or cancelled is None or cancelled.stood_until is None:
        return None
    if cancelled.at <= slot.end or cancelled.stood_until >= slot.end or story.said(Kind.CANCEL):
        return None
    return cancelled


def _by_refusal(story: Story) -> Verdict | None:
    """One side declined the invite."""
    for side in ("user", "contact"):
        if answer_of(story, side) is Participation.DECLINED:
            return Verdict("cancelled", side, declined=side)
    return None


def _is_in_time(cancel: Observation, slot: Slot | None) -> bool:
    """Whether it is known to have come before the end. An entry that says nothing of times was kept as a cancelled one:
    who tidies up, deletes.
    """
    return slot is None or cancel.at <= slot.end or (not cancel.is_dated and cancel.stood_until is None)


def _is_reopened(story: Story, cancel: Observation) -> bool:
    if story.chosen is not None and cancel.at <= story.chosen.at:
        return True
    if story.current is not None and story.current.status == "cancelled":
        return False
    return reopening(story, cancel) is not None


def reopening(story: Story, cancel: Observation) -> Observation | None:
    """The version that stands again after a CANCEL: of a higher SEQUENCE, or newer in the calendar itself.

    A series and its moved times count their own numbers, so that there only the stamp tells (RFC 5546, 2.1.4).
    """

    def is_after(seen: Observation) -> bool:
        is_newer = seen.at > cancel.at and (seen.is_calendar or cancel.is_of_series)
        return is_newer or (seen.sequence > cancel.sequence and not cancel.is_of_series)

    return next((seen for seen in story.versions if seen.status != "cancelled" and is_after(seen)), None)


def _by_later_words(story: Story) -> Verdict | None:
    """What people wrote after the start: thanks and "great talking to you" against "sorry I missed it"."""
    slot = story.slot
    if slot is None:
        return _without_a_time(story)
    held = [seen for kind in (Kind.THANKS, Kind.TOOK_PLACE) for seen in story.said(kind) if _is_after(seen, slot)]
    held += wrote_afterwards(story, "contact", "user")
    missed = [seen for seen in story.said(Kind.APOLOGISES) if seen.at >= slot.start and seen.by in {"user", "contact"}]
    absent = [
        seen for seen in story.said(Kind.SAYS_NO_SHOW) if seen.at >= slot.start and seen.by in {"user", "contact"}
    ]
    if not (held or missed or absent):
        return None
    if missed or absent:
        # Whoever says sorry for missing it and later thanks has still missed it; only "great talking" undoes it.
        last = max([*missed, *absent], key=time_order)
        undone = [seen for seen in held if seen.kind is Kind.TOOK_PLACE and seen.source != last.source]
        if not any(time_order(seen) > time_order(last) for seen in undone):
            return Verdict("no_show", missed[-1].by if missed else _other_side(absent[-1].by))
    return Verdict("held")


_RECENTLY = re.compile(
    r"\b(today|yesterday|this (morning|afternoon|week)|heute|gestern|aujourd.hui|hier|ce matin|hoy|ayer)\b",
    re.IGNORECASE,
)


def _without_a_time(story: Story) -> Verdict | None:
    """A talk that was only arranged in words: it took place when somebody says so, it is off when it was refused."""
    if not (story.said(Kind.REQUESTS) and is_accepted(story)):
        refused = story.said(Kind.DECLINES, "user", "contact")
        return Verdict("cancelled", refused[-1].by, declined=refused[-1].by) if refused else None
    agreed = min(seen.at for seen in story.said(Kind.AGREES, "user", "contact"))
    thanks = [seen for seen in story.said(Kind.THANKS, "user", "contact") if _RECENTLY.search(seen.quote)]
    told = [*story.said(Kind.TOOK_PLACE, "user", "contact"), *thanks]
    return Verdict("held") if any(seen.at > agreed for seen in told) else None


def _is_after(seen: Observation, slot: Slot) -> bool:
    return seen.at > slot.start and seen.by in {"user", "contact"}


def _other_side(by: str) -> str:
    return "contact" if by == "user" else "user"


def _by_mailed_cancel(story: Story) -> Verdict | None:
    """Somebody cancelled in words while the calendar still stands: it is off, and both are shown."""
    slot = story.slot
    told = [seen for seen in story.said(Kind.CANCELS, "user", "contact") if _is_about(seen, story)]
    if not told or (slot is not None and any(seen.at > told[-1].at for seen in story.said(Kind.JOINS))):
        return None
    if _agreed_after(story, told[-1]):
        return None
    doubt = "cancelled_in_mail" if story.current is not None else ""
    return Verdict("cancelled", told[-1].by, doubt=doubt, doubt_evidence=(told[-1].source, told[-1].quote))


def _is_about(seen: Observation, story: Story) -> bool:
    """Whether words about a change are still open: not answered by a newer slot."""
    slot = story.slot
    if slot is None:
        return True
    if seen.at > slot.end or slot.start - seen.at > CHANGE_OF_MIND or _is_settled(seen, story):
        return False
    if len(story.slots) == 1:
        return True
    return slot.is_dated and seen.at >= slot.since + timedelta(hours=48) and not names_day(slot, seen)


def _is_settled(seen: Observation, story: Story) -> bool:
    """Whether the person chose the time knowing of these words."""
    return story.chosen is not None and seen.at <= story.chosen.at


def _agreed_after(story: Story, words: Observation) -> bool:
    return any(seen.at > words.at for seen in story.said(Kind.AGREES, words.by))


def _by_time(story: Story, now: datetime, *, accepted: bool) -> Verdict:
    slot = story.slot
    doubt, evidence = _doubt(story)
    if not accepted:
        return Verdict("invited", doubt=doubt, doubt_evidence=evidence)
    if slot is not None and now >= slot.end and not doubt and _is_in_words(story):
        doubt, evidence = "only_words", (slot.source, story.current.quote if story.current else "")
    if slot is None or now < slot.end or doubt:
        return Verdict("accepted", doubt=doubt, doubt_evidence=evidence, was_accepted=True)
    return Verdict("held_presumed", was_accepted=True)


def _is_in_words(story: Story) -> bool:
    """Whether nothing but mail knows of the time, and the person did not confirm it."""
    return story.current is not None and story.current.value == IN_WORDS and story.chosen is None


def _doubt(story: Story) -> tuple[str, tuple[str, str]]:
    """What speaks against it: somebody waited alone, a move was announced that the calendar does not show, or the
    calendar shows it no more.
    """
    slot = story.slot
    if slot is None:
        return "", ("", "")
    if gone := gone_unclear(story):
        return "gone_from_calendar", (gone.source, "")
    waiting = [seen for seen in story.said(Kind.WAITS, "user", "contact") if _is_during(seen, slot)]
    if waiting and not any(
        seen.at >= waiting[0].at and seen.by != waiting[0].by and seen.at <= slot.end + timedelta(minutes=30)
        for seen in story.said(Kind.JOINS)
    ):
        return "waiting", (waiting[-1].source, waiting[-1].quote)
    moved = [seen for seen in story.said(Kind.MOVES) if _is_open_move(seen, story)]
    if moved:
        return "moved_in_mail", (moved[-1].source, moved[-1].quote)
    if _is_changed_since_chosen(story):
        return "moved_in_calendar", (story.recorded.source if story.recorded else "", "")
    return "", ("", "")


def _is_changed_since_chosen(story: Story) -> bool:
    """The calendar was moved elsewhere after the person chose the time: that stays, and both are shown."""
    chosen, recorded = story.chosen, story.recorded
    return chosen is not None and recorded is not None and recorded.at > chosen.at and recorded.start != chosen.start


def _is_during(seen: Observation, slot: Slot) -> bool:
    return slot.start - timedelta(minutes=5) <= seen.at <= slot.end + timedelta(minutes=60)


def _is_open_move(seen: Observation, story: Story) -> bool:
    slot = story.slot
    if slot is None or seen.at > slot.end or names_day(slot, seen) or _is_settled(seen, story):
        return False
    if slot.is_dated:
        # A move is often announced within two days after the calendar was changed.
        explained = len(story.slots) > 1 and seen.at <= slot.since + timedelta(hours=48)
        return not explained and (len(story.slots) == 1 or seen.at >= slot.since)
    return len({told.source for told in story.said(Kind.MOVES)}) >= len(story.slots)
