"""Uploaded files through the workers: read once, counted, asked about when unclear, begun again when interrupted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest

from service import leases, uploads
from service.accounts import ensure_local_person
from service.clock import real_now
from service.context import Context
from service.schema import FileImport
from service.uploads import Receiving, read_upload
from tests.rows import rows
from tests.service.cli.test_import import ASKED, CALENDAR, PLAIN, SHOP, mail
from workers.clock import Clock
from workers.importing import read_upload as read_by_workers
from workers.runner import Runner

MBOX = (PLAIN + ASKED + SHOP).encode()


@pytest.fixture
def person(empty_context: Context) -> str:
    return ensure_local_person(empty_context)


@pytest.fixture
def runner(empty_context: Context, person: str) -> Iterator[Runner]:
    assert person
    with Runner(empty_context) as started:
        yield started


def upload(context: Context, person: str, data: bytes, name: str = "mail.mbox") -> str:
    with Receiving(context, person, name) as coming:
        coming.write(data)
        return coming.finish()


def read(runner: Runner, person: str, import_id: str) -> FileImport:
    read_upload(runner.context, import_id, person, runner.settle)
    with runner.context.database.reading() as session:
        return uploads.owned(session, person, import_id)


def archive(**members: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in members.items():
            written.writestr(name.replace("__", "."), data)
    return packed.getvalue()


def test_an_upload_is_read_counted_and_removed(runner: Runner, person: str) -> None:
    told = read(runner, person, upload(runner.context, person, MBOX))
    assert (told.state, told.share, told.records, told.unreadable, told.error) == (uploads.DONE, 100, 3, 0, "")
    assert told.facts["own"] == ["maya@reed.example"]
    assert told.facts["counts"]["mails_new"] == 2
    assert told.finished_at
    assert list(uploads.root(runner.context.settings).iterdir()) == []
    assert rows(runner.context, "leases") == []


def test_the_same_files_twice_add_nothing(runner: Runner, person: str) -> None:
    both = archive(mail__mbox=MBOX, calendar__ics=CALENDAR)
    first = read(runner, person, upload(runner.context, person, both, "takeout.zip"))
    kept = {name: len(rows(runner.context, name)) for name in ("messages", "calendar_events", "interviews")}
    second = read(runner, person, upload(runner.context, person, both, "takeout.zip"))
    assert first.facts["counts"]["calendar_events_new"] == 1
    assert (second.facts["counts"]["mails_new"], second.facts["counts"]["calendar_events_new"]) == (0, 0)
    assert kept == {name: len(rows(runner.context, name)) for name in kept}
    assert kept["interviews"]


def test_a_file_that_does_not_say_whose_it_is_is_asked_about(runner: Runner, person: str) -> None:
    silent = mail(1, "Dana Hall <dana@hall.example>", "Maya <maya@reed.example>", "Coffee chat?", "Shall we?")
    import_id = upload(runner.context, person, silent.encode())
    asked = read(runner, person, import_id)
    assert asked.state == uploads.ASKING
    assert asked.facts["asked_at"] == runner.context.clock().isoformat()
    assert {email for email, _ in asked.facts["asked"]} == {"dana@hall.example", "maya@reed.example"}
    with runner.context.database.writing(person) as session:
        uploads.answer(session, person, import_id, ["maya@reed.example"])
    assert read(runner, person, import_id).state == uploads.DONE
    # Now it is known who that is: the next file needs no question.
    assert read(runner, person, upload(runner.context, person, silent.encode())).state == uploads.DONE


def test_somebody_elses_archive_is_not_taken_for_the_persons_own(runner: Runner, person: str) -> None:
    read(runner, person, upload(runner.context, person, MBOX))
    foreign = mail(5, "Lee <lee@b.example>", "Dana <dana@hall.example>", "Hi", "Hi", "Delivered-To: dana@hall.example")
    asked = read(runner, person, upload(runner.context, person, foreign.encode()))
    assert asked.state == uploads.ASKING
    assert [row["key"] for row in rows(runner.context, "own_addresses")] == ["maya@reed.example"]


def test_a_zip_bomb_stays_closed_and_is_named(runner: Runner, person: str) -> None:
    bomb = archive(bomb__mbox=b"From a@b Mon Mar  2 10:00:00 2026\n" + b"\0" * 30_000_000)
    told = read(runner, person, upload(runner.context, person, bomb, "gift.zip"))
    assert told.state == uploads.FAILED
    assert "beyond reason" in told.error
    assert list(uploads.root(runner.context.settings).iterdir()) == []


@pytest.mark.parametrize("data", [b"PK\x03\x04" + b"x" * 400, archive(readme__txt="no mail here")])
def test_an_archive_without_mail_says_so(runner: Runner, person: str, data: bytes) -> None:
    told = read(runner, person, upload(runner.context, person, data, "a.zip"))
    assert told.state == uploads.FAILED
    assert told.error


def test_what_cannot_be_read_is_named_by_the_name_the_person_knows(runner: Runner, person: str) -> None:
    broken = archive(a__mbox=MBOX, b__ics=b"BEGIN:VCALENDAR\n" + b"\n" * 30_000_000)
    told = read(runner, person, upload(runner.context, person, broken, "My Takeout.zip"))
    assert told.state == uploads.DONE
    assert [name for name in told.facts["told"] if name.startswith("My Takeout.zip!")]
    assert str(runner.context.settings.data_dir) not in str(told.facts["told"])


def test_the_end_of_the_process_leaves_it_to_the_next_start(runner: Runner, person: str) -> None:
    import_id = upload(runner.context, person, MBOX)
    read_upload(runner.context, import_id, person, runner.settle, lambda: True)
    with runner.context.database.reading() as session:
        assert uploads.owned(session, person, import_id).state == uploads.WAITING
        assert uploads.due(session, real_now=real_now()) == [(import_id, person)]
    assert read(runner, person, import_id).state == uploads.DONE


def test_a_file_that_ends_its_process_again_and_again_is_given_up(runner: Runner, person: str) -> None:
    import_id = upload(runner.context, person, MBOX)

    def die() -> None:
        raise MemoryError

    for _ in range(uploads.ATTEMPTS):
        read_by_workers(runner.context, runner.pipeline, "imp_unknown", person)
        with pytest.raises(MemoryError):
            read_upload(runner.context, import_id, person, die)
    told = read(runner, person, import_id)
    assert (told.state, "several times" in told.error) == (uploads.FAILED, True)


def test_while_one_process_reads_another_leaves_it(runner: Runner, person: str) -> None:
    import_id = upload(runner.context, person, MBOX)
    with runner.context.database.writing(person) as session:
        assert leases.lead(session, uploads.LEASE + person, owner="other:1:x", real_now=real_now(), seconds=60)
    assert read(runner, person, import_id).state == uploads.WAITING
    with runner.context.database.reading() as session:
        assert uploads.due(session, real_now=real_now()) == []
        assert uploads.due(session, real_now=real_now() + timedelta(seconds=61)) == [(import_id, person)]


def test_the_clock_finds_what_was_uploaded(runner: Runner, person: str) -> None:
    import_id = upload(runner.context, person, MBOX)
    clock = Clock(runner.context, runner.pipeline)
    clock.turn()
    clock._files.shutdown(wait=True)
    with runner.context.database.reading() as session:
        assert uploads.owned(session, person, import_id).state == uploads.DONE
