"""Every sentence of the pages exists in every language, and nothing on a page is said outside the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from jinja2 import nodes

from infra.messages import collect, sentences_of, untranslated, updated
from service.web.catalogues import LANGUAGES, SERVICE, catalogue_file, written
from service.web.pages import FOLDER, TEMPLATES
from service.web.sentences import KINDS
from service.web.words import Words, best_language

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN = "Europe/Berlin"
OTHERS = LANGUAGES[1:]
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]")
_NAMES = {"Warmthread", "Google", "Gmail", "Microsoft", "CSV", "JSON", "English", "Deutsch", "Hi", "Hello", "Dear"}
"""What is called the same in every language, and the greetings of English drafts."""


@pytest.fixture(scope="module")
def collected() -> Catalog:
    """What the code and the templates say now."""
    return collect()


def german() -> Words:
    """What Maya in Berlin is told."""
    return Words("de", BERLIN, NOW)


# --- the catalogue ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_what_is_said_and_nothing_else(language: str, collected: Catalog) -> None:
    assert _ids(written(language)) == _ids(collected), "run `make messages`"
    assert catalogue_file(language).read_text() == updated(language, collected)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    assert untranslated(written(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_parts_of_what_they_translate(language: str) -> None:
    odd = [
        (known, said)
        for one in written(language)
        if one.id
        for known, said in zip(_forms(one.id), _forms(one.string), strict=True)
        if sorted(_PLACEHOLDER.findall(known)) != sorted(_PLACEHOLDER.findall(said))
        and "%(num)s" not in known + said.replace("%(n)s", "%(num)s")
    ]
    assert odd == []


def test_german_is_calm_and_in_its_own_quotes() -> None:
    said = [text for one in written("de") if one.id for text in _forms(one.string)]
    assert [text for text in said if "!" in text or re.search(r"[\"“][^“”\"]*”", text)] == []


def _ids(catalog: Catalog) -> set[tuple[str, str]]:
    return {(one.context or "", _forms(one.id)[0]) for one in catalog if one.id}


def _forms(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


# --- sentences that the service stored -----------------------------------------------------------------------------


def test_a_stored_sentence_is_told_with_its_parts() -> None:
    said = german().sentence("Did you talk with Owen Prichard (Lumen)?")
    assert said == "Haben Sie mit Owen Prichard (Lumen) gesprochen?"


def test_a_sentence_inside_a_sentence_is_told_too() -> None:
    words = german()
    said = words.sentence("Not logged as an informational interview. You declined it.")
    assert said == "Nicht als Informationsgespräch erfasst. Sie haben abgesagt."
    said = words.sentence("Not sent: the conversation is now cancelled. Approve again if it should go out.")
    assert said == (
        "Nicht gesendet: das Gespräch ist jetzt abgesagt. Geben Sie noch einmal frei, wenn es hinausgehen soll."
    )


def test_a_part_that_stands_twice_in_a_sentence_is_the_same_both_times() -> None:
    told = "A_B holds a line break or another control character: put its value into a file (%s_FILE)."
    assert german().sentence(told % "A_B").startswith("A_B enthält einen Zeilenumbruch")
    assert german().sentence(told % "C_D") == told % "C_D"


def test_sentences_in_a_row_are_told_one_by_one() -> None:
    said = german().sentence("You thanked them yourself. Your edited text was set aside.")
    assert said == "Sie haben selbst gedankt. Ihr bearbeiteter Text wurde zur Seite gelegt."


@pytest.mark.parametrize("text", ["", "Nobody ever wrote this", "100 % %s %(name)s", "held", "x" * 5000])
def test_what_is_unknown_is_shown_as_it_is(text: str) -> None:
    shown = german().sentence(text)
    assert shown == ("hat stattgefunden" if text in KINDS else text)


def test_signs_in_a_strangers_name_do_no_harm() -> None:
    for name in ("%(name)s", "100 %", "<b>", "\\1", "a\nb", "?P<x>"):
        assert german().sentence(f"Did you talk with {name}?") == f"Haben Sie mit {name} gesprochen?"


def test_english_stays_english() -> None:
    assert Words("en", BERLIN, NOW).sentence("Did you talk with Owen?") == "Did you talk with Owen?"


def test_what_a_module_says_is_found_by_how_it_looks() -> None:
    source = (
        '"""Not this. It is a docstring."""\n'
        'a = f"Answer {person.name}\'s invite, {person.email} and {other.name}."\n'
        'b = "too_late"\n'
        'c = re.compile("Not this either, a pattern.")\n'
        'd = _("Marked already, it is found elsewhere.")\n'
        'log.info("not.this", x="nor this")\n'
    )
    assert list(sentences_of("service/attention.py", source)) == ["Answer %(name)s's invite, %(email)s and %(name2)s."]


def test_the_sentences_of_the_service_are_in_the_catalogue(collected: Catalog) -> None:
    known = {text for context, text in _ids(collected) if context == SERVICE}
    assert {
        "Did you talk with %(name)s?",
        "You asked for a talk about their path.",
        "You thanked them yourself.",
        "The day after the meeting has no working hour where they are: the next one is suggested.",
        "Google asks to wait.",
        "you already thanked them",
    } <= known


# --- what the templates and pages say -----------------------------------------------------------------------------


def templates() -> list[str]:
    """Every template's name."""
    return sorted(TEMPLATES.list_templates())


@pytest.mark.parametrize("name", templates())
def test_a_template_says_nothing_outside_the_catalogue(name: str) -> None:
    assert TEMPLATES.loader is not None
    source = TEMPLATES.loader.get_source(TEMPLATES, name)[0]
    assert unmarked(source) == []


def test_what_is_not_marked_is_found() -> None:
    said = unmarked(
        "{% extends 'layout.html' %}<h1>Welcome</h1><p title='There'>{{ _('Fine') }} {{ 'Not fine' }}</p>"
        "<code>make run</code>{% trans %}Fine too{% endtrans %}{{ heading('Drafts', back='/x') }}{{ act(_('Yes'), '/y') }}"
        "<svg><path d='M4 5'/></svg><td>·</td><p>{{ 'one' if x else 'two words' }}"
    )
    assert said == ["Welcome", "There", "Not fine", "Drafts", "two words"]


def unmarked(source: str) -> list[str]:
    """The words of a template that are shown and in no catalogue."""
    tree = TEMPLATES.parse(source)
    reader = _Shown()
    for output in tree.find_all(nodes.Output):
        for one in output.nodes:
            reader.feed(one.data if isinstance(one, nodes.TemplateData) else "\x00")
    reader.close()
    constants = [text for text in _constants(tree) if re.match(r"[A-Z][a-z]|.*[A-Za-z]{2,} [a-z]", text)]
    return reader.said + [text for text in constants if text not in _NAMES]


class _Shown(HTMLParser):
    """Reads what a person sees or hears: text and the attributes that are text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._literal = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._literal += tag in {"code", "kbd"}
        for name, value in attrs:
            if name in {"title", "alt", "placeholder", "aria-label"}:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._literal -= tag in {"code", "kbd"} and self._literal > 0

    def handle_data(self, data: str) -> None:
        if not self._literal:
            self._note(data)

    def _note(self, text: str) -> None:
        left = " ".join(word for word in text.replace("\x00", " ").split() if word.strip(".,:;()·–“”") not in _NAMES)
        is_attribute = re.match(r"[a-z-]+=", left)
        if re.search(r"[A-Za-z]{2}", left) and not is_attribute:
            self.said.append(left)


def _constants(node: nodes.Node) -> Iterator[str]:
    """String constants outside of gettext calls, of names of templates and classes, and of what is only compared."""
    if isinstance(node, (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include, nodes.Compare)):
        return
    if isinstance(node, nodes.Keyword) and (node.key == "class" or node.key.startswith("hx_")):
        return
    if isinstance(node, nodes.Pair):
        if not (isinstance(node.key, nodes.Const) and node.key.value == "class"):
            yield from _constants(node.value)
        return
    if (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name
        in {
            "_",
            "gettext",
            "ngettext",
        }
    ):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _constants(child)


def test_pages_tell_nothing_unmarked() -> None:
    said = [
        f"{path.name}: {text}"
        for path in sorted(FOLDER.glob("*.py"))
        for text in _told_plainly(ast.parse(path.read_text()))
    ]
    assert said == []


def _told_plainly(tree: ast.AST) -> Iterator[str]:
    """The literal sentences given to `visit.back` and `visit.notice`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"back", "notice"}:
            for given in node.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str) and not given.value.startswith("/"):
                    yield given.value


# --- dates and numbers --------------------------------------------------------------------------------------------


def test_times_are_told_in_the_persons_zone_and_language() -> None:
    assert german().hour(NOW) == "10:00"
    assert german().hour(NOW, "America/New_York") == "04:00"
    assert german().day(NOW) == "Mo., 2. März 2026"
    assert Words("en", BERLIN, NOW).day(NOW) == "Mon, 2 Mar 2026"
    assert german().number(2000) == "2.000"
    assert german().place("America/New_York") == "New York"


def test_an_unknown_zone_is_utc() -> None:
    assert Words("en", "Mars/Olympus", NOW).hour(NOW) == "09:00"
    assert Words("en", BERLIN, NOW).hour(NOW, "../etc") == "09:00"


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        ("de", "en", "de"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("", "fr,en", "en"),
        ("xx", "", "en"),
        ("", ";;,,q=", "en"),
        ("", "z," * 5000 + "de", "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browsers(chosen: str, accepted: str, spoken: str) -> None:
    assert best_language(chosen, accepted) == spoken


def test_a_folder_of_each_language_is_there() -> None:
    assert {path.name for path in Path(FOLDER / "locale").iterdir()} == set(OTHERS)
