"""Mails and calendars that were built to take a reader's time or memory: recipes, each of them some bytes.

None of them is copied from anywhere; they follow reliability.md section 2 and what is known to be slow in parsers.
`make bench` measures what each costs, `tests/connectors/test_bombs.py` counts the steps. What becomes of them is
decided by the readers alone.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial

Recipe = Callable[[], bytes]

MIB = 1024 * 1024
_WHEN = "DTSTART:20260302T100000Z"


def mail(body: str | bytes = "Hello", *heads: str) -> bytes:
    """A mail of some header lines and a body."""
    lines = "".join(f"{line}\n" for line in ("From: a@b.example", *heads))
    return lines.encode() + b"\n" + (body if isinstance(body, bytes) else body.encode())


def typed(kind: str, body: str | bytes) -> bytes:
    return mail(body, f"Content-Type: {kind}")


def parts(*inside: str | bytes) -> bytes:
    joined = b"".join(b"--b\n" + (one if isinstance(one, bytes) else one.encode()) + b"\n" for one in inside)
    return typed("multipart/mixed; boundary=b", joined + b"--b--\n")


def calendar(*events: str, head: str = "") -> bytes:
    inside = "\n".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{inside}\nEND:VCALENDAR\n".encode()


def one_event(lines: str, head: str = "") -> bytes:
    return calendar(f"UID:u\n{_WHEN}\n{lines}", head=head)


# --- parts -------------------------------------------------------------------------------------------------------


def nested(depth: int, *, filling: int = 0) -> bytes:
    """Multiparts inside one another; the filling lies in the innermost."""
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(depth))
    return f"From: a@b.example\n{head}Content-Type: text/plain\n\n".encode() + (b"y" * 75 + b"\n") * (filling // 76)


def same_boundary(depth: int) -> bytes:
    head = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    return f"From: a@b.example\n{head * depth}\nx".encode()


def chained(depth: int) -> bytes:
    """A mail packed into a mail packed into a mail, each in base64."""
    inner = mail()
    for _ in range(depth):
        inner = mail(base64.encodebytes(inner), "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64")
    return inner


def _part(head: str, body: str = "x") -> str:
    return f"Content-Type: {head}\n\n{body}"


def _encoded(encoding: str, kind: str, body: bytes) -> bytes:
    return mail(body, f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}")


_PARTS: dict[str, Recipe] = {
    "1,000 nested parts": partial(nested, 1000),
    "30 nested parts around 24 MiB": partial(nested, 30, filling=24 * MIB),
    "1,000 nested parts of one boundary": partial(same_boundary, 1000),
    "100,000 parts": lambda: parts(*["\nx"] * 100_000),
    "190 parts with 100 KiB of headers each": lambda: parts(*["X: y\n" * 20_000 + "\nx"] * 190),
    "190 parts with 10,000 parameters each": lambda: parts(*[_part("a/b" + ";p=1" * 10_000)] * 190),
    "a boundary of dashes in a sea of dashes": lambda: typed('multipart/mixed; boundary="-"', "-" * 20 * MIB),
    "a boundary like a pattern": lambda: typed('multipart/mixed; boundary="(.*.*)*x"', "--" + "(.*" * 100_000),
    "a boundary of 200 KiB": lambda: typed(f"multipart/mixed; boundary={'b' * 200_000}", "--" + "b" * MIB),
    "five million lines almost a boundary": lambda: typed("multipart/mixed; boundary=b", "--bx\n" * 4_000_000),
    "20 MiB of blank lines before a boundary": lambda: typed("multipart/mixed; boundary=b", "\n" * 20 * MIB),
    "a boundary line of 20 MiB": lambda: typed("multipart/mixed; boundary=b", "--b" + " " * 20 * MIB),
    "mails packed into mails 28 times": partial(chained, 28),
    "20 MiB of base64 as text": lambda: _encoded("base64", "text/plain", base64.encodebytes(b"word " * 3 * MIB)),
    "20 MiB of broken base64": lambda: _encoded("base64", "text/plain", b"!A=" * 7 * MIB),
    "20 MiB of soft line breaks": lambda: _encoded("quoted-printable", "text/plain", b"=\n" * 10 * MIB),
    "20 MiB of equal signs": lambda: _encoded("quoted-printable", "text/plain", b"=" * 20 * MIB),
    "150 calendars in one mail": lambda: parts(*[_calendar_part(number) for number in range(150)]),
    "150 times the same calendar in base64": lambda: parts(*[_packed_calendar()] * 150),
    "a cancelled calendar of 1 MiB named only in the header": lambda: parts(
        _part("text/calendar; method=CANCEL", _plain_events(1500))
    ),
    "winmail.dat of 20 MiB": lambda: typed("application/ms-tnef; name=winmail.dat", b"\x78\x9f\x3e\x22" * 5 * MIB),
    "a calendar of 20 MiB in base64": lambda: _encoded("base64", "text/calendar", b"QkVHSU46" * 2_500_000),
    "20 MiB without one line end": lambda: b"From: a@b.example" + b"x" * 20 * MIB,
    "20 MiB of carriage returns": lambda: b"From: a@b.example\r\r" + b"\r" * 20 * MIB,
    "a failure report of blanks": lambda: typed(
        "multipart/report; boundary=b", "--b\nContent-Type: message/delivery-status\n\nAction:" + " \n" * 500_000
    ),
}


def _plain_events(count: int) -> str:
    return calendar(*(f"UID:u{number}\n{_WHEN}\nSUMMARY:Talk" for number in range(count))).decode()


def _calendar_part(number: int) -> str:
    return _part("text/calendar", calendar(*(f"UID:{number}-{one}\n{_WHEN}" for one in range(1000))).decode())


def _packed_calendar() -> bytes:
    packed = base64.encodebytes(_plain_events(1500).encode())
    return b"Content-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n" + packed


# --- headers -----------------------------------------------------------------------------------------------------

_SIZE = 240 * 1024


def filled(name: str, piece: str, *, before: str = "", after: str = "") -> bytes:
    """A header that is filled with one piece to just below the limit of all headers."""
    return mail("Hello", f"{name}: {before}{(piece * (_SIZE // len(piece) + 1))[:_SIZE]}{after}")


def _words(text: str) -> Recipe:
    return partial(filled, "Subject", text)


_ANSWER = (
    "--b\nContent-Type: text/plain\n\nThank you.\n--b\nContent-Type: text/html\n\n"
    "<p>Thank you.</p><blockquote type=cite>Would you have time?</blockquote>\n--b--\n"
)
_HEADERS: dict[str, Recipe] = {
    "50,000 header lines": lambda: mail("Hello", *["X: y"] * 50_000),
    "120,000 folded lines": lambda: b"From: a@b.example\nX: y\n" + b" \n" * 80_000 + b"\nHello",
    "a header of 10 MiB": lambda: mail("Hello", "Subject: " + "x" * 10 * MIB),
    "a header of 10 MiB in words": lambda: mail("Hello", "To: " + "=?utf-8?q?a?= " * 700_000),
    "torn headers over and over": lambda: mail("Hello", *["no header here", "X-Spam-A: b"] * 9_000),
    "20,000 encoded words": _words("=?utf-8?q?=C3=A4?= "),
    "encoded words of 20,000 charsets": lambda: mail(
        "Hello", "Subject: " + " ".join(f"=?x-{number}?q?=E4?=" for number in range(15_000))
    ),
    "encoded words never closed": _words("=?utf-8?b?"),
    "question marks": _words("=?"),
    "one encoded word of 240 KiB": lambda: filled("Subject", "w6Q=", before="=?utf-8?b?", after="?="),
    "an encoded word in 7 bits that never ends": lambda: filled("Subject", "+AAA", before="=?utf-7?q?", after="?="),
    "20,000 numbered parameters": lambda: mail(
        "Hello", "Content-Type: a/b" + "".join(f"; name*{number}*=%41" for number in range(14_000))
    ),
    "parameters of one number": partial(filled, "Content-Type", ";n*99999999999*=a", before="a/b"),
    "percent signs": partial(filled, "Content-Disposition", "%41", before="attachment; filename*=utf-8''"),
    "a quoted parameter of backslashes": partial(filled, "Content-Type", "\\", before='a/b; name="'),
    "quoted parameters never closed": partial(filled, "Content-Type", ';n="', before="a/b"),
    "semicolons": partial(filled, "Content-Type", ";", before="a/b"),
    "20,000 addresses": partial(filled, "To", "a@b.example,"),
    "20,000 addresses without commas": partial(filled, "To", "a@b.example "),
    "20,000 groups": partial(filled, "To", "g:a@b.example;"),
    "open brackets": partial(filled, "To", "("),
    "nested comments around one address": lambda: mail("x", "To: " + "(" * 50_000 + "a@b.example" + ")" * 50_000),
    "angles": partial(filled, "To", "<"),
    "an angle full of comments": partial(filled, "To", "(a", before="<a@b.example", after=">"),
    "an angle full of dots and blanks": partial(filled, "To", " .", before="<a@", after=">"),
    "blanks before a dot": partial(filled, "To", " ", before="a@b", after=". example"),
    "quotes": partial(filled, "To", '"'),
    "quotes and backslashes": partial(filled, "To", '"\\'),
    "at-signs": partial(filled, "To", "a@"),
    "routes": partial(filled, "To", "@a,", before="<", after=":a@b.example>"),
    "colons": partial(filled, "To", "a:"),
    "names without an address": partial(filled, "To", "name, "),
    "20,000 references": partial(filled, "References", "<a@b> "),
    "references never closed": partial(filled, "References", "<" + "a" * 900),
    "an id of 240 KiB": partial(filled, "Message-ID", "a"),
    "labels": partial(filled, "X-Gmail-Labels", ","),
    "an answer's subject of blanks": lambda: mail(
        _ANSWER, "Content-Type: multipart/alternative; boundary=b", "Subject: Re" + " " * _SIZE + "coffee"
    ),
    "a date of 240 KiB": partial(filled, "Date", "1"),
    "a date of blanks and commas": partial(filled, "Date", ", ", before="Mon"),
    "5,000 servers on the way": lambda: mail("x", *["Received: from x by y; Mon, 2 Mar 2026 10:00:00 +0000"] * 3_500),
    "20,000 own addresses": lambda: mail("x", *["Delivered-To: a@b.example"] * 8_000),
    "20,000 recipients that failed": partial(filled, "X-Failed-Recipients", "a@b.example,"),
    "bytes of no charset in every header": lambda: mail("x", "To: " + "ÿ" * 100_000).replace(b"\xc3\xbf", b"\xff\xfe"),
}


# --- text --------------------------------------------------------------------------------------------------------


def _text(piece: str, size: int = MIB, kind: str = "text/plain") -> Recipe:
    return lambda: typed(kind, (piece * (size // len(piece) + 1))[:size])


def _html(piece: str, *, after: str = "") -> Recipe:
    return lambda: typed("text/html", (piece * (300_000 // len(piece) + 1))[:260_000] + after)


_TEXTS: dict[str, Recipe] = {
    "flowed text that never ends": _text("a \n", kind="text/plain; format=flowed"),
    "flowed text quoted deeper and deeper": lambda: typed(
        "text/plain; format=flowed", "\n".join(">" * depth + " a " for depth in range(1000))
    ),
    "a line of 20 MiB": _text("word ", 20 * MIB),
    "a line of underscores": _text("_"),
    "quote marks": _text("> "),
    "quotes inside quotes": _text(">"),
    "attributions": _text("On Mon, 2 Mar 2026 at 10:00, Ana <ana@acme.example> wrote:\n"),
    "attributions that never end": _text("On Mon, 2 Mar 2026 Ana\n"),
    "header blocks": _text("From: a@b.example\nTo: c@d.example\n\nSubject: x\n"),
    "almost a header block": _text("Subject: x\nTo: y\n"),
    "signatures": _text("-- \nAna\n"),
    "closings": _text("Best regards\nA sentence that goes on for a while, so that it is one.\n"),
    "phones between quotes": _text("words\n\nSent from my iPhone\n\n> a\n"),
    "dashes and original messages": _text("-- -- -- Original -- "),
    "colons in a row": _text(":\n"),
    "blank lines": _text("\n"),
    "links": _text("https://"),
    "7 bits that are none": _text("+/v8-", kind="text/plain; charset=utf-7"),
    "a charset of escapes": _text("\x1b$B", kind="text/plain; charset=iso-2022-jp"),
    "hz without an end": _text("~{", kind="text/plain; charset=hz"),
    "idna": _text("a.", kind="text/plain; charset=idna"),
    "punycode": _text("a-", kind="text/plain; charset=punycode"),
    "a codec that unpacks": _text("x\x9c", kind="text/plain; charset=zlib"),
    "a charset of 200 KiB": lambda: typed(f"text/plain; charset={'x' * 200_000}", "Grüße"),
    "noise of no charset": lambda: typed("text/plain", bytes(range(128, 256)) * 8_000),
    "noise that calls itself UTF-16": lambda: typed("text/plain; charset=utf-16", b"\xd8\x00" * 500_000),
    "divisions in divisions": _html("<div>"),
    "bold in bold": _html("<b>"),
    "tables in tables": _html("<table><tr><td>"),
    "quotes in quotes": _html('<blockquote type="cite">'),
    "divisions with a border on top": _html('<div style="border-top:solid 1pt">a'),
    "borders in borders over three labels": _html('<div style="border-top:solid">', after="a: b: c:" * 10_000),
    "styles that almost hide": _html('<p style="display:   visibility:   font-size:">a'),
    "a style of many borders": lambda: typed("text/html", '<p style="' + "border-left:" * 20_000 + '">x'),
    "a border of 250 KiB of blanks": lambda: typed(
        "text/html", '<div style="border-top:' + "\u00a0" * 120_000 + '">x</div>'
    ),
    "20,000 borders on top": lambda: typed("text/html", '<div style="' + "border-top:" * 20_000 + '">x</div>'),
    "a headline of blanks to machines": lambda: typed("text/plain", "# system" + " " * 250_000 + "x"),
    "20,000 rules of style": _html("<style>a{b:c}</style>"),
    "an import in a style": _html("<style>@import url(x);</style>"),
    "entities in entities": lambda: typed("text/html", _laughs() + "<p>&i;</p>"),
    "ampersands": _html("&"),
    "named characters": _html("&NotEqualTilde;"),
    "comments never closed": _html("<!--"),
    "instructions": _html("<?a "),
    "attributes": lambda: typed("text/html", "<p " + " ".join(f"a{number}=1" for number in range(30_000)) + ">x"),
    "brackets": _html("<"),
    "line breaks": _html("<br>"),
    "lines in a preformatted block": lambda: typed("text/html", "<pre>" + "\n" * 250_000),
    "an attribute that never ends": _html("a", after='<p title="'),
    "null bytes": _html("\x00<p>"),
    "frames, drawings and formulas": _html("<svg><math><mtext><style>"),
}  # fmt: skip


def _laughs() -> str:
    levels = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    return f'<!DOCTYPE html [<!ENTITY a "ha">{levels}]>'


# --- calendars ---------------------------------------------------------------------------------------------------


def series(rule: str, *, when: str = "20200101T090000Z") -> Recipe:
    """One series by a rule that is hard to follow."""
    return lambda: calendar(f"UID:u\nDTSTART:{when}\nDURATION:PT30M\nRRULE:{rule}")


def zone(observances: str, *, event: str = "DTSTART;TZID=Ours:20260302T100000") -> bytes:
    return calendar(f"UID:u\n{event}", head=f"BEGIN:VTIMEZONE\nTZID:Ours\n{observances}END:VTIMEZONE")


def observance(lines: str) -> str:
    return f"BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n{lines}\nEND:STANDARD\n"


def _lines(line: Callable[[int], str], count: int) -> Recipe:
    return lambda: one_event("\n".join(line(number) for number in range(count)))


_MANY = ",".join(map(str, range(1, 60)))
_DAYS = ",".join(f"{nth}{day}" for nth in (1, 2, 3, 4, -1) for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
_RULES: dict[str, Recipe] = {
    "INTERVAL=0": series("FREQ=DAILY;INTERVAL=0"),
    "every second": series("FREQ=SECONDLY"),
    "every minute for ever": series("FREQ=MINUTELY"),
    "a thousand million times": series("FREQ=DAILY;COUNT=1000000000"),
    "a thousand million times in secret": series("FREQ=YEARLY;COUNT=1000000000;BYMONTH=2;BYMONTHDAY=30"),
    "the thirtieth of February": series("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "a count of 4,000 digits": series("FREQ=DAILY;COUNT=" + "9" * 4000),
    "an interval of 300 digits": series("FREQ=DAILY;INTERVAL=" + "9" * 300),
    "every minute of every hour": series(f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={_MANY}"),
    "all lists at once": series(
        f"FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY={','.join(map(str, range(1, 32)))};"
        "BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3,4;BYMINUTE=1,2,3,4,5,6;BYSETPOS=-1"
    ),
    "5,000 weekdays": series("FREQ=MONTHLY;BYDAY=" + ",".join(["MO"] * 5000)),
    "every nth weekday of every year since 1601": series(f"FREQ=YEARLY;BYDAY={_DAYS}", when="16010101T090000Z"),
    "the 366th place of every day": series("FREQ=DAILY;BYSETPOS=366"),
    "every 9,999th week": series("FREQ=WEEKLY;INTERVAL=9999;BYSETPOS=9"),
    "daily since the year 1": series("FREQ=DAILY", when="00010101T000000Z"),
    "daily since 1000, counted": series("FREQ=DAILY;COUNT=999999", when="10000101T000000Z"),
    "until the year 9999": series("FREQ=DAILY;UNTIL=99991231T235959Z", when="99991201T000000Z"),
    "a rule of a million parts": series("FREQ=DAILY;" + "X=1;" * 200_000),
    "2,000 series at once": lambda: calendar(*(f"UID:{n}\n{_WHEN}\nRRULE:FREQ=YEARLY;COUNT=2" for n in range(2001))),
}
_CALENDARS: dict[str, Recipe] = {
    "50,000 attendees": lambda: one_event("\n".join(f"ATTENDEE:mailto:a{n}@b.example" for n in range(50_000))),
    "500 attendees with every parameter": _lines(
        lambda n: f'ATTENDEE;CN="Jo {n}";CUTYPE=ROOM;ROLE=CHAIR;PARTSTAT=ACCEPTED;RSVP=TRUE;X-A=b:mailto:a{n}@b.c', 500
    ),
    "500 attendees of 2 KiB": _lines(lambda n: f'ATTENDEE;CN="{"n" * 2000}":mailto:a{n}@b.example', 500),
    "30 events of 490 attendees": lambda: calendar(
        *("\n".join([f"UID:{n}\n{_WHEN}", *["ATTENDEE:mailto:a@b.example"] * 490]) for n in range(70))
    ),
    "one parameter 20,000 times": lambda: one_event("ATTENDEE" + ";CN=a" * 20_000 + ":mailto:a@b.example"),
    "a parameter of quotes": lambda: one_event('ATTENDEE;CN="' + '"' * 60_000 + ":mailto:a@b.example"),
    "a parameter with 20,000 values": lambda: one_event('ATTENDEE;MEMBER="a"' + ',"a"' * 16_000 + ":mailto:a@b.c"),
    "5,000 dates left out, a line each": _lines(lambda n: f"EXDATE:2026{n % 12 + 1:02}{n % 28 + 1:02}T100000Z", 4990),
    "100,000 dates left out in one line": lambda: one_event(
        "RRULE:FREQ=DAILY\nEXDATE:" + ",".join(["20260302T100000Z"] * 60_000)
    ),
    "60,000 dates added in one line": lambda: one_event("RDATE:" + ",".join(["20260302T100000Z"] * 60_000)),
    "5,000 dates added, a line each": _lines(lambda n: f"RDATE:{2000 + n % 90}0302T{n % 24:02}0000Z", 4990),
    "periods added": lambda: one_event("RDATE;VALUE=PERIOD:" + ",".join(["20260302T100000Z/PT1H"] * 3_000)),
    "dates that are none, a line each": _lines(lambda n: f"EXDATE:{n}garbage", 4990),
    "comments": lambda: one_event("COMMENT:x\n" * 4990),
    "comments in every event": lambda: calendar(*(f"UID:{n}\n" + "COMMENT:\n" * 4990 for n in range(22))),
    "bad lines": lambda: one_event("DTEND;;;:x\n" * 4990),
    "300,000 lines nobody reads": lambda: one_event("X:\n" * 300_000),
    "folded lines without an end": lambda: one_event("SUMMARY:x\n" + " \n" * 500_000),
    "one folded line of 1 MiB": lambda: one_event("DESCRIPTION:" + "\n x" * 330_000),
    "quoted-printable lines without an end": lambda: one_event("SUMMARY;ENCODING=QUOTED-PRINTABLE:" + "a=\n" * 250_000),
    "one quoted-printable line of 1 MiB": lambda: one_event("SUMMARY;ENCODING=QUOTED-PRINTABLE:" + "=3D" * 330_000),
    "a description of backslashes": lambda: one_event("DESCRIPTION:" + "\\" * 1_000_000),
    "a description of angles": lambda: one_event("DESCRIPTION:<p " + "<" * 1_000_000),
    "a description in nested HTML": lambda: one_event("DESCRIPTION:<p>" + "<div>" * 190_000),
    "a description of links": lambda: one_event("DESCRIPTION:" + "https://zoom.us/j/ " * 50_000),
    "a description of half links": lambda: one_event("DESCRIPTION:" + "https://" * 120_000),
    "wrapped links in wrapped links": lambda: one_event(
        "LOCATION:" + "https://eur01.safelinks.protection.outlook.com/?url=" * 15_000
    ),
    "20,000 components in one another": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 100_000,
    "50,000 empty components": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:X\nEND:X\n" * 70_000,
    "events never closed": lambda: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 80_000,
    "alarms in one event": lambda: one_event("BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n" * 20_000),
    "the year 1": lambda: calendar("UID:u\nDTSTART:00010101T000000Z\nDTEND:00010101T000000Z\nRDATE:00010101"),
    "the year 9999": lambda: calendar("UID:u\nDTSTART:99991231T235959Z\nDURATION:P1D\nRRULE:FREQ=DAILY"),
    "a duration of a thousand million weeks": lambda: one_event("DURATION:P1000000000W\nRRULE:FREQ=DAILY"),
    "a duration of 60,000 digits": lambda: one_event(f"DURATION:P{'9' * 60_000}D"),
    "durations that last": lambda: one_event("DURATION:P20000D\nRRULE:FREQ=DAILY"),
    "a sequence of a million digits": lambda: one_event("SEQUENCE:" + "9" * 1_000_000),
    "moved occurrences without a series": lambda: calendar(
        *(f"UID:u\nRECURRENCE-ID:20260302T10{n // 60:02}{n % 60:02}Z\n{_WHEN}" for n in range(100))
    ),
    "UTF-16 of 1 MiB": lambda: ("BEGIN:VCALENDAR\n" + "X" * 500_000).encode("utf-16"),
    "noise": lambda: b"BEGIN:VCALENDAR\n" + bytes(range(128, 256)) * 8_000,
    "names of every kind": lambda: one_event("\n".join(f"X-{n}:1" for n in range(70_000))),
}
_ZONES: dict[str, Recipe] = {
    "5,000 observances": lambda: zone(observance("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU") * 7_000),
    "2,000 zones": lambda: calendar(
        f"UID:u\n{_WHEN}", head="".join(f"BEGIN:VTIMEZONE\nTZID:{n}\n{observance('')}END:VTIMEZONE\n" for n in range(5000))
    ),
    "a zone whose rule never matches": lambda: zone(observance("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") * 90),
    "a zone that changes every day": lambda: zone(observance("RRULE:FREQ=DAILY") * 90),
    "a zone that changes a thousand times": lambda: zone(observance("RRULE:FREQ=YEARLY;COUNT=1000") * 90),
    "a zone of 20,000 dates": lambda: zone(observance("RDATE:" + ",".join(["20260302T100000"] * 20_000)) * 2),
    "a zone of 100 lists": lambda: zone(observance("RDATE:" + ",".join(["20260302T100000"] * 60)) * 800),
    "a costly zone in every date": lambda: zone(
        observance("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") * 90,
        event=f"{_WHEN}\nEXDATE;TZID=Ours:" + ",".join(["20260302T100000"] * 4_000),
    ),
    "a costly zone in a long series": lambda: zone(
        observance("RRULE:FREQ=YEARLY;BYDAY=" + _DAYS) * 90,
        event="DTSTART;TZID=Ours:20200101T100000\nRRULE:FREQ=DAILY",
    ),
    "an offset of 99 hours": lambda: zone(observance("TZOFFSETTO:+9999"), event="DTSTART;TZID=Ours:00010101T000000"),
    "a zone's name of 1 MiB": lambda: calendar(f"UID:u\nDTSTART;TZID={'A' * 900_000}:20260302T100000"),
    "a zone's name of slashes": lambda: calendar(f"UID:u\nDTSTART;TZID={'/' * 60_000}:20260302T100000"),
    "2,000 names of zones": lambda: one_event("\n".join(f"EXDATE;TZID=Zone {n}:20260302T100000" for n in range(4900))),
}  # fmt: skip

MAILS: dict[str, Recipe] = {**_PARTS, **_HEADERS, **_TEXTS}
CALENDARS: dict[str, Recipe] = {**_RULES, **_CALENDARS, **_ZONES}
