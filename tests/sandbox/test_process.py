"""The sandbox as a process: how it starts, what it tells, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from infra.sandbox.process import ROOT, ControlError, Sandbox, run_sandbox
from tests.sandbox.clients import mail

NOW = "2026-11-02T08:00:00+00:00"


def test_the_start_line_holds_every_address_a_client_needs(sandbox: Sandbox) -> None:
    assert set(sandbox.addresses) == {
        "google",
        "auth_uri",
        "token_uri",
        "revoke_uri",
        "control",
        "client_id",
        "client_secret",
    }
    assert sandbox.control.get("health")["status"] == "ok"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with run_sandbox("--now", NOW) as sandbox:
        os.killpg(sandbox.process.pid, number)
        assert sandbox.process.wait(10) == 0


def test_it_ends_with_the_process_that_started_it() -> None:
    """Standard input closes when a test run is killed; no sandbox is left behind."""
    with run_sandbox("--now", NOW) as sandbox:
        assert sandbox.process.stdin is not None
        sandbox.process.stdin.close()
        assert sandbox.process.wait(10) == 0
        sandbox.process.stdin = None


def test_a_port_that_is_taken_is_one_sentence_and_exit_code_two(sandbox: Sandbox) -> None:
    port = sandbox.google.rpartition(":")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "infra.sandbox", "--google-port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert port in ended.stderr


def test_the_clock_file_follows_every_move(tmp_path: Path) -> None:
    """What a product adds to its real time gives the sandbox's time."""
    file = tmp_path / "clock"
    with run_sandbox("--now", NOW, "--clock-file", str(file)) as sandbox:
        begun = time.time() + float(file.read_text())
        assert abs(begun - datetime.fromisoformat(NOW).timestamp()) < 60
        sandbox.control.move_clock(advance=86_400)
        moved = time.time() + float(file.read_text())
        assert abs(moved - begun - 86_400) < 60
        assert [path.name for path in tmp_path.iterdir()] == ["clock"]


def test_the_clock_never_goes_back(sandbox: Sandbox) -> None:
    with pytest.raises(ControlError, match="forward"):
        sandbox.control.move_clock(to="2026-11-01T00:00:00Z")


def test_one_seed_gives_one_sandbox() -> None:
    """The same ids and the same tokens, in another process."""

    def play() -> str:
        with run_sandbox("--now", NOW, "--seed", "11") as sandbox:
            control = sandbox.control
            delivered = [control.deliver(mail(f"Number {n}"), internal_date=NOW) for n in range(3)]
            event = control.put_event({"start": {"date": "2026-11-05"}, "end": {"date": "2026-11-06"}})
            return json.dumps(
                [delivered, event["id"], control.credentials("openid")["token"], control.state()["people"]]
            )

    assert play() == play()


def test_a_control_call_that_does_not_exist_names_those_that_do(sandbox: Sandbox) -> None:
    with pytest.raises(ControlError, match="no control call"):
        sandbox.control.post("nonsense")
