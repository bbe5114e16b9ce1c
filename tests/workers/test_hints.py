"""A real mail server that tells of new mail, and the workers' own threads: the product's clock stands still, so that
nothing is polled unless a hint says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from connectors.contract import Authorized, Grant
from connectors.dav.credentials import Credentials, Server, to_text
from service import accounts
from service.clock import ManualClock
from service.context import Context
from service.schema import Account
from tests.rows import rows
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Cutting, cutting_imap
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.waiting import looks, wait_until
from workers.runner import Runner

ME, PASSWORD = "alex@example.com", "secret"
MAY_READ = Grant(("imap",), ("imap",), can_read_mail=True, can_read_calendar=False, can_send=False)
POLL = timedelta(seconds=21)


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(running_dovecot())
        except Missing as missing:
            refuse_or_skip(missing)
        running.add(ME, PASSWORD)
        yield running


@pytest.fixture
def line(server: Dovecot) -> Iterator[Cutting]:
    """What is said to it."""
    with cutting_imap(server.port) as proxy:
        yield proxy


@pytest.fixture
def account_id(line: Cutting, empty_context: Context) -> str:
    imap = Server("127.0.0.1", line.port, "none")
    tokens = to_text(Credentials(ME, ME, PASSWORD, imap=imap, own_network=True))
    person = accounts.ensure_local_person(empty_context)
    return accounts.connect(empty_context, person, "dav", Authorized(tokens, ME, "Alex Example", MAY_READ))


@pytest.fixture
def running(empty_context: Context, account_id: str, line: Cutting) -> Iterator[None]:
    """Workers that have read all there was, and listen."""
    runner = Runner(empty_context)
    runner.start()
    wait_until(lambda: is_caught_up(empty_context, account_id), "everything is read")
    wait_until(lambda: line.count("^IDLE") == 1, "somebody listens")
    yield
    runner.stop()


def is_caught_up(context: Context, account_id: str) -> bool:
    with context.database.reading() as session:
        return session.get_one(Account, account_id).caught_up_at is not None


def deliver(server: Dovecot, name: str) -> None:
    """Somebody asks for a talk."""
    text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
    head = f"From: {name.title()} Poe <{name}@poe.example>\r\nTo: {ME}\r\nSubject: A question\r\n"
    marks = f"Message-ID: <{name}@poe.example>\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
    with server.signed_in(ME) as client:
        client.append("INBOX", f"{head}{marks}\r\nHi Alex,\r\n\r\n{text}\r\n".encode())


def stored(context: Context) -> int:
    return len(rows(context, "messages"))


@pytest.mark.usefixtures("running")
def test_mail_is_read_when_the_server_tells_of_it_and_no_poll_is_due(server: Dovecot, empty_context: Context) -> None:
    for number, name in enumerate(("dana", "robin", "kim"), start=1):
        deliver(server, name)
        wait_until(lambda number=number: stored(empty_context) == number, f"mail {number} is stored")  # type: ignore[misc]


@pytest.mark.servers
@pytest.mark.usefixtures("running")
def test_what_no_hint_told_of_the_next_poll_finds(server: Dovecot, empty_context: Context, clock: ManualClock) -> None:
    server.restart()
    deliver(server, "dana")
    for _ in looks(within=60):
        if stored(empty_context) == 1:
            break
        clock.move_to(clock() + POLL)
    assert stored(empty_context) == 1
