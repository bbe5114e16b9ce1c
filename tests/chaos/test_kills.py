"""At least 500 times `kill -9` while 5,000 events come in, at random but from a seed: everything ends as if nobody had been
killed, and no mail goes out twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.demo import free_port
from infra.sandbox.process import Sandbox, run_sandbox
from tests.chaos.cluster import Cluster
from tests.chaos.ends import Ends, differences
from tests.chaos.ingest import Ingest, IsDone, Size, killed, wait_for
from tests.chaos.killing import Dice, Kill, Tally, doing
from tests.chaos.lives import Life
from tests.chaos.warm import Child, Warm, go_on
from tests.conftest import NOW
from tests.servers.postgres import running_postgres
from tests.servers.redis import running_redis
from tests.verdicts import Verdict

SEED = 7
WHOLE, QUICK = Size(batches=17, people=30, kills=540), Size(batches=1, people=3, kills=6)
SHORTEST, SHORTEST_ALONE = 15.0, 25.0
"""Two workers share what there is to do: each passes fewer points than one process alone before a batch is done. The
work of a batch may be over before its share of kills is used up, where the machine is quick: then they come closer.
"""
KILLS_AT_LEAST, EVENTS_AT_LEAST, INSIDE_AT_LEAST = 500, 5_000, 0.8


@pytest.fixture(scope="module")
def size(is_whole: bool) -> Size:
    return WHOLE if is_whole else QUICK


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as running:
        yield running


@pytest.fixture(scope="module")
def warm(warm: Warm, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Warm:
    rehearsal = Ingest(sandbox, tmp_path_factory.mktemp("rehearsal"), QUICK, {})
    rehearsal.begin()
    rehearsal.deliver()
    warm.rehearse(rehearsal.settings, rehearsal.next_now())
    return warm


@pytest.fixture(scope="module")
def undisturbed(
    sandbox: Sandbox, warm: Warm, size: Size, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ends, list[tuple[str, str, str]]]:
    """What it ends in when nobody is killed, and what was sent."""
    ingest = Ingest(sandbox, tmp_path_factory.mktemp("undisturbed"), size, {})
    ingest.begin()
    child = _run(ingest, warm)
    for _ in range(size.batches):
        ingest.deliver()
        wait_for(ingest, ingest.is_read, ingest.say)
        ingest.yes.touch()
        wait_for(ingest, ingest.is_sent, ingest.say)
    child.kill()
    if size == WHOLE:
        assert ingest.handled() >= EVENTS_AT_LEAST
    return ingest.end(), ingest.sent()


def _run(ingest: Ingest, warm: Warm, arm: str = "") -> Child:
    """A process that does everything."""
    trace = ingest.folder / "trace"
    trace.unlink(missing_ok=True)
    order = Life(
        "run", ingest.settings, ingest.next_now(), str(ingest.folder / "log"), arm, str(trace), {"yes": str(ingest.yes)}
    )
    return warm.start(order)


@pytest.mark.timeout(1_500)
def test_killed_in_one_process_on_sqlite_nothing_is_lost_and_nothing_is_twice(
    sandbox: Sandbox,
    warm: Warm,
    size: Size,
    undisturbed: tuple[Ends, list[tuple[str, str, str]]],
    tmp_path: Path,
    verdict: Verdict,
) -> None:
    ingest, tally = Ingest(sandbox, tmp_path, size, {}), Tally(tmp_path / "kills.txt")
    dice = Dice(SEED, shortest=SHORTEST_ALONE)
    ingest.begin()

    def step(points: tuple[str, ...], far: float) -> list[Kill]:
        child, trace = _run(ingest, warm, arm := dice.arm(points)), ingest.folder / "trace"
        ingest.say()
        is_armed = bool(go_on(warm, [child], [trace], far, is_patient=dice.is_patient()))
        if not is_armed:
            child.kill()
        is_inside, what = doing(trace)
        return [Kill("run", arm if is_armed else "", is_inside, what, is_busy=True)]

    def settle(is_done: IsDone) -> None:
        child = _run(ingest, warm)
        wait_for(ingest, is_done, ingest.say)
        child.kill()

    killed(ingest, dice, tally, step, settle)
    _judge("SQLite, one process", ingest, tally, undisturbed, size, verdict)


@pytest.fixture
def cluster(request: pytest.FixtureRequest, size: Size, tmp_path: Path, *, is_whole: bool) -> Iterator[Cluster]:
    """Four processes on a Postgres and a Redis that keep what they have confirmed; nobody lives yet."""
    if not is_whole:
        pytest.skip("only in make chaos: four processes and two servers take their time to start")
    sandbox, warm = request.getfixturevalue("sandbox"), request.getfixturevalue("warm")
    with running_postgres(is_lasting=True) as postgres, running_redis(append_only=True, comes_back=True) as redis_url:
        postgres.create("warmthread")
        port = free_port(0)
        more = {
            "WARMTHREAD_DATABASE_URL": postgres.url("warmthread"),
            "WARMTHREAD_REDIS_URL": redis_url,
            "WARMTHREAD_BIND": f"127.0.0.1:{port}",
            "WARMTHREAD_WORKERS": "2",
        }
        ingest = Ingest(sandbox, tmp_path, size, more)
        ingest.begin()
        made = Cluster(ingest, warm, Dice(SEED, shortest=SHORTEST), postgres, redis_url, port)
        made.sign_in()
        yield made
        made.end()
        ingest.context.database.close()


@pytest.mark.timeout(3_000)
def test_killed_on_postgres_and_redis_with_both_servers_nothing_is_lost_and_nothing_is_twice(
    cluster: Cluster,
    size: Size,
    undisturbed: tuple[Ends, list[tuple[str, str, str]]],
    tmp_path: Path,
    verdict: Verdict,
) -> None:
    ingest, tally = cluster.ingest, Tally(tmp_path / "kills.txt")

    def settle(is_done: IsDone) -> None:
        cluster.end()
        cluster.start(())
        wait_for(ingest, is_done, cluster.use_pages)
        cluster.end()

    killed(ingest, cluster.dice, tally, cluster.step, settle)
    verdict(
        f"The person at the pages meanwhile, seed {SEED}: {cluster.told} clicks answered and {cluster.untold} not, "
        f"{len(cluster.broken)} not as they were told; {cluster.ended_alone} processes found no database at their start, "
        "and were started again"
    )
    assert cluster.broken == []
    _judge("Postgres and Redis, four processes", ingest, tally, undisturbed, size, verdict)


def _judge(
    where: str,
    ingest: Ingest,
    tally: Tally,
    undisturbed: tuple[Ends, list[tuple[str, str, str]]],
    size: Size,
    verdict: Verdict,
) -> None:
    end, sent = ingest.end(), ingest.sent()
    lost, twice = _interviews(undisturbed[0], end)
    doubles = sum(times - 1 for times in Counter(sent).values())
    wrong = differences(undisturbed[0], end)
    verdict(
        f"{where}, seed {SEED}: {tally.told()} during {ingest.handled()} events: {lost} interviews lost, {twice} twice, "
        f"{doubles} of {len(sent)} mails twice, {len(wrong)} rows other than undisturbed, {ingest.retried} records passed by until asked for; every kill is in {tally.file}"
    )
    assert wrong == [], wrong[:6]
    assert (lost, twice, doubles, sent) == (0, 0, 0, undisturbed[1])
    if size == WHOLE:
        assert tally.busy >= KILLS_AT_LEAST
        assert tally.share_inside >= INSIDE_AT_LEAST


def _interviews(before: Ends, after: Ends) -> tuple[int, int]:
    """(how many are gone, how many are too many)"""
    return len(set(before["interviews"]) - set(after["interviews"])), len(after["interviews"]) - len(
        before["interviews"]
    )
