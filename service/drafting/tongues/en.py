"""English: how a note's statement is retold to the contact. The phrases are in `said_en`."""

from __future__ import annotations

import re

from service.drafting import english
from service.drafting.forms import ENGLISH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign
from service.drafting.tongues.said_en import PHRASES
from service.drafting.tongues.voice import Retold, Voice

_EXPLAINS = re.compile(r"\s*(?::|\s[–—-]\s)\s*")
_DETERMINER = re.compile(
    r"(?i)^(?:the|a|an|my|your|his|her|their|our|this|that|these|those|some|any|all|both|each|every|one of|it|what|how|\w+['’]s)\b"
)
_SHORTEST_OFFER = 3
_CONTRACTED = {"she'd": "she would", "he'd": "he would", "they'd": "they would"}


def _to_them(text: str, voice: Voice) -> str:
    """In the contact's second person, as long as the pronouns can only mean them."""
    text = text.replace("\x01", next(iter(sorted(voice.names)), "she"))
    others = (found for found in re.finditer(r"(?<=\s)(?!I\b)[A-ZÀ-Þ][a-zà-ÿ]+", text) if found[0] not in voice.names)
    cut = next((found.start() for found in others), len(text))
    head, tail = text[:cut], text[cut:]
    for short, full in _CONTRACTED.items():
        tail = re.sub(rf"\b{short.replace(chr(39), '[' + chr(39) + '’]')}\b", full, tail)
    return english.to_recipient(head, voice.names) + tail


def _split_reason(text: str) -> tuple[str, str]:
    """Takes a reason off: "X: Y" says why; Y must be a whole clause for "because"."""
    head, *rest = _EXPLAINS.split(text, maxsplit=1)
    if not rest or len(head.split()) < 2:
        return text, ""
    reason = rest[0].strip()
    if english.shape_of(reason) == "clause" and not re.match(r"(?i)(?:and|but|or|so)\b", reason):
        return head.strip(), f", because {english.lower_first(reason)}"
    return head.strip(), ""


def takeaway(statement: Statement, voice: Voice) -> Retold | None:
    """A takeaway as something the contact said."""
    if voice.foreign:
        return None
    head, because = _split_reason(statement.text)
    reason = _to_them(because, voice)
    is_open = not voice.is_known_speaker
    reasons = {"because": reason, "aside": f"{reason}," if reason else ""}
    if statement.kind == "advice":
        vp = _to_them(english.to_sender(english.infinitive(head)), voice)
        gaps = {"vp": vp, "bare": english.bare(vp), **reasons}
        return Retold("take_open" if is_open else "take_advice", gaps)
    if statement.kind == "point":
        clause = english.lower_first(_to_them(head, voice))
        return Retold("take_open_point" if is_open else "take_point", {"clause": clause, **reasons})
    if statement.kind == "motto":
        return None if is_open else Retold("take_motto", {"motto": f"“{english.lower_first(statement.text)}”"})
    if statement.kind == "tale":
        return Retold("take_tale_open" if is_open else "take_tale", {"noun": _to_them(statement.text, voice)})
    if statement.kind == "own":
        return _own_view(statement, voice)
    if statement.kind == "story":
        return (
            None if is_open else Retold("take_story", {"clause": english.lower_first(_to_them(statement.text, voice))})
        )
    noun = english.lower_first(_to_them(statement.text, voice))
    if len(noun.split()) < 2 and noun.islower():
        return None
    return Retold("take_open_noun" if is_open else "take_noun", {"noun": noun})


def _own_view(statement: Statement, voice: Voice) -> Retold | None:
    """What the person liked or learned, in their own name."""
    text = re.split(r"\s[–—-]\s", english.lower_first(_to_them(statement.text, voice)), maxsplit=1)[0]
    if not text.startswith("how ") and english.shape_of(text) == "clause":
        return Retold("take_open_point", {"clause": re.sub(r"^that ", "", text), "because": "", "aside": ""})
    if not _DETERMINER.match(text) and not text.startswith("how "):
        return None
    return Retold("take_own", {"noun": text})


def offer(statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    if voice.foreign:
        return _foreign_offer(statement)
    if statement.kind == "invitation":
        return _invitation(statement, voice)
    if statement.kind == "gift":
        return Retold("gift", {"thing": re.sub(r"^(?:an?|some) ", "the ", _of_theirs(statement.text, voice))})
    person = ENGLISH.introduce.search(statement.text)
    if person:
        title, parts = person["title"].strip(), person["name"].split()
        first = f"{title} {parts[-1]}" if title else parts[0]
        asks = re.search(r"(?i)\b(?:ask|check|sound|see if|whether|first)\b", statement.text)
        if asks and re.search(r"(?i)\b(?:if|whether)\b", statement.text) and not _MEETS.search(statement.text):
            vp = english.infinitive(_to_them(_PENDING.split(_INLINE.sub("", statement.text))[0], voice))
            cut = re.split(r" (?:if|whether)\b", vp)[0] if re.search(r"\b(?:she|he|her|him)\b", vp) else vp
            return Retold("offer_other", {"vp": cut})
        return Retold("offer_ask" if asks else "offer_introduce", {"name": first})
    if re.search(r"(?i)\boffer(?:ed|s)?\b(?! to\b)", statement.quote) and english.shape_of(statement.text) != "advice":
        return Retold("offer_thing", {"thing": _to_them(statement.text, voice)})
    gift = ENGLISH.give.match(statement.text)
    if gift:
        if gift["thing"].startswith("my "):
            return Retold("offer_other", {"vp": english.infinitive(_to_them(_PENDING.split(statement.text)[0], voice))})
        if gift["verb"] in {"lend", "give", "show", "get", "find"}:
            return Retold(
                "offer_other", {"vp": f"to {gift['verb']} me {_with_article(_of_theirs(gift['thing'], voice))}"}
            )
        return Retold("offer_send", {"thing": _with_article(_of_theirs(gift["thing"], voice))})
    if english.shape_of(statement.text) == "advice":
        text = re.sub(
            r"^(?:happily|gladly) ", "", re.sub(r" (?:if|once|when) I .+$", "", _PENDING.split(statement.text)[0])
        )
        if len(text.split()) < _SHORTEST_OFFER:
            return None
        return Retold("offer_other", {"vp": english.infinitive(_to_them(text, voice))})
    if english.shape_of(statement.text) == "noun":
        return Retold("offer_send", {"thing": _with_article(_to_them(statement.text, voice))})
    return None


_MEETS = re.compile(
    r"(?i)\b(?:talk|speak|chat|meet|introduc\w+|time|call|contact|write|touch|coffee|happy|willing|open|see me|intro)\b"
)
"""What somebody is asked when an introduction is meant."""
_INLINE = re.compile(r"\s*\([^()]*\)")
_PENDING = re.compile(
    r"(?i),\s+(?:pending|provided|once|assuming|if (?:he|she|they)|weather|not promised|no promises?)\b"
)
_HOUSE = re.compile(
    r"(?<=\w )(?<!how )(?<!what )(?<!and )they(?= (?:use|have|keep|make|sell|print|publish|hand out|teach)\b)"
)
_PROVISO = re.compile(r"(?i),?\s+which\b(?=.*(?:\b(?:not|ok|okay|but)\b|n['’]t\b)).*$")


def _of_theirs(thing: str, voice: Voice) -> str:
    """A thing of the contact or their house, to the contact: "the foam they use" is "the foam you use"."""
    said = re.sub(r"(?i)^their\b", "your", _PROVISO.sub("", _to_them(thing, voice)))
    return said if " and " in said else _HOUSE.sub("you", said)


def _foreign_offer(statement: Statement) -> Retold | None:
    """From a note in another language only a name can be carried over."""
    names = re.findall(r"\b(?:à|a|zu|mit|bei|con|avec|auprès de)\s+([A-ZÀ-Þ][\w'’-]+)", statement.text)
    by_name = Retold("offer_introduce", {"name": names[0]}) if names and statement.kind == "promise_theirs" else None
    return by_name or foreign.offer(statement)


def _invitation(statement: Statement, voice: Voice) -> Retold:
    text = _to_them(statement.text, voice)
    if re.search(r"\b(?:(?:is|are) (?:also )?open to|(?:takes?|welcomes?|lets? in) \w+$)", text):
        return Retold("invitation_open", {"clause": english.lower_first(_with_article(text))})
    return Retold("invitation", {"noun": _with_article(english.lower_first(re.sub(r"(?i)^their\b", "your", text)))})


_UNCOUNTED = frozenset("feedback advice information help access news two three four five".split())


def _with_article(noun: str) -> str:
    """Gives an article: "name of the group" → "the name of the group"; plurals and names stay as they are."""
    first = noun.split(" ", maxsplit=1)[0]
    if (
        _DETERMINER.match(noun)
        or first.isdigit()
        or first.casefold() in _UNCOUNTED
        or (english.base_of(first) and first.endswith("ing"))
    ):
        return noun
    return f"the {noun}"


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return None
    if re.search(r"(?i)\bowe\b.*\b(?:coffee|lunch|dinner|drink|beer|breakfast|favou?r|call)\b", statement.quote):
        return None
    said = re.sub(r"\s*\([^()]*\b(?:she|he|her|him|they)\b[^()]*\)", "", statement.text)
    text = re.sub(r"^(?:that )?(?:i(?:'ll| will|'d| would) |to )", "", said, flags=re.IGNORECASE).strip()
    role = (
        "asked"
        if not re.match(r"(?i)I\b", statement.quote)
        and re.match(r"(?i)^(?:\W|\w+ )?\w*\s?(?:asked|asks|wants|would like|['’]d like)\b", statement.quote)
        else "promise"
    )
    if role == "promise" and not re.search(r"(?i)promis|offered|owe", statement.quote):
        role = "plan"
    if introduced := re.match(rf"(?:send )?(?:an? |the |my )?(?:introduction|intro) to (?P<who>{_NAMED})", text):
        return Retold(role, {"vp": f"introduce you to {introduced['who']}", "thing": ""})
    text = _with_the_guest(text)
    shape = "advice" if statement.is_verbal else english.shape_of(text)
    if shape in {"noun", "gerund"} or re.match(r"(?i)(?:my|the|an?|some|one|two|three|four|five|her|his|\d+) ", text):
        thing = _with_article(english.lower_first(_to_them(text, voice)))
        return Retold(role, {"vp": f"send you {thing}", "thing": thing})
    if shape != "advice":
        return None
    vp = _turned_to(english.lower_first(_to_them(text, voice)))
    given = re.match(
        r"(?P<verb>send|forward|show|lend|e?mail|text|post) (?P<thing>(?!you\b|it\b|them\b|\w+ to\b|to\b|back\b|off\b|out\b|over\b|round\b).+)$",
        vp,
    )
    vp = f"{given['verb']} you {_with_article(given['thing'])}" if given and not voice.names & {*text.split()} else vp
    gift = re.match(r"send (?:you )?(?P<thing>.+)$", vp)
    return Retold(role, {"vp": _day_first(vp), "thing": gift["thing"] if gift else ""})


_LONG_THING = 8
_SENT_BY = re.compile(
    r"(?P<sends>(?:send|forward|show|lend|e?mail) you) (?P<thing>.+) (?P<by>by (?:(?:next )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|tomorrow"
    r"|the end of (?:the |this |next )?\w+|\d{1,2} [A-Z]\w+|[A-Z]\w+ \d{1,2}))"
)


def _day_first(vp: str) -> str:
    """A long thing comes last: "send you by Monday my write-up of the trial in the harbour"."""
    found = _SENT_BY.fullmatch(vp)
    is_long = found is not None and len(vp.split()) > _LONG_THING
    return f"{found['sends']} {found['by']} {found['thing']}" if found and is_long else vp


_NAMED = r"(?-i:[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)*)"
_ASKED_WHETHER = re.compile(
    r"(?P<whether>\b[A-ZÀ-Þ][\w'’-]+\b.*?\b(?:if|whether) )(?P<who>she|he|they)(?P<may> (?:can|could|may|might|would|will))? (?P<verb>[a-z]+)(?P<rest>.*)$"
)
_GUEST_DOES = frozenset(
    "visit join shadow come sit watch attend spend observe try apply accompany ring call follow borrow use see".split()
)
_DONE_FOR_A_GUEST = re.compile(r"^(?P<between>(?: \w+)??) (?:her|him|them)\b")


def _with_the_guest(text: str) -> str:
    """Who is meant where somebody else is asked: "ask Omar whether she can shadow him" is about the reader, and so is
    "whether she could spare her half an hour" about whom it is spared for.
    """
    found = _ASKED_WHETHER.search(text)
    if found is None:
        return text
    may, verb, rest = found["may"] or "", found["verb"], found["rest"]
    lead = text[: found.start()] + found["whether"]
    if verb in _GUEST_DOES:
        return f"{lead}you{may} {verb}{rest}"
    return f"{lead}{found['who']}{may} {verb}{_DONE_FOR_A_GUEST.sub(lambda one: one['between'] + ' you', rest)}"


def _turned_to(vp: str) -> str:
    """With whom it is for: "pass on the audit" is "pass the audit on to you", "share my code" "share my code with you"."""
    if found := re.fullmatch(r"pass on (?P<thing>(?!to\b).+?)(?P<to> to you)?", vp):
        return f"pass {found['thing']} on to you"
    if re.match(r"report\b(?! (?:back|to)\b)", vp):
        return vp.replace("report", "report back to you", 1)
    if (found := re.fullmatch(r"(?:share) (?P<thing>(?:my|the|our|a) [^,]+)", vp)) and "with" not in vp.split():
        return f"{vp} with you"
    return vp


_GLOWED = re.compile(
    r"(?i)(?:(?:she|he|\x01) )?(?:really |clearly |visibly )?(?P<what>(?:lit up|lights up|came alive|comes alive|glowed|glows|beamed|brightened(?: up)?|perked up)"
    r" (?:when|as|at|talking|telling|speaking|whenever|once)\b[^,;(]+)"
)
"""What a host sees and is glad to tell."""


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what they noticed, or where the other stands."""
    if voice.foreign:
        return None
    if statement.kind == "activity":
        return Retold("host_situation", {"situation": english.lower_first(_to_them(statement.text, voice))})
    if glow := _GLOWED.match(statement.text):
        clause = _to_them(f"she {english.lower_first(glow['what'])}", voice)
        return Retold("host_noticed_plain", {"clause": clause})
    if statement.kind != "story":
        return None
    clause = _to_them(statement.text, voice).lower() if statement.text.isupper() else _to_them(statement.text, voice)
    is_habit = re.match(r"(?i)(?:she|he|\x01)\s+(?:\w+ly\s+)?(?:\w+s)\b", statement.text)
    return Retold("host_noticed_plain" if is_habit else "host_heard", {"clause": english.lower_first(clause)})


def report(statement: Statement, voice: Voice) -> Retold | None:
    """What the person told the contact: "Luis and I spoke in January - very helpful"."""
    text = re.split(r"\s[–—-]\s|[;:(]", statement.text, maxsplit=1)[0].strip(" ,.")
    clause = re.sub(r"(?i)^that ", "", text)
    if voice.foreign or english.shape_of(clause) != "clause" or re.match(r"(?i)(?:about|of|to|how)\b", clause):
        return None
    return Retold("reported", {"clause": english.lower_first(_to_them(clause, voice))})


_RELAXED = {
    "I will": "I’ll", "I am": "I’m", "I would": "I’d", "You will": "You’ll", "you will": "you’ll", "do not": "don’t",
    "had not": "hadn’t", "have not": "haven’t", "It is": "It’s", "it is": "it’s", "That is": "That’s", "that is": "that’s",
    "there is": "there’s", "There is": "There’s", "would not": "wouldn’t", "Do not": "Don’t",
}  # fmt: skip
_LONG_FORMS = re.compile(rf"\b(?:{'|'.join(_RELAXED)})(?= [a-z{{])")


def relaxed(phrase: str) -> str:
    """The short forms of speech, but never before the end of a clause."""
    return _LONG_FORMS.sub(lambda found: _RELAXED[found[0]], phrase)


__all__ = ["PHRASES", "observation", "offer", "promise", "relaxed", "report", "takeaway"]
