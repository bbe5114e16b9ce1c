"""`audit` and the hidden `replay`: every record that the providers have, and what became of it; and whether handling
everything anew ends the same. The count itself is made here and now (`audits`), with progress on a terminal.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from connectors import registry
from service import accounts, audits, events
from service.accounts import FILES, LOCAL_PERSON
from service.audit import AccountAudit, Audit, Kind
from service.audit import audit as add_up
from service.audits import Audited
from service.cli.connect import is_running
from service.cli.failures import FAILURE
from service.cli.output import AsJson, count, print_json, say, warn
from service.cli.progress import counting
from service.cli.runtime import Runtime, runtime_of
from service.context import Context
from service.proof import MAIL, Part, Proof

Repair = Annotated[bool, typer.Option("--repair", help="Read what is missing once more, then count again.")]
Here = Annotated[bool, typer.Option("--here", help="Only add up what is stored here; ask no provider.")]
OnlyGivenUp = Annotated[bool, typer.Option("--given-up", help="Only what was given up.")]
_LOOK_SECONDS = 0.5
_NAMED = 20


def audit(ctx: typer.Context, repair: Repair = False, here: Here = False, as_json: AsJson = False) -> None:
    """Count every record at the providers and say what became of it. Exit code 1 when something is missing."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        asked = [] if here else _count(runtime, context, is_repair=repair, is_shown=not as_json)
        with context.database.reading() as session:
            found = add_up(session, LOCAL_PERSON, context.clock())
            counted = {one: row for one, row in audits.of_person(session, LOCAL_PERSON).items() if one in asked}
    is_proved = all(one.state == audits.DONE and one.proof and one.proof.agrees for one in counted.values())
    if as_json:
        print_json(_facts(found, counted, is_proved=is_proved))
    else:
        say(*_told(found, counted, is_proved=is_proved))
    if not found.agrees:
        warn("The sums do not agree: please report what is listed above.")
    if not (found.agrees and is_proved):
        raise typer.Exit(FAILURE)


def _count(runtime: Runtime, context: Context, *, is_repair: bool, is_shown: bool) -> list[str]:
    """Counts every connected account, one after the other, and returns their ids. A running Warmthread reads them on
    meanwhile, and one that is counting is waited for.
    """
    with context.database.reading() as session:
        known = [one for one in accounts.listing(session, LOCAL_PERSON) if one.provider != FILES]
    connected = [one.id for one in known if one.connection_state == "connected"]
    if not connected:
        return []
    is_read_there = is_running(context.settings)
    with runtime.engine(context) as engine, counting(context, is_shown=is_shown):
        read_on = None if is_read_there else engine.sync_once
        for account_id in connected:
            with context.database.writing(LOCAL_PERSON, "ask_audit") as session:
                audits.ask(session, LOCAL_PERSON, account_id, context.clock(), is_repair=is_repair)
            while not audits.make(context, account_id, LOCAL_PERSON, read_on, time.sleep):
                with context.database.reading() as session:
                    if not audits.of_person(session, LOCAL_PERSON)[account_id].is_running:
                        break
                time.sleep(_LOOK_SECONDS)
    return connected


def replay(ctx: typer.Context, only_given_up: OnlyGivenUp = False, as_json: AsJson = False) -> None:
    """Handle every event again, and what was given up; nothing that was done may change by it."""
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        with context.database.writing(LOCAL_PERSON, "replay") as session:
            replayed = events.replay(session, LOCAL_PERSON, only_given_up=only_given_up)
        with runtime.engine(context) as engine:
            engine.settle()
    if as_json:
        print_json({"replayed": replayed})
    else:
        say(f"Handled {count(replayed, 'event')} again.")


def _facts(found: Audit, counted: Mapping[str, Audited], *, is_proved: bool) -> dict[str, Any]:
    return {
        "agrees": found.agrees and is_proved,
        "accounts": [{**_account_facts(one), "count": _count_facts(counted.get(one.id))} for one in found.accounts],
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


def _count_facts(one: Audited | None) -> dict[str, Any] | None:
    """What the count at the provider found, with every number; None where none was made."""
    if one is None:
        return None
    told: dict[str, Any] = {"state": one.state, "error": one.error, "finished_at": one.finished_at}
    if one.proof is None:
        return told
    proof = one.proof
    return told | {
        "agrees": proof.agrees,
        "missing": proof.missing,
        "oldest_gap": proof.oldest_gap,
        **proof.to_facts(),
        "parts": [
            {**facts, "looked_at": part.looked_at, "agrees": part.agrees}
            for part, facts in zip(proof.parts, proof.to_facts()["parts"], strict=True)
        ],
    }


def _kind_facts(kind: Kind) -> dict[str, Any]:
    return {
        "seen": kind.seen,
        "stored": kind.stored,
        "removed": kind.removed,
        "set_aside": kind.set_aside,
        "quarantined": [{"id": name, "why": why} for name, why in kind.quarantined.items()],
    }


def _told(found: Audit, counted: Mapping[str, Audited], *, is_proved: bool) -> Iterator[str]:
    for one in found.accounts:
        yield f"{one.email} ({one.provider}, {one.connection_state.replace('_', ' ')})"
        if one.id in counted:
            yield from _count_told(counted[one.id], registry.named(one.provider, one.email))
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
    if any(part.unopened for one in counted.values() if one.proof for part in one.proof.parts):
        yield "Older and never opened: mail from before you connected in which no search found a reason to open it."
    if found.agrees and counted and is_proved:
        yield "Everything that the providers have is accounted for. Nothing is missing."
    elif found.agrees and not counted:
        yield "Everything that was read is accounted for."


def _count_told(one: Audited, provider: str) -> Iterator[str]:
    if one.state != audits.DONE or one.proof is None:
        yield f"  NOT COUNTED at {provider}: {one.error}"
        return
    proof = one.proof
    yield f"  counted at {provider}, mail since {proof.since:%d %b %Y}:"
    yield from (f"    {_part_told(part)}" for part in proof.parts)
    if proof.repaired:
        yield f"  {count(proof.repaired, 'record')} read once more."
    yield from _gaps_told(proof, provider)


def _part_told(part: Part) -> str:
    name = part.name or part.id
    name = name if part.kind == MAIL else f"calendar “{name}”"
    if not part.is_read:
        known = f", {part.looked_at} of them known" if part.looked_at else ""
        return f"{name}: not read" + (f"; {part.listed} there{known}" if part.kind == MAIL else "")
    places = (
        (part.kept, "kept"),
        (sum(part.set_aside.values()), "set aside"),
        (part.unreadable, "unreadable"),
        (part.unopened, "older and never opened"),
        (part.drafts, "drafts"),
        (part.called_off, "called off"),
        (part.arriving, "just arriving"),
        (part.missing, "MISSING"),
    )
    told = " + ".join(f"{number} {place}" for number, place in places if number) or "0"
    wrong = "" if part.accounted == part.listed else " (DOES NOT ADD UP)"
    return f"{name}: {part.listed} there = {told}{wrong}"


def _gaps_told(proof: Proof, provider: str) -> Iterator[str]:
    if proof.missing:
        oldest = f", the oldest of {proof.oldest_gap:%d %b %Y}" if proof.oldest_gap else ""
        yield f"  MISSING: {count(proof.missing, 'record')}{oldest}. To read what is missing: warmthread audit --repair"
        ids = [provider_id for part in proof.parts for provider_id in part.missing_ids]
        yield from (f"    missing: {provider_id}" for provider_id in ids[:_NAMED])
    if proof.vanished:
        yield (
            f"  GONE: {count(proof.vanished, 'record')} kept here that {provider} has no longer, and never said so. "
            "To look once more: warmthread audit --repair"
        )
        yield from (f"    gone: {provider_id}" for provider_id in proof.vanished_ids[:_NAMED])


def _kind_told(noun: str, kind: Kind) -> Iterator[str]:
    aside = sum(kind.set_aside.values())
    yield (
        f"  {noun}: {kind.seen} seen = {kind.stored} kept + {kind.removed} removed since + {aside} set aside "
        f"+ {len(kind.quarantined)} unreadable"
    )
    yield from (f"    set aside, {rule}: {number}" for rule, number in kind.set_aside.items())
    yield from (f"    unreadable: {name}: {why}" for name, why in kind.quarantined.items())
