"""What every part of the running product is handed: settings, clock, database, vault. Built once at the top."""

from __future__ import annotations

from dataclasses import dataclass

from service import crash
from service.clock import Clock, clock_of
from service.database import Database, open_database
from service.settings import Settings
from service.vault import Vault, open_vault


@dataclass(frozen=True, slots=True)
class Context:
    """One running product's surroundings."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault


def open_context(settings: Settings, clock: Clock | None = None) -> Context:
    """Opens vault and database. Raises Misconfigured naming the setting at fault."""
    crash.arm(settings.crash_at)
    vault = open_vault(settings)
    return Context(settings, clock or clock_of(settings), open_database(settings, vault), vault)
