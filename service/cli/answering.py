"""`connect` at a provider that asks here: prompts at the terminal, beside the output proper.

What is secret is not shown while it is typed, and is never an argument, where other programs on the machine would see
it: a script names a file instead.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from connectors import registry
from connectors.contract import Question, Wanted
from connectors.entries import Entry
from connectors.errors import ConnectorError, OwnNetwork
from service import accounts, answers
from service.accounts import LOCAL_PERSON
from service.answers import OWN_NETWORK, YES
from service.cli.failures import Refused, usage
from service.cli.output import warn
from service.context import Context
from service.schema import Account

TRIES = 3
"""So often somebody at a terminal is asked for an answer that does not do."""
_NO_TERMINAL = "There is no terminal to type it at: put it into a file that only you can read, and name it with {}."
_FROM_FILE = "--password-file"


@dataclass(frozen=True, slots=True)
class How:
    """What was said with the command."""

    wanted: Wanted
    days: int | None
    password_file: Path | None = None
    asks_servers: bool = False
    own_network: bool = False


def connect(context: Context, entry: Entry, how: How) -> str:
    """Asks, connects and returns the account's id. Raises Refused, BadParameter and what `answers.give` raises."""
    told = _first_answers(context, entry, how)
    for tries_left in reversed(range(TRIES)):
        try:
            ended = answers.give(context, LOCAL_PERSON, entry, told, wanted=how.wanted, days=how.days)
        except OwnNetwork as error:
            _agree(error)
            told[OWN_NETWORK] = YES
        except ConnectorError as error:
            again = answers.question_of(entry, error)
            if not (again and tries_left and sys.stdin.isatty()):
                raise
            warn(error.detail)
            told[again] = _ask(next(one for one in entry.asks if one.name == again))
        else:
            return ended.account_id
    raise Refused("Nothing was connected.")


def _first_answers(context: Context, entry: Entry, how: How) -> dict[str, str]:
    secret = _read(how.password_file, entry) if how.password_file else ""
    told = {OWN_NETWORK: YES} if how.own_network else {}
    for question in entry.asks:
        if question.is_secret and secret:
            told[question.name] = secret
        elif how.asks_servers or not question.is_further:
            told[question.name] = _ask(question)
    told = {**_known(context, entry, told), **{name: answer for name, answer in told.items() if answer}}
    if wrong := answers.lacking(entry, told):
        labels = {question.name: question.label for question in entry.asks}
        raise usage(" ".join(f"{labels[name]}: {sentence}" for name, sentence in wrong.items()))
    return told


def _known(context: Context, entry: Entry, told: dict[str, str]) -> dict[str, str]:
    """What was answered when this address was connected before."""
    address = next((told.get(question.name, "") for question in entry.asks if question.kind == "address"), "")
    with context.database.reading() as session:
        account = session.get(Account, accounts.account_id_of(LOCAL_PERSON, entry.name, address.strip()))
    return answers.before(context, account, entry) if account else {}


def _ask(question: Question) -> str:
    if question.is_secret and not sys.stdin.isatty():
        raise usage(f"{question.label}: {_NO_TERMINAL.format(_FROM_FILE)}")
    if question.hint:
        warn(question.hint)
    label = f"{question.label} (optional)" if question.is_optional else question.label
    default = "" if question.is_optional else None
    return str(typer.prompt(label, default, hide_input=question.is_secret, show_default=False, err=True))


def _agree(error: OwnNetwork) -> None:
    if not sys.stdin.isatty():
        raise Refused(f"{error.detail} If it is yours, add --own-network.")
    if not typer.confirm(f"{error.detail} Connect to it?", err=True):
        raise Refused("Nothing was connected.")


def _read(file: Path, entry: Entry) -> str:
    """The first line of the file, without what an editor puts at its end; links may stand in several."""
    try:
        text = file.read_text(encoding="utf-8")
        return text if registry.given(entry.name) == "link" else text.partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise usage(f"{file} cannot be read ({type(error).__name__}).") from None
