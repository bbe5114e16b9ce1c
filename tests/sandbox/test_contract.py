"""The sandbox against Google's discovery documents: the checker itself, the addresses, and a whole month of answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.sandbox.google.discovery import find_method, methods, read_document
from infra.sandbox.google.site import HANDLERS
from infra.sandbox.process import Sandbox, run_sandbox
from tests.sandbox import clients
from tests.sandbox.clients import pages
from tests.sandbox.contract import check, check_answer, check_error, response_schema

MESSAGE = {
    "id": "18c0ffee",
    "threadId": "18c0ffee",
    "historyId": "7",
    "internalDate": "1",
    "sizeEstimate": 5,
    "labelIds": ["INBOX"],
}
EVENT = {"kind": "calendar#event", "etag": '"1"', "id": "gone1", "status": "cancelled"}


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"historyId": 7}, "int, not string"),
        ({"historyId": "-7"}, "uint64"),
        ({"internalDate": "soon"}, "int64"),
        ({"sizeEstimate": "5"}, "str, not integer"),
        ({"sizeEstimate": 2**31}, "is 2147483648"),
        ({"labelIds": "INBOX"}, "no array"),
        ({"labels": []}, "unknown field labels"),
        ({"raw": "%%%"}, ""),
        ({"payload": {"mimeType": "a/b", "headers": [{"name": "x"}]}}, "lacks"),
    ],
)
def test_the_checker_sees_what_google_would_never_answer(wrong: dict[str, Any], because: str) -> None:
    check("gmail", {"$ref": "Message"}, MESSAGE, "m")
    with pytest.raises((AssertionError, ValueError)) as caught:
        check("gmail", {"$ref": "Message"}, {**MESSAGE, **wrong}, "m")
    assert because in str(caught.value)


def test_the_checker_knows_the_values_that_only_the_prose_names() -> None:
    check("calendar", {"$ref": "Event"}, EVENT, "e")
    for wrong in ({"status": "canceled"}, {"status": "confirmed"}, {"updated": "2026-11-02"}):
        with pytest.raises(AssertionError):
            check("calendar", {"$ref": "Event"}, {**EVENT, **wrong}, "e")


def test_the_checker_knows_error_bodies_and_empty_answers() -> None:
    with pytest.raises(AssertionError):
        check_error(
            404, {"error": {"code": 400, "message": "x", "errors": [{"domain": "a", "reason": "b", "message": "c"}]}}
        )
    delete = next(method for method in methods() if method.id == "gmail.users.drafts.delete")
    check_answer(delete, 204, b"", {})
    with pytest.raises(AssertionError):
        check_answer(delete, 200, b"{}", {})


@pytest.mark.parametrize("method_id", sorted(HANDLERS))
def test_every_method_is_found_at_the_documents_address(method_id: str) -> None:
    api = {"gmail": "gmail.v1", "calendar": "calendar.v3"}[method_id.partition(".")[0]]
    node = read_document(api)
    *resources, name = method_id.split(".")[1:]
    for resource in resources:
        node = node["resources"][resource]
    described = node["methods"][name]
    path = read_document(api)["servicePath"] + described["path"]
    for parameter in described.get("parameterOrder", []):
        path = path.replace(f"{{{parameter}}}", "x%40y").replace(f"{{+{parameter}}}", "x%40y")
    found = find_method(described["httpMethod"], f"/{path}")
    assert found is not None
    method, values = found
    assert (method.id, set(values.values()) <= {"x@y"}) == (method_id, True)
    assert method.scopes == set(described["scopes"])
    assert response_schema(method) == described.get("response", {}).get("$ref")


def test_an_address_that_is_none_is_404(sandbox: Sandbox, gmail: Any) -> None:
    request = gmail.getProfile(userId="me")
    response, body = request.http.request(f"{sandbox.google}/gmail/v2/users/me/profile")
    assert (response.status, json.loads(body)["error"]["code"]) == (404, 404)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_whole_month_of_answers_is_what_google_could_have_said(seed: str) -> None:
    """Every listing, every message in every format, every event, plain and expanded, passes the checker."""
    with run_sandbox("--scenario", "month", "--seed", seed, "--now", "2026-11-02T08:00:00Z", "--no-quota") as sandbox:
        gmail, calendar = clients.gmail(sandbox), clients.calendar(sandbox)
        cursor = gmail.getProfile(userId="me").execute()["historyId"]
        names = [each["id"] for each in calendar.calendarList().list().execute()["items"]]
        tokens = {(name, single): _token(calendar, name, single=single) for name in names for single in (False, True)}
        assert sandbox.control.move_clock(advance=31 * 86_400)["left"] == 0
        listing = gmail.history()
        for page in pages(listing.list(userId="me", startHistoryId=cursor), listing.list_next):
            assert page["historyId"]
        _read_all_mail(gmail)
        for (name, single), token in tokens.items():
            calendar.events().list(calendarId=name, singleEvents=single, syncToken=token).execute()
            _token(calendar, name, single=single)


def _token(calendar: Any, name: str, *, single: bool) -> str:
    events = calendar.events()
    found: str = pages(events.list(calendarId=name, singleEvents=single), events.list_next)[-1]["nextSyncToken"]
    return found


def _read_all_mail(gmail: Any) -> None:
    messages, threads = gmail.messages(), gmail.threads()
    found = [
        each
        for page in pages(messages.list(userId="me", maxResults=500), messages.list_next)
        for each in page["messages"]
    ]
    assert found
    for each in found:
        for form in ("minimal", "metadata", "full", "raw"):
            messages.get(userId="me", id=each["id"], format=form).execute()
    for thread_id in {each["threadId"] for each in found}:
        threads.get(userId="me", id=thread_id).execute()
