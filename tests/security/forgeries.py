"""Forged calendar mail as bytes on the wire: who comes without the right to a talk, and in which of the ways that strangers
have. Knows neither the house nor what should become of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

ME = "alex@example.com"
EVIL = "evil@bad.example"
HOST = "mx.google.com"


@dataclass(frozen=True)
class Talk:
    """A talk with NAME@poe.example as its calendar messages name it."""

    name: str
    start: datetime
    is_own: bool = False
    """The person invited to it."""

    @property
    def uid(self) -> str:
        return f"{self.name}-talk@poe.example"

    @property
    def address(self) -> str:
        return f"{self.name}@poe.example"

    @property
    def organizer(self) -> str:
        return ME if self.is_own else self.address


@dataclass(frozen=True)
class Forger:
    """How somebody comes: their From, whom the calendar names as organizer or attendee ("" = the right one), and what
    the provider wrote about the sender.
    """

    sender: str = f"Evil <{EVIL}>"
    names: str = ""
    seen: tuple[str, ...] = ()
    sent_by: str = ""
    headers: tuple[str, ...] = ()
    knows_number: bool = True
    """Whether they know the talk's UID, as everybody does who was on it once."""


def passed(domain: str, host: str = HOST) -> str:
    return f"Authentication-Results: {host}; dmarc=pass header.from={domain}"


def failed(domain: str) -> str:
    return f"Authentication-Results: {HOST}; dkim=fail; spf=fail smtp.mailfrom=x@bad.example; dmarc=fail header.from={domain}"


def softfailed(address: str) -> str:
    """Of a domain without DMARC."""
    return f"Authentication-Results: {HOST}; spf=softfail smtp.mailfrom={address}"


def silent(talk: Talk) -> dict[str, Forger]:
    """In their name, where the provider neither vouches for the sender nor accuses them, by strangers to the talk."""
    theirs = f"{talk.name.title()} Poe <{talk.address}>"
    seen = {
        "SPF of another domain": ("Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=x@bad.example",),
        "a signature of another domain": ("Authentication-Results: mx.google.com; dkim=pass header.i=@bad.example",),
        "nothing at all": (),
    }
    return {name: Forger(theirs, seen=headers, knows_number=False) for name, headers in seen.items()}


def forgers(talk: Talk) -> dict[str, Forger]:
    """Everybody without the right, by what they do."""
    theirs = f"{talk.name.title()} Poe <{talk.address}>"
    like = f"{talk.name}@p0e.example"
    return {
        "a stranger in their name": Forger(),
        "a forged From": Forger(theirs, seen=(failed("poe.example"),)),
        "a From that its domain hardly sent": Forger(theirs, seen=(softfailed(talk.address),)),
        "a stranger's own calendar": Forger(names=EVIL),
        "a stranger, surely themself": Forger(seen=(passed("bad.example"),)),
        "their address as display name": Forger(f'"{talk.address}" <{EVIL}>'),
        "their name as display name": Forger(f"{talk.name.title()} Poe <{EVIL}>"),
        "two senders, theirs first": Forger(f"{theirs}, Evil <{EVIL}>", seen=(failed("poe.example"),)),
        "a look-alike all through": Forger(f"Poe <{like}>", like),
        "a look-alike in their name": Forger(f"Poe <{like}>", seen=(passed("p0e.example"),)),
        "a made-up yes below the no": Forger(theirs, seen=(failed("poe.example"), passed("poe.example"))),
        "another host's yes above the no": Forger(
            theirs, seen=(passed("poe.example", "mx.bad.example"), failed("poe.example"))
        ),
        "a yes for another From": Forger(theirs, seen=(failed("poe.example"), passed("bad.example"))),
        "answers to them": Forger(headers=(f"Reply-To: {talk.address}",)),
        "themself, under their name, answers to them": Forger(
            f"{talk.name.title()} Poe <{EVIL}>",
            seen=(passed("bad.example"),),
            headers=(f"Reply-To: {talk.address}",),
        ),
        "sent by them, says a header": Forger(headers=(f"Sender: {talk.address}",)),
        "a delegate whom nobody knows": Forger(sent_by=EVIL),
        "the person's own name": Forger(f"Alex Example <{ME}>", seen=(failed("example.com"),)),
        "a free mailbox that sounds like a robot": Forger("Calendar <calendar-notification@outlook.com>"),
        "a booking service's name": Forger("Calendly <no-reply@calendly.com>"),
        "the provider's own robot": Forger("Google Calendar <calendar-notification@google.com>"),
    }


@dataclass(frozen=True)
class Mail:
    """A calendar message on its way: every field that somebody may make up."""

    talk: Talk
    method: str
    by: Forger
    at: datetime
    start: datetime
    answer: str = ""
    """PARTSTAT of the attendee that is named, for what attendees send."""
    sequence: int = 9
    to: str = f"Alex Example <{ME}>"
    named: tuple[str, ...] = ()
    """Whom it lists as invited; () = the person and the other side."""
    occurrence: datetime | None = None
    """The one time of a series that it speaks of, by when that was to begin."""

    @property
    def raw(self) -> bytes:
        head = (
            *self.by.seen,
            f"From: {self.by.sender}",
            f"To: {self.to}",
            *self.by.headers,
            f"Subject: Coffee chat with {self.talk.name.title()}",
            f"Message-ID: <{sha256(repr(self).encode()).hexdigest()[:32]}@mail.example>",
            f"Date: {self.at:%a, %d %b %Y %H:%M:%S} +0000",
            "MIME-Version: 1.0",
            f"Content-Type: text/calendar; method={self.method}; charset=utf-8",
        )
        return "\r\n".join((*head, "", *self._calendar(), "")).encode()

    def _calendar(self) -> Iterator[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Poe//EN", f"METHOD:{self.method}", "BEGIN:VEVENT")
        uid = self.talk.uid if self.by.knows_number else f"guessed-{self.talk.uid}"
        yield from (f"UID:{uid}", f"SEQUENCE:{self.sequence}", f"DTSTAMP:{self.at:%Y%m%dT%H%M%SZ}")
        yield f"DTSTART:{self.start:%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{self.start + timedelta(minutes=30):%Y%m%dT%H%M%SZ}"
        yield f"SUMMARY:Coffee chat with {self.talk.name.title()}"
        yield "STATUS:CANCELLED" if self.method == "CANCEL" else "STATUS:CONFIRMED"
        delegate = f';SENT-BY="mailto:{self.by.sent_by}"' if self.by.sent_by else ""
        if self.occurrence:
            yield f"RECURRENCE-ID:{self.occurrence:%Y%m%dT%H%M%SZ}"
        if self.answer:
            named = ME if self.by.names == ME else self.by.names or self.talk.address
            organizer = self.talk.address if named == ME else self.talk.organizer
            yield f"ORGANIZER:mailto:{organizer}"
            yield f"ATTENDEE;PARTSTAT={self.answer}{delegate}:mailto:{named}"
        else:
            yield f"ORGANIZER{delegate}:mailto:{self.by.names or self.talk.organizer}"
            for one in self.named or (ME, self.talk.address):
                yield f"ATTENDEE;PARTSTAT={'ACCEPTED' if one == self.talk.address else 'NEEDS-ACTION'}:mailto:{one}"
        yield from ("END:VEVENT", "END:VCALENDAR")


def genuine(talk: Talk) -> Forger:
    """Whoever has the right: the other side itself, and the provider saw that it is."""
    return Forger(f"{talk.name.title()} Poe <{talk.address}>", seen=(passed("poe.example"),))


def silent_ones(talk: Talk) -> Forger:
    """Whoever has the right at a domain that nobody vouches for: they know the number."""
    return Forger(f"{talk.name.title()} Poe <{talk.address}>")


def invites_to_new(talk: Talk, at: datetime) -> dict[str, Mail]:
    """Another talk in their name, of which nobody knows but whoever made it up."""
    return {
        f"new talk: {name}": Mail(talk, "REQUEST", by, at, talk.start + timedelta(days=4, minutes=number))
        for number, (name, by) in enumerate(silent(talk).items())
    }


def invites(talk: Talk, at: datetime) -> dict[str, Mail]:
    """The talk at another time, each at one of its own, so that a change tells who made it."""
    return {
        f"invite: {name}": Mail(talk, "REQUEST", by, at, talk.start + timedelta(days=2, minutes=number))
        for number, (name, by) in enumerate(forgers(talk).items())
    }


def cancels(talk: Talk, at: datetime) -> dict[str, Mail]:
    everybody = forgers(talk) | silent(talk)
    return {f"cancel: {name}": Mail(talk, "CANCEL", by, at, talk.start) for name, by in everybody.items()}


def replies(talk: Talk, at: datetime) -> dict[str, Mail]:
    """A no, and another time, in the name of whoever was invited."""
    found = {f"no: {name}": Mail(talk, "REPLY", by, at, talk.start, "DECLINED") for name, by in forgers(talk).items()}
    for number, (name, by) in enumerate(forgers(talk).items()):
        start = talk.start + timedelta(days=1, minutes=number)
        found[f"another time: {name}"] = Mail(talk, "COUNTER", by, at, start, "TENTATIVE")
    return found
