"""`promises`: what you promised and what was promised to you, overdue first; ticked off and put back by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from service import attention, promise_list
from service.accounts import LOCAL_PERSON
from service.cli.choosing import choose, shortened
from service.cli.output import AsJson, print_json, say, show_table, when
from service.cli.runtime import runtime_of
from service.context import Context
from service.promise_list import Promised, Promises
from service.schema import Person

Json = dict[str, Any]
All = Annotated[bool, typer.Option("--all", help="Also those that were kept lately.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="a promise's id, or the beginning of it")]
_MOST = 10_000


def group() -> typer.Typer:
    """The commands under `promises`."""
    app = typer.Typer(help="What was promised, yours and theirs.", invoke_without_command=True, callback=_list_alone)
    app.command("list")(list_promises)
    app.command("done")(done)
    app.command("open")(put_back)
    return app


def _list_alone(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        list_promises(ctx, everything, as_json)


def list_promises(ctx: typer.Context, everything: All = False, as_json: AsJson = False) -> None:
    """List promises, overdue ones first."""
    with runtime_of(ctx).opened() as context, context.database.reading() as session:
        found = _found(session, context)
    shown = [*found.mine.shown, *found.theirs.shown, *(found.kept.shown if everything else ())]
    if as_json:
        print_json([_plain(one) for one in shown])
    elif not shown:
        say("No promises are open.")
    else:
        show_table(("ID", "WHOSE", "WHAT", "WITH", "BY", ""), _rows(shown))


def done(ctx: typer.Context, promise: Id, as_json: AsJson = False) -> None:
    """Tick a promise off."""
    _tick(ctx, promise, as_json=as_json, is_done=True)


def put_back(ctx: typer.Context, promise: Id, as_json: AsJson = False) -> None:
    """Put a promise back that is not kept yet; mails from before do not close it again."""
    _tick(ctx, promise, as_json=as_json, is_done=False)


def _tick(ctx: typer.Context, promise: str, *, as_json: bool, is_done: bool) -> None:
    with runtime_of(ctx).opened() as context:
        with context.database.reading() as session:
            found = _found(session, context)
        known = {one.id: one for one in (*found.mine.shown, *found.theirs.shown, *found.kept.shown)}
        row_id = choose(promise, known, "promise")
        with context.database.writing(LOCAL_PERSON, "tick_task") as session:
            attention.tick(session, LOCAL_PERSON, row_id, context.clock(), is_done=is_done)
    if as_json:
        print_json({"id": row_id, "done": is_done})
    else:
        say(f"{'Ticked off' if is_done else 'Put back'}: {known[row_id].text}")


def _found(session: Session, context: Context) -> Promises:
    zone = session.get_one(Person, LOCAL_PERSON).timezone
    return promise_list.look(session, LOCAL_PERSON, context.clock(), zone, most=_MOST)


def _rows(shown: Sequence[Promised]) -> Iterator[tuple[str, ...]]:
    ids = shortened([one.id for one in shown])
    for one in shown:
        state = f"done {when(one.done_at)}" if one.done_at else "overdue" if one.is_overdue else ""
        yield ids[one.id], "yours" if one.whose == "mine" else "theirs", one.text, one.talk.who.name, one.due, state


def _plain(one: Promised) -> Json:
    return {
        "id": one.id,
        "whose": one.whose,
        "text": one.text,
        "interview": one.talk.id,
        "contact": one.talk.who.name,
        "due": one.due or None,
        "overdue": one.is_overdue,
        "said": list(one.said),
        "done_at": one.done_at,
        "closed_by": {"source": one.closed_source, "quote": one.closed_quote} if one.closed_source else None,
    }
