"""No mail twice, however long a worker stands still before it wakes up, and however wrong the clock is."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from service import delivery, events, outbox
from service.clock import real_now
from service.schema import Approval, Interview
from tests.service.at_most_once.wire import (
    CREATE,
    at_one,
    at_point,
    calls,
    deliver_all,
    lose_hold,
    lying,
)
from tests.service.office import Office

# --- a worker that stands still and wakes up --------------------------------------------------------------------------


def test_a_worker_that_wakes_up_before_its_creation_sends_nothing_any_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.approve()

    def meanwhile() -> None:
        lose_hold(office, first)
        deliver_all(office, first)
        assert office.draft().state == "needs_review", "nothing was found, so the person was asked again"
        deliver_all(office, office.approve())
        assert len(office.sent()) == 1

    at_point(monkeypatch, "create_mailbox_draft.before_call", meanwhile)
    office.deliver(first)
    deliver_all(office, first)
    assert len(office.sent()) == 1
    assert lying(office) == 0, "what it created too late is taken away"
    assert office.draft().state == "sent"


def test_a_worker_that_wakes_up_before_its_sending_is_refused_by_the_provider(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval_id = office.approve()

    def meanwhile() -> None:
        lose_hold(office, approval_id)
        deliver_all(office, approval_id)
        assert len(office.sent()) == 1

    at_point(monkeypatch, "send_mailbox_draft.before_call", meanwhile)
    office.deliver(approval_id)
    assert len(office.sent()) == 1
    assert office.approval(approval_id).state == "sent"


def test_a_worker_that_wakes_up_after_the_mail_was_stopped_and_approved_anew_sends_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.approve()

    def meanwhile() -> None:
        lose_hold(office, first)
        office.change(Interview, "int_dana", status="cancelled")
        deliver_all(office, first)
        assert office.draft().state == "needs_review"
        assert lying(office) == 0, "the mailbox draft went before the person was asked"
        office.change(Interview, "int_dana", status="held")
        deliver_all(office, office.approve())

    at_point(monkeypatch, "send_mailbox_draft.before_call", meanwhile)
    office.deliver(first)
    assert len(office.sent()) == 1
    assert office.approval(first).state == "withdrawn"


@at_one
def test_what_a_worker_knows_of_the_sending_counts_whoever_holds_it_by_then(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval_id = office.approve()
    at_point(monkeypatch, "send_mailbox_draft.after_call", lambda: lose_hold(office, approval_id))
    office.deliver(approval_id)
    assert office.approval(approval_id).state == "sent"


def test_four_workers_at_once_send_one_mail(office: Office, provider: str) -> None:
    approval_id = office.approve()
    threads = [threading.Thread(target=deliver_all, args=(office, approval_id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1
    assert calls(office, CREATE[provider]) == 1


# --- clocks -----------------------------------------------------------------------------------------------------------


@at_one
def test_a_hold_from_before_the_clock_was_set_back_is_none(office: Office) -> None:
    approval_id = office.approve()
    far = real_now() + timedelta(days=1)
    office.change(Approval, approval_id, lease_owner="elsewhere:1:x", lease_until=far)
    office.deliver(approval_id)
    assert len(office.sent()) == 1


@at_one
def test_an_undo_window_from_before_the_clock_was_set_back_begins_anew(office: Office) -> None:
    approval_id = office.approve()
    office.change(Approval, approval_id, hold_until=real_now() + timedelta(days=1))
    window = office.context.settings.undo_seconds
    for _ in range(2):
        with pytest.raises(events.LookAgain) as told:
            delivery.deliver(office.context, approval_id, office.person)
        assert window - 5 < told.value.seconds <= window
    office.change(Approval, approval_id, hold_until=real_now())
    office.deliver(approval_id)
    assert len(office.sent()) == 1


@at_one
def test_a_job_that_comes_too_early_waits_for_the_undo_window(office: Office) -> None:
    approval_id = office.approve(undo_seconds=30)
    with pytest.raises(events.LookAgain) as told:
        delivery.deliver(office.context, approval_id, office.person)
    assert 25 < told.value.seconds <= 30
    assert (office.sent(), office.approval(approval_id).state) == ([], "held")


def test_an_approval_taken_back_in_the_last_moment_creates_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    approval_id = office.approve()

    def take_back() -> None:
        with office.context.database.writing(office.person) as session:
            assert outbox.take_back(session, office.context, office.person, office.draft_id)

    at_point(monkeypatch, "mailbox.find_mailbox_drafts.after_call", take_back)
    office.deliver(approval_id)
    assert (calls(office, CREATE[provider]), office.sent()) == (0, [])
    assert office.draft().state == "needs_review"
