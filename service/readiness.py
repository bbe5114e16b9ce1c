"""Whether this process can do its work now: the database answers and has the tables of this version, the queue answers
where there is one, and the key that seals everything can be read. What is missing is told in words that give nothing
away: no address, no path, no name of anybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from connectors.errors import Misconfigured
from service import migrate
from service.bounded import Bounded
from service.context import Context
from service.database import PROBE_SECONDS, Database, open_probe
from service.vault import key_text, vault_of

PATIENCE_SECONDS = PROBE_SECONDS + 0.5
"""After so long whatever was asked counts as away."""


@dataclass(frozen=True)
class Readiness:
    """The questions, each asked on a thread of its own so that none hides another that hangs."""

    questions: tuple[tuple[str, Bounded[str]], ...]

    async def missing(self) -> list[str]:
        """A sentence for each thing that is not there; none when all is."""
        answers = await asyncio.gather(*(_answer(name, asked) for name, asked in self.questions))
        return [answer for answer in answers if answer]


def readiness_of(context: Context, queue_answers: Callable[[], bool]) -> Readiness:
    """What is asked of one process. `queue_answers` may take its time and tells False rather than raise."""
    database = open_probe(context.database, context.settings)
    asked = {
        "database": lambda: _database(database),
        "queue": lambda: "" if queue_answers() else "queue: Redis does not answer (WARMTHREAD_REDIS_URL)",
        "secret key": lambda: _key(context),
    }
    return Readiness(tuple((name, Bounded(ask, seconds=PATIENCE_SECONDS)) for name, ask in asked.items()))


async def _answer(name: str, asked: Bounded[str]) -> str:
    try:
        return await asked.answer()
    except TimeoutError:
        return f"{name}: no answer within {PATIENCE_SECONDS:.0f} seconds"
    except Exception as error:  # noqa: BLE001 (whatever it is, it is not ready; its text may hold an address)
        return f"{name}: {type(error).__name__}"


def _database(database: Database) -> str:
    try:
        if migrate.is_current(database):
            return ""
    except SQLAlchemyError:
        return "database: it does not answer (WARMTHREAD_DATABASE_URL)"
    return "database: its tables are of another version of Warmthread (warmthread migrate)"


def _key(context: Context) -> str:
    try:
        is_same = vault_of(key_text(context.settings)).fingerprint("") == context.vault.fingerprint("")
    except (Misconfigured, OSError, ValueError):
        is_same = False
    return "" if is_same else "secret key: it cannot be read, or is another than at the start (WARMTHREAD_SECRET_KEY)"
