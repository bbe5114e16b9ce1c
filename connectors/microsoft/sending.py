"""How approved bytes go out through Outlook: as a mailbox draft made from our MIME, then by sending that draft.

An answer is begun with createReply, so that it joins the conversation, and carries our In-Reply-To and References,
which Graph takes in MIME alone. createReply may mark the mail that is answered as read: that is put back. The id of a
draft may change when it is sent, or may not: https://github.com/microsoftgraph/microsoft-graph-docs/issues/1533.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from connectors.bounds import things
from connectors.contract import SentCopy
from connectors.errors import ConnectorError, Gone, SlowDown, TryAgain, nothing_written
from connectors.headers import message_ids, split_headers
from connectors.microsoft.endpoints import PROVIDER
from connectors.microsoft.listing import is_draft, moment
from connectors.microsoft.query import SENT, by_conversation, by_message_id
from connectors.microsoft.transport import Ask, Connection, Write, address
from connectors.mime import read_message
from connectors.records import Address

_CREATE = "graph.messages.create"
_REPLY = "graph.messages.createReply"
_UPDATE = "graph.messages.update"
_SEND = "graph.messages.send"
_LOOK = "graph.messages.get"
_FIND = "graph.messages.list"
_FACTS = "conversationId,internetMessageId,isDraft,isRead,receivedDateTime"
_LITTLE = timedelta(seconds=5)
"""How far apart two clocks of Graph's may be."""


def create_draft(line: Connection, mime: bytes, thread_id: str) -> str:
    """Puts the bytes into Drafts; returns the draft's id. Raises as `Mailbox.create_mailbox_draft` says."""
    answered = _answered(line, mime, thread_id) if thread_id else None
    if answered is None:
        return _id_in(line.write(Write(_CREATE, "POST", address("me", "messages"), mime=mime)), _CREATE)
    path = address("me", "messages", str(answered["id"]), "createReply")
    try:
        draft_id = _id_in(line.write(Write(_REPLY, "POST", path, mime=mime)), _REPLY)
    except Gone:
        # What was to be answered has gone meanwhile, and nothing was written.
        return create_draft(line, mime, "")
    if answered.get("isRead") is False:
        _keep_unread(line, str(answered["id"]))
    return draft_id


def update_draft(line: Connection, draft_id: str, mime: bytes) -> str:
    """Puts the words, subject and recipients of our MIME into the draft, property by property: Graph takes MIME only
    for a new one. Its place in the conversation and its References stay. Returns the new change key; raises Gone.
    """
    written = read_message(mime, provider_id=draft_id)
    fields = {
        "subject": written.subject,
        "body": {"contentType": "text", "content": written.text},
        "toRecipients": _recipients(written.to),
        "ccRecipients": _recipients(written.cc),
    }
    path = address("me", "messages", draft_id)
    if not is_draft(_before_write(line, Ask(_LOOK, address("me", "messages", draft_id, select="isDraft")))):
        raise Gone("This mailbox draft is no longer there.", provider=PROVIDER, operation=_UPDATE)
    return _text(line.write(Write(_UPDATE, "PATCH", path, fields=fields)), "changeKey")


def _recipients(people: Sequence[Address]) -> list[dict[str, Any]]:
    return [{"emailAddress": {"address": one.email, "name": one.name or one.email}} for one in people]


def send_draft(line: Connection, draft_id: str) -> SentCopy:
    """Sends the draft. Raises as `Mailbox.send_mailbox_draft` says."""
    draft = _before_write(line, Ask(_LOOK, address("me", "messages", draft_id, select=_FACTS)))
    if not is_draft(draft):
        raise Gone("This mailbox draft is no longer there.", provider=PROVIDER, operation=_SEND)
    begun = line.provider_time
    line.write(Write(_SEND, "POST", address("me", "messages", draft_id, "send")))
    # It has gone out; whatever happens to the look for its copy changes nothing about that.
    with suppress(ConnectorError):
        found = _copy(line, draft, begun)
        if found:
            return found
    return SentCopy("", _text(draft, "conversationId"), _text(draft, "internetMessageId"))


def _copy(line: Connection, draft: dict[str, Any], begun: datetime | None) -> SentCopy | None:
    """The sent copy, by the id if that has stayed, else by Message-ID, else the newest of its conversation."""
    with suppress(Gone):
        now = line.get(Ask(_LOOK, address("me", "messages", str(draft["id"]), select=_FACTS)))
        if not is_draft(now):
            return _as_copy(now)
    for found in (by_message_id(_text(draft, "internetMessageId")), by_conversation(_text(draft, "conversationId"))):
        path = address("me", "mailFolders", SENT, "messages", filter=found, select=_FACTS)
        entries = things(line.get(Ask(_FIND, path)), "value")
        fresh = [entry for entry in entries if not is_draft(entry) and _is_after(entry, begun)]
        if fresh:
            return _as_copy(max(fresh, key=lambda entry: str(entry.get("receivedDateTime", ""))))
    return None


def _answered(line: Connection, mime: bytes, thread_id: str) -> dict[str, Any] | None:
    """The message of that conversation that the bytes answer, by their In-Reply-To."""
    headers, _ = split_headers(mime)
    wanted = message_ids(headers.raw("in-reply-to"))
    if not wanted:
        return None
    path = address("me", "messages", filter=by_message_id(wanted[0]), select=_FACTS)
    entries = things(_before_write(line, Ask(_FIND, path)), "value")
    fitting = (entry for entry in entries if entry.get("conversationId") == thread_id and not is_draft(entry))
    return next(fitting, None)


def _keep_unread(line: Connection, provider_id: str) -> None:
    with suppress(ConnectorError):
        path = address("me", "messages", provider_id, select="isRead")
        if line.get(Ask(_LOOK, path)).get("isRead"):
            line.write(Write(_UPDATE, "PATCH", address("me", "messages", provider_id), fields={"isRead": False}))


def _before_write(line: Connection, ask: Ask) -> dict[str, Any]:
    """A read that a write waits for: its trouble is no open question, because nothing was written."""
    try:
        return line.get(ask)
    except (SlowDown, TryAgain) as failure:
        raise nothing_written(failure) from None


def _is_after(entry: dict[str, Any], begun: datetime | None) -> bool:
    arrived = moment(entry.get("receivedDateTime"))
    return begun is None or arrived is None or arrived >= begun - _LITTLE


def _as_copy(entry: dict[str, Any]) -> SentCopy:
    return SentCopy(str(entry["id"]), _text(entry, "conversationId"), _text(entry, "internetMessageId"))


def _id_in(answer: dict[str, Any], operation: str) -> str:
    if answer.get("id"):
        return str(answer["id"])
    raise TryAgain("Microsoft's answer names no draft.", provider=PROVIDER, operation=operation)


def _text(entry: dict[str, Any], name: str) -> str:
    return str(entry.get(name) or "")
