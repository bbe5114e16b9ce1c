"""Keys come and go under what is sealed: every value comes under the newest one, none is lost, and none is moved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from connectors.contract import CalendarChange, CalendarPage
from connectors.records import CalendarEvent
from service import about_people, backup, events, ingest, keys, last_look
from service.clock import real_now
from service.context import Context
from service.database import Session
from service.keys import CannotChangeKeys, Place
from service.one_by_one import failure_of, without_bad_records
from service.schema import Account, Approval, Contact, Event
from service.settings import load_settings
from service.tokens import SealedTokens
from service.vault import KeyMissing, Tampered, Vault, key_text, open_vault, vault_of
from tests.service import sealed_values
from tests.service.sealed_values import NAMES, name_of, opened
from workers.middleware import Desk, Job

LATER = timedelta(minutes=2)
SEALED = 2 * len(NAMES) * len(keys.places())
"""Values of Alice and Bob."""


@pytest.fixture
def sealed(context_on_both: Context, alice: str, bob: str) -> Context:
    for person in (alice, bob):
        sealed_values.plant(context_on_both, person)
    return context_on_both


def everything(context: Context) -> dict[str, dict[Any, str]]:
    return {name_of(place): opened(context, place) for place in keys.places()}


def reseal_all(context: Context, most: int) -> list[int]:
    slices = []
    while done := keys.reseal(context, most=most):
        slices.append(done)
    return slices


def started_anew(context: Context) -> Context:
    """What a process finds that begins now."""
    return replace(context, vault=open_vault(context.settings))


def test_each_place_that_holds_something_sealed_is_known_here() -> None:
    assert {name_of(place) for place in keys.places()} == set(sealed_values.READERS)


def test_every_sealed_value_comes_under_the_newest_key_slice_by_slice(sealed: Context) -> None:
    before = everything(sealed)
    assert {text for place in before.values() for text in place.values()} == set(NAMES)
    assert (keys.left(sealed), keys.reseal(sealed)) == ({}, 0)
    assert keys.add(sealed.settings) == 2
    assert keys.left(sealed) == {1: SEALED}
    slices = reseal_all(sealed, most=7)
    assert sum(slices) == SEALED
    assert max(slices) == 7, "no slice is larger than was asked for"
    assert (keys.left(sealed), keys.under(sealed)) == ({}, {2: SEALED})
    keys.retire(sealed, real_now() + LATER)
    assert everything(started_anew(sealed)) == before


def test_what_is_written_while_it_is_sealed_anew_stays(
    sealed: Context, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sealed.database.reading() as session:
        account_id = session.scalars(select(Account.id).where(Account.person_id == alice)).first()
        contact_id = session.scalars(select(Contact.id).where(Contact.person_id == alice)).first()
    assert account_id
    assert contact_id
    really = keys._sealed_anew

    def meanwhile(vault: Any, found: Any) -> bytes:
        anew = really(vault, found)
        if found.row == f"accounts|{account_id}|tokens":
            SealedTokens(sealed, account_id, alice).save("rotated meanwhile")
        if found.row == f"contacts|{contact_id}|note":
            with sealed.database.writing(alice) as session:
                about_people.write_note(session, vault, alice, contact_id, "reworded meanwhile", sealed.clock())
        return anew

    monkeypatch.setattr(keys, "_sealed_anew", meanwhile)
    keys.add(sealed.settings)
    reseal_all(sealed, most=50)
    told = everything(sealed)
    assert told["accounts.tokens_sealed"][account_id] == "rotated meanwhile"
    assert told["contacts.data"][contact_id] == "reworded meanwhile"
    assert keys.left(sealed) == {}


# --- swapped ----------------------------------------------------------------------------------------------------


def swap(context: Context, place: Place, one: Any, other: Any) -> None:
    """Gives each of two rows what is sealed in the other."""
    rows = {key: _row(context, place, key) for key in (one, other)}
    for key, source in ((one, other), (other, one)):
        kept, brought = rows[key].value, rows[source].value
        value = {**kept, place.inside: brought[place.inside]} if place.inside else brought
        with context.database.writing(rows[key].person_id) as session:
            session.execute(update(place.column.table).where(place.key == key).values({place.column: value}))


def _row(context: Context, place: Place, key: Any) -> Row[Any, str]:
    owner = place.column.table.c.person_id
    with context.database.reading() as session:
        return session.execute(select(place.column.label("value"), owner).where(place.key == key)).one()


def test_two_rows_whose_sealed_values_were_swapped_are_refused_everywhere_and_the_others_open(sealed: Context) -> None:
    before = everything(sealed)
    swapped = {name_of(place): (place, *list(before[name_of(place)])[:: len(NAMES)]) for place in keys.places()}
    for place, one, other in swapped.values():
        swap(sealed, place, one, other)
    told = everything(sealed)
    for name, (_, one, other) in swapped.items():
        assert told[name] == {**before[name], one: "Tampered", other: "Tampered"}
    keys.add(sealed.settings)
    reseal_all(sealed, most=200)
    assert keys.left(sealed) == {1: 2 * len(swapped)}, "what does not open in its place is left as it is"
    with pytest.raises(CannotChangeKeys, match=f"older key: {2 * len(swapped)}"):
        keys.retire(sealed, real_now() + LATER)
    for place, one, other in swapped.values():
        swap(sealed, place, one, other)
    assert everything(sealed) == before, "nothing of them was lost"


# --- what does not open is told, and never taken for a record that cannot be read, or for a text that is gone ----------


@pytest.fixture
def alone(context: Context, alice: str) -> Context:
    sealed_values.plant(context, alice)
    return context


def test_a_record_is_not_to_blame_for_what_does_not_open_here(alone: Context, alice: str) -> None:
    def attempt(error: Exception) -> Exception | None:
        def work(_session: object) -> None:
            raise error

        return failure_of(alone, alice, work)

    assert isinstance(attempt(ValueError()), ValueError), "a record that cannot be stored is set aside"
    for error in (Tampered(), KeyMissing()):
        with pytest.raises(Tampered):
            attempt(error)


def test_a_calendar_event_that_does_not_open_is_no_reason_to_set_what_the_provider_says_of_it_aside(
    alone: Context, alice: str
) -> None:
    account_id, _ = _account(alone)

    def comes(summary: str, context: Context) -> None:
        told = CalendarEvent("evt_1", "uid", start=alone.clock(), summary=summary)
        page = CalendarPage((CalendarChange("evt_1", told),), "next", is_caught_up=True)

        def keep(session: Session, page: CalendarPage) -> object:
            noted = frozenset({"evt_1"})  # the person's word that it counts: it is stored
            return ingest.store_calendar_page(
                session, context.vault, account_id, "primary", page, alone.clock(), noted=noted
            )

        assert without_bad_records(page, lambda page: failure_of(context, alice, lambda s: keep(s, page))) is page
        with alone.database.writing(alice) as session:
            keep(session, page)

    comes("as it was", alone)
    for others in (Vault({2: bytes(32)}), Vault({1: bytes(32)})):
        with pytest.raises(Tampered):
            comes("moved", replace(alone, vault=others))
    comes("moved", alone)


def test_a_job_whose_key_is_missing_waits_and_one_on_a_changed_value_is_given_up_in_sight(
    alone: Context, alice: str
) -> None:
    def attempts_after(error: Exception) -> tuple[int, bool]:
        with alone.database.writing(alice) as session:
            events.append(session, alice, events.NOTE_ADDED, f"{error}", now=alone.clock())
            event_id = events.find_waiting(session, alice, events.NOTE_ADDED, f"{error}")

        def work(_job: Job) -> None:
            raise error

        for _ in range(events.GIVE_UP_AFTER):
            Desk(alone, lambda _ids: None).handle([event_id], work)
            with alone.database.writing(alice) as session:
                session.get_one(Event, event_id).retry_at = None
        with alone.database.reading() as session:
            event = session.get_one(Event, event_id)
            return event.attempts, event.gave_up_at is not None

    assert attempts_after(KeyMissing("key 2 is not there")) == (0, False)
    assert attempts_after(Tampered("changed")) == (events.GIVE_UP_AFTER, True)


def test_an_approved_mail_whose_key_is_missing_is_not_called_another_text(alone: Context, alice: str) -> None:
    with alone.database.writing(alice) as session:
        approval = session.scalars(select(Approval).order_by(Approval.id)).first()
        assert approval
        approval.state = "held"
        session.flush()
        others = replace(alone, vault=Vault({2: bytes(32)}))
        with pytest.raises(KeyMissing):
            last_look.why_not(session, others, approval, alone.clock())
        others = replace(alone, vault=Vault({1: bytes(32)}))
        assert (
            last_look.why_not(session, others, approval, alone.clock()) == "the stored text is not the one you approved"
        )


# --- keys go ----------------------------------------------------------------------------------------------------


def test_no_key_goes_that_is_still_needed_or_may_be(alone: Context) -> None:
    with pytest.raises(CannotChangeKeys, match="one key only"):
        keys.retire(alone, real_now() + LATER)
    text = key_text(alone.settings)
    keys.add(alone.settings)
    reseal_all(alone, most=100)
    with pytest.raises(CannotChangeKeys, match="less than a minute ago"):
        keys.retire(alone, real_now())
    kept = open_vault(alone.settings)
    written_late = SealedTokens(replace(alone, vault=vault_of(text)), *_account(alone))
    written_late.save("by a process that still had the older key")
    with pytest.raises(CannotChangeKeys, match="older key: 1"):
        keys.retire(alone, real_now() + LATER)
    assert kept.key_ids == open_vault(alone.settings).key_ids, "refused means that nothing changed"
    assert keys.reseal(alone) == 1
    assert keys.retire(alone, real_now() + LATER) == 0
    fresh = started_anew(alone)
    assert list(fresh.vault.key_ids) == [2]
    assert SealedTokens(fresh, *_account(alone)).load() == "by a process that still had the older key"
    assert fresh.vault.fingerprint("feed") == vault_of(text).fingerprint("feed")
    written_late.save("in the moment in which the key went")
    assert keys.reseal(alone) == 1, "whoever still knows the older key brings it under the newest"
    assert SealedTokens(fresh, *_account(alone)).load() == "in the moment in which the key went"
    with pytest.raises(KeyMissing):
        fresh.vault.open(vault_of(text).seal("leaked", row="r"), row="r")


def _account(context: Context) -> tuple[str, str]:
    with context.database.reading() as session:
        account = session.scalars(select(Account).order_by(Account.id)).first()
    assert account
    return account.id, account.person_id


def test_copies_that_only_an_older_key_opens_go_only_when_that_is_said_and_a_fresh_one_is_there(alone: Context) -> None:
    place = alone.settings.database_path
    old = backup.automatic(place, alone.vault, backup.DAILY, 3, real_now() - timedelta(days=1)).path
    keys.add(alone.settings)
    reseal_all(alone, most=100)
    between = backup.automatic(place, alone.vault, backup.DAILY, 3, real_now()).path
    with pytest.raises(CannotChangeKeys, match=r"2 of the copies in .*--lose-copies"):
        keys.retire(alone, real_now() + LATER)
    assert keys.retire(alone, real_now() + LATER, may_lose_copies=True) == 2
    left = backup.listing(place)
    assert len(left) == 1
    assert not {old, between} & set(left)
    assert backup.read_manifest(left[0]).keys == open_vault(alone.settings).key_ids


def test_a_key_that_comes_while_older_ones_go_is_not_the_only_one_left(
    alone: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, automatic = alone.settings.database_path, backup.automatic
    old = automatic(place, alone.vault, backup.DAILY, 3, real_now() - timedelta(days=1)).path
    keys.add(alone.settings)
    reseal_all(alone, most=100)

    def copy_while_another_key_comes(*asked: Any) -> backup.Backup:
        made = automatic(*asked)
        keys.add(alone.settings)
        return made

    monkeypatch.setattr(backup, "automatic", copy_while_another_key_comes)
    with pytest.raises(CannotChangeKeys, match="Another key came meanwhile"):
        keys.retire(alone, real_now() + LATER, may_lose_copies=True)
    assert list(open_vault(alone.settings).key_ids) == [1, 2, 3]
    assert old.exists()


def test_two_who_add_a_key_at_once_add_two(alone: Context) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: keys.add(alone.settings), range(8))) == list(range(2, 10))
    assert list(open_vault(alone.settings).key_ids) == list(range(1, 10))


def test_keys_that_nobody_here_may_write_stay_and_it_is_said_what_to_do(tmp_path: Path) -> None:
    bare = load_settings({"WARMTHREAD_SECRET_KEY": f"1:{bytes(32).hex()}"}, data_dir=tmp_path)
    with pytest.raises(CannotChangeKeys, match=r"WARMTHREAD_SECRET_KEY.*--print"):
        keys.add(bare)
    named = tmp_path / "named"
    named.mkdir()
    with pytest.raises(CannotChangeKeys, match=r"cannot be changed from here .*--print"):
        keys.add(bare.model_copy(update={"secret_key_file": named}))
