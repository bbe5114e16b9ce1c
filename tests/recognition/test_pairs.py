"""The quick part of the evaluation of people: nobody is taken for somebody by name, and the bars hold where rules were
made.
"""

from __future__ import annotations

from tests.connectors.corpora import corpus_files
from tests.recognition import pairs
from tests.recognition.reading import mail_files


def test_no_two_strangers_are_one_by_their_names() -> None:
    found = pairs.strangers(mail_files(every=5), corpus_files("ics", every=5))
    assert found.addresses > 50
    assert found.by_name == 0
    assert found.asked > 0


def test_the_tuned_pairs_come_out_within_the_bars() -> None:
    assert [row.what for row in pairs.summary("tuned", pairs.outcomes(pairs.labelled("tuned"))) if not row.is_met] == []
