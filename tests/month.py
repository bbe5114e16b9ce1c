"""Lives one invented month, through the demo's processes or in this one, and holds what Warmthread logged against what
really happened.

`python -m tests.month --seed 1` prints the table of both. The comparison knows the scenario's truth and nothing of
the product's rules.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from infra import demo
from infra.living import living
from infra.sandbox.process import Sandbox, run_sandbox
from service.cli.app import invoke
from service.cli.runtime import Runtime
from workers.runner import Runner

Told = Mapping[str, Any]
ASKED = "proposed"
BY_PROCESSES = 1
"""The seed whose month goes through the demo's own processes; another's is lived in this one."""
KEEP = "KEPT_MONTHS"
"""Names a folder where lived months stay between runs: for whoever works on tests that only look at one."""


@dataclass(frozen=True)
class Month:
    """A lived month with everything still up."""

    truth: list[dict[str, Any]]
    command: Callable[..., str]
    """Runs `warmthread …` and returns what it printed."""
    sandbox: Sandbox | None = None
    """The provider, where it is lived by processes."""
    port: int = 0
    """And where the pages are."""

    def interviews(self, *more: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self.command("interviews", "--json", *more))
        return listed

    def drafts(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self.command("drafts", "--json"))
        return listed


@contextmanager
def lived(
    seed: int,
    folder: Path,
    *,
    days: float = 31,
    start: str = demo.START,
    provider: str = "google",
    more: Mapping[str, str] | None = None,
) -> Iterator[Month]:
    """The month of that seed, lived for `days` by the processes that `make demo` starts with that provider (or both);
    `more` are further environment variables.
    """
    arguments = ("--scenario", "month", "--seed", str(seed), "--now", start, "--clock-file", str(folder / "clock"))
    with run_sandbox(*demo.ports(provider), *arguments) as sandbox, demo.run_product(sandbox, folder, more) as product:
        truth = sandbox.control.truth()
        demo.wait_until(product, start, "starting", key="now")
        for name in demo.PROVIDERS[provider]:
            demo.connect(product, sandbox.control_of(name), name)
        demo.live_the_month(product, sandbox.control, Console(quiet=True), days)
        yield Month(truth, product.command, sandbox, product.port)


@contextmanager
def lived_here(seed: int, folder: Path) -> Iterator[Month]:
    """The whole month of that seed, lived by workers of this process: no waiting, half the cost."""
    with living(folder / "data", seed=seed) as alive:
        runtime = Runtime(engine=Runner, load=lambda: alive.context.settings)
        yield Month(alive.control.truth(), partial(_command, runtime))


def _command(runtime: Runtime, *arguments: str) -> str:
    said = StringIO()
    with redirect_stdout(said):
        code = invoke(arguments, runtime)
    assert code == 0, said.getvalue()
    return said.getvalue()


@dataclass(frozen=True)
class Kept:
    """What a month left: its data folder, what really happened, and what Warmthread said of it."""

    folder: Path
    truth: list[dict[str, Any]]
    interviews: list[dict[str, Any]]
    drafts: list[dict[str, Any]]
    after_a_sync: list[list[dict[str, Any]]]
    """Interviews and drafts once more, after a further sync that had nothing to bring."""


def kept(seed: int, shared: Path) -> Kept:
    """The whole month of that seed, lived once for all workers that share the folder; the others wait for it."""
    folder = Path(os.environ.get(KEEP, shared)) / f"month-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "told.json").exists():
            _live(seed, folder)
    return Kept(folder / "room" / "data", **json.loads((folder / "told.json").read_text("utf-8")))


def _live(seed: int, folder: Path) -> None:
    shutil.rmtree(folder / "room", ignore_errors=True)
    (folder / "room").mkdir()
    way = lived if seed == BY_PROCESSES else lived_here
    with way(seed, folder / "room") as month:
        told: dict[str, Any] = {"truth": month.truth, "interviews": month.interviews("--all"), "drafts": month.drafts()}
        month.command("sync", "--once")
        told["after_a_sync"] = [month.interviews("--all"), month.drafts()]
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


def is_same(meeting: Told, interview: Told) -> bool:
    """By UID where both have one; else the same person at the same time."""
    uid = str(meeting.get("ical_uid") or "").lower()
    known = {str(source.get("meeting", "")).partition("|")[0] for source in interview["sources"]}
    contact = str((interview["contact"] or {}).get("email", "")).lower()
    same_slot = interview["start"] == meeting["start"] and contact in _people(meeting)
    return same_slot or bool(uid and uid in known and interview["start"][:10] == meeting["start"][:10])


def _people(meeting: Told) -> set[str]:
    return {str(email).lower() for email in (meeting["contact"], *meeting["others"])}


def verdict(meeting: Told, interview: Told | None) -> list[str]:
    """What is wrong with what was logged for one true meeting; [] = nothing."""
    if not meeting["is_interview"]:
        is_logged = interview is not None and interview["status"] not in {ASKED, "not_logged"}
        return ["logged, but is none"] if is_logged else []
    if interview is None or interview["status"] == "not_logged":
        return ["missing"]
    if interview["status"] == ASKED:
        return ["asked about instead of logged"]
    wrong = [
        f"{field} {interview[field]}, is {meeting[field]}"
        for field in ("status", "start", "role", "reschedules")
        if interview[field] != meeting[field]
    ]
    contact = interview["contact"]["email"].lower() if interview["contact"] else ""
    if contact not in _people(meeting):
        wrong.append(f"contact {contact}, is {meeting['contact']}")
    return wrong


def compare(truth: list[dict[str, Any]], interviews: list[dict[str, Any]]) -> list[tuple[str, bool, str]]:
    """(what, is it a hard one, complaint) for everything that is wrong, false and double ones included."""
    complaints = []
    met: set[str] = set()
    for meeting in truth:
        found = [one for one in interviews if is_same(meeting, one)]
        met |= {one["id"] for one in found}
        complaints += [
            (meeting["key"], meeting["hard"], wrong) for wrong in verdict(meeting, found[0] if found else None)
        ]
        if len(found) > 1:
            complaints.append((meeting["key"], meeting["hard"], f"logged {len(found)} times"))
    for one in interviews:
        if one["id"] not in met and one["status"] not in {ASKED, "not_logged"}:
            complaints.append((one["title"], False, f"logged as {one['status']}, never happened"))
    return complaints


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=31)
    parser.add_argument("--start", default=demo.START)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--provider", choices=tuple(demo.PROVIDERS), default="google")
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="month-"))
    folder.mkdir(parents=True, exist_ok=True)
    with lived(chosen.seed, folder, days=chosen.days, start=chosen.start, provider=chosen.provider) as month:
        interviews = month.interviews("--all")
        complaints = compare(month.truth, interviews)
        asked = [one["title"] for one in interviews if one["status"] == ASKED]
        print(f"{sum(meeting['is_interview'] for meeting in month.truth)} true interviews, {len(interviews)} rows, "
              f"{len(asked)} asked about: {asked}")  # fmt: skip
        for what, is_hard, wrong in complaints:
            print(f"  {'(hard) ' if is_hard else ''}{what}: {wrong}")
        (folder / "interviews.json").write_text(json.dumps(interviews, indent=1, ensure_ascii=False))
        (folder / "drafts.json").write_text(json.dumps(month.drafts(), indent=1, ensure_ascii=False))
        (folder / "truth.json").write_text(json.dumps(month.truth, indent=1, ensure_ascii=False))
        print(f"{len(complaints)} complaints; details in {folder}")


if __name__ == "__main__":
    main()
