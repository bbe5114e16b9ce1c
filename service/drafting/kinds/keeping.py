"""Keeping in touch: a sign of life with what the person has to tell, and news to everybody who had a part in it.

What the reader once advised or brought about is named where notes or an introduction say so, and never made up.
"""

from __future__ import annotations

from service.drafting.kinds.parts import put_together
from service.drafting.kinds.wish import new_subject, told, wish, words_in
from service.drafting.material import Given, earlier_takeaways
from service.drafting.scene import Quote
from service.drafting.tongues import TONGUES
from service.drafting.writer import Composed, Sentence, Writer

_ENOUGH = 55


def keep_in_touch(writer: Writer, *, simple: int) -> Composed | None:
    """What is new, an article or a question; what they once advised; no answer asked for, unless it is a question."""
    found = wish(writer)
    said = told(writer, found.pieces, noun="told_noun")
    is_question = any(sentence.text.endswith("?") for sentence in said)
    begun = "touch_question" if is_question else "touch_open"
    opening = writer.say(begun if _have_talked(writer) else f"{begun}_wrote")
    recalled = advised(writer) if simple < 2 else None
    closing = writer.say("touch_ask_close" if is_question else "touch_close")
    middle: list[list[Sentence | None]] = [[recalled], [*said]] if is_question else [[*said], [recalled]]
    parts = [[opening, *middle[0]], middle[1], [closing]]
    role = "subject_touch_ask" if is_question else "subject_touch"
    needs = () if said else ("takeaway",)
    return put_together(writer, parts, subject=new_subject(writer, role), needs=needs)


def _have_talked(writer: Writer) -> bool:
    """Whether a talk with the reader took place: who only wrote is not told of one."""
    interview, scene = writer.scene.interview, writer.scene
    is_held = interview.status in {"held", "held_presumed"} and scene.start is not None and scene.start <= writer.sent
    keys = frozenset().union(*(who.keys for who in scene.everyone))
    return is_held and bool(keys & writer.material.who.keys)


def news(writer: Writer, *, simple: int) -> Composed | None:
    """The news in the person's words, and what this one had to do with it."""
    said = told(writer, wish(writer).pieces, noun="told_noun")
    first = [writer.say("news_open"), *said]
    part = brought_about(writer) if simple < 3 else []
    part = part or [writer.say("news_time")]
    thanks = [*part, writer.say("news_thanks")]
    closing = writer.say("news_close") if words_in([*first, *thanks]) < _ENOUGH else None
    subject = new_subject(writer, "subject_news")
    return put_together(writer, [first, thanks, [closing]], subject=subject, needs=() if said else ("takeaway",))


def brought_about(writer: Writer) -> list[Sentence | None]:
    """What this one did: an introduction, advice."""
    scene, who = writer.scene, writer.material.who
    found: list[Sentence | None] = []
    for one in scene.introduced:
        name = one.name.given or one.name.full
        if one.by == who.contact_id and one.message_id and name and not found:
            found.append(writer.say("news_introduced", Quote(one.source, one.quote), name=name))
    recalled = advised(writer)
    return [*found, *([recalled] if recalled else [])]


def advised(writer: Writer) -> Sentence | None:
    """The best of what they once said that can be said again."""
    tongue = TONGUES[writer.material.language]
    for item in _remembered(writer):
        retold = tongue.takeaway(item.statement, writer.voice(item))
        sentence = writer.retold(retold, item.quote, prefix="recall_") or writer.retold(retold, item.quote)
        if sentence:
            return sentence
    return None


def _remembered(writer: Writer) -> tuple[Given, ...]:
    found = (*writer.material.takeaways, *earlier_takeaways(writer.scene, writer.material.who))
    best = [item for item in found if item.statement.kind == "advice"]
    return (*best, *(item for item in found if item not in best))
