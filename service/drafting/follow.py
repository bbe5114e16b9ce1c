"""What is due about one interview, decided anew and written down: the actor behind every draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from service import events
from service.drafting import evidence, pointers, promises, rows, timing
from service.drafting.evidence import Scene
from service.drafting.material import their_zone
from service.drafting.plan import Due, decide
from service.schema import Draft, Interview
from service.vault import Vault


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
    told: list[rows.Told] = []
    for order, due in enumerate(dues):
        if due.state == "due":
            seen = scene.for_asks if due.ask_id else scene
            rows.write_draft(session, vault, seen, due, now, order=order, before=told)
        else:
            rows.write_plan(session, scene, due, now)
        told += rows.told(session, vault, scene, due)
    promises.plan_sign(session, scene, dues, settled)
    _look_again(session, scene, dues, now)


def gone(session: Session, vault: Vault, draft: Draft, now: datetime) -> str:
    """Why nothing calls for a draft any more, in a sentence; "" where it may go. Decided from what is known now, whatever
    was decided before: the state is looked at once more before anything leaves.
    """
    scene = evidence.load(session, vault, session.get_one(Interview, draft.interview_id))
    return rows.reason_against(scene, draft, decide(scene, now))


def _look_again(session: Session, scene: Scene, dues: list[Due], now: datetime) -> None:
    """Asks to be called when something becomes due, and when "tomorrow", "today" and "on Tuesday" stop being true."""
    moments = {due.not_before for due in dues if due.state == "planned" and due.not_before and due.not_before > now}
    moments |= {due.until for due in dues if due.until and due.until > now}
    told = [due for due in dues if due.state == "due" and scene.start is not None]
    moments.update(moment for due in told if _is_day_near(scene, due, now) for moment in _turns(scene, due, now))
    if scene.start is not None and told:
        moments |= {moment for moment in (scene.start + timing.DAY_IS_TOLD + timing.A_SECOND,) if moment > now}
    for moment in sorted(moments):
        events.append(
            session, scene.interview.person_id, events.INTERVIEW_CHANGED, scene.interview.id, now=now, due=moment
        )


def _is_day_near(scene: Scene, due: Due, now: datetime) -> bool:
    """Whether the day of the meeting is today or still to come, so that tomorrow it goes by another name."""
    zone = their_zone(scene, due.who)
    return scene.start is not None and now.astimezone(zone).date() <= scene.start.astimezone(zone).date()


def _turns(scene: Scene, due: Due, now: datetime) -> tuple[datetime, ...]:
    return timing.turns_of_day(now, their_zone(scene, due.who), timing.wished(scene.sender.chosen))
