"""German: how a note's statement is retold to the contact. The phrases are in `said_de`, the grammar in `german`."""

from __future__ import annotations

import re

from service.drafting import german
from service.drafting.forms import GERMAN
from service.drafting.german import with_zu
from service.drafting.german_words import NOUNS, PARTICLES, SMALL, STRONG, WEAK
from service.drafting.notes import Statement
from service.drafting.tongues import foreign
from service.drafting.tongues.said_de import PHRASES
from service.drafting.tongues.voice import Retold, Voice

__all__ = ["PHRASES", "observation", "offer", "promise", "takeaway", "with_zu"]

_EXPLAINS = re.compile(r"\s*(?::|\s[–—-])\s+")
_ABOUT_SOMEBODY = re.compile(
    r"(?<![\wÀ-ÿ])(?:er|ihm|ihn|seine?[nmrs]?|sie|ihre?[nmrs]?|ihr|Ihnen|dein\w*|dich|dir|du)(?![\wÀ-ÿ])"
)
_MARK = "\x01"
_DEED = re.compile(r"(?:\w*ge\w+(?:t|en)|(?:be|ver|ent|er|zer|über|unter)\w+(?:t|en)|\w+iert)$")
_WORKS = frozenset(
    "arbeitet leitet forscht lehrt betreut entwickelt baut schreibt berät plant begleitet organisiert unterrichtet".split()
)
_MODAL = frozenset("will kann möchte muss soll wird würde könnte sollte darf lässt geht".split())
_OPINION = frozenset(
    "ist war sei wirkt wirkte scheint schien klingt klang sieht sah hat hatte muss will kann könnte möchte findet".split()
)


# --- what stayed ----------------------------------------------------------------------------------------------------


def takeaway(statement: Statement, voice: Voice) -> Retold | None:
    """A takeaway as something the contact said."""
    is_open = "open_" if not voice.is_known_speaker else ""
    if voice.foreign:
        return foreign.in_terms(f"take_{is_open}terms", statement, "und")
    if statement.kind == "story":
        return _story(statement.text, voice) if not is_open else None
    if statement.kind == "own":
        return _own_view(statement.text)
    text, reasons = _with_reason(statement.text)
    if _ABOUT_SOMEBODY.search(f"{text}{reasons['because']}") or _MARK in text:
        return None
    if statement.kind in {"advice", "activity"}:
        return Retold("take_open" if is_open else "take_advice", {"vp": _advice(text), **reasons})
    return _point(text, reasons, is_open) if statement.kind == "point" else _motto(statement, is_open)


_OPENS_CLAUSE = re.compile(
    r", (?:dass|weil|wenn|bevor|damit|obwohl|sobald|solange|nachdem|während|ob|falls|indem|sodass|sondern|aber|nicht|um|statt|ohne|d\w+|w\w+) "
)


def _with_reason(text: str) -> tuple[str, dict[str, str]]:
    """Takes a reason off: "früh anfangen: die Fristen sind kurz" says why."""
    head, *rest = _EXPLAINS.split(text, maxsplit=1)
    if not rest:
        head, tail = german.cut(text)
        rest = [tail.strip(" ,")] if tail and not _OPENS_CLAUSE.match(tail) else []
    reason = rest[0].strip(" .") if rest else ""
    if not reason or len(head.split()) < 2 or not german.subordinate(reason):
        return text, {"because": "", "aside": ""}
    small = german.small_start(reason)
    return head.strip(), {"because": f", denn {small}", "aside": f" ({small})"}


def _advice(text: str) -> str:
    """With zu, in the first person: "sich früh bewerben" → "mich früh zu bewerben"."""
    head, tail = german.cut(text)
    is_list = bool(tail) and german.is_infinitive(tail.split()[-1])
    said = with_zu(text) if is_list else f"{with_zu(head)}{tail}"
    return german.small_start(german.reflexive(said))


def _point(text: str, reasons: dict[str, str], is_open: str) -> Retold:
    """After "dass" where the order is sure, else as its own clause after a colon."""
    bare = text.removeprefix("dass ")
    that = bare if bare != text else german.subordinate(text)
    if that:
        return Retold(f"take_{is_open}that", {"that": that, **reasons})
    return Retold(f"take_{is_open}point", {"clause": text[0].upper() + text[1:], **reasons})


def _motto(statement: Statement, is_open: str) -> Retold | None:
    """A bare noun: "zu einer Hospitation", "erst Praxis, dann Master"."""
    text = statement.text
    if re.match(r"(?:zu|zum|zur) ", text):
        return Retold(f"take_{is_open}noun_advice", {"to": text})
    thing = re.match(r"(?:auch |noch )?(?P<article>den|die|das|einen|eine|ein) ", text, re.IGNORECASE)
    if thing and not is_open and re.search(r"(?i)empf[aoi]hl|empfohl", statement.quote):
        rel = {"einen": "den", "eine": "die", "ein": "das"}.get(
            thing["article"].casefold(), thing["article"].casefold()
        )
        return Retold("take_recommended", {"noun": german.small_start(text), "rel": rel})
    is_motto = bool(
        re.search(r", |\b(?:statt|vor|mehr|weniger|nie|immer|erst|nicht|kein\w*|ohne)\b", text, re.IGNORECASE)
    )
    if not is_motto and not statement.is_attributed:
        return None
    return Retold(f"take_{is_open}motto", {"clause": german.small_start(text)}) if len(text.split()) > 1 else None


def _own_view(text: str) -> Retold | None:
    """What the person learned or liked, in their own name."""
    bare = text.removeprefix("dass ")
    if _ABOUT_SOMEBODY.search(bare):
        return None
    that = bare if bare != text else german.subordinate(text)
    if that:
        return Retold("take_own_that", {"that": that})
    return None


def _story(text: str, voice: Voice) -> Retold | None:
    """What they did, told to them: "Sie hat bei der EZB angefangen" → "dass du bei der EZB angefangen hast"."""
    _, verb, rest = german.third_person(_with_subject(text))
    head = german.cut(rest)[0]
    is_done = verb in {"hat", "ist", "war", "hatte"} and bool(_DEED.search(head))
    is_past = (verb not in _OPINION and not verb.endswith("t")) or verb.endswith("te")
    if not (is_done or (is_past and verb not in _OPINION) or verb in _WORKS):
        return None
    that = spoken_to(text, voice)
    return Retold("take_story", {"that": that}) if that else None


def _with_subject(text: str) -> str:
    """A clause with its subject: "Schwankt zwischen …" is about the contact."""
    if any(german.third_person(text)):
        return text
    return f"{_MARK} {text[0].lower()}{text[1:]}"


def spoken_to(text: str, voice: Voice) -> str:
    """A clause about the contact after "dass", said to them; "" where it is not sure."""
    who, verb, rest = german.third_person(_with_subject(text))
    said = german.second_person(verb, voice.register) if verb else ""
    head, tail = german.cut(rest)
    last = head.split()[-1] if head else ""
    is_cluster = last in WEAK | set(STRONG) and verb not in _MODAL
    if not said or not rest or is_cluster:
        return ""
    after = german.dependent(tail, who, voice.register)
    words = german.to_reader(head, who, voice.register).split()
    if (
        after is None
        or (head and not words)
        or (re.search(r"\b(?:und|aber)\b", head) and any(german.is_finite(word) for word in words))
    ):
        return ""
    particle = words.pop() if words and words[-1] in PARTICLES and verb not in {"ist", "hat"} else ""
    reader = "du" if voice.register == "familiar" else "Sie"
    return " ".join([reader, *words, f"{particle}{said}"]) + after


# --- offers and promises ---------------------------------------------------------------------------------------------


def offer(statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    person = GERMAN.introduce.search(statement.text)
    if person:
        name = next(name for group, name in person.groupdict().items() if group.startswith("name") and name)
        asks = re.search(r"(?i)\b(?:frag\w*|zu fragen|vorher|zuerst|erst|ob|spricht|sprechen|redet)\b", statement.text)
        return Retold("offer_ask" if asks else "offer_introduce", {"name": re.sub(r"\bHerr\b", "Herrn", name)})
    if voice.foreign:
        return foreign.offer(statement)
    if statement.kind == "invitation":
        return _invitation(statement.text)
    if statement.is_direct:
        return _sent(re.sub(r"\s+zu$", "", statement.text))
    gift = re.match(
        r"(?:mir )(?P<thing>.+?) (?:zu )?(?:schicken|senden|mailen|zukommen lassen|zuschicken|zuzuschicken|zusenden|zuzusenden)$",
        statement.text,
    )
    if gift:
        return _sent(gift["thing"])
    return _kind_offer(statement.text, voice)


def _sent(thing: str) -> Retold | None:
    """A thing they will send, with its article; without the day they named."""
    thing = german.with_article(re.sub(r"^(?:noch |bis \w+ |morgen |heute |gern )+", "", thing.strip(" ,")))
    return Retold("offer_send", {"thing": thing}) if thing and not _ABOUT_SOMEBODY.search(thing) else None


def _kind_offer(text: str, voice: Voice) -> Retold | None:
    first = text.split(" ", maxsplit=1)[0].strip(",")
    if german.is_singular(first):
        that = spoken_to(text, voice)
        return Retold("offer_look", {"that": that}) if that else None
    if _ABOUT_SOMEBODY.search(text):
        return None
    head, tail = german.cut(text)
    if german.is_infinitive(head.split()[-1]):
        return Retold("offer_reuse", {"vp": f"{with_zu(head)}{tail}"})
    return Retold("offer_reuse", {"vp": text}) if re.search(r"\bzu \w+en$|\w+zu\w+en$", head) else None


def _invitation(text: str) -> Retold | None:
    if re.match(r"(?:zu|zum|zur) ", text):
        return Retold("invitation_to", {"to": text})
    if " offen" in text:
        return Retold("invitation", {"clause": text[0].upper() + text[1:]})
    that = german.subordinate(text if text.casefold().startswith("ich ") else f"ich {text[0].lower()}{text[1:]}")
    return Retold("invitation_that", {"that": that}) if that and not _ABOUT_SOMEBODY.search(that) else None


_CLAUSE = re.compile(r",\s+(?=(?:ob|dass|wenn|damit|weil|wie|wann|sobald)\b)")
"""What follows speaks of somebody in the third person; the promise holds without it."""


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return foreign.promise(statement)
    text = re.sub(r"^(?:(?:ihr|ihm|ihnen|dir|\x01)\s+)", "", statement.text.strip(" ,"), flags=re.IGNORECASE)
    text = _CLAUSE.split(text, maxsplit=1)[0].strip() if _ABOUT_SOMEBODY.search(text) else text
    if _ABOUT_SOMEBODY.search(text):
        text = german.to_reader(text, "er" if re.search(r"\b(?:ihm|ihn|sein\w*)\b", text) else "sie", voice.register)
    if not text or _MARK in text:
        return None
    sending = GERMAN.give.match(text)
    if sending:
        return _promised(re.sub(r"^(?:(?:und|noch) )+", "", sending["thing"]))
    bare = german.without_zu(text)
    if german.is_infinitive(german.cut(bare)[0].split()[-1]) and (
        bare != text or statement.is_verbal or not statement.is_direct
    ):
        return _done(bare)
    return _promised(text) if statement.is_direct or text[:1].isalpha() else None


def _promised(thing: str) -> Retold:
    """A thing to send, with its article where that is known; else it is named."""
    with_article = german.with_article(thing)
    return (
        Retold("promise", {"thing": with_article})
        if with_article
        else Retold("promise_named", {"named": thing, "thing": ""})
    )


def _done(text: str) -> Retold:
    if re.match(
        r"(?:mich |wieder |danach )*(?:bei \w+ )?(?:melden|berichten)\b|.*\b(?:berichten|kurz(?:en)? bericht)\b", text
    ):
        return Retold("promise_report")
    return Retold("promise_vp", {"vp": german.small_start(text), "thing": ""})


# --- the host's side -------------------------------------------------------------------------------------------------


def observation(statement: Statement, voice: Voice) -> Retold | None:
    """For the host: what they noticed of the other, or the things the other spoke of."""
    if voice.foreign:
        return foreign.in_terms("host_terms", statement, "und")
    between = re.match(
        r"(?i)(?:\x01 |sie |er )?(?:schwankt|überlegt|wählt|entscheidet)(?: noch| gerade)* (?P<choice>zwischen [^,.;]+)$",
        statement.text,
    )
    if between:
        return Retold("host_situation", {"situation": between["choice"]})
    if statement.kind == "story":
        that = spoken_to(statement.text, voice)
        return Retold("host_noticed_that", {"that": that}) if that else None
    known = [
        word
        for word in re.findall(r"[\wÀ-ÿ-]+", statement.text)
        if word[0].isupper() and word.casefold() not in NOUNS | SMALL
    ]
    return (
        foreign.in_terms("host_terms", statement, "und")
        if statement.gender and known and statement.kind == "remark"
        else None
    )
