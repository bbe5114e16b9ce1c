"""Drafts, answers and sending through Graph (providers.md 1.3, pitfall 12; elie222/inbox-zero#1086)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox.clients import mail
from tests.sandbox.microsoft.clients import IMMUTABLE, Graph

MESSAGES = "/me/messages"
TO_DANA = [{"emailAddress": {"address": "dana@floodworks.example", "name": "Dana Whitlock"}}]
WORDS = {
    "subject": "Thank you",
    "body": {"contentType": "text", "content": "It was kind of you."},
    "toRecipients": TO_DANA,
}
OWN = mail("Re: Hello", "Thanks, Dana.", to="dana@floodworks.example", message_id="<own@x.example>").replace(
    b"From: Dana Whitlock <dana@floodworks.example>", b"From: Alex <alex@example.com>"
)


def received(sandbox: Sandbox, **headers: str) -> dict[str, Any]:
    """Let a mail of Dana's arrive."""
    return sandbox.control.deliver(mail("Hello", message_id="<first@x.example>", **headers))


def raw_of(graph: Graph, message: str) -> str:
    return graph.ask("GET", f"{MESSAGES}/{message}/$value", prefer=IMMUTABLE).content.decode()


def test_a_draft_of_json_is_a_mail_in_drafts(sandbox: Sandbox, graph: Graph) -> None:
    draft = graph.post(MESSAGES, WORDS)
    assert draft["isDraft"] is True
    assert draft["parentFolderId"] == graph.get("/me/mailFolders/drafts")["id"]
    raw = raw_of(graph, draft["id"])
    assert "Subject: Thank you" in raw
    assert "To: Dana Whitlock <dana@floodworks.example>" in raw
    assert sandbox.control.sent() == []


def test_a_draft_of_mime_keeps_every_byte(sandbox: Sandbox, graph: Graph) -> None:
    complete = OWN.replace(b"MIME-Version", b"Date: Mon, 02 Nov 2026 08:00:00 +0000\r\nMIME-Version")
    draft = graph.mime(MESSAGES, base64.b64encode(complete))
    assert raw_of(graph, draft["id"]).encode() == complete
    assert draft["internetMessageId"] == "<own@x.example>"


@pytest.mark.parametrize("wrong", [b"no base64!", base64.b64encode(b"no header at all")])
def test_bad_mime_is_refused(graph: Graph, wrong: bytes) -> None:
    assert graph.refused("POST", MESSAGES, content=wrong, headers={"Content-Type": "text/plain"})[0] == 400


def test_a_reply_in_json_stands_in_the_conversation_with_its_references(sandbox: Sandbox, graph: Graph) -> None:
    parent = graph.get(f"{MESSAGES}/{received(sandbox)['id']}")
    draft = graph.post(f"{MESSAGES}/{parent['id']}/createReply", {"comment": "Thank you."})
    assert draft["conversationId"] == parent["conversationId"]
    assert draft["subject"] == "RE: Hello"
    raw = raw_of(graph, draft["id"])
    assert "In-Reply-To: <first@x.example>" in raw
    assert "References: <first@x.example>" in raw
    assert "Thank you." in raw


def test_a_reply_in_mime_keeps_its_own_references_and_joins_the_conversation(sandbox: Sandbox, graph: Graph) -> None:
    parent = graph.get(f"{MESSAGES}/{received(sandbox)['id']}")
    threaded = OWN.replace(b"Subject", b"In-Reply-To: <first@x.example>\r\nReferences: <first@x.example>\r\nSubject")
    draft = graph.mime(f"{MESSAGES}/{parent['id']}/createReply", base64.b64encode(threaded))
    assert draft["conversationId"] == parent["conversationId"]
    assert raw_of(graph, draft["id"]).count("In-Reply-To") == 1
    bare = graph.mime(f"{MESSAGES}/{parent['id']}/createReply", base64.b64encode(OWN))
    assert "In-Reply-To: <first@x.example>" in raw_of(graph, bare["id"])


def test_a_reply_goes_to_who_is_to_be_replied_to(sandbox: Sandbox, graph: Graph) -> None:
    message = received(sandbox, reply_to="office@floodworks.example", cc="kim@poe.example")["id"]
    to_one = graph.post(f"{MESSAGES}/{message}/createReply")
    to_all = graph.post(f"{MESSAGES}/{message}/createReplyAll")
    assert [each["emailAddress"]["address"] for each in to_one["toRecipients"]] == ["office@floodworks.example"]
    assert [each["emailAddress"]["address"] for each in to_all["ccRecipients"]] == ["kim@poe.example"]


def test_a_comment_and_a_body_exclude_each_other(sandbox: Sandbox, graph: Graph) -> None:
    both = {"comment": "x", "message": {"body": WORDS["body"]}}
    assert graph.refused("POST", f"{MESSAGES}/{received(sandbox)['id']}/createReply", json=both)[0] == 400


@pytest.mark.parametrize("marks", [True, False])
def test_drafting_an_answer_may_mark_the_answered_mail_as_read(sandbox: Sandbox, graph: Graph, marks: bool) -> None:
    sandbox.control.post("settings", reply_marks_read=marks)
    message = received(sandbox)["id"]
    graph.post(f"{MESSAGES}/{message}/createReply")
    assert graph.get(f"{MESSAGES}/{message}")["isRead"] is marks


def test_of_the_headers_only_own_ones_can_be_set_and_only_at_the_start(sandbox: Sandbox, graph: Graph) -> None:
    own = {"internetMessageHeaders": [{"name": "x-warmthread", "value": "7"}]}
    draft = graph.post(MESSAGES, WORDS | own)
    assert "internetMessageHeaders" not in draft
    chosen = graph.get(f"{MESSAGES}/{draft['id']}?$select=internetMessageHeaders")
    assert chosen["internetMessageHeaders"] == own["internetMessageHeaders"]
    threading = {"internetMessageHeaders": [{"name": "In-Reply-To", "value": "<first@x.example>"}]}
    assert graph.refused("POST", MESSAGES, json=WORDS | threading) == (400, "InvalidInternetMessageHeader")
    assert graph.refused("PATCH", f"{MESSAGES}/{draft['id']}", json=own)[0] == 400


def test_a_drafts_words_change_under_its_id(sandbox: Sandbox, graph: Graph) -> None:
    draft = graph.post(MESSAGES, WORDS)
    _, link = graph.round("/me/mailFolders/drafts/messages/delta")
    changed = graph.patch(f"{MESSAGES}/{draft['id']}", subject="Thanks again", ccRecipients=TO_DANA)
    assert (changed["id"], changed["subject"], changed["body"]["content"].strip()) == (
        draft["id"],
        "Thanks again",
        "It was kind of you.",
    )
    assert [each["subject"] for each in graph.round(link)[0]] == ["Thanks again"]


def test_a_received_mails_words_cannot_be_changed(sandbox: Sandbox, graph: Graph) -> None:
    message = received(sandbox)["id"]
    assert graph.refused("PATCH", f"{MESSAGES}/{message}", json={"subject": "x"}) == (400, "ErrorInvalidPropertySet")


def test_a_file_can_be_put_into_a_draft(sandbox: Sandbox, graph: Graph) -> None:
    draft = graph.post(MESSAGES, WORDS)["id"]
    file = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": "cv.pdf",
        "contentBytes": base64.b64encode(b"%PDF").decode(),
    }
    graph.post(f"{MESSAGES}/{draft}/attachments", file)
    (listed,) = graph.get(f"{MESSAGES}/{draft}/attachments")["value"]
    assert (listed["name"], base64.b64decode(listed["contentBytes"])) == ("cv.pdf", b"%PDF")


@pytest.mark.parametrize("changes", [False, True])
def test_sending_a_draft_answers_202_and_keeps_its_id_or_does_not(
    sandbox: Sandbox, graph: Graph, changes: bool
) -> None:
    sandbox.control.post("settings", id_changes_on_send=changes)
    draft = graph.ask("POST", MESSAGES, json=WORDS, prefer=IMMUTABLE).json()
    response = graph.ask("POST", f"{MESSAGES}/{draft['id']}/send", prefer=IMMUTABLE)
    assert (response.status_code, response.content) == (202, b"")
    found = graph.get(f"{MESSAGES}?$filter=internetMessageId eq '{draft['internetMessageId']}'", prefer=IMMUTABLE)[
        "value"
    ]
    assert [each["isDraft"] for each in found] == [False]
    assert (found[0]["id"] == draft["id"]) is not changes
    assert found[0]["parentFolderId"] == graph.get("/me/mailFolders/sentitems")["id"]
    assert (found[0]["conversationId"]) == draft["conversationId"]


def test_a_draft_is_sent_once(sandbox: Sandbox, graph: Graph) -> None:
    draft = graph.ask("POST", MESSAGES, json=WORDS, prefer=IMMUTABLE).json()["id"]
    graph.post(f"{MESSAGES}/{draft}/send")
    assert graph.refused("POST", f"{MESSAGES}/{draft}/send")[0] == 400
    assert [each["times"] for each in sandbox.control.sent()] == [1]


def test_the_message_id_may_be_replaced_on_the_way_out(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("settings", keep_message_id=False)
    draft = graph.mime(MESSAGES, base64.b64encode(OWN))
    graph.post(f"{MESSAGES}/{draft['id']}/send")
    (sent,) = sandbox.control.sent()
    assert sent["messageId"] != "<own@x.example>"
    assert b"<own@x.example>" in base64.b64decode(sent["submitted"])


def test_a_mail_is_sent_in_one_step_and_its_copy_kept_or_not(sandbox: Sandbox, graph: Graph) -> None:
    assert graph.ask("POST", "/me/sendMail", json={"message": WORDS}).status_code == 202
    assert graph.ask("POST", "/me/sendMail", json={"message": WORDS, "saveToSentItems": False}).status_code == 202
    by_mime = {"content": base64.b64encode(OWN), "headers": {"Content-Type": "text/plain"}}
    assert graph.ask("POST", "/me/sendMail", **by_mime).status_code == 202
    assert [each["via"] for each in sandbox.control.sent()] == ["graph.sendMail"] * 3
    assert graph.get("/me/mailFolders/sentitems")["totalItemCount"] == 2


def test_a_mail_to_somebody_here_arrives_without_the_blind_copies(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("people", email="kim@poe.example")
    hidden = {"bccRecipients": [{"emailAddress": {"address": "kim@poe.example"}}]}
    graph.post("/me/sendMail", {"message": WORDS | hidden})
    (theirs,) = sandbox.control.get("messages", account="kim@poe.example")["messages"]
    assert theirs["labelIds"] == ["INBOX", "UNREAD"]
    (sent,) = sandbox.control.sent()
    assert b"kim@poe.example" in base64.b64decode(sent["raw"])


def test_a_mail_to_oneself_is_two_messages(sandbox: Sandbox, graph: Graph) -> None:
    me = [{"emailAddress": {"address": "alex@example.com"}}]
    graph.post("/me/sendMail", {"message": WORDS | {"toRecipients": me}})
    counts = [graph.get(f"/me/mailFolders/{name}")["totalItemCount"] for name in ("inbox", "sentitems")]
    assert counts == [1, 1]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"toRecipients": []}, 400, "ErrorInvalidRecipients"),
        ({"toRecipients": [{"emailAddress": {"address": "nobody"}}]}, 400, "ErrorInvalidRecipients"),
        ({"from": {"emailAddress": {"address": "boss@example.com"}}}, 403, "ErrorSendAsDenied"),
        ({"nonsense": 1}, 400, "RequestBodyRead"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    sandbox: Sandbox, graph: Graph, changed: dict[str, Any], status: int, code: str
) -> None:
    assert graph.refused("POST", "/me/sendMail", json={"message": WORDS | changed}) == (status, code)
    assert sandbox.control.sent() == []


def test_a_draft_that_was_thrown_away_is_still_one(sandbox: Sandbox, graph: Graph) -> None:
    draft = graph.ask("POST", MESSAGES, json=WORDS, prefer=IMMUTABLE).json()["id"]
    graph.ask("DELETE", f"{MESSAGES}/{draft}")
    left = graph.get(f"{MESSAGES}/{draft}")
    assert left["isDraft"] is True
    assert left["parentFolderId"] == graph.get("/me/mailFolders/deleteditems")["id"]
