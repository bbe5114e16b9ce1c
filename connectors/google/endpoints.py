"""Where Google is: the addresses from the settings or Google's own, and the API objects built for them.

The built API objects hold no connection and no account: they are made once
per address and process and shared by all threads, because building them costs more than a call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
import httplib2
from googleapiclient.discovery import build_from_document

from connectors.contract import ProviderSettings
from connectors.secure import checked

PROVIDER = "google"

AUTH_URL = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  an address, not a secret
REVOKE_URL = "https://oauth2.googleapis.com/revoke"

_DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Every address the connector talks to, checked."""

    auth: str
    token: str
    revoke: str
    mail_root: str
    """"" = the API's own."""
    calendar_root: str


@dataclass(frozen=True, slots=True)
class GmailApi:
    """The parts of the Gmail API that are used, kept: rebuilding the chain costs eight times the call itself."""

    users: Any
    messages: Any
    history: Any
    drafts: Any
    threads: Any
    labels: Any
    send_as: Any


@dataclass(frozen=True, slots=True)
class CalendarApi:
    """The parts of the Calendar API that are used, kept."""

    events: Any
    calendar_list: Any
    calendars: Any


def endpoints(settings: ProviderSettings) -> Endpoints:
    """All addresses. Raises Misconfigured naming the variable of one that may not be used."""
    return Endpoints(
        auth=checked(settings.auth_url or AUTH_URL, "WARMTHREAD_GOOGLE_AUTH_URL", PROVIDER),
        token=checked(settings.token_url or TOKEN_URL, "WARMTHREAD_GOOGLE_TOKEN_URL", PROVIDER),
        revoke=checked(settings.revoke_url or REVOKE_URL, "WARMTHREAD_GOOGLE_REVOKE_URL", PROVIDER),
        mail_root=_root(settings.mail_root_url, "WARMTHREAD_GMAIL_ROOT_URL", settings),
        calendar_root=_root(settings.calendar_root_url, "WARMTHREAD_GOOGLE_CALENDAR_ROOT_URL", settings),
    )


@cache
def gmail_api(root_url: str) -> GmailApi:
    """The Gmail API at that root ("" = Google's own)."""
    users = _built("gmail.v1", root_url).users()
    return GmailApi(
        users=users,
        messages=users.messages(),
        history=users.history(),
        drafts=users.drafts(),
        threads=users.threads(),
        labels=users.labels(),
        send_as=users.settings().sendAs(),
    )


@cache
def calendar_api(root_url: str) -> CalendarApi:
    """The Calendar API at that root ("" = Google's own)."""
    service = _built("calendar.v3", root_url)
    return CalendarApi(events=service.events(), calendar_list=service.calendarList(), calendars=service.calendars())


def _built(name: str, root_url: str) -> Any:
    # `client_options.api_endpoint` leaves batch and upload addresses behind; the document's rootUrl moves all three:
    # https://github.com/googleapis/google-api-python-client/issues/1107
    document = json.loads((_DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
    if root_url:
        document["rootUrl"] = root_url
    # The http object given here is never used: every call brings its own account's (`Connection.call`).
    return build_from_document(document, http=httplib2.Http())


def _root(own: str, variable: str, settings: ProviderSettings) -> str:
    if own:
        return checked(own, variable, PROVIDER).rstrip("/") + "/"
    if settings.root_url:
        return checked(settings.root_url, "WARMTHREAD_GOOGLE_ROOT_URL", PROVIDER).rstrip("/") + "/"
    return ""
