"""Nobody is led to a server that they did not mean: addresses of every make, names that change what they mean, redirects.

What is connected is read from an audit hook, which sees every socket of this process.
"""

from __future__ import annotations

import gzip
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from connectors.bounds import LARGEST_ANSWER, TooLargeError
from connectors.errors import ConsentLost, OwnNetwork
from connectors.ip_ranges import Place, place_of
from connectors.network import PORTS, Reach, following, http_client, open_socket
from infra.sandbox.certificates import make_tls
from tests.connectors.link.publisher import Publisher, running_publisher

WORLD = Reach(own_network=False, is_local=False)
UNASKED = Reach(own_network=False, is_local=True)
AGREED = Reach(own_network=True, is_local=True)
AGREED_ELSEWHERE = Reach(own_network=True, is_local=False)
REFUSED = (ConsentLost, OwnNetwork)

_PUBLIC = "93.184.216.34"
NAMES = {
    "localhost": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "127.0.0.1.": ["127.0.0.1"],
    "here.localhost": ["127.0.0.1"],
    "localtest.me": ["127.0.0.1"],
    "127.0.0.1.nip.io": ["127.0.0.1"],
    "router.lan": ["192.168.0.1"],
    "metadata.google.internal": ["169.254.169.254"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "linklocal.example": ["fe80::1"],
    "unique.example": ["fd12:3456:789a::1"],
    "mixed.example": [_PUBLIC, "10.0.0.1"],
    "mixed6.example": ["2606:2800:220:1::1", "::1"],
    "nothing.example": [],
    "mail.example": [_PUBLIC],
    "xn--strae-oqa.example": ["10.0.0.9"],
}
TRICKS = (
    "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0/", "https://0.0.0.0/", "https://2130706433/",
    "https://0x7f000001/", "https://0x7f.0x0.0x0.0x1/", "https://0177.0.0.1/", "https://017700000001/",
    "https://127.0.0.1./", "https://10.0.0.1/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/",
    "https://100.64.0.1/", "https://169.254.169.254/latest/meta-data/", "https://0xa9fea9fe/", "https://168.63.129.16/",
    "https://100.100.100.200/", "https://192.0.0.192/", "https://198.18.0.1/", "https://192.88.99.1/",
    "https://203.0.113.7/", "https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/",
    "https://[::]/", "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/", "https://[::ffff:a9fe:a9fe]/", "https://[::127.0.0.1]/", "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/", "https://[fec0::1]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/",
    "https://[2002:7f00:1::]/", "https://[2002:a00:1::1]/", "https://[2001:0:7f00:1::]/", "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/", "https://[64:ff9b:1::1]/", "https://[100::1]/", "https://[2001:db8::1]/",
    "https://[ff02::1]/", "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://here.localhost/",
    "https://localtest.me/", "https://127.0.0.1.nip.io/", "https://router.lan/", "https://metadata.google.internal/",
    "https://six.example/", "https://mapped.example/", "https://linklocal.example/", "https://unique.example/",
    "https://mixed.example/", "https://mixed6.example/", "https://nothing.example/", "https://straße.example/",
    "https://mail.example@127.0.0.1/", "https://mail.example:443@127.0.0.1/", "https://127.0.0.1#@mail.example/",
    "https://127.0.0.1?@mail.example/", "https://mail.example\\@127.0.0.1/", "https://127.0.0.1%00.mail.example/",
    "https://127.0.0.1%2f.mail.example/", "https://１２７.0.0.1/", "https://ⓛocalhost/", "https://mail.example:22/",
    "https://mail.example:6379/", "https://mail.example:25/", "http://mail.example/", "http://mail.example:443/",
    "http://10.0.0.1/", "http://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/", "https:///etc/passwd", "https://", "https://mail..example/", "https://a b/",
)  # fmt: skip
NEVER = (
    "169.254.169.254", "0xa9fea9fe", "0.0.0.0", "::",  # noqa: S104 - nothing is bound
    "168.63.129.16", "100.100.100.200", "192.0.0.192", "224.0.0.1",
    "255.255.255.255", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "fd20:ce::254", "2002:a9fe:a9fe::",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "ff02::1", "metadata.google.internal", "linklocal.example",
)  # fmt: skip

_watched: list[list[str]] = []


def _hook(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect" and _watched:
        _watched[-1].append(str(args[1]))


sys.addaudithook(_hook)


@pytest.fixture
def connected() -> Iterator[list[str]]:
    """Every address that is connected meanwhile."""
    _watched.append([])
    yield _watched[-1]
    _watched.pop()


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names are looked up in `NAMES` instead of the world; what was looked up, in order."""
    asked: list[str] = []
    really = socket.getaddrinfo

    def answer(host: str, port: int, *_: int, **__: int) -> list[tuple[object, ...]]:
        numbers = NAMES.get(host.lower())
        if numbers is None:
            # An address written out is not looked up anywhere.
            return list(really(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
        asked.append(host)
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(families[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.fixture
def closed_world(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing outside answers; the addresses that were tried."""
    tried: list[str] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        tried.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with running_publisher() as running:
        running.files["/"] = lambda: b"hello"
        yield running


def get(url: str, reach: Reach, *, ca_file: str = "") -> httpx2.Response:
    with http_client(reach, ca_file=ca_file, timeout=10.0) as client:
        return client.get(url)


# --- addresses ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("reach", [WORLD, UNASKED, AGREED_ELSEWHERE])
@pytest.mark.parametrize("url", TRICKS)
def test_no_trick_of_an_address_reaches_another_network(url: str, reach: Reach, connected: list[str]) -> None:
    with pytest.raises((*REFUSED, httpx2.InvalidURL, httpx2.UnsupportedProtocol)):
        get(url, reach)
    assert connected == []


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("url", TRICKS)
def test_no_trick_of_a_host_opens_a_socket_either(url: str, connected: list[str]) -> None:
    try:
        parts = httpx2.URL(url)
    except httpx2.InvalidURL:
        return
    if parts.host != "mail.example":
        with pytest.raises(REFUSED):
            open_socket(parts.host, 993, WORLD, timeout=5.0)
    assert connected == []


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("host", NEVER)
def test_some_addresses_are_refused_even_where_the_own_network_was_agreed_to(host: str, connected: list[str]) -> None:
    with pytest.raises(ConsentLost):
        open_socket(host, 443, AGREED, timeout=5.0)
    assert connected == []


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "a@b", "a\nb", "a\0b", "a%b", "", ".", "a" * 300, "a..b", "fe80::1%eth0", "[::1", "\ud800"]
)
def test_what_is_no_name_is_not_looked_up(host: str, looked_up: list[str]) -> None:
    with pytest.raises(ConsentLost):
        open_socket(host, 443, AGREED, timeout=5.0)
    assert looked_up == []


def test_the_hook_sees_what_is_connected(publisher: Publisher, connected: list[str]) -> None:
    assert get(f"{publisher.url}/", AGREED).text == "hello"
    open_socket("localhost", publisher.port, AGREED, timeout=5.0).close()
    assert [one for one in connected if str(publisher.port) in one] != []
    assert len(connected) >= 2


def test_what_is_said_is_not_held_back_until_what_was_said_before_is_acknowledged(publisher: Publisher) -> None:
    with open_socket("localhost", publisher.port, AGREED, timeout=5.0) as line:
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (_PUBLIC, Place.WORLD),
        ("2606:2800:220:1::1", Place.WORLD),
        ("::ffff:93.184.216.34", Place.WORLD),
        ("64:ff9b::5db8:d822", Place.WORLD),
        ("192.168.0.1", Place.OWN_NETWORK),
        ("100.101.102.103", Place.OWN_NETWORK),
        ("198.18.0.7", Place.OWN_NETWORK),
        ("fd7a:115c:a1e0::1", Place.OWN_NETWORK),
        ("64:ff9b::10.0.0.1", Place.OWN_NETWORK),
        ("127.8.9.10", Place.THIS_MACHINE),
        ("::ffff:127.0.0.1", Place.THIS_MACHINE),
        ("::1", Place.THIS_MACHINE),
        ("169.254.169.254", Place.NOWHERE),
        ("no address", Place.NOWHERE),
    ],
)
def test_an_address_is_told_by_where_it_leads(address: str, place: Place) -> None:
    assert place_of(address) is place


# --- who may go where --------------------------------------------------------------------------------------------


def test_the_own_network_is_asked_for_on_ones_own_machine_and_refused_elsewhere(publisher: Publisher) -> None:
    with pytest.raises(OwnNetwork):
        get(publisher.url, UNASKED)
    for reach in (WORLD, AGREED_ELSEWHERE):
        with pytest.raises(ConsentLost, match="not allowed here"):
            get(publisher.url, reach)
    assert get(publisher.url, AGREED).is_success


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("port", sorted(PORTS))
def test_a_server_in_the_world_is_tried_at_the_usual_ports(port: int, closed_world: list[str]) -> None:
    with pytest.raises(ConnectionRefusedError):
        open_socket("mail.example", port, WORLD, timeout=5.0)
    assert closed_world == [_PUBLIC]


@pytest.mark.usefixtures("looked_up")
def test_another_port_is_asked_for_on_ones_own_machine_and_refused_elsewhere(closed_world: list[str]) -> None:
    with pytest.raises(OwnNetwork, match="Port 7993"):
        open_socket("mail.example", 7993, UNASKED, timeout=5.0)
    with pytest.raises(ConsentLost, match="Port 7993"):
        open_socket("mail.example", 7993, AGREED_ELSEWHERE, timeout=5.0)
    assert closed_world == []
    with pytest.raises(ConnectionRefusedError):
        open_socket("mail.example", 7993, AGREED, timeout=5.0)


@pytest.mark.usefixtures("looked_up")
@pytest.mark.parametrize("host", ["mail.example", "router.lan"])
def test_what_nobody_encrypts_stays_on_this_machine(host: str, closed_world: list[str]) -> None:
    with pytest.raises(ConsentLost, match="no encryption"):
        open_socket(host, 143, AGREED, timeout=5.0, is_plain=True)
    with pytest.raises(ConsentLost, match="no encryption"):
        get(f"http://{host}/", AGREED)
    assert closed_world == []


# --- names that change what they mean ------------------------------------------------------------------------------


def test_a_name_that_means_something_else_a_moment_later_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch, closed_world: list[str]
) -> None:
    answers = iter([_PUBLIC, *["127.0.0.1"] * 100])
    asked: list[str] = []

    def rebinding(host: str, port: int, **_: int) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(httpx2.ConnectError):
        get("https://rebinding.example/", WORLD)
    assert (len(asked), closed_world) == (1, [_PUBLIC])
    with pytest.raises(ConsentLost):
        get("https://rebinding.example/", WORLD)
    with pytest.raises(ConsentLost):
        open_socket("rebinding.example", 993, WORLD, timeout=5.0)
    assert (len(asked), closed_world) == (3, [_PUBLIC])


@pytest.mark.usefixtures("looked_up")
def test_one_bad_address_among_good_ones_spoils_the_name(closed_world: list[str]) -> None:
    for name in ("mixed.example", "mixed6.example"):
        with pytest.raises(ConsentLost):
            open_socket(name, 993, WORLD, timeout=5.0)
    assert closed_world == []


def test_the_next_address_is_tried_when_one_does_not_answer(
    publisher: Publisher, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, "two.example", ["::1", "127.0.0.1"])
    with open_socket("two.example", publisher.port, AGREED, timeout=5.0) as line:
        assert line.getpeername()[0] == "127.0.0.1"
    assert get(f"http://two.example:{publisher.port}/", AGREED).text == "hello"
    assert looked_up == ["two.example", "two.example"]


# --- redirects -----------------------------------------------------------------------------------------------------


def test_three_redirects_are_followed_and_no_fourth(publisher: Publisher) -> None:
    publisher.redirects |= {"/4": "/3", "/3": "/2", "/2": "/1", "/1": "/"}
    with http_client(AGREED, ca_file="", timeout=10.0) as client:
        answer, address = following(client, "GET", f"{publisher.url}/3")
        assert (answer.text, address) == ("hello", f"{publisher.url}/")
        with pytest.raises(ConsentLost, match="without an end"):
            following(client, "GET", f"{publisher.url}/4")


def test_no_redirect_leads_a_password_to_another_server(publisher: Publisher, connected: list[str]) -> None:
    with running_publisher() as other, http_client(AGREED, ca_file="", timeout=10.0) as client:
        other.files["/"] = lambda: b"other"
        publisher.redirects["/away"] = f"{other.url}/"
        with pytest.raises(ConsentLost, match="gets no password"):
            following(client, "GET", f"{publisher.url}/away", auth=("maya", "secret"))
        assert [one for one in connected if str(other.port) in one] == []
        assert following(client, "GET", f"{publisher.url}/away", stays=False)[0].text == "other"


@pytest.mark.parametrize(
    "there",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "https://127.0.0.1/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "//user:secret@127.0.0.1/",
        "http://[",
    ],
)
def test_no_redirect_leads_where_an_address_may_not(publisher: Publisher, there: str, connected: list[str]) -> None:
    publisher.redirects["/away"] = there
    with http_client(AGREED, ca_file="", timeout=10.0) as client, pytest.raises(ConsentLost):
        following(client, "GET", f"{publisher.url}/away", stays=False)
    assert len(connected) == 1


# --- https ---------------------------------------------------------------------------------------------------------


def test_the_certificate_must_be_for_the_name_that_was_asked_for(
    tmp_path: Path, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(NAMES, "calendar.example", ["127.0.0.1"])
    tls, authority = make_tls(tmp_path)
    with running_publisher(tls) as running:
        running.files["/"] = lambda: b"hello"
        running.redirects["/down"] = f"http://localhost:{running.port}/"
        assert get(f"https://localhost:{running.port}/", AGREED, ca_file=str(authority)).text == "hello"
        for host, ca_file in (("calendar.example", str(authority)), ("localhost", "")):
            with pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                get(f"https://{host}:{running.port}/", AGREED, ca_file=ca_file)
        with http_client(AGREED, ca_file=str(authority), timeout=10.0) as client, pytest.raises(ConsentLost):
            following(client, "GET", f"https://localhost:{running.port}/down", stays=False)
    assert looked_up == ["localhost", "calendar.example", "localhost", "localhost"]


def test_no_variable_of_the_environment_sends_us_elsewhere(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert get(publisher.url, AGREED).text == "hello"


def test_an_answer_beyond_all_bounds_is_not_taken_in(publisher: Publisher) -> None:
    publisher.files["/bomb"] = lambda: gzip.compress(bytes(LARGEST_ANSWER + 1))
    publisher.headers["/bomb"] = {"Content-Encoding": "gzip"}
    with pytest.raises(TooLargeError):
        get(f"{publisher.url}/bomb", AGREED)


def test_an_answer_that_trickles_for_ever_is_given_up(publisher: Publisher) -> None:
    client = http_client(AGREED, ca_file="", timeout=10.0, answer_within=0.0)
    with client, pytest.raises(httpx2.ReadTimeout):
        client.get(publisher.url)
