"""Everything the page of one interview shows: sources, notes, tasks, alerts, drafts, silences, what the person said,
times to pick from, and rows that may be the same conversation. Reads only, in a fixed number of queries.

Rows of meetings that were merged into this one count as its own: their drafts, tasks and notes stay in sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from connectors.records import CalendarEvent
from service import attention, contacts, notebook, observations
from service.arranging import of_json
from service.drafting.privacy import private_spans
from service.schema import (
    Account,
    Alert,
    ChosenCalendar,
    Contact,
    Correction,
    Draft,
    FollowUp,
    Interview,
    Introduction,
    MessageCopy,
    Note,
    Observation,
    StoredCalendarEvent,
    StoredMessage,
    Task,
)
from service.sealed import open_calendar_event
from service.vault import Vault
from service.word_of_person import group_of, owned, standing

_NEAR = timedelta(hours=36)
_MOST_LIKELY = 12
PROMISES = ("promise_mine", "promise_theirs")


@dataclass(frozen=True, slots=True)
class Record:
    """One record that an interview rests on, and where it lies."""

    source: str
    kind: str
    meeting: str
    label: str = ""
    """A calendar's name, a mail's subject, a file's name."""
    accounts: tuple[str, ...] = ()
    provider: str = ""
    at: datetime | None = None
    start: datetime | None = None
    is_removed: bool = False
    is_other: bool = False
    """Of another meeting that was found, or said, to be the same."""
    is_said: bool = False
    """The person said that it is the same."""
    because: str = ""
    """Why it was found to be: same_link, series, by_hand."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a note, and whether it stays with the person."""

    text: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A note with its text and the pieces of it."""

    row: Note
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where it takes place. `link` is a whole https address, `host` what is shown of it."""

    text: str = ""
    link: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to pick where records disagree."""

    start: datetime
    end: datetime
    said_by: str
    """calendar or mail"""
    quote: str = ""

    @property
    def value(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class File:
    """One interview, whole."""

    interview: Interview
    contact: Contact | None
    introducer: Contact | None
    introduced: tuple[Contact, ...]
    place: Place
    records: tuple[Record, ...]
    notes: tuple[Kept, ...]
    promises: tuple[Task, ...]
    tasks: tuple[Task, ...]
    alerts: tuple[Alert, ...]
    drafts: tuple[Draft, ...]
    silences: tuple[FollowUp, ...]
    words: tuple[Correction, ...]
    choices: tuple[Choice, ...]
    likely: tuple[Interview, ...]
    names: dict[str, str]
    """What contacts on this page are called, by id."""

    @property
    def is_by_hand(self) -> bool:
        """Entered by the person, so that it can be taken back."""
        return self.interview.meeting.startswith("hand:") and len(group_of(self.interview)) == 1

    @property
    def is_from_several(self) -> bool:
        """Whether its records came through more than one account."""
        return len({email for one in self.records for email in one.accounts}) > 1

    def mark(self, alert: Alert) -> str:
        """What "I have seen it" is said about."""
        return attention.mark_of(alert.kind, alert.evidence)


def open_file(session: Session, vault: Vault, person_id: str, interview_id: str) -> File:
    """The file of an interview. Raises NoSuchInterview."""
    interview = owned(session, person_id, interview_id)
    ids = _rows_of(session, interview)
    words = tuple(standing(session, interview))
    entries = _entries(session, interview)
    contact = _contact(session, interview.contact_id, person_id)
    tasks = _tasks(session, person_id, ids)
    introduced = _introduced(session, interview, contact)
    likely = tuple(_likely(session, interview, ids))
    drafts = tuple(_drafts(session, person_id, ids))
    introducer = _contact(session, interview.introduced_by, person_id)
    named = {one.contact_id for one in likely} | {one.contact_id for one in drafts}
    return File(
        interview=interview,
        contact=contact,
        introducer=introducer,
        introduced=introduced,
        place=_place(vault, interview, entries),
        records=tuple(sorted(_records(session, interview, entries, words), key=_in_order)),
        notes=tuple(_kept(row, text) for row, text in notebook.notes_of(session, vault, interview)),
        promises=tuple(task for task in tasks if task.kind in PROMISES),
        tasks=tuple(task for task in tasks if task.kind not in PROMISES),
        alerts=tuple(_alerts(session, person_id, interview_id)),
        drafts=drafts,
        silences=tuple(_silences(session, person_id, interview_id)),
        words=words,
        choices=tuple(_choices(session, interview)),
        likely=likely,
        names=_names(session, person_id, interview, named, [one for one in (contact, introducer, *introduced) if one]),
    )


def _rows_of(session: Session, interview: Interview) -> list[str]:
    """Ids of the row and of those that it stands for."""
    query = select(Interview.id).where(Interview.person_id == interview.person_id, Interview.same_as == interview.id)
    return [interview.id, *sorted(session.scalars(query))]


def _contact(session: Session, contact_id: str, person_id: str) -> Contact | None:
    row = session.get(Contact, contact_id) if contact_id else None
    return contacts.surviving(session, row) if row is not None and row.person_id == person_id else None


def _names(
    session: Session, person_id: str, interview: Interview, named: set[str], people: Iterable[Contact]
) -> dict[str, str]:
    wanted = named | {str(one.get("contact_id", "")) for one in interview.others}
    query = select(Contact.id, Contact.name).where(Contact.person_id == person_id, Contact.id.in_(sorted(wanted)))
    return {row[0]: row[1] for row in session.execute(query)} | {one.id: one.name for one in people}


def _introduced(session: Session, interview: Interview, contact: Contact | None) -> tuple[Contact, ...]:
    """Whom the contact brought the person together with."""
    if contact is None:
        return ()
    query = (
        select(Contact)
        .join(Introduction, Introduction.contact_id == Contact.id)
        .where(Introduction.person_id == interview.person_id, Introduction.introducer_id == contact.id)
    )
    return tuple({row.id: row for row in session.scalars(query.order_by(Introduction.at, Introduction.id))}.values())


# --- sources --------------------------------------------------------------------------------------------------------


def _entries(session: Session, interview: Interview) -> dict[str, StoredCalendarEvent]:
    ids = [str(one["record"]) for one in interview.sources if one["kind"] in {"calendar", "file"}]
    query = select(StoredCalendarEvent).where(
        StoredCalendarEvent.person_id == interview.person_id, StoredCalendarEvent.id.in_(ids)
    )
    return {row.id: row for row in session.scalars(query)}


def _place(vault: Vault, interview: Interview, entries: dict[str, StoredCalendarEvent]) -> Place:
    """Of the entry that stands for the conversation, else of any that names a place."""
    ranked = sorted(
        entries.values(), key=lambda row: (row.removed_at is not None, row.uid_key != interview.meeting, row.id)
    )
    for row in ranked:
        place = place_of(open_calendar_event(vault, row))
        if place.text or place.link:
            return place
    return Place()


def place_of(entry: CalendarEvent) -> Place:
    """Place and link of a calendar entry; only https leads anywhere, everything else is text."""
    text = " ".join(entry.location.split())[:300]
    for link in (entry.conference_url.strip(), text):
        host = _host_of(link)
        if host:
            return Place("" if text == link else text, link, host)
    return Place(text or entry.conference_url.strip()[:300])


def _host_of(link: str) -> str:
    """The host of a plain https address; "" for anything else."""
    if not link.startswith("https://") or any(sign <= " " for sign in link):
        return ""
    try:
        split = urlsplit(link)
        return "" if "@" in split.netloc else split.hostname or ""
    except ValueError:
        return ""


def _records(
    session: Session, interview: Interview, entries: dict[str, StoredCalendarEvent], words: Sequence[Correction]
) -> Iterable[Record]:
    accounts, calendars = _accounts(session, interview.person_id)
    mails, copies = _mails(session, interview)
    said = {end for word in words if word.kind == "same_as" for end in (word.meeting, word.value)}
    for one in interview.sources:
        record, meeting = str(one["record"]), str(one["meeting"])
        is_other = meeting != interview.meeting and meeting in group_of(interview)
        base = Record(
            source=f"{_PREFIX.get(one['kind'], one['kind'])}:{record}",
            kind=one["kind"],
            meeting=meeting,
            provider=one["provider"],
            is_other=is_other,
            is_said=is_other and meeting in said,
            because=_why_linked(interview, meeting) if is_other else "",
        )
        if record in entries:
            yield _of_calendar(base, entries[record], accounts, calendars)
        elif record in mails:
            yield _of_mail(base, mails[record], [accounts.get(one, "") for one in copies.get(record, [])])
        else:
            yield base


def _why_linked(interview: Interview, meeting: str) -> str:
    links = interview.data.get("linked", ())
    return next((str(link["reason"]) for link in links if meeting in link["meetings"]), "")


def _in_order(one: Record) -> tuple[bool, float]:
    """Calendar entries first, then mails as they came."""
    at = one.at or one.start
    return one.kind == "mail", at.timestamp() if at else 0.0


_PREFIX = {"calendar": "event", "mail": "msg"}


def _of_calendar(
    base: Record, row: StoredCalendarEvent, accounts: dict[str, str], calendars: dict[tuple[str, str], str]
) -> Record:
    return Record(
        f"event:{row.id}", "calendar", base.meeting, calendars.get((row.account_id, row.calendar_id), ""),
        (accounts.get(row.account_id, ""),), base.provider, None, row.start, row.removed_at is not None, base.is_other,
        base.is_said, base.because,
    )  # fmt: skip


def _of_mail(base: Record, row: StoredMessage, accounts: Sequence[str]) -> Record:
    return Record(
        f"msg:{row.id}", "mail", base.meeting, row.subject, tuple(sorted({*accounts} - {""})), base.provider, row.date,
        None, row.removed_at is not None, base.is_other, base.is_said, base.because,
    )  # fmt: skip


def _accounts(session: Session, person_id: str) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    accounts = select(Account.id, Account.email).where(Account.person_id == person_id)
    calendars = select(ChosenCalendar.account_id, ChosenCalendar.provider_id, ChosenCalendar.name).where(
        ChosenCalendar.person_id == person_id
    )
    return (
        {row[0]: row[1] for row in session.execute(accounts)},
        {(row[0], row[1]): row[2] for row in session.execute(calendars)},
    )


def _mails(session: Session, interview: Interview) -> tuple[dict[str, StoredMessage], dict[str, list[str]]]:
    ids = [str(one["record"]) for one in interview.sources if one["kind"] in {"mail", "file"}]
    person_id = interview.person_id
    rows = select(StoredMessage).where(StoredMessage.person_id == person_id, StoredMessage.id.in_(ids))
    copies = select(MessageCopy.stored_id, MessageCopy.account_id).where(
        MessageCopy.person_id == person_id, MessageCopy.stored_id.in_(ids)
    )
    found: dict[str, list[str]] = {}
    for stored_id, account_id in session.execute(copies):
        found.setdefault(stored_id, []).append(account_id)
    return {row.id: row for row in session.scalars(rows)}, found


# --- notes, tasks, drafts -------------------------------------------------------------------------------------------


def _kept(row: Note, text: str) -> Kept:
    return Kept(row, text, tuple(_pieces(text)))


def _pieces(text: str) -> Iterable[Piece]:
    """The text in pieces, so that the page can show which stay with the person."""
    place = 0
    for span in private_spans(text):
        if span.start > place:
            yield Piece(text[place : span.start], is_private=False)
        if span.end > place:
            yield Piece(text[max(place, span.start) : span.end], is_private=True)
        place = max(place, span.end)
    if place < len(text):
        yield Piece(text[place:], is_private=False)


def _tasks(session: Session, person_id: str, ids: Sequence[str]) -> list[Task]:
    """Each promise once, though the merged rows hold it too; open ones first."""
    query = select(Task).where(Task.person_id == person_id, Task.interview_id.in_(ids))
    rows = sorted(session.scalars(query), key=lambda row: (row.interview_id != ids[0], row.created_at, row.id))
    found: dict[tuple[str, str], Task] = {}
    for row in rows:
        if row.interview_id == ids[0] or row.done_at is None or row.kind in PROMISES:
            found.setdefault((row.kind, row.fingerprint), row)
    return sorted(found.values(), key=lambda row: (row.done_at is not None, row.due or "9999", row.created_at, row.id))


def _alerts(session: Session, person_id: str, interview_id: str) -> list[Alert]:
    query = select(Alert).where(
        Alert.person_id == person_id, Alert.interview_id == interview_id, Alert.resolved_at.is_(None)
    )
    return list(session.scalars(query.order_by(Alert.kind)))


def _drafts(session: Session, person_id: str, ids: Sequence[str]) -> list[Draft]:
    query = select(Draft).where(Draft.person_id == person_id, Draft.interview_id.in_(ids))
    return list(session.scalars(query.order_by(Draft.created_at, Draft.id)))


def _silences(session: Session, person_id: str, interview_id: str) -> list[FollowUp]:
    query = select(FollowUp).where(
        FollowUp.person_id == person_id,
        FollowUp.interview_id == interview_id,
        FollowUp.state.in_(("silent", "planned")),
    )
    return list(session.scalars(query.order_by(FollowUp.kind, FollowUp.id)))


# --- what to choose from --------------------------------------------------------------------------------------------


def _choices(session: Session, interview: Interview) -> Iterable[Choice]:
    """The times that calendar and mail name: the slots that were planned, and what mails of this conversation say."""
    length = _length(interview)
    found: dict[datetime, Choice] = {}
    for slot in interview.data.get("slots", ()):
        start, end = datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"])
        found[start] = Choice(start, end, "calendar")
    sources = [f"msg:{one['record']}" for one in interview.sources if one["kind"] in {"mail", "file"}]
    query = select(Observation.data).where(
        Observation.person_id == interview.person_id,
        Observation.kind == observations.MAIL,
        Observation.source.in_(sources),
    )
    for data in session.scalars(query.order_by(Observation.at, Observation.id)):
        for sentence in of_json(data.get("times", ())):
            for start in filter(None, (one.instant for one in sentence.times)):
                found.setdefault(start, Choice(start, start + length, "mail", sentence.quote))
    return sorted(found.values(), key=lambda one: one.start)


def _length(interview: Interview) -> timedelta:
    if interview.start and interview.end and interview.end > interview.start:
        return interview.end - interview.start
    return timedelta(minutes=30)


def _likely(session: Session, interview: Interview, ids: Sequence[str]) -> Iterable[Interview]:
    """Rows that may be the same conversation: the same contact, or about the same day; the nearest first."""
    alike = []
    if interview.contact_id:
        alike.append(Interview.contact_id == interview.contact_id)
    if interview.start:
        near = Interview.start.between(interview.start - _NEAR, interview.start + _NEAR)
        alike.append(and_(near, Interview.status != "not_logged"))
    if not alike:
        return []
    query = select(Interview).where(
        Interview.person_id == interview.person_id, Interview.same_as == "", Interview.id.not_in(ids), or_(*alike)
    )
    rows = session.scalars(query.order_by(Interview.start.desc(), Interview.id).limit(200)).all()
    return sorted(rows, key=lambda row: (_distance(interview, row), row.id))[:_MOST_LIKELY]


def _distance(one: Interview, other: Interview) -> timedelta:
    if one.start is None or other.start is None:
        return timedelta.max
    return abs(one.start - other.start)
