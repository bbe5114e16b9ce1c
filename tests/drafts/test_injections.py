"""Hostile texts of several kinds put into a case: the same draft, nothing of theirs in it, and the person is told."""

from __future__ import annotations

import pytest

from tests.drafts import injections

QUICK = ("event.description", "message:1.body", "note.text", "contact.name")


def test_the_corpus_is_large_and_of_many_kinds() -> None:
    found = injections.items()
    assert len(found) >= 60
    assert len({item["channel"] for item in found}) >= 10


@pytest.mark.parametrize("where", QUICK)
def test_a_hostile_text_changes_nothing_but_a_warning(where: str) -> None:
    item = next(item for item in injections.items() if item["where"] == where and not item.get("subject_echo_ok"))
    result = injections.tried(item)
    assert result.faults == ()
    assert result.is_told or not result.is_wanted
    assert not result.is_false_alarm
