"""Whether a piece of an English note can stand in a sentence of ours, and what has to go for it to stand well.

`advice` and `clause` answer with the words to say, without a second thought that would not fit, or "" for what cannot
be said; `is_thing` and `is_motto` answer yes or no. Doubt is a no: what is left out harms nobody. Pure.
"""

from __future__ import annotations

import re
from itertools import pairwise

from service.drafting import english
from service.drafting.english_verbs import NOUNISH

_STRANGE = re.compile(
    r"[→=<>≠|#*_~^\[\]{}()«»?!…/@\\•]|--|\b(?:etc|eg|ie|ep|tbd|nb|asap|fyi)\b|\d+\.\s|https?:|www\.", re.IGNORECASE
)
_DANGLING = re.compile(r"(?i)\b(?:the|a|an|and|or|but|to|of|my|your|his|her|their|is|are|because|that|than|nor)$")
_MOST = 34
_WORD = re.compile(r"[\w'’-]+")
_INLINE = re.compile(r"\s*\([^()]*\)")
_SPLICE = re.compile(r"\s*(?:,|\s[–—-]|:|;)\s+")
_GOES_ON = re.compile(
    r"(?i)(?:not|never|but|then|and|or|especially|even|if|because|so|before|after|when|once|while|without|with|by|from|in|at|on|for|to|as|"
    r"rather|instead|preferably|ideally|until|unless|since|which|who|where|even|less|more|however|one|ever)\b"
)
_GOES_ELSEWHERE = re.compile(
    r"(?i)even now\b|then (?:you|it|they|she|he|I)\b|(?:if|when) .*\b(?:it['’]s|it is|they['’]re|you['’]re)\b"
)
_REASON = re.compile(r"(?i)(?:it|they|that|this|you|there|otherwise|people|everybody|nobody|he|she|\x01)\b")
_PRONOUNS = frozenset(
    """you we they it he she nobody everyone everybody people somebody someone this that these those there one what who most
    many some few both all nothing everything anyone anybody no-one""".split()
)
_DETERMINERS = frozenset(
    "the a an my your his her their our every each no any some most many all both few half one two three".split()
)
_LEADS = frozenset(
    "when if once while after before because since although though as in on at for with by during until despite".split()
)
_ADJECTIVES = frozenset(
    """honest good great big small early late patient curious open clear simple hard easy nice bad fast slow happy sad tired
    funny overrated useful useless important great smart wise brave busy free full empty ready sure wrong right true
    false old new young strong weak short long deep high low""".split()
)
_CLOSED = (
    _PRONOUNS
    | _DETERMINERS
    | _ADJECTIVES
    | english.CONNECTED
    | frozenset(
        "quite rather such almost nearly half so not never always too very just only also there here how what why where which whether is are was were better more less".split()
    )
)
_OBJECTS = _DETERMINERS | frozenset(
    "everything everybody it them yourself things people somebody anything nothing that this".split()
)
_NO_THING = (
    english.CONNECTED
    | _ADJECTIVES
    | frozenset(
        "mostly mainly only always never often still almost quite rather not to you too so very just there's that's it's he's she's what's i we they she he it nobody everyone better more less".split()
    )
)
_OF_A_MOTTO = re.compile(r"(?i)\b(?:before|over|not|first|never|always|instead of|than)\b")
_MOTTO_WORDS = (3, 8)
_SUPERLATIVE = re.compile(r"(?i)(?:best|worst|main|biggest|easiest|hardest|first|last|only) \w+ ")
_DENIES = re.compile(r"(?i)\b(?:not|no|never|nobody|nothing|cannot|no one)\b|n['’]t\b")
_POINTING = frozenset("both it that this them more one".split())
_MOST_OF_A_THING = 14
_SHORT_THING = 3
_TOO_SHORT = 2


def advice(text: str) -> str:
    """The advice without what hangs on by a comma and cannot stay; "" when it is none: "learn SQL, skip Tableau" is
    "learn SQL and skip Tableau", "read a map, it opens doors" keeps its reason.
    """
    head = _bare(text)
    first, rest = _cut(head)
    if not is_doable(first) or (english.shape_of(text) == "clause" and is_clause(first)):
        return ""
    if rest and re.match(r"(?i)(?:never|always) \w", rest):
        head = f"{first}, but {english.lower_first(rest)}"
    elif rest and (not _GOES_ON.match(rest) or _GOES_ELSEWHERE.match(rest)) and not _is_list(head):
        head = _with_second(first, rest)
    return head if is_doable(head.replace(": ", " ")) else first


def _with_second(first: str, rest: str) -> str:
    """The advice with a second one, or with the reason that follows it; alone where it is neither."""
    if is_doable(rest) and not is_clause(rest):
        second = re.sub(r"(?i)^(?:don['’]t|do not) ", "not to ", english.lower_first(rest))
        return (
            f"{first} and {second}"
            if not second.startswith("not to ")
            else f"{first}, {second.replace('not to ', 'not ', 1)}"
        )
    return f"{first}: {rest}" if _REASON.match(rest) and is_clause(rest) else first


def _bare(text: str) -> str:
    """Without what stands in brackets, and without quotation marks around the whole."""
    whole = _INLINE.sub("", text).strip(" .")
    return whole[1:-1] if re.fullmatch(r"\"[^\"]+\"|“[^“”]+”", whole) else whole


def _cut(text: str) -> tuple[str, str]:
    """At the first comma, colon or dash that may be a splice."""
    found = _SPLICE.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text, "")


def _is_list(text: str) -> bool:
    found = re.search(r", (?P<item>[^,]+?)(?:,| and| or) ", text)
    is_clausal = (
        found is not None
        and len(found["item"].split()) > _TOO_SHORT
        and is_doable(found["item"])
        and not is_doable(_cut(text)[0])
    )
    return found is not None and not is_clausal and not re.search(r"\s[–—-]\s|:", text)


def is_doable(text: str) -> bool:
    """Begins with a verb that can be advised, and is no torn-off piece."""
    found = re.sub(r"(?i)^(?:to |not |never |always |first |just |only |really |do not |don['’]t )+", "", text)
    words = [word.casefold() for word in _WORD.findall(found)]
    if len(_WORD.findall(text)) < 2 or not words or not _is_whole(text):
        return False
    is_urged = (
        bool(re.match(r"(?i)(?:to|not|never|always|do not|don['’]t) ", text))
        and words[0].isalpha()
        and words[0] not in _CLOSED
    )
    if len(words) in {2, 3, 4} and _TRADE.fullmatch(words[1]) and text[:3].casefold() != "be ":
        return False
    words[0] = _PREFIXED.sub("", words[0])
    is_known = english.is_verb(words[0]) or (is_urged and not english.is_finite(words[0]))
    is_likely = len(words) > 1 and words[1] in _OBJECTS and _may_be_a_verb(words[0])
    if (
        _is_compound(words)
        or not (is_urged or _has_companion(_WORD.findall(found)))
        or (text[:4].casefold() == "not " and words[0].endswith("ing"))
    ):
        return False
    return (is_known or is_likely) and words[1:2] not in (["is"], ["are"], ["was"], ["were"])


def _is_compound(words: list[str]) -> bool:
    """Whether, as in "budget cycles decide everything" or "plan B first", the word that could be a verb belongs to a noun."""
    for place in range(2, min(5, len(words) - 1)):
        if words[place - 1] in _OPENS_ANOTHER or words[place] in _OPENS_ANOTHER or words[1] in _OBJECTS:
            break
        if (
            words[place].endswith("s")
            and english.is_clearly_finite(words[place])
            and not english.is_always_finite(words[place])
        ):
            return True
    has_letter = len(words) > 1 and len(words[1]) == 1 and words[1] != "a"
    is_subject = words[3:] and words[1].endswith("s") and english.is_verb(words[2]) and words[0] not in _HELPING
    return has_letter or (bool(is_subject) and words[3] in _OBJECTS | english.CONNECTED)


def _has_companion(found: list[str]) -> bool:
    """Whether what follows a word that is a noun as often shows it to be a verb: "trade with them", not "trade compliance"."""
    return found[0].casefold() not in NOUNISH or not found[1:] or has_companion(found)


def has_companion(found: list[str]) -> bool:
    """Whether the second word is what a verb has behind it: an object, a preposition, a manner."""
    second = found[1].casefold()
    return (
        second in _OBJECTS | english.CONNECTED | _COMPANIONS
        or second.endswith(("s", "ly", "ing", "self"))
        or second.isdigit()
        or (found[1][0].isupper() and not found[0][0].isupper())
    ) and second != "to"


_COMPANIONS = frozenset(
    "early late often first last twice once again well hard daily weekly less more slow fast small big high low local live alone together away down out home there here "
    "people others him her us me one two three four five six seven ten what how who where when why which nothing enough better short long "
    "cheap free double half good new".split()
)
_OPENS_ANOTHER = english.CONNECTED | frozenset(
    "who what which how why where whoever whatever it they he she you that everything".split()
)
_TRADE = re.compile(
    r"(?!(?:other|never|better|rather|over|after|under|dinner|water|paper|letters?|matter|later|together|faster|slower|harder|longer|earlier|customer|counter|number|power|order|user|member)$)\w{2,}(?:er|or|ist|ian|eer)"
)
_PREFIXED = re.compile(r"^(?:under|over|re|pre|co|double|second|hand|spot|fact|self|cross|out)-")
_MANY = frozenset("two three four five six ten most many some few these those all both".split())
_HELPING = frozenset("help let make watch see have get".split())


def _may_be_a_verb(word: str) -> bool:
    """A base form that no list of verbs holds: "braze", "rehair"."""
    is_base = word.isalpha() and not word.endswith(("s", "ing", "ed"))
    return is_base and not english.is_finite(word) and word not in _CLOSED


def clause(text: str) -> str:
    """The statement up to where another one is spliced on; "" when it is none."""
    whole = _bare(text)
    whole = f"the {english.lower_first(whole)}" if _SUPERLATIVE.match(whole) else whole
    first, rest = _cut(whole)
    if rest and not _GOES_ON.match(rest) and first.split(" ")[0].casefold() not in _LEADS and not _is_list(whole):
        is_turned = bool(_DENIES.search(first)) and bool(
            re.match(r"(?i)(?:it|they|that)(?:['’]s|['’]re| is| are)\b", rest)
        )
        is_contrast = is_clause(rest) and (is_turned or bool(_DENIES.search(first)) != bool(_DENIES.search(rest)))
        is_reason = ":" in whole and bool(_REASON.match(rest)) and is_clause(rest)
        joint = "" if re.match(r"(?i)it['’]s\b|it is\b", rest) else "but "
        whole = f"{first}, {joint}{english.lower_first(rest)}" if is_contrast else whole if is_reason else first
    return whole if is_clause(whole) else ""


def is_clause(text: str) -> bool:
    """A subject and a verb that goes with it."""
    found = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    if not _is_whole(text) or (len(found) <= _SHORT_THING and found[-1] in _POINTING):
        return False
    if any(word.endswith("'s") and after in _AFTER_IS for word, after in pairwise(found)):
        return True
    if "'" in found[0] and found[0].split("'")[0] in _PRONOUNS - {"that", "this"} and found[1:]:
        return True
    if found[0] in _LEADS:
        after = text.partition(", ")[2]
        return any(is_clause(part) for part in (after, _from_pronoun(text)) if part and part != text)
    if found[0] in {"people", "you", "we", "they"} and found[2:] and found[1] not in _CLOSED:
        return True
    if not _can_be_subject(found):
        return False
    return any(_is_verb_at(found, place) for place in range(1, min(len(found), 9)))


_AFTER_IS = frozenset(
    "in on at for about over not never always a an the gone dead here there too only all just".split()
)


def _from_pronoun(text: str) -> str:
    """From the first pronoun on: "In year one you carry boxes" from "you"."""
    found = re.search(r"(?i)\b(?:you|she|he|they|it|nobody|everybody|people)\b", text)
    return text[found.start() :] if found else ""


_NO_SUBJECT = frozenset(
    "not never always to and but or so just also still only even unless almost nearly now then mostly maybe perhaps sometimes".split()
)


def _can_be_subject(found: list[str]) -> bool:
    first, second = found[0], found[1] if len(found) > 1 else ""
    if first in _NO_SUBJECT or first in english.CONNECTED:
        return False
    if first in _PRONOUNS | _DETERMINERS or not (english.is_finite(first) or english.base_of(first)):
        return True
    # "Plans change", "Design is": a word that could be a verb is the subject where a verb follows it.
    is_followed = english.is_clearly_finite(second) and (bool(found[2:]) or not second.endswith("s"))
    return is_followed or (first.endswith("s") and english.is_verb(second)) or first.endswith("ing")


def _is_verb_at(found: list[str], place: int) -> bool:
    word, before = found[place], found[place - 1]
    if word == "like" and before.endswith("s") and found[place + 1 : place + 2] and found[place + 1] in _OBJECTS:
        return True
    if before in {"she", "he", "it"} and word.endswith(("s", "ed")):
        return True
    if word.endswith("s") and not english.is_always_finite(word) and found[place + 1 : place + 2] in (["by"], ["of"]):
        return False
    if english.is_finite(word):
        if not english.is_clearly_finite(word) and not _is_followed(found, place):
            return False
        return not (
            before in _DETERMINERS
            or before.isdigit()
            or (word in {"left", "set", "cut", "spent"} and before not in _PRONOUNS)
        )
    if (
        found[0] in _MANY
        and english.is_verb(word)
        and word not in NOUNISH
        and found[place + 1 : place + 2]
        and found[place + 1] in _OBJECTS | _PRONOUNS
    ):
        return True
    if word in NOUNISH and before not in _PRONOUNS and not _is_followed(found, place):
        return False
    return english.is_verb(word) and (
        before in _PRONOUNS
        or (before.endswith("s") and not before.endswith(("ss", "'s")))
        or before in {"always", "never", "often", "usually", "already", "only", "mostly"}
    )


def _is_followed(found: list[str], place: int) -> bool:
    """Whether a word that is a noun as often has beside it what only a verb has: an object, "not", a manner."""
    after = found[place + 1] if len(found) > place + 1 else ""
    before = found[place - 1]
    if before in _ADJECTIVES | _DETERMINERS | {"and", "or", "better", "best"}:
        return False
    is_alone = before.endswith("s") and not found[place].endswith("s") and len(found) == place + 2
    return (
        (not after and place == 1)
        or is_alone
        or after in _OBJECTS | english.CONNECTED - {"and", "or", "of"} | _COMPANIONS
        or after.endswith("ly")
    )


def thing(text: str) -> str:
    """What can follow "what you said about", without an afterthought; "" when it cannot."""
    whole = _bare(text)
    head = (
        whole
        if _is_list(whole) and re.search(r" (?:and|or) ", whole)
        else re.split(r",\s| [–—-] ", whole, maxsplit=1)[0]
    )
    return head if is_thing(head) else ""


def is_thing(text: str) -> bool:
    """A noun phrase, as far as its small words tell."""
    found = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    if (
        not _is_whole(text)
        or ":" in text
        or not 1 < len(found) <= _MOST_OF_A_THING
        or english.is_clearly_finite(found[0])
        or found[0] in _NO_THING
        or found[-1].endswith("est")
    ):
        return False
    if found[0] in {"how", "what", "why", "where", "which", "whether"}:
        return len(found) > _SHORT_THING
    is_joined = any(
        word in {"of", "for", "in", "on", "with", "about", "between", "from", "at", "as", "to", "and"} for word in found
    )
    is_short = len(found) <= _SHORT_THING + (found[0] in _DETERMINERS)
    is_named = (
        found[0] in _DETERMINERS
        or (found[0].endswith("ing") and bool(english.base_of(found[0])))
        or found[0].endswith("s")
        or is_short
    )
    return is_named and (is_joined or is_short) and not any(english.is_finite(word) for word in found[1:])


_PARTS = frozenset("before over not first then than instead".split())
"""What stands in a saying behind its first word shows that one to be a thing."""


def motto(text: str) -> str:
    """A short saying that can be quoted, or the one before the first comma; "" when there is none."""
    whole = _bare(text)
    unconditional = re.split(r" (?:if|when|because|since|unless) ", whole)[0]
    return next((one for one in (whole, _cut(whole)[0], unconditional) if is_motto(one)), "")


def is_motto(text: str) -> bool:
    """A saying such as "roofs before roads" or "SQL first, then Python": without anybody in it, and with a word that weighs."""
    found = _WORD.findall(text)
    low, high = _MOTTO_WORDS
    is_impersonal = not re.search(
        r"(?i)\b(?:now|that|this|I|me|my|we|us|she|he|her|him|his|you|your|\x01|hers?|they|them)\b", text
    )
    is_saying = (
        is_impersonal
        and '"' not in text
        and (not english.is_clearly_finite(found[0]) or (len(found) > 1 and found[1].casefold() in _PARTS))
    )
    return low <= len(found) <= high and is_saying and _is_whole(text) and bool(_OF_A_MOTTO.search(text))


def _is_whole(text: str) -> bool:
    count = len(_WORD.findall(text))
    is_balanced = text.count('"') % 2 == 0 and text.count("“") == text.count("”")
    return bool(count) and count <= _MOST and is_balanced and not _STRANGE.search(text) and not _DANGLING.search(text)
