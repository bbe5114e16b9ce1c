"""The readers of what strangers send, each as one function of bytes that raises only where something broke.

What a reader promises to raise (Unreadable, a connector's error, a refusal) is a good end. What broke once lies in
`found/`, named by its reader, and is read again by `test_found.py`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from connectors.errors import Unreadable
from connectors.ics import expand, read_calendar
from connectors.markup import html_to_text
from connectors.mime import carries_files, read_message
from connectors.replies import split_html, split_reply
from connectors.signatures import read_signature, tells_who
from connectors.takeout.files import open_files
from connectors.takeout.parse import describe, describe_mail
from service import archive_rows, bringing_in, machine_talk, noted, speech
from service.bringing_in import CannotBringIn
from service.times import Zones, named_in
from tests.fuzz import providers

SINCE = datetime(2025, 11, 1, tzinfo=UTC)
_ZONES = Zones("Europe/Berlin", "America/New_York", "")


def mail(raw: bytes) -> None:
    """A mail, as every provider's mailbox hands it over, and as scripts outside have it told."""
    with suppress(Unreadable):
        json.dumps(describe_mail(read_message(raw, provider_id="m", received_at=SINCE)))
    with suppress(Unreadable):
        carries_files(raw)


def calendar(raw: bytes) -> None:
    """A calendar in a mail or a file, and the occurrences of its series."""
    with suppress(Unreadable):
        read_calendar(raw)
    with suppress(Unreadable):
        expand(raw, since=SINCE, until=SINCE + timedelta(days=1200))


def text(raw: bytes) -> None:
    """What somebody wrote: their own words and signature, and what is read out of both."""
    words = raw[:6_000].decode("utf-8", "replace")
    for split in (split_reply(words), split_html(words)):
        read_signature(split.signature)
        said = split.reply[:4_000]
        speech.acts(said)
        named_in(said, SINCE, _ZONES)
    html_to_text(words)
    read_signature(words[:4_000])
    tells_who(words[:4_000])
    noted.verdict(words[:1_000])
    machine_talk.instructions(words[:4_000])


def answer(raw: bytes) -> None:
    """The answers of both providers, as JSON: one list of them, handed out in turn."""
    with suppress(ValueError, RecursionError):
        told = json.loads(raw)
        if isinstance(told, list):
            providers.ask_all(told)


def archive(raw: bytes) -> None:
    """A file that the person was sent: an archive of somebody's data, a Takeout, an mbox, a mail, a calendar."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("file.zip", "file.mbox"):
            path = Path(folder, name)
            path.write_bytes(raw)
            describe(path)
            for _ in open_files([path]).messages():
                pass
            if bringing_in.is_archive(path):
                with suppress(CannotBringIn):
                    bringing_in.size_of(path)
    for table in archive_rows.carried_tables():
        with suppress(ValueError):
            archive_rows.read(table, raw[:4_000])


READERS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {"mail": mail, "calendar": calendar, "text": text, "answer": answer, "archive": archive}
)
