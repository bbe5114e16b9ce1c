"""What becomes of a note in a language: every statement as its role and what fills it, nothing for what is left out."""

from __future__ import annotations

from service.drafting.language import Register
from service.drafting.notes import statements
from service.drafting.tongues import TONGUES, Voice


def said(note: str, language: str, register: Register, *names: str) -> list[str]:
    """`names`: what the contact is called in the note."""
    tongue, found = TONGUES[language], []
    for statement in statements(note, {"c": frozenset(names)}, default=language):
        if statement.is_unsayable or statement.kind in {"told", "absent", "remark"}:
            continue
        retell = tongue.offer if statement.kind in {"promise_theirs", "invitation"} else tongue.takeaway
        retell = tongue.promise if statement.kind == "promise_mine" else retell
        is_foreign = statement.language != language
        retold = retell(statement, Voice(register, frozenset(names), foreign=is_foreign))
        if retold:
            gaps = (retold.gaps.get(name) for name in ("vp", "clause", "noun", "thing", "name", "terms"))
            found.append(f"{retold.role}: {next((gap for gap in gaps if gap), '')}")
    return found


def glow(note: str, language: str, register: Register, *names: str) -> str:
    """Where somebody lit up, as it is told to them; "" where a note says nothing of it."""
    found = statements(note, {"c": frozenset(names)}, default=language)
    retold = [TONGUES[language].observation(one, Voice(register, frozenset(names))) for one in found]
    return next((one.gaps["clause"] for one in retold if one and one.role == "host_noticed_glow"), "")
