"""The seeker's thanks: one takeaway, one next step, one offer; with nothing known, the topic alone and one question.

What is said comes from the material, in what order is a turn of the writer's: thanks or takeaway first, two paragraphs
or three, the favour in return by itself or joined to the promise to write. A second meeting reports on the first.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.drafting import english, greeting
from service.drafting.earlier import what_came_of_it
from service.drafting.evidence import Quote
from service.drafting.kinds.parts import ending, glad, offers, promises, put_together, subject
from service.drafting.material import Given, addressing_names
from service.drafting.tongues import TONGUES, Retold
from service.drafting.writer import COMFORTABLE, ROOM_FOR_MORE, Composed, Sentence, Writer

Part = Sequence[Sentence | None]
TONGUES_AND = {"en": " and ", "de": " und ", "fr": " et ", "es": " y "}
_JOINED_AT_MOST = 18
"""Words of two pieces of advice that one sentence can carry."""
_SECOND_AT_MOST = 16
"""Words of a second takeaway that is worth its room."""


def thank_you(writer: Writer, *, simple: int) -> Composed | None:
    """As much as there is to say, in the order of this draft's turn."""
    taken = _takeaways(writer, most=1 if simple else 2) if simple < 3 else []
    if not taken:
        return _thin_thanks(writer)
    known = [
        _reported(writer), _pointed_to(writer), *offers(writer)[: 1 if simple else 2],
        *promises(writer)[: 1 if simple > 1 else 2], _connector(writer),
    ]  # fmt: skip
    opening = _opening(writer)
    count = _count([opening, *taken, *known]) + 20
    is_joined = any(sentence and sentence.role.endswith("_act") for sentence in taken)
    if count < COMFORTABLE - 10 and not is_joined and len(taken) < 2:
        taken.append(_next_step(writer))
    if writer.style == "warmer" and count < COMFORTABLE:
        taken.append(glad(writer))
    parts = _laid_out(writer, opening, taken, known, ending(writer, _count([opening, *taken, *known])))
    return put_together(writer, parts, subject=subject(writer))


def _count(sentences: Part) -> int:
    return sum(len(sentence.text.split()) for sentence in sentences if sentence)


def _laid_out(writer: Writer, opening: Sentence | None, taken: Part, known: Part, last: Part) -> list[Part]:
    """The paragraphs, in one of several orders."""
    layouts: tuple[list[Part], ...] = (
        [[opening, *taken], known, last],
        [[opening], taken, [*known, *last]],
        [[opening, *taken], [*known, *last]],
        [[*taken, opening], known, last],
        [[opening], [*taken, *known], last],
    )
    begins_with_thanks = writer.style == "more_formal" or writer.material.language != "en"
    return layouts[writer.turn("layout", 3 if begins_with_thanks else len(layouts))]


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


# --- what stayed ----------------------------------------------------------------------------------------------------


def _takeaways(writer: Writer, *, most: int) -> list[Sentence | None]:
    """The best takeaway that can be said well; a second one only joined to it, or where it is short."""
    told = [one for item in writer.material.takeaways if (one := _retold(writer, item))]
    joined = _joined(writer, told[:most]) if most > 1 else None
    if joined:
        return [joined]
    said: list[Sentence | None] = []
    for item, retold in told:
        if len(said) >= most:
            break
        sentence = _second(writer, item, retold) if said else _first(writer, item, retold)
        said += [sentence] if sentence else []
    return said


def _retold(writer: Writer, item: Given) -> tuple[Given, Retold] | None:
    retold = TONGUES[writer.material.language].takeaway(item.statement, writer.voice(item))
    return (item, retold) if retold else None


def _first(writer: Writer, item: Given, retold: Retold) -> Sentence | None:
    """Joined with the step that follows from it, in some drafts."""
    is_act = retold.role == "take_advice" and english.is_act(retold.gaps.get("vp", "")) and not writer.spare
    joined = (
        writer.retold(Retold("take_act", retold.gaps), item.quote) if is_act and not writer.turn("joined", 3) else None
    )
    return joined or writer.retold(retold, item.quote)


def _second(writer: Writer, item: Given, retold: Retold) -> Sentence | None:
    is_short = len(item.statement.text.split()) <= _SECOND_AT_MOST
    return writer.retold(retold, item.quote, prefix="also_") if is_short else None


def _joined(writer: Writer, told: Sequence[tuple[Given, Retold]]) -> Sentence | None:
    """Two of a kind in one sentence: terms in another language, or two short pieces of advice."""
    if len(told) < 2 or told[0][1].role != told[1][1].role:
        return None
    (first, one), (second, other) = told[:2]
    conjunction = TONGUES_AND[writer.material.language]
    if "terms" in one.gaps:
        named = [term for gap in (one, other) for term in gap.gaps["terms"].replace(conjunction, ", ").split(", ")]
        gaps = {"terms": f"{', '.join(named[:-1])}{conjunction}{named[-1]}"}
        return writer.say(one.role, first.quote, second.quote, **gaps)
    is_plain = one.role == "take_advice" and not one.gaps.get("because") and not other.gaps.get("because")
    if not is_plain or "bare" not in one.gaps or _length(one) + _length(other) > _JOINED_AT_MOST:
        return None
    gaps = {name: conjunction.join((one.gaps[name], other.gaps[name])) for name in ("vp", "bare")}
    return writer.say(one.role, first.quote, second.quote, **{**one.gaps, **gaps})


def _length(retold: Retold) -> int:
    return len(retold.gaps.get("vp", "").split())


def _next_step(writer: Writer) -> Sentence | None:
    if writer.spare:
        return None
    statement = writer.material.takeaways[0].statement
    if statement.kind != "advice":
        return writer.say("next_point")
    is_act = statement.language != "en" or english.is_act(english.infinitive(statement.text))
    return (None if is_act else writer.say("next_caution")) or writer.say("next_advice")


# --- whom else to thank, and what came of it --------------------------------------------------------------------------


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


def _reported(writer: Writer) -> Sentence | None:
    """What came of the advice of an earlier meeting, as the person told it."""
    item = what_came_of_it(writer.scene)
    report = TONGUES[writer.material.language].report
    pointed = writer.material.pointed_to
    if item is None or report is None or writer.spare or (pointed and pointed[1] == item.quote):
        return None
    return writer.retold(report(item.statement, writer.voice(item)), item.quote)


# --- nothing known ----------------------------------------------------------------------------------------------------


def _thin_thanks(writer: Writer) -> Composed | None:
    """No takeaway known: the topic and no more, and one question to the person."""
    material = writer.material
    topic, path = material.topic, material.path
    opening = writer.say("thanks_topic", topic.quote, topic=topic.text) if topic else _opening(writer)
    told = writer.say("path", path.quote, did=path.text) if path else None
    middle = [*offers(writer)[:1], *promises(writer)[:2], _connector(writer)]
    last = ending(writer, _count([opening, told, *middle]), is_thin=True)
    is_wanted = _count([opening, told, *middle, *last]) < ROOM_FOR_MORE
    gladness = glad(writer) if (is_wanted or writer.style == "warmer") and not writer.spare else None
    first = [opening, told, gladness]
    layouts: tuple[list[Part], ...] = (
        [first, middle, last],
        [first, [*middle, *last]],
        [[opening], [told, gladness, *middle, *last]],
        [[*first, *middle], last],
    )
    parts = layouts[writer.turn("layout", len(layouts))]
    return put_together(writer, parts, needs=("takeaway",), thin=True, subject=subject(writer))
