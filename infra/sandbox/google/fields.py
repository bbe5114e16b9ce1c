"""Partial responses: the `fields` parameter that all Google APIs share (developers.google.com/gmail/api/guides/performance)."""

from __future__ import annotations

import re
from typing import Any

from infra.sandbox.google.errors import invalid

Mask = dict[str, Any]
_TOKEN = re.compile(r"[^,()/\s]+|[,()/]")


def select_fields(value: Any, mask: str) -> Any:
    """Return only what the mask names, for example "nextPageToken,messages(id,threadId)" or "payload/headers"."""
    tokens = _TOKEN.findall(mask)
    parsed = _read_list(tokens)
    if tokens:
        raise invalid(f"Invalid field selection {mask}", "invalidParameter", "fields")
    return _apply(value, parsed)


def _read_list(tokens: list[str]) -> Mask:
    """Take "a,b/c,d(e,f)" from the tokens, up to a closing parenthesis."""
    mask: Mask = {}
    while tokens and tokens[0] != ")":
        _read_path(tokens, mask)
        if tokens and tokens[0] == ",":
            tokens.pop(0)
    return mask


def _read_path(tokens: list[str], mask: Mask) -> None:
    name = tokens.pop(0)
    if name in "(),/":
        raise invalid(f"Invalid field selection near {name}", "invalidParameter", "fields")
    inner = mask.setdefault(name, {})
    if tokens and tokens[0] == "/":
        tokens.pop(0)
        _read_path(tokens or ["("], inner)
    elif tokens and tokens[0] == "(":
        tokens.pop(0)
        inner.update(_read_list(tokens))
        if not tokens or tokens.pop(0) != ")":
            raise invalid("Invalid field selection: unbalanced parentheses", "invalidParameter", "fields")


def _apply(value: Any, mask: Mask) -> Any:
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [_apply(each, mask) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _apply(value[name], inner) for name, inner in mask.items() if name in value}
