"""Google: Gmail and Google Calendar behind one consent. `PROVIDER` is the front door."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, ProviderSettings, RateBudget, TokenStore
from connectors.google.authorization import GoogleAuthorization
from connectors.google.calendar import GoogleCalendar
from connectors.google.mailbox import GmailMailbox

_CAPABILITIES = Capabilities(mailbox=True, calendar=True, sends=True, keeps_drafts=True, tells_of_drafts=True)


@dataclass(frozen=True, slots=True)
class GoogleProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = "google"
    label: str = "Google"
    capabilities: Capabilities = _CAPABILITIES

    def authorization(self, settings: ProviderSettings) -> GoogleAuthorization:
        return GoogleAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> GmailMailbox:
        return GmailMailbox(settings, tokens, budget)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> GoogleCalendar:
        return GoogleCalendar(settings, tokens, budget)


PROVIDER = GoogleProvider()
