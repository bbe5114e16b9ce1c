"""Rules about what a draft says: nothing invented, nothing presumed, nothing private, nothing smuggled in
(R13, R15-R18, R26, R28).

A sentence of ours may use the words of our phrases and of the quotes it rests on. A sentence that somebody else worded
(a model) may use a few words of its own, but no name, number or address. A person's own text is only told about names,
numbers, claims and promises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from service.drafting import german_verbs, timing
from service.drafting.candidate import Candidate, Failure
from service.drafting.checks import known
from service.drafting.evidence import Quote, Scene
from service.drafting.greeting import first_name
from service.drafting.language import content_stems, fold, stem, words
from service.drafting.material import addressing_names
from service.drafting.wordlists import (
    ASKED_FIRST,
    CLAIM,
    CLAIM_AS_PUBLISHED,
    GETTING_IN_TOUCH,
    HARMLESS_AS_PUBLISHED,
    HARMLESS_PROMISE,
    PRESUMED_CONSENT,
    PROMISE,
)
from service.drafting.writer import Sentence

SHARED_STEMS = 2
"""So many content stems a claim about the meeting shares with words from after its start (R16)."""
OWN_WORDS_AT_MOST = 3
"""So many content words beside phrases and evidence a sentence may hold that we did not word ourselves."""


# --- nothing invented ---------------------------------------------------------------------------------------------


def only_known(candidate: Candidate) -> Iterable[Failure]:
    """Numbers, addresses, links and names stand in the evidence or the profile (R15)."""
    text = known.text_of(candidate, candidate.composed.quotes)
    numbers = {*re.findall(r"\d+", text), *known.numbers(candidate.composed.language)}
    for number in re.findall(r"\d+", candidate.core):
        if number not in numbers:
            yield Failure("R15", f"a number without evidence: {number}")
    for link in _LINK.findall(candidate.core):
        if "@" in link or link.strip(".,;:)") not in text:
            yield Failure("R15", "an address or link without evidence")
    # "qu'Étienne" names Étienne.
    held = {known.plain(word) for word in words(text)}
    allowed = held | {part for word in held for part in word.split("'")} | known.vocabulary(candidate.composed.language)
    # In German every noun has a capital: there it names somebody in texts of ours alone, whose words are all known.
    is_telling = candidate.is_ours or candidate.composed.language != "de"
    for word in _capitalised(candidate.core) if is_telling else ():
        if known.plain(word) not in allowed:
            yield Failure("R15", f"a name without evidence: {word}")


_LINK = re.compile(
    r"\S+@\S+|\b[a-z]{2,9}://\S+|\bwww\.\S+|\b[\w-]{2,}(?:\.[a-z][\w-]*)*\.[a-z]{2,12}(?:/\S*)?\b", re.IGNORECASE
)


def _capitalised(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        for word in words(sentence)[1:]:
            if word[0].isupper() and len(word) > 1 and not word.startswith(("I'", "I’")):
                yield word


def only_own_words(candidate: Candidate) -> Iterable[Failure]:
    """Every word of a sentence of ours is of a phrase or of its evidence (R15): so no fact slips in without a capital."""
    if not candidate.is_ours:
        return
    language = candidate.composed.language
    for sentence in candidate.composed.sentences:
        if sentence.role == "own_words":
            continue
        found = list(_unknown(candidate, sentence))
        at_most = 0 if sentence.role in known.roles(language) else OWN_WORDS_AT_MOST
        if len(found) > at_most:
            yield Failure("R15", f"says what no evidence says: {', '.join(found[:4])}")


def _unknown(candidate: Candidate, sentence: Sentence) -> Iterator[str]:
    language = candidate.composed.language
    text = known.text_of(candidate, sentence.quotes)
    stems = {stem(word) for word in words(text)}
    german_bases = {german_verbs.base_of(word) for word in words(text)} - {""} if language == "de" else set()
    for word in words(sentence.text):
        if known.plain(word) in known.vocabulary(language) | known.function_words(language):
            continue
        if not _is_among(stem(word), stems) and not (language == "de" and german_verbs.base_of(word) in german_bases):
            yield word


def _is_among(own: str, stems: set[str]) -> bool:
    """The stem itself, or one that begins alike: "chosen" for "choose", "Prüfungen" for "Prüfung"."""
    root = own[: max(4, len(own) - 3)]
    return own in stems or (len(own) > 3 and any(other.startswith(root) for other in stems))


def quotes_are_verbatim(candidate: Candidate) -> Iterable[Failure]:
    for quote in candidate.composed.quotes:
        if not quote.quote.strip() or not _stands(candidate.scene, quote):
            yield Failure("R15", "a quote that its source does not hold")


def _stands(scene: Scene, quote: Quote) -> bool:
    kind, _, rest = quote.source.partition(":")
    if kind == "note":
        return any(note.id == rest and quote.quote in note.public for note in (*scene.notes, *scene.earlier))
    if kind == "ask":
        return any(ask.id == rest and quote.quote in ask.public for ask in scene.asks)
    if kind == "msg":
        mails = (*scene.mails, *scene.beyond)
        texts = [f"{mail.subject}\n{mail.ending}\n{mail.text}" for mail in mails if mail.message_id == rest]
        return any(quote.quote in text for text in texts) or not texts
    return True


# --- the slot -----------------------------------------------------------------------------------------------------

_DAYS = {
    "en": r"today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night|noon|midday|midnight",
    "de": r"heute(?: (?:vormittag|nachmittag|abend|mittag|morgen|früh))?|gestern|vorgestern|übermorgen|(?<!heute )(?<!guten )morgen(?! wünsch)",
    "fr": r"aujourd['’]hui|hier|demain|ce matin|ce soir|cet après-midi|midi|minuit",
    "es": r"hoy|ayer|anoche|(?<!esta )(?<!la )(?<!de )mañana|esta (?:mañana|tarde|noche)|mediodía|medianoche",
}
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:(?:[:.]|\s?h\s?)(?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?|uhr\b|h\b|o['’]clock\b|heures?\b|horas?\b)",
    re.IGNORECASE,
)


def slot(candidate: Candidate) -> Iterable[Failure]:
    """A day, month or hour is the final slot's, or stands in the evidence of its own sentence (R13)."""
    language = candidate.composed.language
    names = "|".join([*map(re.escape, timing.WEEKDAYS[language]), *known.MONTHS[language]])
    pattern = re.compile(rf"(?i)\b(?:{names}|{_DAYS[language]})\b")
    true = {fold(one) for one in known.slot_words(candidate)}
    for sentence in candidate.composed.sentences:
        said = fold(known.said_in(candidate, known.quotes_of(candidate, sentence)))
        for found in pattern.finditer(sentence.text):
            if (
                _is_date(found, sentence.text)
                and fold(found[0]) not in true
                and not re.search(rf"\b{re.escape(fold(found[0]))}\b", said)
            ):
                yield Failure("R13", f"a day or month without evidence: {found[0]}")
        yield from _hours(candidate, sentence.text, said)


def _is_date(found: re.Match[str], text: str) -> bool:
    """English names of months that are verbs as well need a capital inside a sentence, or a date before them."""
    if fold(found[0]) not in {"may", "march", "mars", "august"}:
        return True
    return found[0][0].isupper() and (found.start() > 0 or bool(re.match(r"\s+\d", text[found.end() :])))


def _hours(candidate: Candidate, text: str, said: str) -> Iterator[Failure]:
    moments = [moment for moment in (candidate.scene.start, candidate.scene.end) if moment]
    true = {
        (local.hour % 12, local.minute)
        for moment in moments
        for zone in known.zones(candidate)
        for local in (moment.astimezone(zone),)
    }
    for found in _CLOCK.finditer(text):
        told = (int(found["hour"]) % 12, int(found["minute"] or 0))
        if told not in true and fold(found[0]) not in said:
            yield Failure("R13", f"an hour without evidence: {found[0]}")


# --- claims, promises, consent ------------------------------------------------------------------------------------


def claims(candidate: Candidate) -> Iterable[Failure]:
    """Who says "you said" needs words from after the start that are about the same (R16)."""
    language = candidate.composed.language
    for sentence in candidate.composed.sentences:
        lowered = sentence.text.lower()
        is_claim = CLAIM[language].search(lowered)
        if not is_claim and not (candidate.is_ours and CLAIM_AS_PUBLISHED[language].search(lowered)):
            continue
        after = [quote for quote in sentence.quotes if quote.is_after]
        evidence = frozenset().union(*(content_stems(quote.quote) for quote in after))
        if len(content_stems(sentence.text) & evidence) < SHARED_STEMS:
            why = f"a claim about the meeting without evidence: {sentence.role}"
            yield Failure("R16", why, is_hard=bool(is_claim))


_CLAUSE = re.compile(
    r"[;:]\s+|,?\s+(?:and|und|et|y)\s+(?=(?:I|ich|je|j['’]|yo|te|le|will|werde|vais|voy|send|then)\b)|(?<=[.!?])(?<!\d\.)\s+"
)


def promises(candidate: Candidate) -> Iterable[Failure]:
    """Every "I will ..." says what the evidence promises, or what binds to nothing; clause by clause (R17)."""
    language = candidate.composed.language
    for sentence in candidate.composed.sentences:
        evidence = frozenset().union(*(content_stems(quote.quote) for quote in sentence.quotes))
        for clause in _CLAUSE.split(sentence.text):
            if not PROMISE[language].search(clause.lower()) or content_stems(clause) & evidence:
                continue
            if not HARMLESS_PROMISE.search(clause):
                yield Failure("R17", f"a promise without evidence: {sentence.role}")
            elif candidate.is_ours and not HARMLESS_AS_PUBLISHED.search(sentence.text.lower()):
                yield Failure("R17", f"reads like a promise: {sentence.role}", is_hard=False)


def consent(candidate: Candidate) -> Iterable[Failure]:
    """Nobody who was not asked yet is spoken of as met or written to (R18)."""
    if PRESUMED_CONSENT.search(candidate.core):
        yield Failure("R18", "presumes somebody's consent")
    for name in _to_be_asked(candidate):
        for sentence in candidate.composed.sentences:
            if re.search(rf"\b{re.escape(name)}\b", sentence.text) and GETTING_IN_TOUCH.search(sentence.text):
                yield Failure("R18", "presumes the consent of somebody who is to be asked first")


def _to_be_asked(candidate: Candidate) -> set[str]:
    quotes = [quote.quote for quote in candidate.composed.quotes if ASKED_FIRST.search(quote.quote)]
    present = {fold(word) for who in candidate.scene.everyone for word in words(who.name.full)}
    found = {word for quote in quotes for word in words(quote)[1:] if word[0].isupper() and len(word) > 2}
    return {word for word in found if fold(word) not in present and not word.isupper()}


def referral(candidate: Candidate) -> Iterable[Failure]:
    """Who was introduced names who did it, and who reports back names whom they met (R18)."""
    scene, kind = candidate.scene, candidate.composed.kind
    if not candidate.is_ours or scene.intro is None or scene.interview.meeting_no > 1:
        return
    wanted = first_name(addressing_names(scene, scene.intro.by)) if kind == "thank_you" and scene.intro.quote else ""
    wanted = candidate.material.contact_name if kind == "referral_report_back" else wanted
    if wanted and fold(wanted) not in fold(candidate.core):
        yield Failure("R18", "does not name who brought the two together", is_hard=kind == "referral_report_back")


# --- nothing private, nothing smuggled in -------------------------------------------------------------------------


def no_instruction(candidate: Candidate) -> Iterable[Failure]:
    """Nothing that only an instruction to machines says: its names, quoted sentences, addresses (R26)."""
    own = content_stems(candidate.core) if candidate.material.canaries else frozenset()
    public = known.public_stems(candidate) if own else frozenset()
    for text in candidate.material.canaries:
        if own & (content_stems(text) - public):
            yield Failure("R26", "repeats an instruction from a mail or an invite")
            return


def no_secret(candidate: Candidate) -> Iterable[Failure]:
    """Nothing of what a note keeps to itself, in whatever words (R28)."""
    scene = candidate.scene
    private = [part for note in (*scene.notes, *scene.earlier) for part in note.private]
    private += [part for ask in scene.asks for part in ask.private]
    own = content_stems(candidate.core) if private else frozenset()
    public = known.public_stems(candidate) if private else frozenset()
    for part in private:
        if (content_stems(part) - public) & own:
            yield Failure("R28", "touches what the note calls private")
