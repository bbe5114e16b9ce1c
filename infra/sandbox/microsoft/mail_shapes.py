"""A stored message as Graph's message resource, and as eventMessage when it is an invite or an answer to one.

Decides nothing but the shape. Properties are those of learn.microsoft.com/graph/api/resources/message and .../eventmessage.
"""

from __future__ import annotations

import base64
import html
import re
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from infra.sandbox.calendars import CalendarBook, Event
from infra.sandbox.mail_content import MailContent, Part, strip_tags
from infra.sandbox.mailbox import StoredMessage, from_milliseconds
from infra.sandbox.microsoft import event_shapes, ids
from infra.sandbox.microsoft.call import Call
from infra.sandbox.microsoft.errors import bad_query, invalid
from infra.sandbox.microsoft.folders import place

#: What is shown only to those who name it in $select.
ON_REQUEST = ("internetMessageHeaders", "uniqueBody")
FIELDS = (
    *("id", "createdDateTime", "lastModifiedDateTime", "changeKey", "categories", "receivedDateTime", "sentDateTime"),
    *(
        "hasAttachments",
        "internetMessageId",
        "subject",
        "bodyPreview",
        "importance",
        "parentFolderId",
        "conversationId",
    ),
    *("conversationIndex", "isDeliveryReceiptRequested", "isReadReceiptRequested", "isRead", "isDraft", "webLink"),
    *("inferenceClassification", "body", "sender", "from", "toRecipients", "ccRecipients", "bccRecipients", "replyTo"),
    *("flag", *ON_REQUEST),
)
_DERIVED = "microsoft.graph.eventMessage/"
_UID = re.compile(r"(?im)^UID[^:\n]*:(.+(?:\r?\n[ \t].+)*)")
_METHOD = re.compile(r"(?im)^METHOD:(\w+)")
_ANSWER = re.compile(r"PARTSTAT=(\w+)", re.IGNORECASE)
_FOLD = re.compile(r"\r?\n[ \t]")
#: Graph spells the third one without its second "t" (resources/eventmessage.md).
_ANSWERS = {
    "ACCEPTED": ("meetingAccepted", "accepted"),
    "TENTATIVE": ("meetingTenativelyAccepted", "tentativelyAccepted"),
    "DECLINED": ("meetingDeclined", "declined"),
}


def show_id(call: Call, message: StoredMessage) -> str:
    return ids.show_message(message.id, place(call.mailbox, message), is_immutable=call.is_immutable)


def shape(call: Call, message: StoredMessage, select: str | None = None, expand: str | None = None) -> dict[str, Any]:
    """Return the message as this call wants to see it."""
    names = read_select(select)
    shown = {**_head(call, message), **_words(call, message), **_people(message.content)}
    kind, extra = _meeting(call, message)
    full = {**_tags(message, kind), **shown, **extra}
    if names:
        kept = {"id", *names}
        full = {key: value for key, value in full.items() if key.startswith("@") or key in kept}
        full |= _on_request(call, message, names)
    if expand:
        full |= _expanded(call, message, expand)
    return full


def read_select(select: str | None) -> tuple[str, ...]:
    """Return the property names of $select; one that a message does not have is refused as Graph does."""
    names = tuple(name.strip() for name in (select or "").split(",") if name.strip())
    for name in names:
        if name not in FIELDS and not name.startswith((_DERIVED, "microsoft.graph.eventMessageRequest/")):
            raise bad_query(f"Could not find a property named '{name}' on type 'microsoft.graph.message'.")
    return tuple(name.rpartition("/")[2] for name in names)


def changed_shape(call: Call, message: StoredMessage, labels: frozenset[str]) -> dict[str, Any]:
    """Return of an updated message only what the change of these labels touched."""
    shown: dict[str, Any] = {**_tags(message, _meeting_kind(message.content)[0]), "id": show_id(call, message)}
    if "UNREAD" in labels:
        shown["isRead"] = "UNREAD" not in message.labels
    if "STARRED" in labels:
        shown["flag"] = _flag(message)
    if "IMPORTANT" in labels:
        shown["importance"] = _importance(message)
    return shown


def attachments_of(content: MailContent) -> list[Part]:
    """Return what Outlook shows as attachments: every part with a name, and those that are no text."""
    return [part for part in content.leaves if part.filename or _is_inline_file(part)]


def find_meeting(call: Call, message: StoredMessage) -> tuple[CalendarBook, Event] | None:
    """Return the calendar entry that an invite belongs to, if it still stands in one of the person's calendars."""
    uid = calendar_uid(message.content)
    for book in call.state.calendars.values() if uid else ():
        for version in book.current():
            if version.event.get("iCalUID") == uid and not version.event.get("recurringEventId"):
                return book, version.event
    return None


def calendar_uid(content: MailContent) -> str:
    text = _calendar_text(content)
    found = _UID.search(text) if text else None
    return _FOLD.sub("", found[1]).strip() if found else ""


def instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _tags(message: StoredMessage, kind: str) -> dict[str, Any]:
    etag = {"@odata.etag": f'W/"{_change_key(message)}"'}
    return {"@odata.type": f"#microsoft.graph.{kind}", **etag} if kind != "message" else etag


def _head(call: Call, message: StoredMessage) -> dict[str, Any]:
    received = from_milliseconds(message.internal_ms)
    folder = place(call.mailbox, message)
    shown = show_id(call, message)
    return {
        "id": shown,
        "createdDateTime": instant(received),
        "lastModifiedDateTime": instant(received),
        "changeKey": _change_key(message),
        "categories": [],
        "receivedDateTime": instant(received),
        "sentDateTime": instant(_sent(message.content) or received),
        "hasAttachments": any(not _is_calendar(part) for part in attachments_of(message.content)),
        "internetMessageId": message.content.message_id or None,
        "importance": _importance(message),
        "parentFolderId": ids.show_folder(folder),
        "conversationId": ids.show_conversation(message.thread_id),
        "conversationIndex": base64.b64encode(f"\x01\x01{message.thread_id[:16]:<20}".encode()).decode(),
        "isDeliveryReceiptRequested": False if folder in ("drafts", "sentitems") else None,
        "isReadReceiptRequested": False,
        "isRead": "UNREAD" not in message.labels,
        "isDraft": "DRAFT" in message.labels,
        "webLink": f"https://outlook.office365.com/owa/?ItemID={shown}&exvsurl=1&viewmodel=ReadMessageItem",
        "inferenceClassification": "focused",
        "flag": _flag(message),
    }


def _words(call: Call, message: StoredMessage) -> dict[str, Any]:
    content = message.content
    return {
        "subject": content.header("subject"),
        "bodyPreview": re.sub(r"\s+", " ", content.text).strip()[:255],
        "body": body_shape(content, wants_text=_wants_text(call)),
    }


def body_shape(content: MailContent, *, wants_text: bool) -> dict[str, Any]:
    """Return the body as HTML, unless the mail has only text or the call prefers it (outlook.body-content-type)."""
    markup = next((part for part in content.leaves if part.mime_type == "text/html" and not part.filename), None)
    if markup is None:
        return {"contentType": "text", "content": content.text}
    text = markup.data.decode("utf-8", "replace")
    if wants_text:
        return {"contentType": "text", "content": strip_tags(text)}
    return {"contentType": "html", "content": text}


def _wants_text(call: Call) -> bool:
    return call.preference("outlook.body-content-type") == "text"


def _people(content: MailContent) -> dict[str, Any]:
    writer = recipients(content.header("from"))
    sender = recipients(content.header("sender")) or writer
    return {
        **({"sender": sender[0], "from": writer[0]} if writer else {}),
        "toRecipients": recipients(content.header("to")),
        "ccRecipients": recipients(content.header("cc")),
        "bccRecipients": recipients(content.header("bcc")),
        "replyTo": recipients(content.header("reply-to")),
    }


def recipients(header: str) -> list[dict[str, Any]]:
    found = getaddresses([header]) if header else []
    return [{"emailAddress": {"name": name or address, "address": address}} for name, address in found if address]


def _on_request(call: Call, message: StoredMessage, names: tuple[str, ...]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if "internetMessageHeaders" in names and "DRAFT" not in message.labels:
        shown["internetMessageHeaders"] = [{"name": name, "value": value} for name, value in message.content.headers]
    elif "internetMessageHeaders" in names:
        own = [(name, value) for name, value in message.content.headers if name.lower().startswith("x-")]
        shown["internetMessageHeaders"] = [{"name": name, "value": value} for name, value in own]
    if "uniqueBody" in names:
        shown["uniqueBody"] = body_shape(message.content, wants_text=_wants_text(call))
    return shown


def _expanded(call: Call, message: StoredMessage, expand: str) -> dict[str, Any]:
    name = expand.partition("(")[0].strip()
    if name == "attachments":
        return {"attachments": [attachment_shape(message, part) for part in attachments_of(message.content)]}
    if name in ("microsoft.graph.eventMessage/event", "microsoft.graph.eventmessage/event"):
        if _meeting_kind(message.content)[0] == "message":
            return {}
        found = find_meeting(call, message)
        return {"event": event_shapes.shape(call, *found) if found else None}
    raise invalid(f"Parsing OData Select and Expand failed: '{name}'.", "RequestBroker--ParseUri")


def attachment_shape(message: StoredMessage, part: Part, *, has_bytes: bool = True) -> dict[str, Any]:
    """Return one attachment: a file, or a mail inside the mail."""
    kind = "itemAttachment" if part.mime_type == "message/rfc822" else "fileAttachment"
    shown: dict[str, Any] = {
        "@odata.type": f"#microsoft.graph.{kind}",
        "@odata.mediaContentType": part.mime_type,
        "id": ids.show_attachment(message.id, part.part_id),
        "lastModifiedDateTime": instant(from_milliseconds(message.internal_ms)),
        "name": part.filename or part.mime_type.replace("/", "."),
        "contentType": part.mime_type,
        "size": len(part.data),
        "isInline": _header(part, "content-disposition").lower().startswith("inline"),
    }
    if kind == "fileAttachment":
        content_id = _header(part, "content-id").strip("<>") or None
        shown |= {"contentId": content_id, "contentLocation": None}
        shown |= {"contentBytes": base64.b64encode(part.data).decode()} if has_bytes else {}
    return shown


def _meeting(call: Call, message: StoredMessage) -> tuple[str, dict[str, Any]]:
    """Return the resource's type, and what an invite or an answer has beside a message's properties."""
    kind, meant, response = _meeting_kind(message.content)
    if kind == "message":
        return kind, {}
    found = find_meeting(call, message)
    shown = event_shapes.meeting_fields(call, *found) if found else event_shapes.no_meeting_fields()
    shown |= {"meetingMessageType": meant, "isOutOfDate": False, "isDelegated": False}
    if kind == "eventMessageRequest":
        previous = {"previousLocation": None, "previousStartDateTime": None, "previousEndDateTime": None}
        shown |= {"responseRequested": True, "allowNewTimeProposals": True, "meetingRequestType": "newMeetingRequest"}
        shown |= previous
    if response:
        shown |= {"responseType": response, "proposedNewTime": None}
    return kind, shown


def _meeting_kind(content: MailContent) -> tuple[str, str, str]:
    """Return resource type, meetingMessageType and responseType, the last two empty where there is none."""
    text = _calendar_text(content)
    method = _METHOD.search(text) if text else None
    if method is None:
        return "message", "", ""
    if method[1].upper() == "REQUEST":
        return "eventMessageRequest", "meetingRequest", ""
    if method[1].upper() == "CANCEL":
        return "eventMessage", "meetingCancelled", ""
    answered = _ANSWER.search(_FOLD.sub("", text))
    if method[1].upper() == "REPLY" and answered and answered[1].upper() in _ANSWERS:
        return "eventMessageResponse", *_ANSWERS[answered[1].upper()]
    return "message", "", ""


def _calendar_text(content: MailContent) -> str:
    part = next((part for part in content.leaves if part.mime_type == "text/calendar"), None)
    return part.data.decode("utf-8", "replace") if part else ""


def _is_calendar(part: Part) -> bool:
    return part.mime_type in ("text/calendar", "application/ics")


def _is_inline_file(part: Part) -> bool:
    return not part.is_container and not part.mime_type.startswith("text/")


def _header(part: Part, name: str) -> str:
    return next((value for key, value in part.headers if key.lower() == name), "")


def _change_key(message: StoredMessage) -> str:
    return base64.b64encode(f"CQAAABYAAAC{message.history_id}".encode()).decode()


def _flag(message: StoredMessage) -> dict[str, Any]:
    return {"flagStatus": "flagged" if "STARRED" in message.labels else "notFlagged"}


def _importance(message: StoredMessage) -> str:
    named = message.content.header("importance").lower()
    return named if named in ("low", "high") else "normal"


def _sent(content: MailContent) -> datetime | None:
    try:
        sent = parsedate_to_datetime(content.header("date"))
    except (TypeError, ValueError):
        return None
    return sent.replace(tzinfo=UTC) if sent.tzinfo is None else sent


def as_html(text: str) -> str:
    """Return text as the HTML that Exchange makes of it."""
    lines = "<br>\r\n".join(html.escape(line) for line in text.splitlines())
    return f"<html><head></head><body>{lines}</body></html>"
