"""The demo: a sandbox Google or Microsoft (or both) with one invented month, and the product beside it as anybody would run it.

Starts both as processes on loopback, connects the mailbox through the OAuth code flow, lets the month arrive while the
product's clock follows the sandbox's, prints what Warmthread made of it through its own command line, and stays up
(or ends, with --once). Nothing here decides anything about interviews.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.sandbox.process import Control, Sandbox, run_sandbox

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".demo"
START = "2026-03-02T13:00:00Z"
MONTH = timedelta(days=31)
STEP = timedelta(hours=2)
"""The month's clock never steps less than this, so that it passes in about a minute."""
PATIENCE = 120.0
PORT = 8765
LINK = re.compile(r"(/sign-in\?token=[\w-]+)")
FORM_TOKEN = re.compile(r'"X-Form-Token": "([\w-]+)"')


PROVIDERS = {"google": ("google",), "microsoft": ("microsoft",), "both": ("google", "microsoft")}
"""What can be asked for, and the accounts that are connected then."""


class DemoFailed(Exception):
    """The demo cannot go on; the text says why."""


@dataclass(frozen=True)
class Product:
    """The running product and how to reach it."""

    process: subprocess.Popen[str]
    port: int
    environment: Mapping[str, str]
    log: Path
    """What it prints, with the link that signs a browser in once."""
    session: dict[str, str] = field(default_factory=dict)

    def ask(self, verb: str, path: str, more: Mapping[str, str] | None = None) -> tuple[int, str, Mapping[str, str]]:
        """One request of a signed-in browser: status, body, headers. `more`: the fields of a form."""
        if not self.session:
            self.sign_in()
        return self._request(verb, path, urlencode(more or {}) if verb == "POST" else None)

    def sign_in(self) -> None:
        """Uses the link that it printed at its start, as a person would."""
        found = LINK.findall(self.log.read_text(encoding="utf-8"))
        if not found:
            return
        _, _, headers = self._request("GET", found[-1])
        cookie = next((value for name, value in headers.items() if name.lower() == "set-cookie"), "")
        if cookie:
            self.session["Cookie"] = cookie.partition(";")[0]

    def form_token(self) -> str:
        """What the forms of its pages carry."""
        found = FORM_TOKEN.search(self.ask("GET", "/")[1])
        return found[1] if found else ""

    def _request(self, verb: str, path: str, body: str | None = None) -> tuple[int, str, Mapping[str, str]]:
        own = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(verb, path, body, headers=own | self.session)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        finally:
            connection.close()

    def idle(self, as_of: str) -> dict[str, Any]:
        """What it says of its own progress; {} while it does not answer."""
        try:
            status, body, _ = self.ask("GET", f"/idle?as_of={as_of}")
        except (OSError, HTTPException):
            return {}
        told: dict[str, Any] = json.loads(body) if status == 200 else {}
        return told

    def command(self, *arguments: str) -> str:
        """Runs `warmthread …` as a person would, and returns what it prints."""
        run = subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise DemoFailed(f"warmthread {' '.join(arguments)} failed: {run.stderr.strip()}")
        return run.stdout


def free_port(wished: int) -> int:
    """The wished port of 127.0.0.1 if it is free, else any free one."""
    for port in (wished, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise DemoFailed("No port of 127.0.0.1 is free.")


@contextlib.contextmanager
def run_product(
    sandbox: Sandbox, folder: Path, more: Mapping[str, str] | None = None, *, wished_port: int = 0
) -> Iterator[Product]:
    """Starts `warmthread run` against the sandbox with a data folder of its own; stops it at the end.

    `more` are further environment variables.
    """
    port = free_port(wished_port)
    own = {name: value for name, value in os.environ.items() if not name.startswith("WARMTHREAD_")}
    environment = own | sandbox.product_settings() | {
        "WARMTHREAD_DATA_DIR": str(folder / "data"),
        "WARMTHREAD_CLOCK_FILE": str(folder / "clock"),
        "WARMTHREAD_BIND": f"127.0.0.1:{port}",
        "WARMTHREAD_LOG_LEVEL": "WARNING",
        **(more or {}),
    }  # fmt: skip
    with (folder / "warmthread.log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "run"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            yield Product(process, port, environment, folder / "warmthread.log")
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(
    product: Product, as_of: str, what: str, *, key: str = "caught_up", patience: float = PATIENCE
) -> dict[str, Any]:
    """Waits until the product says that `key` holds as of that instant. Raises DemoFailed when it does not within
    `patience` seconds.
    """
    deadline = time.monotonic() + patience
    told: dict[str, Any] = {}
    while time.monotonic() < deadline:
        if product.process.poll() is not None:
            raise DemoFailed(f"Warmthread ended while {what}; see {FOLDER.name}/warmthread.log.")
        told = product.idle(as_of)
        if told.get(key):
            return told
        time.sleep(0.05)
    raise DemoFailed(f"Warmthread took more than {patience:.0f} s while {what}: {json.dumps(told)}")


def ports(provider: str) -> tuple[str, ...]:
    """The sandbox's arguments for these providers, each on a free port."""
    return tuple(word for name in PROVIDERS[provider] for word in (f"--{name}-port", "0"))


def connect(product: Product, control: Control, provider: str = "google") -> None:
    """Clicks through the consent as a person would: our button, the provider's page, back to our callback."""
    boxes = {"mail": "on", "calendar": "on", "sending": "on", "form_token": product.form_token()}
    _, _, headers = product.ask("POST", f"/connect/{provider}", boxes)
    consent = {name.lower(): value for name, value in headers.items()}.get("location", "")
    if not consent:
        raise DemoFailed("Warmthread did not lead to the consent page.")
    back = urlsplit(control.consent(consent))
    status, body, _ = product.ask("GET", f"{back.path}?{back.query}")
    if status >= 400:
        raise DemoFailed(f"The consent came back and was refused ({status}): {body[:200]}")


def live_the_month(product: Product, control: Control, console: Console, days: float) -> dict[str, Any]:
    """Moves the sandbox's clock through the month, step by step, waiting each time until the product has caught up."""
    start = _instant(control.state()["now"])
    told: dict[str, Any] = {}
    columns = (
        TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("days"),
        TextColumn("· {task.fields[interviews]} interviews · {task.fields[drafts]} drafts waiting"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=False) as progress:
        bar = progress.add_task("The month arrives", total=int(days), interviews=0, drafts=0)
        for now in stops(control, days):
            told = wait_until(product, _z(now), f"reading {now:%d %B}")
            progress.update(
                bar,
                completed=int((now - start) / timedelta(days=1)),
                interviews=told["interviews"],
                drafts=told["waiting_drafts"],
            )
            if not console.is_terminal and now.hour < start.hour + STEP.seconds // 3600 and now.weekday() == 0:
                console.print(f"{now:%d %B}: {told['interviews']} interviews, {told['waiting_drafts']} drafts waiting")
    return told


def stops(control: Control, days: float) -> Iterator[datetime]:
    """Moves the sandbox's clock through so many days, to each instant at which something has just happened."""
    now = _instant(control.state()["now"])
    end = now + timedelta(days=days)
    while now < end:
        now = min(end, _next_stop(control, now))
        control.move_clock(to=now.isoformat())
        yield now


def _next_stop(control: Control, now: datetime) -> datetime:
    following = control.state().get("next")
    soonest = now + STEP
    return max(soonest, _instant(following) + timedelta(minutes=1)) if following else now + timedelta(hours=12)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _z(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def tell(product: Product, console: Console) -> str:
    """Prints both tables and what to do next; returns the link that signs a browser in."""
    prefix = " ".join(
        f"{name}={value}" for name, value in product.environment.items()
        if name in {"WARMTHREAD_DATA_DIR", "WARMTHREAD_CLOCK_FILE"}
    )  # fmt: skip
    console.print("\n[bold]Interviews[/bold] (logged by themselves)")
    print(product.command("interviews"))
    console.print("[bold]Drafts waiting for you[/bold]")
    print(product.command("drafts"))
    console.print("[bold]What to do next[/bold], in another terminal of this folder:")
    for command in ("drafts show ID", "drafts approve ID", "interviews show ID", "interviews --all"):
        print(f"  .venv/bin/warmthread {command}")
    print(f"\nwith these settings before it, so that it looks at the demo's data:\n  {prefix}")
    link: str = json.loads(product.command("open", "--json"))["sign_in"]
    print(f"\nThe same in the browser, with a link that signs you in once:\n  {link}")
    return link


def show(link: str) -> None:
    """Opens the link in the person's browser, where there is a screen to show it on."""
    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(link)


def run(*, provider: str, once: bool, seed: int, days: float, folder: Path) -> None:
    console = Console()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    arguments = ("--scenario", "month", "--seed", str(seed), "--now", START, "--clock-file", str(folder / "clock"))
    with (
        run_sandbox(*ports(provider), *arguments) as sandbox,
        run_product(sandbox, folder, wished_port=PORT) as product,
    ):
        places = " and ".join(f"a sandbox {name.title()} at {sandbox.addresses[name]}" for name in PROVIDERS[provider])
        console.print(f"There runs {places}, and Warmthread at http://127.0.0.1:{product.port}/.")
        wait_until(product, START, "starting", key="now")
        for name in PROVIDERS[provider]:
            connect(product, sandbox.control_of(name), name)
        console.print("It is connected: consent given on the sandbox's page, code exchanged with PKCE.")
        live_the_month(product, sandbox.control, console, days)
        link = tell(product, console)
        if once:
            return
        console.print("\nBoth stay up. Ctrl-C ends them. Another link: .venv/bin/warmthread open")
        show(link)
        with contextlib.suppress(KeyboardInterrupt):
            product.process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="print and stop")
    parser.add_argument("--provider", choices=tuple(PROVIDERS), default="google")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another person's month")
    parser.add_argument("--days", type=float, default=MONTH / timedelta(days=1))
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where its data lies; emptied at the start")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        wanted = {"once": chosen.once, "seed": chosen.seed, "days": chosen.days}
        run(provider=chosen.provider, folder=chosen.folder.resolve(), **wanted)
    except DemoFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
