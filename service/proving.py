"""Counts one account at its provider and says of every record there what became of it here; mends what is missing.

The account is read to its end, listed, and read to its end once more: only then is looked at what is known here. What
seems to be missing or gone is believed when a second listing says so as well, since mail arrives, moves and goes while
a count is made. Mending writes rows: the next reading reads the missing mails by their ids, and a calendar in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.contract import Listed, MailQuery
from service import accounts, gaps
from service.census import Counted, Counting, Told, Wait
from service.context import Context
from service.first_looks import mail_query
from service.looks import PEOPLE, read_in_full
from service.proof import CALENDAR, NAMED, Held, Part, Proof, folder_part, prove_part
from service.retries import NOT_THERE, READ_AGAIN
from service.schema import (
    Account,
    Allowance,
    ChosenCalendar,
    Cursor,
    MessageCopy,
    Quarantined,
    Reading,
    SetAside,
    StoredCalendarEvent,
)
from service.sealed import open_calendar_event
from service.shelf import MAIL

MARGIN = timedelta(minutes=1)
"""Mail that came so shortly after the connection may have come before its first cursor was given."""
_EDGE = timedelta(days=1)
"""Days begin at different hours around the world: at the very edge of its window a calendar's list is not trusted."""
_READINGS = 5


class NotCountable(Exception):
    """This account cannot be counted now; the text says why."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a run is lent by its caller."""

    read_on: Callable[[], object]
    """Reads the account to its end, and works through what came in."""
    wait: Wait
    told: Told = lambda _: None


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """One listing of everything."""

    mail: Counted | None
    calendars: dict[str, Counted]

    def ids(self, calendar_id: str = "") -> frozenset[str]:
        counted = self.calendars.get(calendar_id) if calendar_id else self.mail
        return frozenset(counted.listed) if counted else frozenset()


def prove(context: Context, person_id: str, account_id: str, lent: Lent, *, is_repair: bool = False) -> Proof:
    """What became of every record that the provider has; with `is_repair` what is missing is read again and counted once
    more. Raises NotCountable, Misconfigured for another's account, ConsentLost, TryAgain.
    """
    run = _Run(context, person_id, account_id, lent)
    found = run.prove()
    if found.agrees or not is_repair:
        return found
    run.mend()
    return replace(run.prove(), repaired=found.missing + found.vanished)


class _Run:
    """One count of one account."""

    def __init__(self, context: Context, person_id: str, account_id: str, lent: Lent) -> None:
        self._context, self._lent = context, lent
        with context.database.reading() as session:
            account = accounts.owned_account(session, person_id, account_id)
        _ensure_countable(account)
        self._account = account
        self._counting = Counting(context, account, lent.wait, lent.told)
        self._missing: set[str] = set()
        self._vanished: set[str] = set()
        self._calendars: set[str] = set()
        """Calendars of which something is missing or vanished."""

    def prove(self) -> Proof:
        self._read_on()
        before = self._kept()
        first = self._listing()
        self._read_on()
        found = self._compare(first, first, before)
        if found.agrees:
            return found
        second = self._listing()
        self._read_on()
        return self._dated(self._compare(first, second, before))

    def mend(self) -> None:
        """Has what was found missing or vanished read again at the next reading."""
        with self._context.database.writing(self._account.person_id, "mend") as session:
            _read_again(session, self._account, sorted(self._missing | self._vanished), self._context.clock())
            read_in_full(
                session, self._account.id, [f"calendar:{one}" for one in sorted(self._calendars)], self._context.clock()
            )
            accounts.read_now(session.get_one(Account, self._account.id), self._context.clock())

    def _read_on(self) -> None:
        began = self._context.clock()
        for _ in range(_READINGS):
            self._lent.read_on()
            with self._context.database.reading() as session:
                self._account = session.get_one(Account, self._account.id)
                looks = select(Reading.id).where(Reading.account_id == self._account.id, Reading.finished_at.is_(None))
                is_open = session.scalar(looks.limit(1)) is not None
            _ensure_countable(self._account)
            # Reading one account may give cause to look back in another.
            if not is_open and accounts.has_caught_up(self._account, since=began, now=self._context.clock()):
                return
        raise NotCountable(self._account.last_error or "It is still being read: it is counted once that is done.")

    # --- there ---

    def _listing(self) -> _Snapshot:
        with self._context.database.reading() as session:
            since = _oldest(session, self._account)
            windows = dict(_windows(session, self._account.id))
        mail = self._counting.mail(since) if self._account.can_read_mail else None
        found = {one: self._counting.calendar(one, within) for one, within in windows.items()}
        return _Snapshot(mail, {one: counted for one, counted in found.items() if counted})

    def _must_be_known(self, listed: Counted, held: Held) -> Callable[[Listed], bool]:
        """Tells of a mail whether it has to be known: it came after the connection, or a search made before finds it."""
        unknown = [one for one in listed.listed.values() if not held.knows(one.provider_id)]
        if not unknown:
            return lambda _: False
        with self._context.database.reading() as session:
            watched = _watched_from(session, self._account)
            queries = list(_made_before(session, self._account))
        found = self._counting.found_by(queries)
        if all(one.at for one in unknown):
            return lambda one: one.provider_id in found or (one.at is not None and one.at >= watched)
        new = self._counting.mail(watched).listed
        return lambda one: one.provider_id in found or one.provider_id in new

    def _dated(self, found: Proof) -> Proof:
        """With the date of the oldest missing mail, where its listing does not tell it."""
        return replace(found, parts=tuple(map(self._with_date, found.parts)))

    def _with_date(self, part: Part) -> Part:
        if part.kind != MAIL or part.oldest_missing or not part.missing_ids:
            return part
        return replace(part, oldest_missing=self._counting.arrival(part.missing_ids[0]))

    # --- here ---

    def _kept(self) -> dict[str, frozenset[str]]:
        """Ids of what is kept, by calendar; "" is the mailbox."""
        with self._context.database.reading() as session:
            chosen = [one for one, _ in _windows(session, self._account.id)]
            return {one: held(session, self._account.id, one).kept for one in ("", *chosen)}

    def _compare(self, first: _Snapshot, last: _Snapshot, before: dict[str, frozenset[str]]) -> Proof:
        self._missing, self._vanished, self._calendars = set(), set(), set()
        parts, gone_aside = [*self._mail_parts(first, last, before)], self._gone_aside(first, last)
        vanished = sorted(self._vanished)
        for calendar_id, name in self._named_calendars():
            part, gone = self._calendar_part(calendar_id, name, first, last, before)
            parts.append(part)
            vanished += gone
            if part.missing or gone:
                self._calendars.add(calendar_id)
        return Proof(
            self._account.id,
            self._context.clock(),
            (last.mail.since if last.mail else None) or self._account.since,
            tuple(parts),
            len(vanished),
            tuple(vanished[:NAMED]),
            gone_aside,
        )

    def _mail_parts(self, first: _Snapshot, last: _Snapshot, before: dict[str, frozenset[str]]) -> Iterator[Part]:
        if last.mail is None:
            return
        with self._context.database.reading() as session:
            known = held(session, self._account.id)
        seen = first.ids()
        self._vanished = set(before.get("", frozenset()) & known.kept - seen - last.ids())
        is_due = self._must_be_known(last.mail, known)
        missing: set[str] = set()
        for folder in last.mail.folders:
            there = [one for one in last.mail.listed.values() if one.folder == folder.provider_id]
            part = prove_part(folder_part(folder), there, known, is_due, seen)
            missing |= set(part.missing_ids)
            if part.missing > len(part.missing_ids):
                missing |= {one.provider_id for one in there if not known.knows(one.provider_id) and is_due(one)}
            yield part
        self._missing = missing

    def _gone_aside(self, first: _Snapshot, last: _Snapshot) -> int:
        with self._context.database.reading() as session:
            known = held(session, self._account.id)
        if last.mail is None:
            return 0
        return len((known.aside.keys() | known.unreadable) - first.ids() - last.ids())

    def _named_calendars(self) -> list[tuple[str, str]]:
        with self._context.database.reading() as session:
            rows = select(ChosenCalendar.provider_id, ChosenCalendar.name).where(
                ChosenCalendar.account_id == self._account.id
            )
            ordered = rows.order_by(
                ChosenCalendar.is_chosen.desc(), ChosenCalendar.is_primary.desc(), ChosenCalendar.name
            )
            return [(row[0], row[1]) for row in session.execute(ordered)]

    def _calendar_part(
        self, calendar_id: str, name: str, first: _Snapshot, last: _Snapshot, before: dict[str, frozenset[str]]
    ) -> tuple[Part, list[str]]:
        counted = last.calendars.get(calendar_id)
        part = Part(CALENDAR, calendar_id, name, is_read=counted is not None)
        if counted is None:
            return part, []
        with self._context.database.reading() as session:
            known = held(session, self._account.id, calendar_id)
            seen = first.ids(calendar_id)
            gone = before.get(calendar_id, frozenset()) & known.kept - seen - last.ids(calendar_id)
            vanished = [one for one in sorted(gone) if self._is_expected(session, calendar_id, one, counted)]
        return prove_part(part, counted.listed.values(), known, lambda _: True, seen), vanished

    def _is_expected(self, session: Session, calendar_id: str, provider_id: str, counted: Counted) -> bool:
        """Whether an entry that is kept should be listed: inside the window, and not called off."""
        mine = (
            StoredCalendarEvent.account_id == self._account.id,
            StoredCalendarEvent.calendar_id == calendar_id,
            StoredCalendarEvent.provider_id == provider_id,
        )
        row = session.scalar(select(StoredCalendarEvent).where(*mine))
        if row is None or row.start is None or open_calendar_event(self._context.vault, row).status == "cancelled":
            return False
        is_early = counted.since is not None and (row.end or row.start) < counted.since + _EDGE
        return not is_early and (counted.until is None or row.start < counted.until - _EDGE)


def held(session: Session, account_id: str, calendar_id: str = "") -> Held:
    """What is known here of a mailbox, or of one calendar."""
    kind = f"calendar:{calendar_id}" if calendar_id else MAIL
    aside = select(SetAside.provider_id, SetAside.rule).where(
        SetAside.account_id == account_id, SetAside.kind == kind, SetAside.rule.not_in((NOT_THERE, READ_AGAIN))
    )
    unreadable = select(Quarantined.provider_id).where(Quarantined.account_id == account_id, Quarantined.kind == kind)
    if calendar_id:
        stored = select(StoredCalendarEvent.provider_id, StoredCalendarEvent.removed_at).where(
            StoredCalendarEvent.account_id == account_id, StoredCalendarEvent.calendar_id == calendar_id
        )
    else:
        stored = select(MessageCopy.provider_id, MessageCopy.removed_at).where(MessageCopy.account_id == account_id)
    rows = session.execute(stored).all()
    return Held(
        kept=frozenset(row[0] for row in rows if row[1] is None),
        removed=frozenset(row[0] for row in rows if row[1] is not None),
        aside={row[0]: row[1] for row in session.execute(aside)},
        unreadable=frozenset(session.scalars(unreadable)),
    )


def _ensure_countable(account: Account) -> None:
    if account.provider == accounts.FILES:
        raise NotCountable(
            "Imported files are read once and are no longer here: there is nothing to count them against."
        )
    if account.connection_state != "connected":
        raise NotCountable(account.state_reason or "This account is not connected.")


def _oldest(session: Session, account: Account) -> datetime:
    """From when on mail is listed: what was asked for, looked for or is kept came later."""
    looks = [look.since for look in _made_before(session, account)]
    return min([gaps.oldest(session, account), *looks]) - MARGIN


def _windows(session: Session, account_id: str) -> list[tuple[str, str]]:
    """The calendars that are read, with the cursor that knows the window."""
    rows = (
        select(ChosenCalendar.provider_id, Cursor.value)
        .join(
            Cursor,
            (Cursor.account_id == ChosenCalendar.account_id)
            & (Cursor.resource == "calendar:" + ChosenCalendar.provider_id),
        )
        .where(ChosenCalendar.account_id == account_id, ChosenCalendar.is_chosen, Cursor.value != "")
    )
    return [(row[0], row[1]) for row in session.execute(rows)]


def _clock_ahead(session: Session, account_id: str) -> timedelta:
    seconds = session.scalar(select(Allowance.clock_ahead).where(Allowance.account_id == account_id)) or 0
    return timedelta(seconds=seconds)


def _watched_from(session: Session, account: Account) -> datetime:
    """From when on, by the provider's clock, every mail is told by the mailbox's changes: the first looks were written
    down with the first cursor. Where our clock goes ahead of the provider's the moment is rather taken too late: a mail
    that is no gap must not be called one.
    """
    began = session.scalar(
        select(func.min(Reading.created_at)).where(Reading.account_id == account.id, Reading.purpose == "invites")
    )
    return (began or account.created_at) + max(timedelta(0), -_clock_ahead(session, account.id)) + MARGIN


def _made_before(session: Session, account: Account) -> Iterator[MailQuery]:
    """The searches that were made and came to their end, as of their time: what came later is no business of theirs."""
    ahead = max(timedelta(0), _clock_ahead(session, account.id))
    made = select(Reading).where(
        Reading.account_id == account.id, Reading.finished_at.is_not(None), Reading.purpose != gaps.WENT
    )
    for look in session.scalars(made.order_by(Reading.created_at, Reading.id)):
        if look.purpose == PEOPLE and not look.query.get("addresses"):
            continue  # everybody in it is forgotten
        query, until = mail_query(look.query), look.created_at - ahead
        yield replace(query, until=min(query.until or until, until))


# --- mending ------------------------------------------------------------------------------------------------------


def _read_again(session: Session, account: Account, provider_ids: Sequence[str], now: datetime) -> None:
    for provider_id in provider_ids:
        unreadable = session.get(Quarantined, (account.id, MAIL, provider_id))
        if unreadable is not None:
            unreadable.retry_asked_at = now
            continue
        row = session.get(SetAside, (account.id, MAIL, provider_id))
        if row is None:
            row = SetAside(account_id=account.id, kind=MAIL, provider_id=provider_id, person_id=account.person_id)
            session.add(row)
        row.rule = READ_AGAIN
