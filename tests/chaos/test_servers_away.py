"""Redis and Postgres are killed, restarted, cut off and stopped while two processes read and work: nothing is lost, nothing
is blamed on an event, nothing is sent twice, nobody runs in circles, and all goes on by itself when they are back.

Real servers and real processes; only in `make chaos`, and only here and there may a test pause: how long a server is away
is what is tried.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import func, select

from infra.sandbox.process import Sandbox
from service.clock import real_now
from service.database import is_outage, open_database
from service.schema import Account, Event, StoredMessage
from service.settings import Settings, load_settings
from tests.chaos.crew import Crew, running_crew
from tests.chaos.lives import approve
from tests.chaos.stage import SCOPES
from tests.chaos.warm import Warm
from tests.conftest import DatabaseMaker, _make_tables
from tests.servers import Missing, refuse_or_skip
from tests.servers.lasting import Lasting, lasting_postgres, lasting_redis
from tests.servers.postgres import Postgres
from tests.verdicts import Verdict
from tests.waiting import wait_until

pytestmark = [pytest.mark.timed, pytest.mark.timeout(900)]
MAILS = 15
"""How many come in each round, half of them while the server is away."""
AWAY = 20.0
"""Seconds of the one long absence; that minutes and hours make no difference, `test_outages` shows by moved clocks."""
CATCH_UP = 10.0
"""Seconds that issue 7 allows until all is caught up again."""
IDLE_SHARE = 0.25
"""Of one core that a process may use at most while it waits for a server."""


@pytest.fixture(autouse=True)
def _only_whole(is_whole: bool) -> None:
    if not is_whole:
        pytest.skip("part of `make chaos`: it takes its time")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def quietly(is_so: Callable[[], bool]) -> Callable[[], bool]:
    """The same, false while the database is away."""

    def found() -> bool:
        try:
            return is_so()
        except Exception as error:
            if is_outage(error):
                return False
            raise

    return found


def bring(crew: Crew, name: str, count: int) -> None:
    for number in range(count):
        crew.desk.ask(f"{name}n{number}")


def caught_up(crew: Crew, mails: int) -> float:
    """Seconds until so many mails are stored and everything is handled."""

    def is_done() -> bool:
        stored = int(crew.one(select(func.count(StoredMessage.id))))
        return stored >= mails and crew.waiting() == 0

    try:
        return wait_until(quietly(is_done), f"{mails} mails are worked off", 90.0)
    except AssertionError as stuck:
        stuck.add_note(_state(crew))
        raise


def _state(crew: Crew) -> str:
    with crew.context.database.reading() as session:
        account = session.get_one(Account, crew.desk.account_id)
        left = session.scalars(select(Event).where(Event.handled_at.is_(None), Event.due_at <= real_now()))
        told = [(one.id, one.kind, one.retry_at, one.attempts, one.error) for one in left]
    row = (account.lease_owner, account.lease_until, account.next_due, account.failures, account.last_error)
    return f"now {real_now()}, account {row}, events {told}"


def assert_nothing_lost(crew: Crew, mails: int) -> None:
    kept = int(crew.one(select(func.count(StoredMessage.id))))
    blamed = crew.one(select(func.count(Event.id)).where((Event.attempts > 0) & (Event.error != "")))
    given_up = crew.one(select(func.count(Event.id)).where(Event.gave_up_at.is_not(None)))
    assert (kept, blamed, given_up) == (mails, 0, 0)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def idle(crew: Crew) -> Iterator[None]:
    """Nobody uses more than their share of a core meanwhile."""
    began, before = time.monotonic(), {pid: cpu_seconds(pid) for pid in crew.living}
    yield
    took = time.monotonic() - began
    shares = {pid: (cpu_seconds(pid) - used) / took for pid, used in before.items()}
    assert max(shares.values()) < IDLE_SHARE, shares


# --- Redis ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def redis_server(stack: ExitStack) -> tuple[str, Lasting]:
    try:
        return stack.enter_context(lasting_redis())
    except Missing as missing:
        refuse_or_skip(missing)


def test_a_redis_that_is_killed_and_comes_back_empty_costs_nothing(
    redis_server: tuple[str, Lasting], warm: Warm, sandbox: Sandbox, settings_for: DatabaseMaker, tmp_path: Path,
    stack: ExitStack, verdict: Verdict,
) -> None:  # fmt: skip
    url, server = redis_server
    crew = stack.enter_context(running_crew(warm, sandbox, settings_for("postgres"), url, tmp_path, SCOPES))
    for _ in range(2):
        crew.start(pace=1.0)
    took: list[float] = []
    for number in range(3):
        bring(crew, f"r{number}", MAILS)
        crew.talk(f"t{number}")
        server.end(signal.SIGKILL)
        bring(crew, f"s{number}", MAILS)
        approve(crew.context)
        time.sleep(2.0)  # what was in hand is done
        if number == 2:
            with idle(crew):
                time.sleep(AWAY)
        server.start()
        # A request is a mail, too.
        took.append(caught_up(crew, (2 * MAILS + 1) * (number + 1)))
    approve(crew.context)
    crew.settled()
    sent = [one["messageId"] for one in sandbox.control.sent()]
    assert len(sent) == len(set(sent))
    assert_nothing_lost(crew, kept := (2 * MAILS + 1) * 3 + _copies(crew, sent))
    assert max(took) <= CATCH_UP
    verdict(
        f"Redis killed and back empty 3 times, once after {AWAY:.0f} s: {kept} mails, 0 lost, {len(sent)} sent, none "
        f"twice, caught up {max(took):.1f} s after its return at worst"
    )


def _copies(crew: Crew, sent: list[str]) -> int:
    """What was sent comes back as copies."""
    query = select(func.count(StoredMessage.id)).where(StoredMessage.message_id.in_(sent))
    wait_until(lambda: crew.one(query) == len(sent), "every sent copy is read")
    return len(sent)


# --- Postgres --------------------------------------------------------------------------------------------------------------


@contextmanager
def fast_restart(server: Lasting, _address: Postgres) -> Iterator[None]:
    """As an administrator does: connections are ended, then it is away for two seconds."""
    server.end(signal.SIGINT)
    yield
    time.sleep(2.0)
    server.start()


@contextmanager
def crash(server: Lasting, _address: Postgres) -> Iterator[None]:
    """As if the machine had lost its power, with nothing written that was not synced."""
    server.end(signal.SIGQUIT)
    yield
    time.sleep(2.0)
    server.start()


@contextmanager
def cut_connections(_server: Lasting, address: Postgres) -> Iterator[None]:
    """Again and again."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'warmthread'"
    for _ in range(10):
        address.run("postgres", sql.SQL(others))
        time.sleep(0.1)
    yield


@contextmanager
def hang(server: Lasting, _address: Postgres) -> Iterator[None]:
    """Every process of it stands still for five seconds."""
    pids = [server.pid, *_children(server.pid)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    yield
    time.sleep(5.0)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


TROUBLE = (fast_restart, crash, cut_connections, hang)


@pytest.fixture
def postgres_server(stack: ExitStack, tmp_path: Path) -> tuple[Settings, Postgres, Lasting]:
    try:
        address, server = stack.enter_context(lasting_postgres())
    except Missing as missing:
        refuse_or_skip(missing)
    address.create("warmthread")
    settings = load_settings({}, data_dir=tmp_path / "data", database_url=address.url("warmthread"))
    database = open_database(settings)
    _make_tables(database)
    database.close()
    return settings, address, server


def test_a_postgres_that_is_restarted_crashes_cuts_off_and_hangs_costs_nothing(
    postgres_server: tuple[Settings, Postgres, Lasting], redis_url: str, warm: Warm, sandbox: Sandbox, tmp_path: Path,
    stack: ExitStack, verdict: Verdict,
) -> None:  # fmt: skip
    settings, address, server = postgres_server
    crew = stack.enter_context(running_crew(warm, sandbox, settings, redis_url, tmp_path, SCOPES))
    for _ in range(2):
        crew.start(pace=1.0)
    took: dict[str, float] = {}
    for number, trouble in enumerate(TROUBLE):
        bring(crew, f"r{number}", MAILS)
        wait_until(quietly(lambda: crew.waiting() > 0), "it is in the middle of it")
        with trouble(server, address):
            bring(crew, f"s{number}", MAILS)
        took[trouble.__name__] = caught_up(crew, 2 * MAILS * (number + 1))
    assert_nothing_lost(crew, 2 * MAILS * len(TROUBLE))
    assert sandbox.control.sent() == []
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items())
    verdict(f"Postgres in mid-ingest ({2 * MAILS * len(TROUBLE)} mails): 0 lost, no event blamed; caught up: {told}")
    assert max(took.values()) <= 3 * CATCH_UP
