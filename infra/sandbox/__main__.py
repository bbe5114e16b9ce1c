"""Starts the sandbox: arguments in, one JSON line with the addresses out, then serving until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import os
import signal
import ssl
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.sandbox import scenarios
from infra.sandbox.certificates import make_tls
from infra.sandbox.clock import Clock
from infra.sandbox.control import PREFIX, Beginning, Control, read_instant
from infra.sandbox.desk import Desk
from infra.sandbox.exchange import Endpoint, Request
from infra.sandbox.google.discovery import methods
from infra.sandbox.google.site import GoogleSite
from infra.sandbox.journal import Journal, read_call
from infra.sandbox.microsoft.site import HOUSE, MicrosoftSite
from infra.sandbox.oauth import Client
from infra.sandbox.scenarios.happenings import Person, Scenario
from infra.sandbox.scenarios.shares import share
from infra.sandbox.server import Listener
from infra.sandbox.world import House, World

SOMEBODY = Person("alex@example.com", "Alex Example", "Europe/Berlin")
PROVIDERS: dict[str, tuple[type[GoogleSite | MicrosoftSite], House]] = {
    "google": (GoogleSite, House()),
    "microsoft": (MicrosoftSite, HOUSE),
}


class PortTaken(Exception):
    """A port that cannot be listened on; the text says which and why."""


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.sandbox", description="A pretend Google and Microsoft on this machine."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--google-port", type=int, default=None, help="0 takes a free one; 4100 when no other provider is asked for"
    )
    parser.add_argument(
        "--microsoft-port", type=int, default=None, help="serves a Microsoft with TLS; 0 takes a free one"
    )
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
    parser.add_argument(
        "--state", type=Path, default=None, help="folder to survive kill -9 in: start again with it and the same ports"
    )
    parser.add_argument("--client-id", default=Client.id)
    parser.add_argument("--client-secret", default=Client.secret)
    return parser.parse_args(arguments)


def build_shares(
    providers: Sequence[str], name: str, seed: int, now: datetime, messages: int, meetings: int
) -> Mapping[str, Scenario]:
    """Return each provider's part of the scenario; "none" is one person with an empty mailbox."""
    if name == "none":
        return share(Scenario("none", SOMEBODY, (), now, now, ()), providers)
    return share(scenarios.build(name, seed=seed, now=now, messages=messages, meetings=meetings), providers)


def open_desks(chosen: argparse.Namespace, urls: Mapping[str, str], addresses: dict[str, str]) -> dict[str, Desk]:
    """Build the worlds as they are at the start, and the desks that let requests into them."""
    journal = _journal(chosen)
    start = journal.start if journal else chosen.now or datetime.now(UTC)
    beginning = Beginning(chosen.scenario, chosen.seed, start, chosen.messages, chosen.meetings, not chosen.no_quota)
    build = partial(build_shares, tuple(urls))
    shares = build(chosen.scenario, chosen.seed, start, chosen.messages, chosen.meetings)
    clock, lock = Clock(start, chosen.clock_file, begun=journal.begun if journal else None), threading.RLock()
    client = Client(chosen.client_id, chosen.client_secret)
    sites: dict[str, GoogleSite | MicrosoftSite] = {}
    for provider, url in urls.items():
        kind, house = PROVIDERS[provider]
        world = World(clock, chosen.seed, shares[provider], house, lock, journal)
        world.quota.is_on = not chosen.no_quota
        sites[provider] = kind(world, client, url)
        addresses |= {**sites[provider].addresses, **addresses}
    desks = {
        provider: Desk(site.world, partial(_find, Control(sites, provider, beginning, build, addresses), site))
        for provider, site in sites.items()
    }
    if journal is not None:
        _live_again(journal, desks)
    return desks


def _journal(chosen: argparse.Namespace) -> Journal | None:
    if chosen.state is None:
        return None
    chosen.state.mkdir(parents=True, exist_ok=True)
    return Journal(chosen.state / "journal.jsonl", chosen.now or datetime.now(UTC))


def _live_again(journal: Journal, desks: Mapping[str, Desk]) -> None:
    """Do everything again that was done in earlier lives."""
    for line in journal.earlier():
        desk = desks[line["provider"]]
        if "call" in line:
            desk.do_again(read_call(line), line["at"])
        else:
            desk.count_on(line["faults"])


def _find(control: Control, site: GoogleSite | MicrosoftSite, request: Request) -> Endpoint:
    return control.endpoint(request) if request.path.startswith(PREFIX) else site.find(request)


def open_listeners(chosen: argparse.Namespace, folder: Path) -> tuple[dict[str, Listener], dict[str, str]]:
    """Open the ports asked for, Google's on http and Microsoft's on https; return them and what to tell about them."""
    listeners: dict[str, Listener] = {}
    addresses: dict[str, str] = {}
    if chosen.google_port is not None or chosen.microsoft_port is None:
        listeners["google"] = _listen(chosen.host, 4100 if chosen.google_port is None else chosen.google_port)
    if chosen.microsoft_port is not None:
        folder.mkdir(parents=True, exist_ok=True)
        tls, authority = make_tls(folder)
        listeners["microsoft"] = _listen(chosen.host, chosen.microsoft_port, tls)
        addresses["ca_file"] = str(authority)
    addresses["control"] = f"{next(iter(listeners.values())).url}{PREFIX.rstrip('/')}"
    return listeners, addresses


def _listen(host: str, port: int, tls: ssl.SSLContext | None = None) -> Listener:
    try:
        return Listener(host, port, tls)
    except OSError as error:
        raise PortTaken(f"The sandbox cannot listen on {host}:{port}: {error.strerror or error}.") from error


def main(arguments: list[str] | None = None) -> int:
    chosen = read_arguments(sys.argv[1:] if arguments is None else arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with TemporaryDirectory(prefix="warmthread-sandbox-") as folder:
        try:
            listeners, addresses = open_listeners(chosen, chosen.state or Path(folder))
        except PortTaken as error:
            print(error, file=sys.stderr)
            return 2
        serve(chosen, listeners, addresses, stop)
    return 0


def serve(
    chosen: argparse.Namespace, listeners: dict[str, Listener], addresses: dict[str, str], stop: threading.Event
) -> None:
    """Answer on every port until told to stop."""
    desks = open_desks(chosen, {provider: listener.url for provider, listener in listeners.items()}, addresses)
    if "google" in listeners:
        methods()
    if chosen.until_eof:
        threading.Thread(target=_wait_for_eof, args=(stop,), daemon=True).start()
    for provider, listener in listeners.items():
        listener.desk = desks[provider]
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    print(json.dumps(addresses), flush=True)
    stop.wait()
    for listener in listeners.values():
        listener.shutdown()
        listener.server_close()


def _wait_for_eof(stop: threading.Event) -> None:
    # os.read, not sys.stdin: a thread inside the buffered reader upsets the interpreter's own end.
    while os.read(0, 1024):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
