"""The person's yes to exact bytes: freezes what they saw, holds it for a while, and takes it back.

An approval names the digest of the text that stood on the page; what it freezes is what goes out, and nothing else does.
How it goes out, at most once, is in `delivery`.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connectors.errors import Misconfigured
from service import (
    accounts,
    activity,
    approvals,
    events,
    letters,
    preferences,
)
from service.clock import real_now
from service.context import Context
from service.drafting import habits, timing
from service.drafting.follow import gone
from service.drafting.review import is_no_longer_true
from service.drafting.support import standing_in_the_way
from service.drafting.versions import text_of
from service.schema import (
    Account,
    Approval,
    Contact,
    Draft,
    Interview,
    Person,
    new_id,
)
from service.sealed import open_draft
from service.vault import Tampered, Vault
from service.zones import zone_of

APPROVAL_LASTS = timedelta(days=7)
LATE_AT_MOST = timedelta(hours=12)
"""A planned time that passed while the machine slept is still used within this, in the recipient's hours."""
HARDLY_LATE = timedelta(minutes=5)
LONGEST_WINDOW = timedelta(minutes=10)
"""No undo window is longer."""
AFTER_TALK = frozenset({"thank_you", "host_follow_up", "referral_report_back"})
"""Kinds that only a talk which took place calls for."""


class CannotApprove(Exception):
    """The draft cannot be approved as it is; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The exact bytes that are approved, and their digest (SHA-256, hex)."""

    mime: bytes
    message_id: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.mime).hexdigest()


# --- approval ---------------------------------------------------------------------------------------------------


def text_digest(draft: Draft, body: str) -> str:
    """What a script must name to approve without being asked: digest of recipients, subject and text."""
    return digest_of(draft.sender, draft.to, draft.cc, draft.bcc, draft.subject, body)


def digest_of(sender: str, to: Sequence[str], cc: Sequence[str], bcc: Sequence[str], subject: str, body: str) -> str:
    """`text_digest` of a text as a page holds it."""
    parts = (sender, *to, "", *cc, "", *bcc, "", subject, body)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def approve(
    session: Session, context: Context, person_id: str, draft_id: str, *, digest: str, at_planned_time: bool = False,
    at: datetime | None = None,
) -> Approval:  # fmt: skip
    """Freezes the draft's bytes and puts them into the outbox. `digest` is `text_digest` of what the person saw.

    Goes out as soon as the undo window is over, at the suggested time, or at the time `at`. Raises CannotApprove when
    the draft changed since, is not waiting for review, cannot have been meant, or nothing can send it.
    """
    draft = _owned_draft(session, person_id, draft_id)
    body = open_draft(context.vault, draft).body
    if draft.state != "needs_review":
        raise CannotApprove(f"This draft is {draft.state.replace('_', ' ')}: there is nothing to approve.")
    if digest != text_digest(draft, body):
        raise CannotApprove("The text changed since you saw it. Read it again, then approve.")
    refused = standing_in_the_way(text_of(context.vault, draft))
    if refused:
        raise CannotApprove(refused)
    if is_no_longer_true(session, context.vault, draft):
        raise CannotApprove(
            "What this text says is not borne out any more by what is known. Change it, or have it written anew."
        )
    account = _sending_account(session, person_id, draft)
    now, approval_id = context.clock(), new_id("apr")
    if draft.kind not in AFTER_TALK and (reason := gone(session, context.vault, draft, now)):
        raise CannotApprove(f"Nothing calls for it any more. {reason}")
    frozen = _freeze(session, context, draft, approval_id)
    approval = Approval(
        id=approval_id,
        person_id=person_id,
        draft_id=draft.id,
        account_id=account.id,
        digest=frozen.digest,
        mime_sealed=_seal_mime(context.vault, frozen.mime, approval_id),
        message_id=frozen.message_id,
        state="held",
        approved_at=now,
        hold_until=real_now() + undo_window(session, context, person_id),
        send_at=_planned_time(session, draft, now) if at_planned_time else _chosen_time(at, now),
        updated_at=now,
    )
    session.add(approval)
    if draft.account_id not in {"", account.id}:
        draft.provider_thread = ""  # A thread's name means nothing to another account.
    draft.state, draft.account_id, draft.updated_at = "approved", account.id, now
    draft.later_until = None
    session.flush()
    habits.note_edit(session, context.vault, draft, now)
    events.append(session, person_id, events.DRAFT_APPROVED, approval_id, now=now, due=approval.send_at)
    event_id = events.find_waiting(session, person_id, events.DRAFT_APPROVED, approval_id)
    events.postpone(session, event_id, until=approval.hold_until, reason="undo window")
    activity.record(session, person_id, "approved", now, subject=draft.id)
    return approval


def undo_window(session: Session, context: Context, person_id: str) -> timedelta:
    """How long the approval can be taken back: the person's choice, else what this Warmthread is set to."""
    chosen = preferences.read(session, person_id).undo_seconds
    return timedelta(seconds=context.settings.undo_seconds if chosen is None else chosen)


def _planned_time(session: Session, draft: Draft, now: datetime) -> datetime:
    """The suggested time; once that has passed, the next working hour of the recipient, as `drafting` shows it."""
    if draft.send_at is None:
        raise CannotApprove("This draft has no suggested time: approve it without one.")
    if draft.send_at > now:
        return draft.send_at
    zone, hours = their_hours(session, draft, session.get_one(Interview, draft.interview_id))
    return timing.next_business_time(now, zone, hours)


def their_hours(session: Session, draft: Draft, interview: Interview) -> tuple[ZoneInfo, timing.Hours]:
    """The recipient's zone, and between which hours there the person wants mail to arrive."""
    hours = timing.wished(preferences.read(session, draft.person_id))
    return zone_of(_recipient_zone(session, draft, interview)), hours


def _recipient_zone(session: Session, draft: Draft, interview: Interview) -> str:
    contact = session.get(Contact, draft.contact_id)
    return (
        (contact.timezone if contact else "") or interview.timezone or session.get_one(Person, draft.person_id).timezone
    )


def _chosen_time(at: datetime | None, now: datetime) -> datetime | None:
    if at is not None and at <= now:
        raise CannotApprove("That time has passed: choose a later one, or approve it to go out now.")
    if at is not None and at > now + APPROVAL_LASTS:
        raise CannotApprove("An approval lasts seven days: choose a time before that.")
    return at


def take_back(session: Session, context: Context, person_id: str, draft_id: str) -> bool:
    """Undo: the draft waits for review again. False when it is too late (it may be out already)."""
    draft = _owned_draft(session, person_id, draft_id)
    approval = approvals.living(session, draft_id)
    if approval is None or approval.state != "held":
        return False
    approvals.withdraw(approval, "taken back by you", context.clock())
    draft.state = "needs_review"
    activity.record(session, person_id, "approval taken back", context.clock(), subject=draft.id)
    return True


def _owned_draft(session: Session, person_id: str, draft_id: str) -> Draft:
    draft = session.get(Draft, draft_id, populate_existing=True)
    if draft is None or draft.person_id != person_id:
        raise Misconfigured(f"There is no draft {draft_id}.")
    return draft


def _sending_account(session: Session, person_id: str, draft: Draft) -> Account:
    account = accounts.account_to_send_from(session, person_id, draft.sender)
    if account is None:
        raise CannotApprove(
            "No connected mailbox may send. Connect one without --read-only, or copy the text into your own mail."
        )
    if not accounts.may_send_as(session, account, draft.sender):
        raise CannotApprove(
            f"The account of {draft.sender} cannot send now. Connect it again, or copy the text into your own mail."
        )
    return account


def _freeze(session: Session, context: Context, draft: Draft, approval_id: str) -> Frozen:
    message_id = letters.new_message_id(context, draft.sender, draft.id, approval_id)
    try:
        written = letters.write(session, context, draft, text_of(context.vault, draft), message_id)
    except letters.CannotBeWritten:
        raise CannotApprove(
            "As it stands this cannot be written as a mail: look at the subject and the recipient's name, or copy the "
            "text into your own mail."
        ) from None
    return Frozen(written, message_id)


def _mime_row(approval_id: str) -> str:
    return f"approvals|{approval_id}|mime"


def _seal_mime(vault: Vault, written: bytes, approval_id: str) -> bytes:
    return vault.seal(b64encode(written).decode("ascii"), row=_mime_row(approval_id))


def no_bytes(vault: Vault, approval_id: str) -> bytes:
    """What is kept of an approval's bytes once they are too old: nothing, sealed like any."""
    return _seal_mime(vault, b"", approval_id)


def has_bytes(vault: Vault, approval: Approval) -> bool:
    """Whether anything is kept of an approval's bytes, be it something that does not open."""
    try:
        return vault.open(approval.mime_sealed, row=_mime_row(approval.id)) != ""
    except Tampered:
        return True


def approved_bytes(vault: Vault, approval: Approval) -> bytes:
    """The frozen MIME. Raises Tampered when it is not what was approved."""
    written = b64decode(vault.open(approval.mime_sealed, row=_mime_row(approval.id)))
    if not hmac.compare_digest(hashlib.sha256(written).hexdigest(), approval.digest):
        raise CannotApprove("The stored bytes are not the approved ones.")
    return written
