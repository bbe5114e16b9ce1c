"""Drafts and sending: what a mail becomes on its way out, and how often it went (providers.md 1.1, reliability.md 1.2)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from googleapiclient.http import MediaInMemoryUpload

from infra.sandbox.process import Sandbox
from tests.sandbox import clients
from tests.sandbox.clients import decoded, encoded, mail, refused

DATE = "Mon, 02 Nov 2026 08:00:00 +0000"


def ours(subject: str = "Thank you", **headers: str) -> bytes:
    given = {"to": "dana@floodworks.example", "message_id": "<ours@example.com>", "date": DATE, **headers}
    return mail(subject, **{"from": "alex@example.com", **given})


def send(gmail: Any, raw: bytes, thread_id: str | None = None) -> dict[str, Any]:
    body = {"raw": encoded(raw), **({"threadId": thread_id} if thread_id else {})}
    sent: dict[str, Any] = gmail.messages().send(userId="me", body=body).execute()
    return sent


def create(gmail: Any, raw: bytes, thread_id: str | None = None) -> dict[str, Any]:
    message = {"raw": encoded(raw), **({"threadId": thread_id} if thread_id else {})}
    draft: dict[str, Any] = gmail.drafts().create(userId="me", body={"message": message}).execute()
    return draft


def raw_of(gmail: Any, message_id: str) -> bytes:
    return decoded(gmail.messages().get(userId="me", id=message_id, format="raw").execute()["raw"])


def test_a_sent_mail_is_kept_byte_for_byte_with_label_sent_and_a_history_record(sandbox: Sandbox, gmail: Any) -> None:
    cursor = gmail.getProfile(userId="me").execute()["historyId"]
    sent = send(gmail, ours())
    assert sent["labelIds"] == ["SENT"]
    assert raw_of(gmail, sent["id"]) == ours()
    history = gmail.history().list(userId="me", startHistoryId=cursor).execute()["history"]
    assert [list(record) for record in history] == [["id", "messages", "messagesAdded"]]
    entry = sandbox.control.sent()[0]
    assert (entry["id"], entry["threadId"], entry["messageId"]) == (sent["id"], sent["threadId"], "<ours@example.com>")
    assert (entry["times"], entry["via"], base64.b64decode(entry["raw"])) == (1, "gmail.users.messages.send", ours())


def test_gmail_adds_what_a_mail_lacks(gmail: Any) -> None:
    sent = send(gmail, b"To: dana@floodworks.example\nSubject: Bare\n\nHello")
    shown = gmail.messages().get(userId="me", id=sent["id"], format="metadata").execute()["payload"]["headers"]
    headers = {each["name"]: each["value"] for each in shown}
    assert {"From", "Date", "Message-ID", "MIME-Version"} <= set(headers)
    assert headers["From"] == "Alex Example <alex@example.com>"


def test_a_sender_that_is_not_the_persons_own_is_replaced_and_an_alias_kept(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="maya@work.example", name="Maya", aliases=[["m@alumni.example", "Maya"]])
    maya = clients.gmail(sandbox, account="maya@work.example")
    assert b"From: Maya <maya@work.example>" in raw_of(maya, send(maya, ours(**{"from": "boss@else.example"}))["id"])
    assert b"From: m@alumni.example" in raw_of(maya, send(maya, ours(**{"from": "m@alumni.example"}))["id"])


@pytest.mark.parametrize("keeps", [True, False])
def test_a_callers_message_id_is_kept_or_replaced_as_the_sandbox_is_told(
    sandbox: Sandbox, gmail: Any, keeps: bool
) -> None:
    """No source says which of the two Gmail does (providers.md 2): a product must live with both."""
    sandbox.control.post("settings", keep_message_id=keeps)
    draft = create(gmail, ours())
    sent = gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert (b"<ours@example.com>" in raw_of(gmail, sent["id"])) is keeps
    assert raw_of(gmail, sent["id"]).lower().count(b"message-id:") == 1
    found = gmail.messages().list(userId="me", q="rfc822msgid:ours@example.com").execute()
    assert found["resultSizeEstimate"] == int(keeps)


def test_a_mail_joins_a_thread_only_with_id_reference_and_subject(sandbox: Sandbox, gmail: Any) -> None:
    theirs = sandbox.control.deliver(mail("Coffee", message_id="<theirs@floodworks.example>"))
    refers = {"in_reply_to": "<theirs@floodworks.example>", "references": "<theirs@floodworks.example>"}
    joined = send(gmail, ours("Re: Coffee", **refers), theirs["threadId"])
    assert joined["threadId"] == theirs["threadId"]
    apart = [
        send(gmail, ours("Re: Coffee", **refers)),
        send(gmail, ours("Re: Coffee"), theirs["threadId"]),
        send(gmail, ours("Something else", **refers), theirs["threadId"]),
    ]
    assert all(each["threadId"] == each["id"] for each in apart)


def test_a_thread_that_does_not_exist_is_404(gmail: Any) -> None:
    request = gmail.messages().send(userId="me", body={"raw": encoded(ours()), "threadId": "18c0ffee"})
    assert refused(request) == (404, "notFound")


def test_an_answer_to_a_sent_mail_arrives_in_its_thread(sandbox: Sandbox, gmail: Any) -> None:
    sent = send(gmail, ours("Coffee?"))
    answer = sandbox.control.deliver(mail("Re: Coffee?", in_reply_to="<ours@example.com>"))
    assert answer["threadId"] == sent["threadId"]


def test_a_drafts_id_stays_and_its_messages_id_changes_with_every_update(gmail: Any) -> None:
    draft = create(gmail, ours("First"))
    assert draft["message"]["labelIds"] == ["DRAFT"]
    updated = (
        gmail.drafts().update(userId="me", id=draft["id"], body={"message": {"raw": encoded(ours("Second"))}}).execute()
    )
    assert updated["id"] == draft["id"]
    assert updated["message"]["id"] != draft["message"]["id"]
    assert refused(gmail.messages().get(userId="me", id=draft["message"]["id"])) == (404, "notFound")
    shown = gmail.drafts().get(userId="me", id=draft["id"], format="raw").execute()
    assert decoded(shown["message"]["raw"]) == ours("Second")
    assert [each["id"] for each in gmail.drafts().list(userId="me").execute()["drafts"]] == [draft["id"]]


def test_sending_a_draft_makes_a_new_message_and_uses_the_draft_up(sandbox: Sandbox, gmail: Any) -> None:
    draft = create(gmail, ours())
    sent = gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert (sent["labelIds"], sent["id"] != draft["message"]["id"]) == (["SENT"], True)
    assert refused(gmail.drafts().get(userId="me", id=draft["id"])) == (404, "notFound")
    assert refused(gmail.messages().get(userId="me", id=draft["message"]["id"])) == (404, "notFound")
    assert "drafts" not in gmail.drafts().list(userId="me").execute()
    assert sandbox.control.sent()[0]["draftId"] == draft["id"]


def test_a_second_send_of_the_same_draft_is_404_and_sends_nothing(sandbox: Sandbox, gmail: Any) -> None:
    draft = create(gmail, ours())
    gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert refused(gmail.drafts().send(userId="me", body={"id": draft["id"]})) == (404, "notFound")
    assert len(sandbox.control.sent()) == 1


def test_history_tells_of_a_drafts_whole_life(gmail: Any) -> None:
    cursor = gmail.getProfile(userId="me").execute()["historyId"]
    draft = create(gmail, ours())
    gmail.drafts().update(userId="me", id=draft["id"], body={"message": {"raw": encoded(ours())}}).execute()
    gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    history = gmail.history().list(userId="me", startHistoryId=cursor).execute()["history"]
    kinds = [key for record in history for key in record if key.startswith("messages") and key != "messages"]
    assert kinds == ["messagesAdded", "messagesDeleted", "messagesAdded", "messagesDeleted", "messagesAdded"]


def test_a_draft_in_a_thread_is_sent_into_that_thread(sandbox: Sandbox, gmail: Any) -> None:
    theirs = sandbox.control.deliver(mail("Coffee", message_id="<theirs@floodworks.example>"))
    draft = create(gmail, ours("Re: Coffee", references="<theirs@floodworks.example>"), theirs["threadId"])
    assert draft["message"]["threadId"] == theirs["threadId"]
    sent = gmail.drafts().send(userId="me", body={"id": draft["id"]}).execute()
    assert sent["threadId"] == theirs["threadId"]


def test_a_deleted_draft_is_gone(gmail: Any) -> None:
    draft = create(gmail, ours())
    gmail.drafts().delete(userId="me", id=draft["id"]).execute()
    assert refused(gmail.drafts().delete(userId="me", id=draft["id"])) == (404, "notFound")


def test_a_draft_without_recipient_is_kept_but_not_sent(sandbox: Sandbox, gmail: Any) -> None:
    draft = create(gmail, ours(to=""))
    assert refused(gmail.drafts().send(userId="me", body={"id": draft["id"]}))[0] == 400
    assert gmail.drafts().get(userId="me", id=draft["id"]).execute()["id"] == draft["id"]
    assert refused(gmail.messages().send(userId="me", body={"raw": encoded(ours(to=""))}))[0] == 400
    assert sandbox.control.sent() == []


@pytest.mark.parametrize("body", [{}, {"raw": ""}, {"raw": "not base64 !"}])
def test_what_is_no_mail_is_refused(gmail: Any, body: dict[str, str]) -> None:
    assert refused(gmail.messages().send(userId="me", body=body))[0] == 400


def test_a_mail_to_oneself_is_one_message_in_sent_and_inbox(gmail: Any) -> None:
    sent = send(gmail, ours(to="alex@example.com"))
    assert sent["labelIds"] == ["INBOX", "SENT", "UNREAD"]
    assert gmail.messages().list(userId="me").execute()["resultSizeEstimate"] == 1


def test_a_mail_to_somebody_else_in_the_sandbox_arrives_there_without_bcc(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.post("people", email="maya@work.example")
    send(gmail, ours(to="maya@work.example", bcc="boss@else.example"))
    maya = clients.gmail(sandbox, account="maya@work.example")
    arrived = maya.messages().list(userId="me", labelIds=["INBOX"]).execute()["messages"]
    assert b"boss@else.example" not in raw_of(maya, arrived[0]["id"])


def test_the_same_bytes_sent_twice_are_counted_as_twice(sandbox: Sandbox, gmail: Any) -> None:
    send(gmail, ours())
    send(gmail, ours())
    send(gmail, ours("Another"))
    assert [each["times"] for each in sandbox.control.sent()] == [2, 2, 1]


@pytest.mark.parametrize("body", [None, {"message": {}}])
def test_a_draft_may_be_handed_in_as_an_upload(gmail: Any, body: dict[str, Any] | None) -> None:
    """Bare, or as multipart with JSON before it; both follow the client's root address."""
    media = MediaInMemoryUpload(ours(), mimetype="message/rfc822")
    draft = gmail.drafts().create(userId="me", body=body, media_body=media).execute()
    assert raw_of(gmail, draft["message"]["id"]).strip() == ours().strip()


def test_a_read_scope_sends_nothing(sandbox: Sandbox) -> None:
    reading = clients.gmail(sandbox, *clients.READ)
    assert refused(reading.messages().send(userId="me", body={"raw": encoded(ours())})) == (
        403,
        "insufficientPermissions",
    )
    assert refused(reading.drafts().create(userId="me", body={})) == (403, "insufficientPermissions")
    assert sandbox.control.sent() == []
