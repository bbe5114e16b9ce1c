"""PURE: the words of the lifecycle: observations go in, an outcome comes out; slots and history lines between."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.records import Participation

IN_WORDS = "in words"
"""The `value` of a version that no calendar and no invite knows: a time agreed on in mail, and not confirmed."""


class Kind(StrEnum):
    """What an observation tells."""

    VERSION = "version"
    REPLY = "reply"
    CANCEL = "cancel"
    COUNTER = "counter"
    DECLINED_COUNTER = "declined_counter"
    FORWARDED = "forwarded"
    OTHER_INVITE = "other_invite"
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
    SAYS_THANKS = "says_thanks"
    """A bare word of thanks, for whatever it may be."""
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
    stood_until: datetime | None = None
    """Of a cancellation that does not say when it was made: it was made after this, and before it was received."""
    quote: str = ""
    message_id: str = ""
    value: str = ""
    """A reply's answer; a note's or a correction's word: held, no_show_by_contact, no_show_by_user, cancelled; of a
    cancellation `removed` where it only takes the person off the list; why something is unverified
    """
    details: tuple[tuple[str, str], ...] = ()
    """Of a version what it says beside its times, by name: title, place, text, rule; as fingerprints."""
    is_of_series: bool = False
    """Said of a whole series, though this is one time of it."""
    is_listed: bool = True
    """False: a version that does not name the person."""


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
    """Why nobody may presume that it took place: waiting, moved_in_mail, cancelled_in_mail, gone_from_calendar, only_words"""
    doubt_evidence: tuple[str, str] = ("", "")
    new_time_wish: tuple[str, str, str] = ("", "", "")
    """Who asked for another time, source and quote."""
    new_time_proposed: tuple[str, str, datetime | None] = ("", "", None)
    """Who proposed another time by COUNTER, source and start, while nobody answered that."""
    outdated_answers: tuple[str, ...] = ()
    """Which sides had accepted an earlier time and have not answered to the one that stands."""
    is_removed: bool = False
    """It takes place without the person, who was taken off the list."""
    unverified: tuple[tuple[str, str, str], ...] = ()
    """Source, quote and reason of what changed nothing."""
    was_accepted: bool = False
    history: tuple[Entry, ...] = field(default=())


def iso(instant: datetime) -> str:
    """An instant as it is written everywhere outside: UTC with Z."""
    return instant.isoformat().replace("+00:00", "Z")
