"""Strangers' pages, names and machines get nothing; every answer forbids what the pages do not need."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from service import encrypted
from service.context import Context
from service.web import app, files, today
from service.web.connect import redirect_uri
from service.web.listening import listen, serving
from service.web.sign_in import sign_in_link
from tests.service.web.conftest import ORIGIN, Browser, stranger, with_settings

PATHS = ("/", "/idle", "/healthz", "/nowhere", "/static/warmthread.css", "/connect/google/callback?state=x&code=y")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1:9999", "127.0.0.1.evil.example:8765", ""]
)
def test_another_name_for_this_machine_is_refused(web: Browser, host: str) -> None:
    for path in PATHS:
        answer = web.get(path, headers={"Host": host})
        assert answer.status_code == 403
        assert "Warmthread" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "[::1]:8765"])
def test_this_machines_own_names_are_answered(web: Browser, host: str) -> None:
    assert web.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost:8765", "LOCALHOST:8765"])
def test_localhost_leads_to_the_one_name_that_cookies_and_providers_know(web: Browser, host: str) -> None:
    answer = web.get("/drafts?x=1", headers={"Host": host})
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{ORIGIN}/drafts?x=1"


def test_another_machine_is_refused_whatever_name_it_uses(installed: Context) -> None:
    for client in (("192.168.1.20", 50_000), ("::ffff:10.0.0.1", 50_000), ("unknown", 0)):
        with stranger(installed, client=client) as other:
            assert other.get("/sign-in").status_code == 403
    with stranger(installed, client=("::ffff:127.0.0.1", 50_000)) as own:
        assert own.get("/sign-in").status_code == 200


def test_a_container_that_binds_every_address_still_wants_our_names(installed: Context) -> None:
    bound = with_settings(installed, bind="0.0.0.0:8765")
    with stranger(bound, client=("172.18.0.1", 50_000)) as other:
        assert other.get("/healthz").status_code == 200
        assert other.get("/healthz", headers={"Host": "evil.example:8765"}).status_code == 403


PUBLIC = "https://warm.example/"


def test_behind_a_proxy_the_one_outside_name_is_answered_and_no_other(installed: Context) -> None:
    behind = with_settings(installed, bind="0.0.0.0:8765", public_url=PUBLIC)
    with stranger(behind, client=("172.18.0.9", 50_000), base_url=PUBLIC) as other:
        for host in ("warm.example", "warm.example:443", "WARM.example"):
            assert other.get("/sign-in", headers={"Host": host}).status_code == 200
        for host in ("127.0.0.1:8765", "localhost:8765", "warm.example.evil.example", "evil.example", "172.18.0.2"):
            assert other.get("/sign-in", headers={"Host": host}).status_code == 403
        assert other.get("/healthz", headers={"Host": "127.0.0.1:8765"}).status_code == 200, "for the health check"
        refused = other.post("/sign-out", headers={"Origin": "http://warm.example"})
        assert "own page" in refused.text


def test_what_a_header_says_of_who_asks_opens_nothing(installed: Context) -> None:
    lying = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "127.0.0.1:8765", "X-Forwarded-Proto": "https"}
    with stranger(installed, client=("192.168.1.20", 50_000)) as other:
        assert other.get("/sign-in", headers=lying).status_code == 403
    with stranger(installed) as other:
        assert other.get("/sign-in", headers={**lying, "Host": "evil.example"}).status_code == 403


def test_over_tls_the_browser_keeps_the_session_to_this_one_host(installed: Context) -> None:
    behind = with_settings(installed, bind="0.0.0.0:8765", public_url=PUBLIC)
    link = sign_in_link(behind)
    assert link.startswith(f"{PUBLIC}sign-in?token=")
    with stranger(behind, base_url=PUBLIC) as other:
        cookie = other.get(link.removeprefix(PUBLIC.rstrip("/"))).headers["set-cookie"]
    assert cookie.startswith("__Host-warmthread=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_behind_a_proxy_the_provider_leads_back_to_the_outside_name(provider: str, installed: Context) -> None:
    behind = with_settings(installed, public_url=PUBLIC)
    assert redirect_uri(behind.settings, provider) == f"{PUBLIC}connect/{provider}/callback"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8765", None]
)
def test_a_click_on_a_strangers_page_starts_nothing(web: Browser, origin: str | None) -> None:
    answer = web.post("/connect/google", headers={"Origin": origin or ""})
    assert answer.status_code == 403


def test_every_answer_carries_the_headers_that_forbid_the_rest(web: Browser) -> None:
    answers = [web.get(path) for path in PATHS]
    answers += [web.get("/", headers={"Host": "evil.example"}), web.post("/connect/google")]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_pages_hold_no_inline_code_and_load_nothing_from_elsewhere(web: Browser) -> None:
    page = web.get("/").text
    assert "style=" not in page
    assert "<style" not in page
    assert " on" not in {found[:3] for found in re.findall(r" on\w+=", page)}
    assert re.findall(r"<script(?! defer src=\"/static/)", page) == []
    assert all(source.startswith("/static/") for source in re.findall(r'src="([^"]*)"', page))


def test_the_frameworks_own_pages_are_not_there(web: Browser) -> None:
    assert [web.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404, 404, 404]


def test_what_breaks_shows_no_inside(web: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("words of a mail")

    monkeypatch.setattr(app, "overview", broken)
    monkeypatch.setattr(today, "look", broken)
    for path in ("/", "/idle"):
        answer = web.get(path)
        assert answer.status_code == 500
        assert "words of a mail" not in answer.text
        assert "Traceback" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("language", "title"), [("en-GB", "Something went wrong"), ("de-DE", "Etwas ist schiefgegangen")]
)
def test_a_database_that_refuses_is_told_in_the_browsers_language_and_without_its_words(
    web: Browser, monkeypatch: pytest.MonkeyPatch, language: str, title: str
) -> None:
    def refused(*_: object) -> None:
        raise OperationalError("SELECT secret", {}, encrypted.driver.Error("no such column: calendar_events.parties"))

    monkeypatch.setattr(today, "look", refused)
    answer = web.get("/", headers={"accept-language": language})
    assert answer.status_code == 500
    assert title in answer.text
    assert "calendar_events" not in answer.text
    assert "SELECT" not in answer.text


def test_no_path_leads_out_of_the_static_folder(web: Browser) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert web.get(path).status_code == 404


def test_a_file_is_kept_under_the_mark_of_what_is_in_it_and_asked_for_again_under_any_other(web: Browser) -> None:
    page = web.get("/").text
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(named) >= 4
    for address in named:
        answer = web.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    for address in ("/static/icon.svg", "/static/icon.svg?v=old", "/static/icon.svg?v="):
        answer = web.get(address)
        assert answer.headers["cache-control"] == "no-cache"
        again = web.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
    assert web.get("/static/nothing.css?v=0").headers["cache-control"] == "no-store"


def test_a_file_that_changes_has_another_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    found = set()
    for number, text in enumerate(("one", "two", "one")):
        (tmp_path / "a.css").write_text(text, encoding="ascii")
        os.utime(tmp_path / "a.css", (number, number))
        found.add(files.address("a.css"))
    assert len(found) == 2


def test_a_form_that_brings_more_than_a_form_does_is_not_read(web: Browser) -> None:
    assert web.post("/sign-out", {"more": "x" * 1_100_000}).status_code == 413
    assert web.post("/sign-out", headers={"Content-Length": "many"}).status_code == 413


def told(port: int, lengths: Sequence[str]) -> str:
    """The status line for a form that comes in pieces, of which the server sees only the beginning."""
    head = (
        "POST /interviews/import HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: http://127.0.0.1:{port}",
        "Content-Type: application/x-www-form-urlencoded",
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall("\r\n".join((*head, *lengths, "", "ffff\r\nxxxx")).encode())
        return line.recv(4_096).decode().partition("\r\n")[0]


@pytest.mark.parametrize("lengths", [("Content-Length: 0",), ("Content-Length: 4",), ()])
def test_a_form_that_tells_two_lengths_or_none_is_not_listened_to(installed: Context, lengths: Sequence[str]) -> None:
    """Where both stand, it is the pieces that are read, for as long as they come."""
    listener, settings = listen(with_settings(installed, bind="127.0.0.1:0").settings)
    context = with_settings(installed, bind=settings.bind)
    with listener, serving(app.build_app(context), listener):
        assert "413" in told(settings.port, (*lengths, "Transfer-Encoding: chunked"))
        assert "403" in told(settings.port, ("Content-Length: 0",)), "listened to, and from nobody"
