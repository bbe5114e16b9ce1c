"""Mail that nobody wrote to her alone: newsletters, shops, banks, notifications, lists; and how often each comes.

Personal noise (colleagues, family, friends, recruiters, dentists) is told as stories in `casts`, because it has threads and times.
"""

from __future__ import annotations

import html
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from infra.sandbox.scenarios.happenings import Mail
from infra.sandbox.scenarios.wire import (
    Party,
    address,
    boundary,
    encoded,
    multipart,
    part,
    rfc_date,
    to_wire,
    token,
    trace,
)

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from infra.sandbox.scenarios.diary import Diary
    from infra.sandbox.scenarios.plot import Bulk, Cast

PAGE = (
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><style>body{{margin:0;background:#f4f4f4}}.box{{max-width:600px;margin:auto}}</style></head>'
    '<body><span style="display:none">{preview}</span><table role="presentation" width="100%"><tr><td class="box">'
    '<h1 style="font-size:22px">{title}</h1>{rows}</td></tr></table>{foot}</body></html>'
)


def bulk_mail(cast: Cast, diary: Diary, rng: random.Random) -> list[Mail]:
    """Return all issues of all bulk senders, spread over the month."""
    return [mail for sender in cast.bulk for mail in sender_mail(cast, sender, diary, rng)]


def sender_mail(cast: Cast, sender: Bulk, diary: Diary, rng: random.Random) -> list[Mail]:
    seconds, count = int((diary.end - diary.start).total_seconds()), len(sender.issues)
    mails = []
    for number, (subject, text) in enumerate(sender.issues):
        # Evenly spread with a wobble, as weekly and monthly senders are, and at the sender's hour.
        around = diary.start + timedelta(seconds=int(seconds * (number + 0.15 + 0.7 * rng.random()) / count))
        local = diary.local(around).replace(hour=sender.hour, minute=rng.randrange(60), second=rng.randrange(60))
        at = min(max(local.astimezone(UTC), diary.start + timedelta(minutes=3)), diary.end - timedelta(minutes=3))
        number_words = {
            "order": token(rng, 9, "0123456789"),
            "amount": f"{rng.randint(6, 140)}.{rng.randint(0, 99):02d}",
            "code": token(rng, 6, "0123456789"),
        }
        for name, value in number_words.items():
            subject, text = subject.replace(f"<{name}>", value), text.replace(f"<{name}>", value)  # noqa: PLW2901 - filled in
        labels = ("INBOX", "UNREAD", sender.label) if rng.random() < 0.5 else ("INBOX", sender.label)
        mails.append(
            Mail(
                at, bulk_bytes(sender, (subject, text), at, cast.person.email, rng), labels, f"{sender.email}/{number}"
            )
        )
    return mails


def bulk_bytes(sender: Bulk, issue: tuple[str, str], at: datetime, to: str, rng: random.Random) -> bytes:
    """Return a mail as a sending service makes it, with its List and unsubscribe headers where the sender is a list."""
    subject, text = issue
    party = Party(sender.email, sender.name, "robot")
    ident, domain = token(rng, 24), party.domain
    rows = [
        ("From", address(party.name, party.email)),
        ("To", to),
        ("Subject", encoded(subject)),
        ("Date", rfc_date(at.astimezone(UTC))),
        ("Message-ID", f"<{ident}@{domain}>"),
        *sender.headers,
    ]
    if sender.list_id:
        link = f"https://{domain}/u/{ident[:12]}"
        rows += [
            ("List-Id", f"<{sender.list_id}>"),
            ("List-Unsubscribe", f"<{link}>, <mailto:leave-{ident[:8]}@{domain}>"),
        ]
        rows += [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), ("Precedence", "bulk")]
        text += f"\n\n--\nYou get this mail because you signed up at {domain}.\nUnsubscribe: {link}"
    rows.append(("MIME-Version", "1.0"))
    body = multipart(
        "alternative",
        boundary("robot", rng),
        [
            part("text/plain; charset=utf-8", text, "quoted-printable"),
            part(
                "text/html; charset=utf-8",
                bulk_html(subject, text),
                "base64" if rng.random() < 0.4 else "quoted-printable",
            ),
        ],
    )
    headers = "".join(f"{name}: {value}\n" for name, value in rows)
    return to_wire(trace(f"bounce-{ident[:10]}@{domain}", domain, to, at, rng) + headers + body)


def bulk_html(subject: str, text: str) -> str:
    rows = "".join(
        f'<p style="font-size:16px;line-height:1.5">{html.escape(row)}</p>\n' for row in text.split("\n") if row.strip()
    )
    pixel = '<img src="cid:none" width="1" height="1" alt="">'
    return PAGE.format(preview=html.escape(text[:80]), title=html.escape(subject), rows=rows, foot=pixel)
