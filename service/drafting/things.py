"""What is a promise about? Something to send, somebody to bring together with, somebody to ask, a time to find, or
something to do.

A *thing* is named by its head ("article", "list") and by what tells it from others of its kind ("on dispute calls").
Common heads have one name in all four languages, so that a promise noted in English is known again in a German mail.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from service.drafting import english
from service.drafting.language import STOP_WORDS, fold, stem, words
from service.drafting.timing import MONTHS, WEEKDAYS

Act = Literal["send", "introduce", "ask", "arrange", "do"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What a promise is about. Nothing at all is `heads`, `names` and `verb` empty: then no mail can keep it."""

    act: Act
    heads: tuple[str, ...] = ()
    """Stems or common names, all of which it takes to keep the promise."""
    marks: frozenset[str] = field(default=frozenset())
    """Stems of what tells it from others of its kind."""
    names: tuple[str, ...] = ()
    """First names, folded, of whom it speaks beside the two."""
    verb: str = ""

    @property
    def key(self) -> str:
        """The same for the same thing, however it is worded: act, heads, marks and names in a fixed order."""
        return " ".join([self.act, self.verb, *sorted(self.heads), "|", *sorted(self.marks), "|", *self.names])


def thing_of(text: str, language: str, known: frozenset[str] = frozenset()) -> Thing:
    """What the core of a promise ("send her the article on calls by Friday") is about. `known`: names of the two."""
    text = _without_days(text)
    names = tuple(name for name in _names(text) if name not in {fold(one) for one in known})
    if _INTRODUCING.search(text) and names:
        return Thing("introduce", names=names[:3])
    if _ASKING.search(text) and names:
        return Thing("ask", names=names[:1])
    heads, marks = _phrase(text, language)
    if _ARRANGING.search(text):
        return Thing("arrange", heads, marks)
    verb = _done(text)
    return Thing("do", heads, marks, names, verb) if verb else Thing("send", heads, marks, names)


def is_same(one: Thing, other: Thing) -> bool:
    """Whether two wordings speak of one thing: neither names what the other does not share."""
    if one.act != other.act or one.verb != other.verb:
        return False
    if one.act in {"introduce", "ask"}:
        return bool(set(one.names) & set(other.names))
    if not one.heads or set(one.heads) != set(other.heads):
        return False
    return not one.marks or not other.marks or bool(one.marks & other.marks)


# --- names --------------------------------------------------------------------------------------------------------

_AFTER_A_VERB = r"to|with|ask|asking|meet|call|frage|fragen|fragt|mit|bei|an|à|avec|a|con|preguntar|preguntarle|contactar|contacter|und|and|et|y"
_NAMED = re.compile(
    rf"\b(?:(?i:{_AFTER_A_VERB}))\s+(?:(?i:her|his|my|ihre[nrm]?|seine[nrm]?|meine[nrm]?|sa|son|ma|mon|su|mi|Herrn?|Frau|Dr\.?|Mr\.?|Ms\.?|Mme|M\.)\s+)*"
    r"(?P<first>[A-ZÀ-Þ][a-zà-ÿ'’-]+)"
)


def _names(text: str) -> Iterator[str]:
    """First names in the order they come: after a verb or a preposition; a German noun is no name."""
    seen: set[str] = set()
    for found in (*_NAMED.finditer(text), *_ASKED_LAST.finditer(text)):
        name = fold(found["first"])
        if name not in seen and name not in _NO_NAMES and not concept(name):
            seen.add(name)
            yield name


_ASKED_LAST = re.compile(
    r"\b(?!(?:Auch|Und|Dann|Noch|Erst|Mal|Bitte|Bei|Den|Die|Das)\b)(?P<first>[A-ZÄÖÜ][a-zà-ÿ'’-]+)(?:\s+[A-ZÄÖÜ][\w'’-]+)*(?:\s*\([^)]*\))?\s+(?:an|nach)?(?:zu)?(?:fragen|kontaktieren|anschreiben)\b"
)
_NO_NAMES = frozenset(
    "i the she he they ask friday monday linkedin sie ihnen ihr ihm ihn dir dich euch uns usted ustedes vous".split()
)


# --- what is done -------------------------------------------------------------------------------------------------

_INTRODUCING = re.compile(
    r"(?i)\b(?:introduc\w+|intro|in touch with|connect\w* (?:\w+ ){1,2}(?:with|to)|link \w+ (?:up )?with|put \w+ in (?:touch|contact)|"
    r"vorstell\w*|vorzustellen|bekannt ?(?:machen|zu machen|mache)|in kontakt|vernetz\w+|kontakt (?:zu|mit)|"
    r"présenter? \w*\s?à|me présenter|mettre? en (?:contact|relation)|mise en relation|"
    r"presentar\w*|pon(?:er|ga|erme|erle|erte)\w* en contacto|conectar\w*)"
)
_ASKING = re.compile(
    r"(?i)\b(?:ask|asking|check|checking|speak|talk|find out|have a word)\b|\b(?:frag(?:e|en|t)|nachfragen|rede|reden|sprechen|spreche|abklären)\b|"
    r"\b(?:demander|demande|voir avec|parler|en parler|vérifier auprès)\b|\b(?:preguntar\w*|hablar|consultar\w*)\b"
)
_ARRANGING = re.compile(
    r"(?i)\b(?:(?:calendar|meeting)? ?invit(?:e|ation)s?|schedule|set up (?:a|another|the) (?:call|meeting|chat|time)|find (?:a|another) (?:date|time|slot)|"
    r"kalendereinladung|termineinladung|termin (?:vorschlagen|finden|schicken|machen)|einladung|"
    r"invitation|caler|fixer un(?:e)? (?:date|rendez-vous)|proposer un(?:e)? (?:date|créneau)|"
    r"invitación|agendar|fijar una (?:fecha|cita)|proponer una fecha)\b"
)
DOING: dict[str, tuple[str, str]] = {
    "read": (r"read|reread|(?:durch)?les(?:e|en)|(?:re)?lire|(?:re)?leer(?:me|lo|la|los|las)?",
             r"read|reread|gelesen|lu|lue|lus|leído|leí"),
    "watch": (r"watch|anschauen|ansehen|regarder|ver(?:lo|la|me)",
              r"watched|angeschaut|angesehen|regardé|visto|vi"),
    "try": (r"try|try out|ausprobieren|essayer|probar",
            r"tried|ausprobiert|essayé|probado|probé"),
    "join": (r"join|register|sign up|enrol|enroll|apply|anmelden|einschreiben|bewerben|m['’]inscrire|s['’]inscrire|inscribirme|apuntarme",
             r"joined|registered|signed up|enrolled|applied|angemeldet|eingeschrieben|inscrite?|apuntad[oa]|inscrit[oa]|inscribí|apunté"),
    "visit": (r"visit|besuchen|visiter|visitar", r"visited|been to|besucht|visité|visitado"),
    "write": (r"write to|contact|get in touch with|reach out to|(?:an)?schreiben|kontaktieren|écrire à|contacter|escribir(?:le)? a|contactar",
              r"wrote to|written to|contacted|been in touch with|reached out to|(?:an)?geschrieben|kontaktiert|écrit à|contacté|escrito a|escribí a|contactado"),
}  # fmt: skip
"""What a person does themself: how a promise says it, and how a mail says that it is done."""


def _done(text: str) -> str:
    opening = " ".join(text.split()[:3]) + " … " + " ".join(text.split()[-1:])
    return next((name for name, (promised, _) in DOING.items() if re.search(rf"(?i)\b(?:{promised})\b", opening)), "")


# --- what it is about ---------------------------------------------------------------------------------------------

_CONCEPTS = {
    "article": "article articles artikel zeitungsartikel artículo artículos",
    "paper": "paper papers aufsatz fachartikel",
    "book": "book books buch bücher livre livres libro libros",
    "list": "list lists liste listen listes lista listas",
    "link": "link links url lien liens enlace enlaces",
    "slides": "slides slide deck folien foliensatz diapositives diapos diapositivas",
    "summary": "summary zusammenfassung résumé synthèse resumen",
    "notes": "notes notizen mitschrift apuntes notas",
    "photo": "photo photos picture pictures pic foto fotos bild bilder image images imagen imágenes",
    "video": "video videos vidéo vídeo recording aufnahme aufzeichnung enregistrement grabación",
    "template": "template templates vorlage vorlagen modèle gabarit plantilla plantillas",
    "report": "report reports bericht berichte rapport rapports informe informes",
    "minutes": "minutes protokoll protokolle procès-verbal acta",
    "draft": "draft drafts entwurf entwürfe brouillon borrador",
    "form": "form forms formular formulare formulaire formulario",
    "guide": "guide guides leitfaden merkblatt anleitung guía guías handout",
    "address": "address adresse anschrift dirección",
    "number": "number telefonnummer nummer numéro número",
    "contact": "contact contacts kontakt kontakte kontaktdaten coordonnées contacto contactos",
    "programme": "programme program programm programa",
    "recipe": "recipe rezept recette receta",
    "glossary": "glossary glossar glossaire glosario",
    "poster": "poster plakat affiche cartel",
    "name": "name names namen nom noms nombre nombres title titel titre título",
    "portfolio": "portfolio mappe porfolio",
}
_MARKS = {"read": "reading readings lese lektüre lecture lectures lectura lecturas"}
"""What commonly tells one of a kind from another, by one name too."""
_NAMED_MARKS = {stem(word): name for name, spelled in _MARKS.items() for word in spelled.split()}
_NAMED_HEADS = {fold(word): name for name, spelled in _CONCEPTS.items() for word in spelled.split()}
_SHORTEST_END = 4


@cache
def concept(word: str) -> str:
    """The common name of a head in any of the languages, "" for other words."""
    return _NAMED_HEADS.get(fold(word), "")


@lru_cache(maxsize=4096)
def parts_of(word: str) -> tuple[str, str]:
    """A word as head and mark: ("list", "lese") of "Leseliste"; (stem, "") of one that is not made of two."""
    folded = fold(word)
    if named := concept(folded):
        return named, ""
    for end in sorted(_NAMED_HEADS, key=len, reverse=True):
        first = folded.removesuffix(end)
        if len(end) >= _SHORTEST_END and first != folded and len(first) >= _SHORTEST_END - 1 and first.isalpha():
            return _NAMED_HEADS[end], _mark(first.removesuffix("s"))
    return _mark(word), ""


def _mark(word: str) -> str:
    found = stem(word)
    return _NAMED_MARKS.get(found, found)


_SENDING = frozenset(
    fold(word)
    for word in """send sending sent share sharing forward pass email e-mail mail text give lend show get drop post dig find write bring
    copy also too please promised promise promises kindly back over along via
    schicken schicke schickt senden sende sendet mailen maile teilen weiterleiten weiterzuleiten zukommen lassen geben zuschicken
    zuzuschicken zusenden zuzusenden heraussuchen nachreichen bringen per zu versprochen dass geschickt zugeschickt gesendet gemailt weitergeleitet haben worden
    envoyer enverrai enverra envoie transmettre partager donner passer communiquer faire suivre parvenir retrouver apporter lui leur envoyé envoyée transmis avoir
    enviar enviarle enviarte enviarme mandar mandarle mandarte mandarme pasar pasarle compartir dar darle reenviar hacer llegar facilitar buscar enviado mandado haberme haberle""".split()
)
_SMALL = frozenset(fold(word) for known in STOP_WORDS.values() for word in known) | frozenset(
    fold(word)
    for word in """finally endlich enfin fin nun comme como wie me you her him them it she he they this these those own my your his their mine one two three few some couple any
    ihr ihm ihnen dir mir ihn sie er ein eine einen einem einer kurz kurze kurzen neue neuen
    lui leur vous te me moi un une des quelques petit petite
    le les la lo los las un una unos unas mi mis su sus tu tus""".split()
)
_AFTER_THE_HEAD = frozenset(
    fold(word)
    for word in """of about on for from with to by that which where when whether we i you she he they at in so if over via
    über von zu zum zur für aus mit vom des im in am an bei das wir die der dass damit ob
    de du des d sur pour avec que qui dont où à dans
    sobre para del con que en al por""".split()
)
_ARTICLES = frozenset(
    "the a an das die der den dem ein eine einen le la les l un une des el los las una unos unas mon ma mes".split()
)
_HEAD_FIRST = frozenset({"fr", "es"})
_TOKEN = re.compile(r"[^\W\d_]+(?:[-][^\W\d_]+)*|[,;:()–—]")
_CLITIC = re.compile(r"(?i)\b(?:[cdjlmnst]|qu)['’](?=\w)")
_MOST_WORDS = 60


def _phrase(text: str, language: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The heads of the phrase that names the thing, and the marks around them."""
    heads: list[str] = []
    marks: list[str] = []
    for place, one in enumerate(_nouns(text)):
        head, rest = _head(one, language)
        if head and (not place or _is_named(head)):
            heads.append(head)
            marks += rest
        else:
            marks += [head, *rest] if head else rest
    return tuple(dict.fromkeys(heads)), frozenset(mark for mark in marks if mark and mark not in heads)


def _is_named(head: str) -> bool:
    """Whether a head has a name in all languages."""
    return head in _CONCEPTS


def _nouns(text: str) -> list[tuple[list[str], list[str]]]:
    """The phrases of a text as (words up to the first preposition, words after it), parted at "and"."""
    plain = _CLITIC.sub("", text.replace("’", "'"))
    found: list[tuple[list[str], list[str]]] = [([], [])]
    is_after = False
    for piece in _TOKEN.findall(plain)[:_MOST_WORDS]:
        folded = fold(piece)
        before, after = found[-1]
        if folded in {"and", "und", "et", "y", "e"}:
            if before:
                found.append(([], []))
                is_after = False
        elif piece in ",;:()–—" or (folded in _AFTER_THE_HEAD and folded not in _ARTICLES and before):
            is_after = bool(before)
        elif folded in _ARTICLES and before and not is_after:
            if len(before) == 1 and _is_verb(before[0]):
                before.clear()
            else:
                is_after = True
        elif folded not in _SMALL and folded not in _SENDING and len(folded) > 1:
            (after if is_after else before).append(piece)
    return [one for one in found if one[0]]


_INFINITIVE = re.compile(r"(?i)\w{2,}(?:er|ir|re|ar)(?:le|te|me|lo|la|los|las)?")


def _is_verb(word: str) -> bool:
    return english.is_verb(fold(word)) or bool(_INFINITIVE.fullmatch(fold(word)))


def _head(phrase: tuple[list[str], list[str]], language: str) -> tuple[str, list[str]]:
    before, after = phrase
    named = [word for word in before if parts_of(word)[0] in _CONCEPTS]
    if named:
        chosen = named[-1] if language not in _HEAD_FIRST else named[0]
    else:
        chosen = before[0] if language in _HEAD_FIRST else before[-1]
    head, own_mark = parts_of(chosen)
    rest = [_mark(word) for word in (*before, *after) if word is not chosen]
    return head, [own_mark, *rest] if own_mark else rest


_DAY = re.compile(
    rf"(?i)\b(?:(?:by|on|until|before|bis|am|avant|d['’]ici|le|el|antes del?|para el|due|this|next|nächsten?|kommenden?|end of(?: the)?)\s+)*"
    rf"(?:{'|'.join(sorted({name.casefold() for names in WEEKDAYS.values() for name in names}, key=len, reverse=True))}"
    rf"|tomorrow|today|tonight|week|weekend|month|morgen|heute|woche|wochenende|demain|semaine|mañana|hoy|semana"
    rf"|(?:\d{{1,2}}\.?\s*(?:de\s+)?(?:{'|'.join(sorted((one for one in MONTHS if len(one) > 2), key=len, reverse=True))})))\b"
)


def _without_days(text: str) -> str:
    return _DAY.sub(" ", text[:1000])


def stems_in(text: str) -> frozenset[str]:
    """Heads and marks of everything a sentence names."""
    found: set[str] = set()
    for word in words(_CLITIC.sub("", text.replace("’", "'"))):
        if fold(word) not in _SMALL and fold(word) not in _SENDING:
            found |= {one for one in parts_of(word) if one}
    return frozenset(found)
