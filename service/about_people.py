"""What the person says about somebody: how they are called, where they live and work, a private note, and that they are
not to be followed. It wins over what was learned, and each word can be taken back.

Not to follow somebody means: their addresses go on the never-log list, what waits for them is withdrawn, nothing new is
written. What is stored stays until the person has it removed.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity, contact_pairs, contacts, events, never_log
from service.contact_pairs import NoSuchContact
from service.contacts import PERSON
from service.exclusions import Exclusions, NotExcludable
from service.never_log import BroughtBack, NoSuchLine
from service.preferences import zone_named
from service.schema import Contact, Identity, Interview, Introduction, Json
from service.sealed import note_on_contact_row
from service.vault import Vault

FIELDS = ("name", "organisation", "title", "timezone")
_LONGEST = 200
_LONGEST_NOTE = 20_000


class NotKept(ValueError):
    """Values that cannot be kept; `errors` says for each field, in a sentence, what is wrong."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


def owned(session: Session, person_id: str, contact_id: str) -> Contact:
    """The contact that stands for this id now. Raises NoSuchContact."""
    return contacts.surviving(session, contact_pairs.owned(session, person_id, contact_id))


# --- names and where they are -------------------------------------------------------------------------------------


def describe(session: Session, person_id: str, contact_id: str, now: datetime, values: Mapping[str, str]) -> int | None:
    """Keeps what the person says of FIELDS; an empty name goes back to the learned one. Returns the log's row that
    undoes it, None when nothing changed. Raises NoSuchContact, NotKept.
    """
    contact = owned(session, person_id, contact_id)
    wanted = _checked(values)
    before = _said(contact)
    for name, value in wanted.items():
        _say(session, contact, name, value)
    after = _said(contact)
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        return None
    what = activity.RENAMED if changed == ["name"] else activity.CONTACT_CHANGED
    row = activity.record(
        session, person_id, what, now, subject=contact.id, detail=", ".join(changed),
        data={"before": before, "after": after},
    )  # fmt: skip
    _look_again(session, contact, now)
    return row.id


def not_their_work(session: Session, person_id: str, contact_id: str, now: datetime) -> int:
    """What a signature seems to say of their work is not so; returns the log's row that undoes it. Raises NoSuchContact."""
    contact = owned(session, person_id, contact_id)
    before = _said(contact)
    _set(session, contact, _by("title"), PERSON)
    told = {"before": before, "after": _said(contact)}
    row = activity.record(
        session, person_id, activity.CONTACT_CHANGED, now, subject=contact.id, detail="title", data=told
    )
    _look_again(session, contact, now)
    return row.id


def undo(session: Session, person_id: str, activity_id: int, now: datetime) -> str | None:
    """Takes back a description or a note; returns the contact's id, None when there is nothing to take back."""
    for what in (activity.RENAMED, activity.CONTACT_CHANGED, activity.NOTE_KEPT, activity.NOT_INTRODUCED):
        row = activity.undoable(session, person_id, activity_id, what)
        if row is None:
            continue
        contact = owned(session, person_id, row.subject)
        if what == activity.NOTE_KEPT:
            _set(session, contact, "note", row.data.get("before", ""))
        elif what == activity.NOT_INTRODUCED:
            _introduced_after_all(session, person_id, row.data)
        else:
            _restore(session, contact, row.data)
        _look_again(session, contact, now)
        row.undone_at = now
        return contact.id
    return None


def not_introduced(session: Session, person_id: str, introduction_id: str, now: datetime) -> int:
    """A mail was taken for an introduction and is none; returns the log's row that undoes it. Raises NoSuchContact."""
    row = _introduction(session, person_id, introduction_id)
    changed = _log_introduction(session, row, now)
    session.delete(row)
    return changed


def introduced_by(session: Session, person_id: str, introduction_id: str, introducer_id: str, now: datetime) -> int:
    """It was somebody else who brought them together; returns the log's row that undoes it.

    Raises NoSuchContact, also when it would be the one who was introduced.
    """
    row = _introduction(session, person_id, introduction_id)
    introducer = owned(session, person_id, introducer_id)
    if introducer.id == owned(session, person_id, row.contact_id).id:
        raise NoSuchContact("Nobody introduces themselves.")
    changed = _log_introduction(session, row, now)
    row.introducer_id = introducer.id
    session.flush()
    return changed


def _introduction(session: Session, person_id: str, introduction_id: str) -> Introduction:
    row = session.get(Introduction, introduction_id)
    if row is None or row.person_id != person_id:
        raise NoSuchContact("There is no such introduction here.")
    return row


_INTRODUCTION = ("id", "introducer_id", "contact_id", "message_id", "quote")


def _log_introduction(session: Session, row: Introduction, now: datetime) -> int:
    """Keeps how it was before it changes."""
    contact = owned(session, row.person_id, row.contact_id)
    told = {name: getattr(row, name) for name in _INTRODUCTION} | {"at": row.at.isoformat()}
    log = activity.record(session, row.person_id, activity.NOT_INTRODUCED, now, subject=contact.id, data=told)
    _look_again(session, contact, now)
    return log.id


def _introduced_after_all(session: Session, person_id: str, data: Json) -> None:
    row = session.get(Introduction, data["id"])
    if row is None:
        row = Introduction(person_id=person_id, at=datetime.fromisoformat(data["at"]))
        session.add(row)
    for name in _INTRODUCTION:
        setattr(row, name, data[name])
    session.flush()


def _restore(session: Session, contact: Contact, data: Json) -> None:
    """What was said again since stays."""
    standing = _said(contact)
    before, after = data["before"], data["after"]
    for name in FIELDS:
        if standing[name] != after[name]:
            continue
        was_learned = name == "name" and before["named_by"] != PERSON
        _say(session, contact, name, "" if was_learned else before[name])
        if name != "name":
            # A guess that comes back is a guess again.
            _set(session, contact, _by(name), before.get(_by(name), ""))


def _said(contact: Contact) -> dict[str, str]:
    found = {name: str(getattr(contact, name)) for name in FIELDS}
    by = {said: str(contact.data.get(said, "")) for said in ("named_by", *map(_by, FIELDS[1:]))}
    return {**found, **by}


def _by(name: str) -> str:
    """Under what is kept who said it; nobody did of what was guessed."""
    return f"{name}_by"


def _say(session: Session, contact: Contact, name: str, value: str) -> None:
    if name != "name":
        if getattr(contact, name) != value:
            setattr(contact, name, value)
            _set(session, contact, _by(name), PERSON if value else "")
    elif value and value != contact.name:
        contact.name = value
        _set(session, contact, "named_by", PERSON)
    elif not value:
        _set(session, contact, "named_by", "mail")
        contacts.name_again(session, contact)
    session.flush()


def _set(session: Session, contact: Contact, name: str, value: str) -> None:
    rest = {key: kept for key, kept in contact.data.items() if key != name}
    contact.data = {**rest, **({name: value} if value else {})}
    session.flush()


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    wanted: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, value in values.items():
        text = " ".join(value.split())
        if name not in FIELDS:
            raise TypeError(f"There is no field {name!r}.")
        if len(text) > _LONGEST or any(sign < " " for sign in text):
            errors[name] = f"This is longer than {_LONGEST} characters."
        elif name == "timezone" and text:
            try:
                text = zone_named(text)
            except ValueError as error:
                errors[name] = str(error)
        wanted[name] = text
    if errors:
        raise NotKept(errors)
    return wanted


def _look_again(session: Session, contact: Contact, now: datetime) -> None:
    """Conversations with them, and the drafts about these, are looked at anew."""
    ids = contacts.members(session, contact.person_id, contact.id)
    query = select(Interview.id).where(Interview.person_id == contact.person_id, Interview.contact_id.in_(ids))
    for row_id in session.scalars(query.order_by(Interview.id)).all():
        events.append(session, contact.person_id, events.INTERVIEW_TOUCHED, row_id, now=now)
        events.append(session, contact.person_id, events.INTERVIEW_CHANGED, row_id, now=now)


# --- a private note -----------------------------------------------------------------------------------------------


def write_note(session: Session, vault: Vault, person_id: str, contact_id: str, text: str, now: datetime) -> int | None:
    """Keeps a note that never reaches a draft; returns the log's row that undoes it. Raises NoSuchContact, NotKept."""
    contact = owned(session, person_id, contact_id)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > _LONGEST_NOTE:
        raise NotKept({"note": f"This is longer than {_LONGEST_NOTE} characters."})
    if text == read_note(vault, contact):
        return None
    before = contact.data.get("note", "")
    sealed = b64encode(vault.seal(text, row=note_on_contact_row(contact.id))).decode() if text else ""
    _set(session, contact, "note", sealed)
    row = activity.record(session, person_id, activity.NOTE_KEPT, now, subject=contact.id, data={"before": before})
    return row.id


def read_note(vault: Vault, contact: Contact) -> str:
    """The private note on a contact, "" if there is none."""
    sealed = contact.data.get("note", "")
    return vault.open(b64decode(sealed), row=note_on_contact_row(contact.id)) if sealed else ""


# --- not to be followed -------------------------------------------------------------------------------------------


def stop_tracking(session: Session, person_id: str, contact_id: str, now: datetime) -> Contact:
    """Nothing of this person is logged any more and nothing is written to them. Raises NoSuchContact."""
    contact = owned(session, person_id, contact_id)
    if contact.is_untracked:
        return contact
    ids = contacts.members(session, person_id, contact.id)
    emails = select(Identity.email).where(Identity.person_id == person_id, Identity.contact_id.in_(ids))
    contact.is_untracked = True
    contact.data = {**contact.data, "lines": _lines(session, person_id, session.scalars(emails).all(), now)}
    session.flush()
    activity.record(session, person_id, activity.UNTRACKED, now, subject=contact.id)
    _look_again(session, contact, now)
    return contact


def _lines(session: Session, person_id: str, emails: Sequence[str], now: datetime) -> list[str]:
    """Ids of the lines that were added for these addresses; those on the list before are not counted."""
    added = []
    for email in sorted(emails):
        try:
            is_there = never_log.consider(session, person_id, "address", email).is_there
            row = never_log.add(session, person_id, "address", email, now)
        except NotExcludable:
            continue
        if not is_there:
            added.append(row.id)
    return added


def track_again(session: Session, person_id: str, contact_id: str, now: datetime) -> BroughtBack:
    """Takes that back, and has read again what was kept out meanwhile. Raises NoSuchContact."""
    contact = owned(session, person_id, contact_id)
    found = BroughtBack()
    if not contact.is_untracked:
        return found
    for line_id in contact.data.get("lines", ()):
        try:
            found += never_log.remove(session, person_id, line_id, now)
        except NoSuchLine:
            continue
    contact.is_untracked = False
    contact.data = {key: value for key, value in contact.data.items() if key != "lines"}
    session.flush()
    activity.record(session, person_id, activity.TRACKED, now, subject=contact.id)
    _look_again(session, contact, now)
    return found


def rule_against(session: Session, person_id: str, contact_id: str) -> Exclusions:
    """The rule that bars all addresses of somebody. Raises NoSuchContact."""
    contact = owned(session, person_id, contact_id)
    keys = contacts.keys_of(session, person_id, contact.id)
    return Exclusions(addresses=frozenset(keys), bars_private=False)
