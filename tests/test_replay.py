"""Replaying is free: days of an invented month (twelve in `make test-story`) are lived, and handled again in any order."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from infra import demo
from infra.sandbox.process import run_sandbox
from service import events
from service.clock import ManualClock
from service.context import Context, open_context
from service.schema import Base, Draft, Event
from service.sealed import open_draft
from service.settings import load_settings
from tests.rows import Rows, rows, visible
from tests.service.sandboxed import Desk, connect
from workers.pipeline import QUEUES
from workers.runner import Runner

START = datetime.fromisoformat(demo.START)
STEPS = [START + step * timedelta(hours=18) for step in range(1, 17 if os.environ.get("WHOLE_STORY") else 10)]
WORK_TIMES = ("updated_at",)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The days are over, and everything has been handled."""
    folder, clock = tmp_path_factory.mktemp("lived"), ManualClock(START)
    arguments = ("--scenario", "month", "--seed", "1", "--now", demo.START, "--no-quota")
    with run_sandbox(*arguments) as sandbox:
        context = open_context(load_settings({}, data_dir=folder), clock)
        Base.metadata.create_all(context.database.engine)
        desk = connect(sandbox, context)
        with Runner(desk.context) as runner:
            for now in STEPS:
                desk.control.move_clock(to=now.isoformat())
                clock.move_to(now)
                runner.sync_once()
        yield desk
        context.database.close()


def everything_logged(context: Context) -> dict[str, Rows]:
    """All that was learned and made, without work times: exactly these rows must be there again."""
    found = {table: rows(context, table, leave_out=WORK_TIMES) for table in (
        "interviews", "follow_ups", "tasks", "alerts", "contacts", "identities", "introductions", "observations",
    )}  # fmt: skip
    return found | {"drafts": drafts(context)}


def drafts(context: Context) -> list[dict[str, Any]]:
    with context.database.reading() as session:
        texts = {row.id: open_draft(context.vault, row) for row in session.scalars(select(Draft))}
    return [
        {**row, "content": texts[row["id"]]}
        for row in rows(context, "drafts", leave_out=(*WORK_TIMES, "content_sealed"))
    ]


def replay(desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        assert events.replay(session, desk.person) > 50


def differences(before: dict[str, Rows], after: dict[str, Rows]) -> list[tuple[str, str, object]]:
    """(table, id, what differs), smallest first: what to look at."""
    found: list[tuple[str, str, object]] = []
    for table in before:
        old, new = ({str(row.get("id") or row.get("key")): row for row in side[table]} for side in (before, after))
        for key in sorted(old.keys() | new.keys()):
            one, other = old.get(key), new.get(key)
            if one is None or other is None:
                found.append((table, key, ("new" if one is None else "gone", one or other)))
            else:
                found += [(table, key, (name, one[name], other[name])) for name in one if one[name] != other[name]]
    return sorted(found, key=lambda one: len(str(one)))


def test_the_days_brought_interviews_and_drafts(lived: Desk) -> None:
    found = everything_logged(lived.context)
    assert len(found["interviews"]) > 10
    assert len(found["drafts"]) >= 2
    assert [row for row in rows(lived.context, "events") if row["error"] or row["gave_up_at"]] == []


def test_looking_again_where_nothing_happened_changes_nothing(lived: Desk) -> None:
    before = everything_logged(lived.context)
    logged = len(rows(lived.context, "events"))
    with Runner(lived.context) as runner:
        runner.sync_once()
    assert differences(before, everything_logged(lived.context)) == []
    assert len(rows(lived.context, "events")) == logged


def test_handling_every_event_again_changes_nothing(lived: Desk) -> None:
    before = everything_logged(lived.context)
    replay(lived)
    with Runner(lived.context) as runner:
        runner.settle()
    assert differences(before, everything_logged(lived.context)) == []


@pytest.mark.parametrize("seed", [1])
def test_handling_every_event_again_in_any_order_changes_nothing_that_is_seen(lived: Desk, seed: int) -> None:
    before = visible(lived.context, leave_out=WORK_TIMES) | {"drafts": drafts(lived.context)}
    replay(lived)
    pipeline, dice = Runner(lived.context).pipeline, random.Random(seed)
    now = lived.context.clock()
    while waiting := _waiting(lived, now):
        event_id, kind = dice.choice(waiting)
        getattr(pipeline, QUEUES[kind])(event_id)
    after = visible(lived.context, leave_out=WORK_TIMES) | {"drafts": drafts(lived.context)}
    assert differences(before, after) == []


def _waiting(desk: Desk, now: datetime) -> list[tuple[int, str]]:
    query = select(Event.id, Event.kind).where(
        Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= now
    )
    with desk.context.database.reading() as session:
        return [(row[0], row[1]) for row in session.execute(query)]
