"""What a meeting is, all things considered: the rules, the person's own word, what was learned, and caution.

What the person decided about, or dealt with as an interview (said who came, wrote a note, edited or approved a draft),
is never judged anew by what is learned elsewhere. Everything else is, by lessons from other meetings; and where logging
unasked was wrong too often, it asks (recognition.md 4). A talk that only mail speaks of is never logged unasked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service import domains, learned, lessons, meetings, observations, preferences
from service.classify import Classification, Facts, Reason, classify
from service.dossier import Dossier
from service.lessons import KEPT, YES, About, Decided
from service.lifecycle import Outcome
from service.schema import Ask, Correction, Draft, Interview, Person
from service.word_of_person import is_entry

_WORDS = frozenset({"is_interview", "is_not_interview"})
_DEALT_WITH = frozenset({"held", "no_show", "cancelled", "role", "contact", "slot", "draft_anyway"})
"""Words that take it for an interview without saying so."""
_WAITING = Reason("no_time_yet", 0, "You asked, and no time is agreed yet.")
_AS_MAIL = ("approved", "sending", "sent", "unclear")


@dataclass(frozen=True, slots=True)
class Judged:
    """What a meeting is, and the person's decision about it if there is one."""

    classification: Classification
    decided: Decided | None = None


def judge(session: Session, interview: Interview, file: Dossier, facts: Facts, outcome: Outcome) -> Judged:
    """Judges one meeting from its facts."""
    review = _review_of(session, file)
    if review is not None:
        return _reviewed(session, interview, file, facts, outcome, review)
    told = learned.decisions(session, file.person_id, but=interview.id)
    if not told or facts.person_says:
        return Judged(_if_arranged(classify(facts), file, outcome, is_said=file.said_to_be_one))
    classification = _with_lessons(session, file, facts, outcome, told)
    return Judged(_if_trusted(classification, told, outcome))


# --- what the person decided ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Review:
    """That the person decided, when, by which word if by one, and whether a mail about it has their approval."""

    says: str
    at: datetime
    word: Correction | None = None
    is_approved: bool = False


def _review_of(session: Session, file: Dossier) -> _Review | None:
    """The newest word on what it is; else the first sign that it was dealt with as an interview."""
    told = [row for row in file.corrections if not is_entry(row)]
    words = [row for row in told if row.kind in _WORDS]
    if words:
        newest = max(words, key=lambda row: (row.at, row.id))
        says = YES if newest.kind == "is_interview" else newest.value or "no"
        return _Review(says, newest.at, newest)
    signs = [row.at for row in told if row.kind in _DEALT_WITH]
    signs += [row.at for row in file.seen if row.kind == observations.NOTE]
    drafts = _own_drafts(session, file)
    signs += [at for _, at in drafts]
    is_approved = any(state in _AS_MAIL for state, _ in drafts)
    return _Review(KEPT, min(signs), is_approved=is_approved) if signs else None


def _own_drafts(session: Session, file: Dossier) -> list[tuple[str, datetime]]:
    """The drafts that the person edited or approved: their state, and since when they are there. What they asked to be
    written says nothing of what the meeting is.
    """
    ids = [meetings.interview_id(file.person_id, meeting) for meeting in file.group]
    is_own = or_(Draft.state.in_(_AS_MAIL), Draft.is_edited.is_(True))
    asked = select(Ask.kind).where(Ask.person_id == file.person_id, Ask.interview_id.in_(ids))
    is_own = and_(is_own, Draft.kind.not_in(asked))
    query = select(Draft.state, Draft.created_at).where(Draft.interview_id.in_(ids), is_own)
    return [(row[0], row[1]) for row in session.execute(query.where(Draft.person_id == file.person_id))]


def _reviewed(
    session: Session, interview: Interview, file: Dossier, facts: Facts, outcome: Outcome, review: _Review
) -> Judged:
    """As the person has it. Beside it is kept what would have been done unasked, by what was known then."""
    unasked = replace(facts, person_says="", has_note=False)
    told = learned.decisions(session, file.person_id, but=interview.id)
    earlier = [one for one in told if one.at < review.at]
    decided = Decided(
        interview.id,
        review.says,
        review.at,
        word_id=review.word.id if review.word else "",
        band=_with_lessons(session, file, unasked, outcome, earlier, is_said=False).band,
        contact_id=file.contact.contact_id if file.contact else "",
        organisation=_organisation(file),
        rules=tuple(sorted({reason.rule for reason in classify(unasked).reasons if reason.points})),
        teaches_not=tuple(review.word.teaches_not.split()) if review.word else (),
    )
    if review.word is None:
        facts = replace(facts, learned=lessons.kept_reasons(interview.reasons))
    found = _if_arranged(classify(facts), file, outcome, is_said=file.said_to_be_one)
    return Judged(_if_approved(found, review), decided)


def _if_approved(classification: Classification, review: _Review) -> Classification:
    """What the person let a mail go out about stays logged, whatever is written or learned later."""
    if classification.band == "log" or not review.is_approved:
        return classification
    approved = Reason("approved_mail", 0, "You approved a mail about it.")
    return replace(classification, kind="informational", band="log", reasons=(approved, *classification.reasons))


def _organisation(file: Dossier) -> str:
    """The contact's organisation, unless it is the person's own: that is what a rule is for."""
    found = domains.own_organisation(file.contact.email) if file.contact else ""
    return "" if found in file.own.organisations else found


# --- what was learned -----------------------------------------------------------------------------------------------


def _with_lessons(
    session: Session, file: Dossier, facts: Facts, outcome: Outcome, told: Sequence[Decided], *, is_said: bool = False
) -> Classification:
    plain = classify(facts)
    found = _lessons_on(session, file, plain, told) if told else ()
    return _if_arranged(classify(replace(facts, learned=found)) if found else plain, file, outcome, is_said=is_said)


def _lessons_on(session: Session, file: Dossier, plain: Classification, told: Sequence[Decided]) -> tuple[Reason, ...]:
    if not preferences.of(session.get_one(Person, file.person_id)).learning:
        return ()
    contact = file.contact
    name = (contact.name or contact.email) if contact else ""
    about = About(contact.contact_id if contact else "", name, _organisation(file), plain)
    found = lessons.reasons_for(about, told)
    sources = [reason.source.partition(":")[2] for reason in found]
    return lessons.with_quotes(found, learned.titles(session, file.person_id, sources))


def _if_trusted(classification: Classification, told: Sequence[Decided], outcome: Outcome) -> Classification:
    """Asks about what is still to come when logging unasked was wrong too often."""
    since = lessons.record_of(told).asks_since
    is_to_come = since is not None and (outcome.start is None or outcome.start > since)
    if classification.band != "log" or not is_to_come:
        return classification
    text = "Too many talks that were logged unasked turned out to be something else, so you are asked first."
    return replace(classification, band="ask", reasons=(Reason("too_often_wrong", 0, text), *classification.reasons))


# --- what only mail speaks of ---------------------------------------------------------------------------------------


def _if_arranged(classification: Classification, file: Dossier, outcome: Outcome, *, is_said: bool) -> Classification:
    """A talk that only mail speaks of is never logged unasked, and without a time it is only a request so far. Nor is
    what may be the same talk under another number.
    """
    if all(meeting.startswith(meetings.WISHED) for meeting in (file.meeting, *file.group)) and not is_said:
        return replace(classification, kind="informational", band="leave", reasons=(_WAITING, *classification.reasons))
    if classification.band != "log" or is_said:
        return classification
    if file.maybe_same is not None:
        twin = Reason("maybe_same", 0, "It may be the same conversation as another one at that time.")
        return replace(classification, band="ask", reasons=(twin, *classification.reasons))
    if file.is_handed_on:
        handed_on = Reason("handed_on", 0, "The invite was handed on to you, and does not name you.")
        return replace(classification, band="ask", reasons=(handed_on, *classification.reasons))
    if file.is_unvouched:
        unvouched = Reason("unvouched", 0, "Nobody vouches that this invite is from whom it says.")
        return replace(classification, band="ask", reasons=(unvouched, *classification.reasons))
    if not file.is_request_only:
        return classification
    rules = {reason.rule for reason in classification.reasons}
    if outcome.start is None and "own_request" in rules and "agreed" not in rules:
        return replace(classification, band="leave", reasons=(_WAITING, *classification.reasons))
    unsure = Reason("only_words", 0, "No calendar and no invite knows of it: only mail does.")
    return replace(classification, band="ask", reasons=(unsure, *classification.reasons))
