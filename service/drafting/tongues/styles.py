"""Wordings for who asks for a warmer or a more formal text: only where a language has words for it that stay true.

A key is `role.style`, or `role.style.register`. What is not here is worded as always, so a style changes the tone of
a mail and never what it says. "Shorter" needs no words of its own: it leaves out what may be left out.
"""

from __future__ import annotations

from typing import Literal

from service.drafting.tongues.voice import Phrases

Style = Literal["", "shorter", "warmer", "more_formal"]

ENGLISH: Phrases = {
    "thanks.warmer": (
        "Thank you so much for making time for me{day}.",
        "It was kind of you to make time for me{day}, thank you.",
    ),
    "thanks_again.warmer": ("Thank you so much for making time for me again{day}.",),
    "thanks_topic.warmer": ("Thank you so much for making time{day} to talk with me about {topic}.",),
    "glad.warmer": ("I came away glad that I had asked.",),
    "posted.warmer": ("I will gladly let you know how it goes.",),
    "posted_thin.warmer": ("I will gladly let you know how things go from here.",),
    "return.warmer": ("If I can ever be useful to you in return, it would be a pleasure.",),
    "back_thanks.warmer": (
        "Thank you so much for bringing us together; without you I would not have had that conversation.",
    ),
    "thanks.more_formal": (
        "I would like to thank you for the time you gave me{day}.",
        "Please accept my thanks for your time{day}.",
    ),
    "thanks_again.more_formal": ("I would like to thank you for making time for me again{day}.",),
    "thanks_topic.more_formal": ("I would like to thank you for taking the time{day} to speak with me about {topic}.",),
    "next_advice.more_formal": ("I intend to put that into practice soon.",),
    "glad.more_formal": ("I am glad that I wrote to you.",),
    "posted.more_formal": ("I will let you know how my next steps go.",),
    "posted_thin.more_formal": ("I will let you know how things develop from here.",),
    "return.more_formal": ("Should there be a way for me to return the favour, please let me know.",),
    "back_thanks.more_formal": (
        "I would like to thank you for the introduction; that conversation would not have come about without you.",
    ),
}
GERMAN: Phrases = {
    "thanks.warmer.formal": ("haben Sie herzlichen Dank, dass Sie sich{day} Zeit für mich genommen haben.",),
    "thanks.warmer.familiar": ("hab ganz herzlichen Dank, dass du dir{day} Zeit für mich genommen hast.",),
    "thanks_again.warmer.formal": (
        "haben Sie herzlichen Dank, dass Sie sich{day} noch einmal Zeit für mich genommen haben.",
    ),
    "thanks_again.warmer.familiar": (
        "hab ganz herzlichen Dank, dass du dir{day} noch einmal Zeit für mich genommen hast.",
    ),
    "thanks_topic.warmer.formal": (
        "haben Sie herzlichen Dank, dass Sie sich{day} die Zeit genommen haben, mit mir über das Thema {topic} zu sprechen.",
    ),
    "thanks_topic.warmer.familiar": (
        "hab ganz herzlichen Dank, dass du dir{day} die Zeit genommen hast, mit mir über das Thema {topic} zu sprechen.",
    ),
    "return.warmer.formal": ("Wenn ich Ihnen einmal behilflich sein kann, wäre mir das eine Freude.",),
    "return.warmer.familiar": ("Wenn ich dir einmal helfen kann, wäre mir das eine Freude.",),
    "thanks.more_formal.formal": ("ich möchte Ihnen für die Zeit danken, die Sie sich{day} für mich genommen haben.",),
    "thanks.more_formal.familiar": ("ich möchte dir für die Zeit danken, die du dir{day} für mich genommen hast.",),
    "thanks_again.more_formal.formal": (
        "ich möchte Ihnen dafür danken, dass Sie sich{day} noch einmal Zeit für mich genommen haben.",
    ),
    "thanks_again.more_formal.familiar": (
        "ich möchte dir dafür danken, dass du dir{day} noch einmal Zeit für mich genommen hast.",
    ),
    "thanks_topic.more_formal.formal": (
        "ich möchte Ihnen dafür danken, dass Sie sich{day} die Zeit genommen haben, mit mir über das Thema {topic} zu sprechen.",
    ),
    "thanks_topic.more_formal.familiar": (
        "ich möchte dir dafür danken, dass du dir{day} die Zeit genommen hast, mit mir über das Thema {topic} zu sprechen.",
    ),
    "posted.more_formal.formal": ("Über meine nächsten Schritte halte ich Sie gern auf dem Laufenden.",),
    "posted.more_formal.familiar": ("Über meine nächsten Schritte halte ich dich gern auf dem Laufenden.",),
    "return.more_formal.formal": ("Sollte ich Ihnen einmal behilflich sein können, lassen Sie es mich bitte wissen.",),
    "return.more_formal.familiar": ("Sollte ich dir einmal behilflich sein können, lass es mich bitte wissen.",),
}
FRENCH: Phrases = {
    "thanks.warmer": ("Un grand merci d'avoir pris le temps d'échanger avec moi{day}.",),
    "thanks_again.warmer": ("Un grand merci d'avoir de nouveau pris le temps d'échanger avec moi{day}.",),
    "thanks_topic.warmer": ("Un grand merci d'avoir pris le temps de parler avec moi{day} de ce sujet : {topic}.",),
    "return.warmer.formal": ("Si je peux un jour vous être utile en retour, ce sera avec plaisir.",),
    "return.warmer.familiar": ("Si je peux un jour t'être utile en retour, ce sera avec plaisir.",),
    "thanks.more_formal.formal": ("Je tiens à vous remercier du temps que vous avez bien voulu m'accorder{day}.",),
    "thanks.more_formal.familiar": ("Je tiens à te remercier du temps que tu as bien voulu m'accorder{day}.",),
    "thanks_again.more_formal.formal": ("Je tiens à vous remercier du temps que vous m'avez de nouveau accordé{day}.",),
    "thanks_again.more_formal.familiar": ("Je tiens à te remercier du temps que tu m'as de nouveau accordé{day}.",),
    "thanks_topic.more_formal.formal": (
        "Je tiens à vous remercier d'avoir pris le temps de parler avec moi{day} de ce sujet : {topic}.",
    ),
    "thanks_topic.more_formal.familiar": (
        "Je tiens à te remercier d'avoir pris le temps de parler avec moi{day} de ce sujet : {topic}.",
    ),
    "posted.more_formal.formal": ("Je ne manquerai pas de vous tenir au courant de la suite.",),
    "posted.more_formal.familiar": ("Je ne manquerai pas de te tenir au courant de la suite.",),
    "return.more_formal.formal": ("Si je peux un jour vous être utile en retour, je vous prie de me le dire.",),
    "return.more_formal.familiar": ("Si je peux un jour t'être utile en retour, je te prie de me le dire.",),
}
SPANISH: Phrases = {
    "thanks.warmer.formal": ("Muchísimas gracias por el tiempo que me dedicó{day}.",),
    "thanks.warmer.familiar": ("Muchísimas gracias por el tiempo que me dedicaste{day}.",),
    "thanks_again.warmer": ("Muchísimas gracias por volver a hablar conmigo{day}.",),
    "thanks_topic.warmer": ("Muchísimas gracias por hablar conmigo{day} sobre {topic}.",),
    "thanks.more_formal.formal": ("Quisiera agradecerle el tiempo que me dedicó{day}.",),
    "thanks.more_formal.familiar": ("Quisiera agradecerte el tiempo que me dedicaste{day}.",),
    "thanks_again.more_formal.formal": ("Quisiera agradecerle que me dedicara otra conversación{day}.",),
    "thanks_again.more_formal.familiar": ("Quisiera agradecerte que me dedicaras otra conversación{day}.",),
    "thanks_topic.more_formal.formal": (
        "Quisiera agradecerle el tiempo que me dedicó{day} para hablar sobre {topic}.",
    ),
    "thanks_topic.more_formal.familiar": (
        "Quisiera agradecerte el tiempo que me dedicaste{day} para hablar sobre {topic}.",
    ),
    "posted.more_formal.formal": ("Con gusto le mantendré al corriente de mis próximos pasos.",),
    "posted.more_formal.familiar": ("Con gusto te mantendré al corriente de mis próximos pasos.",),
    "return.more_formal.formal": ("Si alguna vez puedo devolverle el favor, le ruego que me lo diga.",),
    "return.more_formal.familiar": ("Si alguna vez puedo devolverte el favor, te ruego que me lo digas.",),
}

_OPENS = {"thank_you": "thanks", "referral_report_back": "back_thanks"}
_SHORTENED = frozenset({"thank_you", "host_follow_up", "referral_report_back"})


def offered(language: str, kind: str) -> tuple[Style, ...]:
    """The styles a draft of this kind can honestly be worded in, in this language."""
    words = STYLED.get(language, {})
    opening = _OPENS.get(kind, "")
    found: list[Style] = ["shorter"] if kind in _SHORTENED else []
    styles: tuple[Style, ...] = ("warmer", "more_formal")
    return (*found, *(style for style in styles if opening and any(_is_for(key, opening, style) for key in words)))


def _is_for(key: str, role: str, style: str) -> bool:
    return key == f"{role}.{style}" or key.startswith(f"{role}.{style}.")


STYLED = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
