"""What reading costs: each bomb in a process of its own, and mails a second beside the libraries in the same run.

The aims: no bomb above 50 ms of the processor's time or 64 MiB of memory, and 1,000 mails a second on one core, read
whole, with the reply extracted. Speeds are of the public corpora beside this checkout; without those only bombs are
measured. The processor's time decides, since a machine is seldom alone.
"""

from __future__ import annotations

import csv
import email
import email.policy
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import getaddresses
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import icalendar
from rich.table import Column, Table

from connectors.errors import Unreadable
from connectors.ics import expand, read_calendar
from connectors.mime import read_message
from connectors.replies import split_reply
from connectors.zone_names import likely_zone
from infra.bench.bombs import CALENDARS, MAILS, Recipe, one_event, parts

AIM_SECONDS = 0.05
AIM_MEMORY = 64 * 1024 * 1024
AIM_MAILS = 1000
AIM_RATIO = 2
_ROUNDS = 3
_SINCE = datetime(2025, 11, 1, tzinfo=UTC)
_CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_NO_MAIL = {".ics", ".po", ".mo", ".txt", ".html"}

Reader = Callable[[bytes], str]
Case = tuple[Recipe, Reader]


def run() -> tuple[list[Table], int]:
    """The tables, and how many figures miss their aim."""
    costs = [_measured(name, *case) for name, case in _cases().items()]
    tables, missed = [_bomb_table(costs)], sum(not one.is_within for one in costs)
    if _CORPORA.is_dir():
        table, slow = _speeds()
        tables.append(table)
        missed += slow
    return tables, missed


# --- bombs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one bomb took: seconds of the processor, bytes of memory above what was there, and what became of it."""

    name: str
    size: int
    seconds: float
    memory: int
    outcome: str

    @property
    def is_within(self) -> bool:
        return self.seconds <= AIM_SECONDS and self.memory <= AIM_MEMORY


def _cases() -> dict[str, Case]:
    mails = {name: (recipe, read_mail) for name, recipe in MAILS.items()}
    return {**mails, **{name: (recipe, read_series) for name, recipe in CALENDARS.items()}}


def read_mail(raw: bytes) -> str:
    return f"read, {len(read_message(raw, provider_id='m').defects)} defects"


def read_series(raw: bytes) -> str:
    """A calendar with its series unrolled over as much time as a calendar is read for."""
    return f"{len(expand(raw, since=_SINCE, until=_SINCE + timedelta(days=1200)))} shown"


def _measured(name: str, recipe: Recipe, reader: Reader) -> Cost:
    """Builds a bomb in one process and reads it in another, so that no memory of the one hides that of the other."""
    processes = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[Cost] = processes.SimpleQueue()
    _warm_up()
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        for work in (lambda: path.write_bytes(recipe()), lambda: answers.put(_cost(name, path, reader))):
            process = processes.Process(target=work)
            process.start()
            process.join()
        return Cost(name, 0, 0, AIM_MEMORY * 2, "died") if answers.empty() else answers.get()


def _warm_up() -> None:
    """What is done once in the life of a process, such as reading tables of zones, is nobody's bomb."""
    read_mail(parts("Content-Type: text/html\n\n<p>Hello", b"Content-Type: text/calendar\n\n" + one_event("")))
    read_series(one_event("RRULE:FREQ=DAILY;COUNT=3"))
    likely_zone("(UTC+01:00) Nowhere")
    read_mail(b"From: a@b.example\nSubject: =?x?q?=E4?=\n\nGr\xfc\xdfe")


def _cost(name: str, path: Path, reader: Reader) -> Cost:
    raw = path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, outcome = _timed(reader, raw)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    if seconds > AIM_SECONDS / 2:
        # What others do on the machine slows caches down, too: the best of a few counts.
        seconds = min(seconds, *(_timed(reader, raw)[0] for _ in range(_ROUNDS)))
    return Cost(name, len(raw), seconds, memory, outcome)


def _timed(reader: Reader, raw: bytes) -> tuple[float, str]:
    begun = time.process_time()
    try:
        outcome = reader(raw)
    except Unreadable as refused:
        outcome = refused.detail
    return time.process_time() - begun, outcome


def _bomb_table(costs: Sequence[Cost]) -> Table:
    """The costliest, and all that exceed."""
    table = Table(
        "bomb", *(Column(name, justify="right") for name in ("KiB", "CPU ms", "MiB")), "what became of it", ""
    )
    table.title = f"{len(costs)} bombs: {sum(one.outcome.endswith('.') for one in costs)} refused, the others read"
    for place, one in enumerate(sorted(costs, key=lambda one: -one.seconds)):
        if place < 10 or not one.is_within:
            figures = (f"{one.size / 1024:,.0f}", f"{one.seconds * 1000:.1f}", f"{one.memory / 1024**2:.1f}")
            table.add_row(one.name, *figures, one.outcome, "" if one.is_within else "EXCEEDS")
    return table


# --- speed -------------------------------------------------------------------------------------------------------


def _speeds() -> tuple[Table, int]:
    mails = [raw for raw in _files("eml", "mixed", "reply") if _is_read(raw)]
    calendars = [path.read_bytes() for path in _paths("ics", "mixed") if path.suffix == ".ics"]
    table = Table("reader", *(Column(name, justify="right") for name in ("a second", "against it")), "")
    table.title = (
        f"Speed on one core: {len(mails)} mails, {len(calendars)} calendars of the corpora, the best of {_ROUNDS}"
    )
    ours, default, *others = _rates(mails, _mail_readers())
    is_met = ours >= AIM_MAILS and ours >= AIM_RATIO * default
    aim = f"aim {AIM_MAILS} and {AIM_RATIO} times policy.default"
    verdict = f"{aim}: {'met' if is_met else 'MISSED'}"
    for name, rate in zip(_mail_readers(), (ours, default, *others), strict=True):
        table.add_row(name, f"{rate:,.0f}", f"{ours / rate:.2f}", verdict if rate == ours else "")
    own, *rest = _rates(calendars, _calendar_readers())
    for name, rate in zip(_calendar_readers(), (own, *rest), strict=True):
        table.add_row(name, f"{rate:,.0f}", f"{own / rate:.2f}", "")
    return table, int(not is_met)


def _paths(*kinds: str) -> Iterator[Path]:
    with (_CORPORA / "MANIFEST.csv").open(encoding="utf-8", newline="") as stream:
        yield from (_CORPORA / row["file"] for row in csv.DictReader(stream) if row["kind"] in kinds)


def _files(*kinds: str) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in _paths(*kinds) if path.suffix not in _NO_MAIL or "/emails/" in str(path))


def _is_read(raw: bytes) -> bool:
    try:
        read_message(raw, provider_id="m")
    except Unreadable:
        return False
    return True


def _rates(files: Sequence[bytes], readers: Mapping[str, Reader]) -> list[float]:
    """Files a second of each reader; the rounds are taken in turn, so that a slow moment meets all of them."""
    best = dict.fromkeys(readers, float("inf"))
    for _ in range(_ROUNDS):
        for name, reader in readers.items():
            begun = time.process_time()
            for raw in files:
                reader(raw)
            best[name] = min(best[name], time.process_time() - begun)
    return [len(files) / seconds for seconds in best.values()]


def _mail_readers() -> dict[str, Reader]:
    found: dict[str, Reader] = {
        "ours: headers, text, reply, invites": lambda raw: read_message(raw, provider_id="m").reply,
        "email, policy.default: addresses, body": _read_default,
        "email, compat32: addresses, text parts": _read_compat32,
    }
    if find_spec("mailparser_reply"):
        parser = import_module("mailparser_reply").EmailReplyParser(languages=["en", "de", "fr", "es"])
        found["the same, then mail-parser-reply"] = lambda raw: str(parser.parse_reply(text=_read_default(raw)))
        found["ours: the reply of a text alone"] = lambda raw: split_reply(raw.decode("utf-8", "replace")).reply
    return found


def _read_default(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for name in ("From", "To", "Cc"):
        with suppress(Exception):  # what it raises on is known (recognition.md 2.2), and not what is measured
            [one.addr_spec for value in message.get_all(name, ()) for one in value.addresses]
    with suppress(Exception):
        body = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        return str(body.get_content()) if body else ""
    return ""


def _read_compat32(raw: bytes) -> str:
    message = email.message_from_bytes(raw)
    getaddresses([str(value) for name in ("From", "To", "Cc") for value in message.get_all(name, ())])
    texts = (part.get_payload(decode=True) for part in message.walk() if part.get_content_maintype() == "text")
    return "".join(text.decode("utf-8", "replace") for text in texts if isinstance(text, bytes))


def _calendar_readers() -> dict[str, Reader]:
    return {"ours: a calendar file": _read_own_calendar, "icalendar: a calendar file": _read_icalendar}


def _read_own_calendar(raw: bytes) -> str:
    with suppress(Unreadable):
        read_calendar(raw)
    return ""


def _read_icalendar(raw: bytes) -> str:
    with suppress(Exception):
        icalendar.Calendar.from_ical(raw)
    return ""
