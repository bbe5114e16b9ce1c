"""The table of large providers: told apart by the address, by who takes their mail, and never by a likeness."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors.dav import known_servers
from connectors.dav.credentials import Server
from connectors.dav.known_servers import KNOWN, Known

_INSTRUCTIONS = Path(__file__).parents[3] / "docs" / "app-passwords.md"


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("icloud.com", "icloud"),
        ("gmail.com", "gmail"),
        ("yahoo.com", "yahoo"),
        ("yahoo.co.uk", "yahoo"),
        ("yahoo.com.br", "yahoo"),
        ("yahoo.co.jp", "yahoo_japan"),
        ("outlook.de", "outlook"),
        ("gmx.com", "gmx_com"),
        ("gmx.at", "gmx"),
        ("gmx.fr", "gmx_com"),
        ("gmx.pl", ""),
        ("posteo.de", "posteo"),
        ("posteo.co.uk", "posteo"),
        ("posteo.fr", ""),
        ("zohomail.in", "zoho_in"),
        ("acme.example", ""),
        ("yahoo.acme.example", ""),
        ("outlook.consulting", ""),
        ("notgmail.com", ""),
        ("mail.gmail.com", ""),
    ],
)
def test_a_provider_is_known_by_its_addresses(domain: str, name: str) -> None:
    known = known_servers.of_domain(domain)
    assert (known.name if known else "") == name


@pytest.mark.parametrize(
    ("hosts", "name"),
    [
        (("aspmx.l.google.com", "alt1.aspmx.l.google.com"), "gmail"),
        (("acme-com.mail.protection.outlook.com",), "outlook"),
        (("in1-smtp.messagingengine.com",), "fastmail"),
        (("mx01.mail.icloud.com",), "icloud"),
        (("mail.protonmail.ch",), "proton"),
        (("mx.zoho.eu",), "zoho_eu_companies"),
        (("mx.zoho.com.au",), ""),
        (("mta5.am0.yahoodns.net",), "yahoo"),
        (("mx-aol.mail.gm0.yahoodns.net",), "aol"),
        (("mx00.kundenserver.de",), "ionos_de"),
        (("mx01.perfora.net",), "ionos"),
        (("mx1.evilgoogle.com",), ""),
        (("google.com.evil.example",), ""),
        ((), ""),
    ],
)
def test_a_domain_of_ones_own_is_known_by_who_takes_its_mail(hosts: tuple[str, ...], name: str) -> None:
    known = known_servers.of_mail_hosts(hosts)
    assert (known.name if known else "") == name


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_every_row_can_be_gone_by(known: Known) -> None:
    assert bool(known.instead) != bool(known.imap and known.smtp)
    assert all(server.security in ("tls", "starttls") for server in (known.imap, known.smtp) if server)
    assert all(urlsplit(url).scheme == "https" for url in (known.caldav, known.app_passwords_at) if url)
    assert known.domains or known.mail_hosts
    assert known.has_calendars or not known.caldav


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_no_password_goes_by_the_beginning_of_a_name(known: Known) -> None:
    """Another may have the same name in another country: its people's passwords would go to this provider."""
    assert known.instead or not any(domain.endswith(".*") for domain in known.domains)


def test_no_domain_stands_in_two_rows() -> None:
    domains = [domain for known in KNOWN for domain in known.domains]
    mail_hosts = [host for known in KNOWN for host in known.mail_hosts]
    assert [domain for domain in domains if domains.count(domain) > 1] == []
    assert [host for host in mail_hosts if mail_hosts.count(host) > 1] == []


def test_a_company_at_zoho_is_sent_to_the_servers_for_companies() -> None:
    known = known_servers.of_mail_hosts(("mx.zoho.in", "mx2.zoho.in"))
    assert known
    assert (known.imap, known.smtp) == (Server("imappro.zoho.in", 993, "tls"), Server("smtppro.zoho.in", 465, "tls"))


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_what_to_do_at_each_provider_stands_in_the_instructions(known: Known) -> None:
    rows = [row for row in _INSTRUCTIONS.read_text(encoding="utf-8").splitlines() if row.startswith("|")]
    mine = [row for row in rows if known.label in row.split("|")[1]]
    assert mine
    assert known.app_passwords_at in mine[0]
