"""Google's own Python clients, unchanged, pointed at a sandbox: one service and one HTTP object per call of these."""

from __future__ import annotations

from typing import Any

import httplib2
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document

from infra.sandbox.google.discovery import read_document
from tests.sandbox.process import Sandbox

GMAIL = "https://www.googleapis.com/auth/gmail"
CALENDAR = "https://www.googleapis.com/auth/calendar"
READ = (f"{GMAIL}.readonly", f"{CALENDAR}.readonly")
ALL = (f"{GMAIL}.modify", f"{GMAIL}.compose", f"{GMAIL}.readonly", CALENDAR)


def credentials(sandbox: Sandbox, *scopes: str, account: str | None = None) -> Credentials:
    """Return a consent already given. (from_authorized_user_info would ignore the token_uri: google/oauth2/credentials.py.)"""
    given = sandbox.control.credentials(*(scopes or ALL), account=account)
    names = ("token", "refresh_token", "token_uri", "client_id", "client_secret", "scopes")
    return Credentials(**{name: given[name] for name in names})


def service(sandbox: Sandbox, api: str, creds: Credentials | None = None) -> Any:
    """Return a client of "gmail.v1" or "calendar.v3"."""
    document = read_document(api) | {"rootUrl": f"{sandbox.google}/"}
    http = AuthorizedHttp(creds or credentials(sandbox), http=httplib2.Http(timeout=20))
    return build_from_document(document, http=http)


def gmail(sandbox: Sandbox, *scopes: str, account: str | None = None) -> Any:
    """Return the Gmail client's `users()`."""
    return service(sandbox, "gmail.v1", credentials(sandbox, *scopes, account=account)).users()


def calendar(sandbox: Sandbox, *scopes: str, account: str | None = None) -> Any:
    return service(sandbox, "calendar.v3", credentials(sandbox, *scopes, account=account))
