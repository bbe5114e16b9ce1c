"""Writes one draft: chooses a takeaway, a next step and an offer, and words them from what the scene gives.

`variant` moves on to other wordings and simpler drafts when the gate refuses one. Nothing is said without a quote or a feeling
of the person's own. Sections per kind; the phrases are in `tongues`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from service.drafting import greeting, timing
from service.drafting.evidence import Quote, Scene, slot_quote
from service.drafting.language import scores, words
from service.drafting.material import Material, addressing_names, their_zone
from service.drafting.tongues import TONGUES, Style
from service.drafting.writer import BOUNDS, COMFORTABLE, ROOM_FOR_MORE, Composed, Sentence, Writer
from service.zones import zone_of


def compose(
    scene: Scene, material: Material, kind: str, sent: datetime, *, variant: int = 0, order: int = 0,
    style: Style = "", spare: int = 0,
) -> Composed | None:  # fmt: skip
    """One attempt at a draft; None when this kind cannot be written from this material in this way."""
    writer = Writer(scene, material, kind, sent, variant=variant % 4, order=order, style=style, spare=spare)
    sections = {
        "thank_you": _thank_you,
        "host_follow_up": _host,
        "reschedule_reply": _moved,
        "no_show_follow_up": _missed,
        "referral_report_back": _back,
    }
    composed = sections[kind](writer, simple=variant // 4)
    return _with_own_words(writer, composed) if composed and variant < 4 else composed


def _with_own_words(writer: Writer, composed: Composed) -> Composed:
    """The person's usual first and last sentence, in drafts of the language they are written in."""
    chosen = writer.scene.sender.chosen
    first, *rest = composed.paragraphs or ((),)
    opening, closing = (_own_sentence(composed.language, text) for text in (chosen.opening, chosen.closing))
    if opening and first:
        first = (replace(first[0], text=first[0].text[:1].upper() + first[0].text[1:]), *first[1:])
    paragraphs = [(*opening, *first), *rest]
    paragraphs[-1] = (*paragraphs[-1], *closing)
    return replace(composed, paragraphs=tuple(paragraphs)) if opening or closing else composed


def _own_sentence(language: str, text: str) -> tuple[Sentence, ...]:
    found = scores(text)
    is_theirs = bool(text) and max(found, key=lambda name: (found[name], name == language)) == language
    return (Sentence(text if text[-1] in ".?!" else f"{text}.", "own_words"),) if is_theirs else ()


def _put_together(writer: Writer, parts: Sequence[Sequence[Sentence | None]], **more: object) -> Composed:
    material = writer.material
    paragraphs = tuple(kept for part in parts if (kept := tuple(sentence for sentence in part if sentence)))
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


# --- the seeker's thanks ------------------------------------------------------------------------------------------


def _thank_you(writer: Writer, *, simple: int) -> Composed | None:
    takeaways = _takeaways(writer, most=1 if simple else 2)
    if not takeaways or simple > 2:
        return _thin_thanks(writer)
    promises = _promises(writer)[: 1 if simple > 1 else 2]
    offers = _offers(writer)[: 1 if simple else 2]
    connector = _connector(writer)
    first = [_opening(writer), *takeaways]
    second = [*offers, *promises]
    closing = [_return(writer)]
    steps = [_next_step(writer), _posted(writer)]
    count = sum(len(sentence.text.split()) for sentence in (*first, *second, *closing, connector) if sentence)
    if count < COMFORTABLE - 20 and steps[0]:
        first.append(steps[0])
    if writer.style == "warmer" and count < COMFORTABLE:
        first.append(_glad(writer))
    if count < COMFORTABLE and not any("report" in sentence.role or "plan" in sentence.role for sentence in promises):
        closing.insert(0, steps[1])
    return _put_together(writer, [first, [_pointed_to(writer), *second, connector], closing], subject=_subject(writer))


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


def _posted(writer: Writer) -> Sentence | None:
    return None if writer.spare else writer.say("posted")


def _return(writer: Writer) -> Sentence | None:
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


def _promises(writer: Writer) -> list[Sentence]:
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


def _offers(writer: Writer) -> list[Sentence]:
    tongue = TONGUES[writer.material.language]
    said = (
        writer.retold(tongue.offer(item.statement, writer.voice(item)), item.quote) for item in writer.material.offers
    )
    return [sentence for sentence in said if sentence]


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
    promises, offers = _promises(writer)[:2], _offers(writer)[:1]
    closing = [_posted_thin(writer), _return(writer)]
    middle = [*offers, *promises, _connector(writer)]
    count = sum(len(sentence.text.split()) for sentence in (opening, told, *middle, *closing) if sentence)
    is_wanted = count < ROOM_FOR_MORE or writer.style == "warmer"
    glad = _glad(writer) if is_wanted and not writer.spare else None
    parts = [[opening, told, glad], middle, closing]
    return _put_together(writer, parts, needs=("takeaway",), thin=True, subject=_subject(writer))


def _glad(writer: Writer) -> Sentence | None:
    """How the person feels about it; whoever came along was not asked, and a second talk is another gladness."""
    if writer.scene.interview.meeting_no > 1:
        return writer.say("glad_again")
    return writer.say("glad_group" if writer.material.is_group else "glad")


def _posted_thin(writer: Writer) -> Sentence | None:
    return None if writer.spare else writer.say("posted_thin") or writer.say("posted")


def _subject(writer: Writer) -> str:
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


# --- the host's side ----------------------------------------------------------------------------------------------


def _host(writer: Writer, *, simple: int) -> Composed | None:
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
    return _put_together(
        writer,
        [first, second, promises, ending],
        needs=needs,
        thin=not writer.material.has_notes,
        subject=_subject(writer),
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
        if retold.gaps.get("thing"):
            needs_material = True
            sentence = writer.say("host_promise_send", item.quote, **retold.gaps)
        elif retold.gaps.get("vp"):
            role = "host_promise_more" if said else "host_promise"
            sentence = writer.say(role, item.quote, **retold.gaps) or writer.say(
                "host_promise_vp", item.quote, **retold.gaps
            )
        else:
            sentence = writer.retold(retold, item.quote)
        said.extend([sentence] if sentence else [])
    return said, needs_material


# --- when it did not take place -----------------------------------------------------------------------------------

_WHEN = {
    "en": re.compile(r"(?i)\b(?:(?:later )?in (?:early |late |mid-?)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|next (?:week|month)|later (?:this|next) (?:week|month)|in (?:a few|two|three|a couple of) weeks|the week after(?: next)?)\b"),
    "de": re.compile(r"(?i)\b(?:(?:anfang|mitte|ende|im) (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)|nächste woche|nächsten monat|in der (?:nächsten|kommenden) woche|in (?:zwei|drei|ein paar) wochen)\b"),
    "fr": re.compile(r"(?i)\b(?:(?:en|début|fin|courant) (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|la semaine prochaine|le mois prochain|dans (?:deux|trois|quelques) semaines)\b"),
    "es": re.compile(r"(?i)\b(?:(?:en|a principios de|a finales de) (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)|la (?:próxima semana|semana que viene)|el (?:próximo mes|mes que viene)|en (?:dos|tres|unas) semanas)\b"),
}  # fmt: skip


def _moved(writer: Writer, *, simple: int) -> Composed | None:
    """The contact called it off and asked for another time: easy-going, no slot invented."""
    ask = writer.material.ask
    when = _WHEN[writer.material.language].search(ask.quote) if ask else None
    first = [writer.say("moved_kind")]
    if when and ask and not simple:
        first.append(writer.say("moved_when", ask, when=when[0]))
    else:
        first.append(writer.say("moved_plain", *([ask] if ask else [])))
    return _put_together(writer, [first, [writer.say("moved_ask")]], needs=("times",), subject=_subject(writer))


def _missed(writer: Writer, *, simple: int) -> Composed | None:
    """The contact did not come: the time once as a fact, no blame, an easy way on."""
    scene, material = writer.scene, writer.material
    if scene.start is None:
        return None
    slot = _slot(writer)
    quote = slot_quote(scene)
    topic = material.topic if not simple else None
    opening = writer.say("missed", *([quote] if quote else []), slot=slot)
    again = writer.say("missed_topic", topic.quote, topic=topic.text) if topic else writer.say("missed_plain")
    return _put_together(writer, [[opening, again], [writer.say("missed_ask")]], subject=_subject(writer))


def _slot(writer: Writer) -> str:
    """The slot in words: "at 2 pm today", "am Donnerstag um 14 Uhr"."""
    scene, language = writer.scene, writer.material.language
    if scene.start is None:
        return ""
    zone = their_zone(scene, writer.material.who)
    day = timing.day_words(scene.start, writer.sent, zone, zone_of(scene.sender.timezone), language)
    plain = {"this morning": "today", "this afternoon": "today", "this evening": "today"}
    plain |= {"heute Vormittag": "heute", "heute Nachmittag": "heute", "heute Abend": "heute"}
    plain |= {"ce matin": "aujourd’hui", "cet après-midi": "aujourd’hui", "ce soir": "aujourd’hui"}
    plain |= {"esta mañana": "hoy", "esta tarde": "hoy", "esta noche": "hoy"}
    hour = timing.hour_words(scene.start, zone, language)
    at = {"en": f"at {hour}", "de": f"um {hour}", "fr": f"à {hour}", "es": f"a {hour}"}[language]
    day = plain.get(day, day)
    return f"{at} {day}".strip() if language == "en" else f"{day} {at}".strip()


# --- to who brought them together ---------------------------------------------------------------------------------

_BOTH = re.compile(
    r"(?i)\b(?:you both|both of you|you've both|ihr beide|sie beide|vous deux|tous les deux|los dos|ambos)\b.{0,40}\b(?:yes|agreed|happy|keen|ja|oui|sí|d'accord)\b"
)


def _back(writer: Writer, *, simple: int) -> Composed | None:
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
        _posted_thin(writer),
        writer.say("return") if scene.sender.offers_help and writer.spare < 2 else None,
    ]
    return _put_together(writer, [first, closing], subject=_subject(writer))


def _naming_quotes(scene: Scene, name: str) -> list[Quote]:
    return [
        Quote(f"event:{entry.id}.summary", entry.event.summary)
        for entry in scene.entries[:1]
        if name in words(entry.event.summary)
    ]
