"""The front door of this folder: `PROVIDER`."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, Mailbox, ProviderSettings, RateBudget, TokenStore
from connectors.errors import Unsupported
from connectors.link.authorization import LinkAuthorization
from connectors.link.calendar import LinkCalendar
from connectors.link.entry import LINK
from connectors.link.tokens import PROVIDER as NAME


@dataclass(frozen=True, slots=True)
class LinkProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = LINK.name
    label: str = LINK.label
    capabilities: Capabilities = LINK.capabilities

    def authorization(self, settings: ProviderSettings) -> LinkAuthorization:
        return LinkAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Mailbox:
        """Always raises Unsupported."""
        del settings, tokens, budget
        raise Unsupported("A calendar link has no mail.", provider=NAME)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> LinkCalendar:
        return LinkCalendar(settings, tokens, budget)


PROVIDER = LinkProvider()
