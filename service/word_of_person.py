"""The person's own word about interviews: what a talk is, whether it took place, who it was with, which records are of
one conversation. It wins over every rule, and each word can be taken back alone, whatever was said since.

Each is a row of its own and an event; nothing is decided here, the interview is looked at anew with it. Words given in
one go share a *batch*. After an undo the interview is as the rules, and what else the person said, have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from itertools import product

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import activity, contacts, events
from service.addresses import address_key
from service.meetings import BY_HAND
from service.schema import Correction, Interview, derived_id, new_id

CORRECTIONS = (
    "is_interview", "is_not_interview", "held", "no_show", "cancelled", "role", "contact", "slot", "same_as", "apart",
    "not_about", "draft_anyway", "seen", "not_agreed",
)  # fmt: skip
LINKS = ("same_as", "apart")
INSTEAD = (
    "", "no", "job_interview", "recruiter_screen", "sales", "internal", "personal", "medical", "event", "mentoring", "other",
)  # fmt: skip
"""What it may be instead."""
_LONGEST = timedelta(hours=24)
_AT_ONCE = timedelta(minutes=1)
"""The same word again within this time is the same click, made again because the page was slow to answer."""


class NoSuchInterview(LookupError):
    """There is no such interview, or it is somebody else's."""


class NoSuchCorrection(LookupError):
    """There is no such correction, or it is somebody else's."""


class MakesNoSense(ValueError):
    """What was said cannot be meant; the text is a sentence for the person."""


def owned(session: Session, person_id: str, interview_id: str) -> Interview:
    """That interview if it is this person's. Raises NoSuchInterview."""
    row = session.get(Interview, interview_id)
    if row is None or row.person_id != person_id:
        raise NoSuchInterview(f"There is no interview {interview_id}.")
    return row


def group_of(interview: Interview) -> tuple[str, ...]:
    """The meetings that this interview stands for, its own first."""
    return (interview.meeting, *(one for one in interview.data.get("group", ()) if one != interview.meeting))


# --- saying ---------------------------------------------------------------------------------------------------------


def correct(
    session: Session, person_id: str, interview_id: str, kind: str, value: str, now: datetime, *, batch: str = ""
) -> Correction:
    """Takes the person's word about a meeting. `value` by kind: no_show user|contact, role seeker|host, contact an
    address, slot "start/end", same_as the other interview's id, not_about a source, is_not_interview what it is,
    not_agreed the start of a time that only mail speaks of. Said alone once more within a minute it is the same word,
    and that is returned.

    Raises NoSuchInterview, MakesNoSense.
    """
    interview = owned(session, person_id, interview_id)
    if kind not in CORRECTIONS or kind == "apart":
        raise MakesNoSense(f"{kind!r} is no correction: choose one of {', '.join(CORRECTIONS)}, undo.")
    if kind == "same_as":
        return merge(session, person_id, interview_id, value, now, batch=batch)
    value = _checked(session, interview, kind, value.strip(), now)
    told = _contrary(session, interview, kind, value)
    if not batch and (again := _just_said(told, interview.meeting, kind, value, now)):
        return again
    for row in told:
        row.undone_at = now
    activity.record(session, person_id, activity.CORRECTED, now, subject=interview.id, detail=kind)
    return _say(session, person_id, interview.meeting, kind, value, now, batch)


def correct_many(
    session: Session, person_id: str, interview_ids: Sequence[str], kind: str, now: datetime, value: str = ""
) -> str:
    """The same word about several interviews; returns the batch that `undo_batch` takes back in one go.

    Raises NoSuchInterview and says nothing at all when one of them is not the person's, MakesNoSense as `correct`.
    """
    batch = new_id("bat")
    rows = [owned(session, person_id, one) for one in dict.fromkeys(interview_ids)]
    for row in rows:
        correct(session, person_id, row.id, kind, value, now, batch=batch)
    return batch


def answer_agreed(session: Session, person_id: str, interview_id: str, now: datetime, *, is_agreed: bool) -> str:
    """Whether the time that only mail speaks of is agreed: a yes makes it an interview at that time, a no takes the
    time away. Returns the batch of the words.

    Raises NoSuchInterview, MakesNoSense where the mails agree on no time.
    """
    interview = owned(session, person_id, interview_id)
    agreed = interview.data.get("agreed")
    if not agreed or interview.start is None or interview.end is None:
        raise MakesNoSense("That is no time which the mails agree on.")
    batch = new_id("bat")
    if is_agreed:
        slot = f"{interview.start.isoformat()}/{interview.end.isoformat()}"
        correct(session, person_id, interview_id, "is_interview", "", now, batch=batch)
        correct(session, person_id, interview_id, "slot", slot, now, batch=batch)
    else:
        correct(session, person_id, interview_id, "not_agreed", agreed["start"], now, batch=batch)
    return batch


def merge(
    session: Session, person_id: str, interview_id: str, other_id: str, now: datetime, *, batch: str = ""
) -> Correction:
    """Two rows are one conversation. Raises NoSuchInterview, MakesNoSense when both are the same row already."""
    one, other = owned(session, person_id, interview_id), owned(session, person_id, other_id)
    if one.id in (other.id, other.same_as) or one.same_as == other.id:
        raise MakesNoSense("These are one conversation already.")
    batch = batch or new_id("bat")
    activity.record(session, person_id, activity.CORRECTED, now, subject=one.id, detail="same_as")
    word = _say(session, person_id, one.meeting, "same_as", other.meeting, now, batch)
    # What was once said to be apart would go on keeping these two from each other: the newer word is said for them too.
    for row in _said(session, person_id, ("apart",)):
        if _is_between(row, group_of(one), group_of(other)):
            _say(session, person_id, row.meeting, "same_as", row.value, now, batch)
    return word


def split(session: Session, person_id: str, interview_id: str, meeting: str, now: datetime) -> str:
    """One of the meetings that this interview stands for is another conversation; returns the batch of the words.

    Raises NoSuchInterview, MakesNoSense when the interview does not stand for that meeting or for no other.
    """
    interview = owned(session, person_id, interview_id)
    group = group_of(interview)
    if meeting not in group or len(group) < 2:
        raise MakesNoSense("That is not one of several records of this conversation.")
    batch = new_id("bat")
    activity.record(session, person_id, activity.CORRECTED, now, subject=interview.id, detail="apart")
    for other in group:
        if other != meeting:
            _say(session, person_id, meeting, "apart", other, now, batch)
    return batch


def keep_apart(session: Session, person_id: str, interview_id: str, other_id: str, now: datetime) -> str:
    """Two rows that may be one conversation are two; returns the batch of the words.

    Raises NoSuchInterview, MakesNoSense when both are the same row already.
    """
    one, other = owned(session, person_id, interview_id), owned(session, person_id, other_id)
    if one.id in (other.id, other.same_as) or one.same_as == other.id:
        raise MakesNoSense("These are one conversation already.")
    batch = new_id("bat")
    activity.record(session, person_id, activity.CORRECTED, now, subject=one.id, detail="apart")
    for pair in product(group_of(one), group_of(other)):
        _say(session, person_id, pair[0], "apart", pair[1], now, batch)
    return batch


def _say(
    session: Session, person_id: str, meeting: str, kind: str, value: str, now: datetime, batch: str
) -> Correction:
    row = Correction(
        id=new_id("cor"), person_id=person_id, meeting=meeting, kind=kind, value=value, batch=batch, at=now
    )
    session.add(row)
    session.flush()
    events.append(session, person_id, events.CORRECTED, row.id, now=now)
    return row


def _is_between(row: Correction, one: Sequence[str], other: Sequence[str]) -> bool:
    return (row.meeting, row.value) in {*product(one, other), *product(other, one)}


_CONTRARY = (
    frozenset({"is_interview", "is_not_interview"}),
    frozenset({"held", "no_show", "cancelled"}),
    frozenset({"slot", "cancelled"}),
)
_SEVERAL = frozenset({"not_about", "seen", "not_agreed"})
"""Kinds of which several stand beside each other, each with another value."""


def _contrary(session: Session, interview: Interview, kind: str, value: str) -> list[Correction]:
    """The standing words that such a word takes the place of."""
    contrary = frozenset({kind}).union(*(kinds for kinds in _CONTRARY if kind in kinds))
    return [
        row
        for row in standing(session, interview)
        if row.kind in contrary and (kind not in _SEVERAL or row.value == value)
    ]


def _just_said(told: Sequence[Correction], meeting: str, kind: str, value: str, now: datetime) -> Correction | None:
    """The word that stands when the person says it once more at once. Later it counts anew: records may have come between."""
    match told:
        case [Correction(batch="") as row] if (row.meeting, row.kind, row.value) == (meeting, kind, value):
            return row if timedelta() <= now - row.at <= _AT_ONCE else None
    return None


def standing(session: Session, interview: Interview) -> list[Correction]:
    """Every word that stands about what this interview stands for, oldest first; splits named from the other side
    too.
    """
    group = group_of(interview)
    query = select(Correction).where(
        Correction.person_id == interview.person_id,
        or_(Correction.meeting.in_(group), Correction.kind.in_(LINKS) & Correction.value.in_(group)),
        Correction.undone_at.is_(None),
    )
    return list(session.scalars(query.order_by(Correction.at, Correction.id)))


def is_entry(row: Correction) -> bool:
    """Whether it came with a talk that the person entered by hand or by a sheet: it is the entry, no answer."""
    return row.meeting.startswith(BY_HAND) and row.batch != ""


def not_about(session: Session, interview: Interview) -> list[str]:
    """Ids of the stored mails of which the person said that they are about something else."""
    return sorted({row.value.removeprefix("msg:") for row in standing(session, interview) if row.kind == "not_about"})


def _said(session: Session, person_id: str, kinds: Sequence[str]) -> list[Correction]:
    query = select(Correction).where(
        Correction.person_id == person_id, Correction.kind.in_(kinds), Correction.undone_at.is_(None)
    )
    return list(session.scalars(query.order_by(Correction.at, Correction.id)))


# --- does it make sense? --------------------------------------------------------------------------------------------


def _checked(session: Session, interview: Interview, kind: str, value: str, now: datetime) -> str:
    """The value as it is kept."""
    match kind:
        case "role" if value not in {"seeker", "host"}:
            raise MakesNoSense("Your part is either seeker or host.")
        case "no_show" if value not in {"", "contact", "user"}:
            raise MakesNoSense("Say who did not come: contact or user.")
        case "is_not_interview" if value not in INSTEAD:
            raise MakesNoSense(f"{value!r} is nothing it could be instead.")
        case "contact":
            return _checked_contact(session, interview, value, now)
        case "slot":
            start, end = slot_of(value)
            return f"{start.isoformat()}/{end.isoformat()}"
        case "not_agreed" if value != interview.data.get("agreed", {}).get("start"):
            raise MakesNoSense("That is no time which the mails agree on.")
        case "not_about" if not value.startswith("msg:"):
            raise MakesNoSense("Only a mail can be about something else.")
    return value[:500]


def _checked_contact(session: Session, interview: Interview, value: str, now: datetime) -> str:
    name, email = parseaddr(value)
    key = address_key(email)
    if not key:
        raise MakesNoSense("That is no address.")
    if key in contacts.own_keys(session, interview.person_id):
        raise MakesNoSense("That is your own address.")
    contacts.resolve(session, interview.person_id, Address(email, name), now)
    return email


def slot_of(value: str) -> tuple[datetime, datetime]:
    """Start and end of a slot as it is kept: two ISO instants with a stroke between. Raises MakesNoSense."""
    first, _, last = value.partition("/")
    try:
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        raise MakesNoSense("A time is written as start/end, both ISO with their zone.") from None
    if start.tzinfo is None or end.tzinfo is None or not start < end <= start + _LONGEST:
        raise MakesNoSense("The end must come after the start, within a day, and both need their zone.")
    return start, end


# --- taking back ------------------------------------------------------------------------------------------------------


def undo(session: Session, person_id: str, correction_id: str, now: datetime) -> Correction:
    """Takes one word back, with the rest of its merge or split; twice is no harm. Raises NoSuchCorrection."""
    row = session.get(Correction, correction_id)
    if row is None or row.person_id != person_id:
        raise NoSuchCorrection(f"There is no correction {correction_id}.")
    if row.kind in LINKS and row.batch:
        undo_batch(session, person_id, row.batch, now)
    else:
        _take_back(session, [row], now)
    return row


def undo_newest(session: Session, person_id: str, interview_id: str, now: datetime) -> Correction:
    """Takes the newest word about an interview back. Raises NoSuchInterview, MakesNoSense when there is none."""
    told = standing(session, owned(session, person_id, interview_id))
    if not told:
        raise MakesNoSense("There is nothing to undo on this interview.")
    return undo(session, person_id, told[-1].id, now)


def undo_batch(session: Session, person_id: str, batch: str, now: datetime) -> int:
    """Takes back what was said in one go; returns how many words stood. Raises NoSuchCorrection."""
    query = select(Correction).where(Correction.person_id == person_id, Correction.batch == batch)
    rows = list(session.scalars(query.order_by(Correction.at, Correction.id))) if batch else []
    if not rows:
        raise NoSuchCorrection("There is nothing to take back.")
    return _take_back(session, rows, now)


def _take_back(session: Session, rows: Iterable[Correction], now: datetime) -> int:
    standing_still = [row for row in rows if row.undone_at is None]
    for row in standing_still:
        row.undone_at = now
    session.flush()
    for row in standing_still:
        events.append(session, row.person_id, events.CORRECTED, row.id, now=now)
    told = {(interview_of(session, row), row.kind) for row in standing_still}
    for subject, kind in sorted(told):
        activity.record(
            session, standing_still[0].person_id, activity.CORRECTION_UNDONE, now, subject=subject, detail=kind
        )
    return len(standing_still)


def interview_of(session: Session, row: Correction) -> str:
    """Id of the interview to show for a word: the one that stands for its meeting."""
    interview = session.get(Interview, derived_id("int", row.person_id, row.meeting))
    return (interview.same_as or interview.id) if interview else ""
