"""English grammar, as much as it takes to retell a note: verbs, what shape a phrase has, and whose it is.

A note speaks about the contact in the third person and to the person as "you" or not at all; a draft speaks to the
contact. `to_recipient` turns one into the other. Pure; knows no facts and no drafts.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from service.drafting.english_verbs import HAPPENING, NOUNISH, PAST, STANCES, VERBS

Shape = Literal["advice", "gerund", "clause", "noun"]

_FINITE = frozenset(
    """is are was were am has have had do does did will would can could should shall must may might isn't aren't
    wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't matters
    beats 's""".split()
)
_IRREGULAR = {"is": "are", "was": "were", "has": "have", "does": "do", "goes": "go", "isn't": "aren't"}
_IRREGULAR |= {"wasn't": "weren't", "hasn't": "haven't", "doesn't": "don't"}
_AUXILIARY = frozenset("can could will would should must may might do did does don't didn't to".split())
_ADVERBS = frozenset("always never really only just often usually still also even already first not sometimes".split())
_PREPOSITIONS = frozenset(
    """about after against among around as at before behind beside between by for from in into like of off on onto
    over past since than through to toward towards under until up upon with within without and or but because if when
    while whether that than so then""".split()
)
CONNECTED = _PREPOSITIONS
"""Words that a phrase of its own does not begin with."""
_CONJUNCTIONS = frozenset("and but because if when while whether that than so then as before after since until".split())
_AFTER_OBJECT = _PREPOSITIONS | frozenset(
    "the a an this that these those how what why where who more most less a first again back too well so it all my our his their".split()
)
_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]+|\s+")


def is_verb(word: str) -> bool:
    """Whether the word can be a verb in its base form."""
    return word.casefold() in VERBS


def base_of(word: str) -> str:
    """The base form behind "suggests", "moved" or "reading"; "" when there is none we know."""
    plain = word.casefold()
    for suffix, ending in (
        ("ing", ""),
        ("ing", "e"),
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
    ):
        if suffix == "es" and not re.search(r"(?:s|x|z|ch|sh|o)es$", plain):
            continue
        if plain.endswith(suffix) and plain.removesuffix(suffix) + ending in VERBS | HAPPENING:
            return plain.removesuffix(suffix) + ending
    doubled = re.sub(r"([bdgklmnprt])\1(?:ing|ed)$", r"\1", plain)
    return doubled if doubled != plain and doubled in VERBS else ""


def is_finite(word: str) -> bool:
    """Whether the word can carry a clause: an auxiliary, a past or a third person."""
    plain = word.casefold().replace("’", "'")
    if plain in _FINITE or plain in PAST:
        return True
    return plain.endswith(("s", "ed")) and not plain.endswith("ss") and bool(base_of(plain))


def is_clearly_finite(word: str) -> bool:
    """Whether it carries a clause and is no plural: "levels" may be one, "protects" may not."""
    return is_finite(word) and (is_always_finite(word) or base_of(word) not in NOUNISH)


def is_act(infinitive: str) -> bool:
    """Whether advice as `infinitive` gives it names something to do: "to read…", and not "to trust…", "never to…"."""
    found = re.match(r"to (?P<verb>[a-z]+)\b", infinitive)
    return found is not None and found["verb"] in VERBS - STANCES


def is_always_finite(word: str) -> bool:
    """Whether it can be nothing but a verb that carries a clause: "is", "took"; "notes" can be a noun."""
    return word.casefold() in _FINITE | PAST


def shape_of(phrase: str) -> Shape:
    """Whether a phrase advises (imperative), names an activity, states something, or names a thing."""
    found = re.findall(r"[\w'’-]+", phrase)
    place = 0
    while place < len(found) - 1 and found[place].casefold() in {"always", "never", "first", "just", "only", "really"}:
        place += 1
    lead = [word.casefold().replace("’", "'") for word in found[place : place + 2]]
    if lead[:1] == ["to"] and len(lead) > 1 and is_verb(lead[1]):
        return "advice"
    if lead[:1] == ["don't"] or lead == ["do", "not"]:
        return "advice"
    is_shown = place > 0 and found[place - 1].casefold() in {"always", "never"}
    if lead and (is_verb(lead[0]) or (is_shown and not is_finite(lead[0]))):
        return "clause" if _is_a_noun_here(found[place:]) else "advice"
    if lead and lead[0].endswith("ing") and base_of(lead[0]):
        return "gerund" if not any(word.casefold() in _FINITE for word in found[1:4]) else "clause"
    if any(is_finite(word) for word in found[1:]):
        return "clause"
    pairs = pairwise(found)
    return "clause" if any(is_verb(verb) and _takes_a_verb(noun) for noun, verb in pairs) else "noun"


def _takes_a_verb(word: str) -> bool:
    return word.casefold() in {"you", "we", "they", "people", "i"} or (word.endswith("s") and not word.endswith("ss"))


_SUBORDINATES = frozenset(
    "what who whom that which why how if when where because before after until while whether you they people i we".split()
)


def _is_a_noun_here(found: list[str]) -> bool:
    """Whether, as in "Pilot programmes are…", "Design is…", the word can be a verb but another one carries the clause."""
    for word in found[1:5]:
        plain = word.casefold().replace("’", "'")
        if plain in _SUBORDINATES or plain in _PREPOSITIONS - {"of"}:
            return False
        if plain in _FINITE or plain in {"makes", "takes", "comes", "helps", "gives", "leads", "means"}:
            return True
    return False


def ungerunded(text: str) -> str:
    """Advice that was noted as an activity: "writing memos and sharing them" is "write memos and share them"; "" = none."""
    first = re.match(r"(?:not )?(?P<verb>\w+ing)\b", text)
    base = base_of(first["verb"]) if first else ""
    if first is None or not base:
        return ""
    rest = re.sub(
        r"\b(and|or) (\w+ing)\b", lambda one: f"{one[1]} {base_of(one[2]) or one[2]}", text[first.end("verb") :]
    )
    return f"{'don’t ' if text.startswith('not ') else ''}{base}{rest}"


def is_common(word: str) -> bool:
    """Whether a word in capitals is a plain word that somebody shouted, and no abbreviation."""
    plain = word.casefold()
    return len(plain) > 2 and (plain in _COMMON or is_verb(plain) or is_finite(plain) or plain in _PREPOSITIONS)


_COMMON = frozenset(
    "the not all any her him first last never always only very one two now and for this that you first".split()
)


def known_words(text: str) -> int:
    """How many words of a text are English verbs, or among the plainest words of English notes."""
    found = (word.casefold() for word in re.findall(r"[^\W\d_]+", text))
    return sum(word in VERBS or word in _PLAIN or bool(base_of(word)) for word in found)


_PLAIN = frozenset(
    """good great best first people work team time page day year years always never every each more most all nothing
    everything book small big early late young old new client customer user note way one two three""".split()
)


def infinitive(advice: str) -> str:
    """An imperative as what follows "your advice": "to read…", "not to rush…", "always to ask…"."""
    text = re.sub(r"^to\s+", "", advice.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^(?:don['’]t|do not)\s+", "not to ", text, flags=re.IGNORECASE)
    if text.startswith("not to "):
        return text
    lead = re.match(r"(always|never|first|just|only|really)\s+", text, re.IGNORECASE)
    if lead and lead[1].casefold() in {"always", "never"}:
        word = lead[1].casefold()
        return f"{'never to' if word == 'never' else 'to always'} {lower_first(text[lead.end() :])}"
    if lead and lead[1].casefold() in {"just", "really"}:
        text = text[lead.end() :]
    return f"to {lower_first(text)}"


def bare(vp: str) -> str:
    """What follows "that I": "to read…" is "read…", "not to rush…" is "not rush…"."""
    return re.sub(r"^(not |never |)to ", r"\1", vp)


_CALENDAR = frozenset(
    """January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Valentine English German French Spanish Europe Easter Christmas""".split()
)


_SMALL_WORDS = _PREPOSITIONS | frozenset(
    "a an the my your his her their our this that these those some any all each every no not one two three four five six she he they we you it there here what who how".split()
)


def lower_first(text: str) -> str:
    """Starts in lower case, unless the first word is I, a name in capitals, or mixed ("FDA", "iOS", "McKinsey")."""
    first = re.match(r"[\w'’-]+", text)
    if first is None:
        return text
    word = first[0]
    if word.casefold() in _SMALL_WORDS:
        return text[0].lower() + text[1:]
    is_name = (
        re.sub(r"['’]?s$", "", word) in _CALENDAR
        or word in _CALENDAR
        or (not is_verb(word) and re.match(r" [A-Z][a-z]", text[first.end() :]) is not None)
    )
    if is_name or word == "I" or word.startswith(("I'", "I’")) or any(letter.isupper() for letter in word[1:]):
        return text
    return text[0].lower() + text[1:]


def to_recipient(text: str, names: frozenset[str] = frozenset()) -> str:
    """Turns what a note says about the contact into words to the contact: she → you, her notes → your notes.

    `names`: the contact's own names, which become "you" where they are the subject.
    """
    tokens = _TOKEN.findall(text)
    done: list[str] = []
    for place, token in enumerate(tokens):
        done.append(_turned(tokens, place, names) if token.strip() else token)
    return _agree("".join(done))


_SUBJECT, _OBJECT = "\x02you", "you"


def _turned(tokens: list[str], place: int, names: frozenset[str]) -> str:
    word = tokens[place].casefold().replace("’", "'")
    after = next((token.casefold() for token in tokens[place + 1 :] if token.strip()), "")
    if word in {"she", "he"} or (tokens[place] in names and _is_subject(tokens, place)):
        return _SUBJECT
    if word in {"she's", "he's"}:
        return (
            f"{_SUBJECT} have"
            if (base_of(after).strip() and after.endswith("ed"))
            or after in {"been", "got", "gone", "had", "done", "seen"}
            else f"{_SUBJECT} are"
        )
    if word in {"she'd", "he'd", "she'll", "he'll"}:
        return "you'" + word.split("'")[1]
    fixed = {"him": "you", "his": "your", "hers": "yours", "herself": "yourself", "himself": "yourself"}
    if word in fixed:
        return fixed[word]
    if word == "her":
        return "you" if _is_object_her(tokens, place, after) else "your"
    return tokens[place]


_GIVES_TO = frozenset(
    "taught teaches teach gave gives cost costs told asked offered earned saved saves showed shows sent".split()
)
_ORDINALS = frozenset("first second third last next more most own".split())
_NUMBERS = frozenset("one two three four five six seven eight nine ten twenty years months weeks".split())


def _is_object_her(tokens: list[str], place: int, after: str) -> bool:
    """Whether "her" is whom something is done to; else it is whose something is ("on her first day")."""
    words = [token.casefold() for token in tokens[place + 1 :] if token.strip()]
    before = next((token.casefold() for token in reversed(tokens[:place]) if token.strip()), "")
    if after in _ORDINALS and len(words) > 1 and words[1].isalpha() and words[1] not in _AFTER_OBJECT:
        return before in {"ask", "tell", "give", "call"}
    if before in {"made", "make", "makes", "let", "lets", "help", "helped", "saw"} and is_verb(after):
        return True
    if before in _GIVES_TO and after not in {"own", "first", "last"} and after.isalpha():
        return True
    if (before in {"keep", "kept", "get"} and after.endswith("ed")) or after in _NUMBERS or after.isdigit():
        return True
    return not after or not after[0].isalnum() or after in _AFTER_OBJECT or after == "to"


def _is_subject(tokens: list[str], place: int) -> bool:
    after = next((token for token in tokens[place + 1 :] if token.strip()), "")
    return is_finite(after) or after.casefold() in _ADVERBS


def _agree(text: str) -> str:
    """After "you" as a subject, verbs lose their third person: "you has" → "you have"."""

    def plural(found: re.Match[str]) -> str:
        verb = found["verb"].replace("’", "'")
        return f"{_OBJECT}{found['between']}{_IRREGULAR.get(verb.casefold()) or _without_s(verb)}"

    adverbs = "|".join(sorted(_ADVERBS))
    found = re.sub(rf"{_SUBJECT}(?P<between>\s+(?:(?:{adverbs})\s+)?)(?P<verb>[\w'’]+)", plural, text)
    if "\x02" not in text:
        return found
    first, between, rest = found.replace("\x02", "").partition(f"{_OBJECT} ")
    return first + between + _SECOND_HELPER.sub(_also_helped, re.sub(_SECOND_VERB, _also_plural, rest))


_SECOND_VERB = re.compile(
    r"\b(?P<and>(?:and|but|or)(?: (?:now|then|still|also|always|never))) (?P<verb>[a-z]+s)\b|\b(?P<and2>and|but|or) (?P<verb2>[a-z]+s)(?= (?:the|a|an|no|it|them|that|this|his|her|their|your|my|every|each|all|only|to|what|how|on|in|for|at|with|nothing|everything)\b)"
)


_SECOND_HELPER = re.compile(
    r"\b(?P<and>(?:and|but|or)(?: (?:now|then|still|also))?) (?P<verb>is|was|has|does|isn['’]t|wasn['’]t|hasn['’]t|doesn['’]t)\b"
)


def _also_helped(found: re.Match[str]) -> str:
    """A helping verb of the same subject: "…and doesn't miss it"."""
    return f"{found['and']} {_IRREGULAR[found['verb'].replace('’', chr(39))]}"


def _also_plural(found: re.Match[str]) -> str:
    """A second verb of the same subject ("…and answers no mail"); a noun stays as it is."""
    verb = found["verb"] or found["verb2"]
    return f"{found['and'] or found['and2']} {_without_s(verb) if base_of(verb) else verb}"


def _without_s(verb: str) -> str:
    if not verb.endswith("s") or verb.endswith(("ss", "us")) or verb.casefold() in _ADVERBS:
        return verb
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if re.search(r"(?:ch|sh|ss|x|z|o)es$", verb) else verb[:-1]


def to_sender(text: str) -> str:
    """Turns advice to "you" into the sender's own: "your résumé" → "my résumé", "what you like" → "what I like"."""
    text = re.sub(r"\b(thank)(s? )you\b", "\\1\\2\x03", text, flags=re.IGNORECASE)
    text = re.sub(r"\byourself\b", "myself", text)
    text = re.sub(r"\byours\b", "mine", text)
    text = re.sub(r"\byour\b", "my", text)
    text = re.sub(r"\byou're\b|\byou are\b", "I am", text)

    def mine(found: re.Match[str]) -> str:
        before, after = (found["before"] or "").strip().casefold(), (found["after"] or "").casefold()
        is_object = (
            not after
            or after in _AFTER_OBJECT
            or is_verb(before)
            or before
            in {
                "lets",
                "makes",
                "gives",
                "tells",
                "helps",
                "shows",
                "teaches",
                "gets",
                "costs",
                "takes",
                "keeps",
                "brings",
            }
            or before in _PREPOSITIONS - _CONJUNCTIONS
        )
        return f"{found['before'] or ''}{'me' if is_object else 'I'}{found['gap'] or ''}{found['after'] or ''}"

    return re.sub(r"(?P<before>[\w'’]+ )?\byou\b(?:(?P<gap> )(?P<after>[\w'’]+))?", mine, text).replace("\x03", "you")
