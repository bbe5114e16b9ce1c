"""What every provider must hold when a mailbox is counted: everything that lies there, folder by folder, and none of it read."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from connectors.contract import CensusPage, Mailbox
from connectors.errors import ConnectorError, CursorExpired, SlowDown, TryAgain
from tests.connectors.mailbox_desk import ANA, EVERYTHING, MailboxDesk, wrote
from tests.connectors.workshop import (
    WAIT,
    Budget,
    Call,
    Fault,
    Place,
    Workshop,
    mail,
    nothing_known,
    open_mailbox,
)


def count_all(mailbox: Mailbox) -> Iterator[CensusPage]:
    """Every page of a census."""
    cursor = None
    while True:
        page = mailbox.census(EVERYTHING.since, cursor)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return


class MailboxCensus(MailboxDesk):
    """The claims about a census."""

    def test_a_census_tells_where_everything_lies_and_what_is_never_read(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        inbox = workshop.deliver(me, mail(ANA, me, "In the inbox"))
        sent = wrote(workshop, ANA, "Sent", "Gladly.", "<q@acme.example>")
        hidden = [workshop.deliver(me, mail(ANA, me, f"Hidden {number}")) for number in range(2)]
        workshop.put_into(me, hidden[0], Place.JUNK)
        workshop.put_into(me, hidden[1], Place.BIN)
        draft = mailbox.create_mailbox_draft(mail(me, ANA, "Unsent"), thread_id="")
        pages = list(count_all(mailbox))
        is_read = {one.provider_id: one.is_read for one in pages[0].folders}
        listed = {one.provider_id: one for page in pages for one in page.listed}
        assert {one for one in listed if is_read[listed[one].folder] and not listed[one].is_draft} == {inbox, sent}
        assert {one for one in listed if not is_read[listed[one].folder] and not listed[one].is_draft} == set(hidden)
        (unsent,) = [one for one in listed.values() if one.is_draft]
        assert not is_read[unsent.folder]
        assert mailbox.has_mailbox_draft(draft)
        assert workshop.calls(Call.READ) == 0

    def test_a_census_tells_the_same_ids_as_the_reader(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there = arrive(12)
        for module in ("google.census._LISTED", "microsoft.census._PAGE"):
            monkeypatch.setattr(f"connectors.{module}", 5)
        pages = list(count_all(mailbox))
        listed = [one for page in pages for one in page.listed]
        assert len(pages) > 3
        assert sorted(one.provider_id for one in listed) == sorted(there)
        read = mailbox.search(EVERYTHING, None, nothing_known)
        assert {change.provider_id for change in read.changes} == set(there)
        times = {change.provider_id: change.message.date for change in read.changes if change.message}
        assert all(one.at in {None, times[one.provider_id]} for one in listed)

    def test_a_census_keeps_to_its_window(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        now, day = workshop.now, timedelta(days=1)
        ids = [workshop.deliver(me, mail(ANA, me, f"Day {back}"), at=now - back * day) for back in (40, 20, 10)]
        page = mailbox.census(now - 30 * day, None)
        found = [one.provider_id for one in page.listed]
        while page.next_cursor:
            page = mailbox.census(now - 30 * day, page.next_cursor)
            found += [one.provider_id for one in page.listed]
        assert sorted(found) == sorted(ids[1:])
        cursor, ever = None, set[str]()
        for _ in range(20):
            page = mailbox.census(None, cursor)
            ever, cursor = ever | {one.provider_id for one in page.listed}, page.next_cursor
            if cursor is None:
                break
        assert ever == set(ids)

    def test_a_census_asks_the_budget_and_says_how_long_to_wait(self, workshop: Workshop, me: str) -> None:
        budget = Budget()
        mailbox = open_mailbox(workshop, me, budget)
        list(count_all(mailbox))
        assert budget.total >= 1
        assert budget.total <= 30, "a listing, not a read of each"
        workshop.fail(Call.SEARCH, Fault.TOO_FAST)
        with pytest.raises(SlowDown) as caught:
            list(count_all(mailbox))
        assert (caught.value.retry_after, budget.told_to_wait) == (WAIT, [WAIT])

    @pytest.mark.parametrize("fault", [Fault.TROUBLE, Fault.TROUBLE_AFTER, Fault.BROKEN_OFF, Fault.RESET_AFTER])
    def test_a_census_goes_on_where_trouble_stopped_it(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]], fault: Fault
    ) -> None:
        there = arrive(3)
        workshop.fail(Call.SEARCH, fault, nth=2)
        found: list[str] = []
        cursor, troubles = None, 0
        while True:
            try:
                page = mailbox.census(EVERYTHING.since, cursor)
            except TryAgain:
                troubles += 1
                continue
            found += [one.provider_id for one in page.listed]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert sorted(found) == sorted(there)
        # A library may hide a broken connection of a read by asking once more.
        assert troubles <= 1

    @pytest.mark.parametrize("text", ["nonsense", "[]", '{"no": 1}'])
    def test_a_place_in_a_census_that_cannot_be_read_has_expired(self, mailbox: Mailbox, text: str) -> None:
        with pytest.raises(CursorExpired):
            mailbox.census(EVERYTHING.since, text)

    def test_a_census_of_a_mailbox_that_is_away_is_an_error_of_ours(self, workshop: Workshop, mailbox: Mailbox) -> None:
        workshop.fail(Call.SEARCH, Fault.HANG_UP, times=9)
        with pytest.raises(ConnectorError):
            list(count_all(mailbox))
