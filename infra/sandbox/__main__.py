"""Starts the sandbox: arguments in, one JSON line with the addresses out, then serving until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from infra.sandbox import scenarios
from infra.sandbox.clock import Clock
from infra.sandbox.control import PREFIX, Beginning, Control, read_instant
from infra.sandbox.desk import Desk
from infra.sandbox.exchange import Endpoint, Request
from infra.sandbox.google.discovery import methods
from infra.sandbox.google.oauth import AUTH_PATH, Client
from infra.sandbox.google.site import GoogleSite
from infra.sandbox.scenarios.happenings import Person, Scenario
from infra.sandbox.server import Listener
from infra.sandbox.world import World

SOMEBODY = Person("alex@example.com", "Alex Example", "Europe/Berlin")


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.sandbox", description="A pretend Google on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--google-port", type=int, default=4100, help="0 takes a free one")
    parser.add_argument("--scenario", choices=("month", "load", "none"), default="none")
    parser.add_argument("--messages", type=int, default=5_000, help="size of the load scenario's mailbox")
    parser.add_argument("--meetings", type=int, default=50, help="how many of its meetings are interviews")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--now", type=read_instant, default=None, help="ISO instant at which the clock starts (default: the real time)"
    )
    parser.add_argument(
        "--clock-file", type=Path, default=None, help="file to keep the clock's offset in, for the product to follow"
    )
    parser.add_argument("--no-quota", action="store_true")
    parser.add_argument(
        "--until-eof", action="store_true", help="end when standard input is closed, as when a test run is killed"
    )
    parser.add_argument("--client-id", default=Client.id)
    parser.add_argument("--client-secret", default=Client.secret)
    return parser.parse_args(arguments)


def build_story(name: str, seed: int, now: datetime, messages: int, meetings: int) -> Scenario | None:
    """Return the scenario; "none" is one person with an empty mailbox."""
    if name == "none":
        return Scenario("none", SOMEBODY, (), now, now, ())
    return scenarios.build(name, seed=seed, now=now, messages=messages, meetings=meetings)


def open_desk(chosen: argparse.Namespace, addresses: dict[str, str]) -> Desk:
    """Build the world as it is at the start, and the desk that lets requests into it."""
    start = chosen.now or datetime.now(UTC)
    beginning = Beginning(chosen.scenario, chosen.seed, start, chosen.messages, chosen.meetings, not chosen.no_quota)
    client = Client(chosen.client_id, chosen.client_secret)
    story = build_story(chosen.scenario, chosen.seed, start, chosen.messages, chosen.meetings)
    world = World(Clock(start, chosen.clock_file), chosen.seed, story)
    world.quota.is_on = not chosen.no_quota
    control, site = Control(world, client, beginning, build_story, addresses), GoogleSite(world, client)

    def find(request: Request) -> Endpoint:
        return control.endpoint(request) if request.path.startswith(PREFIX) else site.find(request)

    return Desk(world, find)


def describe(google: str, client_id: str, client_secret: str) -> dict[str, str]:
    """Return what a client needs to know to find this Google."""
    return {
        "google": google,
        "auth_uri": google + AUTH_PATH,
        "token_uri": f"{google}/token",
        "revoke_uri": f"{google}/revoke",
        "control": f"{google}{PREFIX.rstrip('/')}",
        "client_id": client_id,
        "client_secret": client_secret,
    }


def main(arguments: list[str] | None = None) -> int:
    chosen = read_arguments(sys.argv[1:] if arguments is None else arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        listener = Listener(chosen.host, chosen.google_port)
    except OSError as error:
        print(
            f"The sandbox cannot listen on {chosen.host}:{chosen.google_port}: {error.strerror or error}.",
            file=sys.stderr,
        )
        return 2
    addresses = describe(listener.url, chosen.client_id, chosen.client_secret)
    listener.desk = open_desk(chosen, addresses)
    methods()
    if chosen.until_eof:
        threading.Thread(target=_wait_for_eof, args=(stop,), daemon=True).start()
    threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    print(json.dumps(addresses), flush=True)
    stop.wait()
    listener.shutdown()
    listener.server_close()
    return 0


def _wait_for_eof(stop: threading.Event) -> None:
    # os.read, not sys.stdin: a thread inside the buffered reader upsets the interpreter's own end.
    while os.read(0, 1024):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
