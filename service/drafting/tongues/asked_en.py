"""English: phrases of what is written because the person asks for it, and how the words they typed are given back.

A whole sentence of the person's own stays theirs; telegram style gets a subject; who is spoken of as "she" is "you".
"""

from __future__ import annotations

import re

from service.drafting import english
from service.drafting.tongues.voice import Voice

PHRASES = {
    # running late, and the day before
    "late": (
        "I am [sorry, but I am running|sorry: I am running] {late} late[ for our conversation|].",
        "[Apologies|My apologies], I am running {late} late[ for our conversation|].",
    ),
    "late_plain": (
        "I am [sorry, but I am running|sorry: I am running] a little late[ for our conversation|].",
        "[Apologies|My apologies], I am running a little late[ for our conversation|].",
    ),
    "late_close": ("Thank you for [bearing with me|your patience].", "See you [shortly|very soon]."),
    "confirm": (
        "[A short note to confirm|This is just to confirm] our [conversation|talk] {when}.",
        "I am [writing|sending a line] to confirm our [conversation|talk] {when}.",
    ),
    "confirm_place": ("[The place is|We meet at] {place}, as [planned|in the invite].",),
    "confirm_link": ("[The link is|Here is the link, to have it at hand:] {link}",),
    "confirm_close": (
        "If anything has changed [on your side|for you], [please just tell me|just let me know].",
        "Should anything [come up|have changed], [a short line is enough|please just tell me].",
    ),
    "confirm_glad": ("I am looking forward to it.", "I look forward to it."),
    # first mails
    "me": ("My name is {me}.", "I am {me}."),
    "me_goal": (
        "My name is {me}, and I am [hoping|trying] to {goal}.",
        "I am {me}, and I [hope|would like] to {goal}.",
    ),
    "me_noun": (
        "My name is {me}, and I am [looking into|exploring] {goal}.",
        "I am {me}, and I am interested in {goal}.",
    ),
    "me_move": (
        "My name is {me}, and I am [hoping|trying] to move {goal}.",
        "I am {me}, and I [hope|would like] to move {goal}.",
    ),
    "my_move": ("I am [hoping|trying] to move {goal}[ at the moment|].",),
    "self_noun": ("[A word|In short,] about me: {noun}.",),
    "my_goal": ("I am [hoping|trying] to {goal}[ at the moment|].",),
    "my_noun": ("I am [looking into|exploring] {goal}[ at the moment|].",),
    "why": ("I am writing to you because {clause}.", "I thought of you because {clause}."),
    "why_noun": (
        "What made me [write to you|think of you] is {noun}.",
        "I am writing [because of|on account of] {noun}.",
    ),
    "request_topic": (
        "Would you have {length} [in the coming weeks|in the next few weeks] to talk with me about {topic}?",
        "Could you spare {length} [in the coming weeks|in the next few weeks] to talk about {topic}?",
    ),
    "request_clause": (
        "Would you have {length} [in the coming weeks|in the next few weeks] to tell me {topic}?",
        "Could you spare {length} [in the coming weeks|in the next few weeks]? I would like to hear {topic}.",
    ),
    "request_plain": (
        "Would you have {length} [in the coming weeks|in the next few weeks] for a few questions about your work?",
        "Could you spare {length} [in the coming weeks|in the next few weeks] for a few questions about your work?",
    ),
    "length": ("20 to 30 minutes",),
    "request_easy": (
        "I [can fit around|am happy to fit around] your calendar, by phone or video.",
        "Phone or video, at whatever hour suits you, would be fine.",
    ),
    "request_no": (
        "If it does not suit you, [a short no is fine|that is quite all right].",
        "And if the answer is no, [I understand completely|that is quite all right].",
    ),
    "intro_topic": (
        "I would like to talk with {about} about {topic}. Would you be willing to introduce us, [if {first} agrees|once {first} has agreed]?",
        "Would you be willing to introduce me to {about}, [if {first} agrees|once {first} has agreed]? I would like to ask about {topic}.",
    ),
    "intro_clause": (
        "I would like to hear from {about} {topic}. Would you be willing to introduce us, [if {first} agrees|once {first} has agreed]?",
    ),
    "intro_plain": (
        "I would like to talk with {about}. Would you be willing to introduce us, [if {first} agrees|once {first} has agreed]?",
        "Would you be willing to introduce me to {about}, [if {first} agrees|once {first} has agreed]?",
    ),
    "intro_lead": (
        "To save you the work, here are some lines that you can forward as they are:",
        "Here is a note that you can forward as it is, [if that helps|to save you the work]:",
    ),
    "blurb_topic": (
        "I would be grateful for {length} with {first} to talk about {topic}.",
        "It would help me to ask {first} a few questions about {topic}, in {length}.",
    ),
    "blurb_clause": ("I would be grateful for {length} with {first}, to hear {topic}.",),
    "blurb_plain": ("I would be grateful for {length} with {first} and a few questions.",),
    "blurb_easy": (
        "Phone or video at any hour that suits would be fine, and so would a no.",
        "I can fit around any calendar, by phone or video, and a no is fine too.",
    ),
    "intro_no": (
        "If you would rather not, [that is quite all right|I understand completely].",
        "And if it does not feel right, [please just say so|I understand completely].",
    ),
    "outreach": (
        "{name} suggested that I write to you.",
        "I am writing [on the suggestion of {name}|because {name} pointed me to you].",
    ),
    "outreach_agreed": (
        "{first} [told me|let me know] that you are open to hearing from me, and I am grateful for that.",
        "{first} was kind enough to ask you first, and I am glad that you do not mind.",
    ),
    # once more
    "nudge_topic": (
        "I [know|can imagine] how full the weeks get, so here is my note [once more|again]: I would still like to hear about {topic}, whenever it suits you.",
        "My note may have [slipped down|gone under] in a full inbox. I would still be glad to talk with you about {topic}, whenever it suits you.",
    ),
    "nudge_plain": (
        "I [know|can imagine] how full the weeks get, so here is my note [once more|again]: I would still be glad to talk, whenever it suits you.",
        "My note may have [slipped down|gone under] in a full inbox. I would still be glad of a short conversation, whenever it suits you.",
    ),
    "nudge_close": (
        "If [the timing is wrong|now is not a good time], [a short no is fine|that is quite all right].",
        "There is no hurry, and [a short no is fine too|no is a fine answer too].",
    ),
    # the answers of a host
    "accept_thanks": ("Thank you for [writing|your mail|getting in touch].",),
    "accept_topic": (
        "[Yes, I would be glad to|I would be glad to|Gladly: I am happy to] talk with you about {topic}.",
    ),
    "accept_plain": ("[Yes, I would be glad to|I would be glad to|Gladly: I am happy to] talk with you.",),
    "accept_times": (
        "{times} would [suit me|work for me]; [does that suit you too|would that work for you]?",
        "I can offer {times}. [Does that suit you|Would that work for you]?",
    ),
    "accept_ask": (
        "Please [name|suggest] a day or two that would suit you, and we will find a time.",
        "Which days would suit you best? We will find a time.",
    ),
    "accept_close": (
        "If you [send|write] me your questions beforehand, we can make good use of it.",
        "It helps if you write me beforehand what you would most like to know.",
    ),
    "decline_thanks": ("Thank you for [writing|your mail], and for thinking of me.",),
    "decline": (
        "I am sorry to say that I [have to|must] say no[ this time|].",
        "I am afraid that I cannot [offer you a conversation|say yes][ this time|].",
    ),
    "decline_noun": ("[To be plain|To be honest with you]: {noun}.",),
    "decline_wish_topic": ("I [wish you well|hope you find good people to ask] as you look into {topic}.",),
    "decline_wish": ("I wish you [well|all the best] with what you have planned.",),
    # later on
    "touch_open": (
        "It has been a while since we [talked|spoke], so here is [a short update|some word from me].",
        "I [have been meaning|wanted] to send you some word since we [talked|spoke].",
    ),
    "touch_question": (
        "It has been a while since we [talked|spoke], and I have a question that you may be able to answer.",
    ),
    "touch_close": (
        "I hope [all is|things are going] well with you.",
        "There is no need to answer; I hope [all is|things are going] well with you.",
    ),
    "touch_ask_close": ("A line is plenty, whenever it suits you.", "There is no hurry at all."),
    "news_open": (
        "I have [some |]news[ to share|], and I wanted you to hear it from me.",
        "There is news, and [you are somebody I wanted to tell|I wanted to tell you myself].",
    ),
    "news_introduced": (
        "It [began|started] with your introduction to {name}.",
        "Without your introduction to {name} I would not have come this way.",
    ),
    "news_time": (
        "The time that you gave me [was part of the way there|has not been forgotten].",
        "I have not forgotten the time that you gave me on the way.",
    ),
    "news_thanks": (
        "Thank you for [your part in it|the part you had in it].",
        "I am grateful to you for [your part in it|the part you had in it].",
    ),
    "news_close": (
        "If I can [ever |]do something for you in return, [just say so|please tell me].",
        "I hope that I can be as useful to somebody else one day.",
    ),
    "recall_take_advice": (
        "Your advice {vp}{because} has [stayed with me|not been forgotten].",
        "I have [often thought of|kept] your advice {vp}{because}.",
    ),
    "recall_take_point": (
        "Your point that {clause}{because} has [stayed with me|not been forgotten].",
        "I have often thought of your point that {clause}{because}.",
    ),
    "told_noun": ("The news is {noun}.", "In short: {noun}."),
    # the person missed it
    "sorry": (
        "I am sorry that I missed our [conversation|talk] {slot}; [the mistake was mine|that was my mistake].",
        "I missed our [conversation|talk] {slot}, and I am sorry; [the mistake was mine|that was my mistake].",
    ),
    "sorry_ask": (
        "If you are willing to try again, [any time that suits you|whatever time suits you] will do, and I will fit in around it.",
        "I would be glad of another chance, at [any time that suits you|whatever time suits you best].",
    ),
    "sorry_close": (
        "I understand completely if [that is not possible|your calendar is full now].",
        "I know that your time is worth a great deal[, and I would make sure to be there|].",
    ),
    "subject_request_topic": ("A question about {topic}", "A short conversation about {topic}?"),
    "subject_request": ("A few questions about your work", "A short conversation?"),
    "subject_intro": ("An introduction to {about}?",),
    "subject_outreach": ("{name} suggested that I write to you",),
    "subject_touch": ("A short update", "Some word from me"),
    "subject_touch_ask": ("A question for you",),
    "subject_news": ("Some news", "News from me"),
    "subject_late": ("Running late",),
    "subject_confirm": ("Our conversation {day}",),
    "tomorrow": ("tomorrow, {weekday},",),
    "at_hour": ("{day} at {hour}",),
    "your_time": ("{hour} your time",),
}

_BULLET = re.compile(r"^(?:[-*•–—]|\d+[.)])\s+")
_SUBJECT = re.compile(
    r"(?i)(?:i|we|my|our|the|a|an|it|this|that|there|some|most|you|your|last|next|since|after|before|when|if|as|at|on|in|for|thanks?|what|how|who|why|"
    r"do|does|did|is|are|was|were|would|could|can|have|has|any|which|where)\b"
)
_FIRST = re.compile(r"(?i)\b(?:i|i'm|i’m|i've|i’ve|we|my|me)\b")
_TELL = re.compile(
    r"(?i)^(?:(?:please )?(?:tell|let|say to|write)\s+(?:her|him|them|[A-Z][\w'’-]+)(?:\s+know)?|mention|say|also)\s*(?:that\s+|:\s*)?(?=\S)"
)
_QUESTION = re.compile(
    r"(?i)^(?:ask|wonder(?:ing)?)(?:\s+(?:her|him|them|[A-Z][\w'’-]+))?\s+(?P<clause>(?:if|whether|how|what|which|who|where|when|why)\b.*)$"
)
_TO_US = re.compile(
    r"(?i)^(?:please )?(?:remind|write (?:to )?(?:her|him|them)|nudge|thank|be (?:nice|kind|polite|brief|short)|keep (?:it|this)|make (?:it|this)|say (?:no|yes)|"
    r"no (?:pressure|rush|hurry|need|worries)|whenever|any ?time|if (?:she|he|they)(?:['’]s| is| are)? (?:ok|fine|happy|up)|(?:phone|call|video|zoom|tel)\b(?:\W+\w+){0,3}$|"
    r"(?:yes|no|sure|gladly|ok(?:ay)?)\W*$)"
)
_ONLY_WAITS = re.compile(r"(?i)\b(?:days?|weeks?) (?:now|ago)\b|\bno (?:answer|reply)\b|\bremind\b")
_PASSIVE = re.compile(
    r"(?i)^(?:accepted|admitted|promoted|hired|elected|invited|selected|chosen)\s+(?:to|into|at|for|as|by)\b"
)
_STATE = re.compile(r"(?i)^(?:now|currently|just|finally|recently|meanwhile|already|officially|actually|really|so)\s+")


def told(text: str, voice: Voice) -> str | None:
    """One thing the person typed, as a sentence to the reader; None where it cannot be one."""
    text = _tidy(text, " ;,")
    text = _TELL.sub("", text)
    if _TO_US.match(text) or _ONLY_WAITS.search(text):
        return None
    asks = _QUESTION.match(text)
    if asks:
        clause = re.sub(r"^if\b", "whether", _to_you(asks["clause"], voice), flags=re.IGNORECASE).rstrip(" ?.!")
        return f"May I ask {clause}?"
    body, end = text.rstrip(" .!?"), "?" if text.endswith("?") else "."
    if len(body.split()) < 2:
        return None
    said = _whole(_to_you(body, voice))
    return f"{said[:1].upper()}{said[1:]}{end}" if said else None


_LOWER = re.compile(
    r"\b(?:january|february|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\bi\b(?=['’ ])"
)


def _tidy(text: str, marks: str) -> str:
    """One line without a bullet, with the capitals that telegram style leaves out, without a yes or no before it."""
    said = _LOWER.sub(lambda found: found[0].capitalize(), _BULLET.sub("", " ".join(text.split()))).strip(marks)
    return re.sub(r"(?i)^(?:yes|no|sure|ok(?:ay)?)\s*,\s+(?=\w)", "", said)


def _to_you(text: str, voice: Voice | None) -> str:
    if voice is None:
        return text
    others = {found for found in re.findall(r"(?<=\s)(?!I\b)[A-ZÀ-Þ][a-zà-ÿ]+", f" {text}") if found not in voice.names}
    has_name = any(re.search(rf"\b{re.escape(name)}\b", text) for name in voice.names)
    # Where somebody else is named before "she", it is not the reader.
    found = re.search(r"(?i)\b(?:she|he|her|his|him)\b", text)
    if (
        found
        and others
        and not has_name
        and any(text.find(name) < found.start() for name in others if _is_person(name, text))
    ):
        return text
    return english.to_recipient(text, voice.names)


def _is_person(name: str, text: str) -> bool:
    first, *rest = text.split()
    is_subject = first.rstrip(",") == name and bool(rest) and not english.is_verb(name)
    if is_subject and (english.is_finite(rest[0]) or english.is_verb(rest[0]) or rest[0] == "and"):
        return True
    return bool(
        re.search(
            rf"\b(?:told|met|asked|with|saw|and|from)\s+{re.escape(name)}\b|^{re.escape(name)}\s+\w+(?:ed|s)\b", text
        )
    )


def _whole(text: str) -> str:
    """A sentence with a subject: "got the job" is the person's own, "they liked it" is one already."""
    lead = _STATE.match(text)
    rest = text[lead.end() :] if lead else text
    first = rest.split(" ", maxsplit=1)[0].casefold()
    if _PASSIVE.match(rest):
        return f"I was {text[: lead.end()] if lead else ''}{rest}".replace("  ", " ")
    if _SUBJECT.match(rest) and english.shape_of(rest) in {"clause", "advice"}:
        return text
    if english.is_finite(first) and not english.is_verb(first) and (first.endswith("ed") or not first.endswith("s")):
        return f"I {english.lower_first(text)}"
    if first.endswith("ing") and english.base_of(first):
        return f"I am {english.lower_first(text)}"
    if first.endswith("s") and english.base_of(first) and not first.endswith("ss"):
        return ""
    shape = english.shape_of(rest)
    if shape == "clause" or _FIRST.search(text):
        return text
    return ""


def thing(text: str, voice: Voice) -> str:
    """What is typed as a thing, to stand in "because of …"; "" where it is none."""
    body = _tidy(text, " ;,.!?")
    if _TO_US.match(body) or _ONLY_WAITS.search(body):
        return ""
    if not 1 <= len(body.split()) <= 25 or english.shape_of(body) != "noun":
        return ""
    said = _to_you(body, voice)
    return english.lower_first(said)


def is_of_reader(text: str) -> bool:
    """Whether a thing is the reader's or a known one ("your talk", "the panel"), and not a word about oneself."""
    return bool(re.match(r"(?i)(?:your|the|that|this|our|how|what)\b", text))


_WANTS = re.compile(
    r"(?i)^(?:(?:i(?:'d|’d| would)? )?(?:really |just |mostly |mainly )?(?:want(?:ed)?|would like|would love|love|like|hop(?:e|ing)|curious|interested|wonder(?:ing)?|keen|trying)"
    r"(?: (?:to|in|about))?\s*(?:(?:hear|hearing|ask|learn|learning|talk|talking|know|knowing|understand|understanding|find out|discuss|see|get)(?: (?:more|a bit|her|him|them|his|some))*"
    r"(?:\s(?:take|view|thoughts|advice|perspective|opinion))?\s*(?:about|on|regarding|of)?)?|"
    r"(?:about|topic|question|questions|re|ask(?:ing)?(?: (?:her|him|them))?(?: about)?|(?:to )?(?:talk|chat|hear|learn) about)\s*:?)\s+(?P<topic>\S.*)$"
)
_CLAUSE = re.compile(r"(?i)^(?:how|what|why|where|which|whether|when|if|who)\b")


def topic(text: str, voice: Voice | None) -> tuple[str, bool] | None:
    """What the person would like to talk about, and whether it is a clause ("how you began"); None where it names none.
    Without a voice it is about a third person, who stays "she".
    """
    body = _tidy(text, " ;,.!?")
    found = _WANTS.match(body)
    if found is None:
        return None
    said = _to_you(found["topic"], voice).strip(" ;,.!?")
    is_clause = bool(_CLAUSE.match(said))
    return (re.sub(r"(?i)^if\b", "whether", said), is_clause) if said else None


_LENGTH = re.compile(
    r"(?i)(?:~|about |ca\.? )?\b(?P<n>\d{2})(?:\s*(?:-|–|to|or)\s*(?P<m>\d{2}))?[\s-]*min(?:ute)?s?\b|\bhalf an hour\b|\ba quarter of an hour\b"
)
_MEDIUM = re.compile(
    r"(?i)\b(?:phone|call|video|zoom|teams|coffee|in person|or|and|by|on|via|a|at|for|whenever|any ?time|suits?|her|him|them|works?|is|fine|enough|only|just|max|the|time|will|do|would|be)\b|\W"
)


def length(text: str) -> tuple[str, bool]:
    """How long the talk should be, in words, and whether the piece says nothing else; "" where it does not say."""
    found = _LENGTH.search(text)
    if found is None:
        return "", False
    if found["n"]:
        said = f"{found['n']} to {found['m']} minutes" if found["m"] else f"{found['n']} minutes"
    else:
        said = found[0].casefold()
    return said, not _MEDIUM.sub("", text[: found.start()] + text[found.end() :])


_MINUTES = re.compile(r"(?i)\b(?P<n>\d{1,3})(?:\s*(?:-|–|to)\s*(?P<m>\d{1,3}))?\s*(?:min(?:ute)?s?\b|m\b|['’])")
_WORDED = re.compile(
    r"(?i)\b(?P<n>five|ten|fifteen|twenty|thirty|forty|a couple of|a few) (?:min(?:ute)?s?\b)|\b(?P<whole>(?:a )?quarter of an hour|half an hour|an hour)\b"
)


def lateness(text: str) -> tuple[str, str]:
    """How late, in words for "… late", and what else is said; "" where it is not said."""
    found = _MINUTES.search(text) or _WORDED.search(text)
    if found is None:
        alone = re.fullmatch(r"\s*(\d{1,3})\s*", text)
        return (f"{alone[1]} minutes", "") if alone else ("", text)
    rest = re.sub(
        r"(?i)\b(?:(?:i(?:'m|’m| am) )?(?:running |about |around |approx\.? |ca\.? |maybe |~)*)$",
        "",
        text[: found.start()].rstrip(" ~"),
    ) + re.sub(r"(?i)^\s*(?:late\b)?", "", text[found.end() :])
    groups = found.groupdict()
    if groups.get("whole"):
        said = groups["whole"]
    elif groups.get("m"):
        said = f"{groups['n']} to {groups['m']} minutes"
    else:
        said = f"{groups['n']} {'minute' if groups['n'] == '1' else 'minutes'}"
    return said.casefold(), rest.strip(" ,;.-–")
