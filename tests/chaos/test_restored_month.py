"""Days of an invented month, once undisturbed and once with a machine that is lost: a backup taken in the middle of
reading, hours and a sent mail later put back, and life going on. Both end alike, and each mail went out once.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from infra import demo
from infra.living import connect
from infra.sandbox.process import Control, run_sandbox
from infra.served import opened
from service import backup, crash, interviews, outbox, restore
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.database import open_database
from service.schema import Draft
from service.sealed import open_draft
from service.settings import load_settings
from tests.verdicts import Verdict
from workers.runner import Runner

pytestmark = pytest.mark.timeout(900)
DAY = timedelta(days=1)
CONNECTED, FIRST_YES, TAKEN, SECOND_YES, BACK, END = (days * DAY for days in (8, 8.2, 8.5, 9.1, 9.5, 10))
SEEN = ("id", "status", "start", "end", "title", "classification", "contact")


@dataclass
class Month:
    """One life, and what was done in it."""

    context: Context
    control: Control
    file: Path
    approved: list[str] = field(default_factory=list)
    seen_while_copied: list[str] = field(default_factory=list)

    def sync(self) -> None:
        with Runner(self.context) as runner:
            runner.sync_once()

    def approve_one(self) -> None:
        """The first thank-you that waits, and its way out."""
        with self.context.database.writing(LOCAL_PERSON) as session:
            waiting = select(Draft).where(Draft.state == "needs_review", Draft.kind == "thank_you").order_by(Draft.id)
            draft = session.scalars(waiting.limit(1)).one()
            digest = outbox.text_digest(draft, open_draft(self.context.vault, draft).body)
            outbox.approve(session, self.context, LOCAL_PERSON, draft.id, digest=digest)
            self.approved.append(draft.to[0])
        self.sync()

    def back_up_while_reading(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The next transaction that stores something is still open while the copy is taken."""

        def observe(name: str) -> None:
            if name.startswith("poll_") and name.endswith(".before_commit") and not self.seen_while_copied:
                self.seen_while_copied.append(name)
                settings = self.context.settings
                backup.take(settings.database_path, self.file, self.context.vault, now=self.context.clock())

        with monkeypatch.context() as patched:
            patched.setattr(crash, "observer", observe)
            self.sync()

    def go_back(self) -> None:
        self.context.database.close()
        settings = self.context.settings
        restore.restore(settings, self.file, now=self.context.clock())
        self.context = dataclasses.replace(self.context, database=open_database(settings))

    def interviews(self) -> list[dict[str, Any]]:
        with self.context.database.reading() as session:
            found = interviews.listing(session, LOCAL_PERSON, include_left_out=False)
        # When it was thanked is when it was sent, which the two lives do a few real seconds apart.
        return [{name: one[name] for name in SEEN} | {"thanked": bool(one["thanked_at"])} for one in found]

    def drafts(self) -> list[tuple[str, str]]:
        """But for those withdrawn: what came and went while it was lost never was, in the life that reads it all at once."""
        with self.context.database.reading() as session:
            found = session.scalars(select(Draft)).all()
        return sorted((one.id, one.state) for one in found if one.state != "withdrawn")

    def sent(self) -> Counter[str]:
        return Counter(str(one["raw"]) for one in self.control.sent())


@dataclass(frozen=True, slots=True)
class Ended:
    """What a life came to; `sent` is the sandbox's own log."""

    interviews: list[dict[str, Any]]
    drafts: list[tuple[str, str]]
    sent: Counter[str]
    approved: list[str]
    point: str


@contextmanager
def month(folder: Path) -> Iterator[Month]:
    clock = folder / "clock"
    arguments = ("--scenario", "month", "--seed", "1", "--now", demo.START, "--clock-file", str(clock))
    with run_sandbox(*arguments, "--no-quota") as sandbox:
        settings = load_settings(sandbox.product_settings(), data_dir=folder / "data", clock_file=clock)
        settings = settings.model_copy(update={"undo_seconds": 0.0, "look_seconds": 0.01, "poll_seconds": 0.2})
        with opened(settings) as context:
            sandbox.control.move_clock(advance=CONNECTED.total_seconds())
            connect(context, sandbox.control)
            made = Month(context, sandbox.control, folder / "kept.zip")
            made.sync()
            yield made
            made.context.database.close()


def live(made: Month, *, is_lost: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime.fromisoformat(demo.START)
    plan = {FIRST_YES: made.approve_one, SECOND_YES: made.approve_one}
    if is_lost:
        plan |= {TAKEN: lambda: made.back_up_while_reading(monkeypatch), BACK: made.go_back}
    left = sorted(plan)
    for now in demo.stops(made.control, (END - CONNECTED) / DAY):
        while left and now - start >= left[0]:
            plan[left.pop(0)]()
        made.sync()
    assert not left


def lived(folder: Path, *, is_lost: bool, monkeypatch: pytest.MonkeyPatch) -> Ended:
    """One of the two lives, from its beginning to its end."""
    folder.mkdir()
    with month(folder) as made:
        live(made, is_lost=is_lost, monkeypatch=monkeypatch)
        point = made.seen_while_copied[0] if made.seen_while_copied else ""
        return Ended(made.interviews(), made.drafts(), made.sent(), made.approved, point)


def test_a_life_with_a_lost_machine_ends_as_one_without(
    is_whole: bool, verdict: Verdict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_whole:
        pytest.skip("`make chaos` lives the days; tests/chaos/test_backups.py has the moments.")
    undisturbed, lost = (
        lived(tmp_path / name, is_lost=name == "lost", monkeypatch=monkeypatch) for name in ("undisturbed", "lost")
    )
    assert lost.point
    assert lost.interviews == undisturbed.interviews
    assert lost.drafts == undisturbed.drafts
    assert lost.approved == undisturbed.approved
    assert len(set(lost.approved)) == 2
    assert sorted(lost.sent.values()) == [1, 1], "each mail once in the sandbox's log"
    verdict(
        f"restore: {len(lost.interviews)} interviews and {len(lost.drafts)} drafts, as in the undisturbed run, after a "
        f"backup taken at `{lost.point}` and put back a day later; {lost.sent.total()} mails sent, each once"
    )
