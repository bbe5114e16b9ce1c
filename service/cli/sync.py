"""`sync`: read every connected account now, here or by the Warmthread that runs already.

One account's trouble is told in a sentence and never keeps the others from being read.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from service import accounts, audit
from service.accounts import LOCAL_PERSON
from service.audit import Spent
from service.cli.connect import is_running
from service.cli.failures import FAILURE
from service.cli.output import AsJson, count, print_json, say, warn
from service.cli.progress import reading
from service.cli.runtime import runtime_of
from service.context import Context
from service.ingest import Stored
from service.schema import Account
from service.web.overview import Overview, overview

Once = Annotated[bool, typer.Option("--once", help="Read here and now, until nothing waits, then end.")]
Stats = Annotated[bool, typer.Option("--stats", help="Also tell what it cost: calls, quota units, seconds.")]
_NOTHING = "No account is connected. Run: warmthread connect, or warmthread import PATH."


def sync(ctx: typer.Context, once: Once = False, stats: Stats = False, as_json: AsJson = False) -> None:
    """Read every connected account now."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        if not once:
            _ask_running(context, as_json=as_json)
            return
        before, began = _spent(context), time.monotonic()
        with runtime.engine(context) as engine, reading(context, is_shown=not as_json):
            done = engine.sync_once()
        cost = _spent(context) - before
        _report(context, done, _cost(cost, done, time.monotonic() - began) if stats else None, as_json=as_json)


def _ask_running(context: Context, *, as_json: bool) -> None:
    """The workers look at what is due about every second."""
    asked = accounts.make_due(context, LOCAL_PERSON)
    is_heard = is_running(context.settings)
    if as_json:
        print_json({"asked": asked, "running": is_heard})
    elif not asked:
        raise _failed(_NOTHING)
    elif is_heard:
        say(f"The running Warmthread reads {count(asked, 'account')} now.")
    else:
        say("No Warmthread runs at this address; the next one to start reads at once. Here and now: sync --once")


def _failed(*sentences: str) -> typer.Exit:
    warn(*sentences)
    return typer.Exit(FAILURE)


def _spent(context: Context) -> Spent:
    with context.database.reading() as session:
        return audit.spent(session, LOCAL_PERSON)


def _cost(spent: Spent, done: Stored, seconds: float) -> dict[str, Any]:
    records = done.stored + done.set_aside + done.removed + done.quarantined
    return {
        "calls": spent.calls,
        "units": spent.units,
        "records": records,
        "events": spent.events,
        "seconds": round(seconds, 3),
    }


def _report(context: Context, done: Stored, cost: dict[str, Any] | None, *, as_json: bool) -> None:
    with context.database.reading() as session:
        known = accounts.listing(session, LOCAL_PERSON)
        found = overview(session, LOCAL_PERSON, context.clock())
    if as_json:
        print_json(_facts(known, found, done) | ({"stats": cost} if cost else {}))
    else:
        _tell(found, done, cost)
    trouble = [sentence for sentence in map(trouble_of, known) if sentence]
    if not known:
        trouble.append(_NOTHING)
    if trouble:
        raise _failed(*trouble)


def _facts(known: Sequence[Account], found: Overview, done: Stored) -> dict[str, Any]:
    return {
        **asdict(done),
        "accounts": [
            {"id": one.id, "email": one.email, "connection_state": one.connection_state, "trouble": trouble_of(one)}
            for one in known
        ],
        "interviews": found.interviews,
        "waiting_drafts": found.waiting_drafts,
    }


def _tell(found: Overview, done: Stored, cost: dict[str, Any] | None) -> None:
    say(
        f"Came in: {count(done.stored, 'record')} kept, {done.set_aside} set aside, {done.removed} removed"
        + (f", {done.quarantined} unreadable (warmthread audit)" if done.quarantined else "")
        + ".",
        f"Now: {count(found.interviews, 'interview')}, {count(found.waiting_drafts, 'draft')} waiting for you.",
    )
    if cost:
        calls = ", ".join(f"{name} {number}" for name, number in sorted(cost["calls"].items())) or "none"
        say(
            f"Calls: {calls}.",
            f"Quota units: {cost['units']}. Records: {cost['records']}. Events: {cost['events']}. "
            f"Seconds: {cost['seconds']}.",
        )


def trouble_of(account: Account) -> str:
    """What keeps an account from being read, and what to do; "" if nothing does."""
    if account.connection_state == "needs_consent":
        return f"{account.email}: {account.state_reason} Run: warmthread connect {account.provider}"
    if account.connection_state == "connected" and account.last_error:
        return f"{account.email}: {account.last_error} It is tried again at the next sync."
    return ""
