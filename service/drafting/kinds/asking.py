"""The person's own asking: a first mail, one reminder of it, and a mail to somebody they were pointed to.

Why them and what about come from what the person typed; nobody is asked for a job, and a no is made easy. Whoever is
asked for an introduction gets a few lines that can be forwarded as they are.
"""

from __future__ import annotations

import re

from service.drafting import greeting
from service.drafting.kinds.parts import put_together
from service.drafting.kinds.wish import Wish, about, is_known, me, new_subject, told, wish, words_in
from service.drafting.language import fold
from service.drafting.material import addressing_names
from service.drafting.scene import Quote, Scene, Someone
from service.drafting.writer import Composed, Sentence, Writer

_ENOUGH = 52
"""Words from which a first mail needs nothing more."""
_AGREED = re.compile(
    r"(?i)\b(?:happy|glad|fine|willing|keen|open|pleased)\b[^.!?\n]{0,30}\b(?:to|with|for)\b|\b(?:agreed|said yes|said (?:s?he|they) would|is in|ok(?:ay)? with)\b|"
    r"\b(?:gern|einverstanden|zugesagt|ja gesagt)\b|\b(?:d['’]accord|a accepté|accepte|ravie? de)\b|\b(?:de acuerdo|aceptó|encantad[oa] de|dijo que sí)\b"
)
_NOT = re.compile(r"(?i)\b(?:not|n['’]t|if|ask|whether|nicht|ob|wenn|pas|si|no)\b")


def request(writer: Writer, *, simple: int) -> Composed | None:
    """Why them, what about, twenty to thirty minutes, an easy no; or the same asked of who can bring them together."""
    asked = writer.material.asked
    if asked is not None and asked.about:
        return _introduction(writer, asked.about, simple=simple)
    found = wish(writer)
    who = me(writer, is_known=is_known(writer))
    why = told(writer, found.pieces)
    ask = [about(writer, "request", found), writer.say("request_easy")]
    closing = [writer.say("request_no")]
    first = [who, *why]
    if simple and words_in([*first, *ask, *closing]) > _ENOUGH:
        ask = ask[:1]
    needs = ("takeaway",) if found.is_foreign else ()
    return put_together(writer, [first, ask, closing], subject=_subject(writer, found), needs=needs)


def _subject(writer: Writer, found: Wish) -> str:
    if found.topic and not found.is_clause:
        return new_subject(writer, "subject_request_topic", topic=found.topic)
    return new_subject(writer, "subject_request")


def _introduction(writer: Writer, third: str, *, simple: int) -> Composed | None:
    """To who knows the third one: the wish, and lines to forward in the person's own name."""
    found = wish(writer)
    first_name = third.split(maxsplit=1)[0]
    gaps = {"about": third, "first": first_name}
    opening = about(writer, "intro", found, **gaps)
    why = [] if simple > 1 else told(writer, found.pieces)
    blurb = [me(writer, is_known=False), about(writer, "blurb", found, **gaps), writer.say("blurb_easy")]
    parts = [[opening, *why], [writer.say("intro_lead")], blurb, [writer.say("intro_no")]]
    return put_together(writer, parts, subject=new_subject(writer, "subject_intro", about=third))


def nudge(writer: Writer, *, simple: int) -> Composed | None:
    """One reminder without reproach; what the person typed comes before the way out."""
    found = wish(writer)
    topic = writer.material.topic if not simple else None
    opening = writer.say("nudge_topic", topic.quote, topic=topic.text) if topic else writer.say("nudge_plain")
    return put_together(writer, [[opening, *told(writer, found.pieces)], [writer.say("nudge_close")]])


def referral_outreach(writer: Writer, *, simple: int) -> Composed | None:
    """The first mail to whom somebody pointed the person: who did, and that they agreed only where that is written."""
    found = wish(writer)
    named = connector(writer.scene, writer.material.who)
    opening: list[Sentence | None] = []
    if named:
        name, quotes = named
        agreed = next((quote for quote in quotes if _has_agreed(quote.quote)), None)
        opening = [writer.say("outreach", *quotes, name=name)]
        opening += [writer.say("outreach_agreed", agreed, name=name)] if agreed and not simple else []
    why = told(writer, found.pieces)
    ask = [about(writer, "request", found), writer.say("request_easy")]
    subject = new_subject(writer, "subject_outreach", name=named[0]) if named else _subject(writer, found)
    parts = [[*opening, me(writer, is_known=False), *why], ask, [writer.say("request_no")]]
    return put_together(writer, parts, subject=subject, needs=("takeaway",) if found.is_foreign else ())


def connector(scene: Scene, who: Someone) -> tuple[str, list[Quote]] | None:
    """Who pointed the person to `who`, by the name they go by, and the words that say so."""
    by = scene.recipient if who.contact_id != scene.recipient.contact_id else scene.intro.by if scene.intro else None
    if by is None:
        return None
    name = greeting.first_name(addressing_names(scene, by))
    quotes = list(_naming(scene, by, who))
    if scene.intro and by is scene.intro.by and scene.intro.quote:
        quotes.insert(0, Quote(f"msg:{scene.intro.message_id}", scene.intro.quote))
    return (name, quotes) if name and quotes else None


def _naming(scene: Scene, by: Someone, who: Someone) -> list[Quote]:
    """Sentences of notes, of their mails and of the wish itself that name whom the person was pointed to."""
    names = {fold(part) for part in who.name.full.split() if len(part) > 2}
    texts = [(note.source, note.public) for note in scene.notes]
    texts += [(mail.source, mail.text) for mail in scene.with_whom(by) if mail.sender in by.keys]
    texts += [(ask.source, ask.public) for ask in scene.asks if ask.contact_id == who.contact_id]
    return [
        Quote(source, line.strip(), is_after=source.startswith("note:"))
        for source, text in texts
        for line in re.split(r"(?<=[.!?])\s+|\n+", text)
        if names & {fold(word) for word in re.findall(r"[^\W\d_]+", line)}
    ]


def _has_agreed(text: str) -> bool:
    """Whether a sentence says that they agreed to be written to."""
    return bool(_AGREED.search(text)) and not _NOT.search(text)
