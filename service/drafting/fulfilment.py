"""Does a mail keep a promise? Looks for the clause that says so, with its words as a quote; "" where none does.

Silence rather than a wrong yes: what is announced, excused, asked, wished, of another kind, or sent to somebody else
keeps nothing. What the other side thanks for has arrived. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.drafting import done_words
from service.drafting.deadlines import due_date
from service.drafting.language import fold
from service.drafting.privacy import sentences
from service.drafting.things import DOING, Thing, stems_in, thing_of

LONGEST = 8000
QUOTE = 300
_LONGEST_SENTENCE = 1000
"""What a sentence says beyond that is not read: strangers write it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as far as it can keep a promise."""

    text: str
    language: str = "en"
    subject: str = ""
    others: int = 0
    """How many others than the two stand on it."""
    recipients: frozenset[str] = field(default=frozenset())
    """First names, folded, of those it goes to."""
    is_only: bool = False
    """No other thing is promised to them: "here it is, as promised" can mean only this one."""


def kept_in(thing: Thing, letter: Letter) -> str:
    """The words of the promiser's mail by which they keep it, "" when they do not."""
    text = letter.text[:LONGEST]
    if thing.act == "introduce":
        return _introduced(thing, letter, text)
    if thing.act == "ask":
        return _asked(thing, text)
    if thing.act == "arrange":
        return next((unit for unit in _units(text) if done_words.ARRANGED.search(unit) and not _is_not_yet(unit)), "")
    if not thing.heads:
        return ""
    return _did(thing, text) if thing.act == "do" else _sent(thing, letter, text)


def thanked_for(thing: Thing, text: str) -> str:
    """The words by which who was to get it says that it came, "" when they do not."""
    if thing.act != "send" or not thing.heads:
        return ""
    for unit in _units(text[:LONGEST]):
        is_said = done_words.THANKED_FOR_SENDING.search(unit) and not _is_question(unit)
        if is_said and not _NEGATED.search(unit) and _names_it(thing, unit, is_known=False):
            return unit[:QUOTE]
    return ""


def put_off(thing: Thing, letter: Letter, said: datetime, zone: ZoneInfo) -> tuple[date, str] | None:
    """The new day of a promise that is still to come, and the words: "I'll send it tomorrow"."""
    for unit in _units(letter.text[:LONGEST]):
        is_it = letter.is_only and _IT.search(unit) and not _heads_in(unit)
        if done_words.NOT_YET.search(unit) and (is_it or _names_it(thing, unit, is_known=letter.is_only)):
            day = due_date(unit, said, zone)
            if day is not None and not _is_question(unit):
                return day, unit[:QUOTE]
    return None


# --- sentences ----------------------------------------------------------------------------------------------------


def _units(text: str) -> Iterator[str]:
    for span in sentences(text):
        unit = text[span.start : span.end].strip()[:_LONGEST_SENTENCE]
        if unit:
            yield unit


_CLAUSE = re.compile(r"(?:[,;:–—(]\s*|\s+(?:and|but|so|und|aber|et|mais|y|pero|e)\s+)", re.IGNORECASE)
_NEGATED = re.compile(r"(?i)\b(?:not|n['’]t|never|nicht|kein\w*|pas|jamais|no|nunca)\b")


def _clauses(unit: str) -> list[str]:
    return [part for part in _CLAUSE.split(unit) if part.strip()]


def _is_question(unit: str) -> bool:
    return "?" in unit


def _is_not_yet(clause: str) -> bool:
    return bool(done_words.NOT_YET.search(done_words.HARMLESS_NOT_YET.sub(" ", clause)))


# --- sent ---------------------------------------------------------------------------------------------------------


def _sent(thing: Thing, letter: Letter, text: str) -> str:
    """Every head must come with a clause that delivers it; the first such sentence is the quote."""
    missing = set(thing.heads)
    quotes: list[str] = []
    before = ""
    for unit in _units(text):
        found = _delivered(thing, letter, unit, f"{letter.subject}. {before}")
        if found & missing:
            quotes.append(unit[:QUOTE])
            missing -= found
        before = unit
    return quotes[0] if quotes and not missing else ""


def _delivered(thing: Thing, letter: Letter, unit: str, before: str) -> set[str]:
    """Which of the thing's heads this sentence hands over."""
    if told := _tells(thing, unit):
        return told
    if not _delivers(unit) or _is_for_somebody_else(thing, letter, unit):
        return set()
    is_promised = bool(done_words.AS_PROMISED.search(unit) or done_words.AS_PROMISED.search(before))
    heads = {head for head in thing.heads if head in stems_in(_SPOKEN_OF.sub(" ", unit))} & _handed(thing, letter, unit)
    if heads:
        return heads if is_promised or _fits(thing, unit) else set()
    if not _IT.search(unit) or _heads_in(unit):
        return set()
    earlier = {head for head in thing.heads if head in stems_in(before)}
    if earlier and (is_promised or _fits(thing, before)):
        return earlier
    return set(thing.heads) if is_promised and letter.is_only else set()


def _handed(thing: Thing, letter: Letter, unit: str) -> set[str]:
    """The heads that a sentence can hand over: after "here is" only what stands first ("here is a thought on the list")."""
    found = _HERE_IS.search(unit)
    if found is None or done_words.HERE.search(unit, found.end()):
        return set(thing.heads)
    named = thing_of(_DELIVERY.sub(" ", unit[found.end() :]), letter.language).heads
    return set(thing.heads) & set(named) if named else set(thing.heads)


_HERE_IS = re.compile(
    r"(?i)\b(?:here(?:['’]s| is| are| comes?)|hier (?:ist|sind|kommt|kommen)(?: noch| nun| also)?|voici|voilà|aquí (?:está|están|va|van|tienes?)|adjunto|anbei)\b"
)


def _delivers(unit: str) -> bool:
    clauses = _clauses(unit)
    is_promised = bool(done_words.AS_PROMISED.search(unit))
    if any(_hands_over(clause) for clause in clauses):
        return not _asks(unit)
    if _is_question(unit):
        return False
    if done_words.LINK.search(unit) or (is_promised and _is_fragment(unit)):
        return not any(_is_not_yet(clause) for clause in clauses)
    is_now = is_promised or bool(done_words.NOW.search(unit))
    return is_now and any(done_words.SENDING.search(clause) and not _is_later(clause) for clause in clauses)


def _hands_over(clause: str) -> bool:
    """One clause says that it is here, or was sent."""
    found = done_words.HERE.search(clause) or done_words.SENT.search(clause)
    return bool(found) and not _is_not_yet(clause)


def _asks(unit: str) -> bool:
    """The whole is a question about it; "I sent it on Monday, did it arrive?" says that it was sent."""
    first = _clauses(unit)[0]
    return (_is_question(unit) and not _hands_over(first)) or bool(_ASKS_FIRST.match(unit))


_ASKS_FIRST = re.compile(
    r"(?i)\W*(?:did|do|does|have|has|is|are|was|were|could|can|would|will|should|may|shall|hast|haben|ist|sind|hat|kannst|können|könntest|"
    r"avez|as-tu|est-ce|est|peux|pouvez|pourriez|has|ha|está|están|puede|puedes|podría|recibió|recibiste)\b"
)


def _is_later(clause: str) -> bool:
    return _is_not_yet(clause) or due_date(clause, _ANY_DAY, _ANY_ZONE) is not None


_ANY_DAY, _ANY_ZONE = datetime.fromisoformat("2026-01-01T12:00:00+00:00"), ZoneInfo("UTC")


def _is_fragment(unit: str) -> bool:
    """No verb of its own says otherwise: "As promised, the article on dispute calls."."""
    return not done_words.SENDING.search(unit) and not _THANKS.search(unit) and len(unit.split()) <= 25


_THANKS = re.compile(r"(?i)\b(?:thank|danke|merci|gracias)")
_IT = re.compile(
    r"(?i)\b(?:it|them|they|this|these|es|ihn|sie|ihn|le voici|la voici|les voici|le voilà|la voilà|les voilà|lo|la|los|las|here you go|"
    r"what i promised|lo prometido)\b|\b[lL]['’](?:ai|enverrai|envoie)\b|\b(?:je|vous|te) (?:le|la|les) "
)


def _names_it(thing: Thing, unit: str, *, is_known: bool) -> bool:
    """Whether a sentence speaks of this thing and not of another of its kind."""
    return set(thing.heads) <= stems_in(unit) and bool(thing.heads) and (is_known or _fits(thing, unit))


def _heads_in(unit: str) -> tuple[str, ...]:
    """Something of its own that a sentence with "it" names after all."""
    after = re.split(r"(?i)\b(?:it is|it['’]s|they are|es|lo|la)\b", unit)[-1]
    return thing_of(after, "en").heads if re.search(r"\d|:", after) else ()


def _tells(thing: Thing, unit: str) -> set[str]:
    """Heads that are told in words, not sent: "the tutor's name is Ines"."""
    if not _names_it(thing, unit, is_known=False) or _is_question(unit):
        return set()
    clause = next((one for one in _clauses(unit) if set(thing.heads) <= stems_in(one)), "")
    return {head for head in thing.heads if head in _TOLD and _IS.search(clause) and not _is_not_yet(clause)}


_TOLD = frozenset({"name", "number", "address", "contact"})
_IS = re.compile(r"(?i)\b(?:is|are|ist|sind|lautet|lauten|heißt|est|sont|es|son)\s+(?=\S)|:\s*\S")


def _fits(thing: Thing, unit: str) -> bool:
    """What tells the thing from others of its kind stands there too, or nothing that tells it apart does."""
    if not thing.marks:
        return True
    found = stems_in(unit)
    return bool(thing.marks & found) or not _told_apart(thing, unit)


def _told_apart(thing: Thing, unit: str) -> bool:
    """The head is followed, or in German and English led, by a word that names another one of its kind."""
    for clause in _clauses(_URL.sub(" ", unit)):
        if not set(thing.heads) & stems_in(clause):
            continue
        named = _TO_A_NAME.sub(" ", _OF_THE_TWO.sub(" ", clause))
        found = thing_of(_DELIVERY.sub(" ", named), "en")
        other = found.marks - set(thing.heads) - _PLAIN
        if set(found.heads) & set(thing.heads) and other:
            return True
    return False


_OF_THE_TWO = re.compile(
    r"(?i)\b(?:(?:that |which )?(?:i|we) (?:told|spoke|talked|mentioned|promised|owed|discussed)\b.*|"
    r"(?:von dem|über den|über das|von der) (?:ich|wir)\b.*|dont (?:je|nous|on)\b.*|(?:que|de la que|del que) (?:te|le|hablamos|prometí)\b.*|"
    r"as (?:promised|agreed|discussed)|you (?:asked|wanted)\b.*)"
)
_TO_A_NAME = re.compile(r"\b(?:to|with|an|à|a)\s+[A-ZÀ-Þ][a-zà-ÿ]+")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_DELIVERY = re.compile(
    "|".join(
        pattern.pattern.removeprefix("(?i)")
        for pattern in (
            done_words.THANKED_FOR_SENDING,
            done_words.HERE,
            done_words.SENT,
            done_words.AS_PROMISED,
            done_words.SENDING,
            done_words.NOW,
        )
    ),
    re.IGNORECASE,
)
_PLAIN = frozenset(
    """itself self just yesterday last week gest heut monday mond tuesday wednesday thursday friday hope hop useful usefu
    now final hier ayer ya mail email messag attach find pleas below inbox long took sorry post file archivo adjunt""".split()
)


_SPOKEN_OF = re.compile(
    r"(?i)\b(?:about|regarding|concerning|wegen|bezüglich|au sujet d[eu]|à propos d[eu]|acerca del?)\s(?:the|der|des|dem|die|das|la|le|el|los|las)\b.*"
)
"""What a mail was written about is not what was sent."""


def _is_for_somebody_else(thing: Thing, letter: Letter, unit: str) -> bool:
    """Not to who was promised it: "I sent the article to Priya"."""
    found = _TO_SOMEBODY.search(unit)
    if found is None:
        return False
    name = fold(found["name"] or found["first"])
    return name not in letter.recipients and name not in thing.names


_TO_SOMEBODY = re.compile(
    r"(?:(?:e-?mailed|mailed|sent|texted)\s+(?:Prof\w*\.?\s+|Dr\.?\s+|Ms\.?\s+|Mr\.?\s+)?(?P<first>[A-ZÀ-Þ][a-zà-ÿ]+))|(?:sent|forwarded|shared|mailed|geschickt|gesendet|envoyé|enviado|envié|mandé)\b.*?\b(?:to|with|an|à|a)\s+(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+)"
)


# --- asked, introduced, done --------------------------------------------------------------------------------------


def _asked(thing: Thing, text: str) -> str:
    for unit in _units(text):
        name = _name_in(thing, unit)
        if name and not _is_question(unit):
            clause = next(one for one in (*_clauses(unit), unit) if _name_in(thing, one))
            has_asked = done_words.ASKED.search(unit) and not _is_not_yet(clause)
            if has_asked or _has_answered(name, unit):
                return unit[:QUOTE]
    return ""


def _has_answered(name: str, unit: str) -> bool:
    return bool(re.search(rf"(?i)\b{re.escape(name)}\b(?:\s+(?-i:[A-ZÀ-Þ])\w+)?\s+{done_words.ANSWERED}", unit))


def _name_in(thing: Thing, unit: str) -> str:
    """The name as the sentence writes it, "" when nobody promised stands there."""
    found = re.findall(r"[^\W\d_][\w'’-]*", unit)
    return next((word for word in found for name in thing.names if fold(word).split("'")[0] == name), "")


def _introduced(thing: Thing, letter: Letter, text: str) -> str:
    """Both are on the mail and it names the third one, or it hands the address on, or says that it was done."""
    quotes: dict[str, str] = {}
    units = list(_units(text))
    for place, unit in enumerate(units):
        for one in (replace(thing, names=(name,)) for name in thing.names):
            if _name_in(one, unit) and _brings(one, letter, unit, " ".join(units[place : place + 2])):
                quotes.setdefault(one.names[0], unit[:QUOTE])
    return next(iter(quotes.values())) if quotes and set(quotes) == set(thing.names) else ""


def _brings(thing: Thing, letter: Letter, unit: str, around: str) -> bool:
    if _is_question(unit):
        return False
    if done_words.INTRODUCED.search(around) and not _is_not_yet(unit):
        return True
    clause = next((one for one in _clauses(unit) if _name_in(thing, one)), unit)
    return bool(letter.others or done_words.ADDRESS.search(unit)) and not _is_not_yet(clause)


def _did(thing: Thing, text: str) -> str:
    done = re.compile(
        rf"(?i)\b(?:i|ich|j['’]ai|je|he|yo|me)\b.*?\b(?:{DOING[thing.verb][1]})\b|^(?:{DOING[thing.verb][1]})\b"
    )
    for unit in _units(text):
        clause = next((one for one in _clauses(unit) if done.search(one)), "")
        if clause and not _is_not_yet(clause) and not _is_question(unit) and _names_it(thing, unit, is_known=False):
            return unit[:QUOTE]
    return ""
