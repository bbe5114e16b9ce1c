"""Turns what went wrong into one sentence that says what to do, and an exit code: 1 a failure, 2 usage or a setting."""

from __future__ import annotations

import typer
from sqlalchemy.exc import DBAPIError, OperationalError

from connectors.errors import ConnectorError, Misconfigured
from service.backup import CannotBackUp, Damaged, NotABackup
from service.bringing_in import CannotBringIn
from service.database import explain as explain_database
from service.database import known_reason
from service.drafting.review import NotPossible
from service.interviews import NoSuchInterview
from service.keys import CannotChangeKeys
from service.outbox import CannotApprove
from service.restore import CannotRestore
from service.settings import PREFIX
from service.taking_out import CannotTakeOut
from service.vault import Tampered
from service.web.listening import CannotListen

_TOLD = (
    CannotApprove, CannotBackUp, CannotBringIn, CannotChangeKeys, CannotListen, CannotRestore, CannotTakeOut, Damaged,
    NoSuchInterview, NotABackup, NotPossible,
)  # fmt: skip
"""Errors whose text is the sentence."""
FAILURE = 1
USAGE = 2


class Refused(Exception):
    """A command cannot do what was asked; the text says why and what to do."""


def explain(error: Exception) -> tuple[str, int]:
    """The sentence and the exit code for an error that reached the top."""
    if isinstance(error, Misconfigured):
        return error.detail, USAGE if PREFIX in error.detail else FAILURE
    if isinstance(error, ConnectorError):
        return error.detail, FAILURE
    if isinstance(error, (Refused, *_TOLD)):
        return str(error), FAILURE
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and known_reason(error)):
        return explain_database(error), FAILURE
    if isinstance(error, Tampered):
        return _TAMPERED, FAILURE
    if isinstance(error, OSError):
        return _explain_system(error), FAILURE
    name = type(error).__name__
    return f"Something went wrong inside Warmthread ({name}). The same command with --debug shows where.", FAILURE


_TAMPERED = (
    "What is stored cannot be opened with this key: restore secret.key in the data folder, or WARMTHREAD_SECRET_KEY, "
    "as it was."
)


def _explain_system(error: OSError) -> str:
    where = f" {error.filename}" if error.filename else ""
    return f"The system refused the work{where}: {error.strerror or type(error).__name__}."


def usage(sentence: str) -> typer.BadParameter:
    """A wrong argument, to be raised: exit code 2."""
    return typer.BadParameter(sentence)
