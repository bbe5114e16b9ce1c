"""Everything that the review of one draft shows, read in a fixed number of queries; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors import registry
from service import events, preferences
from service.clock import real_now
from service.drafting import inbox, meanwhile, recipients, review, timing, versions
from service.drafting.meanwhile import Change
from service.drafting.recipients import Caution
from service.drafting.review import NotPossible
from service.drafting.rows import NO_TEXT
from service.drafting.support import Piece, pieces
from service.drafting.tongues import offered
from service.drafting.versions import Text, Version
from service.schema import Account, Approval, Contact, Draft, Interview, Json, Note, StoredMessage
from service.sealed import DraftContent, open_draft
from service.web import draft_in_mailbox, wording
from service.web.draft_in_mailbox import InMailbox
from service.web.visit import NotFound, Visit
from service.web.wording import Worded
from service.zones import zone_of

VERSIONS_SHOWN = 30
_SOFT = frozenset({"R19", "R25"})
HELD_KINDS = frozenset({"thank_you", "host_follow_up", "referral_report_back"})


@dataclass(frozen=True, slots=True)
class Card:
    """One piece of evidence: the quote, where it stands, and the sentences that rest on it."""

    id: str
    number: int
    quote: str
    kind: str
    """msg, note, event or person"""
    title: str
    href: str
    at: datetime | None
    is_after: bool
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the text as it is shown: `number` of the sentence (0 = none), ids of its cards, or what it lacks."""

    text: str
    number: int = 0
    cards: tuple[int, ...] = ()
    lacks: Json | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When it may go out: the suggestion, and what was chosen instead."""

    suggested: datetime | None
    why: str
    deadline: datetime | None
    zone: str
    """Where the recipient lives."""


@dataclass(frozen=True, slots=True)
class Way:
    """An approved draft on its way: what became of it."""

    state: str
    reason: str
    send_at: datetime | None
    hold_until: datetime
    """In product time, for the countdown."""
    message_id: str
    is_held: bool
    is_given_up: bool
    leaves_no_trace: bool
    """It may be out though nothing of it lies in Sent."""


@dataclass(frozen=True, slots=True)
class Review:
    """The page."""

    draft: Draft
    interview: Interview
    contact: Contact | None
    name: str
    text: Text
    marked: tuple[Marked, ...]
    cards: tuple[Card, ...]
    findings: tuple[Json, ...]
    cautions: tuple[Caution, ...]
    changes: tuple[Change, ...]
    history: tuple[Version, ...]
    offers: tuple[Version, ...]
    compared: Version | None
    undo_to: int
    redo_to: int
    styles: tuple[str, ...]
    senders: tuple[str, ...]
    times: Times
    way: Way | None
    mailbox: InMailbox | None
    """What is known of it in the person's own mailbox."""
    wording: Worded | None
    """How it came by its words, where a model was asked."""

    @property
    def is_open(self) -> bool:
        return self.draft.state == "needs_review"

    @property
    def lacking(self) -> tuple[Marked, ...]:
        """The sentences that stand without evidence."""
        return tuple(one for one in self.marked if one.lacks)

    @property
    def asks_whether_held(self) -> bool:
        return self.interview.status == "held_presumed" and self.draft.kind in HELD_KINDS

    @property
    def can_be_written_anyway(self) -> bool:
        """Put away because the person wrote already, or because it is long ago: theirs to overrule."""
        held = self.interview.status in {"held", "held_presumed"}
        return self.draft.state == "withdrawn" and held and not self.can_be_written_by_hand

    @property
    def can_be_written_by_hand(self) -> bool:
        """No text of ours passed the checks: the person's own may."""
        return self.draft.state == "withdrawn" and self.draft.state_reason.startswith(NO_TEXT)

    @property
    def is_called_off(self) -> bool:
        """The interview no longer calls for this draft, and the workers have not put it away yet."""
        held = self.interview.status in {"held", "held_presumed"}
        return self.is_open and self.draft.kind in HELD_KINDS and not held


def one_draft(session: Session, visit: Visit, draft_id: str) -> Draft:
    """The person's draft. Raises NotFound."""
    try:
        return review.owned(session, visit.person_id, draft_id)
    except NotPossible:
        raise NotFound(visit.words._("There is no such draft.")) from None


def gather(session: Session, visit: Visit, draft_id: str, compare: int = 0) -> Review:
    """The review of a draft. Raises NotFound."""
    draft = one_draft(session, visit, draft_id)
    vault = visit.context.vault
    interview = session.get_one(Interview, draft.interview_id)
    contact = session.get(Contact, draft.contact_id) if draft.contact_id else None
    content = open_draft(vault, draft)
    history = versions.history(session, vault, draft)
    offers = versions.offers(history, draft)
    marked = _numbered(pieces(content))
    return Review(
        draft=draft,
        interview=interview,
        contact=contact,
        name=(contact.name if contact else "") or ", ".join(draft.to),
        text=versions.text_of(vault, draft),
        marked=marked,
        cards=_cards(session, draft, interview, content, marked),
        findings=_findings(content),
        cautions=tuple(recipients.cautions(session, draft)),
        changes=tuple(meanwhile.changes(session, draft, interview, _written_at(draft, history))),
        history=tuple(reversed(history))[:VERSIONS_SHOWN],
        offers=tuple(offers),
        compared=_compared(history, offers, draft, compare),
        undo_to=versions.back_to(history, draft.version),
        redo_to=versions.on_to(history, draft.version),
        styles=offered(draft.language, draft.kind),
        senders=_senders(session, draft),
        times=_times(session, visit, draft, interview, contact, content),
        way=_way(session, visit, draft),
        mailbox=draft_in_mailbox.of_draft(session, draft),
        wording=wording.of_draft(session, visit, draft, history),
    )


def _written_at(draft: Draft, history: Sequence[Version]) -> datetime:
    """When the text that stands came about; taking an old text back does not make it know more."""
    here = next((one for one in history if one.number == draft.version), None)
    while here is not None and here.by == "restored":
        origin = here.based_on
        here = next((one for one in history if one.number == origin), None)
    return here.at if here is not None else draft.created_at


def _compared(history: Sequence[Version], offers: Sequence[Version], draft: Draft, wanted: int) -> Version | None:
    """What the text is shown against: the version asked for, else what lies beside it."""
    found = next((one for one in history if one.number == wanted and wanted != draft.version), None)
    return found or (offers[-1] if offers else None)


def _findings(content: DraftContent) -> tuple[Json, ...]:
    """What the checks say of the text as a whole, each once; the gravest first."""
    found = {
        (one.get("rule"), one.get("text")): one
        for one in content.warnings
        if not one.get("sentence") and one.get("rule") not in _SOFT
    }
    return tuple(sorted(found.values(), key=lambda one: not one.get("hard", True)))


def _senders(session: Session, draft: Draft) -> tuple[str, ...]:
    own = review.sending_addresses(session, draft.person_id)
    return tuple(dict.fromkeys([draft.sender, *own]))


_PLACES = {"note": "notes", "event": "sources"}
"""Where on the conversation's page a source stands; a mail stands in what happened."""


# --- sentences and evidence ---------------------------------------------------------------------------------------


def _numbered(found: Sequence[Piece]) -> tuple[Marked, ...]:
    numbered: list[Marked] = []
    number = 0
    for piece in found:
        is_sentence = bool(piece.numbers or piece.lacks)
        number += is_sentence
        numbered.append(Marked(piece.text, number if is_sentence else 0, piece.numbers, piece.lacks))
    return tuple(numbered)


def _cards(
    session: Session, draft: Draft, interview: Interview, content: DraftContent, marked: Sequence[Marked]
) -> tuple[Card, ...]:
    mails = _mails(session, draft, content)
    notes = _notes(session, draft, content)
    cards = []
    for number, entry in enumerate(content.evidence, start=1):
        kind, _, rest = str(entry["source"]).partition(":")
        mail = mails.get(rest) if kind == "msg" else None
        at = mail.date if mail else notes.get(rest) if kind == "note" else None
        cards.append(
            Card(
                id=f"e{number}", number=number, quote=str(entry["quote"]), kind=kind, title=mail.subject if mail else "",
                href=f"/interviews/{interview.id}#{_PLACES.get(kind, 'history')}", at=at,
                is_after=bool(at and interview.start and at >= interview.start),
                sentences=tuple(one.number for one in marked if number in one.cards),
            )
        )  # fmt: skip
    return tuple(cards)


def _ids(content: DraftContent, kind: str) -> list[str]:
    sources = [str(entry["source"]).partition(":") for entry in content.evidence]
    return [rest for what, _, rest in sources if what == kind]


def _mails(session: Session, draft: Draft, content: DraftContent) -> dict[str, StoredMessage]:
    ids = _ids(content, "msg")
    query = select(StoredMessage).where(
        StoredMessage.person_id == draft.person_id, StoredMessage.message_id.in_(ids), StoredMessage.message_id != ""
    )
    return {row.message_id: row for row in session.scalars(query)} if ids else {}


def _notes(session: Session, draft: Draft, content: DraftContent) -> dict[str, datetime]:
    ids = _ids(content, "note")
    query = select(Note.id, Note.at).where(Note.person_id == draft.person_id, Note.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)} if ids else {}


# --- time ---------------------------------------------------------------------------------------------------------


def _times(
    session: Session, visit: Visit, draft: Draft, interview: Interview, contact: Contact | None, content: DraftContent
) -> Times:
    zone = _zone(visit, interview, contact)
    suggested = draft.send_at
    if suggested is not None and suggested <= visit.now:
        suggested = timing.next_business_time(visit.now, zone_of(zone), _hours(session, visit))
    why = next((str(one["text"]) for one in content.warnings if one.get("rule") == "R25"), "")
    return Times(suggested, why, inbox.deadline(draft, interview), zone)


def _zone(visit: Visit, interview: Interview, contact: Contact | None) -> str:
    return (contact.timezone if contact else "") or interview.timezone or visit.zone


def recipient_zone(session: Session, visit: Visit, draft: Draft) -> str:
    """Where the recipient lives: their own zone, else the meeting's, else the person's."""
    contact = session.get(Contact, draft.contact_id) if draft.contact_id else None
    return _zone(visit, session.get_one(Interview, draft.interview_id), contact)


def chosen_time(written: str, zone: str) -> datetime | None:
    """The instant of a time as a form has it (`2026-03-03T09:00`), read in that zone; None for what is no time."""
    try:
        local = datetime.fromisoformat(written)
    except ValueError:
        return None
    if local.tzinfo is not None:
        return None
    instant = local.replace(tzinfo=zone_of(zone))
    # An hour that a change of clocks leaves out is read as the one after it.
    return instant.astimezone(ZoneInfo("UTC"))


def is_working_hour(session: Session, visit: Visit, instant: datetime, zone: str) -> bool:
    """Whether it lies in the hours that the person chose for mail to arrive there."""
    return timing.is_business_time(instant, zone_of(zone), _hours(session, visit))


def _hours(session: Session, visit: Visit) -> timing.Hours:
    return timing.wished(preferences.read(session, visit.person_id))


# --- on its way ---------------------------------------------------------------------------------------------------


def _way(session: Session, visit: Visit, draft: Draft) -> Way | None:
    query = select(Approval).where(Approval.person_id == draft.person_id, Approval.draft_id == draft.id)
    row = session.scalar(query.order_by(Approval.approved_at.desc(), Approval.id.desc()).limit(1))
    if row is None or row.state == "withdrawn" or draft.state not in {"approved", "sending", "unclear", "sent"}:
        return None
    left, account = max(row.hold_until - real_now(), timedelta(0)), session.get(Account, row.account_id)
    return Way(
        state=row.state,
        reason=row.state_reason,
        send_at=row.send_at,
        hold_until=visit.now + left,
        message_id=row.message_id,
        is_held=row.state == "held",
        is_given_up=row.state == "unclear" and row.looks >= events.LOOKS_AT_MOST,
        leaves_no_trace=registry.capabilities(account.provider if account else "").copies_sent,
    )
