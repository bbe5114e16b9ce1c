"""A process that has everything imported and forks children which are then killed: a cold start costs two seconds, a fork
a hundredth. `Warm` is the tests' side of it; the process itself (`python -m tests.chaos.warm`) answers orders, one line
of JSON each, and never starts a thread or keeps a connection open, so that forking it is safe.

What a child does with its life is told by name (`tests.chaos.lives`). All children end with the process, and that ends
with its standard input.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.sandbox.process import ROOT
from service.web.listening import settle_down
from tests.chaos.killing import A_MOMENT, LONGEST_SECONDS, doing, length
from tests.chaos.lives import LIVES, Life, rehearse
from tests.compiled import compile_no_statement_twice

KILLED = -signal.SIGKILL
_LOOK_SECONDS = 0.001


class WentWrong(Exception):
    """A child ended by an exception, or not at all; the text has its last words."""


@dataclass(frozen=True, slots=True)
class Child:
    """A forked process, living or dead."""

    warm: Warm
    pid: int
    log: Path

    def wait(self, seconds: float = 60.0) -> int | None:
        """Its exit code (below 0: the signal), None while it still lives after so many seconds.

        Raises WentWrong when it ended by an exception.
        """
        code = self.warm.ask(do="wait", pid=self.pid, seconds=seconds)["code"]
        if code not in {0, KILLED, None}:
            raise WentWrong(f"exit code {code}: {self.log.read_text()[-4000:]}")
        return None if code is None else int(code)

    def kill(self) -> int | None:
        """`kill -9`, and waits until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()


@dataclass(slots=True)
class Warm:
    """The process, seen from a test."""

    process: subprocess.Popen[str]

    def ask(self, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise WentWrong("the warm process is gone")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise WentWrong(answer["error"])
        return answer

    def start(self, life: Life) -> Child:
        """Forks a child that lives that life."""
        return Child(self, int(self.ask(do="start", life=life.as_order())["pid"]), Path(life.log))

    def wait_any(self, children: Collection[Child], seconds: float) -> dict[int, int]:
        """Exit codes by id as soon as one of them has ended; {} when so many seconds are over."""
        codes = self.ask(do="wait_any", pids=[child.pid for child in children], seconds=seconds)["codes"]
        return {int(pid): int(code) for pid, code in codes.items()}

    def rehearse(self, settings: Mapping[str, str], now: str) -> None:
        """Goes once through reading, deciding and drafting in the warm process itself, so that children find every
        statement compiled and every word list made.
        """
        self.ask(do="rehearse", settings=dict(settings), now=now)


def go_on(
    warm: Warm, children: Collection[Child], traces: Sequence[Path], far: float, *, is_patient: bool
) -> dict[int, int]:
    """Lets them live until one has ended (its exit code by its id), or so many points were passed; with `is_patient` a
    moment longer, until a transaction or a call is open.
    """
    began, deadline = sum(map(length, traces)), time.monotonic() + LONGEST_SECONDS
    while not (codes := warm.wait_any(children, _LOOK_SECONDS)) and time.monotonic() < deadline:
        if sum(map(length, traces)) - began >= far:
            deadline = min(deadline, time.monotonic() + A_MOMENT)
            if not is_patient or any(doing(trace)[0] for trace in traces):
                break
    return codes


@contextmanager
def running_warm() -> Iterator[Warm]:
    """The process for the time of the block."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("WARMTHREAD_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.warm"],
        cwd=ROOT,
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Warm(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


# --- the process ------------------------------------------------------------------------------------------------


def main() -> None:
    """Answers orders until its standard input ends, then takes its children along."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # What anything else prints must not stand among the answers.
    compile_no_statement_twice()
    for line in sys.stdin:
        try:
            answer = _ANSWERS[(order := json.loads(line)).pop("do")](**order)
        except Exception:  # noqa: BLE001 (the test is told, and says it)
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)
    os.killpg(0, signal.SIGKILL)


def _rehearse(settings: Mapping[str, str], now: str) -> dict[str, Any]:
    rehearse(settings, now)
    settle_down()
    return {}


def _start(life: Mapping[str, Any]) -> dict[str, Any]:
    ended, held = os.pipe()
    pid = os.fork()
    if pid == 0:
        _live(Life(**life))
    os.close(held)
    _ENDS[pid] = ended
    return {"pid": pid}


def _live(life: Life) -> None:
    """In the child: never returns."""
    code = 1
    try:
        _look_away(Path(life.log))
        LIVES[life.name](life)
        code = 0
    except BaseException:  # noqa: BLE001 (the parent's loop must never go on in a child)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _look_away(log: Path) -> None:
    """The parent's pipes are not the child's; what it says goes into its log."""
    with log.open("ab") as kept, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(kept.fileno(), 1)
        os.dup2(kept.fileno(), 2)


def _wait(pid: int, seconds: float) -> dict[str, Any]:
    return {"code": _ended([pid], seconds).get(pid)}


def _wait_any(pids: list[int], seconds: float) -> dict[str, Any]:
    return {"codes": _ended(pids, seconds)}


def _ended(pids: list[int], seconds: float) -> dict[int, int]:
    """Exit codes as soon as one has ended, {} after so many seconds; one that was asked about before counts as killed."""
    if told := {pid: KILLED for pid in pids if pid not in _ENDS}:
        return told
    closed, _, _ = select.select([_ENDS[pid] for pid in pids], (), (), seconds)
    return {pid: _bury(pid) for pid in pids if _ENDS[pid] in closed}


def _bury(pid: int) -> int:
    os.close(_ENDS.pop(pid))
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


_ENDS: dict[int, int] = {}
"""By process that was not buried yet: a pipe that nobody writes into, and that closes when the process ends."""


_ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {
    "start": _start,
    "wait": _wait,
    "wait_any": _wait_any,
    "rehearse": _rehearse,
}

if __name__ == "__main__":
    main()
