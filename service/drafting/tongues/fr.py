"""French: how a note's statement is retold to the contact, to a vous or a tu. The phrases are in `said_fr`."""

from __future__ import annotations

import re
from functools import partial

from service.drafting import french_notes, french_told
from service.drafting.forms import FRENCH
from service.drafting.notes import Statement
from service.drafting.tongues import foreign, romance
from service.drafting.tongues.romance import Grammar
from service.drafting.tongues.said_fr import PHRASES
from service.drafting.tongues.voice import Retold, Voice

_THIRD = re.compile(r"(?i)\b(?:elle|lui|eux|il(?! (?:faut|y a|est (?:important|utile|bon|possible|rare))))\b|\x01")
_OF_OTHERS = re.compile(
    r"(?i)(?<=\b(?:un|le|la) )(?P<noun>[^,;]+?)\b(?:ce qu'|où |s'|comment |si )(?:elle|il)\b|\bchaque (?P<each>[^,;]+?)\b(?:ce qu'|où |s'|comment |si |quand )(?:elle|il)\b|\b(?:une? |le |la |l')[^,;]+?(?:, [^,;]+?)?\b(?:ce qu'|où )(?:elle|il)\b"
)
"""Of whom an "elle" speaks that is not the contact: "demander à chaque client ce qu'il a essayé"."""
_VOWEL = r"(?:[aeiouyàâéèêëîïôùûœ]|h(?!aut|uit|éros|andicap|arcel|asard))"
_BESIDE = re.compile(r"(?i)\b(?P<by>avec|chez|pour|sans|vers|à|de|sur|après|auprès de)\s+(?:elle|lui|eux)\b")
_OBJECT = re.compile(
    r"(?i)^(?:la\s|le\s|l')\s*(?=(?:tenir au courant|tenir informée?|rappel|recontact|remerci|appel|invit|relanc|inform|préven|revoir|retrouver|rencontr|tiens|recroise))"
)


def _de(phrase: str) -> str:
    """Infinitive with de: "lire X" is "de lire X", "écouter" is "d'écouter"."""
    first, *more = re.split(r"(,\s+|\s+(?:et|puis|ou)\s+)", re.sub(r"^(?:de |d'(?!abord))", "", romance.lower(phrase)))
    said = _after_de(first)
    for link, rest in zip(more[::2], more[1::2], strict=True):
        said += f"{link}{_after_de(rest) if french_notes.is_infinitive(rest) else rest}"
    return said


def _after_de(text: str) -> str:
    return f"d'{text}" if re.match(rf"(?i){_VOWEL}", text) else f"de {text}"


def _que(clause: str) -> str:
    text = re.sub(r"^(?:que |qu')", "", clause)
    return f"qu'{text}" if re.match(r"(?i)[aeiouàâéèêîôœ]|hab", text) else f"que {text}"


def _thing(text: str, familiar: bool) -> str:
    return _named(french_told.definite(text), familiar)


_CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}


def _named(text: str, familiar: bool) -> str:  # noqa: ARG001
    """What is theirs without saying whose: "ses débuts" is "les débuts"."""
    said = re.sub(r"(?i)\b(?:son|sa|ses)\s+\w[^,;]*", lambda found: french_told.definite(found[0]), text)
    return re.sub(r"\b(de|à) (les?) ", lambda found: f"{_CONTRACTED[found[1], found[2]]} ", said)


_GRAMMAR = Grammar(
    forms=FRENCH,
    conjunction="et",
    third=_THIRD,
    of_others=_OF_OTHERS,
    asks=re.compile(r"(?i)\b(?:demander|demandera|d['’]abord|parler|parlera)\b"),
    open_to=re.compile(r"\b(?:est|sont) (?:aussi )?ouvert"),
    promised=re.compile(r"(?i)\b(?:promi|promesse|engagée?\b|engagement|convenu)"),
    asked=re.compile(
        r"(?i)\bm['’]a (?:demandé|réclamé)\b|\bme (?:demande|réclame)\b|\b(?:veut|voudrait|aimerait|souhaite|attend) (?:(?:bien )?(?:voir|lire|recevoir|avoir|relire)\b|que j)"
    ),
    is_infinitive=french_notes.is_infinitive,
    advice=_de,
    that=_que,
    story=lambda text, familiar: french_told.story(text, familiar=familiar),
    thing=_thing,
    named=_named,
    theirs=lambda text, familiar: french_told.theirs(text, familiar=familiar),
    is_clause=lambda text: french_notes.shape_of(text)[0] == "point",
)
takeaway = partial(romance.takeaway, _GRAMMAR)
offer = partial(romance.offer, _GRAMMAR)
report = partial(romance.report, _GRAMMAR)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement, "et")
    role = romance.promise_role(_GRAMMAR, statement)
    familiar = voice.register == "familiar"
    text = _day_last(romance.lower(re.sub(r"^(?:de |d')(?=\w)", "", statement.text.strip(" ,"))))
    text = re.split(r",?\s+(?=(?:dès qu'|quand |une fois qu'|lorsqu')(?:elle|il)\b)", text, maxsplit=1)[0]
    gift = FRENCH.give.match(text)
    thing = _lent(_day_last(gift["thing"]), familiar=familiar) if gift else ""
    if thing and not _THIRD.search(thing):
        return Retold(role, {"thing": french_told.theirs(thing, familiar=familiar)})
    if re.search(r"(?i)^(?:je )?lui dois\b", statement.quote) and not french_notes.is_infinitive(text):
        return Retold("owe", {"thing": text})
    is_done = f"je {text[:9]}" in statement.quote.casefold()
    if not is_done and re.match(
        r"(?i)(?:le|la|les|l'|mon|ma|mes|un|une|des|deux|trois|quelques|\d+)\b(?! (?:lui|tenir|rappel|recontact|remerci|tiens)\b| (?:rappel|recontact|remerci))",
        text,
    ):
        return Retold(role, {"thing": french_told.theirs(text, familiar=familiar)})
    text = re.split(
        r",?\s+(?=(?:si |s'|pour qu'|afin qu'|dès qu'|quand |une fois qu'|lorsqu')(?:elle|il)\b)", text, maxsplit=1
    )[0]
    said = _to_them(text, familiar=familiar)
    if _THIRD.search(said) or _NOTHING.fullmatch(said):
        return None
    if french_notes.is_infinitive(said) or re.match(
        r"(?:vous|te|t')\s*(?:(?:les?|la|en|y)\s|l')?\w+(?:er|ir|re)\b", said
    ):
        return Retold(f"{role}_vp", {"vp": _for_them(said, familiar=familiar), "thing": ""})
    if re.match(r"(?:(?:vous|te)\s|t')?(?:(?:les?|la|en|y)\s|l')?\w+(?:rai|e|s)\b", said) and statement.is_direct:
        return Retold(f"{role}_clause", {"clause": f"j'{said}" if re.match(_VOWEL, said) else f"je {said}"})
    bare = _bare_thing(text, statement.quote)
    return Retold(role if bare["thing"] else f"{role}_vp", bare) if bare else None


_NOTHING = re.compile(
    r"(?i)(?:(?:vous|te)\s|t')?(?:envoyer|envoie|donner|donne|transmettre|transmets|passer|passe|apporter|apporte|prêter|prête|montrer|montre|rendre|rends)"
)
"""A gift that does not say what is given."""
_DAY_FIRST = re.compile(
    r"(?i)^(?P<when>(?:(?:dès|d'ici|avant) )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|ce soir|cette semaine|la semaine prochaine)(?: (?:matin|midi|soir|prochain))?),? "
    r"(?P<rest>(?:(?:mon|ma|mes|les?|la|une?|des|deux|trois|quelques)\b|l').+)$"
)


def _day_last(text: str) -> str:
    """What is given first, then when: "mardi ma fiche" is "ma fiche mardi"."""
    return _DAY_FIRST.sub(r"\g<rest> \g<when>", text)


def _for_them(vp: str, *, familiar: bool) -> str:
    """To whom something of theirs goes back: "ramener l'échelle" is "vous ramener l'échelle"."""
    return re.sub(
        r"^(?=(?:ramener|rendre|rapporter|retourner|restituer|renvoyer|envoyer|montrer|apporter|prêter)\b)",
        "te " if familiar else "vous ",
        vp,
    )


def _lent(text: str, *, familiar: bool) -> str:
    """What they lent or asked for: "qu'il m'a prêté" is "que vous m'avez prêté"."""
    return re.sub(r"(?i)\bqu'(?:elle|il) (m'|me l')a\b", r"que tu \1as" if familiar else r"que vous \1avez", text)


def _to_them(text: str, *, familiar: bool) -> str:
    """What means the contact, to them: "lui demander", "la rappeler", "avec elle", "son article"."""
    text = _lent(text, familiar=familiar)
    text = re.sub(rf"(?i)\b(?:le|la) lui (?={_VOWEL})", "lui l'", text)
    text = re.sub(r"(?i)\b(le|la|les) lui ", r"lui \1 ", text)
    text = _BESIDE.sub(lambda found: f"{found['by']} {'toi' if familiar else 'vous'}", text)
    text = _OBJECT.sub("te " if familiar else "vous ", text)
    text = re.sub(r"(?i)\blui\b", "te" if familiar else "vous", text)
    text = re.sub(rf"\bte (?={_VOWEL})", "t'", text)
    return french_told.theirs(text, familiar=familiar)


def _said_of_them(text: str, *, familiar: bool) -> str:
    return french_told.story(text, familiar=familiar) or french_told.habit(text, familiar=familiar)


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what the other spoke of, by its names."""
    if voice.foreign:
        return foreign.in_terms("host_terms", statement, "et")
    glow = _glow(statement.text, familiar=voice.register == "familiar")
    if glow:
        return Retold("host_noticed_glow", {"clause": glow, "que": _que(glow)})
    clause = _said_of_them(statement.text, familiar=voice.register == "familiar")
    return Retold("host_noticed_plain", {"clause": clause, "que": _que(clause)}) if clause else None


_GLOWS = re.compile(
    r"(?i)(?:^|,\s|\bet\s)(?:(?:elle|il|\x01)\s*)?(?:s'(?P<verb>illumin|anim|éclair|enflamm|émerveill|enthousiasm)e\b(?! pas\b|-)|"
    r"(?:(?:elle|il)\sa\s)?(?:(?:ses|les|des)\s)?yeux\s(?:qui\s)?(?P<eyes>brillent|pétillent|s'allument|s'illuminent)\b)\s(?P<rest>[^,;.]+)$"
)
"""Where somebody lit up, which is told to them; that they doubt is not."""


def _glow(text: str, *, familiar: bool) -> str:
    found = _GLOWS.search(text)
    if found is None:
        return ""
    rest = re.sub(
        r"(?i)\b(?:quand|lorsqu[e'])\s?(?:elle|il)\s(?P<verb>[^\W\d_]+)e\b",
        lambda when: f"quand {'tu' if familiar else 'vous'} {when['verb']}{'es' if familiar else 'ez'}",
        french_told.theirs(found["rest"], familiar=familiar),
    )
    if _THIRD.search(rest):
        return ""
    if found["eyes"]:
        return f"{'tes' if familiar else 'vos'} yeux {found['eyes']} {rest}"
    return f"tu t'{found['verb']}es {rest}" if familiar else f"vous vous {found['verb']}ez {rest}"


_THINGS = {
    "le": "modèle lien contact nom plan livre texte dossier document rapport programme catalogue compte podcast mail numéro code protocole schéma "
    "croquis glossaire formulaire calendrier résumé film gabarit guide tableau mémoire manuel portfolio tutoriel devis planning fichier croquis cours",
    "la": "liste fiche photo vidéo carte thèse brochure bibliographie lettre note recette référence page playlist grille notice présentation copie "
    "traduction revue documentation facture maquette vidéo",
    "l'": "adresse article annuaire exemple image enregistrement échantillon extrait invitation affiche étude exposé",
}
_ARTICLES = {word: article for article, words in _THINGS.items() for word in words.split()}
_LABELLED = re.compile(r"(?i)^\W*(?:moi|promi\w*|promesses?|(?:à|a) envoyer|de mon côté)\s*[:,]")


def _bare_thing(text: str, quote: str) -> dict[str, str] | None:
    """A thing noted without its article behind "moi :" or "promis :": what can be sent with one, else what is taken care of."""
    if (
        not _LABELLED.match(quote)
        or _THIRD.search(text)
        or french_notes.has_verb(text)
        or french_notes.is_infinitive(text)
    ):
        return None
    text = re.sub(
        r",\s+(?=(?:d'ici|avant|pour|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain)\b)",
        " ",
        romance.lower(text),
    )
    first = text.split(maxsplit=1)[0]
    article = _ARTICLES.get(first) or (
        "les" if first[:-1] in _ARTICLES and first.endswith(("s", "x")) else _by_ending(first)
    )
    if article:
        return {"thing": f"{article}{text}" if article == "l'" else f"{article} {text}"}
    return {"vp": f"m'occuper de ce point ({text})", "thing": ""}


def _by_ending(noun: str) -> str:
    """The article that its ending tells; "" where it does not, and for what nobody sends."""
    if noun in {"réunion", "rencontre", "conversation", "réservation", "inscription"} or not re.search(
        r"(?:tion|sion|ette|ure|ance|ence|té|age|ment|eau|isme|oir|ier)$", noun
    ):
        return ""
    if re.match(_VOWEL, noun):
        return "l'"
    return "la" if re.search(r"(?:tion|sion|ette|ure|ance|ence|té)$", noun) else "le"


__all__ = ["PHRASES", "observation", "offer", "promise", "report", "takeaway"]
