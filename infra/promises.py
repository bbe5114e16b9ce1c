"""The table of what SECURITY.md promises, made from the tests that hold each promise: `python -m infra.promises` writes it
into the file between its two marks. The words of each promise stand here; what shows it is said by the tests themselves,
each in the first sentence of its docstring (`tests/security/ps`, functions named `test_ps_04_…`).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = Path("tests/security/ps")
FILE = "SECURITY.md"
BEGIN, END = "<!-- promises: made by python -m infra.promises -->", "<!-- end of promises -->"
SERVER_MODE = "server_mode"
_NAME = re.compile(r"test_ps_(\d\d)_\w+")

PROMISES: Mapping[int, str] = {
    1: "It runs on your machine and speaks to nobody but your mail provider.",
    2: "It asks your provider for as little as it can, and for reading alone if you want that.",
    3: "Of mail that has nothing to do with an interview, no word is kept.",
    4: "Whole mails are kept for as long as you say, then only short quotes. Attachments are never kept.",
    5: "Logs, queues and error messages hold no mail, no address, no password.",
    6: "What is stored is encrypted, copies too, and the key can be changed while it runs.",
    7: "Disconnecting ends the permission at the provider and stops all work at once.",
    8: "You can take everything out as one file, and bring it back.",
    9: "You can erase everything, and are told what was erased.",
    10: "You can erase one person, and they do not come back.",
    11: "It keeps no score of people and looks nobody up, and can tell a person what is held about them.",
    12: "What you put on the never-log list is not stored, nor what was there before.",
    13: "Health, law, family, money and trouble at work are never logged without your yes.",
    14: "Nothing is sent but the exact text that you approved, within seven days of it.",
    15: "Nothing is sent twice, whatever breaks in between.",
    16: "What strangers write is shown as text: it runs nothing and loads nothing.",
    17: "A language model is off until you want it, sees one interview's quotes and decides nothing.",
    18: "A language model elsewhere is asked only after you agreed to that address, and you can switch it off.",
    19: "A forged invite or cancellation changes nothing.",
    20: "A removal is told from a cancellation, and one occurrence from its series.",
    21: "Mails made to choke a program are put aside, and the rest goes on.",
    22: "Nobody else gets in: not by a forged link, another site, or another name of this machine.",
    23: "Mails that go out carry no tracking, no changed links, no advert.",
    24: "One person never sees what is another's.",
    25: "What is said about privacy is what the program does.",
    26: "It says what its connection to the providers can and cannot be.",
    27: "Mail goes out under an address that the provider says is yours.",
    28: "You see the real address before you approve, and are warned of one that only looks right.",
}  # fmt: skip
"""What each promise means for a person who trusts Warmthread with their mailbox."""


@dataclass(frozen=True)
class Shown:
    """One test that holds a promise."""

    number: int
    name: str
    path: str
    """From the root of the project, with slashes."""
    sentence: str
    is_for_servers: bool


class Unclear(Exception):
    """A test that cannot be put into the table; the text says which and why."""


def shown(root: Path = ROOT) -> list[Shown]:
    """Every test of a promise, in the order of promises and of their files. Raises Unclear for one without a sentence, or of a promise that is none."""
    found = [one for path in sorted((root / TESTS).rglob("test_*.py")) for one in _in(path, root)]
    return sorted(found, key=lambda one: one.number)


def _in(path: Path, root: Path) -> Iterator[Shown]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and (named := _NAME.fullmatch(node.name)):
            yield _shown(node, int(named[1]), path.relative_to(root).as_posix())


def _shown(node: ast.FunctionDef, number: int, path: str) -> Shown:
    sentence = " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
    if number not in PROMISES:
        raise Unclear(f"{path}: {node.name} is about a promise that does not exist.")
    if not sentence.endswith("."):
        raise Unclear(f"{path}: {node.name} does not say in a sentence what it shows.")
    marks = {mark.attr for mark in map(_without_call, node.decorator_list) if isinstance(mark, ast.Attribute)}
    return Shown(number, node.name, path, sentence, SERVER_MODE in marks)


def _without_call(mark: ast.expr) -> ast.expr:
    return mark.func if isinstance(mark, ast.Call) else mark


def missing(found: Iterable[Shown]) -> list[int]:
    """The promises that no test holds."""
    return sorted(PROMISES.keys() - {one.number for one in found})


def table(found: Iterable[Shown]) -> str:
    """Markdown: a line for each promise, with what shows it."""
    tests = list(found)
    lines = ["| | the promise | what is tried, and where |", "|---|---|---|"]
    for number, promise in PROMISES.items():
        told = "<br>".join(_told(one) for one in tests if one.number == number)
        lines.append(f"| PS-{number:02d} | {promise} | {told or 'Nothing yet.'} |")
    return "\n".join(lines)


def _told(one: Shown) -> str:
    server = " *For several people on one server, too.*" if one.is_for_servers else ""
    return f"{one.sentence.replace('|', '&#124;')}{server} [(test)]({one.path})"


def written(text: str, made: str) -> str:
    """The text of SECURITY.md with this table between its marks. Raises Unclear where the marks are not there."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Unclear(f"{FILE} lacks the marks that the table stands between.")
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{after}"


def main() -> int:
    path = ROOT / FILE
    try:
        found = shown()
        path.write_text(written(path.read_text(encoding="utf-8"), table(found)), encoding="utf-8")
    except Unclear as unclear:
        print(unclear, file=sys.stderr)
        return 1
    left = ", ".join(f"PS-{number:02d}" for number in missing(found))
    print(
        f"{len(found)} tests hold {len(PROMISES) - len(missing(found))} promises{f'; none holds {left}' if left else ''}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
