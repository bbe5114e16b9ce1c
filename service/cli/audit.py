"""`audit` and the hidden `replay`: what became of everything that was read, and whether handling it anew ends the
same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from service import events
from service.accounts import LOCAL_PERSON
from service.audit import AccountAudit, Audit, Kind
from service.audit import audit as add_up
from service.cli.failures import FAILURE
from service.cli.output import AsJson, count, print_json, say, warn
from service.cli.runtime import runtime_of


def audit(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Add up what became of everything that was read. Exit code 1 when something is missing."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        found = add_up(session, LOCAL_PERSON, context.clock())
    if as_json:
        print_json(_facts(found))
    else:
        say(*_told(found))
    if not found.agrees:
        warn("The sums do not agree: please report what is listed above.")
        raise typer.Exit(FAILURE)


def replay(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Handle every event again; nothing may change by it."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        with context.database.writing(LOCAL_PERSON, "replay") as session:
            replayed = events.replay(session, LOCAL_PERSON)
        with runtime.engine(context) as engine:
            engine.settle()
    if as_json:
        print_json({"replayed": replayed})
    else:
        say(f"Handled {count(replayed, 'event')} again.")


def _facts(found: Audit) -> dict[str, Any]:
    return {
        "agrees": found.agrees,
        "accounts": [_account_facts(one) for one in found.accounts],
        "waiting_events": found.waiting_events,
        "planned_events": found.planned_events,
        "given_up_events": [{"id": one[0], "kind": one[1], "error": one[2]} for one in found.gave_up],
        "disagreements": list(found.disagreements),
    }


def _account_facts(one: AccountAudit) -> dict[str, Any]:
    return {
        "id": one.id,
        "email": one.email,
        "provider": one.provider,
        "connection_state": one.connection_state,
        "listed": one.listed,
        "read": one.read,
        "open_looks": one.open_looks,
        "mail": _kind_facts(one.mail),
        "calendar": _kind_facts(one.calendar),
        "disagreements": list(one.disagreements),
    }


def _kind_facts(kind: Kind) -> dict[str, Any]:
    return {
        "seen": kind.seen,
        "stored": kind.stored,
        "removed": kind.removed,
        "set_aside": kind.set_aside,
        "quarantined": [{"id": name, "why": why} for name, why in kind.quarantined.items()],
    }


def _told(found: Audit) -> Iterator[str]:
    for one in found.accounts:
        yield f"{one.email} ({one.provider}, {one.connection_state.replace('_', ' ')})"
        yield f"  looks into the past: {one.listed} mails listed, {one.read} read, {count(one.open_looks, 'look')} open"
        yield from _kind_told("mails", one.mail)
        yield from _kind_told("calendar events", one.calendar)
        yield from (f"  Does not agree: {sentence}" for sentence in one.disagreements)
    if not found.accounts:
        yield "Nothing was read yet."
    yield (
        f"Events waiting to be handled: {found.waiting_events}; planned for later: {found.planned_events}; "
        f"given up: {len(found.gave_up)}."
    )
    yield from (f"  given up: event {number}, {kind}: {error}" for number, kind, error in found.gave_up)
    yield from (f"Does not agree: {sentence}" for sentence in found.disagreements)
    if found.agrees:
        yield "Everything that was read is accounted for."


def _kind_told(noun: str, kind: Kind) -> Iterator[str]:
    aside = sum(kind.set_aside.values())
    yield (
        f"  {noun}: {kind.seen} seen = {kind.stored} kept + {kind.removed} removed since + {aside} set aside "
        f"+ {len(kind.quarantined)} unreadable"
    )
    yield from (f"    set aside, {rule}: {number}" for rule, number in kind.set_aside.items())
    yield from (f"    unreadable: {name}: {why}" for name, why in kind.quarantined.items())
