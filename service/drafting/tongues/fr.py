"""French: phrases for vous and tu, and how a note's statement is retold to the contact."""

from __future__ import annotations

import re
from functools import partial

from service.drafting.forms import FRENCH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.voice import Retold, Voice

PHRASES = {
    "thanks.formal": (
        "Merci d’avoir pris le temps d’échanger avec moi{day}.",
        "Je vous remercie du temps que vous m’avez accordé{day}.",
    ),
    "thanks.familiar": (
        "Merci d’avoir pris le temps d’échanger avec moi{day}.",
        "Je te remercie du temps que tu m’as accordé{day}.",
    ),
    "thanks_again": ("Merci d’avoir de nouveau pris le temps d’échanger avec moi{day}.",),
    "thanks_set_up": ("Merci d’avoir organisé notre échange{day}.",),
    "thanks_joined": ("Merci d’avoir participé à notre échange{day}.",),
    "thanks_topic": ("Merci d’avoir pris le temps de parler avec moi{day} de ce sujet : {topic}.",),
    "take_advice.formal": ("Je retiens surtout votre conseil {vp}.", "Depuis, je repense à votre conseil {vp}."),
    "take_advice.familiar": ("Je retiens surtout ton conseil {vp}.", "Depuis, je repense à ton conseil {vp}."),
    "take_point.formal": (
        "Je retiens surtout votre remarque : {clause}.",
        "Depuis, je repense à votre remarque : {clause}.",
    ),
    "take_point.familiar": (
        "Je retiens surtout ta remarque : {clause}.",
        "Depuis, je repense à ta remarque : {clause}.",
    ),
    "take_terms.formal": ("Je retiens surtout vos conseils au sujet de {terms}.",),
    "take_terms.familiar": ("Je retiens surtout tes conseils au sujet de {terms}.",),
    "take_open": ("Je retiens surtout de notre échange le conseil {vp}.",),
    "take_open_point": ("Je retiens surtout de notre échange ceci : {clause}.",),
    "take_open_terms": ("Je retiens surtout de notre échange ce qui touche à {terms}.",),
    "also_take_advice.formal": ("J’ai aussi noté votre conseil {vp}.",),
    "also_take_advice.familiar": ("J’ai aussi noté ton conseil {vp}.",),
    "also_take_point.formal": ("J’ai aussi noté votre remarque : {clause}.",),
    "also_take_point.familiar": ("J’ai aussi noté ta remarque : {clause}.",),
    "also_take_open": ("J’ai aussi noté le conseil {vp}.",),
    "also_take_open_point": ("J’ai aussi noté ceci : {clause}.",),
    "also_take_terms.formal": ("J’ai aussi noté vos conseils au sujet de {terms}.",),
    "also_take_terms.familiar": ("J’ai aussi noté tes conseils au sujet de {terms}.",),
    "next_advice": (
        "C’est une première étape très concrète pour moi.",
        "Cela me donne une direction claire pour les prochaines semaines.",
    ),
    "next_point": ("Cela m’aide beaucoup à réfléchir à la suite.", "Je n’avais pas encore vu les choses ainsi."),
    "offer_send.formal": ("Merci d’avance pour {thing}, quand cela vous conviendra.",),
    "offer_send.familiar": ("Merci d’avance pour {thing}, quand cela te conviendra.",),
    "offer_reuse.formal": ("Merci aussi de m’avoir proposé {vp} ; rien ne presse.",),
    "offer_reuse.familiar": ("Merci aussi de m’avoir proposé {vp} ; rien ne presse.",),
    "offer_introduce": (
        "Merci aussi d’avoir proposé de me mettre en relation avec {name}. Rien ne presse, et je comprendrais tout à fait que le moment ne s’y prête pas.",
    ),
    "offer_ask": (
        "Merci aussi d’avoir proposé d’en parler d’abord à {name}. Rien ne presse, et je comprendrais tout à fait que le moment ne s’y prête pas.",
    ),
    "invitation": ("Merci aussi pour cette information : {clause}. J’aimerais beaucoup venir un jour.",),
    "promise.formal": ("Comme promis, je vous enverrai {thing}.",),
    "promise.familiar": ("Comme promis, je t’enverrai {thing}.",),
    "promise_vp": ("Comme promis, je vais {vp}.",),
    "promise_report.formal": ("Je vous tiendrai au courant après cela.",),
    "promise_report.familiar": ("Je te tiendrai au courant après cela.",),
    "glad.formal": (
        "J’ai bien fait de vous écrire, et cela m’encourage à continuer.",
        "Que vous ayez accepté m’a fait très plaisir.",
    ),
    "glad.familiar": (
        "J’ai bien fait de t’écrire, et cela m’encourage à continuer.",
        "Que tu aies accepté m’a fait très plaisir.",
    ),
    "glad_group.formal": ("Que vous ayez été de la partie m’a fait très plaisir.",),
    "glad_group.familiar": ("Que tu aies été de la partie m’a fait très plaisir.",),
    "glad_again": ("C’était un plaisir de pouvoir reprendre le fil de notre échange.",),
    "connector": ("Merci également à {name}, sans qui cet échange n’aurait pas eu lieu.",),
    "posted.formal": ("Je vous tiendrai au courant de la suite.",),
    "posted.familiar": ("Je te tiendrai au courant de la suite.",),
    "return.formal": (
        "Si je peux un jour vous être utile en retour, n’hésitez pas à me le dire.",
        "Si je peux vous aider à mon tour, dites-le-moi simplement.",
    ),
    "return.familiar": (
        "Si je peux un jour t’être utile en retour, n’hésite pas à me le dire.",
        "Si je peux te rendre la pareille, dis-le-moi simplement.",
    ),
    "host_thanked_plain.formal": ("Merci beaucoup pour ce message.",),
    "host_thanked_plain.familiar": ("Merci beaucoup pour ce message.",),
    "host_opening.formal": ("J’ai eu plaisir à échanger avec vous{day}, et vous avez bien fait de me le demander.",),
    "host_opening.familiar": ("J’ai eu plaisir à échanger avec toi{day}, et tu as bien fait de me le demander.",),
    "host_useful.formal": ("J’espère que notre échange vous aide à avancer dans la réflexion.",),
    "host_useful.familiar": ("J’espère que notre échange t’aide à avancer dans la réflexion.",),
    "host_questions.formal": ("Si d’autres questions vous viennent par la suite, écrivez-moi sans hésiter.",),
    "host_questions.familiar": ("Si d’autres questions te viennent par la suite, écris-moi sans hésiter.",),
    "host_terms.formal": ("Je me souviens bien de ce que vous racontiez au sujet de {terms}.",),
    "host_terms.familiar": ("Je me souviens bien de ce que tu racontais au sujet de {terms}.",),
    "host_promise_send.formal": ("Comme promis, je vous enverrai {thing} séparément.",),
    "host_promise_send.familiar": ("Comme promis, je t’enverrai {thing} séparément.",),
    "host_promise_vp": ("Comme promis, je vais {vp}.",),
    "host_promise_more.formal": ("Je vais aussi {vp}, puis je reviendrai vers vous.",),
    "host_promise_more.familiar": ("Je vais aussi {vp}, puis je reviendrai vers toi.",),
    "promise_vp_more": ("Je vais aussi {vp}.",),
    "host_noticed_plain": ("J’ai bien noté que {clause}.",),
    "host_close.formal": ("Dites-moi comment les choses évoluent, cela me fera plaisir.",),
    "host_close.familiar": ("Dis-moi comment les choses évoluent, cela me fera plaisir.",),
    "missed.formal": ("Je crois que nous nous sommes manqués {slot} ; j’espère que tout va bien chez vous.",),
    "missed.familiar": ("Je crois que nous nous sommes manqués {slot} ; j’espère que tout va bien chez toi.",),
    "missed_topic.formal": ("Cela arrive, et j’aimerais toujours beaucoup parler avec vous de ce sujet : {topic}.",),
    "missed_topic.familiar": ("Cela arrive, et j’aimerais toujours beaucoup parler avec toi de ce sujet : {topic}.",),
    "missed_plain.formal": ("Cela arrive, et j’aimerais toujours beaucoup échanger avec vous.",),
    "missed_plain.familiar": ("Cela arrive, et j’aimerais toujours beaucoup échanger avec toi.",),
    "missed_ask.formal": ("Un autre jour vous conviendrait-il mieux ? Je m’adapterai volontiers.",),
    "missed_ask.familiar": ("Un autre jour te conviendrait-il mieux ? Je m’adapterai volontiers.",),
    "moved_kind": ("Aucun problème, et merci pour ce message.",),
    "moved_when": ("Un autre moment {when} me conviendrait très bien, si cela reste possible.",),
    "moved_plain": ("J’aimerais beaucoup trouver un autre moment.",),
    "moved_ask.formal": (
        "Indiquez-moi simplement un jour qui vous arrange, ou une semaine, et je proposerai quelques horaires.",
    ),
    "moved_ask.familiar": (
        "Indique-moi simplement un jour qui t’arrange, ou une semaine, et je proposerai quelques horaires.",
    ),
    "back_spoke": ("Un petit mot pour vous dire que {name} et moi avons échangé{day}.",),
    "back_spoke.familiar": ("Un petit mot pour te dire que {name} et moi avons échangé{day}.",),
    "back_thanks": ("Merci de nous avoir mis en relation ; sans cela, cette conversation n’aurait pas eu lieu.",),
    "back_gain": ("J’en retire de quoi réfléchir pour la suite.",),
    "subject": ("Merci pour notre échange",),
    "subject_topic": ("Merci pour notre échange : {topic}",),
    "subject_host": ("Suite à notre échange",),
    "subject_missed": ("Trouver un autre moment",),
    "subject_back": ("Merci pour la mise en relation avec {name}",),
}

_THIRD = re.compile(r"(?i)\b(?:elle|lui|il(?! (?:faut|y a|est (?:important|utile|bon))))\b")


def _de(phrase: str) -> str:
    """Infinitive with de: "lire X" → "de lire X", "écouter" → "d’écouter"."""
    text = re.sub(r"^(?:de |d['’])", "", romance.lower(phrase))
    return f"d’{text}" if re.match(r"(?i)[aeiouyàâéèêëîïôùûh]", text) else f"de {text}"


_GRAMMAR = Grammar(
    forms=FRENCH,
    conjunction="et",
    third=_THIRD,
    asks=re.compile(r"(?i)\b(?:demander|d['’]abord|parler)\b"),
    infinitive=re.compile(r"[a-zéèm’']+(?:er|ir|re)\b"),
    open_to=" ouvert",
    advice=_de,
    repeated=_de,
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    text = re.sub(r"^(?:de |d['’])", "", statement.text.strip(" ,"))
    gift = FRENCH.give.match(text)
    if gift:
        return Retold("promise", {"thing": gift["thing"]})
    if statement.is_direct or re.match(r"(?i)(?:le|la|les|l['’]|mon|ma|mes|un|une|des)\b", text):
        return Retold("promise", {"thing": text})
    text = re.split(r",?\s+(?=(?:si|s['’]|pour que|afin que)\s*(?:elle|il)\b)", text, maxsplit=1)[0]
    swapped = re.sub(r"\blui\b", "vous" if voice.register != "familiar" else "te", text)
    if re.match(r"\w+(?:er|ir|re)\b", swapped) and not _THIRD.search(swapped):
        return Retold("promise_vp", {"vp": swapped, "thing": ""})
    return None


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    return foreign.in_terms("host_terms", statement, "et") if voice.foreign else _habit(statement, voice)


def _habit(statement: Statement, voice: Voice) -> Retold | None:
    """A regular verb in the present: "elle hésite entre…" → "vous hésitez entre…"."""
    found = re.match(
        r"(?i)(?:elle|il) (?P<verb>[^\W\d_]{3,})e (?P<rest>(?:entre|à|au|aux|de|du|des|sur|encore|beaucoup|en|vers)\b.+)$",
        statement.text,
    )
    if found is None or _THIRD.search(found["rest"]) or re.search(r"\b(?:son|sa|ses)\b", found["rest"]):
        return None
    verb = f"tu {found['verb']}es" if voice.register == "familiar" else f"vous {found['verb']}ez"
    return Retold("host_noticed_plain", {"clause": f"{verb} {found['rest']}"})
