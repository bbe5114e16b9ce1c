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
from service import accounts, backup, carried_over, connections, disconnecting, erased, erasing, exclusions, restore
from service.carried_over import CarriedOver
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


@dataclass
class Mistaken:
    """A backup of January that was put back by mistake in March. Since January Alice connected `later`, took a line off
    the never-log list, and let somebody whom she had erased be known again.
    """

    linked: Linked
    kept: Path
    later: str

    def undo(self) -> Finished:
        self.linked.context.database.close()
        return restore.restore(self.linked.context.settings, self.kept, now=NOW).finished

    def lines(self) -> list[str]:
        with self.linked.context.database.reading() as session:
            return [row.value for row in exclusions.listing(session, self.linked.person)]

    def tokens_of_later(self) -> bytes | None:
        with self.linked.context.database.reading() as session:
            return session.get_one(Account, self.later).tokens_sealed


@pytest.fixture
def mistaken(linked: Linked, tmp_path: Path) -> Mistaken:
    context, person = linked.context, linked.person
    with context.database.writing(person) as session:
        exclusions.add(session, person, "word", "zymurgy", NOW)
        exclusions.add_erased(session, person, "a" * 64, NOW)
    erased.write_down(context, person)
    place = context.settings.database_path
    january = backup.take(place, tmp_path / "january.zip", context.vault, now=NOW).path
    own = {"person_id": person, "provider": "dav", "email": "later@alice.example"}
    with context.database.writing(person) as session:
        for row in exclusions.listing(session, person):
            exclusions.remove(session, person, row.id)
        session.add(Account(id="acc_later", tokens_sealed=b"sealed", since=NOW, created_at=NOW, **own))
    erased.write_down(context, person)
    context.database.close()
    kept = restore.restore(context.settings, january, now=NOW).kept
    assert kept is not None
    return Mistaken(linked, kept, "acc_later")


def test_a_backup_that_was_put_back_by_mistake_is_undone_with_nothing_carried_over(mistaken: Mistaken) -> None:
    assert sorted(mistaken.lines()) == ["a" * 64, "zymurgy"], "the control: January is there"
    assert mistaken.undo().carried == CarriedOver()
    assert (mistaken.lines(), mistaken.tokens_of_later()) == ([], b"sealed")
    assert erased.read(mistaken.linked.context.settings) == {}


def test_what_was_ended_before_a_mistake_was_undone_stays_ended(mistaken: Mistaken) -> None:
    disconnecting.disconnect(mistaken.linked.context, mistaken.linked.person, mistaken.linked.account_id)
    carried = mistaken.undo().carried
    assert (carried.disconnected, carried.unsure, carried.lines) == (1, 1, 1)


def test_somebody_who_was_erased_before_a_mistake_was_undone_stays_erased(mistaken: Mistaken) -> None:
    context, person = mistaken.linked.context, mistaken.linked.person
    with context.database.writing(person) as session:
        exclusions.add_erased(session, person, "b" * 64, NOW)
    mistaken.undo()
    assert {"a" * 64, "b" * 64} <= set(mistaken.lines())
    assert erased.read(context.settings) == {person: {"a" * 64, "b" * 64}}


def test_only_the_copy_that_was_displaced_last_is_put_back_as_it_was(mistaken: Mistaken, tmp_path: Path) -> None:
    kept = mistaken.kept.rename(tmp_path / "first.zip")
    assert mistaken.linked.put_back().carried.lines == 1, "another backup, put back in the place of January's"
    mistaken.kept = kept
    assert mistaken.undo().carried.lines == 1


def test_a_mark_says_nothing_of_what_it_is_made_of_and_goes_with_the_database(mistaken: Mistaken) -> None:
    settings = mistaken.linked.context.settings
    mark = carried_over.mark_of(settings)
    assert (len(mark.read_text()), mark.stat().st_mode & 0o777) == (64, 0o600)
    mistaken.linked.context.database.close()
    assert erasing.remove_key(settings)
    assert not mark.exists()
