"""A newer version changes the tables of a file only where nobody is at work with the older ones."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import inspect, text

from service import backup, folder, migrate
from service.accounts import LOCAL_PERSON
from service.cli import runtime
from service.context import Context
from service.encrypted import open_file
from service.folder_key import key_of
from service.schema import Person
from service.settings import Settings
from tests.service.cli.conftest import Cli
from tests.service.test_migrations import add_step


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for."""
    monkeypatch.setattr(runtime, "PATIENCE_SECONDS", 0.0)


def columns(context: Context) -> set[str]:
    return {column["name"] for column in inspect(context.database.engine).get_columns("persons")}


def copies(cli: Cli) -> list[Path]:
    return backup.listing(cli.settings().database_path, backup.BEFORE_UPGRADE)


@pytest.mark.parametrize("words", [("open",), ("drafts",), ("migrate",), ("run", "--port", "0")], ids=" ".join)
@pytest.mark.usefixtures("hasty")
def test_while_an_older_warmthread_is_at_work_a_newer_one_leaves_its_tables_alone(
    words: tuple[str, ...], lived: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with lived.runtime().opened() as older:
        before = columns(older)
        add_step(monkeypatch, tmp_path)
        refused = lived(*words)
        assert columns(older) == before
        assert migrate.is_older(older.database)
    assert refused.code == 1
    assert "another Warmthread is at work" in refused.err
    assert "warmthread autostart off" in refused.err
    assert copies(lived) == []


@pytest.mark.usefixtures("hasty")
def test_the_copy_before_an_upgrade_holds_what_the_older_version_wrote_last(
    lived: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with lived.runtime().opened() as older:
        add_step(monkeypatch, tmp_path)
        assert lived("drafts").code == 1
        with older.database.writing(LOCAL_PERSON) as session:
            session.execute(text("UPDATE persons SET name = 'Written last'"))
    assert lived("drafts").code == 0
    with closing(lived.context().database) as database, database.reading() as session:
        assert session.get_one(Person, LOCAL_PERSON).name == "Written last"
        assert not migrate.is_older(database)
    (made,) = copies(lived)
    unpacked = tmp_path / "unpacked.db"
    backup.unpack(made, backup.read_manifest(made), unpacked, older.vault)
    with closing(open_file(unpacked, key_of(unpacked, older.vault))) as kept:
        assert kept.execute("SELECT name FROM persons").fetchall() == [("Written last",)]


def test_an_upgrade_waits_for_a_command_that_is_about_to_end(
    lived: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_step(monkeypatch, tmp_path)
    with ExitStack() as brief:
        brief.enter_context(folder.held(lived.settings().database_path))
        waiting = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: brief.close())
        monkeypatch.setattr(folder, "time", waiting)
        assert lived("migrate", "--json").json["upgraded"]


@pytest.mark.usefixtures("hasty")
def test_a_command_goes_on_where_another_upgraded_while_it_was_about_to(
    lived: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    add_step(monkeypatch, tmp_path)
    upgrade = runtime.Runtime.upgrade
    with ExitStack() as other:

        def after_another(self: runtime.Runtime, settings: Settings | None = None) -> backup.Backup | None:
            monkeypatch.setattr(runtime.Runtime, "upgrade", upgrade)
            stays = other.enter_context(lived.runtime().opened())
            assert not migrate.is_older(stays.database)
            return upgrade(self, settings)

        monkeypatch.setattr(runtime.Runtime, "upgrade", after_another)
        answered = lived("drafts")
    assert (answered.code, answered.out) == (0, lived("drafts").out)
    assert len(copies(lived)) == 1


@pytest.mark.usefixtures("hasty")
def test_a_database_that_a_newer_version_upgraded_is_refused_as_that_also_while_it_is_at_work(lived: Cli) -> None:
    with lived.runtime().opened() as newer:
        with newer.database.writing(LOCAL_PERSON) as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        for words in (("drafts",), ("migrate",)):
            refused = lived(*words)
            assert refused.code == 2
            assert "newer Warmthread" in refused.err
