"""The command line as a whole: what works while settings are wrong, and how failures are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.cli import app
from service.cli.app import invoke
from service.cli.runtime import Runtime
from tests.service.cli.conftest import Cli
from workers.runner import Runner

COMMANDS = (
    "run serve work migrate backup restore open connect disconnect sync import interviews drafts contacts note simulate parse audit "
    "doctor version"
).split()


def test_help_names_every_command(cli: Cli) -> None:
    listed = cli("--help").out
    assert [name for name in COMMANDS if name not in listed] == []
    assert "replay" not in listed


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(cli: Cli, name: str) -> None:
    answer = cli(name, "--help")
    assert answer.code == 0
    assert "Usage: warmthread" in answer.out


def test_version_is_told_plainly_and_as_json(cli: Cli) -> None:
    assert cli("version").out.startswith("warmthread ")
    assert set(cli("version", "--json").json) == {"version"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WARMTHREAD_BIND", "somewhere"),
        ("WARMTHREAD_POLL_SECONDS", "soon"),
        ("WARMTHREAD_DATABASE_URL", "mysql://x"),
        ("WARMTHREAD_NOW", "2026-03-01T08:00:00"),
    ],
)
def test_a_wrong_setting_is_named_and_ends_with_two(cli: Cli, variable: str, value: str) -> None:
    cli.environ[variable] = value
    for command in ("interviews", "drafts", "open", "audit"):
        answer = cli(command)
        assert answer.code == 2
        assert variable in answer.err
        assert answer.out == ""


def test_help_version_and_parse_work_while_a_setting_is_wrong(cli: Cli, tmp_path: Path) -> None:
    cli.environ["WARMTHREAD_BIND"] = "somewhere"
    mail = tmp_path / "a.eml"
    mail.write_text("From: dana@hall.example\nSubject: Hi\n\nText\n")
    assert [cli("--help").code, cli("version").code, cli("parse", str(mail)).code] == [0, 0, 0]


def test_a_data_folder_that_cannot_be_made_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cli.environ["WARMTHREAD_DATA_DIR"] = str(tmp_path / "file" / "data")
    answer = cli("migrate")
    assert answer.code == 2
    assert "WARMTHREAD_DATA_DIR" in answer.err
    assert "Traceback" not in answer.err


def test_a_data_folder_that_may_not_be_written_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    answer = cli("migrate")
    assert answer.code == 2
    assert "cannot write" in answer.err


def test_an_unknown_command_is_wrong_usage(cli: Cli) -> None:
    assert cli("intervews").code == 2


def test_a_fault_of_ours_is_one_sentence_and_debug_shows_where(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret words of a mail")

    monkeypatch.setattr(app, "build_app", broken)
    assert invoke(["drafts"], Runtime(engine=Runner)) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "ZeroDivisionError" in told
    assert "secret" not in told
    assert invoke(["drafts", "--debug"], Runtime(engine=Runner)) == 1
    assert "Traceback" in capsys.readouterr().err


def test_json_may_stand_before_or_after_the_subcommand(cli: Cli) -> None:
    cli.begin()
    assert cli("drafts", "--json").json == []
    assert cli("drafts", "--json", "list").json == []
    assert cli("drafts", "list", "--json").json == []


def test_replaying_an_empty_installation_changes_nothing(cli: Cli) -> None:
    cli.begin()
    assert cli("replay", "--json").json == {"replayed": 0}
