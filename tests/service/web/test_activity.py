"""The log as a page: in plain words, by kind and day, as a file; the person's own, and no words of any mail."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service import activity, events
from service.accounts import LOCAL_PERSON
from service.activity import KINDS
from service.clock import ManualClock
from service.context import Context
from service.schema import Account, Allowance, Contact, Person
from service.web.activity import A_PAGE
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once
from tests.service.web.conftest import Browser
from tests.service.web.test_interviews import HOSTILE, queries

ME, OWN = "Local Person <me@local.example>", ("me@local.example",)
DAN = "Daniel Osei <d.osei@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START + DAY)
    return played_once(logged_and_held, web.context)


def logged_and_held(context: Context) -> Mailroom:
    """A conversation that was logged, and then held."""
    room = Mailroom(context, person_id=LOCAL_PERSON, emails=OWN)
    text = "I would love to hear how you got into zymurgy. Could you spare 20 minutes for an informational chat?"
    asked = mail(ME, DAN, START - 9 * DAY, text, own=OWN, subject="Zymurgy")
    answer = mail(DAN, ME, START - 8 * DAY, "Gladly.\n\nDan", reply_to=asked)
    talk = meeting("u1", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat")
    room.deliver(asked, answer, talk, now=START - DAY)
    room.step(START + DAY)
    return room


def put(web: Browser, number: int, what: str = activity.SETTING, person: str = LOCAL_PERSON, **more: Any) -> None:
    with web.context.database.writing(person, "test") as session:
        for place in range(number):
            activity.record(session, person, what, START - DAY + timedelta(minutes=place), **more)


def test_what_happened_is_told_in_plain_words_with_the_way_there(web: Browser, room: Mailroom) -> None:
    page = web.get("/activity").text
    assert "Logged the conversation with Daniel Osei: planned." in page
    assert "The conversation with Daniel Osei is now: probably held." in page
    assert 'href="/interviews/int_' in page
    assert "ymurgy" not in page


def test_every_kind_of_row_has_a_sentence_in_both_languages(web: Browser) -> None:
    everything = [what for names in KINDS.values() for what in names]
    for what in everything:
        put(web, 1, what, detail="2 3 4" if what == activity.PURGED else "")
    for language in ("en", "de"):
        asked = {"Accept-Language": language}
        pages = [web.get(f"/activity?page={number}", headers=asked).text for number in (1, 2)]
        rows = "".join(page.partition('<ul class="rows">')[2].partition("</ul>")[0] for page in pages)
        assert rows.count("<li") == len(everything)
        for what in everything:
            assert f">{what}<" not in rows, what


def test_a_kind_and_a_day_are_shown_alone(web: Browser, room: Mailroom) -> None:
    put(web, 1)
    assert "You changed a setting." not in web.get("/activity?kind=conversations").text
    assert "You changed a setting." in web.get("/activity?kind=settings").text
    assert "You changed a setting." in web.get("/activity?day=2026-03-17").text
    assert "Nothing of that kind happened then." in web.get("/activity?day=2020-01-01").text
    for odd in ("day=someday", "day=0001-01-01", "day=9999-12-31", "kind=gossip"):
        assert web.get(f"/activity?{odd}").status_code == 200, odd


def test_it_is_paged_and_asks_no_more_for_more_rows(web: Browser) -> None:
    put(web, 1)
    with queries(web.context) as few:
        web.get("/activity")
    put(web, 2 * A_PAGE)
    with queries(web.context) as many:
        first = web.get("/activity").text
    assert len(many) == len(few)
    assert first.count("You changed a setting.") == A_PAGE
    assert "page=2" in first
    assert web.get("/activity?page=3").text.count("You changed a setting.") == 1
    assert web.get("/activity?page=0").status_code in {400, 422}


def test_it_goes_into_a_file(web: Browser, room: Mailroom) -> None:
    put(web, 1)
    told = json.loads(web.get("/activity/export?form=json").text)
    lines = list(csv.DictReader(io.StringIO(web.get("/activity/export?form=csv").text)))
    assert [row["told"] for row in told] == [row["told"] for row in lines]
    assert set(told[0]) == {"at", "what", "about", "told", "taken_back"}
    assert len(json.loads(web.get("/activity/export?kind=settings").text)) == 1


def test_a_name_is_text_on_the_page_and_in_a_spreadsheet(web: Browser, room: Mailroom) -> None:
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        for number, name in enumerate((HOSTILE, '=HYPERLINK("http://x.example")')):
            session.add(Contact(id=f"con_{number}", person_id=LOCAL_PERSON, name=name, data={}, created_at=START))
            session.flush()
            activity.record(session, LOCAL_PERSON, activity.POLL_FAILED, START, subject=f"con_{number}")
    assert HOSTILE not in web.get("/activity").text
    lines = csv.DictReader(io.StringIO(web.get("/activity/export?form=csv").text))
    assert not [row for row in lines if row["told"][:1] in "=+-@"]


def test_what_a_consent_was_begun_with_is_not_in_it(web: Browser) -> None:
    put(web, 1, "connected", subject="state-secret", detail="acc_gone")
    assert "state-secret" not in web.get("/activity").text
    assert "state-secret" not in web.get("/activity/export").text


def test_calls_to_providers_are_summed_by_day(web: Browser, room: Mailroom) -> None:
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(
            Allowance(account_id=room.account_id, person_id=LOCAL_PERSON, spent={}, calls={}, units_spent=0,
                      days={"2026-03-17": {"list": 2, "get": 40}})
        )  # fmt: skip
    page = web.get("/activity").text
    assert "Tue, 17 Mar 2026" in page
    assert "42 calls" in page


def test_nobody_sees_what_somebody_else_did(web: Browser) -> None:
    with web.context.database.writing("per_other", "test") as session:
        session.add(Person(id="per_other", name="Other", created_at=START))
        session.flush()
        session.add(Contact(id="con_x", person_id="per_other", name="Secret", data={}, created_at=START))
        session.add(
            Account(id="acc_x", person_id="per_other", provider="google", email="o@x.example", since=START,
                    created_at=START, scopes=[])
        )  # fmt: skip
    put(web, 1, activity.RENAMED, "per_other", subject="con_x")
    put(web, 1, activity.RENAMED, subject="con_x")
    page = web.get("/activity").text
    assert page.count("You gave ") == 1
    assert "Secret" not in page
    assert "/people/con_x" not in page


def test_a_replay_tells_nothing_again(web: Browser, room: Mailroom) -> None:
    with web.context.database.reading() as session:
        before = activity.number(session, LOCAL_PERSON, activity.Wanted())
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        events.replay(session, LOCAL_PERSON)
    room.settle(START + DAY)
    with web.context.database.reading() as session:
        assert activity.number(session, LOCAL_PERSON, activity.Wanted()) == before
