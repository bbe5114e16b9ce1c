"""An old tracking sheet, read: its letters, its columns, its dates. What its rows become is decided in `sheet_rows`.

A sheet comes as bytes from any program: UTF-8, UTF-16 or Windows letters, cut by commas, semicolons or tabs, with or
without a first line of names, in English or German. What the columns mean is guessed from those names and from what
stands in them; the person may say otherwise. Cells are strangers' text: measured, cleaned, never run.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from charset_normalizer import from_bytes

from service.addresses import address_key
from service.folding import fold

LARGEST = 2_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 40
LONGEST_CELL = 10_000
FIELDS = (
    "name", "first_name", "last_name", "email", "company", "topic", "date", "time", "minutes", "status", "notes", "thanked",
    "introduced_by",
)  # fmt: skip
_WORDS: dict[str, tuple[str, ...]] = {
    "email": ("email", "e-mail", "mail", "email address", "e-mail address", "e-mail-adresse", "mailadresse"),
    "first_name": ("first name", "vorname", "given name"),
    "last_name": ("last name", "nachname", "surname", "family name", "familienname"),
    "name": ("name", "contact", "contact name", "person", "full name", "who", "kontakt", "ansprechpartner", "wer", "gesprachspartner"),
    "company": ("company", "organisation", "organization", "employer", "firm", "firma", "unternehmen", "arbeitgeber", "org"),
    "date": ("date", "meeting date", "interview date", "day", "when", "datum", "tag", "termin", "wann", "date of interview", "gesprach am"),
    "time": ("time", "hour", "uhrzeit", "zeit", "start", "start time", "beginn"),
    "minutes": ("minutes", "length", "duration", "dauer", "minuten", "lange"),
    "status": ("status", "state", "stand", "outcome", "ergebnis"),
    "notes": ("notes", "note", "takeaways", "comments", "comment", "notizen", "notiz", "anmerkungen", "bemerkungen", "kommentar", "learnings"),
    "thanked": (
        "thanked", "thank you", "thank-you", "thank you sent", "thank-you sent", "thank you note", "thank-you note sent", "dank",
        "gedankt", "bedankt", "dank gesendet", "danke gesendet", "danke", "dankesmail", "thanks", "thanks sent", "follow up sent", "thank you email",
    ),
    "introduced_by": (
        "introduced by", "referred by", "referral", "introducer", "intro by", "via", "source", "vorgestellt von", "empfohlen von",
        "kontakt durch", "vermittelt von", "referrer",
    ),
    "topic": ("topic", "title", "subject", "about", "thema", "betreff", "titel"),
}  # fmt: skip


class NotASheet(ValueError):
    """It cannot be read as a sheet; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells in rows, as text. `first_line` is where the rows begin in the file, for telling which one is meant."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    delimiter: str = ","
    encoding: str = "utf-8"

    def column(self, number: int) -> list[str]:
        """Every cell of a column that holds something."""
        return [row[number] for row in self.rows if number < len(row) and row[number]]


# --- letters --------------------------------------------------------------------------------------------------------


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file, and in which letters it was written. Raises NotASheet."""
    if len(data) > LARGEST:
        raise NotASheet("The sheet is larger than 2 MB. Split it and bring it in parts.")
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"} or data[:5] == b"%PDF-":
        raise NotASheet("That is no CSV file. Save the sheet as CSV first.")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding.removesuffix("-sig")
    if encoding := _wide(data):
        return data.decode(encoding, errors="replace"), "utf-16"
    if b"\x00" in data:
        raise NotASheet("That is no CSV file. Save the sheet as CSV first.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(data, cp_isolation=["cp1252"]).best()
        return (str(best), "cp1252") if best is not None else (data.decode("latin-1"), "latin-1")


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every other byte of a Western text is empty."""
    head = data[:2000]
    if len(head) < 4 or head.count(0) < len(head) * 0.3:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


# --- rows -----------------------------------------------------------------------------------------------------------


def read_sheet(text: str, encoding: str = "utf-8") -> Sheet:
    """The cells of a text. Raises NotASheet."""
    if len(text.encode()) > LARGEST * 2:
        raise NotASheet("The sheet is larger than 2 MB. Split it and bring it in parts.")
    text, delimiter = _delimiter(text.removeprefix("\ufeff").replace("\x00", ""))
    found = [(line, row) for line, row in _cells(text, delimiter) if any(row)]
    if not found:
        raise NotASheet("There is nothing in it.")
    if len(found) > MOST_ROWS + 1:
        raise NotASheet("The sheet has more than 5,000 rows. Split it and bring it in parts.")
    place = _place_of_header(found)
    header = found[place][1] if place is not None else ()
    body = found[place + 1 :] if place is not None else found
    width = max([len(header), *(len(row) for _, row in body)])
    named = tuple(header[number] if number < len(header) else "" for number in range(width))
    return Sheet(named, tuple(row for _, row in body), tuple(line for line, _ in body), delimiter, encoding)


def _delimiter(text: str) -> tuple[str, str]:
    """What cuts the cells: said in a first line `sep=;`, else what cuts most lines into equally many."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r'"?sep=(.)"?\s*', first.strip("\r"), re.IGNORECASE)
    if told:
        return rest, told[1]
    head = "\n".join(text.splitlines()[:40])
    return text, max(",;\t|", key=lambda sign: (_evenness(head, sign), -",;\t|".index(sign)))


def _evenness(head: str, sign: str) -> int:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(head), delimiter=sign) if any(row))
    except csv.Error:
        return 0
    return max((number * (width - 1) for width, number in widths.items()), default=0)


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for row in reader:
            yield before + 1, tuple(_clean(cell) for cell in row[:MOST_COLUMNS])
            before = reader.line_num
    except csv.Error:
        raise NotASheet(f"Line {before + 1} cannot be read as a row of cells.") from None


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def _clean(cell: str) -> str:
    return _CONTROLS.sub(" ", cell).strip()[:LONGEST_CELL]


def plain(cell: str) -> str:
    """One line of text that no spreadsheet would take for a formula, should it ever lie in one again."""
    return " ".join(cell.split()).lstrip("=+-@\t'")[:300].strip()


# --- what the columns mean ------------------------------------------------------------------------------------------


def _place_of_header(found: Sequence[tuple[int, tuple[str, ...]]]) -> int | None:
    """Among the first lines the one that names most columns; sheets often begin with a title."""
    named = [sum(bool(meaning_of(cell)) for cell in row) for _, row in found[:10]]
    best = max(range(len(named)), key=lambda place: (named[place], -place))
    if named[best] >= 2 or (named[best] == 1 and not any(map(_is_data, found[best][1]))):
        return best
    # Names that are not known here are still names where days or addresses stand below them.
    is_above_data = any(any(map(_is_data, row)) for _, row in found[1:6])
    return 0 if is_above_data and not any(map(_is_data, found[0][1])) else None


def _is_data(cell: str) -> bool:
    return bool(address_key(cell)) or parse_day(cell, "day") is not None


def meaning_of(name: str) -> str:
    """What a column of that name holds; "" for what is not known."""
    told = re.sub(r"[_:*?!()\[\]]+", " ", fold(name)).strip()
    told = " ".join(told.split())
    for field, words in _WORDS.items():
        if told in words:
            return field
    return next((field for field, words in _WORDS.items() if any(_begins(told, word) for word in words)), "")


def _begins(told: str, word: str) -> bool:
    return len(word) > 4 and (told.startswith(f"{word} ") or told.endswith(f" {word}"))


def guessed(sheet: Sheet) -> tuple[str, ...]:
    """For each column what it holds, each meaning once; by name, else by what stands in it."""
    found: list[str] = []
    for name in sheet.header:
        meaning = meaning_of(name)
        found.append(meaning if meaning not in found else "")
    for wanted, holds in (("email", _holds_addresses), ("date", _holds_days)):
        if wanted not in found:
            for number, meaning in enumerate(found):
                if not meaning and holds(sheet.column(number)[:200]):
                    found[number] = wanted
                    break
    if not {"name", "first_name", "last_name"} & set(found):
        free = [
            number for number, meaning in enumerate(found) if not meaning and _holds_names(sheet.column(number)[:50])
        ]
        if free:
            found[free[0]] = "name"
    return tuple(found)


def _mostly(cells: Sequence[str], holds: int) -> bool:
    return bool(cells) and holds >= len(cells) * 0.6


def _holds_addresses(cells: Sequence[str]) -> bool:
    return _mostly(cells, sum("@" in cell and bool(address_key(cell)) for cell in cells))


def _holds_days(cells: Sequence[str]) -> bool:
    return _mostly(cells, sum(parse_day(cell, "day") is not None for cell in cells))


def _holds_names(cells: Sequence[str]) -> bool:
    return _mostly(cells, sum(bool(re.fullmatch(r"[^\W\d_][^\d@/=]{1,60}", cell)) for cell in cells))


# --- days and hours -------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jaenner", "february feb februar", "march mar marz maerz mrz", "april apr", "may mai", "june jun juni",
            "july jul juli", "august aug", "september sep sept", "october oct oktober okt", "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DOTTED = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})?(?!\d)")
_SLASHED = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"^(?P<d1>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:of )?(?P<m1>[a-z]+)\.?,?[\s-]+(?P<y1>\d{4}|\d{2})(?!\d)"
                    r"|^(?P<m2>[a-z]+)\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>\d{4}|\d{2})(?!\d)")  # fmt: skip
_WEEKDAY = re.compile(r"^[a-z]{2,10}\.?,?\s+(?=\d|[a-z]+\.? \d)")
_SERIAL = re.compile(r"^[2-6]\d{4}(?:[.,]\d+)?$")
_CLOCK = re.compile(
    r"(?<![\d.])([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?(?::[0-5]\d)?\s*(uhr|h\b|a\.?m\.?|p\.?m\.?)?(?![\d.])"
)


def parse_day(cell: str, order: str) -> date | None:
    """The day that a cell names; `order` is day or month, whichever stands first between strokes."""
    if not (text := fold(cell)):
        return None
    bare = _WEEKDAY.sub("", text)
    for told in (text, bare):
        if found := _ISO.match(told):
            return _date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DOTTED.match(told):
            return _date(_year(found[3]), int(found[2]), int(found[1])) if found[3] else None
        if found := _SLASHED.match(told):
            one, two, year = int(found[1]), int(found[2]), _year(found[3])
            day, month = (one, two) if (order == "day" and two <= 12) or one > 12 else (two, one)
            return _date(year, month, day)
        if found := _NAMED.match(told):
            month = _MONTHS.get(found["m1"] or found["m2"], 0)
            return _date(_year(found["y1"] or found["y2"]), month, int(found["d1"] or found["d2"]))
    if _SERIAL.match(text):
        return date(1899, 12, 30) + timedelta(days=int(float(text.replace(",", "."))))
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1970 <= year <= 2100 else None
    except ValueError:
        return None


def is_ambiguous(cell: str) -> bool:
    """Whether a day could be read both ways."""
    found = _SLASHED.match(_WEEKDAY.sub("", fold(cell)))
    return (
        found is not None
        and int(found[1]) <= 12
        and int(found[2]) <= 12
        and found[1].lstrip("0") != found[2].lstrip("0")
    )


def order_of(cells: Sequence[str]) -> str:
    """Day or month, as the whole column shows it; "" when it can be read both ways, or shows both."""
    shown = set()
    for cell in cells:
        found = _SLASHED.match(_WEEKDAY.sub("", fold(cell)))
        if found and int(found[1]) > 12:
            shown.add("day")
        elif found and int(found[2]) > 12:
            shown.add("month")
    return shown.pop() if len(shown) == 1 else ""


def parse_hour(cell: str) -> time | None:
    """The hour that a cell names: 14:30, 2 pm, 14 Uhr."""
    for found in _CLOCK.finditer(fold(cell)):
        half = (found[3] or "").replace(".", "")
        if not found[2] and not half:
            continue
        hour = int(found[1])
        if half in {"am", "pm"}:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "pm" else 0)
        return time(hour, int(found[2] or 0))
    return None


def hour_after_day(cell: str) -> time | None:
    """The hour in a cell that begins with a day: `2026-03-05 14:00`, `05.03.2026, 14 Uhr`."""
    text = fold(cell)
    rest = re.sub(r"^.*?(?<!\d)\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2})?(?!\d)[\st,]*(?:at |um )?", "", text, count=1)
    return parse_hour(rest) if rest != text else None


def parse_minutes(cell: str) -> int:
    """How long it took, in minutes; 0 when it does not say."""
    if not (text := fold(cell).replace(",", ".")):
        return 0
    clock = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::\d\d)?", text)
    if clock:
        found = float(int(clock[1]) * 60 + int(clock[2]))
    elif number := re.match(r"(\d{1,3}(?:\.\d+)?)\s*(h|hours?|std|stunden?)?", text):
        found = float(number[1]) * (60 if number[2] else 1)
    else:
        return 0
    return int(found) if 0 < found <= 720 else 0
