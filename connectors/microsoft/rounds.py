"""What is new in all folders of a mailbox: a round asks every folder for its changes, inbox first, the others in batches.

Graph cannot begin at "now": a folder has to be listed once to its end, ids only. `first_place` does that within a bound;
where a mailbox is larger the rounds go on with it, and of a folder that is listed for the first time only what came
after the beginning is new. A folder that vanished is left out, its messages are not: they are asked after by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.bounds import things
from connectors.errors import ConnectorError, Gone, SlowDown, TryAgain
from connectors.microsoft.cursors import Link, Listed, MailPlace
from connectors.microsoft.listing import FACTS, is_draft, listed_in, moment, thing
from connectors.microsoft.transport import BATCH, Ask, Connection, address
from connectors.paging import READS

DELTA = "graph.messages.delta"
FIRST_CALLS = 60
"""Batches in which the first listing of all folders is tried at once."""

_PAGE = 200
_FIRST_PAGE = 500
_MARGIN = timedelta(minutes=5)
"""How far Graph's stamp of creation may lie before the clock of its answers."""


@dataclass(slots=True)
class _Round:
    """One round, or the part of it that fits a page."""

    links: dict[str, tuple[str, bool]]
    began: datetime | None
    turn: list[str]
    found: dict[str, Listed] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    has_moved: bool = False
    """Whether any folder has answered."""
    is_first: bool = False
    """Only what comes while the folders are listed is new."""

    def take(self, folder: str, answer: dict[str, Any], following: str, *, is_last: bool) -> None:
        """One folder's answer: what it brought, what it lost, and where it goes on."""
        is_new = self.links[folder][1]
        for entry in things(answer, "value"):
            if thing(entry):
                self._note(entry, folder, is_new=is_new)
        self.links[folder] = (following, is_new and not is_last)
        self.has_moved = True
        # What came while a folder was listed is told after that.
        if is_last and (self.is_first or not is_new):
            self.turn.remove(folder)

    def _note(self, entry: dict[str, Any], folder: str, *, is_new: bool) -> None:
        provider_id = str(entry["id"])
        if "@removed" in entry:
            self.removed[provider_id] = None
            if provider_id in self.found and self.found[provider_id][3] == folder:
                # It came and went again; in another folder it may still lie.
                del self.found[provider_id]
        elif not is_draft(entry) and not (is_new and self._is_old(entry)):
            self.found[provider_id] = listed_in(entry, folder)

    def _is_old(self, entry: dict[str, Any]) -> bool:
        created = moment(entry.get("createdDateTime"))
        if self.is_first:
            return created is None or self.began is None or created <= self.began
        return created is not None and self.began is not None and created < self.began - _MARGIN


def first_place(line: Connection, folders: Sequence[str]) -> MailPlace:
    """The place of now: every folder listed to its end, or as far as the bound and Microsoft's patience allow."""
    state = _Round({folder: (_beginning(folder), True) for folder in folders}, None, list(folders), is_first=True)
    for _ in range(FIRST_CALLS):
        if not state.turn:
            break
        try:
            _ask(line, state, state.turn[:BATCH], page=_FIRST_PAGE)
        except (SlowDown, TryAgain):
            # The rounds go on with what is not listed yet.
            if not state.has_moved:
                raise
            break
        finally:
            state.began = state.began or line.provider_time
    began = (state.began or datetime.now(UTC)).isoformat()
    return MailPlace(began=began, links=_packed(state.links), pending=tuple(state.found.values()))


def next_round(line: Connection, place: MailPlace, folders: Sequence[str]) -> MailPlace:
    """Goes on with the round until a page is full, or begins one; the place after it, with what was found pending.

    Raises CursorExpired when any folder's place is gone. What some folders told is kept when others have trouble.
    """
    known = {folder: (link, is_new) for folder, link, is_new in place.links}
    links = {folder: known.get(folder, (_beginning(folder), True)) for folder in folders}
    turn = [folder for folder in place.turn or folders if folder in links]
    state = _Round(links, moment(place.began), turn)
    for part in _parts(state):
        try:
            _ask(line, state, part)
        except (SlowDown, TryAgain):
            # Whoever has answered need not be asked again, also where nothing was new.
            if not state.has_moved:
                raise
            break
    left = tuple(provider_id for provider_id in state.removed if provider_id not in state.found)
    return replace(
        place, links=_packed(state.links), turn=tuple(state.turn), pending=tuple(state.found.values()), removed=left
    )


def _parts(state: _Round) -> Iterator[list[str]]:
    """The folders to ask together: the first by itself, the others in batches, until a page is full."""
    size = 1
    while state.turn and len(state.found) < READS:
        yield state.turn[:size]
        size = BATCH


def _ask(line: Connection, state: _Round, part: Sequence[str], page: int = _PAGE) -> None:
    """Asks these folders. Raises the first failure after every good answer was taken."""
    asks = [Ask(DELTA, state.links[folder][0], page=page) for folder in part]
    trouble: ConnectorError | None = None
    for folder, answer in zip(part, _answers(line, asks), strict=True):
        if isinstance(answer, Gone):
            state.turn.remove(folder)
            del state.links[folder]
        elif isinstance(answer, ConnectorError):
            trouble = trouble or answer
        else:
            following, is_last = _following(line, answer)
            state.take(folder, answer, following, is_last=is_last)
    if trouble:
        raise trouble


def _answers(line: Connection, asks: Sequence[Ask]) -> list[dict[str, Any] | ConnectorError]:
    if len(asks) > 1:
        return line.batch(asks)
    try:
        return [line.get(asks[0])]
    except Gone as failure:
        return [failure]


def _following(line: Connection, answer: dict[str, Any]) -> tuple[str, bool]:
    """Where a folder goes on, and whether it has told everything for now."""
    if answer.get("@odata.nextLink"):
        return line.relative(answer["@odata.nextLink"]), False
    if answer.get("@odata.deltaLink"):
        return line.relative(answer["@odata.deltaLink"]), True
    raise TryAgain("Microsoft's answer lacks the place to go on from.", operation=DELTA)


def _beginning(folder: str) -> str:
    return address("me", "mailFolders", folder, "messages", "delta", select=FACTS)


def _packed(links: dict[str, tuple[str, bool]]) -> tuple[Link, ...]:
    return tuple((folder, link, is_new) for folder, (link, is_new) in links.items())
