"""Listens in one mailbox over a connection of its own (IDLE): whether something came, never what.

A server may hang up on who was silent for half an hour, and a router between forgets the connection sooner: it is asked
anew in time. What comes in other folders than the inbox the next poll finds.
"""

from __future__ import annotations

import re
import time

from connectors.bounds import TooLargeError
from connectors.dav.credentials import PROVIDER
from connectors.dav.imap import ImapLine
from connectors.dav.wire import Client
from connectors.errors import ConnectorError, Unsupported

RENEW_SECONDS = 15 * 60.0
"""RFC 2177 asks for less than 29 minutes."""
_INBOX = "INBOX"
_OPERATION = "imap.idle"
_LONGEST_LINE = 1 << 20
_NEWS = re.compile(rb"^\* (?:\d+ (?:EXISTS|EXPUNGE)|VANISHED)\b", re.IGNORECASE | re.MULTILINE)
"""Marks that were set or taken away, and greetings while nothing happens, are none."""


class Ear:
    """One connection that is told what happens; opens nothing before the first wait."""

    def __init__(self, line: ImapLine) -> None:
        self._line = line
        self._asked_at: float | None = None
        self._part = b""
        """Of a line, the end of which has not come yet."""

    def wait(self, timeout: float) -> bool:
        """Whether something came since the first call, for at most so many seconds. Raises Unsupported and TryAgain."""
        try:
            has_news = self._asked()
            return self._line.go_on(_OPERATION, lambda client: self._heard(client, timeout)) or has_news
        except ConnectorError:
            self._asked_at = None
            self._line.close()
            raise

    def _asked(self) -> bool:
        """Sees to it that the server tells; whether it told something on the way there."""
        if self._asked_at is None:
            return self._begin()
        if time.monotonic() - self._asked_at < RENEW_SECONDS:
            return False
        has_news = self._line.go_on(_OPERATION, self._end)
        return self._begin() or has_news

    def _begin(self) -> bool:
        if not self._line.can("IDLE"):
            raise Unsupported("This mail server does not tell of new mail.", provider=PROVIDER, operation=_OPERATION)
        self._line.select(_INBOX)
        self._line.read(_OPERATION, lambda client: client.wire.begin_idle())
        self._asked_at, self._part = time.monotonic(), b""
        return False

    def _end(self, client: Client) -> bool:
        return _NEWS.search(self._part + b"".join(client.wire.end_idle())) is not None

    def _heard(self, client: Client, timeout: float) -> bool:
        """All that was told so far counts as one piece of news."""
        has_news, found = False, client.wire.overheard(timeout)
        while found:
            *lines, self._part = (self._part + found).split(b"\n")
            has_news = has_news or any(map(_NEWS.match, lines))
            if any(line.upper().startswith(b"* BYE") for line in lines):
                raise client.wire.abort("the server said goodbye")
            if len(self._part) > _LONGEST_LINE:
                raise TooLargeError("a line is longer than anything that is read")
            found = client.wire.overheard(0)
        return has_news
