"""The text and the invites in a mail are found wherever they stand, whatever they claim to be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.connectors.letters import INVITE, multipart, read, read_whole

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
