"""Connecting an account: what is asked and why, said before the provider's own page; then back with the code.

A consent begun in a browser comes back to that browser's session alone; one begun at the command line to any. What the
provider says about a refusal is a stranger's text in an address: only known words are answered to.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from connectors import registry
from connectors.contract import Wanted
from connectors.entries import Entry
from connectors.errors import AdminMustAgree, ConnectorError, ConsentLost, Misconfigured, SlowDown, TryAgain
from service import accounts, consents
from service.accounts import FILES, LOCAL_PERSON, AnotherOwner
from service.consents import CameBack, Consented, WrongAccount
from service.schema import Account
from service.settings import PREFIX, Settings
from service.web import answering, uploading
from service.web.admin_letter import letter
from service.web.answering import Asking, Given
from service.web.hosts import is_loopback
from service.web.sentences import N_
from service.web.visit import Anybody, NotFound, Visit, Visiting, open_router, pages_router

DAYS = (30, 90, 365)
REFUSED = N_("You did not allow access, so nothing was connected.")
OTHERWISE = N_("The provider did not connect the account. Check the client's settings in its console, then try again.")
Text = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider as the page shows it."""

    entry: Entry
    is_set_up: bool
    is_sandbox: bool
    settings: tuple[str, ...]
    """The environment variables that name its client."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A consent that did not end well: a sentence, and the one thing to do."""

    sentence: str
    href: str
    action: str
    nothing_changed: bool = True
    letter: str = ""
    """What to ask an administrator, where it is theirs to allow."""


def redirect_uri(settings: Settings, provider: str = "google") -> str:
    """Where the provider sends the person back to: this machine, or the proxy before it."""
    place = settings.public_url or f"http://127.0.0.1:{settings.port}/"
    return f"{place}connect/{provider}/callback"


def routes() -> list[APIRouter]:
    """The page, the files beside it, and the two addresses of a consent."""
    # Files first: they are no provider.
    return [*uploading.routes(), _asking(), _coming_back()]


def offers(settings: Settings) -> list[Offer]:
    """Every provider that can be connected, those that can be at once before those that want a client first."""
    found = [_offer(entry, settings) for entry in registry.ENTRIES if not entry.capabilities.is_file]
    return sorted(found, key=lambda offer: not offer.is_set_up)


def _offer(entry: Entry, settings: Settings) -> Offer:
    told = settings.provider(entry.name)
    return Offer(
        entry=entry,
        is_set_up=bool(told.client_id) or not entry.client_settings,
        is_sandbox=bool(told.auth_url) and is_loopback(urlsplit(told.auth_url).hostname or ""),
        settings=tuple(PREFIX + name.upper() for name in entry.client_settings),
    )


def _found(settings: Settings, provider: str) -> Offer:
    for offer in offers(settings):
        if offer.entry.name == provider:
            return offer
    raise NotFound(N_("There is no such provider."))


# --- asking -----------------------------------------------------------------------------------------------------


def _asking() -> APIRouter:
    router = pages_router()

    @router.get("/connect")
    def choose(visit: Visiting) -> Response:
        return _page(visit, offers(visit.context.settings))

    @router.get("/connect/{provider}")
    def one(visit: Visiting, provider: str, account: Annotated[str, Query(max_length=60)] = "") -> Response:
        offer = _found(visit.context.settings, provider)
        with visit.reading() as session:
            again = _account(session, visit, provider, account) if account else None
        if not offer.entry.asks:
            return _page(visit, [offer], again=again)
        wanted, chosen = _wanted_before(offer, again), visit.context.settings.backfill_days
        return answering.page(visit, answering.begin(visit, offer.entry, again, wanted, chosen), _days(visit))

    @router.post("/connect/{provider}")
    def begin(
        visit: Visiting,
        provider: str,
        given: Given,
        mail: Text = "",
        calendar: Text = "",
        sending: Text = "",
        days: Annotated[int, Form(ge=1, le=3650)] = DAYS[1],
        account: Text = "",
    ) -> Response:
        offer = _found(visit.context.settings, provider)
        wanted = Wanted(bool(mail), bool(calendar), bool(sending))
        with visit.reading() as session:
            again = _account(session, visit, provider, account) if account else None
        if offer.entry.asks:
            return answering.answer(visit, Asking(offer.entry, again, wanted, days, given), _days(visit))
        return _begin(visit, offer, wanted, days, again)

    return router


def _account(session: Session, visit: Visit, provider: str, account_id: str) -> Account:
    with suppress(Misconfigured):
        account = accounts.owned_account(session, visit.person_id, account_id)
        if account.provider == provider:
            return account
    raise NotFound(N_("There is no such account."))


def _page(
    visit: Visit, shown: list[Offer], status: int = 200, *, again: Account | None = None, problem: str = ""
) -> Response:
    with visit.reading() as session:
        known = [one for one in accounts.listing(session, visit.person_id) if one.connection_state != "disconnected"]
    return visit.page(
        "connect/index",
        status,
        offers=shown,
        accounts=known,
        again=again,
        wanted=_wanted_before(shown[0], again),
        problem=problem,
        days=_days(visit),
        chosen_days=visit.context.settings.backfill_days,
        files=FILES,
    )


def _days(visit: Visit) -> list[int]:
    return sorted({*DAYS, visit.context.settings.backfill_days})


def _wanted_before(offer: Offer, account: Account | None) -> Wanted:
    asked = {scope.rpartition("/")[2] for scope in account.asked_scopes} if account else None
    if not asked:
        return Wanted()
    boxes = {box for box, scope in offer.entry.scopes if scope in asked}
    return Wanted(**{box: box in boxes for box in ("mail", "calendar", "sending")})


def _begin(visit: Visit, offer: Offer, wanted: Wanted, days: int, again: Account | None) -> Response:
    try:
        request = consents.begin_consent(
            visit.context,
            visit.person_id,
            offer.entry.name,
            redirect_uri=redirect_uri(visit.context.settings, offer.entry.name),
            wanted=wanted,
            account_id=again.id if again else "",
            session_id=visit.session_id,
            days=days,
        )
    except (Misconfigured, TryAgain, SlowDown) as error:
        return _page(visit, [offer], 409, again=again, problem=error.detail)
    return RedirectResponse(request.url, 303)


# --- coming back ------------------------------------------------------------------------------------------------


def _coming_back() -> APIRouter:
    router = open_router()

    @router.get("/connect/{provider}/callback")
    def come_back(
        visit: Anybody,
        provider: str,
        state: Annotated[str, Query(max_length=500)] = "",
        code: Annotated[str, Query(max_length=2000)] = "",
        error: Annotated[str, Query(max_length=200)] = "",
        error_description: Annotated[str, Query(max_length=4000)] = "",
    ) -> Response:
        offer = _found(visit.context.settings, provider)
        if offer.entry.asks:
            raise NotFound("There is no such page.")
        why = _why(visit, offer, error, error_description)
        try:
            reason = why.detail if why else _plain_reason(error)
            came = CameBack(provider, state, visit.session_id)
            ended = _end(visit, came, code, reason, is_refused=bool(error))
        except ConnectorError as failure:
            return _not_connected(visit, provider, failure)
        return _connected(visit, ended) if ended else _refused(visit, provider, error, why)

    return router


def _end(visit: Visit, came: CameBack, code: str, reason: str, *, is_refused: bool) -> Consented | None:
    """What came of the consent; None when the person, or their organisation, said no."""
    person_id = visit.person_id or LOCAL_PERSON
    if is_refused or not code:
        consents.refuse_consent(visit.context, person_id, came, reason=reason)
        return None
    return consents.finish_consent(visit.context, person_id, came, code=code)


def _why(visit: Visit, offer: Offer, error: str, description: str) -> ConsentLost | None:
    """The provider's own reason where it is a known one: not the person said no, but their organisation or a rule."""
    name = offer.entry.name
    return accounts.open_authorization(visit.context, name).why_refused(error, description)


def _plain_reason(error: str) -> str:
    return REFUSED if error in {"", "access_denied"} else OTHERWISE


def _connected(visit: Visit, ended: Consented) -> Response:
    how = answering.HOW.get(ended.before, "again")
    if visit.is_signed_in:
        return RedirectResponse(f"/accounts/{ended.account_id}?{urlencode({'connected': how})}", 303)
    # Begun at the command line, which is told through the database; this browser need not be signed in.
    _ = visit.words._
    sentence = _("%(email)s is connected. Go back to the terminal; you can close this page.", email=ended.email)
    return visit.notice(_("Connected"), sentence)


def _refused(visit: Visit, provider: str, error: str, why: ConsentLost | None) -> Response:
    _ = visit.words._
    if why is None:
        return _told(visit, Ended(_(_plain_reason(error)), f"/connect/{provider}", _("Connect again")))
    to_forward = _letter(visit, provider) if isinstance(why, AdminMustAgree) else ""
    said = visit.words.sentence(why.detail)
    return _told(visit, Ended(said, "/connect/files", _("Read files instead"), letter=to_forward))


def _letter(visit: Visit, provider: str) -> str:
    """Only for whoever is signed in: it names their client."""
    known = [offer for offer in offers(visit.context.settings) if offer.entry.name == provider]
    if not visit.is_signed_in or not known:
        return ""
    client_id = visit.context.settings.provider(provider).client_id
    scopes = [scope for _, scope in known[0].entry.scopes]
    return letter(visit.words, provider, client_id=client_id, scopes=scopes)


def _not_connected(visit: Visit, provider: str, failure: ConnectorError) -> Response:
    _, again = visit.words._, f"/connect/{provider}"
    said = visit.words.sentence(failure.detail)
    if isinstance(failure, WrongAccount):
        said = _(
            "You chose %(came)s, but this connection is %(wanted)s. What was there is as it was; choose %(wanted)s on "
            "the provider's page, or connect %(came)s as an account of its own.",
            came=failure.came,
            wanted=failure.wanted,
        )
        return _told(visit, Ended(said, "/connect", _("Choose again")))
    if isinstance(failure, AnotherOwner):
        return _told(visit, Ended(said, "/health", _("Connection health")))
    if isinstance(failure, TryAgain):
        return _told(visit, Ended(said, again, _("Try again")))
    if isinstance(failure, Misconfigured):
        return _told(visit, Ended(said, again, _("See how to set it up")))
    return _told(visit, Ended(said, again, _("Connect again")))


def _told(visit: Visit, ended: Ended) -> Response:
    return visit.page("connect/outcome", 400, ended=ended)
