"""Files behind the providers' contract: read-only, nothing new, nothing sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.contract import EVERYTHING, AuthorizationRequest, Mailbox, MailQuery, ProviderSettings
from connectors.errors import ConnectorError, CursorExpired, Misconfigured, Unsupported
from connectors.registry import load
from tests.connectors.workshop import Budget, Tokens, nothing_known

SETTINGS = ProviderSettings()
ALL = MailQuery(since=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture
def tokens(archive: Path) -> Tokens:
    return Tokens(load("takeout").authorization(SETTINGS).adopt(str(archive)).tokens)


@pytest.fixture
def mailbox(tokens: Tokens) -> Mailbox:
    return load("takeout").mailbox(SETTINGS, tokens, Budget())


def test_paths_are_adopted_and_say_whose_they_are(archive: Path) -> None:
    adopted = load("takeout").authorization(SETTINGS).adopt(f"{archive}\n")
    assert (adopted.email, adopted.name) == ("mika@example.org", "Mika Berg")
    assert adopted.grant.can_read_mail
    assert not adopted.grant.can_send
    assert json.loads(adopted.tokens) == {"paths": [str(archive)]}


def test_nothing_readable_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="No mail or calendar"):
        load("takeout").authorization(SETTINGS).adopt(str(tmp_path / "nothing"))
    with pytest.raises(Misconfigured):
        load("takeout").mailbox(SETTINGS, Tokens("not json"), Budget())


def test_there_is_no_consent_to_ask_for() -> None:
    authorization = load("takeout").authorization(SETTINGS)
    with pytest.raises(Unsupported, match="no consent"):
        authorization.begin(redirect_uri="http://x", wanted=EVERYTHING)
    with pytest.raises(Unsupported):
        authorization.finish(redirect_uri="x", code="x", request=AuthorizationRequest("", "", "", ()))
    authorization.revoke("{}")


def test_a_search_gives_what_a_provider_would_give(mailbox: Mailbox) -> None:
    def found(query: MailQuery) -> list[str]:
        page = mailbox.search(query, None, nothing_known)
        assert page.next_cursor is None
        return [change.message.subject for change in page.changes if change.message]

    assert found(ALL) == ["Number 1", "Number 2", "Number 5"]
    late = datetime(2026, 3, 2, 10, 2, tzinfo=UTC)
    assert found(MailQuery(since=late)) == ["Number 2", "Number 5"]
    assert found(MailQuery(since=ALL.since, until=late - timedelta(seconds=1))) == ["Number 1"]
    assert found(MailQuery(since=ALL.since, phrases=("shall we MEET",))) == ["Number 1"]
    assert found(MailQuery(since=ALL.since, addresses=("ANA@acme.example",))) == ["Number 1", "Number 2", "Number 5"]
    assert found(MailQuery(since=ALL.since, threads=("772",))) == ["Number 2"]
    assert found(MailQuery(since=ALL.since, with_invites=True)) == []
    assert found(MailQuery(since=late, message_id="<1@example.org>")) == ["Number 1"]


def test_a_census_tells_what_the_files_hold(mailbox: Mailbox, tokens: Tokens) -> None:
    read = mailbox.search(ALL, None, nothing_known)
    page = mailbox.census(ALL.since, None)
    assert {one.provider_id for one in page.listed} == {change.provider_id for change in read.changes}
    assert page.next_cursor is None
    late = datetime(2026, 3, 2, 10, 2, tzinfo=UTC)
    assert len(mailbox.census(late, None).listed) == len(page.listed) - 1
    calendar = load("takeout").calendar(SETTINGS, tokens, Budget())
    for info in calendar.calendars():
        whole = calendar.changes(info.provider_id, None, since=ALL.since)
        listed = calendar.census(info.provider_id, whole.next_cursor, None).listed
        assert {one.provider_id for one in listed} == {one.provider_id for one in whole.changes}
    with pytest.raises(CursorExpired):
        calendar.census("x", "read to the end", None)


def test_a_search_goes_on_from_its_cursor_also_in_a_new_process(
    tokens: Tokens, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.takeout.mailbox.PAGE", 2)
    first = mailbox.search(ALL, None, nothing_known)
    assert first.next_cursor
    assert not first.is_caught_up
    same = mailbox.search(ALL, first.next_cursor, nothing_known)
    fresh = load("takeout").mailbox(SETTINGS, tokens, Budget()).search(ALL, first.next_cursor, nothing_known)
    assert [change.provider_id for change in same.changes] == [change.provider_id for change in fresh.changes]
    assert len(first.changes) + len(same.changes) == 3


def test_known_mails_are_not_given_again(mailbox: Mailbox) -> None:
    assert mailbox.search(ALL, None, set).changes == ()


def test_files_never_have_news_and_never_send(mailbox: Mailbox) -> None:
    assert mailbox.changes(mailbox.start(), nothing_known).changes == ()
    with pytest.raises(Unsupported):
        mailbox.create_mailbox_draft(b"", thread_id="")
    with pytest.raises(Unsupported):
        mailbox.update_mailbox_draft("x", b"", thread_id="")
    with pytest.raises(Unsupported):
        mailbox.read_mailbox_draft("x")
    with pytest.raises(Unsupported):
        mailbox.send_mailbox_draft("x")
    assert not mailbox.has_mailbox_draft("x")
    assert mailbox.find_mailbox_drafts("<1@example.org>") == ()
    mailbox.delete_mailbox_draft("x")


def test_a_wrong_cursor_is_an_error_of_the_contract(mailbox: Mailbox) -> None:
    for cursor in ("-1", "elsewhere"):
        with pytest.raises(ConnectorError):
            mailbox.search(ALL, cursor, nothing_known)


def test_sent_copies_are_found_by_message_id_and_by_thread(mailbox: Mailbox) -> None:
    assert [mail.subject for mail in mailbox.find_sent("<1@example.org>", thread_id="", since=ALL.since)] == [
        "Number 1"
    ]
    assert [mail.subject for mail in mailbox.find_sent("", thread_id="775", since=ALL.since)] == ["Number 5"]


def test_calendars_are_read_once_and_whole(tokens: Tokens) -> None:
    calendar = load("takeout").calendar(SETTINGS, tokens, Budget())
    (info,) = calendar.calendars()
    assert (info.provider_id, info.timezone, info.is_primary) == ("mika@example.org", "Europe/Berlin", True)
    page = calendar.changes(info.provider_id, None, since=ALL.since)
    assert len(page.changes) == 2
    assert page.is_complete_list
    assert calendar.changes(info.provider_id, page.next_cursor, since=ALL.since).changes == ()
