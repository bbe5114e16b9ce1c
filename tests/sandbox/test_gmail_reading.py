"""Gmail's reading methods, as the unchanged client sees them (providers.md 1.1)."""

from __future__ import annotations

from typing import Any

from infra.sandbox.process import Sandbox
from tests.sandbox import clients
from tests.sandbox.clients import GMAIL, decoded, mail, pages, refused

WITH_FILES = (
    b"From: dana@floodworks.example\r\nTo: alex@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"Message-ID: <files@floodworks.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
    b"--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n"
    b"--inner\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe & more\r\n"
    b"--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hi</p>\r\n--inner--\r\n"
    b"--outer\r\nContent-Type: text/calendar; name=invite.ics; method=REQUEST\r\n"
    b"Content-Disposition: attachment; filename=invite.ics\r\nContent-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFS\r\n--outer--\r\n"
)


def test_the_profile_counts_and_names_the_newest_history_id(sandbox: Sandbox, gmail: Any) -> None:
    before = gmail.getProfile(userId="me").execute()
    delivered = sandbox.control.deliver(mail())
    after = gmail.getProfile(userId="me").execute()
    assert (before["messagesTotal"], after["messagesTotal"], after["threadsTotal"]) == (0, 1, 1)
    assert after["emailAddress"] == "alex@example.com"
    assert after["historyId"] == delivered["historyId"]
    assert int(after["historyId"]) > int(before["historyId"])


def test_a_listing_gives_ids_and_threads_newest_first(sandbox: Sandbox, gmail: Any) -> None:
    older = sandbox.control.deliver(mail("Older"), internal_date="2026-10-01T00:00:00Z")
    newest = sandbox.control.deliver(mail("Newest"), internal_date="2026-11-01T00:00:00Z")
    late = sandbox.control.deliver(mail("Arrived last, but old"), internal_date="2026-09-01T00:00:00Z")
    found = gmail.messages().list(userId="me").execute()["messages"]
    assert [each["id"] for each in found] == [newest["id"], older["id"], late["id"]]
    assert all(set(each) == {"id", "threadId"} for each in found)


def test_an_empty_listing_has_no_messages_key(gmail: Any) -> None:
    assert gmail.messages().list(userId="me").execute() == {"resultSizeEstimate": 0}


def test_labels_of_a_listing_must_all_be_there(sandbox: Sandbox, gmail: Any) -> None:
    both = sandbox.control.deliver(mail("Both"), labels=["INBOX", "STARRED"])
    sandbox.control.deliver(mail("One"), labels=["INBOX"])
    found = gmail.messages().list(userId="me", labelIds=["INBOX", "STARRED"]).execute()["messages"]
    assert [each["id"] for each in found] == [both["id"]]


def test_pages_hold_every_message_once_though_mail_arrives_meanwhile(sandbox: Sandbox, gmail: Any) -> None:
    delivered = {
        sandbox.control.deliver(mail(f"Number {number}"), internal_date=f"2026-10-{number + 1:02}T00:00:00Z")["id"]
        for number in range(7)
    }
    listing = gmail.messages()
    first = listing.list(userId="me", maxResults=3)
    page = first.execute()
    sandbox.control.deliver(mail("Newer than all"))
    rest = pages(listing.list_next(first, page), listing.list_next)
    found = [each["id"] for one in [page, *rest] for each in one["messages"]]
    assert len(found) == len(set(found)) == 7
    assert set(found) == delivered


def test_a_page_holds_at_most_five_hundred_and_a_hundred_unless_asked(sandbox: Sandbox, gmail: Any) -> None:
    for number in range(502):
        sandbox.control.deliver(mail(f"Number {number}"))
    listing = gmail.messages()
    assert len(listing.list(userId="me").execute()["messages"]) == 100
    assert len(listing.list(userId="me", maxResults=10_000).execute()["messages"]) == 500


def test_a_page_token_of_nobodys_making_is_refused(gmail: Any) -> None:
    assert refused(gmail.messages().list(userId="me", pageToken="nonsense"))[0] == 400


def test_each_format_shows_its_part_of_the_message(sandbox: Sandbox, gmail: Any) -> None:
    message_id = sandbox.control.deliver(WITH_FILES)["id"]
    shown = {
        form: gmail.messages().get(userId="me", id=message_id, format=form).execute()
        for form in ("minimal", "metadata", "full", "raw")
    }
    assert "payload" not in shown["minimal"]
    assert set(shown["metadata"]["payload"]) == {"mimeType", "headers"}
    assert decoded(shown["raw"]["raw"]) == WITH_FILES
    assert "payload" not in shown["raw"]
    assert shown["full"]["payload"]["mimeType"] == "multipart/mixed"
    assert shown["full"]["internalDate"] == shown["minimal"]["internalDate"]
    assert gmail.messages().get(userId="me", id=message_id).execute()["payload"]["mimeType"] == "multipart/mixed"


def test_metadata_headers_choose_without_regard_to_case(sandbox: Sandbox, gmail: Any) -> None:
    message_id = sandbox.control.deliver(WITH_FILES)["id"]
    shown = (
        gmail.messages()
        .get(userId="me", id=message_id, format="metadata", metadataHeaders=["subject", "X-None"])
        .execute()
    )
    assert shown["payload"]["headers"] == [{"name": "Subject", "value": "Grüße"}]


def test_text_comes_as_utf_8_whatever_its_charset_says(sandbox: Sandbox, gmail: Any) -> None:
    """The charset in the part's header stays as it was (openclaw/gogcli#446)."""
    message = gmail.messages().get(userId="me", id=sandbox.control.deliver(WITH_FILES)["id"]).execute()
    plain = message["payload"]["parts"][0]["parts"][0]
    assert decoded(plain["body"]["data"]).decode() == "Grüße & more"
    assert {"name": "Content-Type", "value": "text/plain; charset=iso-8859-1"} in plain["headers"]
    assert (plain["partId"], message["payload"]["partId"]) == ("0.0", "")
    assert message["snippet"] == "Grüße &amp; more"


def test_an_attachment_is_fetched_by_an_id_that_is_new_in_every_answer(sandbox: Sandbox, gmail: Any) -> None:
    message_id = sandbox.control.deliver(WITH_FILES)["id"]
    ids = []
    for _ in range(2):
        part = gmail.messages().get(userId="me", id=message_id).execute()["payload"]["parts"][1]
        assert (part["filename"], "data" in part["body"]) == ("invite.ics", False)
        ids.append(part["body"]["attachmentId"])
    assert ids[0] != ids[1]
    for each in ids:
        body = gmail.messages().attachments().get(userId="me", messageId=message_id, id=each).execute()
        assert decoded(body["data"]) == b"BEGIN:VCALENDAR"
        assert body["size"] == len(b"BEGIN:VCALENDAR")


def test_a_message_that_is_not_there_is_404_and_an_impossible_id_400(sandbox: Sandbox, gmail: Any) -> None:
    assert refused(gmail.messages().get(userId="me", id="18c0ffee")) == (404, "notFound")
    assert refused(gmail.messages().get(userId="me", id="not-hex"))[0] == 400
    gone = sandbox.control.deliver(mail())["id"]
    sandbox.control.post("messages/delete", id=gone)
    assert refused(gmail.messages().get(userId="me", id=gone)) == (404, "notFound")


def test_a_thread_holds_its_messages_in_order_and_the_newest_change(sandbox: Sandbox, gmail: Any) -> None:
    first = sandbox.control.deliver(
        mail("Coffee", message_id="<1@floodworks.example>"), internal_date="2026-10-01T00:00:00Z"
    )
    answer = mail("Re: Coffee", message_id="<2@floodworks.example>", references="<1@floodworks.example>")
    second = sandbox.control.deliver(answer, internal_date="2026-10-02T00:00:00Z")
    assert second["threadId"] == first["threadId"] == first["id"]
    thread = gmail.threads().get(userId="me", id=first["threadId"], format="metadata").execute()
    assert [each["id"] for each in thread["messages"]] == [first["id"], second["id"]]
    assert thread["historyId"] == second["historyId"]
    listed = gmail.threads().list(userId="me").execute()["threads"]
    assert [each["id"] for each in listed] == [first["threadId"]]


def test_another_subject_begins_another_thread(sandbox: Sandbox) -> None:
    first = sandbox.control.deliver(mail("Coffee", message_id="<1@floodworks.example>"))
    other = sandbox.control.deliver(mail("Lunch", references="<1@floodworks.example>"))
    assert other["threadId"] != first["threadId"]


def test_aliases_are_listed_with_the_primary_address_first(sandbox: Sandbox) -> None:
    sandbox.control.post("people", email="maya@work.example", name="Maya", aliases=[["m@alumni.example", "Maya C."]])
    found = (
        clients.gmail(sandbox, account="maya@work.example").settings().sendAs().list(userId="me").execute()["sendAs"]
    )
    assert [(each["sendAsEmail"], each["isPrimary"], each["displayName"]) for each in found] == [
        ("maya@work.example", True, "Maya"),
        ("m@alumni.example", False, "Maya C."),
    ]


def test_labels_are_the_systems_and_the_persons_own_with_counts(sandbox: Sandbox, gmail: Any) -> None:
    own = sandbox.control.post("labels", name="Coffee chats")["id"]
    sandbox.control.deliver(mail(), labels=["INBOX", "UNREAD", own])
    names = {each["id"]: each["type"] for each in gmail.labels().list(userId="me").execute()["labels"]}
    assert (names["INBOX"], names[own]) == ("system", "user")
    counted = gmail.labels().get(userId="me", id=own).execute()
    assert (counted["messagesTotal"], counted["messagesUnread"], counted["threadsTotal"]) == (1, 1, 1)


def test_one_person_never_sees_the_mail_of_another(sandbox: Sandbox, gmail: Any) -> None:
    sandbox.control.post("people", email="maya@work.example")
    theirs = sandbox.control.deliver(mail(), account="maya@work.example")["id"]
    assert gmail.messages().list(userId="me").execute() == {"resultSizeEstimate": 0}
    assert refused(gmail.messages().get(userId="me", id=theirs)) == (404, "notFound")
    assert refused(gmail.messages().list(userId="maya@work.example")) == (403, "forbidden")


def test_fields_cuts_the_answer_down(sandbox: Sandbox, gmail: Any) -> None:
    message_id = sandbox.control.deliver(WITH_FILES)["id"]
    shown = gmail.messages().get(userId="me", id=message_id, fields="id,payload(headers/name,mimeType)").execute()
    assert set(shown) == {"id", "payload"}
    assert set(shown["payload"]) == {"headers", "mimeType"}
    assert all(set(each) == {"name"} for each in shown["payload"]["headers"])
    assert refused(gmail.messages().get(userId="me", id=message_id, fields="id(")) == (400, "invalidParameter")


def test_the_metadata_scope_allows_neither_a_search_nor_a_body(sandbox: Sandbox) -> None:
    limited = clients.gmail(sandbox, f"{GMAIL}.metadata")
    message_id = sandbox.control.deliver(mail())["id"]
    assert refused(limited.messages().list(userId="me", q="from:dana"))[0] == 403
    assert refused(limited.messages().get(userId="me", id=message_id))[0] == 403
    assert limited.messages().get(userId="me", id=message_id, format="metadata").execute()["id"] == message_id
    assert limited.messages().list(userId="me").execute()["messages"][0]["id"] == message_id


def test_a_mail_nested_a_thousand_deep_is_served_all_the_same(sandbox: Sandbox, gmail: Any) -> None:
    """A product has to survive such a mail, so the sandbox must be able to send it."""
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1000))
    message_id = sandbox.control.deliver(f"From: a@b.example\r\nSubject: Deep\r\n{nested}\r\nx\r\n".encode())["id"]
    assert gmail.messages().get(userId="me", id=message_id).execute()["payload"]["headers"]
    assert len(decoded(gmail.messages().get(userId="me", id=message_id, format="raw").execute()["raw"])) > 50_000


def test_a_method_the_sandbox_does_not_do_says_so(gmail: Any) -> None:
    assert refused(gmail.settings().getImap(userId="me")) == (501, "notImplemented")
