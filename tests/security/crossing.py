"""Calls the product's own functions as one person with another one's ids, and looks at what came of it: an answer that
holds anything of the other's, or a row of theirs that changed, is a crossing.

Found by their signatures: every public function of `service` that takes `person_id` and an id beside it. Whoever adds
one that this cannot call is told so.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

import service
from connectors.link.entry import LINK
from connectors.records import CalendarEvent
from service.context import Context
from service.drafting.versions import Text
from service.in_touch import Rhythm
from service.schema import Base, Person
from service.schema.owned import owned_tables

MARK = "zqalice"
"""Stands in every text of the one whose ids are used."""
Rows = dict[str, list[str]]
_BESIDE = (
    "service.web",
    "service.cli",
    "service.simulation",
    "service.migrations",
    "service.schema",
    "service.__main__",
)
"""Pages and commands are asked by HTTP and by command; the others know nobody."""
_ID_OF = {
    "contact_id": "contacts.id", "introducer_id": "contacts.id", "kept_id": "contacts.id", "one_id": "contacts.id",
    "contact_ids": "contacts.id", "account_id": "accounts.id", "draft_id": "drafts.id", "interview_id": "interviews.id",
    "interview_ids": "interviews.id", "meeting": "interviews.meeting", "activity_id": "activity.id",
    "note_id": "notes.id", "import_id": "file_imports.id", "ask_id": "asks.id", "exclusion_id": "exclusions.id",
    "source": "observations.source", "introduction_id": "introductions.id", "pair_id": "contact_pairs.id",
    "provider_id": "quarantine.provider_id", "task_id": "tasks.id", "calendar_id": "calendars.provider_id",
    "session_id": "browser_sessions.id", "approval_id": "approvals.id", "row_id": "mailbox_drafts.id",
    "pointer_id": "pointers.id", "correction_id": "corrections.id", "event_id": "events.id",
    "message_id": "messages.id",
}  # fmt: skip
"""Where each kind of id is found. `other_id` is of the same kind as the id before it."""


@dataclass(frozen=True, slots=True)
class Door:
    """One function that might let somebody through."""

    name: str
    call: Callable[..., Any]
    ids: Mapping[str, str]
    """Its parameters that are ids, with the column that each is of."""

    @property
    def tables(self) -> set[str]:
        return {column.partition(".")[0] for column in self.ids.values()}


@dataclass(frozen=True, slots=True)
class Crossing:
    """Something of the other person's that came out of a door, or was changed behind it."""

    door: str
    what: str


def doors() -> list[Door]:
    """Every one there is, by name."""
    found = {}
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if module.name.startswith(_BESIDE):
            continue
        for name, call in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(call) and call.__module__ == module.name and not name.startswith("_"):
                ids = _ids(list(inspect.signature(call).parameters))
                if ids:
                    found[f"{module.name}.{name}"] = Door(f"{module.name}.{name}", call, ids)
    return [found[name] for name in sorted(found)]


def _ids(names: list[str]) -> dict[str, str]:
    if "person_id" not in names:
        return {}
    found: dict[str, str] = {}
    for name in names:
        if name in _ID_OF:
            found[name] = _ID_OF[name]
        elif name == "other_id":
            found[name] = next(reversed(found.values()), "contacts.id")
        elif name.endswith(("_id", "_ids")) and name != "person_id":
            found[name] = "?"
    return found


# --- calling ------------------------------------------------------------------------------------------------------


class _Undone(Exception):
    """Takes back what a call did."""


def crossings(context: Context, door: Door, one: str, other: str) -> Iterator[Crossing]:
    """What `one` gets or changes of `other`'s through this door, called with every mixture of both ones' ids.

    What it changes in a session is taken back.
    """
    before = rows_of(context, other)
    held = {person: _held(context, person, door) for person in (one, other)}
    for owners in product((one, other), repeat=len(door.ids)):
        if other in owners:
            chosen = {name: held[owner][name] for name, owner in zip(door.ids, owners, strict=True)}
            yield from _through(context, door, (one, other), chosen, before)


def _held(context: Context, person_id: str, door: Door) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with context.database.reading() as session:
        for name, column in door.ids.items():
            seen = Base.metadata.tables[column.partition(".")[0]].alias("seen")
            wanted = seen.c[column.partition(".")[2]]
            value = session.scalar(select(wanted).where(seen.c.person_id == person_id).order_by(wanted).limit(1))
            assert value is not None, f"{person_id} has nothing in {column}"
            found[name] = [value] if name.endswith("_ids") else value
    return found


def _through(
    context: Context, door: Door, people: tuple[str, str], chosen: Mapping[str, Any], before: Rows
) -> Iterator[Crossing]:
    one, other = people
    told, after = "", before
    if "session" in inspect.signature(door.call).parameters:
        with suppress(_Undone), context.database.writing(one) as session:
            told = _answer(context, session, door, one, chosen)
            after = _rows_in(session, other)
            raise _Undone
    else:
        told = _answer(context, None, door, one, chosen)
        after = rows_of(context, other)
    if MARK in _without(told, chosen) or f"_{other}_" in _without(told, chosen):
        yield Crossing(door.name, "told")
    if after != before:
        yield Crossing(door.name, "changed " + ", ".join(name for name in before if before[name] != after[name]))


def _without(told: str, chosen: Mapping[str, Any]) -> str:
    """What was told, without the ids that were given."""
    for value in chosen.values():
        own = str(value[0] if isinstance(value, list) else value)
        told = told.replace(repr(own)[1:-1], "").replace(own, "")
    return told


def _answer(context: Context, session: Session | None, door: Door, one: str, chosen: Mapping[str, Any]) -> str:
    """What the function returned, or said when it refused, as one text."""
    given = {"person_id": one, "session": session, "context": context, "vault": context.vault, **chosen}
    try:
        answer = door.call(**_arguments(context, door, given))
        if session is not None:
            session.flush()
        return "\n".join(_words(answer))
    except Exception as refusal:  # noqa: BLE001 - however it refuses: what counts is what it tells and changes
        if session is not None:
            session.rollback()
        return str(refusal.args[:1]) if not hasattr(refusal, "params") else ""


def _arguments(context: Context, door: Door, given: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, parameter in inspect.signature(door.call).parameters.items():
        if name in given:
            found[name] = given[name]
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            found[name] = _value(context, name, str(parameter.annotation))
    return found


_BY_NAME = {"kind": "is_not_interview", "digest": "0" * 64, "states": "needs_review", "days": 30, "provider": "google"}
_BY_TYPE: dict[str, Any] = {
    "str": "words", "int": 1, "bool": True, "Mapping[str, str]": {"name": "Ann"}, "Sequence[Address]": (),
    "Sequence[str]": (), "Text": Text("Thanks", "Thank you.", "me@x.example", ("ann@poe.example",)), "Style": "shorter", "Rhythm": Rhythm(),
    "CalendarEvent": CalendarEvent("cal", "ev", "uid@x.example"), "Entry": LINK,
}  # fmt: skip


def _value(context: Context, name: str, kind: str) -> Any:
    if kind.startswith("datetime"):
        return context.clock()
    if name in _BY_NAME:
        return _BY_NAME[name]
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind.endswith("| None"):
        return None
    if kind.startswith("Callable") or kind in {"KeysOf", "Wait"}:
        return lambda *_: frozenset()
    raise LookupError(f"nothing to give for {name}: {kind}")


def can_be_called(context: Context, door: Door) -> bool:
    """Whether there is something to give for each of its parameters."""
    given = {"person_id": "", "session": None, "context": context, "vault": context.vault, **door.ids}
    try:
        _arguments(context, door, given)
    except LookupError:
        return False
    return "?" not in door.ids.values()


# --- looking ------------------------------------------------------------------------------------------------------


def rows_of(context: Context, person_id: str) -> Rows:
    """Every row of that person, as text, by table."""
    with context.database.reading() as session:
        return _rows_in(session, person_id)


def _rows_in(session: Session, person_id: str) -> Rows:
    """The same, asked so that no `hole` reaches it."""
    connection = session.connection()
    found = {}
    for table in owned_tables():
        seen = table.alias("seen")
        owner = seen.c.id if table.name == Person.__tablename__ else seen.c.person_id
        rows = connection.execute(seen.select().where(owner == person_id))
        found[table.name] = sorted(str(tuple(row)) for row in rows)
    return found


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    """All text that a value holds, rows of the database included."""
    if depth > 6:
        return
    if isinstance(value, Base):
        yield from (str(getattr(value, column.key)) for column in value.__mapper__.column_attrs)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _words(getattr(value, field.name), depth + 1)
    elif isinstance(value, Mapping):
        for name, held in value.items():
            yield from (*_words(name, depth + 1), *_words(held, depth + 1))
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for held in value:
            yield from _words(held, depth + 1)
    elif not isinstance(value, datetime):
        yield str(value)


@contextmanager
def hole(context: Context, table: str, one: str) -> Iterator[None]:
    """While it is open, every row of this table passes for `one`'s, in queries and in what they return: so it is where
    nobody asks whose it is.
    """
    asked = re.compile(rf"\b{table}\.person_id\b")

    def bored(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
        return asked.sub(f"'{one}'", statement), parameters

    event.listen(context.database.engine, "before_cursor_execute", bored, retval=True)
    try:
        yield
    finally:
        event.remove(context.database.engine, "before_cursor_execute", bored)
