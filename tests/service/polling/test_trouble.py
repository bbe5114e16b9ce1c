"""Reading an account in trouble: every refusal is understood, and a reader that is killed leaves nothing half done."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import update

from connectors.errors import ConsentLost, SlowDown, TryAgain
from infra.sandbox.process import Sandbox
from service import crash
from service.clock import ManualClock
from service.context import Context
from service.schema import Account, Allowance
from tests.conftest import NOW
from tests.rows import rows
from tests.service.polling.polled import HOUR, SOON, call_between, received, stored, take_over
from tests.service.sandboxed import CALENDAR_SCOPE, MAIL_SCOPE, ME, Desk, connect, reconnect

# --- what the provider says ---------------------------------------------------------------------------------------


def test_a_provider_that_says_wait_is_waited_for_and_then_read_on(desk: Desk) -> None:
    desk.ask("dana", at=NOW - HOUR)
    desk.control.order_fault("gmail.users.messages.get", "rate_limit", retry_after=30)
    reader = desk.reader()
    with pytest.raises(SlowDown) as told:
        while not reader.next_slice().is_caught_up:
            pass
    assert told.value.retry_after == pytest.approx(30, abs=1)
    before = desk.units()
    with pytest.raises(SlowDown):
        desk.reader().next_slice()
        desk.read()
    assert desk.units() == before
    forget_waiting(desk)
    desk.read()
    assert stored(desk) == desk.delivered


def forget_waiting(desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Allowance).values(blocked_until=None))


@pytest.mark.parametrize("kind", ["drop", "status", "truncate", "status_after"])
@pytest.mark.parametrize("method", ["gmail.users.messages.list", "calendar.events.list", "gmail.users.history.list"])
def test_trouble_on_the_wire_stores_nothing_and_costs_nothing_later(desk: Desk, method: str, kind: str) -> None:
    desk.ask("dana", at=NOW - HOUR)
    desk.put_talk("dana", SOON)
    desk.control.order_fault(method, kind)
    reader = desk.reader()
    try:
        while not reader.next_slice().is_caught_up:
            pass
    except TryAgain:
        desk.read()
    assert stored(desk) == desk.delivered
    assert len(rows(desk.context, "calendar_events")) == 1


def test_a_lost_consent_stops_the_reading_and_heals_after_a_new_one_without_duplicates(desk: Desk) -> None:
    desk.ask("dana")
    desk.put_talk("dana", SOON)
    desk.read()
    desk.control.post("tokens/revoke")
    desk.ask("eve")
    with pytest.raises(ConsentLost):
        desk.reader().next_slice()
        desk.read()
    assert reconnect(desk.context, desk.control, desk.person) == desk.account_id
    desk.read()
    assert stored(desk) == sorted(desk.delivered)
    assert received(desk) == 2
    assert len(rows(desk.context, "calendar_events")) == 1


@pytest.mark.parametrize(("scope", "mails", "talks"), [(MAIL_SCOPE, 1, 0), (CALENDAR_SCOPE, 0, 1)])
def test_with_a_partial_consent_the_rest_is_read(
    sandbox: Sandbox, empty_context: Context, scope: str, mails: int, talks: int
) -> None:
    desk = connect(sandbox, empty_context, scope)
    desk.ask("dana")
    desk.put_talk("dana", SOON)
    desk.read()
    assert (len(stored(desk)), len(rows(desk.context, "calendar_events"))) == (mails, talks)
    refused = {answer for answers in desk.control.calls()["answers"].values() for answer in answers if answer >= "400"}
    assert refused == set()


def test_calendars_that_were_asked_for_by_a_clock_that_was_ahead_are_asked_for_again(desk: Desk) -> None:
    desk.read()
    with desk.context.database.writing(desk.person) as session:
        session.get_one(Account, desk.account_id).discovered_at = desk.context.clock() + timedelta(hours=1)
    assert desk.reader().has_past()
    desk.read()
    assert desk.account().discovered_at == desk.context.clock()
    assert not desk.reader().has_past()


def test_a_calendar_that_is_no_longer_shared_does_not_stop_the_others(desk: Desk, clock: ManualClock) -> None:
    desk.control.post("calendars", id="team@group.example", access_role="owner")
    desk.put_talk("dana", SOON, calendar="team@group.example")
    desk.read()
    desk.control.post("calendars/remove", calendar="team@group.example")
    desk.put_talk("eve", SOON)
    clock.move_to(NOW + HOUR)
    desk.read()
    found = {row["calendar_id"]: row["removed_at"] for row in rows(desk.context, "calendar_events")}
    assert found == {ME: None, "team@group.example": None}
    assert [row["provider_id"] for row in rows(desk.context, "calendars")] == [ME]


def test_a_move_between_calendars_is_no_cancellation(desk: Desk) -> None:
    # "a-team" is read before the primary calendar is shown to have it, "z-team" after.
    for team in ("a-team@group.example", "z-team@group.example"):
        desk.control.post("calendars", id=team, access_role="owner")
    talks = {
        team: desk.put_talk(team[0] * 3, SOON, calendar=team)
        for team in ("a-team@group.example", "z-team@group.example")
    }
    desk.read()
    for team, other in (("a-team", "z-team"), ("z-team", "a-team")):
        talk = talks[f"{team}@group.example"]
        desk.put_talk(team[0] * 3, SOON, calendar=f"{other}@group.example", iCalUID=talk["iCalUID"])
        desk.control.post("events/cancel", id=talk["id"], calendar=f"{team}@group.example")
    desk.read()
    versions = [row["data"]["status"] for row in rows(desk.context, "observations")
                if row["kind"] == "calendar_version"]  # fmt: skip
    assert set(versions) == {"confirmed"}
    assert sum(row["removed_at"] is None for row in rows(desk.context, "calendar_events")) == 2


def test_a_move_while_the_calendars_are_read_is_no_cancellation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    team = "team@group.example"
    desk.control.post("calendars", id=team, access_role="owner")
    talk = desk.put_talk("dana", SOON, calendar=team)
    desk.read()

    def move() -> None:
        desk.put_talk("dana", SOON, iCalUID=talk["iCalUID"])
        desk.control.post("events/cancel", id=talk["id"], calendar=team)

    # The primary calendar has answered, the team's is asked next.
    call_between(monkeypatch, "calendar.changes.after_call", move)
    desk.read()
    versions = [row["data"]["status"] for row in rows(desk.context, "observations")
                if row["kind"] == "calendar_version"]  # fmt: skip
    assert set(versions) == {"confirmed"}


# --- crashes ------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for `kill -9`: nothing handles it."""


@pytest.mark.parametrize(
    "point",
    [
        "mailbox.own_addresses.after_call", "mailbox.start.after_call", "start_mailbox.before_commit", "calendar.changes.after_call",
        "poll_calendar.before_commit", "mailbox.changes.after_call", "poll_mail.before_commit", "mailbox.search.after_call",
        "look_back.before_commit", "poll.before_commit",
    ],
)  # fmt: skip
def test_killed_between_a_call_and_its_commit_the_same_page_is_read_again(
    desk: Desk, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put_talk("dana", SOON)
    desk.ask("dana", at=NOW - HOUR)

    def die(pid: int, _signal: int) -> None:
        assert pid == os.getpid()
        raise Killed

    monkeypatch.setattr(os, "kill", die)
    crash.arm(point)
    with pytest.raises(Killed):
        desk.read()
        desk.ask("eve")
        desk.read()
    crash.arm("")
    monkeypatch.undo()
    if len(desk.delivered) == 1:
        desk.ask("eve")
    take_over(desk, "next")
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(lease_until=None))
    desk.read()
    assert stored(desk) == sorted(desk.delivered)
    assert received(desk) == 2
    assert len(rows(desk.context, "calendar_events")) == 1
