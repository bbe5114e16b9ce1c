"""English: phrases, and how a note's statement is retold to the contact."""

from __future__ import annotations

import re

from service.drafting import english
from service.drafting.forms import ENGLISH
from service.drafting.notes import Statement
from service.drafting.tongues.voice import Retold, Voice

PHRASES = {
    "thanks": (
        "Thank you for making time for me{day}.",
        "Thank you for the conversation{day}.",
        "I appreciated your time{day}, thank you.",
        "Thank you for talking with me{day}.",
    ),
    "thanks_again": (
        "Thank you for making time for me again{day}.",
        "Thank you for another conversation{day}.",
        "I appreciated having your time again{day}, thank you.",
    ),
    "thanks_set_up": ("Thank you for setting up our conversation{day}.", "Thank you for bringing us together{day}."),
    "thanks_joined": ("I appreciated you joining{day}, thank you.", "Thank you for joining the conversation{day}."),
    "thanks_topic": (
        "Thank you for making time{day} to talk with me about {topic}.",
        "Thank you for talking with me{day} about {topic}.",
        "I appreciated your time{day}, and the chance to ask you about {topic}. Thank you.",
    ),
    "path": (
        "It meant a lot to hear from someone who {did}.",
        "It helps to know someone who {did}.",
    ),
    "take_advice": (
        "What stayed with me most is your advice {vp}{because}.",
        "Your suggestion {vp}{because} gave me a concrete next step.",
        "I keep coming back to your advice {vp}{because}.",
        "Your advice {vp}{because} went straight into my notes.",
    ),
    "take_point": (
        "Your point that {clause}{because} has stayed with me.",
        "I keep thinking about your point that {clause}{because}.",
        "What I took away above all is your point that {clause}{because}.",
    ),
    "take_story": (
        "I keep thinking about how you told me that {clause}.",
        "Hearing that {clause} has stayed with me.",
        "It stayed with me that {clause}.",
    ),
    "take_noun": (
        "What you said about {noun} has stayed with me.",
        "I keep thinking about what you said about {noun}.",
    ),
    "take_open": (
        "One thing I keep from the conversation is the advice {vp}{because}.",
        "What I wrote down from the conversation is the advice {vp}{because}.",
    ),
    "take_open_point": (
        "One thing I keep from the conversation is that {clause}{because}.",
        "What I wrote down from the conversation is that {clause}{because}.",
    ),
    "take_open_noun": ("One thing I keep from the conversation is {noun}.",),
    "take_tale": ("Your {noun} has stayed with me.", "I keep thinking about your {noun}."),
    "also_take_tale": ("Your {noun} has stayed with me as well.",),
    "take_tale_open": ("The {noun} has stayed with me.",),
    "also_take_tale_open": ("The {noun} has stayed with me as well.",),
    "take_own": ("I especially liked {noun}.", "What I liked in particular is {noun}."),
    "also_take_own": ("I also liked {noun}.",),
    "also_take_advice": ("I also noted your advice {vp}{because}.", "Your advice {vp}{because} is in my notes too."),
    "also_take_point": (
        "I also noted your point that {clause}{because}.",
        "Your point that {clause}{because} is in my notes too.",
    ),
    "also_take_story": ("I also wrote down that {clause}.",),
    "also_take_noun": ("What you said about {noun} is in my notes too.",),
    "also_take_open": ("I also noted the advice {vp}{because}.",),
    "also_take_open_point": ("I also noted that {clause}{because}.",),
    "also_take_open_noun": ("I also noted {noun}.",),
    "next_advice": (
        "I am going to try it.",
        "I would like to put that into practice soon.",
        "It gives me something concrete to start with.",
    ),
    "next_point": (
        "It gives me something to build on.",
        "It makes my next step clearer.",
        "I had not looked at it that way before.",
    ),
    "offer_send": (
        "I would also be glad to have {thing} whenever it is convenient.",
        "Thank you as well for offering to send {thing}; there is no hurry.",
        "I would be glad to see {thing} too, whenever it suits you.",
    ),
    "offer_ask": (
        (
            "Thank you as well for offering to ask {name} about an introduction. There is no hurry at all, and I understand "
            "completely if the timing is not right."
        ),
        "It is kind of you to ask {name} first. No hurry at all, and I understand completely if it does not suit.",
    ),
    "offer_introduce": (
        (
            "Thank you as well for offering to introduce me to {name}; there is no hurry, and I understand completely if the "
            "timing is not right."
        ),
        "It is kind of you to offer an introduction to {name}. No hurry, and I understand completely if it does not suit.",
    ),
    "offer_other": ("Thank you as well for offering {vp}.", "It is kind of you to offer {vp}."),
    "invitation_open": (
        "Thanks as well for the word that {clause}; I would like to come along.",
        "It was good to learn that {clause}; I would like to come along.",
    ),
    "invitation": (
        "Thanks as well for the word about {noun}; I would like to come along.",
        "Thank you as well for telling me about {noun}; I would like to come along.",
    ),
    "promise": ("As promised, I will {vp}.", "I will {vp}, as promised."),
    "promise_more": ("I will also {vp}.",),
    "asked": ("I will {vp}, as you asked.", "As you asked, I will {vp}."),
    "asked_more": ("I will also {vp}, as you asked.",),
    "plan": ("I will {vp}.",),
    "plan_more": ("I will also {vp}.",),
    "glad": (
        "I am glad that I asked.",
        "It was kind of you to say yes.",
        "It gave me a good deal to think over.",
        "I enjoyed it, and I am glad I wrote to you.",
    ),
    "glad_group": ("It meant a lot to me that you joined in.", "I was glad to have you there too."),
    "glad_again": ("It was good to pick up where we left off.", "I was glad of the chance to ask you more."),
    "connector": (
        "I am grateful to {name} for introducing us, too.",
        "My thanks go to {name} as well, for bringing us together.",
    ),
    "thanked_for": ("Thank you again for pointing me to {name}.",),
    "posted": ("I will let you know how it goes.", "I will keep you posted on how it goes."),
    "posted_thin": (
        "I will let you know how things go from here.",
        "I will keep you posted on where it leads.",
        "You will hear from me as soon as there is news.",
    ),
    "return": (
        "If I can ever be useful to you in return, please tell me.",
        "If there is anything I can do in return, just say so.",
        "And if I can help with anything in return, please ask.",
        "Should there be a way I can return the favour one day, please let me know.",
    ),
    "return_from": (
        "If I can ever be useful to you in return, with anything on the {background} side, please ask.",
        "And if anything about {background} is ever useful to you, please ask.",
    ),
    "host_thanked": (
        "Thank you for your kind note, and I am glad that {noun} was useful.",
        "I am glad {noun} was useful, and thank you for writing.",
    ),
    "host_thanked_plain": ("Thank you for your kind note.", "Thank you for writing so soon."),
    "host_opening": (
        "It was good to talk with you{day}, and I am glad you asked for the conversation.",
        "I was glad that we talked{day}, and that you asked for it.",
    ),
    "host_noticed": (
        "One thing I noticed: {clause}, which is worth remembering while you are {situation}.",
        "I noticed that {clause}, and that is worth remembering while you are {situation}.",
    ),
    "host_noticed_plain": ("One thing I noticed is that {clause}.", "I noticed that {clause}."),
    "host_heard": ("It was good to hear that {clause}.",),
    "host_situation": ("I hope the conversation was of some use while you are {situation}.",),
    "host_useful": (
        "I hope the conversation was of some use to you as you work out what comes next.",
        "I hope it helped you a little with what comes next.",
    ),
    "host_questions": (
        "If another question comes up while you think it over, just write to me.",
        "Should more questions come up later on, just write to me.",
    ),
    "host_promise": ("As promised, I will {vp}.", "I will {vp}, as promised."),
    "host_promise_send": (
        "I have not forgotten {thing}: it follows separately.",
        "As promised, I will send you {thing} separately.",
    ),
    "host_promise_more": ("I will also {vp}, and come back to you about it.", "I will {vp} too, and come back to you."),
    "host_decide": ("Do write and tell me what you decide.", "Do tell me what you decide in the end."),
    "host_close": ("Do let me know how you get on.", "Do write and tell me how it goes."),
    "missed": (
        "I think we missed each other {slot}; I hope everything is all right on your end.",
        "It seems we missed each other {slot}, and I hope all is well on your end.",
    ),
    "missed_topic": (
        "These things happen, and I would still very much like to hear about {topic} whenever your schedule allows.",
        "Plans change easily, and I would still like to hear about {topic} when there is room in your calendar.",
    ),
    "missed_plain": (
        "These things happen, and I would still very much like to talk whenever your schedule allows.",
        "Plans change easily, and I would still like to talk when there is room in your calendar.",
    ),
    "missed_ask": (
        "Would another day suit you better? I am happy to work around your calendar.",
        "If another day is easier, please name one and I am happy to work around it.",
    ),
    "moved_kind": (
        "No problem at all, and thank you for letting me know.",
        "That is no trouble at all; thank you for telling me.",
    ),
    "moved_when": ("I would be glad to find another time {when}.", "Another time {when} would be very welcome."),
    "moved_plain": ("I would be glad to find another time.", "Another time would be very welcome."),
    "moved_ask": (
        "Please pick any day that is easy for you, or name a week and I will send a few times.",
        "Choose any day that is easy for you, or tell me a week and I will send a few times.",
    ),
    "back_spoke": (
        "A short note to tell you that {name} and I spoke{day}.",
        "I wanted you to know that {name} and I spoke{day}.",
    ),
    "back_thanks": (
        "Thank you for bringing us together; without you I would not have had that conversation.",
        "Thank you for making the introduction; that conversation would not have come about without you.",
    ),
    "back_thanks_both": (
        "Thank you for asking us both first and for bringing us together; without you I would not have had that conversation.",
        "Thank you for checking with both of us first and then making the introduction; it would not have come about without you.",
    ),
    "back_gain": ("It gave me plenty to think about.", "I came away with plenty to work on."),
    "subject": ("Thank you for the conversation",),
    "subject_topic": ("Thank you for the conversation about {topic}", "Our conversation about {topic}"),
    "subject_host": ("Following up on our conversation",),
    "subject_missed": ("Finding another time to talk",),
    "subject_back": ("Thank you for the introduction to {name}",),
}

_EXPLAINS = re.compile(r"\s*(?::|\s[–—-]\s)\s*")
_DETERMINER = re.compile(
    r"(?i)^(?:the|a|an|my|your|his|her|their|our|this|that|these|those|some|any|all|both|each|every|one of|it|what|how|\w+['’]s)\b"
)
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
    if statement.kind == "advice":
        vp = english.to_sender(_to_them(english.infinitive(head), voice))
        return Retold("take_open" if is_open else "take_advice", {"vp": vp, "because": reason})
    if statement.kind == "point":
        clause = english.lower_first(_to_them(head, voice))
        return Retold("take_open_point" if is_open else "take_point", {"clause": clause, "because": reason})
    if statement.kind == "tale":
        return Retold("take_tale_open" if is_open else "take_tale", {"noun": _to_them(statement.text, voice)})
    if statement.kind == "own":
        return _own_view(statement, voice)
    if statement.kind == "story":
        return Retold("take_story", {"clause": english.lower_first(_to_them(statement.text, voice))})
    noun = english.lower_first(_to_them(statement.text, voice))
    if len(noun.split()) < 2 and noun.islower():
        return None
    return Retold("take_open_noun" if is_open else "take_noun", {"noun": noun})


def _own_view(statement: Statement, voice: Voice) -> Retold | None:
    """What the person liked or learned, in their own name."""
    text = english.lower_first(_to_them(statement.text, voice))
    if english.shape_of(text) == "clause":
        return Retold("take_open_point", {"clause": re.sub(r"^that ", "", text), "because": ""})
    if not _DETERMINER.match(text) and not text.startswith("how "):
        return None
    return Retold("take_own", {"noun": text})


def offer(statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    if voice.foreign:
        return _foreign_offer(statement)
    if statement.kind == "invitation":
        return _invitation(statement, voice)
    person = ENGLISH.introduce.search(statement.text)
    if person:
        first = person["name"].split()[0]
        asks = re.search(r"(?i)\b(?:ask|check|see if|whether|first)\b", statement.text)
        return Retold("offer_ask" if asks else "offer_introduce", {"name": first})
    gift = ENGLISH.give.match(statement.text)
    if gift:
        return Retold("offer_send", {"thing": _with_article(_to_them(gift["thing"], voice))})
    if english.shape_of(statement.text) == "advice":
        return Retold("offer_other", {"vp": english.infinitive(_to_them(statement.text, voice))})
    if english.shape_of(statement.text) == "noun":
        return Retold("offer_send", {"thing": _with_article(_to_them(statement.text, voice))})
    return None


def _foreign_offer(statement: Statement) -> Retold | None:
    """From a note in another language only a name can be carried over."""
    names = re.findall(r"\b(?:à|a|zu|mit|bei|con|avec|auprès de)\s+([A-ZÀ-Þ][\w'’-]+)", statement.text)
    return Retold("offer_introduce", {"name": names[0]}) if names and statement.kind == "promise_theirs" else None


def _invitation(statement: Statement, voice: Voice) -> Retold:
    text = _to_them(statement.text, voice)
    if re.search(r"\b(?:is|are) (?:also )?open to\b", text):
        return Retold("invitation_open", {"clause": english.lower_first(_with_article(text))})
    return Retold("invitation", {"noun": _with_article(english.lower_first(text))})


def _with_article(noun: str) -> str:
    """Gives an article: "name of the group" → "the name of the group"; plurals and names stay as they are."""
    first = noun.split(" ", maxsplit=1)[0]
    if _DETERMINER.match(noun) or first.isdigit() or (english.base_of(first) and first.endswith("ing")):
        return noun
    return f"the {noun}"


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return None
    text = re.sub(r"^(?:that )?(?:i(?:'ll| will|'d| would) |to )", "", statement.text, flags=re.IGNORECASE).strip()
    role = (
        "asked" if re.match(r"(?i)^(?:\W|\w+ )?\w*\s?(?:asked|asks|wants|would like)\b", statement.quote) else "promise"
    )
    if role == "promise" and not re.search(r"(?i)promis|offered|owe", statement.quote):
        role = "plan"
    shape = "advice" if statement.is_verbal else english.shape_of(text)
    if shape in {"noun", "gerund"} or re.match(r"(?i)(?:my|the|an?) ", text):
        thing = _with_article(english.lower_first(_to_them(text, voice)))
        return Retold(role, {"vp": f"send you {thing}", "thing": thing})
    if shape != "advice":
        return None
    vp = english.lower_first(_to_them(text, voice))
    gift = re.match(r"send (?:you )?(?P<thing>.+)$", vp)
    return Retold(role, {"vp": vp, "thing": gift["thing"] if gift else ""})


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what they noticed, or where the other stands."""
    if voice.foreign:
        return None
    if statement.kind == "activity":
        return Retold("host_situation", {"situation": english.lower_first(_to_them(statement.text, voice))})
    if statement.kind != "story":
        return None
    clause = _to_them(statement.text, voice).lower() if statement.text.isupper() else _to_them(statement.text, voice)
    is_habit = re.match(r"(?i)(?:she|he|\x01)\s+(?:\w+ly\s+)?(?:\w+s)\b", statement.text)
    return Retold("host_noticed_plain" if is_habit else "host_heard", {"clause": english.lower_first(clause)})
