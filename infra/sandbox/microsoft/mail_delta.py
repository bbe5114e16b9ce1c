"""Delta of one folder's messages: a first round of all of them, then rounds of what changed (concepts/delta-query-messages.md).

Decides what a round holds. A link carries everything a round needs: folder, parameters of the first call, and the numbers of the mailbox's
log between which it looks. A message that left the folder is removed here, wherever it went.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from infra.sandbox.exchange import Reply, write_token
from infra.sandbox.mailbox import MailboxChange, StoredMessage
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import (
    Call,
    Route,
    answer,
    check_options,
    context,
    page_size,
    read_link_token,
)
from infra.sandbox.microsoft.errors import GraphError, bad_query, invalid
from infra.sandbox.microsoft.folders import PLACE_LABELS, find_folder, folder_of, place
from infra.sandbox.microsoft.mail_filter import read_filter
from infra.sandbox.microsoft.mail_shapes import changed_shape, read_select, shape

#: "$filter only receivedDateTime ge or gt, $orderby only receivedDateTime desc, no $search".
_FILTER = re.compile(r"receivedDateTime\s+(ge|gt)\s+\S+")
_ORDER = re.compile(r"receivedDateTime\s+desc", re.IGNORECASE)
_KINDS = ("created", "updated", "deleted")
_USUAL_PAGE = 10
_PLACE = ("f", "sel", "exp", "flt", "kind", "since", "until", "at", "n")


@dataclass(frozen=True)
class Round:
    """One round as its links carry it."""

    folder: str
    select: str | None
    expand: str | None
    filter: str | None
    kind: str | None
    #: The log's number from which changes count; None in the first round.
    since: int | None
    #: The log's number when the round began: the next one goes on from there.
    until: int
    #: Where the next page goes on: after that message (first round), or after that number of the log.
    at: list[Any] | int | None = None
    shown: int = 0

    def token(self) -> str:
        parts = (
            self.folder,
            self.select,
            self.expand,
            self.filter,
            self.kind,
            self.since,
            self.until,
            self.at,
            self.shown,
        )
        return write_token(**dict(zip(_PLACE, parts, strict=True)))


def list_delta(call: Call) -> Reply:
    """Return one page of a round, with the link to the next one or to the next round."""
    check_options(call, "select", "top", "filter", "orderby", "expand", "skiptoken", "deltatoken")
    try:
        going = _read_round(call)
        items, following = _page(call, going)
    except GraphError as error:
        return error.reply()
    value = {**context(call, "messages"), "value": call.world.settings.repeated(items)}
    if following is not None:
        value["@odata.nextLink"] = call.address(**{"$skiptoken": following.token()})
    else:
        value["@odata.deltaLink"] = call.address(**{"$deltatoken": _next_round(going).token()})
    return answer(call, value)


def _page(call: Call, going: Round) -> tuple[list[dict[str, Any]], Round | None]:
    if call.world.settings.empty_pages and not call.option("skiptoken"):
        return [], going
    return _first_page(call, going) if going.since is None else _changed_page(call, going)


def _read_round(call: Call) -> Round:
    folder = find_folder(call, call.path["folder"])
    skip, token = call.option("skiptoken"), call.option("deltatoken")
    if token == "latest":
        # Not for messages (msgraph-sdk-dotnet#1281).
        raise invalid("The deltatoken 'latest' is not supported for this resource.", "ErrorInvalidUrlQuery")
    if not skip and not token:
        return _begun(call, folder)
    _check_nothing_new(call)
    going = Round(*read_link_token(skip or token or "", *_PLACE).values())
    if going.folder != folder:
        raise invalid("Badly formed token.", "BadRequest")
    if (going.until if going.since is None else going.since) < call.mailbox.history_floor:
        raise _lost(call, going)
    if not skip:
        going = replace(going, since=replayed_since(call, going.since or 0))
    return going if skip else replace(going, until=call.mailbox.history_id, at=None, shown=0)


def _begun(call: Call, folder: str) -> Round:
    text, order, kind = call.option("filter"), call.option("orderby"), call.request.one("changeType")
    if text and not _FILTER.fullmatch(text.strip()):
        raise bad_query("The $filter of a delta query on messages is receivedDateTime ge or gt.")
    if order and not _ORDER.fullmatch(order.strip()):
        raise bad_query("The $orderby of a delta query on messages is receivedDateTime desc.")
    if kind and kind not in _KINDS:
        raise bad_query(f"The changeType is one of {', '.join(_KINDS)}.")
    read_select(call.option("select"))
    return Round(folder, call.option("select"), call.option("expand"), text, kind, None, call.mailbox.history_id)


def _check_nothing_new(call: Call) -> None:
    """Refuse parameters beside a link's token: they were encoded in the first call."""
    for name in ("select", "filter", "orderby", "expand"):
        if call.option(name):
            raise invalid(f"The parameter '${name}' belongs into the first request only.", "ErrorInvalidUrlQuery")


def _lost(call: Call, going: Round) -> GraphError:
    """Say that the state is gone: 410 with the address to begin anew at, or one of the other forms seen (pitfall 14)."""
    status = call.world.settings.delta_expired_status
    words = "The sync state generation is not found; the mailbox may have been moved."
    kept = {f"${name}": value for name, value in (("select", going.select), ("filter", going.filter)) if value}
    where = (("Location", call.address(**kept, **{"$deltatoken": ""})),) if status == 410 else ()
    return GraphError(status, "SyncStateNotFound" if status == 410 else "syncStateNotFound", words, headers=where)


def _first_page(call: Call, going: Round) -> tuple[list[dict[str, Any]], Round | None]:
    """Return the folder's messages, newest first; with a filter not more than 5,000 in all."""
    size, cap = page_size(call, _USUAL_PAGE), call.world.settings.delta_filter_cap
    left = max(0, cap - going.shown) if going.filter else size + 1
    before = (int(going.at[0]), str(going.at[1])) if isinstance(going.at, list) else None
    found = list(islice(_listed(call, going, before), min(size, left) + (1 if left > size else 0)))
    if going.kind not in (None, "created"):
        found = []
    shown = [shape(call, message, going.select, going.expand) for message in found[:size]]
    if len(found) <= size:
        return shown, None
    last = found[size - 1]
    return shown, replace(going, at=[last.internal_ms, last.id], shown=going.shown + size)


def _listed(call: Call, going: Round, before: tuple[int, str] | None) -> Iterator[StoredMessage]:
    fits = read_filter(call, going.filter) if going.filter else None
    for message in call.mailbox.newest_first(before):
        if place(call.mailbox, message) == going.folder and (fits is None or fits(message)):
            yield message


def _changed_page(call: Call, going: Round) -> tuple[list[dict[str, Any]], Round | None]:
    size = page_size(call, _USUAL_PAGE)
    start = going.at if isinstance(going.at, int) else 0
    items: list[dict[str, Any]] = []
    for number, changes in _by_message(call, going):
        if number <= start:
            continue
        if len(items) == size:
            return items, replace(going, at=start)
        start = number
        item = _news(call, going, changes)
        items += [item] if item is not None else []
    return items, None


def _by_message(call: Call, going: Round) -> list[tuple[int, list[MailboxChange]]]:
    """Return the changes of the round by message, in the order of each message's last change."""
    found: dict[str, list[MailboxChange]] = {}
    for change in call.mailbox.changes_after(going.since or 0):
        if change.id <= going.until:
            found.setdefault(change.message.id, []).append(change)
    return sorted((changes[-1].id, changes) for changes in found.values())


def _news(call: Call, going: Round, changes: list[MailboxChange]) -> dict[str, Any] | None:
    """Return what a round says about one message: how it is now, what changed of it, that it left, or nothing."""
    mailbox, first = call.mailbox, changes[0]
    before = None if first.kind == "messageAdded" else folder_of(mailbox, _labels_before(first))
    message = mailbox.messages.get(first.message.id)
    now = place(mailbox, message) if message else None
    if message is not None and now == going.folder:
        if going.filter and not read_filter(call, going.filter)(message):
            return None
        is_new = before != going.folder
        if going.kind not in (None, "created" if is_new else "updated"):
            return None
        is_rewritten = any(change.kind == "messageRewritten" for change in changes)
        if is_new or is_rewritten or not call.world.settings.sparse_updates:
            return shape(call, message, going.select, going.expand)
        touched = frozenset(label for change in changes for label in change.labels) - PLACE_LABELS
        return changed_shape(call, message, touched)
    if before == going.folder and going.kind in (None, "deleted") and _concerns(call, going, first.message):
        return _removed(call, first.message, going.folder, is_gone=message is None)
    return None


def _concerns(call: Call, going: Round, message: StoredMessage) -> bool:
    return not going.filter or read_filter(call, going.filter)(message)


def _labels_before(change: MailboxChange) -> frozenset[str]:
    if change.kind == "labelAdded":
        return change.message.labels - change.labels
    return change.message.labels | change.labels


def _removed(call: Call, message: StoredMessage, folder: str, *, is_gone: bool) -> dict[str, Any]:
    """Return the entry of a message that left; one put into Deleted Items can come back, so it counts as changed."""
    now = call.mailbox.messages.get(message.id)
    is_restorable = not is_gone and now is not None and place(call.mailbox, now) == "deleteditems"
    shown = ids.show_message(message.id, folder, is_immutable=call.is_immutable)
    reason = "changed" if is_restorable else "deleted"
    return {"@odata.type": "#microsoft.graph.message", "id": shown, "@removed": {"reason": reason}}


def _next_round(going: Round) -> Round:
    return replace(going, since=going.until, at=None, shown=0)


def replayed_since(call: Call, since: int) -> int:
    """Return a number of the log so many changes back, for replays of what was told already."""
    back = call.world.settings.delta_replays
    earlier = [change.id for change in call.mailbox.log if change.id <= since][-back - 1 :] if back else []
    return earlier[0] if earlier else since


ROUTES = (Route("graph.messages.delta", "GET", "/me/mailFolders/{folder}/messages/delta", ("Mail.Read",), list_delta),)
