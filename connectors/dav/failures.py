"""Translates whatever goes wrong on a line to an IMAP server into the connector errors, once.

Servers say why in codes (RFC 5530) and, more often, in words of their own. Only the kind of trouble is taken from them:
what a server says may quote mail, so that none of its text reaches an error.
"""

from __future__ import annotations

import re
import ssl
from imaplib import IMAP4

from connectors.bounds import TooLargeError, too_large
from connectors.dav.credentials import PROVIDER
from connectors.errors import ConnectorError, ConsentLost, Gone, SlowDown, TryAgain

FAILURES = (
    IMAP4.error, OSError, ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError,
)  # fmt: skip
"""All that a call may raise: refusals, broken lines, and answers that the library stumbles over."""

_DEFAULT_WAIT = 60.0
_LONGEST_WAIT = 3_600.0
# https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange: IMAP says so too.
_BACK_OFF = re.compile(r"backoff time:? *(\d{1,9}) *milliseconds", re.IGNORECASE)
_TOO_FAST = re.compile(
    r"\[(?:LIMIT|OVERQUOTA|THROTTLED|INUSE)\b|throttl|too (?:many|fast)|rate limit|bandwidth|exceeded", re.IGNORECASE
)
_PASSING = re.compile(
    r"\[(?:UNAVAILABLE|SERVERBUG|CONTACTADMIN)\b|tempora|try again|later|unavailable|busy|internal|timed? ?out|backend",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(
    r"\[(?:AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|WEBALERT)\b", re.IGNORECASE
)
_NONEXISTENT = re.compile(
    r"\[(?:NONEXISTENT|TRYCREATE|EXPUNGEISSUED)\b|no longer exist|doesn'?t exist|does not exist|not found|unknown mailbox|no such",
    re.IGNORECASE,
)


def is_broken(failure: BaseException) -> bool:
    """Whether the line is of no more use: anything but a plain no to one command."""
    return isinstance(failure, IMAP4.abort) or type(failure) is not IMAP4.error


def translate(failure: BaseException, operation: str) -> ConnectorError:
    """The connector error for a command that came to no good answer."""
    if isinstance(failure, TooLargeError):
        return too_large(PROVIDER, "The server", operation)
    if isinstance(failure, IMAP4.error):
        return said(str(failure), operation, is_over=isinstance(failure, IMAP4.abort))
    return TryAgain(_network_sentence(failure), provider=PROVIDER, operation=operation)


def said(text: str, operation: str, *, is_over: bool = False) -> ConnectorError:
    """What a server's own words mean; `is_over`: they were its last."""
    where = {"provider": PROVIDER, "operation": operation}
    if _BACK_OFF.search(text) or _TOO_FAST.search(text):
        return SlowDown("The mail server asks to wait.", retry_after=_wait_in(text), **where)
    if _NO_LONGER.search(text):
        return ConsentLost("The mail server no longer accepts this password. Connect again.", **where)
    if is_over:
        return TryAgain("The mail server closed the connection.", **where)
    if _NONEXISTENT.search(text):
        return Gone("The mail server has it no longer.", **where)
    if _PASSING.search(text):
        return TryAgain("The mail server has trouble.", **where)
    return ConnectorError("The mail server refuses the request.", **where)


def is_passing(text: str) -> bool:
    """Whether a login was refused for now only."""
    return not _NO_LONGER.search(text) and bool(
        _BACK_OFF.search(text) or _TOO_FAST.search(text) or _PASSING.search(text)
    )


def _wait_in(text: str) -> float:
    told = _BACK_OFF.search(text)
    return min(max(int(told[1]) / 1000, 1.0), _LONGEST_WAIT) if told else _DEFAULT_WAIT


def _network_sentence(failure: BaseException) -> str:
    if isinstance(failure, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(failure, ssl.SSLCertVerificationError):
        return "The certificate of the mail server is not trusted."
    if isinstance(failure, OSError):
        return f"The connection to the mail server failed ({type(failure).__name__})."
    return f"The mail server's answer makes no sense ({type(failure).__name__})."
