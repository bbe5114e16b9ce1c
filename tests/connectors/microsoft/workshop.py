"""The contract suites' `Workshop` over the sandbox Microsoft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from connectors.contract import EVERYTHING, Provider, ProviderSettings
from connectors.microsoft.authorization import SIGN_IN, asked_scopes
from connectors.microsoft.census import PRIMARY
from connectors.microsoft.provider import PROVIDER
from tests.connectors.sandbox_workshop import MAYA, OTHER, SandboxWorkshop
from tests.connectors.workshop import Call

__all__ = ["MAYA", "OTHER", "MicrosoftWorkshop"]


@dataclass(frozen=True, slots=True)
class MicrosoftWorkshop(SandboxWorkshop):
    """Microsoft's own words for the suites' calls."""

    name: ClassVar[str] = "microsoft"
    methods: ClassVar[Mapping[Call, str]] = {
        Call.READ: "graph.messages.value",
        Call.POLL: "graph.messages.delta",
        Call.SEARCH: "graph.messages.list",
        Call.CREATE_DRAFT: "graph.messages.create*",
        Call.UPDATE_DRAFT: "graph.messages.update",
        Call.SEND_DRAFT: "graph.messages.send",
        Call.CALENDAR: "graph.calendarView.delta",
        Call.TOKEN: "entra.token",
    }
    provider: Provider = PROVIDER
    price_of_a_read: int = 1

    @property
    def settings(self) -> ProviderSettings:
        addresses = self.sandbox.addresses
        return ProviderSettings(
            client_id=addresses["client_id"],
            client_secret=addresses["client_secret"],
            root_url=addresses["graph"],
            auth_url=addresses["authority"],
            ca_file=addresses["ca_file"],
            timeout=10.0,
        )

    def credentials_file(self, person: str) -> str:
        return self.credentials_of(person, (*asked_scopes(EVERYTHING), SIGN_IN, "openid", "profile", "offline_access"))

    def primary_calendar(self, person: str) -> str:
        del person
        return PRIMARY

    def units(self, person: str) -> int:
        units = self.ask("GET", "calls", account=person)["units"]
        return sum(count for method, count in units.items() if method.startswith("graph."))

    def switch(self, **settings: Any) -> None:
        """Has the sandbox behave in another of the ways that Microsoft is known for."""
        self.ask("POST", "settings", **settings)

    def file_away(self, person: str, provider_id: str, folder: str) -> None:
        """The person moves a message into a folder of their own, made for it if it is not there."""
        label = self.ask("POST", "labels", account=person, id=f"Folder_{folder}", name=folder)["id"]
        self.relabel(person, provider_id, add=(label,), remove=("INBOX", "SENT", "TRASH", "SPAM"))
