"""A calendar behind a secret link, read as any account is, alone and beside the mailbox of the same person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.link import calendar
from connectors.link.entry import LINK
from connectors.link.provider import PROVIDER
from connectors.link.tokens import unpack
from service import accounts, answers, disconnecting, leases
from service.clock import real_now
from service.context import Context
from service.polling import AccountReader
from service.schema import Account, Interview, StoredCalendarEvent
from service.tokens import token_row
from tests.conftest import NOW
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.link.publisher import running_publisher
from tests.connectors.workshop import Meeting
from tests.servers.bending import bending_http
from tests.service.mailroom import Mailroom, attendee, mail, meeting

DANA = "dana@poe.example"
SOON = NOW + timedelta(days=2)
HALF_AN_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)


@dataclass
class Linked:
    """Maya's desk: a mailbox at Google, and the calendar of the same address by its link."""

    context: Context
    desk: CalendarDesk
    room: Mailroom
    account_id: str = ""

    def connect(self) -> str:
        authorized = PROVIDER.authorization(self.desk.settings).adopt(self.desk.answers(MAYA))
        self.account_id = accounts.connect(self.context, self.room.person_id, "link", authorized)
        return self.account_id

    def give(self, link: str) -> str:
        """As the form and the command line do it."""
        told = {"link": link, "address": MAYA.upper(), "own_network": "yes"}
        self.account_id = answers.give(self.context, self.room.person_id, LINK, told).account_id
        return self.account_id

    def read(self) -> None:
        with self.context.database.writing(self.room.person_id) as session:
            lease = leases.take_account(session, self.account_id, owner="test", real_now=real_now())
        assert lease is not None
        reader = AccountReader(self.context, lease)
        while not reader.next_slice().is_caught_up:
            pass
        reader.finish(is_caught_up=True)
        self.room.settle(self.context.clock())

    def account(self) -> Account:
        with self.context.database.reading() as session:
            return session.get_one(Account, self.account_id)

    def starts(self) -> list[tuple[datetime | None, str]]:
        """Every interview: when it is, and what became of it."""
        with self.context.database.reading() as session:
            found = session.scalars(select(Interview)).all()
            return sorted((one.start, one.status) for one in found if one.start)

    def stored(self) -> int:
        with self.context.database.reading() as session:
            query = select(StoredCalendarEvent).where(StoredCalendarEvent.removed_at.is_(None))
            return len(session.scalars(query).all())


@pytest.fixture
def linked(context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[Linked]:
    monkeypatch.setattr(calendar, "REST", 0.0)
    with running_publisher() as publisher, bending_http(publisher.port) as proxy:
        desk = CalendarDesk(publisher, proxy, NOW)
        desk.begin_afresh()
        yield Linked(context, desk, Mailroom(context, emails=(MAYA,)))


def coffee(start: datetime = SOON, **more: object) -> Meeting:
    return replace(Meeting("Coffee chat with Dana", start, start + HALF_AN_HOUR, guests=(DANA,)), **more)  # type: ignore[arg-type]


def test_a_talk_in_a_linked_calendar_is_an_interview_that_moves_and_goes_with_it(linked: Linked) -> None:
    talk = linked.desk.enter(MAYA, coffee())
    linked.desk.enter(MAYA, Meeting("Dentist", SOON + DAY, SOON + DAY + HALF_AN_HOUR))
    linked.connect()
    linked.read()
    assert [start for start, _ in linked.starts()] == [SOON]
    linked.desk.move(MAYA, talk, SOON + 3 * DAY, SOON + 3 * DAY + HALF_AN_HOUR)
    linked.read()
    assert [start for start, _ in linked.starts()] == [SOON + 3 * DAY]
    linked.desk.cancel(MAYA, talk)
    linked.read()
    # As at any provider: nobody but the calendar ever spoke of it.
    assert [status for _, status in linked.starts()] == ["not_logged"]
    assert linked.stored() == 0


def test_half_a_download_calls_nothing_off(linked: Linked) -> None:
    linked.desk.enter(MAYA, coffee())
    linked.connect()
    linked.read()
    before = linked.starts()
    linked.desk.bent = lambda content: content[: len(content) // 2]
    with pytest.raises(Exception, match="broken off"):
        linked.read()
    linked.desk.bent = None
    linked.read()
    assert (linked.starts(), linked.stored()) == (before, 1)


def test_other_ids_in_every_download_make_one_interview(linked: Linked) -> None:
    linked.desk.has_new_uids = True
    linked.desk.enter(MAYA, coffee())
    linked.connect()
    for _ in range(3):
        linked.read()
    assert (len(linked.starts()), linked.stored()) == (1, 1)


def test_the_mailbox_and_the_link_of_one_person_make_one_interview(linked: Linked) -> None:
    uid = linked.desk.enter(MAYA, coffee())
    invite = meeting("u", SOON, (attendee(DANA), attendee(MAYA)), organizer=MAYA, summary="Coffee chat with Dana")
    linked.room.deliver(
        mail(DANA, MAYA, NOW - DAY, "Would you have 20 minutes for an informational interview?"),
        replace(invite, ical_uid=uid, provider_id="from-google"),
        now=NOW,
    )
    linked.connect()
    linked.read()
    assert [start for start, _ in linked.starts()] == [SOON]
    assert linked.stored() == 2


def test_an_account_of_a_link_can_neither_read_mail_nor_send(linked: Linked) -> None:
    linked.connect()
    linked.read()
    account = linked.account()
    assert (account.can_read_mail, account.can_read_calendar, account.can_send) == (False, True, False)
    assert account.connection_state == "connected"


def test_a_new_link_of_the_same_calendar_goes_on_where_the_old_one_stopped(linked: Linked) -> None:
    linked.desk.enter(MAYA, coffee())
    first = linked.give(linked.desk.link(MAYA))
    linked.read()
    linked.desk.renew(MAYA)
    assert linked.give(linked.desk.link(MAYA)) == first
    linked.desk.enter(MAYA, coffee(SOON + 5 * DAY))
    linked.read()
    assert [start for start, _ in linked.starts()] == [SOON, SOON + 5 * DAY]
    assert linked.stored() == 2


def test_a_second_link_with_the_same_address_leaves_the_first_as_it_was(linked: Linked) -> None:
    linked.desk.enter(MAYA, coffee())
    first = linked.give(linked.desk.link(MAYA))
    linked.read()
    assert linked.give(linked.desk.publish_another(MAYA, "work", coffee(SOON + 9 * DAY))) == first
    linked.desk.enter(MAYA, coffee(SOON + 5 * DAY))
    linked.read()
    assert [start for start, _ in linked.starts()] == [SOON, SOON + 5 * DAY, SOON + 9 * DAY]
    assert linked.stored() == 3


def test_after_disconnecting_nothing_is_left_of_the_links_before(linked: Linked) -> None:
    account_id = linked.give(linked.desk.link(MAYA))
    disconnecting.disconnect(linked.context, linked.room.person_id, account_id)
    linked.give(linked.desk.publish_another(MAYA, "work"))
    sealed = linked.account().tokens_sealed
    assert sealed is not None
    assert len(unpack(linked.context.vault.open(sealed, row=token_row(account_id)))) == 1


def test_what_is_kept_is_no_answer_that_somebody_may_give(linked: Linked) -> None:
    told = {
        "link": linked.desk.link(MAYA),
        "address": MAYA,
        "own_network": "yes",
        "kept": '[{"url": "x", "address": "y"}]',
    }
    linked.account_id = answers.give(linked.context, linked.room.person_id, LINK, told).account_id
    linked.read()
    assert linked.account().connection_state == "connected"
