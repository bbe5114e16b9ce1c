"""`promises`: listed with the overdue first, as JSON with what closed them, ticked off and put back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.accounts import LOCAL_PERSON
from tests.service.cli.conftest import NOW, Cli, add_account
from tests.service.planted import Garden


@pytest.fixture
def garden(cli: Cli) -> Garden:
    context = cli.context()
    add_account(context)
    return Garden(context, LOCAL_PERSON)


def test_promises_are_listed_ticked_off_and_put_back(cli: Cli, garden: Garden) -> None:
    talk = garden.talk("Dana Hall", NOW - timedelta(days=8), "held")
    garden.task(talk, "promise_mine", "Send the list")
    late = garden.task(
        talk, "promise_mine", "Send the thesis", "2026-03-01", said=[{"source": "note:n1", "quote": "thesis"}]
    )
    garden.task(
        talk, "promise_theirs", "Dana: send slides", done_at=NOW - timedelta(days=1), closed_source="msg:m1",
        closed_quote="Here are the slides.",
    )  # fmt: skip
    table = cli("promises").out
    assert table.index("Send the thesis") < table.index("Send the list")
    assert "overdue" in table
    assert "slides" not in table
    assert cli("promises", "--all", "--json").json[2]["closed_by"] == {
        "source": "msg:m1",
        "quote": "Here are the slides.",
    }
    assert cli("promises", "done", late).out == "Ticked off: Send the thesis\n"
    assert [one["text"] for one in cli("promises", "--json").json] == ["Send the list"]
    assert cli("promises", "open", late, "--json").json == {"id": late, "done": False}
    assert cli("promises", "--json").json[0]["said"] == [{"source": "note:n1", "quote": "thesis"}]


def test_without_promises_it_says_so(cli: Cli, garden: Garden) -> None:
    assert cli("promises").out == "No promises are open.\n"
    assert cli("promises", "done", "tsk_no").code == 1
