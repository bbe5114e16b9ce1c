"""All interviews as a page, and one added by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from connectors.records import Address
from service import exclusions, interviews, preferences
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.folding import fold
from service.schema import Contact, Interview, Note, Person
from tests.service.planted import Garden
from tests.service.web.conftest import Browser

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def interview(number: int, person_id: str = LOCAL_PERSON, **more: Any) -> Interview:
    start = NOW - number * DAY
    fields: dict[str, Any] = {
        "title": f"Talk {number}",
        "status": "held",
        "start": start,
        "end": start + timedelta(minutes=30),
    } | more
    fields.setdefault("search_text", fold(fields["title"]))
    return Interview(
        id=f"int_{person_id}_{number}", person_id=person_id, meeting=f"m{number}|master", band="log",
        classification="informational", first_seen_at=NOW, updated_at=NOW, **fields,
    )  # fmt: skip


def add(web: Browser, *rows: object, person_id: str = LOCAL_PERSON) -> None:
    with web.context.database.writing(person_id, "test") as session:
        session.add_all(rows)


def titles(page: str) -> list[str]:
    return re.findall(r'<strong dir="auto">(Talk \d+)</strong>', page)


def add_bob(web: Browser) -> None:
    add(web, Person(id="per_bob", name="Bob", created_at=NOW, languages=[], settings={}), person_id="per_bob")


# --- the list ---------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_next(web: Browser) -> None:
    page = web.get("/interviews")
    assert page.status_code == 200
    assert "/connect" in page.text
    assert "Nothing is found" in web.get("/interviews?q=nobody").text


def test_the_list_shows_the_persons_own_and_nobody_elses(web: Browser) -> None:
    add_bob(web)
    add(web, interview(1), interview(2))
    add(web, interview(3, "per_bob"), person_id="per_bob")
    assert titles(web.get("/interviews").text) == ["Talk 1", "Talk 2"]


def test_search_and_filters_are_addresses_that_keep_each_other(web: Browser) -> None:
    add(web, interview(1), interview(2, status="cancelled", title="Talk 2"), interview(300))
    assert titles(web.get("/interviews", params={"q": "TALK", "status": "cancelled"}).text) == ["Talk 2"]
    assert titles(web.get("/interviews?year=2025").text) == ["Talk 300"]
    assert 'href="/interviews?q=talk&amp;show=unthanked"' in web.get("/interviews?q=talk").text


@pytest.mark.parametrize(
    "query", ["page=99999999", "page=-1", "page=x", "year=abc", "year=99999999", "show=<b>", "status='", "q=%00%25"]
)
def test_a_mangled_address_still_shows_the_list(web: Browser, query: str) -> None:
    add(web, interview(1))
    assert web.get(f"/interviews?{query}").status_code == 200


def test_what_was_left_out_can_be_looked_through_and_logged(web: Browser) -> None:
    reason = {
        "rule": "pipeline",
        "points": 0,
        "text": "Several signs say that it is hiring or selling.",
        "evidence": None,
    }
    row = interview(1, status="not_logged", reasons=[reason])
    add(web, row)
    page = web.get("/interviews?show=left_out").text
    assert "hiring or selling" in page
    assert "Log it" in page
    assert titles(web.get("/interviews").text) == []
    answer = web.post(f"/interviews/{row.id}/correct", {"kind": "is_interview", "back": "/interviews?show=left_out"})
    assert answer.headers["location"] == "/interviews?show=left_out"


def test_strangers_words_are_only_words(web: Browser) -> None:
    add(
        web,
        interview(
            1, title=HOSTILE, contact_id="con_1", status="proposed", reasons=[{"text": HOSTILE}], badges=[HOSTILE]
        ),
        Contact(id="con_1", person_id=LOCAL_PERSON, name=HOSTILE, organisation=HOSTILE, data={}, created_at=NOW),
    )
    for path in ("/interviews", f"/interviews?q={HOSTILE}", "/interviews?person=con_1"):
        page = web.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_pages_of_fifty_lead_to_each_other(web: Browser) -> None:
    add(web, *(interview(number) for number in range(120)))
    first = web.get("/interviews?q=talk").text
    assert len(titles(first)) == 50
    assert "/interviews?q=talk&amp;page=2" in first
    assert len(titles(web.get("/interviews?page=3").text)) == 20


@contextmanager
def queries(context: Context) -> Iterator[list[str]]:
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        told.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", tell)
    yield told
    event.remove(context.database.engine, "before_cursor_execute", tell)


def test_the_number_of_queries_does_not_grow_with_the_rows(web: Browser) -> None:
    add(web, interview(0))
    with queries(web.context) as few:
        web.get("/interviews?q=talk")
    contacts = [
        Contact(id=f"con_{n}", person_id=LOCAL_PERSON, name=f"P {n}", data={}, created_at=NOW) for n in range(50)
    ]
    add(web, *contacts, *(interview(number, contact_id=f"con_{number % 50}") for number in range(1, 300)))
    with queries(web.context) as many:
        page = web.get("/interviews?q=talk")
    assert len(many) == len(few)
    assert len(page.content) < 200_000


# --- one by hand --------------------------------------------------------------------------------------------------------

FORM = {
    "name": "Inés Prat", "address": "ines@prat.example", "title": "Her path", "day": "2026-02-27", "hour": "14:30",
    "minutes": "45", "zone": "Europe/Berlin", "note": "Learn SQL first.",
}  # fmt: skip


def rows(web: Browser) -> list[Interview]:
    with web.context.database.reading() as session:
        return list(session.scalars(select(Interview).order_by(Interview.start)))


def test_a_talk_added_by_hand_stands_there_at_once(web: Browser) -> None:
    answer = web.post("/interviews/add", FORM)
    (row,) = rows(web)
    assert answer.headers["location"] == f"/interviews/{row.id}"
    assert (row.status, row.title, row.address) == ("held", "Her path", "ines@prat.example")
    assert (row.start, row.timezone) == (datetime(2026, 2, 27, 13, 30, tzinfo=UTC), "Europe/Berlin")
    page = web.follow(answer).text
    assert "Learn SQL first." in page
    assert f"/interviews/{row.id}/take-back" in page


def test_taking_it_back_leaves_nothing_of_it_but_what_was_written_since(web: Browser) -> None:
    web.post("/interviews/add", FORM | {"note": ""})
    (row,) = rows(web)
    assert web.post(f"/interviews/{row.id}/take-back").headers["location"] == "/interviews"
    assert rows(web) == []
    web.post("/interviews/add", FORM)
    (row,) = rows(web)
    assert web.post(f"/interviews/{row.id}/take-back").status_code == 409
    with web.context.database.reading() as session:
        assert session.scalars(select(Note)).all() != []


def test_a_talk_to_come_needs_no_address(web: Browser) -> None:
    web.post("/interviews/add", {"name": "Ben", "day": "2026-03-09", "hour": "10:00", "zone": "UTC"})
    (row,) = rows(web)
    assert (row.status, row.title, row.data["named"]) == ("accepted", "", "Ben")


def test_a_talk_without_a_title_is_named_in_the_readers_language(web: Browser) -> None:
    web.post("/interviews/add", {"name": "Ben", "day": "2026-03-03", "hour": "10:00", "zone": "UTC"})
    (row,) = rows(web)
    for language, title in (("en", "Talk with Ben"), ("de", "Gespräch mit Ben")):
        with web.context.database.writing(LOCAL_PERSON) as session:
            preferences.change(session, LOCAL_PERSON, NOW, ui_language=language)
        for path in ("/", "/interviews", f"/interviews/{row.id}"):
            assert title in web.get(path).text, path


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "", "address": ""}, "name"),
        ({"address": "not an address"}, "address"),
        ({"day": "tomorrow"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"hour": "25:00"}, "hour"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "-5"}, "minutes"),
        ({"minutes": "99999999999"}, "minutes"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"zone": "Middle-earth"}, "zone"),
        ({"day": "2026-03-29", "hour": "02:30"}, "hour"),
        ({"day": "2026-10-25", "hour": "02:30"}, "second"),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_is_kept(
    web: Browser, changed: dict[str, str], field: str
) -> None:
    page = web.post("/interviews/add", FORM | changed)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert "Learn SQL first." in page.text
    assert rows(web) == []


@pytest.mark.parametrize("is_erased", [False, True])
def test_somebody_on_the_never_log_list_is_not_added_and_the_page_says_what_to_do(
    web: Browser, is_erased: bool
) -> None:
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        if is_erased:
            digest = exclusions.digest_with(session, web.context.vault, LOCAL_PERSON)
            exclusions.add_erased(session, LOCAL_PERSON, digest(FORM["address"]), NOW)
        else:
            exclusions.add(session, LOCAL_PERSON, "address", FORM["address"], NOW)
    page = web.post("/interviews/add", FORM)
    assert page.status_code == 422
    assert "Take its line off the list first." in page.text
    assert rows(web) == []


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_of_an_hour_that_comes_twice_the_person_says_which(web: Browser, which: str, hour: int) -> None:
    web.post("/interviews/add", FORM | {"day": "2026-10-25", "hour": "02:30", "second": which})
    assert rows(web)[0].start == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_known_people_are_suggested_and_nobody_elses(web: Browser) -> None:
    web.post("/interviews/add", FORM)
    add_bob(web)
    with web.context.database.writing("per_bob", "test") as session:
        interviews.add_by_hand(
            session,
            "per_bob",
            title="X",
            start=NOW,
            end=NOW,
            timezone="UTC",
            contact=Address("z@bobs.example", "Zed"),
            now=NOW,
        )
    page = web.get("/interviews/add").text
    assert "ines@prat.example" in page
    assert "z@bobs.example" not in page


def test_hostile_words_typed_by_hand_are_only_words(web: Browser) -> None:
    answer = web.post("/interviews/add", FORM | {"name": HOSTILE, "title": HOSTILE, "note": HOSTILE, "day": "x"})
    assert "<script>alert" not in answer.text
    answer = web.post("/interviews/add", FORM | {"name": HOSTILE, "title": HOSTILE, "note": HOSTILE})
    for page in (web.follow(answer), web.get("/interviews")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_where_nothing_is_there_is_nothing_to_search_and_one_thing_to_do(web: Browser) -> None:
    page = web.get("/interviews").text
    assert 'type="search"' not in page
    assert 'href="/connect"' in page
    Garden(web.context, LOCAL_PERSON).account()
    page = web.get("/interviews").text.partition('class="empty"')[2]
    assert 'href="/interviews/add"' in page
    assert 'href="/connect"' not in page
    assert 'type="search"' in web.get("/interviews?q=nobody").text
