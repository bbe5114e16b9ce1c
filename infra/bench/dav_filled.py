"""The mailbox and the calendar that the mail bench reads, put into a Dovecot and a Radicale, and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.dav.credentials import Credentials, Server, to_text
from infra.sandbox.scenarios import build
from infra.sandbox.scenarios.happenings import Mail
from infra.sandbox.scenarios.load import PERSON
from tests.servers.dovecot import Dovecot
from tests.servers.radicale import Radicale

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
PASSWORD = "only-for-the-bench"  # noqa: S105 - of servers that live as long as the bench
CALENDAR = "work"
ADDRESS = PERSON.email
"""Whose mail it is, whatever the login."""
_AT_ONCE = 200


@dataclass(frozen=True)
class Amount:
    """What lies there to be read."""

    messages: int = 10_000
    meetings: int = 120
    entries: int = 2_000


def fill_mailbox(imap: Dovecot, login: str, amount: Amount) -> None:
    """The mailbox of the pipeline's bench: mails of a year, some of them about talks."""
    imap.add(login, PASSWORD)
    scenario = build("load", seed=1, now=NOW, messages=amount.messages, meetings=amount.meetings)
    mails = [one for one in scenario.happenings if isinstance(one, Mail)]
    with imap.signed_in(login) as client:
        for folder, is_sent in (("Sent", True), ("INBOX", False)):
            some = [{"msg": one.raw, "date": one.at} for one in mails if ("SENT" in one.labels) is is_sent]
            for first in range(0, len(some), _AT_ONCE):
                client.multiappend(folder, some[first : first + _AT_ONCE])
            # The server looks through its own files before anybody is measured.
            client.folder_status(folder)


def fill_calendar(caldav: Radicale, login: str, amount: Amount) -> str:
    """Its address."""
    caldav.add(login, PASSWORD)
    entries = "".join(_entry(number) for number in range(amount.entries))
    ics = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n{entries}END:VCALENDAR\r\n"
    caldav.put(login, f"{caldav.home(login)}{CALENDAR}/", ics)
    return f"{caldav.url}{caldav.home(login)}"


def _entry(number: int) -> str:
    begins = NOW - timedelta(days=300) + timedelta(hours=3 * number)
    return (
        f"BEGIN:VEVENT\r\nUID:{number}@bench.example\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:{begins:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{begins + timedelta(minutes=30):%Y%m%dT%H%M%SZ}\r\nSUMMARY:Coffee chat {number}\r\n"
        f"ORGANIZER:mailto:someone.{number}@place.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:me@bench.example\r\n"
        "DESCRIPTION:To hear how you came to it.\r\nEND:VEVENT\r\n"
    )


def sealed(login: str, *, port: int = 0, caldav: str = "") -> str:
    """What is sealed of somebody at these servers."""
    imap = Server("127.0.0.1", port, "none") if port else None
    return to_text(Credentials(ADDRESS, login, PASSWORD, imap=imap, caldav=caldav, own_network=True))
