"""Whose rows these are: the person, their accounts and addresses, how they are signed in, what is never logged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, Json, owner


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
    person_id: Mapped[str] = owner()
    provider: Mapped[str]
    email: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    """Who it is to the provider, whatever the address is called; "" where the provider does not say."""
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
    bad_ends: Mapped[int] = mapped_column(default=0)
    """How often in a row a worker ended without giving its lease back and without having stored anything."""
    in_hand: Mapped[Json] = mapped_column(default=dict)
    """While it is read record by record: which one is being read ("now"), and how often each ended its worker."""


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
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class BrowserSession(Base):
    """A browser that is signed in. Only digests of what its cookie holds are kept. Real time."""

    __tablename__ = "browser_sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    kind: Mapped[str]
    value: Mapped[str]
    created_at: Mapped[datetime]
