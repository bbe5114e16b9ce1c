"""`keys`: which keys there are and what lies sealed under each; a new one, while everything runs; older ones taken away.

A key itself is told only where that is asked for (`--print`), for places that nothing here may write to.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from service import keys
from service.cli.output import AsJson, count, print_json, say, show_table
from service.cli.runtime import runtime_of
from service.clock import real_now
from service.context import Context
from service.settings import Settings
from service.vault import key_place, key_text, with_another_key, without_older_keys

Print = Annotated[
    bool,
    typer.Option("--print", help="Change nothing: print the keys as they are to be, for you to put in their place."),
]
LoseCopies = Annotated[
    bool,
    typer.Option("--lose-copies", help="Remove the automatic copies that only an older key opens, after a new one."),
]


def group() -> typer.Typer:
    """The commands under `keys`."""
    app = typer.Typer(help="What seals tokens and texts.", invoke_without_command=True, callback=_show_alone)
    app.command("show")(show)
    app.command("rotate")(rotate)
    app.command("retire")(retire)
    return app


def _show_alone(ctx: typer.Context, as_json: AsJson = False) -> None:
    if ctx.invoked_subcommand is None:
        show(ctx, as_json)


def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show which keys there are, and how much lies sealed under each."""
    with runtime_of(ctx).opened() as context:
        newest, known, under = context.vault.newest, context.vault.key_ids, keys.under(context)
    listed = [_told(version, newest, known, under) for version in sorted({*known, *under})]
    if as_json:
        print_json({"place": _place(context.settings), "keys": listed})
        return
    say(f"The keys are in {_place(context.settings)}.")
    show_table(("KEY", "ID", "STATE", "VALUES UNDER IT"), [[one[name] for name in _COLUMNS] for one in listed])


_COLUMNS = ("key", "id", "state", "values")


def _told(version: int, newest: int, known: dict[int, str], under: dict[int, int]) -> dict[str, Any]:
    state = "seals" if version == newest else "only opens" if version in known else "missing"
    return {"key": version, "id": known.get(version, ""), "state": state, "values": under.get(version, 0)}


def _place(settings: Settings) -> str:
    return str(key_place(settings) or "WARMTHREAD_SECRET_KEY")


def rotate(ctx: typer.Context, only_print: Print = False, as_json: AsJson = False) -> None:
    """Begin a new key, and seal everything anew under it. Nothing has to be stopped for it."""
    with runtime_of(ctx).opened() as context:
        if only_print:
            _print(with_another_key(key_text(context.settings)))
            return
        version = keys.add(context.settings)
        number = _seal_all_anew(context)
        left = sum(keys.left(context).values())
    if as_json:
        print_json({"key": version, "sealed_anew": number, "left": left, "place": _place(context.settings)})
        return
    say(
        f"Key {version} seals from now on. {count(number, 'value')} sealed anew under it, {left} left under older ones."
    )
    say(
        f"It is in {_place(context.settings)}: keep a copy of that file, apart from the backups. The older key still opens "
        "what was copied before. To take it away: warmthread keys retire"
    )


def _seal_all_anew(context: Context) -> int:
    number = 0
    while done := keys.reseal(context):
        number += done
    return number


def retire(
    ctx: typer.Context, lose_copies: LoseCopies = False, only_print: Print = False, as_json: AsJson = False
) -> None:
    """Take every key but the newest away. Refused while anything is still sealed under one."""
    with runtime_of(ctx).opened() as context:
        if only_print:
            keys.refuse_to_retire(context, real_now())
            _print(without_older_keys(key_text(context.settings)))
            return
        gone = [version for version in context.vault.key_ids if version != context.vault.newest]
        removed = keys.retire(context, real_now(), may_lose_copies=lose_copies)
    if as_json:
        print_json({"retired": gone, "copies_removed": removed, "key": context.vault.newest})
        return
    say(f"{_listed(gone)} gone; key {context.vault.newest} opens and seals everything here.")
    if removed:
        say(f"{count(removed, 'automatic copy', 'automatic copies')} removed, and a fresh one made.")
    say("A backup of yours from before needs the older key: make a new one, or keep a copy of that key beside it.")


def _listed(gone: list[int]) -> str:
    return f"Key {gone[0]} is" if len(gone) == 1 else f"Keys {', '.join(map(str, gone))} are"


def _print(text: str) -> None:
    typer.echo(text, nl=False)
