"""The page that says what Warmthread reads, keeps, sends and forgets. Open without a session, for it holds nothing of
anybody; every figure on it is the one that the program itself works with, so that it cannot say something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from connectors import registry
from connectors.entries import Entry
from service import activity, backup, copies, notebook, outbox, preferences, sheet_shelf, speech, uploads
from service.settings import Settings
from service.web import sessions
from service.web.sentences import N_
from service.web.visit import Anybody, Visit, open_router

PAGE = "/privacy"
LIMITED_USE = "https://developers.google.com/terms/api-services-user-data-policy"
"""Where Google's policy stands whose "Limited Use" the page speaks of."""
FOR: dict[str, str] = {
    "gmail.readonly": N_("to find the conversations around your interviews"),
    "gmail.compose": N_("to put the text that you approved into a draft and send it, once"),
    "calendar.readonly": N_("to see invites, moves and cancellations; your calendar is never changed"),
    "Mail.Read": N_("to find the conversations around your interviews"),
    "Mail.ReadWrite": N_("to put the text that you approved into a draft; no other mail is touched"),
    "Mail.Send": N_("to send that draft, once"),
    "Calendars.Read": N_("to see invites, moves and cancellations; your calendar is never changed"),
    "User.Read": N_("to know whose account it is, and which addresses are yours"),
}
"""What each permission is for, by the provider's own name of it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page says in numbers: days, unless the name says otherwise."""

    texts: int
    """0 = not at all once they were read."""
    quote_letters: int
    copies: int
    own_copies: int
    """How many from before an upgrade, and from before a restore."""
    copied_days: int
    """How long a copy holds what was taken away."""
    calls: int
    taken_away_notes: int
    sheets: int
    asked_files: int
    approval: int
    unused_browser: int
    browser: int
    link_minutes: int
    backfill: int
    poll_seconds: int


def figures(settings: Settings, texts: int = preferences.RETENTION_DAYS) -> Figures:
    """The figures of this installation, for somebody who keeps texts for so many days."""
    return Figures(
        texts=texts,
        quote_letters=speech.QUOTE,
        copies=settings.backups,
        own_copies=backup.KEPT,
        copied_days=copies.days_kept(settings),
        calls=activity.CALLS_KEPT.days,
        taken_away_notes=notebook.KEPT_FOR_UNDO.days,
        sheets=sheet_shelf.KEPT.days,
        asked_files=uploads.ASKED_FOR.days,
        approval=outbox.APPROVAL_LASTS.days,
        unused_browser=sessions.IDLE_AT_MOST.days,
        browser=sessions.LASTS_AT_MOST.days,
        link_minutes=sessions.LINK_LASTS // timedelta(minutes=1),
        backfill=settings.backfill_days,
        poll_seconds=round(settings.poll_seconds),
    )


def providers() -> tuple[Entry, ...]:
    """Those that are asked for permissions."""
    return tuple(entry for entry in registry.ENTRIES if entry.scopes and not entry.asks)


def routes() -> APIRouter:
    """The one page."""
    router = open_router()

    @router.get(PAGE)
    def privacy(visit: Anybody) -> Response:
        settings = visit.context.settings
        return visit.page(
            "privacy", figures=figures(settings, _texts(visit)), providers=providers(), purposes=FOR,
            limited_use=LIMITED_USE, is_here=not settings.public_url, has_model=bool(settings.llm_url),
        )  # fmt: skip

    return router


def _texts(visit: Visit) -> int:
    if not visit.is_signed_in:
        return preferences.RETENTION_DAYS
    with visit.reading() as session:
        return preferences.read(session, visit.person_id).retention_days
