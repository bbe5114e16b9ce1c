"""Microsoft: Outlook mail and Outlook calendars through Graph, behind one consent. `PROVIDER` is the front door."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Capabilities, ProviderSettings, RateBudget, TokenStore
from connectors.microsoft.authorization import MicrosoftAuthorization
from connectors.microsoft.calendar import OutlookCalendar
from connectors.microsoft.mailbox import OutlookMailbox

_CAPABILITIES = Capabilities(
    mailbox=True, calendar=True, sends=True, revokes=False, device_code=True, keeps_drafts=True
)


@dataclass(frozen=True, slots=True)
class MicrosoftProvider:
    """Makes what an account needs; every object is for one account on one thread."""

    name: str = "microsoft"
    label: str = "Microsoft"
    capabilities: Capabilities = _CAPABILITIES

    def authorization(self, settings: ProviderSettings) -> MicrosoftAuthorization:
        return MicrosoftAuthorization(settings)

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> OutlookMailbox:
        return OutlookMailbox(settings, tokens, budget)

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> OutlookCalendar:
        return OutlookCalendar(settings, tokens, budget)


PROVIDER = MicrosoftProvider()
