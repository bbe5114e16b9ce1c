"""`erase`, `contacts erase|exclude|follow|report` and `never-log`: what they ask, what they tell, what they refuse."""

from __future__ import annotations

import pytest

from service.context import Context
from service.schema import ChosenCalendar
from tests.service.cli.conftest import Cli
from tests.service.mailroom import Mailroom
from tests.service.web.test_contacts import introduced_and_met


@pytest.fixture
def room(cli: Cli) -> Mailroom:
    context: Context = cli.context()
    room = introduced_and_met(context)
    context.database.close()
    return room


def dan(cli: Cli) -> str:
    listed = cli("contacts", "--all", "--json").json
    return next(str(one["id"]) for one in listed if "osei" in str(one))


@pytest.mark.usefixtures("room")
def test_everything_is_erased_with_the_word_and_not_without_it(cli: Cli) -> None:
    assert cli("erase").code == 2
    assert cli("erase", "--everything", "--yes", "yes").code == 2
    refused = cli("erase", "--everything")
    assert (refused.code, refused.out.strip()) == (1, "")
    assert "cannot be taken back" in refused.err
    kept = cli("erase", "--everything", "--yes", "ERASE", "--keep-key")
    assert kept.code == 0
    assert "Erased on" in kept.out
    assert "yours to delete" in kept.out
    assert "key" not in kept.out
    assert cli("contacts", "--all", "--json").json == []
    done = cli("erase", "--everything", "--yes", "ERASE", "--json").json
    assert (done["key_removed"], done["counts"]) == (True, {"persons": 1})
    assert not (cli.folder / "secret.key").exists()
    assert cli("contacts").code == 1, "there is no Warmthread any more"


@pytest.mark.usefixtures("room")
def test_somebody_is_erased_after_a_yes_and_left_out_or_followed_again_without_one(cli: Cli) -> None:
    one = dan(cli)
    assert cli("contacts", "exclude", one, "--json").json == {"id": one, "is_followed": False}
    assert "d.osei@northgate.example" in cli("never-log").out
    assert cli("contacts", "follow", one).code == 0
    assert cli("never-log", "--json").json["lines"] == []
    assert cli("contacts", "erase", one).code == 1
    told = cli("contacts", "erase", one, "--yes").out
    assert "messages" in told
    assert "coded mark" in told
    assert "somebody you had erased" in cli("never-log").out
    assert "osei" not in cli("contacts", "--all").out.lower()
    assert cli("contacts", "erase", one, "--yes").code == 1


@pytest.mark.usefixtures("room")
def test_the_letter_comes_in_the_language_that_is_asked_for(cli: Cli) -> None:
    one = dan(cli)
    assert cli("contacts", "report", one).out.startswith("Hello Daniel Osei,")
    assert cli("contacts", "report", one, "--language", "de").out.startswith("Hallo Daniel Osei,")
    assert cli("contacts", "report", one, "--language", "xx").code == 2
    assert cli("contacts", "report", one, "--json").json["addresses"] == ["d.osei@northgate.example"]


@pytest.mark.usefixtures("room")
def test_lines_are_added_looked_at_and_taken_off(cli: Cli) -> None:
    assert cli("never-log", "preview", "domain", "northgate.example", "--json").json["mails"] == 3
    assert cli("never-log", "add", "colour", "red").code == 1
    assert (
        "Removed: 1 conversation, 3 mails, 1 calendar entry."
        in cli("never-log", "add", "domain", "northgate.example", "--stored").out
    )
    (line,) = cli("never-log", "--json").json["lines"]
    assert (line["kind"], line["value"]) == ("domain", "northgate.example")
    assert "Read again" in cli("never-log", "remove", line["id"]).out
    assert "Nothing is on the list." in cli("never-log").out
    assert cli("never-log", "private", "perhaps").code == 2
    assert cli("never-log", "private", "log", "--json").json == {"private_events": "log", "removed": None}
    assert "treated like any other" in cli("never-log").out


def test_a_calendar_is_named_as_the_person_calls_it_and_one_that_nobody_knows_is_refused(
    cli: Cli, room: Mailroom
) -> None:
    assert "No calendar is known yet" in cli("never-log", "add", "calendar", "Family").err
    context = cli.context()
    with context.database.writing(room.person_id, "test") as session:
        for calendar_id, name in (("f4m1ly@group", "Family"), ("main", "Alice"), ("t34m@group", "Team"), ("x", "team")):
            session.add(
                ChosenCalendar(account_id=room.account_id, person_id=room.person_id, provider_id=calendar_id, name=name)
            )
    context.database.close()
    refused = cli("never-log", "add", "calendar", "Friends")
    assert refused.code == 1
    assert "Family (f4m1ly@group)" in refused.err
    assert cli("never-log", "preview", "calendar", "team").code == 1
    assert cli("never-log", "preview", "calendar", "alice", "--json").json["calendar_events"] > 0
    assert cli("never-log", "add", "calendar", "family", "--json").json["value"] == "f4m1ly@group"
    assert cli("never-log", "add", "calendar", "t34m@group", "--json").json["value"] == "t34m@group"
