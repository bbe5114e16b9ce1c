"""English notes as people jot or dictate them: run-ons, telegram style, signs, and what kind of statement each is.

`breaths` cuts a run-on where somebody begins to speak or to promise, `written_out` spells out signs and abbreviations
and takes off fillers, `shape_of` says what a statement is, with the subject it lacks. What cannot be said well in a
sentence of ours is a remark, and left out. What is cut stays word for word: it is the quote a draft rests on. Pure.
"""

from __future__ import annotations

import re
from typing import Literal

from service.drafting import english, sayable
from service.drafting.english_verbs import NOUNISH

Shape = Literal["advice", "point", "story", "noun", "motto", "activity", "gift", "remark"]

_TOO_SHORT = 2
"""One number is no list, and "so she says" at the beginning no run-on."""
_SPEAKS = (
    r"says?|said|tells|told|thinks?|thought|suggest\w*|recommend\w*|advis\w+|mention\w*|promis\w+|offer\w*|warned|"
    r"will|is\ going\ to|wants?|asked|reckons|insists"
)
_OPINES = r"thinks?|thought|says|said|warned|insisted|insists|believes|believed|reckons|reckoned|finds|found|feels|felt|claims|argued|argues|told\ me|added|explained"
_MAY_SPEAK = r"would|can|could"
_PROMISES = r"promised|told|said|will|offered|agreed|have\ to|need\ to|should|owe|must|shall|ought\ to|am\ to|would\ (?:send|show|bring|write|let)"
_FILLER = r"um+|uh+|er|okay|ok|so|and|but|also|oh|then|plus|anyway|btw|well|yeah|right|haha|lol"
_OPENS = (
    r"um+|uh+|er|okay|ok|and|but|also|oh|then|plus|anyway|btw|yeah|haha|lol|so(?!\s(?:that|far|many|much|little|few)\b)"
)
_JOINT = re.compile(
    rf"""(?:,\s+(?:(?:{_FILLER})\s+)*|\s[–—-]\s|\s+(?:(?:{_FILLER})\s+)+)
      (?!(?:she|he|they)\ (?:says?|said|thinks?|told\ me|{_OPINES})(?:,|$))
      (?=(?:she|he|they)\ (?:also\ )?(?:{_SPEAKS}|(?P<may>{_MAY_SPEAK}))\b|(?:she|he|they)['’](?:ll|s\ going\ to)\b
        |I\ (?:{_PROMISES})\b|I['’](?:ll|m\ going\ to|m\ to|m\ (?:send|bring|writ|lend|forward|return|show)ing|ve\ (?:to|got|promised)|d\ (?:promised|send|show|bring|write|let))\b
        |(?:said|promised|told\ (?:her|him|them))\ (?:that\ )?I(?:['’]d|['’]ll|\ would|\ will)\b|must\ (?:send|return|bring|give|write|get|post|mail|call)\b
        |so\ (?:send|bring|mail|return)\ (?:it|them)\b|wants\ (?:it|them)\ back\b|(?:bring|give|due|wanted)\ (?:it\ )?back\b|to\ be\ returned\b|(?:\x01|she|he|they)\ wants\ it\b|that['’]s\ (?:it|all)\b)
      |(?:,\s+(?:and\s+)?|\s+and\s+)(?=(?:says|said|mentioned|reckons)\ (?:[\w'’-]+\ ){{3}})
      |\s+but\s+(?=(?:says|said|thinks|warned)\b)
      |,?\s+and\s+(?P<that>)(?=that\s\S+\s\S+\s\S+)
      |:\s+(?=I(?:['’]ll|['’]m|\ will|\ said|\ promised)\b)
      |\s+(?=that['’]s\ (?:it|all|the\ whole|about\ it)\b)""",
    re.VERBOSE,
)
_DEPENDS = re.compile(
    r"(?i)(?:^|\b(?:and|but|so)\s+)(?:if|when|once|while|because|although|though|after|before|unless|since)\b[^,]*$"
)
_CORRECTED = re.compile(r"(?i)^.*\?\s*(?:no|sorry|i mean|actually)\b[,:]?\s+(?=\w)")
_PATH = re.compile(
    r"(?i)^(?:(?:\x01's|her|his|their)\s+)?(?:path|route|career|background|way in|journey)\s*[:=–-]\s*+(?P<a>[^→,;]{2,40}?)\s*"
    r"(?:→|->|=>|>|\bto\b)\s*(?P<b>[^→,;]{2,40}?)(?:\s+(?:in\s+)?(?P<year>(?:19|20)\d\d))?(?:[,;].*)?$"
)
_NUMBER = re.compile(r"(?:(?<=\s)|^)(?:\(?\d{1,2}[.)/]|\(?[a-e]\))(?=\s)")
_SPELT = {
    r"w/o\b": "without", r"\bw/(?=\s)": "with", r"\bb/c\b": "because", r"\bbc\b": "because", r"(?<=\s)&(?=\s)": "and",
    r"\b1st\b": "first", r"\b2nd\b": "second", r"\b3rd\b": "third", r"\byrs?\b\.?": "years", r"\bppl\b": "people",
    r"\bthru\b": "through", r"\babt\b": "about", r"\besp\b\.?": "especially", r"\bdont\b": "don't", r"\bdoesnt\b": "doesn't",
    r"\bcant\b": "can't", r"\btheres\b": "there's", r"\bwont\b": "won't", r"\bisnt\b": "isn't", r"\bu\b": "you", r"\bur\b": "your",
    r"\bgov\b": "government", r"\bmgmt\b": "management", r"\bmgrs?\b": "managers", r"\bintros\b": "introductions",
    r"\bcld\b": "could", r"\bshd\b": "should", r"\bwld\b": "would", r"\brtn\b": "return", r"\bhrs\b\.?": "hours", r"\bb4\b": "before", r"\bmins\b": "minutes",
    r"\bwks\b": "weeks", r"\bmths\b": "months", r"\bshes\b": "she's", r"\btheyre\b": "they're", r"\byoure\b": "you're", r"\bim\b": "I'm", r"\bive\b": "I've",
    r"\bhes\b": "he's", r"\bid\b(?= (?:send|look|write|bring|let|share|give|show|call|ask|find|forward|scan|return)\b)": "I'd",
    r"\bill\b(?= (?:send|look|write|bring|let|share|give|show|call|text|get|find|forward|return)\b)": "I'll", r"\bfwd\b": "forward", r"\s\+\s": " and ",
    r"\btmrw\b": "tomorrow", r"\bpls\b": "please", r"\bdept\b\.?": "department", r"\s*[:;]-?[)(DP]+(?=\s|$)": "",
    r"^(?:and )?(?:said|says|thinks|told me) (?=(?:she|he|they)(?:['’](?:d|ll)| would| could| will| can) )": "",
    r"^what (she|he|they) (regrets|misses|enjoys|does)(?: most)?\s*(?::|is) (?=\w+ing\b|not \w+ing\b)": r"\1 \2 ",
    r"(?<!['’])\bre:? (?=(?:the|my|our|her|his)\b)": "about ", r"^(?:notes? )?re:? [^–—:-]{2,30}\s*[-–—:]\s+": "",
    r"\s(?:>|>>)\s": " over ", r"\bthe (\w+[^s\W])s (?=(?:name|number|address|e-?mail)\b)": r"the \1's ",
    r",\s(?:(?:she|he|they)\s(?:says?|said|thinks?|thought|told me)|according to (?:her|him)),\s(?=(?:is|are|was|were|unless|if|when|because|that|and|but|to|not|has|can|will)\b)": " ",
    r",\s(?:(?:she|he|they)\s(?:says?|said|thinks?|thought|told me)|according to (?:her|him)),\s": ", ",
    r"^(wrote|got|built|made|led|ran|published|sold) (?=(?:first|second|last) [a-z]+\b)": r"\1 her ",
    r"^(?:book|article|paper)\s*[:–-]\s*(?=\w)": "read ", r"^(?:podcast|listen)\s*[:–-]\s*(?=\w)": "listen to ",
    r"^(?:film|video|watch)\s*[:–-]\s*(?=\w)": "watch ",
    r"\b(take|accept|get|read|give|use|choose|write) (?=(?:first|last|best|second) [a-z]+\b)": r"\1 the ",
    r"^[\"“]([^\"“”]+)[\"”],? ?(?:was|is|[–—-]) ?(?:her|his|their)\b.*$": r"her advice: \1",
}  # fmt: skip
_SPELLING = tuple((re.compile(pattern, re.IGNORECASE), word) for pattern, word in _SPELT.items())
_EMPHATIC = re.compile(
    r"(?i)^do (?=(?:say|go|ask|read|visit|try|write|talk|look|take|learn|call|keep|get|see|come|watch|join)\b)"
)
_BEGINS = re.compile(
    rf"(?i)^(?:(?:{_OPENS}|(?:no|right|well|super|big one|note to self|nb|ps)(?=[,:!]))\b[\s,:!–-]+)+(?=\w)"
)
_ENDS = re.compile(
    r"(?i)(?<![!,\s])(?:[\s,–-]+(?:um++|uh++|lol|haha|i guess|i think|imo|seriously|apparently|basically|that['’]s it|that['’]s all|though|btw|etc\.?)|[!,\s])++$"
)
_AFTERWARDS = re.compile(
    rf"(?i)^(?!(?:she|he|they|\x01) )(?P<said>.{{12,}}?),?\s(?:(?:she|he|they|\x01)\s(?:{_OPINES.replace(chr(92) + ' ', ' ')})|according to (?:her|him|them|\x01)|in (?:her|his) (?:view|opinion|words))$"
)
"""Who says it, behind what is said."""
_SHOUTED = re.compile(r"\b[A-Z]{2,}\b")


def without_numbers(text: str) -> str:
    """The text, as long as before, with the numbers of a list turned into breaks: "1. Ship 2. Ask" → ";  Ship ;  Ask"."""
    if len(_NUMBER.findall(text)) >= _TOO_SHORT:
        text = _NUMBER.sub(lambda number: ";" + " " * (len(number[0]) - 1), text)
    return "\n".join(
        line.replace(" / ", " ; ") if line.count(" / ") >= _TOO_SHORT else line for line in text.split("\n")
    )


def breaths(sentence: str) -> list[str]:
    """The pieces of a sentence that different people say or promise, each word for word."""
    begin, found = 0, []
    for joint in _JOINT.finditer(sentence):
        before = sentence[begin : joint.start()]
        if joint["that"] is not None and not re.search(r"(?i)\b(?:that|said|says|thinks?|believes|told)\b", before):
            continue
        if len(before.split()) < _TOO_SHORT or (joint["may"] and _DEPENDS.search(before)):
            continue
        found.append(before)
        begin = joint.end()
    return [piece for part in (*found, sentence[begin:]) for piece in _and_so(part)]


_AND_SO = re.compile(
    r"(?i)(?:,?\s+(?P<so>so)|,)\s+(?=(?:(?:always|never|just|don['’]t)\s+)?(?P<verb>[a-z]+)\s+"
    r"(?:the|a|an|one|your|my|every|each|with|at|in|on|to|for|by|it|them|early|first|before|after|now|often|twice|fast|soon|slowly|early|once|again|well)\b)"
)


def _and_so(part: str) -> list[str]:
    """Advice after what it follows from, "…, so sit with one", or after a saying: "roofs before roads, start small"."""
    joint = next((one for one in _AND_SO.finditer(part) if _is_advice_of_its_own(part, one)), None)
    return [part[: joint.start()], part[joint.end() :]] if joint else [part]


def _is_advice_of_its_own(part: str, joint: re.Match[str]) -> bool:
    before, after = part[: joint.start()], part[joint.end() :]
    if not english.is_verb(joint["verb"]) or not sayable.is_doable(after):
        return False
    saying = before.rpartition(": ")[2]
    return (
        len(before.split()) > _TOO_SHORT if joint["so"] else sayable.is_motto(saying) and not sayable.is_doable(saying)
    )


def written_out(text: str) -> str:
    """What a piece says, without fillers, with signs and abbreviations as words, and only its own correction kept."""
    if path := _PATH.match(text.strip()):
        year = f" in {path['year']}" if path["year"] else ""
        return f"she moved from {path['a'].strip()} to {path['b'].strip()}{year}"
    text = _CORRECTED.sub("", _BEGINS.sub("", text.strip()))
    for pattern, word in _SPELLING:
        text = pattern.sub(word, text)
    text = re.sub(r"(?<![\w.'’])i(?=['’ ])(?!\.)", "I", text)
    text = _SHOUTED.sub(lambda word: word[0].lower() if english.is_common(word[0]) else word[0], text)
    text = _EMPHATIC.sub("", text)
    text = _ENDS.sub("", _BEGINS.sub("", text.strip())).strip()
    text = _AFTERWARDS.sub(r"she said \g<said>", text)
    if re.fullmatch(r"\([^()]+\)|\"[^\"]+\"|“[^“”]+”", text):
        text = text[1:-1]
    return text.rstrip(" .,;:!")


def is_of_the_talk(text: str) -> bool:
    """Whether it is about the conversation itself: "Talked for an hour"."""
    return bool(_OF_THE_TALK.search(text) or _MEMO.match(text))


_DATED = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\b|"
    r"(?i:\b(?:deadlines?|applications?|\d{1,2}(?:st|nd|rd|th)|\d{1,2} ?[ap]m)\b)"
)


def is_dated(text: str) -> bool:
    """Whether it names a day, a month or a deadline."""
    return bool(_DATED.search(text))


# --- what a statement is ----------------------------------------------------------------------------------------------

_ARROW = re.compile(r"\s*(?:→|->|=>|-->)\s*")
_SHOULD = re.compile(
    r"(?i)^(?:(?:you|one|we|people)\s+)?(?:should(?: always| really)?|ought to|need to|needs to|have to|has to|must|had better)\s+(?P<do>[a-z]+\b.*)$"
    r"|^(?:the )?(?:first|best|main|only|most important|one) thing (?:[\w' ]+ )?(?:should|can|could|must|to) do is (?:to )?(?P<thing>[a-z]+\b.*)$"
    r"|^(?:(?:it is|it's|it’s)\s+)?(?:best|better|important|good|wise|key)\s+to\s+(?P<to>[a-z]+\b(?!.*\bthan\b).*)$"
)
_MEMO = re.compile(
    r"(?i)\b(?:ask for (?:her|him|them)|parking (?:is|behind)|bring (?:an? |your )?(?:id|passport)|ring the bell|(?:main |side )entrance)\b|^(?:(?:ask|tell|thank|remind|call|invite|ping|text|visit|meet|see)\s+(?:her|him|them|\x01)\b|(?:we\s+)?(?:talked|discussed|spoke|chatted|met|covered|went over|had (?:a )?(?:coffee|lunch|call|chat))\b|follow(?:ing)? up\b(?! (?:once|twice|within|after|every|with (?:an?|every|each)|in writing|fast|early)\b)|check in with\b|remember to\b|look (?:her|him) up)"
)
_IMPRESSION = re.compile(
    r"(?i)^(?:she|he|\x01)\s+(?:(?:really|just|also|still)\s+)*(?:(?:was|is|were|are|seem(?:s|ed)|look(?:s|ed)|sound(?:s|ed)|felt|feels|came across|'s|’s)\s+)"
    r"(?:(?:really|very|so|quite|super|a bit|pretty|such|rather|somewhat)\s+)*(?!(?:\w+ing|a|an|the|one|in|at|on|from|with|about|not|never|always|able|part)\b)[a-z]+\b(?!\s*(?:to|of|by|for|from|in|at|as)\b)"
)
_PRIVATE_LIFE = re.compile(
    r"(?i)\b(?:kids?|children|daughters?|sons?|wife|husband|partner|married|mother|father|dog|cat)\b"
)
_OF_THE_TALK = re.compile(
    r"(?i)\b(?:(?:the|our|bad|poor|terrible) (?:phone |video )?(?:line|connection|reception|sound|signal)\b(?: (?:was|is|broke|dropped|kept))?|came of it|nothing (?:much )?(?:new|came)|"
    r"(?:rang|hung|signed|logged) (?:off|up)|got cut off|cut (?:it |us )?short|ran out of time|running late|had to (?:go|leave|run|rush|dash)|(?:was|is|were) (?:at|in|on) (?:the|an?) (?:airport|cab|taxi|train|bus|car)\b|"
    r"try again (?:in|on|next)|call back later|kept (?:it|the call) short|(?:\d+|ten|twenty|thirty|half) ?(?:min|minutes|an hour) only|only (?:had )?(?:\d+|ten|twenty|thirty) ?min|reschedul\w+|(?:comes?|came) across as|"
    r"(?:i|you) (?:seem|look|sound|come across)\b)|\b(?:in a hurry|in a rush|no (?:real )?(?:advice|substance|details?)|not (?:very |much |too )?(?:talkative|chatty)|small talk|gossip|vent(?:ed|ing)?\b about|got my (?:name|company)|selling (?:software|something)|my (?:headshot|accent|handwriting|english|outfit|hair|voice) (?:is|was)|(?:a|such a|quite a) character)\b|, ?skip$|, ?(?:ha|joke|joking|kidding)$|^(?:met|talked|spoke) (?:at|on|over|in|for)\b|^(?:said|says) no to\b"
)
"""About the conversation itself, or the person: nothing that was learned."""
_TO_THEM = re.compile(
    r"(?i)^(?:sending|bringing|returning|writing to)\b|^(?!(?:took|on|in|at|for|with|from|to|about|after|before|during|under|by|of|among|because|when)\b)\w+ (?:to )?(?:him\b|them\b|her\b(?=$|\s+(?:the|a|an|my|about|to|when|if|that|how|what|for|in|on|at|by|with|again|know)\b))|^(?:reach|call|e?mail|contact) (?:her|him)\b"
)
_SOMEBODY = re.compile(
    r"(?i)\b(?:someone|somebody|anyone|(?:the|a|an|your|my|some|another|one) (?:\w+ )?(?:(?!(?:paper|better|letter|number|chapter|matter|other|winter|summer|water|computer|later|master|counter|offer|career|corner|power|order|paper)\b)\w+(?:er|or|ist|ian|eer|man|woman|person)|nurse|clerk|friend|uncle|aunt|"
    r"neighbou?r|colleague|chef|boss|mentor|guy|head))\b.*\b(?:she|he|her|him|his)\b"
)
_BOTH = re.compile(r"(?i)\b(?:she|her)\b.*\b(?:he|him|his)\b|\b(?:he|him|his)\b.*\b(?:she|her)\b")
_HEADING = re.compile(r"^(?P<head>[\w'’ ]{2,45}?)\s*(?::|\s[–—-])\s+(?P<rest>\w.*)$")
_FAULT = re.compile(
    r"(?i)^(?:(?:one|a|the|her|his|biggest|common|main|most|usual|classic)\s+)*(?:\w+\s+)?(?:mistake|problem|trap|risk|danger)\b[^:]*$"
)
_AN_APPOINTMENT = re.compile(r"(?i)^(?!(?:she|he|\x01)\b).*\b\d{1,2}(?::\d\d)?\s?[ap]m\b|^\w+ day (?:on )?\d")
_OF_WHAT = re.compile(r"(?i)^(?:\w+ ){1,4}(?:them|it|this|that|that (?:person|one|place|thing))$")
_PRAISED = re.compile(
    r"(?i)\b(?:was|were|is) (?:(?:really|so|very) )*(?:amazing|great|lovely|fun|nice|wonderful|interesting|fascinating|awesome|cool|impressive|helpful)$"
)
_WISH = re.compile(r"(?i)^(?:(?:she|he|they|\x01)(?:['’]d| would)?)? ?(?:like|love|want)s? to (?:hear|know|see|read)\b")
_GIFT = re.compile(
    r"(?i)^(?:(?:she|he|they|\x01)\s+)?(?:also\s+)?(?:gave|lent|brought|handed)\s+me\s+(?P<thing>(?:an?|the|her|his|two|three|some)\s[^,;]+)$"
)
_PERSONAL = re.compile(r"(?:I|We|My|Our|I['’]\w+|i)\b")
_OF_THE_MOMENT = re.compile(
    r"(?i)^(?:she|he|\x01)(?:['’]s| is| was) an? (?:\w+ )?\w+$|^(?:she|he|\x01)\s+(?:also\s+)?(?:asked|wondered|requested|wanted|offered|promised|agreed|accepted|invited|thanked|doubts|doubted|(?:thinks|says|finds|believes|said|thought) (?:that )?I\b|just wanted to|laughed|smiled|liked (?:that|it|my)|wants|asks|lent|gave)\b"
)
"""What was done in the conversation, and is no story."""
_BIOGRAPHY = frozenset(
    """was were moved started trained worked switched left joined studied built founded led ran taught went became spent
    began changed grew came did took wrote learned learnt returned retrained lived rose""".split()
)
_IMPERSONAL = frozenset("pays helps takes depends matters seems means works".split())
_NOT_A_HABIT = frozenset("needs wants likes loves hates seems looks has feels means thinks says".split())
_ADVISES = re.compile(
    r"(?i)\b(?:suggest|recommend|advis|advocat|encourag|urg|swear|warn)\w*|\b(?:big on|a fan of|all for|believes? in|argues? for|stands? by)\b"
)


def shape_of(text: str, frame: str = "") -> tuple[Shape, str]:
    """What a statement says, and its text as it can be retold. `frame`: what stood before it ("she recommends")."""
    if gift := _GIFT.match(text):
        return "gift", gift["thing"]
    if (
        "?" in text
        or _OF_THE_TALK.search(text)
        or (_AN_APPOINTMENT.search(text) and not re.search(r"(?i)\bon an? \w+day\b", text))
        or _WISH.match(text)
        or _MEMO.match(text)
        or _TO_THEM.match(text)
        or _PERSONAL.match(text)
    ):
        return "remark", text
    text = _ARROW.split(text)[0]
    if re.match(r"(?i)(?:she|he|\x01(?!'))\b|\x01(?!')", text):
        said = sayable.clause(text.replace("\x01", "she"))
        is_told = (
            said
            and not _BOTH.search(text)
            and not _SOMEBODY.search(text)
            and not _IMPRESSION.match(text)
            and not _OF_THE_MOMENT.match(text)
            and not _PRIVATE_LIFE.search(text)
        )
        return ("story", said) if is_told else ("remark", text)
    if should := _SHOULD.match(text):
        text = should["do"] or should["to"] or should["thing"]
        if _TO_THEM.match(text):
            return "remark", text
    if re.match(r"(?i)(?:her|his|their|\x01's)\b", text):
        return _theirs(text, frame)
    if _SOMEBODY.search(text) or _BOTH.search(text):
        text = re.split(r"[,;:] (?=(?:she|he)\b)", text)[0]
        if re.search(r"(?i)\b(?:she|he|her|him|his)\b", text):
            return "remark", text
    if re.search(r"(?i)\bagainst\s*$", frame) and re.match(r"\w+ing\b", text):
        text = f"not {text}"
    if _ADVISES.search(frame) and (advice := english.ungerunded(text)):
        text = advice
    return _supplied(text) or _plain_shape(text)


def _theirs(text: str, frame: str) -> tuple[Shape, str]:
    """What begins with "her": a story only if she told it, a thing if it can stand alone."""
    if _PRIVATE_LIFE.search(text):
        return "remark", text
    if english.shape_of(text) == "clause":
        return ("story" if frame and sayable.is_clause(text) else "remark"), text
    thing = sayable.thing(text)
    return ("noun", thing) if thing else ("remark", text)


def base_is_a_noun(word: str) -> bool:
    """Whether "prices" is as likely a thing as what somebody does."""
    return word.endswith("s") and english.base_of(word) in NOUNISH


def _supplied(text: str) -> tuple[Shape, str] | None:
    """With the subject that a telegram leaves out: "moved to Leeds in 2011" is theirs, "pays to be early" nobody's."""
    first, _, rest = text.partition(" ")
    word, second = first.casefold(), rest.split(" ")[0].casefold()
    if word in _IMPERSONAL and second in {"to", "on", "that", "time"}:
        return "point", f"it {english.lower_first(text)}"
    if word == "took" and second in {"her", "him"}:
        told = sayable.clause(f"it {english.lower_first(text)}")
        return ("story", told) if told else None
    is_habit = word.endswith("s") and bool(english.base_of(word)) and word not in _NOT_A_HABIT | _IMPERSONAL
    is_past = word in _BIOGRAPHY
    if base_is_a_noun(word) and any(map(english.is_always_finite, rest.casefold().split()[1:6])):
        return None
    if not rest or not (is_past or is_habit) or english.is_clearly_finite(second) or _PRIVATE_LIFE.search(text):
        return None
    told = sayable.clause(f"she {english.lower_first(text)}")
    is_plainly = (
        is_habit
        and english.base_of(word) not in NOUNISH
        and not english.is_verb(second)
        and second not in english.CONNECTED
    )
    return ("story", told) if told and (is_past or is_plainly or second in _OBJECTS or rest[0].isupper()) else None


_OBJECTS = frozenset("the a an every each all her his their no in at on for with two three one five only".split())


def _under_heading(text: str, head: str, rest: str) -> tuple[Shape, str]:
    """What stands after "Grants:" or "The trap:"."""
    if (
        len(head.split()) <= _HEAD
        and not sayable.is_clause(head)
        and not sayable.is_doable(head)
        and not _TELLS.search(head)
    ) or re.match(r"\w+ing the\b", head):
        found = shape_of(rest)
        if found[0] in {"advice", "point", "story"}:
            return found
    kind, said = _plain_shape(rest)
    if _FAULT.match(head) and kind == "point":
        article = "" if re.match(r"(?i)(?:one|a|the|her|his)\b", head) else "the "
        return "point", f"{article}{english.lower_first(head)} is that {english.lower_first(said)}"
    if (
        sayable.is_clause(head)
        and (kind != "advice" or re.search(r"(?i)\b(?:it|them|this|that)\b", rest))
        and (whole := sayable.clause(text))
    ):
        return "point", whole
    return ("advice", said) if kind == "advice" and not sayable.is_doable(head) else _without_heading(text)


_HEAD = 4
_TELLS = re.compile(
    r"(?i)\b(?:best|worst|hardest|easiest|biggest|mistake|trap|problem|risk|danger|part|rule|trick|secret|reason|first|last|portfolio|books?|reading|list|articles?|papers?)\b"
)
"""Headings without which what follows says something else."""


def _without_heading(text: str) -> tuple[Shape, str]:
    if said := sayable.advice(text):
        return "advice", said
    said = sayable.clause(text)
    return ("point", said) if said else ("remark", text)


def _plain_shape(text: str) -> tuple[Shape, str]:
    if heading := _HEADING.match(text):
        return _under_heading(text, heading["head"], heading["rest"])
    if said := sayable.advice(text):
        return ("remark" if _OF_WHAT.search(said) else "advice"), said
    if said := sayable.clause(text):
        return ("remark" if _PRAISED.search(said) else "point"), said
    thing = sayable.thing(text)
    is_activity = bool(re.match(r"\w+ing\b", thing)) and bool(english.base_of(thing.split(" ")[0]))
    if not is_activity and (motto := sayable.motto(text)):
        return "motto", motto
    return ("activity" if re.match(r"\w+ing\b", thing) else "noun", thing) if thing else ("remark", text)
