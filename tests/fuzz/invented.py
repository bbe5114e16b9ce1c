"""How inputs are invented: documents that readers know, cut, doubled, mixed and salted by hypothesis, which shrinks what
broke; and JSON whose every value may be another.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from copy import deepcopy
from functools import cache
from typing import Any

from hypothesis import strategies as st

from infra.bench import bombs
from tests.connectors.corpora import CORPORA
from tests.connectors.letters import INVITE

_LONGEST = 20_000
_MOST_EDITS = 12
_OF_A_CORPUS = 150

_SPICES: dict[str, tuple[bytes, ...]] = {
    "mail": (
        b"\r\n", b"\n\n", b"\r", b"\x00", b"\xff\xfe", b"\x1b$B", b"=?utf-8?b?", b"=?utf-8?q?=ZZ?=", b"?=", b"(", b'"', b"\\",
        b"<", b">", b"@", b",", b";", b":", b"=", b"=\n", b"--b\n", b"--b--\n", b"boundary=", b"Content-Type: ",
        b"Content-Transfer-Encoding: base64\n", b"charset=utf-7", b"charset=idna", b"charset=x-nothing", b"name*0*=",
        b"filename*=utf-8''%ff", b"From: ", b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n", b"message/rfc822", b"multipart/mixed",
        b"multipart/report; report-type=delivery-status; boundary=b", b"text/calendar; method=CANCEL", b"text/html", b"&#x110000;",
    ),
    "calendar": (
        b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"BEGIN:VTIMEZONE\n", b"END:VCALENDAR\n", b"RRULE:FREQ=YEARLY;BYDAY=-1SU\n",
        b"RRULE:FREQ=DAILY;INTERVAL=0\n", b"RRULE:FREQ=MONTHLY;BYMONTHDAY=-31;BYSETPOS=-1\n", b"RDATE;VALUE=PERIOD:20260302T100000Z/PT1H\n",
        b"EXDATE:20260302\n", b"DTSTART;TZID=Europe/Berlin:20260329T023000\n", b"DTSTART:00010101T000000\n",
        b"DTSTART:99991231T235959\n", b"DURATION:P99999999999W\n", b"DURATION:-P1D\n", b"TZOFFSETTO:+9999\n", b"TZOFFSETFROM:-0000\n",
        b"RECURRENCE-ID:20260302T100000Z\n", b"UNTIL=20260231", b"COUNT=0", b"SEQUENCE:-1\n", b";TZID=", b";VALUE=DATE", b'"', b";",
        b":", b"\\", b"\n ", b"\x00", b"^n", b"\xff", b"\xef\xbb\xbf", b'ATTENDEE;CN="a":mailto:', b"ORGANIZER:mailto:a@b\n",
    ),
    "text": (
        b"> ", b">>>", b"\n", b"\n\n", b"-- \n", b"__\n", b"On Mon, 2 Mar 2026 at 10:00, Ana <a@b.example> wrote:\n",
        b"-----Original Message-----\n", b"From: a\nTo: b\nSubject: c\n", b"Am 2.3.2026 um 10:00 schrieb Ana:\n", b"<div>",
        b"</div>", b"<blockquote>", b"<br>", b"&nbsp;", b"<style>", b"<!--", b"\xe2\x80\xae", b"\xf0\x9f\x8e\x89", b"\xc3\x9f",
        b"25:61 Uhr", b"at 3 pm CET", b"next Tuesday", b"31.2.2026", b"30 Feb", b"+1 (555) 0100", b"Best,\nAna\nCTO", b"12/13/14",
        b"tomorrow at noon", b"week 54", b"in 99999999999 days", b"0:00", b"24:00", b"\t", b"\xe3\x80\x80", b"\x00", b"I will ",
    ),
    "archive": (
        b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"From a@b Mon Mar  2 10:00:00 2026\n",
        b"\nFrom ", b"{", b"null", b"\x08\x00", b"\x63\x00", b"../../", b"warmthread.json",
    ),
}  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**400, 1e308, float("inf"), float("nan"), "", "x" * 3_000, "\x00", "\ud800", "0001-01-01", "2026-02-30",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.9999999", "2026-03-29T02:30:00", "24:00", "Nowhere/At All", "../etc/passwd",
    "(UTC+99:00)", "<b>&#0;", "https://", "http://[x", "https://graph.microsoft.com/v1.0/me/x", "@", "a@b@c", "[]", [], {}, [None], [[]], [{}],
    {"id": None}, {"id": {}}, {"dateTime": 5}, {"date": "2026-13-01"}, {"email": []}, {"emailAddress": "x"}, ["DRAFT", 5, None],
)  # fmt: skip


@cache
def documents(kind: str) -> tuple[bytes, ...]:
    """What is changed: our own small ones, the small ones among the bombs, and public files where they lie beside."""
    own = {"mail": _mails, "calendar": _calendars, "text": _texts, "archive": _archives}[kind]()
    endings = {"mail": ".eml", "calendar": ".ics", "text": ".txt"}
    beside = sorted(CORPORA.rglob(f"*{endings[kind]}"))[:_OF_A_CORPUS] if kind in endings and CORPORA.is_dir() else []
    found = (*own, *(path.read_bytes() for path in beside))
    return tuple(one for one in found if len(one) <= _LONGEST)


def _mails() -> tuple[bytes, ...]:
    invite = bombs.parts(f"Content-Type: text/calendar; method=REQUEST\n\n{INVITE}", "\nHello")
    report = "\nGone\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed"
    heads = ("To: Jo <jo@b.example>, g: a@b, c@d;", "Date: Mon, 2 Mar 2026 10:00:00 +0100", "Message-ID: <1@b.example>")
    plain = bombs.mail(
        "Hi,\n\n> old\n\nBest,\nAna", *heads, "References: <0@b>", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?="
    )
    packed = bombs.mail(
        base64.encodebytes(b"<p>Hi</p>"), "Content-Type: text/html", "Content-Transfer-Encoding: base64"
    )
    flowed = bombs.typed("text/plain; format=flowed; delsp=yes; charset=iso-8859-1", b"a \n>b \n\xe4")
    small = [recipe() for name, recipe in bombs.MAILS.items() if "MiB" not in name and "000" not in name]
    return (plain, invite, packed, flowed, bombs.parts(report), bombs.nested(5), bombs.chained(3), *small)


def _calendars() -> tuple[bytes, ...]:
    weekly = bombs.series("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260401T000000Z")()
    moved = bombs.calendar(
        "UID:u\nDTSTART;TZID=Ours:20260302T100000\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Ours:20260303T100000",
        "UID:u\nRECURRENCE-ID:20260304T090000Z\nDTSTART:20260304T120000Z\nSTATUS:CANCELLED",
        head=f"METHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:Ours\n{bombs.observance('RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU')}END:VTIMEZONE",
    )
    small = [recipe() for name, recipe in bombs.CALENDARS.items() if "000" not in name and "1 MiB" not in name]
    return (INVITE.encode(), weekly, moved, bombs.one_event("ATTENDEE;PARTSTAT=ACCEPTED;CN=Jo:mailto:a@b.c"), *small)


def _texts() -> tuple[bytes, ...]:
    reply = (
        "Tuesday 10 March at 3 pm works!\n\nBest,\nAna\n\nOn Mon, 2 Mar 2026, Alex <a@b.example> wrote:\n> Coffee?\n"
    )
    german = (
        "Hallo Alex,\n\ngern am 10.3. um 15 Uhr.\n\nViele Grüße\nAna Lima\nLeiterin Produkt, Acme GmbH\n+49 30 1234\n"
    )
    block = "See below\n\nFrom: Alex\nSent: Monday\nTo: Ana\nSubject: Hi\n\nI'll send you the deck by Friday.\n"
    html = "<div>Yes</div><div style='border-top:solid'>From: a</div><blockquote>old</blockquote>"
    return tuple(text.encode() for text in (reply, german, block, html, "-- \nAna", ""))


def _archives() -> tuple[bytes, ...]:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Takeout/Mail/Sent.mbox", _mbox())
        packed.writestr("Takeout/Calendar/a.ics", INVITE)
        packed.writestr("warmthread.json", '{"format": 1, "tables": {}}')
        packed.writestr("data/persons.jsonl", '{"id": "per_a"}\n')
    return (made.getvalue(), _mbox(), INVITE.encode(), gzip.compress(_mbox()), _mails()[0])


def _mbox() -> bytes:
    return b"".join(b"From a@b Mon Mar  2 10:00:00 2026\n" + one + b"\n\n" for one in _mails()[:4])


@st.composite
def changed(draw: st.DrawFn, kind: str) -> bytes:
    """One of that kind's documents after some edits."""
    text = bytearray(draw(st.sampled_from(documents(kind))))
    for _ in range(draw(st.integers(0, _MOST_EDITS))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        _edit(draw, kind, text, start, end)
        del text[4 * _LONGEST :]
    return bytes(text)


def _edit(draw: st.DrawFn, kind: str, text: bytearray, start: int, end: int) -> None:
    match draw(st.integers(0, 5)):
        case 0:
            del text[start : min(end, start + 200)]
        case 1:
            text[start:start] = draw(st.sampled_from(_SPICES[kind])) * draw(st.sampled_from((1, 1, 1, 2, 40, 700)))
        case 2:
            text[start:start] = draw(st.binary(max_size=12))
        case 3:
            text[start:start] = text[start:end][:2_000] * draw(st.integers(1, 4))
        case 4:
            text[start:start] = draw(st.sampled_from(documents(kind)))[:4_000]
        case _:
            text[start : start + 1] = bytes([draw(st.integers(0, 255))])


def answers() -> st.SearchStrategy[bytes]:
    """Answers of a provider, as JSON: one list of them."""
    return _changed_answers().map(lambda told: json.dumps(told).encode())


@st.composite
def _changed_answers(draw: st.DrawFn) -> list[Any]:
    told: list[Any] = json.loads(json.dumps(draw(st.lists(st.sampled_from(_ANSWERS), min_size=1, max_size=4))))
    for _ in range(draw(st.integers(0, 6))):
        _change_one(draw, told)
    return told


def _change_one(draw: st.DrawFn, told: Any) -> None:
    """Goes down into the JSON and puts another value somewhere, takes one away, or doubles one."""
    here = told
    while True:
        if not isinstance(here, dict | list) or not here:
            return
        key = draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if isinstance(here[key], dict | list) and here[key] and draw(st.integers(0, 4)):
            here = here[key]
            continue
        match draw(st.integers(0, 3)):
            case 0:
                del here[key]
            case 1 if isinstance(here, list):
                here.append(deepcopy(here[key]))
            case _:
                here[key] = deepcopy(draw(st.sampled_from(ODD)))
        return


_RAW = base64.urlsafe_b64encode(
    b"From: Ana <a@b.example>\nTo: me@example.org\nSubject: Hi\nMessage-ID: <1@b>\n\nHello"
).decode()
_PERSON = {
    "emailAddress": {"address": "a@b.example", "name": "Ana"},
    "status": {"response": "accepted"},
    "type": "required",
}
_EDGE = {"dateTime": "2026-03-02T10:00:00.0000000", "timeZone": "W. Europe Standard Time"}
_WHO = {"email": "a@b.example", "displayName": "Ana", "responseStatus": "accepted", "self": False}
_TOLD = {"id": "m1", "threadId": "t", "labelIds": ["INBOX"]}
_EVENT = {
    "id": "e1", "status": "confirmed", "iCalUID": "u", "summary": "Coffee", "description": "<b>Hi</b> https://zoom.us/j/1", "location": "Café", "sequence": 1,
    "start": {"dateTime": "2026-03-02T10:00:00+01:00", "timeZone": "Europe/Berlin"}, "end": {"dateTime": "2026-03-02T11:00:00+01:00"}, "organizer": _WHO,
    "creator": _WHO, "attendees": [_WHO, {**_WHO, "self": True}], "originalStartTime": {"date": "2026-03-02"}, "recurringEventId": "s", "updated": "2026-03-01T10:00:00Z",
    "conferenceData": {"entryPoints": [{"entryPointType": "video", "uri": "https://meet.google.com/a"}]}, "visibility": "private",
}  # fmt: skip
_GRAPH_EVENT = {
    "id": "e1", "subject": "Coffee", "body": {"contentType": "html", "content": "<p>Hi</p>"}, "start": _EDGE, "end": _EDGE, "iCalUId": "040000008200E00074C5B7101A82E008",
    "location": {"displayName": "Café"}, "organizer": _PERSON, "attendees": [_PERSON], "seriesMasterId": "s", "type": "occurrence", "isCancelled": False,
    "originalStart": "2026-03-02T10:00:00Z", "onlineMeeting": {"joinUrl": "https://teams.microsoft.com/l"}, "responseStatus": {"response": "accepted"},
}  # fmt: skip
_GRAPH_MAIL = {
    "id": "m1", "conversationId": "c", "receivedDateTime": "2026-03-02T10:00:00Z", "createdDateTime": "2026-03-02T10:00:00Z", "isDraft": False,
    "parentFolderId": "inbox", "categories": ["Red"], "changeKey": "k", "toRecipients": [_PERSON], "displayName": "Inbox", "childFolderCount": 0,
}  # fmt: skip
_NEXT = "https://graph.microsoft.com/v1.0/me/next?$skiptoken=a"
_ANSWERS: tuple[Any, ...] = (
    {**_TOLD, "raw": _RAW, "internalDate": "1772445600000", "message": {**_TOLD, "raw": _RAW}},
    {"historyId": "9", "history": [{"messagesAdded": [{"message": _TOLD}], "labelsAdded": [{"message": _TOLD, "labelIds": ["INBOX"]}]}]},
    {"historyId": "9", "nextPageToken": "n", "history": [{"messagesDeleted": [{"message": {"id": "m2"}}], "labelsRemoved": [{"message": _TOLD, "labelIds": ["SPAM"]}]}]},
    {"messages": [_TOLD], "nextPageToken": "", "emailAddress": "me@example.org"},
    {"sendAs": [{"sendAsEmail": "me@example.org", "isPrimary": True, "displayName": "Me"}]},
    {"items": [_EVENT, {"id": "e2", "status": "cancelled"}], "timeZone": "Europe/Berlin", "nextSyncToken": "s"},
    {"items": [{"id": "c", "summary": "Mine", "accessRole": "owner", "timeZone": "Europe/Berlin", "primary": True}]},
    {"value": [_GRAPH_MAIL, {"id": "m3", "@removed": {"reason": "deleted"}}], "@odata.deltaLink": _NEXT},
    {"value": [_GRAPH_MAIL], "@odata.nextLink": _NEXT},
    {"value": [_GRAPH_EVENT, {"id": "e3", "@removed": {}}], "@odata.deltaLink": _NEXT},
    {**_GRAPH_MAIL, **_GRAPH_EVENT, "mail": "me@example.org", "proxyAddresses": ["SMTP:me@example.org"], "displayName": "Me"},
    {"error": {"code": "x", "innerError": {"request-id": "r"}, "errors": [{"reason": "y"}], "message": "Retry after 2026-03-02T10:00:00Z"}},
)  # fmt: skip
