"""Old sheets from any program: letters, cells, columns, days; and what each row becomes."""

from __future__ import annotations

import time as clock_time
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from connectors.records import Address
from service import by_hand, drafting, exclusions, interviews
from service.context import Context
from service.schema import Contact, Draft, Event, FollowUp, Interview, Introduction, Note, Person
from service.sealed import open_note
from service.sheet_rows import Preview, bring_in, preview, reading_of
from service.tracking_sheet import (
    NotASheet,
    Sheet,
    decoded,
    guessed,
    is_ambiguous,
    order_of,
    parse_day,
    parse_hour,
    read_sheet,
)
from service.word_of_person import NoSuchCorrection
from tests.service.mailroom import Mailroom, attendee, meeting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PLAIN = "Name,Email,Company,Date,Time,Status,Notes,Thank-you sent\n"
ROW = "Zoë Okafor,zoe@kyst.example,Kyst AS,2025-11-03,14:30,done,Learn SQL first.,yes\n"


def sheet(text: str) -> Sheet:
    return read_sheet(text)


# --- letters and cells ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_are_found_out(encoding: str) -> None:
    text = "Name;Datum;Notiz\nZoë Größer;3.11.2025;über Bäume und Straßen\n" * 3
    assert decoded(text.encode(encoding))[0].removeprefix("\ufeff") == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_cuts_the_cells_is_found_out(delimiter: str) -> None:
    rows = [["Name", "Date", "Notes"], ["Ann", "2025-11-03", "a; b, c"], ["Ben", "2025-11-04", "two\nlines"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    found = sheet(text)
    assert (found.delimiter, found.header, found.rows[1]) == (
        delimiter,
        ("Name", "Date", "Notes"),
        ("Ben", "2025-11-04", "two\nlines"),
    )


def test_a_line_that_says_what_cuts_is_believed_and_a_title_above_the_header_is_skipped() -> None:
    found = sheet("sep=;\nMy coffee chats\n\nName;Datum\nAnn;3.11.2025\n")
    assert (found.header, found.rows, found.lines) == (("Name", "Datum"), (("Ann", "3.11.2025"),), (4,))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "Save the sheet as CSV"),
        (b"%PDF-1.7", "Save the sheet as CSV"),
        (b"a\x00\x01\x02\xff\xfe,b" * 3, "Save the sheet as CSV"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    with pytest.raises(NotASheet, match=said):
        decoded(data)


@pytest.mark.parametrize("text", ["", "\n\n ,, \n", "a\n" * 5_002, '"' + "x" * 200_000])
def test_nothing_and_too_much_is_refused(text: str) -> None:
    with pytest.raises(NotASheet):
        sheet(text)


def test_cells_lose_what_would_turn_text_around_or_break_it() -> None:
    assert sheet("Name,Date\nAnn\x00\u202eevil\x1b,2025-11-03\n").rows[0][0] == "Ann evil"


# --- columns ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Name,Email,Company,Date,Status,Notes", ("name", "email", "company", "date", "status", "notes")),
        (
            "Vorname;Nachname;E-Mail;Firma;Datum;Uhrzeit",
            ("first_name", "last_name", "email", "company", "date", "time"),
        ),
        ("Kontakt;Notizen;Empfohlen von;Dank gesendet", ("name", "notes", "introduced_by", "thanked")),
        (
            "Contact Name*,Meeting Date,Intro by,Takeaways,Favourite colour",
            ("name", "date", "introduced_by", "notes", ""),
        ),
        ("Name,Name,Date", ("name", "", "date")),
    ],
)
def test_columns_are_known_by_their_names(header: str, expected: tuple[str, ...]) -> None:
    assert guessed(sheet(f"{header}\n{header.replace('a', 'b')}\n")) == expected


def test_without_names_columns_are_known_by_what_stands_in_them() -> None:
    found = sheet("Ann Lee,ann@x.example,2025-11-03\nBen Oh,ben@x.example,2025-11-04\n")
    assert (guessed(found), len(found.rows)) == (("name", "email", "date"), 2)


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("2025-11-03", "", date(2025, 11, 3)),
        ("3.11.2025", "month", date(2025, 11, 3)),
        ("3/11/2025", "day", date(2025, 11, 3)),
        ("3/11/25", "month", date(2025, 3, 11)),
        ("25/3/2025", "month", date(2025, 3, 25)),
        ("Mon, 3 Nov 2025", "", date(2025, 11, 3)),
        ("3. März 2025", "", date(2025, 3, 3)),
        ("November 3, 2025 at 2 pm", "", date(2025, 11, 3)),
        ("45964", "", date(2025, 11, 3)),
        ("31/2/2025", "day", None),
        ("soon", "", None),
        ("3.11.", "", None),
        ("99999999999999999999", "", None),
    ],
)
def test_days_in_many_shapes(cell: str, order: str, expected: date | None) -> None:
    assert parse_day(cell, order) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("14:30", time(14, 30)),
        ("2 pm", time(14)),
        ("14 Uhr", time(14)),
        ("12 am", time(0)),
        ("9", None),
        ("25:00", None),
    ],
)
def test_hours_in_many_shapes(cell: str, expected: time | None) -> None:
    assert parse_hour(cell) == expected


def test_whether_day_or_month_stands_first_is_seen_from_the_whole_column() -> None:
    assert order_of(["3/4/2025", "25/4/2025"]) == "day"
    assert order_of(["3/4/2025", "4/25/2025"]) == "month"
    assert order_of(["3/4/2025", "4/4/2025"]) == ""
    assert order_of(["25/4/2025", "4/25/2025"]) == ""
    assert [is_ambiguous(cell) for cell in ("3/4/2025", "4/4/2025", "25/4/2025", "2025-04-03")] == [
        True,
        False,
        False,
        False,
    ]


# --- what rows become -----------------------------------------------------------------------------------------------


def look(
    context: Context, text: str, order: str = "", person_id: str = "per_alice", zone: str = "Europe/Berlin"
) -> Preview:
    found = sheet(text)
    with context.database.reading() as session:
        return preview(session, context.vault, person_id, found, reading_of(found, (), order), zone, NOW)


def bring(context: Context, text: str, person_id: str = "per_alice", *, with_barred: bool = False) -> tuple[str, int]:
    found = sheet(text)
    with context.database.writing(person_id, "test") as session:
        looked = preview(session, context.vault, person_id, found, reading_of(found), "Europe/Berlin", NOW)
        return bring_in(session, context.vault, person_id, looked, NOW, with_barred=with_barred)


def verdicts(found: Preview) -> list[str]:
    return [row.verdict for row in found.rows]


def test_a_whole_row_is_read(context: Context) -> None:
    (row,) = look(context, PLAIN + ROW).rows
    assert row.entered is not None
    assert (row.verdict, row.name, row.email, row.company, row.notes) == (
        "new", "Zoë Okafor", "zoe@kyst.example", "Kyst AS", "Learn SQL first.",
    )  # fmt: skip
    assert (row.entered.start, row.entered.says) == (datetime(2025, 11, 3, 13, 30, tzinfo=UTC), "held")
    assert row.entered.thanked_at is not None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",,,2025-11-03,,,,", "names nobody"),
        ("Ann,,,,,,,", "no day"),
        ("Ann,,,someday,,,,", "can be read"),
        ("Ann,,,2025-11-03,,no response,,", "no conversation is arranged"),
        ("Ann,,,2026-11-03,,done,,", "still to come"),
        ("Ann,,,3/4/2025,,,,", "day or the month"),
    ],
)
def test_what_becomes_nothing_says_why(context: Context, row: str, why: str) -> None:
    (found,) = look(context, f"{PLAIN}{row}\n").rows
    assert found.verdict == "no"
    assert why in found.why


@pytest.mark.parametrize(
    ("status", "day", "says"),
    [
        ("Done", "2025-11-03", "held"), ("erledigt", "2025-11-03", "held"), ("", "2025-11-03", "held"),
        ("abgesagt", "2025-11-03", "cancelled"), ("No-show", "2025-11-03", "no_show"), ("nicht erschienen", "2025-11-03", "no_show"),
        ("scheduled", "2026-11-03", ""), ("", "2026-11-03", ""), ("who knows", "2025-11-03", "held"),
    ],
)  # fmt: skip
def test_a_status_says_what_became_of_it(context: Context, status: str, day: str, says: str) -> None:
    (row,) = look(context, f"{PLAIN}Ann Lee,ann@x.example,,{day},,{status},,\n").rows
    assert row.entered is not None
    assert row.entered.says == says


@pytest.mark.parametrize("cell", ['=HYPERLINK("https://evil.example";"Ann")', "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3"])
def test_formulas_are_only_words(context: Context, cell: str) -> None:
    quoted = cell.replace('"', '""')
    (row,) = look(context, f'{PLAIN}"{quoted}",ann@x.example,"{quoted}",2025-11-03,,,,\n').rows
    assert row.entered is not None
    for text in (row.name, row.company, row.entered.title):
        assert text[:1] not in set("=+-@")


def test_what_is_there_already_or_twice_is_made_once(context: Context) -> None:
    with context.database.writing("per_alice", "test") as session:
        interviews.add_by_hand(
            session, "per_alice", title="Coffee", start=NOW - DAY, end=NOW - DAY, timezone="UTC",
            contact=Address("ann@x.example", "Ann Lee"), now=NOW,
        )  # fmt: skip
    found = look(
        context,
        PLAIN
        + "Ann Lee,ANN@x.example,,2026-03-01,,,,\n"
        + "Ann Lee,,,2026-03-01,,,,\n"
        + "Ann Lee,ann@x.example,,2026-02-01,,,,\n"
        + "Ann Lee,ann@x.example,,2026-02-01,,,,\n",
    )
    assert verdicts(found) == ["known", "known", "new", "known"]
    assert "line 4" in found.rows[3].why
    assert verdicts(look(context, PLAIN + "Ann Lee,ann@x.example,,2026-03-01,,,,\n", person_id="per_bob")) == ["new"]


def test_a_row_with_somebody_on_the_never_log_list_is_made_only_if_the_person_says_so(context: Context) -> None:
    with context.database.writing("per_alice", "test") as session:
        exclusions.add(session, "per_alice", "domain", "x.example", NOW)
        digest = exclusions.digest_with(session, context.vault, "per_alice")
        exclusions.add_erased(session, "per_alice", digest("carol@osei.example"), NOW)
    text = (
        "Name,Email,Date,Introduced by\n"
        "Ann Lee,ann@x.example,2025-11-03,\n"
        "Carol Osei,Carol@Osei.example,2025-11-04,\n"
        "Ben Oh,ben@y.example,2025-11-05,Carol <carol@osei.example>\n"
        "Dan Ek,dan@y.example,2025-11-06,\n"
    )
    assert verdicts(look(context, text)) == ["barred", "barred", "barred", "new"]
    assert verdicts(look(context, text, person_id="per_bob")) == ["new"] * 4
    assert bring(context, text)[1] == 1
    assert verdicts(look(context, text)) == ["barred", "barred", "barred", "known"]
    assert bring(context, text, with_barred=True)[1] == 3


# --- brought in -------------------------------------------------------------------------------------------------------


def count(context: Context, table: type) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def settled(context: Context) -> Mailroom:
    room = Mailroom(context)
    room.settle(NOW)
    return room


def test_rows_become_conversations_people_notes_and_introductions(context: Context) -> None:
    bring(
        context,
        "Name,Email,Company,Date,Notes,Introduced by,Thanked\n"
        "Sam Ode,sam@x.example,,2025-10-01,,,\n"
        "Ann Lee,ann@x.example,Acme,2025-11-03,She said: start small.,Sam Ode,2025-11-04\n"
        "Ben Oh,ben@x.example,,2025-11-05,,Somebody Unknown,\n",
    )
    room = settled(context)
    sam, ann, ben = room.interviews()
    assert {row.status for row in (sam, ann, ben)} == {"held"}
    assert (ann.thanked_at, sam.thanked_at) == (datetime(2025, 11, 4, 12, tzinfo=UTC), None)
    assert "hour unknown" in ann.badges
    with context.database.reading() as session:
        introduction = session.scalars(select(Introduction)).one()
        assert (introduction.introducer_id, introduction.contact_id) == (sam.contact_id, ann.contact_id)
        assert session.get_one(Contact, ann.contact_id).organisation == "Acme"
        texts = {open_note(context.vault, note) for note in session.scalars(select(Note))}
    assert texts == {"She said: start small.", "Introduced by Somebody Unknown."}
    assert (ann.introduced_by, ben.introduced_by) == (sam.contact_id, "")


def test_bringing_a_sheet_twice_adds_nothing(context: Context) -> None:
    assert bring(context, PLAIN + ROW)[1] == 1
    settled(context)
    assert bring(context, PLAIN + ROW)[1] == 0
    assert count(context, Interview) == 1


def test_taking_a_sheet_back_leaves_everything_as_it_was_and_it_can_come_again(context: Context) -> None:
    tables = (Interview, Contact, Note, Introduction)
    before = [count(context, table) for table in tables]
    batch, _ = bring(context, PLAIN + ROW + "Ann,,,2025-11-05,,,,\n")
    settled(context)
    with context.database.writing("per_alice", "test") as session:
        assert by_hand.take_back_batch(session, "per_alice", batch, NOW).gone == 2
    assert [count(context, table) for table in tables] == before
    assert bring(context, PLAIN + ROW)[1] == 1


def test_what_was_written_about_since_stays_when_the_sheet_is_taken_back(context: Context) -> None:
    batch, _ = bring(context, PLAIN + ROW + "Ann,,,2025-11-05,,,,\n")
    room = settled(context)
    room.note(next(row for row in room.interviews() if row.data["named"] == "Ann"), "Remembered more.", NOW)
    with context.database.writing("per_alice", "test") as session:
        taken = by_hand.take_back_batch(session, "per_alice", batch, NOW)
    assert (taken.gone, taken.kept) == (1, 1)
    assert room.only().data["named"] == "Ann"


def test_nobody_takes_back_another_persons_sheet(context: Context) -> None:
    batch, _ = bring(context, PLAIN + ROW)
    with pytest.raises(NoSuchCorrection), context.database.writing("per_bob", "test") as session:
        by_hand.take_back_batch(session, "per_bob", batch, NOW)
    assert count(context, Interview) == 1


def test_old_conversations_get_no_drafts_though_the_sheet_has_notes(context: Context) -> None:
    bring(context, PLAIN + ROW.replace(",yes", ","))
    room = settled(context)
    with context.database.writing("per_alice", "test") as session:
        session.get_one(Person, "per_alice").timezone = "Europe/Berlin"
        drafting.follow_up(session, context.vault, room.only().id, NOW)
    with context.database.reading() as session:
        assert session.scalars(select(Draft)).all() == []
        assert {row.reason for row in session.scalars(select(FollowUp))} == {"too_late"}


def test_a_calendar_entry_for_the_same_talk_is_found_to_be_the_same(context: Context) -> None:
    room = Mailroom(context)
    bring(context, PLAIN + "Ann Lee,ann@x.example,,2026-03-01,15:00,,,\n")
    room.settle(NOW)
    entry = meeting(
        "u1", datetime(2026, 3, 1, 14, 0, tzinfo=UTC), [attendee("me <alice@alice.example>"), attendee("Ann Lee <ann@x.example>")],
        organizer="ann@x.example", summary="Coffee",
    )  # fmt: skip
    room.deliver(entry, now=NOW)
    assert (room.only().status, {one["kind"] for one in room.only().sources}) == ("held", {"calendar", "person"})


def test_five_thousand_rows_are_brought_in_while_one_waits(context_on_both: Context) -> None:
    rows = "".join(
        f"Person {n},p{n % 900}@firm{n % 300}.example,Firm {n % 300},2020-01-{n % 28 + 1:02},{n % 24:02}:00,done,Note {n},yes\n"
        for n in range(5_000)
    )
    begun = clock_time.perf_counter()
    batch, number = bring(context_on_both, PLAIN + rows)
    brought = clock_time.perf_counter() - begun
    begun = clock_time.perf_counter()
    with context_on_both.database.writing("per_alice", "test") as session:
        gone = by_hand.take_back_batch(session, "per_alice", batch, NOW).gone
    print(f"brought in {number} in {brought:.1f} s, taken back in {clock_time.perf_counter() - begun:.1f} s")
    assert number == gone > 4_000
    assert brought < 30
    assert count(context_on_both, Event) > 4_000
