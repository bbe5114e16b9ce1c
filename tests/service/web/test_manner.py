"""How the person writes is shown in words, forgotten, brought back, and switched off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.schema import WritingSample
from tests.service.web.conftest import Browser

PAGE = "/settings/manner"
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def seen(web: Browser, clock: ManualClock) -> Browser:
    """Six short mails that begin with Hello."""
    clock.move_to(DAY + timedelta(days=10))
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        for number in range(6):
            features = {"greeting": "Hello", "length": "40"}
            session.add(
                WritingSample(
                    id=f"wsm_{number}", person_id=LOCAL_PERSON, language="en", at=DAY + timedelta(hours=number),
                    features=features,
                )
            )  # fmt: skip
    return web


def test_each_habit_is_told_with_what_it_rests_on(seen: Browser) -> None:
    page = seen.get(PAGE).text
    assert page.index("English</h3>") < page.index("You mostly begin with “Hello”.")
    assert "You write short mails" in page
    assert "Seen in 6 of your mails." in page


def test_one_habit_is_forgotten_and_brought_back(seen: Browser) -> None:
    page = seen.follow(seen.post(f"{PAGE}/forget?key=mail%7Cen%7Cgreeting%7C", {})).text
    assert "begin with “Hello”" not in page
    assert "You write short mails" in page
    assert "begin with “Hello”" in seen.follow(seen.post(f"{PAGE}/forgotten/1/undo", {})).text


def test_all_of_it_is_forgotten_with_what_it_rested_on(seen: Browser) -> None:
    page = seen.follow(seen.post(f"{PAGE}/forget-all", {})).text
    assert "Nothing yet" in page
    with seen.context.database.reading() as session:
        assert session.query(WritingSample).count() == 0


def test_switched_off_it_shows_nothing_and_keeps_what_was_seen(seen: Browser) -> None:
    assert "Switched off" in seen.follow(seen.post(PAGE, {})).text
    assert "begin with “Hello”" in seen.follow(seen.post(PAGE, {"learn_manner": "on"})).text


def test_what_was_never_learned_cannot_be_forgotten(seen: Browser) -> None:
    assert seen.post(f"{PAGE}/forget?key=mail%7Cde%7Cgreeting%7C", {}).status_code == 404
    assert seen.post(f"{PAGE}/forgotten/99/undo", {}).status_code == 404
