"""What changed since the approval stops a mail at the last moment, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from connectors.records import Address
from service import contacts, delivery, events, exclusions, outgoing
from service.clock import ManualClock
from service.schema import Interview, Person, StoredMessage
from tests.conftest import NOW
from tests.service.at_most_once.wire import (
    CREATE,
    MOMENT,
    account,
    at_one,
    at_point,
    calls,
    deliver_all,
    lying,
)
from tests.service.office import Office


def note_bounce(session: Session, office: Office) -> None:
    contacts.resolve(session, office.person, Address("dana@poe.example", "Dana Poe"), NOW)
    contacts.note_bounce(session, office.person, "dana@poe.example", NOW + MOMENT)


def list_never(session: Session, office: Office) -> None:
    exclusions.add(session, office.person, "domain", "poe.example", NOW)


def write_meanwhile(session: Session, office: Office, *, is_verified: bool | None = True) -> None:
    later = NOW + MOMENT
    session.add(
        StoredMessage(
            id="msg_later", person_id=office.person, key="later", message_id="<later@poe.example>", thread_key="later",
            date=later, sender="Dana@poe.example", to=[], cc=[], bcc=[], references=[], is_sent=False,
            is_automatic=False, is_bulk=False, is_verified=is_verified, body_sealed=None, received_at=later,
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


@at_one
def test_a_mail_that_the_provider_calls_forged_stops_nothing(office: Office) -> None:
    approval_id = office.approve()
    with office.context.database.writing(office.person) as session:
        write_meanwhile(session, office, is_verified=False)
    office.deliver(approval_id)
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
