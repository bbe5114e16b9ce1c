"""The front door of this folder: `PROVIDER`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, ProviderSettings, RateBudget, TokenStore
from connectors.dav.authorization import DavAuthorization
from connectors.dav.calendar import DavCalendar
from connectors.dav.entry import DAV
from connectors.dav.mailbox import DavMailbox


@dataclass(frozen=True, slots=True)
class DavProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = DAV.name
    label: str = DAV.label
    capabilities: Capabilities = DAV.capabilities

    def authorization(self, settings: ProviderSettings) -> DavAuthorization:
        return DavAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> DavMailbox:
        return DavMailbox(settings, tokens, budget)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> DavCalendar:
        return DavCalendar(settings, tokens, budget)


PROVIDER = DavProvider()
