"""`connect` and `disconnect`: an account's way in and out. (What a provider asks here and not on a page is `answering`.)

The consent comes back to Warmthread's own address: to the running one, else to a page that is served just as long as
this command waits. Either way the outcome is read from the database.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from connectors import registry
from connectors.contract import DeviceAuthorization, Wanted
from connectors.entries import Entry
from connectors.errors import ConsentLost, Misconfigured
from service import accounts, consents, disconnecting, erasing
from service.accounts import FILES, LOCAL_PERSON
from service.cli import answering
from service.cli.answering import How
from service.cli.failures import Refused, usage
from service.cli.never_log import removed_facts, removed_told
from service.cli.output import AsJson, print_json, say, show_table, warn
from service.cli.runtime import runtime_of
from service.clock import real_now
from service.context import Context
from service.schema import Account
from service.settings import Settings
from service.web.app import build_app
from service.web.connect import redirect_uri
from service.web.listening import CannotListen, listen, local_address, serving

CONNECTABLE = [entry.name for entry in registry.ENTRIES if not entry.capabilities.is_file]
LOOK_EVERY_SECONDS = 0.2
_TESTING = (
    'While your Google client is in "Testing", Google ends this permission after 7 days and you connect again. '
    'Publishing it once avoids that: the README\'s section "Connect your Google account" says how.'
)
_NO_CLIENT = (
    'The README\'s section "Connect your {} account" says how, step by step. '
    "Without it: `make demo` shows an invented month, and `warmthread import PATH` reads files."
)

ReadOnly = Annotated[bool, typer.Option("--read-only", help="Ask only to read: drafts are yours to copy.")]
Credentials = Annotated[
    Path | None,
    typer.Option("--credentials", exists=True, dir_okay=False, help='Take an "authorized_user" JSON file instead.'),
]
Days = Annotated[
    int | None, typer.Option("--days", min=1, max=3650, help="How far back to read an account that is new.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", exists=True, dir_okay=False, help="Read the password or the link from this file."),
]
Servers = Annotated[bool, typer.Option("--servers", help="Also ask for your servers (dav only).")]
OwnNetwork = Annotated[
    bool, typer.Option("--own-network", help="Agree that the servers are on your own network or this machine.")
]
DeviceCode = Annotated[
    bool, typer.Option("--device-code", help="Sign in on another machine, with a code (Microsoft only).")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address to open.")]


def connect(
    ctx: typer.Context,
    provider: Annotated[
        str, typer.Argument(help=f"{', '.join(CONNECTABLE[:-1])} or {CONNECTABLE[-1]}; leave out to list all")
    ] = "",
    read_only: ReadOnly = False,
    credentials: Credentials = None,
    days: Days = None,
    no_browser: NoBrowser = False,
    device_code: DeviceCode = False,
    password_file: PasswordFile = None,
    servers: Servers = False,
    own_network: OwnNetwork = False,
    as_json: AsJson = False,
) -> None:
    """Connect a mailbox and calendar, or list what can be connected."""
    if not provider:
        _list_providers(as_json=as_json)
        return
    _refuse_unconnectable(provider)
    with runtime_of(ctx).opened(may_begin=True) as context:
        if credentials:
            account_id = _adopt(context, provider, credentials, days)
        elif (entry := _entry(provider)).asks and not device_code:
            how = How(Wanted(sending=not read_only), days, password_file, servers, own_network)
            account_id = answering.connect(context, entry, how)
        elif device_code:
            account_id = _by_device(context, provider, read_only=read_only, days=days)
        else:
            state, url = _begin(context, provider, read_only=read_only, days=days)
            with _somebody_listening(context):
                _send_to(url, no_browser=no_browser)
                account_id = _wait_for_outcome(context, state)
        _tell(context, account_id, is_read_only=read_only, as_json=as_json)


def disconnect(
    ctx: typer.Context,
    account: Annotated[str, typer.Argument(help="the account's address or id")],
    purge: Annotated[bool, typer.Option("--purge", help="Remove what this account alone brought, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """End an account's permission at its provider and stop reading it. What was logged stays, unless you --purge."""
    with runtime_of(ctx).opened() as context:
        found = _find(context, account)
        told = disconnecting.disconnect(context, LOCAL_PERSON, found.id).told
        is_purged = purge and found.provider != FILES
        done = erasing.erase_brought(context, LOCAL_PERSON, found.id, context.clock()) if is_purged else None
    if as_json:
        removed = removed_facts(done) if done else None
        print_json({"account": found.id, "email": found.email, "told": told, "removed": removed})
        return
    say(f"{found.email}: {told}", *removed_told(done))
    if done is None:
        say(f"To remove what it brought as well: warmthread disconnect {found.email} --purge")


# --- what can be connected --------------------------------------------------------------------------------------


def _list_providers(*, as_json: bool) -> None:
    if as_json:
        print_json([_provider_facts(entry) for entry in registry.ENTRIES])
        return
    rows = [(entry.name, entry.label, _offers(entry), _how(entry)) for entry in registry.ENTRIES]
    show_table(("PROVIDER", "", "OFFERS", "CONNECT WITH"), rows)


def _provider_facts(entry: Entry) -> dict[str, Any]:
    can = entry.capabilities
    return {
        "name": entry.name,
        "label": entry.label,
        "mailbox": can.mailbox,
        "calendar": can.calendar,
        "sends": can.sends,
        "command": _how(entry),
    }


def _offers(entry: Entry) -> str:
    can = entry.capabilities
    parts = ((can.mailbox, "mail"), (can.calendar, "calendar"), (can.sends, "sending"))
    return ", ".join(word for is_there, word in parts if is_there)


def _how(entry: Entry) -> str:
    return "warmthread import PATH" if entry.capabilities.is_file else f"warmthread connect {entry.name}"


def _refuse_unconnectable(provider: str) -> None:
    if provider not in CONNECTABLE:
        files = " Files are read with: warmthread import PATH." if provider == "takeout" else ""
        raise usage(f"{provider!r} cannot be connected; choose one of {', '.join(CONNECTABLE)}.{files}")


# --- consent ----------------------------------------------------------------------------------------------------


def _adopt(context: Context, provider: str, file: Path, days: int | None) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise usage(f"{file} cannot be read ({type(error).__name__}).") from None
    authorization = accounts.open_authorization(context, provider)
    return accounts.connect(context, LOCAL_PERSON, provider, authorization.adopt(text), days=days)


def _begin(context: Context, provider: str, *, read_only: bool, days: int | None) -> tuple[str, str]:
    with _saying_how(provider):
        request = consents.begin_consent(
            context,
            LOCAL_PERSON,
            provider,
            redirect_uri=redirect_uri(context.settings, provider),
            wanted=Wanted(sending=not read_only),
            days=days,
        )
    return request.state, request.url


def _by_device(context: Context, provider: str, *, read_only: bool, days: int | None) -> str:
    """A consent given on another machine; nothing has to listen here."""
    if not _entry(provider).capabilities.device_code:
        raise usage(f"{provider} has no sign-in with a code. Leave --device-code out.")
    authorization = cast("DeviceAuthorization", accounts.open_authorization(context, provider))
    with _saying_how(provider):
        request = authorization.begin_device(wanted=Wanted(sending=not read_only))
    warn(f"Open {request.url} on any machine, type in the code {request.code}, and allow what you agree to.", "")
    return accounts.connect(context, LOCAL_PERSON, provider, authorization.finish_device(request), days=days)


@contextmanager
def _saying_how(provider: str) -> Iterator[None]:
    """Says where the missing client comes from."""
    try:
        yield
    except Misconfigured as error:
        raise Misconfigured(f"{error.detail} {_NO_CLIENT.format(_entry(provider).label)}") from None


def _entry(provider: str) -> Entry:
    return next(entry for entry in registry.ENTRIES if entry.name == provider)


@contextmanager
def _somebody_listening(context: Context) -> Iterator[None]:
    """The running Warmthread takes the callback; where none runs, this process does."""
    try:
        listener, _ = listen(context.settings)
    except CannotListen:
        if not is_running(context.settings):
            raise
        yield
        return
    with listener, serving(build_app(context), listener):
        yield


def is_running(settings: Settings) -> bool:
    """Whether a Warmthread answers at the address of these settings."""
    connection = HTTPConnection(local_address(settings).removeprefix("http://").rstrip("/"), timeout=5)
    try:
        connection.request("GET", "/healthz")
        answer = json.loads(connection.getresponse().read(10_000))
        return isinstance(answer, dict) and answer.get("product") == "warmthread"
    except (OSError, HTTPException, ValueError):
        return False
    finally:
        connection.close()


def _send_to(url: str, *, no_browser: bool) -> None:
    warn("Open this address in a browser on this machine, and allow what you agree to:", "", url, "")
    if not no_browser:
        typer.launch(url)


def _wait_for_outcome(context: Context, state: str) -> str:
    deadline = real_now() + timedelta(minutes=consents.CONSENT_MINUTES)
    while real_now() < deadline:
        with context.database.reading() as session:
            outcome = consents.consent_outcome(session, LOCAL_PERSON, state)
        if outcome is not None:
            what, detail = outcome
            if what == consents.CONNECTED:
                return detail
            raise ConsentLost(detail)
        time.sleep(LOOK_EVERY_SECONDS)
    raise Refused(
        f"Nobody came back within {consents.CONSENT_MINUTES} minutes. Run the command again when you are ready."
    )


# --- what came of it --------------------------------------------------------------------------------------------


def _tell(context: Context, account_id: str, *, is_read_only: bool, as_json: bool) -> None:
    with context.database.reading() as session:
        account = session.get_one(Account, account_id)
    granted, missing = _grant(account, is_read_only=is_read_only)
    if as_json:
        scopes = {"scopes": account.scopes, "asked_scopes": account.asked_scopes}
        print_json({"account": account.id, "email": account.email, "granted": granted, "missing": missing, **scopes})
        return
    say(f"{account.email} is connected. Granted: {', '.join(granted)}.")
    if missing:
        say(f"Not granted: {', '.join(missing)}. Warmthread works without; connect again to change it.")
    if account.provider == "google":
        say(_TESTING)
    say("Next: warmthread run (reads it and goes on), or warmthread sync --once (reads it now, then ends).")


def _grant(account: Account, *, is_read_only: bool) -> tuple[list[str], list[str]]:
    can, has = registry.capabilities(account.provider), {}
    if can.mailbox:
        has["read mail"] = account.can_read_mail
    if can.calendar:
        has["read calendar"] = account.can_read_calendar
    if can.sends and (not is_read_only or account.can_send):
        has["send approved drafts"] = account.can_send
    return [word for word, given in has.items() if given], [word for word, given in has.items() if not given]


def _find(context: Context, wanted: str) -> Account:
    with context.database.reading() as session:
        known = accounts.listing(session, LOCAL_PERSON)
    found = [one for one in known if wanted.lower() == one.email.lower() or one.id.startswith(wanted)]
    if len(found) != 1:
        raise Refused(_not_one(wanted, found or known, is_ambiguous=bool(found)))
    return found[0]


def _not_one(wanted: str, among: Sequence[Account], *, is_ambiguous: bool) -> str:
    listed = "; ".join(f"{one.email} ({one.provider}, {one.id})" for one in among) or "none is connected"
    return f"{wanted} fits several accounts: {listed}." if is_ambiguous else f"No account {wanted}. Known: {listed}."
