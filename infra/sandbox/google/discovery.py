"""Google's own discovery documents, as shipped in googleapiclient: addresses, parameters and scopes of every method.

Only read, never written down here a second time. Decides whether a request's parameters are what the document allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from infra.sandbox.exchange import Query
from infra.sandbox.google.errors import GoogleError, invalid
from infra.sandbox.recurrence import parse_instant

APIS = ("gmail.v1", "calendar.v3")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of one API."""

    id: str
    verb: str
    path: re.Pattern[str]
    names: tuple[str, ...]
    parameters: Mapping[str, dict[str, Any]]
    scopes: frozenset[str]

    @property
    def api(self) -> str:
        return self.id.split(".", 1)[0]


def read_document(api: str) -> dict[str, Any]:
    """Return the document; the package itself is not imported."""
    spec = find_spec("googleapiclient")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "the sandbox reads Google's discovery documents from google-api-python-client, which is not installed"
        )
    path = Path(spec.submodule_search_locations[0]) / "discovery_cache" / "documents" / f"{api}.json"
    document: dict[str, Any] = json.loads(path.read_text())
    return document


@cache
def methods() -> tuple[Method, ...]:
    return tuple(method for api in APIS for method in _methods(read_document(api)))


def find_method(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """Return the method at that address with its path parameters; literal segments win over parameters."""
    for method in _by_verb().get(verb, ()):
        match = method.path.fullmatch(path)
        if match:
            return method, {name: unquote(value) for name, value in zip(method.names, match.groups(), strict=True)}
    return None


@cache
def _by_verb() -> dict[str, list[Method]]:
    found: dict[str, list[Method]] = {}
    for method in sorted(methods(), key=lambda method: len(method.names)):
        found.setdefault(method.verb, []).append(method)
    return found


def _methods(document: dict[str, Any]) -> Iterator[Method]:
    common = document["parameters"]
    stack = list(document["resources"].values())
    while stack:
        resource = stack.pop()
        stack.extend(resource.get("resources", {}).values())
        for method in resource.get("methods", {}).values():
            yield _method(method, document["servicePath"], common)


def _method(method: dict[str, Any], service_path: str, common: dict[str, Any]) -> Method:
    template = method.get("flatPath", method["path"])
    names = tuple(re.findall(r"{\+?(\w+)}", template))
    pattern = re.sub(r"{\+?\w+}", "([^/]+)", "/" + service_path + template)
    upload = "(?:/upload)?" if method.get("supportsMediaUpload") else ""
    parameters = {**common, **method.get("parameters", {})}
    return Method(
        method["id"],
        method["httpMethod"],
        re.compile(upload + pattern),
        names,
        parameters,
        frozenset(method.get("scopes", ())),
    )


def read_parameters(method: Method, query: Query) -> dict[str, Any]:
    """Return the query parameters with their types, defaults filled in, or raise Google's 400."""
    for name in query:
        # Gmail's front end refuses what it does not know; Calendar's older one ignores it.
        if name not in method.parameters and method.api == "gmail":
            raise invalid(
                f"Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query parameter. Field '{name}' could not be found in request message.",
                "badRequest",
            )
    return {
        name: _read_values(name, spec, query.get(name))
        for name, spec in method.parameters.items()
        if spec.get("location") == "query" and (name in query or "default" in spec or spec.get("repeated"))
    }


def _read_values(name: str, spec: dict[str, Any], values: tuple[str, ...] | None) -> Any:
    if spec.get("repeated"):
        return tuple(_read_value(name, spec, value) for value in values or ())
    return _read_value(name, spec, values[-1] if values else spec["default"])


def _read_value(name: str, spec: dict[str, Any], text: str) -> Any:
    kind = spec.get("type")
    if "enum" in spec and text not in spec["enum"] and name not in ("$.xgafv", "alt"):
        raise _bad_value(name, text)
    if kind == "boolean":
        return _read_boolean(name, text)
    if kind == "integer" or spec.get("format") in ("int64", "uint64"):
        return _read_integer(name, spec, text)
    if spec.get("format") == "date-time":
        return _read_instant(name, text)
    return text


def _read_boolean(name: str, text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0", ""):
        raise _bad_value(name, text)
    return text.lower() in ("true", "1", "")


def _read_integer(name: str, spec: dict[str, Any], text: str) -> int:
    if not re.fullmatch(r"-?\d{1,20}", text):
        raise _bad_value(name, text)
    number = int(text)
    if number < int(spec.get("minimum", 0 if spec.get("format", "").startswith("uint") else number)):
        raise _bad_value(name, text)
    return number


def _read_instant(name: str, text: str) -> Any:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise _bad_value(name, text) from error


def _bad_value(name: str, text: str) -> GoogleError:
    snake = re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)
    return invalid(f"Invalid value at '{snake}' (parameter {name}), \"{text}\"", "invalid", name)
