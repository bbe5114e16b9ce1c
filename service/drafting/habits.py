"""The stored side of `manner`: signs of the person's own mails and edits, what was forgotten, and what drafts take from it.

Of a mail only features are kept, of an edit the kind of sentence or the phrase of ours that went; a sentence that the
person adds themself is a digest here and is read, when it has become a habit, from the newest draft that holds it. Rows
are made from what they stand for, so a replay finds the same ones; what was forgotten stays forgotten after a resync.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import activity, manner, preferences
from service.addresses import address_key
from service.drafting import edits, versions
from service.drafting.language import LANGUAGES, detect
from service.manner import CLOSING, OPENING, Habit, Manner, Sign
from service.preferences import Preferences
from service.schema import Approval, Draft, EditSign, OwnAddress, Person, StoredMessage, WritingSample, derived_id
from service.sealed import open_body, open_draft
from service.vault import Vault

_MOST = 200
"""So many newest mails, and so many edits, are looked at."""
_FORGOTTEN = "manner_forgotten"
_OURS = frozenset({"proposed", "model", "reworded", "takeaway"})


class NoSuchHabit(LookupError):
    """Nothing like it was learned."""


# --- seeing ---------------------------------------------------------------------------------------------------------


def note_mail(session: Session, vault: Vault, stored_id: str) -> None:
    """Keeps how a mail of the person's own is written; a draft of ours that they sent as it was teaches nothing."""
    row = session.get(StoredMessage, stored_id)
    body = open_body(vault, row) if row is not None and row.is_sent and not row.is_automatic else None
    if row is None or body is None or not _is_own_hand(session, row):
        return
    language = detect(body.reply, "")
    found = manner.features(body.reply, language)
    sample_id = derived_id("wsm", row.person_id, row.id)
    if found and session.get(WritingSample, sample_id) is None:
        session.add(
            WritingSample(id=sample_id, person_id=row.person_id, language=language, at=row.date, features=found)
        )
        session.flush()


def _is_own_hand(session: Session, row: StoredMessage) -> bool:
    own = select(OwnAddress.key).where(OwnAddress.person_id == row.person_id, OwnAddress.key == address_key(row.sender))
    ours = (
        select(Draft.id)
        .join(Approval, Approval.draft_id == Draft.id)
        .where(
            Approval.person_id == row.person_id, Approval.message_id == row.message_id, Draft.is_edited.is_(False)
        )
    )  # fmt: skip
    return session.scalar(own) is not None and session.scalar(ours) is None


def note_edit(session: Session, vault: Vault, draft: Draft, now: datetime) -> None:
    """Keeps what the person changed in a draft that goes out; called again, the newer text counts."""
    session.execute(delete(EditSign).where(EditSign.person_id == draft.person_id, EditSign.draft_id == draft.id))
    told = versions.history(session, vault, draft)
    proposed = next((one.text.body for one in reversed(told) if one.by in _OURS and one.number < draft.version), "")
    if not draft.is_edited or not proposed or draft.language not in LANGUAGES:
        return
    for what, value in edits.signs(proposed, open_draft(vault, draft).body, draft.language):
        session.add(
            EditSign(
                id=derived_id("eds", draft.id, what, value), person_id=draft.person_id, draft_id=draft.id,
                language=draft.language, what=what, value=value, at=now,
            )
        )  # fmt: skip
    session.flush()


# --- knowing --------------------------------------------------------------------------------------------------------


def of(session: Session, person: Person, until: datetime) -> Manner:
    """How this person writes, as far as it shows by then; nothing while learning is switched off."""
    is_learning = preferences.of(person).learn_manner
    return manner.learn(_signs(session, person.id, until), _forgotten(person)) if is_learning else Manner()


def _signs(session: Session, person_id: str, until: datetime) -> Iterable[Sign]:
    mails = select(WritingSample.language, WritingSample.at, WritingSample.features).where(
        WritingSample.person_id == person_id, WritingSample.at <= until
    )
    for language, at, features in session.execute(
        mails.order_by(WritingSample.at.desc(), WritingSample.id).limit(_MOST)
    ):
        yield from (Sign("mail", language, what, str(value), at) for what, value in features.items())
    changed = select(EditSign.language, EditSign.what, EditSign.value, EditSign.at).where(
        EditSign.person_id == person_id, EditSign.at <= until
    )
    for language, what, value, at in session.execute(changed.order_by(EditSign.at.desc(), EditSign.id).limit(_MOST)):
        yield Sign("edit", language, what, value, at)


def _forgotten(person: Person) -> Mapping[str, datetime]:
    kept = (person.settings or {}).get(_FORGOTTEN) or {}
    return {key: datetime.fromisoformat(at) for key, at in kept.items()}


def with_habits(session: Session, vault: Vault, person: Person, chosen: Preferences, learned: Manner) -> Preferences:
    """The person's settings, and where they chose nothing what their edits show: phrases, opening, closing."""
    found = {what: _sentence(session, vault, person.id, what, known_as) for _, what, known_as in learned.added}
    return replace(
        chosen,
        never_phrases=(*chosen.never_phrases, *(one for one in learned.never if one not in chosen.never_phrases)),
        opening=chosen.opening or found.get(OPENING, ""),
        closing=chosen.closing or found.get(CLOSING, ""),
    )


def _sentence(session: Session, vault: Vault, person_id: str, what: str, known_as: str) -> str:
    """A sentence that the person adds, out of the newest draft that has it."""
    query = (
        select(Draft)
        .join(EditSign, EditSign.draft_id == Draft.id)
        .where(EditSign.person_id == person_id, EditSign.what == what, EditSign.value == known_as)
        .order_by(EditSign.at.desc(), EditSign.id)
    )
    draft = session.scalars(query.limit(1)).first()
    return edits.own_sentence(open_draft(vault, draft).body, what, known_as) if draft is not None else ""


def sentence_of(session: Session, vault: Vault, person_id: str, habit: Habit) -> str:
    """The words of an opening or closing that became a habit, for the page that shows it."""
    return _sentence(session, vault, person_id, habit.what, habit.value)


# --- forgetting -----------------------------------------------------------------------------------------------------


def forget(session: Session, person_id: str, key: str, now: datetime) -> int:
    """What was seen until now counts no more for this habit, nor when the same mails are read again. Returns the id of
    the activity that `undo_forgetting` takes back. Raises NoSuchHabit.
    """
    person = session.get_one(Person, person_id)
    if key not in {habit.key for habit in of(session, person, now).habits}:
        raise NoSuchHabit("Nothing like it was learned.")
    return _set_forgotten(session, person, {**_kept(person), key: now.isoformat()}, now)


def forget_all(session: Session, person_id: str, now: datetime) -> int:
    """All of it; the features that were kept are deleted. Returns the activity's id, and cannot be taken back in full."""
    person = session.get_one(Person, person_id)
    session.execute(delete(WritingSample).where(WritingSample.person_id == person_id))
    session.execute(delete(EditSign).where(EditSign.person_id == person_id))
    return _set_forgotten(session, person, {"all": now.isoformat()}, now)


def undo_forgetting(session: Session, person_id: str, activity_id: int, now: datetime) -> bool:
    """Lets a habit count again; whether there was anything to take back."""
    row = activity.undoable(session, person_id, activity_id, activity.MANNER_FORGOTTEN)
    if row is None:
        return False
    person = session.get_one(Person, person_id)
    row.undone_at = now
    person.settings = {**(person.settings or {}), _FORGOTTEN: dict(row.data.get("before") or {})}
    session.flush()
    return True


def _kept(person: Person) -> dict[str, str]:
    return dict((person.settings or {}).get(_FORGOTTEN) or {})


def _set_forgotten(session: Session, person: Person, kept: dict[str, str], now: datetime) -> int:
    before = _kept(person)
    person.settings = {**(person.settings or {}), _FORGOTTEN: kept}
    session.flush()
    row = activity.record(session, person.id, activity.MANNER_FORGOTTEN, now, data={"before": before})
    return row.id
