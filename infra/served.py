"""The web pages over a data folder, on a thread of this process and a free port: for pictures, tests and the benchmark.

No workers run here; whoever wants them adds a Runner over the same context. Time is what the settings say.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from service import accounts, migrate
from service.clock import Clock
from service.context import Context, open_context
from service.settings import Settings, load_settings
from service.web.app import build_app
from service.web.listening import listen, own_address, serving
from service.web.sign_in import sign_in_link

CLOCK = "now"
"""A lived folder's note of the instant it was left at."""


@dataclass(frozen=True)
class Served:
    """Pages that answer, and what is behind them."""

    context: Context

    @property
    def address(self) -> str:
        """With a slash at its end."""
        return own_address(self.context.settings)

    def link(self) -> str:
        """A new one-time address that signs a browser in."""
        return sign_in_link(self.context)


@contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Context]:
    """The context of that folder, with the tables of this version and the one person."""
    context = open_context(settings, clock)
    try:
        migrate.upgrade(context.database, backup=None)
        accounts.ensure_local_person(context)
        yield context
    finally:
        context.database.close()


@contextmanager
def serve(settings: Settings, clock: Clock | None = None) -> Iterator[Served]:
    """Serves that folder on a free port of 127.0.0.1 for the time of the block."""
    listener, settings = listen(settings.model_copy(update={"bind": "127.0.0.1:0"}))
    with listener, opened(settings, clock) as context, serving(build_app(context), listener):
        yield Served(context)


def settings_of(folder: Path, now: datetime | None = None, **more: Any) -> Settings:
    """Settings of that data folder and nothing of this machine's environment."""
    return load_settings({}, data_dir=folder, now=now, **more)


def leave(context: Context, now: datetime) -> None:
    """Notes in its folder at what time a lived Warmthread was left."""
    (context.settings.data_dir / CLOCK).write_text(json.dumps(now.isoformat()), encoding="ascii")


def take_copy(lived: Path, folder: Path, **more: Any) -> Settings:
    """A lived folder again, as a copy: its clock goes on from where it was left."""
    shutil.copytree(lived, folder)
    return settings_of(folder, datetime.fromisoformat(json.loads((lived / CLOCK).read_text("ascii"))), **more)
