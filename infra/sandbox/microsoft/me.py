"""Who the account is: the signed-in person and her mailbox's settings."""

from __future__ import annotations

from typing import Any

from infra.sandbox.microsoft.call import Call, Route, check_options, context
from infra.sandbox.microsoft.errors import bad_query
from infra.sandbox.microsoft.tenants import object_id
from infra.sandbox.microsoft.zones import windows_name

#: What $select may ask for besides the usual dozen (resources/user.md).
_ON_REQUEST = ("proxyAddresses", "otherMails", "mailboxSettings")


def get_me(call: Call) -> dict[str, Any]:
    check_options(call, "select")
    person = call.state.person
    first, _, last = person.name.rpartition(" ")
    usual: dict[str, Any] = {
        "businessPhones": [],
        "displayName": person.name,
        "givenName": first or None,
        "jobTitle": None,
        "mail": person.email,
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None,
        "surname": last or None,
        "userPrincipalName": person.email,
        "id": object_id(person),
    }
    aliases = [address for address, _ in person.aliases]
    asked = {
        "proxyAddresses": [f"SMTP:{person.email}", *(f"smtp:{address}" for address in aliases)],
        "otherMails": aliases,
        "mailboxSettings": mailbox_settings(call),
    }
    return {**context(call, "$entity"), **_selected(call, usual, asked)}


def get_mailbox_settings(call: Call) -> dict[str, Any]:
    return {**context(call, "mailboxSettings"), **mailbox_settings(call)}


def mailbox_settings(call: Call) -> dict[str, Any]:
    is_german = call.world.settings.folder_language == "de"
    locale, words = ("de-DE", "Deutsch (Deutschland)") if is_german else ("en-US", "English (United States)")
    return {
        "timeZone": windows_name(call.state.person.timezone),
        "timeFormat": "HH:mm" if is_german else "h:mm tt",
        "dateFormat": "dd.MM.yyyy" if is_german else "M/d/yyyy",
        "userPurpose": "user",
        "language": {"locale": locale, "displayName": words},
    }


def _selected(call: Call, usual: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    names = [name.strip() for name in (call.option("select") or "").split(",") if name.strip()]
    every = usual | asked
    for name in names:
        if name not in every:
            raise bad_query(f"Could not find a property named '{name}' on type 'microsoft.graph.user'.")
    return {name: every[name] for name in names} if names else usual


ROUTES = (
    Route("graph.me.get", "GET", "/me", ("User.Read",), get_me),
    Route(
        "graph.mailboxSettings.get",
        "GET",
        "/me/mailboxSettings",
        ("MailboxSettings.Read", "MailboxSettings.ReadWrite"),
        get_mailbox_settings,
    ),
)
