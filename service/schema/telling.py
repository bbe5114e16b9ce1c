"""What the person is told about automatic acts: the log, and the daily summary."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, Json, owner


class Activity(Base):
    """The person's own log of automatic acts: what, when, about which row. Shown to the person only."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_activity_person_at", "person_id", "at"),
        Index("ix_activity_subject", "person_id", "subject"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    day: Mapped[str]
    """ISO date in the person's zone."""
    state: Mapped[str]
    """sending, sent, unclear, empty, failed"""
    items: Mapped[list[str]] = mapped_column(default=list)
    """Ids of what it told, so that the next one tells only what is new."""
    message_id: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
