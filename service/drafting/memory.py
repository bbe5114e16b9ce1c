"""What the person's other drafts say, so that no two of them sound alike.

A *memory* holds the texts that a new one is kept apart from: the last hundred drafts of meetings that ended before, and
twenty more to the same organisation. `repeats` and `likeness` compare a sentence with them; which words are chosen is up to
the writer. Only meetings that ended before count in full, so that a replay remembers the same; of later ones whole
sentences are avoided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from service.drafting.evidence import Scene, Someone
from service.drafting.language import four_grams, words
from service.schema import Contact, Draft, Interview
from service.sealed import open_draft
from service.vault import Vault

LATELY = 20
"""Of how many of the person's last drafts no long sentence comes again (issue 6.4)."""
_LONG_AGO = 100
"""How many a new one should not resemble."""
_LONG = 8
"""Words from which on nobody says the same sentence twice by chance."""
_KEPT = ("needs_review", "approved", "sending", "sent", "unclear")
_END = re.compile(r"(?<=[.!?])\s+|\n+")

Gram = tuple[str, ...]
_Drafts = Select[Draft]


@dataclass(frozen=True, slots=True)
class Memory:
    """Other drafts of the same person."""

    texts: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()
    """Of `texts`, those about the same meeting."""
    sentences: frozenset[Gram] = frozenset()
    grams: Mapping[Gram, tuple[int, ...]] = field(default_factory=dict)
    """In which texts a run of four words stands."""

    def repeats(self, text: str) -> bool:
        """Whether a sentence of eight words or more stands in one of them."""
        return not self.sentences.isdisjoint(_sentences(text))

    def likeness(self, text: str) -> float:
        """The greatest share of this text's runs of four words that one of them has too."""
        found = four_grams(text)
        shared = Counter(number for gram in found for number in self.grams.get(gram, ()))
        return max(shared.values(), default=0) / len(found) if found else 0.0


NOTHING = Memory()


def remembered(
    near: Iterable[str], *, far: Iterable[str] = (), siblings: Sequence[str] = (), later: Iterable[str] = ()
) -> Memory:
    """A memory of these texts: nothing should resemble `near`, `far` and `siblings`, and no long sentence of `near`,
    `siblings` and `later` comes again.
    """
    near = tuple(near)
    kept = (*near, *far, *siblings)
    grams: dict[Gram, tuple[int, ...]] = {}
    for number, text in enumerate(kept):
        for gram in four_grams(text):
            grams[gram] = (*grams.get(gram, ()), number)
    spoken = (sentence for text in (*near, *siblings, *later) for sentence in _sentences(text))
    return Memory(kept, tuple(siblings), frozenset(spoken), grams)


def _sentences(text: str) -> Iterable[Gram]:
    for sentence in _END.split(text):
        found = tuple(word.casefold() for word in words(sentence))
        if len(found) >= _LONG:
            yield found


def recall(session: Session, vault: Vault, scene: Scene, who: Someone, siblings: Sequence[str] = ()) -> Memory:
    """The memory for a draft to `who`: the drafts before it, twenty after it for their sentences, and those about the
    same meeting, which the caller hands in.
    """
    interview = scene.interview
    if interview.end is None:
        return remembered((), siblings=siblings)
    before = or_(
        Interview.end < interview.end, and_(Interview.end == interview.end, Interview.id < interview.id)
    )  # fmt: skip
    after = or_(Interview.end > interview.end, and_(Interview.end == interview.end, Interview.id > interview.id))
    nearest = _drafts(interview, before).order_by(Interview.end.desc(), Interview.id.desc(), Draft.id)
    last = _texts(session, vault, [nearest.limit(_LONG_AGO)], scene)
    to_one = _texts(session, vault, [_to_organisation(nearest, who)] if who.organisation else [], scene)
    later = _drafts(interview, after).order_by(Interview.end, Interview.id, Draft.id)
    return remembered(
        dict.fromkeys([*last[:LATELY], *to_one]),
        far=last[LATELY:],
        siblings=siblings,
        later=_texts(session, vault, [later.limit(LATELY)], scene),
    )


def _drafts(interview: Interview, when: ColumnElement[bool]) -> _Drafts:
    return (
        select(Draft)
        .join(Interview, and_(Interview.id == Draft.interview_id, Interview.person_id == Draft.person_id))
        .where(Draft.person_id == interview.person_id, Draft.state.in_(_KEPT), when)
    )


def _to_organisation(query: _Drafts, who: Someone) -> _Drafts:
    return (
        query.join(Contact, and_(Contact.id == Draft.contact_id, Contact.person_id == Draft.person_id))
        .where(Contact.organisation == who.organisation)
        .limit(LATELY)
    )


def _texts(session: Session, vault: Vault, queries: Iterable[_Drafts], scene: Scene) -> list[str]:
    """Their texts without greeting and sign-off, each once."""
    found = {row.id: row for query in queries for row in session.scalars(query)}
    return [text_said(open_draft(vault, row).body, scene) for row in found.values()]


def text_said(body: str, scene: Scene) -> str:
    """What a draft says between its greeting and the person's sign-off."""
    sign_off = scene.sender.signature.strip() or scene.sender.name
    _, _, rest = body.strip().removesuffix(sign_off).partition("\n")
    return rest.strip()
