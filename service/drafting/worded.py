"""Lets a language model word a draft that is ready already: asks outside of any transaction, and judges what came.

The rules' text stands before a model is asked and stays where nothing better came. It is asked once for the same
evidence, and only while the person agrees to it. What came passes the gate of every draft and is held against the
rules' text (`said`); fit, and nothing having changed meanwhile, it becomes the draft's next version, with the rules'
text one click away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from typing import Literal

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import activity, events, preferences
from service.context import Context
from service.drafting import consent, model, rewrite, rows, said, versions
from service.drafting.bundle import Bundle, bundle_of, data_of, delimited, question_of
from service.drafting.check import Failure
from service.drafting.memory import NOTHING
from service.drafting.model import SECONDS, Endpoint, NoAnswer, endpoint_of
from service.drafting.rewrite import Anew
from service.drafting.said import NotAsAsked
from service.drafting.versions import Text
from service.drafting.writer import Composed
from service.drafting.writing import Written, candidate, write
from service.events import LookAgain
from service.schema import Draft, Wording, derived_id
from service.vault import Vault

log = structlog.get_logger(__name__)

AT_ONCE = 1
WAIT_SECONDS = 2.0
_LOOKED_AT = 5
_asking = BoundedSemaphore(AT_ONCE)
"""A slow model must not hold every worker of this process: whoever finds it busy comes back later."""

Outcome = Literal["adopted", "same", "refused", "failed", "overtaken"]
_TOLD = {"adopted": activity.WORDED, "refused": activity.WORDING_REFUSED, "failed": activity.NOT_WORDED}


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: the draft as it stood, and what the model is told of it."""

    draft_id: str
    person_id: str
    version: int
    fingerprint: str
    bundle: Bundle


@dataclass(frozen=True, slots=True)
class Came:
    """What came of it."""

    outcome: Outcome
    detail: str = ""
    written: Written | None = None


def word(context: Context, draft_id: str, person_id: str) -> None:
    """Has one draft worded, if that is wanted. Safe to call at any time, any number of times.

    Raises LookAgain while the model is busy with another one, and where the evidence changed while it wrote.
    """
    endpoint = endpoint_of(context.settings)
    with context.database.reading() as session:
        asking = _asking_for(session, context.vault, person_id, draft_id, endpoint, context.clock())
    if asking is None or endpoint is None:
        return
    answer, why = _ask(endpoint, asking)
    now = context.clock()
    with context.database.writing(person_id, "word_draft") as session:
        row = _wanted(session, person_id, draft_id, endpoint)
        if row is None or _was_asked(session, row, asking.fingerprint):
            return  # taken back, gone, or answered to another worker while the model wrote
        came = _judged(session, context.vault, row, asking, answer, now) if answer else Came("failed", why)
        if came.written is not None and came.outcome == "adopted":
            _adopt(session, context.vault, row, came.written, now)
        _write_down(session, row, endpoint, asking, came, now)
        is_other_now = row.fingerprint != asking.fingerprint
    if is_other_now:  # that it is wanted was not logged again, because this event still waited
        raise LookAgain(WAIT_SECONDS)


# --- before -------------------------------------------------------------------------------------------------------


def _wanted(session: Session, person_id: str, draft_id: str, endpoint: Endpoint) -> Draft | None:
    """The draft, if its person agrees that this model is told of it, and it still is ours to word."""
    row = session.get(Draft, draft_id, populate_existing=True)
    if row is None or row.person_id != person_id or row.state != "needs_review" or row.is_edited:
        return None
    agreed = preferences.read(session, person_id).model_consent
    return row if consent.is_given(agreed, endpoint.url) else None


def _asking_for(
    session: Session, vault: Vault, person_id: str, draft_id: str, endpoint: Endpoint | None, now: datetime
) -> Asking | None:
    row = _wanted(session, person_id, draft_id, endpoint) if endpoint else None
    if row is None or _was_asked(session, row, row.fingerprint):
        return None
    found = rewrite.anew(session, vault, row, now)
    rules = _rules(vault, row, found) if found else None
    if found is None or rules is None:
        return None
    return Asking(draft_id, person_id, row.version, row.fingerprint, bundle_of(rules, found.prepared.material))


def _was_asked(session: Session, row: Draft, fingerprint: str) -> bool:
    last = last_of(session, row)
    return last is not None and last.fingerprint == fingerprint


def last_of(session: Session, row: Draft) -> Wording | None:
    """What a model was asked for this draft the last time, if ever."""
    query = select(Wording).where(Wording.person_id == row.person_id, Wording.draft_id == row.id)
    return session.scalars(query).one_or_none()


def _rules(vault: Vault, row: Draft, found: Anew) -> Composed | None:
    """The rules' text of a draft in its parts, written from what is known now; None if that is something else now."""
    if not rows.is_from(row, found.prepared):
        return None
    style = rows.style_of(vault, row)
    written = write(found.scene, found.prepared, order=found.order, memory=found.memory, style=style)
    return written.composed if written.is_fit else None


# --- asking -------------------------------------------------------------------------------------------------------


def _ask(endpoint: Endpoint, asking: Asking) -> tuple[str, str]:
    """(what came, "") or ("", why nothing did)."""
    with _turn():
        try:
            return model.ask(endpoint, question_of(asking.bundle), seconds=SECONDS), ""
        except NoAnswer as none:
            log.info("wording.none", draft=asking.draft_id, why=none.why)
            return "", none.why


@contextmanager
def _turn() -> Iterator[None]:
    if not _asking.acquire(blocking=False):
        raise LookAgain(WAIT_SECONDS)
    try:
        yield
    finally:
        _asking.release()


# --- for the pages ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the person's drafts a model was asked about, and what became of its texts."""

    asked: int = 0
    adopted: int = 0
    refused: int = 0
    failed: int = 0


def tally(session: Session, person_id: str) -> Tally:
    """Counted by draft: the last time that each was asked about."""
    query = select(Wording.outcome, func.count()).where(Wording.person_id == person_id).group_by(Wording.outcome)
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return Tally(sum(found.values()), found.get("adopted", 0), found.get("refused", 0), found.get("failed", 0))


def example(session: Session, vault: Vault, person_id: str, now: datetime) -> str:
    """What a model would be told of the newest draft that waits, as it would be; "" without one."""
    waiting = select(Draft).where(
        Draft.person_id == person_id, Draft.state == "needs_review", Draft.is_edited.is_(False)
    )
    for row in session.scalars(waiting.order_by(Draft.updated_at.desc(), Draft.id).limit(_LOOKED_AT)):
        found = rewrite.anew(session, vault, row, now)
        rules = _rules(vault, row, found) if found else None
        if found is not None and rules is not None:
            return delimited(data_of(bundle_of(rules, found.prepared.material)))
    return ""


def ask_again(session: Session, row: Draft, endpoint: Endpoint | None, now: datetime) -> bool:
    """Wants a model asked once more, as if it had not been. False where it may not be, or nobody can be."""
    if endpoint is None or _wanted(session, row.person_id, row.id, endpoint) is None:
        return False
    last = last_of(session, row)
    if last is not None:
        session.delete(last)
        session.flush()
    events.append(session, row.person_id, events.WORDING_WANTED, row.id, now=now)
    return True


# --- after --------------------------------------------------------------------------------------------------------


def _judged(session: Session, vault: Vault, row: Draft, asking: Asking, answer: str, now: datetime) -> Came:
    """What to do with an answer, by what is known now."""
    found = rewrite.anew(session, vault, row, now)
    rules = _rules(vault, row, found) if found else None
    if found is None or rules is None or (row.version, row.fingerprint) != (asking.version, asking.fingerprint):
        return Came("overtaken")
    bundle = bundle_of(rules, found.prepared.material)
    try:
        sentences = said.read(answer, bundle)
    except NotAsAsked:
        return Came("refused", "form")
    composed = said.composed_of(sentences, bundle)
    if composed.core.split() == rules.core.split():
        return Came("same")
    judged = candidate(found.scene, found.prepared, composed, found.memory or NOTHING)
    failures = tuple(said.failures(judged, sentences, bundle))
    if any(failure.is_hard for failure in failures):
        return Came("refused", _named(failures))
    return Came("adopted", written=Written(found.prepared, composed, row.subject, failures))


def _named(failures: tuple[Failure, ...]) -> str:
    return ", ".join(sorted({failure.rule for failure in failures if failure.is_hard}))


def _adopt(session: Session, vault: Vault, row: Draft, written: Written, now: datetime) -> None:
    body = written.composed.text if written.composed else ""
    text = Text(row.subject, body, row.sender, tuple(row.to), tuple(row.cc))
    versions.write(session, vault, row, text, rows.content_of(written, rows.style_of(vault, row)), "model", now)


def _write_down(session: Session, row: Draft, endpoint: Endpoint, asking: Asking, came: Came, now: datetime) -> None:
    last = last_of(session, row)
    if last is None:
        last = Wording(id=derived_id("wrd", row.id), person_id=row.person_id, draft_id=row.id)
        session.add(last)
    last.fingerprint, last.model = asking.fingerprint, endpoint.named
    last.outcome, last.detail, last.at = came.outcome, came.detail, now
    last.version = row.version if came.outcome == "adopted" else 0
    if came.outcome in _TOLD:
        activity.record(session, row.person_id, _TOLD[came.outcome], now, subject=row.id, detail=came.detail)
