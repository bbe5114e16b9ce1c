"""Decides where the sender's own words end and the signature begins: a closing, a name, a delimiter, a notice.

The last lines are looked at, from the first that may begin a signature; it does when everything behind it can belong to
one. A thanks over a bare first name stays with the words: the sender said it. Where in doubt nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from connectors import signing_lines as shape
from connectors.locales import words
from connectors.markup import Line, Mark
from connectors.signatures import tells_who

_MOST_LINES = 40
"""How far from the end a signature may begin; bounds the work, since every start looks at all that follows."""
_MOST_PARAGRAPHS = 8
_DELIMITER = re.compile(r"\s{0,2}(?:--|[—–]+|_{2,})\s*$")
_STOPPED = re.compile(r"(?:[.!?,:;)…。！？、）\"”»]|[^\w\s])$")
_TIME = re.compile(r"\d\s?[:.h]\s?\d\d|\d\s?(?:am|pm|uhr)\b", re.IGNORECASE)
_PARTED = re.compile(r"\s+[|·•–—/]\s+|\s*[|·•]\s*|,\s+| - ")
_LIST = re.compile(
    r"mailing list|list(?:info|s\.)|mailman|google ?groups|unsubscribe|mailing-list|abbestellen|désinscrire|liste de diffusion"
    r"|you received this (?:message|email) because|verteiler|lista de correo|рассылк",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[^\W\d_][^:：.?!]{1,24}[:：] ")
_RULE = re.compile(r"\s*[-_=*~]+\s*$")
_FEW_WORDS = 5
_LIST_LINES = 8
"""How far from the end the foot of a mailing list may begin."""
_OUTSIDE = re.compile("|".join(re.escape(word) for word in words(lambda row: row.outside)))
_CAUTION = re.compile(
    r"click|link|attachment|recogni[sz]e|sender|safe\b|anhäng|absender|öffnen|klick|pièces|expéditeur|liens|adjunt|enlaces|allegat"
    r"|mittente|remitente|remetente|bijlage|afzender|vedhæft|bifogad|załącz|nadawc|вложени|отправител",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"[\W_]*\[?(?:external|extern|externe|externo|esterno|ekstern|zewnętrzn\w+|externí)(?:\s+\w+)?\][\s:!]*", re.I
)


@dataclass(frozen=True, slots=True)
class _Own:
    """One line of the sender's, where it stands, and whether a paragraph begins with it."""

    place: int
    text: str
    is_first: bool
    is_under_quote: bool


def signature_start(lines: Sequence[Line]) -> int:
    """The place of the signature's first line; the number of lines where there is none. Never the first words."""
    own = _own_lines(lines)
    for count in range(max(1, len(own) - _MOST_LINES), len(own)):
        if _begins(own, count):
            return own[count].place
    return len(lines)


def _own_lines(lines: Sequence[Line]) -> list[_Own]:
    found: list[_Own] = []
    above: Line | None = None
    is_open = False
    for place, line in enumerate(lines):
        if not line.text.strip():
            is_open = False
            continue
        if line.mark is Mark.OWN:
            is_under_quote = above is not None and above.mark is Mark.QUOTED
            found.append(_Own(place, line.text, not is_open or is_under_quote, is_under_quote))
        above, is_open = line, line.mark is Mark.OWN
    return found


def _begins(own: Sequence[_Own], count: int) -> bool:
    line, rest = own[count], own[count + 1 :]
    if _DELIMITER.match(line.text):
        # RFC 3676's own delimiter is believed over a longer end than the home-made ones.
        return 0 < len(rest) <= (25 if line.text.strip() == "--" else 14)
    is_notice = line.is_first and shape.is_legal(_paragraph(own, count))
    return (is_notice or _is_signing(own, count)) and _can_follow(own, count)


# --- what begins a signature ------------------------------------------------------------------------------------


def _is_signing(own: Sequence[_Own], count: int) -> bool:
    line, rest = own[count], own[count + 1 :]
    if shape.is_thanks(line.text):
        return line.is_first and bool(rest) and _is_block(rest)
    if shape.is_closing(line.text):
        return bool(rest) and _can_stand_under(line.text, rest[0])
    if not line.is_under_quote and (head := shape.closing_before_name(line.text)):
        return not (shape.is_thanks(head) and not _is_block([line]))
    return _is_unknown_closing(line, rest) or _is_name_alone(own, count)


def _is_block(rest: Sequence[_Own]) -> bool:
    """More than a bare first name: a full name, or lines that say who it is."""
    return _is_introduced(rest[0].text) or shape.is_full_name(rest[0].text) or (
        shape.is_name(rest[0].text) and len(rest) > 1
    )  # fmt: skip


def _can_stand_under(closing: str, line: _Own) -> bool:
    text = line.text.strip()
    if len(text) > 60 or shape.is_sentence(text) or _TIME.search(text) or shape.is_said(text):
        return False
    # "See you", then "soon" in the next line, is a sentence that was wrapped.
    return line.is_first or not text[0].islower() or closing.rstrip()[-1] in ",!.，！。、"


def _is_unknown_closing(line: _Own, rest: Sequence[_Own]) -> bool:
    """`Yours in haste,` over a name; without its comma only two words of a paragraph's own ("Pfiat eana")."""
    text = shape.visible(line.text)
    if (
        not rest
        or rest[0].is_first
        or not line.is_first
        or line.is_under_quote
        or len(text) > 35
        or not shape.is_name(rest[0].text)
    ):
        return False
    said = shape.bare(text).split()
    if not said or not all(word.replace("'", "").isalpha() for word in said) or any(map(shape.is_answer, said)):
        return False
    is_parted = text.endswith((",", "，", "、"))
    return len(said) <= (4 if is_parted else 2) and (is_parted or text[-1].isalpha()) and not shape.is_name(text)


def _is_name_alone(own: Sequence[_Own], count: int) -> bool:
    """A name as a paragraph's first line, or right under a finished sentence; or one that says more ("Bo | Arborist")."""
    line, above = own[count], own[count - 1].text
    is_introduced = line.is_first and _is_introduced(line.text)
    # Right under a quote it may be the answer to it.
    if line.is_under_quote or not (is_introduced or shape.is_name(line.text)):
        return False
    if above.rstrip().endswith((":", "：", "؛")) or (count == 1 and above.rstrip().endswith((",", "，"))):
        return False  # The head of a list, or a greeting with one word under it.
    if shape.is_thanks(above) and not _is_block(own[count:]):
        return False
    if not is_introduced and not _says_who(own[count + 1 :], line.text):
        return False
    return line.is_first or (_STOPPED.search(above.rstrip()) is not None and not above.rstrip().endswith((",", "、")))


def _says_who(rest: Sequence[_Own], name: str) -> bool:
    """Under a bare name nothing more, or something that says who it is: "Special Comments" and "Berlin Office" are none."""
    texts = [line.text for line in rest]
    if not texts:
        return not tells_who(name)
    if not shape.is_full_name(name) and not all(len(text.split()) <= _FEW_WORDS or tells_who(text) for text in texts):
        return False
    if any(map(tells_who, texts)) or (shape.is_full_name(name) and _is_short_block(rest)):
        return True
    known = {word.casefold() for word in shape.words_of_name(name)}
    return any(known & {word.casefold() for word in shape.words_of_name(text)} for text in texts if _is_naming(text))


def _is_short_block(rest: Sequence[_Own]) -> bool:
    """One or two short lines right under a full name: a work and a house that no table knows."""
    return len(rest) <= 2 and not any(line.is_first or not _is_about(line.text) for line in rest)


def _is_introduced(text: str) -> bool:
    """A full name with more behind it: parted by strokes, or followed by what somebody is."""
    line = shape.visible(text)
    match = _PARTED.search(line)
    if match is None or len(line) > 160 or shape.is_sentence(line):
        return False
    head, tail = line[: match.start()], line[match.end() :]
    return shape.is_full_name(head) and len(shape.words_of_name(head)) > 1 and ("|" in match[0] or _is_about(tail))


def _is_about(text: str) -> bool:
    """What can be somebody's work: begins large, and is neither a sentence nor an hour."""
    said = text.strip(" *_")
    is_long = len(said) > 60 or "?" in said or "!" in said
    return bool(said) and said[0].isupper() and not is_long and not _TIME.search(said) and not shape.is_sentence(said)


# --- what may follow ---------------------------------------------------------------------------------------------


def _can_follow(own: Sequence[_Own], count: int) -> bool:
    """Whether everything below can belong to the signature."""
    rest = own[count + 1 :]
    if len(rest) > 25 or sum(line.is_first for line in rest) > _MOST_PARAGRAPHS:
        return False
    in_notice, in_block = _is_notice(own, count), _is_strong(own[count].text)
    for place, line in enumerate(rest):
        in_notice = _is_notice(rest, place) if line.is_first else in_notice
        in_block = (in_block and not line.is_first) or _is_strong(line.text)
        if not (in_notice or _can_stand_below(line, in_block=in_block and place > 0)):
            return False
    return not _is_other_name_below(own, count)


def _is_strong(text: str) -> bool:
    return shape.is_full_name(text) or _is_introduced(text) or shape.is_closing(text)


def _is_naming(text: str) -> bool:
    return shape.is_name(text) or _is_introduced(text)


def _can_stand_below(line: _Own, *, in_block: bool) -> bool:
    if shape.is_postscript(line.text) or line.is_under_quote or shape.is_motto(line.text):
        return shape.is_motto(line.text) and not line.is_under_quote
    if shape.is_sentence(line.text):
        # Under a full name some say when they work, or what their house stands for.
        return in_block and (not line.text.rstrip().endswith("?") or _LABELLED.match(line.text) is not None)
    return shape.is_closing(line.text) or not shape.is_said(line.text)


def _is_other_name_below(own: Sequence[_Own], count: int) -> bool:
    """Under a bare name another paragraph begins with somebody else's: the first was no signature ("Great Idea")."""
    first = set(map(str.casefold, shape.words_of_name(own[count].text)))
    if not first or not shape.is_name(own[count].text):
        return False
    for line in own[count + 1 :]:
        if line.is_first and shape.is_name(line.text) and not tells_who(line.text):
            others = set(map(str.casefold, shape.words_of_name(line.text)))
            return not any(one[:2] == other[:2] for one in first for other in others)
    return False


def _is_notice(own: Sequence[_Own], count: int) -> bool:
    """A paragraph that companies or people hang below their name."""
    paragraph = _paragraph(own, count)
    return own[count].is_first and len(paragraph) > 40 and shape.is_boilerplate(paragraph)


def _paragraph(own: Sequence[_Own], count: int) -> str:
    """The text of the first lines of a paragraph, in one."""
    found = [own[count].text]
    for later in own[count + 1 : count + 6]:
        if later.is_first:
            break
        found.append(later.text)
    return " ".join(found)


# --- what machines hang on ---------------------------------------------------------------------------------------


def notices(lines: Sequence[Line]) -> list[int]:
    """The places of lines that are nobody's words: a server's warning at the top, a mailing list's foot at the end."""
    own = _own_lines(lines)
    return [*_warning(own), *_foot_of_list(own)]


def _warning(own: Sequence[_Own]) -> list[int]:
    if not own or len(own[0].text) > 4 * shape.LONGEST:
        return []
    folded = shape.visible(own[0].text).casefold()
    if not (_TAG.match(folded) or _OUTSIDE.search(folded)):
        return []
    # In HTML the sender's first line may follow without an empty one.
    later = takewhile(lambda line: not line.is_first and _CAUTION.search(line.text), own[1:_LIST_LINES])
    found = [own[0].place, *(line.place for line in later)]
    return found if len(found) < len(own) else []


def _foot_of_list(own: Sequence[_Own]) -> list[int]:
    for count in range(max(1, len(own) - _LIST_LINES), len(own) - 1):
        if _RULE.match(own[count].text) and any(map(_is_of_list, own[count + 1 : count + 3])):
            return [line.place for line in own[count:]]
    return []


def _is_of_list(line: _Own) -> bool:
    return _LIST.search(line.text[: shape.LONGEST]) is not None
