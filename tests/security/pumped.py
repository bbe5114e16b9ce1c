"""Texts made of a pattern itself on which it may go back and forth without end: `pumped` gives them.

A pattern in which the same characters can be shared out in several ways ("(a|ab?)*") tries all of them before it says
no, and holds Python's lock meanwhile. For every repeat: what leads to it, many of what it repeats, and what fails behind.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as grammar  # type: ignore[import-not-found]
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

_TAILS = ("\x00", " ~")
_SIGNS = " a1\n-.,'!(/:@_é中"
_MOST_WAYS = 8
_DEEPEST = 2
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}


def patterns(*packages: ModuleType) -> dict[str, re.Pattern[str]]:
    """Every pattern over text that a module of these packages holds, also in its tables, or writes out where it searches,
    by one of its places.
    """
    found: dict[re.Pattern[str], str] = {}
    for package in packages:
        for spec in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in spec.name or spec.name.endswith("__main__"):
                continue
            module = importlib.import_module(spec.name)
            for name, value in vars(module).items():
                for one in _held(value):
                    found.setdefault(one, f"{spec.name}.{name}")
            for one in _written_out(module):
                found.setdefault(one, spec.name)
    return {f"{place} {one.pattern}": one for one, place in found.items()}


def _written_out(module: ModuleType) -> Iterator[re.Pattern[str]]:
    """The patterns of calls such as `re.sub(r"…", …)`; those put together there are left out."""
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("re")), args=[ast.Constant(str(text)), *_]):
                yield re.compile(text)


def _held(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth <= _DEEPEST and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _held(one, depth + 1)
    elif depth <= _DEEPEST and isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _held(one, depth + 1)


def pumped(pattern: re.Pattern[str], times: int) -> Iterator[str]:
    """For every repeat of the pattern and every way to go through it, a text that does so that many times."""
    tree = grammar.parse(pattern.pattern, pattern.flags)
    pumps = {(lead, way) for lead, body in _repeats(tree) for way in islice(_ways(body), _MOST_WAYS) if way}
    for lead, way in sorted(pumps):
        for tail in _TAILS:
            yield lead + way * times + tail


def _repeats(tree: Any, lead: str = "") -> Iterator[tuple[str, Any]]:
    """What a repeat without a small bound repeats, behind an example of all that stands before it."""
    for kind, value in tree:
        if kind in _REPEATS and value[1] > 8:
            yield lead, value[2]
        for inner in _inner(kind, value):
            yield from _repeats(inner, lead)
        lead += _example([(kind, value)])


def _inner(kind: Any, value: Any) -> list[Any]:
    if kind in _REPEATS:
        return [value[2]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    return []


def _example(tree: Any) -> str:
    return next(_ways(tree, _DEEPEST), "")


def _ways(tree: Any, depth: int = 0) -> Iterator[str]:
    """Texts that the tree takes: the plainest first, then one with another choice at each place."""
    pieces = [list(islice(_choices(kind, value, depth), _MOST_WAYS)) or [""] for kind, value in tree]
    plain = [piece[0] for piece in pieces]
    yield "".join(plain)
    for at, piece in enumerate(pieces):
        for other in piece[1:]:
            yield "".join([*plain[:at], other, *plain[at + 1 :]])


def _choices(kind: Any, value: Any, depth: int) -> Iterator[str]:
    if kind is op.LITERAL:
        yield chr(value)
    elif kind is op.NOT_LITERAL:
        yield "b" if value == ord("a") else "a"
    elif kind is op.ANY:
        yield from "a "
    elif kind is op.IN:
        yield from _signs(value)
    elif kind in _REPEATS:
        for way in _ways(value[2], depth + 1) if depth < _DEEPEST or value[0] else ():
            yield way * min(max(value[0], 1 if depth < _DEEPEST else 0), 50)
    else:
        for inner in _inner(kind, value):
            yield from _ways(inner, depth + 1)


def _signs(members: Any) -> list[str]:
    """Characters of a set: those it names, and those of a few kinds."""
    named = [chr(value) for kind, value in members if kind is op.LITERAL]
    one = re.compile(_set(members))
    return [*(sign for sign in _SIGNS if one.match(sign)), *(sign for sign in named if one.match(sign))]


_CLASSES = {
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def _set(members: Any) -> str:
    spelt = ""
    for kind, value in members:
        if kind is op.NEGATE:
            spelt += "^"
        elif kind is op.LITERAL:
            spelt += re.escape(chr(value))
        elif kind is op.RANGE:
            spelt += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif kind is op.CATEGORY:
            spelt += _CLASSES[value]
    return f"[{spelt}]"
