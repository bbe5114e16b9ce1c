"""What goes out: the approved bytes, at most once, whatever the wire does. The sandbox's own log is the judge."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from connectors.errors import ConsentLost, SlowDown
from connectors.records import Address
from infra.sandbox.process import Sandbox, run_sandbox
from service import accounts, contact_pairs, contacts, delivery, events, outbox, preferences
from service.clock import ManualClock
from service.context import Context
from service.schema import Account, Approval, Draft, Event, Interview
from service.sealed import DraftContent, seal_draft
from tests.conftest import NOW
from tests.service.office import BODY, Office, open_office


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with run_sandbox("--scenario", "none", "--now", NOW.isoformat()) as sandbox:
        yield sandbox


@pytest.fixture
def office(_sandbox: Sandbox, empty_context: Context, clock: ManualClock) -> Office:
    return open_office(_sandbox, empty_context, "google")


@pytest.mark.parametrize("undone", [False, True])
def test_who_they_are_changed_after_the_approval_and_nothing_goes_out_until_it_is_given_again(
    office: Office, undone: bool
) -> None:
    with office.context.database.writing(office.person) as session:
        twin = contacts.resolve(session, office.person, Address("dana@private.example", "Dana Poe"), NOW).id
        pair = contact_pairs.merge(session, office.person, "con_dana", twin, NOW - timedelta(hours=1))
    approval_id = office.approve()
    with office.context.database.writing(office.person) as session:
        later = NOW + timedelta(seconds=1)
        if undone:
            contact_pairs.unmerge(session, office.person, pair.id, later)
        else:
            other = contacts.resolve(session, office.person, Address("poe@club.example", "Dana Poe"), NOW).id
            contact_pairs.merge(session, office.person, other, "con_dana", later)
    office.deliver(approval_id)
    assert office.sent() == []
    assert "made one person, or taken apart" in office.draft().state_reason
    assert office.draft().to == ["dana@poe.example"], "the address of the meeting, whatever else is theirs"


def test_an_approved_draft_goes_out_once_in_its_thread_with_the_approved_bytes(office: Office) -> None:
    approval_id = office.approve()
    office.deliver(approval_id)
    office.deliver(approval_id)
    (mail,) = office.sent()
    assert mail["In-Reply-To"] == "<d1@poe.example>"
    assert mail["References"] == "<d1@poe.example>"
    assert mail["Subject"] == "Re: Your question"
    assert mail["To"] == "Dana Poe <dana@poe.example>"
    assert mail["Message-ID"].endswith("@example.com>")
    assert office.control.sent()[0]["threadId"] == office.thread
    frozen = outbox.approved_bytes(office.context.vault, office.approval(approval_id))
    assert base64.b64decode(office.control.sent()[0]["raw"]) == frozen
    assert office.draft().state == "sent"


@pytest.mark.parametrize(
    ("answered", "can_be_named"),
    [
        ("<20260301.4711>", True),
        ("<1ä@poe.example>", False),
        (f"<{'x' * 950}@poe.example>", False),
        ("<1\x7f@x>", False),
    ],
)
def test_a_mail_with_an_odd_id_is_answered_all_the_same_and_by_that_id_where_one_can_write_it(
    office: Office, answered: str, *, can_be_named: bool
) -> None:
    office.change(Draft, office.draft_id, in_reply_to=answered, references=["<d0@poe.example>", answered])
    office.deliver(office.approve())
    (mail,) = office.sent()
    assert mail["In-Reply-To"] == (answered if can_be_named else None)
    assert mail["References"].split() == ["<d0@poe.example>", *([answered] if can_be_named else [])]
    assert office.draft().state == "sent"


@pytest.mark.parametrize("method", ["gmail.users.drafts.create", "gmail.users.drafts.send"])
@pytest.mark.parametrize("kind", ["drop", "close_after", "status_after", "status", "truncate"])
def test_whatever_the_wire_does_the_mail_goes_out_exactly_once(office: Office, method: str, kind: str) -> None:
    office.control.order_fault(method, kind)
    approval_id = office.approve()
    office.deliver(approval_id, tries=10)
    if not office.sent():
        # Nothing was taken by the provider: the person is asked again, and says yes again.
        assert office.draft().state == "needs_review"
        office.deliver(office.approve(), tries=10)
    assert len(office.sent()) == 1
    assert office.draft().state == "sent"


def test_a_provider_that_answers_nothing_for_good_ends_in_unclear_or_asks_again(office: Office) -> None:
    office.control.order_fault("gmail.users.drafts.send", "close_after", times=None)
    office.control.order_fault("gmail.users.messages.list", "status", nth=3, times=None)  # Two are asked before.
    approval_id = office.approve()
    with pytest.raises(Exception, match=r"unclear|503|busy|again"):
        delivery.deliver(office.context, approval_id, office.person)
    assert office.draft().state == "unclear"
    office.control.clear_faults()
    office.deliver(approval_id, tries=10)
    assert len(office.sent()) == 1
    assert office.draft().state == "sent"


def test_a_message_id_that_the_provider_replaces_is_still_recognised(office: Office) -> None:
    office.control.post("settings", keep_message_id=False)
    office.control.order_fault("gmail.users.drafts.send", "close_after")
    approval_id = office.approve()
    office.deliver(approval_id, tries=10)
    assert len(office.sent()) == 1
    assert office.approval(approval_id).state == "sent"


def test_the_undo_window_keeps_the_mail_in(office: Office) -> None:
    approval_id = office.approve(undo_seconds=30)
    with office.context.database.reading() as session:
        event_id = events.find_waiting(session, office.person, events.DRAFT_APPROVED, approval_id)
        assert session.get_one(Event, event_id).retry_at is not None
    with office.context.database.writing(office.person) as session:
        assert outbox.take_back(session, office.context, office.person, office.draft_id)
    office.deliver(approval_id)
    assert office.sent() == []
    assert office.draft().state == "needs_review"


def test_what_was_changed_after_it_was_seen_cannot_be_approved(office: Office) -> None:
    with office.context.database.writing(office.person) as session:
        draft = session.get_one(Draft, office.draft_id)
        seen = outbox.text_digest(draft, BODY)
        draft.content_sealed = seal_draft(office.context.vault, DraftContent(BODY + "PS"), draft.id)
        with pytest.raises(outbox.CannotApprove, match="changed since"):
            outbox.approve(session, office.context, office.person, office.draft_id, digest=seen)


def test_stored_bytes_that_are_not_the_approved_ones_never_leave(office: Office) -> None:
    approval_id = office.approve()
    office.change(Approval, approval_id, digest="0" * 64)
    office.deliver(approval_id)
    assert office.sent() == []
    assert "not the one you approved" in office.draft().state_reason


@pytest.mark.parametrize("status", ["cancelled", "no_show", "accepted", "invited"])
def test_a_conversation_that_did_not_take_place_after_all_sends_no_thanks(office: Office, status: str) -> None:
    approval_id = office.approve()
    office.change(Interview, "int_dana", status=status)
    office.deliver(approval_id)
    assert office.sent() == []
    assert office.draft().state == "needs_review"
    assert status.replace("_", " ") in office.draft().state_reason


def test_thanks_written_by_hand_meanwhile_stop_ours(office: Office) -> None:
    approval_id = office.approve()
    office.change(Interview, "int_dana", thanked_at=NOW, thanked_by="<by-hand@example.com>")
    office.deliver(approval_id)
    assert office.sent() == []


@pytest.mark.parametrize(
    ("woke", "chosen", "is_sent"),
    [
        (datetime(2026, 3, 2, 14, 0, tzinfo=UTC), {}, True),  # four hours late, Monday afternoon in Berlin
        (datetime(2026, 3, 2, 20, 0, tzinfo=UTC), {}, False),  # ten hours late, and ten in the evening there
        (datetime(2026, 3, 3, 10, 0, tzinfo=UTC), {}, False),  # a day late
        (datetime(2026, 3, 2, 14, 0, tzinfo=UTC), {"hour_to": 12}, False),
        (datetime(2026, 3, 2, 18, 0, tzinfo=UTC), {"fridays": "morning"}, False),
        (datetime(2026, 3, 2, 18, 0, tzinfo=UTC), {"fridays": "morning", "hour_to": 20}, True),
    ],
)
def test_a_planned_time_that_passed_asleep_is_used_only_soon_and_in_the_hours_that_the_person_chose(
    office: Office, clock: ManualClock, woke: datetime, chosen: dict[str, object], *, is_sent: bool
) -> None:
    approval_id = office.approve()
    with office.context.database.writing(office.person) as session:
        preferences.change(session, office.person, NOW, **chosen)
    office.change(Approval, approval_id, send_at=NOW + timedelta(hours=1))
    clock.move_to(woke)
    office.deliver(approval_id)
    assert bool(office.sent()) == is_sent
    if not is_sent:
        assert office.draft().state == "needs_review"


def test_a_throttled_send_waits_as_told_and_then_goes_out_once(office: Office) -> None:
    office.control.order_fault("gmail.users.drafts.send", "rate_limit", retry_after=7)
    approval_id = office.approve()
    with pytest.raises(SlowDown) as told:
        delivery.deliver(office.context, approval_id, office.person)
    assert told.value.retry_after == pytest.approx(7, abs=1)
    with office.context.database.writing(office.person) as session:
        session.execute(text("UPDATE allowances SET blocked_until = NULL"))
    office.deliver(approval_id, tries=10)
    assert len(office.sent()) == 1


def test_a_revoked_consent_keeps_the_approval_until_the_account_is_back(office: Office) -> None:
    approval_id = office.approve()
    office.control.post("tokens/revoke")
    with pytest.raises(ConsentLost):
        delivery.deliver(office.context, approval_id, office.person)
    assert office.approval(approval_id).state in {"held", "created"}
    assert office.sent() == []


def test_two_workers_at_one_approval_send_one_mail(office: Office) -> None:
    approval_id = office.approve()
    office.change(
        Approval, approval_id, lease_owner="elsewhere:1:x", lease_until=datetime.now(UTC) + timedelta(minutes=1)
    )
    with pytest.raises(events.LookAgain):
        delivery.deliver(office.context, approval_id, office.person)
    assert office.sent() == []


def test_a_read_only_account_offers_no_approval(office: Office) -> None:
    with office.context.database.writing(office.person) as session:
        for account in accounts.listing(session, office.person):
            account.can_send = False
        session.flush()
        draft = session.get_one(Draft, office.draft_id)
        with pytest.raises(outbox.CannotApprove, match="may send"):
            outbox.approve(session, office.context, office.person, draft.id, digest=outbox.text_digest(draft, BODY))


def test_charlie_cannot_approve_what_is_not_his(office: Office) -> None:
    with office.context.database.writing("per_charlie") as session, pytest.raises(Exception, match="no draft"):
        outbox.approve(session, office.context, "per_charlie", office.draft_id, digest="x")


def test_accounts_are_found_by_the_address_that_was_written_to(office: Office) -> None:
    with office.context.database.reading() as session:
        account = accounts.account_to_send_from(session, office.person, "alex@example.com")
        assert isinstance(account, Account)
        assert account.email == "alex@example.com"
