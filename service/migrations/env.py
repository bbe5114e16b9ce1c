"""Runs the steps on the connection that `service.migrate` hands over, inside its transaction.

Alembic loads this file by its path; nothing imports it.
"""

from __future__ import annotations

from alembic import context

from service.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=context.config.attributes.get("render_item", False) or (lambda *_: False),
)
context.run_migrations()
