"""Gmail's reading methods: profile, aliases, labels, messages, attachments, threads, history. Decides what a listing shows and in which pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from infra.sandbox.exchange import write_token
from infra.sandbox.google.call import Call, Handler, clip, read_page_token
from infra.sandbox.google.errors import GoogleError, invalid, not_found
from infra.sandbox.google.mail_shapes import attachment, labelled_reference, reference, shape
from infra.sandbox.mail_search import Reader, parse_query
from infra.sandbox.mailbox import Mailbox, MailboxChange, StoredMessage

_ID = re.compile(r"[0-9a-f]{1,16}")
_HIDDEN = frozenset({"SPAM", "TRASH"})
#: A time later than any mail's, in milliseconds.
_BEYOND = 1 << 60
_METADATA_ONLY = "https://www.googleapis.com/auth/gmail.metadata"
SYSTEM_LABELS = (
    *("INBOX", "SENT", "DRAFT", "UNREAD", "STARRED", "IMPORTANT", "TRASH", "SPAM", "CHAT"),
    *("CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS"),
)
#: The response fields are plural where the request's historyTypes are singular (providers.md 2, pitfall 9).
_HISTORY_FIELDS = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}


def get_profile(call: Call) -> dict[str, Any]:
    mailbox = call.state.mailbox
    return {
        "emailAddress": call.state.person.email,
        "messagesTotal": len(mailbox.messages),
        "threadsTotal": len(mailbox.threads),
        "historyId": str(mailbox.history_id),
    }


def list_send_as(call: Call) -> dict[str, Any]:
    person = call.state.person
    own = {"sendAsEmail": person.email, "displayName": person.name, "replyToAddress": "", "signature": ""}
    aliases = [
        {"sendAsEmail": address, "displayName": name, "replyToAddress": "", "signature": ""}
        | {"isPrimary": False, "isDefault": False, "treatAsAlias": True, "verificationStatus": "accepted"}
        for address, name in person.aliases
    ]
    return {"sendAs": [own | {"isPrimary": True, "isDefault": True, "treatAsAlias": False}, *aliases]}


def list_labels(call: Call) -> dict[str, Any]:
    own = [{"id": label_id, "name": name, "type": "user"} for label_id, name in call.state.mailbox.user_labels.items()]
    return {"labels": [{"id": name, "name": name, "type": "system"} for name in SYSTEM_LABELS] + own}


def get_label(call: Call) -> dict[str, Any]:
    label = next((each for each in list_labels(call)["labels"] if each["id"] == call.path["id"]), None)
    if label is None:
        raise not_found()
    holders = [message for message in call.state.mailbox.messages.values() if label["id"] in message.labels]
    unread = [message for message in holders if "UNREAD" in message.labels]
    return {
        **label,
        "messagesTotal": len(holders),
        "messagesUnread": len(unread),
        "threadsTotal": _threads(holders),
        "threadsUnread": _threads(unread),
    }


def list_messages(call: Call) -> dict[str, Any]:
    if call.world.settings.empty_pages and not call.get("pageToken"):
        return {"nextPageToken": write_token(ms=_BEYOND, id=""), "resultSizeEstimate": 0}
    size = clip(call.get("maxResults"), 500)
    found = list(islice(_search(call, _place(call)), size + 1))
    told = call.world.settings.repeated([reference(message) for message in found[:size]])
    answer: dict[str, Any] = {"messages": told} if found else {}
    if len(found) > size:
        answer["nextPageToken"] = write_token(ms=found[size - 1].internal_ms, id=found[size - 1].id)
    # An estimate: Gmail's own is famously rough, so nobody may count on it.
    return answer | {"resultSizeEstimate": len(found)}


def get_message(call: Call) -> dict[str, Any]:
    form = call.get("format")
    if form in ("full", "raw") and is_metadata_only(call):
        raise GoogleError(403, f"Metadata scope doesn't allow format {form.upper()}", "forbidden")
    return shape(find_message(call, call.path["id"]), form, call.get("metadataHeaders"))


def get_attachment(call: Call) -> dict[str, Any]:
    found = attachment(find_message(call, call.path["messageId"]), call.path["id"])
    if found is None:
        raise not_found()
    return found


def list_threads(call: Call) -> dict[str, Any]:
    size = clip(call.get("maxResults"), 500)
    place = _place(call)
    seen = {message.thread_id for message in _search(call, None) if place and message.place >= place}
    newest: dict[str, StoredMessage] = {}
    for message in _search(call, place):
        if message.thread_id not in seen:
            newest.setdefault(message.thread_id, message)
        if len(newest) > size:
            break
    shown = list(newest.values())
    answer: dict[str, Any] = {"threads": [_thread_line(call, message) for message in shown[:size]]} if shown else {}
    if len(shown) > size:
        answer["nextPageToken"] = write_token(ms=shown[size - 1].internal_ms, id=shown[size - 1].id)
    return answer | {"resultSizeEstimate": len(shown)}


def get_thread(call: Call) -> dict[str, Any]:
    check_id(call.path["id"])
    messages = call.state.mailbox.in_thread(call.path["id"])
    if not messages:
        raise not_found()
    form = call.get("format")
    if form == "full" and is_metadata_only(call):
        raise GoogleError(403, "Metadata scope doesn't allow format FULL", "forbidden")
    shown = [shape(message, form, call.get("metadataHeaders")) for message in messages]
    newest = max(message.history_id for message in messages)
    return {"id": call.path["id"], "historyId": str(newest), "messages": shown}


def list_history(call: Call) -> dict[str, Any]:
    """Return changes after startHistoryId. Pages are cut before filtering: one may come without any `history` (pitfall 11)."""
    mailbox = call.state.mailbox
    start = _start_of_history(call, mailbox)
    is_blank = call.world.settings.empty_pages and not call.get("pageToken")
    size = 0 if is_blank else clip(call.get("maxResults"), 500)
    changes = mailbox.changes_after(start)
    shown = [_history_record(call, change) for change in changes[:size] if _is_wanted(call, change)]
    answer: dict[str, Any] = {"history": call.world.settings.repeated(shown)} if shown else {}
    if is_blank or len(changes) > size:
        answer["nextPageToken"] = write_token(after=start if is_blank else changes[size - 1].id)
    return answer | {"historyId": str(mailbox.history_id)}


def find_message(call: Call, message_id: str) -> StoredMessage:
    check_id(message_id)
    message = call.state.mailbox.messages.get(message_id)
    if message is None:
        raise not_found()
    return message


def check_id(text: str) -> None:
    if not _ID.fullmatch(text):
        raise invalid("Invalid id value")


def is_metadata_only(call: Call) -> bool:
    return _METADATA_ONLY in call.scopes and not (call.scopes & call.method.scopes) - {_METADATA_ONLY}


def search(call: Call, messages: Iterable[StoredMessage]) -> Iterator[StoredMessage]:
    """Yield those that `q`, `labelIds` and includeSpamTrash let through."""
    mailbox, text, labels = call.state.mailbox, call.get("q") or "", frozenset(call.get("labelIds") or ())
    if text and is_metadata_only(call):
        raise GoogleError(403, "Metadata scope does not support 'q' parameter", "forbidden")
    query = parse_query(text, Reader(call.now, call.state.own_addresses, tuple(mailbox.user_labels.items())))
    shows_hidden = call.get("includeSpamTrash") or query.reaches_spam_and_trash or labels & _HIDDEN
    for message in messages:
        if labels <= message.labels and (shows_hidden or not message.labels & _HIDDEN) and query.matches(message):
            yield message


def _search(call: Call, before: tuple[int, str] | None) -> Iterator[StoredMessage]:
    return search(call, call.state.mailbox.newest_first(before))


def _place(call: Call) -> tuple[int, str] | None:
    if not call.get("pageToken"):
        return None
    place = read_page_token(call.get("pageToken"), "ms", "id")
    return place["ms"], place["id"]


def _threads(messages: list[StoredMessage]) -> int:
    return len({message.thread_id for message in messages})


def _thread_line(call: Call, message: StoredMessage) -> dict[str, Any]:
    newest = max(each.history_id for each in call.state.mailbox.in_thread(message.thread_id))
    return {"id": message.thread_id, "snippet": shape(message, "minimal")["snippet"], "historyId": str(newest)}


def _start_of_history(call: Call, mailbox: Mailbox) -> int:
    start: int | None = call.get("startHistoryId")
    if start is None:
        raise invalid("Missing required parameter: startHistoryId", "required", "startHistoryId")
    if not mailbox.history_floor <= start <= mailbox.history_id:
        raise not_found()
    if not call.get("pageToken"):
        return start
    after: int = read_page_token(call.get("pageToken"), "after")["after"]
    return after


def _is_wanted(call: Call, change: MailboxChange) -> bool:
    kinds, label = call.get("historyTypes"), call.get("labelId")
    return (not kinds or change.kind in kinds) and (not label or label in change.message.labels | change.labels)


def _history_record(call: Call, change: MailboxChange) -> dict[str, Any]:
    shown = labelled_reference(change.message) if call.world.settings.history_label_ids else reference(change.message)
    detail: dict[str, Any] = {"message": shown}
    if change.labels:
        detail["labelIds"] = sorted(change.labels)
    return {"id": str(change.id), "messages": [reference(change.message)], _HISTORY_FIELDS[change.kind]: [detail]}


HANDLERS: dict[str, Handler] = {
    "gmail.users.getProfile": get_profile,
    "gmail.users.settings.sendAs.list": list_send_as,
    "gmail.users.labels.list": list_labels,
    "gmail.users.labels.get": get_label,
    "gmail.users.messages.list": list_messages,
    "gmail.users.messages.get": get_message,
    "gmail.users.messages.attachments.get": get_attachment,
    "gmail.users.threads.list": list_threads,
    "gmail.users.threads.get": get_thread,
    "gmail.users.history.list": list_history,
}
