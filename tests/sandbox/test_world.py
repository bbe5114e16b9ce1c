"""A story told by the clock, with a tiny scenario of the test's own; and the control calls that act as the outside world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.sandbox.clock import Clock
from infra.sandbox.process import ControlError, Sandbox
from infra.sandbox.scenarios.happenings import CalendarChange, CalendarSpec, Mail, Person, Scenario
from infra.sandbox.world import World
from tests.sandbox.clients import mail

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
WORK = CalendarSpec("work@example.com", "Work", "Europe/Berlin", is_primary=False)
HOME = CalendarSpec("alex@example.com", "Alex", "Europe/Berlin", is_primary=True)


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def meeting(number: float, **event: Any) -> CalendarChange:
    return CalendarChange(hours(number), WORK.id, {"id": "event1", **event})


def edges(day: int) -> dict[str, Any]:
    return {"start": {"dateTime": f"2026-11-{day:02}T10:00:00Z"}, "end": {"dateTime": f"2026-11-{day:02}T11:00:00Z"}}


STORY = Scenario(
    name="tiny",
    person=Person("alex@example.com", "Alex", "Europe/Berlin"),
    calendars=(HOME, WORK),
    start=START,
    end=hours(100),
    happenings=(
        Mail(hours(-24), mail("Coffee", message_id="<1@a.example>"), ("INBOX",), "coffee"),
        Mail(hours(1), mail("Unrelated"), ("INBOX", "UNREAD"), "other"),
        meeting(2, **edges(5), summary="Coffee"),
        Mail(hours(3), mail("Any subject"), ("SENT",), "coffee"),
        meeting(4, summary="Coffee with Dana"),
        meeting(5, **edges(6)),
        meeting(6, status="cancelled"),
    ),
    truth=({"interview": "coffee"},),
)


@pytest.fixture
def world() -> World:
    return World(Clock(START), 1, STORY)


def test_what_lies_before_the_start_is_there_and_the_rest_is_not(world: World) -> None:
    mailbox = world.people["alex@example.com"].mailbox
    (only,) = mailbox.newest_first()
    assert (only.internal_ms, world.left()) == (int(hours(-24).timestamp() * 1000), 6)


def test_the_clock_lets_things_happen_on_the_way_each_at_its_own_time(world: World) -> None:
    assert world.move_clock(by=timedelta(hours=3, seconds=1)) == 3
    state = world.people["alex@example.com"]
    newest = next(iter(state.mailbox.newest_first()))
    assert newest.internal_ms == int(hours(3).timestamp() * 1000)
    event = state.calendars[WORK.id].stored("event1")
    assert event is not None
    assert (event["updated"], event["created"]) == ("2026-11-02T10:00:00.000Z", "2026-11-02T10:00:00.000Z")
    assert world.move_clock(to=hours(50)) == 3
    assert world.left() == 0


def test_a_scenarios_thread_key_is_one_thread(world: World) -> None:
    world.move_clock(to=hours(50))
    mailbox = world.people["alex@example.com"].mailbox
    thread_id = mailbox.thread_of_key("coffee")
    assert thread_id is not None
    assert [message.content.header("subject") for message in mailbox.in_thread(thread_id)] == ["Coffee", "Any subject"]


def test_partial_events_are_merged_and_the_sequence_follows_the_time(world: World) -> None:
    book = world.people["alex@example.com"].calendars[WORK.id]
    seen = []
    for number in (2.5, 4.5, 5.5, 6.5):
        world.move_clock(to=hours(number))
        event = book.stored("event1")
        assert event is not None
        seen.append((event["summary"], event["start"]["dateTime"][8:10], event["sequence"], event["status"]))
    assert seen == [
        ("Coffee", "05", 0, "confirmed"),
        ("Coffee with Dana", "05", 0, "confirmed"),
        ("Coffee with Dana", "06", 1, "confirmed"),
        ("Coffee with Dana", "06", 1, "cancelled"),
    ]


def test_a_scenario_that_names_an_unknown_calendar_is_told(world: World) -> None:
    with pytest.raises(ValueError, match="none of its calendars"):
        World(Clock(START), 1, Scenario("bad", STORY.person, (HOME,), START, START, (meeting(-1),)))


def test_moving_the_clock_by_control_says_what_happened(sandbox: Sandbox) -> None:
    sandbox.control.reset(scenario="month")
    before = sandbox.control.state()
    told = sandbox.control.move_clock(to="2026-11-09T08:00:00Z")
    after = sandbox.control.state()
    assert told["applied"] > 0
    assert told["applied"] + told["left"] == before["left"]
    assert told["now"] >= "2026-11-09T08:00:00"
    (person,) = after["people"]
    assert after["people"][person]["messages"] > before["people"][person]["messages"]
    assert after["next"] > told["now"]
    assert sandbox.control.truth()


def test_a_reset_begins_anew(sandbox: Sandbox) -> None:
    sandbox.control.deliver(mail())
    sandbox.control.order_fault("*", "drop")
    sandbox.control.move_clock(advance=86_400)
    state = sandbox.control.reset()
    assert state["people"]["alex@example.com"]["messages"] == 0
    assert state["now"].startswith("2026-11-02T08:00")
    assert sandbox.control.get("faults")["faults"] == []


def test_mail_can_be_delivered_anywhere_at_any_time(sandbox: Sandbox) -> None:
    first = sandbox.control.deliver(mail("A"), internal_date="2026-10-01T00:00:00Z", labels=["SPAM"], thread="mine")
    second = sandbox.control.deliver(
        text="From: a@b.example\nSubject: B\n\nHi", internal_date=1_790_000_000_000, thread="mine"
    )
    assert (first["internalDate"], first["labelIds"], second["threadId"]) == (
        "1790812800000",
        ["SPAM"],
        first["threadId"],
    )
    assert sandbox.control.deliver(mail("C"), thread=first["threadId"])["threadId"] == first["threadId"]
    assert [each["id"] for each in sandbox.control.get("messages")["messages"]][-1] == second["id"]


def test_what_a_person_has_is_counted_by_place_and_occurrence(sandbox: Sandbox) -> None:
    for labels in (["INBOX"], ["SENT"], ["SPAM"], ["INBOX", "TRASH"], ["DRAFT"]):
        sandbox.control.deliver(mail(labels[-1]), labels=labels)
    weekly = {"start": edges(3)["start"], "end": edges(3)["end"], "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}
    sandbox.control.put_event({"id": "weekly1", **weekly})
    sandbox.control.put_event({"id": "single1", **edges(4)})
    sandbox.control.put_event({"id": "gone1", **edges(5)})
    sandbox.control.post("events/cancel", id="gone1")
    told = sandbox.control.get("counts", since="2026-11-01T00:00:00Z", until="2026-11-12T00:00:00Z")
    assert told["mail"] == {"mail": 2, "SPAM": 1, "TRASH": 1, "DRAFT": 1}
    assert told["messages"] == 5
    assert list(told["calendars"].values()) == [{"events": 3, "called_off": 1}]


@pytest.mark.parametrize(
    ("call", "order"),
    [
        ("deliver", {"raw": "x", "account": "nobody@example.com"}),
        ("messages/labels", {"id": "18c0ffee", "add": ["INBOX"]}),
        ("events/move", {"id": "nothing", "start": "x", "end": "y"}),
        ("events/cancel", {"id": "nothing"}),
        ("events", {"event": {}, "calendar": "nowhere"}),
        ("cursors/expire", {"kinds": ["biscuits"]}),
        ("tokens/expire", {"kind": "magic"}),
        ("clock", {}),
        ("quota", {"window": "lunar"}),
        ("settings", {"keep_message_id": "yes"}),
        ("consent", {}),
        ("reset", {"scenario": "fairy tale"}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_a_sentence(
    sandbox: Sandbox, call: str, order: dict[str, Any]
) -> None:
    with pytest.raises(ControlError, match=r"\w+: .+"):
        sandbox.control.post(call, **order)
