"""Reading mail through Graph: folders, messages, ids, invites, MIME, attachments, filters (providers.md 1.3)."""

from __future__ import annotations

import base64

import pytest

from infra.sandbox.process import Sandbox
from tests.sandbox.clients import mail
from tests.sandbox.microsoft.clients import IMMUTABLE, Graph

MESSAGES = "/me/messages"


def invite(method: str, *, answer: str = "", uid: str = "m1@x.example") -> bytes:
    """Return a mail with a calendar part of that method."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += [f"ATTENDEE;PARTSTAT={answer}:mailto:dana@floodworks.example"] if answer else []
    lines += ["DTSTART:20261105T100000Z", "DTEND:20261105T103000Z", "SUMMARY:Coffee", "END:VEVENT", "END:VCALENDAR"]
    head = "From: Dana <dana@floodworks.example>\r\nTo: alex@example.com\r\nSubject: Coffee\r\nMIME-Version: 1.0\r\n"
    kind = f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n"
    return (head + kind + "\r\n".join(lines) + "\r\n").encode()


def with_file(name: str, data: bytes) -> bytes:
    """Return a mail with a text and a file."""
    head = b'From: d@x.example\r\nTo: alex@example.com\r\nSubject: File\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    text = b"--b\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n"
    file = (
        f'--b\r\nContent-Type: application/pdf; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    )
    return (
        head
        + text
        + file.encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(data)
        + b"\r\n--b--\r\n"
    )


def test_well_known_names_lead_to_folders_whatever_they_are_called(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("settings", folder_language="de")
    inbox = graph.get("/me/mailFolders/inbox")
    assert inbox["displayName"] == "Posteingang"
    assert graph.get(f"/me/mailFolders/{inbox['id']}") == inbox
    assert graph.get("/me/mailFolders('inbox')") == inbox


def test_folders_come_in_pages_and_own_ones_may_stand_below_others(sandbox: Sandbox, graph: Graph) -> None:
    top = graph.post("/me/mailFolders", {"displayName": "Jobs"})
    below = graph.post(f"/me/mailFolders/{top['id']}/childFolders", {"displayName": "2026"})
    pages = graph.pages("/me/mailFolders?$top=5")
    names = [each["displayName"] for page in pages for each in page["value"]]
    assert len(pages) == 2
    assert "Jobs" in names
    assert "2026" not in names
    (child,) = graph.get(f"/me/mailFolders/{top['id']}/childFolders")["value"]
    assert child["id"] == below["id"]
    assert child["parentFolderId"] == top["id"]


def test_folders_count_what_is_in_them(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.deliver(mail())
    sandbox.control.deliver(mail(), labels=["INBOX"])
    inbox = graph.get("/me/mailFolders/inbox")
    assert (inbox["totalItemCount"], inbox["unreadItemCount"]) == (2, 1)


def test_an_immutable_id_survives_a_move_and_an_ordinary_one_does_not(sandbox: Sandbox, graph: Graph) -> None:
    immutable = sandbox.control.deliver(mail())["id"]
    (listed,) = graph.get(MESSAGES)["value"]
    graph.post(f"{MESSAGES}/{listed['id']}/move", {"destinationId": "archive"})
    assert graph.refused("GET", f"{MESSAGES}/{listed['id']}") == (404, "ErrorItemNotFound")
    assert graph.get(f"{MESSAGES}/{immutable}", prefer=IMMUTABLE)["id"] == immutable


def test_ids_of_folders_and_calendars_are_the_same_whatever_is_preferred(graph: Graph) -> None:
    for path in ("/me/mailFolders", "/me/calendars"):
        plain, immutable = (graph.get(path, **more)["value"] for more in ({}, {"prefer": IMMUTABLE}))
        assert [each["id"] for each in plain] == [each["id"] for each in immutable]


def test_an_id_that_is_none_is_malformed_and_one_of_nothing_is_not_found(sandbox: Sandbox, graph: Graph) -> None:
    gone = sandbox.control.deliver(mail())["id"]
    sandbox.control.post("messages/delete", id=gone)
    assert graph.refused("GET", f"{MESSAGES}/nonsense") == (400, "ErrorInvalidIdMalformed")
    assert graph.refused("GET", f"{MESSAGES}/{gone}") == (404, "ErrorItemNotFound")


def test_the_mime_of_a_message_is_what_arrived_byte_for_byte(sandbox: Sandbox, graph: Graph) -> None:
    raw = mail("Grüße", message_id="<a@x.example>")
    message = sandbox.control.deliver(raw)["id"]
    assert graph.ask("GET", f"{MESSAGES}/{message}/$value").content == raw


def test_headers_are_shown_only_to_who_selects_them(sandbox: Sandbox, graph: Graph) -> None:
    message = sandbox.control.deliver(mail(x_mailer="Pen"))["id"]
    assert "internetMessageHeaders" not in graph.get(f"{MESSAGES}/{message}")
    chosen = graph.get(f"{MESSAGES}/{message}?$select=internetMessageHeaders,subject")
    assert {"name": "X-Mailer", "value": "Pen"} in chosen["internetMessageHeaders"]
    assert {key for key in chosen if "@" not in key} == {"id", "internetMessageHeaders", "subject"}


def test_reading_leaves_a_message_unread(sandbox: Sandbox, graph: Graph) -> None:
    message = sandbox.control.deliver(mail())["id"]
    graph.ask("GET", f"{MESSAGES}/{message}/$value")
    assert graph.get(f"{MESSAGES}/{message}")["isRead"] is False


def test_the_body_is_html_unless_text_is_preferred(sandbox: Sandbox, graph: Graph) -> None:
    raw = mail(text="<p>One &amp; two</p>").replace(b"text/plain", b"text/html")
    message = sandbox.control.deliver(raw)["id"]
    assert graph.get(f"{MESSAGES}/{message}")["body"]["contentType"] == "html"
    preferred = graph.ask("GET", f"{MESSAGES}/{message}", prefer='outlook.body-content-type="text"')
    assert preferred.json()["body"]["content"].strip() == "One & two"
    assert preferred.headers["preference-applied"] == 'outlook.body-content-type="text"'


@pytest.mark.parametrize(
    ("method", "answer", "kind", "meant"),
    [
        ("REQUEST", "", "eventMessageRequest", "meetingRequest"),
        ("CANCEL", "", "eventMessage", "meetingCancelled"),
        ("REPLY", "ACCEPTED", "eventMessageResponse", "meetingAccepted"),
        ("REPLY", "TENTATIVE", "eventMessageResponse", "meetingTenativelyAccepted"),
        ("REPLY", "DECLINED", "eventMessageResponse", "meetingDeclined"),
    ],
)
def test_an_invite_is_an_event_message_in_graphs_own_spelling(
    sandbox: Sandbox, graph: Graph, method: str, answer: str, kind: str, meant: str
) -> None:
    message = sandbox.control.deliver(invite(method, answer=answer))["id"]
    shown = graph.get(f"{MESSAGES}/{message}")
    assert (shown["@odata.type"], shown["meetingMessageType"]) == (f"#microsoft.graph.{kind}", meant)


def test_a_published_calendar_is_an_ordinary_message(sandbox: Sandbox, graph: Graph) -> None:
    message = sandbox.control.deliver(invite("PUBLISH"))["id"]
    assert "meetingMessageType" not in graph.get(f"{MESSAGES}/{message}")


def test_an_invite_is_expanded_to_the_event_it_belongs_to(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.put_event(
        {
            "iCalUID": "m1@x.example",
            "summary": "Coffee",
            "organizer": {"email": "dana@floodworks.example"},
            "attendees": [{"email": "alex@example.com"}],
            "start": {"dateTime": "2026-11-05T10:00:00Z"},
            "end": {"dateTime": "2026-11-05T10:30:00Z"},
        }
    )
    message = sandbox.control.deliver(invite("REQUEST"))["id"]
    expand = "$expand=microsoft.graph.eventMessage/event"
    event = graph.get(f"{MESSAGES}/{message}?{expand}")["event"]
    assert (event["subject"], event["showAs"], event["iCalUId"]) == ("Coffee", "tentative", "m1@x.example")
    plain = sandbox.control.deliver(mail())["id"]
    assert "event" not in graph.get(f"{MESSAGES}/{plain}?{expand}")


def test_attachments_are_listed_and_come_with_their_bytes(sandbox: Sandbox, graph: Graph) -> None:
    message = sandbox.control.deliver(with_file("cv.pdf", b"%PDF-1"))["id"]
    (listed,) = graph.get(f"{MESSAGES}/{message}/attachments")["value"]
    assert (listed["name"], listed["@odata.type"]) == ("cv.pdf", "#microsoft.graph.fileAttachment")
    assert base64.b64decode(listed["contentBytes"]) == b"%PDF-1"
    one = f"{MESSAGES}/{message}/attachments/{listed['id']}"
    assert graph.get(one)["size"] == 6
    assert graph.ask("GET", f"{one}/$value").content == b"%PDF-1"
    assert graph.get(f"{MESSAGES}/{message}")["hasAttachments"] is True
    (light,) = graph.get(f"{MESSAGES}/{message}/attachments?$select=name,size")["value"]
    assert "contentBytes" not in light


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("$filter=internetMessageId eq '<b@x.example>'", ["beta"]),
        ("$filter=receivedDateTime ge 2026-11-01T10:00:00Z and receivedDateTime lt 2026-11-01T11:00:00Z", ["beta"]),
        ("$filter=isRead eq true", ["gamma"]),
        ("$filter=from/emailAddress/address eq 'kim@poe.example'", ["gamma"]),
        ("$filter=startswith(subject,'al') or subject eq 'beta'", ["beta", "alpha"]),
        ("$filter=not(contains(subject,'a'))", []),
        ("$orderby=receivedDateTime asc", ["alpha", "beta", "gamma"]),
        ("$top=2", ["gamma", "beta"]),
        ("$skip=2", ["alpha"]),
        ("$search=%22from:kim%22", ["gamma"]),
        ("$search=%22subject:beta OR subject:gamma%22", ["gamma", "beta"]),
        ("$search=%22received>=2026-11-01 AND subject:alp*%22", ["alpha"]),
    ],
)
def test_messages_are_filtered_ordered_and_searched(
    sandbox: Sandbox, graph: Graph, wanted: str, found: list[str]
) -> None:
    deliver = sandbox.control.deliver
    deliver(mail("alpha", message_id="<a@x.example>"), internal_date="2026-11-01T09:00:00Z")
    deliver(mail("beta", message_id="<b@x.example>"), internal_date="2026-11-01T10:00:00Z")
    kim = {"from": "Kim <kim@poe.example>"}
    deliver(mail("gamma", **kim), internal_date="2026-11-01T11:00:00Z", labels=["INBOX"])
    assert [each["subject"] for each in graph.get(f"{MESSAGES}?{wanted}")["value"]] == found


@pytest.mark.parametrize(
    "wrong",
    [
        "$filter=nonsense eq 'x'",
        "$filter=subject like 'x'",
        "$filter=subject eq 'x' and",
        "$search=unquoted",
        "$select=nonsense",
        "$orderby=subject",
        "$filter=isRead eq true&$orderby=receivedDateTime desc",
        "$search=%22x%22&$filter=isRead eq true",
        "$deltatoken=x",
        "$nonsense=1",
        "$top=0",
    ],
)
def test_what_graph_does_not_take_is_refused_and_not_ignored(sandbox: Sandbox, graph: Graph, wrong: str) -> None:
    assert graph.refused("GET", f"{MESSAGES}?{wrong}")[0] == 400


def test_a_listing_goes_on_with_the_parameters_it_began_with(sandbox: Sandbox, graph: Graph) -> None:
    for number in range(5):
        sandbox.control.deliver(mail(f"m{number}"))
    pages = graph.pages(f"{MESSAGES}?$top=2&$select=subject&$filter=isRead eq false")
    assert [len(page["value"]) for page in pages] == [2, 2, 1]
    assert len({each["id"] for page in pages for each in page["value"]}) == 5


def test_a_deleted_message_goes_to_deleted_items_first(sandbox: Sandbox, graph: Graph) -> None:
    message = sandbox.control.deliver(mail())["id"]
    graph.ask("DELETE", f"{MESSAGES}/{message}")
    bin_id = graph.get("/me/mailFolders/deleteditems")["id"]
    assert graph.get(f"{MESSAGES}/{message}")["parentFolderId"] == bin_id
    graph.ask("DELETE", f"{MESSAGES}/{message}")
    assert graph.refused("GET", f"{MESSAGES}/{message}")[0] == 404


def test_an_account_without_a_mailbox_says_so(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("settings", has_mailbox=False)
    assert graph.refused("GET", "/me/mailFolders") == (404, "MailboxNotEnabledForRESTAPI")
    assert graph.get("/me")["mail"] == "alex@example.com"


def test_somebody_elses_mailbox_is_out_of_reach(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("people", email="sam@example.com")
    theirs = sandbox.control.deliver(mail(), account="sam@example.com")["id"]
    assert graph.refused("GET", f"{MESSAGES}/{theirs}")[0] == 404
    assert graph.refused("GET", "/users/sam@example.com/messages")[0] >= 400
    assert graph.get("/users/alex@example.com/messages")["value"] == []


def test_the_person_tells_addresses_and_time_zone(sandbox: Sandbox, graph: Graph) -> None:
    sandbox.control.post("people", email="kim@x.example", name="Kim Poe", aliases=[["k@x.example", "Kim"]])
    assert graph.get("/me/mailboxSettings")["timeZone"] == "W. Europe Standard Time"
    asked = graph.get("/me?$select=mail,proxyAddresses,otherMails")
    assert asked["proxyAddresses"] == ["SMTP:alex@example.com"]
