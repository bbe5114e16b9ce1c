"""Fills a database with years of interviews, straight into the tables: for pictures, page costs and load.

The rows look as the product writes them (sealed texts open, quotes have sources, ids hang together), but nothing here
runs a rule; what a row means is decided by the product's modules alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from connectors.records import Address, Attendee, CalendarEvent, Participation
from infra.filling import invented
from infra.filling.heap import ACCOUNT, HALF_HOUR, ME, NOW, OFTEN, WAITING, Amount, Heap, Talk, add_mail, add_note
from infra.filling.heavy import add_around, add_repeated, mail_name, moves
from infra.filling.invented import Somebody
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.exclusions import parties_of_calendar_event
from service.folding import fold
from service.schema import Base, Person
from service.sealed import DraftContent, seal_calendar_event, seal_draft

__all__ = ["NOW", "Amount", "fill"]

EVERY = timedelta(hours=13)
"""Between two interviews: 2,000 of them reach three years back."""
_STATUSES = (
    "held_presumed",
    "held",
    "held",
    "held_presumed",
    "cancelled",
    "held",
    "not_logged",
    "held",
    "no_show",
    "held",
)
_TOLD_AS = {"proposed": "ask", "not_logged": "leave"}


def fill(context: Context, amount: Amount, now: datetime = NOW, *, person_id: str = LOCAL_PERSON) -> None:
    """Adds everything to that person, in one transaction."""
    heap = Heap(context, now, person_id)
    _account(heap)
    people = [invented.somebody(number) for number in range(amount.contacts)]
    for one in people:
        _contact(heap, one)
        _introduced(heap, one)
    for number in range(amount.interviews):
        _interview(heap, amount, number - amount.ahead, people[number % len(people)])
    _surroundings(heap, amount)
    add_around(heap, amount.of_one)
    with context.database.writing(person_id, "fill") as session:
        person = session.get_one(Person, person_id)
        person.name, person.timezone = "Alex Example", "Europe/London"
        for table in Base.metadata.sorted_tables:
            for columns in _alike(heap.rows.get(table.name, [])):
                session.execute(insert(table), columns)


def _alike(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows with the same columns together, as one statement wants them."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(row))].append(row)
    return list(groups.values())


def _account(heap: Heap) -> None:
    long_ago = heap.now - timedelta(days=1_100)
    heap.add(
        "accounts", id=ACCOUNT, provider="google", email=ME, connection_state="connected",
        scopes=["https://www.googleapis.com/auth/gmail.readonly"], can_read_mail=True, can_read_calendar=True,
        can_send=True, since=long_ago, created_at=long_ago, last_success_at=heap.now, caught_up_at=heap.now,
    )  # fmt: skip
    heap.add("own_addresses", key=ME, email=ME, name="Alex Example", account_id=ACCOUNT, is_main=True, can_send=True)
    heap.add(
        "calendars", account_id=ACCOUNT, provider_id=ME, name="Alex", timezone="Europe/London", is_primary=True,
        is_chosen=True,
    )  # fmt: skip


def _contact(heap: Heap, one: Somebody) -> None:
    heap.add(
        "contacts", id=f"con_{one.number}", name=one.name, organisation=one.place, title="", timezone=one.zone,
        created_at=heap.now - timedelta(days=900),
    )  # fmt: skip
    addresses = [one.email, *([f"{one.number}@private.example"] if one.number % 4 == 0 else [])]
    for email in addresses:
        heap.add("identities", key=email, contact_id=f"con_{one.number}", email=email, names=[one.name])


def _introduced(heap: Heap, one: Somebody) -> None:
    """Every other one was brought by somebody the person knew before."""
    if one.number % 2:
        heap.add(
            "introductions", id=f"ref_{one.number}", introducer_id=f"con_{one.number // 2}", contact_id=f"con_{one.number}",
            message_id=f"msg_asked_{one.number}", quote=f"{one.first}, meet Alex.", at=heap.now - timedelta(days=one.number),
        )  # fmt: skip


# --- one interview ------------------------------------------------------------------------------------------------


def _interview(heap: Heap, amount: Amount, number: int, one: Somebody) -> None:
    """The interview of that number: those below zero are still to come."""
    if number > 0 and number % OFTEN == 0:
        one = invented.somebody(0)
    start = heap.now.replace(hour=9) - number * EVERY if number > 0 else heap.now + (1 - number) * EVERY
    times = amount.of_one if number in amount.heavy else 0
    talk = Talk(number, one, start, _status(number, is_ahead=start > heap.now), times)
    _interview_row(heap, talk)
    _calendar_event(heap, talk)
    add_mail(heap, talk, "asked", talk.start - timedelta(days=9), invented.request(one), is_sent=True)
    if talk.has_happened:
        add_mail(heap, talk, "after", talk.end + timedelta(hours=5), invented.afterwards(one), is_sent=False)
        _draft(heap, talk)
        _tasks(heap, talk)
        add_repeated(heap, talk)
    if number % 7 == 0:
        add_note(heap, talk)
    if number % 3 == 1:
        _decision(heap, talk)


def _status(number: int, *, is_ahead: bool) -> str:
    if is_ahead:
        return ("accepted", "invited")[number % 2]
    return "proposed" if number % 50 == 7 else _STATUSES[number % len(_STATUSES)]


def _interview_row(heap: Heap, talk: Talk) -> None:
    quote = {"source": f"msg:msg_asked_{talk.number}", "quote": invented.request(talk.one)}
    heap.add(
        "interviews", id=talk.id, meeting=talk.meeting, contact_id=f"con_{talk.one.number}", status=talk.status,
        band=_TOLD_AS.get(talk.status, "log"), classification="other" if talk.status == "not_logged" else "informational",
        score=7, role="seeker", title=invented.title(talk.one, talk.number), start=talk.start, end=talk.end,
        timezone=talk.one.zone, reschedules=talk.number % 3, meeting_no=1 + talk.number // 500,
        badges=["rescheduled"] if talk.number % 3 else [], address=talk.one.email, own_address=ME,
        thread_key=f"<asked.{talk.number}@example.com>", first_seen_at=talk.start - timedelta(days=9),
        updated_at=min(talk.end, heap.now), history=_history(talk, quote), sources=_sources(talk),
        reasons=[
            {"rule": "own_request", "points": 3, "text": "You asked for a talk about their path.", "evidence": quote},
            {"rule": "one_person", "points": 2, "text": "It is between you and one other person.", "evidence": None},
            {"rule": "short", "points": 1, "text": "It lasts 30 minutes.", "evidence": None},
        ],
        data={"lifecycle": talk.status, "doubt": "", "notes": [], "named": talk.one.first},
        search_text=fold(f"{invented.title(talk.one, talk.number)} {talk.one.name} {talk.one.email}"),
    )  # fmt: skip


def _decision(heap: Heap, talk: Talk) -> None:
    """The person's answer, and what it teaches."""
    is_yes, at = talk.status != "not_logged", min(talk.end, heap.now)
    kind, word_id = "is_interview" if is_yes else "is_not_interview", f"cor_{talk.number + 100:05}"
    heap.add("corrections", id=word_id, meeting=talk.meeting, kind=kind, value="" if is_yes else "sales", at=at)
    heap.add(
        "decisions", interview_id=talk.id, word_id=word_id, says="yes" if is_yes else "sales", at=at, band="log",
        contact_id=f"con_{talk.one.number}", organisation=talk.one.email.rpartition("@")[2],
        rules="one_person own_request short",
    )  # fmt: skip


def _sources(talk: Talk) -> list[dict[str, str]]:
    told = {"provider": "google", "meeting": talk.meeting}
    mails = ["asked", *(["after", *map(mail_name, range(talk.times))] if talk.has_happened else [])]
    return [
        {"kind": "calendar", "record": f"cal_{talk.number}", **told},
        *({"kind": "mail", "record": f"msg_{what}_{talk.number}", **told} for what in mails),
    ]


def _history(talk: Talk, quote: dict[str, str]) -> list[dict[str, Any]]:
    seen = {"source": f"event:cal_{talk.number}", "quote": ""}
    moved = [talk.start - timedelta(days=3 - turn) for turn in range(talk.number % 3 + 1)]
    entries: list[dict[str, Any]] = [
        {"at": _iso(talk.start - timedelta(days=9)), "what": "asked", "by": "user", "evidence": quote},
        {
            "at": _iso(talk.start - timedelta(days=8)), "what": "invited", "by": "contact", "evidence": seen,
            "to": _iso(moved[0]),
        },
        {"at": _iso(talk.start - timedelta(days=7)), "what": "accepted", "by": "user", "evidence": seen},
    ]  # fmt: skip
    for turn, (before, after) in enumerate(zip(moved, [*moved[1:], talk.start], strict=False)):
        if turn < talk.number % 3:
            entries.append(
                {
                    "at": _iso(talk.start - timedelta(days=5 - turn)), "what": "rescheduled", "by": "contact",
                    "evidence": seen, "from": _iso(before), "to": _iso(after),
                }
            )  # fmt: skip
    entries += moves(talk)
    if talk.status in {"cancelled", "no_show"}:
        entries.append({"at": _iso(talk.start), "what": talk.status, "by": "contact", "evidence": seen})
    return entries


def _iso(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _calendar_event(heap: Heap, talk: Talk) -> None:
    attendees = (
        Attendee(Address(ME, "Alex Example"), Participation.ACCEPTED, is_self=True),
        Attendee(Address(talk.one.email, talk.one.name), Participation.ACCEPTED),
    )
    event = CalendarEvent(
        provider_id=f"talk{talk.number}", ical_uid=f"talk-{talk.number}@example.com", calendar_id=ME, start=talk.start,
        end=talk.end, timezone=talk.one.zone, summary=invented.title(talk.one, talk.number), attendees=attendees,
        location="https://meet.example.com/abc-defg-hij", organizer=attendees[1].address,
    )  # fmt: skip
    row_id = f"cal_{talk.number}"
    heap.add(
        "calendar_events", id=row_id, account_id=ACCOUNT, calendar_id=ME, provider_id=event.provider_id,
        uid_key=talk.meeting, start=talk.start, end=talk.end, parties=parties_of_calendar_event(event),
        data_sealed=seal_calendar_event(heap.context.vault, event, row_id),
    )  # fmt: skip
    heap.add(
        "observations", id=f"obs_{talk.number}", meeting=talk.meeting, kind="calendar_version", source=f"event:{row_id}",
        fingerprint=str(talk.number), at=talk.start - timedelta(days=8), received_at=talk.start - timedelta(days=8),
        quote=event.summary,
        data={
            "start": talk.start.isoformat(), "end": talk.end.isoformat(), "timezone": talk.one.zone,
            "status": "confirmed", "summary": event.summary, "is_all_day": False, "is_recurring": False,
            "has_rule": False, "url": "", "organizer": {"email": talk.one.email, "name": talk.one.name}, "sent_by": "",
            "people": [
                {"email": who.address.email, "name": who.address.name, "participation": "accepted", "is_thing": False,
                 "is_self": who.is_self, "is_optional": False} for who in attendees
            ],
            "acts": [], "against": [], "machine": "", "is_dated": True, "named": "", "provider": "google",
            "is_calendar": True, "keys": [talk.one.email],
        },
    )  # fmt: skip


def _draft(heap: Heap, talk: Talk) -> None:
    row_id = f"drf_{talk.number + 100:05}"
    is_waiting = talk.number < WAITING
    body = invented.letter(talk.one)
    evidence = {
        "source": f"msg:msg_after_{talk.number}", "quote": invented.afterwards(talk.one),
        "sentences": [body.split("\n\n")[2].split(",")[0]],
    }  # fmt: skip
    content = DraftContent(body, (evidence,), ({"rule": "R25", "text": "It is late for a thank-you."},))
    heap.add(
        "drafts", id=row_id, interview_id=talk.id, contact_id=f"con_{talk.one.number}", kind="thank_you",
        state="needs_review" if is_waiting else ("sent", "withdrawn", "dismissed")[talk.number % 3],
        state_reason="" if is_waiting else "You thanked them yourself.", account_id=ACCOUNT, sender=ME,
        to=[talk.one.email], subject=f"Re: A question about {talk.one.work}",
        in_reply_to=f"<asked.{talk.number}@example.com>", references=[f"<asked.{talk.number}@example.com>"],
        content_sealed=seal_draft(heap.context.vault, content, row_id), language="en",
        send_at=talk.end + timedelta(hours=20), needs_user_input=["takeaway"], is_edited=talk.number % 5 == 0,
        created_at=talk.end + HALF_HOUR, updated_at=talk.end + HALF_HOUR,
    )  # fmt: skip
    heap.add(
        "follow_ups", id=f"fup_{talk.number}", interview_id=talk.id, contact_id=f"con_{talk.one.number}",
        kind="thank_you", for_start=talk.start.isoformat(), state="drafted", not_before=talk.end,
        updated_at=talk.end + HALF_HOUR,
    )  # fmt: skip


def _tasks(heap: Heap, talk: Talk) -> None:
    if talk.number % 4 == 0:
        heap.add(
            "tasks", id=f"tsk_{talk.number}", interview_id=talk.id, kind="promise_mine", fingerprint="1",
            text=f"Read the paper on {talk.one.work}", due="", source=f"msg:msg_after_{talk.number}",
            quote=invented.afterwards(talk.one), created_at=talk.end,
            done_at=None if talk.number < 80 else talk.end + timedelta(days=3),
        )  # fmt: skip
    if talk.number % 9 == 0:
        other = invented.somebody(talk.number + 5000)
        heap.add(
            "pointers", id=f"ptr_{talk.number}", interview_id=talk.id, contact_id=f"con_{talk.one.number}", name=other.name,
            kind=("named", "promised", "asked")[talk.number % 3], source=f"note:not_{talk.number}",
            quote=f"Talk to {other.name}.", at=talk.end,
        )  # fmt: skip
    if talk.status == "held_presumed":
        heap.add(
            "alerts", id=f"alt_{talk.number}", interview_id=talk.id, kind="confirm_held", evidence=[],
            text=f"Did you talk with {talk.one.name}?", created_at=talk.end,
            resolved_at=None if talk.number < 60 else talk.end + timedelta(days=2),
        )  # fmt: skip


# --- around them --------------------------------------------------------------------------------------------------


def _surroundings(heap: Heap, amount: Amount) -> None:
    """What gathers in years beside the interviews: acts, set-aside records, a few that cannot be read."""
    kinds = ("connected", "paused", "connected", "disconnected")
    for number in range(amount.interviews):
        at = heap.now - timedelta(hours=number * 9)
        heap.add("activity", at=at, what=kinds[number % len(kinds)], subject=ME, detail=ACCOUNT)
        heap.add("set_asides", account_id=ACCOUNT, kind="mail", provider_id=f"aside{number}", date=at, rule="bulk")
    for number in range(amount.interviews // 100):
        heap.add(
            "quarantine", account_id=ACCOUNT, kind="mail", provider_id=f"odd{number}",
            reason="The message is larger than 25 MB.", attempts=3, first_at=heap.now - timedelta(days=number),
            last_at=heap.now,
        )  # fmt: skip
    for number in range(min(amount.contacts // 10, 60)):
        heap.add("exclusions", id=f"exc_{number}", kind="domain", value=f"never{number}.example", created_at=heap.now)
