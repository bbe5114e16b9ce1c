"""What is known of this provider without its libraries: what it can do, and what it asks the person."""

from __future__ import annotations

from connectors.contract import Capabilities, Question
from connectors.entries import Entry

_QUESTIONS = (
    Question(
        "link",
        "Secret link of the calendar",
        "link",
        hint="In your calendar's settings: the secret address in iCal format (Google), the published ICS link (Outlook), "
        "the link of a public calendar (iCloud). Several go here at once, with a space or a line break between them. "
        "Links given before for the same address stay.",
    ),
    Question("address", "Your mail address in this calendar", "address"),
)

LINK = Entry(
    "link",
    "Calendar link",
    Capabilities(mailbox=False, calendar=True, sends=False, revokes=False, stays_open=True),
    "connectors.link.provider",
    scopes=(("calendar", "ics"),),
    asks=_QUESTIONS,
    about="Only the calendar, by the secret link that Google, Outlook and iCloud give for it.",
)
