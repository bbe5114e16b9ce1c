"""A small post office for tests: builds records, stores them as ingest does, and lets every event run to its end."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from connectors.records import Address, Attendee, CalendarEvent, Invite, Message, Participation
from service import events, ingest, interviews, matching
from service.addresses import address_key
from service.context import Context
from service.schema import Account, Alert, Event, Interview, OwnAddress, Person, Task, derived_id

_COUNTER = itertools.count(1)


def address(text: str) -> Address:
    """`Jane Doe <jane@x.example>` or a bare address."""
    name, bracket, email = text.rpartition("<")
    return Address(email.rstrip(">"), name.strip()) if bracket else Address(text)


def confirmed(sender: str) -> str:
    """What the person's provider writes of a mail that is from whom it says."""
    return f"mx.google.com; dmarc=pass header.from={address(sender).email.rpartition('@')[2]}"


def mail(
    sender: str,
    to: str | Sequence[str],
    date: datetime,
    text: str,
    *,
    subject: str = "Hello",
    cc: Sequence[str] = (),
    reply_to: Message | None = None,
    own: Sequence[str] = (),
    invites: tuple[Invite, ...] = (),
    message_id: str = "",
    signature: str = "",
    is_automatic: bool = False,
    is_bulk: bool = False,
    authentication: str | None = None,
    bounce_of: str = "",
    reply_address: str = "",
    actual_sender: str = "",
) -> Message:
    """One mail; sent when its sender is one of `own`. `authentication`: None for what Google writes of a genuine one."""
    message_id = message_id or f"<m{next(_COUNTER)}@test.example>"
    author = address(sender)
    recipients = (to,) if isinstance(to, str) else tuple(to)
    return Message(
        provider_id=message_id,
        message_id=message_id,
        date=date,
        sender=author,
        subject=reply_to.subject if reply_to else subject,
        to=tuple(address(one) for one in recipients),
        cc=tuple(address(one) for one in cc),
        reply_to=(address(reply_address),) if reply_address else (),
        actual_sender=address(actual_sender) if actual_sender else None,
        in_reply_to=reply_to.message_id if reply_to else "",
        references=(*reply_to.references, reply_to.message_id) if reply_to else (),
        text=text,
        reply=text,
        signature=signature,
        is_sent=author.email in own,
        is_automatic=is_automatic,
        is_bulk=is_bulk,
        authentication=_written(author, own) if authentication is None else authentication,
        bounce_of=bounce_of,
        invites=invites,
    )


def _written(author: Address, own: Sequence[str]) -> str:
    return "" if author.email in own else confirmed(author.email)


def attendee(text: str, answer: str = "accepted", *, is_resource: bool = False) -> Attendee:
    return Attendee(address(text), Participation(answer), is_resource=is_resource)


def meeting(
    uid: str,
    start: datetime,
    attendees: Iterable[Attendee],
    *,
    organizer: str = "",
    minutes: int = 30,
    summary: str = "",
    description: str = "",
    sequence: int = 0,
    updated: datetime | None = None,
    status: str = "confirmed",
    url: str = "",
    occurrence: datetime | None = None,
    is_private: bool = False,
    is_all_day: bool = False,
    timezone: str = "America/New_York",
) -> CalendarEvent:
    """One calendar event."""
    suffix = f"_{occurrence:%Y%m%dT%H%M%SZ}" if occurrence else ""
    return CalendarEvent(
        provider_id=f"{uid}{suffix}",
        ical_uid=f"{uid}@cal.example",
        recurrence_id=occurrence,
        is_recurring=occurrence is not None,
        sequence=sequence,
        updated=updated or start - timedelta(days=7),
        start=start,
        end=start + timedelta(minutes=minutes),
        timezone=timezone,
        is_all_day=is_all_day,
        status=status,
        summary=summary,
        description=description,
        conference_url=url,
        organizer=address(organizer) if organizer else None,
        attendees=tuple(attendees),
        is_private=is_private,
    )


@dataclass
class Mailroom:
    """One person's desk: what is delivered to it runs through ingest, match and refresh."""

    context: Context
    person_id: str = "per_alice"
    name: str = "Alice Moreau"
    emails: tuple[str, ...] = ("alice@alice.example",)
    provider: str = "google"
    role: str = "seeker"
    accounts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with self.context.database.writing(self.person_id, "test") as session:
            if session.get(Person, self.person_id) is None:
                session.add(
                    Person(
                        id=self.person_id,
                        name=self.name,
                        role=self.role,
                        created_at=self.context.clock(),
                        languages=[],
                        settings={},
                    )
                )
                session.flush()
            account_id = derived_id("acc", self.person_id, self.provider)
            session.add(
                Account(
                    id=account_id,
                    person_id=self.person_id,
                    provider=self.provider,
                    email=self.emails[0],
                    since=self.context.clock() - timedelta(days=400),
                    created_at=self.context.clock(),
                    scopes=[],
                )
            )
            session.flush()
            for position, email in enumerate(self.emails):
                session.add(
                    OwnAddress(
                        person_id=self.person_id,
                        key=address_key(email),
                        email=email,
                        name=self.name,
                        account_id=account_id,
                        is_main=position == 0,
                    )
                )
            self.accounts[self.provider] = account_id

    @property
    def account_id(self) -> str:
        return self.accounts[self.provider]

    def deliver(self, *records: Message | CalendarEvent, now: datetime, handle: bool = True) -> None:
        """Stores records one page each, in this order, and handles what follows."""
        for record in records:
            with self.context.database.writing(self.person_id, "test") as session:
                vault = self.context.vault
                if isinstance(record, Message):
                    page = MailPage((MessageChange(record.provider_id, record),), None)
                    ingest.store_mail_page(session, vault, self.account_id, page, now)
                else:
                    changes = (CalendarChange(record.provider_id, record),)
                    calendar_page = CalendarPage(changes, "next")
                    ingest.store_calendar_page(session, vault, self.account_id, "main", calendar_page, now)
            if handle:
                self.settle(now)

    def take_off(self, calendar_event: CalendarEvent, now: datetime, *, deleted: datetime | None = None) -> None:
        """The calendar shows it no more; `deleted` is when, if it says so."""
        page = CalendarPage((CalendarChange(calendar_event.provider_id, deleted=deleted),), "next")
        with self.context.database.writing(self.person_id, "test") as session:
            ingest.store_calendar_page(session, self.context.vault, self.account_id, "main", page, now)
        self.settle(now)

    def store_list(self, now: datetime, *records: CalendarEvent, read_id: str) -> None:
        """The calendar as a whole, as a full read of that mark shows it."""
        changes = tuple(CalendarChange(record.provider_id, record) for record in records)
        page = CalendarPage(changes, "next", is_complete_list=True)
        with self.context.database.writing(self.person_id, "test") as session:
            vault, account_id = self.context.vault, self.account_id
            ingest.store_calendar_page(session, vault, account_id, "main", page, now, read_id=read_id)
        self.settle(now)

    def read_whole(self, at: datetime) -> None:
        """A poll that came to its end."""
        with self.context.database.writing(self.person_id, "test") as session:
            session.get_one(Account, self.account_id).caught_up_at = at

    def settle(self, now: datetime, shuffle: random.Random | None = None, limit: int = 5000) -> int:
        """Handles every due event, oldest first or shuffled; returns how many. Fails when it never ends."""
        handled = 0
        while True:
            with self.context.database.reading() as session:
                waiting = list(
                    session.scalars(
                        select(Event.id)
                        .where(Event.handled_at.is_(None), Event.due_at <= now, Event.person_id == self.person_id)
                        .order_by(Event.id)
                    )
                )
            if not waiting:
                return handled
            chosen = shuffle.choice(waiting) if shuffle else waiting[0]
            self._handle(chosen, now)
            handled += 1
            assert handled < limit, "events never come to an end"

    def _handle(self, event_id: int, now: datetime) -> None:
        with self.context.database.writing(self.person_id, "test") as session:
            event = events.claim(session, event_id, now=now)
            if event is None:
                return
            vault = self.context.vault
            match event.kind:
                case events.MESSAGE_RECEIVED:
                    matching.match_message(session, vault, event.subject, now)
                case events.MESSAGE_REMOVED:
                    matching.match_removed_message(session, event.subject, now)
                case events.CALENDAR_EVENT_CHANGED:
                    matching.match_calendar_event(session, vault, event.subject, now)
                case events.NOTE_ADDED:
                    matching.match_note(session, vault, event.subject, now)
                case events.CORRECTED:
                    matching.match_correction(session, event.subject, now)
                case events.INTERVIEW_TOUCHED:
                    interviews.refresh(session, vault, event.subject, now)
                case _:
                    pass

    def step(self, until: datetime) -> None:
        """Lets the product's time pass: every planned look is taken in its time."""
        while True:
            with self.context.database.reading() as session:
                upcoming = session.scalar(
                    select(Event.due_at)
                    .where(Event.handled_at.is_(None), Event.person_id == self.person_id, Event.due_at <= until)
                    .order_by(Event.due_at)
                    .limit(1)
                )
            if upcoming is None:
                return
            self.settle(upcoming)

    def interviews(self, *, all_rows: bool = False) -> list[Interview]:
        with self.context.database.reading() as session:
            rows = session.scalars(
                select(Interview).where(Interview.person_id == self.person_id).order_by(Interview.start, Interview.id)
            ).all()
            session.expunge_all()
        return [row for row in rows if all_rows or not row.data.get("same_as")]

    def only(self) -> Interview:
        """The one interview there is."""
        rows = self.interviews()
        assert len(rows) == 1, [(row.meeting, row.status, row.title) for row in rows]
        return rows[0]

    def alerts(self) -> set[str]:
        with self.context.database.reading() as session:
            rows = select(Alert.kind).where(Alert.person_id == self.person_id, Alert.resolved_at.is_(None))
            return set(session.scalars(rows))

    def tasks(self) -> dict[str, str]:
        with self.context.database.reading() as session:
            rows = select(Task.kind, Task.text).where(Task.person_id == self.person_id, Task.done_at.is_(None))
            return {row[0]: row[1] for row in session.execute(rows)}

    def correct(self, interview: Interview, kind: str, value: str, now: datetime) -> None:
        with self.context.database.writing(self.person_id, "test") as session:
            if kind == "undo":
                interviews.undo_newest(session, self.person_id, interview.id, now)
            else:
                interviews.correct(session, self.person_id, interview.id, kind, value, now)
        self.settle(now)

    def note(self, interview: Interview, text: str, now: datetime) -> None:
        with self.context.database.writing(self.person_id, "test") as session:
            interviews.add_note(session, self.context.vault, self.person_id, interview.id, text, now)
        self.settle(now)
