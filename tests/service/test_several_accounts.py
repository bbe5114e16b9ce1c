"""One person, several accounts: one meeting once, "me" in all of them, and mail out from where the contact wrote to."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from connectors.contract import Authorized, CalendarChange, CalendarPage, Grant, MailPage, MessageChange
from connectors.records import Address, CalendarEvent, Invite, Message
from service import accounts, disconnecting, ingest
from service.context import Context
from service.schema import Account, Contact, MessageCopy, StoredCalendarEvent, StoredMessage
from tests.conftest import NOW
from tests.service.mailroom import Mailroom, attendee, mail, meeting

HOME, WORK = "alice@alice.example", "alice@work.example"
DANA = "Dana Poe <dana@poe.example>"
START = NOW + timedelta(days=2)
URL = "https://zoom.us/j/5551234"
SENDS = Grant((), (), can_read_mail=True, can_read_calendar=True, can_send=True)
READS = replace(SENDS, can_send=False)


@pytest.fixture
def desks(context: Context) -> dict[str, Mailroom]:
    """Alice's two accounts: Google at home, Microsoft at work."""
    return {
        "google": Mailroom(context, emails=(HOME,), provider="google"),
        "microsoft": Mailroom(context, emails=(WORK,), provider="microsoft"),
    }


def chat(me: str = HOME, *, uid: str = "u1", **more: object) -> CalendarEvent:
    people = (attendee(DANA), attendee(me))
    return meeting(uid, START, people, organizer=DANA, summary="Coffee chat", url=URL, **more)  # type: ignore[arg-type]


def asking(to: str) -> Message:
    text = "I would love to hear about your path: 20 minutes for an informational interview?"
    return mail(DANA, to, NOW - timedelta(days=1), text, message_id="<ask@poe.example>", subject="A question")


def invited(to: str, event: CalendarEvent) -> Message:
    invite = Invite("REQUEST", (event,))
    return mail(DANA, to, NOW - timedelta(hours=20), "See you.", invites=(invite,), message_id="<inv@poe.example>")


def rows(context: Context, *columns: object) -> list[tuple[object, ...]]:
    with context.database.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns))]  # type: ignore[call-overload]


# --- one meeting ----------------------------------------------------------------------------------------------------

FROM: dict[str, Callable[[], tuple[str, Message | CalendarEvent]]] = {
    "the invite in Gmail": lambda: ("google", invited(HOME, chat())),
    "Google Calendar": lambda: ("google", chat()),
    "Outlook's calendar": lambda: ("microsoft", replace(chat(WORK), provider_id="AAkALg1")),
    "the same invite in Outlook": lambda: ("microsoft", replace(invited(HOME, chat()), provider_id="AAkALg2")),
    "a scheduling robot's own": lambda: ("microsoft", replace(chat(WORK, uid="robot"), provider_id="AAkALg3")),
}


@pytest.mark.parametrize("order", tuple(itertools.islice(itertools.permutations(FROM), 0, 120, 17)))
def test_a_meeting_that_comes_from_everywhere_is_one_interview_whatever_came_first(
    desks: dict[str, Mailroom], order: tuple[str, ...]
) -> None:
    desks["google"].deliver(asking(HOME), now=NOW)
    for source in order:
        provider, record = FROM[source]()
        desks[provider].deliver(record, now=NOW)
    found = desks["google"].only()
    assert found.start == START
    stored = rows(desks["google"].context, StoredCalendarEvent.account_id, StoredCalendarEvent.uid_key)
    assert len(stored) == 3
    copies = rows(desks["google"].context, MessageCopy.account_id, MessageCopy.stored_id)
    assert len(copies) == 3
    assert len({stored_id for _, stored_id in copies}) == 2


def test_occurrences_told_by_both_calendars_are_one_each(desks: dict[str, Mailroom]) -> None:
    desks["google"].deliver(asking(HOME), now=NOW)
    for week in range(3):
        start = START + timedelta(days=7 * week)
        people = (attendee(DANA), attendee(HOME))
        one = meeting("s1", start, people, organizer=DANA, summary="Coffee chat", occurrence=start)
        desks["google"].deliver(one, now=NOW)
        desks["microsoft"].deliver(replace(one, provider_id=f"AAkALg{week}"), now=NOW)
    starts = [row.start for row in desks["google"].interviews()]
    assert len(starts) == len(set(starts)) >= 2


def test_a_move_told_by_one_calendar_late_does_not_move_it_back(desks: dict[str, Mailroom]) -> None:
    desks["google"].deliver(asking(HOME), chat(updated=NOW - timedelta(days=2)), now=NOW)
    desks["microsoft"].deliver(replace(chat(WORK, updated=NOW - timedelta(days=2)), provider_id="AAk"), now=NOW)
    later = START + timedelta(days=1)
    moved = replace(chat(updated=NOW), start=later, end=later + timedelta(minutes=30), sequence=1)
    desks["google"].deliver(moved, now=NOW)
    assert desks["google"].only().start == later
    # Outlook tells no number of the version, and tells the same move an hour later.
    desks["microsoft"].deliver(
        replace(moved, provider_id="AAk", sequence=0, updated=NOW + timedelta(hours=1)), now=NOW + timedelta(hours=1)
    )
    found = desks["google"].only()
    assert found.start == later
    assert found.status != "cancelled"


def removed(desk: Mailroom, provider_id: str) -> None:
    """The calendar no longer has it."""
    with desk.context.database.writing(desk.person_id, "test") as session:
        page = CalendarPage((CalendarChange(provider_id),), "next")
        ingest.store_calendar_page(session, desk.context.vault, desk.account_id, "main", page, NOW)
    with desk.context.database.writing(desk.person_id, "test") as session:
        ingest.decide_removals(session, desk.context.vault, desk.account_id, NOW + timedelta(days=1))
    desk.settle(NOW + timedelta(days=1))


def test_what_one_calendar_loses_and_the_other_still_shows_stays(desks: dict[str, Mailroom]) -> None:
    desks["google"].deliver(asking(HOME), chat(), now=NOW)
    desks["microsoft"].deliver(replace(chat(WORK), provider_id="AAk"), now=NOW)
    removed(desks["google"], "u1")
    assert desks["google"].only().status != "cancelled"
    removed(desks["microsoft"], "AAk")
    assert desks["google"].only().status == "cancelled"


def test_a_calendar_that_is_read_no_more_keeps_no_cancelled_meeting_alive(desks: dict[str, Mailroom]) -> None:
    desks["google"].deliver(asking(HOME), chat(), now=NOW)
    desks["microsoft"].deliver(replace(chat(WORK), provider_id="AAk"), now=NOW)
    context = desks["google"].context
    disconnecting.disconnect(context, "per_alice", desks["microsoft"].account_id)
    assert desks["google"].only().status != "cancelled"
    removed(desks["google"], "u1")
    assert desks["google"].only().status == "cancelled"


def test_disconnecting_one_account_keeps_what_the_other_shows_and_what_was_logged(desks: dict[str, Mailroom]) -> None:
    desks["google"].deliver(asking(HOME), chat(), now=NOW)
    desks["microsoft"].deliver(replace(chat(WORK), provider_id="AAk"), now=NOW)
    told = disconnecting.disconnect(desks["google"].context, "per_alice", desks["google"].account_id).told
    assert told == "Disconnected and revoked at the provider."
    later = START + timedelta(days=3)
    moved = replace(chat(WORK, updated=NOW + timedelta(hours=2)), provider_id="AAk", start=later, sequence=1)
    desks["microsoft"].deliver(replace(moved, end=later + timedelta(minutes=30)), now=NOW + timedelta(hours=2))
    assert desks["google"].only().start == later


def test_disconnecting_microsoft_says_where_the_permission_is_taken_back(desks: dict[str, Mailroom]) -> None:
    told = disconnecting.disconnect(desks["microsoft"].context, "per_alice", desks["microsoft"].account_id).told
    assert "https://myapps.microsoft.com" in told
    assert "Microsoft lets no app end" in told


def test_a_mail_that_both_mailboxes_have_is_one_and_goes_when_both_have_lost_it(desks: dict[str, Mailroom]) -> None:
    desks["google"].deliver(asking(HOME), now=NOW)
    desks["microsoft"].deliver(replace(asking(HOME), provider_id="AAk"), now=NOW)
    context = desks["google"].context
    assert len(rows(context, StoredMessage.id)) == 1
    for provider, provider_id, is_gone in (("google", "<ask@poe.example>", False), ("microsoft", "AAk", True)):
        with context.database.writing("per_alice", "test") as session:
            page = MailPage((MessageChange(provider_id),), None)
            ingest.store_mail_page(session, context.vault, desks[provider].account_id, page, NOW)
        ((removed_at,),) = rows(context, StoredMessage.removed_at)
        assert (removed_at is not None) is is_gone


# --- who is "me" ----------------------------------------------------------------------------------------------------


def test_ones_other_address_in_a_meeting_is_nobody_else(desks: dict[str, Mailroom]) -> None:
    own = meeting("block", START, (attendee(HOME), attendee(WORK)), organizer=HOME, summary="Coffee chat")
    desks["google"].deliver(own, now=NOW)
    assert not any(row.contact_id for row in desks["google"].interviews())
    assert rows(desks["google"].context, Contact.id) == []


def connected(context: Context, person: str, provider: str, email: str, grant: Grant = SENDS) -> str:
    return accounts.connect(context, person, provider, Authorized("{}", email, "Alice", grant))


def sending(context: Context, person: str, address: str) -> str:
    with context.database.reading() as session:
        account = accounts.account_to_send_from(session, person, address)
        return account.id if account else ""


def test_mail_goes_out_from_the_account_that_was_written_to(context: Context, alice: str) -> None:
    home = connected(context, alice, "google", HOME)
    work = connected(context, alice, "microsoft", WORK)
    assert (sending(context, alice, HOME), sending(context, alice, WORK)) == (home, work)


@pytest.mark.parametrize("first", ["google", "microsoft"])
def test_an_address_that_is_an_alias_here_and_the_main_one_there_is_sent_from_there(
    context: Context, alice: str, first: str
) -> None:
    emails = {"google": HOME, "microsoft": WORK}
    ids = {
        name: connected(context, alice, name, emails[name]) for name in sorted(emails, key=lambda name: name != first)
    }
    for _ in range(2):  # Both accounts tell their addresses again and again, in any order.
        for name, account_id in ids.items():
            own = (Address(emails[name]), *(Address(email) for email in emails.values() if email != emails[name]))
            with context.database.writing(alice) as session:
                accounts.add_own_addresses(session, alice, account_id, own, can_send=True)
            assert (sending(context, alice, HOME), sending(context, alice, WORK)) == (ids["google"], ids["microsoft"])


def test_an_account_that_cannot_send_is_not_impersonated_by_another(context: Context, alice: str) -> None:
    home = connected(context, alice, "google", HOME)
    connected(context, alice, "microsoft", WORK, READS)
    assert sending(context, alice, WORK) == home
    with context.database.reading() as session:
        account = session.get_one(Account, home)
        assert accounts.may_send_as(session, account, HOME)
        assert not accounts.may_send_as(session, account, WORK)
        assert accounts.may_send_as(session, account, "unheard@of.example")


def test_an_address_that_only_files_know_may_be_sent_from_any_account(context: Context, alice: str) -> None:
    with context.database.writing(alice) as session:
        files = accounts.file_account(session, alice, "old@alice.example", since=NOW, now=NOW)
        accounts.add_own_addresses(session, alice, files.id, (Address("old@alice.example"),))
    home = connected(context, alice, "google", HOME)
    with context.database.reading() as session:
        assert accounts.may_send_as(session, session.get_one(Account, home), "old@alice.example")
