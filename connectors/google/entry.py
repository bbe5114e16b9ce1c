"""What is known of this provider without its libraries: what it can do, and what it is asked for."""

from __future__ import annotations

from connectors.authentication import GOOGLES_HOSTS
from connectors.contract import Capabilities
from connectors.entries import Entry

GOOGLE = Entry(
    "google",
    "Google",
    Capabilities(mailbox=True, calendar=True, sends=True, keeps_drafts=True, tells_of_drafts=True),
    "connectors.google.provider",
    scopes=(("mail", "gmail.readonly"), ("sending", "gmail.compose"), ("calendar", "calendar.readonly")),
    client_settings=("google_client_id", "google_client_secret"),
    sign_in=("https://accounts.google.com",),
    mail_hosts=GOOGLES_HOSTS,
)
