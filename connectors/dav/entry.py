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
    Question("name", "Your name", is_optional=True, hint="As others should read it in what you send."),
    Question(
        "login", "Login", is_optional=True, is_further=True, hint="If you sign in with anything but your address."
    ),
    Question(
        "imap",
        "Server for reading mail (IMAP)",
        is_optional=True,
        is_further=True,
        hint="Such as imap.example.com, or imap.example.com:993.",
    ),
    Question(
        "smtp",
        "Server for sending mail (SMTP)",
        is_optional=True,
        is_further=True,
        hint="Such as smtp.example.com; none, if nothing should be sent.",
    ),
    Question(
        "caldav",
        "Address of your calendars (CalDAV)",
        is_optional=True,
        is_further=True,
        hint="Such as https://dav.example.com/; none, for no calendars.",
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
