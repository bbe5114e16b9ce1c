"""Where Google is: the addresses from the settings or Google's own, and the API objects built for them.

Plain http is accepted for this machine only (a sandbox on loopback); anywhere else tokens and mail would travel in the
open, so such a setting is refused by name. The built API objects hold no connection and no account: they are made once
per address and process and shared by all threads, because building them costs more than a call.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import googleapiclient
import httplib2
import httplib2.certs
from googleapiclient.discovery import build_from_document

from connectors.contract import ProviderSettings
from connectors.errors import Misconfigured

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
        auth=_checked(settings.auth_url or AUTH_URL, "WARMTHREAD_GOOGLE_AUTH_URL"),
        token=_checked(settings.token_url or TOKEN_URL, "WARMTHREAD_GOOGLE_TOKEN_URL"),
        revoke=_checked(settings.revoke_url or REVOKE_URL, "WARMTHREAD_GOOGLE_REVOKE_URL"),
        mail_root=_root(settings.mail_root_url, "WARMTHREAD_GMAIL_ROOT_URL", settings),
        calendar_root=_root(settings.calendar_root_url, "WARMTHREAD_GOOGLE_CALENDAR_ROOT_URL", settings),
    )


def is_loopback(url: str) -> bool:
    """Whether that address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
        send_as=users.settings().sendAs(),
    )


@cache
def calendar_api(root_url: str) -> CalendarApi:
    """The Calendar API at that root ("" = Google's own)."""
    service = _built("calendar.v3", root_url)
    return CalendarApi(events=service.events(), calendar_list=service.calendarList(), calendars=service.calendars())


@cache
def certificates(ca_file: str) -> str:
    """A file with the usual certificate authorities and the person's further one."""
    usual = httplib2.certs.where()
    if not ca_file:
        return usual
    try:
        further = Path(ca_file).read_bytes()
    except OSError as problem:
        raise Misconfigured(f"WARMTHREAD_CA_FILE cannot be read: {problem.strerror}.", provider=PROVIDER) from problem
    with tempfile.NamedTemporaryFile(prefix="warmthread-ca-", suffix=".pem", delete=False) as bundle:
        bundle.write(Path(usual).read_bytes() + b"\n" + further)
    atexit.register(Path(bundle.name).unlink, missing_ok=True)
    return bundle.name


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
        return _checked(own, variable).rstrip("/") + "/"
    if settings.root_url:
        return _checked(settings.root_url, "WARMTHREAD_GOOGLE_ROOT_URL").rstrip("/") + "/"
    return ""


def _checked(url: str, variable: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme == "https" or (scheme == "http" and is_loopback(url)):
        return url
    raise Misconfigured(
        f"{variable} must be an https address; plain http is only for this machine (127.0.0.1 or localhost).",
        provider=PROVIDER,
    )
