"""`simulate`: plays written-down situations through the real pipeline and prints what came of each as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from connectors.errors import Misconfigured
from service.cli.output import print_json
from service.cli.runtime import runtime_of
from service.simulation import simulate as play

CaseFile = Annotated[Path, typer.Argument(help="a case, a list of cases, or a file with `cases`", dir_okay=False)]


def simulate(ctx: typer.Context, case: CaseFile) -> None:
    """Play a written-down situation through the pipeline and print the outcome."""
    found = _read(case)
    engine = runtime_of(ctx).engine
    if isinstance(found, dict):
        print_json(play(found, engine))
    else:
        print_json([play(one, engine) for one in found])


def _read(path: Path) -> dict[str, Any] | list[dict[str, Any]]:
    """One case object, or the list of a whole file. Raises Misconfigured."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Misconfigured(f"{path} is not JSON: {error}.") from None
    if isinstance(found, dict) and "cases" in found:
        found = found["cases"]
    if isinstance(found, dict) or (isinstance(found, list) and all(isinstance(one, dict) for one in found)):
        return found
    raise Misconfigured(f"{path} holds no case.")
