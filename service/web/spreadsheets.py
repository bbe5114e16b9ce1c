"""Rows as a CSV file to take along: UTF-8, with a heading, and nothing that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from fastapi.responses import Response

Cell = str | int | bool


def csv_file(name: str, fields: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> Response:
    """The rows under these headings, to be saved as `warmthread-<name>.csv`."""
    written = io.StringIO()
    out = csv.DictWriter(written, fields)
    out.writeheader()
    for row in rows:
        out.writerow({field: _harmless(row[field]) for field in fields})
    return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=attached(f"{name}.csv"))


def attached(name: str) -> dict[str, str]:
    """The header by which a browser saves an answer as `warmthread-<name>`."""
    return {"Content-Disposition": f'attachment; filename="warmthread-{name}"'}


def _harmless(value: Cell) -> Cell:
    """A name that begins like a formula is text to a spreadsheet too."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
