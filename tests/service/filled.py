"""One person's rows in every table there is, made from the schema itself: for tests of what is done to all of them, so
that a table or column of tomorrow is among them without anybody adding it.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from types import UnionType
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter
from sqlalchemy import Column, Table, insert

from connectors.records import Address, CalendarEvent
from service import activity
from service.context import Context
from service.schema.meanings import type_of
from service.schema.owned import owned_tables
from service.sealed import Body, DraftContent, VersionContent
from service.vault import Vault

TWISTED = 'ünï "quoted"\n\x85From nowhere , 𝄞 \\u0041'
"""What must come back as it went."""
MAIL = b"From: me@x.example\r\nTo: ann@poe.example\r\nSubject: Thanks\r\n\r\nHi Ann,\r\nFrom me\r\n"
SEALED: dict[tuple[str, str], Any] = {
    ("messages", "body"): Body(f"Hello {TWISTED}", "reply", "signature"),
    ("calendar_events", "data"): CalendarEvent("cal", "ev", "uid@x.example", organizer=Address("ann@poe.example")),
    ("drafts", "content"): DraftContent(TWISTED, ({"source": "msg:1", "quote": "a bridge"},)),
    ("draft_versions", "content"): VersionContent(DraftContent(TWISTED), "me@x.example", ("ann@poe.example",)),
}
"""By table and name; anything else that is sealed holds a text."""
ROWS = 2


def fill(context: Context, person_id: str, *, mark: str = "") -> None:
    """ROWS rows of that person in every table that they own, whose row is there. `mark` stands in every text."""
    with context.database.writing(person_id, "test") as session:
        for table in owned_tables()[1:]:
            rows = [_row(context, table, person_id, number, mark) for number in range(1, ROWS + 1)]
            session.execute(insert(table), rows)


def _row(context: Context, table: Table, person_id: str, number: int, mark: str) -> dict[str, Any]:
    row = {
        column.name: _value(context, table, column, person_id, number, mark)
        for column in table.columns
        if not (column.primary_key and column.type.python_type is int)
    }
    for name in [name for name in row if name.endswith("sealed")]:
        row[name] = _sealed(context.vault, table, row, name)
    if table.name == "contacts":
        row["data"]["note"] = _note(context.vault, row["id"])
    if table.name == "activity":
        row |= {"what": activity.NOTE_KEPT, "data": {"before": _note(context.vault, row["subject"])}}
    return row


def _note(vault: Vault, contact_id: str) -> str:
    return b64encode(vault.seal(TWISTED, row=f"contacts|{contact_id}|note")).decode()


def _sealed(vault: Vault, table: Table, row: dict[str, Any], name: str) -> bytes:
    held = name.removesuffix("_sealed")
    value = SEALED.get((table.name, held), TWISTED)
    text = value if isinstance(value, str) else TypeAdapter(type(value)).dump_json(value).decode()
    if table.name == "approvals":
        row["digest"], text = sha256(MAIL).hexdigest(), b64encode(MAIL).decode()
    return vault.seal(text, row=f"{table.name}|{row.get('id', '')}|{held}")


def _value(context: Context, table: Table, column: Column[Any], person_id: str, number: int, mark: str) -> Any:
    if column.name == "person_id":
        return person_id
    if key := next(iter(column.foreign_keys), None):
        return _id(key.column.table.name, person_id, number)
    if column.primary_key and column.name == "id":
        return _id(table.name, person_id, number)
    told = _CHOSEN.get((table.name, column.name))
    return told if told is not None else _made(context.clock(), table, column, number, mark)


_CHOSEN = {
    ("accounts", "provider"): "google",
    ("accounts", "connection_state"): "connected",
    ("approvals", "state"): "sent",
    ("mailbox_drafts", "state"): "placed",
    ("drafts", "state"): "sent",
    ("file_imports", "state"): "done",
    ("audits", "state"): "done",
}


def _id(table: str, person_id: str, number: int) -> str:
    return f"{table}_{person_id}_{number}"


def _made(now: datetime, table: Table, column: Column[Any], number: int, mark: str) -> Any:
    kind = type_of(table, column.name)
    kind = get_args(kind)[0] if get_origin(kind) is UnionType else kind
    text = f"{table.name}.{column.name} {number} {mark} {TWISTED}"
    made = {str: text, int: 2**31 + number, bool: number % 2 == 0, datetime: now + timedelta(microseconds=number)}
    made[int] = number if column.name not in {"sequence", "units_spent"} else 2**40 + number
    if get_origin(kind) is list:
        return [text] if get_args(kind)[0] is str else [{"email": text, "number": number, "none": None}]
    return {"text": text, "inner": [{"number": 1.5}, None, True]} if get_origin(kind) is dict else made.get(kind, b"")
