"""Files as a provider: mbox, mails, calendars and Google Takeout archives, read-only.

`open_files` and `own_addresses` serve `warmthread import`; `PROVIDER` is the same behind the providers' contract.
"""

from __future__ import annotations

from dataclasses import dataclass

from connectors.contract import Authorization, Calendar, Capabilities, Mailbox, ProviderSettings, RateBudget, TokenStore
from connectors.takeout.authorization import FileAuthorization, files_of
from connectors.takeout.calendar import FileCalendar
from connectors.takeout.files import FileSet, open_files
from connectors.takeout.mailbox import FileMailbox
from connectors.takeout.owner import named_most, own_addresses

__all__ = ["PROVIDER", "FileSet", "Takeout", "named_most", "open_files", "own_addresses"]


_CAPABILITIES = Capabilities(mailbox=True, calendar=True, sends=False, is_file=True)


@dataclass(frozen=True, slots=True)
class Takeout:
    """The front door of this provider."""

    name: str = "takeout"
    label: str = "Files"
    capabilities: Capabilities = _CAPABILITIES

    def authorization(self, settings: ProviderSettings) -> Authorization:  # noqa: ARG002 - the contract's shape
        return FileAuthorization()

    def mailbox(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Mailbox:  # noqa: ARG002
        return FileMailbox(files_of(tokens.load()))

    def calendar(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> Calendar:  # noqa: ARG002
        return FileCalendar(files_of(tokens.load()))


PROVIDER = Takeout()
