"""How commands speak: tables and sentences for people, or with --json one JSON document and nothing else on stdout.

What strangers wrote is shown with its control characters made visible, so that a subject cannot drive the terminal or
turn the reading order around. Colours only on a terminal.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 140
"""Columns of a table where there is no terminal to ask for its width."""
_WITHOUT_TERMINAL = 80  # what Rich takes then


def _json_of_group(ctx: typer.Context, value: bool) -> bool:
    # `warmthread drafts --json show ID` means the same as `warmthread drafts show ID --json`.
    of_group = ctx.parent.params.get("as_json") if ctx.parent else None
    return value or bool(of_group)


AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.", callback=_json_of_group)
]


def screen(*, to_stderr: bool = False) -> Console:
    """Where to print; as wide as the terminal."""
    console = Console(file=sys.stderr if to_stderr else sys.stdout, highlight=False)
    if console.width == _WITHOUT_TERMINAL and not any(os.isatty(descriptor) for descriptor in range(3)):
        console.width = PIPED_WIDTH
    return console


def visible(text: str) -> str:
    """A stranger's text with everything that a terminal would obey, or that turns the reading order, made visible."""
    return "".join(letter if _is_harmless(letter) else f"\\u{ord(letter):04x}" for letter in text)


def _is_harmless(letter: str) -> bool:
    code = ord(letter)
    is_control = (code < 0x20 and letter not in "\n\t") or 0x7F <= code < 0xA0
    turns_order = code in {0x061C, 0x200E, 0x200F} or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    return not (is_control or turns_order or 0xD800 <= code <= 0xDFFF)


def say(*sentences: str) -> None:
    """Prints sentences to the person; long ones are left whole for the terminal to break."""
    for sentence in sentences:
        typer.echo(visible(sentence))


def warn(*sentences: str) -> None:
    """Prints sentences beside the output proper."""
    for sentence in sentences:
        typer.echo(visible(sentence), err=True)


def print_json(value: Any) -> None:
    """Prints one JSON document; instants as ISO in UTC."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=_plain)
    typer.echo(text)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    return str(value)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints rows under headings; the first column, an id to type, is never broken."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        table.add_column(column, no_wrap=position == 0, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible("" if cell is None else str(cell))) for cell in row))
    screen().print(table)


def when(instant: datetime | str | None, zone: str = "") -> str:
    """An instant as the person reads it, in that zone (default UTC, which is said)."""
    if not instant:
        return ""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    try:
        local = at.astimezone(ZoneInfo(zone)) if zone else at.astimezone(UTC)
    except (ZoneInfoNotFoundError, ValueError):
        local = at.astimezone(UTC)
    return f"{local:%a %d %b %Y, %H:%M} {local.tzname() or 'UTC'}"


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 mail`, `2 mails`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
