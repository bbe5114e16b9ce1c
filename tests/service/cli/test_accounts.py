"""Connecting, reading now, and what is said when an account is in trouble."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from service.accounts import LOCAL_PERSON, listing
from service.schema import Account
from tests.service.cli.conftest import NOW, Cli, add_account

READ_MAIL = "https://www.googleapis.com/auth/gmail.readonly"
READ_CALENDAR = "https://www.googleapis.com/auth/calendar.readonly"


@pytest.fixture
def sandbox(cli: Cli) -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none") as started:
        cli.environ |= started.product_settings()
        yield started


@pytest.fixture
def credentials(sandbox: Sandbox, tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(sandbox.control.credentials(READ_MAIL, READ_CALENDAR)))
    return path


def test_what_can_be_connected_is_listed(cli: Cli) -> None:
    assert "warmthread connect google" in (told := cli("connect").out)
    assert "warmthread connect microsoft" in told
    assert [one["name"] for one in cli("connect", "--json").json] == ["google", "microsoft", "dav", "link", "takeout"]


def test_without_a_client_the_readme_and_the_other_ways_are_named(cli: Cli) -> None:
    answer = cli("connect", "google")
    assert answer.code == 2
    for word in ("WARMTHREAD_GOOGLE_CLIENT_ID", "README", "make demo", "warmthread import"):
        assert word in answer.err


def test_an_unknown_provider_is_wrong_usage(cli: Cli) -> None:
    assert cli("connect", "yahoo").code == 2
    assert cli("connect", "takeout").code == 2


def test_a_credentials_file_is_adopted_read_and_disconnected(cli: Cli, sandbox: Sandbox, credentials: Path) -> None:
    told = cli("connect", "google", "--credentials", str(credentials), "--json").json
    assert set(told) == {"account", "email", "granted", "missing", "scopes", "asked_scopes"}
    assert told["missing"] == ["send approved drafts"]

    read = cli("sync", "--once", "--stats", "--json")
    assert read.code == 0
    assert set(read.json["stats"]) == {"calls", "units", "records", "events", "seconds"}
    assert read.json["stats"]["units"] > 0
    assert [one["connection_state"] for one in read.json["accounts"]] == ["connected"]

    ended = cli("disconnect", told["email"]).out
    assert "revoked" in ended
    assert f"warmthread disconnect {told['email']} --purge" in ended
    assert cli("disconnect", "nobody@example.com").code == 1
    assert cli("sync", "--once").code == 0


def test_credentials_of_another_kind_are_refused(cli: Cli, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"type": "service_account"}')
    answer = cli("connect", "google", "--credentials", str(tmp_path / "other.json"))
    assert answer.code == 1
    assert "authorized_user" in answer.err
    assert cli("connect", "google", "--credentials", str(tmp_path / "none.json")).code == 2


def test_an_account_whose_permission_ended_is_told_and_the_others_go_on(
    cli: Cli, sandbox: Sandbox, credentials: Path
) -> None:
    cli("connect", "google", "--credentials", str(credentials))
    add_account(cli.context(), "needs_consent", "Google ended the permission.")
    answer = cli("sync", "--once", "--json")
    assert answer.code == 1
    assert "maya@reed.example: Google ended the permission. Run: warmthread connect google" in answer.err
    troubles = {one["email"]: one["trouble"] for one in answer.json["accounts"]}
    assert troubles["alex@example.com"] == ""


def test_nothing_connected_is_said(cli: Cli) -> None:
    cli.begin()
    for arguments in (("sync",), ("sync", "--once")):
        answer = cli(*arguments)
        assert answer.code == 1
        assert "warmthread connect" in answer.err


def test_sync_alone_asks_the_running_one(cli: Cli) -> None:
    context = cli.context()
    add_account(context)
    with context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Account, "acc_maya").next_due = NOW.replace(year=2030)
    assert cli("sync", "--json").json == {"asked": 1, "running": False}
    with context.database.reading() as session:
        due = listing(session, LOCAL_PERSON)[0].next_due
    assert due is not None
    assert due < NOW.replace(year=2027)


def test_a_link_that_signs_the_browser_in_is_told(cli: Cli) -> None:
    cli.begin()
    assert cli("open").out.startswith("http://127.0.0.1:1/sign-in?token=")
    told = cli("open", "--json").json
    assert told["address"] == "http://127.0.0.1:1/"
    assert told["sign_in"].startswith("http://127.0.0.1:1/sign-in?token=")


def test_an_audit_counts_at_the_provider_finds_what_is_lost_and_reads_it_again(
    cli: Cli, sandbox: Sandbox, credentials: Path
) -> None:
    text = "Would you have 20 minutes for an informational interview? I would love to hear about your path."
    mail = (
        f"From: Dana Poe <dana@poe.example>\nTo: alex@example.com\nMessage-ID: <1@poe.example>\nSubject: Hi\n\n{text}\n"
    )
    provider_id = sandbox.control.deliver(text=mail)["id"]
    cli("connect", "google", "--credentials", str(credentials))
    told = cli("audit")
    assert told.code == 0
    assert "All Mail: 1 there = 1 kept" in told.out
    assert "Nothing is missing." in told.out
    context = cli.context()
    with context.database.engine.begin() as connection:
        for table in ("message_copies", "events", "messages"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    context.database.close()
    lost = cli("audit", "--json")
    assert lost.code == 1
    (counted,) = [one["count"] for one in lost.json["accounts"]]
    assert (lost.json["agrees"], counted["missing"], counted["repaired"]) == (False, 1, 0)
    assert counted["parts"][0]["missing_ids"] == [provider_id]
    assert "count" in cli("audit", "--here", "--json").json["accounts"][0]
    assert cli("audit", "--here").code == 0, "what is stored adds up"
    mended = cli("audit", "--repair")
    assert mended.code == 0
    assert "1 record read once more." in mended.out


def test_an_account_that_cannot_be_counted_is_told_and_counts_as_not_proved(cli: Cli) -> None:
    add_account(cli.context())
    answer = cli("audit")
    assert answer.code == 1
    assert "NOT COUNTED at Google" in answer.out
