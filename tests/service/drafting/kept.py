"""The drafts of a played case as the gate sees them: every candidate that waits for review, with all it is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.accounts import LOCAL_PERSON
from service.context import Context
from service.drafting import evidence, plan, rows
from service.drafting.check import Candidate
from service.drafting.memory import recall
from service.drafting.writing import candidate, prepare, write
from service.schema import Interview
from service.simulation.case import read
from service.simulation.play import played
from workers.runner import Runner


def candidates(case: dict[str, Any]) -> list[Candidate]:
    """Plays a case and writes each of its drafts once more, from what the database holds in the end."""
    found: list[Candidate] = []
    played(read(case), Runner, look=lambda context: found.extend(_of(context)))
    return found


def _of(context: Context) -> Iterator[Candidate]:
    with context.database.reading() as session:
        for interview in session.scalars(select(Interview).where(Interview.person_id == LOCAL_PERSON)).all():
            yield from _of_interview(session, context, interview)


def _of_interview(session: Session, context: Context, interview: Interview) -> Iterator[Candidate]:
    scene, now = evidence.load(session, context.vault, interview), context.clock()
    texts: list[str] = []
    for order, due in enumerate(plan.decide(scene, now)):
        row = rows.current(session, interview, due)
        if due.state != "due" or row is None or row.state != "needs_review":
            continue
        prepared = prepare(scene, due, now, planned=row.send_at)
        memory = recall(session, context.vault, scene, due.who, texts)
        written = write(scene, prepared, order=order, memory=memory)
        if written.composed is not None and written.is_fit:
            yield candidate(scene, prepared, written.composed, memory)
            texts = [*texts, written.composed.core]
