"""What the person does with a draft before approving it: read it, edit it, put it off, dismiss it, answer its question.

Reads and small acts for the command line and the web; a second writing is `rewrite`, approving and sending `outbox`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import activity, events, interviews, preferences
from service.drafting import evidence, timing, versions
from service.drafting.criteria import CRITERIA
from service.drafting.rows import NO_TEXT, judge_again
from service.drafting.support import judge
from service.drafting.versions import Saved, Text, text_of
from service.schema import Contact, Draft, Interview, Json, OwnAddress
from service.sealed import open_draft
from service.vault import Vault
from service.zones import zone_of


class NotPossible(Exception):
    """The draft is not there, not this person's, or past changing; the words say which."""


def listing(
    session: Session,
    vault: Vault,
    person_id: str,
    states: Sequence[str] = ("needs_review",),
    *,
    now: datetime | None = None,
) -> list[Json]:
    """The person's drafts, soonest first, in the shape of `warmthread drafts --json`.

    With `now`, a suggested time that has passed is shown as the next working hour of the recipient.
    """
    query = (
        select(Draft)
        .where(Draft.person_id == person_id, Draft.state.in_(list(states)))
        .order_by(Draft.send_at, Draft.created_at, Draft.id)
    )
    return [shown(session, vault, row, now) for row in session.scalars(query)]


def shown(session: Session, vault: Vault, row: Draft, now: datetime | None = None) -> Json:
    """One draft as the outside sees it."""
    content = open_draft(vault, row)
    send_at = _send_at(session, row, now)
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "interview": row.interview_id,
        "to": list(row.to),
        "cc": list(row.cc),
        "bcc": list(row.bcc),
        "from": row.sender,
        "subject": row.subject,
        "in_reply_to": row.in_reply_to or None,
        "references": list(row.references),
        "body": content.body,
        "language": row.language,
        "send_at": send_at.isoformat().replace("+00:00", "Z") if send_at else None,
        "evidence": list(content.evidence),
        "needs_user_input": list(row.needs_user_input),
        "warnings": list(content.warnings),
        "edited": row.is_edited,
        "reason": row.state_reason,
    }


def _send_at(session: Session, row: Draft, now: datetime | None) -> datetime | None:
    if row.send_at is None or now is None or row.send_at >= now:
        return row.send_at
    if CRITERIA[row.kind].at_once:
        return now
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    interview = session.get_one(Interview, row.interview_id)
    hours = timing.wished(preferences.read(session, row.person_id))
    return timing.next_business_time(now, zone_of(contact.timezone if contact else "", interview.timezone), hours)


def owned(session: Session, person_id: str | None, draft_id: str, *states: str) -> Draft:
    """That draft, if it is this person's and in one of those states. Raises NotPossible."""
    row = session.get(Draft, draft_id, populate_existing=True)
    if row is None or (person_id is not None and row.person_id != person_id):
        raise NotPossible(f"There is no draft {draft_id}.")
    if states and row.state not in states:
        raise NotPossible(f"This draft is {row.state} and can no longer be changed.")
    return row


# --- the person's words -------------------------------------------------------------------------------------------


def save_text(
    session: Session, vault: Vault, person_id: str, draft_id: str, text: Text, *, based_on: int, now: datetime
) -> Saved:
    """Keeps the person's own words, made from version `based_on`. From then on no rule changes this draft.

    Where another text stands by now, or the draft is on its way or put away, nothing is overwritten: the words are
    kept beside it, and the answer says so. What the draft still asks for stays asked. Raises NotPossible.
    """
    row = owned(session, person_id, draft_id)
    text = cleaned(text)
    if text.sender != row.sender and text.sender not in sending_addresses(session, row.person_id):
        raise NotPossible(f"{text.sender} is not an address you can send from.")
    scene = evidence.load(session, vault, session.get_one(Interview, row.interview_id))
    judged = judge(scene, row, text, open_draft(vault, row).evidence)
    return versions.save(session, vault, row, text, judged, based_on=based_on, now=now)


BY_EVIDENCE = frozenset({"R13", "R15", "R16", "R17", "R18", "R26", "R28"})
"""Rules that a text may come to break without a word of it changing, because what is known changed."""


def is_no_longer_true(session: Session, vault: Vault, row: Draft) -> bool:
    """Whether a text of ours says what is not borne out any more: its evidence is gone, or is private now. What the person
    wrote is theirs: they were told, and decide.
    """
    if row.is_edited or not row.fingerprint:
        return False
    scene = evidence.load(session, vault, session.get_one(Interview, row.interview_id))
    judged = judge(scene, row, text_of(vault, row), open_draft(vault, row).evidence)
    return any(one.get("hard") and one["rule"] in BY_EVIDENCE for one in judged.warnings)


def cleaned(text: Text) -> Text:
    """A text as a mail can carry it: one line of subject, plain text with single line ends, nothing invisible."""
    body = _INVISIBLE.sub("", text.body.replace("\r\n", "\n").replace("\r", "\n"))
    return replace(text, subject=" ".join(_INVISIBLE.sub(" ", text.subject).split()), body=body)


_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Control characters; the marks that right-to-left text needs are none."""


def sending_addresses(session: Session, person_id: str) -> list[str]:
    """The person's own addresses that the provider lets them send from, the main one first."""
    query = select(OwnAddress.email).where(OwnAddress.person_id == person_id, OwnAddress.can_send)
    return list(session.scalars(query.order_by(OwnAddress.is_main.desc(), OwnAddress.email)))


def edit_draft(
    session: Session, vault: Vault, draft_id: str, *, subject: str | None = None, body: str | None = None,
    now: datetime, person_id: str | None = None,
) -> None:  # fmt: skip
    """Keeps the person's own words for the text that stands. From now on no rule changes it. Raises NotPossible."""
    row = owned(session, person_id, draft_id, "needs_review")
    text = text_of(vault, row)
    text = replace(text, subject=text.subject if subject is None else subject, body=text.body if body is None else body)
    save_text(session, vault, row.person_id, draft_id, text, based_on=row.version, now=now)
    row.is_edited = True


def take_version(session: Session, vault: Vault, person_id: str, draft_id: str, number: int, now: datetime) -> None:
    """Takes a former text back, or one that lies beside; taking the one that stands leaves the others be.

    Raises NotPossible.
    """
    row = owned(session, person_id, draft_id, "needs_review")
    try:
        versions.restore(session, vault, row, number, now)
    except versions.NoSuchVersion as error:
        raise NotPossible(str(error)) from None
    scene = evidence.load(session, vault, session.get_one(Interview, row.interview_id))
    if row.is_edited:
        judge_again(vault, scene, row)


def settle_need(session: Session, person_id: str, draft_id: str, need: str) -> None:
    """The person says that what the draft asks for is dealt with. Raises NotPossible."""
    row = owned(session, person_id, draft_id, "needs_review")
    row.needs_user_input = [one for one in row.needs_user_input if one != need]


def ask_again(session: Session, person_id: str, draft_id: str, need: str) -> None:
    """Undo of `settle_need`. Raises NotPossible."""
    row = owned(session, person_id, draft_id, "needs_review")
    if need in NEEDS and need not in row.needs_user_input:
        row.needs_user_input = [*row.needs_user_input, need]


NEEDS = ("takeaway", "promised_material", "times")
"""What a draft may ask the person for."""


# --- later, and not at all ----------------------------------------------------------------------------------------

LATER = ("hour", "evening", "tomorrow")
_EVENING, _MORNING = time(18, 0), time(8, 0)


def later_until(choice: str, now: datetime, zone: str) -> datetime | None:
    """When a draft that is put off comes back; None where that time of the person's day is over, or unknown."""
    tz = zone_of(zone)
    local = now.astimezone(tz)
    if choice == "hour":
        return now + timedelta(hours=1)
    if choice == "evening":
        until = datetime.combine(local.date(), _EVENING, tz)
        return until.astimezone(UTC) if until > local + timedelta(minutes=30) else None
    if choice == "tomorrow":
        return datetime.combine(local.date() + timedelta(days=1), _MORNING, tz).astimezone(UTC)
    return None


def put_off(session: Session, person_id: str, draft_id: str, until: datetime) -> None:
    """Out of the way until then; it stays open all the while. Raises NotPossible."""
    owned(session, person_id, draft_id, "needs_review").later_until = until


def put_back(session: Session, person_id: str, draft_id: str) -> None:
    """Undo of `put_off`. Raises NotPossible."""
    owned(session, person_id, draft_id, "needs_review").later_until = None


NOT_NEEDED = {
    "thanked": "You thanked them yourself.",
    "not_held": "The conversation did not take place.",
    "no_need": "No mail is needed here.",
    "wrong_person": "It is for somebody else.",
    "other": "",
}
"""Why the person does not want a draft."""


def why_not_needed(kind: str, words: str) -> str:
    """The person's reason in a sentence, with their own words. Raises NotPossible for one that is not in the list."""
    if kind not in NOT_NEEDED:
        raise NotPossible("Choose one of the reasons.")
    return f"{NOT_NEEDED[kind]} {' '.join(words.split())[:500]}".strip() or "You did not want it."


def dismiss_draft(session: Session, draft_id: str, reason: str, now: datetime, *, person_id: str | None = None) -> None:
    """The person does not want it; nothing writes it again for this meeting and time. Raises NotPossible."""
    row = owned(session, person_id, draft_id, "needs_review", "withdrawn")
    row.state, row.state_reason, row.updated_at = "dismissed", reason, now
    activity.record(session, row.person_id, activity.DRAFT_DISMISSED, now, subject=row.id)
    events.append(session, row.person_id, events.INTERVIEW_CHANGED, row.interview_id, now=now)


def bring_back(session: Session, person_id: str, draft_id: str, now: datetime) -> None:
    """Undo of `dismiss_draft`: it waits for review again, if anything still calls for it.

    So does one that could not be written well: from then on it is the person's to write. Raises NotPossible.
    """
    row = owned(session, person_id, draft_id, "dismissed", "withdrawn")
    if row.state == "withdrawn" and not row.state_reason.startswith(NO_TEXT):
        raise NotPossible("This draft was withdrawn because of what became of the conversation.")
    row.is_edited = row.is_edited or row.state == "withdrawn"
    row.state, row.state_reason, row.updated_at = "needs_review", "", now
    events.append(session, row.person_id, events.INTERVIEW_CHANGED, row.interview_id, now=now)


# --- the one question ---------------------------------------------------------------------------------------------


def answer_takeaway(
    session: Session, vault: Vault, draft_id: str, answer: str, now: datetime, *, person_id: str | None = None
) -> str:
    """The one line that stuck with the person becomes a note on the meeting; the draft is written anew from it.

    Raises NotPossible, and ValueError for an empty answer.
    """
    row = owned(session, person_id, draft_id, "needs_review")
    return interviews.add_note(session, vault, row.person_id, row.interview_id, answer, now).id
