"""The page where a person types the code that another machine shows, and the same by script."""

from __future__ import annotations

from html import escape
from typing import Any

from infra.sandbox.consent_page import page
from infra.sandbox.exchange import Reply, Request
from infra.sandbox.microsoft.authorize import Entra
from infra.sandbox.oauth import HTML, NO_STORE, PageError

PATH = "/devicelogin"


def show_page(entra: Entra) -> Reply:
    people = "".join(
        f'<label><input type="radio" name="account" value="{escape(email)}" required> {escape(email)}</label>'
        for email in entra.world.people
    )
    form = (
        f'<h1>Enter code</h1><form method="post" action="{PATH}"><label>Code <input name="user_code" required></label>'
        f"<fieldset><legend>Choose an account</legend>{people}</fieldset>"
        '<button name="decision" value="allow">Continue</button><button name="decision" value="cancel">Cancel</button></form>'
    )
    return Reply(200, page("Sign in on another device", form).encode(), HTML, NO_STORE)


def take_page(entra: Entra, request: Request) -> Reply:
    form = {name: values[-1] for name, values in request.form().items()}
    try:
        decide(entra, form | ({"refuse": True} if form.get("decision") == "cancel" else {}))
    except PageError as error:
        return error.reply()
    done = page("Sign in on another device", "<h1>You have signed in</h1><p>You may close this window.</p>")
    return Reply(200, done.encode(), HTML, NO_STORE)


def decide(entra: Entra, order: dict[str, Any]) -> dict[str, Any]:
    """Answer a waiting code for an account (`refuse`: decline). Raises PageError for a code nobody waits for."""
    waiting = entra.world.devices.find_typed(str(order.get("user_code", "")))
    if waiting is None:
        raise PageError("invalid_request", "That code didn't work. Check the code and try again.")
    account = str(order.get("account") or next(iter(entra.world.people), ""))
    if account not in entra.world.people:
        raise PageError("invalid_request", f"There is no account {account} in this sandbox.")
    entra.world.devices.decide(waiting, None if order.get("refuse") else account)
    return {"account": account}
