"""What a mail's own text gives away about its writer's other addresses: an address called one's own, a signature that
carries it, a direct number, a page of one's own. And the contrary: an address said to be somebody else's.

Only reads; who is one person is decided in `same_person`. The words that tell "me" from "her" are in several languages
at once, as in `speech`; a sentence with both is taken for neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.signatures import Detail, Signed, read_signature
from service import domains, speech
from service.addresses import address_key
from service.likeness import Fit, fit, words_of
from service.nicknames import are_forms_of_one

OWN_WORD, FORMER, SIGNATURE, REPLY_TO = "own_word", "former", "signature", "reply_to"
OTHERS, TOGETHER, MENTIONED = "others", "together", "mentioned"
DIRECT, PHONE, PROFILE, SITE = "direct", "phone", "profile", "site"
THREAD = "thread"
"""An answer came from here to what was written there."""
MARKS = frozenset({DIRECT, PHONE, PROFILE, SITE})
"""What two may share; every other kind names an address."""
_MOST = 12
_LONGEST = 12_000
_TAIL = 8
_SHORTEST_NUMBER, _NUMBER = 7, 9

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_SENTENCE = re.compile(r"(?<=[.!?…;])\s+|\n{2,}|\n(?=[-*•])")
_FIRST = re.compile(
    r"\b(?:me|my|mine|myself|mich|mir|mein\w*|moi|mon|ma|mes|mi|mis|mí|conmigo|mio|mia|meu|minha|meus|mij|mijn|mig|min|mitt"
    r"|mnie|mój|moja|mojego|moim|engem|nekem|címem|bana|меня|мне|мой|моя|моей|моего)\b|\b[jm]['’](?:ai|y|utilise|écri\w*)"
    r"|\bi(?:['’]m| am| have| no longer| also| now| only| mostly| usually)? (?:read|check|use|moved|switched|changed|left|reachable)"
    r"|\bi['’]m (?:now |also )?(?:at|on|reachable)\b|\bich (?:bin|lese|nutze|benutze|schreibe)\b|\bje (?:suis|lis|n['’]utilise)\b"
    r"|\b(?:uso|leo|ya no (?:uso|leo)|non (?:uso|leggo)|ik (?:lees|gebruik|ben))\b|私|我的|我",
    re.IGNORECASE,
)
_RELATION = (
    r"(?:wife|husband|partner|spouse|brother|sister|son|daughter|father|mother|mum|mom|dad|cousin|uncle|nephew|colleagues?"
    r"|boss|assistants?|friend|successor|replacement|manager|namesake|frau|mann|bruder|schwester|sohn|tochter|vater|mutter"
    r"|kolleg\w+|chef\w*|assisten\w+|freund\w*|nachfolger\w*|vertretung|namensvetter\w*|femme|mari|épouse|époux|frère|sœur"
    r"|soeur|fils|fille|père|mère|collègues?|ami|amie|remplaçante?|homonyme|esposa|mujer|marido|herman[oa]|hij[oa]|padre|madre"
    r"|colega|jef[ea]|amig[oa]|tocay[oa]|moglie|marito|fratello|sorella|collega|amic[oa]|irmão|irmã|vrouw|broer|zus|zoon|dochter"
    r"|fru|bror|syster|kollega|żona|mąż|brat|siostra|kolega|koleżanka)"
)
_POSSESSIVE = r"(?:my|mein\w*|ma|mon|mes|mi|mis|mio|mia|meu|minha|mijn|min|mitt|mój|moja)"
_OF_MINE = re.compile(rf"\b{_POSSESSIVE}(?:\s+\w+){{0,2}}?\s+{_RELATION}\b", re.IGNORECASE)
"""My wife, mein früherer Kollege: somebody else, whatever the first word."""
_OTHERS = re.compile(
    rf"\b(?:he|she|his|her|him|hers|ihn|ihm|elle|lui|él|ella|lei|ele|ela|hij|zij|haar|han|hon|hans|hennes|她|他)\b"
    rf"|(?<!frau )(?<!herr )\b(?!(?:frau|mann)\s+[A-ZÀ-Þ]){_RELATION}\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:i|ich|je|yo|io|eu|ik|jag|jeg|j)\b", re.IGNORECASE)
_FORMER = re.compile(
    r"\b(?:was|no longer|not any ?more|formerly|former|previous(?:ly)?|used to|old (?:address|mail|e-?mail|account|name)|née|maiden"
    r"|married|geb\.?|geborene|nicht mehr|früher\w*|ehemal\w*|alte\w* (?:adresse|mail|konto)|vorher|geheiratet|plus (?:à|cette|sur)"
    r"|ancien(?:ne)?|auparavant|mariée?|nom de jeune fille|ya no|antes|anterior|casad[oa]|de soltera|vecchi[oa]|antig[oa]"
    r"|niet meer|vroeger|oude?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:priva(?:te?|t\w*)|priv[ée]\w*|personal|perso|personnel\w*|particular|home (?:address|mail|e-?mail|account)|going forward"
    r"|from now on|instead|künftig|ab (?:sofort|jetzt)|lieber|besser|désormais|dorénavant|plutôt|mejor|en adelante|preferibilmente"
    r"|(?:new|neue\w*|nouve\w+|nuev[oa]|nuovo) (?:address|adresse|e-?mail|mail|correo|indirizzo|dirección))\b"
    r"|\b(?:escr[íi]b[ei]me|escr[íi]bame|cont[áa]ct[ae]me|scriv(?:i|et[ei])mi|escreva-me)\b",
    re.IGNORECASE,
)
"""Asks for another address without a word of whose it is: the writer's own, if it is made of their name."""
_BOTH = re.compile(r"\b(?:both|either|beides?|les deux|amb[oa]s|los dos|entrambi|allebei|båda|oba)\b", re.IGNORECASE)
_FOR_SOMEBODY = re.compile(
    r"\b(?i:assist\w+|secretar\w+|sekret\w+|secrét\w+|office|büro)\b,? (?:(?i:to|of|for|von|für|zu|der|des|de|du|del|di)\b"
    r"|(?:Dr|Prof|Mr|Ms|Mrs|Herr|Frau)\b|[A-ZÀ-Þ]\w+ [A-ZÀ-Þ])|\b(?i:on behalf|i\. ?a\.|im auftrag|p\. ?o\.|p/o)",
)
_SEGMENT = re.compile(r"[|·•;]\s*|(?<!\s)\s++(?:[|·•;]\s*|/\s+(?!\d))|,\s+")
_DIRECT = re.compile(
    r"\b(?:mobil\w*|mob|handy\w*|cell\w*|natel|gsm|portable|móvil|movil|cel|celular|telemóvel|telemovel|direct\w*|direkt\w*"
    r"|durchwahl|dw|whatsapp|signal|komórka|kom|моб\w*)\b|^\W*[mc]\b\W",
    re.IGNORECASE,
)
_ON_BEHALF = re.compile(
    r"\b(?:on behalf of|im auftrag|i\. ?a\.|pour le compte de|en nombre de|per conto di)\b", re.IGNORECASE
)
_ASSISTANT = re.compile(
    r"\b(?i:(?:executive|personal|administrative) assistant|(?:EA|PA) to|assisten(?:z|tin|t) (?:von|der|des|dr|prof)"
    r"|assisten(?:z|tin)\b|sekretariat|vorstandssekretariat|assistante? (?:de direction|d[eu]|exécutive)|secrétariat"
    r"|asistente (?:de|ejecutiv[oa])|secretaria de|on behalf of|im auftrag|i\. ?a\.)|\(for [A-ZÀ-Þ]\w+\)",
)
_PROFILE = re.compile(
    r"(?:linkedin\.com/in|xing\.com/profile|orcid\.org)/([\w%-]{3,80})|github\.com/([\w-]{2,40})(?![\w/-])",
    re.IGNORECASE,
)
_SITE = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that a mail gives away: an address (as a key) or a mark, and the words that do."""

    what: str
    value: str
    quote: str
    fit: Fit = Fit.NOT
    """How much the address is made of the writer's name."""


def read(name: str, sender: str, written: str, signature: str = "", reply_to: str = "") -> tuple[Clue, ...]:
    """What a mail gives away of whoever is called `name` and wrote from `sender`, each thing once.

    `written` is the writer's own text without quotes. An address of an office, a robot or the sender's own is none.
    """
    found: dict[tuple[str, str], Clue] = {}
    text = written[:_LONGEST]
    own_tail = signature[:_LONGEST] or _tail(name, text)
    signed = read_signature(own_tail)
    clues = [*_in_words(name, text), *_in_signature(name, own_tail, signed), *_marks(signed)]
    if reply_to:
        clues.append(Clue(REPLY_TO, address_key(reply_to), reply_to, fit(name, reply_to)))
    mine = address_key(sender)
    for clue in clues:
        is_address = clue.what not in MARKS
        if clue.value and not (is_address and (clue.value == mine or not is_somebody(clue.value))):
            found.setdefault((clue.what, clue.value), clue)
    return tuple(found.values())[:_MOST]


def is_somebody(email: str) -> bool:
    """Whether an address can be a person's: no robot, office or room."""
    return not (domains.is_robot(email) or domains.is_role(email) or domains.is_thing(email))


def _in_words(name: str, text: str) -> Iterator[Clue]:
    for sentence in _SENTENCE.split(text):
        emails = list(dict.fromkeys(email.rstrip(".'") for email in _ADDRESS.findall(sentence)))
        if not emails:
            continue
        quote = " ".join(sentence.split())[: speech.QUOTE]
        for email in emails:
            yield Clue(_whose(name, sentence, email), address_key(email), quote, fit(name, email))
        if len(emails) > 1 and _BOTH.search(_plain(sentence)):
            yield Clue(TOGETHER, "|".join(sorted(address_key(email) for email in emails[:2])), quote)


def _plain(sentence: str) -> str:
    return _ADDRESS.sub(" ", sentence)


def _whose(name: str, sentence: str, email: str) -> str:
    words = _plain(sentence)
    of_mine = _OF_MINE.search(words)
    is_first = bool(_FIRST.search(_OF_MINE.sub(" ", words)))
    if of_mine or _OTHERS.search(words):
        return MENTIONED if is_first else OTHERS
    made = fit(name, email)
    if made is Fit.PARTLY and _may_be(words, name, email):
        return MENTIONED
    if _FORMER.search(words) and (is_first or _SUBJECT.search(words) or made is not Fit.NOT):
        return FORMER
    return OWN_WORD if is_first or (made is not Fit.NOT and _ASKS.search(words)) else MENTIONED


def _may_be(words: str, name: str, email: str) -> bool:
    """Somebody is named whom the address fits as well: "write Jonas at j.harms@…" in a mail of Julia Harms."""
    own = set(words_of(name))
    named = [word for word in re.findall(r"(?<!^)\b[A-ZÀ-Þ][\w'’-]+", words) if not set(words_of(word)) & own]
    family = words_of(name)[-1] if own else ""
    return any(fit(f"{word} {family}", email) is not Fit.NOT for word in named)


def writes_for_another(display: str, written: str, signature: str = "") -> bool:
    """Whether a mail is written in somebody else's name, by its display name or by what stands below it."""
    tail = signature[:_LONGEST] or "\n".join(written.rstrip().splitlines()[-_TAIL:])[-_LONGEST:]
    return bool(_ON_BEHALF.search(display) or _ASSISTANT.search(tail))


# --- below the text -----------------------------------------------------------------------------------------------


def _tail(name: str, text: str) -> str:
    """What stands below the name with which a mail ends, where no signature was kept apart; else its last short lines."""
    lines = text.rstrip().splitlines()[-_TAIL:]
    own = set(words_of(name))
    for place in reversed(range(len(lines))):
        words = {word for word in words_of(_SEGMENT.split(lines[place])[0]) if len(word) > 1}
        if words and all(any(are_forms_of_one(word, one) for one in own) for word in words):
            return "\n".join(lines[place:])
    last = text.rstrip().rpartition("\n\n")
    return last[2] if last[1] and all(len(line.split()) <= _TAIL for line in last[2].splitlines()) else ""


def _in_signature(name: str, tail: str, found: Signed) -> Iterator[Clue]:
    lines = [line.strip() for line in tail.splitlines()]
    before = dict(zip(lines[1:], lines, strict=False))
    for detail in found.emails:
        line = _plain(detail.line)
        is_anothers = _FOR_SOMEBODY.search(f"{before.get(detail.line.strip(), '')}\n{line}") or _OTHERS.search(line)
        if not is_anothers and len(line.split()) <= _TAIL:
            yield Clue(SIGNATURE, address_key(detail.value), detail.line[: speech.QUOTE], fit(name, detail.value))


def _marks(found: Signed) -> Iterator[Clue]:
    for detail in found.phones:
        digits = re.sub(r"\D", "", detail.value)
        if len(digits) >= _SHORTEST_NUMBER:
            yield Clue(_kind_of_number(detail), digits[-_NUMBER:], detail.line[: speech.QUOTE])
    for detail in found.links:
        if match := _PROFILE.search(detail.value):
            page = (match[1] or f"github/{match[2]}").lower().rstrip("/")
            yield Clue(PROFILE, page, detail.line[: speech.QUOTE])
        elif match := _SITE.search(detail.value):
            host = match[1].lower()
            if not domains.is_free_mail(f"x@{host}") and not domains.is_robot(f"x@{host}"):
                yield Clue(SITE, host, detail.line[: speech.QUOTE])


def _kind_of_number(detail: Detail) -> str:
    """One that rings with one person: the part of the line where it stands says so."""
    part = next((one for one in _SEGMENT.split(detail.line) if detail.value in one), detail.line)
    return DIRECT if _DIRECT.search(part) else PHONE
