"""Desktop notices, the feed and the daily mail: off until wanted, and each switch taken back with one click."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from service import digest, preferences
from service.accounts import LOCAL_PERSON
from service.preferences import Preferences
from service.schema import Person
from tests.service.planted import ME, Garden
from tests.service.web.conftest import Browser

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def garden(web: Browser) -> Garden:
    return Garden(web.context, LOCAL_PERSON)


def chosen(web: Browser) -> Preferences:
    with web.context.database.reading() as session:
        return preferences.read(session, LOCAL_PERSON)


def click(web: Browser, path: str, **data: str) -> None:
    answer = web.post(f"/settings/notices/{path}", data)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/settings/notices"), answer.text


def person(web: Browser) -> Person:
    with web.context.database.reading() as session:
        return session.scalars(select(Person)).one()


def test_everything_is_off_at_first(web: Browser) -> None:
    found = chosen(web)
    assert (found.desktop_notices, found.feed, found.digest) == (False, False, False)


def test_the_page_shows_the_whole_address_of_the_feed_only_while_it_is_on(web: Browser) -> None:
    assert "/feed/" not in web.get("/settings/notices").text.replace("/settings/notices/feed/", "")
    click(web, "feed/on")
    page = web.get("/settings/notices").text
    address = page.partition('id="feed-address">')[2].partition("<")[0]
    assert web.client.get(address).headers["content-type"].startswith("text/calendar")


def test_without_a_mailbox_the_page_says_what_the_daily_mail_needs(web: Browser) -> None:
    assert "It needs a connected mailbox that may send." in web.get("/settings/notices").text


def test_with_a_mailbox_that_only_reads_it_is_not_offered_and_says_why(web: Browser, garden: Garden) -> None:
    garden.account(can_send=False)
    page = web.get("/settings/notices").text
    assert "connected for reading only" in page
    assert "digest/on" not in page


def test_the_words_to_agree_to_are_shown_before_the_yes(web: Browser, garden: Garden) -> None:
    garden.account()
    page = web.get("/settings/notices").text
    click(web, "digest/on", at="07:30", agreed="on")
    assert person(web).settings["digest_consent"]["words"] in page
    page = web.get("/settings/notices").text
    assert f"It goes to {ME}." in page
    assert "digest/off" in page


@pytest.mark.parametrize(("path", "name"), [("desktop", "desktop_notices"), ("feed", "feed")])
def test_a_switch_is_turned_on_and_off_and_taken_back(web: Browser, path: str, name: str) -> None:
    click(web, f"{path}/on")
    assert getattr(chosen(web), name) is True
    click(web, f"{path}/off")
    assert getattr(chosen(web), name) is False
    shown = web.get("/").text
    undo = shown.partition('action="/settings/notices/undo/')[2].partition('"')[0]
    assert undo, "the last click can be taken back"
    click(web, f"undo/{undo}")
    assert getattr(chosen(web), name) is True
    click(web, f"undo/{undo}")
    assert getattr(chosen(web), name) is True


def test_a_new_address_of_the_feed_stays_new(web: Browser) -> None:
    click(web, "feed/on")
    click(web, "feed/renew")
    click(web, "feed/renew")
    assert chosen(web).feed_number == 2
    assert "/settings/notices/undo/" not in web.get("/").text


def test_the_daily_mail_needs_a_yes_to_its_words(web: Browser, garden: Garden) -> None:
    garden.account()
    assert web.post("/settings/notices/digest/on", {"at": "08:00"}).status_code == 409
    assert digest.agreement(person(web)) is None
    click(web, "digest/on", at="08:15", agreed="on")
    assert digest.agreement(person(web)) == digest.Agreement(MONDAY, ME)
    said = person(web).settings["digest_consent"]
    assert "without asking me each time" in said["words"]
    assert ME in said["words"]
    assert chosen(web).digest_at == "08:15"
    click(web, "digest/off")
    assert digest.agreement(person(web)) is None


def test_a_mailbox_that_may_only_read_cannot_send_it(web: Browser, garden: Garden) -> None:
    garden.account(can_send=False)
    assert web.post("/settings/notices/digest/on", {"agreed": "on"}).status_code == 409
    assert chosen(web).digest is False


@pytest.mark.parametrize("path", ["desktop/maybe", "feed/x", "digest/at"])
def test_what_makes_no_sense_is_refused(web: Browser, path: str) -> None:
    assert web.post(f"/settings/notices/{path}", {"at": "25:00"}).status_code == 409


@pytest.mark.parametrize("number", ["0", "999"])
def test_there_may_be_nothing_to_take_back(web: Browser, number: str) -> None:
    click(web, f"undo/{number}")
    assert "nothing to take back" in web.get("/").text
