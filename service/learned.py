"""The stored side of `lessons`: the decisions that teach, kept in step with what stands, and which interviews to look at
anew when a lesson changes.

A decision is written when its interview is looked at and gone when nothing stands behind it, so an undone word takes
back exactly what it taught. What the person has forgotten is kept with the word itself. Other interviews are only
touched here; what then becomes of them is decided in `judging`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import ColumnElement, String, and_, cast, or_, select
from sqlalchemy.orm import Session

from service import activity, events, lessons
from service.lessons import CONTACT, EVERYTHING, KEPT, ORGANISATION, RULE, YES, Decided, Key
from service.meetings import BY_HAND
from service.schema import Correction, Decision, Interview

_A_YEAR = timedelta(days=365)
_IN_A_CLICK, _SOON = 12, timedelta(seconds=1)
_AT_ONCE = 200
"""So many keys in one statement."""


class NothingLearned(LookupError):
    """Nothing was learned about that, or it is about somebody else's mail."""


def decisions(session: Session, person_id: str, *, but: str = "") -> tuple[Decided, ...]:
    """The person's decisions; `but`: without that interview's."""
    query = select(
        Decision.interview_id,
        Decision.says,
        Decision.at,
        Decision.word_id,
        Decision.band,
        Decision.contact_id,
        Decision.organisation,
        Decision.rules,
        Decision.teaches_not,
    ).where(Decision.person_id == person_id, Decision.interview_id != but)
    return tuple(Decided(*row[:7], tuple(row[7].split()), tuple(row[8].split())) for row in session.execute(query))


def titles(session: Session, person_id: str, interview_ids: Iterable[str]) -> dict[str, str]:
    """What these interviews are called; one without a title by its address."""
    wanted = sorted(set(interview_ids))
    query = select(Interview.id, Interview.title, Interview.address).where(
        Interview.person_id == person_id, Interview.id.in_(wanted)
    )
    return {row[0]: row[1] or row[2] for row in session.execute(query)} if wanted else {}


@dataclass(frozen=True, slots=True)
class Month:
    """How many talks of one month were logged unasked, and of how many of them the person said no."""

    first: datetime
    logged: int
    corrected: int


def by_month(session: Session, person_id: str, zone: tzinfo, now: datetime) -> list[Month]:
    """The months of the last year in which something was logged unasked, newest first."""
    query = (
        select(Interview.start, Interview.band, Decision.band, Decision.says)
        .outerjoin(Decision, Decision.interview_id == Interview.id)
        .where(
            Interview.person_id == person_id,
            Interview.same_as == "",
            Interview.meeting.not_like(f"{BY_HAND}%"),
            Interview.start.between(now - _A_YEAR, now),
        )
    )
    logged: dict[tuple[int, int], list[bool]] = {}
    for start, band, unasked, says in session.execute(query):
        if start is not None and (unasked or band) == "log":
            local = start.astimezone(zone)
            logged.setdefault((local.year, local.month), []).append(says not in {None, YES, KEPT})
    months = sorted(logged.items(), reverse=True)
    return [Month(datetime(*month, 1, 12, tzinfo=zone), len(wrong), sum(wrong)) for month, wrong in months]


# --- keeping in step ------------------------------------------------------------------------------------------------


def settle(session: Session, interview: Interview, decided: Decided | None, now: datetime) -> None:
    """Keeps what the person decided about one interview, or that it is nothing; whom it teaches is looked at anew."""
    row = session.get(Decision, interview.id)
    columns = _columns(decided) if decided else None
    if columns == (_columns_of(row) if row else None):
        return
    others = decisions(session, interview.person_id, but=interview.id)
    before = (*others, *([_decided(row)] if row else []))
    after = (*others, *([decided] if decided else []))
    if row is not None and columns is None:
        session.delete(row)
    elif row is not None and columns is not None:
        for name, value in columns.items():
            setattr(row, name, value)
    elif columns is not None:
        session.add(Decision(interview_id=interview.id, person_id=interview.person_id, **columns))
    session.flush()
    _look_again(session, interview.person_id, before, after, now)


_NAMES = ("says", "at", "word_id", "band", "contact_id", "organisation", "rules", "teaches_not")


def _columns(decided: Decided) -> dict[str, object]:
    values = {name: getattr(decided, name) for name in _NAMES}
    return {name: " ".join(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _columns_of(row: Decision) -> dict[str, object]:
    return {name: getattr(row, name) for name in _NAMES}


def _decided(row: Decision) -> Decided:
    split = {"rules": tuple(row.rules.split()), "teaches_not": tuple(row.teaches_not.split())}
    return Decided(row.interview_id, **(_columns_of(row) | split))  # type: ignore[arg-type]


def unteach(session: Session, person_id: str, interview_ids: Iterable[str], now: datetime) -> None:
    """These interviews are about to be removed: whom their decisions taught is looked at anew."""
    gone = set(interview_ids)
    before = decisions(session, person_id)
    after = tuple(one for one in before if one.interview_id not in gone)
    if len(after) < len(before):
        _look_again(session, person_id, before, after, now)


# --- looking anew ---------------------------------------------------------------------------------------------------


def look_again(session: Session, person_id: str, now: datetime) -> None:
    """Learning was switched on or off: everything that was learned about is looked at anew."""
    _touch(session, person_id, _about(set(lessons.learn(decisions(session, person_id)))), now)


def _look_again(
    session: Session, person_id: str, before: Sequence[Decided], after: Sequence[Decided], now: datetime
) -> None:
    concerned = _about(lessons.changed(before, after))
    since = {lessons.record_of(decided).asks_since for decided in (before, after)}
    if len(since) > 1:
        first = min(moment for moment in since if moment is not None)
        concerned.append(Interview.band.in_(("log", "ask")) & or_(Interview.start.is_(None), Interview.start > first))
    _touch(session, person_id, concerned, now)


def _about(keys: set[Key]) -> list[ColumnElement[bool]]:
    """Conditions that find every interview that a lesson on one of these can speak of; a few more do no harm."""
    people = sorted(named for about, named in keys if about == CONTACT)
    found: list[ColumnElement[bool]] = [
        Interview.contact_id.in_(people[first : first + _AT_ONCE]) for first in range(0, len(people), _AT_ONCE)
    ]
    for about, named in sorted(keys):
        if about == ORGANISATION:
            found.append(Interview.address.iendswith(named, autoescape=True))
        elif about == RULE:
            found.append(cast(Interview.reasons, String).contains(f'"{named}"', autoescape=True))
    return found


def _touch(session: Session, person_id: str, concerned: Sequence[ColumnElement[bool]], now: datetime) -> None:
    found: set[str] = set()
    for first in range(0, len(concerned), _AT_ONCE):
        stands = and_(Interview.person_id == person_id, Interview.same_as == "")
        query = select(Interview.id).where(stands, or_(*concerned[first : first + _AT_ONCE]))
        found.update(session.scalars(query))
    # A click looks anew at what it touches before it answers: more than a handful is left to the workers.
    due = now if len(found) <= _IN_A_CLICK else now + _SOON
    for interview_id in sorted(found):
        events.append(session, person_id, events.INTERVIEW_TOUCHED, interview_id, now=now, due=due)


# --- forgetting -----------------------------------------------------------------------------------------------------


def forget(session: Session, person_id: str, key: Key, now: datetime) -> int:
    """What was decided so far is no longer heard about that; later decisions are. Returns the id of the log's row that
    undoes it. Raises NothingLearned.
    """
    before = decisions(session, person_id)
    if key not in lessons.learn(before):
        raise NothingLearned("Nothing was learned about that.")
    heard = {one.word_id: lessons.aspect(key) for one in before if key in one.teaches()}
    return _forget(session, person_id, before, heard, now)


def forget_all(session: Session, person_id: str, now: datetime) -> int:
    """Nothing that was decided so far teaches any more. Otherwise as `forget`."""
    before = decisions(session, person_id)
    heard = {one.word_id: EVERYTHING for one in before if one.teaches()}
    if not heard:
        raise NothingLearned("Nothing was learned yet.")
    return _forget(session, person_id, before, heard, now)


def undo_forgetting(session: Session, person_id: str, activity_id: int, now: datetime) -> bool:
    """What was forgotten is heard again. False when there is nothing to take back."""
    row = activity.undoable(session, person_id, activity_id, activity.FORGOTTEN)
    if row is None:
        return False
    row.undone_at = now
    before = decisions(session, person_id)
    words = {
        word: {EVERYTHING} if row.data["about"] == EVERYTHING else {row.data["about"]} for word in row.data["words"]
    }
    after = [replace(one, teaches_not=_without(one, words.get(one.word_id, set()))) for one in before]
    _write(session, person_id, before, after, now)
    return True


def _without(one: Decided, about: set[str]) -> tuple[str, ...]:
    return tuple(named for named in one.teaches_not if named not in about)


def _forget(session: Session, person_id: str, before: Sequence[Decided], heard: dict[str, str], now: datetime) -> int:
    after = [
        replace(one, teaches_not=tuple(sorted({*one.teaches_not, heard[one.word_id]}))) if one.word_id in heard else one
        for one in before
    ]
    _write(session, person_id, before, after, now)
    about = next(iter(heard.values()))
    told = {"about": about, "words": sorted(heard)}
    return activity.record(session, person_id, activity.FORGOTTEN, now, subject="lessons", detail=about, data=told).id


def _write(
    session: Session, person_id: str, before: Sequence[Decided], after: Sequence[Decided], now: datetime
) -> None:
    """With the word, where it outlasts whatever becomes of the interview's row, and with the decision."""
    wanted = {one.word_id: " ".join(one.teaches_not) for one, old in zip(after, before, strict=True) if one != old}
    for row in session.scalars(select(Decision).where(Decision.person_id == person_id)):
        if row.word_id in wanted:
            row.teaches_not = wanted[row.word_id]
    for word in session.scalars(select(Correction).where(Correction.person_id == person_id)):
        if word.id in wanted:
            word.teaches_not = wanted[word.id]
    session.flush()
    _look_again(session, person_id, before, after, now)
