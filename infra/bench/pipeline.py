"""What the pipeline costs: jobs held against bare Dramatiq no-ops, reads of messages against bare http.client with json.

CPU seconds of this process are measured, besides the wall; the sandbox is another process.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dramatiq
from rich.table import Table

from connectors import registry
from connectors.contract import Mailbox, MailQuery
from connectors.lent import FreeBudget, HeldTokens
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, first_looks, interviews, migrate
from service.context import Context, open_context
from service.database import open_database
from service.leases import pollable_accounts
from service.settings import load_settings
from workers.broker import build_broker
from workers.clock import poll_account
from workers.runner import Runner

NOW = "2026-11-02T08:00:00Z"
DAYS = 366
NOOPS = 2_000
READS = 300
IDLE_POLLS = 20
PLENTY = 10_000_000
SCOPES = (
    "https://www.googleapis.com/auth/gmail.readonly",
    "https://www.googleapis.com/auth/calendar.readonly",
)


@dataclass(frozen=True)
class Cost:
    """What some work took, for each of `count` things."""

    count: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.count / self.wall

    @property
    def milliseconds(self) -> float:
        """CPU for each."""
        return 1000 * self.cpu / max(self.count, 1)


def measure(work: Callable[[], int]) -> Cost:
    """Does the work, which returns how many things it did."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = work()
    return Cost(count, time.perf_counter() - wall, time.process_time() - cpu)


# --- baselines ----------------------------------------------------------------------------------------------------


def bare_jobs() -> Cost:
    """No-ops through the same broker with the same number of threads."""
    settings = load_settings({})
    broker = build_broker(settings)
    noop = dramatiq.actor(actor_name="noop", broker=broker)(_nothing)
    worker = dramatiq.Worker(broker, worker_threads=settings.workers)
    worker.start()

    def send() -> int:
        for number in range(NOOPS):
            noop.send(number)
        broker.join(noop.queue_name)
        return NOOPS

    cost = measure(send)
    worker.stop()
    broker.close()
    return cost


def _nothing(_number: int) -> None:
    """What a job costs that does nothing."""


def bare_reads(sandbox: Sandbox, token: str, ids: list[str]) -> Cost:
    """The same messages over one kept connection, read with json and nothing else."""
    connection = http.client.HTTPConnection(urlsplit(sandbox.google).netloc)
    headers = {"Authorization": f"Bearer {token}"}

    def read() -> int:
        for provider_id in ids:
            connection.request("GET", f"/gmail/v1/users/me/messages/{provider_id}?format=raw", headers=headers)
            json.loads(connection.getresponse().read())
        return len(ids)

    cost = measure(read)
    connection.close()
    return cost


# --- ours ---------------------------------------------------------------------------------------------------------


def our_reads(mailbox: Mailbox, count: int) -> Cost:
    """The same messages through the connector: read, parsed, cleaned."""
    query = MailQuery(since=datetime.fromisoformat("2020-01-01T00:00:00Z"))

    def read() -> int:
        cursor, done = None, 0
        while done < count:
            page = mailbox.search(query, cursor, lambda _ids: set())
            cursor, done = page.next_cursor, done + len(page.changes)
            if cursor is None:
                break
        return done

    return measure(read)


def first_read(runner: Runner) -> Cost:
    """Reading alone, without handling what it brought."""
    context = runner.context

    def read() -> int:
        with context.database.reading() as session:
            ((account_id, person_id),) = pollable_accounts(session)
        for _ in range(500):
            poll_account(context, runner.pipeline, account_id, person_id)
            with context.database.reading() as session:
                (account,) = accounts.listing(session, person_id)
            if account.caught_up_at is not None:
                break
        with context.database.reading() as session:
            return first_looks.progress(session, person_id)["read"]

    return measure(read)


def handling(runner: Runner) -> Cost:
    """Every event that the read brought, through the actors."""
    context = runner.context

    def handle() -> int:
        with runner:
            runner.settle()
        return events_of(context)

    return measure(handle)


def events_of(context: Context) -> int:
    with context.database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM events WHERE handled_at IS NOT NULL").scalar_one())


def idle_polls(runner: Runner) -> Cost:
    """Polls that find nothing."""
    context = runner.context
    with context.database.reading() as session:
        ((account_id, person_id),) = pollable_accounts(session)

    def poll() -> int:
        for _ in range(IDLE_POLLS):
            poll_account(context, runner.pipeline, account_id, person_id)
        return IDLE_POLLS

    return measure(poll)


# --- the run ------------------------------------------------------------------------------------------------------


@contextmanager
def connected(sandbox: Sandbox, credentials: dict[str, Any]) -> Iterator[Context]:
    """A new installation with the big mailbox connected."""
    with tempfile.TemporaryDirectory(prefix="warmthread-bench-") as folder:
        settings = load_settings(
            sandbox.product_settings(), data_dir=Path(folder), now=datetime.fromisoformat(NOW), backfill_days=DAYS
        )
        database = open_database(settings)
        migrate.upgrade(database, backup=None)
        database.close()
        context = open_context(settings)
        authorization = registry.load("google").authorization(settings.provider("google"))
        person = accounts.ensure_local_person(context)
        accounts.connect(context, person, "google", authorization.adopt(json.dumps(credentials)))
        yield context
        context.database.close()


def run(messages: int, meetings: int) -> Table:
    """Measures everything and returns the table."""
    accounts.UNITS_PER_MINUTE["google"] = PLENTY
    table = Table("what", "each", "per second", "CPU ms each", "against", "ratio")
    arguments = ("--scenario", "load", "--messages", str(messages), "--meetings", str(meetings), "--now", NOW)
    with run_sandbox(*arguments, "--no-quota") as sandbox:
        credentials = sandbox.control.credentials(*SCOPES)
        with connected(sandbox, credentials) as context:
            _reading(table, sandbox, credentials, context)
            sandbox.control.call("DELETE", "calls")
            _pipeline(table, sandbox, Runner(context), messages)
    return table


def _reading(table: Table, sandbox: Sandbox, credentials: dict[str, Any], context: Context) -> None:
    ids = [str(one["id"]) for one in sandbox.control.get("messages")["messages"][:READS]]
    bare = bare_reads(sandbox, str(credentials["token"]), ids)
    authorization = registry.load("google").authorization(context.settings.provider("google"))
    tokens = HeldTokens(authorization.adopt(json.dumps(credentials)).tokens)
    mailbox = registry.load("google").mailbox(context.settings.provider("google"), tokens, FreeBudget())
    ours = our_reads(mailbox, len(ids))
    _line(table, "bare http.client and json", "message", bare)
    _line(table, "connector: read and parsed", "message", ours, "bare, CPU", ours.milliseconds / bare.milliseconds)


def _pipeline(table: Table, sandbox: Sandbox, runner: Runner, messages: int) -> None:
    noops = bare_jobs()
    read = first_read(runner)
    spent = sandbox.control.calls()["units_total"]
    idle = idle_polls(runner)
    handled = handling(runner)
    with runner.context.database.reading() as session:
        logged = len(interviews.listing(session, accounts.LOCAL_PERSON, include_left_out=False))
    _line(table, "bare Dramatiq no-op", "job", noops)
    _line(table, "in-process pipeline", "event", handled, "no-ops, CPU", handled.milliseconds / noops.milliseconds)
    _line(table, "first read: fetched and stored", "message", read)
    whole = Cost(messages, read.wall + handled.wall, read.cpu + handled.cpu)
    _line(table, "first read and handling", "message in the mailbox", whole)
    _line(table, "idle poll (mail and calendar)", "poll", idle)
    table.caption = f"{messages} messages: {spent} quota units, {spent / (20 * messages):.1%} of reading them all; {logged} interviews"


def _line(table: Table, what: str, each: str, cost: Cost, against: str = "", ratio: float | None = None) -> None:
    shown = f"{ratio:.1f} ×" if ratio is not None else ""
    table.add_row(what, each, f"{cost.per_second:,.0f}", f"{cost.milliseconds:.2f}", against, shown)
