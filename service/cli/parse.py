"""`parse`: what Warmthread reads in a mail or calendar file, as one JSON object a line. Stores nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from connectors.takeout.parse import describe
from service.cli.failures import FAILURE

Files = Annotated[list[Path], typer.Argument(help=".eml, .ics or mbox files", metavar="FILE…")]
IsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, as always.")]


def parse(files: Files, as_json: IsJson = True) -> None:  # noqa: ARG001 (there is no other form)
    """Print what is read in mail and calendar files, as one JSON object a line. Stores nothing."""
    is_unreadable = False
    for file in files:
        found = _described(file)
        is_unreadable |= "error" in found
        # Escaped, so that any terminal and any reader takes it, whatever the mail's letters are.
        typer.echo(json.dumps(found))
    if is_unreadable:
        raise typer.Exit(FAILURE)


def _described(file: Path) -> dict[str, object]:
    try:
        return describe(file)
    except Exception as error:  # noqa: BLE001 (strangers' bytes: every file gets its object)
        return {"file": str(file), "kind": "mail", "error": f"The file cannot be read ({type(error).__name__})."}
