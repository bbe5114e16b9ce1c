"""What all tables share: the names of their keys, the kinds of their columns, ids, and the owner on every row."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, LargeBinary, MetaData, String
from sqlalchemy.engine.interfaces import TypeCompiler
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.database import UtcDateTime

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]


class Text(String):
    """Text that Postgres compares byte by byte, as SQLite does: in most languages' order the sign between a meeting's UID and
    its occurrence counts for nothing, so that no range of names is what it seems.

    Said of the columns alone: a value that is compared with one follows it.
    """


@compiles(Text, "postgresql")
def _in_bytes(_type: Text, _compiler: TypeCompiler, **_context: Any) -> str:
    return 'VARCHAR COLLATE "C"'


def new_id(prefix: str) -> str:
    """A fresh random id such as `drf_1f0c…`."""
    return f"{prefix}_{secrets.token_hex(8)}"


def derived_id(prefix: str, *parts: str) -> str:
    """The same id for the same parts, so that a replay finds the row that is there."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{prefix}_{digest[:16]}"


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Json: JSON,
        list[Json]: JSON,
        list[str]: JSON,
        bytes: LargeBinary,
        str: Text,
    }


def owner() -> Mapped[str]:
    """The column that says whose row it is."""
    return mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
