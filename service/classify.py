"""Is this meeting an informational interview? What the reasons of `signs` come to: log, ask or leave, and under which name.

From 5 points with a sign of purpose it is logged, from 2 the person is asked, below it is left out: structure alone
never logs, nor is what is nobody's business (PS-13) logged unasked. The person's own word decides before all. What may be stored at all is decided by `candidates`, offered here
under one name, as the facts are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service import domains, weighing
from service.candidates import (
    Candidacy,
    Surroundings,
    candidate_calendar_event,
    candidate_message,
    outside_people,
    surroundings,
)
from service.facts import Facts, Reason, Said, request_of_contact, role_of, wrote_first
from service.signs import PIPELINE, PRIVATE, SENSITIVE, reasons_of

__all__ = [
    "PRIVATE",
    "SENSITIVE",
    "Candidacy",
    "Classification",
    "Facts",
    "Reason",
    "Said",
    "Surroundings",
    "candidate_calendar_event",
    "candidate_message",
    "classify",
    "outside_people",
    "role_of",
    "surroundings",
]

LOG, ASK = 5, 2
"""recognition.md 4: thresholds of the score."""


@dataclass(frozen=True, slots=True)
class Classification:
    """What a meeting is, what to do about it (log, ask, leave), and why."""

    kind: str
    band: str
    score: int
    reasons: tuple[Reason, ...] = ()


def classify(facts: Facts) -> Classification:
    """What the meeting is. The person's own word decides; then hard vetoes; then the score."""
    reasons = reasons_of(facts)
    score = sum(reason.points for reason in reasons)
    if facts.person_says:
        return _by_word(facts.person_says, score, reasons)
    kind, veto = _instead(facts, reasons)
    # A note is the person's word that it counts; one on salary and shortlist says what the hiring's own mail says.
    if facts.has_note and not (facts.is_note_of_hiring and _has(veto, "pipeline")):
        noted = Reason("noted", 5, "You wrote a note about it.", is_purpose=True)
        return Classification("informational", "log", score + 5, (noted, *reasons))
    if veto:
        return Classification(kind or "other", "leave", score, (*veto, *reasons))
    by_rules = _band(facts, score, reasons)
    band = _weighed(by_rules, facts, reasons)
    if band == "log" and any(reason.rule in PRIVATE for reason in reasons):
        return Classification("informational", "ask", score, reasons)
    if band != by_rules:
        reasons = (_SECOND_OPINIONS[by_rules, band], *reasons)
    return Classification("informational" if band != "leave" else kind or "other", band, score, reasons)


_LIKELY, _UNLIKELY, _POSSIBLE, _HARDLY = 0.6, 0.3, 0.45, 0.12
_SURELY, _LEANING, _NEVER = 0.85, 0.2, 2.0
"""Chosen on the tuned threads, each writer's weighed by what the others taught."""
_SECOND_OPINIONS = {
    ("log", "ask"): Reason("unlike_others", 0, "Weighed together, it reads less like such a talk than the signs say."),
    ("ask", "log"): Reason("like_others", 0, "Weighed together, it reads like such a talk."),
    ("leave", "ask"): Reason("perhaps", 0, "Weighed together, it may be such a talk all the same."),
    ("ask", "leave"): Reason("hardly", 0, "Weighed together, hardly anything reads like such a talk."),
}


def _weighed(band: str, facts: Facts, reasons: tuple[Reason, ...]) -> str:
    """What rules and likelihood come to: mostly a question where they disagree. What is called by its name, or what the
    person said of the same people, is not doubted for being unlike others. What shows a sign of something else is not
    logged for being like them, nor is what nobody's words lean to; but how one sentence reads is no such sign where the
    person asked for it and everything else speaks for it. Where nobody wrote there is little to weigh; a sign of purpose
    is worth a question.
    """
    likelihood = weighing.likelihood(facts)
    if band == "log":
        return "ask" if likelihood < _UNLIKELY and not _is_sure(facts, reasons) else "log"
    if band == "leave":
        return "ask" if likelihood >= _POSSIBLE else "leave"
    if likelihood < _HARDLY:
        return "leave" if facts.mails and not any(reason.is_purpose for reason in reasons) else "ask"
    return "log" if likelihood >= _needed(facts, reasons) else "ask"


def _needed(facts: Facts, reasons: tuple[Reason, ...]) -> float:
    """How likely it has to be for what the rules would ask about; beyond 1 where likelihood does not settle it."""
    doubts = {reason.rule for reason in reasons if reason.kind}
    if doubts:
        is_reading_only = all(doubt.startswith("reads_") for doubt in doubts)
        return _SURELY if is_reading_only and _has(reasons, "own_request") else _NEVER
    return _LIKELY if weighing.leaning(facts) >= _LEANING else _NEVER


def _is_sure(facts: Facts, reasons: tuple[Reason, ...]) -> bool:
    rules = {reason.rule for reason in reasons}
    return bool(rules & (KNOWN | {"explicit_words"})) or any(mail.quote("explicit") for mail in facts.mails)


def _by_word(word: str, score: int, reasons: tuple[Reason, ...]) -> Classification:
    if word == "yes":
        said = Reason("your_word", 5, "You said that it is one.", is_purpose=True)
        return Classification("informational", "log", score, (said, *reasons))
    said = Reason("your_word", -5, "You said that it is not one.")
    return Classification(word if word != "no" else "other", "leave", score, (said, *reasons))


def _has(reasons: Iterable[Reason], rule: str) -> bool:
    return any(reason.rule == rule for reason in reasons)


_STRONG = frozenset({"own_request", "explicit_words", "introduced", "their_offer"})
_TOLD = _STRONG | {"their_request", "path_words", "again"}
"""Signs that say what it is about, whoever wrote first and wherever they work."""
_ASKED = frozenset({"own_request", "their_request", "their_offer", "introduced"})
"""Signs that one of the two asked for it, or a third brought them together."""
_WEAK = frozenset({"coffee_words", "two_names", "prepared"})
KNOWN = frozenset({"known_contact", "known_organisation"})
"""Rules of `lessons`: said of at least two other talks. No sign of what this one is about."""
_SATURDAY = 5


def _band(facts: Facts, score: int, reasons: tuple[Reason, ...]) -> str:
    """log, ask or leave. Structure alone asks; next to signs of something else only strong signs of purpose count."""
    purpose = {reason.rule for reason in reasons if reason.is_purpose}
    kinds = {reason.kind for reason in reasons} - {"", "internal"}
    if kinds & PIPELINE:
        purpose &= _STRONG
    if score < ASK or (kinds and not purpose):
        return "leave"
    if not purpose & _TOLD and (facts.is_inside or _has(reasons, "they_began")):
        return "leave"
    if (_has(reasons, "their_interest") or _has(reasons, "their_yes")) and not purpose & _ASKED:
        return "ask"
    if score < LOG or not purpose or (kinds and "own_request" not in purpose):
        return "ask"
    is_in_doubt = any(reason.rule.startswith("reads_") for reason in reasons)
    if is_in_doubt or kinds & {"job_interview", "mentoring"} or _has(reasons, "paid"):
        return "ask"
    # Students write from a school's address or a free one; who writes from a firm's may ask for the firm.
    request = request_of_contact(facts)
    is_own_address = domains.is_free_mail(facts.contact) or domains.is_academic(facts.contact)
    is_clear = is_own_address or facts.is_introduced or (request is not None and request.quote("explicit") is not None)
    if _has(reasons, "their_request") and not is_clear:
        return "ask"
    if any(reason.rule in SENSITIVE for reason in reasons) and "own_request" not in purpose:
        return "ask"
    if _has(reasons, "they_began") and not purpose & _ASKED:
        return "ask"
    # A coffee at the weekend, or with somebody of a free-mail address, is as often a friend's; a series a class.
    is_weekend = facts.start is not None and facts.start.weekday() >= _SATURDAY
    is_unsure = is_weekend or facts.is_recurring or domains.is_free_mail(facts.contact) or not _was_wanted(facts)
    if purpose <= _WEAK and is_unsure:
        return "ask"
    return "log"


def _was_wanted(facts: Facts) -> bool:
    """Whether the person had a hand in it: wrote of it, was answered, or entered it."""
    wrote = any(mail.by == "user" for mail in facts.mails) or (bool(facts.mails) and wrote_first(facts) == "")
    return wrote or not facts.organizer or facts.organizer != facts.contact


def _instead(facts: Facts, reasons: tuple[Reason, ...]) -> tuple[str, tuple[Reason, ...]]:
    """The strongest other kind, and a hard veto if there is one."""
    against = [reason for reason in reasons if reason.kind]
    rules = {reason.rule for reason in against}
    # Words name it before a mere reading does.
    kind = max(
        against, key=lambda reason: (not reason.rule.startswith("reads_"), -reason.points, reason.rule), default=None
    )
    named = kind.kind if kind else ""
    if "recruiter" in rules and rules & {"hiring", "hiring_host"}:
        named = "recruiter_screen"
    is_wanted = any(reason.rule in {"own_request", "explicit_words", "asks_for_time"} for reason in reasons)
    if not facts.outside and not facts.contact_name:
        return named, (Reason("no_human", 0, "No other human takes part."),)
    # A request of the person's own is their yes to it; what an invite calls itself is nobody's.
    is_agreed = _has(reasons, "own_request") or _has(reasons, "asks_for_time")
    if facts.is_cancelled_unanswered and not is_agreed:
        return named, (Reason("cancelled_unanswered", 0, "It was cancelled before anybody accepted."),)
    if facts.is_declined_by_user and not _has(reasons, "own_request"):
        return named, (Reason("declined", 0, "You declined it."),)
    is_matter = bool(rules & SENSITIVE) or "own_matter" in rules
    if is_matter and not is_wanted and not _has(reasons, "path_words"):
        return named, (Reason("sensitive", 0, "It looks like a private matter: not logged unless you say so."),)
    if "paid" in rules and not _has(reasons, "explicit_words"):
        return named, (Reason("paid_for", 0, "What is asked for there is paid for."),)
    pipeline = sum(reason.points for reason in against if reason.kind in PIPELINE)
    is_titled = any(reason.source == facts.source and reason.kind in PIPELINE for reason in against)
    if (pipeline <= -6 or is_titled) and not _has(reasons, "own_request"):
        return named, (Reason("pipeline", 0, "Several signs say that it is hiring or selling."),)
    if facts.listed > 10 and "event" in rules:
        return named, (Reason("public", 0, "It is a public event."),)
    return named, ()
