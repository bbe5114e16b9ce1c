"""English: what the person typed for a draft, piece by piece, as sentences, things, topics and minutes.

A whole sentence of the person's own stays theirs; telegram style gets a subject; who is spoken of as "she", or by the
reader's name, is "you" where nobody else can be meant. What speaks to Warmthread ("remind her nicely") is not told.
"""

from __future__ import annotations

import re

from service.drafting import english
from service.drafting.tongues.voice import Voice

# --- tidying --------------------------------------------------------------------------------------------------------

_BULLET = re.compile(r"^(?:[-*•–—]|\d+[.)])\s+")
_LABEL = re.compile(r"(?i)^(?:question|update|news|progress|ps|p\.s\.|fyi|also|and|but)\s*(?::|,|\s-)\s*(?=\w)")
_ANSWER = re.compile(r"(?i)^(?:sorry,? )?(?:yes|no|sure|ok(?:ay)?)(?:,? sorry)?\s*,\s+(?=\w)")
_GREETING = re.compile(r"(?i)^(?:hi|hello|hey|dear)\b(?:\s+[\w.'’-]+){0,2}\s*,\s*")
_SMILE = re.compile(r"\s*(?:[:;]-?[)(DPp]|<3|🙂|😊|🎉)+\s*$")
_LOWER = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday)\b|\bi\b(?=['’ ]|$)"
)
_TO_US = re.compile(
    r"(?i)^(?:please )?(?:(?:remind|write (?:to )?(?:her|him|them)|nudge|thank)\b|be (?:nice|kind|polite|brief|short)|keep (?:it|this)|"
    r"make (?:it|this)|say (?:no|yes)|no (?:pressure|rush|hurry|need|worries)|whenever|any ?time|(?:a )?(?:quick|short|small) (?:update|note|word|hello)\b.{0,20}$|"
    r"if (?:she|he|they)(?:['’]s| is| are)? (?:ok|fine|happy|up)|(?:phone|call|video|zoom|tel)\b(?:\W+\w+){0,3}$|"
    r"(?:just )?(?:say(?:ing)?|a) hello|no (?:real )?news|(?:yes|no|sure|gladly|sorry|ok(?:ay)?)\W*$)"
)
_ONLY_WAITS = re.compile(r"(?i)\b(?:days?|weeks?) (?:now|ago)\b|\bno (?:answer|reply)\b|\bremind\b")


def _tidy(text: str, marks: str) -> str:
    """One line without bullet, label, greeting and smile, with the capitals that telegram style leaves out."""
    said = _LOWER.sub(lambda found: found[0].capitalize(), _BULLET.sub("", " ".join(text.split())))
    said = _SMILE.sub("", said).strip(marks)
    for opening in (_GREETING, _LABEL, _ANSWER):
        said = opening.sub("", said)
    return said


# --- to the reader --------------------------------------------------------------------------------------------------

_AGREED = {"does you": "do you", "is you": "are you", "was you": "were you", "has you": "have you"}
_OBJECT = re.compile(
    r"(?i)\b(to|for|with|from|at|of|by|asked|told|thanked) her\b(?=\s+(?:I|we|and|but|that)\b|[,.;:!?]|$)"
)


def _to_you(text: str, voice: Voice | None) -> str:
    """The reader's second person; without a voice everybody stays who they are."""
    if voice is None or _is_of_another(text, voice):
        return text
    names = "|".join(sorted(map(re.escape, voice.names), key=len, reverse=True))
    if names:
        text = re.sub(rf"\b(?:Ms|Mr|Mrs|Dr|Prof)\.? (?=(?:{names})\b)", "", text)
        text = re.sub(rf"\b(?:{names})['’]s\b", "your", text)
        text = re.sub(rf"\b(?:{names}) and I\b", "you and I", text)
        text = re.sub(rf"\b(to|for|with|from|by|asked|told|met) (?:{names})\b", r"\1 you", text)
    said = english.to_recipient(_OBJECT.sub(r"\1 you", text), voice.names)
    pattern = re.compile(rf"(?i)\b(?:{'|'.join(_AGREED)})\b")
    said = pattern.sub(lambda found: _like(found[0], _AGREED[found[0].casefold()]), said)
    return re.sub(r"(?<=\w )Your\b", "your", said)


def _like(model: str, word: str) -> str:
    return word[0].upper() + word[1:] if model[0].isupper() else word


def _is_of_another(text: str, voice: Voice) -> bool:
    """Whether somebody else is named before a pronoun: then it is not the reader."""
    found = re.search(r"(?i)\b(?:she|he|her|his|him)\b", text)
    if found is None or any(re.search(rf"\b{re.escape(name)}\b", text) for name in voice.names):
        return False
    named = re.findall(r"(?<=\s)(?!I\b)[A-ZÀ-Þ][a-zà-ÿ]+", f" {text}")
    others = [name for name in named if name not in voice.names]
    return any(text.find(name) < found.start() for name in others if _is_person(name, text))


def _is_person(name: str, text: str) -> bool:
    first, *rest = text.split()
    is_subject = first.rstrip(",") == name and bool(rest) and not english.is_verb(name)
    if is_subject and (english.is_finite(rest[0]) or english.is_verb(rest[0]) or rest[0] == "and"):
        return True
    return bool(re.search(rf"\b(?:told|met|asked|with|saw|and|from)\s+{re.escape(name)}\b", text))


# --- sentences ------------------------------------------------------------------------------------------------------

_TELL = re.compile(
    r"(?i)^(?:(?:please )?(?:tell|let|say to|write)\s+(?:her|him|them|[A-Z][\w'’-]+)(?:\s+know)?|mention|say)\s*(?:that\s+|:\s*)?(?=\S)"
)
_QUESTION = re.compile(
    r"(?i)^(?:ask|wonder(?:ing)?)(?:\s+(?:her|him|them|[A-Z][\w'’-]+))?\s+(?P<clause>(?:if|whether|how|what|which|who|where|when|why)\b.*)$"
)
_NEW_POST = re.compile(
    r"(?i)^(?:my |a |the )?new (?P<what>job|role|position|post|internship|apprenticeship|project)\b\s*(?::|,|-|as)?\s*(?P<rest>.*)$"
)
_HAVING = re.compile(
    r"(?i)^(?:an? |the )?(?P<what>job|offer|place|position|post|internship|apprenticeship|interview|permit|visa|grant|scholarship|contract|seat)s?\b"
)
_BEEN = re.compile(r"(?i)^(?:have |has )?been\s+(?=\w)")
_PASSIVE = re.compile(
    r"(?i)^(?:accepted|admitted|promoted|hired|elected|invited|selected|chosen|offered|delayed|held up|stuck|caught)\s+(?:to|into|in|at|for|as|by|on|a|an|the)\b"
)
_NOW = re.compile(r"(?i)^(?:stuck|delayed|held up|caught)\b")
_STATE = re.compile(
    r"(?i)^(?:now|currently|just|finally|recently|meanwhile|already|officially|actually|really|so|still)\s+"
)
_SUBJECT = re.compile(
    r"(?i)(?:i|we|my|our|the|a|an|it|this|that|there|some|most|you|your|last|next|since|after|before|when|if|as|at|on|in|for|"
    r"thanks?|what|how|who|why|any|which|where)\b"
)
_ASKS = re.compile(r"(?i)(?:do|does|did|is|are|was|were|would|could|can|have|has)\b")
_ASKED = re.compile(
    r"(?i)(?:do|does|did|is|are|was|were|would|could|can|have|has|should) (?:you|she|he|they|it|there|your|i|we)\b"
)
"""A question, whatever mark it ends with."""
_NONE_LEFT = re.compile(r"(?i)^no (?:more )?(?:room|time|capacity|space|slots?|availability|hours|free \w+)\b")
_BUSY = re.compile(
    r"(?i)^(?:(?:fully|completely|totally|already|all) )?(?:booked|full|away|swamped|snowed under|overloaded|overcommitted|out of the country)\b"
)
_ENDED = re.compile(
    r"(?i)^[a-z]{3,}ed (?:the|a|an|my|our|her|his|their|your|it|two|three|\d+|this|that|all|some|on|in|at|from)\b"
)
_SAME_PAST = frozenset("read put cut set hit quit let".split())
_THIRD = re.compile(r",\s+(?P<verb>starts|begins|ends|runs|opens|lasts|covers|means|pays|involves)\b")
_AND_DID = re.compile(r",\s+(?P<verb>[a-z]+)\b(?=\s)")
_THERE = re.compile(
    r"(?i)^(?:(?:i(?:['’]ll| will)|will) )?be (?:there|here|in|on|with you)(?: (?:at|by|around|about))? ?(?P<at>\d{1,2}(?:[:.]\d{2})?(?: ?[ap]m)?)$"
)


def told(text: str, voice: Voice) -> str | None:
    """One thing the person typed, as a sentence to the reader; None where it cannot be one."""
    text = _TELL.sub("", _tidy(text, " ;,"))
    if _TO_US.match(text) or _ONLY_WAITS.search(text):
        return None
    asks = _QUESTION.match(text)
    if asks:
        clause = re.sub(r"^if\b", "whether", _to_you(asks["clause"], voice), flags=re.IGNORECASE).rstrip(" ?.!")
        return f"May I ask {clause}?"
    body, end = text.rstrip(" .!?"), "?" if text.endswith("?") else "."
    if len(body.split()) < 2:
        return None
    said = _to_you(body, voice)
    if end == "." and _HALF.match(said):
        return None
    if _ASKED.match(said):
        return f"{said[:1].upper()}{said[1:]}?"
    said = said if end == "?" and _ASKS.match(said) else _joined(_whole(said))
    return f"{said[:1].upper()}{said[1:]}{end}" if said else None


def _joined(text: str) -> str:
    """Halves that telegram style only puts side by side: "…, starts in May", "…, built two dashboards"."""
    text = _THIRD.sub(r", which \g<verb>", text)
    if not text.startswith("I "):
        return text

    def and_did(found: re.Match[str]) -> str:
        verb = found["verb"]
        is_past = english.is_finite(verb) and not verb.endswith("s") and verb not in {"had", "was", "were", "did", "is"}
        return f" and {verb}" if is_past else found[0]

    return _AND_DID.sub(and_did, text, count=1)


def _whole(text: str) -> str:
    """A sentence with a subject: "got the job" is the person's own, "they liked it" is one already; "" = neither."""
    lead = _STATE.match(text)
    state, rest = (text[: lead.end()], text[lead.end() :]) if lead else ("", text)
    first = rest.split(" ", maxsplit=1)[0].casefold()
    for pattern, frame in ((_NEW_POST, _with_new), (_THERE, _with_hour)):
        found = pattern.match(rest)
        if found:
            return frame(found)
    if _BEEN.match(rest):
        return f"I have {state}been {rest[_BEEN.match(rest).end() :]}"  # type: ignore[union-attr]
    if _PASSIVE.match(rest):
        return f"I {'am' if _NOW.match(rest) else 'was'} {state}{english.lower_first(rest)}"
    if _NONE_LEFT.match(rest):
        return f"I have {english.lower_first(rest)}"
    if _BUSY.match(rest):
        return f"I am {state}{english.lower_first(rest)}"
    if _SUBJECT.match(rest) and english.shape_of(rest) in {"clause", "advice"}:
        return text
    if _is_own_act(first) or _ENDED.match(rest):
        return f"I {english.lower_first(text)}"
    if first.endswith("ing") and english.base_of(first):
        return f"I am {english.lower_first(text)}"
    if _HAVING.match(rest):
        return f"I have {'' if rest.split()[0].casefold() in {'a', 'an', 'the'} else _article(first)}{english.lower_first(rest)}"
    return _with_subject(text, first)


def _is_own_act(first: str) -> bool:
    """A past, or a verb that asks for a subject: the person's own."""
    if first in {"will", "would", "could", "can", "have", "had", "did", "was", "am"} or first in _SAME_PAST:
        return True
    return (
        english.is_finite(first)
        and not english.is_verb(first)
        and not first.endswith("s")
        and first not in {"is", "are"}
    )


def _with_subject(text: str, first: str) -> str:
    """What has a subject of its own; one bare noun as a subject gets its article: "train is stuck"."""
    if first.endswith("s") and english.base_of(first) and not first.endswith("ss") and first != "thanks":
        return ""
    parts = text.split()
    is_bare = len(parts) > 2 and parts[0].islower() and parts[1] in {"is", "was", "has", "got", "broke"}
    if is_bare and not _SUBJECT.match(text) and parts[0] not in {"she", "he", "they", "who", "everything", "nothing"}:
        return f"the {text}"
    has_first = re.search(r"(?i)\b(?:i|i'm|i’m|i've|i’ve|we|my|me)\b", text)
    return text if english.shape_of(text) == "clause" or has_first else ""


def _with_new(found: re.Match[str]) -> str:
    rest = found["rest"].strip(" :,-")
    joint = " " if re.match(r"(?i)(?:at|in|with|as|on)\b", rest) else ": "
    return (
        f"I have a new {found['what'].casefold()}{joint}{rest}" if rest else f"I have a new {found['what'].casefold()}"
    )


def _with_hour(found: re.Match[str]) -> str:
    return f"I expect to be there at {found['at']}"


def _article(noun: str) -> str:
    return "an " if noun[:1] in "aeio" else "a "


_THEIRS = re.compile(
    r"(?i)^(?P<verb>gave|spoke|presented|wrote|published|edited|founded|chaired|curated|built|led|ran|designed|taught|moved|switched|started|made|won)\b\s+(?=\w)"
)
_DOES = re.compile(r"(?i)^(?P<verb>[a-z]+s)\b\s+(?=\w)")


def of_reader(text: str, voice: Voice) -> str | None:
    """What the reader does or did, typed without a subject: "gave a talk on tides", "runs the archive"."""
    body = _tidy(text, " ;,.!?")
    does, did = _DOES.match(body), _THEIRS.match(body)
    if does and (base := english.base_of(does["verb"])) and not english.is_verb(does["verb"]):
        return f"You {base} {_to_you(body[does.end() :], voice)}."
    return f"You {did['verb'].casefold()} {_to_you(body[did.end() :], voice)}." if did else None


# --- things and topics ----------------------------------------------------------------------------------------------


def thing(text: str, voice: Voice) -> str:
    """What is typed as a thing, to stand in "because of …"; "" where it is none."""
    body = _tidy(text, " ;,.!?")
    is_thing = 1 <= len(body.split()) <= 25 and english.shape_of(body) == "noun" and not _TO_US.match(body)
    return english.lower_first(_to_you(body, voice)) if is_thing and not _ONLY_WAITS.search(body) else ""


def is_of_reader(text: str) -> bool:
    """Whether a thing is the reader's or a known one ("your talk", "the panel"), and not a word about oneself."""
    return bool(re.match(r"(?i)(?:your|the|that|this|our|how|what)\b", text))


_VERBS = (
    r"(?:hear|ask|learn|talk|speak|know|understand|find out|discuss|see|get|chat)(?:ing)?(?: (?:more|a bit|her|him|them|some|to))*"
    r"(?:\s(?:take|view|thoughts|advice|perspective|opinion))?\s*(?:about|on|regarding|of)?"
)
_WANTS = re.compile(
    rf"(?i)^(?:(?:i(?:'d|’d| would|'m|’m| am)? )?(?:really |just |mostly |mainly |very )?(?:want(?:ed)?|would like|would love|love|like|hop(?:e|ing)|wonder(?:ing)?|keen|trying) (?:to )?{_VERBS}|"
    rf"(?:i(?:'m|’m| am) )?(?:really |very )?(?:curious|interested|keen)(?: (?:about|in|on))?(?: (?:hear|learn|know)\w*(?: (?:more|about))*)?|to {_VERBS}|"
    r"(?:about|topic|re|ask(?:ing)?(?: (?:her|him|them))?(?: about)?|(?:talk|chat|hear|learn) about)\s*:?)\s+(?P<topic>(?!(?:into|out|away|back|to|off|up)\b)\S.*)$"
)
_HALF = re.compile(r"(?i)^(?:how|what|why|where|which|whether|who)\b")
_CLAUSE = re.compile(r"(?i)^(?:how|what|why|where|which|whether|when|if|who)\b")
_FROM_YOU = re.compile(r"(?i)\s+(?:from|with) (?:you|her|him|them)$")


def topic(text: str, voice: Voice | None) -> tuple[str, bool] | None:
    """What the person would like to talk about, and whether it is a clause ("how you began"); None where it names none.
    Without a voice it is about a third person, who stays "she".
    """
    body = _tidy(text, " ;,.!")
    found = _WANTS.match(body.rstrip("?"))
    is_bare = found is None and not body.endswith("?") and len(body.split()) > 2 and _HALF.match(body)
    if found is None and not is_bare:
        return None
    said = _FROM_YOU.sub("", _to_you(found["topic"] if found else body, voice).strip(" ;,.!?"))
    return (re.sub(r"(?i)^if\b", "whether", said), bool(_CLAUSE.match(said))) if said else None


# --- minutes --------------------------------------------------------------------------------------------------------

_LENGTH = re.compile(
    r"(?i)(?:~|about |ca\.? )?\b(?P<n>\d{2})(?:\s*(?:-|–|to|or)\s*(?P<m>\d{2}))?[\s-]*min(?:ute)?s?\b|\bhalf an hour\b|\ba quarter of an hour\b"
)
_MEDIUM = re.compile(
    r"(?i)\b(?:phone|call|video|zoom|teams|coffee|in person|or|and|by|on|via|a|at|for|whenever|any ?time|suits?|her|him|them|"
    r"works?|is|fine|enough|only|just|max|the|time|will|do|would|be)\b|\W"
)


def length(text: str) -> tuple[str, bool]:
    """How long the talk should be, in words, and whether the piece says nothing else; "" where it does not say."""
    found = _LENGTH.search(text)
    if found is None:
        return "", False
    said = found[0].casefold()
    if found["n"]:
        said = f"{found['n']} to {found['m']} minutes" if found["m"] else f"{found['n']} minutes"
    return said, not _MEDIUM.sub("", text[: found.start()] + text[found.end() :])


_MINUTES = re.compile(r"(?i)\b(?P<n>\d{1,3})(?:\s*(?:-|–|to)\s*(?P<m>\d{1,3}))?\s*(?:min(?:ute)?s?\b|m\b|['’])")
_BARE = re.compile(r"(?i)\b(?P<n>\d{1,2}) late\b")
_WORDED = re.compile(
    r"(?i)\b(?P<n>five|ten|fifteen|twenty|thirty|forty|a couple of|a few) (?:min(?:ute)?s?\b)|\b(?P<whole>(?:a )?quarter of an hour|half an hour|an hour)\b"
)
_BEFORE = re.compile(r"(?i)(?:\b(?:i(?:'m|’m| am)?|running|about|around|approx\.?|ca\.?|maybe|roughly)\s*|~\s*)+$")
_AFTER = re.compile(r"(?i)^\s*(?:late\b)?[\s,;:.–-]*(?:(?:because|since|as)\b(?: of\b)?)?\s*")


def lateness(text: str) -> tuple[str, str]:
    """How late, in words for "… late", and what else is said; "" where it is not said."""
    found = _MINUTES.search(text) or _WORDED.search(text) or _BARE.search(text)
    if found is None:
        alone = re.fullmatch(r"\s*(\d{1,3})\s*", text)
        return (f"{alone[1]} minutes", "") if alone else ("", text)
    rest = f"{_BEFORE.sub('', text[: found.start()])} {_AFTER.sub('', text[found.end() :])}"
    groups = found.groupdict()
    said = groups.get("whole") or f"{groups['n']} {'minute' if groups['n'] == '1' else 'minutes'}"
    if groups.get("m"):
        said = f"{groups['n']} to {groups['m']} minutes"
    return said.casefold(), rest.strip(" ,;.-–")
