"""What the person's own decisions teach about other meetings: a small, bounded prior for a contact, for an organisation
and for a rule, each a reason with words like any other. Pure: computed from the decisions alone, whatever their order.

A *decision* is one meeting that the person decided about, with what was known of it. Lessons come from their word only,
never from what nobody looked at; together they move a meeting's score by at most two points. Whether conversations may
be logged unasked at all is measured here too (recognition.md 4, correction loop).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime

from service.classify import KNOWN, PRIVATE, SENSITIVE, Classification, Reason

YES, KEPT = "yes", "kept"
CONTACT, ORGANISATION, RULE, EVERYTHING = "contact", "organisation", "rule", "all"
MOST = 2
"""Points by which all lessons together may move one meeting, either way."""
_LEAST = {CONTACT: 1, ORGANISATION: 2, RULE: 3}
"""So many more decisions on one side than on the other make a lesson."""
_HEAVIEST = {CONTACT: 2, ORGANISATION: 1, RULE: 1}
_STRUCTURE = frozenset(
    {
        "one_person", "many_people", "colleague", "outside", "first_meeting", "again", "all_day", "short", "long",
        "recurring", "short_thread",
    }
)  # fmt: skip
"""Rules that fire nearly everywhere: they teach only where the decisions without them went another way."""
_PRIVATE = frozenset({"medical", "personal"})
_OF_LESSONS = frozenset({"learned_contact", "learned_organisation", "learned_rule"}) | KNOWN

LAST, LEAST_TO_TELL, RIGHT_ENOUGH = 30, 10, 0.95
"""recognition.md 4: logged unasked only while so many of the person's last decisions about such were right."""

Key = tuple[str, str]
"""What a lesson is about: (contact, its id), (organisation, its domain), (rule, its name)."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as lessons see it; the fields are those of the table `decisions`."""

    interview_id: str
    says: str
    at: datetime
    word_id: str = ""
    band: str = "ask"
    contact_id: str = ""
    organisation: str = ""
    rules: tuple[str, ...] = ()
    teaches_not: tuple[str, ...] = ()

    def teaches(self) -> set[Key]:
        """What it is heard about; nothing where there is no word, or it was all forgotten."""
        if self.says == KEPT or EVERYTHING in self.teaches_not:
            return set()
        named = {(CONTACT, self.contact_id), (ORGANISATION, self.organisation), *((RULE, rule) for rule in self.rules)}
        return {key for key in named if key[1] and not (self.teaches_not and aspect(key) in self.teaches_not)}


def aspect(key: Key) -> str:
    """How `teaches_not` names what a decision is no longer heard about."""
    return f"{RULE}:{key[1]}" if key[0] == RULE else key[0]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the decisions about one contact, organisation or rule come to."""

    about: str
    key: str
    points: int
    agreeing: tuple[Decided, ...]
    """The decisions that went that way, oldest first."""

    @property
    def source(self) -> str:
        """The interview to show for it. Of a rule the first: it stays the same whatever is decided later."""
        return self.agreeing[0 if self.about == RULE else -1].interview_id

    @property
    def is_known(self) -> bool:
        """Whether the person said yes of it at least twice: enough to count as a sign of purpose."""
        return self.about != RULE and self.points > 0 and len(self.agreeing) > 1

    @property
    def effect(self) -> tuple[int, str, int, str]:
        """All of it that another meeting's reasons show."""
        number = 0 if self.about == RULE else len(self.agreeing)
        return (self.points, self.source, number, self.agreeing[-1].says if number == 1 else "")


# --- from decisions to lessons --------------------------------------------------------------------------------------


def learn(decided: Iterable[Decided], wanted: AbstractSet[Key] | None = None) -> dict[Key, Lesson]:
    """The lessons of these decisions: all, or those about what is wanted."""
    told = sorted(decided, key=lambda one: (one.at, one.interview_id))
    heard: dict[Key, list[Decided]] = {}
    for one in told:
        for key in one.teaches() if wanted is None else wanted & one.teaches():
            heard.setdefault(key, []).append(one)
    speaking = [one for one in told if one.says != KEPT and EVERYTHING not in one.teaches_not]
    lessons = (_lesson(key, found, speaking) for key, found in heard.items())
    return {(one.about, one.key): one for one in lessons if one is not None}


def _lesson(key: Key, told: Sequence[Decided], speaking: Sequence[Decided]) -> Lesson | None:
    about, named = key
    side = _leaning(told, _LEAST[about])
    agreeing = tuple(one for one in told if (one.says == YES) == (side > 0))
    if not side or not _is_telling(key, side, agreeing, speaking):
        return None
    margin = 2 * len(agreeing) - len(told)
    return Lesson(about, named, side * min(margin, _HEAVIEST[about]), agreeing)


def _leaning(told: Sequence[Decided], least: int) -> int:
    """1 where at least three of four say yes, -1 where as many say no, by at least so many; else 0."""
    margin = sum(1 if one.says == YES else -1 for one in told)
    if abs(margin) < least or 2 * abs(margin) < len(told):
        return 0
    return 1 if margin > 0 else -1


def _is_telling(key: Key, side: int, agreeing: Sequence[Decided], speaking: Sequence[Decided]) -> bool:
    """An organisation is more than one of its people; a rule must make a difference to what is decided."""
    about, named = key
    if about == CONTACT:
        return True
    if about == ORGANISATION:
        return len({one.contact_id for one in agreeing}) > 1
    others = [one for one in speaking if named not in one.rules]
    is_enough = named not in _STRUCTURE or len(others) >= _LEAST[RULE]
    return is_enough and _leaning(others, _LEAST[RULE]) != side


def changed(before: Iterable[Decided], after: Iterable[Decided]) -> set[Key]:
    """The lessons that other meetings would see differently."""
    old, new = ({key: one.effect for key, one in learn(decided).items()} for decided in (before, after))
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


# --- from lessons to reasons ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class About:
    """The meeting that lessons are to speak of: whom it is with, and what rules alone say of it."""

    contact_id: str
    name: str
    organisation: str
    plain: Classification


def reasons_for(about: About, decided: Iterable[Decided]) -> tuple[Reason, ...]:
    """What was learned about such a meeting; the sum of the points lies within MOST. The quotes are the caller's.

    Nothing that was learned speaks for a private matter.
    """
    texts = {reason.rule: reason.text for reason in about.plain.reasons if reason.points}
    keys = [(CONTACT, about.contact_id), (ORGANISATION, about.organisation), *((RULE, rule) for rule in sorted(texts))]
    lessons = learn(decided, set(keys))
    nobodys = SENSITIVE | PRIVATE
    is_private = any(reason.rule in nobodys or reason.kind in _PRIVATE for reason in about.plain.reasons)
    found, sum_of_all = [], 0
    for lesson in (lessons[key] for key in keys if key in lessons):
        points = max(-MOST, min(MOST, sum_of_all + lesson.points)) - sum_of_all
        if points and not (is_private and points > 0):
            sum_of_all += points
            found.append(_reason(lesson, points, text_of(lesson, about.name, texts.get(lesson.key, ""))))
    return tuple(found)


def _reason(lesson: Lesson, points: int, text: str) -> Reason:
    rule = f"{'known' if lesson.is_known else 'learned'}_{lesson.about}"
    return Reason(rule, points, text, f"interview:{lesson.source}", is_purpose=lesson.is_known)


def text_of(lesson: Lesson, name: str, rule_text: str) -> str:
    """A lesson as a sentence. `name`: what its contact is called; `rule_text`: its rule's own words."""
    number, is_yes = len(lesson.agreeing), lesson.points > 0
    if lesson.about == RULE:
        said = "Where this held too, you mostly said yes." if is_yes else "Where this held too, you mostly said no."
        return f"{said} {rule_text}".strip()
    if lesson.about == ORGANISATION:
        with_whom = lesson.key
        if is_yes:
            return f"You said of {number} talks with people of {with_whom} that they are informational interviews."
        return f"You said of {number} talks with people of {with_whom} that they are not informational interviews."
    if number == 1:
        return said_once(lesson.agreeing[0].says, name)
    if is_yes:
        return f"You said of {number} talks with {name} that they are informational interviews."
    return f"You said of {number} talks with {name} that they are not informational interviews."


def said_once(says: str, name: str) -> str:
    """The person's word about one talk as a sentence."""
    return {
        YES: f"You said of the talk with {name} that it is an informational interview.",
        "job_interview": f"You said of the talk with {name} that it was a job interview.",
        "recruiter_screen": f"You said of the talk with {name} that it was a recruiter's.",
        "sales": f"You said of the talk with {name} that it was about selling something.",
        "internal": f"You said of the talk with {name} that it was a matter within your organisation.",
        "personal": f"You said of the talk with {name} that it was private.",
        "medical": f"You said of the talk with {name} that it was about health.",
        "event": f"You said of the talk with {name} that it was a class or public event.",
        "mentoring": f"You said of the talk with {name} that it was paid coaching or a formal programme.",
    }.get(says, f"You said of the talk with {name} that it is not an informational interview.")


def kept_reasons(stored: Iterable[Mapping[str, object]]) -> tuple[Reason, ...]:
    """The learned reasons among a row's stored ones: what was decided stays as it was decided."""
    return tuple(
        Reason(rule, int(str(one["points"])), str(one["text"]), *_quoted(one), is_purpose=rule in KNOWN)
        for one in stored
        if (rule := str(one.get("rule"))) in _OF_LESSONS
    )


def _quoted(stored: Mapping[str, object]) -> tuple[str, str]:
    evidence = stored.get("evidence")
    return (str(evidence["source"]), str(evidence["quote"])) if isinstance(evidence, dict) else ("", "")


def with_quotes(reasons: Iterable[Reason], titles: Mapping[str, str]) -> tuple[Reason, ...]:
    """The same with the titles of the interviews that they rest on as their quotes."""
    return tuple(replace(one, quote=titles.get(one.source.partition(":")[2], "")) for one in reasons)


# --- may it log unasked? --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """How often logging unasked was right, by the person's last decisions about such conversations."""

    right: int
    of: int
    asks_since: datetime | None
    """Since when it asks instead, because too few were right; None = it logs."""


def record_of(decided: Iterable[Decided]) -> Record:
    """Counts what would have been logged unasked; so answers to questions win the leave to log back."""
    told = sorted(decided, key=lambda one: (one.at, one.interview_id))
    logged = [one for one in told if one.band == "log"]
    right = [one.says in {YES, KEPT} for one in logged]
    since: datetime | None = None
    for number in range(LEAST_TO_TELL, len(logged) + 1):
        window = right[max(0, number - LAST) : number]
        since = None if sum(window) >= RIGHT_ENOUGH * len(window) else since or logged[number - 1].at
    return Record(sum(right[-LAST:]), len(right[-LAST:]), since)
