"""The person's choices, in sections: each a small form of its own, kept with one click and taken back with another.

The never-log list has a page of its own (`exclusion_list`), as have notices. Signed-in browsers are listed and ended
here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from service import activity, at_once, learned, placed, preferences
from service.clock import real_now
from service.preferences import FRIDAYS, LANGUAGES, NotKept, Preferences
from service.schema import BrowserSession
from service.web import sessions
from service.web.notices import state_of
from service.web.sentences import N_
from service.web.visit import NotFound, Number, Visit, Visiting, pages_router

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "you": ("name", "timezone", "languages", "goal"),
    "look": ("ui_language", "theme", "shortcuts"),
    "voice": (
        "signature", "greeting", "formality", "opening", "closing", "offer_help", "never_phrases",
    ),
    "timing": ("ready_after", "send_after", "hour_from", "hour_to", "fridays", "undo_seconds", "mailbox_drafts"),
    "retention": ("retention_days",),
}  # fmt: skip
"""Which choices each section's form holds."""
TITLES: Mapping[str, str] = {
    "you": N_("About you"),
    "look": N_("Language and look"),
    "voice": N_("Voice and signature"),
    "timing": N_("Timing"),
    "exclusions": N_("Never log"),
    "manner": N_("How you write"),
    "learned": N_("What Warmthread learned from you"),
    "model": N_("Wording by a language model"),
    "retention": N_("How long texts are kept"),
    "data": N_("Your data"),
    "notices": N_("Notices"),
    "sessions": N_("Signed-in browsers"),
}
LEADS: Mapping[str, str] = {
    "you": N_("Your name, where you live, and the languages you write in."),
    "look": N_("How these pages speak and look."),
    "voice": N_("How drafts greet, sound and end. What you set here goes before what was learned from your mails."),
    "timing": N_("When and where a draft is written, and when it is suggested to go out."),
    "exclusions": N_("People, domains, words and calendars that are never logged."),
    "manner": N_("What drafts take from how you write, and how to have it forgotten."),
    "learned": N_("What your answers changed for later talks, and how to have it forgotten."),
    "model": N_("Off unless you switch it on. What a model would be told, and where it is."),
    "retention": N_("After that, only short quotes of the mails stay."),
    "data": N_("What is kept here, all of it to take along, and how to erase it."),
    "notices": N_("How you hear of a draft that waits."),
    "sessions": N_("Where you are signed in, and how to end it."),
}
_TICKS = frozenset({"shortcuts", "offer_help", "mailbox_drafts"})
Given = Mapping[str, str]


async def _given(request: Request) -> Given:
    """The fields of a form; several of one name are joined by commas."""
    form = await request.form()
    return {name: ",".join(str(value)[:20_000] for value in form.getlist(name)) for name in form}


def routes() -> APIRouter:
    """The overview, a page and a form for each section, taking back, and signed-in browsers."""
    router = pages_router()

    @router.get("/settings")
    def overview(visit: Visiting) -> Response:
        return visit.page("settings/overview", titles=TITLES, leads=LEADS)

    for section in SECTIONS:
        router.add_api_route(f"/settings/{section}", _shower(section), methods=["GET"])
        router.add_api_route(f"/settings/{section}", _keeper(section), methods=["POST"])

    @router.post("/settings/changes/{activity_id}/undo")
    def undo(visit: Visiting, activity_id: Number) -> Response:
        with visit.writing("undo_setting") as session:
            row = activity.undoable(session, visit.person_id, activity_id, activity.SETTING)
            if row is None or not preferences.undo(session, visit.person_id, activity_id, visit.now):
                raise NotFound(N_("There is no such change, or it was taken back already."))
            section = section_of(row.detail)
            if section == "learned":
                learned.look_again(session, visit.person_id, visit.now)
                at_once.take_up(session, visit.context.vault, visit.now)
        return visit.back(f"/settings/{section}", visit.words._("Taken back."))

    @router.get("/settings/notices")
    def heard(visit: Visiting) -> Response:
        return visit.page("settings/notices", titles=TITLES, lead=LEADS["notices"], notices=state_of(visit))

    _add_sessions(router)
    return router


def section_of(changed: str) -> str:
    """The section that holds the first of these choices (their names, with commas)."""
    first = changed.partition(",")[0].strip()
    if first == "private_events":
        return "exclusions"
    if first == "model_consent":
        return "model"
    if first == "learn_manner":
        return "manner"
    if first == "learning":
        return "learned"
    return next((section for section, names in SECTIONS.items() if first in names), "notices")


def _shower(section: str) -> Callable[[Visit], Response]:
    def show(visit: Visiting) -> Response:
        with visit.reading() as session:
            chosen = preferences.read(session, visit.person_id)
        return _form(visit, section, _shown(chosen))

    return show


def _keeper(section: str) -> Callable[[Visit, Given], Response]:
    def keep(visit: Visiting, given: Annotated[Given, Depends(_given)]) -> Response:
        wanted = {name: given.get(name, "") for name in SECTIONS[section] if name in given or name in _TICKS}
        if section == "you":
            wanted.setdefault("languages", "")
        try:
            with visit.writing("change_settings") as session:
                changed = preferences.change(session, visit.person_id, visit.now, **wanted)
        except NotKept as refused:
            return _form(visit, section, {**_current(visit), **wanted}, refused.errors, status=422)
        return kept(visit, f"/settings/{section}", changed)

    return keep


def kept(visit: Visit, path: str, changed: int | None) -> Response:
    """Back to where the form was, saying that it was kept, with its undo."""
    if changed is None:
        return visit.back(path, visit.words._("Nothing was changed."))
    return visit.back(path, visit.words._("Kept."), undo=f"/settings/changes/{changed}/undo")


def _current(visit: Visit) -> dict[str, object]:
    with visit.reading() as session:
        return _shown(preferences.read(session, visit.person_id))


def _shown(chosen: Preferences) -> dict[str, object]:
    """The choices as a form shows them."""
    values: dict[str, object] = {name: getattr(chosen, name) for names in SECTIONS.values() for name in names}
    values["never_phrases"] = "\n".join(chosen.never_phrases)
    values["languages"] = ",".join(chosen.languages)
    values["undo_seconds"] = "" if chosen.undo_seconds is None else chosen.undo_seconds
    return values


def _nobody_may(visit: Visit, section: str) -> bool:
    """No connected mailbox may be written to: what needs one is offered, and says what is missing."""
    if section != "timing":
        return False
    with visit.reading() as session:
        return not placed.accounts_that_may(session, visit.person_id)


def _form(
    visit: Visit, section: str, values: Mapping[str, object], errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    said = {name: visit.words.sentence(text) for name, text in (errors or {}).items()}
    return visit.page(
        "settings/section",
        status,
        section=section,
        titles=TITLES,
        lead=LEADS[section],
        values=values,
        errors=said,
        zones=sorted(available_timezones()) if section == "you" else (),
        languages=LANGUAGES,
        fridays=FRIDAYS,
        undo_default=int(visit.context.settings.undo_seconds),
        nobody_may=_nobody_may(visit, section),
    )


# --- signed-in browsers -------------------------------------------------------------------------------------------


def _add_sessions(router: APIRouter) -> None:
    @router.get("/settings/sessions")
    def show(visit: Visiting) -> Response:
        now = real_now()
        with visit.reading() as session:
            found = sessions.list_sessions(session, visit.person_id, now)
        return visit.page("settings/sessions", titles=TITLES, found=[(row, browser_named(row)) for row in found])

    @router.post("/settings/sessions/others/end")
    def end_others(visit: Visiting) -> Response:
        with visit.writing("end_sessions") as session:
            others = [
                row
                for row in sessions.list_sessions(session, visit.person_id, real_now())
                if row.id != visit.session_id
            ]
            for row in others:
                sessions.end(session, visit.person_id, row.id, real_now())
                activity.record(session, visit.person_id, activity.SESSION_ENDED, visit.now, subject=row.id)
        told = visit.words.ngettext(
            "%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", len(others)
        )
        return visit.back("/settings/sessions", told)

    @router.post("/settings/sessions/{session_id}/end")
    def end(visit: Visiting, session_id: str) -> Response:
        with visit.writing("end_session") as session:
            if not sessions.end(session, visit.person_id, session_id, real_now()):
                raise NotFound(N_("There is no such browser, or it is signed out already."))
            activity.record(session, visit.person_id, activity.SESSION_ENDED, visit.now, subject=session_id)
        return visit.back("/settings/sessions", visit.words._("That browser is signed out."))


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_named(row: BrowserSession) -> str:
    """Such as “Firefox, Linux”, from what the browser says of itself; "" where that is nothing known."""
    said = [next((name for mark, name in known if mark in row.browser), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in said if name)
