"""A draft that the person sent from their own mailbox: which mail it became, and what that means for the draft.

Told by Message-ID where the provider keeps it, else by recipients and words. The draft is sent with the words that went
out, an approval that waits has nothing to send any more, and a thank-you counts as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Message
from service import activity, approvals, events, placed, sent_copies
from service.context import Context
from service.drafting import evidence, habits, likewise, review, versions
from service.drafting.support import judge
from service.drafting.versions import Text
from service.schema import Approval, Draft, Interview, MailboxDraft, MessageCopy, StoredMessage
from service.sealed import open_body, open_draft

_SENT_THERE = "you sent it from your mailbox"
_OUT = ("sending", "unclear", "sent")
"""States of a draft whose mail is the outbox's, or is known already."""
_CLOCKS_APART = timedelta(minutes=5)


def text_of_version(session: Session, context: Context, draft: Draft, number: int) -> Text:
    """That text of the draft, or the one that stands where it is not kept."""
    try:
        return versions.one(session, context.vault, draft, number).text
    except versions.NoSuchVersion:
        return versions.text_of(context.vault, draft)


def text_in(message: Message | None) -> Text:
    """The words of a mail as the provider has it."""
    if message is None:
        return Text("", "", "", ())
    to, cc = tuple(one.email for one in message.to), tuple(one.email for one in message.cc)
    return Text(message.subject, message.text, message.sender.email, to, cc)


def note_sent(
    session: Session, context: Context, row: MailboxDraft, sent: Text, message_id: str, now: datetime
) -> None:
    """The mail went out from the mailbox: the draft is sent with those words, and an approval has nothing to send."""
    row.state, row.state_reason, row.sent_as, row.updated_at = "sent", "", message_id, now
    draft = session.get(Draft, row.draft_id, populate_existing=True)
    if draft is None or draft.state in _OUT:
        return
    approval = approvals.living(session, draft.id)
    if approval is not None and approval.state == "held":
        approvals.withdraw(approval, _SENT_THERE, now)
    _keep_words(session, context, row, draft, sent, now)
    sent_copies.mark_sent(session, draft, message_id, now, how=activity.SENT_THERE)
    events.append(session, draft.person_id, events.INTERVIEW_CHANGED, draft.interview_id, now=now)
    known = select(StoredMessage).where(
        StoredMessage.person_id == row.person_id, StoredMessage.message_id == message_id, StoredMessage.message_id != ""
    )
    stored = session.scalar(known.limit(1))
    if stored is not None:
        sent_copies.note_thanks(session, stored, draft, now)


def _keep_words(session: Session, context: Context, row: MailboxDraft, draft: Draft, sent: Text, now: datetime) -> None:
    """What the person changed just before they sent it is kept as the draft's text."""
    if likewise.digest(sent) == likewise.digest(versions.text_of(context.vault, draft)):
        return
    unwrapped = likewise.unwrapped(sent, text_of_version(session, context, draft, row.version))
    text = review.cleaned(replace(unwrapped, sender=draft.sender))
    scene = evidence.load(session, context.vault, session.get_one(Interview, draft.interview_id))
    judged = judge(scene, draft, text, open_draft(context.vault, draft).evidence)
    versions.write(session, context.vault, draft, text, judged, "person", now)
    draft.is_edited = True
    habits.note_edit(session, context.vault, draft, now)


def recognise(session: Session, context: Context, stored_message_id: str, now: datetime) -> None:
    """A stored mail of the person's may be a draft that they sent from their mailbox. Idempotent.

    By Message-ID, or by nearly the same words to the same people; where it may be, a placed draft is looked at at once.
    """
    message = session.get(StoredMessage, stored_message_id)
    if message is None or not message.is_sent or _is_ours(session, message):
        return
    for row, draft in _placed_to(session, message):
        if row.sent_as:
            if row.sent_as == message.message_id:
                sent_copies.note_thanks(session, message, draft, now)
        elif draft.state not in _OUT:
            _compare(session, context, row, draft, message, now)
    for draft in _waiting(session, message):
        if likewise.is_nearly(versions.text_of(context.vault, draft), _sent_text(context, message)):
            sent_copies.mark_sent(session, draft, message.message_id, now, how=activity.SENT_THERE)
            sent_copies.note_thanks(session, message, draft, now)
            events.append(session, draft.person_id, events.INTERVIEW_CHANGED, draft.interview_id, now=now)


def _waiting(session: Session, message: StoredMessage) -> list[Draft]:
    """Drafts that wait and never lay in a mailbox, written before the mail: their words were copied into it, or it went
    out from here and a backup was put back that does not know.
    """
    query = (
        select(Draft)
        .outerjoin(MailboxDraft, MailboxDraft.draft_id == Draft.id)
        .where(Draft.person_id == message.person_id, Draft.state == "needs_review", MailboxDraft.id.is_(None))
        .order_by(Draft.id)
    )
    return [draft for draft in session.scalars(query) if draft.created_at - _CLOCKS_APART <= message.date]


def _compare(
    session: Session, context: Context, row: MailboxDraft, draft: Draft, message: StoredMessage, now: datetime
) -> None:
    """One draft that may be what went out."""
    state, there, sent = row.state, text_of_version(session, context, draft, row.version), _sent_text(context, message)
    if message.message_id == row.message_id:
        note_sent(session, context, row, sent, message.message_id, now)
    elif likewise.is_nearly(there, sent):
        note_sent(session, context, row, sent, message.message_id, now)
        # The words may have been copied into another mail: what then still lies there is taken away.
        row.state, row.look_due = (state if state in placed.THERE else "sent"), now
    elif state in placed.THERE:
        row.look_due = now


def _is_ours(session: Session, message: StoredMessage) -> bool:
    """The outbox sent it."""
    copies = select(MessageCopy.provider_id).where(MessageCopy.stored_id == message.id)
    query = select(Approval.id).where(
        Approval.person_id == message.person_id,
        (Approval.message_id == message.message_id) | (Approval.provider_id.in_(copies) & (Approval.provider_id != "")),
    )
    return session.scalar(query.limit(1)) is not None


def _placed_to(session: Session, message: StoredMessage) -> Sequence[tuple[MailboxDraft, Draft]]:
    """Drafts that ever lay in a mailbox, and are to one of those whom the mail is to: also what was taken for deleted
    there may turn out to have been sent, once the provider shows it.
    """
    query = (
        select(MailboxDraft, Draft)
        .join(Draft, Draft.id == MailboxDraft.draft_id)
        .where(MailboxDraft.person_id == message.person_id, MailboxDraft.message_id != "")
        .order_by(MailboxDraft.id)
    )
    to = {str(one.get("email", "")).lower() for one in message.to}
    found = [(row[0], row[1]) for row in session.execute(query)]
    return [
        (row, draft)
        for row, draft in found
        if message.message_id in {row.message_id, row.sent_as}
        or (_is_after(row, message) and to & {email.lower() for email in draft.to})
    ]


def _is_after(row: MailboxDraft, message: StoredMessage) -> bool:
    """What went out before the draft was put there cannot be it."""
    return row.placed_at is not None and message.date > row.placed_at - _CLOCKS_APART


def _sent_text(context: Context, message: StoredMessage) -> Text:
    body = open_body(context.vault, message)
    to = tuple(str(one.get("email", "")) for one in message.to)
    cc = tuple(str(one.get("email", "")) for one in message.cc)
    return Text(message.subject, body.text if body is not None else "", message.sender, to, cc)
