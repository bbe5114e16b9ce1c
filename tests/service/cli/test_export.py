"""One command takes everything along, and one brings it into an empty Warmthread elsewhere."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from service.accounts import LOCAL_PERSON
from service.schema.owned import counts
from tests.service.cli.conftest import Cli
from tests.service.cli.test_backup import elsewhere


def counted(cli: Cli) -> dict[str, int]:
    context = cli.context()
    with context.database.reading() as session:
        found = counts(session, LOCAL_PERSON)
    context.database.close()
    return found


def test_export_and_import_bring_everything_elsewhere(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    said = lived("export", str(file))
    assert said.code == 0
    assert str(file) in said.out
    assert "not encrypted" in said.out
    other = elsewhere(lived, tmp_path)
    said = other("import", str(file))
    assert said.code == 0, said.err
    assert "1 conversation, " in said.out
    assert counted(other) == counted(lived)
    assert other("drafts", "--json").json[0]["id"] == lived("drafts", "--json").json[0]["id"]
    assert (other.folder / "secret.key").read_text() != (lived.folder / "secret.key").read_text()


def test_both_say_what_they_did_as_json(lived: Cli, tmp_path: Path) -> None:
    made = lived("export", str(tmp_path), "--json").json
    assert Path(made["file"]).parent == tmp_path
    done = elsewhere(lived, tmp_path)("import", made["file"], "--json").json
    assert done["rows"] == made["rows"]
    assert done["looked_for_first"] == 0


def test_where_there_is_something_already_nothing_is_brought_in(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    lived("export", str(file))
    before = counted(lived)
    said = lived("import", str(file))
    assert said.code == 1
    assert "into an empty one" in said.err
    assert counted(lived) == before


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "mine.zip"
    file.write_text("mine")
    said = lived("export", str(file))
    assert said.code == 1
    assert "--overwrite" in said.err
    assert file.read_text() == "mine"
    assert lived("export", str(file), "--overwrite").code == 0
    assert zipfile.is_zipfile(file)


def test_a_newer_warmthreads_archive_is_refused_in_a_sentence(lived: Cli, tmp_path: Path) -> None:
    file, newer = tmp_path / "mine.zip", tmp_path / "newer.zip"
    lived("export", str(file))
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            told = old.read(name)
            if name == "warmthread.json":
                told = json.dumps(json.loads(told) | {"format": 99, "product": "9.9"}).encode()
            new.writestr(name, told)
    said = elsewhere(lived, tmp_path)("import", str(newer))
    assert said.code == 1
    assert "newer Warmthread (9.9)" in said.err


def test_its_drafts_are_not_read_as_mail(lived: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    lived("export", str(folder / "mine.zip"))
    said = elsewhere(lived, tmp_path)("import", str(folder), "--me", "maya@reed.example")
    assert said.code == 1
    assert "archive of Warmthread's own" in said.err
