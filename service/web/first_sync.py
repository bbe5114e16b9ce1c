"""One account: how far its first read is, live and countable, what was found so far, and which calendars are read.

Usable from the first moment: each conversation is linked as it comes, and reading can be paused at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import at_once, connections, standing, word_of_person
from service.clock import real_now
from service.schema import Account, Contact, Interview
from service.standing import ASKED_TO_WAIT, MINUTE_IS_FULL, Standing
from service.web.overview import NOT_LOGGED, waiting_drafts
from service.web.provider_words import kind_of, named
from service.web.sentences import N_
from service.web.visit import NotFound, Visit, Visiting, pages_router
from service.web.words import Words

NEWEST = 8
FURTHER_DAYS = 365
NO_ACCOUNT = N_("There is no such account.")
Id = Annotated[str, Form(max_length=500)]


@dataclass(frozen=True, slots=True)
class Found:
    """One conversation as it came in."""

    id: str
    title: str
    name: str
    start: datetime | None


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the person's accounts have brought up to now."""

    interviews: int
    asked: int
    drafts: int
    newest: tuple[Found, ...]


def routes() -> APIRouter:
    """An account's page, its live part, and its calendars."""
    router = pages_router()

    @router.get("/accounts/{account_id}")
    def show(visit: Visiting, account_id: str, connected: Annotated[str, Query(max_length=10)] = "") -> Response:
        return _page(visit, account_id, connected)

    @router.get("/accounts/{account_id}/progress")
    def progress(visit: Visiting, account_id: str) -> Response:
        with visit.reading() as session:
            return visit.part("first_sync/_progress", **_shown(session, visit, account_id))

    @router.post("/accounts/{account_id}/further")
    def further(visit: Visiting, account_id: str, days: Annotated[int, Form(ge=1, le=3650)] = FURTHER_DAYS) -> Response:
        with visit.writing("look_further") as session:
            one = _standing(session, visit, account_id)
            is_more = connections.look_further(session, visit.person_id, account_id, days, visit.now)
        _ = visit.words._
        told = _("Reading further back now.") if is_more else _("That much was read already.")
        if is_more and one.account.connection_state != "connected":
            told = _("It is read further back as soon as reading goes on.")
        return visit.back(f"/accounts/{account_id}", told)

    _add_calendars(router)
    return router


def _page(visit: Visit, account_id: str, connected: str) -> Response:
    with visit.reading() as session:
        shown = _shown(session, visit, account_id)
        is_only = session.scalar(select(func.count(Account.id)).where(Account.person_id == visit.person_id)) == 1
    return visit.page("first_sync/account", connected=connected, is_first=is_only, further_days=FURTHER_DAYS, **shown)


def _shown(session: Session, visit: Visit, account_id: str) -> dict[str, object]:
    one = _standing(session, visit, account_id)
    days = (visit.now - one.account.since).days
    return {
        "one": one,
        "provider": kind_of(visit.words, one.account.provider),
        "found": _so_far(session, visit),
        "left": _minutes(one.left(visit.now)),
        "waits": why_it_waits(visit.words, one),
        "days": days,
        "can_look_further": not one.is_file and days < FURTHER_DAYS,
        "missing": missing(one),
        "stopped": visit.words.sentence(one.account.state_reason),
    }


def _standing(session: Session, visit: Visit, account_id: str) -> Standing:
    found = standing.standings(session, visit.person_id, now=visit.now, real_now=real_now())
    for one in found:
        if one.account.id == account_id:
            return one
    raise NotFound(NO_ACCOUNT)


def _so_far(session: Session, visit: Visit) -> SoFar:
    mine = (Interview.person_id == visit.person_id, Interview.same_as == "")
    by_status = select(Interview.status, func.count()).where(*mine).group_by(Interview.status)
    numbers = {row[0]: row[1] for row in session.execute(by_status)}
    newest = (
        select(Interview.id, Interview.title, func.coalesce(Contact.name, ""), Interview.start)
        .outerjoin(Contact, Contact.id == Interview.contact_id)
        .where(*mine, Interview.status != "not_logged")
        .order_by(Interview.first_seen_at.desc(), Interview.id)
        .limit(NEWEST)
    )
    return SoFar(
        interviews=sum(number for status, number in numbers.items() if status not in NOT_LOGGED),
        asked=numbers.get("proposed", 0),
        drafts=waiting_drafts(session, visit.person_id, visit.now),
        newest=tuple(Found(*row) for row in session.execute(newest)),
    )


def _minutes(left: timedelta | None) -> int:
    """Whole minutes, at least one; 0 when nobody can say."""
    return 0 if left is None else max(1, round(left.total_seconds() / 60))


def why_it_waits(words: Words, one: Standing) -> str:
    """Why nothing is read just now, "" when something is."""
    if one.waiting is None:
        return ""
    facts = {"provider": named(words, one.account), "hour": words.hour(one.waiting.until)}
    if one.waiting.why == ASKED_TO_WAIT:
        return words._("%(provider)s asked us to slow down; reading goes on at %(hour)s.", **facts)
    if one.waiting.why == MINUTE_IS_FULL:
        return words._("This minute's allowance of calls is used up; reading goes on at %(hour)s.", **facts)
    said = words.sentence(one.account.last_error)
    return words._("%(why)s It is tried again at %(hour)s; nothing is lost.", why=said, **facts)


def missing(one: Standing) -> tuple[str, ...]:
    """What was asked for and not granted: mail, calendar, sending."""
    account = one.account
    lacking = set(account.asked_scopes) - set(account.scopes)
    if not lacking:
        return ()
    has = (("mail", account.can_read_mail), ("calendar", account.can_read_calendar), ("sending", account.can_send))
    return tuple(what for what, is_given in has if not is_given)


# --- calendars --------------------------------------------------------------------------------------------------


def _add_calendars(router: APIRouter) -> None:
    @router.post("/accounts/{account_id}/calendars")
    def choose(visit: Visiting, account_id: str, chosen: Annotated[list[str] | None, Form()] = None) -> Response:
        wanted = set(chosen or [])
        left: list[str] = []
        with visit.writing("choose_calendars") as session:
            _standing(session, visit, account_id)
            for row in connections.calendars(session, visit.person_id, account_id):
                choice = connections.choose_calendar(
                    session,
                    visit.person_id,
                    account_id,
                    row.provider_id,
                    visit.now,
                    is_chosen=row.provider_id in wanted,
                )
                if choice.interview_ids:
                    left.append(row.provider_id)
        return _after_choosing(visit, account_id, left)

    @router.get("/accounts/{account_id}/calendars")
    def leaving(visit: Visiting, account_id: str, left: Annotated[list[str] | None, Query()] = None) -> Response:
        with visit.reading() as session:
            _standing(session, visit, account_id)
            names, ids = _only_there(session, visit, account_id, left or [])
        if not ids:
            return RedirectResponse(f"/accounts/{account_id}", 303)
        return visit.page("first_sync/leaving", account_id=account_id, names=names, number=len(ids), left=left)

    @router.post("/accounts/{account_id}/calendars/leave-out")
    def leave_out(visit: Visiting, account_id: str, left: Annotated[list[str] | None, Form()] = None) -> Response:
        with visit.writing("leave_calendar_out") as session:
            _standing(session, visit, account_id)
            _names, ids = _only_there(session, visit, account_id, left or [])
            batch = word_of_person.correct_many(session, visit.person_id, ids, "is_not_interview", visit.now)
            at_once.take_up(session, visit.context.vault, visit.now)
        told = visit.words.ngettext("Left out: %(n)s conversation.", "Left out: %(n)s conversations.", len(ids))
        return visit.back(f"/accounts/{account_id}", told, undo=f"/candidates/batches/{batch}/undo" if ids else "")


def _after_choosing(visit: Visit, account_id: str, left: list[str]) -> Response:
    if left:
        query = "&".join(f"left={quote(one, safe='')}" for one in left)
        return RedirectResponse(f"/accounts/{account_id}/calendars?{query}", 303)
    return visit.back(f"/accounts/{account_id}", visit.words._("Kept. What you chose is read from its start."))


def _only_there(session: Session, visit: Visit, account_id: str, left: list[str]) -> tuple[list[str], list[str]]:
    """Names of the calendars that were left, and the interviews that only they know of."""
    known = {row.provider_id: row for row in connections.calendars(session, visit.person_id, account_id)}
    mine = [known[one] for one in left if one in known and not known[one].is_chosen]
    ids = [one for row in mine for one in connections.interviews_of(session, account_id, row.provider_id)]
    return [row.name or row.provider_id for row in mine], list(dict.fromkeys(ids))
