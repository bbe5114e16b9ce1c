"""The gate that every draft passes before a person sees it as ready: product.md 3.2, R03-R13, R15-R26 and R28.

Decides only whether a text is fit, never mends it: `compose` tries again. What it knows comes from the scene, so a
draft that passes today fails when its evidence is gone. R19 is soft: it warns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from service.addresses import address_key
from service.drafting import greeting, timing
from service.drafting.correspondence import Reply
from service.drafting.criteria import BOUNDS, CRITERIA
from service.drafting.evidence import Quote, Scene
from service.drafting.language import content_stems, fold, overlap, scores, words
from service.drafting.material import Material, addressing_names, their_zone
from service.drafting.tongues import TONGUES
from service.drafting.wordlists import (
    ADVERT,
    BLAME,
    BOILERPLATE,
    CLAIM,
    HARMLESS_PROMISE,
    JOB_ASK,
    MEETING_PRAISE,
    OFFER,
    PLACEHOLDER,
    PRESUMED_CONSENT,
    PROMISE,
    THANKS,
)
from service.drafting.writer import Composed
from service.titles import bare_subject
from service.zones import zone_of

MOST_ALIKE = 0.5
SUBJECT_LENGTH = (3, 78)


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a draft breaks, and in which words."""

    rule: str
    why: str
    is_hard: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft as it would be sent, with everything it is judged by."""

    scene: Scene
    material: Material
    composed: Composed
    reply: Reply
    subject: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    send_at: datetime
    siblings: tuple[str, ...] = ()
    """Texts of the other drafts about the same interview."""
    earlier: tuple[str, ...] = ()
    """Texts of the person's other drafts that it must not sound like (`memory.py`)."""
    as_written: str = ""
    """The text as the person has it, where it is not ours."""

    @property
    def body(self) -> str:
        return self.as_written.rstrip() or self.composed.text

    @property
    def core(self) -> str:
        return self.composed.core


Check = Callable[[Candidate], Iterable[Failure]]


def failures(candidate: Candidate) -> list[Failure]:
    """Everything that is wrong with a draft; no hard one = fit to be shown."""
    return [failure for check in CHECKS for failure in check(candidate)]


def of_sentence(candidate: Candidate) -> list[Failure]:
    """What a single sentence says without evidence; `candidate` holds that sentence alone, and the quotes of all."""
    return [failure for check in OF_A_SENTENCE for failure in check(candidate)]


def of_whole(candidate: Candidate) -> list[Failure]:
    """Everything that is wrong with a text as a whole, its single sentences aside."""
    return [failure for check in CHECKS if check not in OF_A_SENTENCE for failure in check(candidate)]


def is_fit(found: Sequence[Failure]) -> bool:
    return not any(failure.is_hard for failure in found)


# --- envelope -----------------------------------------------------------------------------------------------------


def _recipients(candidate: Candidate) -> Iterable[Failure]:
    keys = {address_key(email) for email in (*candidate.to, *candidate.cc)}
    own = candidate.scene.sender.keys
    if len(candidate.to) != 1 or candidate.cc or not keys <= candidate.material.who.keys or keys & own:
        yield Failure("R03", "goes to somebody it is not for")
    if candidate.material.who.part not in {"attendee"}:
        yield Failure("R03", "goes to somebody who was not met")


def _from_own_address(candidate: Candidate) -> Iterable[Failure]:
    if address_key(candidate.sender) not in candidate.scene.sender.keys:
        yield Failure("R04", "is not from one of the person's own addresses")


def _threading(candidate: Candidate) -> Iterable[Failure]:
    parent = candidate.reply.parent
    if parent is None:
        return
    if parent.is_automatic or not parent.message_id or candidate.reply.references[-1:] != (parent.message_id,):
        yield Failure("R05", "does not answer a real mail of the conversation")


def _subject(candidate: Candidate) -> Iterable[Failure]:
    subject = candidate.subject
    if candidate.reply.parent is not None:
        if subject != f"Re: {bare_subject(candidate.reply.parent.subject)}".strip():
            yield Failure("R06", "the subject is not the thread's")
    elif not SUBJECT_LENGTH[0] <= len(subject) <= SUBJECT_LENGTH[1] or subject.casefold().startswith("re:"):
        yield Failure("R06", "the new subject does not fit")
    if PLACEHOLDER.search(subject) or "\n" in subject:
        yield Failure("R06", "the subject holds a placeholder")


def _time(candidate: Candidate) -> Iterable[Failure]:
    scene = candidate.scene
    zone, hours = their_zone(scene, candidate.material.who), timing.wished(scene.sender.chosen)
    asked = CRITERIA[candidate.composed.kind]
    if not asked.at_once and not timing.is_fitting(candidate.send_at, zone, hours):
        yield Failure("R25", "the suggested time is outside working hours there")
    if asked.when == "after_end" and scene.end and candidate.send_at < scene.end + timing.SOONEST:
        yield Failure("R25", "the suggested time is too soon after the end")


# --- greeting, language, size -------------------------------------------------------------------------------------

_LOCAL_PART = re.compile(r"[\w.]+@|\d|[._]")
_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Frau|Herrn?|Madame|Monsieur|Mme|Sra?|Señora?)\b")


def _greeting(candidate: Candidate) -> Iterable[Failure]:
    line = candidate.composed.greeting
    used = candidate.material.addressing
    if unicodedata.normalize("NFC", line) != line:
        yield Failure("R07", "the greeting is not in composed letters")
    name = line.split(" ", 1)[1] if " " in line else ""
    if name and _LOCAL_PART.search(re.sub(r"\b(?:Dr|Prof|Sra?|Mr|Mrs|Ms|M|Mme)\.", "", name)):
        yield Failure("R07", "the greeting holds no name")
    is_guessed = _HONORIFIC.search(line) and not _HONORIFIC.search(used.used)
    if is_guessed and (not used.gender or candidate.composed.language == "en"):
        yield Failure("R07", "the greeting guesses an honorific")
    allowed = {fold(word) for word in (*candidate.material.who.name.full.split(), greeting.first_name(used))}
    allowed |= (
        {fold(word) for word in used.used.split()}
        if greeting.is_formal(used, candidate.composed.language, candidate.material.register)
        else set()
    )
    strangers = [other for other in candidate.scene.everyone if other is not candidate.material.who]
    for other in strangers:
        if other.name.given and fold(other.name.given) in {fold(word) for word in words(name)} - allowed:
            yield Failure("R08", "the greeting names somebody else")


def _language(candidate: Candidate) -> Iterable[Failure]:
    language = candidate.composed.language
    whole = scores(candidate.core)
    if max(whole, key=lambda name: (whole[name], name == language)) != language:
        yield Failure("R09", "the text is not in the language of the conversation")
    for sentence in candidate.composed.sentences:
        found = scores(sentence.text)
        best = max(found, key=lambda name: (found[name], name == language))
        if best != language and found[best] - found[language] > 1:
            yield Failure("R09", f"a sentence is in another language: {sentence.role}")
    yield from _address_form(candidate)


_FORBIDDEN = {
    ("de", "formal"): re.compile(r"\b(?:du|dein\w*|dir|dich)\b", re.IGNORECASE),
    ("de", "familiar"): re.compile(r"\b(?:Ihnen|Ihre?[nmrs]?)\b|(?<=[\w,] )Sie\b"),
    ("fr", "formal"): re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b|\bt['’]", re.IGNORECASE),
    ("fr", "familiar"): re.compile(r"\b(?:vous|votre|vos)\b", re.IGNORECASE),
    ("es", "formal"): re.compile(r"\b(?:tú|te|ti|contigo|tus?)\b", re.IGNORECASE),
    ("es", "familiar"): re.compile(r"\b(?:usted|ustedes)\b", re.IGNORECASE),
}


def _address_form(candidate: Candidate) -> Iterable[Failure]:
    pattern = _FORBIDDEN.get((candidate.composed.language, candidate.material.register))
    if pattern and pattern.search(candidate.core):
        yield Failure("R09", "mixes the two ways of address")


def _length(candidate: Candidate) -> Iterable[Failure]:
    composed = candidate.composed
    low, high = BOUNDS["thin" if composed.is_thin and composed.kind == "thank_you" else composed.kind]
    if not low <= composed.count <= high:
        yield Failure("R10", f"{composed.count} words, between {low} and {high} are asked for")


# --- what it says -------------------------------------------------------------------------------------------------


def _placeholder(candidate: Candidate) -> Iterable[Failure]:
    if PLACEHOLDER.search(candidate.body):
        yield Failure("R11", "holds a placeholder")


def _thanks(candidate: Candidate) -> Iterable[Failure]:
    composed = candidate.composed
    if composed.kind in {"thank_you", "referral_report_back"} and not THANKS[composed.language].search(
        composed.core.lower()
    ):
        yield Failure("R12", "does not thank")
    if CRITERIA[composed.kind].not_held and MEETING_PRAISE[composed.language].search(composed.core.lower()):
        yield Failure("R12", "thanks for a meeting that did not take place")
    if composed.kind == "no_show_follow_up" and BLAME.search(composed.core):
        yield Failure("R12", "blames")


@cache
def _vocabulary(language: str) -> frozenset[str]:
    phrases = TONGUES[language].phrases.values()
    return frozenset(fold(word) for wordings in phrases for wording in wordings for word in words(wording))


@cache
def _own_numbers(language: str) -> frozenset[str]:
    """Numbers of our own phrases: the minutes that a first mail asks for."""
    phrases = TONGUES[language].phrases.values()
    return frozenset(found for wordings in phrases for wording in wordings for found in re.findall(r"\d+", wording))


def _known_text(candidate: Candidate) -> str:
    """Everything a draft may take a name or a number from: its quotes, the names, the slot, the person's profile."""
    scene, who = candidate.scene, candidate.material.who
    quotes = " ".join(quote.quote for quote in candidate.composed.quotes)
    used = candidate.material.addressing.used
    intro = (
        f"{scene.intro.by.name.full} {greeting.first_name(addressing_names(scene, scene.intro.by))}"
        if scene.intro
        else ""
    )
    people = [
        who.name.full,
        who.name.title,
        greeting.first_name(candidate.material.addressing),
        candidate.material.contact_name,
    ]
    slot = _slot_words(candidate)
    chosen = scene.sender.chosen
    profile = [scene.sender.name, scene.sender.goal, scene.sender.signature, candidate.composed.greeting]
    profile += [chosen.opening, chosen.closing]
    return " ".join([quotes, used, intro, *people, *slot, *profile])


def _slot_words(candidate: Candidate) -> list[str]:
    """The final slot's day and hour in the words of the language: nothing else may date the meeting (R13)."""
    start, language = candidate.scene.start, candidate.composed.language
    if start is None:
        return []
    found = list(timing.TODAY[language])
    for zone in (their_zone(candidate.scene, candidate.material.who), zone_of(candidate.scene.sender.timezone)):
        local = start.astimezone(zone)
        found += [timing.WEEKDAYS[language][local.weekday()], timing.hour_words(start, zone, language), str(local.day)]
    return found


def _only_known(candidate: Candidate) -> Iterable[Failure]:
    known = _known_text(candidate)
    folded = {fold(word) for word in words(known)}
    numbers = set(re.findall(r"\d+", known)) | _own_numbers(candidate.composed.language)
    core = candidate.core
    for number in re.findall(r"\d+", core):
        if number not in numbers:
            yield Failure("R15", f"a number without evidence: {number}")
    for link in re.findall(r"\S+@\S+|https?://\S+|www\.\S+", core):
        if link.strip(".,;") not in known or "@" in link:
            yield Failure("R15", "an address or link without evidence")
    vocabulary = _vocabulary(candidate.composed.language)
    for word in _capitalised(core):
        if fold(word) not in folded and fold(word) not in vocabulary:
            yield Failure("R15", f"a name without evidence: {word}")
    yield from _foreign_days(candidate, folded)


def _capitalised(text: str) -> Iterable[str]:
    for sentence in re.split(r"(?<=[.!?:])\s+", text):
        for word in words(sentence)[1:]:
            if word[0].isupper() and word != "I" and not word.startswith(("I'", "I’")):
                yield word


def _foreign_days(candidate: Candidate, known: set[str]) -> Iterable[Failure]:
    names = {fold(day) for day in timing.WEEKDAYS[candidate.composed.language]} | {
        fold(month) for month in timing.MONTHS if len(month) > 3
    }
    for word in words(candidate.core):
        if fold(word) in names - known and not (word.islower() and fold(word) in {"march", "may", "mars", "august"}):
            yield Failure("R13", f"a day or month without evidence: {word}")


def _claims(candidate: Candidate) -> Iterable[Failure]:
    """Who says "you said" needs words from after the start that are about the same."""
    for sentence in candidate.composed.sentences:
        if not CLAIM[candidate.composed.language].search(sentence.text.lower()):
            continue
        after = [quote for quote in sentence.quotes if quote.is_after]
        evidence = frozenset().union(*(content_stems(quote.quote) for quote in after))
        shared = content_stems(sentence.text) & evidence
        if len(shared) < 2:
            yield Failure("R16", f"a claim about the meeting without evidence: {sentence.role}")


def _promises(candidate: Candidate) -> Iterable[Failure]:
    for sentence in candidate.composed.sentences:
        if not PROMISE[candidate.composed.language].search(sentence.text.lower()) or HARMLESS_PROMISE.search(
            sentence.text
        ):
            continue
        evidence = frozenset().union(*(content_stems(quote.quote) for quote in sentence.quotes))
        if not content_stems(sentence.text) & evidence:
            yield Failure("R17", f"a promise without evidence: {sentence.role}")


def _consent(candidate: Candidate) -> Iterable[Failure]:
    if PRESUMED_CONSENT.search(candidate.core):
        yield Failure("R18", "presumes somebody's consent")


def _offer(candidate: Candidate) -> Iterable[Failure]:
    wants = candidate.scene.sender.offers_help and candidate.composed.kind in {"thank_you", "referral_report_back"}
    if wants and not OFFER[candidate.composed.language].search(candidate.core.lower()):
        yield Failure("R19", "offers nothing in return", is_hard=False)


def _no_job_ask(candidate: Candidate) -> Iterable[Failure]:
    if candidate.scene.interview.role != "host" and JOB_ASK.search(candidate.core):
        yield Failure("R20", "asks for a job")


def _no_boilerplate(candidate: Candidate) -> Iterable[Failure]:
    if any(pattern.search(candidate.body.lower()) for pattern in BOILERPLATE):
        yield Failure("R21", "holds a stock phrase")
    if candidate.body.count("!") > 1:
        yield Failure("R21", "more than one exclamation mark")
    words_used = f" {_plainly(candidate.body)} "
    if any(f" {_plainly(phrase)} " in words_used for phrase in candidate.scene.sender.chosen.never_phrases):
        yield Failure("R21", "holds a phrase that you never use")


def _plainly(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))


def _sign_off(candidate: Candidate) -> Iterable[Failure]:
    sign_off = candidate.composed.sign_off
    if not sign_off or not candidate.body.endswith(sign_off) or candidate.body.count(sign_off) != 1:
        yield Failure("R22", "the person's sign-off is not once at the end")
    if ADVERT.search(candidate.body):
        yield Failure("R22", "holds an advert line")


def _no_copy(candidate: Candidate) -> Iterable[Failure]:
    own = [mail.text for mail in candidate.scene.mails if mail.is_mine]
    if any(overlap(candidate.core, text) >= MOST_ALIKE for text in own if len(text.split()) > 12):
        yield Failure("R23", "copies an earlier mail")
    if any(overlap(candidate.core, text) >= MOST_ALIKE for text in candidate.siblings):
        yield Failure("R23", "is too much like the draft to somebody else")
    if any(overlap(candidate.core, text) >= MOST_ALIKE for text in candidate.earlier):
        yield Failure("R23", "is much like an earlier draft", is_hard=False)


def _plain(candidate: Candidate) -> Iterable[Failure]:
    if re.search(r"<[a-z/][^>]*>", candidate.body, re.IGNORECASE) or "\x00" in candidate.body:
        yield Failure("R24", "is not plain text")


def _no_instruction(candidate: Candidate) -> Iterable[Failure]:
    """Nothing that only an instruction to machines says (its names, quoted sentences, addresses)."""
    for text in candidate.material.canaries:
        if overlap(candidate.core, text) > 0 and len(words(text)) > 3:
            yield Failure("R26", "repeats an instruction from a mail or an invite")


def _no_secret(candidate: Candidate) -> Iterable[Failure]:
    public = _public_stems(candidate)
    for note in candidate.scene.notes:
        for part in note.private:
            if len((content_stems(part) - public) & content_stems(candidate.core)) >= 1:
                yield Failure("R28", "touches what the note calls private")


def _public_stems(candidate: Candidate) -> frozenset[str]:
    """What may be said although a private part says it too: names of those present, and what is quoted openly."""
    quoted = [quote.quote for quote in candidate.composed.quotes]
    people = [who.name.full for who in candidate.scene.everyone]
    phrases = [wording for wordings in TONGUES[candidate.composed.language].phrases.values() for wording in wordings]
    return frozenset().union(*(content_stems(text) for text in (*quoted, *people, *phrases, *_slot_words(candidate))))


def _quotes_are_verbatim(candidate: Candidate) -> Iterable[Failure]:
    for quote in candidate.composed.quotes:
        if not quote.quote.strip() or not _stands(candidate.scene, quote):
            yield Failure("R15", "a quote that its source does not hold")


def _stands(scene: Scene, quote: Quote) -> bool:
    kind, _, rest = quote.source.partition(":")
    if kind == "note":
        return any(note.id == rest and quote.quote in note.public for note in scene.notes)
    if kind == "ask":
        return any(ask.id == rest and quote.quote in ask.public for ask in scene.asks)
    if kind == "msg":
        texts = [f"{mail.subject}\n{mail.ending}\n{mail.text}" for mail in scene.mails if mail.message_id == rest]
        return any(quote.quote in text for text in texts) or not texts
    return True


CHECKS: tuple[Check, ...] = (
    _recipients, _from_own_address, _threading, _subject, _time, _greeting, _language, _length, _placeholder, _thanks,
    _only_known, _claims, _promises, _consent, _offer, _no_job_ask, _no_boilerplate, _sign_off, _no_copy, _plain,
    _no_instruction, _no_secret, _quotes_are_verbatim,
)  # fmt: skip
OF_A_SENTENCE: tuple[Check, ...] = (_only_known, _claims, _promises)
