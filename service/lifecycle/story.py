"""PURE: observations in order, and what follows from the versions alone: the current one and the planned times.

Versions are ordered by (SEQUENCE, stamp, receipt), what people wrote by its date (recognition.md 3; RFC 5546, 2.1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.records import Participation
from service.lifecycle.observed import Kind, Observation, Slot


def _version_order(seen: Observation) -> tuple[Any, ...]:
    # The rest of the record breaks ties, so that equal stamps never leave the order to chance.
    return (seen.sequence, seen.at, seen.received_at, seen.is_calendar, seen.source, repr(seen))


def time_order(seen: Observation) -> tuple[Any, ...]:
    """What people wrote, by its date."""
    return (seen.at, seen.received_at, seen.kind, seen.source, repr(seen))


@dataclass(frozen=True, slots=True)
class Story:
    """The observations in order, and what follows from the versions alone."""

    versions: tuple[Observation, ...]
    words: tuple[Observation, ...]
    current: Observation | None
    slots: tuple[Slot, ...]
    chosen: Observation | None = None
    """The time that the person chose, where records disagreed."""
    recorded: Observation | None = None
    """The version that would count without the person's choice."""

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> Story:
        unique = set(observations)
        versions = sorted((seen for seen in unique if seen.kind is Kind.VERSION), key=_version_order)
        if _sequences_are_flat(versions):
            versions.sort(key=lambda seen: (seen.at, *_version_order(seen)))
        versions = list(_with_removals(versions))
        words = sorted((seen for seen in unique if seen.kind is not Kind.VERSION), key=time_order)
        recorded = _current(versions)
        chosen = next((seen for seen in reversed(words) if seen.kind is Kind.CORRECTION and seen.start), None)
        current = _as_chosen(chosen, recorded, versions) if chosen else recorded
        return cls(tuple(versions), tuple(words), current, tuple(_slots(versions, current)), chosen, recorded)

    @property
    def slot(self) -> Slot | None:
        return self.slots[-1] if self.slots else None

    def said(self, kind: Kind, *by: str) -> tuple[Observation, ...]:
        return tuple(seen for seen in self.words if seen.kind is kind and (not by or seen.by in by))


def _sequences_are_flat(versions: Sequence[Observation]) -> bool:
    """Graph's calendar tells no SEQUENCE: then a mailed invite's number must not outrank every later snapshot."""
    calendar = {seen.sequence for seen in versions if seen.is_calendar}
    mailed = {seen.sequence for seen in versions if not seen.is_calendar}
    return bool(calendar and mailed) and max(calendar) < max(mailed)


def _with_removals(versions: Iterable[Observation]) -> Iterator[Observation]:
    """An organizer's update that names the person no longer, where one before did: it goes on without them."""
    was_listed = False
    for seen in versions:
        is_off = was_listed and not (seen.is_listed or seen.is_calendar)
        yield replace(seen, status="cancelled", value="removed") if is_off else seen
        was_listed = was_listed or seen.is_listed


def _current(versions: Sequence[Observation]) -> Observation | None:
    """The version that counts now: the calendar's, unless a mailed one is newer by its stamp and not older by number.

    Google mails updates with an unchanged SEQUENCE and a later DTSTAMP, which RFC 5546 (2.1.5) orders by the stamp.
    """
    calendar = [seen for seen in versions if seen.is_calendar]
    mailed = [seen for seen in versions if not seen.is_calendar]
    if not calendar:
        return mailed[-1] if mailed else None
    newest = calendar[-1]
    if mailed and mailed[-1].sequence >= newest.sequence and mailed[-1].at > newest.at:
        return mailed[-1]
    return newest


def _as_chosen(chosen: Observation, recorded: Observation | None, versions: Sequence[Observation]) -> Observation:
    """The version that counts since the person chose a time: as recorded, at that time, agreed to by both.

    Only what was called off after the choice is off.
    """
    is_off = recorded is not None and recorded.status == "cancelled" and recorded.at > chosen.at
    return replace(
        recorded or chosen,
        kind=Kind.VERSION,
        source=chosen.source,
        at=chosen.at,
        received_at=chosen.received_at,
        sequence=max((seen.sequence for seen in versions), default=0),
        start=chosen.start,
        end=chosen.end,
        status="cancelled" if is_off else "confirmed",
        user=Participation.ACCEPTED,
        contact=Participation.ACCEPTED,
        organizer=recorded.organizer if recorded else "user",
        is_calendar=True,
        is_dated=True,
        stood_until=None,
        quote="",
        value="",
    )


def _slots(versions: Sequence[Observation], current: Observation | None) -> Iterable[Slot]:
    """The planned times one after another; the same time told again is no move."""
    found: list[Slot] = []
    ordered = [seen for seen in versions if seen is not current]
    for seen in [*ordered, current] if current else ordered:
        if seen.start is None:
            continue
        end = seen.end or seen.start
        if found and found[-1].start == seen.start:
            found[-1] = _same_slot(found[-1], seen, end)
        else:
            found.append(Slot(seen.start, end, seen.at, seen.sequence, _dates_its_slot(seen), seen.source))
    return found


def _same_slot(slot: Slot, seen: Observation, end: datetime) -> Slot:
    earlier = min(slot.since, seen.at)
    is_dated = slot.is_dated or _dates_its_slot(seen)
    return Slot(slot.start, end, earlier, min(slot.sequence, seen.sequence), is_dated, slot.source)


def _dates_its_slot(seen: Observation) -> bool:
    """Whether a version says since when its time was planned: a cancellation only says that it was planned before."""
    return seen.is_dated and seen.status != "cancelled"


_WEEKDAYS = (
    ("monday", "montag", "lundi", "lunes"), ("tuesday", "dienstag", "mardi", "martes"),
    ("wednesday", "mittwoch", "mercredi", "miércoles"), ("thursday", "donnerstag", "jeudi", "jueves"),
    ("friday", "freitag", "vendredi", "viernes"), ("saturday", "samstag", "samedi", "sábado"),
    ("sunday", "sonntag", "dimanche", "domingo"),
)  # fmt: skip
_TODAY = ("today", "heute", "aujourd'hui", "hoy")
_TOMORROW = ("tomorrow", "morgen", "demain", "mañana")


def names_day(slot: Slot, seen: Observation) -> bool:
    """Whether words name the day of a slot, so that they speak of it and not against it."""
    text = f" {seen.quote.lower().replace('’', chr(39))} "
    day = slot.start.date()
    if any(word in text for word in _TOMORROW):
        return (day - seen.at.date()).days == 1
    if any(word in text for word in _TODAY):
        return day == seen.at.date()
    if any(word in text for word in _WEEKDAYS[day.weekday()]) and 0 <= (day - seen.at.date()).days <= 7:
        return True
    return any(
        f"{before}{day.day}{after}" in text
        for before in (" ", "the ")
        for after in (" ", "th", "st", "nd", "rd", ".", ",")
    )


# --- afterwards ---------------------------------------------------------------------------------------------------

_CONTRARY = (
    Kind.REQUESTS,
    Kind.AGREES,
    Kind.DECLINES,
    Kind.CANCELS,
    Kind.MOVES,
    Kind.WANTS_ANOTHER_TIME,
    Kind.WAITS,
    Kind.JOINS,
    Kind.SAYS_NO_SHOW,
    Kind.APOLOGISES,
)
_SOON = {"contact": timedelta(days=5), "user": timedelta(days=2)}
"""How long after the end a mail is taken for one about the talk; the person writes about it soon or thanks."""


def sources_of(story: Story, *kinds: Kind) -> frozenset[str]:
    """The mails that do one of these things."""
    return frozenset(seen.source for kind in kinds for seen in story.said(kind))


def wrote_afterwards(story: Story, *by: str) -> list[Observation]:
    """Mails written by hand soon after the end that neither miss, move nor ask for anything: people who met write so."""
    slot = story.slot
    if slot is None:
        return []
    contrary = sources_of(story, *_CONTRARY)
    return [
        seen
        for seen in story.said(Kind.WROTE, *by)
        if slot.end < seen.at <= slot.end + _SOON[seen.by] and seen.source not in contrary
    ]


# --- answers ------------------------------------------------------------------------------------------------------

CHANGE_OF_MIND = timedelta(days=45)


def answer_of(story: Story, side: str) -> Participation | None:
    """What one side answered for the current slot: the newest definite word, in whatever record it stands.

    An update that sets the answer back to NEEDS-ACTION takes nothing back while the time is the same.
    """
    version, slot = story.current, story.slot
    if version is None:
        return None
    told = [_as_told(seen, _listed(seen, side)) for seen in story.versions if _is_of_slot(seen, slot)]
    told += [_as_told(seen, Participation(seen.value)) for seen in replies_to(story, side)]
    definite = [answer for *_, answer in sorted(told) if answer and answer != Participation.NEEDS_ACTION]
    return Participation(definite[-1]) if definite else _listed(version, side)


def _as_told(seen: Observation, answer: Participation | None) -> tuple[datetime, datetime, bool, str, str]:
    return (seen.at, seen.received_at, seen.is_calendar, seen.source, answer.value if answer else "")


def _listed(version: Observation, side: str) -> Participation | None:
    return version.user if side == "user" else version.contact


def _is_of_slot(version: Observation, slot: Slot | None) -> bool:
    return slot is None or (version.start == slot.start and version.at >= slot.since)


def replies_to(story: Story, side: str) -> list[Observation]:
    """The replies of one side that answer to the time which stands: made after it, and to its number or a later one
    (RFC 5546, 2.1.5 and 3.2.3).
    """
    slots, replies = story.slots, story.said(Kind.REPLY, side)
    if len(slots) < 2:
        return list(replies)
    slot = slots[-1]
    # Where the number rose with the move, an answerer's slow clock does not matter.
    is_numbered = slot.sequence > slots[-2].sequence
    return [seen for seen in replies if seen.sequence >= slot.sequence and (is_numbered or seen.at >= slot.since)]


def outdated_answers(story: Story) -> tuple[str, ...]:
    """The sides that accepted an earlier time and said nothing of the one that stands."""
    return tuple(side for side in ("user", "contact") if _is_outdated(story, side))


def _is_outdated(story: Story, side: str) -> bool:
    version = story.current
    if version is None or version.organizer == side or len(story.slots) < 2:
        return False
    if answer_of(story, side) not in {None, Participation.NEEDS_ACTION} or has_agreed(story, side):
        return False
    accepted = [seen for seen in story.versions if _listed(seen, side) is Participation.ACCEPTED]
    accepted += [seen for seen in story.said(Kind.REPLY, side) if seen.value == Participation.ACCEPTED]
    return bool(accepted)


def has_agreed(story: Story, *by: str) -> bool:
    """Whether they agreed in words to the time that stands now. Before a first invite counts, before a move not."""
    slot = story.slot
    for seen in story.said(Kind.AGREES, *by):
        if slot is None:
            return True
        if seen.at > slot.end or slot.start - seen.at > CHANGE_OF_MIND:
            continue
        if len(story.slots) == 1 or (slot.is_dated and seen.at >= slot.since) or names_day(slot, seen):
            return True
    return False


def is_accepted(story: Story) -> bool:
    """Both sides have said yes to the current time. An organizer has by organizing; a tentative answer is no yes."""
    version = story.current
    if version is None:
        return any(
            story.said(Kind.REQUESTS, asker) and has_agreed(story, answerer)
            for asker, answerer in (("user", "contact"), ("contact", "user"))
        )
    user, contact = answer_of(story, "user"), answer_of(story, "contact")
    if Participation.DECLINED in {user, contact}:
        return False
    by_user = version.organizer == "user" or user is Participation.ACCEPTED or has_agreed(story, "user")
    by_contact = (
        version.organizer != "user" or contact in {Participation.ACCEPTED, None} or has_agreed(story, "contact")
    )
    return by_user and by_contact
