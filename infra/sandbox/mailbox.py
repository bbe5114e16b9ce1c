"""One person's mailbox: messages, labels, threads, mailbox drafts, and the numbered log of every change to them.

Keeps the facts and their order. How a provider lists, names or pages them is not decided here.
"""

from __future__ import annotations

import random
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from infra.sandbox.mail_content import MailContent

#: Gmail never rewrites a message; Outlook's drafts keep their id when their words change.
ChangeKind = Literal["messageAdded", "messageDeleted", "labelAdded", "labelRemoved", "messageRewritten"]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message as it stands; a change makes a new one with the same id and content."""

    id: str
    thread_id: str
    labels: frozenset[str]
    internal_ms: int
    history_id: int
    content: MailContent

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands when messages are ordered by time."""
        return self.internal_ms, self.id

    @property
    def size(self) -> int:
        return len(self.content.raw)


@dataclass(frozen=True, slots=True)
class MailboxChange:
    """One line of the log; `message` is as it stood right after (or, deleted, right before) the change."""

    id: int
    kind: ChangeKind
    message: StoredMessage
    labels: frozenset[str] = frozenset()


class Mailbox:
    """Messages by id, in time order and by thread, with their log."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._made = self._random.getrandbits(19)
        self.messages: dict[str, StoredMessage] = {}
        self.threads: dict[str, list[str]] = {}
        self.drafts: dict[str, str] = {}
        self.user_labels: dict[str, str] = {}
        self.log: list[MailboxChange] = []
        self._places: list[tuple[int, str]] = []
        self._thread_keys: dict[str, str] = {}
        self._by_message_id: dict[str, set[str]] = {}
        self.history_id = self._random.randrange(100_000, 900_000)
        #: The oldest history id that is still good for a cursor.
        self.history_floor = self.history_id

    def add(
        self, content: MailContent, labels: Iterable[str], at: datetime, *, thread_id: str | None = None
    ) -> StoredMessage:
        milliseconds = int(at.timestamp() * 1000)
        message_id = self._new_id(milliseconds)
        message = StoredMessage(
            message_id, thread_id or message_id, frozenset(labels), milliseconds, self._next_history_id(), content
        )
        self.messages[message_id] = message
        self.threads.setdefault(message.thread_id, []).append(message_id)
        self._by_message_id.setdefault(message.content.message_id, set()).add(message_id)
        insort(self._places, message.place)
        self.log.append(MailboxChange(self.history_id, "messageAdded", message))
        return message

    def remove(self, message_id: str) -> None:
        message = self.messages.pop(message_id)
        self.threads[message.thread_id].remove(message_id)
        if not self.threads[message.thread_id]:
            del self.threads[message.thread_id]
        self._by_message_id[message.content.message_id].discard(message_id)
        del self._places[bisect_left(self._places, message.place)]
        self.log.append(MailboxChange(self._next_history_id(), "messageDeleted", message))

    def change_labels(self, message_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> StoredMessage:
        """Change what is not so already: one log line for what came, one for what went."""
        came = frozenset(add) - self.messages[message_id].labels
        went = frozenset(remove) & self.messages[message_id].labels
        if came:
            self._relabel(message_id, self.messages[message_id].labels | came, "labelAdded", came)
        if went:
            self._relabel(message_id, self.messages[message_id].labels - went, "labelRemoved", went)
        return self.messages[message_id]

    def rewrite(self, message_id: str, content: MailContent, at: datetime) -> StoredMessage:
        """Give a message other content and another time under the same id."""
        before = self.messages[message_id]
        self._by_message_id[before.content.message_id].discard(message_id)
        del self._places[bisect_left(self._places, before.place)]
        milliseconds = int(at.timestamp() * 1000)
        message = replace(before, content=content, internal_ms=milliseconds, history_id=self._next_history_id())
        self.messages[message_id] = message
        self._by_message_id.setdefault(content.message_id, set()).add(message_id)
        insort(self._places, message.place)
        self.log.append(MailboxChange(self.history_id, "messageRewritten", message))
        return message

    def newest_first(self, before: tuple[int, str] | None = None) -> Iterable[StoredMessage]:
        end = len(self._places) if before is None else bisect_left(self._places, before)
        for index in range(end - 1, -1, -1):
            yield self.messages[self._places[index][1]]

    def in_thread(self, thread_id: str) -> list[StoredMessage]:
        found = [self.messages[each] for each in self.threads.get(thread_id, [])]
        return sorted(found, key=lambda message: message.place)

    def with_message_id(self, message_id: str) -> list[StoredMessage]:
        return [self.messages[each] for each in sorted(self._by_message_id.get(message_id, ()))] if message_id else []

    def changes_after(self, history_id: int) -> list[MailboxChange]:
        return self.log[bisect_left(self.log, history_id + 1, key=lambda change: change.id) :]

    def expire_history(self) -> None:
        """Make every history id given out so far worthless."""
        self.history_floor = self._next_history_id()

    def thread_for(self, content: MailContent) -> str | None:
        """Return the thread that an arriving mail continues: it refers to a message there and has the same subject."""
        for reference in content.references:
            for message in self.with_message_id(reference):
                if message.content.bare_subject == content.bare_subject:
                    return message.thread_id
        return None

    def can_join(self, thread_id: str, content: MailContent) -> bool:
        """Say whether a mail being sent may join that thread (all three of Message.threadId's rules, discovery document)."""
        return any(
            message.content.message_id in content.references and message.content.bare_subject == content.bare_subject
            for message in self.in_thread(thread_id)
        )

    def thread_of_key(self, key: str) -> str | None:
        """Return the thread that a scenario's own key stands for, or the thread of that very id."""
        thread_id = self._thread_keys.get(key, key)
        return thread_id if thread_id in self.threads or key in self._thread_keys else None

    def name_thread(self, key: str, thread_id: str) -> None:
        self._thread_keys.setdefault(key, thread_id)

    def new_draft_id(self) -> str:
        return f"r{self._random.randrange(10**17, 10**18)}"

    def _relabel(self, message_id: str, labels: frozenset[str], kind: ChangeKind, changed: frozenset[str]) -> None:
        message = replace(self.messages[message_id], labels=labels, history_id=self._next_history_id())
        self.messages[message_id] = message
        self.log.append(MailboxChange(self.history_id, kind, message, changed))

    def _next_history_id(self) -> int:
        # "History IDs increase chronologically but are not contiguous with random gaps" (discovery document).
        self.history_id += self._random.randrange(1, 60)
        return self.history_id

    def _new_id(self, milliseconds: int) -> str:
        self._made = (self._made + 1) % (1 << 20)
        return f"{(milliseconds << 20) | self._made:x}"


def from_milliseconds(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
