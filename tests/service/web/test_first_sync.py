"""The first read as a page: counted and live, paused and gone on, looked further, its calendars chosen, usable at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event, update

from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.schema import Account, Allowance, ChosenCalendar, Cursor, Interview, Person, Reading, StoredCalendarEvent
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk
from tests.service.web.conftest import Browser, poll
from workers.clock import poll_account
from workers.runner import Runner

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def page_of(desk: Desk, part: str = "") -> str:
    return f"/accounts/{desk.account_id}{part}"


def test_it_is_live_while_it_reads_and_still_when_it_is_over(web: Browser, desk: Desk) -> None:
    desk.ask("dana", at=NOW - DAY)
    before = web.get(page_of(desk)).text
    assert 'hx-trigger="every 2s"' in before
    assert "minutes left" not in before
    poll(desk)
    part = web.get(page_of(desk, "/progress")).text
    assert "hx-trigger" not in part
    assert "Everything is read" in part
    assert "<html" not in part


def test_conversations_are_linked_as_they_come_and_the_unsure_ones_lead_on(web: Browser, desk: Desk) -> None:
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    (found,) = rows(desk.context, "interviews")
    part = web.get(page_of(desk, "/progress")).text
    assert f'href="/interviews/{found["id"]}"' in part
    with desk.context.database.writing(LOCAL_PERSON) as session:
        session.execute(update(Interview).values(status="proposed"))
    assert 'href="/candidates"' in web.get(page_of(desk, "/progress")).text


def test_nothing_found_offers_three_ways_on(web: Browser, desk: Desk) -> None:
    poll(desk)
    page = web.get(page_of(desk)).text
    assert "No conversations were found in the last 90 days" in page
    for way in ("/further", "/connect/files", "/interviews/add"):
        assert way in page


def test_a_pause_in_the_middle_of_the_first_read_and_on_from_there(web: Browser, desk: Desk) -> None:
    for number in range(3):
        desk.ask(f"dana{number}", at=NOW - (number + 1) * DAY)
    reader = desk.reader()
    for _ in range(3):
        reader.next_slice()
    page = web.follow(web.post(f"/health/{desk.account_id}/pause", {"back": page_of(desk)})).text
    assert "Reading is paused" in page
    assert 'hx-trigger="every 2s"' not in page
    assert "is paused" in web.get("/connect").text
    with Runner(desk.context) as runner:
        assert poll_account(desk.context, runner.pipeline, desk.account_id, desk.person) is None
    assert web.post(f"/health/{desk.account_id}/resume", {"back": "https://evil.example/"}).headers["location"] == "/"
    poll(desk)
    assert len(rows(desk.context, "message_copies")) == 3


def test_looking_further_back_reads_what_lies_there(web: Browser, desk: Desk) -> None:
    desk.put_talk("far", NOW - 200 * DAY)
    poll(desk)
    assert rows(desk.context, "calendar_events") == []
    page = web.follow(web.post(page_of(desk, "/further"), {"days": "365"})).text
    assert "Reading further back now" in page
    assert 'hx-trigger="every 2s"' in page
    poll(desk)
    assert len(rows(desk.context, "calendar_events")) == 1
    assert "read already" in web.follow(web.post(page_of(desk, "/further"), {"days": "90"})).text
    assert web.post(page_of(desk, "/further"), {"days": "0"}).status_code == 400


def test_why_it_waits_is_said_with_the_hour(web: Browser, desk: Desk) -> None:
    with desk.context.database.writing(LOCAL_PERSON) as session:
        session.execute(update(Account).values(next_due=NOW + HOUR, last_error="Google answered 503."))
    assert "Google answered 503. It is tried again at 10:00" in web.get(page_of(desk)).text
    with desk.context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Allowance(
                account_id=desk.account_id, person_id=desk.person, spent={}, calls={}, units_spent=0,
                blocked_until=real_now() + 2 * HOUR,
            )
        )  # fmt: skip
    page = web.get(page_of(desk)).text
    assert "Google asked us to slow down; reading goes on at 1" in page


def test_a_gap_that_is_closed_and_what_could_not_be_read_are_told(web: Browser, desk: Desk) -> None:
    desk.read()
    broken = desk.control.deliver(b"\x00")["id"]
    desk.read()
    with desk.context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Reading(
                id="rdg_gap", account_id=desk.account_id, person_id=desk.person, purpose="gap",
                query={"since": NOW.isoformat()}, created_at=NOW,
            )
        )  # fmt: skip
    page = web.get(page_of(desk)).text
    assert "looked through once more" in page
    assert f"/health/{desk.account_id}/unreadable" in page
    assert broken in web.get(f"/health/{desk.account_id}/unreadable").text


def test_what_was_left_out_at_the_consent_is_told(web: Browser, desk: Desk) -> None:
    page = web.get(page_of(desk, "?connected=new")).text
    assert "Sending was left out" in page
    assert "Mail was left out" not in page
    assert "you can leave this page" in page
    assert "What never to log" in page
    assert "was connected already" in web.get(page_of(desk, "?connected=already")).text


# --- calendars --------------------------------------------------------------------------------------------------


def add_calendar(desk: Desk, *, is_chosen: bool) -> None:
    with desk.context.database.writing(desk.person) as session:
        session.add(
            ChosenCalendar(
                account_id=desk.account_id, provider_id="team@group", person_id=desk.person, name="Team <b>",
                is_chosen=is_chosen,
            )
        )  # fmt: skip


def chosen(desk: Desk) -> dict[str, bool]:
    return {row["provider_id"]: bool(row["is_chosen"]) for row in rows(desk.context, "calendars")}


def test_calendars_are_named_marked_and_changed(web: Browser, desk: Desk) -> None:
    desk.read()
    add_calendar(desk, is_chosen=False)
    page = web.get(page_of(desk)).text
    assert "main calendar" in page
    assert "Team &lt;b&gt;" in page
    (main,) = [one for one in chosen(desk) if one != "team@group"]
    web.post(page_of(desk, "/calendars"), {"chosen": [main, "team@group", "made-up"]})
    assert chosen(desk) == {main: True, "team@group": True}
    web.post(page_of(desk, "/calendars"), {"chosen": [main]})
    assert chosen(desk) == {main: True, "team@group": False}


def test_leaving_a_calendar_asks_whether_to_keep_what_only_it_knew(web: Browser, desk: Desk) -> None:
    desk.put_talk("meg", NOW + DAY)
    poll(desk)
    (before,) = rows(desk.context, "interviews")
    assert before["status"] != "not_logged"
    answer = web.post(page_of(desk, "/calendars"), {})
    asked = web.follow(answer).text
    assert "Keep what was logged?" in asked
    assert "Keep them" in asked
    assert "This calendar is not read any more. 1 conversation is known only from there." in " ".join(asked.split())
    (main,) = chosen(desk)
    page = web.follow(web.post(page_of(desk, "/calendars/leave-out"), {"left": [main]})).text
    assert "Left out: 1 conversation." in page
    poll(desk)
    assert rows(desk.context, "interviews")[0]["status"] == "not_logged"
    batch = page.partition("/candidates/batches/")[2].partition("/undo")[0]
    web.post(f"/candidates/batches/{batch}/undo")
    assert rows(desk.context, "interviews")[0]["status"] == before["status"]
    assert rows(desk.context, "calendar_events")


def test_leaving_a_calendar_of_which_nothing_was_logged_asks_nothing(web: Browser, desk: Desk) -> None:
    desk.read()
    answer = web.post(page_of(desk, "/calendars"), {})
    assert answer.headers["location"] == page_of(desk)
    assert web.get(page_of(desk, "/calendars?left=nobody")).headers["location"] == page_of(desk)
    assert web.get(page_of(desk, "/calendars")).status_code == 303


# --- whose it is ------------------------------------------------------------------------------------------------


def test_anothers_account_is_not_there(web: Browser, desk: Desk) -> None:
    with desk.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=NOW))
        session.flush()
        session.add(
            Account(
                id="acc_bob", person_id="per_bob", provider="google", email="bob@x.example", since=NOW, created_at=NOW
            )
        )
        session.flush()
        session.add(ChosenCalendar(account_id="acc_bob", provider_id="c", person_id="per_bob"))
    for path in ("", "/progress", "/calendars"):
        assert web.get(f"/accounts/acc_bob{path}").status_code == 404
    for path in ("/further", "/calendars", "/calendars/leave-out"):
        assert web.post(f"/accounts/acc_bob{path}", {"left": ["c"]}).status_code == 404
    assert chosen(desk).get("c") is True
    assert web.get("/accounts/acc_nobody").status_code == 404


def test_the_live_part_costs_the_same_with_a_thousand_records(web: Browser, desk: Desk) -> None:
    def queries() -> int:
        asked: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(desk.context.database.engine, "before_cursor_execute", count)
        assert web.get(page_of(desk, "/progress")).status_code == 200
        event.remove(desk.context.database.engine, "before_cursor_execute", count)
        return len(asked)

    desk.read()
    few = queries()
    with desk.context.database.writing(desk.person) as session:
        for number in range(300):
            calendar = f"c{number}"
            session.add(ChosenCalendar(account_id=desk.account_id, provider_id=calendar, person_id=desk.person))
            cursor = Cursor(account_id=desk.account_id, resource=f"calendar:{calendar}", person_id=desk.person)
            cursor.value, cursor.updated_at = "x", NOW
            session.add(cursor)
            session.add(
                StoredCalendarEvent(
                    id=f"cal_{number}", person_id=desk.person, account_id=desk.account_id, calendar_id=calendar,
                    provider_id="e", uid_key=f"u{number}|master", data_sealed=b"",
                )
            )  # fmt: skip
    assert queries() == few


def test_the_page_speaks_german(web: Browser, desk: Desk) -> None:
    page = web.get(page_of(desk), headers={"Accept-Language": "de"}).text
    assert '<html lang="de"' in page
    assert replace(desk, delivered=[]).account_id in page
