"""German promises and offers in the forms that people jot them down in, put as `forms` can read them.

"Von mir kriegt er die Adresse", "Kopie an sie", "schulde ihm noch den Datensatz", "hinterher soll ich ihm sagen, welcher
Fall …" and "meine Karten möchte sie haben" all say what the person will do. Which thing "es" is, is told by what stands
before it. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.drafting import german_nouns, german_verbs
from service.drafting.german import cut, lowered
from service.drafting.german_words import AUXILIARIES, NOUNS, PARTICLES

_TO = r"(?:ihr|ihm|ihnen|dir|euch)"
_WHO = r"(?:sie|er|\x01)"
_THEM = re.compile(rf"(?:\b(?:{_TO}|Ihnen|dich|sie|ihn|seine?[nmrs]?|ihre[nmrs]?)\b|\x01)")
_LEAD = re.compile(
    r"(?i)^(?:nachtrag|p\.?s\.?|heute|morgen|danach|hinterher|später|dann|offen|noch offen|(?:(?:soll|darf) ich )?nicht vergessen|merken|aufgabe|hausaufgabe|nächster schritt|bis \w+|"
    r"(?:nächste|diese|kommende) woche|am \w+|wichtig|to-?\ ?do|für mich|erinnerung|reminder|denk dran|dran denken|wiedervorlage)\s*(?::|\s[–—-]\s)\s*(?=.)"
)
_ICH = re.compile(
    rf"(?i)^(?:ich|von mir|meinerseits|(?:für )?mich)(?:\s*(?:[:=>→]|\s[–—-])\s*| )(?:an )?(?P<to>{_TO}|sie|ihn|\x01)\s*(?:[:–—-]\s*)?(?P<rest>\S.*)$"
)
_SWORN = re.compile(
    r"(?i)(?:,|\s[–—-]|\s\()\s*(?:das )?(?:(?:hab(?:e)? ich )?(?:versprochen|zugesagt)|mach(?:e)? ich(?: gern)?|ich habe? (?:ja|zu)\w* ?gesagt|"
    r"(?:die|das|den) (?:schicke|sende|maile) ich|wie (?:besprochen|versprochen|vereinbart|abgemacht|zugesagt))(?: ihr| ihm)?\)?$"
)
_GETS = re.compile(
    rf"(?i)^(?:von mir (?:kriegt|bekommt|erhält|braucht) {_WHO} |{_WHO} (?:kriegt|bekommt|erhält|braucht) (?:von mir )?(?:noch )?(?=(?:.*\bvon mir\b)|mein))(?P<thing>.+)$"
)
_GETS_FROM_ME = re.compile(rf"(?i)^{_WHO} (?:kriegt|bekommt|erhält|wartet auf) von mir (?:noch )?(?P<thing>.+)$")
_OWED = re.compile(
    rf"(?i)^(?:ich )?(?:(?:schulde?|schuld) (?:{_TO}|\x01)|bin (?:{_TO}|\x01)(?= .*schuldig$)) (?:noch |auch )*(?P<thing>.+?)(?: schuldig)?$"
)
_DRINK = re.compile(r"(?i)(?:kaffee|bier|tee|wein|essen|kuchen|stück torte|runde|eis)\b")
_FOR_THEM = re.compile(
    r"(?i)^(?P<thing>(?!dank|gruß|grüße|frage)[^,]+?) (?:an|für) (?:sie|ihn|\x01)(?P<when>(?: \S+)*)$"
)
_WANTED = re.compile(
    rf"(?i)^(?P<mine>mein\w* .+?) (?P<verb>will|möchte|wollte|würde|hätte) {_WHO} (?:auch |noch |unbedingt |sehr )*(?:gern\w* )?(?P<end>sehen|lesen|haben|hören|bekommen|anschauen|ansehen|probieren|kosten)$"
)
_ASKED = re.compile(
    rf"(?i)^(?:{_WHO} )?(?:möchte|will|wollte|hätte|würde|wünscht sich)(?: auch| noch| unbedingt| gern\w*| mal)* (?P<mine>mein\w* .+?)(?: (?P<end>sehen|lesen|haben|hören|bekommen|anschauen|ansehen|probieren|kosten))?$"
)
_PLEDGED = re.compile(
    rf"(?i)^(?:(?:und|also) )?(?:ich )?(?:hab(?:e)?|hatte) (?:(?:{_TO}|\x01) )?(?:noch |auch )?(?:versprochen|zugesagt|gesagt|angeboten),? (?:(?P<that>dass )ich (?P<do>.+)|ich (?P<now>.+))$|"
    r"^(?:(?:versprochen|zugesagt|vereinbart|ausgemacht|abgemacht|verabredet)(?: ist| war| haben wir)?,? )?dass ich (?P<short>.+)$"
)
_PLEDGE = r"(?:versprochen|zugesagt|angekündigt)"
_SO_PLEDGED = re.compile(
    rf"(?i)^(?:ich )?hab(?:e)? (?:{_TO}|\x01) (?!{_PLEDGE})(?P<thing>[^,]+?) {_PLEDGE}$|^{_PLEDGE} hab(?:e)? ich(?: {_TO}| \x01)? (?P<first>[^,]+)$|"
    rf"^{_TO} hab(?:e)? ich (?P<fourth>[^,]+?) {_PLEDGE}$|^(?P<last>[^,]+?) hab(?:e)? ich(?: {_TO}| \x01)? {_PLEDGE}$"
)
"""A thing that was promised: "habe ihm die Liste versprochen", "versprochen habe ich einen Bericht"."""
_SETTLED = re.compile(
    rf"(?i)^(?:{_PLEDGE}|vereinbart|ausgemacht|abgemacht|verabredet)\s*[:–-]\s*(?P<rest>.*\bich\b.*)$"
)
_NAMED = re.compile(r"(?i)^(?:(?:meine )?zusage|(?:mein )?versprechen)(?: von mir| meinerseits)?\s*:\s*(?P<thing>.+)$")
_GOES_TO = re.compile(
    rf"(?i)^(?P<thing>(?:(?:den|die|das|eine?n?|meine?n?) )?[^,]+?) (?:bekommt|kriegt|erhält) {_WHO}(?: von mir| noch| dann)*(?P<when>(?: (?:bis|am|im|nach|morgen|heute|vor)\b.*)?)$"
)
_LIKED = re.compile(
    rf"(?i)^(?P<thing>[^,]+?) (?:hat {_WHO} sich (?:noch )?gewünscht|hätte {_WHO} (?:auch |noch )?gern\w*(?: gehabt| mal)?|(?:will|möchte|wollte) {_WHO} (?:auch |noch |unbedingt |gern\w* )*(?:haben|sehen|lesen|bekommen))$"
)
_OF_MINE = re.compile(
    rf"(?i)^(?:{_WHO} )?(?:hätte (?:auch |noch )?gern\w*|wünscht sich|bittet um|bat um) (?P<thing>(?:den|die|das|eine?n?) (?:.+ )?mein\w* [^,]+?)(?: haben| gehabt)?$"
)
_THAT_I = re.compile(
    rf"(?i)^(?:{_WHO} )?(?:will|möchte|wollte|wünscht sich|hätte gern\w*|bat|bittet|hofft|erwartet|freut sich),? (?:darum, )?(?:dass|wenn) ich (?P<do>.+)$"
)
_OPINION = frozenset(
    """finden denken glauben wissen kennen mögen verstehen haben sein dürfen können bekommen kriegen brauchen lernen sehen hören meinen
    lieben hassen bewundern beneiden schätzen vermuten fürchten hoffen fühlen merken erinnern vertrauen treffen heißen bleiben gehören
    gefallen leben wohnen arbeiten studieren stehen sitzen vergessen verlassen beobachten bedauern bereuen zweifeln staunen ärgern freuen""".split()
)
_MODAL = frozenset("soll muss werde will möchte wollte sollte müsste".split())
_POSTING = re.compile(r"\b(?:posten|texten|simsen|whatsappen|rüberschicken|durchgeben)$")


_ALLOWED = re.compile(
    r"^(?P<field>(?:Bei|Beim|Im|Am|Zur|Zum|In|Ab|An|Nach|Nächste|Morgen|Dann|Vielleicht)\b[^,]*?) (?P<verb>darf|dürfte) ich (?P<rest>.+)$"
)
_FRONTED = re.compile(
    rf"^(?P<whom>Mir|Mich) (?P<verb>hat|will|möchte|kann|würde|schickt|gibt|zeigt|leiht|nimmt) (?P<who>{_WHO}) "
)
"""The person comes first: "Mir hat er angeboten, …"."""
_TELLS = re.compile(
    r"(?i)\b(?:schreib|erzähl|sag|bericht|meld|zeig|erklär)\w* (?:ihr|ihm)(?: (?:dann|noch|auch|danach|gern|kurz|morgen))?(?= (?:wie|was|wann|wo|warum|welche\w*|wer|ob)\b)|"
    r"\b(?:ihr|ihm) (?:\w+ )?(?:schreiben|erzählen|sagen|berichten|zeigen|erklären)(?= (?:wie|was|wann|wo|warum|welche\w*|wer|ob)\b)"
)
"""What is told follows, without a comma where it was typed in haste."""


def written_out(text: str) -> str:
    """A piece of a note with its signs as words, and a promise in one of the plain forms."""
    said = _TELLS.sub(r"\g<0>,", german_nouns.written_out(text))
    said = _ALLOWED.sub(
        lambda found: f"ich {found['verb']} {found['field'][0].lower()}{found['field'][1:]} {found['rest']}", said
    )
    said = _FRONTED.sub(lambda found: f"{found['who']} {found['verb']} {found['whom'].lower()} ", said)
    return _promised(said) or said


def _promised(text: str) -> str:
    """What the person will do, as "ich schicke ihm …" or "ich werde ihm …"; "" where nothing is promised."""
    bare = _SWORN.sub("", text).strip()
    is_sworn = bare != text.strip()
    led = _LEAD.sub("", bare)
    body = led if re.match(rf"(?i)(?:{_TO}|ich|mein|an (?:sie|ihn))\b", led) else bare
    settled = _SETTLED.match(body)
    if settled:
        return _by_verb(settled["rest"], is_sworn=True)
    is_to_do = german_verbs.is_infinitive(cut(body)[0].split()[-1]) and not re.match(
        r"(?i)(?:(?:und|also) )?(?:ich )?hab", body
    )
    if (
        is_to_do
        and ":" not in body
        and _INFINITIVE_TO_THEM.search(cut(body)[0])
        and not any(
            german_verbs.is_singular(word.casefold()) or word.casefold() in _MODAL for word in cut(body)[0].split()
        )
    ):
        return f"ich werde {body}"
    if re.match(rf"(?i)(?:{_TO}) (?:die|den|das|eine?n?|meine?n?) ", body) and not any(
        map(_is_a_verb, cut(body)[0].split()[2:])
    ):
        return _sent(body.split(" ", 1)[1])
    return (
        _noted(body)
        or _wished(body)
        or _by_verb(body, is_sworn=is_sworn)
        or (_POSTING.sub("schicken", body) if body != bare else "")
    )


_ARTICLE = re.compile(r"(?i)(?:den|die|das|eine?n?|meine?n?) ")


def _is_a_verb(word: str) -> bool:
    return german_verbs.is_finite(word) or german_verbs.is_infinitive(word) or german_verbs.is_participle(word)


def _noted(text: str) -> str:
    """Without a verb: "ich ihm: Fotos", "Kopie an sie", "von mir kriegt er die Adresse"."""
    own = _ICH.match(text)
    if own and not german_verbs.is_finite(own["rest"].split()[0]):
        return _to_do(own["rest"])
    pledged = _SO_PLEDGED.match(text)
    if pledged:
        return _to_do(next(part for part in pledged.groups() if part))
    named = _NAMED.match(text)
    if named:
        return _to_do(named["thing"])
    reaches = _GOES_TO.match(text) or _LIKED.match(text)
    if reaches and not german_verbs.is_finite(reaches["thing"].split()[0]):
        when = re.sub(r" (?:noch )?von mir$", "", reaches.groupdict().get("when") or "")
        return _sent(
            reaches["thing"][0].lower() + reaches["thing"][1:] + when
            if _ARTICLE.match(reaches["thing"])
            else reaches["thing"] + when
        )
    owed = _OWED.match(text)
    if owed:
        return f"ich werde ihr {owed['thing']} spendieren" if _DRINK.search(owed["thing"]) else _sent(owed["thing"])
    gets = _GETS_FROM_ME.match(text) or _GETS.match(text)
    if gets:
        return _sent(re.sub(r" von mir\b", "", gets["thing"]))
    text = re.sub(r"(?i)^(?:ich|von mir)\s*:\s*", "", text)
    given = _FOR_THEM.match(text)
    is_thing = (
        given and not any(german_verbs.is_finite(word) for word in text.split()[:-1]) and given["thing"][0].isupper()
    )
    if given and is_thing:
        return _to_do(f"{given['thing']}{given['when']}")
    return ""


def _to_do(text: str) -> str:
    """A thing to send, or what is to be done with it."""
    head = cut(text)[0].split()
    is_done = german_verbs.is_infinitive(head[-1])
    return f"ich werde ihr {_POSTING.sub('schicken', text)}" if is_done else _sent(text)


def _sent(thing: str) -> str:
    return f"ich schicke ihr {re.sub(r'^noch ', '', thing)}"


def _wished(text: str) -> str:
    """What the contact would like to have of the person."""
    plain = re.sub(r", (?:also|den|die|das) .*$", "", text)
    wanted = _WANTED.match(plain) or _ASKED.match(plain)
    of_mine = _OF_MINE.match(plain)
    if of_mine:
        return _sent(of_mine["thing"])
    if wanted:
        thing = wanted["mine"][0].lower() + wanted["mine"][1:]
        return f"sie möchte {thing} {wanted['end'] or 'sehen'}"
    pledged = _PLEDGED.match(text)
    if pledged and pledged["now"]:
        return _by_verb(f"ich {pledged['now']}", is_sworn=True) or f"ich {pledged['now']}"
    asked = _THAT_I.match(text) or pledged
    if asked:
        head, tail = cut(re.split(r"\s[–—-]\s", asked["do"] or asked.groupdict().get("short") or "")[0])
        *before, verb = head.split()
        base = german_verbs.base_with_particle(verb)
        return f"ich werde {' '.join([*before, base])}{tail}" if base and (pledged or _THEM.search(head)) else ""
    return ""


_INFINITIVE_TO_THEM = re.compile(
    rf"(?<!\bvon )(?<!\bbei )(?<!\bmit )(?<!\bnach )(?<!\bzu )\b{_TO} (?:[\w-]+ ){{,4}}[a-zäöüß]+(?:en|ern|eln)$"
)


def _by_verb(text: str, *, is_sworn: bool) -> str:
    """With a verb in the first person, wherever it stands: "Für sein Kind suche ich den Kasten raus"."""
    head, tail = cut(text)
    words = head.split()
    found = _own_verb(words)
    if found is None:
        return ""
    place, verb = found
    field = [word for word in words[:place] if word.casefold() != "ich"]
    rest = [word for word in words[place + 1 :] if word.casefold() != "ich"]
    is_to_them = is_sworn or _THEM.search(" ".join([*field, *rest]))
    if not is_to_them or not rest or (verb in _MODAL and not german_verbs.is_infinitive(rest[-1])):
        return ""
    if verb not in _MODAL:
        rest = _done(verb, rest)
    lead = lowered(field)
    return f"ich werde {_POSTING.sub('schicken', ' '.join(_dative_first(rest, lead)))}{tail}"


def _done(verb: str, rest: list[str]) -> list[str]:
    """What "ich" does, as infinitives: "rufe", "ihn am 3. an und sage" → "ihn am 3. anrufen und sagen"."""
    joint = next(
        (at for at, word in enumerate(rest[:-1]) if word == "und" and german_verbs.said_by_me(rest[at + 1])), 0
    )
    if joint:
        return [*_done(verb, rest[:joint]), "und", *_done(rest[joint + 1], rest[joint + 2 :])]
    early = next((at for at, word in enumerate(rest[1:-1], 1) if word in PARTICLES and rest[at + 1] in _AFTERWARDS), 0)
    rest = [*rest[:early], *rest[early + 1 :], rest[early]] if early and rest[-1] not in PARTICLES else rest
    particle = rest[-1] if rest and rest[-1] in PARTICLES else ""
    return [*rest[: len(rest) - bool(particle)], f"{particle}{german_verbs.said_by_me(verb)}"]


def _dative_first(rest: list[str], field: list[str]) -> list[str]:
    """What stood before the verb, after the pronoun: "ihm hinterher sagen"."""
    front = [word for word in rest[:1] if re.fullmatch(rf"{_TO}|Ihnen|dich|sie|ihn|es|\x01|mich|mir", word)]
    return [*front, *field, *rest[len(front) :]]


_AFTERWARDS = frozenset("wegen zum zur mit bei um für nach am im vor sobald".split())
"""What may stand behind a particle: "rufe sie an wegen des Kurses"."""


def _own_verb(words: list[str]) -> tuple[int, str] | None:
    """Where the person's verb stands: after "ich", before it, or first where nobody is named."""
    low = [word.casefold().strip(",") for word in words]
    at = low.index("ich") if "ich" in low[:8] else -1
    place = 1 if at == 0 else at - 1 if at > 0 else 0
    if place >= len(low) or (at < 0 and not _is_bare(words)):
        return None
    verb = low[place]
    base = german_verbs.said_by_me(verb)
    is_doing = base not in _OPINION and verb not in AUXILIARIES and base not in {"", "schicken", "senden", "mailen"}
    return (
        (place, verb) if verb in _MODAL or is_doing or (base in {"schicken", "senden", "mailen"} and at > 0) else None
    )


def _is_bare(words: list[str]) -> bool:
    """Whether it begins with what "ich" does and a pronoun follows soon: "Rufe sie an", "Bring ihm den Film"."""
    first = words[0].casefold()
    near = [word.casefold() for word in words[1:4]]
    is_noun = words[0][:1].isupper() and first in NOUNS
    return not is_noun and (first.endswith("e") or first in _MODAL) and bool(near) and any(map(_is_pronoun, near))


def _is_pronoun(word: str) -> bool:
    return bool(re.fullmatch(rf"{_TO}|ihn|sie|\x01", word))


# --- which thing is meant --------------------------------------------------------------------------------------------

_POINTS = re.compile(
    rf"^(?P<to>{_TO} )?(?P<it>es|sie|ihn|das|die|den)\b(?=$| (?:{_TO}|bis|am|im|vor|nach|in|zu|noch|auch|dann|danach|morgen|heute|gern|mal|bei|und|per|wieder|später|nächste|diese)\b| \w+en$)(?P<rest>.*)$"
)
_BACK = re.compile(
    rf"^(?P<to>{_TO} )?(?P<rest>(?:(?:bis|vor|nach|am|im|zu|noch|wieder) [^,]*?|[A-ZÄÖÜ]\w+tag )?zurück\w+en\b.*)$"
)
TO_PERSON = re.compile(
    r"\b(?:anrufen|anschreiben|anmailen|fragen|informieren|besuchen|einladen|treffen|benachrichtigen|erinnern|begleiten|unterstützen|vorstellen|"
    r"empfehlen|kontaktieren|bitten|mitnehmen|lassen|halten|einweihen|überraschen|entlasten|vertreten|vermitteln|sprechen)\b(?:,|\s+und\b|$)"
)
"""Verbs whose object is the contact: "sie anrufen"."""
_DETERMINED = {
    "es": r"(?:mein|sein|ihr|das|ein|dieses)",
    "das": r"(?:mein|sein|ihr|das|ein|dieses)",
    "ihn": r"(?:meinen|seinen|ihren|den|einen|diesen)",
    "den": r"(?:meinen|seinen|ihren|den|einen|diesen)",
    "sie": r"(?:meine|seine|ihre|die|eine|diese)",
    "die": r"(?:meine|seine|ihre|die|eine|diese)",
}
_ANY = r"(?:mein|sein|ihr|d|ein)(?:e|en|as|ie)?"
_DEFINITE = {"mein": "das", "sein": "das", "ihr": "das", "ein": "das", "einen": "den", "eine": "die"}


def with_its_thing(text: str, before: Sequence[str]) -> tuple[str, int | None]:
    """A promise that says "es" or nothing, with the thing that a statement before it names, and which one; ("", None)
    where it cannot do without and none is named.
    """
    pointing = _POINTS.match(text)
    found = pointing or _BACK.match(text)
    if found is None:
        return text, None
    if pointing and pointing["it"] in {"sie", "ihn"} and not pointing["to"] and TO_PERSON.search(text):
        return text, None
    determiner = _DETERMINED[pointing["it"]] if pointing else _ANY
    named = ((thing, place) for place in reversed(range(len(before))) if (thing := _thing(before[place], determiner)))
    thing, since = next(named, ("", None))
    if not thing:
        is_needed = pointing and pointing["it"] in {"es", "ihn"} and not pointing["to"]
        return "" if is_needed else text, None
    rest = found["rest"].strip()
    to = found["to"] or (f"{rest.split()[0]} " if re.match(rf"{_TO} ", rest) else "")
    return f"{to}{thing} {rest.removeprefix(to)}".strip(), since


def _thing(text: str, determiner: str) -> str:
    """The last thing of a statement with such an article: "mein Exposé", "das Objektiv"."""
    found = re.findall(rf"\b({determiner}) ((?:[a-zäöüß]+(?:e|en|es) )?[A-ZÄÖÜ][\w-]+)", text)
    if found:
        article, noun = found[-1]
        return f"{article if article.startswith('mein') else _DEFINITE.get(article, re.sub(r'^(?:sein|ihr)', 'd', article))} {noun}"
    if re.fullmatch(r"[A-ZÄÖÜ][\w-]+", text):
        return german_nouns.with_article(text) or (f"die {text}" if "die" in determiner else f"das {text}")
    bare = re.findall(r"(?:mir|mich) ([A-ZÄÖÜ][\w-]+)", text)
    return german_nouns.with_article(bare[-1]) if bare and determiner == _ANY else ""
