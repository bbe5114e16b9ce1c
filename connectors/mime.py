"""RFC 5322 bytes to Message and back: the only reader and the only writer of mail.

Reading survives any bytes: what exceeds a limit or is no mail raises Unreadable, what is merely wrong becomes a
defect. Cutting into parts is `parts.py`, header syntax `headers.py`, calendars `ics.py`, quotes `replies.py`.
Writing gives the frozen bytes of a plain-text mail as people's programs make it, or refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from connectors.components import MAX_ICS
from connectors.errors import Unreadable
from connectors.headers import Headers, clean_email, decode_words, message_id, message_ids, parse_addresses, parse_date
from connectors.ics import read_calendar
from connectors.locales import DRAFT_LABELS, SENT_LABELS
from connectors.markup import MAX_LINES, as_text, html_to_text, read_html, within_limits
from connectors.outgoing import is_writable_address, is_writable_id, write_message
from connectors.parts import Cut, Part, cut
from connectors.records import Address, Invite, Message
from connectors.replies import Split, split_html, split_lines, split_reply

__all__ = ["is_writable_address", "is_writable_id", "read_message", "write_message"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

DIGEST_HEADER = "X-Warmthread-Digest"
"""Carried by the daily digest that the person mails to themselves."""
_CALENDAR_TYPES = {"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"}
_REPLY_SUBJECT = re.compile(
    r"\s*(?:re|aw|sv|vs|antw|odp|res|rif|回复|答复|fwd?|wg|tr)\s*+(?:\[\d+\])?\s*+[:：]", re.IGNORECASE
)
_SHORTENED = "Some characters or the end of the text could not be read."
_FLOWED_SIGNATURE = "-- "
_MAX_RESULTS = 8
_MAX_REPORT = 20_000
_MAX_CALENDARS = 10
_MAX_INVITED = 500
"""Entries of all calendars in a mail together; whole programmes of conferences have fewer."""
_OWN_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "x-forwarded-for")


def read_message(
    raw: bytes,
    *,
    provider_id: str,
    thread_id: str = "",
    labels: tuple[str, ...] = (),
    received_at: datetime | None = None,
) -> Message:
    """One mail as a record. `received_at` is the provider's own time and counts before the Date header; `labels` are
    the provider's too: what a mail says of its own is anybody's word.

    Raises Unreadable, with a sentence, for bytes that are no mail or exceed a limit; nothing else.
    """
    found = cut(raw)
    headers = found.headers
    defects = list(found.defects)
    sender, actual = _senders(headers, defects)
    text, split = _text(found, defects)
    invites = _invites(found.parts, defects)
    return Message(
        provider_id=provider_id,
        message_id=message_id(headers.raw("message-id")),
        date=_date(headers, received_at, defects),
        sender=sender,
        thread_id=thread_id,
        subject=" ".join(headers.text("subject").split()),
        to=_addresses(headers, "to", defects),
        cc=_addresses(headers, "cc", defects),
        bcc=_addresses(headers, "bcc", defects),
        reply_to=_addresses(headers, "reply-to", defects),
        actual_sender=actual,
        in_reply_to=next(iter(message_ids(headers.raw("in-reply-to"))), ""),
        references=message_ids(headers.raw("references")),
        text=text,
        reply=split.reply,
        signature=split.signature,
        labels=tuple(dict.fromkeys(labels)),
        is_sent=_has_label(labels, SENT_LABELS),
        is_draft=_has_label(labels, DRAFT_LABELS),
        is_automatic=_is_automatic(found, invites),
        is_bulk=_is_bulk(headers),
        is_digest=DIGEST_HEADER.lower() in headers.fields,
        list_id=headers.text("list-id")[:500],
        authentication="\n".join(headers.all_raw("authentication-results")[:_MAX_RESULTS])[:16_000],
        was_delivered="received" in headers.fields,
        delivered_to=_delivered_to(headers),
        bounce_of=_bounce_of(found),
        invites=invites,
        defects=tuple(dict.fromkeys(defects)),
    )


def carries_files(raw: bytes) -> bool:
    """Whether a mail holds more than its words: an attachment, or a picture in the text. Raises Unreadable."""
    return any(one.filename or one.is_attachment or not one.content_type.startswith("text/") for one in cut(raw).parts)


def _senders(headers: Headers, defects: list[str]) -> tuple[Address, Address | None]:
    """Who wrote it, and who sent it for them where that is somebody else."""
    sender, actual = _first_address(headers, "from"), _first_address(headers, "sender")
    if sender is None:
        defects.append("The mail has no readable sender.")
        return actual or Address(""), None
    return sender, actual if actual and actual.email.lower() != sender.email.lower() else None


def _addresses(headers: Headers, name: str, defects: list[str]) -> tuple[Address, ...]:
    value = headers.joined(name)
    if not value:
        return ()
    found, has_more = parse_addresses(value)
    if not found:
        defects.append(f"The {name.title()} header names no address.")
    if has_more:
        defects.append(f"The {name.title()} header has more than {len(found)} addresses; the rest was left out.")
    return found


def _first_address(headers: Headers, name: str) -> Address | None:
    value = headers.raw(name)
    if not value:
        return None
    found = parse_addresses(value, limit=1)[0]
    if found:
        return found[0]
    # "MAILER-DAEMON" and local names are senders without an at-sign.
    bare = clean_email(value)
    return Address(bare if " " not in value.strip() else "", decode_words(value)[:200]) if bare else None


def _date(headers: Headers, received_at: datetime | None, defects: list[str]) -> datetime:
    if received_at is not None:
        return received_at.astimezone(UTC)
    moment = parse_date(headers.raw("date"))
    if moment:
        return moment
    defects.append("The mail has no readable date.")
    # Every server writes its own time behind the last semicolon of its Received line.
    received = parse_date(headers.raw("received").rpartition(";")[2])
    return received or EPOCH


def _has_label(labels: Iterable[str], wanted: frozenset[str]) -> bool:
    return any(label.casefold() in wanted for label in labels)


def _is_automatic(found: Cut, invites: Sequence[Invite]) -> bool:
    headers = found.headers
    submitted = headers.raw("auto-submitted").lower()
    return (
        bool(submitted and not submitted.startswith("no"))
        or any(name in headers.fields for name in ("x-autoreply", "x-autorespond", "x-failed-recipients"))
        or headers.raw("precedence").lower() in {"auto_reply", "auto-reply"}
        or headers.raw("return-path").strip() == "<>"
        or found.content_type == "multipart/report"
        or headers.raw("from").lower().startswith(("mailer-daemon", "<mailer-daemon"))
        or any(invite.method == "REPLY" for invite in invites)
    )


def _is_bulk(headers: Headers) -> bool:
    return (
        "list-id" in headers.fields
        or "list-unsubscribe" in headers.fields
        or headers.raw("precedence").lower() in {"bulk", "list", "junk"}
    )


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in _OWN_HEADERS:
        for value in headers.all_raw(name)[:20]:
            if value.lower().startswith("mailing list"):  # qmail's lists sign the same header
                continue
            # Gmail's X-Forwarded-For is "from@… to@…": both are the person's.
            for word in value.replace(",", " ").split()[:20]:
                if "@" in word:
                    found[clean_email(word)] = None
    return tuple(found)


def _bounce_of(found: Cut) -> str:
    """The address a failure report names: RFC 3464's Final-Recipient, else Gmail's and Exim's X-Failed-Recipients."""
    for part in found.parts:
        if part.content_type in {"message/delivery-status", "message/global-delivery-status"}:
            report = part.text()[0][:_MAX_REPORT]
            if re.search(r"^Action:\s*(?:delayed|delivered|relayed|expanded)", report, re.IGNORECASE | re.MULTILINE):
                return ""
            match = re.search(r"^(?:Final|Original)-Recipient:[^;\n]*;\s*(\S+)", report, re.IGNORECASE | re.MULTILINE)
            if match:
                return clean_email(match[1])
    failed = parse_addresses(found.headers.raw("x-failed-recipients"), limit=1)[0]
    return failed[0].email if failed else ""


def _is_calendar(part: Part) -> bool:
    return part.content_type in _CALENDAR_TYPES or part.filename.lower().endswith((".ics", ".ical", ".icalendar"))


def _invites(parts: Iterable[Part], defects: list[str]) -> tuple[Invite, ...]:
    """The calendars in a mail, each once: many programs send the same one inline and attached."""
    found: dict[frozenset[tuple[str, datetime | None]], Invite] = {}
    for invite in _calendars(parts, defects):
        key = frozenset((event.ical_uid.strip().lower(), event.recurrence_id) for event in invite.calendar_events)
        if key not in found or (invite.method and not found[key].method):
            found[key] = invite
    return tuple(found.values())


def _calendars(parts: Iterable[Part], defects: list[str]) -> Iterator[Invite]:
    """Every calendar that can be read, within what one mail may hold of them."""
    seen: set[tuple[bytes, str]] = set()
    size = events = count = 0
    for part in parts:
        if part.filename.lower() == "winmail.dat" or part.content_type == "application/ms-tnef":
            defects.append("unreadable Outlook meeting attached")
        if not _is_calendar(part):
            continue
        count += 1
        if count > _MAX_CALENDARS:
            defects.append(f"The mail holds more than {_MAX_CALENDARS} calendars.")
            return
        content, is_whole = part.content(MAX_ICS)
        method = re.sub(r"[^A-Z-]", "", part.parameters.get("method", "").upper())[:30]
        if (content, method) in seen:
            continue
        seen.add((content, method))
        size += len(content)
        try:
            if not is_whole or size > MAX_ICS:
                raise Unreadable("The mail's calendars are larger than 1024 KiB.")
            invite = read_calendar(content, method=method, max_events=_MAX_INVITED - events)
        except Unreadable as problem:
            defects.append(f"A calendar in the mail could not be read: {problem.detail}")
            continue
        events += len(invite.calendar_events)
        yield invite


def _text(found: Cut, defects: list[str]) -> tuple[str, Split]:
    """The whole plain text, and what the sender wrote in it."""
    plain, markup = _bodies(found.parts, defects)
    if not plain.strip():
        lines = read_html(markup) if markup.strip() else []
        text = as_text(lines)
        if len(lines) > MAX_LINES:
            defects.append(_SHORTENED)
        if not text.strip():
            is_any = any(map(_is_shown, found.parts))
            defects.append("The mail's text is empty." if is_any else "The mail holds no text, only files.")
        return text, split_lines(lines)
    split = split_reply(plain)
    if markup and not split.quoted and _may_quote(found.headers, markup):
        # Some programs' text parts carry no sign of the quote that their HTML marks.
        structured = split_html(markup)
        if structured.quoted and structured.reply:
            return plain, structured
    return plain, split


def _may_quote(headers: Headers, markup: str) -> bool:
    is_reply = "in-reply-to" in headers.fields or "references" in headers.fields
    return (is_reply or _REPLY_SUBJECT.match(headers.text("subject")) is not None) and (
        "<blockquote" in markup or "divRplyFwdMsg" in markup or "appendonsend" in markup or "border-top:" in markup
    )


def _bodies(parts: Sequence[Part], defects: list[str]) -> tuple[str, str]:
    """The mail's plain text and its HTML; where an alternative has both they say the same thing."""
    shown = [part for part in parts if _is_shown(part)]
    with_plain = {part.alternative for part in shown if part.alternative and part.content_type != "text/html"}
    plain: list[str] = []
    markup: list[str] = []
    for part in shown:
        text, is_whole = part.text()
        is_whole = is_whole and (part.content_type != "text/html" or within_limits(text) == text)
        if not is_whole:
            defects.append(_SHORTENED)
        if part.content_type != "text/html":
            plain.append(_unflowed(part, text))
            continue
        markup.append(text)
        if plain and not part.alternative and part.alternative not in with_plain:
            plain.append(html_to_text(text))
    return "\n".join(text.rstrip("\n") for text in plain if text.strip()).strip("\n"), "\n".join(markup)


def _is_shown(part: Part) -> bool:
    is_text = part.content_type in {"text/plain", "text/html"} or (
        part.content_type.startswith("multipart/") or part.content_type == "text"
    )
    return is_text and not part.is_attachment and not _is_calendar(part)


def _unflowed(part: Part, text: str) -> str:
    """RFC 3676 paragraphs made whole: a line that ends in a space goes on in the next of the same quote depth."""
    if part.parameters.get("format", "").lower() != "flowed":
        return text
    end = None if part.parameters.get("delsp", "").lower() != "yes" else -1
    paragraphs: list[list[str]] = []
    is_open, depth = False, 0
    for line in text.split("\n"):
        words = line.lstrip(">")
        level = len(line) - len(words)
        words = words[1:] if words.startswith(" ") else words
        flows_on = is_open and level == depth and words != _FLOWED_SIGNATURE
        is_open = words.endswith(" ") and words != _FLOWED_SIGNATURE
        shown = words[:end] if is_open else words
        if flows_on:
            paragraphs[-1].append(shown)
        else:
            paragraphs.append([">" * level + " " * bool(level), shown])
        depth = level
    return "\n".join(map("".join, paragraphs))
