"""The contract suites' `Workshop` over the sandbox Google: its control calls in the suites' neutral words."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.contract import EVERYTHING, AuthorizationRequest, Provider, ProviderSettings
from connectors.google import PROVIDER
from connectors.google.authorization import asked_scopes
from infra.sandbox.process import Sandbox
from tests.connectors.workshop import WAIT, Call, Fault, Meeting, Sent

MAYA, OTHER = "maya@castellanos.example", "lee@harborline.example"
ZONE = "America/Chicago"

_METHODS = {
    Call.READ: "gmail.users.messages.get",
    Call.POLL: "gmail.users.history.list",
    Call.SEARCH: "gmail.users.messages.list",
    Call.CREATE_DRAFT: "gmail.users.drafts.create",
    Call.SEND_DRAFT: "gmail.users.drafts.send",
    Call.CALENDAR: "calendar.events.list",
    Call.TOKEN: "oauth.token",
}
_FAULTS: dict[Fault, dict[str, Any]] = {
    Fault.HANG_UP: {"kind": "drop"},
    Fault.HANG_UP_AFTER: {"kind": "close_after"},
    Fault.RESET_AFTER: {"kind": "close_after", "reset": True},
    Fault.BROKEN_OFF: {"kind": "truncate"},
    Fault.TROUBLE: {"kind": "status", "status": 503},
    Fault.TROUBLE_AFTER: {"kind": "status_after", "status": 500},
    Fault.TOO_FAST: {"kind": "rate_limit", "retry_after": int(WAIT)},
}
_UNTICKED = {"mail": "gmail.readonly", "sending": "gmail.compose", "calendar": "calendar.readonly"}


@dataclass(frozen=True, slots=True)
class GoogleWorkshop:
    """One running sandbox, which `begin_afresh` empties."""

    sandbox: Sandbox
    provider: Provider = PROVIDER
    people: tuple[str, str] = (MAYA, OTHER)
    redirect_uri: str = "http://127.0.0.1:8765/accounts/google/callback"

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

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.ask("GET", "clock")["now"])

    def begin_afresh(self, now: datetime) -> None:
        self.ask("POST", "reset", scenario="none", now=now.isoformat())
        self.ask(
            "POST",
            "people",
            email=MAYA,
            name="Maya Castellanos",
            timezone=ZONE,
            aliases=[["maya@alias.example", "Maya C."]],
        )
        self.ask("POST", "people", email=OTHER, name="Lee Ortiz", timezone="Europe/Berlin")

    def approve(self, request: AuthorizationRequest, person: str, *, untick: frozenset[str] = frozenset()) -> str:
        unticked = [_UNTICKED[box] for box in sorted(untick)]
        answer = self.ask("POST", "consent", auth_url=request.url, account=person, untick=unticked)
        return parse_qs(urlsplit(str(answer["redirect"])).query).get("code", [""])[0]

    def credentials_file(self, person: str) -> str:
        return json.dumps(self.ask("POST", "credentials", account=person, scopes=list(asked_scopes(EVERYTHING))))

    def withdraw(self, person: str) -> None:
        self.ask("POST", "tokens/revoke", account=person)

    def expire_access(self, person: str) -> None:
        self.ask("POST", "tokens/expire", account=person)

    def deliver(self, person: str, raw: bytes, *, at: datetime | None = None) -> str:
        when = {"internal_date": at.isoformat()} if at else {}
        return str(self.ask("POST", "deliver", account=person, raw=base64.b64encode(raw).decode(), **when)["id"])

    def relabel(
        self, person: str, provider_id: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()
    ) -> None:
        self.ask("POST", "messages/labels", account=person, id=provider_id, add=list(add), remove=list(remove))

    def remove(self, person: str, provider_id: str) -> None:
        self.ask("POST", "messages/delete", account=person, id=provider_id)

    def expire_mail_cursors(self, person: str) -> None:
        self.ask("POST", "cursors/expire", account=person, kinds=["history"])

    def replace_message_ids(self) -> None:
        self.ask("POST", "settings", keep_message_id=False)

    def sent(self, person: str) -> list[Sent]:
        return [
            Sent(entry["messageId"], base64.b64decode(entry["raw"]), entry["times"])
            for entry in self.ask("GET", "sent", account=person)["sent"]
        ]

    def primary_calendar(self, person: str) -> str:
        return person

    def enter(self, person: str, meeting: Meeting) -> str:
        return self.put(person, **_event(meeting, person))

    def put(self, person: str, **event: Any) -> str:
        """Enters or changes an event in Google's own words."""
        return str(self.ask("POST", "events", account=person, event=event)["id"])

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None:
        self.ask("POST", "events/move", account=person, id=event_id, start=start.isoformat(), end=end.isoformat())

    def cancel(self, person: str, event_id: str) -> None:
        self.ask("POST", "events/cancel", account=person, id=event_id)

    def expire_calendar_cursors(self, person: str) -> None:
        self.ask("POST", "cursors/expire", account=person, kinds=["sync"])

    def fail(self, call: Call, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        self.ask("POST", "faults", method=_METHODS[call], nth=nth, times=times, **_FAULTS[fault])

    def heal(self) -> None:
        self.ask("DELETE", "faults")

    def calls(self, call: Call) -> int:
        return int(self.ask("GET", "calls")["calls"].get(_METHODS[call], 0))

    def units(self, person: str) -> int:
        units = self.ask("GET", "calls", account=person)["units"]
        return sum(count for method, count in units.items() if method.startswith("gmail."))

    def ask(self, verb: str, call: str, **order: Any) -> dict[str, Any]:
        """One control call."""
        return self.sandbox.control.call(verb, call, order)


def _event(meeting: Meeting, person: str) -> dict[str, Any]:
    event: dict[str, Any] = {
        "summary": meeting.title,
        "start": _edge(meeting.start, meeting),
        "end": _edge(meeting.end, meeting),
        "attendees": [{"email": email} for email in (person, *meeting.guests)] if meeting.guests else [],
    }
    if meeting.count != 1:
        ending = f";COUNT={meeting.count}" if meeting.count else ""
        event["recurrence"] = [f"RRULE:FREQ=WEEKLY{ending}"]
    return event


def _edge(moment: datetime, meeting: Meeting) -> dict[str, str]:
    if meeting.is_all_day:
        return {"date": moment.date().isoformat()}
    return {"dateTime": moment.isoformat(), "timeZone": meeting.timezone}
