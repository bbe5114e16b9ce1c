"""What happens to folders and numbers on a real server, and what must not come of it: a mail lost, or told twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import Mailbox, MailQuery
from connectors.dav import reading, rounds
from connectors.dav.folders import find_folders
from connectors.dav.imap import ImapLine
from connectors.errors import CursorExpired, TryAgain
from connectors.lent import FreeBudget
from tests.connectors.dav.conftest import workshop_over
from tests.connectors.dav.workshop import MAYA, DavWorkshop, id_of
from tests.connectors.mailbox_desk import ANA, BEN, EVERYTHING
from tests.connectors.workshop import (
    Call,
    Place,
    Seen,
    Tokens,
    mail,
    nothing_known,
    poll_all,
    search_all,
)
from tests.servers import Missing, refuse_or_skip
from tests.servers.cutting import Ending
from tests.servers.dovecot import GERMAN, Dovecot, running_dovecot
from tests.servers.radicale import Radicale
from tests.servers.smtp_recorder import Recorder

_LATER = -400
"""Days back of what comes after any clock's now: only the past lies before the beginning of a cursor."""


def opened(workshop: DavWorkshop) -> Mailbox:
    """Maya's mailbox, as of a new process."""
    return workshop.provider.mailbox(workshop.settings, Tokens(workshop.sealed(MAYA)), FreeBudget())


@pytest.fixture(params=["full", pytest.param("plain", marks=pytest.mark.servers)])
def workshop(request: pytest.FixtureRequest) -> DavWorkshop:
    """A server with CONDSTORE, QRESYNC and LIST-STATUS, and one without."""
    found: DavWorkshop = request.getfixturevalue({"full": "any_workshop", "plain": "plain_workshop"}[request.param])
    return found


@pytest.fixture
def any_workshop(dovecot: Dovecot, recorder: Recorder, radicale: Radicale) -> Iterator[DavWorkshop]:
    with workshop_over(dovecot, recorder, radicale) as made:
        yield made


@pytest.fixture
def mailbox(workshop: DavWorkshop) -> Mailbox:
    return opened(workshop)


def arrive(workshop: DavWorkshop, count: int, *, folder: str = "INBOX", back: int = 0) -> list[str]:
    """So many mails, the last of them so many days ago; their ids."""
    mails = [mail(ANA, MAYA, f"{folder} {back} {number}") for number in range(count)]
    with workshop.imap.signed_in(MAYA) as client:
        if not client.folder_exists(folder):
            client.create_folder(folder)
        for number, raw in enumerate(mails):
            at = workshop.now - timedelta(days=back, minutes=count - number)
            client.append(folder, raw, msg_time=at)
    return [id_of(raw) for raw in mails]


def move(workshop: DavWorkshop, provider_id: str, folder: str) -> None:
    with workshop.imap.signed_in(MAYA) as client:
        if not client.folder_exists(folder):
            client.create_folder(folder)
        _, uid = workshop._find(client, provider_id)
        client.move([uid], folder)


# --- moves --------------------------------------------------------------------------------------------------------


def test_a_mail_that_is_filed_away_is_neither_removed_nor_read_again(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    old, seen, cursor = arrive(workshop, 1), Seen(), mailbox.start()
    (new,) = arrive(workshop, 1, back=1)
    cursor = poll_all(mailbox, cursor, seen)
    for folder in ("Networking", "Done"):
        move(workshop, new, folder)
        move(workshop, old[0], folder)
        cursor = poll_all(mailbox, cursor, seen)
    assert (seen.ids, seen.removed) == ([new], [])
    assert workshop.calls(Call.READ) == 1


def test_a_mail_that_a_rule_puts_into_a_new_folder_at_once_is_read(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    (new,) = arrive(workshop, 1, folder="Networking", back=_LATER)
    poll_all(mailbox, cursor, seen)
    assert seen.ids == [new]


def test_what_lies_in_the_bin_is_not_gone_until_it_is_emptied(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    (thrown,), seen = arrive(workshop, 1), Seen()
    cursor = mailbox.start()
    workshop.put_into(MAYA, thrown, Place.BIN)
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.changes == []
    workshop.remove(MAYA, thrown)
    poll_all(mailbox, cursor, seen)
    assert seen.removed == [thrown]


def test_a_bin_that_is_emptied_by_making_it_anew_ends_no_cursor(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    (thrown, stays), seen = arrive(workshop, 2), Seen()
    workshop.put_into(MAYA, thrown, Place.BIN)
    cursor = mailbox.start()
    with workshop.imap.signed_in(MAYA) as client:
        client.delete_folder("Trash")
        client.create_folder("Trash")
    workshop.imap.renumber(MAYA, "Trash")
    poll_all(mailbox, cursor, seen)
    assert (seen.ids, seen.removed) == ([], [thrown])
    assert stays not in seen.removed


def test_a_folder_that_is_renamed_changes_nothing(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    arrive(workshop, 3, folder="Networking")
    seen, cursor = Seen(), mailbox.start()
    with workshop.imap.signed_in(MAYA) as client:
        client.rename_folder("Networking", "Gespräche/Alle")
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.changes == []
    assert workshop.calls(Call.READ) == 0
    assert mailbox.changes(cursor, nothing_known).next_cursor == cursor


def test_a_folder_that_is_deleted_takes_its_mails_along(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    gone, seen = arrive(workshop, 3, folder="Networking"), Seen()
    stays = arrive(workshop, 1, back=2)
    cursor = mailbox.start()
    with workshop.imap.signed_in(MAYA) as client:
        client.delete_folder("Networking")
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.removed) == sorted(gone)
    assert stays[0] not in seen.removed


def test_a_mail_that_lies_in_two_folders_is_read_once_and_gone_with_the_last(
    workshop: DavWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    (twice,) = arrive(workshop, 1)
    with workshop.imap.signed_in(MAYA) as client:
        client.create_folder("Copies")
        client.select_folder("INBOX")
        client.copy([1], "Copies")
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.ids == [twice]
    search_all(mailbox, EVERYTHING, Seen())
    workshop.remove(MAYA, twice)
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.removed == []
    workshop.remove(MAYA, twice)
    poll_all(mailbox, cursor, seen)
    assert seen.removed == [twice]


def test_a_mail_that_moves_on_before_it_was_read_is_read_where_it_lies_then(
    workshop: DavWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    ids = arrive(workshop, 103, back=_LATER)
    page = mailbox.changes(cursor, seen.known)
    seen.take(page)
    waiting = sorted(set(ids) - set(seen.ids))
    assert len(waiting) == 3
    move(workshop, waiting[0], "Networking")
    workshop.remove(MAYA, waiting[1])
    workshop.put_into(MAYA, waiting[2], Place.BIN)
    assert page.next_cursor
    cursor = poll_all(mailbox, poll_all(mailbox, page.next_cursor, seen), seen)
    assert sorted(seen.ids) == sorted([*set(ids) - set(waiting), waiting[0]])
    workshop.put_into(MAYA, waiting[2], Place.INBOX)
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted(set(ids) - {waiting[1]})
    assert set(seen.removed) <= {waiting[1]}
    assert not any(change.unreadable for change in seen.changes)


def test_the_past_in_a_folder_that_is_met_first_is_not_news(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    past = arrive(workshop, 2, folder="Archive 2019", back=2_000)
    cursor = poll_all(mailbox, cursor, seen)
    assert seen.changes == []
    search_all(mailbox, EVERYTHING, seen)
    assert sorted(seen.ids) == sorted(past)


def test_mails_of_this_year_that_are_brought_along_in_a_new_folder_are_read(
    workshop: DavWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    raw = mail(ANA, MAYA, "From the account before")
    with workshop.imap.signed_in(MAYA) as client:
        client.create_folder("Networking")
        client.append("Networking", raw, msg_time=datetime.now(UTC) - timedelta(days=300))
    poll_all(mailbox, cursor, seen)
    assert seen.ids == [id_of(raw)]


# --- numbers ------------------------------------------------------------------------------------------------------


def test_folders_that_are_numbered_anew_are_reconciled_and_nothing_is_read_twice(
    workshop: DavWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    before = arrive(workshop, 5)
    cursor = poll_all(mailbox, cursor, seen)
    workshop.imap.renumber(MAYA, "INBOX")
    after = arrive(workshop, 2, back=1)
    with pytest.raises(CursorExpired):
        mailbox.changes(cursor, seen.known)
    # As the reader does it: a place of now first, then a look for what came.
    cursor = mailbox.start()
    search_all(mailbox, EVERYTHING, seen)
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted([*before, *after])
    assert workshop.calls(Call.READ) == 7


def test_a_folder_numbered_anew_between_two_pages_lets_no_other_mail_be_taken_for_one(
    workshop: DavWorkshop, mailbox: Mailbox
) -> None:
    seen, cursor = Seen(), mailbox.start()
    arrive(workshop, 102)
    page = mailbox.changes(cursor, seen.known)
    workshop.imap.renumber(MAYA, "INBOX")
    assert page.next_cursor
    # Dovecot hangs up on who has that folder open.
    with suppress(TryAgain):
        mailbox.changes(page.next_cursor, seen.known)
    with pytest.raises(CursorExpired):
        mailbox.changes(page.next_cursor, seen.known)


def test_the_same_message_id_on_two_mails_hides_neither(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    first = mail(ANA, MAYA, "Weekly", "One", message_id="<always@acme.example>")
    second = first.replace(b"05 Oct", b"12 Oct").replace(b"One", b"Two")
    ids = [workshop.deliver(MAYA, raw) for raw in (first, second)]
    without = [workshop.deliver(MAYA, b"From: ana@acme.example\r\n\r\n" + text) for text in (b"A", b"Bcd")]
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted({*ids, *without})
    assert len(set(seen.ids)) == 4


def test_many_new_mails_are_taken_in_bounded_steps(
    workshop: DavWorkshop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 4)
    (gone,), seen = arrive(workshop, 1, back=3), Seen()
    cursor = mailbox.start()
    ids = arrive(workshop, 11)
    workshop.remove(MAYA, gone)
    page = mailbox.changes(cursor, seen.known)
    assert not page.is_caught_up
    poll_all(mailbox, cursor, seen)
    assert sorted(seen.ids) == sorted(ids)
    assert seen.removed == [gone]


def test_a_poll_without_news_is_one_list_of_folders(dovecot: Dovecot, recorder: Recorder, radicale: Radicale) -> None:
    with workshop_over(dovecot, recorder, radicale) as workshop:
        mailbox = opened(workshop)
        arrive(workshop, 5)
        cursor = mailbox.start()
        assert mailbox.changes(cursor, nothing_known).next_cursor == cursor
        before = len(workshop.imap_line.commands)
        assert mailbox.changes(cursor, nothing_known).next_cursor == cursor
        (only,) = workshop.imap_line.commands[before:]
        assert only.startswith(b"LIST ")


# --- a server in trouble --------------------------------------------------------------------------------------------


def read_on(mailbox: Mailbox, cursor: str, seen: Seen) -> str:
    """Polls until nothing waits, however often the server breaks off."""
    for _ in range(60):
        with suppress(TryAgain):
            page = mailbox.changes(cursor, seen.known)
            seen.take(page)
            assert page.next_cursor is not None
            cursor = page.next_cursor
            if page.is_caught_up:
                return cursor
    raise AssertionError("it never came to an end")


@pytest.mark.servers
@pytest.mark.parametrize("ending", [Ending.BEFORE, Ending.AFTER, Ending.RESET, Ending.HALF])
@pytest.mark.parametrize("command", ["^LIST|^STATUS", "^EXAMINE", "^UID SEARCH", "^UID FETCH .*HEADER", r"PEEK\[\]"])
def test_a_cut_anywhere_loses_nothing_and_tells_nothing_twice(
    workshop: DavWorkshop, mailbox: Mailbox, command: str, ending: Ending
) -> None:
    gone, moved = arrive(workshop, 2, back=5)
    seen, cursor = Seen(), mailbox.start()
    ids = arrive(workshop, 4)
    workshop.remove(MAYA, gone)
    move(workshop, moved, "Networking")
    for nth in (1, 2):
        workshop.imap_line.strike(command, ending, nth=nth)
    cursor = read_on(mailbox, cursor, seen)
    assert seen.ids == ids
    assert seen.removed == [gone]
    assert mailbox.changes(cursor, nothing_known).changes == ()


def test_a_server_that_starts_again_while_it_is_read_loses_nothing(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    ids = arrive(workshop, 120)
    page = mailbox.changes(cursor, seen.known)
    seen.take(page)
    assert page.next_cursor
    workshop.imap.restart()
    cursor = read_on(mailbox, page.next_cursor, seen)
    assert seen.ids == ids
    later = arrive(workshop, 1, back=1)
    read_on(mailbox, cursor, seen)
    assert seen.ids == [*ids, *later]


def test_a_body_that_is_cut_is_no_mail(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    seen, cursor = Seen(), mailbox.start()
    raw = mail(ANA, MAYA, "Long", "\n".join(f"{'long ' * 100} line {number}" for number in range(1_000)))
    provider_id = workshop.deliver(MAYA, raw)
    workshop.imap_line.strike(r"PEEK\[\]", Ending.HALF)
    with pytest.raises(TryAgain):
        mailbox.changes(cursor, seen.known)
    poll_all(mailbox, cursor, seen)
    (change,) = seen.changes
    assert change.provider_id == provider_id
    assert change.message
    assert "line 999" in change.message.text


def test_a_mail_that_is_too_large_is_told_without_being_fetched(
    workshop: DavWorkshop, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_MAIL", 10_000)
    seen, cursor = Seen(), mailbox.start()
    large = workshop.deliver(MAYA, mail(ANA, MAYA, "Large", "x" * 50 + "\n" * 20_000))
    small = workshop.deliver(MAYA, mail(ANA, MAYA, "Small"))
    poll_all(mailbox, cursor, seen)
    told = {change.provider_id: change.unreadable for change in seen.changes}
    assert told[large]
    assert told[small] == ""
    assert workshop.calls(Call.READ) == 1


# --- names --------------------------------------------------------------------------------------------------------


@pytest.fixture
def german_dovecot() -> Iterator[Dovecot]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_dovecot(specials=GERMAN))
        except Missing as missing:
            refuse_or_skip(missing)
        yield server


def test_folders_are_known_by_their_use_in_any_language(
    german_dovecot: Dovecot, recorder: Recorder, radicale: Radicale
) -> None:
    with workshop_over(german_dovecot, recorder, radicale) as workshop:
        workshop.specials = GERMAN
        mailbox = opened(workshop)
        seen, cursor = Seen(), mailbox.start()
        sent = workshop.deliver(MAYA, mail(MAYA, BEN, "Hallo"))
        workshop.put_into(MAYA, sent, Place.SENT)
        junk = workshop.deliver(MAYA, mail(BEN, MAYA, "Gewinn"))
        workshop.put_into(MAYA, junk, Place.JUNK)
        new = workshop.deliver(MAYA, mail(BEN, MAYA, "Café"), at=workshop.now - timedelta(days=_LATER))
        move(workshop, new, "Übersicht & mehr")
        poll_all(mailbox, cursor, seen)
        found = {change.message.subject: change.message for change in seen.changes if change.message}
        assert sorted(found) == ["Café", "Hallo"]
        assert found["Hallo"].is_sent
        assert found["Café"].labels == ("Übersicht & mehr",)
        line = ImapLine(workshop.credentials(MAYA), workshop.settings, FreeBudget())
        shown = {one.shown: one.use for one in find_folders(line).every}
        assert shown["Entwürfe"] == "drafts"
        assert shown["Gelöscht"] == "trash"


def test_words_beyond_ascii_are_searched_for(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    wanted = workshop.deliver(MAYA, mail(ANA, MAYA, "Hallo", "Hättest du Zeit für einen Kaffee?"))
    workshop.deliver(MAYA, mail(ANA, MAYA, "Anders", "Hattest du Zeit?"))
    seen = Seen()
    search_all(mailbox, MailQuery(since=workshop.now - timedelta(days=1), phrases=("hättest du zeit", "größe")), seen)
    assert seen.ids == [wanted]


def test_what_a_stranger_calls_themselves_is_no_command_to_the_server(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    ids = arrive(workshop, 2)
    hostile = ('x") ALL (TEXT "', "a\r\nA1 DELETE INBOX\r\n", "b\\", "{3+}\r\nabc", "ü\r\nA2 DELETE INBOX", "(", "*")
    query = MailQuery(
        since=workshop.now - timedelta(days=1), phrases=hostile, threads=hostile, addresses=(*hostile, 'a"b@c.example')
    )
    search_all(mailbox, query, Seen())
    for text in hostile:
        search_all(mailbox, MailQuery(since=workshop.now, message_id=text), Seen())
    seen = Seen()
    search_all(mailbox, EVERYTHING, seen)
    assert sorted(seen.ids) == sorted(ids)
    assert workshop.imap_line.count("^DELETE") == 0


def test_what_vanished_is_told_by_the_server_where_it_can(
    dovecot: Dovecot, recorder: Recorder, radicale: Radicale
) -> None:
    with workshop_over(dovecot, recorder, radicale) as workshop:
        mailbox, seen = opened(workshop), Seen()
        gone, *_ = arrive(workshop, 30)
        cursor = mailbox.start()
        before = len(workshop.imap_line.commands)
        workshop.remove(MAYA, gone)
        poll_all(mailbox, cursor, seen)
        asked = workshop.imap_line.commands[before:]
        assert seen.removed == [gone]
        assert any(b"QRESYNC (" in command for command in asked)
        assert not any(command.startswith(b"UID SEARCH") for command in asked)


def test_that_a_mail_was_read_or_starred_is_no_news(workshop: DavWorkshop, mailbox: Mailbox) -> None:
    arrive(workshop, 2)
    cursor = mailbox.start()
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder("INBOX")
        client.add_flags([1, 2], [r"\Seen", r"\Flagged"])
    before = workshop.imap_line.count("^EXAMINE")
    assert mailbox.changes(cursor, nothing_known).next_cursor == cursor
    assert workshop.imap_line.count("^EXAMINE") == before
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder("INBOX")
        client.remove_flags([1], [r"\Seen"])
    seen = Seen()
    search_all(mailbox, EVERYTHING, seen)
    with workshop.imap.signed_in(MAYA) as client:
        client.select_folder("INBOX")
        assert rb"\Seen" not in client.get_flags([1])[1]
