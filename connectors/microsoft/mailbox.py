"""Outlook as a `Mailbox`: a delta per folder for what is new, searches for the past, drafts for what goes out.

A message is read once, as MIME, with what its listing told beside it. Ids are immutable: a move between folders is a
removal here and an arrival there, and so only what is nowhere any more is reported as removed. Nothing is marked read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from connectors.bounds import reading_bytes, thing_in, things
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
from connectors.errors import ConnectorError, CursorExpired, Gone, Unreadable
from connectors.microsoft.census import mail_census
from connectors.microsoft.cursors import Listed, MailPlace, SearchPlace
from connectors.microsoft.endpoints import PROVIDER
from connectors.microsoft.folders import BIN, Folders, find_folders
from connectors.microsoft.listing import FACTS, is_draft, listed_in, moment, thing
from connectors.microsoft.owner import me
from connectors.microsoft.query import SENT, Step, by_conversation, by_message_id, dated, in_search, steps
from connectors.microsoft.rounds import first_place, next_round
from connectors.microsoft.sending import create_draft, send_draft, update_draft
from connectors.microsoft.transport import Ask, Connection, Write, address
from connectors.mime import carries_files, read_message
from connectors.paging import READS, read_some, unknown
from connectors.places import pack, unpack
from connectors.records import Address, Message

_PAGE = 250
_WIDE_PAGE = 1_000
"""The most that Graph lists at once, for listings of which little is kept."""
_SEARCHED = 1_000
"""A search gives so many and no more. https://learn.microsoft.com/graph/search-query-parameter"""
_LIST = "graph.messages.list"
_GET = "graph.messages.get"


class OutlookMailbox:
    """One Microsoft account's mail, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._line = Connection(settings, tokens, budget)
        self._found: Folders | None = None
        self._binned = ""
        self._conversations: dict[tuple[Step, ...], frozenset[str]] = {}
        """Conversations by the steps that found them, kept while this object reads on."""

    def start(self) -> str:
        folders = self._folders()
        return pack(replace(first_place(self._line, folders.readable), special=folders.special))

    def changes(self, cursor: str, known: Known) -> MailPage:
        place = unpack(MailPlace, cursor, PROVIDER)
        if not (place.pending or place.removed):
            if not place.turn or self._found is None:
                # A new round begins with the folders that there are now.
                self._found = find_folders(self._line, place.special)
            place = next_round(self._line, place, self._folders().readable)
        listed = len(place.pending) + len(place.removed)
        gone = self._gone(place.removed[:READS])
        changes, rest = self._read_some(place.pending, known)
        following = replace(place, pending=tuple(rest), removed=place.removed[READS:])
        is_caught_up = not (following.turn or following.pending or following.removed)
        return MailPage((*changes, *gone), pack(following), listed, is_caught_up)

    def search(self, query: MailQuery, cursor: str | None, known: Known) -> MailPage:
        place = unpack(SearchPlace, cursor, PROVIDER) if cursor else SearchPlace()
        listings = steps(query)
        listed = 0
        if not place.pending and place.step < len(listings):
            place = self._listed(listings[place.step], place, query)
            listed = len(place.pending)
        changes, rest = self._read_some(place.pending, known)
        place = replace(place, pending=tuple(rest))
        is_over = not rest and place.step >= len(listings)
        return MailPage(tuple(changes), None if is_over else pack(place), listed, is_caught_up=is_over)

    def read_again(self, provider_ids: Sequence[str]) -> tuple[MessageChange, ...]:
        bare: list[Listed] = [(provider_id, "", "", "", "") for provider_id in provider_ids]
        return tuple(read_some(bare, self._read)[0])

    def census(self, since: datetime | None, cursor: str | None) -> CensusPage:
        return mail_census(self._line, since, cursor)

    def own_addresses(self) -> tuple[Address, ...]:
        return me(self._line) or tuple(Address(email) for email in self._line.own)

    def create_mailbox_draft(self, mime: bytes, *, thread_id: str) -> str:
        return create_draft(self._line, mime, thread_id)

    def send_mailbox_draft(self, draft_id: str, *, approved: bytes = b"") -> SentCopy:  # noqa: ARG002 - Graph has them
        return send_draft(self._line, draft_id)

    def has_mailbox_draft(self, draft_id: str) -> bool:
        try:
            return is_draft(self._line.get(Ask(_GET, address("me", "messages", draft_id, select="isDraft"))))
        except Gone:
            return False

    def read_mailbox_draft(self, draft_id: str, *, known_revision: str = "") -> UnsentDraft | None:
        path = address("me", "messages", draft_id, select=f"{FACTS},changeKey")
        try:
            entry = self._line.get(Ask(_GET, path))
            if not is_draft(entry) or entry.get("parentFolderId") == self._bin():
                return None
            thread_id, revision = str(entry.get("conversationId") or ""), str(entry.get("changeKey") or "")
            if revision and revision == known_revision:
                return UnsentDraft(draft_id, revision, thread_id, None)
            raw = self._line.content(Ask("graph.messages.value", address("me", "messages", draft_id, "$value")))
        except Gone:
            return None
        message = self._as_message(listed_in({**entry, "id": draft_id}), raw)
        with reading_bytes():
            return UnsentDraft(draft_id, revision, thread_id, message, carries_files(raw))

    def update_mailbox_draft(self, draft_id: str, mime: bytes, *, thread_id: str) -> str:
        del thread_id  # A draft stays in its conversation.
        return update_draft(self._line, draft_id, mime)

    def delete_mailbox_draft(self, draft_id: str) -> None:
        if not self.has_mailbox_draft(draft_id):
            return
        try:
            self._line.write(Write("graph.messages.delete", "DELETE", address("me", "messages", draft_id)))
        except Gone:
            return

    def find_mailbox_drafts(self, message_id: str) -> tuple[str, ...]:
        found = self._all(address("me", "messages", filter=by_message_id(message_id), select="isDraft"))
        return tuple(dict.fromkeys(str(entry["id"]) for entry in found if is_draft(entry)))

    def find_sent(self, message_id: str, *, thread_id: str, since: datetime) -> tuple[Message, ...]:
        if message_id:
            copies = self._sent(address("me", "messages", filter=by_message_id(message_id), select=FACTS), None)
            if copies:
                return copies
        if not thread_id:
            return ()
        # Microsoft may have given the mail another Message-ID.
        path = address("me", "mailFolders", SENT, "messages", filter=by_conversation(thread_id), select=FACTS)
        return self._sent(path, since)

    # --- listing ---

    def _listed(self, step: Step, place: SearchPlace, query: MailQuery) -> SearchPlace:
        """One listing, with what to read and the place after it."""
        wanted = self._found_conversations(step.conversations, query)
        path = place.page or _path(step, query, place.before)
        answer = self._page_of(path, is_further=bool(place.page))
        entries = [entry for entry in things(answer, "value") if thing(entry)]
        pending = tuple(dict.fromkeys(listed_in(entry) for entry in self._fitting(entries, step, query, wanted)))
        if step.is_any_time:
            pending = tuple(sorted(pending, key=lambda entry: entry[2], reverse=True))
        found = place.found + len(entries)
        page = self._line.relative(answer.get("@odata.nextLink"))
        if page:
            return SearchPlace(place.step, page, pending, found, place.before)
        oldest = min((str(entry.get("receivedDateTime", ""))[:10] for entry in entries), default="")
        if step.search and found >= _SEARCHED and oldest:
            # Of a day with more than that the rest stays unseen, but not what came before it.
            before = oldest if oldest != place.before else _day_before(oldest)
            return SearchPlace(place.step, pending=pending, before=before)
        return SearchPlace(place.step + 1, pending=pending)

    def _page_of(self, path: str, *, is_further: bool) -> dict[str, Any]:
        try:
            return self._line.get(Ask(_LIST, path))
        except ConnectorError as failure:
            # The way to a further page is good for a while only.
            if type(failure) is ConnectorError and is_further:
                raise CursorExpired(failure.detail, provider=PROVIDER, operation=_LIST) from None
            raise

    def _fitting(
        self, entries: Iterable[dict[str, Any]], step: Step, query: MailQuery, wanted: frozenset[str] | None
    ) -> list[dict[str, Any]]:
        folders = self._folders()
        hidden = frozenset() if step.is_anywhere else folders.hidden
        return [
            entry
            for entry in entries
            if not is_draft(entry)
            and str(entry.get("parentFolderId")) not in hidden
            and (step.is_any_time or _is_within(entry, query))
            and (wanted is None or str(entry.get("conversationId")) in wanted)
            and not (step.from_others and entry.get("parentFolderId") == folders.sent)
        ]

    def _found_conversations(self, searches: tuple[Step, ...], query: MailQuery) -> frozenset[str] | None:
        if searches and searches not in self._conversations:
            found = (entry for step in searches for entry in self._own_words(step, query))
            self._conversations[searches] = frozenset(str(entry.get("conversationId")) for entry in found)
        return self._conversations.get(searches)

    def _own_words(self, step: Step, query: MailQuery) -> list[dict[str, Any]]:
        """What the person sent that fits the step, in the query's time and not to domains that do not count."""
        entries = self._all(_path(step, query, "", select="conversationId,receivedDateTime,toRecipients"))
        left_out = {domain.lower() for domain in query.not_to} if step.search else set()
        return [entry for entry in entries if _is_within(entry, query) and not left_out & _domains(entry)]

    def _all(self, path: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        while path:
            answer = self._line.get(Ask(_LIST, path))
            entries += [entry for entry in things(answer, "value") if thing(entry)]
            path = self._line.relative(answer.get("@odata.nextLink"))
        return entries

    def _sent(self, path: str, since: datetime | None) -> tuple[Message, ...]:
        entries = [entry for entry in self._all(path) if not is_draft(entry)]
        # Arrival is told in whole seconds.
        late = since.replace(microsecond=0) if since else None
        fitting = [
            entry for entry in entries if late is None or (moment(entry.get("receivedDateTime")) or late) >= late
        ]
        changes = [self._read(listed_in(entry)) for entry in fitting]
        return tuple(change.message for change in changes if change.message and change.message.is_sent)

    # --- reading ---

    def _read_some(self, pending: Sequence[Listed], known: Known) -> tuple[list[MessageChange], Sequence[Listed]]:
        wanted = set(unknown([entry[0] for entry in pending], known))
        return read_some([entry for entry in pending if entry[0] in wanted], self._read)

    def _read(self, listed: Listed) -> MessageChange:
        """The message, its removal, or why it cannot be read."""
        provider_id = listed[0]
        try:
            listed = listed if listed[2] else self._looked_up(provider_id)
            raw = self._line.content(Ask("graph.messages.value", address("me", "messages", provider_id, "$value")))
            return MessageChange(provider_id, self._as_message(listed, raw))
        except Gone:
            return MessageChange(provider_id)
        except Unreadable as failure:
            return MessageChange(provider_id, unreadable=failure.detail)

    def _looked_up(self, provider_id: str) -> Listed:
        entry = self._line.get(Ask(_GET, address("me", "messages", provider_id, select=FACTS)))
        return listed_in({**entry, "id": provider_id})

    def _as_message(self, listed: Listed, raw: bytes) -> Message:
        if not raw:
            raise Unreadable("Microsoft gave this message without content.", provider=PROVIDER)
        provider_id, thread_id, received, folder, categories = listed
        folders = self._folders()
        name = folders.names.get(folder, "")
        labels = tuple(label for label in (name, *categories.split("\n")) if label)
        with reading_bytes():
            message = read_message(
                raw, provider_id=provider_id, thread_id=thread_id, labels=labels, received_at=moment(received)
            )
        is_own = message.sender.email.lower() in {email.lower() for email in self._line.own}
        # Somebody who files sent mail away takes it out of Sent; what was delivered bears a server's stamp.
        is_sent = folder == folders.sent or (is_own and not message.was_delivered)
        return replace(message, is_sent=is_sent, is_draft=False)

    def _gone(self, removed: Sequence[str]) -> list[MessageChange]:
        """Of those that left a folder the ones that are in no other."""
        gone: list[MessageChange] = []
        asks = [Ask(_GET, address("me", "messages", provider_id, select="id")) for provider_id in removed]
        for provider_id, answer in zip(removed, self._line.batch(asks), strict=True):
            if isinstance(answer, Gone):
                gone.append(MessageChange(provider_id))
            elif isinstance(answer, ConnectorError):
                raise answer
        return gone

    def _bin(self) -> str:
        """The folder of what was deleted, where a draft goes on being one."""
        if not self._binned:
            found = self._line.get(Ask("graph.mailFolders.get", address("me", "mailFolders", BIN, select="id")))
            self._binned = str(found.get("id", ""))
        return self._binned

    def _folders(self) -> Folders:
        if self._found is None:
            self._found = find_folders(self._line)
        return self._found


def _path(step: Step, query: MailQuery, before: str, *, select: str = FACTS) -> str:
    """Where a step's listing begins. A search allows neither filter nor order: it comes newest first by itself."""
    where = ("me", "mailFolders", step.folder, "messages") if step.folder else ("me", "messages")
    top = str(_WIDE_PAGE if step.conversations or step.folder else _PAGE)
    if step.search:
        search = in_search(dated(step.search, query.since, query.until, before))
        return address(*where, search=search, select=select, top=top)
    order = "" if step.is_any_time else "receivedDateTime desc"
    return address(*where, filter=step.filter, orderby=order, select=select, top=top)


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _is_within(entry: dict[str, Any], query: MailQuery) -> bool:
    arrived = moment(entry.get("receivedDateTime"))
    second = timedelta(seconds=1)
    if arrived is None:
        return True
    return arrived > query.since - second and (query.until is None or arrived < query.until + second)


def _domains(entry: dict[str, Any]) -> set[str]:
    emails = (str(thing_in(one, "emailAddress").get("address", "")) for one in things(entry, "toRecipients"))
    return {email.rpartition("@")[2].lower() for email in emails}
