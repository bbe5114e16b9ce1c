"""Reads a note: which statement is advice, which a promise, whose it is, and what only the person should know.

A *statement* is one thing a note says, with its verbatim quote. Statements that fit no form stay `remark` and are
never given back. Private parts are gone before anything is read (`privacy.py`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from service.drafting import (
    english,
    english_labels,
    english_notes,
    english_promises,
    french_notes,
    french_typed,
    french_verbs,
    german_breaths,
    german_notes,
    german_promises,
    german_verbs,
    spanish_notes,
    spanish_typed,
    spanish_verbs,
)
from service.drafting.forms import FORMS, Forms
from service.drafting.language import detect, fold, scores
from service.drafting.privacy import Span, private_spans, sentences

Kind = Literal[
    "advice", "point", "story", "tale", "noun", "activity", "promise_mine", "promise_theirs", "invitation", "gift", "told", "situation",
    "own", "motto", "absent", "remark",
]  # fmt: skip

TAKEAWAYS: tuple[Kind, ...] = ("advice", "tale", "point", "story", "own", "motto", "activity", "noun")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing a note or a mail says. `text` is the core without its frame, in the words of the note."""

    kind: Kind
    text: str
    quote: str
    language: str = "en"
    about: str = ""
    """Whose it is, as the note names them; "" = it does not say."""
    is_attributed: bool = False
    """The note says that the contact said so (a name, she, a speech verb)."""
    is_direct: bool = False
    """A promise in the present or future tense of its own ("I am sending her…"), not an infinitive."""
    gender: Literal["f", "m", ""] = ""
    is_verbal: bool = False
    """A promise whose frame asks for a verb ("I will …", "she asked me to …")."""
    is_unsayable: bool = False
    group: int = 0
    """Statements of one sentence share it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a note by its words, whom it is labelled with, and the sentence it came from."""

    text: str
    about: str
    group: int
    promised: tuple[str, ...] | None = None
    """What the person promises in it, as verb phrases; None = it is no promise, or its language is read by `forms`."""
    quote: str = ""
    """Where it leans on what was said before: as far as that reaches."""


def statements(text: str, names: Mapping[str, frozenset[str]], *, default: str = "en") -> list[Statement]:
    """Everything a note says, private parts left out. `names`: per person their names, as written."""
    language = _language(text, default)
    spoken = [(part, _language_in(part.text, language)) for part in parts(text, names)]
    own = [piece for part, other in spoken if not other for piece in _of_one(_breaths(part, language), names)]
    own = (
        _with_promises(text, english_labels.without(own, [one.text for one in own]), names) if language == "en" else own
    )
    pieces = [(piece, language) for piece in own]
    pieces += [(piece, other) for part, other in spoken if other for piece in _of_one(_breaths(part, other), names)]
    pieces.sort(key=lambda one: one[0].group)
    read = (_read(piece, names, told, FORMS.get(told, FORMS["en"])) for piece, told in pieces)
    found = _with_things([statement for statements_of in read for statement in statements_of], text)
    gender = _gender(found)
    return [replace(statement, gender=gender) for statement in found]


def _with_things(found: list[Statement], text: str) -> list[Statement]:
    """Promises that say "it" name what a statement before them does, and quote as far as that one reaches."""
    done: list[Statement] = []
    for place, one in enumerate(found):
        if one.kind != "promise_mine" or one.language != "de":
            done.append(one)
            continue
        before = found[max(0, place - 2) : place]
        said, since = german_promises.with_its_thing(one.text, [earlier.text for earlier in before])
        quote = _from(text, before[since].quote, one.quote) if since is not None else one.quote
        done += [replace(one, text=said, quote=quote)] if said and quote else []
    return done


def _from(text: str, first: str, last: str) -> str:
    """The text from one quote to another; "" where something private stands between them."""
    start = text.find(first)
    end = text.find(last, start) + len(last)
    is_open = not any(secret.start < end and start < secret.end for secret in private_spans(text))
    return text[start:end] if 0 <= start < end and is_open else ""


def _language(text: str, default: str) -> str:
    """The language of a note. One small word of another does not make it foreign ("Good PMs say no")."""
    found = detect(text, default)
    is_doubtful = found != "en" and scores(text)[found] < _CLEAR
    return "en" if is_doubtful and english.known_words(text) >= _CLEAR else found


def _language_in(text: str, language: str) -> str:
    """The language of a sentence in a note of another ("" = the note's own): it says a good deal more in it."""
    said = scores(text)
    best = max(said, key=lambda name: said[name])
    return best if best != language and said[best] > _CLEAR and said[best] >= 2 * said.get(language, 0) + 2 else ""


_CLEAR = 2


def parts(text: str, names: Mapping[str, frozenset[str]]) -> Iterator[Part]:
    """The public pieces of a note: sentences, cut at semicolons; "Ann: …" labels what follows it."""
    hidden = private_spans(text)
    about = ""
    # As long as the note itself: what is quoted stays word for word.
    text = english_notes.without_numbers(text)
    for group, span in enumerate(sentences(text)):
        if any(span.start < secret.end and secret.start < span.end for secret in hidden):
            continue
        if text[max(0, span.start - 2) : span.start].count("\n") > 1:
            about = ""
        for piece in re.split(r";\s+|\s+•\s+", text[span.start : span.end]):
            about, rest = _label(piece.strip(" \t-–•*·\n"), names, about)
            if re.search(r"\w", rest):
                yield Part(rest.rstrip(" .!;,\n"), about, group)


def _with_promises(text: str, pieces: list[Part], names: Mapping[str, frozenset[str]]) -> list[Part]:
    """The pieces with what the person promises in them; one that another says more fully is gone."""
    told = [_marked(english_notes.written_out(part.text), names) for part in pieces]
    found = english_promises.promises([marked for marked, _ in told])
    spans = _spans(text, pieces)
    gone = {place - one.since for place, one in enumerate(found) if one and one.replaces}
    done: list[Part] = []
    for place, (part, one) in enumerate(zip(pieces, found, strict=True)):
        if one is None or (place in gone and found[place] is not None):
            done += [part] if one is None else []
            continue
        quote = text[spans[place - one.since].start : spans[place].end]
        is_open = not any(
            secret.start < spans[place].end and spans[place - one.since].start < secret.end
            for secret in private_spans(text)
        )
        vps = one.vps if is_open else ()
        about = told[place][1] or part.about
        done.append(
            replace(
                part, promised=tuple(_unmarked(vp) for vp in vps), quote=quote if is_open else part.text, about=about
            )
        )
    return done


def _spans(text: str, pieces: Sequence[Part]) -> list[Span]:
    """Where the pieces stand, in order."""
    plain, place, found = english_notes.without_numbers(text), 0, []
    for part in pieces:
        start = plain.index(part.text, place)
        place = start + len(part.text)
        found.append(Span(start, place))
    return found


def _marked(text: str, names: Mapping[str, frozenset[str]]) -> tuple[str, str]:
    """The text with marks for the names of those at the meeting, and whom it names when it is one alone."""
    named = set()
    for person, known in names.items():
        for name in sorted(known, key=len, reverse=True):
            marked = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", "\x01", text)
            named |= {person} if marked != text else set()
            text = marked
    return text, named.pop() if len(named) == 1 else ""


def _unmarked(vp: str) -> str:
    return re.sub("\x01['’]s", "his", vp).replace("\x01", "him")


def _breaths(part: Part, language: str) -> list[Part]:
    """A dictated sentence is several."""
    cut = _BREATHS.get(language)
    return [replace(part, text=text) for text in cut(part.text) if re.search(r"\w", text)] if cut else [part]


def _of_one(pieces: list[Part], names: Mapping[str, frozenset[str]]) -> list[Part]:
    """Whoever a sentence begins with is meant in all of it: "Raj learned it at night, and said …"."""
    whose = _lead(pieces[0], names)[0] if pieces else ""
    return [*pieces[:1], *(replace(piece, about=whose) for piece in pieces[1:])]


_BREATHS = {
    "en": english_notes.breaths, "de": german_breaths.breaths, "fr": french_typed.breaths, "es": spanish_typed.breaths,
}  # fmt: skip
_WRITTEN_OUT = {
    "en": english_notes.written_out, "de": german_promises.written_out, "fr": french_typed.written_out,
    "es": spanish_typed.written_out,
}  # fmt: skip


def written_out(text: str, language: str) -> str:
    """A piece of a note with its signs and abbreviations as words, as statements have it."""
    return _WRITTEN_OUT[language](text) if language in _WRITTEN_OUT else text


def _in_its_language(text: str, language: str) -> str:
    """Without what is thrown in in English between commas: "un stage de classement, two weeks is plenty"."""
    if language == "en" or "," not in text:
        return text
    pieces = re.split(r",\s+", text)
    kept = [piece for piece in pieces if not _is_thrown_in(piece, language)]
    return ", ".join(kept) if kept else text


def _is_thrown_in(piece: str, language: str) -> bool:
    said = scores(piece)
    return not said[language] and said["en"] + english.known_words(piece) >= _CLEAR and bool(said["en"])


def _label(piece: str, names: Mapping[str, frozenset[str]], about: str) -> tuple[str, str]:
    found = re.match(
        r"(?P<name>[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3})\s*(?::|\s[–—-]\s|\s=\s)\s*(?P<rest>.+)$",
        piece,
        re.DOTALL,
    )
    if found is None:
        return about, piece
    label = fold(found["name"])
    for person, known in names.items():
        if any(label == fold(name) for name in known):
            return person, found["rest"]
    return about, piece


def _read(part: Part, names: Mapping[str, frozenset[str]], language: str, forms: Forms) -> Iterator[Statement]:
    about, text = _lead(part, names)
    statement = Statement(
        "remark", text, part.text, language, about, is_attributed=bool(about), group=part.group,
        is_unsayable=bool(forms.unsaid.search(part.text)),
    )  # fmt: skip
    statement = replace(statement, gender=_pronoun(part.text, forms))
    text = written_out(_in_its_language(text, language), language)
    statement = replace(statement, text=text)
    if forms.absent.search(text):
        yield replace(statement, kind="absent")
    elif part.promised is not None:
        yield from _promised(statement, part, forms)
    elif forms.told.match(text):
        yield replace(statement, kind="told")
    elif found := forms.mine.match(text):
        groups = found.groupdict()
        direct = any(groups.get(name) is not None for name in ("now", "now2"))
        verbal = bool(
            groups.get("modal")
            or groups.get("modal2")
            or groups.get("verb")
            or _ASKS_FOR_A_VERB.search(text[: found.start("rest")])
        )
        rest = german_verbs.as_infinitive(groups["verb"], found["rest"]) if groups.get("verb") else found["rest"]
        rest = _FROM_WISH[language](rest) or rest if groups.get("wish") or groups.get("wish2") is not None else rest
        for place, item in enumerate(_items(rest)):
            is_verbal = verbal if not place else bool(re.match(r"(?i)to\b|I\b", item)) or verbal
            yield replace(statement, kind="promise_mine", text=item, is_direct=direct, is_verbal=is_verbal)
    elif found := forms.invitation.match(text):
        opened = found["rest"] is not None
        yield replace(
            statement,
            kind="invitation",
            text=text[found.start("rest") :] if opened else _first_group(found, "event", "joined", "visit"),
        )
    elif found := forms.theirs.match(text):
        direct = bool(found.groupdict().get("now"))
        yield replace(statement, kind="promise_theirs", text=found["rest"], is_direct=direct, is_attributed=True)
    else:
        yield _said(statement, forms)


def _promised(statement: Statement, part: Part, forms: Forms) -> Iterator[Statement]:
    """What the person promises, each by itself; what must not be said is judged by the promise alone."""
    for whole in part.promised or ():
        vp = (
            whole
            if not forms.unsaid.search(whole)
            else re.split(r",? (?:when|once|if|because|since|as soon as|after|before) ", whole)[0]
        )
        is_unsayable = bool(forms.unsaid.search(re.sub(r"(?i)\b(?:interview\w*|cv|jobs?)\b", "", vp)))
        yield replace(
            statement, kind="promise_mine", text=vp, quote=part.quote, about=part.about, is_verbal=True, is_unsayable=is_unsayable,
            is_attributed=False,
        )  # fmt: skip


_ASKS_FOR_A_VERB = re.compile(
    r"(?i)(?:\bto|\bwill|['’]ll|['’]d|\bwould|\bshould|\bmust|\bvais|\bdois|\bveux|\bvoy a|\bdebo|\btengo que|\bquedé en)\s*$"
)
_PRAISE = re.compile(
    r"(?i)^(?:(?:a |an |what a |very |really |so |such a )*(?:great|good|lovely|nice|fascinating|amazing|wonderful|super|helpful|"
    r"interesting|inspiring|fun|friendly|kind|generous|excellent|pleasant|warm|open|schön\w*|tolles?|nett\w*|sehr|super|"
    r"agréable|belle|bon|bonne|intéressant\w*|sympa\w*|muy|buen\w*|interesante|agradable|genial|simpátic\w*))\b"
)


def _first_group(found: re.Match[str], *groups: str) -> str:
    return next(value for group in groups if (value := found.group(group)))


def _items(rest: str) -> list[str]:
    """Promises in one breath: "the list, and to check with Bea" are two."""
    cut = re.split(
        r",? (?:and|und|et|y) (?=to |I'll |I will |zu |de |d['’])|,? and (?=(?:also )?(?:send|check|ask|introduce|share|read|write) )",
        rest,
    )
    return [item.strip(" ,") for item in cut if item.strip(" ,")]


def _lead(part: Part, names: Mapping[str, frozenset[str]]) -> tuple[str, str]:
    """Whose the statement is by its first word: a name becomes a mark that the forms read like a pronoun."""
    for person, known in names.items():
        for name in sorted(known, key=len, reverse=True):
            found = re.match(
                rf"(?:(?:ok|okay|so|and|but|then|also|well|um)\b,? )*(?:{_TITLE})?{re.escape(name)}(?P<own>['’]s)?\b(?:, (?:she|he|they)\b)?\s*",
                part.text,
            )
            if found and found.end() < len(part.text):
                mark = "\x01's " if found["own"] else "\x01 "
                return person, mark + part.text[found.end() :]
    return part.about, part.text


_TITLE = r"(?:(?:also |und )?(?:Frau|Herr|Herrn|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?|Mme|Mlle|Sra?\.?) )+"


def _said(statement: Statement, forms: Forms) -> Statement:
    """Takes the frame off and looks at what is left."""
    kind: Kind
    text, is_attributed, is_own, frame = statement.text, statement.is_attributed, False, ""
    if statement.language == "en" and text.startswith("that "):
        text, is_attributed = text[5:], True
    for pattern in (forms.label, forms.said, forms.label):
        found = pattern.match(text)
        if found:
            is_attributed = is_attributed or pattern is forms.said
            frame += text[: found.start("rest")]
            text = found["rest"].strip()
    asked = re.match(r"(?:that )?I (?=[a-z]+)(?:should |could |might )?(\w+)", text)
    if is_attributed and asked and english.is_verb(asked[1]):
        text = text[asked.start(1) :]
    told = forms.tale.match(text)
    if told and "\x01" not in told["rest"]:
        return replace(statement, kind="tale", text=told["rest"])
    own = forms.own.match(text)
    if own:
        text, is_own = own["rest"], True
    statement = replace(statement, text=text, is_attributed=is_attributed)
    if is_own:
        return replace(statement, kind="own")
    if statement.language == "en":
        kind, text = english_notes.shape_of(text, frame)
        statement = replace(statement, text=text)
    elif statement.language == "de":
        shape, text = german_notes.shape_of(text)
        statement = replace(statement, text=text)
        kind = "remark" if re.match(r"(?:Ich|Wir|ich|wir)\b", text) else shape
    else:
        kind, text = _ROMANCE[statement.language](text, frame)
        statement = replace(statement, text=text)
    is_bare = kind in {"noun", "activity"} and not statement.is_attributed
    if is_bare and (_PRAISE.match(text) or len(text.split()) < 3):
        kind = "remark"
    return replace(statement, kind=kind)


_ROMANCE = {"fr": french_notes.shape_of, "es": spanish_notes.shape_of}
_FROM_WISH = {"fr": french_verbs.from_subjunctive, "es": spanish_verbs.from_subjunctive}


def situation(statement: Statement) -> bool:
    """A fragment without subject about where the other stands: "Deciding between…", "Finishing her degree"."""
    return statement.kind == "activity" and bool(re.match(r"[A-Z]?\w+ing\b", statement.text))


def is_a_date(statement: Statement) -> bool:
    """Whether it only says when something is: of use to the person, but nothing to thank for."""
    is_plain = statement.language == "en" and statement.kind in {"point", "noun", "story"}
    return is_plain and english_notes.is_dated(statement.text)


def _pronoun(text: str, forms: Forms) -> Literal["f", "m", ""]:
    feminine, masculine = bool(forms.feminine.match(text)), bool(forms.masculine.match(text))
    return "" if feminine == masculine else "f" if feminine else "m"


def _gender(found: Sequence[Statement]) -> Literal["f", "m", ""]:
    """What the note's own pronouns say of the contact; nothing where they differ (somebody else may be meant)."""
    said = {statement.gender for statement in found} - {""}
    return said.pop() if len(said) == 1 else ""
