"""A host's answer to who asked for a conversation: yes, with the times the person named or a question for them; or no.

No reason is given for a no that the person did not give.
"""

from __future__ import annotations

import re

from service.drafting.kinds.parts import put_together
from service.drafting.kinds.wish import told, wish, words_in
from service.drafting.language import words
from service.drafting.scene import Quote
from service.drafting.timing import WEEKDAYS
from service.drafting.writer import Composed, Sentence, Writer

_SHORT = 32
_DAY = re.compile(r"\b(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b(?=\W)")
_CLOCK = re.compile(
    r"(?i)\b\d{1,2}(?:[:.h]\d{0,2})?\s*(?:am|pm|uhr|h)?\b|\b(?:noon|morning|afternoon|evening|mittags?|vormittags?|nachmittags?|matin|midi|soir|mañana|tarde)\b"
)


def accept(writer: Writer, *, simple: int) -> Composed | None:
    """Yes; the times are those that the person typed, else the other one is asked for theirs."""
    pieces = wish(writer).pieces
    times = [piece for piece in pieces if is_time(piece.quote)]
    others = [piece for piece in pieces if piece not in times]
    topic = writer.material.topic if not simple else None
    yes = writer.say("accept_topic", topic.quote, topic=topic.text) if topic else None
    first = [writer.say("accept_thanks"), yes or writer.say("accept_plain"), *told(writer, others)]
    when = _times(writer, times)
    closing = [writer.say("accept_close")] if words_in([*first, *when]) < _SHORT else []
    return put_together(writer, [first, [*when, *closing]], needs=() if times else ("times",))


def is_time(text: str) -> bool:
    """Whether a piece names a day and perhaps an hour, rather than saying something."""
    found = {word.casefold() for word in words(text)}
    days = {day.casefold() for names in WEEKDAYS.values() for day in names}
    days |= {day[:3] for day in days} | {"tues", "thurs", "tomorrow", "morgen", "demain", "today", "heute"}
    return bool(found & days) or (bool(_CLOCK.search(text)) and len(found) < 6)


def _times(writer: Writer, times: list[Quote]) -> list[Sentence | None]:
    if not times:
        return [writer.say("accept_ask")]
    said = told(writer, times)
    if len(said) == len(times) and all(len(one.text.split()) > 4 and one.role == "told" for one in said):
        return [*said]
    listed = ", ".join(time.quote.strip(" .,;") for time in times)
    if writer.material.language == "en":
        listed = _DAY.sub(lambda found: found[0].capitalize(), listed)
    return [writer.say("accept_times", *times, times=listed[:1].upper() + listed[1:], at=listed)]


def decline(writer: Writer, *, simple: int) -> Composed | None:
    """A kind no, with what the person said of it and a good wish."""
    topic = writer.material.topic if not simple and not _is_clause(writer) else None
    wished = writer.say("decline_wish_topic", topic.quote, topic=topic.text) if topic else None
    pieces = wish(writer).pieces
    instead = {piece: thing for piece in pieces if (thing := pointed_to(piece.quote, writer.material.language))}
    reasons = told(writer, [piece for piece in pieces if piece not in instead], noun="decline_noun")
    first = [writer.say("decline_thanks"), writer.say("decline"), *reasons]
    found = [writer.say("decline_instead", piece, thing=thing) for piece, thing in instead.items()]
    return put_together(writer, [first, [*found, wished or writer.say("decline_wish")]])


_POINTS_TO = {
    "en": re.compile(
        r"(?i)^(?:please |but |and |maybe |rather |instead )*(?:(?:point|refer|send|direct|steer)(?: \w+)? to|(?:suggest|recommend|mention|offer)(?: (?:her|him|them))?) "
        r"(?P<thing>(?:the|our|my|a|an|this|that|[A-Z0-9])\S*.*?)(?: instead| rather)?$"
    ),
    "de": re.compile(
        r"(?i)^(?:bitte |stattdessen |lieber |dafür )*(?:auf |an )?(?P<thing>(?:den|die|das|unser\w*|mein\w*|ein\w*) .+?)(?: stattdessen| lieber)? (?:ver|hin)(?:weisen|weise)$|"
        r"^(?:bitte )?(?:verweis\w*|empfiehl|empfehlen|nenn\w*)(?: (?:sie|ihn|ihr|ihm))?(?: lieber| stattdessen)?(?: auf| an)? (?P<other>(?:den|die|das|unser\w*|mein\w*|ein\w*) .+?)(?: stattdessen| lieber)?$"
    ),
    "fr": re.compile(
        r"(?i)^(?:plutôt |mais |et )*(?:(?:l['’]|la |le |lui )?(?:renvoyer|orienter|diriger|renvoie|renvoie-la|renvoie-le)(?: plutôt)? vers|(?:lui )?(?:proposer|recommander|suggérer|conseiller|indiquer|propose|propose-lui)(?: plutôt)?) "
        r"(?P<thing>(?:le |la |les |l['’]|un |une |notre |mon |ma |mes ).+?)(?: plutôt| à la place)?$"
    ),
    "es": re.compile(
        r"(?i)^(?:mejor |pero |y )*(?:(?:remitir|derivar|mandar|orientar|dirigir|remítel|mándal)(?:l?[aoe])? (?:mejor )?(?:a|hacia)|(?:recomendar|sugerir|proponer|mencionar|recomiénda|sugiére|propón)(?:le)?) "
        r"(?P<thing>(?:el|la|los|las|un|una|nuestr[oa]s?|mi) .+?)(?: en su lugar| mejor)?$"
    ),
}


def pointed_to(text: str, language: str) -> str:
    """Where the person would send them instead: "point to the webinar on 3 Dec instead"; "" where a piece says no such
    thing.
    """
    found = _POINTS_TO[language].match(text.strip(" .;,!"))
    return next(filter(None, found.groupdict().values()), "") if found else ""


def _is_clause(writer: Writer) -> bool:
    topic = writer.material.topic
    return topic is not None and bool(
        re.match(r"(?i)(?:how|what|why|wie|was|warum|comment|pourquoi|cómo|qué)\b", topic.text)
    )
