"""How a Google account is connected, adopted and disconnected: one consent for mail, drafts and calendars.

The consent page uses PKCE; `state` and the verifier are handed back to the caller, who keeps them sealed and compares
`state` when the person returns. A person may untick boxes: what is left is used, and `Grant` says what is missing.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

import httplib2
import requests
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter

from connectors.contract import EVERYTHING, AuthorizationRequest, Authorized, Grant, ProviderSettings, Wanted
from connectors.errors import ConnectorError, ConsentLost, Misconfigured, TryAgain
from connectors.google import tokens as kept
from connectors.google.endpoints import PROVIDER, calendar_api, endpoints, gmail_api
from connectors.google.failures import FAILURES, from_answer, from_token_error, refusal, translate
from connectors.google.transport import Connection, OneWriteHttp, ensure_refreshable, root_of
from connectors.lent import FreeBudget, HeldTokens
from connectors.secure import certificates

READ_MAIL = "https://www.googleapis.com/auth/gmail.readonly"
COMPOSE = "https://www.googleapis.com/auth/gmail.compose"
READ_CALENDAR = "https://www.googleapis.com/auth/calendar.readonly"

# Wider scopes that an adopted credential may carry instead.
# https://developers.google.com/identity/protocols/oauth2/scopes
_ALL_MAIL = "https://mail.google.com/"
_MODIFY = "https://www.googleapis.com/auth/gmail.modify"
_MAIL_READING = {READ_MAIL, _MODIFY, _ALL_MAIL}
_COMPOSING = {COMPOSE, _MODIFY, _ALL_MAIL}
_CALENDAR_READING = {READ_CALENDAR, "https://www.googleapis.com/auth/calendar"}

_TOO_LATE = "This sign-in was refused, took too long or was used before. Connect again."
_NOTHING_LEFT = (
    "Neither mail nor calendar may be read, so there is nothing to work with. Connect again and leave at least one of "
    "the two boxes ticked on Google's page."
)


class GoogleAuthorization:
    """The way in and out of a Google account."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        scopes = asked_scopes(wanted)
        flow = self._flow(scopes, redirect_uri)
        hint = {"login_hint": login_hint} if login_hint else {}
        # Only prompt=consent makes Google hand out a refresh token a second time.
        url, state = flow.authorization_url(access_type="offline", prompt="consent", **hint)
        return AuthorizationRequest(
            url=self._with_own_scheme(url), state=state, code_verifier=flow.code_verifier, scopes=scopes
        )

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        if not code:
            raise ConsentLost(_TOO_LATE, provider=PROVIDER, operation="oauth.token")
        flow = self._flow(request.scopes, redirect_uri, code_verifier=request.code_verifier)
        answer = self._trade(flow, code)
        tokens = kept.granted(kept.Tokens(refresh_token="", scopes=request.scopes), answer)
        return self._introduced(tokens, grant_of(request.scopes, tokens.scopes))

    def adopt(self, credentials: str) -> Authorized:
        tokens = adopted(credentials)
        # What the token may do is only known from a refresh; google-auth drops that part of the answer unless
        # particular scopes are asked for, so the refresh is made here.
        tokens = self._proven(tokens)
        asked = asked_scopes(EVERYTHING)
        return self._introduced(tokens, grant_of(asked, tokens.scopes))

    def revoke(self, tokens: str) -> None:
        try:
            held = kept.unpack(tokens)
        except ConsentLost:
            return
        form = {"token": held.refresh_token or held.access_token}
        answer, content = self._post(endpoints(self._settings).revoke, form, "oauth.revoke")
        # 400 invalid_token: it ended before. https://developers.google.com/identity/protocols/oauth2/web-server
        if answer.status not in (200, 400):
            raise TryAgain(from_answer(answer, content, "").detail, provider=PROVIDER, operation="oauth.revoke")

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        del description
        return refusal(error)

    def _post(self, url: str, form: dict[str, str], operation: str) -> tuple[httplib2.Response, bytes]:
        http = OneWriteHttp(timeout=self._settings.timeout, ca_file=self._settings.ca_file)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        try:
            answer, content = http.request(url, "POST", body=urlencode(form), headers=headers)
        except FAILURES as failure:
            raise translate(root_of(failure), operation) from None
        finally:
            http.hang_up()
        return answer, content

    def _proven(self, tokens: kept.Tokens) -> kept.Tokens:
        form = {
            "grant_type": "refresh_token",
            "client_id": tokens.client_id,
            "client_secret": tokens.client_secret,
            "refresh_token": tokens.refresh_token,
        }
        answer, content = self._post(endpoints(self._settings).token, form, "oauth.token")
        fields = _object_in(content)
        if answer.status in (400, 401):
            raise from_token_error(str(fields.get("error", "")), "oauth.token")
        if answer.status != 200:
            raise from_answer(answer, content, "oauth.token")
        return kept.granted(tokens, fields)

    def _flow(self, scopes: tuple[str, ...], redirect_uri: str, code_verifier: str | None = None) -> Flow:
        client_id, client_secret = kept.client_of(self._settings)
        where = endpoints(self._settings)
        client = {
            "client_id": client_id,
            "client_secret": client_secret,
            "auth_uri": _as_https(where.auth),
            "token_uri": _as_https(where.token),
        }
        flow = Flow.from_client_config(
            {"web": client}, list(scopes), redirect_uri=redirect_uri, code_verifier=code_verifier
        )
        self._prepare(flow.oauth2session, where.token)
        return flow

    def _prepare(self, session: requests.Session, token_url: str) -> None:
        session.register_compliance_hook("access_token_response", _refuse_trouble)  # type: ignore[attr-defined]
        if urlsplit(token_url).scheme == "http":
            session.trust_env = False
            session.mount(_as_https(token_url), LoopbackAdapter())

    def _with_own_scheme(self, url: str) -> str:
        own = endpoints(self._settings).auth
        return own + url[len(_as_https(own)) :]

    def _trade(self, flow: Flow, code: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = flow.fetch_token(
                code=code,
                include_client_id=True,
                timeout=self._settings.timeout,
                # Given here, since a session's own loses to REQUESTS_CA_BUNDLE: https://github.com/psf/requests/issues/3829
                verify=certificates(self._settings.ca_file) if self._settings.ca_file else None,
            )
        except Warning as changed:
            # oauthlib raises this when a box was unticked, unless a variable is set for the whole process; the token
            # is attached and good. https://github.com/oauthlib/oauthlib/issues/562
            answer = getattr(changed, "token", {})
        except OAuth2Error as failure:
            raise _from_oauth(failure) from None
        except (requests.RequestException, ValueError) as failure:
            raise TryAgain(_unreached(failure), provider=PROVIDER, operation="oauth.token") from None
        return answer

    def _introduced(self, tokens: kept.Tokens, grant: Grant) -> Authorized:
        """Learns whose account it is. Raises ConsentLost when nothing useful was granted."""
        if not (grant.can_read_mail or grant.can_read_calendar):
            raise ConsentLost(_NOTHING_LEFT, provider=PROVIDER, operation="oauth.token")
        ensure_refreshable(tokens)
        held = HeldTokens(kept.pack(tokens))
        line = Connection(self._settings, held, FreeBudget())
        where = endpoints(self._settings)
        email, name = (
            mail_owner(line, where.mail_root) if grant.can_read_mail else calendar_owner(line, where.calendar_root)
        )
        return Authorized(tokens=held.text, email=email, name=name, grant=grant)


class LoopbackAdapter(HTTPAdapter):
    """Carries the token request to a sandbox on this machine over plain http.

    oauthlib refuses any address that is not https unless OAUTHLIB_INSECURE_TRANSPORT is set, for the whole process and
    every host. Instead it is given the https form of the loopback address, and this adapter, mounted on exactly that
    address, takes the s away. `endpoints` has made sure that http can only be loopback.
    """

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = "http" + (request.url or "").removeprefix("https")
        return super().send(request, *args, **kwargs)


def asked_scopes(wanted: Wanted) -> tuple[str, ...]:
    """The scopes of what is wanted. Raises Misconfigured when that is nothing that can be read."""
    chosen = ((wanted.mail, READ_MAIL), (wanted.mail and wanted.sending, COMPOSE), (wanted.calendar, READ_CALENDAR))
    scopes = tuple(scope for is_wanted, scope in chosen if is_wanted)
    if not scopes:
        raise Misconfigured("Choose mail, the calendar or both: there is nothing else to read.", provider=PROVIDER)
    return scopes


def grant_of(asked: tuple[str, ...], granted: tuple[str, ...]) -> Grant:
    """What the granted scopes allow. Sending needs reading too: an unclear send is resolved by looking into Sent."""
    scopes = set(granted)
    can_read_mail = bool(scopes & _MAIL_READING)
    return Grant(
        asked=asked,
        granted=granted,
        can_read_mail=can_read_mail,
        can_read_calendar=bool(scopes & _CALENDAR_READING),
        can_send=can_read_mail and bool(scopes & _COMPOSING),
    )


def adopted(credentials: str) -> kept.Tokens:
    """Reads Google's "authorized_user" file. Raises Misconfigured when it is something else.

    Its `token_uri` is not used: the token address comes from the settings alone, as google-auth ignores it too.
    """
    fields = _object_in(credentials.encode())
    needed = [fields.get(key) for key in ("refresh_token", "client_id", "client_secret")]
    is_of_type = fields.get("type", "authorized_user") == "authorized_user"
    if not is_of_type or not all(isinstance(value, str) and value for value in needed):
        raise Misconfigured(
            'This is not an "authorized_user" credentials file of Google (client_id, client_secret, refresh_token).',
            provider=PROVIDER,
        )
    refresh_token, client_id, client_secret = map(str, needed)
    scopes = tuple(map(str, fields["scopes"])) if isinstance(fields.get("scopes"), list) else ()
    return kept.Tokens(refresh_token, scopes=scopes, client_id=client_id, client_secret=client_secret)


def mail_owner(line: Connection, root_url: str) -> tuple[str, str]:
    """Address and name of the mailbox's owner."""
    api = gmail_api(root_url)
    email = str(line.call(api.users.getProfile(userId="me")).get("emailAddress", ""))
    try:
        aliases = line.call(api.send_as.list(userId="me")).get("sendAs", [])
    except ConnectorError:
        aliases = []
    names = [alias.get("displayName") for alias in aliases if alias.get("isPrimary")]
    return email, str(next((name for name in names if name), ""))


def calendar_owner(line: Connection, root_url: str) -> tuple[str, str]:
    """Without mail, the primary calendar tells: its id is the account's address."""
    found = line.call(calendar_api(root_url).calendars.get(calendarId="primary"))
    email, name = str(found.get("id", "")), str(found.get("summary", ""))
    return email, "" if name == email else name


def _as_https(url: str) -> str:
    return "https" + url[len(urlsplit(url).scheme) :]


def _refuse_trouble(answer: requests.Response) -> requests.Response:
    if answer.status_code == 429 or answer.status_code >= 500:
        detail = f"Google's token service answered {answer.status_code}."
        raise TryAgain(detail, provider=PROVIDER, operation="oauth.token")
    return answer


def _unreached(failure: Exception) -> str:
    if isinstance(failure, requests.exceptions.SSLError):
        return "The certificate of Google's token service is not valid now: is the clock of this computer right?"
    return f"Google's token service could not be reached ({type(failure).__name__})."


def _from_oauth(failure: OAuth2Error) -> ConnectorError:
    translated = from_token_error(str(failure.error or ""), "oauth.token")
    if isinstance(translated, ConsentLost):
        return ConsentLost(_TOO_LATE, provider=PROVIDER, operation="oauth.token")
    return translated


def _object_in(content: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(content)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
