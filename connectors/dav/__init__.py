"""Any other mailbox: IMAP, SMTP and CalDAV behind one address and password. `PROVIDER` is the front door."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Calendar, Capabilities, Mailbox, ProviderSettings, RateBudget, TokenStore
from connectors.dav.authorization import DavAuthorization
from connectors.dav.credentials import PROVIDER as NAME
from connectors.errors import Unsupported

_CAPABILITIES = Capabilities(mailbox=True, calendar=True, sends=True, revokes=False, keeps_drafts=True)


@dataclass(frozen=True, slots=True)
class DavProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = NAME
    label: str = "Another mailbox"
    capabilities: Capabilities = _CAPABILITIES

    def authorization(self, settings: ProviderSettings) -> DavAuthorization:
        return DavAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Mailbox:
        del settings, tokens, budget
        raise Unsupported("Mail is not read here yet.", provider=NAME)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Calendar:
        del settings, tokens, budget
        raise Unsupported("Calendars are not read here yet.", provider=NAME)


PROVIDER = DavProvider()
