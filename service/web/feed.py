"""The private calendar feed: an address with its own secret instead of a session, for a calendar program to read."""

from __future__ import annotations

import hashlib
from functools import partial

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from service import calendar_feed, preferences
from service.calendar_feed import Entry
from service.context import Context
from service.schema import Person
from service.web.letter import root_of
from service.web.naming import draft_named
from service.web.visit import Anybody, Visit, open_router
from service.web.words import Words, best_language


def routes() -> APIRouter:
    """Reading the feed."""
    router = open_router()

    @router.get("/feed/{secret}.ics")
    def feed(visit: Anybody, secret: str) -> Response:
        file = _file(visit, secret)
        if file is None:
            return PlainTextResponse("There is no such feed.\n", 404)
        tag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
        if _is_known(visit.request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers={"ETag": tag})
        return Response(file, media_type="text/calendar; charset=utf-8", headers={"ETag": tag})

    return router


def address_of(context: Context, person: Person) -> str:
    """The whole address of the person's feed; "" while it is off."""
    chosen = preferences.of(person)
    if not chosen.feed:
        return ""
    return (
        f"{root_of(context.settings)}/feed/{calendar_feed.secret_of(context.vault, person.id, chosen.feed_number)}.ics"
    )


def _file(visit: Visit, secret: str) -> bytes | None:
    context = visit.context
    with visit.reading() as session:
        person = calendar_feed.owner_of(session, context.vault, secret)
        if person is None:
            return None
        found = calendar_feed.entries(session, context.vault, person.id, visit.now)
    accepted = visit.request.headers.get("accept-language", "")
    language = best_language(preferences.of(person).ui_language, accepted)
    words = Words(language, person.timezone, visit.now)
    return calendar_feed.write(found, partial(title_of, words), root_of(context.settings))


def title_of(words: Words, entry: Entry) -> str:
    """What an entry is called."""
    if entry.kind == "due":
        return words._("Due: %(what)s", what=draft_named(words, entry.draft_kind, entry.talk.who.name))
    return words._("Conversation with %(name)s", name=entry.talk.who.name)


def _is_known(header: str, tag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag in known or header.strip() == "*"
