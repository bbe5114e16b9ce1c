"""The line to a server for sending: who is trusted with the password, what is said, and what a refusal tells."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from connectors.contract import ProviderSettings
from connectors.dav import smtp
from connectors.dav.credentials import Credentials, Server
from connectors.dav.refusals import Refused
from connectors.dav.smtp import as_sent, login_check, refusal, submission
from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, SlowDown, TryAgain, Unsupported
from connectors.ip_ranges import Place
from tests.servers.cutting import Ending, cutting_smtp
from tests.servers.smtp_recorder import Recorder

MAYA, BEN = "maya@castellanos.example", "ben@floodworks.example"
RAW = b"From: maya@castellanos.example\r\nTo: ben@floodworks.example\r\n\r\nHello.\r\n"


@pytest.fixture
def settings(recorder: Recorder) -> ProviderSettings:
    recorder.begin_afresh()
    recorder.people[MAYA] = "secret"
    return ProviderSettings(ca_file=str(recorder.authority), timeout=5.0)


def account(server: Server, password: str = "secret", *, own_network: bool = True) -> Credentials:
    return Credentials(MAYA, MAYA, password, smtp=server, own_network=own_network)


@contextmanager
def scripted(*answers: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that greets, and gives one answer after the other, whatever it hears: its port, and what it heard."""
    heard: list[bytes] = []

    def serve(door: socket.socket) -> None:
        line, _ = door.accept()
        with line, line.makefile("rb") as told, suppress(OSError):
            line.sendall(answers[0])
            for answer in answers[1:]:
                heard.append(told.readline())
                line.sendall(answer)
            heard.extend(told)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, args=(door,), daemon=True)
        thread.start()
        yield int(door.getsockname()[1]), heard
        thread.join(timeout=10)


# --- who gets the password ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_mail_is_taken_by_every_kind_of_line(recorder: Recorder, settings: ProviderSettings, security: str) -> None:
    port = recorder.tls_port if security == "tls" else recorder.port
    server = Server("localhost", port, security)  # type: ignore[arg-type]
    with submission(account(server), settings) as line:
        line.address(MAYA, [BEN], RAW)
        line.hand_over(RAW)
    (taken,) = recorder.received
    assert (taken.login, taken.sender, taken.recipients, taken.raw) == (MAYA, MAYA, (BEN,), RAW)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_is_not_believed_gets_no_password(
    recorder: Recorder, settings: ProviderSettings, security: str
) -> None:
    port = recorder.tls_port if security == "tls" else recorder.port
    server = Server("localhost", port, security)  # type: ignore[arg-type]
    with pytest.raises(ConsentLost, match="certificate"):
        login_check(account(server), replace(settings, ca_file=""))
    assert recorder.steps == []


def test_a_server_that_hides_its_encryption_gets_no_password(recorder: Recorder, settings: ProviderSettings) -> None:
    with cutting_smtp(recorder.port) as proxy:
        proxy.strike(
            "^EHLO", Ending.INSTEAD_AFTER, words="250-recorder\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE", times=None
        )
        with pytest.raises(ConsentLost, match="no encryption"):
            login_check(account(Server("localhost", proxy.port, "starttls")), settings)
        assert proxy.count("AUTH|MAIL") == 0


def test_what_was_said_in_the_open_before_encryption_began_counts_for_nothing(
    recorder: Recorder, settings: ProviderSettings
) -> None:
    """https://nostarttls.secvuln.info: answers slipped in beside the one to STARTTLS."""
    with cutting_smtp(recorder.port) as proxy:
        proxy.strike("^STARTTLS", Ending.INSTEAD_AFTER, words="220 go\r\n250-evil\r\n250 AUTH XEVIL")
        login_check(account(Server("localhost", proxy.port, "starttls")), settings)
        assert proxy.count("AUTH") == 0
    assert recorder.steps == ["AUTH"]


def test_a_server_on_the_own_network_is_asked_about_first_and_waited_for_later(
    recorder: Recorder, settings: ProviderSettings
) -> None:
    stranger = account(Server("localhost", recorder.tls_port, "tls"), own_network=False)
    with pytest.raises(OwnNetwork):
        login_check(stranger, settings)
    with pytest.raises(SlowDown), submission(stranger, settings):
        pass
    assert recorder.steps == []


def test_without_a_server_for_sending_nothing_is_sent(settings: ProviderSettings) -> None:
    with pytest.raises(Unsupported):
        login_check(Credentials(MAYA, MAYA, "secret"), settings)


# --- signing in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["pässwörd ☕", 'with \\ and " and %', "x" * 200])
@pytest.mark.parametrize("hides_plain", [False, True])
def test_any_password_is_said_as_it_is(
    recorder: Recorder, settings: ProviderSettings, words: str, hides_plain: bool
) -> None:
    recorder.people[MAYA] = words
    with cutting_smtp(recorder.port) as proxy:
        if hides_plain:
            proxy.strike("^EHLO", Ending.INSTEAD_AFTER, words="250-recorder\r\n250 AUTH LOGIN", times=None)
        login_check(account(Server("localhost", proxy.port, "none"), words), settings)
        assert proxy.count("^AUTH LOGIN") == hides_plain


def test_a_wrong_password_is_said_once_and_the_person_is_asked(recorder: Recorder, settings: ProviderSettings) -> None:
    with pytest.raises(ConsentLost, match="login and password"):
        login_check(account(Server("localhost", recorder.port, "none"), "wrong"), settings)
    assert recorder.steps == ["AUTH"]


def test_a_server_that_takes_no_password_hears_none(recorder: Recorder, settings: ProviderSettings) -> None:
    with cutting_smtp(recorder.port) as proxy:
        proxy.strike("^EHLO", Ending.INSTEAD_AFTER, words="250-recorder\r\n250 AUTH XOAUTH2", times=None)
        with pytest.raises(ConsentLost, match="no password"):
            login_check(account(Server("localhost", proxy.port, "none")), settings)
        assert proxy.count("^AUTH") == 0


@pytest.fixture
def taken_for(monkeypatch: pytest.MonkeyPatch) -> Callable[[Place], None]:
    """From now on the servers of the test, which are on this machine, are taken for ones elsewhere."""

    def take_for(place: Place) -> None:
        monkeypatch.setattr(smtp, "place_of", {"127.0.0.1": place}.__getitem__)

    return take_for


def test_a_server_in_the_world_that_asks_for_no_password_is_not_the_right_one(
    settings: ProviderSettings, taken_for: Callable[[Place], None]
) -> None:
    """With it the login check would have checked nothing."""
    taken_for(Place.WORLD)
    with scripted(b"220 hello\r\n", b"250-relay\r\n250 SIZE\r\n") as (port, heard):
        with pytest.raises(Refused, match="no login and password") as told:
            login_check(account(Server("127.0.0.1", port, "none")), settings)
        assert told.value.question == "smtp"
    assert not any(b"AUTH" in one for one in heard)


@pytest.mark.parametrize("place", [Place.OWN_NETWORK, Place.THIS_MACHINE])
def test_on_a_network_of_ones_own_a_server_may_ask_for_no_password(
    settings: ProviderSettings, taken_for: Callable[[Place], None], place: Place
) -> None:
    taken_for(place)
    with scripted(b"220 hello\r\n", b"250-relay\r\n250 SIZE\r\n") as (port, heard):
        login_check(account(Server("127.0.0.1", port, "none")), settings)
    assert not any(b"AUTH" in one for one in heard)


def test_trouble_with_signing_in_is_waited_out(recorder: Recorder, settings: ProviderSettings) -> None:
    server = account(Server("localhost", recorder.port, "none"))
    recorder.refuse("AUTH", "454 4.7.0 Temporary authentication failure", times=2)
    with pytest.raises(TryAgain):
        login_check(server, settings)
    with pytest.raises(SlowDown), submission(server, settings):
        pass


def test_the_name_of_this_machine_is_told_to_nobody(recorder: Recorder, settings: ProviderSettings) -> None:
    with cutting_smtp(recorder.port) as proxy:
        login_check(account(Server("localhost", proxy.port, "none")), settings)
        assert [one for one in proxy.commands if one[:4] in (b"EHLO", b"ehlo")] == [b"ehlo [127.0.0.1]"]


# --- what is said -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b> SIZE=1", "a@b\r\nRCPT TO:<c@d>", "<a@b>", "a b@c", "ä@x.example", "a@b\x00", "a@" + "x" * 300],
)
def test_what_is_no_plain_address_is_not_written_to(
    recorder: Recorder, settings: ProviderSettings, address: str
) -> None:
    with submission(account(Server("localhost", recorder.port, "none")), settings) as line:
        for sender, recipients in ((MAYA, [BEN, address]), (address, [BEN]), (MAYA, [])):
            with pytest.raises(ConnectorError) as told:
                line.address(sender, recipients, RAW)
            assert type(told.value) is ConnectorError
    assert recorder.steps == ["AUTH"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"a\r\n", b"a\r\n"),
        (b"a", b"a\r\n"),
        (b"a\nb\rc\r\nd", b"a\r\nb\r\nc\r\nd\r\n"),
        (b"a\n.\nb", b"a\r\n..\r\nb\r\n"),
        (b".\r.\n.", b"..\r\n..\r\n..\r\n"),
        (b"a\r\r\nb", b"a\r\n\r\nb\r\n"),
    ],
)
def test_no_line_of_a_mail_can_be_taken_for_its_end(raw: bytes, said: bytes) -> None:
    assert as_sent(raw) == said
    assert not re.search(rb"(^|[\r\n])\.[\r\n]", as_sent(raw))


def test_a_server_is_told_how_large_and_of_what_kind_the_mail_is_where_it_asks(
    recorder: Recorder, settings: ProviderSettings
) -> None:
    with cutting_smtp(recorder.port) as proxy:
        for raw in (RAW, RAW + "Grüße".encode()):
            with submission(account(Server("localhost", proxy.port, "none")), settings) as line:
                line.address(MAYA, [BEN], raw)
        told = [one.decode() for one in proxy.commands if one.upper().startswith(b"MAIL")]
    assert [one.partition("> ")[2] for one in told] == [f"SIZE={len(RAW)}", f"SIZE={len(RAW) + 9} BODY=8BITMIME"]


# --- refusals and hostile answers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told", "kind", "shown"),
    [
        (550, b"5.1.1 <ben@floodworks.example> secret words", ConnectorError, "(550 5.1.1)"),
        (550, b"No thanks 5.1.1", ConnectorError, "(550)"),
        (452, b"4.3.1 full", SlowDown, "(452 4.3.1)"),
        (421, b"closing", SlowDown, "(421)"),
        (-1, b"what", SlowDown, ""),
        (199, b"", SlowDown, ""),
    ],
)
def test_a_refusal_tells_its_numbers_and_none_of_its_words(
    code: int, told: bytes, kind: type[ConnectorError], shown: str
) -> None:
    failure = refusal((code, told), "It was refused ({})".format, "smtp.test")
    assert type(failure) is kind
    assert shown in failure.detail
    assert "secret" not in failure.detail
    assert "@" not in failure.detail


@pytest.mark.parametrize("answer", [b"x" * 20_000 + b"\r\n", b"250-x\r\n" * 20_000, b"\x00\xff\r\n", b""])
def test_a_server_that_says_nonsense_is_given_up(settings: ProviderSettings, answer: bytes) -> None:
    quick = replace(settings, timeout=0.3)
    with scripted(b"220 hello\r\n", answer) as (port, heard), pytest.raises((TryAgain, ConnectorError)):
        login_check(account(Server("localhost", port, "none")), quick)
    assert not any(b"AUTH" in one for one in heard)


def test_a_server_that_trickles_is_not_listened_to_for_ever(settings: ProviderSettings) -> None:
    """Each piece comes in time, and the whole never does."""
    quick, over = replace(settings, timeout=0.3), threading.Event()

    def trickle(door: socket.socket) -> None:
        line, _ = door.accept()
        with line:
            try:
                while not over.wait(0.05):
                    line.sendall(b"2")
            except OSError:
                over.set()

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=trickle, args=(door,), daemon=True)
        thread.start()
        with pytest.raises(TryAgain, match=r"in time|failed"):
            login_check(account(Server("localhost", int(door.getsockname()[1]), "none")), quick)
        over.set()
        thread.join(timeout=10)
