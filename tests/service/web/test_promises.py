"""All promises on one page: order, the words that made and kept them, ticked off and put back; the command line too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.accounts import LOCAL_PERSON
from service.schema import Person, Task
from tests.service.planted import Garden
from tests.service.web.conftest import Browser
from tests.service.web.test_interviews import HOSTILE

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def garden(web: Browser) -> Garden:
    return Garden(web.context, LOCAL_PERSON)


def test_overdue_comes_first_then_by_day_then_without_a_day(web: Browser, garden: Garden) -> None:
    talk = garden.talk("Dana", MONDAY - 8 * DAY, "held")
    days = ("", "2026-05-01", "2026-02-20", "2026-03-03")
    late = {due: garden.task(talk, "promise_mine", f"Send it {due}", due) for due in days}
    text = web.get("/promises").text
    order = sorted(days, key=lambda due: text.index(late[due]))
    assert order == ["2026-02-20", "2026-03-03", "2026-05-01", ""]
    assert text.count("was due on") == 1


def test_what_was_kept_is_shown_with_its_words_and_can_be_put_back(web: Browser, garden: Garden) -> None:
    talk = garden.talk("Dana", MONDAY - 8 * DAY, "held")
    task = garden.task(
        talk, "promise_mine", "Send the list", done_at=MONDAY - DAY, closed_source="msg:m1", closed_quote="Here is the list.",
        said=[{"source": "note:n1", "quote": "I promised the list", "at": "", "due": ""}],
    )  # fmt: skip
    for path in ("/promises", f"/interviews/{talk}"):
        text = web.get(path).text
        assert "Here is the list." in text
        assert "I promised the list" in text
        assert f'action="/interviews/{talk}/tasks/{task}/open' in text
    web.post(f"/interviews/{talk}/tasks/{task}/open")
    with web.context.database.reading() as session:
        row = session.get_one(Task, task)
        assert (row.done_at, row.closed_source, row.reopened_at) == (None, "", web.context.clock())


def test_without_promises_it_says_where_they_come_from(web: Browser) -> None:
    assert "No promises yet." in web.get("/promises").text


def test_a_hostile_promise_is_text(web: Browser, garden: Garden) -> None:
    talk = garden.talk(HOSTILE, MONDAY - 8 * DAY, "held")
    garden.task(talk, "promise_theirs", HOSTILE, done_at=MONDAY - DAY, closed_source="msg:m1", closed_quote=HOSTILE)
    text = web.get("/promises").text
    assert HOSTILE not in text


def test_somebody_elses_promises_are_not_there(web: Browser) -> None:
    with web.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=MONDAY))
    bobs = Garden(web.context, "per_bob")
    bobs.task(bobs.talk("Secret", MONDAY, "held"), "promise_mine", "Hidden list")
    assert "Hidden" not in web.get("/promises").text
