"""An old sheet through the command line: looked at first, brought in with a yes, taken back; and two rows made one."""

from __future__ import annotations

from pathlib import Path

from tests.service.cli.conftest import Cli

SHEET = "Name,Email,Date\nAnn Lee,ann@x.example,2025-11-03\nBen Oh,,2025-11-05\n,,2025-11-06\n"


def test_a_sheet_is_looked_at_brought_in_and_taken_back(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(SHEET)
    out = cli("interviews", "sheet", str(file)).out
    assert "2 rows new" in out
    assert "line 4" in out
    assert cli("interviews", "--json").json == []
    brought = cli("interviews", "sheet", str(file), "--yes", "--json").json
    assert (brought["new"], brought["no"], len(cli("interviews", "--json").json)) == (2, 1, 2)
    assert cli("interviews", "sheet", str(file), "--yes", "--json").json["known"] == 2
    assert "2 conversations taken back" in cli("interviews", "take-back", brought["batch"]).out
    assert cli("interviews", "--json").json == []


def test_somebody_on_the_never_log_list_is_added_only_knowingly(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(SHEET)
    cli.begin()
    assert cli("never-log", "add", "address", "ann@x.example").code == 0
    refused = cli("interviews", "add", "--with", "Ann", "--email", "ann@x.example", "--start", "2026-03-03T10:00")
    assert refused.code == 1
    assert "never-log list" in refused.err
    assert "say --barred" in cli("interviews", "sheet", str(file)).out
    for more, added in (((), 1), (("--barred",), 2)):
        cli("interviews", "sheet", str(file), "--yes", *more)
        assert len(cli("interviews", "--json").json) == added


def test_what_is_no_sheet_is_refused_with_a_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"PK\x03\x04")
    for path in (tmp_path / "x.csv", tmp_path / "missing.csv"):
        assert cli("interviews", "sheet", str(path)).code == 2
    assert cli("interviews", "take-back", "bat_0").code == 1


def test_two_rows_become_one(cli: Cli) -> None:
    ids = [
        cli("interviews", "add", "--with", name, "--start", f"2026-03-0{day}T10:00", "--json").json["id"]
        for name, day in (("Zoe", 3), ("Zoe Q.", 4))
    ]
    assert cli("interviews", "merge", *ids).code == 0
    assert len(cli("interviews", "--json").json) == 1
    assert cli("interviews", "merge", ids[0], ids[0]).code == 1
