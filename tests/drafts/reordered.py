"""Every case once more with its records late, twice and in other orders, and with all its events handled again: the same
single draft, or the same silence.

What depends on when something was first known (what had been planned and was withdrawn) is left out of the comparison.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from service import events
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Event
from service.simulation.case import Arrival, AskMade, DraftEntered, read
from service.simulation.case import Case as Played
from service.simulation.play import played
from tests.drafts.cases import SETS, Case, cases
from tests.recognition.table import Row
from workers.pipeline import QUEUES
from workers.runner import Runner

ORDERS = 2
"""Shuffled orders of each case."""


def rows() -> list[Row]:
    """One row: how many ways of telling the cases ended otherwise, and which."""
    told = 0
    wrong: list[str] = []
    for name in SETS:
        for case in cases(name):
            found = list(differing(case))
            told += 2 + ORDERS
            wrong += [f"{case['id']} {way}" for way in found]
    what = f"cases told again, twice and in other orders: {', '.join(wrong) or 'all the same'}"
    return [Row("drafts", what, f"{told - len(wrong)} of {told}", "all", not wrong)]


def differing(case: Case) -> Iterator[str]:
    """The ways of telling this case that end otherwise than the plain one."""
    given = read(case)
    plain = seen(played(given, Runner))
    for way, other in _ways(given):
        if seen(played(other, Runner)) != plain:
            yield way
    if seen(played(given, Runner, look=_handle_all_again)) != plain:
        yield "replayed"


def _ways(given: Played) -> Iterator[tuple[str, Played]]:
    yield "twice", replace(given, arrivals=tuple(arrival for arrival in given.arrivals for _ in range(2)))
    for seed in range(ORDERS):
        yield f"order {seed}", replace(given, arrivals=_at_the_end(given, random.Random(f"{seed}|{given.id}")))


def _at_the_end(given: Played, dice: random.Random) -> tuple[Arrival, ...]:
    """Everything arrives at last, in any order, and once more in another: what was set aside before it was known to belong
    to a conversation is read again from the provider, and a case has none. A draft that waits can only be entered,
    and something asked for, once the meeting is known.
    """
    drafts = [one for one in given.arrivals if isinstance(one.record, DraftEntered | AskMade)]
    others = [one for one in given.arrivals if not isinstance(one.record, DraftEntered | AskMade)]
    return tuple(replace(one, at=given.now) for one in (*_mixed(others, dice), *_mixed(others, dice), *drafts))


def _mixed(arrivals: Sequence[Arrival], dice: random.Random) -> Sequence[Arrival]:
    return dice.sample(arrivals, len(arrivals))


def seen(outcome: dict[str, Any]) -> dict[str, Any]:
    """What a person sees of it."""
    tasks = sorted((task["kind"], task["text"], str(task["due"])) for task in outcome["tasks"])
    drafts = sorted(
        (draft["kind"], *draft["to"], draft["subject"], draft["body"], draft["in_reply_to"] or "")
        for draft in outcome["drafts"]
    )
    return {
        "action": outcome["action"], "reason": outcome["reason"], "interview": outcome["interview"], "drafts": drafts,
        "tasks": tasks, "alerts": sorted(outcome["alerts"]), "sent": outcome["sent_count"],
    }  # fmt: skip


def _handle_all_again(context: Context) -> None:
    """Every event once more, in another order."""
    with context.database.writing(LOCAL_PERSON, "replay") as session:
        events.replay(session, LOCAL_PERSON)
    pipeline, dice = Runner(context).pipeline, random.Random(1)
    while waiting := _waiting(context):
        event_id, kind = dice.choice(waiting)
        getattr(pipeline, QUEUES[kind])(event_id)


def _waiting(context: Context) -> list[tuple[int, str]]:
    query = select(Event.id, Event.kind).where(
        Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= context.clock()
    )
    with context.database.reading() as session:
        return [(row[0], row[1]) for row in session.execute(query)]
