"""Connecting a mailbox with a password, at real servers: Dovecot, aiosmtpd and Radicale, found through real DNS and https."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import EVERYTHING, Authorized, ProviderSettings
from connectors.dav.authorization import DavAuthorization
from connectors.dav.credentials import Credentials, credentials_in
from connectors.dav.provider import PROVIDER
from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, SlowDown, Unsupported
from tests.connectors.asking_contract import AskingContract
from tests.connectors.dav.domain import Domain, running_domain
from tests.connectors.dav.workshop import DavWorkshop
from tests.servers.dovecot import Dovecot
from tests.servers.radicale import Radicale
from tests.servers.smtp_recorder import Recorder

_ANA, _PASSWORD = "ana@localhost", "abcd-efgh-ijkl"


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
            return usual("127.0.0.1", *more, **named)
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", here_only)
    return _running


@pytest.fixture
def people(dovecot: Dovecot, recorder: Recorder, radicale: Radicale) -> None:
    """Ana at all three."""
    dovecot.add(_ANA, _PASSWORD)
    recorder.begin_afresh()
    recorder.people[_ANA] = _PASSWORD
    radicale.add(_ANA, _PASSWORD)


@pytest.fixture
def settings(dovecot: Dovecot, recorder: Recorder, domain: Domain, tmp_path: Path) -> ProviderSettings:
    """That believes all of their certificates."""
    trusted = tmp_path / "trusted.pem"
    trusted.write_text("".join(one.read_text() for one in (dovecot.authority, recorder.authority, domain.authority)))
    return ProviderSettings(ca_file=str(trusted), timeout=10.0)


@pytest.fixture
def named(people: None, dovecot: Dovecot, recorder: Recorder, radicale: Radicale) -> dict[str, str]:
    """Answers that name every server."""
    return {
        "address": _ANA,
        "password": _PASSWORD,
        "name": "Ana Lima",
        "imap": f"localhost:{dovecot.tls_port}",
        "smtp": f"localhost:{recorder.tls_port}",
        "caldav": f"{radicale.url}/",
        "own_network": "yes",
    }


@pytest.fixture
def authorization(settings: ProviderSettings, domain: Domain) -> DavAuthorization:
    return DavAuthorization(settings, domain.ways)


def found_by(authorized: Authorized) -> Credentials:
    return credentials_in(authorized.tokens)


def refusal(authorization: DavAuthorization, answers: dict[str, str]) -> ConnectorError:
    with pytest.raises(ConnectorError) as refused:
        authorization.adopt(json.dumps(answers))
    assert answers.get("password", "?") not in str(refused.value)
    return refused.value


def test_named_servers_are_tried_and_kept(
    authorization: DavAuthorization, named: dict[str, str], dovecot: Dovecot, recorder: Recorder, radicale: Radicale
) -> None:
    authorized = authorization.adopt(json.dumps(named))
    found = found_by(authorized)
    assert (authorized.email, authorized.name) == (_ANA, "Ana Lima")
    assert authorized.grant.asked == authorized.grant.granted == ("imap", "smtp", "caldav")
    assert (authorized.grant.can_read_mail, authorized.grant.can_read_calendar, authorized.grant.can_send) == (
        True,
        True,
        True,
    )
    assert found.imap
    assert (found.imap.port, found.imap.security) == (dovecot.tls_port, "tls")
    assert found.smtp
    assert (found.smtp.port, found.smtp.security) == (recorder.tls_port, "tls")
    assert found.caldav == f"{radicale.url}{radicale.home(_ANA)}"
    assert (found.login, found.login_to_send, found.login_to_calendars) == (_ANA, _ANA, _ANA)


def test_a_port_that_begins_in_the_open_is_spoken_to_by_starttls(
    authorization: DavAuthorization, named: dict[str, str], dovecot: Dovecot, recorder: Recorder
) -> None:
    named |= {"imap": f"localhost:{dovecot.port}", "smtp": f"localhost:{recorder.port}"}
    found = found_by(authorization.adopt(json.dumps(named)))
    assert found.imap
    assert found.smtp
    assert (found.imap.security, found.smtp.security) == ("starttls", "starttls")


def test_the_records_of_the_domain_lead_to_everything(
    authorization: DavAuthorization,
    people: None,
    domain: Domain,
    dovecot: Dovecot,
    recorder: Recorder,
    radicale: Radicale,
) -> None:
    domain.tell("_imaps._tcp.localhost", "SRV", f"0 0 {dovecot.tls_port} localhost.")
    domain.tell("_submissions._tcp.localhost", "SRV", f"0 0 {recorder.tls_port} localhost.")
    domain.put("/.well-known/caldav", status=301, Location="/dav/")
    domain.put("/dav/", status=401, WWW_Authenticate='Basic realm="x"')
    answers = {"address": _ANA, "password": _PASSWORD, "own_network": "yes"}
    authorized = authorization.adopt(json.dumps(answers))
    found = found_by(authorized)
    assert found.imap
    assert found.smtp
    assert (found.imap.port, found.smtp.port) == (dovecot.tls_port, recorder.tls_port)
    # The site knows no such password, so that its calendars are what is lacking.
    assert authorized.grant.asked == ("imap", "smtp", "caldav")
    assert authorized.grant.granted == ("imap", "smtp")
    assert authorization.answered(authorized.tokens) == {"address": _ANA, "own_network": "yes"}


def test_the_domains_own_file_leads_to_them_too_with_its_login(
    authorization: DavAuthorization, domain: Domain, dovecot: Dovecot, recorder: Recorder, people: None
) -> None:
    dovecot.add("ana", _PASSWORD)
    domain.put("/.well-known/autoconfig/mail/config-v1.1.xml", _config(dovecot.tls_port, recorder.tls_port))
    answers = {"address": _ANA, "password": _PASSWORD, "own_network": "yes"}
    found = found_by(authorization.adopt(json.dumps(answers)))
    assert (found.login, found.login_to_send) == ("ana", _ANA)
    assert found.caldav == ""


def _config(imap: int, smtp: int) -> bytes:
    return f"""<clientConfig version="1.1"><emailProvider id="x">
    <incomingServer type="imap"><hostname>localhost</hostname><port>{imap}</port><socketType>SSL</socketType>
    <username>%EMAILLOCALPART%</username></incomingServer>
    <outgoingServer type="smtp"><hostname>%EMAILDOMAIN%</hostname><port>{smtp}</port><socketType>SSL</socketType>
    <username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>""".encode()


def test_a_server_that_knows_people_by_name_alone_is_found_by_the_second_try(
    authorization: DavAuthorization, named: dict[str, str], dovecot: Dovecot
) -> None:
    dovecot.add("bo", _PASSWORD)
    named |= {"address": "bo@localhost", "smtp": "none", "caldav": "none"}
    assert found_by(authorization.adopt(json.dumps(named))).login == "bo"


def test_a_password_of_any_letters_opens_all_three(
    authorization: DavAuthorization, named: dict[str, str], dovecot: Dovecot, recorder: Recorder, radicale: Radicale
) -> None:
    odd = 'Pässwört "€" \\ {5}'
    dovecot.add("odd@localhost", odd)
    recorder.people["odd@localhost"] = odd
    radicale.add("odd@localhost", odd)
    grant = authorization.adopt(json.dumps(named | {"address": "odd@localhost", "password": odd})).grant
    assert grant.granted == ("imap", "smtp", "caldav")


def test_a_wrong_password_is_told_at_once_and_goes_no_further(
    authorization: DavAuthorization, named: dict[str, str], recorder: Recorder
) -> None:
    failure = refusal(authorization, named | {"password": "wrong-wrong", "login": _ANA})
    assert isinstance(failure, ConsentLost)
    assert failure.operation == "adopt.password"
    assert "does not take this login and password" in failure.detail
    assert recorder.steps == []


def test_a_password_that_may_read_but_not_send_is_told_beside_the_server(
    authorization: DavAuthorization, named: dict[str, str], recorder: Recorder
) -> None:
    recorder.people.clear()
    failure = refusal(authorization, named)
    assert failure.operation == "adopt.smtp"
    assert "write none" in failure.detail


def test_too_many_logins_are_told_as_that(
    authorization: DavAuthorization, named: dict[str, str], recorder: Recorder
) -> None:
    recorder.refuse("AUTH", "454 4.7.0 Too many login attempts, please try again later.", times=4)
    assert isinstance(refusal(authorization, named), SlowDown)


def test_without_sending_mail_is_read_only(authorization: DavAuthorization, named: dict[str, str]) -> None:
    grant = authorization.adopt(json.dumps(named | {"smtp": "none"})).grant
    assert (grant.can_read_mail, grant.can_read_calendar, grant.can_send) == (True, True, False)
    assert grant.asked == grant.granted == ("imap", "caldav")


def test_calendars_alone_may_be_connected(authorization: DavAuthorization, named: dict[str, str]) -> None:
    grant = authorization.adopt(json.dumps(named | {"imap": "none"})).grant
    assert (grant.can_read_mail, grant.can_read_calendar, grant.can_send) == (False, True, False)


def test_a_wrong_password_for_calendars_that_were_named_is_told(
    authorization: DavAuthorization, named: dict[str, str], radicale: Radicale
) -> None:
    radicale.set_password(_ANA, "another-one")
    assert refusal(authorization, named).operation == "adopt.password"


def test_calendars_that_are_not_there_are_told_where_somebody_named_them(
    authorization: DavAuthorization, named: dict[str, str], domain: Domain
) -> None:
    failure = refusal(authorization, named | {"caldav": f"https://localhost:{domain.site_port}/nothing/"})
    assert failure.operation == "adopt.caldav"


def test_a_domain_without_any_server_says_what_to_do(authorization: DavAuthorization, domain: Domain) -> None:
    failure = refusal(authorization, {"address": "ana@acme.example", "password": _PASSWORD})
    assert failure.operation == "adopt.imap"
    assert "No mail server was found for acme.example" in failure.detail


def test_a_server_that_is_anothers_by_dns_is_named_for_the_person_to_agree(
    authorization: DavAuthorization, domain: Domain
) -> None:
    domain.tell("_imaps._tcp.acme.example", "SRV", "0 0 993 imap.hoster.example.")
    failure = refusal(authorization, {"address": "ana@acme.example", "password": _PASSWORD})
    assert "acme.example names imap.hoster.example" in failure.detail


@pytest.mark.parametrize("named", ["", "https://localhost:{port}/mine/"])
def test_no_password_follows_a_redirect_to_anothers_calendars_and_the_person_is_asked(
    authorization: DavAuthorization, settings: ProviderSettings, domain: Domain, named: str
) -> None:
    with running_domain() as other:
        with Path(settings.ca_file).open("a", encoding="ascii") as trusted:
            trusted.write(other.authority.read_text())
        domain.put("/.well-known/caldav", status=302, Location=f"https://127.0.0.1:{other.site_port}/dav/")
        other.put("/dav/", status=401, WWW_Authenticate='Basic realm="x"')
        answers = {"address": _ANA, "password": _PASSWORD, "imap": "none", "own_network": "yes"}
        failure = refusal(authorization, answers | {"caldav": named.format(port=domain.site_port)})
        assert set(other.asked) == {"PROPFIND /dav/"}, "asked, and without a password"
        assert failure.operation == "adopt.caldav"
        assert f"127.0.0.1:{other.site_port}" in failure.detail
        told = refusal(authorization, answers | {"caldav": f"https://127.0.0.1:{other.site_port}/dav/"})
        assert told.operation == "adopt.password"
        assert any("Basic" in asked for asked in other.asked), "once the person named it"


def test_mail_goes_on_where_calendars_are_said_to_be_at_anothers_and_their_lack_is_told(
    authorization: DavAuthorization, named: dict[str, str], domain: Domain
) -> None:
    del named["caldav"]
    domain.tell("_caldavs._tcp.localhost", "SRV", "0 0 443 dav.hoster.example.")
    grant = authorization.adopt(json.dumps(named)).grant
    assert grant.asked == ("imap", "smtp", "caldav")
    assert grant.granted == ("imap", "smtp")


def test_a_named_server_that_does_not_answer_is_told_by_its_name(
    authorization: DavAuthorization, named: dict[str, str]
) -> None:
    failure = refusal(authorization, named | {"imap": "imap.acme.example"})
    assert failure.operation == "adopt.imap"
    assert "imap.acme.example does not answer" in failure.detail


def test_mail_without_a_server_for_sending_says_how_to_go_without(
    authorization: DavAuthorization, named: dict[str, str]
) -> None:
    del named["smtp"]
    failure = refusal(authorization, named)
    assert failure.operation == "adopt.smtp"
    assert "write none" in failure.detail


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ana@outlook.com", "Connect this address as a Microsoft account"),
        ("ana@proton.me", "Proton Mail Bridge"),
        ("ana@tuta.com", "cannot be connected"),
        ("ana@acme.example", "Connect this address as a Microsoft account"),
    ],
)
def test_who_takes_no_password_is_said_before_one_is_sent(
    authorization: DavAuthorization, domain: Domain, address: str, says: str
) -> None:
    domain.tell("acme.example", "MX", "0 acme-example.mail.protection.outlook.com.")
    failure = refusal(authorization, {"address": address, "password": _PASSWORD})
    assert says in failure.detail
    assert failure.operation == "adopt.address"


def test_a_server_on_ones_own_network_is_asked_about_before_anything_is_said(
    authorization: DavAuthorization, named: dict[str, str], recorder: Recorder
) -> None:
    del named["own_network"]
    assert isinstance(refusal(authorization, named), OwnNetwork)
    assert recorder.steps == []


def test_where_others_use_this_warmthread_ones_own_network_is_refused(
    settings: ProviderSettings, domain: Domain, named: dict[str, str]
) -> None:
    shared = DavAuthorization(replace(settings, is_local=False), domain.ways)
    failure = refusal(shared, named)
    assert isinstance(failure, ConsentLost)
    assert "not allowed here" in failure.detail
    assert failure.operation == "adopt.imap"


def test_a_certificate_that_is_not_believed_gets_no_password_off_this_machine(
    domain: Domain, named: dict[str, str], dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is another machine's, though this one answers to it."""
    usual = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **told: usual("127.0.0.1" if "acme" in host else host, *more, **told)
    )
    strict = DavAuthorization(ProviderSettings(timeout=10.0), domain.ways)
    failure = refusal(strict, named | {"imap": f"mail.acme.example:{dovecot.tls_port}"})
    assert failure.operation == "adopt.imap"
    assert "no password was sent" in failure.detail


def test_there_is_no_page_to_send_anybody_to(authorization: DavAuthorization) -> None:
    with pytest.raises(Unsupported):
        authorization.begin(redirect_uri="http://127.0.0.1/", wanted=EVERYTHING)
    assert authorization.why_refused("access_denied", "") is None
    authorization.revoke("")


def test_unreadable_tokens_have_no_answers(authorization: DavAuthorization) -> None:
    with pytest.raises(ConsentLost, match="Connect again"):
        authorization.answered("{}")


def test_the_front_door_looks_at_the_real_world(settings: ProviderSettings) -> None:
    assert isinstance(PROVIDER.authorization(settings), DavAuthorization)


class TestAsking(AskingContract):
    """By the answers of the workshop's people."""

    @pytest.fixture
    def asked(self, workshop: DavWorkshop) -> DavWorkshop:
        return workshop
