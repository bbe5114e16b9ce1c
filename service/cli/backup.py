"""`backup` and `restore`: one file with what is needed to come back, and back from it.

On Postgres the server's own tools do both, and these commands say how.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service import backup as backups
from service import restore as restoring
from service.backup import Backup
from service.carried_over import CarriedOver
from service.cli.failures import Refused
from service.cli.output import AsJson, count, print_json, say
from service.cli.progress import over_bytes
from service.cli.runtime import runtime_of
from service.clock import clock_of, real_now
from service.restore import Finished, Restored
from service.settings import Settings
from service.vault import key_path, key_text, vault_of

WithKey = Annotated[
    bool, typer.Option("--with-key", help="Put the key in as well: then the file alone opens everything. Guard it.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace FILE if it is there.")]
Finish = Annotated[
    bool, typer.Option("--finish", help="For Postgres: after pg_restore, so that nothing goes out a second time.")
]
_POSTGRES_BACKUP = (
    "This Warmthread keeps its data in Postgres: back that up with its own tools (infra/README.md has more), and keep the "
    "key (secret.key, or what WARMTHREAD_SECRET_KEY holds) apart from it:\n"
    "  pg_dump --format=custom --file=warmthread.dump --dbname=warmthread"
)
_POSTGRES_RESTORE = (
    "This Warmthread keeps its data in Postgres. End every Warmthread on it, keep what is there, put the dump into an empty "
    "database with Postgres' own tools and finish here, before anything starts again. Where a line fails, stop there:\n"
    "  pg_dump --format=custom --file=before.dump --dbname=warmthread\n"
    "  dropdb warmthread\n"
    "  createdb warmthread\n"
    "  pg_restore --exit-on-error --single-transaction --dbname=warmthread warmthread.dump\n"
    "  warmthread migrate\n"
    "  warmthread restore --finish"
)


def backup(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to, or into which folder.")] = None,
    with_key: WithKey = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Copy everything into one file, also while Warmthread runs. Without the key nobody can open what it holds."""
    settings = runtime_of(ctx).settings
    if not settings.is_sqlite:
        raise Refused(_POSTGRES_BACKUP)
    runtime_of(ctx).ensure_there()
    now, key = real_now(), key_text(settings)
    target = _target(file, now)
    if not key:
        raise Refused("There is no key yet, and so nothing to back up: the first run makes it.")
    with over_bytes("Copying", _size(settings), is_shown=not as_json) as show:
        made = backups.take(
            settings.database_path, target, vault_of(key), now=now, key=key if with_key else "", may_replace=overwrite,
            progress=lambda done, _whole: show(done),
        )  # fmt: skip
    _tell_backup(settings, made, as_json=as_json)


def _target(file: Path | None, now: datetime) -> Path:
    name = f"warmthread-{now:%Y%m%d-%H%M%S}.zip"
    if file is None:
        return Path.cwd() / name
    return file.expanduser().absolute() / name if file.is_dir() else file.expanduser().absolute()


def _size(settings: Settings) -> int:
    return settings.database_path.stat().st_size if settings.database_path.exists() else 0


def _tell_backup(settings: Settings, made: Backup, *, as_json: bool) -> None:
    has_key, where = made.manifest.has_key, _key_place(settings)
    if as_json:
        size = made.path.stat().st_size
        print_json(
            {"file": str(made.path), "bytes": size, "made_at": made.manifest.made_at, "has_key": has_key, "key": where}
        )
        return
    say(f"The backup lies in {made.path}, looked through and found whole.")
    if has_key:
        say("It holds the key too: whoever has this file can read everything, and act in your mailbox. Guard it well.")
    else:
        say(
            f"It does not hold the key, without which nobody can open it. The key is in {where}: keep a copy of it, apart "
            "from this file."
        )
    say("Put it back with: warmthread restore FILE")


def _key_place(settings: Settings) -> str:
    return "WARMTHREAD_SECRET_KEY" if settings.secret_key.get_secret_value() else str(key_path(settings))


def restore(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="What `warmthread backup` made.")] = None,
    finish: Finish = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of what is there, which is kept. Nothing is sent a second time."""
    settings = runtime_of(ctx).settings
    if finish:
        _finish(ctx, as_json=as_json)
        return
    if not settings.is_sqlite:
        raise Refused(_POSTGRES_RESTORE)
    if file is None:
        raise typer.BadParameter("Name the backup to put back.")
    with over_bytes("Reading", _bytes_in(file), is_shown=not as_json) as show:
        done = restoring.restore(settings, file, now=clock_of(settings)(), progress=lambda so_far, _whole: show(so_far))
    _tell_restore(settings, done, as_json=as_json)


def _bytes_in(file: Path) -> int:
    return backups.read_manifest(file).size


def _finish(ctx: typer.Context, *, as_json: bool) -> None:
    runtime = runtime_of(ctx)
    runtime.ensure_there()
    with runtime.as_it_lies() as context:
        done = restoring.finish(context.database, context.vault, context.settings, context.clock())
    if as_json:
        print_json(_as_json(done))
    else:
        say(
            f"Finished. {_mails(done.mails)}",
            *not_placed(done.is_placing_off),
            *_carried_over(done.carried),
            "Every browser has to sign in again: warmthread open",
        )


def _tell_restore(settings: Settings, done: Restored, *, as_json: bool) -> None:
    if as_json:
        told = {"made_at": done.manifest.made_at, "kept": str(done.kept or ""), **_as_json(done.finished)}
        print_json({**told, "brought_key": done.brought_key, "database": str(settings.database_path)})
        return
    say(f"The backup of {done.manifest.made_at:%d %B %Y, %H:%M} UTC is in its place: {settings.database_path}")
    if done.kept:
        say(f"What was there before is kept in {done.kept}.")
    if done.brought_key:
        say(f"The key that it brought along is now {key_path(settings)}.")
    say(
        _mails(done.finished.mails),
        *not_placed(done.finished.is_placing_off),
        *_carried_over(done.finished.carried),
    )
    say(
        "What came in since then is read again from your mailbox and calendar. Next: warmthread run, and sign in again."
    )


def _as_json(done: Finished) -> dict[str, object]:
    return {
        "looked_for_first": done.mails,
        "placing_switched_off": done.is_placing_off,
        "disconnected_again": done.carried.disconnected,
        "never_log_lines": done.carried.lines,
        "choices_taken_back": done.carried.choices,
        "connect_again": done.carried.unsure,
    }


def _carried_over(done: CarriedOver) -> Iterator[str]:
    """What the person ended or barred since the backup was made, and what of it nobody here can know."""
    if done.disconnected:
        yield f"Disconnected since, and so again: {count(done.disconnected, 'account')}."
    if done.lines:
        yield (
            f"Put on the never-log list since, and there again: {count(done.lines, 'line')}. What came back with the backup "
            "is still stored: warmthread never-log add KIND VALUE --stored removes it."
        )
    if done.choices:
        yield f"Taken back since, and so again: {count(done.choices, 'choice')} (Settings, Privacy)."
    if done.unsure:
        yield (
            f"To be connected again: {count(done.unsure, 'account')}, of which nobody here knows whether you had "
            "disconnected it. What opened it is forgotten."
        )
    if not done.is_known:
        yield "What you put on the never-log list since is not known here: look at it (warmthread never-log)."


def not_placed(is_off: bool) -> tuple[str, ...]:
    """What to say where drafts are put into the mailbox no more (`placed.after_restore`)."""
    told = (
        "Drafts are not put into your mailbox any more, since they may lie there already: look there, then switch it on "
        "again (Settings, Timing)."
    )
    return (told,) if is_off else ()


def _mails(number: int) -> str:
    if not number:
        return "No approved mail was on its way when it was made."
    return (
        f"{count(number, 'approved mail')} may have gone out since it was made: each is looked for in Sent first, and you "
        "are asked where it is not found. Nothing goes out twice."
    )
