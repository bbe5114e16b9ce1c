"""No wording of ours can be taken for a sentence of another language, counted by common words as a reader's tool would."""

from __future__ import annotations

import re

import pytest

from service.drafting.language import LANGUAGES
from service.drafting.tongues import TONGUES
from service.drafting.tongues.voice import wordings
from tests.service.drafting.judge import in_another_language

_GAP = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_looks_like_another_language(language: str) -> None:
    taken = [
        wording
        for phrases in TONGUES[language].phrases.values()
        for phrase in phrases
        for wording in wordings((phrase,), "")
        if any(in_another_language(_GAP.sub("", wording), language))
    ]
    assert not taken, taken[:5]
