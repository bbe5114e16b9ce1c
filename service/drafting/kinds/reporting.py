"""To whoever brought the two together: that it took place, and thanks; nothing of what was said."""

from __future__ import annotations

import re

from service.drafting.evidence import Quote, Scene
from service.drafting.kinds.parts import posted_thin, put_together, subject
from service.drafting.language import words
from service.drafting.writer import Composed, Writer

_BOTH = re.compile(
    r"(?i)\b(?:you both|both of you|you've both|ihr beide|sie beide|vous deux|tous les deux|los dos|ambos)\b.{0,40}\b(?:yes|agreed|happy|keen|ja|oui|sí|d'accord)\b"
)


def referral_report_back(writer: Writer, *, simple: int) -> Composed | None:
    """To the introducer: that it took place, and thanks; nothing of what was said."""
    scene = writer.scene
    name = writer.material.contact_name
    if scene.intro is None or not name:
        return None
    quotes = _naming_quotes(scene, name)
    asked = bool(_BOTH.search(scene.intro.quote)) and not simple
    intro = Quote(f"msg:{scene.intro.message_id}", scene.intro.quote)
    thanks = (writer.say("back_thanks_both", intro) if asked else None) or writer.say("back_thanks", intro)
    first = [writer.say("back_spoke", *quotes, name=name), thanks]
    if writer.material.has_notes:
        first.append(writer.say("back_gain"))
    closing = [
        posted_thin(writer),
        writer.say("return") if scene.sender.offers_help and writer.spare < 2 else None,
    ]
    return put_together(writer, [first, closing], subject=subject(writer))


def _naming_quotes(scene: Scene, name: str) -> list[Quote]:
    return [
        Quote(f"event:{entry.id}.summary", entry.event.summary)
        for entry in scene.entries[:1]
        if name in words(entry.event.summary)
    ]
