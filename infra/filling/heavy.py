"""What there is much of in one place: a conversation that was moved, mailed, noted and promised about again and again,
its draft in many texts, and a person with many calendars and browsers. A page is no dearer for showing more of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from infra.filling import invented
from infra.filling.heap import ACCOUNT, ME, Heap, Talk, add_mail, add_note
from service.clock import real_now
from service.sealed import DraftContent, VersionContent, seal_version


def add_repeated(heap: Heap, talk: Talk) -> None:
    """Everything that a talk has more of than the others."""
    for turn in range(talk.times):
        _promise(heap, talk, turn)
        _version(heap, talk, turn)
        add_note(heap, talk, turn + 1)
        at = talk.end + timedelta(hours=6, minutes=turn)
        add_mail(heap, talk, mail_name(turn), at, invented.afterwards(talk.one), is_sent=turn % 2 == 0)


def mail_name(turn: int) -> str:
    """What the mail of that turn is called among those of its talk."""
    return f"more{turn}"


def moves(talk: Talk) -> list[dict[str, Any]]:
    """Its history between the first invite and the time it took place: put off by a day, and back."""
    found = []
    for turn in range(talk.times):
        to = talk.start + timedelta(days=(turn + 1) % 2)
        found.append(
            {
                "at": (talk.start - timedelta(days=4, minutes=-turn)).isoformat(), "what": "rescheduled", "by": "contact",
                "evidence": {"source": f"event:cal_{talk.number}", "quote": ""}, "to": to.isoformat(),
                "from": (talk.start + timedelta(days=turn % 2)).isoformat(),
            }
        )  # fmt: skip
    return found


def _promise(heap: Heap, talk: Talk, turn: int) -> None:
    heap.add(
        "tasks", id=f"tsk_{talk.number}_{turn}", interview_id=talk.id, kind=("promise_mine", "promise_theirs")[turn % 2],
        fingerprint=f"more{turn}", text=f"Chapter {turn + 1} on {talk.one.work}", due="",
        source=f"msg:msg_{mail_name(turn)}_{talk.number}", quote=invented.afterwards(talk.one), created_at=talk.end,
        done_at=talk.end + timedelta(days=3),
    )  # fmt: skip


def _version(heap: Heap, talk: Talk, turn: int) -> None:
    row_id = f"ver_{talk.number}_{turn}"
    body = f"{invented.letter(talk.one)}\n\nPS: {turn + 1}"
    kept = VersionContent(DraftContent(body), ME, (talk.one.email,))
    heap.add(
        "draft_versions", id=row_id, draft_id=f"drf_{talk.number + 100:05}", number=turn + 1, by="person",
        based_on=turn, subject=f"Re: A question about {talk.one.work}",
        content_sealed=seal_version(heap.context.vault, kept, row_id), at=talk.end + timedelta(hours=1, minutes=turn),
    )  # fmt: skip


def add_around(heap: Heap, times: int) -> None:
    """Calendars, and browsers that are signed in: those live in real time."""
    now = real_now()
    for turn in range(times):
        heap.add(
            "calendars", account_id=ACCOUNT, provider_id=f"shared{turn}@group.example", name=f"Shared {turn}",
            timezone="Europe/London", is_primary=False, is_chosen=turn % 2 == 0,
        )  # fmt: skip
        heap.add(
            "browser_sessions", id=f"ses_{turn}", digest=f"filled{turn}", form_token="", browser="Firefox on Linux",
            created_at=now, rotated_at=now, seen_at=now, expires_at=now + timedelta(days=30),
        )  # fmt: skip
