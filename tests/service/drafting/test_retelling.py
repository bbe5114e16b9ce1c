"""Whole notes, written by people who had not seen the rules: nearly every thank-you drawn from one is without a fault."""

from __future__ import annotations

import pytest

from tests.drafts.notes import BAR, measured


@pytest.mark.parametrize("language", ["en"])
def test_nearly_every_note_is_retold_with_what_stuck_and_what_was_promised(language: str) -> None:
    whole, total = measured(language)
    assert whole >= BAR * total
