"""How approved bytes go out through Gmail, and how a mailbox draft is kept up to date: as drafts of our own MIME.

A draft's id stays while its message gets another id with every change: that id is the draft's revision. The thread has
to be named again with every change, else the draft leaves it.
https://developers.google.com/workspace/gmail/api/guides/drafts
"""

from __future__ import annotations

import base64
from typing import Any

from connectors.contract import SentCopy
from connectors.errors import ConnectorError, Gone, SlowDown, TryAgain
from connectors.google.endpoints import PROVIDER, GmailApi
from connectors.google.query import by_message_id
from connectors.google.transport import Connection

_ME = "me"


def create_draft(line: Connection, api: GmailApi, mime: bytes, thread_id: str) -> str:
    """Raises as `Mailbox.create_mailbox_draft` says."""
    request = api.drafts.create(userId=_ME, body={"message": _content(mime, thread_id)})
    return field(line.call(request), "id", "gmail.users.drafts.create")


def update_draft(line: Connection, api: GmailApi, draft_id: str, mime: bytes, thread_id: str) -> str:
    """Raises as `Mailbox.update_mailbox_draft` says."""
    request = api.drafts.update(userId=_ME, id=draft_id, body={"message": _content(mime, thread_id)})
    message = line.call(request).get("message")
    return field(message if isinstance(message, dict) else {}, "id", "gmail.users.drafts.update")


def send_draft(line: Connection, api: GmailApi, draft_id: str) -> SentCopy:
    """Raises as `Mailbox.send_mailbox_draft` says."""
    request = api.drafts.send(userId=_ME, body={"id": draft_id})
    try:
        answer = line.call(request)
    except (Gone, SlowDown, TryAgain):
        raise
    except ConnectorError as failure:
        # A draft that was sent already is answered with 404 or with 400; only a look tells the latter apart.
        if type(failure) is ConnectorError and not has_draft(line, api, draft_id):
            raise _gone("gmail.users.drafts.send") from None
        raise
    provider_id = field(answer, "id", "gmail.users.drafts.send")
    return SentCopy(provider_id=provider_id, thread_id=str(answer.get("threadId", "")))


def has_draft(line: Connection, api: GmailApi, draft_id: str) -> bool:
    """Whether it still lies unsent."""
    try:
        line.call(api.drafts.get(userId=_ME, id=draft_id, format="minimal"))
    except Gone:
        return False
    return True


def delete_draft(line: Connection, api: GmailApi, draft_id: str) -> None:
    """Removes it for good; already gone is fine."""
    try:
        line.call(api.drafts.delete(userId=_ME, id=draft_id))
    except Gone:
        return


def find_drafts(line: Connection, api: GmailApi, message_id: str) -> tuple[str, ...]:
    """Ids of unsent drafts with this Message-ID."""
    found: dict[str, None] = {}
    page: dict[str, str] = {}
    while True:
        answer = line.call(api.drafts.list(userId=_ME, q=by_message_id(message_id), **page))
        found.update({str(entry["id"]): None for entry in answer.get("drafts") or () if "id" in entry})
        if not answer.get("nextPageToken"):
            return tuple(found)
        page = {"pageToken": str(answer["nextPageToken"])}


def field(answer: dict[str, Any], name: str, operation: str) -> str:
    """That value of an answer. Raises TryAgain where it is missing."""
    value = answer.get(name)
    if value:
        return str(value)
    raise TryAgain(f"Google's answer lacks {name}.", provider=PROVIDER, operation=operation)


def _content(mime: bytes, thread_id: str) -> dict[str, str]:
    content = {"raw": base64.urlsafe_b64encode(mime).decode("ascii")}
    return {**content, "threadId": thread_id} if thread_id else content


def _gone(operation: str) -> Gone:
    return Gone("This mailbox draft is no longer there.", provider=PROVIDER, operation=operation)
