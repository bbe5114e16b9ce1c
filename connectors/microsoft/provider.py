"""The front door of this folder: `PROVIDER`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, ProviderSettings, RateBudget, TokenStore
from connectors.microsoft.authorization import MicrosoftAuthorization
from connectors.microsoft.calendar import OutlookCalendar
from connectors.microsoft.entry import MICROSOFT
from connectors.microsoft.mailbox import OutlookMailbox


@dataclass(frozen=True, slots=True)
class MicrosoftProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = MICROSOFT.name
    label: str = MICROSOFT.label
    capabilities: Capabilities = MICROSOFT.capabilities

    def authorization(self, settings: ProviderSettings) -> MicrosoftAuthorization:
        return MicrosoftAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> OutlookMailbox:
        return OutlookMailbox(settings, tokens, budget)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> OutlookCalendar:
        return OutlookCalendar(settings, tokens, budget)


PROVIDER = MicrosoftProvider()
