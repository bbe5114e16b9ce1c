"""Files become records: every kind is recognised by content, bad ones are named, and whose they are is found out."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.authentication import MICROSOFTS_HOSTS, is_genuine
from connectors.records import Message
from connectors.registry import mail_hosts
from connectors.takeout.archive import MAX_RATIO
from connectors.takeout.files import open_files, read_change
from connectors.takeout.owner import own_addresses
from connectors.takeout.sources import kind_of, labels_of
from tests.connectors.corpora import CORPORA, SENTENCE
from tests.connectors.takeout.conftest import INVITE, MAILS, as_mbox, mail

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def subjects(*paths: Path) -> list[str]:
    return [change.message.subject for change, _ in open_files(paths).messages() if change.message]


def test_sent_and_received_mail_is_read_and_drafts_and_spam_are_not(mbox: Path) -> None:
    changes = [change for change, _ in open_files([mbox]).messages()]
    messages = [change.message for change in changes if change.message]
    assert [message.subject for message in messages] == ["Number 1", "Number 2", "Number 5"]
    assert [message.is_sent for message in messages] == [True, False, True]
    assert messages[0].thread_id == "771"
    assert all(change.provider_id.startswith("mid:") for change in changes)


STAMP = "Received: from out.bad.example by mx.gmx.net; Mon, 02 Mar 2026 10:00:00 +0000\n"
"""What the server that took a mail in puts on top of it."""


def read_one(head: str) -> Message:
    change = read_change(f"{head}From: Mika Berg <mika@example.org>\nSubject: Hello\n\nHello\n".encode())
    assert change.message is not None
    return change.message


def test_what_google_says_of_a_mail_counts_in_googles_own_export_alone() -> None:
    told = 'X-GM-THRID: 77\nX-Gmail-Labels: =?UTF-8?Q?Gesendet,"Wichtig",Ge=C3=B6ffnet?=\n'
    googles, strangers = read_one(told), read_one(STAMP + told)
    assert (googles.labels, googles.is_sent, googles.thread_id) == (("Gesendet", "Wichtig", "Geöffnet"), True, "77")
    assert (strangers.labels, strangers.is_sent, strangers.thread_id == "77") == ((), False, False)


YES = "mx.google.com; dmarc=pass header.from=example.org"
NAMELESS_YES = "spf=pass smtp.mailfrom=example.org; dmarc=pass action=none header.from=example.org"
NO = "gmx.net; dmarc=fail header.from=example.org"
OUTLOOKS = "Received: from a.example by AM0PR01.eurprd01.prod.outlook.com with HTTPS; Mon, 02 Mar 2026 10:00:00 +0000\n"


@pytest.mark.parametrize(
    ("head", "results", "expected"),
    [
        ("X-GM-THRID: 77\n", [YES], True),
        ("X-GM-THRID: 77\n", [NO.replace("gmx.net", "mx.google.com"), YES], False),
        (OUTLOOKS, [NAMELESS_YES], True),
        (STAMP, [NO, YES], False),
        (STAMP, [YES], None),
        (STAMP, [NAMELESS_YES], None),
        (STAMP + OUTLOOKS, [NAMELESS_YES], None),
        (STAMP + "X-GM-THRID: 77\n", [YES], None),
    ],
)
def test_a_yes_in_a_file_counts_only_if_the_mailbox_that_the_file_is_of_wrote_it(
    head: str, results: list[str], expected: bool | None
) -> None:
    found = read_one(head + "".join(f"Authentication-Results: {one}\n" for one in results))
    hosts = found.results_by or mail_hosts("takeout")
    assert is_genuine(found.authentication, hosts=hosts, sender="mika@example.org") is expected


@pytest.mark.parametrize(
    "stamp",
    [
        'from a.example by mx.poe.example with smtp (envelope-from <"by x.outlook.com"@evil.example>)',
        'from a.example (by x.outlook.com) by mx.poe.example (envelope-from <") by x.outlook.com ("@evil.example>)',
        'from a"b by mx.poe.example (envelope-from <c" by x.outlook.com "d@evil.example>)',
        "from a.example by mx.poe.example for <b> by x.outlook.com",
        "from a-by x.outlook.com by mx.poe.example",
        "from a.example by x.outlook.com.evil.example with HTTPS",
        "from a.example by x.outlook.com-evil.example with HTTPS",
        "from a.example by evil-outlook.com with HTTPS",
    ],
)
def test_words_of_strangers_in_a_stamp_do_not_make_it_microsofts(stamp: str) -> None:
    found = read_one(f"Received: {stamp}; Mon, 02 Mar 2026 10:00:00 +0000\nAuthentication-Results: {NAMELESS_YES}\n")
    assert found.results_by == ()


@pytest.mark.parametrize(
    "stamp",
    [
        "by AM0PR01.eurprd01.prod.outlook.com with HTTPS",
        "from [10.0.0.1] (2603:10a6::1) by AM0PR01.eurprd01.prod.outlook.com (2603:10a6::2) with Microsoft SMTP Server",
        "from a.example ([fe80::1%5])\n ([fe80::1 (again)])\n by AM0PR01.eurprd01.prod.outlook.com([fe80::2%5]) with mapi",
    ],
)
def test_microsofts_stamp_is_known_in_each_of_its_forms(stamp: str) -> None:
    assert read_one(f"Received: {stamp}; Mon, 02 Mar 2026 10:00:00 +0000\n").results_by == MICROSOFTS_HOSTS


def test_the_same_mail_out_of_another_file_has_the_same_id(mbox: Path, archive: Path, tmp_path: Path) -> None:
    single = tmp_path / "one.eml"
    single.write_text(MAILS[1])
    ids = {change.provider_id for change, _ in open_files([single]).messages()}
    assert ids < {change.provider_id for change, _ in open_files([mbox]).messages()}
    assert subjects(single, mbox, archive) == ["Number 2", "Number 1", "Number 5"]


def test_a_takeout_archive_is_read_without_being_unpacked(archive: Path) -> None:
    files = open_files([archive])
    changes = list(files.messages())
    events = list(files.calendar_events(SINCE, UNTIL))
    assert len(changes) == 3
    assert [f"{change.calendar_event.start:%m-%d %H}" for change in events if change.calendar_event] == [
        "03-02 09",
        "03-09 09",
    ]
    assert {change.calendar_event.calendar_id for change in events if change.calendar_event} == {"mika@example.org"}
    assert changes[-1][1] <= files.total_bytes
    assert files.problems == {}


def test_folders_are_read_whole_and_in_the_same_order_every_time(tmp_path: Path, mbox: Path) -> None:
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / "1:2,S").write_text(mail(6, "Inbox"))
    (tmp_path / "notes.txt").write_text("Just notes.")
    (tmp_path / "broken.eml").write_text("Just notes.")
    files = open_files([tmp_path])
    assert set(subjects(tmp_path)) == {"Number 1", "Number 2", "Number 5", "Number 6"}
    assert subjects(tmp_path) == subjects(tmp_path)
    assert list(files.problems) == [str(tmp_path / "broken.eml")]


def test_an_unreadable_member_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    bomb = "X: y\n" * 80_000
    path = tmp_path / "mail.mbox"
    path.write_bytes(as_mbox([MAILS[0], f"Message-ID: <bad@x.example>\n{bomb}\n", MAILS[1]]))
    changes = [change for change, _ in open_files([path]).messages()]
    assert [change.message is None for change in changes] == [False, True, False]
    assert "5000 header lines" in changes[1].unreadable


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be opened"), (b"", "neither mail"), (b"%PDF-1.4", "neither mail"), (b"PK\x03\x04broken", "cannot be opened")],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "thing.eml"
    if content is not None:
        path.write_bytes(content)
    files = open_files([path])
    assert list(files.messages()) == []
    assert sentence in files.problems[str(path)]


def test_a_calendar_that_is_none_is_named_while_reading(tmp_path: Path) -> None:
    path = tmp_path / "bad.ics"
    path.write_text("BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 50)
    files = open_files([path])
    assert list(files.calendar_events(SINCE, UNTIL)) == []
    assert "nested" in files.problems[str(path)]


def test_a_zip_bomb_is_left_closed_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "takeout.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Takeout/bomb.mbox", b"\0" * (MAX_RATIO * 1024 * 100))
        packed.writestr("Takeout/good.eml", MAILS[1])
    files = open_files([path])
    assert len(list(files.messages())) == 1
    assert "beyond reason" in files.problems[f"{path}!Takeout/bomb.mbox"]


def test_a_damaged_member_gives_what_came_before_the_damage(tmp_path: Path, archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as packed:
        info = packed.infolist()[0]
    start = info.header_offset + 30 + len(info.filename)
    data[start + 20 : start + 200] = b"\xff" * 180
    path = tmp_path / "damaged.zip"
    path.write_bytes(bytes(data))
    files = open_files([path])
    list(files.messages())
    assert "damaged" in " ".join(files.problems.values())


def test_apples_mail_files_lose_their_length_and_property_list(tmp_path: Path) -> None:
    path = tmp_path / "1.emlx"
    path.write_text(f"{len(MAILS[1].encode())}\n{MAILS[1]}<?xml version='1.0'?><plist/>")
    ((change, _),) = open_files([path]).messages()
    assert change.message
    assert change.message.text == "Hello"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"From: a@b.example\n", "mail"),
        (b"\xef\xbb\xbfReceived: x\n", "mail"),
        (b"From a@b.example Mon Mar  2 10:00:00 2026\n", "mbox"),
        (b"\r\nBEGIN:VCALENDAR\r\n", "calendar"),
        ("BEGIN:VCALENDAR\n".encode("utf-16"), "calendar"),
        (b"PK\x03\x04", "zip"),
        (b"Note: not a mail\n", ""),
        (b"", ""),
    ],
)
def test_the_kind_is_decided_by_content(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


def test_names_of_files_and_folders_stand_in_for_labels() -> None:
    assert labels_of(Path("Sent.mbox")) == ("Sent",)
    assert labels_of(Path("Maildir/.Gesendet/cur/1:2,S")) == ("Sent",)
    assert labels_of(Path("Mail/Trash.mbox")) == ("Spam",)
    assert labels_of(Path("Trash.mbox")) == (), "whoever names it by hand wants it read"


# --- whose files -------------------------------------------------------------------------------------------------


def test_the_persons_own_addresses_are_ranked_by_evidence(archive: Path, tmp_path: Path) -> None:
    alias = tmp_path / "Sent.mbox"
    alias.write_bytes(as_mbox([mail(7, "", sender="M. Berg <mika@alias.example>")]))
    own = own_addresses(open_files([archive, alias]))
    assert [(address.email, address.name) for address in own] == [
        ("mika@example.org", "Mika Berg"),
        ("mika@alias.example", "M. Berg"),
    ]
    assert own == own_addresses(open_files([archive, alias]))


def test_without_evidence_nobody_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_text("From: ana@acme.example\nTo: mika@example.org\n\nHello")
    assert own_addresses(open_files([path])) == ()


def test_a_lists_delivered_to_and_a_group_calendar_are_no_evidence(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_text("From: a@b.example\nDelivered-To: mailing list news@list.example\n\nHello")
    name = "abc@group.calendar.google.com"
    (tmp_path / "group.ics").write_text(INVITE.replace("X-WR-CALNAME:mika@example.org", f"X-WR-CALNAME:{name}"))
    assert own_addresses(open_files([tmp_path])) == ()


def test_all_public_corpora_are_imported_without_an_exception() -> None:
    if not CORPORA.exists():
        pytest.skip(SENTENCE)
    files = open_files([CORPORA])
    assert sum(1 for _ in files.messages()) > 300
    assert sum(1 for _ in files.calendar_events(SINCE, UNTIL)) > 100
    own_addresses(files)
