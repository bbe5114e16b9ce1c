"""German: phrases for Sie and du, and how a note's statement is retold to the contact."""

from __future__ import annotations

import re

from service.drafting.forms import GERMAN
from service.drafting.notes import Statement
from service.drafting.tongues import foreign
from service.drafting.tongues.voice import Retold, Voice

PHRASES = {
    "thanks.formal": (
        "vielen Dank, dass Sie sich{day} Zeit für unser Gespräch genommen haben.",
        "haben Sie vielen Dank für Ihre Zeit und das Gespräch{day}.",
    ),
    "thanks.familiar": (
        "vielen Dank, dass du dir{day} Zeit für unser Gespräch genommen hast.",
        "danke dir sehr für deine Zeit und das Gespräch{day}.",
    ),
    "thanks_again.formal": ("vielen Dank, dass Sie sich{day} noch einmal Zeit für mich genommen haben.",),
    "thanks_again.familiar": ("vielen Dank, dass du dir{day} noch einmal Zeit für mich genommen hast.",),
    "thanks_set_up.formal": ("vielen Dank, dass Sie unser Gespräch{day} möglich gemacht haben.",),
    "thanks_set_up.familiar": ("vielen Dank, dass du unser Gespräch{day} möglich gemacht hast.",),
    "thanks_joined.formal": ("vielen Dank, dass Sie{day} bei unserem Gespräch dabei waren.",),
    "thanks_joined.familiar": ("danke, dass du{day} bei unserem Gespräch dabei warst.",),
    "thanks_topic.formal": (
        "vielen Dank, dass Sie sich{day} die Zeit genommen haben, mit mir über das Thema {topic} zu sprechen.",
    ),
    "thanks_topic.familiar": (
        "vielen Dank, dass du dir{day} die Zeit genommen hast, mit mir über das Thema {topic} zu sprechen.",
    ),
    "take_advice.formal": (
        "Besonders mitgenommen habe ich Ihren Rat, {vp}.",
        "Am meisten beschäftigt mich seither Ihr Rat, {vp}.",
    ),
    "take_advice.familiar": (
        "Besonders mitgenommen habe ich deinen Rat, {vp}.",
        "Am meisten beschäftigt mich seither dein Rat, {vp}.",
    ),
    "take_point.formal": (
        "Besonders hängen geblieben ist mir Ihr Hinweis: {clause}.",
        "Seither denke ich über Ihren Hinweis nach: {clause}.",
    ),
    "take_point.familiar": (
        "Besonders hängen geblieben ist mir dein Hinweis: {clause}.",
        "Seither denke ich über deinen Hinweis nach: {clause}.",
    ),
    "take_terms.formal": (
        "Besonders mitgenommen habe ich Ihre Hinweise zu {terms}.",
        "Am meisten beschäftigen mich seither Ihre Hinweise zu {terms}.",
    ),
    "take_terms.familiar": (
        "Besonders mitgenommen habe ich deine Hinweise zu {terms}.",
        "Am meisten beschäftigen mich seither deine Hinweise zu {terms}.",
    ),
    "take_open": ("Aus dem Gespräch nehme ich besonders den Rat mit, {vp}.",),
    "take_open_point": ("Aus dem Gespräch nehme ich besonders mit: {clause}.",),
    "take_open_terms": ("Aus dem Gespräch nehme ich besonders die Hinweise zu {terms} mit.",),
    "also_take_advice.formal": ("Auch Ihren Rat, {vp}, habe ich mir notiert.",),
    "also_take_advice.familiar": ("Auch deinen Rat, {vp}, habe ich mir notiert.",),
    "also_take_point.formal": ("Notiert habe ich mir auch Ihren Hinweis: {clause}.",),
    "also_take_point.familiar": ("Notiert habe ich mir auch deinen Hinweis: {clause}.",),
    "also_take_terms.formal": ("Notiert habe ich mir auch Ihre Hinweise zu {terms}.",),
    "also_take_terms.familiar": ("Notiert habe ich mir auch deine Hinweise zu {terms}.",),
    "also_take_open": ("Notiert habe ich mir auch den Rat, {vp}.",),
    "also_take_open_point": ("Notiert habe ich mir auch: {clause}.",),
    "next_advice": (
        "Das gibt mir eine klare Richtung für die nächsten Wochen.",
        "Damit weiß ich nun, womit ich anfangen möchte.",
    ),
    "next_point": ("Das hilft mir sehr bei meinen nächsten Überlegungen.", "So hatte ich das bisher nicht gesehen."),
    "offer_send.formal": ("Über {thing} würde ich mich freuen, wann immer es Ihnen passt.",),
    "offer_send.familiar": ("Über {thing} würde ich mich freuen, wann immer es dir passt.",),
    "offer_reuse.formal": ("Vielen Dank auch für Ihr Angebot, {vp}; es eilt überhaupt nicht.",),
    "offer_reuse.familiar": ("Danke auch für dein Angebot, {vp}; es eilt überhaupt nicht.",),
    "offer_introduce.formal": (
        (
            "Vielen Dank auch für Ihr Angebot, einen Kontakt zu {name} herzustellen. Es eilt überhaupt nicht, und ich verstehe "
            "gut, wenn es gerade nicht passt."
        ),
    ),
    "offer_introduce.familiar": (
        (
            "Danke auch für dein Angebot, einen Kontakt zu {name} herzustellen. Es eilt überhaupt nicht, und ich verstehe gut, "
            "wenn es gerade nicht passt."
        ),
    ),
    "offer_ask.formal": (
        (
            "Vielen Dank auch, dass Sie bei {name} nachfragen möchten. Es eilt überhaupt nicht, und ich verstehe gut, wenn es "
            "gerade nicht passt."
        ),
    ),
    "offer_ask.familiar": (
        (
            "Danke auch, dass du bei {name} nachfragen möchtest. Es eilt überhaupt nicht, und ich verstehe gut, wenn es gerade "
            "nicht passt."
        ),
    ),
    "invitation": ("Danke auch für den Hinweis: {clause}. Da würde ich gern einmal dazukommen.",),
    "promise.formal": ("Wie versprochen werde ich Ihnen {thing} schicken.",),
    "promise.familiar": ("Wie versprochen werde ich dir {thing} schicken.",),
    "promise_vp": ("Wie versprochen werde ich {vp}.",),
    "promise_report.formal": ("Danach melde ich mich gern mit einem kurzen Bericht bei Ihnen.",),
    "promise_report.familiar": ("Danach melde ich mich gern mit einem kurzen Bericht bei dir.",),
    "glad.formal": (
        "Ich bin froh, dass ich mich mit meiner Frage an Sie gewandt habe.",
        "Dass Sie Ja gesagt haben, hat mich sehr gefreut.",
    ),
    "glad.familiar": (
        "Ich bin froh, dass ich dich einfach gefragt habe.",
        "Dass du Ja gesagt hast, hat mich sehr gefreut.",
    ),
    "glad_group.formal": ("Dass Sie dabei waren, hat mich sehr gefreut.",),
    "glad_group.familiar": ("Dass du dabei warst, hat mich sehr gefreut.",),
    "glad_again": ("Es war schön, an unser letztes Gespräch anknüpfen zu können.",),
    "connector.formal": (
        "Auch {name} danke ich, durch den Kontakt zu Ihnen ist dieses Gespräch erst zustande gekommen.",
    ),
    "connector.familiar": (
        "Auch {name} danke ich, durch den Kontakt zu dir ist dieses Gespräch erst zustande gekommen.",
    ),
    "posted.formal": (
        "Ich halte Sie gern auf dem Laufenden.",
        "Gern halte ich Sie über meine nächsten Schritte auf dem Laufenden.",
    ),
    "posted.familiar": (
        "Ich halte dich gern auf dem Laufenden.",
        "Gern halte ich dich über meine nächsten Schritte auf dem Laufenden.",
    ),
    "return.formal": (
        "Sollte ich Ihnen einmal behilflich sein können, lassen Sie es mich bitte wissen.",
        "Wenn ich mich einmal revanchieren kann, lassen Sie es mich bitte wissen.",
    ),
    "return.familiar": (
        "Wenn ich dir einmal behilflich sein kann, sag mir bitte einfach Bescheid.",
        "Wenn ich mich einmal revanchieren kann, sag mir bitte einfach Bescheid.",
    ),
    "host_thanked_plain.formal": ("vielen Dank für Ihre freundliche Nachricht.",),
    "host_thanked_plain.familiar": ("vielen Dank für deine nette Nachricht.",),
    "host_opening.formal": (
        "es hat mich gefreut, dass wir{day} miteinander sprechen konnten und dass Sie mich gefragt haben.",
    ),
    "host_opening.familiar": (
        "es hat mich gefreut, dass wir{day} miteinander sprechen konnten und dass du mich gefragt hast.",
    ),
    "host_useful.formal": ("Ich hoffe, das Gespräch hilft Ihnen bei Ihren nächsten Überlegungen ein Stück weiter.",),
    "host_useful.familiar": ("Ich hoffe, das Gespräch hilft dir bei deinen nächsten Überlegungen ein Stück weiter.",),
    "host_questions.formal": ("Wenn sich später weitere Fragen ergeben, schreiben Sie mir einfach.",),
    "host_questions.familiar": ("Wenn sich später weitere Fragen ergeben, schreib mir einfach.",),
    "host_terms.formal": ("Gut in Erinnerung ist mir, was Sie über {terms} erzählt haben.",),
    "host_terms.familiar": ("Gut in Erinnerung ist mir, was du über {terms} erzählt hast.",),
    "host_promise_send.formal": ("Wie versprochen schicke ich Ihnen {thing} gesondert.",),
    "host_promise_send.familiar": ("Wie versprochen schicke ich dir {thing} gesondert.",),
    "host_promise_vp": ("Wie versprochen werde ich {vp}.",),
    "host_promise_more.formal": ("Außerdem werde ich {vp} und mich danach bei Ihnen melden.",),
    "host_promise_more.familiar": ("Außerdem werde ich {vp} und mich danach bei dir melden.",),
    "promise_vp_more": ("Außerdem werde ich {vp}.",),
    "host_close.formal": ("Schreiben Sie mir gern, wie es weitergeht.",),
    "host_close.familiar": ("Schreib mir gern, wie es weitergeht.",),
    "missed.formal": ("ich glaube, wir haben uns {slot} verpasst; ich hoffe, bei Ihnen ist alles in Ordnung.",),
    "missed.familiar": ("ich glaube, wir haben uns {slot} verpasst; ich hoffe, bei dir ist alles in Ordnung.",),
    "missed_topic.formal": (
        "So etwas kommt vor, und ich würde mich weiterhin gern mit Ihnen über das Thema {topic} unterhalten.",
    ),
    "missed_topic.familiar": (
        "So etwas kommt vor, und ich würde mich weiterhin gern mit dir über das Thema {topic} unterhalten.",
    ),
    "missed_plain.formal": ("So etwas kommt vor, und ich würde mich weiterhin gern mit Ihnen unterhalten.",),
    "missed_plain.familiar": ("So etwas kommt vor, und ich würde mich weiterhin gern mit dir unterhalten.",),
    "missed_ask.formal": ("Würde Ihnen ein anderer Tag besser passen? Ich richte mich gern nach Ihrem Kalender.",),
    "missed_ask.familiar": ("Würde dir ein anderer Tag besser passen? Ich richte mich gern nach deinem Kalender.",),
    "moved_kind.formal": ("das ist überhaupt kein Problem, danke, dass Sie mir Bescheid gegeben haben.",),
    "moved_kind.familiar": ("das ist überhaupt kein Problem, danke, dass du mir Bescheid gegeben hast.",),
    "moved_when": ("Ein neuer Termin {when} wäre mir sehr recht.",),
    "moved_plain": ("Über einen neuen Termin würde ich mich freuen.",),
    "moved_ask.formal": (
        "Nennen Sie mir gern einen Tag, der Ihnen passt, oder eine Woche, dann schlage ich einige Zeiten vor.",
    ),
    "moved_ask.familiar": (
        "Nenn mir gern einen Tag, der dir passt, oder eine Woche, dann schlage ich einige Zeiten vor.",
    ),
    "back_spoke": ("nur eine kurze Nachricht: {name} und ich haben{day} miteinander gesprochen.",),
    "back_thanks.formal": (
        "Vielen Dank, dass Sie uns zusammengebracht haben; ohne Sie wäre es zu diesem Gespräch nicht gekommen.",
    ),
    "back_thanks.familiar": (
        "Vielen Dank, dass du uns zusammengebracht hast; ohne dich wäre es zu diesem Gespräch nicht gekommen.",
    ),
    "back_gain": ("Ich habe viel zum Nachdenken mitgenommen.",),
    "subject": ("Vielen Dank für das Gespräch",),
    "subject_topic": ("Vielen Dank für das Gespräch: {topic}",),
    "subject_host": ("Zu unserem Gespräch",),
    "subject_missed": ("Neuer Termin für unser Gespräch",),
    "subject_back": ("Vielen Dank für den Kontakt zu {name}",),
}

_PREFIXES = "zurück|zusammen|heraus|hinein|voraus|vorbei|weiter|teil|fort|fest|nach|auf|aus|ein|mit|vor|los|weg|hin|her|ab|an|bei|um"
_NOT_SPLIT = re.compile(r"^(?:antworten|einigen|anderen|ankern|abern|arbeiten|ausländern|umgehen|beichten)$")
_THIRD = re.compile(r"\b(?:er|ihm|ihn|sein(?:e[nmrs]?)?|sie|ihr(?:e[nmrs]?)?)\b")


_CLAUSE = re.compile(r",\s+(?=(?:ob|dass|wenn|damit|weil|wie|wann)\b)")
"""What follows speaks of somebody in the third person; the promise holds without it."""


def with_zu(phrase: str) -> str:
    """Infinitive with zu: "zuerst X lesen" → "zuerst X zu lesen", "früh anfangen" → "früh anzufangen"."""
    *before, verb = phrase.split()
    if not re.fullmatch(r"[a-zäöüß]+(?:en|ern|eln)", verb):
        return phrase
    found = re.fullmatch(rf"(?P<prefix>{_PREFIXES})(?P<rest>[a-zäöüß]{{4,}})", verb)
    made = f"{found['prefix']}zu{found['rest']}" if found and not _NOT_SPLIT.match(verb) else f"zu {verb}"
    return " ".join([*before, made])


def _lower(text: str) -> str:
    """German keeps nouns: only an adverb or a verb at the start is written small."""
    first = text.split(" ", maxsplit=1)[0]
    small = re.fullmatch(
        r"(?:Zuerst|Erst|Immer|Nie|Früh|Vor|Mit|In|Bei|Nicht|Lieber|Mehr|Sich|Den|Die|Das|Der|Dem|Ein|Eine|Einen|Von|Zu|Auf|Am|Im|Jeden|Jede|Viel|Möglichst|Auch|Direkt|Regelmäßig|Alles|Kleine|Klein)",
        first,
    )
    return text[0].lower() + text[1:] if small else text


def takeaway(statement: Statement, voice: Voice) -> Retold | None:
    """A takeaway as something the contact said."""
    is_open = "open_" if not voice.is_known_speaker else ""
    if voice.foreign:
        return foreign.in_terms(f"take_{is_open}terms", statement, "und")
    if statement.kind == "own" or _THIRD.search(statement.text):
        return None
    head, colon, reason = statement.text.partition(":")
    if statement.kind == "advice":
        role = "take_open" if is_open else "take_advice"
        return Retold(role, {"vp": _lower(with_zu(head.strip())) + (f" ({reason.strip()})" if colon else "")})
    if statement.kind == "activity":
        return Retold("take_open" if is_open else "take_advice", {"vp": _lower(statement.text)})
    return Retold(f"take_{is_open}point", {"clause": statement.text})


def offer(statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    person = GERMAN.introduce.search(statement.text)
    if person:
        name = person["name"] or person["name2"] or person["name3"]
        asks = re.search(r"(?i)\b(?:frag\w*|vorher|zuerst)\b", statement.text)
        return Retold("offer_ask" if asks else "offer_introduce", {"name": name})
    if voice.foreign:
        return foreign.offer(statement)
    if statement.kind == "invitation":
        return Retold("invitation", {"clause": statement.text}) if " offen" in statement.text else None
    if statement.is_direct:
        return Retold("offer_send", {"thing": re.sub(r"\s+zu$", "", statement.text)})
    if re.search(r"\bzu \w+en$|zu\w+en$", statement.text) and not _THIRD.search(statement.text):
        return Retold("offer_reuse", {"vp": statement.text})
    return None


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    text = re.sub(r"^(?:ihr|ihm|ihnen|dir|Ihnen)\s+", "", statement.text.strip(" ,"))
    text = _CLAUSE.split(text, maxsplit=1)[0].strip() if _THIRD.search(text) else text
    if _THIRD.search(text):
        return None
    sending = GERMAN.give.match(text)
    if sending:
        return Retold("promise", {"thing": sending["thing"]})
    infinitive = re.fullmatch(r"(?P<body>.+)\szu (?P<verb>\w+en)", text)
    if infinitive:
        return Retold("promise_vp", {"vp": f"{infinitive['body']} {infinitive['verb']}", "thing": ""})
    if re.search(r"\w{3,}en$", text) and (statement.is_verbal or (not statement.is_direct and text[0].islower())):
        return Retold("promise_vp", {"vp": text, "thing": ""})
    return Retold("promise", {"thing": text}) if statement.is_direct or text[:1].isalpha() else None


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its nouns."""
    return foreign.in_terms("host_terms", statement, "und") if voice.foreign or statement.gender else None
