"""What becomes of a mail that leaves, wherever it was handed in: the headers it gets, whom it reaches, what the ledger keeps.

Decides nothing about threads, labels or refusals; those are each provider's own.
"""

from __future__ import annotations

from collections.abc import Callable
from email.utils import format_datetime, formataddr, getaddresses

from infra.sandbox.ledger import SentMail
from infra.sandbox.mail_content import MailContent
from infra.sandbox.mailbox import StoredMessage
from infra.sandbox.world import PersonState, World


def recipients(content: MailContent) -> list[str]:
    found = getaddresses([content.header(name) for name in ("to", "cc", "bcc") if content.header(name)])
    return [address for _, address in found if address]


def known_recipients(world: World, content: MailContent) -> set[PersonState]:
    """Return whom of this sandbox the mail reaches."""
    return {state for address in recipients(content) if (state := world.person_at(address)) is not None}


def complete(
    world: World, state: PersonState, raw: bytes, id_form: str, *, owns_sender: bool = True, new_id: bool = False
) -> bytes:
    """Return the mail with what a provider adds: From, Date, Message-ID, MIME-Version. Every other byte stays as it was.

    `id_form` is what the provider's own Message-IDs look like. `owns_sender`: the From that stands may stay. `new_id`: the Message-ID that stands is replaced.
    """
    content, head, replaced = MailContent(raw), list[tuple[str, str]](), set[str]()
    if not content.header("from") or not owns_sender:
        head.append(("From", formataddr((state.person.name, state.person.email))))
        replaced.add("from")
    if not content.header("date"):
        head.append(("Date", format_datetime(world.clock.now())))
    if not content.message_id or new_id:
        head.append(("Message-ID", f"<{id_form.format(state.mailbox.new_draft_id(), len(world.ledger.sent))}>"))
        replaced.add("message-id")
    if not content.header("mime-version"):
        head.append(("MIME-Version", "1.0"))
    return with_headers(raw, head, replaced) if head else raw


def with_headers(raw: bytes, head: list[tuple[str, str]], replaced: set[str]) -> bytes:
    """Put headers in front and drop those they replace, leaving every other byte as it was."""
    newline = b"\r\n" if b"\r\n" in raw else b"\n"
    top, blank, body = raw.partition(newline * 2)
    kept: list[bytes] = []
    is_kept = True
    for line in top.split(newline):
        if not line[:1].isspace():
            is_kept = line.partition(b":")[0].strip().lower().decode("latin-1") not in replaced
        if is_kept and line:
            kept.append(line)
    new = [f"{name}: {value}".encode() for name, value in head]
    return newline.join(new + kept) + (blank or newline * 2) + body


def hand_over(world: World, others: set[PersonState], content: MailContent) -> None:
    """Let the mail arrive at these people; nobody sees who got a blind copy."""
    for other in others:
        world.deliver(other, with_headers(content.raw, [], {"bcc"}), ("INBOX", "UNREAD"), world.clock.now())


def write_down(
    world: World,
    state: PersonState,
    message: StoredMessage,
    submitted: bytes,
    *,
    via: str,
    draft_id: str | None,
    show_thread: Callable[[str], str] = str,
) -> None:
    """Put an accepted mail into the ledger."""
    world.ledger.sent.append(
        SentMail(
            account=state.person.email,
            via=via,
            at=world.clock.now(),
            submitted=submitted,
            stored=message.content.raw,
            message_id=world.house.show_message(message.id),
            thread_id=show_thread(message.thread_id),
            rfc822_message_id=message.content.message_id,
            draft_id=draft_id,
        )
    )
