"""Connecting an account: from our button to the provider's consent page, and back with the code.

`state` is single use and lies sealed in the database, so a callback that nobody here began changes nothing.
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from connectors.errors import ConnectorError, Misconfigured
from service import consents
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Account
from service.settings import Settings
from service.web.failures import notice
from service.web.visit import Anybody, Visiting, open_router, pages_router

REFUSED = "You did not allow access, so nothing was connected. You can connect again at any time."
_NOTHING = "Nothing was changed."


def redirect_uri(settings: Settings) -> str:
    """Where the provider sends the person back to: always this machine."""
    return f"http://127.0.0.1:{settings.port}/connect/google/callback"


def routes() -> list[APIRouter]:
    """The two addresses of a consent."""
    return [_begin(), _come_back()]


def _begin() -> APIRouter:
    router = pages_router()

    @router.post("/connect/google")
    def begin(visit: Visiting) -> Response:
        settings = visit.context.settings
        try:
            request = consents.begin_consent(
                visit.context, visit.person_id, "google", redirect_uri=redirect_uri(settings)
            )
        except Misconfigured as error:
            return notice("Google is not set up yet", f"{error.detail} The README says how.", 409)
        return RedirectResponse(request.url, 303)

    return router


def _come_back() -> APIRouter:
    router = open_router()

    @router.get("/connect/google/callback")
    def come_back(visit: Anybody, state: str = "", code: str = "", error: str = "") -> Response:
        context = visit.context
        try:
            if error or not code:
                consents.refuse_consent(context, LOCAL_PERSON, state=state, reason=_reason(error))
                return notice("Not connected", f"{_reason(error)} {_NOTHING}", 400)
            account_id = consents.finish_consent(context, LOCAL_PERSON, state=state, code=code).account_id
        except ConnectorError as failure:
            return notice("Not connected", f"{failure.detail} {_NOTHING}", 400)
        return notice("Connected", _welcome(context, account_id))

    return router


def _reason(error: str) -> str:
    # The provider's word is a stranger's text in an address: only known ones are answered to.
    if error in {"", "access_denied"}:
        return REFUSED
    if error == "admin_policy_enforced":
        return "Your organisation's administrator does not let this app in. Ask them to allow it, or import files."
    return "Google did not connect the account. Check the client's settings in Google's console, then connect again."


def _welcome(context: Context, account_id: str) -> str:
    with context.database.reading() as session:
        account = session.get_one(Account, account_id)
    missing = [
        sentence
        for is_there, sentence in (
            (account.can_read_mail, "mail is not read, only the calendar"),
            (account.can_read_calendar, "the calendar is not read, only mail"),
            (account.can_send, "nothing can be sent: copy a draft's text into your own mail"),
        )
        if not is_there
    ]
    without = f" Without the boxes you left empty, {'; '.join(missing)}." if missing else ""
    return f"{account.email} is connected. Warmthread reads it now; you can close this page.{without}"
