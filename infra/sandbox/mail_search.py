"""Gmail's search language: a query becomes a tree, and a tree says whether a message matches.

Pure. Terms side by side must all match; OR binds tighter than that, braces mean OR, a minus excludes. Words are whole words
without regard to case (support.google.com/mail/answer/7190). A bare date is midnight in Pacific time, a number is epoch seconds
(developers.google.com/gmail/api/guides/filtering). Decides nothing about spam and trash but whether a query asked for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from infra.sandbox.mail_content import phrase

PACIFIC = ZoneInfo("America/Los_Angeles")


class SearchableContent(Protocol):
    """What a search reads of a mail."""

    @property
    def message_id(self) -> str: ...
    @property
    def attachment_names(self) -> tuple[str, ...]: ...
    def index(self, field: str) -> str: ...


class Searchable(Protocol):
    """A message that can be searched for."""

    @property
    def labels(self) -> frozenset[str]: ...
    @property
    def internal_ms(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def content(self) -> SearchableContent: ...


@dataclass(frozen=True)
class Reader:
    """Who asks and when: "me" and the relative dates depend on it; `user_labels` are the names of the person's own labels by id."""

    now: datetime
    own_addresses: frozenset[str]
    user_labels: tuple[tuple[str, str], ...] = ()


Test = Callable[[Searchable], bool]


@dataclass(frozen=True)
class Query:
    """A parsed query."""

    matches: Test
    #: Whether spam and trash are to be looked through as well.
    reaches_spam_and_trash: bool


_TOKEN = re.compile(
    r"""\s*(?:(?P<open>-?(?:[A-Za-z][\w]*:)?[({])|(?P<close>[)}])|(?P<term>[-+]?(?:[A-Za-z][\w]*:)?(?:"[^"]*"?|[^\s(){}"]+)))"""
)
_OPERATOR = re.compile(r"(?P<name>[A-Za-z]\w*):(?P<value>.*)", re.DOTALL)
_AGE = re.compile(r"(\d+)([hdmy])")
_SIZE = re.compile(r"(\d+)([kmg]?)b?")
_PLACES = {
    "inbox": "INBOX",
    "sent": "SENT",
    "draft": "DRAFT",
    "drafts": "DRAFT",
    "spam": "SPAM",
    "trash": "TRASH",
    "chats": "CHAT",
}
_MARKS = {"unread": "UNREAD", "starred": "STARRED", "important": "IMPORTANT", **_PLACES}
_CATEGORIES = {
    "primary": "CATEGORY_PERSONAL",
    "social": "CATEGORY_SOCIAL",
    "promotions": "CATEGORY_PROMOTIONS",
    "updates": "CATEGORY_UPDATES",
    "forums": "CATEGORY_FORUMS",
}
_EVERYWHERE = ("from", "to", "cc", "bcc", "subject", "text", "filename")
_OUT_OF_SIGHT = frozenset({"SPAM", "TRASH"})


def parse_query(text: str, reader: Reader) -> Query:
    """Read a query. Like Gmail's, the parser never fails: what it cannot read it looks for as words, or ignores."""
    tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
    tests = _read_all(tokens, reader, "")
    wide = re.search(r"(?i)\b(in:(spam|trash|anywhere)|label:(spam|trash))\b", text) is not None
    return Query(_all(tests), wide)


def _read_all(tokens: list[re.Match[str]], reader: Reader, field: str) -> list[Test]:
    """Take terms up to a closing bracket; terms joined by OR become one."""
    tests: list[Test] = []
    is_joined = False
    while tokens:
        token = tokens.pop(0)
        if token["close"]:
            break
        if token["term"] in ("OR", "AND", "|"):
            is_joined = token["term"] != "AND" and bool(tests)
            continue
        test = _read_group(token, tokens, reader, field) if token["open"] else _read_term(token["term"], reader, field)
        if is_joined:
            test = _any([tests.pop(), test])
        tests.append(test)
        is_joined = False
    return tests


def _read_group(token: re.Match[str], tokens: list[re.Match[str]], reader: Reader, field: str) -> Test:
    """Read (all of these) or {any of these}, perhaps of one operator: subject:(dinner movie)."""
    opening = token["open"]
    tests = _read_all(tokens, reader, opening.lstrip("-")[:-2].lower() or field)
    test = _any(tests) if opening.endswith("{") else _all(tests)
    return _not(test) if opening.startswith("-") else test


def _read_term(term: str, reader: Reader, field: str) -> Test:
    if term.startswith("-") and len(term) > 1:
        return _not(_read_term(term[1:], reader, field))
    operator = _OPERATOR.fullmatch(term.removeprefix("+"))
    if operator and operator["name"].lower() in _OPERATORS:
        return _OPERATORS[operator["name"].lower()](operator["value"].strip('"'), reader)
    value = term.removeprefix("+").strip('"')
    return _OPERATORS[field](value, reader) if field in _OPERATORS else _words(value)


def _words(value: str) -> Test:
    wanted = phrase(value)
    if not wanted.strip():
        return _always
    return lambda message: any(wanted in message.content.index(field) for field in _EVERYWHERE)


def _people(*fields: str) -> Callable[[str, Reader], Test]:
    """Match a name, an address, a part of one, or "me"."""

    def read(value: str, reader: Reader) -> Test:
        wanted = [phrase(each) for each in (sorted(reader.own_addresses) if value.lower() == "me" else [value])]
        return lambda message: any(each in message.content.index(field) for field in fields for each in wanted)

    return read


def _field(field: str) -> Callable[[str, Reader], Test]:
    def read(value: str, _reader: Reader) -> Test:
        wanted = phrase(value)
        return lambda message: wanted in message.content.index(field)

    return read


def _after(value: str, _reader: Reader) -> Test:
    moment = _read_date(value)
    return _always if moment is None else lambda message: message.internal_ms >= moment


def _before(value: str, _reader: Reader) -> Test:
    moment = _read_date(value)
    return _always if moment is None else lambda message: message.internal_ms < moment


def _newer_than(value: str, reader: Reader) -> Test:
    moment = _read_age(value, reader.now)
    return _always if moment is None else lambda message: message.internal_ms >= moment


def _older_than(value: str, reader: Reader) -> Test:
    moment = _read_age(value, reader.now)
    return _always if moment is None else lambda message: message.internal_ms < moment


def _filename(value: str, _reader: Reader) -> Test:
    """Match a file's whole name, words of it, or its kind (pdf)."""
    wanted = phrase(value)
    return lambda message: any(wanted in phrase(name) for name in message.content.attachment_names)


def _has(value: str, reader: Reader) -> Test:
    if value.lower() == "attachment":
        return lambda message: bool(message.content.attachment_names)
    if value.lower() == "userlabels":
        return lambda message: any(label_id in message.labels for label_id, _ in reader.user_labels)
    if value.lower() == "nouserlabels":
        return lambda message: not any(label_id in message.labels for label_id, _ in reader.user_labels)
    return _never


def _in(value: str, reader: Reader) -> Test:
    place = value.lower()
    if place == "anywhere":
        return _always
    if place in ("archive", "archived"):
        return lambda message: not message.labels & {"INBOX", "SENT", "DRAFT", "SPAM", "TRASH"}
    return _label(value, reader)


def _is(value: str, reader: Reader) -> Test:
    if value.lower() == "read":
        return lambda message: "UNREAD" not in message.labels
    return _label(value, reader)


def _label(value: str, reader: Reader) -> Test:
    """Match a label by name; blanks in a name are written as hyphens."""
    wanted = value.lower().replace("-", " ")
    own = {
        label_id
        for label_id, name in reader.user_labels
        if wanted in (name.lower().replace("-", " "), label_id.lower())
    }
    labels = frozenset(own | {_MARKS.get(value.lower(), value.upper())})
    return lambda message: bool(labels & message.labels)


def _category(value: str, _reader: Reader) -> Test:
    label = _CATEGORIES.get(value.lower())
    if label == "CATEGORY_PERSONAL":
        others = frozenset(_CATEGORIES.values()) - {label}
        return lambda message: label in message.labels or ("INBOX" in message.labels and not others & message.labels)
    return lambda message: label in message.labels


def _rfc822msgid(value: str, _reader: Reader) -> Test:
    wanted = value.strip("<>")
    return lambda message: message.content.message_id.strip("<>") == wanted


def _size(compare: Callable[[int, int], bool]) -> Callable[[str, Reader], Test]:
    def read(value: str, _reader: Reader) -> Test:
        amount = _SIZE.fullmatch(value.lower())
        if amount is None:
            return _always
        limit = int(amount[1]) * 1024 ** " kmg".index(amount[2] or " ")
        return lambda message: compare(message.size, limit)

    return read


def _read_date(value: str) -> int | None:
    """Return epoch milliseconds."""
    if re.fullmatch(r"\d{7,11}", value):
        return int(value) * 1000
    for pattern in ("%Y/%m/%d", "%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y"):
        try:
            return int(datetime.strptime(value, pattern).replace(tzinfo=PACIFIC).timestamp() * 1000)
        except ValueError:
            continue
    return None


def _read_age(value: str, now: datetime) -> int | None:
    age = _AGE.fullmatch(value.lower())
    if age is None:
        return None
    number, unit = int(age[1]), age[2]
    if unit == "h":
        return int((now - timedelta(hours=number)).timestamp() * 1000)
    back = {"d": relativedelta(days=number), "m": relativedelta(months=number), "y": relativedelta(years=number)}[unit]
    return int((now.astimezone(UTC) - back).timestamp() * 1000)


def _all(tests: list[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda message: all(test(message) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda message: any(test(message) for test in tests)


def _not(test: Test) -> Test:
    return lambda message: not test(message)


def _always(_message: Searchable) -> bool:
    return True


def _never(_message: Searchable) -> bool:
    return False


_OPERATORS: dict[str, Callable[[str, Reader], Test]] = {
    "from": _people("from"),
    "to": _people("to", "cc", "bcc"),
    "cc": _people("cc"),
    "bcc": _people("bcc"),
    "deliveredto": _people("delivered-to"),
    "list": _field("list-id"),
    "subject": _field("subject"),
    "after": _after,
    "newer": _after,
    "before": _before,
    "older": _before,
    "newer_than": _newer_than,
    "older_than": _older_than,
    "filename": _filename,
    "has": _has,
    "in": _in,
    "is": _is,
    "label": _label,
    "category": _category,
    "rfc822msgid": _rfc822msgid,
    "size": _size(int.__ge__),
    "larger": _size(int.__gt__),
    "smaller": _size(int.__lt__),
}
