"""What must never leave: private parts of notes, and instructions that a mail or an invite smuggles in.

A *marker* is a word by which the person says "this stays with me" (PRIVATE, confidential, between us, vertraulich…).
It covers its sentence, or as far as the note says. Everything else is public to the draft. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service import machine_talk

_LABELS = (
    r"private|confidential|off[ -]the[ -]record|not for sharing|secret|personal|for me only|(?:for )?my eyes only|sensitive|"
    r"hush[ -]hush|(?:keep |kept )?(?:it |this |that )?to myself|not for (?:the |my |any |this )?(?:thank[ -]you|e-?mail|mail|draft|letter)(?: note)?|"
    r"privat|vertraulich|nur für mich|geheim|confidentiel(?:le)?|privée?|en privé|pour moi|secret|"
    r"confidencial|privad[oa]|en privado|s[oó]lo para mí|secreto|confidence|en confidence|hors micro|en off|off|entre nous|sous le sceau du secret|pour moi seule?|"
    r"(?:à )?ne pas (?:répéter|diffuser|partager|ébruiter)|bajo reserva|reservado|entre nosotr[oa]s|entre tú y yo|en confianza|de puertas adentro|"
    r"unter uns|unter vier augen|im vertrauen|nicht weitersagen|nicht weitergeben|inoffiziell|hinter vorgehaltener hand|streng geheim"
)
# A plain adjective ("private equity") is no marker: it must be shouted, labelled, in brackets, or said of something.
_SPELT = re.sub(r"(?<!\[) ", "[ ]", _LABELS)
_MARKER = re.compile(
    rf"""
      \b(?:PRIVATE|CONFIDENTIAL|PRIVAT|VERTRAULICH|CONFIDENTIEL(?:LE)?|PRIVÉE?|CONFIDENCIAL|PRIVADO|OFF[ ]THE[ ]RECORD)\b
    | (?i:\b(?:{_SPELT})\b[ ]*(?:!+|[:–—]|[ ]-[ ]))
    | (?i:[*_]{{1,2}}(?:{_SPELT})[*_]{{1,2}})
    | (?i:[\[(][ ]*(?:{_SPELT})\b[^\])]*[\])])
    | (?i:(?:^|[.!?\n][ ]*)(?:{_SPELT})[ ]*(?=[.\n]|$))
    | (?i:\b(?:from[ ]here|the[ ]rest|everything[ ]below|ab[ ]hier|alles[ ]weitere|la[ ]suite|à[ ]partir[ ]d'ici|lo[ ]que[ ]sigue|el[ ]resto)\b
        [^.\n]{{0,25}}\b(?:{_SPELT})\b)
    | (?i:\b(?:is|are|that's|it's|this[ ]is|stays?|strictly|ist|sind|bleibt|est|reste|c'est|es|queda)\b[ ]+(?:{_SPELT})\b)
    | (?i:\b(?:confidentially|in[ ]confidence|off[ -]the[ -]record|just[ ]between|between[ ](?:us|you[ ]and[ ]me)|
        unter[ ]uns|unter[ ]vier[ ]augen|im[ ]vertrauen|entre[ ]nous|en[ ]confidence|entre[ ]nosotr[oa]s|en[ ]confianza|de[ ]forma[ ]confidencial|
        hors[ ]micro|en[ ]off|sous[ ]le[ ]sceau|sous[ ]le[ ]manteau|confidentiellement|confidencialmente|vertraulich[ ](?:gesagt|erzählt|behandeln)|
        (?:ne[ ]veut|ne[ ]souhaite|ne[ ]voudrait|veut)[ ]pas[ ]que[ ](?:ça|cela|ce)[ ]se[ ]sache|(?:à|je|le|la|ça|cela)[ ]garde[r]?[ ](?:ça[ ]|cela[ ])?pour[ ](?:moi|soi)|(?:n['’]en|en)[ ]parler?[ ]à[ ]personne|personne[ ]ne[ ](?:le[ ])?sait|
        no[ ]quiere[ ]que[ ]se[ ]sepa|me[ ]lo[ ]guardo|no[ ](?:sale|salga)[ ]de[ ]aquí|no[ ](?:se[ ])?lo[ ](?:digas?|cuentes?|comentes?|repitas?)|no[ ](?:lo[ ])?sabe[ ]nadie|nadie[ ](?:más[ ])?lo[ ]sabe|bajo[ ](?:reserva|secreto)|
        behalte?[ ]ich[ ](?:für|bei)[ ]mi(?:ch|r)|wei(?:ß|ss)[ ](?:noch[ ]|sonst[ ])?niemand|soll[ ](?:noch[ ])?niemand[ ]wissen|darf[ ](?:noch[ ])?niemand|noch[ ]nicht[ ]offiziell|hinter[ ]vorgehaltener[ ]hand|
        (?:do[ ]not|don['’]t|not[ ]to(?:[ ]be)?|please[ ]do[ ]not|never)[ ](?:share|repeat|mention|forward|spread|quote|
            tell(?![ ]\w+[ ](?:what|how|to|when|why|where)\b)|pass(?![ ](?:on|up)[ ](?:an?|any|the)\b)|
            (?:put|write|say|use|include)[ ](?:(?:it|this|that)[ ])?in[ ](?:the|any|an|my)[ ](?:e-?mail|mail|thank|note|draft|letter))(?:ed)?\b|
        privately[ ](?:\w+[ ])?(?:told|said|mentioned|shared|admitted)|(?:told|said|mentioned|admitted)(?:[ ]me)?[ ]privately|
        (?:under|covered[ ]by)[ ](?:an?[ ])?(?:nda|embargo)|(?:trusted|entrusted)[ ]me[ ]with|
        keep[ ](?:this|it|that)[ ](?:to[ ](?:my|your)self|quiet|private|between)|
        (?:not|nicht)[ ](?:public|announced|weitersagen|weitergeben|öffentlich)|
        (?:has|have)(?:n['’]t|[ ]not)[ ](?:told|announced)|
        ne[ ]pas[ ](?:partager|répéter|dire|divulguer|ébruiter|mentionner|transmettre)|pas[ ]encore[ ](?:public|annoncé)|
        no[ ](?:compartir|contar|decir|repetir|divulgar|mencionar|comentar)\b|(?:aún|todavía)[ ]no[ ]es[ ]público)\b)
    """,
    re.VERBOSE,
)
_LABEL = re.compile(rf"(?i)\b(?:{_LABELS})\b")
_FILLER = re.compile(
    r"(?i)\b(?:nb|n\.b\.|note|very|strictly|super|top|streng|absolut|très|muy|estrictamente|strictement)\b"
)
_TO_THE_END = re.compile(
    r"(?i)\b(?:from here|the rest|everything (?:after|below)|all below|ab hier|alles weitere|der rest|"
    r"la suite|à partir d'ici|le reste|lo que sigue|a partir de aquí|el resto)\b"
)
_OF_ALL = re.compile(
    r"(?i)^\W*(?:all (?:of )?(?:this|that|it|the above)|everything (?:above|here|so far|(?:s?he|they) (?:said|told me)))\b"
)
"""What is said of the whole note so far: "All of this was in confidence"."""
_CLOSED = re.compile(r"(?is)\[\s*(private|confidential|privat|vertraulich|privé|privado)\s*\](.*?)\[\s*/\s*\1\s*\]")
_GOES_ON = re.compile(
    r"(?i)^\W*(?:(?:s?he|they|it|er|sie|es|das|il|elle|ils|ce|cela|[ée]l|ella|eso)\s+"
    r"(?:has|have|is|isn't|hasn't|haven't|does|doesn't|did|didn't|told|wants|will|would|hat|ist|will|weiß|a|est|n'a|n'est|"
    r"ha|está|es|no)\b|nobody|no one|niemand|personne|nadie|(?:please )?(?:do not|don't)\b|bitte nicht|ne pas|no se lo)"
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:\.(?=[^\s\"”’»)\]])[^.!?\n]*)*(?:[.!?]+(?:[)\]\"'”»]|[ \u00a0\u202f]»)*|\n|$)")
_ABBREVIATION = re.compile(
    r"\b(?:dr|drs|prof|mr|mrs|ms|mme|mlle|sr|sra|srta|st|vs|approx|ca|bzw|zw|evtl|ggf|usw|vllt|inkl|vgl|mind|bspw|Std|z\.\s?b|d\.\s?h|u\.\s?a|e\.g|i\.e|incl|nr|tel|"
    r"env|cf|aprox|uds?|núm|pág|p\.\s?ej|p\.\s?ex|jr|inc|ltd|co)\.$",
    re.IGNORECASE,
)
_SHORTHAND = re.compile(r"(?<=[a-zäöüß] )[vumf]\.$|\b(?:bzgl|betr)\.$")
"""German "fotos v. Umbau", "m. Frau Krüger": it goes on with a word, in the same line."""
_SHORT_DAY = re.compile(r"\b(?:Mo|Di|Mi|Do|Fr|Sa|So)\.$")
_SAME_CLAUSE = re.compile(r" (?!(?:ich|sie|er|es|wir|man)\b)[a-zäöüß]")
_INITIAL = re.compile(r"\b[A-ZÀ-Þ]\.$")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, by its places."""

    start: int
    end: int


_ORDINAL = re.compile(r"\b\d{1,2}\.\s*$")


_UNTIL = re.compile(r"\bbis(?: zum)? \d{1,2}\.\s*$")
_WORD_BACK = re.compile(r"\s*(?:Bescheid|Rückmeldung|Antwort|Nachricht)\b")
"""German "bis 15. Bescheid geben": a day without its month."""
_MONTH = re.compile(
    r"\s*(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)


def _goes_on(before: str, after: str) -> bool:
    """Whether the mark before ends an abbreviation, or a number in a date ("ab dem 26. nachholen"), and no sentence."""
    is_date = (
        _ORDINAL.search(before)
        and not before.endswith("\n")
        and (after.lstrip()[:1].islower() or _MONTH.match(after) or (_UNTIL.search(before) and _WORD_BACK.match(after)))
    )
    is_short = (_SHORTHAND.search(before) and re.match(r" \w", after)) or (
        _SHORT_DAY.search(before) and _SAME_CLAUSE.match(after)
    )
    return bool(is_date or is_short or _ABBREVIATION.search(before))


def sentences(text: str) -> list[Span]:
    """The sentences of a text, with their marks. A line is a sentence of its own; "Dr." ends none."""
    found: list[Span] = []
    for part in _SENTENCE.finditer(text):
        if not part[0].strip():
            continue
        if found and _goes_on(text[found[-1].start : found[-1].end], part[0]):
            found[-1] = Span(found[-1].start, part.end())
        else:
            found.append(Span(*part.span()))
    return found


def private_spans(text: str) -> list[Span]:
    """The parts of a note that the person keeps to themself, in order."""
    spans = [Span(*found.span()) for found in _CLOSED.finditer(text)]
    text = _CLOSED.sub(lambda found: " " * len(found[0]), text)
    parts = sentences(text)
    place = 0
    while place < len(parts):
        place = _take_sentence(text, parts, place, spans)
    return sorted(spans, key=lambda span: span.start)


def _take_sentence(text: str, parts: Sequence[Span], place: int, spans: list[Span]) -> int:
    """Adds what the sentence at `place` makes private; returns the place to go on from."""
    part = parts[place]
    sentence = text[part.start : part.end]
    marker = _MARKER.search(sentence)
    if marker is None:
        return place + 1
    if _OF_ALL.search(sentence):
        spans.append(Span(0, part.end))
        return place + 1
    if _TO_THE_END.search(sentence):
        spans.append(Span(part.start, len(text)))
        return len(parts)
    last = place
    if (
        place
        and _POINTS_BACK.match(sentence)
        and not re.search(r"\w", _POINTING.sub("", _without_marker(sentence, marker)))
    ):
        spans.append(parts[place - 1])
    elif _says_nothing_else(sentence, marker):
        # "(private)" after a sentence speaks of that one, "PRIVATE." or "Private:" before one of the next.
        if sentence.strip().startswith(("(", "[")) and place and text[parts[place - 1].end - 1] != "\n":
            spans.append(parts[place - 1])
        else:
            last = min(place + 1, len(parts) - 1)
    while last + 1 < len(parts) and _is_still_private(text, parts[last], parts[last + 1]):
        last += 1
    spans.append(Span(part.start, parts[last].end))
    return last + 1


def _is_still_private(text: str, part: Span, following: Span) -> bool:
    """The next sentence goes on about it, or this one only seemed to end ("J. Falk is leaving")."""
    if (
        _INITIAL.search(text[part.start : part.end].strip())
        and text[following.start : following.end].strip()[:1].isupper()
    ):
        return True
    return bool(_GOES_ON.match(text[following.start : following.end]))


_POINTS_BACK = re.compile(
    r"(?i)\W*(?:(?:tout\s)?(?:ça|cela|ceci)\b|c['’]est\b|(?:todo\s)?es[ot]o?\b|que\b|das\b|dies\b|bleibt\b|reste\b|queda\b)"
)
_POINTING = re.compile(
    r"(?i)c['’]est|\b(?:tout|ça|cela|ceci|reste(?:ra)?|rester|doit|todo|es[ot]o?|esto|que|quede|queda|debe|quedar|das|dies|bleibt|soll|bitte|nur|ist|es|est|strictement|muy|esto)\b"
)
"""A sentence of its own that speaks of the one before: "ça reste entre nous"."""


def _without_marker(sentence: str, marker: re.Match[str]) -> str:
    """What is said beside the marker and, "[confidential: funding ends]", behind it in its brackets."""
    inside = _LABEL.sub("", marker[0], count=1) if marker[0].startswith(("(", "[")) else ""
    return _FILLER.sub("", sentence[: marker.start()] + inside + sentence[marker.end() :])


def _says_nothing_else(sentence: str, marker: re.Match[str]) -> bool:
    return not re.search(r"\w", _without_marker(sentence, marker))


def private_parts(text: str) -> tuple[str, ...]:
    """The words of the private parts."""
    return tuple(text[span.start : span.end].strip() for span in private_spans(text))


def without_private(text: str) -> str:
    """The text with its private parts left out."""
    return _without(text, private_spans(text))


def _without(text: str, spans: Sequence[Span]) -> str:
    kept, place = [], 0
    for span in spans:
        kept.append(text[place : max(place, span.start)])
        place = max(place, span.end)
    return "".join([*kept, text[place:]]).strip()


def instructions(text: str) -> tuple[str, ...]:
    """What in somebody else's text speaks to a machine, as it stands and with its codes read: never to be repeated."""
    found = [one.said.strip() for one in machine_talk.not_to_be_taken_up(text)]
    return tuple(dict.fromkeys([*found, *(said for one in found for said in machine_talk.decoded(one))]))


def without_instructions(text: str) -> str:
    """A text without what in it speaks to a machine, or asks for what no draft does by itself."""
    return machine_talk.without(text, machine_talk.not_to_be_taken_up(text))
