"""A text for the administrator who keeps the app out: what it is, what it asks for, and where to allow it."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.errors import AdminMustAgree
from service.schema import Account
from service.web.words import Words

_WAYS = {
    "google": "Google Admin console: Security > Access and data control > API controls > Manage app access",
    "microsoft": "Microsoft Entra admin center: Entra ID > Enterprise apps > All applications > Permissions",
}
"""Where an administrator allows an app, in the console's own words.
https://support.google.com/a/answer/7281227
https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent
"""


def is_administrators(account: Account) -> bool:
    """Whether it was the organisation that ended this account's consent."""
    is_lost = account.connection_state == "needs_consent"
    return is_lost and account.error_code.partition(" ")[0] == AdminMustAgree.__name__


def letter(words: Words, provider: str, *, client_id: str, scopes: Iterable[str], email: str = "") -> str:
    """The text to forward, in the person's language. `email`: which account it is about, "" if none is known yet."""
    _ = words._
    whose = _("my account %(email)s", email=email) if email else _("my account")
    parts = (
        _("Hello,"),
        _(
            "I would like to use Warmthread with %(whose)s. It is a program on my own computer that finds my "
            "informational interviews in mail and calendar and drafts thank-yous. Nothing is sent that I did not "
            "approve. There is no server behind it and nobody else who could see the data.",
            whose=whose,
        ),
        _("An administrator has to allow it first. This is what it asks for:"),
        "\n".join((_("Client ID: %(id)s", id=client_id), *(f"- {scope}" for scope in scopes))),
        _("It can be allowed here, for these permissions alone:") + "\n" + _WAYS.get(provider, provider),
        _("Thank you"),
    )
    return "\n\n".join(parts)
