"""What every provider must hold of mailbox drafts that lie there for a while: changed in place, read back, left unread
where they answer, and seen when the person edits, sends or deletes one on the provider's own pages.
"""

import pytest

from connectors.contract import Mailbox, UnsentDraft
from connectors.errors import Gone, SlowDown, TryAgain
from tests.connectors.mailbox_desk import BEN, MailboxDesk
from tests.connectors.workshop import Call, Fault, Workshop, mail, nothing_known

QUESTION, OURS = "<q21@floodworks.example>", "<p1@castellanos.example>"


def words(draft: UnsentDraft | None) -> str:
    assert draft is not None
    assert draft.message is not None
    return " ".join(draft.message.text.split())


class MailboxDrafts(MailboxDesk):
    """The claims about drafts that lie in the mailbox."""

    def answer(self, me: str, text: str) -> bytes:
        return mail(me, BEN, "Re: Coffee?", text, message_id=OURS, reply_to=QUESTION)

    @pytest.fixture
    def thread(self, workshop: Workshop, mailbox: Mailbox, me: str) -> str:
        """A conversation that Ben began, whose mail is unread."""
        cursor = mailbox.start()
        workshop.deliver(me, mail(BEN, me, "Coffee?", message_id=QUESTION))
        (change,) = mailbox.changes(cursor, nothing_known).changes
        assert change.message
        return change.message.thread_id

    @pytest.fixture
    def draft(self, mailbox: Mailbox, me: str, thread: str) -> str:
        return mailbox.create_mailbox_draft(self.answer(me, "Thank you, Ben."), thread_id=thread)

    def test_it_is_read_back_as_it_was_put_there(self, mailbox: Mailbox, draft: str, thread: str) -> None:
        found = mailbox.read_mailbox_draft(draft)
        assert words(found) == "Thank you, Ben."
        assert found is not None
        assert (found.draft_id, found.thread_id) == (draft, thread)
        assert found.message is not None
        assert (found.message.message_id, found.message.in_reply_to) == (OURS, QUESTION)

    def test_a_revision_that_is_known_brings_no_text(self, mailbox: Mailbox, draft: str) -> None:
        found = mailbox.read_mailbox_draft(draft)
        assert found is not None
        again = mailbox.read_mailbox_draft(draft, known_revision=found.revision)
        assert again is not None
        assert (again.revision, again.message) == (found.revision, None)

    def test_other_words_take_the_place_of_the_first_in_the_same_thread(
        self, workshop: Workshop, mailbox: Mailbox, me: str, draft: str, thread: str
    ) -> None:
        changed = self.answer(me, "Vielen Dank für den Kaffee, Ben ☕")
        revision = mailbox.update_mailbox_draft(draft, changed, thread_id=thread)
        found = mailbox.read_mailbox_draft(draft)
        assert words(found) == "Vielen Dank für den Kaffee, Ben ☕"
        assert found is not None
        assert (found.revision, found.thread_id) == (revision, thread)
        assert found.message is not None
        assert (found.message.in_reply_to, found.message.references) == (QUESTION, (QUESTION,))
        assert found.message.subject == "Re: Coffee?"
        assert mailbox.find_mailbox_drafts(OURS) == (draft,)
        assert workshop.sent(me) == []

    def test_the_same_change_twice_leaves_one_draft_with_those_words(
        self, workshop: Workshop, mailbox: Mailbox, me: str, draft: str, thread: str
    ) -> None:
        before = workshop.calls(Call.UPDATE_DRAFT)
        workshop.fail(Call.UPDATE_DRAFT, Fault.HANG_UP_AFTER)
        changed = self.answer(me, "Thank you so much, Ben.")
        with pytest.raises(TryAgain):
            mailbox.update_mailbox_draft(draft, changed, thread_id=thread)
        assert workshop.calls(Call.UPDATE_DRAFT) == before + 1
        mailbox.update_mailbox_draft(draft, changed, thread_id=thread)
        assert words(mailbox.read_mailbox_draft(draft)) == "Thank you so much, Ben."
        assert mailbox.find_mailbox_drafts(OURS) == (draft,)

    def test_a_change_that_is_turned_away_changes_nothing(
        self, workshop: Workshop, mailbox: Mailbox, me: str, draft: str, thread: str
    ) -> None:
        workshop.fail(Call.UPDATE_DRAFT, Fault.TOO_FAST)
        with pytest.raises(SlowDown):
            mailbox.update_mailbox_draft(draft, self.answer(me, "Thanks."), thread_id=thread)
        assert words(mailbox.read_mailbox_draft(draft)) == "Thank you, Ben."

    @pytest.mark.parametrize("new_message_id", [False, True])
    def test_what_the_person_wrote_into_it_is_another_revision_with_their_words(
        self, workshop: Workshop, mailbox: Mailbox, me: str, draft: str, thread: str, new_message_id: bool
    ) -> None:
        before = mailbox.read_mailbox_draft(draft)
        workshop.edit_draft(me, "Thank you, Ben.\n\nSee you in May.", new_message_id=new_message_id)
        assert before is not None
        found = mailbox.read_mailbox_draft(draft, known_revision=before.revision)
        assert words(found) == "Thank you, Ben. See you in May."
        assert found is not None
        assert found.thread_id == thread

    def test_a_file_that_the_person_attached_is_told(
        self, workshop: Workshop, mailbox: Mailbox, me: str, draft: str
    ) -> None:
        before = mailbox.read_mailbox_draft(draft)
        assert before is not None
        assert not before.has_files
        workshop.edit_draft(me, "Thank you, Ben.", file="thesis.pdf")
        after = mailbox.read_mailbox_draft(draft)
        assert after is not None
        assert after.has_files
        assert words(after) == words(before)

    @pytest.mark.parametrize("is_sent", [True, False])
    def test_one_that_the_person_sent_or_deleted_lies_there_no_more(
        self, workshop: Workshop, mailbox: Mailbox, me: str, draft: str, thread: str, is_sent: bool
    ) -> None:
        since = workshop.now
        (workshop.send_draft if is_sent else workshop.delete_draft)(me)
        assert mailbox.read_mailbox_draft(draft) is None
        found = mailbox.find_sent(OURS, thread_id=thread, since=since)
        assert [message.message_id for message in found] == ([OURS] if is_sent else [])
        if is_sent:
            with pytest.raises(Gone):
                mailbox.update_mailbox_draft(draft, self.answer(me, "Thanks."), thread_id=thread)
            assert len(workshop.sent(me)) == 1

    def test_a_draft_is_no_mail_whatever_becomes_of_it(
        self, workshop: Workshop, mailbox: Mailbox, me: str, thread: str
    ) -> None:
        cursor = mailbox.start()
        draft = mailbox.create_mailbox_draft(self.answer(me, "Thank you, Ben."), thread_id=thread)
        mailbox.update_mailbox_draft(draft, self.answer(me, "Thanks, Ben."), thread_id=thread)
        workshop.edit_draft(me, "Thanks, dear Ben.")
        page = mailbox.changes(cursor, nothing_known)
        assert OURS not in [change.message.message_id for change in page.changes if change.message]
        assert page.are_drafts_touched == workshop.provider.capabilities.tells_of_drafts

    def test_mail_that_comes_in_touches_no_draft(self, workshop: Workshop, mailbox: Mailbox, me: str) -> None:
        cursor = mailbox.start()
        workshop.deliver(me, mail(BEN, me, "Hello", message_id="<h1@floodworks.example>"))
        assert not mailbox.changes(cursor, nothing_known).are_drafts_touched
