"""Which consent allows which call (providers.md 1.1 and 1.2): enforced from Google's documents, spelt out here for the scopes that matter."""

from __future__ import annotations

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox import clients
from tests.sandbox.clients import CALENDAR, GMAIL, encoded, mail, refused

#: Scope, then the calls it allows among those below.
TABLE = {
    f"{GMAIL}.readonly": {"profile", "list", "history", "aliases"},
    f"{GMAIL}.metadata": {"profile", "list", "history"},
    f"{GMAIL}.compose": {"profile", "draft", "send"},
    f"{GMAIL}.send": {"send"},
    f"{GMAIL}.modify": {"profile", "list", "history", "aliases", "draft", "send"},
    "https://mail.google.com/": {"profile", "list", "history", "aliases", "draft", "send"},
    f"{CALENDAR}.readonly": {"calendars", "events"},
    f"{CALENDAR}.events.readonly": {"events"},
    CALENDAR: {"calendars", "events"},
    "openid": set(),
}


@pytest.mark.parametrize("scope", TABLE)
def test_a_scope_allows_its_calls_and_no_others(sandbox: Sandbox, scope: str) -> None:
    creds = clients.credentials(sandbox, scope)
    users = clients.service(sandbox, "gmail.v1", creds).users()
    calendar = clients.service(sandbox, "calendar.v3", creds)
    start = sandbox.control.state()["people"]["alex@example.com"]["historyId"]
    calls = {
        "profile": users.getProfile(userId="me"),
        "list": users.messages().list(userId="me"),
        "history": users.history().list(userId="me", startHistoryId=start),
        "aliases": users.settings().sendAs().list(userId="me"),
        "draft": users.drafts().create(userId="me", body={"message": {"raw": encoded(mail())}}),
        "send": users.messages().send(userId="me", body={"raw": encoded(mail())}),
        "calendars": calendar.calendarList().list(),
        "events": calendar.events().list(calendarId="primary"),
    }
    for name, call in calls.items():
        if name in TABLE[scope]:
            call.execute()
        else:
            assert refused(call) == (403, "insufficientPermissions"), name
