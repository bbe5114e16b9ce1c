"""The reader of mail survives any bytes and says what they mean; the writer gives mail that nobody can bend."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email import headerregistry
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import Unreadable
from connectors.headers import parse_addresses, parse_date, parse_parameters
from connectors.mime import read_message, write_message
from connectors.records import Address, Message
from tests.connectors.corpora import corpus_files

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ME, ANA = Address("me@example.org", "Mika Östberg"), Address("ana@acme.example", "Ana Lima")


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


INVITE = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:u1
DTSTART:20260302T100000Z
SUMMARY:Coffee
END:VEVENT
END:VCALENDAR"""


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
    takeout = read('From: a@b.example\nX-Gmail-Labels: =?UTF-8?Q?Gesendet,"Wichtig",Ge=C3=B6ffnet?=')
    assert takeout.is_sent
    assert takeout.labels == ("Gesendet", "Wichtig", "Geöffnet")


# --- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charset", "data", "expected"),
    [
        ("gb2312", "中文".encode("gb18030"), "中文"),
        ("X-GBK", "中文".encode("gb18030"), "中文"),
        ("iso-8859-1", b"It\x92s", "It’s"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", "Grüße".encode(), "Grüße"),
        ("ks_c_5601-1987", "한국어".encode("cp949"), "한국어"),
        ("iso-2022-jp", "日本語".encode("iso-2022-jp"), "日本語"),
        ("", "Привет".encode(), "Привет"),
        ("no-such-charset", "Привет".encode(), "Привет"),
        ("idna", b"abc", "abc"),
        ("zlib", b"abc", "abc"),
        ("utf-16", "Ünï".encode("utf-16"), "Ünï"),
    ],
)
def test_text_is_read_whatever_charset_it_claims(charset: str, data: bytes, expected: str) -> None:
    message = read(f'From: a@b.example\nContent-Type: text/plain; charset="{charset}"', data)
    assert message.text == expected


def test_broken_bytes_cost_those_characters_only() -> None:
    message = read("From: a@b.example\nContent-Type: text/plain; charset=utf-8", b"Good \xff morning " * 10)
    assert message.text.startswith("Good")
    assert "morning" in message.text
    assert message.defects


@pytest.mark.parametrize(
    ("encoding", "data"),
    [("base64", b"SGVsbG8gdGhlcmU"), ("base64", b"SGVs\r\nbG8g!dGhlcmU="), ("quoted-printable", b"Hello=20th=\r\nere"), ("8BIT", b"Hello there")],
)  # fmt: skip
def test_transfer_encodings_are_undone_also_when_damaged(encoding: str, data: bytes) -> None:
    assert read(f"From: a@b.example\nContent-Transfer-Encoding: {encoding}", data).text == "Hello there"


def test_html_alone_becomes_text_without_what_nobody_sees() -> None:
    html = (
        "<html><head><title>no</title><style>p{}</style></head><body><script>no</script>"
        "<div style='display:none'>preheader</div><p>Dear&nbsp;Mika,</p><p>see <b>you</b><br>soon</p></body></html>"
    )
    message = read("From: a@b.example\nContent-Type: text/html", html)
    assert message.text == "Dear Mika,\n\nsee you\nsoon"
    assert message.reply == message.text


def test_the_plain_part_of_an_alternative_is_preferred_and_attachments_are_no_text() -> None:
    text = multipart("Content-Type: text/plain\n\nplain", "Content-Type: text/html\n\n<p>html</p>", kind="alternative")
    assert read_whole(text).text == "plain"
    attached = multipart(
        "Content-Type: text/plain\n\nbody", "Content-Type: text/plain\nContent-Disposition: attachment\n\nsecret"
    )
    assert read_whole(attached).text == "body"


def test_a_boundary_may_have_words_behind_it_but_not_go_on() -> None:
    odd = "Content-Type: multipart/mixed; boundary=b1\n\n--b1 to be passed over\n\none\n--b1-- and this\ntwo"
    assert read_whole(f"From: a@b.example\n{odd}").text == "one"
    longer = "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\none\n--b10\ntwo\n--b1--"
    assert read_whole(f"From: a@b.example\n{longer}").text == "one\n--b10\ntwo"


def test_an_attached_mail_is_left_closed() -> None:
    text = multipart(
        "Content-Type: text/plain\n\nsee below", "Content-Type: message/rfc822\n\nFrom: x@y.example\n\ninner words"
    )
    assert "inner" not in read_whole(text).text


def test_flowed_paragraphs_are_made_whole() -> None:
    body = "One long \nparagraph.\n> quoted \n> text\n-- \nMika"
    message = read('From: a@b.example\nContent-Type: text/plain; format="flowed"', body)
    assert message.text.startswith("One long paragraph.\n> quoted text\n-- ")


def test_the_quote_that_only_the_html_marks_is_cut() -> None:
    plain = "Thanks, Tuesday works!\n\nHello Mika,\nshall we meet?"
    html = "<div>Thanks, Tuesday works!</div><div id='divRplyFwdMsg'>X</div><div>Hello Mika,<br>shall we meet?</div>"
    text = multipart(f"Content-Type: text/plain\n\n{plain}", f"Content-Type: text/html\n\n{html}", kind="alternative")
    assert read_whole("In-Reply-To: <1@x.example>\r\n" + text).reply == "Thanks, Tuesday works!"


# --- invites -----------------------------------------------------------------------------------------------------


def test_the_same_invite_inline_and_attached_counts_once() -> None:
    text = multipart(
        f"Content-Type: text/calendar; method=REQUEST\n\n{INVITE}",
        f"Content-Type: application/ics; name=invite.ics\nContent-Disposition: attachment\n\n{INVITE}\n",
    )
    message = read_whole(text)
    assert [invite.method for invite in message.invites] == ["REQUEST"]
    assert message.invites[0].calendar_events[0].summary == "Coffee"


def test_the_method_may_stand_in_the_mime_header_alone() -> None:
    bare = INVITE.replace("METHOD:REQUEST\n", "")
    for method, status in (("request", "confirmed"), ("CANCEL", "cancelled")):
        message = read_whole(multipart(f"Content-Type: text/calendar; method={method}\n\n{bare}"))
        assert message.invites[0].method == method.upper()
        assert message.invites[0].calendar_events[0].status == status


@pytest.mark.parametrize(
    ("parameter", "line", "method"),
    [
        ("; method=REQUEST", "METHOD:REPLY\n", "REPLY"),
        ("; method=request", "", "REQUEST"),
        ('; METHOD="REQUEST"', "", "REQUEST"),
        ("; method= REQUEST ", "", "REQUEST"),
        ("", "METHOD: request\n", "REQUEST"),
        ("; method=", "METHOD:\n", ""),
        ("; method=text/calendar", "", "TEXTCALENDAR"),
        ("", "", ""),
    ],
)
def test_the_file_says_its_method_before_the_mime_header_does(parameter: str, line: str, method: str) -> None:
    invite = INVITE.replace("METHOD:REQUEST\n", line)
    assert read_whole(multipart(f"Content-Type: text/calendar{parameter}\n\n{invite}")).invites[0].method == method


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/calendar",
        "Content-Type: application/ics",
        "Content-Type: TEXT/CALENDAR; charset=UTF-8",
        "Content-Type: application/octet-stream; name=Invite.ICS",
        "Content-Type: text/plain\nContent-Disposition: attachment; filename=c1.ics",
        "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''Kaffee%20f%C3%BCr%20uns.ics",
    ],
)
def test_a_calendar_is_one_with_a_name_or_without(head: str) -> None:
    message = read_whole(multipart("Content-Type: text/plain\n\nhi", f"{head}\n\n{INVITE}"))
    assert [invite.calendar_events[0].ical_uid for invite in message.invites] == ["u1"]
    assert message.text == "hi"
    top = read_whole(f"From: a@b.example\n{head}\n\n{INVITE}")
    assert len(top.invites) == 1


def test_two_mails_that_define_one_zone_differently_keep_their_own() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        "TZOFFSETFROM:{0}\nTZOFFSETTO:{0}\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT"
    )
    invite = INVITE.replace("DTSTART:20260302T100000Z", "DTSTART;TZID=Customized Time Zone:20260302T100000")
    part = "Content-Type: text/calendar; method=REQUEST\n\n"
    mails = {
        8: multipart(part + invite.replace("BEGIN:VEVENT", zone.format("+0200"))),
        15: multipart(part + invite.replace("BEGIN:VEVENT", zone.format("-0500"))),
        10: multipart(part + invite),
    }
    for hour in (8, 15, 10, 8, 10, 15, 15, 8):
        event = read_whole(mails[hour]).invites[0].calendar_events[0]
        assert event.start == datetime(2026, 3, 2, hour, tzinfo=UTC)
        assert (event.timezone == "") is (hour == 10)


def test_a_mail_with_too_many_calendars_gives_the_first_and_says_so() -> None:
    some = [f"Content-Type: text/calendar\n\n{INVITE.replace('u1', f'u{number}')}" for number in range(15)]
    message = read_whole(multipart(*some))
    assert [invite.calendar_events[0].ical_uid for invite in message.invites] == [f"u{number}" for number in range(10)]
    assert "The mail holds more than 10 calendars." in message.defects


def test_an_ics_under_a_wrong_type_is_found_by_its_name() -> None:
    part = f"Content-Type: text/plain; name=c1.ics\n\n{INVITE}"
    message = read_whole(multipart("Content-Type: text/plain\n\nhi", part))
    assert len(message.invites) == 1
    assert message.text == "hi"


def test_a_broken_calendar_and_winmail_dat_are_defects_not_failures() -> None:
    text = multipart(
        "Content-Type: text/calendar\n\nnonsense", "Content-Type: application/ms-tnef; name=winmail.dat\n\nx"
    )
    defects = read_whole(text).defects
    assert "unreadable Outlook meeting attached" in defects
    assert any("could not be read" in defect for defect in defects)


# --- bombs -------------------------------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(depth))
    return f"From: a@b.example\n{head}Content-Type: text/plain\n\ndeep".encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"From: a@b.example\n\n" + b"x" * (25 * 1024 * 1024 + 1), "25 MiB"),
        (b"From: a@b.example\n" + b"X: y\n" * 60_000 + b"\nbody", "5000 header lines"),
        (b"From: a@b.example\nX: " + b"y" * 300_000 + b"\n\nbody", "256 KiB"),
        (b"From: a@b.example\n" + b" y\n" * 100_000 + b"\nbody", "5000 header lines"),
        (nested(1000), "nested deeper"),
        (multipart(*["Content-Type: text/plain\n\nx"] * 5000).encode(), "more than 200 parts"),
        (b"", "not a mail"),
        (b"\x00\x01\x02", "not a mail"),
        (b"just some words\nand more", "not a mail"),
    ],
    ids=["size", "headers", "long", "folded", "depth", "parts", "empty", "binary", "words"],
)
def test_bombs_and_nonsense_are_refused_with_a_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why) as refused:
        read_message(raw, provider_id="m1")
    assert refused.value.detail.endswith(".")


def test_twenty_nested_parts_are_read() -> None:
    assert read_whole(nested(20)).text == "deep"


def test_twenty_thousand_addresses_are_cut_to_five_hundred_and_noted() -> None:
    many = ",".join(f"a{number}@b.example" for number in range(10_000))
    message = read(f"From: a@b.example\nTo: {many}")
    assert len(message.to) == 500
    assert any("more than 500 addresses" in defect for defect in message.defects)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["(", "<", '"', "\\", "@", "a,", "a ", "=?", "=?utf-8?q?a?= ", '"\\', "<a@b> ", ":;"])
def test_hostile_header_values_take_no_more_than_linear_time(piece: str) -> None:
    value = (piece * 40_000)[:60_000]
    message = read(f'From: a@b.example\nTo: {value}\nSubject: {value}\nReferences: {value}\nCc: "{value}')
    assert message.sender.email == "a@b.example"


def test_huge_html_is_read_to_its_limit() -> None:
    big = read("From: a@b.example\nContent-Type: text/html", "<p>word</p>" * 100_000)
    assert 10_000 < len(big.text) < 300_000


def test_a_boundary_of_dashes_in_a_sea_of_dashes_ends() -> None:
    raw = b'From: a@b.example\nContent-Type: multipart/mixed; boundary="-"\n\n' + b"-" * 1_000_000
    assert read_message(raw, provider_id="m1").defects


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_unreadable(data: bytes) -> None:
    for raw in (data, b"From: a@b.example\n" + data, b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + data):
        try:
            read_message(raw, provider_id="m1")
        except Unreadable:
            continue


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_header_value_raises(value: str) -> None:
    folded = value.replace("\n", " ").replace("\r", " ").encode("utf-8", "surrogatepass")
    names = (b"To", b"Date", b"Subject", b"Content-Type", b"Message-ID", b"X-Gmail-Labels", b"Received")
    read_message(b"".join(b"%s: %s\n" % (name, folded) for name in names) + b"\nbody", provider_id="m1")


_PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=40)
_WORDS = _PRINTABLE.map(lambda text: " ".join(text.split()))


@settings(max_examples=80, deadline=None)
@given(
    _WORDS,
    st.lists(st.tuples(_WORDS, st.from_regex(r"[a-z0-9]{1,9}([.+-][a-z0-9]{1,9})?@[a-z]{1,9}\.example", fullmatch=True)), min_size=1, max_size=4),
    st.lists(_PRINTABLE, min_size=1, max_size=6),
    st.sampled_from(["base64", "quoted-printable"]),
    st.booleans(),
)  # fmt: skip
def test_what_the_standard_library_writes_is_read_as_it_reads_it(
    subject: str, people: list[tuple[str, str]], lines: list[str], encoding: str, is_packed: bool
) -> None:
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"] = headerregistry.Address("Ana Lima", addr_spec="ana@acme.example")
    made["Subject"] = subject
    made["To"] = [headerregistry.Address(name, addr_spec=address) for name, address in people]
    made.set_content("\n".join(lines), cte=encoding)
    if is_packed:
        made.add_alternative("<p>html</p>", subtype="html")
        made.add_attachment(b"\x00\xff" * 50, maintype="application", subtype="pdf", filename="Lebenslauf für Ana.pdf")
    raw = made.as_bytes()
    theirs = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(theirs, EmailMessage)
    body = theirs.get_body(("plain",))
    assert body is not None
    ours = read_whole(raw)
    assert ours.subject == " ".join(str(theirs["Subject"]).split())
    # It loses the commas of some lists that it folds, and then some of their addresses.
    assert [one.email for one in ours.to] == [address for _, address in people]
    # Where the plain part is blank the words of the HTML count.
    assert ours.text.split() == (body.get_content().split() or ["html"] * is_packed)


def sweep(every: int) -> tuple[int, int]:
    read_count = refused = 0
    for path in corpus_files("eml", "mixed", every=every):
        try:
            read_message(path.read_bytes(), provider_id=path.name)
            read_count += 1
        except Unreadable:
            refused += 1
    return read_count, refused


def test_a_sample_of_strangers_mail_is_read() -> None:
    read_count, _ = sweep(every=12)
    assert read_count > 20


def test_all_of_strangers_mail_is_read() -> None:
    for path in corpus_files("eml", "mixed", "reply", "ics"):
        try:
            read_message(path.read_bytes(), provider_id=path.name)
        except Unreadable:
            continue
    read_count, refused = sweep(every=1)
    assert read_count >= 440, refused


# --- writing -----------------------------------------------------------------------------------------------------


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
