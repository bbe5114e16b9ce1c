"""A backup is one whole file that says what is in it; going back to it keeps what was there and refuses what cannot be."""

from __future__ import annotations

import json
import os
import stat
import threading
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from service import backup, folder
from service.accounts import LOCAL_PERSON
from service.cli import runtime
from service.clock import real_now
from service.encrypted import Connection, open_file
from service.folder_key import key_of
from service.schema import Account, BrowserSession, Lease, SignInLink
from service.settings import load_settings
from service.vault import key_text, open_vault, vault_of
from tests.laid_open import PAGE
from tests.service.cli.conftest import NOW, Cli, add_draft, digest_of, state_of

ANOTHER_KEY = "ab" * 32
AHEAD = timedelta(days=1500)


def names_in(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as packed:
        return sorted(packed.namelist())


def drafts_in(cli: Cli) -> list[str]:
    return [draft["id"] for draft in cli("drafts", "--json").json]


def elsewhere(cli: Cli, tmp_path: Path, name: str = "other") -> Cli:
    """Another machine: a data folder that is not there yet."""
    return Cli(tmp_path / name / "data", cli.capsys, {"WARMTHREAD_CLOCK_FILE": str(tmp_path / "clock")})


# --- making one -------------------------------------------------------------------------------------------------


def test_a_backup_holds_the_database_and_says_that_it_does_not_hold_the_key(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    said = lived("backup", str(file))
    assert said.code == 0
    assert names_in(file) == ["manifest.json", "warmthread.db", "warmthread.db.key"]
    assert "does not hold the key" in said.out
    assert str(lived.folder / "secret.key") in said.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (lived.folder / "secret.key").read_text().split(":")[1].strip() not in file.read_bytes().decode("latin-1")


def test_only_with_key_puts_the_key_in_and_says_what_that_means(lived: Cli, tmp_path: Path) -> None:
    told = lived("backup", str(tmp_path), "--with-key", "--json").json
    assert told["has_key"]
    assert names_in(Path(told["file"])) == ["manifest.json", "secret.key", "warmthread.db", "warmthread.db.key"]
    assert "Guard it" in lived("backup", str(tmp_path / "other.zip"), "--with-key").out


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    file.write_text("dear to somebody")
    refused = lived("backup", str(file))
    assert (refused.code, file.read_text()) == (1, "dear to somebody")
    assert "--overwrite" in refused.err
    assert lived("backup", str(file), "--overwrite").code == 0
    assert zipfile.is_zipfile(file)


def test_where_there_is_no_room_no_backup_is_begun(lived: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.backup.shutil.disk_usage", lambda _path: _Usage(free=1024**2))
    refused = lived("backup", str(tmp_path / "kept.zip"))
    assert refused.code == 1
    assert "not enough room" in refused.err
    assert not list(tmp_path.glob("*.zip"))
    assert not list(tmp_path.glob(".kept*"))


class _Usage:
    def __init__(self, free: int) -> None:
        self.free = free


def test_a_damaged_database_is_not_called_backed_up(lived: Cli, tmp_path: Path) -> None:
    place = lived.settings().database_path
    _damage(place)
    refused = lived("backup", str(tmp_path / "kept.zip"))
    assert refused.code == 1
    assert "damaged" in refused.err
    assert not (tmp_path / "kept.zip").exists()


def opened(place: Path) -> Connection:
    return open_file(place, key_of(place, open_vault(load_settings({}, data_dir=place.parent))), timeout=30)


def _damage(place: Path) -> None:
    """Overwrites the pages of one table, of which SQLite itself takes no notice until it reads them."""
    with closing(opened(place)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'drafts'").fetchone()[0]
    with place.open("r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(b"\xff" * PAGE)


def test_a_backup_taken_while_others_write_is_of_one_moment(lived: Cli, tmp_path: Path) -> None:
    """Two numbers are always raised together; they are equal in every backup, and the copying comes to an end. After
    each step of it somebody commits.
    """
    settings = lived.settings()
    with closing(opened(settings.database_path)) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE pairs (a INTEGER, b INTEGER, bulk BLOB)")
        connection.executemany("INSERT INTO pairs VALUES (0, 0, ?)", [(b"x" * 3000,)] * 4000)
        connection.commit()
    is_over, has_committed, steps = threading.Event(), threading.Event(), []

    def write() -> None:
        with closing(opened(settings.database_path)) as writer:
            writer.execute("PRAGMA synchronous=OFF")
            while not is_over.is_set():
                writer.execute("BEGIN")
                writer.execute("UPDATE pairs SET a = a + 1 WHERE rowid % 97 = 0")
                writer.execute("UPDATE pairs SET b = b + 1 WHERE rowid % 97 = 0")
                writer.commit()
                has_committed.set()

    def see(_done: int, _whole: int) -> None:
        has_committed.clear()
        steps.append(has_committed.wait(30))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = backup.take(settings.database_path, tmp_path / "kept.zip", open_vault(settings), now=NOW, progress=see)
    finally:
        is_over.set()
        writer.join()
    assert len(steps) > 1, "it was copied in steps"
    assert all(steps), "somebody wrote while it was copied"
    unpacked, vault = tmp_path / "unpacked.db", open_vault(settings)
    backup.unpack(made.path, made.manifest, unpacked, vault)
    with closing(open_file(unpacked, key_of(unpacked, vault))) as connection:
        assert connection.execute("SELECT count(*) FROM pairs WHERE a <> b").fetchone() == (0,)


def test_automatic_copies_are_pruned_to_the_last_few_and_nothing_else_is_touched(lived: Cli) -> None:
    settings = lived.settings()
    place, vault = settings.database_path, open_vault(settings)
    for day in range(5):
        backup.automatic(place, vault, backup.DAILY, 3, NOW + timedelta(days=day))
    backup.automatic(place, vault, backup.BEFORE_UPGRADE, 3, NOW)
    (backup.folder_of(place) / "mine.zip").write_text("kept by hand")
    assert [backup.made_at(path) for path in backup.listing(place, backup.DAILY)] == [
        NOW + timedelta(days=day) for day in (4, 3, 2)
    ]
    assert len(backup.listing(place)) == 4
    assert (backup.folder_of(place) / "mine.zip").exists()


def test_every_copy_that_was_made_by_itself_can_be_removed_and_nothing_else_is(lived: Cli) -> None:
    settings = lived.settings()
    place, vault = settings.database_path, open_vault(settings)
    before = set(place.parent.rglob("*"))
    for kind in (backup.DAILY, backup.BEFORE_UPGRADE, backup.BEFORE_RESTORE):
        backup.automatic(place, vault, kind, 3, NOW)
    folder = backup.folder_of(place)
    for name in (f".daily-{NOW:%Y%m%dT%H%M%SZ}.zip.77.db", f".daily-{NOW:%Y%m%dT%H%M%SZ}.zip.77.db-wal"):
        (folder / name).write_text("of a process that was killed while it copied")
    for killed in (folder / "damaged-20260302T090000Z", place.parent / ".restore.77"):
        killed.mkdir()
        (killed / place.name).write_text("an older database")
    (folder / "mine.zip").write_text("kept by hand")
    assert backup.remove_all(place) == 5
    assert set(place.parent.rglob("*")) - before == {folder, folder / "mine.zip"}
    assert backup.remove_all(place) == 0


def test_what_a_killed_process_left_of_its_copy_goes_with_a_later_one(lived: Cli) -> None:
    place, vault = lived.folder / "warmthread.db", open_vault(lived.settings())
    backup.automatic(place, vault, backup.DAILY, 3, NOW)
    for name, age in (("1", 2), ("2", 0)):
        left = backup.folder_of(place) / f".daily-{NOW:%Y%m%dT%H%M%SZ}.zip.{name}.db"
        left.write_text("half of a database")
        then = (NOW + timedelta(days=5 - age)).timestamp()
        os.utime(left, (then, then))
    backup.automatic(place, vault, backup.DAILY, 3, NOW + timedelta(days=5))
    hidden = [path.name for path in backup.folder_of(place).glob(".*")]
    assert hidden == [f".daily-{NOW:%Y%m%dT%H%M%SZ}.zip.2.db"], "somebody may be copying just now"


def test_a_daily_copy_is_due_a_day_after_the_last_and_not_in_the_first_minutes(lived: Cli) -> None:
    settings = lived.settings()
    place, vault = settings.database_path, open_vault(settings)
    assert not backup.is_daily_due(place, NOW, up_for=timedelta(minutes=9))
    assert backup.is_daily_due(place, NOW, up_for=timedelta(minutes=10))
    backup.automatic(place, vault, backup.DAILY, 3, NOW)
    assert not backup.is_daily_due(place, NOW + timedelta(hours=23), up_for=timedelta(days=1))
    assert backup.is_daily_due(place, NOW + timedelta(hours=24), up_for=timedelta())


def test_a_copy_of_a_clock_that_was_ahead_holds_up_no_daily_copy(lived: Cli) -> None:
    place, vault = lived.settings().database_path, open_vault(lived.settings())
    backup.automatic(place, vault, backup.DAILY, 3, NOW + AHEAD)
    assert backup.is_daily_due(place, NOW, up_for=timedelta())
    backup.automatic(place, vault, backup.DAILY, 3, NOW)
    assert not backup.is_daily_due(place, NOW + timedelta(hours=1), up_for=timedelta(days=1))
    assert backup.is_daily_due(place, NOW + timedelta(hours=24), up_for=timedelta())


def test_a_fresh_copy_stays_however_many_are_of_a_clock_that_was_ahead(lived: Cli) -> None:
    place, vault = lived.settings().database_path, open_vault(lived.settings())
    ahead = [backup.automatic(place, vault, backup.DAILY, 3, NOW + AHEAD * number).path for number in (1, 2, 3)]
    made = [backup.automatic(place, vault, backup.DAILY, 3, NOW + timedelta(days=day)).path for day in range(3)]
    assert backup.listing(place) == made[::-1]
    assert not any(path.exists() for path in ahead), "those of the wrong clock went first"


def test_what_was_there_is_kept_also_after_a_clock_that_was_ahead(lived: Cli, tmp_path: Path) -> None:
    place, vault = lived.settings().database_path, open_vault(lived.settings())
    lived("backup", str(tmp_path / "kept.zip"))
    for number in (1, 2, 3):
        backup.automatic(place, vault, backup.BEFORE_RESTORE, backup.KEPT, real_now() + AHEAD * number)
    told = lived("restore", str(tmp_path / "kept.zip"), "--json").json
    assert Path(told["kept"]).exists()
    assert abs(backup.made_at(Path(told["kept"])) - real_now()) < timedelta(days=1), "named by the machine's own time"


# --- putting one back -------------------------------------------------------------------------------------------


def test_a_backup_and_the_key_bring_everything_back_on_another_machine(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    other = elsewhere(lived, tmp_path)
    other.folder.mkdir(parents=True)
    (other.folder / "secret.key").write_text((lived.folder / "secret.key").read_text())
    assert other("restore", str(file), "--json").json["kept"] == ""
    assert drafts_in(other) == drafts_in(lived)
    assert "first bridge" in other("drafts", "show", drafts_in(other)[0]).out, "the key opens what is sealed"
    assert stat.S_IMODE(other.settings().database_path.stat().st_mode) == 0o600


def test_a_backup_with_its_key_needs_nothing_else(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file), "--with-key")
    other = elsewhere(lived, tmp_path)
    told = other("restore", str(file), "--json").json
    assert told["brought_key"]
    assert "first bridge" in other("drafts", "show", drafts_in(other)[0]).out
    assert stat.S_IMODE((other.folder / "secret.key").stat().st_mode) == 0o600


def test_without_the_key_nothing_is_put_back_and_no_new_key_is_made(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    other = elsewhere(lived, tmp_path)
    refused = other("restore", str(file))
    assert refused.code == 1
    assert "secret.key" in refused.err
    assert not (other.folder / "secret.key").exists()
    assert not (other.folder / "warmthread.db").exists()


def test_another_key_is_seen_before_anything_is_replaced(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    lived.environ["WARMTHREAD_SECRET_KEY"] = ANOTHER_KEY
    before = lived.settings().database_path.read_bytes()
    refused = lived("restore", str(file))
    assert refused.code == 1
    assert "another key" in refused.err
    assert lived.settings().database_path.read_bytes() == before


def test_a_key_that_is_replaced_by_the_backups_is_kept(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file), "--with-key")
    other = elsewhere(lived, tmp_path)
    other.context().database.close()
    former = (other.folder / "secret.key").read_text()
    told = other("restore", str(file), "--json").json
    assert (other.folder / "secret.key").read_text() == (lived.folder / "secret.key").read_text()
    (aside,) = other.folder.glob("secret.key.before-*")
    assert aside.read_text() == former
    kept = backup.read_manifest(Path(told["kept"]))
    assert kept.keys == vault_of(former).key_ids, "what was there before opens with the key that was kept"


def test_what_was_there_is_kept_and_can_itself_be_put_back(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    context = lived.context()
    add_draft(context, "drf_ffffffffffff")
    context.database.close()
    told = lived("restore", str(file), "--json").json
    assert drafts_in(lived) == ["drf_0a1b2c3d4e5f"]
    lived("restore", told["kept"])
    assert set(drafts_in(lived)) == {"drf_0a1b2c3d4e5f", "drf_ffffffffffff"}


def test_what_a_killed_restore_left_is_in_nobodys_way(lived: Cli, tmp_path: Path) -> None:
    assert lived("backup", str(tmp_path / "one.zip")).code == 0
    # In a container every process may have the same number.
    for number in (os.getpid(), 1):
        left = lived.folder / f"{backup.WORKPLACE}.{number}"
        left.mkdir()
        (left / "warmthread.db").write_text("half of a database")
    assert lived("restore", str(tmp_path / "one.zip")).code == 0
    assert list(lived.folder.glob(f"{backup.WORKPLACE}.*")) == []


def test_a_damaged_database_is_moved_aside_and_the_backup_takes_its_place(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    _damage(lived.settings().database_path)
    told = lived("restore", str(file), "--json").json
    assert "damaged-" in told["kept"]
    assert (Path(told["kept"]) / "warmthread.db").exists()
    assert drafts_in(lived) == ["drf_0a1b2c3d4e5f"]


def test_while_warmthread_is_at_work_there_nothing_is_put_back(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    with lived.runtime().opened():
        refused = lived("restore", str(file))
    assert refused.code == 1
    assert "at work" in refused.err
    assert lived("restore", str(file)).code == 0


def test_while_a_backup_is_put_back_nothing_starts(lived: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "PATIENCE_SECONDS", 0.0)
    with folder.held(lived.settings().database_path, alone=True):
        refused = lived("drafts")
    assert refused.code == 1
    assert "being put back" in refused.err
    assert lived("drafts").code == 0


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_a_backup_with_a_changed_byte_changes_nothing(at: float, lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    bytes_ = bytearray(file.read_bytes())
    bytes_[int(len(bytes_) * at)] ^= 0xFF
    file.write_bytes(bytes_)
    before = lived.settings().database_path.read_bytes()
    refused = lived("restore", str(file))
    assert refused.code == 1
    assert "damaged" in refused.err or "cut off" in refused.err
    assert lived.settings().database_path.read_bytes() == before
    assert not list(lived.folder.glob(".restore*"))


def test_what_is_no_backup_is_said_to_be_none(lived: Cli, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("Dear Dana")
    assert "no backup" in lived("restore", str(tmp_path / "letter.zip")).err


@pytest.mark.parametrize(("field", "value"), [("revision", "9999"), ("format", 2)])
def test_a_newer_versions_backup_is_refused_in_a_sentence(
    field: str, value: object, lived: Cli, tmp_path: Path
) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    _retell(file, **{field: value})
    refused = lived("restore", str(file))
    assert refused.code != 0
    assert "newer Warmthread" in refused.err


def _retell(file: Path, **changed: object) -> None:
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), **changed}).encode()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def test_browsers_sign_in_anew_and_every_account_is_due_and_free(lived: Cli, tmp_path: Path) -> None:
    context = lived.context()
    lived("open")
    soon = real_now() + timedelta(days=1)
    with context.database.writing(LOCAL_PERSON) as session:
        session.add(
            BrowserSession(
                id="ses_1", person_id=LOCAL_PERSON, digest="d", form_token="t", created_at=NOW, rotated_at=NOW,
                seen_at=NOW, expires_at=soon,
            )
        )  # fmt: skip
        session.add(Lease(name="clock", owner="gone:1:x", until=soon))
        account = session.get_one(Account, "acc_maya")
        account.lease_owner, account.lease_until, account.next_due = "gone:1:x", soon, soon
    context.database.close()
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    lived("restore", str(file))
    context = lived.context()
    with context.database.reading() as session:
        account = session.get_one(Account, "acc_maya")
        assert (account.lease_owner, account.lease_until, account.next_due) == ("", None, None)
        assert not list(session.query(BrowserSession)) + list(session.query(SignInLink)) + list(session.query(Lease))
    context.database.close()


def test_an_approved_mail_in_a_backup_waits_for_a_look_and_says_so(lived: Cli, tmp_path: Path) -> None:
    context = lived.context()
    digest = digest_of(context, "drf_0a1b2c3d4e5f")
    context.database.close()
    assert lived("drafts", "approve", "drf_0a1b2c3d4e5f", "--yes", digest).code == 0
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    assert lived("restore", str(file), "--json").json["looked_for_first"] == 1
    context = lived.context()
    assert state_of(context, "drf_0a1b2c3d4e5f") == "unclear"
    context.database.close()


def test_what_was_barred_or_taken_back_since_stays_so_and_is_told(lived: Cli, tmp_path: Path) -> None:
    assert lived("never-log", "private", "log").code == 0
    lived("never-log", "add", "domain", "delta.example")
    file = tmp_path / "kept.zip"
    lived("backup", str(file))
    lived("never-log", "private", "never")
    lived("never-log", "add", "word", "zymurgy")
    told = lived("restore", str(file), "--json").json
    assert (told["never_log_lines"], told["choices_taken_back"]) == (1, 1)
    barred = lived("never-log", "--json").json
    assert {one["value"] for one in barred["lines"]} == {"delta.example", "zymurgy"}
    assert barred["private_events"] == "never"
    said = lived("restore", str(file)).out
    assert "there again: 1 line" in said
    assert "1 choice" in said


def test_on_another_machine_it_is_said_that_nobody_knows_what_was_barred_since(lived: Cli, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    lived("backup", str(file), "--with-key")
    assert "is not known here" in elsewhere(lived, tmp_path)("restore", str(file)).out
    assert "is not known here" not in lived("restore", str(file)).out


def test_a_machine_on_which_warmthread_was_only_begun_knows_no_more_than_a_new_one(lived: Cli, tmp_path: Path) -> None:
    """What a person never chose there is nothing that they took back."""
    lived("never-log", "private", "log")
    file = tmp_path / "kept.zip"
    lived("backup", str(file), "--with-key")
    other = begun_later(lived, tmp_path)
    other("never-log", "add", "word", "zymurgy")
    told = other("restore", str(file), "--json").json
    assert (told["never_log_lines"], told["choices_taken_back"]) == (1, 0)
    barred = other("never-log", "--json").json
    assert barred["private_events"] == "log"
    assert [one["value"] for one in barred["lines"]] == ["zymurgy"], "what was barred there stays so"
    assert "is not known here" in begun_later(lived, tmp_path, "third")("restore", str(file)).out


def begun_later(cli: Cli, tmp_path: Path, name: str = "other") -> Cli:
    """Another machine, on which Warmthread was started once, later than on `cli`'s."""
    other = elsewhere(cli, tmp_path, name)
    other.begin()
    return other


# --- Postgres ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "tool"), [(("backup",), "pg_dump"), (("restore", "x.zip"), "pg_restore")])
def test_on_postgres_they_say_which_commands_to_run(command: tuple[str, ...], tool: str, cli: Cli) -> None:
    cli.environ["WARMTHREAD_DATABASE_URL"] = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    said = cli(*command)
    assert said.code == 1
    assert tool in said.err


def test_the_key_at_hand_is_found_without_making_one(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path)
    assert key_text(settings) == ""
    assert not list(tmp_path.iterdir())
