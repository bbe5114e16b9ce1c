"""Every table, in the order in which data flows through the house.

Each row belongs to one person (`person_id`); ids are short texts, made from what identifies the thing where a replay
must find the same row again. Sealed columns (`…_sealed`) hold what `vault` made, with `table|id|column` as the row.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.database import UtcDateTime

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]


def new_id(prefix: str) -> str:
    """A fresh random id such as `drf_1f0c…`."""
    return f"{prefix}_{secrets.token_hex(8)}"


def derived_id(prefix: str, *parts: str) -> str:
    """The same id for the same parts, so that a replay finds the row that is there."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{prefix}_{digest[:16]}"


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Json: JSON,
        list[Json]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
        str: String,
    }


def _owner() -> Mapped[str]:
    return mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)


# --- who -------------------------------------------------------------------------------------------------------


class Person(Base):
    """Who uses Warmthread. `settings` holds the person's choices (offer_help, greeting…), absent = default."""

    __tablename__ = "persons"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="UTC")
    languages: Mapped[list[str]] = mapped_column(default=list)
    signature: Mapped[str] = mapped_column(default="")
    goal: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="seeker")
    settings: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Account(Base):
    """One consent at one provider: a mailbox, a calendar, or both. Lease and schedule are in real time."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("person_id", "provider", "email"), Index("ix_accounts_due", "next_due"))
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    provider: Mapped[str]
    email: Mapped[str]
    connection_state: Mapped[str] = mapped_column(default="connected")
    """connected, needs_consent, paused, disconnected"""
    state_reason: Mapped[str] = mapped_column(default="")
    scopes: Mapped[list[str]] = mapped_column(default=list)
    asked_scopes: Mapped[list[str]] = mapped_column(default=list)
    """What the last consent asked for; `scopes` is what it was given."""
    can_read_mail: Mapped[bool] = mapped_column(default=True)
    can_read_calendar: Mapped[bool] = mapped_column(default=True)
    can_send: Mapped[bool] = mapped_column(default=False)
    tokens_sealed: Mapped[bytes | None]
    since: Mapped[datetime]
    """How far back the first read looks."""
    created_at: Mapped[datetime]
    discovered_at: Mapped[datetime | None]
    """When its calendars and own addresses were last asked for."""
    last_success_at: Mapped[datetime | None]
    caught_up_at: Mapped[datetime | None]
    """Product time of the last poll that left nothing waiting."""
    last_error: Mapped[str] = mapped_column(default="")
    error_code: Mapped[str] = mapped_column(default="")
    """Kind and operation of `last_error`, for whoever helps."""
    lease_owner: Mapped[str] = mapped_column(default="")
    lease_epoch: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    next_due: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)


class OwnAddress(Base):
    """An address that is the person: decides who is "me" everywhere."""

    __tablename__ = "own_addresses"
    person_id: Mapped[str] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    account_id: Mapped[str] = mapped_column(default="")
    is_main: Mapped[bool] = mapped_column(default=False)
    can_send: Mapped[bool] = mapped_column(default=False)


class ConsentRequest(Base):
    """A consent that was begun: its state and sealed verifier, single use."""

    __tablename__ = "consent_requests"
    state: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    provider: Mapped[str]
    redirect_uri: Mapped[str]
    session_id: Mapped[str] = mapped_column(default="")
    """The browser session that began it and alone may end it; "" = begun at the command line."""
    sealed: Mapped[bytes]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInLink(Base):
    """A one-time link into the pages, kept as its digest. Real time."""

    __tablename__ = "sign_in_links"
    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class BrowserSession(Base):
    """A browser that is signed in. Only digests of what its cookie holds are kept. Real time."""

    __tablename__ = "browser_sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    digest: Mapped[str] = mapped_column(unique=True)
    """Of the cookie's token."""
    former_digest: Mapped[str] = mapped_column(default="", index=True)
    """Of the token before the last rotation, honoured for a moment for requests that were under way."""
    form_token: Mapped[str]
    """What every form of this session must carry (CSRF)."""
    browser: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Exclusion(Base):
    """One line of the never-log list: an address, a domain, a label, a calendar or a word."""

    __tablename__ = "exclusions"
    __table_args__ = (UniqueConstraint("person_id", "kind", "value"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    kind: Mapped[str]
    value: Mapped[str]
    created_at: Mapped[datetime]


# --- reading from providers -------------------------------------------------------------------------------------


class ChosenCalendar(Base):
    """A calendar of an account and whether it is read."""

    __tablename__ = "calendars"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    name: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="")
    is_primary: Mapped[bool] = mapped_column(default=False)
    is_chosen: Mapped[bool] = mapped_column(default=True)


class Cursor(Base):
    """Where to go on from: resource `mail` or `calendar:<id>` of an account. Changed only by compare-and-set."""

    __tablename__ = "cursors"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    value: Mapped[str]
    """"" = to be read in full from the start."""
    read_id: Mapped[str] = mapped_column(default="")
    """While a full read is under way: what marks the rows that it has met."""
    updated_at: Mapped[datetime]


class Reading(Base):
    """A bounded look into the past of a mailbox: the first read, one new contact, or a gap. Shown as progress."""

    __tablename__ = "readings"
    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = _owner()
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
    person_id: Mapped[str] = _owner()
    spent: Mapped[Json] = mapped_column(default=dict)
    """{"<second of the epoch>": units}, the last 60 seconds"""
    blocked_until: Mapped[datetime | None]
    units_spent: Mapped[int] = mapped_column(BigInteger, default=0)
    calls: Mapped[Json] = mapped_column(default=dict)
    days: Mapped[Json] = mapped_column(default=dict)
    """{"<ISO date, UTC>": {operation: calls}}, the last 90 days: shown in the person's log"""


class SetAside(Base):
    """A record that was looked at and not stored: only its id, date and the rule that said so."""

    __tablename__ = "set_asides"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """mail, or calendar:<id>"""
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    date: Mapped[datetime | None]
    rule: Mapped[str]
    read_id: Mapped[str] = mapped_column(default="")


class Quarantined(Base):
    """A record that cannot be read: kept visible until it is, or until the person lets it go."""

    __tablename__ = "quarantine"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    reason: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    retry_asked_at: Mapped[datetime | None]
    """When the person asked for it to be read once more; None once that was tried."""


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
    person_id: Mapped[str] = _owner()
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
    person_id: Mapped[str] = _owner()
    stored_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    provider_thread: Mapped[str] = mapped_column(default="", index=True)
    removed_at: Mapped[datetime | None]


class StoredCalendarEvent(Base):
    """A calendar event as a calendar shows it now, or as an invite in a mail told it (`source` = mail)."""

    __tablename__ = "calendar_events"
    __table_args__ = (
        UniqueConstraint("account_id", "calendar_id", "provider_id"),
        Index("ix_calendar_events_uid", "person_id", "uid_key"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    calendar_id: Mapped[str]
    provider_id: Mapped[str]
    series_id: Mapped[str] = mapped_column(default="")
    """Provider id of the series that it is an occurrence of, "" for a single one."""
    uid_key: Mapped[str]
    """`uid|recurrence`: lower-cased iCalendar UID and the occurrence's original start, "master" if none."""
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
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
    person_id: Mapped[str] = _owner()
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


# --- moving the work --------------------------------------------------------------------------------------------


class Event(Base):
    """The durable event log: something happened, past tense. `subject` is the id of the row it happened to."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_waiting", "handled_at", "gave_up_at", "due_at"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[str] = _owner()
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Product time from which it may be handled."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    """Real time before which it is not tried again."""
    handled_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")


class Lease(Base):
    """Who may do what only one process may do (the clock). Real time."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    epoch: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime]


# --- people -----------------------------------------------------------------------------------------------------


class Contact(Base):
    """Someone the person knows; on screen: People."""

    __tablename__ = "contacts"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    name: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="")
    merged_into: Mapped[str] = mapped_column(default="")
    is_untracked: Mapped[bool] = mapped_column(default=False)
    data: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Identity(Base):
    """An address, normalised to a key, that belongs to one contact."""

    __tablename__ = "identities"
    person_id: Mapped[str] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    email: Mapped[str]
    names: Mapped[list[str]] = mapped_column(default=list)
    evidence: Mapped[str] = mapped_column(default="")
    bounced_at: Mapped[datetime | None]


class ContactPair(Base):
    """Two contacts that are one, or were taken for one: a merge that can be undone, or the person's "no"."""

    __tablename__ = "contact_pairs"
    __table_args__ = (UniqueConstraint("person_id", "kept_id", "other_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    kept_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    state: Mapped[str]
    """merged, refused or undone"""
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[Json] = mapped_column(default=dict)
    """What undoing it needs: whose addresses and names were whose."""
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Introduction(Base):
    """Who brought the person together with whom, and the words that say so."""

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("person_id", "contact_id", "message_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    introducer_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


# --- interviews -------------------------------------------------------------------------------------------------


class Interview(Base):
    """One interview, or a candidate that was asked about or left out: computed from observations by a fold."""

    __tablename__ = "interviews"
    __table_args__ = (UniqueConstraint("person_id", "meeting"), Index("ix_interviews_start", "person_id", "start"))
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    meeting: Mapped[str]
    """The uid_key (or mail key) that it was first known by; further ones are in `sources`."""
    contact_id: Mapped[str] = mapped_column(default="", index=True)
    status: Mapped[str]
    band: Mapped[str]
    """log, ask or leave: what classification says; status `proposed` and `not_logged` follow from it."""
    classification: Mapped[str]
    score: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[Json]] = mapped_column(default=list)
    """[{rule, points, text, evidence: {source, quote}}]"""
    role: Mapped[str] = mapped_column(default="seeker")
    title: Mapped[str] = mapped_column(default="")
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    timezone: Mapped[str] = mapped_column(default="")
    reschedules: Mapped[int] = mapped_column(default=0)
    meeting_no: Mapped[int] = mapped_column(default=1)
    badges: Mapped[list[str]] = mapped_column(default=list)
    others: Mapped[list[Json]] = mapped_column(default=list)
    """[{contact_id, email, name, participation, part: attendee|assistant|declined|peer}]"""
    sources: Mapped[list[Json]] = mapped_column(default=list)
    """[{kind: calendar|mail|file|note|person, provider, record, meeting}]"""
    history: Mapped[list[Json]] = mapped_column(default=list)
    """[{at, what, by, evidence: {source, quote}, …}] in order of time"""
    address: Mapped[str] = mapped_column(default="")
    """The contact's address in this meeting: where a follow-up goes."""
    own_address: Mapped[str] = mapped_column(default="")
    thread_key: Mapped[str] = mapped_column(default="")
    introduced_by: Mapped[str] = mapped_column(default="")
    cancelled_by: Mapped[str] = mapped_column(default="")
    no_show_by: Mapped[str] = mapped_column(default="")
    thanked_at: Mapped[datetime | None]
    thanked_by: Mapped[str] = mapped_column(default="")
    first_seen_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    data: Mapped[Json] = mapped_column(default=dict)
    same_as: Mapped[str] = mapped_column(default="")
    """The interview that stands for the same conversation; "" = this one stands for itself."""
    search_text: Mapped[str] = mapped_column(default="")
    """What it can be found by, folded: title, names and addresses."""


class Correction(Base):
    """The person's word about a meeting; wins over every rule, for ever. The newest of a kind counts."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_kind", "person_id", "kind"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    meeting: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """is_interview, is_not_interview, held, no_show, cancelled, role, contact, slot, same_as, apart, not_about,
    draft_anyway, seen"""
    value: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(default="", index=True)
    """Answers given in one go, taken back in one go; "" = given alone."""
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Note(Base):
    """What the person wrote about a meeting; its word that the meeting counts."""

    __tablename__ = "notes"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    meeting: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    text_sealed: Mapped[bytes]
    replaces: Mapped[str] = mapped_column(default="")
    """The note that this one is a rewording of."""
    removed_at: Mapped[datetime | None]
    """Taken away or reworded by the person: counts no more, kept a few days for an undo."""


class Task(Base):
    """Something to do that a record gave rise to: a promise, an invite to answer, a new time to find."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("person_id", "interview_id", "kind", "fingerprint"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    fingerprint: Mapped[str]
    text: Mapped[str]
    due: Mapped[str] = mapped_column(default="")
    """ISO date in the person's zone, "" = no date."""
    source: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Alert(Base):
    """Something that the person should see about an interview."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("person_id", "interview_id", "kind"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    evidence: Mapped[list[Json]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


# --- follow-up and sending --------------------------------------------------------------------------------------


class FollowUp(Base):
    """What is due, or not due, to one contact about one interview: the plan behind a draft, or the reason for
    silence. Decided anew whenever the interview changes.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("person_id", "interview_id", "contact_id", "kind", "for_start"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str]
    kind: Mapped[str]
    for_start: Mapped[str] = mapped_column(default="")
    """ISO instant of the slot it was planned for: a move plans anew."""
    state: Mapped[str]
    """planned, drafted, silent, withdrawn"""
    reason: Mapped[str] = mapped_column(default="")
    """why silent or withdrawn: one of the closed list of reasons"""
    not_before: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class Draft(Base):
    """Our text, waiting for the person. Never changed by a rule once the person has edited it."""

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    """needs_review, approved, sending, sent, unclear, withdrawn, dismissed"""
    is_edited: Mapped[bool] = mapped_column(default=False)
    state_reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[str] = mapped_column(default="")
    sender: Mapped[str]
    to: Mapped[list[str]]
    cc: Mapped[list[str]] = mapped_column(default=list)
    bcc: Mapped[list[str]] = mapped_column(default=list)
    subject: Mapped[str]
    in_reply_to: Mapped[str] = mapped_column(default="")
    references: Mapped[list[str]] = mapped_column(default=list)
    provider_thread: Mapped[str] = mapped_column(default="")
    content_sealed: Mapped[bytes]
    """JSON {body, evidence: [{source, quote}], warnings: […]}"""
    language: Mapped[str] = mapped_column(default="en")
    send_at: Mapped[datetime | None]
    needs_user_input: Mapped[list[str]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of text, subject or recipients: whoever saves names the one that was edited."""
    later_until: Mapped[datetime | None]
    """Put off by the person until then; product time."""
    fingerprint: Mapped[str] = mapped_column(default="")
    """Of the evidence and the kind it was written from: the same evidence writes nothing new."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DraftVersion(Base):
    """A text that a draft once had, so that nothing written is ever lost and every change can be undone."""

    __tablename__ = "draft_versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    by: Mapped[str]
    """proposed, person, reworded, takeaway, restored"""
    based_on: Mapped[int] = mapped_column(default=0)
    """The version that it was made from; another than the one before it where two edited at once."""
    subject: Mapped[str]
    content_sealed: Mapped[bytes]
    """JSON like the draft's own, sealed for this row."""
    at: Mapped[datetime]


class Approval(Base):
    """The person's yes to exact bytes, and what became of them: the outbox. One row per approval, at most one mail.

    `state`: held (undo window, or until `send_at`), creating, created, sending, sent, unclear, withdrawn, expired.
    """

    __tablename__ = "approvals"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str]
    digest: Mapped[str]
    """SHA-256 of the frozen MIME."""
    mime_sealed: Mapped[bytes]
    message_id: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(index=True)
    state_reason: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime]
    hold_until: Mapped[datetime]
    """Real time: the undo window."""
    send_at: Mapped[datetime | None]
    """Product time asked for; None = as soon as the undo window is over."""
    mailbox_draft_id: Mapped[str] = mapped_column(default="")
    provider_id: Mapped[str] = mapped_column(default="")
    provider_thread: Mapped[str] = mapped_column(default="")
    lease_owner: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None]
    """Real time: one worker at a time delivers it."""
    looks: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]


class Activity(Base):
    """The person's own log of automatic acts: what, when, about which row. Shown to the person only."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_activity_person_at", "person_id", "at"),
        Index("ix_activity_subject", "person_id", "subject"),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[str] = _owner()
    at: Mapped[datetime]
    what: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    key: Mapped[str | None]
    """Made from what happened, where telling it twice must leave one row."""
    data: Mapped[Json] = mapped_column(default=dict)
    """What undoing it needs; never shown."""
    undone_at: Mapped[datetime | None]


class Digest(Base):
    """A day's summary that went to the person's own address, at most once a day."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("person_id", "day"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
    day: Mapped[str]
    """ISO date in the person's zone."""
    state: Mapped[str]
    """sending, sent, unclear, empty, failed"""
    items: Mapped[list[str]] = mapped_column(default=list)
    """Ids of what it told, so that the next one tells only what is new."""
    message_id: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class FileImport(Base):
    """Files that were handed in through the pages: a row that workers pick up, with its progress."""

    __tablename__ = "file_imports"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _owner()
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
    """own: the person's addresses in it; asked: those to choose from; unreadable: {what: why}; and what it brought."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
