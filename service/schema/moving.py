"""What workers pick up, and who holds it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, owner

_IS_OPEN = text("handled_at IS NULL AND gave_up_at IS NULL")


class Event(Base):
    """The durable event log: something happened, past tense. `subject` is the id of the row it happened to.

    An id is never given twice: a job that was queued before somebody was erased must not find another event by it.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_waiting", "handled_at", "gave_up_at", "due_at"),
        Index("ix_events_in_turn", "is_past", "person_id", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    person_id: Mapped[str] = owner()
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    """When it was logged last: what still waits is not logged twice."""
    due_at: Mapped[datetime]
    """Product time from which it may be handled."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    """Real time before which it is not tried again."""
    handled_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    is_past: Mapped[bool] = mapped_column(default=False)
    """Caused by a look into the past: what happens now is handled before it."""


class Lease(Base):
    """Who may do what only one process may do (the clock), and which processes live. Real time."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    epoch: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime]
