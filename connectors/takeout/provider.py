"""The front door of this folder: `PROVIDER`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Authorization, Calendar, Capabilities, Mailbox, ProviderSettings, RateBudget, TokenStore
from connectors.takeout.authorization import FileAuthorization, files_of
from connectors.takeout.calendar import FileCalendar
from connectors.takeout.entry import TAKEOUT
from connectors.takeout.mailbox import FileMailbox


@dataclass(frozen=True, slots=True)
class Takeout:
    """The front door of this provider."""

    name: str = TAKEOUT.name
    label: str = TAKEOUT.label
    capabilities: Capabilities = TAKEOUT.capabilities

    def authorization(self, settings: ProviderSettings) -> Authorization:  # noqa: ARG002 - the contract's shape
        return FileAuthorization()

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Mailbox:  # noqa: ARG002
        return FileMailbox(files_of(tokens.load()))

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Calendar:  # noqa: ARG002
        return FileCalendar(files_of(tokens.load()))


PROVIDER = Takeout()
