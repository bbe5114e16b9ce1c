"""Mailbox drafts on a server that knows folders of mails: put there, found again, read back, changed, taken for sending.

A mail in a folder never changes (RFC 3501, 2.3.1.1): whoever saves a draft again puts a new mail there and takes the
old one away. So a draft of ours is known by its Message-ID, and its revision is where it lies. A program that gives it
another Message-ID with that is followed (`read`) if what lies there answers the same mail, and nothing else does.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from connectors.bounds import reading_bytes
from connectors.contract import UnsentDraft
from connectors.dav.credentials import PROVIDER
from connectors.dav.folders import scheme_of
from connectors.dav.ids import Items, identity_of, thread_items
from connectors.dav.imap import ImapLine
from connectors.dav.shelves import Shelf
from connectors.dav.wire import Client
from connectors.errors import ConnectorError, Gone, SlowDown, nothing_written
from connectors.headers import message_ids, split_headers
from connectors.mime import carries_files, read_message

_DELETED, _DRAFT, _SEEN = "\\Deleted", "\\Draft", "\\Seen"
WHOLE = "BODY.PEEK[]"
_HEAD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO)]"
_KIN = 16
"""Letters of a draft's id that say what it answers; the Message-ID follows."""
_NOBODY_ELSE = 3
"""How often it is tried to take a draft of which somebody changes the flags meanwhile."""
_DRAFTS_LOOKED_AT = 200
_WANTED = "$Sending"
"""How the keywords begin that say that somebody is about to take a draft."""
_DIFFERENT = 8
"""So many there are, one for each who wants it: a folder remembers every keyword that it ever saw, and some only 26."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A draft as it lies there."""

    validity: int
    uid: int
    raw: bytes


class Drafts:
    """One account's folder of drafts."""

    def __init__(self, line: ImapLine) -> None:
        self._line = line
        self._shelf = Shelf(line, "drafts")

    # --- looking ---

    def find(self, message_id: str) -> tuple[str, ...]:
        """Ids of the drafts with that Message-ID."""
        return tuple(dict.fromkeys(draft_id_of(one.raw) for one in self._lying(message_id)))

    def has(self, draft_id: str) -> bool:
        """Whether it lies there: under its own Message-ID, and by nothing less."""
        self._enter()
        return bool(self._uids(_message_id_in(draft_id)))

    def read(self, draft_id: str, known_revision: str) -> UnsentDraft | None:
        """As `Mailbox.read_mailbox_draft` says."""
        validity = self._enter()
        uids = self._uids(_message_id_in(draft_id)) or self._followed(draft_id)
        if not uids:
            return None
        uid, revision = uids[-1], f"{validity}.{uids[-1]}"
        scheme = scheme_of(self._line)
        items = self._line.read("imap.fetch", lambda client: client.fetch([uid], [thread_items(scheme), WHOLE])).get(
            uid
        )
        if items is None:
            return None
        raw, thread_id = whole_of(items), identity_of(items, scheme).thread_id
        if revision == known_revision:
            return UnsentDraft(draft_id_of(raw), revision, thread_id, None)
        with reading_bytes():
            message = read_message(raw, provider_id=revision, thread_id=thread_id)
            return UnsentDraft(draft_id_of(raw), revision, thread_id, message, carries_files(raw))

    def only(self, draft_id: str) -> Lying:
        """The draft, when it lies there once. Raises Gone."""
        found = self._lying(_message_id_in(draft_id))
        if len(found) != 1:
            raise _gone("imap.drafts")
        return found[0]

    # --- writing ---

    def create(self, mime: bytes) -> str:
        """Puts the bytes there, once; returns the draft's id."""
        draft_id = draft_id_of(mime)
        with nothing_done():
            self._shelf.name()
        self._shelf.put(mime, _DRAFT, _SEEN)
        return draft_id

    def update(self, draft_id: str, mime: bytes) -> str:
        """Puts these bytes in the draft's place; returns the new revision. Raises Gone."""
        message_id = _message_id_in(draft_id)
        with nothing_done():
            there = self._lying(message_id)
        if not there:
            raise _gone("imap.drafts")
        if not _is_same(there[-1].raw, mime):
            self._shelf.put(mime, _DRAFT, _SEEN)
            there = [*there, *(one for one in self._lying(message_id) if one.uid > there[-1].uid)]
        self._remove([one.uid for one in there[:-1]])
        return f"{there[-1].validity}.{there[-1].uid}"

    def delete(self, draft_id: str) -> None:
        """Takes it away; already gone is fine."""
        with nothing_done():
            self._enter()
            uids = self._uids(_message_id_in(draft_id))
        self._remove(uids)

    # --- for sending ---

    def take(self, lying: Lying) -> None:
        """Takes the draft for one sending, so that no other can have it. Raises Gone where another took it, and SlowDown
        where that is not known: then nobody sends it.

        By a condition on the store (RFC 7162, 3.1.3) that is one step. Where there is none, who wants it says so by a
        keyword first, and takes it only if nobody else did: of two at once at most one gets it. So also at Gmail: what
        is marked may be gone before it is told who marked it.
        """
        with nothing_done():
            self._enter_again(lying)
            for _ in range(_NOBODY_ELSE):
                if self._is_taken_now(lying.uid):
                    return
        raise SlowDown("The draft is being changed just now.", retry_after=5, provider=PROVIDER, operation="imap.store")

    def _is_taken_now(self, uid: int) -> bool:
        """Raises Gone when it is not there to be taken; False when its flags changed in between."""
        has_condition = self._line.can("CONDSTORE") and not self._line.can("X-GM-EXT-1")
        told = self._flags(uid, "MODSEQ") if has_condition else {}
        modseq = told.get(b"MODSEQ")
        if modseq:
            return self._is_stored_unless_changed(uid, modseq[0])
        own = f"{_WANTED}{secrets.randbelow(_DIFFERENT)}"
        with _whatever_is_refused():
            self._line.write("imap.store", lambda client: client.add_flags([uid], [own], silent=True))
        others = {one for one in self._flags(uid).get(b"FLAGS", ()) if one.startswith(_WANTED.encode())}
        if others - {own.encode()}:
            raise _gone("imap.store")
        self._mark([uid])
        return True

    def _flags(self, uid: int, *more: str) -> Items:
        """Raises Gone for a draft that is not there, or marked as deleted."""
        found: Items | None = self._line.read("imap.fetch", lambda client: client.fetch([uid], ["FLAGS", *more])).get(
            uid
        )
        if found is None or _DELETED.encode() in found.get(b"FLAGS", ()):
            raise _gone("imap.store")
        return found

    def _is_stored_unless_changed(self, uid: int, modseq: int) -> bool:
        """Only where the server tells the new number: of a mail that is gone by now it may say OK and nothing else."""
        command = ("UID", "STORE", str(uid), f"(UNCHANGEDSINCE {modseq})", "+FLAGS.SILENT", f"({_DELETED})")

        def store(client: Client) -> bool:
            fetched = client.wire.told("FETCH", *command)
            return not client.wire.taken("MODIFIED") and any(_newer(uid, modseq, one) for one in fetched)

        with _whatever_is_refused():
            return self._line.write("imap.store", store)
        return False

    def put_back(self, lying: Lying) -> None:
        """What was taken was surely not sent: it lies there as before. At best: nothing is raised."""
        uid, marks = lying.uid, [_DELETED, *(f"{_WANTED}{number}" for number in range(_DIFFERENT))]
        with suppress(ConnectorError):
            self._enter_again(lying)
            self._line.write("imap.store", lambda client: client.remove_flags([uid], marks, silent=True))
            try:
                self._flags(uid)
            except Gone:
                # Some servers, Gmail among them, take a mail away as soon as it is marked.
                self._shelf.put(lying.raw, _DRAFT, _SEEN)

    def clear_away(self, lying: Lying) -> None:
        """What was taken may have been sent: it is nobody's draft any more. At best: nothing is raised."""
        with suppress(ConnectorError):
            self._enter_again(lying)
            self._expunge([lying.uid])

    def _enter_again(self, lying: Lying) -> None:
        """Raises Gone where numbers have come to mean other mails."""
        if self._enter() != lying.validity:
            raise _gone("imap.select")

    # --- the folder ---

    def _enter(self) -> int:
        return self._shelf.enter(writable=True)

    def _uids(self, message_id: str) -> list[int]:
        """Where drafts with that Message-ID lie, the newest last."""
        return [uid for uid, (own, _) in self._heads(_looked_for(message_id)).items() if own == message_id]

    def _followed(self, draft_id: str) -> list[int]:
        """The one draft that answers the same mail as ours did; none where ours answered none, or several do."""
        kin = draft_id[:_KIN]
        if kin == _kin_of(""):
            return []
        found = [uid for uid, (_, answered) in self._heads("UNDELETED").items() if _kin_of(answered) == kin]
        return found if len(found) == 1 else []

    def _heads(self, criteria: str | Sequence[str]) -> dict[int, tuple[str, str]]:
        """Message-ID and In-Reply-To of what is found, by UID, in their order."""
        uids = sorted(self._line.read("imap.search", lambda client: client.search(criteria)))[-_DRAFTS_LOOKED_AT:]
        if not uids:
            return {}
        found = self._line.read("imap.fetch", lambda client: client.fetch(uids, [_HEAD, "FLAGS"]))
        lying = {uid: items for uid, items in found.items() if _DELETED.encode() not in items.get(b"FLAGS", ())}
        return {uid: _ids_of(whole_of(items)) for uid, items in sorted(lying.items())}

    def _lying(self, message_id: str) -> list[Lying]:
        validity = self._enter()
        found = ((uid, self._raw(uid)) for uid in self._uids(message_id))
        return [Lying(validity, uid, raw) for uid, raw in found if raw is not None]

    def _raw(self, uid: int) -> bytes | None:
        items = self._line.read("imap.fetch", lambda client: client.fetch([uid], [WHOLE])).get(uid)
        return whole_of(items) if items is not None else None

    def _mark(self, uids: Sequence[int]) -> None:
        self._line.write("imap.store", lambda client: client.add_flags(uids, [_DELETED], silent=True))

    def _remove(self, uids: Sequence[int]) -> None:
        if uids:
            self._mark(uids)
            with suppress(ConnectorError):
                self._expunge(uids)

    def _expunge(self, uids: Sequence[int]) -> None:
        """Only these: what the person marked stays for them to decide. Without UIDPLUS all of it stays marked."""
        if self._line.can("UIDPLUS"):
            self._line.write("imap.expunge", lambda client: client.uid_expunge(uids))


def draft_id_of(mime: bytes) -> str:
    """The id of a draft of these bytes. Raises ConnectorError where they have no Message-ID."""
    message_id, answered = _ids_of(mime)
    if not message_id:
        raise ConnectorError("A draft needs a Message-ID.", provider=PROVIDER, operation="imap.append")
    return _kin_of(answered) + message_id


@contextmanager
def nothing_done() -> Iterator[None]:
    """While inside, trouble is a reason to wait and no open question: nothing has been written."""
    try:
        yield
    except ConnectorError as failure:
        raise nothing_written(failure) from None


@contextmanager
def _whatever_is_refused() -> Iterator[None]:
    """While inside, a plain no of the server's is none of ours."""
    try:
        yield
    except ConnectorError as failure:
        if type(failure) is not ConnectorError:
            raise


def _newer(uid: int, modseq: int, told: object) -> bool:
    """Whether this answer says that the mail has a greater number than that."""
    if not isinstance(told, bytes) or not re.search(rb"\bUID %d\b" % uid, told):
        return False
    number = re.search(rb"\bMODSEQ \((\d{1,19})\)", told)
    return number is not None and int(number[1]) > modseq


def _ids_of(raw: bytes) -> tuple[str, str]:
    """Message-ID and In-Reply-To; "" where there is none."""
    headers, _ = split_headers(raw)
    own, answered = message_ids(headers.raw("message-id")), message_ids(headers.raw("in-reply-to"))
    return own[0] if own else "", answered[0] if answered else ""


def _kin_of(answered: str) -> str:
    return hashlib.sha256(answered.encode()).hexdigest()[:_KIN] if answered else "0" * _KIN


def _message_id_in(draft_id: str) -> str:
    return draft_id[_KIN:]


def _looked_for(message_id: str) -> list[str]:
    return ["UNDELETED", "HEADER", "Message-ID", message_id]


def whole_of(items: Items) -> bytes:
    """The piece of mail that was asked for: all of it, or its head."""
    pieces = {name: value for name, value in items.items() if name.startswith(b"BODY[") and isinstance(value, bytes)}
    return pieces.get(b"BODY[]") or next(iter(pieces.values()), b"")


def _is_same(one: bytes, other: bytes) -> bool:
    return one.replace(b"\r\n", b"\n").rstrip(b"\n") == other.replace(b"\r\n", b"\n").rstrip(b"\n")


def _gone(operation: str) -> Gone:
    return Gone("This mailbox draft is no longer there.", provider=PROVIDER, operation=operation)
