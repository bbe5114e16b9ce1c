"""Connecting by what the person answers here, where a provider has no consent page: a password, or a secret address.

The answers go to the provider's own code and nowhere else; they are kept only as the sealed tokens that it makes of
them. What a person must not be asked again (`before`) comes back from there, without anything secret.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from connectors import registry
from connectors.contract import EVERYTHING, AskingAuthorization, Authorized, Question, Wanted
from connectors.entries import Entry
from connectors.errors import ConnectorError, Misconfigured, OwnNetwork
from service import accounts, consents
from service.consents import Consented, Purpose
from service.context import Context
from service.schema import Account
from service.tokens import token_row
from service.vault import Tampered

OWN_NETWORK = "own_network"
"""What stands beside the answers once the person agreed to a server on their own network."""
YES = "yes"
WANTED = "wanted"
"""What stands beside them too: which of `_BOXES` are wanted, so that a password goes to no server for nothing."""
_BOXES = ("mail", "calendar", "sending")
KEPT = "kept"
"""And beside a secret link: the tokens of the account that this address has already, so that no other link is lost."""
LONGEST = 2000
ANSWER_SECONDS = 20.0
"""How long each server is waited for at most while the person waits."""
_NEEDED = "This is needed."
_TOO_LONG = "This is too long."
_NOT_TEXT = "This holds a line break or a character that cannot be typed."


def lacking(entry: Entry, answers: Mapping[str, str]) -> dict[str, str]:
    """Question to what is wrong with its answer, as far as it shows without asking anybody."""
    wrong = {question.name: _wrong(question, answers.get(question.name, "")) for question in entry.asks}
    return {name: sentence for name, sentence in wrong.items() if sentence}


def _wrong(question: Question, answer: str) -> str:
    if not answer.strip():
        return "" if question.is_optional else _NEEDED
    if len(answer) > LONGEST:
        return _TOO_LONG
    # Several links are given line by line.
    text = " ".join(answer.split()) if question.kind == "link" else answer
    return _NOT_TEXT if any(letter < " " or letter == "\x7f" for letter in text) else ""


def give(
    context: Context,
    person_id: str,
    entry: Entry,
    answers: Mapping[str, str],
    *,
    wanted: Wanted = EVERYTHING,
    account_id: str = "",
    days: int | None = None,
) -> Consented:
    """Connects with these answers. `account_id`, `days`: as in `consents.begin_consent`.

    Raises OwnNetwork where the person has to be asked about a server first, SlowDown after too many tries, and what
    `Authorization.adopt` and `consents.conclude` raise; `question_of` says which answer is to blame.
    """
    wanted = _offered(entry, wanted)
    if not (wanted.mail or wanted.calendar):
        raise Misconfigured("Choose mail, the calendar or both: there is nothing else to read.")
    state = consents.begin_here(context, person_id, entry.name)
    purpose = Purpose(entry.name, wanted, days, account_id)
    told = {**_told(entry, answers), **_kept(context, person_id, entry, answers)}
    return consents.conclude(context, person_id, state, purpose, lambda: _adopted(context, entry, told, wanted))


def question_of(entry: Entry, error: ConnectorError) -> str:
    """The name of the question whose answer is to blame; "" where it is none of them, or a question is asked back."""
    name = error.operation.rpartition(".")[2]
    is_asked = any(question.name == name for question in entry.asks)
    return name if is_asked and not isinstance(error, OwnNetwork) else ""


def before(context: Context, account: Account, entry: Entry) -> dict[str, str]:
    """What was answered when the account was connected last, as far as it is no secret."""
    told = {**_answered(context, account), **{one.name: account.email for one in entry.asks if one.kind == "address"}}
    open_ones = {question.name for question in entry.asks if not question.is_secret} | {OWN_NETWORK}
    return {name: answer for name, answer in told.items() if name in open_ones}


def _answered(context: Context, account: Account) -> Mapping[str, str]:
    if account.tokens_sealed is None:
        return {}
    authorization = cast("AskingAuthorization", accounts.open_authorization(context, account.provider))
    try:
        return authorization.answered(context.vault.open(account.tokens_sealed, row=token_row(account.id)))
    except (ConnectorError, Tampered):
        return {}


def _offered(entry: Entry, wanted: Wanted) -> Wanted:
    """What is wanted, as far as the provider can do it at all."""
    can = entry.capabilities
    mail = wanted.mail and can.mailbox
    return Wanted(mail, wanted.calendar and can.calendar, mail and wanted.sending and can.sends)


def _adopted(context: Context, entry: Entry, answers: Mapping[str, str], wanted: Wanted) -> Authorized:
    seconds = min(context.settings.answer_seconds, ANSWER_SECONDS)
    hurried = replace(context, settings=context.settings.model_copy(update={"answer_seconds": seconds}))
    told = {**answers, WANTED: " ".join(box for box in _BOXES if getattr(wanted, box))}
    authorized = accounts.open_authorization(hurried, entry.name).adopt(json.dumps(told))
    return _narrowed(authorized, entry, wanted)


def _told(entry: Entry, answers: Mapping[str, str]) -> dict[str, str]:
    """Of the answers those that were asked for."""
    names = {question.name for question in entry.asks} | {OWN_NETWORK}
    return {name: answer for name, answer in answers.items() if name in names and answer.strip()}


def _kept(context: Context, person_id: str, entry: Entry, answers: Mapping[str, str]) -> dict[str, str]:
    """A link is one of several that an address may have: those that are there already stay."""
    if registry.given(entry.name) != "link":
        return {}
    address = next((answers.get(one.name, "") for one in entry.asks if one.kind == "address"), "")
    with context.database.reading() as session:
        account = session.get(Account, accounts.account_id_of(person_id, entry.name, address))
    if account is None or account.tokens_sealed is None or account.connection_state == "disconnected":
        return {}
    try:
        return {KEPT: context.vault.open(account.tokens_sealed, row=token_row(account.id))}
    except Tampered:
        return {}


def _narrowed(authorized: Authorized, entry: Entry, wanted: Wanted) -> Authorized:
    """A password opens everything: what the person does not want is not used."""
    unwanted = {scope for box, scope in entry.scopes if box in _BOXES and not getattr(wanted, box)}
    grant = authorized.grant
    narrow = replace(
        grant,
        asked=tuple(scope for scope in grant.asked if scope not in unwanted),
        granted=tuple(scope for scope in grant.granted if scope not in unwanted),
        can_read_mail=grant.can_read_mail and wanted.mail,
        can_read_calendar=grant.can_read_calendar and wanted.calendar,
        can_send=grant.can_send and wanted.sending,
    )
    return replace(authorized, grant=narrow)
