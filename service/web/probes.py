"""For programs that watch over Warmthread: does the process live, can it work, and its figures for Prometheus. Answered
without a session, cookies or pages, on the web's own port and, where WARMTHREAD_METRICS_BIND is set, at an address
apart from it. What is told holds no name, address or content of anybody.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from service import duties, measured, metrics
from service.bounded import Bounded
from service.clock import real_now
from service.context import Context
from service.database import open_probe
from service.metrics import Figures, Measure
from service.readiness import Readiness, readiness_of
from service.web.hosts import is_by_number, is_forwarded, is_loopback, name_and_port
from service.web.listening import listen, serving

log = structlog.get_logger(__name__)
ALIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
SCRAPE_SECONDS = 8.0
"""Below the 10 seconds that Prometheus waits by default."""
QueueAnswers = Callable[[], bool]
_READ = ["GET", "HEAD"]


def always() -> bool:
    """Of a queue inside this process."""
    return True


@dataclass(frozen=True)
class Probes:
    """What the three addresses ask."""

    readiness: Readiness
    measures: Bounded[list[Measure]]


def probes_of(context: Context, queue_answers: QueueAnswers = always) -> Probes:
    """Asks with connections and threads of its own, so that pages that hang do not make it hang."""
    database = open_probe(context.database, context.settings)

    def measure() -> list[Measure]:
        with database.reading() as session:
            return measured.measures(session, now=context.clock(), real_now=real_now())

    return Probes(readiness_of(context, queue_answers), Bounded(measure, seconds=SCRAPE_SECONDS))


def add_to(app: FastAPI, context: Context, queue_answers: QueueAnswers) -> None:
    """The three addresses beside the pages; the figures only for programs of this machine that no proxy stands before."""

    def is_own(request: Request) -> bool:
        host = request.headers.get("host", "")
        is_here = request.client is not None and is_loopback(request.client.host)
        return is_here and not is_forwarded(request) and is_by_number(host, context.settings.port)

    app.include_router(routes(probes_of(context, queue_answers), is_open=is_own))


def routes(probes: Probes, *, is_open: Callable[[Request], bool]) -> APIRouter:
    """The three addresses; the figures only for a request that `is_open` lets in."""
    router = APIRouter()

    @router.api_route(ALIVE, methods=_READ)
    async def alive() -> Response:
        failing = duties.failing()
        if failing:
            return JSONResponse({"status": "stuck", "product": "warmthread", "duties": failing}, 503)
        return JSONResponse({"status": "ok", "product": "warmthread"})

    @router.api_route(READY, methods=_READ)
    async def ready() -> Response:
        missing = await probes.readiness.missing()
        if missing:
            return JSONResponse({"status": "not ready", "missing": missing}, 503)
        return JSONResponse({"status": "ready"})

    @router.api_route(METRICS, methods=_READ)
    async def figures(request: Request) -> Response:
        if not is_open(request):
            return PlainTextResponse("There is no such page.\n", 404)
        return Response(metrics.page(await _measures(probes)), media_type=metrics.CONTENT_TYPE)

    return router


async def _measures(probes: Probes) -> list[Measure]:
    """What the tables tell, and whether they told it: a scrape also works while they do not."""
    began, found, is_read = time.monotonic(), [], False
    try:
        found, is_read = await probes.measures.answer(), True
    except Exception as error:  # noqa: BLE001 (whatever it is, the process's own figures are told)
        log.warning("metrics.database_away", error=type(error).__name__)
    took: Figures = {(): time.monotonic() - began}
    return [
        *found,
        Measure("warmthread_database_answers", "1 where the tables told their figures", {(): float(is_read)}),
        Measure("warmthread_database_scrape_seconds", "How long the tables took to tell their figures", took),
    ]


def is_probe(request: Request) -> bool:
    """Whether it is one of the three that is asked for."""
    return request.method in _READ and request.url.path in {ALIVE, READY, METRICS}


# --- an address apart from the web's -----------------------------------------------------------------------------


@contextmanager
def watched(context: Context, queue_answers: QueueAnswers = always) -> Iterator[None]:
    """Serves the three at WARMTHREAD_METRICS_BIND while the block runs; nothing where that is not set.

    Raises CannotListen.
    """
    bind = context.settings.metrics_bind
    if not bind:
        yield
        return
    listener, settings = listen(context.settings.model_copy(update={"bind": bind}), "WARMTHREAD_METRICS_BIND")
    with listener, serving(build_probes_app(context, settings.host, queue_answers), listener):
        yield


def build_probes_app(context: Context, own_name: str, queue_answers: QueueAnswers = always) -> FastAPI:
    """The three addresses and nothing else. Asked by number, by `own_name`, or by a name without dots, which only a
    network's own machines have.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def guard(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        host = request.headers.get("host", "")
        name, port = name_and_port(host)
        if is_by_number(host, port) or name == own_name or (name and "." not in name):
            response = await answer(request)
        else:
            response = PlainTextResponse("Ask by number, or by a name without dots.\n", 403)
        response.headers["Cache-Control"] = "no-store"
        return response

    app.include_router(routes(probes_of(context, queue_answers), is_open=lambda _request: True))
    return app
