"""The front door of this folder: `PROVIDER`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, ProviderSettings, RateBudget, TokenStore
from connectors.google.authorization import GoogleAuthorization
from connectors.google.calendar import GoogleCalendar
from connectors.google.entry import GOOGLE
from connectors.google.mailbox import GmailMailbox


@dataclass(frozen=True, slots=True)
class GoogleProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = GOOGLE.name
    label: str = GOOGLE.label
    capabilities: Capabilities = GOOGLE.capabilities

    def authorization(self, settings: ProviderSettings) -> GoogleAuthorization:
        return GoogleAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> GmailMailbox:
        return GmailMailbox(settings, tokens, budget)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> GoogleCalendar:
        return GoogleCalendar(settings, tokens, budget)


PROVIDER = GoogleProvider()
