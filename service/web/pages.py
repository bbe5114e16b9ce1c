"""Templates in, HTML out: everything that is shown is escaped, every sentence is in the person's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext

from connectors import registry
from service.web import files
from service.web.catalogues import catalogue
from service.web.differences import differences
from service.web.provider_words import kind_of

FOLDER = Path(__file__).parent


@pass_context
def _gettext(values: TemplateContext, msgid: str) -> str:
    return catalogue(values["words"].language).gettext(msgid)


@pass_context
def _ngettext(values: TemplateContext, one: str, many: str, number: int) -> str:
    words = values["words"]
    said = catalogue(words.language).ngettext(one, many, number)
    return said.replace("%(num)s", words.number(number))


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.globals["differences"] = differences
    made.globals["given_to"] = registry.given
    made.globals["kind_of"] = kind_of
    made.globals["static"] = files.address
    return made


TEMPLATES = _environment()


def render(name: str, status: int, values: dict[str, Any]) -> HTMLResponse:
    """The template of that name, filled; `values` hold `visit` and `words`."""
    return HTMLResponse(TEMPLATES.get_template(f"{name}.html").render(values), status)
