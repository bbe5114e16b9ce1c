"""The gate that every draft passes before a person sees it as ready: product.md 3.2, R03-R13, R15-R26 and R28.

Decides only whether a text is fit, never mends it: `compose` tries again. What it knows comes from the scene, so a
draft that passes today fails when its evidence is gone; soft failures warn, and another wording is preferred. The rules
are functions in `checks/`, what is asked of each kind stands in `criteria.py`. R01, R02 and R14 compare with an expected
answer and are for a judge of cases; R27 is kept by the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.drafting.candidate import Candidate, Check, Failure, Headers
from service.drafting.checks import envelope, form, manners, truth

__all__ = ["Candidate", "Failure", "Headers", "failures", "is_fit", "of_sentence", "of_whole"]

CHECKS: tuple[Check, ...] = (
    envelope.kind, envelope.recipients, envelope.sender, envelope.threading, envelope.subject, envelope.moment,
    form.greeted, form.language, form.length, form.placeholder, form.sign_off, form.plain,
    manners.thanks, manners.offer, manners.no_job_ask, manners.no_boilerplate, manners.no_copy, manners.not_the_notes_own_words,
    truth.only_known, truth.only_own_words, truth.slot, truth.claims, truth.promises, truth.consent, truth.referral,
    truth.no_instruction, truth.no_secret, truth.quotes_are_verbatim,
)  # fmt: skip
OF_A_SENTENCE: tuple[Check, ...] = (truth.only_known, truth.slot, truth.claims, truth.promises)


def failures(candidate: Candidate) -> list[Failure]:
    """Everything that is wrong with a draft; no hard one = fit to be shown."""
    return [failure for check in CHECKS for failure in check(candidate)]


def of_sentence(candidate: Candidate) -> list[Failure]:
    """What a single sentence says without evidence; `candidate` holds that sentence alone, and the quotes of all."""
    return [failure for check in OF_A_SENTENCE for failure in check(candidate)]


def of_whole(candidate: Candidate) -> list[Failure]:
    """Everything that is wrong with a text as a whole, its single sentences aside."""
    return [failure for check in CHECKS if check not in OF_A_SENTENCE for failure in check(candidate)]


def is_fit(found: Sequence[Failure]) -> bool:
    return not any(failure.is_hard for failure in found)
