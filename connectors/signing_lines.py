"""Tells what a single line at the end of a mail can be: a name, a closing, a thanks, part of a notice, a whole sentence.

Words are those of every language at once (`locales.json`): people sign in another language than they write. A line is
judged alone; where the signature begins is decided in `endings.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from connectors.locales import words

LONGEST = 400
"""No more of a line is looked at."""
_LONGEST_NAME = 60
_LONGEST_CLOSING = 50
_PROSE = 90
_CJK_PROSE = 16
_MOST_SMALL = 5
"""More words in small letters than that are a sentence's; titles and addresses have fewer."""


def _plain(text: str) -> str:
    """Without accents, as many type where their keyboard has none."""
    if text.isascii():
        return text
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _known(found: Iterable[str]) -> frozenset[str]:
    spelled = [word.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae") for word in found]
    return frozenset(map(_plain, (*found, *spelled)))


_CLOSINGS = _known(words(lambda row: row.closings))
_THANKS = _known(words(lambda row: row.thanks))
_ANSWERS = frozenset(words(lambda row: row.answers))
_LEGAL = tuple(words(lambda row: row.legal))
_HABITS = tuple(words(lambda row: row.habits))
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "bin",
    "ibn", "bint", "ben", "ter", "ten", "zu", "zum", "zur", "y", "e", "i", "und", "and", "&", "af", "av", "vom", "st",
})  # fmt: skip
HONORIFICS = frozenset({
    "dr", "prof", "ing", "dipl", "dipl-ing", "avv", "dott", "dottssa", "profssa", "mag", "lt", "cmdr", "capt", "sgt", "rev",
    "sr", "sra", "srta", "m", "mme", "mlle", "mr", "mrs", "ms", "miss", "mx", "sir", "herr", "frau", "hr", "fr", "ir", "drs",
    "mgr", "bc", "phdr", "rndr", "mudr", "judr", "lic", "arch", "arq", "eng", "engº", "engª", "dra", "doc", "univ", "priv",
    "med", "rer", "nat", "phil", "jur", "hab", "inż", "д-р", "проф", "инж", "doktor", "professor", "maître", "me", "ra", "rin",
    "on", "pn", "bapak", "ibu", "pak", "bu", "geom", "rag", "on.le", "ts", "bs", "gs", "pgs", "uz", "doç", "öğr", "gör",
})  # fmt: skip
_PROXY = re.compile(r"^(?:i\.?\s?[av]\.?|ppa\.?|p\.?p\.?|p\.?o\.?)\s+(?=\S)", re.IGNORECASE)
"""German and English marks of signing for somebody: i. A., i. V., ppa., p.p."""
_ASIDE = re.compile(r"[\[(][^\[\]()]{1,40}[\])]")
_PRONOUNS = re.compile(
    r"[\[(](?:[^\[\]()/]{1,12}/[^\[\]()]{1,24}|she|he|they|any pronouns|sie|er|elle|il|iel|ella|él|lei|lui|hon|han|hen)[\])]",
    re.I,
)
_CREDENTIALS = re.compile(
    r"(?:,\s*(?:[A-Z][\w.]{0,3}[A-Z][\w.]{0,5}|[A-Z][a-z]?\.\s?[A-Z]\w{0,3}\.?|[A-Z]{2,6}|Esq\.?|[JS]r\.?)(?=,|$))++$"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff々]{1,4}(?:[ \u3000][\u4e00-\u9fff々ぁ-んァ-ヶー]{1,5})?(?:拝|より)?$")
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}(?:\s?(?:드림|올림|배상))?$")
_RESPECTS = re.compile(r"\s?(?:드림|올림|배상|拝|より|敬上|谨上|謹上|上)$")
"""What Korean, Japanese and Chinese write behind their own name."""
_CASELESS = re.compile(r"[\u0590-\u06ff\u0750-\u077f\u0e00-\u0e7f\u0900-\u0dff\u10a0-\u10ff]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff가-힣]")
_WORD = re.compile(r"[^\W\d_]+(?:[.'’‘`·-][^\W\d_]+)*\.?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,3}$|[^\W\d_]{1,2}$")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_TRIMMED = " \t*_~-–—,.!:;，。！、…\u00a0\u3000"
_AND = re.compile(
    r"\s*[,/&+!，、]\s*|\s+(?:and|und|et|y|e|og|och|ja|i|a|en|ve|és|și|и|та|és|in|ir|un|με|και|ו|و|with|mit)\s+"
)
_NUMBERED = re.compile(r"\d")
_FINISHED = re.compile(r"[^\W\d_]{4,}\.$")
_STOPPED = re.compile(r"[.?!。？！…][\"”»)]?$")
_POSTSCRIPT = re.compile(r"[\W_]*(?:p\.?\s?[sd]\b|n\.?b\b|з\.?\s?ы|пс\b|追伸|附言|又及|추신|υ\.?γ)", re.IGNORECASE)
_MOTTO = re.compile(r"[\W_]*[\"“„«»”‘']")


def visible(text: str) -> str:
    """A line without marks that nobody sees, no longer than what is looked at."""
    if text.isascii():
        return text[:LONGEST].strip()
    return _INVISIBLE.sub("", text[:LONGEST]).replace("\u00a0", " ").replace("\u202f", " ").strip()


def bare(text: str) -> str:
    """A line's words alone, case-folded: without the marks around them."""
    return " ".join(visible(text).strip(_TRIMMED).casefold().split())


def is_thanks(text: str) -> bool:
    """`Many thanks,` and the like, alone in its line."""
    return _plain(bare(text)) in _THANKS


def is_closing(text: str) -> bool:
    """`Best regards,`, also joined to another or to a thanks: "Thanks and best wishes"."""
    said = _plain(bare(text))
    if said in _CLOSINGS:
        return True
    parts = [part for part in _AND.split(said) if part] if len(said) <= _LONGEST_CLOSING else []
    return len(parts) > 1 and any(part in _CLOSINGS for part in parts) and all(map(_is_courtesy, parts))


def _is_courtesy(said: str) -> bool:
    return said in _CLOSINGS or said in _THANKS


def closing_before_name(text: str) -> str:
    """The closing in a line that has the name behind it ("Cheers, Gareth", "Deine Wiebke"), as written; else ""."""
    line = visible(text)
    if len(line) > _LONGEST_NAME:
        return ""
    for place in [match.end() for match in re.finditer(r"[\s,!.，、]+", line)][:6]:
        head, tail = line[:place], line[place:]
        if is_closing(head) and is_name(tail):
            return head.strip()
    return ""


def is_answer(text: str) -> bool:
    """A word that is an answer ("Tuesday", "Perfect") and not a name."""
    return bare(text) in _ANSWERS


def is_said(text: str) -> bool:
    """An answer, a closing or a thanks: whatever may stand alone at the end and is no name."""
    said = bare(text)
    return said in _ANSWERS or _is_courtesy(_plain(said))


def shown_name(text: str) -> str:
    """A name as its owner writes it, without what stands around it: marks, "i. A.", pronouns, respects."""
    line = _PROXY.sub("", visible(text).strip(" \t*_~,;:|/-–—\u3000"))
    return " ".join(_RESPECTS.sub("", _PRONOUNS.sub(" ", line).strip()).split()).strip(" *_,")


def plain_name(text: str) -> str:
    """The same without degrees behind it."""
    return _CREDENTIALS.sub("", _ASIDE.sub(" ", shown_name(text)).strip()).strip(" ,")


def is_name(text: str) -> bool:
    """Whether a line can be somebody's name and nothing else: capitals, initials, particles, at most six words."""
    line = visible(text)
    if not line or len(line) > _LONGEST_NAME or _NUMBERED.search(line) or is_said(line) or "@" in line:
        return False
    # Behind a dash may be an item of a list, before a full stop the shortest of sentences ("Works.").
    if line.endswith(("?", "!", ":", ";", "。", "！", "？", "：")) or line[0] in "-–—•" or _FINISHED.search(line):
        return False
    name = plain_name(line)
    if not name or is_said(name):
        return False
    if _CJK.search(name):
        return _HAN_NAME.match(name) is not None or _HANGUL_NAME.match(line) is not None
    return _is_western(name.split())


def _is_western(parts: list[str]) -> bool:
    if len(parts) == 1 and _INITIALS.match(parts[0]):
        return True
    said = [part for part in parts if part.casefold() not in _PARTICLES]
    return 0 < len(said) <= 4 and len(parts) <= 6 and all(map(_can_be_named, parts)) and any(map(_is_capital, said))


def _can_be_named(part: str) -> bool:
    folded = part.casefold()
    if folded in _PARTICLES or folded.rstrip(".").replace(".", "") in HONORIFICS:
        return True
    if not (_WORD.match(part) or _INITIALS.match(part)):
        return False
    # A long word with a stop behind it ends a sentence.
    return (_is_capital(part) or folded[:2] in {"d'", "d’", "l'", "l’"}) and not (part.endswith(".") and len(part) > 5)


def _is_capital(part: str) -> bool:
    return part[0].isupper() or _CASELESS.match(part[0]) is not None


def words_of_name(text: str) -> list[str]:
    """The words of a name that are neither titles nor particles."""
    parts = [part.strip(".,") for part in plain_name(text).split()]
    return [part for part in parts if part and part.casefold().replace(".", "") not in HONORIFICS | _PARTICLES]


def is_full_name(text: str) -> bool:
    """A name of two words or more, or one with a title, as strangers sign."""
    return is_name(text) and (len(words_of_name(text)) > 1 or len(plain_name(text).split()) > 1)


def is_legal(text: str) -> bool:
    """A notice about secrecy, registers, viruses or trees, sure enough to stand alone: two of its words or more."""
    folded = text[: 4 * LONGEST].casefold()
    return sum(word in folded for word in _LEGAL) > 1


def is_boilerplate(text: str) -> bool:
    """What stands in whole sentences under a name: part of a notice, or when somebody works."""
    folded = text[: 4 * LONGEST].casefold()
    return any(word in folded for word in (*_LEGAL, *_HABITS))


def is_sentence(text: str) -> bool:
    """Whether a line is a sentence of prose, as a signature has none outside of notices and mottoes."""
    line = visible(text)
    if _POSTSCRIPT.match(line):
        return True
    if line.endswith(("?", "？")):
        return True
    small = [word for word in line.split() if len(word) > 3 and word.islower() and word not in _PARTICLES]
    if len(small) > _MOST_SMALL:
        return True
    if _CJK.search(line):
        return len(line) > 3 * _CJK_PROSE or (len(line) > _CJK_PROSE and _STOPPED.search(line) is not None)
    return len(text) > _PROSE or (_STOPPED.search(line) is not None and line.count(" ") > 6)


def is_postscript(text: str) -> bool:
    """`P.S.` and its like."""
    return _POSTSCRIPT.match(visible(text)) is not None


def is_motto(text: str) -> bool:
    """A quotation, as some put under their name."""
    return _MOTTO.match(visible(text)) is not None
