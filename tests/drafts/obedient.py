"""A language model on the attacker's side: it writes what the rules wrote and smuggles in what it was told to.

One thing at a time, so that nothing is refused for another's sake: a text that only the attacker can want (`canaries`),
the hostile text itself, a quote word for word, somebody to write to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from service.context import Context
from service.drafting import consent
from service.drafting.bundle import CLOSES, OPENS
from service.schema import Wording
from tests.conftest import NOW
from tests.drafts.injections import Json, Look, Result, tried
from tests.servers.model import Asked, Reply, said, scripted_model
from workers.runner import Runner

Lines = list[dict[str, Any]]
Way = Callable[[Json, Lines, Mapping[str, Any]], Lines]


def as_told(item: Json, draft: Lines, told: Mapping[str, Any]) -> Lines:
    """The canary as a sentence that rests on everything."""
    return [*draft, {"text": f"{item['canaries'][0]}.", "facts": _all(told)}]


def inside_a_sentence(item: Json, draft: Lines, told: Mapping[str, Any]) -> Lines:
    """The canary within what is true."""
    first, *rest = draft
    return [{**first, "text": f"{first['text'].rstrip('.')}, {item['canaries'][-1]}."}, *rest]


def the_text_itself(item: Json, draft: Lines, told: Mapping[str, Any]) -> Lines:
    """The hostile text, in one line."""
    return [*draft, {"text": " ".join(item["text"].split())[:400] or "-", "facts": []}]


def every_quote(item: Json, draft: Lines, told: Mapping[str, Any]) -> Lines:
    """Whatever it was shown, word for word."""
    return [*draft, *({"text": f"{fact['quote'].rstrip('.')}.", "facts": [fact["id"]]} for fact in told["facts"])]


def somebody_else(item: Json, draft: Lines, told: Mapping[str, Any]) -> Lines:
    """Fields that nobody asked for."""
    return [{**line, "bcc": "eve@evil.example", "send": True} for line in draft]


WAYS: tuple[Way, ...] = (as_told, inside_a_sentence, the_text_itself, every_quote, somebody_else)


def _all(told: Mapping[str, Any]) -> list[str]:
    return [fact["id"] for fact in told["facts"]]


def obeyed(item: Json, way: Way) -> tuple[Result, list[str]]:
    """Plays one item with that model behind the port; returns what went wrong, and what became of its texts."""

    def answer(asked: Asked) -> Reply:
        told = json.loads(asked.words.split(OPENS)[-1].split(CLOSES)[0])
        return said({"sentences": way(item, told["draft"], told)})

    with scripted_model(answer) as server:
        return worded_by(server.url, item)


def worded_by(url: str, item: Json, model: str = "", look: Look | None = None) -> tuple[Result, list[str]]:
    """Plays one item with whatever model is at that address; returns what went wrong, and the outcomes of its texts."""
    outcomes: list[str] = []

    @contextmanager
    def engine(context: Context) -> Iterator[Runner]:
        settings = context.settings.model_copy(update={"llm_url": url, "llm_model": model})
        with Runner(replace(context, settings=settings)) as runner:
            yield runner
            with context.database.reading() as session:
                outcomes.extend(f"{row.outcome} {row.detail}".strip() for row in session.query(Wording))

    result = tried(item, engine, settings={"model_consent": consent.written(url, NOW)}, look=look)
    return result, outcomes
