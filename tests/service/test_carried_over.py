"""What was ended or barred since a backup was made stays so when it is put back, and where nobody can know, is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.contract import ProviderSettings
from connectors.link import calendar
from connectors.link.provider import PROVIDER
from service import accounts, backup, connections, disconnecting, restore
from service.context import Context
from service.folder_key import line_of
from service.restore import Finished
from service.schema import Account
from tests.conftest import NOW
from tests.connectors.link.publisher import Publisher, running_publisher
from workers.clock import poll_account
from workers.runner import Runner

PLACE = "/ical/private-0123456789abcdef/basic.ics"
FILE = b"""\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Tests//Calendar//EN
BEGIN:VEVENT
UID:1@calendar.example
DTSTAMP:20260301T090000Z
DTSTART:20260305T090000Z
DTEND:20260305T093000Z
SUMMARY:Dentist
END:VEVENT
END:VCALENDAR
"""


@dataclass
class Linked:
    """Alice's calendar behind a secret link, which nobody but her can end, and a backup of when it was connected."""

    context: Context
    publisher: Publisher
    person: str
    account_id: str
    copy: Path

    def put_back(self) -> Finished:
        self.context.database.close()
        return restore.restore(self.context.settings, self.copy, now=NOW).finished

    def asked(self) -> bool:
        """Whether a poll asks for the calendar."""
        before = self.publisher.downloads + self.publisher.unchanged
        poll_account(self.context, Runner(self.context).pipeline, self.account_id, self.person)
        return self.publisher.downloads + self.publisher.unchanged > before

    def account(self) -> Account:
        with self.context.database.reading() as session:
            return session.get_one(Account, self.account_id)


@pytest.fixture
def linked(context: Context, alice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Linked]:
    if not context.database.is_sqlite:
        pytest.skip("A dump of Postgres is put back by its own tools; nobody knows what stood there.")
    monkeypatch.setattr(calendar, "REST", 0.0)
    with running_publisher() as publisher:
        publisher.files[PLACE] = lambda: FILE
        told = {"link": publisher.url + PLACE, "address": "alice@alice.example", "own_network": "yes"}
        authorized = PROVIDER.authorization(ProviderSettings(timeout=10.0)).adopt(json.dumps(told))
        account_id = accounts.connect(context, alice, "link", authorized)
        copy = backup.take(context.settings.database_path, tmp_path / "kept.zip", context.vault, now=NOW).path
        yield Linked(context, publisher, alice, account_id, copy)


def test_a_calendar_that_was_disconnected_is_not_read_again_because_a_backup_was_put_back(linked: Linked) -> None:
    linked.put_back()
    assert linked.asked(), "the control: what stayed connected is read on"
    disconnecting.disconnect(linked.context, linked.person, linked.account_id)
    assert linked.put_back().carried.disconnected == 1
    assert not linked.asked()
    assert (linked.account().connection_state, linked.account().tokens_sealed) == ("disconnected", None)


def test_a_paused_calendar_stays_paused_when_a_backup_is_put_back(linked: Linked) -> None:
    with linked.context.database.writing(linked.person) as session:
        connections.pause(session, linked.person, linked.account_id)
    linked.put_back()
    assert not linked.asked()
    with linked.context.database.writing(linked.person) as session:
        connections.resume(session, linked.person, linked.account_id, NOW)
    assert linked.asked()


def test_where_nobody_knows_whether_it_was_disconnected_it_waits_to_be_connected_anew(linked: Linked) -> None:
    line_of(linked.context.settings.database_path).unlink()
    carried = linked.put_back().carried
    assert (carried.unsure, carried.is_known) == (1, False)
    assert not linked.asked()
    assert (linked.account().connection_state, linked.account().tokens_sealed) == ("needs_consent", None)


def test_an_account_whose_permission_ends_at_the_provider_goes_on_where_nobody_knows(
    context_on_both: Context, alice: str
) -> None:
    with context_on_both.database.writing(alice) as session:
        for provider in ("google", "microsoft", "dav"):
            own = {"person_id": alice, "provider": provider, "email": "a@alice.example"}
            session.add(Account(id=f"acc_{provider}", tokens_sealed=b"sealed", since=NOW, created_at=NOW, **own))
    for expected in (2, 0):
        done = restore.finish(context_on_both.database, context_on_both.vault, context_on_both.settings, NOW)
        assert done.carried.unsure == expected, "again does no harm"
    with context_on_both.database.reading() as session:
        found = {one.provider: one.connection_state for one in accounts.listing(session, alice)}
    assert found == {"google": "connected", "microsoft": "needs_consent", "dav": "needs_consent"}
