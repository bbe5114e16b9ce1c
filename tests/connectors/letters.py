"""Mails as the tests of the reader make them: a few header lines and a body, or parts."""

from __future__ import annotations

from connectors.mime import read_message
from connectors.records import Message

INVITE = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:u1
DTSTART:20260302T100000Z
SUMMARY:Coffee
END:VEVENT
END:VCALENDAR"""


def read(head: str, body: str | bytes = "Hello", **more: object) -> Message:
    """Reads a mail made of a few header lines and a body."""
    lines = "".join(f"{line.strip()}\r\n" for line in head.strip().splitlines())
    data = body if isinstance(body, bytes) else body.encode()
    return read_message(lines.encode() + b"\r\n" + data, provider_id="m1", **more)  # type: ignore[arg-type]


def multipart(*parts: str, kind: str = "mixed") -> str:
    inside = "".join(f"--b\r\n{part.strip()}\r\n" for part in parts)
    return f"From: a@b.example\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n{inside}--b--\r\n"


def read_whole(text: str | bytes) -> Message:
    return read_message(text if isinstance(text, bytes) else text.encode(), provider_id="m1")
