"""The folders of a mailbox: which may hold mail that matters, and which is Sent.

Names are translated and ids never change, so the special ones are asked for by Graph's own names for them. What lies
in the bin, in junk, among drafts or on its way out is hidden, with every folder below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.bounds import things
from connectors.errors import ConnectorError, Gone
from connectors.microsoft.transport import Ask, Connection, address

# https://learn.microsoft.com/graph/api/resources/mailfolder
_INBOX, _SENT = "inbox", "sentitems"
BIN = "deleteditems"
_HIDDEN = ("drafts", BIN, "junkemail", "outbox", "syncissues", "conversationhistory")
_FIELDS = "displayName,parentFolderId,childFolderCount"
_TOP = "100"


@dataclass(frozen=True, slots=True)
class Folders:
    """One mailbox's folders, by id."""

    inbox: str
    sent: str
    hidden: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)
    special: tuple[tuple[str, str], ...] = ()
    """Graph's own name of a folder and its id, which never changes: to be handed in the next time."""

    @property
    def readable(self) -> tuple[str, ...]:
        """Those to be read, the busiest first."""
        first = [one for one in (self.inbox, self.sent) if one in self.names]
        others = [one for one in self.names if one not in self.hidden and one not in first]
        return (*first, *sorted(others))


def find_folders(line: Connection, special_before: tuple[tuple[str, str], ...] = ()) -> Folders:
    """Asks for all folders, nested ones too: a listing for every level, and which are the special ones if that is new."""
    special = dict(special_before) or _special(line)
    names, parents = _listed(line)
    roots = {special[name] for name in _HIDDEN if name in special}
    hidden = frozenset(roots | {one for one in names if roots & set(_above(one, parents))})
    return Folders(special.get(_INBOX, ""), special.get(_SENT, ""), hidden, names, tuple(special.items()))


def _special(line: Connection) -> dict[str, str]:
    """Graph's own name of a folder to its id; not every mailbox has every one."""
    names = (_INBOX, _SENT, *_HIDDEN)
    answers = line.batch(
        [Ask("graph.mailFolders.get", address("me", "mailFolders", name, select="id")) for name in names]
    )
    found: dict[str, str] = {}
    for name, answer in zip(names, answers, strict=True):
        if isinstance(answer, Gone):
            continue
        if isinstance(answer, ConnectorError):
            raise answer
        found[name] = str(answer.get("id", ""))
    return found


def _listed(line: Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Every folder's name and parent: the top ones, then level by level what lies below."""
    entries = _pages(line, address("me", "mailFolders", select=_FIELDS, top=_TOP))
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    while entries:
        for entry in entries:
            names[str(entry["id"])] = str(entry.get("displayName") or "")
            parents[str(entry["id"])] = str(entry.get("parentFolderId") or "")
        above = [str(entry["id"]) for entry in entries if entry.get("childFolderCount")]
        entries = [entry for entry in _below(line, above) if str(entry["id"]) not in names]
    return names, parents


def _below(line: Connection, folders: Sequence[str]) -> list[dict[str, Any]]:
    """The folders directly below these."""
    found: list[dict[str, Any]] = []
    paths = [address("me", "mailFolders", one, "childFolders", select=_FIELDS, top=_TOP) for one in folders]
    for answer in line.batch([Ask("graph.mailFolders.childFolders", path) for path in paths]):
        if isinstance(answer, Gone):
            continue
        if isinstance(answer, ConnectorError):
            raise answer
        found += _entries(answer)
        found += _pages(line, line.relative(answer.get("@odata.nextLink")))
    return found


def _pages(line: Connection, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while path:
        answer = line.get(Ask("graph.mailFolders.list", path))
        found += _entries(answer)
        path = line.relative(answer.get("@odata.nextLink"))
    return found


def _entries(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in things(answer, "value") if entry.get("id")]


def _above(folder: str, parents: Mapping[str, str]) -> list[str]:
    """The folders that this one lies in, itself first; a ring, which cannot be, ends."""
    found: list[str] = []
    while folder and folder not in found:
        found.append(folder)
        folder = parents.get(folder, "")
    return found
