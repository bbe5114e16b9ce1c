"""What every provider must hold when mail is read anew: nothing lost, nothing read twice, trouble told for what it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors import care
from connectors.contract import Mailbox
from connectors.errors import CursorExpired, SlowDown, TryAgain
from tests.connectors.mailbox_desk import ANA, BEN, EVERYTHING, PAGE, MailboxDesk, deeply_nested, mailbox_cursor
from tests.connectors.workshop import (
    WAIT,
    Budget,
    Call,
    Fault,
    Seen,
    Workshop,
    mail,
    nothing_known,
    open_mailbox,
    poll_all,
    search_all,
)


class MailboxReading(MailboxDesk):
    """The claims about polls."""

    # --- once more --------------------------------------------------------------------------------------------------

    def test_a_message_is_read_once_more_by_its_id_and_one_that_is_gone_is_a_removal(
        self, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        first, second = arrive(2)
        again = mailbox.read_again([second, "0123456789abcdef", first])
        assert [change.provider_id for change in again] == [second, "0123456789abcdef", first]
        assert [change.message.subject if change.message else "" for change in again] == ["Number 1", "", "Number 0"]
        assert not any(change.unreadable for change in again)
        assert mailbox.read_again([]) == ()

    # --- what is new ------------------------------------------------------------------------------------------------

    def test_nothing_falls_between_the_start_and_the_search(
        self, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        before = arrive(3)
        seen, cursor = Seen(), mailbox.start()
        between = arrive(2)
        search_all(mailbox, EVERYTHING, seen)
        after = arrive(2)
        poll_all(mailbox, cursor, seen)
        assert sorted(seen.ids) == sorted([*before, *between, *after])

    def test_a_mail_that_comes_during_the_backfill_is_found_once(
        self, workshop: Workshop, mailbox: Mailbox, me: str, arrive: Callable[[int], list[str]]
    ) -> None:
        there = arrive(PAGE + 20)
        seen, start = Seen(), mailbox.start()
        page = mailbox.search(EVERYTHING, None, seen.known)
        seen.take(page)
        new = workshop.deliver(me, mail(BEN, me, "In the middle of it"))
        assert page.next_cursor
        seen.take(mailbox.search(EVERYTHING, page.next_cursor, seen.known))
        poll_all(mailbox, start, seen)
        assert sorted(seen.ids) == sorted([*there, new])

    def test_a_poll_with_nothing_new_has_no_changes_and_reads_nothing(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        arrive(2)
        cursor = mailbox.start()
        page = mailbox.changes(cursor, nothing_known)
        assert page.changes == ()
        assert page.is_caught_up
        assert workshop.calls(Call.READ) == 0

    def test_a_new_mail_comes_with_its_text_its_thread_and_the_providers_own_time(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        cursor = mailbox.start()
        first = workshop.deliver(
            me, mail(f"Ana <{ANA}>", me, "Coffee?", "Tuesday at ten?", message_id="<q1@acme.example>")
        )
        answer = mail(ANA, me, "Re: Coffee?", "Or at eleven.", reply_to="<q1@acme.example>")
        second = workshop.deliver(me, answer)
        changes = {change.provider_id: change.message for change in mailbox.changes(cursor, nothing_known).changes}
        one, two = changes[first], changes[second]
        assert one is not None
        assert two is not None
        assert one.text.strip() == "Tuesday at ten?"
        assert (one.sender.email, one.subject, one.message_id) == (ANA, "Coffee?", "<q1@acme.example>")
        assert one.thread_id == two.thread_id != ""
        assert abs(one.date - workshop.now) < timedelta(minutes=1)
        assert not one.is_sent
        assert not one.is_draft

    def test_a_big_poll_comes_in_bounded_pages_that_miss_and_repeat_nothing(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        seen, cursor = Seen(), mailbox.start()
        there = arrive(2 * PAGE + 30)
        page = mailbox.changes(cursor, seen.known)
        assert 0 < len(page.changes) <= PAGE
        assert not page.is_caught_up
        assert page.next_cursor
        seen.take(page)
        poll_all(mailbox, page.next_cursor, seen)
        assert sorted(seen.ids) == sorted(there)
        assert workshop.calls(Call.READ) == len(there)

    def test_the_same_cursor_gives_the_same_page_again(
        self, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        cursor = mailbox.start()
        arrive(5)
        first, second = (mailbox.changes(cursor, nothing_known) for _ in range(2))
        assert [change.provider_id for change in first.changes] == [change.provider_id for change in second.changes]

    def test_what_the_caller_knows_is_not_read_again(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        cursor = mailbox.start()
        known, new = set(arrive(3)), arrive(1)
        page = mailbox.changes(cursor, lambda ids: known & set(ids))
        assert [change.provider_id for change in page.changes] == new
        assert workshop.calls(Call.READ) == 1

    def test_a_removed_mail_is_a_removal(
        self, workshop: Workshop, mailbox: Mailbox, me: str, arrive: Callable[[int], list[str]]
    ) -> None:
        gone, stays = arrive(2)
        seen, cursor = Seen(), mailbox.start()
        workshop.remove(me, gone)
        poll_all(mailbox, cursor, seen)
        assert (seen.removed, seen.ids) == ([gone], [])
        assert stays not in seen.removed

    def test_a_mail_that_came_and_went_between_two_polls_is_a_removal_at_most(
        self, workshop: Workshop, mailbox: Mailbox, me: str, arrive: Callable[[int], list[str]]
    ) -> None:
        seen, cursor = Seen(), mailbox.start()
        (gone,) = arrive(1)
        workshop.remove(me, gone)
        poll_all(mailbox, cursor, seen)
        assert set(seen.removed) <= {gone}
        assert seen.ids == []

    def test_a_page_with_nothing_but_a_way_on_ends_neither_a_poll_nor_a_search(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        workshop.blank_first_pages()
        before, seen, cursor = arrive(2), Seen(), mailbox.start()
        after = arrive(2)
        cursor = poll_all(mailbox, cursor, seen)
        assert sorted(seen.ids) == sorted(after)
        last = arrive(1)
        poll_all(mailbox, cursor, seen)
        search_all(mailbox, EVERYTHING, seen)
        assert sorted(seen.ids) == sorted([*before, *after, *last])

    def test_what_a_page_tells_twice_is_read_once(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        workshop.tell_twice()
        before, seen, cursor = arrive(3), Seen(), mailbox.start()
        after = arrive(4)
        poll_all(mailbox, cursor, seen)
        assert sorted(seen.ids) == sorted(after)
        search_all(mailbox, EVERYTHING, seen)
        assert sorted(seen.ids) == sorted([*before, *after])
        assert workshop.calls(Call.READ) == len(before) + len(after)

    def test_a_mail_that_may_not_be_read_is_passed_by_unread_and_the_rest_goes_on(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        cursor = mailbox.start()
        first, barred, last = arrive(3)
        asked: list[str] = []

        def say(provider_id: str) -> bool:
            asked.append(provider_id)
            return provider_id != barred

        with care.asking(say):
            changes = {one.provider_id: one for one in mailbox.changes(cursor, nothing_known).changes}
        assert sorted(asked) == sorted([first, barred, last])
        assert changes[barred].unreadable == care.PASSED_BY
        assert changes[first].message
        assert changes[last].message
        assert workshop.calls(Call.READ) == 2

    def test_an_expired_cursor_says_so_and_jumps_nowhere(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        cursor = mailbox.start()
        workshop.expire_mail_cursors(me)
        with pytest.raises(CursorExpired):
            mailbox.changes(cursor, nothing_known)

    @pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"no": 1}'])
    def test_a_cursor_that_cannot_be_read_counts_as_expired(self, mailbox: Mailbox, text: str) -> None:
        with pytest.raises(CursorExpired):
            mailbox.changes(text, nothing_known)

    def test_mailbox_drafts_are_never_reported(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        seen, cursor = Seen(), mailbox.start()
        mailbox.create_mailbox_draft(mail(me, BEN, "Half written"), thread_id="")
        poll_all(mailbox, cursor, seen)
        search_all(mailbox, EVERYTHING, seen)
        assert seen.ids == []

    # --- what goes wrong --------------------------------------------------------------------------------------------

    def test_an_unreadable_mail_is_told_and_the_rest_goes_on(
        self, workshop: Workshop, mailbox: Mailbox, me: str, arrive: Callable[[int], list[str]]
    ) -> None:
        cursor = mailbox.start()
        bomb = workshop.deliver(me, deeply_nested(me))
        good = arrive(1)
        page = mailbox.changes(cursor, nothing_known)
        told = {change.provider_id: change for change in page.changes}
        assert told[bomb].message is None
        assert told[bomb].unreadable
        assert told[good[0]].message is not None

    @pytest.mark.parametrize("call", [Call.POLL, Call.READ])
    def test_too_fast_says_how_long_to_wait_and_tells_the_budget(
        self, workshop: Workshop, mailbox: Mailbox, budget: Budget, arrive: Callable[[int], list[str]], call: Call
    ) -> None:
        cursor = mailbox.start()
        there = arrive(1)
        before = workshop.calls(call)
        workshop.fail(call, Fault.TOO_FAST)
        with pytest.raises(SlowDown) as caught:
            mailbox.changes(cursor, nothing_known)
        assert caught.value.retry_after == WAIT
        assert budget.told_to_wait == [WAIT]
        assert workshop.calls(call) == before + 1
        assert [change.provider_id for change in mailbox.changes(cursor, nothing_known).changes] == there

    @pytest.mark.parametrize("fault", [Fault.TROUBLE, Fault.TROUBLE_AFTER, Fault.BROKEN_OFF, Fault.RESET_AFTER])
    @pytest.mark.parametrize("call", [Call.POLL, Call.READ])
    def test_trouble_holds_the_cursor_and_loses_nothing(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]], call: Call, fault: Fault
    ) -> None:
        cursor = mailbox.start()
        there = arrive(1)
        workshop.fail(call, fault)
        with pytest.raises(TryAgain):
            mailbox.changes(cursor, nothing_known)
        assert [change.provider_id for change in mailbox.changes(cursor, nothing_known).changes] == there

    def test_what_was_read_before_trouble_is_kept_and_not_read_again(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        seen, cursor = Seen(), mailbox.start()
        there = arrive(6)
        workshop.fail(Call.READ, Fault.TOO_FAST, nth=4)
        page = mailbox.changes(cursor, seen.known)
        assert len(page.changes) == 3
        assert not page.is_caught_up
        seen.take(page)
        assert page.next_cursor
        poll_all(mailbox, page.next_cursor, seen)
        assert sorted(seen.ids) == sorted(there)
        assert workshop.calls(Call.READ) == len(there) + 1

    def test_an_allowance_used_up_in_the_middle_keeps_what_was_paid_for(
        self, workshop: Workshop, me: str, arrive: Callable[[int], list[str]]
    ) -> None:
        there, seen, budget = arrive(30), Seen(), Budget(left=12 * workshop.price_of_a_read + 10)
        mailbox = open_mailbox(workshop, me, budget)
        page = mailbox.search(EVERYTHING, None, seen.known)
        seen.take(page)
        assert 0 < len(page.changes) < len(there)
        with pytest.raises(SlowDown):
            mailbox.search(EVERYTHING, page.next_cursor, seen.known)
        budget.left = None
        cursor = page.next_cursor
        while cursor:
            page = mailbox.search(EVERYTHING, cursor, seen.known)
            seen.take(page)
            cursor = page.next_cursor
        assert seen.ids == there[::-1]

    def test_the_budget_is_asked_for_what_the_provider_charges(
        self, workshop: Workshop, mailbox: Mailbox, me: str, budget: Budget, arrive: Callable[[int], list[str]]
    ) -> None:
        before = workshop.units(me)  # what the sign-in cost
        cursor = mailbox.start()
        arrive(7)
        mailbox.changes(cursor, nothing_known)
        search_all(mailbox, EVERYTHING, Seen())
        mailbox.own_addresses()
        draft = mailbox.create_mailbox_draft(mail(me, BEN, "Thanks"), thread_id="")
        mailbox.has_mailbox_draft(draft)
        mailbox.send_mailbox_draft(draft)
        assert budget.total == workshop.units(me) - before

    def test_a_used_up_budget_stops_the_call_before_it_is_made(self, workshop: Workshop, me: str) -> None:
        mailbox, cursor = open_mailbox(workshop, me, Budget(left=0)), mailbox_cursor(workshop, me)
        before = workshop.calls(Call.POLL)
        with pytest.raises(SlowDown):
            mailbox.changes(cursor, nothing_known)
        assert workshop.calls(Call.POLL) == before
