"""What arrives while processes are killed: people whom the person asks for a talk, in batches, the same each time.

Of each: the request, the answer, and an entry in the calendar; all long ago, but for one talk of each batch which ended
this morning, so that a thank-you is due. Nobody shares a name or an address with anybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from infra.sandbox.process import Control
from infra.sandbox.scenarios.casts.crowd import FIRST_NAMES, LAST_NAMES
from tests.conftest import NOW
from tests.service.sandboxed import ME

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOST = "fed.example"
"""Every Message-ID that is fed ends in it, and none that the product makes: those are random, but for the person's host."""
_MINE = f"Alex Example <{ME}>"
_ASKED = "Hi {first},\n\nwould you have 20 minutes of your time? I would love to hear about your path.\n\nAlex"
_SAID = "Hi Alex,\n\nthat works for me, see you then.\n\n{first}"


def names(count: int) -> list[tuple[str, str]]:
    """So many different people, by first and last name."""
    firsts, lasts = len(FIRST_NAMES), len(LAST_NAMES)
    return [
        (FIRST_NAMES[(number + 7 * (number // lasts)) % firsts], LAST_NAMES[number % lasts]) for number in range(count)
    ]


def deliver(control: Control, batch: int, size: int) -> None:
    """Puts one batch into the mailbox and the calendar."""
    people = names((batch + 1) * size)[batch * size :]
    for number, (first, last) in enumerate(people, batch * size):
        is_today = number % size == 0
        start = NOW - 3 * HOUR if is_today else NOW - (20 + number % 40) * DAY - (number % 7) * HOUR
        _write(control, number, first, last, start)


def _write(control: Control, number: int, first: str, last: str, start: datetime) -> None:
    address = f"{first}.{last}@{last}{number}.example".lower()
    theirs, asked = f"{first} {last} <{address}>", f"<q{number}@{HOST}>"
    _mail(control, _MINE, theirs, asked, start - 9 * DAY, _ASKED.format(first=first), labels=("SENT",))
    _mail(control, theirs, _MINE, f"<a{number}@{HOST}>", start - 8 * DAY, _SAID.format(first=first), answers=asked)
    guests = [
        {"email": ME, "self": True, "responseStatus": "accepted"},
        {"email": address, "responseStatus": "accepted"},
    ]
    control.put_event(
        {
            "id": f"talk{number:06d}",
            "iCalUID": f"talk{number:06d}@google.com",
            "summary": f"Coffee chat with {first} {last}",
            "start": {"dateTime": start.isoformat()},
            "end": {"dateTime": (start + timedelta(minutes=30)).isoformat()},
            "attendees": guests,
            "organizer": {"email": ME, "self": True},
            "status": "confirmed",
        },
        calendar="primary",
    )


def _mail(
    control: Control, sender: str, to: str, message_id: str, at: datetime, text: str, *, answers: str = "",
    labels: tuple[str, ...] = ("INBOX",),
) -> None:  # fmt: skip
    parents = f"In-Reply-To: {answers}\nReferences: {answers}\n" if answers else ""
    head = (
        f"From: {sender}\nTo: {to}\nSubject: {'Re: ' if answers else ''}A question\nMessage-ID: {message_id}\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\n{parents}"
    )
    control.deliver(text=f"{head}\n{text}\n", internal_date=at.isoformat(), labels=labels)
