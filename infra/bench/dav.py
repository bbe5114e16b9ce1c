"""What a mailbox by IMAP and a calendar by CalDAV cost: first reads and polls that find nothing, beside mbsync, vdirsyncer
and bare commands, in one run against the same Dovecot and Radicale on this machine.

The aims: every header read at mbsync's rate with fsync or faster, and a poll that finds nothing within twice the time of
a bare STATUS. Server and client share the machine, and most of the time that passes is the server's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.table import Column, Table

from infra.bench import others
from infra.bench.apart import Cost, apart
from infra.bench.dav_filled import CALENDAR, PASSWORD, Amount, fill_calendar, fill_mailbox, sealed
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.radicale import Radicale, running_radicale

AIM_POLL = 2.0
_MIB = 1024 * 1024
_WORK = "infra.bench.dav_work"
_ROUNDS = 3
"""Runs of mbsync, of which the best counts."""


@dataclass
class _Sheet:
    """A table that is written line by line, and what missed its aim."""

    title: str
    table: Table = field(init=False)
    missed: int = 0

    def __post_init__(self) -> None:
        names = ("a second", "ms each", "CPU ms each", "MiB")
        self.table = Table(
            Column("what", overflow="fold"), "each", *(Column(one, justify="right") for one in names), ""
        )
        self.table.title = self.title

    def line(self, what: str, each: str, cost: Cost, verdict: str = "") -> None:
        memory = f"{cost.memory / _MIB:.0f}" if cost.memory else ""
        figures = (f"{cost.rate:,.0f}", f"{cost.each:.2f}", f"{cost.cpu_each:.3f}", memory)
        self.table.add_row(what, each, *figures, verdict)

    def judged(self, what: str, each: str, cost: Cost, aim: str, *, is_met: bool) -> None:
        self.missed += not is_met
        self.line(what, each, cost, f"{aim}: {'met' if is_met else 'MISSED'}")


def run(amount: Amount) -> tuple[list[Table], int]:
    """The tables, and how many figures miss their aim."""
    with running_dovecot() as imap:
        mail = _mail(imap, amount)
    with running_radicale() as caldav:
        calendars = _calendars(caldav, amount)
    return [mail.table, calendars.table], mail.missed + calendars.missed


def _mail(imap: Dovecot, amount: Amount) -> _Sheet:
    sheet = _Sheet(f"{amount.messages:,} mails in a Dovecot")
    # Each reads a mailbox of its own, for the first time: what the server remembers of one is no help to another.
    for login in ("mbsync", "first_place", "headers"):
        fill_mailbox(imap, login, amount)
    theirs = _mbsync(sheet, imap, amount)
    for what, work in (
        ("every header, for the first place", "first_place"),
        ("every header, listed", "headers"),
    ):
        account = sealed(work, port=imap.port)
        (cost,) = apart(_WORK, work, account, amount.messages)
        if theirs is None:
            sheet.line(what, "mail", cost)
        else:
            ratio = cost.rate / theirs.rate
            sheet.judged(what, "mail", cost, f"{ratio:.1f} x mbsync, aim 1", is_met=ratio >= 1)
    sheet.line("every mail read and understood", "mail", apart(_WORK, "whole", account, amount.messages)[0])
    read, handled, found = apart(_WORK, "product", account, amount.messages)
    sheet.line("first read by the product, into SQLite", "mail in the mailbox", read)
    sheet.line("the same, and all of it handled", "mail in the mailbox", handled, f"{found.count} interviews")
    _polls(sheet, imap, account)
    return sheet


def _mbsync(sheet: _Sheet, imap: Dovecot, amount: Amount) -> Cost | None:
    path = others.find("mbsync")
    if not path:
        sheet.table.caption = "mbsync is not on this machine (Debian's `isync`)."
        return None
    name = others.version_of(path)
    runs = [
        others.mbsync(
            path, port=imap.port, login="mbsync", password=PASSWORD, count=amount.messages, is_durable=is_durable
        )
        for is_durable in (*[True] * _ROUNDS, False)
    ]
    durable = _best([first for first, _ in runs[:-1]])
    sheet.line(f"{name}, first run, FSync yes", "mail", durable)
    sheet.line(f"{name}, first run, FSync no", "mail", runs[-1][0])
    sheet.line(f"{name}, nothing new", "run", _best([idle for _, idle in runs]))
    return durable


def _polls(sheet: _Sheet, imap: Dovecot, account: str) -> None:
    bare, each, ours, bare_anew, ours_anew = apart(_WORK, "polls", account, imap.port)
    sheet.line("bare STATUS of the inbox", "poll", bare)
    sheet.line("bare STATUS of every folder", "poll", each)
    ratio = ours.wall / bare.wall
    sheet.judged(
        "our poll of every folder, nothing new", "poll", ours, f"{ratio:.1f} x bare, aim {AIM_POLL:.0f}",
        is_met=ratio <= AIM_POLL,
    )  # fmt: skip
    sheet.line("bare STATUS, from the login on", "poll", bare_anew)
    sheet.line("our poll, from the login on", "poll", ours_anew, f"{ours_anew.wall / bare_anew.wall:.1f} x bare")


def _calendars(caldav: Radicale, amount: Amount) -> _Sheet:
    sheet = _Sheet(f"{amount.entries:,} entries of a calendar in a Radicale")
    home = fill_calendar(caldav, "ours", amount)
    path = others.find("vdirsyncer")
    theirs: tuple[Cost, Cost] | None = None
    if path:
        theirs = others.vdirsyncer(
            path, url=home, login="ours", password=PASSWORD, calendar=CALENDAR, count=amount.entries
        )
        name = others.version_of(path)
        sheet.line(f"{name}, first run", "entry", theirs[0])
        sheet.line(f"{name}, nothing new", "run", theirs[1])
    else:
        sheet.table.caption = "vdirsyncer is not on this machine (PyPI's `vdirsyncer`)."
    first, idle = apart(_WORK, "entries", sealed("ours", caldav=home))
    sheet.line("ours, first read", "entry", first, f"{first.rate / theirs[0].rate:.1f} x vdirsyncer" if theirs else "")
    told = f"{theirs[1].cpu / idle.cpu:,.0f} times less CPU" if theirs else ""
    sheet.line("ours, nothing new", "poll", idle, told)
    return sheet


def _best(costs: list[Cost]) -> Cost:
    return min(costs, key=lambda cost: cost.wall)
