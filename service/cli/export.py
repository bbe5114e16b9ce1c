"""`export`: everything that is kept about the person, in one file that needs no Warmthread to be read.

Not a backup: it is open, and it leaves out what would let somebody into the mailbox. `import` brings it in elsewhere.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service import bringing_in, preferences, taking_out
from service.accounts import LOCAL_PERSON
from service.bringing_in import Brought
from service.cli.backup import not_placed
from service.cli.output import AsJson, count, print_json, say
from service.cli.progress import over_bytes
from service.cli.runtime import Runtime, runtime_of
from service.clock import real_now
from service.context import Context
from service.schema import Person
from service.taking_out import Wish
from service.web.feed import title_of
from service.web.letter import root_of
from service.web.words import Words, best_language

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")]


def export(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to, or into which folder.")] = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Take all of your data along: one zip with JSON, a calendar and your drafts as mail. Anybody can read it."""
    with runtime_of(ctx).opened() as context:
        target = _target(file)
        made = taking_out.to_file(context, _wish(context), target, may_replace=overwrite)
    if as_json:
        print_json({"file": str(target), "bytes": target.stat().st_size, "rows": made.tables})
        return
    rows = sum(made.tables.values())
    say(
        f"Your data lie in {target}: {count(made.tables['interviews'], 'conversation')}, {rows} rows in all.",
        "It is not encrypted: whoever has this file can read all of it. Its README.md says what everything means.",
        "Bring it into an empty Warmthread with: warmthread import FILE",
    )


def _target(file: Path | None) -> Path:
    name = f"warmthread-data-{real_now():%Y%m%d-%H%M%S}.zip"
    place = (file or Path.cwd()).expanduser().absolute()
    return place / name if place.is_dir() else place


def _wish(context: Context) -> Wish:
    now = context.clock()
    with context.database.reading() as session:
        person = session.get_one(Person, LOCAL_PERSON)
    words = Words(best_language(preferences.of(person).ui_language, ""), person.timezone, now)
    return Wish(LOCAL_PERSON, now, partial(title_of, words), root_of(context.settings))


def bring_in(runtime: Runtime, file: Path, *, as_json: bool) -> None:
    """`import` of such a file."""
    with (
        over_bytes("Bringing in", bringing_in.size_of(file), is_shown=not as_json) as show,
        runtime.opened(may_begin=True) as context,
    ):
        done = bringing_in.bring_in(context, LOCAL_PERSON, file, now=context.clock(), progress=show)
    if as_json:
        print_json({"made_at": done.manifest.made_at, "rows": done.manifest.tables, "looked_for_first": done.mails})
    else:
        _tell(done)


def _tell(done: Brought) -> None:
    tables = done.manifest.tables
    say(
        f"Brought in what was taken out on {done.manifest.made_at:%d %B %Y, %H:%M} UTC: "
        f"{count(tables.get('interviews', 0), 'conversation')}, {sum(tables.values())} rows in all."
    )
    if done.mails:
        say(
            f"{count(done.mails, 'approved mail')} may have gone out since: each is looked for in Sent first, and you are "
            "asked where it is not found. Nothing goes out twice."
        )
    say(
        *not_placed(done.is_placing_off),
        "Next, connect your mailbox again: warmthread run. Where this is from, end or disconnect the other Warmthread.",
    )
