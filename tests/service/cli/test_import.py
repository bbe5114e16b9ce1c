"""Files through the command line: once is enough, twice adds nothing, and what is unreadable is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from service.schema import StoredMessage
from tests.service.cli.conftest import Cli

ME, DANA = "Maya Reed <maya@reed.example>", "Dana Hall <dana@hall.example>"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test
X-WR-TIMEZONE:America/Chicago
BEGIN:VEVENT
UID:coffee@hall.example
DTSTAMP:20260303T100000Z
DTSTART:20260305T160000Z
DTEND:20260305T163000Z
SUMMARY:Coffee chat Maya / Dana
ORGANIZER;CN=Dana Hall:mailto:dana@hall.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Maya Reed:mailto:maya@reed.example
ATTENDEE;PARTSTAT=ACCEPTED;CN=Dana Hall:mailto:dana@hall.example
END:VEVENT
END:VCALENDAR
"""


def mail(number: int, sender: str, to: str, subject: str, body: str, *more: str, day: int = 2) -> str:
    headers = (
        "From nobody Mon Mar  2 10:00:00 2026",
        f"Message-ID: <{number}@reed.example>",
        f"From: {sender}",
        f"To: {to}",
        f"Date: {day:02} Mar 2026 1{number}:00:00 +0000",
        f"Subject: {subject}",
        *more,
    )
    return "\n".join(headers) + f"\n\n{body}\n\n"


PLAIN = mail(
    0, DANA, ME, "The photographs", "Here are the photographs of the bridge.", "Delivered-To: maya@reed.example"
)
ASKED = mail(
    1,
    ME,
    DANA,
    "Could I ask you about your work?",
    "Hi Dana,\n\nI would love to hear about your career path. Could we have a coffee chat of 20 minutes?\n\nMaya",
    "X-Gmail-Labels: Sent",
)
SHOP = mail(2, "Shop <news@shop.example>", ME, "Sale", "Half price", "List-Unsubscribe: <https://shop.example/u>")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "all.mbox").write_text(PLAIN + ASKED + SHOP)
    (folder / "calendar.ics").write_text(CALENDAR)
    return folder


def test_an_import_finds_the_person_and_the_interview(cli: Cli, files: Path) -> None:
    answer = cli("import", str(files))
    assert answer.code == 0
    assert "You are maya@reed.example." in answer.out
    listed = cli("interviews", "--json").json
    assert [(one["title"], one["contact"]["email"]) for one in listed] == [
        ("Coffee chat Maya / Dana", "dana@hall.example")
    ]


def test_importing_twice_adds_nothing(cli: Cli, files: Path) -> None:
    first = cli("import", str(files), "--json").json
    interviews = cli("interviews", "--json").out
    second = cli("import", str(files), "--json").json
    assert (first["interviews_new"], second["interviews_new"]) == (1, 0)
    assert (second["mails_new"], second["calendar_events_new"]) == (0, 0)
    assert second["mails_kept"] == first["mails_kept"]
    assert cli("interviews", "--json").out == interviews


def test_a_mail_that_says_nothing_is_kept_once_its_sender_matters(cli: Cli, tmp_path: Path) -> None:
    """It lies before the request in the file, so only a further round can know."""
    (tmp_path / "plain.mbox").write_text(PLAIN)
    assert cli("import", str(tmp_path / "plain.mbox"), "--json").json["mails_kept"] == 0
    (tmp_path / "both.mbox").write_text(PLAIN + ASKED + SHOP)
    (tmp_path / "calendar.ics").write_text(CALENDAR)
    told = cli("import", str(tmp_path / "both.mbox"), str(tmp_path / "calendar.ics"), "--json").json
    assert told["mails_kept"] == 2
    assert told["mails_aside"] == 1
    assert told["rounds"] <= 3


def test_a_mail_in_the_persons_own_name_that_a_server_took_in_is_not_theirs(cli: Cli, files: Path) -> None:
    stamp = "Received: from out.bad.example by mx.gmx.net; Thu, 05 Mar 2026 18:00:00 +0000"
    forged = mail(3, ME, DANA, "Today", "So sorry I missed our call today!", stamp, "X-Gmail-Labels: Sent", day=5)
    (files / "forged.mbox").write_text(forged)
    cli("import", str(files))
    with cli.context().database.reading() as session:
        sent = {row[0]: row[1] for row in session.execute(select(StoredMessage.message_id, StoredMessage.is_sent))}
    assert (sent["<1@reed.example>"], sent["<3@reed.example>"]) == (True, False)


def test_nobodys_files_need_a_name(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "calendar.ics").write_text(CALENDAR)
    answer = cli("import", str(tmp_path / "calendar.ics"))
    assert answer.code == 2
    assert "--me" in answer.err
    assert cli("import", str(tmp_path / "calendar.ics"), "--me", "maya@reed.example").code == 0
    assert len(cli("interviews", "--json").json) == 1
    assert cli("import", str(tmp_path / "calendar.ics"), "--me", "maya").code == 2


def test_what_is_older_is_left_out_and_said(cli: Cli, files: Path) -> None:
    told = cli("import", str(files), "--days", "2", "--json").json
    assert told["mails_older"] == 3
    assert told["mails_kept"] == 0


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(cli: Cli, files: Path) -> None:
    (files / "broken.zip").write_bytes(b"PK\x03\x04 not really")
    answer = cli("import", str(files), "--json")
    assert answer.code == 0
    assert [Path(one["what"]).name for one in answer.json["unreadable"]] == ["broken.zip"]
    assert answer.json["unreadable"][0]["why"].endswith(".")
    assert answer.json["interviews"] == 1


def test_nothing_to_read_is_a_failure(cli: Cli, tmp_path: Path) -> None:
    assert cli("import", str(tmp_path / "nowhere.mbox")).code == 1
    answer = cli("import", str(tmp_path / "nowhere.mbox"), "--json")
    assert answer.code == 1
    assert answer.json["unreadable"][0]["why"]


def test_the_audit_accounts_for_every_record(cli: Cli, files: Path) -> None:
    cli("import", str(files))
    found = cli("audit", "--json").json
    assert found["agrees"]
    assert found["accounts"][0]["mail"]["seen"] == 3
    assert found["accounts"][0]["calendar"]["seen"] == 1
    assert "accounted for" in cli("audit").out


def test_the_audit_tells_when_something_is_missing(cli: Cli, files: Path) -> None:
    cli("import", str(files))
    context = cli.context()
    with context.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM message_copies")
    answer = cli("audit", "--json")
    assert answer.code == 1
    assert not answer.json["agrees"]


def test_replaying_what_was_imported_ends_the_same(cli: Cli, files: Path) -> None:
    cli("import", str(files))
    before = cli("interviews", "--all", "--json").out
    assert cli("replay", "--json").json["replayed"] > 0
    assert cli("interviews", "--all", "--json").out == before


def test_parse_gives_every_file_its_object(cli: Cli, files: Path) -> None:
    answer = cli("parse", str(files / "calendar.ics"), str(files / "nowhere"), str(files / "all.mbox"))
    assert answer.code == 1
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert [one["kind"] for one in found] == ["calendar", "mail", "mbox"]
    assert ["error" in one for one in found] == [False, True, False]
    assert answer.err == ""
    assert cli("parse", str(files / "calendar.ics"), "--json").code == 0
