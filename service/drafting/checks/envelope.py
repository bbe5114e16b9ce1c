"""Rules about the envelope: to whom, from where, in which thread, under which subject, when (R03-R06, R25)."""

from __future__ import annotations

from collections.abc import Iterable

from service.addresses import address_key
from service.drafting import timing
from service.drafting.candidate import Candidate, Failure
from service.drafting.correspondence import reply_to, sending_address
from service.drafting.criteria import CRITERIA, Criteria
from service.drafting.language import content_stems
from service.drafting.material import their_zone
from service.drafting.wordlists import PLACEHOLDER
from service.titles import bare_subject

SUBJECT_LENGTH = (3, 78)


def asked_of(kind: str) -> Criteria | None:
    """What is asked of a kind; None for one that nobody knows."""
    return CRITERIA.get(kind)


def kind(candidate: Candidate) -> Iterable[Failure]:
    if asked_of(candidate.composed.kind) is None:
        yield Failure("R10", "is of a kind that nothing is laid down for")


def recipients(candidate: Candidate) -> Iterable[Failure]:
    """Exactly the one it is for: never oneself, a copy, somebody who declined, an assistant, a room."""
    who, own = candidate.material.who, candidate.scene.sender.keys
    keys = {address_key(email) for email in (*candidate.to, *candidate.cc, *candidate.bcc)}
    if len(candidate.to) != 1 or candidate.cc or candidate.bcc or not keys <= who.keys or keys & own:
        yield Failure("R03", "goes to somebody it is not for")
    others = {key for other in candidate.scene.everyone if other.part != "attendee" for key in other.keys}
    if who.part != "attendee" or keys & (others - who.keys):
        yield Failure("R03", "goes to somebody who was not met")


def sender(candidate: Candidate) -> Iterable[Failure]:
    own = candidate.scene.sender.keys
    if address_key(candidate.sender) not in own:
        yield Failure("R04", "is not from one of the person's own addresses")
        return
    known = sending_address(candidate.scene, candidate.reply)
    if candidate.is_ours and address_key(known) in own and address_key(candidate.sender) != address_key(known):
        yield Failure("R04", "is not from the address that they wrote to")


def threading(candidate: Candidate) -> Iterable[Failure]:
    """Answers the newest mail of theirs, with everything that their mail answered; a new mail answers nothing."""
    parent, headers = candidate.reply.parent, candidate.threading
    if headers.in_reply_to != candidate.reply.in_reply_to or headers.references != candidate.reply.references:
        yield Failure("R05", "names other mails than the one it answers")
    if parent is None:
        asked = asked_of(candidate.composed.kind)
        is_free = asked is not None and asked.new_thread
        if candidate.is_ours and not is_free and _usual_parent(candidate):
            yield Failure("R05", "begins a new thread beside the one that is there")
        return
    if parent.is_automatic or not parent.message_id or parent not in candidate.scene.with_whom(candidate.material.who):
        yield Failure("R05", "does not answer a real mail of the conversation")
    elif candidate.is_ours and _usual_parent(candidate) not in {"", parent.message_id}:
        yield Failure("R05", "does not answer the newest mail")


def _usual_parent(candidate: Candidate) -> str:
    return reply_to(candidate.scene, candidate.material.who, candidate.composed.kind).in_reply_to


def subject(candidate: Candidate) -> Iterable[Failure]:
    text = candidate.subject
    if candidate.reply.parent is not None:
        if text != f"Re: {bare_subject(candidate.reply.parent.subject)}".strip():
            yield Failure("R06", "the subject is not the thread's")
    elif not SUBJECT_LENGTH[0] <= len(text) <= SUBJECT_LENGTH[1] or bare_subject(text) != text.strip():
        yield Failure("R06", "the new subject does not fit")
    else:
        yield from _topic_in_subject(candidate)
    # Brackets in the subject of a thread are part of its name: "[External] Coffee?"
    is_new = candidate.reply.parent is None
    if (is_new and PLACEHOLDER.search(text)) or not text.isprintable():
        yield Failure("R06", "the subject holds a placeholder")


def _topic_in_subject(candidate: Candidate) -> Iterable[Failure]:
    topic = candidate.material.topic
    if candidate.is_ours and topic and not content_stems(topic.text) & content_stems(candidate.subject):
        yield Failure("R06", "the new subject does not name the topic", is_hard=False)


def moment(candidate: Candidate) -> Iterable[Failure]:
    """In working hours where they are, and on the right side of the meeting."""
    scene, asked = candidate.scene, asked_of(candidate.composed.kind)
    if asked is None:
        return
    zone, hours = their_zone(scene, candidate.material.who), timing.wished(scene.sender.chosen)
    if not asked.at_once and not timing.is_fitting(candidate.send_at, zone, hours):
        yield Failure("R25", "the suggested time is outside working hours there")
    if asked.when == "after_end" and scene.end and candidate.send_at < scene.end + timing.SOONEST:
        yield Failure("R25", "the suggested time is too soon after the end")
    if asked.when == "before_start" and scene.start and candidate.send_at >= scene.start:
        yield Failure("R25", "the suggested time is after the meeting began")
