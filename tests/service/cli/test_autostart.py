"""Starting at sign-in: the unit is one that systemd takes, holds no secret, and starts with what was set at the time."""

from __future__ import annotations

import os
import plistlib
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from service import autostart
from service.autostart import NotHere, Plan
from service.cli.autostart import COMMAND
from service.settings import load_settings
from tests.service.cli.conftest import Cli

SECRET = 'it\'s $HOME `id` "quoted" 100% \\n'
GIVEN = {
    "WARMTHREAD_GOOGLE_CLIENT_ID": "me.apps.example",
    "WARMTHREAD_GOOGLE_CLIENT_SECRET": SECRET,
    "WARMTHREAD_NOW": "2026-03-01T08:00:00Z",
}
FAKE = """#!/bin/sh
echo "$*" >> "$0.asked"
[ -z "$(cat "$0.refuses" 2>/dev/null)" ] || { echo no such thing >&2; exit 1; }
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home of the test's own."""
    folder = tmp_path / "a home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    return folder


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands for systemd's: it writes down what it is asked, and agrees."""
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def asked(systemctl: Path) -> list[str]:
    told = systemctl.with_name("systemctl.asked")
    lines = told.read_text().splitlines() if told.exists() else []
    told.unlink(missing_ok=True)
    return [
        line.removeprefix("--user ") for line in lines if "show-environment" not in line and "is-active" not in line
    ]


def plan_for(platform: str, folder: Path, **given: str) -> Plan:
    return autostart.plan(load_settings({}, data_dir=folder), {**GIVEN, **given}, COMMAND, platform=platform)


def test_switching_it_on_starts_it_now_and_at_every_sign_in(cli: Cli, home: Path, systemctl: Path) -> None:
    told = cli("autostart", "on", "--json").json
    assert told["on"]
    assert asked(systemctl) == ["daemon-reload", "enable warmthread.service", "restart warmthread.service"]
    assert told["file"] == str(home / ".config" / "systemd" / "user" / "warmthread.service")
    assert stat.S_IMODE(Path(told["file"]).stat().st_mode) == 0o600
    assert told["file"] in cli("autostart", "status").out


def test_switching_it_on_again_changes_nothing_and_restarts_nothing(cli: Cli, home: Path, systemctl: Path) -> None:
    first = cli("autostart", "on", "--json").json
    asked(systemctl)
    before = Path(first["file"]).stat().st_mtime_ns
    assert cli("autostart", "on", "--json").json == first
    assert Path(first["file"]).stat().st_mtime_ns == before
    assert asked(systemctl) == ["daemon-reload", "enable warmthread.service", "start warmthread.service"]


def test_switching_it_off_leaves_nothing_behind(cli: Cli, home: Path, systemctl: Path) -> None:
    told = cli("autostart", "on", "--json").json
    asked(systemctl)
    after = cli("autostart", "off", "--json").json
    assert not after["on"]
    assert asked(systemctl) == ["disable --now warmthread.service", "daemon-reload"]
    assert not Path(told["file"]).exists()
    assert not Path(told["settings_file"]).exists()
    assert cli("autostart", "off").code == 0


def test_what_is_set_is_carried_along_and_only_its_name_is_shown(
    cli: Cli, home: Path, systemctl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    said = cli("autostart", "on")
    assert "WARMTHREAD_GOOGLE_CLIENT_SECRET" in said.out
    assert SECRET not in said.out
    told = cli("autostart", "status", "--json").json
    assert told["settings"] == ["WARMTHREAD_GOOGLE_CLIENT_ID", "WARMTHREAD_GOOGLE_CLIENT_SECRET"]
    assert told["is_current"]
    assert SECRET not in Path(told["file"]).read_text()
    monkeypatch.setenv("WARMTHREAD_GOOGLE_CLIENT_ID", "another")
    assert "differs" in cli("autostart", "status").out
    cli("autostart", "on")
    assert cli("autostart", "status", "--json").json["is_current"]


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_the_settings_are_in_a_file_of_their_owner_and_a_shell_reads_them_back(
    platform: str, home: Path, tmp_path: Path
) -> None:
    plan = plan_for(platform, tmp_path / "data")
    autostart.write(plan)
    assert stat.S_IMODE(plan.settings_file.stat().st_mode) == 0o600
    assert SECRET.encode() not in plan.text
    script = 'set -a; . "$0"; exec env -0'
    done = subprocess.run(
        ["/bin/sh", "-c", script, plan.settings_file],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    read = dict(line.partition("=")[::2] for line in done.stdout.split("\0") if line)
    assert read["WARMTHREAD_GOOGLE_CLIENT_SECRET"] == SECRET
    assert "WARMTHREAD_NOW" not in read, "another clock is for demos"


def test_paths_are_carried_whole_since_it_starts_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"WARMTHREAD_DATA_DIR": "mine", "WARMTHREAD_CA_FILE": "ca.pem", "WARMTHREAD_SECRET_KEY_FILE": "key"}
    assert autostart.carried_settings(given) == {name: str(tmp_path / value) for name, value in given.items()}


def test_a_value_that_would_become_a_second_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotHere, match="WARMTHREAD_SECRET_KEY_FILE"):
        autostart.carried_settings({"WARMTHREAD_SECRET_KEY": "1:aa\nLD_PRELOAD=/tmp/x"})


def test_systemd_takes_the_unit(home: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not on this machine.")
    plan = plan_for("linux", tmp_path / "a % folder")
    autostart.write(plan)
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}
    done = subprocess.run(
        [analyze, "verify", "--user", plan.unit], capture_output=True, text=True, check=False, env=surroundings
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_can_gain_nothing_and_needs_no_namespace() -> None:
    unit = plan_for("linux", Path("/data")).text.decode()
    for line in ("NoNewPrivileges=yes", "UMask=0077", "Restart=on-failure", "RestartPreventExitStatus=2"):
        assert line in unit.splitlines()
    assert f'ExecStart="{sys.executable}" "-m" "service" "run"' in unit
    assert "Protect" not in unit
    assert "Environment=" not in unit


def test_launchd_gets_an_agent_that_a_shell_hands_the_settings(home: Path, tmp_path: Path) -> None:
    plan = plan_for("darwin", tmp_path / "data")
    autostart.write(plan)
    assert plan.unit == home / "Library" / "LaunchAgents" / "org.warmthread.run.plist"
    agent = plistlib.loads(plan.unit.read_bytes())
    assert agent["RunAtLoad"] is True
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    *shell, _file = agent["ProgramArguments"][:4]
    arguments = [
        *shell,
        agent["ProgramArguments"][3],
        sys.executable,
        "-c",
        "import os; print(os.environ['WARMTHREAD_GOOGLE_CLIENT_ID'])",
    ]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]})
    assert done.stdout.strip() == GIVEN["WARMTHREAD_GOOGLE_CLIENT_ID"]


def test_where_systemd_does_not_look_after_the_session_it_says_what_to_do(
    cli: Cli, home: Path, systemctl: Path
) -> None:
    systemctl.with_name("systemctl.refuses").write_text("yes")
    refused = cli("autostart", "on")
    assert refused.code == 1
    assert "-m service run" in refused.err
    assert not (home / ".config").exists()


def test_elsewhere_it_says_what_to_start(tmp_path: Path) -> None:
    with pytest.raises(NotHere, match="-m service run"):
        plan_for("win32", tmp_path)
