"""The interviews, what the person said about them, and what follows from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, Json, owner


class Interview(Base):
    """One interview, or a candidate that was asked about or left out: computed from observations by a fold."""

    __tablename__ = "interviews"
    __table_args__ = (UniqueConstraint("person_id", "meeting"), Index("ix_interviews_start", "person_id", "start"))
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    meeting: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    """is_interview, is_not_interview, held, no_show, cancelled, role, contact, slot, same_as, apart, not_about,
    draft_anyway, seen"""
    value: Mapped[str] = mapped_column(default="")
    batch: Mapped[str] = mapped_column(default="", index=True)
    """Answers given in one go, taken back in one go; "" = given alone."""
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    teaches_not: Mapped[str] = mapped_column(default="")
    """What the person had forgotten of what it taught, with blanks between: contact, organisation, rule:<name>, all."""


class Decision(Base):
    """One meeting that the person decided about, with what was known of it: what lessons are made of. Written from
    the corrections, notes and drafts that stand, and gone with them.
    """

    __tablename__ = "decisions"
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = owner()
    word_id: Mapped[str] = mapped_column(default="")
    """The correction that says so; "" = none."""
    says: Mapped[str]
    """yes, no or what it is instead: the person's word. kept: dealt with as an interview, without a word on it."""
    at: Mapped[datetime]
    band: Mapped[str]
    """What would have been done with it unasked, by the rules and what had been learned by then: log, ask, leave."""
    contact_id: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    """The domain of an organisation that is not the person's own; "" for free-mail."""
    rules: Mapped[str] = mapped_column(default="")
    """Names of the rules that fired, with blanks between: all decisions are read at once, and often."""
    teaches_not: Mapped[str] = mapped_column(default="")


class Note(Base):
    """What the person wrote about a meeting; its word that the meeting counts."""

    __tablename__ = "notes"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    fingerprint: Mapped[str]
    text: Mapped[str]
    due: Mapped[str] = mapped_column(default="")
    """ISO date in the person's zone, "" = no date."""
    source: Mapped[str]
    quote: Mapped[str] = mapped_column(default="")
    contact_id: Mapped[str] = mapped_column(default="")
    """Of a promise: whose it is, or to whom."""
    said: Mapped[list[Json]] = mapped_column(default=list)
    """Of a promise: every record that says it, oldest first, [{source, quote, at, due}]; `source` is the first."""
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    closed_source: Mapped[str] = mapped_column(default="")
    """The record that shows that it was done at `done_at`; "" = the person said so."""
    closed_quote: Mapped[str] = mapped_column(default="")
    reopened_at: Mapped[datetime | None]
    """The person put it back: what was written until then does not close it."""


class Alert(Base):
    """Something that the person should see about an interview."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("person_id", "interview_id", "kind"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    evidence: Mapped[list[Json]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
