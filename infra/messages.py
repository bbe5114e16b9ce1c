"""Collects every sentence that a page can show, and keeps the translations in step with them (`make messages`).

Three sources: the templates and the pages' Python, where a sentence stands in `_()` or `ngettext()`; the questions of the
providers that ask here; and the sentences that other modules store or raise in English, which are found by how they look.
The last two lie in the catalogue under the context `service`, their parts named after what fills them;
`service.web.words` finds those again by their text.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from connectors import registry
from service.web.catalogues import LANGUAGES, SERVICE, catalogue_file

ROOT = Path(__file__).parent.parent
_WEB = ROOT / "service" / "web"
_MARKED = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_PACKAGES = ("connectors", "service", "workers")
_NEVER_ON_A_PAGE = (
    "service/__main__.py",
    "service/cli/",
    "service/migrations/",
    "service/simulation/",
    "service/drafting/tongues/",
    "service/drafting/bundle.py",
    "service/drafting/english.py",
    "service/drafting/forms.py",
    "service/settings.py",
    "service/keys.py",
    "service/vault.py",
    "service/migrate.py",
    "connectors/google/endpoints.py",
    "connectors/microsoft/endpoints.py",
    "connectors/secure.py",
    "connectors/outgoing.py",
    "connectors/recurrence.py",
    "connectors/registry.py",
    "service/web/listening.py",
)
_SAYS_FRAGMENTS = (
    "service/candidates.py",
    "service/approvals.py",
    "service/delivery.py",
    "service/drafting/check.py",
    "service/drafting/promises.py",
    "service/exclusions.py",
    "service/looks.py",
    "service/last_look.py",
    "service/outbox.py",
    "service/outgoing.py",
    "service/sent_copies.py",
    "service/portrait.py",
    "service/retries.py",
)
"""What is said here is a part of a sentence: it begins small and ends without a full stop."""
_SENTENCE = re.compile(r"(?:%\(\w+\)s[ ,:]|[A-Z“])[^\n\\|]*[ ][^\n\\|]*(?:[.?:”]|\. %\(\w+\)s)")
_FRAGMENT = re.compile(r"(?:%\(\w+\)s|[A-Za-z])[\w' ,():%-]* [\w' ,():%-]+")
_PART = re.compile(r"%\(\w+\)s")
_HEADER = """\
# What Warmthread says, in {language}. `make messages` adds and removes entries; the translations are written by hand.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def collect() -> Catalog:
    """Every sentence there is, untranslated."""
    found = Catalog(fuzzy=False)
    marked = extract_from_dir(_WEB, _MARKED, options_map=_OPTIONS, keywords=_KEYWORDS)
    for _file, _line, msgid, _comments, context in marked:
        found.add(msgid, context=context)
    for path in _modules():
        for sentence in sentences_of(path.relative_to(ROOT).as_posix(), path.read_text()):
            found.add(sentence, context=SERVICE)
    for text in _asked():
        found.add(text, context=SERVICE)
    return found


def _asked() -> Iterator[str]:
    """What is said of providers that ask here, and what they ask, whatever it looks like."""
    for entry in registry.ENTRIES:
        if entry.asks:
            yield from (entry.label, entry.about)
            yield from (text for question in entry.asks for text in (question.label, question.hint) if text)


def sentences_of(name: str, source: str) -> Iterator[str]:
    """What a module of that name says without marking it, as message ids."""
    tree = ast.parse(source)
    looks_like = _FRAGMENT if name in _SAYS_FRAGMENTS else None
    for text in _texts(tree, _left_out(tree)):
        has_words = any(map(str.isalpha, _PART.sub("", text)))
        if has_words and (_SENTENCE.fullmatch(text) or (looks_like and looks_like.fullmatch(text))):
            yield text


def written(language: str) -> Catalog:
    """The translations as they lie in the repository."""
    file = catalogue_file(language)
    if not file.is_file():
        return Catalog(locale=language, fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def updated(language: str, found: Catalog) -> str:
    """The file of that language with what is new added, empty, and what is gone removed."""
    known = written(language)
    known.update(found, no_fuzzy_matching=True)
    for message in known:
        message.flags.discard("fuzzy")
    packed = BytesIO()
    write_po(packed, known, width=116, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return _HEADER.format(language=language) + packed.getvalue().decode().strip() + "\n"


def untranslated(catalog: Catalog) -> list[str]:
    """The message ids without a translation."""
    return [_first(one.id) for one in catalog if one.id and not all(_all(one.string))]


def main() -> int:
    """Writes the files anew and tells what is left to translate."""
    found = collect()
    for language in LANGUAGES[1:]:
        catalogue_file(language).parent.mkdir(parents=True, exist_ok=True)
        catalogue_file(language).write_text(updated(language, found))
        missing = untranslated(written(language))
        sys.stdout.write(f"{language}: {len(missing)} of {len(found)} to translate\n")
        sys.stdout.writelines(f"  {one}\n" for one in missing)
    return 0


def _modules() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not path.relative_to(ROOT).as_posix().startswith(_NEVER_ON_A_PAGE):
                yield path


def _left_out(tree: ast.AST) -> set[ast.AST]:
    """Docstrings, what is marked already, and what only a log reads."""
    left: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left.add(node.value)
        elif isinstance(node, ast.Call) and _called(node) in {"_", "N_", "ngettext", "gettext", "compile"}:
            left |= {inner for argument in node.args for inner in ast.walk(argument)}
        elif isinstance(node, ast.JoinedStr):
            left |= {inner for part in node.values for inner in ast.walk(part) if not isinstance(inner, ast.JoinedStr)}
    return left


def _texts(tree: ast.AST, left_out: set[ast.AST]) -> Iterator[str]:
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.replace("%", "%%") if " " in node.value else ""
        elif isinstance(node, ast.JoinedStr):
            yield _with_parts(node)


def _with_parts(node: ast.JoinedStr) -> str:
    """The text of an f-string; two different parts of one name become `name` and `name2`."""
    named: dict[str, str] = {}
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("%", "%%")
            continue
        filled, name = ast.unparse(part), _name_of(part)
        same = sum(1 for known in named.values() if known.rstrip("23456789") == name)
        named.setdefault(filled, f"{name}{same + 1}" if same else name)
        text += f"%({named[filled]})s"
    return text


def _name_of(part: ast.expr) -> str:
    """What fills this part, by the last plain name in it: `email` of `{account.email}`."""
    names = [
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(part)
        if (isinstance(node, ast.Attribute) and not _is_called(node, part)) or isinstance(node, ast.Name)
    ]
    return next((name.lower().strip("_") for name in names if name not in {"int", "len", "str", "type"}), "part")


def _is_called(node: ast.Attribute, part: ast.expr) -> bool:
    return any(isinstance(call, ast.Call) and call.func is node for call in ast.walk(part))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _all(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value or "")]


def _first(value: object) -> str:
    return _all(value)[0]


if __name__ == "__main__":
    raise SystemExit(main())
