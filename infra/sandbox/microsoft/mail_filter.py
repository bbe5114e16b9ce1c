"""$filter, $orderby and $search on messages: as much of OData and KQL as Outlook's messages are asked for.

A tree of tests, as Gmail's search is. Comparisons of a dozen properties, and/or/not, startswith, contains; what else comes is refused, not
ignored. Searches look for words in the properties KQL names (learn.microsoft.com/graph/search-query-parameter).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.sandbox.mail_content import phrase
from infra.sandbox.mailbox import StoredMessage, from_milliseconds
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import Call
from infra.sandbox.microsoft.errors import bad_query
from infra.sandbox.microsoft.folders import place
from infra.sandbox.microsoft.mail_shapes import calendar_uid

Test = Callable[[StoredMessage], bool]
Read = Callable[[Call, StoredMessage], Any]
_TOKEN = re.compile(r"""\s*(?P<t>'(?:[^']|'')*'|[(),]|[^\s(),']+)""")
_SEARCH = re.compile(
    r"""\s*(?:(?P<sign>[()])|(?:(?P<field>\w+)(?P<op>:?(?:>=|<=|>|<)|[:=]))?(?P<value>"[^"]*"|[^\s"()]+))"""
)
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "ge": lambda value, wanted: value >= wanted,
    "gt": lambda value, wanted: value > wanted,
    "le": lambda value, wanted: value <= wanted,
    "lt": lambda value, wanted: value < wanted,
}


def _header(name: str) -> Read:
    return lambda _call, message: message.content.header(name)


def _address(name: str) -> Read:
    def read(_call: Call, message: StoredMessage) -> str:
        found = re.search(r"[^\s<>,;\"]+@[^\s<>,;\"]+", message.content.header(name))
        return found.group().lower() if found else ""

    return read


def _received(_call: Call, message: StoredMessage) -> datetime:
    return from_milliseconds(message.internal_ms)


_PROPERTIES: dict[str, Read] = {
    "receivedDateTime": _received,
    "sentDateTime": _received,
    "createdDateTime": _received,
    "lastModifiedDateTime": _received,
    "internetMessageId": lambda _call, message: message.content.message_id,
    "conversationId": lambda _call, message: ids.show_conversation(message.thread_id),
    "parentFolderId": lambda call, message: ids.show_folder(place(call.mailbox, message)),
    "isRead": lambda _call, message: "UNREAD" not in message.labels,
    "isDraft": lambda _call, message: "DRAFT" in message.labels,
    "hasAttachments": lambda _call, message: bool(message.content.attachments),
    "subject": _header("subject"),
    "importance": _header("importance"),
    "from/emailAddress/address": _address("from"),
    "sender/emailAddress/address": _address("from"),
}


def read_filter(call: Call, text: str) -> Test:
    """Return the test that a $filter describes, or raise Graph's 400."""
    tokens = [match["t"] for match in _TOKEN.finditer(text)]
    test = _either(call, tokens)
    if tokens:
        raise _unsyntactic(text)
    return test


def read_order(orderby: str | None, filtered: str | None, found: Iterable[StoredMessage]) -> Iterable[StoredMessage]:
    """Return the messages in that order; what is filtered and ordered must be filtered by the same property first."""
    if not orderby:
        return found
    name, _, direction = orderby.strip().partition(" ")
    if name not in ("receivedDateTime", "sentDateTime", "createdDateTime", "lastModifiedDateTime"):
        raise bad_query(f"The sandbox orders messages by their time, not by '{name}'.")
    if filtered and not filtered.strip().startswith(name):
        raise bad_query("The restriction or sort order is too complex for this operation.")
    return found if direction.strip().lower() == "desc" else reversed(list(found))


def read_search(text: str, now: datetime) -> Test:
    """Return the test that a quoted KQL query describes: all its terms, joined by AND or OR."""
    inner = text.strip()
    if not (inner.startswith('"') and inner.endswith('"') and len(inner) > 1):
        raise bad_query("Syntax error: a $search is written in double quotes.")
    terms = list(_SEARCH.finditer(inner[1:-1].replace('\\"', '"')))
    test = _any_term(terms, now)
    if terms:
        raise bad_query("Syntax error: the parentheses of a $search do not match.")
    return test


def _any_term(terms: list[re.Match[str]], now: datetime) -> Test:
    groups: list[list[Test]] = [[]]
    while terms and terms[0]["sign"] != ")":
        word = terms[0]["value"] if terms[0]["field"] is None else None
        if word in ("OR", "AND"):
            terms.pop(0)
            groups += [[]] if word == "OR" else []
            continue
        groups[-1].append(_one_term(terms, now))
    kept = [group for group in groups if group]
    return lambda message: any(all(test(message) for test in group) for group in kept)


def _one_term(terms: list[re.Match[str]], now: datetime) -> Test:
    first = terms.pop(0)
    if first["sign"] == "(":
        inside = _any_term(terms, now)
        if not terms:
            raise bad_query("Syntax error: the parentheses of a $search do not match.")
        terms.pop(0)
        return inside
    if first["field"] is None and first["value"] == "NOT" and terms:
        refused = _one_term(terms, now)
        return lambda message: not refused(message)
    return _searched(first["field"] or "", (first["op"] or "").removeprefix(":"), first["value"].strip('"'), now)


def _either(call: Call, tokens: list[str]) -> Test:
    tests = _joined(call, tokens, "or", _both)
    return lambda message: any(test(message) for test in tests)


def _both(call: Call, tokens: list[str]) -> Test:
    tests = _joined(call, tokens, "and", _one)
    return lambda message: all(test(message) for test in tests)


def _joined(call: Call, tokens: list[str], word: str, read: Callable[[Call, list[str]], Test]) -> list[Test]:
    tests = [read(call, tokens)]
    while tokens and tokens[0].lower() == word:
        tokens.pop(0)
        tests.append(read(call, tokens))
    return tests


def _one(call: Call, tokens: list[str]) -> Test:
    first = _take(tokens)
    if first == "(":
        test = _either(call, tokens)
        _expect(tokens, ")")
        return test
    if first.lower() == "not":
        inner = _one(call, tokens)
        return lambda message: not inner(message)
    if first in ("startswith", "contains", "endswith"):
        return _called(call, first, tokens)
    read, compare, wanted = _property(first), _comparison(_take(tokens)), _literal(_take(tokens))
    return lambda message: compare(read(call, message), wanted)


def _called(call: Call, function: str, tokens: list[str]) -> Test:
    _expect(tokens, "(")
    read = _property(_take(tokens))
    _expect(tokens, ",")
    wanted = str(_literal(_take(tokens))).lower()
    _expect(tokens, ")")
    fits = {"startswith": str.startswith, "endswith": str.endswith}.get(function, str.__contains__)
    return lambda message: bool(fits(str(read(call, message)).lower(), wanted))


def _property(name: str) -> Read:
    if name not in _PROPERTIES:
        raise bad_query(f"Could not find a property named '{name}' on type 'microsoft.graph.message'.")
    return _PROPERTIES[name]


def _comparison(word: str) -> Callable[[Any, Any], bool]:
    if word.lower() not in _COMPARED:
        raise bad_query(f"Syntax error: '{word}' in the $filter is no comparison.")
    return _COMPARED[word.lower()]


def _literal(text: str) -> Any:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if text in ("true", "false"):
        return text == "true"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise bad_query(f"Syntax error: '{text}' in the $filter is no value.") from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _take(tokens: list[str]) -> str:
    if not tokens:
        raise _unsyntactic("")
    return tokens.pop(0)


def _expect(tokens: list[str], wanted: str) -> None:
    if _take(tokens) != wanted:
        raise _unsyntactic(wanted)


def _unsyntactic(text: str) -> Exception:
    return bad_query(f"Syntax error at the end of '{text}' in the $filter.")


_FIELDS = {
    "from": ("from",),
    "to": ("to",),
    "cc": ("cc",),
    "bcc": ("bcc",),
    "participants": ("from", "to", "cc", "bcc"),
    "recipients": ("to", "cc", "bcc"),
    "subject": ("subject",),
    "body": ("text",),
    "attachment": ("filename",),
    "": ("from", "subject", "text"),
}


def _searched(field: str, operator: str, value: str, now: datetime) -> Test:
    name = field.lower()
    if name in ("received", "sent"):
        return _on_day(operator, value, now)
    if name == "kind":
        return lambda message: value.lower() == "meetings" and bool(calendar_uid(message.content))
    if name == "hasattachments":
        return lambda message: bool(message.content.attachments) == (value.lower() == "true")
    if name not in _FIELDS:
        raise bad_query(f"The sandbox does not search by '{field}'.")
    wanted = phrase(value.rstrip("*"))
    wanted = wanted.rstrip() if value.endswith("*") else wanted
    return lambda message: any(wanted in message.content.index(each) for each in _FIELDS[name])


def _on_day(operator: str, value: str, now: datetime) -> Test:
    try:
        low = datetime.fromisoformat(value).replace(tzinfo=UTC) if value != "today" else now.replace(hour=0, minute=0)
    except ValueError as error:
        raise bad_query(f"Syntax error: '{value}' is no date.") from error
    high = low + timedelta(days=1)
    tests: dict[str, Callable[[datetime], bool]] = {
        ">=": lambda at: at >= low,
        ">": lambda at: at >= high,
        "<=": lambda at: at < high,
        "<": lambda at: at < low,
        "": lambda at: low <= at < high,
    }
    return lambda message: tests[operator](from_milliseconds(message.internal_ms))
