"""What is due, the texts that wait, and the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.schema.table import Base, owner


class FollowUp(Base):
    """What is due, or not due, to one contact about one interview: the plan behind a draft, or the reason for
    silence. Decided anew whenever the interview changes.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("person_id", "interview_id", "contact_id", "kind", "for_start"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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


class Ask(Base):
    """What the person asked to be written: a draft that nobody but they can want, of one kind to one contact."""

    __tablename__ = "asks"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    kind: Mapped[str]
    interview_id: Mapped[str] = mapped_column(ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[str]
    text_sealed: Mapped[bytes]
    """What the person typed for it, may be empty."""
    about: Mapped[str] = mapped_column(default="")
    """Name of a third one, whom the contact is asked to bring together with the person."""
    at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class Draft(Base):
    """Our text, waiting for the person. Never changed by a rule once the person has edited it."""

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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
    person_id: Mapped[str] = owner()
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    by: Mapped[str]
    """proposed, model, person, reworded, takeaway, restored"""
    based_on: Mapped[int] = mapped_column(default=0)
    """The version that it was made from; another than the one before it where two edited at once."""
    subject: Mapped[str]
    content_sealed: Mapped[bytes]
    """JSON like the draft's own, sealed for this row."""
    at: Mapped[datetime]


class Wording(Base):
    """What a language model was asked for one draft, and what came of it. One row per draft: the last time it was asked."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("draft_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str]
    """Of the draft when it was asked: the same evidence is not asked about again."""
    model: Mapped[str]
    """As it was set up then: its name, or its address where it has none."""
    outcome: Mapped[str]
    """adopted, same, refused, failed, overtaken"""
    detail: Mapped[str] = mapped_column(default="")
    """Rules that refused it, with commas, or why there was no answer."""
    version: Mapped[int] = mapped_column(default=0)
    """The draft's text that holds its words; 0 = none does."""
    at: Mapped[datetime]


class Approval(Base):
    """The person's yes to exact bytes, and what became of them: the outbox. One row per approval, at most one mail.

    `state`: held (undo window, or until `send_at`), creating, created, sending, sent, unclear, stopping, withdrawn.
    """

    __tablename__ = "approvals"
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
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


class MailboxDraft(Base):
    """Our text of one draft as it lies in the Drafts folder of the person's own mailbox. One row per draft, so that
    there is never a second one. Worked off as `mailbox_drafts` says.

    `state`: wanted, creating, placed, updating, taken_over, removing; or over: removed, sent, gone, left, failed.
    """

    __tablename__ = "mailbox_drafts"
    __table_args__ = (UniqueConstraint("draft_id"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = owner()
    draft_id: Mapped[str]
    """Points nowhere once the draft is gone from here: then what lies in the mailbox is taken away as well."""
    account_id: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    state_reason: Mapped[str] = mapped_column(default="")
    wish: Mapped[str] = mapped_column(default="")
    """Of the person for this draft: "yes" or "no", whatever the setting says; "" = as the setting says."""
    message_id: Mapped[str] = mapped_column(default="", index=True)
    """Ours, stored before the provider hears of it."""
    mailbox_draft_id: Mapped[str] = mapped_column(default="")
    provider_thread: Mapped[str] = mapped_column(default="")
    revision: Mapped[str] = mapped_column(default="")
    """The provider's, as last seen."""
    version: Mapped[int] = mapped_column(default=0)
    """Of the draft's texts the one that lies there, and the digest of its words."""
    digest: Mapped[str] = mapped_column(default="")
    going_version: Mapped[int] = mapped_column(default=0)
    """The text that is being put there: after a broken-off call a look tells which of the two it was."""
    going_digest: Mapped[str] = mapped_column(default="")
    has_files: Mapped[bool] = mapped_column(default=False)
    """The person attached something there, which no mail from here carries."""
    sent_as: Mapped[str] = mapped_column(default="")
    """Message-ID of the mail that it became."""
    times: Mapped[int] = mapped_column(default=0)
    """How often it was put there: each time under a Message-ID of its own."""
    looks: Mapped[int] = mapped_column(default=0)
    placed_at: Mapped[datetime | None]
    look_due: Mapped[datetime | None]
    """Product time from which on it is looked at again."""
    updated_at: Mapped[datetime]
