"""What the pages cost with years of interviews on SQLite: server time of each, held against `/healthz`, and its bytes.

Everything that answers GET is asked for (`ways`), over a real connection. Its time is from the first byte sent to the
last one read, what a browser would wait for; beside it the processor's time, which others on the same machine disturb
less and which decides. The aim: 95 of 100 within 100 ms, no page above 200 kB.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from urllib.parse import unquote, urlsplit

from rich.table import Column, Table

from infra.bench.ways import addresses, made_ready
from infra.filling.rows import NOW, Amount, fill
from infra.served import Served, serve, settings_of
from service.accounts import LOCAL_PERSON
from service.web.app import build_app
from service.web.listening import settle_down

TIMES = 20
WARM_UP = 3
AIM_SECONDS = 0.1
AIM_BYTES = 200_000


@dataclass(frozen=True)
class PageCost:
    """One page, asked for many times."""

    path: str
    status: int
    size: int
    is_page: bool
    """Whether it is HTML, and not a file."""
    median: float
    p95: float
    cpu_median: float
    cpu_p95: float

    @property
    def is_within(self) -> bool:
        is_small = self.size <= AIM_BYTES or not self.is_page
        return is_small and self.cpu_p95 <= AIM_SECONDS and self.status < HTTPStatus.INTERNAL_SERVER_ERROR


class Reader:
    """A signed-in browser that only reads, over one kept connection."""

    def __init__(self, served: Served) -> None:
        self._connection = HTTPConnection(urlsplit(served.address).netloc, timeout=60)
        self._cookie: dict[str, str] = {}
        link = urlsplit(served.link())
        self._connection.request("GET", f"{link.path}?{link.query}")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = {"Cookie": str(answer.headers["Set-Cookie"]).partition(";")[0]}

    def read(self, path: str) -> tuple[int, int, bool]:
        """Status and bytes of one answer, and whether it is a page."""
        self._connection.request("GET", path, headers=self._cookie)
        answer = self._connection.getresponse()
        return answer.status, len(answer.read()), answer.headers.get_content_type() == "text/html"

    def measure(self, path: str) -> PageCost:
        """Asks often enough to know."""
        for _ in range(WARM_UP):
            status, size, is_page = self.read(path)
        walls, works = [], []
        for _ in range(TIMES):
            wall, work = time.perf_counter(), time.process_time()
            self.read(path)
            walls.append(time.perf_counter() - wall)
            works.append(time.process_time() - work)
        waited, worked = quantiles(walls, n=20), quantiles(works, n=20)
        return PageCost(path, status, size, is_page, waited[9], waited[18], worked[9], worked[18])


@contextmanager
def with_years(amount: Amount) -> Iterator[Served]:
    """Pages over a new folder with so many interviews."""
    with (
        tempfile.TemporaryDirectory(prefix="warmthread-bench-") as folder,
        serve(settings_of(Path(folder), NOW)) as served,
    ):
        fill(served.context, amount)
        # As a started Warmthread does; and what filling left behind is not swept up while a page is measured.
        settle_down()
        yield served


def measure_all(served: Served, amount: Amount) -> list[PageCost]:
    """`/healthz` first, then every address in every way."""
    told = made_ready(served.context, LOCAL_PERSON, rows=amount.contacts)
    with served.context.database.reading() as session:
        found = addresses(build_app(served.context), session, LOCAL_PERSON, told)
    reader = Reader(served)
    costs = [reader.measure(path) for path in dict.fromkeys(["/healthz", *(path for _, path in found)])]
    return [replace(cost, path=_short(cost.path, told.values())) for cost in costs]


def _short(path: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        path = path.replace(secret, "…")
    return unquote(path)


def run(amount: Amount) -> tuple[Table, int]:
    """Measures every page. Returns the table, and how many are beyond the aim."""
    with with_years(amount) as served:
        bare, *costs = measure_all(served, amount)
    table = Table(Column("page", overflow="fold", min_width=48), *_COLUMNS)
    for cost in [bare, *costs]:
        table.add_row(
            cost.path, str(cost.status), f"{cost.size / 1000:.1f}",
            *(f"{part * 1000:.1f}" for part in (cost.median, cost.p95, cost.cpu_median, cost.cpu_p95)),
            f"{cost.cpu_median / bare.cpu_median:.1f}", "" if cost.is_within else "beyond",
        )  # fmt: skip
    beyond = sum(not cost.is_within for cost in costs)
    table.caption = _summary(amount, costs, beyond)
    return table, beyond


_COLUMNS = ("answer", "kB", "p50 ms", "p95 ms", "CPU p50", "CPU p95", "× /healthz", "")


def _summary(amount: Amount, costs: list[PageCost], beyond: int) -> str:
    slowest = max(costs, key=lambda cost: cost.cpu_p95)
    largest = max((cost for cost in costs if cost.is_page), key=lambda cost: cost.size)
    return (
        f"{amount.interviews} interviews, {amount.contacts} contacts, SQLite: {len(costs)} addresses, {beyond} beyond "
        f"{AIM_SECONDS * 1000:.0f} ms (CPU, p95) or {AIM_BYTES // 1000} kB.\nSlowest: {slowest.path}, "
        f"{slowest.cpu_p95 * 1000:.0f} ms. Largest: {largest.path}, {largest.size / 1000:.0f} kB."
    )
