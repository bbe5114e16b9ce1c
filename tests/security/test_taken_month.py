"""Days of an invented month taken out and brought in elsewhere: every row is the same again, and life goes on there as it
would have gone on here.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from infra.living import connect, living
from service import archive_rows, bringing_in, taking_out
from service.accounts import LOCAL_PERSON, ensure_local_person
from service.context import Context, open_context
from service.schema import Base
from service.taking_out import Wish
from tests.rows import VISIBLE, rows
from tests.verdicts import Verdict
from workers.runner import Runner

pytestmark = pytest.mark.timeout(600)
DAYS = 9
CHANGED = {
    "accounts": {"connection_state", "state_reason", "lease_epoch", "next_due", "in_hand", "bad_ends"},
    "allowances": {"spent", "blocked_until"},
}
"""What is another in another place."""
TIMES = {"updated_at", "first_seen_at", "created_at", "received_at", "at", "resolved_at", "not_before"}
"""When something was noticed is another matter where it is noticed later."""


def opened(context: Context) -> dict[str, list[dict[str, Any]]]:
    """Every carried row, opened."""
    found = {}
    for table in archive_rows.carried_tables():
        lines = [archive_rows.opened(context.vault, table, row) for row in rows(context, table.name)]
        left_out = CHANGED.get(table.name, set())
        kept = [{key: value for key, value in line.items() if key not in left_out} for line in lines]
        found[table.name] = sorted(kept, key=lambda line: json.dumps(line, sort_keys=True))
    return found


def seen(context: Context) -> dict[str, list[dict[str, Any]]]:
    return {table: rows(context, table, leave_out=TIMES) for table in (*VISIBLE, "drafts")}


def test_a_lived_month_is_the_same_elsewhere_and_goes_on(is_whole: bool, verdict: Verdict, tmp_path: Path) -> None:
    if not is_whole:
        pytest.skip("`make security` lives the days; tests/service/test_taking_out.py has every table and column.")
    with living(tmp_path / "here", seed=3, days=DAYS) as lived:
        here, file = lived.context, tmp_path / "mine.zip"
        wish = Wish(LOCAL_PERSON, here.clock(), lambda entry: entry.talk.title, "http://127.0.0.1:1")
        made = taking_out.to_file(here, wish, file)
        before, sent = opened(here), Counter(str(one["raw"]) for one in lived.control.sent())
        settings = here.settings.model_copy(update={"data_dir": tmp_path / "there"})
        there = open_context(settings, here.clock)
        try:
            Base.metadata.create_all(there.database.engine)
            ensure_local_person(there)
            done = bringing_in.bring_in(there, LOCAL_PERSON, file, now=here.clock())
            assert dataclasses.asdict(done.manifest) == dataclasses.asdict(made)
            assert opened(there) == before
            connect(there, lived.control)
            with Runner(there) as runner:
                runner.sync_once()
            lived.runner.sync_once()
            assert len(seen(here)["interviews"]) > 20
            for table, expected in seen(here).items():
                found = seen(there)[table]
                assert [row.get("id") for row in found] == [row.get("id") for row in expected], table
            assert Counter(str(one["raw"]) for one in lived.control.sent()) == sent
        finally:
            there.database.close()
    rows_in_all, tables = sum(made.tables.values()), sum(1 for number in made.tables.values() if number)
    verdict(
        f"taken out: {DAYS} days, {rows_in_all} rows in {tables} tables, equal one by one after they were brought in under "
        f"another key; {made.tables['interviews']} conversations, read on there without a mail sent twice"
    )
