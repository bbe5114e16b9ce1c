"""What the first page and `/idle` say, and when Warmthread counts as caught up."""

from __future__ import annotations

from datetime import timedelta

from fastapi.testclient import TestClient

from service import events
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Account, Person, Reading
from tests.conftest import NOW

KEYS = {"now", "caught_up", "accounts", "waiting_events", "waiting_drafts", "interviews"}


def add_account(context: Context, person_id: str = LOCAL_PERSON, **more: object) -> None:
    values = {
        "id": f"acc_{person_id}",
        "person_id": person_id,
        "provider": "google",
        "email": "maya@reed.example",
        "since": NOW,
        "created_at": NOW,
    }
    with context.database.writing(person_id) as session:
        session.add(Account(**(values | more)))


def is_caught_up(web: TestClient, as_of: str = "2026-03-02T09:00:00Z") -> bool:
    return bool(web.get("/idle", params={"as_of": as_of}).json()["caught_up"])


def test_an_installation_without_accounts_has_nothing_to_wait_for(web: TestClient) -> None:
    told = web.get("/idle").json()
    assert set(told) == KEYS
    assert (told["caught_up"], told["accounts"], told["interviews"]) == (True, [], 0)


def test_it_is_caught_up_once_every_connected_account_was_read_as_of_then(web: TestClient, installed: Context) -> None:
    add_account(installed)
    assert not is_caught_up(web)
    with installed.database.writing(LOCAL_PERSON) as session:
        session.get_one(Account, f"acc_{LOCAL_PERSON}").caught_up_at = NOW
    assert is_caught_up(web)
    assert not is_caught_up(web, "2026-03-02T09:00:01Z")
    assert is_caught_up(web, "2026-03-02T03:00:00-06:00")


def test_an_open_look_or_an_unhandled_event_means_not_yet(web: TestClient, installed: Context) -> None:
    add_account(installed, caught_up_at=NOW)
    with installed.database.writing(LOCAL_PERSON) as session:
        look = Reading(
            id="rdg_1",
            account_id=f"acc_{LOCAL_PERSON}",
            person_id=LOCAL_PERSON,
            purpose="people",
            query={},
            listed=7,
            read=3,
            created_at=NOW,
        )
        session.add(look)
    assert not is_caught_up(web)
    assert web.get("/idle").json()["accounts"][0]["progress"] == {"looks": 1, "looks_done": 0, "listed": 7, "read": 3}
    with installed.database.writing(LOCAL_PERSON) as session:
        session.get_one(Reading, "rdg_1").finished_at = NOW
        events.append(session, LOCAL_PERSON, events.NOTE_ADDED, "not_1", now=NOW, due=NOW + timedelta(hours=1))
    assert is_caught_up(web)
    with installed.database.writing(LOCAL_PERSON) as session:
        events.append(session, LOCAL_PERSON, events.NOTE_ADDED, "not_2", now=NOW)
    assert not is_caught_up(web)


def test_an_account_that_is_not_polled_is_not_waited_for(web: TestClient, installed: Context) -> None:
    add_account(installed, connection_state="needs_consent", state_reason="Google ended the permission.")
    assert is_caught_up(web)
    assert 'data-banner="broken"' in web.get("/").text


def test_an_instant_without_a_zone_is_refused(web: TestClient) -> None:
    for value in ("2026-03-02T09:00:00", "soon"):
        assert web.get("/idle", params={"as_of": value}).status_code == 400


def test_another_persons_account_does_not_show(web: TestClient, installed: Context) -> None:
    with installed.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", created_at=NOW))
    add_account(installed, "per_bob", email="bob@secret.example")
    assert "bob@secret.example" not in web.get("/").text
    assert web.get("/idle").json()["accounts"] == []


def test_what_strangers_wrote_is_shown_as_text(web: TestClient, installed: Context) -> None:
    add_account(installed, email='"<b>x</b>"@reed.example', last_error="<script>")
    page = web.get("/").text
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x" in page
    assert "<script>" not in page


def test_the_first_page_says_how_to_go_on(web: TestClient) -> None:
    page = web.get("/").text
    assert "Connect your mailbox and calendar." in page
    assert 'href="/connect"' in page
    assert web.get("/static/warmthread.css").headers["content-type"].startswith("text/css")
    assert "no such page" in web.get("/nowhere").text
