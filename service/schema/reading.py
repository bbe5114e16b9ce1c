"""What was read from providers and files, how far the reading is, and what was set aside on the way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, Json, owner


class ChosenCalendar(Base):
    """A calendar of an account and whether it is read."""

    __tablename__ = "calendars"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    name: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    is_chosen: Mapped[bool] = mapped_column(default=True)


class Cursor(Base):
    """Where to go on from: resource `mail` or `calendar:<id>` of an account. Changed only by compare-and-set."""

    __tablename__ = "cursors"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    value: Mapped[str]
    """"" = to be read in full from the start."""
    read_id: Mapped[str] = mapped_column(default="")
    """While a full read is under way: what marks the rows that it has met."""
    expiries: Mapped[int] = mapped_column(default=0)
    """How often in a row the provider refused to go on from here; 0 once it went on."""
    updated_at: Mapped[datetime]


class Reading(Base):
    """A bounded look into the past of a mailbox: the first read, one new contact, or a gap. Shown as progress."""

    __tablename__ = "readings"
    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = owner()
    purpose: Mapped[str]
    """invites, phrases, people, thread, gap"""
    query: Mapped[Json]
    cursor: Mapped[str | None]
    listed: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Allowance(Base):
    """An account's budget of provider calls: what was spent in the last minute; survives restarts. Real time."""

    __tablename__ = "allowances"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = owner()
    spent: Mapped[Json] = mapped_column(default=dict)
    """{"<second of the epoch>:<caller>": units}, the last 60 seconds; the newest is that of the writing"""
    blocked_until: Mapped[datetime | None]
    units_spent: Mapped[int] = mapped_column(BigInteger, default=0)
    calls: Mapped[Json] = mapped_column(default=dict)
    days: Mapped[Json] = mapped_column(default=dict)
    """{"<ISO date, UTC>": {operation: calls}}, the last 90 days: shown in the person's log"""
    clock_ahead: Mapped[int] = mapped_column(default=0)
    """Seconds by which our clock was ahead of the provider's at its last answer; below 0 = behind."""


class SetAside(Base):
    """A record that was looked at and not stored: only its id, date and the rule that said so."""

    __tablename__ = "set_asides"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """mail, or calendar:<id>"""
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    date: Mapped[datetime | None]
    rule: Mapped[str]
    read_id: Mapped[str] = mapped_column(default="")


class Quarantined(Base):
    """A record that cannot be read: kept visible until it is, or until the person lets it go."""

    __tablename__ = "quarantine"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    reason: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=1)
    read_id: Mapped[str] = mapped_column(default="")
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    retry_asked_at: Mapped[datetime | None]
    """When the person asked for it to be read once more; None once that was tried."""


class AuditRun(Base):
    """What a provider has held against what is known of it: the last result of one account, and the run that is wished
    for or under way. Counts and ids only.
    """

    __tablename__ = "audits"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = owner()
    state: Mapped[str]
    """waiting, counting, done, failed"""
    is_repair: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    counted: Mapped[int] = mapped_column(default=0)
    """Records that the run under way was told of so far."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    missing: Mapped[int] = mapped_column(default=0)
    """Records that the last finished run found missing here, or kept here and no longer there."""
    result: Mapped[Json] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]


class StoredMessage(Base):
    """One email that belongs to a candidate, whatever accounts it was seen in. `body_sealed` is JSON
    {text, reply, signature}; it may go after the retention time, what was learned from it stays as observations.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_messages_person_date", "person_id", "date"),
        Index("ix_messages_thread", "person_id", "thread_key"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    key: Mapped[str]
    """Message-ID, else a digest of date, sender, subject and text: identity across accounts."""
    message_id: Mapped[str]
    thread_key: Mapped[str]
    """What ties a conversation together across accounts: the root of References, else the Message-ID."""
    date: Mapped[datetime]
    sender: Mapped[str]
    sender_name: Mapped[str] = mapped_column(default="")
    to: Mapped[list[Json]]
    cc: Mapped[list[Json]]
    bcc: Mapped[list[Json]]
    parties: Mapped[list[str]] = mapped_column(default=list)
    """Every address that the never-log list asks about, also of the invites it carries: asked without opening it."""
    actual_sender: Mapped[str] = mapped_column(default="")
    reply_to: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    in_reply_to: Mapped[str] = mapped_column(default="")
    references: Mapped[list[str]]
    is_sent: Mapped[bool]
    is_automatic: Mapped[bool]
    is_bulk: Mapped[bool]
    is_verified: Mapped[bool | None]
    """Did the person's own provider confirm the sender (DMARC)? None = it did not say."""
    bounce_of: Mapped[str] = mapped_column(default="")
    body_sealed: Mapped[bytes | None]
    received_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class MessageCopy(Base):
    """Where a stored message lies at a provider."""

    __tablename__ = "message_copies"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    stored_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    provider_thread: Mapped[str] = mapped_column(default="", index=True)
    read_id: Mapped[str] = mapped_column(default="")
    """While the mailbox is listed after a gap: that the listing has not shown it yet."""
    removed_at: Mapped[datetime | None]


class StoredCalendarEvent(Base):
    """A calendar event as a calendar shows it now, or as an invite in a mail told it (`source` = mail)."""

    __tablename__ = "calendar_events"
    __table_args__ = (
        UniqueConstraint("account_id", "calendar_id", "provider_id"),
        Index("ix_calendar_events_uid", "person_id", "uid_key"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    calendar_id: Mapped[str]
    provider_id: Mapped[str]
    series_id: Mapped[str] = mapped_column(default="")
    """Provider id of the series that it is an occurrence of, "" for a single one."""
    uid_key: Mapped[str]
    """`uid|recurrence`: lower-cased iCalendar UID and the occurrence's original start, "master" if none."""
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    parties: Mapped[list[str]] = mapped_column(default=list)
    """Every address on it, and whether it is private: what the never-log list asks about, without opening it."""
    is_private: Mapped[bool] = mapped_column(default=False)
    data_sealed: Mapped[bytes]
    """The whole CalendarEvent as JSON."""
    removed_at: Mapped[datetime | None]
    read_id: Mapped[str] = mapped_column(default="")


class Observation(Base):
    """What one record says about one meeting: the only input of `lifecycle`. Written once, never changed.

    `meeting` is a uid_key, or `mail:<thread_key>` where only mail is known. Bodies may go; observations stay.
    """

    __tablename__ = "observations"
    __table_args__ = (
        UniqueConstraint("person_id", "source", "kind", "fingerprint"),
        Index("ix_observations_meeting", "person_id", "meeting"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    meeting: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    """`event:<id>`, `msg:<id>`, `note:<id>` or `person:<id>`"""
    fingerprint: Mapped[str]
    at: Mapped[datetime]
    """When it became true at its source."""
    received_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(BigInteger, default=0)
    data: Mapped[Json]
    quote: Mapped[str] = mapped_column(default="")


class FileImport(Base):
    """Files that were handed in through the pages: a row that workers pick up, with its progress."""

    __tablename__ = "file_imports"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    name: Mapped[str]
    path: Mapped[str]
    """Inside the data folder; removed once it was read."""
    state: Mapped[str]
    """waiting, reading, asking (whose files are these?), done, failed"""
    records: Mapped[int] = mapped_column(default=0)
    unreadable: Mapped[int] = mapped_column(default=0)
    share: Mapped[int] = mapped_column(default=0)
    """How much of it is read, in percent."""
    error: Mapped[str] = mapped_column(default="")
    facts: Mapped[Json] = mapped_column(default=dict)
    """own: the person's addresses in it; asked: those to choose from; asked_at: since when; unreadable: {what: why}; and
    what it brought.
    """
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
