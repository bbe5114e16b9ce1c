"""What Google's quota charges. Decides prices and limits; `quota` keeps the account."""

from __future__ import annotations

#: Units of the newest page (May 2026) where known: messages.get, threads.get, messages.list, history.list, messages.send; all
#: others from the old table (providers.md 1.1). What neither names costs 5.
GMAIL_UNITS = {
    "gmail.users.messages.get": 20,
    "gmail.users.threads.get": 40,
    "gmail.users.messages.list": 5,
    "gmail.users.history.list": 2,
    "gmail.users.messages.send": 100,
    "gmail.users.drafts.create": 10,
    "gmail.users.drafts.update": 15,
    "gmail.users.drafts.get": 5,
    "gmail.users.drafts.list": 5,
    "gmail.users.drafts.delete": 10,
    "gmail.users.drafts.send": 100,
    "gmail.users.messages.attachments.get": 5,
    "gmail.users.getProfile": 1,
    "gmail.users.labels.list": 1,
    "gmail.users.labels.get": 1,
    "gmail.users.threads.list": 10,
    "gmail.users.settings.sendAs.list": 1,
}
GMAIL_UNITS_PER_PERSON = 6_000
GMAIL_UNITS_PER_PROJECT = 1_200_000
CALENDAR_CALLS_PER_PERSON = 600
CALENDAR_CALLS_PER_PROJECT = 10_000


def units(method: str) -> int:
    """Return the price: Calendar counts calls."""
    return 1 if method.startswith("calendar.") else GMAIL_UNITS.get(method, 5)


def charges(method: str, account: str) -> dict[str, tuple[int, int]]:
    """Return what one call takes from which window, with that window's limit."""
    api = method.split(".", 1)[0]
    per_person, per_project = (
        (CALENDAR_CALLS_PER_PERSON, CALENDAR_CALLS_PER_PROJECT)
        if api == "calendar"
        else (GMAIL_UNITS_PER_PERSON, GMAIL_UNITS_PER_PROJECT)
    )
    return {f"{api}:{account}": (units(method), per_person), f"{api}:project": (units(method), per_project)}
