"""The folders of a mailbox: which may hold mail that matters, and which is Sent.

Names are translated and ids never change, so the special ones are asked for by Graph's own names for them. What lies
in the bin, in junk, among drafts or on its way out is hidden, with every folder below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.errors import ConnectorError, Gone
from connectors.microsoft.transport import Ask, Connection, address

# https://learn.microsoft.com/graph/api/resources/mailfolder
_INBOX, _SENT = "inbox", "sentitems"
_HIDDEN = ("drafts", "deleteditems", "junkemail", "outbox", "syncissues", "conversationhistory")
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Folders:
    """One mailbox's folders, by id."""

    inbox: str
    sent: str
    hidden: frozenset[str]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def readable(self) -> tuple[str, ...]:
        """Those to be read, the busiest first."""
        first = [one for one in (self.inbox, self.sent) if one in self.names]
        others = [one for one in self.names if one not in self.hidden and one not in first]
        return (*first, *sorted(others))


def find_folders(line: Connection) -> Folders:
    """Asks for all folders, nested ones too: one batch and one listing."""
    special = _special(line)
    names, parents = _listed(line)
    roots = {special[name] for name in _HIDDEN if name in special}
    hidden = frozenset(roots | {one for one in names if roots & set(_above(one, parents))})
    return Folders(special.get(_INBOX, ""), special.get(_SENT, ""), hidden, names)


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
    """Every folder's name and parent. The first round of a delta is the one listing that is flat."""
    names: dict[str, str] = {}
    parents: dict[str, str] = {}
    path = address("me", "mailFolders", "delta", select="displayName,parentFolderId")
    while path:
        answer = line.get(Ask("graph.mailFolders.delta", path, page=_PAGE))
        for entry in answer.get("value", []):
            if "id" in entry and "@removed" not in entry:
                names[str(entry["id"])] = str(entry.get("displayName") or "")
                parents[str(entry["id"])] = str(entry.get("parentFolderId") or "")
        path = line.relative(answer.get("@odata.nextLink"))
    return names, parents


def _above(folder: str, parents: Mapping[str, str]) -> list[str]:
    """The folders that this one lies in, itself first; a ring, which cannot be, ends."""
    found: list[str] = []
    while folder and folder not in found:
        found.append(folder)
        folder = parents.get(folder, "")
    return found
