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
    first = [
        writer.say("decline_thanks"),
        writer.say("decline"),
        *told(writer, wish(writer).pieces, noun="decline_noun"),
    ]
    return put_together(writer, [first, [wished or writer.say("decline_wish")]])


def _is_clause(writer: Writer) -> bool:
    topic = writer.material.topic
    return topic is not None and bool(
        re.match(r"(?i)(?:how|what|why|wie|was|warum|comment|pourquoi|cómo|qué)\b", topic.text)
    )
