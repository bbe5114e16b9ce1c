"""What the headers of a mail say is read as it is meant, and what kind of mail it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.headers import parse_addresses, parse_date, parse_parameters
from connectors.records import Address
from tests.connectors.letters import INVITE, multipart, read, read_whole

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


# --- headers -----------------------------------------------------------------------------------------------------


def test_every_header_of_the_record_is_read() -> None:
    message = read(
        """From: Ana Lima <Ana@ACME.example>
        Sender: Pat <pat@acme.example>
        To: me@example.org, "Doe, Jo" <jo@example.org>
        Cc: Team: x@example.org, y@example.org;
        Reply-To: answers@acme.example
        Subject: =?utf-8?q?Kaffee_n=C3=A4chste_Woche=3F?=
        Message-ID: <1@acme.example>
        In-Reply-To: <0@example.org>
        References: <00@example.org> <0@example.org>
        Date: Mon, 02 Mar 2026 10:30:00 +0100
        Delivered-To: me@example.org
        Authentication-Results: mx.example.org; dmarc=pass
        Authentication-Results: forged; dmarc=pass"""
    )
    assert message.sender == Address("Ana@acme.example", "Ana Lima")
    assert message.actual_sender == Address("pat@acme.example", "Pat")
    assert message.to == (Address("me@example.org"), Address("jo@example.org", "Doe, Jo"))
    assert [one.email for one in message.cc] == ["x@example.org", "y@example.org"]
    assert message.reply_to == (Address("answers@acme.example"),)
    assert message.subject == "Kaffee nächste Woche?"
    assert (message.message_id, message.in_reply_to) == ("<1@acme.example>", "<0@example.org>")
    assert message.references == ("<00@example.org>", "<0@example.org>")
    assert message.date == WHEN
    assert message.delivered_to == ("me@example.org",)
    assert message.authentication == "mx.example.org; dmarc=pass\nforged; dmarc=pass"
    assert message.defects == ()


def test_the_providers_own_time_counts_before_the_date_header() -> None:
    assert read("From: a@b.example\nDate: Mon, 02 Mar 2026 10:30:00 +0100", received_at=WHEN + timedelta(1)).date == (
        WHEN + timedelta(1)
    )


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Date: yesterday",
        "Date: Wed, 15 Dec 2010    59:10 -0500",
        "Date: 31 Feb 2026 10:00:00 +0000",
        "Date: Mon, 99 Foo 99999999 25:61:61 +9999",
        "Date: 1",
    ],
)
def test_a_mail_without_a_readable_date_lies_at_the_epoch_and_says_so(date: str) -> None:
    message = read(f"From: a@b.example\n{date}")
    assert message.date == datetime(1970, 1, 1, tzinfo=UTC)
    assert "The mail has no readable date." in message.defects


def test_a_missing_date_is_taken_from_the_topmost_received_line() -> None:
    message = read(
        "Received: from x by y; Mon, 02 Mar 2026 09:30:00 +0000\nReceived: from z; Sun, 01 Mar 2026 00:00:00 GMT\nFrom: a@b.example"
    )
    assert message.date == WHEN


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("jo@example.org (Jo Doe)", [("jo@example.org", "Jo Doe")]),
        ("Doe, Jo <jo@example.org>", [("jo@example.org", "Doe, Jo")]),
        ("'jo@example.org' <jo@example.org>; al@example.org", [("jo@example.org", ""), ("al@example.org", "")]),
        ('"Bob \\"B\\" Smith" <b@example.org>', [("b@example.org", 'Bob "B" Smith')]),
        ("undisclosed-recipients:;", []),
        ('"victim@good.example" <real@evil.example>', [("real@evil.example", "victim@good.example")]),
        ("=?utf-8?b?w4ZzYSwgSsO2?= <a@example.org>, b@example.org", [("a@example.org", "Æsa, Jö"), ("b@example.org", "")]),
        ("<mailto:a@example.org>", [("a@example.org", "")]),
        ("Mary Smith <@machine.example,@other.example:mary@example.net>", [("mary@example.net", "Mary Smith")]),
        ("John Doe <jdoe@machine(comment).  example>, jo@test   . example", [("jdoe@machine.example", "John Doe"), ("jo@test.example", "")]),
        ("Mary < mary @ example.net >", [("mary@example.net", "Mary")]),
        ('"postmaster@" <host.example postmaster@host.example>', [("postmaster@host.example", "postmaster@")]),
        ("Jo <jo@example.org> =?utf-8?q?=2C?= Al <al@example.org>", [("jo@example.org", "Jo"), ("al@example.org", "Al")]),
        ("<jo@example.org><al@example.org>", [("jo@example.org", ""), ("al@example.org", "")]),
        ("Jo <jo@example.org> (work) <local>", [("jo@example.org", "Jo")]),
        ("tim@example.org team@example.org", [("tim@example.org", ""), ("team@example.org", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_addresses_are_read_as_people_write_them(value: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.email, one.name) for one in parse_addresses(value)[0]] == expected


def test_characters_cut_between_encoded_words_are_joined() -> None:
    assert read("From: a@b.example\nSubject: =?utf-8?b?4pg=?= =?utf-8?b?lQ==?= ok").subject == "☕ ok"
    halves = "=?gb2312?b?1tA=?= =?gb2312?b?zsQ=?="
    assert read(f"From: a@b.example\nSubject: {halves}").subject == "中文"


def test_rfc2231_names_are_joined_and_bombs_are_cut() -> None:
    assert parse_parameters("a/b; name*0*=utf-8''Caf%C3%A9; name*1=\".ics\"")[1]["name"] == "Café.ics"
    bomb = "a/b" + "".join(f"; name*{number}=x" for number in range(20_000))
    assert len(parse_parameters(bomb)[1]["name"]) <= 64


def test_lines_that_an_export_put_over_a_mail_are_passed_over() -> None:
    message = read_whole("# Exported by hand\nMail content:\nTo: a@b.example\nSubject: Coffee\n\nHello")
    assert (message.subject, message.text) == ("Coffee", "Hello")
    assert "Lines that are no mail stood above it." in message.defects


def test_headers_behind_a_torn_line_are_read_and_a_body_without_its_blank_line_is_not() -> None:
    torn = read(
        "From: a@b.example\nReceived: by x\n\\tid 57DADAB; Mon, 2 Mar 2026\nquite Delivered-To: y\nTo: me@example.org"
    )
    assert [one.email for one in torn.to] == ["me@example.org"]
    assert torn.text == "Hello"
    assert "A line that is no header stood among the headers." in torn.defects
    body = read_whole("From: a@b.example\nHello Mika,\n\nFrom: somebody\nTo: else")
    assert body.text.startswith("Hello Mika,")
    assert not body.to
    part = read_whole(multipart("Content-Type: text/plain\nHello Mika,\nFrom: me to you"))
    assert part.text == "Hello Mika,\nFrom: me to you"


@pytest.mark.parametrize(
    ("head", "body", "defect"),
    [
        ("To: undisclosed-recipients:;", "Hello", "The To header names no address."),
        ("To: me@example.org", " \n", "The mail's text is empty."),
        ("Content-Type: image/png", "xx", "The mail holds no text, only files."),
        ("Content-Type: text/html", "<img src=x>", "The mail's text is empty."),
    ],
)
def test_what_a_mail_does_not_tell_is_said(head: str, body: str, defect: str) -> None:
    assert defect in read(f"From: a@b.example\nDate: Mon, 02 Mar 2026 10:30:00 +0100\n{head}", body).defects


def test_a_date_with_a_named_zone_or_without_any_is_read() -> None:
    assert parse_date("Mon, 2 Mar 2026 04:30:00 EST") == WHEN
    assert parse_date("2026-03-02T09:30:00Z") == WHEN
    assert parse_date("2 Mar 2026 09:30") == WHEN


# --- what kind of mail -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "is_automatic", "is_bulk"),
    [
        ("Auto-Submitted: auto-replied", True, False),
        ("Auto-Submitted: no", False, False),
        ("X-Autoreply: yes", True, False),
        ("Precedence: auto_reply", True, False),
        ("X-Auto-Response-Suppress: All", False, False),
        ("Return-Path: <>", True, False),
        ("Return-Path: <a@b.example>", False, False),
        ("List-Id: <news.example>", False, True),
        ("List-Unsubscribe: <mailto:off@example>", False, True),
        ("Precedence: bulk", False, True),
    ],
)
def test_robots_and_lists_are_told_from_people(header: str, is_automatic: bool, is_bulk: bool) -> None:
    message = read(f"From: a@b.example\n{header}")
    assert (message.is_automatic, message.is_bulk) == (is_automatic, is_bulk)


def test_a_calendar_robots_answer_is_automatic() -> None:
    part = "Content-Type: text/calendar; method=REPLY\n\n" + INVITE.replace("METHOD:REQUEST", "METHOD:REPLY")
    assert read_whole(multipart(part)).is_automatic


def test_a_failure_report_names_whom_it_could_not_reach() -> None:
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; Ana@Acme.example\nAction: {}\n"
    bounce = multipart(
        "Content-Type: text/plain\n\nSorry", status.format("failed"), kind="report; report-type=delivery-status"
    )
    delay = multipart(
        "Content-Type: text/plain\n\nLate", status.format("delayed"), kind="report; report-type=delivery-status"
    )
    assert read_whole(bounce).bounce_of == "Ana@acme.example"
    assert read_whole(bounce).is_automatic
    assert read_whole(delay).bounce_of == ""
    assert read("From: a@b.example\nX-Failed-Recipients: ana@acme.example").bounce_of == "ana@acme.example"


def test_labels_say_what_was_sent_and_what_is_a_draft() -> None:
    assert read("From: a@b.example", labels=("SENT",)).is_sent
    assert read("From: a@b.example", labels=("DRAFT",)).is_draft


def test_what_a_mail_says_of_its_own_labels_is_nobodys_word() -> None:
    written = read("From: a@b.example\nX-Gmail-Labels: Sent,Spam")
    assert (written.is_sent, written.labels) == (False, ())


def test_a_mail_that_a_server_took_in_bears_its_stamp() -> None:
    assert read("Received: from x by y; Mon, 2 Mar 2026 10:00:00 +0000\nFrom: a@b.example").was_delivered
    assert not read("From: a@b.example").was_delivered
