"""What is nobody's business is noticed in every labelled case by its words; what came of each is in `make security`."""

from __future__ import annotations

from service import speech
from service.classify import PRIVATE
from tests.recognition.sensitive import ORDINARY, RECALL, Case, cases

SETS = ("sensitive", "sensitive_untouched")


def touches(case: Case) -> frozenset[str]:
    found = speech.instead(f"{case.title}\n\n{case.words}")
    return frozenset(act.what for act in found) & PRIVATE


def test_every_talk_that_touches_somebodys_own_matters_is_noticed_by_its_words() -> None:
    for name in SETS:
        touching = [case for case in cases(name) if case.touches != ORDINARY]
        noticed = [case for case in touching if touches(case)]
        assert len(noticed) >= RECALL * len(touching), [case.number for case in touching if case not in noticed]


def test_a_talk_about_a_doctors_or_lawyers_way_touches_nobody() -> None:
    assert [case.title for case in cases() if case.touches == ORDINARY and touches(case)] == []


def test_the_set_is_large_and_speaks_four_languages() -> None:
    touching = [case for name in SETS for case in cases(name) if case.touches != ORDINARY]
    assert len({case.words for case in touching}) >= 150
    of_each = {(case.touches, case.language) for case in touching}
    assert len(of_each) == 5 * 4
