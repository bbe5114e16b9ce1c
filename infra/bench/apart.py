"""Measuring work in a process of its own, ours or another program's: time that passed, the processor's time, memory.

Of our own work the interpreter's start is not counted, of a program everything is; the memory is the whole process's.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

_LONGEST = 900.0
_LOOK_SECONDS = 0.01


@dataclass(frozen=True)
class Cost:
    """What `count` things took: seconds that passed, seconds of the processor, and the most memory in bytes."""

    count: int
    wall: float
    cpu: float
    memory: int = 0

    @property
    def rate(self) -> float:
        """Things a second."""
        return self.count / self.wall

    @property
    def each(self) -> float:
        """Milliseconds that passed for one."""
        return 1000 * self.wall / max(self.count, 1)

    @property
    def cpu_each(self) -> float:
        """Milliseconds of the processor for one."""
        return 1000 * self.cpu / max(self.count, 1)


def measure(work: Callable[[], int]) -> Cost:
    """Does the work, which returns how many things it did."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = work()
    return Cost(count, time.perf_counter() - wall, time.process_time() - cpu)


def apart(module: str, work: str, *arguments: str | int) -> list[Cost]:
    """What a function of that module measures in a fresh interpreter, with the memory that this took. Raises
    CalledProcessError.
    """
    command = [sys.executable, "-m", module, work, json.dumps(arguments)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=_LONGEST).stdout  # noqa: S603 - ourselves
    return [Cost(**fields) for fields in json.loads(told)]


def answer(works: Mapping[str, Callable[..., Sequence[Cost]]]) -> None:
    """What `apart` starts: does what the command line says, and prints what it measured."""
    costs = works[sys.argv[1]](*json.loads(sys.argv[2]))
    memory = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps([asdict(replace(cost, memory=memory)) for cost in costs]))


def program(command: Sequence[str], count: int, environment: Mapping[str, str], told: Path) -> Cost:
    """One run of another program, which does `count` things and says what it has to say into a file. Raises
    ChildProcessError.
    """
    began = time.perf_counter()
    with told.open("ab") as words:
        process = subprocess.Popen(  # noqa: S603 - a program that is measured
            command, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=words, stderr=words
        )
        watched = _Watched(process.pid)
        watched.start()
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watched.join()
    if process.returncode:
        raise ChildProcessError(f"{command[0]} ended with {process.returncode}: {told.read_text()[-2000:]}")
    return Cost(count, time.perf_counter() - began, used.ru_utime + used.ru_stime, watched.memory)


class _Watched(threading.Thread):
    """Looks how much memory another process has had at most: what the system says at its end counts what it was forked
    from.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._status = Path(f"/proc/{pid}/status")
        self.memory = 0

    def run(self) -> None:
        while found := re.search(r"VmHWM:\s+(\d+) kB", self._told()):
            self.memory = 1024 * int(found[1])
            time.sleep(_LOOK_SECONDS)

    def _told(self) -> str:
        try:
            return self._status.read_text(encoding="ascii")
        except OSError:
            return ""
