"""What is known of this provider without its libraries: what it can do, and what it asks the person."""

from __future__ import annotations

from connectors.contract import Capabilities, Question
from connectors.entries import Entry

_QUESTIONS = (
    Question("address", "Mail address", "address"),
    Question(
        "password",
        "Password",
        "password",
        hint="Most providers want an app password: one made for this program alone, on your account's security page.",
    ),
    Question("name", "Your name, as others should read it", is_optional=True),
    Question(
        "login", "Login", is_optional=True, is_further=True, hint="If you sign in with anything but your address."
    ),
    Question("imap", "Server for reading mail (IMAP)", is_optional=True, is_further=True, hint="imap.example.com"),
    Question("smtp", "Server for sending mail (SMTP)", is_optional=True, is_further=True, hint="smtp.example.com"),
    Question(
        "caldav",
        "Address of your calendars (CalDAV)",
        is_optional=True,
        is_further=True,
        hint="https://dav.example.com/",
    ),
)

DAV = Entry(
    "dav",
    "Another mailbox",
    Capabilities(
        mailbox=True,
        calendar=True,
        sends=True,
        revokes=False,
        keeps_drafts=True,
        copies_sent=True,
        hears_news=True,
        stays_open=True,
    ),
    "connectors.dav.provider",
    scopes=(("mail", "imap"), ("sending", "smtp"), ("calendar", "caldav")),
    asks=_QUESTIONS,
    about="With an address and an app password: iCloud, Fastmail, Yahoo, GMX, a university's or company's server, and Gmail.",
)
