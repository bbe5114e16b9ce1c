"""What somebody is told whom a mail server turns away: by what servers really say, and by what is known of them."""

from __future__ import annotations

import pytest

from connectors.dav.refusals import Refused, Service, refused_login, untrusted
from connectors.errors import SlowDown, TryAgain

_ICLOUD, _GMAIL, _YAHOO = "imap.mail.me.com", "imap.gmail.com", "imap.mail.yahoo.com"
_OTHER = "mail.acme.example"


@pytest.mark.parametrize(
    ("host", "service", "told", "says"),
    [
        (_ICLOUD, "imap", "[AUTHENTICATIONFAILED] Authentication Failed", "iCloud takes an app password"),
        (_YAHOO, "imap", "[AUTHENTICATIONFAILED] LOGIN Invalid credentials", "Yahoo takes an app password"),
        (
            _GMAIL,
            "imap",
            "[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
            "2-Step Verification",
        ),
        ("smtp.gmail.com", "smtp", "535 5.7.8 Username and Password not accepted.", "Google takes an app password"),
        (_GMAIL, "imap", "[ALERT] Your account is not enabled for IMAP use (Failure)", "Reading by programs"),
        (_GMAIL, "imap", "[ALERT] Please log in via your web browser: https://x (Failure)", "sign in on its own pages"),
        ("imap.gmx.net", "imap", "[AUTHENTICATIONFAILED] authentication failed", "allow POP3 and IMAP in GMX"),
        ("imap.zoho.eu", "imap", "[ALERT] You are yet to enable IMAP for your account.", "Zoho lets no program in"),
        (
            "imap.yandex.com",
            "imap",
            "[AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled sc=eb_29",
            "Yandex takes an app password",
        ),
        (_OTHER, "imap", "[AUTHENTICATIONFAILED] Authentication failed.", "does not take this login and password"),
        (_OTHER, "imap", "[AUTHENTICATIONFAILED] Please use an app password", "takes an app password"),
        (_OTHER, "smtp", "534 5.7.9 Application-specific password required", "takes an app password"),
        (_OTHER, "imap", "IMAP access is disabled for this user", "Reading by programs"),
        (_OTHER, "smtp", "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant", "Sending by programs"),
        (_OTHER, "imap", "LOGIN failed. BasicAuthBlocked-Reason", "takes no password from programs"),
        (_YAHOO, "imap", "[AUTHENTICATIONFAILED] Please verify your account at https://x", "sign in on its own pages"),
        (_OTHER, "imap", "[PRIVACYREQUIRED] no", "takes no password from programs"),
        (_OTHER, "imap", "", "does not take this login and password"),
    ],
)
def test_each_cause_has_its_own_sentence(host: str, service: Service, told: str, says: str) -> None:
    failure = refused_login((host,), service, told)
    assert isinstance(failure, Refused)
    assert failure.question == "password"
    assert says in failure.detail


@pytest.mark.parametrize(
    "told",
    [
        "[ALERT] Too many simultaneous connections. (Failure)",
        "[LIMIT] slow down",
        "454 4.7.0 Too many login attempts, please try again later.",
        "421 4.7.0 Try again later, closing connection.",
    ],
)
def test_after_too_many_logins_everybody_waits(told: str) -> None:
    failure = refused_login((_GMAIL,), "imap", told)
    assert isinstance(failure, SlowDown)
    assert failure.retry_after >= 600


@pytest.mark.parametrize("told", ["[UNAVAILABLE] Temporary authentication failure.", "454 4.7.0 Temporary failure"])
def test_trouble_of_the_servers_own_is_no_wrong_password(told: str) -> None:
    assert isinstance(refused_login((_OTHER,), "smtp", told), TryAgain)


def test_nothing_that_a_server_says_reaches_the_sentence() -> None:
    for told in ("[ALERT] <b>call 555</b> IMAP is disabled", "x" * 10_000_000, "app password \x1b[31m for ana@x"):
        failure = refused_login((_OTHER,), "imap", told)
        assert len(failure.detail) < 200
        assert not {"<", "555", "\x1b", "ana@x"} & set(failure.detail.split())


def test_a_certificate_that_is_not_believed_is_told_beside_the_server_with_what_to_do() -> None:
    failure = untrusted(_OTHER, "smtp")
    assert failure.question == "smtp"
    assert "no password was sent" in failure.detail
    assert "WARMTHREAD_CA_FILE" in failure.detail
