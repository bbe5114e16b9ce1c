"""Promises become tasks: mine and theirs, from notes and from mails after the meeting, with the date they name.

Also keeps the date for the next sign of life once somebody was thanked. A task's fingerprint is what it says, so that
reading the same note again finds the same task; what the person ticked off stays ticked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.drafting.correspondence import thanking_mail
from service.drafting.deadlines import due_date
from service.drafting.evidence import Mail, Scene
from service.drafting.greeting import first_name
from service.drafting.language import fold, words
from service.drafting.material import addressing_names, names_at, read_notes
from service.drafting.notes import statements
from service.drafting.plan import Due
from service.drafting.privacy import private_spans
from service.drafting.wordlists import HARMLESS_PROMISE
from service.schema import Task, derived_id
from service.zones import zone_of

AFTERWARDS = timedelta(days=14)
FIRST_SIGN = timedelta(days=30)
USUAL_SIGN = timedelta(days=120)
"""Three times a year (product.md 2.1); after 30 days only if a promise or advice is open."""
_HELD = frozenset({"held", "held_presumed"})


@dataclass(frozen=True, slots=True)
class Promise:
    """Something somebody will do, and where that stands."""

    kind: str
    text: str
    due: str
    source: str
    quote: str
    at: datetime


def record(session: Session, scene: Scene, dues: Iterable[Due]) -> None:
    """Writes the tasks this interview gives rise to; finds those that are there."""
    found = list(promises(scene)) if scene.interview.status in _HELD else []
    found += keep_in_touch(scene, list(dues), is_open=bool(found))
    for promise in found:
        _write(session, scene, promise)


def _write(session: Session, scene: Scene, promise: Promise) -> None:
    fingerprint = hashlib.sha256(" ".join(words(fold(promise.text))).encode()).hexdigest()[:16]
    if promise.kind == "keep_in_touch":
        fingerprint = "keep_in_touch"
    row_id = derived_id("tsk", scene.interview.person_id, scene.interview.id, promise.kind, fingerprint)
    row = session.get(Task, row_id)
    if row is None:
        row = Task(
            id=row_id, person_id=scene.interview.person_id, interview_id=scene.interview.id, kind=promise.kind,
            fingerprint=fingerprint, text=promise.text, due=promise.due, source=promise.source, quote=promise.quote,
            created_at=promise.at,
        )  # fmt: skip
        session.add(row)
    elif row.done_at is None:
        row.text, row.due, row.source, row.quote = promise.text, promise.due, promise.source, promise.quote


def promises(scene: Scene) -> Iterable[Promise]:
    """Every promise of notes and of mails after the meeting."""
    for note, statement in read_notes(scene, scene.notes):
        if statement.kind in {"promise_mine", "promise_theirs"}:
            yield _promise(
                scene, statement.kind, statement.text, statement.quote, note.source, note.at, statement.about
            )
    for mail in scene.mails:
        if _counts(scene, mail):
            yield from _in_mail(scene, mail)


def _counts(scene: Scene, mail: Mail) -> bool:
    ours = mail.parties & frozenset().union(*(who.keys for who in scene.everyone))
    soon = scene.end is not None and mail.at <= scene.end + AFTERWARDS
    return scene.is_after(mail.at) and soon and bool(ours) and not mail.is_automatic and not private_spans(mail.text)


def _in_mail(scene: Scene, mail: Mail) -> Iterable[Promise]:
    kind = "promise_mine" if mail.is_mine else "promise_theirs"
    for statement in statements(mail.text, names_at(scene)):
        if (
            statement.kind == "promise_mine"
            and not HARMLESS_PROMISE.search(statement.quote)
            and _is_firm(statement.quote)
        ):
            author = next((one.contact_id for one in scene.everyone if mail.sender in one.keys), "")
            yield _promise(scene, kind, statement.text, statement.quote, mail.source, mail.at, author)


_FIRM = re.compile(
    r"(?i)\b(?:i(?:'ll|’ll| will| promise\w*| am going to|'m going to)|ich (?:werde|schicke|sende|maile|melde)|"
    r"je (?:vais|(?:vous |t['’]|te |lui )?\w+rai)|voy a|(?:te|le) \w+ré)\b"
)


def _is_firm(quote: str) -> bool:
    return bool(_FIRM.search(quote))


def _promise(scene: Scene, kind: str, text: str, quote: str, source: str, at: datetime, about: str = "") -> Promise:
    zone = zone_of(scene.sender.timezone, scene.interview.timezone)
    due = due_date(text, at, zone)
    core = re.sub(r"^to\s+", "", text.strip(), flags=re.IGNORECASE)
    core = core[:1].upper() + core[1:]
    who = next((one for one in scene.everyone if about and about in {one.contact_id, one.email}), scene.recipient)
    name = first_name(addressing_names(scene, who))
    shown = f"{name}: {core}" if kind == "promise_theirs" and name else core
    return Promise(kind, shown, due.isoformat() if due else "", source, quote, at)


def keep_in_touch(scene: Scene, dues: list[Due], *, is_open: bool) -> list[Promise]:
    """When to write again, once the contact was thanked."""
    thanked = scene.interview.thanked_at
    mail = thanking_mail(scene, scene.recipient, scene.start) if scene.start else None
    thanked = thanked or (mail.at if mail else None)
    if thanked is None or not any(due.reason == "already_thanked" for due in dues):
        return []
    has_advice = any(statement.kind == "advice" for _, statement in read_notes(scene, scene.notes))
    zone = zone_of(scene.sender.timezone)
    day = (thanked + (FIRST_SIGN if is_open or has_advice else USUAL_SIGN)).astimezone(zone).date()
    name = scene.recipient.name.full or scene.recipient.email
    source = mail.source if mail else f"msg:{scene.interview.thanked_by}"
    return [Promise("keep_in_touch", f"Write to {name} again", day.isoformat(), source, "", thanked)]
