"""English: what the person said they would do, whoever the sentence begins with, and what "it" is in it.

A promise is decided by who does it and for whom: "I'm to …", "Told her I'd …", "must return it", "Me: …". `promises`
answers each piece of a note with verb phrases without subject ("send the list"), pronouns replaced by the last thing
named. A wish of the contact's is one where it is for something of the person's own (`english_wishes`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.drafting import english
from service.drafting.english_wishes import HER, LEAD, LENT, MENTIONED, OWED, PROMISE, SEND, TO_SEND, phrase, wished

_LABEL = phrase(
    r"""^(?:(?:to-?\ ?do\ )?me|mine|my\ (?:turn|job|side|part|promises?|to-?\ ?dos?|tasks?|homework|actions?|next\ steps?|end|bit)|to-?\ ?dos?|
    actions?(?:\ (?:items?|points?))?|(?:actions?|jobs?|tasks?)\ for\ me|for\ me|on\ me|from\ me|i|follow(?:ing)?[-\ ]?ups?|next(?:\ steps?)?|promised?(?:\ {her})?|i\ promised(?:\ {her})?|as\ (?:promised|agreed)|
    note\ to\ self|self|remember|reminder|(?:i\ )?owed?(?:\ {her})?|homework|still\ to\ (?:do|send)|to\ send(?:\ {her})?|owing)
    (?:\ \([^)]*\))?\s*(?::|\s[–—-]\s|[–—-]\s|\s=\s|\s?(?:->|=>|→))\s*(?P<rest>.+)$"""
)
_MARKED_MINE = phrase(r"^(?P<rest>.+?)\s*\((?:me|i|mine|my\ job|from\ me)\)$")
_NEUTRAL = phrase(r"^(?:follow|next|note|self|remember|reminder|homework|i\b)")
"""Labels under which a memo about anything may stand."""
_WILL = phrase(
    r"""^i(?:'ll|’ll|\ will|\ shall|'m\ to|’m\ to|\ am\ to|\ was\ to|\ (?:am|was)\ (?:supposed|meant|expected)\ to|['’]m\ (?:supposed|meant|expected)\ to|'m\ going\ to|’m\ going\ to|\ am\ going\ to|'m\ gonna|’m\ gonna|
    \ ought\ to|\ need\ to|\ have\ to|\ must|'ve\ to|’ve\ to|'ve\ got\ to|’ve\ got\ to|\ have\ got\ to|\ gotta|\ got\ to|\ still\ (?:need|have)\ to|\ really\ must|\ had\ better|'d\ better|’d\ better)
    \ {softly}(?P<vp>(?!say\b(?!\ yes)|admit\b|confess\b|be\b|try\ again|never\b|not\b|have\b|need\b|see\ (?:her|him)).+)$"""
)
_DO = phrase(r"^i\ (?P<vp>(?:send|mail|bring|write|give|forward|lend|text|post|return)\ (?:{her}|the|my|an?)\b.+)$")
_WOULD = phrase(
    r"""^i(?:'d|’d|\ would|\ should|\ can|\ could|\ want\ to|\ mean\ to|\ plan\ to|\ intend\ to|\ hope\ to|\ might|\ may|'d\ like\ to|’d\ like\ to|\ would\ like\ to)
    \ {softly}(?P<vp>(?:{send})\b.+)$"""
)
_SAID = phrase(
    r"""^(?:i(?:'ve|’ve|'d|’d|\ have|\ had)?\ )?(?:also\ |already\ |even\ )?
    (?:(?:{promise}|said|told|wrote|answered|replied|mentioned)(?:,\ [^,]+,)?\ (?:to\ )?(?:{her}\ )?(?:that\ )?{softly}{id}\ {softly}
      |(?:{promise})(?:,\ [^,]+,)?\ (?:{her}\ )?to\ (?!{her}|me\b|my\b)
      |we\ (?:agreed|said|decided)\ (?:that\ )?{id}\ {softly})(?P<vp>(?!have\b|like\b|love\b|be\b|never\b|not\b).+)$"""
)
_ASKED_TO = phrase(
    r"""^(?:{she}\ )?{softly}(?:asked|asks|wants|wanted|expects|reminded|needs|(?:{she})?(?:'d|’d|\ would)\ (?:like|love))\ me\ to\ {softly}(?P<vp>(?!me\b).+)$"""
)
_AGREED = phrase(r"""^we\ (?:agreed|said|decided|arranged)\ (?:that\ )?{id}\ (?P<vp>.+)$""")
_DOING = phrase(
    r"^i(?:'m|’m|\ am)\ {softly}(?P<verb>[a-z]+ing)\ (?P<rest>(?:{her}|(?:over|along|back|off)\ |it\b|them\b|my\b|the\b).*)$"
)
_SHE_HAS = phrase(
    r"""^(?:i\ )?(?:(?:also|already)\ )?(?:said|told|promised|assured)\ (?:{her}\ )?(?:that\ )?{she}(?:'d|’d|\ would|'ll|’ll|\ will|\ can|\ could|\ is\ going\ to)
    \ (?:have|get|receive)\ (?P<np>(?!to\b|a\ (?:look|think|word|go|chat)\b|back\b|in\ touch\b|me\b).+)$"""
)
_MEMO = phrase(
    r"""^(?:(?:remember\ to|not\ to\ forget\ to|(?:i\ )?still\ (?:need|have)\ to|need\ to|have\ to|got\ to|gotta|must|should|ought\ to|to|please|make\ sure\ to|will|going\ to|am\ to|shall|
    don['’]t\ forget|still\ to|better)\ )+{softly}(?P<vp>[a-z].+)$"""
)
_ORDER = phrase(r"^(?P<vp>(?:{send})\ (?:back\ |over\ |on\ |off\ |to\ )?{her}(?:['’]s)?\b.+)$")
_ORDER_IT = phrase(
    r"^(?:(?:so|ok|okay|yes|will|then|must|to)\ )*(?P<vp>(?:{send})(?:\ (?:it|them|that|one|{her}))?(?:\ (?:over|back|along|on|off))?(?P<when>\ (?:by|on|before|this|next|tomorrow|tonight|when|once|as\ soon)\b.*)?)$"
)
_HAVE_IT = phrase(
    r"^(?:i(?:'ve|’ve|\ have)(?:\ got)?|i\ can\ (?:keep|have)|mine)\ (?:it|them|that)?\s*(?P<when>(?:until|till|to|for)\ .+)$"
)
_BACK = phrase(
    r"^(?:(?:i\ |must\ |need\ to\ |to\ |have\ to\ |should\ |is\ |it['’]s\ |due\ )*)(?:(?:she\ |he\ )?wants\ (?:it|them)\ back|to\ be\ returned|return\ by|due(?=\ (?:in|on|by))|(?:due\ |wanted\ )?(?:(?:bring|give|send|take|hand|post)\ (?:it|them)?\ ?)?back\b)(?:\ to\ {her})?(?P<when>.*)$"
)


_COULD = phrase(
    r"^(?:could|can|may|might|would)\ {she}\ (?:(?:perhaps|please|maybe)\ )?(?:see|have|read|get|borrow|keep|look\ at|use|take\ a\ look\ at|like)\ (?P<np>[^?]+)\?\s*(?P<answer>.*)$"
)
_WOULD_I = phrase(r"^(?:would|could|can|will)\ i\ (?P<vp>[^?]+)\?\s*(?P<answer>.*)$")
_IF_I = phrase(
    r"^(?:{she}\ )?(?:asked|asks|wondered)(?:\ me)?\ (?:if|whether)\ i(?:['’]d|\ could|\ can|\ would|\ might)\ {softly}(?:be\ able\ to\ |like\ to\ )?(?P<vp>[a-z]+\ [^?]+?)(?:(?:,|;|\ -|\ –|\ and)\ (?P<answer>.+))?$"
)
_YES = phrase(
    r"^(?:yes|yep|yeah|sure|of\ course|ok|okay|gladly|(?:and\ )?i\ (?:said\ (?:yes|sure|i\ would|ok)|would|will|can|agreed|did)|agreed|will\ do|said\ (?:yes|sure)|send|absolutely|happy\ to)\b|^(?:->|=>|→)"
)
_ASSENT = phrase(
    r"^(?:and\ )?(?:yes|sure|ok|okay|of\ course|absolutely|gladly|will\ do|with\ pleasure|happy\ to|i\ (?:said\ (?:yes|sure|ok|i\ would)|agreed|would|will|can)|said\ yes|agreed|which\ i\ promised|promised|which\ i['’]ll\ do)(?:\W+(?:to\ |will\ |i['’]ll\ )?(?:send|do|bring|share|mail|post)(?:\ (?:it|them|one))?)?\.?$|^(?:->|=>|→)\s*(?:send|yes|ok)\b.*$"
)
_REFUSED = phrase(r"\b(?:said\ no|can['’]t|cannot|won['’]t|not\ allowed|declined|refused|unfortunately|no\ longer)\b")
_WANTS_IT = phrase(
    r"^(?:and\ )?{she}\ (?:wants|would\ like|['’]d\ like|asked\ for|asked\ to\ see|needs|would\ love)\ (?:it|them|that|one|to\ (?:see|read|have)\ (?:it|them|that))$"
)

# --- what "it" is -----------------------------------------------------------------------------------------------------

_IT = re.compile(
    r"(?i)^(?P<before>[a-z]+(?: (?:for|at|up|into|after|through|out))?(?: (?:her|him|them|\x01))?) (?P<it>it|them|that|this|those|these|one|both)\b(?! \w+(?:ing|ed)\b| I\b)(?P<after>.*)$"
)
_ANSWER = re.compile(r"(?i)^(?:say|tell (?:her|him|them)|answer) (?:yes or no|yes|no|if|whether I can)\b")
_A_TIME = re.compile(
    r"(?i)\b(?:\d+(?:st|nd|rd|th)|days?|weeks?|months?|years?|minutes?|hours?|morning|evening|afternoon|end|beginning|time|way|moment|chief|boss)$"
)
_COPY_OF = re.compile(
    r"(?i)^(?P<before>.*\b(?:a copy|copies|one|some|a scan|a link|a photo))(?P<after>(?: (?:by|on|this|next|tomorrow|when|once)\b.*)?)$"
)
_MY_THING = re.compile(
    r"(?i)\b(?P<np>(?:my|our|one of my|some of my) .+?)(?=,|;|:|\?|\s[–—-]\s|$| (?:if|when|once|because|so|and|but|to|by|until|before|after|with|at|is|are|was|were|as|in (?:her|his|their))\b)"
)
_ANY_THING = re.compile(
    r"(?i)\b(?P<np>(?:an?|the|her|his|their|some|two|three) (?:[\w'’-]+ )*?[\w'’-]+?)(?=,|;|:|\?|\s[–—-]\s|$| (?:if|when|once|because|so|and|but|to|by|until|before|after|is|are|was|were|as|which|that)\b)"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, as verb phrases; `since`: how many pieces before this one it rests on; `replaces`: whether
    those said the same less fully.
    """

    vps: tuple[str, ...]
    since: int = 0
    replaces: bool = False


def promises(pieces: Sequence[str]) -> list[Promise | None]:
    """For each piece of a note in order, what the person promises in it."""
    found: list[Promise | None] = []
    for place, text in enumerate(pieces):
        before = pieces[max(0, place - _REACH) : place]
        found.append(_promise(_plain(text), [_plain(one) for one in before]))
    return found


_REACH = 3
"""Pieces before one in which "it" may be named."""


def _plain(text: str) -> str:
    return LEAD.sub("", text.strip().rstrip(" .,;!"))


def _promise(text: str, before: list[str]) -> Promise | None:
    if "?" in text:
        return _answered(text)
    if _REFUSED.search(text):
        return None
    vp = _own(text)
    if vp:
        return _resolved(_to_them(vp), before) if not re.search(r"(?i)\b(?:nothing|nobody)\b", vp) else None
    if _BACK.match(text) or _HAVE_IT.match(text):
        return _returned(text, before)
    if before and _ORDER_IT.match(text):
        return _sent(text, before)
    if before and _WANTS_IT.match(TO_SEND.sub("", text)):
        return _resolved("send it", before)
    if before and _ASSENT.match(text) and (before[-1].endswith("?") or _IF_I.match(before[-1])):
        return _after_question(before[-1])
    asked = _IF_I.match(text)
    if asked and asked["answer"] and _YES.match(asked["answer"]):
        return Promise((_to_them(asked["vp"]),))
    wish = wished(text)
    return Promise((wish,)) if wish else None


# --- the person's own words -------------------------------------------------------------------------------------------


def _own(text: str) -> str:
    """The verb phrase of what the person says they do; "" when they say no such thing."""
    label = _LABEL.match(text)
    if label:
        inside = _own(LEAD.sub("", label["rest"])) or wished(label["rest"])
        if inside:
            return inside
        rest = re.sub(r"(?i)^to (?=[a-z]+ )", "", label["rest"])
        if _NEUTRAL.match(text):
            return rest if re.match(rf"(?i)(?:{SEND.replace(chr(92) + ' ', ' ')})\b", rest) else ""
        return _done(rest)
    if one := _MARKED_MINE.match(text):
        return _own(one["rest"]) or _done(re.sub(r"(?i)^(?:will |to )", "", one["rest"]))
    for pattern in (_SAID, _WILL, _DO, _WOULD, _AGREED, _ASKED_TO):
        if (one := pattern.match(text)) and not _for_me(one["vp"]) and not _is_their_offer(text, one["vp"]):
            return _cut(one["vp"])
    if one := _SHE_HAS.match(text):
        return f"send {one['np']}"
    if (one := _DOING.match(text)) and (base := english.base_of(one["verb"])):
        return _cut(f"{base} {one['rest']}")
    if one := OWED.match(text):
        is_theirs = re.match(r"(?i)(?:also )?offered\b", text) or re.match(r"(?i)(?:me|my help|nothing)\b", one["np"])
        return "" if is_theirs else _thing(one["np"])
    memo = _MEMO.match(text) or _ORDER.match(text)
    if memo and _is_for_them(memo["vp"]) and not _for_me(memo["vp"]):
        return _cut(memo["vp"])
    return ""


def _done(rest: str) -> str:
    """What stands under a label of the person's: an act, or the thing to send."""
    first = rest.split(" ", maxsplit=1)[0].casefold()
    is_act = english.is_verb(first) and not re.match(r"(?i)\w+ (?:of|for|with|about|from)\b", rest)
    return rest if is_act else _thing(rest)


def _thing(rest: str) -> str:
    things = re.sub(r"(?i)^(?:one|two|three|\d) (?:more )?things?\s*:\s*", "", rest)
    if back := re.fullmatch(
        r"(?i)(?P<thing>.+?) back(?: to (?:her|him|them|\x01))?(?P<when>(?: (?:by|on|before|in) .+)?)", things
    ):
        return f"return {back['thing']}{back['when']}"
    things = re.sub(r"(?i)^(?:a )?thank-?you(?: note)? (?:plus|and|with) ", "", things)
    return _cut(f"send {things}")


def _to_them(vp: str) -> str:
    """In "send her chapter one", with what is given, "her" is whom it is given to."""
    vp = re.sub(r"(?i)^(?:(?:remember|not forget|make sure|try) to )+(?=\w)", "", vp)
    return re.sub(rf"(?i)^((?:{_GIVEN_TO}) )her\b(?!['’])", r"\1him", vp)


_GIVEN_TO = r"send|show|tell|give|lend|e-?mail|mail|text|write|let|ask|update|call|ring|phone|forward|post|hand|burn|scan|copy|introduce|credit|invite|thank|remind|cook|bake|buy|find|make"


def _is_their_offer(text: str, vp: str) -> bool:
    """Whether "offered to read my chapter", which names nobody, is an offer of theirs: it is for the person."""
    if re.match(r"(?i)(?:also )?(?:said|told me) (?:that )?I (?:can|could|should|may)\b", text):
        return True
    is_open = re.match(rf"(?i)(?:also )?(?:{PROMISE})\b", text) is not None
    return (
        is_open and bool(re.search(r"(?i)\b(?:me|my)\b", vp)) and not re.search(rf"(?i)\b{HER}\b|^(?:{_GIVES})\b", vp)
    )


_GIVES = r"send|return|give back|share|forward|bring"


def _for_me(vp: str) -> bool:
    return bool(re.match(r"(?i)\w+ (?:me|us)\b", vp))


def _is_for_them(vp: str) -> bool:
    """Whether it is done for the contact: it names them, gives something, or gives it back."""
    if re.match(rf"(?i)(?:{SEND.replace(chr(92) + ' ', ' ')})\b", vp):
        return bool(re.search(rf"(?i)\b(?:{HER}|my|back|it|them|the|an?|our)\b", vp))
    return bool(re.search(rf"(?i)\b{HER}\b", vp)) and english.is_verb(vp.split(" ", maxsplit=1)[0])


def _cut(vp: str) -> str:
    """Without what is not the promise any more: what she does then, that it was agreed, the person's own remark."""
    vp = re.sub(
        r"(?i)\bmy (?:current |updated )?(?:cv|résumé|resume)\b", "the CV that we talked about", TO_SEND.sub("", vp)
    )
    vp = re.split(
        r"(?i),? (?:and|so that|then) (?:she|he|they)\b|,? and (?:she|he|they)['’]|, so that['’]s\b|, (?:which|she|he|they|it['’]s|if that)\b| \(|\s[–—-]\s",
        vp,
    )[0]
    return vp.strip(" ,:")


# --- resolved ---------------------------------------------------------------------------------------------------------


def _resolved(vp: str, before: list[str]) -> Promise | None:
    """With what "it" stands for; a promise whose "it" is unknown says too little."""
    thing, since, is_wish = _last_thing(before)
    if re.fullmatch(rf"(?i)[a-z]+(?: {HER})? then", vp):
        return Promise(())
    if _ANSWER.match(vp):
        return Promise((f"let her know about {thing}",), since) if thing else None
    it = _IT.match(vp)
    if it is not None:
        if _POINTS_ON.match(vp[it.start("it") :]):
            return Promise((vp,))
        after = re.sub(rf"(?i)^(?: (?:over|along|across|on)\b)?(?: (?:to|for) {HER}\b)?", "", it["after"])
        verb = "send" if it["before"].casefold() == "get" else it["before"]
        return Promise((f"{verb} {thing}{after}",), since, is_wish) if thing else Promise(())
    copy = _COPY_OF.match(vp)
    if copy and thing and is_wish and copy["before"].split(" ")[-1].casefold() not in {"some", "one"}:
        return Promise((f"{copy['before']} of {thing}{copy['after']}",), since, True)
    return Promise(tuple(_several(vp)))


_POINTS_ON = re.compile(r"(?i)(?:that|this|it) (?:I|she|he|we|the|is|was|goes|went|up|out|to (?!her|him|them|\x01))")
"""Here "it" or "that" does not stand for a thing: "see that she gets …", "make it up"."""


def _several(vp: str) -> list[str]:
    """Promises in one breath: "the list, and to check with Bea" are two."""
    parts = re.split(
        rf",? (?:and|plus) (?=(?:to |i['’]ll |i will |also )?(?:{SEND.replace(chr(92) + ' ', ' ')}|check|ask|thank) )|,? and (?=i['’]?(?:ll| will)\b)",
        vp,
        flags=re.IGNORECASE,
    )
    return [re.sub(r"(?i)^(?:to |i['’]ll |i will |also )+", "", part).strip(" ,") for part in parts if part.strip(" ,")]


def _last_thing(before: list[str]) -> tuple[str, int, bool]:
    """What was named last, how many pieces ago, and whether it was wished for."""
    for since, piece in enumerate(reversed(before), start=1):
        if wish := wished(piece):
            return re.sub(r"(?i)^(?:send|let him see) ", "", wish), since, wish.startswith(("send ", "let him see "))
        for pattern in (LENT, MENTIONED, _MY_THING, OWED):
            if found := pattern.match(piece) if pattern in (LENT, MENTIONED, OWED) else pattern.search(piece):
                return _short(found["np"]), since, False
        if found := next((one for one in _ANY_THING.finditer(piece) if not _A_TIME.search(one["np"])), None):
            return _short(found["np"]), since, False
    return "", 0, False


def _short(thing: str) -> str:
    """The thing without what was said of it by the way, and "the" for what was "a" when it was new."""
    cut = re.split(
        r",|;|:| (?:if|when|once|because|so|but|and she|and he|until|till|to (?:read|look|try|use|take))\b|\s[–—-]\s",
        thing,
        flags=re.IGNORECASE,
    )[0]
    return re.sub(r"(?i)^(?:(?:an?|some|one) |(?=(?:two|three) ))", "the ", cut.strip())


def _returned(text: str, before: list[str]) -> Promise | None:
    found = _BACK.match(text) or _HAVE_IT.match(text)
    for since, piece in enumerate(reversed(before), start=1):
        if found and (lent := LENT.match(piece)):
            when = re.sub(r"(?i)^\s*(?:until|till|to)\b", " by", found["when"])
            return Promise(
                (f"return {_short(lent['np'])}{when if when.startswith(' ') or not when else ' ' + when}".rstrip(),),
                since,
            )
    return None


def _sent(text: str, before: list[str]) -> Promise | None:
    found = _ORDER_IT.match(text)
    vp = found["vp"] if found else ""
    has_object = bool(re.search(r"(?i)\b(?:it|them|that|one)\b", vp))
    skipped = [one for one in before if not _WANTS_IT.match(one)]
    thing, since, is_wish = _last_thing(skipped)
    if not thing or (not has_object and not (is_wish or len(skipped) < len(before))):
        return None
    when = (found["when"] or "") if found else ""
    verb = vp.split(" ")[0]
    return Promise((f"{verb} {thing}{when}",), since + len(before) - len(skipped), is_wish)


# --- questions -----------------------------------------------------------------------------------------------


def _answered(text: str) -> Promise | None:
    """A question with its answer: "Could she see …? yes", "Would I …? I would"."""
    for pattern in (_COULD, _WOULD_I):
        found = pattern.match(text)
        if found and _YES.match(found["answer"].strip(" .")):
            return Promise((_of_question(found),))
    return None


def _after_question(question: str) -> Promise | None:
    found = _COULD.match(question) or _WOULD_I.match(question) or _IF_I.match(question)
    return Promise((_of_question(found),), 1) if found else None


def _of_question(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return f"send {groups['np']}" if groups.get("np") else str(groups["vp"])
