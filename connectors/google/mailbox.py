"""Gmail as a `Mailbox`: history for what is new, searches for the past, drafts for what goes out.

A read costs 20 units in every format, so a message is read once, raw, and nothing is read that the caller has stored or
set aside. A page stops after about 100 reads; what was listed beyond that waits in the cursor. Drafts and chats are
never reported, spam and bin only when a Message-ID is looked for.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
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
from connectors.errors import ConnectorError, CursorExpired, Gone, Unreadable, Unsupported
from connectors.google.census import mail_census
from connectors.google.cursors import HistoryPlace, SearchPlace
from connectors.google.endpoints import PROVIDER, endpoints, gmail_api
from connectors.google.query import Step, by_message_id, sent_since, steps
from connectors.google.sending import (
    create_draft,
    delete_draft,
    field,
    find_drafts,
    has_draft,
    send_draft,
    update_draft,
)
from connectors.google.transport import Connection
from connectors.mime import carries_files, read_message
from connectors.paging import READS, read_some, unknown
from connectors.places import pack, unpack
from connectors.records import Address, Message

_LISTED = 500
_ME = "me"
_DRAFT = frozenset({"DRAFT"})
_NOT_MAIL = _DRAFT | {"CHAT"}
_HIDDEN = _NOT_MAIL | {"SPAM", "TRASH"}
# The request's enum is singular, the answer's fields are plural: https://github.com/relaticle/relaticle/issues/612
_HISTORY_TYPES = ["messageAdded", "messageDeleted", "labelAdded", "labelRemoved"]
# Labels whose coming or going can bring a message in front of the person that was not there before. Others (read,
# starred, archived) say nothing about its content.
_BRINGS_WHEN_ADDED = frozenset({"INBOX", "SENT"})
_BRINGS_WHEN_REMOVED = frozenset({"SPAM", "TRASH"})
# What these are called is their id. https://developers.google.com/workspace/gmail/api/guides/labels
_GMAILS_OWN = _HIDDEN | {"INBOX", "SENT", "UNREAD", "STARRED", "IMPORTANT"}
_CATEGORY = "CATEGORY_"


class GmailMailbox:
    """One Google account's mail, on one thread."""

    def __init__(self, settings: ProviderSettings, tokens: TokenStore, budget: RateBudget) -> None:
        self._line = Connection(settings, tokens, budget)
        self._api = gmail_api(endpoints(settings).mail_root)
        self._has_met_draft = False
        """Whether a read of the page in hand turned out to be a draft."""
        self._conversations: dict[tuple[str, ...], frozenset[str]] = {}
        """Thread ids by the searches that found them, kept while this object reads on."""
        self._label_names: dict[str, str] = {}
        """What the person calls their labels, by id; "" for one that Gmail did not list."""

    def start(self) -> str:
        return pack(HistoryPlace(history=self._of_profile("historyId")))

    def changes(self, cursor: str, known: Known) -> MailPage:
        place = unpack(HistoryPlace, cursor, PROVIDER)
        if place.pending:
            return self._history_page(place, (), unknown(place.pending, known), listed=0)
        answer = self._history(place)
        history = things(answer, "history")
        added, removed = told_by(history)
        following = self._after(place, answer)
        wanted = unknown(added, known)
        page = self._history_page(following, removed, wanted, len(added) + len(removed))
        return replace(page, are_drafts_touched=page.are_drafts_touched or touches_drafts(history))

    def search(self, query: MailQuery, cursor: str | None, known: Known) -> MailPage:
        place = unpack(SearchPlace, cursor, PROVIDER) if cursor else SearchPlace()
        listings = steps(query)
        listed = 0
        if not place.pending and place.step < len(listings):
            place = self._listed(listings[place.step], place)
            listed = len(place.pending)
        hidden = _NOT_MAIL if query.message_id else _HIDDEN
        changes, rest = self._read_some(unknown(place.pending, known), hidden)
        place = replace(place, pending=tuple(rest))
        is_over = not rest and place.step >= len(listings)
        return MailPage(tuple(changes), None if is_over else pack(place), listed, is_caught_up=is_over)

    def read_again(self, provider_ids: Sequence[str]) -> tuple[MessageChange, ...]:
        return tuple(self._read_some(provider_ids, _HIDDEN)[0])

    def census(self, since: datetime | None, cursor: str | None) -> CensusPage:
        return mail_census(self._line, self._api, since, cursor)

    def own_addresses(self) -> tuple[Address, ...]:
        try:
            answer = self._line.call(self._api.send_as.list(userId=_ME))
        except Unsupported:
            answer = {}
        own = confirmed(things(answer, "sendAs"))
        if own:
            return own
        return (Address(email=_lowered(self._of_profile("emailAddress"))),)

    def create_mailbox_draft(self, mime: bytes, *, thread_id: str) -> str:
        return create_draft(self._line, self._api, mime, thread_id)

    def update_mailbox_draft(self, draft_id: str, mime: bytes, *, thread_id: str) -> str:
        return update_draft(self._line, self._api, draft_id, mime, thread_id)

    def send_mailbox_draft(self, draft_id: str, *, approved: bytes = b"") -> SentCopy:  # noqa: ARG002 - Gmail has them
        return send_draft(self._line, self._api, draft_id)

    def has_mailbox_draft(self, draft_id: str) -> bool:
        return has_draft(self._line, self._api, draft_id)

    def read_mailbox_draft(self, draft_id: str, *, known_revision: str = "") -> UnsentDraft | None:
        # A look costs the same in every form: the whole is asked for at once, and read only where it is new.
        try:
            answer = self._line.call(self._api.drafts.get(userId=_ME, id=draft_id, format="raw"))
        except Gone:
            return None
        found = thing_in(answer, "message")
        revision = field(found, "id", "gmail.users.drafts.get")
        thread_id = str(found.get("threadId", ""))
        if revision == known_revision:
            return UnsentDraft(draft_id, revision, thread_id, None)
        with reading_bytes():
            has_files = carries_files(decoded(str(found.get("raw", ""))))
        return UnsentDraft(draft_id, revision, thread_id, as_message(revision, found), has_files)

    def delete_mailbox_draft(self, draft_id: str) -> None:
        delete_draft(self._line, self._api, draft_id)

    def find_mailbox_drafts(self, message_id: str) -> tuple[str, ...]:
        return find_drafts(self._line, self._api, message_id)

    def find_sent(self, message_id: str, *, thread_id: str, since: datetime) -> tuple[Message, ...]:
        if message_id:
            copies = self._sent(self._found(f"in:sent {by_message_id(message_id)}"))
            if copies:
                return copies
        if not thread_id:
            return ()
        # Gmail may have given the mail another Message-ID; the thread is asked for by its id in the listing, which is
        # an eighth of the price of reading the thread.
        return self._sent(entry for entry in self._found(sent_since(since)) if entry.get("threadId") == thread_id)

    def _history(self, place: HistoryPlace) -> dict[str, Any]:
        request = self._api.history.list(
            userId=_ME,
            startHistoryId=place.history,
            historyTypes=_HISTORY_TYPES,
            maxResults=READS,
            **_paged(place.page),
        )
        try:
            return self._line.call(request)
        except ConnectorError as failure:
            raise _expired_page(failure) if place.page else failure from None

    def _after(self, place: HistoryPlace, answer: dict[str, Any]) -> HistoryPlace:
        page = str(answer.get("nextPageToken", ""))
        if page:
            return HistoryPlace(place.history, page)
        return HistoryPlace(str(answer.get("historyId") or place.history))

    def _history_page(
        self, following: HistoryPlace, removed: Sequence[str], wanted: Sequence[str], listed: int
    ) -> MailPage:
        self._has_met_draft = False
        changes, rest = self._read_some(wanted, _HIDDEN)
        gone = [MessageChange(provider_id) for provider_id in removed]
        following = replace(following, pending=tuple(rest))
        is_caught_up = not (following.page or rest)
        return MailPage((*changes, *gone), pack(following), listed, is_caught_up, self._has_met_draft)

    def _listed(self, step: Step, place: SearchPlace) -> SearchPlace:
        """One listing, with the ids to read and the place after it."""
        if step.thread:
            return SearchPlace(place.step + 1, pending=tuple(self._members(step.thread)))
        wanted = self._found_conversations(step.conversations)
        try:
            answer = self._messages(step.q, place.page, is_anywhere=step.is_anywhere)
        except ConnectorError as failure:
            if not place.page:
                raise
            # Page tokens age; the step is begun again once, and what is stored by now costs nothing.
            if type(failure) is ConnectorError and not place.is_second_go:
                return SearchPlace(place.step, is_second_go=True)
            raise _expired_page(failure) from None
        entries = things(answer, "messages")
        ids = tuple(
            dict.fromkeys(_ids(entry for entry in entries if wanted is None or str(entry.get("threadId")) in wanted))
        )
        page = str(answer.get("nextPageToken", ""))
        if page:
            return SearchPlace(place.step, page, ids, place.is_second_go)
        return SearchPlace(place.step + 1, pending=ids)

    def _messages(self, q: str, page: str, *, is_anywhere: bool = False) -> dict[str, Any]:
        request = self._api.messages.list(
            userId=_ME, q=q, maxResults=_LISTED, includeSpamTrash=is_anywhere, **_paged(page)
        )
        return self._line.call(request)

    def _found_conversations(self, searches: tuple[str, ...]) -> frozenset[str] | None:
        if searches and searches not in self._conversations:
            entries = [entry for q in searches for entry in self._found(q)]
            self._conversations[searches] = frozenset(str(entry.get("threadId")) for entry in entries)
        return self._conversations.get(searches)

    def _members(self, thread_id: str) -> list[str]:
        # Gmail's search has no term for a thread, so the members' ids must come from threads.get; `minimal` costs the
        # same 40 units as the full text would and leaves the texts to the raw read.
        request = self._api.threads.get(userId=_ME, id=thread_id, format="minimal")
        try:
            entries = things(self._line.call(request), "messages")
        except Gone:
            return []
        return _ids(entry for entry in reversed(entries) if not _HIDDEN.intersection(_labels(entry)))

    def _found(self, q: str) -> list[dict[str, Any]]:
        entries: dict[str, dict[str, Any]] = {}
        page = ""
        while True:
            answer = self._messages(q, page)
            entries.update({str(entry["id"]): entry for entry in things(answer, "messages") if "id" in entry})
            page = str(answer.get("nextPageToken", ""))
            if not page:
                return list(entries.values())

    def _sent(self, entries: Iterable[dict[str, Any]]) -> tuple[Message, ...]:
        changes = [self._read(provider_id, _NOT_MAIL) for provider_id in _ids(entries)]
        return tuple(change.message for change in changes if change and change.message and change.message.is_sent)

    def _read_some(self, ids: Sequence[str], hidden: frozenset[str]) -> tuple[list[MessageChange], Sequence[str]]:
        return read_some(ids, lambda provider_id: self._read(provider_id, hidden))

    def _read(self, provider_id: str, hidden: frozenset[str]) -> MessageChange | None:
        """The message, its removal, why it cannot be read, or None for what is not shown."""
        request = self._api.messages.get(userId=_ME, id=provider_id, format="raw")
        try:
            answer = self._line.call(request)
            self._has_met_draft |= "DRAFT" in _labels(answer)
            if hidden.intersection(_labels(answer)):
                return None
            message = as_message(provider_id, answer)
        except Gone:
            return MessageChange(provider_id)
        except Unreadable as failure:
            return MessageChange(provider_id, unreadable=failure.detail)
        return MessageChange(provider_id, replace(message, labels=(*message.labels, *self._names_of(_labels(answer)))))

    def _names_of(self, labels: Sequence[str]) -> list[str]:
        """What the person calls those of these labels that are theirs: a message names them by id alone."""
        own = [one for one in labels if one not in _GMAILS_OWN and not one.startswith(_CATEGORY)]
        if not self._label_names.keys() >= set(own):
            # Asked for once, and again only for a label made since: most mail carries none and costs no call.
            self._label_names |= dict.fromkeys(own, "") | self._listed_labels()
        return [name for one in own if (name := self._label_names[one])]

    def _listed_labels(self) -> dict[str, str]:
        listed = things(self._line.call(self._api.labels.list(userId=_ME)), "labels")
        return {str(one["id"]): str(one.get("name", "")) for one in listed if one.get("id")}

    def _of_profile(self, name: str) -> str:
        return field(self._line.call(self._api.users.getProfile(userId=_ME)), name, "gmail.users.getProfile")


def as_message(provider_id: str, answer: dict[str, Any]) -> Message:
    """The record of a raw read. Raises Unreadable."""
    with reading_bytes():
        labels = _labels(answer)
        message = read_message(
            decoded(str(answer.get("raw", ""))),
            provider_id=provider_id,
            thread_id=str(answer.get("threadId", "")),
            labels=labels,
            received_at=arrival(answer.get("internalDate")),
        )
        return replace(message, is_sent="SENT" in labels, is_draft="DRAFT" in labels)


def decoded(raw: str) -> bytes:
    """The bytes behind Gmail's base64url, which may come without padding. Raises Unreadable."""
    try:
        content = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
    except ValueError as problem:
        raise Unreadable("Google gave this message in a form that is not base64.", provider=PROVIDER) from problem
    if not content:
        raise Unreadable("Google gave this message without content.", provider=PROVIDER)
    return content


def arrival(milliseconds: object) -> datetime | None:
    """Gmail's own time of a message, None when it makes no sense."""
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def told_by(history: Iterable[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """The ids that may have to be read, and those removed, each once and in the order they were told."""
    added: dict[str, None] = {}
    removed: dict[str, None] = {}
    for record in history:
        for entry in _coming(record):
            added[str(entry["id"])] = None
        removed.update(dict.fromkeys(_ids(_told(record, "messagesDeleted"))))
    return [provider_id for provider_id in added if provider_id not in removed], list(removed)


def touches_drafts(history: Iterable[dict[str, Any]]) -> bool:
    """Whether a draft may have been changed, sent or deleted. Labels may be missing: then every removal may be one."""
    for record in history:
        gone = _told(record, "messagesDeleted")
        told = [*_told(record, "messagesAdded"), *_told(record, "labelsAdded"), *_told(record, "labelsRemoved"), *gone]
        if any("DRAFT" in _labels(entry) for entry in told) or any("labelIds" not in entry for entry in gone):
            return True
        if _told(record, "labelsRemoved", _DRAFT):
            return True
    return False


def confirmed(send_as: Iterable[dict[str, Any]]) -> tuple[Address, ...]:
    """The addresses that are the person's own, the main one first. Only a further one has to be confirmed to Google."""
    own = [entry for entry in send_as if entry.get("isPrimary") or entry.get("verificationStatus") == "accepted"]
    own.sort(key=lambda entry: (not entry.get("isPrimary"), not entry.get("isDefault")))
    return tuple(
        Address(email=_lowered(str(entry["sendAsEmail"])), name=str(entry.get("displayName", "")))
        for entry in own
        if entry.get("sendAsEmail")
    )


def _coming(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of one history record that the person may see now and did not before."""
    # Labels are told here as a hint and may be missing; the read itself judges again.
    coming = [entry for entry in _told(record, "messagesAdded") if not _HIDDEN.intersection(_labels(entry))]
    moved = _told(record, "labelsAdded", _BRINGS_WHEN_ADDED) + _told(record, "labelsRemoved", _BRINGS_WHEN_REMOVED)
    coming += [entry for entry in moved if not _NOT_MAIL.intersection(_labels(entry))]
    return [entry for entry in coming if entry.get("id")]


def _told(record: dict[str, Any], kind: str, labels: frozenset[str] | None = None) -> list[dict[str, Any]]:
    entries = things(record, kind)
    return [thing_in(entry, "message") for entry in entries if labels is None or labels.intersection(_labels(entry))]


def _labels(entry: dict[str, Any]) -> tuple[str, ...]:
    told = entry.get("labelIds")
    return tuple(str(label) for label in told) if isinstance(told, list) else ()


def _ids(entries: Iterable[dict[str, Any]] | None) -> list[str]:
    return [str(entry["id"]) for entry in entries or () if entry.get("id")]


def _paged(token: str) -> dict[str, str]:
    return {"pageToken": token} if token else {}


def _lowered(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.lower()}"


def _expired_page(failure: ConnectorError) -> ConnectorError:
    # A page token ages faster than the history it pages through; Google answers 400.
    if type(failure) is not ConnectorError:
        return failure
    return CursorExpired(failure.detail, provider=PROVIDER, operation=failure.operation, request_id=failure.request_id)
