"""The daily digest: one mail a day from the person's own mailbox to themselves, and only where they agreed to it.

It is the one mail that leaves without the approval of its exact text; the person agreed to the kind, and the words they
agreed to are kept with the time. It goes to nobody else, tells only what the last one did not, and is skipped when
there is nothing. A day's row is committed as `sending` before the provider is called and no call is ever repeated: at
most one a day, whatever dies in between; one whose answer was lost is looked for, and `unclear` as long as nothing is
found. Who writes its words is handed in; when it is due is looked at by the workers' clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from connectors import mime
from connectors.contract import Mailbox
from connectors.errors import ConnectorError, Gone, TryAgain
from connectors.records import Address
from service import accounts, activity, own_records, preferences
from service.accounts import FILES, MinuteBudget
from service.addresses import domain_of
from service.coming import Talk
from service.context import Context
from service.schema import Account, Digest, Interview, Person, new_id
from service.today import Question, ToDo, Waiting, look
from service.vault import Vault
from service.zones import zone_of

log = structlog.get_logger(__name__)
NOON = time(12)
LATE_AT_MOST = timedelta(hours=3)
"""A digest that is wanted later than in the morning is sent so long after its time."""
UNDER_WAY = timedelta(minutes=5)
"""What is under way for longer was interrupted: the provider's answer does not take so long."""
LOOKED_FOR = timedelta(days=3)
"""One that no look found is looked for once more with each of the next digests, for so long."""
CONSENT = "digest_consent"
_TOLD = ("sending", "sent", "unclear", "empty")
"""Digests whose items count as told."""


@dataclass(frozen=True, slots=True)
class Content:
    """What one digest tells."""

    now: datetime
    zone: str
    talks: tuple[Talk, ...]
    drafts: tuple[Waiting, ...]
    promises: tuple[ToDo, ...]
    questions: tuple[Question, ...]
    to_answer: tuple[ToDo, ...]
    asked: int
    """Records since the last digest that could be interviews."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        lists = (self.talks, self.drafts, self.promises, self.questions, self.to_answer)
        return not (self.asked or any(lists))


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a digest."""

    subject: str
    body: str


Write = Callable[[Content, Person], Letter]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The person's yes: when, and which mailbox it names."""

    at: datetime
    email: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A digest whose row is committed and whose mail is not out yet."""

    id: str
    account: Account
    message_id: str
    at: datetime
    mime: bytes


# --- consent ------------------------------------------------------------------------------------------------------


def why_not(session: Session, person_id: str) -> str:
    """Why there can be no digest: no_account, read_only or lost; "" if there can be one."""
    rows = [row for row in accounts.listing(session, person_id) if row.connection_state != "disconnected"]
    mailboxes = [row for row in rows if row.provider != FILES]
    if not mailboxes:
        return "no_account"
    able = [row for row in mailboxes if row.can_send]
    if not able:
        return "read_only"
    return "" if any(row.connection_state == "connected" for row in able) else "lost"


def agree(session: Session, person_id: str, words: str, language: str, now: datetime) -> int | None:
    """Keeps the person's yes with the very words they saw; returns the log's row that undoes it.

    It is a yes to the mailbox that would send today: another one needs another yes. Raises ValueError where none can.
    """
    account = sender(session, person_id)
    if account is None:
        raise ValueError("No connected mailbox may send.")
    person = session.get_one(Person, person_id, populate_existing=True)
    said = {"at": now.isoformat(), "email": account.email, "language": language, "words": words}
    person.settings = {**person.settings, CONSENT: said}
    session.flush()
    return preferences.change(session, person_id, now, digest=True)


def agreement(person: Person) -> Agreement | None:
    """What the person agreed to; None where they did not, or do not want it any more."""
    said = person.settings.get(CONSENT)
    if not isinstance(said, dict) or not preferences.of(person).digest:
        return None
    return Agreement(datetime.fromisoformat(said["at"]), said["email"])


def sender(session: Session, person_id: str, email: str = "") -> Account | None:
    """The mailbox it goes from and to: the oldest connected one that may send, or the one of that address."""
    rows = accounts.listing(session, person_id)
    able = [row for row in rows if row.can_send and row.connection_state == "connected" and row.provider != FILES]
    return next((row for row in able if not email or row.email == email), None)


# --- when ---------------------------------------------------------------------------------------------------------


def window(day: date, at: str, zone: str) -> tuple[datetime, datetime]:
    """Between which instants the digest of that local day may go out: from its time on until noon, or three hours."""
    there = zone_of(zone)
    opens = datetime.combine(day, time.fromisoformat(at), there).astimezone(UTC)
    noon = datetime.combine(day, NOON, there).astimezone(UTC)
    midnight = datetime.combine(day + timedelta(days=1), time(), there).astimezone(UTC)
    return opens, min(max(noon, opens + LATE_AT_MOST), midnight)


def day_due(session: Session, person: Person, now: datetime) -> str:
    """The local day whose digest is due at `now`; "" for none: not wanted, not yet, too late, or done."""
    agreed = agreement(person)
    if agreed is None:
        return ""
    day = now.astimezone(zone_of(person.timezone)).date()
    opens, closes = window(day, preferences.of(person).digest_at, person.timezone)
    if not (agreed.at <= opens <= now < closes):
        return ""
    known = select(Digest.id).where(Digest.person_id == person.id, Digest.day == day.isoformat())
    return "" if session.scalar(known) else day.isoformat()


def people_due(session: Session, now: datetime) -> list[str]:
    """Whose digest is due, or was interrupted on its way."""
    interrupted = set(session.scalars(select(Digest.person_id).where(*_interrupted(now))))
    people = session.scalars(select(Person).order_by(Person.id)).all()
    return [person.id for person in people if person.id in interrupted or day_due(session, person, now)]


def _interrupted(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Digest.state == "sending", Digest.at < now - UNDER_WAY


# --- what ---------------------------------------------------------------------------------------------------------


def content(session: Session, vault: Vault, person: Person, now: datetime) -> tuple[Content, list[str]]:
    """What the digest of now tells, and the ids of all that stands, told now or before."""
    last = _last(session, person.id)
    told = frozenset(last.items) if last else frozenset()
    found = look(session, vault, person.id, now, person.timezone)
    today = now.astimezone(zone_of(person.timezone)).date()
    all_of_it = Content(
        now=now,
        zone=person.timezone,
        talks=tuple(one.talk for one in found.coming.shown if _is_on(one.talk, today, person.timezone)),
        drafts=found.drafts.shown,
        promises=found.promises.shown,
        questions=(*found.questions.shown, *found.doubts.shown),
        to_answer=found.to_answer.shown,
        asked=_asked_since(session, person.id, last.at if last else None),
    )
    return _without(all_of_it, told), sorted(_ids(all_of_it))


def _last(session: Session, person_id: str) -> Digest | None:
    query = select(Digest).where(Digest.person_id == person_id, Digest.state.in_(_TOLD))
    return session.scalar(query.order_by(Digest.day.desc()).limit(1))


def _is_on(talk: Talk, day: date, zone: str) -> bool:
    return talk.start is not None and talk.start.astimezone(zone_of(zone)).date() == day


def _asked_since(session: Session, person_id: str, since: datetime | None) -> int:
    query = select(func.count(Interview.id)).where(Interview.person_id == person_id, Interview.status == "proposed")
    if since is not None:
        query = query.where(Interview.first_seen_at > since)
    return session.scalar(query) or 0


def _talk_id(talk: Talk) -> str:
    """A conversation that was moved is told again."""
    return f"{talk.id}@{talk.start.isoformat() if talk.start else ''}"


def _ids(found: Content) -> Iterator[str]:
    yield from (_talk_id(talk) for talk in found.talks)
    for group in (found.drafts, found.promises, found.questions, found.to_answer):
        yield from (one.id for one in group)


def _without(found: Content, told: frozenset[str]) -> Content:
    return replace(
        found,
        talks=tuple(talk for talk in found.talks if _talk_id(talk) not in told),
        drafts=tuple(one for one in found.drafts if one.id not in told),
        promises=tuple(one for one in found.promises if one.id not in told),
        questions=tuple(one for one in found.questions if one.id not in told),
        to_answer=tuple(one for one in found.to_answer if one.id not in told),
    )


# --- out ----------------------------------------------------------------------------------------------------------


def send_due(context: Context, person_id: str, write: Write) -> None:
    """Looks for those of which nobody knows whether they went out, then sends the person's digest if it is due.

    Safe to call at any time, any number of times.
    """
    for unknown in _unknown(context, person_id):
        _look_for(context, unknown)
    begun = begin(context, person_id, write)
    if begun is not None:
        _send(context, begun)


def begin(context: Context, person_id: str, write: Write) -> Begun | None:
    """Commits that today's digest is on its way, or that there is nothing to tell; None when nothing is to be sent."""
    now = context.clock()
    with context.database.writing(person_id, "begin_digest") as session:
        person = session.get(Person, person_id, populate_existing=True)
        day = day_due(session, person, now) if person is not None else ""
        agreed = agreement(person) if person is not None and day else None
        account = sender(session, person_id, agreed.email) if agreed else None
        if person is None or account is None:
            return None
        found, items = content(session, context.vault, person, now)
        row = Digest(id=new_id("dig"), person_id=person_id, day=day, state="empty", items=items, message_id="", at=now)
        session.add(row)
        if found.is_empty:
            return None
        row.state = "sending"
        row.message_id = own_records.digest_message_id(
            context.vault.fingerprint(f"digest|{person_id}|{day}")[:32], domain_of(account.email)
        )
        written = _written(account, write(found, person), row.message_id, now)
        return Begun(row.id, account, row.message_id, now, written)


def _written(account: Account, letter: Letter, message_id: str, now: datetime) -> bytes:
    me = Address(account.email)
    mail = mime.write_message(
        sender=me, to=[me], subject=letter.subject, body=letter.body, date=now, message_id=message_id
    )
    return f"{mime.DIGEST_HEADER}: 1\r\nAuto-Submitted: auto-generated\r\n".encode() + mail


def _send(context: Context, begun: Begun) -> None:
    account = begun.account
    budget = MinuteBudget(context, account.id, account.person_id, account.provider)
    state, why = "failed", ""
    try:
        mailbox = accounts.open_mailbox(context, account, budget)
        if account.can_read_mail and mailbox.find_sent(begun.message_id, thread_id="", since=begun.at):
            state = "sent"  # By a copy of this database: the day's digest has the same Message-ID everywhere.
        else:
            draft_id = mailbox.create_mailbox_draft(begun.mime, thread_id="")
            state, why = _sent(mailbox, draft_id, begun)
    except ConnectorError as error:
        # It was not sent for sure: sending is another call. It is not tried again, since tomorrow brings the next.
        why = error.detail
    _note(context, begun.id, account.person_id, state, why, budget)


def _sent(mailbox: Mailbox, draft_id: str, begun: Begun) -> tuple[str, str]:
    try:
        mailbox.send_mailbox_draft(draft_id)
    except (TryAgain, Gone):
        return _found(mailbox, begun.message_id, begun.at)
    except ConnectorError as error:
        mailbox.delete_mailbox_draft(draft_id)
        return "failed", error.detail
    return "sent", ""


def _found(mailbox: Mailbox, message_id: str, since: datetime) -> tuple[str, str]:
    """What became of one whose answer was lost, by looking only. What lies unsent in the drafts is cleared away."""
    try:
        if mailbox.find_sent(message_id, thread_id="", since=since):
            return "sent", ""
        unsent = mailbox.find_mailbox_drafts(message_id)
        for draft_id in unsent:
            mailbox.delete_mailbox_draft(draft_id)
    except ConnectorError as error:
        return "unclear", error.detail
    return ("failed", "it was interrupted") if unsent else ("unclear", "it was found nowhere")


def _unknown(context: Context, person_id: str) -> list[Digest]:
    """Digests that were interrupted, and those that no look has found yet."""
    now = context.clock()
    is_open = or_(and_(*_interrupted(now)), (Digest.state == "unclear") & (Digest.at > now - LOOKED_FOR))
    with context.database.reading() as session:
        return list(session.scalars(select(Digest).where(Digest.person_id == person_id, is_open).order_by(Digest.day)))


def _look_for(context: Context, row: Digest) -> None:
    with context.database.reading() as session:
        said = session.get_one(Person, row.person_id).settings.get(CONSENT)
        account = sender(session, row.person_id, said["email"]) if isinstance(said, dict) else None
    if account is None:
        _note(context, row.id, row.person_id, "unclear", "its mailbox is not connected")
        return
    budget = MinuteBudget(context, account.id, account.person_id, account.provider)
    try:
        mailbox = accounts.open_mailbox(context, account, budget)
    except ConnectorError as error:
        _note(context, row.id, row.person_id, "unclear", error.detail, budget)
        return
    state, why = _found(mailbox, row.message_id, row.at)
    _note(context, row.id, row.person_id, state, why, budget)


_TOLD_AS = {"sent": activity.DIGEST_SENT, "unclear": activity.DIGEST_UNCLEAR}


def _note(
    context: Context, digest_id: str, person_id: str, state: str, why: str, budget: MinuteBudget | None = None
) -> None:
    with context.database.writing(person_id, "note_digest") as session:
        row = session.get(Digest, digest_id, populate_existing=True)
        if row is None:
            return
        row.state = state
        what = _TOLD_AS.get(state, activity.DIGEST_NOT_SENT)
        key = f"digest|{row.day}|{state}"
        activity.record(session, person_id, what, context.clock(), subject=row.id, detail=why, key=key)
        if budget is not None:
            budget.write_down(session)
    log.info("digest.done", digest=digest_id, state=state)


def after_restore(session: Session, person_id: str, now: datetime) -> None:
    """A backup was put back: today's digest may have gone out since it was made, so today has had its digest."""
    person = session.get_one(Person, person_id, populate_existing=True)
    today = now.astimezone(zone_of(person.timezone)).date().isoformat()
    known = select(Digest.id).where(Digest.person_id == person_id, Digest.day == today)
    if agreement(person) is not None and session.scalar(known) is None:
        session.add(Digest(id=new_id("dig"), person_id=person_id, day=today, state="empty", items=[], at=now))
