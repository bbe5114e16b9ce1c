"""Warmthread as real processes: it starts, refuses a taken port, and ends cleanly when told to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service.cli.app import invoke
from service.cli.runtime import Runtime
from service.settings import load_settings
from workers.runner import Runner

ROOT = Path(__file__).resolve().parents[3]
Process = subprocess.Popen[str]


@contextmanager
def started(folder: Path, *arguments: str, **environ: str) -> Iterator[Process]:
    """`warmthread …` with a data folder of its own and any free port."""
    own = {"WARMTHREAD_DATA_DIR": str(folder), "WARMTHREAD_BIND": "127.0.0.1:0"} | environ
    process = subprocess.Popen(
        [sys.executable, "-m", "service", *arguments],
        cwd=ROOT,
        env=dict(os.environ) | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def read_json(process: Process) -> Any:
    """The JSON document that a long-running command begins with."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("}"):
            return json.loads("".join(lines))
    raise AssertionError(f"it ended with {process.wait()}: {process.communicate()[1]}")


def ask(opener: urllib.request.OpenerDirector, address: str) -> Any:
    with opener.open(address, timeout=30) as answer:
        return json.loads(answer.read())


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none") as running:
        yield running


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.control.reset()
    return _sandbox


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_serves_at_a_free_port_and_ends_cleanly_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path / "data", "run", "--json") as process:
        told = read_json(process)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert ask(browser, f"{told['address']}healthz")["status"] == "ok"
        browser.open(told["sign_in"], timeout=30).close()
        assert ask(browser, f"{told['address']}idle")["caught_up"] is True
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert err == ""


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_taken_port_is_told_before_anything_starts(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Runtime(engine=Runner, load=lambda: load_settings({}, data_dir=tmp_path / "data"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert invoke((command, "--port", port), here) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert port in err
    assert not (tmp_path / "data").exists()


def test_connecting_goes_through_the_providers_page_and_says_what_was_granted(sandbox: Sandbox, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    settings = sandbox.product_settings() | {"WARMTHREAD_BIND": bind}
    with started(tmp_path / "data", "connect", "google", "--no-browser", "--json", **settings) as process:
        assert process.stderr is not None
        url = next(line.strip() for line in process.stderr if line.startswith("http"))
        back = sandbox.control.consent(url, untick=["https://www.googleapis.com/auth/calendar.readonly"])
        assert back.startswith(f"http://{bind}/connect/google/callback?")
        with urllib.request.urlopen(back, timeout=30) as page:  # noqa: S310
            assert "Go back to the terminal" in page.read().decode()
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        told = json.loads(out)
        assert told["email"] == "alex@example.com"
        assert told["missing"] == ["read calendar"]
        assert "send approved drafts" in told["granted"]


def test_a_refused_consent_ends_with_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    settings = sandbox.product_settings() | {"WARMTHREAD_BIND": bind}
    with started(tmp_path / "data", "connect", "google", "--no-browser", **settings) as process:
        assert process.stderr is not None
        url = next(line.strip() for line in process.stderr if line.startswith("http"))
        back = sandbox.control.consent(url, refuse=True)
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(back, timeout=30)  # noqa: S310
        out, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert out == ""
        assert "did not allow access" in err


def test_a_provider_that_does_not_answer_does_not_hold_up_the_end(sandbox: Sandbox, tmp_path: Path) -> None:
    """It hangs for half a minute; the end comes at once all the same, and nothing is lost by it."""
    credentials = tmp_path / "credentials.json"
    control, settings = sandbox.control, sandbox.product_settings()
    credentials.write_text(json.dumps(control.credentials("https://www.googleapis.com/auth/gmail.readonly")))
    here = Runtime(engine=Runner, load=lambda: load_settings(settings, data_dir=tmp_path / "data"))
    assert invoke(("connect", "google", "--credentials", str(credentials), "--json"), here) == 0
    number = control.order_fault("gmail.*", "delay", seconds=30, times=None)
    with started(tmp_path / "data", "run", "--json", **settings) as process:
        read_json(process)
        while not any(one["id"] == number and one["struck"] for one in control.get("faults")["faults"]):
            assert process.poll() is None
        process.terminate()
        assert process.wait(timeout=60) == 0
    control.clear_faults()
    again = Runtime(engine=Runner, load=here.load)
    assert invoke(("sync", "--once"), again) == 0
