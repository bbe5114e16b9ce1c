"""Nobody smuggles a header, a recipient or a second mail into what goes out, whichever value of it was theirs: a mail is
refused, or every parser finds exactly the fields and people in it that were meant, on its way to either provider too.
"""

from __future__ import annotations

import base64
import email
import email.policy
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.google import sending as google
from connectors.google.endpoints import gmail_api
from connectors.microsoft import sending as microsoft
from connectors.microsoft.transport import Ask, Write
from connectors.mime import write_message
from connectors.outgoing import _ascii_domain
from connectors.records import Address
from tests.connectors.letters import read_whole

HEADS = {
    "from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type",
    "content-transfer-encoding",
}  # fmt: skip
EVIL = "x@evil.example"
PIECES = (
    "\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x00", "\x7f", "\t", " ", "\u00a0", f"Bcc: {EVIL}", f"\r\nBcc: {EVIL}",
    f"\nTo: {EVIL}\n\n", "\r\n\r\n<script>", "\r\n ", "\n\t", "=?utf-8?q?=0D=0ABcc:_x=40evil.example?=", "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=", "?=",
    "=?", "=0D=0A", "%0d%0a", "\\r\\n", "\uff0d", "\u560d\u560a", ",", ";", ":", "<", ">", f"<{EVIL}>", f", {EVIL}", '"', "\\", "(", ")", "@", "[", "]", "\u202e",
    "--b", "\r\n.\r\n", "ä", "🎉", "x" * 1_100, "ü" * 500,
)  # fmt: skip

hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=5).map("".join)
names = st.one_of(st.just("Ana Lima"), hostile)
emails = st.one_of(
    st.sampled_from(("ana@acme.example", "jo@bücher.example", "o'neil+a@b-c.example")),
    hostile,
    hostile.map(lambda text: f"ana{text}@acme.example"),
    hostile.map(lambda text: f"ana@acme{text}.example"),
)
people = st.builds(Address, emails, names)
ids = st.one_of(st.just("<1@b.example>"), hostile, hostile.map(lambda text: f"<1{text}@b.example>"))
zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
letters = st.fixed_dictionaries(
    {
        "sender": people,
        "to": st.lists(people, max_size=3),
        "cc": st.lists(people, max_size=2),
        "subject": hostile,
        "body": hostile,
        "date": st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=zones),  # noqa: DTZ001
        "message_id": ids,
        "in_reply_to": st.one_of(st.just(""), ids),
        "references": st.lists(ids, max_size=3),
    }
)
PLAIN: dict[str, Any] = {
    "sender": Address("me@example.org", "Mika"), "to": [Address("ana@acme.example", "Ana")], "subject": "Hi", "body": "Hello",
    "date": datetime(2026, 3, 2, tzinfo=UTC), "message_id": "<w@example.org>",
}  # fmt: skip


def written(letter: dict[str, Any]) -> bytes | None:
    """The bytes; None where the mail is refused."""
    try:
        return write_message(**letter)
    except ValueError:
        return None


def meant(addresses: Sequence[Address]) -> list[str]:
    return [_ascii_domain(one.email) for one in addresses]


def assert_only_what_was_meant(raw: bytes, letter: dict[str, Any]) -> None:
    """By its lines, by the standard library in both of its ways, and by our own reader."""
    head = raw.partition(b"\r\n\r\n")[0]
    assert raw.replace(b"\r\n", b"").translate(None, b"\r\n") == raw.replace(b"\r\n", b"")
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    found = [line.partition(b":")[0].decode().lower() for line in lines]
    assert len(found) == len(set(found))
    assert set(found) <= HEADS
    for policy in (email.policy.compat32, email.policy.default):
        parsed = email.message_from_bytes(raw, policy=policy)
        assert [name.lower() for name in parsed.keys()] == found  # noqa: SIM118 (a mail may tell a name twice)
        assert not parsed.is_multipart()
    plain = email.message_from_bytes(raw)
    people = getaddresses([str(plain[name] or "") for name in ("to", "cc")])
    assert [one for _, one in people if one] == [*meant(letter["to"]), *meant(letter.get("cc", ()))]
    message = read_whole(raw)
    assert [one.email for one in message.to] == [_lowered(one) for one in meant(letter["to"])]
    assert [one.email for one in message.cc] == [_lowered(one) for one in meant(letter.get("cc", ()))]
    assert message.sender.email == _lowered(meant([letter["sender"]])[0])
    assert (message.message_id, message.bcc) == (letter["message_id"], ())


def _lowered(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


@settings(max_examples=250, deadline=None)
@given(letters)
@example(PLAIN | {"cc": [Address("jo@b.example", '"Jo" \\ <x@evil.example>')]})
@example(PLAIN | {"subject": "=?utf-8?q?=0D=0ABcc:_x=40evil.example?="})
def test_a_mail_is_refused_or_holds_what_was_meant_and_nothing_else(letter: dict[str, Any]) -> None:
    raw = written(letter)
    if raw is not None:
        assert_only_what_was_meant(raw, letter)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PLAIN.keys() - {"date", "sender", "to"})), hostile)
def test_one_bent_value_in_an_ordinary_mail_bends_nothing_else(name: str, value: str) -> None:
    raw = written(PLAIN | {name: value})
    if raw is not None:
        assert_only_what_was_meant(raw, PLAIN | {name: value})


@settings(max_examples=150, deadline=None)
@given(names, names)
def test_names_however_they_are_made_name_nobody_else(mine: str, theirs: str) -> None:
    letter = PLAIN | {"sender": Address("me@example.org", mine), "to": [Address("ana@acme.example", theirs)]}
    raw = written(letter)
    if raw is not None:
        assert_only_what_was_meant(raw, letter)


def test_the_check_sees_a_smuggled_recipient() -> None:
    raw = write_message(**PLAIN)
    assert_only_what_was_meant(raw, PLAIN)
    for bent in (
        raw.replace(b"Subject:", b"Bcc: x@evil.example\r\nSubject:"),
        raw.replace(b"Ana <", b"x@evil.example, Ana <"),
    ):
        with pytest.raises(AssertionError):
            assert_only_what_was_meant(bent, PLAIN)


# --- on the way to a provider --------------------------------------------------------------------------------------


class Line:
    """A line to either provider that keeps what is handed to it."""

    provider_time = None

    def __init__(self) -> None:
        self.handed: list[Any] = []

    def call(self, request: Any) -> dict[str, Any]:
        self.handed.append(request)
        return {"id": "d", "message": {"id": "m"}}

    def get(self, ask: Ask) -> dict[str, Any]:
        del ask
        return {"id": "d", "isDraft": True, "value": []}

    def write(self, write: Write) -> dict[str, Any]:
        self.handed.append(write)
        return {"id": "d", "changeKey": "k"}


@settings(max_examples=60, deadline=None)
@given(letters)
def test_google_is_handed_those_bytes_and_no_field_beside_them(letter: dict[str, Any]) -> None:
    raw = written(letter)
    if raw is None:
        return
    line: Any = Line()
    google.create_draft(line, gmail_api(""), raw, "t1")
    google.update_draft(line, gmail_api(""), "d", raw, "t1")
    for request in line.handed:
        message = json.loads(request.body)["message"]
        assert message.keys() == {"raw", "threadId"}
        assert base64.urlsafe_b64decode(message["raw"]) == raw
        assert "\n" not in request.uri + "".join(f"{name}{value}" for name, value in request.headers.items())


@settings(max_examples=60, deadline=None)
@given(letters)
def test_microsoft_is_handed_those_bytes_and_those_people(letter: dict[str, Any]) -> None:
    raw = written(letter)
    if raw is None:
        return
    line: Any = Line()
    microsoft.create_draft(line, raw, "")
    microsoft.update_draft(line, "d", raw)
    made, changed = line.handed
    assert made.mime == raw
    told = [one["emailAddress"]["address"] for name in ("toRecipients", "ccRecipients") for one in changed.fields[name]]
    assert told == [_lowered(one) for one in [*meant(letter["to"]), *meant(letter["cc"])]]
    assert changed.fields.keys() == {"subject", "body", "toRecipients", "ccRecipients"}
    assert "\n" not in changed.fields["subject"] + changed.path
