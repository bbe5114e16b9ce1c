"""What a forked child does with its life, by name. Every life may be cut short anywhere and lived again from its start:
what was done is not done twice, what was left is done.

Each opens its own database and queue after the fork. The product's clock stands still at the moment that the order
names, so that two ends can be compared to the second.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select

from connectors import registry
from service import accounts, care, crash, disconnecting, leases, outbox, preferences, uploads
from service.accounts import LOCAL_PERSON
from service.clock import Clock, ManualClock, real_now
from service.context import Context, open_context
from service.drafting.review import dismiss_draft, edit_draft
from service.leases import Pace
from service.polling import AccountReader
from service.schema import Draft, Event
from service.sealed import open_draft
from service.settings import load_settings
from service.web.app import build_app
from service.web.listening import WebServer, listen
from tests.waiting import PATIENCE, looks, wait_until
from workers import broker, digests
from workers.broker import build_broker
from workers.clock import poll_account
from workers.importing import read_upload
from workers.pipeline import QUEUES, Pipeline
from workers.runner import Runner

_WAITING = ("needs_review", "approved", "sending", "unclear")


@dataclass(frozen=True, slots=True)
class Life:
    """An order to a child: which life, with which settings (as environment variables) and at which moment.

    `arm` is a crash point as `CRASH_AT` takes it. `trace`: the file that every point passed is written to, "" for none.
    """

    name: str
    settings: Mapping[str, str]
    now: str
    log: str
    arm: str = ""
    trace: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_order(self) -> dict[str, Any]:
        return asdict(self)


def opened(life: Life) -> Context:
    """The product's surroundings as this life finds them; from here on points are told and armed."""
    if life.trace:
        crash.observer = Trace(Path(life.trace)).note
    settings = load_settings({**life.settings, "CRASH_AT": life.arm})
    shared = life.more.get("clock")
    return open_context(settings, told_by(Path(shared)) if shared else ManualClock(datetime.fromisoformat(life.now)))


def told_by(path: Path) -> Clock:
    """The clock of several processes: it stands at the moment that is written in that file."""
    return lambda: datetime.fromisoformat(path.read_text(encoding="ascii"))


class Trace:
    """Every point passed, with its thread, as a line of a file: a `kill -9` leaves all that was written."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, name: str) -> None:
        os.write(self._file, f"{threading.get_ident()} {name}\n".encode())


def passed(path: Path) -> list[tuple[str, str]]:
    """(thread, point) of a trace, in order."""
    if not path.exists():
        return []
    lines = (line.split(" ", 1) for line in path.read_text(encoding="ascii").splitlines())
    return [(line[0], line[1]) for line in lines if len(line) == 2]


def counted(path: Path) -> Counter[str]:
    """How often each point was passed."""
    return Counter(name for _, name in passed(path))


# --- lives ------------------------------------------------------------------------------------------------------


def read(life: Life) -> None:
    """Reads what the accounts hold to the end, then decides and drafts until nothing is left to do."""
    runner = _working(opened(life))
    with runner.context.database.reading() as session:
        connected = leases.pollable_accounts(session)
    for account_id, person_id in connected:
        poll_account(runner.context, cast("Pipeline", _Shelf()), account_id, person_id)
    _work_off(runner)


def send(life: Life) -> None:
    """The person says yes to every draft, once more to one that came back; then the sent copies are read."""
    runner = _working(opened(life))
    for _ in range(6):
        _work_off(runner)
        if not approve(runner.context) and not _drafts(runner.context, _WAITING):
            break
    runner.sync_once()
    _work_off(runner)


def place(life: Life) -> None:
    """Drafts are put into the mailbox, one is changed there because the person changed it here, one is taken out."""
    runner = _working(opened(life))
    context = runner.context
    with context.database.writing(LOCAL_PERSON, "choose") as session:
        preferences.change(session, LOCAL_PERSON, context.clock(), mailbox_drafts="on")
    _work_off(runner)
    first, second = _drafts(context, ("needs_review", "dismissed"))[:2]
    with context.database.writing(LOCAL_PERSON, "edit_draft") as session:
        row = session.get_one(Draft, first)
        if not row.is_edited:
            body = open_draft(context.vault, row).body
            edit_draft(session, context.vault, first, body=f"{body}\n\nUntil soon!", now=context.clock())
    _work_off(runner)
    with context.database.writing(LOCAL_PERSON, "dismiss_draft") as session:
        if session.get_one(Draft, second).state == "needs_review":
            dismiss_draft(session, second, "You did not want it.", context.clock())
    _work_off(runner)


def load_file(life: Life) -> None:
    """Reads the file that was handed in."""
    runner = _working(opened(life))
    with runner.context.database.reading() as session:
        waiting = uploads.due(session, real_now=real_now())
    for import_id, person_id in waiting:
        read_upload(runner.context, runner.pipeline, import_id, person_id)
    _work_off(runner)


def tell(life: Life) -> None:
    """The day's summary is sent to the person."""
    digests.send_digests(opened(life))


def forget(life: Life) -> None:
    """Texts that are older than their owner wants go."""
    context = opened(life)
    care.retain_all(context, context.clock())


def disconnect(life: Life) -> None:
    """The person ends every connection, at the provider too."""
    context = opened(life)
    with context.database.reading() as session:
        connected = [row.id for row in accounts.listing(session, LOCAL_PERSON) if row.connection_state == "connected"]
    for account_id in connected:
        disconnecting.disconnect(context, LOCAL_PERSON, account_id)


def run(life: Life) -> None:
    """As `warmthread run` without the pages: polls, sweeps and works until it is killed. While the file `yes` is there
    the person says yes to what waits for it.
    """
    context, yes = opened(life), Path(str(life.more["yes"]))
    # The provider's own minute is not what is tried here.
    accounts.UNITS_PER_MINUTE.clear()
    Runner(context).start()
    for _ in looks():
        if yes.exists():
            approve(context)


def labour(life: Life) -> None:
    """As `warmthread work`, or without `jobs` as `warmthread clock`, at the moment that the file `clock` tells."""
    accounts.UNITS_PER_MINUTE.clear()
    Runner(opened(life)).start(jobs=bool(life.more.get("jobs", True)))
    threading.Event().wait()


def serve(life: Life) -> None:
    """As `warmthread serve`: the pages alone."""
    context = opened(life)
    listener, settings = listen(context.settings)
    WebServer(build_app(replace(context, settings=settings)), listener).run()


def work(life: Life) -> None:
    """As `warmthread work` (or without `jobs` as `warmthread clock`) by the machine's own time, until it is killed.

    `machine`: the machine that it believes to be on. `hold`: a file that names an actor, of which the first job that
    finds it there waits for the file `hold.go`. `stop_at`: a crash point at which it stops itself, once. `unmetered`: no provider's allowance of calls. `pace`: heartbeats so many times as quick.
    """
    more = life.more
    machine, held = str(more["machine"]), Path(str(more.get("hold", "")))
    leases._machine = lambda: machine  # type: ignore[assignment]
    if more.get("stop_at"):
        crash.observer = _stopper(str(more["stop_at"]))
    if more.get("unmetered"):
        accounts.UNITS_PER_MINUTE.clear()
    pace = float(more.get("pace", 1.0))
    leases.SHARED = Pace(leases.SHARED.every / pace, leases.SHARED.lasts / pace)
    broker.HEARTBEAT_MS = round(broker.HEARTBEAT_MS / pace)
    runner = Runner(open_context(load_settings({**life.settings, "CRASH_AT": life.arm})))
    for name, actor in runner.pipeline._actors.items():
        actor.fn = _held_at(name, held, actor.fn)  # type: ignore[assignment]
    runner.start(jobs=bool(more.get("jobs", True)))
    threading.Event().wait()


def _stopper(point: str) -> Callable[[str], None]:
    left = [point]

    def stop(name: str) -> None:
        if name in left:
            left.remove(name)
            os.kill(os.getpid(), signal.SIGSTOP)

    return stop


def _held_at(name: str, hold: Path, work: Callable[[list[int]], None]) -> Callable[[list[int]], None]:
    def work_or_hold(event_ids: list[int]) -> None:
        if hold.exists() and hold.read_text() == name:
            with contextlib.suppress(FileNotFoundError):
                hold.rename(hold.with_suffix(".mine"))
                hold.with_suffix(".taken").write_text(str(os.getpid()))
                wait_until(hold.with_suffix(".go").exists, "it is let go", within=math.inf)
        work(event_ids)

    return work_or_hold


LIVES: dict[str, Callable[[Life], None]] = {
    one.__name__: one for one in (read, send, place, load_file, tell, forget, disconnect, run, labour, serve, work)
}


# --- what they are made of --------------------------------------------------------------------------------------


def _working(context: Context) -> Runner:
    runner = Runner(context)
    runner.start(clock=False)
    return runner


class _Shelf:
    """Stands for the queue while all is read: with jobs beside it the way, and so the wording, would never be the same."""

    def enqueue(self, event_ids: Sequence[int]) -> None:
        """They wait in the log, and are swept up."""


def _work_off(runner: Runner) -> None:
    """Until nothing is due, what was put off for a moment of real time included."""
    for _ in looks(PATIENCE):
        runner.settle()
        now = runner.context.clock()
        waiting = (Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= now)
        with runner.context.database.reading() as session:
            left = session.scalar(select(func.count()).select_from(Event).where(*waiting))
        if not left:
            return
    raise TimeoutError("events wait that nobody handles")


def _drafts(context: Context, states: tuple[str, ...]) -> list[str]:
    with context.database.reading() as session:
        return list(session.scalars(select(Draft.id).where(Draft.state.in_(states)).order_by(Draft.id)))


def approve(context: Context, *, at_most: int = 100) -> int:
    """Says yes to drafts that wait for it; returns to how many."""
    ids = _drafts(context, ("needs_review",))[:at_most]
    for draft_id in ids:
        with context.database.writing(LOCAL_PERSON, "approve") as session:
            row = session.get_one(Draft, draft_id)
            if row.state == "needs_review":
                digest = outbox.text_digest(row, open_draft(context.vault, row).body)
                outbox.approve(session, context, LOCAL_PERSON, draft_id, digest=digest)
    return len(ids)


def rehearse(settings: Mapping[str, str], now: str) -> None:
    """Reads, decides and drafts on this thread alone, in a database that is thrown away; keeps no connection."""
    context = open_context(load_settings(settings), ManualClock(datetime.fromisoformat(now)))
    broker = build_broker(context.settings)
    pipeline = Pipeline(context, broker)
    with context.database.reading() as session:
        connected = leases.pollable_accounts(session)
    for account_id, person_id in connected:
        with context.database.writing(person_id) as session:
            lease = leases.take_account(session, account_id, owner=leases.new_owner(), real_now=real_now())
        assert lease is not None
        reader = AccountReader(context, lease)
        while not reader.next_slice().is_caught_up:
            continue
        reader.finish(is_caught_up=True)
    while waiting := _waiting(context):
        for event_id, kind in waiting:
            getattr(pipeline, QUEUES[kind])([event_id])
    registry.load("takeout")
    broker.close()
    context.database.close()


def _waiting(context: Context) -> list[tuple[int, str]]:
    query = select(Event.id, Event.kind).where(
        Event.handled_at.is_(None), Event.gave_up_at.is_(None), Event.due_at <= context.clock()
    )
    with context.database.reading() as session:
        return [(row[0], row[1]) for row in session.execute(query)]
