"""What becomes of each kind of failure while an account is read: waits are shared and kept, trouble is asked less and less
often, a provider that refuses its own places ends in a state that is seen, and no single record holds up the others,
not even one that ends every worker that reads it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

import connectors.google.calendar_events as entries
import connectors.google.mailbox as gmail
from connectors import care
from connectors.contract import MailPage, MessageChange
from connectors.errors import ConsentLost, SlowDown, TryAgain
from connectors.mime import read_message
from connectors.records import Message
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, classify, leases, one_by_one, retries
from service.accounts import MinuteBudget
from service.clock import ManualClock, real_now
from service.context import Context
from service.database import open_database
from service.one_by_one import CAREFUL_AFTER
from service.polling import AccountReader
from service.schema import Account, Allowance, Quarantined, Reading
from service.turn import NO_END
from tests.conftest import NOW
from tests.rows import rows
from tests.service.sandboxed import Desk, connect
from tests.verdicts import Verdict
from workers.middleware import poll_failed

HOUR = timedelta(hours=1)
SOON = NOW + timedelta(days=2)
POISON = "Poison"


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat(), "--no-quota") as sandbox:
        yield sandbox


@pytest.fixture
def desk(_sandbox: Sandbox, empty_context: Context) -> Desk:
    _sandbox.control.reset(quota=False)
    return connect(_sandbox, empty_context)


@pytest.fixture(autouse=True)
def _few_deaths(is_whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers die quickly here; `make test` has no time for many."""
    monkeypatch.setattr(one_by_one, "APART", timedelta(0))
    if not is_whole:
        monkeypatch.setattr(one_by_one, "MOST_DEATHS", 2)


def poll(desk: Desk) -> Exception | None:
    """One poll as a worker does it: read until nothing waits, or note what went wrong."""
    lease = desk.lease()
    reader = AccountReader(desk.context, lease)
    try:
        while not reader.next_slice().is_caught_up:
            pass
        reader.finish(is_caught_up=True)
    except Exception as error:  # noqa: BLE001 (what the workers do)
        poll_failed(desk.context, lease, error)
        return error
    return None


def stored(desk: Desk) -> list[str]:
    return sorted(row["provider_id"] for row in rows(desk.context, "message_copies") if row["removed_at"] is None)


def told(desk: Desk) -> list[str]:
    return [row["what"] for row in rows(desk.context, "activity")]


# --- slow down ----------------------------------------------------------------------------------------------------


def test_a_wait_that_one_caller_is_told_holds_for_every_other_and_the_longest_wins(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_LOOK_AGAIN_SECONDS", 0.0)
    one, other = (MinuteBudget(desk.context, desk.account_id, desk.person, "google") for _ in range(2))
    one.spend(20, operation="read")
    other.throttled(300)
    one.throttled(20)
    with desk.context.database.writing(desk.person) as session:
        one.write_down(session)
    for budget in (one, other, MinuteBudget(desk.context, desk.account_id, desk.person, "google")):
        with pytest.raises(SlowDown) as asked:
            budget.spend(1, operation="send")
        assert asked.value.retry_after == pytest.approx(300, abs=5)


def test_what_several_callers_spend_counts_together_and_twice_written_counts_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(accounts, "UNITS_PER_MINUTE", {"google": 100})
    one, other = (MinuteBudget(desk.context, desk.account_id, desk.person, "google") for _ in range(2))
    for budget in (one, other):
        budget.spend(40, operation="read")
        for _ in range(2):
            with desk.context.database.writing(desk.person) as session:
                budget.write_down(session)
    one.spend(20, operation="read")
    with pytest.raises(SlowDown):
        one.spend(1, operation="read")
    with desk.context.database.reading() as session:
        row = session.scalars(select(Allowance)).one()
    assert sum(row.spent.values()) == row.units_spent == 80
    assert row.calls == {"read": 2}


def test_what_a_transaction_that_came_to_nothing_had_spent_is_counted_with_the_next(desk: Desk) -> None:
    budget = MinuteBudget(desk.context, desk.account_id, desk.person, "google")
    budget.spend(40, operation="read")
    with pytest.raises(ZeroDivisionError), desk.context.database.writing(desk.person) as session:
        budget.write_down(session)
        raise ZeroDivisionError
    budget.spend(5, operation="list")
    with desk.context.database.writing(desk.person) as session:
        budget.write_down(session)
    with desk.context.database.reading() as session:
        row = session.scalars(select(Allowance)).one()
    assert (row.units_spent, row.calls) == (45, {"read": 1, "list": 1})


# --- try again ----------------------------------------------------------------------------------------------------


def test_waits_grow_differ_by_chance_and_end_at_ten_minutes_however_often_it_fails(desk: Desk) -> None:
    account, waits = desk.account(), []
    for _ in range(1_100):
        accounts.back_off(account, "The connection failed.", now=NOW)
        assert account.next_due is not None
        waits.append((account.next_due - NOW).total_seconds())
    assert all(2.0**number / 2 <= wait <= 2.0**number for number, wait in enumerate(waits[:9], start=1))
    assert all(300 <= wait <= 600 for wait in waits[9:])
    assert len({round(wait, 3) for wait in waits[9:]}) > 500


# --- consent ------------------------------------------------------------------------------------------------------


def test_a_lost_consent_is_told_once_whoever_meets_it(desk: Desk) -> None:
    desk.read()
    lease = desk.lease()
    for _ in range(3):
        poll_failed(desk.context, lease, ConsentLost("Withdrawn."))
    assert told(desk).count("consent needed") == 1
    assert desk.account().connection_state == "needs_consent"


# --- places that are refused again and again ----------------------------------------------------------------------


def test_a_provider_that_refuses_its_own_places_is_asked_less_and_less_and_nothing_is_missed(
    desk: Desk, clock: ManualClock, is_whole: bool, verdict: Verdict
) -> None:
    desk.read()
    desk.control.order_fault("gmail.users.history.list", "status", status=404, times=None)
    waits, calls = [], []
    polls = 8 if is_whole else 4
    for number in range(polls):
        desk.ask(f"dana{number}")
        desk.control.call("DELETE", "calls")
        failed = poll(desk)
        calls.append(sum(desk.control.calls()["calls"].values()))
        waits.append((desk.account().next_due or clock()) - clock())
        assert number == 0 or isinstance(failed, TryAgain)
        assert stored(desk) == sorted(desk.delivered)
        clock.move_to(clock() + timedelta(minutes=11))
    assert max(calls) < 60
    assert waits[-1] > waits[1]
    assert told(desk).count("reading failed") == 1
    assert told(desk).count("gap found") == 1
    desk.control.clear_faults()
    assert poll(desk) is None
    assert (desk.account().failures, told(desk).count("reading again")) == (0, 1)
    verdict(
        f"a history that is refused again and again: {polls} of {polls} polls found all mail, at most {max(calls)} calls a poll, "
        f"waits grew to {waits[-1].total_seconds():.0f} s, told once, healed by itself"
    )


def test_a_calendar_refused_again_and_again_does_not_keep_mail_and_other_calendars_from_being_read(
    desk: Desk, clock: ManualClock
) -> None:
    desk.read()
    desk.control.order_fault("calendar.events.list", "status", status=410, reason="fullSyncRequired", times=None)
    for _ in range(4):
        desk.ask("dana")
        assert isinstance(poll(desk), TryAgain)
        assert stored(desk) == sorted(desk.delivered)
        clock.move_to(clock() + timedelta(minutes=11))
    desk.control.clear_faults()
    desk.put_talk("dana", SOON)
    assert poll(desk) is None
    assert len(rows(desk.context, "calendar_events")) == 1


def test_a_place_that_expires_while_its_gap_is_being_closed_loses_nothing(desk: Desk, clock: ManualClock) -> None:
    gone, kept = desk.ask("dana"), desk.ask("eve")
    desk.read()
    clock.move_to(NOW + timedelta(days=4))
    first = desk.ask("finn", at=NOW + timedelta(days=1))
    desk.control.post("messages/delete", id=gone)
    desk.control.expire_cursors()
    reader = desk.reader()
    for _ in range(4):
        reader.next_slice()
    second = desk.ask("zoe")
    desk.control.expire_cursors()
    poll(desk)
    poll(desk)
    assert stored(desk) == sorted([kept, first, second])
    assert told(desk).count("gap closed") == told(desk).count("gap found")


def test_a_look_whose_place_is_dead_is_begun_anew_after_the_others_and_is_no_success(desk: Desk) -> None:
    desk.ask("dana", at=NOW - HOUR)
    reader = desk.reader()
    while not rows(desk.context, "readings"):
        reader.next_slice()
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Reading).values(cursor='{"page": "aged", "is_second_go": true}'))
    assert isinstance(poll(desk), TryAgain)
    assert desk.account().last_error == NO_END
    assert poll(desk) is None
    assert stored(desk) == desk.delivered


def test_a_listing_that_never_comes_to_its_end_is_asked_less_and_less(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []

    def never(_self: object, _query: object, cursor: str | None, _known: object) -> MailPage:
        asked.append(cursor)
        return MailPage((), "on and on", is_caught_up=False)

    monkeypatch.setattr(gmail.GmailMailbox, "search", never)
    for _ in range(4):
        assert isinstance(poll(desk), TryAgain)
        clock.move_to(clock() + timedelta(minutes=11))
    looks = len(rows(desk.context, "readings"))
    assert len(asked) <= 4 * 2 * looks
    assert desk.account().failures == 4


def test_a_mail_that_gives_only_trouble_when_asked_for_once_more_keeps_nothing_else_waiting(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read()
    bad, good = desk.ask("dana"), desk.ask("eve")
    with desk.context.database.writing(desk.person) as session:
        for provider_id in (bad, good):
            unread = Quarantined(account_id=desk.account_id, kind="mail", provider_id=provider_id, reason="Broken.")
            unread.person_id, unread.attempts, unread.first_at, unread.last_at = desk.person, 1, NOW, NOW
            session.add(unread)
            session.flush()
            retries.ask(session, desk.person, desk.account_id, "mail", provider_id, NOW)
    read = gmail.GmailMailbox.read_again

    def read_again(self: gmail.GmailMailbox, provider_ids: Sequence[str]) -> tuple[MessageChange, ...]:
        if bad in provider_ids:
            raise TryAgain("Google answered 500.")
        return read(self, provider_ids)

    monkeypatch.setattr(gmail.GmailMailbox, "read_again", read_again)
    assert isinstance(poll(desk), TryAgain)
    clock.move_to(clock() + timedelta(minutes=11))
    new = desk.ask("zoe")
    assert isinstance(poll(desk), TryAgain)
    assert desk.account().last_error == "Google answered 500."
    assert stored(desk) == sorted([good, new])
    monkeypatch.undo()
    assert poll(desk) is None
    assert stored(desk) == sorted([bad, good, new])


# --- single records -----------------------------------------------------------------------------------------------


def test_a_mail_that_cannot_be_stored_is_quarantined_and_the_page_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read()
    before, bad, after = desk.ask("dana"), desk.ask(POISON), desk.ask("eve")
    judge = classify.candidate_message

    def stumble(message: Message, *args: Any) -> Any:
        if POISON in message.sender.name:
            raise ZeroDivisionError
        return judge(message, *args)

    monkeypatch.setattr(classify, "candidate_message", stumble)
    assert poll(desk) is None
    assert stored(desk) == sorted([before, after])
    (row,) = rows(desk.context, "quarantine")
    assert (row["provider_id"], row["reason"]) == (bad, "It could not be stored (ZeroDivisionError).")
    monkeypatch.undo()
    with desk.context.database.writing(desk.person) as session:
        retries.ask(session, desk.person, desk.account_id, "mail", bad, NOW)
    assert poll(desk) is None
    assert stored(desk) == sorted([before, bad, after])


def test_an_entry_that_cannot_be_stored_is_quarantined_and_a_full_read_comes_to_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = desk.put_talk("dana", SOON), desk.put_talk("eve", SOON + HOUR, summary=POISON)
    judge = classify.candidate_calendar_event

    def stumble(found: Any, *args: Any) -> Any:
        if found.summary == POISON:
            raise ZeroDivisionError
        return judge(found, *args)

    monkeypatch.setattr(classify, "candidate_calendar_event", stumble)
    assert poll(desk) is None
    assert [row["provider_id"] for row in rows(desk.context, "calendar_events")] == [good["id"]]
    assert [row["provider_id"] for row in rows(desk.context, "quarantine")] == [bad["id"]]


def lives(desk: Desk, poisoned: Callable[[pytest.MonkeyPatch], None]) -> int:
    """Worker after worker reads, each a process of its own, until one comes to its end; returns how many died."""
    for number in range(20):
        pid = os.fork()
        if not pid:
            _live(desk, poisoned)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            return number
    raise AssertionError("every worker died")


def _live(desk: Desk, poisoned: Callable[[pytest.MonkeyPatch], None]) -> None:
    """A worker's life, in a process that was forked for it; never returns."""
    code = 1
    try:
        poisoned(pytest.MonkeyPatch())
        context = replace(desk.context, database=open_database(desk.context.settings))
        with context.database.writing("clock") as session:
            leases.void_dead(session, real_now())
        child = replace(desk, context=context)
        owner = leases.new_owner()
        with context.database.writing(desk.person) as session:
            lease = leases.take_account(session, desk.account_id, owner=owner, real_now=real_now())
        assert lease is not None
        reader = AccountReader(child.context, lease)
        while not reader.next_slice().is_caught_up:
            pass
        reader.finish(is_caught_up=True)
        code = 0
    finally:
        os._exit(code)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def deadly_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads that mail ends, as of a fault in a library written in C, or of too little memory."""

    def read_or_die(raw: bytes, **more: Any) -> Message:
        if POISON.encode() in raw:
            die()
        return read_message(raw, **more)

    monkeypatch.setattr(gmail, "read_message", read_or_die)


def deadly_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    read = entries.as_calendar_event

    def read_or_die(item: dict[str, Any], *args: Any) -> Any:
        if item.get("summary") == POISON:
            die()
        return read(item, *args)

    monkeypatch.setattr(entries, "as_calendar_event", read_or_die)


def deadly_to_store(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = classify.candidate_message

    def judge_or_die(message: Message, *args: Any) -> Any:
        if POISON in message.sender.name:
            die()
        return judge(message, *args)

    monkeypatch.setattr(classify, "candidate_message", judge_or_die)


@pytest.mark.parametrize("poisoned", [deadly_mail, deadly_entry, deadly_to_store])
def test_a_record_that_ends_every_worker_is_passed_by_after_a_few_deaths(
    desk: Desk, poisoned: Callable[[pytest.MonkeyPatch], None], verdict: Verdict
) -> None:
    is_mail = poisoned is not deadly_entry
    good = [desk.ask(f"dana{number}", at=NOW - HOUR) for number in range(4)]
    bad = desk.ask(POISON, at=NOW - HOUR) if is_mail else desk.put_talk("eve", SOON, summary=POISON)["id"]
    good += [desk.ask(f"eve{number}", at=NOW - 2 * HOUR) for number in range(4)]
    talk = desk.put_talk("dana", SOON)
    died = lives(desk, poisoned)
    assert died == CAREFUL_AFTER + one_by_one.MOST_DEATHS
    assert stored(desk) == sorted(good)
    assert [row["provider_id"] for row in rows(desk.context, "calendar_events")] == [talk["id"]]
    (row,) = rows(desk.context, "quarantine")
    assert (row["provider_id"], row["reason"]) == (bad, care.PASSED_BY)
    assert (desk.account().bad_ends, desk.account().in_hand) == (0, {})
    verdict(f"a record that ends every worker ({poisoned.__name__}): passed by after {died} deaths, 8 of 8 others kept")


def test_a_record_that_killed_is_tried_again_when_the_person_asks_and_kept_once_it_kills_no_more(desk: Desk) -> None:
    bad = desk.ask(POISON, at=NOW - HOUR)
    lives(desk, deadly_mail)
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Quarantined).values(retry_asked_at=NOW))
    assert lives(desk, deadly_mail) == CAREFUL_AFTER + one_by_one.MOST_DEATHS
    assert stored(desk) == []
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Quarantined).values(retry_asked_at=NOW))
    assert lives(desk, lambda _monkeypatch: None) == 0
    assert stored(desk) == [bad]
    assert rows(desk.context, "quarantine") == []


def test_deaths_that_follow_each_other_at_once_are_not_held_against_a_record(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_by_one, "APART", HOUR)
    mails = [desk.ask(f"dana{number}", at=NOW - number * HOUR) for number in range(1, 6)]
    key = f"mail {mails[0]}"
    suspicion = {"now": {"all": key}, "deaths": {key: (one_by_one.MOST_DEATHS - 1, real_now().timestamp())}}
    with desk.context.database.writing(desk.person) as session:
        session.execute(update(Account).values(bad_ends=9, in_hand=suspicion))
    assert poll(desk) is None
    assert stored(desk) == sorted(mails)
    assert desk.account().in_hand == {}
