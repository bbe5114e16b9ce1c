"""The pulse: what every open page asks for three times a minute, and what of it is new enough for a desktop notice.

A notice has an id and a sentence with a name and a time, never words of a mail. Which ids were told is kept by the
browser that told them; whether any are told is the person's choice, and the browser's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from service.news import News, news
from service.web.naming import draft_named
from service.web.overview import TOO_OLD
from service.web.visit import Visit, Visiting, pages_router
from service.web.words import Words


@dataclass(frozen=True, slots=True)
class Notice:
    """One desktop notice: told once per id, leading to `href`."""

    id: str
    sentence: str
    href: str


def routes() -> APIRouter:
    """What htmx asks for."""
    router = pages_router()

    @router.get("/pulse")
    def pulse(visit: Visiting) -> Response:
        return visit.part("pulse", news=list(notices(visit)))

    return router


def notices(visit: Visit) -> Iterator[Notice]:
    """What may be told now; nothing where the person did not ask for it."""
    if not visit.settings.get("desktop_notices"):
        return
    with visit.reading() as session:
        found = news(session, visit.person_id, visit.now, visit.zone)
    for one in found:
        yield Notice(one.id, sentence(visit.words, one), one.href)
    for trouble in visit.troubles:
        if trouble.about in {"lost", "old"} and trouble.since and visit.now - trouble.since > TOO_OLD:
            told = f"broken:{trouble.email}:{trouble.since.isoformat()}"
            yield Notice(told, trouble.told(visit.words), trouble.href)


def sentence(words: Words, one: News) -> str:
    """The one sentence of a notice."""
    when = f"{words.long_day(one.start)} {words.hour(one.start)}" if one.start else ""
    match one.kind:
        case "late":
            return words._(
                "Your conversation with %(name)s is most of a day ago, and the mail still waits.", name=one.name
            )
        case "rescheduled":
            return words._("%(name)s: moved to %(when)s.", name=one.name, when=when)
        case "cancelled":
            return words._("%(name)s: the conversation on %(when)s is cancelled.", name=one.name, when=when)
    return words._("%(what)s waits for your review.", what=draft_named(words, one.draft_kind, one.name))
