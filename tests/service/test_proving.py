"""Counting an account at its provider: everything is in one place, and what was lost is found and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from connectors.errors import Misconfigured, TryAgain
from infra.sandbox.process import Sandbox, run_sandbox
from service import audits
from service.accounts import account_id_of, file_account
from service.clock import ManualClock
from service.context import Context
from service.proof import MAIL, Part, Proof, from_facts
from service.proving import Lent, NotCountable, prove
from service.schema import (
    Account,
    AuditRun,
    Event,
    MessageCopy,
    Reading,
    SetAside,
    StoredCalendarEvent,
    StoredMessage,
)
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, connect
from workers.runner import Runner

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(scope="module")
def _google() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as started:
        yield started


@pytest.fixture
def desk(_google: Sandbox, context: Context, alice: str) -> Desk:
    _google.control.reset()
    return connect(_google, context, person=alice)


@pytest.fixture
def poll(desk: Desk, clock: ManualClock) -> Callable[[], None]:
    """Reads on, and leaves to the workers what came in."""

    def read_on() -> None:
        clock.move_to(clock() + timedelta(seconds=1))
        desk.read()

    return read_on


@pytest.fixture
def work(desk: Desk) -> Iterator[Callable[[], None]]:
    """Works through what came in."""
    with Runner(desk.context) as runner:
        yield runner.settle


@pytest.fixture
def lived(desk: Desk, poll: Callable[[], None], clock: ManualClock) -> Desk:
    """Some old mail, some new mail, and a talk."""
    desk.ask("dana", at=NOW - DAY)
    for number in range(4):
        desk.deliver(f"Lee <lee{number}@b.example>", "Lunch", "Shall we eat?", at=NOW - DAY)
    desk.put_talk("meg", NOW + DAY)
    desk.put_talk("liz", NOW + 2 * DAY, summary="Dentist", attendees=[], organizer={"email": "alex@example.com"})
    poll()
    clock.move_to(NOW + 2 * HOUR)
    desk.ask("eve", at=NOW + HOUR)
    desk.deliver("Shop <news@shop.example>", "Sale", "Cheap", at=NOW + HOUR, headers="List-Unsubscribe: <x>\n")
    hidden = desk.deliver("Win <win@spam.example>", "Win", "Money", at=NOW + HOUR, labels=["SPAM"])
    desk.control.post("messages/labels", id=hidden, add=["SPAM"], remove=[])
    poll()
    return desk


def count(desk: Desk, poll: Callable[[], None], *, is_repair: bool = False, wait: Any = None) -> Proof:
    def never(seconds: float) -> None:
        raise AssertionError(f"waited {seconds} seconds")

    return prove(desk.context, desk.person, desk.account_id, Lent(poll, wait or never), is_repair=is_repair)


def part(found: Proof, name: str) -> Part:
    return next(one for one in found.parts if one.id == name)


def without(desk: Desk, *statements: Any) -> None:
    """Something goes wrong with our tables."""
    with desk.context.database.writing(desk.person) as session:
        for statement in statements:
            session.execute(statement)


def lose_mail(desk: Desk, provider_id: str) -> None:
    """As if it had never been seen."""
    stored = select(MessageCopy.stored_id).where(MessageCopy.provider_id == provider_id).scalar_subquery()
    without(
        desk,
        delete(Event).where(Event.subject == stored),
        delete(StoredMessage).where(StoredMessage.id == stored),
        delete(MessageCopy).where(MessageCopy.provider_id == provider_id),
        delete(SetAside).where(SetAside.provider_id == provider_id),
    )


# --- when all is well -------------------------------------------------------------------------------------------


def test_everything_that_the_provider_has_is_in_exactly_one_place(lived: Desk, poll: Callable[[], None]) -> None:
    reads = lived.control.calls()["calls"]["gmail.users.messages.get"]
    found = count(lived, poll)
    assert found.agrees
    mail = part(found, "all")
    assert (mail.listed, mail.kept, mail.set_aside, mail.unopened) == (7, 2, {"newsletter or list mail": 1}, 4)
    assert (part(found, "spam").listed, part(found, "spam").not_read) == (1, 1)
    calendar = next(one for one in found.parts if one.kind != MAIL)
    assert (calendar.listed, calendar.kept, sum(calendar.set_aside.values())) == (2, 1, 1)
    assert all(one.accounted == one.listed for one in found.parts)
    assert lived.control.calls()["calls"]["gmail.users.messages.get"] == reads, "a count reads nothing"


def test_a_result_is_the_same_after_it_lay_in_its_row(lived: Desk, poll: Callable[[], None]) -> None:
    lose_mail(lived, lived.delivered[0])
    found = count(lived, poll)
    assert from_facts(found.to_facts()) == found


def test_what_lies_in_the_bin_by_now_is_not_gone(lived: Desk, poll: Callable[[], None]) -> None:
    lived.control.post("messages/labels", id=lived.delivered[0], add=["TRASH"], remove=["INBOX"])
    found = count(lived, poll)
    assert found.agrees
    assert part(found, "trash").kept == 1


def test_mail_that_comes_while_the_count_is_made_is_not_missing(lived: Desk, poll: Callable[[], None]) -> None:
    lose_mail(lived, lived.delivered[0])
    listings = 0

    def told(_number: int) -> None:
        nonlocal listings
        listings += 1
        lived.deliver("Lee <lee9@b.example>", f"Lunch {listings}", "Shall we eat?", at=NOW + HOUR)

    def wait(_seconds: float) -> None:
        raise AssertionError

    found = prove(lived.context, lived.person, lived.account_id, Lent(poll, wait, told))
    assert (found.missing, found.vanished) == (1, 0)
    assert all(one.accounted == one.listed for one in found.parts)


# --- what was lost ----------------------------------------------------------------------------------------------


def test_a_lost_mail_is_found_with_its_date_and_comes_back(
    lived: Desk, poll: Callable[[], None], work: Callable[[], None]
) -> None:
    work()
    before = rows(lived.context, "interviews")
    lose_mail(lived, lived.delivered[0])
    lose_mail(lived, lived.delivered[5])
    found = count(lived, poll)
    assert not found.agrees
    assert part(found, "all").missing_ids == (lived.delivered[0], lived.delivered[5]), "the oldest first"
    assert found.oldest_gap == NOW - DAY
    mended = count(lived, poll, is_repair=True)
    assert mended.agrees
    assert (mended.repaired, part(mended, "all").kept) == (2, 2)
    work()
    after = rows(lived.context, "interviews")
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert [one["status"] for one in after] == [one["status"] for one in before]


def test_a_lost_row_of_what_was_set_aside_is_found(lived: Desk, poll: Callable[[], None]) -> None:
    lose_mail(lived, lived.delivered[6])
    found = count(lived, poll, is_repair=True)
    assert (found.agrees, found.repaired) == (True, 1)
    assert part(found, "all").set_aside == {"newsletter or list mail": 1}


def test_a_lost_calendar_event_is_found_and_comes_back(
    lived: Desk, poll: Callable[[], None], work: Callable[[], None]
) -> None:
    work()
    before = [(one["id"], one["status"]) for one in rows(lived.context, "interviews")]
    without(lived, delete(StoredCalendarEvent))
    found = count(lived, poll)
    assert (found.missing, found.oldest_gap) == (1, NOW + DAY)
    mended = count(lived, poll, is_repair=True)
    assert mended.agrees
    work()
    assert [(one["id"], one["status"]) for one in rows(lived.context, "interviews")] == before


def test_what_was_taken_for_removed_and_is_there_is_missing(lived: Desk, poll: Callable[[], None]) -> None:
    without(
        lived,
        update(MessageCopy).where(MessageCopy.provider_id == lived.delivered[0]).values(removed_at=NOW),
        update(StoredMessage).values(removed_at=NOW),
        update(StoredCalendarEvent).values(removed_at=NOW),
    )
    assert count(lived, poll).missing == 2
    assert count(lived, poll, is_repair=True).agrees
    assert not [row for row in rows(lived.context, "message_copies") if row["removed_at"]]


def test_what_vanished_without_a_word_is_told_and_taken_for_removed(lived: Desk, poll: Callable[[], None]) -> None:
    talk = lived.put_talk("ann", NOW + 3 * DAY)
    poll()
    lived.control.post("messages/delete", id=lived.delivered[0])
    lived.control.post("events/cancel", id=talk["id"])
    lived.control.post("events/forget", id=talk["id"])
    removed = [row["provider_id"] for row in rows(lived.context, "message_copies") if row["removed_at"]]
    assert removed == []
    # The removal is told, and lost on the way.
    poll()
    without(
        lived,
        update(MessageCopy).values(removed_at=None),
        update(StoredMessage).values(removed_at=None),
        update(StoredCalendarEvent).values(removed_at=None),
    )
    found = count(lived, poll)
    assert set(found.vanished_ids) >= {lived.delivered[0]}
    assert not found.agrees
    assert count(lived, poll, is_repair=True).agrees
    removed = [row["provider_id"] for row in rows(lived.context, "message_copies") if row["removed_at"]]
    assert removed == [lived.delivered[0]]


# --- when the provider has trouble ------------------------------------------------------------------------------


def test_a_provider_that_asks_to_wait_is_waited_for_and_the_count_goes_on(
    lived: Desk, poll: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.google.census._LISTED", 3)
    waited: list[float] = []
    lived.control.order_fault("gmail.users.messages.list", "rate_limit", nth=2, times=1, retry_after=7)

    def wait(seconds: float) -> None:
        waited.append(seconds)
        without(lived, update(AuditRun).values(counted=0))
        with lived.context.database.writing(lived.person) as session:
            for row in session.scalars(select(Account)).all():
                row.failures = 0
        monkeypatch.setattr("service.accounts.MinuteBudget.spend", lambda *_, **__: None)

    assert count(lived, poll, wait=wait).agrees
    assert waited
    assert waited[0] == pytest.approx(7)


def test_trouble_that_does_not_pass_ends_the_count_and_a_little_does_not(lived: Desk, poll: Callable[[], None]) -> None:
    waited: list[float] = []
    lived.control.order_fault("gmail.users.messages.list", "status", nth=1, times=3)
    assert count(lived, poll, wait=waited.append).agrees
    assert len(waited) == 3
    assert waited == sorted(waited)
    lived.control.order_fault("gmail.users.messages.list", "status", nth=1, times=None)
    with pytest.raises(TryAgain):
        count(lived, poll, wait=waited.append)


def test_an_account_that_is_still_being_read_is_not_counted(lived: Desk) -> None:
    without(lived, update(Reading).values(finished_at=None))
    with pytest.raises(NotCountable, match="still being read"):
        count(lived, lambda: None)


def test_files_and_what_is_not_connected_cannot_be_counted(lived: Desk, poll: Callable[[], None]) -> None:
    with lived.context.database.writing(lived.person) as session:
        files = file_account(session, lived.person, "old@example.com", since=NOW, now=NOW).id
    with pytest.raises(NotCountable, match="files"):
        prove(lived.context, lived.person, files, Lent(poll, lambda _: None))
    without(lived, update(Account).values(connection_state="paused", state_reason="Paused by you."))
    with pytest.raises(NotCountable, match="Paused"):
        count(lived, poll)


def test_another_persons_account_is_nobodys_to_count(lived: Desk, poll: Callable[[], None], charlie: str) -> None:
    with pytest.raises(Misconfigured):
        prove(lived.context, charlie, lived.account_id, Lent(poll, lambda _: None))
    with lived.context.database.writing(charlie) as session, pytest.raises(Misconfigured):
        audits.ask(session, charlie, lived.account_id, NOW)
    with lived.context.database.reading() as session:
        assert audits.of_person(session, charlie) == {}
    assert account_id_of(charlie, "google", "alex@example.com") != lived.account_id


# --- wishes -----------------------------------------------------------------------------------------------------


def test_a_wish_is_made_once_by_whoever_takes_it_and_its_result_stays(lived: Desk, poll: Callable[[], None]) -> None:
    context = lived.context
    assert not audits.make(context, lived.account_id, lived.person, poll, lambda _: None), "nobody asked"
    lose_mail(lived, lived.delivered[0])
    with context.database.writing(lived.person) as session:
        audits.ask(session, lived.person, lived.account_id, NOW)
        assert audits.due(session, real_now=NOW) == [(lived.account_id, lived.person)]
    assert audits.make(context, lived.account_id, lived.person, poll, lambda _: None)
    with context.database.reading() as session:
        found = audits.of_person(session, lived.person)[lived.account_id]
        assert audits.due(session, real_now=NOW) == []
    assert (found.state, found.proof and found.proof.missing) == ("done", 1)
    assert rows(context, "audits")[0]["missing"] == 1
    with context.database.writing(lived.person) as session:
        audits.ask(session, lived.person, lived.account_id, NOW, is_repair=True)
    with context.database.reading() as session:
        assert audits.of_person(session, lived.person)[lived.account_id].proof == found.proof, "until the next is done"
    assert audits.make(context, lived.account_id, lived.person, poll, lambda _: None)
    assert rows(context, "audits")[0]["missing"] == 0


def test_a_count_that_is_ended_waits_for_the_next_start_and_one_that_cannot_be_made_says_why(
    lived: Desk, poll: Callable[[], None]
) -> None:
    with lived.context.database.writing(lived.person) as session:
        audits.ask(session, lived.person, lived.account_id, NOW)

    def ends(_seconds: float) -> None:
        raise audits.Stopped

    audits.make(lived.context, lived.account_id, lived.person, poll, ends)
    assert rows(lived.context, "audits")[0]["state"] == "waiting"
    without(lived, update(Account).values(connection_state="paused", state_reason="Paused by you."))
    audits.make(lived.context, lived.account_id, lived.person, poll, lambda _: None)
    (row,) = rows(lived.context, "audits")
    assert (row["state"], row["error"]) == ("failed", "Paused by you.")


def test_a_count_that_waits_for_a_long_reading_is_nobody_elses_to_make(
    lived: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lived.context.database.writing(lived.person) as session:
        audits.ask(session, lived.person, lived.account_id, NOW)
    without(lived, update(Account).values(caught_up_at=None))
    real, free = [NOW], list[tuple[str, str]]()
    monkeypatch.setattr(audits, "real_now", lambda: real[0])

    def wait(seconds: float) -> None:
        real[0] += timedelta(seconds=seconds)
        with lived.context.database.reading() as session:
            free.extend(audits.due(session, real_now=real[0]))
        if real[0] > NOW + timedelta(minutes=20):
            raise audits.Stopped

    assert audits.make(lived.context, lived.account_id, lived.person, None, wait)
    assert free == []
    assert rows(lived.context, "audits")[0]["state"] == "waiting"


def test_a_count_that_kills_its_worker_is_given_up(lived: Desk, poll: Callable[[], None]) -> None:
    with lived.context.database.writing(lived.person) as session:
        audits.ask(session, lived.person, lived.account_id, NOW)

    def dies(_seconds: float) -> None:
        raise MemoryError

    for _ in range(audits.ATTEMPTS):
        with pytest.raises(MemoryError):
            audits.make(lived.context, lived.account_id, lived.person, poll, dies)
    audits.make(lived.context, lived.account_id, lived.person, poll, dies)
    assert rows(lived.context, "audits")[0]["state"] == "failed"


def test_an_account_is_counted_by_itself_once_a_week_when_it_is_idle(lived: Desk, clock: ManualClock) -> None:
    audits.plan(lived.context)
    assert rows(lived.context, "audits") == [], "it was connected just now"
    clock.move_to(NOW + 8 * DAY)
    without(lived, update(Reading).values(finished_at=None))
    audits.plan(lived.context)
    assert rows(lived.context, "audits") == [], "it is reading"
    without(lived, update(Reading).values(finished_at=NOW))
    audits.plan(lived.context)
    audits.plan(lived.context)
    (row,) = rows(lived.context, "audits")
    assert (row["state"], row["is_repair"]) == ("waiting", False)
    without(lived, update(AuditRun).values(state="done"))
    audits.plan(lived.context)
    assert rows(lived.context, "audits")[0]["state"] == "done"
    clock.move_to(NOW + 16 * DAY)
    audits.plan(lived.context)
    assert rows(lived.context, "audits")[0]["state"] == "waiting"
