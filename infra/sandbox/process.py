"""Starts the sandbox as a process of its own for a test or the demo and stops it; `Control` speaks its control API.

    with run_sandbox("--scenario", "month", "--seed", "7") as sandbox:
        sandbox.control.deliver(text="From: ...")

Knows no product code, so every suite may use it.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlsplit

from infra.sandbox.certificates import trusting

ROOT = Path(__file__).resolve().parents[2]


class ControlError(Exception):
    """The sandbox refused a control call; the text says why."""


class Control:
    """The calls under /_sandbox/: `call` makes any of them, the others name the frequent ones."""

    def __init__(self, base: str, ca_file: str = "", **always: str) -> None:
        """Speak to the control at that address; `always` goes along with every order (provider="microsoft")."""
        self._base = base
        self._tls = trusting(ca_file) if ca_file else None
        self._always = always

    def call(self, verb: str, name: str, order: Mapping[str, Any] | None = None) -> dict[str, Any]:
        parts = urlsplit(self._base)
        connection = (
            HTTPSConnection(parts.netloc, timeout=60, context=self._tls)
            if parts.scheme == "https"
            else HTTPConnection(parts.netloc, timeout=60)
        )
        body = json.dumps({**self._always, **(order or {})})
        try:
            connection.request(verb, f"{parts.path}/{name}", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer: dict[str, Any] = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ControlError(answer.get("error", response.status))
        return answer

    def get(self, name: str, /, **order: Any) -> dict[str, Any]:
        return self.call("GET", name, order)

    def post(self, name: str, /, **order: Any) -> dict[str, Any]:
        return self.call("POST", name, order)

    def state(self) -> dict[str, Any]:
        return self.get("state")

    def truth(self) -> list[dict[str, Any]]:
        truth: list[dict[str, Any]] = self.get("truth")["truth"]
        return truth

    def reset(self, **start: Any) -> dict[str, Any]:
        """Begin a new world; what is not given is as at the start (scenario, seed, now, messages, meetings)."""
        return self.post("reset", **start)

    def move_clock(self, *, to: str | None = None, advance: float | None = None) -> dict[str, Any]:
        return self.post("clock", **({"to": to} if to is not None else {"advance": advance}))

    def deliver(self, raw: bytes | None = None, **order: Any) -> dict[str, Any]:
        """Put a mail into a mailbox: raw bytes, or text=...; also account, labels, thread, internal_date."""
        return self.post("deliver", **({"raw": base64.b64encode(raw).decode()} if raw is not None else {}), **order)

    def put_event(self, event: Mapping[str, Any], **order: Any) -> dict[str, Any]:
        return self.post("events", event=dict(event), **order)

    def order_fault(self, method: str, kind: str, **order: Any) -> int:
        number: int = self.post("faults", method=method, kind=kind, **order)["id"]
        return number

    def clear_faults(self) -> None:
        self.call("DELETE", "faults")

    def expire_cursors(self, *kinds: str) -> None:
        self.post("cursors/expire", **({"kinds": list(kinds)} if kinds else {}))

    def sent(self, account: str | None = None) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = self.get("sent", **({"account": account} if account else {}))["sent"]
        return sent

    def calls(self, account: str | None = None) -> dict[str, Any]:
        return self.get("calls", **({"account": account} if account else {}))

    def credentials(self, *scopes: str, account: str | None = None) -> dict[str, Any]:
        return self.post("credentials", scopes=list(scopes), **({"account": account} if account else {}))

    def consent(self, auth_url: str, **order: Any) -> str:
        """Approve (or refuse=True, untick=[...]) a consent request; return where the browser is sent."""
        redirect: str = self.post("consent", auth_url=auth_url, **order)["redirect"]
        return redirect


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox and where to find it."""

    process: subprocess.Popen[str]
    addresses: dict[str, str]

    @property
    def google(self) -> str:
        return self.addresses["google"]

    @property
    def microsoft(self) -> str:
        return self.addresses["microsoft"]

    @property
    def ca_file(self) -> str:
        """The authority to trust; empty when nothing is served with TLS."""
        return self.addresses.get("ca_file", "")

    @property
    def control(self) -> Control:
        """The control of the one provider, of Google where both are served."""
        return Control(self.addresses["control"], self.ca_file)

    def control_of(self, provider: str) -> Control:
        return Control(self.addresses["control"], self.ca_file, provider=provider)

    def product_settings(self) -> dict[str, str]:
        """Return the product's environment for the providers that are served."""
        google = self._google_settings() if "google" in self.addresses else {}
        return google | (self._microsoft_settings() if "microsoft" in self.addresses else {})

    def _microsoft_settings(self) -> dict[str, str]:
        return {
            "WARMTHREAD_MICROSOFT_AUTHORITY": self.addresses["authority"],
            "WARMTHREAD_GRAPH_URL": self.addresses["graph"],
            "WARMTHREAD_MICROSOFT_CLIENT_ID": self.addresses["client_id"],
            "WARMTHREAD_MICROSOFT_CLIENT_SECRET": self.addresses["client_secret"],
            "WARMTHREAD_CA_FILE": self.ca_file,
        }

    def _google_settings(self) -> dict[str, str]:
        return {
            "WARMTHREAD_GOOGLE_ROOT_URL": self.google,
            "WARMTHREAD_GOOGLE_AUTH_URL": self.addresses["auth_uri"],
            "WARMTHREAD_GOOGLE_TOKEN_URL": self.addresses["token_uri"],
            "WARMTHREAD_GOOGLE_REVOKE_URL": self.addresses["revoke_uri"],
            "WARMTHREAD_GOOGLE_CLIENT_ID": self.addresses["client_id"],
            "WARMTHREAD_GOOGLE_CLIENT_SECRET": self.addresses["client_secret"],
        }


class Lasting:
    """A sandbox that may be killed and started again, on the same ports and with everything it had answered for."""

    def __init__(self, folder: Path, complaints: IO[str], *arguments: str) -> None:
        """Start it for the first time; `arguments` as for `run_sandbox`, the journal and certificates go into the folder."""
        self._arguments = (*arguments, "--state", str(folder))
        self._complaints = complaints
        self.deaths = 0
        self.sandbox = _start(_with_port(self._arguments), self._complaints)
        self._ports = _ports_of(self.sandbox.addresses)

    @property
    def control(self) -> Control:
        return self.sandbox.control

    def is_dead(self) -> bool:
        return self.sandbox.process.poll() is not None

    def kill(self) -> None:
        """End it by kill -9, in the middle of whatever it does."""
        if not self.is_dead():
            os.killpg(self.sandbox.process.pid, signal.SIGKILL)
        self.sandbox.process.wait()

    def start_again(self) -> None:
        """Start it anew after a kill, or after a fault of kind die."""
        self.kill()
        self.sandbox.process.communicate()
        self.deaths += 1
        self.sandbox = _start((*self._arguments, *self._ports), self._complaints)


@contextmanager
def run_lasting(folder: Path, *arguments: str) -> Iterator[Lasting]:
    """Start a sandbox that survives being killed, and stop it at the end."""
    with _complaints() as complaints:
        lasting = Lasting(folder, complaints, *arguments)
        try:
            yield lasting
        finally:
            stop(lasting.sandbox.process)


@contextmanager
def run_sandbox(*arguments: str) -> Iterator[Sandbox]:
    """Start a sandbox on free ports, wait for its start line, and stop it at the end. Google, unless a provider's port is named."""
    with _complaints() as complaints:
        sandbox = _start(_with_port(arguments), complaints)
        try:
            yield sandbox
        finally:
            stop(sandbox.process)


@contextmanager
def _complaints() -> Iterator[IO[str]]:
    """A place for what a sandbox says on standard error; passed on at the end."""
    with TemporaryFile("w+") as complaints:
        try:
            yield complaints
        finally:
            complaints.seek(0)
            sys.stderr.write(complaints.read())


def _with_port(arguments: tuple[str, ...]) -> tuple[str, ...]:
    is_chosen = {"--google-port", "--microsoft-port"} & set(arguments)
    return arguments if is_chosen else (*arguments, "--google-port", "0")


def _ports_of(addresses: Mapping[str, str]) -> tuple[str, ...]:
    served = [name for name in ("google", "microsoft") if name in addresses]
    return tuple(each for name in served for each in (f"--{name}-port", str(urlsplit(addresses[name]).port)))


def _start(arguments: tuple[str, ...], complaints: IO[str]) -> Sandbox:
    # It runs in a process group of its own, and ends with its standard input should this process be killed.
    process = subprocess.Popen(  # noqa: S603 (our own module, our own arguments)
        [sys.executable, "-m", "infra.sandbox", "--until-eof", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        start_new_session=True,
    )
    try:
        return Sandbox(process, _read_start_line(process, complaints))
    except BaseException:
        stop(process)
        raise


def stop(process: subprocess.Popen[str]) -> int:
    """End the sandbox and its process group; return its exit code."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return process.returncode


def _read_start_line(process: subprocess.Popen[str], complaints: IO[str]) -> dict[str, str]:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        process.wait()
        complaints.seek(0)
        raise RuntimeError(f"the sandbox did not start: {complaints.read().strip()}")
    addresses: dict[str, str] = json.loads(line)
    return addresses
