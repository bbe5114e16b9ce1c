"""What every provider must hold when mail goes out: the frozen bytes, once, found again whatever broke off."""

from contextlib import suppress

import pytest

from connectors.contract import Mailbox
from connectors.errors import Gone, SlowDown, TryAgain
from tests.connectors.mailbox_desk import BEN, MailboxDesk
from tests.connectors.workshop import (
    Call,
    Fault,
    Seen,
    Workshop,
    mail,
    nothing_known,
    poll_all,
)


class MailboxSending(MailboxDesk):
    """The claims about drafts and sending."""

    # --- what goes out ----------------------------------------------------------------------------------------------

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
    def test_a_send_without_an_answer_happens_once_and_is_found_where_the_provider_files_it(
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
        found = mailbox.find_sent("<d4@castellanos.example>", thread_id="", since=workshop.now)
        assert [copy.is_sent for copy in found] == ([] if workshop.provider.capabilities.copies_sent else [True])

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
        if workshop.sealed(me):
            pytest.skip("a password is not renewed")
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
        # A copy that we put there is the very mail.
        is_same = workshop.provider.capabilities.copies_sent
        assert (found[0].message_id == "<d6@castellanos.example>") == is_same
        assert found[0].message_id

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
