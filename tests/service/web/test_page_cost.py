"""What a page costs does not grow with what there is: as many queries for ten interviews as for a thousand, and never
more than 200 kB.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from infra.filling.rows import Amount, fill
from infra.pages import all_pages
from infra.served import opened, settings_of
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.settings import load_settings
from service.web.app import build_app
from service.web.listening import listen
from tests.service.web.conftest import Browser, browser

FEW, MANY = Amount(10, 5), Amount(1_000, 250)
MORE_KINDS = 3
"""Of a thousand interviews a page may show something of which ten have none, and ask for it: a banner, a next page."""
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


Cost = tuple[Counter[str], int]


def costs(context: Context, web: Browser) -> dict[str, Cost]:
    """For each page its statements and its bytes."""
    with context.database.reading() as session:
        pages = all_pages(build_app(context), session, LOCAL_PERSON)
    found = {}
    for page in pages:
        web.get(page.path)
        with counting(context) as seen:
            answer = web.get(page.path)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        found[page.name] = (seen, len(answer.content) if is_page else 0)
    return found


def costs_of(amount: Amount, folder: Path, clock: ManualClock) -> dict[str, Cost]:
    """The pages of a person who has so much."""
    with opened(settings_of(folder), clock) as context:
        fill(context, amount, clock.now)
        web = browser(context)
        with web.client:
            return costs(context, web)


def test_a_page_asks_the_database_as_often_for_a_thousand_interviews_as_for_ten(
    tmp_path: Path, clock: ManualClock
) -> None:
    few, many = (costs_of(amount, tmp_path / str(amount.interviews), clock) for amount in (FEW, MANY))
    assert {"today", "sign-in"} <= few.keys() <= many.keys()
    for name in few:
        more = {statement: times for statement, times in (many[name][0] - few[name][0]).items() if times > 1}
        assert many[name][0].total() <= few[name][0].total() + MORE_KINDS, (name, more)
    assert {name: size for name, (_, size) in many.items() if size > LARGEST} == {}


def test_no_answer_waits_for_the_browsers_acknowledgement() -> None:
    listener, _ = listen(load_settings({}, bind="127.0.0.1:0"))
    with listener:
        assert listener.proto == socket.IPPROTO_TCP
