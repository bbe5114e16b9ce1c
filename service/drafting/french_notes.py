"""What a French statement says once its frame is off: advice as an infinitive, a point, a story, a bare noun.

People note "il faut commencer petit", "commencez petit", "commence petit" and "commencer petit" for one thing; here it
becomes "commencer petit", said to the person: "se former" is "me former". Pure.
"""

from __future__ import annotations

import re
from typing import Literal

from service.drafting.french_told import ALWAYS, LED, PRONOUN, REGRETS, STORY, TAUGHT
from service.drafting.french_verbs import from_conditional

Shape = Literal["advice", "story", "own", "point", "noun", "remark"]

_INFINITIVES = frozenset(
    """lire relire écrire réécrire décrire inscrire dire redire contredire interdire faire refaire défaire prendre apprendre
    comprendre reprendre entreprendre mettre remettre permettre admettre soumettre transmettre promettre omettre suivre poursuivre
    vivre survivre rendre vendre attendre entendre défendre descendre étendre tendre dépendre répandre répondre correspondre
    perdre confondre être naître connaître reconnaître paraître croire boire construire conduire produire réduire traduire
    déduire introduire instruire séduire convaincre résoudre joindre rejoindre craindre peindre atteindre restreindre battre
    débattre combattre plaire taire distraire extraire conclure inclure exclure rire sourire suffire rompre interrompre
    voir revoir prévoir avoir savoir pouvoir vouloir devoir recevoir concevoir percevoir valoir asseoir""".split()
)

_NOT_VERBS = frozenset(
    """métier papier dossier quartier chantier atelier cahier courrier hiver premier dernier particulier régulier hier calendrier
    clavier escalier panier officier ouvrier policier infirmier foyer loyer leader manager poster cancer enfer dîner déjeuner danger
    étranger léger berger boucher cher amer fier entier février janvier tablier sentier pilier levier fichier banquier mer fer ver
    leur reporter designer freelancer super hyper avenir plaisir loisir souvenir désir soupir cuir partir-de""".split()
)

_ADVERB = (
    r"(?:toujours|d'abord|surtout|bien|vraiment|absolument|aussi|plutôt|déjà|simplement|juste|au moins|bientôt|vite)"
)

_NO = r"(?:pas|jamais|plus|rien|surtout pas)"

_MUST = re.compile(
    rf"(?i)^(?:qu')?(?:(?:il|y)\s+)?(?P<no>ne\s+)?(?:faut|faudrait|fallait)\s+(?:(?P<not>{_NO})\s+)?(?P<do>.+)$"
)

_BEST = re.compile(
    r"(?i)^(?:l'(?:essentiel|important|idéal|astuce|idée)|(?:le|la|tout le) (?:mieux|plus [^\W\d_]+|secret|truc|principal|clé|premier pas|piège)|mieux vaut|vaut mieux|il vaut mieux|autant|il suffit|il s'agit)"
    r"(?: (?:dans|pour|en|à|chez) [^,]{2,40})?,?(?: (?:c'est|est|était|reste))?(?: (?:surtout|d'abord|avant tout|toujours))?,? (?P<no>de ne pas |d'éviter )?(?:de |d')?(?P<do>.+)$"
)

_WOULD = re.compile(
    r"(?i)^(?:(?:à (?:ma|ta|votre|sa) place|si c'était à refaire|s'(?:il|elle) (?:devait |pouvait )?(?:recommen\w+|refaire)[^,]{0,60}|aujourd'hui|maintenant|avec le recul|au début|en premier|de son côté|elle[- ]même|lui[- ]même|perso\w*),?\s+){0,3}"
    r"(?:elle|il|\x01)\s*(?P<no>ne\s+|n')?(?P<self>se\s+|s')?(?!(?:serait|aurait|pourrait|voudrait|aimerait|devrait|faudrait|dirait|préférerait|saurait|adorerait|souhaiterait|accepterait|viendrait|vaudrait|suffirait)\b)"
    r"(?P<verb>[^\W\d_]+rait)(?:\s+(?P<not>pas|jamais|plus|rien))?\s+(?P<rest>(?!me\b|m').+)$"
)

_OUGHT = re.compile(
    rf"(?i)^(?:que\s+)?(?:je|tu|on|vous)\s+(?P<no>ne\s+)?(?:dois|devrais|doit|devrait|devez|devriez|peux|pourrais|peut|pourrait|pouvez|pourriez)\s+(?:(?P<not>{_NO})\s+)?(?P<do>.+)$"
)

_BARE_NOT = re.compile(r"(?i)^(?P<not>pas|jamais|surtout pas)\s+(?P<do>.+)$")

_ORDER = re.compile(
    rf"(?i)^(?P<no>ne\s+|n')?(?P<verb>(?:sous-|contre-)?[^\W\d_]+)(?P<self>-vous|-toi)?(?=\s|$)(?:\s+(?P<not>{_NO})(?=\s|$))?(?P<rest>.*)$"
)

_VOUS = {
    "lisez": "lire", "relisez": "relire", "écrivez": "écrire", "réécrivez": "réécrire", "faites": "faire", "prenez": "prendre",
    "apprenez": "apprendre", "comprenez": "comprendre", "allez": "aller", "soyez": "être", "ayez": "avoir", "sachez": "savoir",
    "mettez": "mettre", "tenez": "tenir", "venez": "venir", "dites": "dire", "suivez": "suivre", "voyez": "voir", "vivez": "vivre",
    "attendez": "attendre", "répondez": "répondre", "rendez": "rendre", "vendez": "vendre", "construisez": "construire",
    "inscrivez": "inscrire", "traduisez": "traduire", "partez": "partir", "sortez": "sortir", "ouvrez": "ouvrir", "offrez": "offrir",
    "dormez": "dormir", "courez": "courir", "rejoignez": "rejoindre", "croyez": "croire", "envoyez": "envoyer", "choisissez": "choisir",
}  # fmt: skip

_TU = {
    "lis": "lire", "relis": "relire", "écris": "écrire", "fais": "faire", "prends": "prendre", "apprends": "apprendre", "va": "aller",
    "vas": "aller", "sois": "être", "aie": "avoir", "mets": "mettre", "tiens": "tenir", "viens": "venir", "dis": "dire", "suis": "suivre",
    "attends": "attendre", "réponds": "répondre", "choisis": "choisir", "inscris": "inscrire", "pars": "partir", "ouvre": "ouvrir",
} | {
    f"{stem}e": f"{stem}er"
    for stem in """commenc not gard regard évit essay contact publi refus rencontr apport postul arrêt reli list oubli hésit limit""".split()
}  # fmt: skip

_TO_ME = (
    (r"\bte\b", "me"), (r"\bt'", "m'"), (r"\btoi\b", "moi"), (r"\bton\b", "mon"), (r"\bta\b", "ma"), (r"\btes\b", "mes"),
    (r"\bvos\b", "mes"), (r"\bsoi\b", "moi"), (r"(?<=^)se\b", "me"), (r"(?<=^)s'", "m'"),
    (r"(?<=^ne pas )se\b", "me"), (r"(?<=^ne pas )s'", "m'"), (r"(?<=^ne jamais )se\b", "me"), (r"(?<=^ne jamais )s'", "m'"),
)  # fmt: skip

_OF_THEIRS = r"(?:livres?|articles?|thèse|blog|site|podcast|newsletter|chaîne|mémoire|rapport|cours|profil|exposé|conférences?|équipe|labo|atelier)\b"

_FINITE = re.compile(
    r"(?i)(?<!\bl')(?<!\bun )(?<!\bune )(?<!\ble )(?<!\bla )(?<!\ben )(?<!\bde )\b(?:(?:n'|c'|s'|y )?(?:est|sont|était|étaient|a|ont|avait|sera|serait|seront|fut)|peut|peuvent|faut|doit|doivent|"
    r"devrait|aide|aident|permet|permettent|fait|font|pense|pensent|compte|comptent|vaut|valent|apprend|apprennent|donne|donnent|reste|restent|"
    r"devient|deviennent|change|changent|demande|demandent|prend|prennent|ouvre|ouvrent|rend|sert|servent|paie|marche|marchent|fonctionne|"
    r"suffit|suffisent|manque|manquent|cherche|cherchent|veut|veulent|vient|viennent|va|vont|sait|savent|lit|lisent|dit|disent|commence|"
    r"commencent|passe|passent|arrive|arrivent|existe|existent|coûte|coûtent|tue|tuent|gagne|gagnent|perd|perdent|finit|"
    r"meurt|bat|voit|paye|paient|payent|vend|vendent|ment|mentent|vieillit|nourrit|survit|règne|prime|gouverne|protège|rassure|trahit|trompe|construit|construisent|écrit|écrivent|parle|parlent|ressemble|travaille|travaillent|respire|pardonne|pardonnent|pèse|joue|dépend|avance|naît|exige|apporte|vit|grandit|suit|brûle|décide|décident|recrute|écoute|préfère|préfèrent|attend|attendent|semble|tient|tiennent|joue|jouent|évite|évitent)\b"
)

_PLURAL = re.compile(r"(?i)\b(?:les|des|ces|nos|mes)\s+(?:[^\W\d_]+\s+){1,3}?(?!\w+ment\b)[^\W\d_]{2,}ent\b")

_ACTING = re.compile(
    r"(?i)\b(?:on|ça|cela|tout le monde|personne ne)\s+(?:(?:y|en|n|ne|se|le|la|les)\s+|[nsly]')*[^\W\d_]{2,}(?:e|t|d|s|a)\b|"
    r"(?<!pour )(?<!de )(?<!à )\b(?:s'|se\s)(?!\w+(?:er|ir|re|oir)\b)[^\W\d_]{2,}(?:e|ent|it|d|t)\b|(?<!pour )(?<!de )\b(?:ne\s+|n')(?!(?:pas|jamais|plus|rien)\b)(?!\w+(?:er|ir|re|oir)\b)[^\W\d_]{2,}\b"
)
"""A verb by what stands before it: "on y dirige", "ça s'entraîne", "ne se voit"."""

_LINKS = re.compile(
    r"(?i)^(?:car|parce|puis|puisque|et|ou|mais|pour|afin|quand|si|avant|après|qui|que|qu'|où|dont|sinon|même|surtout|sans|en|à|au|dans|avec|chez|d'|de|du|des|"
    r"plutôt|jamais|pas seulement|comme|sur|par|le|la|les|l'|un|une|puis|ensuite|donc|quitte|voire|puis)\b"
)

_TELEGRAM = re.compile(
    r"(?i)^(?:trop|peu|plus|moins|pas(?!\s(?:les?|la|des?|du|une?|à|au|aux|en|sur|dans|par|pour|avec|chez|[^\W\d_]+(?:er|ir|re))\b|\s[ld]'))\b"
)

_LEAD = re.compile(r"(?i)^(?:et|puis|alors|donc|mais|aussi|ensuite|que|qu'|en gros|bref),?\s+(?=\S)")

_OTHER = re.compile(
    r"(?i)^(?:très|super|trop|bonne?|belle|beau|questions?|prochaine|un peu|bien|ça)\b|\b(?:visio|lancé la réunion|connectée?|décroché|coupé|annulée?|reportée?|eu lieu|"
    r"c'est moi qui|on a (?:bien |beaucoup )?(?:ri|parlé|rigolé)|orthographe|s'écrit|le train|train en|gagne (?:environ |à peu près )?\d|salaires?|(?:son|sa|leur) (?:chef|boss|mari|femme|âge|santé)|"
    r"ses enfants|étage|min(?:utes)? (?:au|en|de)|prochaine fois|stressée?|nerveu\w+|pas de réponse|réveillée?|attendu|seule? (?:dans|en|sur|devant)|en retard|erreur de|mon erreur|fuseau|enregistrement|"
    r"fatiguée?|\d+ (?:k|euros?|€))(?!\w)"
)

_THING = re.compile(
    r"(?i)(?:(?:une?|les?|la|des|ses|son|sa|deux|trois|quatre|cinq|chaque|moins|plus|pas|jamais|toujours|plutôt)\b|l')"
)

_CAREER = re.compile(
    r"(?i)(?:pas |jamais |tout |d'abord |aussi )*(?:quitté|commencé|débuté|étudié|changé|appris|travaillé|monté|créé|fondé|dirigé|construit|mis|repris|lancé|enseigné|"
    r"recommencé|osé|formé|reconverti|installé|spécialisé|associé|rencontré|grandi|gravi|réussi|raté|échoué|démarré|bossé|vendu|racheté|obtenu|reçu|refusé|servi|regretté|exposé|joué|chanté|navigué|soigné|cuisiné|planté|élevé|"
    r"écrit|publié|suivi|choisi|voyagé|découvert|ouvert|passé|parlé|raconté|traduit|tenu|essayé|hésité|cherché|attendu|devenue?|partie?|entrée?|restée?|venue?|arrivée?|revenue?|née?|montée?|fait)(?:e?s?)\b"
)


def shape_of(text: str, frame: str = "") -> tuple[Shape, str]:
    """What kind of thing a statement is, and its words in the form that is retold. `frame`: what stood before it ("son
    conseil :"): without one a bare thing has to look like something that was said.
    """
    text = _LEAD.sub("", text.strip(" .,;:!"))
    text = re.sub(
        r"\s*[.]\s*(?=[»”\"]$)", lambda end: " " if text[end.end() :] == "»" else "", _QUESTION.sub(r"\1", text)
    )
    if re.search(r"\?|=|->|→|@|\bhttps?:", text) or _is_own(text):
        return "remark", text
    advice = advised(text)
    if advice:
        return "advice", advice
    if TAUGHT.match(text) or REGRETS.match(text) or ALWAYS.match(text):
        return "story", text
    told = STORY.match(LED.sub("", text))
    if told:
        is_way = told["verb"].lower() in {"a", "avait", "aurait", "est", "était"} and _CAREER.match(told["rest"])
        return ("story" if is_way else "remark"), text
    if "\x01" in text:
        return "remark", text
    head, colon, tail = text.partition(" : ")
    text = head if colon and has_verb(head) and is_infinitive(tail) else text
    text = re.sub(r"\s+:\s+", " – ", _with_article(_to_me(text)))
    if re.search(r"(?i)\b(?:tu|vous|votre|t'as|t'es)\b", text):
        return "remark", text
    text = re.sub(r",\s+(?:elle|il)(?! (?:y a|faut|est (?:important|utile|bon|possible|rare)))\s[^,]*$", "", text)
    is_point = has_verb(text) and not re.match(
        r"(?i)(?:pas|jamais|non|peu|surtout)\b|[\"«“]|(?:sur|avec|sous|vers)\b[^,]*$|(?:la|une) (?:\w+ )?question\b[^:–]*–",
        text,
    )
    if not frame and (
        _OTHER.search(text)
        or (is_point and re.match(r"(?i)(?:son|sa|ses)\b", text))
        or (not is_point and not _is_thing(text))
    ):
        return "remark", text
    return ("point" if is_point and not _begins_with_verb(text) else "noun" if not is_point else "remark"), text


_QUESTION = re.compile(
    r"(?i)^((?:(?:la|une|sa|ma)\s)?(?:(?:bonne|vraie|seule|première|grande)\s)?question\b[^:?]*:[^?]+?)\s*\?$"
)
"""The question that is always to be asked is a thing, and asks nobody."""


def _is_thing(text: str) -> bool:
    """Whether a bare phrase can be what somebody said: "une fiche par terme dès le premier contrat"."""
    return (len(text.split()) > 3 and bool(_THING.match(text))) or text[:1] in '"«“'


def _begins_with_verb(text: str) -> bool:
    first = re.match(r"(?i)(?:ne |n'|m'|l'|s'|se )?(?P<verb>[^\W\d_]+)", text)
    return bool(
        first
        and _FINITE.fullmatch(first["verb"])
        and not re.match(r"(?i)(?:il|mieux|faut|c'est|ce|reste|vaut)\b", text)
    )


def _with_article(text: str) -> str:
    """After "m'a parlé": "du marché" is "le marché"."""
    for contracted, article in (
        ("du ", "le "),
        ("des ", "les "),
        ("de la ", "la "),
        ("de l'", "l'"),
        ("d'", ""),
        ("de ", ""),
    ):
        if text.startswith(contracted):
            return article + text.removeprefix(contracted)
    return text


def _is_own(text: str) -> bool:
    """Whether the person speaks of themself, or notes what to do for the contact."""
    return bool(
        re.match(r"(?i)(?:je|on a|nous|moi|mon|ma|mes)\b|j'", text)
        or re.match(
            r"(?i)(?:me\s|m')(?:recontact|rappel|relanc|appel|écrir|envoy|tenir|présent|transmett|prévenir)", text
        )
        or re.match(r"(?i)(?:lui|la|le|l')\s*[^\W\d_]+(?:er|ir|re)\b", text)
    )


def advised(text: str) -> str:
    """Advice as an infinitive that can follow "votre conseil de"; "" where the text is none."""
    text = re.sub(r"(?i)^(avant (?:de |d')(?:[^,]+?)),? (il faut) (.+)$", r"\2 \3 \1", text)
    led = re.match(r"(?i)^(?P<lead>(?:pour|en|dans|chez|avec|sur) [^,:]{2,40}), (?P<do>.+)$", text)
    if (
        led
        and is_infinitive(led["do"])
        and not _carries_a_clause(led["do"])
        and not is_infinitive(led["lead"].split(" ", 1)[1])
    ):
        return _mine(f"{led['do']} {led['lead'][:1].lower()}{led['lead'][1:]}")
    would = _WOULD.match(text)
    if would and not re.search(r"(?i)\b(?:me|moi|mon|ma|mes)\b|\bm'", would["rest"]):
        return _as_advised(would)
    best = _BEST.match(text)
    if best and is_infinitive(best["do"]):
        return _mine(_negated(best["do"], "pas" if (best["no"] or "").startswith("de ne") else ""))
    for pattern in (_MUST, _OUGHT, _BARE_NOT):
        found = pattern.match(text)
        if found and is_infinitive(found["do"]):
            return _mine(_negated(found["do"], found["not"] or ""))
    if is_infinitive(text):
        return "" if _carries_a_clause(text) else _mine(text)
    ordered = _ordered(text)
    return _mine(ordered) if ordered else ""


def _as_advised(would: re.Match[str]) -> str:
    """What somebody would do, as advice: "elle commencerait par X" is "commencer par X"; "" where the verb is unknown."""
    base, rest = from_conditional(f"{would['verb'].lower()[:-1]}s"), would["rest"]
    if base == "faire" and is_infinitive(rest):
        base, _, rest = rest.partition(" ")
    if not base or PRONOUN.search(rest):
        return ""
    own = ("m'" if base[0] in "aeiouéèêhy" else "me ") if would["self"] else ""
    return _mine(_negated(f"{own}{base} {rest}", (would["not"] or "pas") if would["no"] else ""))


def _negated(do: str, no: str) -> str:
    return f"ne {no} {do}" if no else do


def is_infinitive(text: str) -> bool:
    """Whether a phrase begins with an infinitive: "toujours demander", "se former", "ne pas attendre"."""
    found = re.match(
        rf"(?i)(?:(?:{_ADVERB}|ne {_NO})\s+)*(?:(?:se|me|te|y|en|les?|la)\s+|[smtl]')?(?P<verb>[^\W\d_]+)(?=[\s,.:;!)(]|$)",
        text,
    )
    if found is None:
        return False
    verb = found["verb"].lower()
    return verb in _INFINITIVES or (len(verb) > 3 and verb.endswith(("er", "ir")) and verb not in _NOT_VERBS)


def _carries_a_clause(text: str) -> bool:
    """Whether the infinitive is what a clause is about: "Publier tôt aide beaucoup"."""
    head = re.split(
        r"(?i),|:|\(|\b(?:qui|que|qu'|où|quand|si|car|parce|ce|comme|dont|lorsque|avant|après|pour|même)\b", text
    )[0]
    return bool(_FINITE.search(head))


def _ordered(text: str) -> str:
    """An order as an infinitive: "commencez par X", "inscris-toi", "n'attends pas"."""
    found = _ORDER.match(text)
    if found is None:
        return ""
    verb = found["verb"].lower()
    base = (
        _VOUS.get(verb)
        or (f"{verb[:-2]}er" if re.fullmatch(r"\w{3,}ez", verb) and verb not in {"assez", "chez"} else "")
        or _TU.get(verb, "")
    )
    if found["no"] and found["not"] and not base and verb.endswith("e"):
        base = f"{verb}r"
    if verb.endswith("issez"):
        base = f"{verb[:-5]}ir"
    if not base or (verb in _TU and not found["rest"].strip()) or (verb == "hésite" and not found["no"]):
        return ""
    if re.match(r"-(?:lui|leur|le|la|les|moi)\b", found["rest"]):
        return ""
    own = ("m'" if base[0] in "aeiouéèêhy" else "me ") if found["self"] else ""
    return _negated(f"{own}{base}{found['rest']}", (found["not"] or "") if found["no"] or found["not"] else "")


def _mine(text: str) -> str:
    """To the person themself, and without a telegraphic tail: "se former, trop peu de monde" is "me former"."""
    text = re.sub(r"(?i)^(?:surtout|absolument) (?=ne )", "", re.sub(r"\s*\((?:son|sa|ses|leur)\b[^)]*\)", "", text))
    text = _to_me(_with_reason(text[:1].lower() + text[1:]))
    text = re.sub(r"^d'abord (\w+(?:er|ir|re|oir))\b", r"\1 d'abord", text)
    text = re.sub(rf"\b(son|sa|ses)(?=\s+(?!{_OF_THEIRS}))", lambda found: f"m{found[1][1:]}", text)
    if re.search(r"(?i)\b(?:vous|votre)\b", text):
        return ""
    first, *rest = re.split(r",\s+", text)
    kept = [first]
    rest = [
        re.sub(
            r"^([^\W\d_]+e)(?= )", lambda order: f"{order[1]}r" if f"{order[1]}r" in first.split() else order[1], one
        )
        for one in rest
    ]
    for segment in rest:
        if (
            _TELEGRAM.match(segment)
            or segment.split()[0].lower() in {*_TU, *_VOUS}
            or (_FINITE.search(segment) and not _LINKS.match(segment))
        ):
            break
        kept.append(segment)
    return ", ".join(kept)


def _with_reason(text: str) -> str:
    """What stands behind a colon is why, where it is a clause: "commencer petit : c'est plus simple"."""
    head, *tail = re.split(r"\s+:\s+", text, maxsplit=1)
    if not tail or not has_verb(tail[0]):
        return text.replace(" : ", " – ")
    is_whole = re.match(
        r"(?i)(?:ils|elles|on|c'est|ce|cela|ça|il y a|personne|tout|les|le|la|l'|une?|chaque)(?:\b|(?<='))", tail[0]
    )
    return f"{head}, car {tail[0]}" if is_whole and not re.match(r"(?i)(?:elle|il)\b(?! y a)", tail[0]) else head


def _to_me(text: str) -> str:
    for theirs, mine in _TO_ME:
        text = re.sub(theirs, mine, text)
    return text


def has_verb(text: str) -> bool:
    """Whether a phrase holds a verb that can carry a clause."""
    return bool(
        _FINITE.search(text)
        or _PLURAL.search(text)
        or _ACTING.search(text)
        or re.match(r"(?i)(?:je|j'|nous|on|vous|tu)\b", text)
    )
