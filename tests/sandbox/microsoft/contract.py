"""Checks an answer of the sandbox against Graph's metadata, and against what that leaves unsaid.

Unknown properties, wrong types and values outside the enums fail; so do missing properties from `REQUIRED`. The schema is cut from
Microsoft's public metadata (`graph_schema.json` names its source and licence); every answer that the suite's client receives passes here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("graph_schema.json")
#: What a whole resource always carries, though the metadata requires nothing.
REQUIRED = {
    "message": {
        *("id", "changeKey", "createdDateTime", "lastModifiedDateTime", "receivedDateTime", "sentDateTime", "subject"),
        *("hasAttachments", "internetMessageId", "bodyPreview", "importance", "parentFolderId", "conversationId"),
        *("conversationIndex", "isRead", "isDraft", "webLink", "inferenceClassification", "body", "toRecipients"),
        *("ccRecipients", "bccRecipients", "replyTo", "flag", "categories", "isReadReceiptRequested"),
    },
    "event": {
        *(
            "id",
            "changeKey",
            "createdDateTime",
            "lastModifiedDateTime",
            "iCalUId",
            "subject",
            "bodyPreview",
            "body",
            "type",
        ),
        *(
            "isAllDay",
            "isCancelled",
            "isOrganizer",
            "responseStatus",
            "start",
            "end",
            "location",
            "attendees",
            "organizer",
        ),
        *("showAs", "seriesMasterId", "recurrence", "originalStartTimeZone", "originalEndTimeZone", "webLink"),
        *("isOnlineMeeting", "onlineMeetingProvider", "hasAttachments", "sensitivity", "importance"),
    },
    "mailFolder": {"id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount"},
    "calendar": {"id", "name", "canEdit", "owner", "isDefaultCalendar", "changeKey"},
    "user": {"id", "displayName", "mail", "userPrincipalName", "businessPhones"},
    "attachment": {"id", "name", "contentType", "size", "isInline", "lastModifiedDateTime"},
    "mailboxSettings": {"timeZone"},
}
MEETING_MESSAGE = {"meetingMessageType", "startDateTime", "endDateTime", "isAllDay", "type", "isOutOfDate", "location"}
#: What an occurrence is in a delta round: nothing else (pitfall 10).
BARE_OCCURRENCE = {"id", "seriesMasterId", "type", "start", "end"}
#: Properties of the documentation that the cut leaves out.
_BESIDE = {
    "attachment": {"contentBytes", "contentId", "contentLocation"},
    "user": {"proxyAddresses", "otherMails"},
}
_MESSAGES = ("message", "eventMessage", "eventMessageRequest", "eventMessageResponse")
_ITEM = {
    "messages": "message",
    "events": "event",
    "calendarview": "event",
    "instances": "event",
    "mailfolders": "mailFolder",
    "childfolders": "mailFolder",
    "calendars": "calendar",
    "attachments": "attachment",
}
_ONE = {**_ITEM, "calendar": "calendar", "me": "user", "mailboxsettings": "mailboxSettings"}
_MADE = {"createreply": "message", "createreplyall": "message", "move": "message", "delta": ""}


def check_answer(path: str, query: Mapping[str, str], status: int, value: Any) -> None:
    """Raise AssertionError if Graph could not have answered so at that path (below the version)."""
    if status >= 400:
        check(value, "odataError", "error")
        return
    if path == "/$batch":
        check_batch(value)
        return
    assert "@odata.context" in value, f"{path} has no context"
    parts = [part.lower() for part in re.sub(r"\((?:'|%27)(.*?)(?:'|%27)\)", r"/\1", path).strip("/").split("/")]
    is_partial = "$select" in query
    if "value" in value and isinstance(value["value"], list):
        named = parts[-2] if parts[-1] == "delta" else parts[-1]
        check_listing(value, _ITEM[named], is_delta=parts[-1] == "delta", is_partial=is_partial)
        return
    kind = _MADE.get(parts[-1]) or _ONE.get(parts[-1]) or _ITEM[parts[-2]]
    check_resource(value, kind, path, is_partial=is_partial)


def check_listing(value: dict[str, Any], kind: str, *, is_delta: bool, is_partial: bool) -> None:
    assert set(value) <= {"@odata.context", "@odata.count", "@odata.nextLink", "@odata.deltaLink", "value"}
    if is_delta:
        assert ("@odata.nextLink" in value) != ("@odata.deltaLink" in value), "a round goes on or ends, never both"
    for number, each in enumerate(value["value"]):
        where = f"{kind}[{number}]"
        if "@removed" in each:
            check(each, "deltaRemoved", where)
            assert set(each) <= {"id", "@removed", "@odata.type"}
        elif is_delta and kind == "event" and each["type"] == "occurrence":
            assert {key for key in each if not key.startswith("@")} == BARE_OCCURRENCE
        else:
            # An updated item of a later round may carry only what changed.
            check_resource(each, kind, where, is_partial=is_partial or (is_delta and "changeKey" not in each))


def check_resource(value: dict[str, Any], kind: str, where: str, *, is_partial: bool) -> None:
    """Raise AssertionError unless the value is a resource of that kind, or of the one derived from it that it names."""
    named = str(value.get("@odata.type", "")).removeprefix("#microsoft.graph.")
    if kind == "message" and named:
        assert named in _MESSAGES, f"{where} calls itself {named}"
        kind = named
    check(value, kind, where)
    base = "message" if kind in _MESSAGES else kind
    assert "id" in value or base in ("mailboxSettings", "user"), f"{where} has no id"
    if is_partial:
        return
    needed = REQUIRED[base] | (MEETING_MESSAGE if kind != base else set())
    assert needed <= set(value), f"{where} ({kind}) lacks {sorted(needed - set(value))}"
    assert base not in ("message", "event") or "@odata.etag" in value


def check_batch(value: Any) -> None:
    assert set(value) == {"responses"}
    for each in value["responses"]:
        assert {"id", "status", "headers"} <= set(each) <= {"id", "status", "headers", "body"}
        if each["status"] >= 400:
            check(each["body"], "odataError", f"response {each['id']}")


def check(value: Any, kind: str, where: str) -> None:
    """Raise AssertionError unless the value fits the definition and has no property it does not know."""
    problem = _problem(value, {"$ref": f"#/$defs/{kind}"}, where)
    assert not problem, problem


def _problem(value: Any, schema: Mapping[str, Any], where: str) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _unknown(value, name, where) or _problem(value, definitions()[name], where)
    if "anyOf" in schema:
        found = [_problem(value, each, where) for each in schema["anyOf"]]
        return "" if "" in found else found[0]
    parts = [_problem_of(value, each, where) for each in (*schema.get("allOf", ()), schema)]
    return next((part for part in parts if part), "")


def _problem_of(value: Any, schema: Mapping[str, Any], where: str) -> str:
    if "$ref" in schema:
        return _problem(value, definitions()[schema["$ref"].rpartition("/")[2]], where)
    if "anyOf" in schema:
        return _problem(value, schema, where)
    if "enum" in schema and value not in schema["enum"]:
        return f"{where} is {value!r}"
    return _wrong_kind(value, schema, where) or _wrong_inside(value, schema, where)


def _wrong_kind(value: Any, schema: Mapping[str, Any], where: str) -> str:
    kinds: dict[str, Any] = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "null": type(None)}
    kinds |= {"object": dict, "array": list}
    wanted = schema.get("type")
    if wanted and (not isinstance(value, kinds[wanted]) or (wanted == "integer" and isinstance(value, bool))):
        return f"{where} is {type(value).__name__}, not {wanted}"
    if isinstance(value, str) and schema.get("format") in _FORMATS and not _reads(value, schema["format"]):
        return f"{where} is {value!r}, no {schema['format']}"
    if wanted == "integer" and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{where} is {value}"
    return ""


def _wrong_inside(value: Any, schema: Mapping[str, Any], where: str) -> str:
    if isinstance(value, list) and "items" in schema:
        found = (_problem(each, schema["items"], f"{where}[{number}]") for number, each in enumerate(value))
        return next((each for each in found if each), "")
    if not isinstance(value, dict):
        return ""
    if missing := set(schema.get("required", ())) - set(value):
        return f"{where} lacks {sorted(missing)}"
    known = schema.get("properties", {})
    problems = (_problem(value[key], known[key], f"{where}.{key}") for key in value if key in known)
    return next((each for each in problems if each), "")


def _unknown(value: Any, name: str, where: str) -> str:
    known = properties(name) | _BESIDE.get(name, set())
    if not isinstance(value, dict) or not known:
        return ""
    strange = [key for key in value if key not in known and "@odata" not in key and key != "@removed"]
    return f"{where} ({name}) has an unknown property {strange[0]}" if strange else ""


_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z")
_FORMATS = ("date-time", "date")


def _reads(text: str, form: str) -> bool:
    if form == "date":
        return bool(date.fromisoformat(text))
    return bool(_STAMP.fullmatch(text)) and bool(datetime.fromisoformat(re.sub(r"\.\d+", "", text)))


@cache
def definitions() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    return found


@cache
def properties(name: str) -> set[str]:
    """Return every property that a definition and those it builds on know."""
    found: set[str] = set()
    stack: list[dict[str, Any]] = [definitions()[name]]
    while stack:
        each = stack.pop()
        found |= set(each.get("properties", ()))
        stack += each.get("allOf", ())
        if "$ref" in each:
            stack.append(definitions()[each["$ref"].rpartition("/")[2]])
    return found
