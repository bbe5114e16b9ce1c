"""The same records, in whatever order and however often they came, end in the same rows."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from connectors.records import Address, CalendarEvent, Invite, Message
from service import interviews
from service.context import Context
from service.schema import Contact, Event, Interview, Observation, StoredMessage
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.talks import DAN, DAY, END, ME, OWN, START, cancel, everything, request, talk


def a_month() -> list[Message | CalendarEvent]:
    asked = request(message_id="<a1@x>")
    answer = mail(
        DAN, ME, START - 8 * DAY, "Happy to. Wednesday at 3 works.\n\nDan", reply_to=asked, message_id="<b1@x>"
    )
    yes = talk(sequence=1, organizer=ME, updated=START - 5 * DAY, url="https://meet.example/abc")
    accepted = mail(
        DAN, ME, START - 5 * DAY, "", reply_to=answer, message_id="<b2@x>", invites=(Invite("REPLY", (yes,)),)
    )
    joan = "Joan Park <joan@oldfirm.example>"
    intro = mail(
        joan,
        [ME, "Eva Lind <eva@kyst.example>"],
        START - 4 * DAY,
        "Eva, meet Alice. Over to you two!\n\nJoan",
        message_id="<j1@x>",
        subject="Intro",
    )
    thanks = mail(
        ME, DAN, END + timedelta(hours=2), "Dan, thank you for today!", own=OWN, message_id="<a3@x>", subject="Thanks"
    )
    return [
        asked,
        answer,
        accepted,
        cancel("evil@bad.example", "evil@bad.example", message_id="<e1@x>"),
        intro,
        thanks,
        talk(sequence=0, start=START - DAY, organizer=ME, updated=START - 7 * DAY),
        yes,
        replace(
            yes,
            provider_id="u2",
            ical_uid="u2@cal.example",
            start=START + timedelta(minutes=5),
            end=END + timedelta(minutes=5),
            organizer=Address("notifications@calendly.com"),
            summary="20 Minute Meeting",
        ),
        meeting(
            "u3",
            START + 3 * DAY,
            [attendee(ME), attendee("Eva Lind <eva@kyst.example>")],
            organizer=ME,
            summary="Coffee Eva",
        ),
        talk("u4", START + 30 * DAY, summary="Catch up Alice / Daniel", updated=START + 20 * DAY),
    ]


def delivered(context: Context, order: random.Random | None, now: datetime) -> Mailroom:
    """The month in some order. A calendar's own versions of one event come in their order, as a provider shows them."""
    room = Mailroom(context)
    records = a_month()
    if order:
        calendar = iter([one for one in records if isinstance(one, CalendarEvent)])
        order.shuffle(records)
        records = [next(calendar) if isinstance(one, CalendarEvent) else one for one in records]
    for record in records:
        room.deliver(record, now=now)
    for record in records:
        if isinstance(record, Message):
            room.deliver(record, now=now)
    return room


@pytest.mark.parametrize("seed", range(1, 5))
def test_records_in_any_order_end_in_the_same_rows(tmp_path: Any, context: Context, seed: int) -> None:
    now = START + 31 * DAY
    with context.database.engine.connect() as connection:
        connection.close()
    expected = everything(delivered(context, None, now))
    assert {row["status"] for row in expected["interviews"].values()} == {"held", "held_presumed", "not_logged"}
    with context.database.writing("per_alice", "test") as session:
        for table in (Interview, Contact, Observation, StoredMessage, Event):
            session.query(table).delete()
        for statement in (
            "DELETE FROM calendar_events",
            "DELETE FROM set_asides",
            "DELETE FROM own_addresses",
            "DELETE FROM accounts",
        ):
            session.connection().exec_driver_sql(statement)
    assert everything(delivered(context, random.Random(seed), now)) == expected


@pytest.mark.parametrize("seed", range(1, 4))
def test_replaying_every_event_in_any_order_changes_nothing(context: Context, seed: int) -> None:
    now = START + 31 * DAY
    room = delivered(context, None, now)
    expected = everything(room)
    with context.database.writing(room.person_id, "test") as session:
        session.execute(update(Event).values(handled_at=None, due_at=now))
        session.execute(update(StoredMessage).values(body_sealed=None if seed == 1 else StoredMessage.body_sealed))
    room.settle(now, random.Random(seed))
    assert everything(room) == expected


def test_when_a_talk_that_is_left_out_was_looked_at_does_not_show(room: Mailroom) -> None:
    demo = talk(summary="Product demo and pricing")
    room.deliver(demo, now=START - DAY)
    assert room.only().band == "leave"
    before = everything(room)
    with room.context.database.writing(room.person_id, "test") as session:
        interviews.refresh(session, room.context.vault, room.only().id, END + DAY)
    assert everything(room) == before
