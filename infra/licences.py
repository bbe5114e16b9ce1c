"""The list of everything that Warmthread is installed with, and under which licence: `python -m infra.licences` writes
docs/licences.md from requirements.txt and from what each package says of itself. Refuses one whose licence does not go
together with Warmthread's own (AGPL-3.0-or-later).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "requirements.txt"
FILE = ROOT / "docs" / "licences.md"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
_CLASSIFIER = re.compile(r"^License :: (?:OSI Approved :: )?(.+)$")

ELSEWHERE: Mapping[str, str] = {"async-timeout": "Apache-2.0", "colorama": "BSD-3-Clause"}
"""Packages that older or other systems have alone, and what they say of themselves on their pages."""
IN_FILES: Mapping[str, str] = {
    "imapclient": "BSD-3-Clause",
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",
}
"""Packages that say it in a file alone (sqlcipher3: its own, SQLCipher's and OpenSSL's, which its wheels bring along)."""
BROWSERS = "emscripten"
"""A platform that Warmthread does not run on: what is pinned for it is never installed."""
NAMES: Mapping[str, str] = {
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "The Unlicense (Unlicense)": "Unlicense",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-2.1-or-later",
    "zlib/libpng License": "Zlib",
}
"""What packages call a licence, and its name at https://spdx.org/licenses/."""
FITTING = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "HPND", "ISC", "LGPL-2.1-or-later", "LGPL-3.0-only",
        "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip
"""Licences of parts that a work under AGPL-3.0-or-later may have."""


@dataclass(frozen=True, order=True)
class Part:
    """One package of requirements.txt."""

    name: str
    version: str
    licence: str
    """As SPDX writes it."""
    only_where: str
    """The condition under which it is installed, "" = always."""


class Unknown(Exception):
    """A package whose licence cannot be told or does not fit; the text says which."""


def parts(requirements: str) -> list[Part]:
    """Every package that is pinned there. Raises Unknown."""
    return sorted(
        Part(name, version, _checked(name, licence_of(name)), where.strip())
        for name, version, where in _PINNED.findall(requirements)
        if BROWSERS not in where
    )


def licence_of(name: str) -> str:
    """What the package says of itself; "" when it says nothing."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ELSEWHERE.get(name, "")
    return next((said for said in _sayings(found) if said), IN_FILES.get(name, ""))


def _sayings(found: Distribution) -> Iterator[str]:
    """Its own words for its licence, the surest first."""
    told = found.metadata
    yield _first(told, "License-Expression")
    classified = [match[1] for one in told.get_all("Classifier") or () if (match := _CLASSIFIER.match(one))]
    yield " OR ".join(NAMES.get(one, one) for one in classified if one != "OSI Approved")
    free = _first(told, "License")
    yield NAMES.get(free, free) if len(free) < 60 else ""


def _first(told: PackageMetadata, field: str) -> str:
    return next(iter(told.get_all(field) or ()), "").strip()


def _checked(name: str, licence: str) -> str:
    """The licence, if one of those that it offers fits, and all of those that hold together do."""
    offered = [part.strip(" ()") for part in re.split(r"\s+OR\s+", licence)]
    if not any(all(one.strip(" ()") in FITTING for one in re.split(r"\s+AND\s+", part)) for part in offered):
        raise Unknown(f"{name}: the licence {licence or '(none told)'} is not known to fit AGPL-3.0-or-later.")
    return licence


def page(found: list[Part]) -> str:
    """docs/licences.md."""
    licences = sorted({part.licence for part in found})
    counted = "; ".join(f"{sum(part.licence == one for part in found)} {one}" for one in licences)
    rows = "\n".join(
        f"| {part.name} | {part.version} | {part.licence} | {f'`{part.only_where}`' if part.only_where else ''} |"
        for part in found
    )
    return (
        "# What Warmthread is made of\n\n"
        "Every package that an installation has, as `requirements.txt` pins it, each file by its hash. Made by\n"
        "`python -m infra.licences`; a test compares. Warmthread itself is AGPL-3.0-or-later, with which all of these\n"
        "go together. Beside them lie, in `service/web/static`, Pico CSS (MIT) and htmx (0BSD), with their licences.\n\n"
        f"{len(found)} packages: {counted}.\n\n"
        "| package | version | licence | installed only where |\n|---|---|---|---|\n"
        f"{rows}\n"
    )


def main() -> int:
    try:
        FILE.write_text(page(parts(REQUIREMENTS.read_text(encoding="utf-8"))), encoding="utf-8")
    except Unknown as unknown:
        print(unknown, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
