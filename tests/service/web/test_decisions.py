"""Whatever Warmthread decided by itself is shown with why, how to change it and how to undo it.

The templates are read as programs: what shows a decision must stand inside `decision(…)`, also where a macro, an
included part, a loop or another name shows it, and every `decision(…)` must name its reasons and a way to change it; of
every kind of decision there must be a place that undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from jinja2 import DictLoader, Environment, nodes

from service.web.pages import TEMPLATES

DECIDED = {
    "status": "what became of a conversation",
    "band": "logged, asked about or left out",
    "classification": "what kind of meeting it is",
    "reasons": "why it was logged or not",
    "state_reason": "why a draft was withdrawn",
    "send_at": "when a draft is best sent",
    "send_note": "why then",
    "merged_into": "two contacts taken for one",
    "no_show_by": "who did not come",
    "cancelled_by": "who called it off",
    "introduced_by": "who brought them together",
    "introduced_to": "whom they brought",
    "introducer": "who brought them together",
    "introduced": "whom this led to",
    "rule": "why a record was set aside",
    "role": "who asked for the conversation",
    "badges": "a second conversation, an introduction",
    "thanked_at": "that they were thanked already",
    "done_at": "that a promise was kept",
    "same_as": "two sources taken for one conversation",
}
"""What the service decides by rules, by the name under which pages are handed it."""
SOMETHING_ELSE = {
    # The time for which the person approved it.
    ("drafts/way.html", "send_at"),
    # What the person's own sheet says.
    ("interviews/preview.html", "introduced_by"),
    # What the person searched for.
    ("interviews/list.html", "status"),
    ("interviews/list.html", "role"),
    # Why two may be one person: a question that the person answers beside it.
    ("contacts/one.html", "shown"),
}
"""Where such a name is no decision of ours."""
NOTHING_TO_UNDO = {
    # A suggestion: nothing happens at that time unless the person approves it, and another is chosen beside it.
    "time",
    # What was used last: no draft goes there by it, and the next mail changes it.
    "current",
    # Who is due again is a list: skipping somebody and another rhythm are what is undone.
    "due_again",
}
CALLS_IT = "decision"


@dataclass
class Found:
    """What a template, or a macro of one, shows and asks."""

    naked: list[str] = field(default_factory=list)
    """Decisions shown outside `decision(…)`."""
    uses: list[str] = field(default_factory=list)
    """Macros called and parts included outside `decision(…)`."""


def walk(environment: Environment, names: Iterable[str]) -> tuple[dict[str, Found], list[nodes.CallBlock]]:
    """What every template shows by itself, and every `decision(…)` there is."""
    found: dict[str, Found] = {}
    calls: list[nodes.CallBlock] = []
    for name in names:
        assert environment.loader is not None
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        found[name] = Found()
        _read(tree, found[name], is_inside=False)
        for macro in tree.find_all(nodes.Macro):
            inner = found.setdefault(f"{macro.name}()", Found())
            for one in macro.body:
                _read(one, inner, is_inside=False)
            inner.naked = [f"{name}: {shown}" for shown in inner.naked]
        found[name].naked = [f"{name}: {shown}" for shown in found[name].naked]
        calls += [block for block in tree.find_all(nodes.CallBlock) if _name(block.call) == CALLS_IT]
    return found, calls


def _read(node: nodes.Node, found: Found, *, is_inside: bool, named: frozenset[str] = frozenset()) -> None:
    """`named`: the names that stand for a decision here, given by a loop or by `set`."""
    if isinstance(node, nodes.Macro):
        return
    if isinstance(node, nodes.CallBlock) and _name(node.call) == CALLS_IT:
        for one in node.body:
            _read(one, found, is_inside=True)
        return
    if isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const) and not is_inside:
        found.uses.append(str(node.template.value))
    if isinstance(node, nodes.Output) and not is_inside:
        for one in node.nodes:
            found.naked += _decided(one, named)
    if isinstance(node, nodes.Call) and not is_inside:
        found.uses.append(f"{_name(node)}()")
    if isinstance(node, nodes.For) and any(_decided(node.iter, named)):
        named = named | _targets(node.target)
    for child in node.iter_child_nodes():
        _read(child, found, is_inside=is_inside, named=named)
        if isinstance(child, nodes.Assign):
            is_decision = any(_decided(child.node, named))
            named = named | _targets(child.target) if is_decision else named - _targets(child.target)


def _targets(node: nodes.Node) -> frozenset[str]:
    return frozenset(one.name for one in [node, *node.find_all(nodes.Name)] if isinstance(one, nodes.Name))


def _decided(node: nodes.Node, named: frozenset[str] = frozenset()) -> Iterator[str]:
    """Decisions that an expression shows; what it only asks is not shown, and the id of a row is no decision."""
    if isinstance(node, (nodes.Compare, nodes.Test)) or (isinstance(node, nodes.Getattr) and node.attr == "id"):
        return
    yield from _named(node, named)
    for child in _shown(node):
        yield from _decided(child, named)


def _shown(node: nodes.Node) -> Iterable[nodes.Node]:
    """The parts of an expression that can reach the page."""
    if isinstance(node, nodes.CondExpr):
        return [node.expr1, *([node.expr2] if node.expr2 else [])]
    if isinstance(node, nodes.Call):
        return [*node.args, *node.kwargs, *(() if isinstance(node.node, nodes.Name) else (node.node,))]
    return node.iter_child_nodes()


def _named(node: nodes.Node, named: frozenset[str]) -> Iterator[str]:
    """What this node alone names: `one.status`, `one["status"]`, `many|map(attribute="status")`, or another name."""
    if isinstance(node, nodes.Getattr) and node.attr in DECIDED:
        yield node.attr
    if isinstance(node, nodes.Name) and (node.name in named or node.name in DECIDED):
        yield node.name
    if isinstance(node, nodes.Getitem):
        yield from _constant(node.arg)
    if isinstance(node, nodes.Filter):
        for one in node.kwargs:
            yield from _constant(one.value)


def _constant(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and node.value in DECIDED:
        yield str(node.value)


def _name(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else getattr(call.node, "attr", "")


def shown_naked(environment: Environment, names: Iterable[str]) -> list[str]:
    """Every decision that some page shows outside `decision(…)`."""
    found, _ = walk(environment, names)
    pages = [name for name in found if not name.endswith("()") and not name.rpartition("/")[2].startswith("_")]
    seen: set[str] = set()
    waiting = list(pages)
    while waiting:
        name = waiting.pop()
        if name not in seen and name in found:
            seen.add(name)
            waiting += found[name].uses
    return sorted(
        {shown for name in seen for shown in found[name].naked if tuple(shown.split(": ")) not in SOMETHING_ELSE}
    )


def given(block: nodes.CallBlock, argument: str, place: int) -> nodes.Expr | None:
    """What is given for one argument of `decision`, None for nothing or something empty."""
    call = block.call
    named = {keyword.key: keyword.value for keyword in call.kwargs}
    value = named.get(argument) or (call.args[place] if len(call.args) > place else None)
    is_empty = (isinstance(value, nodes.Const) and not value.value) or (
        isinstance(value, (nodes.List, nodes.Tuple)) and not value.items
    )
    return None if is_empty else value


def kind_of(block: nodes.CallBlock) -> str:
    """The kind of decision that is shown."""
    value = given(block, "kind", 0)
    return str(value.value) if isinstance(value, nodes.Const) else ""


def can_be_undone(block: nodes.CallBlock) -> bool:
    """Whether it names what undoes it, or holds a button that says the opposite."""
    inside = {_name(call) for one in block.body for call in one.find_all(nodes.Call)}
    return given(block, "undo", 4) is not None or bool(inside & {"act", "form"})


@pytest.fixture(scope="module")
def templates() -> list[str]:
    """Every template but the components themselves."""
    return [name for name in sorted(TEMPLATES.list_templates()) if not name.startswith("components/")]


def test_no_page_shows_a_decision_by_itself(templates: list[str]) -> None:
    assert shown_naked(TEMPLATES, templates) == []


def test_every_decision_says_why_and_how_to_change_it(templates: list[str]) -> None:
    _, calls = walk(TEMPLATES, templates)
    lacking = [
        f"{kind_of(call)} (line {call.lineno}): {argument}"
        for call in calls
        for argument, place in (("kind", 0), ("why", 1), ("change", 2))
        if given(call, argument, place) is None
    ]
    assert calls
    assert lacking == []


def test_every_kind_of_decision_can_be_undone_somewhere(templates: list[str]) -> None:
    _, calls = walk(TEMPLATES, templates)
    undone = {kind_of(call) for call in calls if can_be_undone(call)}
    assert {kind_of(call) for call in calls} - undone - NOTHING_TO_UNDO == set()


PLANTED = {
    "plain": "{{ status(one.status) }}",
    "inside a condition": "{% if one %}{{ one.reasons|length }}{% endif %}",
    "through a macro": "{% macro row(one) %}<b>{{ one.band }}</b>{% endmacro %}{{ row(one) }}",
    "beside a decision": "{% call decision('s', why=x, change='/') %}ok{% endcall %}{{ one.send_at }}",
    "in a part": "{% include '_part.html' %}",
    "in a block": "{% block main %}{% for one in many %}{{ moment(one.send_at) }}{% endfor %}{% endblock %}",
    "the other branch": "{{ 'x' if one.is_new else one.classification }}",
    "by a loop's name": "{% for rule, number in kind.set_aside.items() %}{{ number }} {{ rule }}{% endfor %}",
    "one of several": "{% for why in one.reasons %}{{ why.text }}{% endfor %}",
    "by another name": "{% set what = one.status %}<b>{{ what }}</b>",
    "by its key": "{{ one['status'] }}",
    "gathered": "{{ many|map(attribute='status')|join(', ') }}",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_a_decision_planted_outside_is_found(source: str) -> None:
    assert len(shown_naked(planted(source), ["page.html", "_part.html"])) == 1


CLEAN = {
    "inside": "{% call decision('s', why=x, change='/') %}{{ status(one.status) }}{% endcall %}",
    "a macro inside": "{% macro row(one) %}{{ one.band }}{% endmacro %}"
    "{% call decision('s', why=x, change='/') %}{{ row(one) }}{% endcall %}",
    "a part inside": "{% call decision('s', why=x, change='/') %}{% include '_part.html' %}{% endcall %}",
    "the row it is about": "{% for one in found.introduced_by %}<input value='{{ one.id }}'>{% endfor %}",
    "a name that means something else by now": "{% set what = one.status %}{% set what = 'x' %}{{ what }}",
    "only asked": "{% if one.status == 'held' %}{{ 'a' if one.send_at else 'b' }}{% endif %}",
}


@pytest.mark.parametrize("source", CLEAN.values(), ids=CLEAN)
def test_a_decision_inside_is_fine(source: str) -> None:
    assert shown_naked(planted(source), ["page.html", "_part.html"]) == []


def test_an_empty_reason_counts_as_none() -> None:
    _, calls = walk(planted("{% call decision('s', why=[], change='') %}{% endcall %}"), ["page.html"])
    assert (given(calls[0], "why", 1), given(calls[0], "change", 2)) == (None, None)


def planted(source: str) -> Environment:
    """Templates as the pages', with one invented page."""
    return TEMPLATES.overlay(loader=DictLoader({"page.html": source, "_part.html": "{{ one.status }}"}))
