"""What the person does with a draft before approving it: read it, edit it, dismiss it, answer its one question.

Reads and small acts for the command line and the web; approving and sending belong to `outbox`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import events, interviews
from service.drafting import timing
from service.schema import Contact, Draft, Interview, Json
from service.sealed import DraftContent, open_draft, seal_draft
from service.vault import Vault


class NotPossible(Exception):
    """The draft is not there, not this person's, or past changing; the words say which."""


def listing(
    session: Session,
    vault: Vault,
    person_id: str,
    states: Sequence[str] = ("needs_review",),
    *,
    now: datetime | None = None,
) -> list[Json]:
    """The person's drafts, soonest first, in the shape of `warmthread drafts --json`.

    With `now`, a suggested time that has passed is shown as the next working hour of the recipient.
    """
    query = (
        select(Draft)
        .where(Draft.person_id == person_id, Draft.state.in_(list(states)))
        .order_by(Draft.send_at, Draft.created_at, Draft.id)
    )
    return [shown(session, vault, row, now) for row in session.scalars(query)]


def shown(session: Session, vault: Vault, row: Draft, now: datetime | None = None) -> Json:
    """One draft as the outside sees it."""
    content = open_draft(vault, row)
    send_at = _send_at(session, row, now)
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "interview": row.interview_id,
        "to": list(row.to),
        "cc": list(row.cc),
        "bcc": list(row.bcc),
        "from": row.sender,
        "subject": row.subject,
        "in_reply_to": row.in_reply_to or None,
        "references": list(row.references),
        "body": content.body,
        "language": row.language,
        "send_at": send_at.isoformat().replace("+00:00", "Z") if send_at else None,
        "evidence": list(content.evidence),
        "needs_user_input": list(row.needs_user_input),
        "warnings": list(content.warnings),
        "edited": row.is_edited,
        "reason": row.state_reason,
    }


def _send_at(session: Session, row: Draft, now: datetime | None) -> datetime | None:
    if row.send_at is None or now is None or row.send_at >= now:
        return row.send_at
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    interview = session.get_one(Interview, row.interview_id)
    return timing.next_business_time(now, timing.zone(contact.timezone if contact else "", interview.timezone))


def _owned(session: Session, person_id: str | None, draft_id: str, *states: str) -> Draft:
    row = session.get(Draft, draft_id)
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotPossible(f"There is no draft {draft_id}.")
    if states and row.state not in states:
        raise NotPossible(f"This draft is {row.state} and can no longer be changed.")
    return row


def edit_draft(
    session: Session, vault: Vault, draft_id: str, *, subject: str | None = None, body: str | None = None,
    now: datetime, person_id: str | None = None,
) -> None:  # fmt: skip
    """Keeps the person's own words. From now on no rule changes this draft. Raises NotPossible."""
    row = _owned(session, person_id, draft_id, "needs_review")
    content = open_draft(vault, row)
    if subject is not None:
        row.subject = " ".join(subject.split())
    if body is not None:
        row.content_sealed = seal_draft(vault, DraftContent(body, content.evidence, content.warnings), row.id)
        row.needs_user_input = []
    row.is_edited, row.updated_at = True, now


def dismiss_draft(session: Session, draft_id: str, reason: str, now: datetime, *, person_id: str | None = None) -> None:
    """The person does not want it; nothing writes it again for this meeting and time. Raises NotPossible."""
    row = _owned(session, person_id, draft_id, "needs_review", "withdrawn")
    row.state, row.state_reason, row.updated_at = "dismissed", reason, now
    events.append(session, row.person_id, events.INTERVIEW_CHANGED, row.interview_id, now=now)


def answer_takeaway(
    session: Session, vault: Vault, draft_id: str, answer: str, now: datetime, *, person_id: str | None = None
) -> str:
    """The one line that stuck with the person becomes a note on the meeting; the draft is written anew from it.

    Raises NotPossible, and ValueError for an empty answer.
    """
    row = _owned(session, person_id, draft_id, "needs_review")
    return interviews.add_note(session, vault, row.person_id, row.interview_id, answer, now).id
