"""Reading what was logged and correcting it: the person's word takes effect at once."""

from __future__ import annotations

import pytest

from tests.service.cli.conftest import Cli

SHAPE = {
    "id", "status", "badges", "role", "classification", "reasons", "title", "start", "end", "timezone", "contact",
    "others", "reschedules", "sources", "history", "thanked_at",
}  # fmt: skip


@pytest.fixture
def interview(cli: Cli) -> str:
    """A talk of two days ago, logged by hand."""
    answer = cli(
        "interviews", "add", "--with", "Zoe Quick", "--email", "zoe@quick.example", "--start", "2026-03-04T10:00",
        "--minutes", "45", "--title", "Coffee with Zoe", "--json",
    )  # fmt: skip
    assert answer.code == 0
    return str(answer.json["id"])


def test_an_empty_list_says_what_to_do(cli: Cli) -> None:
    cli.begin()
    assert "warmthread connect" in cli("interviews").out
    assert cli("interviews", "--json").json == []
    assert cli("contacts").code == 0


def test_what_was_added_is_listed_in_the_shape_that_scripts_rely_on(cli: Cli, interview: str) -> None:
    listed = cli("interviews", "--json").json
    assert [one["id"] for one in listed] == [interview]
    assert set(listed[0]) >= SHAPE
    assert (listed[0]["start"], listed[0]["end"]) == ("2026-03-04T10:00:00Z", "2026-03-04T10:45:00Z")
    assert listed[0]["contact"]["name"] == "Zoe Quick"
    assert "Zoe Quick" in cli("interviews").out


def test_one_interview_is_told_with_its_history(cli: Cli, interview: str) -> None:
    out = cli("interviews", "show", interview[:9]).out
    assert "Coffee with Zoe" in out
    assert "What happened:" in out
    assert cli("interviews", "show", interview, "--json").json["id"] == interview


def test_the_persons_word_wins_and_can_be_taken_back(cli: Cli, interview: str) -> None:
    assert cli("interviews", "show", interview, "--json").json["status"] == "held"
    assert cli("interviews", "set", interview, "cancelled", "--json").json["status"] == "cancelled"
    assert cli("interviews", "set", interview, "no-show", "--json").json["status"] == "no_show"
    assert cli("interviews", "set", interview, "undo", "--json").json["status"] != "no_show"


def test_what_is_no_interview_leaves_the_list_and_stays_findable(cli: Cli, interview: str) -> None:
    assert cli("interviews", "set", interview, "not-an-interview", "--json").json["status"] == "not_logged"
    assert cli("interviews", "--json").json == []
    assert [one["id"] for one in cli("interviews", "--all", "--json").json] == [interview]
    assert cli("interviews", "set", interview, "interview", "--json").json["status"] != "not_logged"


def test_a_note_is_kept_and_an_empty_one_refused(cli: Cli, interview: str) -> None:
    assert cli("note", interview, "She told me how the first bridge was paid for.").code == 0
    kinds = {source["kind"] for source in cli("interviews", "show", interview, "--json").json["sources"]}
    assert "note" in kinds
    assert cli("note", interview, "   ").code == 2


def test_wrong_arguments_are_told_and_change_nothing(cli: Cli, interview: str) -> None:
    assert cli("interviews", "set", interview, "maybe").code == 2
    assert cli("interviews", "show", "int_zzz").code == 1
    assert cli("interviews", "add", "--with", "X", "--start", "yesterday").code == 2
    assert len(cli("interviews", "--all", "--json").json) == 1


def test_the_person_talked_to_is_among_the_contacts(cli: Cli, interview: str) -> None:
    found = cli("contacts", "--json").json
    assert [(one["name"], one["interviews"]) for one in found] == [("Zoe Quick", [interview])]
    assert found[0]["addresses"] == [{"email": "zoe@quick.example", "bounced_at": None}]
    assert "zoe@quick.example" in cli("contacts", "show", found[0]["id"]).out
