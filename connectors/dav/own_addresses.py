"""Which addresses are the person's own: the one they connected, those that a server told, and those they write from.

IMAP tells no aliases. What lies in Sent, though, the person's own programs put there, and no stranger can: an address
that letters there come from is theirs, unless another `Sender` says that they wrote for somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from connectors.dav.folders import find_folders
from connectors.dav.imap import ImapLine
from connectors.dav.listing import every_uid, heads, is_refusal
from connectors.errors import ConnectorError, Gone
from connectors.headers import clean_email, parse_addresses, split_headers
from connectors.records import Address

_LATEST = 500
_LEAST = 2
"""Letters from an address: one alone may have been written for somebody."""
_MOST = 20
_ITEMS = "UID BODY.PEEK[HEADER.FIELDS (FROM SENDER)]<0.4096>"


def own_addresses(line: ImapLine) -> tuple[Address, ...]:
    """All of them, the main one first. Raises what reading raises."""
    own = line.credentials
    told = [Address(email, own.name) for email in (own.address, *own.others)]
    known = {one.email.lower() for one in told}
    try:
        written = _written_from(line)
    except ConnectorError as failure:
        if not (isinstance(failure, Gone) or is_refusal(failure)):
            raise
        written = ()  # Sent cannot be looked into.
    return (*_once(told), *(one for one in written if one.email.lower() not in known))


def _once(addresses: list[Address]) -> tuple[Address, ...]:
    return tuple({one.email.lower(): one for one in reversed(addresses)}.values())[::-1]


def _written_from(line: ImapLine) -> tuple[Address, ...]:
    """The addresses of the latest letters in Sent, the most usual first."""
    sent = find_folders(line).sent
    if not sent:
        return ()
    line.leave()  # what came since the folder was entered is not seen in it
    line.select(sent)
    counted: Counter[str] = Counter()
    named: dict[str, Address] = {}
    for address in _senders(line):
        key = address.email.lower()
        counted[key] += 1
        named[key] = address
    return tuple(named[key] for key, count in counted.most_common(_MOST) if count >= _LEAST)


def _senders(line: ImapLine) -> Iterator[Address]:
    for _, items in heads(line, every_uid(line)[-_LATEST:], _ITEMS):
        head = next((value for name, value in items.items() if name.startswith(b"BODY[")), b"")
        fields, _ = split_headers(head if isinstance(head, bytes) else b"")
        authors, _ = parse_addresses(fields.raw("from"))
        sender, _ = parse_addresses(fields.raw("sender"))
        if len(authors) == 1 and (not sender or clean_email(sender[0].email) == clean_email(authors[0].email)):
            yield authors[0]
