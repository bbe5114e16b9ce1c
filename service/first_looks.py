"""What is looked for in a mailbox's past, beside the people that calendars and mail name (`looks`): who searches for
which words, how far back, and the rows that such looks are kept in. `polling` works through them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.contract import MailQuery
from service import domains
from service.schema import Account, Cursor, OwnAddress, Reading, derived_id

MAIL = "mail"
GAP_MARGIN = timedelta(days=1)
"""By how much two looks overlap, since no clock is sure to be right."""
PHRASES = (
    "informational chat", "informational call", "informational interview with you", "informational interview request",
    "short informational", "brief informational", "quick informational", "informational conversation",
    "a coffee chat", "coffee chat with you", "our coffee chat", "quick coffee", "virtual coffee", "a coffee with you",
    "career chat", "your career advice", "any career advice", "pick your brain", "learn about your", "hear about your",
    "ask about your", "learn more about your", "hear more about your", "about your path", "about your journey",
    "about your experience", "about your work", "your career path", "your perspective",
    "your story", "how you got into", "how you got there", "how you got started", "how you found your way",
    "how you moved", "of your time", "over coffee", "buy you a coffee", "a short call",
    "Informationsgespräch", "Erfahrungsaustausch", "Ihren Werdegang", "deinen Werdegang",
    "Ihrem Werdegang", "deinem Werdegang", "entretien réseau", "votre parcours", "ton parcours",
    "entrevista informativa", "su trayectoria", "tu trayectoria",
)  # fmt: skip
"""What the first read searches mailboxes for, beside the people on the calendars: found mail is judged like any other,
so a phrase too many costs calls and a phrase too few only mail of which no calendar knows. Put as people put it to
each other: newsletters, too, speak of coffee chats and of how to ask for an informational interview."""
AGREEMENTS = (
    "works for me", "works well", "works great", "works perfectly", "works fine", "that works", "suits me", "is perfect",
    "see you then", "see you there", "see you on", "talk to you then", "speak to you then", "talk then", "speak then",
    "I'll be there", "I will be there", "looking forward to it", "looking forward to our", "looking forward to meeting",
    "looking forward to speaking", "looking forward to talking", "accepted your invitation", "accepted the invitation",
    "passt mir", "passt gut", "passt perfekt", "passt wunderbar", "freue mich darauf", "freue mich auf", "bis dann",
    "me convient", "ça marche", "c'est parfait", "au plaisir de", "je vous confirme",
    "me viene bien", "me va bien", "me queda bien", "me parece perfecto", "nos vemos",
)  # fmt: skip
"""How people say yes to a time. What was answered so may be an invite of Exchange, which no search for invites finds
because its calendar part has no name, and which is in no calendar when it was answered by mail alone."""
STILL_OPEN = timedelta(days=60)
"""How long somebody else's request may wait for an answer; older ones that the person never answered are not read."""


def first_looks(
    since: datetime, own: Sequence[str], now: datetime
) -> Iterator[tuple[str, tuple[str, ...], dict[str, object]]]:
    """What the first read looks for in the mailbox, beside the people that the calendars name: purpose, part, query."""
    start, recently = since.isoformat(), max(since, now - STILL_OPEN).isoformat()
    organisations = sorted({domains.own_organisation(email) for email in own} - {""})
    yield "invites", (), {"since": start, "with_invites": True}
    yield "phrases", (), {"since": start, "phrases": list(PHRASES), "has_taken_part": True}
    yield "phrases", ("open",), {"since": recently, "phrases": list(PHRASES)}
    yield "invites", ("answered",), {"since": start, "answered_with": list(AGREEMENTS), "not_to": organisations}


def own_emails(session: Session, account: Account) -> Sequence[str]:
    return session.scalars(select(OwnAddress.email).where(OwnAddress.person_id == account.person_id)).all()


def look_further(session: Session, account: Account, since: datetime, now: datetime) -> None:
    """Adds the first read's looks for the time from `since` to where it began; a mailbox not begun yet needs none."""
    if not account.can_read_mail or session.get(Cursor, (account.id, MAIL)) is None:
        return
    until = (account.since + GAP_MARGIN).isoformat()
    for purpose, part, query in first_looks(since, own_emails(session, account), now):
        if str(query["since"]) < until:
            session.add(a_look(account, purpose, {**query, "until": until}, now, *part, since.isoformat()))


def a_look(account: Account, purpose: str, query: dict[str, object], now: datetime, *parts: str) -> Reading:
    return Reading(
        id=derived_id("rdg", account.id, purpose, *parts),
        account_id=account.id,
        person_id=account.person_id,
        purpose=purpose,
        query=query,
        created_at=now,
    )


def mail_query(query: dict[str, object]) -> MailQuery:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in query.items()}
    values |= {name: datetime.fromisoformat(str(query[name])) for name in ("since", "until") if name in query}
    return MailQuery(**values)  # type: ignore[arg-type]


def progress(session: Session, person_id: str) -> dict[str, int]:
    """How far the first read is, for a progress bar: ids listed and read, looks into the past open and done."""
    query = select(
        func.coalesce(func.sum(Reading.listed), 0),
        func.coalesce(func.sum(Reading.read), 0),
        func.count(Reading.id),
        func.count(Reading.finished_at),
    ).where(Reading.person_id == person_id)
    listed, read, total, done = session.execute(query).one()
    return {"listed": listed, "read": read, "looks": total, "looks_done": done}
