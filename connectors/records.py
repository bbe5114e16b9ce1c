"""What every provider's data becomes: plain frozen records, the same for Gmail, Outlook, IMAP and files.

Words: a *message* is one email; an *invite* is a calendar that travelled inside a message; a *calendar event* is one
VEVENT-like entry; *participation* is an attendee's answer. Every instant is an aware UTC datetime. No record knows
the database or an interview.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Participation(StrEnum):
    """An attendee's answer to an invite (RFC 5545 PARTSTAT)."""

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address as written by its sender (`email`, domain lower-cased) and the display name beside it."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody, or a room, on a calendar event."""

    address: Address
    participation: Participation = Participation.NEEDS_ACTION
    is_optional: bool = False
    is_resource: bool = False
    """A room, a thing or a group list (CUTYPE other than INDIVIDUAL): never a person."""
    is_self: bool = False
    """The provider says that this entry is the owner of the calendar."""
    comment: str = ""
    sent_by: str = ""
    """Who answers in their name (SENT-BY), if any."""
    delegated_to: str = ""
    """Whom they asked to come in their place, if any."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One calendar event, or one occurrence of a series, as a provider or an .ics file shows it now.

    `start` and `end` are UTC; for `is_all_day` they are midnight UTC of the dates. `timezone` is the IANA zone the
    time was written in, "" when the file's zone is unknown (then it must be shown as unknown, never guessed).
    """

    provider_id: str
    """The provider's id inside its calendar; for files `uid` or `uid/recurrence`."""
    ical_uid: str
    calendar_id: str = ""
    recurrence_id: datetime | None = None
    """Original start of this occurrence of a series, UTC; None for a single event or a series' master."""
    series_id: str = ""
    sequence: int = 0
    updated: datetime | None = None
    """When this version was made: the provider's `updated`, an invite's DTSTAMP, an exported file's LAST-MODIFIED."""
    created: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None
    timezone: str = ""
    is_all_day: bool = False
    status: str = "confirmed"
    """`confirmed`, `tentative` or `cancelled`."""
    summary: str = ""
    description: str = ""
    location: str = ""
    conference_url: str = ""
    organizer: Address | None = None
    attendees: tuple[Attendee, ...] = ()
    rrule: str = ""
    excluded: tuple[datetime, ...] = ()
    """Original starts of the times that a series leaves out (EXDATE)."""
    is_recurring: bool = False
    is_private: bool = False
    is_free: bool = False
    """Shown as free (transparent): a hold or a reminder rather than a meeting."""
    etag: str = ""
    sent_by: str = ""
    """The delegate who sent it for the organizer (SENT-BY), if any."""
    stood_until: datetime | None = None
    """Of one that was called off or vanished without word of when: it still stood then, and `updated` is when that was
    noticed.
    """


@dataclass(frozen=True, slots=True)
class Invite:
    """A calendar that travelled inside a message: its iTIP method (upper case, "" if none) and its entries."""

    method: str
    calendar_events: tuple[CalendarEvent, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One email. `text` is the whole plain text (made from HTML where there is no text part); `reply` is what its
    sender really wrote in it; `signature` is kept apart.
    """

    provider_id: str
    message_id: str
    """RFC 5322 Message-ID with its angle brackets, "" if the mail has none."""
    date: datetime
    """When it arrived or was sent, UTC: the provider's own time where there is one, else the Date header."""
    sender: Address
    thread_id: str = ""
    subject: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    actual_sender: Address | None = None
    """The `Sender` header where it differs from `From`: an assistant or a robot."""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    reply: str = ""
    signature: str = ""
    labels: tuple[str, ...] = ()
    is_sent: bool = False
    is_draft: bool = False
    is_automatic: bool = False
    """Auto-Submitted, auto-replies, bounces, calendar robots' answers."""
    is_bulk: bool = False
    """List-Id, List-Unsubscribe or Precedence: bulk."""
    list_id: str = ""
    authentication: str = ""
    """Every Authentication-Results header, topmost first, one a line; which of them counts, `authentication.py` says."""
    results_by: tuple[str, ...] = ()
    """Under which names the server that had this mail writes them, where that is known of the mail and not of its
    provider as a whole.
    """
    was_delivered: bool = False
    """It bears a server's stamp (Received): it is no copy that the sender's own program filed away."""
    delivered_to: tuple[str, ...] = ()
    is_digest: bool = False
    """It carries the header of Warmthread's own daily digest."""
    bounce_of: str = ""
    """For a delivery failure report: the address that could not be reached."""
    invites: tuple[Invite, ...] = ()
    defects: tuple[str, ...] = field(default=())
    """What was wrong with the bytes, as short sentences; the message was read all the same."""
