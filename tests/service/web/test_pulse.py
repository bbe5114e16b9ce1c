"""The pulse: what every open page asks for, and what is told of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from infra.filling.rows import NOW as FILLED_NOW
from infra.filling.rows import Amount, fill
from service import preferences
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.news import news
from service.schema import Person
from tests.service.planted import Garden
from tests.service.web.conftest import Browser
from tests.service.web.test_today import counted

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOVED = {
    "at": "2026-03-02T08:00:00Z", "what": "rescheduled", "by": "contact", "from": "2026-03-05T10:00:00Z",
    "to": "2026-03-06T10:00:00Z", "evidence": {},
}  # fmt: skip


@pytest.fixture
def garden(web: Browser) -> Garden:
    return Garden(web.context, LOCAL_PERSON)


def ask(web: Browser) -> str:
    answer = web.get("/pulse", headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.text
    return answer.text


def want_notices(context: Context) -> None:
    with context.database.writing(LOCAL_PERSON) as session:
        preferences.change(session, LOCAL_PERSON, context.clock(), desktop_notices=True)


def told(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-news="([^"]+)"[^>]*>([^<]*)<', page))


def test_it_tells_how_many_drafts_wait(web: Browser, garden: Garden) -> None:
    garden.draft(garden.talk("Dana", MONDAY - HOUR, "held"))
    page = ask(web)
    assert 'data-waiting="1"' in page
    assert 'id="nav-drafts" hx-swap-oob="true"' in page
    assert 'id="banners"' in page


def test_it_is_cheap(web: Browser, clock: ManualClock) -> None:
    """Beside finding out who asks (two queries), at most three, however much there is."""
    clock.move_to(FILLED_NOW)
    fill(web.context, Amount(2_000, 500))
    want_notices(web.context)
    with counted(web.context) as statements:
        page = ask(web)
    assert len([one for one in statements if one.startswith("SELECT")]) <= 2 + 3
    assert len(page) < 10_000


def test_where_the_session_is_over_it_leads_to_signing_in(nobody: TestClient) -> None:
    answer = nobody.get("/pulse", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")


def test_nothing_is_told_to_whoever_did_not_ask_for_it(web: Browser, garden: Garden) -> None:
    garden.draft(garden.talk("Dana", MONDAY - HOUR, "held"))
    assert "data-news" not in ask(web)


def test_a_waiting_draft_is_told_under_an_id_that_stays(web: Browser, garden: Garden) -> None:
    draft = garden.draft(garden.talk("Dana <b>Reyes</b>", MONDAY - HOUR, "held"))
    want_notices(web.context)
    first, second = told(ask(web)), told(ask(web))
    assert first == second == {f"draft:{draft}": "A thank-you to Dana &lt;b&gt;Reyes&lt;/b&gt; waits for your review."}


def test_a_draft_put_off_is_told_again_once_its_time_has_come(web: Browser, garden: Garden, clock: ManualClock) -> None:
    garden.draft(garden.talk("Dana", MONDAY - HOUR, "held"), later_until=MONDAY + HOUR)
    want_notices(web.context)
    assert told(ask(web)) == {}
    clock.move_to(MONDAY + 2 * HOUR)
    assert len(told(ask(web))) == 1


def test_a_move_and_a_cancellation_of_today_are_told(web: Browser, garden: Garden) -> None:
    garden.talk("Dana", MONDAY + timedelta(days=4, hours=1), reschedules=1, history=[MOVED])
    off = {**MOVED, "what": "cancelled", "from": ""}
    garden.talk("Owen", MONDAY + timedelta(days=4, hours=1), "cancelled", history=[off])
    want_notices(web.context)
    sentences = sorted(told(ask(web)).values())
    assert sentences == [
        "Dana: moved to Friday 6 March 10:00.",
        "Owen: the conversation on Friday 6 March 10:00 is cancelled.",
    ]


def test_yesterdays_move_is_no_news(web: Browser, garden: Garden) -> None:
    line = {**MOVED, "at": "2026-03-01T08:00:00Z"}
    garden.talk("Dana", MONDAY + timedelta(days=4), reschedules=1, history=[line])
    want_notices(web.context)
    assert told(ask(web)) == {}


@pytest.mark.parametrize(("hours", "is_told"), [(17, False), (18, True), (24, True), (49, False)])
def test_a_thank_you_is_told_once_more_after_eighteen_hours(
    context_on_both: Context, alice: str, hours: int, is_told: bool
) -> None:
    garden = Garden(context_on_both, alice)
    end = MONDAY - hours * HOUR
    garden.draft(garden.talk("Dana", end - HOUR, "held", end=end))
    with context_on_both.database.reading() as session:
        kinds = [one.kind for one in news(session, alice, MONDAY, "UTC")]
    assert kinds == (["draft", "late"] if is_told else ["draft"])


@pytest.mark.parametrize(("zone", "is_told"), [("Europe/Berlin", True), ("America/New_York", False)])
def test_at_night_nobody_is_told_that_something_is_late(
    context_on_both: Context, alice: str, zone: str, is_told: bool
) -> None:
    """Nine in the morning UTC is four at night in New York."""
    garden = Garden(context_on_both, alice)
    garden.draft(garden.talk("Dana", MONDAY - 20 * HOUR, "held"))
    garden.talk("Kim", MONDAY + timedelta(days=4), reschedules=1, history=[MOVED])
    with context_on_both.database.reading() as session:
        kinds = {one.kind for one in news(session, alice, MONDAY, zone)}
    assert kinds == ({"draft", "late", "rescheduled"} if is_told else {"draft", "rescheduled"})


def test_a_connection_that_is_lost_for_half_a_day_is_told(web: Browser, garden: Garden) -> None:
    garden.account(connection_state="needs_consent", caught_up_at=MONDAY - 13 * HOUR)
    garden.account(email="second@example.com", connection_state="needs_consent", caught_up_at=MONDAY - 2 * HOUR)
    want_notices(web.context)
    (only,) = told(ask(web)).items()
    assert only[0].startswith("broken:alex@example.com:")


def test_nobody_is_told_of_what_is_somebody_elses(web: Browser) -> None:
    with web.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=MONDAY))
    bobs = Garden(web.context, "per_bob")
    bobs.draft(bobs.talk("Secret Sam", MONDAY - HOUR, "held"))
    want_notices(web.context)
    assert told(ask(web)) == {}
