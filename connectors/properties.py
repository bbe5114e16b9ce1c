"""Reads the lines of one calendar component: names, parameters and values (RFC 5545, 3.1 to 3.3), each on its own.

A line or value that cannot be read costs nothing but itself, and nothing takes more than one walk over it. Two times
without a zone of their own come out naive: which instant they are is decided by `timezones.py`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from connectors.charsets import decode

_MAX_PARAMETERS = 64

_NAME = re.compile(r"([A-Za-z0-9-]+)\s*(?=[;:])")
# Up to the first colon that is neither quoted nor escaped; possessive, so that every character is passed once.
_QUOTED_HEAD = re.compile(r'(?:[^":\\]|\\.|"[^"]*")*+(?=:)')
_PARAMETER = re.compile(
    r';\s*([^=;:",\s]+)\s*=\s*(?:"([^"]*)"?|((?:[^;,"\\]|\\.)*+))(?:,(?:"[^"]*"|(?:[^;,"\\]|\\.)*+))*+'
)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
# RFC 5545 knows no escapes in parameters, senders do; \n is left alone, for it is more often part of a name.
_ESCAPED_PARAMETER = re.compile(r"\\([,;:\\])")
_CARET = re.compile(r"\^(['n^])")
_CARETS = {"'": '"', "n": "\n", "^": "^"}
# RFC 5545 wants no dashes and colons, and no offsets; some programs write times of ISO 8601.
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d{1,9})?(?:(Z)|([+-])(\d\d):?(\d\d))?)?", re.ASCII
)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Property:
    """One line: its value as written, and its parameters by upper-case name, of each the first value."""

    value: str
    parameters: Mapping[str, str]

    @property
    def text(self) -> str:
        """The value with its escapes undone (3.3.11), without blanks around it."""
        value = self.value
        if self.parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            # vCalendar 1.0, as old phones and Outlook's .vcs files have it.
            value = decode(binascii.a2b_qp(value.encode("utf-8")), self.parameters.get("CHARSET", ""), sample=0)[0]
        return (_ESCAPED.sub(_unescaped, value) if "\\" in value else value).strip()


Properties = Mapping[str, list[Property]]


def read_properties(lines: Iterable[str]) -> Properties:
    """The properties of a component by upper-case name, in order; unfolded lines in, those that are none left out."""
    found: dict[str, list[Property]] = {}
    for line in lines:
        match = _NAME.match(line)
        if match:
            found.setdefault(match[1].upper(), []).append(_property(line, match.end()))
    return found


def _property(line: str, at: int) -> Property:
    if line[at] == ":":
        return Property(line[at + 1 :], {})
    end = line.find(":", at)
    head = line[at:end]
    if '"' in head or "\\" in head:
        quoted = _QUOTED_HEAD.match(line, at)
        # Of a quote that is never closed the first colon is the best guess.
        end = quoted.end() if quoted else end
    if end < 0:
        return Property("", {})
    return Property(line[end + 1 :], _parameters(line[at:end]))


def _parameters(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in islice(_PARAMETER.finditer(head), _MAX_PARAMETERS):
        value = match[2] if match[2] is not None else _ESCAPED_PARAMETER.sub(r"\1", match[3])
        # RFC 6868: what a quoted value may not hold.
        found.setdefault(match[1].upper(), _CARET.sub(_uncareted, value) if "^" in value else value)
    return found


def _uncareted(match: re.Match[str]) -> str:
    return _CARETS[match[1]]


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]


def read_time(value: str) -> date | datetime | None:
    """A date, a time in UTC (aware) or of a zone named elsewhere (naive); None for what is none of these."""
    match = _TIME.fullmatch(value.strip().upper())
    if not match:
        return None
    hour, minute, second, zulu, sign, hours, minutes = match.groups()[3:]
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if hour is None:
            return day
        # A leap second (60) is the last one of its minute.
        moment = datetime.combine(day, time(int(hour), int(minute), min(int(second or 0), 59)))
        if not (zulu or sign):
            return moment
        ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return (moment + ahead if sign == "-" else moment - ahead).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def read_times(value: str, most: int) -> Iterator[date | datetime]:
    """The times of a list, of a period its start; at most so many."""
    for piece in islice(value.split(","), most):
        moment = read_time(piece.partition("/")[0])
        if moment is not None:
            yield moment


def read_duration(value: str) -> timedelta | None:
    """A length of time (3.3.6); None for what is none or is longer than time can be."""
    match = _DURATION.fullmatch(value.strip().upper())
    if not match or not any(match.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    try:
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    return -length if match[1] == "-" else length
