"""Decides what is due to whom about one interview, or why nothing is. Pure: scene and `now` in, a list of dues out.

A due is `planned` (its time comes), `due` (to be drafted now) or `silent` with one of the closed list of reasons.
Every interview but a duplicate has at least one, so that silence is always explained. What the person asked for comes
after what follows from the interview itself, and changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from service.drafting import asked
from service.drafting.correspondence import sent_after, thanking_mail, written_after
from service.drafting.due import Due, Kind, Reason
from service.drafting.material import ask_for_another_time, writable
from service.drafting.scene import Scene, Someone, local_iso

__all__ = ["Due", "Kind", "Reason", "decide"]

TOO_LATE = timedelta(days=5)
STALE = timedelta(days=60)
"""Nobody is thanked so long after a talk, unless the person wrote of it since or asks for it."""
_HELD = frozenset({"held", "held_presumed"})
_TO_COME = frozenset({"invited", "accepted"})


def decide(scene: Scene, now: datetime) -> list[Due]:
    """Everything that is due, planned, or deliberately not done, for the slot as it stands now."""
    if (scene.interview.data or {}).get("same_as"):
        return []  # another row stands for the same booking and speaks for both
    slot = local_iso(scene.start, "UTC") if scene.start else ""
    return [*(replace(due, for_start=slot) for due in _decide(scene, now)), *asked.dues(scene, now)]


def _decide(scene: Scene, now: datetime) -> Iterable[Due]:
    status = scene.interview.status
    reason = _reason_at_all(scene)
    if reason:
        return [_silent(scene, reason)]
    if status == "cancelled":
        return _after_cancellation(scene)
    if status == "no_show":
        return _after_no_show(scene, now)
    if status in _TO_COME or (status in _HELD and scene.end is not None and now < _ready_at(scene, scene.end)):
        return _to_come(scene)
    return _after_meeting(scene, now)


def _usual(scene: Scene) -> Kind:
    return "host_follow_up" if scene.interview.role == "host" else "thank_you"


def _silent(scene: Scene, reason: Reason, kind: Kind | None = None) -> Due:
    return Due(scene.recipient, kind or _usual(scene), "silent", reason)


def _reason_at_all(scene: Scene) -> Reason:
    """Why this interview gets nothing whatever happens."""
    interview = scene.interview
    if scene.recipient.is_untracked:
        return "excluded"
    if "unverified" in interview.badges and interview.status in {"not_logged", "proposed"}:
        return "unverified"
    if interview.status == "proposed" or (
        interview.band == "ask" and interview.status not in _HELD | {"cancelled", "no_show"}
    ):
        return "needs_decision" if interview.status == "proposed" else ""
    if interview.status == "not_logged":
        rules = " ".join(str(reason.get("rule") or "") for reason in interview.reasons)
        if "exclud" in rules:
            return "excluded"
        return (
            "declined" if "declined" in rules and interview.classification == "informational" else "not_informational"
        )
    return ""


def _to_come(scene: Scene) -> list[Due]:
    ready = _ready_at(scene, scene.end) if scene.end else None
    return [Due(who, _usual(scene), "planned", "not_yet_held", not_before=ready) for who in _owed(scene)]


def _ready_at(scene: Scene, end: datetime) -> datetime:
    """When a draft is to be written: as long after the end as the person likes, at once where they wrote a note."""
    return end if scene.notes else end + timedelta(minutes=scene.sender.chosen.ready_after)


def _owed(scene: Scene) -> tuple[Someone, ...]:
    """One each; a host owes only the one who asked."""
    people = writable(scene)
    return people[:1] if scene.interview.role == "host" else people


def _after_cancellation(scene: Scene) -> list[Due]:
    """Only where the contact called it off and asked for another time is there something to answer."""
    who = scene.recipient
    ask = ask_for_another_time(scene, who)
    if scene.interview.cancelled_by != "contact" or ask is None or not who.email:
        return [_silent(scene, "cancelled")]
    asked = next(mail for mail in reversed(scene.with_whom(who)) if mail.sender in who.keys)
    # An invite for another time answers as well as words do.
    if sent_after(scene, who, asked.at):
        return [_silent(scene, "user_already_wrote", "reschedule_reply")]
    return [Due(who, "reschedule_reply", "due", since=asked.at)]


def _after_no_show(scene: Scene, now: datetime) -> list[Due]:
    """A line to who did not come; the person's own apology where it was they."""
    who, is_mine = scene.recipient, scene.interview.no_show_by == "user"
    kind: Kind = "apology" if is_mine else "no_show_follow_up"
    if scene.interview.no_show_by not in {"contact", "user"} or not who.email or scene.end is None:
        return [_silent(scene, "not_yet_held", kind)]
    if now < scene.end and not is_mine:
        return [Due(who, kind, "planned", "not_yet_held", not_before=scene.end)]
    if _is_too_late(scene):
        return [_silent(scene, "too_late", kind)]
    since = scene.start if is_mine and scene.start else scene.end
    if written_after(scene, who, since):
        return [_silent(scene, "user_already_wrote", kind)]
    return [Due(who, kind, "due", since=since)]


def _after_meeting(scene: Scene, now: datetime) -> Iterable[Due]:
    if scene.end is None or scene.start is None:
        return [_silent(scene, "not_yet_held")]
    found = [_owed_after(scene, who, now) for who in _owed(scene)]
    if not found:
        return [_silent(scene, "not_yet_held")]
    return [*found, *_report_back(scene, found[0])]


def _is_too_late(scene: Scene) -> bool:
    """Long over when Warmthread first saw it; a note written since then or a click says otherwise."""
    first_seen = scene.interview.first_seen_at
    if scene.end is None or any(note.at >= first_seen for note in scene.notes) or _is_asked_for(scene):
        return False
    return first_seen - scene.end > TOO_LATE


def _is_asked_for(scene: Scene) -> bool:
    """The person's click "draft anyway"."""
    return bool((scene.interview.data or {}).get("draft_anyway"))


def _is_stale(scene: Scene, now: datetime) -> bool:
    """So long over by now that what was never sent is not sent any more."""
    if scene.end is None or _is_asked_for(scene):
        return False
    return now >= stale_from(scene)


def stale_from(scene: Scene) -> datetime:
    """When what the meeting calls for is too late: so long after its end, or after the last note on it."""
    return max([scene.end or scene.interview.first_seen_at, *(note.at for note in scene.notes)]) + STALE


def _owed_after(scene: Scene, who: Someone, now: datetime) -> Due:
    kind = _usual(scene)
    silent = Due(who, kind, "silent")
    if who.is_untracked:
        return replace(silent, reason="excluded")
    end = scene.end or scene.interview.first_seen_at
    is_contact = who.contact_id == scene.recipient.contact_id
    is_thanked = thanking_mail(scene, who, end) is not None or (is_contact and scene.interview.thanked_at is not None)
    if kind == "thank_you" and is_thanked and not _is_asked_for(scene):
        return replace(silent, reason="already_thanked")
    if written_after(scene, who, end) and not _is_asked_for(scene):
        return replace(silent, reason="user_already_wrote")
    if _is_too_late(scene) or _is_stale(scene, now):
        return replace(silent, reason="too_late")
    return Due(who, kind, "due", since=end, until=stale_from(scene))


def _report_back(scene: Scene, thanks: Due) -> Iterable[Due]:
    """To who brought them together, after the first meeting that came of it."""
    intro = scene.intro
    if intro is None or scene.interview.role == "host" or scene.interview.meeting_no > 1 or scene.start is None:
        return
    if intro.by.contact_id in {who.contact_id for who in scene.everyone}:
        return
    if thanks.reason == "too_late":
        return
    if written_after(scene, intro.by, scene.start):
        yield Due(intro.by, "referral_report_back", "silent", "user_already_wrote")
    else:
        yield Due(intro.by, "referral_report_back", "due", since=scene.end)
