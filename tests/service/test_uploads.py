"""Uploads: only whole files that can be mail are kept, nothing half-written stays, and nobody sees another's."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from socket import gethostname

import pytest
from sqlalchemy import event

from service import care, crash, erasing, uploads
from service.clock import real_now
from service.context import Context
from service.schema import FileImport
from service.uploads import NotTaken, Receiving
from service.vault import key_path
from tests.conftest import NOW
from tests.rows import rows

MAIL = b"From: Dana <dana@hall.example>\nTo: maya@reed.example\nSubject: Hello\nMessage-ID: <1@x>\n\nHello\n"
Receive = Callable[..., str]


@pytest.fixture
def receive(context: Context, alice: str) -> Receive:
    """Takes a file in, a few bytes at a time."""

    def whole(data: bytes, name: str = "mail.eml", person: str = alice) -> str:
        with Receiving(context, person, name) as coming:
            for start in range(0, len(data), 7):
                coming.write(data[start : start + 7])
            return coming.finish()

    return whole


def files(context: Context) -> list[Path]:
    folder = uploads.root(context.settings)
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def test_a_whole_file_waits_to_be_read_and_only_its_owner_may_read_it(
    context: Context, alice: str, charlie: str, receive: Receive
) -> None:
    import_id = receive(MAIL, "../../Sent mail\x00.eml")
    (path,) = files(context)
    assert path.read_bytes() == MAIL
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.parent == uploads.root(context.settings)
    with context.database.reading() as session:
        assert uploads.due(session, real_now=real_now()) == [(import_id, alice)]
        assert [row.state for row in uploads.listing(session, alice)] == [uploads.WAITING]
        assert uploads.listing(session, charlie) == []
        with pytest.raises(LookupError):
            uploads.owned(session, charlie, import_id)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (random.Random(7).randbytes(64), "neither mail"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "neither mail"),
    ],
)
def test_what_is_no_mail_is_not_taken_and_leaves_nothing(
    context: Context, receive: Receive, data: bytes, why: str
) -> None:
    with pytest.raises(NotTaken, match=why):
        receive(data)
    assert files(context) == []
    assert rows(context, "file_imports") == []


def test_a_file_over_the_limit_is_refused_while_it_comes_in(context: Context, alice: str) -> None:
    small = replace(context, settings=context.settings.model_copy(update={"upload_bytes": 50}))
    with pytest.raises(NotTaken, match="larger than"), Receiving(small, alice, "a.eml") as coming:
        coming.write(MAIL)
    assert files(context) == []


def test_a_disk_without_room_is_said_before_anything_comes_in(context: Context) -> None:
    with pytest.raises(NotTaken, match="not enough room"):
        uploads.refuse_without_room(context.settings, 10**18)


def test_what_breaks_off_leaves_nothing(context: Context, alice: str) -> None:
    with pytest.raises(ConnectionError), Receiving(context, alice, "a.eml") as coming:
        coming.write(MAIL)
        raise ConnectionError
    assert files(context) == []


def test_what_a_killed_process_left_half_written_goes_at_the_next_start(
    context: Context, alice: str, receive: Receive
) -> None:
    import_id = receive(MAIL)
    dead = uploads.root(context.settings) / "imp_dead" / f"a.eml.999999999@{gethostname()}.part"
    dead.parent.mkdir()
    dead.write_bytes(MAIL)
    with Receiving(context, alice, "living.eml") as coming:
        coming.write(MAIL)
        uploads.tidy(context)
        assert [path.parent.name for path in files(context) if "dead" in str(path)] == []
        second = coming.finish()
    assert {path.parent.name for path in files(context)} == {import_id, second}


def test_a_worker_starts_also_while_another_machines_file_becomes_whole(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = uploads.root(context.settings) / "imp_there" / "a.eml.1@elsewhere.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(MAIL)

    def after_it_is_whole() -> datetime:
        part.replace(part.with_name("a.eml"))
        return real_now()

    monkeypatch.setattr(uploads, "real_now", after_it_is_whole)
    uploads.tidy(context)
    assert [path.name for path in files(context)] == ["a.eml"]


def test_a_worker_that_starts_while_a_whole_file_gets_its_row_leaves_it(
    context: Context, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[str] = []

    def start(point: str) -> None:
        met.append(point)
        uploads.tidy(context)

    with Receiving(context, alice, "a.eml") as coming:
        coming.write(MAIL)
        monkeypatch.setattr(crash, "observer", start)
        coming.finish()
    assert "upload.before_commit" in met
    assert [path.name for path in files(context)] == ["a.eml"]


def test_a_file_that_gets_its_row_while_a_starting_worker_looks_around_stays(context: Context, alice: str) -> None:
    done: list[str] = []

    def finish(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM file_imports" in statement:
            done.append(coming.finish())

    with Receiving(context, alice, "a.eml") as coming:
        coming.write(MAIL)
        event.listen(context.database.engine, "after_cursor_execute", finish)
        uploads.tidy(context)
    assert done
    assert [path.name for path in files(context)] == ["a.eml"]


def test_a_file_whose_row_cannot_be_written_does_not_stay(
    context: Context, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(point: str) -> None:
        if point == "upload.before_commit":
            raise ConnectionError

    with pytest.raises(ConnectionError), Receiving(context, alice, "a.eml") as coming:
        coming.write(MAIL)
        monkeypatch.setattr(crash, "observer", fail)
        coming.finish()
    assert files(context) == []
    assert rows(context, "file_imports") == []


@pytest.mark.parametrize(
    "path", ["{own}/f", "", "f", "imports/f", "imports/../f", "imports/imp_0a/f", "imports/imp_0c/.."]
)
@pytest.mark.parametrize("way", ["left", "erased"])
def test_whatever_a_row_says_nothing_goes_but_an_uploads_own_folder(
    context: Context, alice: str, bob: str, receive: Receive, tmp_path: Path, path: str, way: str
) -> None:
    """Rows of an archive that was brought in before its paths were left out."""
    own = tmp_path / "own" / "letter"
    own.parent.mkdir()
    own.touch()
    receive(MAIL, person=bob)
    (theirs,) = files(context)
    (uploads.root(context.settings) / "imp_0a").symlink_to(own.parent)
    with context.database.writing(alice) as session:
        told = path.format(own=own.parent)
        session.add(FileImport(id="imp_1", person_id=alice, name="f", path=told, state=uploads.DONE, created_at=NOW))
    if way == "left":
        uploads.leave(context, alice, "imp_1")
    else:
        erasing.erase_everything(context, alice, NOW)
    assert (own.exists(), theirs.exists(), key_path(context.settings).exists()) == (True, True, True)


def test_a_file_of_which_nobody_says_whose_it_is_goes_after_a_day(
    context: Context, alice: str, bob: str, receive: Receive
) -> None:
    old, new, his = receive(MAIL), receive(MAIL), receive(MAIL, person=bob)
    for person, import_id, hours in ((alice, old, 25), (alice, new, 23), (bob, his, 25)):
        asked = {"asked": [["a@x.example", ""]], "asked_at": (NOW - timedelta(hours=hours)).isoformat()}
        with context.database.writing(person) as session:
            row = session.get_one(FileImport, import_id)
            row.state, row.facts, row.created_at = uploads.ASKING, asked, NOW - timedelta(days=3)
    care.retain(context, alice, NOW)
    assert {path.parent.name for path in files(context)} == {new, his}
    with context.database.reading() as session:
        assert uploads.owned(session, alice, new).state == uploads.ASKING
        row = uploads.owned(session, alice, old)
    assert row.state == uploads.FAILED
    assert row.error.startswith("Nobody said whose mail this is")
    assert row.finished_at == NOW


def test_one_of_a_person_is_read_at_a_time_the_oldest_first(
    context: Context, alice: str, bob: str, receive: Receive
) -> None:
    first = receive(MAIL)
    with context.database.writing(alice) as session:
        session.get_one(FileImport, first).state = uploads.READING
    receive(MAIL)
    his = receive(MAIL, person=bob)
    with context.database.reading() as session:
        waiting = dict(uploads.due(session, real_now=real_now()))
        assert set(waiting.values()) == {alice, bob}
        assert his in waiting


def test_a_question_is_answered_by_its_owner_with_a_real_address(
    context: Context, alice: str, charlie: str, receive: Receive
) -> None:
    import_id = receive(MAIL)
    with context.database.writing(alice) as session:
        session.get_one(FileImport, import_id).state = uploads.ASKING
    with context.database.writing(alice) as session:
        for nonsense in ([], ["me"], ["two words@x", ""]):
            with pytest.raises(ValueError, match="at least one address"):
                uploads.answer(session, alice, import_id, nonsense)
        with pytest.raises(LookupError):
            uploads.answer(session, charlie, import_id, ["maya@reed.example"])
        uploads.answer(session, alice, import_id, ["maya@reed.example"])
    with context.database.reading() as session:
        row = uploads.owned(session, alice, import_id)
        assert (row.state, row.facts["own"]) == (uploads.WAITING, ["maya@reed.example"])


def test_an_import_that_is_left_takes_its_file_along(
    context: Context, alice: str, charlie: str, receive: Receive
) -> None:
    import_id = receive(MAIL)
    with pytest.raises(LookupError):
        uploads.leave(context, charlie, import_id)
    uploads.leave(context, alice, import_id)
    assert files(context) == []
    assert rows(context, "file_imports") == []
