"""Delta of a folder's messages: one claim for each rule of providers.md 1.3, 1.2's likes and pitfalls 14, 15 and 18."""

from __future__ import annotations

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox.clients import mail
from tests.sandbox.microsoft.clients import IMMUTABLE, Graph

INBOX = "/me/mailFolders/inbox/messages/delta"
SENT = "/me/mailFolders/sentitems/messages/delta"


def deliver(sandbox: Sandbox, *subjects: str) -> list[str]:
    return [sandbox.control.deliver(mail(subject, message_id=f"<{subject}@x.example>"))["id"] for subject in subjects]


def subjects(items: list[dict[str, object]]) -> list[object]:
    return [item.get("subject", item["id"]) for item in items]


def test_the_first_round_is_everything_and_the_next_one_nothing(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, "one", "two", "three")
    items, link = graph.round(INBOX)
    assert sorted(map(str, subjects(items))) == ["one", "three", "two"]
    assert graph.round(link)[0] == []


def test_a_round_comes_in_pages_of_the_size_that_prefer_asks_for(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, *(f"m{number}" for number in range(7)))
    pages = graph.pages(INBOX, prefer="odata.maxpagesize=3")
    assert [len(page["value"]) for page in pages] == [3, 3, 1]
    assert ["@odata.deltaLink" in page for page in pages] == [False, False, True]


def test_what_arrives_while_a_round_is_paged_comes_in_the_next_one(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, *(f"m{number}" for number in range(4)))
    first = graph.get(INBOX, prefer="odata.maxpagesize=2")
    deliver(sandbox, "late")
    rest, link = graph.round(first["@odata.nextLink"], prefer="odata.maxpagesize=2")
    assert "late" not in subjects(rest)
    assert subjects(graph.round(link)[0]) == ["late"]


def test_a_folder_knows_only_its_own_messages(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, "here")
    sandbox.control.deliver(mail("there"), labels=["SENT"])
    assert subjects(graph.round(INBOX)[0]) == ["here"]
    assert subjects(graph.round(SENT)[0]) == ["there"]


def test_a_moved_message_is_removed_here_and_present_there_under_one_immutable_id(
    sandbox: Sandbox, graph: Graph
) -> None:
    (moved,) = deliver(sandbox, "wanders")
    _, here = graph.round(INBOX, prefer=IMMUTABLE)
    _, there = graph.round("/me/mailFolders/archive/messages/delta", prefer=IMMUTABLE)
    sandbox.control.post("messages/move", id=moved, folder="archive")
    (gone,), _ = graph.round(here, prefer=IMMUTABLE)
    (come,), _ = graph.round(there, prefer=IMMUTABLE)
    assert gone["id"] == come["id"] == moved
    assert gone["@removed"] == {"reason": "deleted"}
    assert come["subject"] == "wanders"


def test_what_is_thrown_away_counts_as_changed_and_what_is_destroyed_as_deleted(sandbox: Sandbox, graph: Graph) -> None:
    thrown, destroyed = deliver(sandbox, "thrown", "destroyed")
    _, link = graph.round(INBOX, prefer=IMMUTABLE)
    graph.ask("DELETE", f"/me/messages/{thrown}")
    sandbox.control.post("messages/delete", id=destroyed)
    removed = {item["id"]: item["@removed"]["reason"] for item in graph.round(link, prefer=IMMUTABLE)[0]}
    assert removed == {thrown: "changed", destroyed: "deleted"}


def test_what_came_and_went_between_two_rounds_is_not_told(sandbox: Sandbox, graph: Graph) -> None:
    _, link = graph.round(INBOX)
    (brief,) = deliver(sandbox, "brief")
    sandbox.control.post("messages/delete", id=brief)
    assert graph.round(link)[0] == []


def test_an_update_carries_at_least_what_changed(sandbox: Sandbox, graph: Graph) -> None:
    (message,) = deliver(sandbox, "read me")
    _, link = graph.round(INBOX, prefer=IMMUTABLE)
    graph.patch(f"/me/messages/{message}", isRead=True)
    (item,), link = graph.round(link, prefer=IMMUTABLE)
    assert {key: item[key] for key in item if "@" not in key} == {"id": message, "isRead": True}
    sandbox.control.post("settings", sparse_updates=False)
    graph.patch(f"/me/messages/{message}", isRead=False)
    (item,), _ = graph.round(link, prefer=IMMUTABLE)
    assert item["subject"] == "read me"
    assert item["isRead"] is False


@pytest.mark.parametrize("kind", ["created", "updated", "deleted"])
def test_a_round_may_be_limited_to_one_kind_of_change(sandbox: Sandbox, graph: Graph, kind: str) -> None:
    changed = dict(zip(("updated", "deleted"), deliver(sandbox, "updated", "deleted"), strict=True))
    _, link = graph.round(f"{INBOX}?changeType={kind}", prefer=IMMUTABLE)
    (changed["created"],) = deliver(sandbox, "created")
    graph.patch(f"/me/messages/{changed['updated']}", isRead=True)
    sandbox.control.post("messages/delete", id=changed["deleted"])
    assert [item["id"] for item in graph.round(link, prefer=IMMUTABLE)[0]] == [changed[kind]]


def test_select_is_kept_in_the_links(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, "one", "two")
    pages = graph.pages(f"{INBOX}?$select=subject", prefer="odata.maxpagesize=1")
    deliver(sandbox, "three")
    items = [each for page in pages for each in page["value"]] + graph.round(pages[-1]["@odata.deltaLink"])[0]
    assert [{key for key in item if "@" not in key} for item in items] == [{"id", "subject"}] * 3


@pytest.mark.parametrize(
    ("query", "because"),
    [
        ("$search=%22x%22", "RequestBroker--ParseUri"),
        ("$filter=isRead eq true", "RequestBroker--ParseUri"),
        ("$filter=receivedDateTime le 2026-11-01T00:00:00Z", "RequestBroker--ParseUri"),
        ("$orderby=subject", "RequestBroker--ParseUri"),
        ("$deltatoken=latest", "ErrorInvalidUrlQuery"),
        ("changeType=moved", "RequestBroker--ParseUri"),
    ],
)
def test_a_delta_takes_only_the_documented_parameters(sandbox: Sandbox, graph: Graph, query: str, because: str) -> None:
    assert graph.refused("GET", f"{INBOX}?{query}") == (400, because)


def test_parameters_belong_into_the_first_call_only(sandbox: Sandbox, graph: Graph) -> None:
    _, link = graph.round(INBOX)
    assert graph.refused("GET", f"{link}&$select=subject") == (400, "ErrorInvalidUrlQuery")


def test_a_filter_stops_at_its_cap_and_stays_inside_the_delta_link(sandbox: Sandbox, graph: Graph) -> None:
    for number in range(5):
        sandbox.control.deliver(mail(f"m{number}"), internal_date=f"2026-11-01T0{number}:00:00Z")
    sandbox.control.post("settings", delta_filter_cap=3)
    path = f"{INBOX}?$filter=receivedDateTime ge 2026-11-01T00:00:00Z&$orderby=receivedDateTime desc"
    items, link = graph.round(path, prefer="odata.maxpagesize=2")
    assert subjects(items) == ["m4", "m3", "m2"]
    sandbox.control.deliver(mail("too old"), internal_date="2026-10-01T00:00:00Z")
    sandbox.control.deliver(mail("young"), internal_date="2026-11-01T09:00:00Z")
    assert subjects(graph.round(link)[0]) == ["young"]


@pytest.mark.parametrize("status", [410, 404, 400])
def test_a_lost_state_is_told_in_each_form_that_was_seen(sandbox: Sandbox, graph: Graph, status: int) -> None:
    deliver(sandbox, "one")
    _, link = graph.round(INBOX)
    sandbox.control.expire_cursors("history")
    sandbox.control.post("settings", delta_expired_status=status)
    response = graph.ask("GET", link)
    assert response.status_code == status
    assert response.json()["error"]["code"].lower() == "syncstatenotfound"
    assert ("location" in response.headers) == (status == 410)


def test_the_location_of_a_lost_state_begins_anew(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, "one", "two")
    _, link = graph.round(f"{INBOX}?$select=subject")
    sandbox.control.expire_cursors("history")
    location = graph.ask("GET", link).headers["location"]
    assert location.endswith("$deltatoken=")
    items, _ = graph.round(location)
    assert sorted(map(str, subjects(items))) == ["one", "two"]


def test_a_round_may_tell_an_item_twice_and_repeat_what_was_told(sandbox: Sandbox, graph: Graph) -> None:
    deliver(sandbox, "one", "two", "three", "four")
    sandbox.control.post("settings", delta_repeats=2)
    items, link = graph.round(INBOX)
    assert len(items) == 6
    assert len({item["id"] for item in items}) == 4
    sandbox.control.post("settings", delta_repeats=0, delta_replays=2)
    assert sorted(map(str, subjects(graph.round(link)[0]))) == ["four", "three"]


def test_a_delta_link_is_good_with_both_kinds_of_id(sandbox: Sandbox, graph: Graph) -> None:
    _, link = graph.round(INBOX)
    (message,) = deliver(sandbox, "new")
    (ordinary,), _ = graph.round(link)
    (immutable,), _ = graph.round(link, prefer=IMMUTABLE)
    assert immutable["id"] == message != ordinary["id"]


def test_a_link_of_another_folder_is_refused(sandbox: Sandbox, graph: Graph) -> None:
    _, link = graph.round(INBOX)
    assert graph.refused("GET", link.replace("/inbox/", "/archive/"))[0] == 400


def test_a_vanished_folder_is_not_found_any_more(sandbox: Sandbox, graph: Graph) -> None:
    folder = sandbox.control.post("folders", name="Old job")["id"]
    _, link = graph.round(f"/me/mailFolders/{folder}/messages/delta")
    sandbox.control.post("folders/delete", folder="Old job")
    assert graph.refused("GET", link) == (404, "ErrorItemNotFound")
