"""Erasing: everything of a person, or everything of one somebody they know, each with a receipt of what went.

Everything: permissions are ended at the providers, then rows, files and Warmthread's own copies go. Somebody: every
record that they are on goes, with what was learned from it and said of them; keyed digests of their addresses stay, so
that neither mail read again nor an older backup brings them back (`erased`). Either way the space where it lay is
written anew. What others wrote about somebody in mails of their own is theirs, and stays as long as those do.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import (
    about_people,
    accounts,
    activity,
    approvals,
    backup,
    contacts,
    disconnecting,
    erased,
    events,
    exclusions,
    folder,
    interviews,
    purging,
    sheet_shelf,
    uploads,
)
from service.accounts import FILES
from service.context import Context
from service.exclusions import Exclusions
from service.folder import InUse
from service.purging import Removed
from service.schema import (
    Account,
    Ask,
    Contact,
    Correction,
    Draft,
    Event,
    Exclusion,
    FileImport,
    FollowUp,
    Identity,
    Interview,
    Lease,
    Person,
    Pointer,
    Task,
)
from service.schema.owned import counts
from service.settings import Settings
from service.vault import Vault, key_path

PENDING = ".erasing"
"""A file in the data folder from before the rows go until the last of it is gone: whoever finds it goes on from there."""
EXPORTS = "exports"
_GOING_OUT = ("creating", "created", "sending", "stopping")


class StillConnected(Exception):
    """What a connected account brought would come back with its next read."""


class OnItsWay(Exception):
    """A mail to them is leaving just now: nothing was erased; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased. `counts`: rows by table, those that held any. `records`: of somebody, what a person counts.
    `revoked` and `not_revoked`: accounts whose provider did, and did not, end the permission. `is_wiped`: the space where
    it lay is written anew; False = others were writing all the while, or the disk has no room for it, and it is done at
    the next start or within a day.
    """

    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    records: Removed = field(default_factory=Removed)
    files: int = 0
    revoked: tuple[str, ...] = ()
    not_revoked: tuple[str, ...] = ()
    is_wiped: bool = True

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


# --- everything ---------------------------------------------------------------------------------------------------


def erase_everything(context: Context, person_id: str, now: datetime) -> Receipt:
    """Erases the person, also while others work on their rows: nothing of theirs can be stored any more without them.

    Files and copies that are theirs alone go too; where others use this Warmthread its backups stay. Doing it again
    erases what is left, or nothing.
    """
    revoked, not_revoked = _end_permissions(context, person_id)
    with context.database.writing(person_id, "erase") as session:
        found = counts(session, person_id)
        imports = list(session.scalars(select(FileImport.path).where(FileImport.person_id == person_id)))
        _forget_leases(session, person_id)
        session.execute(delete(Person).where(Person.id == person_id))
        _mark(context.settings)
    erased.write_down(context, person_id)
    files = _remove_files(context, imports)
    gone = {table: number for table, number in found.items() if number}
    return Receipt(
        now, gone, files=files, revoked=tuple(revoked), not_revoked=tuple(not_revoked), is_wiped=_wipe(context)
    )


def _end_permissions(context: Context, person_id: str) -> tuple[list[str], list[str]]:
    with context.database.reading() as session:
        mine = [one for one in accounts.listing(session, person_id) if one.provider != FILES]
    known = [one for one in mine if one.tokens_sealed is not None]
    ended = [(f"{one.email} ({one.provider})", disconnecting.disconnect(context, person_id, one.id)) for one in known]
    revoked = [named for named, one in ended if one.is_revoked]
    return revoked, [named for named, one in ended if not one.is_revoked]


def _forget_leases(session: Session, person_id: str) -> None:
    """They belong to nobody, but some bear the name of what is erased."""
    named = [f"tokens:{one}" for one in session.scalars(select(Account.id).where(Account.person_id == person_id))]
    session.execute(delete(Lease).where(Lease.name.in_([*named, uploads.LEASE + person_id])))


def _remove_files(context: Context, imports: Sequence[str]) -> int:
    """Uploads of this person; and where nobody is left everything that Warmthread has put beside its database."""
    settings = context.settings
    removed = sum(uploads.remove(settings, path) for path in imports)
    with context.database.reading() as session:
        is_empty = session.scalar(select(Person.id).limit(1)) is None
    if not is_empty:
        return removed
    removed += sum(_remove_tree(settings.data_dir / name) for name in (uploads.FOLDER, sheet_shelf.FOLDER, EXPORTS))
    return removed + (backup.remove_all(settings.database_path) if settings.is_sqlite else 0)


def _remove_tree(path: Path) -> int:
    """How many files there were."""
    found = sum(one.is_file() for one in path.rglob("*")) if path.is_dir() else 0
    shutil.rmtree(path, ignore_errors=True)
    return found


def remove_key(settings: Settings) -> bool:
    """Removes database and keys of a Warmthread from which everything was erased: copies elsewhere stay sealed for ever.

    False, and nothing is removed, while somebody works there, or where the database is a server's.
    """
    if not settings.is_sqlite:
        return False
    place = settings.database_path
    try:
        with folder.held(place, alone=True):
            for path in (*place.parent.glob(f"{place.name}*"), *settings.data_dir.glob(f"{key_path(settings).name}*")):
                path.unlink(missing_ok=True)
    except InUse:
        return False
    return True


# --- what was begun is brought to its end -------------------------------------------------------------------------


def _mark(settings: Settings) -> None:
    (settings.data_dir / PENDING).touch(mode=0o600)


def _wipe(context: Context) -> bool:
    is_wiped = context.database.forget_for_good()
    if is_wiped:
        (context.settings.data_dir / PENDING).unlink(missing_ok=True)
    return is_wiped


def finish(context: Context) -> None:
    """Goes on with an erasure that a crash or somebody else's writing has cut off; mostly there is nothing to do."""
    if not (context.settings.data_dir / PENDING).exists():
        return
    with context.database.reading() as session:
        people = list(session.scalars(select(Person.id)))
    for person_id in {*people, *erased.read(context.settings)}:
        erased.write_down(context, person_id)
    _remove_files(context, ())
    _wipe(context)


# --- what one account brought -------------------------------------------------------------------------------------


def erase_brought(context: Context, person_id: str, account_id: str, now: datetime) -> Removed:
    """Takes away what this account alone brought, once it is disconnected. Its own row stays, and whoever has its
    address by now may be connected. Raises Misconfigured for another's account, StillConnected.
    """
    with context.database.writing(person_id, "erase_brought") as session:
        account = accounts.owned_account(session, person_id, account_id)
        if account.provider == FILES or account.connection_state != "disconnected":
            raise StillConnected
        account.subject = ""
        removed = purging.purge_account(session, person_id, account_id, now)
        _mark(context.settings)
    _wipe(context)
    return removed


# --- somebody -----------------------------------------------------------------------------------------------------


def erase_contact(context: Context, person_id: str, contact_id: str, now: datetime) -> Receipt:
    """Erases somebody, by all addresses that are known as theirs. Raises NoSuchContact, OnItsWay."""
    with context.database.writing(person_id, "erase_contact") as session:
        before = counts(session, person_id)
        contact = about_people.owned(session, person_id, contact_id)
        keys = frozenset(contacts.keys_of(session, person_id, contact.id))
        members = contacts.members(session, person_id, contact.id)
        who = _Somebody(keys, frozenset(members), Exclusions(addresses=keys, bars_private=False))
        _refuse_while_leaving(session, person_id, who)
        erased.remember(session, context.vault, person_id, keys, now)
        records = _erase(session, context.vault, person_id, who, now)
        gone = _less(before, counts(session, person_id))
        _mark(context.settings)
    erased.write_down(context, person_id)
    return Receipt(now, gone, records, is_wiped=_wipe(context))


def erase_again(session: Session, vault: Vault, person_id: str, known: Iterable[str], now: datetime) -> int:
    """Takes away whoever these digests are of, after a backup brought them back; returns how many rows went."""
    wanted = frozenset(known)
    if not wanted or session.get(Person, person_id) is None:
        return 0
    before = counts(session, person_id)
    for digest in sorted(wanted):
        exclusions.add_erased(session, person_id, digest, now)
    barred = exclusions.of_erased(session, vault, person_id, wanted)
    mine = select(Identity.key, Identity.contact_id).where(Identity.person_id == person_id)
    back = [(key, contact_id) for key, contact_id in session.execute(mine) if barred.bars_address(key)]
    somebody = _Somebody(frozenset(key for key, _ in back), frozenset(one for _, one in back), barred)
    _erase(session, vault, person_id, somebody, now)
    return sum(_less(before, counts(session, person_id)).values())


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Who goes: keys of their addresses, ids of their contacts, and the rule that finds their records."""

    keys: frozenset[str]
    contacts: frozenset[str]
    barred: Exclusions

    def is_any(self, emails: Iterable[str]) -> bool:
        return any(map(self.barred.bars_address, emails))


def _erase(session: Session, vault: Vault, person_id: str, who: _Somebody, now: datetime) -> Removed:
    before = purging.told_of(session, person_id)
    written = _stopped(session, person_id, who, now)
    met = select(Interview.id).where(Interview.person_id == person_id, Interview.contact_id.in_(who.contacts))
    also = frozenset(session.scalars(met))
    removed = purging.purge(
        session, vault, person_id, who.barred, now, with_drafts=True, also=also, spares_approved=False
    )
    _forget_what_was_said(session, person_id, who, written)
    _look_again(session, vault, now)
    _leave_out_of_others(session, person_id, who)
    _forget_them(session, person_id, who)
    activity.forget(session, person_id, before - purging.told_of(session, person_id), who.keys | who.contacts)
    return removed


def _refuse_while_leaving(session: Session, person_id: str, who: _Somebody) -> None:
    """A worker that is sending must find its row again. Raises OnItsWay."""
    for draft in _drafts_to(session, person_id, who):
        approval = approvals.living(session, draft.id)
        if approval is not None and approval.state in _GOING_OUT:
            raise OnItsWay("A mail to them is leaving just now. Erase them once it has arrived, in a minute or two.")


def _stopped(session: Session, person_id: str, who: _Somebody, now: datetime) -> list[str]:
    """Ids of the drafts to them; what was approved and has not left is stopped."""
    found = _drafts_to(session, person_id, who)
    for draft in found:
        approval = approvals.living(session, draft.id)
        if approval is not None:
            approvals.withdraw(approval, "they were erased", now)
        draft.state = "withdrawn"
    session.flush()
    return [draft.id for draft in found]


def _drafts_to(session: Session, person_id: str, who: _Somebody) -> list[Draft]:
    return [one for one in session.scalars(select(Draft).where(Draft.person_id == person_id)) if _is_to(one, who)]


def _is_to(draft: Draft, who: _Somebody) -> bool:
    return draft.contact_id in who.contacts or who.is_any((*draft.to, *draft.cc, *draft.bcc))


def _forget_what_was_said(session: Session, person_id: str, who: _Somebody, drafts: Sequence[str]) -> None:
    """Drafts to them, plans, wishes and promises with them, pointers by them, and that a talk was with them."""
    session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.id.in_(drafts)))
    for model in (FollowUp, Ask, Pointer, Task):
        session.execute(delete(model).where(model.person_id == person_id, model.contact_id.in_(who.contacts)))
    named = select(Correction).where(Correction.person_id == person_id, Correction.kind == "contact")
    for row in session.scalars(named).all():
        if who.is_any((row.value,)):
            session.delete(row)
    lines = select(Exclusion).where(Exclusion.person_id == person_id, Exclusion.kind == "address")
    for line in session.scalars(lines).all():
        if who.is_any((line.value,)):
            session.delete(line)
    session.flush()


def _look_again(session: Session, vault: Vault, now: datetime) -> None:
    """Talks that rested on their records as well are told anew at once: the workers' turn would be too late to wipe."""
    touched = select(Event.subject).where(
        Event.id.in_(events.appended(session)), Event.kind == events.INTERVIEW_TOUCHED
    )
    for interview_id in session.scalars(touched).all():
        interviews.refresh(session, vault, interview_id, now)


def _leave_out_of_others(session: Session, person_id: str, who: _Somebody) -> None:
    """Of talks with somebody else: that they were there, or brought the two together."""
    for row in session.scalars(select(Interview).where(Interview.person_id == person_id)):
        left = [one for one in row.others if not _is_one(one, who)]
        if len(left) < len(row.others):
            row.others = left
        if row.introduced_by in who.contacts:
            row.introduced_by = ""
    session.flush()


def _is_one(other: Mapping[str, str], who: _Somebody) -> bool:
    return other.get("contact_id", "") in who.contacts or who.is_any(filter(None, (other.get("email", ""),)))


def _forget_them(session: Session, person_id: str, who: _Somebody) -> None:
    purging.forget_looks(session, person_id, who.barred)
    session.execute(delete(Identity).where(Identity.person_id == person_id, Identity.key.in_(who.keys)))
    session.execute(delete(Contact).where(Contact.person_id == person_id, Contact.id.in_(who.contacts)))
    session.flush()


def _less(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """By how much each table holds less."""
    return {table: number - after[table] for table, number in before.items() if number > after[table]}
