"""`erase`: everything that Warmthread holds, beside a running one or without it, with a receipt of what went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from service import erasing
from service.accounts import LOCAL_PERSON
from service.cli.failures import Refused, usage
from service.cli.output import AsJson, count, print_json, say, warn
from service.cli.runtime import runtime_of
from service.erasing import Receipt

WORD = "ERASE"
"""What the person types, so that nobody erases by a slip."""
Everything = Annotated[
    bool, typer.Option("--everything", help="All that is stored, with Warmthread's own copies of it.")
]
Yes = Annotated[str, typer.Option("--yes", metavar=WORD, help=f"Do not ask; the word {WORD} has to stand here.")]
KeepKey = Annotated[bool, typer.Option("--keep-key", help="Leave the key and the empty database where they are.")]


def erase(
    ctx: typer.Context,
    everything: Everything = False,
    yes: Yes = "",
    keep_key: KeepKey = False,
    as_json: AsJson = False,
) -> None:
    """Erase everything: end permissions, remove what is stored, its copies and the key. It cannot be taken back."""
    if not everything:
        raise usage("Say --everything to erase all that is stored. Somebody you know: warmthread contacts erase ID")
    if yes != WORD:
        _ask(yes)
    runtime = runtime_of(ctx)
    with runtime.opened() as context:
        done = erasing.erase_everything(context, LOCAL_PERSON, context.clock())
        settings = context.settings
    is_key_gone = not keep_key and erasing.remove_key(settings)
    if as_json:
        print_json(receipt_json(done) | {"key_removed": is_key_gone})
    else:
        say(*receipt_lines(done), "", *_after(is_key_gone=is_key_gone, kept=keep_key))


def _ask(given: str) -> None:
    if given:
        raise usage(f"--yes needs the word {WORD}.")
    warn(
        "This erases every interview, mail, note, draft and setting that is stored here, and Warmthread's own backups, "
        "and ends its permissions. It cannot be taken back. To keep a copy first: warmthread export"
    )
    if typer.prompt(f"Type {WORD} to go on", default="", show_default=False, err=True).strip() != WORD:
        raise Refused("Nothing was erased.")


def _after(*, is_key_gone: bool, kept: bool) -> Iterator[str]:
    if is_key_gone:
        yield "The key is removed as well: a backup that lies elsewhere cannot be opened any more, unless it holds one."
    elif not kept:
        yield (
            "The key is still there, because a Warmthread is running or the database is a server's. To remove it too, end "
            "that one and say this again."
        )
    yield "Copies that you made yourself (warmthread backup, warmthread export) are yours to delete."


# --- receipts -----------------------------------------------------------------------------------------------------


def receipt_json(done: Receipt) -> dict[str, object]:
    """The receipt as one document; `revoked` in the order of the accounts."""
    return asdict(done) | {
        "counts": dict(done.counts),
        "rows": done.rows,
        "records": asdict(done.records),
        "revoked": list(done.revoked),
        "not_revoked": list(done.not_revoked),
    }


def receipt_lines(done: Receipt) -> Iterator[str]:
    """The receipt for a person to read and keep."""
    yield f"Erased on {done.at:%d %B %Y, %H:%M} UTC: {count(done.rows, 'row')}, {count(done.files, 'file')}."
    for table, number in done.counts.items():
        yield f"  {number:>8}  {table.replace('_', ' ')}"
    for email in done.revoked:
        yield f"Permission ended at the provider: {email}"
    for email in done.not_revoked:
        yield f"Permission not ended at the provider, do that on its account page: {email}"
    if done.is_wiped:
        yield "The space where it lay is written over."
    else:
        yield (
            "The space where it lay is written over at the next start, or within a day: others were writing just now, or "
            "the disk is too full."
        )
