"""Starts what docker-compose.yml starts, as processes of this machine: the very commands, environments and health checks,
with free ports of loopback for the names of its networks and a folder for /run/secrets.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from infra.demo import FORM_TOKEN, free_port
from infra.sandbox.certificates import make_tls, trusting
from infra.sandbox.process import Control, Sandbox
from tests.infra.compose import ROOT, Service, lines_of_stage, services
from tests.servers.guard import Held
from tests.servers.nginx import find_nginx
from tests.servers.redis import find_server
from tests.waiting import looks

PATIENCE = 120.0


class NotComposed(Exception):
    """A part did not start or did not do what was waited for; the text has its last words."""


@dataclass
class Composed:
    """What runs, and where."""

    folder: Path
    port: int
    """The proxy's, with TLS."""
    plain_port: int
    environments: dict[str, dict[str, str]]
    program: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}/"

    def log(self, part: str) -> str:
        return (self.folder / f"{part}.log").read_text(encoding="utf-8", errors="replace")

    def run(self, part: str, *arguments: str) -> str:
        """One command in the surroundings of that service, as `docker compose exec` runs it."""
        done = subprocess.run(
            [str(self.program), *arguments], env=self.environments[part], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise NotComposed(f"{arguments}: {done.stderr}")
        return done.stdout

    def is_healthy(self, service: Service) -> bool:
        """What the service's own health check says."""
        kind, *command = service.data["healthcheck"]["test"]
        assert kind == "CMD"
        own = self.environments[service.name]
        moved = [_moved(part, own) for part in command]
        done = subprocess.run(moved, env=own, capture_output=True, check=False)
        return done.returncode == 0


def _moved(part: str, environment: Mapping[str, str]) -> str:
    """An address inside a container, where the same answers here."""
    for inside, name in ((":8765", "WARMTHREAD_BIND"), (":9464", "WARMTHREAD_METRICS_BIND")):
        part = part.replace(inside, ":" + environment[name].rpartition(":")[2])
    return part


def until(what: str, is_so: Callable[[], object], parts: Composed) -> None:
    """Waits for it. Raises NotComposed with what every part said last."""
    for _ in looks(PATIENCE):
        for name, process in parts.running.items():
            if process.poll() is not None:
                raise NotComposed(f"{name} ended while {what}: {parts.log(name)[-2000:]}")
        if is_so():
            return
    words = "\n".join(f"--- {name}\n{parts.log(name)[-1500:]}" for name in parts.running)
    raise NotComposed(f"too long: {what}\n{words}")


@contextmanager
def composed(folder: Path, sandbox: Sandbox, database_url: str, program: Path) -> Iterator[Composed]:
    """Everything of the file, but for Postgres, which is the tests' own; `program` is the image's `warmthread`."""
    with ExitStack() as stack:
        secrets = _make_secrets(folder, sandbox, database_url)
        redis_port = _start_redis(stack, folder)
        port, plain_port = free_port(0), free_port(0)
        given = {
            "WARMTHREAD_PUBLIC_URL": f"https://127.0.0.1:{port}/",
            "WARMTHREAD_GOOGLE_CLIENT_ID": sandbox.addresses["client_id"],
        }
        parts = Composed(folder, port, plain_port, {}, program)
        for service in services().values():
            if service.is_ours:
                own = _environment(service, given, folder, secrets, redis_port)
                parts.environments[service.name] = _surroundings(program) | sandbox.product_settings() | own
        for environment in parts.environments.values():
            environment.pop("WARMTHREAD_GOOGLE_CLIENT_SECRET")  # It is in its file.
        parts.run("migrate", *services()["migrate"].data["command"])
        stack.callback(_end, parts)
        _start(parts, "web", "worker", "clock")
        _start_proxy(parts, secrets)
        yield parts


def _make_secrets(folder: Path, sandbox: Sandbox, database_url: str) -> Path:
    secrets = folder / "secrets"
    subprocess.run([ROOT / "infra" / "make-secrets", secrets], check=True, capture_output=True)
    for name, value in {
        "database_url": database_url,
        "google_client_secret": sandbox.addresses["client_secret"],
    }.items():
        (secrets / name).chmod(0o644)
        (secrets / name).write_text(value, encoding="utf-8")
    make_tls(secrets)
    pem = (secrets / "server.pem").read_text(encoding="ascii")
    (secrets / "tls_key").write_text(pem, encoding="ascii")
    (secrets / "tls_certificate").write_text(pem[pem.index("-----BEGIN CERTIFICATE") :], encoding="ascii")
    return secrets


def _start_redis(stack: ExitStack, folder: Path) -> int:
    """Compose's own command, with the one thing that a container would give it: a place of its own."""
    port, room = free_port(0), folder / "redis"
    room.mkdir()
    _, *options = services()["redis"].data["command"]
    held = Held(
        [find_server(), *options, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(room)],
        room,
        ready="Ready to",
    )
    stack.callback(held.stop)
    held.wait_until_ready()
    return port


def _surroundings(program: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PATH": f"{program.parent}:/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}


def _environment(
    service: Service, given: Mapping[str, str], folder: Path, secrets: Path, redis_port: int
) -> dict[str, str]:
    found = {name: value for name, value in service.environment(given).items() if value}
    for name, value in found.items():
        found[name] = value.replace("/run/secrets", str(secrets)).replace("redis:6379", f"127.0.0.1:{redis_port}")
    return found | {
        "WARMTHREAD_DATA_DIR": str(folder / "data"),
        "WARMTHREAD_BIND": f"127.0.0.1:{free_port(0)}",
        "WARMTHREAD_METRICS_BIND": f"127.0.0.1:{free_port(0)}",
        "WARMTHREAD_POLL_SECONDS": "0.5",
    }


def _start(parts: Composed, *names: str) -> None:
    for name in names:
        service = services()[name]
        with (parts.folder / f"{name}.log").open("ab") as log:
            parts.running[name] = subprocess.Popen(
                [str(parts.program), *service.data["command"]],
                env=parts.environments[name],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=parts.folder,
                start_new_session=True,
            )
        until(f"{name} gets healthy", lambda found=service: parts.is_healthy(found), parts)  # type: ignore[misc]


def _end(parts: Composed) -> None:
    for process in parts.running.values():
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in parts.running.values():
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


# --- the proxy ---------------------------------------------------------------------------------------------------


def proxy_configuration(folder: Path, secrets: Path, *, port: int, plain_port: int, web: str) -> Path:
    """infra/nginx.conf with this machine's places in it."""
    text = (ROOT / "infra" / "nginx.conf").read_text(encoding="utf-8")
    moved = {
        " /tmp/": f" {folder}/tmp/",  # noqa: S108
        "listen 8080": f"listen 127.0.0.1:{plain_port}",
        "listen 8443": f"listen 127.0.0.1:{port}",
        "web:8765": web,
        "/run/secrets": str(secrets),
        "/srv/acme": str(folder / "acme"),
        "/dev/stdout": str(folder / "proxy.paths"),
    }
    for inside, here in moved.items():
        assert inside in text, inside
        text = text.replace(inside, here)
    (folder / "tmp").mkdir(exist_ok=True)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return folder / "nginx.conf"


def _start_proxy(parts: Composed, secrets: Path) -> None:
    web = parts.environments["web"]["WARMTHREAD_BIND"]
    file = proxy_configuration(parts.folder, secrets, port=parts.port, plain_port=parts.plain_port, web=web)
    *rest, directives = services()["proxy"].data["command"][3:]
    if os.getuid() == 0:
        directives += " user root;"  # Else its children could not look into a folder of the tests.
    with (parts.folder / "proxy.log").open("ab") as log:
        parts.running["proxy"] = subprocess.Popen(
            [find_nginx(), "-c", str(file), *rest, directives],
            stdout=log,
            stderr=log,
            cwd=parts.folder,
            start_new_session=True,
        )
    until("the proxy answers", lambda: _plain(parts, "/proxy-alive")[0] == 204, parts)


def _plain(parts: Composed, path: str) -> tuple[int, str]:
    """One request without TLS: status and where it leads."""
    connection = HTTPConnection("127.0.0.1", parts.plain_port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("location", "")
    except OSError:
        return 0, ""
    finally:
        connection.close()


plain = _plain


@dataclass
class Browser:
    """Somebody at a browser outside, who trusts the proxy's certificate."""

    parts: Composed
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def _tls(self) -> ssl.SSLContext:
        return trusting(str(self.parts.folder / "secrets" / "ca.pem"))

    def ask(self, verb: str, path: str, more: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Status, text, and where it leads."""
        headers = {
            "Origin": self.parts.address.rstrip("/"),
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        connection = HTTPSConnection("127.0.0.1", self.parts.port, timeout=30, context=self._tls)
        try:
            connection.request(verb, path, urlencode(more or {}) if verb == "POST" else None, headers)
            answer = connection.getresponse()
            for told in answer.headers.get_all("set-cookie") or []:
                name, _, value = told.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode(), answer.getheader("location", "")
        finally:
            connection.close()

    def sign_in(self) -> None:
        link = json.loads(self.parts.run("web", "open", "--json"))["sign_in"]
        assert link.startswith(self.parts.address)
        self.ask("GET", link.removeprefix(self.parts.address.rstrip("/")))

    def connect(self, control: Control) -> None:
        """Through the provider's consent page and back to the outside name."""
        found = FORM_TOKEN.search(self.ask("GET", "/")[1])
        assert found, "the pages let nobody in"
        boxes = {"mail": "on", "calendar": "on", "sending": "on", "form_token": found[1]}
        _, _, consent = self.ask("POST", "/connect/google", boxes)
        back = urlsplit(control.consent(consent))
        assert f"{back.scheme}://{back.netloc}/" == self.parts.address
        status, text, _ = self.ask("GET", f"{back.path}?{back.query}")
        assert status < 400, text


# --- the image ---------------------------------------------------------------------------------------------------


def build(folder: Path) -> Path:
    """Runs the RUN lines of the image's first stage as they stand, with other folders; returns the `warmthread` in it."""
    room, place = folder / "build", folder / "opt" / "warmthread"
    room.mkdir(parents=True)
    place.parent.mkdir()
    for word, rest in lines_of_stage(ROOT / "infra" / "Dockerfile", "build"):
        if word == "COPY":
            _copy(rest.split()[:-1], rest.split()[-1], room)
        elif word == "RUN":
            line = re.sub(r"/opt/warmthread", shlex.quote(str(place)), rest)
            done = subprocess.run(["/bin/sh", "-ec", line], cwd=room, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NotComposed(f"{line}\n{done.stdout}{done.stderr}")
    return place / "bin" / "warmthread"


def _copy(sources: list[str], target: str, room: Path) -> None:
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, room / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, room / target)
