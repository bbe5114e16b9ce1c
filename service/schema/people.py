"""Whom the person talks with: contacts, their addresses, who introduced whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, Json, owner


class Contact(Base):
    """Someone the person knows; on screen: People."""

    __tablename__ = "contacts"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    introducer_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class Pointer(Base):
    """Somebody whom a contact named to the person: to talk with, or whom they would ask or bring together with them."""

    __tablename__ = "pointers"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str]
    """Who named them."""
    name: Mapped[str]
    """As it was written."""
    kind: Mapped[str]
    """named, promised (to bring them together) or asked (they are asked first)"""
    source: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    """The person said that this points to nobody."""
