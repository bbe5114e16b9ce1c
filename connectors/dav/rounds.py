"""What happened in all folders of a mailbox: a round compares what lay in each with what lies there now.

Nothing changed is told by one list of folders with their numbers. In a folder that changed, what is above the last
number is new, and where the count does not come out, the numbers of all that is there are asked for. A message that was
in another folder before was moved; one that left a folder counts as removed when it is in none after the next round too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from connectors.dav.credentials import PROVIDER
from connectors.dav.cursors import Gone as Left
from connectors.dav.cursors import Kept, MailPlace, Pending, numbers, packed, unpacked
from connectors.dav.folders import Folders, MailFolder, State, find_folders, scheme_of, state_of, with_state
from connectors.dav.ids import Items, Scheme, id_items, provider_id_of
from connectors.dav.imap import ImapLine
from connectors.dav.listing import AT_ONCE, arrival, every_uid, heads, is_about_these, is_refusal
from connectors.dav.reading import Elsewhere
from connectors.errors import ConnectorError, CursorExpired, Gone, SlowDown, TryAgain, Unreadable

LEARNT = 100_000
"""So many messages are known by their ids, the newest of each folder: of an older one nobody is told that it went."""
_PAST = timedelta(days=400)
"""What arrived so long before the first cursor is past: more than a year, for folders come over from other accounts."""
_PATIENCE = 10
"""So many folders in trouble are met in one round before it is the server that is in trouble."""
_ANEW = "A folder was made anew just now."
_UNKNOWN = -1
"""A count that no folder has: there is more to look at."""


def first_place(line: ImapLine) -> MailPlace:
    """The place of now: what lies in every folder."""
    folders, scheme = find_folders(line), scheme_of(line)
    kept: list[Kept] = []
    room = LEARNT
    for one in folders.followed:
        there: dict[int, str] = {}
        folder = with_state(line, one)
        if folder and folder.state:
            if folder.state.count:
                there = _ids_in(line, folder.name, folder.state, scheme, room)
            kept.append(_kept(folder.name, folder.state, there))
            room = max(0, room - len(there))
    return MailPlace(scheme, datetime.now(UTC).isoformat(), folders.foreign, tuple(kept))


def next_round(line: ImapLine, place: MailPlace, folders: Folders) -> MailPlace:
    """The place after a look into every folder that changed; the same place where nothing did. What some folders told is
    kept when others have trouble; the trouble is raised where nothing else happened. Raises CursorExpired where a folder's
    numbers mean other messages than before.
    """
    if scheme_of(line) != place.scheme:
        raise CursorExpired("The mail server calls its messages by other names now.", provider=PROVIDER)
    look = _Look(line, place, folders)
    steps = [partial(look.into, one) for one in folders.followed] + [
        partial(look.after, one) for one in look.unlisted()
    ]
    for step in steps:
        if not look.goes_on_after(step):
            break
    return look.following()


def without(place: MailPlace, missed: Sequence[Pending]) -> MailPlace:
    """The place as if these had never been seen where they are no more: should they turn up elsewhere, they are new."""
    if not missed:
        return place
    folders = []
    for kept in place.folders:
        lost = {int(uid) for _, name, uid, _ in missed if name == kept[0]}
        there = {uid: one for uid, one in unpacked(*kept[5:]).items() if uid not in lost} if lost else {}
        folders.append((*kept[:5], *packed(there)) if lost else kept)
    return replace(place, folders=tuple(folders))


def lying(place: MailPlace, folders: Folders, provider_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Where these messages lay at the last look, those of them that were known then; in a folder that is read, if in any."""
    wanted, found = set(provider_ids), dict[str, tuple[str, int]]()
    by_name = {kept[0]: kept for kept in place.folders}
    for name in (one.name for one in folders.followed if one.name in by_name):
        for uid, provider_id in unpacked(*by_name[name][5:]).items():
            if provider_id in wanted:
                found.setdefault(provider_id, (name, uid))
    return found


def elsewhere(place: MailPlace, folders: Folders) -> Elsewhere:
    """Where else a message lies, as far as is known, of what is read."""
    read = {one.name for one in folders.read}

    def look(provider_id: str) -> list[tuple[str, int]]:
        kept = ((kept[0], unpacked(*kept[5:])) for kept in place.folders if kept[0] in read)
        return [(name, uid) for name, there in kept for uid, one in there.items() if one == provider_id]

    return look


@dataclass(slots=True)
class _Look:
    """One round, or the part of it that fits."""

    line: ImapLine
    place: MailPlace
    folders: Folders
    is_whole: bool = True
    """No folder has more than was looked at."""
    troubles: list[ConnectorError] = field(default_factory=list)
    """Why folders could not be looked into, each once."""
    kept: dict[str, Kept] = field(default_factory=dict)
    found: list[Pending] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    _before: set[str] | None = None

    def __post_init__(self) -> None:
        self.kept = {kept[0]: kept for kept in self.place.folders}

    @property
    def has_moved(self) -> bool:
        return bool(self.found or self.left) or tuple(self.kept.values()) != self.place.folders

    @property
    def scheme(self) -> Scheme:
        return self.place.scheme  # type: ignore[return-value]

    def goes_on_after(self, step: Callable[[], None]) -> bool:
        """Whether the next folder can be asked after this step, which may come to nothing: its trouble is remembered."""
        try:
            step()
        except SlowDown as failure:
            self.troubles.append(failure)
            self.is_whole = False
            return False
        except ConnectorError as failure:
            if not isinstance(failure, TryAgain) and not is_refusal(failure):
                raise
            self.troubles.append(failure)
            return len(self.troubles) < _PATIENCE and self._is_answered()
        return True

    def _is_answered(self) -> bool:
        """Whether the server is there at all, after a folder over which it may have hung up."""
        try:
            return self.line.can()
        except (SlowDown, TryAgain):
            return False

    def into(self, listed: MailFolder) -> None:
        """One folder: what is new in it, and what it lost."""
        folder, kept = with_state(self.line, listed), self.kept.get(listed.name)
        if folder is None or folder.state is None or (kept and _is_quiet(kept, folder.state)):
            return
        if kept and kept[1] != folder.state.validity:
            if not folder.is_hidden:
                raise CursorExpired("The mail server has numbered a folder anew.", provider=PROVIDER)
            # Who empties the bin may make it anew.
            self._leave(unpacked(*self.kept.pop(folder.name)[5:]).values(), is_read=False)
            kept = None
        with suppress(Gone):
            self._compare(folder, folder.state, kept)

    def _compare(self, folder: MailFolder, state: State, kept: Kept | None) -> None:
        there, state = self._news(folder, state, kept)
        is_open = True
        try:
            is_open = state.count == _UNKNOWN or self._lose(folder, state, kept, there)
        finally:
            # What is new was found, whatever became of the look for what is lost: that is for the next round then.
            self.kept[folder.name] = _kept(folder.name, replace(state, count=_UNKNOWN) if is_open else state, there)
        self.is_whole = self.is_whole and not is_open

    def unlisted(self) -> list[str]:
        """Folders that were there and are not named any more."""
        listed = {one.name for one in self.folders.every}
        return [name for name in self.kept if name not in listed]

    def after(self, name: str) -> None:
        """A folder that is not named any more: a list may be short, so that it is asked after."""
        try:
            state_of(self.line, name)
        except ConnectorError as failure:
            if not isinstance(failure, Gone) and not is_refusal(failure):
                raise
            self._leave(unpacked(*self.kept.pop(name)[5:]).values(), is_read=True)

    def following(self) -> MailPlace:
        """The place after this round, with what nobody has any more as removed once two rounds agree."""
        is_waiting = self.place.gone or self.place.is_open or self.place.is_troubled
        if not self.has_moved and self.troubles:
            raise self.troubles[-1]
        if not self.has_moved and self.is_whole and not is_waiting:
            return self.place
        there = self._everywhere() if self.left or self.place.gone else set()
        left = tuple(one for one in dict.fromkeys(self.left) if one[0] not in there)
        is_troubled = bool(self.troubles)
        # The first trouble may pass, and is tried again at once; the folders that last in it are not waited for.
        is_open = not self.is_whole or (is_troubled and not self.place.is_troubled)
        place = replace(self.place, folders=tuple(self.kept.values()), pending=tuple(self.found), is_open=is_open)
        if is_troubled or not self.is_whole:
            # What is nowhere else may lie where was not looked.
            return replace(place, gone=tuple(dict.fromkeys((*self.place.gone, *left))), is_troubled=is_troubled)
        removed = dict.fromkeys(one for one, _ in self.place.gone if one not in there)
        gone = tuple(one for one in left if one[0] not in removed)
        return replace(place, gone=gone, removed=tuple(removed), is_troubled=False)

    def _news(self, folder: MailFolder, state: State, kept: Kept | None) -> tuple[dict[int, str], State]:
        """What is known of a folder with what came since, as far as a page goes; and the state that this is as of."""
        if self.line.select(folder.name) != state.validity:
            raise TryAgain(_ANEW, provider=PROVIDER)
        there = unpacked(*kept[5:]) if kept else {}
        first = kept[2] if kept else 1
        uids = [uid for uid in self._above(first, state) if uid < state.following]
        self._take(folder, uids[:AT_ONCE], there, is_met_first=kept is None)
        if len(uids) <= AT_ONCE:
            return there, state
        return there, replace(state, following=uids[AT_ONCE - 1] + 1, count=_UNKNOWN)

    def _take(self, folder: MailFolder, uids: Sequence[int], there: dict[int, str], *, is_met_first: bool) -> None:
        """Learns what these are called; of a folder that is read they wait to be read where they are new."""
        for uid, items in heads(self.line, uids, f"{id_items(self.scheme)} INTERNALDATE"):
            there[uid] = provider_id_of(items, self.scheme)
            if not folder.is_hidden and there[uid] and self._is_new(there[uid], items, is_met_first=is_met_first):
                self.found.append((there[uid], folder.name, str(uid), str(items.get(b"RFC822.SIZE") or 0)))

    def _above(self, first: int, state: State) -> Sequence[int]:
        if state.following - first > AT_ONCE:
            return every_uid(self.line, first - 1)
        return range(first, state.following)

    def _lose(self, folder: MailFolder, state: State, kept: Kept | None, there: dict[int, str]) -> bool:
        """Takes out what is there no more, where the count says that something is not, and takes what was passed over;
        whether more of that waits.
        """
        if len(there) == state.count:
            return False
        vanished = self._vanished(folder, state, kept)
        for uid in vanished & set(there) if vanished else ():
            self._leave([there.pop(uid)], is_read=not folder.is_hidden)
        if len(there) == state.count:
            return False
        self.line.select(folder.name)
        present = set(every_uid(self.line))
        for uid in self._missing(state, present, there):
            self._leave([there.pop(uid)], is_read=not folder.is_hidden)
        passed = sorted(uid for uid in present if uid < state.following and uid not in there)
        return self._take_passed(folder, passed, there, is_met_first=kept is None)

    def _take_passed(
        self, folder: MailFolder, passed: Sequence[int], there: dict[int, str], *, is_met_first: bool
    ) -> bool:
        """What was passed over is not lost for that: learns the first page of it that the server tells anything of;
        whether there is more. What it still tells nothing of holds up nothing else.
        """
        for first in range(0, len(passed), AT_ONCE):
            before = len(there)
            try:
                self._take(folder, passed[first : first + AT_ONCE], there, is_met_first=is_met_first)
            except ConnectorError as failure:
                if not is_about_these(self.line, failure):
                    raise
                return False
            if len(there) > before:
                return first + AT_ONCE < len(passed)
        return False

    def _missing(self, state: State, present: set[int], there: Mapping[int, str]) -> list[int]:
        """What surely is there no more: a list that is shorter than the folder may be cut, and is not believed."""
        oldest = min(present, default=state.following) if self.line.shows_newest_only() else 0
        missing = sorted(uid for uid in there if uid not in present and uid >= oldest)
        if not missing or len(present) >= state.count:
            return missing
        still = {uid for uid, _ in heads(self.line, missing, "UID")}
        return [uid for uid in missing if uid not in still]

    def _vanished(self, folder: MailFolder, state: State, kept: Kept | None) -> set[int]:
        """What the server says that vanished, which the count then has to agree with."""
        if not kept or not kept[4] or kept[4] > state.modseq or not self.line.can("QRESYNC", "ENABLE"):
            return set()
        try:
            _, told = self.line.enter(folder.name, since=(kept[1], kept[4]))
            return set(numbers(told))
        except (Unreadable, ValueError):
            # Every change of a flag is told along, which may be too much.
            return set()

    def _is_new(self, provider_id: str, items: Items, *, is_met_first: bool) -> bool:
        """Whether a message was in no folder before, and is none of the past in a folder that is met first."""
        if self._before is None:
            self._before = self._read_before()
        if provider_id in self._before:
            return False
        arrived = arrival(items)
        return not (is_met_first and arrived and arrived < datetime.fromisoformat(self.place.began) - _PAST)

    def _read_before(self) -> set[str]:
        hidden = {one.name for one in self.folders.every if one.is_hidden}
        ids = {one for kept in self.place.folders if kept[0] not in hidden for one in unpacked(*kept[5:]).values()}
        return ids | {provider_id for provider_id, is_read in self.place.gone if is_read}

    def _everywhere(self) -> set[str]:
        return {one for kept in self.kept.values() for one in unpacked(*kept[5:]).values()}

    def _leave(self, ids: Iterable[str], *, is_read: bool) -> None:
        self.left += [(one, is_read) for one in ids if one]


def _ids_in(line: ImapLine, name: str, state: State, scheme: Scheme, room: int) -> dict[int, str]:
    if line.select(name) != state.validity:
        raise TryAgain(_ANEW, provider=PROVIDER)
    uids = [uid for uid in every_uid(line) if uid < state.following]
    there = dict.fromkeys(uids, "")
    newest = uids[-room:] if room else []
    there.update((uid, provider_id_of(items, scheme)) for uid, items in heads(line, newest, id_items(scheme)))
    return there


def _kept(name: str, state: State, there: dict[int, str]) -> Kept:
    return (name, state.validity, state.following, state.count, state.modseq, *packed(there))


def _is_quiet(kept: Kept, state: State) -> bool:
    """Whether nothing came or went. That a mail was read or starred is no news."""
    return kept[1:4] == (state.validity, state.following, state.count)
