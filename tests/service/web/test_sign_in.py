"""Nobody comes in without a link from the person's own terminal; sessions rotate, expire and end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.clock import real_now
from service.context import Context
from service.schema import BrowserSession, SignInLink
from service.web import sessions
from service.web.sign_in import sign_in_link
from service.web.visit import local_path
from tests.rows import everything
from tests.service.web.conftest import ORIGIN, Browser, browser


def path_of(link: str) -> str:
    return link.partition("8765")[2]


def shift(context: Context, by: timedelta) -> None:
    """As if every session and link had been made that much earlier."""
    with context.database.writing(LOCAL_PERSON, "shift") as session:
        for row in session.scalars(select(BrowserSession)):
            row.seen_at, row.rotated_at, row.expires_at = row.seen_at - by, row.rotated_at - by, row.expires_at - by
        for link in session.scalars(select(SignInLink)):
            link.expires_at -= by


def test_without_a_session_every_page_leads_to_the_sign_in_page_and_back(
    nobody: TestClient, installed: Context
) -> None:
    answer = nobody.get("/interviews?q=ann")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Finterviews%3Fq%3Dann")
    page = nobody.get(answer.headers["location"])
    assert page.status_code == 200
    assert "warmthread open" in page.text
    token = path_of(sign_in_link(installed)).partition("token=")[2]
    signed = nobody.get("/sign-in", params={"token": token, "next": "/interviews?q=ann"})
    assert (signed.status_code, signed.headers["location"]) == (303, "/interviews?q=ann")
    assert nobody.get("/").status_code == 200


def test_the_whole_link_may_be_pasted(nobody: TestClient, installed: Context) -> None:
    assert nobody.get("/sign-in", params={"token": f" {sign_in_link(installed)} "}).status_code == 303
    assert nobody.get("/").status_code == 200


def test_a_link_works_once(nobody: TestClient, installed: Context) -> None:
    link = path_of(sign_in_link(installed))
    assert nobody.get(link).status_code == 303
    nobody.cookies.clear()
    answer = nobody.get(link)
    assert answer.status_code == 401
    assert "used already" in answer.text
    assert nobody.get("/").status_code == 303


def test_an_old_a_replaced_and_an_invented_link_sign_nobody_in(nobody: TestClient, installed: Context) -> None:
    old = path_of(sign_in_link(installed))
    shift(installed, sessions.LINK_LASTS)
    replaced = path_of(sign_in_link(installed))
    sign_in_link(installed)
    for link in (old, replaced, "/sign-in?token=invented", "/sign-in?token=" + "x" * 300):
        assert nobody.get(link).status_code == 401
    assert nobody.cookies.get("warmthread_8765") is None


def test_the_cookie_is_for_our_pages_alone_and_its_token_is_not_stored(web: Browser, installed: Context) -> None:
    link = path_of(sign_in_link(installed))
    header = web.get(link).headers["set-cookie"]
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    kept = repr(everything(installed))
    assert web.cookie
    assert web.cookie not in kept
    assert link.partition("token=")[2] not in kept


def test_signing_in_makes_a_new_session_each_time(web: Browser) -> None:
    first = web.cookie
    web.sign_in()
    assert web.cookie != first


def test_a_session_rotates_and_its_former_token_ends_a_moment_later(web: Browser, installed: Context) -> None:
    before = web.cookie
    shift(installed, sessions.ROTATES_AFTER)
    assert web.get("/").status_code == 200
    after = web.cookie
    assert after != before
    with installed.database.reading() as session:
        assert sessions.find(session, before, real_now()) is not None
        assert sessions.find(session, before, real_now() + sessions.GRACE) is None
        assert sessions.find(session, after, real_now() + sessions.GRACE) is not None


@pytest.mark.parametrize("age", [sessions.IDLE_AT_MOST, sessions.LASTS_AT_MOST])
def test_an_old_session_is_over(web: Browser, installed: Context, age: timedelta) -> None:
    shift(installed, age)
    assert web.get("/").status_code == 303


def test_signing_out_ends_the_session_here_and_nowhere_else(web: Browser, installed: Context) -> None:
    other = browser(installed)
    stolen = web.cookie
    assert web.post("/sign-out").headers["location"] == "/sign-in"
    web.client.cookies.set("warmthread_8765", stolen)
    assert web.get("/").status_code == 303
    assert other.get("/").status_code == 200


def test_a_session_that_is_ended_elsewhere_is_over_at_once(web: Browser, installed: Context) -> None:
    with installed.database.writing(LOCAL_PERSON, "end") as session:
        found = sessions.list_sessions(session, LOCAL_PERSON, real_now())
        assert not sessions.end(session, "per_other", found[0].id, real_now())
        assert sessions.end(session, LOCAL_PERSON, found[0].id, real_now())
        assert sessions.list_sessions(session, LOCAL_PERSON, real_now()) == []
    assert web.get("/").status_code == 303


def test_an_unsafe_request_without_this_sessions_form_token_does_nothing(web: Browser, installed: Context) -> None:
    other = browser(installed)
    for token in ("", "invented", other.form_token):
        answer = web.post("/sign-out", headers={"X-Form-Token": token})
        assert answer.status_code == 403
    assert web.get("/").status_code == 200
    answer = web.post("/sign-out", {"form_token": web.form_token}, headers={"X-Form-Token": ""})
    assert answer.status_code == 303


def test_a_live_part_without_a_session_sends_the_page_to_sign_in(nobody: TestClient) -> None:
    answer = nobody.get("/idle", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "javascript:alert(1)",
        "/a\r\nb",
        "http://[x",
    ],
)
def test_nobody_is_led_elsewhere_from_here(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/"


def test_the_link_names_the_address_that_is_served(installed: Context) -> None:
    assert sign_in_link(installed).startswith(f"{ORIGIN}/sign-in?token=")
