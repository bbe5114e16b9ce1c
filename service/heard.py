"""What a text says to the rules about talks: the acts that words show (`speech.acts`), and those that its sentences'
wording makes likely enough (`wording`), each with the sentence as evidence. Words come first.

How likely is enough was chosen on the labelled threads: an act that only opens a question needs less than a sign that
the meeting is something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from service.speech import Act
from service.wording import Reading

_ACTS: Mapping[str, tuple[str, float]] = {
    "asks_talk": ("asks_for_time", 0.5),
    "asks_path": ("asks_about_path", 0.6),
    "learner": ("seeks_advice", 0.75),
    "introduces": ("introduces", 0.6),
    "agrees": ("says_yes", 0.75),
}
_AGAINST: Mapping[str, tuple[str, float]] = {
    "hires": ("reads_hiring", 0.4),
    "recruits": ("reads_recruiter", 0.5),
    "sells": ("reads_sales", 0.35),
    "studies": ("reads_study", 0.4),
    "programme": ("reads_programme", 0.35),
    "appointment": ("reads_appointment", 0.45),
    "private": ("private", 0.6),
}


_HALVES = ("asks_talk", "asks_path", "learner")
_LEANING = 0.3


def acts(found: Iterable[Act], reads: Iterable[Reading], *, is_own: bool = False) -> tuple[Act, ...]:
    """The acts of a text, by word or wording, each once. `is_own`: a letter of the person's own also `leans` to a
    request, where two halves of one are likely.
    """
    told = tuple(reads)
    halves = [one for one in told if one.act in _HALVES and one.likelihood >= _LEANING]
    if is_own and len(halves) > 1:
        found = (*found, Act("leans", halves[0].quote))
    return _with_likely(found, told, _ACTS)


def against(found: Iterable[Act], reads: Iterable[Reading], acts: Iterable[Act] = ()) -> tuple[Act, ...]:
    """The signs that a text is about something else, by word or wording, each once. Friends ask for a coffee too, and
    whoever says yes names an hour and a place: private and an appointment are letters that read like nothing else more.
    A sentence that names the thing outright (`acts`) is not doubted for how it reads.
    """
    named = {act.quote for act in acts if act.what == "explicit"}
    told = {one.act: one for one in reads}
    to_learn = max((told[act].likelihood for act in _HALVES[1:] if act in told), default=0.0)
    rival = {"private": to_learn, "appointment": told["agrees"].likelihood if "agrees" in told else 0.0}
    doubts = (one for one in told.values() if one.quote not in named and one.likelihood > rival.get(one.act, 0.0))
    return _with_likely(found, doubts, _AGAINST)


def _with_likely(
    found: Iterable[Act], reads: Iterable[Reading], known: Mapping[str, tuple[str, float]]
) -> tuple[Act, ...]:
    told = {act.what: act for act in found}
    for reading in reads:
        what, least = known.get(reading.act, ("", 2.0))
        if reading.likelihood >= least:
            told.setdefault(what, Act(what, reading.quote))
    return tuple(told[what] for what in sorted(told))
