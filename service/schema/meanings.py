"""What every table and column means, in the words of the schema itself: for whoever reads an archive of their data.

The words are those of the classes in this folder, read from their source, so that they cannot say something else than
the code. A column without words of its own is told by its name and kind.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Table

from service.schema.table import Base

_KINDS: Mapping[str, str] = {
    "str": "text",
    "int": "number",
    "bool": "yes or no",
    "datetime": "instant",
    "bytes": "text",
}


def model_of(table: Table) -> type[Base]:
    """The class whose rows lie in that table."""
    return next(one.class_ for one in Base.registry.mappers if one.local_table is table)


@cache
def type_of(table: Table, column: str) -> Any:
    """What a column holds in Python, such as `str`, `datetime | None` or `list[str]`."""
    return get_args(get_type_hints(model_of(table))[column])[0]


def kind_of(table: Table, column: str) -> str:
    """The same for people: text, number, yes or no, instant, list or object."""
    kind = type_of(table, column)
    held = [one for one in get_args(kind) if one is not type(None)] if _is_union(kind) else [kind]
    origin = get_origin(held[0])
    said = {list: "list", dict: "object"}.get(origin) if origin else _KINDS[held[0].__name__]
    return f"{said}, may be missing" if _is_union(kind) else str(said)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType}


def meaning_of(table: Table) -> str:
    """What a row of that table is, in one paragraph."""
    return _joined(inspect.getdoc(model_of(table)) or "")


@cache
def meanings_of(table: Table) -> Mapping[str, str]:
    """By column: what it means, where the schema says so."""
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(model_of(table)))).body
    lines = declared.body if isinstance(declared, ast.ClassDef) else []
    found = {}
    for line, following in pairwise(lines):
        words = _words(following)
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and words:
            found[line.target.id] = words
    return found


def _words(line: ast.stmt) -> str:
    is_text = isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
    return _joined(str(line.value.value)) if is_text else ""  # type: ignore[attr-defined]


def _joined(text: str) -> str:
    return " ".join(text.split())
