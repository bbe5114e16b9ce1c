"""What every command is handed as `ctx.obj`: how to get settings, a context and workers, without importing any of it.

Settings are read on first use, so that `--help`, `version` and `parse` work while a setting is wrong. The workers come
from the composition root (`service.__main__`), the only place that may know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from types import TracebackType
from typing import Protocol, Self, cast

import typer

from connectors.errors import Misconfigured
from service import accounts, backup, folder, migrate
from service import context as surroundings
from service.backup import Backup
from service.cli.failures import Refused
from service.context import Context
from service.folder import InUse
from service.ingest import Stored
from service.settings import Settings, load_settings

_NONE_YET = (
    "There is no Warmthread in {folder} yet. Begin one with: warmthread run, warmthread connect, or "
    "warmthread import PATH. If you have one, set WARMTHREAD_DATA_DIR to the folder where it lies."
)
_GONE = (
    "WARMTHREAD_DATA_DIR: the database {database} is gone, and what Warmthread kept of it lies in {copies}. Put a copy "
    "back with: warmthread restore FILE. To begin anew all the same, move that folder elsewhere first."
)
_BEING_CHANGED = "A backup is being put back, or the database upgraded, just now: try again when that is done."
_AT_WORK = (
    "The database has to be upgraded for this version, and another Warmthread is at work in {folder}. End that one first "
    "(Ctrl-C, or: warmthread autostart off, then warmthread autostart on), then try again."
)
PATIENCE_SECONDS = 3.0
"""How long a command waits for others to let go of the folder: most are short, and several may begin at once."""


class OthersAtWork(Misconfigured):
    """Somebody else is at work in the folder that was wanted alone."""


class Engine(Protocol):
    """The workers of one process; as a context manager without the clock."""

    def start(self, *, clock: bool = True, jobs: bool = True) -> None:
        """Starts the workers, and with `clock` also the polling; without `jobs` the clock alone."""

    def stop(self) -> None:
        """Ends them; what is left waits in the event log."""

    def settle(self) -> None:
        """Handles every due event until nothing is due."""

    def sync_once(self) -> Stored:
        """Polls every connected account until nothing waits, and settles."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True)
class Runtime:
    """One run of the command line."""

    engine: Callable[[Context], Engine]
    load: Callable[[], Settings] = load_settings
    queue_answers: Callable[[Settings], bool] = lambda _settings: True
    """Whether the workers' queue is there; False after a moment, not an exception."""

    @cached_property
    def settings(self) -> Settings:
        """Raises Misconfigured naming the variable at fault."""
        return self.load()

    def queue_of(self, context: Context) -> Callable[[], bool]:
        """`queue_answers` of that context."""
        return partial(self.queue_answers, context.settings)

    @contextmanager
    def opened(self, settings: Settings | None = None, *, may_begin: bool = False) -> Iterator[Context]:
        """What is stored, with the tables of this version and the one person of this machine; closed at the end. With
        `may_begin` it makes a Warmthread where there is none yet.

        Raises Refused where there is none, and Misconfigured where there was one, where the tables are a newer version's,
        or an older one's and cannot be upgraded now.
        """
        self.ensure_there(settings, may_begin=may_begin)
        with ExitStack() as stack:
            context = stack.enter_context(self.as_it_lies(settings))
            refused: OthersAtWork | None = None
            while migrate.is_older(context.database):
                if refused is not None:
                    raise refused
                stack.close()
                try:
                    self._upgrade_unasked(context.settings)
                except OthersAtWork as met:
                    # Who is at work may have upgraded it since it was looked at: of two that began at once, one does.
                    refused = met
                context = stack.enter_context(self.as_it_lies(settings))
            accounts.ensure_local_person(context)
            yield context

    @contextmanager
    def as_it_lies(self, settings: Settings | None = None, *, alone: bool = False) -> Iterator[Context]:
        """What is stored, with whatever tables it has; closed at the end. Raises as `at_work` does."""
        with self.at_work(settings, alone=alone) as found:
            context = surroundings.open_context(found)
            try:
                yield context
            finally:
                context.database.close()

    def _upgrade_unasked(self, settings: Settings) -> None:
        """Raises Misconfigured where others share the database: that is `migrate`'s to do."""
        if not settings.is_sqlite:
            raise Misconfigured(
                "WARMTHREAD_DATABASE_URL: this database needs to be upgraded first. Run: warmthread migrate"
            )
        self.upgrade(settings)

    def upgrade(self, settings: Settings | None = None) -> Backup | None:
        """Brings the tables to this version. Returns the copy that was made of a file as it was, with all that others wrote.

        Raises Misconfigured while somebody else is at work in a file's folder: they know the older tables.
        """
        with self.as_it_lies(settings, alone=True) as context:
            return migrate.upgrade(context.database, backup=context.vault)

    def ensure_there(self, settings: Settings | None = None, *, may_begin: bool = False) -> None:
        """Raises Refused where no Warmthread was begun yet: the data folder may be another, or on a disk that is not
        there, and an empty one would look as if all were lost. With `may_begin` only where one was there before
        (Misconfigured).
        """
        found = settings or self.settings
        if not found.is_sqlite or found.database_path.exists():
            return
        if backup.was_there(found.database_path):
            raise Misconfigured(
                _GONE.format(database=found.database_path, copies=backup.folder_of(found.database_path))
            )
        if not may_begin:
            raise Refused(_NONE_YET.format(folder=found.database_path.parent))

    @contextmanager
    def at_work(self, settings: Settings | None = None, *, alone: bool = False) -> Iterator[Settings]:
        """While the block runs nobody puts another database in the place of this one, or other tables into it; `alone`,
        nobody else has it open either. Raises Misconfigured where that cannot be.
        """
        found = settings or self.settings
        if not found.is_sqlite:
            yield found
            return
        try:
            with folder.held(found.database_path, alone=alone, patience=PATIENCE_SECONDS):
                yield found
        except InUse:
            if alone:
                raise OthersAtWork(_AT_WORK.format(folder=found.database_path.parent)) from None
            raise Misconfigured(_BEING_CHANGED) from None


def runtime_of(ctx: typer.Context) -> Runtime:
    """The runtime that a command was called with."""
    return cast("Runtime", ctx.obj)
