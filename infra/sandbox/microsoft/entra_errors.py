"""How Entra ID says no: AADSTS numbers, in the JSON of the token endpoint or in the query of a redirect.

Texts follow learn.microsoft.com/entra/identity-platform/reference-error-codes; what a client may go by is the number and `suberror`.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from infra.sandbox.exchange import Refusal, Reply, json_reply
from infra.sandbox.oauth import NO_STORE

#: number -> error, suberror, text.
KNOWN: dict[int, tuple[str, str, str]] = {
    50020: ("access_denied", "", "User account does not exist in tenant."),
    50057: ("invalid_grant", "", "The user account is disabled."),
    50076: (
        "interaction_required",
        "basic_action",
        (
            "Due to a configuration change made by your administrator, or because you moved to a new location, you must use "
            "multi-factor authentication to access '00000003-0000-0000-c000-000000000000'."
        ),
    ),
    50105: (
        "access_denied",
        "",
        "Your administrator has configured the application to block users unless they are specifically granted access.",
    ),
    50173: (
        "invalid_grant",
        "bad_token",
        (
            "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed "
            "or reset their password."
        ),
    ),
    53003: (
        "access_denied",
        "message_only",
        "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    ),
    54005: ("invalid_grant", "", "OAuth2 Authorization code was already redeemed, please retry with a new valid code."),
    65001: (
        "invalid_grant",
        "consent_required",
        (
            "The user or administrator has not consented to use the application. Send an interactive authorization request for "
            "this user and resource."
        ),
    ),
    65004: ("access_denied", "cancel", "User declined to consent to access the app."),
    70000: ("invalid_grant", "", "Provided grant is invalid or malformed."),
    70008: ("invalid_grant", "", "The provided authorization code or refresh token has expired due to inactivity."),
    70011: ("invalid_scope", "", "The provided value for the input parameter 'scope' is not valid."),
    70016: (
        "authorization_pending",
        "",
        "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    ),
    70018: ("bad_verification_code", "", "Invalid verification code due to User typing in wrong user code."),
    70019: ("expired_token", "", "The device code has expired. Have the user sign in again."),
    90002: ("invalid_request", "", "Tenant not found. Check to make sure you have the correct tenant ID."),
    90094: (
        "access_denied",
        "",
        (
            "An administrator of the tenant has set a policy that prevents you from granting the app the permissions it is "
            "requesting. Contact an admin, who can grant permissions to this app on your behalf."
        ),
    ),
    90095: (
        "access_denied",
        "",
        (
            "Admin consent is required for the permissions requested by this application. An admin consent request may be sent "
            "to the admin."
        ),
    ),
    501481: (
        "invalid_grant",
        "",
        "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    ),
    700016: ("unauthorized_client", "", "Application with this identifier was not found in the directory."),
    700025: (
        "invalid_client",
        "",
        "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    ),
    700082: ("invalid_grant", "bad_token", "The refresh token has expired due to inactivity."),
    7000215: ("invalid_client", "", "Invalid client secret provided."),
    7000218: (
        "invalid_client",
        "",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
    9002313: ("invalid_request", "", "Invalid request. Request is malformed or invalid."),
}


class EntraError(Exception):
    """A refusal with its number; `error` stands in for the usual one of that number."""

    def __init__(self, number: int, text: str = "", *, error: str = "", status: int | None = None) -> None:
        usual, self.suberror, words = KNOWN.get(number, ("access_denied", "", "Access is denied."))
        super().__init__(text or words)
        self.number = number
        self.error = error or usual
        self.text = text or words
        self.status = status or (401 if self.error == "invalid_client" else 400)

    @property
    def description(self) -> str:
        """The text as clients get it: number first, then ids and time for the support desk."""
        trace = f"Trace ID: {_id(self.number)} Correlation ID: {_id(-self.number)}"
        return f"AADSTS{self.number}: {self.text} {trace} Timestamp: {datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"

    @property
    def query(self) -> dict[str, str]:
        """What a redirect back to the app carries."""
        more = {"error_subcode": self.suberror} if self.suberror else {}
        return {"error": self.error, **more, "error_description": self.description}

    def reply(self) -> Reply:
        body = {
            "error": self.error,
            "error_description": self.description,
            "error_codes": [self.number],
            "timestamp": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}",
            "trace_id": _id(self.number),
            "correlation_id": _id(-self.number),
            "error_uri": f"https://login.microsoftonline.com/error?code={self.number}",
        }
        return json_reply(body | ({"suberror": self.suberror} if self.suberror else {}), self.status, NO_STORE)


def refuse(refusal: Refusal) -> Reply:
    """Write a refusal that a fault asked for: an AADSTS number as its reason, or an outage."""
    number = (refusal.reason or "").removeprefix("AADSTS")
    if number.isdigit():
        return EntraError(int(number), refusal.message or "", status=refusal.status).reply()
    words = refusal.message or "The server is temporarily too busy to handle the request."
    error = EntraError(90033, words, error=refusal.reason or "temporarily_unavailable", status=refusal.status).reply()
    later = (("Retry-After", str(refusal.retry_after)),) if refusal.retry_after is not None else ()
    return Reply(error.status, error.body, error.content_type, (*error.headers, *later))


def _id(number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, str(number)))
