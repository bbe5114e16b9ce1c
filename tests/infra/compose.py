"""What docker-compose.yml says, read out of the file itself: for the tests that look at it and those that start what it
starts, on this machine and with other addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
SECRETS = "/run/secrets/"
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@dataclass(frozen=True)
class Service:
    """One service of the file, with what its anchors merged in."""

    name: str
    data: Mapping[str, Any]

    @property
    def is_ours(self) -> bool:
        """Whether it runs our image."""
        return str(self.data["image"]).startswith("warmthread")

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """Its variables, with what Compose would fill in from `given`."""
        return {name: _filled(str(value), given) for name, value in self.data.get("environment", {}).items()}


def _filled(text: str, given: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name, kind, more = match.groups()
        if given.get(name):
            return given[name]
        assert kind != "?", f"{name} must be given: {more}"
        return more or ""

    return _VARIABLE.sub(value, text)


def whole() -> dict[str, Any]:
    """The file as plain data."""
    loaded: dict[str, Any] = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return loaded


def services() -> dict[str, Service]:
    """By name."""
    return {name: Service(name, data) for name, data in whole()["services"].items()}


def lines_of_stage(dockerfile: Path, stage: str) -> Iterator[tuple[str, str]]:
    """(instruction, rest) of one stage of a Dockerfile, with continued lines joined and comments left out."""
    is_in = False
    text = re.sub(r"(?m)^\s*#.*\n", "", dockerfile.read_text(encoding="utf-8"))
    for line in text.replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            is_in = rest.endswith(f" AS {stage}")
        elif is_in and word:
            yield word, rest.strip()
