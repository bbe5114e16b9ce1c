"""How an approved mail goes out: the draft that lies in the mailbox is taken, its bytes are handed over once, and a copy is
put into Sent.

The draft is what makes it once. Nothing of the mail leaves before the draft was taken, and it is taken only when the
server for sending knows the sender and all recipients, so that an everyday refusal leaves it where it lies. After a
refusal that surely sent nothing it is put back; otherwise it is gone for good, and a second sending finds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from connectors.contract import ProviderSettings, RateBudget, SentCopy
from connectors.dav.credentials import PROVIDER
from connectors.dav.drafts import WHOLE, Drafts, Lying, nothing_done, whole_of
from connectors.dav.folders import scheme_of
from connectors.dav.ids import Identity, Items, Scheme, identity_of, thread_items
from connectors.dav.imap import ImapLine
from connectors.dav.shelves import Shelf
from connectors.dav.smtp import REFUSALS, Submission, submission
from connectors.errors import ConnectorError, Gone, SlowDown, TryAgain
from connectors.mime import read_message
from connectors.records import Message

_SEEN = "\\Seen"
_A_DAY = timedelta(days=1)
"""SEARCH knows days only, in the server's zone."""
_MOST = 100


class Sending:
    """One account's way out, and its folder of what went out."""

    def __init__(self, line: ImapLine, drafts: Drafts, settings: ProviderSettings, budget: RateBudget) -> None:
        self._line = line
        self._drafts = drafts
        self._settings = settings
        self._budget = budget
        self._shelf = Shelf(line, "sent")

    def send(self, draft_id: str, approved: bytes) -> SentCopy:
        """As `Mailbox.send_mailbox_draft` says."""
        with nothing_done():
            lying = self._drafts.only(draft_id)
            mail = read_message(lying.raw, provider_id=draft_id)
            if approved:
                mail = _as_approved(mail, approved, draft_id)
            self._budget.spend(1, operation="smtp.send")
        try:
            self._hand_over(lying, mail, approved or lying.raw)
        except SlowDown as failure:
            # Of IMAP the line itself tells, and trouble on the way is nobody's wish.
            if failure.operation in REFUSALS:
                self._budget.throttled(failure.retry_after)
            raise
        copy = self._filed(mail, approved or lying.raw)
        self._drafts.clear_away(lying)
        return copy

    def find(self, message_id: str, thread_id: str, since: datetime) -> tuple[Message, ...]:
        """As `Mailbox.find_sent` says."""
        named = self._named(_by_id(message_id)) if message_id else []
        ours = [uid for uid, one in named if one.message_id == message_id]
        if ours or not thread_id:
            return self._read(ours)
        named = self._named(["SINCE", (since - _A_DAY).astimezone(UTC).date()])
        found = self._read([uid for uid, one in named if one.thread_id == thread_id])
        return tuple(one for one in found if one.date >= since)

    def _hand_over(self, lying: Lying, mail: Message, raw: bytes) -> None:
        recipients = tuple(dict.fromkeys(one.email for one in (*mail.to, *mail.cc)))
        with submission(self._line.credentials, self._settings) as server:
            server.address(mail.sender.email, recipients, raw)
            self._drafts.take(lying)
            self._once(server, lying, raw)

    def _once(self, server: Submission, lying: Lying, raw: bytes) -> None:
        try:
            server.hand_over(raw)
        except TryAgain:
            self._drafts.clear_away(lying)
            raise
        except ConnectorError:
            self._drafts.put_back(lying)
            raise
        server.leave()

    def _filed(self, mail: Message, raw: bytes) -> SentCopy:
        """The copy in Sent, put there unless the server did. The mail is out: nothing that happens here changes that."""
        with suppress(ConnectorError):
            found = self._copies(mail.message_id)
            if not found and not self._is_filed_by_server:
                self._shelf.put(raw, _SEEN)
                found = self._copies(mail.message_id)
            if found:
                return found[0]
        return SentCopy("", "", mail.message_id)

    @property
    def _is_filed_by_server(self) -> bool:
        # https://support.google.com/mail/answer/78892: what goes out by SMTP is put into Sent, be it a little later.
        return self._line.credentials.is_sent_filed or self._line.can("X-GM-EXT-1")

    # --- the folder ---

    def _copies(self, message_id: str) -> list[SentCopy]:
        named = self._named(_by_id(message_id))
        return [
            SentCopy(one.provider_id, one.thread_id, message_id) for _, one in named if one.message_id == message_id
        ]

    def _named(self, criteria: Sequence[str | date]) -> list[tuple[int, Identity]]:
        """What is found in Sent, oldest first, by what it is called."""
        self._shelf.enter()
        uids = sorted(self._line.read("imap.search", lambda client: client.search(criteria)))[-_MOST:]
        scheme = scheme_of(self._line)
        return [(uid, identity_of(items, scheme)) for uid, items in self._fetched(uids, thread_items(scheme))]

    def _read(self, uids: Sequence[int]) -> tuple[Message, ...]:
        scheme = scheme_of(self._line)
        fetched = (self._fetched([uid], thread_items(scheme), "INTERNALDATE", WHOLE) for uid in uids)
        return tuple(_as_message(items, scheme) for one in fetched for _, items in one)

    def _fetched(self, uids: Sequence[int], *items: str) -> list[tuple[int, Items]]:
        if not uids:
            return []
        return sorted(self._line.read("imap.fetch", lambda client: client.fetch(uids, items)).items())


def _by_id(message_id: str) -> list[str | date]:
    return ["HEADER", "Message-ID", message_id]


def _as_message(items: Items, scheme: Scheme) -> Message:
    one, arrived = identity_of(items, scheme), items.get(b"INTERNALDATE")
    read = read_message(
        whole_of(items),
        provider_id=one.provider_id,
        thread_id=one.thread_id,
        received_at=arrived if isinstance(arrived, datetime) else None,
    )
    return replace(read, is_sent=True)


def _as_approved(lying: Message, approved: bytes, draft_id: str) -> Message:
    """The approved mail. Raises Gone where what lies there is another: somebody changed it since."""
    mail = read_message(approved, provider_id=draft_id)
    if _words_of(mail) != _words_of(lying):
        raise Gone("This mailbox draft was changed there.", provider=PROVIDER, operation="smtp.send")
    return mail


def _words_of(mail: Message) -> tuple[object, ...]:
    """What has to be the same, however a server wraps and packs it."""
    people = [[one.email for one in several] for several in (mail.to, mail.cc, mail.bcc)]
    return mail.sender.email, people, mail.subject, mail.text.split()
