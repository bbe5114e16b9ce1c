"""English: what the contact would like to have or to hear, and the thing in it that the person can send.

"She'd love my slides", "Wants to hear how the exam goes", "Asked for the name of our tutor": `wished` answers what the
person then does, as a verb phrase. A wish for people, or for what nobody talked of, asks for nothing. Also the words
that `english_promises` reads by. Pure.
"""

from __future__ import annotations

import re

from service.drafting import english

HER = r"(?:her|him|them|\x01)"
SHE = r"(?:she|he|they|\x01)"
_SOFTLY = (
    r"(?:(?:also|definitely|then|just|still|really|gladly|happily|certainly|now|probably|maybe|quickly|of\ course)\ )*"
)
SEND = (
    r"send|bring|share|forward|return|lend|give|show|pass|e-?mail|mail|text|post|drop|hand|write|tell|let|report|introduce|"
    r"call|ring|phone|get\ back|come\ back|reply|update|scan|photograph|copy|burn|dig|find|translate|transcribe|proofread|"
    r"connect|put|keep|print|deliver|link|upload|look\ up|answer|invite|drive|cook|bake|buy|order|fix|record|draft|credit|recommend|feed|follow"
)
PROMISE = r"promised|offered|agreed|volunteered|undertook|committed|pledged|swore|vowed|undertaken|assured"
_ID = r"i(?:'d|’d|\ would|'ll|’ll|\ will|\ could|\ can|\ should|\ shall)"


def phrase(pattern: str) -> re.Pattern[str]:
    spelt = pattern.replace("{her}", HER).replace("{she}", SHE).replace("{softly}", _SOFTLY).replace("{id}", _ID)
    spelt = spelt.replace("{send}", SEND).replace("{promise}", PROMISE)
    return re.compile(spelt, re.IGNORECASE | re.VERBOSE)


LEAD = phrase(
    r"^(?:(?:and|so|but|also|then|plus|well|ok|okay|oh|ps|nb|note\ to\ self|reminder|remember|in\ turn|in\ return|in\ exchange|for\ my\ part|"
    r"on\ my\ side|from\ my\ side|afterwards|after\ that|now|as\ promised|as\ agreed|that\ means|meanwhile|besides|therefore)\b[\s,:–-]*)+"
)
OWED = phrase(
    r"""^(?:i(?:'ve|’ve|'d|’d|\ have|\ had)?\ )?(?:also\ )?(?:promised|owe|offered|pledged)\ (?!to\b|me\b|that\b|i\b)(?:{her}\ (?!to\b|that\b|i\b|if\b|we\b))?(?:(?:one|two|three|\d)\ things?:\ )?[:–-]?\s*(?P<np>.+)$"""
)
LENT = phrase(
    r"""^(?:{she}(?:'s|’s|\ has)?\ |i(?:'ve|’ve)?\ )?(?:also\ |even\ |kindly\ )?(?:lent|loaned|borrowed|let\ me\ (?:borrow|take|have|keep)|gave\ me)(?:\ me)?(?:\ (?:back|the\ loan\ of))?\ (?P<np>(?:(?:an?|the|her|his|their|my|some|two|three|one)\ |["“”']).+)$"""
)
TO_SEND = phrase(
    r"""\s*(?:[–—-]|->|=>|→|>|,|;|:|\()\s*(?:(?:ok|okay|so|and|which\ i|that\ i|i|i['’]ll|i\ promised\ to|still|will|must|need\ to|have\ to|yes|please|also)\ )*(?:to\ )?
    (?:sending|send|do|share|forward|bring|mail|e-?mail|post|pass\ on|follow|deliver|send\ off|promised|said\ i['’]d\ (?:send|share|bring|photograph|scan|copy|e?mail|post)|told\ {her}\ i['’]d\ (?:send|share|bring))(?:\ (?:it|one|that|this|over|along|on|{her}|(?:the\ )?(?:link|copy|pdf|file|photo|pics?)))*(?P<when>\ (?:by|on|before|this|next|tomorrow|tonight|when|once|as\ soon)\b.*)?\)?$"""
)
_WISH = phrase(
    r"""^(?:{she}\ )?{softly}(?:(?:wants?|wanted)|(?:{she})?(?:'d|’d|\ would)?\ ?(?:like|love|appreciate|welcome|enjoy)|(?:asked|asks)(?:\ me)?(?:\ (?:nicely|again|twice))?\ (?:for|if\ {she}\ (?:could|can|might)\ (?:have|see|borrow|read|get|keep|look\ at)|whether\ {she}\ (?:could|can|might)\ (?:have|see|borrow|read|get|keep|look\ at)|to\ (?:see|have|read|borrow|get|look\ at|hear))|
      requested|needs?|needed|could\ use|is\ (?:keen|curious|eager|happy)|is\ interested\ in|is\ waiting\ for|is\ after|hopes|hoped|{she}(?:'d|’d|\ would)\ be\ (?:glad|happy|grateful|interested|curious|keen|pleased|delighted)|
      would\ be\ (?:glad|happy|grateful|interested|curious|keen|pleased)|{she}['’]s\ (?:keen|curious|after|eager)|wondered\ (?:if|whether)\ {she}\ (?:could|can|might)|looks\ forward|is\ looking\ forward|fancies|fancied)
    (?:\ (?:of|on|about|for|in|to))?(?P<verb>\ (?:see(?:ing)?|hav(?:e|ing)|read(?:ing)?|get(?:ting)?|receiv(?:e|ing)|borrow(?:ing)?|hear(?:ing)?|know(?:ing)?|look(?:ing)?\ at|try(?:ing)?|keep(?:ing)?|be\ told|find(?:ing)?\ out|learn))?
    (?:\ back)?(?:\ from\ me)?\ (?P<np>.+)$"""
)
_IN_THE_LOOP = phrase(
    r"^(?:{she}\ )?(?:asked|wants|wanted|{she}?(?:['’]d|\ would)\ (?:like|love)|would\ (?:like|love))\ to\ be\ (?:kept\ )?(?:in\ the\ loop|posted|up\ to\ date|informed|updated|told)\ (?:about|on|of)\ (?P<np>.+)$"
)
_NEWS = phrase(r"^(?:(?:about|of)\ )?(?P<clause>(?:how|what|whether|if|when|where|which|why)\ .+)$")
_MINE = phrase(r"\b(?:my|mine|our|i)\b|\bi['’]")
_FOR_THEM = phrase(r"\bfor\ (?:her|his|their|the)\b")
_SENDABLE = phrase(
    r"""\b(?:introduction|intro|update|report|news|copy|copies|photos?|photographs?|pictures?|pics?|links?|names?|address(?:es)?|contacts?|numbers?|details?|summary|list|notes?|slides?|draft|
    results?|recordings?|recipe|dates?|scan|template|references?|article|paper|essay|thesis|abstract|protocol|sample|samples|postcard|write-?up|version|file|spreadsheet|programme|program|map|maps|script|video|clip|feedback|opinion|translation|
    findings|data|figures|sketch(?:es)?|measurements|reading\ list|portfolio|journal|diary|log|blog|chapter|email|e-mail|timetable|syllabus|handout|quote|transcript|patterns?|plans?|tickets?|flyers?|leaflets?|book)\b"""
)
_PEOPLE = phrase(
    r"^(?:an?\ |the\ |more\ |some\ |two\ |any\ |young\ |new\ |good\ )*(?:\w+\ )?(?:people|someone|somebody|anyone|anybody|everyone|candidates?|juniors?|staff|person|folks?|colleagues?|students?|apprentices?|graduates?|volunteers?|me|us|you|nobody|trainees?|those|whoever)\b|^to\b"
)
MENTIONED = phrase(
    r"^i(?:'d|’d|\ had)?\ (?:mentioned|talked\ about|spoke\ of|told\ {her}\ (?:about|of)|described|brought\ up|have|found|wrote|made)\ (?P<np>.+)$"
)


def wished(text: str) -> str:
    """What the person does for a wish of the contact's: "send my case study", "let her know how it went"; "" = no such wish."""
    text = re.sub(
        r"(?i)^(she|he|they)['’](?:s|re) (?=interested|keen|curious|after|eager|happy|glad|waiting|looking)",
        r"\1 is ",
        LEAD.sub("", text),
    )
    tail = TO_SEND.search(text)
    is_sent = tail is not None
    when = (tail["when"] or "") if tail else ""
    core = re.sub(
        r"(?i)[,;-]\s*(?:and )?(?:ok|okay|sure|yes|will do|said (?:yes|ok|sure)|I said (?:yes|ok|sure)|I agreed)$",
        "",
        text[: tail.start()] if tail else text,
    )
    core = re.split(r"(?i),\s+(?:and )?(?:which )?(?:I|so I)\b", core)[0]
    if kept := _IN_THE_LOOP.match(core):
        return f"keep him posted on {kept['np']}"
    found = _WISH.match(core)
    if found is None:
        mentioned = is_sent and _named_only(core)
        return f"send {mentioned}{when}" if mentioned else ""
    thing, verb = found["np"].strip(" ,"), (found["verb"] or "").strip().casefold()
    thing = re.split(r"(?i), (?:who|which|she|he|they|it)\b|\s[–—-]\s", thing)[0]
    if verb.startswith(("hear", "know", "be told", "find", "learn")) and not re.match(r"(?i)(?:from|back)\b", thing):
        return _told_of(thing)
    if _PEOPLE.match(thing) or re.match(r"(?i)(?:me|us|it|them|that|this|one)\b", thing):
        return ""
    is_asked = bool(re.search(r"(?i)^(?:\S+ )?(?:asked|asks|requested|wondered)", core))
    is_of_ours = bool(_MINE.search(thing)) or bool(_SENDABLE.search(thing)) or bool(_FOR_THEM.search(thing) and verb)
    is_nouny = (
        bool(_SENDABLE.match(thing))
        or bool(re.match(r"(?i)(?:the|an?|my|our|some|one|two|three|any|more|\w+s\b)", thing))
        or is_asked
    )
    if re.match(r"(?i)(?:is|are) happy\b|.*\bhappy to (?:read|see|have|look)", core) and not re.search(
        r"(?i)would|['’]d", core
    ):
        return ""
    if (
        re.search(r"(?i)\b(?:a|the) (?:chat|call|coffee|job|look|tour|world|team|future|career|master|degree)\b", thing)
        and not is_sent
    ):
        return ""
    if not (is_sent or (is_of_ours and is_nouny) or (is_asked and is_nouny and verb != "to")):
        return ""
    if introduced := re.match(r"(?i)(?:an )?intro(?:duction)? to (?P<whom>.+)", thing):
        return f"introduce him to {introduced['whom']}{when}"
    return f"{'let him see' if verb.startswith('look') else 'send'} {thing}{when}"


def _told_of(thing: str) -> str:
    news = _NEWS.match(thing)
    if news:
        return f"let her know {news['clause']}"
    about = re.sub(r"(?i)^(?:about|of) ", "", thing)
    return f"tell her about {about}" if _MINE.search(about) or about.startswith("the ") else ""


def _named_only(core: str) -> str:
    """The thing that stands alone before "- to send" or "still to send"."""
    if found := MENTIONED.match(core) or OWED.match(core) or LENT.match(core):
        return str(found["np"])
    is_thing = re.match(r"(?i)(?:the|my|our|an?|her|his)\b", core) and not any(
        map(english.is_always_finite, core.split()[1:4])
    )
    return core if is_thing else ""
