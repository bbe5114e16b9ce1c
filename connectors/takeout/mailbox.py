"""A file set as a mailbox that never changes and sends nothing.

`search` gives the mails in the files' order, not newest first: files have no index, and a mailbox of 5 GB is read
once from end to end. `changes` never has anything new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NoReturn

from connectors.contract import (
    CensusPage,
    Folder,
    Known,
    Listed,
    MailPage,
    MailQuery,
    MessageChange,
    SentCopy,
    UnsentDraft,
)
from connectors.errors import CursorExpired, Unsupported
from connectors.records import Address, Message
from connectors.takeout.files import FileSet
from connectors.takeout.owner import own_addresses

PAGE = 100
FILES = "files"
"""The one folder of a file set."""
_END = "read to the end"


class FileMailbox:
    """The mails of one file set. A search keeps its place in the stream between pages of one object."""

    def __init__(self, files: FileSet) -> None:
        self._files = files
        self._running: Iterator[tuple[MessageChange, int]] = iter(())
        self._place = -1

    def start(self) -> str:
        return _END

    def changes(self, cursor: str, known: Known) -> MailPage:  # noqa: ARG002 - the contract's shape
        return MailPage((), cursor)

    def search(self, query: MailQuery, cursor: str | None, known: Known) -> MailPage:
        """The next mails of the files that answer the query. The cursor is the number of mails passed."""
        taken = list(islice(self._from(cursor or "0"), PAGE))
        self._place += len(taken)
        known_ids = known([change.provider_id for change in taken])
        wanted = tuple(
            change
            for change in taken
            if change.provider_id not in known_ids and (change.message is None or _answers(query, change.message))
        )
        is_last = len(taken) < PAGE
        return MailPage(wanted, None if is_last else str(self._place), len(taken), is_caught_up=is_last)

    def read_again(self, provider_ids: Sequence[str]) -> tuple[MessageChange, ...]:
        wanted = set(provider_ids)
        return tuple(change for change, _ in self._files.messages() if change.provider_id in wanted)

    def census(self, since: datetime | None, cursor: str | None) -> CensusPage:
        """All mails of the files on one page; `cursor` is never given."""
        del cursor
        changes = (change for change, _ in self._files.messages())
        told = ((one.provider_id, one.message.date if one.message else None) for one in changes)
        found = tuple(
            Listed(provider_id, FILES, at) for provider_id, at in told if since is None or at is None or at >= since
        )
        return CensusPage(found, None, (Folder(FILES, "", is_read=True),), since)

    def own_addresses(self) -> tuple[Address, ...]:
        return own_addresses(self._files)

    def create_mailbox_draft(self, mime: bytes, *, thread_id: str) -> str:
        """Always raises Unsupported."""
        _read_only(mime, thread_id)

    def send_mailbox_draft(self, draft_id: str, *, approved: bytes = b"") -> SentCopy:
        """Always raises Unsupported."""
        _read_only(draft_id, approved)

    def has_mailbox_draft(self, draft_id: str) -> bool:  # noqa: ARG002 - the contract's shape
        return False

    def read_mailbox_draft(self, draft_id: str, *, known_revision: str = "") -> UnsentDraft | None:
        """Always raises Unsupported."""
        _read_only(draft_id, known_revision)

    def update_mailbox_draft(self, draft_id: str, mime: bytes, *, thread_id: str) -> str:
        """Always raises Unsupported."""
        _read_only(draft_id, mime, thread_id)

    def delete_mailbox_draft(self, draft_id: str) -> None:
        """There is none to delete."""

    def find_mailbox_drafts(self, message_id: str) -> tuple[str, ...]:  # noqa: ARG002 - the contract's shape
        return ()

    def find_sent(self, message_id: str, *, thread_id: str, since: datetime) -> tuple[Message, ...]:
        """Copies labelled Sent with this Message-ID, else those of this thread since then."""
        sent = [change.message for change, _ in self._files.messages() if change.message and change.message.is_sent]
        same = tuple(message for message in sent if message_id and message.message_id == message_id)
        return same or tuple(mail for mail in sent if thread_id and mail.thread_id == thread_id and mail.date >= since)

    def _from(self, cursor: str) -> Iterator[MessageChange]:
        if not (cursor.isascii() and cursor.isdigit()):
            raise CursorExpired("The place in the files is not known.", provider="takeout", operation="search")
        place = int(cursor)
        if place != self._place:
            self._running = islice(self._files.messages(), place, None)
            self._place = place
        return (change for change, _ in self._running)


def _answers(query: MailQuery, message: Message) -> bool:
    """Whether a mail is one that a provider's own search would give for this query."""
    if query.message_id:
        return message.message_id == query.message_id
    if message.date < query.since or message.date > (query.until or datetime.max.replace(tzinfo=UTC)):
        return False
    if not (query.addresses or query.phrases or query.with_invites or query.threads or query.answered_with):
        return True
    people = {address.email.lower() for address in (message.sender, *message.to, *message.cc, *message.bcc)}
    words = f"{message.subject}\n{message.text}".casefold()
    return (
        any(address.lower() in people for address in query.addresses)
        or any(phrase.casefold() in words for phrase in query.phrases)
        or (query.with_invites and bool(message.invites))
        or message.thread_id in query.threads
        # Who answered whom is only known at the end of the files.
        or (bool(query.answered_with) and not message.is_sent)
    )


def _read_only(*_: object) -> NoReturn:
    raise Unsupported("Files cannot send mail.", provider="takeout", operation="send")
