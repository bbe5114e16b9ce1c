"""What an interview row shows beside its status: badges, sources, which of the person's addresses it went to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import observations
from service.addresses import address_key
from service.dossier import Dossier
from service.inputs import Placed
from service.lifecycle import Outcome
from service.schema import Account, Json, MessageCopy, StoredCalendarEvent
from service.titles import bare_subject


def latest_mail(placed: Iterable[Placed]) -> Placed | None:
    """The newest mail between the person and the contact about this meeting, doubtful ones aside."""
    spoken = [one for one in placed if not one.doubt and one.by in {"user", "contact"} and one.row.data["thread"]]
    return max(spoken, key=lambda one: (one.row.at, one.row.source), default=None)


def own_address(file: Dossier, data: Json, placed: Iterable[Placed]) -> str:
    """The address of the person that the contact writes to; else the one on the calendar event; else the main one."""
    heard = (one for one in placed if not one.doubt)
    mails = sorted(heard, key=lambda one: (one.row.at, one.row.source), reverse=True)
    for by in ("contact", "user"):
        used = next((one.row.data["own_address"] for one in mails if one.by == by and one.row.data["own_address"]), "")
        if used:
            return str(used)
    listed = [one["email"] for one in data.get("people", ()) if address_key(one["email"]) in file.own.keys]
    return listed[0] if listed else file.own.main


def title_of_request(file: Dossier) -> str:
    """The subject under which it was first asked for, where only mail speaks of it; "" where nobody asked."""
    asked = [row for row in file.with_people if row.kind == observations.ASKED and row.data["meeting"] in file.group]
    first = min((row for row in asked if row.data["title"]), key=lambda row: (row.at, row.id), default=None)
    return bare_subject(first.data["title"]) if first is not None else ""


def badges_of(file: Dossier, outcome: Outcome, columns: Json) -> list[str]:
    kinds = {row.kind for row in file.seen}
    parts = {party.part for party in file.parties}
    badges = {
        "rescheduled": outcome.reschedules > 0,
        "unverified": bool(outcome.unverified),
        "new time proposed": bool(outcome.new_time_proposed[0]),
        "accepted earlier time": bool(outcome.outdated_answers),
        "taken off the list": outcome.is_removed,
        "forwarded": file.is_handed_on,
        "second meeting": columns["meeting_no"] == 2,
        f"meeting {columns['meeting_no']}": columns["meeting_no"] > 2,
        "by assistant": "assistant" in parts,
        "only in mail": observations.VERSION not in kinds,
        "only in the calendar": observations.VERSION in kinds and not file.mails and not kinds & _IN_MAIL,
        "declined": bool(outcome.is_declined),
        "introduced": bool(columns["introduced_by"]),
        "asked in mail": file.is_request_only,
        "time from mail": file.is_request_only and outcome.start is not None,
        "series": bool(file.latest().get("is_recurring")),
        "hour unknown": bool(file.latest().get("is_day_only")),
        "time zone unknown": is_zone_unknown(file, outcome),
    }
    return sorted(badge for badge, holds in badges.items() if holds)


def is_zone_unknown(file: Dossier, outcome: Outcome) -> bool:
    """Whether the time that counts is an hour whose record names no known zone: then it is stored as if it were UTC."""
    data = file.latest()
    if data.get("timezone") or data.get("is_all_day") or not data.get("start") or outcome.start is None:
        return False
    # A time that the person or a mail has said since is in a zone.
    return not file.corrected("slot") and datetime.fromisoformat(data["start"]) == outcome.start


_IN_MAIL = {observations.REQUEST, observations.REPLY, observations.CANCEL, observations.COUNTER}


def sources_of(session: Session, file: Dossier, placed: Iterable[Placed]) -> list[Json]:
    """Which records say so, each once."""
    found: dict[str, str] = {}
    for row in file.seen:
        found.setdefault(row.source, row.meeting)
    for one in placed:
        found.setdefault(one.row.source, file.meeting)
    providers = _providers(session, file.person_id, found)
    return [_source(source, found[source], providers.get(source, "")) for source in sorted(found)]


def _source(source: str, meeting: str, provider: str) -> Json:
    kind, _, record = source.partition(":")
    named = {"event": "calendar", "msg": "mail"}.get(kind, kind)
    return {
        "kind": "file" if provider == "takeout" else named,
        "provider": provider,
        "record": record,
        "meeting": meeting,
    }


def _providers(session: Session, person_id: str, sources: Iterable[str]) -> dict[str, str]:
    """By source: the provider that it came from; of a mail that lies in several accounts, that of the first."""
    records: dict[str, list[str]] = {}
    for source in sources:
        kind, _, record = source.partition(":")
        records.setdefault(kind, []).append(record)
    shown = select(StoredCalendarEvent.id, Account.provider).join(Account, Account.id == StoredCalendarEvent.account_id)
    shown = shown.where(
        StoredCalendarEvent.person_id == person_id, StoredCalendarEvent.id.in_(records.get("event", ()))
    )
    lying = select(MessageCopy.stored_id, Account.provider).join(Account, Account.id == MessageCopy.account_id)
    lying = lying.where(MessageCopy.person_id == person_id, MessageCopy.stored_id.in_(records.get("msg", ())))
    found: dict[str, str] = {}
    for kind, query in (("event", shown), ("msg", lying.order_by(MessageCopy.account_id))):
        for record, provider in session.execute(query) if kind in records else ():
            found.setdefault(f"{kind}:{record}", provider)
    return found
