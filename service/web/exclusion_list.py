"""The never-log list: what a line would hide is shown while it is typed; then it is kept, with or without removing what
is stored already. Taking a line back has the provider's records read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from service import erased, exclusions, never_log, preferences, purging
from service.exclusions import Exclusions, NotExcludable
from service.never_log import BroughtBack, NoSuchLine, calendars_of
from service.purging import Removed
from service.schema import Exclusion
from service.web.exclusion_preview import PAGE, Preview, UnderWay, preview_of, refusal
from service.web.sentences import N_
from service.web.settings import TITLES, kept
from service.web.visit import NotFound, Visit, Visiting, pages_router

TYPED = ("address", "domain", "word", "label")
"""Kinds that are typed in; a calendar is chosen."""
NO_LINE = N_("There is no such line on your list.")
Value = Annotated[str, Query(max_length=300)]
Sent = Annotated[str, Form(max_length=300)]


def routes() -> APIRouter:
    """The list, the preview, and what can be done to a line."""
    router = pages_router()
    _add_pages(router)
    _add_acts(router)
    _add_private(router)
    return router


def _add_pages(router: APIRouter) -> None:
    under_way = UnderWay()

    @router.get(PAGE)
    def show(visit: Visiting, kind: Value = "", value: Value = "", on: bool = False) -> Response:
        with visit.reading() as session:
            found = preview_of(session, visit, under_way, kind, value, on=on) if kind and value.strip() else None
            return _page(visit, session, found)

    @router.get(f"{PAGE}/preview")
    def preview(visit: Visiting, kind: Value = "", value: Value = "", on: bool = False) -> Response:
        with visit.reading() as session:
            found = preview_of(session, visit, under_way, kind, value, on=on) if value.strip() else None
        return visit.part("settings/_reach", found=found)

    @router.get(f"{PAGE}/{{line_id}}/stored")
    def stored(visit: Visiting, line_id: str) -> Response:
        with visit.reading() as session:
            row = _readable(session, visit, line_id)
            found = preview_of(session, visit, under_way, row.kind, row.value, line_id=row.id)
            return _page(visit, session, found)


def _page(visit: Visit, session: Session, found: Preview | None) -> Response:
    lines = exclusions.listing(session, visit.person_id)
    calendars, keys = calendars_of(session, visit.person_id), {(row.kind, row.value) for row in lines}
    return visit.page(
        "settings/exclusions",
        titles=TITLES,
        lines=[(row, _named(visit, row, calendars)) for row in lines],
        calendars=[(value, name) for value, name in calendars.items() if ("calendar", value) not in keys],
        private=preferences.read(session, visit.person_id).private_events,
        typed=TYPED,
        found=found,
    )


def _named(visit: Visit, row: Exclusion, calendars: Mapping[str, str]) -> str:
    if row.kind == exclusions.ERASED:
        return visit.words._("Somebody you had erased")
    return calendars.get(row.value, row.value) if row.kind == "calendar" else row.value


def _owned(session: Session, visit: Visit, line_id: str) -> Exclusion:
    try:
        return never_log.owned(session, visit.person_id, line_id)
    except NoSuchLine:
        raise NotFound(NO_LINE) from None


def _readable(session: Session, visit: Visit, line_id: str) -> Exclusion:
    """That line, unless it only bars somebody who was erased: then nothing is stored of it."""
    row = _owned(session, visit, line_id)
    if row.kind == exclusions.ERASED:
        raise NotFound(NO_LINE)
    return row


# --- acts ---------------------------------------------------------------------------------------------------------


def _add_acts(router: APIRouter) -> None:
    @router.post(PAGE)
    def add(visit: Visiting, kind: Sent = "", value: Sent = "", stored: Sent = "", drafts: Sent = "") -> Response:
        try:
            with visit.writing("exclude") as session:
                row = never_log.add(session, visit.person_id, kind, value, visit.now)
                barred = exclusions.of_line(row.kind, row.value)
                done = _purge(session, visit, barred, with_drafts=drafts == "on") if stored == "remove" else None
        except NotExcludable as refused:
            with visit.reading() as session:
                return _page(visit, session, refusal(visit, kind, value, refused))
        return visit.back(PAGE, _added(visit, done), undo=f"{PAGE}/{row.id}/remove")

    @router.post(f"{PAGE}/{{line_id}}/purge")
    def purge(visit: Visiting, line_id: str, drafts: Sent = "") -> Response:
        with visit.writing("purge") as session:
            row = _readable(session, visit, line_id)
            barred = exclusions.of_line(row.kind, row.value)
            done = _purge(session, visit, barred, with_drafts=drafts == "on")
        return visit.back(PAGE, removed_told(visit, done), undo=f"{PAGE}/{line_id}/remove")

    @router.post(f"{PAGE}/{{line_id}}/remove")
    def remove(visit: Visiting, line_id: str) -> Response:
        with visit.writing("take_back_exclusion") as session:
            row = _owned(session, visit, line_id)
            again = "" if row.kind == exclusions.ERASED else urlencode({"kind": row.kind, "value": row.value})
            back = never_log.remove(session, visit.person_id, line_id, visit.now)
        if not again:
            erased.write_down(visit.context, visit.person_id)
        return visit.back(PAGE, brought_back(visit, back), undo=f"{PAGE}/again?{again}" if again else "")

    @router.post(f"{PAGE}/again")
    def again(visit: Visiting, kind: Value = "", value: Value = "") -> Response:
        try:
            with visit.writing("exclude") as session:
                never_log.add(session, visit.person_id, kind, value, visit.now)
        except NotExcludable:
            raise NotFound(NO_LINE) from None
        return visit.back(PAGE, visit.words._("Left out again from now on."))


def _purge(session: Session, visit: Visit, barred: Exclusions, *, with_drafts: bool) -> Removed:
    return purging.purge(session, visit.context.vault, visit.person_id, barred, visit.now, with_drafts=with_drafts)


def _added(visit: Visit, done: Removed | None) -> str:
    said = visit.words._("Left out from now on.")
    return said if done is None else f"{said} {removed_told(visit, done)}"


def removed_told(visit: Visit, done: Removed) -> str:
    """What was taken away, and what stays because of its drafts."""
    words = visit.words
    parts = words._(
        "Removed: %(conversations)s, %(mails)s, %(entries)s.",
        conversations=words.ngettext("%(num)s conversation", "%(num)s conversations", done.conversations),
        mails=words.ngettext("%(num)s mail", "%(num)s mails", done.messages),
        entries=words.ngettext("%(num)s calendar entry", "%(num)s calendar entries", done.calendar_events),
    )
    if not done.kept:
        return parts
    kept_told = words.ngettext(
        "%(num)s conversation stays because of its draft.",
        "%(num)s conversations stay because of their drafts.",
        done.kept,
    )
    return f"{parts} {kept_told}"


def brought_back(visit: Visit, back: BroughtBack) -> str:
    """What is read again, and what cannot be."""
    return " ".join(filter(None, (visit.words._("No longer left out."), read_again_told(visit, back))))


def read_again_told(visit: Visit, back: BroughtBack) -> str:
    """How much is read again; "" for nothing."""
    words = visit.words
    said = []
    if back.mails or back.calendars:
        mails = words.ngettext("%(num)s mail", "%(num)s mails", back.mails)
        calendars = words.ngettext("%(num)s calendar", "%(num)s calendars", back.calendars)
        said.append(
            words._("Being read again from your provider: %(mails)s, %(calendars)s.", mails=mails, calendars=calendars)
        )
    if back.from_files:
        said.append(words._("What came from files comes back only when you import them again."))
    return " ".join(said)


# --- private events -----------------------------------------------------------------------------------------------


def _add_private(router: APIRouter) -> None:
    @router.post(f"{PAGE}/private")
    def private(visit: Visiting, private_events: Sent = "", stored: Sent = "", drafts: Sent = "") -> Response:
        if private_events not in {"never", "log"}:
            raise NotFound(NO_LINE)
        with visit.writing("private_events") as session:
            changed = preferences.change(session, visit.person_id, visit.now, private_events=private_events)
            if private_events == "log" and changed is not None:
                never_log.read_again(session, visit.person_id, exclusions.PRIVATE, visit.now)
            done = None
            if private_events == "never" and stored == "remove":
                done = _purge(session, visit, exclusions.of_private_events(), with_drafts=drafts == "on")
        if done is not None:
            return visit.back(PAGE, removed_told(visit, done))
        return kept(visit, PAGE, changed)
