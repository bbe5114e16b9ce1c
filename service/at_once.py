"""Works through at once what the person's own click caused, so that the page they land on shows it already.

Only the looking anew at interviews happens here, within the click's transaction and within bounds; drafting, sending and
what is left over are taken up by the workers as ever. Doing it here and there again changes nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service import events, interviews, matching
from service.schema import Event
from service.vault import Vault

MOST = 120
"""Of a click that touches more the workers do the rest."""
_OURS = frozenset({events.CORRECTED, events.NOTE_ADDED, events.INTERVIEW_TOUCHED})


def take_up(session: Session, vault: Vault, now: datetime) -> int:
    """Handles the events that were logged in this session; returns how many."""
    seen: set[int] = set()
    handled = 0
    while waiting := [event_id for event_id in events.appended(session) if event_id not in seen]:
        for event_id in waiting:
            seen.add(event_id)
            if handled < MOST:
                handled += _handle(session, vault, event_id, now)
    return handled


def _handle(session: Session, vault: Vault, event_id: int, now: datetime) -> bool:
    known = session.get(Event, event_id)
    if known is None or known.kind not in _OURS:
        return False
    event = events.claim(session, event_id, now=now)
    if event is None:
        return False
    match event.kind:
        case events.CORRECTED:
            matching.match_correction(session, event.subject, now)
        case events.NOTE_ADDED:
            matching.match_note(session, vault, event.subject, now)
        case _:
            interviews.refresh(session, vault, event.subject, now)
    return True
