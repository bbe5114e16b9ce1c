"""German nouns: their capitals where a note was typed without, their articles, and the commas between clauses.

A noun is known by its place after an article, by its ending, or from the list; a gender by the end of the word. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from service.drafting.german_verbs import is_finite, is_infinitive, is_participle, is_singular, particle_cut
from service.drafting.german_words import (
    ADJECTIVES,
    BEFORE_NOUN,
    DETERMINERS,
    NOUN_ENDING,
    NOUNS,
    OPENS,
    SMALL,
    STRONG,
    UNDECLINED,
    WEAK,
)

_PARTICIPLE = re.compile(r"(?:\w*ge|ver|be|ent|er|zer|emp|miss)\w+(?:en|t)")
_DECLINED = re.compile(r".{2,}(?:en|er|es|em|e)$")
_WORD = re.compile(r"[\wÀ-ÿ’'-]+")


def written_out(text: str) -> str:
    """A note typed without capitals and commas, with them; anything else unchanged."""
    found = _WORD.findall(_SHORT_DAY.sub(" ", text))
    is_small = len(found) > 2 and not any(word[0].isupper() and not word.isupper() for word in found[1:])
    text = _unabbreviated(text)
    if is_small:
        text = _large(text)
        text = _PARALLEL.sub(r"\1, nicht", text)
        text = re.sub(
            r"(?<=[\wÀ-ÿ]) (?=(?:sondern|aber|denn) |sonst [a-zäöüß]+ (?:man|es|ich|sie|er|der|die|das|wird)\b)",
            ", ",
            text,
        )
    return re.sub(
        rf"(?<=[\wÀ-ÿ])(?<!\bals)(?<!\bund)(?<!\boder)(?<!\baber)(?<!\bnur)(?<!\berst)(?<!\bauch)(?<!\bsondern)(?<!\bdenn)(?<!\bselbst)(?<!\bsogar)(?<!\bimmer)(?<!\bkurz)(?<!\bnoch)(?<!\bdoch)(?<!\ballem)(?<!\baußer)(?<!\bbesonders) (?={OPENS} )",
        ", ",
        text,
    )


_SHORT = {"u": "und", "m": "mit", "f": "für", "bzgl": "bezüglich"}
_DAYS = {"mo": "Montag", "di": "Dienstag", "mi": "Mittwoch", "do": "Donnerstag", "fr": "Freitag", "sa": "Samstag"}
_SHORT_DAY = re.compile(
    r"\b(?P<before>(?:[Bb]is|[Aa]m|[Aa]b|[Ss]pätestens|(?:nächst|kommend|dies)en)) (?P<day>[Mm]o|[Dd]i|[Mm]i|[Dd]o|[Ff]r|[Ss]a)(?:\.(?! [A-ZÄÖÜ])|\b(?![.-]))"
)
_OPEN_STILL = re.compile(
    r"(?i)(?<=[\wÀ-ÿ]) \((?=[^)]*\b(?:nix|nichts?|unsicher|vorbehalt|fraglich|offen|abwarten|mal (?:sehen|schauen))\b)[^)]{,40}\)"
)
_ONE = re.compile(r"(?<=\bmal )1 (?:(?=(?P<he>Tag|Monat|Abend|Vormittag|Nachmittag)\b)|(?=Woche\b|Stunde\b|Schicht\b))")
_PLURAL = re.compile(r"\bden (?P<noun>[a-zäöüß]{3,}(?:ern|eln))\b(?! \w+en [A-ZÄÖÜ]| [A-ZÄÖÜ])")
_MADE = re.compile(r"^(?P<noun>[a-zäöüß]{4,})(?= (?:selber|selbst) )")


def _unabbreviated(text: str) -> str:
    """With what a phone makes short as words: "bis Mi", "Fotos v. Umbau"; "ob … (noch nix fix)" says it by its "ob"."""
    text = re.sub(r"\b(?:zw\.|zw(?= ))", "zwischen", text)
    text = re.sub(r"(?<=[a-zäöüß] )(u|m|f|bzgl)\.(?= \w)", lambda found: _SHORT[found[1]], text)
    text = re.sub(r"(?<=[a-zäöüß] )v\. (?P<noun>[\wÀ-ÿ-]+)", _of, text)
    text = _SHORT_DAY.sub(lambda found: f"{found['before']} {_DAYS[found['day'].casefold()]}", text)
    text = _ONE.sub(lambda found: "einen " if found["he"] else "eine ", text)
    text = _OPEN_STILL.sub("", text) if re.search(r"\bob ", text) else text
    text = _PLURAL.sub(lambda found: f"den {_as_noun(found['noun'])}", text)
    return _MADE.sub(lambda found: _as_noun(found["noun"]), text)


def _of(found: re.Match[str]) -> str:
    """What "v." stands for before a noun of known gender, an article or a title; else as it was typed."""
    noun = found["noun"]
    article = _article_of(noun.casefold())
    if noun.casefold() in DETERMINERS or noun in {"Frau", "Herrn", "Dr", "Prof"}:
        return f"von {noun}"
    if not article or (article == "die" and _MANY.search(noun)):
        return found[0]
    return f"{'von der' if article == 'die' else 'vom'} {_capital(noun)}"


_MANY = re.compile(r"(?:s|en|bilder|texte|beispiele|kontakte)$")


def _as_noun(word: str) -> str:
    """With its capital, where it cannot be an adverb ("richtig selber") or a verb."""
    is_known = word in WEAK or word in STRONG or word in ADJECTIVES or word in SMALL - NOUNS
    is_adverb = bool(re.fullmatch(rf"{UNDECLINED}|.*(?:st|stens)|gestern|modern|nüchtern", word))
    return word if is_known or is_adverb else _capital(word)


_PARALLEL = re.compile(
    r"\b((?:aus|von|in|im|am|vom|beim|durch|mit) (?:[a-zäöüß]+ )?[A-ZÄÖÜ]\w+) nicht(?= (?:aus|von|in|im|am|vom|beim|durch|mit)\b)"
)


def _large(text: str) -> str:
    """Nouns with their capital: by their place after an article or preposition, by their ending, or known."""
    nouns = set(_noun_places(text))
    return "".join(_capital(piece) if at in nouns else piece for at, piece in _pieces(text))


def _capital(noun: str) -> str:
    """With the second half of "s-bahn" too."""
    return "-".join(part[:1].upper() + part[1:] for part in noun.split("-"))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for found in re.finditer(r"[\wÀ-ÿ’'-]+|[^\wÀ-ÿ]+", text):
        is_word = bool(re.match(r"[^\W\d_]", found[0]))
        yield (at if is_word else -1), found[0]
        at += is_word


def _noun_places(text: str) -> Iterator[int]:
    found = [piece for at, piece in _pieces(text) if at >= 0]
    for at, word in enumerate(found):
        is_listed = word in NOUNS and not (word in WEAK or word in STRONG)
        is_compound = "-" in word and bool(_article_of(word))
        if is_listed or is_compound or re.search(rf"\w{{2,}}{NOUN_ENDING}$", word):
            yield at
        elif word in BEFORE_NOUN and (head := _head(found, at)):
            yield head
        elif text[:1].islower() and _must_be_noun(word):
            yield at


def _must_be_noun(word: str) -> bool:
    """Whether a small word can be nothing else that these lists know: neither a verb nor an adjective nor a small word."""
    is_known = word in SMALL or word in DETERMINERS or is_finite(word) or is_infinitive(word) or is_participle(word)
    stem = re.sub(r"(?:en|er|es|em|e|st|ste|sten)$", "", word)
    is_adjective = (
        stem in ADJECTIVES
        or word in ADJECTIVES
        or bool(re.fullmatch(rf"{UNDECLINED}|(?:{UNDECLINED[:-1]})(?:e|en|er|es|em)$", word))
    )
    is_mine = word.endswith("e") and (f"{word}n" in WEAK or f"{word}n" in STRONG)
    is_verbal = bool(re.search(r"(?:iert|ert|elt|igt|llt|nnt|te|ten|ern|eln|st)$", word))
    return len(word) > _SHORTEST_NOUN and word.isalpha() and not (is_known or is_adjective or is_mine or is_verbal)


_SHORTEST_NOUN = 4


def _head(found: list[str], opener: int) -> int:
    """Where the noun of a phrase stands that begins at `opener`; 0 = nowhere."""
    best = 0
    for at in range(opener + 1, min(opener + 4, len(found))):
        word = found[at]
        if found[opener] == "am" and word.endswith("sten"):
            break
        is_verb = is_finite(word) and not (at == opener + 1 and found[opener] in DETERMINERS and word in NOUNS)
        if (
            (
                word in SMALL - NOUNS
                and word not in {"ersten", "besten", "anderen", "nächsten", "letzten", "erste", "beste", "andere"}
            )
            or is_verb
            or re.fullmatch(UNDECLINED, word)
        ):
            break
        if (
            best
            and is_infinitive(word)
            and (word in WEAK or word in STRONG or particle_cut(word, dict.fromkeys([*WEAK, *STRONG], "")))
        ):
            break
        if (
            is_participle(word) or (found[opener] in {"ihr", "ihm"} and _PARTICIPLE.fullmatch(word))
        ) and word not in NOUNS:
            break
        best = at
        if not _DECLINED.fullmatch(word):
            break
    is_adjective = best and re.sub(r"(?:en|er|es|em|e)$", "", found[best]) in ADJECTIVES
    return 0 if is_adjective else best


def nominative(thing: str) -> str:
    """A thing that stands in the accusative, as a subject; "" where an adjective would have to change too."""
    found = re.match(r"(?P<article>den|einen|meinen) (?=[A-ZÄÖÜ])", thing)
    if found:
        return {"den": "der", "einen": "ein", "meinen": "mein"}[found["article"]] + thing[found.end() - 1 :]
    return thing if re.match(r"(?:die|das|eine|ein|wie) ", thing) else ""


def with_article(thing: str) -> str:
    """A thing in the accusative with its article: "Merkblatt Forstpraktikum" → "das Merkblatt Forstpraktikum".

    "" when it has none and its gender is not known.
    """
    lead = re.match(
        r"(?:(?:bis|am|in|nach|noch|gern|heute|morgen|spätestens|nächste|diese|kommende) (?:\w+ (?=bis|am|[a-zäöü]))?(?:zum |zur |der |dem )?(?:[A-ZÄÖÜ]\w+|\d+\.?(?: [A-ZÄÖÜ]\w+)?)? ?)+",
        thing,
    )
    start = thing[: lead.end()] if lead and lead.end() < len(thing) else ""
    rest = thing[len(start) :]
    first = rest.split(" ", maxsplit=1)[0].casefold().strip(",")
    if first in DETERMINERS or first in SMALL or first.isdigit() or rest.startswith(("„", '"', "http")):
        return thing
    if re.match(r"[a-zäöüß]+(?:e|en|es|em|er) ", rest):
        return ""
    for word in _WORD.findall(rest)[:2]:
        article = _article_of(word.casefold())
        if article:
            named = re.sub(rf"(?<![-\w]){re.escape(word)}", _capital(word), rest, count=1)
            return f"{start}{article} {named}"
    return ""


_LONG = 7
"""Letters from which on a noun is a thing that can be counted, mostly: "Tagessatz", not "Zeit"."""
_UNCOUNTED = frozenset(
    """statistik netzwerk material erfahrung werkzeug handwerk abschluss englisch technik geduld bewegung erholung verantwortung vorbereitung
    ordnung kleidung nahrung begeisterung leidenschaft freundschaft gesundheit sicherheit freiheit ehrlichkeit pünktlichkeit höflichkeit
    disziplin motivation kommunikation dokumentation organisation information konzentration praktikum buchhaltung weiterbildung bildung
    wirtschaft wissenschaft gesellschaft qualität kreativität flexibilität realität mathematik informatik physik musik politik""".split()
)
"""Long nouns that stand without an article as often."""
_GOT = re.compile(
    r"(?:suchen|finden|kaufen|bauen|aufbauen|schreiben|gründen|machen|belegen|absolvieren|anfragen|beantragen|besorgen|führen|anlegen|haben|nehmen|fertigmachen|organisieren|leihen)$"
)
_GOES_WITHOUT = frozenset("hospitieren anfangen beginnen arbeiten gehen einsteigen mitlaufen".split())
_ADJECTIVE_ENDING = {"es": "das", "en": "den", "e": "die"}
_INDEFINITE = {"das": "ein", "den": "einen", "die": "eine"}


def _is_many(noun: str, article: str) -> bool:
    """Whether a noun of the lists is a plural: "Unterlagen", "Fotos", and not "Ordner" or "Kurs"."""
    return bool(
        re.search(
            r"(?:en|bilder|texte|beispiele|kontakte|daten|infos)$"
            if article == "die"
            else r"(?:fotos|videos|links|podcasts)$",
            noun,
        )
    )


def with_article_of_object(text: str) -> str:
    """Advice in telegram style with the article of the thing it begins with: "Tabelle zuerst prüfen" → "die Tabelle …".

    After an adjective, and of what one gets or makes, it is "ein". Unchanged where the gender is not known.
    """
    found = re.match(
        r"(?:(?P<adj>[A-ZÄÖÜa-zäöüß][a-zäöüß]+?(?P<end>es|en|e)) )?(?P<noun>[A-ZÄÖÜ][a-zäöüß]{3,})(?= [a-zäöü])(?! und | oder | als )",
        text,
    )
    if (
        found is None
        or (found["adj"] and found["adj"].casefold() in SMALL | DETERMINERS)
        or (found["adj"] is None and len(found["noun"]) < _LONG)
    ):
        return text
    noun = found["noun"].casefold()
    article = _article_of(noun)
    if not article or _is_many(noun, article) or noun in WEAK or noun in STRONG or noun in _UNCOUNTED:
        return text
    if found["adj"]:
        fits = _ADJECTIVE_ENDING[found["end"]] == article
        return f"{_INDEFINITE[article]} {text[0].lower()}{text[1:]}" if fits else text
    verb = re.split(r"[,:]", text)[0].rsplit(maxsplit=1)[-1]
    if verb in _GOES_WITHOUT:
        return text
    return f"{_INDEFINITE[article] if _GOT.fullmatch(verb) else article} {text}"


def with_article_of_subject(text: str) -> str:
    """A main clause in telegram style with the article of its subject: "Ausbildung dauert …" → "Die Ausbildung dauert …"."""
    found = re.match(r"(?P<noun>[A-ZÄÖÜ][a-zäöüß]{6,}) (?=(?P<next>[a-zäöüß]+))", text)
    if (
        found is None
        or found["noun"].casefold() in WEAK | _UNCOUNTED
        or _MANY.search(found["noun"])
        or found["next"] in {"und", "oder", "kann", "muss", "wird"}
    ):
        return text
    known = _article_of(found["noun"].casefold())
    article = (
        "" if _is_many(found["noun"].casefold(), known) else {"die": "Die", "das": "Das", "den": "Der"}.get(known, "")
    )
    first = next((word for word in re.split(r"[,:]", text)[0].split()[1:] if is_finite(word)), "")
    return (
        f"{article} {text}"
        if article and is_singular(first) and not re.search(rf"{first} (?:man|ich|wir|es)\b", text)
        else text
    )


def with_subject_article(sentence: str) -> str:
    """A clause in telegram style, as a sentence: "S-Bahn steht" is "Die S-Bahn steht"; unchanged where there is an article or the gender is not known."""
    first, _, rest = sentence.partition(" ")
    article = {"die": "Die", "das": "Das", "den": "Der"}.get(_article_of(first.casefold()), "")
    is_bare = first[:1].isupper() and first.casefold() not in SMALL | DETERMINERS and is_singular(rest.split(" ")[0])
    return f"{article} {sentence}" if article and is_bare else sentence


@cache
def _article_of(noun: str) -> str:
    for article, heads in _HEADS.items():
        if noun.endswith(heads):
            return article
    return ""


_HEADS = {
    "die": (
        "ung", "keit", "heit", "schaft", "tion", "tät", "liste", "adresse", "nummer", "vorlage", "übersicht", "studie", "arbeit", "datei",
        "tabelle", "broschüre", "mail", "skizze", "grafik", "karte", "mappe", "frage", "unterlagen", "folien", "notizen", "fragen", "links",
        "bilder", "fotos", "daten", "texte", "seiten", "zahlen", "informationen", "infos", "beispiele", "artikeln", "kontakte", "adressen", "aufnahme", "zusage", "stelle", "bahn", "sitzung", "fähre",
        "biografie", "statistik", "bahn", "fähre", "ausgabe", "anleitung", "probe", "seite",
        "frist", "bewerbungsfrist", "regel", "kopie", "vorlesung", "rohfassung", "fassung", "sammlung", "checkliste", "packliste", "zeitung", "zeitschrift", "quelle", "kursunterlagen", "lernkarten",
        "buchung", "visitenkarte", "einladung", "empfehlung", "bewertung", "zeichnung", "aufgabe", "hilfe", "idee", "lösung", "methode", "technik",
        "reise", "strecke", "route", "schicht", "station", "abteilung", "redaktion", "werkstatt", "praxis", "klinik", "schule", "lehre",
        "ausbildung", "prüfung", "probezeit", "abendschule", "meisterschule", "meisterprüfung", "hand", "woche", "stunde", "pause", "kamera", "maschine",
        "software", "sprache", "bühne", "galerie", "küche", "kasse", "firma", "kanzlei", "apotheke",
    ),
    "das": (
        "blatt", "protokoll", "buch", "programm", "video", "foto", "skript", "zeugnis", "konzept", "portfolio", "beispiel", "formular",
        "exposé", "gutachten", "paper", "papier", "kapitel", "bild", "dokument", "pdf", "diagramm", "interview", "stipendium", "examen", "zertifikat", "volontariat", "praktikum", "studium", "taxi", "auto", "manuskript", "rezept",
        "muster", "fenster", "modell", "projekt", "handout", "poster", "inhaltsverzeichnis", "heft",
        "objektiv", "lawinenbuch", "werk", "tagebuch", "drehbuch", "handbuch", "labor", "museum", "archiv", "büro", "ingenieurbüro", "architekturbüro",
        "handwerk", "netzwerk", "team", "angebot", "gespräch", "treffen", "ehrenamt", "amt", "tiefbauamt", "traineeprogramm", "jahr", "semester",
        "zimmer", "atelier", "studio", "theater", "werkzeug", "gerät", "spiel", "album", "plakat", "kleid", "bier", "brot",
        "holz", "metall", "material", "geld", "honorar", "gehalt", "konto", "gesetz", "urteil", "gebiet", "fach", "thema",
        "problem", "ziel", "netz", "system", "archiv", "lied", "stück", "konzert", "glossar", "lexikon", "wörterbuch", "lehrbuch",
        "kochbuch",
    ),
    "den": (
        "artikel", "platz", "abschluss", "preis", "zug", "bus", "flug", "link", "bericht", "entwurf", "lebenslauf", "kontakt", "plan", "text", "podcast", "leitfaden", "aufsatz", "beitrag",
        "vortrag", "brief", "essay", "namen", "abriss", "auszug", "fragebogen", "katalog", "kalender", "termin", "vertrag", "code",
        "blogbeitrag", "newsletter", "ordner", "überblick", "film", "ablauf", "vorschlag", "antrag",
        "kurs", "paläographiekurs", "dienst", "streifendienst", "nachtdienst", "prototyp", "hopfenversuch", "versuch", "datensatz", "tagessatz", "schlüssel", "kasten",
        "experimentierkasten", "untergrund", "mietvertrag", "kaufvertrag", "arbeitsvertrag", "rhythmus", "schnitt", "teig", "lack", "stil", "ton", "takt",
        "markt", "laden", "hof", "garten", "wald", "betrieb", "beruf", "alltag", "weg", "einstieg", "umgang", "stoff",
        "jagdschein", "schein", "führerschein", "ausweis", "stundenplan", "dienstplan", "businessplan", "zeitplan", "fall", "kunde", "stammtisch", "verein",
        "verband", "chor", "club", "vorstand", "abend", "tag", "monat", "stempel", "stift", "test", "rat", "tipp",
        "hinweis", "gedanken", "satz", "absatz", "roman", "krimi", "comic", "song", "clip", "trailer", "pitch", "bescheid",
        "befund", "schlafsack", "helm", "anzug", "hut", "mantel", "rucksack",
    ),
}  # fmt: skip
