"""Where the servers of an address may be, the likeliest first: nothing is asked of anybody before it is needed.

What the person said comes before the table of large providers, then the domain's own word over https, then DNS, then
the usual names. DNS alone may name only servers of the domain itself or of a known provider: anything else anybody on
the way could have written, and a password would follow it. The same goes for redirects to where calendars begin: whole
sites are sent on to whoever made them. No central list is asked: it would learn the domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urljoin, urlsplit

import httpx2

from connectors.contract import ProviderSettings
from connectors.dav import known_servers
from connectors.dav.answers import NONE, Answers, servers_of, ways_to
from connectors.dav.autoconfig import Config, Named, config_in
from connectors.dav.credentials import Security, Server
from connectors.dav.domain_records import DomainRecords, Told
from connectors.dav.known_servers import ADDRESS, NAME, Known
from connectors.dav.webdav import is_one_domain
from connectors.errors import ConnectorError
from connectors.network import Reach, following, http_client

_WITHIN = 5.0
"""Seconds that a domain has to answer one look."""
_FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, ConnectorError)
_IMAP_RECORDS: tuple[tuple[str, Security], ...] = (("_imaps", "tls"), ("_imap", "starttls"))
_SMTP_RECORDS: tuple[tuple[str, Security], ...] = (("_submissions", "tls"), ("_submission", "starttls"))
_WELL_KNOWN = "/.well-known/caldav"
_CALENDARS_BEGIN = frozenset({httpx2.codes.MULTI_STATUS, httpx2.codes.UNAUTHORIZED})
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_WHO = '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'


@dataclass(frozen=True, slots=True)
class Candidate:
    """One server to try, and the logins to try there."""

    server: Server
    logins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """How a domain is asked; a test brings name servers and a port of its own."""

    records: DomainRecords = field(default_factory=DomainRecords)
    https_port: int = 443


class Search:
    """The search for one person's servers."""

    def __init__(self, answers: Answers, settings: ProviderSettings, ways: Ways) -> None:
        self._answers = answers
        self._settings = settings
        self._ways = ways
        self._reach = Reach(own_network=answers.own_network, is_local=settings.is_local)
        self.passed_by: list[str] = []
        """Mail servers that DNS alone named and that are another's."""
        self.calendars_passed_by: list[str] = []
        """Calendar servers that DNS or a redirect named and that are another's."""

    @cached_property
    def known(self) -> Known | None:
        """The large provider that it is, by the person's word, by the address, or by who takes the domain's mail."""
        told = [server.host for server in servers_of(self._answers.imap, "imap")]
        if told:
            return known_servers.of_server(told[0])
        domain = self._answers.domain
        return known_servers.of_domain(domain) or known_servers.of_mail_hosts(self._mail_hosts)

    def to_read(self) -> Iterator[Candidate]:
        """Servers that mail may be read from."""
        if self._answers.imap:
            yield from self._candidates(servers_of(self._answers.imap, "imap"), self._logins())
        elif self.known and self.known.imap:
            yield Candidate(self.known.imap, self._logins())
        else:
            yield from self._told(self._config.imap)
            yield from self._from_records(_IMAP_RECORDS)
            yield from self._candidates(self._usual_to_read(), self._logins())

    def to_send(self, beside: Server) -> Iterator[Candidate]:
        """Servers that may take mail to send; `beside` is the one that it is read from."""
        if self._answers.smtp:
            yield from self._candidates(servers_of(self._answers.smtp, "smtp"), self._logins())
        elif self.known and self.known.smtp:
            yield Candidate(self.known.smtp, self._logins())
        else:
            yield from self._told(self._config.smtp)
            yield from self._from_records(_SMTP_RECORDS)
            yield from self._candidates(self._usual_to_send(beside), self._logins())

    def to_calendars(self, beside: Server | None) -> Iterator[str]:
        """Addresses at which calendars may begin, as they were found without a password."""
        if self._answers.caldav:
            yield from self._as_told(self._answers.caldav)
            return
        if self.known and (self.known.caldav or not self.known.has_calendars):
            yield from self._as_told(self.known.caldav or NONE)
            return
        told = dict.fromkeys(filter(None, map(self._beginning, self._calendar_guesses(beside))))
        yield from told

    # --- what the domain says ---

    @cached_property
    def _mail_hosts(self) -> tuple[str, ...]:
        return self._ways.records.mail_hosts(self._answers.domain)

    @cached_property
    def _config(self) -> Config:
        """Mozilla's autoconfig at the domain itself, over https: so it is the domain that speaks."""
        domain, address = self._answers.domain, self._answers.address
        asked = f"?emailaddress={quote(address)}"
        for host, path in (
            (f"autoconfig.{domain}", f"/mail/config-v1.1.xml{asked}"),
            (domain, "/.well-known/autoconfig/mail/config-v1.1.xml"),
        ):
            found = config_in(self._fetched(self._url(host, path)), address)
            if found.imap:
                return found
        return Config()

    def _fetched(self, url: str) -> bytes:
        try:
            with self._client() as client:
                answer, _ = following(client, "GET", url, stays=False)
        except _FAILURES:
            return b""
        return answer.content if answer.status_code == httpx2.codes.OK else b""

    def _told(self, servers: Iterable[Named]) -> Iterator[Candidate]:
        for named in servers:
            logins = (named.login,) if named.login and not self._answers.login else self._logins()
            yield Candidate(named.server, logins)

    def _from_records(self, kinds: Iterable[tuple[str, Security]]) -> Iterator[Candidate]:
        for name, security in kinds:
            for told in self._services(name, self.passed_by):
                yield Candidate(Server(told.host, told.port, security), self._logins())

    def _services(self, name: str, passed_by: list[str]) -> Iterator[Told]:
        domain = self._answers.domain
        for told in self._ways.records.services(name, domain):
            if _may_name(domain, told.host):
                yield told
            else:
                passed_by.append(told.host)

    # --- the usual names ---

    def _usual_to_read(self) -> Iterator[Server]:
        domain = self._answers.domain
        own = [host for host in self._mail_hosts if is_one_domain(host, domain)]
        for host in dict.fromkeys((f"imap.{domain}", f"mail.{domain}", *own[:1])):
            yield from ways_to(host, 993)
        for host in (f"imap.{domain}", f"mail.{domain}"):
            yield from ways_to(host, 143)

    def _usual_to_send(self, beside: Server) -> Iterator[Server]:
        domain = self._answers.domain
        for host in dict.fromkeys((beside.host, f"smtp.{domain}", f"mail.{domain}")):
            for port in (465, 587):
                yield from ways_to(host, port)

    def _candidates(self, servers: Iterable[Server], logins: tuple[str, ...]) -> Iterator[Candidate]:
        return (Candidate(server, logins) for server in servers)

    def _logins(self) -> tuple[str, ...]:
        if self._answers.login:
            return (self._answers.login,)
        kinds = self.known.logins if self.known else (ADDRESS, NAME)
        return tuple(self._answers.address if kind == ADDRESS else self._answers.local_part for kind in kinds)

    # --- calendars ---

    def _as_told(self, url: str) -> Iterator[str]:
        if url == NONE:
            return
        yield url
        beginning = self._beginning(urljoin(url, _WELL_KNOWN))
        if beginning and beginning != url:
            yield beginning

    def _calendar_guesses(self, beside: Server | None) -> Iterator[str]:
        domain = self._answers.domain
        if self._config.caldav:
            yield self._config.caldav
        path = self._ways.records.path("_caldavs", domain) or _WELL_KNOWN
        for told in self._services("_caldavs", self.calendars_passed_by):
            yield f"https://{told.host}:{told.port}{path}"
        yield self._url(domain, _WELL_KNOWN)
        if beside and is_one_domain(beside.host, domain):
            yield self._url(beside.host, _WELL_KNOWN)

    def _beginning(self, url: str) -> str:
        """Where that address leads somebody without a password; "" where no calendars are, or none of the same owner's."""
        try:
            with self._client() as client:
                answer, address = following(
                    client, "PROPFIND", url, stays=False, content=_WHO, headers={"Depth": "0", **_XML}
                )
        except _FAILURES:
            return ""
        if answer.status_code not in _CALENDARS_BEGIN:
            return ""
        found = urlsplit(address)
        if not _may_name(urlsplit(url).hostname or "", found.hostname or ""):
            self.calendars_passed_by.append(found.netloc)
            return ""
        return address

    def _client(self) -> httpx2.Client:
        return http_client(self._reach, ca_file=self._settings.ca_file, timeout=_WITHIN, answer_within=_WITHIN)

    def _url(self, host: str, path: str) -> str:
        port = "" if self._ways.https_port == 443 else f":{self._ways.https_port}"
        return f"https://{host}{port}{path}"


def _may_name(domain: str, host: str) -> bool:
    """Whether a password may follow where a record or a redirect of this domain points."""
    return host == domain or is_one_domain(host, domain) or known_servers.of_server(host) is not None
