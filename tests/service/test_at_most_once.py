"""No mail twice, whoever is slow, stopped, late, restored or wrong about the time: at Google and at Microsoft alike, and
by the sandbox's own log.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from connectors import registry
from connectors.contract import Mailbox
from connectors.errors import Gone, SlowDown
from connectors.records import Address
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, approvals, contacts, crash, delivery, events, exclusions, outbox, outgoing, unclear
from service.clock import ManualClock, real_now
from service.context import Context
from service.schema import Account, Approval, Draft, Interview, Person, StoredMessage
from service.settings import load_settings
from tests.chaos.posting import SCOPES
from tests.conftest import NOW
from tests.service.test_outbox import REQUEST, Office, add_draft
from tests.service.test_outlook_outbox import conversation

CREATE = {"google": "gmail.users.drafts.create", "microsoft": "graph.messages.createReply"}
SEND = {"google": "gmail.users.drafts.send", "microsoft": "graph.messages.send"}
MOMENT = timedelta(seconds=1)
at_one = pytest.mark.parametrize("provider", ["google"], indirect=True)
"""For what is decided here, whoever the provider is."""


@pytest.fixture(scope="module")
def both() -> Iterator[Sandbox]:
    ports = ("--google-port", "0", "--microsoft-port", "0")
    with run_sandbox(*ports, "--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture(params=["google", "microsoft"])
def provider(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(both: Sandbox, empty_context: Context, provider: str) -> Office:
    control = both.control_of(provider)
    control.reset()
    told = control.deliver(REQUEST, labels=["INBOX", "UNREAD"])
    settings = load_settings(both.product_settings(), data_dir=empty_context.settings.data_dir)
    context = replace(empty_context, settings=settings)
    person = accounts.ensure_local_person(context)
    authorization = registry.load(provider).authorization(settings.provider(provider))
    authorized = authorization.adopt(json.dumps(control.credentials(*SCOPES[provider])))
    account_id = accounts.connect(context, person, provider, authorized)
    google_thread = str(told.get("threadId", ""))
    thread = google_thread if provider == "google" else conversation(context, account_id, str(told["id"]))
    return Office(context, control, person, add_draft(context, person, account_id, thread), thread)


def calls(office: Office, method: str) -> int:
    return int(office.control.calls()["calls"].get(method, 0))


def lying(office: Office) -> int:
    return len(office.control.get("drafts")["drafts"])


def at_point(monkeypatch: pytest.MonkeyPatch, name: str, do: Callable[[], None]) -> None:
    """When the first worker passes that point it stands still, and this happens meanwhile."""
    seen: list[str] = []

    def observe(point: str) -> None:
        if point == name and not seen:
            seen.append(point)
            do()

    monkeypatch.setattr(crash, "observer", observe)


def lose_hold(office: Office, approval_id: str) -> None:
    """The lease of whoever stands still runs out."""
    office.change(Approval, approval_id, lease_until=real_now() - MOMENT)


def deliver_all(office: Office, approval_id: str) -> None:
    office.deliver(approval_id, tries=20)


# --- a worker that stands still and wakes up ----------------------------------------------------------------------


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


# --- a request that is carried out late ---------------------------------------------------------------------------


def test_a_sending_that_is_carried_out_after_it_was_sent_again_is_refused(office: Office, provider: str) -> None:
    office.control.order_fault(SEND[provider], "drop")
    approval_id = office.approve()
    deliver_all(office, approval_id)
    assert office.draft().state == "sent"
    # Now the first request gets through.
    with pytest.raises(Gone):
        mailbox(office, approval_id).send_mailbox_draft(office.approval(approval_id).mailbox_draft_id)
    assert len(office.sent()) == 1


def test_a_sending_that_may_be_under_way_is_not_repeated_at_the_first_look(office: Office, provider: str) -> None:
    office.control.order_fault(SEND[provider], "drop")
    approval_id = office.approve()
    office.deliver(approval_id)  # No answer came.
    office.deliver(approval_id)  # The first look: it lies there unsent.
    assert calls(office, SEND[provider]) == 1
    office.deliver(approval_id)
    assert (calls(office, SEND[provider]), len(office.sent())) == (2, 1)


def test_a_creation_that_is_carried_out_after_a_new_approval_is_never_sent(office: Office, provider: str) -> None:
    office.control.order_fault(CREATE[provider], "drop")
    first = office.approve()
    deliver_all(office, first)
    assert office.draft().state == "needs_review"
    second = office.approve()
    deliver_all(office, second)
    carry_out_late(office, first)
    deliver_all(office, first)
    deliver_all(office, second)
    assert len(office.sent()) == 1
    assert office.approval(first).state == "withdrawn"


def test_what_an_earlier_try_left_behind_goes_before_a_new_one(office: Office, provider: str) -> None:
    office.control.order_fault(CREATE[provider], "drop")
    first = office.approve()
    deliver_all(office, first)
    carry_out_late(office, first)
    assert lying(office) == 1
    deliver_all(office, office.approve())
    assert (len(office.sent()), lying(office)) == (1, 0)


def test_what_was_taken_for_lost_and_is_in_sent_is_not_sent_under_a_new_approval(office: Office) -> None:
    first = office.approve()
    deliver_all(office, first)
    office.change(Approval, first, state="withdrawn", provider_id="")
    office.change(Draft, office.draft_id, state="needs_review", provider_thread="")
    second = office.approve()
    deliver_all(office, second)
    assert (len(office.sent()), office.draft().state) == (1, "sent")
    assert [office.approval(each).state for each in (first, second)] == ["sent", "withdrawn"]


def carry_out_late(office: Office, approval_id: str) -> None:
    """The creation that got no answer gets through after all."""
    frozen = outbox.approved_bytes(office.context.vault, office.approval(approval_id))
    mailbox(office, approval_id).create_mailbox_draft(frozen, thread_id=office.thread)


# --- never a second creation, never a repeated write --------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_an_answer_after_the_creation_that_says_otherwise_makes_no_second_one(
    office: Office, provider: str, status: int
) -> None:
    office.control.order_fault(CREATE[provider], "status_after", status=status, retry_after=1)
    approval_id = office.approve()
    deliver_or_wait(office, approval_id)
    assert (calls(office, CREATE[provider]), len(office.sent()), lying(office)) == (1, 1, 0)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_an_answer_after_the_sending_that_says_otherwise_sends_no_second_mail(
    office: Office, provider: str, status: int
) -> None:
    office.control.order_fault(SEND[provider], "status_after", status=status, retry_after=1)
    approval_id = office.approve()
    deliver_or_wait(office, approval_id)
    assert (calls(office, CREATE[provider]), len(office.sent())) == (1, 1)
    assert office.approval(approval_id).state == "sent"


def deliver_or_wait(office: Office, approval_id: str) -> None:
    """As the worker does, also when it is told to wait."""
    for _ in range(12):
        try:
            deliver_all(office, approval_id)
        except SlowDown:
            with office.context.database.writing(office.person) as session:
                session.execute(text("UPDATE allowances SET blocked_until = NULL"))


def test_another_draft_of_the_same_words_is_not_taken_for_the_one_that_was_sent(office: Office, provider: str) -> None:
    """The sent copy may not be found at once; whatever else lies in Drafts then is not sent in its place."""
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "close_after")
    office.deliver(approval_id)
    frozen = outbox.approved_bytes(office.context.vault, office.approval(approval_id))
    own, other = office.approval(approval_id).message_id, f"<{'0' * 32}@example.com>"
    mailbox(office, approval_id).create_mailbox_draft(frozen.replace(own.encode(), other.encode()), thread_id="")
    office.change(Approval, approval_id, message_id=other)
    office.change(Draft, office.draft_id, provider_thread="")
    deliver_all(office, approval_id)
    assert (len(office.sent()), office.draft().state) == (1, "unclear")


def mailbox(office: Office, approval_id: str) -> Mailbox:
    with office.context.database.reading() as session:
        account = session.get_one(Account, office.approval(approval_id).account_id)
    budget = accounts.MinuteBudget(office.context, account.id, office.person, account.provider)
    return accounts.open_mailbox(office.context, account, budget)


# --- clocks -------------------------------------------------------------------------------------------------------


@at_one
def test_a_hold_from_before_the_clock_was_set_back_is_none(office: Office) -> None:
    approval_id = office.approve()
    far = real_now() + timedelta(days=1)
    office.change(Approval, approval_id, lease_owner="elsewhere:1:x", lease_until=far, hold_until=far)
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


# --- a backup that was put back -----------------------------------------------------------------------------------


def put_back(office: Office, approval_id: str, **values: object) -> None:
    """The database is as it was when the approval stood so."""
    office.change(Approval, approval_id, provider_id="", provider_thread="", looks=0, **values)
    office.change(Draft, office.draft_id, state="approved")
    with office.context.database.writing(office.person) as session:
        assert approvals.after_restore(session, office.person, NOW) == 1


@pytest.mark.parametrize("state", ["held", "created", "sending"])
def test_what_went_out_since_the_backup_is_recognised_and_not_sent_again(office: Office, state: str) -> None:
    approval_id = office.approve()
    deliver_all(office, approval_id)
    known = "" if state in {"held", "creating"} else office.approval(approval_id).mailbox_draft_id
    put_back(office, approval_id, state=state, mailbox_draft_id=known)
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1
    assert office.draft().state == "sent"


@at_one
@pytest.mark.parametrize("state", ["held", "creating"])
def test_what_did_not_go_out_since_the_backup_is_asked_about_and_not_sent(office: Office, state: str) -> None:
    approval_id = office.approve()
    put_back(office, approval_id, state=state)
    deliver_all(office, approval_id)
    assert office.sent() == []
    assert office.draft().state == "needs_review"
    assert "a backup was put back" in office.draft().state_reason
    deliver_all(office, office.approve())
    assert len(office.sent()) == 1


@pytest.mark.parametrize("state", ["held", "created"])
def test_a_mailbox_draft_from_before_the_backup_was_put_back_is_taken_away(
    office: Office, provider: str, state: str
) -> None:
    office.control.order_fault(SEND[provider], "drop")
    approval_id = office.approve()
    office.deliver(approval_id)
    known = office.approval(approval_id).mailbox_draft_id if state == "created" else ""
    put_back(office, approval_id, state=state, mailbox_draft_id=known)
    deliver_all(office, approval_id)
    assert (office.sent(), lying(office)) == ([], 0)
    assert office.draft().state == "needs_review"


def test_a_database_copied_by_hand_sends_nothing_that_is_in_sent(office: Office) -> None:
    """Nobody was told of the copy: the look before every creation finds what the original sent."""
    approval_id = office.approve()
    deliver_all(office, approval_id)
    office.change(Approval, approval_id, state="held", mailbox_draft_id="", provider_id="")
    office.change(Draft, office.draft_id, state="approved")
    deliver_all(office, approval_id)
    assert len(office.sent()) == 1
    assert office.approval(approval_id).state == "sent"


# --- what the person says of an unclear one -----------------------------------------------------------------------


def given_up(office: Office, provider: str) -> str:
    """Sent by nobody knows whom: no look finds it."""
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "drop")
    office.deliver(approval_id)
    office.change(Approval, approval_id, looks=events.LOOKS_AT_MOST)
    office.deliver(approval_id)
    assert office.draft().state == "unclear"
    return approval_id


def say(office: Office, *, is_sent: bool) -> None:
    with office.context.database.writing(office.person) as session:
        unclear.settle(session, office.person, office.draft_id, is_sent=is_sent, now=NOW)


@at_one
def test_the_person_says_that_it_went_out_and_that_is_the_end(office: Office, provider: str) -> None:
    approval_id = given_up(office, provider)
    say(office, is_sent=True)
    deliver_all(office, approval_id)
    assert (office.draft().state, office.sent()) == ("sent", [])


def test_the_person_says_that_it_did_not_and_may_approve_it_again(office: Office, provider: str) -> None:
    approval_id = given_up(office, provider)
    say(office, is_sent=False)
    deliver_all(office, approval_id)
    assert (office.draft().state, lying(office)) == ("needs_review", 0)
    deliver_all(office, office.approve())
    assert len(office.sent()) == 1


@at_one
def test_sent_counts_more_than_what_the_person_says(office: Office) -> None:
    approval_id = office.approve()
    deliver_all(office, approval_id)
    office.change(Approval, approval_id, state="unclear", looks=events.LOOKS_AT_MOST)
    say(office, is_sent=False)
    deliver_all(office, approval_id)
    assert (office.draft().state, len(office.sent())) == ("sent", 1)


@at_one
def test_nothing_can_be_said_of_what_is_still_looked_for_or_is_anothers(office: Office, provider: str) -> None:
    with pytest.raises(unclear.CannotSettle, match="nothing to clear up"):
        say(office, is_sent=True)
    approval_id = given_up(office, provider)
    office.change(Approval, approval_id, looks=1)
    with pytest.raises(unclear.CannotSettle, match="still being looked for"):
        say(office, is_sent=True)
    with office.context.database.writing("per_charlie") as session, pytest.raises(Exception, match="no draft"):
        unclear.settle(session, "per_charlie", office.draft_id, is_sent=True, now=NOW)


# --- the last look ------------------------------------------------------------------------------------------------


def note_bounce(session: Session, office: Office) -> None:
    contacts.resolve(session, office.person, Address("dana@poe.example", "Dana Poe"), NOW)
    contacts.note_bounce(session, office.person, "dana@poe.example", NOW + MOMENT)


def list_never(session: Session, office: Office) -> None:
    exclusions.add(session, office.person, "domain", "poe.example", NOW)


def write_meanwhile(session: Session, office: Office) -> None:
    later = NOW + MOMENT
    session.add(
        StoredMessage(
            id="msg_later", person_id=office.person, key="later", message_id="<later@poe.example>", thread_key="later",
            date=later, sender="Dana@poe.example", to=[], cc=[], bcc=[], references=[], is_sent=False,
            is_automatic=False, is_bulk=False, is_verified=True, body_sealed=None, received_at=later,
        )
    )  # fmt: skip


def disconnect(session: Session, office: Office) -> None:
    account(session, office).connection_state = "disconnected"


def forbid(session: Session, office: Office) -> None:
    account(session, office).can_send = False


def hand_to_charlie(session: Session, office: Office) -> None:
    session.add(Person(id="per_charlie", created_at=NOW))
    session.flush()
    account(session, office).person_id = "per_charlie"


def move(session: Session, office: Office) -> None:
    session.get_one(Interview, "int_dana").start = NOW + timedelta(days=2)


def account(session: Session, office: Office) -> Account:
    return session.get_one(Account, session.get_one(Draft, office.draft_id).account_id)


@at_one
@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (note_bounce, "came back since you approved it"),
        (list_never, "never-log list"),
        (write_meanwhile, "they wrote to you since you approved it"),
        (disconnect, "not connected any more"),
        (forbid, "may not send any more"),
        (hand_to_charlie, "not connected any more"),
        (move, "takes place later now"),
    ],
)
def test_what_changed_since_the_approval_stops_it_with_the_reason(
    office: Office, happens: Callable[[Session, Office], None], reason: str
) -> None:
    approval_id = office.approve()
    with office.context.database.writing(office.person) as session:
        happens(session, office)
    office.deliver(approval_id)
    assert (office.sent(), lying(office)) == ([], 0)
    assert office.draft().state == "needs_review"
    assert reason in office.draft().state_reason


@at_one
def test_what_was_so_when_it_was_approved_stops_nothing(office: Office) -> None:
    with office.context.database.writing(office.person) as session:
        contacts.resolve(session, office.person, Address("dana@poe.example", "Dana Poe"), NOW)
        contacts.note_bounce(session, office.person, "dana@poe.example", NOW - MOMENT)
    office.deliver(office.approve())
    assert len(office.sent()) == 1


def test_what_changes_between_creation_and_sending_stops_it_too(
    office: Office, monkeypatch: pytest.MonkeyPatch, provider: str
) -> None:
    approval_id = office.approve()
    at_point(
        monkeypatch, "create_mailbox_draft.after_call", lambda: office.change(Interview, "int_dana", status="cancelled")
    )
    deliver_all(office, approval_id)
    assert (calls(office, CREATE[provider]), office.sent(), lying(office)) == (1, [], 0)
    assert office.draft().state == "needs_review"
    assert "cancelled" in office.draft().state_reason


@at_one
def test_news_that_is_stored_and_not_thought_through_is_waited_for(office: Office) -> None:
    approval_id = office.approve()
    with office.context.database.writing(office.person) as session:
        write_meanwhile(session, office)
        session.flush()
        session.get_one(StoredMessage, "msg_later").parties = ["Dana@poe.example"]
        session.get_one(StoredMessage, "msg_later").is_automatic = True
        events.append(session, office.person, events.MESSAGE_RECEIVED, "msg_later", now=NOW)
    with pytest.raises(events.LookAgain):
        delivery.deliver(office.context, approval_id, office.person)
    assert office.sent() == []
    with office.context.database.writing(office.person) as session:
        events.claim(
            session, events.find_waiting(session, office.person, events.MESSAGE_RECEIVED, "msg_later"), now=NOW
        )
    office.deliver(approval_id)
    assert len(office.sent()) == 1


BY_HAND = b"""From: Alex Example <alex@example.com>
To: Dana Poe <dana@poe.example>
Subject: So good to see you
Message-ID: <by-hand@example.com>
Date: Mon, 02 Mar 2026 09:00:30 +0000
Content-Type: text/plain; charset=utf-8

Thank you for this morning! Alex
"""


def test_thanks_written_by_hand_that_nobody_has_read_yet_are_waited_for(office: Office, clock: ManualClock) -> None:
    approval_id = office.approve()
    with office.context.database.writing(office.person) as session:
        row = account(session, office)
        row.discovered_at, row.next_due = NOW, NOW + timedelta(hours=1)
    clock.move_to(NOW + timedelta(minutes=2))
    office.control.deliver(BY_HAND, labels=["SENT"], internal_date=(NOW + timedelta(seconds=30)).isoformat())
    with pytest.raises(events.LookAgain):
        delivery.deliver(office.context, approval_id, office.person)
    with office.context.database.reading() as session:
        assert account(session, office).next_due == clock(), "it is to be read at once"
    office.deliver(approval_id, tries=outgoing.WAITS_AT_MOST)
    assert office.sent() == []
    assert "could not be read yet" in office.draft().state_reason


# --- what a look may come to --------------------------------------------------------------------------------------


@at_one
@pytest.mark.parametrize(
    ("status", "becomes"),
    [(400, "needs_review"), (403, "needs_review"), (503, "approved")],
)
def test_a_look_that_is_refused_before_anything_was_created_is_told_and_trouble_is_waited_for(
    office: Office, status: int, becomes: str
) -> None:
    office.control.order_fault("gmail.users.messages.list", "status", status=status, times=None)
    approval_id = office.approve()
    deliver_all(office, approval_id)
    assert (office.sent(), office.draft().state) == ([], becomes)


@at_one
def test_a_look_that_is_refused_for_good_ends_with_the_person(office: Office, provider: str) -> None:
    approval_id = office.approve()
    office.control.order_fault(SEND[provider], "drop")
    office.deliver(approval_id)
    office.control.order_fault("gmail.users.messages.list", "status", status=400, times=None)
    deliver_all(office, approval_id)
    assert (office.sent(), office.draft().state) == ([], "unclear")
    assert approvals.is_given_up(office.approval(approval_id))
