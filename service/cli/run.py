"""`run`, `serve`, `work`, `clock`, `open`: starting Warmthread and ending it.

The address is taken before anything starts, and the end comes within seconds: each poll stops after its slice, and
what still hangs at a provider is left behind, since only committed work counts.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Annotated, Any

import typer

from connectors.errors import Misconfigured
from service.accounts import LOCAL_PERSON
from service.cli import logs
from service.cli.output import AsJson, count, print_json, say
from service.cli.runtime import Runtime, runtime_of
from service.context import Context
from service.settings import Settings
from service.web.app import build_app
from service.web.hosts import is_loopback
from service.web.listening import WebServer, listen, own_address, settle_down
from service.web.overview import Overview, overview
from service.web.probes import watched
from service.web.sign_in import sign_in_link

Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Another port than WARMTHREAD_BIND names.")]
PATIENCE_SECONDS = 6.0
"""How long the end waits for a provider's answer; what was not committed by then is done again at the next start."""


def run(ctx: typer.Context, port: Port = None, as_json: AsJson = False) -> None:
    """Start Warmthread: the web page and the workers, in one process. Ctrl-C ends it."""
    runtime = runtime_of(ctx)
    with _serving(runtime, port) as (context, server):
        engine = runtime.engine(context)
        _tell_start(context, as_json=as_json)
        engine.start()
        try:
            server.run()
        finally:
            engine.stop()


def serve(ctx: typer.Context, port: Port = None, as_json: AsJson = False) -> None:
    """Start the web page alone; `work` does the rest in another process."""
    with _serving(runtime_of(ctx), port) as (context, server):
        _tell_start(context, as_json=as_json)
        server.run()


def work(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Start the workers alone: they read, log and draft, here or beside others that share WARMTHREAD_REDIS_URL."""
    with _working(ctx) as context:
        where = "redis" if _queue_of(context.settings) else "process"
        threads = context.settings.workers
        facts = {"queue": where, "workers": threads}
        _tell(
            f"The workers run ({count(threads, 'thread')}, queue: {where}). Ctrl-C ends them.", facts, as_json=as_json
        )


def clock(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Start the clock alone: it hands over what is due. Workers do so too where no clock runs."""
    if not _queue_of(runtime_of(ctx).settings):
        raise Misconfigured("WARMTHREAD_REDIS_URL: the clock alone needs a queue that workers share.")
    with _working(ctx, jobs=False):
        _tell("The clock runs (queue: redis). Ctrl-C ends it.", {"queue": "redis", "workers": 0}, as_json=as_json)


@contextmanager
def _working(ctx: typer.Context, *, jobs: bool = True) -> Iterator[Context]:
    """Workers, or without `jobs` the clock alone, started before the block; it ends when they are told to."""
    runtime = runtime_of(ctx)
    logs.configure_lasting(runtime.settings)
    with runtime.opened(may_begin=True) as context:
        engine, is_over = runtime.engine(context), threading.Event()
        settle_down()
        with _ending(is_over.set), watched(context, runtime.queue_of(context)):
            engine.start(jobs=jobs)
            try:
                yield context
                is_over.wait()
            finally:
                engine.stop()


def _queue_of(settings: Settings) -> str:
    return settings.redis_url.get_secret_value()


def open_page(
    ctx: typer.Context,
    browser: Annotated[bool, typer.Option("--browser", help="Open it in the browser too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print a link that signs your browser in: it works once, within 15 minutes."""
    with runtime_of(ctx).opened() as context:
        link = sign_in_link(context)
        address = own_address(context.settings)
    if as_json:
        print_json({"address": address, "sign_in": link})
    else:
        say(link)
    if browser:
        webbrowser.open(link)


@contextmanager
def _serving(runtime: Runtime, port: int | None) -> Iterator[tuple[Context, WebServer]]:
    """The address taken, the database open and up to date, and signals leading to the end."""
    settings = runtime.settings
    logs.configure_lasting(settings)
    if port is not None:
        settings = settings.model_copy(update={"bind": f"{settings.bind.rpartition(':')[0]}:{port}"})
    listener, settings = listen(settings)
    with listener, runtime.opened(settings, may_begin=True) as context:
        server = WebServer(build_app(context, runtime.queue_of(context)), listener)
        settle_down()
        with _ending(server.stop), watched(context, runtime.queue_of(context)):
            yield context, server


@contextmanager
def _ending(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C call `stop`; who still waits for somebody's answer a little later is not waited for."""

    def end(*_: object) -> None:
        stop()
        patience = threading.Timer(PATIENCE_SECONDS, _leave)
        patience.daemon = True
        patience.start()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _tell_start(context: Context, *, as_json: bool) -> None:
    with context.database.reading() as session:
        found = overview(session, LOCAL_PERSON, context.clock())
    link = sign_in_link(context)
    if as_json:
        print_json(_start_facts(context.settings, found, link))
    else:
        say(*_start_text(context.settings, found, link))
    sys.stdout.flush()


def _start_facts(settings: Settings, found: Overview, link: str) -> dict[str, Any]:
    accounts = [{"id": one.id, "email": one.email, "state": one.connection_state} for one in found.accounts]
    return {
        "address": own_address(settings),
        "sign_in": link,
        "data_dir": str(settings.data_dir),
        "accounts": accounts,
    }


def _start_text(settings: Settings, found: Overview, link: str) -> Iterator[str]:
    yield f"Warmthread {version('warmthread')} runs at {own_address(settings)}"
    yield f"Open it with this link, which signs your browser in once (a new one: warmthread open):\n  {link}"
    yield f"Your data lies in {settings.data_dir}, on this machine only."
    for account in found.accounts:
        why = f" ({account.why})" if account.why else ""
        yield f"Account: {account.email}, {account.connection_state.replace('_', ' ')}{why}"
    if found.accounts:
        yield f"So far: {count(found.interviews, 'interview')}, {count(found.waiting_drafts, 'draft')} waiting for you."
    else:
        yield "No account is connected yet: the page leads you through it (or, in a terminal: warmthread connect)."
    if not is_loopback(settings.host):
        yield f"Beware: whoever reaches {settings.bind} can try to sign in. Keep the port to yourself."
    yield "Nothing is sent unless you approve it. Ctrl-C ends Warmthread; it goes on later where it stopped."


def _tell(sentence: str, facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        say(sentence)
    sys.stdout.flush()
