"""The front door of this folder: `PROVIDER`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, Mailbox, ProviderSettings, RateBudget, TokenStore
from connectors.dav.authorization import DavAuthorization
from connectors.dav.calendar import DavCalendar
from connectors.dav.credentials import PROVIDER as NAME
from connectors.dav.entry import DAV
from connectors.errors import Unsupported


@dataclass(frozen=True, slots=True)
class DavProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = DAV.name
    label: str = DAV.label
    capabilities: Capabilities = DAV.capabilities

    def authorization(self, settings: ProviderSettings) -> DavAuthorization:
        return DavAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Mailbox:
        del settings, tokens, budget
        raise Unsupported("Mail is not read here yet.", provider=NAME)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> DavCalendar:
        return DavCalendar(settings, tokens, budget)


PROVIDER = DavProvider()
