"""What a run ended in, so that two runs can be compared: every table, row by row and sealed text opened.

Left out is what tells of the way and not of the end: attempts and work times, leases and allowances, and what was
resolved, done or withdrawn while something else was not known yet. Random ids of what was sent get a name by the draft
that it was made from. Of the event log counts what happened to what and that it was handled, of looks into the past
that none is open, of a draft's texts the last one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from service import activity
from service.context import Context
from service.schema import Approval, Correction, Digest, MailboxDraft, StoredMessage
from tests.rows import Rows, rows

WAY = frozenset({"leases", "allowances", "sign_in_links", "browser_sessions", "consent_requests", "audits"})
"""Tables of which nothing belongs to the end."""
WORK = frozenset(
    {"attempts", "looks", "times", "failures", "retry_at", "updated_at", "handled_at", "finished_at", "hold_until",
     "lease_owner", "lease_epoch", "lease_until", "next_due", "bad_ends", "in_hand", "last_success_at", "caught_up_at",
     "discovered_at", "read_id", "revision", "going_digest", "going_version", "look_due", "mime_sealed",
     "tokens_sealed", "provider_thread", "version", "first_seen_at", "is_past"}
)  # fmt: skip
"""Columns that count attempts, tell when the work was done, or hold what is random by its nature."""
_STAMPS = frozenset({"etag", "updated", "created"})
"""What the provider's clock gave an entry, which goes on between two runs; observations are known by a digest of it."""
_DERIVED = frozenset({"id", "fingerprint"})
_OF_TABLE = {
    "observations": _DERIVED,
    "cursors": frozenset({"value", "expiries"}),  # a provider counts what was done and taken back, too
    "file_imports": frozenset({"counts"}),  # of the last attempt alone
    "accounts": frozenset({"since"}),  # so many days before the moment of the attempt
}
_FOLDED = frozenset({"events", "activity", "readings", "draft_versions"})
"""Tables of which only what they come to is compared."""
_OVER = {
    "alerts": lambda row: row["resolved_at"] is not None,
    "tasks": lambda row: row["done_at"] is not None,
    "follow_ups": lambda row: row["state"] == "withdrawn",
    "drafts": lambda row: row["state"] == "withdrawn",
    "approvals": lambda row: row["state"] == "withdrawn",
}
"""Rows that are over: whether they ever were depends on what was known first."""
_TOLD_OF_THE_WAY = frozenset({"approved", activity.NOT_SENT, activity.DRAFT_WITHDRAWN})
Ends = dict[str, list[str]]


def ends(context: Context) -> Ends:
    """Every table that counts, each row as a line of JSON, sorted."""
    names, over = _names(context), _over_with(context)
    tables = {table: _rows(context, table) for table in sorted(_tables() - WAY - _FOLDED)}
    tables |= {"events": _happened(context), "activity": _told(context)}
    tables |= {"readings": _looked(context), "draft_versions": _texts(context)}
    is_meanwhile = re.compile(f"{context.clock():%Y-%m-%d}[T ]{context.clock():%H}:[0-9:.]+")
    return {
        table: sorted(is_meanwhile.sub("now", _line(row, names)) for row in kept if not over & set(_plain(row)))
        for table, kept in tables.items()
    }


def differences(one: Ends, other: Ends) -> list[str]:
    """What stands only in one of two ends, with its table and the side."""
    found: list[str] = []
    for table in sorted(one.keys() | other.keys()):
        left, right = Counter(one.get(table, ())), Counter(other.get(table, ()))
        found += [f"{table} only before: {line}" for line in sorted((left - right).elements())]
        found += [f"{table} only after: {line}" for line in sorted((right - left).elements())]
    return found


def _tables() -> set[str]:
    return set(Approval.metadata.tables)


def _rows(context: Context, table: str) -> Rows:
    is_over = _OVER.get(table, lambda _row: False)
    return [_opened(context, table, row) for row in rows(context, table) if not is_over(row)]


def _opened(context: Context, table: str, row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _without(row, WORK | {"ended_tasks"})
    for name, value in row.items():
        if isinstance(value, bytes) and name not in WORK:
            found[name] = context.vault.open(value, row=f"{table}|{row['id']}|{name.removesuffix('_sealed')}")
    if table == "calendar_events":
        found["data_sealed"] = _without(json.loads(found["data_sealed"]), _STAMPS)
    kept: dict[str, Any] = _without(found, _OF_TABLE.get(table, frozenset()))
    return kept


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    return value


def _happened(context: Context) -> Rows:
    """Which events there were, each once: two of the same kind and subject may have been one."""
    found = {
        (row["kind"], row["subject"], row["handled_at"] is not None, row["gave_up_at"] is not None)
        for row in rows(context, "events")
    }
    return [dict(zip(("kind", "subject", "is_handled", "is_given_up"), one, strict=True)) for one in found]


def _told(context: Context) -> Rows:
    left_out = ("id", "key", "data", "undone_at", "at")
    return [row for row in rows(context, "activity", leave_out=left_out) if row["what"] not in _TOLD_OF_THE_WAY]


def _looked(context: Context) -> Rows:
    """For what was looked in the past, and that no look is left open; how they were cut depends on when they began."""
    found = {(row["purpose"], row["finished_at"] is not None) for row in rows(context, "readings")}
    return [dict(zip(("purpose", "is_finished"), one, strict=True)) for one in found]


def _texts(context: Context) -> Rows:
    """The last text of every draft; earlier ones were written while less was known."""
    last = {row["draft_id"]: row for row in sorted(rows(context, "draft_versions"), key=lambda row: int(row["number"]))}
    found = [_opened(context, "draft_versions", row) for row in last.values()]
    return [{name: value for name, value in row.items() if name not in {"id", "number", "based_on"}} for row in found]


def _names(context: Context) -> dict[str, str]:
    """For every random value that an end may hold: what it stands for."""
    names: dict[str, str] = {}
    with context.database.reading() as session:
        for approval in session.scalars(select(Approval)):
            whose = approval.draft_id if approval.state != "withdrawn" else "nothing"
            names |= {approval.id: f"approval of {whose}", approval.message_id: f"mail of {whose}"}
            names |= {approval.provider_id: f"copy of {whose}", approval.mailbox_draft_id: f"lying {whose}"}
            names |= {approval.digest: f"digest of {whose}"}
        for placed in session.scalars(select(MailboxDraft)):
            names |= {
                placed.message_id: f"placed {placed.draft_id}",
                placed.mailbox_draft_id: f"lies {placed.draft_id}",
            }
        for word in session.scalars(select(Correction)):
            names |= {word.id: f"word {word.kind} on {word.meeting}", word.batch: f"words on {word.meeting}"}
        for told in session.scalars(select(Digest)):
            names |= {told.id: f"digest of {told.day}"}
        for message in session.scalars(select(StoredMessage)):
            if message.message_id in names:
                names[message.id] = f"message: {names[message.message_id]}"
    return {value: name for value, name in names.items() if value}


def _over_with(context: Context) -> set[str]:
    """Ids of drafts that were withdrawn and of what belongs to them: whatever speaks of them goes with them."""
    drafts = {row["id"] for row in rows(context, "drafts") if row["state"] == "withdrawn"}
    placed = {row["id"] for row in rows(context, "mailbox_drafts") if row["draft_id"] in drafts}
    approved = {row["id"] for row in rows(context, "approvals") if row["state"] == "withdrawn"}
    return drafts | placed | approved


def _plain(row: Mapping[str, Any]) -> Iterator[str]:
    return (value for value in row.values() if isinstance(value, str))


def _sorted(value: Any) -> Any:
    """Lists are kept in the order of ids: those that have another name now say nothing by their order."""
    if isinstance(value, dict):
        return {name: _sorted(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    line = json.dumps(row, default=str, sort_keys=True)
    named = line
    for value, name in names.items():
        if value in named:
            named = named.replace(value, name)
    if named == line:
        return named
    row = _sorted(json.loads(named))
    # What an id or a fingerprint is derived from has another name, and so have they.
    return json.dumps(_without(row, _DERIVED), sort_keys=True)
