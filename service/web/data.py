"""The person's own data: how much there is, and all of it as one file to take along. What can be erased, `erase` shows.

The archive is made at once into a file without a name, which is gone with the answer: nothing of it stays on the disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import taking_out
from service.clock import real_now
from service.schema import Base
from service.schema.owned import owned_by
from service.taking_out import Wish
from service.web.feed import title_of
from service.web.letter import root_of
from service.web.sentences import N_
from service.web.settings import LEADS, TITLES
from service.web.visit import Refused, Visiting, pages_router

PAGE = "/settings/data"
_CHUNK = 256 * 1024
_SHOWN = {
    N_("Conversations"): "interviews",
    N_("People"): "contacts",
    N_("Mails"): "messages",
    N_("Calendar entries"): "calendar_events",
    N_("Drafts"): "drafts",
    N_("Notes"): "notes",
}


def routes() -> APIRouter:
    """The page, and the archive."""
    router = pages_router()

    @router.get(PAGE)
    def show(visit: Visiting) -> Response:
        with visit.reading() as session:
            held = _held(session, visit.person_id)
        return visit.page("settings/data", titles=TITLES, lead=LEADS["data"], held=held)

    @router.post(f"{PAGE}/archive")
    def take_out(visit: Visiting) -> Response:
        wish = Wish(visit.person_id, visit.now, partial(title_of, visit.words), root_of(visit.context.settings))
        try:
            made = taking_out.unnamed(visit.context, wish)
        except OSError:
            raise Refused(N_("There is not enough room on the disk for the archive.")) from None
        return _download(made, f"warmthread-data-{real_now():%Y%m%d-%H%M%S}.zip")

    return router


def _held(session: Session, person_id: str) -> Mapping[str, int]:
    """How many rows there are of what the person knows by name, in one question."""
    tables = [Base.metadata.tables[name] for name in _SHOWN.values()]
    numbers = [select(func.count()).where(owned_by(table, person_id)).scalar_subquery() for table in tables]
    return dict(zip(_SHOWN, session.execute(select(*numbers)).one(), strict=True))


def _download(made: IO[bytes], name: str) -> Response:
    size = made.seek(0, 2)
    made.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingResponse(_pieces(made), media_type="application/zip", headers=headers)


def _pieces(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while piece := made.read(_CHUNK):
            yield piece
