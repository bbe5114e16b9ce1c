"""Graph's writing methods for mail: drafts, answers, and sending. Decides what a draft becomes, under which id, in which conversation.

Facts: providers.md 1.3 (custom headers only at creation, threading only by createReply or MIME, 202 without a body) and pitfall 12 (the id
may change when a draft is sent, or may not).
"""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from infra.sandbox.mail_content import MailContent
from infra.sandbox.mailbox import StoredMessage
from infra.sandbox.microsoft import ids
from infra.sandbox.microsoft.call import Call, Route, context
from infra.sandbox.microsoft.drafting import (
    Words,
    is_mime,
    read_file,
    read_mime,
    read_words,
    reply_words,
    with_comment,
    words_of,
    write,
)
from infra.sandbox.microsoft.errors import GraphError, invalid
from infra.sandbox.microsoft.folders import find_folder, move
from infra.sandbox.microsoft.mail import WRITE, find_message, set_marks, update_message
from infra.sandbox.microsoft.mail_shapes import attachment_shape, attachments_of, shape, show_id
from infra.sandbox.post import complete, hand_over, known_recipients, recipients, with_headers, write_down

SEND = ("Mail.Send",)
ID_FORM = "VI1PR08{}{}@VI1PR08.eurprd08.prod.outlook.com"
_MARKS = frozenset({"isRead", "flag"})


def create_draft(call: Call) -> dict[str, Any]:
    """Make a draft of JSON or of a mail; one with References joins the conversation it refers to."""
    body = {} if is_mime(call) else call.body()
    raw = read_mime(call) if is_mime(call) else write(read_words(body, Words(), is_new=True))
    draft = _put(call, raw, call.mailbox.thread_for(MailContent(raw)))
    if "folder" in call.path:
        draft = move(call.mailbox, draft.id, find_folder(call, call.path["folder"]))
    return _shown(call, set_marks(call, draft, body) if _MARKS & set(body) else draft)


def create_reply(call: Call) -> dict[str, Any]:
    return _shown(call, _reply_draft(call, to_all=False))


def create_reply_all(call: Call) -> dict[str, Any]:
    return _shown(call, _reply_draft(call, to_all=True))


def reply(call: Call) -> None:
    """Answer in one step."""
    _send(call, _reply_draft(call, to_all=False))


def update_draft(call: Call) -> dict[str, Any]:
    """Change a draft's words; of any other message only its marks can be changed."""
    message = find_message(call)
    if "DRAFT" not in message.labels:
        return update_message(call)
    body = call.body()
    if set(body) - _MARKS:
        raw = write(
            read_words({key: body[key] for key in body if key not in _MARKS}, words_of(message.content), is_new=False)
        )
        message = call.mailbox.rewrite(message.id, MailContent(raw), call.now)
    return _shown(call, set_marks(call, message, body))


def add_attachment(call: Call) -> dict[str, Any]:
    """Put a file into a draft."""
    draft = _draft(call)
    words = words_of(draft.content)
    changed = Words(words.subject, words.body, words.is_html, words.headers, (*words.files, read_file(call.body())))
    draft = call.mailbox.rewrite(draft.id, MailContent(write(changed)), call.now)
    added = attachment_shape(draft, attachments_of(draft.content)[-1])
    return {**context(call, "attachments/$entity"), **added}


def send_draft(call: Call) -> None:
    _send(call, _draft(call))


def send_mail(call: Call) -> None:
    """Send in one step, from JSON or from a mail; a copy is kept unless the client does not want one."""
    if is_mime(call):
        raw, keeps_copy = read_mime(call), True
    else:
        body = call.body()
        if not isinstance(body.get("message"), dict):
            raise invalid("The message is missing.", "ErrorInvalidRequest")
        raw, keeps_copy = write(read_words(body["message"], Words(), is_new=True)), body.get("saveToSentItems", True)
    sent = _send(call, _put(call, raw, call.mailbox.thread_for(MailContent(raw))))
    if not keeps_copy:
        call.mailbox.remove(sent.id)


def _reply_draft(call: Call, *, to_all: bool) -> StoredMessage:
    """Make a draft that answers a message, in its conversation, and leave that message marked as read where that happens."""
    parent = find_message(call)
    words = reply_words(parent.content, to_all=to_all, own=call.state.own_addresses)
    raw = _threaded(read_mime(call), words) if is_mime(call) else write(_answered(call, words))
    draft = _put(call, raw, parent.thread_id)
    if call.world.settings.reply_marks_read:
        call.mailbox.change_labels(parent.id, remove={"UNREAD"})
    return draft


def _answered(call: Call, words: Words) -> Words:
    body = call.body()
    comment, message = body.get("comment"), body.get("message") or {}
    if unknown := sorted(set(body) - {"comment", "message"}):
        raise invalid(f"The parameter '{unknown[0]}' does not exist.", "RequestBodyRead")
    if comment and "body" in message:
        raise invalid("A comment and a message body cannot both be given.", "ErrorInvalidRequest")
    written = read_words(message, words, is_new=True)
    return with_comment(written, str(comment)) if comment else written


def _threaded(raw: bytes, words: Words) -> bytes:
    """Return the mail as it was handed in, with the references of an answer if it names none itself."""
    content, wanted = MailContent(raw), dict(words.headers)
    missing = [name for name in ("In-Reply-To", "References") if name in wanted and not content.header(name.lower())]
    return with_headers(raw, [(name, wanted[name]) for name in missing], set()) if missing else raw


def _put(call: Call, raw: bytes, thread_id: str | None) -> StoredMessage:
    completed = complete(call.world, call.state, raw, ID_FORM)
    return call.mailbox.add(MailContent(completed), ("DRAFT",), call.now, thread_id=thread_id)


def _draft(call: Call) -> StoredMessage:
    message = find_message(call)
    if "DRAFT" not in message.labels:
        raise invalid("The item cannot be changed or sent: it is not a draft.", "ErrorInvalidOperation")
    return message


def _send(call: Call, draft: StoredMessage) -> StoredMessage:
    """Do the work of sending once: the sent copy, what arrives at people of this sandbox, and a line in the ledger."""
    _check(call, draft.content)
    submitted, settings = draft.content.raw, call.world.settings
    raw = complete(call.world, call.state, submitted, ID_FORM, new_id=not settings.keep_message_id)
    draft_id, content = show_id(call, draft), MailContent(raw)
    if settings.id_changes_on_send:
        call.mailbox.remove(draft.id)
        sent = call.mailbox.add(content, ("SENT",), call.now, thread_id=draft.thread_id)
    else:
        call.mailbox.rewrite(draft.id, content, call.now)
        sent = call.mailbox.change_labels(draft.id, add={"SENT"}, remove={"DRAFT", "UNREAD"})
    # A mail to oneself is two messages: one sent, one received.
    hand_over(call.world, known_recipients(call.world, content), content)
    write_down(
        call.world, call.state, sent, submitted, via=call.name, draft_id=draft_id, show_thread=ids.show_conversation
    )
    return sent


def _check(call: Call, content: MailContent) -> None:
    if not recipients(content):
        raise invalid("At least one recipient isn't valid., Message has no recipients.", "ErrorInvalidRecipients")
    if bad := next((address for address in recipients(content) if "@" not in address), None):
        raise invalid(f"At least one recipient is not valid: {bad}", "ErrorInvalidRecipients")
    sender = parseaddr(content.header("from"))[1].lower()
    if sender and sender not in call.state.own_addresses:
        words = "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account."
        raise GraphError(403, "ErrorSendAsDenied", words)


def _shown(call: Call, message: StoredMessage) -> dict[str, Any]:
    return {**context(call, "messages/$entity"), **shape(call, message)}


def _routes() -> tuple[Route, ...]:
    routes = [Route("graph.sendMail", "POST", "/me/sendMail", SEND, send_mail, 202)]
    for prefix in ("/me/messages", "/me/mailFolders/{folder}/messages"):
        one = f"{prefix}/{{message}}"
        routes += [
            Route("graph.messages.create", "POST", prefix, WRITE, create_draft, 201),
            Route("graph.messages.createReply", "POST", f"{one}/createReply", WRITE, create_reply, 201),
            Route("graph.messages.createReplyAll", "POST", f"{one}/createReplyAll", WRITE, create_reply_all, 201),
            Route("graph.messages.reply", "POST", f"{one}/reply", SEND, reply, 202),
            Route("graph.messages.update", "PATCH", one, WRITE, update_draft),
            Route("graph.messages.send", "POST", f"{one}/send", SEND, send_draft, 202),
            Route("graph.messages.attachments.create", "POST", f"{one}/attachments", WRITE, add_attachment, 201),
        ]
    return tuple(routes)


ROUTES = _routes()
