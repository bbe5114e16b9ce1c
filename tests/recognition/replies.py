"""How well the sender's own words are told from quotes and signatures: public fixtures of other projects, and ours.

Ours (`labelled/replies.json`) are synthetic, written without a look at the rules: no claim about real mail. Half of
them, by a hash of the id, was looked at while rules were mended ("tuned"); the other was only measured ("checked").
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from connectors.replies import Split, split_html, split_reply
from connectors.signatures import Detail, read_signature
from connectors.signing_lines import is_thanks
from tests.connectors.corpora import reply_expectations
from tests.recognition.table import AIM, Row, share

SECTION = "Replies"
LABELLED = Path(__file__).parent / "labelled" / "replies.json"
UNTOUCHED = LABELLED.with_name("replies_untouched.json")
PUBLIC = {
    "crisp": ("crisp, 48 texts", 44, "31"),
    "talon_text": ("talon, 12 texts", 12, "12, its own"),
    "talon_html": ("talon, 9 HTML", 8, "7, its own"),
}
"""Set -> how it is called, the bar, and what the best library reaches on it (recognition.md 2.3)."""
_BARS = {"text": 0.92, "html": 0.90}
_MOST_LOSING = 0.02
_NAMED = ("name", "title", "company", "phone")


@dataclass(frozen=True, slots=True)
class Case:
    """A mail's body, and what its sender wrote in it."""

    id: str
    kind: str
    body: str
    reply: str
    signature: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """What the signature says: name, title, company, phone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case. Blanks never count; words are lost that stand in the wanted reply and not in ours."""

    case: Case
    split: Split

    @property
    def is_exact(self) -> bool:
        return squeezed(self.split.reply) == squeezed(self.case.reply)

    @property
    def is_met(self) -> bool:
        """Exact, the signature counted with the reply or not: projects differ in what they call the reply."""
        return self.is_exact or squeezed(self.split.with_signature) == squeezed(self.case.reply)

    @property
    def is_met_but_for_thanks(self) -> bool:
        """Exact, a thanks over the first name counted as words or as signature: writers differ in that too."""
        return self.is_exact or squeezed(_without_thanks(self.split.reply)) == squeezed(self.case.reply)

    @property
    def lost(self) -> frozenset[str]:
        return _words(self.case.reply) - _words(self.split.reply)

    @property
    def lost_for_good(self) -> frozenset[str]:
        return _words(self.case.reply) - _words(self.split.with_signature)


def squeezed(text: str) -> str:
    """A text without blanks, as exactness is counted."""
    return re.sub(r"\s+", "", text)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def _without_thanks(reply: str) -> str:
    lines = [line for line in reply.splitlines() if line.strip()]
    return "\n".join(lines[:-2]) if len(lines) > 2 and is_thanks(lines[-2]) else reply


def outcome(case: Case) -> Outcome:
    """Splits one case."""
    return Outcome(case, (split_html if case.kind == "html" else split_reply)(case.body))


def public(name: str) -> list[Case]:
    """The cases of one public set; pytest's Skipped where the corpora are not there."""
    rows = [row for row in reply_expectations() if row["set"] == name]
    return [Case(row["file"], row["kind"], row["input"], row["expected_reply"]) for row in rows]


def labelled(path: Path = LABELLED) -> list[Case]:
    """The cases of one of our files."""
    return [_case(row) for row in json.loads(path.read_text(encoding="utf-8"))]


def _case(row: dict[str, Any]) -> Case:
    return Case(row["id"], row["kind"], row["input"], row["reply"], row["signature"], row.get("names") or {})


def half(name: str) -> list[Case]:
    """`tuned` or `checked`."""
    wanted = 0 if name == "tuned" else 1
    return [case for case in labelled() if hashlib.sha256(case.id.encode()).digest()[0] % 2 == wanted]


def rows() -> list[Row]:
    """The section of `make eval` about replies."""
    found = [*(row for name in PUBLIC for row in _public_rows(name)), *ours("tuned"), *ours("checked")]
    return [*found, *measure(UNTOUCHED)] if UNTOUCHED.exists() else found


def ours(name: str) -> list[Row]:
    """The rows of one half."""
    return list(_rows(name, half(name)))


def measure(path: Path) -> list[Row]:
    """The same figures for any file of the same form."""
    return list(_rows(path.stem.removeprefix("replies_"), labelled(path)))


def _public_rows(name: str) -> Iterator[Row]:
    called, bar, best = PUBLIC[name]
    found = [outcome(case) for case in public(name)]
    met = sum(one.is_met for one in found)
    losing = sum(bool(one.lost_for_good) for one in found)
    told = f"{met}/{len(found)} (best library {best})"
    yield Row(SECTION, f"{called}: exact, with or without signature", told, f">= {bar}", met >= bar)
    yield Row(SECTION, f"{called}: exact, the reply alone", f"{sum(one.is_exact for one in found)}/{len(found)}")
    alone = sum(bool(one.lost) for one in found)
    told = f"{losing}/{len(found)} (from the reply alone {alone})"
    yield Row(SECTION, f"{called}: words in neither reply nor signature", told, "<= 1", losing <= 1)


def _rows(name: str, cases: Sequence[Case]) -> Iterator[Row]:
    for kind, bar in _BARS.items():
        found = [outcome(case) for case in cases if case.kind == kind]
        exact, losing = sum(one.is_exact for one in found), sum(bool(one.lost) for one in found)
        either = sum(one.is_met_but_for_thanks for one in found)
        what, total = f"{name}, {kind}, synthetic", len(found)
        yield Row(SECTION, f"{what}: exact", share(exact, total), f"{AIM} >= {bar}", exact >= bar * total)
        yield Row(SECTION, f"{what}: exact but for thanks over a first name", share(either, total))
        yield Row(SECTION, f"{what}: words lost", f"{losing}/{total}", f"{AIM} <= 2%", losing <= _MOST_LOSING * total)
    for field_name in _NAMED:
        yield _named_row(name, field_name, cases)


def _named_row(name: str, field_name: str, cases: Sequence[Case]) -> Row:
    right = wanted = said = 0
    for case in cases:
        truth, ours = case.names.get(field_name, ""), _READ[field_name](outcome(case).split.signature)
        wanted, said = wanted + bool(truth), said + bool(ours)
        right += bool(truth) and squeezed(truth) == squeezed(ours)
    told = f"{right} of {wanted} right, {said - right} said otherwise"
    return Row(SECTION, f"{name}, signature: {field_name}", told)


def _value(detail: Detail | None) -> str:
    return detail.value if detail else ""


_READ: dict[str, Callable[[str], str]] = {
    "name": lambda text: _value(read_signature(text).name),
    "title": lambda text: _value(read_signature(text).title),
    "company": lambda text: _value(read_signature(text).organisation),
    "phone": lambda text: _value(next(iter(read_signature(text).phones), None)),
}
