"""What is written is read back as it was, and nobody can bend it."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mime import write_message
from connectors.records import Address
from tests.connectors.letters import read_whole

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ME, ANA = Address("me@example.org", "Mika Östberg"), Address("ana@acme.example", "Ana Lima")


def write(**changes: object) -> bytes:
    fields: dict[str, object] = {
        "sender": ME,
        "to": [ANA],
        "subject": "Thank you",
        "body": "Dear Ana,\n\nthank you.\n\nMika",
        "date": WHEN,
        "message_id": "<w1@example.org>",
    }
    return write_message(**(fields | changes))  # type: ignore[arg-type]


def test_what_is_written_is_read_back() -> None:
    body = "Liebe Ana,\n\nvielen Dank für das Gespräch – " + "sehr " * 60 + "gern!\n\nFrom here on\n.\nMika"
    raw = write(
        subject="Re: Danke für das lange und sehr gute Gespräch über Produktentwicklung am Montag 🎉",
        body=body,
        cc=[Address("jo@bücher.example", "Jo, PhD")],
        in_reply_to="<a@acme.example>",
        references=["<0@example.org>", f"<{'x' * 200}@acme.example>", "<a@acme.example>"],
    )
    message = read_whole(raw)
    assert message.text == body
    assert message.sender == ME
    assert message.to == (ANA,)
    assert message.cc == (Address("jo@xn--bcher-kva.example", "Jo, PhD"),)
    assert message.subject.endswith("am Montag 🎉")
    assert message.date == WHEN
    assert message.message_id == "<w1@example.org>"
    assert message.in_reply_to == "<a@acme.example>"
    assert message.references[1] == f"<{'x' * 200}@acme.example>"
    standard = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(standard, EmailMessage)
    assert standard["References"].split()[1] == f"<{'x' * 200}@acme.example>"
    assert standard.get_content().replace("\r\n", "\n").strip() == body


def test_written_lines_are_short_end_in_crlf_and_are_ascii() -> None:
    for body in ("short", "x" * 5000, "день " * 900, "a\nb\r\nc\rd"):
        raw = write(body=body)
        assert raw.isascii()
        assert raw.endswith(b"\r\n")
        assert raw.replace(b"\r\n", b"").count(b"\n") == 0
        assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_plain_words_go_out_as_plain_text() -> None:
    raw = write()
    assert b"Content-Transfer-Encoding: 7bit" in raw
    assert raw.endswith(b"Dear Ana,\r\n\r\nthank you.\r\n\r\nMika\r\n")


def test_no_header_tells_of_a_tool() -> None:
    head = write().split(b"\r\n\r\n")[0].lower()
    names = {line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")}
    assert names == {
        b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"content-transfer-encoding",
    }  # fmt: skip
    assert b"warmthread" not in head
    assert b"python" not in head


@pytest.mark.parametrize("odd", ["<20260301.4711>", "<a@b@c>", '<[x]:"y"@acme.example>'])
def test_an_odd_id_of_somebody_elses_is_written_as_it_came(odd: str) -> None:
    message = read_whole(write(in_reply_to=odd, references=["<0@example.org>", odd]))
    assert (message.in_reply_to, message.references) == (odd, ("<0@example.org>", odd))


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hi\r\nBcc: x@evil.example"},
        {"subject": "Hi\x00"},
        {"subject": "Hi\x0bthere"},
        {"to": [Address("ana@acme.example\r\nBcc: x@evil.example")]},
        {"to": [Address("ana@acme.example, x@evil.example")]},
        {"to": [Address("ana@acme.example", "Ana\nBcc: x@evil.example")]},
        {"to": [Address("")]},
        {"to": []},
        {"sender": Address("me@example.org> <x@evil.example")},
        {"message_id": "<1@x>\r\nX: y"},
        {"message_id": ""},
        {"in_reply_to": "no brackets"},
        {"references": ["<a b@c>"]},
        {"references": ["<1ä@x>"]},
        {"references": [f"<{'x' * 900}>"]},
        {"body": "Hello\x00"},
        {"date": datetime(2026, 3, 2)},  # noqa: DTZ001 - a time without a zone is what is refused
    ],
)
def test_what_could_bend_a_mail_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        write(**changes)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=120), st.text(max_size=60))
def test_whatever_is_written_keeps_its_fields(body: str, subject: str, name: str) -> None:
    try:
        raw = write(body=body, subject=subject, to=[Address("ana@acme.example", name)])
    except (ValueError, UnicodeEncodeError):
        return
    message = read_whole(raw)
    assert [one.email for one in message.to] == ["ana@acme.example"]
    assert not message.cc
    assert not message.bcc
    assert message.message_id == "<w1@example.org>"
