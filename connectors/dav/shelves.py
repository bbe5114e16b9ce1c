"""The folder that a mailbox has for one use, drafts or what was sent: found, entered, and made where there is none."""

from __future__ import annotations

from typing import Literal

from connectors.dav.credentials import PROVIDER
from connectors.dav.folders import find_folders
from connectors.dav.imap import ImapLine
from connectors.errors import ConnectorError, Gone, SlowDown, TryAgain

_MADE_AS = {"drafts": "Drafts", "sent": "Sent"}
# A server that keeps everything under INBOX makes nothing beside it.
_UNDER = ("", "INBOX.", "INBOX/")


class Shelf:
    """One folder with a use, by whatever name."""

    def __init__(self, line: ImapLine, use: Literal["drafts", "sent"]) -> None:
        self._line = line
        self._use = use
        self._name = ""

    def name(self) -> str:
        """What the server calls it."""
        if not self._name:
            self._name = find_folders(self._line).named(self._use) or self._made()
        return self._name

    def enter(self, *, writable: bool = False) -> int:
        """Selects it; its UIDVALIDITY."""
        try:
            return self._line.select(self.name(), writable=writable)
        except Gone:
            # It was renamed, or deleted.
            self._name = ""
            return self._line.select(self.name(), writable=writable)

    def put(self, mime: bytes, *flags: str) -> None:
        """A mail into it, once. TryAgain means that it may lie there, SlowDown that it surely does not."""
        name = self.name()
        try:
            self._line.write("imap.append", lambda client: client.append(name, mime, flags))
        except Gone:
            # Refused for want of the folder.
            self._name = ""
            name = self.name()
            self._line.write("imap.append", lambda client: client.append(name, mime, flags))

    def _made(self) -> str:
        for under in _UNDER:
            name = under + _MADE_AS[self._use]
            if self._is_made(name):
                return name
        detail = "The mailbox has no folder for this, and none can be made."
        raise ConnectorError(detail, provider=PROVIDER, operation="imap.create")

    def _is_made(self, name: str) -> bool:
        try:
            self._line.write("imap.create", lambda client: client.create_folder(name))
            self._line.write("imap.subscribe", lambda client: client.subscribe_folder(name))
        except (SlowDown, TryAgain):
            raise
        except ConnectorError:
            return False
        return True
