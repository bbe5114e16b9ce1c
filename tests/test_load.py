"""The first read of a big mailbox: what it costs by the provider's own count, and that every interview is found.

The quick form has the proportions of the long one. Google's allowance is raised for it, so that it need not wait; the
long form spends the real 6,000 units a minute. `make test-load` prints what was missed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from infra.sandbox.process import run_sandbox
from service import accounts, interviews
from service.context import open_context
from service.schema import Base
from service.settings import load_settings
from tests.month import is_same
from tests.rows import rows
from tests.service.sandboxed import connect
from workers.runner import Runner

NOW = "2026-11-02T08:00:00Z"
A_YEAR = 366
UNITS_FOR_EACH = 40
"""12,000 units for a mailbox of 10,000 messages with 300 interviews; reading it whole costs 200,000."""
UNITS_TO_BEGIN = 300
"""What even a small mailbox costs: its listings and the phrases that are searched for."""
PLENTY = 10_000_000


@dataclass(frozen=True)
class FirstRead:
    """What a first read left behind."""

    units: int
    truth: list[dict[str, Any]]
    logged: list[dict[str, Any]]
    stored: int
    given_up: int

    @property
    def missed(self) -> list[dict[str, Any]]:
        """True interviews that are neither logged nor asked about."""
        found = [one for one in self.logged if one["status"] != "not_logged"]
        return [meeting for meeting in self.truth if not any(is_same(meeting, one) for one in found)]

    def tell(self) -> None:
        print(
            f"\n{self.units} units, {self.stored} mails stored, {len(self.truth)} interviews, {len(self.missed)} missed"
        )
        for meeting in self.missed:
            rows_of_it = [one for one in self.logged if is_same(meeting, one)]
            why = [(reason["rule"], reason["points"]) for one in rows_of_it for reason in one["reasons"]]
            print(f"  {meeting['key']} {meeting['status']} {meeting['sources']}: {why or 'no row'}")


def first_read(folder: Path, messages: int, meetings: int) -> FirstRead:
    """Connects the mailbox, reads it to the end and handles everything."""
    arguments = ("--scenario", "load", "--messages", str(messages), "--meetings", str(meetings), "--now", NOW)
    with run_sandbox(*arguments) as sandbox:
        if accounts.UNITS_PER_MINUTE["google"] == PLENTY:
            sandbox.control.post("quota", on=False)
        context = open_context(load_settings({}, data_dir=folder, now=datetime.fromisoformat(NOW)))
        Base.metadata.create_all(context.database.engine)
        desk = connect(sandbox, context, backfill_days=A_YEAR)
        with Runner(desk.context) as runner:
            runner.sync_once()
        with context.database.reading() as session:
            logged = interviews.listing(session, desk.person, include_left_out=True)
        given_up = sum(bool(row["gave_up_at"] or row["error"]) for row in rows(context, "events"))
        truth = [meeting for meeting in sandbox.control.truth() if meeting["is_interview"]]
        done = FirstRead(desk.units(), truth, logged, len(rows(context, "messages")), given_up)
        context.database.close()
    return done


@dataclass(frozen=True)
class Size:
    """A mailbox and what reading it may cost; `is_hurried`: with Google's allowance raised."""

    messages: int
    meetings: int
    most_units: int
    is_hurried: bool


WHOLE = Size(messages=10_000, meetings=300, most_units=300 * UNITS_FOR_EACH, is_hurried=False)
QUICK = Size(messages=1500, meetings=45, most_units=45 * UNITS_FOR_EACH + UNITS_TO_BEGIN, is_hurried=True)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", [WHOLE if os.environ.get("WHOLE_LOAD") else QUICK], ids=lambda size: size.messages)
def test_a_first_read_fetches_what_belongs_to_interviews_and_little_else(
    size: Size, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if size.is_hurried:
        monkeypatch.setattr(accounts, "UNITS_PER_MINUTE", {"google": PLENTY})
    done = first_read(tmp_path, size.messages, size.meetings)
    done.tell()
    assert done.units <= size.most_units
    assert done.given_up == 0
    assert [meeting["key"] for meeting in done.missed] == []
