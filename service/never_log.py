"""The never-log list in the person's hands: what to know before a line is kept, adding it, and taking it back.

`exclusions` keeps things out from now on; what a line reaches of what is stored already, and removing that, is in
`purging`. Once a line is gone, what it kept out is read again from the provider by the ids that were kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service import accounts, activity, contacts, domains, exclusions
from service.accounts import FILES
from service.exclusions import Exclusions, NotExcludable
from service.looks import read_in_full
from service.retries import READ_AGAIN
from service.schema import Account, ChosenCalendar, Exclusion, SetAside
from service.shelf import MAIL, WITH_ERASED


class NoSuchLine(LookupError):
    """There is no such line on this person's list."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that could be added. `warnings`: (kind, what it is about), told before it is kept."""

    kind: str
    value: str
    is_there: bool = False
    warnings: tuple[tuple[str, str], ...] = ()


def consider(session: Session, person_id: str, kind: str, value: str) -> Line:
    """How a line would be kept, with what the person should know first. Raises NotExcludable with a sentence."""
    kept = exclusions.normalised(kind, value)
    barred = exclusions.of_line(kind, kept)
    if any(barred.bars_address(own) for own in contacts.own_keys(session, person_id)):
        raise NotExcludable("That is your own address, or holds it: every mail would be left out.")
    is_there = any((row.kind, row.value) == (kind, kept) for row in exclusions.listing(session, person_id))
    there = exclusions.typed(session, person_id)
    return Line(kind, kept, is_there, () if is_there else tuple(_warnings(there, kind, kept)))


def _warnings(there: Exclusions, kind: str, value: str) -> Iterator[tuple[str, str]]:
    if kind == "domain" and domains.is_free_mail(f"x@{value}"):
        yield ("public_mail", value)
    if kind == "domain" and domains.is_public_suffix(value):
        yield ("public_suffix", value)
    if kind in {"address", "domain"} and there.bars_address(f"x@{value}" if kind == "domain" else value):
        yield ("covered", value)


def add(session: Session, person_id: str, kind: str, value: str, now: datetime) -> Exclusion:
    """Puts a line on the list, in force from now on. Raises NotExcludable."""
    line = consider(session, person_id, kind, value)
    row = exclusions.add(session, person_id, line.kind, line.value, now)
    if not line.is_there:
        activity.record(session, person_id, activity.EXCLUDED, now, subject=row.id, detail=line.kind)
    return row


def calendars_of(session: Session, person_id: str) -> dict[str, str]:
    """Names of the person's calendars by their id at the provider, which is what a line keeps."""
    query = select(ChosenCalendar.provider_id, ChosenCalendar.name).where(ChosenCalendar.person_id == person_id)
    rows = session.execute(query.order_by(ChosenCalendar.name, ChosenCalendar.provider_id))
    return {provider_id: name or provider_id for provider_id, name in rows}


def owned(session: Session, person_id: str, exclusion_id: str) -> Exclusion:
    """That line if it is on this person's list. Raises NoSuchLine."""
    row = session.get(Exclusion, exclusion_id)
    if row is None or row.person_id != person_id:
        raise NoSuchLine("There is no such line on your list.")
    return row


# --- taking a line back -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What is read again once a line is gone."""

    mails: int = 0
    calendars: int = 0
    from_files: int = 0
    """Records of imported files: only another import brings them."""

    def __add__(self, other: BroughtBack) -> BroughtBack:
        return BroughtBack(
            self.mails + other.mails, self.calendars + other.calendars, self.from_files + other.from_files
        )


def remove(session: Session, person_id: str, exclusion_id: str, now: datetime) -> BroughtBack:
    """Takes a line off the list and has everything read again that lines of its kind kept out. Raises NoSuchLine.

    What another line still bars is left out again when it is met.
    """
    row = owned(session, person_id, exclusion_id)
    kind = row.kind
    activity.record(session, person_id, activity.EXCLUSION_REMOVED, now, subject=row.id, detail=kind)
    exclusions.remove(session, person_id, exclusion_id)
    if kind == exclusions.ERASED:
        _free_what_went_along(session, person_id)
    return read_again(session, person_id, exclusions.RULES[kind], now)


def _free_what_went_along(session: Session, person_id: str) -> None:
    """What went with somebody erased tells of no one alone: it may come back only when nobody is erased any more."""
    if any(row.kind == exclusions.ERASED for row in exclusions.listing(session, person_id)):
        return
    along = update(SetAside).where(SetAside.person_id == person_id, SetAside.rule == WITH_ERASED)
    session.execute(along.values(rule=exclusions.RULES[exclusions.ERASED]))


def read_again(
    session: Session, person_id: str, rule: str, now: datetime, *, account_id: str = "", is_mail: bool | None = None
) -> BroughtBack:
    """Has everything read again that this rule kept out: mails by their ids, calendars once in full.

    Of one account only, and of mails or calendar events only, if these are named.
    """
    aside = select(SetAside.account_id, SetAside.kind, func.count()).where(
        SetAside.person_id == person_id, SetAside.rule == rule
    )
    if account_id:
        aside = aside.where(SetAside.account_id == account_id)
    if is_mail is not None:
        aside = aside.where(SetAside.kind == MAIL if is_mail else SetAside.kind != MAIL)
    found = BroughtBack()
    for owner_id, kind, number in session.execute(aside.group_by(SetAside.account_id, SetAside.kind)).all():
        found += _bring_back(session, session.get_one(Account, owner_id), kind, rule, number, now)
    return found


def _bring_back(session: Session, account: Account, kind: str, rule: str, number: int, now: datetime) -> BroughtBack:
    of_rule = (SetAside.account_id == account.id, SetAside.kind == kind, SetAside.rule == rule)
    if account.provider != FILES and kind == MAIL:
        session.execute(update(SetAside).where(*of_rule).values(rule=READ_AGAIN))
        accounts.read_now(account, now)
        return BroughtBack(mails=number)
    session.execute(delete(SetAside).where(*of_rule))
    if account.provider == FILES:
        return BroughtBack(from_files=number)
    read_in_full(session, account.id, (kind,), now)
    accounts.read_now(account, now)
    return BroughtBack(calendars=1)
