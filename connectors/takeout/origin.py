"""Whose mailbox a mail out of a file lay in, as far as its own first lines show, and what may be believed of it then.

A mailbox puts what it knows of a mail above everything that came with it: Google's export begins each mail with the
number of its conversation, and the topmost stamp of a delivered mail is of the server that had it. Labels and results
about senders count for the mailbox that they are of; below that anybody may have written them.
"""

from __future__ import annotations

import re

from connectors.authentication import GOOGLES_HOSTS, MICROSOFTS_HOSTS
from connectors.headers import Headers

_MAX_LABELS = 200
# Who took it in stands at the first "by" (RFC 5321, section 4.4). Before that comes the other side's name, one word, and
# comments; what is quoted there, or said behind it, are strangers' words.
_WHO_CAME = r'(?:from\s+[^\s"()]++\s*)?(?:\([^()"]*(?:\([^()"]*\)[^()"]*)*\)\s*)*'
_MICROSOFTS_STAMP = re.compile(rf"\s*{_WHO_CAME}\bby\s+[\w.-]+\.outlook\.com(?=[\s;(]|$)", re.IGNORECASE)


def is_googles(headers: Headers) -> bool:
    """Whether Google exported it."""
    return next(iter(headers.fields), "") == "x-gm-thrid"


def labels_of(headers: Headers) -> tuple[str, ...]:
    """What Google's export says of where the mail lies; () of any other file."""
    value = headers.text("x-gmail-labels") if is_googles(headers) else ""
    words = (part.strip().strip('"') for part in value.split(",", _MAX_LABELS)[:_MAX_LABELS])
    return tuple(dict.fromkeys(word for word in words if word))


def results_by(headers: Headers) -> tuple[str, ...]:
    """Under which names the server that had it writes what it found out about senders; () where that is not known."""
    if is_googles(headers):
        return GOOGLES_HOSTS
    # Google's own stamp on top names no host, only a number that anybody's server may have.
    return MICROSOFTS_HOSTS if _MICROSOFTS_STAMP.match(headers.raw("received")) else ()
