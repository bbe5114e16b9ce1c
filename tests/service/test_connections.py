"""Pausing, reading further back, choosing calendars, trying again: each takes effect at once and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, update

from connectors.errors import Misconfigured
from infra.sandbox.process import Sandbox, run_sandbox
from service import connections, retries, standing
from service.audit import audit
from service.clock import ManualClock, real_now
from service.connections import NotPossible
from service.context import Context
from service.leases import LostLease
from service.retries import LET_GO, NoSuchRecord, OnlyInFiles
from service.schema import Account, Allowance, ChosenCalendar, Person, Quarantined
from service.standing import ASKED_TO_WAIT, MINUTE_IS_FULL, TROUBLE, Standing
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, connect

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Sandbox) -> Sandbox:
    _sandbox.control.reset()
    return _sandbox


@pytest.fixture
def desk(sandbox: Sandbox, empty_context: Context) -> Desk:
    return connect(sandbox, empty_context)


def stored(desk: Desk) -> list[str]:
    return sorted(row["provider_id"] for row in rows(desk.context, "message_copies"))


def stands(desk: Desk, at: datetime = NOW) -> Standing:
    with desk.context.database.reading() as session:
        (found,) = standing.standings(session, desk.person, now=at, real_now=real_now())
    return found


def pause(desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        connections.pause(session, desk.person, desk.account_id)


def resume(desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        connections.resume(session, desk.person, desk.account_id, desk.context.clock())


def further(desk: Desk, days: int) -> bool:
    with desk.context.database.writing(desk.person) as session:
        return connections.look_further(session, desk.person, desk.account_id, days, desk.context.clock())


def choose(desk: Desk, calendar_id: str, *, is_chosen: bool) -> connections.CalendarChoice:
    with desk.context.database.writing(desk.person) as session:
        return connections.choose_calendar(session, desk.person, desk.account_id, calendar_id, NOW, is_chosen=is_chosen)


# --- pausing ----------------------------------------------------------------------------------------------------


def test_a_pause_in_the_middle_of_the_first_read_stops_it_and_it_goes_on_there(desk: Desk) -> None:
    for number in range(5):
        desk.ask(f"dana{number}", at=NOW - (number + 1) * DAY)
    reader = desk.reader()
    for _ in range(4):
        reader.next_slice()
    before = stored(desk)
    pause(desk)
    with pytest.raises(LostLease):
        for _ in range(20):
            reader.next_slice()
    assert stored(desk) == before
    assert desk.account().connection_state == "paused"
    resume(desk)
    calls = desk.control.calls()["calls"].get("gmail.users.getProfile", 0)
    desk.read()
    assert len(stored(desk)) == 5
    assert desk.control.calls()["calls"].get("gmail.users.getProfile", 0) == calls


def test_only_what_is_read_or_paused_can_be_paused_or_resumed(desk: Desk) -> None:
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(connection_state="needs_consent"))
    for act in (pause, resume):
        with pytest.raises(NotPossible):
            act(desk)
    with desk.context.database.writing(desk.person) as session, pytest.raises(NotPossible):
        connections.read_now(session, desk.person, desk.account_id, NOW)


def test_charlie_touches_nothing_of_the_persons(desk: Desk) -> None:
    desk.read()
    with desk.context.database.writing("per_charlie") as session:
        session.add(Person(id="per_charlie", created_at=NOW))
    with desk.context.database.writing("per_charlie") as session:
        for act in (
            lambda: connections.pause(session, "per_charlie", desk.account_id),
            lambda: connections.resume(session, "per_charlie", desk.account_id, NOW),
            lambda: connections.read_now(session, "per_charlie", desk.account_id, NOW),
            lambda: connections.look_further(session, "per_charlie", desk.account_id, 365, NOW),
        ):
            with pytest.raises(Misconfigured):
                act()
        with pytest.raises(LookupError):
            connections.choose_calendar(
                session, "per_charlie", desk.account_id, "alex@example.com", NOW, is_chosen=False
            )
        assert connections.calendars(session, "per_charlie", desk.account_id) == []
        assert standing.standings(session, "per_charlie", now=NOW, real_now=real_now()) == []


# --- further back -----------------------------------------------------------------------------------------------


def test_looking_further_reads_older_mail_and_older_meetings_once(desk: Desk, clock: ManualClock) -> None:
    desk.ask("near", at=NOW - 10 * DAY)
    desk.request("far", at=NOW - 200 * DAY)
    desk.put_talk("meg", NOW - 150 * DAY)
    desk.read()
    assert (len(stored(desk)), len(rows(desk.context, "calendar_events"))) == (1, 0)
    assert further(desk, 365)
    assert desk.account().since == NOW - 365 * DAY
    assert stands(desk).is_reading
    desk.read()
    assert (len(stored(desk)), len(rows(desk.context, "calendar_events"))) == (2, 1)
    assert not further(desk, 365)
    assert not further(desk, 30)
    clock.move_to(NOW + HOUR)
    desk.read()
    assert (len(stored(desk)), len(rows(desk.context, "calendar_events"))) == (2, 1)
    assert not stands(desk).is_reading


def test_a_later_look_further_is_counted_from_its_own_beginning(desk: Desk, clock: ManualClock) -> None:
    desk.ask("near", at=NOW - 10 * DAY)
    desk.read()
    clock.move_to(NOW + 30 * DAY)
    desk.read()
    clock.move_to(NOW + 30 * DAY + HOUR)
    assert further(desk, 365)
    found = stands(desk, clock())
    assert found.looks.number > 0
    assert (found.looks.done, found.looks.read) == (0, 1)
    assert found.looks.began_at == clock()


def test_looking_further_before_anything_was_read_begins_there(desk: Desk) -> None:
    desk.request("far", at=NOW - 200 * DAY)
    assert further(desk, 365)
    desk.read()
    assert len(stored(desk)) == 1
    assert len(rows(desk.context, "readings")) == len({row["id"] for row in rows(desk.context, "readings")})


# --- calendars --------------------------------------------------------------------------------------------------


def test_a_calendar_that_was_left_is_read_no_more_and_one_that_is_chosen_from_its_start(desk: Desk) -> None:
    desk.put_talk("meg", NOW + DAY)
    desk.read()
    with desk.context.database.reading() as session:
        (calendar,) = [row for row in connections.calendars(session, desk.person, desk.account_id) if row.is_primary]
    assert choose(desk, calendar.provider_id, is_chosen=False).is_changed
    assert not choose(desk, calendar.provider_id, is_chosen=False).is_changed
    desk.put_talk("kim", NOW + 2 * DAY)
    desk.read()
    assert len(rows(desk.context, "calendar_events")) == 1
    assert choose(desk, calendar.provider_id, is_chosen=True).is_changed
    desk.read()
    assert len(rows(desk.context, "calendar_events")) == 2
    with pytest.raises(LookupError):
        choose(desk, "nobody@group.calendar.google.com", is_chosen=True)


# --- once more --------------------------------------------------------------------------------------------------


def quarantine(desk: Desk, kind: str, provider_id: str) -> None:
    with desk.context.database.writing(desk.person) as session:
        session.add(
            Quarantined(
                account_id=desk.account_id, kind=kind, provider_id=provider_id, person_id=desk.person,
                reason="too deep", first_at=NOW, last_at=NOW,
            )
        )  # fmt: skip


def ask(desk: Desk, kind: str, provider_id: str, person: str = "") -> None:
    with desk.context.database.writing(desk.person) as session:
        retries.ask(session, person or desk.person, desk.account_id, kind, provider_id, NOW)


def test_a_mail_that_can_be_read_by_now_leaves_the_list_of_the_unreadable(desk: Desk) -> None:
    desk.read()
    mail = desk.ask("dana", at=NOW - HOUR)
    quarantine(desk, "mail", mail)
    desk.read()
    assert rows(desk.context, "quarantine")
    ask(desk, "mail", mail)
    assert desk.account().next_due == NOW
    desk.read()
    assert rows(desk.context, "quarantine") == []
    assert stored(desk) == [mail]


def test_what_still_cannot_be_read_stays_and_is_asked_for_once(desk: Desk) -> None:
    desk.read()
    broken = desk.control.deliver(b"\x00")["id"]
    desk.read()
    (before,) = rows(desk.context, "quarantine")
    ask(desk, "mail", broken)
    desk.read()
    units = desk.units()
    desk.read()
    (after,) = rows(desk.context, "quarantine")
    assert (after["retry_asked_at"], after["attempts"]) == (None, before["attempts"] + 1)
    assert desk.units() - units < 20


def test_a_calendar_is_read_once_more_in_full_for_its_unreadable_entry(desk: Desk) -> None:
    desk.put_talk("meg", NOW + DAY)
    desk.read()
    (entry,) = rows(desk.context, "calendar_events")
    kind = f"calendar:{entry['calendar_id']}"
    quarantine(desk, kind, entry["provider_id"])
    ask(desk, kind, entry["provider_id"])
    desk.read()
    assert rows(desk.context, "quarantine") == []
    assert len(rows(desk.context, "calendar_events")) == 1


def test_what_is_let_go_stays_counted(desk: Desk) -> None:
    desk.read()
    quarantine(desk, "mail", "m1")
    with desk.context.database.writing(desk.person) as session:
        seen = audit(session, desk.person, NOW).accounts[0].mail.seen
        retries.let_go(session, desk.person, desk.account_id, "mail", "m1")
    with desk.context.database.reading() as session:
        after = audit(session, desk.person, NOW).accounts[0].mail
    assert (after.seen, after.quarantined, after.set_aside) == (seen, {}, {LET_GO: 1})


def test_only_the_owner_tries_again_and_not_what_was_in_a_file(desk: Desk) -> None:
    quarantine(desk, "mail", "m1")
    for person, wanted in (("per_charlie", "m1"), ("", "m2")):
        with pytest.raises(NoSuchRecord):
            ask(desk, "mail", wanted, person)
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(provider="takeout"))
    with pytest.raises(OnlyInFiles):
        ask(desk, "mail", "m1")


# --- how it stands ----------------------------------------------------------------------------------------------


def test_how_far_the_first_read_is_and_how_long_it_may_take(desk: Desk, clock: ManualClock) -> None:
    desk.ask("dana", at=NOW - DAY)
    assert (stands(desk).share, stands(desk).left(NOW)) == (0, None)
    reader = desk.reader()
    for _ in range(3):
        reader.next_slice()
    clock.move_to(NOW + HOUR)
    found = stands(desk, clock())
    assert found.is_reading
    assert 10 <= found.share < 100
    left = found.left(clock())
    assert left
    assert left > timedelta(0)
    reader.finish(is_caught_up=False)
    desk.read()
    done = stands(desk, clock())
    assert (done.share, done.is_reading, done.left(clock()), done.looks.read) == (100, False, None, 1)
    assert done.sources[0].last_record == NOW - DAY


def test_why_nothing_is_read_just_now(desk: Desk) -> None:
    desk.read()
    assert stands(desk).waiting is None
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(next_due=NOW + HOUR, caught_up_at=None))
    assert stands(desk).waiting == standing.Waiting(MINUTE_IS_FULL, NOW + HOUR)
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(last_error="Google answered 503."))
    waiting = stands(desk).waiting
    assert waiting == standing.Waiting(TROUBLE, NOW + HOUR)
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Allowance).values(blocked_until=real_now() + HOUR))
    waiting = stands(desk).waiting
    assert waiting
    assert waiting.why == ASKED_TO_WAIT
    assert abs(waiting.until - NOW - HOUR) < timedelta(minutes=1)


def test_the_number_of_queries_does_not_grow_with_accounts(desk: Desk) -> None:
    def queries() -> int:
        asked: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

        event.listen(desk.context.database.engine, "before_cursor_execute", count)
        with desk.context.database.reading() as session:
            standing.standings(session, desk.person, now=NOW, real_now=real_now())
        event.remove(desk.context.database.engine, "before_cursor_execute", count)
        return len(asked)

    desk.read()
    one = queries()
    with desk.context.database.writing(desk.person) as session:
        for number in range(10):
            account = Account(
                id=f"acc_{number}", person_id=desk.person, provider="google", email=f"{number}@x.example", since=NOW,
                created_at=NOW,
            )  # fmt: skip
            session.add(account)
            session.flush()
            session.add(ChosenCalendar(account_id=account.id, provider_id="c", person_id=desk.person, name="C"))
    assert queries() == one <= 12
