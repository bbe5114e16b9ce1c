"""Texts of mails go after the days that the person chose; what was learned from them stays."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from structlog.testing import capture_logs

from connectors.records import CalendarEvent
from service import care, erased, erasing, events, notebook, preferences, sheet_shelf
from service.clock import real_now
from service.context import Context
from service.schema import Activity, Approval, Draft, DraftVersion, StoredCalendarEvent
from service.sealed import DraftContent, VersionContent, open_calendar_event, open_draft, seal_draft, seal_version
from tests import rows
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once

ME, OWN = "Alice Moreau <alice@alice.example>", ("alice@alice.example",)
DAN = "Daniel Osei <d.osei@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASK = "Would you have 20 minutes for an informational chat? I would love to hear how you got into zymurgy."


@pytest.fixture
def room(context_on_both: Context) -> Mailroom:
    return played_once(arranged, context_on_both)


def arranged(context: Context) -> Mailroom:
    """A request of 9 March, its answer, and the talk of 18 March."""
    room = Mailroom(context)
    asked = mail(ME, DAN, START - 9 * DAY, ASK, own=OWN)
    answer = mail(DAN, ME, START - 8 * DAY, "Gladly. Wednesday it is.\n\nDan", reply_to=asked)
    talk = meeting("u1", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat")
    room.deliver(asked, answer, talk, now=START - DAY)
    room.step(START + DAY)
    return room


def kept(room: Mailroom) -> int:
    return sum(row["body_sealed"] is not None for row in rows.rows(room.context, "messages"))


def choose(room: Mailroom, days: int) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        preferences.change(session, room.person_id, START, retention_days=days)


def test_texts_are_kept_for_ninety_days_after_the_talk_and_then_go(room: Mailroom) -> None:
    before = rows.visible(room.context)
    assert care.retain(room.context, room.person_id, START + 89 * DAY) == 0
    assert kept(room) == 2
    assert care.retain_all(room.context, START + 91 * DAY) == 2
    assert kept(room) == 0
    assert rows.visible(room.context) == before, "what was learned stays, its quotes with it"
    assert any("zymurgy" in str(row) for row in before["observations"])


def test_doing_it_again_does_nothing_and_is_told_once(room: Mailroom) -> None:
    for _ in range(2):
        care.retain(room.context, room.person_id, START + 91 * DAY)
    told = [row for row in rows.rows(room.context, Activity.__tablename__) if row["what"] == "texts reduced to quotes"]
    assert [row["detail"] for row in told] == ["2"]


def test_with_no_days_at_all_a_text_goes_once_it_was_read_and_not_before(room: Mailroom) -> None:
    choose(room, 0)
    late = mail(DAN, ME, START + DAY, "Thank you for your questions. It was a pleasure.\n\nDan", subject="Hello")
    room.deliver(late, now=START + DAY, handle=False)
    assert care.retain(room.context, room.person_id, START + DAY) == 2
    assert kept(room) == 1
    room.settle(START + DAY)
    assert kept(room) == 0, "whoever keeps no texts has them gone with the reading, not a day later"
    assert care.retain(room.context, room.person_id, START + DAY) == 0


def test_a_talk_that_is_still_to_come_keeps_what_led_to_it(room: Mailroom) -> None:
    choose(room, 5)
    assert care.retain(room.context, room.person_id, START + 4 * DAY) == 0
    assert care.retain(room.context, room.person_id, START + 6 * DAY) == 2


def test_one_persons_choice_is_not_anothers(room: Mailroom) -> None:
    choose(room, 1)
    assert care.retain(room.context, "per_charlie", START + 400 * DAY) == 0
    assert care.retain(room.context, "per_nobody", START + 400 * DAY) == 0
    assert kept(room) == 2


def removed_note(room: Mailroom, at: datetime) -> str:
    interview = next(row for row in room.interviews() if row.start)
    with room.context.database.writing(room.person_id, "test") as session:
        note = notebook.add_note(session, room.context.vault, room.person_id, interview.id, "It was zymurgy.", at)
        notebook.remove_note(session, room.person_id, note.id, at)
        return note.id


def notes(room: Mailroom) -> list[str]:
    return [row["id"] for row in rows.rows(room.context, "notes")]


def test_a_note_that_was_taken_away_goes_for_good_after_a_week_though_nobody_touches_another(room: Mailroom) -> None:
    note = removed_note(room, START + DAY)
    later = START + DAY + notebook.KEPT_FOR_UNDO
    care.retain(room.context, room.person_id, later + DAY)
    assert notes(room) == [note], "that it was taken away has not been read yet"
    room.settle(START + DAY)
    care.retain(room.context, room.person_id, later)
    assert notes(room) == [note]
    care.retain(room.context, "per_charlie", later + DAY)
    assert notes(room) == [note]
    care.retain_all(room.context, later + DAY)
    assert notes(room) == []
    assert not any(row["kind"] == "note" for row in rows.rows(room.context, "observations"))


def test_a_sheet_that_nobody_brought_in_goes_after_a_day(context: Context) -> None:
    folder, now = context.settings.data_dir, real_now()
    new, old = (sheet_shelf.put(folder, context.vault, "per_alice", "Name,Date", now) for _ in range(2))
    then = (now - sheet_shelf.KEPT).timestamp() - 60
    os.utime(folder / "sheets" / f"{old}.sealed", (then, then))
    with pytest.raises(sheet_shelf.NoSuchSheet):
        sheet_shelf.get(folder, context.vault, "per_alice", old, now)
    care.retain_all(context, START)
    assert [file.stem for file in (folder / "sheets").iterdir()] == [new]
    assert sheet_shelf.get(folder, context.vault, "per_alice", new, now) == "Name,Date"


# --- what fails ---------------------------------------------------------------------------------------------------


def test_an_erasure_that_cannot_be_finished_keeps_nobodys_texts(room: Mailroom) -> None:
    settings = room.context.settings
    pending, in_the_way = settings.data_dir / erasing.PENDING, erased.path_of(settings)
    pending.touch()
    in_the_way.mkdir()
    with pytest.raises(IsADirectoryError):
        care.retain_all(room.context, START + 91 * DAY)
    assert kept(room) == 0
    in_the_way.rmdir()
    care.retain_all(room.context, START + 91 * DAY)
    assert not pending.exists()


def test_one_persons_trouble_keeps_nobody_elses_texts(context: Context) -> None:
    if not context.database.is_sqlite:
        pytest.skip("the trouble is made in SQLite's words")
    room = played_once(arranged, context)
    bob = Mailroom(context, "per_bob", "Bob", ("bob@bob.example",))
    bob.deliver(mail(DAN, "bob@bob.example", START - 8 * DAY, ASK), now=START - DAY)
    never = "CREATE TRIGGER never BEFORE UPDATE ON messages WHEN NEW.person_id = 'per_alice' BEGIN SELECT RAISE(ABORT, 'no'); END"
    with context.database.writing(room.person_id, "test") as session:
        session.execute(text(never))
    with pytest.raises(SQLAlchemyError):
        care.retain_all(context, START + 91 * DAY)
    assert {row["person_id"] for row in rows.rows(context, "messages") if row["body_sealed"]} == {room.person_id}
    assert len(rows.rows(context, "messages")) == 3


def test_a_value_that_does_not_open_is_passed_by_and_keeps_no_other_text(room: Mailroom) -> None:
    room.deliver(described(room, "u2", START + DAY), described(room, "u3", START + DAY), now=START)
    room.step(START + 2 * DAY)
    broken, whole = drafted(room, "sent", START + DAY), drafted(room, "dismissed", START + DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        entry = session.scalars(select(StoredCalendarEvent).order_by(StoredCalendarEvent.start.desc())).first()
        assert entry
        entry.data_sealed = session.get_one(Draft, broken).content_sealed = b"\x00\x01" + bytes(40)
    with capture_logs() as logs:
        care.retain_all(room.context, START + 93 * DAY)
    assert [(one["kind"], one["row"]) for one in logs] == [("calendar_events", entry.id), ("drafts", broken)]
    assert kept(room) == 0
    with room.context.database.reading() as session:
        opened = [row for row in session.scalars(select(StoredCalendarEvent)) if row.id != entry.id]
        assert not any(open_calendar_event(room.context.vault, row).description for row in opened)
        assert open_draft(room.context.vault, session.get_one(Draft, whole)).body == ""


def test_what_reading_gave_up_keeps_its_text_for_as_many_days_and_not_for_ever(room: Mailroom) -> None:
    late = mail(DAN, ME, START + DAY, "Thank you for your questions. It was a pleasure.\n\nDan", subject="Hello")
    room.deliver(late, described(room, "u2", START + DAY), now=START + DAY, handle=False)
    with room.context.database.writing(room.person_id, "test") as session:
        for event_id in events.waiting(session, now=START + DAY, real_now=START + DAY):
            for _ in range(events.GIVE_UP_AFTER):
                events.failed(session, event_id, error="It cannot be read.", real_now=START + 3 * DAY)
    care.retain(room.context, room.person_id, START + 92 * DAY)
    assert kept(room) == 1
    assert "stout" in descriptions(room)[-1]
    care.retain(room.context, room.person_id, START + 94 * DAY)
    assert kept(room) == 0
    assert descriptions(room)[-1] == ""


# --- calendar entries and drafts ----------------------------------------------------------------------------------


def described(room: Mailroom, uid: str, start: datetime, updated: datetime | None = None) -> CalendarEvent:
    """Another talk with Daniel; what it is about stands in the entry alone."""
    return meeting(
        uid,
        start,
        [attendee(ME), attendee(DAN)],
        organizer=DAN,
        summary="Us",
        updated=updated,
        description="An informational chat about how I got into fermentation. Do you drink stout?",
    )


def descriptions(room: Mailroom) -> list[str]:
    with room.context.database.reading() as session:
        stored = session.scalars(select(StoredCalendarEvent).order_by(StoredCalendarEvent.start)).all()
        return [open_calendar_event(room.context.vault, row).description for row in stored]


def test_what_is_written_into_an_entry_goes_after_the_same_days_and_what_it_said_stays(room: Mailroom) -> None:
    past, coming = described(room, "u2", START + DAY), described(room, "u3", START + 80 * DAY)
    room.deliver(past, coming, now=START)
    room.step(START + 90 * DAY)
    care.retain(room.context, room.person_id, START + 90 * DAY)
    assert all("stout" in one for one in descriptions(room)[1:])
    before = rows.visible(room.context)
    care.retain(room.context, room.person_id, START + 92 * DAY)
    assert ["stout" in one for one in descriptions(room)] == [False, False, True]
    room.deliver(past, now=START + 92 * DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        events.replay(session, room.person_id)
    room.settle(START + 92 * DAY)
    after = rows.visible(room.context)
    assert ["stout" in one for one in descriptions(room)] == [False, False, True], "the same entry brings nothing back"
    assert after["observations"] == before["observations"]
    assert [row["status"] for row in after["interviews"]] == [row["status"] for row in before["interviews"]]


def test_an_entry_that_changes_later_is_read_whole(room: Mailroom) -> None:
    room.deliver(described(room, "u2", START + DAY), now=START)
    care.retain(room.context, room.person_id, START + 100 * DAY)
    moved = described(room, "u2", START + 110 * DAY, updated=START + 100 * DAY)
    room.deliver(moved, now=START + 100 * DAY)
    assert "stout" in descriptions(room)[-1]


def drafted(room: Mailroom, state: str, at: datetime) -> str:
    """A draft of the talk with Daniel, with an earlier text and its approved bytes."""
    draft_id, vault = f"drf_{state}", room.context.vault
    talk = next(row for row in room.interviews() if row.start)
    content = DraftContent("Hi Dan,\n\nThe stout stayed.", ({"source": "msg:1", "quote": "stout", "sentences": ["x"]},))
    kept = VersionContent(content, OWN[0], ("d@x.example",))
    mine = {"person_id": room.person_id, "draft_id": draft_id}
    with room.context.database.writing(room.person_id, "test") as session:
        session.add(
            Draft(
                id=draft_id,
                person_id=room.person_id,
                interview_id=talk.id,
                contact_id=talk.contact_id,
                kind="thank_you",
                state=state,
                is_edited=True,
                sender=OWN[0],
                to=["d@x.example"],
                subject="Thanks",
                fingerprint="a|b|c",
                content_sealed=seal_draft(vault, content, draft_id),
                created_at=at,
                updated_at=at,
            )
        )
        session.flush()
        number = f"{draft_id}_1"
        session.add(
            DraftVersion(
                **mine,
                id=number,
                number=1,
                by="person",
                subject="Thanks",
                at=at,
                content_sealed=seal_version(vault, kept, number),
            )
        )
        session.add(
            Approval(
                **mine,
                id=f"apr_{state}",
                account_id=room.account_id,
                digest="0" * 64,
                mime_sealed=b"stout",
                message_id=f"<{state}@x.example>",
                state="sent",
                approved_at=at,
                hold_until=at,
                updated_at=at,
            )
        )
    return draft_id


def contents(room: Mailroom) -> dict[str, DraftContent]:
    with room.context.database.reading() as session:
        return {row.id: open_draft(room.context.vault, row) for row in session.scalars(select(Draft))}


@pytest.mark.parametrize("state", ["sent", "withdrawn", "dismissed"])
def test_texts_of_settled_drafts_go_with_their_versions_and_the_bytes_that_were_approved(
    room: Mailroom, state: str
) -> None:
    draft_id = drafted(room, state, START + DAY)
    care.retain(room.context, room.person_id, START + 90 * DAY)
    assert "stout" in contents(room)[draft_id].body
    care.retain(room.context, room.person_id, START + 92 * DAY)
    assert contents(room)[draft_id] == DraftContent("", ({"source": "msg:1", "quote": "stout"},))
    assert rows.rows(room.context, "draft_versions") == []
    (approval,) = rows.rows(room.context, "approvals")
    assert room.context.vault.open(approval["mime_sealed"], row=f"approvals|apr_{state}|mime") == ""
    (draft,) = rows.rows(room.context, "drafts")
    assert (draft["is_edited"], draft["fingerprint"]) == ((True, "a|b|c") if state == "sent" else (False, "|b|c"))


def broken_draft(room: Mailroom, *, on_its_way: bool) -> str:
    draft_id = drafted(room, "sent", START + DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        session.get_one(Draft, draft_id).content_sealed = b"\x00\x01" + bytes(40)
        if on_its_way:
            session.get_one(Approval, "apr_sent").state = "unclear"
    return draft_id


def test_a_draft_that_does_not_open_keeps_none_of_its_other_texts(room: Mailroom) -> None:
    before = len(rows.rows(room.context, "activity"))
    broken_draft(room, on_its_way=False)
    for _ in range(2):
        care.retain(room.context, room.person_id, START + 92 * DAY)
        assert rows.rows(room.context, "draft_versions") == []
        (approval,) = rows.rows(room.context, "approvals")
        assert room.context.vault.open(approval["mime_sealed"], row="approvals|apr_sent|mime") == ""
    told = [row["detail"] for row in rows.rows(room.context, "activity")[before:]]
    assert told == ["3"], "two mails and the draft, once"
    (draft,) = rows.rows(room.context, "drafts")
    assert draft["content_sealed"] == b"\x00\x01" + bytes(40), "with its key back it may open again"


def test_a_draft_that_does_not_open_keeps_what_is_on_its_way(room: Mailroom) -> None:
    broken_draft(room, on_its_way=True)
    care.retain(room.context, room.person_id, START + 92 * DAY)
    (approval,) = rows.rows(room.context, "approvals")
    assert approval["mime_sealed"] == b"stout"
    assert len(rows.rows(room.context, "draft_versions")) == 1


def test_a_draft_that_waits_keeps_its_text_however_old_it_is(room: Mailroom) -> None:
    draft_id = drafted(room, "needs_review", START + DAY)
    care.retain(room.context, room.person_id, START + 400 * DAY)
    assert "stout" in contents(room)[draft_id].body
    assert len(rows.rows(room.context, "draft_versions")) == 1
