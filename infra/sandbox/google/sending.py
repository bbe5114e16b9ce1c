"""Gmail's writing methods: mailbox drafts and sending. Decides what becomes of a mail that leaves: headers, thread, label, copies.

Facts: providers.md 1.1 (a draft's message id changes at every update and at sending; a second send of a draft finds nothing).
"""

from __future__ import annotations

from email.utils import parseaddr
from itertools import islice
from typing import Any

from infra.sandbox.exchange import write_token
from infra.sandbox.google.call import Call, Handler, clip, read_page_token
from infra.sandbox.google.errors import invalid, not_found
from infra.sandbox.google.mail import check_id, search
from infra.sandbox.google.mail_shapes import decode_raw, labelled_reference, reference, shape
from infra.sandbox.google.uploads import is_upload, read_upload
from infra.sandbox.mail_content import MailContent
from infra.sandbox.mailbox import StoredMessage
from infra.sandbox.post import complete, hand_over, known_recipients, recipients, write_down

#: "Your message exceeded Google's message size limits": 25 MB for what is sent.
LARGEST_MAIL = 36_700_160


def send_message(call: Call) -> dict[str, Any]:
    submitted, asked_thread = _submitted(call, {} if is_upload(call) else call.body())
    _check_recipients(MailContent(submitted))
    return labelled_reference(_send(call, submitted, _joined(call, submitted, asked_thread), None))


def create_draft(call: Call) -> dict[str, Any]:
    submitted, thread_id = _submitted_draft(call)
    draft_id = call.state.mailbox.new_draft_id()
    return _put_draft(call, draft_id, submitted, thread_id)


def update_draft(call: Call) -> dict[str, Any]:
    draft_id = call.path["id"]
    before = _draft_message(call, draft_id)
    submitted, thread_id = _submitted_draft(call)
    call.state.mailbox.remove(before.id)
    return _put_draft(call, draft_id, submitted, thread_id)


def get_draft(call: Call) -> dict[str, Any]:
    message = _draft_message(call, call.path["id"])
    return {"id": call.path["id"], "message": shape(message, call.get("format"))}


def list_drafts(call: Call) -> dict[str, Any]:
    mailbox = call.state.mailbox
    by_message = {message_id: draft_id for draft_id, message_id in mailbox.drafts.items()}
    place = read_page_token(call.get("pageToken"), "ms", "id") if call.get("pageToken") else None
    candidates = (
        each for each in mailbox.newest_first((place["ms"], place["id"]) if place else None) if each.id in by_message
    )
    size = clip(call.get("maxResults"), 500)
    found = list(islice(search(call, candidates), size + 1))
    answer: dict[str, Any] = (
        {"drafts": [{"id": by_message[each.id], "message": reference(each)} for each in found[:size]]} if found else {}
    )
    if len(found) > size:
        answer["nextPageToken"] = write_token(ms=found[size - 1].internal_ms, id=found[size - 1].id)
    return answer | {"resultSizeEstimate": len(found)}


def delete_draft(call: Call) -> None:
    message = _draft_message(call, call.path["id"])
    del call.state.mailbox.drafts[call.path["id"]]
    call.state.mailbox.remove(message.id)


def send_draft(call: Call) -> dict[str, Any]:
    """Send the draft as it stands, or as the request rewrites it; the draft is gone afterwards."""
    body = call.body()
    draft_id = body.get("id")
    if not isinstance(draft_id, str):
        raise invalid("Missing draft id", "required")
    draft = _draft_message(call, draft_id)
    submitted, thread_id = draft.content.raw, draft.thread_id
    if rewritten := body.get("message", {}).get("raw"):
        submitted = decode_raw(rewritten)
        thread_id = _joined(call, submitted, body["message"].get("threadId")) or thread_id
    _check_recipients(MailContent(submitted))
    del call.state.mailbox.drafts[draft_id]
    call.state.mailbox.remove(draft.id)
    return labelled_reference(_send(call, submitted, thread_id, draft_id))


def _put_draft(call: Call, draft_id: str, submitted: bytes, asked_thread: str | None) -> dict[str, Any]:
    completed = _completed(call, submitted)
    message = call.state.mailbox.add(
        MailContent(completed), ("DRAFT",), call.now, thread_id=_joined(call, completed, asked_thread)
    )
    call.state.mailbox.drafts[draft_id] = message.id
    return {"id": draft_id, "message": labelled_reference(message)}


def _joined(call: Call, raw: bytes, asked_thread: str | None) -> str | None:
    """Return the thread that was asked for if the mail meets Gmail's three conditions, else None: a thread of its own."""
    return asked_thread if asked_thread and call.state.mailbox.can_join(asked_thread, MailContent(raw)) else None


def _send(call: Call, submitted: bytes, thread_id: str | None, draft_id: str | None) -> StoredMessage:
    """Do the work of sending once: the sent copy, what arrives at people of this sandbox, and a line in the ledger."""
    content = MailContent(_completed(call, submitted, is_sent=True))
    reached = known_recipients(call.world, content)
    # A mail to oneself is one message with both labels, not two.
    labels = ("SENT", "INBOX", "UNREAD") if call.state in reached else ("SENT",)
    message = call.state.mailbox.add(content, labels, call.now, thread_id=thread_id)
    hand_over(call.world, reached - {call.state}, content)
    write_down(call.world, call.state, message, submitted, via=call.method.id, draft_id=draft_id)
    return message


def _submitted_draft(call: Call) -> tuple[bytes, str | None]:
    if is_upload(call):
        return _submitted(call, {})
    message = call.body().get("message")
    if not isinstance(message, dict):
        raise invalid("Missing draft message", "required")
    return _submitted(call, message)


def _submitted(call: Call, message: dict[str, Any]) -> tuple[bytes, str | None]:
    """Return the mail and the thread that were handed in, as JSON or as an upload."""
    if is_upload(call):
        raw, thread_id = read_upload(call)
    else:
        raw, thread_id = decode_raw(message.get("raw")), message.get("threadId")
    if len(raw) > LARGEST_MAIL:
        raise invalid("Message too large", "uploadTooLarge")
    if thread_id:
        check_id(thread_id)
        if thread_id not in call.state.mailbox.threads:
            raise not_found()
    return raw, thread_id or None


def _draft_message(call: Call, draft_id: str) -> StoredMessage:
    message_id = call.state.mailbox.drafts.get(draft_id)
    if message_id is None:
        raise not_found()
    return call.state.mailbox.messages[message_id]


def _check_recipients(content: MailContent) -> None:
    if not recipients(content):
        raise invalid("Recipient address required")
    if bad := next((address for address in recipients(content) if "@" not in address), None):
        raise invalid(f"Invalid To header: {bad}")


def _completed(call: Call, raw: bytes, *, is_sent: bool = False) -> bytes:
    """Add what Gmail adds and correct a From that is not the person's own."""
    sender = parseaddr(MailContent(raw).header("from"))[1].lower()
    return complete(
        call.world,
        call.state,
        raw,
        "CA+{}{}@mail.gmail.com",
        owns_sender=sender in call.state.own_addresses,
        new_id=is_sent and not call.world.settings.keep_message_id,
    )


HANDLERS: dict[str, Handler] = {
    "gmail.users.messages.send": send_message,
    "gmail.users.drafts.create": create_draft,
    "gmail.users.drafts.update": update_draft,
    "gmail.users.drafts.get": get_draft,
    "gmail.users.drafts.list": list_drafts,
    "gmail.users.drafts.delete": delete_draft,
    "gmail.users.drafts.send": send_draft,
}
