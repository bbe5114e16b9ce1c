"""The seeker's thanks: one takeaway, one next step, one offer; with nothing known, the topic alone and one question."""

from __future__ import annotations

from service.drafting import greeting
from service.drafting.evidence import Quote
from service.drafting.kinds.parts import glad, in_return, offers, posted, posted_thin, promises, put_together, subject
from service.drafting.material import addressing_names
from service.drafting.tongues import TONGUES
from service.drafting.writer import COMFORTABLE, ROOM_FOR_MORE, Composed, Sentence, Writer


def thank_you(writer: Writer, *, simple: int) -> Composed | None:
    takeaways = _takeaways(writer, most=1 if simple else 2)
    if not takeaways or simple > 2:
        return _thin_thanks(writer)
    promised = promises(writer)[: 1 if simple > 1 else 2]
    offered = offers(writer)[: 1 if simple else 2]
    connector = _connector(writer)
    first = [_opening(writer), *takeaways]
    second = [*offered, *promised]
    closing = [in_return(writer)]
    steps = [_next_step(writer), posted(writer)]
    count = sum(len(sentence.text.split()) for sentence in (*first, *second, *closing, connector) if sentence)
    if count < COMFORTABLE - 20 and steps[0]:
        first.append(steps[0])
    if writer.style == "warmer" and count < COMFORTABLE:
        first.append(glad(writer))
    if count < COMFORTABLE and not any("report" in sentence.role or "plan" in sentence.role for sentence in promised):
        closing.insert(0, steps[1])
    return put_together(writer, [first, [_pointed_to(writer), *second, connector], closing], subject=subject(writer))


def _opening(writer: Writer) -> Sentence | None:
    material, interview = writer.material, writer.scene.interview
    if interview.meeting_no > 1:
        return writer.say("thanks_again")
    if material.is_group:
        entry = writer.scene.entries[0] if writer.scene.entries else None
        organizer = entry.event.organizer if entry else None
        from_them = organizer is not None and organizer.email.casefold() == material.who.email.casefold()
        return writer.say("thanks_set_up" if from_them else "thanks_joined")
    return writer.say("thanks")


def _takeaways(writer: Writer, *, most: int) -> list[Sentence]:
    """The best takeaway that can be said well, and one more from the same sentence or the same speaker."""
    tongue = TONGUES[writer.material.language]
    said: list[Sentence] = []
    told: list[tuple[str, dict[str, str], Quote]] = []
    for item in writer.material.takeaways:
        retold = tongue.takeaway(item.statement, writer.voice(item))
        if retold is None or len(told) >= most:
            continue
        told.append((retold.role, dict(retold.gaps), item.quote))
    if len(told) > 1 and all(role.endswith("terms") for role, _, _ in told):
        joined = TONGUES_AND[writer.material.language].join(gaps["terms"] for _, gaps, _ in told)
        merged = writer.say(told[0][0], *(quote for _, _, quote in told), terms=joined)
        return [merged] if merged else []
    for place, (role, gaps, quote) in enumerate(told):
        sentence = writer.say(f"also_{role}" if place else role, quote, **gaps)
        if sentence:
            said.append(sentence)
    return said


TONGUES_AND = {"en": " and ", "de": " und ", "fr": " et ", "es": " y "}


def _next_step(writer: Writer) -> Sentence | None:
    if writer.spare:
        return None
    best = writer.material.takeaways[0].statement
    return writer.say("next_advice" if best.kind == "advice" else "next_point")


def _connector(writer: Writer) -> Sentence | None:
    intro = writer.scene.intro
    if intro is None or writer.scene.interview.meeting_no > 1 or not intro.quote:
        return None
    name = greeting.first_name(addressing_names(writer.scene, intro.by))
    return writer.say("connector", Quote(f"msg:{intro.message_id}", intro.quote), name=name) if name else None


def _pointed_to(writer: Writer) -> Sentence | None:
    if writer.material.pointed_to is None:
        return None
    name, quote = writer.material.pointed_to
    return writer.say("thanked_for", quote, name=name)


def _thin_thanks(writer: Writer) -> Composed | None:
    """No takeaway known: the topic and no more, and one question to the person."""
    material = writer.material
    topic, path = material.topic, material.path
    opening = writer.say("thanks_topic", topic.quote, topic=topic.text) if topic else _opening(writer)
    told = writer.say("path", path.quote, did=path.text) if path else None
    promised, offered = promises(writer)[:2], offers(writer)[:1]
    closing = [posted_thin(writer), in_return(writer)]
    middle = [*offered, *promised, _connector(writer)]
    count = sum(len(sentence.text.split()) for sentence in (opening, told, *middle, *closing) if sentence)
    is_wanted = count < ROOM_FOR_MORE or writer.style == "warmer"
    gladness = glad(writer) if is_wanted and not writer.spare else None
    parts = [[opening, told, gladness], middle, closing]
    return put_together(writer, parts, needs=("takeaway",), thin=True, subject=subject(writer))
