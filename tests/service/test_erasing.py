"""Erasing: everything of a person, or everything of somebody they know; nothing else, for good, and nobody comes back."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from service import (
    about_people,
    backup,
    care,
    contact_pairs,
    contacts,
    copies,
    erased,
    erasing,
    events,
    exclusions,
    folder,
    restore,
)
from service.clock import real_now
from service.context import Context
from service.erasing import OnItsWay, Receipt
from service.never_log import remove
from service.schema import Approval, Contact, Draft, Exclusion, Person
from service.sealed import DraftContent, seal_draft
from service.settings import Settings
from tests import rows
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once
from tests.waiting import wait_until

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
DAN = "Daniel Osei <d.osei@northgate.example>"
DAN_AT_HOME = "Daniel Osei <dan@kumasi.example>"
INES = "Ines Roca <ines@delta.example>"
TRACES = ("osei", "northgate", "kumasi", "daniel")
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LATE = START + 3 * DAY


def lived(context: Context) -> Mailroom:
    """Alice met Daniel, who has two addresses, and Ines, who brought them together; one talk was with both."""
    room = Mailroom(context)
    brought = mail(INES, ME, START - 12 * DAY, "Meet Daniel, cc'd: he knows zymurgy.", cc=(DAN,), subject="Daniel")
    asked = mail(ME, DAN, START - 9 * DAY, "Would you have 20 minutes for an informational chat?", own=OWN)
    answer = mail(DAN, ME, START - 8 * DAY, "Gladly, on Wednesday.", reply_to=asked, signature="Daniel Osei\nBrewer")
    home = mail(DAN_AT_HOME, ME, START - 7 * DAY, "From home: looking forward to our chat.", reply_to=answer)
    talk = meeting("u1", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat with Daniel")
    hers = mail(ME, INES, START - 6 * DAY, "Would you have 20 minutes for an informational chat?", own=OWN)
    her_talk = meeting("u2", START + DAY, [attendee(ME), attendee(INES)], organizer=INES, summary="Coffee chat")
    both = meeting("u3", START + 2 * DAY, [attendee(ME), attendee(INES), attendee(DAN)], organizer=ME, summary="All")
    room.deliver(brought, asked, answer, home, talk, hers, her_talk, both, now=START - DAY)
    room.step(START + 3 * DAY)
    with context.database.writing(room.person_id, "test") as session:
        dan, again = contact_of(session, DAN), contact_of(session, DAN_AT_HOME)
        if dan.id != again.id:
            contact_pairs.merge(session, room.person_id, dan.id, again.id, LATE)
        about_people.describe(session, room.person_id, dan.id, LATE, {"name": "Daniel Kofi Osei"})
        about_people.write_note(session, context.vault, room.person_id, dan.id, "Daniel likes rye.", LATE)
    room.settle(LATE)
    return room


def contact_of(session: Any, who: str) -> Contact:
    found = contacts.contact_of(session, "per_alice", who.partition("<")[2].rstrip(">"))
    assert found is not None
    return found


@pytest.fixture
def room(context: Context) -> Mailroom:
    return played_once(lived, context)


@pytest.fixture
def room_on_both(context_on_both: Context) -> Mailroom:
    return played_once(lived, context_on_both)


def traces(context: Context, words: tuple[str, ...] = TRACES) -> set[str]:
    """Tables in which one of these words can be read."""
    found = rows.everything(context)
    return {name for name, held in found.items() if any(word in str(held).lower() for word in words)}


def erase(room: Mailroom, who: str = DAN) -> Receipt:
    with room.context.database.reading() as session:
        contact_id = contact_of(session, who).id
    return erasing.erase_contact(room.context, room.person_id, contact_id, LATE)


def approved(room: Mailroom, state: str) -> None:
    """A thank-you to Daniel that the person has approved."""
    body = seal_draft(room.context.vault, DraftContent("Thank you, Daniel."), "drf_1")
    talk = next(row for row in rows.rows(room.context, "interviews") if "Daniel" in row["title"])
    mail_row = {"person_id": room.person_id, "account_id": room.account_id, "updated_at": LATE}
    with room.context.database.writing(room.person_id, "test") as session:
        session.add(
            Draft(
                **mail_row,
                id="drf_1",
                interview_id=talk["id"],
                contact_id=talk["contact_id"],
                kind="thank_you",
                state="approved",
                sender=OWN[0],
                to=["dan@kumasi.example"],
                subject="Rye",
                content_sealed=body,
                created_at=LATE,
            )
        )
        session.flush()
        session.add(
            Approval(
                **mail_row,
                id="apr_1",
                draft_id="drf_1",
                digest="0" * 64,
                mime_sealed=b"",
                message_id="<a@b.example>",
                state=state,
                approved_at=LATE,
                hold_until=real_now(),
            )
        )


def again(room: Mailroom) -> None:
    """Everything that was there is read once more, by the same ids and by others."""
    for suffix in ("", "x"):
        first = mail(DAN, ME, START - 8 * DAY, "Gladly, on Wednesday.", message_id=f"<again{suffix}@test.example>")
        home = mail(DAN_AT_HOME, ME, START - 7 * DAY, "From home.", message_id=f"<home{suffix}@test.example>")
        carrier = mail(INES, ME, START - 5 * DAY, "Meet Daniel.", cc=(DAN,), message_id=f"<cc{suffix}@test.example>")
        talk = meeting(f"u1{suffix}", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat")
        room.deliver(first, home, carrier, talk, now=LATE)
    with room.context.database.writing(room.person_id, "test") as session:
        events.replay(session, room.person_id)
    room.step(LATE + DAY)


# --- somebody -----------------------------------------------------------------------------------------------------


def test_of_somebody_erased_nothing_can_be_read_any_more_and_the_others_stay(room_on_both: Mailroom) -> None:
    room = room_on_both
    assert {"messages", "interviews", "contacts", "identities", "activity"} <= traces(room.context)
    hers = [row for row in rows.rows(room.context, "messages") if INES.split("<")[1][:-1] in str(row["to"])]
    done = erase(room)
    assert traces(room.context) == set()
    assert done.is_wiped
    assert {"messages", "interviews", "contacts", "identities"} <= set(done.counts)
    assert done.counts["contacts"] == 2
    kept = {row["title"] for row in rows.rows(room.context, "interviews")}
    assert "Coffee chat" in kept
    assert [row for row in rows.rows(room.context, "messages") if row["id"] in {one["id"] for one in hers}] == hers


def test_nobody_else_s_rows_change(room: Mailroom) -> None:
    bob = Mailroom(room.context, "per_bob", "Bob", ("bob@bob.example",))
    bob.deliver(mail(DAN, "bob@bob.example", START - DAY, "Would you have time for an informational chat?"), now=START)
    before = {
        name: [one for one in held if "per_bob" in str(one)] for name, held in rows.everything(room.context).items()
    }
    erase(room)
    after = {
        name: [one for one in held if "per_bob" in str(one)] for name, held in rows.everything(room.context).items()
    }
    assert after == before


def test_history_played_again_brings_nobody_back(room: Mailroom) -> None:
    erase(room)
    met = {row["id"] for row in rows.rows(room.context, "interviews")}
    again(room)
    assert traces(room.context) == set()
    assert {row["id"] for row in rows.rows(room.context, "interviews")} == met


def test_without_the_digests_the_same_history_would(room: Mailroom) -> None:
    """The control of the one before: what is read again is fit to bring somebody back."""
    erase(room)
    with room.context.database.writing(room.person_id, "test") as session:
        for line in exclusions.listing(session, room.person_id):
            remove(session, room.person_id, line.id, LATE)
    again(room)
    assert {"messages", "contacts"} <= traces(room.context)


def test_what_is_kept_tells_nobody_who_it_was(room: Mailroom) -> None:
    erase(room)
    kept = [row["value"] for row in rows.rows(room.context, "exclusions")]
    assert len(kept) == 2
    assert all(len(value) == 64 for value in kept)
    with room.context.database.reading() as session:
        digest = exclusions.digest_with(session, room.context.vault, room.person_id)
        bobs = exclusions.digest_with(session, room.context.vault, "per_bob")
    assert set(kept) == {digest("d.osei@northgate.example"), digest("dan@kumasi.example")}
    assert bobs("dan@kumasi.example") not in kept
    written = erased.path_of(room.context.settings)
    assert erased.read(room.context.settings) == {room.person_id: frozenset(kept)}
    assert written.stat().st_mode & 0o777 == 0o600


def test_a_stopped_mail_to_them_does_not_leave_and_one_that_leaves_is_waited_for(room: Mailroom) -> None:
    approved(room, "sending")
    before = rows.everything(room.context)
    with pytest.raises(OnItsWay):
        erase(room)
    assert rows.everything(room.context) == before
    with room.context.database.writing(room.person_id, "test") as session:
        session.get_one(Approval, "apr_1").state = "held"
    erase(room)
    assert traces(room.context) == set()
    assert rows.rows(room.context, "approvals") == []


def test_taking_the_line_back_lets_them_be_known_again(room: Mailroom) -> None:
    erase(room)
    with room.context.database.reading() as session:
        lines = [row.id for row in session.scalars(select(Exclusion))]
    for line in lines:
        with room.context.database.writing(room.person_id, "test") as session:
            remove(session, room.person_id, line, LATE)
        erased.write_down(room.context, room.person_id)
    assert erased.read(room.context.settings) == {}


def test_an_older_backup_does_not_bring_them_back(room: Mailroom, tmp_path: Path) -> None:
    context, settings = room.context, room.context.settings
    if not context.database.is_sqlite:
        pytest.skip("A dump of Postgres is put back by its own tools; `restore --finish` does the same there.")
    approved(room, "sending")
    copy = backup.take(settings.database_path, tmp_path / "b.zip", context.vault, now=LATE).path
    with context.database.writing(room.person_id, "test") as session:
        session.get_one(Approval, "apr_1").state = "sent"
    erase(room)
    context.database.close()
    restore.restore(settings, copy, now=LATE + DAY)
    assert traces(context) == set()
    assert rows.rows(context, "interviews")
    forget_who_was_erased(room)
    restore.restore(settings, copy, now=LATE + DAY)
    assert {"messages", "contacts"} <= traces(context), "the control: where no digest is left they are back"


def forget_who_was_erased(room: Mailroom) -> None:
    """Takes their digests out of the database and out of the file beside the key."""
    erased.path_of(room.context.settings).unlink()
    with room.context.database.writing(room.person_id, "test") as session:
        session.execute(delete(Exclusion).where(Exclusion.kind == exclusions.ERASED))
    room.context.database.close()


def test_the_database_that_is_replaced_knows_them_also_where_the_file_beside_the_key_is_gone(
    room: Mailroom, tmp_path: Path
) -> None:
    """As on a machine to which a later backup was moved: no backup brings that file along."""
    context, settings = room.context, room.context.settings
    if not context.database.is_sqlite:
        pytest.skip("A dump of Postgres is put back by its own tools; nobody knows what stood there.")
    older = backup.take(settings.database_path, tmp_path / "old.zip", context.vault, now=LATE).path
    erase(room)
    told = erased.read(settings)
    newer = backup.take(settings.database_path, tmp_path / "new.zip", context.vault, now=LATE).path
    context.database.close()
    erased.path_of(settings).unlink()
    restore.restore(settings, older, now=LATE + DAY)
    assert traces(context) == set()
    forget_who_was_erased(room)
    restore.restore(settings, newer, now=LATE + DAY)
    assert erased.read(settings) == told, "the file holds what the list of the database in place holds"


def test_after_a_restore_the_file_beside_the_key_holds_what_the_list_holds(
    context_on_both: Context, alice: str, bob: str
) -> None:
    context = context_on_both
    with context.database.writing(alice) as session:
        exclusions.add_erased(session, alice, "a" * 64, LATE)
    erased.path_of(context.settings).write_text(json.dumps({alice: ["b" * 64], "per_gone": ["c" * 64]}))
    for _ in range(2):
        restore.finish(context.database, context.vault, context.settings, LATE)
        assert erased.read(context.settings) == {alice: {"a" * 64, "b" * 64}, "per_gone": {"c" * 64}}
    with context.database.reading() as session:
        assert erased.everybodys(session)[alice] == {"a" * 64, "b" * 64}
        assert erased.digests(session, bob) == frozenset(), "nobody else's list"


KINDS = (backup.DAILY, backup.BEFORE_UPGRADE, backup.BEFORE_RESTORE)


def left_of(context: Context) -> set[str]:
    return {path.name for path in backup.folder_of(context.settings.database_path).iterdir()}


def test_copies_of_every_kind_that_hold_somebody_who_was_erased_go_after_as_many_days_as_daily_ones_are_kept(
    room: Mailroom,
) -> None:
    context, place = room.context, room.context.settings.database_path
    if not context.database.is_sqlite:
        pytest.skip("Copies of Postgres are its operator's.")
    before = {backup.automatic(place, context.vault, kind, 3, LATE - DAY).path.name for kind in KINDS}
    ahead = backup.automatic(place, context.vault, backup.BEFORE_UPGRADE, 3, LATE + 1500 * DAY).path.name
    aside = backup.folder_of(place) / f"{backup.DAMAGED}-{LATE - DAY:%Y%m%dT%H%M%SZ}"
    aside.mkdir()
    (backup.folder_of(place) / "mine.zip").write_text("kept by hand")
    erase(room)
    after = backup.automatic(place, context.vault, backup.BEFORE_UPGRADE, 3, LATE + DAY).path.name
    for hours in (1, 47, 71):
        copies.look_after(context, LATE + timedelta(hours=hours), up_for=DAY)
    held = {name for name in before if not name.startswith(backup.DAILY)}
    assert left_of(context) >= {*held, ahead, aside.name, after}, "three days are not over"
    copies.look_after(context, LATE + 3 * DAY, up_for=DAY)
    assert not left_of(context) & {*before, ahead, aside.name}
    assert left_of(context) >= {after, "mine.zip"}


def test_copies_from_before_an_upgrade_stay_where_nobody_was_erased(room: Mailroom) -> None:
    context, place = room.context, room.context.settings.database_path
    if not context.database.is_sqlite:
        pytest.skip("Copies of Postgres are its operator's.")
    made = {kind: backup.automatic(place, context.vault, kind, 3, LATE).path for kind in KINDS}
    copies.look_after(context, LATE + 300 * DAY, up_for=DAY)
    assert all(path.exists() for path in made.values())
    none_wanted = replace(context, settings=context.settings.model_copy(update={"backups": 0}))
    assert copies.look_after(none_wanted, LATE + 301 * DAY, up_for=DAY) is None
    assert backup.listing(place, backup.DAILY) == [], "daily ones that nobody wants any more"
    assert made[backup.BEFORE_UPGRADE].exists()


def test_two_people_who_erase_at_once_both_stand_in_the_file(
    context_on_both: Context, alice: str, bob: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, read = context_on_both, erased.read
    for person, digest in ((alice, "a" * 64), (bob, "b" * 64)):
        with context.database.writing(person) as session:
            exclusions.add_erased(session, person, digest, LATE)
    other = threading.Thread(target=erased.write_down, args=(context, bob))

    def read_while_another_comes(settings: Settings) -> dict[str, frozenset[str]]:
        found = read(settings)
        if threading.current_thread() is not other:
            other.start()
            wait_until(lambda: not other.is_alive() or _is_waited(context), "the other one waits, or is through")
        return found

    monkeypatch.setattr(erased, "read", read_while_another_comes)
    erased.write_down(context, alice)
    other.join()
    assert read(context.settings) == {alice: {"a" * 64}, bob: {"b" * 64}}


def _is_waited(context: Context) -> bool:
    """Whether somebody waits for another's lock. SQLite lets nobody see that, and nobody in."""
    if context.database.is_sqlite:
        return True
    waiting = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()"
    )
    with context.database.reading() as session:
        return bool(session.scalar(text(waiting)))


# --- everything ---------------------------------------------------------------------------------------------------


def test_everything_of_a_person_goes_and_only_of_that_person(room_on_both: Mailroom) -> None:
    context = room_on_both.context
    bob = Mailroom(context, "per_bob", "Bob", ("bob@bob.example",))
    bob.deliver(mail(INES, "bob@bob.example", START, "Would you have time for an informational chat?"), now=START)
    theirs = {name: [one for one in held if "per_bob" in str(one)] for name, held in rows.everything(context).items()}
    done = erasing.erase_everything(context, "per_alice", LATE)
    assert done.is_wiped
    assert done.counts["persons"] == 1
    assert done.counts["messages"] >= 5
    left = rows.everything(context)
    assert not any("per_alice" in str(held) for held in left.values())
    assert {name: [one for one in held if "per_bob" in str(one)] for name, held in left.items()} == theirs


def test_files_and_copies_of_the_last_person_go_as_well(room: Mailroom) -> None:
    context, folder = room.context, room.context.settings.data_dir
    for name in ("imports/imp_1/a.mbox", "sheets/0.sealed", "exports/e.zip"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Daniel")
    if context.database.is_sqlite:
        backup.automatic(context.settings.database_path, context.vault, backup.DAILY, 3, real_now())
    with context.database.writing("per_alice", "test") as session:
        for person in session.scalars(select(Person).where(Person.id != "per_alice")).all():
            session.delete(person)
    erase(room)
    done = erasing.erase_everything(context, "per_alice", LATE)
    assert done.files == 4
    assert not [
        path for path in folder.rglob("*") if path.is_file() and path.suffix in {".zip", ".mbox", ".sealed", ".json"}
    ]
    assert erasing.erase_everything(context, "per_alice", LATE).rows == 0


def test_an_end_of_everything_that_a_crash_cut_off_is_finished_at_the_next_start(
    room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    context, left = room.context, room.context.settings.data_dir / "imports" / "imp_1" / "a.mbox"
    left.parent.mkdir(parents=True)
    left.write_text("Daniel")
    backup.automatic(context.settings.database_path, context.vault, backup.DAILY, 3, real_now())
    with context.database.writing("per_alice", "test") as session:
        for person in session.scalars(select(Person).where(Person.id != "per_alice")).all():
            session.delete(person)
    monkeypatch.setattr(erasing, "_remove_files", cut_off)
    with pytest.raises(KeyboardInterrupt):
        erasing.erase_everything(context, "per_alice", LATE)
    monkeypatch.undo()
    assert left.exists()
    care.retain_all(context, LATE)
    assert not left.exists()
    assert backup.listing(context.settings.database_path) == []
    assert not (context.settings.data_dir / erasing.PENDING).exists()


def test_key_and_database_go_only_where_nobody_is_at_work(room: Mailroom) -> None:
    settings = room.context.settings
    room.context.database.close()
    with folder.held(settings.database_path):
        assert not erasing.remove_key(settings)
    assert settings.database_path.exists()
    assert erasing.remove_key(settings)
    assert [path.name for path in settings.data_dir.iterdir() if path.is_file() and path.suffix != ".lock"] == []


def test_what_a_crash_cut_off_is_finished_at_the_next_start(room: Mailroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(erased, "write_down", cut_off)
    with pytest.raises(KeyboardInterrupt):
        erase(room)
    monkeypatch.undo()
    assert erased.read(room.context.settings) == {}
    erasing.finish(room.context)
    assert len(erased.read(room.context.settings)[room.person_id]) == 2
    assert not (room.context.settings.data_dir / erasing.PENDING).exists()
