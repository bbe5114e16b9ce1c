"""Rules about the form: greeting, language and form of address, length, sign-off, plain text, nothing left to fill in
(R07-R11, R22, R24).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from service.drafting import greeting
from service.drafting.candidate import Candidate, Failure
from service.drafting.criteria import CRITERIA
from service.drafting.language import fold, scores, words
from service.drafting.privacy import sentences
from service.drafting.wordlists import ADVERT, PLACEHOLDER

# --- greeting -----------------------------------------------------------------------------------------------------

_LOCAL_PART = re.compile(r"[\w.]+@|\d|[._]")
_TITLE_DOTS = re.compile(r"\b(?:Dr|Prof|Dra|Sra?|Mr|Mrs|Ms|M|Mme)\.")
_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Frau|Herrn?|Madame|Monsieur|Mme|Sra?|Señora?|Don|Doña)\b")
_GREETING_WORD = re.compile(
    r"^(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening)|Sehr geehrte[rs]?|Liebe[rs]?|Hallo|Guten (?:Tag|Morgen|Abend)|Moin|"
    r"Servus|Grüezi|Bonjour|Bonsoir|Chère?|Salut|Hola|Estimad[oa]|Querid[oa]|Buen[oa]s(?: (?:días|tardes))?)\b"
)


def greeted(candidate: Candidate) -> Iterable[Failure]:
    line = candidate.composed.greeting
    if unicodedata.normalize("NFC", line) != line:
        yield Failure("R07", "the greeting is not in composed letters")
    rest = line.split(" ", 1)[1] if " " in line else ""
    if rest and _LOCAL_PART.search(_TITLE_DOTS.sub("", rest)):
        yield Failure("R07", "the greeting holds no name")
    used = candidate.material.addressing
    is_guessed = _HONORIFIC.search(line) and not _HONORIFIC.search(used.used)
    if is_guessed and (not used.gender or candidate.composed.language == "en"):
        yield Failure("R07", "the greeting guesses an honorific")
    if candidate.is_ours and not _is_of_theirs(candidate, line):
        yield Failure("R07", "the greeting is not how they are called")
    if any(greeting.greeted(f"{sentence.text},") for sentence in candidate.composed.sentences):
        yield Failure("R07", "greets twice")
    yield from _named_in_greeting(candidate, rest)


def _is_of_theirs(candidate: Candidate, line: str) -> bool:
    """A word of greeting and a form of their name, or the greeting that the person used for them."""
    word = _GREETING_WORD.match(line)
    if word is None:
        return line == candidate.material.addressing.used != ""
    return line[word.end() :].strip() in _forms(candidate) or line == candidate.material.addressing.used


def _forms(candidate: Candidate) -> set[str]:
    """What may stand behind the word of greeting."""
    used, who = candidate.material.addressing, candidate.material.who
    name = who.name
    forms = {"", greeting.first_name(used), name.given, name.full}
    # "Guten Morgen Herr Hofer" of this morning is "Guten Tag Herr Hofer" tomorrow.
    word = _GREETING_WORD.match(used.used)
    forms |= {used.used[word.end() :].strip()} if word else set()
    titles = {name.title} - {""}
    forms |= {f"{title} {rest}" for title in titles for rest in (name.full, name.family) if rest}
    if used.gender and name.family:
        honorifics = ("Frau", "Madame", "Sra.") if used.gender == "f" else ("Herr", "Monsieur", "Sr.")
        forms |= {
            " ".join(filter(None, (word, title, name.family))) for word in honorifics for title in (name.title, "")
        }
    return forms


def _named_in_greeting(candidate: Candidate, rest: str) -> Iterator[Failure]:
    material = candidate.material
    own = (*material.who.name.full.split(), greeting.first_name(material.addressing), *material.addressing.used.split())
    found = {fold(word) for word in words(rest)} - {fold(word) for word in own}
    if not found:
        return
    scene = candidate.scene
    people = [*scene.everyone, *((scene.intro.by,) if scene.intro else ())]
    others = {fold(other.name.given) for other in people if other is not material.who and other.name.given}
    if found & (others | {fold(name) for name in scene.named}):
        yield Failure("R08", "the greeting names somebody else")


# --- language -----------------------------------------------------------------------------------------------------

_FEW = 2
"""So many common words of another language, and more of them than of its own, make a sentence foreign."""


def language(candidate: Candidate) -> Iterable[Failure]:
    own = candidate.composed.language
    if _best(candidate.core, own) != own:
        yield Failure("R09", "the text is not in the language of the conversation")
    for sentence in candidate.composed.sentences:
        for span in sentences(sentence.text):
            part = sentence.text[span.start : span.end]
            best, found = _best(part, own), scores(part)
            if best != own and found[best] >= _FEW:
                yield Failure("R09", f"a sentence is in another language: {sentence.role}")
                break
    yield from _address_form(candidate)


def _best(text: str, own: str) -> str:
    found = scores(text)
    return max(found, key=lambda name: (found[name], name == own))


_FORBIDDEN = {
    ("de", "formal"): re.compile(r"\b(?:du|dein\w*|dir|dich|euch|eure?[nmrs]?)\b", re.IGNORECASE),
    ("de", "familiar"): re.compile(r"\b(?:Ihnen|Ihre?[nmrs]?)\b|(?<=[\w,] )Sie\b"),
    ("fr", "formal"): re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b|\bt['’]", re.IGNORECASE),
    ("fr", "familiar"): re.compile(r"\b(?:vous|votre|vos)\b", re.IGNORECASE),
    ("es", "formal"): re.compile(r"\b(?:tú|te|ti|contigo|tus?)\b", re.IGNORECASE),
    ("es", "familiar"): re.compile(r"\b(?:usted|ustedes)\b", re.IGNORECASE),
}


def _address_form(candidate: Candidate) -> Iterable[Failure]:
    pattern = _FORBIDDEN.get((candidate.composed.language, candidate.material.register))
    if pattern and pattern.search(candidate.core):
        yield Failure("R09", "mixes the two ways of address")


# --- size, gaps, sign-off, plainness ------------------------------------------------------------------------------


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def length(candidate: Candidate) -> Iterable[Failure]:
    """Counted both ways that are usual: by spaces, and by words alone, of which numbers are none."""
    composed, asked = candidate.composed, CRITERIA.get(candidate.composed.kind)
    if asked is None:
        return
    low, high = asked.thin if composed.is_thin and asked.thin else asked.words
    counts = (composed.count, len(_WORD.findall(composed.core)) if candidate.is_ours else composed.count)
    if not low <= min(counts) <= max(counts) <= high:
        yield Failure("R10", f"{composed.count} words, between {low} and {high} are asked for")


def placeholder(candidate: Candidate) -> Iterable[Failure]:
    if PLACEHOLDER.search(candidate.body):
        yield Failure("R11", "holds a placeholder")


def sign_off(candidate: Candidate) -> Iterable[Failure]:
    signed = candidate.composed.sign_off
    if not signed or not candidate.body.endswith(signed) or candidate.body.count(signed) != 1:
        yield Failure("R22", "the person's sign-off is not once at the end")
    own = candidate.scene.sender.signature.strip() or candidate.scene.sender.name
    if candidate.is_ours and signed != own:
        yield Failure("R22", "the sign-off is not the person's own")
    if candidate.is_ours and any(map(_is_end_of_mail, _lines(candidate))):
        yield Failure("R22", "signs off twice")
    if ADVERT.search(candidate.body.removesuffix(own)):
        yield Failure("R22", "holds an advert line")


def _lines(candidate: Candidate) -> Iterator[str]:
    """Sentences and lines of the text itself, with no marks at their ends."""
    for part in re.split(r"\n|(?<=[.!?,])\s+", candidate.core):
        yield part.strip(" ,.!-–—*")


def _is_end_of_mail(line: str) -> bool:
    """A closing ("Best", "Mit freundlichen Grüßen") as a line of its own ends a mail. Thanks may stand in the middle."""
    return greeting.is_closing(line) and not re.match(
        r"(?i)(?:many |vielen |herzlichen |besten |schönen )?(?:thank|dank|merci|gracias)", line
    )


_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e01ef]"
)
_MARKUP = re.compile(
    r"<[a-z/!][^>]*>|&(?:[a-z]{2,8}|#\d{1,6});|!?\[[^\]]*\]\([^)]*\)|\*\*\w|^#{1,4} |```|\b(?:data|cid|javascript):\S",
    re.IGNORECASE | re.MULTILINE,
)


def plain(candidate: Candidate) -> Iterable[Failure]:
    """Text and nothing else: no markup, no pictures, no signs that nobody sees."""
    if _MARKUP.search(candidate.body) or _UNSEEN.search(candidate.body):
        yield Failure("R24", "is not plain text")
