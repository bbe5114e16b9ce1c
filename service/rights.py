"""Who may say what of a meeting by mail (RFC 6047, 2.2 and 3; RFC 5546, 6.1): the organizer for the meeting, an attendee
for their own answer, each through a delegate that the organizer's side named; nobody in another's name.

A mail counts whose sender the provider vouches for. Where it says neither yes nor no, a mail counts that shows what only
those of the conversation know: a thread in which the person wrote themself, the id of a mail of theirs, the number (UID) of
a meeting that the person's calendar, their own answer or a mail that counts holds, or the hour that both agreed on; any
other may at most confirm what is presumed. The person's own word is what they sent, and what the provider vouches for as
theirs, whatever else is known.
Decided is when a mail is read (`doubt_of_mail`) and whenever its meeting is looked at anew (`doubt_of_words`,
`doubt_of_record`, `organizers`): the answer is "" or the reason why it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from connectors.records import Address, Attendee, CalendarEvent
from service import domains, observations
from service.addresses import address_key
from service.schema import Json, Observation, StoredMessage

FORGED = "forged"
"""The person's provider found that the sender is not who they claim to be."""
OWN_NAME = "own_name"
"""It claims to be the person, who did not send it."""
UNVOUCHED = "unvouched"
"""Nobody vouches for its sender, and it shows nothing that only those of the conversation know."""
NOT_ORGANIZER = "not_organizer"
NOT_ATTENDEE = "not_attendee"
"""It answers for somebody else."""
UNKNOWN_DELEGATE = "unknown_delegate"
"""It says to speak for the organizer, and nobody on the organizer's side said so."""
UNVERIFIED_SERVICE = "unverified_service"
"""A booking service's name on a mail whose sender the provider does not confirm."""
UNINVITED = "uninvited"
"""Somebody answered whom the meeting does not name (RFC 5546, 3.2.3: a "party crasher")."""
FORWARDED = "forwarded"
"""Somebody handed an invite on that does not name the person."""

OF_ATTENDEES = frozenset({observations.REPLY, observations.COUNTER})
_ATTENDEES_METHODS = frozenset({"REPLY", "COUNTER", "REFRESH"})


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose mail it is. `is_own`: the person sent it; `claims_own`: it has one of their addresses in From."""

    key: str
    email: str
    is_own: bool
    claims_own: bool
    is_verified: bool | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a meeting's organizer: all their addresses, who may speak for them, and the invite that was
    first, where no calendar tells of the meeting.
    """

    organizer: str = ""
    keys: frozenset[str] = frozenset()
    delegates: frozenset[str] = frozenset()
    attendees: frozenset[str] = frozenset()
    first: str = ""


def is_from_person(row: StoredMessage, own: Collection[str]) -> bool:
    """Whether a mail is the person's own; `own` are the keys of their addresses."""
    return row.is_sent or (row.is_verified is True and address_key(row.sender) in own)


def counts_more(copy: StoredMessage, known: StoredMessage) -> bool:
    """Of two mails under one Message-ID, which anybody may write: whether this one is to stand for both. Nobody's takes
    the place of somebody else's, unless that one is forged, or this one the person's own.
    """
    is_same = address_key(copy.sender) == address_key(known.sender)
    may_replace = is_same or copy.is_sent or known.is_verified is False
    return may_replace and _standing(copy) > _standing(known)


def _standing(row: StoredMessage) -> int:
    return 3 if row.is_sent else {True: 2, None: 1, False: 0}[row.is_verified]


def is_unsaid(data: Json) -> bool:
    """Whether nobody says who sent the mail of this record."""
    is_persons = data.get("is_own") or data.get("by_person")
    return not is_persons and data.get("is_verified") is None


def doubt_of_words(data: Json, own: Collection[str], wrote_in: Collection[str]) -> str:
    """Why what a mail says in words changes nothing. `data`: its record; `own`: the person's addresses; `wrote_in`: the
    threads in which the person wrote to these people, and what they wrote there.
    """
    if data["direction"] == "out":
        return ""
    if data.get("is_verified") is False:
        return FORGED
    if data["author"] in own:
        return OWN_NAME
    return UNVOUCHED if is_unsaid(data) and not is_of_conversation(data, wrote_in) else ""


def is_of_conversation(data: Json, wrote_in: Collection[str]) -> bool:
    """Whether the mail of this record names a thread in which the person wrote, or a mail of theirs: its own thread is
    another where it tells only what it answers, and that was not the first mail of all.
    """
    return any(name and name in wrote_in for name in (data.get("thread"), data.get("in_reply_to")))


def is_for_attendees(method: str) -> bool:
    """Whether attendees speak by this method, and not the organizer (RFC 5546, 3.2)."""
    return method.strip().upper() in _ATTENDEES_METHODS


def is_booking_service(email: str) -> bool:
    """A service that invites in the name of others, by an address that it alone can give out."""
    return domains.is_scheduler(email) and domains.is_robot(email) and not domains.is_free_mail(email)


def answers_of(sender: Sender, calendar_event: CalendarEvent) -> dict[str, str]:
    """By address key the answers that the sender may give: their own, or as delegate of their own organisation
    (SENT-BY). The person's own mail answers for the person.
    """
    return {
        address_key(one.address.email): one.participation.value
        for one in calendar_event.attendees
        if _may_answer(sender, one)
    }


def _may_answer(sender: Sender, attendee: Attendee) -> bool:
    key = address_key(attendee.address.email)
    if key == sender.key or (sender.is_own and attendee.is_self):
        return True
    return address_key(attendee.sent_by) == sender.key and _is_one_office(attendee.address.email, sender.email)


def doubt_of_mail(sender: Sender, method: str, calendar_event: CalendarEvent, *, is_listed: bool) -> str:
    """Why this mail may not say what it says, as far as the mail alone shows. `is_listed`: the invite names the person."""
    if sender.is_verified is False:
        return FORGED
    if sender.claims_own and not sender.is_own and sender.is_verified is not True:
        return OWN_NAME
    if sender.is_own or sender.claims_own:
        return ""
    if is_for_attendees(method):
        return "" if answers_of(sender, calendar_event) else NOT_ATTENDEE
    if _may_speak_for_organizer(sender, calendar_event):
        return ""
    if sender.key == address_key(calendar_event.sent_by):
        # Their own word alone: SENT-BY is as easily written as anything else.
        return UNKNOWN_DELEGATE
    is_invite = method.strip().upper() in {"", "REQUEST", "PUBLISH"}
    return FORWARDED if is_invite and not is_listed and domains.is_human(Address(sender.email)) else NOT_ORGANIZER


def _may_speak_for_organizer(sender: Sender, calendar_event: CalendarEvent) -> bool:
    """Whether the mail is at least of one piece: its sender is the organizer, or could be speaking for them."""
    organizer = calendar_event.organizer.email if calendar_event.organizer else ""
    if not organizer or sender.key == address_key(organizer):
        return True
    if is_booking_service(sender.email) or domains.is_thing(organizer):
        return True
    return _is_one_office(organizer, sender.email)


def doubt_of_record(row: Observation, known: Known) -> str:
    """Why a record of the organizer's kind may not say this of the meeting that is known, or ""."""
    data = row.data
    author = str(data.get("author", ""))
    if data.get("is_own") or not known.organizer or row.source == known.first or author in known.keys:
        return ""
    said = address_key((data.get("organizer") or {}).get("email", "")) or author
    if said not in known.keys and not domains.is_thing(known.organizer):
        return NOT_ORGANIZER
    if author in known.delegates:
        return ""
    return _doubt_of_go_between(data, author, known)


def _doubt_of_go_between(data: Json, author: str, known: Known) -> str:
    """Of a mail that names the right organizer and comes from somebody else."""
    if is_booking_service(author):
        return "" if data.get("is_verified") is True else UNVERIFIED_SERVICE
    if domains.is_thing(known.organizer):
        # A shared calendar writes nothing itself: whoever is on the meeting does, in its name.
        return "" if data.get("is_verified") is True and author in known.attendees else NOT_ORGANIZER
    if address_key(str(data.get("sent_by", ""))) != author:
        return NOT_ORGANIZER
    return "" if _is_one_office(known.organizer, author) else UNKNOWN_DELEGATE


def _is_one_office(one: str, other: str) -> bool:
    office = domains.own_organisation(one)
    return bool(office) and office == domains.own_organisation(other)
