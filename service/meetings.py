"""Which meetings are planned with whom, which two are one booking, and to which meeting a mail belongs.

A *meeting* is named by its uid_key (`uid|occurrence`), or `mail:<thread>` while only a request is known. One booking
may carry two UIDs: then the meetings are *linked*, and one of them, the same whatever came first, stands for all. On
hard evidence they are linked unasked, on less the person is asked; what they said counts before what the rules find.
Words that prepare belong to the next meeting with that person, words that look back to the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from connectors.records import CalendarEvent
from service import domains, observations
from service.addresses import address_key
from service.schema import Observation, derived_id

BEFORE = timedelta(days=60)
AFTER = timedelta(days=30)
BY_HAND = "hand:"
"""How the name of a meeting begins that the person entered."""
WISHED = "mail:ask:"
"""How the name of a talk begins that the person wants to ask for, and has not yet."""
_SAME_START = timedelta(minutes=10)
_SAME_TITLE = 85
"""recognition.md 3, rule 8."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One time at which a meeting with somebody was planned; a request for a talk has no end."""

    meeting: str
    start: datetime
    end: datetime
    people: frozenset[str]
    title: str = ""
    url: str = ""
    organizer: str = ""
    is_calendar: bool = False
    is_request: bool = False
    source: str = ""
    """The record that says so, while it is to be judged."""


def uid_key(calendar_event: CalendarEvent) -> str:
    """Identity of a meeting across calendars and mail: UID and the occurrence's original start."""
    occurrence = calendar_event.recurrence_id.isoformat() if calendar_event.recurrence_id else "master"
    return f"{calendar_event.ical_uid.strip().lower()}|{occurrence}"


def interview_id(person_id: str, meeting: str) -> str:
    """The id of the interview row of a meeting."""
    return derived_id("int", person_id, meeting)


def mail_meeting(thread_key: str, key: str) -> str:
    """The name of a talk that so far is only asked for in a conversation with somebody."""
    return f"mail:{thread_key}#{key}"


def wished_meeting(contact_id: str, key: str) -> str:
    """The name of a talk that the person wants to ask somebody for: one for each contact."""
    return f"{WISHED}{contact_id}#{key}"


def planned_with(session: Session, person_id: str, keys: Iterable[str]) -> tuple[Planned, ...]:
    """All times ever planned with any of these addresses, and the requests that may still lead to one."""
    subjects = [observations.with_person(key) for key in keys]
    rows = observations.about(session, person_id, subjects, (observations.SLOT, observations.ASKED))
    found = {_planned(row) for row in rows}
    return tuple(sorted(found, key=lambda planned: (planned.start, planned.meeting, planned.title, planned.url)))


def _planned(row: Observation) -> Planned:
    data = row.data
    start = datetime.fromisoformat(data["start"])
    return Planned(
        meeting=data["meeting"],
        start=start,
        end=datetime.fromisoformat(data["end"]) if data.get("end") else start,
        people=frozenset(data.get("people", ())),
        title=data.get("title", ""),
        url=data.get("url", ""),
        organizer=data.get("organizer", ""),
        is_calendar=bool(data.get("is_calendar")),
        is_request=row.kind == observations.ASKED,
        source=row.source,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """The person's word that two meetings are one conversation, or that they are not."""

    one: str
    other: str
    is_same: bool

    @property
    def pair(self) -> frozenset[str]:
        return frozenset({self.one, self.other})


@dataclass(frozen=True, slots=True)
class Alike:
    """Why two meetings are, or may be, one booking. `reason`: same_link, series, by_hand; when not sure same_title,
    same_link_other_length, booking_service. `words`: the link or the titles.
    """

    one: str
    other: str
    reason: str
    is_sure: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bookings:
    """For each meeting the one that stands for its booking, why, and which bookings may yet be one."""

    stands: Mapping[str, str]
    linked: tuple[Alike, ...] = ()
    asked: tuple[Alike, ...] = ()


def stands_for(planned: Sequence[Planned], said: Sequence[Said] = ()) -> Mapping[str, str]:
    """For each meeting the one that stands for its booking; itself when it is not linked. `said`: newest first."""
    return bookings(planned, said).stands


def bookings(planned: Sequence[Planned], said: Sequence[Said] = ()) -> Bookings:
    """Which meetings are one booking, by the person's word and by evidence. `said`: newest first."""
    calendar = {one.meeting for one in planned if one.is_calendar}
    links = _Links({one.meeting for one in planned}, calendar)
    for word in said:
        links.take(word)
    alike = list(_first_times(planned))
    alike += [found for one, other in _pairs(planned) if (found := is_same_booking(one, other))]
    linked = [found for found in alike if found.is_sure and links.join_if_free(found)]
    stands = _with_requests(planned, {meeting: links.root(meeting) for meeting in links.parents}, links)
    asked = [found for found in alike if not found.is_sure and links.are_free(found.one, found.other)]
    return Bookings(stands, tuple(dict.fromkeys(linked)), tuple(dict.fromkeys(asked)))


class _Links:
    """Meetings joined into bookings, and the pairs that must stay apart."""

    def __init__(self, named: Iterable[str], calendar: set[str]) -> None:
        self.parents = {meeting: meeting for meeting in sorted(named)}
        self.calendar = calendar
        self.apart: set[frozenset[str]] = set()

    def root(self, meeting: str) -> str:
        while self.parents[meeting] != meeting:
            meeting = self.parents[meeting]
        return meeting

    def take(self, word: Said) -> None:
        """The newer word counts: it is taken first, and what contradicts it later is left."""
        if not word.is_same:
            self.apart.add(word.pair)
        elif word.pair <= self.parents.keys() and self.are_free(word.one, word.other):
            self.join(word.one, word.other)

    def are_free(self, one: str, other: str) -> bool:
        """Whether these two may become one: not one already, and nobody in between was said to be apart."""
        first, second = self.root(one), self.root(other)
        return first != second and not (self.apart and self._is_barred(first, second))

    def _is_barred(self, first: str, second: str) -> bool:
        roots = {frozenset(self.root(one) for one in pair if one in self.parents) for pair in self.apart}
        return frozenset({first, second}) in roots

    def join_if_free(self, alike: Alike) -> bool:
        is_free = self.are_free(alike.one, alike.other)
        if is_free:
            self.join(alike.one, alike.other)
        return is_free

    def join(self, one: str, other: str) -> None:
        winner, loser = sorted((self.root(one), self.root(other)), key=lambda meeting: rank(meeting, self.calendar))
        self.parents[loser] = winner


def rank(meeting: str, calendar: set[str]) -> tuple[bool, bool, str]:
    """Which of several meetings stands for all: one of a calendar before others, a mere request last."""
    return (meeting.startswith("mail:"), meeting not in calendar, meeting)


def _first_times(planned: Sequence[Planned]) -> Iterable[Alike]:
    """A series stands for its first time: where that has a record of its own, wherever it was moved, both are one."""
    named = {one.meeting for one in planned}
    for one in planned:
        uid, _, occurrence = one.meeting.rpartition("|")
        first = f"{uid}|{one.start.isoformat()}"
        if occurrence == "master" and first in named:
            yield Alike(one.meeting, first, "series", is_sure=True)


def _pairs(planned: Sequence[Planned]) -> Iterable[tuple[Planned, Planned]]:
    """Pairs that lie close together; `planned` is sorted by start."""
    timed = [one for one in planned if not one.is_request]
    for position, one in enumerate(timed):
        for other in timed[position + 1 :]:
            if other.start - one.start > _SAME_START:
                break
            if other.meeting != one.meeting:
                yield one, other


def is_same_booking(one: Planned, other: Planned) -> Alike | None:
    """Two UIDs at one time, one booking? The same people, and as evidence the same length and link (recognition.md 3,
    rule 8); None when they are two.
    """
    if one.meeting.rpartition("|")[0] == other.meeting.rpartition("|")[0] != "":
        return Alike(one.meeting, other.meeting, "series", is_sure=True)  # a series and its first occurrence
    if not _are_same_people(one, other) or (one.url and other.url and one.url != other.url):
        return None
    if one.url and one.url == other.url:
        is_sure = one.end - one.start == other.end - other.start
        reason = "same_link" if is_sure else "same_link_other_length"
        return Alike(one.meeting, other.meeting, reason, is_sure, one.url)
    if _is_untitled_by_hand(one) or _is_untitled_by_hand(other):
        return Alike(one.meeting, other.meeting, "by_hand", is_sure=True)
    if one.title and other.title and fuzz.token_set_ratio(one.title.lower(), other.title.lower()) >= _SAME_TITLE:
        return Alike(one.meeting, other.meeting, "same_title", is_sure=False, words=f"{one.title} / {other.title}")
    if _is_booking_robot(one.organizer) != _is_booking_robot(other.organizer):
        return Alike(one.meeting, other.meeting, "booking_service", is_sure=False)
    return None


def _are_same_people(one: Planned, other: Planned) -> bool:
    """The same, or one more on one side who does not invite: whoever invites to one is on both, or is nobody else."""
    if not (one.people <= other.people or other.people <= one.people):
        return False
    odd = one.people ^ other.people
    return not {address_key(one.organizer), address_key(other.organizer)} & odd


def _is_untitled_by_hand(one: Planned) -> bool:
    """Whoever enters only when and with whom means that talk, whatever the calendar calls it."""
    return one.meeting.startswith(BY_HAND) and not one.title


def _is_booking_robot(email: str) -> bool:
    return bool(email) and (domains.is_robot(email) or domains.is_scheduler(email))


def _with_requests(planned: Sequence[Planned], found: dict[str, str], links: _Links) -> dict[str, str]:
    """A request stands behind the first meeting with that person that was planned within two months after it."""
    timed = [one for one in planned if not one.is_request]
    requests = [one for one in planned if one.is_request]
    joined = {meeting for meeting, stands in found.items() if meeting != stands} | {
        stands for meeting, stands in found.items() if meeting != stands
    }
    for request in requests:
        if request.meeting in joined:
            continue  # by the person's word
        free = [one for one in timed if links.are_free(request.meeting, one.meeting)]
        led_to = [one for one in free if request.start <= one.end and one.start - request.start <= BEFORE]
        if led_to:
            found[request.meeting] = found[min(led_to, key=lambda one: (one.start, one.meeting)).meeting]
            continue
        earlier = [
            other
            for other in requests
            if other.start <= request.start
            and request.start - other.start <= BEFORE
            and (other.meeting == request.meeting or links.are_free(request.meeting, other.meeting))
        ]
        first = min(earlier, key=lambda other: (other.start, other.meeting))
        found[request.meeting] = first.meeting
    return {meeting: _end_of(meeting, found) for meeting in found}


def _end_of(meeting: str, links: dict[str, str]) -> str:
    seen = set()
    while links[meeting] != meeting and meeting not in seen:
        seen.add(meeting)
        meeting = links[meeting]
    return meeting


def meeting_after(at: datetime, planned: Sequence[Planned], links: Mapping[str, str]) -> str:
    """The meeting that words of this moment prepare: the next one to end, or else the latest before; "" if none."""
    coming = [one for one in planned if one.end >= at and one.start - at <= BEFORE and not one.is_request]
    if coming:
        return links[min(coming, key=lambda one: (one.start, one.meeting)).meeting]
    asked = [one for one in planned if one.is_request and abs(one.start - at) <= BEFORE]
    open_requests = [one for one in asked if links[one.meeting] == one.meeting]
    if open_requests:
        return links[min(open_requests, key=lambda one: (abs(one.start - at), one.meeting)).meeting]
    return meeting_before(at, planned, links)


def meeting_before(at: datetime, planned: Sequence[Planned], links: Mapping[str, str]) -> str:
    """The meeting that words of this moment look back on: the latest that had begun, within a month; "" if none."""
    grace = at + timedelta(minutes=5)
    begun = [one for one in planned if one.start <= grace and at - one.end <= AFTER and not one.is_request]
    return links[max(begun, key=lambda one: (one.start, one.meeting)).meeting] if begun else ""


def keys_of_event(calendar_event: CalendarEvent, own: frozenset[str]) -> frozenset[str]:
    """Keys of everybody on a calendar event but the person."""
    listed = [attendee.address.email for attendee in calendar_event.attendees]
    organizer = [calendar_event.organizer.email] if calendar_event.organizer else []
    return frozenset(address_key(email) for email in [*listed, *organizer]) - own - {""}
