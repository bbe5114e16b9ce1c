"""Keys change under a Warmthread that is lived in: no poll fails, nothing is lost, and what was moved does not open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select, update

from service import keys
from service.context import Context
from service.schema import Account
from service.turn import NOT_OPENED
from tests.security.house import House, raised_house
from tests.security.rotation import Life, as_if_a_while_ago, wait_for_everything_anew
from tests.service import sealed_values
from tests.verdicts import Verdict
from tests.waiting import wait_until

ROTATIONS, BOXES = 5, 7
"""In the full run; two and none otherwise."""


@pytest.fixture
def life(is_whole: bool, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Life]:
    with ExitStack() as stack:
        if not is_whole:
            life = Life(request.getfixturevalue("house"), "pat")
            life.begin()
            yield life
            return
        house = stack.enter_context(raised_house(tmp_path, {"WARMTHREAD_POLL_SECONDS": "0.2"}))
        # Every call renews the account's tokens, so that they are read and sealed all the time.
        house.control.post("tokens", access_seconds=1)
        life = Life(house, "pat")
        life.begin()
        life.add_mailboxes(BOXES)
        house.settle()
        yield life


def test_keys_change_under_load_and_no_poll_fails(life: Life, is_whole: bool, verdict: Verdict) -> None:
    house, rotations = life.house, ROTATIONS if is_whole else 2
    first = house.cli("keys", "--json").json["keys"][-1]["key"]
    before, failed_before = life.polls(), life.failures()
    with life.going_on():
        for number in range(rotations):
            done = house.cli("keys", "rotate", "--json", real=number == 0 and is_whole).json
            assert done["key"] == first + number + 1
            life.wait_for_mail(3 * len(life.boxes))
    house.settle()
    wait_for_everything_anew(life)
    polls = life.polls() - before
    verdict(
        f"key rotation under load: {rotations} rotations over {len(life.boxes)} mailboxes, {polls.total()} polls, "
        f"{polls['failed']} failed, {life.failures() - failed_before} told or tried again; {life.mails} mails, "
        f"{life.notes} notes and {life.answers.total()} answers meanwhile, {life.answers.total() - life.answers[200]} refused"
    )
    assert polls.total() >= 2 * rotations
    assert polls["failed"] == 0
    assert life.failures() == failed_before
    assert set(life.answers) == {200}, life.answers
    assert len(life.read()) == life.mails
    assert _newest_of_all(house) == {first + rotations}


def test_older_keys_go_and_a_new_start_opens_everything(life: Life, is_whole: bool, verdict: Verdict) -> None:
    if not is_whole:
        pytest.skip("takes keys away for good: the full run has a house for that")
    house = life.house
    house.cli("keys", "rotate")
    early = house.cli("keys", "retire")
    assert early.code == 1
    with life.going_on():
        wait_for_everything_anew(life)
        as_if_a_while_ago(house)
        gone = house.cli("keys", "retire", "--lose-copies", "--json")
        assert gone.code == 0, gone.err
        life.wait_for_mail(20)
    house.settle()
    opened = _open_everything(house)
    verdict(
        f"an older key taken away under load: {opened} sealed values open for who starts anew, {life.failures()} failures"
    )
    assert life.failures() == 0
    assert set(life.answers) == {200}
    assert gone.json["retired"] == [1]


def test_two_accounts_whose_tokens_were_swapped_are_refused_and_the_others_go_on(
    life: Life, is_whole: bool, verdict: Verdict
) -> None:
    if not is_whole:
        pytest.skip(
            "stops accounts for a while: the full run has a house for that; service/test_keys.py swaps in every table"
        )
    with life.house.opened() as context:
        one, other = _swap_tokens(context)
    wait_until(lambda: life.polls()["failed"] >= 2, "polls of the two accounts fail")
    wait_until(lambda: life.failures() >= 2, "what is counted as a failure above is one")
    before = life.mails
    for _ in range(3 * len(life.boxes)):
        life.write()
    wait_until(lambda: len(life.read()) >= life.mails - before - 6, "the other accounts are read")
    states = {row["id"]: row for row in life.house.rows("accounts")}
    quarantined = life.house.rows("quarantine")
    with life.house.opened() as context:
        _swap_tokens(context)
    wait_until(lambda: len(life.read()) == life.mails, "with their own tokens back they are read again")
    verdict(
        "two accounts' tokens swapped: both refused and told of, "
        f"{len(states) - 2} others read all the while, 0 records set aside, everything read once they are back"
    )
    assert {states[one]["last_error"], states[other]["last_error"]} == {NOT_OPENED}
    assert quarantined == []
    assert {row["connection_state"] for row in states.values()} == {"connected"}


# --- looking and moving ------------------------------------------------------------------------------------------


def _newest_of_all(house: House) -> set[int]:
    """Versions that anything is sealed under."""
    with house.opened() as context:
        return set(keys.under(context))


def _open_everything(house: House) -> int:
    """How many values a process opens that begins now."""
    with house.opened() as context:
        told = [text for place in keys.places() for text in sealed_values.opened(context, place).values()]
    assert not {"Tampered", "KeyMissing"} & set(told)
    return len([text for text in told if text])


def _swap_tokens(context: Context) -> tuple[str, str]:
    """Gives the first two accounts each other's."""
    with context.database.reading() as session:
        rows = session.execute(select(Account.id, Account.person_id, Account.tokens_sealed).order_by(Account.id)).all()
    for row, other in ((rows[0], rows[1]), (rows[1], rows[0])):
        with context.database.writing(row.person_id) as session:
            session.execute(update(Account).where(Account.id == row.id).values(tokens_sealed=other.tokens_sealed))
    return rows[0].id, rows[1].id
