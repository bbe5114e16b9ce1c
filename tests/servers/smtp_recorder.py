"""A submission server on loopback, PyPI's aiosmtpd: it takes mail from who signs in, keeps every byte and sends nothing on.

"Nothing was sent" is a count here. It may be told to refuse a step with any words, and to file what it took, as some
providers' servers do; cutting connections is `proxy.py`'s work.
"""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from infra.sandbox.certificates import make_tls
from tests.servers import Missing

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOW = "aiosmtpd is not on this machine: install the development requirements anew (`make test` does)."
Step = Literal["AUTH", "MAIL", "RCPT", "DATA"]


@dataclass(frozen=True, slots=True)
class Received:
    """One mail that was taken."""

    login: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(slots=True)
class Recorder:
    """A running server. `port` speaks plainly and by STARTTLS, `tls_port` by TLS that `authority` vouches for."""

    port: int
    tls_port: int
    authority: Path
    people: dict[str, str] = field(default_factory=dict)
    """Passwords by login."""
    received: list[Received] = field(default_factory=list)
    on_mail: Callable[[Received], None] | None = None
    """Called when a mail was taken, before that is said: for a server that files what it sends."""
    steps: list[Step] = field(default_factory=list)
    """Every step that a client came to, refused ones included."""
    _refusals: dict[Step, list[str]] = field(default_factory=dict)

    def refuse(self, step: Step, reply: str, *, times: int = 1) -> None:
        """The next `times` such steps are answered so: "550 5.1.1 No such mailbox". smtplib tries AUTH in two ways."""
        self._refusals.setdefault(step, []).extend([reply] * times)

    def begin_afresh(self) -> None:
        """Nothing came yet, nothing is refused, nobody is known."""
        self.people.clear()
        self.received.clear()
        self.steps.clear()
        self._refusals.clear()
        self.on_mail = None

    def refusal(self, step: Step) -> str:
        """What is to be said to this step instead of doing it; "" to do it."""
        self.steps.append(step)
        waiting = self._refusals.get(step, [])
        return waiting.pop(0) if waiting else ""

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: LoginPassword
    ) -> AuthResult:
        """Aiosmtpd asks this of everybody who signs in."""
        from aiosmtpd.smtp import AuthResult

        del server, session, envelope, mechanism
        login, password = told.login.decode(), told.password.decode()
        if reply := self.refusal("AUTH"):
            return AuthResult(success=False, handled=False, message=reply)
        is_right = self.people.get(login) == password
        return AuthResult(success=is_right, handled=False, auth_data=login)


@dataclass(frozen=True, slots=True)
class _Handler:
    """What aiosmtpd calls at each step; the names are its own."""

    recorder: Recorder

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802  # fmt: skip
        if reply := self.recorder.refusal("MAIL"):
            return reply
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802  # fmt: skip
        if reply := self.recorder.refusal("RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if reply := self.recorder.refusal("DATA"):
            return reply
        raw = envelope.original_content or b""
        mail = Received(str(session.auth_data), envelope.mail_from or "", tuple(envelope.rcpt_tos), raw)
        self.recorder.received.append(mail)
        if self.recorder.on_mail:
            self.recorder.on_mail(mail)
        return "250 2.0.0 Taken"


def find_server() -> Path:
    """The package to run. Raises Missing when it is not installed."""
    package = find_spec("aiosmtpd")
    if package is None or package.origin is None:
        raise Missing(HOW)
    return Path(package.origin).parent


@contextmanager
def running_recorder() -> Iterator[Recorder]:
    """A server for the time of the block, in a thread of this process. Raises Missing when it is not installed."""
    find_server()
    from aiosmtpd.controller import Controller

    with tempfile.TemporaryDirectory(prefix="wt-smtp-") as folder:
        tls, authority = make_tls(Path(folder))
        recorder = Recorder(_free_port(), _free_port(), authority)
        more: dict[str, Any] = {"authenticator": recorder.authenticate, "auth_require_tls": False, "ident": "recorder"}
        open_door = Controller(_Handler(recorder), hostname="127.0.0.1", port=recorder.port, tls_context=tls, **more)
        shut_door = Controller(
            _Handler(recorder), hostname="127.0.0.1", port=recorder.tls_port, ssl_context=tls, **more
        )
        open_door.start()
        shut_door.start()
        try:
            yield recorder
        finally:
            shut_door.stop()
            open_door.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
