"""Looks for daily digests that are due, and has them sent: one person after the other, none twice (`service.digest`)."""

from __future__ import annotations

from functools import partial

import structlog

from service import digest
from service.context import Context
from service.web.letter import root_of, write_letter
from workers.middleware import where

log = structlog.get_logger(__name__)
LOOK_SECONDS = 20.0
"""How often is looked; real time."""


def send_digests(context: Context) -> None:
    """Sends what is due. One person's trouble does not keep the others from theirs."""
    with context.database.reading() as session:
        due = digest.people_due(session, context.clock())
    for person_id in due:
        try:
            digest.send_due(context, person_id, partial(write_letter, root=root_of(context.settings)))
        except Exception as error:  # noqa: BLE001 (whatever it is, the next day has its own digest)
            log.warning("digest.left", person=person_id, error=type(error).__name__, where=where(error))
