"""How far a long command is: on a terminal only, beside the output proper, and gone when it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from service import audits, first_looks
from service.accounts import LOCAL_PERSON
from service.cli.output import screen
from service.context import Context

EVERY_SECONDS = 0.3


@contextmanager
def reading(context: Context, *, is_shown: bool) -> Iterator[None]:
    """While the block reads accounts: how many mails were found and read, and looks into the past done."""
    with _following(lambda: _read_so_far(context), is_shown=is_shown):
        yield


@contextmanager
def counting(context: Context, *, is_shown: bool) -> Iterator[None]:
    """While the block counts accounts at their providers: how many records these told of so far."""
    with _following(lambda: _counted_so_far(context), is_shown=is_shown):
        yield


def _read_so_far(context: Context) -> str:
    with context.database.reading() as session:
        found = first_looks.progress(session, LOCAL_PERSON)
    return (
        f"Reading: {found['listed']} mails listed, {found['read']} read, "
        f"{found['looks_done']} of {found['looks']} looks done"
    )


def _counted_so_far(context: Context) -> str:
    with context.database.reading() as session:
        running = [one for one in audits.of_person(session, LOCAL_PERSON).values() if one.is_running]
    return f"Counting: {sum(one.counted for one in running)} records listed so far"


@contextmanager
def _following(describe: Callable[[], str], *, is_shown: bool) -> Iterator[None]:
    console = screen(to_stderr=True)
    if not (is_shown and console.is_terminal):
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    is_over = threading.Event()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("…")
        thread = threading.Thread(
            target=_follow, args=(describe, is_over, lambda text: progress.update(task, description=text)), daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


def _follow(describe: Callable[[], str], is_over: threading.Event, show: Callable[[str], None]) -> None:
    while not is_over.wait(EVERY_SECONDS):
        show(describe())


@contextmanager
def over_bytes(what: str, total: int, *, is_shown: bool) -> Iterator[Callable[[int], None]]:
    """A bar over `total` bytes; the block calls what it gets with the bytes done so far."""
    console = screen(to_stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not (is_shown and console.is_terminal)
    ) as progress:
        task = progress.add_task(what, total=max(total, 1))
        yield lambda done: progress.update(task, completed=done)
