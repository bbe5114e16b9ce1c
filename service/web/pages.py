"""Templates in, HTML out: everything that is shown is escaped."""

from __future__ import annotations

from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def page(name: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """The template of that name, filled."""
    return HTMLResponse(_TEMPLATES.get_template(f"{name}.html").render(**values), status)


def notice(title: str, sentence: str, status: int = 200) -> HTMLResponse:
    """A page that says one thing."""
    return page("notice", status, title=title, sentence=sentence)
