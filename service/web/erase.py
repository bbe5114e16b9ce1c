"""Erasing everything from the pages: what it does, the word that has to be typed, and the receipt.

The receipt is the answer itself: nobody is signed in any more, and nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from service import accounts, erasing
from service.accounts import FILES
from service.erasing import Receipt
from service.web.sentences import N_
from service.web.visit import Visit, Visiting, pages_router, session_cookie

PAGE = "/settings/data/erase"
WORD = "ERASE"
"""What has to be typed; the command line asks for the same."""
Word = Annotated[str, Form(max_length=100)]
_NAMED = {
    "interviews": N_("Conversations"),
    "contacts": N_("People"),
    "messages": N_("Mails"),
    "calendar_events": N_("Calendar entries"),
    "drafts": N_("Drafts"),
    "notes": N_("Notes"),
    "observations": N_("What was read in them"),
    "activity": N_("Lines of the activity log"),
    "set_asides": N_("Ids of mail that was left out"),
}


def routes() -> APIRouter:
    """The question, and the answer to it."""
    router = pages_router()

    @router.get(PAGE)
    def ask(visit: Visiting) -> Response:
        return _question(visit)

    @router.post(PAGE)
    def erase(visit: Visiting, word: Word = "") -> Response:
        if word.strip() != WORD:
            return _question(visit, error=visit.words._("Type the word %(word)s, and everything is erased.", word=WORD))
        done = erasing.erase_everything(visit.context, visit.person_id, visit.now)
        nobody = Visit(visit.request, visit.context, zone=visit.zone, settings=visit.settings)
        answer = nobody.page("settings/erased", done=done, gone=list(_gone(done)))
        settings = visit.context.settings
        answer.delete_cookie(session_cookie(settings), secure=bool(settings.public_url))
        return answer

    return router


def _question(visit: Visit, error: str = "") -> Response:
    with visit.reading() as session:
        held = [one for one in accounts.listing(session, visit.person_id) if one.provider != FILES]
    connected = [one.email for one in held if one.connection_state != "disconnected"]
    return visit.page("settings/erase_all", 422 if error else 200, word=WORD, error=error, connected=connected)


def _gone(done: Receipt) -> Iterator[tuple[str, int]]:
    """What a person knows by name, then the rest as one number."""
    for table, named in _NAMED.items():
        if number := done.counts.get(table, 0):
            yield named, number
    rest = sum(number for table, number in done.counts.items() if table not in _NAMED)
    if rest:
        yield N_("Settings, plans and everything else, in rows"), rest
