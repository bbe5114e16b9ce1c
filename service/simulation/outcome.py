"""What a played case came to, in the words of the contract: closed lists of kinds, reasons, tasks and alerts.

Reads rows only; decides nothing that the product has not decided. Ids are given back as the case knows them: its
contacts, its calendar events; a person who was discovered is named by their address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.drafting import timing
from service.drafting.due import ask_id
from service.drafting.review import shown
from service.schema import (
    Alert,
    Ask,
    Draft,
    FollowUp,
    Identity,
    Interview,
    StoredCalendarEvent,
    StoredMessage,
    Task,
)
from service.sealed import open_body
from service.simulation.case import Case
from service.vault import Vault
from service.zones import zone_of

Json = dict[str, Any]

REASONS = (
    "already_thanked", "user_already_wrote", "not_yet_held", "cancelled", "not_informational", "excluded", "dismissed",
    "unverified", "needs_decision", "declined", "too_late", "answered",
)  # fmt: skip


def tell(session: Session, vault: Vault, case: Case, person_id: str) -> Json:
    """The outcome object of one case."""
    asked_on = _asked_on(session, person_id)
    interview = asked_on[-1] if asked_on else _main(session, case, person_id)
    if interview is None:
        return _nothing(case)
    concerned = [interview, *(row for row in asked_on if row is not interview)]
    drafts = [draft for row in concerned for draft in _drafts(session, vault, case, row)]
    plans = _plans(session, interview)
    return {
        "id": case.id,
        "action": "draft" if drafts else "no_draft",
        "reason": None if drafts else _reason(interview, plans),
        "interview": _interview(session, case, interview),
        "drafts": drafts,
        "withdraw": _withdrawn(session, case, interview, plans, _first_wish(session, person_id)),
        "tasks": _tasks(session, interview),
        "alerts": _alerts(session, interview),
        "next_draft_not_before": _next(interview, plans),
        "sent_count": _sent_count(session, person_id),
    }


def _nothing(case: Case) -> Json:
    return {
        "id": case.id, "action": "no_draft", "reason": "not_informational", "interview": None, "drafts": [], "withdraw": [],
        "tasks": [], "alerts": [], "next_draft_not_before": None, "sent_count": 0,
    }  # fmt: skip


def _asked_on(session: Session, person_id: str) -> list[Interview]:
    """Interviews on which the person asked for a draft, the one of the newest wish last."""
    query = select(Ask).where(Ask.person_id == person_id).order_by(Ask.at.desc(), Ask.id.desc())
    rows = [session.get_one(Interview, ask.interview_id) for ask in session.scalars(query)]
    stands = [session.get_one(Interview, row.same_as) if row.same_as else row for row in rows]
    return list(dict.fromkeys(stands))[::-1]


def _main(session: Session, case: Case, person_id: str) -> Interview | None:
    """The interview with the latest start up to which something is due."""
    query = select(Interview).where(Interview.person_id == person_id)
    found = [row for row in session.scalars(query) if not (row.data or {}).get("same_as")]
    waiting = {
        *session.scalars(select(Draft.interview_id).where(Draft.person_id == person_id, Draft.state == "needs_review")),
    }

    def rank(row: Interview) -> tuple[bool, bool, datetime]:
        start = row.start or row.first_seen_at
        is_due = start <= case.now or row.id in waiting
        return (is_due, row.status != "not_logged" or len(found) == 1, start)

    return max(found, key=rank, default=None)


# --- the interview ------------------------------------------------------------------------------------------------


def _interview(session: Session, case: Case, row: Interview) -> Json:
    zone = zone_of(row.timezone)
    return {
        "event": _event_id(case, row.meeting),
        "contact": _contact_id(session, case, row.contact_id, row.address),
        "also": [
            _contact_id(session, case, str(other.get("contact_id") or ""), str(other.get("email") or ""))
            for other in row.others
            if other.get("part") == "attendee"
        ],
        "status": row.status,
        "role": row.role,
        "classification": row.classification,
        "start": row.start.astimezone(zone).isoformat() if row.start else None,
        "end": row.end.astimezone(zone).isoformat() if row.end else None,
        "reschedules": row.reschedules,
        "meeting_no": row.meeting_no,
        "referred_by": _contact_id(session, case, row.introduced_by, "") or None,
        "cancelled_by": row.cancelled_by or None,
        "no_show_by": row.no_show_by or None,
        "thanked_by": _message_id(session, row) or None,
    }


def _event_id(case: Case, meeting: str) -> str:
    return case.event_ids.get(meeting.partition("|")[0], meeting)


def _contact_id(session: Session, case: Case, contact_id: str, address: str) -> str:
    """The case's id for somebody it knew, else their address."""
    if not contact_id or contact_id in {contact.id for contact in case.contacts}:
        return contact_id or address
    email = session.scalar(select(Identity.email).where(Identity.contact_id == contact_id).order_by(Identity.key))
    return address or email or contact_id


def _message_id(session: Session, row: Interview) -> str:
    if not row.thanked_by:
        return ""
    query = select(StoredMessage.message_id).where(
        StoredMessage.person_id == row.person_id,
        or_(StoredMessage.id == row.thanked_by.removeprefix("msg:"), StoredMessage.message_id == row.thanked_by),
    )
    return session.scalar(query) or row.thanked_by


# --- drafts and silence -------------------------------------------------------------------------------------------


def _drafts(session: Session, vault: Vault, case: Case, interview: Interview) -> list[Json]:
    query = select(Draft).where(
        Draft.person_id == interview.person_id, Draft.interview_id == interview.id, Draft.state == "needs_review"
    )
    rows = sorted(
        session.scalars(query), key=lambda row: (row.contact_id != interview.contact_id, row.created_at, row.id)
    )
    return [_draft(session, vault, case, row) for row in rows]


def _draft(session: Session, vault: Vault, case: Case, row: Draft) -> Json:
    told = shown(session, vault, row, case.now)
    return {
        "kind": told["kind"],
        "to": told["to"],
        "cc": told["cc"],
        "bcc": told["bcc"],
        "from": told["from"],
        "subject": told["subject"],
        "in_reply_to": told["in_reply_to"],
        "references": told["references"],
        "body": told["body"],
        "language": told["language"],
        "send_at": told["send_at"],
        "state": told["state"],
        "evidence": list(_evidence(session, vault, case, told["evidence"])),
        "needs_user_input": told["needs_user_input"],
        "attachments": [],
        "html": None,
    }


def _evidence(session: Session, vault: Vault, case: Case, found: Sequence[Json]) -> Iterable[Json]:
    """Sources as the case names them. What stands in a subject line has no name in the contract and is left out."""
    for entry in found:
        kind, _, rest = str(entry["source"]).partition(":")
        if kind == "event":
            record, _, field = rest.rpartition(".")
            stored = session.get(StoredCalendarEvent, record)
            event_id = _event_id(case, stored.uid_key) if stored else record
            yield {"source": f"event:{event_id}.{field}", "quote": entry["quote"]}
        elif kind != "msg" or entry["quote"] in _text(session, vault, rest):
            yield {"source": entry["source"], "quote": entry["quote"]}


def _text(session: Session, vault: Vault, message_id: str) -> str:
    row = session.scalar(select(StoredMessage).where(StoredMessage.message_id == message_id))
    body = open_body(vault, row) if row else None
    return body.text if body else ""


def _plans(session: Session, interview: Interview) -> list[FollowUp]:
    query = select(FollowUp).where(FollowUp.person_id == interview.person_id, FollowUp.interview_id == interview.id)
    return list(session.scalars(query.order_by(FollowUp.updated_at, FollowUp.id)))


def _reason(interview: Interview, plans: Sequence[FollowUp]) -> str:
    """Why nothing waits: a planned one is not due yet, else what was said last to the contact."""
    said = [plan for plan in plans if plan.reason in REASONS]
    wishes = [plan for plan in said if ask_id(plan.for_start)]
    if wishes:
        return wishes[-1].reason
    if any(plan.state == "planned" for plan in plans):
        return "not_yet_held"
    own = [plan for plan in said if plan.contact_id == interview.contact_id]
    current = [plan for plan in own or said if plan.state == "silent"] or own or said
    return current[-1].reason if current else "not_yet_held"


def _first_wish(session: Session, person_id: str) -> datetime | None:
    return session.scalar(select(func.min(Ask.at)).where(Ask.person_id == person_id))


def _withdrawn(
    session: Session, case: Case, interview: Interview, plans: Sequence[FollowUp], since: datetime | None
) -> list[str]:
    """What was taken back and has no successor waiting: the case's own id, else `kind:event`, `@old` after a move.
    Where the person asked for a draft, what was settled before that is another story.
    """
    query = select(Draft).where(Draft.person_id == interview.person_id, Draft.interview_id == interview.id)
    drafts = list(session.scalars(query.order_by(Draft.id)))
    waiting = {(draft.contact_id, draft.kind) for draft in drafts if draft.state == "needs_review"}
    given = [draft for draft in drafts if not draft.id.startswith("drf_") and draft.state == "withdrawn"]
    named = {(draft.contact_id, draft.kind) for draft in given}
    found = [draft.id for draft in given]
    event_id = _event_id(case, interview.meeting)
    met = {other.get("contact_id") for other in interview.others if other.get("part") == "attendee"}
    for plan in plans:
        if since is not None and plan.updated_at < since:
            continue
        if plan.contact_id not in {interview.contact_id, interview.introduced_by, *met}:
            continue
        key = (plan.contact_id, plan.kind)
        if plan.state == "withdrawn" and key not in waiting and key not in named:
            found.append(f"{plan.kind}:{event_id}{_old(interview, plan)}")
    return list(dict.fromkeys(found))


def _old(interview: Interview, plan: FollowUp) -> str:
    start = interview.start
    is_slot = plan.for_start != "" and not ask_id(plan.for_start)
    is_elsewhere = start is not None and is_slot and not timing.same_instant(plan.for_start, start)
    return "@old" if is_elsewhere and interview.status != "cancelled" else ""


def _next(interview: Interview, plans: Sequence[FollowUp]) -> str | None:
    moments = [plan.not_before for plan in plans if plan.state == "planned" and plan.not_before]
    return min(moments).astimezone(zone_of(interview.timezone)).isoformat() if moments else None


# --- tasks and alerts ---------------------------------------------------------------------------------------------


def _tasks(session: Session, interview: Interview) -> list[Json]:
    query = select(Task).where(
        Task.person_id == interview.person_id, Task.interview_id == interview.id, Task.done_at.is_(None)
    )
    return [
        {"kind": row.kind, "text": row.text, "due": row.due or None}
        for row in session.scalars(query.order_by(Task.created_at, Task.id))
    ]


def _alerts(session: Session, interview: Interview) -> list[str]:
    query = select(Alert.kind).where(
        Alert.person_id == interview.person_id, Alert.interview_id == interview.id, Alert.resolved_at.is_(None)
    )
    return sorted(session.scalars(query))


def _sent_count(session: Session, person_id: str) -> int:
    return len(list(session.scalars(select(Draft.id).where(Draft.person_id == person_id, Draft.state == "sent"))))
