"""Connection health: how old what is known is, what a connection may do, what could not be read, and how to mend it.

Reading again, pausing and letting go are rows that the workers find; only disconnecting speaks to the provider while the
person waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from pydantic import AwareDatetime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.errors import Misconfigured
from service import accounts, activity, connections, disconnecting, erasing, events, gaps, never_log, retries, standing
from service.accounts import FILES
from service.clock import real_now
from service.connections import NotPossible
from service.erasing import StillConnected
from service.retries import NoSuchRecord, OnlyInFiles
from service.schema import Account, Event
from service.standing import ASKED_TO_WAIT, Standing
from service.web.activity_words import GAP_FOUND, gap_closed
from service.web.admin_letter import is_administrators, letter
from service.web.exclusion_list import read_again_told, removed_told
from service.web.first_sync import NO_ACCOUNT, missing, why_it_waits
from service.web.paging import paged
from service.web.provider_words import named
from service.web.sentences import N_
from service.web.set_aside import CALENDAR, MAIL, can_look_again
from service.web.visit import NotFound, Refused, Visit, Visiting, local_path, pages_router

AT_ONCE = 50
CLOCK_IS_WRONG = timedelta(minutes=2)
"""A clock that differs by more from the provider's is told; less may be the way of the answer."""
TOO_LONG = timedelta(minutes=15)
"""What happened is worked on within seconds, in a first read within minutes."""
PATIENCE = timedelta(minutes=1)
"""After this a test says that nobody seems to read."""
NO_RECORD = N_("There is no such record.")
Id = Annotated[str, Form(max_length=1000)]
Path = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class Health:
    """One account as the page shows it."""

    one: Standing
    provider: str
    waits: str
    missing: tuple[str, ...]
    stopped: str
    """Why it is not read any more; "" while it is."""
    clock: str
    """What is wrong with this computer's clock; "" for nothing."""
    letter: str
    """What to ask an administrator, where it is the organisation that keeps us out."""
    gaps: tuple[tuple[datetime, str], ...] = ()
    """When the provider lost the place where reading had stopped, or nothing was missing any more, and a sentence."""

    @property
    def not_granted(self) -> tuple[str, ...]:
        """What the last consent asked for in vain, in the provider's own names."""
        given = set(self.one.account.scopes)
        return tuple(scope for scope in self.one.account.asked_scopes if scope not in given)

    def may_end_at(self, now: datetime) -> datetime | None:
        """When Google ends a permission of a client in "Testing": 7 days after it was given. None once it outlived that."""
        given = self.one.consented_at
        is_google = self.one.account.provider == "google" and self.one.account.connection_state == "connected"
        ends = given + timedelta(days=7) if given and is_google else None
        return ends if ends and ends > now else None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still to be worked through, since when, and what was given up."""

    waiting: int
    oldest: datetime | None
    is_stuck: bool
    """The oldest waits for so long that nobody seems to work."""
    gave_up: int


@dataclass(frozen=True, slots=True)
class Test:
    """What became of "test now": `state` is reading, fine, waiting, failed, lost or nobody."""

    account_id: str
    since: datetime
    state: str
    sentence: str


def routes() -> APIRouter:
    """The page, and what can be done to one account."""
    router = pages_router()
    _add_pages(router)
    _add_acts(router)
    _add_events(router)
    _add_second_look(router)
    _add_records(router)
    return router


def _add_pages(router: APIRouter) -> None:
    @router.get("/health")
    def show(
        visit: Visiting,
        tested: Annotated[str, Query(max_length=60)] = "",
        since: Annotated[AwareDatetime | None, Query()] = None,
    ) -> Response:
        with visit.reading() as session:
            told = gaps.told(session, visit.person_id, visit.now)
            found = [_health(visit, one, told.get(one.account.id, ())) for one in _standings(session, visit)]
            backlog = _backlog(session, visit)
        test = next((_test(visit, one.one, since) for one in found if since and one.one.account.id == tested), None)
        return visit.page("health/list", found=found, backlog=backlog, test=test)

    @router.get("/health/{account_id}/now")
    def now(visit: Visiting, account_id: str, since: Annotated[AwareDatetime, Query()]) -> Response:
        with visit.reading() as session:
            return visit.part("health/_test", test=_test(visit, _one(session, visit, account_id), since))


def _standings(session: Session, visit: Visit) -> list[Standing]:
    return standing.standings(session, visit.person_id, now=visit.now, real_now=real_now())


def _one(session: Session, visit: Visit, account_id: str) -> Standing:
    for one in _standings(session, visit):
        if one.account.id == account_id:
            return one
    raise NotFound(NO_ACCOUNT)


def _health(visit: Visit, one: Standing, told: Sequence[gaps.Gap]) -> Health:
    provider = named(visit.words, one.account)
    stopped = visit.words.sentence(one.account.state_reason)
    return Health(
        one,
        provider,
        why_it_waits(visit.words, one),
        missing(one),
        stopped,
        _clock(visit, one, provider),
        _letter(visit, one.account),
        tuple((gap.at, _gap(visit, one.account.email, gap)) for gap in told),
    )


def _gap(visit: Visit, account: str, gap: gaps.Gap) -> str:
    if gap.is_closed:
        return gap_closed(visit.words, account, came=gap.came, went=gap.went)
    return visit.words._(GAP_FOUND, account=account)


def _clock(visit: Visit, one: Standing, provider: str) -> str:
    _, facts = visit.words._, {"provider": provider, "length": visit.words.length(one.clock_ahead)}
    if one.clock_ahead > CLOCK_IS_WRONG:
        return _("The clock of this computer is %(length)s ahead of %(provider)s's.", **facts)
    if one.clock_ahead < -CLOCK_IS_WRONG:
        return _("The clock of this computer is %(length)s behind %(provider)s's.", **facts)
    return ""


def _letter(visit: Visit, account: Account) -> str:
    if not is_administrators(account):
        return ""
    client_id = visit.context.settings.provider(account.provider).client_id
    scopes = account.asked_scopes or account.scopes
    return letter(visit.words, account.provider, client_id=client_id, scopes=scopes, email=account.email)


def _backlog(session: Session, visit: Visit) -> Backlog:
    mine = (Event.person_id == visit.person_id, Event.handled_at.is_(None))
    waiting = select(func.count(Event.id), func.min(Event.due_at)).where(*mine, Event.gave_up_at.is_(None))
    number, oldest = session.execute(waiting.where(Event.due_at <= visit.now)).one()
    gave_up = session.scalar(select(func.count(Event.id)).where(*mine, Event.gave_up_at.is_not(None)))
    return Backlog(number, oldest, oldest is not None and visit.now - oldest > TOO_LONG, gave_up or 0)


def _test(visit: Visit, one: Standing, since: datetime) -> Test:
    _, account = visit.words._, one.account
    if account.connection_state != "connected":
        return Test(account.id, since, "lost", visit.words.sentence(account.state_reason))
    if account.caught_up_at is not None and account.caught_up_at >= since:
        return Test(account.id, since, "fine", _("It works: everything is read as of just now."))
    if one.waiting is not None and one.waiting.why == ASKED_TO_WAIT:
        return Test(account.id, since, "waiting", why_it_waits(visit.words, one))
    if account.last_error:
        return Test(account.id, since, "failed", visit.words.sentence(account.last_error))
    if visit.now - since > PATIENCE:
        sentence = _("Nothing has answered for a minute. Are the workers running? Start them with: warmthread run")
        return Test(account.id, since, "nobody", sentence)
    return Test(account.id, since, "reading", _("Reading now."))


# --- what can be done -------------------------------------------------------------------------------------------


@contextmanager
def _told_apart() -> Iterator[None]:
    """Another's account is not there; what is not possible is said."""
    try:
        yield
    except Misconfigured:
        raise NotFound(NO_ACCOUNT) from None
    except NotPossible as error:
        raise Refused(str(error)) from None


def _add_acts(router: APIRouter) -> None:
    @router.post("/health/{account_id}/test")
    def test(visit: Visiting, account_id: str) -> Response:
        with _told_apart(), visit.writing("test_connection") as session:
            connections.read_now(session, visit.person_id, account_id, visit.now)
        asked = urlencode({"tested": account_id, "since": visit.now.isoformat()})
        return visit.back(f"/health?{asked}#{account_id}")

    @router.post("/health/{account_id}/pause")
    def pause(visit: Visiting, account_id: str, back: Path = "/health") -> Response:
        with _told_apart(), visit.writing("pause") as session:
            connections.pause(session, visit.person_id, account_id)
            activity.record(session, visit.person_id, activity.PAUSED, visit.now, subject=account_id)
        told = visit.words._("Paused. Nothing is read until you go on.")
        return visit.back(local_path(back), told, undo=f"/health/{account_id}/resume")

    @router.post("/health/{account_id}/resume")
    def resume(visit: Visiting, account_id: str, back: Path = "/health") -> Response:
        with _told_apart(), visit.writing("resume") as session:
            connections.resume(session, visit.person_id, account_id, visit.now)
        return visit.back(local_path(back), visit.words._("Reading goes on where it stopped."))

    @router.post("/health/{account_id}/disconnect")
    def disconnect(visit: Visiting, account_id: str) -> Response:
        with _told_apart(), visit.reading() as session:
            account = accounts.owned_account(session, visit.person_id, account_id)
        if account.provider == FILES or account.connection_state == "disconnected":
            raise Refused(N_("There is no connection to end here."))
        told = disconnecting.disconnect(visit.context, visit.person_id, account_id).told
        return visit.back("/health", f"{account.email}: {visit.words.sentence(told)}")

    @router.post("/health/{account_id}/remove")
    def remove(visit: Visiting, account_id: str) -> Response:
        try:
            with _told_apart():
                done = erasing.erase_brought(visit.context, visit.person_id, account_id, visit.now)
        except StillConnected:
            raise Refused(N_("Only what a disconnected account brought can be removed.")) from None
        return visit.back("/health", removed_told(visit, done))


def _add_events(router: APIRouter) -> None:
    @router.post("/health/retry")
    def retry_given_up(visit: Visiting, back: Path = "/health") -> Response:
        with visit.writing("retry_given_up") as session:
            number = events.replay(session, visit.person_id, only_given_up=True)
        told = visit.words.ngettext("%(num)s event is tried once more.", "%(num)s events are tried once more.", number)
        return visit.back(local_path(back), told if number else visit.words._("Nothing is given up any more."))


def _add_second_look(router: APIRouter) -> None:
    @router.post("/health/{account_id}/look-again")
    def look_again(
        visit: Visiting,
        account_id: str,
        kind: Annotated[str, Query(max_length=20)] = "",
        rule: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        if kind not in {MAIL, CALENDAR} or not can_look_again(rule):
            raise NotFound(N_("There is no such rule."))
        with visit.writing("look_again") as session:
            if _one(session, visit, account_id).account.connection_state != "connected":
                raise Refused(N_("Only a connected account can be read again."))
            back = never_log.read_again(
                session, visit.person_id, rule, visit.now, account_id=account_id, is_mail=kind == MAIL
            )
        return visit.back("/health/audit", read_again_told(visit, back) or visit.words._("Nothing was changed."))


# --- what could not be read -------------------------------------------------------------------------------------


def _add_records(router: APIRouter) -> None:
    @router.get("/health/{account_id}/unreadable")
    def unreadable(visit: Visiting, account_id: str, page: Annotated[int, Query(ge=1, le=10_000)] = 1) -> Response:
        with visit.reading() as session:
            one = _one(session, visit, account_id)
            records = standing.unreadable_records(
                session, visit.person_id, account_id, limit=AT_ONCE, offset=(page - 1) * AT_ONCE
            )
        names = {source.kind: source.name for source in one.sources}
        here = f"/health/{account_id}/unreadable"
        paging = paged(page, AT_ONCE, len(records), one.unreadable, lambda number: f"{here}?page={number}")
        return visit.page("health/unreadable", one=one, records=records, names=names, paging=paging)

    @router.post("/health/{account_id}/retry")
    def retry(visit: Visiting, account_id: str, kind: Id = "", record: Id = "") -> Response:
        try:
            with visit.writing("retry_record") as session:
                retries.ask(session, visit.person_id, account_id, kind, record, visit.now)
        except NoSuchRecord:
            raise NotFound(NO_RECORD) from None
        except OnlyInFiles:
            raise Refused(N_("It was in a file that is no longer here: read the file again.")) from None
        told = visit.words._("It is tried once more within a few seconds.")
        return visit.back(f"/health/{account_id}/unreadable", told)

    @router.post("/health/{account_id}/let-go")
    def let_go(visit: Visiting, account_id: str, kind: Id = "", record: Id = "") -> Response:
        try:
            with visit.writing("let_record_go") as session:
                retries.let_go(session, visit.person_id, account_id, kind, record)
        except NoSuchRecord:
            raise NotFound(NO_RECORD) from None
        told = visit.words._("Let go. It stays counted as set aside, and nothing of it is stored.")
        return visit.back(f"/health/{account_id}/unreadable", told)
