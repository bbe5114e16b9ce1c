"""What may be known about one interview, as plain values: people, mails, notes, calendar, what was asked for.

A *quote* names its source (`note:<id>`, `msg:<Message-ID>`, `event:<id>.<field>`, `ask:<id>`) and whether it is from
after the start of the meeting: only then may it say what was said there. `evidence` reads a scene from the database;
whoever decides or writes gets nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.records import CalendarEvent
from service.drafting import greeting
from service.manner import Manner
from service.preferences import Preferences
from service.schema import Interview
from service.zones import zone_of


@dataclass(frozen=True, slots=True)
class Quote:
    """Words somebody wrote, where they stand, and whether they are from after the start of the meeting."""

    source: str
    quote: str
    is_after: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the conversation: only what its sender wrote in it."""

    message_id: str
    thread: str
    at: datetime
    sender: str
    parties: frozenset[str]
    """Keys of sender and recipients."""
    is_mine: bool
    is_automatic: bool
    subject: str
    references: tuple[str, ...]
    text: str
    ending: str
    """Reply and signature, to see how it is signed."""
    received_by: str = ""
    """The person's own address it went to or came from."""
    in_reply_to: str = ""
    raw: str = ""
    """As written, instructions to machines included: only the gate looks at it."""
    is_by_calendar: bool = False
    """It carries an invite or an answer to one: a calendar program wrote it, whatever stands in it."""

    @property
    def source(self) -> str:
        return f"msg:{self.message_id}"


@dataclass(frozen=True, slots=True)
class NoteText:
    """What the person wrote: the public part to draw from, the private parts to keep out."""

    id: str
    at: datetime
    text: str
    """As written, private parts included: only `notes.parts` reads it."""
    public: str
    private: tuple[str, ...]

    @property
    def source(self) -> str:
        return f"note:{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked to be written, with the words they typed for it: the public part and the private parts."""

    id: str
    kind: str
    contact_id: str
    at: datetime
    text: str
    public: str
    private: tuple[str, ...] = ()
    about: str = ""
    is_taken_back: bool = False

    @property
    def source(self) -> str:
        return f"ask:{self.id}"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person a draft can go to, or speak of."""

    contact_id: str
    name: greeting.Name
    email: str
    keys: frozenset[str]
    timezone: str = ""
    organisation: str = ""
    title: str = ""
    part: str = "attendee"
    is_untracked: bool = False
    """The person asked for this contact not to be followed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The calendar event as it stands now."""

    id: str
    event: CalendarEvent


@dataclass(frozen=True, slots=True)
class Sender:
    """The person."""

    id: str
    name: str
    timezone: str
    languages: tuple[str, ...]
    signature: str
    goal: str
    keys: frozenset[str]
    offers_help: bool = True
    chosen: Preferences = field(default_factory=Preferences)
    """The person's settings."""
    manner: Manner = field(default_factory=Manner)
    """How they write, as their mails and edits showed before this meeting's end."""


@dataclass(frozen=True, slots=True)
class Intro:
    """Who brought the two together, in whose words."""

    by: Someone
    message_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Introduced:
    """That one contact brought the person together with another, in whose words."""

    by: str
    """Id of the contact who did."""
    name: greeting.Name
    message_id: str
    quote: str

    @property
    def source(self) -> str:
        return f"msg:{self.message_id}"


@dataclass(frozen=True, slots=True)
class Hint:
    """That somebody pointed the person to another, in the words of their mail or of a note."""

    by: Someone
    to: str
    """Id of the contact whom the person was pointed to."""
    quotes: tuple[Quote, ...]
    goes_by: str = ""
    """The first name under which that mail is signed."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that may be known when deciding and writing about one interview."""

    interview: Interview
    sender: Sender
    recipient: Someone
    """The contact of the interview."""
    others: tuple[Someone, ...]
    notes: tuple[NoteText, ...]
    mails: tuple[Mail, ...]
    """With any of them, oldest first."""
    entries: tuple[Entry, ...]
    intro: Intro | None = None
    earlier: tuple[NoteText, ...] = ()
    """Notes of earlier meetings with the same contact."""
    named: frozenset[str] = frozenset()
    """First names of everybody the person knows, to see whose name a text holds."""
    asks: tuple[Asked, ...] = ()
    """What the person asked for on this interview, oldest first."""
    asked_to: tuple[Someone, ...] = ()
    """To whom."""
    beyond: tuple[Mail, ...] = ()
    """Mails that only what was asked for looks at: of later, and with people who were not at the meeting."""
    kept: frozenset[str] = frozenset()
    """Words of promises that were kept by now: nobody promises them again."""
    introduced: tuple[Introduced, ...] = ()
    """Whom those it was asked for brought the person together with."""
    hints: tuple[Hint, ...] = ()
    """Who pointed the person to those it was asked for."""

    @property
    def start(self) -> datetime | None:
        return self.interview.start

    @property
    def end(self) -> datetime | None:
        start, end = self.interview.start, self.interview.end
        return end or (start + timedelta(minutes=30) if start else None)

    @property
    def everyone(self) -> tuple[Someone, ...]:
        return (self.recipient, *self.others)

    @property
    def addressees(self) -> tuple[Someone, ...]:
        """Everybody a draft about this interview can go to."""
        return (*self.everyone, *((self.intro.by,) if self.intro else ()), *self.asked_to)

    @property
    def for_asks(self) -> Scene:
        """The same scene as a draft may see it that the person asked for: later mails count too."""
        mails = sorted((*self.mails, *self.beyond), key=lambda mail: (mail.at, mail.message_id))
        return replace(self, mails=tuple(mails), beyond=()) if self.beyond else self

    def with_whom(self, who: Someone) -> tuple[Mail, ...]:
        """Mails in which this one took part, automatic ones aside."""
        return tuple(mail for mail in self.mails if not mail.is_automatic and mail.parties & who.keys)

    def is_after(self, instant: datetime) -> bool:
        return self.start is not None and instant >= self.start


def when_of(interview: Interview) -> datetime:
    """When it takes place; where no time is known, when it was first spoken of, however late that was read."""
    if interview.start is not None:
        return interview.start
    told = [datetime.fromisoformat(str(entry["at"])) for entry in interview.history if entry.get("at")]
    return min([interview.first_seen_at, *told])


def slot_quote(scene: Scene) -> Quote | None:
    """The start as the calendar writes it, in its own zone."""
    if not scene.entries or scene.start is None:
        return None
    entry = scene.entries[0]
    return Quote(f"event:{entry.id}.start", local_iso(scene.start, entry.event.timezone or scene.interview.timezone))


def local_iso(instant: datetime, timezone: str) -> str:
    """An instant in the zone it was written in."""
    return instant.astimezone(zone_of(timezone)).isoformat()
