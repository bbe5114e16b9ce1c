"""Where servers are looked for, and whose word is enough for a password to follow it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from connectors import network
from connectors.contract import ProviderSettings
from connectors.dav.answers import answers_in
from connectors.dav.credentials import Server
from connectors.dav.discovery import Candidate, Search
from infra.sandbox.certificates import trusting
from tests.connectors.dav.domain import Domain, running_domain

_BESIDE = Server("imap.acme.example", 993, "tls")


@pytest.fixture(scope="module")
def _running() -> Iterator[Domain]:
    with running_domain() as domain:
        yield domain


@pytest.fixture
def domain(_running: Domain, monkeypatch: pytest.MonkeyPatch) -> Domain:
    """One that says nothing yet. No other name than localhost is found."""
    _running.records.clear()
    _running.pages.clear()
    _running.asked.clear()
    usual = socket.getaddrinfo

    def here_only(host: str, *more: Any, **named: Any) -> Any:
        if host in ("localhost", "127.0.0.1"):
            return usual(host, *more, **named)
        _running.asked.append(f"address {host}")
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", here_only)
    return _running


def search(domain: Domain, address: str, **more: str) -> Search:
    answers = answers_in(json.dumps({"address": address, "password": "hunter2", "own_network": "yes", **more}))
    return Search(answers, ProviderSettings(ca_file=str(domain.authority), timeout=5.0), domain.ways)


def servers(found: Iterator[Candidate]) -> list[str]:
    return [f"{one.server.host}:{one.server.port} {one.server.security}" for one in islice(found, 20)]


def test_a_large_provider_is_found_without_asking_anybody(domain: Domain) -> None:
    looked = search(domain, "ana@icloud.com")
    assert servers(looked.to_read()) == ["imap.mail.me.com:993 tls"]
    assert servers(looked.to_send(_BESIDE)) == ["smtp.mail.me.com:587 starttls"]
    assert next(looked.to_calendars(None)) == "https://caldav.icloud.com/"
    assert domain.asked == []


def test_a_domain_of_ones_own_at_a_large_provider_is_told_by_who_takes_its_mail(domain: Domain) -> None:
    domain.tell("acme.example", "MX", "20 in2-smtp.messagingengine.com.", "10 in1-smtp.messagingengine.com.")
    looked = search(domain, "ana@acme.example")
    assert servers(looked.to_read()) == ["imap.fastmail.com:993 tls"]
    assert looked.known
    assert looked.known.name == "fastmail"


def test_what_the_person_says_is_gone_by_alone(domain: Domain) -> None:
    looked = search(domain, "ana@gmail.com", imap="mail.acme.example", smtp="mail.acme.example:465", login="ana")
    assert servers(looked.to_read()) == ["mail.acme.example:993 tls", "mail.acme.example:143 starttls"]
    assert servers(looked.to_send(_BESIDE)) == ["mail.acme.example:465 tls"]
    assert next(looked.to_read()).logins == ("ana",)
    assert domain.asked == []


def test_records_of_the_domain_itself_are_followed_in_their_order(domain: Domain) -> None:
    domain.tell("_imaps._tcp.acme.example", "SRV", "20 0 993 b.acme.example.", "10 5 1993 a.acme.example.")
    domain.tell("_imap._tcp.acme.example", "SRV", "0 0 0 .")
    domain.tell("_submissions._tcp.acme.example", "SRV", "0 0 465 out.acme.example.")
    looked = search(domain, "ana@acme.example")
    assert servers(looked.to_read())[:2] == ["a.acme.example:1993 tls", "b.acme.example:993 tls"]
    assert servers(looked.to_send(_BESIDE))[0] == "out.acme.example:465 tls"


def test_a_record_that_names_another_domain_gets_no_password(domain: Domain) -> None:
    """Who answers DNS may be anybody on the way (RFC 6186, 6)."""
    domain.tell("_imaps._tcp.acme.example", "SRV", "0 0 993 imap.evil.example.", "1 0 993 imap.fastmail.com.")
    domain.tell("_caldavs._tcp.acme.example", "SRV", "0 0 443 dav.evil.example.")
    looked = search(domain, "ana@acme.example")
    found = servers(looked.to_read())
    assert found[0] == "imap.fastmail.com:993 tls"
    assert not any("evil" in one for one in found)
    assert looked.passed_by == ["imap.evil.example"]
    assert list(looked.to_calendars(None)) == []
    assert looked.calendars_passed_by == ["dav.evil.example"]
    assert not any("dav.evil.example" in asked for asked in domain.asked if asked.startswith("address"))


def test_without_a_word_of_the_domain_the_usual_names_are_tried_last(domain: Domain) -> None:
    domain.tell("acme.example", "MX", "10 mx.acme.example.")
    looked = search(domain, "ana@acme.example")
    assert servers(looked.to_read()) == [
        "imap.acme.example:993 tls",
        "mail.acme.example:993 tls",
        "mx.acme.example:993 tls",
        "imap.acme.example:143 starttls",
        "mail.acme.example:143 starttls",
    ]
    assert servers(looked.to_send(Server("mail.acme.example", 993, "tls"))) == [
        "mail.acme.example:465 tls",
        "mail.acme.example:587 starttls",
        "smtp.acme.example:465 tls",
        "smtp.acme.example:587 starttls",
    ]
    assert next(looked.to_read()).logins == ("ana@acme.example", "ana")


_CONFIG = b"""<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x">
<incomingServer type="pop3"><hostname>pop.hoster.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
<incomingServer type="imap"><hostname>open.hoster.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
<incomingServer type="imap"><hostname>oauth.hoster.example</hostname><port>993</port><socketType>SSL</socketType>
<authentication>OAuth2</authentication></incomingServer>
<incomingServer type="imap"><hostname>in.hoster.example</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILLOCALPART%+x</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>out.hoster.example</hostname><port>587</port><socketType>STARTTLS</socketType>
<username>%EMAILADDRESS%</username></outgoingServer></emailProvider>
<calendar type="caldav"><serverURL>https://cal.hoster.example/%EMAILADDRESS%/</serverURL></calendar></clientConfig>"""
_CONFIG_PATH = "/.well-known/autoconfig/mail/config-v1.1.xml"


def test_the_domains_own_word_over_https_may_name_anybody(domain: Domain) -> None:
    domain.put(_CONFIG_PATH, _CONFIG)
    looked = search(domain, "ana@localhost")
    first = next(looked.to_read())
    assert (first.server, first.logins) == (Server("in.hoster.example", 993, "tls"), ("ana+x",))
    assert servers(looked.to_send(_BESIDE))[0] == "out.hoster.example:587 starttls"
    assert list(looked.to_calendars(None)) == []
    assert "address cal.hoster.example" in domain.asked


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        _CONFIG[: len(_CONFIG) // 2],
        _CONFIG.replace(b"<clientConfig", b'<!DOCTYPE x [<!ENTITY a "b">]><clientConfig', 1),
        _CONFIG + b" " * 70_000,
        _CONFIG.replace(b"in.hoster.example", b"in.hoster.example/../@evil"),
        _CONFIG.replace(b"<port>993</port>", b"<port>" + b"9" * 5_000 + b"</port>"),
        b"<a>" * 20_000,
        _CONFIG.replace(b"clientConfig", b"otherThing"),
    ],
)
def test_a_hostile_or_broken_file_names_nobody(domain: Domain, content: bytes) -> None:
    domain.put(_CONFIG_PATH, content)
    assert not any("hoster" in one for one in servers(search(domain, "ana@localhost").to_read()))


def test_calendars_begin_where_the_domain_sends_somebody_without_a_password(domain: Domain) -> None:
    domain.put("/.well-known/caldav", status=301, Location="/dav/")
    domain.put("/dav/", status=401, WWW_Authenticate='Basic realm="x"')
    found = list(search(domain, "ana@localhost").to_calendars(None))
    assert found == [f"https://localhost:{domain.site_port}/dav/"]
    assert not any("Basic" in asked for asked in domain.asked)


@pytest.mark.parametrize(
    ("there", "is_followed"),
    [
        ("dav.acme.example", True),
        ("caldav.icloud.com", True),
        ("dav.evil.example", False),
        ("acme.example.evil.example", False),
        ("127.0.0.1", False),
    ],
)
def test_a_site_may_send_on_to_calendars_of_its_own_domain_or_of_a_large_provider_alone(
    domain: Domain, there: str, *, is_followed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere(domain, monkeypatch)
    domain.put("/.well-known/caldav", status=302, Location=f"https://{there}:{domain.site_port}/dav/")
    domain.put("/dav/", status=401)
    looked = search(domain, "ana@acme.example")
    found = list(looked.to_calendars(None))
    assert "PROPFIND /dav/" in domain.asked
    assert found == ([f"https://{there}:{domain.site_port}/dav/"] if is_followed else [])
    assert looked.calendars_passed_by == ([] if is_followed else [f"{there}:{domain.site_port}"])


def everywhere(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name leads to that one site, and its certificate does for all of them."""
    trusted = trusting(str(domain.authority))
    trusted.check_hostname = False
    monkeypatch.setattr(network, "tls_context", lambda _file: trusted)
    here = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *more, **named: here("127.0.0.1", *more, **named))


def test_a_record_tells_the_port_and_the_path_of_calendars(domain: Domain) -> None:
    domain.tell("_caldavs._tcp.localhost", "SRV", f"0 0 {domain.site_port} localhost.")
    domain.tell("_caldavs._tcp.localhost", "TXT", '"path=/cal/"')
    domain.put("/cal/", status=207)
    assert list(search(domain, "ana@localhost").to_calendars(None)) == [f"https://localhost:{domain.site_port}/cal/"]


@pytest.mark.parametrize("status", [200, 404, 405, 500])
def test_a_site_without_calendars_is_no_calendar(domain: Domain, status: int) -> None:
    domain.put("/.well-known/caldav", status=status)
    assert list(search(domain, "ana@localhost").to_calendars(None)) == []


def test_gmails_calendars_are_not_looked_for_with_a_password(domain: Domain) -> None:
    assert list(search(domain, "ana@gmail.com").to_calendars(None)) == []
    assert domain.asked == []


@pytest.mark.parametrize(
    "record", ["0 0 993 .", "0 0 0 imap.acme.example.", r"0 0 993 im\032ap.acme.example.", "0 0 993 *.acme.example."]
)
def test_a_record_that_names_no_server_is_passed_by(domain: Domain, record: str) -> None:
    domain.tell("_imaps._tcp.acme.example", "SRV", record)
    found = servers(search(domain, "ana@acme.example").to_read())
    assert found[0] == "imap.acme.example:993 tls"
    assert not any(character in one for one in found for character in "*\\")


def test_a_flood_of_records_is_cut_off(domain: Domain) -> None:
    domain.tell("_imaps._tcp.acme.example", "SRV", *(f"0 0 993 h{number}.acme.example." for number in range(12)))
    found = servers(search(domain, "ana@acme.example").to_read())
    assert sum(one.startswith("h") for one in found) == 5
