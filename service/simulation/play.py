"""Delivers a case's records in the order of their times and lets the actors work in between.

The database is fresh and temporary, the clock stands still until it is moved: record by record, and to every moment
at which something planned comes due. Delivery goes through `ingest` like any poll; everything after it is the engine's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Address
from service import accounts, asks, events, migrate
from service.accounts import LOCAL_PERSON
from service.addresses import address_key
from service.clock import ManualClock
from service.context import Context
from service.database import open_database
from service.schema import Account, Ask, Contact, Draft, Identity, Interview, Note, Person, derived_id
from service.sealed import DraftContent, seal_draft, seal_note
from service.settings import load_settings
from service.simulation import outcome
from service.simulation.case import AskMade, Case, DraftEntered, EventArrives, MailArrives, NoteWritten, Record, read
from service.simulation.provider import Holdings
from service.vault import open_vault


class Engine(Protocol):
    """What drives the queue, handed down by the composition root: the same actors as `run`."""

    def settle(self) -> None:
        """Handles every due event until nothing is due at the context's clock."""


EngineMaker = Callable[[Context], AbstractContextManager[Engine]]


def simulate(found: dict[str, Any], engine: EngineMaker) -> dict[str, Any]:
    """Plays one case object and returns its outcome."""
    return played(read(found), engine)


def played(case: Case, engine: EngineMaker, *, look: Callable[[Context], None] | None = None) -> dict[str, Any]:
    """Plays a case that was read and returns its outcome. `look` is handed the context at the end, before it is gone."""
    with tempfile.TemporaryDirectory(prefix="warmthread-simulate-") as folder:
        clock = ManualClock(case.begins)
        context = _context(Path(folder), clock)
        try:
            _settle_in(context, case)
            with engine(context) as working:
                _play(context, clock, case, working)
                if look is not None:
                    look(context)
            with context.database.reading() as session:
                return outcome.tell(session, context.vault, case, LOCAL_PERSON)
        finally:
            context.database.close()


def _context(folder: Path, clock: ManualClock) -> Context:
    settings = load_settings({"WARMTHREAD_DATA_DIR": str(folder)}, data_dir=folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _empty_tables().items():
        (folder / name).write_bytes(content)
    vault = open_vault(settings)
    return Context(settings, clock, open_database(settings, vault), vault)


@cache
def _empty_tables() -> dict[str, bytes]:
    """A database of this version without a row, with its keys, by the names of the files: made once by a process,
    however many cases it plays.
    """
    with tempfile.TemporaryDirectory(prefix="warmthread-simulate-") as folder:
        database = open_database(load_settings({}, data_dir=Path(folder)))
        migrate.upgrade(database, backup=None)
        database.close()
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def _settle_in(context: Context, case: Case) -> None:
    """The person, the accounts and whom they know, before anything arrives."""
    with context.database.writing(LOCAL_PERSON, "simulate") as session:
        user = case.user
        session.add(
            Person(
                id=LOCAL_PERSON,
                name=str(user.get("name") or ""),
                timezone=str(user.get("timezone") or "UTC"),
                languages=list(user.get("languages") or []),
                signature=str(user.get("signature") or ""),
                goal=str(user.get("goal") or ""),
                role=str(user.get("role") or "seeker"),
                settings=dict(user.get("settings") or {}),
                created_at=case.begins,
            )
        )
        session.flush()
        for place, provider in enumerate(case.providers):
            _account(session, case, provider, is_main=place == 0)
        for contact in case.contacts:
            _contact(session, contact.id, case, place=case.contacts.index(contact))


def account_id(provider: str) -> str:
    return derived_id("acc", LOCAL_PERSON, provider)


def _account(session: Session, case: Case, provider: str, *, is_main: bool) -> None:
    session.add(
        Account(
            id=account_id(provider),
            person_id=LOCAL_PERSON,
            provider=provider,
            email=case.emails[0],
            can_send=True,
            since=case.begins,
            created_at=case.begins,
        )
    )
    session.flush()
    own = [Address(email, str(case.user.get("name") or "")) for email in case.emails]
    accounts.add_own_addresses(session, LOCAL_PERSON, account_id(provider), own, can_send=is_main)


def _contact(session: Session, contact_id: str, case: Case, *, place: int) -> None:
    known = case.contacts[place]
    session.add(
        Contact(
            id=contact_id,
            person_id=LOCAL_PERSON,
            name=known.name,
            organisation=known.organisation,
            title=known.title,
            timezone=known.timezone,
            data={},
            created_at=case.begins,
        )
    )
    session.flush()
    for email in known.emails:
        session.add(
            Identity(
                person_id=LOCAL_PERSON,
                key=address_key(email),
                contact_id=contact_id,
                email=email,
                names=[known.name] if known.name else [],
                evidence="known beforehand",
            )
        )


def _play(context: Context, clock: ManualClock, case: Case, engine: Engine) -> None:
    held = Holdings(context, account_id(case.providers[0]))
    for arrival in case.arrivals:
        moment = min(arrival.at or case.begins, case.now)
        _move(context, clock, engine, moment)
        _deliver(held, case, arrival.record)
        engine.settle()
        while held.read_again():
            engine.settle()
    _move(context, clock, engine, case.now)


def _move(context: Context, clock: ManualClock, engine: Engine, moment: datetime) -> None:
    """Steps to a moment, stopping wherever something planned comes due."""
    while True:
        with context.database.reading() as session:
            due = events.next_due(session)
        if due is None or due > moment or due <= clock():
            break
        clock.move_to(due)
        engine.settle()
    clock.move_to(moment)
    engine.settle()


def _deliver(held: Holdings, case: Case, record: Record) -> None:
    match record:
        case MailArrives(message):
            held.deliver_mail(message)
        case EventArrives(provider, event):
            held.deliver_entry(account_id(provider), event)
        case _:
            _enter(held, case, record)


def _enter(held: Holdings, case: Case, record: NoteWritten | DraftEntered | AskMade) -> None:
    """What the person did."""
    if isinstance(record, NoteWritten):
        held.deliver_noted(record.event_id)
    with held.context.database.writing(LOCAL_PERSON, "simulate") as session:
        match record:
            case NoteWritten():
                _write_note(session, held.context, case, record)
            case DraftEntered():
                _enter_draft(session, held.context, case, record)
            case AskMade():
                _make_ask(session, held.context, case, record)


def _meeting(case: Case, event_id: str) -> str:
    return f"{case.uids[event_id].strip().lower()}|master"


def _write_note(session: Session, context: Context, case: Case, note: NoteWritten) -> None:
    if session.get(Note, note.id) is not None:
        return
    sealed = seal_note(context.vault, note.text, note.id)
    meeting = _meeting(case, note.event_id)
    session.add(Note(id=note.id, person_id=LOCAL_PERSON, meeting=meeting, at=note.at, text_sealed=sealed))
    session.flush()
    events.append(session, LOCAL_PERSON, events.NOTE_ADDED, note.id, now=context.clock())


def _make_ask(session: Session, context: Context, case: Case, made: AskMade) -> None:
    if session.get(Ask, made.id) is not None:
        return
    interview = _interview_of(session, case, made.event_id) if made.event_id else None
    asks.ask(
        session, context.vault, LOCAL_PERSON, made.kind, contact_id=made.contact_id,
        interview_id=interview.id if interview else "", text=made.text, about=made.about, now=made.at, ask_id=made.id,
    )  # fmt: skip


def _interview_of(session: Session, case: Case, event_id: str) -> Interview | None:
    meeting = _meeting(case, event_id)
    return session.scalar(select(Interview).where(Interview.person_id == LOCAL_PERSON, Interview.meeting == meeting))


def _enter_draft(session: Session, context: Context, case: Case, entered: DraftEntered) -> None:
    """The draft that waits is the one named in the case: it takes the place of the one written on the way."""
    interview = _interview_of(session, case, entered.event_id)
    if interview is None:
        return
    own = select(Draft).where(Draft.interview_id == interview.id, Draft.kind == entered.kind)
    for row in session.scalars(own.where(Draft.contact_id == interview.contact_id)).all():
        session.delete(row)
    session.flush()
    session.add(
        Draft(
            id=entered.id,
            person_id=LOCAL_PERSON,
            interview_id=interview.id,
            contact_id=interview.contact_id,
            kind=entered.kind,
            state=entered.state,
            sender=interview.own_address,
            to=[interview.address],
            references=[],
            subject="",
            content_sealed=seal_draft(context.vault, DraftContent(""), entered.id),
            created_at=entered.at,
            updated_at=entered.at,
        )
    )
    session.flush()
    events.append(session, LOCAL_PERSON, events.INTERVIEW_CHANGED, interview.id, now=context.clock())
