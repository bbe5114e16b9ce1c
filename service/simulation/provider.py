"""What a case's providers hold: every record that has arrived, delivered through `ingest` as a poll would, and read again
as the product does: mail that was set aside before anybody knew whose it is, and the entry that a note is written on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from connectors.contract import CalendarChange, CalendarPage, MailPage, MessageChange
from connectors.records import CalendarEvent, Message
from service import ingest
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.ingest import Stored
from service.schema import SetAside

CALENDAR = "primary"


@dataclass(slots=True)
class Holdings:
    """Mail lies in one account; calendar entries in the account of their provider."""

    context: Context
    mail_account: str
    mails: dict[str, Message] = field(default_factory=dict)
    entries: dict[str, tuple[str, CalendarEvent]] = field(default_factory=dict)

    def deliver_mail(self, message: Message) -> None:
        self.mails[message.provider_id] = message
        self._store_mails([message])

    def deliver_entry(self, account_id: str, entry: CalendarEvent) -> None:
        self.entries[entry.provider_id] = (account_id, entry)
        self._store_entry(account_id, entry, frozenset())

    def deliver_noted(self, entry_id: str) -> None:
        """The entry that the person wrote a note on, whatever rule of ours had set it aside."""
        if entry_id in self._aside(f"calendar:{CALENDAR}"):
            self._store_entry(*self.entries[entry_id], frozenset({entry_id}))

    def read_again(self) -> bool:
        """Delivers mail that was set aside once more; whether any of it is of interest by now."""
        aside = self._aside("mail")
        found = [message for provider_id, message in self.mails.items() if provider_id in aside]
        return bool(found) and self._store_mails(found).stored > 0

    def _aside(self, kind: str) -> frozenset[str]:
        query = select(SetAside.provider_id).where(SetAside.person_id == LOCAL_PERSON, SetAside.kind == kind)
        with self.context.database.reading() as session:
            return frozenset(session.scalars(query))

    def _store_mails(self, messages: list[Message]) -> Stored:
        page = MailPage(tuple(MessageChange(one.provider_id, one) for one in messages), next_cursor="")
        with self.context.database.writing(LOCAL_PERSON, "simulate") as session:
            return ingest.store_mail_page(session, self.context.vault, self.mail_account, page, self.context.clock())

    def _store_entry(self, account_id: str, entry: CalendarEvent, noted: frozenset[str]) -> None:
        page = CalendarPage((CalendarChange(entry.provider_id, entry),), next_cursor="")
        with self.context.database.writing(LOCAL_PERSON, "simulate") as session:
            ingest.store_calendar_page(
                session, self.context.vault, account_id, CALENDAR, page, self.context.clock(), noted=noted
            )
