"""What really happened to one person, as simply as it can be told: who asked, which talks stand at what time, who said
what of them. An oracle for stormy tests: it knows nothing of the product's rules, only what anybody would expect to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from service.schema import Interview

LENGTH = timedelta(minutes=30)
OPEN = frozenset({"invited", "accepted"})


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk in the calendar, with one person whom no other talk is with."""

    name: str
    event_id: str
    start: datetime
    is_mine: bool = False
    """The person themself is the organizer."""
    answer: str = "accepted"
    """What the person said to it, in Google's words."""
    is_off: bool = False
    is_thanked: bool = False
    """The other one wrote afterwards that it was good to talk."""
    correction: str = ""
    is_hidden: bool = False
    """It was called off, and the provider does not tell when, or forgot before anybody looked."""
    is_over_here: bool = False
    """By this machine's clock, which is ahead, it was over when it was called off."""

    @property
    def end(self) -> datetime:
        return self.start + LENGTH

    @property
    def email(self) -> str:
        return f"{self.name}@poe.example"

    @property
    def is_agreed(self) -> bool:
        return self.is_mine or self.answer == "accepted"

    def statuses(self, now: datetime) -> frozenset[str]:
        """What it may be called at `now`; more than one only where nobody can know."""
        if self.correction:
            return frozenset({self.correction})
        if self.is_off and self.is_hidden:
            # Whether it was called off in time or tidied away afterwards is not told: it is never presumed held.
            return OPEN | {"cancelled"} | ({"held_presumed"} if self.is_over_here else set())
        if self.is_off or self.answer == "declined":
            return frozenset({"cancelled"})
        if self.is_thanked:
            return frozenset({"held"})
        if not self.is_agreed:
            return frozenset({"invited"})
        return frozenset({"held_presumed" if now >= self.end else "accepted"})


@dataclass(slots=True)
class Truth:
    """Everything that happened, and what was put into the mailbox."""

    talks: dict[str, Talk] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    """Names of those who asked by mail."""
    mails: dict[str, int] = field(default_factory=dict)
    """Every mail put into the mailbox: the provider's id and the number of that change."""

    def change(self, name: str, **changed: object) -> Talk:
        """That talk, different from now on."""
        self.talks[name] = replace(self.talks[name], **changed)  # type: ignore[arg-type]
        return self.talks[name]

    def complaints(self, shown: Sequence[Interview], now: datetime, *, stored: frozenset[str]) -> Iterator[str]:
        """What is wrong with the interviews that are shown. `stored`: ids of the calendar events ever met."""
        by_person: dict[str, list[Interview]] = {}
        for one in shown:
            by_person.setdefault(one.address.lower(), []).append(one)
        for talk in self.talks.values():
            found = by_person.pop(talk.email, [])
            # What came to nothing before it was agreed to, or before anybody looked, need not be logged.
            is_nothing = (talk.is_off or talk.answer == "declined") and not talk.correction
            is_optional = is_nothing and not (talk.is_agreed and talk.event_id in stored)
            may_be = [["proposed"] if talk.name in self.asked else []]
            if talk.event_id in stored:
                # An invite that was met and came to nothing unanswered takes the mail that asked with it: one conversation.
                may_be.append([])
            if not (is_optional and [one.status for one in found] in may_be):
                yield from _about(talk, found, now)
        for name in self.asked - self.talks.keys():
            found = by_person.pop(f"{name}@poe.example", [])
            if [one.status for one in found] != ["proposed"]:
                yield f"{name} asked, and it is logged as {[one.status for one in found]}"
        for email, found in by_person.items():
            yield f"nobody knows of {email}: {[(one.status, one.start) for one in found]}"


def _about(talk: Talk, found: Sequence[Interview], now: datetime) -> Iterator[str]:
    if len(found) != 1:
        yield f"{talk.name} is logged {len(found)} times: {[(one.status, one.start) for one in found]}"
        return
    (one,) = found
    if one.status not in talk.statuses(now):
        yield f"{talk.name} is {one.status}, should be {sorted(talk.statuses(now))} at {now}"
    if one.start != talk.start and not (talk.is_off or talk.correction):
        yield f"{talk.name} is at {one.start}, should be at {talk.start}"
