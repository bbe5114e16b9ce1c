"""Graph's reading methods for mail: listings, one message, its MIME, its attachments, and what is changed in place (read, moved, gone).

Pages are cut by receivedDateTime, newest first, as Outlook orders a folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from infra.sandbox.exchange import Reply, write_token
from infra.sandbox.mailbox import StoredMessage
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import (
    Call,
    Route,
    applied,
    check_options,
    context,
    page_size,
    read_link_token,
)
from infra.sandbox.microsoft.errors import GraphError, invalid, not_found
from infra.sandbox.microsoft.folders import find_folder, move, place
from infra.sandbox.microsoft.mail_filter import read_filter, read_order, read_search
from infra.sandbox.microsoft.mail_shapes import attachment_shape, attachments_of, read_select, shape

READ = ("Mail.Read",)
WRITE = ("Mail.ReadWrite",)
_USUAL_PAGE = 10
_LISTED = ("select", "top", "skip", "filter", "orderby", "expand", "search", "count", "skiptoken")


def list_messages(call: Call) -> dict[str, Any]:
    """Return a page of the whole mailbox, or of one folder."""
    check_options(call, *_LISTED)
    read_select(call.option("select"))
    found = _wanted(call)
    is_blank = call.world.settings.empty_pages and not call.option("skiptoken")
    size = 0 if is_blank else page_size(call, _USUAL_PAGE)
    begin = _begin(call)
    shown = list(islice(found, begin, begin + size + 1))
    value = [shape(call, message, call.option("select"), call.option("expand")) for message in shown[:size]]
    answer: dict[str, Any] = {**context(call, "messages"), "value": value}
    if (call.option("count") or "").lower() == "true":
        answer["@odata.count"] = sum(1 for _ in _wanted(call))
    if len(shown) > size:
        names = ("select", "top", "filter", "orderby", "expand", "search")
        kept = {f"${name}": text for name in names if (text := call.option(name))}
        answer["@odata.nextLink"] = call.address(**kept, **{"$skiptoken": write_token(**{"from": begin + size})})
    return answer


def get_message(call: Call) -> dict[str, Any]:
    check_options(call, "select", "expand")
    message = find_message(call)
    shown = shape(call, message, call.option("select"), call.option("expand"))
    return {**context(call, "messages/$entity"), **shown}


def get_mime(call: Call) -> Reply:
    """Return the mail itself (learn.microsoft.com/graph/outlook-get-mime-message)."""
    return Reply(200, _as_arrived_at_exchange(find_message(call).content.raw), "text/plain", applied(call))


def _as_arrived_at_exchange(raw: bytes) -> bytes:
    """The scenarios' mail comes with what Google's host found out about its sender; Exchange's results name no host.

    https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
    """
    return re.sub(rb"(?im)^(Authentication-Results:) mx\.google\.com;", rb"\1", raw, count=1)


def list_attachments(call: Call) -> dict[str, Any]:
    check_options(call, "select", "top", "expand", "filter")
    message = find_message(call)
    value = [attachment_shape(message, part) for part in attachments_of(message.content)]
    names = [name.strip() for name in (call.option("select") or "").split(",") if name.strip()]
    if names:
        value = [{key: each[key] for key in each if key in (*names, "id") or key.startswith("@")} for each in value]
    return {**context(call, "attachments"), "value": value}


def get_attachment(call: Call) -> dict[str, Any]:
    message, part = _attachment(call)
    return {**context(call, "attachments/$entity"), **attachment_shape(message, part)}


def get_attachment_bytes(call: Call) -> Reply:
    _, part = _attachment(call)
    return Reply(200, part.data, part.mime_type)


def update_message(call: Call) -> dict[str, Any]:
    """Change what may be changed of any message; the words of a draft are another module's."""
    message, body = find_message(call), call.body()
    allowed = {"isRead", "categories", "flag", "importance", "inferenceClassification"}
    if refused := sorted(set(body) - allowed):
        raise invalid(f"The property '{refused[0]}' can only be set on a draft.", "ErrorInvalidPropertySet")
    changed = set_marks(call, message, body)
    return {**context(call, "messages/$entity"), **shape(call, changed)}


def set_marks(call: Call, message: StoredMessage, body: dict[str, Any]) -> StoredMessage:
    """Set read and flagged as the body says."""
    add, remove = set[str](), set[str]()
    if "isRead" in body:
        (remove if body["isRead"] else add).add("UNREAD")
    if "flag" in body:
        flagged = (body["flag"] or {}).get("flagStatus") == "flagged"
        (add if flagged else remove).add("STARRED")
    return call.mailbox.change_labels(message.id, add=add, remove=remove)


def move_message(call: Call) -> dict[str, Any]:
    message = find_message(call)
    target = call.body().get("destinationId")
    if not isinstance(target, str):
        raise invalid("The destinationId is missing.")
    moved = move(call.mailbox, message.id, find_folder(call, target))
    return {**context(call, "messages/$entity"), **shape(call, moved)}


def delete_message(call: Call) -> None:
    """Put the message into Deleted Items; from there it is gone for good."""
    message = find_message(call)
    if place(call.mailbox, message) == "deleteditems":
        call.mailbox.remove(message.id)
    else:
        move(call.mailbox, message.id, "deleteditems")


def find_message(call: Call) -> StoredMessage:
    """Return the message that the address names; an ordinary id is good only while it stays in that folder."""
    kind, message_id, *folder = ids.read(call.path["message"], "m", "M")
    message = call.mailbox.messages.get(message_id)
    if message is None or (kind == "m" and folder != [place(call.mailbox, message)]):
        raise not_found()
    if "folder" in call.path and find_folder(call, call.path["folder"]) != place(call.mailbox, message):
        raise not_found()
    return message


def _wanted(call: Call) -> Iterable[StoredMessage]:
    mailbox = call.mailbox
    found: Iterable[StoredMessage] = mailbox.newest_first()
    if "folder" in call.path:
        key = find_folder(call, call.path["folder"])
        found = (message for message in found if place(mailbox, message) == key)
    if call.option("search") is not None:
        if call.option("filter") or call.option("orderby"):
            raise invalid(
                "The query parameters '$search' and '$filter' or '$orderby' cannot be combined.", "SearchWithOrderBy"
            )
        matches = read_search(call.option("search") or "", call.now)
        # "A search returns up to 1,000 results" (learn.microsoft.com/graph/search-query-parameter).
        return islice((message for message in found if matches(message)), 1_000)
    if call.option("filter"):
        matches = read_filter(call, call.option("filter") or "")
        found = (message for message in found if matches(message))
    return read_order(call.option("orderby"), call.option("filter"), found)


def _begin(call: Call) -> int:
    if call.option("skiptoken"):
        begin: int = read_link_token(call.option("skiptoken") or "", "from")["from"]
        return begin
    text = call.option("skip") or "0"
    if not text.isdecimal():
        raise invalid(f"Invalid value '{text}' for $skip query option found.", "RequestBroker--ParseUri")
    return int(text)


def _attachment(call: Call) -> tuple[StoredMessage, Any]:
    message = find_message(call)
    _, message_id, part_id = ids.read(call.path["attachment"], "a")
    found = next((part for part in attachments_of(message.content) if part.part_id == part_id), None)
    if message_id != message.id or found is None:
        raise not_found()
    return message, found


def check_mailbox(call: Call) -> None:
    """Raise Graph's error for an account without a mailbox (no licence, or on premises)."""
    if not call.world.settings.has_mailbox:
        raise GraphError(
            404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
        )


def _routes() -> tuple[Route, ...]:
    routes = []
    for prefix in ("/me/messages", "/me/mailFolders/{folder}/messages"):
        one = f"{prefix}/{{message}}"
        files = f"{one}/attachments"
        routes += [
            Route("graph.messages.list", "GET", prefix, READ, list_messages),
            Route("graph.messages.get", "GET", one, READ, get_message),
            Route("graph.messages.value", "GET", f"{one}/$value", READ, get_mime),
            Route("graph.messages.attachments.list", "GET", files, READ, list_attachments),
            Route("graph.messages.attachments.get", "GET", f"{files}/{{attachment}}", READ, get_attachment),
            Route(
                "graph.messages.attachments.value", "GET", f"{files}/{{attachment}}/$value", READ, get_attachment_bytes
            ),
            Route("graph.messages.move", "POST", f"{one}/move", WRITE, move_message, 201),
            Route("graph.messages.delete", "DELETE", one, WRITE, delete_message, 204),
        ]
    return tuple(routes)


ROUTES = _routes()
