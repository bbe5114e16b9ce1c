"""The rules of the house that no linter knows, read from the source itself.

Which package may import which is `make lint`'s (import-linter); here is what a module may be called, how it opens,
how long a function may get, and who alone reads the environment and the time.
"""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("service", "connectors", "workers")
OURS = (*PRODUCT, "infra", "tests")
DUMPING_GROUNDS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "shared", "stuff"}
LONGEST_FUNCTION = 80
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file of ours."""

    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.path.parts[0]

    def at(self, node: ast.stmt | ast.expr) -> str:
        return f"{self.path}:{node.lineno}"


@cache
def modules() -> tuple[Module, ...]:
    """Every source file, but for the migration steps: what they do is frozen when it is released."""
    found = [
        path for package in OURS for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
    ]
    return tuple(Module(path.relative_to(ROOT), parsed(path)) for path in found)


@cache
def parsed(path: Path) -> ast.Module:
    """What stands in that file, read once."""
    gc.disable()  # Millions of nodes that all stay: looking through them again and again takes four fifths of the time.
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


def product() -> tuple[Module, ...]:
    return tuple(module for module in modules() if module.package in PRODUCT)


def functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, Function))


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imports(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Every import below a node: the statement and the top-level package it names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, "." if node.level else (node.module or "").partition(".")[0]


def dotted(node: ast.expr) -> str:
    """`datetime.now` for such an expression, "" for what is no plain chain of names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := dotted(node.value)):
        return f"{left}.{node.attr}"
    return ""


def test_there_is_something_to_judge() -> None:
    assert len(product()) > 20
    assert sum(len(list(functions(module))) for module in product()) > 100


def test_every_module_opens_with_a_sentence_about_itself() -> None:
    silent = [
        str(module.path)
        for module in modules()
        if not ast.get_docstring(module.tree) and (module.tree.body or module.package in PRODUCT)
    ]
    assert silent == []


def test_no_opening_is_longer_than_five_sentences() -> None:
    def sentences(module: Module) -> int:
        opening = ast.get_docstring(module.tree) or ""
        return len(re.findall(r"[.!?](?=\s+[A-Z`“(]|$)", opening.strip()))

    assert [f"{module.path}: {sentences(module)}" for module in product() if sentences(module) > 5] == []


def test_no_module_is_a_dumping_ground() -> None:
    names = {module.path: {*module.path.parts[:-1], module.path.stem} for module in modules()}
    assert [str(path) for path, parts in names.items() if parts & DUMPING_GROUNDS] == []


def test_no_function_is_longer_than_eighty_lines() -> None:
    long = [
        f"{module.at(function)} {function.name}: {length(function)}"
        for module in modules()
        for function in functions(module)
        if length(function) > LONGEST_FUNCTION
    ]
    assert long == []


def test_most_functions_fit_in_a_glance() -> None:
    lengths = sorted(length(function) for module in product() for function in functions(module))
    assert median(lengths) <= 9
    assert quantiles(lengths, n=10)[8] <= 30
    assert sum(lines > 50 for lines in lengths) / len(lengths) < 0.04


def test_our_own_code_is_imported_at_the_top_of_a_module() -> None:
    """A cycle that only a hidden import keeps from biting is a fault of design."""
    hidden = [
        f"{module.at(statement)} imports {package}"
        for module in modules()
        if module.package != "tests"
        for function in functions(module)
        for statement, package in imports(function)
        if package in {*OURS, "."}
    ]
    assert hidden == []


def test_only_the_registry_imports_by_name() -> None:
    by_name = {
        str(module.path)
        for module in product()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and dotted(node.func) in {"import_module", "importlib.import_module", "__import__"}
    }
    assert by_name <= {"connectors/registry.py"}


def test_the_product_knows_nothing_of_infra_and_tests() -> None:
    strangers = [
        f"{module.at(statement)} imports {package}"
        for module in product()
        for statement, package in imports(module.tree)
        if package in {"infra", "tests"}
    ]
    assert strangers == []


def test_imports_are_written_in_full() -> None:
    relative = [
        module.at(statement) for module in modules() for statement, package in imports(module.tree) if package == "."
    ]
    assert relative == []


def test_only_the_settings_read_the_environment() -> None:
    names = {"environ", "environb", "getenv"}
    readers = {
        str(module.path)
        for module in product()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and dotted(node) in {f"os.{name}" for name in names})
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and names & {alias.name for alias in node.names})
    }
    assert readers == {"service/settings.py"}


def test_only_the_clock_reads_the_time() -> None:
    """Connectors may: a token's expiry and a provider's `Retry-After` are real time by nature."""
    asked = {"datetime.now", "datetime.today", "date.today", "time.time", "time.time_ns", "datetime.datetime.now"}
    readers = [
        module.at(node)
        for module in modules()
        if module.package in {"service", "workers"} and module.path != Path("service/clock.py")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node.func) in asked
    ]
    assert readers == []


def test_nothing_asks_for_a_time_without_a_zone() -> None:
    naive = [
        module.at(node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"utcnow", "utcfromtimestamp"}
    ]
    assert naive == []


def test_the_requirements_are_hashed_and_do_not_say_where_packages_come_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-wording.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        assert len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)) <= text.count("--hash=sha256:")
