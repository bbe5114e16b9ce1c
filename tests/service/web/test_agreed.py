"""A time that only mail speaks of is asked about, with both sides' words; yes, no and undo do what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.schema import Person
from tests.service.mailroom import Mailroom, mail
from tests.service.played import played_once
from tests.service.web.conftest import Browser
from tests.service.web.test_candidates import add

ME = "Local Person <me@local.example>"
DAN = "Daniel Osei <d.osei@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASK = "I admire your move into geology. Could I have 20 minutes to ask how you got into the field?\n\nLocal"


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START - 7 * DAY)
    return played_once(taken_at_his_word, web.context)


def taken_at_his_word(context: Context) -> Mailroom:
    """Dan was asked, offered a time, and was taken at his word."""
    room = Mailroom(context, person_id=LOCAL_PERSON, emails=("me@local.example",))
    own = ("me@local.example",)
    asked = mail(ME, DAN, START - 9 * DAY, ASK, own=own, subject="Your move")
    offered = mail(DAN, ME, START - 8 * DAY, "Happy to. How about Wednesday the 18th at 3 pm?\n\nDan", reply_to=asked)
    taken = mail(ME, DAN, START - 7 * DAY, "Perfect, see you then!", reply_to=offered, own=own)
    room.deliver(asked, offered, taken, now=START - 7 * DAY)
    return room


@pytest.mark.parametrize("path", ["/candidates", "/interviews/{id}"])
def test_it_is_asked_with_both_quotes_and_the_zone_that_is_assumed(web: Browser, room: Mailroom, path: str) -> None:
    page = web.get(path.format(id=room.only().id)).text
    assert "Is this agreed?" in page
    assert "How about Wednesday the 18th at 3 pm?" in page
    assert "Perfect, see you then!" in page
    assert "yours is assumed: UTC" in page
    assert f"/interviews/{room.only().id}#time" in page


def test_yes_logs_it_at_that_time_and_undo_asks_again(web: Browser, room: Mailroom) -> None:
    page = web.follow(web.post(f"/candidates/{room.only().id}/agreed", {"answer": "yes"}))
    assert "It is logged at this time." in page.text
    assert (room.only().status, room.only().start) == ("accepted", START)
    batch = page.text.partition("/candidates/batches/")[2].partition("/undo")[0]
    web.post(f"/candidates/batches/{batch}/undo")
    assert (room.only().status, room.only().start) == ("proposed", START)


def test_no_takes_the_time_away_and_leads_back_to_where_it_was_asked(web: Browser, room: Mailroom) -> None:
    here = f"/interviews/{room.only().id}"
    answer = web.post(f"/candidates/{room.only().id}/agreed", {"answer": "no", "back": "interview"})
    assert answer.headers["location"].startswith(here)
    assert room.only().start is None
    assert "Is this agreed?" not in web.get(here).text


def test_nonsense_somebody_elses_and_what_was_never_agreed_are_refused(web: Browser, room: Mailroom) -> None:
    path = f"/candidates/{room.only().id}/agreed"
    assert web.post(path, {"answer": "maybe"}).status_code == 409
    assert web.post("/candidates/int_x/agreed", {"answer": "yes"}).status_code == 404
    web.post(path, {"answer": "no"})
    assert web.post(path, {"answer": "yes"}).status_code == 409
    with web.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=START))
    his = add(web.context, 1, "per_bob", data={"agreed": {"start": START.isoformat(), "words": []}})
    assert web.post(f"/candidates/{his}/agreed", {"answer": "yes"}).status_code == 404
