"""Google's own Python clients, unchanged, pointed at a sandbox; every answer they get is checked against the discovery documents."""

from __future__ import annotations

import base64
import json
from typing import Any

import httplib2
import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

from infra.sandbox.google.discovery import read_document
from infra.sandbox.process import Sandbox
from tests.sandbox.contract import CheckedHttp

GMAIL = "https://www.googleapis.com/auth/gmail"
CALENDAR = "https://www.googleapis.com/auth/calendar"
READ = (f"{GMAIL}.readonly", f"{CALENDAR}.readonly")
ALL = (f"{GMAIL}.modify", f"{GMAIL}.compose", f"{GMAIL}.readonly", CALENDAR)


def credentials(sandbox: Sandbox, *scopes: str, account: str | None = None) -> Credentials:
    """Return a consent already given. (from_authorized_user_info would ignore the token_uri: google/oauth2/credentials.py.)"""
    given = sandbox.control.credentials(*(scopes or ALL), account=account)
    names = ("token", "refresh_token", "token_uri", "client_id", "client_secret", "scopes")
    return Credentials(**{name: given[name] for name in names})


def checked_http(creds: Credentials) -> CheckedHttp:
    return CheckedHttp(creds, http=httplib2.Http(timeout=20))


def service(sandbox: Sandbox, api: str, creds: Credentials | None = None) -> Any:
    """Return a client of "gmail.v1" or "calendar.v3"."""
    document = read_document(api) | {"rootUrl": f"{sandbox.google}/"}
    return build_from_document(document, http=checked_http(creds or credentials(sandbox)))


def gmail(sandbox: Sandbox, *scopes: str, account: str | None = None) -> Any:
    """Return the Gmail client's `users()`."""
    return service(sandbox, "gmail.v1", credentials(sandbox, *scopes, account=account)).users()


def calendar(sandbox: Sandbox, *scopes: str, account: str | None = None) -> Any:
    return service(sandbox, "calendar.v3", credentials(sandbox, *scopes, account=account))


def refused(call: Any) -> tuple[int, str]:
    """Execute a call that must fail and return its status and Google's reason."""
    with pytest.raises(HttpError) as caught:
        call.execute()
    return int(caught.value.resp.status), json.loads(caught.value.content)["error"]["errors"][0]["reason"]


def encoded(mail: bytes) -> str:
    return base64.urlsafe_b64encode(mail).decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def mail(subject: str = "Hello", text: str = "Hello there.", **headers: str) -> bytes:
    """Return a plain mail; header names are written with underscores (message_id="<a@b.example>")."""
    given = {"from": "Dana Whitlock <dana@floodworks.example>", "to": "alex@example.com", "subject": subject, **headers}
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items() if value]
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text, ""]
    return "\r\n".join(lines).encode()


def pages(first: Any, following: Any) -> list[dict[str, Any]]:
    """Return every page: `first` is the request, `following` is list_next of the same resource."""
    found = []
    request = first
    while request is not None:
        found.append(request.execute())
        request = following(request, found[-1])
    return found
