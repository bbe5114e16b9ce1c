"""Checks an answer of the sandbox against Google's discovery documents, and against what they leave unsaid.

Unknown fields, wrong types and integers that are not strings fail; so do missing fields from `REQUIRED` and values outside the
enums that the Calendar documents name in prose only. Every answer that the suite's clients receive passes through here.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httplib2
from google_auth_httplib2 import AuthorizedHttp

from infra.sandbox.google.discovery import Method, find_method, read_document

#: What is always there in a response of this kind, though no document says so.
REQUIRED = {
    "Profile": {"emailAddress", "messagesTotal", "threadsTotal", "historyId"},
    "ListSendAsResponse": {"sendAs"},
    "SendAs": {"sendAsEmail", "displayName", "isPrimary", "isDefault", "treatAsAlias"},
    "ListLabelsResponse": {"labels"},
    "Label": {"id", "name", "type"},
    "ListMessagesResponse": {"resultSizeEstimate"},
    "ListThreadsResponse": {"resultSizeEstimate"},
    "ListDraftsResponse": {"resultSizeEstimate"},
    "ListHistoryResponse": {"historyId"},
    "History": {"id", "messages"},
    "HistoryMessageAdded": {"message"},
    "HistoryMessageDeleted": {"message"},
    "HistoryLabelAdded": {"message", "labelIds"},
    "HistoryLabelRemoved": {"message", "labelIds"},
    "Message": {"id", "threadId"},
    "MessagePart": {"mimeType", "headers"},
    "MessagePartBody": {"size"},
    "MessagePartHeader": {"name", "value"},
    "Thread": {"id", "historyId"},
    "Draft": {"id", "message"},
    "CalendarList": {"kind", "etag", "items"},
    "CalendarListEntry": {"kind", "etag", "id"},
    "Calendar": {"kind", "etag", "id", "summary", "timeZone"},
    "Setting": {"kind", "etag", "id", "value"},
    "Events": {"kind", "etag", "summary", "updated", "timeZone", "accessRole", "defaultReminders", "items"},
    "Event": {"kind", "etag", "id", "status"},
    "EventAttendee": {"email", "responseStatus"},
}
#: What a confirmed or tentative event carries besides.
LIVE_EVENT = {
    "htmlLink",
    "created",
    "updated",
    "creator",
    "organizer",
    "start",
    "end",
    "iCalUID",
    "sequence",
    "reminders",
    "eventType",
}
#: What messages.get adds in each format.
FULL_MESSAGE = {"snippet", "sizeEstimate", "historyId", "internalDate"}
#: Values that only the descriptions name.
PROSE_ENUMS = {
    ("Event", "status"): {"confirmed", "tentative", "cancelled"},
    ("Event", "transparency"): {"opaque", "transparent"},
    ("Event", "visibility"): {"default", "public", "private", "confidential"},
    ("EventAttendee", "responseStatus"): {"needsAction", "declined", "tentative", "accepted"},
    ("CalendarListEntry", "accessRole"): {"freeBusyReader", "reader", "writer", "owner"},
    ("Events", "accessRole"): {"none", "freeBusyReader", "reader", "writer", "owner"},
}
_FORMATS: dict[str, Callable[[str], object]] = {
    "int64": lambda text: re.fullmatch(r"-?\d+", text),
    "uint64": lambda text: re.fullmatch(r"\d+", text),
    "byte": lambda text: base64.b64decode(text, altchars=b"-_", validate=True) is not None,
    "date-time": lambda text: datetime.fromisoformat(text).tzinfo,
    "date": date.fromisoformat,
}
_RANGES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}


class CheckedHttp(AuthorizedHttp):  # type: ignore[misc]
    """Google's HTTP object, checking every answer before the client sees it."""

    def request(self, uri: str, method: str = "GET", *args: Any, **kwargs: Any) -> tuple[httplib2.Response, bytes]:
        response, body = super().request(uri, method, *args, **kwargs)
        override = (kwargs.get("headers") or {}).get("x-http-method-override", method)
        found = find_method(override, urlsplit(uri).path)
        if found is not None:
            check_answer(found[0], int(response.status), body, parse_qs(urlsplit(uri).query))
        return response, body


def check_answer(method: Method, status: int, body: bytes, query: dict[str, list[str]]) -> None:
    """Raise AssertionError if Google could not have answered so."""
    if status >= 400:
        check_error(status, json.loads(body))
        return
    schema = response_schema(method)
    if schema is None:
        assert (status, body) == (204, b""), f"{method.id} has no response body"
        return
    assert status == 200
    value = json.loads(body)
    is_partial = "fields" in query
    check(method.api, {"$ref": schema}, value, method.id, is_partial=is_partial)
    if method.id == "gmail.users.messages.get" and not is_partial:
        form = query.get("format", ["full"])[-1]
        missing = (FULL_MESSAGE | {"raw": {"raw"}, "minimal": set()}.get(form, {"payload"})) - set(value)
        assert not missing, f"a {form} message lacks {missing}"


def check_error(status: int, value: Any) -> None:
    """Raise AssertionError unless this is the JSON error body of Google's APIs."""
    error = value["error"]
    assert set(value) == {"error"}
    assert set(error) <= {"code", "message", "errors", "status", "details"}
    assert error["code"] == status
    assert isinstance(error["message"], str)
    assert error["errors"]
    for each in error["errors"]:
        assert (
            {"domain", "reason", "message"} <= set(each) <= {"domain", "reason", "message", "location", "locationType"}
        )


def check(api: str, schema: dict[str, Any], value: Any, where: str, *, is_partial: bool = False) -> None:
    """Raise AssertionError unless the value is what the schema allows."""
    if "$ref" in schema:
        _check_named(api, schema["$ref"], value, where, is_partial=is_partial)
    elif schema["type"] == "array":
        assert isinstance(value, list), f"{where} is no array"
        for number, each in enumerate(value):
            check(api, schema["items"], each, f"{where}[{number}]", is_partial=is_partial)
    elif schema["type"] == "object":
        _check_object(api, schema, value, where, is_partial=is_partial)
    else:
        _check_plain(schema, value, where)


def response_schema(method: Method) -> str | None:
    """Return the name of the schema that the document promises for this method."""
    return _responses(method.api).get(method.id)


@cache
def _document(api: str) -> dict[str, Any]:
    return read_document({"gmail": "gmail.v1", "calendar": "calendar.v3"}[api])


@cache
def _responses(api: str) -> dict[str, str]:
    found, stack = {}, list(_document(api)["resources"].values())
    while stack:
        resource = stack.pop()
        stack.extend(resource.get("resources", {}).values())
        for method in resource.get("methods", {}).values():
            if "response" in method:
                found[method["id"]] = method["response"]["$ref"]
    return found


def _check_named(api: str, name: str, value: Any, where: str, *, is_partial: bool) -> None:
    _check_object(api, _document(api)["schemas"][name], value, where, is_partial=is_partial)
    for key, allowed in ((key, allowed) for (schema, key), allowed in PROSE_ENUMS.items() if schema == name):
        assert key not in value or value[key] in allowed, f"{where}.{key} is {value[key]!r}"
    if is_partial:
        return
    required = set(REQUIRED.get(name, set()))
    if name == "Event" and value.get("status") != "cancelled":
        required |= LIVE_EVENT
    assert required <= set(value), f"{where} ({name}) lacks {required - set(value)}"


def _check_object(api: str, schema: dict[str, Any], value: Any, where: str, *, is_partial: bool) -> None:
    assert isinstance(value, dict), f"{where} is no object"
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    for key, each in value.items():
        inner = known.get(key, others)
        assert inner is not None, f"{where} has an unknown field {key}"
        check(api, inner, each, f"{where}.{key}", is_partial=is_partial)


def _check_plain(schema: dict[str, Any], value: Any, where: str) -> None:
    kinds: dict[str, Any] = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "any": object}
    assert isinstance(value, kinds[schema["type"]]), f"{where} is {type(value).__name__}, not {schema['type']}"
    assert schema["type"] == "boolean" or not isinstance(value, bool), f"{where} is a boolean"
    if "enum" in schema:
        assert value in schema["enum"], f"{where} is {value!r}"
    if schema.get("format") in _FORMATS:
        assert _FORMATS[schema["format"]](value), f"{where} is {value!r}, no {schema['format']}"
    if schema.get("format") in _RANGES:
        low, high = _RANGES[schema["format"]]
        assert low <= value <= high, f"{where} is {value}"
