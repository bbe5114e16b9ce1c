"""The search language, against a table written from Google's help (support.google.com/mail/answer/7190) and its API guide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from infra.sandbox.mail_content import MailContent
from infra.sandbox.mail_search import Reader, parse_query
from infra.sandbox.mailbox import Mailbox
from infra.sandbox.process import Sandbox
from tests.sandbox import clients

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
ATTACHED = (
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
    "--b\r\nContent-Type: application/pdf; name=homework.pdf\r\n"
    "Content-Disposition: attachment; filename=homework.pdf\r\n\r\nPDF\r\n--b--\r\n"
)


def head(sender: str, to: str, subject: str, **more: str) -> str:
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", *(f"{key}: {value}" for key, value in more.items())]
    return "\r\n".join(lines) + "\r\n"


#: name: (labels, day, mail)
MAILS: dict[str, tuple[set[str], datetime, str]] = {
    "amy": (
        {"INBOX", "UNREAD"},
        datetime(2026, 10, 31, 12, tzinfo=UTC),
        head(
            "Amy Pond <amy@river.example>",
            "alex@example.com",
            "Dinner on Friday",
            **{"Message-ID": "<200503292@river.example>"},
        )
        + "\r\nShall we see a movie? The best dinner and movie.\r\n",
    ),
    "david": (
        {"INBOX", "STARRED", "Label_1"},
        datetime(2026, 10, 20, 12, tzinfo=UTC),
        head(
            "David Kim <david.kim@harbor.example>",
            "alex@example.com, amy@river.example",
            "Holiday vacation",
            Cc="zoe@sub.example",
        )
        + ATTACHED.format(text="My vacation plans"),
    ),
    "sent": (
        {"SENT"},
        datetime(2026, 9, 1, 12, tzinfo=UTC),
        head("Alex <alex@example.com>", "David Kim <david.kim@harbor.example>", "Coffee?", Bcc="lee@secret.example")
        + "\r\nWould you have a moment?\r\n",
    ),
    "promo": (
        {"INBOX", "CATEGORY_PROMOTIONS"},
        datetime(2025, 6, 1, 12, tzinfo=UTC),
        head(
            "Shop <news@shop.example>", "alex@example.com", "Unsubscribe any time", **{"List-ID": "<info.shop.example>"}
        )
        + "Content-Type: text/html\r\n\r\n<p>Dinner <b>deals</b></p>\r\n",
    ),
    "archived": (
        {"UNREAD"},
        datetime(2024, 1, 5, 12, tzinfo=UTC),
        head("old@past.example", "alex@example.com", "Été à Paris") + "\r\nx\r\n",
    ),
    "spam": (
        {"SPAM"},
        datetime(2026, 10, 30, 12, tzinfo=UTC),
        head("bad@spam.example", "alex@example.com", "Dinner pills") + "\r\nx\r\n",
    ),
    "midnight": (
        {"INBOX"},
        # 2026-03-04 23:30 in California, already the 5th in UTC.
        datetime(2026, 3, 5, 7, 30, tzinfo=UTC),
        head("clock@time.example", "alex@example.com", "Late") + "\r\nx\r\n",
    ),
}

#: A query and the names it finds, spam left out unless asked for.
TABLE: list[tuple[str, set[str]]] = [
    ("from:amy", {"amy"}),
    ("from:am", set()),
    ("from:amy@river.example", {"amy"}),
    ("from:river.example", {"amy"}),
    ("from:@harbor.example", {"david"}),
    ("FROM:AMY", {"amy"}),
    ("from:me", {"sent"}),
    ("to:david", {"sent"}),
    ("to:amy", {"david"}),
    ("to:zoe@sub.example", {"david"}),
    ("cc:zoe", {"david"}),
    ("cc:amy", set()),
    ("bcc:lee", {"sent"}),
    ("subject:dinner", {"amy"}),
    ("subject:(friday dinner)", {"amy"}),
    ("subject:(dinner movie)", set()),
    ("subject:{dinner vacation}", {"amy", "david"}),
    ('subject:"dinner on friday"', {"amy"}),
    ('subject:"friday dinner"', set()),
    ("from:amy OR from:david", {"amy", "david"}),
    ("{from:amy from:david}", {"amy", "david"}),
    ("from:(amy OR david)", {"amy", "david"}),
    ("from:amy OR from:david subject:vacation", {"david"}),
    ("from:amy or from:david", set()),
    ("dinner -movie", {"promo"}),
    ("dinner AND movie", {"amy"}),
    ("-{from:amy from:david} in:inbox", {"promo", "midnight"}),
    ("-in:inbox", {"sent", "archived"}),
    ("-(from:amy dinner) dinner", {"promo"}),
    ('"dinner and movie"', {"amy"}),
    ('"movie and dinner"', set()),
    ('-"dinner and movie" dinner', {"promo"}),
    ("+movie", {"amy"}),
    ("deals", {"promo"}),
    ("été", {"archived"}),
    ("homework", {"david"}),
    ("after:2026/10/25", {"amy"}),
    ("after:2026-10-25", {"amy"}),
    ("after:10/25/2026", {"amy"}),
    ("newer:2026/10/25", {"amy"}),
    ("before:2025/01/01", {"archived"}),
    ("older:2025/01/01", {"archived"}),
    ("after:2026/10/01 before:2026/10/31", {"david"}),
    ("after:2026/03/05 before:2026/03/06", set()),
    ("after:2026/03/04 before:2026/03/05", {"midnight"}),
    (f"after:{int(datetime(2026, 10, 31, 12, tzinfo=UTC).timestamp())}", {"amy"}),
    (f"after:{int(datetime(2026, 10, 31, 12, tzinfo=UTC).timestamp()) + 1}", set()),
    (f"before:{int(datetime(2024, 1, 5, 12, tzinfo=UTC).timestamp()) + 1}", {"archived"}),
    ("newer_than:2d", {"amy"}),
    ("newer_than:13d", {"amy", "david"}),
    ("newer_than:3m", {"amy", "david", "sent"}),
    ("older_than:1y", {"promo", "archived"}),
    ("older_than:2y", {"archived"}),
    ("has:attachment", {"david"}),
    ("-has:attachment from:david", set()),
    ("has:userlabels", {"david"}),
    ("has:drive", set()),
    ("filename:pdf", {"david"}),
    ("filename:homework.pdf", {"david"}),
    ("filename:doc", set()),
    ("in:inbox", {"amy", "david", "promo", "midnight"}),
    ("in:sent", {"sent"}),
    ("in:spam", {"spam"}),
    ("in:archive", {"archived"}),
    ("in:anywhere dinner", {"amy", "promo", "spam"}),
    ("is:unread", {"amy", "archived"}),
    ("is:read in:inbox", {"david", "promo", "midnight"}),
    ("is:starred", {"david"}),
    ("label:inbox from:amy", {"amy"}),
    ("label:river-people", {"david"}),
    ("category:promotions", {"promo"}),
    ("-category:promotions in:inbox", {"amy", "david", "midnight"}),
    ("category:primary", {"amy", "david", "midnight"}),
    ("list:info.shop.example", {"promo"}),
    ("rfc822msgid:200503292@river.example", {"amy"}),
    ("rfc822msgid:<200503292@river.example>", {"amy"}),
    ("rfc822msgid:200503292", set()),
    ("larger:1M", set()),
    ("smaller:1M from:amy", {"amy"}),
    ("", {"amy", "david", "sent", "promo", "archived", "midnight"}),
    ("(from:amy", {"amy"}),
    ("from:amy)", {"amy"}),
]


@pytest.fixture(scope="module")
def mailbox() -> Mailbox:
    made = Mailbox("search")
    made.user_labels["Label_1"] = "River people"
    for name, (labels, at, text) in MAILS.items():
        made.name_thread(name, made.add(MailContent(text.encode()), labels, at).thread_id)
    return made


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[text or "(empty)" for text, _ in TABLE])
def test_a_query_finds_what_google_says(mailbox: Mailbox, text: str, expected: set[str]) -> None:
    reader = Reader(NOW, frozenset({"alex@example.com"}), tuple(mailbox.user_labels.items()))
    query = parse_query(text, reader)
    visible = [each for each in mailbox.newest_first() if query.reaches_spam_and_trash or "SPAM" not in each.labels]
    names = {mailbox.thread_of_key(name): name for name in MAILS}
    assert {names[each.thread_id] for each in visible if query.matches(each)} == expected


def test_the_server_searches_with_q_and_keeps_spam_out_unless_asked(sandbox: Sandbox, gmail: Any) -> None:
    for labels, at, text in MAILS.values():
        sandbox.control.deliver(text.encode(), labels=sorted(labels), internal_date=at.isoformat())
    listing = gmail.messages()
    assert listing.list(userId="me", q="dinner").execute()["resultSizeEstimate"] == 2
    assert listing.list(userId="me", q="dinner", includeSpamTrash=True).execute()["resultSizeEstimate"] == 3
    assert listing.list(userId="me", q="dinner in:spam").execute()["resultSizeEstimate"] == 1
    assert listing.list(userId="me", labelIds=["SPAM"]).execute()["resultSizeEstimate"] == 1


def test_a_query_too_long_for_an_address_arrives_all_the_same(sandbox: Sandbox, gmail: Any) -> None:
    """Googleapiclient then sends a POST with X-HTTP-Method-Override: GET."""
    sandbox.control.deliver(clients.mail("Found"))
    many = " ".join(f"from:person{number}@somewhere.example" for number in range(200))
    found = gmail.messages().list(userId="me", q=f"{{{many} from:dana@floodworks.example}}").execute()
    assert len(found["messages"]) == 1
