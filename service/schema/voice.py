"""How the person writes: derived from their own mails and from what they change in drafts, without any of their words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, Json, owner


class WritingSample(Base):
    """How one mail of the person's own was written, and nothing of what it says. `features`: see `service.manner`."""

    __tablename__ = "writing_samples"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    language: Mapped[str]
    at: Mapped[datetime]
    features: Mapped[Json] = mapped_column(default=dict)


class EditSign(Base):
    """What one approved draft shows of how the person changes ours."""

    __tablename__ = "edit_signs"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    language: Mapped[str]
    what: Mapped[str]
    """role, phrase, greeting, opening or closing"""
    value: Mapped[str]
    """A role or phrase of ours that was taken out; the greeting word that was put; of an opening or closing that the
    person added a digest only
    """
    at: Mapped[datetime]
