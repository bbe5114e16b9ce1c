"""Every test opens an engine of its own, and would spend a sixth of its time on compiling the very same statements: here
all engines of a process share what was compiled, and so do the processes that are forked from it.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

_STATEMENTS = 5_000
_FIRST: dict[str, Engine] = {}
"""By the name of the dialect: the first engine that was opened."""


def compile_no_statement_twice() -> None:
    """From now on, in this process; calling it again changes nothing."""
    if not event.contains(Engine, "engine_connect", _share):
        event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    engine = connection.engine
    if engine.dialect.name not in _FIRST:
        engine._compiled_cache = LRUCache(_STATEMENTS)
    first = _FIRST.setdefault(engine.dialect.name, engine)
    engine._compiled_cache = first._compiled_cache
    engine.dialect = connection.dialect = first.dialect  # what was compiled is known by it
