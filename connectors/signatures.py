"""Reads a signature: name, title, organisation, telephone numbers, links and addresses, each with the line it is from.

Every part of a line is asked what it is, with the words of all languages (`locales.json`); legal notices, mottoes,
closings and what phones add are left out. What cannot be told is left open: a guess is shown to the person as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from connectors import signing_lines as shape
from connectors.locales import Locale, words

_MOST_LINES = 40
_MOST_OF_A_KIND = 8
_LONGEST_VALUE = 100
_MOST_OF_A_WORK = 5
"""Words in a title that no table knows."""
_LEGAL_FORM = re.compile(
    r"\b(?:gmbh|mbh|kg|ohg|e\. ?v\.|ltd|limited|llc|llp|inc|plc|corp|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|oyj?|aps|a/s|as|ab|ag|sas"
    r"|sarl|ltda|lda|s\.?l|s\.r\.o|a\.s|d\.o\.o|kft|zrt|uab|sia|oü|sp\. ?z ?o\. ?o|a\.ş)(?:\b|\.)|株式会社|有限公司|㈜|ооо|тов",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"<?(?:mailto:)?[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+>?")
_LINK = re.compile(
    r"[<(\[]?\b(?:https?://|www\.)[^\s<>()\[\]|]{3,300}[>)\]]?|\b(?:[a-z]{2,3}\.)?linkedin\.com/[^\s<>|]{2,200}", re.I
)
_NUMBER = re.compile(r"(?<![\w@.-])\+?\(?\d[\d\s()./‐-―-]{4,24}\d(?![\w@])")
_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}\b")
_SPLIT = re.compile(r"\s*[|｜·•‖]\s*|\t+|\s{3,}|\s+[–—]\s+|\s+//\s+")
_AT = re.compile(r"\s*,\s+|\s+(?:at|bei|beim|chez|@|presso|hos)\s+|\u3000+", re.IGNORECASE)
_PICTURE = re.compile(r"\[(?:image|cid|logo)[^\[\]]{0,200}\]", re.IGNORECASE)
_EXTENSION = re.compile(r"\b(?:ext|x|durchwahl|dw|poste|int|wew)\b\.?\s*\d*$", re.IGNORECASE)
_BLANKS = re.compile(r"\s*[,，、]\s*|\s+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff가-힣]")
_LETTERS = re.compile(r"[^\W\d_]")
_POSTCODE = re.compile(r"\b\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_TRIMMED = " \t*_-–—,:;|<>[]/•·\u3000"
_LABELS_TRIMMED = _TRIMMED + ".()"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing a signature says, and the line that says it, word for word."""

    value: str
    line: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature says about whoever signed."""

    name: Detail | None = None
    called: Detail | None = None
    """The form signed with, where the block below has a fuller one: "Omar" over "Omar Tahiri"."""
    title: Detail | None = None
    organisation: Detail | None = None
    phones: tuple[Detail, ...] = ()
    links: tuple[Detail, ...] = ()
    emails: tuple[Detail, ...] = ()
    places: tuple[Detail, ...] = ()
    """Parts of a postal address."""


@dataclass(slots=True)
class _Findings:
    names: list[Detail] = field(default_factory=list)
    maybe_names: list[Detail] = field(default_factory=list)
    """Names with a word of work in them: Harold Baker."""
    said: list[tuple[str, Detail]] = field(default_factory=list)
    """What was said of work, and which of its kinds it is, in its order."""
    phones: list[Detail] = field(default_factory=list)
    links: list[Detail] = field(default_factory=list)
    emails: list[Detail] = field(default_factory=list)
    places: list[Detail] = field(default_factory=list)


def _matcher(found: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Words to meet whole; those long enough to end a compound word; phrases and words of scripts without blanks."""
    all_words = [word.strip(".") for word in found]
    whole = frozenset(word for word in all_words if " " not in word)
    endings = tuple(word for word in whole if len(word) >= 5 and not _CJK.search(word))
    phrases = tuple(word for word in all_words if " " in word or _CJK.search(word))
    return whole, endings, phrases


def _pick(name: str) -> list[str]:
    def of(row: Locale) -> tuple[str, ...]:
        return tuple(getattr(row, name))

    return words(of)


_JOBS, _ORGANISATIONS, _PLACES = _matcher(_pick("job")), _matcher(_pick("organisation")), _matcher(_pick("address"))
_PHONES = frozenset(word.strip(".") for label in _pick("phone") for word in label.split())
_FAXES = frozenset(_pick("fax"))
_SENT_FROM = tuple(_pick("sent_from"))
_SENT_FROM_END = tuple(_pick("sent_from_ending"))


def read_signature(signature: str) -> Signed:
    """What a signature says; everything empty for one that says nothing. Never raises, time linear in its length."""
    found = _Findings()
    for line in _lines(signature):
        _read_line(line, found)
    names = found.names or found.maybe_names
    name = _name(names)
    title, organisation = _work(found, name)
    kinds = (found.phones, found.links, found.emails, found.places)
    phones, links, emails, places = (tuple(_once(kind)[:_MOST_OF_A_KIND]) for kind in kinds)
    return Signed(name, names[0] if names else None, title, organisation, phones, links, emails, places)


def tells_who(text: str) -> bool:
    """Whether a line says something of somebody: a work, an organisation, a place, a number, an address, a link."""
    line = text[: shape.LONGEST]
    has_number = any(_is_phone(number) for number in _NUMBER.findall(line))
    link = _LINK.search(line)
    has_link = link is not None and len(link[0]) <= _LONGEST_VALUE
    return has_number or has_link or _EMAIL.search(line) is not None or bool(_kind(line))


def _once(details: Iterable[Detail]) -> list[Detail]:
    return list({detail.value: detail for detail in reversed(list(details))}.values())[::-1]


def _lines(signature: str) -> Iterator[str]:
    in_notice = False
    for line in signature[:20_000].splitlines()[:_MOST_LINES]:
        text = shape.visible(_PICTURE.sub(" ", line[: shape.LONGEST]))
        if not text:
            in_notice = False
        in_notice = in_notice or (len(text) > 40 and shape.is_boilerplate(text))
        if text and not in_notice and not _says_nothing(text):
            yield text


def _says_nothing(text: str) -> bool:
    folded = text.casefold().strip(_TRIMMED)
    is_sent_from = folded.startswith(_SENT_FROM) or folded.endswith(_SENT_FROM_END)
    return is_sent_from or shape.is_closing(text) or shape.is_thanks(text) or shape.is_motto(text)


def _read_line(line: str, found: _Findings) -> None:
    head = shape.closing_before_name(line)
    for part in _SPLIT.split(line[len(head) :]):
        rest = _taken(part, line, found)
        if rest and len(rest) <= _LONGEST_VALUE and _LETTERS.search(rest):
            _read_words(rest, line, found)


def _taken(part: str, line: str, found: _Findings) -> str:
    """A part of a line without the addresses, links and numbers in it, which are noted."""
    for pattern, into in ((_EMAIL, found.emails), (_LINK, found.links)):
        into.extend(Detail(hit.strip("<>()[].,;").removeprefix("mailto:"), line) for hit in pattern.findall(part))
        part = pattern.sub(" ", part)
    numbers = _NUMBER.findall(_DAY.sub(" ", part))
    if not numbers:
        return part.strip(_TRIMMED)
    label = [word.strip(_LABELS_TRIMMED) for word in _NUMBER.sub(" ", part).casefold().split()]
    label = [word for word in label if word]
    if any(word in _FAXES for word in label) and not any(word in _PHONES for word in label):
        return ""
    is_labelled = all(word in _PHONES or word in _FAXES or len(word) == 1 for word in label)
    if is_labelled or (numbers[0].startswith(("+", "0", "(")) and not _is_place(_NUMBER.sub(" ", part))):
        found.phones.extend(Detail(number.strip(" ./-"), line) for number in numbers if _is_phone(number))
        return "" if is_labelled else _EXTENSION.sub("", _NUMBER.sub(" ", part)).strip(_TRIMMED)
    return part.strip(_TRIMMED)


def _is_phone(number: str) -> bool:
    return 6 <= sum(sign.isdigit() for sign in number) <= 16


# --- words --------------------------------------------------------------------------------------------------------


def _read_words(text: str, line: str, found: _Findings) -> None:
    if shape.is_sentence(text):
        return
    between = _BLANKS if _CJK.search(text) else _AT
    pieces = [piece.strip(_TRIMMED) for piece in between.split(text) if piece.strip(_TRIMMED)]
    is_name_with_degrees = shape.is_name(text) and not any(map(_kind, pieces))
    if 1 < len(pieces) <= 4 and any(map(_kind, pieces)) and not is_name_with_degrees:
        for piece in pieces:
            _note(piece, line, found)
    else:
        _note(text, line, found)


def _note(text: str, line: str, found: _Findings) -> None:
    kind, is_name = _kind(text), shape.is_name(text)
    if is_name:
        into = found.maybe_names if kind else found.names
        into.append(Detail(shape.shown_name(text), line))
    if kind == "place":
        found.places.append(Detail(text, line))
    elif kind or not any(sign.isdigit() for sign in text):
        found.said.append((kind, Detail(text, line)))


def _kind(text: str) -> str:
    """`organisation`, `title`, `place`, or "" where no word tells."""
    if _LEGAL_FORM.search(text):
        return "organisation"
    if _is_place(text):
        return "place"
    has_job, has_organisation = _has(text, _JOBS), _has(text, _ORGANISATIONS)
    if has_job and has_organisation:
        last = text.rsplit(maxsplit=1)[-1]
        return "organisation" if _has(last, _ORGANISATIONS) and not _has(last, _JOBS) else "title"
    return "title" if has_job else "organisation" if has_organisation else ""


def _has(text: str, known: tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]) -> bool:
    whole, endings, phrases = known
    folded = text.casefold()
    said = [word.strip(".,()&'’\"") for word in re.split(r"[\s/,-]+", folded)]
    return (
        any(word in whole or word.endswith(endings) for word in said if word)
        or any(phrase in folded for phrase in phrases)
    )  # fmt: skip


def _is_place(text: str) -> bool:
    has_number = any(sign.isdigit() for sign in text)
    return has_number and (_has(text, _PLACES) or _POSTCODE.search(text) is not None) and not _has(text, _JOBS)


# --- which of several ----------------------------------------------------------------------------------------------


def _name(names: Sequence[Detail]) -> Detail | None:
    """The first name, or a fuller form of it further down ("Omar" over "Omar Tahiri")."""
    if not names:
        return None
    first = names[0]
    for other in names[1:]:
        if len(other.value) > len(first.value) and _is_fuller(other.value, first.value):
            return other
    return first


def _is_fuller(full: str, short: str) -> bool:
    known = [word.casefold() for word in shape.words_of_name(full)]
    return any(word.casefold()[:2] == one[:2] for word in shape.words_of_name(short) for one in known)


def _work(found: _Findings, name: Detail | None) -> tuple[Detail | None, Detail | None]:
    """Title and organisation. What no word tells is one of them only by its place beside the other."""
    said = [(kind, one) for kind, one in found.said if name is None or not _is_the_name(kind, one, name)]
    title = next((one for kind, one in said if kind == "title"), None)
    organisation = next((one for kind, one in said if kind == "organisation"), None)
    unknown = [one for kind, one in _after(found, name) if not kind]
    if name is not None and unknown:
        if title is None and organisation is None and len(unknown) <= 2:
            return _beside(name, unknown)
        if title is not None and organisation is None and _stands_before(said, title, unknown[0]):
            organisation = unknown[0]
        elif organisation is not None and title is None and _stands_before(said, unknown[0], organisation):
            title = unknown[0]
    return title, organisation


def _after(found: _Findings, name: Detail | None) -> list[tuple[str, Detail]]:
    """What was said below the name or behind it."""
    places = [count for count, (_, one) in enumerate(found.said) if name and shape.shown_name(one.value) == name.value]
    return (
        [(kind, one) for kind, one in found.said[places[0] + 1 :] if name and not _is_the_name(kind, one, name)]
        if places
        else []
    )


def _beside(name: Detail, unknown: Sequence[Detail]) -> tuple[Detail | None, Detail | None]:
    """Two unknown parts are work and house, in that order; one alone under a full name is rather the work."""
    if len(unknown) == 2:
        return unknown[0], unknown[1]
    is_short = len(unknown[0].value.split()) <= _MOST_OF_A_WORK and shape.is_full_name(name.value)
    return (unknown[0] if is_short else None), None


def _is_the_name(kind: str, one: Detail, name: Detail) -> bool:
    if shape.shown_name(one.value) == name.value:
        return True
    return not kind and shape.is_name(one.value) and _is_fuller(name.value, one.value)


def _stands_before(said: Sequence[tuple[str, Detail]], one: Detail, other: Detail) -> bool:
    order = [detail for _, detail in said]
    return order.index(other) - order.index(one) == 1
