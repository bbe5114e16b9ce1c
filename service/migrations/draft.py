"""Writes the next step from the difference between `service.schema` and the steps there are: `make migration NAME=…`.

A developer's tool. What it writes is a draft, to be read and finished by hand; moving rows is beyond it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.script import ScriptDirectory

from service.database import UtcDateTime, open_database
from service.migrate import migration_config, upgrade
from service.settings import load_settings


def render_item(kind: str, item: object, _context: AutogenContext) -> str | bool:
    """Steps must not lean on code that goes on changing, so our column type is written as what it rests on."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def write_draft(title: str) -> Path | None:
    """The new file's path; None when the steps already end in `service.schema`."""
    config = migration_config()
    scripts = ScriptDirectory.from_config(config)
    number = f"{int(scripts.get_current_head() or 0) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(load_settings({}, data_dir=Path(folder), database_url="", redis_url=""))
        upgrade(database, backup=None)
        with database.engine.connect() as connection:
            config.attributes.update(connection=connection, render_item=render_item)
            written = command.revision(
                config, title, autogenerate=True, rev_id=number, process_revision_directives=_drop_empty
            )
        database.close()
    return Path(written.path) if written and not isinstance(written, list) else None


def _drop_empty(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    if directives and directives[0].upgrade_ops and directives[0].upgrade_ops.is_empty():
        directives.clear()


def main() -> None:
    written = write_draft(" ".join(sys.argv[1:]) or "unnamed")
    sys.stdout.write(f"Wrote {written}: read it, finish it.\n" if written else "service.schema and the steps agree.\n")


if __name__ == "__main__":
    main()
