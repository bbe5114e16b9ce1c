"""Reads a mail's header block and the values inside it: words, addresses, parameters, dates and message ids.

Every reader here is a bounded scan over strangers' bytes that never fails: what cannot be understood comes out
empty or as it stands. Which header means what is decided in `mime.py`.
"""

from __future__ import annotations

import binascii
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from itertools import chain, islice
from urllib.parse import unquote_to_bytes

from connectors.charsets import decode
from connectors.records import Address

MAX_HEADERS = 256 * 1024
MAX_LINES = 5_000
MAX_ADDRESSES = 500
MAX_ADDRESS_HEADER = 64 * 1024
MAX_PARAMETERS = 64
_MAX_IDS = 200
_MAX_TOKENS = 20_000
_MAX_WORDS = 3_000

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
# Two headers, one of them known, one below the other: no accident of prose.
_FIRST_HEADERS = re.compile(
    rb"(?im)^(?:from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to):[^\n]*\n"
    rb"(?:[ \t][^\n]*\n)*[!-9;-~]{1,200}:"
)
_PREAMBLE = 4096
_SAMPLE = 512
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?[^?\s]{1,60}\?[bBqQ]\?)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_PARAMETER = re.compile(r';\s*([^=;\s"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_UNQUOTED_TOKEN = re.compile(r'\([^()]*\)|<[^<>]*>|[,;:]|[^"(<,;:]+|.', re.DOTALL)
_ADDRESS_TOKEN = re.compile(rf'"(?:[^"\\]|\\.)*"|{_UNQUOTED_TOKEN.pattern}', re.DOTALL)
_ADDRESS_EDGE = re.compile(r"[\s,;<>()\"]+")
_COMMENT = re.compile(r"\([^()]*\)")
_BEFORE_DOT = re.compile(r"(?<=\s)\.\s*")
_AFTER_DOT = re.compile(r"\.\s+")
_KNOWN_HEADER = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|sender|received|return-path|message-id|references|mime-version|delivered-to|"
    rb"(?:content|dkim|arc|authentication|list|delivery|envelope|reply|in-reply|x-mailer|x-spam|x-ms|x-google)[a-z-]*):"
)
_STRAY_LINES = 12


@dataclass(frozen=True, slots=True)
class Headers:
    """A header block: raw unfolded values by lower-case name, topmost first."""

    fields: dict[str, list[bytes]]
    is_broken: bool = False
    """A line that is no header stood among them; the body was taken to begin there."""
    lines: int = 0

    def text(self, name: str) -> str:
        """The topmost value, decoded; "" if there is none."""
        values = self.fields.get(name)
        return decode_words(values[0]) if values else ""

    def raw(self, name: str) -> str:
        """The topmost value as text with its encoded words still encoded."""
        values = self.fields.get(name)
        return as_text(values[0]) if values else ""

    def all_raw(self, name: str) -> list[str]:
        """All values, of which none is text in an unnamed charset."""
        return [as_text(value, sample=0) for value in self.fields.get(name, ())]

    def joined(self, name: str) -> str:
        """All values with commas between them, as those of address headers that came twice are meant."""
        values = self.fields.get(name)
        return as_text(b", ".join(values)) if values else ""


def split_headers(data: bytes, start: int = 0, end: int = sys.maxsize, *, is_mail: bool = False) -> tuple[Headers, int]:
    """The header block at `start`, of no more than MAX_HEADERS bytes, and where the body behind it begins.

    A line that is no header ends the block, for a part may lack its blank line. In the block of a whole mail (`is_mail`)
    such lines are passed over where well-known headers follow at once: some server or export has torn a header. Of a
    block with more than MAX_LINES lines the rest is left unread, and `lines` says so.
    """
    found: list[tuple[str, list[bytes]]] = []
    end = min(end, len(data))
    last = min(end, start + MAX_HEADERS)
    at, body, lines, is_broken = start, end, 0, False
    while at < last and lines <= MAX_LINES:
        stop = data.find(b"\n", at, last)
        stop = last if stop < 0 else stop
        line = data[at:stop].rstrip(b"\r")
        lines += 1
        if not line:
            body = min(stop + 1, end)
            break
        if line[:1] in b" \t" and found:
            found[-1][1].append(line.strip())
        elif match := _FIELD.match(line):
            found.append((match[1].decode("ascii").lower(), [line[match.end() :].strip()]))
        elif at != start or not line.startswith((b"From ", b">From ")):  # an mbox separator is not ours to judge
            is_broken = True
            stray = _stray_lines(data, at, last) if is_mail and found else 0
            if not stray:
                body = at
                break
            at = stray
            continue
        at = stop + 1
    fields: dict[str, list[bytes]] = {}
    for name, pieces in found:
        fields.setdefault(name, []).append(b" ".join(pieces) if len(pieces) > 1 else pieces[0])
    return Headers(fields, is_broken, lines), body


def _stray_lines(data: bytes, at: int, last: int) -> int:
    """Where the headers go on behind a few lines that are none; 0 when they do not."""
    for _ in range(_STRAY_LINES):
        at = data.find(b"\n", at, last) + 1
        if not at or data[at : at + 2].lstrip(b"\r")[:1] in {b"\n", b""}:
            return 0
        if _KNOWN_HEADER.match(data, at):
            return at
    return 0


def without_preamble(data: bytes) -> tuple[bytes, bool]:
    """A mail without the lines that some exports put over it, and whether there were any."""
    if _FIELD.match(data) or data.startswith((b"From ", b">From ")):
        return data, False
    match = _FIRST_HEADERS.search(data[:_PREAMBLE])
    return (data[match.start() :], True) if match else (data, False)


def as_text(raw: bytes, *, sample: int = _SAMPLE) -> str:
    """Header bytes as text (raw UTF-8 is common in spite of RFC 5322), without control characters.

    What is no UTF-8 is guessed from so many bytes; 0 = not guessed.
    """
    text = raw.decode("ascii") if raw.isascii() else decode(raw, "utf-8", sample=sample)[0]
    return _CONTROL.sub(" ", text).strip()


def decode_words(raw: bytes | str) -> str:
    """A header value with its RFC 2047 words decoded."""
    text = as_text(raw) if isinstance(raw, bytes) else raw
    if "=?" not in text:
        return text
    text = _BETWEEN_WORDS.sub(r"\1\2", text)
    pieces: list[str] = []
    pending, charset, at = b"", "", 0
    for match in islice(_ENCODED_WORD.finditer(text), _MAX_WORDS):
        data = _word_bytes(match[2].lower(), match[3])
        name = match[1].partition("*")[0]
        if pending and (match.start() > at or name.lower() != charset.lower()):
            pieces.append(decode(pending, charset, sample=0)[0])
            pending = b""
        pieces.append(text[at : match.start()])
        # Characters of several bytes are cut between words by many programs: bytes are joined before decoding.
        pending, charset, at = pending + data, name, match.end()
    pieces += [decode(pending, charset, sample=0)[0], text[at:]]
    return _CONTROL.sub(" ", "".join(pieces)).strip()


def _word_bytes(encoding: str, word: str) -> bytes:
    if encoding == "q":
        return binascii.a2b_qp(word.encode("utf-8").replace(b" ", b"_"), header=True)
    return decode_base64(word.encode("ascii", "ignore"))


def decode_base64(data: bytes) -> bytes:
    """Base64 with its usual damage: missing padding, foreign characters, a cut end."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        clean = data.translate(None, _NOT_BASE64)
        clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


# Python's email writes the comma where it folds a long list as a word of its own.
_FOLDED_COMMA = re.compile(r"=\?[\w-]{1,20}\?[qQ]\?=2C\?=")


def parse_addresses(value: str, limit: int = MAX_ADDRESSES) -> tuple[tuple[Address, ...], bool]:
    """The addresses of a list header, and whether there were more than `limit` or than its first 64 KiB hold.

    Groups are dissolved, comments serve as names, semicolons part like commas, and an unquoted "Doe, Jane <…>" is
    one person.
    """
    found: list[Address] = []
    words: list[str] = []
    comment, angle, carried, named = "", None, "", 0
    whole = _FOLDED_COMMA.sub(",", value[:MAX_ADDRESS_HEADER])
    for piece in chain(islice(_address_tokens(whole), _MAX_TOKENS), ","):
        if piece in {",", ";"}:
            addresses = _addresses(carried, words, comment, angle)
            found += [address for address in addresses if address.email]
            is_half_name = angle is None and not addresses and piece == ","
            carried = "".join(words).strip() if is_half_name else ""
            words, comment, angle = [], "", None
            if len(found) > limit:
                return tuple(found[:limit]), True
        elif piece == ":" and angle is None and not any("@" in word for word in words):
            words, carried = [], ""
        elif piece.startswith("<") and piece.endswith(">") and len(piece) > 1:
            if angle is not None and "@" in angle:
                if "@" not in piece:
                    continue
                # Python's email folds some commas of long lists into encoded words: two mailboxes without one between.
                found += _addresses(carried, words[:named], comment, angle)
                words, comment, carried = words[named:], "", ""
            angle, named = piece[1:-1], len(words)
        elif piece.startswith("(") and len(piece) > 1:
            comment = piece[1:-1]
        else:
            words.append(_unquoted(piece))
    return tuple(found), len(value) > MAX_ADDRESS_HEADER


def _address_tokens(value: str) -> Iterator[str]:
    """Quoted strings, comments, angle addresses, marks, and what stands between them.

    Where one quote is never closed no later one is either (each is escaped as seen from the first), so that looking
    for an end at every one of them, which takes quadratic time, is never needed.
    """
    at = 0
    for match in _ADDRESS_TOKEN.finditer(value):
        if match[0] == '"':
            break
        at = match.end()
        yield match[0]
    yield from (match[0] for match in _UNQUOTED_TOKEN.finditer(value, at))


def _unquoted(piece: str) -> str:
    is_quoted = len(piece) > 1 and piece.startswith('"') and piece.endswith('"')
    return re.sub(r"\\(.)", r"\1", piece[1:-1]) if is_quoted else piece


def _addresses(carried: str, words: list[str], comment: str, angle: str | None) -> list[Address]:
    """The mailbox made of these pieces; several where their commas were forgotten, none for a piece without one."""
    text = "".join(words).strip()
    if angle is not None:
        return [_named(_in_angle(angle), ", ".join(part for part in (carried, text) if part) or comment)]
    if "@" not in text:
        return []
    text = _narrow(text)
    # Split, not searched for: a pattern for "something@something" takes quadratic time where no at-sign comes.
    emails = [word for word in _ADDRESS_EDGE.split(text) if "@" in word.strip("@")]
    if len(emails) == 1:
        return [_named(emails[0], comment or text.replace(emails[0], "", 1))]
    return [Address(clean_email(email)) for email in emails[: MAX_ADDRESSES + 1]]


def _named(email: str, name: str) -> Address:
    email, name = clean_email(email), _display_name(name)
    return Address(email, "" if name.lower() == email.lower() else name)


def _in_angle(text: str) -> str:
    """The address between angle brackets without comments, route (RFC 5322, 4.4) and what else slipped in."""
    text = _narrow(_COMMENT.sub("", text) if "(" in text else text).strip()
    if text.startswith("@"):
        text = text.partition(":")[2] or text
    words = _AFTER_DOT.sub(".", text).split()
    whole = [word for word in words if "@" in word[1:-1]] if len(words) > 1 else []
    return whole[-1] if whole else text


def _narrow(text: str) -> str:
    """`jdoe@machine . example` with its dots close: RFC 5322, 4.4, allowed blanks around them once."""
    if " ." not in text:
        return text
    local, at, domain = text.partition("@")
    first, *rest = _BEFORE_DOT.split(domain)
    # The blanks before a dot are cut by hand: a pattern would walk a long row of them from each of its places.
    return local + at + ".".join([piece.rstrip() for piece in (first, *rest)] if rest else [domain])


def clean_email(value: str) -> str:
    """An address as its sender wrote it, with the domain in lower case and without what cannot belong to it."""
    text = decode_words(value) if "=?" in value else value
    text = re.sub(r"[\s\x00-\x1f\x7f<>]+", "", text).strip("'\",;")
    text = text[7:] if text[:7].lower() == "mailto:" else text
    local, at, domain = text.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"[:320] if at else text[:320]


def _display_name(value: str) -> str:
    text = " ".join(decode_words(value).split()).lstrip(", ")
    # Outlook writes 'jane@example.org' in single quotes.
    return text.strip("'")[:200] if text.startswith("'") and text.endswith("'") else text[:200]


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """A Content-Type-like value: its main part in lower case and its parameters, RFC 2231 pieces joined."""
    main, _, rest = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(";" + rest)):
        if count >= MAX_PARAMETERS:
            break
        name, text = match[1].lower(), match[2].strip()
        if text.startswith('"') and text.endswith('"') and len(text) > 1:
            text = re.sub(r"\\(.)", r"\1", text[1:-1])
        base, star, index = name.partition("*")
        if not star:
            plain.setdefault(name, decode_words(text))
            continue
        number = index.rstrip("*")
        is_encoded = not index or index.endswith("*")
        pieces.setdefault(base, []).append((int(number) if number.isdigit() else 0, is_encoded, text))
    for base, parts in pieces.items():
        plain[base] = _join_rfc2231(sorted(parts, key=lambda part: part[0]))
    return main.strip().lower(), plain


def _join_rfc2231(parts: list[tuple[int, bool, str]]) -> str:
    charset, data = "utf-8", b""
    for place, (_, is_encoded, text) in enumerate(parts):
        value = text
        if is_encoded and place == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if is_encoded else value.encode("utf-8")
    return _CONTROL.sub(" ", decode(data, charset, sample=0)[0])


def parse_date(value: str) -> datetime | None:
    """The instant of a Date header, UTC; None when it cannot be read or lies outside 1971 to 2200."""
    text = decode_words(value)[:200]
    try:
        parsed = parsedate_tz(text)
        moment = _moment(parsed) if parsed else datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment if 1971 <= moment.year <= 2200 else None


def _moment(parsed: tuple[int | None, ...]) -> datetime:
    """The instant of the parser's ten numbers. Raises ValueError for an hour 59, which it lets pass."""
    year, month, day, hour, minute, second = (number or 0 for number in parsed[:6])
    local = datetime(year, month, day, hour, minute, min(second, 59) if second <= 60 else second, tzinfo=UTC)
    return local - timedelta(seconds=parsed[9] or 0)


def message_ids(value: str) -> tuple[str, ...]:
    """All ids in angle brackets, in order, without repetitions."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value)))[-_MAX_IDS:]


def message_id(value: str) -> str:
    """The one id of a Message-ID header, with angle brackets even where its sender forgot them."""
    ids = message_ids(value)
    if ids:
        return ids[0]
    bare = re.sub(r"[<>\s]+", "", value)[:990]
    return f"<{bare}>" if bare else ""
