"""How a person's rows stand in an archive of their data: which tables and columns go in, opened; and checked, and sealed
again, on the way back.

A row is one JSON object on one line, without whose it is. Left out is what lets somebody in (tokens, browsers that are
signed in, links and consents under way): it is worth nothing elsewhere, and dangerous in a file. What comes back is
a stranger's until it was checked: each value against its column, each reference against what came along.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, create_model
from sqlalchemy import Column, Table

from connectors.records import CalendarEvent
from connectors.takeout.archive import OURS
from service import activity
from service.schema import Person
from service.schema.meanings import type_of
from service.schema.owned import owned_tables
from service.sealed import Body, DraftContent, VersionContent, note_on_contact_row
from service.vault import Vault

FORMAT = 1
"""Of the whole archive; grows when an older Warmthread could not read it any more."""
MANIFEST, MEANINGS, CALENDAR, DRAFTS = OURS, "README.md", "interviews.ics", "drafts.mbox"
LEFT_OUT = frozenset({"browser_sessions", "sign_in_links", "consent_requests"})
_LEFT_OUT_COLUMNS = frozenset({("accounts", "tokens_sealed")})
_SEALED = "_sealed"
_OPENED: Mapping[tuple[str, str], type[Any]] = {
    ("messages", "body"): Body,
    ("calendar_events", "data"): CalendarEvent,
    ("drafts", "content"): DraftContent,
    ("draft_versions", "content"): VersionContent,
    ("notes", "text"): str,
    ("asks", "text"): str,
    ("approvals", "mime"): str,
}
"""By table and name without `_sealed`: what is found when it is opened."""
_ADAPTERS: Mapping[type[Any], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in _OPENED.values() if kind is not str
}
_Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_PLAIN: Mapping[type[Any], Any] = {datetime: AwareDatetime, int: _Number}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. `tables`: by name, how many rows lie in each."""

    format: int
    made_at: AwareDatetime
    product: str
    person: str
    tables: dict[str, int]


def carried_tables() -> tuple[Table, ...]:
    """The tables that stand in an archive, each after those that it points at."""
    return tuple(table for table in owned_tables() if table.name not in LEFT_OUT)


def member_of(table: Table) -> str:
    """The file inside the archive in which that table's rows lie."""
    return f"data/{table.name}.jsonl"


@cache
def columns_of(table: Table) -> Mapping[str, Column[Any]]:
    """The columns that stand in an archive, by the name they have there."""
    found = [one for one in table.columns if (table.name, one.name) not in _LEFT_OUT_COLUMNS and not _is_whose(one)]
    return {one.name.removesuffix(_SEALED): one for one in found}


def _is_whose(column: Column[Any]) -> bool:
    """Whose row it is, and numbers that a database gives out by itself."""
    is_counted = column.primary_key and column.type.python_type is int
    is_person = column.table.name == Person.__tablename__ and column.primary_key
    return is_person or is_counted or column.name == "person_id"


# --- out --------------------------------------------------------------------------------------------------------


def opened(vault: Vault, table: Table, row: Mapping[str, Any]) -> Row:
    """A row as it stands in an archive: what is sealed in it lies open. Raises Tampered."""
    values = {name: _opened(vault, table, name, column, row) for name, column in columns_of(table).items()}
    for held, name, sealed_as in _sealed_inside(table, values, row):
        held[name] = vault.open(b64decode(held[name]), row=sealed_as)
    return values


def _opened(vault: Vault, table: Table, name: str, column: Column[Any], row: Mapping[str, Any]) -> Any:
    value = row[column.name]
    if isinstance(value, bytes):
        text = vault.open(value, row=_sealed_as(table, row, name))
        return text if _OPENED[table.name, name] is str else json.loads(text)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return dict(value) if isinstance(value, dict) else value


def _sealed_as(table: Table, row: Mapping[str, Any], name: str) -> str:
    """What a sealed value is bound to (`service.schema`)."""
    return f"{table.name}|{row['id']}|{name}"


def _sealed_inside(
    table: Table, values: Row, row: Mapping[str, Any]
) -> Iterator[tuple[MutableMapping[str, Any], str, str]]:
    """What lies sealed within a JSON column: where, under which name, and what it is bound to."""
    if table.name == "contacts":
        found = ("data", "note", note_on_contact_row(row["id"]))
    elif table.name == "activity" and row["what"] == activity.NOTE_KEPT:
        found = ("data", "before", note_on_contact_row(row["subject"]))
    else:
        return
    column, name, sealed_as = found
    if values[column].get(name):
        yield values[column], name, sealed_as


# --- and back ---------------------------------------------------------------------------------------------------


def read(table: Table, line: bytes) -> Row:
    """A line's values, by the archive's names. Raises ValueError for what cannot be a row of that table."""
    found = _shape(table).model_validate_json(line)
    return dict(found)


def sealed(vault: Vault, table: Table, values: Row) -> Row:
    """Values as they came from `read`, as a row of the table: sealed for it. Raises ValueError."""
    for held, name, sealed_as in _sealed_inside(table, values, values):
        held[name] = b64encode(vault.seal(_text(held[name]), row=sealed_as)).decode()
    return {
        column.name: _sealed_value(vault, table, name, column, values) for name, column in columns_of(table).items()
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is expected")  # noqa: TRY004 (as pydantic says that a row is none)
    return value


def _sealed_value(vault: Vault, table: Table, name: str, column: Column[Any], values: Row) -> Any:
    value = values[name]
    if value is None or not column.name.endswith(_SEALED):
        return value
    kind = _OPENED[table.name, name]
    text = value if kind is str else _ADAPTERS[kind].dump_json(value).decode()
    return vault.seal(text, row=_sealed_as(table, values, name))


@cache
def _shape(table: Table) -> type[BaseModel]:
    """What a line of that table may hold: every column, and nothing else."""
    fields: dict[str, Any] = {name: (_kind(table, name, column), ...) for name, column in columns_of(table).items()}
    return create_model(f"{table.name} row", __config__=ConfigDict(extra="forbid"), **fields)


def _kind(table: Table, name: str, column: Column[Any]) -> Any:
    if column.name.endswith(_SEALED):
        kind = _OPENED[table.name, name]
        return kind | None if column.nullable else kind
    kind = type_of(table, column.name)
    bare = next((one for one in get_args(kind) if one in _PLAIN), kind)
    found = _PLAIN.get(bare, bare)
    return found | None if bare is not kind else found
