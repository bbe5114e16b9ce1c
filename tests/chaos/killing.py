"""Kills while 5,000 events come in: which process is killed when, what it was doing, and how it stands afterwards.

An ingest is a row of batches (`tests.chaos.feed`); of each batch everything is read and decided first, then the person
says yes to the thank-you it led to, and that is sent. Kills fall into both parts, as many into one batch as into another.
A kill is drawn from a seed: a named point and its passing, or a moment; a process that does not come by its point within
that time is killed where it stands. What it was doing then is told by its trace.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.lives import passed

AT_RANDOM_SHARE, INSIDE_SHARE = 0.15, 0.9
INSIDE = (".after_begin", ".before_commit", ".before_request")
"""A transaction, or a provider's call, is open where the last point that was passed ends so."""
_LINE = 42.0
"""Bytes of a point in a trace, about."""
LONGEST_SECONDS, A_MOMENT = 4.0, 0.1
POINTS = (
    "calendar.changes.before_call", "calendar.events.list.before_request", "poll_calendar.after_begin",
    "poll_calendar.before_commit", "poll_calendar.after_commit", "mailbox.changes.after_call",
    "gmail.users.messages.get.before_request", "gmail.users.history.list.before_request", "poll_mail.after_begin",
    "poll_mail.before_commit", "poll_mail.after_commit", "mailbox.search.before_call", "look_back.before_commit",
    "look_back.after_commit", "gmail.users.messages.list.before_request", "poll.before_commit", "take_lease.before_commit",
    "match.before_enqueue", "match.after_enqueue", "match.after_begin", "match.before_commit", "match.after_commit",
    "match.before_ack", "interview.after_enqueue", "interview.after_begin", "interview.before_commit",
    "interview.after_commit", "interview.after_ack", "draft.before_enqueue", "draft.after_begin", "draft.before_commit",
    "draft.after_commit", "draft.before_ack", "count_attempt.before_commit", "count_attempt.after_commit",
)  # fmt: skip
"""Where processes that read and decide are killed; a good half of them inside a transaction or a provider's call."""
SENDING = (
    "approve.before_commit", "approve.after_commit", "begin_delivery.before_commit", "begin_delivery.after_commit",
    "mailbox.create_mailbox_draft.before_call", "gmail.users.drafts.create.before_request",
    "mailbox.create_mailbox_draft.after_call", "note_created.before_commit", "note_created.after_commit",
    "note_sending.before_commit", "note_sending.after_commit", "gmail.users.drafts.send.before_request",
    "mailbox.send_mailbox_draft.after_call", "note_sent.before_commit", "note_sent.after_commit",
    "send.after_enqueue", "send.before_ack", "end_outside.before_commit",
)  # fmt: skip
"""And those that send."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One `kill -9`: who, where it was armed ("" = at a moment), whether a transaction or a call was open, what ran."""

    victim: str
    armed: str
    is_inside: bool
    doing: str
    is_busy: bool
    """Work was waiting."""

    def __str__(self) -> str:
        where = self.armed or "a moment"
        return f"{self.victim} at {where}: {'inside' if self.is_inside else 'outside'} ({self.doing or 'starting'})"


@dataclass(slots=True)
class Dice:
    """What is drawn: the next kill, and how far processes come before it. `pace` is the middle of that, in points passed:
    a busy machine takes longer for the same.
    """

    seed: int
    pace: float = 80.0
    shortest: float = 40.0
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def arm(self, points: tuple[str, ...]) -> str:
        """A point and its passing, most of them inside a transaction or a call; or "" for a moment."""
        if self.random.random() < AT_RANDOM_SHARE:
            return ""
        is_inside = self.random.random() < INSIDE_SHARE
        fitting = [point for point in points if point.endswith(INSIDE) == is_inside] or points
        return f"{self.random.choice(fitting)}:{self.random.choice((1, 2, 3, 5, 8))}"

    def points(self) -> float:
        """How many points are passed until the next kill at a moment."""
        return self.random.uniform(0.4, 1.6) * self.pace

    def is_patient(self) -> bool:
        """Whether a kill at a moment waits until something is open."""
        return self.random.random() < INSIDE_SHARE

    def hurry(self, share_done: float, share_killed: float) -> None:
        """Processes come further when the work falls behind the kills, and less far when it runs ahead."""
        self.pace = min(1000.0, max(self.shortest, self.pace * (0.85 if share_done > share_killed else 1.15)))


def length(trace: Path) -> float:
    """How many points a trace holds, about."""
    return trace.stat().st_size / _LINE if trace.exists() else 0.0


def doing(trace: Path) -> tuple[bool, str]:
    """(whether a transaction or a provider's call was open, the last point of each thread) when the process ended."""
    last = dict(passed(trace))
    return any(point.endswith(INSIDE) for point in last.values()), " + ".join(sorted(last.values()))


@dataclass(slots=True)
class Tally:
    """All kills of a run, also as a file that can be read afterwards."""

    file: Path
    kills: list[Kill] = field(default_factory=list)

    def add(self, kill: Kill) -> None:
        self.kills.append(kill)
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(f"{len(self.kills)} {kill}\n")

    @property
    def busy(self) -> int:
        """Kills while work was waiting: only those count."""
        return sum(kill.is_busy for kill in self.kills)

    @property
    def share_inside(self) -> float:
        return sum(kill.is_inside for kill in self.kills if kill.is_busy) / max(1, self.busy)

    def told(self) -> str:
        victims = Counter(kill.victim for kill in self.kills if kill.is_busy)
        points = len({kill.armed.partition(":")[0] for kill in self.kills if kill.armed})
        whom = ", ".join(f"{times} {victim}" for victim, times in victims.most_common())
        return (
            f"{self.busy} kills ({whom}; {self.share_inside:.0%} inside a transaction or a call; {points} points armed)"
        )
