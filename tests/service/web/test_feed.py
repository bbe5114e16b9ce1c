"""The private calendar feed: its secret, what it holds, and that nothing of it ever comes back as an interview."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from fastapi.testclient import TestClient

from connectors.ics import read_calendar
from infra.filling.rows import NOW as FILLED_NOW
from infra.filling.rows import Amount, fill
from service import calendar_feed, preferences
from service.accounts import LOCAL_PERSON
from service.candidates import Surroundings, candidate_calendar_event
from service.clock import ManualClock
from service.context import Context
from service.schema import Draft, Interview, Person
from service.web.feed import address_of
from tests.service.planted import Garden
from tests.service.web.test_today import counted

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def switch(context: Context, **chosen: object) -> str:
    """Changes the person's choice; returns the path of their feed."""
    with context.database.writing(LOCAL_PERSON) as session:
        preferences.change(session, LOCAL_PERSON, context.clock(), **chosen)
        return address_of(context, session.get_one(Person, LOCAL_PERSON)).partition("8765")[2]


@pytest.fixture
def garden(installed: Context) -> Garden:
    return Garden(installed, LOCAL_PERSON)


def events_of(nobody: TestClient, path: str) -> dict[str, Any]:
    answer = nobody.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(one["UID"]): one for one in calendar.walk("VEVENT")}


def test_it_is_off_until_the_person_wants_it(installed: Context, nobody: TestClient) -> None:
    with installed.database.reading() as session:
        person = session.get_one(Person, LOCAL_PERSON)
    assert address_of(installed, person) == ""
    secret = calendar_feed.secret_of(installed.vault, LOCAL_PERSON, 0)
    assert nobody.get(f"/feed/{secret}.ics").status_code == 404


def test_it_needs_its_secret_and_no_session(installed: Context, nobody: TestClient, garden: Garden) -> None:
    talk = garden.talk("Dana", MONDAY + HOUR)
    path = switch(installed, feed=True)
    assert list(events_of(nobody, path)) == [f"talk.{talk}@feed.warmthread.invalid"]
    for wrong in ("/feed/x.ics", path.replace(".ics", "0.ics"), path[:-5] + ".ics", "/feed/.ics"):
        assert nobody.get(wrong).status_code in {303, 404}, wrong
    assert nobody.post(path, headers={"Origin": "http://127.0.0.1:8765"}).status_code == 405


def test_a_new_address_ends_the_old_one(installed: Context, nobody: TestClient) -> None:
    old = switch(installed, feed=True)
    new = switch(installed, feed_number=1)
    assert old != new
    assert nobody.get(old).status_code == 404
    assert nobody.get(new).status_code == 200
    switch(installed, feed=False)
    assert nobody.get(new).status_code == 404


def test_times_are_utc_and_the_title_names_whom_it_is_with(
    installed: Context, nobody: TestClient, garden: Garden
) -> None:
    """In the night from 28 to 29 March clocks go forward in Berlin: an instant does not."""
    account = garden.account()
    talk = garden.talk("Dana; Reyes,\nEve", datetime(2026, 3, 29, 8, 0, tzinfo=UTC), timezone="Europe/Berlin")
    garden.entry(account, talk, location="Café;, Main\x0b Street")
    (event,) = events_of(nobody, switch(installed, feed=True)).values()
    assert event["DTSTART"].to_ical() == b"20260329T080000Z"
    assert event["DTEND"].to_ical() == b"20260329T083000Z"
    assert str(event["SUMMARY"]) == "Conversation with Dana; Reyes, Eve"
    assert str(event["LOCATION"]) == "Café;, Main Street"
    assert str(event["URL"]) == f"http://127.0.0.1:8765/interviews/{talk}"
    assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(
    ("status", "shown"),
    [("invited", "TENTATIVE"), ("accepted", "CONFIRMED"), ("cancelled", "CANCELLED"), ("held", "CONFIRMED")],
)
def test_the_status_is_told(installed: Context, nobody: TestClient, garden: Garden, status: str, shown: str) -> None:
    garden.talk("Dana", MONDAY + HOUR, status)
    (event,) = events_of(nobody, switch(installed, feed=True)).values()
    assert event["STATUS"] == shown


def test_what_is_only_asked_about_or_left_out_is_not_in_it(
    installed: Context, nobody: TestClient, garden: Garden
) -> None:
    garden.talk("Asked", MONDAY + HOUR, "proposed", band="ask")
    garden.talk("Left", MONDAY + HOUR, "not_logged", band="leave")
    garden.talk("Long ago", MONDAY - timedelta(days=31), "held")
    garden.talk("Far ahead", MONDAY + timedelta(days=181))
    assert events_of(nobody, switch(installed, feed=True)) == {}


def test_a_move_keeps_the_uid_and_raises_the_sequence(
    installed: Context, nobody: TestClient, garden: Garden, clock: ManualClock
) -> None:
    talk = garden.talk("Dana", MONDAY + HOUR)
    path = switch(installed, feed=True)
    sequences = []
    for status, hours in (("accepted", 1), ("accepted", 5), ("cancelled", 5), ("accepted", 5)):
        clock.move_to(clock() + timedelta(minutes=10))
        with installed.database.writing(LOCAL_PERSON) as session:
            row = session.get_one(Interview, talk)
            row.status, row.start, row.end = status, MONDAY + hours * HOUR, MONDAY + (hours + 1) * HOUR
            row.updated_at = clock()
        ((uid, event),) = events_of(nobody, path).items()
        assert uid == f"talk.{talk}@feed.warmthread.invalid"
        sequences.append(int(event["SEQUENCE"]))
    assert sequences == sorted(set(sequences))


def test_a_thank_you_is_due_a_day_after_the_end(installed: Context, nobody: TestClient, garden: Garden) -> None:
    talk = garden.talk("Dana", MONDAY - HOUR, "held")
    draft = garden.draft(talk)
    path = switch(installed, feed=True)
    event = events_of(nobody, path)[f"due.{draft}@feed.warmthread.invalid"]
    assert str(event["SUMMARY"]) == "Due: A thank-you to Dana"
    assert event["DTEND"].dt == MONDAY - HOUR / 2 + timedelta(days=1)
    with installed.database.writing(LOCAL_PERSON) as session:
        session.get_one(Draft, draft).state = "sent"
    assert list(events_of(nobody, path)) == [f"talk.{talk}@feed.warmthread.invalid"]


def test_what_did_not_change_is_not_sent_again(
    installed: Context, nobody: TestClient, garden: Garden, clock: ManualClock
) -> None:
    garden.talk("Dana", MONDAY + 5 * HOUR)
    path = switch(installed, feed=True)
    tag = nobody.get(path).headers["etag"]
    clock.move_to(MONDAY + HOUR)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = nobody.get(path, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b""), known
    garden.talk("Owen", MONDAY + 6 * HOUR)
    assert nobody.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_it_speaks_the_persons_language(installed: Context, nobody: TestClient, garden: Garden) -> None:
    garden.talk("Dana", MONDAY + HOUR)
    path = switch(installed, feed=True, ui_language="de")
    assert nobody.get(path).status_code == 200


def test_years_of_interviews_stay_a_small_file(installed: Context, nobody: TestClient, clock: ManualClock) -> None:
    clock.move_to(FILLED_NOW)
    fill(installed, Amount(2_000, 500))
    path = switch(installed, feed=True)
    with counted(installed) as statements:
        file = nobody.get(path).content
    assert len([one for one in statements if one.startswith("SELECT")]) <= 5
    assert 0 < file.count(b"BEGIN:VEVENT") <= 2 * calendar_feed.MOST
    assert len(file) < 400_000


def test_there_is_a_limit_to_it(installed: Context, nobody: TestClient, garden: Garden) -> None:
    with installed.database.writing(LOCAL_PERSON) as session:
        for number in range(calendar_feed.MOST + 50):
            start = MONDAY + timedelta(minutes=number)
            row = {"status": "accepted", "band": "log", "classification": "informational"}
            session.add(
                Interview(
                    id=f"int_many_{number}",
                    person_id=LOCAL_PERSON,
                    meeting=f"many-{number}",
                    start=start,
                    end=start + HOUR,
                    first_seen_at=MONDAY,
                    updated_at=MONDAY,
                    **row,
                )
            )
    assert len(events_of(nobody, switch(installed, feed=True))) == calendar_feed.MOST


def test_nothing_of_it_is_taken_for_an_interview_where_a_calendar_subscribes_to_it(
    installed: Context, nobody: TestClient, garden: Garden
) -> None:
    talk = garden.talk("Dana", MONDAY + HOUR)
    garden.draft(garden.talk("Owen", MONDAY - HOUR, "held"))
    file = nobody.get(switch(installed, feed=True)).content
    found = read_calendar(file).calendar_events
    assert len(found) == 3
    for event in found:
        renamed = replace(event, ical_uid=event.ical_uid.upper(), summary="Informational interview with Dana")
        for one in (event, renamed):
            verdict = candidate_calendar_event(one, Surroundings())
            assert (verdict.is_candidate, verdict.rule) == (False, "our own feed")
    other = replace(found[0], ical_uid=f"{talk}@example.com", summary="Informational interview with Dana Reyes")
    assert candidate_calendar_event(other, Surroundings()).rule != "our own feed"


def test_nobody_reads_what_is_somebody_elses(installed: Context, nobody: TestClient) -> None:
    with installed.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=MONDAY))
    Garden(installed, "per_bob").talk("Secret", MONDAY + HOUR)
    assert events_of(nobody, switch(installed, feed=True)) == {}
