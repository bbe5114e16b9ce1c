"""A `Workshop` over the sandbox as far as every provider's is alike: control calls in the suites' neutral words."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from connectors.contract import AuthorizationRequest
from infra.sandbox.process import Sandbox
from tests.connectors.workshop import WAIT, Call, Fault, Meeting, Place, Sent

MAYA, OTHER = "maya@castellanos.example", "lee@harborline.example"
ZONE = "America/Chicago"

_LABELS = {Place.INBOX: "INBOX", Place.SENT: "SENT", Place.JUNK: "SPAM", Place.BIN: "TRASH"}
_FAULTS: dict[Fault, dict[str, Any]] = {
    Fault.HANG_UP: {"kind": "drop"},
    Fault.HANG_UP_AFTER: {"kind": "close_after"},
    Fault.RESET_AFTER: {"kind": "close_after", "reset": True},
    Fault.BROKEN_OFF: {"kind": "truncate"},
    Fault.TROUBLE: {"kind": "status", "status": 503},
    Fault.TROUBLE_AFTER: {"kind": "status_after", "status": 500},
    Fault.TOO_FAST: {"kind": "rate_limit", "retry_after": int(WAIT)},
}


@dataclass(frozen=True, slots=True)
class SandboxWorkshop:
    """One running sandbox, which `begin_afresh` empties."""

    sandbox: Sandbox
    people: tuple[str, str] = (MAYA, OTHER)

    name: ClassVar[str]
    methods: ClassVar[Mapping[Call, str]]
    """Each call as the sandbox counts it; a star stands for several."""
    unticked: ClassVar[Mapping[str, str]] = {}

    @property
    def redirect_uri(self) -> str:
        return f"http://127.0.0.1:8765/accounts/{self.name}/callback"

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.ask("GET", "clock")["now"])

    def begin_afresh(self, now: datetime) -> None:
        self.ask("POST", "reset", scenario="none", now=now.isoformat())
        aliases = [["maya@alias.example", "Maya C."]]
        self.ask("POST", "people", email=MAYA, name="Maya Castellanos", timezone=ZONE, aliases=aliases)
        self.ask("POST", "people", email=OTHER, name="Lee Ortiz", timezone="Europe/Berlin")

    def approve(self, request: AuthorizationRequest, person: str, *, untick: frozenset[str] = frozenset()) -> str:
        unticked = [self.unticked[box] for box in sorted(untick)]
        answer = self.ask("POST", "consent", auth_url=request.url, account=person, untick=unticked)
        return parse_qs(urlsplit(str(answer["redirect"])).query).get("code", [""])[0]

    def credentials_of(self, person: str, scopes: tuple[str, ...]) -> str:
        return json.dumps(self.ask("POST", "credentials", account=person, scopes=list(scopes)))

    def sealed(self, person: str) -> str:
        return ""

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

    def put_into(self, person: str, provider_id: str, place: Place) -> None:
        label = _LABELS[place]
        others = tuple(one for one in (*_LABELS.values(), "UNREAD") if one != label)
        self.relabel(person, provider_id, add=(label,), remove=others)

    def remove(self, person: str, provider_id: str) -> None:
        self.ask("POST", "messages/delete", account=person, id=provider_id)

    def expire_mail_cursors(self, person: str) -> None:
        self.ask("POST", "cursors/expire", account=person, kinds=["history"])

    def blank_first_pages(self) -> None:
        self.ask("POST", "settings", empty_pages=True)

    def tell_twice(self) -> None:
        self.ask("POST", "settings", delta_repeats=2)

    def replace_message_ids(self) -> None:
        self.ask("POST", "settings", keep_message_id=False)

    def edit_draft(self, person: str, text: str, *, new_message_id: bool = False, file: str = "") -> None:
        attached = {"file": file} if file else {}
        self.ask("POST", "drafts/edit", account=person, text=text, new_message_id=new_message_id, **attached)

    def send_draft(self, person: str) -> None:
        self.ask("POST", "drafts/send", account=person)

    def delete_draft(self, person: str) -> None:
        self.ask("POST", "drafts/delete", account=person)

    def sent(self, person: str) -> list[Sent]:
        return [
            Sent(entry["messageId"], base64.b64decode(entry["raw"]), entry["times"])
            for entry in self.ask("GET", "sent", account=person)["sent"]
        ]

    def enter(self, person: str, meeting: Meeting) -> str:
        return self.put(person, **_event(meeting, person))

    def put(self, person: str, **event: Any) -> str:
        """Enters or changes an event in Google's words, which the sandbox keeps events in."""
        return str(self.ask("POST", "events", account=person, event=event)["id"])

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None:
        self.ask("POST", "events/move", account=person, id=event_id, start=start.isoformat(), end=end.isoformat())

    def cancel(self, person: str, event_id: str) -> None:
        self.ask("POST", "events/cancel", account=person, id=event_id)

    def expire_calendar_cursors(self, person: str) -> None:
        self.ask("POST", "cursors/expire", account=person, kinds=["sync"])

    def fail(self, call: Call, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        self.ask("POST", "faults", method=self.methods[call], nth=nth, times=times, **_FAULTS[fault])

    def heal(self) -> None:
        self.ask("DELETE", "faults")

    def calls(self, call: Call) -> int:
        counted = self.ask("GET", "calls")["calls"]
        return sum(int(count) for method, count in counted.items() if fnmatchcase(method, self.methods[call]))

    def ask(self, verb: str, call: str, **order: Any) -> dict[str, Any]:
        """One control call."""
        return self.sandbox.control_of(self.name).call(verb, call, order)


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
