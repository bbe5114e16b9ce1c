"""Gmail against the mailbox contract, and what only Gmail does."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import Mailbox, MailQuery
from connectors.errors import ConnectorError, CursorExpired, TryAgain, Unsupported
from connectors.google.mailbox import arrival, confirmed, decoded, told_by
from tests.connectors.google.workshop import MAYA, GoogleWorkshop
from tests.connectors.mailbox_contract import MailboxContract
from tests.connectors.mailbox_desk import ANA, BEN, EVERYTHING
from tests.connectors.workshop import (
    Budget,
    Call,
    Fault,
    Place,
    Seen,
    mail,
    nothing_known,
    open_mailbox,
    search_all,
    sign_in,
)


class TestGmail(MailboxContract):
    """The contract."""

    def test_junk_and_bin_are_known_where_history_names_labels_too(
        self, workshop: GoogleWorkshop, mailbox: Mailbox
    ) -> None:
        workshop.ask("POST", "settings", history_label_ids=True)
        self.test_junk_and_bin_are_passed_over_until_the_person_takes_something_out(workshop, mailbox, MAYA, Place.JUNK)


def test_reading_starring_and_archiving_cost_no_read(workshop: GoogleWorkshop) -> None:
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
    mailbox = open_mailbox(workshop, MAYA)
    cursor = mailbox.start()
    workshop.relabel(MAYA, provider_id, add=("STARRED",), remove=("UNREAD", "INBOX"))
    page = mailbox.changes(cursor, nothing_known)
    assert page.changes == ()
    assert workshop.calls(Call.READ) == 0


def test_drafts_are_passed_over_unread_where_history_names_labels(workshop: GoogleWorkshop) -> None:
    workshop.ask("POST", "settings", history_label_ids=True)
    mailbox = open_mailbox(workshop, MAYA)
    cursor = mailbox.start()
    mailbox.create_mailbox_draft(mail(MAYA, BEN, "Half written"), thread_id="")
    assert mailbox.changes(cursor, nothing_known).changes == ()
    assert workshop.calls(Call.READ) == 0


def test_labels_of_the_person_s_own_are_told_by_name_too_and_listed_once(workshop: GoogleWorkshop) -> None:
    mailbox = open_mailbox(workshop, MAYA)
    cursor = mailbox.start()

    def listed() -> int:
        return int(workshop.ask("GET", "calls")["calls"].get("gmail.users.labels.list", 0))

    def labels_of_new(*labels: str) -> set[str]:
        nonlocal cursor
        provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello"))
        workshop.relabel(MAYA, provider_id, add=labels, remove=("UNREAD",))
        page = mailbox.changes(cursor, nothing_known)
        cursor = page.next_cursor or ""
        (change,) = page.changes
        assert change.message is not None
        return set(change.message.labels)

    private = workshop.ask("POST", "labels", account=MAYA, name="Private")["id"]
    assert labels_of_new("STARRED", "CATEGORY_PERSONAL") == {"INBOX", "STARRED", "CATEGORY_PERSONAL"}
    assert listed() == 0
    for _ in range(2):
        assert labels_of_new(private) == {"INBOX", private, "Private"}
    assert listed() == 1
    later = workshop.ask("POST", "labels", account=MAYA, name="Work/Later")["id"]
    for _ in range(2):
        assert labels_of_new(later) == {"INBOX", later, "Work/Later"}
        assert labels_of_new("Label_gone") == {"INBOX", "Label_gone"}
    assert listed() == 3


def test_a_message_id_is_found_in_the_bin_too(workshop: GoogleWorkshop) -> None:
    provider_id = workshop.deliver(MAYA, mail(ANA, MAYA, "Hello", message_id="<binned@acme.example>"))
    workshop.relabel(MAYA, provider_id, add=("TRASH",))
    seen = Seen()
    search_all(open_mailbox(workshop, MAYA), MailQuery(since=workshop.now, message_id="<binned@acme.example>"), seen)
    assert seen.ids == [provider_id]


def test_an_aged_page_token_of_a_search_begins_that_step_again_once(workshop: GoogleWorkshop) -> None:
    ids = [workshop.deliver(MAYA, mail(ANA, MAYA, f"Number {number}")) for number in range(3)]
    mailbox, seen = open_mailbox(workshop, MAYA), Seen()
    page = mailbox.search(EVERYTHING, json.dumps({"page": "aged"}), seen.known)
    assert page.next_cursor
    while page.next_cursor:
        page = mailbox.search(EVERYTHING, page.next_cursor, seen.known)
        seen.take(page)
    assert sorted(seen.ids) == sorted(ids)
    with pytest.raises(ConnectorError):
        mailbox.search(EVERYTHING, json.dumps({"page": "aged", "is_second_go": True}), seen.known)


def test_an_aged_page_token_of_the_history_is_an_expired_cursor(workshop: GoogleWorkshop) -> None:
    mailbox = open_mailbox(workshop, MAYA)
    place = json.loads(mailbox.start())
    with pytest.raises(CursorExpired):
        mailbox.changes(json.dumps({**place, "page": "aged"}), nothing_known)


def test_a_listing_of_many_pages_is_followed(workshop: GoogleWorkshop) -> None:
    now = workshop.now
    for number in range(620):
        workshop.deliver(MAYA, mail(ANA, MAYA, f"Number {number}"), at=now - timedelta(minutes=number))
    mailbox, cursor, listed = open_mailbox(workshop, MAYA), None, 0
    for _ in range(3):
        page = mailbox.search(EVERYTHING, cursor, set)
        listed, cursor = listed + page.listed, page.next_cursor
        if cursor is None:
            break
    assert (listed, cursor) == (620, None)


def test_a_refused_send_says_what_it_is_while_the_draft_lies_there(workshop: GoogleWorkshop) -> None:
    mailbox = open_mailbox(workshop, MAYA)
    draft = mailbox.create_mailbox_draft(mail(MAYA, "nobody", "Thanks"), thread_id="")
    with pytest.raises(ConnectorError) as caught:
        mailbox.send_mailbox_draft(draft)
    assert type(caught.value) is ConnectorError
    assert mailbox.has_mailbox_draft(draft)
    assert workshop.sent(MAYA) == []


def test_without_the_scope_sending_is_unsupported_and_reading_goes_on(workshop: GoogleWorkshop) -> None:
    tokens = sign_in(workshop, MAYA, untick=frozenset({"sending"}))
    mailbox = workshop.provider.mailbox(workshop.settings, tokens, Budget())
    with pytest.raises(Unsupported):
        mailbox.create_mailbox_draft(mail(MAYA, BEN, "Thanks"), thread_id="")
    assert mailbox.start()


def test_aliases_confirmed_to_google_are_own_addresses(workshop: GoogleWorkshop) -> None:
    own = open_mailbox(workshop, MAYA).own_addresses()
    assert [(address.email, address.name) for address in own] == [
        (MAYA, "Maya Castellanos"),
        ("maya@alias.example", "Maya C."),
    ]


def test_addresses_not_confirmed_yet_are_not_own() -> None:
    entries: list[dict[str, Any]] = [
        {"sendAsEmail": "second@Acme.Example", "verificationStatus": "accepted", "isDefault": True},
        {"sendAsEmail": "not@yet.example", "verificationStatus": "pending"},
        {"sendAsEmail": "main@acme.example", "isPrimary": True, "displayName": "Me"},
    ]
    assert [address.email for address in confirmed(entries)] == ["main@acme.example", "second@acme.example"]


def test_a_write_after_an_idle_connection_died_is_made_once(workshop: GoogleWorkshop) -> None:
    mailbox = open_mailbox(workshop, MAYA)
    mailbox.start()
    workshop.fail(Call.POLL, Fault.HANG_UP_AFTER)
    with pytest.raises(TryAgain):
        # A read may be repeated by the library; with both answers lost it gives up.
        workshop.fail(Call.POLL, Fault.HANG_UP_AFTER, times=2)
        mailbox.changes(mailbox.start(), nothing_known)
    draft = mailbox.create_mailbox_draft(mail(MAYA, BEN, "Thanks"), thread_id="")
    mailbox.send_mailbox_draft(draft)
    assert [sent.times for sent in workshop.sent(MAYA)] == [1]


def test_history_is_read_in_order_and_an_id_told_twice_counts_once() -> None:
    history: list[dict[str, Any]] = [
        {"id": "1"},
        {"messagesAdded": [{"message": {"id": "a"}}, {"message": {"id": "b", "labelIds": ["DRAFT"]}}]},
        {"messagesAdded": [{"message": {"id": "a"}}], "messagesDeleted": [{"message": {"id": "c"}}]},
        {
            "labelsAdded": [
                {"message": {"id": "d"}, "labelIds": ["INBOX"]},
                {"message": {"id": "e"}, "labelIds": ["STARRED"]},
            ]
        },
        {"labelsRemoved": [{"message": {"id": "f"}, "labelIds": ["SPAM"]}, {"message": {}, "labelIds": ["SPAM"]}]},
        {"messagesAdded": [{"message": {"id": "g"}}]},
        {"messagesDeleted": [{"message": {"id": "g"}}]},
    ]
    assert told_by(history) == (["a", "d", "f"], ["c", "g"])


def test_base64url_is_read_with_and_without_padding() -> None:
    assert decoded("_-8") == decoded("_-8=") == b"\xff\xef"


def test_a_time_that_makes_no_sense_is_none() -> None:
    assert arrival("9" * 30) is None
    assert arrival(None) is None
    assert arrival("0") is not None
