"""Parts that drafts of several kinds share: promises, offers, gladness, the favour in return, a new subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.drafting import german, greeting
from service.drafting.tongues import TONGUES
from service.drafting.writer import COMFORTABLE, Composed, Sentence, Writer

_ENOUGH = 46
"""Words after which a draft may end with one sentence instead of two."""


def put_together(writer: Writer, parts: Sequence[Sequence[Sentence | None]], **more: object) -> Composed:
    material = writer.material
    kept = [[sentence for sentence in part if sentence] for part in parts]
    paragraphs = _begun([part for part in kept if part], material.language)
    if material.language == "de" and german.is_swiss(_own_words(writer)):
        paragraphs = tuple(tuple(replace(one, text=one.text.replace("ß", "ss")) for one in part) for part in paragraphs)
    return Composed(
        kind=writer.kind,
        language=material.language,
        greeting=greeting.greeting(material.addressing, material.language, material.register, writer.style),
        paragraphs=paragraphs,
        sign_off=writer.scene.sender.signature.strip() or writer.scene.sender.name,
        needs=tuple(more.get("needs", ())),  # type: ignore[arg-type]
        is_thin=bool(more.get("thin", False)),
        subject=str(more.get("subject", "")),
    )


def _begun(parts: list[list[Sentence]], language: str) -> tuple[tuple[Sentence, ...], ...]:
    """In German the greeting's comma is followed by a small letter, whichever sentence comes first."""
    if language != "de" or not parts:
        return tuple(map(tuple, parts))
    first = parts[0][0]
    rest = [[replace(one, text=one.text[:1].upper() + one.text[1:]) for one in part] for part in parts]
    rest[0][0] = replace(first, text=german.after_greeting(first.text))
    return tuple(map(tuple, rest))


def _own_words(writer: Writer) -> str:
    """What the person wrote themselves: signature and mails."""
    return "\n".join([writer.scene.sender.signature, *(mail.ending for mail in writer.scene.mails if mail.is_mine)])


def posted(writer: Writer) -> Sentence | None:
    return None if writer.spare else writer.say("posted")


def posted_thin(writer: Writer) -> Sentence | None:
    return None if writer.spare else writer.say("posted_thin") or writer.say("posted")


def in_return(writer: Writer) -> Sentence | None:
    if not writer.scene.sender.offers_help or writer.spare > 1:
        return None
    background = re.search(r"(?i)\bfrom (?P<from>[\w -]{3,40}?) (?:in)?to\b", writer.scene.sender.goal)
    if (
        background
        and writer.material.language == "en"
        and not writer.style
        and (writer.variant + writer.order) % 3 == 1
    ):
        return writer.say("return_from", background=background["from"].strip())
    return writer.say("return")


def ending(writer: Writer, count: int, *, is_thin: bool = False) -> list[Sentence | None]:
    """To keep in touch and to return the favour: two sentences, one, or the favour alone where enough was said.

    `count`: the words said before; where a promise already says that the person will write, they say so once.
    """
    favour = in_return(writer)
    turn = writer.turn("ending", 4)
    joined = writer.say("closing") if turn == 0 and favour and not writer.spare and not writer.style else None
    if joined and count + len(joined.text.split()) >= _ENOUGH:
        return [joined]
    if favour and not is_thin and ((turn == 1 and count >= _ENOUGH) or says_so(writer) or count >= COMFORTABLE - 10):
        return [favour]
    return [posted_thin(writer) if is_thin else posted(writer), favour]


def says_so(writer: Writer) -> bool:
    """Whether the person promised to report, so that a further line about it would say it twice."""
    return any(
        re.search(r"(?i)\b(?:report|update|let (?:her|him|them|you) know|berichte\w*)\b", item.statement.text)
        for item in writer.material.promises
    )


def promises(writer: Writer) -> list[Sentence]:
    tongue = TONGUES[writer.material.language]
    said: list[Sentence] = []
    for item in writer.material.promises:
        retold = tongue.promise(item.statement, writer.voice(item))
        more = TONGUES[writer.material.language].phrases.get(f"{retold.role}_more") if retold and said else None
        sentence = (
            writer.say(f"{retold.role}_more" if more and retold else retold.role, item.quote, **retold.gaps)
            if retold
            else None
        )
        if sentence:
            said.append(sentence)
    return said


def offers(writer: Writer) -> list[Sentence]:
    tongue = TONGUES[writer.material.language]
    said = (
        writer.retold(tongue.offer(item.statement, writer.voice(item)), item.quote) for item in writer.material.offers
    )
    return [sentence for sentence in said if sentence]


def glad(writer: Writer) -> Sentence | None:
    """How the person feels about it; whoever came along was not asked, and a second talk is another gladness."""
    if writer.scene.interview.meeting_no > 1:
        return writer.say("glad_again")
    return writer.say("glad_group" if writer.material.is_group else "glad")


def subject(writer: Writer) -> str:
    """For a new thread: short, with the topic where there is one."""
    topic = writer.material.topic
    roles = {
        "host_follow_up": "subject_host", "no_show_follow_up": "subject_missed", "reschedule_reply": "subject_missed",
        "referral_report_back": "subject_back",
    }  # fmt: skip
    role = roles.get(writer.kind) or ("subject_topic" if topic else "subject")
    name = writer.scene.recipient.name.given
    sentence = writer.say(role, topic=topic.text if topic else "", name=name)
    if sentence is None or not 3 <= len(sentence.text) <= 78:
        sentence = writer.say("subject")
    return sentence.text if sentence else ""
