"""What is known of this provider without its libraries: what it can do, and what it is asked for."""

from __future__ import annotations

from connectors.authentication import MICROSOFTS_HOSTS
from connectors.contract import Capabilities
from connectors.entries import Entry

MICROSOFT = Entry(
    "microsoft",
    "Microsoft",
    Capabilities(mailbox=True, calendar=True, sends=True, revokes=False, device_code=True, keeps_drafts=True),
    "connectors.microsoft.provider",
    scopes=(
        ("mail", "Mail.Read"),
        ("sending", "Mail.ReadWrite"),
        ("sending", "Mail.Send"),
        ("calendar", "Calendars.Read"),
        ("", "User.Read"),
    ),
    client_settings=("microsoft_client_id",),
    sign_in=("https://login.microsoftonline.com", "https://login.live.com"),
    consent_pages=("https://myapps.microsoft.com", "https://account.live.com/consent/Manage"),
    mail_hosts=MICROSOFTS_HOSTS,
)
