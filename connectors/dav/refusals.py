"""What to tell the person whom a mail server does not let in: each cause in a sentence of its own, with what to do.

A server's text is only looked through for what it means; nothing of it is shown or kept. Where it does not say why,
what is known of the provider does: most take no usual password, and some have to be told first that programs may come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from connectors.dav import known_servers
from connectors.dav.credentials import PROVIDER
from connectors.dav.known_servers import Known
from connectors.errors import ConnectorError, ConsentLost, SlowDown, TryAgain

Service = Literal["imap", "smtp", "caldav"]
"""Which question of the form the server answers to."""

_LONGEST = 2_000
_WAIT = 900.0
"""Seconds after which a server that counts logins may count anew."""

# Of IMAP by response code (RFC 5530; LIMIT), of SMTP by reply and enhanced code (RFC 4954, 6; RFC 7628), else by words.
_TOO_MANY = re.compile(
    r"\[LIMIT\]|\[INUSE\]|^421\b|^454\b.*too many|too many (?:\w+ ){0,2}(?:logins?|login attempts|connections|failed)"
    r"|rate.?limit|try again later.*attempts|temporarily (?:locked|blocked)",
    re.IGNORECASE | re.DOTALL,
)
_TROUBLE = re.compile(r"\[UNAVAILABLE\]|\[SERVERBUG\]|^4\d\d\b|temporary (?:\w+ ){0,2}fail", re.IGNORECASE)
_APP_PASSWORD = re.compile(r"app(?:lication)?[- ]?(?:specific)?[- ]?password|\b5\.7\.9\b|^534\b", re.IGNORECASE)
_SWITCHED_OFF = re.compile(
    r"(?:imap|smtp\w*|pop3?)\b.{0,40}\b(?:disabled|not (?:enabled|activated|allowed|permitted)|switched off|deactivated)"
    r"|not enabled for (?:imap|smtp)|(?:enable|activate) (?:imap|smtp)|\b5\.7\.139\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"credentials or imap is disabled", re.IGNORECASE)
_IN_A_BROWSER = re.compile(
    r"\[WEBALERT|web ?browser|verify your (?:account|identity)|\[CONTACTADMIN\]|\[EXPIRED\]|\b5\.7\.14\b", re.IGNORECASE
)
_NO_PLAIN_PASSWORD = re.compile(r"BasicAuthBlocked|\[PRIVACYREQUIRED\]|^538\b|basic auth\w* is disabled", re.IGNORECASE)


class Refused(ConsentLost):
    """A server that was reached and does not let us in. `operation` ends with the question whose answer is to blame."""

    @property
    def question(self) -> str:
        return self.operation.rpartition(".")[2]


def refused_login(hosts: Iterable[str], service: Service, told: str) -> ConnectorError:
    """What a server's refusal of login and password means. `hosts`: the server, and more that say whose it is."""
    whose = next((known for host in hosts if (known := known_servers.of_server(host))), None)
    return judged(whose, service, told)


def judged(whose: Known | None, service: Service, told: str) -> ConnectorError:
    """The same where it is known whose server it is."""
    told = told[:_LONGEST]
    if _TOO_MANY.search(told):
        return _slow()
    if _TROUBLE.search(told):
        return TryAgain(_TRY_LATER, provider=PROVIDER, operation=service)
    if _NO_PLAIN_PASSWORD.search(told):
        return _wrong(_NO_PASSWORDS)
    if _IN_A_BROWSER.search(told):
        return _wrong(_BROWSER)
    if _SWITCHED_OFF.search(told) and not _UNSURE.search(told):
        return _wrong(_off(whose, service))
    return _wrong(_password_sentence(whose, wants_app_password=bool(_APP_PASSWORD.search(told))))


def untrusted(host: str, service: Service) -> Refused:
    """The server shows a certificate that is not believed, or that is another's."""
    return _wrong(
        f"The certificate of {host} is not trusted, so no password was sent. Is the name right? For a server of your own "
        "put its authority's file into WARMTHREAD_CA_FILE.",
        service,
    )


def unencrypted(host: str, service: Service) -> Refused:
    """The server offers no TLS."""
    return _wrong(f"{host} offers no encryption, so no password was sent. Ask who runs it for one that does.", service)


def open_to_all(host: str) -> Refused:
    """A server in the world that takes mail to send without asking whose it is: nothing shows that it is the right one."""
    return _wrong(
        f"The server for sending, {host}, asks for no login and password. Give the one that does, or write none there to "
        "go without.",
        "smtp",
    )


def unreachable(host: str, service: Service) -> Refused:
    """Nothing answers there."""
    return _wrong(
        f"{host} does not answer. Check the name of the server, and that it may be reached from here.", service
    )


def no_server(domain: str) -> Refused:
    """Nothing was found for the address."""
    return _wrong(
        f"No mail server was found for {domain}. Look in your provider's help for “IMAP”, and give the server below.",
        "imap",
    )


def no_sending_server(domain: str) -> Refused:
    """Mail can be read, and not be sent."""
    return _wrong(
        f"Mail can be read, but no server of {domain} takes any to send. Give the server for sending, or write none there "
        "to go without.",
        "smtp",
    )


def refused_sending() -> Refused:
    """The password opens the mailbox, and sends nothing."""
    return _wrong(_NOT_FOR_SENDING, "smtp")


def no_calendars() -> Refused:
    """The person wants calendars from where there are none."""
    return _wrong("No calendars were found there. Look in your provider's help for “CalDAV”.", "caldav")


def foreign_server(domain: str, host: str) -> Refused:
    """An answer that anybody on the way could have made names another's server: the person has to say that it is theirs."""
    return _wrong(f"{domain} names {host} as its mail server. If that is right, give it as the server.", "imap")


def foreign_calendars(host: str) -> Refused:
    """The same of calendars, also where a site sends on to another's."""
    return _wrong(
        f"Calendars are said to be at {host}, which is another's server. If that is right, give https://{host}/ as the "
        "calendar server.",
        "caldav",
    )


_NO_PASSWORDS = "This server takes no password from programs any more. Look whether it can be connected another way."
_NOT_FOR_SENDING = (
    "Mail can be read, but the server for sending does not take the same password. Switch on sending by programs (SMTP) "
    "at the provider, or write none for that server to go without."
)
_TRY_LATER = "The mail server has trouble of its own. Try again later."
_BROWSER = (
    "The provider wants to see you first: sign in on its own pages, answer what is asked there, then connect again."
)


def _wrong(detail: str, question: str = "password") -> Refused:
    return Refused(detail, provider=PROVIDER, operation=f"adopt.{question}")


def _slow() -> SlowDown:
    detail = "The mail server lets nobody in for a while, after too many logins. Try again in a quarter of an hour."
    return SlowDown(detail, retry_after=_WAIT, provider=PROVIDER, operation="login")


def _off(whose: Known | None, service: Service) -> str:
    if whose and whose.first:
        return f"{whose.label} lets no program in yet. {whose.first}"
    if service == "smtp":
        return "Sending by programs (SMTP) is switched off for this mailbox. Switch it on in the provider's settings."
    return "Reading by programs (IMAP) is switched off for this mailbox. Switch it on in the provider's settings."


def _password_sentence(whose: Known | None, *, wants_app_password: bool) -> str:
    if whose and whose.app_passwords_at:
        return _app_password_sentence(whose.label, whose.app_passwords_at, whose.first or whose.needs)
    if whose and whose.first:
        return (
            f"{whose.label} does not take this login and password. {whose.first} With two-factor sign-in it wants an app "
            "password."
        )
    if wants_app_password:
        return "The server takes an app password here, not your usual one. Make one in the provider's settings."
    return "The server does not take this login and password. With two-factor sign-in it may want an app password."


def _app_password_sentence(label: str, place: str, first: str) -> str:
    if first:
        return f"{label} takes an app password here, not your usual one. {first} Make one: {place}."
    return f"{label} takes an app password here, not your usual one. Make one: {place}."
