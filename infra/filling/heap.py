"""What filling writes with: how much there is, the rows that gather, one conversation, and the records every one has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.records import Address, Message
from infra.filling import invented
from infra.filling.invented import Somebody
from service.context import Context
from service.exclusions import parties_of_message
from service.sealed import seal_body, seal_note

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ME = "alex@example.com"
ACCOUNT = "acc_filled"
HALF_HOUR = timedelta(minutes=30)
WAITING = 40
"""The latest of those that took place have a draft waiting."""
OFTEN = 40
"""Each so many-th conversation is with the same contact."""


@dataclass(frozen=True)
class Amount:
    """How much there is."""

    interviews: int = 2_000
    contacts: int = 500

    @property
    def ahead(self) -> int:
        """So many are still to come."""
        return min(12, self.interviews // 4)

    @property
    def of_one(self) -> int:
        """So much more there is of one conversation than of the others."""
        return self.contacts // 10

    @property
    def heavy(self) -> set[int]:
        """The conversations of which there is so much: the last with a waiting draft, and the oldest."""
        oldest = self.interviews - self.ahead - 1
        return {min(WAITING - 1, oldest), oldest}


@dataclass
class Heap:
    """Rows of every table, to be inserted at once."""

    context: Context
    now: datetime
    person_id: str
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **columns: Any) -> None:
        self.rows[table].append({"person_id": self.person_id, **columns})


@dataclass(frozen=True)
class Talk:
    """What the rows of one interview share."""

    number: int
    one: Somebody
    start: datetime
    status: str
    times: int = 0
    """How often what others have once was repeated: moves, mails, notes, promises, texts."""

    @property
    def id(self) -> str:
        return f"int_{self.number + 100:05}"

    @property
    def meeting(self) -> str:
        return f"talk-{self.number}@example.com|master"

    @property
    def end(self) -> datetime:
        return self.start + HALF_HOUR

    @property
    def has_happened(self) -> bool:
        return self.status in {"held", "held_presumed"}


def add_mail(heap: Heap, talk: Talk, what: str, at: datetime, text: str, *, is_sent: bool) -> None:
    """One mail, where it lies, and what was learned from it."""
    me, them = Address(ME, "Alex Example"), Address(talk.one.email, talk.one.name)
    sender, to = (me, them) if is_sent else (them, me)
    row_id, message_id = f"msg_{what}_{talk.number}", f"<{what}.{talk.number}@example.com>"
    subject = f"A question about {talk.one.work}"
    whole = invented.mail(talk.one, text)
    message = Message(
        row_id, message_id, at, sender, to=(to,), subject=subject, text=whole, reply=whole.partition("\n\nOn Monday")[0],
        signature=invented.signature(talk.one), is_sent=is_sent,
    )  # fmt: skip
    heap.add(
        "messages", id=row_id, key=message_id, message_id=message_id, thread_key=f"<asked.{talk.number}@example.com>",
        date=at, sender=sender.email, sender_name=sender.name, to=[{"email": to.email, "name": to.name}], cc=[], bcc=[],
        parties=parties_of_message(message),
        subject=subject, references=[], is_sent=is_sent, is_automatic=False, is_bulk=False,
        is_verified=True, body_sealed=seal_body(heap.context.vault, message, row_id), received_at=at,
    )  # fmt: skip
    heap.add("message_copies", account_id=ACCOUNT, provider_id=row_id, stored_id=row_id, provider_thread=row_id)
    heap.add(
        "observations", id=f"obs_{row_id}", meeting=f"with:{talk.one.email}", kind="mail", source=f"msg:{row_id}",
        fingerprint=row_id, at=at, received_at=at, quote="",
        data={
            "direction": "out" if is_sent else "in", "author": sender.email, "people": [talk.one.email],
            "to": [to.email], "own_address": ME, "thread": f"<asked.{talk.number}@example.com>", "subject": subject,
            "message_id": message_id, "is_verified": None, "has_invite": False, "acts": [], "time": [], "against": [],
            "schedulers": [], "machine": "", "signed": "",
        },
    )  # fmt: skip


def add_note(heap: Heap, talk: Talk, turn: int = 0) -> None:
    """What the person wrote about it."""
    row_id = f"not_{talk.number}_{turn}"
    text = f"{talk.one.first} came to {talk.one.work} by accident, and says that the first year decides."
    heap.add(
        "notes", id=row_id, meeting=talk.meeting, at=talk.end + timedelta(hours=1 + turn),
        text_sealed=seal_note(heap.context.vault, text, row_id),
    )  # fmt: skip
