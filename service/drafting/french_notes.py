"""What a French statement says once its frame is off: advice as an infinitive, a point, a story, a bare noun.

People note "il faut commencer petit", "commencez petit", "commence petit" and "commencer petit" for one thing; here it
becomes "commencer petit", said to the person: "se former" is "me former". Also how notes are typed on a phone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

Shape = Literal["advice", "story", "own", "point", "noun", "remark"]

_SHORT = {
    "q": "que", "qd": "quand", "ds": "dans", "pr": "pour", "avt": "avant", "apres": "après", "bcp": "beaucoup",
    "tjs": "toujours", "tjrs": "toujours", "tt": "tout", "ts": "tous", "mtn": "maintenant", "svt": "souvent", "pdt": "pendant",
    "qqch": "quelque chose", "qqn": "quelqu'un", "qq": "quelques", "pb": "problème", "pbs": "problèmes", "rdv": "rendez-vous",
    "ac": "avec", "pcq": "parce que", "pck": "parce que", "jms": "jamais", "dc": "donc", "ms": "mais", "ns": "nous",
}  # fmt: skip
_SHOUTED = re.compile(r"(?<![\w'.])[A-ZÀ-Þ]{2,}(?![\w.])")
_SMALL = frozenset(
    """à a ai après au aussi aux avant avec beaucoup bien ce ces cette chaque comme d'abord dans de des dès donc du elle en encore entre
    est et être faire il ils jamais je la le les leur lire lui mais même moins ne non nous on ou où oui par pas petit plus plusieurs
    pour premier première puis quand que qui rien sa sans ses si son souvent sur surtout ta tes ton toujours tous tout toute toutes
    trop tu un une urgent important vite vous vraiment""".split()
)
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
_OUGHT = re.compile(
    rf"(?i)^(?:que\s+)?(?:je|tu|on|vous)\s+(?P<no>ne\s+)?(?:dois|devrais|doit|devrait|devez|devriez|peux|pourrais|peut|pourrait|pouvez|pourriez)\s+(?:(?P<not>{_NO})\s+)?(?P<do>.+)$"
)
_BARE_NOT = re.compile(r"(?i)^(?P<not>pas|jamais|surtout pas)\s+(?P<do>.+)$")
_ORDER = re.compile(
    rf"(?i)^(?P<no>ne\s+|n')?(?P<verb>[^\W\d_]+)(?P<self>-vous|-toi)?(?=\s|$)(?:\s+(?P<not>{_NO})(?=\s|$))?(?P<rest>.*)$"
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
    r"meurt|bat|voit|pèse|joue|dépend|avance|naît|exige|apporte|vit|grandit|suit|brûle|décide|décident|recrute|écoute|préfère|préfèrent|attend|attendent|semble|tient|tiennent|joue|jouent|évite|évitent)\b"
)
_PLURAL = re.compile(r"(?i)\b(?:les|des|ces|nos|mes)\s+(?:[^\W\d_]+\s+){1,3}?(?!\w+ment\b)[^\W\d_]{2,}ent\b")
_LINKS = re.compile(
    r"(?i)^(?:car|parce|puis|puisque|et|ou|mais|pour|afin|quand|si|avant|après|qui|que|qu'|où|dont|sinon|même|surtout|sans|en|à|au|dans|avec|chez|d'|de|du|des|"
    r"plutôt|jamais|pas seulement|comme|sur|par|le|la|les|l'|un|une|puis|ensuite|donc|quitte|voire|puis)\b"
)
_TELEGRAM = re.compile(r"(?i)^(?:trop|pas|peu|plus|moins)\b")
_LEAD = re.compile(r"(?i)^(?:et|puis|alors|donc|mais|aussi|ensuite|que|qu'|en gros|bref),?\s+(?=\S)")
_BE = {
    "a": "avez as",
    "est": "êtes es",
    "avait": "aviez avais",
    "était": "étiez étais",
    "va": "allez vas",
    "fait": "faites fais",
}
_STORY = re.compile(
    r"(?i)^(?:(?:\x01|elle|il(?! (?:faut|y|est (?:important|utile|bon|possible|rare))))\s*|(?=(?:a|avait)\s))(?P<no>n'|ne )?(?P<verb>a|est|avait|était|va|fait)\s+(?P<rest>.+)$"
)


_FILLERS = re.compile(
    r"(?i)^(?:(?:alors|bon|donc|ok|bref|en gros|voilà|du coup|et|puis|ensuite|aussi|sinon|bah|ben|euh)(?:,|\s*:)?\s+)+(?=\w)"
)
_SAID_TWICE = re.compile(r"(?i)\b(elle|il|je|on|et|de|le|la|les|un|une|mon|ma|mes|que|qui)(?:[ …]+\1)+\b")
"""A dictated word that came twice: "elle elle me fait passer". "nous nous" and "vous vous" are no such words."""
_BREATH = re.compile(
    r"(?i)(?:,\s+|,?\s+(?:et|puis|ensuite|donc|sinon|alors)\s+)(?:(?:et|puis|ensuite|aussi|sinon|du coup|donc|alors|après|moi)\s+)*"
    r"(?=(?:(?:elle|il)\s+)*(?:m['’]enverra|m['’]envoie|m['’]invite|me\s(?:présente|passe|met|prête|donne|transmet|fait\s(?:passer|suivre|parvenir))|va\sm|"
    r"m['’]a\s(?:proposé|dit|conseillé|invitée?|prêté|donné|recommandé|promis|demandé|parlé))|"
    r"j['’]ai\s(?:promis|dit)|je\s(?:lui|dois|vais|la|le)\b|promis\b|il\s(?:me\s)?faut\sque\sje|lui\senvoyer\b|"
    r"(?:elle|il)\s(?:pense|trouve|dit|propose|veut|va|peut)\b|(?:conseil|astuce|à faire)\s*:)"
)


def breaths(text: str) -> list[str]:
    """A dictated sentence is several: it is cut where somebody new begins to do something."""
    return [piece.strip(" ,") for piece in _BREATH.split(text) if piece.strip(" ,")]


def written_out(text: str) -> str:
    """A note as one would write it at a desk: no short forms, no shouting, straight apostrophes."""
    text = _SAID_TWICE.sub(r"\1", _FILLERS.sub("", re.sub(r"[’ʼ]", "'", text)))
    text = re.sub(r"(?i),?\s+(?:et |bon |ben )?(?:voilà(?: quoi)?|quoi voilà|c'est tout)\s*$", "", text)
    text = re.sub(r"(?<=[\w)])\s+[&+]\s+(?=\w)", " et ", text)
    text = _SHOUTED.sub(lambda found: found[0].lower() if found[0].lower() in _SMALL else found[0], text)
    return re.sub(r"(?<![\w'])[a-zè]{1,4}(?![\w'])", lambda found: _SHORT.get(found[0], found[0]), text)


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
    r"écrit|publié|suivi|choisi|voyagé|découvert|ouvert|passé|parlé|raconté|traduit|tenu|essayé|hésité|cherché|attendu|devenue?|partie?|entrée?|restée?|venue?|arrivée?|fait)\b"
)


def shape_of(text: str, frame: str = "") -> tuple[Shape, str]:
    """What kind of thing a statement is, and its words in the form that is retold. `frame`: what stood before it ("son
    conseil :"): without one a bare thing has to look like something that was said.
    """
    text = _LEAD.sub("", text.strip(" .,;!"))
    if re.search(r"\?|=|->|→|@|\bhttps?:", text) or _is_own(text):
        return "remark", text
    advice = advised(text)
    if advice:
        return "advice", advice
    told = _STORY.match(text)
    if told:
        is_way = told["verb"].lower() in {"a", "avait", "est", "était"} and _CAREER.match(told["rest"])
        return ("story" if is_way else "remark"), text
    if "\x01" in text:
        return "remark", text
    text = re.sub(r"\s+:\s+", " – ", _with_article(_to_me(text)))
    if re.search(r"(?i)\b(?:tu|vous|votre|t'as|t'es)\b", text):
        return "remark", text
    text = re.sub(r",\s+(?:elle|il)(?! (?:y a|faut|est (?:important|utile|bon|possible|rare)))\s[^,]*$", "", text)
    is_point = has_verb(text) and not re.match(r"(?i)(?:pas|jamais|non|peu|surtout)\b", text)
    if not frame and (
        _OTHER.search(text)
        or (is_point and re.match(r"(?i)(?:son|sa|ses)\b", text))
        or (not is_point and not _is_thing(text))
    ):
        return "remark", text
    return ("point" if is_point and not _begins_with_verb(text) else "noun" if not is_point else "remark"), text


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
    for pattern in (_MUST, _OUGHT, _BARE_NOT):
        found = pattern.match(text)
        if found and is_infinitive(found["do"]):
            return _mine(_negated(found["do"], found["not"] or ""))
    if is_infinitive(text):
        return "" if _carries_a_clause(text) else _mine(text)
    ordered = _ordered(text)
    return _mine(ordered) if ordered else ""


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
    text = re.sub(r"\s*\((?:son|sa|ses|leur)\b[^)]*\)", "", text)
    text = _to_me(_with_reason(text[:1].lower() + text[1:]))
    text = re.sub(r"^d'abord (\w+(?:er|ir|re|oir))\b", r"\1 d'abord", text)
    text = re.sub(rf"\b(son|sa|ses)(?=\s+(?!{_OF_THEIRS}))", lambda found: f"m{found[1][1:]}", text)
    if re.search(r"(?i)\b(?:vous|votre)\b", text):
        return ""
    first, *rest = re.split(r",\s+", text)
    kept = [first]
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


def story(text: str, *, familiar: bool) -> str:
    """What is told of somebody, to them: "elle a quitté son poste" is "vous avez quitté votre poste"; "" where not plain."""
    found = _STORY.match(text)
    if found is None or re.search(r"(?i)\b(?:elle|il|lui|eux|leur|ils|elles)\b", found["rest"]):
        return ""
    verb = _BE[found["verb"].lower()].split()[familiar]
    rest = theirs(found["rest"], familiar=familiar)
    no = ("n'" if verb[0] in "aeéê" else "ne ") if found["no"] else ""
    return f"{'tu' if familiar else 'vous'} {no}{verb} {rest}"


def has_verb(text: str) -> bool:
    """Whether a phrase holds a verb that can carry a clause."""
    return bool(_FINITE.search(text) or _PLURAL.search(text) or re.match(r"(?i)(?:je|j'|nous|on|vous|tu)\b", text))


def theirs(text: str, *, familiar: bool) -> str:
    """What is hers or his becomes yours: "son livre" is "votre livre"."""
    forms = (("son", "ton", "votre"), ("sa", "ta", "votre"), ("ses", "tes", "vos"))
    for own, tu, vous in forms:
        text = re.sub(rf"\b{own}\b", tu if familiar else vous, text)
    return re.sub(r"\bs'(?=\w+(?:er|ir|re)\b)|\bse (?=\w+(?:er|ir|re)\b)", _self_of(familiar), text)


_IRREGULAR = {
    "veut": "voulez veux", "peut": "pouvez peux", "doit": "devez dois", "sait": "savez sais", "fait": "faites fais", "prend": "prenez prends",
    "vient": "venez viens", "dit": "dites dis", "finit": "finissez finis", "écrit": "écrivez écris", "lit": "lisez lis", "suit": "suivez suis",
    "part": "partez pars", "connaît": "connaissez connais", "réfléchit": "réfléchissez réfléchis", "vit": "vivez vis", "apprend": "apprenez apprends",
}  # fmt: skip


def habit(text: str, *, familiar: bool) -> str:
    """What is told of somebody in the present, to them: "elle hésite entre…" is "vous hésitez entre…"; "" where not plain."""
    found = re.match(
        r"(?i)(?P<who>(?:elle|il|\x01)\s+)?(?P<verb>[^\W\d_]{2,})\s(?P<rest>(?:entre|à|au|aux|de|du|des|sur|encore|beaucoup|en|vers|bien|"
        r"pour|dans|le|la|les|une?|d'|l'|quelqu'un|quelque|que|qu'|toujours|déjà|trois|deux|cinq)(?:\b|(?<=')).*)$",
        text,
    )
    if found is None or re.search(r"(?i)\b(?:elle|lui|eux|leurs?)\b|\x01", found["rest"]):
        return ""
    verb = found["verb"].lower()
    said = _IRREGULAR[verb].split()[familiar] if verb in _IRREGULAR and found["who"] else ""
    if verb.endswith("e") and (found["who"] or verb in _BARE_VERBS):
        said = f"{verb}s" if familiar else f"{verb}z"
    return f"{'tu' if familiar else 'vous'} {said} {theirs(found['rest'], familiar=familiar)}" if said else ""


_BARE_VERBS = frozenset(
    "hésite cherche travaille prépare termine commence pense aime parle rêve envisage souhaite".split()
)


def _self_of(familiar: bool) -> Callable[[re.Match[str]], str]:
    tu = {"s'": "t'", "se ": "te "}
    return lambda found: tu[found[0]] if familiar else "vous "


def definite(thing: str) -> str:
    """A thing that was spoken of: "son livre", "une liste" become "le livre", "la liste"."""
    found = re.match(r"(?i)(?P<article>son|sa|ses|un|une|des|leurs?)\s+(?P<rest>.+)$", thing)
    if found is None:
        return thing
    article, rest = found["article"].lower(), found["rest"]
    if article in {"ses", "des", "leurs"}:
        return f"les {rest}"
    if re.match(r"(?i)[aeiouyàâéèêëîïôùûœ]|h(?!aut|uit|éros|andicap|olland|ongr)", rest):
        return f"l'{rest}"
    return f"{'la' if article in {'sa', 'une'} else 'le'} {rest}"


_SUBJUNCTIVES = {
    "lise": "lire", "relise": "relire", "écrive": "écrire", "réécrive": "réécrire", "inscrive": "inscrire", "fasse": "faire", "aille": "aller",
    "prenne": "prendre", "apprenne": "apprendre", "reprenne": "reprendre", "mette": "mettre", "dise": "dire", "voie": "voir", "revoie": "revoir",
    "tienne": "tenir", "vienne": "venir", "revienne": "revenir", "sache": "savoir", "sois": "être", "aie": "avoir", "puisse": "pouvoir",
    "suive": "suivre", "réponde": "répondre", "rende": "rendre", "envoie": "envoyer", "appelle": "appeler", "rappelle": "rappeler",
    "choisisse": "choisir", "finisse": "finir", "réfléchisse": "réfléchir", "achète": "acheter", "complète": "compléter", "transmette": "transmettre",
}  # fmt: skip


def _from_conditional(verb: str) -> str:
    irregular = {
        "enverrais": "envoyer",
        "ferais": "faire",
        "verrais": "voir",
        "irais": "aller",
        "serais": "être",
        "aurais": "avoir",
    }
    if not verb.endswith("rais"):
        return ""
    return irregular.get(verb) or (
        verb[:-3] if verb.endswith(("erais", "irais")) and verb != "dirais" else f"{verb[:-3]}e"
    )


def from_subjunctive(text: str) -> str:
    """What follows "il faut que je" as an infinitive: "lui envoie la liste" is "lui envoyer la liste"; "" where unknown."""
    found = re.match(r"(?i)(?P<before>(?:(?:me|m'|lui|le|la|les|l'|y)\s*)*)(?P<verb>[^\W\d_]+)(?P<rest>.*)$", text)
    if found is None:
        return ""
    verb = found["verb"].lower()
    base = (
        _SUBJUNCTIVES.get(verb)
        or _from_conditional(verb)
        or (f"{verb}r" if verb.endswith("e") and len(verb) > 4 else "")
    )
    return f"{found['before']}{base}{found['rest']}" if base else ""
