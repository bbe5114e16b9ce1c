"""What is due about one interview, decided anew and written down: the actor behind every draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from service import events
from service.drafting import evidence, pointers, promises, rows
from service.drafting.evidence import Scene
from service.drafting.material import their_zone
from service.drafting.plan import Due, decide
from service.drafting.timing import DAY_IS_TOLD
from service.schema import Draft, Interview
from service.vault import Vault

_A_SECOND = timedelta(seconds=1)


def follow_up(session: Session, vault: Vault, interview_id: str, now: datetime) -> None:
    """Decides anew what is due about one interview and writes it down. Idempotent: the same facts, the same rows."""
    interview = session.get(Interview, interview_id)
    if interview is None:
        return
    scene = evidence.load(session, vault, interview)
    settled = promises.settle(session, vault, scene)
    promises.settle_earlier(session, vault, interview)
    pointers.note(session, scene)
    scene = replace(scene, kept=settled.kept)
    dues = decide(scene, now)
    rows.withdraw_stale(session, scene, dues, now)
    texts: list[str] = []
    for order, due in enumerate(dues):
        if due.state == "due":
            seen = scene.for_asks if due.ask_id else scene
            texts.append(rows.write_draft(session, vault, seen, due, now, order=order, siblings=[*filter(None, texts)]))
        else:
            rows.write_plan(session, scene, due, now)
    promises.plan_sign(session, scene, dues, settled)
    _look_again(session, scene, dues, now)


def gone(session: Session, vault: Vault, draft: Draft, now: datetime) -> str:
    """Why nothing calls for a draft any more, in a sentence; "" where it may go. Decided from what is known now, whatever
    was decided before: the state is looked at once more before anything leaves.
    """
    scene = evidence.load(session, vault, session.get_one(Interview, draft.interview_id))
    return rows.reason_against(scene, draft, decide(scene, now))


def _look_again(session: Session, scene: Scene, dues: list[Due], now: datetime) -> None:
    """Asks to be called when something becomes due, and when "today" and then "on Tuesday" stop being true."""
    moments = {due.not_before for due in dues if due.state == "planned" and due.not_before and due.not_before > now}
    moments |= {due.until for due in dues if due.until and due.until > now}
    moments |= {_midnight(scene, due, now) for due in dues if due.state == "due" and _is_same_day(scene, due, now)}
    if scene.start is not None and any(due.state == "due" for due in dues):
        moments |= {moment for moment in (scene.start + DAY_IS_TOLD + _A_SECOND,) if moment > now}
    for moment in sorted(moments):
        events.append(
            session, scene.interview.person_id, events.INTERVIEW_CHANGED, scene.interview.id, now=now, due=moment
        )


def _is_same_day(scene: Scene, due: Due, now: datetime) -> bool:
    zone = their_zone(scene, due.who)
    return scene.start is not None and now.astimezone(zone).date() == scene.start.astimezone(zone).date()


def _midnight(scene: Scene, due: Due, now: datetime) -> datetime:
    local = now.astimezone(their_zone(scene, due.who))
    return (local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(UTC)
