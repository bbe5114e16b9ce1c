"""A provider that asks for an address and a password, behind the questions of the real one: for what happens around it.

How servers are found and tried is shown with real ones in `tests/connectors/dav`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from connectors import registry
from connectors.contract import Authorized, Grant
from connectors.dav.entry import DAV
from connectors.entries import Entry
from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, TryAgain

SECRET = "correct-horse battery-Staple"
RIGHT = {"address": "ann@mail.example", "password": SECRET}
BOXES = {"mail": "on", "calendar": "on", "sending": "on", "days": "90"}
AT_HOME = "mail.example is on your own network or this machine."


@dataclass
class Mailhouse:
    """What stands behind the questions, and what it was asked."""

    entry: Entry = DAV
    lacks: tuple[str, ...] = ()
    """Servers that it does not have."""
    is_at_home: bool = False
    is_away: bool = False
    password: str = SECRET
    refusal: str = "mail.example refused this password."
    asked: list[dict[str, str]] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    timeouts: list[float] = field(default_factory=list)

    def adopt(self, text: str) -> Authorized:
        """Answers as one does."""
        answers: dict[str, str] = json.loads(text)
        self.wanted.append(answers.pop("wanted"))
        self.asked.append(answers)
        if failure := self._failure(answers):
            raise failure
        asked = tuple(scope for _, scope in self.entry.scopes)
        granted = tuple(scope for scope in asked if scope not in self.lacks)
        grant = Grant(asked, granted, "imap" in granted, bool({"caldav", "ics"} & {*granted}), "smtp" in granted)
        return Authorized(text, answers["address"], answers.get("name", ""), grant)

    def _failure(self, answers: Mapping[str, str]) -> ConnectorError | None:
        if self.is_away:
            return TryAgain("Nobody answers at mail.example just now.", provider="dav", operation="adopt")
        if self.is_at_home and answers.get("own_network") != "yes":
            return OwnNetwork(AT_HOME, provider="dav", operation="adopt.imap")
        if answers.get("password", self.password) != self.password:
            return ConsentLost(self.refusal, provider="dav", operation="adopt.password")
        return None

    def answered(self, tokens: str) -> Mapping[str, str]:
        """All of it, also what is secret: nobody above may rely on the provider's care."""
        kept: dict[str, str] = json.loads(tokens)
        return kept

    def revoke(self, tokens: str) -> None:
        """There is nothing to revoke."""

    def authorization(self, settings: Any) -> Mailhouse:
        """It is its own."""
        self.timeouts.append(settings.timeout)
        return self


def standing_in(monkeypatch: pytest.MonkeyPatch) -> Mailhouse:
    """Stands in for the provider named "dav", and for nobody else."""
    house, load = Mailhouse(), registry.load
    monkeypatch.setattr(registry, "load", lambda name: house if name == "dav" else load(name))
    return house


LINK = Entry(
    "dav",
    "Calendar link",
    replace(DAV.capabilities, mailbox=False, sends=False, keeps_drafts=False),
    DAV.path,
    scopes=(("calendar", "ics"),),
    asks=tuple(replace(one, kind="link") if one.kind == "password" else one for one in DAV.asks[:2]),
    about="An address.",
)
"""One that has only a calendar, and asks for a secret address."""
