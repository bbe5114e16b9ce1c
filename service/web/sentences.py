"""Finds the translation of a sentence that the service stored or raised in English.

Such sentences lie in the catalogue under a context of their own, with named parts: “Did you talk with %(name)s?”. A
stored sentence is matched against those, its parts are taken out, translated themselves where they are sentences or
kinds of ours, and put into the translation. What is not known is shown as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from service.web.catalogues import LANGUAGES, SERVICE, catalogue, written

_PART = re.compile(r"%\((\w+)\)s")
_SENTENCES = re.compile(r"(?<=[.?:]) (?=[A-Z“])")
_LONGEST = 1000
"""Nothing of ours is longer; matching is not for texts of strangers."""
_DEPTH = 3


def N_(msgid: str) -> str:  # noqa: N802 (gettext's own name for "collect this, translate it later")
    """Marks a sentence for `make messages` where it is not shown yet."""
    return msgid


KINDS = (
    N_("accepted"),
    N_("approved"),
    N_("cancelled"),
    N_("dismissed"),
    N_("held"),
    N_("held presumed"),
    N_("hiring"),
    N_("invited"),
    N_("no show"),
    N_("not logged"),
    N_("proposed"),
    N_("recruiter"),
    N_("sales"),
    N_("sending"),
    N_("sensitive"),
    N_("sent"),
    N_("unclear"),
    N_("withdrawn"),
)
"""What stands as a single word in a stored sentence."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A sentence with parts: how it is recognised, and what it becomes."""

    pattern: re.Pattern[str]
    becomes: str
    fixed: int
    """How many letters of it are no parts: the more, the better a match is."""


def translated(language: str, text: str) -> str:
    """The sentence in that language; as it is where it is not one of ours."""
    if not text or language == LANGUAGES[0] or len(text) > _LONGEST:
        return text
    return _translated(language, text, _DEPTH)


@lru_cache(maxsize=4096)
def _translated(language: str, text: str, depth: int) -> str:
    found = _whole(language, text) or _by_form(language, text, depth)
    if found:
        return found
    pieces = _SENTENCES.split(text)
    if len(pieces) == 1:
        return text
    return " ".join(_translated(language, one, depth) for one in pieces)


def _whole(language: str, text: str) -> str:
    wanted = text.replace("%", "%%")
    said = catalogue(language).pgettext(SERVICE, wanted)
    if said == wanted:
        is_ours = " " in text or text in KINDS
        said = catalogue(language).gettext(wanted) if is_ours else wanted
    return "" if said == wanted else said.replace("%%", "%")


def _by_form(language: str, text: str, depth: int) -> str:
    for form in _forms(language):
        found = form.pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            return form.becomes % (
                {name: _translated(language, part, depth - 1) for name, part in parts.items()} if depth else parts
            )
    return ""


@cache
def _forms(language: str) -> tuple[_Form, ...]:
    """The sentences with parts, those with the most fixed letters first."""
    made = [
        _form(str(one.id), str(one.string))
        for one in written(language)
        if one.context == SERVICE and one.string and _PART.search(str(one.id))
    ]
    return tuple(sorted((form for form in made if form.fixed), key=lambda form: -form.fixed))


def _form(msgid: str, becomes: str) -> _Form:
    pieces = _PART.split(msgid)
    fixed, names = pieces[::2], pieces[1::2]
    # A part that stands in a sentence twice is the same both times.
    groups = [f"(?P={name})" if name in names[:number] else f"(?P<{name}>.+?)" for number, name in enumerate(names)]
    literal = [re.escape(piece.replace("%%", "%")) for piece in fixed]
    whole = "".join(piece + group for piece, group in zip(literal, [*groups, ""], strict=True))
    return _Form(re.compile(whole, re.DOTALL), becomes, sum(sum(map(str.isalpha, piece)) for piece in fixed))
