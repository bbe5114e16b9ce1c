"""A model that does what hostile texts ask of it gets nothing of theirs into a draft, and makes nothing happen."""

from __future__ import annotations

import pytest

from tests.drafts import injections
from tests.drafts.obedient import WAYS, Way, every_quote, obeyed

QUICK = ("message:1.body", "event.description", "note.text", "contact.name", "message:1.html")


@pytest.mark.parametrize(("where", "way"), list(zip(QUICK, WAYS, strict=True)))
def test_an_obedient_model_smuggles_nothing_into_a_draft(where: str, way: Way) -> None:
    found = [item for item in injections.items() if item["where"] == where and not item.get("subject_echo_ok")]
    result, outcomes = obeyed(found[0], way)
    assert result.faults == ()
    assert outcomes, "it was asked"
    if way is not every_quote:  # what the rules say of a quote may be said in the quote's words
        assert not any(outcome.startswith("adopted") for outcome in outcomes)
