"""Decides what the sender of a mail wrote in this very mail: without quotes, the lines over them, and the signature.

An ordered pipeline over marked lines: `>` quotes, then the first line from which everything is older mail (a
separator, a header block, a phone's signature, an attribution over unmarked text), then attributions over `>` quotes,
then signatures. Languages are rows of `locales.py`. Where in doubt a quote is kept: losing the sender's words is worse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from connectors.endings import notices, signature_start
from connectors.locales import LOCALES, words
from connectors.markup import Line, Mark, read_html

_MAX_LINES = 2_000
_MAX_LINE = 400
_MAX_ATTRIBUTION = 400


@dataclass(frozen=True, slots=True)
class Split:
    """A mail's text in three: the sender's own words, what is quoted, and the signature. Each verbatim."""

    reply: str
    quoted: str = ""
    signature: str = ""
    with_signature: str = field(default="", compare=False)
    """Reply and signature together, in the order in which they stand in the mail."""


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _signs(found: Iterable[str]) -> str:
    return re.escape("".join(sorted(set(found))))


def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in LOCALES:
        kinds = (("from", locale.sender), ("date", locale.date), ("to", locale.to), ("subject", locale.subject))
        for kind, labels in (*kinds, ("copy", locale.copy)):
            for label in labels:
                found.setdefault(label.casefold(), kind)
    return found


_LABELS = _labels()
_FRINGE = ' \t\u00a0>*_-–—=|"['
"""What programs put before the words of a label, separator or attribution. Cut off by hand: two starred classes side
by side in one pattern take cubic time on a line of underscores."""
_SEPARATOR_WORDS = re.compile(rf"(?:{_one_of(words(lambda row: (*row.original, *row.forwarded)))})\b[^.!?]{{0,60}}$")
_DASHES = re.compile(r"[-–—_=*]{2,}")
_RULE = re.compile(r"\s*[-–—_=*]{3,}\s*$")
_MARKED = re.compile(r"\s{0,3}>")
_NAMES_WHEN_OR_WHO = re.compile(r"[\d@<]")
_WROTE = words(lambda row: row.wrote)
_WROTE_APART = [word for word in _WROTE if word.isascii() or word[0] < "⺀"]
_VERB = re.compile(
    # The first look is at one sign: most places in a line begin no verb.
    rf"(?<!\w)(?=[{_signs(word[0] for word in _WROTE_APART)}])(?:{_one_of(_WROTE_APART)})(?!\w)"
    rf"|(?=[{_signs(word[0] for word in set(_WROTE) - set(_WROTE_APART))}])"
    rf"(?:{_one_of(word for word in _WROTE if word not in _WROTE_APART)})"
)
_VERB_AND_TEXT = re.compile(rf"(?<!@)@[^\s<>@]+>?\)?,?\s?(?:{_one_of(words(lambda row: row.wrote))})\s?[:：]\s{{2,}}\S")
"""Yahoo's programs put the beginning of the quote into the line of the attribution, behind some blanks."""
_WORD_OPENER = re.compile(
    rf"(?:{_one_of(words(lambda row: row.openers))})(?=[\s\d])"
    rf"|(?:{_one_of(words(lambda row: row.weekdays))})\w{{0,6}}[.,\s]"
)
_OPENER = re.compile(rf"\d|[^\W\d_]{{3,9}}\.? \d{{1,2}},? (?:19|20)\d\d|\(\d|{_WORD_OPENER.pattern}")
_DATE = re.compile(
    r"\d{1,2}\s?[:.h]\s?\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,4}\s?[年년月월]|\d\s?[時时点點]"
)
_EMAIL = re.compile(r"[^\s<>\"(),;:@]@[^\s<>\"(),;:@]")
_EMAIL_END = re.compile(r"(?:@[^\s<>@]+?>?>?\)?\]?|>)\s*[:：]$")
_SENT_FROM = re.compile(rf"(?:{_one_of(words(lambda row: row.sent_from))})(?!\w*@)")
_SENT_BY = tuple(words(lambda row: row.sent_from_ending))
_DEVICE = re.compile(
    r"phone|ipad|android|galaxy|outlook|mail|samsung|huawei|xiaomi|pixel|blackberry|windows|スマート|携帯|モバイル"
)
_EXCUSE = re.compile(
    r"excuse|pardon|forgive|apolog|typo|brevity|brief|entschuldig|tippfehler|désolé|disculp|scus|errori"
)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of direction and width that programs put around names and addresses in Hebrew and Arabic."""
_SENTENCE_END = re.compile(r"[^\W\d_]{3,}[.!?]$|[!?]$")
_LINK = re.compile(r"<?\(?(?:https?://|mailto:|www\.)[^\s>)]*[>)]?")
_MAX_ANNOUNCEMENT = 600
_ANNOUNCED = re.compile(rf"(?<!\w)(?:{_one_of(words(lambda row: row.inside))})")
_INITIALS = re.compile(r"(?<!\w)[^\W\d_a-z]{2,3}(?!\w)")
_BEFORE = re.compile(r"\s*[\[(*>]{0,2}([^\W\d_]{2,20})[\])*]{0,2}\s*[:>–—-]+\s*\S")


def split_reply(text: str) -> Split:
    """Splits a mail's plain text."""
    lines = text.replace("\r\n", "\n").split("\n", _MAX_LINES)
    return _split([Line(line.rstrip()) for line in lines[:_MAX_LINES]], lines[_MAX_LINES:])


def split_html(source: str) -> Split:
    """Splits a mail's HTML, by its structure first and then like text."""
    return split_lines(read_html(source))


def split_lines(lines: Sequence[Line]) -> Split:
    """Splits what was read of a mail's HTML already."""
    return _split(lines[:_MAX_LINES], [line.text for line in lines[_MAX_LINES:]])


def _split(lines: Sequence[Line], rest: Sequence[str]) -> Split:
    """Splits lines; the rest, which is beyond what is looked at, counts as quoted."""
    kept = list(lines)
    for step in _STEPS:
        kept = step(kept)
    reply, quoted, signature = ([line.text for line in kept if line.mark is mark] for mark in Mark)
    both = [line.text for line in kept if line.mark is not Mark.QUOTED]
    quoted += rest
    return Split(_join(reply), _join(quoted), _join(signature), with_signature=_join(both))


def _join(lines: Iterable[str]) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n").rstrip()


def _folded(line: Line) -> str:
    if line.text.isascii():
        return line.text[:_MAX_LINE].lower()
    return _INVISIBLE.sub("", line.text[:_MAX_LINE]).casefold().replace("\u00a0", " ").replace("\u202f", " ")


def _as(mark: Mark, line: Line) -> Line:
    return Line(line.text, mark, line.is_coloured)


def _marked(lines: Sequence[Line], start: int, end: int, mark: Mark) -> list[Line]:
    """The lines with those of the range marked; what was marked by structure keeps its mark."""
    changed = [_as(mark, line) if line.mark is Mark.OWN else line for line in lines[start:end]]
    return [*lines[:start], *changed, *lines[end:]]


def _mark_quotes(lines: Sequence[Line]) -> list[Line]:
    return [_as(Mark.QUOTED, line) if ">" in line.text[:4] and _MARKED.match(line.text) else line for line in lines]


def _mark_older_mail(lines: Sequence[Line]) -> list[Line]:
    """Finds the first line from which on nothing is the sender's, and marks all of it; phones' signatures on the way."""
    marked, has_words, place = list(lines), False, 0
    while place < len(marked):
        line = marked[place]
        if line.mark is not Mark.OWN or not line.text:
            place += 1
            continue
        if _starts_older_mail(marked, place, has_words=has_words):
            start = _with_rules_above(marked, place)
            marked[start:] = _marked(marked[start:], 0, len(marked), Mark.QUOTED)
            break
        end = place + 1
        if has_words and _is_sent_from(marked, place):
            end, start = _next_marked(marked, place), _with_rules_above(marked, place)
            marked[start:end] = _marked(marked[start:end], 0, end, Mark.SIGNATURE)
        has_words = has_words or not _RULE.match(line.text)
        place = end
    return marked


def _starts_older_mail(lines: Sequence[Line], place: int, *, has_words: bool) -> bool:
    folded = _folded(lines[place])
    if _is_separator(folded) or _header_block(lines, place):
        return True
    length = _attribution(lines, place)
    # Over text without marks the attribution is all there is to go by; at the very top that may be the answer.
    return bool(length) and has_words and not _is_followed_by_quote(lines, place + length)


def _is_separator(folded: str) -> bool:
    """`-----Original Message-----` and its like: dashes on both sides, or a forward's fixed words."""
    if not _SEPARATOR_WORDS.match(folded.lstrip(_FRINGE)):
        return False
    return len(_DASHES.findall(folded)) >= 1 or folded.rstrip().endswith(":")


def _header_block(lines: Sequence[Line], start: int) -> bool:
    """Whether a From/Sent/To/Subject block begins here: at least three kinds of label, the sender's among them."""
    first = _label(lines[start])
    if first not in {"from", "date", "subject", "to"}:
        return False
    kinds: set[str] = set()
    blanks = 0
    for line in lines[start : start + 14]:
        if not line.text:
            blanks += 1
            if blanks > 1:
                break
            continue
        kind = _label(line)
        if kind:
            kinds.add(kind)
            blanks = 0
        elif blanks or not ("@" in line.text or ";" in line.text):
            break
    needed = 2 if _is_under_rule(lines, start) else 3
    return "from" in kinds and len(kinds) >= needed and bool(kinds & {"date", "subject"})


def _label(line: Line) -> str:
    return _label_of(line.text[:60])


@lru_cache(maxsize=1024)
def _label_of(text: str) -> str:
    label, colon, _ = text.replace("：", ":").partition(":")
    return _LABELS.get(label.strip(_FRINGE).casefold(), "") if colon else ""


def _is_under_rule(lines: Sequence[Line], place: int) -> bool:
    above = [line.text for line in lines[max(0, place - 2) : place] if line.text]
    return bool(above) and _RULE.match(above[-1]) is not None


def _with_rules_above(lines: Sequence[Line], place: int) -> int:
    """Rules and separator lines directly above belong to the quote."""
    while place > 0:
        above = lines[place - 1]
        if above.mark is not Mark.OWN or (above.text and not _is_rule(above)):
            break
        place -= 1
    return place


def _is_rule(line: Line) -> bool:
    """A rule, or words between dashes, of which there are more than the table knows."""
    text = line.text[:_MAX_LINE].strip()
    is_between = len(text) < 80 and text.startswith(("---", "___", "===")) and text.endswith(("---", "___", "==="))
    return is_between or text == "--" or _RULE.match(line.text) is not None or _is_separator(_folded(line))


def _attribution(lines: Sequence[Line], start: int) -> int:
    """How many lines the attribution that begins here takes (they are wrapped up to four times); 0 = none."""
    if not _OPENER.match(_folded(lines[start]).lstrip(_FRINGE)):
        return 1 if _is_name_wrote(lines, start) else 0
    joined = ""
    for length in range(1, 5):
        if start + length > len(lines) or not lines[start + length - 1].text:
            return 0
        joined = f"{joined} {_folded(lines[start + length - 1])}".strip()
        if len(joined) > _MAX_ATTRIBUTION or (length > 1 and not _can_go_on(lines[start + length - 2])):
            return 0
        if "@" not in joined and not joined.rstrip(" -–—*_").endswith((":", "：")):
            continue
        if _is_attribution(joined, is_over_quote=_is_followed_by_quote(lines, start + length)):
            return 0 if _begins_below(lines, start, length) else length
    return 0


def _begins_below(lines: Sequence[Line], start: int, length: int) -> bool:
    """Whether a later one of these lines begins the attribution: what is above it was said right over it."""
    for place in range(start + 1, start + length):
        folded = _folded(lines[place]).lstrip(_FRINGE)
        if _WORD_OPENER.match(folded) and _DATE.search(folded) and _attribution(lines, place):
            return True
    return False


def _can_go_on(line: Line) -> bool:
    """A line of an attribution that was wrapped: it names a day or an address and ends no sentence."""
    text = line.text[:_MAX_LINE].rstrip()
    return _NAMES_WHEN_OR_WHO.search(text) is not None and _SENTENCE_END.search(text) is None


def _is_attribution(folded: str, *, is_over_quote: bool) -> bool:
    text = folded.strip(" -–—*_")
    has_email = _EMAIL.search(text) is not None
    if not _DATE.search(text) and not (is_over_quote and has_email):
        return False
    if has_email and _VERB_AND_TEXT.search(text):
        return True
    if text.endswith((":", "：")):
        return _VERB.search(text) is not None or (has_email and _EMAIL_END.search(text) is not None)
    return has_email and any(verb.end() == len(text) for verb in _VERB.finditer(text))


def _is_name_wrote(lines: Sequence[Line], place: int) -> bool:
    """`Jane Doe <jane@…> writes:` right over a marked quote."""
    folded = _folded(lines[place])
    is_short = len(folded) <= 120 and folded.rstrip().endswith((":", "："))
    return is_short and _VERB.search(folded) is not None and _is_followed_by_quote(lines, place + 1)


def _is_followed_by_quote(lines: Sequence[Line], place: int) -> bool:
    for line in lines[place : place + 4]:
        if line.text:
            return line.mark is Mark.QUOTED
    return False


def _mark_attributions(lines: Sequence[Line]) -> list[Line]:
    marked = list(lines)
    for place, line in enumerate(lines):
        if line.mark is Mark.OWN and line.text:
            length = _attribution(lines, place)
            if length and _is_followed_by_quote(lines, place + length):
                marked[place : place + length] = _marked(lines[place : place + length], 0, length, Mark.QUOTED)
    return marked


def _mark_wrapped_quotes(lines: Sequence[Line]) -> list[Line]:
    """A quoted line that was wrapped without its mark: between two marked ones, because its first word did not fit."""
    marked = list(lines)
    for place in range(1, len(lines) - 1):
        line, above, below = lines[place], lines[place - 1].text, lines[place + 1].text
        if line.mark is not Mark.OWN or not line.text or not (_MARKED.match(above) and _MARKED.match(below)):
            continue
        first_word = line.text.split()[0]
        if first_word[0].islower() and len(above) + 1 + len(first_word) > 70 and not above.endswith(("?", "!")):
            marked[place] = _as(Mark.QUOTED, line)
    return marked


def _is_sent_from(lines: Sequence[Line], place: int) -> bool:
    """`Sent from my iPhone` and the like: a short line of its own."""
    text = _LINK.sub("", _folded(lines[place])).strip(" \t.*_[]()<>")
    if len(text) > 80 or not (_SENT_FROM.match(text) or (text.endswith(_SENT_BY) and _DEVICE.search(text))):
        return False
    # "Sent from my desk, which is quieter" is a sentence; "Sent from my phone, please excuse typos" is not one.
    if "," in text and not _EXCUSE.search(text):
        return False
    above = lines[place - 1].text if place else ""
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    return not above or not below or _attribution(lines, place + 1) > 0 or _RULE.match(below) is not None


def _next_marked(lines: Sequence[Line], place: int) -> int:
    for later in range(place + 1, len(lines)):
        if lines[later].mark is not Mark.OWN or (
            lines[later].text and _starts_older_mail(lines, later, has_words=True)
        ):
            return _with_rules_above(lines, later)
    return len(lines)


def _mark_notices(lines: Sequence[Line]) -> list[Line]:
    marked = list(lines)
    for place in notices(lines):
        marked[place] = _as(Mark.QUOTED, lines[place])
    return marked


def _mark_signature(lines: Sequence[Line]) -> list[Line]:
    return _marked(lines, signature_start(lines), len(lines), Mark.SIGNATURE)


def _mark_answers(lines: Sequence[Line]) -> list[Line]:
    marked = list(lines)
    for place in _answers_inside(lines):
        marked[place] = _as(Mark.OWN, lines[place])
    return marked


def _answers_inside(lines: Sequence[Line]) -> list[int]:
    """The places of answers written into an unmarked quote, in a colour or behind initials.

    Only where the sender's words say so ("my answers in blue", "below, marked with JT"): colours alone are often a
    company's letterhead, and initials the names in somebody's minutes.
    """
    quoted = [(place, line) for place, line in enumerate(lines) if line.mark is Mark.QUOTED and line.text]
    if not quoted:
        return []
    own = [line.text[:_MAX_LINE] for line in lines if line.mark is Mark.OWN and line.text][:20]
    said = " ".join(own)[:_MAX_ANNOUNCEMENT]
    if not said or not _ANNOUNCED.search(said.casefold()):
        return []
    initials = set(_INITIALS.findall(said))
    if not any(line.text.startswith(">") for _, line in quoted):
        return [place for place, line in quoted if line.is_coloured or _is_behind(initials, line)]
    return [place for place, line in quoted if line.is_coloured and not line.text.startswith(">")]


def _is_behind(initials: set[str], line: Line) -> bool:
    match = _BEFORE.match(line.text[:_MAX_LINE])
    return match is not None and match[1] in initials


_STEPS = (
    _mark_quotes,
    _mark_attributions,
    _mark_older_mail,
    _mark_wrapped_quotes,
    _mark_notices,
    _mark_signature,
    _mark_answers,
)
