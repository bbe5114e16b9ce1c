"""The folders of a mailbox: what each is for, which of them are read, and how far each has got.

What a folder is for the server says (SPECIAL-USE), else its name does, in whatever language. Everything is read but
junk, bin, drafts, templates and what Exchange keeps beside mail; a view of all mail is read instead of the others at Gmail, where it holds each message
once, and nowhere else, where it holds the bin as well. Other people's folders, which a server may show, are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response

from connectors.dav.credentials import PROVIDER
from connectors.dav.failures import FAILURES
from connectors.dav.ids import Scheme
from connectors.dav.imap import ImapLine
from connectors.dav.wire import Client, quoted
from connectors.errors import ConnectorError, Gone, TryAgain
from connectors.locales import DRAFT_LABELS, SENT_LABELS, SPAM_LABELS

LIST = "imap.list"
STATUS = "imap.status"
MOST = 2_000
"""Folders that are looked at; nobody has more."""

Use = Literal["", "sent", "drafts", "junk", "trash", "all", "view"]

_USES: dict[str, Use] = {
    r"\sent": "sent", r"\drafts": "drafts", r"\junk": "junk", r"\trash": "trash", r"\all": "all",
    r"\flagged": "view", r"\important": "view",
}  # fmt: skip
_NAMED: tuple[tuple[frozenset[str], Use], ...] = (
    (DRAFT_LABELS, "drafts"), (SENT_LABELS, "sent"), (SPAM_LABELS, "trash"),
)  # fmt: skip
_UNSENT = frozenset({"templates", "vorlagen", "modèles", "plantillas", "modelli", "outbox", "postausgang"})
_LOGS = frozenset({
    "sync issues", "synchronisierungsprobleme", "problèmes de synchronisation", "problemas de sincronización",
    "conversation history", "aufgezeichnete unterhaltungen", "unterhaltungsverlauf", "historique des conversations",
    "historial de conversaciones",
})  # fmt: skip
_CALENDARS = frozenset({"calendar", "kalender", "calendrier", "calendario"})
_CONTACTS = frozenset({"contacts", "kontakte", "contactos"})
_NO_MAIL = _CALENDARS | _CONTACTS | {
    "tasks", "notes", "journal", "aufgaben", "notizen", "tâches", "tareas", "notas", "diario",
}  # fmt: skip
_CLOSED = frozenset({r"\noselect", r"\nonexistent"})


@dataclass(frozen=True, slots=True)
class State:
    """How far a folder has got: with the same numbers nothing came and nothing went."""

    validity: int
    following: int
    """UIDNEXT: the number that the next message will have at least."""
    count: int
    modseq: int = 0


@dataclass(frozen=True, slots=True)
class MailFolder:
    """One folder. `name` is the server's own, as it travels."""

    name: str
    shown: str
    use: Use
    state: State | None = None

    @property
    def is_hidden(self) -> bool:
        """What lies in it was thrown away, and is only read when it is taken out again."""
        return self.use in ("junk", "trash")


@dataclass(frozen=True, slots=True)
class Folders:
    """All folders of the person's own."""

    every: tuple[MailFolder, ...]
    foreign: tuple[str, ...] = ()
    """How the names of other people's folders begin."""
    told: tuple[Any, ...] = ()
    """What the server answered, where that was everything: with the same answer nothing came and nothing went."""

    def named(self, use: Use) -> str:
        """The name of the folder that is for this, of several the outermost; "" where there is none."""
        fitting = (one for one in self.every if one.use == use)
        found = min(fitting, key=lambda one: one.shown.replace("/", ".").count("."), default=None)
        return found.name if found else ""

    @property
    def drafts(self) -> str:
        return self.named("drafts")

    @property
    def sent(self) -> str:
        return self.named("sent")

    @property
    def read(self) -> tuple[MailFolder, ...]:
        """Those of which every message is read."""
        everything = tuple(one for one in self.every if one.use == "all")
        return everything or tuple(one for one in self.every if one.use in ("", "sent"))

    @property
    def followed(self) -> tuple[MailFolder, ...]:
        """Those, and the hidden ones: where a message may lie and not be gone."""
        return (*self.read, *(one for one in self.every if one.is_hidden))


def scheme_of(line: ImapLine) -> Scheme:
    """How this server's messages are called."""
    if line.can("X-GM-EXT-1"):
        return "gmail"
    return "objectid" if line.can("OBJECTID") else "digest"


def find_folders(line: ImapLine, foreign: Sequence[str] | None = None, before: Folders | None = None) -> Folders:
    """The folders that there are now, with their states. `foreign`: as it was found before. Where the server answers what
    it did `before`, that very object is returned.
    """
    if foreign is None:
        foreign = _foreign(line)
    if line.can("LIST-STATUS"):
        asked = f"RETURN (SPECIAL-USE STATUS ({_status_items(line)}))"
        listed, told = line.read(LIST, lambda client: _with_states(client, asked))
        if before and before.told and before.told == (*listed, *told):
            return before
    else:
        listed, told = line.read(LIST, lambda client: client.wire.told("LIST", "LIST", '""', '"*"')), []
    states = dict(_states(told))
    own = [one for one in _entries(listed) if not one.name.startswith(tuple(foreign))]
    named = _as_used(own[:MOST], is_gmail=line.can("X-GM-EXT-1"))
    found = Folders(tuple(replace(one, state=states.get(one.name)) for one in named), tuple(foreign))
    is_all_told = all(one.state for one in found.followed)
    return replace(found, told=(*listed, *told)) if is_all_told else found


def state_of(line: ImapLine, name: str) -> State:
    """How far one folder has got. Raises Gone where the server knows no such folder."""
    items = _status_items(line)
    told = line.read(STATUS, lambda client: client.wire.told("STATUS", "STATUS", quoted(name), f"({items})"))
    state = next((state for _, state in _states(told)), None)
    if state is None:
        raise TryAgain("The mail server does not say how far a folder has got.", provider=PROVIDER, operation=STATUS)
    return state


def with_state(line: ImapLine, folder: MailFolder) -> MailFolder | None:
    """The folder with how far it has got, asked for where the list did not tell; None where it cannot be opened."""
    if folder.state is not None:
        return folder
    try:
        return replace(folder, state=state_of(line, folder.name))
    except ConnectorError as failure:
        if isinstance(failure, Gone) or type(failure) is ConnectorError:
            return None
        raise


def _status_items(line: ImapLine) -> str:
    return "MESSAGES UIDNEXT UIDVALIDITY" + (" HIGHESTMODSEQ" if line.can("QRESYNC") else "")


def _with_states(client: Client, asked: str) -> tuple[list[Any], list[Any]]:
    client.wire.taken("STATUS")
    return client.wire.told("LIST", "LIST", '""', '"*"', asked), client.wire.taken("STATUS")


def _states(told: Iterable[Any]) -> Iterator[tuple[str, State]]:
    for name, *items in _parsed(told):
        pairs = items[0] if items and isinstance(items[0], tuple) else ()
        values = dict(zip(pairs[::2], pairs[1::2], strict=False))
        numbers = [values.get(key, 0) for key in (b"UIDVALIDITY", b"UIDNEXT", b"MESSAGES", b"HIGHESTMODSEQ")]
        # Without either of the first two nothing could be told to be new.
        if all(isinstance(number, int) for number in numbers) and all(numbers[:2]):
            yield _name(name), State(*numbers)


def _entries(told: Iterable[Any]) -> Iterator[MailFolder]:
    for attributes, _, name, *_ in _parsed(told, least=3):
        flags = {_text(one).lower() for one in attributes} if isinstance(attributes, tuple) else set()
        raw = _name(name)
        if raw and not flags & _CLOSED:
            shown = _shown(raw)
            use: Use = next((_USES[flag] for flag in sorted(flags) if flag in _USES), "")
            yield MailFolder(raw, shown, "view" if _is_outermost(shown) and _leaf(shown) in _UNSENT else use)


def _as_used(found: Sequence[MailFolder], *, is_gmail: bool) -> list[MailFolder]:
    """With uses by name where no folder has them by the server's word, and of several ways to all mail only one."""
    said = {one.use for one in found}
    named = [_by_name(one, said) for one in _without_exchanges_own(found)]
    has_all = is_gmail and any(one.use == "all" for one in named)
    return named if has_all else [replace(one, use="view") if one.use == "all" else one for one in named]


def _by_name(folder: MailFolder, said: set[Use]) -> MailFolder:
    leaf = _leaf(folder.shown)
    for names, use in _NAMED:
        is_said = {"junk", "trash"} <= said if use == "trash" else use in said
        # A bin further in is somebody's own order: what it is called for need not be what is thrown away.
        is_meant = use != "trash" or _is_outermost(folder.shown)
        if folder.use == "" and folder.name != "INBOX" and not is_said and is_meant and leaf in names:
            return replace(folder, use=use)
    return folder


def _without_exchanges_own(found: Sequence[MailFolder]) -> Iterator[MailFolder]:
    """Without what Exchange shows as folders beside those of mail. Elsewhere such names are people's own, for their mail:
    only who shows both a calendar and contacts is taken for Exchange.
    """
    outer = {one.shown.casefold() for one in found if one.use == ""}
    others = _LOGS | (_NO_MAIL if outer & _CALENDARS and outer & _CONTACTS else frozenset())
    for one in found:
        is_other = one.use == "" and _parts(one.shown)[0] in others
        yield replace(one, use="view") if is_other else one


def _is_outermost(shown: str) -> bool:
    """At the top, or right within the inbox, where some servers keep everything."""
    return len(_parts(shown)) - (_parts(shown)[0] == "inbox") <= 1


def _leaf(shown: str) -> str:
    return _parts(shown)[-1]


def _parts(shown: str) -> list[str]:
    return shown.casefold().replace("/", ".").split(".")


def _foreign(line: ImapLine) -> tuple[str, ...]:
    if not line.can("NAMESPACE"):
        return ()
    told = line.read("imap.namespace", lambda client: client.wire.told("NAMESPACE", "NAMESPACE"))
    spaces = next(_parsed(told, least=3), ((), (), ()))
    own, users, shared = (_prefixes(one) for one in spaces[:3])
    # A server may call the whole tree shared: then it is not told apart by names.
    return tuple(one for one in (*users, *shared) if one and one not in own)


def _prefixes(spaces: Any) -> list[str]:
    return [_text(one[0]) for one in spaces if isinstance(one, tuple) and one] if isinstance(spaces, tuple) else []


def _parsed(told: Iterable[Any], *, least: int = 2) -> Iterator[tuple[Any, ...]]:
    """What can be understood: one line that cannot hides no folder but its own."""
    for one in told:
        parts: tuple[Any, ...] = ()
        with suppress(*FAILURES):
            parts = parse_response([one]) if one else ()
        if len(parts) >= least:
            yield parts


def _name(value: Any) -> str:
    name = _text(value)
    return "INBOX" if name.upper() == "INBOX" else name


def _text(value: Any) -> str:
    """A name may look like a number, and is left out where it is no text at all."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return ""
    return "" if value is None else str(value)


def _shown(raw: str) -> str:
    try:
        return str(decode(raw.encode()))
    except (ValueError, IndexError):
        return raw
