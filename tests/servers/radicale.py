"""A private Radicale on loopback: a real CalDAV server, from PyPI, with calendars of its own kept as files.

Calendars are made and filled through CalDAV, as everybody does. With `is_tls` it is spoken to by https.
"""

from __future__ import annotations

import base64
import shutil
import socket
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from infra.sandbox.certificates import make_tls, trusting
from tests.servers import Missing
from tests.servers.lasting import Lasting

HOW = "Radicale is not on this machine: install the development requirements anew (`make test` does)."
_READY = "Radicale server ready"
_START = "from radicale import __main__, pathutils; pathutils.fsync = lambda _: None; __main__.run()"
"""Nothing of it outlives the tests, so that the disk is not waited for; there is no setting for that."""
_CONF = """
[server]
hosts = 127.0.0.1:{port}
ssl = {is_tls}
certificate = {folder}/server.pem
key = {folder}/server.pem
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/kept
"""
_CALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>{name}</D:displayname>
<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>
</D:prop></D:set></C:mkcalendar>"""


@dataclass(slots=True)
class Radicale:
    """A running server. What a person owns lies below `home(login)`."""

    folder: Path
    port: int
    authority: Path
    is_tls: bool
    server: Lasting
    _people: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its root, without a slash at the end."""
        return f"http{'s' * self.is_tls}://localhost:{self.port}"

    def home(self, login: str) -> str:
        """The path of what that person owns."""
        return f"/{quote(login)}/"

    def add(self, login: str, password: str) -> None:
        """Somebody without a calendar, also when they had some before."""
        shutil.rmtree(self.folder / "kept" / "collection-root" / login, ignore_errors=True)
        self.set_password(login, password)

    def set_password(self, login: str, password: str) -> None:
        self._people[login] = password
        (self.folder / "users").write_text("".join(f"{one}:{self._people[one]}\n" for one in self._people))

    def make_calendar(self, login: str, calendar: str, name: str) -> str:
        """Returns its path."""
        path = f"{self.home(login)}{calendar}/"
        self.ask(login, "MKCALENDAR", path, _CALENDAR.format(name=name))
        return path

    def put(self, login: str, path: str, ics: str) -> None:
        """Enters or replaces one calendar event's file."""
        self.ask(login, "PUT", path, ics, {"Content-Type": "text/calendar; charset=utf-8"})

    def delete(self, login: str, path: str) -> None:
        """Deletes a calendar event's file or a whole calendar."""
        self.ask(login, "DELETE", path)

    def ask(
        self, login: str, verb: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """One request as that person: the status and what came back. Raises HTTPError for 4xx and 5xx."""
        token = base64.b64encode(f"{login}:{self._people[login]}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - our own server on loopback
            self.url + path, body.encode() or None, {"Authorization": f"Basic {token}", **(headers or {})}, method=verb
        )
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting(str(self.authority)))
        )
        with opener.open(request, timeout=30) as answer:
            return int(answer.status), answer.read().decode()

    def stop(self) -> None:
        self.server.close()

    def start(self) -> None:
        """At the same port, with the same calendars. Returns when it can be asked."""
        self.server.start()

    def restart(self) -> None:
        self.stop()
        self.start()


def find_server() -> Path:
    """The package to run. Raises Missing when it is not installed."""
    package = find_spec("radicale")
    if package is None or package.origin is None:
        raise Missing(HOW)
    return Path(package.origin).parent


@contextmanager
def running_radicale(*, is_tls: bool = False) -> Iterator[Radicale]:
    """A server for the time of the block. Raises Missing when it is not installed."""
    find_server()
    folder = Path(tempfile.mkdtemp(prefix="wt-dav-"))
    _, authority = make_tls(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "conf").write_text(_CONF.format(folder=folder, port=port, is_tls=is_tls))
    command = [sys.executable, "-c", _START, "--config", str(folder / "conf")]
    made = Radicale(folder, port, authority, is_tls, Lasting(command, folder, _READY))
    (folder / "users").touch()
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
