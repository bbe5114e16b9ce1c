"""The last look before an approved mail leaves: whether what is known now still bears it, and whether all of it is known.

Decides from what is stored, inside the transaction of the step that it lets pass. What the provider has and nobody has
read yet is asked for by `delivery`, which hands over what it found.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import accounts, contact_pairs, contacts, events, exclusions, outbox
from service.addresses import address_key
from service.context import Context
from service.drafting import timing
from service.drafting.follow import gone
from service.drafting.review import is_no_longer_true
from service.schema import (
    Account,
    Approval,
    Draft,
    Event,
    Identity,
    Interview,
    MailboxDraft,
    StoredCalendarEvent,
    StoredMessage,
)
from service.vault import KeyMissing, Tampered, Vault

NO_MAILBOX = "the mailbox that you approved it for is not connected any more"
_THANKS = frozenset({"thank_you"})
_OF_INTERVIEW = (events.INTERVIEW_TOUCHED, events.INTERVIEW_CHANGED)
_OF_PERSON = (events.CORRECTED, events.NOTE_ADDED)
_OF_MAIL = (events.MESSAGE_RECEIVED, events.MESSAGE_REMOVED)


def why_not(session: Session, context: Context, approval: Approval, now: datetime) -> str:
    """Why this may not go out any more, as the end of a sentence; "" if it may. What changed since the approval counts."""
    draft = session.get_one(Draft, approval.draft_id, populate_existing=True)
    interview = session.get_one(Interview, draft.interview_id, populate_existing=True)
    return (
        _of_approval(context.vault, approval, now)
        or _of_account(session, approval, draft)
        or _of_people(session, context.vault, approval, draft)
        or _of_talk(session, context.vault, draft, interview, now)
        or _of_time(session, approval, draft, interview, now)
    )


def _of_approval(vault: Vault, approval: Approval, now: datetime) -> str:
    if now - max(approval.approved_at, approval.send_at or approval.approved_at) > outbox.APPROVAL_LASTS:
        return "the approval is older than seven days"
    try:
        outbox.approved_bytes(vault, approval)
    except KeyMissing:
        # Nobody can tell yet: with the key back it may be just that text.
        raise
    except (outbox.CannotApprove, Tampered):
        return "the stored text is not the one you approved"
    return ""


def _of_account(session: Session, approval: Approval, draft: Draft) -> str:
    """An account that only waits for a new consent is waited for."""
    if not accounts.is_there(session, approval.account_id, approval.person_id):
        return NO_MAILBOX
    account = session.get_one(Account, approval.account_id)
    if not account.can_send:
        return "the mailbox that you approved it for may not send any more"
    if not accounts.may_send_as(session, account, draft.sender):
        return "its sender is not an address of that mailbox any more"
    return ""


def _of_people(session: Session, vault: Vault, approval: Approval, draft: Draft) -> str:
    if contact_pairs.changed_since(session, draft.person_id, draft.contact_id, approval.approved_at):
        return "who they are changed since you approved it: two entries were made one person, or taken apart"
    listed = exclusions.load(session, draft.person_id, vault)
    if any(listed.bars_address(email) for email in _recipients(draft)):
        return "one of its recipients is on your never-log list"
    keys = [address_key(email) for email in _recipients(draft)]
    bounced = select(Identity.bounced_at).where(Identity.person_id == draft.person_id, Identity.key.in_(keys))
    if any(at is not None and at > approval.approved_at for at in session.scalars(bounced)):
        return "mail to one of its recipients came back since you approved it"
    if _have_written(session, draft, keys, approval.approved_at):
        return "they wrote to you since you approved it: read that first"
    return ""


def _have_written(session: Session, draft: Draft, keys: Iterable[str], since: datetime) -> bool:
    """Whether there is a mail of theirs, written by a human, that the person cannot have known when they approved."""
    theirs = {*keys, *contacts.keys_of(session, draft.person_id, draft.contact_id)}
    written = select(StoredMessage.sender).where(
        StoredMessage.person_id == draft.person_id,
        StoredMessage.date > since,
        StoredMessage.is_sent.is_(False),
        StoredMessage.is_automatic.is_(False),
        StoredMessage.is_bulk.is_(False),
        StoredMessage.bounce_of == "",
        # What only claims to be theirs holds nothing back.
        StoredMessage.is_verified.is_not(False),
    )
    return any(address_key(sender) in theirs for sender in session.scalars(written))


def _of_talk(session: Session, vault: Vault, draft: Draft, interview: Interview, now: datetime) -> str:
    if draft.kind in outbox.AFTER_TALK:
        if interview.status not in {"held", "held_presumed"}:
            return f"the conversation is now {interview.status.replace('_', ' ')}"
        if interview.start is not None and interview.start > now:
            return "the conversation takes place later now"
        is_thanked = interview.thanked_at is not None and not interview.data.get("draft_anyway")
        if is_thanked and draft.kind in _THANKS and not _is_ours(session, interview, draft):
            return "you already thanked them"
    elif reason := gone(session, vault, draft, now):
        return reason[0].lower() + reason[1:].rstrip(".")
    if is_no_longer_true(session, vault, draft):
        return "what it says is not borne out any more by what is known"
    return ""


def _is_ours(session: Session, interview: Interview, draft: Draft) -> bool:
    """Whether the thanks that are known are a draft of ours, sent from here or there: to this one, or to somebody else
    of the same talk.
    """
    approved = select(Approval.id).where(
        Approval.person_id == draft.person_id, Approval.message_id == interview.thanked_by
    )
    placed = select(MailboxDraft.id).where(
        MailboxDraft.person_id == draft.person_id, MailboxDraft.sent_as == interview.thanked_by
    )
    known = bool(interview.thanked_by)
    return known and any(session.scalar(query.limit(1)) is not None for query in (approved, placed))


def _of_time(session: Session, approval: Approval, draft: Draft, interview: Interview, now: datetime) -> str:
    late = now - approval.send_at if approval.send_at is not None else None
    if late is None or late <= outbox.HARDLY_LATE:
        return ""
    zone, hours = outbox.their_hours(session, draft, interview)
    is_useful = late <= outbox.LATE_AT_MOST and timing.is_fitting(now, zone, hours)
    return "" if is_useful else "the planned time passed while this machine was asleep"


def _recipients(draft: Draft) -> tuple[str, ...]:
    return (*draft.to, *draft.cc, *draft.bcc)


# --- what is stored and not thought through yet -------------------------------------------------------------------


def is_something_waiting(session: Session, approval: Approval, now: datetime) -> bool:
    """Whether an event that may speak against it is logged, due, and not handled yet."""
    draft = session.get_one(Draft, approval.draft_id)
    interview = session.get_one(Interview, draft.interview_id)
    keys = {address_key(email) for email in _recipients(draft)}
    keys |= set(contacts.keys_of(session, draft.person_id, draft.contact_id))
    open_ones = (
        Event.person_id == draft.person_id,
        Event.handled_at.is_(None),
        Event.gave_up_at.is_(None),
        Event.due_at <= now,
    )
    of_interview = Event.kind.in_(_OF_INTERVIEW) & (Event.subject == interview.id)
    plain = select(Event.id).where(*open_ones, of_interview | Event.kind.in_(_OF_PERSON))
    if session.scalar(plain.limit(1)) is not None:
        return True
    mails = (
        select(StoredMessage.parties)
        .join(Event, Event.subject == StoredMessage.id)
        .where(*open_ones, Event.kind.in_(_OF_MAIL))
    )
    entries = (
        select(StoredCalendarEvent.parties)
        .join(Event, Event.subject == StoredCalendarEvent.id)
        .where(*open_ones, Event.kind == events.CALENDAR_EVENT_CHANGED)
    )
    return any(
        keys & {address_key(one) for one in parties} for query in (mails, entries) for parties in session.scalars(query)
    )
