"""The sandbox against Graph's metadata: the checker itself, and a whole month of answers in Microsoft's shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from infra.sandbox.process import Sandbox, run_sandbox
from tests.sandbox.microsoft import clients
from tests.sandbox.microsoft.clients import IMMUTABLE, Graph
from tests.sandbox.microsoft.contract import check_answer, check_listing, definitions

FOLDER = {
    "id": "f",
    "displayName": "Inbox",
    "parentFolderId": "r",
    "childFolderCount": 0,
    "unreadItemCount": 1,
    "totalItemCount": 2,
}
START = "2026-11-02T08:00:00Z"
PAGE = f"{IMMUTABLE}, odata.maxpagesize=200"
YEAR = "startDateTime=2026-06-01T00:00:00Z&endDateTime=2027-06-01T00:00:00Z"


@pytest.fixture(scope="module")
def month() -> Iterator[tuple[Sandbox, Graph]]:
    """The month in Microsoft's shapes, lived to its end."""
    with run_sandbox("--microsoft-port", "0", "--scenario", "month", "--seed", "1", "--now", START) as sandbox:
        sandbox.control.move_clock(advance=31 * 86_400)
        with clients.http(sandbox) as line:
            yield sandbox, clients.graph(sandbox, line=line)


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"unreadItemCount": "1"}, "str, not integer"),
        ({"totalItemCount": 2**31}, "is 2147483648"),
        ({"labels": []}, "unknown property labels"),
        ({"displayName": 7}, "int, not string"),
        ({"@odata.etag": "W/x"}, ""),
    ],
)
def test_the_checker_sees_what_graph_would_never_answer(wrong: dict[str, Any], because: str) -> None:
    listing = {"@odata.context": "c", "value": [FOLDER | wrong]}
    if not because:
        check_answer("/me/mailFolders", {}, 200, listing)
        return
    with pytest.raises(AssertionError, match=because):
        check_answer("/me/mailFolders", {}, 200, listing)


def test_the_checker_misses_what_is_always_there() -> None:
    lacking = {key: value for key, value in FOLDER.items() if key != "displayName"}
    with pytest.raises(AssertionError, match="lacks"):
        check_listing({"value": [lacking]}, "mailFolder", is_delta=False, is_partial=False)
    check_listing({"value": [lacking]}, "mailFolder", is_delta=False, is_partial=True)


def test_the_checker_knows_the_misspelt_answer() -> None:
    assert "meetingTenativelyAccepted" in definitions()["meetingMessageType"]["enum"]


def test_an_error_and_a_removal_have_their_own_shapes() -> None:
    check_answer("/me", {}, 404, {"error": {"code": "ErrorItemNotFound", "message": "Gone."}})
    with pytest.raises(AssertionError):
        check_answer("/me", {}, 404, {"error": "gone"})
    with pytest.raises(AssertionError, match="moved"):
        check_listing(
            {"value": [{"id": "x", "@removed": {"reason": "moved"}}], "@odata.deltaLink": "l"},
            "message",
            is_delta=True,
            is_partial=False,
        )


def test_every_message_of_the_month_has_graphs_shape(month: tuple[Sandbox, Graph]) -> None:
    sandbox, graph = month
    folders = [each["id"] for page in graph.pages("/me/mailFolders") for each in page["value"]]
    found = [
        each for folder in folders for each in graph.round(f"/me/mailFolders/{folder}/messages/delta", prefer=PAGE)[0]
    ]
    (counts,) = sandbox.control.state()["people"].values()
    assert len(found) == counts["messages"]
    assert len({each["id"] for each in found}) == len(found)
    meant = {each.get("meetingMessageType") for each in found}
    assert meant >= {None, "meetingRequest", "meetingCancelled", "meetingAccepted"}


def test_every_event_of_the_month_has_graphs_shape(month: tuple[Sandbox, Graph]) -> None:
    _, graph = month
    items, _ = graph.round(f"/me/calendarView/delta?{YEAR}", prefer=PAGE)
    assert {each["type"] for each in items} >= {"singleInstance", "seriesMaster", "occurrence"}
    calendars = [each["id"] for each in graph.get("/me/calendars")["value"]]
    for calendar in calendars:
        graph.pages(f"/me/calendars/{calendar}/calendarView?{YEAR}", prefer=PAGE)
        graph.pages(f"/me/calendars/{calendar}/events", prefer=PAGE)


def test_every_invite_of_the_month_leads_to_its_event_or_to_none(month: tuple[Sandbox, Graph]) -> None:
    _, graph = month
    expand = "$expand=microsoft.graph.eventMessage/event&$top=1000"
    found = graph.get(f"/me/mailFolders/inbox/messages?{expand}", prefer=IMMUTABLE)["value"]
    invites = [each for each in found if each.get("meetingMessageType") == "meetingRequest"]
    assert invites
    assert sum(1 for each in invites if each["event"]) > len(invites) / 2


def test_the_truth_is_the_same_as_googles(month: tuple[Sandbox, Graph]) -> None:
    sandbox, _ = month
    with run_sandbox("--scenario", "month", "--seed", "1", "--now", START) as google:
        assert google.control.truth() == sandbox.control.truth()


def test_the_load_is_told_in_the_same_shapes() -> None:
    sizes = ("--scenario", "load", "--messages", "400", "--meetings", "5")
    with run_sandbox("--microsoft-port", "0", "--now", START, *sizes) as sandbox, clients.http(sandbox) as line:
        graph = clients.graph(sandbox, line=line)
        inbox, _ = graph.round("/me/mailFolders/inbox/messages/delta", prefer=PAGE)
        sent, _ = graph.round("/me/mailFolders/sentitems/messages/delta", prefer=PAGE)
        events = graph.pages(f"/me/calendarView?{YEAR}", prefer=PAGE)
    assert len(inbox) + len(sent) == 400
    assert events[0]["value"]
