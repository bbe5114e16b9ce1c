"""French: phrases of what is written because the person asks for it, and how the words they typed are given back.

`<vous|tu>` is the formal and the familiar way (`address.py`). A whole sentence of the person's own stays theirs;
telegram style gets a subject where the words tell which, and who is spoken of as "elle" or by name is "vous" or "tu".
"""

from __future__ import annotations

import re
from functools import partial

from service.drafting import french_notes, french_told, french_typed
from service.drafting.tongues import minutes, romance
from service.drafting.tongues.address import both_ways
from service.drafting.tongues.minutes import Minutes
from service.drafting.tongues.voice import Voice

_ARRANGED = {
    "late": (
        "J'ai {late} de retard[ pour notre échange|], <veuillez|merci de> [m'en excuser|m'excuser].",
        "Toutes mes excuses, j'ai {late} de retard[ pour notre échange|].",
        "Un petit mot pour <vous|te> prévenir : j'ai {late} de retard, et je <vous|te> prie de m'excuser.",
    ),
    "late_plain": (
        "J'ai un peu de retard[ pour notre échange|], <veuillez|merci de> m'en excuser.",
        "Toutes mes excuses, j'ai un peu de retard[ pour notre échange|].",
    ),
    "late_close": (
        "Merci de [patienter un peu|m'attendre], à tout de suite.",
        "À tout de suite, et merci de patienter.",
    ),
    "confirm": (
        "[Un petit mot|Juste un mot] pour confirmer notre échange {when}.",
        "Je <vous|te> confirme [bien |]notre échange {when}.",
        "Notre échange {when} [tient toujours|est bien noté] de mon côté.",
    ),
    "confirm_place": ("[Le lieu|L'endroit], comme prévu : {place}.",),
    "confirm_link": ("[Voici le lien|Le lien, pour l'avoir sous la main] : {link}",),
    "confirm_glad": ("Je m'en réjouis d'avance.", "Au plaisir d'échanger."),
    "confirm_close": (
        "En cas de changement de <votre|ton> côté, [un petit mot suffit|<dites-le-moi|dis-le-moi> simplement].",
        "En cas d'imprévu, [un petit mot suffit|<dites-le-moi|dis-le-moi> simplement].",
    ),
    "tomorrow": ("demain, {weekday},",),
    "at_hour": ("{day} à {hour}",),
    "your_time": ("{hour}, heure de chez <vous|toi>",),
}

_ASKING = {
    "me": ("Je m'appelle {me}.", "Je suis {me}."),
    "me_goal": (
        "Je m'appelle {me} ; [mon projet|mon objectif] : {goal}.",
        "Je suis {me}, avec un projet[ en tête|] : {goal}.",
    ),
    "my_goal": (
        "[Mon projet|Mon objectif] [en ce moment|du moment] : {goal}.",
        "J'ai un projet [en ce moment|en tête] : {goal}.",
    ),
    "self_noun": ("[En deux mots|Un mot] sur moi : {noun}.",),
    "why": ("Je <vous |t'>écris pour la raison suivante : {clause}.",),
    "why_noun": (
        "Ce qui me fait <vous |t'>écrire : {noun}.",
        "Voici [pourquoi|ce qui fait que] je <vous |t'>écris : {noun}.",
    ),
    "length": ("20 à 30 minutes",),
    "request_topic": (
        "<Auriez-vous|Aurais-tu> {length} dans les [prochaines semaines|semaines qui viennent] pour échanger avec moi sur ce sujet : {topic} ?",
        "<Pourriez-vous|Pourrais-tu> m'accorder {length} dans les [prochaines semaines|semaines qui viennent] pour parler de ce sujet : {topic} ?",
    ),
    "request_clause": (
        "J'aimerais comprendre {topic}. <Auriez-vous|Aurais-tu> {length} à m'accorder dans les [prochaines semaines|semaines qui viennent] ?",
        "<Pourriez-vous|Pourrais-tu> m'accorder {length} dans les [prochaines semaines|semaines qui viennent] ? J'aimerais comprendre {topic}.",
    ),
    "request_plain": (
        "<Auriez-vous|Aurais-tu> {length} dans les [prochaines semaines|semaines qui viennent] pour quelques questions sur <vos activités|ce que tu fais> ?",
        "<Pourriez-vous|Pourrais-tu> m'accorder {length} dans les [prochaines semaines|semaines qui viennent] pour quelques questions sur le métier ?",
    ),
    "request_easy": (
        "Je m'adapte à <vos disponibilités|toi>, par téléphone ou en visio.",
        "Par téléphone ou en visio, à l'heure qui <vous |t'>arrange[ le mieux|].",
    ),
    "request_no": (
        "Si ce n'est pas possible[ en ce moment|], un simple mot suffit et je le comprendrais très bien.",
        "Et si la réponse est non, je le comprends [très bien|tout à fait].",
    ),
    "intro_topic": (
        "J'aimerais échanger avec {about} sur ce sujet : {topic}. <Accepteriez-vous|Accepterais-tu> de nous mettre en relation, en lui posant d'abord la question ?",
        "<Pourriez-vous|Pourrais-tu> me mettre en relation avec {about}, en lui posant d'abord la question ? Le sujet qui m'intéresse : {topic}.",
    ),
    "intro_clause": (
        "J'aimerais demander à {about} {topic}. <Accepteriez-vous|Accepterais-tu> de nous mettre en relation, en lui posant d'abord la question ?",
    ),
    "intro_plain": (
        "J'aimerais échanger avec {about}. <Accepteriez-vous|Accepterais-tu> de nous mettre en relation, en lui posant d'abord la question ?",
        "<Pourriez-vous|Pourrais-tu> me mettre en relation avec {about}, en lui posant d'abord la question ?",
    ),
    "intro_lead": (
        "Pour <vous|te> simplifier la tâche, voici quelques lignes à transférer [telles quelles|si <vous le souhaitez|tu veux>] :",
        "Voici un petit texte à transférer tel quel, si cela peut servir :",
    ),
    "blurb_topic": (
        "J'aimerais beaucoup échanger {length} avec {first} sur ce sujet : {topic}.",
        "Cela m'aiderait de pouvoir parler {length} avec {first} de ce sujet : {topic}.",
    ),
    "blurb_clause": ("J'aimerais beaucoup échanger {length} avec {first}, pour comprendre {topic}.",),
    "blurb_plain": ("J'aimerais beaucoup échanger {length} avec {first} et poser quelques questions.",),
    "blurb_easy": (
        "Par téléphone ou en visio, à n'importe quelle heure ; un non ne pose aucun problème.",
        "Je m'adapte à tous les agendas, par téléphone ou en visio, et un non est permis.",
    ),
    "intro_no": (
        "Si <vous préférez|tu préfères> ne pas le faire, je le comprends tout à fait.",
        "Et si cela <vous|te> gêne, aucun souci, [<dites-le-moi|dis-le-moi> simplement|je le comprends très bien].",
    ),
    "outreach": (
        "{name} m'a suggéré de <vous |t'>écrire.",
        "Je <vous |t'>écris [sur le conseil de|à la suggestion de] {name}.",
    ),
    "outreach_agreed": (
        "{first} m'a dit que <vous étiez|tu étais> d'accord pour que je <vous |t'>écrive, et je <vous |t'>en remercie.",
        "{first} a pris soin de <vous|te> poser la question d'abord, et je <vous remercie d'avoir|te remercie d'avoir> dit oui.",
    ),
    "nudge_topic": (
        "Je sais que les semaines sont [bien |]remplies ; je me permets donc un petit rappel. Le sujet m'intéresse toujours autant : {topic}.",
        "Mon message a pu se perdre dans une boîte bien pleine. J'aimerais toujours <vous|te> parler de ce sujet, quand cela <vous |t'>arrange : {topic}.",
    ),
    "nudge_plain": (
        "Je sais que les semaines sont [bien |]remplies ; je me permets donc un petit rappel. J'aimerais toujours échanger avec <vous|toi>, quand cela <vous |t'>arrange.",
        "Mon message a pu se perdre dans une boîte bien pleine. J'aimerais toujours <vous|te> parler un moment, quand cela <vous |t'>arrange.",
    ),
    "nudge_close": (
        "Si ce n'est pas le bon moment, un simple non [suffit|me va très bien].",
        "Rien ne presse, et un non me va très bien aussi.",
    ),
}

_ANSWERING = {
    "accept_thanks": ("Merci [pour ce message|de m'avoir écrit|d'avoir pensé à moi].",),
    "accept_topic": (
        "[Oui, avec plaisir|Avec plaisir|Volontiers] : parlons ensemble de ce sujet, {topic}.",
        "[Oui, volontiers|C'est oui, avec plaisir] ; j'échangerai volontiers avec <vous|toi> sur ce sujet : {topic}.",
    ),
    "accept_plain": (
        "[Oui, avec plaisir|Avec plaisir|Volontiers], [échangeons|parlons-en].",
        "C'est oui, [volontiers|avec plaisir].",
    ),
    "accept_times": (
        "{times} : est-ce que cela <vous|te> conviendrait ?",
        "[Voici ce que je peux proposer|De mon côté, ce serait possible] : {at}. Est-ce que cela <vous|te> convient ?",
    ),
    "accept_ask": (
        "Quels jours <vous|te> conviendraient ? Nous trouverons bien un moment.",
        "<Proposez-moi|Propose-moi> un jour ou deux qui <vous |t'>arrangent, et nous trouverons un moment.",
    ),
    "accept_close": (
        "Si <vous m'envoyez|tu m'envoies> quelques questions avant, nous irons à l'essentiel.",
        "Quelques questions envoyées à l'avance nous aideront à bien utiliser ce moment.",
    ),
    "decline_thanks": ("Merci [pour ce message|de m'avoir écrit], et d'avoir pensé à moi.",),
    "decline": (
        "Je dois malheureusement dire non[ cette fois|].",
        "Malheureusement, je ne peux pas <vous|te> proposer d'échange[ cette fois|].",
    ),
    "decline_instead": (
        "Ce que je peux [indiquer|proposer] à la place : {thing}.",
        "Voici peut-être de quoi <vous |t'>aider autrement : {thing}.",
    ),
    "decline_noun": ("[En toute franchise|La raison, tout simplement] : {noun}.",),
    "decline_wish_topic": ("Je <vous|te> souhaite de trouver de bonnes réponses sur ce sujet : {topic}.",),
    "decline_wish": ("Je <vous|te> souhaite [une bonne continuation|le meilleur pour la suite].",),
}

_KEEPING = {
    "touch_open": (
        "Cela fait un moment que nous avons [échangé|parlé], alors voici [quelques nouvelles|de mes nouvelles].",
        "Je voulais <vous|te> donner [quelques nouvelles|de mes nouvelles] depuis notre échange.",
    ),
    "touch_open_wrote": (
        "Cela fait un moment que nous ne nous sommes pas écrit, alors voici [quelques nouvelles|de mes nouvelles].",
        "Je voulais <vous|te> donner [quelques nouvelles|de mes nouvelles], il y a longtemps que nous ne nous sommes pas écrit.",
    ),
    "touch_question_wrote": (
        "Cela fait un moment que nous ne nous sommes pas écrit, et j'ai une question pour <vous|toi>.",
    ),
    "touch_question": (
        "Cela fait un moment que nous avons échangé, et j'ai une question à laquelle <vous pourriez|tu pourrais> avoir la réponse.",
    ),
    "touch_close": (
        "J'espère que les choses avancent bien chez <vous|toi> ; pas besoin de répondre.",
        "Inutile de répondre ; je <vous|te> souhaite une belle suite.",
    ),
    "touch_ask_close": ("Deux lignes suffisent, quand cela <vous |t'>arrange.", "Rien ne presse, bien sûr."),
    "recall_take_advice": (
        "<Vous m'aviez|Tu m'avais> conseillé {vp}, et je ne l'ai pas oublié.",
        "Je pense encore à <votre|ton> conseil {vp}.",
        "Tout a commencé avec <votre|ton> conseil {vp}.",
    ),
    "recall_take_point": ("Je n'ai pas oublié ce que <vous disiez|tu disais> : {clause}.",),
    "recall_take_noun": ("Je n'ai pas oublié ce dont nous avions parlé : {noun}.",),
    "news_open": (
        "J'ai une nouvelle[ à <vous|te> annoncer|], et je tenais à ce que <vous l'appreniez|tu l'apprennes> par moi.",
        "Il y a du nouveau, et je [tenais à|voulais] <vous|te> le dire moi-même.",
    ),
    "told_noun": ("[En bref|En deux mots] : {noun}.", "En résumé : {noun}."),
    "news_introduced": (
        "Tout a commencé par la mise en relation avec {name}.",
        "Sans la mise en relation avec {name}, je n'en serais pas là.",
    ),
    "news_time": (
        "Le temps que <vous m'avez|tu m'as> accordé [y est pour quelque chose|a compté sur ce chemin].",
        "Je n'ai pas oublié le temps que <vous m'avez|tu m'as> accordé en chemin.",
    ),
    "news_thanks": (
        "Merci [beaucoup |]pour la part que <vous y avez|tu y as>.",
        "Je <vous|te> remercie pour la part que <vous y avez|tu y as>.",
    ),
    "news_close": (
        "Si je peux [un jour |à mon tour ]<vous |t'>être utile, <dites-le-moi|dis-le-moi> simplement.",
        "J'espère pouvoir aider quelqu'un d'autre de la même façon un jour.",
    ),
    "sorry": (
        "J'ai manqué notre échange {slot}, et l'erreur est entièrement la mienne ; je <vous|te> prie de m'excuser.",
        "Pardon d'avoir manqué notre échange {slot} : l'erreur vient de moi.",
        "Toutes mes excuses pour notre échange {slot}, que j'ai manqué ; la faute est la mienne.",
    ),
    "sorry_ask": (
        "Si <vous voulez|tu veux> bien réessayer, tout autre moment qui <vous |t'>arrange me conviendra, et je m'adapte.",
        "J'aimerais beaucoup avoir une autre chance, un autre jour, au moment qui <vous |t'>arrange le mieux.",
    ),
    "sorry_close": (
        "Je comprendrais tout à fait que ce ne soit plus possible.",
        "Je sais ce que vaut un moment réservé, et je comprendrais un refus.",
    ),
}

_SUBJECTS = {
    "subject_request_topic": ("Une question : {topic}", "Un court échange : {topic}"),
    "subject_request": ("Quelques questions sur le métier", "Un court échange ?"),
    "subject_intro": ("Une mise en relation avec {about} ?",),
    "subject_outreach": ("De la part de {name}", "Sur le conseil de {name}"),
    "subject_touch": ("Quelques nouvelles", "Des nouvelles"),
    "subject_touch_ask": ("Une question",),
    "subject_news": ("Une nouvelle à partager", "Du nouveau"),
    "subject_late": ("Un peu de retard",),
    "subject_confirm": ("Notre échange {day}",),
}

PHRASES = both_ways({**_ARRANGED, **_ASKING, **_ANSWERING, **_KEEPING, **_SUBJECTS})

_I, _VOWELS = "j'", "aeiouéèêh"
_BULLET = re.compile(r"^(?:[-*•–—]|\d+[.)])\s+")
_TITLE = r"(?:(?:Mme|Mlle|M\.|Mr|Madame|Monsieur|Dr|Pr)\.?\s+)?"
_TELL = re.compile(
    r"(?i)^(?:(?:dis|dites|dire|écris|écrire|annonce|annoncer|raconte|raconter)(?:[- ](?:lui|leur))?\s+(?:que\s+|qu')?|(?:lui|leur)\s+(?:dire|annoncer|raconter|écrire)\s+(?:que\s+|qu')?)(?=\S)"
)
_TO_US = re.compile(
    r"(?i)^(?:relanc\w+|rappel\w*|remerci\w*|sois\b|soyez\b|reste\w*\s|fais\s(?:court|simple)|bref\b|poliment|sans (?:insister|pression|urgence)|pas de (?:pression|souci)|quand (?:elle|il) (?:veut|peut)|"
    r"(?:par )?(?:tél|tel|téléphone|visio|zoom|teams)\b(?:\W+\w+){0,3}$|(?:oui|non|volontiers|avec plaisir|d'accord|ok|bien sûr)\W*$)"
)
_ONLY_WAITS = re.compile(r"(?i)\b(?:depuis|il y a)\s+\w+\s+(?:jours?|semaines?)\b|\b(?:pas|sans) (?:de )?réponse\b")
_ASKS = re.compile(
    r"(?i)^(?:lui )?(?:demander|demande|savoir|poser la question)(?:[- ](?:lui|leur))?\s+(?P<clause>(?:si|s'|comment|ce que|ce qu'|quel\w*|qui|où|quand|pourquoi|combien)\b.*)$"
)
_SUBJECT = re.compile(
    r"(?i)^(?:je|j'|nous|on|il y a|c'est|c'était|ce|cela|ça|mon|ma|mes|notre|nos|le|la|les|l'|un|une|des|vous|tu|depuis|après|avant|en|à|au|aux|pour|grâce|sans|cette|cet|ces|"
    r"si|quand|comme|dans|enfin|merci|votre|vos|ton|ta|tes|est-ce|auriez|pourriez|avez|as|êtes|et|mais|quel\w*|comment|pourquoi)\b"
)
_HAVE = frozenset(
    """trouvé fini terminé commencé obtenu décroché signé réussi publié passé rencontré visité démarré lancé déposé changé quitté monté
    créé présenté travaillé gagné validé intégré appliqué testé essayé suivi rendu lu reçu écrit fait appris repris mis soutenu vu
    ouvert découvert compris choisi postulé enseigné exposé participé rédigé envoyé relu tenu tourné joué achevé
    entendu écouté assisté regardé repensé réparé monté bâti""".split()
)
_BEEN = re.compile(
    r"(?i)^(?:embauchée?|prise?|admise?|acceptée?|promue?|nommée?|sélectionnée?|retenue?|invitée?|élue?|titularisée?|recrutée?)\s"
)
_GONE = re.compile(r"(?i)^(?:allée?|partie?|venue?|arrivée?|devenue?|restée?|entrée?|retournée?)\s")
_FIRST_PERSON = frozenset(
    """commence travaille prépare cherche habite termine rédige enseigne étudie suis vais dois fais lis apprends écris démarre
    quitte change passe reprends veux voudrais aimerais monte dirige anime""".split()
)
_TRADE = re.compile(
    r"(?i)^(?:moi\b(?:\s*+[:,=])?\s++(?!aussi\b|non\b|pas\b)|(?=(?-i:[a-zà-ÿ]+(?:-[a-zà-ÿ]+)?(?:\s[a-zà-ÿ]+){0,4}\sdepuis\s\w+\s(?:ans|mois|années)$)))(?P<what>[^,;:]+)$"
)
"""What the person is: "moi horlogère", "horlogère depuis 12 ans"."""


def _tidy(text: str) -> str:
    said = french_typed.written_out(_BULLET.sub("", " ".join(text.split()))).strip(" ;,")
    return re.sub(r"(?i)^(?:oui|non|ok|d'accord)\s*,\s+(?=\w)", "", said)


def told(text: str, voice: Voice) -> str | None:
    """One thing the person typed, as a sentence to the reader; None where it cannot be one."""
    text = _tidy(text)
    if _TO_US.match(text) or _ONLY_WAITS.search(text):
        return None
    asks = _ASKS.match(text)
    if asks:
        clause = _to_them(asks["clause"], voice).rstrip(" ?.!")
        ask = "Puis-je te demander" if voice.register == "familiar" else "Puis-je vous demander"
        return f"{ask} {clause} ?" if clause else None
    text = _TELL.sub("", text)
    body, end = text.rstrip(" .!?"), " ?" if text.rstrip(" !").endswith("?") else "."
    said = _whole(_to_you(body, voice)) if len(body.split()) > 1 else ""
    return f"{said[:1].upper()}{said[1:]}{end}" if said else None


def _to_you(text: str, voice: Voice) -> str:
    """Who is spoken of as the reader is told; "" where a third person stays who may be the reader."""
    familiar = voice.register == "familiar"
    names = "|".join(re.escape(name) for name in sorted(voice.names, key=len, reverse=True))
    if names:
        yours = {"sa": "ta", "son": "ton", "ses": "tes"} if familiar else {"sa": "votre", "son": "votre", "ses": "vos"}
        at_theirs = rf"(?<=\w )(?i:{_TITLE})(?:{names}) (?:à|dans|lors de|pendant) (?P<of>sa|son|ses)(?= \w)"
        text = re.sub(at_theirs, lambda found: yours[found["of"]], text)
        text = re.sub(rf"^{_TITLE}(?:{names})\s+(?=\w)", "\x01 ", text)
    if text.startswith("\x01") or re.match(r"(?i)(?:elle|il)\s(?!y a|faut|est (?:important|possible|utile))", text):
        said = french_told.story(text, familiar=familiar) or french_told.habit(text, familiar=familiar)
        return re.sub(r"^([^,:]+), (?=(?:les|des|le|la|l'|une?)\b[^,]*\bqui\b)", r"\1 : ", said)
    if re.search(r"(?i)\b(?:elle|lui)\b|\x01", text):
        return ""
    return text


def _whole(text: str) -> str:
    """A sentence with a subject: "trouvé un stage" is the person's own, "je commence…" is one already."""
    text = re.sub(r"(?i)^moi,?\s+(?=je |j')", "", text)
    first = text.split(" ", maxsplit=1)[0].lower() if text else ""
    trade = _TRADE.match(text)
    if trade and not _SUBJECT.match(trade["what"]) and not french_notes.has_verb(trade["what"]):
        return f"je suis {romance.lower(trade['what'])}"
    if first in _HAVE:
        return f"j'ai {romance.lower(text)}"
    if _BEEN.match(text):
        return f"j'ai été {romance.lower(text)}"
    if _GONE.match(text):
        return f"je suis {romance.lower(text)}"
    if first in _FIRST_PERSON:
        return f"{_I if first[0] in _VOWELS else 'je '}{romance.lower(text)}"
    if _SUBJECT.match(text) and (french_notes.has_verb(text) or re.match(r"(?i)je |j'|nous |merci ", text)):
        return text
    return ""


def thing(text: str, voice: Voice) -> str:
    """What is typed as a thing, to stand after a colon; "" where it is none."""
    body = _tidy(text).strip(" .!?")
    if not body or _TO_US.match(body) or _ONLY_WAITS.search(body) or not 1 <= len(body.split()) <= 25:
        return ""
    if french_notes.has_verb(body) and not re.search(r"(?i)\b(?:qui|que|où|dont)\b", body):
        return ""
    return romance.lower(_to_you(body, voice))


def is_of_reader(text: str) -> bool:
    """Whether a thing is the reader's or a known one ("votre exposé", "la table ronde"), and not a word about oneself."""
    return bool(re.match(r"(?i)(?:votre|vos|ton|ta|tes|le|la|les|l'|ce|cette|notre|comment|ce que)(?:\b|(?<='))", text))


_WANTS = re.compile(
    r"(?i)^(?:(?:je\s+|j')?(?:voudrais|aimerais|veux|souhaite|souhaiterais|cherche à|envie de|curieu\w+ de)\s+|pour\s+|lui\s+)*"
    r"(?:comprendre|savoir|apprendre|entendre|découvrir|connaître|parler|discuter|échanger|demander(?=\s+(?:comment|pourquoi|ce qu))|en savoir plus|questions?|sujet|thème|à propos)(?!\w)\s*"
    r"(?:(?:de|d'|du|des|sur|autour de|autour du|à propos de|concernant|au sujet de)\s*|:\s*)?(?P<topic>\S.*)$"
)
_CLAUSE = re.compile(r"(?i)^(?:comment|ce que|ce qu'|ce qui|pourquoi|où|si|s'|quel\w*|quand|qui)\b")


def topic(text: str, voice: Voice | None) -> tuple[str, bool] | None:
    """What the person would like to talk about, and whether it is a clause ("comment on conçoit une visite"); None where
    it names none. Without a voice it is about a third person, who stays "elle".
    """
    found = _WANTS.match(_tidy(text).strip(" .!?"))
    if found is None:
        return None
    said = _to_them(found["topic"], voice).strip(" ;,.!?")
    return (said, bool(_CLAUSE.match(said))) if said else None


def _to_them(clause: str, voice: Voice | None) -> str:
    """A clause about "elle" to her: "comment elle a commencé" is "comment vous avez commencé"; "" where not plain."""
    found = re.match(r"(?i)(?P<how>.*?(?:\b|'))(?P<of>(?:elle|il)(?! (?:y a|faut)\b)\s.+)$", clause) if voice else None
    if found is None or voice is None:
        return clause
    familiar = voice.register == "familiar"
    said = french_told.story(found["of"], familiar=familiar) or french_told.habit(found["of"], familiar=familiar)
    how = re.sub(r"(?i)\bs'$", "si ", re.sub(r"(?i)\bqu'$", "que ", found["how"]))
    return f"{how}{said}" if said else ""


_MINUTES = Minutes(
    length=re.compile(
        r"(?i)(?:~|environ |env\.? |max )?\b(?P<n>\d{2})(?:\s*(?:-|–|à|ou)\s*(?P<m>\d{2}))?\s*(?:min(?:utes?)?\b|')|\bune demi-heure\b|\bun quart d'heure\b"
    ),
    beside=re.compile(
        r"(?i)\b(?:tél|tel|téléphone|visio|zoom|teams|appel|café|en|personne|ou|et|par|de|à|au|pas|plus|max|suffi\w+|quand|cela|ça|lui|elle|il|convient|arrange|l|veut|maximum|seulement|juste)\b|\W"
    ),
    late=re.compile(
        r"(?i)\b(?P<n>\d{1,3})(?:\s*(?:-|–|à)\s*(?P<m>\d{1,3}))?\s*(?:min(?:utes?)?\b|mn\b|')|\b(?P<word>cinq|dix|quinze|vingt|trente|quelques) min(?:utes?)?\b|\b(?P<whole>(?:un )?quart d'heure|une demi-heure|une heure)\b"
    ),
    before=re.compile(r"(?i)(?:j'ai |j'aurai |retard (?:de )?|environ |env\.? |~)*$"),
    after=re.compile(r"(?i)^\s*(?:de retard\b|en retard\b)?"),
    to="à",
    minute="minute",
)
length = partial(minutes.length, _MINUTES)


def lateness(text: str) -> tuple[str, str]:
    """How late, in words, and what else is said; "" where it is not said."""
    return minutes.lateness(_MINUTES, french_typed.written_out(text))
