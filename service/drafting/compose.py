"""Writes one draft: chooses a takeaway, a next step and an offer, and words them from what the scene gives.

`variant` moves on to other wordings and simpler drafts when the gate refuses one. `memory`: what other drafts say, to
be kept apart from. Nothing is said without a quote or a feeling of the person's own. What each kind says is in `kinds`; the phrases are in `tongues`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from service.drafting.evidence import Scene
from service.drafting.kinds import KINDS
from service.drafting.language import scores
from service.drafting.material import Material
from service.drafting.memory import NOTHING, Memory
from service.drafting.tongues import Style
from service.drafting.writer import Composed, Sentence, Writer

_SPARING = 4
"""Attempts that spare words for who writes short mails."""


def compose(
    scene: Scene, material: Material, kind: str, sent: datetime, *, variant: int = 0, order: int = 0,
    style: Style = "", spare: int = 0, memory: Memory = NOTHING,
) -> Composed | None:  # fmt: skip
    """One attempt at a draft; None when this kind cannot be written from this material in this way."""
    # Who writes short mails is spared the further words, as long as the draft is long enough without them.
    is_short = scene.sender.manner.lengths.get(material.language) == "short"
    spare = max(spare, 1) if is_short and variant < _SPARING else spare
    writer = Writer(
        scene, material, kind, sent, variant=variant % 4, order=order, style=style, spare=spare, memory=memory,
    )  # fmt: skip
    composed = KINDS[kind](writer, simple=variant // 4)
    return _with_own_words(writer, composed) if composed and variant < 4 else composed


def _with_own_words(writer: Writer, composed: Composed) -> Composed:
    """The person's usual first and last sentence, in drafts of the language they are written in."""
    chosen = writer.scene.sender.chosen
    first, *rest = composed.paragraphs or ((),)
    opening, closing = (_own_sentence(composed.language, text) for text in (chosen.opening, chosen.closing))
    if opening and first:
        first = (replace(first[0], text=first[0].text[:1].upper() + first[0].text[1:]), *first[1:])
    paragraphs = [(*opening, *first), *rest]
    paragraphs[-1] = (*paragraphs[-1], *closing)
    return replace(composed, paragraphs=tuple(paragraphs)) if opening or closing else composed


def _own_sentence(language: str, text: str) -> tuple[Sentence, ...]:
    found = scores(text)
    is_theirs = bool(text) and max(found, key=lambda name: (found[name], name == language)) == language
    return (Sentence(text if text[-1] in ".?!" else f"{text}.", "own_words"),) if is_theirs else ()
