"""The only list of providers: what is known of each, and where its code is, which is imported on first use."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from connectors.contract import Capabilities, Provider
from connectors.dav.entry import DAV
from connectors.entries import Entry
from connectors.errors import Misconfigured
from connectors.google.entry import GOOGLE
from connectors.link.entry import LINK
from connectors.microsoft.entry import MICROSOFT
from connectors.takeout.entry import TAKEOUT

ENTRIES: tuple[Entry, ...] = (GOOGLE, MICROSOFT, DAV, LINK, TAKEOUT)


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
