"""How well strangers' mail and calendars are read: every file of the public corpora, held against a reader by hand.

A gap is silent when a mail shows an address, a date or words that our record has not, and no defect says why. A
VEVENT is through when its record has its identity and, where the file has a start that can be read, that start.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.errors import Unreadable
from connectors.ics import expand, read_calendar
from connectors.mime import read_message
from connectors.records import Address, CalendarEvent, Message
from connectors.replies import split_html, split_reply
from tests.connectors.corpora import CORPORA, SENTENCE, corpus_files
from tests.recognition.strangers import Entry, Held, entries_in, mail_in
from tests.recognition.table import Row

SECTION = "Reading"
__all__ = ["gaps", "mail_files", "read_message", "rows", "through", "uncaught"]
_KINDS = ("eml", "ics", "mixed", "reply")
_NO_MAIL = {".ics", ".po", ".mo", ".txt", ".html"}
_SINCE, _UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
_HOSTILE = re.compile(r"(?i)fuzz|invalid|error|broken|malformed|corrupt|crash|_bad|bad_|/bad|garbage")
"""Words in a path by which a project marks files that are meant to fail."""
_FIELDS = {"from": "sender", "to": "to", "cc": "cc", "reply-to": "reply_to"}
_ENOUGH = 0.9


def rows() -> list[Row]:
    """The section of `make eval` about reading; nothing where the corpora are not beside the checkout."""
    if not CORPORA.is_dir():
        return [Row(SECTION, SENTENCE, "not measured")]
    return [*_exceptions(), *_calendars(), *_mails()]


# --- nothing raises ----------------------------------------------------------------------------------------------


def _exceptions() -> Iterator[Row]:
    files = corpus_files(*_KINDS)
    found = Counter(problem for path in files for problem in uncaught(path.read_bytes()))
    told = ", ".join(sorted(found)) or "none"
    yield Row(
        SECTION, f"uncaught exceptions, {len(files)} files, 5 readers", f"{found.total()} ({told})", "0", not found
    )


def uncaught(raw: bytes) -> list[str]:
    """The exceptions, other than Unreadable, that our readers raise on some bytes, whatever they are."""
    text = raw.decode("utf-8", "replace")
    readers: dict[str, Callable[[], object]] = {
        "read_message": lambda: read_message(raw, provider_id="m"),
        "read_calendar": lambda: read_calendar(raw),
        "expand": lambda: expand(raw, since=_SINCE, until=_UNTIL),
        "split_reply": lambda: split_reply(text),
        "split_html": lambda: split_html(text),
    }
    found = []
    for name, reader in readers.items():
        try:
            reader()
        except Unreadable:
            continue
        except Exception as problem:  # noqa: BLE001 - they are what is counted
            found.append(f"{name}: {type(problem).__name__}")
    return found


# --- calendars ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Through:
    """How much of one calendar file came through."""

    is_read: bool
    entries: int
    whole: int


def _calendars() -> Iterator[Row]:
    files = [path for path in corpus_files("ics", "mixed") if path.suffix == ".ics"]
    normal: list[Through] = []
    odd: list[Through] = []
    for path in files:
        raw = path.read_bytes()
        is_normal = not _HOSTILE.search(str(path)) and b"BEGIN:VCALENDAR" in raw.upper()
        (normal if is_normal else odd).append(through(raw))
    yield _share("normal calendar files read", sum(one.is_read for one in normal), len(normal), 0.97)
    yield _share("their VEVENTs through", sum(one.whole for one in normal), sum(one.entries for one in normal), 0.99)
    yield _share("hostile or partial files read", sum(one.is_read for one in odd), len(odd))
    yield _share("their VEVENTs through", sum(one.whole for one in odd), sum(one.entries for one in odd))


def through(raw: bytes) -> Through:
    """Holds our records of a calendar file against its lines."""
    entries = entries_in(raw)
    try:
        records = read_calendar(raw).calendar_events
    except Unreadable:
        return Through(is_read=False, entries=len(entries), whole=0)
    return Through(is_read=True, entries=len(entries), whole=sum(map(_is_through, entries, records)))


def _is_through(entry: Entry, record: CalendarEvent) -> bool:
    if record.ical_uid != entry.uid[:500] or not record.provider_id:
        return False
    if entry.start is not None:
        return record.start == entry.start
    return record.start is not None or not entry.has_start


def _share(what: str, hits: int, total: int, bar: float = 0) -> Row:
    figure = f"{hits}/{total} = {hits / total if total else 0:.4f}"
    return Row(SECTION, what, figure, f">= {bar}" if bar else "", not bar or hits >= bar * total)


# --- mail --------------------------------------------------------------------------------------------------------


def mail_files(every: int = 1) -> list[Path]:
    """The files of the corpora that are mails."""
    found = corpus_files("eml", every=every)
    return [*found, *(path for path in corpus_files("mixed", "reply", every=every) if path.suffix not in _NO_MAIL)]


def _mails() -> Iterator[Row]:
    files = mail_files()
    found = Counter(gap for path in files for gap in gaps(path.read_bytes()) or [""])
    silent = found.total() - found[""] - found["refused"]
    told = ", ".join(f"{what} {count}" for what, count in sorted(found.items()) if what and what != "refused")
    yield Row(SECTION, f"silent gaps in {len(files)} mails", f"{silent} ({told or 'none'})", "0", not silent)
    yield Row(SECTION, "mails refused with a sentence", str(found["refused"]))


def gaps(raw: bytes) -> list[str]:
    """What a mail shows and our record has not, without a defect that says so; "refused" when it was not read."""
    try:
        message = read_message(raw, provider_id="m")
    except Unreadable as problem:
        return ["refused"] if problem.detail else ["refused without a sentence"]
    held = mail_in(raw)
    told = " ".join(message.defects).lower()
    return [*_address_gaps(message, held, told), *_date_gaps(message, held, told), *_text_gaps(message, held, told)]


def _address_gaps(message: Message, held: Held, told: str) -> Iterator[str]:
    for header, name in _FIELDS.items():
        value = getattr(message, name)
        ours = {one.email.lower() for one in ([value] if isinstance(value, Address) else value)}
        wanted = held.addresses.get(header, [])[: 1 if header == "from" else None]
        is_told = f"the {header} header" in told or (header == "from" and "no readable sender" in told)
        if not is_told and not all(any(f"{our}.".startswith(f"{one}.") for our in ours) for one in wanted):
            yield f"address in {header}"


def _date_gaps(message: Message, held: Held, told: str) -> Iterator[str]:
    if "no readable date" not in told and (held.date is None or abs((held.date - message.date).total_seconds()) > 1):
        yield "date" if held.has_date else "missing date"


def _text_gaps(message: Message, held: Held, told: str) -> Iterator[str]:
    if not message.text.strip():
        if held.has_body and "text" not in told:
            yield "text"
        return
    missing = [word for word in held.words if word not in message.text]
    if "text" not in told and "no header stood" not in told and len(missing) > (1 - _ENOUGH) * len(held.words):
        yield "words"
