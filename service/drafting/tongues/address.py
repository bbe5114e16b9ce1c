"""Phrases for both ways of address from one text: in "dass <Sie sich|du dir> Zeit <nehmen|nimmst>" the first is formal.

For languages that tell du from Sie. A role whose phrases differ becomes `role.formal` and `role.familiar`; one that
speaks to nobody stays one role. Pairs may stand inside choices of words (`voice.py`), not the other way round.
"""

from __future__ import annotations

import re

from service.drafting.tongues.voice import Phrases

_PAIR = re.compile(r"<([^<>|]*)\|([^<>|]*)>")


def both_ways(phrases: Phrases) -> dict[str, tuple[str, ...]]:
    """Every role with its phrases said formally and familiarly."""
    found: dict[str, tuple[str, ...]] = {}
    for role, said in phrases.items():
        formal, familiar = (tuple(_PAIR.sub(rf"\{group}", phrase) for phrase in said) for group in (1, 2))
        if formal == familiar:
            found[role] = formal
        else:
            found |= {f"{role}.formal": formal, f"{role}.familiar": familiar}
    return found
