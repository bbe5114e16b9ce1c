"""Asking for drafts from the command line."""

from __future__ import annotations

import pytest

from connectors.records import Address
from service import contacts
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Person
from tests.service.cli.conftest import NOW, Cli, add_account


@pytest.fixture
def dana(cli: Cli) -> str:
    """Somebody the person knows and never talked with."""
    context: Context = cli.context()
    add_account(context)
    with context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Person, LOCAL_PERSON).name = "Maya Reed"
        return contacts.resolve(session, LOCAL_PERSON, Address("dana@hall.example", "Dana Hall"), NOW).id


def test_what_is_asked_for_is_written_shown_and_taken_back(cli: Cli, dana: str) -> None:
    asked = cli(
        "drafts", "ask", "request", "saw her talk on bridges. want to hear how she began", "--to", dana, "--json"
    )
    found = asked.json
    assert found["draft"]["to"] == ["dana@hall.example"]
    assert "talk on bridges" in found["draft"]["body"]
    assert [one["id"] for one in cli("drafts", "--json").json] == [found["draft"]["id"]]
    assert cli("drafts", "unask", found["ask"]).out == "Taken back.\n"
    assert cli("drafts", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("thank_you", "--to"), "There is no such kind of draft."),
        (("running_late", "--to"), "There is no time planned with them."),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_a_sentence(
    cli: Cli, dana: str, arguments: tuple[str, ...], said: str
) -> None:
    answer = cli("drafts", "ask", *arguments, dana)
    assert answer.code == 1
    assert said in answer.err


def test_nobody_else_can_be_asked_for(cli: Cli, dana: str) -> None:
    assert cli("drafts", "ask", "news", "hello", "--to", f"{dana}x").code == 1
    assert cli("drafts", "unask", "ask_nothing").code == 1


def test_nothing_offered_is_said_plainly(cli: Cli, dana: str) -> None:
    assert cli("drafts", "offered").out == "There is nothing to ask for just now.\n"
    assert cli("drafts", "offered", "--json").json == {"offered": [], "keep_in_touch": []}
