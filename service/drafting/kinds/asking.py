"""The person's own asking: a first mail, one reminder of it, and a mail to somebody they were pointed to.

Why them and what about come from what the person typed; nobody is asked for a job, and a no is made easy. Whoever is
asked for an introduction gets a few lines that can be forwarded as they are.
"""

from __future__ import annotations

import re

from service.drafting import greeting
from service.drafting.kinds.parts import put_together
from service.drafting.kinds.wish import WHY, Wish, about, is_known, me, new_subject, told, wish, words_in
from service.drafting.material import addressing_names
from service.drafting.scene import Quote
from service.drafting.writer import Composed, Sentence, Writer

_ENOUGH = 52
"""Words from which a first mail needs nothing more."""
_AGREED = re.compile(
    r"(?i)\b(?:happy|glad|fine|willing|keen|open|pleased)\b[^.!?\n]{0,30}\b(?:to|with|for)\b|\b(?:agreed|sa(?:id|ys) (?:yes|ok|sure|fine)|said (?:s?he|they) would|is in|ok(?:ay)? with)\b|"
    r"\b(?:gern|einverstanden|zugesagt|ja gesagt)\b|\b(?:d['’]accord|a accepté|accepte|ravie? de)\b|\b(?:de acuerdo|aceptó|encantad[oa] de|dijo que sí)\b"
)
_NOT = re.compile(r"(?i)\b(?:not|n['’]t|if|ask|whether|nicht|ob|wenn|pas|si|no)\b")
_I_AM = re.compile(r"(?i)(?:I am|I['’]m|ich bin|je suis|soy) (?!sure\b|glad\b|sorry\b|sûre?\b|sicher\b)")
"""Who the person is, which who is to be asked has to read and who forwards it knows."""


def request(writer: Writer, *, simple: int) -> Composed | None:
    """Why them, what about, twenty to thirty minutes, an easy no; or the same asked of who can bring them together."""
    asked = writer.material.asked
    if asked is not None and asked.about:
        return _introduction(writer, asked.about, simple=simple)
    found = wish(writer)
    who = me(writer, is_known=is_known(writer))
    why = told(writer, found.pieces, noun=WHY)
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
    said = [] if simple > 1 else told(writer, found.pieces)
    own = [sentence for sentence in said if _I_AM.match(sentence.text) or sentence.role == "self_noun"]
    why = [sentence for sentence in said if sentence not in own]
    blurb = [me(writer, is_known=False), *own, about(writer, "blurb", found, **gaps), writer.say("blurb_easy")]
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
    named = connector(writer)
    opening: list[Sentence | None] = []
    if named:
        name, quotes = named
        agreed = next((quote for quote in quotes if _has_agreed(quote.quote)), None)
        opening = [writer.say("outreach", *quotes, name=name)]
        opening += [writer.say("outreach_agreed", agreed, first=name.split()[0])] if agreed and not simple else []
    why = told(writer, found.pieces, noun=WHY)
    ask = [about(writer, "request", found), writer.say("request_easy")]
    subject = new_subject(writer, "subject_outreach", name=named[0]) if named else _subject(writer, found)
    parts = [[*opening, me(writer, is_known=False), *why], ask, [writer.say("request_no")]]
    return put_together(writer, parts, subject=subject, needs=("takeaway",) if found.is_foreign else ())


def connector(writer: Writer) -> tuple[str, tuple[Quote, ...]] | None:
    """Who pointed the person to the reader, by the name they go by, and the words that say so."""
    who = writer.material.who
    hint = next((one for one in writer.scene.hints if one.to == who.contact_id), None)
    if hint is None:
        return None
    name = hint.goes_by or greeting.first_name(addressing_names(writer.scene, hint.by))
    family = hint.by.name.family
    return (f"{name} {family}".strip() if name and family not in name else name, hint.quotes) if name else None


def _has_agreed(text: str) -> bool:
    """Whether a sentence says that they agreed to be written to."""
    return bool(_AGREED.search(text)) and not _NOT.search(text)
