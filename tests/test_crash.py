"""`kill -9` at named points, most of them inside a transaction or a provider call, then a start as if nothing had been:
the same interviews and drafts as a run that nobody disturbed, and never a second mail.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra import demo
from infra.demo import Product
from infra.sandbox.process import Sandbox, run_sandbox
from service import drafting, interviews, outbox, preferences
from service.accounts import LOCAL_PERSON
from service.context import Context, open_context
from service.schema import Draft
from service.sealed import open_draft
from service.settings import load_settings

NINE_DAYS = "2026-03-11T13:00:00Z"
WHOLE = bool(os.environ.get("WHOLE_CRASH"))
"""`make test-crash` kills at every point; `make test` during a call, inside a transaction, and while sending."""
QUICK = frozenset(
    {
        "calendar.changes.after_call",
        "draft.before_commit",
        "mailbox.send_mailbox_draft.after_call",
    }
)
POINTS = (
    "mailbox.own_addresses.after_call",
    "start_mailbox.before_commit",
    "calendar.changes.after_call",
    "poll_calendar.before_commit",
    "poll_calendar.after_commit:2",
    "mailbox.search.after_call:2",
    "look_back.before_commit",
    "look_back.after_commit:2",
    "match.before_commit:20",
    "interview.before_commit:3",
    "draft.before_commit",
    "draft.after_commit:2",
)
SENDING = (
    "begin_delivery.after_commit",
    "mailbox.create_mailbox_draft.before_call",
    "mailbox.create_mailbox_draft.after_call",
    "note_created.before_commit",
    "mailbox.send_mailbox_draft.before_call",
    "mailbox.send_mailbox_draft.after_call",
    "note_sent.before_commit",
)


PLACING = (
    "note_creating_there.after_commit",
    "mailbox.create_mailbox_draft.before_call",
    "mailbox.create_mailbox_draft.after_call",
    "note_placed_there.before_commit",
)
"""Only in `make test-crash`: `tests/service/mailbox_drafts` stops there too, without ending a process."""


def _chosen(points: tuple[str, ...]) -> list[str]:
    return [point for point in points if WHOLE or point in QUICK]


@dataclass(frozen=True)
class Outcome:
    """What a person would see, and how much the provider was written to."""

    interviews: list[dict[str, Any]]
    drafts: list[dict[str, Any]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Nine days of the month are there already when the mailbox is connected."""
    clock = tmp_path_factory.mktemp("sandbox") / "clock"
    with run_sandbox("--scenario", "month", "--seed", "1", "--now", demo.START, "--clock-file", str(clock)) as running:
        running.addresses["clock_file"] = str(clock)
        running.addresses["clock_file"] = str(clock)
        yield running


@pytest.fixture(scope="module")
def undisturbed(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("undisturbed")
    _begin(sandbox)
    with demo.run_product(sandbox, folder, _clock(sandbox)) as product:
        _connect(product, sandbox)
        outcome = _outcome(product)
    assert len(outcome.interviews) >= 4
    assert outcome.drafts
    return outcome


def _clock(sandbox: Sandbox) -> dict[str, str]:
    return {
        "WARMTHREAD_CLOCK_FILE": sandbox.addresses["clock_file"],
        "WARMTHREAD_UNDO_SECONDS": "0",
        "WARMTHREAD_LOOK_SECONDS": "0.1",
    }


def _begin(sandbox: Sandbox) -> None:
    sandbox.control.reset()
    sandbox.control.move_clock(to=NINE_DAYS)


def _connect(product: Product, sandbox: Sandbox) -> None:
    demo.wait_until(product, NINE_DAYS, "starting", key="now")
    demo.connect(product, sandbox.control)


def _outcome(product: Product) -> Outcome:
    """What is logged or asked about. What is left out depends on who was known when it was read: that may differ."""
    demo.wait_until(product, NINE_DAYS, "catching up")
    with _opened(product) as context, context.database.reading() as session:
        return Outcome(
            interviews.listing(session, LOCAL_PERSON),
            sorted(drafting.listing(session, context.vault, LOCAL_PERSON), key=lambda draft: str(draft["id"])),
        )


@contextmanager
def _opened(product: Product) -> Iterator[Context]:
    """The same database, from this process: quicker than a command."""
    context = open_context(load_settings(product.environment))
    yield context
    context.database.close()


def _wait_for_the_kill(product: Product) -> None:
    assert product.process.wait(timeout=30) == -signal.SIGKILL


@pytest.mark.parametrize("point", _chosen(POINTS))
def test_killed_there_and_started_again_it_ends_as_if_undisturbed(
    point: str, sandbox: Sandbox, undisturbed: Outcome, tmp_path: Path
) -> None:
    _begin(sandbox)
    with demo.run_product(sandbox, tmp_path, _clock(sandbox) | {"CRASH_AT": point}) as product:
        _connect(product, sandbox)
        _wait_for_the_kill(product)
    with demo.run_product(sandbox, tmp_path, _clock(sandbox)) as product:
        outcome = _outcome(product)
    assert outcome.interviews == undisturbed.interviews
    assert outcome.drafts == undisturbed.drafts


@pytest.mark.parametrize("point", _chosen(SENDING))
def test_killed_while_sending_and_started_again_exactly_one_mail_is_out(
    point: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    _begin(sandbox)
    with demo.run_product(sandbox, tmp_path, _clock(sandbox) | {"CRASH_AT": point}) as product:
        _connect(product, sandbox)
        draft = _outcome(product).drafts[0]
        _approve(product, draft["id"])
        _wait_for_the_kill(product)
    with demo.run_product(sandbox, tmp_path, _clock(sandbox)) as product:
        told = demo.wait_until(product, NINE_DAYS, "sending", key="caught_up")
        if not sandbox.control.sent():
            # The mail never reached the provider: the person is asked again, and says yes again.
            assert told["waiting_drafts"] >= 1
            _approve(product, draft["id"])
            demo.wait_until(product, NINE_DAYS, "sending", key="caught_up")
    assert len(sandbox.control.sent()) == 1


@pytest.mark.parametrize("point", PLACING if WHOLE else ())
def test_killed_while_drafts_were_put_into_the_mailbox_none_lies_there_twice(
    point: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    _begin(sandbox)
    with demo.run_product(sandbox, tmp_path, _clock(sandbox) | {"CRASH_AT": point}) as product:
        _connect(product, sandbox)
        waiting = len(_outcome(product).drafts)
        with _opened(product) as context, context.database.writing(LOCAL_PERSON) as session:
            preferences.change(session, LOCAL_PERSON, context.clock(), mailbox_drafts="on")
        _wait_for_the_kill(product)
    with demo.run_product(sandbox, tmp_path, _clock(sandbox)) as product:
        demo.wait_until(product, NINE_DAYS, "placing", key="caught_up")
    lying = [draft["messageId"] for draft in sandbox.control.get("drafts")["drafts"]]
    assert len(lying) == len(set(lying))
    # What was begun and never reached the provider is not begun again by itself; two may have been begun at once.
    assert max(waiting - 2, 0) <= len(lying) <= waiting
    assert sandbox.control.sent() == []


def _approve(product: Product, draft_id: str) -> None:
    with _opened(product) as context, context.database.writing(LOCAL_PERSON) as session:
        draft = session.get_one(Draft, draft_id)
        digest = outbox.text_digest(draft, open_draft(context.vault, draft).body)
        outbox.approve(session, context, LOCAL_PERSON, draft_id, digest=digest)
