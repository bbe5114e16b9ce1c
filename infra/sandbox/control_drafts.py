"""Control calls about mailbox drafts: the person at the provider's own pages, who looks at them, edits, sends, deletes.

What those pages do to a mail is modelled as far as it matters to who reads it later: an edited draft becomes HTML beside
text with hard line ends, gets another Message-ID if told so, and in Gmail another message id under the same draft id.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from infra.sandbox.control_people import account_of
from infra.sandbox.mail_content import MailContent
from infra.sandbox.mailbox import StoredMessage
from infra.sandbox.post import complete, hand_over, known_recipients, write_down
from infra.sandbox.world import PersonState, World

Order = dict[str, Any]
_KEPT = ("From", "To", "Cc", "Bcc", "In-Reply-To", "References", "Message-ID", "Date")
_WIDTH = 72
"""Where Gmail's pages break the lines of the text part."""


def list_drafts(world: World, order: Order) -> Order:
    """Every unsent draft that is not in the bin, as the person sees it."""
    state = account_of(world, order)
    return {"drafts": [_shown(world, state, one) for one in _unsent(state)]}


def edit_draft(world: World, order: Order) -> Order:
    """Write other words (`text`), subject or recipients (`to`) into a draft, or attach a `file` of that name;
    `new_message_id` as Gmail's pages may do.
    """
    state = account_of(world, order)
    before = _meant(world, state, order)
    content = MailContent(_written(before.content, order))
    draft_id = _gmail_id(state, before)
    if draft_id is None:
        return _shown(world, state, state.mailbox.rewrite(before.id, content, world.clock.now()))
    state.mailbox.remove(before.id)
    made = state.mailbox.add(content, ("DRAFT",), world.clock.now(), thread_id=before.thread_id)
    state.mailbox.drafts[draft_id] = made.id
    return _shown(world, state, made)


def send_draft(world: World, order: Order) -> Order:
    """Press Send; `text` edits it first, `at` dates it."""
    if "text" in order:
        edit_draft(world, order)
    state = account_of(world, order)
    draft = _meant(world, state, order)
    raw = complete(world, state, draft.content.raw, "CA+{}{}@ui.example", new_id=not world.settings.keep_message_id)
    content, draft_id = MailContent(raw), _gmail_id(state, draft)
    sent = _moved(state, draft, content, world.clock.now(), keeps_id=draft_id is None)
    hand_over(world, known_recipients(world, content) - {state}, content)
    write_down(world, state, sent, draft.content.raw, via="person", draft_id=draft_id)
    return _shown(world, state, sent)


def delete_draft(world: World, order: Order) -> Order:
    """Throw a draft away."""
    state = account_of(world, order)
    draft = _meant(world, state, order)
    draft_id = _gmail_id(state, draft)
    if draft_id is None:
        state.mailbox.change_labels(draft.id, add={"TRASH"})
    else:
        del state.mailbox.drafts[draft_id]
        state.mailbox.remove(draft.id)
    return {"gone": order.get("id", "")}


def _moved(
    state: PersonState, draft: StoredMessage, content: MailContent, now: datetime, *, keeps_id: bool
) -> StoredMessage:
    """The sent copy: at Outlook the same item in another folder, in Gmail another message."""
    if keeps_id:
        state.mailbox.rewrite(draft.id, content, now)
        return state.mailbox.change_labels(draft.id, add={"SENT"}, remove={"DRAFT", "UNREAD"})
    draft_id = _gmail_id(state, draft)
    state.mailbox.drafts.pop(draft_id or "", None)
    state.mailbox.remove(draft.id)
    return state.mailbox.add(content, ("SENT",), now, thread_id=draft.thread_id)


def _unsent(state: PersonState) -> list[StoredMessage]:
    return [one for one in state.mailbox.newest_first() if "DRAFT" in one.labels and "TRASH" not in one.labels]


def _meant(world: World, state: PersonState, order: Order) -> StoredMessage:
    """The draft of that id, or the only one there is."""
    found = _unsent(state)
    if "id" in order:
        wanted = str(order["id"])
        message_id = state.mailbox.drafts.get(wanted) or world.house.read_id(wanted)
        found = [one for one in found if one.id == message_id]
    if len(found) != 1:
        raise ValueError(f"{len(found)} drafts are meant")
    return found[0]


def _gmail_id(state: PersonState, message: StoredMessage) -> str | None:
    return next((draft_id for draft_id, one in state.mailbox.drafts.items() if one == message.id), None)


def _written(before: MailContent, order: Order) -> bytes:
    mail = EmailMessage(policy=SMTP)
    for name in _KEPT:
        value = before.header(name.lower())
        if value and not (name == "Message-ID" and order.get("new_message_id")):
            mail[name] = value
    if "to" in order:
        del mail["To"]
        mail["To"] = str(order["to"])
    mail["Subject"] = str(order.get("subject", before.header("subject")))
    if order.get("new_message_id"):
        mail["Message-ID"] = f"<CA+edited{abs(hash(str(order)))}@mail.gmail.com>"
    text = str(order.get("text", before.text))
    mail.set_content("\n".join(_wrapped(line) for line in text.splitlines()))
    mail.add_alternative(f"<div>{html.escape(text).replace(chr(10), '<br>')}</div>", subtype="html")
    if "file" in order:
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=str(order["file"]))
    return bytes(mail)


def _wrapped(line: str) -> str:
    return "\n".join(textwrap.wrap(line, _WIDTH, break_long_words=False)) or line


def _shown(world: World, state: PersonState, message: StoredMessage) -> Order:
    content = message.content
    return {
        "id": _gmail_id(state, message) or world.house.show_message(message.id),
        "threadId": message.thread_id,
        "messageId": content.message_id,
        "subject": content.header("subject"),
        "to": content.header("to"),
        "inReplyTo": content.header("in-reply-to"),
        "references": content.header("references"),
        "text": content.text,
    }


CALLS: dict[tuple[str, str], Callable[[World, Order], Order]] = {
    ("GET", "drafts"): list_drafts,
    ("POST", "drafts/edit"): edit_draft,
    ("POST", "drafts/send"): send_draft,
    ("POST", "drafts/delete"): delete_draft,
}
