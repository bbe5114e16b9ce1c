"""A Warmthread is begun by what starts it or brings something in; whoever only looks is told that there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import backup
from tests.service.cli.conftest import NOW, Cli

LOOKS = (
    ("interviews",),
    ("interviews", "show", "int_1"),
    ("drafts",),
    ("drafts", "approve", "drf_1"),
    ("promises",),
    ("contacts",),
    ("manner",),
    ("note", "int_1", "She knows maps."),
    ("audit",),
    ("audit", "--here"),
    ("replay",),
    ("sync",),
    ("sync", "--once"),
    ("open",),
    ("disconnect", "maya@reed.example"),
    ("backup",),
    ("restore", "--finish"),
)


@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_who_looks_where_no_warmthread_is_hears_so_and_nothing_is_made(cli: Cli, words: tuple[str, ...]) -> None:
    answer = cli(*words)
    assert answer.code == 1
    assert f"There is no Warmthread in {cli.folder} yet" in answer.err
    assert "WARMTHREAD_DATA_DIR" in answer.err
    assert answer.out == ""
    assert not cli.folder.exists()


@pytest.mark.parametrize("words", [("migrate",), ("interviews", "add", "--with", "Ann", "--start", "2026-03-05T14:00")])
def test_what_brings_something_in_begins_one(cli: Cli, words: tuple[str, ...]) -> None:
    assert cli(*words).code == 0
    assert cli("interviews").code == 0


def test_where_a_database_was_before_nothing_begins_anew_in_its_place(cli: Cli) -> None:
    context = cli.context()
    context.database.close()
    made = backup.automatic(cli.folder / "warmthread.db", context.vault, backup.DAILY, 3, NOW)
    for path in cli.folder.glob("warmthread.db*"):
        path.unlink()
    for words in (("run",), ("serve",), ("work",), ("migrate",), ("interviews",), ("backup",)):
        answer = cli(*words)
        assert answer.code == 2, words
        assert f"{cli.folder / 'warmthread.db'} is gone" in answer.err
        assert "warmthread restore" in answer.err
    assert not (cli.folder / "warmthread.db").exists()
    assert "warmthread restore" in cli("doctor").out
    assert cli("doctor").code == 1
    assert cli("restore", str(made.path)).code == 0
    assert cli("interviews").code == 0


def test_one_whose_copies_were_taken_elsewhere_may_begin_anew(cli: Cli, tmp_path: Path) -> None:
    cli.begin()
    (cli.folder / "backups" / f"{backup.DAMAGED}-20260306T150000Z").mkdir(parents=True)
    (cli.folder / "warmthread.db").unlink()
    assert cli("migrate").code == 2
    (cli.folder / "backups").rename(tmp_path / "elsewhere")
    assert cli("migrate").code == 0
