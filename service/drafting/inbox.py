"""The drafts of a person as a list: what waits, what is on its way, what was put off, what is over lately.

Each part is one query, however many rows it shows; the most urgent first, which is what is due first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from service import approvals
from service.drafting.timing import DEADLINE
from service.schema import Alert, Approval, Contact, Draft, Interview
from service.sealed import DraftContent, open_draft
from service.vault import Vault

Part = Literal["waiting", "on_their_way", "later", "done"]
PAGE = 50
LATELY = timedelta(days=14)
DUE_KINDS = ("thank_you", "host_follow_up", "referral_report_back")
"""What is due a day after the end of the conversation."""
UNDER_WAY = ("approved", "sending", "unclear")
_NO_WARNING = frozenset({"R19", "R25"})
"""Said of a draft without being a reason to look twice: its time, and that it offers nothing in return."""


@dataclass(frozen=True, slots=True)
class Line:
    """One draft in the list."""

    id: str
    kind: str
    state: str
    reason: str
    subject: str
    to: tuple[str, ...]
    contact_id: str
    name: str
    interview_id: str
    title: str
    start: datetime | None
    end: datetime | None
    timezone: str
    deadline: datetime | None
    later_until: datetime | None
    send_at: datetime | None
    """When an approved one goes out; None = as soon as its undo window is over."""
    needs: tuple[str, ...]
    is_edited: bool
    warnings: int
    is_look_alike: bool
    updated_at: datetime

    @property
    def lacks_line(self) -> bool:
        """It asks the person for one line: what stayed with them."""
        return "takeaway" in self.needs


def lines(
    session: Session, vault: Vault, person_id: str, part: Part, now: datetime, *, page: int = 1
) -> tuple[list[Line], int]:
    """One page of a part, and how many there are in all."""
    where = _where(person_id, part, now)
    total = session.scalar(select(func.count(Draft.id)).where(*where)) or 0
    if not total:
        return [], 0
    query = _order(_columns().where(*where), part).limit(PAGE).offset((page - 1) * PAGE)
    return [_line(vault, *row) for row in session.execute(query)], total


def _where(person_id: str, part: Part, now: datetime) -> list[Any]:
    put_off = and_(Draft.later_until.is_not(None), Draft.later_until > now)
    states: dict[str, list[Any]] = {
        "waiting": [Draft.state == "needs_review", or_(Draft.later_until.is_(None), Draft.later_until <= now)],
        "later": [Draft.state == "needs_review", put_off],
        "on_their_way": [Draft.state.in_(UNDER_WAY)],
        "done": [Draft.state.in_(("sent", "withdrawn", "dismissed")), Draft.updated_at > now - LATELY],
    }
    return [Draft.person_id == person_id, *states[part]]


def _columns() -> Any:
    is_alike = and_(
        Alert.interview_id == Draft.interview_id, Alert.kind == "look_alike_address", Alert.resolved_at.is_(None)
    )
    return (
        select(Draft, Interview, Contact.name, Contact.timezone, Approval.send_at, Alert.id)
        .join(Interview, Interview.id == Draft.interview_id)
        .outerjoin(Contact, and_(Contact.id == Draft.contact_id, Contact.person_id == Draft.person_id))
        .outerjoin(Approval, and_(Approval.draft_id == Draft.id, Approval.state.in_(approvals.ON_ITS_WAY)))
        .outerjoin(Alert, is_alike)
    )


def _order(query: Any, part: Part) -> Any:
    if part == "done":
        return query.order_by(Draft.updated_at.desc(), Draft.id)
    if part == "later":
        return query.order_by(Draft.later_until, Draft.id)
    return query.order_by(Interview.end.is_(None), Interview.end, Draft.id)


def _line(
    vault: Vault, row: Draft, interview: Interview, name: str | None, zone: str | None, send_at: datetime | None,
    alert: str | None,
) -> Line:  # fmt: skip
    return Line(
        id=row.id, kind=row.kind, state=row.state, reason=row.state_reason, subject=row.subject, to=tuple(row.to),
        contact_id=row.contact_id if name is not None else "", name=name or ", ".join(row.to),
        interview_id=interview.id, title=interview.title, start=interview.start, end=interview.end,
        timezone=zone or interview.timezone, deadline=deadline(row, interview), later_until=row.later_until,
        send_at=send_at, needs=tuple(row.needs_user_input), is_edited=row.is_edited,
        warnings=to_look_at(open_draft(vault, row)), is_look_alike=alert is not None, updated_at=row.updated_at,
    )  # fmt: skip


def deadline(row: Draft, interview: Interview) -> datetime | None:
    """By when it should be with them: a day after the end; None for what answers a mail."""
    return interview.end + DEADLINE if interview.end and row.kind in DUE_KINDS else None


def to_look_at(content: DraftContent) -> int:
    """How many things the checks found that are a reason to look twice."""
    return sum(one.get("rule") not in _NO_WARNING for one in content.warnings)


@dataclass(frozen=True, slots=True)
class Next:
    """The next conversation that is planned."""

    id: str
    name: str
    start: datetime
    written_in: str = ""
    """UTC where the record names no known zone, so that its hour is shown as it stands there."""


def coming(session: Session, person_id: str, now: datetime) -> Next | None:
    """What an empty list points to."""
    query = (
        select(Interview, Contact.name)
        .outerjoin(Contact, and_(Contact.id == Interview.contact_id, Contact.person_id == Interview.person_id))
        .where(Interview.person_id == person_id, Interview.status.in_(("accepted", "invited")), Interview.start > now)
        .order_by(Interview.start, Interview.id)
    )
    found = session.execute(query.limit(1)).first()
    if found is None or found[0].start is None:
        return None
    written_in = "UTC" if "time zone unknown" in found[0].badges else ""
    return Next(found[0].id, found[1] or found[0].title, found[0].start, written_in)
