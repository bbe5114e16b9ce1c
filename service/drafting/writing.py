"""From what is due to a draft that passed the gate: tries wordings until one is fit, else says what failed.

Pure but for its inputs. The *fingerprint* names the evidence a draft was written from: equal fingerprints, equal draft.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from service.drafting import check, timing
from service.drafting.check import Candidate, Failure
from service.drafting.compose import compose
from service.drafting.correspondence import Reply, reply_to, sending_address
from service.drafting.criteria import CRITERIA
from service.drafting.due import Due
from service.drafting.material import Material, gather, their_zone
from service.drafting.memory import NOTHING, Memory
from service.drafting.scene import Asked, Scene
from service.drafting.tongues import Style
from service.drafting.writer import Composed
from service.zones import zone_of

WORDINGS = 4
"""Of one draft, before a simpler one is tried: what only warns never costs a draft what it has to say."""
ATTEMPTS = 4 * WORDINGS
"""Of four ever simpler drafts."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything about a draft but its words."""

    due: Due
    material: Material
    reply: Reply
    sender: str
    send: timing.Suggestion
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Written:
    """The best attempt; fit to be shown if nothing hard is wrong with it."""

    prepared: Prepared
    composed: Composed | None
    subject: str = ""
    failures: tuple[Failure, ...] = ()

    @property
    def is_fit(self) -> bool:
        return self.composed is not None and check.is_fit(self.failures)


def prepare(scene: Scene, due: Due, now: datetime, *, planned: datetime | None = None) -> Prepared:
    """Decides recipient, thread, sender and time. `planned`: a suggested time that stands unless it has passed."""
    material = gather(scene, due.who, asked_of(scene, due))
    reply = reply_to(scene, due.who, due.kind)
    send = _when(scene, due, now)
    if planned is not None and planned >= now and not CRITERIA[due.kind].at_once and _is_as_wished(scene, due, planned):
        send = timing.Suggestion(planned, send.why)
    return Prepared(
        due, material, reply, sending_address(scene, reply), send, _fingerprint(scene, due, material, reply, send)
    )


def asked_of(scene: Scene, due: Due) -> Asked | None:
    """What the person asked for, where this is due because of it."""
    return next((ask for ask in scene.asks if due.ask_id and ask.id == due.ask_id), None)


def _when(scene: Scene, due: Due, now: datetime) -> timing.Suggestion:
    zone, hours = their_zone(scene, due.who), timing.wished(scene.sender.chosen)
    if CRITERIA[due.kind].at_once:
        return timing.Suggestion(now)
    if due.ask_id:
        return timing.suggest_before(now, due.until, zone, hours)
    if due.kind == "reschedule_reply":
        return timing.suggest_reply(due.since or now, now, zone, hours)
    return timing.suggest(due.since or scene.end or now, now, zone, hours)


def _is_as_wished(scene: Scene, due: Due, planned: datetime) -> bool:
    """Whether a time that was suggested before still is what the person's settings ask for."""
    hours = timing.wished(scene.sender.chosen)
    if due.ask_id:
        return due.until is None or planned < due.until
    least = hours.after if hours.after > timing.PREFERRED else timing.SOONEST
    is_late_enough = planned >= (due.since or scene.end or planned) + least
    return is_late_enough and timing.is_fitting(planned, their_zone(scene, due.who), hours)


def _fingerprint(scene: Scene, due: Due, material: Material, reply: Reply, send: timing.Suggestion) -> str:
    start = scene.start
    day = ""
    if start is not None:
        person = zone_of(scene.sender.timezone, scene.interview.timezone)
        day = timing.day_words(start, send.at, their_zone(scene, due.who), person, material.language)
    asked = material.asked
    parts = [
        due.kind, due.for_start, asked.text if asked else "", due.who.email, due.who.name.full, reply.in_reply_to, day, material.language,
        scene.sender.signature, scene.sender.goal, str(scene.sender.offers_help), scene.interview.role,
        _wishes(scene),
        str(scene.interview.meeting_no), scene.intro.quote if scene.intro else "",
        *(f"{note.id}={note.text}" for note in (*scene.notes, *scene.earlier)),
        *(mail.message_id for mail in scene.with_whom(due.who)),
        *(f"{entry.event.summary}={entry.event.description}" for entry in scene.entries),
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _wishes(scene: Scene) -> str:
    """What the person chose that shows in a draft."""
    chosen = scene.sender.chosen
    words = (chosen.greeting, chosen.formality, chosen.opening, chosen.closing, *chosen.never_phrases)
    return "|".join([*words, str(timing.wished(chosen))])


def write(scene: Scene, prepared: Prepared, *, order: int, memory: Memory = NOTHING, style: Style = "") -> Written:
    """Words it: the first wording without a hard failure, preferring one without any.

    In a `style` where that passes the gate, else as always.
    """
    if style:
        styled = write_in(scene, prepared, style, order=order, memory=memory)
        if styled.is_fit:
            return styled
    best: Written | None = None
    for first in range(0, ATTEMPTS, WORDINGS):
        for written in _attempts(scene, prepared, order, memory, attempts=range(first, first + WORDINGS)):
            if not written.failures:
                return written
            if best is None or _badness(written) < _badness(best):
                best = written
        if best is not None and best.is_fit:
            break
    return best or Written(prepared, None)


def write_in(scene: Scene, prepared: Prepared, style: Style, *, order: int, memory: Memory = NOTHING) -> Written:
    """Words it in that style; not fit where nothing in it passes the gate. "shorter" is the shortest that does, with
    what stuck with the person still in it.
    """
    if style == "shorter":
        found = [one for spare in (2, 1, 0) for one in _attempts(scene, prepared, order, memory, style, spare)]
        fit = [one for one in found if one.is_fit and one.composed]
        return min(fit, key=_length, default=Written(prepared, None))
    attempts = _attempts(scene, prepared, order, memory, style)
    return next((one for one in attempts if one.is_fit), Written(prepared, None))


def _length(written: Written) -> tuple[bool, int]:
    return (written.composed.is_thin, written.composed.count) if written.composed else (True, 0)


def _attempts(
    scene: Scene, prepared: Prepared, order: int, memory: Memory, style: Style = "", spare: int = 0,
    attempts: Iterable[int] = range(ATTEMPTS),
) -> Iterator[Written]:  # fmt: skip
    """Every wording there is, judged, in a fixed order."""
    material, kind, sent = prepared.material, prepared.due.kind, prepared.send.at
    for attempt in attempts:
        composed = compose(
            scene, material, kind, sent, variant=attempt, order=order, style=style, spare=spare, memory=memory
        )
        if composed is not None:
            yield _judged(scene, prepared, composed, memory)


def _badness(written: Written) -> tuple[int, int]:
    return sum(failure.is_hard for failure in written.failures), len(written.failures)


def _judged(scene: Scene, prepared: Prepared, composed: Composed, memory: Memory) -> Written:
    judged = candidate(scene, prepared, composed, memory)
    return Written(prepared, composed, judged.subject, tuple(check.failures(judged)))


def candidate(scene: Scene, prepared: Prepared, composed: Composed, memory: Memory = NOTHING) -> Candidate:
    """A draft with everything the gate looks at."""
    return Candidate(
        scene=scene,
        material=prepared.material,
        composed=composed,
        reply=prepared.reply,
        subject=prepared.reply.subject if prepared.reply.parent else composed.subject,
        sender=prepared.sender,
        to=(prepared.due.who.email,),
        cc=(),
        send_at=prepared.send.at,
        siblings=memory.siblings,
        earlier=memory.texts,
    )
