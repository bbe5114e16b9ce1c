"""The contract suites' `Workshop` over the sandbox Google."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from connectors.contract import EVERYTHING, Provider, ProviderSettings
from connectors.google.authorization import asked_scopes
from connectors.google.provider import PROVIDER
from tests.connectors.sandbox_workshop import MAYA, OTHER, SandboxWorkshop
from tests.connectors.workshop import Call

__all__ = ["MAYA", "OTHER", "GoogleWorkshop"]


@dataclass(frozen=True, slots=True)
class GoogleWorkshop(SandboxWorkshop):
    """Google's own words for the suites' calls."""

    name: ClassVar[str] = "google"
    methods: ClassVar[Mapping[Call, str]] = {
        Call.READ: "gmail.users.messages.get",
        Call.POLL: "gmail.users.history.list",
        Call.SEARCH: "gmail.users.messages.list",
        Call.CREATE_DRAFT: "gmail.users.drafts.create",
        Call.UPDATE_DRAFT: "gmail.users.drafts.update",
        Call.SEND_DRAFT: "gmail.users.drafts.send",
        Call.CALENDAR: "calendar.events.list",
        Call.TOKEN: "oauth.token",
    }
    unticked: ClassVar[Mapping[str, str]] = {
        "mail": "gmail.readonly",
        "sending": "gmail.compose",
        "calendar": "calendar.readonly",
    }
    provider: Provider = PROVIDER
    price_of_a_read: int = 20

    @property
    def settings(self) -> ProviderSettings:
        addresses = self.sandbox.addresses
        return ProviderSettings(
            client_id=addresses["client_id"],
            client_secret=addresses["client_secret"],
            root_url=addresses["google"],
            auth_url=addresses["auth_uri"],
            token_url=addresses["token_uri"],
            revoke_url=addresses["revoke_uri"],
            timeout=10.0,
        )

    def credentials_file(self, person: str) -> str:
        return self.credentials_of(person, asked_scopes(EVERYTHING))

    def primary_calendar(self, person: str) -> str:
        return person

    def units(self, person: str) -> int:
        units = self.ask("GET", "calls", account=person)["units"]
        return sum(count for method, count in units.items() if method.startswith("gmail."))
