"""About a time that is arranged: the line to say that one is late, and the one that confirms it the day before.

Day and hour are the reader's, the minutes are those that the person typed; no reason is given that they did not give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from service.drafting import timing
from service.drafting.kinds.parts import put_together
from service.drafting.kinds.wish import Wish, new_subject, told, voice, wish, words_in
from service.drafting.material import their_zone
from service.drafting.scene import Quote, slot_quote
from service.drafting.tongues.asked import EARS
from service.drafting.writer import Composed, Sentence, Writer
from service.zones import zone_of

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")
_ROOM_FOR_MORE = 30


def running_late(writer: Writer, *, simple: int) -> Composed | None:
    """How late, if they said so; what else they said; thanks for the patience."""
    asked = writer.material.asked
    if asked is None:
        return None
    ear = EARS[writer.material.language]
    late, _ = ear.lateness(asked.public)
    quote = Quote(asked.source, asked.public, writer.scene.is_after(asked.at)) if asked.public else None
    opening = writer.say("late", *([quote] if quote else []), late=late) if late else writer.say("late_plain")
    reasons = [] if simple else [*_besides(writer, wish(writer))]
    return put_together(
        writer, [[opening, *reasons, writer.say("late_close")]], subject=new_subject(writer, "subject_late")
    )


def _besides(writer: Writer, found: Wish) -> Iterable[Sentence]:
    """What was said beside the minutes."""
    ear, spoken = EARS[writer.material.language], voice(writer)
    for piece in dict.fromkeys((*found.pieces, *([found.length_quote] if found.length_quote else []))):
        late, rest = ear.lateness(piece.quote)
        parts = rest.split(",") if late else [piece.quote]
        for said in filter(None, (ear.told(part.strip(), spoken) for part in parts if part.strip())):
            yield Sentence(said, "told", (piece,))


def confirmation(writer: Writer, *, simple: int) -> Composed | None:
    """Day, hour and place of what is planned, and that a change is no trouble."""
    scene = writer.scene
    if scene.start is None:
        return None
    quote = slot_quote(scene)
    when = _when(writer)
    opening = writer.say("confirm", *([quote] if quote else []), when=when)
    said = [] if simple else told(writer, wish(writer).pieces)
    first = [opening, _place(writer), *said]
    closing = [writer.say("confirm_glad") if words_in(first) < _ROOM_FOR_MORE else None, writer.say("confirm_close")]
    return put_together(writer, [first, closing], subject=new_subject(writer, "subject_confirm", day=_day(writer)))


def _when(writer: Writer) -> str:
    """The day and the reader's hour: "tomorrow, Tuesday, at 3 pm your time"."""
    scene, language = writer.scene, writer.material.language
    if scene.start is None:
        return ""
    there, here = their_zone(scene, writer.material.who), zone_of(scene.sender.timezone)
    hour = timing.hour_words(scene.start, there, language)
    if scene.start.astimezone(there).utcoffset() != scene.start.astimezone(here).utcoffset():
        hour = _said(writer, "your_time", hour=hour) or hour
    return _said(writer, "at_hour", day=_day(writer), hour=hour)


def _day(writer: Writer) -> str:
    """The day as it is for the reader: "today", "tomorrow, Tuesday," or "on Tuesday"."""
    scene, language = writer.scene, writer.material.language
    if scene.start is None:
        return ""
    zone = their_zone(scene, writer.material.who)
    day, sent = scene.start.astimezone(zone).date(), writer.sent.astimezone(zone).date()
    weekday = timing.WEEKDAYS[language][day.weekday()]
    if day == sent:
        return timing.TODAY[language][3]
    if day == sent + timedelta(days=1):
        return _said(writer, "tomorrow", weekday=weekday)
    return timing.on_weekday(day, language)


def _said(writer: Writer, role: str, **gaps: str) -> str:
    sentence = writer.say(role, **gaps)
    return sentence.text if sentence else ""


def _place(writer: Writer) -> Sentence | None:
    """The link or the place, word for word as the calendar has it."""
    for entry in writer.scene.entries[:1]:
        for field, text in (("location", entry.event.location), ("description", entry.event.description)):
            link = _LINK.search(text)
            if link:
                return writer.say("confirm_link", Quote(f"event:{entry.id}.{field}", link[0]), link=link[0])
        place = entry.event.location.strip()
        if place and "\n" not in place:
            return writer.say("confirm_place", Quote(f"event:{entry.id}.location", place), place=place)
    return None
