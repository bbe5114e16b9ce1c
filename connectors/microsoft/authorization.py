"""How a Microsoft account is connected and adopted: one consent for mail, sending and calendars, by msal.

The consent page uses PKCE; `state` and the verifier are handed back to the caller, who keeps them sealed and compares
`state` when the person returns. Microsoft grants all that was asked or nothing, and has no way for an app to give a
consent back: the person does that on their account's own page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connectors.contract import (
    EVERYTHING,
    AuthorizationRequest,
    Authorized,
    DeviceRequest,
    Grant,
    ProviderSettings,
    Wanted,
)
from connectors.errors import ConnectorError, ConsentLost, Misconfigured, TryAgain
from connectors.lent import FreeBudget, HeldTokens
from connectors.microsoft import tokens as kept
from connectors.microsoft.endpoints import PROVIDER
from connectors.microsoft.entra import (
    TOKEN,
    app_of,
    claims_of,
    has_refresh_token,
    new_cache,
    resource_scopes,
    subject_of,
)
from connectors.microsoft.failures import from_token_error, refusal
from connectors.microsoft.owner import me
from connectors.microsoft.transport import Connection, ensure_lasting

READ_MAIL = "Mail.Read"
WRITE_DRAFTS = "Mail.ReadWrite"
SEND = "Mail.Send"
READ_CALENDAR = "Calendars.Read"
SIGN_IN = "User.Read"
"""Asked for with every consent: whose account it is, and which addresses are theirs."""

# https://learn.microsoft.com/graph/permissions-reference
_MAIL_READING = {READ_MAIL, WRITE_DRAFTS}
_CALENDAR_READING = {READ_CALENDAR, "Calendars.ReadWrite"}

_POSTED = "form_post"

_TOO_LATE = "This sign-in was refused, took too long or was used before. Connect again."
_NOTHING_LEFT = (
    "Neither mail nor calendar may be read, so there is nothing to work with. Connect again and agree to at least one of "
    "the two on Microsoft's page."
)
_NO_FILE = (
    "This is not a credentials file of a Microsoft account (client_id, refresh_token, and client_secret if it has one)."
)
_NO_DEVICE = (
    'This app may not sign in with a code: switch on "Allow public client flows" for WARMTHREAD_MICROSOFT_CLIENT_ID in '
    "the Microsoft Entra admin center."
)


class MicrosoftAuthorization:
    """The way in and out of a Microsoft account."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        scopes = asked_scopes(wanted)
        flow = app_of(self._settings, new_cache()).initiate_auth_code_flow(
            [*scopes, SIGN_IN],
            redirect_uri=redirect_uri,
            # Somebody with a work and a personal account must be able to choose, whoever is signed in.
            prompt="select_account",
            login_hint=login_hint or None,
            response_mode=_POSTED,
        )
        # msal warns of any other way back; but a form that another site posts comes without our cookie, and the code is
        # worth nothing without the verifier.
        url = str(flow["auth_uri"]).replace(f"response_mode={_POSTED}", "response_mode=query")
        return AuthorizationRequest(
            url=url, state=flow["state"], code_verifier=flow["code_verifier"], scopes=scopes, nonce=flow["nonce"]
        )

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        if not code:
            raise ConsentLost(_TOO_LATE, provider=PROVIDER, operation=TOKEN)
        cache = new_cache()
        app = app_of(self._settings, cache)
        flow = {
            "state": request.state,
            "redirect_uri": redirect_uri,
            "scope": [*request.scopes, SIGN_IN, "openid", "profile", "offline_access"],
            "code_verifier": request.code_verifier,
            "nonce": request.nonce,
        }
        try:
            answer = app.acquire_token_by_auth_code_flow(flow, {"code": code, "state": request.state})
        except RuntimeError:
            # The token is of another sign-in than the one that was begun.
            raise ConsentLost(_TOO_LATE, provider=PROVIDER, operation=TOKEN) from None
        return self._introduced(request.scopes, answer, cache, kept.Tokens(""))

    def adopt(self, credentials: str) -> Authorized:
        refresh_token, tokens = adopted(credentials)
        cache = new_cache()
        app = app_of(kept.settings_of(tokens, self._settings), cache)
        asked = asked_scopes(EVERYTHING)
        # Whatever was agreed to when the file was made, and no more.
        answer = app.acquire_token_by_refresh_token(refresh_token, ["https://graph.microsoft.com/.default"])
        return self._introduced(asked, answer, cache, tokens)

    def revoke(self, tokens: str) -> None:
        """Nothing: Entra has no address for it, and ending every session of the person would end other apps' too."""

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        return refusal(error, description)

    def begin_device(self, *, wanted: Wanted) -> DeviceRequest:
        scopes = asked_scopes(wanted)
        flow = app_of(self._settings, new_cache(), is_public=True).initiate_device_flow([*scopes, SIGN_IN])
        if "user_code" not in flow:
            raise _no_device(flow)
        packed = json.dumps({"flow": flow, "scopes": scopes})
        return DeviceRequest(url=str(flow["verification_uri"]), code=str(flow["user_code"]), kept=packed)

    def finish_device(self, request: DeviceRequest) -> Authorized:
        packed = json.loads(request.kept)
        cache = new_cache()
        answer = app_of(self._settings, cache, is_public=True).acquire_token_by_device_flow(packed["flow"])
        if answer.get("error") == "invalid_client":
            raise _no_device(answer)
        # A permission given to an app without a secret is renewed without one, too.
        tokens = kept.Tokens("", client_id=self._settings.client_id)
        return self._introduced(tuple(packed["scopes"]), answer, cache, tokens)

    def _introduced(
        self, asked: tuple[str, ...], answer: Mapping[str, Any], cache: Any, tokens: kept.Tokens
    ) -> Authorized:
        """Learns whose account it is. Raises ConsentLost when nothing useful was granted."""
        if "access_token" not in answer:
            raise from_token_error(answer, TOKEN, lost=_TOO_LATE)
        granted = resource_scopes(str(answer.get("scope") or " ".join(asked)))
        grant = grant_of(asked, granted)
        if not (grant.can_read_mail or grant.can_read_calendar):
            raise ConsentLost(_NOTHING_LEFT, provider=PROVIDER, operation=TOKEN)
        ensure_lasting(has_refresh_token(cache))
        tokens = replace(tokens, cache=cache.serialize(), scopes=granted)
        held = HeldTokens(kept.pack(tokens))
        own = self._own(held, answer)
        addresses = tuple(address.email for address in own)
        final = replace(kept.unpack(held.text), own=addresses)
        return Authorized(kept.pack(final), addresses[0], own[0].name, grant, subject_of(claims_of(answer)))

    def _own(self, held: HeldTokens, answer: Mapping[str, Any]) -> Any:
        own = me(Connection(self._settings, held, FreeBudget()), claims_of(answer))
        if own:
            return own
        raise TryAgain("Microsoft does not say whose account this is.", provider=PROVIDER, operation=TOKEN)


def asked_scopes(wanted: Wanted) -> tuple[str, ...]:
    """The scopes of what is wanted. Raises Misconfigured when that is nothing that can be read."""
    chosen = (
        (wanted.mail, READ_MAIL),
        (wanted.mail and wanted.sending, WRITE_DRAFTS),
        (wanted.mail and wanted.sending, SEND),
        (wanted.calendar, READ_CALENDAR),
    )
    scopes = tuple(scope for is_wanted, scope in chosen if is_wanted)
    if not scopes:
        raise Misconfigured("Choose mail, the calendar or both: there is nothing else to read.", provider=PROVIDER)
    return scopes


def grant_of(asked: tuple[str, ...], granted: tuple[str, ...]) -> Grant:
    """What the granted scopes allow. Sending needs drafts, which needs reading: an unclear send is resolved by a look."""
    # Microsoft answers with the short names or with Graph's whole address, as it pleases.
    short = tuple(scope.rpartition("/")[2] for scope in granted)
    scopes = set(short)
    return Grant(
        asked=asked,
        granted=tuple(scope for scope in short if scope != SIGN_IN),
        can_read_mail=bool(scopes & _MAIL_READING),
        can_read_calendar=bool(scopes & _CALENDAR_READING),
        can_send={WRITE_DRAFTS, SEND} <= scopes,
    )


def adopted(credentials: str) -> tuple[str, kept.Tokens]:
    """The refresh token of a credentials file, and the client that it works with. Raises Misconfigured."""
    try:
        fields = json.loads(credentials)
    except ValueError:
        fields = None
    fields = fields if isinstance(fields, dict) else {}
    refresh_token, client_id = fields.get("refresh_token"), fields.get("client_id")
    if not (isinstance(refresh_token, str) and refresh_token and isinstance(client_id, str) and client_id):
        raise Misconfigured(_NO_FILE, provider=PROVIDER)
    return refresh_token, kept.Tokens("", client_id=client_id, client_secret=str(fields.get("client_secret") or ""))


def _no_device(answer: Mapping[str, Any]) -> ConnectorError:
    failure = from_token_error(answer, "oauth.devicecode")
    return Misconfigured(_NO_DEVICE, provider=PROVIDER, operation=failure.operation)
