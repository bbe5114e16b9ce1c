"""Writes what was decided: plans, drafts, withdrawals. The only part of drafting that changes rows of drafts.

One live draft per person and purpose. What the person edited is never overwritten and never destroyed: it is set
aside when its reason is gone. Ids are made from what they stand for, so that a replay finds the same rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity, approvals, events
from service.accounts import account_to_send_from, may_send_as
from service.drafting import versions
from service.drafting.criteria import CRITERIA
from service.drafting.due import ASKED, Due, Reason, ask_id
from service.drafting.memory import recall, text_said
from service.drafting.plan import TOO_LATE
from service.drafting.scene import Scene
from service.drafting.support import evidence_of, judge
from service.drafting.tongues import Style, offered
from service.drafting.versions import text_of
from service.drafting.writing import Prepared, Written, prepare, write
from service.schema import Draft, FollowUp, Interview, Json, MessageCopy, StoredMessage, derived_id
from service.sealed import DraftContent, open_draft, seal_draft
from service.vault import Vault

LIVE = ("needs_review",)
OUT_OF_OUR_HANDS = ("approved", "sending", "sent", "unclear")
NO_TEXT = "No text passed the checks"
"""How the reason of a draft begins that could not be written well enough to be shown as ready."""
_WHY = {
    "already_thanked": "You thanked them yourself.",
    "user_already_wrote": "You wrote to them yourself.",
    "cancelled": "The meeting was cancelled.",
    "not_yet_held": "The meeting was moved, or has not taken place.",
    "not_informational": "This is not an informational interview.",
    "excluded": "You asked for this never to be logged.",
    "unverified": "The sender of the change could not be verified.",
    "needs_decision": "Whether this is an informational interview is yours to decide.",
    "declined": "You declined this meeting.",
    "too_late": "It was long over when Warmthread first saw it.",
    "dismissed": "You dismissed it.",
    "somebody_else": "The meeting was with somebody else.",
    "one_conversation": "It is one conversation with another record, which speaks for both.",
    "answered": "They have answered meanwhile.",
    "taken_back": "You took back what you had asked for.",
    "replaced": "You asked for it anew.",
}
_OVER = "It is long over by now."
_GONE = "Your calendar shows the meeting no more and does not say since when. Say whether it took place."
_BEATEN_BY_APPROVAL = frozenset({"user_already_wrote", "too_late", "replaced"})
"""Reasons against writing that say nothing against a mail which the person read and approved."""
_STOPPED = "You had approved it; it was not sent."
_APPROVE_AGAIN = "You had approved it before it was taken back: approve it again if it should go out."


def follow_up_id(interview: Interview, due: Due) -> str:
    who = due.who.contact_id or due.who.email
    return derived_id("fup", interview.person_id, interview.id, who, due.kind, due.for_start)


def draft_id(interview: Interview, due: Due) -> str:
    who = due.who.contact_id or due.who.email
    return derived_id("drf", interview.person_id, interview.id, who, due.kind, due.for_start)


def plans(session: Session, interview: Interview) -> list[FollowUp]:
    query = select(FollowUp).where(FollowUp.person_id == interview.person_id, FollowUp.interview_id == interview.id)
    return list(session.scalars(query.order_by(FollowUp.id)))


def drafts(session: Session, interview: Interview) -> list[Draft]:
    query = select(Draft).where(Draft.person_id == interview.person_id, Draft.interview_id == interview.id)
    return list(session.scalars(query.order_by(Draft.id)))


# --- withdrawing --------------------------------------------------------------------------------------------------


def withdraw_stale(session: Session, scene: Scene, dues: Sequence[Due], now: datetime) -> None:
    """Takes back plans and drafts that nothing calls for any more: a move, a cancellation, thanks by hand."""
    reason = _reason_for_all(dues)
    _withdraw_plans(session, scene.interview, dues, reason, now)
    for draft in drafts(session, scene.interview):
        if not _is_wanted(scene, draft, dues):
            _take_back(session, scene, draft, _reason_for(draft, dues, reason), now)


def _is_wanted(scene: Scene, draft: Draft, dues: Sequence[Due]) -> bool:
    due = [one for one in dues if one.state == "due"]
    slots = {one.for_start for one in due if (one.who.contact_id, one.kind) == (draft.contact_id, draft.kind)}
    is_living = any(draft_id(scene.interview, one) == draft.id for one in due)
    return is_living or bool(slots and _is_for(draft, slots))


def reason_against(scene: Scene, draft: Draft, dues: Sequence[Due]) -> str:
    """Why nothing calls for an approved draft any more, in a sentence; "" where it may go."""
    reason = _reason_for(draft, dues, _reason_for_all(dues))
    return "" if _is_wanted(scene, draft, dues) or _is_beaten(draft, reason) else _why(scene, reason)


def _reason_for_all(dues: Sequence[Due]) -> Reason:
    """Why what nothing calls for is taken back, where no due of its own kind says."""
    if not dues:
        return "one_conversation"
    reasons = (due.reason for due in dues if due.state != "due" and due.reason and not due.ask_id)
    return next(reasons, "not_yet_held")


def _reason_for(draft: Draft, dues: Sequence[Due], reason: Reason) -> Reason:
    """Why one draft is taken back: what is said of its purpose or kind, else that it is due to others only."""
    own = [due for due in dues if draft.fingerprint.endswith(f"|{due.for_start}") and due.for_start]
    for due in [*own, *dues]:
        if due.kind == draft.kind and due.reason:
            return due.reason
    others_only = dues and all(due.state == "due" and due.who.contact_id != draft.contact_id for due in dues)
    return "somebody_else" if others_only else reason


def _withdraw_plans(session: Session, interview: Interview, dues: Sequence[Due], reason: Reason, now: datetime) -> None:
    wanted = {follow_up_id(interview, due): due for due in dues}
    for plan in plans(session, interview):
        due = wanted.get(plan.id)
        if due is None and plan.state == "silent":
            session.delete(plan)
            continue
        if (
            plan.state in {"planned", "drafted"}
            and (due is None or due.state == "silent")
            and not _is_out(session, plan)
        ):
            why = due.reason if due else _reason_of_change(interview, plan, reason)
            plan.state, plan.reason, plan.updated_at = "withdrawn", why, now


def _is_for(draft: Draft, slots: set[str]) -> bool:
    """A draft that came without a fingerprint was entered from outside and belongs to the slot that stands."""
    return not draft.fingerprint or any(draft.fingerprint.endswith(f"|{slot}") for slot in slots)


def _reason_of_change(interview: Interview, plan: FollowUp, reason: Reason) -> Reason:
    if interview.status == "cancelled":
        return "cancelled"
    return "not_yet_held" if plan.for_start and not ask_id(plan.for_start) else reason


def _is_out(session: Session, plan: FollowUp) -> bool:
    """Approved or sent: the outbox has it."""
    query = select(Draft).where(
        Draft.person_id == plan.person_id,
        Draft.interview_id == plan.interview_id,
        Draft.contact_id == plan.contact_id,
        Draft.kind == plan.kind,
        Draft.state.in_(OUT_OF_OUR_HANDS),
    )
    return any(not ask_id(plan.for_start) or _is_for(row, {plan.for_start}) for row in session.scalars(query))


def _is_beaten(draft: Draft, reason: Reason) -> bool:
    """Whether an approval counts for more than this reason; who is late, or confirms, has a moment for it and no more."""
    return reason in _BEATEN_BY_APPROVAL and not (reason == "too_late" and draft.kind in ASKED)


def _take_back(session: Session, scene: Scene, draft: Draft, reason: Reason, now: datetime) -> None:
    """Withdraws a draft that waits, and an approved one that has not left, saying why."""
    is_approved = draft.state == "approved" and not _is_beaten(draft, reason)
    if draft.state not in LIVE and not (is_approved and approvals.stop(session, draft.id, reason, now)):
        return
    why = [_why(scene, reason)]
    why += [_STOPPED] if is_approved else []
    why += ["Your edited text was set aside."] if draft.is_edited else []
    draft.state, draft.state_reason, draft.updated_at = "withdrawn", " ".join(why), now
    activity.record(session, draft.person_id, activity.DRAFT_WITHDRAWN, now, subject=draft.id, detail=reason)


def _why(scene: Scene, reason: Reason) -> str:
    if reason == "too_late" and scene.end is not None and scene.interview.first_seen_at - scene.end <= TOO_LATE:
        return _OVER
    if reason == "not_yet_held" and (scene.interview.data or {}).get("doubt") == "gone_from_calendar":
        return _GONE
    return _WHY.get(reason, "Its reason is gone.")


# --- planning -----------------------------------------------------------------------------------------------------


def write_plan(session: Session, scene: Scene, due: Due, now: datetime) -> FollowUp:
    """The row of one due: planned, silent with its reason, or (for now) as it was."""
    row_id = follow_up_id(scene.interview, due)
    row = session.get(FollowUp, row_id)
    if row is None:
        row = FollowUp(
            id=row_id, person_id=scene.interview.person_id, interview_id=scene.interview.id,
            contact_id=due.who.contact_id, kind=due.kind, for_start=due.for_start, state="silent", updated_at=now,
        )  # fmt: skip
        session.add(row)
    before = (row.state, row.reason, row.not_before)
    if due.state == "planned":
        row.state, row.reason, row.not_before = "planned", "", due.not_before
    elif due.state == "silent" and row.state not in {"withdrawn", "drafted"}:
        row.state, row.reason = "silent", due.reason
    elif due.state == "silent" and row.state == "withdrawn":
        row.reason = due.reason
    if before != (row.state, row.reason, row.not_before):
        row.updated_at = now
    session.flush()
    return row


# --- drafting -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """What the draft of a due that comes earlier says, and what it was written from: the next one has to differ."""

    text: str
    fingerprint: str


def told(session: Session, vault: Vault, scene: Scene, due: Due) -> Iterator[Told]:
    """What one due says to its reader, dismissed or sent included; nothing where nothing was written or it is withdrawn."""
    row = current(session, scene.interview, due)
    if row is not None and row.state != "withdrawn":
        yield Told(text_said(open_draft(vault, row).body, scene), row.fingerprint)


def _purpose(prepared: Prepared, order: int, before: Sequence[Told]) -> str:
    """What a draft is written from: its own evidence, and its place among those about the same meeting. Its end names
    what it is for.
    """
    place = hashlib.sha256("\x1f".join([str(order), *(one.fingerprint for one in before)]).encode()).hexdigest()[:8]
    return f"{prepared.fingerprint}|{place}|{prepared.due.for_start}"


def is_from(row: Draft, prepared: Prepared) -> bool:
    """Whether a draft was written from that evidence."""
    evidence, _, rest = row.fingerprint.partition("|")
    return evidence == prepared.fingerprint and rest.partition("|")[2] == prepared.due.for_start


def write_draft(
    session: Session, vault: Vault, scene: Scene, due: Due, now: datetime, *, order: int, before: Sequence[Told]
) -> None:
    """Writes or renews the draft of one due. `order`: its place among the dues; `before`: what the earlier ones say."""
    plan = write_plan(session, scene, due, now)
    row = current(session, scene.interview, due)
    if row is not None and row.state == "dismissed":
        _set(plan, "silent", "dismissed", now)
        return
    if row is not None and (row.is_edited or row.state in OUT_OF_OUR_HANDS):
        if row.state == "withdrawn":
            row.state, row.state_reason, row.updated_at = "needs_review", _of_return(session, row), now
        if row.state in LIVE:
            judge_again(vault, scene, row)
        _set(plan, "drafted", "", now)
        return
    prepared = prepare(scene, due, now, planned=row.send_at if row is not None else None)
    fingerprint = _purpose(prepared, order, before)
    if row is not None and row.fingerprint == fingerprint and row.state in LIVE:
        _set(plan, "drafted", "", now)
        return
    style = style_of(vault, row) if row is not None else ""
    memory = recall(session, vault, scene, due.who, [one.text for one in before])
    written = write(scene, prepared, order=order, memory=memory, style=style)
    if row is None:
        row = Draft(id=draft_id(scene.interview, due), created_at=now)
    _fill(session, vault, row, scene, written, fingerprint, now, style)
    if written.is_fit:
        key = f"{activity.DRAFT_WRITTEN}|{row.id}"
        activity.record(session, row.person_id, activity.DRAFT_WRITTEN, now, subject=row.id, detail=row.kind, key=key)
        _want_wording(session, scene, row, now)
    _set(plan, "drafted" if written.is_fit else "silent", "" if written.is_fit else "needs_decision", now)


def _want_wording(session: Session, scene: Scene, row: Draft, now: datetime) -> None:
    """Where the person lets a model word drafts (`worded`), it is asked afterwards: this text is ready already."""
    if scene.sender.chosen.model_consent and not CRITERIA[row.kind].at_once:
        events.append(session, row.person_id, events.WORDING_WANTED, row.id, now=now)


def _of_return(session: Session, row: Draft) -> str:
    return _APPROVE_AGAIN if approvals.was_stopped(session, row.id) else ""


def judge_again(vault: Vault, scene: Scene, row: Draft) -> None:
    """The person's words stay; what they rest on may have come or gone since."""
    content = open_draft(vault, row)
    judged = replace(judge(scene, row, text_of(vault, row), content.evidence), style=content.style)
    if judged != content:
        row.content_sealed = seal_draft(vault, judged, row.id)


def _set(plan: FollowUp, state: str, reason: str, now: datetime) -> None:
    if (plan.state, plan.reason) != (state, reason):
        plan.state, plan.reason, plan.updated_at = state, reason, now


def current(session: Session, interview: Interview, due: Due) -> Draft | None:
    """The draft of this purpose: a live one however it came, else the row its id stands for."""
    own = session.get(Draft, draft_id(interview, due))
    if own is not None and own.state != "withdrawn":
        return own
    query = select(Draft).where(
        Draft.person_id == interview.person_id,
        Draft.interview_id == interview.id,
        Draft.contact_id == due.who.contact_id,
        Draft.kind == due.kind,
        Draft.state.in_((*LIVE, *OUT_OF_OUR_HANDS, "dismissed")),
    )
    found = session.scalars(query.order_by(Draft.state == "dismissed", Draft.id)).all()
    if due.ask_id:  # what was asked for twice is two purposes
        return next((row for row in found if row.fingerprint and _is_for(row, {due.for_start})), own)
    # What was dismissed before this contact was merged with another has that one's id, and stays dismissed.
    return next((row for row in found if row.state != "dismissed" or _is_for(row, {due.for_start})), own)


def _fill(
    session: Session, vault: Vault, row: Draft, scene: Scene, written: Written, fingerprint: str, now: datetime,
    style: Style,
) -> None:  # fmt: skip
    prepared, composed = written.prepared, written.composed
    account = account_to_send_from(session, scene.interview.person_id, prepared.sender)
    row.person_id, row.interview_id = scene.interview.person_id, scene.interview.id
    row.contact_id, row.kind = prepared.due.who.contact_id, prepared.due.kind
    row.state = "needs_review" if written.is_fit else "withdrawn"
    if row.version:
        versions.keep(session, vault, row)
    needed = "takeaway" in (row.needs_user_input or [])
    rules = ", ".join(sorted({failure.rule for failure in written.failures if failure.is_hard}))
    row.state_reason = (
        _of_return(session, row) if written.is_fit else f"{NO_TEXT} ({rules or 'nothing could be written'})."
    )
    row.account_id = account.id if account else ""
    # Where the account that the contact wrote to cannot send, another one writes as itself and not in its name.
    is_own = account is None or may_send_as(session, account, prepared.sender)
    sender = prepared.sender if is_own or account is None else account.email
    row.sender, row.to, row.cc, row.bcc = sender, [prepared.due.who.email], [], []
    row.subject = written.subject
    row.in_reply_to, row.references = prepared.reply.in_reply_to, list(prepared.reply.references)
    row.provider_thread = _provider_thread(session, scene, prepared, row.account_id)
    row.language = prepared.material.language
    row.send_at = prepared.send.at
    row.needs_user_input = list(composed.needs) if composed else []
    row.fingerprint, row.updated_at = fingerprint, now
    row.content_sealed = seal_draft(vault, content_of(written, style), row.id)
    session.add(row)
    session.flush()
    is_answered = needed and "takeaway" not in row.needs_user_input
    versions.advance(session, vault, row, "takeaway" if is_answered else "proposed", now)


def style_of(vault: Vault, row: Draft) -> Style:
    """How the person asked for this draft to be worded."""
    found = open_draft(vault, row).style
    return next((style for style in offered(row.language, row.kind) if style == found), "")


def content_of(written: Written, style: Style = "") -> DraftContent:
    """A written draft as it is kept: its text, what it rests on, and what the gate says of it."""
    composed = written.composed
    if composed is None:
        return DraftContent("")
    warnings: list[Json] = [{"rule": failure.rule, "text": failure.why} for failure in written.failures]
    if written.prepared.send.why:
        warnings.append({"rule": "R25", "text": written.prepared.send.why})
    return DraftContent(composed.text, tuple(evidence_of(composed.sentences_with_quotes)), tuple(warnings), style)


def _provider_thread(session: Session, scene: Scene, prepared: Prepared, account_id: str) -> str:
    if not prepared.reply.in_reply_to:
        return ""
    query = (
        select(MessageCopy.provider_thread)
        .join(StoredMessage, StoredMessage.id == MessageCopy.stored_id)
        .where(
            StoredMessage.person_id == scene.interview.person_id,
            StoredMessage.message_id == prepared.reply.in_reply_to,
            MessageCopy.account_id == account_id,
            MessageCopy.removed_at.is_(None),
        )
    )
    return session.scalar(query.limit(1)) or ""
