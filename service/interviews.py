"""Applies what was observed to the interview rows: status, people, history, alerts, tasks. The person's word wins.

`refresh` reads the whole truth about one meeting and writes its row only when something changed, so it may be called
any number of times in any order. It plans its own next call (start, end) as an event. Decisions themselves are made
in `lifecycle` and `classify`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import activity, attention, contacts, events, inputs, learned, lifecycle, meetings, numbering, observations
from service.agreement import Agreed
from service.by_hand import add_by_hand
from service.classify import Classification, role_of
from service.dossier import Dossier, gather
from service.folding import fold
from service.inputs import Placed
from service.judging import Judged, judge
from service.lifecycle import Outcome, iso
from service.looks import LOOK_BACK, look_up
from service.notebook import add_note
from service.portrait import badges_of, latest_mail, own_address, sources_of, title_of_request
from service.schema import Contact, Interview, Json
from service.touching import touch
from service.vault import Vault
from service.word_of_person import (
    CORRECTIONS,
    NoSuchCorrection,
    NoSuchInterview,
    correct,
    correct_many,
    keep_apart,
    merge,
    owned,
    split,
    undo,
    undo_batch,
    undo_newest,
)

__all__ = [
    "CORRECTIONS",
    "NoSuchCorrection",
    "NoSuchInterview",
    "add_by_hand",
    "add_note",
    "correct",
    "correct_many",
    "keep_apart",
    "listing",
    "merge",
    "outline",
    "owned",
    "refresh",
    "split",
    "timeline",
    "undo",
    "undo_batch",
    "undo_newest",
]

_TELLING = (
    "status",
    "start",
    "end",
    "contact_id",
    "others",
    "thanked_at",
    "classification",
    "band",
    "role",
    "meeting_no",
    "sources",
)
"""A change of one of these is told to whoever drafts."""


# --- refresh ------------------------------------------------------------------------------------------------------


def refresh(session: Session, vault: Vault, interview_id: str, now: datetime) -> None:  # noqa: ARG001
    """Looks at one meeting anew and writes what it comes to."""
    interview = session.get(Interview, interview_id)
    if interview is None:
        return
    file = gather(session, interview)
    if file.same_as:
        _step_aside(session, interview, file.same_as, now)
        return
    placed = inputs.place(file)
    told = inputs.observations_of(file, placed)
    outcome = lifecycle.fold(told, now)
    columns, judged = _columns(session, interview, file, placed, outcome)
    if judged.classification.band == "leave":
        # Nobody asks whether it took place, so it does not matter when it was looked at.
        outcome = lifecycle.fold(told, _BEFORE_ALL)
        columns, judged = _columns(session, interview, file, placed, outcome)
    before, group = _status_told(interview), tuple(interview.data.get("group", ()))
    was = (interview.contact_id, interview.start)
    changed = _write(interview, columns, now)
    if changed & _WHO_AND_WHEN:
        _look_up(session, interview, file, now)
    _tell_status(session, interview, before, now)
    _touch_group(session, interview, group, now)
    attention.sync(session, interview, file, outcome=outcome, classification=judged.classification, now=now)
    learned.settle(session, interview, judged.decided, now)
    if changed & {*_TELLING, "notes"}:
        events.append(session, interview.person_id, events.INTERVIEW_CHANGED, interview.id, now=now)
        numbering.touch_later_ones(session, interview, was, now)
    _plan_next_look(session, interview, now)


_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_WHO_AND_WHEN = frozenset({"band", "contact_id", "others", "start", "sources"})


def _look_up(session: Session, interview: Interview, file: Dossier, now: datetime) -> None:
    """Mail with the people of what may be an interview is looked for, if nobody looked yet: no order of reading must
    decide what is known of it.
    """
    if interview.band != "leave":
        people = [Address(party.email) for party in file.parties if party is file.contact or party.part == "attendee"]
        since = (interview.start or interview.first_seen_at) - LOOK_BACK
        look_up(session, interview.person_id, people, since=since, now=now)


def _touch_group(session: Session, interview: Interview, before: tuple[str, ...], now: datetime) -> None:
    """Who joined or left the conversation is looked at anew."""
    after = tuple(interview.data.get("group", ()))
    for meeting in sorted({*before, *after} - {interview.meeting} if before != after else ()):
        touch(session, interview.person_id, meeting, now)


def _step_aside(session: Session, interview: Interview, same_as: str, now: datetime) -> None:
    """This meeting is the same booking as another one, which stands for both."""
    stands = meetings.interview_id(interview.person_id, same_as)
    columns: Json = {
        **_NOTHING,
        "status": "not_logged",
        "band": "leave",
        "badges": ["linked"],
        "same_as": stands,
        "data": {**_kept(interview), "same_as": stands},
    }
    before, group = _status_told(interview), tuple(interview.data.get("group", ()))
    learned.settle(session, interview, None, now)
    if _write(interview, columns, now):
        _touch_group(session, interview, group, now)
        _tell_status(session, interview, before, now)
        attention.clear(session, interview, now)
        events.append(session, interview.person_id, events.INTERVIEW_CHANGED, interview.id, now=now)
    # Whatever was said of this one counts there.
    touch(session, interview.person_id, same_as, now)


def _status_told(interview: Interview) -> str:
    """The status as the person's log knows it: a row that nobody looked at yet was not logged."""
    return interview.status if interview.sources else "not_logged"


def _tell_status(session: Session, interview: Interview, before: str, now: datetime) -> None:
    after = interview.status
    if before != after:
        activity.note_change(
            session, interview.person_id, activity.STATUS, interview.id, now, before=before, after=after
        )


_NOTHING: Json = {
    "classification": "informational",
    "score": 0,
    "reasons": [],
    "reschedules": 0,
    "meeting_no": 1,
    "others": [],
    "sources": [],
    "history": [],
    "address": "",
    "own_address": "",
    "thread_key": "",
    "introduced_by": "",
    "cancelled_by": "",
    "no_show_by": "",
    "thanked_at": None,
    "thanked_by": "",
    "role": "seeker",
    "timezone": "",
    "start": None,
    "end": None,
    "contact_id": "",
    "search_text": "",
}
"""A row that stands for nothing of its own says nothing, whatever it said before."""


def _kept(interview: Interview) -> Json:
    """What of `data` other modules put there."""
    return {key: value for key, value in interview.data.items() if key not in _OWN_DATA}


_OWN_DATA = frozenset(
    {
        "same_as",
        "lifecycle",
        "doubt",
        "wrote_after_at",
        "wrote_after_by",
        "notes",
        "named",
        "declined_by",
        "slots",
        "also",
        "group",
        "linked",
        "maybe_same",
        "draft_anyway",
        "agreed",
    }
)


def _columns(
    session: Session, interview: Interview, file: Dossier, placed: tuple[Placed, ...], outcome: Outcome
) -> tuple[Json, Judged]:
    """Every column that the observations decide."""
    contact = file.contact
    introduction = (
        contacts.introduction_of(session, file.person_id, contact.contact_id, before=outcome.end) if contact else None
    )
    meeting_no = numbering.meeting_no(session, interview, file, outcome)
    facts = inputs.facts_of(
        file, placed, meeting_no=meeting_no, is_introduced=introduction is not None, outcome=outcome
    )
    judged = judge(session, interview, file, facts, outcome)
    classification = judged.classification
    mail = latest_mail(placed)
    data = file.latest()
    agreed = inputs.agreement_in_words(file, placed).agreed
    columns: Json = {
        "contact_id": contact.contact_id if contact else "",
        "status": _status(classification, outcome),
        "band": classification.band,
        "classification": classification.kind,
        "score": classification.score,
        "reasons": [reason.as_json() for reason in classification.reasons],
        "role": file.corrected("role") or role_of(facts),
        "title": data.get("summary") or title_of_request(file) or interview.title,
        "start": outcome.start,
        "end": outcome.end,
        "timezone": data.get("timezone", "") or (agreed.zone if agreed else ""),
        "reschedules": outcome.reschedules,
        "meeting_no": meeting_no,
        "others": [party.as_json() for party in file.others],
        "sources": sources_of(session, file, placed),
        "history": [entry.as_json() for entry in outcome.history],
        "address": contact.email if contact else "",
        "own_address": own_address(file, data, placed),
        "thread_key": mail.row.data["thread"] if mail else "",
        "introduced_by": introduction.introducer_id if introduction else "",
        "cancelled_by": outcome.cancelled_by,
        "no_show_by": outcome.no_show_by,
        "thanked_at": outcome.thanked_at,
        "thanked_by": outcome.thanked_by,
        "same_as": "",
    }
    columns["search_text"] = _found_by(file, columns, data)
    columns["badges"] = badges_of(file, outcome, columns)
    columns["data"] = {**_kept(interview), **_details(file, outcome, data), **_agreed(agreed)}
    return columns, judged


def _status(classification: Classification, outcome: Outcome) -> str:
    if classification.band == "leave":
        return "not_logged"
    # A question left open must not hide that the talk is known to be off.
    if classification.band == "ask":
        return "proposed"
    return outcome.status


def _found_by(file: Dossier, columns: Json, data: Json) -> str:
    """Everything it is found by. What a contact is called now is asked of the contacts when somebody searches."""
    people = [text for party in file.parties for text in (party.name, party.email)]
    return fold(" ".join([columns["title"], data.get("named", ""), *people]))[:2000]


def _details(file: Dossier, outcome: Outcome, data: Json) -> Json:
    details: Json = {
        "lifecycle": outcome.status,
        "doubt": outcome.doubt,
        "wrote_after_at": iso(outcome.wrote_after_at) if outcome.wrote_after_at else "",
        "wrote_after_by": outcome.wrote_after_by,
        "notes": sorted(row.source.removeprefix("note:") for row in file.seen if row.kind == observations.NOTE),
        "named": data.get("named", ""),
        "declined_by": outcome.is_declined,
        "slots": [{"start": iso(slot.start), "end": iso(slot.end)} for slot in outcome.slots],
        "also": [party.contact_id for party in file.others if party.part == "attendee"],
    }
    if len(file.group) > 1:
        details["group"] = list(file.group)
        details["linked"] = [
            {"meetings": [one.one, one.other], "reason": one.reason, "words": one.words} for one in file.linked
        ]
    if (twin := file.maybe_same) is not None:
        details["maybe_same"] = meetings.interview_id(file.person_id, twin.other)
    if any(row.kind == "draft_anyway" for row in file.corrections):
        details["draft_anyway"] = True
    return details


def _agreed(agreed: Agreed | None) -> Json:
    """The words of both sides on a time that only mail knows, and whether they named its zone."""
    if agreed is None:
        return {}
    words = [{"source": one.source, "by": one.by, "quote": one.text} for one in (agreed.offered, agreed.taken)]
    return {"agreed": {"start": iso(agreed.start), "is_zone_said": agreed.is_zone_said, "words": words}}


def _write(interview: Interview, columns: Json, now: datetime) -> set[str]:
    """Writes what differs; returns the names of what did, `notes` for new notes and for a wish for a draft."""
    before = {name: getattr(interview, name) for name in columns}
    changed = {name for name, value in columns.items() if before[name] != value}
    for name in changed:
        setattr(interview, name, columns[name])
    if changed:
        interview.updated_at = now
    if any(before["data"].get(name) != columns["data"].get(name) for name in ("notes", "draft_anyway")):
        changed.add("notes")
    return changed


def _plan_next_look(session: Session, interview: Interview, now: datetime) -> None:
    """Time itself changes the status: at the start an unanswered invite is over, at the end it may have been held."""
    if interview.band == "leave":
        return
    for due in (interview.start, interview.end):
        if due is not None and due > now:
            events.append(session, interview.person_id, events.INTERVIEW_TOUCHED, interview.id, now=now, due=due)


# --- reads --------------------------------------------------------------------------------------------------------


def timeline(interview: Interview) -> list[Json]:
    """The history of an interview, in order of time."""
    return list(interview.history)


def outline(session: Session, interview: Interview) -> Json:
    """An interview as `warmthread interviews --json` shows it: a fixed shape, times in UTC with Z."""
    contact = session.get(Contact, interview.contact_id) if interview.contact_id else None
    contact = contacts.surviving(session, contact) if contact else None
    name = contact.name if contact else interview.data.get("named", "")
    return {
        "id": interview.id,
        "status": interview.status,
        "badges": list(interview.badges),
        "role": interview.role,
        "classification": interview.classification,
        "reasons": list(interview.reasons),
        "title": interview.title,
        "start": _iso(interview.start),
        "end": _iso(interview.end),
        "timezone": interview.timezone,
        "contact": {"id": contact.id if contact else "", "name": name, "email": interview.address},
        "others": list(interview.others),
        "reschedules": interview.reschedules,
        "sources": list(interview.sources),
        "history": list(interview.history),
        "thanked_at": _iso(interview.thanked_at),
    }


def _iso(instant: datetime | None) -> str | None:
    return iso(instant) if instant else None


def listing(session: Session, person_id: str, *, include_left_out: bool = False) -> list[dict[str, Any]]:
    """The person's interviews as outlines, newest start first; those left out only when asked for."""
    query = select(Interview).where(Interview.person_id == person_id, Interview.same_as == "")
    if not include_left_out:
        query = query.where(Interview.status != "not_logged")
    rows = list(session.scalars(query))
    rows.sort(key=lambda row: (row.start or row.first_seen_at, row.id), reverse=True)
    return [outline(session, row) for row in rows]
