"""Outlook mail against the mailbox contract, and what only Outlook does."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes

import pytest

from connectors.contract import Mailbox, MailQuery
from connectors.errors import SlowDown, TryAgain, Unsupported
from connectors.microsoft import rounds
from connectors.microsoft.mailbox import OutlookMailbox
from connectors.microsoft.transport import Write, address
from connectors.records import Message
from tests.connectors.mailbox_contract import MailboxContract
from tests.connectors.mailbox_desk import ANA, BEN
from tests.connectors.microsoft.workshop import MAYA, MicrosoftWorkshop
from tests.connectors.workshop import (
    Budget,
    Call,
    Fault,
    Seen,
    Tokens,
    mail,
    nothing_known,
    open_mailbox,
    poll_all,
    search_all,
    sign_in,
)


class TestOutlook(MailboxContract):
    """The contract."""


@pytest.fixture
def mailbox(workshop: MicrosoftWorkshop) -> Mailbox:
    return open_mailbox(workshop, MAYA)


def is_unread(workshop: MicrosoftWorkshop, provider_id: str) -> bool:
    (found,) = [one for one in workshop.ask("GET", "messages", account=MAYA)["messages"] if one["id"] == provider_id]
    return "UNREAD" in found["labelIds"]


def question(workshop: MicrosoftWorkshop, mailbox: Mailbox, number: int = 1) -> Message:
    """Something Ben asks, as it was read."""
    cursor = mailbox.start()
    workshop.deliver(MAYA, mail(BEN, MAYA, f"Coffee {number}?", message_id=f"<q{number}@floodworks.example>"))
    (change,) = mailbox.changes(cursor, nothing_known).changes
    assert change.message is not None
    return change.message


# --- folders ------------------------------------------------------------------------------------------------------


def test_a_mail_that_is_filed_away_is_neither_removed_nor_read_again(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
    cursor = poll_all(mailbox, cursor, seen)
    for folder in ("Networking", "Done"):
        workshop.file_away(MAYA, provider_id, folder)
        cursor = poll_all(mailbox, cursor, seen)
    assert (seen.ids, seen.removed) == ([provider_id], [])
    assert workshop.calls(Call.READ) == 1


def test_a_mail_that_a_rule_puts_into_a_folder_at_once_is_read(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
    workshop.file_away(MAYA, provider_id, "Networking")
    poll_all(mailbox, cursor, seen)
    assert (seen.ids, seen.removed) == ([provider_id], [])
    (message,) = [change.message for change in seen.changes]
    assert message is not None
    assert "Networking" in message.labels


def test_a_new_folder_full_of_old_mail_brings_nothing_that_was_there_before(workshop: MicrosoftWorkshop) -> None:
    now = workshop.now
    old = [workshop.deliver(MAYA, mail(ANA, MAYA, f"Number {n}"), at=now - timedelta(days=n)) for n in range(1, 6)]
    mailbox, seen = open_mailbox(workshop, MAYA), Seen()
    cursor = mailbox.start()
    for provider_id in old:
        workshop.file_away(MAYA, provider_id, "Attic")
    cursor = poll_all(mailbox, cursor, seen)
    assert (seen.ids, seen.removed, workshop.calls(Call.READ)) == ([], [], 0)
    new = workshop.deliver(MAYA, mail(ANA, MAYA, "New"))
    workshop.file_away(MAYA, new, "Attic")
    poll_all(mailbox, cursor, seen)
    assert seen.ids == [new]


def test_a_known_mail_in_the_bin_is_not_gone_yet(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
    cursor = poll_all(mailbox, cursor, seen)
    workshop.relabel(MAYA, provider_id, add=("TRASH",), remove=("INBOX",))
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.removed == []
    workshop.remove(MAYA, provider_id)
    workshop.deliver(MAYA, mail(ANA, MAYA, "Another"))
    poll_all(mailbox, cursor, seen)
    assert len(seen.ids) == 2


def test_a_folder_that_vanished_stops_nothing(workshop: MicrosoftWorkshop) -> None:
    mailbox, seen = OutlookMailbox(workshop.settings, sign_in(workshop, MAYA), Budget()), Seen()
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
    workshop.file_away(MAYA, provider_id, "Short")
    cursor = mailbox.start()
    (folder,) = [one for one, name in mailbox._folders().names.items() if name == "Short"]
    mailbox._line.write(Write("graph.mailFolders.delete", "DELETE", address("me", "mailFolders", folder)))
    new = workshop.deliver(MAYA, mail(ANA, MAYA, "New"))
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.ids == [new]
    assert folder not in cursor


def test_folders_of_a_mailbox_in_another_language_are_known_by_what_they_are(workshop: MicrosoftWorkshop) -> None:
    workshop.switch(folder_language="de")
    mailbox, seen = open_mailbox(workshop, MAYA), Seen()
    cursor = mailbox.start()
    junk = workshop.deliver(MAYA, mail(ANA, MAYA, "Lottery"))
    workshop.relabel(MAYA, junk, add=("SPAM",), remove=("INBOX",))
    mailbox.send_mailbox_draft(mailbox.create_mailbox_draft(mail(MAYA, BEN, "Danke"), thread_id=""))
    poll_all(mailbox, cursor, seen)
    assert [change.message.is_sent for change in seen.changes if change.message] == [True]


# --- what a delta is known for ------------------------------------------------------------------------------------


def test_a_delta_that_repeats_itself_reads_nothing_twice(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    workshop.switch(delta_repeats=2, delta_replays=5)
    seen, cursor = Seen(), mailbox.start()
    there = [workshop.deliver(MAYA, mail(ANA, MAYA, f"Number {number}")) for number in range(6)]
    cursor = poll_all(mailbox, cursor, seen)
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted(there)
    assert workshop.calls(Call.READ) == len(there)


def test_reading_and_flagging_by_the_person_cost_no_read(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
    cursor = poll_all(mailbox, cursor, seen)
    workshop.relabel(MAYA, provider_id, add=("STARRED",), remove=("UNREAD",))
    poll_all(mailbox, cursor, seen)
    assert workshop.calls(Call.READ) == 1


def test_what_changed_of_an_unknown_mail_is_looked_up_before_it_is_read(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"), at=workshop.now - timedelta(days=3))
    cursor = mailbox.start()
    workshop.relabel(MAYA, provider_id, remove=("UNREAD",))
    (change,) = mailbox.changes(cursor, nothing_known).changes
    assert change.message is not None
    assert change.message.thread_id
    assert workshop.now - change.message.date > timedelta(days=2)


@pytest.mark.parametrize("status", [410, 404, 400])
def test_a_lost_place_is_told_whatever_status_it_comes_with(
    workshop: MicrosoftWorkshop, mailbox: Mailbox, status: int
) -> None:
    workshop.switch(delta_expired_status=status)
    TestOutlook().test_an_expired_cursor_says_so_and_jumps_nowhere(workshop, mailbox, MAYA)


def test_a_half_answered_batch_keeps_what_was_answered_and_comes_to_an_end(workshop: MicrosoftWorkshop) -> None:
    for folder in ("One", "Two", "Three", "Four", "Five"):
        filed = workshop.deliver(MAYA, mail(ANA, MAYA, f"Old {folder}"), at=workshop.now - timedelta(days=9))
        workshop.file_away(MAYA, filed, folder)
    mailbox, seen = open_mailbox(workshop, MAYA), Seen()
    cursor = mailbox.start()
    new = []
    for folder in ("One", "Three", "Five"):
        new.append(workshop.deliver(MAYA, mail(ANA, MAYA, f"New {folder}")))
        workshop.file_away(MAYA, new[-1], folder)
    mailbox.changes(cursor, nothing_known)  # The folders are known from here on.
    workshop.switch(graph_batch_concurrency=2)
    slowed = 0
    for _ in range(30):
        try:
            page = mailbox.changes(cursor, seen.known)
        except SlowDown:
            slowed += 1
            workshop.switch(graph_batch_concurrency=20)
            continue
        seen.take(page)
        assert page.next_cursor is not None
        cursor = page.next_cursor
        if page.is_caught_up:
            break
    assert sorted(seen.ids) == sorted(new)
    assert slowed <= 2


def test_a_storm_of_refusals_says_how_long_to_wait_and_loses_nothing(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    there = [workshop.deliver(MAYA, mail(ANA, MAYA, f"Number {number}")) for number in range(4)]
    for call in (Call.POLL, Call.READ):
        workshop.fail(call, Fault.TOO_FAST, times=None)
        with pytest.raises(SlowDown) as caught:
            poll_all(mailbox, cursor, seen)
        assert caught.value.retry_after == 17
        workshop.heal()
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted(there)


def test_an_account_without_a_mailbox_says_so(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    workshop.switch(has_mailbox=False)
    with pytest.raises(Unsupported, match="no mailbox"):
        mailbox.start()


def test_a_link_that_leads_elsewhere_is_not_followed_with_a_token(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    assert isinstance(mailbox, OutlookMailbox)
    with pytest.raises(TryAgain):
        mailbox._line.relative("https://evil.example/v1.0/me/messages")
    with pytest.raises(TryAgain):
        mailbox._line.relative(f"{workshop.settings.root_url}.evil.example/me")


# --- the past -----------------------------------------------------------------------------------------------------


def test_a_day_with_more_mail_than_a_search_gives_hides_nothing_before_it(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    raw = base64.b64encode(mail(ANA, MAYA, "Coffee?", "A coffee chat on Tuesday?")).decode()
    busy = [["POST", "deliver", {"raw": raw, "account": MAYA}] for _ in range(1_100)]
    workshop.ask("POST", "together", calls=busy)
    quiet = workshop.deliver(MAYA, mail(BEN, MAYA, "Hello", "A coffee chat?"), at=workshop.now - timedelta(days=3))
    listed: set[str] = set()

    def all_known(ids: Sequence[str]) -> set[str]:
        listed.update(ids)
        return set(ids)

    query, cursor = MailQuery(since=workshop.now - timedelta(days=9), phrases=("coffee chat",)), None
    while (cursor := mailbox.search(query, cursor, all_known).next_cursor) is not None:
        continue
    assert quiet in listed


def test_strangers_words_cannot_change_a_search(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    workshop.deliver(MAYA, mail(BEN, MAYA, "Nothing to see"))
    phrases = ('x" OR from:ben OR "', "a) OR (b", "received>=2000-01-01", "'; --", "*", '"')
    seen = Seen()
    search_all(mailbox, MailQuery(since=workshop.now - timedelta(days=1), phrases=phrases), seen)
    search_all(mailbox, MailQuery(since=workshop.now, threads=("x' or isDraft eq true or conversationId eq 'x",)), seen)
    search_all(mailbox, MailQuery(since=workshop.now, message_id="<a'b@x.example>"), seen)
    assert seen.changes == []


# --- what goes out ------------------------------------------------------------------------------------------------


def test_an_answer_is_the_approved_bytes_in_the_right_conversation(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    asked = question(workshop, mailbox)
    frozen = mail(MAYA, BEN, "Re: Coffee 1?", "Liebe Grüße ☕", message_id="<r1@castellanos.example>",
                  reply_to=asked.message_id)  # fmt: skip
    copy = mailbox.send_mailbox_draft(mailbox.create_mailbox_draft(frozen, thread_id=asked.thread_id))
    (sent,) = workshop.sent(MAYA)
    assert (sent.raw, sent.times, copy.thread_id) == (frozen, 1, asked.thread_id)
    told = message_from_bytes(sent.raw)
    assert (told["In-Reply-To"], told["References"]) == (asked.message_id, asked.message_id)
    assert workshop.ask("GET", "calls")["calls"]["graph.messages.createReply"] == 1


def test_neither_reading_nor_drafting_an_answer_marks_anything_as_read(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    workshop.switch(reply_marks_read=True)
    asked = question(workshop, mailbox)
    assert is_unread(workshop, asked.provider_id)
    mailbox.create_mailbox_draft(mail(MAYA, BEN, "Re: Coffee 1?", reply_to=asked.message_id), thread_id=asked.thread_id)
    assert is_unread(workshop, asked.provider_id)


def test_an_answer_to_what_has_gone_meanwhile_is_drafted_all_the_same(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    asked = question(workshop, mailbox)
    workshop.remove(MAYA, asked.provider_id)
    frozen = mail(MAYA, BEN, "Re: Coffee 1?", reply_to=asked.message_id)
    mailbox.send_mailbox_draft(mailbox.create_mailbox_draft(frozen, thread_id=asked.thread_id))
    assert [sent.raw for sent in workshop.sent(MAYA)] == [frozen]


@pytest.mark.parametrize("changes", [True, False])
@pytest.mark.parametrize("keeps", [True, False])
def test_the_sent_copy_is_found_whether_or_not_its_ids_stay(
    workshop: MicrosoftWorkshop, mailbox: Mailbox, changes: bool, keeps: bool
) -> None:
    workshop.switch(id_changes_on_send=changes, keep_message_id=keeps)
    asked = question(workshop, mailbox)
    seen, cursor = Seen(), mailbox.start()
    frozen = mail(MAYA, BEN, "Re: Coffee 1?", message_id="<s1@castellanos.example>", reply_to=asked.message_id)
    draft = mailbox.create_mailbox_draft(frozen, thread_id=asked.thread_id)
    copy = mailbox.send_mailbox_draft(draft)
    poll_all(mailbox, cursor, seen)
    assert [change.provider_id for change in seen.changes if change.message and change.message.is_sent] == [
        copy.provider_id
    ]
    assert (copy.provider_id == draft) is not changes
    found = mailbox.find_sent(
        "<s1@castellanos.example>", thread_id=asked.thread_id, since=workshop.now - timedelta(minutes=1)
    )
    assert [message.provider_id for message in found] == [copy.provider_id]
    assert not mailbox.has_mailbox_draft(draft)


def test_a_look_that_fails_after_a_send_does_not_make_it_doubtful(
    workshop: MicrosoftWorkshop, mailbox: Mailbox
) -> None:
    draft = mailbox.create_mailbox_draft(mail(MAYA, BEN, "Thanks", message_id="<l1@castellanos.example>"), thread_id="")
    workshop.ask("POST", "faults", method="graph.messages.get", kind="status", status=503, nth=2, times=1)
    copy = mailbox.send_mailbox_draft(draft)
    assert copy.message_id == "<l1@castellanos.example>"
    assert [sent.times for sent in workshop.sent(MAYA)] == [1]


def test_a_look_that_fails_before_a_draft_surely_wrote_nothing(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    asked = question(workshop, mailbox)
    workshop.fail(Call.SEARCH, Fault.TROUBLE)
    with pytest.raises(SlowDown, match="Nothing was written"):
        mailbox.create_mailbox_draft(
            mail(MAYA, BEN, "Re: Coffee 1?", reply_to=asked.message_id), thread_id=asked.thread_id
        )
    assert workshop.calls(Call.CREATE_DRAFT) == 0


def test_a_sent_mail_that_was_filed_away_is_still_ones_own(workshop: MicrosoftWorkshop, mailbox: Mailbox) -> None:
    copy = mailbox.send_mailbox_draft(
        mailbox.create_mailbox_draft(mail(MAYA, BEN, "Thanks", message_id="<f1@castellanos.example>"), thread_id="")
    )
    workshop.file_away(MAYA, copy.provider_id, "Networking")
    (found,) = mailbox.find_sent("<f1@castellanos.example>", thread_id="", since=workshop.now)
    assert found.is_sent
    (again,) = mailbox.read_again([copy.provider_id])
    assert again.message is not None
    assert again.message.is_sent


def test_without_the_scope_sending_is_unsupported_and_reading_goes_on(workshop: MicrosoftWorkshop) -> None:
    authorization = workshop.provider.authorization(workshop.settings)
    tokens = json.loads(
        workshop.credentials_of(MAYA, ("Mail.Read", "User.Read", "openid", "profile", "offline_access"))
    )
    read_only = authorization.adopt(json.dumps(tokens))
    assert not read_only.grant.can_send
    mailbox = workshop.provider.mailbox(workshop.settings, Tokens(read_only.tokens), Budget())
    with pytest.raises(Unsupported):
        mailbox.create_mailbox_draft(mail(MAYA, BEN, "Thanks"), thread_id="")
    assert mailbox.start()


def test_a_mailbox_too_large_for_the_first_look_is_listed_on_and_its_old_mail_is_not_new(
    workshop: MicrosoftWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "FIRST_CALLS", 1)
    monkeypatch.setattr(rounds, "_FIRST_PAGE", 5)
    monkeypatch.setattr(rounds, "_PAGE", 5)
    now = workshop.now
    for number in range(12):
        workshop.deliver(MAYA, mail(ANA, MAYA, f"Old {number}"), at=now - timedelta(days=number + 1))
    mailbox, seen = open_mailbox(workshop, MAYA), Seen()
    cursor = mailbox.start()
    new = workshop.deliver(MAYA, mail(ANA, MAYA, "New"))
    cursor = poll_all(mailbox, cursor, seen)
    assert (seen.ids, workshop.calls(Call.READ)) == ([new], 1)
    later = workshop.deliver(MAYA, mail(ANA, MAYA, "Later"))
    poll_all(mailbox, cursor, seen)
    assert seen.ids == [new, later]


def test_trouble_in_the_middle_of_the_first_look_loses_nothing(workshop: MicrosoftWorkshop) -> None:
    for folder in ("One", "Two", "Three", "Four"):
        filed = workshop.deliver(MAYA, mail(ANA, MAYA, f"Old {folder}"), at=workshop.now - timedelta(days=9))
        workshop.file_away(MAYA, filed, folder)
    mailbox, seen = open_mailbox(workshop, MAYA), Seen()
    workshop.fail(Call.POLL, Fault.TROUBLE, nth=6)
    cursor = mailbox.start()
    new = [workshop.deliver(MAYA, mail(ANA, MAYA, f"New {number}")) for number in range(2)]
    workshop.file_away(MAYA, new[1], "Four")
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted(new)
