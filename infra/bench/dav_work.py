"""What of the reading by IMAP and CalDAV is measured, each piece in a process of its own: ours, and bare commands beside it.

`account` is what is sealed of somebody at the servers of the bench.
"""

from __future__ import annotations

import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Self

from connectors import registry
from connectors.contract import Authorized, Calendar, Grant, Known, Mailbox, MailQuery, ProviderSettings
from connectors.dav.credentials import credentials_in
from connectors.lent import FreeBudget, HeldTokens
from infra.bench.apart import Cost, answer, measure
from infra.bench.dav_filled import ADDRESS, NOW, PASSWORD
from service import accounts, interviews, migrate
from service.accounts import MinuteBudget
from service.context import Context, open_context
from service.database import open_database
from service.leases import pollable_accounts
from service.settings import load_settings
from workers.clock import Lent, poll_account
from workers.runner import Runner

POLLS = 200
_DAV = registry.load("dav")
"""Imported before anything is measured."""
_A_YEAR_AGO = NOW - timedelta(days=400)
_PATIENCE = 5_000


def _mailbox(account: str) -> Mailbox:
    return _DAV.mailbox(ProviderSettings(), HeldTokens(account), FreeBudget())


def _calendar(account: str) -> Calendar:
    return _DAV.calendar(ProviderSettings(), HeldTokens(account), FreeBudget())


# --- mail ---------------------------------------------------------------------------------------------------------


def first_place(account: str, count: int) -> list[Cost]:
    """The cursor of now, for which every message is known by its header."""

    def read() -> int:
        _mailbox(account).start()
        return count

    return [measure(read)]


def headers(account: str, _count: int) -> list[Cost]:
    """A look into the past that knows every mail already: all are listed by their headers, none is read."""
    return [measure(lambda: _looked(_mailbox(account), set, are_read=False))]


def whole(account: str, _count: int) -> list[Cost]:
    """A look into the past that reads every mail."""
    return [measure(lambda: _looked(_mailbox(account), lambda _ids: set(), are_read=True))]


def _looked(mailbox: Mailbox, known: Known, *, are_read: bool) -> int:
    cursor, count = None, 0
    for _ in range(_PATIENCE):
        page = mailbox.search(MailQuery(since=_A_YEAR_AGO), cursor, known)
        count += len(page.changes) if are_read else page.listed
        cursor = page.next_cursor
        if cursor is None:
            return count
    raise RuntimeError("the look comes to no end")


def polls(account: str, port: int) -> list[Cost]:
    """A bare STATUS of the inbox, one of every folder, our poll that finds nothing; then a bare STATUS and a poll that
    have to log in first.
    """
    mailbox = _mailbox(account)
    cursor = mailbox.start()
    if mailbox.changes(cursor, set).next_cursor != cursor:
        raise RuntimeError("something changes in the mailbox")
    login = credentials_in(account).login
    with Bare(port, login) as bare:
        names = bare.folders()
        return [
            *_in_turn(
                (
                    lambda: bare.status("INBOX"),
                    lambda: bare.status(*names),
                    lambda: mailbox.changes(cursor, set),
                )
            ),
            *_in_turn((lambda: _status_from_login(port, login), lambda: _mailbox(account).changes(cursor, set))),
        ]


def _status_from_login(port: int, login: str) -> None:
    with Bare(port, login) as bare:
        bare.status("INBOX")


def _in_turn(works: Sequence[Callable[[], object]]) -> list[Cost]:
    """The median of each; they take turns, so that a slow moment meets all of them."""
    walls: list[list[float]] = [[] for _ in works]
    cpus: list[list[float]] = [[] for _ in works]
    for _ in range(POLLS):
        for work, wall, cpu in zip(works, walls, cpus, strict=True):
            began, worked = time.perf_counter(), time.process_time()
            work()
            wall.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
    return [Cost(1, statistics.median(wall), statistics.mean(cpu)) for wall, cpu in zip(walls, cpus, strict=True)]


class Bare:
    """IMAP with nothing around it: lines into a socket, lines out of it."""

    def __init__(self, port: int, login: str) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._answers = self._line.makefile("rb")
        self._answers.readline()
        self._say(f'LOGIN "{login}" "{PASSWORD}"')

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._answers.close()
        self._line.close()

    def status(self, *names: str) -> None:
        """What a poll has to know of these folders, one after the other."""
        for name in names:
            self._say(f'STATUS "{name}" (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)')

    def folders(self) -> list[str]:
        """The names of all."""
        return [line.rsplit(b" ", 1)[1].strip().strip(b'"').decode() for line in self._say('LIST "" "*"')]

    def _say(self, command: str) -> list[bytes]:
        self._line.sendall(f"t {command}\r\n".encode())
        told: list[bytes] = []
        while not (line := self._answers.readline()).startswith(b"t "):
            told.append(line)
        if not line.startswith(b"t OK"):
            raise RuntimeError("the server refuses a bare command")
        return told


# --- calendars ----------------------------------------------------------------------------------------------------


def entries(account: str) -> list[Cost]:
    """The first read of the one calendar, and polls that find nothing."""
    calendar = _calendar(account)
    (info,) = calendar.calendars()
    place: list[str] = []

    def read() -> int:
        page = calendar.changes(info.provider_id, None, since=_A_YEAR_AGO)
        count = len(page.changes)
        while not page.is_caught_up:
            page = calendar.changes(info.provider_id, page.next_cursor, since=_A_YEAR_AGO)
            count += len(page.changes)
        place.append(page.next_cursor)
        return count

    return [
        measure(read),
        *_in_turn((lambda: calendar.changes(info.provider_id, place[0], since=_A_YEAR_AGO),)),
    ]


# --- the product --------------------------------------------------------------------------------------------------


def product(account: str, messages: int) -> list[Cost]:
    """A first read by the whole product into SQLite; the same with the handling of what it brought."""
    with _installed(account) as context:
        runner = Runner(context)
        read = measure(lambda: _read_on(runner, messages))
        handled = measure(lambda: _handled(runner))
        return [read, Cost(messages, read.wall + handled.wall, read.cpu + handled.cpu), handled]


@contextmanager
def _installed(account: str) -> Iterator[Context]:
    with tempfile.TemporaryDirectory(prefix="warmthread-bench-") as folder:
        settings = load_settings({}, data_dir=Path(folder), now=NOW, backfill_days=366)
        database = open_database(settings)
        migrate.upgrade(database, backup=None)
        database.close()
        context = open_context(settings)
        grant = Grant(("imap",), ("imap",), can_read_mail=True, can_read_calendar=False, can_send=False)
        person = accounts.ensure_local_person(context)
        accounts.connect(context, person, "dav", Authorized(account, ADDRESS, "Imke Solander", grant))
        yield context
        context.database.close()


def _read_on(runner: Runner, messages: int) -> int:
    context = runner.context
    with context.database.reading() as session:
        ((account_id, person_id),) = pollable_accounts(session)
    lent = Lent(MinuteBudget(context, account_id, person_id, "dav"))
    for _ in range(_PATIENCE):
        poll_account(context, runner.pipeline, account_id, person_id, lent=lent)
        with context.database.reading() as session:
            (account,) = accounts.listing(session, person_id)
        if account.caught_up_at is not None:
            return messages
    raise RuntimeError("the first read comes to no end")


def _handled(runner: Runner) -> int:
    """How many interviews came of it."""
    with runner:
        runner.settle()
    with runner.context.database.reading() as session:
        return len(interviews.listing(session, accounts.LOCAL_PERSON, include_left_out=False))


if __name__ == "__main__":
    answer({work.__name__: work for work in (first_place, headers, whole, polls, entries, product)})
