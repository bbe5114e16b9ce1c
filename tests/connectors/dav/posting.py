"""One account's way out: what is sent there, what arrived, and what lies in the folders afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.dav.drafts import Drafts
from connectors.dav.imap import ImapLine
from connectors.dav.sending import Sending
from tests.connectors.dav.workshop import MAYA, DavWorkshop
from tests.connectors.workshop import Budget, mail

BEN = "ben@floodworks.example"
THANKS = mail(MAYA, BEN, "Thanks", "Thank you, Ben.", message_id="<t1@castellanos.example>").replace(b"\n", b"\r\n")
BEFORE_IT_IS_OUT = ("EHLO", "AUTH", "MAIL", "RCPT", "DATA")


@dataclass(slots=True)
class Post:
    """One account's way out, as a freshly started program has it."""

    workshop: DavWorkshop
    budget: Budget = field(default_factory=Budget)
    drafts: Drafts = field(init=False)
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.start_afresh()

    def start_afresh(self) -> None:
        line = ImapLine(self.workshop.credentials(MAYA), self.workshop.settings, self.budget)
        self.drafts = Drafts(line)
        self.sending = Sending(line, self.drafts, self.workshop.settings, self.budget)

    def arrived(self) -> int:
        return len(self.workshop.smtp.received)

    def lying(self, folder: str = "Drafts", criteria: str = "NOT DELETED") -> int:
        with self.workshop.imap.signed_in(MAYA) as client:
            client.select_folder(folder)
            return len(client.search(criteria))
