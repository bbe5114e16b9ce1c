"""Which words of a draft rest on what: for the person's own text as much as for ours.

`judge` holds a text against the scene by the rules of the gate: a sentence that states a number, a name, something
said or a promise needs a quote, which is looked for in notes and mails; greeting, thanks, feelings and sign-off need
none. What the gate says of a person's own words is told, never enforced, but for `standing_in_the_way`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from connectors import mime
from service.drafting import check, greeting
from service.drafting.check import Candidate, Failure
from service.drafting.correspondence import reply_to
from service.drafting.evidence import Quote, Scene, Someone
from service.drafting.language import content_stems, fold, words
from service.drafting.material import Material, gather
from service.drafting.privacy import sentences
from service.drafting.versions import Text
from service.drafting.wordlists import PLACEHOLDER
from service.drafting.writer import Composed, Sentence
from service.schema import Draft, Json
from service.sealed import DraftContent

SHARED_STEMS = 2
"""What the gate asks of a claim (R16): a sentence is about the same as a quote when they share so many stems."""
_QUOTES_AT_MOST = 3
_SENTENCES_AT_MOST = 400
"""Beyond that a text is no mail that anybody reads; the rest is not looked at one by one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: `numbers` of the evidence it rests on (from 1), or what the gate says it lacks."""

    text: str
    numbers: tuple[int, ...] = ()
    lacks: Json | None = None


# --- reading what is known ----------------------------------------------------------------------------------------


def pieces(content: DraftContent) -> list[Piece]:
    """The whole text in stretches, in order: joined they are the text."""
    marked = sorted(_marked(content), key=lambda one: (one[0], -one[1]))
    found: list[Piece] = []
    place = 0
    for start, end, piece in marked:
        if start < place:
            continue
        found += [Piece(content.body[place:start])] if start > place else []
        found.append(piece)
        place = end
    return [*found, Piece(content.body[place:])] if place < len(content.body) else found


def _marked(content: DraftContent) -> Iterator[tuple[int, int, Piece]]:
    numbers: dict[str, list[int]] = {}
    for number, entry in enumerate(content.evidence, start=1):
        for sentence in dict.fromkeys(entry.get("sentences", ())):
            numbers.setdefault(str(sentence), []).append(number)
    lacking = {str(one["sentence"]): one for one in content.warnings if one.get("sentence")}
    for sentence in {*numbers, *lacking}:
        for start in _places(content.body, sentence):
            end = start + len(sentence)
            piece = Piece(content.body[start:end], tuple(numbers.get(sentence, ())), lacking.get(sentence))
            yield start, end, piece


def _places(body: str, sentence: str) -> Iterator[int]:
    """Where a sentence stands; the first letter of a text may have become a capital."""
    if not sentence:
        return
    for form in {sentence, sentence[:1].upper() + sentence[1:]}:
        start = body.find(form)
        while start >= 0:
            yield start
            start = body.find(form, start + len(form))


# --- judging ------------------------------------------------------------------------------------------------------


def whom(scene: Scene, draft: Draft) -> Someone:
    """Whom the draft is to, of those in the scene."""
    return next(
        (one for one in scene.addressees if one.contact_id and one.contact_id == draft.contact_id), scene.recipient
    )


def judge(scene: Scene, draft: Draft, text: Text, known: Sequence[Json]) -> DraftContent:
    """What the person's text rests on and what the gate says of it. `known`: evidence of the text it was made from."""
    asked = next((ask for ask in scene.asks if draft.fingerprint.endswith(f"|{ask.source}")), None)
    scene = scene.for_asks if asked else scene
    who = whom(scene, draft)
    material = gather(scene, who, asked)
    written = _composed(scene, material, draft, text, _kept_quotes(scene, known))
    candidate = Candidate(
        scene=scene, material=material, composed=written, reply=reply_to(scene, who, draft.kind), subject=text.subject,
        sender=text.sender, to=text.to, cc=text.cc, send_at=draft.send_at or draft.updated_at, as_written=text.body,
    )  # fmt: skip
    warnings = [*_of_sentences(candidate), *map(_warning, check.of_whole(candidate))]
    evidence = evidence_of((sentence.text, quote) for sentence in written.sentences for quote in sentence.quotes)
    return DraftContent(text.body, tuple(evidence), tuple(warnings))


def _warning(failure: Failure) -> Json:
    return {"rule": failure.rule, "text": failure.why.removesuffix(": edited"), "hard": failure.is_hard}


def _of_sentences(candidate: Candidate) -> Iterator[Json]:
    """What is wrong with single sentences; names and numbers may rest on any quote of the text."""
    written = candidate.composed
    shared = Sentence("", "sources", written.quotes)
    for sentence in written.sentences[:_SENTENCES_AT_MOST]:
        alone = replace(candidate, composed=replace(written, paragraphs=((sentence,), (shared,))))
        failure = next(iter(check.of_sentence(alone)), None)
        if failure is not None:
            yield {**_warning(failure), "sentence": sentence.text}


def evidence_of(pairs: Iterable[tuple[str, Quote]]) -> list[Json]:
    """One entry per quote, with the sentences that rest on it."""
    found: dict[tuple[str, str], Json] = {}
    for sentence, quote in pairs:
        entry = found.setdefault(
            (quote.source, quote.quote), {"source": quote.source, "quote": quote.quote, "sentences": []}
        )
        if sentence not in entry["sentences"]:
            entry["sentences"].append(sentence)
    return list(found.values())


def _kept_quotes(scene: Scene, known: Sequence[Json]) -> dict[str, tuple[Quote, ...]]:
    """The quotes that each of our own sentences was written from."""
    found: dict[str, tuple[Quote, ...]] = {}
    for entry in known:
        source, quote = str(entry["source"]), str(entry["quote"])
        for sentence in entry.get("sentences", ()):
            here = Quote(source, quote, is_after=_is_after(scene, source))
            found[str(sentence)] = (*found.get(str(sentence), ()), here)
    return found


def _is_after(scene: Scene, source: str) -> bool:
    kind, _, rest = source.partition(":")
    if kind == "ask":
        return scene.start is None or any(ask.id == rest and scene.is_after(ask.at) for ask in scene.asks)
    if kind == "msg":
        return any(mail.message_id == rest and scene.is_after(mail.at) for mail in scene.mails)
    return kind == "note"


# --- a text taken apart -------------------------------------------------------------------------------------------

_GREETING_LINE = re.compile(r"^[^\n]{1,80}[,:!،！，：]\s*$")
_ENDS = re.compile(r"\n\s*\n")


def _composed(
    scene: Scene, material: Material, draft: Draft, text: Text, known: dict[str, tuple[Quote, ...]]
) -> Composed:
    """The person's text in the parts that the gate knows."""
    greeted, core, sign_off = taken_apart(text.body, scene.sender.signature)
    citable = [(quote, content_stems(quote.quote)) for quote in _citable(scene, material.who)]
    paragraphs = tuple(
        tuple(
            Sentence(sentence, "edited", known.get(sentence) or tuple(_found(sentence, citable)))
            for sentence in _split(paragraph, known)
        )
        for paragraph in _ENDS.split(core)
        if paragraph.strip()
    )
    return Composed(
        kind=draft.kind,
        language=draft.language,
        greeting=greeted.rstrip(" ,:!،！，：\n"),
        paragraphs=paragraphs,
        sign_off=sign_off.strip() or scene.sender.signature.strip() or scene.sender.name,
        needs=tuple(draft.needs_user_input),
        is_thin="takeaway" in draft.needs_user_input,
        subject=text.subject,
    )


def taken_apart(body: str, signature: str) -> tuple[str, str, str]:
    """Greeting, core and sign-off of a text; any may be ""."""
    greeted, rest = "", body
    first, line_end, after = body.lstrip("\n").partition("\n")
    is_greeting = _GREETING_LINE.match(first) or (len(first) < 80 and greeting.greeted(first + ","))
    if line_end and is_greeting and not greeting.is_closing(first):
        greeted, rest = first, after
    rest, signature = rest.rstrip(), signature.strip()
    if signature and rest.endswith(signature):
        return greeted, rest[: -len(signature)], signature
    core, _, last = f"\n\n{rest.lstrip()}".rpartition("\n\n")
    lines = last.splitlines()
    is_short = 0 < len(last) < 120 and len(lines) <= 4
    # "Thank you." alone may be all that somebody has to say; "Best,\nNoah" alone is no mail.
    is_after_something = bool(core.strip()) or len(lines) > 1
    if is_short and is_after_something and (greeting.is_closing(lines[0]) or (core.strip() and len(last.split()) < 4)):
        return greeted, core, last
    return greeted, rest, ""


def _split(paragraph: str, known: dict[str, tuple[Quote, ...]]) -> Iterator[str]:
    """The sentences of a paragraph; one of ours that still stands stays whole, though it may be two."""
    for sentence in sorted(known, key=len, reverse=True):
        for form in (sentence, sentence[:1].upper() + sentence[1:]):
            before, found, after = paragraph.partition(form)
            if found:
                yield from _split(before, known)
                yield sentence
                yield from _split(after, known)
                return
    for span in sentences(paragraph):
        sentence = paragraph[span.start : span.end].strip()
        if re.search(r"\w", sentence):
            yield sentence


def _citable(scene: Scene, who: Someone) -> Iterator[Quote]:
    """Every sentence that may be drawn on: public notes, the mails with this one, the calendar's own words."""
    for note in scene.notes:
        for span in sentences(note.public):
            yield Quote(note.source, note.public[span.start : span.end].strip(), is_after=True)
    for ask in scene.asks:
        for span in sentences(ask.public):
            yield Quote(ask.source, ask.public[span.start : span.end].strip(), is_after=_is_after(scene, ask.source))
    for mail in scene.with_whom(who):
        for span in sentences(mail.text):
            yield Quote(mail.source, mail.text[span.start : span.end].strip(), is_after=scene.is_after(mail.at))
    for entry in scene.entries[:1]:
        for field, value in (("summary", entry.event.summary), ("description", entry.event.description)):
            if value.strip():
                yield Quote(f"event:{entry.id}.{field}", value.strip()[:300])


def _found(sentence: str, citable: Sequence[tuple[Quote, frozenset[str]]]) -> Iterator[Quote]:
    """The quotes that a sentence of the person's rests on: about the same, or naming the same name or number."""
    own, named = content_stems(sentence), _named(sentence)
    ranked = sorted(citable, key=lambda one: (-len(own & one[1]), not one[0].is_after))
    alike = [quote for quote, stems in ranked if len(own & stems) >= SHARED_STEMS]
    naming = [quote for quote, _ in ranked if named & _tokens(quote.quote)]
    yield from list(dict.fromkeys([*alike[:_QUOTES_AT_MOST], *naming[: _QUOTES_AT_MOST - 1]]))[:_QUOTES_AT_MOST]


def _named(sentence: str) -> set[str]:
    """Numbers and names, as far as capitals tell: the first word of a sentence tells nothing."""
    capitals = {fold(word) for word in words(sentence)[1:] if word[0].isupper() and len(word) > 2}
    return capitals | set(re.findall(r"\d+", sentence))


def _tokens(text: str) -> set[str]:
    return {fold(word) for word in words(text)} | set(re.findall(r"\d+", text))


# --- what may not go out even as the person's own words -------------------------------------------------------------


def standing_in_the_way(text: Text) -> str:
    """Why this text cannot be approved by anybody, "" if it can: only what nobody can have meant to send.

    Nothing in it, nobody to send it to, an address that no mail can be written to, no subject, or a placeholder left in
    it. All else is the person's to decide.
    """
    _, core, _ = taken_apart(text.body, "")
    if not re.search(r"\w", core):
        return "The text is empty."
    if not text.to:
        return "There is nobody to send it to."
    unwritable = next((email for email in (*text.to, *text.cc, text.sender) if not mime.is_writable_address(email)), "")
    if unwritable:
        return (
            f"“{unwritable}” cannot be written into a mail. Correct the address, or copy the text into your own mail."
        )
    if not text.subject.strip():
        return "The subject is empty."
    # Brackets in the subject of a thread are part of its name: "[External] Coffee?"
    subject = "" if text.subject.casefold().startswith("re:") else text.subject
    found = PLACEHOLDER.search(f"{subject}\n{text.body}")
    return f"A placeholder is still in it: {found[0]}" if found else ""
