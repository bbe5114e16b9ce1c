"""German: how a note's statement is retold to the contact. The phrases are in `said_de`, the grammar in `german`."""

from __future__ import annotations

import re
from dataclasses import replace

from service.drafting import german, german_nouns, german_promises, german_verbs
from service.drafting.forms import GERMAN
from service.drafting.german_verbs import with_zu
from service.drafting.german_words import NOUN_ENDING, NOUNS, OPENS, SMALL
from service.drafting.notes import Statement
from service.drafting.tongues import about_de, foreign, things_de
from service.drafting.tongues.said_de import PHRASES
from service.drafting.tongues.voice import Retold, Voice

__all__ = ["PHRASES", "observation", "offer", "promise", "takeaway", "with_zu"]

_EXPLAINS = re.compile(r"\s*(?::|\s[–—-])\s+")
_ABOUT_SOMEBODY = re.compile(
    rf"(?<![\wÀ-ÿ])(?:er|ihm|ihn|{german.HIS}|sie|ihre?[nmrs]?|ihr|Ihnen|dein\w*|dich|dir|du)(?![\wÀ-ÿ])"
)


# --- what stayed ----------------------------------------------------------------------------------------------------


def takeaway(statement: Statement, voice: Voice) -> Retold | None:
    """A takeaway as something the contact said."""
    is_open = "open_" if not voice.is_known_speaker else ""
    if voice.foreign:
        act = None if is_open else foreign.act(statement, "take_", "und")
        return act or foreign.in_terms(f"take_{is_open}terms", statement, "und")
    if _STRANGE.search(statement.text):
        return None
    if statement.kind == "story":
        return about_de.story(statement.text, voice) if not is_open else None
    if statement.kind == "own":
        return _own_view(statement.text)
    warned = re.fullmatch(r"(?P<from>v[ou]\w+ .+?) ab(?:,.*)?", statement.text)
    if warned and re.search(r"(?i)\br[äi]e?t\b", statement.quote) and not is_open:
        return Retold("take_warning", {"from": warned["from"]})
    text, reasons = _with_reason(statement.text, by_comma=statement.kind != "point")
    if _POINTS_BACK.match(text) or (not statement.is_attributed and _AT_HOME.search(text)):
        return None
    if _ABOUT_SOMEBODY.search(reasons["because"]):
        reasons = {"because": "", "aside": ""}
    head, tail = german.cut(text)
    if (
        tail
        and _ABOUT_SOMEBODY.search(tail)
        and not _ABOUT_SOMEBODY.search(head)
        and re.match(r", (?:sonst|denn|und dann|dann)\b", tail)
    ):
        text = head
    if _ABOUT_SOMEBODY.search(f"{text}{reasons['because']}") or about_de.MARK in text:
        return about_de.of_them(statement.text, voice) if statement.kind == "point" and not is_open else None
    if statement.kind in {"advice", "activity"}:
        vp = _advice(german_nouns.with_article_of_object(text))
        return Retold("take_open" if is_open else "take_advice", {"vp": vp, **reasons})
    if statement.kind == "point":
        is_event = not statement.is_attributed and _EVENT.search(text)
        return None if is_event else _point(text, reasons, is_open)
    return _motto(statement, is_open)


_AT_HOME = re.compile(
    r"(?i)^(?:(?:der|die|das|ein|eine) )?(?:hund|katze|kater|tochter|sohn|frau|mann|kinder|enkel\w*|baby|partner\w*|mutter|vater|oma|opa)\b[^,]*\b(?:heißt|heisst|ist|sind|wird|hat|haben|"
    r"studiert|geht|kommt|wohnt|lebt|war)\b"
)
"""Talk of family and pets."""
_POINTS_BACK = re.compile(
    r"(?:Da(?:mit|von|für|bei|durch|rum|zu|rauf|ran|gegen)|Deshalb|Deswegen|Darum|So|Dies|Das|Dann|Die|Der)(?= [a-zäöüß]+ (?!ist\b|war\b))(?= (?:ist|war|sind|muss|kann|soll|wird|hat|hilft|geht|macht|gilt|zählt|fand|findet|kommt|wurde)\b)",
    re.IGNORECASE,
)
"""It goes on from a sentence that is not there."""
_STRANGE = re.compile(r"[?!=<>→&*#@/\\\[\]{}]|\.\.|…|https?:")
_EVENT = re.compile(
    r"\b(?:war|waren|wurde|wurden|hatte|hatten|kam|kamen|ging|gingen|stand|standen|saß|ich|mir|mich|heute|gestern)\b",
    re.IGNORECASE,
)
_OPENS_CLAUSE = re.compile(
    r", (?:dass|weil|wenn|bevor|damit|obwohl|sobald|solange|nachdem|während|ob|falls|indem|sodass|sondern|aber|nicht|um|statt|ohne|d\w+|w\w+) "
)


_CAN_BE_REASON = re.compile(
    r", (?:sonst |(?!(?:denn|und|nie|nicht|nur|auch|besonders|vor|mit|ohne|trotz|lange|erst|am|im|bei|beim|egal|je|kein\w*|bis|ehe|statt|aber|sondern|oder|um|als|"
    r"dass|weil|wenn|bevor|damit|obwohl|sobald|solange|nachdem|während|ob|falls|indem|sodass|d\w+|w\w+)\b)\w)|, (?:man|das|es|die|der|dort|dann|da) "
)
_GIVES_REASON = re.compile(
    r", (?:das|die|der|dort|da|denn) (?:öffnet|hilft|zählt|spart|bringt|macht|zeigt|gibt|schafft|lohnt|ist|sind|wird|geht|kommt)\b"
)


def _with_reason(text: str, *, by_comma: bool) -> tuple[str, dict[str, str]]:
    """Takes a reason off: "früh anfangen: die Fristen sind kurz" says why."""
    head, *rest = _EXPLAINS.split(text, maxsplit=1)
    if not rest and by_comma:
        head, tail = german.cut(text)
        rest = [tail.strip(" ,")] if tail and (_CAN_BE_REASON.match(tail) or _GIVES_REASON.match(tail)) else []
    reason = rest[0].strip(" .") if rest else ""
    if re.search(r"\bzu \w+(?:en|ern|eln|tun)$|\w+zu\w+en$|\bzu tun$", reason):
        reason = ""
    if (
        reason
        and german_verbs.is_infinitive(reason.split()[-1])
        and german.verb_place(reason.split()) == len(reason.split()) - 1
    ):
        reason = ""
    if reason.startswith("sonst ") and len(head.split()):
        return head.strip(), {"because": f", denn {reason}", "aside": f" (denn {reason})"}
    if not reason or len(head.split()) < 2 or not german.subordinate(reason):
        return text, {"because": "", "aside": ""}
    small = german.small_start(reason)
    return head.strip(), {"because": f", denn {small}", "aside": f" ({small})"}


def _advice(text: str) -> str:
    """With zu, in the first person: "sich früh bewerben" → "mich früh zu bewerben"."""
    pieces = text.split(", ")
    said = ", ".join(_with_zu(piece, before) for before, piece in zip(["", *pieces], pieces, strict=False))
    two = re.fullmatch(
        r"(?P<one>[^,]+ zu \w+|[^,]+\w+zu\w+), (?P<two>(?!dann|nicht|aber|doch|und|nur|auch|erst|danach|nie|sondern)[^,]+ zu \w+)",
        said,
    )
    said = (
        f"{two['one']} und {two['two'][0].lower() if two['two'].split()[0].casefold() in SMALL else two['two'][0]}{two['two'][1:]}"
        if two
        else said
    )
    later = re.search(rf", (?:und zwar |auch )?{OPENS}\b.*$|, (?:was|wie|wer|wo|warum|womit)\b.*$", said)
    head, tail = (said[: later.start()], later[0]) if later else (said, "")
    pieces = re.split(r"(, | und )", german.small_start(head))
    said = "".join(german.reflexive(piece) if _TAKES_ZU.search(piece) else piece for piece in pieces)
    return f"{said}{tail}"


_TAKES_ZU = re.compile(r"\bzu [a-zäöüß]+$|[a-zäöüß]zu[a-zäöüß]{3,}$")


def _with_zu(piece: str, before: str) -> str:
    """One piece of it; a clause with its own verb, or a reason, takes no zu. Behind a noun "das …" is such a clause."""
    is_relative = (
        bool(before) and _RELATIVE.match(piece) and not german_verbs.is_infinitive(before.rsplit(maxsplit=1)[-1])
    )
    is_verbal = not before or german_verbs.is_known_infinitive(piece.rsplit(maxsplit=1)[-1])
    return with_zu(piece) if is_verbal and not _OPENS_PIECE.match(piece) and not is_relative else piece


_RELATIVE = re.compile(r"(?:(?:in|mit|auf|von|bei|aus|zu|an|für) )?d(?:er|ie|as|en|em|essen|eren)\b")
_OPENS_PIECE = re.compile(
    rf"(?:(?:aber|und|nur|auch|selbst|erst|außer|zumindest) )*(?:{OPENS}|ehe|bis|was|wie|wer|wo|warum|welche\w*|womit|wofür|denn|sonst|damit)\b"
)


def _point(text: str, reasons: dict[str, str], is_open: str) -> Retold | None:
    """After "dass" where the order is sure, else as its own clause after a colon."""
    text = german_nouns.with_article_of_subject(text)
    bare = text.removeprefix("dass ")
    if re.match(r"(?:wie|warum|was|wo|welche\w*) .*[a-zäöüß]$", text) and german_verbs.is_finite(
        german.cut(text)[0].split()[-1]
    ):
        return None if is_open else Retold("take_how", {"how": text})
    that = bare if bare != text else german.subordinate(text)
    if that:
        return Retold(f"take_{is_open}that", {"that": that, **reasons})
    if not german.is_whole(text):
        return None
    clause = re.sub(r": (?=[a-zäöüA-ZÄÖÜ])", " – ", text)
    return Retold(f"take_{is_open}point", {"clause": clause[0].upper() + clause[1:], **reasons})


def _motto(statement: Statement, is_open: str) -> Retold | None:
    """A bare noun: "zu einer Hospitation", "erst Praxis, dann Master"."""
    text = statement.text
    if re.match(r"(?:zu|zum|zur) ", text):
        return Retold(f"take_{is_open}noun_advice", {"to": text})
    thing = re.match(r"(?:auch |noch )?(?P<article>den|die|das|einen|eine|ein) ", text, re.IGNORECASE)
    if thing and not is_open and re.search(r"(?i)empf(?:iehl|ahl|ohl|ehl)|ans Herz gelegt|nahegelegt", statement.quote):
        rel = {"einen": "den", "eine": "die", "ein": "das"}.get(
            thing["article"].casefold(), thing["article"].casefold()
        )
        return Retold("take_recommended", {"noun": german.small_start(text), "rel": rel})
    if statement.kind != "motto" and not statement.is_attributed:
        return None
    return Retold(f"take_{is_open}motto", {"clause": german.small_start(text)}) if len(text.split()) > 1 else None


def _own_view(text: str) -> Retold | None:
    """What the person learned or liked, in their own name."""
    liked = re.fullmatch(
        r"(?P<thing>.+?) (?:(?:sehr|besonders|richtig) )?(?:gut|spannend|interessant|toll|hilfreich|schön|klasse)", text
    )
    if liked:
        noun = german_nouns.nominative(liked["thing"])
        return Retold("take_own", {"noun": noun}) if noun and not _ABOUT_SOMEBODY.search(noun) else None
    bare = text.removeprefix("dass ")
    if _ABOUT_SOMEBODY.search(bare):
        return None
    that = bare if bare != text else german.subordinate(text)
    if that:
        return Retold("take_own_that", {"that": that})
    return None


# --- offers and promises ---------------------------------------------------------------------------------------------


def offer(statement: Statement, voice: Voice) -> Retold | None:
    """What the contact offered or invited to."""
    person = None if _GIFT.search(statement.quote) else GERMAN.introduce.search(statement.text)
    if person and _is_name(
        next(name for group, name in person.groupdict().items() if group.startswith("name") and name)
    ):
        name = next(name for group, name in person.groupdict().items() if group.startswith("name") and name)
        asks = re.search(r"(?i)\b(?:frag\w*|zu fragen|vorher|zuerst|erst|ob|spricht|sprechen|redet)\b", statement.text)
        return Retold("offer_ask" if asks else "offer_introduce", {"name": re.sub(r"\bHerr\b", "Herrn", name)})
    if voice.foreign:
        return foreign.offer(statement)
    if _STRANGE.search(statement.text):
        return None
    if _GIFT.search(statement.quote):
        that = about_de.spoken_to(statement.text, voice)
        return Retold("thanks_that", {"that": that}) if that else None
    if statement.kind == "invitation":
        return _invitation(statement.text)
    if statement.is_direct:
        return _sent(re.sub(r"\s+zu$", "", statement.text), voice)
    gift = re.match(
        r"(?:mir )(?P<thing>.+?) (?:zu )?(?:schicken|senden|mailen|zukommen lassen|zuschicken|zuzuschicken|zusenden|zuzusenden)$",
        statement.text,
    )
    if gift:
        return _sent(gift["thing"], voice)
    return _kind_offer(statement.text, voice)


_GIFT = re.compile(
    r"(?i)^(?:\W|\w+ )?(?:hat mir|gab mir|lieh mir|schenkte mir|zeigte mir|schickte mir)\b(?!.*\b(?:angeboten|versprochen)\b)"
)


def _is_name(text: str) -> bool:
    """Whether a capital word is no common noun: "Kollegen" is nobody's name."""
    first = text.rsplit(maxsplit=1)[-1].casefold()
    return first not in NOUNS and not re.search(rf"{NOUN_ENDING}$", first)


def _sent(thing: str, voice: Voice) -> Retold | None:
    """A thing they will send, with its article; without the day they named."""
    thing = german_nouns.with_article(
        re.sub(r"^(?:noch |bis \w+ |morgen |heute |gern )+", "", german.cut(thing.strip(" ,"))[0])
    )
    thing = german.to_reader(thing, about_de.sex_of(thing), voice.register) if thing else ""
    return Retold("offer_send", {"thing": thing}) if thing else None


def _given_with_article(found: re.Match[str]) -> str:
    thing = german_nouns.with_article(found["noun"])
    return f"mir {thing}" if thing else found[0]


def _kind_offer(text: str, voice: Voice) -> Retold | None:
    text = re.sub(r"\bmir (?P<noun>[A-ZÄÖÜ][a-zäöüß]{4,})(?= [a-zäöü])", _given_with_article, text)
    text = f"{text[0].lower()}{text[1:]}"
    first = text.split(" ", maxsplit=1)[0].strip(",")
    if german_verbs.is_singular(first):
        that = about_de.spoken_to(text, voice)
        return Retold("offer_look", {"that": that}) if that else None
    text = german.to_reader(text, about_de.sex_of(text), voice.register) if _ABOUT_SOMEBODY.search(text) else text
    if not text or _ABOUT_SOMEBODY.sub("", text) == "":
        return None
    head, tail = german.cut(text)
    if german_verbs.is_infinitive(head.split()[-1]):
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


_SECOND = re.compile(r"(?:,| und|,? oder) (?:sie|er|es|ihn|dann)\b|, ")


def _spoken_to(text: str, voice: Voice) -> str:
    """What is done with the contact, said to them: "ihn am Montag anrufen" → "dich am Montag anrufen"."""
    you = "dich" if voice.register == "familiar" else "Sie"
    if german_promises.TO_PERSON.search(text):
        text = re.sub(r"^(?:sie|ihn)\b", you, text)
    return german.to_reader(text, "er" if re.search(r"\b(?:ihm|ihn|sein\w*)\b", text) else "sie", voice.register)


def promise(statement: Statement, voice: Voice) -> Retold | None:
    """What the person will do for the contact."""
    if voice.foreign:
        return things_de.promise(statement) or foreign.promise(statement)
    to_them = re.match(r"(?i)(?:ihr|ihm|ihnen|dir|\x01)\s+", statement.text.strip(" ,"))
    text = statement.text.strip(" ,")[to_them.end() if to_them else 0 :]
    head, *tail = _CLAUSE.split(text, maxsplit=1)
    text = head.strip() if tail and _ABOUT_SOMEBODY.search(tail[0]) else text
    if _ABOUT_SOMEBODY.search(text):
        text = _spoken_to(text, voice) or _spoken_to(_SECOND.split(text, maxsplit=1)[0], voice)
    names = "|".join(map(re.escape, sorted(voice.names, key=len, reverse=True))) or "(?!)"
    text = re.sub(rf" an (?:dich|Sie|\x01|{names})(?= bis | am |,|$)", "", text)
    if not text or about_de.MARK in text or _STRANGE.search(text):
        return None
    wanted = re.match(r"(?P<thing>mein\w* .+?) (?:sehen|lesen|haben|bekommen|ansehen|anschauen|hören)$", text)
    if wanted and re.search(r"(?i)\b(?:möchte|will|hätte|würde|wünscht)\b", statement.quote):
        return Retold("asked", {"thing": wanted["thing"]})
    if not _IS_PLEDGED.search(statement.quote) and not statement.is_direct and not statement.is_verbal:
        return None
    sending = GERMAN.give.match(text)
    if sending and not re.search(r"\bzu \w+en\b|\bund (?:Ihnen|dir)\b", sending["thing"]):
        return _promised(re.sub(r"^(?:(?:und|noch) )+", "", sending["thing"]))
    bare = german_verbs.without_zu(text)
    if german_verbs.is_infinitive(german.cut(bare)[0].split()[-1]) and (
        bare != text or statement.is_verbal or not statement.is_direct
    ):
        is_given = to_them or (
            _GIVES.search(german.cut(bare)[0])
            and " und " not in bare
            and not re.search(r"\b(?:dir|Ihnen|dich|Sie|mich|mir|bei|für|mit)\b", bare)
        )
        return _done(f"{_to_you(voice)} {bare}" if is_given else bare)
    return _promised(text) if statement.is_direct or text[:1].isalpha() else None


_GIVES = re.compile(
    r"(?:zeigen|geben|nennen|bringen|leihen|schreiben|erklären|erzählen|sagen|heraussuchen|raussuchen|weiterleiten|ausdrucken|kopieren|besorgen|reichen|schicken|laden|stellen)$"
)
"""What is done to somebody, whom a note in telegram style leaves out."""
_IS_PLEDGED = re.compile(
    r"(?i)\b(?:ich|ihr|ihm|ihnen|versprach|versprochen|zugesagt|versprechen|zusage|to-?\s?do|werde|muss|will|möchte|wollte|bat|gebeten|melde|leite|gebe|bringe|besorge|leihe|zeige|schreibe|berichte|reiche)\b|\\x01"
)
"""What makes it a promise to them, rather than a thing on a list."""


def _to_you(voice: Voice) -> str:
    return "dir" if voice.register == "familiar" else "Ihnen"


def _promised(thing: str) -> Retold | None:
    """A thing to send, with its article where that is known; else it is named."""
    if re.search(r":|\b(?:ich|hab|habe)\b", thing):
        return None
    with_article = german_nouns.with_article(thing)
    return (
        Retold("promise", {"thing": with_article})
        if with_article
        else Retold("promise_named", {"named": thing, "thing": ""})
    )


def _done(text: str) -> Retold:
    if re.fullmatch(
        r"(?:(?:mich|dir|Ihnen|wieder|danach|hinterher|später|kurz|gern|mal|davon|darüber|noch) )*(?:bei (?:dir|Ihnen) )?(?:melden|berichten)|.*\bkurz(?:en)? bericht\b.*",
        text,
    ):
        return Retold("promise_report")
    return Retold("promise_vp", {"vp": german.small_start(text), "thing": ""})


# --- the host's side -------------------------------------------------------------------------------------------------


_INVERTED = re.compile(
    r"(?P<field>(?:Bei|Beim|Im|In|Am|Über|Vor|Von|Auf|An|Mit|Richtig|Ganz|Besonders|Sehr|Wirklich)\b[^,]*?) (?P<verb>[a-zäöüß]+) (?P<who>er|sie|\x01)\b(?P<rest>[^,]*)"
    r"(?P<when>, (?:als|sobald|wenn) .*)?"
)
"""Where or when comes first: "Beim Intonieren strahlt er richtig"."""
_GLOWS = re.compile(
    r"(?i)\b(?:hellwach|wach|aufmerksam|lebendig|feuer und flamme|strahlt\w*|blüht\w*|leuchte\w*|begeister\w*|brennt|brannte|lebt\w*|glänz\w*|sprudel\w*|fragt(?:e)? (?:klug|gut|genau)\w*|hört(?:e)? (?:gut|genau))"
)
_DOUBTS = re.compile(
    r"(?i)\b(?:nicht|kein\w*|weg|angst|ängst\w*|unsicher\w*|zweifel\w*|zögert\w*|traut\w*|schwach\w*|fehl\w*|überfordert|frustriert|will|möchte|muss|sollte|müde|nervös\w*)\b"
)
"""What a host keeps to herself: doubts, and what somebody wants to get away from."""


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
    inverted = _INVERTED.match(statement.text) if statement.kind == "point" else None
    if inverted and german_verbs.is_singular(inverted["verb"]):
        field = inverted["field"][0].lower() + inverted["field"][1:]
        told = f"{inverted['who']} {inverted['verb']} {field}{inverted['rest']}{inverted['when'] or ''}"
        return observation(replace(statement, kind="story", text=told), voice)
    if statement.kind == "story":
        that = (
            ""
            if _DOUBTS.search(statement.text) or about_de.PRIVATE_LIFE.search(statement.text)
            else about_de.spoken_to(statement.text, voice)
        )
        role = "host_noticed_glow" if _GLOWS.search(statement.text) else "host_noticed_that"
        return Retold(role, {"that": that}) if that else None
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
