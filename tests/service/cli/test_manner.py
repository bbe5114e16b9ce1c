"""`manner`: what was learned of how the person writes, with what it rests on; forgotten by id or whole, switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.accounts import LOCAL_PERSON
from service.schema import WritingSample
from tests.service.cli.conftest import NOW, Cli, add_account


@pytest.fixture
def writes(cli: Cli) -> Cli:
    """Six short mails that begin with Hello, and one of somebody else's."""
    context = cli.context()
    add_account(context)
    with context.database.writing(LOCAL_PERSON, "test") as session:
        for number in range(6):
            at = NOW - timedelta(days=number + 1)
            features = {"greeting": "Hello", "length": "40"}
            session.add(
                WritingSample(id=f"wsm_{number}", person_id=LOCAL_PERSON, language="en", at=at, features=features)
            )
    return cli


def _habits(cli: Cli) -> dict[str, str]:
    return {one["what"]: one["id"] for one in cli("manner", "--json").json["habits"]}


def test_habits_are_listed_and_forgotten_one_by_one_or_all(writes: Cli) -> None:
    table = writes("manner").out
    for told in ("English", "begins with", "Hello", "6 mails of yours"):
        assert told in table
    found = writes("manner", "show", "--json").json
    assert found["learning"] is True
    assert found["habits"][0] | {"id": ""} == {
        "id": "", "language": "en", "what": "greeting", "value": "Hello", "seen": 6, "of": 6, "source": "mail",
    }  # fmt: skip
    greeting = _habits(writes)["greeting"]
    assert writes("manner", "forget", greeting[:10]).out == "Forgotten.\n"
    assert set(_habits(writes)) == {"length"}
    left = list(_habits(writes).values())
    assert writes("manner", "forget", "--all", "--json").json == {"forgotten": left}
    assert "Nothing was learned yet" in writes("manner").out


def test_learning_is_switched_off_and_on_and_what_was_seen_is_kept(writes: Cli) -> None:
    assert "conversation only" in writes("manner", "learn", "off").out
    assert writes("manner", "--json").json == {"learning": False, "habits": []}
    assert "Switched off" in writes("manner").out
    assert writes("manner", "learn", "on", "--json").json == {"learning": True}
    assert "greeting" in _habits(writes)


def test_what_cannot_be_meant_is_refused_and_says_what_can(writes: Cli) -> None:
    for words in (
        ("forget",),
        ("forget", "hab_no"),
        ("forget", _habits(writes)["length"], "--all"),
        ("learn", "maybe"),
    ):
        assert writes("manner", *words).code != 0
    assert "warmthread manner" in writes("manner", "forget", "hab_no").err
    assert len(_habits(writes)) == 2
