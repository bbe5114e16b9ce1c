"""What is taken out is everything, of one person and of one moment, readable without Warmthread; and brought in elsewhere
it is the same again.
"""

from __future__ import annotations

import json
import mailbox
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import Table, delete

from service import archive_rows, bringing_in, erased, exclusions, taking_out
from service.archive_rows import LEFT_OUT
from service.calendar_feed import Entry
from service.clock import ManualClock
from service.context import Context, open_context
from service.schema import Base, Person
from service.schema.owned import owned_by, owned_tables
from service.settings import load_settings
from service.taking_out import CannotTakeOut, Wish
from service.vault import Vault
from tests.rows import rows
from tests.service.filled import ROWS, TWISTED, fill
from tests.service.planted import Garden

UNDER_WAY = {"lease_owner", "lease_until", "lease_epoch", "next_due", "in_hand", "bad_ends", "spent", "blocked_until"}
"""Who was at work on what: another matter in another place."""


def named(entry: Entry) -> str:
    return f"Talk with {entry.talk.who.name}"


def taken(context: Context, person_id: str, file: Path) -> Path:
    taking_out.to_file(context, Wish(person_id, context.clock(), named, "http://127.0.0.1:1"), file)
    return file


@contextmanager
def another(folder: Path, clock: ManualClock) -> Iterator[Context]:
    """Another installation, with a key of its own, in which nobody but Alice has been."""
    context = open_context(load_settings({}, data_dir=folder), clock)
    Base.metadata.create_all(context.database.engine)
    with context.database.writing("per_alice", "test") as session:
        session.add(Person(id="per_alice", created_at=clock()))
    yield context
    context.database.close()


@pytest.fixture
def elsewhere(tmp_path: Path, clock: ManualClock) -> Iterator[Context]:
    with another(tmp_path / "elsewhere", clock) as context:
        yield context


def opened(context: Context) -> dict[str, list[dict[str, object]]]:
    """Every carried row, as it stands in an archive, without who was at work on it."""
    found = {}
    for table in archive_rows.carried_tables():
        mine = [row for row in rows(context, table.name) if row.get("name") not in {"Bob", "Charlie"}]
        lines = [archive_rows.opened(context.vault, table, row) for row in mine]
        found[table.name] = [{name: told for name, told in line.items() if name not in UNDER_WAY} for line in lines]
    return found


def lines_of(file: Path, table: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(file) as packed:
        return [json.loads(line) for line in packed.read(f"data/{table}.jsonl").splitlines()]


# --- what is in it ----------------------------------------------------------------------------------------------


def test_every_table_is_in_it_but_what_would_let_somebody_in(context: Context, alice: str, tmp_path: Path) -> None:
    fill(context, alice)
    file = taken(context, alice, tmp_path / "mine.zip")
    for table in archive_rows.carried_tables():
        expected = {"persons": 1, "activity": ROWS + 1}.get(table.name, ROWS)
        assert len(lines_of(file, table.name)) == expected, table.name
    assert {"leases", *LEFT_OUT} == set(Base.metadata.tables) - {one.name for one in archive_rows.carried_tables()}


def test_what_is_sealed_lies_open_in_it_and_tokens_are_not_in_it(context: Context, alice: str, tmp_path: Path) -> None:
    fill(context, alice)
    file = taken(context, alice, tmp_path / "mine.zip")
    assert lines_of(file, "notes")[0]["text"] == TWISTED
    assert lines_of(file, "messages")[0]["body"]["text"] == f"Hello {TWISTED}"  # type: ignore[index]
    assert lines_of(file, "contacts")[0]["data"]["note"] == TWISTED  # type: ignore[index]
    assert "tokens" not in lines_of(file, "accounts")[0]
    with zipfile.ZipFile(file) as packed:
        assert not [name for name in packed.namelist() if any(table in name for table in LEFT_OUT)]


def test_nothing_of_anybody_else_is_in_it(context: Context, alice: str, bob: str, tmp_path: Path) -> None:
    fill(context, alice)
    fill(context, bob, mark="bobs own words")
    with zipfile.ZipFile(taken(context, alice, tmp_path / "mine.zip")) as packed:
        said = b"".join(packed.read(name) for name in packed.namelist())
    assert b"bobs own words" not in said
    assert b"per_bob" not in said
    with zipfile.ZipFile(taken(context, bob, tmp_path / "bobs.zip")) as packed:
        assert b"bobs own words" in packed.read("data/messages.jsonl")


def test_its_readme_says_what_every_field_means(context: Context, alice: str, tmp_path: Path) -> None:
    file = taken(context, alice, tmp_path / "mine.zip")
    with zipfile.ZipFile(file) as packed:
        told = packed.read("README.md").decode()
    for table in archive_rows.carried_tables():
        assert f"### {table.name}: " in told
        assert all(f"- `{name}` (" in told for name in archive_rows.columns_of(table))
    assert "- `sender` (text)" in told
    assert "JSON {body, evidence:" in told


def test_its_calendar_and_drafts_open_in_other_programs(context: Context, alice: str, tmp_path: Path) -> None:
    fill(context, alice)
    talk = Garden(context, alice).talk("Nora Poe", context.clock())
    with zipfile.ZipFile(taken(context, alice, tmp_path / "mine.zip")) as packed:
        entries = icalendar.Calendar.from_ical(packed.read("interviews.ics")).walk("VEVENT")
        (tmp_path / "drafts.mbox").write_bytes(packed.read("drafts.mbox"))
    assert [(entry["uid"], entry["summary"]) for entry in entries] == [
        (f"talk.{talk}@feed.warmthread.invalid", "Talk with Nora Poe")
    ]
    mails = list(mailbox.mbox(tmp_path / "drafts.mbox"))
    assert [mail["X-Warmthread-Draft"] for mail in mails] == ["drafts_per_alice_1 sent", "drafts_per_alice_2 sent"]
    assert [mail["Subject"] for mail in mails] == ["Thanks", "Thanks"]
    assert ">From me" in mails[0].as_string()


def test_the_file_is_its_owners_alone_and_none_is_written_over(context: Context, alice: str, tmp_path: Path) -> None:
    file = taken(context, alice, tmp_path / "mine.zip")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(CannotTakeOut, match="is there already"):
        taken(context, alice, file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


# --- and back ---------------------------------------------------------------------------------------------------


def test_brought_in_elsewhere_under_another_key_it_is_the_same(
    context: Context, alice: str, elsewhere: Context, tmp_path: Path
) -> None:
    fill(context, alice)
    file = taken(context, alice, tmp_path / "mine.zip")
    before = opened(context)
    done = bringing_in.bring_in(elsewhere, alice, file, now=elsewhere.clock())
    after = opened(elsewhere)
    for table, lines in before.items():
        assert len(after[table]) == len(lines) == done.manifest.tables[table]
    assert done.mails == 0
    for one in before["file_imports"]:
        one["path"] = ""
    for one in before["accounts"]:
        one |= {"connection_state": "needs_consent", "state_reason": after["accounts"][0]["state_reason"]}
    assert after == before


def test_on_either_database_it_goes_out_and_comes_back(context_on_both: Context, alice: str, tmp_path: Path) -> None:
    fill(context_on_both, alice)
    file, before = taken(context_on_both, alice, tmp_path / "mine.zip"), opened(context_on_both)
    with context_on_both.database.writing(alice, "test") as session:
        for table in reversed(owned_tables()[1:]):
            session.execute(delete(table).where(owned_by(table, alice)))
    bringing_in.bring_in(context_on_both, alice, file, now=context_on_both.clock())
    after = opened(context_on_both)
    assert {name: len(lines) for name, lines in after.items()} == {name: len(lines) for name, lines in before.items()}
    assert after["messages"] == before["messages"]
    assert after["calendar_events"] == before["calendar_events"]


def test_it_is_of_one_moment_whatever_is_written_meanwhile(
    context_on_both: Context, alice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = archive_rows.opened
    written: list[str] = []

    def opening(vault: Vault, table: Table, row: dict[str, object]) -> dict[str, object]:
        if not written:
            written.append(table.name)
            fill(context_on_both, alice)
        return genuine(vault, table, row)

    monkeypatch.setattr(archive_rows, "opened", opening)
    file = taken(context_on_both, alice, tmp_path / "mine.zip")
    assert written == ["persons"]
    assert len(rows(context_on_both, "notes")) == ROWS
    assert lines_of(file, "notes") == lines_of(file, "interviews") == []


def test_whom_somebody_had_erased_stays_barred_elsewhere(
    context: Context, alice: str, elsewhere: Context, tmp_path: Path
) -> None:
    with context.database.writing(alice, "test") as session:
        erased.remember(session, context.vault, alice, ["gone@poe.example"], context.clock())
    bringing_in.bring_in(elsewhere, alice, taken(context, alice, tmp_path / "mine.zip"), now=elsewhere.clock())
    with elsewhere.database.reading() as session:
        barred, digest = (
            exclusions.load(session, alice, elsewhere.vault).erased,
            exclusions.digest_with(session, elsewhere.vault, alice),
        )
    assert digest("gone@poe.example") in barred
    assert digest("here@poe.example") not in barred
    assert erased.read(elsewhere.settings)[alice] == barred
