"""The host's side: what they noticed, what they promised, and an open door."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.drafting.kinds.parts import put_together, subject
from service.drafting.tongues import TONGUES
from service.drafting.writer import BOUNDS, Composed, Sentence, Writer


def host_follow_up(writer: Writer, *, simple: int) -> Composed | None:
    observations, decides = _observed(writer)
    promises, needs_material = _host_promises(writer)
    first = [_host_opening(writer)]
    second = observations if not simple else observations[:1]
    closing = writer.say("host_decide") if decides else writer.say("host_close")
    ending = [closing]
    count = sum(len(sentence.text.split()) for sentence in (*first, *second, *promises, *ending) if sentence)
    if count < BOUNDS["host_follow_up"][0] + 12:
        if not second:
            first.append(writer.say("host_useful"))
        ending.insert(0, writer.say("host_questions"))
    needs = [*(["promised_material"] if needs_material else []), *([] if writer.material.has_notes else ["takeaway"])]
    return put_together(
        writer,
        [first, second, promises, ending],
        needs=needs,
        thin=not writer.material.has_notes,
        subject=subject(writer),
    )


def _host_opening(writer: Writer) -> Sentence | None:
    thanks = writer.material.thanked_for
    if thanks:
        return writer.say("host_thanked", thanks.quote, noun=thanks.text) or writer.say("host_thanked_plain")
    scene, who = writer.scene, writer.material.who
    wrote = [mail for mail in scene.with_whom(who) if mail.sender in who.keys and scene.end and mail.at >= scene.end]
    return writer.say("host_thanked_plain" if wrote else "host_opening")


def _observed(writer: Writer) -> tuple[list[Sentence], bool]:
    """What the host noticed, joined to where the other stands; and whether the other has to decide."""
    tongue = TONGUES[writer.material.language]
    found = [(tongue.observation(item.statement, writer.voice(item)), item) for item in writer.material.observations]
    noticed = [(retold, item) for retold, item in found if retold and retold.role != "host_situation"]
    noticed.sort(key=lambda one: one[0].role != "host_noticed_glow")
    standing = [(retold, item) for retold, item in found if retold and retold.role == "host_situation"]
    decides = any(re.match(r"(?i)(?:deciding|choosing|weighing|torn)", item.statement.text) for _, item in standing)
    if noticed and standing and noticed[0][0].role == "host_noticed_plain":
        gaps = {**noticed[0][0].gaps, **standing[0][0].gaps}
        sentence = writer.say("host_noticed", noticed[0][1].quote, standing[0][1].quote, **gaps)
        return ([sentence] if sentence else []), decides
    chosen = noticed[:1] or standing[:1]
    said = [writer.retold(retold, item.quote) for retold, item in chosen]
    return [sentence for sentence in said if sentence], decides


def _host_promises(writer: Writer) -> tuple[list[Sentence], bool]:
    tongue = TONGUES[writer.material.language]
    said: list[Sentence] = []
    needs_material = False
    for item in writer.material.promises[:3]:
        retold = tongue.promise(item.statement, writer.voice(item))
        if retold is None:
            continue
        needs_material = needs_material or bool(_MATERIAL.match(retold.gaps.get("vp", "")))
        if retold.gaps.get("thing"):
            needs_material = True
            sentence = writer.say("host_promise_send", item.quote, **_with_day(retold.gaps))
        elif retold.gaps.get("vp"):
            role = "host_promise_more" if said else "host_promise"
            sentence = writer.say(role, item.quote, **retold.gaps) or writer.say(
                "host_promise_vp", item.quote, **retold.gaps
            )
        else:
            sentence = writer.retold(retold, item.quote)
        said.extend([sentence] if sentence else [])
    return said, needs_material


_MATERIAL = re.compile(
    r"(?:dig|look|find|pull|put together|forward|share|pass|lend|bring|e?mail)\b.*\b(?:you|on)\b(?! (?:to|if|whether)\b)"
)
"""A promise to hand something over, whatever the verb: it has to be at hand when the mail goes out."""
_BY_A_DAY = re.compile(
    r",?\s+(?P<by>(?:by|before|on|this|next)\s+(?:(?:the|next|this)\s+)?(?:end of (?:(?:the|this|next) )?\w+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|tomorrow|week|month|\d{1,2}(?:st|nd|rd|th)? [A-Z]\w+|[A-Z]\w+ \d{1,2}))$"
)


def _with_day(gaps: Mapping[str, str]) -> dict[str, str]:
    """The day apart from the thing: "the guide by Friday" follows by Friday."""
    found = _BY_A_DAY.search(gaps["thing"])
    return {
        **gaps,
        "thing": gaps["thing"][: found.start()] if found else gaps["thing"],
        "by": f" {found['by']}" if found else "",
    }
