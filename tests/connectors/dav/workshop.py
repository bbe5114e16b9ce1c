"""The contract suites' `Workshop` over real servers: Dovecot, Radicale and aiosmtpd, each behind a proxy that breaks it.

What happens to a person is done as their own mail and calendar programs would. `calendar_desk.py` has the calendar's half.
"""

from __future__ import annotations

import email.policy
import json
import re
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError

from connectors.contract import AuthorizationRequest, Provider, ProviderSettings
from connectors.dav.credentials import Credentials, Server, to_text
from connectors.dav.ids import digest
from connectors.dav.provider import PROVIDER
from tests.connectors.dav.calendar_desk import MAYA, OTHER, PASSWORD, CalendarDesk
from tests.connectors.workshop import WAIT, Call, Fault, Meeting, Place, Sent
from tests.servers.bending import Bending
from tests.servers.cutting import Cutting, Ending
from tests.servers.dovecot import ENGLISH, Dovecot
from tests.servers.radicale import Radicale
from tests.servers.smtp_recorder import Received, Recorder

__all__ = ["MAYA", "OTHER", "PASSWORD", "DavWorkshop"]

NAMES = {MAYA: "Maya Castellanos", OTHER: "Lee Ortiz"}

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ENDINGS: Mapping[Fault, tuple[Ending, str]] = {
    Fault.HANG_UP: (Ending.BEFORE, ""),
    Fault.HANG_UP_AFTER: (Ending.AFTER, ""),
    Fault.RESET_AFTER: (Ending.RESET, ""),
    Fault.BROKEN_OFF: (Ending.HALF, ""),
    Fault.TROUBLE: (Ending.INSTEAD, "NO [UNAVAILABLE] Temporary trouble"),
    Fault.TROUBLE_AFTER: (Ending.INSTEAD_AFTER, "NO [SERVERBUG] Internal error occurred"),
    # Of all servers Exchange alone says how long: https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange
    Fault.TOO_FAST: (
        Ending.INSTEAD,
        f"BAD Request is throttled. Suggested Backoff Time: {WAIT * 1000:.0f} milliseconds",
    ),
}
_SENDING: Mapping[Fault, tuple[str, str]] = {
    Fault.HANG_UP: ("^DATA", ""),
    Fault.TROUBLE: ("^DATA", "451 4.3.0 Temporary trouble"),
    Fault.TOO_FAST: ("^DATA", "450 4.7.1 Too many messages, slow down"),
    Fault.TROUBLE_AFTER: ("^CONTENT", "451 4.3.0 Internal error"),
}
_COMMANDS: Mapping[Call, str] = {
    Call.READ: r"^UID FETCH .*BODY\.PEEK\[\]",
    Call.POLL: "^(STATUS|LIST)",
    Call.SEARCH: r"^(LIST|UID SEARCH|UID FETCH .*(HEADER|ENVELOPE|INTERNALDATE))",
    Call.CREATE_DRAFT: '^APPEND "?Drafts',
    Call.UPDATE_DRAFT: '^APPEND "?Drafts',
    Call.TOKEN: "^(LOGIN|AUTHENTICATE)",
}
_SEND = "^DATA"
_PAID = "^(UID )?(LIST|STATUS|NAMESPACE|SELECT|EXAMINE|SEARCH|FETCH|STORE|APPEND|EXPUNGE|MOVE|COPY)( |$)"


@dataclass(slots=True)
class DavWorkshop:
    """Two people with a mailbox and a calendar each, as `begin_afresh` makes them."""

    imap: Dovecot
    smtp: Recorder
    dav: Radicale
    imap_line: Cutting
    smtp_line: Cutting
    dav_line: Bending
    now: datetime = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)
    provider: Provider = PROVIDER
    people: tuple[str, str] = (MAYA, OTHER)
    price_of_a_read: int = 1
    redirect_uri: str = ""
    specials: Mapping[str, str] = field(default_factory=lambda: ENGLISH)
    desk: CalendarDesk = field(init=False)
    _held: ExitStack = field(default_factory=ExitStack)
    _open: dict[str, IMAPClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = CalendarDesk(self.dav, self.dav_line, self.now, self.people)

    def begin_afresh(self) -> None:
        self.end()
        self.smtp.begin_afresh()
        for line in (self.imap_line, self.smtp_line):
            line.begin_afresh()
        self.desk.begin_afresh()
        for person in self.people:
            self.imap.add(person, PASSWORD)
            self.smtp.people[person] = PASSWORD

    def end(self) -> None:
        """Hangs up what is open to the server."""
        self._open.clear()
        self._held.close()

    # --- the account ---

    @property
    def settings(self) -> ProviderSettings:
        return ProviderSettings(ca_file=str(self.imap.authority), timeout=10.0)

    def credentials(self, person: str) -> Credentials:
        """What an account that was connected comes to."""
        return Credentials(
            person,
            person,
            PASSWORD,
            name=NAMES[person],
            imap=Server("127.0.0.1", self.imap_line.port, "none"),
            smtp=Server("127.0.0.1", self.smtp_line.port, "none"),
            caldav=f"{self.dav_line.url}/",
            own_network=True,
        )

    def sealed(self, person: str) -> str:
        """The same as it is kept."""
        return to_text(self.credentials(person))

    def credentials_file(self, person: str) -> str:
        """What the person answers when they connect."""
        answers = {
            "address": person,
            "password": PASSWORD,
            "name": NAMES[person],
            "imap": f"127.0.0.1:{self.imap_line.port}",
            "smtp": f"127.0.0.1:{self.smtp_line.port}",
            "caldav": f"{self.dav_line.url}/",
            "own_network": "yes",
        }
        return json.dumps(answers)

    def approve(self, request: AuthorizationRequest, person: str, *, untick: frozenset[str] = frozenset()) -> str:
        raise NotImplementedError("there is no consent page")

    def withdraw(self, person: str) -> None:
        """The app password is taken back."""
        self.imap.set_password(person, f"another-{PASSWORD}")
        self.dav.set_password(person, f"another-{PASSWORD}")
        self.smtp.people[person] = f"another-{PASSWORD}"

    def expire_access(self, person: str) -> None:
        """A password does not expire."""

    # --- mail ---

    def deliver(self, person: str, raw: bytes, *, at: datetime | None = None) -> str:
        self._delivering(person).append("INBOX", raw, msg_time=at or self.now)
        return id_of(raw)

    def _delivering(self, person: str) -> IMAPClient:
        """A connection that stays open from mail to mail, unless the server was restarted meanwhile."""
        kept = self._open.get(person)
        if kept is not None:
            with suppress(IMAPClientAbortError, OSError):
                kept.noop()
                return kept
        opened = self._held.enter_context(self.imap.signed_in(person))
        self._open[person] = opened
        return opened

    def put_into(self, person: str, provider_id: str, place: Place) -> None:
        with self.imap.signed_in(person) as client:
            _, uid = self._find(client, provider_id)
            client.move([uid], self.folder(place))

    def remove(self, person: str, provider_id: str) -> None:
        with self.imap.signed_in(person) as client:
            _, uid = self._find(client, provider_id)
            client.delete_messages([uid])
            client.expunge([uid])

    def folder(self, place: Place) -> str:
        specials = {Place.SENT: r"\Sent", Place.JUNK: r"\Junk", Place.BIN: r"\Trash"}
        return self.specials[specials[place]] if place in specials else "INBOX"

    def _find(self, client: IMAPClient, provider_id: str) -> tuple[str, int]:
        """The folder, now selected, and the UID of a mail."""
        for _, _, name in client.list_folders():
            client.select_folder(name)
            uids = client.search()
            for uid, items in client.fetch(uids, ["BODY.PEEK[]"]).items() if uids else ():
                if id_of(items[b"BODY[]"]) == provider_id:
                    return str(name), int(uid)
        raise LookupError(provider_id)

    def expire_mail_cursors(self, person: str) -> None:
        """The inbox was made anew: its numbers mean nothing any more."""
        self.imap.renumber(person, "INBOX")

    def blank_first_pages(self) -> None:
        """IMAP has no pages; answers of a calendar server go on."""
        self.desk.blank_first_pages()

    def tell_twice(self) -> None:
        """In IMAP a number stands once in an answer."""
        self.desk.tell_twice()

    def replace_message_ids(self) -> None:
        """The copy in Sent is the very mail."""

    # --- drafts ---

    def edit_draft(self, person: str, text: str, *, new_message_id: bool = False, file: str = "") -> None:
        """As mail programs do: the new version is put there, then the old one taken away."""
        drafts = self.specials[r"\Drafts"]
        with self.imap.signed_in(person) as client:
            uid, raw = self._only_draft(client)
            changed = message_from_bytes(raw, policy=email.policy.SMTP)
            changed.clear_content()
            changed.set_content(text)
            if file:
                changed.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=file)
            if new_message_id:
                changed.replace_header("Message-ID", f"<program.{uid}@castellanos.example>")
            client.append(drafts, changed.as_bytes(), [r"\Draft", r"\Seen"])
            client.delete_messages([uid])
            client.expunge([uid])

    def send_draft(self, person: str) -> None:
        """It goes out, a copy is put into Sent, and the draft is taken away."""
        with self.imap.signed_in(person) as client:
            uid, raw = self._only_draft(client)
            self.smtp.received.append(Received(person, person, (), raw))
            client.append(self.specials[r"\Sent"], raw, [r"\Seen"])
            client.delete_messages([uid])
            client.expunge([uid])

    def delete_draft(self, person: str) -> None:
        with self.imap.signed_in(person) as client:
            uid, _ = self._only_draft(client)
            client.delete_messages([uid])
            client.expunge([uid])

    def _only_draft(self, client: IMAPClient) -> tuple[int, bytes]:
        client.select_folder(self.specials[r"\Drafts"])
        (uid,) = client.search("NOT DELETED")
        return int(uid), bytes(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])

    def sent(self, person: str) -> list[Sent]:
        went = [one.raw.replace(b"\r\n", b"\n") for one in self.smtp.received if one.login == person]
        return [Sent(_message_id(raw), raw, went.count(raw)) for raw in dict.fromkeys(went)]

    # --- the calendar ---

    def primary_calendar(self, person: str) -> str:
        return self.desk.primary_calendar(person)

    def enter(self, person: str, meeting: Meeting) -> str:
        return self.desk.enter(person, meeting)

    def move(self, person: str, event_id: str, start: datetime, end: datetime) -> None:
        self.desk.move(person, event_id, start, end)

    def cancel(self, person: str, event_id: str) -> None:
        self.desk.cancel(person, event_id)

    def expire_calendar_cursors(self, person: str) -> None:
        self.desk.expire_calendar_cursors(person)

    # --- what goes wrong ---

    def fail(self, call: Call, fault: Fault, *, nth: int = 1, times: int | None = 1) -> None:
        ending, words = _ENDINGS[fault]
        if call is Call.CALENDAR:
            self.desk.fail(call, fault, nth=nth, times=times)
        elif call is Call.SEND_DRAFT:
            where, words = _SENDING.get(fault, ("^CONTENT", ""))
            self.smtp_line.strike(where, ending, words=words, nth=nth, times=times)
        else:
            self.imap_line.strike(_COMMANDS[call], ending, words=words, nth=nth, times=times)

    def heal(self) -> None:
        for line in (self.imap_line, self.smtp_line, self.dav_line):
            line.heal()

    def calls(self, call: Call) -> int:
        if call is Call.CALENDAR:
            return self.desk.calls(call)
        if call is Call.SEND_DRAFT:
            return self.smtp_line.count(_SEND)
        return self.imap_line.count(_COMMANDS[call])

    def units(self, person: str) -> int:
        """Of one person at a time: commands do not say whose they are."""
        return self.imap_line.count(_PAID) + self.smtp_line.count("^MAIL")


def id_of(raw: bytes) -> str:
    """Under which id the mailbox knows a mail."""
    lines = re.sub(rb"\r?\n", b"\r\n", raw)
    return digest(lines.partition(b"\r\n\r\n")[0], len(lines))


def _message_id(raw: bytes) -> str:
    found = _MESSAGE_ID.search(raw)
    return found[1].decode() if found else ""
