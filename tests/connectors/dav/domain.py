"""A mail domain on loopback, as the finding of servers meets it: a name server that speaks DNS, and an https site.

Names other than `localhost` are found nowhere, so that nothing of a test leaves this machine; the domain that has
everything is `localhost` itself. `asked` tells what was asked of whom.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dns.flags
import dns.message
import dns.resolver
import dns.rrset

from connectors.dav.discovery import Ways
from connectors.dav.domain_records import DomainRecords
from infra.sandbox.certificates import make_tls

Page = tuple[int, dict[str, str], bytes]


@dataclass
class Domain:
    """What the domain says. `authority` vouches for its site."""

    names_port: int
    site_port: int
    authority: Path
    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def tell(self, name: str, kind: str, *texts: str) -> None:
        """Records of that name, as a zone file writes them."""
        self.records[name, kind] = list(texts)

    def put(self, path: str, content: bytes = b"", *, status: int = 200, **headers: str) -> None:
        """What the site answers there."""
        self.pages[path] = (status, headers, content)

    @property
    def ways(self) -> Ways:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.names_port
        return Ways(DomainRecords(resolver), self.site_port)

    def answer(self, question: bytes) -> bytes:
        """What the name server says."""
        asked = dns.message.from_wire(question)
        name, kind = asked.question[0].name, asked.question[0].rdtype
        self.asked.append(f"{kind.name} {name}")
        told = dns.message.make_response(asked)
        told.flags |= dns.flags.RA
        texts = self.records.get((str(name).rstrip("."), kind.name), [])
        if texts:
            told.answer.append(dns.rrset.from_text_list(name, 60, "IN", kind, texts))
        return told.to_wire()


@contextmanager
def running_domain() -> Iterator[Domain]:
    """Both servers for the time of the block."""
    with (
        tempfile.TemporaryDirectory(prefix="wt-domain-") as folder,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as names,
        ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as site,
    ):
        tls, authority = make_tls(Path(folder))
        site.socket = tls.wrap_socket(site.socket, server_side=True)
        names.bind(("127.0.0.1", 0))
        domain = Domain(names.getsockname()[1], site.server_address[1], authority)
        site.domain = domain  # type: ignore[attr-defined]
        threads = [
            threading.Thread(target=site.serve_forever, args=(0.05,)),
            threading.Thread(target=_serve_names, args=(names, domain)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield domain
        finally:
            site.shutdown()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", names.getsockname())
            for thread in threads:
                thread.join()


def _serve_names(names: socket.socket, domain: Domain) -> None:
    """Until something empty comes."""
    while True:
        question, asker = names.recvfrom(4096)
        if not question:
            return
        names.sendto(domain.answer(question), asker)


class _Handler(BaseHTTPRequestHandler):
    """The site: pages by path, the same for every verb."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        domain: Domain = self.server.domain  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        authorization = self.headers.get("Authorization", "")
        domain.asked.append(f"{self.command} {self.path} {authorization}".strip())
        status, headers, content = domain.pages.get(self.path.partition("?")[0], (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_PROPFIND = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""
