"""PURE: which time have two people agreed on in their mails? Offers, choices, counter-offers, moves and withdrawals in
the order in which they were written; the last word counts, and an offer without an answer is none.

Both sides' words count alike. What is not certain is no agreement: a time is proposed to the person with both quotes,
and a wrong one costs more than a missing one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from service.arranging import ASKS, CANNOT, DOUBTS, HESITATES, MOVES, OFF, YES, Sentence
from service.arranging_words import AFTERNOON, EARLIEST, LATEST, MORNING
from service.times import Named
from service.zones import zone_of

_HALF_DAY = timedelta(hours=12)
_NOON = 12
_SHORT, _BRIEF = 4, 8
_LONG = 14
"""A sentence of more words that neither asks nor agrees tells of something."""


@dataclass(frozen=True, slots=True)
class Said:
    """One mail: who wrote it ("user" or "contact"), when, which one it is, and its sentences about times."""

    by: str
    at: datetime
    source: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one side."""

    by: str
    at: datetime
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A time that one side offered and the other took."""

    start: datetime
    zone: str
    is_zone_said: bool
    offered: Quote
    taken: Quote


@dataclass(frozen=True, slots=True)
class Agreement:
    """Every time that was agreed on, one after another, and whether the last one stands."""

    course: tuple[Agreed, ...] = ()
    stands: bool = False

    @property
    def agreed(self) -> Agreed | None:
        """The time that counts now."""
        return self.course[-1] if self.stands else None


@dataclass(frozen=True, slots=True)
class _Offer:
    """A time, and the words that brought it up."""

    named: Named
    quote: Quote


@dataclass(frozen=True, slots=True)
class _Talks:
    """Where the talks about a time stand."""

    open: tuple[_Offer, ...] = ()
    settled: _Offer | None = None
    course: tuple[Agreed, ...] = ()
    week: date | None = None
    """The Monday of the week of which was spoken last."""
    dropped: _Offer | None = None
    """What was agreed on until it was called off: another hour is one of the same day."""


def agreement_of(mails: Iterable[Said]) -> Agreement:
    """What the mails of two people come to, in whatever order they are handed in."""
    talks = _Talks()
    for mail in sorted(mails, key=lambda mail: (mail.at, mail.source)):
        talks = _after(talks, mail)
    return Agreement(talks.course, talks.settled is not None)


def _after(talks: _Talks, mail: Said) -> _Talks:
    """Where they stand after one more mail."""
    if any(OFF in sentence.does for sentence in mail.sentences):
        talks = replace(talks, open=(), settled=None, dropped=talks.settled or talks.dropped)
    told = [offer for offer in _joined(_offers(mail)) if offer.named.day or offer.named.at or not _shifts(mail)]
    named = [_completed(talks, offer) for offer in told] or list(_shifted(talks, mail))
    refused = [offer for offer in named if _is_refused(offer, mail)]
    named = [offer for offer in named if offer not in refused]
    talks = _without(talks, mail, {offer.named.day for offer in refused if offer.named.day})
    taken = _taken([offer for offer in talks.open if offer.quote.by != mail.by], named, mail)
    weeks = [one.week for sentence in mail.sentences for one in sentence.times if one.week]
    talks = replace(talks, week=weeks[-1] if weeks else talks.week)
    return _settled(talks, taken, mail) if taken is not None else _countered(talks, mail, named)


# --- reading one mail against what is open --------------------------------------------------------------------------


def _offers(mail: Said) -> list[_Offer]:
    return [
        _Offer(named, Quote(mail.by, mail.at, mail.source, sentence.quote))
        for sentence in mail.sentences
        for named in sentence.times
        if named.week is None
    ]


def _shifted(talks: _Talks, mail: Said) -> Iterator[_Offer]:
    """The agreed time, or the only one that is open, an hour later or a week on."""
    whole = [offer for offer in talks.open if offer.named.instant is not None]
    before = talks.settled or talks.dropped or (whole[0] if len(whole) == 1 else None)
    for sentence in mail.sentences if before else ():
        if sentence.shift and before and before.named.day and before.named.at:
            local = datetime.combine(before.named.day, before.named.at) + timedelta(minutes=sentence.shift)
            named = replace(before.named, day=local.date(), at=local.time(), is_near=False)
            yield _Offer(named, Quote(mail.by, mail.at, mail.source, sentence.quote))


def _shifts(mail: Said) -> bool:
    return any(sentence.shift for sentence in mail.sentences)


def _joined(found: Sequence[_Offer]) -> list[_Offer]:
    """Day and hour of two sentences are one time ("The 18th. I'm free at 10 or at 4"); an hour told again is none."""
    joined: list[_Offer] = []
    alone: _Offer | None = None
    for offer in found:
        is_hour = offer.named.day is None and (offer.named.at is not None or offer.named.is_same_hour)
        if is_hour and alone is not None:
            joined = [one for one in joined if one is not alone]
            told = replace(offer.named, day=alone.named.day, is_near=alone.named.is_near)
            joined.append(_Offer(told, offer.quote))
        elif not (is_hour and any(_is_one_hour(one.named, offer.named) for one in joined)):
            joined.append(offer)
            alone = offer if not is_hour and offer.named.at is None and not offer.named.is_same_hour else None
    return joined


def _is_one_hour(one: Named, other: Named) -> bool:
    return one.at == other.at and one.until == other.until


def _is_refused(offer: _Offer, mail: Said) -> bool:
    return any(sentence.does & {CANNOT, OFF} and sentence.quote == offer.quote.text for sentence in mail.sentences)


def _without(talks: _Talks, mail: Said, days: set[date | None]) -> _Talks:
    """Days that one side cannot are closed, and so is what was agreed for them."""
    kept = tuple(offer for offer in talks.open if offer.quote.by == mail.by or offer.named.day not in days)
    settled = talks.settled
    if settled is not None and settled.named.day in days:
        settled = None
    return replace(talks, open=kept, settled=settled)


# --- taking an offer ------------------------------------------------------------------------------------------------


def _taken(theirs: Sequence[_Offer], named: Sequence[_Offer], mail: Said) -> _Offer | None:
    """The one offer of the other side that this mail takes, as exactly as both told it; None when it takes none."""
    if not theirs or any(HESITATES in sentence.does for sentence in mail.sentences):
        return None
    says_yes = any(YES in sentence.does for sentence in mail.sentences)
    fitting = list(_chosen(theirs, named, mail, says_yes=says_yes))
    # "Wednesday is packed. Thursday 11 works": who names an hour means that day.
    chosen = [offer for offer, is_whole in fitting if is_whole] or [offer for offer, _ in fitting]
    if not chosen and len(theirs) > 1:
        chosen = [found for one in mail.sentences for place in one.picks if (found := _picked(theirs, place))]
    if not chosen and says_yes and not _refuses(mail) and not any(_is_counter(offer, mail) for offer in named):
        # Beside one whole offer a day in passing is none: "I am at home until the 1st".
        chosen = [offer for offer in theirs if offer.named.at is not None]
    instants = {offer.named.instant for offer in chosen}
    return chosen[0] if len(instants) == 1 and None not in instants else None


def _is_counter(offer: _Offer, mail: Said) -> bool:
    """Whether a time is meant as an answer, and does not stand somewhere in a long sentence about something else."""
    sentence = next((one for one in mail.sentences if one.quote == offer.quote.text), None)
    is_aside = sentence is None or not (sentence.does & {YES, ASKS, MOVES})
    return not (is_aside and len(offer.quote.text.split()) > _LONG)


def _when(offer: _Offer) -> float:
    return offer.named.instant.timestamp() if offer.named.instant else 0.0


def _picked(theirs: Sequence[_Offer], place: int) -> _Offer | None:
    """The offer at a place of the list, or by its time."""
    if -1 <= place < len(theirs):
        return theirs[place]
    whole = sorted((one for one in theirs if one.named.instant), key=_when)
    if place in {EARLIEST, LATEST} and whole:
        return whole[0 if place == EARLIEST else -1]
    half = [one for one in whole if one.named.at and (one.named.at.hour < _NOON) == (place == MORNING)]
    return half[0] if place in {MORNING, AFTERNOON} and len(half) == 1 else None


def _refuses(mail: Said) -> bool:
    """Whether it says that the time is none, without naming another day."""
    return any(CANNOT in sentence.does and not sentence.times for sentence in mail.sentences)


def _chosen(
    theirs: Sequence[_Offer], named: Sequence[_Offer], mail: Said, *, says_yes: bool
) -> Iterator[tuple[_Offer, bool]]:
    """Offers that the times of a mail repeat or narrow, and whether it names the hour."""
    for answer in named:
        if not says_yes and _is_asked(answer, mail):
            continue
        if answer.named.at is None and not (says_yes or _is_short(answer) or _is_plain(answer, mail)):
            # "Tuesday is a mess here" names the day and takes nothing.
            continue
        found = [fitted for offer in theirs if (fitted := _fitted(offer, answer.named)) is not None]
        exact = [offer for offer in found if offer.named.instant is not None]
        for offer in exact or found:
            yield offer, answer.named.at is not None


def _is_plain(answer: _Offer, mail: Said) -> bool:
    """Whether nothing in its sentence speaks against the time."""
    said = [sentence.does for sentence in mail.sentences if sentence.quote == answer.quote.text]
    return not any(does & {DOUBTS, ASKS, CANNOT, OFF} for does in said)


def _is_short(answer: _Offer) -> bool:
    return len(answer.quote.text.split()) <= _SHORT


def _is_asked(offer: _Offer, mail: Said) -> bool:
    return any(ASKS in sentence.does and sentence.quote == offer.quote.text for sentence in mail.sentences)


def _fitted(offer: _Offer, answer: Named) -> _Offer | None:
    """The offer as the answer has it: the same day and hour as far as both tell them, or an hour within a span."""
    told = offer.named
    if told.day and answer.day and told.day != answer.day:
        return offer if told.instant is not None and told.instant == answer.instant else None
    if answer.is_same_hour or (answer.day is None and answer.at is None):
        return None
    if answer.at is None:
        return offer if told.day is not None else None
    if told.at is None:
        # The hour is new: that is an offer of its own.
        return None
    if told.until is not None:
        at = _within(told.at, told.until, answer)
        return _Offer(replace(answer, day=told.day or answer.day, at=at), offer.quote) if at else None
    if answer.until is not None:
        return None
    return _same_hour(offer, replace(answer, day=told.day or answer.day))


def _within(begins: time, ends: time, answer: Named) -> time | None:
    if answer.at is None or answer.until is not None:
        return None
    tries = [answer.at] if answer.is_sure else [answer.at, _other_half(answer.at)]
    return next((at for at in tries if begins <= at <= ends), None)


def _same_hour(offer: _Offer, answer: Named) -> _Offer | None:
    told = replace(offer.named, day=offer.named.day or answer.day)
    if told.instant is None or answer.instant is None:
        return replace(offer, named=told) if told.at == answer.at else None
    if told.instant == answer.instant:
        return replace(offer, named=told)
    if abs(told.instant - answer.instant) == _HALF_DAY and not (told.is_sure and answer.is_sure):
        # "at 3" taken with "15 Uhr": whoever is sure counts.
        return replace(offer, named=answer if answer.is_sure else told)
    return None


def _other_half(at: time) -> time:
    return at.replace(hour=(at.hour + 12) % 24)


def _settled(talks: _Talks, offer: _Offer, mail: Said) -> _Talks:
    start = offer.named.instant
    if start is None or start <= mail.at:
        return talks
    words = next((one.quote for one in mail.sentences if YES in one.does or one.times or one.picks), "")
    agreed = Agreed(
        start.astimezone(mail.at.tzinfo),
        offer.named.zone,
        offer.named.is_said,
        offer.quote,
        Quote(mail.by, mail.at, mail.source, words),
    )
    return _Talks((), offer, (*talks.course, agreed))


# --- offering another -----------------------------------------------------------------------------------------------


def _countered(talks: _Talks, mail: Said, named: Sequence[_Offer]) -> _Talks:
    """New offers take the place of those answered; beside an agreed time only a move counts."""
    fresh = list(named)
    if talks.settled is not None:
        fresh = [offer for offer in fresh if _is_move(talks.settled, offer, mail)]
        return replace(talks, open=tuple(fresh), settled=None) if fresh else talks
    if not fresh:
        return talks
    kept = _kept(talks, fresh, mail)
    return replace(talks, open=(*kept, *fresh))


def _kept(talks: _Talks, fresh: Sequence[_Offer], mail: Said) -> Sequence[_Offer]:
    """The writer's own earlier offers stay beside new ones, unless the new ones replace them."""
    if any(MOVES in sentence.does for sentence in mail.sentences if sentence.times):
        return ()
    days = {offer.named.day for offer in fresh}
    return [one for one in talks.open if one.quote.by == mail.by and one.named.day not in days]


def _completed(talks: _Talks, offer: _Offer) -> _Offer:
    """With the day, the week or the hour that was spoken of before, where it does not tell them."""
    named = offer.named
    known = [talks.settled] if talks.settled else talks.open or [talks.dropped]
    before = [one.named for one in known if one is not None]
    if named.day is not None and named.is_near:
        named = replace(named, day=_of_week(talks, named.day, before, offer.quote.at))
    if named.is_same_hour:
        named = _with_hour(named, before)
    if named.day is None and named.at is not None and _is_told_before(named, before) is None:
        named = replace(
            named, day=_day_before(named, before, offer.quote.at, is_short=len(offer.quote.text.split()) <= _BRIEF)
        )
    return replace(offer, named=named)


def _of_week(talks: _Talks, day: date, before: Sequence[Named], said_at: datetime) -> date:
    """The weekday in the week that was spoken of, or the one that was offered."""
    offered = [one.day for one in before if one.day and one.day.weekday() == day.weekday() and one.day > said_at.date()]
    if offered and day not in offered:
        return min(offered)
    if talks.week is not None and day < talks.week and not offered:
        return talks.week + timedelta(days=day.weekday())
    return day


def _with_hour(named: Named, before: Sequence[Named]) -> Named:
    hours = {(one.at, one.is_sure, one.zone, one.is_said) for one in before if one.at and one.until is None}
    if len(hours) != 1:
        return named
    at, is_sure, zone, is_said = hours.pop()
    return Named(named.day, at, None, is_sure, zone, is_said)


def _is_told_before(named: Named, before: Sequence[Named]) -> Named | None:
    """An open offer at the same hour: the answer names only that."""
    return next((one for one in before if one.at == named.at and one.day), None)


def _day_before(named: Named, before: Sequence[Named], said_at: datetime, *, is_short: bool) -> date | None:
    """The one day that was spoken of; where none was, today, if the hour is still to come."""
    days = {one.day for one in before if one.day}
    if days:
        return days.pop() if len(days) == 1 else None
    if not is_short:
        return None
    today = replace(named, day=said_at.astimezone(zone_of(named.zone)).date())
    return today.day if today.instant is not None and today.instant > said_at else None


def _is_move(settled: _Offer, offer: _Offer, mail: Said) -> bool:
    if offer.named.instant is not None and offer.named.instant == settled.named.instant:
        return False
    if offer.named.at is None or offer.named.until is not None or _fitted(settled, offer.named) is not None:
        return False
    sentence = next((one for one in mail.sentences if one.quote == offer.quote.text), None)
    return sentence is not None and bool(sentence.shift or sentence.does & {MOVES, ASKS})
