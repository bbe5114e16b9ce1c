"""Promises become tasks: mine and theirs, from notes and from mails after the meeting, with the day they name.

What was promised and kept is worked out anew from the records each time (`pledges`) and written down here, so that
replaying anything ends in the same tasks; what the person ticked off or put back stays so. Also keeps the date for the
next sign of life once somebody was thanked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service import events, observations
from service.drafting import evidence, records
from service.drafting.correspondence import thanking_mail
from service.drafting.due import Due
from service.drafting.greeting import untangled
from service.drafting.language import detect, fold
from service.drafting.material import read_notes
from service.drafting.pledges import MINE, THEIRS, Closing, Happened, Pledge, Said, Word, pledges
from service.drafting.scene import Mail, Scene
from service.drafting.things import thing_of
from service.meetings import AFTER
from service.schema import Contact, Identity, Interview, Introduction, Observation, StoredMessage, Task, derived_id
from service.vault import Vault
from service.word_of_person import not_about
from service.zones import zone_of

FIRST_SIGN = timedelta(days=30)
USUAL_SIGN = timedelta(days=120)
"""Three times a year (product.md 2.1); after 30 days only if a promise or advice is open."""
_HELD = frozenset({"held", "held_presumed"})
_KINDS = (MINE, THEIRS)
_MOST_EARLIER = 5
"""Earlier meetings of which promises may be open still."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How the promises of a meeting stand."""

    open: int = 0
    kept: frozenset[str] = frozenset()
    """The words of those that were kept."""


def settle(session: Session, vault: Vault, scene: Scene) -> Settled:
    """Writes the promises around this meeting as tasks, closed where a record shows that they were kept."""
    if scene.interview.status not in _HELD or scene.interview.same_as:
        return Settled()
    rows = _rows(session, scene.interview)
    said_by_person = {row.fingerprint: _word_on(row) for row in rows}
    shown, remembered = tuple(_happened(session, scene)), tuple(_remembered(scene, rows))
    found = pledges(scene, said_by_person, shown, remembered)
    if any(one.closed is None for one in found) and (later := tuple(_later_mails(session, vault, scene))):
        scene = replace(scene, beyond=(*scene.beyond, *later))
        found = pledges(scene, said_by_person, shown, remembered)
    written = [_write(session, scene, pledge, rows) for pledge in found]
    _clear(session, scene, found, rows)
    session.flush()
    kept = frozenset(str(one["quote"]) for row in written if row.done_at for one in row.said)
    return Settled(sum(row.done_at is None for row in written), kept)


def settle_earlier(session: Session, vault: Vault, interview: Interview) -> None:
    """A mail after the second meeting may keep what was promised in the first."""
    if not interview.contact_id or interview.start is None:
        return
    has_open = select(Task.interview_id).where(
        Task.person_id == interview.person_id, Task.kind.in_(_KINDS), Task.done_at.is_(None)
    )
    query = select(Interview).where(
        Interview.person_id == interview.person_id, Interview.contact_id == interview.contact_id,
        Interview.start < interview.start, Interview.id != interview.id, Interview.id.in_(has_open),
    )  # fmt: skip
    for row in session.scalars(query.order_by(Interview.start.desc(), Interview.id).limit(_MOST_EARLIER)).all():
        settle(session, vault, evidence.load(session, vault, row))


def hear(session: Session, message_id: str, now: datetime) -> None:
    """A mail long after a meeting belongs to it no more; where promises of that meeting are open, they are looked at."""
    row = session.get(StoredMessage, message_id)
    if row is None:
        return
    keys = records.parties_of(row)
    concerned = (
        select(Task.interview_id)
        .join(Identity, and_(Identity.contact_id == Task.contact_id, Identity.person_id == Task.person_id))
        .join(Interview, Interview.id == Task.interview_id)
        .where(
            Task.person_id == row.person_id, Task.kind.in_(_KINDS), Task.done_at.is_(None), Identity.key.in_(keys),
            Interview.end < row.date - AFTER,
        )
    )  # fmt: skip
    for interview_id in session.scalars(concerned.distinct().order_by(Task.interview_id)).all():
        events.append(session, row.person_id, events.INTERVIEW_CHANGED, interview_id, now=now)


def _later_mails(session: Session, vault: Vault, scene: Scene) -> Iterator[Mail]:
    """Mails with these people after those of the scene: a promise may be kept months later."""
    since = (scene.end or scene.interview.first_seen_at) + evidence.LOOK_AHEAD
    subjects = [observations.with_person(key) for who in scene.everyone for key in sorted(who.keys)]
    query = select(Observation.source).where(
        Observation.person_id == scene.sender.id, Observation.kind == observations.MAIL,
        Observation.meeting.in_(subjects), Observation.at > since,
    )  # fmt: skip
    ids = sorted({source.removeprefix("msg:") for source in session.scalars(query)})
    rows = select(StoredMessage).where(
        StoredMessage.person_id == scene.sender.id, StoredMessage.id.in_(ids), StoredMessage.removed_at.is_(None),
        StoredMessage.is_verified.is_not(False), StoredMessage.id.not_in(not_about(session, scene.interview)),
    )  # fmt: skip
    known = {mail.message_id for mail in (*scene.mails, *scene.beyond)}
    for row in session.scalars(rows) if ids else ():
        if row.message_id not in known:
            yield records.mail_of(vault, row, records.parties_of(row), scene.sender)


# --- rows ---------------------------------------------------------------------------------------------------------


def _rows(session: Session, interview: Interview) -> Sequence[Task]:
    """The tasks there are, also those of rows that this one stands for."""
    stands_for = select(Interview.id).where(
        Interview.person_id == interview.person_id, Interview.same_as == interview.id
    )
    query = select(Task).where(
        Task.person_id == interview.person_id, Task.kind.in_(_KINDS),
        or_(Task.interview_id == interview.id, Task.interview_id.in_(stands_for)),
    )  # fmt: skip
    return session.scalars(query.order_by(Task.interview_id != interview.id, Task.created_at, Task.id)).all()


def _word_on(row: Task) -> Word:
    return Word(row.done_at if not row.closed_source else None, row.reopened_at)


def _id(interview: Interview, kind: str, fingerprint: str) -> str:
    return derived_id("tsk", interview.person_id, interview.id, kind, fingerprint)


def _write(session: Session, scene: Scene, pledge: Pledge, rows: Sequence[Task]) -> Task:
    first, interview = pledge.first, scene.interview
    row_id = _id(interview, first.kind, pledge.fingerprint)
    row = session.get(Task, row_id)
    if row is None:
        row = Task(
            id=row_id, person_id=interview.person_id, interview_id=interview.id, kind=first.kind,
            fingerprint=pledge.fingerprint,
        )  # fmt: skip
        _inherit(row, [one for one in rows if one.fingerprint == pledge.fingerprint and one.kind == first.kind])
        session.add(row)
    row.text, row.due, row.source, row.quote = first.text, pledge.due, first.source, first.quote
    row.contact_id, row.created_at = first.contact_id, first.at
    row.said = [
        {"source": one.source, "quote": one.quote, "at": one.at.isoformat(), "due": one.due} for one in pledge.said
    ]
    if _word_on(row).done_at is None and not _is_out_of_sight(scene, row):
        _close(row, pledge.closed)
    return row


def _inherit(row: Task, before: Sequence[Task]) -> None:
    """What the person said of the same promise on another row of the same conversation."""
    for one in before:
        row.done_at, row.reopened_at = row.done_at or one.done_at, row.reopened_at or one.reopened_at
        row.closed_source, row.closed_quote = one.closed_source or "", one.closed_quote or ""


def _close(row: Task, closing: Closing | None) -> None:
    row.done_at = closing.at if closing else None
    row.closed_source, row.closed_quote = (closing.source, closing.quote) if closing else ("", "")


def _is_out_of_sight(scene: Scene, row: Task) -> bool:
    """The mail that closed it has lost its text after the retention time: it says no more, and unsays nothing."""
    return bool(row.closed_source) and any(
        mail.source == row.closed_source and not mail.text for mail in (*scene.mails, *scene.beyond)
    )


def _remembered(scene: Scene, rows: Sequence[Task]) -> Iterator[Said]:
    """Promises of mails whose text is gone: as they were written down."""
    readable = {mail.source for mail in scene.mails if mail.text} | {note.source for note in scene.notes}
    for row in rows:
        if row.interview_id == scene.interview.id and row.source.startswith("msg:") and row.source not in readable:
            text = row.text.partition(": ")[2] if row.kind == THEIRS else row.text
            yield Said(
                row.kind, row.text, row.due, row.source, row.quote, row.created_at, row.created_at,
                thing_of(text, detect(row.quote)), row.contact_id, row.fingerprint,
            )  # fmt: skip


def _clear(session: Session, scene: Scene, found: Sequence[Pledge], rows: Sequence[Task]) -> None:
    """Takes away what no record says any more: a note taken back or reworded, a row that joined this one."""
    current = {_id(scene.interview, one.first.kind, one.fingerprint) for one in found}
    for row in rows:
        if row.id not in current and (row.done_at is None or row.closed_source):
            session.delete(row)


# --- what calendar and introductions show -------------------------------------------------------------------------


def _happened(session: Session, scene: Scene) -> Iterator[Happened]:
    yield from _introductions(session, scene)
    yield from _meetings(session, scene)


def _introductions(session: Session, scene: Scene) -> Iterator[Happened]:
    """Whom the people of this meeting brought the person together with."""
    ids = [who.contact_id for who in scene.everyone if who.contact_id]
    query = (
        select(Introduction, Contact.name)
        .join(Contact, Contact.id == Introduction.contact_id)
        .where(Introduction.person_id == scene.sender.id, Introduction.introducer_id.in_(ids))
        .order_by(Introduction.at, Introduction.id)
    )
    for row, name in session.execute(query) if ids else ():
        first = fold(untangled(name).given or name)
        source = row.message_id if ":" in row.message_id else f"msg:{row.message_id}"
        yield Happened(row.introducer_id, frozenset({first}), Closing(source, row.quote, row.at))


def _meetings(session: Session, scene: Scene) -> Iterator[Happened]:
    """Later meetings with the contact, from when the calendar had them."""
    if scene.start is None or not scene.recipient.contact_id:
        return
    query = (
        select(Interview.title, Observation.source, func.min(Observation.at))
        .join(Observation, Observation.meeting == Interview.meeting)
        .where(
            Interview.person_id == scene.sender.id, Observation.person_id == scene.sender.id,
            Interview.contact_id == scene.recipient.contact_id, Interview.start > scene.start,
            Observation.kind == observations.VERSION,
        )
        .group_by(Interview.title, Observation.source)
    )  # fmt: skip
    for title, source, at in session.execute(query.order_by(func.min(Observation.at), Observation.source)):
        yield Happened(scene.recipient.contact_id, frozenset(), Closing(source, title, at), is_meeting=True)


# --- the next sign of life ----------------------------------------------------------------------------------------


def plan_sign(session: Session, scene: Scene, dues: Iterable[Due], settled: Settled) -> None:
    """When to write again, once the contact was thanked: one task, moved while it is open."""
    thanked = scene.interview.thanked_at
    mail = thanking_mail(scene, scene.recipient, scene.start) if scene.start else None
    thanked = thanked or (mail.at if mail else None)
    if thanked is None or not any(due.reason == "already_thanked" for due in dues):
        return
    source = mail.source if mail else f"msg:{scene.interview.thanked_by}"
    kind, interview = "keep_in_touch", scene.interview
    row_id = _id(interview, kind, kind)
    row = session.get(Task, row_id)
    if row is None:
        row = Task(
            id=row_id, person_id=interview.person_id, interview_id=interview.id, kind=kind, fingerprint=kind,
            contact_id=scene.recipient.contact_id, created_at=thanked, text="", source=source,
        )  # fmt: skip
        session.add(row)
    if row.done_at is None:
        row.text = f"Write to {scene.recipient.name.full or scene.recipient.email} again"
        row.due, row.source = _day_of_sign(scene, thanked, settled), source


def _day_of_sign(scene: Scene, thanked: datetime, settled: Settled) -> str:
    has_advice = any(statement.kind == "advice" for _, statement in read_notes(scene, scene.notes))
    after = FIRST_SIGN if settled.open or has_advice else USUAL_SIGN
    return (thanked + after).astimezone(zone_of(scene.sender.timezone)).date().isoformat()
