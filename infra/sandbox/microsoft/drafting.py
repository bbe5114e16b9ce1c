"""A draft's words in the two forms Graph takes them in: JSON made into a mail, and a mail handed in as base64.

Decides what a client may set: of the headers only those that begin with x-, and only when the message is made (resources/message.md).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, getaddresses
from typing import Any

from infra.sandbox.mail_content import MailContent, Part
from infra.sandbox.microsoft.call import Call
from infra.sandbox.microsoft.errors import GraphError, invalid
from infra.sandbox.microsoft.mail_shapes import as_html, attachments_of, body_shape

Pairs = tuple[tuple[str, str], ...]
#: A property of a draft, and the header it becomes.
_RECIPIENTS = {"toRecipients": "To", "ccRecipients": "Cc", "bccRecipients": "Bcc", "replyTo": "Reply-To"}
_KEPT = ("In-Reply-To", "References", "Message-ID", "Date", "From", "Sender")
#: What can be set besides words and recipients; read marks and flags are no part of a mail.
_OTHERS = frozenset({"isRead", "flag", "categories", "importance", "inferenceClassification", "attachments"}) | {
    *("internetMessageHeaders", "isDeliveryReceiptRequested", "isReadReceiptRequested", "from", "sender", "@odata.type")
}
LARGEST = 36_700_160


@dataclass(frozen=True)
class Words:
    """What a draft says, apart from its bytes."""

    subject: str = ""
    body: str = ""
    is_html: bool = False
    headers: Pairs = ()
    files: tuple[Part, ...] = ()


def is_mime(call: Call) -> bool:
    return call.request.headers.get("content-type", "").partition(";")[0].strip().lower() == "text/plain"


def read_mime(call: Call) -> bytes:
    """Return the mail that was handed in, or raise Graph's 400."""
    try:
        raw = base64.b64decode(re.sub(rb"\s", b"", call.request.body), validate=True)
    except (ValueError, binascii.Error) as error:
        raise invalid("Invalid base64 string for MIME content.", "ErrorMimeContentInvalidBase64String") from error
    if b":" not in raw.partition(b"\n")[0]:
        raise invalid("Invalid MIME content.", "ErrorMimeContentInvalid")
    if len(raw) > LARGEST:
        raise GraphError(413, "ErrorMessageSizeExceeded", "The message exceeds the maximum supported size.")
    return raw


def read_words(fields: dict[str, Any], before: Words, *, is_new: bool) -> Words:
    """Return the words after a client set these properties, or raise Graph's 400."""
    known = {"subject", "body", *_RECIPIENTS, *_OTHERS}
    if unknown := sorted(set(fields) - known):
        raise invalid(
            f"The property '{unknown[0]}' does not exist on type 'microsoft.graph.message'.", "RequestBodyRead"
        )
    words = before
    if "internetMessageHeaders" in fields:
        if not is_new:
            raise invalid(
                "Internet message headers can only be set when a message is created.", "ErrorInvalidPropertySet"
            )
        words = replace(words, headers=(*words.headers, *_own_headers(fields["internetMessageHeaders"])))
    for name, header in _RECIPIENTS.items():
        if name in fields:
            words = with_header(words, header, _written(fields[name]))
    if "from" in fields:
        words = with_header(words, "From", _written([fields["from"]]))
    if "body" in fields:
        body = fields["body"] or {}
        words = replace(
            words, body=str(body.get("content") or ""), is_html=body.get("contentType", "").lower() == "html"
        )
    if "attachments" in fields:
        words = replace(words, files=(*words.files, *(read_file(each) for each in fields["attachments"] or ())))
    return replace(words, subject=str(fields["subject"] or "")) if "subject" in fields else words


def words_of(content: MailContent) -> Words:
    """Return what a mail says, so that it can be changed and written anew."""
    kept = {name.lower() for name in (*_KEPT, *_RECIPIENTS.values())}
    headers = tuple(
        (name, value) for name, value in content.headers if name.lower() in kept or name.lower().startswith("x-")
    )
    body = body_shape(content, wants_text=False)
    files = tuple(attachments_of(content))
    return Words(content.header("subject"), body["content"], body["contentType"] == "html", headers, files)


def write(words: Words) -> bytes:
    """Return the words as a mail."""
    mail = EmailMessage(policy=SMTP)
    for name, value in words.headers:
        if value:
            mail[name] = value
    mail["Subject"] = words.subject.replace("\r", " ").replace("\n", " ")
    mail.set_content(words.body, subtype="html" if words.is_html else "plain")
    for part in words.files:
        main, _, sub = part.mime_type.partition("/")
        mail.add_attachment(part.data, maintype=main, subtype=sub or "octet-stream", filename=part.filename or None)
    return bytes(mail)


def with_header(words: Words, name: str, value: str) -> Words:
    """Return the words with that header in place of those of the same name."""
    kept = tuple(pair for pair in words.headers if pair[0].lower() != name.lower())
    return replace(words, headers=(*kept, (name, value)) if value else kept)


def reply_words(parent: MailContent, *, to_all: bool, own: frozenset[str]) -> Words:
    """Return the words of an answer before anybody wrote one: addressed, threaded, with what it answers below."""
    to = parent.header("reply-to") or parent.header("from")
    subject = re.sub(r"(?i)^(re|aw):\s*", "", parent.header("subject"))
    references = " ".join(dict.fromkeys((*parent.references, parent.message_id)))
    headers = [("To", to), ("In-Reply-To", parent.message_id), ("References", references)]
    if to_all:
        pairs = getaddresses([parent.header("to"), parent.header("cc")])
        others = [formataddr(pair) for pair in pairs if pair[1] and pair[1].lower() not in own]
        headers.append(("Cc", ", ".join(others)))
    quoted = f"<hr><b>From:</b> {as_html(parent.header('from'))}<br>{as_html(parent.text)}"
    return Words(f"RE: {subject}", quoted, is_html=True, headers=tuple(pair for pair in headers if pair[1]))


def with_comment(words: Words, comment: str) -> Words:
    """Return the words with an answer above what it answers."""
    return replace(words, body=as_html(comment) + words.body, is_html=True)


def read_file(attached: dict[str, Any]) -> Part:
    """Return an attachment that was handed in as JSON."""
    try:
        data = base64.b64decode(str(attached["contentBytes"]), validate=True)
        name = str(attached["name"])
    except (KeyError, ValueError, binascii.Error) as error:
        raise invalid("A file attachment needs a name and contentBytes.", "ErrorInvalidRequest") from error
    return Part(
        "", str(attached.get("contentType") or "application/octet-stream"), name, (), data, (), is_container=False
    )


def _own_headers(given: Any) -> Pairs:
    pairs = [(str(each.get("name", "")), str(each.get("value", ""))) for each in given or ()]
    for name, _ in pairs:
        if not name.lower().startswith("x-"):
            raise invalid(
                f"The internet message header name '{name}' should start with 'x-' or 'X-'.",
                "InvalidInternetMessageHeader",
            )
    return tuple(pairs)


def _written(people: Any) -> str:
    found = [(each or {}).get("emailAddress") or {} for each in people or ()]
    for each in found:
        if "@" not in str(each.get("address", "")):
            raise invalid("At least one recipient is not valid.", "ErrorInvalidRecipients")
    return ", ".join(formataddr((str(each.get("name") or ""), str(each["address"]))) for each in found)
