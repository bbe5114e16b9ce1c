"""The only list of providers: what is known of each, and where its code is, which is imported on first use."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from connectors import authentication
from connectors.contract import Capabilities, Provider
from connectors.dav.entry import DAV
from connectors.entries import Entry
from connectors.errors import Misconfigured
from connectors.link.entry import LINK

_GOOGLES_HOSTS = ("mx.google.com",)
# Exchange Online names no host: https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
_MICROSOFTS_HOSTS = (authentication.NAMELESS, "mx.microsoft.com", "protection.outlook.com")

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "google",
        "Google",
        Capabilities(mailbox=True, calendar=True, sends=True, keeps_drafts=True, tells_of_drafts=True),
        "connectors.google",
        scopes=(("mail", "gmail.readonly"), ("sending", "gmail.compose"), ("calendar", "calendar.readonly")),
        client_settings=("google_client_id", "google_client_secret"),
        sign_in=("https://accounts.google.com",),
        mail_hosts=_GOOGLES_HOSTS,
    ),
    Entry(
        "microsoft",
        "Microsoft",
        Capabilities(mailbox=True, calendar=True, sends=True, revokes=False, device_code=True, keeps_drafts=True),
        "connectors.microsoft",
        scopes=(
            ("mail", "Mail.Read"),
            ("sending", "Mail.ReadWrite"),
            ("sending", "Mail.Send"),
            ("calendar", "Calendars.Read"),
            ("", "User.Read"),
        ),
        client_settings=("microsoft_client_id",),
        sign_in=("https://login.microsoftonline.com", "https://login.live.com"),
        consent_pages=("https://myapps.microsoft.com", "https://account.live.com/consent/Manage"),
        mail_hosts=_MICROSOFTS_HOSTS,
    ),
    DAV,
    LINK,
    Entry(
        "takeout",
        "Files",
        Capabilities(mailbox=True, calendar=True, sends=False, is_file=True),
        "connectors.takeout",
        # A file is what was kept of a mailbox at any of the others.
        mail_hosts=(*_GOOGLES_HOSTS, *_MICROSOFTS_HOSTS),
    ),
)


def load(name: str) -> Provider:
    """The provider of that name. Raises Misconfigured for an unknown one, naming those there are."""
    for entry in ENTRIES:
        if entry.name == name:
            return cast("Provider", import_module(entry.path).PROVIDER)
    known = ", ".join(entry.name for entry in ENTRIES)
    raise Misconfigured(f"There is no provider {name!r}. Known: {known}.")


def mail_hosts(name: str) -> tuple[str, ...]:
    """Under which names the provider writes down what it found out about senders."""
    return next((entry.mail_hosts for entry in ENTRIES if entry.name == name), ())


def capabilities(name: str) -> Capabilities:
    """What the provider can do; nothing at all for one that there is not."""
    none = Capabilities(mailbox=False, calendar=False, sends=False)
    return next((entry.capabilities for entry in ENTRIES if entry.name == name), none)


def given(name: str) -> str:
    """What the person gives it instead of a consent, by its kind: password, link or "" for nothing."""
    asked = next((entry.asks for entry in ENTRIES if entry.name == name), ())
    return next((question.kind for question in asked if question.is_secret), "")


def named(name: str, email: str) -> str:
    """Who answers for that account, to stand in a sentence: where a mailbox may be at any server, its domain."""
    domain = email.rpartition("@")[2] if given(name) == "password" else ""
    return domain or next((entry.label for entry in ENTRIES if entry.name == name), name)
