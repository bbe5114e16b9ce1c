"""What every provider's `Mailbox` must hold: nothing lost, nothing read twice, nothing sent twice, nobody else's mail.
Inherit the class next to a fixture `workshop`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import Mailbox, MailQuery
from connectors.errors import CursorExpired, Gone, SlowDown, TryAgain
from tests.connectors.workshop import (
    WAIT,
    Budget,
    Call,
    Fault,
    Place,
    Seen,
    Tokens,
    Workshop,
    mail,
    nothing_known,
    open_mailbox,
    poll_all,
    search_all,
    sign_in,
)

ANA, BEN, LU = "ana@acme.example", "ben@floodworks.example", "lu@own.example"
PAGE = 100
EVERYTHING = MailQuery(since=datetime(2020, 1, 1, tzinfo=UTC))


class MailboxContract:
    """The claims."""

    @pytest.fixture
    def me(self, workshop: Workshop) -> str:
        return workshop.people[0]

    @pytest.fixture
    def budget(self) -> Budget:
        return Budget()

    @pytest.fixture
    def mailbox(self, workshop: Workshop, me: str, budget: Budget) -> Mailbox:
        return open_mailbox(workshop, me, budget)

    @pytest.fixture
    def arrive(self, workshop: Workshop, me: str) -> Callable[[int], list[str]]:
        """Delivers so many mails; returns their ids."""

        def deliver(count: int) -> list[str]:
            now = workshop.now
            return [
                workshop.deliver(me, mail(ANA, me, f"Number {number}"), at=now - timedelta(minutes=count - number))
                for number in range(count)
            ]

        return deliver

    # --- once more -----------------------------------------------------------------------------------------------

    def test_a_message_is_read_once_more_by_its_id_and_one_that_is_gone_is_a_removal(
        self, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        first, second = arrive(2)
        again = mailbox.read_again([second, "0123456789abcdef", first])
        assert [change.provider_id for change in again] == [second, "0123456789abcdef", first]
        assert [change.message.subject if change.message else "" for change in again] == ["Number 1", "", "Number 0"]
        assert not any(change.unreadable for change in again)
        assert mailbox.read_again([]) == ()

    # --- what is new ---------------------------------------------------------------------------------------------

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

    # --- the past ------------------------------------------------------------------------------------------------

    def test_a_search_comes_newest_first_in_bounded_pages_and_ends(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        there, seen = arrive(2 * PAGE + 5), Seen()
        first = mailbox.search(EVERYTHING, None, seen.known)
        assert len(first.changes) <= PAGE
        pages = search_all(mailbox, EVERYTHING, seen)
        assert seen.ids == there[::-1]
        assert pages >= 3

    def test_a_search_finds_by_address_by_phrase_and_by_invite(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        by_sender = workshop.deliver(me, mail(ANA, me, "One"))
        by_recipient = workshop.deliver(me, mail(me, f"{BEN}, {ANA}", "Two"))
        by_phrase = workshop.deliver(me, mail(BEN, me, "Three", "Would you have time for a coffee chat next week?"))
        invite = mail(BEN, me, "Four").replace(
            b'Content-Type: text/plain; charset="utf-8"',
            b'Content-Type: text/calendar; name="invite.ics"; charset="utf-8"',
        )
        by_invite = workshop.deliver(me, invite)
        other = workshop.deliver(me, mail("news@shop.example", me, "Sale", "A coffee machine, and we chat about it."))
        seen = Seen()
        window = workshop.now - timedelta(days=30)
        search_all(mailbox, MailQuery(since=window, addresses=(ANA,)), seen)
        assert set(seen.ids) == {by_sender, by_recipient}
        seen = Seen()
        search_all(
            mailbox, MailQuery(since=window, addresses=(ANA,), phrases=("coffee chat",), with_invites=True), seen
        )
        assert set(seen.ids) == {by_sender, by_recipient, by_phrase, by_invite}
        assert other not in seen.ids

    def test_a_search_keeps_to_its_window(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        now, day = workshop.now, timedelta(days=1)
        ids = [workshop.deliver(me, mail(ANA, me, f"Day {back}"), at=now - back * day) for back in (40, 20, 10, 1)]
        seen = Seen()
        search_all(mailbox, MailQuery(since=now - 30 * day, until=now - 5 * day, addresses=(ANA,)), seen)
        assert seen.ids == [ids[2], ids[1]]

    def test_a_search_for_threads_finds_all_their_mails(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        now = workshop.now
        question = mail(ANA, me, "Coffee?", message_id="<t1@acme.example>")
        ids = [
            workshop.deliver(me, question, at=now - timedelta(days=300)),
            workshop.deliver(me, mail(BEN, me, "Re: Coffee?", reply_to="<t1@acme.example>")),
        ]
        workshop.deliver(me, mail(BEN, me, "Something else"))
        seen = Seen()
        search_all(mailbox, MailQuery(since=now - timedelta(days=1), addresses=(BEN,)), seen)
        thread_id = next(
            change.message.thread_id for change in seen.changes if change.message and "Coffee" in change.message.subject
        )
        found = Seen()
        search_all(mailbox, MailQuery(since=now - timedelta(days=1), threads=(thread_id, "00000000000000ff")), found)
        assert sorted(found.ids) == sorted(ids)

    def test_a_search_for_many_people_finds_each_mail_once(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        people = [f"person{number}@company{number}.example" for number in range(80)]
        ids = [workshop.deliver(me, mail(person, f"{me}, {people[0]}", "Hello")) for person in people]
        seen = Seen()
        search_all(mailbox, MailQuery(since=workshop.now - timedelta(days=1), addresses=tuple(people)), seen)
        assert sorted(seen.ids) == sorted(ids)
        assert workshop.calls(Call.READ) == len(ids)

    def test_a_search_reads_nothing_that_is_known(
        self, workshop: Workshop, mailbox: Mailbox, arrive: Callable[[int], list[str]]
    ) -> None:
        arrive(5)
        page = mailbox.search(EVERYTHING, None, set)
        assert page.changes == ()
        assert page.next_cursor is None
        assert page.listed == 5
        assert workshop.calls(Call.READ) == 0

    def test_a_mail_is_found_by_its_message_id(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        wanted = workshop.deliver(me, mail(ANA, me, "This one", message_id="<this.one+1@acme.example>"))
        workshop.deliver(me, mail(ANA, me, "Another"))
        seen = Seen()
        search_all(mailbox, MailQuery(since=workshop.now, message_id="<this.one+1@acme.example>"), seen)
        assert seen.ids == [wanted]

    @pytest.mark.parametrize("place", [Place.JUNK, Place.BIN])
    def test_junk_and_bin_are_passed_over_until_the_person_takes_something_out(
        self, workshop: Workshop, mailbox: Mailbox, me: str, place: Place
    ) -> None:
        seen, cursor = Seen(), mailbox.start()
        provider_id = workshop.deliver(me, mail(ANA, me, "Lottery"))
        workshop.put_into(me, provider_id, place)
        cursor = poll_all(mailbox, cursor, seen)
        search_all(mailbox, EVERYTHING, seen)
        assert seen.changes == []
        workshop.put_into(me, provider_id, Place.INBOX)
        poll_all(mailbox, cursor, seen)
        assert seen.ids == [provider_id]

    def test_what_the_person_said_yes_to_is_found_whatever_it_says_itself(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        wanted = workshop.deliver(me, mail(ANA, me, "Ana / Maya", message_id="<a1@acme.example>"))
        inside = workshop.deliver(me, mail(LU, me, "Retro", message_id="<l1@own.example>"))
        refused = workshop.deliver(me, mail(BEN, me, "Offer", message_id="<b1@floodworks.example>"))
        wrote(workshop, ANA, "Re: Ana / Maya", "Thursday works for me.", "<a1@acme.example>")
        wrote(workshop, LU, "Re: Retro", "Works for me.", "<l1@own.example>")
        wrote(workshop, BEN, "Re: Offer", "No, thank you.", "<b1@floodworks.example>")
        since = workshop.now - timedelta(days=1)
        seen = Seen()
        search_all(mailbox, MailQuery(since=since, answered_with=("works for me",), not_to=("own.example",)), seen)
        assert seen.ids == [wanted]
        assert not {inside, refused} & set(seen.ids)
        assert workshop.calls(Call.READ) == 1

    def test_a_search_can_leave_out_conversations_in_which_the_person_never_wrote(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        asked = workshop.deliver(me, mail(ANA, me, "A question", "A coffee chat?", message_id="<q1@acme.example>"))
        own = wrote(workshop, ANA, "Re: A question", "Gladly.", "<q1@acme.example>")
        workshop.deliver(me, mail(BEN, me, "Our platform", "A coffee chat about our platform?"))
        since = workshop.now - timedelta(days=1)
        seen = Seen()
        search_all(mailbox, MailQuery(since=since, phrases=("coffee chat", "gladly"), has_taken_part=True), seen)
        assert sorted(seen.ids) == sorted([asked, own])
        assert workshop.calls(Call.READ) == 2

    # --- what goes wrong -----------------------------------------------------------------------------------------

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

    # --- who I am ------------------------------------------------------------------------------------------------

    def test_own_addresses_begin_with_the_main_one(self, mailbox: Mailbox, me: str) -> None:
        own = mailbox.own_addresses()
        assert own[0].email == me
        assert own[0].name
        assert len({address.email for address in own}) == len(own)

    # --- what goes out -------------------------------------------------------------------------------------------

    def test_a_mailbox_draft_lies_unsent_until_it_is_sent(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        draft = mailbox.create_mailbox_draft(
            mail(me, BEN, "Thanks", message_id="<d1@castellanos.example>"), thread_id=""
        )
        assert mailbox.has_mailbox_draft(draft)
        assert mailbox.find_mailbox_drafts("<d1@castellanos.example>") == (draft,)
        assert workshop.sent(me) == []
        copy = mailbox.send_mailbox_draft(draft)
        assert copy.provider_id
        assert not mailbox.has_mailbox_draft(draft)
        assert mailbox.find_mailbox_drafts("<d1@castellanos.example>") == ()
        assert [sent.times for sent in workshop.sent(me)] == [1]

    def test_what_is_sent_are_the_frozen_bytes(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        frozen = mail(me, BEN, "Danke für den Kaffee", "Liebe Grüße ☕", message_id="<d2@castellanos.example>")
        mailbox.send_mailbox_draft(mailbox.create_mailbox_draft(frozen, thread_id=""))
        assert [sent.raw for sent in workshop.sent(me)] == [frozen]

    def test_an_answer_joins_its_thread(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        cursor = mailbox.start()
        workshop.deliver(me, mail(BEN, me, "Coffee?", message_id="<q9@floodworks.example>"))
        (change,) = mailbox.changes(cursor, nothing_known).changes
        assert change.message
        answer = mail(me, BEN, "Re: Coffee?", reply_to="<q9@floodworks.example>")
        draft = mailbox.create_mailbox_draft(answer, thread_id=change.message.thread_id)
        assert mailbox.send_mailbox_draft(draft).thread_id == change.message.thread_id

    def test_a_second_send_of_a_draft_is_refused_and_nothing_goes_out(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        draft = mailbox.create_mailbox_draft(mail(me, BEN, "Thanks"), thread_id="")
        mailbox.send_mailbox_draft(draft)
        with pytest.raises(Gone):
            mailbox.send_mailbox_draft(draft)
        assert len(workshop.sent(me)) == 1

    def test_a_deleted_draft_is_gone_and_deleting_it_again_is_fine(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        draft = mailbox.create_mailbox_draft(mail(me, BEN, "Thanks"), thread_id="")
        mailbox.delete_mailbox_draft(draft)
        mailbox.delete_mailbox_draft(draft)
        assert not mailbox.has_mailbox_draft(draft)
        with pytest.raises(Gone):
            mailbox.send_mailbox_draft(draft)
        assert workshop.sent(me) == []

    @pytest.mark.parametrize("fault", [Fault.HANG_UP_AFTER, Fault.RESET_AFTER, Fault.BROKEN_OFF, Fault.TROUBLE_AFTER])
    def test_a_creation_without_an_answer_happens_once_and_can_be_found(
        self, workshop: Workshop, mailbox: Mailbox, me: str, fault: Fault
    ) -> None:
        workshop.fail(Call.CREATE_DRAFT, fault)
        with pytest.raises(TryAgain):
            mailbox.create_mailbox_draft(mail(me, BEN, "Thanks", message_id="<d3@castellanos.example>"), thread_id="")
        assert workshop.calls(Call.CREATE_DRAFT) == 1
        assert len(mailbox.find_mailbox_drafts("<d3@castellanos.example>")) == 1

    def test_a_send_whose_answer_breaks_off_happens_once(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        draft = mailbox.create_mailbox_draft(mail(me, BEN, "Thanks"), thread_id="")
        workshop.fail(Call.SEND_DRAFT, Fault.BROKEN_OFF)
        # Where a good answer has no body, nothing of it can be missing.
        with suppress(TryAgain):
            mailbox.send_mailbox_draft(draft)
        assert [sent.times for sent in workshop.sent(me)] == [1]
        assert workshop.calls(Call.SEND_DRAFT) == 1

    @pytest.mark.parametrize("fault", [Fault.HANG_UP_AFTER, Fault.RESET_AFTER, Fault.TROUBLE_AFTER])
    def test_a_send_without_an_answer_happens_once_and_is_found_in_sent(
        self, workshop: Workshop, mailbox: Mailbox, me: str, fault: Fault
    ) -> None:
        draft = mailbox.create_mailbox_draft(
            mail(me, BEN, "Thanks", message_id="<d4@castellanos.example>"), thread_id=""
        )
        workshop.fail(Call.SEND_DRAFT, fault)
        with pytest.raises(TryAgain):
            mailbox.send_mailbox_draft(draft)
        assert [sent.times for sent in workshop.sent(me)] == [1]
        assert workshop.calls(Call.SEND_DRAFT) == 1
        assert not mailbox.has_mailbox_draft(draft)
        (copy,) = mailbox.find_sent("<d4@castellanos.example>", thread_id="", since=workshop.now)
        assert copy.is_sent

    @pytest.mark.parametrize("fault", [Fault.HANG_UP, Fault.TROUBLE, Fault.TOO_FAST])
    def test_a_send_that_never_happened_leaves_the_draft_to_be_sent(
        self, workshop: Workshop, mailbox: Mailbox, me: str, fault: Fault
    ) -> None:
        draft = mailbox.create_mailbox_draft(mail(me, BEN, "Thanks"), thread_id="")
        workshop.fail(Call.SEND_DRAFT, fault)
        with pytest.raises((TryAgain, SlowDown)):
            mailbox.send_mailbox_draft(draft)
        assert workshop.calls(Call.SEND_DRAFT) == 1
        assert workshop.sent(me) == []
        assert mailbox.has_mailbox_draft(draft)
        mailbox.send_mailbox_draft(draft)
        assert [sent.times for sent in workshop.sent(me)] == [1]

    def test_a_write_for_which_there_was_no_fresh_token_surely_did_nothing(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        mailbox.start()
        workshop.expire_access(me)
        workshop.fail(Call.TOKEN, Fault.TROUBLE)
        with pytest.raises(SlowDown):
            mailbox.create_mailbox_draft(mail(me, BEN, "Thanks", message_id="<d7@castellanos.example>"), thread_id="")
        assert mailbox.find_mailbox_drafts("<d7@castellanos.example>") == ()

    def test_a_sent_copy_is_found_by_its_message_id(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        draft = mailbox.create_mailbox_draft(
            mail(me, BEN, "Thanks", message_id="<d5@castellanos.example>"), thread_id=""
        )
        copy = mailbox.send_mailbox_draft(draft)
        found = mailbox.find_sent("<d5@castellanos.example>", thread_id="", since=workshop.now)
        assert [message.provider_id for message in found] == [copy.provider_id]
        assert found[0].message_id == "<d5@castellanos.example>"

    def test_a_sent_copy_with_another_message_id_is_found_in_its_thread(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        workshop.replace_message_ids()
        cursor = mailbox.start()
        workshop.deliver(me, mail(BEN, me, "Coffee?", message_id="<q8@floodworks.example>"))
        (change,) = mailbox.changes(cursor, nothing_known).changes
        assert change.message
        since, thread_id = workshop.now, change.message.thread_id
        answer = mail(me, BEN, "Re: Coffee?", message_id="<d6@castellanos.example>", reply_to="<q8@floodworks.example>")
        copy = mailbox.send_mailbox_draft(mailbox.create_mailbox_draft(answer, thread_id=thread_id))
        found = mailbox.find_sent("<d6@castellanos.example>", thread_id=thread_id, since=since)
        assert [message.provider_id for message in found] == [copy.provider_id]
        assert found[0].message_id not in ("", "<d6@castellanos.example>")

    def test_nothing_is_found_in_sent_that_was_not_sent(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        cursor = mailbox.start()
        workshop.deliver(me, mail(BEN, me, "Coffee?", message_id="<q7@floodworks.example>"))
        (change,) = mailbox.changes(cursor, nothing_known).changes
        assert change.message
        assert mailbox.find_sent("<none@x.example>", thread_id=change.message.thread_id, since=workshop.now) == ()
        assert mailbox.find_sent("<q7@floodworks.example>", thread_id="", since=workshop.now) == ()

    def test_a_sent_mail_comes_back_through_the_poll_as_sent(
        self, workshop: Workshop, mailbox: Mailbox, me: str
    ) -> None:
        seen, cursor = Seen(), mailbox.start()
        draft = mailbox.create_mailbox_draft(mail(me, BEN, "Thanks"), thread_id="")
        copy = mailbox.send_mailbox_draft(draft)
        poll_all(mailbox, cursor, seen)
        assert [change.message.is_sent for change in seen.changes if change.message] == [True]
        assert seen.ids == [copy.provider_id]

    # --- the safety rule -----------------------------------------------------------------------------------------

    def test_eight_threads_of_two_people_read_only_their_own_mail(self, workshop: Workshop) -> None:
        own = {
            person: {workshop.deliver(person, mail(ANA, person, f"For {person} {number}")) for number in range(25)}
            for person in workshop.people
        }
        tokens = {person: sign_in(workshop, person).text for person in workshop.people}
        together = threading.Barrier(8)

        def read(person: str) -> list[tuple[str, str]]:
            mailbox = workshop.provider.mailbox(workshop.settings, Tokens(tokens[person]), Budget())
            together.wait()
            page = mailbox.search(EVERYTHING, None, nothing_known)
            return [(change.provider_id, change.message.subject if change.message else "") for change in page.changes]

        readers = list(workshop.people) * 4
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(read, readers))
        for person, answer in zip(readers, answers, strict=True):
            assert {provider_id for provider_id, _ in answer} == own[person]
            assert all(subject.startswith(f"For {person} ") for _, subject in answer)


def wrote(workshop: Workshop, to: str, subject: str, text: str, reply_to: str) -> str:
    """Something that the first person wrote; returns its id."""
    me = workshop.people[0]
    provider_id = workshop.deliver(me, mail(me, to, subject, text, reply_to=reply_to))
    workshop.put_into(me, provider_id, Place.SENT)
    return provider_id


def mailbox_cursor(workshop: Workshop, person: str) -> str:
    return open_mailbox(workshop, person).start()


def deeply_nested(to: str) -> bytes:
    """A mail of parts inside parts, a thousand deep: no reader may follow it to the end."""
    head = f"From: bomb@evil.example\r\nTo: {to}\r\nSubject: Deep\r\nMessage-ID: <deep@evil.example>\r\nMIME-Version: 1.0\r\n"
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n' for level in range(1_000)
    )
    return (head + opened + "Content-Type: text/plain\r\n\r\nbottom\r\n").encode()
