"""What a file of strangers' mail or calendars holds, found by hand: the judge of our reader shares no code with it.

Headers are cut with one expression, parts by the standard library, VEVENTs by walking lines. It is cruder than the
reader on purpose: what it finds must be in the record, what it does not find proves nothing.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HEADER = re.compile(r"(?im)^(from|to|cc|reply-to|date)[ \t]*:((?:[^\n]|\n[ \t])*)")
_FIRST_HEADER = re.compile(
    rb"(?im)^(?:from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to)[ \t]*:"
)
_ADDRESS = re.compile(r"[^\s<>\"(),;:\[\]@=?]+@[\w-]+(?:\.[\w-]+)*")
_NAME_BEFORE = re.compile(r"[^,;<>]*(?=<)")
_ASIDE = re.compile(r"\"[^\"]*\"|\([^()]*\)")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_WORD = re.compile(r"[A-Za-z]{4,}")
_PROPERTY = re.compile(r'(?i)^(UID|DTSTART)((?:;[^=:;]+=(?:"[^"]*"|[^";:]*))*):(.*)$')
_ZONE = re.compile(r'(?i);TZID="?([^";:]+)"?')
_TIME = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")


# --- mail --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """What the bytes of a mail hold beyond doubt."""

    addresses: dict[str, list[str]]
    """By header (`from`, `to`, `cc`, `reply-to`), lower case."""
    date: datetime | None
    has_date: bool
    has_body: bool
    words: frozenset[str] = field(default=frozenset())
    """Words of four letters and more in its first part of plain text."""


def mail_in(raw: bytes) -> Held:
    """Reads a mail by hand."""
    data = _without_preamble(raw.lstrip(b"\xef\xbb\xbf\r\n \t"))
    head, *rest = _BLANK_LINE.split(data, maxsplit=1)
    text = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode("utf-8", "replace")
    addresses: dict[str, list[str]] = {}
    moment, has_date = None, False
    for name, value in _HEADER.findall(text):
        if name.lower() == "date":
            has_date, moment = True, moment or _moment(value)
        else:
            bare = _NAME_BEFORE.sub(" ", _ASIDE.sub(" ", value.replace("\n", " ")))
            found = _ADDRESS.findall(bare)
            addresses.setdefault(name.lower(), []).extend(one.lower().rstrip(".") for one in found)
    body = rest[0].strip() if rest else b""
    return Held(addresses, moment, has_date, bool(body), frozenset(_words(data)))


def _without_preamble(data: bytes) -> bytes:
    """Without the lines that an export put above: to the first well-known header, unless a header comes first."""
    match = None if re.match(rb"[!-9;-~]+[ \t]*:", data) else _FIRST_HEADER.search(data[:4096])
    return data[match.start() :] if match else data


def _moment(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(" ".join(value.split()))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _words(data: bytes) -> list[str]:
    for part in _parts(email.message_from_bytes(data)):
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            return _WORD.findall(_payload(part))
    return []


def _parts(part: Message) -> Iterator[Message]:
    """The leaves of a mail; an attached mail is a leaf."""
    if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
        for child in part.get_payload():
            if isinstance(child, Message):
                yield from _parts(child)
    else:
        yield part


def _payload(part: Message) -> str:
    found = part.get_payload(decode=True)
    return found.decode("latin-1") if isinstance(found, bytes) else ""


# --- calendars ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT as its lines show it: its UID, whether a start can be read, and which, where the zone leaves no doubt."""

    uid: str
    has_start: bool
    start: datetime | None


def entries_in(raw: bytes) -> list[Entry]:
    """The VEVENTs of a file, in order."""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = raw.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"\n[ \t]", "", text).split("\n")
    found: list[Entry] = []
    own: list[str] | None = None
    depth = 0
    for line in (line.strip() for line in lines):
        name = line.upper()
        if name == "BEGIN:VEVENT":
            found += [_entry(own)] if own is not None else []
            own, depth = [], 0
        elif own is None:
            continue
        elif name == "END:VEVENT":
            found.append(_entry(own))
            own = None
        elif name.startswith("BEGIN:"):
            depth += 1
        elif name.startswith("END:"):
            depth -= 1
        elif not depth:
            own.append(line)
    return [*found, _entry(own)] if own is not None else found


def _entry(lines: list[str]) -> Entry:
    values: dict[str, tuple[str, str]] = {}
    for line in lines:
        if match := _PROPERTY.match(line):
            values.setdefault(match[1].upper(), (match[2], match[3].strip()))
    parameters, value = values.get("DTSTART", ("", ""))
    has_start, start = _start(parameters, value)
    return Entry(values.get("UID", ("", ""))[1], has_start, start)


def _start(parameters: str, value: str) -> tuple[bool, datetime | None]:
    match = _TIME.fullmatch(value)
    if not match:
        return False, None
    try:
        if match[2] is None:
            day = date.fromisoformat(match[1])
            return True, datetime(day.year, day.month, day.day, tzinfo=UTC)
        local = datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall-clock time
    except ValueError:
        return False, None
    if match[3]:
        return True, local.replace(tzinfo=UTC)
    zone = _ZONE.search(parameters)
    try:
        return True, local.replace(tzinfo=ZoneInfo(zone[1].strip())).astimezone(UTC) if zone else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return True, None
