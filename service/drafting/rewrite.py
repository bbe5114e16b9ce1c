"""A second writing, asked for by the person: in another style, anew, or with the one line that stuck with them.

Done at once and through the same gate and the same rows as the first one, so that the events that follow find nothing
left to do. What the person edited is never overwritten: the new text is put beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from sqlalchemy.orm import Session

from service import interviews, matching
from service.drafting import evidence, rows, versions
from service.drafting.evidence import Scene
from service.drafting.follow import follow_up
from service.drafting.memory import Memory, recall
from service.drafting.plan import Due, decide
from service.drafting.review import NotPossible, answer_takeaway, owned
from service.drafting.tongues import Style, offered
from service.drafting.versions import Text, text_of
from service.drafting.writing import Prepared, Written, prepare, write, write_in
from service.schema import Draft, Interview
from service.sealed import DraftContent, open_draft
from service.vault import Vault

Outcome = Literal["replaced", "beside", "same", "refused"]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a second writing came to: `number` is the version that holds it. `refused`: no text passed the checks."""

    outcome: Outcome
    number: int


def reword(session: Session, vault: Vault, person_id: str, draft_id: str, style: Style, now: datetime) -> Rewritten:
    """Words the draft in another style. "" writes it as always, from what is known now. Raises NotPossible."""
    row = owned(session, person_id, draft_id, "needs_review")
    if style and style not in offered(row.language, row.kind):
        raise NotPossible("This style is not available in the language of this draft.")
    written = _written(session, vault, row, style, now)
    if written is None or written.composed is None or not written.is_fit:
        return Rewritten("refused", row.version)
    if style == "shorter" and len(written.composed.text.split()) >= len(open_draft(vault, row).body.split()):
        return Rewritten("same", row.version)
    return _put(session, vault, row, written, rows.content_of(written, style), now)


def take_up(session: Session, vault: Vault, person_id: str, draft_id: str, answer: str, now: datetime) -> Rewritten:
    """Keeps the answer as a note on the meeting and writes the draft from it. Raises NotPossible, ValueError if empty."""
    row = owned(session, person_id, draft_id, "needs_review")
    before = row.version
    note_id = answer_takeaway(session, vault, draft_id, answer, now, person_id=person_id)
    matching.match_note(session, vault, note_id, now)
    interviews.refresh(session, vault, row.interview_id, now)
    session.flush()
    follow_up(session, vault, row.interview_id, now)
    session.flush()
    if row.is_edited and row.state == "needs_review":
        return _beside_the_edited(session, vault, row, now)
    return Rewritten("replaced" if row.version != before else "same", row.version)


def _beside_the_edited(session: Session, vault: Vault, row: Draft, now: datetime) -> Rewritten:
    row.needs_user_input = [need for need in row.needs_user_input if need != "takeaway"]
    written = _written(session, vault, row, rows.style_of(vault, row), now)
    if written is None or written.composed is None or not written.is_fit:
        return Rewritten("refused", row.version)
    text, content = _text(row, written), rows.content_of(written)
    number = versions.put_beside(
        session, vault, row, text, content, "takeaway", now, based_on=row.version, needs=written.composed.needs
    )
    return Rewritten("beside", number)


def _put(
    session: Session, vault: Vault, row: Draft, written: Written, content: DraftContent, now: datetime
) -> Rewritten:
    text = _text(row, written)
    if text == text_of(vault, row):
        return Rewritten("same", row.version)
    needs = written.composed.needs if written.composed else ()
    if row.is_edited:
        number = versions.put_beside(
            session, vault, row, text, content, "reworded", now, based_on=row.version, needs=needs
        )
        return Rewritten("beside", number)
    versions.write(session, vault, row, text, content, "reworded", now)
    return Rewritten("replaced", row.version)


def _text(row: Draft, written: Written) -> Text:
    """What was written, to whom and from where the draft goes now."""
    body = written.composed.text if written.composed else ""
    return Text(written.subject or row.subject, body, row.sender, tuple(row.to), tuple(row.cc))


@dataclass(frozen=True, slots=True)
class Anew:
    """What a draft is written from, as known now."""

    scene: Scene
    prepared: Prepared
    order: int
    memory: Memory


def _written(session: Session, vault: Vault, row: Draft, style: Style, now: datetime) -> Written | None:
    """The draft written once more; None when nothing calls for it any more."""
    found = anew(session, vault, row, now)
    if found is None:
        return None
    write_it = partial(write_in, style=style) if style else write
    return write_it(found.scene, found.prepared, order=found.order, memory=found.memory)


def anew(session: Session, vault: Vault, row: Draft, now: datetime) -> Anew | None:
    """Whatever a draft is written from; None when nothing calls for it any more."""
    interview = session.get_one(Interview, row.interview_id)
    scene = evidence.load(session, vault, interview)
    dues = decide(scene, now)
    order, due = next(((place, due) for place, due in enumerate(dues) if _is_of(scene, due, row)), (0, None))
    if due is None:
        return None
    scene = scene.for_asks if due.ask_id else scene
    prepared = prepare(scene, due, now, planned=row.send_at)
    siblings = [
        open_draft(vault, other).body
        for other in rows.drafts(session, interview)
        if other.id != row.id and other.state in {*rows.LIVE, *rows.OUT_OF_OUR_HANDS}
    ]
    return Anew(scene, prepared, order, recall(session, vault, scene, due.who, siblings))


def _is_of(scene: Scene, due: Due, row: Draft) -> bool:
    is_same = rows.draft_id(scene.interview, due) == row.id
    if due.ask_id:
        return due.state == "due" and is_same
    return due.state == "due" and (is_same or (due.who.contact_id == row.contact_id and due.kind == row.kind))
