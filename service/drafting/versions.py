"""Every text a draft ever had, kept so that nothing written is lost and every change can be undone.

A draft's `version` names the text that stands; a version with a higher number was put beside it (another tab saved
first, or a new proposal came for a text that the person edited) and waits to be taken or left. Undoing is going back
along what each version was made from. Ids come from draft and number, so that a replay finds the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.schema import Draft, DraftVersion, derived_id
from service.sealed import DraftContent, VersionContent, open_draft, open_version, seal_draft, seal_version
from service.vault import Vault

By = Literal["proposed", "model", "person", "reworded", "takeaway", "restored"]
_BY_RULES = frozenset({"proposed", "reworded", "takeaway"})


class NoSuchVersion(LookupError):
    """The draft has no text of that number."""


@dataclass(frozen=True, slots=True)
class Text:
    """A draft as it would be sent: what a person sees and changes."""

    subject: str
    body: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a draft, opened."""

    number: int
    by: By
    based_on: int
    at: datetime
    text: Text
    kept: VersionContent


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the person's words went: `number` holds them; without `is_current` they lie beside the draft's text."""

    number: int
    is_current: bool
    is_changed: bool


def text_of(vault: Vault, draft: Draft) -> Text:
    """The text that stands."""
    return Text(draft.subject, open_draft(vault, draft).body, draft.sender, tuple(draft.to), tuple(draft.cc))


# --- reading ------------------------------------------------------------------------------------------------------


def history(session: Session, vault: Vault, draft: Draft) -> list[Version]:
    """Every text of a draft, oldest first. One query."""
    query = select(DraftVersion).where(DraftVersion.person_id == draft.person_id, DraftVersion.draft_id == draft.id)
    return [_opened(vault, row) for row in session.scalars(query.order_by(DraftVersion.number))]


def offers(found: Sequence[Version], draft: Draft) -> list[Version]:
    """Of a history, the texts that lie beside the one that stands and wait to be taken or left."""
    return [version for version in found if version.number > draft.version]


def one(session: Session, vault: Vault, draft: Draft, number: int) -> Version:
    """That version. Raises NoSuchVersion."""
    row = _row(session, draft, number)
    if row is None:
        raise NoSuchVersion(f"There is no version {number} of this draft.")
    return _opened(vault, row)


def _row(session: Session, draft: Draft, number: int) -> DraftVersion | None:
    found = session.get(DraftVersion, _id(draft, number))
    return found if found is not None and found.person_id == draft.person_id else None


def _id(draft: Draft, number: int) -> str:
    return derived_id("dvr", draft.id, str(number))


def _opened(vault: Vault, row: DraftVersion) -> Version:
    kept = open_version(vault, row)
    text = Text(row.subject, kept.content.body, kept.sender, kept.to, kept.cc)
    return Version(row.number, cast("By", row.by), row.based_on, row.at, text, kept)


def back_to(found: Sequence[Version], current: int) -> int:
    """The version that "undo" leads to from `current`; 0 = there is none."""
    by_number = {version.number: version for version in found}
    here = by_number.get(_origin(by_number, current))
    return _origin(by_number, here.based_on) if here is not None and here.based_on in by_number else 0


def on_to(found: Sequence[Version], current: int) -> int:
    """The version that "redo" leads to from `current`: the newest that was made from it and stood; 0 = none."""
    by_number = {version.number: version for version in found}
    here = _origin(by_number, current)
    after = [
        version.number
        for version in found
        if version.by != "restored" and version.number < current and _origin(by_number, version.based_on) == here
    ]
    return max(after, default=0)


def _origin(by_number: dict[int, Version], number: int) -> int:
    """Taking a text back makes a new version of an old text: the old one's number."""
    while number in by_number and by_number[number].by == "restored":
        number = by_number[number].based_on
    return number


# --- keeping ------------------------------------------------------------------------------------------------------


def keep(session: Session, vault: Vault, draft: Draft) -> None:
    """Sees to it that the text that stands is among the versions; to be called before a draft is changed."""
    if _row(session, draft, draft.version) is None:
        by: By = "person" if draft.is_edited else "proposed"
        _add(session, vault, draft, draft.version, by, 0, _standing(vault, draft), draft.subject, draft.updated_at)


def advance(
    session: Session, vault: Vault, draft: Draft, by: By, now: datetime, *, based_on: int | None = None
) -> bool:
    """The draft's columns hold another text: gives it the next number and keeps it. False when it is the same text."""
    former = _row(session, draft, draft.version) if draft.version else None
    if former is not None and _opened(vault, former).text == text_of(vault, draft) and by != "restored":
        return False
    origin = (draft.version or 0) if former is not None else 0
    number = _next(session, draft)
    draft.version = number
    based_on = origin if based_on is None else based_on
    _add(session, vault, draft, number, by, based_on, _standing(vault, draft), draft.subject, now)
    return True


def put_beside(
    session: Session, vault: Vault, draft: Draft, text: Text, content: DraftContent, by: By, now: datetime, *,
    based_on: int, needs: Sequence[str] = (),
) -> int:  # fmt: skip
    """Keeps a text beside the one that stands; returns its number. The same text is kept once."""
    keep(session, vault, draft)
    for version in offers(history(session, vault, draft), draft):
        if version.text == text:
            return version.number
    kept = VersionContent(content, text.sender, text.to, text.cc, tuple(needs))
    number = _next(session, draft)
    _add(session, vault, draft, number, by, based_on, kept, text.subject, now)
    return number


def save(
    session: Session, vault: Vault, draft: Draft, text: Text, content: DraftContent, *, based_on: int, now: datetime
) -> Saved:
    """The person's words for a draft, made from version `based_on`. `content` holds `text.body` and what is known of it.

    If another text stands by now, or the draft is no longer open, the words are kept beside it and nothing is changed.
    """
    if text_of(vault, draft) == text:
        return Saved(draft.version, is_current=True, is_changed=False)
    former = _row(session, draft, based_on)
    if former is not None and _opened(vault, former).text == text:
        return Saved(based_on, is_current=False, is_changed=False)  # nothing was typed: only the page was old
    if draft.version != based_on or draft.state != "needs_review":
        number = put_beside(
            session, vault, draft, text, content, "person", now, based_on=based_on, needs=draft.needs_user_input
        )
        return Saved(number, is_current=False, is_changed=True)
    write(session, vault, draft, text, content, "person", now)
    draft.is_edited = True
    return Saved(draft.version, is_current=True, is_changed=True)


def write(
    session: Session, vault: Vault, draft: Draft, text: Text, content: DraftContent, by: By, now: datetime, *,
    based_on: int | None = None,
) -> None:  # fmt: skip
    """Makes `text` the draft's text, as its next version."""
    keep(session, vault, draft)
    draft.subject, draft.sender, draft.to, draft.cc = text.subject, text.sender, list(text.to), list(text.cc)
    draft.content_sealed = seal_draft(vault, content, draft.id)
    draft.updated_at = now
    advance(session, vault, draft, by, now, based_on=based_on)


def restore(session: Session, vault: Vault, draft: Draft, number: int, now: datetime) -> Version:
    """Takes a former text, or one that lay beside, as a new version. Raises NoSuchVersion.

    The newest text of the rules, and what a model made of it, stay theirs to renew; choosing any other makes it the
    person's own.
    """
    keep(session, vault, draft)
    found = one(session, vault, draft, number)
    known = {version.number: version for version in history(session, vault, draft)}
    draft.needs_user_input = list(found.kept.needs)
    draft.is_edited = _origin(known, number) not in _proposals(known)
    write(session, vault, draft, found.text, found.kept.content, "restored", now, based_on=number)
    return found


def worded_by_model(found: Sequence[Version], current: int) -> bool:
    """Whether the text of that number is a model's, also where it was taken back later."""
    known = {version.number: version for version in found}
    origin = known.get(_origin(known, current))
    return origin is not None and origin.by == "model"


def _proposals(known: dict[int, Version]) -> set[int]:
    """The newest text of the rules, and every later one by a model: it is made from that."""
    newest = max((number for number, version in known.items() if version.by in _BY_RULES), default=0)
    return {newest, *(number for number, version in known.items() if version.by == "model" and number > newest)}


def _standing(vault: Vault, draft: Draft) -> VersionContent:
    return VersionContent(
        open_draft(vault, draft), draft.sender, tuple(draft.to), tuple(draft.cc), tuple(draft.needs_user_input)
    )


def _next(session: Session, draft: Draft) -> int:
    query = select(func.max(DraftVersion.number)).where(DraftVersion.draft_id == draft.id)
    return max(session.scalar(query) or 0, 0) + 1


def _add(
    session: Session, vault: Vault, draft: Draft, number: int, by: By, based_on: int, kept: VersionContent,
    subject: str, at: datetime,
) -> None:  # fmt: skip
    row_id = _id(draft, number)
    session.add(
        DraftVersion(
            id=row_id, person_id=draft.person_id, draft_id=draft.id, number=number, by=by, based_on=based_on,
            subject=subject, content_sealed=seal_version(vault, kept, row_id), at=at,
        )
    )  # fmt: skip
    session.flush()
