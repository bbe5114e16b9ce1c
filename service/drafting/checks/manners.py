"""Rules about tact: thanks where due, no blame, no job ask, no stock phrase, no copy of what was said to others
(R12, R19-R21, R23).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from service.drafting.candidate import Candidate, Failure
from service.drafting.criteria import CRITERIA
from service.drafting.language import overlap
from service.drafting.own_words import MOST_COPIED, copied
from service.drafting.wordlists import BLAME, BOILERPLATE, JOB_ASK, MEETING_PRAISE, OFFER, THANKS, THANKS_AS_PUBLISHED

MOST_ALIKE = 0.5
_A_LETTER = 12
"""Words from which on a mail is long enough to be compared."""


def thanks(candidate: Candidate) -> Iterable[Failure]:
    composed, asked = candidate.composed, CRITERIA.get(candidate.composed.kind)
    lowered = composed.core.lower()
    if asked is None:
        return
    if asked.thanks and not THANKS[composed.language].search(lowered):
        yield Failure("R12", "does not thank")
    elif asked.thanks and candidate.is_ours and not THANKS_AS_PUBLISHED[composed.language].search(lowered):
        yield Failure("R12", "hardly thanks", is_hard=False)
    if asked.not_held and MEETING_PRAISE[composed.language].search(lowered):
        yield Failure("R12", "thanks for a meeting that did not take place")
    if asked.not_held and BLAME.search(composed.core):
        yield Failure("R12", "blames")


def offer(candidate: Candidate) -> Iterable[Failure]:
    composed, asked = candidate.composed, CRITERIA.get(candidate.composed.kind)
    wants = candidate.scene.sender.offers_help and asked is not None and asked.offer
    if wants and not OFFER[composed.language].search(composed.core.lower()):
        yield Failure("R19", "offers nothing in return", is_hard=False)


def no_job_ask(candidate: Candidate) -> Iterable[Failure]:
    if candidate.scene.interview.role != "host" and JOB_ASK.search(candidate.core):
        yield Failure("R20", "asks for a job")


def no_boilerplate(candidate: Candidate) -> Iterable[Failure]:
    if any(pattern.search(candidate.body.lower()) for pattern in BOILERPLATE):
        yield Failure("R21", "holds a stock phrase")
    if candidate.body.count("!") > 1:
        yield Failure("R21", "more than one exclamation mark")
    words_used = f" {_plainly(candidate.body)} "
    if any(f" {_plainly(phrase)} " in words_used for phrase in candidate.scene.sender.chosen.never_phrases):
        yield Failure("R21", "holds a phrase that you never use")


def _plainly(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


def no_copy(candidate: Candidate) -> Iterable[Failure]:
    scene = candidate.scene
    own = [mail.text for mail in (*scene.mails, *scene.beyond) if mail.is_mine]
    if any(overlap(candidate.core, text) >= MOST_ALIKE for text in own if len(text.split()) > _A_LETTER):
        yield Failure("R23", "copies an earlier mail")
    if any(overlap(candidate.core, text) >= MOST_ALIKE for text in candidate.siblings):
        yield Failure("R23", "is too much like the draft to somebody else")
    if any(overlap(candidate.core, text) >= MOST_ALIKE for text in candidate.earlier):
        yield Failure("R23", "is much like an earlier draft", is_hard=False)


def not_the_notes_own_words(candidate: Candidate) -> Iterable[Failure]:
    """Notes are for the person: a mail says it anew (issue 6.1)."""
    notes = [note.public for note in (*candidate.scene.notes, *candidate.scene.earlier)]
    if candidate.is_ours and any(copied(sentence.text, notes) for sentence in candidate.composed.sentences):
        yield Failure("R23", f"takes more than {MOST_COPIED} words in a row from a note")
