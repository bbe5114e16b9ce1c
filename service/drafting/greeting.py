"""How people are called: display names untangled, the form somebody signs with, the greeting the thread allows.

Order of trust: how the contact signs, then the name known for them; never the part before an @, never a guessed
Mr or Ms. A formal greeting is used again only if the person used it and the contact has not moved to first names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service import machine_talk, nicknames
from service.drafting.language import Register, fold

_TITLE = r"(?:Dra?|Pr|Prof|Professor|Ing|Dipl|Mag|PD|Doctor|Univ|h\.\s?c|med|phil|iur|rer\.\s?nat)\.?"
_TITLES = re.compile(rf"\b{_TITLE}(?=\s|$|,|\))", re.IGNORECASE)
_HONORIFICS = re.compile(
    r"^(?:(?:M\.|(?:Mr|Mrs|Ms|Mme|Mlle|Monsieur|Madame|Sra?|Srta|Señora?|Doña|Herr|Frau)\b\.?)\s+)+(?=\w)"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?[- ]?){1,3}")
_AFTER_NAME = re.compile(
    r"[\s,]*\b(?:Ph\.?\s?D|M\.?B\.?A|M\.?Sc|B\.?Sc|CPA|CFA|PMP|Jr|Sr|Esq)\.?(?=\s|$|,)", re.IGNORECASE
)
_NO_NAME = re.compile(r"[{}<>$=\\\[\]_#*]|\d|://")
_LONGEST_NAME = 6
"""Words: whatever is longer, or holds what no name does, is nobody to be greeted by it."""
_PARTICLES = {
    "von",
    "van",
    "de",
    "da",
    "di",
    "der",
    "den",
    "la",
    "le",
    "du",
    "dos",
    "del",
    "das",
    "zu",
    "zur",
    "al",
    "el",
    "bin",
    "ten",
}
_CLOSINGS = re.compile(
    r"(?i)^(?:(?:all the |very |with |kind(?:est)? |warm(?:est)? |many )*(?:best|regards|wishes|thanks|thank you|cheers|sincerely|yours|"
    r"yours sincerely|sincerely yours|talk soon|see you|speak soon|take care|love)(?: (?:regards|wishes|again|so much|a lot|sincerely))*|"
    r"(?:mit )?(?:freundlichen|freundliche|herzlichen?|vielen|viele|beste[nr]?|liebe|schöne)(?: (?:grüßen|grüssen|grüße|grüsse|gruß|gruss|dank))|"
    r"lg|vg|mfg|bg|danke|gruß|grüße|cordialement|(?:bien )?(?:cordialement|amicalement|sincèrement)(?: vôtre)?|merci(?: encore)?|"
    r"à bientôt|bonne journée|bien à (?:vous|toi)|amitiés|bises|saludos(?: cordiales)?|un (?:cordial )?(?:saludo|abrazo)|gracias|"
    r"atentamente|cordialmente|abrazos|sent from my \w+)[\s,.!–-]*"
)
_GREETED = re.compile(
    r"^\s*(?P<greeting>(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon)|Sehr geehrte[rs]?|Liebe[rs]?|Hallo|Guten (?:Tag|Morgen|Abend)|Moin(?: [Mm]oin)?|"
    r"Servus|Grüezi|Hoi|Salü|Gr(?:ü|ue)(?:ß|ss) (?:dich|Sie|Gott),?|"
    r"Bonjour|Bonsoir|Coucou|Chère?|Cher|Salut|Madame|Monsieur|Hola|Estimad[oa]s?|Querid[oa]|Buen[oa]s(?: (?:días|tardes|noches))?)"
    r"(?:[ \u00a0](?:Mr|Mrs|Ms|Prof|Frau|Herrn?|Madame|Monsieur|Mme|M|Señora?|Sra?|Don|Doña|Doctora?|Dra?)\.?){0,6}"
    r"(?:[ \u00a0][^\W\d_][\w'’-]*){0,3})[ \t]*(?:[,!:–-]|\s*\n)",
)
_FORMAL_WORD = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Doctor|Judge|Sir|Madam|Frau|Herrn?|Madame|Monsieur|Mme|Señora?|Sra?|Dra?|Sehr geehrte[rs]?|Estimad[oa])\b"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts; any may be ""."""

    given: str = ""
    family: str = ""
    title: str = ""
    middle: str = ""
    """What stands between: a second given name, or the first of two family names. Which of them is not known."""

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.given, self.middle, self.family) if part)


@dataclass(frozen=True, slots=True)
class Signed:
    """How a mail is signed: a first name or nickname, or the whole name."""

    form: str
    is_full: bool = False


def untangled(display: str) -> Name:
    """A display name in its parts: "Schäfer, Katrin (Dr.)" and "Katrin Schäfer (she/her) | Acme" alike."""
    text = unicodedata.normalize("NFC", display).strip().strip("'\"")
    if "@" in text:
        return Name()
    text = _in_latin_letters(text)
    titles = [found[0].strip(" .") for found in _TITLES.finditer(text)]
    text = re.sub(r"[(\[].*?[)\]]", " ", text)
    text = re.split(r"\s[|–—]\s|\s-\s|\bvia\b|/", text, maxsplit=1)[0]
    text = _AFTER_NAME.sub("", _TITLES.sub(" ", text))
    last, comma, first = (part.strip() for part in _HONORIFICS.sub("", text.strip()).partition(","))
    words = (f"{first} {last}" if comma else last).split()
    if _NO_NAME.search(text) or len(words) > _LONGEST_NAME or machine_talk.speaks_to_a_machine(display):
        return Name()
    if comma and first:
        given, *middle = _without_initial(first.split())
        return Name(given, last, _title(titles), " ".join(middle))
    words = _without_initial(_family_last(words), least=_WITH_INITIALS + 1)
    if len(words) > 1 and _is_eastern(words):
        return Name(" ".join(words[1:]), words[0], _title(titles))
    if len(words) > 2 and words[0].casefold() in _FAMILY_FIRST:
        return Name(words[-1], words[0], _title(titles), " ".join(words[1:-1]))
    cut = next((place for place, word in enumerate(words) if place and word.casefold() in _PARTICLES), len(words) - 1)
    if len(words) < 2:
        return Name(words[0] if words else "", "", _title(titles))
    cut = max(1, cut)
    return Name(words[0], " ".join(words[cut:]), _title(titles), " ".join(words[1:cut]))


_INITIAL = re.compile(r"[^\W\d_]\.")


def _without_initial(words: list[str], *, least: int = 2) -> list[str]:
    """Who writes "F. Xavier Olbrich" goes by the name that is spelt out."""
    is_spelt_later = len(words) >= least and _INITIAL.fullmatch(words[0]) and not _INITIAL.fullmatch(words[1])
    return words[1:] if is_spelt_later else words


_LIKE_HYE_JIN = re.compile(r"[A-Z][a-z]{1,6}-[a-z]{2,6}")
_CHINESE_FAMILIES = frozenset(
    """wong wang chan chen tan lim ong goh ng cheung chang zhang liu lau kwok leung liang tang yip ho hui lai lam huang zhao zhou xu
    zhu hu guo lin luo gao zheng cai tsai hsu chiu yeo koh teo toh sim chua chia quek wu chow fung yeung""".split()
)
_KOREAN_FAMILIES = frozenset("park kim lee choi jung kang cho yoon jang han seo shin kwon hwang ahn song hong".split())
_SYLLABLE = re.compile(r"[A-Z][a-z]{1,5}")


def _is_eastern(words: Sequence[str]) -> bool:
    """A family name of one syllable before a given name of two: "Noh Hye-jin", "Wong Kah Mun"."""
    family, *given = words
    if not _SYLLABLE.fullmatch(family):
        return False
    if len(given) == 1:
        return bool(_LIKE_HYE_JIN.fullmatch(given[0]))
    is_chinese = (
        family.casefold() in _CHINESE_FAMILIES and given[-1].casefold() not in _CHINESE_FAMILIES | _KOREAN_FAMILIES
    )
    return len(given) == 2 and is_chinese and all(_SYLLABLE.fullmatch(one) for one in given)


_OTHER_LETTERS = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff]")
_ALSO_IN_LATIN = re.compile(r"[(\[/|]\s*(?P<name>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’. -]+?)\s*(?:[)\]/|]|$)")
_FAMILY_FIRST = frozenset(
    "nguyễn nguyen trần tran lê phạm pham hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương".split()
)
"""Vietnamese family names, written first; people are called by the last of their names."""


def _in_latin_letters(text: str) -> str:
    """Of a name in two scripts, "山本 由紀 (Yuki Yamamoto)", the one that a mail in Latin letters greets with."""
    found = _ALSO_IN_LATIN.search(text) if _OTHER_LETTERS.search(text) else None
    return found["name"] if found and len(found["name"].split()) > 1 else text


def _family_last(words: list[str]) -> list[str]:
    """Family names in capitals come last and in small letters: "LESCURE Bertrand" is Bertrand Lescure."""
    capitals = [word for word in words if word.isupper() and len(word) >= _SHORTEST_IN_CAPITALS]
    if not capitals or len(capitals) == len(words):
        return words
    return [*(word for word in words if word not in capitals), *(word.title() for word in capitals)]


_SHORTEST_IN_CAPITALS = 3


def _title(found: Sequence[str]) -> str:
    kept = [title for title in found if title.casefold() in {"dr", "dra", "prof", "professor", "doctor"}]
    return " ".join(
        "Prof." if title.casefold().startswith("prof") else "Dra." if title.casefold() == "dra" else "Dr."
        for title in dict.fromkeys(kept)
    )


def signed(text: str, name: Name, address: str = "") -> Signed | None:
    """The form that ends a mail's text, if it is this person's: a form of the name, or the word their address begins with."""
    lines = [line.strip(" \t*_–—-") for line in text.splitlines()]
    lines = [line for line in lines if line][-6:]
    if not lines:
        return None
    found = [candidate for line in lines[-4:] if (candidate := _alone(line, name))]
    if nickname := _above_the_name(lines, name) or (None if found else _of_the_address(lines[-4:], address)):
        return nickname
    if found:
        return next((one for one in found if not one.is_full), found[-1])
    inline = re.search(r"(?:[.!?…,;)]|\s[–—-])\s+(?P<form>[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’.-]+)?)\s*[.!]?$", lines[-1])
    return _alone(inline["form"], name) if inline else None


def _above_the_name(lines: Sequence[str], name: Name) -> Signed | None:
    """A single word right above the whole name is what they go by, like it or not: "Bex" over "Rebecca Ames"."""
    for above, below in pairwise(lines):
        word = _CLOSINGS.sub("", above).strip(" ,.!")
        is_block = name.given and fold(_TITLES.sub("", below).strip()).startswith(fold(name.full))
        if (
            is_block
            and not _A_CLOSING.search(above)
            and _NICKNAME.fullmatch(word)
            and fold(word) not in {fold(part) for part in name.full.split()}
        ):
            return Signed(unicodedata.normalize("NFC", word))
    return None


def _of_the_address(lines: Sequence[str], address: str) -> Signed | None:
    """Like "Billie" of Wilhelmina, who writes from billie@…: a line of its own that is how the address begins."""
    own = re.split(r"[@._+\d-]", fold(address), maxsplit=1)[0]
    found = (_CLOSINGS.sub("", line).strip(" ,.!") for line in lines)
    return next((Signed(word) for word in found if _NICKNAME.fullmatch(word) and fold(word) == own), None)


_LONGEST_SYLLABLE = 5
_A_CLOSING = re.compile(r",\s*$|(?:ully|erely|ially|ally|ment|mente)\b", re.IGNORECASE)
_NICKNAME = re.compile(r"[^\W\d_a-z][^\W\d_]{1,11}(?:-[^\W\d_]{1,11})?")


def is_closing(line: str) -> bool:
    """Whether a line is a closing and nothing else ("Best,", "Viele Grüße")."""
    return bool(line) and not _CLOSINGS.sub("", line.strip()).strip()


def is_only_name(line: str, full_name: str) -> bool:
    """Whether a line is this person's name, or the form of it they sign with, and nothing else."""
    return bool(full_name) and not _CLOSINGS.match(line) and _alone(line, untangled(full_name)) is not None


_WITH_INITIALS = 2


def _alone(line: str, name: Name) -> Signed | None:
    """A line that is nothing but this person's name, perhaps after a closing ("Best wishes, Leah")."""
    rest = _CLOSINGS.sub("", line).strip(" ,.!")
    rest = re.sub(r",.*$", "", rest) if _TITLES.search(rest) or "," in rest else rest
    words = rest.split()
    if not 1 <= len(words) <= 4 or not all(word[0].isupper() or word in _PARTICLES for word in words):
        return None
    bare = _TITLES.sub("", rest).strip().split()
    if _is_behind_the_family_name(rest, name):
        return Signed(unicodedata.normalize("NFC", rest))
    if name.family and bare and fold(bare[-1]) == fold(name.family.split()[-1]) and len(bare) > 1:
        return Signed(rest, is_full=True)
    if len(words) == _WITH_INITIALS and _INITIALS.fullmatch(words[1]) and _is_form_of(words[0], name.given):
        return Signed(unicodedata.normalize("NFC", words[0]))
    if len(words) == 1 and _is_form_of(words[0], name.given):
        return Signed(unicodedata.normalize("NFC", words[0].rstrip(".")))
    return None


def _is_behind_the_family_name(rest: str, name: Name) -> bool:
    """Whether it is all of a name but its first part, which then is the family's: "Kah Mun" of Wong Kah Mun."""
    behind = name.full.split()[1:]
    is_given = len(behind) > 1 and all(len(one) <= _LONGEST_SYLLABLE for one in behind)
    return is_given and fold(rest) in {fold(" ".join(behind)), fold(name.given)}


def _is_form_of(word: str, given: str) -> bool:
    """Dan of Daniel, Nuala of Fionnuala, Liz of Elizabeth; with no name known, any single word will do."""
    if not given:
        return True
    short, full = fold(word).rstrip("."), fold(given)
    if short == full or (
        len(short) >= 2 and (full.startswith(short) or fold(given.split("-", maxsplit=1)[0]) == short)
    ):
        return True
    is_part = len(short) >= 4 and (short[:3] == full[:3] or full.endswith(short))
    return is_part or nicknames.are_forms_of_one(short, full)


def greeted(text: str) -> str:
    """The greeting a mail opens with ("Dear Dr. Brandt"), "" if none."""
    found = _GREETED.match(text)
    return unicodedata.normalize("NFC", " ".join(found["greeting"].split())) if found else ""


@dataclass(frozen=True, slots=True)
class Addressing:
    """What the thread shows of how two people address each other."""

    name: Name
    signed: Signed | None = None
    used: str = ""
    """The greeting the person used last to this contact."""
    received: str = ""
    """The greeting the contact used last to the person."""
    gender: str = ""
    """f or m where a note of the person says she or he."""
    preferred: str = ""
    """The English word that the person always greets with, by their settings."""
    usual: str = ""
    """The word they mostly greet with in this language."""


def first_name(who: Addressing) -> str:
    """The name to use in a friendly sentence: the form they sign with, else their first name."""
    return who.signed.form if who.signed and not who.signed.is_full else who.name.given


def is_formal(who: Addressing, language: str, register: Register) -> bool:
    """Whether the thread stays with surnames."""
    if who.signed and not who.signed.is_full and language in {"en", "es", "fr"}:
        return False
    if language == "en":
        return bool(_FORMAL_WORD.search(who.used)) and (bool(_FORMAL_WORD.search(who.received)) or who.signed is None)
    if who.signed and not who.signed.is_full and register != "formal":
        return False
    return register == "formal" or (not register and bool(_FORMAL_WORD.search(who.used)))


def greeting(who: Addressing, language: str, register: Register, style: str = "") -> str:
    """The first line without its comma."""
    if is_formal(who, language, register):
        return _formal_greeting(who, language)
    name = first_name(who)
    word = "Dear" if style == "more_formal" and language == "en" else _friendly_word(who, language)
    return f"{word} {name}".strip()


def _friendly_word(who: Addressing, language: str) -> str:
    if language == "en" and who.preferred:
        return who.preferred
    allowed = {
        "en": ("Hi", "Hello", "Dear"),
        "de": ("Hallo", "Liebe", "Lieber", "Hi", "Servus", "Moin", "Hoi", "Grüezi", "Salü"),
        "fr": ("Bonjour", "Salut", "Coucou", "Cher", "Chère"),
        "es": ("Hola", "Querida", "Querido"),
    }
    first = who.used.split(" ")[0] if who.used and not _FORMAL_WORD.search(who.used) else ""
    choices = allowed.get(language, allowed["en"])
    return next((word for word in (first, who.usual) if word in choices), choices[0])


def _formal_greeting(who: Addressing, language: str) -> str:
    if _FORMAL_WORD.search(who.used) and _names_them(who.used, who.name):
        return re.sub(r"^Guten (?:Morgen|Abend)\b,?", "Guten Tag", who.used)
    whole = " ".join(part for part in (who.name.title, who.name.full) if part)
    family = " ".join(part for part in (who.name.title, who.name.family) if part)
    if language == "de" and who.gender and who.name.family:
        return f"Sehr geehrte Frau {family}" if who.gender == "f" else f"Sehr geehrter Herr {family}"
    if language == "fr" and who.gender and who.name.family:
        return f"Bonjour {'Madame' if who.gender == 'f' else 'Monsieur'} {who.name.family}"
    if language == "es" and who.gender and who.name.family:
        return f"Estimad{'a Sra.' if who.gender == 'f' else 'o Sr.'} {_family_names(who.name)}"
    words = {"de": "Guten Tag", "fr": "Bonjour", "es": "Buenos días", "en": "Dear"}
    return f"{words.get(language, 'Dear')} {family if language == 'en' and who.name.title else whole}".strip()


_SECOND_GIVEN = frozenset(
    """josé maría luis carlos antonio manuel jesús ángel carmen isabel luisa elena pablo ignacio francisco javier alberto fernando miguel
    rosa teresa eugenia fernanda alejandra alejandro andrés eduardo enrique ramón rafael pilar mercedes dolores inés""".split()
)


def _family_names(name: Name) -> str:
    """Both family names of somebody who has two: "Villaseñor Peña" of Ignacio Villaseñor Peña, "Gil" of Ana María Gil."""
    first = [word for word in name.middle.split() if word.casefold() not in _SECOND_GIVEN]
    return " ".join([*first, name.family])


def _names_them(greeting_used: str, name: Name) -> bool:
    """By any word of the name but the first: of two family names either may be used."""
    said = fold(greeting_used).split()
    return any(fold(word) in said for word in name.full.split()[1:] if len(word) > 2)
