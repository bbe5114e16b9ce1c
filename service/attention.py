"""What the person should see or do about an interview: alerts and tasks, kept in step with what the interview is.

Writing them twice changes nothing; one that no longer holds is resolved or done, and comes back when it holds again.
Promises are found elsewhere (`drafting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connectors.records import Participation
from service import observations, rights
from service.classify import Classification
from service.dossier import Dossier
from service.lifecycle import Outcome, iso
from service.meetings import Alike
from service.schema import Alert, Interview, Json, Task, derived_id

OWN_TASKS = ("respond_to_invite", "reschedule", "answer_request", "missing_contact")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An alert or task as it should be now."""

    kind: str
    text: str
    source: str = ""
    quote: str = ""
    fingerprint: str = ""


def sync(
    session: Session,
    interview: Interview,
    file: Dossier,
    *,
    outcome: Outcome,
    classification: Classification,
    now: datetime,
) -> None:
    """Brings the alerts and tasks of an interview in step."""
    seen = frozenset(row.value for row in file.corrections if row.kind == "seen")
    _sync_alerts(session, interview, list(_alerts(interview, file, outcome, classification)), now, seen)
    tasks = [] if classification.band == "leave" else list(_tasks(interview, file, outcome, now))
    _sync_tasks(session, interview, tasks, now)


def clear(session: Session, interview: Interview, now: datetime) -> None:
    """Resolves everything: the interview stands for nothing of its own any more."""
    _sync_alerts(session, interview, [], now)
    _sync_tasks(session, interview, [], now)


# --- alerts -----------------------------------------------------------------------------------------------------


_DISAGREEMENTS = {
    "moved_in_mail": "The mail says otherwise than the calendar.",
    "cancelled_in_mail": "The mail says otherwise than the calendar.",
    "moved_in_calendar": "The calendar was changed after you chose the time.",
}


def _alike(found: Alike) -> str:
    """Why two rows may be one conversation."""
    if found.reason == "same_title":
        return f"The same people at the same time, under nearly the same title: “{found.words}”."
    if found.reason == "booking_service":
        return "The same people at the same time, one of the two from a booking service."
    return "The same people at the same time and in the same video room, but not for as long."


def _is_settled(file: Dossier) -> bool:
    """Whether nobody need be asked if the other one came: the person said it outright, or noted it, and they own to it."""
    if file.corrected("no_show"):
        return True
    is_noted = any(row.kind == observations.NOTE for row in file.seen)
    keys = file.contact.keys if file.contact else frozenset()
    return is_noted and any(
        row.data["author"] in keys and any(what == "apologises_for_missing" for what, _ in row.data["acts"])
        for row in file.mails
    )


def _alerts(interview: Interview, file: Dossier, outcome: Outcome, classification: Classification) -> Iterator[Wanted]:
    yield from _warnings(file, outcome)
    if classification.band == "leave":
        if classification.kind == "informational":
            return  # only asked for, or refused: nothing was taken for something else
        kind = f"classified_as_{classification.kind}"
        reason = classification.reasons[0].text if classification.reasons else ""
        yield Wanted(kind, f"Not logged as an informational interview. {reason}".strip())
        return
    if file.maybe_same is not None:
        yield Wanted("maybe_same_talk", _alike(file.maybe_same))
    name = _name(interview, file)
    if outcome.doubt in _DISAGREEMENTS:
        source, quote = outcome.doubt_evidence
        yield Wanted("calendar_disagrees_with_mail", _DISAGREEMENTS[outcome.doubt], source, quote)
    if outcome.doubt == "only_words":
        source, quote = outcome.doubt_evidence
        yield Wanted("confirm_no_show", f"Did you talk with {name}? Only mail speaks of it.", source, quote)
    if classification.band == "ask":
        return
    if outcome.status == "held_presumed":
        yield Wanted("confirm_held", f"Did you talk with {name}?")
    if outcome.doubt == "waiting":
        source, quote = outcome.doubt_evidence
        yield Wanted("confirm_no_show", f"Did {name} come?", source, quote)
    if outcome.doubt == "gone_from_calendar":
        source, quote = outcome.doubt_evidence
        text = f"The calendar shows it no more and does not say since when. Did you talk with {name}?"
        yield Wanted("confirm_no_show", text, source, quote)
    if outcome.status == "no_show" and outcome.no_show_by != "user" and not _is_settled(file):
        yield Wanted("confirm_no_show", f"Did the meeting with {name} not take place?")


_NO_RIGHT = "Somebody without the right to it tried to change this."
_UNVERIFIED = {rights.UNVOUCHED: "Nobody vouches that the mail that would change this is from whom it says."}


def _warnings(file: Dossier, outcome: Outcome) -> Iterator[Wanted]:
    """What somebody may be trying to do to the person."""
    for source, quote, reason in outcome.unverified:
        yield Wanted("unverified_change", _UNVERIFIED.get(reason, _NO_RIGHT), source, quote)
    for row in file.with_people:
        if row.kind == observations.LOOK_ALIKE:
            text = f"{row.data['address']} looks like an address you know, but is another one."
            yield Wanted("look_alike_address", text, row.source, row.data["address"])
    told = [(row.source, row.data.get("machine", "")) for row in (*file.seen, *file.mails)]
    for source, quote in sorted(one for one in told if one[1]):
        where = "invite" if source.startswith("event:") or _is_invite(file, source) else "mail"
        yield Wanted(f"untrusted_instruction_in_{where}", "It holds instructions to a machine: ignored.", source, quote)


def _is_invite(file: Dossier, source: str) -> bool:
    return any(row.source == source and row.data.get("machine") for row in file.seen)


def _name(interview: Interview, file: Dossier) -> str:
    if file.contact is not None:
        return file.contact.name or file.contact.email
    return str(interview.data.get("named", "")) or interview.title or "them"


def mark_of(kind: str, evidence: list[Json]) -> str:
    """What "I have seen it" is about: the same kind on other evidence is shown again."""
    return f"{kind}#{observations.digest({'evidence': evidence})[:12]}"


def _sync_alerts(
    session: Session, interview: Interview, wanted: list[Wanted], now: datetime, seen: frozenset[str] = frozenset()
) -> None:
    rows = session.scalars(
        select(Alert).where(Alert.person_id == interview.person_id, Alert.interview_id == interview.id)
    ).all()
    by_kind = {row.kind: row for row in rows}
    for kind, group in _grouped(wanted):
        row = by_kind.pop(kind, None)
        evidence: list[Json] = [{"source": one.source, "quote": one.quote} for one in group if one.source]
        if row is None:
            row_id = derived_id("alt", interview.id, kind)
            row = Alert(id=row_id, person_id=interview.person_id, interview_id=interview.id, kind=kind, created_at=now)
            session.add(row)
        if (row.text, row.evidence) != (group[0].text, evidence):
            row.text, row.evidence = group[0].text, evidence
        if mark_of(kind, evidence) in seen:
            row.resolved_at = row.resolved_at or now
        else:
            row.resolved_at = None
    for row in by_kind.values():
        row.resolved_at = row.resolved_at or now
    session.flush()


def _grouped(wanted: Iterable[Wanted]) -> list[tuple[str, list[Wanted]]]:
    groups: dict[str, list[Wanted]] = {}
    for one in wanted:
        if one not in groups.setdefault(one.kind, []):
            groups[one.kind].append(one)
    return sorted(groups.items())


# --- the person's own ticks ---------------------------------------------------------------------------------------


class NoSuchTask(LookupError):
    """There is no such task, or it is somebody else's."""


def tick(session: Session, person_id: str, task_id: str, now: datetime, *, is_done: bool = True) -> Task:
    """Ticks a task off, or puts it back; the same promise on a row of the same conversation goes with it.

    Raises NoSuchTask.
    """
    row = session.get(Task, task_id)
    if row is None or row.person_id != person_id:
        raise NoSuchTask(f"There is no task {task_id}.")
    interview = session.get_one(Interview, row.interview_id)
    stands = interview.same_as or interview.id
    ids = select(Interview.id).where(
        Interview.person_id == person_id, or_(Interview.id == stands, Interview.same_as == stands)
    )
    twins = select(Task).where(
        Task.person_id == person_id,
        Task.interview_id.in_(ids),
        Task.kind == row.kind,
        Task.fingerprint == row.fingerprint,
    )
    for one in session.scalars(twins).all():
        if is_done != (one.done_at is not None):
            one.done_at, one.reopened_at = (now, None) if is_done else (None, now)
            one.closed_source = one.closed_quote = ""
    session.flush()
    return row


# --- tasks ------------------------------------------------------------------------------------------------------


def _tasks(interview: Interview, file: Dossier, outcome: Outcome, now: datetime) -> Iterator[Wanted]:
    name = _name(interview, file)
    slot = iso(outcome.start) if outcome.start else ""
    if _is_unanswered(outcome) and outcome.start is not None and outcome.start > now:
        source = outcome.slots[-1].source
        yield Wanted("respond_to_invite", f"Answer {name}'s invite.", source, fingerprint=slot)
    if outcome.status in {"cancelled", "no_show"} and not _is_planned_again(file, outcome):
        yield from _reschedule(name, slot, outcome)
    if file.is_request_only and outcome.status == "invited" and interview.role == "host":
        asked = next((row for row in file.mails if row.data["direction"] == "in"), None)
        if asked is not None and not any(row.data["direction"] == "out" for row in file.mails):
            quote = dict(asked.data["acts"]).get("asks_for_time", "")
            yield Wanted("answer_request", f"Answer {name}'s request for a talk.", asked.source, quote, "request")
    if file.contact is None and outcome.status in {"held", "held_presumed"}:
        title = interview.title or interview.data.get("named", "")
        yield Wanted("missing_contact", f"Whom did you meet for “{title}”? There is no address.", "", "", "contact")


def _is_unanswered(outcome: Outcome) -> bool:
    waiting = {Participation.NEEDS_ACTION, Participation.TENTATIVE, None}
    return outcome.status == "invited" and outcome.organizer not in {"", "user"} and outcome.user_answer in waiting


def _reschedule(name: str, slot: str, outcome: Outcome) -> Iterator[Wanted]:
    _, source, quote = outcome.new_time_wish
    if quote:
        yield Wanted("reschedule", f"Find another time with {name}: “{quote}”", source, quote, slot)
    elif outcome.status == "no_show":
        yield Wanted("reschedule", f"Find another time with {name}.", "", "", slot)


def _is_planned_again(file: Dossier, outcome: Outcome) -> bool:
    """A later meeting with the same person is planned already."""
    mine = {meeting for meeting, root in file.links if root == file.meeting}
    return outcome.start is not None and any(
        one.start > outcome.start and one.meeting not in mine and not one.is_request for one in file.planned
    )


def _sync_tasks(session: Session, interview: Interview, wanted: list[Wanted], now: datetime) -> None:
    """A task that the person ticked off stays done; one that ended by itself comes back when it holds again."""
    ended = set(interview.data.get("ended_tasks", ()))
    rows = session.scalars(
        select(Task).where(
            Task.person_id == interview.person_id, Task.interview_id == interview.id, Task.kind.in_(OWN_TASKS)
        )
    ).all()
    by_id = {row.id: row for row in rows}
    for one in wanted:
        row_id = derived_id("tsk", interview.id, one.kind, one.fingerprint)
        row = by_id.pop(row_id, None)
        if row is None:
            row = Task(
                id=row_id,
                person_id=interview.person_id,
                interview_id=interview.id,
                kind=one.kind,
                fingerprint=one.fingerprint,
                text=one.text,
                source=one.source,
                quote=one.quote,
                created_at=now,
            )
            session.add(row)
        row.text, row.source, row.quote = one.text, one.source, one.quote
        if row_id in ended:
            row.done_at = None
            ended.discard(row_id)
    for row in by_id.values():
        if row.done_at is None:
            row.done_at = now
            ended.add(row.id)
    if ended != set(interview.data.get("ended_tasks", ())):
        interview.data = {**interview.data, "ended_tasks": sorted(ended)}
    session.flush()
