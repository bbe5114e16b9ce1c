"""Whether what the person asked for still makes sense, by kind: due now, or silent with the reason.

A draft that only the person can want is an *ask*: a row made by a click, with what they typed. It is its own purpose
beside whatever the interview brings about by itself, and is asked anew whenever the scene changes: what was answered,
called off, over, or written by hand since then is not written again. A newer ask of the same kind to the same contact
takes the place of the older one. Pure: scene and `now` in, dues out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from service.drafting.correspondence import sent_after, written_after
from service.drafting.due import ASKED, AskKind, Due, Reason, purpose_of
from service.drafting.scene import Asked, Mail, Scene, Someone

SOON = timedelta(hours=4)
"""Nobody is late for what begins later than that."""
APART = timedelta(hours=20)
"""Two mails that are further apart are two, not one and its afterthought."""
LATELY = timedelta(days=21)
"""A first mail that is younger waits for its answer."""


def dues(scene: Scene, now: datetime) -> list[Due]:
    """One due for every ask, oldest first; `for_start` names the ask."""
    wide = scene.for_asks
    newest = {(ask.kind, ask.contact_id): ask.id for ask in scene.asks if not ask.is_taken_back}
    return [_due(wide, ask, now, is_newest=newest.get((ask.kind, ask.contact_id)) == ask.id) for ask in scene.asks]


def _due(scene: Scene, ask: Asked, now: datetime, *, is_newest: bool) -> Due:
    who = next((one for one in scene.asked_to if one.contact_id == ask.contact_id), scene.recipient)
    kind = cast("AskKind", ask.kind)
    due = Due(who, kind, "due", since=ask.at, for_start=purpose_of(ask.id), until=_until(scene, kind))
    if ask.is_taken_back:
        return _silent(due, "taken_back")
    if not is_newest:
        return _silent(due, "replaced")
    if who.is_untracked:
        return _silent(due, "excluded")
    if not who.email or kind not in ASKED:
        return _silent(due, "needs_decision")
    reason = _KINDS[kind](scene, who, ask, now)
    return _silent(due, reason) if reason else due


def _silent(due: Due, reason: Reason) -> Due:
    return replace(due, state="silent", reason=reason, until=None)


def _until(scene: Scene, kind: AskKind) -> datetime | None:
    return {"running_late": scene.end, "confirmation": scene.start}.get(kind)


# --- one rule for each kind ---------------------------------------------------------------------------------------

Rule = Callable[[Scene, Someone, Asked, datetime], Reason]


def _running_late(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:
    """Only just before and during the meeting."""
    off = _off(scene)
    if off:
        return off
    if scene.start is None or scene.end is None or ask.at < scene.start - SOON:
        return "not_yet_held"
    return "too_late" if now >= scene.end else _by_hand(scene, who, ask)


def _confirmation(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:
    """Only for a time that is still to come."""
    off = _off(scene)
    if off:
        return off
    if scene.start is None:
        return "not_yet_held"
    return "too_late" if now >= scene.start else _by_hand(scene, who, ask)


def _off(scene: Scene) -> Reason:
    status = scene.interview.status
    if status == "cancelled":
        return "cancelled"
    return "declined" if status == "not_logged" and (scene.interview.data or {}).get("declined_by") else ""


def _by_hand(scene: Scene, who: Someone, ask: Asked) -> Reason:
    """The person wrote to them since, whatever address or thread they used."""
    return "user_already_wrote" if written_after(scene, who, ask.at) else ""


def _request(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:
    """A first mail: not to whom a talk is planned with, nor while an earlier mail waits for its answer."""
    if not ask.about and scene.start is not None and scene.interview.status in {"accepted", "invited"}:
        return "answered" if scene.start > now else _by_hand(scene, who, ask)
    open_mails = unanswered(scene, who, ask.at)
    if not ask.about and any(ask.at - mail.at < LATELY for mail in open_mails):
        return "user_already_wrote"
    return _by_hand(scene, who, ask)


def _nudge(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:  # noqa: ARG001
    """One reminder of a request that nobody answered."""
    if scene.interview.status == "cancelled":
        return "cancelled"
    if scene.start is not None and scene.interview.status in {"accepted", "held", "held_presumed", "no_show"}:
        return "answered"
    waiting = unanswered(scene, who)
    if not waiting:
        return "answered"
    return "user_already_wrote" if waiting[-1].at - waiting[0].at > APART or waiting[-1].at >= ask.at else ""


def unanswered(scene: Scene, who: Someone, until: datetime | None = None) -> Sequence[Mail]:
    """The person's letters since this one last wrote; one that only says "later" is no answer."""
    mails = [mail for mail in scene.with_whom(who) if until is None or mail.at <= until]
    answers = [mail.at for mail in mails if mail.sender in who.keys and not is_holding(mail.text)]
    since = max(answers, default=None)
    return [mail for mail in mails if mail.is_mine and not mail.is_by_calendar and (since is None or mail.at > since)]


def _answer(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:  # noqa: ARG001
    """A yes or no to what they asked for, unless they took it back or have an answer."""
    if scene.interview.status == "cancelled":
        return "cancelled"
    theirs = [mail.at for mail in scene.with_whom(who) if mail.sender in who.keys]
    return "user_already_wrote" if sent_after(scene, who, max(theirs, default=ask.at)) else ""


def _outreach(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:  # noqa: ARG001
    """The first mail to somebody the person was pointed to."""
    is_planned = scene.start is not None and scene.interview.status in {"accepted", "invited"}
    if is_planned and who.contact_id == scene.recipient.contact_id:
        return "answered"
    return "user_already_wrote" if unanswered(scene, who) else ""


def _sign_of_life(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:  # noqa: ARG001
    """Unless either of them wrote since."""
    if any(mail.sender in who.keys and mail.at > ask.at for mail in scene.with_whom(who)):
        return "answered"
    return _by_hand(scene, who, ask)


def _news(scene: Scene, who: Someone, ask: Asked, now: datetime) -> Reason:  # noqa: ARG001
    return _by_hand(scene, who, ask)


_KINDS: Mapping[AskKind, Rule] = {
    "running_late": _running_late,
    "confirmation": _confirmation,
    "request": _request,
    "nudge": _nudge,
    "referral_outreach": _outreach,
    "accept": _answer,
    "decline": _answer,
    "keep_in_touch": _sign_of_life,
    "news": _news,
}

_HOLDING = re.compile(
    r"(?i)\b(?:(?:i(?:'ll|’ll| will)|let me|we(?:'ll|’ll| will)) (?:get|come|be) back to you|bear with me|give me (?:a few|some|a couple)|"
    r"(?:ich|wir) (?:melde\w*|komme\w*) (?:mich|uns|auf)|je (?:reviens|reviendrai) vers (?:vous|toi)|"
    r"(?:te|le) (?:escribo|respondo|contesto|digo) (?:luego|más adelante|en cuanto|pronto)|swamped|snowed under)"
)
_HOLDING_AT_MOST = 45


def is_holding(text: str) -> bool:
    """Whether a mail only says that an answer will follow: short, and naming no time of its own."""
    return len(text.split()) <= _HOLDING_AT_MOST and bool(_HOLDING.search(text)) and not re.search(r"\d", text)
