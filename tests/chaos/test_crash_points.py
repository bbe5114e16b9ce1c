"""`kill -9` at every named point there is, one after the other, also at the same point of the second attempt; and no
commit, no job and no provider call without a point around it.
"""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from infra.sandbox.process import ROOT
from service import crash
from service.clock import ManualClock
from service.context import open_context
from service.settings import load_settings
from tests.chaos.ends import Ends, differences
from tests.chaos.lives import approve, counted
from tests.chaos.stage import NAMES, SCENES, Scene, Stage, running_stage
from tests.chaos.warm import KILLED, Warm
from tests.test_architecture import parsed
from tests.verdicts import Verdict
from workers.runner import Runner

SEED = 20_26_11_22
QUICK = {
    "reading": ("calendar.changes.after_call", "look_back.before_commit"),
    "sending": ("mailbox.create_mailbox_draft.after_call", "mailbox.send_mailbox_draft.after_call"),
}
"""What `make test` kills at."""
AT_LAST_TOO = (".before_commit", ".after_commit", ".after_call")
CASES_AT_LEAST, SECOND_ATTEMPTS = 150, 40


@dataclass(frozen=True, slots=True)
class Case:
    """One point of one scene, and at which passing of it the process is killed."""

    scene: Scene
    point: str
    passing: int

    @property
    def arm(self) -> str:
        return f"{self.point}:{self.passing}"

    def __str__(self) -> str:
        return f"{self.scene.name} at {self.arm}"


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What a scene comes to when nobody is killed, which points it passes how often, and what leaves."""

    end: Ends
    points: Counter[str]
    out: list[tuple[str, ...]]
    """Mails sent, and drafts that lie in the mailbox."""


@pytest.fixture(scope="module")
def stage(warm: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with running_stage(tmp_path_factory.mktemp("stage"), warm) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(stage: Stage, *, is_whole: bool) -> dict[str, Undisturbed]:
    """By the name of the scene."""
    return {scene.name: _undisturbed(stage, scene) for scene in SCENES if is_whole or scene.name in QUICK}


def _undisturbed(stage: Stage, scene: Scene) -> Undisturbed:
    data, trace = stage.begin(scene, "undisturbed"), stage.folder / f"{scene.name}.trace"
    assert stage.start(scene, data, trace=trace).wait() == 0
    out = [*stage.sent(), *stage.lying()] if scene.is_written else []
    return Undisturbed(stage.end(scene, data), counted(trace), out)


def _cases(undisturbed: dict[str, Undisturbed]) -> list[Case]:
    """Every point there is, in the first scene that passes it, at its first passing; where something is committed or
    asked for several times, at the last one too.
    """
    where: dict[str, Scene] = {}
    for scene in reversed([scene for scene in SCENES if scene.name in undisturbed]):
        where |= dict.fromkeys(undisturbed[scene.name].points, scene)
    return [
        Case(scene, point, passing)
        for point, scene in sorted(where.items())
        for passing in sorted({1, undisturbed[scene.name].points[point] if point.endswith(AT_LAST_TOO) else 1})
    ]


def _wrong(stage: Stage, case: Case, known: Undisturbed, data: Path) -> list[str]:
    """What differs from the undisturbed end, [] when nothing does."""
    wrong = differences(known.end, stage.end(case.scene, data))
    if not case.scene.is_written:
        return wrong
    out = [*stage.sent(), *stage.lying()]
    if case.scene.leaves_out:
        return wrong + [f"too much: {one}" for one in (Counter(out) - Counter(known.out))]
    return wrong if out == known.out else [*wrong, f"{out} left, where {known.out} was to leave"]


def _killed(stage: Stage, case: Case, data: Path, *, life: int) -> bool:
    """Whether the process came by there and was killed; it ended well otherwise."""
    return stage.start(case.scene, data, arm=case.arm, life=life).wait() == KILLED


def _told(wrong: dict[str, list[str]]) -> str:
    return "\n".join(f"{case}: {why[:3]}" for case, why in wrong.items())


@pytest.mark.timeout(1_500)
def test_killed_at_any_point_and_started_again_it_ends_as_if_undisturbed(
    stage: Stage, undisturbed: dict[str, Undisturbed], is_whole: bool, verdict: Verdict
) -> None:
    cases = [case for case in _cases(undisturbed) if is_whole or _is_quick(case)]
    killed, wrong = 0, dict[str, list[str]]()
    for case in cases:
        data = stage.begin(case.scene, "case")
        killed += _killed(stage, case, data, life=1)
        assert stage.start(case.scene, data, life=2).wait() == 0, case
        if found := _wrong(stage, case, undisturbed[case.scene.name], data):
            wrong[str(case)] = found
    names = {(case.scene.name, case.point) for case in cases}
    verdict(
        f"crash points: {killed} kills at {len(names)} points (first passing, commits and calls also last) of "
        f"{len(undisturbed)} kinds of work: {len(wrong)} ended otherwise than undisturbed"
    )
    assert not wrong, _told(wrong)
    assert len(names) == len({point for known in undisturbed.values() for point in known.points}) or not is_whole
    assert killed >= (CASES_AT_LEAST if is_whole else len(QUICK))


def _is_quick(case: Case) -> bool:
    return case.passing == 1 and case.point in QUICK.get(case.scene.name, ())


@pytest.mark.timeout(1_500)
def test_killed_at_the_same_point_of_the_second_attempt_it_ends_so_too(
    stage: Stage, undisturbed: dict[str, Undisturbed], is_whole: bool, verdict: Verdict
) -> None:
    first = [case for case in _cases(undisturbed) if case.passing == 1]
    random.Random(SEED).shuffle(first)
    twice, wrong = 0, dict[str, list[str]]()
    for case in first:
        if twice >= (SECOND_ATTEMPTS if is_whole else 1):
            break
        data = stage.begin(case.scene, "case")
        assert _killed(stage, case, data, life=1), case
        twice += _killed(stage, case, data, life=2)
        assert stage.start(case.scene, data, life=3).wait() == 0, case
        if found := _wrong(stage, case, undisturbed[case.scene.name], data):
            wrong[str(case)] = found
    verdict(
        f"crash points: {twice} kills at the same point of both attempts (seed {SEED}): {len(wrong)} ended otherwise"
    )
    assert not wrong, _told(wrong)
    assert twice >= (SECOND_ATTEMPTS if is_whole else 1)


# --- no way around ----------------------------------------------------------------------------------------------

DOORS = {
    "commit": {"service/database.py"},
    "begin": {"service/migrate.py"},
    "sessionmaker": {"service/database.py"},
    "create_engine": {"service/database.py"},
}
"""Calls that open or end a transaction, and the only modules that may make them. A migration is one transaction, before
anything else runs, on a copy that was kept.
"""
APIS = ("gmail.", "calendar.")
"""What the provider itself counts; a token is renewed within one of these calls, and `save_tokens` is its point."""
HANDED_OUT = {"mailbox", "calendar", "authorization"}


def _calls(tree: ast.AST, names: Collection[str]) -> Iterator[tuple[str, ast.Call, tuple[ast.AST, ...]]]:
    """(name of what is called, the call, what it stands in) for every call of something of these names."""
    left: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(tree, ())]
    while left:
        node, around = left.pop()
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                yield name, node, around
            around = (*around, node)
        left += [(child, around) for child in ast.iter_child_nodes(node)]


@cache
def _modules() -> dict[str, ast.AST]:
    """Every source file of the product by its path."""
    paths = [path for top in ("service", "workers", "connectors") for path in sorted((ROOT / top).rglob("*.py"))]
    return {str(path.relative_to(ROOT)): parsed(path) for path in paths}


def test_no_transaction_is_opened_or_ended_beside_the_one_door() -> None:
    beside = [
        f"{path}:{call.lineno} {name}"
        for path, tree in _modules().items()
        for name, call, _ in _calls(tree, DOORS)
        if path not in DOORS[name] and not _is_our_own(call)
    ]
    assert beside == []


def _is_our_own(call: ast.Call) -> bool:
    """`begin` and `commit` are also what turns, consents, digests and imports are asked for: those pass the door
    themselves.
    """
    if isinstance(call.func, ast.Name):
        return True
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "session")
    return not any(word in name for word in ("session", "connection", "engine", "writer", "database"))


def test_what_speaks_to_a_provider_is_handed_out_at_one_door_and_watched() -> None:
    doors: Counter[str] = Counter()
    for path, tree in _modules().items():
        for name, call, around in _calls(tree, {"load", *HANDED_OUT}):
            where = f"{path}:{call.lineno}"
            is_load = name == "load" and isinstance(call.func, ast.Attribute) and _is_named(call.func.value, "registry")
            assert not is_load or where.startswith("service/accounts.py"), where
            if where.startswith("service/accounts.py") and name in HANDED_OUT:
                assert any(isinstance(one, ast.Call) and _is_watching(one) for one in around), where
                doors[name] += 1
    assert set(doors) == HANDED_OUT


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_watching(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "watched" and _is_named(call.func.value, "crash")


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Counter[str], list[str]]]:
    """Points that this process passes, and its engines' own word for every commit."""
    points, commits = Counter[str](), list[str]()

    def committed(_connection: object) -> None:
        commits.append("commit")

    monkeypatch.setattr(crash, "observer", lambda name: points.update([name]))
    event.listen(Engine, "commit", committed)
    yield points, commits
    event.remove(Engine, "commit", committed)


def test_no_commit_and_no_call_that_is_counted_elsewhere_misses_its_points(
    stage: Stage, counts: tuple[Counter[str], list[str]]
) -> None:
    points, commits = counts
    scene = next(scene for scene in SCENES if scene.name == "sending")
    data = stage.begin(replace(scene, begins="connected"), "counted")
    stage.sandbox.control.call("DELETE", "calls")
    settings = load_settings(stage.settings(data, is_written=True))
    context = open_context(settings, ManualClock(scene.now))
    with Runner(context) as runner:
        runner.sync_once()
        assert approve(context) == len(NAMES)
        runner.settle()
        runner.sync_once()
    context.database.close()
    for when in ("before", "after"):
        assert sum(times for name, times in points.items() if name.endswith(f".{when}_commit")) == len(commits)
    answers = stage.sandbox.control.calls()["answers"]
    # A call that came with a token of yesterday was refused before any work, and is made again.
    asked = {
        name: sum(times for status, times in by_status.items() if status != "401")
        for name, by_status in answers.items()
        if name.startswith(APIS)
    }
    assert asked == {name: points[f"{name}.before_request"] for name in asked}
    assert {"gmail.users.drafts.create", "gmail.users.drafts.send", "calendar.events.list"} <= asked.keys()
