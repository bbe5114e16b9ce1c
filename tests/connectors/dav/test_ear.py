"""Being told that mail came: by a real Dovecot, plainly and under TLS, through cuts, and by servers that say odd things."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from connectors.contract import ProviderSettings
from connectors.dav import ear as module
from connectors.dav.credentials import Credentials, Server
from connectors.dav.ear import Ear
from connectors.dav.imap import ImapLine
from connectors.errors import ConnectorError, TryAgain, Unsupported
from connectors.lent import FreeBudget
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Ending, cutting_imap
from tests.servers.dovecot import BARE, Dovecot, running_dovecot
from tests.waiting import PATIENCE, wait_until

ME, PASSWORD = "maya@castellanos.example", "secret"
MAIL = b"Subject: Hello\r\n\r\nHello.\r\n"
AT_ONCE, SHORTLY = 0.0, 0.3


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    try:
        with running_dovecot() as running:
            yield running
    except Missing as missing:
        refuse_or_skip(missing)


@pytest.fixture(params=["plain", "tls"])
def ear(request: pytest.FixtureRequest, server: Dovecot) -> Ear:
    """With TLS, and without."""
    server.add(ME, PASSWORD)
    if request.param == "tls":
        return ear_at(Server("127.0.0.1", server.tls_port, "tls"), str(server.authority))
    return plain_ear(server.port)


def ear_at(server: Server, authority: str = "") -> Ear:
    account = Credentials(ME, ME, PASSWORD, imap=server, own_network=True)
    return Ear(ImapLine(account, ProviderSettings(ca_file=authority, timeout=30), FreeBudget()))


def plain_ear(port: int) -> Ear:
    return ear_at(Server("127.0.0.1", port, "none"))


def deliver(server: Dovecot) -> None:
    with server.signed_in(ME) as client:
        client.append("INBOX", MAIL)


def test_mail_that_comes_is_told_of(server: Dovecot, ear: Ear) -> None:
    assert not ear.wait(AT_ONCE)
    deliver(server)
    assert ear.wait(PATIENCE)
    assert not ear.wait(SHORTLY)


def test_mail_that_comes_while_somebody_waits_ends_the_wait(server: Dovecot, ear: Ear) -> None:
    ear.wait(AT_ONCE)
    bringer = threading.Thread(target=deliver, args=(server,))
    bringer.start()
    assert ear.wait(PATIENCE)
    bringer.join()


def test_what_lay_there_before_is_no_news(server: Dovecot, ear: Ear) -> None:
    deliver(server)
    assert not ear.wait(SHORTLY)


def test_a_mail_taken_away_elsewhere_is_news_and_a_mark_is_none(server: Dovecot, ear: Ear) -> None:
    deliver(server)
    ear.wait(AT_ONCE)
    with server.signed_in(ME) as client:
        client.select_folder("INBOX")
        client.add_flags(1, [b"\\Seen"])
        assert not ear.wait(SHORTLY)
        client.delete_messages(1)
        client.expunge()
    assert ear.wait(PATIENCE)


def test_it_is_asked_anew_in_time_and_what_came_between_is_told(
    server: Dovecot, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.RENEW_SECONDS < 29 * 60
    monkeypatch.setattr(module, "RENEW_SECONDS", 0.0)
    for _ in range(3):
        assert not ear.wait(AT_ONCE)
    deliver(server)
    wait_until(lambda: ear.wait(AT_ONCE), "the mail is told of")


@pytest.mark.servers
def test_renewing_keeps_the_connection(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RENEW_SECONDS", 0.0)
    server.add(ME, PASSWORD)
    with cutting_imap(server.port) as proxy:
        ear = plain_ear(proxy.port)
        for _ in range(4):
            ear.wait(AT_ONCE)
        assert (proxy.count("^LOGIN"), proxy.count("^IDLE"), proxy.connections) == (1, 4, 1)


def test_nothing_is_said_to_the_server_while_it_is_waited(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.dav.imap.QUIET", 0.0)
    server.add(ME, PASSWORD)
    with cutting_imap(server.port) as proxy:
        ear = plain_ear(proxy.port)
        ear.wait(AT_ONCE)
        said = list(proxy.commands)
        for _ in range(5):
            ear.wait(AT_ONCE)
        assert proxy.commands == said


@pytest.mark.servers
def test_a_server_that_restarts_is_trouble_once_and_then_tells_again(server: Dovecot, ear: Ear) -> None:
    ear.wait(AT_ONCE)
    server.restart()
    with pytest.raises(TryAgain):
        ear.wait(PATIENCE)
    assert not ear.wait(AT_ONCE)
    deliver(server)
    assert ear.wait(PATIENCE)


def test_a_server_that_cannot_tell_is_said_to_be_unable() -> None:
    with running_dovecot(capabilities=BARE) as bare:
        bare.add(ME, PASSWORD)
        with pytest.raises(Unsupported):
            plain_ear(bare.port).wait(AT_ONCE)


@pytest.mark.servers
@pytest.mark.parametrize(
    ("command", "ending"), [("^IDLE", Ending.BEFORE), ("^EXAMINE", Ending.HALF), ("^CAPABILITY", Ending.RESET)]
)
def test_a_cut_on_the_way_there_is_trouble_and_the_next_wait_begins_anew(
    server: Dovecot, command: str, ending: Ending
) -> None:
    server.add(ME, PASSWORD)
    with cutting_imap(server.port) as proxy:
        ear = plain_ear(proxy.port)
        proxy.strike(command, ending)
        with pytest.raises(TryAgain):
            ear.wait(AT_ONCE)
        assert not ear.wait(AT_ONCE)


def test_a_refusal_to_tell_is_an_error_of_the_connector(server: Dovecot) -> None:
    server.add(ME, PASSWORD)
    with cutting_imap(server.port) as proxy:
        proxy.strike("^IDLE", Ending.INSTEAD, words="NO not today")
        with pytest.raises(ConnectorError):
            plain_ear(proxy.port).wait(AT_ONCE)


class Scripted:
    """A server that agrees to everything, and once it is asked to tell says what a test wants said."""

    def __init__(self, door: socket.socket) -> None:
        self.port = int(door.getsockname()[1])
        self._client, self._door = socket.socket(), door

    def run(self) -> None:
        with suppress(OSError):
            self._client, _ = self._door.accept()
            self.say(b"* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n")
            for line in self._client.makefile("rb"):
                self._answer(*line.split()[:2])

    def _answer(self, tag: bytes, command: bytes = b"") -> None:
        if command == b"IDLE":
            self.say(b"* 3 EXISTS\r\n+ idling\r\n")
        else:
            self.say(b"* CAPABILITY IMAP4rev1 IDLE\r\n" * (command == b"CAPABILITY"))
            self.say(b"* OK [UIDVALIDITY 1] fine\r\n" + tag + b" OK done\r\n")

    def say(self, words: bytes) -> None:
        self._client.sendall(words)

    def leave(self) -> None:
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)


@contextmanager
def scripted() -> Iterator[tuple[Scripted, Ear]]:
    """With an ear that it is asked to tell by."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = Scripted(door)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        ear = plain_ear(server.port)
        ear.wait(AT_ONCE)
        yield server, ear
        server.leave()
        thread.join()


def test_a_line_that_comes_in_pieces_is_news_when_its_end_is_there() -> None:
    with scripted() as (server, ear):
        server.say(b"* 4 EXI")
        assert not ear.wait(SHORTLY)
        server.say(b"STS\r\n* OK Still here\r\n")
        assert ear.wait(PATIENCE)
        assert not ear.wait(SHORTLY)


@pytest.mark.parametrize(
    "words", [b"* OK Still here\r\n", b"* 2 FETCH (FLAGS (\\Seen))\r\n", b"* 1 RECENT\r\n", b"\r\n"]
)
def test_other_talk_is_no_news(words: bytes) -> None:
    with scripted() as (server, ear):
        server.say(words)
        assert not ear.wait(SHORTLY)


@pytest.mark.parametrize("goodbye", [b"* BYE too long\r\n", b""])
def test_a_goodbye_and_an_end_without_one_are_trouble(goodbye: bytes) -> None:
    with scripted() as (server, ear):
        server.say(goodbye)
        server.leave()
        with pytest.raises(TryAgain):
            ear.wait(PATIENCE)


def test_a_line_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_LINE", 1000)
    with scripted() as (server, ear):
        server.say(b"* " + 2000 * b"x")
        with pytest.raises(ConnectorError):
            wait_until(lambda: ear.wait(SHORTLY), "never")


def test_an_account_without_mail_is_not_listened_to() -> None:
    nobody = replace(Credentials(ME, ME, PASSWORD), imap=None)
    with pytest.raises(ConnectorError):
        Ear(ImapLine(nobody, ProviderSettings(), FreeBudget())).wait(AT_ONCE)
