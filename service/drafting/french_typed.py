"""French as people type and dictate notes: short forms, asides and run-on sentences, written as at a desk.

A thing that is spoken of and then given ("ma démo, je la lui envoie lundi") is put where the promise needs it. Pure.
"""

from __future__ import annotations

import re

from service.drafting import dictated
from service.drafting.french_told import definite
from service.drafting.french_verbs import from_subjunctive

_SHORT = {
    "q": "que", "qd": "quand", "ds": "dans", "pr": "pour", "avt": "avant", "apres": "après", "bcp": "beaucoup",
    "tjs": "toujours", "tjrs": "toujours", "tt": "tout", "ts": "tous", "mtn": "maintenant", "svt": "souvent", "pdt": "pendant",
    "qqch": "quelque chose", "qqn": "quelqu'un", "qq": "quelques", "pb": "problème", "pbs": "problèmes", "rdv": "rendez-vous",
    "env": "envoyer", "dem": "demain", "cslt": "conseil", "csl": "conseil", "ttes": "toutes", "vs": "vous", "qqes": "quelques", "tps": "temps",
    "ac": "avec", "pcq": "parce que", "pck": "parce que", "jms": "jamais", "dc": "donc", "ms": "mais", "ns": "nous",
}  # fmt: skip

_SHOUTED = re.compile(r"(?<![\w'.])[A-ZÀ-Þ]{2,}(?![\w.])")

_SMALL = frozenset(
    """à a ai après au aussi aux avant avec beaucoup bien ce ces cette chaque comme d'abord dans de des dès donc du elle en encore entre
    est et être faire il ils jamais je la le les leur lire lui mais même moins ne non nous on ou où oui par pas petit plus plusieurs
    pour premier première puis quand que qui rien sa sans ses si son souvent sur surtout ta tes ton toujours tous tout toute toutes
    trop tu un une urgent important vite vous vraiment""".split()
)

_FILLERS = re.compile(
    r"(?i)^(?:(?:alors|bon|donc|ok|bref|en gros|voilà|du coup|et|puis|ensuite|aussi|sinon|bah|ben|euh)(?:,|\s*:)?\s+)+(?=\w)"
)

_SAID_TWICE = re.compile(r"(?i)\b(elle|il|je|on|et|de|le|la|les|un|une|mon|ma|mes|que|qui)(?:[ …]+\1)+\b")
"""A dictated word that came twice: "elle elle me fait passer". "nous nous" and "vous vous" are no such words."""

_BREATH = re.compile(
    r"(?i)(?:,\s+et\s+(?:puis\s+|aussi\s+)?(?=que\s)|\s*:\s+(?=(?:l[ea]s?\slui|lui)\s\w+(?:er|ir|re)\b)|,\s+(?:ah\soui\s(?:et\s)?)?(?=reste\sà\slui\b|je\slui\sai\spromis))|(?:,\s+|,?\s+(?:et|puis|ensuite|donc|sinon|alors)\s+)(?:(?:et|puis|ensuite|aussi|sinon|du coup|donc|alors|après|moi)\s+)*"
    r"(?=(?:(?:elle|il)\s+)*(?:m['’]enverra|m['’]envoie|m['’]invite|me\s(?:présente|passe|met|prête|donne|transmet|fait\s(?:passer|suivre|parvenir))|va\sm|"
    r"m['’]a\s(?:proposé|dit|conseillé|invitée?|prêté|donné|recommandé|promis|demandé|parlé))|"
    r"j['’]ai\s(?:promis|dit)|je\s(?:lui|dois|vais|la|le)\b|promis\b|il\s(?:me\s)?faut\sque\sje|lui\senvoyer\b|"
    r"(?:elle|il)\s(?:pense|trouve|dit|propose|veut|va|peut)\b|(?:conseil|astuce|à faire)\s*:)"
)


def breaths(text: str) -> list[str]:
    """A dictated sentence is several: it is cut where somebody new begins to do something."""
    return dictated.breaths(text, dictated.Joints(_BREATH, _CONFIDED, _RESUMED, _ASKED_FOR))


_CONFIDED = re.compile(
    r"(?i)\b(?:malades?|enceinte|divorc\w+|cancer|décès|décédée?|deuil|enterrement|hospitalisée?|opérée?|burn-?out|dépress\w+|arrêt (?:de travail|maladie)|licenciée?|viré(?:e|s)?\b)"
)
"""What somebody confided goes as far as its sentence."""

_WHEN = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|ce soir|cette semaine|la semaine prochaine|dès|d'ici|avant|après|quand|par|en|pour|bientôt|vite|au plus)"

_GIVES = r"(?:envoie|envoi|enverrai|transmets|transmettrai|passe|passerai|donne|donnerai|apporte|apporterai|montre|montrerai|prête|prêterai|rends|rendrai|partage|partagerai|poste|posterai|ramène|ramènerai|renvoie|dépose|déposerai)"

_RESUMED = re.compile(
    rf"(?i)^(?P<before>.*?)(?P<thing>\b(?:(?:mon|ma|mes)\s|(?:un|une|le|la|les|des)\s|l')(?:(?!\s(?:est|sont|a|ont|était)\s)[^,;])+?),\s+(?:et\s+)?(?:je|que je)\s+(?:(?:(?:le|la|les)\s+)?lui\s+(?P<verb>{_GIVES})(?P<rest>(?:\s+{_WHEN}\b.*)?)|"
    rf"(?:l[ea]s?\s+|l')(?P<back>rends|rendrai|rapporte|rapporterai|ramène|ramènerai|renvoie|renverrai|retourne|retournerai)(?P<later>(?:\s+{_WHEN}\b.*)?))$"
)
"""What was spoken of and is given then: "ma démo, je la lui envoie lundi"."""

_ASKED_FOR = re.compile(
    r"(?i)^(?:(?:elle|il)\s+)?(?:(?:veut|voudrait|aimerait|souhaite)\s(?:bien\s)?(?:voir|lire|recevoir|avoir|relire|entendre|écouter|tester|goûter|essayer)|m'a\sdemandé|me\sdemande)\s$"
)


def _taken_up(found: re.Match[str]) -> str:
    verb = f"lui {found['verb']}" if found["verb"] else f"lui {found['back']}"
    return f"je {verb} {definite(found['thing']) if found['back'] else found['thing']}{found['rest'] or found['later'] or ''}"


_PLAIN = (
    (re.compile(r"(?i),\s+voilà\s+(?:la|le|les|tout|son|sa)\b.*$"), ""),
    (re.compile(r"(?i)^(?:(?:elle|il|\x01)\s*)?(?:me |m'a )?déconseill(?:e|é|ait)\s(?:(?:fortement|vivement) )?(?:de |d')(?=\w)"), "conseille de ne pas "),
    (re.compile(r"(?i)^(?P<lead>(?:pour|en|dans|avec|chez) [^,:]{2,50}), (?P<said>(?:elle|il|\x01)\s*(?:me )?(?:conseille|recommande|suggère) .+)$"), lambda told: f"{told['said']} {told['lead'][:1].lower()}{told['lead'][1:]}"),
    (re.compile(r"(?i)^(?:elle|il|\x01)\s*(?:conseille|recommande|suggère|propose|préfère|aimerait|(?:a )?(?:plaid|insist|milit)(?:e|é) pour) que j(?:e |')(?!lui)(?P<rest>.+)$"), lambda told: f"conseille de {from_subjunctive(told['rest'])}" if from_subjunctive(told["rest"]) else told[0]),
    (re.compile(r"(?i)^(?P<say>je lui [^\W\d_]+)\s*:\s*(?=\w)"), r"\g<say> "),
    (re.compile(r"(?i)^(?P<when>(?:(?:dès |avant )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain)|ce soir|en échange|en retour|la semaine prochaine)(?: (?:matin|soir|prochain))?),?\s+(?P<say>j(?:e |').+)$"), lambda told: f"{told['say']} {told['when'][:1].lower()}{told['when'][1:]}"),
    (re.compile(r"(?i)^(?P<thing>(?!(?:il |me |c'est |j'ai |je |tout |rien )*(?:reste|ai|est|pense|penser)\b)[^,:]{3,60}?) à lui (?P<do>[^\W\d_]+(?:er|ir|re))\b(?P<rest>.*)$"), lambda told: f"lui {told['do']} {told['thing'][:1].lower()}{told['thing'][1:]}{told['rest']}"),
    (re.compile(r"(?i),\s*(?:m'a|a|me l'a)-t-(?:elle|il) (?:dit|répété|confié|expliqué|lancé|glissé)(?=,|\s*$)"), ""),
    (re.compile(r"(?i)^(?:ah oui|ah|oh|hop|bref|tiens)(?: et)?,?\s+(?=\w)"), ""),
    (re.compile(r"(?i)^à (?:lui )?(?P<do>rendre|apporter|ramener|retourner|rapporter|montrer|donner)\s*:\s*(?=\w)"), r"lui \g<do> "),
    (re.compile(r"(?<=[\w)])\s+[&+]\s+(?=\w)"), " et "),
    (re.compile(r"(?<=\w)\s+>+\s+(?=\w)"), " plutôt que "),
    (re.compile(r"(?i)\b(env|dem|cslt|rdv)\.(?=\s|$)(?!\s*\d)"), r"\1"),
    (re.compile(r"(?i)\benv\.?\s+(?=\d)"), "environ "),
    (re.compile(r"(?i)^(?:correction|rectif\w*|erratum|ps|p\.s\.)\s*:\s*"), ""),
    (re.compile(r"(?i)\s*[,(]\s*(?:c'est )?promis(?: juré)?\)?\s*$"), ""),
    (re.compile(r"(?i)^ce n'est pas (?:[^,]+?) mais (?P<when>[^,]+?) que je (?P<do>dois|vais) (?P<rest>.+)$"), r"je \g<do> \g<rest> \g<when>"),
    (re.compile(r"(?i)^c'est (?P<when>[^,]+?) que je (?P<do>dois|vais) (?P<rest>.+)$"), r"je \g<do> \g<rest> \g<when>"),
    (re.compile(r"(?i)^à (?P<do>lire|relire|voir|éviter|tester|essayer|contacter|regarder|écouter|suivre|rencontrer)\s*:\s*(?=[^:]+$)"), r"\g<do> "),
    (re.compile(r"(?i)(?:,\s*|\s+)(?:d'après|selon) (?:elle|lui|\x01)\s*$"), ""),
    (re.compile(r"(?i),\s*(?:dit|disait|répète|répétait|assure|jure|rappelle|insiste)-(?:elle|il)(?: toujours| souvent| en riant)?(?=,|\s*$)"), ""),
    (re.compile(r"(?i),\s*(?:elle|il) (?:le |me l'|l')?(?:dit|répète|assure|jure|rappelle|a dit|a répété)(?: toujours| souvent| à \w+ \w+)?(?=,|\s*$)"), ""),
)  # fmt: skip
"""Signs and asides of notes, said plainly."""


def written_out(text: str) -> str:
    """A note as one would write it at a desk: no short forms, no shouting, straight apostrophes."""
    text = _SAID_TWICE.sub(r"\1", _FILLERS.sub("", re.sub(r"[’ʼ]", "'", text)))
    text = re.sub(r"(?i),?\s+(?:et |bon |ben )?(?:voilà(?: quoi)?|quoi voilà|c'est tout)\s*$", "", text)
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    text = _RESUMED.sub(
        lambda found: _taken_up(found) if not found["before"] or _ASKED_FOR.match(found["before"]) else found[0], text
    )
    text = _SHOUTED.sub(lambda found: found[0].lower() if found[0].lower() in _SMALL else found[0], text)
    return re.sub(r"(?<![\w'])[a-zè]{1,4}(?![\w'])", lambda found: _SHORT.get(found[0], found[0]), text)
