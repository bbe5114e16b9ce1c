"""What is said of a promise on a page: the records that make it, and the one that shows it was kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.schema import Json, Task
from service.web.naming import quoted, source_named
from service.web.words import Words


def why_promised(words: Words, said: Sequence[Json], href: str = "") -> list[Any]:
    """The records that say it, as the reasons of a decision."""
    shown = [one for one in said if one.get("quote")]
    return [
        {
            "text": words._("From %(source)s:", source=source_named(words, str(one["source"]))),
            "evidence": quoted(words, one, href),
        }
        for one in shown
    ] or [words._("What is known of the conversation asks for it.")]


def why_kept(words: Words, done_at: datetime | None, source: str, quote: str, href: str = "") -> list[Any]:
    """What shows that it was kept, as the reasons of a decision; none while it is open."""
    if done_at is None:
        return []
    day = words.day(done_at)
    if not source:
        return [words._("Ticked off by you on %(day)s.", day=day)]
    if source.startswith(("msg:", "person:", "invite:")):
        text = words._("Done on %(day)s, this mail shows it:", day=day)
    else:
        text = words._("Done on %(day)s, the calendar shows it:", day=day)
    return [{"text": text, "evidence": quoted(words, {"source": source, "quote": quote}, href)}]


def why(words: Words, task: Task, href: str = "") -> list[Any]:
    """Both, of a row."""
    said = task.said or [{"source": task.source, "quote": task.quote}]
    kept = why_kept(words, task.done_at, task.closed_source, task.closed_quote, href)
    return [*kept, *why_promised(words, said, href)]
