"""The two safety rules of the line to Google, at the socket: a write goes out once, and nothing is followed elsewhere."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.client import HTTPException
from typing import Any

import httplib2
import pytest

from connectors.contract import ProviderSettings
from connectors.errors import CursorExpired, SlowDown, TryAgain
from connectors.google.calendar import GoogleCalendar
from connectors.google.endpoints import calendar_api, gmail_api
from connectors.google.tokens import Tokens as Kept
from connectors.google.tokens import pack
from connectors.google.transport import UNITS, Connection, OneWriteHttp
from connectors.windows import LEAST_AHEAD, LENGTH
from tests.connectors.counter import Counter, answer, counting
from tests.connectors.workshop import Budget, Tokens

FAR = "2099-01-01T00:00:00+00:00"


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_a_write_that_gets_no_answer_arrives_once(verb: str) -> None:
    with counting() as server:
        with pytest.raises(OSError, match="never repeated"):
            OneWriteHttp(timeout=5).request(server.url, verb, body="x")
        assert server.taken == [verb]


def test_httplib2_itself_would_have_sent_it_twice() -> None:
    with counting() as server:
        with pytest.raises((HTTPException, OSError)):
            httplib2.Http(timeout=5).request(server.url, "POST", body="x")
        assert server.taken == ["POST", "POST"]


def test_a_read_that_gets_no_answer_is_asked_again() -> None:
    with counting(b"", answer(b'{"a": 1}')) as server:
        _, content = OneWriteHttp(timeout=5).request(server.url, "GET")
        assert (content, server.taken) == (b'{"a": 1}', ["GET", "GET"])


def test_a_write_never_goes_out_on_a_connection_that_may_have_died() -> None:
    with counting(answer(b"{}", "200 OK", b"X-Note: hang up"), answer()) as server:
        http = OneWriteHttp(timeout=5)
        http.request(server.url, "GET")
        response, _ = http.request(server.url, "POST", body="x")
        assert (response.status, server.taken) == (200, ["GET", "POST"])


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_a_token_is_not_carried_to_where_an_answer_points(verb: str, status: str) -> None:
    with counting() as elsewhere, counting(answer(b"", status, b"Location: " + elsewhere.url.encode())) as server:
        response, _ = OneWriteHttp(timeout=5).request(server.url, verb, headers={"authorization": "Bearer secret"})
        assert response.status == int(status[:3])
        assert elsewhere.taken == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"<html>", b"\xff\xfe", b'"text"'])
def test_an_answer_that_is_no_object_may_be_tried_again_or_is_empty(body: bytes) -> None:
    with counting(answer(body)) as server:
        line = connection(server)
        request = gmail_api(server.url).users.getProfile(userId="me")
        if body == b"":
            assert line.call(request) == {}
        else:
            with pytest.raises(TryAgain):
                line.call(request)


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    with counting() as server:
        url = server.url
    line = Connection(ProviderSettings(root_url=url, client_id="c"), Tokens(pack(Kept("r", "a", FAR))), Budget())
    with pytest.raises(TryAgain) as caught:
        line.call(gmail_api(url).users.getProfile(userId="me"))
    assert caught.value.operation == "gmail.users.getProfile"


def test_a_token_endpoint_that_is_too_busy_slows_everybody_down() -> None:
    with counting(answer(b"{}", "429 Too Many Requests", b"Retry-After: 9")) as server:
        settings = ProviderSettings(root_url=server.url, token_url=server.url, client_id="c")
        budget = Budget()
        line = Connection(settings, Tokens(pack(Kept("r"))), budget)
        with pytest.raises(SlowDown) as caught:
            line.call(gmail_api(server.url).users.getProfile(userId="me"))
        assert (caught.value.retry_after, budget.told_to_wait, server.taken) == (9.0, [9.0], ["POST"])


def test_a_write_to_a_server_that_is_not_there_surely_did_nothing() -> None:
    with counting() as server:
        url = server.url
    line = Connection(ProviderSettings(root_url=url, client_id="c"), Tokens(pack(Kept("r", "a", FAR))), Budget())
    with pytest.raises(SlowDown, match="Nothing was written"):
        line.call(gmail_api(url).drafts.send(userId="me", body={"id": "d"}))


def test_a_write_refused_with_401_is_not_repeated_and_the_next_one_has_a_new_token() -> None:
    """Even a 401 may come after the work, from something in between; and a read goes before every write of the outbox."""
    refreshed = answer(b'{"access_token": "b", "expires_in": 3600, "token_type": "Bearer"}')
    with counting(answer(b"{}", "401 Unauthorized"), refreshed, answer(b'{"id": "m"}')) as server:
        settings = ProviderSettings(root_url=server.url, token_url=server.url, client_id="c")
        tokens = Tokens(pack(Kept("r", "a", FAR)))
        line = Connection(settings, tokens, Budget())
        with pytest.raises(TryAgain, match="renewed"):
            line.call(gmail_api(server.url).drafts.send(userId="me", body={"id": "d"}))
        assert (server.taken, tokens.saves) == (["POST", "POST"], 1)
        assert line.call(gmail_api(server.url).drafts.send(userId="me", body={"id": "d"})) == {"id": "m"}


def test_a_read_refused_with_401_is_asked_again_with_a_new_token() -> None:
    refreshed = answer(b'{"access_token": "b", "expires_in": 3600, "token_type": "Bearer"}')
    with counting(answer(b"{}", "401 Unauthorized"), refreshed, answer(b'{"emailAddress": "m"}')) as server:
        settings = ProviderSettings(root_url=server.url, token_url=server.url, client_id="c")
        line = Connection(settings, Tokens(pack(Kept("r", "a", FAR))), Budget())
        assert line.call(gmail_api(server.url).users.getProfile(userId="me")) == {"emailAddress": "m"}
        assert server.taken == ["GET", "POST", "GET"]


def test_every_call_that_is_made_has_a_price() -> None:
    gmail, calendar = gmail_api(""), calendar_api("")
    requests: list[Any] = [
        gmail.users.getProfile(userId="me"),
        gmail.messages.list(userId="me"),
        gmail.messages.get(userId="me", id="1"),
        gmail.threads.get(userId="me", id="1"),
        gmail.history.list(userId="me", startHistoryId="1"),
        gmail.labels.list(userId="me"),
        gmail.send_as.list(userId="me"),
        gmail.drafts.create(userId="me", body={}),
        gmail.drafts.get(userId="me", id="1"),
        gmail.drafts.list(userId="me"),
        gmail.drafts.update(userId="me", id="1", body={}),
        gmail.drafts.delete(userId="me", id="1"),
        gmail.drafts.send(userId="me", body={}),
        calendar.calendar_list.list(),
        calendar.calendars.get(calendarId="primary"),
        calendar.events.list(calendarId="primary"),
    ]
    assert {request.methodId for request in requests} == set(UNITS)


def test_the_libraries_debug_logs_which_hold_tokens_stay_off() -> None:
    assert logging.getLogger("requests_oauthlib").getEffectiveLevel() >= logging.INFO


CLOCK = datetime(2028, 11, 1, 9, 0, tzinfo=UTC)


def events(**more: str) -> bytes:
    date = format_datetime(CLOCK, usegmt=True).encode()
    return answer(json.dumps({"items": [], "timeZone": "UTC", **more}).encode(), "200 OK", b"Date: " + date)


def open_calendar(server: Counter) -> GoogleCalendar:
    settings = ProviderSettings(root_url=server.url, client_id="c", timeout=5)
    return GoogleCalendar(settings, Tokens(pack(Kept("r", "a", FAR))), Budget())


def test_a_calendars_window_reaches_ahead_of_googles_clock_however_old_since_is() -> None:
    since = CLOCK - timedelta(days=1_500)
    with counting(events(nextSyncToken="x"), events(nextSyncToken="y"), events(nextSyncToken="z")) as server:
        calendar = open_calendar(server)
        place = json.loads(calendar.changes("c", None, since=since).next_cursor)
        assert place["sync"] == "y"
        assert datetime.fromisoformat(place["until"]) == CLOCK + LENGTH
        assert calendar.changes("c", json.dumps(place), since=since).is_caught_up
        assert len(server.taken) == 3


def test_what_googles_clock_says_is_told_with_every_answer() -> None:
    budget = Budget()
    settings = ProviderSettings(client_id="c", timeout=5)
    with counting(events(nextSyncToken="x"), events(nextSyncToken="y")) as server:
        settings = replace(settings, root_url=server.url)
        calendar = GoogleCalendar(settings, Tokens(pack(Kept("r", "a", FAR))), budget)
        calendar.changes("c", None, since=CLOCK)
    assert set(budget.told_times) == {CLOCK}


def test_a_calendars_window_that_has_grown_short_is_an_expired_cursor() -> None:
    since = CLOCK - timedelta(days=1_500)
    place = {"since": since.isoformat(), "until": (CLOCK + LEAST_AHEAD - timedelta(days=1)).isoformat(), "sync": "x"}
    with counting(events(nextSyncToken="y")) as server, pytest.raises(CursorExpired):
        open_calendar(server).changes("c", json.dumps(place), since=since)


def connection(server: Counter) -> Connection:
    settings = ProviderSettings(root_url=server.url, client_id="c", timeout=5)
    return Connection(settings, Tokens(pack(Kept("r", "a", FAR))), Budget())
