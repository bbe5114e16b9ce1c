"""What every provider must hold when the past is searched: what was asked for, once, within its window."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.contract import Mailbox, MailQuery
from tests.connectors.mailbox_desk import ANA, BEN, EVERYTHING, LU, PAGE, MailboxDesk, wrote
from tests.connectors.workshop import (
    Call,
    Place,
    Seen,
    Workshop,
    mail,
    poll_all,
    search_all,
)


class MailboxSearching(MailboxDesk):
    """The claims about searches."""

    # --- the past ---------------------------------------------------------------------------------------------------

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
