"""Is this meeting an informational interview? A score of rules, each with its reason and the words that fired it.

Structure first (one outside person, first meeting, half an hour), words second; whoever asked first weighs most
(recognition.md 4). From 5 points with a sign of purpose it is logged, from 2 the person is asked, below it is left
out: structure alone never logs. What may be stored at all is decided by `candidates`, offered here under one name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from service import domains, names
from service.candidates import (
    Candidacy,
    Surroundings,
    candidate_calendar_event,
    candidate_message,
    outside_people,
    surroundings,
)
from service.schema import Json
from service.speech import Act

__all__ = [
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

RULES_VERSION = 1
LOG, ASK = 5, 2
"""recognition.md 4: thresholds of the starting score, to be fitted on labels."""
_MANY = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One mail about the meeting: who wrote it (user, contact, other), when, and what it does."""

    by: str
    at: datetime
    source: str
    acts: tuple[Act, ...] = ()
    against: tuple[Act, ...] = ()
    thread: str = ""
    sender: str = ""
    is_answer: bool = False
    """It answers a mail, known or not."""

    def quote(self, what: str) -> str | None:
        return next((act.quote for act in self.acts if act.what == what), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one meeting when it is classified."""

    title: str = ""
    source: str = ""
    acts: tuple[Act, ...] = ()
    against: tuple[Act, ...] = ()
    contact: str = ""
    contact_name: str = ""
    outside: tuple[str, ...] = ()
    """Addresses of the outside people who count: the contact first; no assistants, decliners, rooms."""
    own_organisations: frozenset[str] = frozenset()
    own_names: tuple[str, ...] = ()
    organizer: str = ""
    parties: tuple[str, ...] = ()
    listed: int = 0
    """How many people the calendar event lists."""
    start: datetime | None = None
    end: datetime | None = None
    is_all_day: bool = False
    is_recurring: bool = False
    meeting_no: int = 1
    mails: tuple[Said, ...] = ()
    is_introduced: bool = False
    default_role: str = "seeker"
    is_declined_by_user: bool = False
    is_cancelled_unanswered: bool = False
    has_note: bool = False
    person_says: str = ""
    """"yes", or what it is instead: the person's own word, which decides."""
    learned: tuple[Reason, ...] = ()
    """What the person's decisions about other meetings say of this one (`lessons`)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: its points, a sentence for the person, and the words that it rests on."""

    rule: str
    points: int
    text: str
    source: str = ""
    quote: str = ""
    is_purpose: bool = False
    kind: str = ""

    def as_json(self) -> Json:
        return {
            "rule": self.rule,
            "points": self.points,
            "text": self.text,
            "evidence": {"source": self.source, "quote": self.quote} if self.quote else None,
        }


@dataclass(frozen=True, slots=True)
class Classification:
    """What a meeting is, what to do about it (log, ask, leave), and why."""

    kind: str
    band: str
    score: int
    reasons: tuple[Reason, ...] = ()


# --- who asked --------------------------------------------------------------------------------------------------


def _first(mails: Iterable[Said], by: tuple[str, ...], what: str) -> Said | None:
    found = [mail for mail in mails if mail.by in by and mail.quote(what) is not None]
    return min(found, key=lambda mail: (mail.at, mail.source), default=None)


_ABOUT = ("about_path", "asks_about_path", "explicit")


def _is_request(mail: Said) -> bool:
    return mail.quote("asks_for_time") is not None and any(mail.quote(what) is not None for what in _ABOUT)


def _is_asked_for_advice(mail: Said) -> bool:
    """Whoever asks the person for a talk asks as a learner: a seller or a colleague wants something else."""
    seeks = mail.quote("seeks_advice") is not None or mail.quote("asks_about_path") is not None
    return seeks and mail.quote("asks_for_time") is not None and not _sells(mail)


def _first_request(facts: Facts, by: str) -> Said | None:
    """The first mail of one side that asks for a talk; whoever hires or sells asks for something else."""
    asks = _is_request if by == "user" else _is_asked_for_advice
    found = [mail for mail in facts.mails if mail.by == by and asks(mail) and _is_before_end(mail, facts)]
    return min(found, key=lambda mail: (mail.at, mail.source), default=None)


def _sells(mail: Said) -> bool:
    return any(act.what in {"hiring", "recruiter", "sales", "media", "mentoring"} for act in mail.against)


def _is_before_end(mail: Said, facts: Facts) -> bool:
    return facts.end is None or mail.at <= facts.end


def _wrote_first(facts: Facts) -> str:
    """Whose mail opened the conversation: user, contact or other. An answer to a mail that is not there: theirs."""
    opening = min(facts.mails, key=lambda mail: (mail.at, mail.source), default=None)
    if opening is None:
        return ""
    return "contact" if opening.by == "user" and opening.is_answer and not facts.is_introduced else opening.by


def role_of(facts: Facts) -> str:
    """seeker, or host when the other side asked for the talk."""
    mine, theirs = _first_request(facts, "user"), _first_request(facts, "contact")
    if mine and theirs:
        return "seeker" if (mine.at, mine.source) < (theirs.at, theirs.source) else "host"
    if mine:
        return "seeker"
    if theirs:
        return "host"
    plain = _first(facts.mails, ("user", "contact"), "asks_for_time")
    if plain is not None and plain is min(facts.mails, key=lambda mail: (mail.at, mail.source)):
        return "seeker" if plain.by == "user" else "host"
    return _role_in_event(facts) or facts.default_role


def _role_in_event(facts: Facts) -> str:
    """Whose words a calendar event holds: its organizer's, but in a booking page's form those of whoever booked."""
    told = {act.what for act in facts.acts}
    if not ("asks_for_time" in told and told & {"explicit", "asks_about_path"}):
        return ""
    is_theirs = bool(facts.organizer) and facts.organizer == facts.contact
    if "booked_by_invitee" in told:
        return "seeker" if is_theirs else "host"
    return "host" if is_theirs else ""


# --- rules for ---------------------------------------------------------------------------------------------------


def _own_request(facts: Facts) -> Iterator[Reason]:
    mine, theirs = _first_request(facts, "user"), _first_request(facts, "contact")
    if mine is not None and (theirs is None or mine.at < theirs.at):
        began = _wrote_first(facts) != "contact"
        quote = mine.quote("asks_for_time") or ""
        if began or mine.quote("explicit") is not None:
            yield Reason(
                "own_request", 3, "You asked for a talk about their path.", mine.source, quote, is_purpose=True
            )
        else:
            yield Reason("asks_for_time", 1, "You asked for time in this conversation.", mine.source, quote)
    elif theirs is not None:
        quote = theirs.quote("asks_for_time") or ""
        yield Reason("their_request", 3, "They asked you for a talk.", theirs.source, quote, is_purpose=True)
    elif plain := _first(facts.mails, ("user",), "asks_for_time"):
        yield _plain_request(facts, plain)


def _plain_request(facts: Facts, mail: Said) -> Reason:
    """The person wrote to somebody outside and asked for time: that is how such talks begin, whatever the words.

    Where the other side wrote first, or it is somebody of the person's own house, it says little.
    """
    quote = mail.quote("asks_for_time") or ""
    is_outreach = _is_before_end(mail, facts) and (facts.is_introduced or _wrote_first(facts) == "user")
    if is_outreach and not _sells(mail) and not _is_inside(facts):
        return Reason("own_request", 3, "You asked them for a talk.", mail.source, quote, is_purpose=True)
    return Reason("asks_for_time", 1, "You asked for time.", mail.source, quote)


def _is_inside(facts: Facts) -> bool:
    return bool(facts.outside) and all(
        domains.own_organisation(email) in facts.own_organisations for email in facts.outside
    )


def _explicit(facts: Facts) -> Iterator[Reason]:
    for act in facts.acts:
        if act.what in {"explicit", "asks_about_path"}:
            text = "The calendar event says what it is."
            yield Reason("explicit_words", 3, text, facts.source, act.quote, is_purpose=True)
            return
    said = _first(facts.mails, ("user",), "explicit") or _first(facts.mails, ("user",), "asks_about_path")
    # "Tell me about your experience" is a recruiter's sentence too: of the other side only the name of the thing counts.
    said = said or _first((mail for mail in facts.mails if not _sells(mail)), ("contact",), "explicit")
    if said is not None:
        quote = said.quote("explicit") or said.quote("asks_about_path") or ""
        yield Reason("explicit_words", 3, "The conversation says what it is.", said.source, quote, is_purpose=True)


def _title(facts: Facts) -> Iterator[Reason]:
    told = {act.what: act.quote for act in facts.acts}
    if told.keys() & {"explicit", "asks_about_path"}:
        return
    if "tells_of_path" in told:
        text = "The calendar event speaks of a way into some work."
        yield Reason("path_words", 1, text, facts.source, told["tells_of_path"], is_purpose=True)
    if "coffee" in told:
        text = "The calendar event speaks of a coffee or chat."
        yield Reason("coffee_words", 1, text, facts.source, told["coffee"], is_purpose=True)
    elif _is_two_names(facts):
        both = ("user", "contact")
        agreed = _first(facts.mails, both, "agrees_to_time") or _first(facts.mails, both, "agrees")
        text = "The title is your two names."
        yield Reason("two_names", 1, text, facts.source, facts.title, is_purpose=agreed is not None)


def _is_two_names(facts: Facts) -> bool:
    return names.is_named_in(facts.contact_name, facts.title) and any(
        names.is_named_in(name, facts.title) for name in facts.own_names if name
    )


def _people(facts: Facts) -> Iterator[Reason]:
    if len(facts.outside) == 1:
        yield Reason("one_person", 2, "It is between you and one other person.")
    elif len(facts.outside) >= _MANY:
        yield Reason("many_people", -3, f"{len(facts.outside)} other people take part.")
    if _is_inside(facts):
        yield Reason("colleague", -2, "Only people of your own organisation take part.", kind="internal")
    elif facts.outside:
        yield Reason("outside", 1, "The other person is from outside your organisation.")


def _shape(facts: Facts) -> Iterator[Reason]:
    if facts.meeting_no == 1 and facts.outside:
        yield Reason("first_meeting", 1, "It is your first meeting with this person.")
    elif facts.outside:
        yield Reason("again", 1, "You have had an informational talk with this person before.", is_purpose=True)
    if facts.is_all_day:
        yield Reason("all_day", -1, "It fills a whole day.")
    elif facts.start and facts.end:
        length = facts.end - facts.start
        if timedelta(minutes=15) <= length <= timedelta(minutes=60):
            yield Reason("short", 1, f"It lasts {int(length.total_seconds() // 60)} minutes.")
        elif length > timedelta(minutes=90):
            yield Reason("long", -1, f"It lasts {int(length.total_seconds() // 60)} minutes.")
    if facts.is_recurring:
        yield Reason("recurring", -1, "It belongs to a series.")


def _warmth(facts: Facts) -> Iterator[Reason]:
    if facts.is_introduced:
        yield Reason("introduced", 1, "Somebody introduced you.", is_purpose=True)
    elif said := _first((mail for mail in facts.mails if not _sells(mail)), ("user", "contact", "other"), "networking"):
        text = "The conversation speaks of alumni or a common contact."
        yield Reason("networking", 1, text, said.source, said.quote("networking") or "", is_purpose=True)
    before = [mail for mail in facts.mails if facts.start is None or mail.at < facts.start]
    if 0 < len(before) < 6:
        yield Reason("short_thread", 1, "A short conversation led to it.")


# --- rules against ----------------------------------------------------------------------------------------------

_AGAINST: dict[str, tuple[str, int, str]] = {
    "hiring": ("job_interview", -4, "It is part of a hiring process."),
    "applies": ("job_interview", -4, "You applied for a job in this conversation."),
    "recruiter": ("recruiter_screen", -3, "It is a recruiter's conversation."),
    "sales": ("sales", -3, "It is about selling something."),
    "medical": ("medical", -3, "It is an appointment about health."),
    "legal_finance": ("personal", -3, "It is a legal or money matter."),
    "hr_matters": ("internal", -3, "It is a personnel matter."),
    "personal": ("personal", -2, "It is private life."),
    "event": ("event", -3, "It is a class or public event."),
    "mentoring": ("mentoring", -3, "It is paid coaching or a formal programme."),
    "media": ("other", -4, "It is for a study or the media."),
    "internal": ("internal", -2, "It is a team's routine."),
}
_FROM_MAIL = frozenset({"hiring", "recruiter", "sales", "mentoring", "media"})
"""Of these a mail can tell; the others only count on the calendar event itself."""
SENSITIVE = frozenset({"medical", "legal_finance", "hr_matters"})
PIPELINE = frozenset({"job_interview", "recruiter_screen", "sales"})


def _against(facts: Facts) -> Iterator[Reason]:
    found: dict[str, tuple[str, str]] = {act.what: (facts.source, act.quote) for act in facts.against}
    for mail in sorted(facts.mails, key=lambda mail: (mail.at, mail.source)):
        for act in mail.against:
            if _counts_against(mail, act.what, facts):
                found.setdefault(act.what, (mail.source, act.quote))
    if "event" in found and _is_talk_of_two(facts):
        del found["event"]
    for what, (source, quote) in sorted(found.items()):
        kind, points, text = _AGAINST[what]
        yield Reason(what, points, text, source, quote, kind=kind)
    pipeline = next((email for email in facts.parties if domains.is_applicant_tracking(email)), "")
    if pipeline and "hiring" not in found:
        yield Reason("hiring_host", -4, "It comes from a hiring system.", facts.source, pipeline, kind="job_interview")


def _is_talk_of_two(facts: Facts) -> bool:
    """One human on either side, and words between them: then "workshop" or "class" is a place or a topic."""
    told = any(mail.by in {"user", "contact"} and not mail.against for mail in facts.mails)
    return len(facts.outside) == 1 and facts.listed <= 2 and told and not domains.is_role(facts.outside[0])


def _counts_against(mail: Said, what: str, facts: Facts) -> bool:
    if facts.start is not None and mail.at >= facts.start:
        return False
    if mail.by == "user":
        return what == "applies"
    return what in _FROM_MAIL or (what == "personal" and mail.by == "contact" and domains.is_free_mail(facts.contact))


_RULES: tuple[Callable[[Facts], Iterator[Reason]], ...] = (
    _own_request, _explicit, _title, _people, _shape, _warmth, _against,
)  # fmt: skip


def classify(facts: Facts) -> Classification:
    """What the meeting is. The person's own word decides; then hard vetoes; then the score."""
    reasons = (*(reason for rule in _RULES for reason in rule(facts)), *facts.learned)
    score = sum(reason.points for reason in reasons)
    if facts.person_says:
        return _by_word(facts.person_says, score, reasons)
    if facts.has_note:
        noted = Reason("noted", 5, "You wrote a note about it.", is_purpose=True)
        return Classification("informational", "log", score + 5, (noted, *reasons))
    kind, veto = _instead(facts, reasons)
    band = "leave" if veto else _band(facts, score, reasons)
    if band == "leave":
        return Classification(kind or "other", "leave", score, (*veto, *reasons))
    return Classification("informational", band, score, reasons)


def _by_word(word: str, score: int, reasons: tuple[Reason, ...]) -> Classification:
    if word == "yes":
        said = Reason("your_word", 5, "You said that it is one.", is_purpose=True)
        return Classification("informational", "log", score, (said, *reasons))
    said = Reason("your_word", -5, "You said that it is not one.")
    return Classification(word if word != "no" else "other", "leave", score, (said, *reasons))


def _has(reasons: Iterable[Reason], rule: str) -> bool:
    return any(reason.rule == rule for reason in reasons)


_STRONG = frozenset({"own_request", "explicit_words", "introduced"})
_WEAK = frozenset({"coffee_words", "two_names"})
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
    if score < LOG or not purpose or (kinds and purpose <= _WEAK | KNOWN):
        return "ask"
    if kinds & PIPELINE and ("own_request" not in purpose or "job_interview" in kinds):
        return "ask"
    if any(reason.rule in SENSITIVE for reason in reasons) and "own_request" not in purpose:
        return "ask"
    # A coffee at the weekend, or with somebody of a free-mail address, is as often a friend's.
    is_weekend = facts.start is not None and facts.start.weekday() >= _SATURDAY
    if purpose <= _WEAK and (is_weekend or domains.is_free_mail(facts.contact)):
        return "ask"
    return "log"


def _instead(facts: Facts, reasons: tuple[Reason, ...]) -> tuple[str, tuple[Reason, ...]]:
    """The strongest other kind, and a hard veto if there is one."""
    against = [reason for reason in reasons if reason.kind]
    rules = {reason.rule for reason in against}
    kind = max(against, key=lambda reason: (-reason.points, reason.rule), default=None)
    named = kind.kind if kind else ""
    if "recruiter" in rules and rules & {"hiring", "hiring_host"}:
        named = "recruiter_screen"
    is_wanted = _has(reasons, "own_request") or _has(reasons, "explicit_words")
    if not facts.outside and not facts.contact_name:
        return named, (Reason("no_human", 0, "No other human takes part."),)
    if facts.is_cancelled_unanswered and not is_wanted:
        return named, (Reason("cancelled_unanswered", 0, "It was cancelled before anybody accepted."),)
    if facts.is_declined_by_user and not _has(reasons, "own_request"):
        return named, (Reason("declined", 0, "You declined it."),)
    if rules & SENSITIVE and not is_wanted and not _has(reasons, "path_words"):
        return named, (Reason("sensitive", 0, "It looks like a private matter: not logged unless you say so."),)
    pipeline = sum(reason.points for reason in against if reason.kind in PIPELINE)
    is_titled = any(reason.source == facts.source and reason.kind in PIPELINE for reason in against)
    if (pipeline <= -6 or is_titled) and not _has(reasons, "own_request"):
        return named, (Reason("pipeline", 0, "Several signs say that it is hiring or selling."),)
    if facts.listed > 10 and "event" in rules:
        return named, (Reason("public", 0, "It is a public event."),)
    return named, ()
