"""Mail by IMAP as a `Mailbox`: what is new and gone by comparing folders, the past by the server's search.

A message's id survives moves (`ids`), so that a folder is only a place: the cursor holds what lay in each, numbers and
ids, and nothing else says what was seen (`cursors`, `rounds`). Heads come in bulk, texts one by one, and only those that
the caller does not know (`reading`); searches are the server's, put together and ordered here (`past`). Nothing is marked
read; `drafts` and `sending` are the writing half.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.contract import (
    CensusPage,
    Known,
    MailPage,
    MailQuery,
    MessageChange,
    ProviderSettings,
    RateBudget,
    SentCopy,
    TokenStore,
    UnsentDraft,
)
from connectors.dav.census import mail_census
from connectors.dav.credentials import PROVIDER, credentials_in
from connectors.dav.cursors import MailPlace, Pending, SearchPlace
from connectors.dav.drafts import Drafts
from connectors.dav.ear import Ear
from connectors.dav.folders import Folders, MailFolder, State, find_folders, scheme_of, with_state
from connectors.dav.imap import ImapLine
from connectors.dav.own_addresses import own_addresses
from connectors.dav.past import Found, Past
from connectors.dav.reading import Reader, scan
from connectors.dav.rounds import elsewhere, first_place, lying, next_round, without
from connectors.dav.sending import Sending
from connectors.errors import CursorExpired, Gone
from connectors.paging import READS, read_some, unknown
from connectors.places import pack, unpack
from connectors.records import Address, Message

_ASKED_AT_ONCE = 500
_Places = Mapping[str, tuple[tuple[str, int], ...]]


class DavMailbox:
    """One account's mail, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        credentials = credentials_in(tokens.load())
        self._line = ImapLine(credentials, settings, budget)
        self._folders: Folders | None = None
        """As they were at the last look."""
        self._quiet: tuple[str, Folders] | None = None
        """A cursor after which nothing had happened, and the folders of that look."""
        self._found: tuple[MailQuery, list[Found]] | None = None
        """What the search in hand found, kept while it is gone on with."""
        self._place: MailPlace | None = None
        """What lay in each folder at the last look, as far as there was one."""
        self._scanned: dict[str, tuple[State | None, _Places]] = {}
        """What lies in folders that were looked through, and as of when."""
        self._drafts = Drafts(self._line)
        self._sending = Sending(self._line, self._drafts, settings, budget)
        self._ear = Ear(ImapLine(credentials, settings, budget))

    def start(self) -> str:
        self._place = first_place(self._line)
        return pack(self._place)

    def changes(self, cursor: str, known: Known) -> MailPage:
        before = self._quiet[1] if self._quiet and self._quiet[0] == cursor else None
        if before and self._look(before.foreign, before) is before:
            return MailPage((), cursor)
        place = unpack(MailPlace, cursor, PROVIDER)
        if not (place.pending or place.removed):
            folders = self._look(place.foreign)
            following = next_round(self._line, place, folders)
            if following is place:
                self._quiet = (cursor, folders)
                return MailPage((), cursor)
            place = following
        gone, place = place.removed[:READS], replace(place, removed=place.removed[READS:])
        listed = len(place.pending) + len(gone)
        changes, place = self._read_new(place, known)
        self._place = place
        # What may lie in a folder in trouble is not known to be gone before that is over.
        is_left_open = place.is_open or (place.gone and not place.is_troubled)
        is_caught_up = not (is_left_open or place.pending or place.removed)
        return MailPage((*changes, *map(MessageChange, gone)), pack(place), listed, is_caught_up)

    def search(self, query: MailQuery, cursor: str | None, known: Known) -> MailPage:
        place = unpack(SearchPlace, cursor, PROVIDER) if cursor else None
        found = self._listed(query, is_begun=place is not None)
        if place:
            found = [one for one in found if one.place < (place.at, place.provider_id)]
        wanted, passed = _unknown(found, known)
        changes, rest = self._read_past([one.pending for one in wanted])
        passed = found.index(_of(rest[0], wanted)) if rest else passed
        if passed == len(found):
            self._found = None
            return MailPage(tuple(changes), None, passed)
        last = found[passed - 1]
        return MailPage(tuple(changes), pack(SearchPlace(*last.place)), passed, is_caught_up=False)

    def read_again(self, provider_ids: Sequence[str]) -> tuple[MessageChange, ...]:
        if not provider_ids:
            return ()
        self._line.leave()
        folders = find_folders(self._line)
        places = lying(self._place, folders, provider_ids) if self._place else {}
        listed = [_listed_at(provider_id, *places.get(provider_id, ("", 0))) for provider_id in provider_ids]
        reader = Reader(self._line, folders, scheme_of(self._line))
        changes, _ = read_some(
            listed, lambda one: _told(reader.read(one, lambda name: self._found_in(folders.followed, name)), one[0])
        )
        return tuple(changes)

    def census(self, since: datetime | None, cursor: str | None) -> CensusPage:
        return mail_census(self._line, since, cursor)

    def own_addresses(self) -> tuple[Address, ...]:
        return own_addresses(self._line)

    def create_mailbox_draft(self, mime: bytes, *, thread_id: str) -> str:
        del thread_id  # It is in the mail itself.
        return self._drafts.create(mime)

    def send_mailbox_draft(self, draft_id: str, *, approved: bytes = b"") -> SentCopy:
        return self._sending.send(draft_id, approved)

    def has_mailbox_draft(self, draft_id: str) -> bool:
        return self._drafts.has(draft_id)

    def read_mailbox_draft(self, draft_id: str, *, known_revision: str = "") -> UnsentDraft | None:
        return self._drafts.read(draft_id, known_revision)

    def update_mailbox_draft(self, draft_id: str, mime: bytes, *, thread_id: str) -> str:
        del thread_id
        return self._drafts.update(draft_id, mime)

    def delete_mailbox_draft(self, draft_id: str) -> None:
        self._drafts.delete(draft_id)

    def find_mailbox_drafts(self, message_id: str) -> tuple[str, ...]:
        return self._drafts.find(message_id)

    def find_sent(self, message_id: str, *, thread_id: str, since: datetime) -> tuple[Message, ...]:
        return self._sending.find(message_id, thread_id, since)

    def wait_for_news(self, timeout: float) -> bool:
        return self._ear.wait(timeout)

    # --- what is new ---

    def _look(self, foreign: Sequence[str], before: Folders | None = None) -> Folders:
        self._line.leave()
        self._folders = find_folders(self._line, foreign, before)
        return self._folders

    def _read_new(self, place: MailPlace, known: Known) -> tuple[list[MessageChange], MailPlace]:
        wanted = set(unknown([entry[0] for entry in place.pending], known))
        waiting = list({entry[0]: entry for entry in place.pending if entry[0] in wanted}.values())
        if not waiting:
            return [], replace(place, pending=())
        if self._folders is None:
            self._folders = find_folders(self._line, place.foreign)
        reader = Reader(self._line, self._folders, scheme_of(self._line))
        validities = {kept[0]: kept[1] for kept in place.folders}
        others = elsewhere(place, self._folders)

        def read(entry: Pending) -> MessageChange | None:
            self._ensure_same(entry[1], validities)
            return reader.read(entry, others)

        changes, rest = read_some(waiting, read)
        return changes, without(replace(place, pending=tuple(rest)), reader.missed)

    def _ensure_same(self, folder: str, validities: Mapping[str, int]) -> None:
        try:
            is_same = folder not in validities or self._line.select(folder) == validities[folder]
        except Gone:
            return
        if not is_same:
            raise CursorExpired("The mail server has numbered a folder anew.", provider=PROVIDER)

    # --- the past ---

    def _listed(self, query: MailQuery, *, is_begun: bool) -> list[Found]:
        if not (is_begun and self._found and self._found[0] == query):
            self._line.leave()
            self._folders = find_folders(self._line)
            past = Past(self._line, self._folders, scheme_of(self._line), query)
            self._found = (query, past.found())
        return self._found[1]

    def _read_past(self, listed: Sequence[Pending]) -> tuple[list[MessageChange], Sequence[Pending]]:
        if not listed:
            return [], ()
        if self._folders is None:
            self._folders = find_folders(self._line)
        reader = Reader(self._line, self._folders, scheme_of(self._line))
        return read_some(listed, lambda one: reader.read(one, self._read_places))

    # --- where something lies ---

    def _found_in(self, folders: Sequence[MailFolder], provider_id: str) -> list[tuple[str, int]]:
        """The message's places, by a look through each of these folders that has changed since it was looked through."""
        self._line.leave()
        found: list[tuple[str, int]] = []
        for one in filter(None, (with_state(self._line, one) for one in folders)):
            # That a mail was read or starred moves none.
            state = replace(one.state, modseq=0) if one.state else None
            if one.name not in self._scanned or self._scanned[one.name][0] != state:
                self._scanned[one.name] = (state, scan(self._line, (one,), scheme_of(self._line)))
            found += self._scanned[one.name][1].get(provider_id, ())
        return found

    def _read_places(self, provider_id: str) -> list[tuple[str, int]]:
        """Those in folders that are read."""
        self._line.leave()
        return self._found_in(find_folders(self._line).read, provider_id)


def _unknown(found: Sequence[Found], known: Known) -> tuple[list[Found], int]:
    """The first page of what the caller does not know, and how many were passed for it."""
    wanted: list[Found] = []
    passed = 0
    while passed < len(found) and len(wanted) < READS:
        some = found[passed : passed + _ASKED_AT_ONCE]
        new = set(unknown([one.provider_id for one in some], known))
        for one in some:
            if len(wanted) == READS:
                break
            passed += 1
            if one.provider_id in new:
                wanted.append(one)
    return wanted, passed


def _of(pending: Pending, found: Sequence[Found]) -> Found:
    return next(one for one in found if one.provider_id == pending[0])


def _listed_at(provider_id: str, folder: str, uid: int) -> Pending:
    return (provider_id, folder, str(uid), "0")


def _told(change: MessageChange | None, provider_id: str) -> MessageChange:
    return change or MessageChange(provider_id)
