"""What a page costs does not grow with what there is: as many queries for a dozen interviews as for hundreds, and never more
than 200 kB. Every address that answers GET is asked, in every way in which it can be asked.
"""

from __future__ import annotations

import socket
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import event

from infra.bench.ways import WAYS, addresses, made_ready
from infra.filling.rows import Amount, fill
from infra.pages import gets, questions
from infra.served import opened, settings_of
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.settings import load_settings
from service.web.app import build_app
from service.web.listening import listen
from tests.service.web.conftest import Browser, browser

FEW, MANY = Amount(13, 10), Amount(500, 125)
MORE_KINDS = 3
"""Of many interviews a page may show something of which a dozen have none, and ask for it: a banner, a next page."""
LARGEST = 200_000


@contextmanager
def counting(context: Context) -> Iterator[Counter[str]]:
    """The statements that are run meanwhile."""
    seen: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen[statement] += 1

    event.listen(context.database.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(context.database.engine, "before_cursor_execute", count)


@dataclass
class Cost:
    """What the dearest answer of one route, asked in one way, cost."""

    statements: Counter[str] = field(default_factory=Counter)
    size: int = 0


def costs(context: Context, web: Browser) -> dict[str, Cost]:
    """For each route and way of asking its statements and its bytes."""
    told = made_ready(context, LOCAL_PERSON, 40)
    with context.database.reading() as session:
        found = addresses(build_app(context), session, LOCAL_PERSON, told)
    web.get("/")
    dearest: dict[str, Cost] = defaultdict(Cost)
    for route, path in found:
        with counting(context) as seen:
            answer = web.get(path)
        cost = dearest[f"{route}?{path.partition('?')[2]}"]
        if seen.total() > cost.statements.total():
            cost.statements = seen
        if answer.headers.get("content-type", "").startswith("text/html"):
            cost.size = max(cost.size, len(answer.content))
    return dict(dearest)


def costs_of(amount: Amount, folder: Path, clock: ManualClock) -> dict[str, Cost]:
    """The pages of a person who has so much."""
    with opened(settings_of(folder), clock) as context:
        fill(context, amount, clock.now)
        web = browser(context)
        with web.client:
            return costs(context, web)


def test_a_page_asks_the_database_as_often_for_hundreds_of_interviews_as_for_a_dozen(
    tmp_path: Path, clock: ManualClock
) -> None:
    few, many = (costs_of(amount, tmp_path / str(amount.interviews), clock) for amount in (FEW, MANY))
    assert few.keys() == many.keys()
    for name, cost in many.items():
        more = {statement: times for statement, times in (cost.statements - few[name].statements).items() if times > 1}
        assert cost.statements.total() <= few[name].statements.total() + MORE_KINDS, (name, more)
    assert {name: cost.size for name, cost in many.items() if cost.size > LARGEST} == {}


def test_everything_that_answers_get_is_asked_in_every_way(tmp_path: Path, clock: ManualClock) -> None:
    with opened(settings_of(tmp_path / "data"), clock) as context:
        fill(context, FEW, clock.now)
        app, told = build_app(context), made_ready(context, LOCAL_PERSON, 1)
        with context.database.reading() as session:
            found = addresses(app, session, LOCAL_PERSON, told)
    assert {route for route, _ in found} >= set(gets(app)), "infra/pages.py does not know how to fill these"
    asked = {(route, name) for route, queries in WAYS.items() for query in queries for name in parse_qs(query)}
    assert asked >= questions(app), "infra/bench/ways.py lacks these questions"


def test_no_answer_waits_for_the_browsers_acknowledgement() -> None:
    listener, _ = listen(load_settings({}, bind="127.0.0.1:0"))
    with listener:
        assert listener.proto == socket.IPPROTO_TCP
