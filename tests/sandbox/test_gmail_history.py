"""history.list: the cursor that a poll lives by (providers.md 1.1; pitfalls 9 and 11)."""

from __future__ import annotations

from typing import Any

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox.clients import mail, pages, refused


def start(gmail: Any) -> str:
    cursor: str = gmail.getProfile(userId="me").execute()["historyId"]
    return cursor


def kinds(answer: dict[str, Any]) -> list[str]:
    return [key for record in answer.get("history", []) for key in record if key not in ("id", "messages")]


def change_everything(sandbox: Sandbox) -> str:
    message_id: str = sandbox.control.deliver(mail())["id"]
    sandbox.control.post("messages/labels", id=message_id, add=["STARRED"], remove=["UNREAD"])
    sandbox.control.post("messages/delete", id=message_id)
    return message_id


def test_all_four_kinds_come_in_order_after_the_start(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.deliver(mail("Before the start"))
    cursor = start(gmail)
    message_id = change_everything(sandbox)
    answer = gmail.history().list(userId="me", startHistoryId=cursor).execute()
    assert kinds(answer) == ["messagesAdded", "labelsAdded", "labelsRemoved", "messagesDeleted"]
    assert all(record["messages"][0]["id"] == message_id for record in answer["history"])
    assert answer["history"][1]["labelsAdded"][0]["labelIds"] == ["STARRED"]
    assert answer["history"][2]["labelsRemoved"][0]["labelIds"] == ["UNREAD"]
    numbers = [int(record["id"]) for record in answer["history"]]
    assert numbers == sorted(set(numbers))
    assert numbers[0] > int(cursor)
    assert answer["historyId"] == str(numbers[-1]) == start(gmail)


def test_history_ids_have_gaps(sandbox: Sandbox, gmail: Any) -> None:
    cursor = int(start(gmail))
    ids = [int(sandbox.control.deliver(mail())["historyId"]) for _ in range(20)]
    assert ids != list(range(cursor + 1, cursor + 21))


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("messageAdded", "messagesAdded"),
        ("messageDeleted", "messagesDeleted"),
        ("labelAdded", "labelsAdded"),
        ("labelRemoved", "labelsRemoved"),
    ],
)
def test_the_request_is_singular_and_the_response_plural(sandbox: Sandbox, gmail: Any, kind: str, field: str) -> None:
    cursor = start(gmail)
    change_everything(sandbox)
    answer = gmail.history().list(userId="me", startHistoryId=cursor, historyTypes=[kind]).execute()
    assert kinds(answer) == [field]


def test_a_plural_history_type_is_400(sandbox: Sandbox, gmail: Any) -> None:
    """Pitfall 9; the Python client refuses it by itself, so the address is put together by hand."""
    request = gmail.history().list(userId="me", startHistoryId=start(gmail), historyTypes=["messageAdded"])
    request.uri = request.uri.replace("messageAdded", "messagesAdded")
    assert refused(request) == (400, "invalid")


def test_an_unknown_parameter_is_400(gmail: Any) -> None:
    request = gmail.messages().list(userId="me")
    request.uri += "&maxresult=5"
    assert refused(request)[0] == 400


def test_a_page_may_hold_a_token_and_no_history(sandbox: Sandbox, gmail: Any) -> None:
    """Pitfall 11: what the filter leaves out still fills pages."""
    cursor = start(gmail)
    for _ in range(5):
        sandbox.control.deliver(mail())
    last = sandbox.control.deliver(mail())["id"]
    sandbox.control.post("messages/delete", id=last)
    listing = gmail.history()
    first = listing.list(userId="me", startHistoryId=cursor, historyTypes=["messageDeleted"], maxResults=2)
    found = pages(first, listing.list_next)
    assert len(found) == 4
    assert all("history" not in page and "nextPageToken" in page for page in found[:3])
    assert kinds(found[3]) == ["messagesDeleted"]
    assert "nextPageToken" not in found[3]


def test_nothing_new_is_a_history_id_alone(gmail: Any) -> None:
    cursor = start(gmail)
    assert gmail.history().list(userId="me", startHistoryId=cursor).execute() == {"historyId": cursor}


def test_changes_during_paging_are_on_a_later_page_or_after_the_returned_id(sandbox: Sandbox, gmail: Any) -> None:
    cursor = start(gmail)
    expected = [sandbox.control.deliver(mail())["id"] for _ in range(4)]
    listing = gmail.history()
    request = listing.list(userId="me", startHistoryId=cursor, maxResults=3)
    first = request.execute()
    expected.append(sandbox.control.deliver(mail("Meanwhile"))["id"])
    rest = pages(listing.list_next(request, first), listing.list_next)
    seen = [record["messages"][0]["id"] for page in [first, *rest] for record in page.get("history", [])]
    after = gmail.history().list(userId="me", startHistoryId=rest[-1]["historyId"]).execute()
    seen += [record["messages"][0]["id"] for record in after.get("history", [])]
    assert seen == expected


def test_a_label_narrows_the_history(sandbox: Sandbox, gmail: Any) -> None:
    cursor = start(gmail)
    sandbox.control.deliver(mail(), labels=["SPAM"])
    wanted = sandbox.control.deliver(mail(), labels=["INBOX"])["id"]
    answer = gmail.history().list(userId="me", startHistoryId=cursor, labelId="INBOX").execute()
    assert [record["messages"][0]["id"] for record in answer["history"]] == [wanted]


def test_an_expired_id_is_404_and_the_new_one_works(sandbox: Sandbox, gmail: Any) -> None:
    cursor = start(gmail)
    sandbox.control.deliver(mail())
    sandbox.control.expire_cursors("history")
    assert refused(gmail.history().list(userId="me", startHistoryId=cursor)) == (404, "notFound")
    fresh = start(gmail)
    assert gmail.history().list(userId="me", startHistoryId=fresh).execute() == {"historyId": fresh}


@pytest.mark.parametrize("impossible", ["1", "99999999999"])
def test_an_id_that_was_never_given_is_404(gmail: Any, impossible: str) -> None:
    assert refused(gmail.history().list(userId="me", startHistoryId=impossible)) == (404, "notFound")


def test_without_a_start_it_is_400(gmail: Any) -> None:
    assert refused(gmail.history().list(userId="me"))[0] == 400


def test_records_carry_ids_only_unless_the_sandbox_is_told_otherwise(sandbox: Sandbox, gmail: Any) -> None:
    """Documented is "typically only id and threadId"; a control call models what else has been seen."""
    cursor = start(gmail)
    sandbox.control.deliver(mail(), labels=["INBOX"])
    listed = gmail.history().list(userId="me", startHistoryId=cursor)
    assert set(listed.execute()["history"][0]["messagesAdded"][0]["message"]) == {"id", "threadId"}
    sandbox.control.post("settings", history_label_ids=True)
    assert listed.execute()["history"][0]["messagesAdded"][0]["message"]["labelIds"] == ["INBOX"]
