"""What the tables say of how well Warmthread keeps up, over all persons: for whoever runs it, the same whichever process
is asked. A fixed number of queries, whatever the number of accounts, and a fixed number of figures: of accounts that
lag only the worst are named, by their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, case, cast, func, select, true
from sqlalchemy.orm import Session

from service import leases
from service.accounts import FILES
from service.metrics import Figures, Measure
from service.schema import Account, Allowance, Approval, Draft, Event, Quarantined, Reading

WORST = 10
"""How many of the accounts that lag most are named."""
LATE = (60, 300, 900, 3600, 6 * 3600, 24 * 3600)
"""Seconds of lag beyond which accounts are counted."""
MOST_KINDS = 200
"""No measure has more lines than this, whatever a table may hold."""


def measures(session: Session, *, now: datetime, real_now: datetime) -> list[Measure]:
    """Everything that the tables tell. `now` is the product's time, `real_now` the machine's."""
    parts: tuple[Callable[[], Iterator[Measure]], ...] = (
        lambda: _events(session, now, real_now),
        lambda: _accounts(session, now),
        lambda: _worst(session, now),
        lambda: _follow_ups(session),
        lambda: _spent(session),
        lambda: _reading(session),
        lambda: _leader(session, real_now),
    )
    return [measure for part in parts for measure in part()]


def _events(session: Session, now: datetime, real_now: datetime) -> Iterator[Measure]:
    """Those that are handled are no trouble of anybody's, and many: they are left out."""
    state = case(
        (Event.gave_up_at.is_not(None), "given_up"),
        (Event.due_at > now, "later"),
        (Event.retry_at > real_now, "retrying"),
        else_="waiting",
    )
    query = select(state, Event.kind, func.count(), func.min(Event.due_at)).where(Event.handled_at.is_(None))
    rows = session.execute(query.group_by(state, Event.kind).limit(MOST_KINDS)).all()
    counts: Figures = {(found, kind): float(number) for found, kind, number, _ in rows}
    yield Measure("warmthread_events", "Events that are not handled", counts, ("state", "kind"))
    oldest = min((due for found, _, _, due in rows if found == "waiting"), default=now)
    yield _one(
        "warmthread_oldest_waiting_event_seconds",
        "How long the oldest event has waited that nobody handled; 0 = none waits",
        (now - oldest).total_seconds(),
    )


def _is_polled() -> tuple[ColumnElement[bool], ...]:
    return Account.connection_state == "connected", Account.provider != FILES


def _accounts(session: Session, now: datetime) -> Iterator[Measure]:
    caught_up = func.coalesce(Account.caught_up_at, Account.created_at)
    late = [func.sum(case((caught_up < now - timedelta(seconds=limit), 1), else_=0)) for limit in LATE]
    found = session.execute(select(func.min(caught_up), *late).where(*_is_polled())).one()
    yield _one(
        "warmthread_lag_seconds",
        "How long ago the account that lags most was read to the end; one that never was counts from its beginning",
        (now - found[0]).total_seconds() if found[0] else 0.0,
    )
    counts: Figures = {(str(limit),): float(number or 0) for limit, number in zip(LATE, found[1:], strict=True)}
    yield Measure("warmthread_accounts_late", "Connected accounts that lag by more seconds", counts, ("more_than",))
    query = select(Account.provider, Account.connection_state, func.count())
    states = session.execute(query.group_by(Account.provider, Account.connection_state).limit(MOST_KINDS))
    yield Measure("warmthread_accounts", "Accounts by the state of their connection", _counted(states), _OF_ACCOUNTS)


_OF_ACCOUNTS = ("provider", "state")


def _worst(session: Session, now: datetime) -> Iterator[Measure]:
    caught_up = func.coalesce(Account.caught_up_at, Account.created_at)
    query = select(Account.id, caught_up).where(*_is_polled()).order_by(caught_up, Account.id).limit(WORST)
    lags: Figures = {(account,): (now - at).total_seconds() for account, at in session.execute(query)}
    yield Measure("warmthread_account_lag_seconds", f"The {WORST} accounts that lag most", lags, ("account",))


def _follow_ups(session: Session) -> Iterator[Measure]:
    drafts = session.execute(select(Draft.state, func.count()).group_by(Draft.state).limit(MOST_KINDS))
    yield Measure("warmthread_drafts", "Drafts by state", _counted(drafts), ("state",))
    sends = session.execute(select(Approval.state, func.count()).group_by(Approval.state).limit(MOST_KINDS))
    yield Measure("warmthread_sends", "Approved mails by what became of them", _counted(sends), ("outcome",))


def _spent(session: Session) -> Iterator[Measure]:
    units = select(Account.provider, func.sum(Allowance.units_spent)).join(Account, Account.id == Allowance.account_id)
    yield Measure(
        "warmthread_provider_units",
        "Units of allowance that the accounts spent since they were connected",
        _counted(session.execute(units.group_by(Account.provider))),
        ("provider",),
    )
    says = "Calls that the accounts made since they were connected"
    yield Measure("warmthread_provider_calls", says, _counted(_calls(session)), ("provider", "operation"))


def _calls(session: Session) -> Sequence[Row[Any]]:
    """Each account keeps its calls by operation in one column: unpacked and added up where they lie."""
    unpack = func.json_each if session.get_bind().dialect.name == "sqlite" else func.json_each_text
    each = unpack(Allowance.calls).table_valued("key", "value")
    number = func.sum(cast(each.c.value, BigInteger))
    calls = select(Account.provider, each.c.key, number).select_from(Allowance)
    calls = calls.join(Account, Account.id == Allowance.account_id).join(each, true())
    return session.execute(calls.group_by(Account.provider, each.c.key).order_by(number.desc()).limit(MOST_KINDS)).all()


def _reading(session: Session) -> Iterator[Measure]:
    aside = select(Account.provider, func.count()).join(Quarantined, Quarantined.account_id == Account.id)
    yield Measure(
        "warmthread_quarantined",
        "Records that could not be read and wait for a further try",
        _counted(session.execute(aside.group_by(Account.provider))),
        ("provider",),
    )
    open_ones = select(Reading.purpose, func.count()).where(Reading.finished_at.is_(None))
    yield Measure(
        "warmthread_looks_open",
        "Looks into the past that are under way, by purpose: `gap` closes what an expired cursor left",
        _counted(session.execute(open_ones.group_by(Reading.purpose).limit(MOST_KINDS))),
        ("purpose",),
    )


def _leader(session: Session, real_now: datetime) -> Iterator[Measure]:
    held = leases.running(session, leases.LEADER, real_now=real_now)
    yield _one("warmthread_leaders", "Processes that lead just now: 1, or 0 while a new one is found", float(len(held)))


def _one(name: str, says: str, value: float) -> Measure:
    return Measure(name, says, {(): value})


def _counted(rows: Iterable[Sequence[Any]]) -> Figures:
    return {tuple(str(part) for part in row[:-1]): float(row[-1] or 0) for row in rows}
