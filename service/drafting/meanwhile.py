"""What happened since a draft's text was written: it is said before anything else on the draft's page.

Compares the interview's history and the mails that came in with the moment of the text; what is older, but was read
only afterwards, is news as well. Tells kinds and facts; what follows from them was decided elsewhere (a draft whose
reason is gone is withdrawn by `rows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service import rights
from service.contacts import keys_of, own_keys
from service.schema import Draft, Identity, Interview, Json, Observation, StoredMessage
from service.word_of_person import not_about

_TOLD = {
    "rescheduled": "moved",
    "moved_in_mail": "moved",
    "cancelled": "cancelled",
    "cancelled_in_mail": "cancelled",
    "gone_from_calendar": "gone",
    "asked_for_another_time": "another_time",
    "proposed_another_time": "another_time",
    "said_nobody_came": "nobody_came",
    "apologised": "apologised",
}
_MAILS_AT_MOST = 3
_CHANGES_AT_MOST = 12
_LATE_AT_MOST = timedelta(days=7)
"""How much older than the text a mail may be that was read only after it: older ones come from a look into the past."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened. `kind`: moved, cancelled, gone (from the calendar), another_time, nobody_came, apologised, thanked (by the
    person), thanked_you, wrote (the contact), replied (somebody else), you_wrote; `by`: user, contact or "".
    """

    kind: str
    at: datetime
    by: str = ""
    name: str = ""
    subject: str = ""
    was: datetime | None = None
    now: datetime | None = None
    source: str = ""
    quote: str = ""


def changes(session: Session, draft: Draft, interview: Interview, since: datetime) -> list[Change]:
    """Everything that happened or was learned after `since`, oldest first; not what the draft itself brought about."""
    learned = _learned(session, interview, since)
    found = [change for entry in interview.history if (change := _of_history(entry, since, learned)) is not None]
    told = {change.source for change in found}
    if draft.state not in {"sent", "sending"}:
        found += [change for change in _mails(session, draft, interview, since) if change.source not in told]
    return sorted(found, key=lambda change: change.at)[-_CHANGES_AT_MOST:]


def _learned(session: Session, interview: Interview, since: datetime) -> frozenset[tuple[str, datetime]]:
    """What the interview's records said that was read after `since`: each source with the time it speaks of."""
    sources = {str((entry.get("evidence") or {}).get("source") or "") for entry in interview.history} - {""}
    query = select(Observation.source, Observation.at).where(
        Observation.person_id == interview.person_id,
        Observation.source.in_(sorted(sources)),
        Observation.received_at > since,
    )
    return frozenset((source, at) for source, at in session.execute(query))


def _of_history(entry: Json, since: datetime, learned: frozenset[tuple[str, datetime]]) -> Change | None:
    at = _instant(entry.get("at"))
    what, by = str(entry.get("what") or ""), str(entry.get("by") or "")
    kind = ("thanked" if by == "user" else "thanked_you") if what == "thanked" else _TOLD.get(what, "")
    evidence = entry.get("evidence") or {}
    source = str(evidence.get("source") or "")
    if not kind or at is None or (at <= since and (source, at) not in learned):
        return None
    return Change(
        kind, at, by, was=_instant(entry.get("from")), now=_instant(entry.get("to")),
        source=source, quote=str(evidence.get("quote") or ""),
    )  # fmt: skip


def _instant(text: object) -> datetime | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _mails(session: Session, draft: Draft, interview: Interview, since: datetime) -> list[Change]:
    """Mails of the conversation that came in, or that the person wrote, since then."""
    theirs = set(keys_of(session, draft.person_id, draft.contact_id)) if draft.contact_id else set()
    emails = _addresses(session, draft.person_id, theirs)
    sender = func.lower(StoredMessage.sender)
    in_thread = (StoredMessage.thread_key == interview.thread_key) & (StoredMessage.thread_key != "")
    query = (
        select(StoredMessage)
        .where(
            StoredMessage.person_id == draft.person_id,
            StoredMessage.removed_at.is_(None),
            or_(
                StoredMessage.date > since,
                and_(StoredMessage.received_at > since, StoredMessage.date > since - _LATE_AT_MOST),
            ),
            StoredMessage.is_automatic.is_(False),
            StoredMessage.is_bulk.is_(False),
            StoredMessage.id.not_in(not_about(session, interview)),
            or_(in_thread, sender.in_(emails)),
        )
        .order_by(StoredMessage.date.desc())
        .limit(_MAILS_AT_MOST)
    )
    own = own_keys(session, draft.person_id)
    return [_of_mail(row, emails, own) for row in session.scalars(query)]


def _of_mail(row: StoredMessage, emails: set[str], own: frozenset[str]) -> Change:
    sender = row.sender.lower()
    kind = "wrote" if sender in emails else "you_wrote" if rights.is_from_person(row, own) else "replied"
    return Change(kind, row.date, name=row.sender_name or row.sender, subject=row.subject, source=f"msg:{row.id}")


def _addresses(session: Session, person_id: str, keys: set[str]) -> set[str]:
    query = select(Identity.email).where(Identity.person_id == person_id, Identity.key.in_(keys))
    return {email.lower() for email in session.scalars(query)} | keys
