"""PURE: what has been observed of one meeting, folded into its status. No database, no clock: `now` is handed in.

The fold does not depend on the order in which observations arrive, and duplicates do no harm: versions are ordered
by (SEQUENCE, stamp, receipt), what people wrote by its date (recognition.md 3). A *slot* is a planned time; a
*version* is a calendar event or a mailed invite as it stood once. Nobody's absence is ever guessed: a no-show needs
words that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from connectors.records import Participation


class Kind(StrEnum):
    """What an observation tells."""

    VERSION = "version"
    REPLY = "reply"
    CANCEL = "cancel"
    COUNTER = "counter"
    UNVERIFIED = "unverified"
    WROTE = "wrote"
    REQUESTS = "requests"
    AGREES = "agrees"
    DECLINES = "declines"
    CANCELS = "cancels"
    MOVES = "moves"
    WANTS_ANOTHER_TIME = "wants_another_time"
    WAITS = "waits"
    JOINS = "joins"
    SAYS_NO_SHOW = "says_no_show"
    APOLOGISES = "apologises"
    THANKS = "thanks"
    TOOK_PLACE = "took_place"
    NOTE = "note"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that one source says about one meeting."""

    kind: Kind
    source: str
    at: datetime
    received_at: datetime
    sequence: int = 0
    by: str = ""
    """user, contact, or other (an assistant, another attendee)"""
    start: datetime | None = None
    end: datetime | None = None
    status: str = "confirmed"
    user: Participation | None = None
    contact: Participation | None = None
    organizer: str = ""
    is_calendar: bool = False
    is_dated: bool = True
    """False: the source does not say when this version was made."""
    quote: str = ""
    message_id: str = ""
    value: str = ""
    """A reply's answer; a note's or a correction's word: held, no_show_by_contact, no_show_by_user, cancelled"""


@dataclass(frozen=True, slots=True)
class Slot:
    """A planned time and since when it was."""

    start: datetime
    end: datetime
    since: datetime
    sequence: int
    is_dated: bool
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a meeting's history."""

    at: datetime
    what: str
    by: str
    source: str
    quote: str = ""
    more: tuple[tuple[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        evidence = {"source": self.source, "quote": self.quote}
        return {"at": iso(self.at), "what": self.what, "by": self.by, "evidence": evidence, **dict(self.more)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the observations come to at one moment."""

    status: str
    start: datetime | None = None
    end: datetime | None = None
    slots: tuple[Slot, ...] = ()
    reschedules: int = 0
    cancelled_by: str = ""
    no_show_by: str = ""
    thanked_at: datetime | None = None
    thanked_by: str = ""
    wrote_after_at: datetime | None = None
    wrote_after_by: str = ""
    user_answer: Participation | None = None
    contact_answer: Participation | None = None
    organizer: str = ""
    is_declined: str = ""
    """Who declined the invite: user or contact."""
    doubt: str = ""
    """Why nobody may presume that it took place: waiting, moved_in_mail, cancelled_in_mail"""
    doubt_evidence: tuple[str, str] = ("", "")
    new_time_wish: tuple[str, str, str] = ("", "", "")
    """Who asked for another time, source and quote."""
    unverified: tuple[tuple[str, str], ...] = ()
    was_accepted: bool = False
    history: tuple[Entry, ...] = field(default=())


def iso(instant: datetime) -> str:
    """An instant as it is written everywhere outside: UTC with Z."""
    return instant.isoformat().replace("+00:00", "Z")


def fold(observations: Sequence[Observation], now: datetime) -> Outcome:
    """The status of one meeting at `now`, and how it came to it."""
    story = _Story.of(observations)
    verdict = _verdict(story, now)
    return _outcome(story, verdict, now)


# --- the story, in order ------------------------------------------------------------------------------------------


def _version_order(seen: Observation) -> tuple[Any, ...]:
    return (seen.sequence, seen.at, seen.received_at, seen.is_calendar, seen.source, repr(seen.start), seen.status)


def _time_order(seen: Observation) -> tuple[Any, ...]:
    return (seen.at, seen.received_at, seen.kind, seen.source, seen.by, seen.quote)


@dataclass(frozen=True, slots=True)
class _Story:
    """The observations in order, and what follows from the versions alone."""

    versions: tuple[Observation, ...]
    words: tuple[Observation, ...]
    current: Observation | None
    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, observations: Iterable[Observation]) -> _Story:
        unique = set(observations)
        versions = sorted((seen for seen in unique if seen.kind is Kind.VERSION), key=_version_order)
        if _sequences_are_flat(versions):
            versions.sort(key=lambda seen: (seen.at, *_version_order(seen)))
        words = sorted((seen for seen in unique if seen.kind is not Kind.VERSION), key=_time_order)
        current = _current(versions)
        return cls(tuple(versions), tuple(words), current, tuple(_slots(versions, current)))

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


def _current(versions: Sequence[Observation]) -> Observation | None:
    """The version that counts now: the calendar's, unless a mailed one is newer by number and by stamp."""
    calendar = [seen for seen in versions if seen.is_calendar]
    mailed = [seen for seen in versions if not seen.is_calendar]
    if not calendar:
        return mailed[-1] if mailed else None
    newest = calendar[-1]
    if mailed and mailed[-1].sequence > newest.sequence and mailed[-1].at > newest.at:
        return mailed[-1]
    return newest


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
            found.append(Slot(seen.start, end, seen.at, seen.sequence, seen.is_dated, seen.source))
    return found


def _same_slot(slot: Slot, seen: Observation, end: datetime) -> Slot:
    earlier = min(slot.since, seen.at)
    return Slot(
        slot.start, end, earlier, min(slot.sequence, seen.sequence), slot.is_dated or seen.is_dated, slot.source
    )


# --- answers ------------------------------------------------------------------------------------------------------

_CHANGE_OF_MIND = timedelta(days=45)


def _answer(story: _Story, side: str) -> Participation | None:
    """What one side answered for the current slot."""
    version, slot = story.current, story.slot
    if version is None:
        return None
    answer = version.user if side == "user" else version.contact
    replies = [
        seen
        for seen in story.said(Kind.REPLY, side)
        if slot is None or (seen.sequence >= slot.sequence and seen.at >= slot.since) or len(story.slots) == 1
    ]
    if replies and (
        not version.is_calendar or replies[-1].at > version.at or answer in {None, Participation.NEEDS_ACTION}
    ):
        answer = Participation(replies[-1].value)
    return answer


def _agreed(story: _Story, *by: str) -> bool:
    """Whether they agreed in words to the time that stands now. Before a first invite counts, before a move not."""
    slot = story.slot
    for seen in story.said(Kind.AGREES, *by):
        if slot is None:
            return True
        if seen.at > slot.end or slot.start - seen.at > _CHANGE_OF_MIND:
            continue
        if len(story.slots) == 1 or (slot.is_dated and seen.at >= slot.since) or _names(slot, seen):
            return True
    return False


def _is_accepted(story: _Story) -> bool:
    """Both sides have said yes to the current time. An organizer has by organizing; a tentative answer is no yes."""
    version = story.current
    if version is None:
        return _agreed(story, "contact") and _agreed(story, "user")
    user, contact = _answer(story, "user"), _answer(story, "contact")
    if Participation.DECLINED in {user, contact}:
        return False
    by_user = version.organizer == "user" or user is Participation.ACCEPTED or _agreed(story, "user")
    by_contact = version.organizer != "user" or contact in {Participation.ACCEPTED, None} or _agreed(story, "contact")
    return by_user and by_contact


# --- verdict ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Verdict:
    status: str
    by: str = ""
    declined: str = ""
    doubt: str = ""
    doubt_evidence: tuple[str, str] = ("", "")
    was_accepted: bool = False


def _verdict(story: _Story, now: datetime) -> _Verdict:
    """The person's word, then what mail says of the meeting itself, then calendar and answers, then time."""
    accepted = _is_accepted(story)
    for decide in (_by_correction, _by_note, _by_cancellation, _by_later_words, _by_mailed_cancel):
        verdict = decide(story)
        if verdict is not None:
            return verdict if verdict.was_accepted else _with_acceptance(verdict, accepted=accepted)
    return _by_time(story, now, accepted=accepted)


def _with_acceptance(verdict: _Verdict, *, accepted: bool) -> _Verdict:
    return _Verdict(
        verdict.status, verdict.by, verdict.declined, verdict.doubt, verdict.doubt_evidence, was_accepted=accepted
    )


_WORDS_OF_PERSON = {
    "held": ("held", ""),
    "no_show": ("no_show", "contact"),
    "no_show_by_contact": ("no_show", "contact"),
    "no_show_by_user": ("no_show", "user"),
    "cancelled": ("cancelled", "user"),
}


def _by_correction(story: _Story) -> _Verdict | None:
    told = [seen for seen in story.said(Kind.CORRECTION) if seen.value in _WORDS_OF_PERSON]
    if not told:
        return None
    status, by = _WORDS_OF_PERSON[told[-1].value]
    if status == "cancelled":
        by = _canceller(story) or by
    return _Verdict(status, by)


def _by_note(story: _Story) -> _Verdict | None:
    """A note written after the start says that it took place, unless its words say that nobody came."""
    slot = story.slot
    notes = [seen for seen in story.said(Kind.NOTE) if slot is None or seen.at >= slot.start]
    against = [seen for seen in notes if seen.value in _WORDS_OF_PERSON and seen.value != "held"]
    if against:
        status, by = _WORDS_OF_PERSON[against[-1].value]
        return _Verdict(status, _canceller(story) or by if status == "cancelled" else by)
    return _Verdict("held") if notes and slot is not None else None


def _canceller(story: _Story) -> str:
    """Whose cancellation it was: their own words first, then the cancelling mail, then the organizer."""
    slot = story.slot
    for kind in (Kind.CANCELS, Kind.CANCEL):
        told = [seen for seen in story.said(kind) if slot is None or seen.at <= slot.end]
        if told:
            return "user" if told[-1].by == "user" else "contact"
    if story.current is None or not story.current.organizer:
        return ""
    return "user" if story.current.organizer == "user" else "contact"


def _by_cancellation(story: _Story) -> _Verdict | None:
    """The calendar or a rightful CANCEL says so; or one side declined. What came after the end changes nothing."""
    slot = story.slot
    version = story.current
    if version is not None and version.status == "cancelled" and _is_in_time(version, slot):
        return _Verdict("cancelled", _canceller(story))
    for cancel in reversed(story.said(Kind.CANCEL)):
        if _is_in_time(cancel, slot) and not _is_reopened(story, cancel):
            return _Verdict("cancelled", _canceller(story))
    for side in ("user", "contact"):
        if _answer(story, side) is Participation.DECLINED:
            return _Verdict("cancelled", side, declined=side)
    return None


def _is_in_time(cancel: Observation, slot: Slot | None) -> bool:
    return slot is None or cancel.at <= slot.end or not cancel.is_dated


def _is_reopened(story: _Story, cancel: Observation) -> bool:
    return any(
        seen.status != "cancelled" and (seen.sequence > cancel.sequence or (seen.is_calendar and seen.at > cancel.at))
        for seen in story.versions
    ) and not (story.current is not None and story.current.status == "cancelled")


def _by_later_words(story: _Story) -> _Verdict | None:
    """What people wrote after the start: thanks and "great talking to you" against "sorry I missed it"."""
    slot = story.slot
    if slot is None:
        return None
    held = [seen for kind in (Kind.THANKS, Kind.TOOK_PLACE) for seen in story.said(kind) if _is_after(seen, slot)]
    missed = [seen for seen in story.said(Kind.APOLOGISES) if seen.at >= slot.start and seen.by in {"user", "contact"}]
    absent = [
        seen for seen in story.said(Kind.SAYS_NO_SHOW) if seen.at >= slot.start and seen.by in {"user", "contact"}
    ]
    last = max([*held, *missed, *absent], key=_time_order, default=None)
    if last is None:
        return None
    if missed or absent:
        # Whoever writes both "sorry I missed it" and "thanks for your time" has missed it.
        if held and last in held and not any(seen.source == last.source for seen in (*missed, *absent)):
            return _Verdict("held")
        by = missed[-1].by if missed else _other_side(absent[-1].by)
        return _Verdict("no_show", by)
    return _Verdict("held")


def _is_after(seen: Observation, slot: Slot) -> bool:
    return seen.at > slot.start and seen.by in {"user", "contact"}


def _other_side(by: str) -> str:
    return "contact" if by == "user" else "user"


def _by_mailed_cancel(story: _Story) -> _Verdict | None:
    """Somebody cancelled in words while the calendar still stands: it is off, and both are shown."""
    slot = story.slot
    told = [seen for seen in story.said(Kind.CANCELS, "user", "contact") if _is_about(seen, story)]
    if not told or (slot is not None and any(seen.at > told[-1].at for seen in story.said(Kind.JOINS))):
        return None
    if _agreed_after(story, told[-1]):
        return None
    doubt = "cancelled_in_mail" if story.current is not None else ""
    return _Verdict("cancelled", told[-1].by, doubt=doubt, doubt_evidence=(told[-1].source, told[-1].quote))


def _is_about(seen: Observation, story: _Story) -> bool:
    """Whether words about a change are still open: not answered by a newer slot."""
    slot = story.slot
    if slot is None:
        return True
    if seen.at > slot.end or slot.start - seen.at > _CHANGE_OF_MIND:
        return False
    if len(story.slots) == 1:
        return True
    return slot.is_dated and seen.at >= slot.since + timedelta(hours=48) and not _names(slot, seen)


def _agreed_after(story: _Story, words: Observation) -> bool:
    return any(seen.at > words.at for seen in story.said(Kind.AGREES, words.by))


def _by_time(story: _Story, now: datetime, *, accepted: bool) -> _Verdict:
    slot = story.slot
    doubt, evidence = _doubt(story)
    if not accepted:
        return _Verdict("invited", doubt=doubt, doubt_evidence=evidence)
    if slot is None or now < slot.end or doubt:
        return _Verdict("accepted", doubt=doubt, doubt_evidence=evidence, was_accepted=True)
    return _Verdict("held_presumed", was_accepted=True)


def _doubt(story: _Story) -> tuple[str, tuple[str, str]]:
    """Contrary mail: somebody waited alone, or a move was announced that the calendar does not show."""
    slot = story.slot
    if slot is None:
        return "", ("", "")
    waiting = [seen for seen in story.said(Kind.WAITS, "user", "contact") if _is_during(seen, slot)]
    if waiting and not any(
        seen.at >= waiting[0].at and seen.by != waiting[0].by and seen.at <= slot.end + timedelta(minutes=30)
        for seen in story.said(Kind.JOINS)
    ):
        return "waiting", (waiting[-1].source, waiting[-1].quote)
    moved = [seen for seen in story.said(Kind.MOVES) if _is_open_move(seen, story)]
    if moved:
        return "moved_in_mail", (moved[-1].source, moved[-1].quote)
    return "", ("", "")


def _is_during(seen: Observation, slot: Slot) -> bool:
    return slot.start - timedelta(minutes=5) <= seen.at <= slot.end + timedelta(minutes=60)


def _is_open_move(seen: Observation, story: _Story) -> bool:
    slot = story.slot
    if slot is None or seen.at > slot.end or _names(slot, seen):
        return False
    if slot.is_dated:
        # A move is often announced within two days after the calendar was changed.
        explained = len(story.slots) > 1 and seen.at <= slot.since + timedelta(hours=48)
        return not explained and (len(story.slots) == 1 or seen.at >= slot.since)
    return len({told.source for told in story.said(Kind.MOVES)}) >= len(story.slots)


_WEEKDAYS = (
    ("monday", "montag", "lundi", "lunes"), ("tuesday", "dienstag", "mardi", "martes"),
    ("wednesday", "mittwoch", "mercredi", "miércoles"), ("thursday", "donnerstag", "jeudi", "jueves"),
    ("friday", "freitag", "vendredi", "viernes"), ("saturday", "samstag", "samedi", "sábado"),
    ("sunday", "sonntag", "dimanche", "domingo"),
)  # fmt: skip
_TODAY = ("today", "heute", "aujourd'hui", "hoy")
_TOMORROW = ("tomorrow", "morgen", "demain", "mañana")


def _names(slot: Slot, seen: Observation) -> bool:
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


# --- outcome ------------------------------------------------------------------------------------------------------


def _outcome(story: _Story, verdict: _Verdict, now: datetime) -> Outcome:
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
        user_answer=_answer(story, "user"),
        contact_answer=_answer(story, "contact"),
        organizer=story.current.organizer if story.current else "",
        is_declined=verdict.declined,
        doubt=verdict.doubt,
        doubt_evidence=verdict.doubt_evidence,
        new_time_wish=_wish(story),
        unverified=tuple((seen.source, seen.quote) for seen in story.said(Kind.UNVERIFIED)),
        was_accepted=verdict.was_accepted,
        history=tuple(sorted(_history(story, verdict, now), key=lambda line: (line.at, line.what, line.source))),
    )


def _thanks(story: _Story) -> Observation | None:
    slot = story.slot
    if slot is None:
        return None
    return next((seen for seen in story.said(Kind.THANKS, "user") if seen.at > slot.start), None)


def _wish(story: _Story) -> tuple[str, str, str]:
    slot = story.slot
    told = [
        seen
        for seen in story.said(Kind.WANTS_ANOTHER_TIME)
        if slot is None or seen.at >= slot.since or not slot.is_dated
    ]
    return (told[-1].by, told[-1].source, told[-1].quote) if told else ("", "", "")


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


def _history(story: _Story, verdict: _Verdict, now: datetime) -> Iterable[Entry]:
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


def _version_lines(story: _Story) -> Iterable[Entry]:
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
        yield Entry(current.at, "cancelled", _canceller(story), current.source)


def _organizer_of(story: _Story, slot: Slot) -> str:
    return next((seen.organizer for seen in story.versions if seen.source == slot.source), "")
