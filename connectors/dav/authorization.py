"""How a mailbox with a password is connected: the person's answers in, servers that let them in out.

Nobody is sent to a page, and nothing is asked but what `entry` says. Mail has to be readable, or calendars; sending is
found as well unless the person does without, and calendars where the provider keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from connectors.contract import AuthorizationRequest, Authorized, Grant, ProviderSettings, Wanted
from connectors.dav import imap, smtp
from connectors.dav.answers import NONE, Answers, answers_in, blame, servers_of
from connectors.dav.credentials import PROVIDER, Credentials, Server, credentials_in, to_text
from connectors.dav.discovery import Search, Ways
from connectors.dav.principals import principal_of
from connectors.dav.refusals import (
    Refused,
    Service,
    foreign_calendars,
    foreign_server,
    no_calendars,
    no_sending_server,
    no_server,
    refused_sending,
    unreachable,
)
from connectors.dav.trying import LetIn, Patience, first_to_let_in, is_refused_password
from connectors.errors import ConnectorError, ConsentLost, Gone, OwnNetwork, TryAgain, Unsupported


class DavAuthorization:
    """Takes an address and a password instead of a consent."""

    def __init__(self, settings: ProviderSettings, ways: Ways | None = None) -> None:
        self._settings = settings
        self._ways = ways or Ways()

    def begin(self, *, redirect_uri: str, wanted: Wanted, login_hint: str = "") -> AuthorizationRequest:
        """Always raises Unsupported."""
        _no_page(redirect_uri, wanted, login_hint)

    def finish(self, *, redirect_uri: str, code: str, request: AuthorizationRequest) -> Authorized:
        """Always raises Unsupported."""
        _no_page(redirect_uri, code, request)

    def adopt(self, credentials: str) -> Authorized:
        """Finds the servers for these answers and signs in at each. What is raised ends its `operation` with the
        question whose answer is to blame, where one is.
        """
        answers = answers_in(credentials)
        connecting = _begun(answers, Search(answers, self._settings, self._ways), self._settings)
        connecting.find_reading()
        connecting.find_sending()
        connecting.find_calendars()
        return connecting.authorized()

    def answered(self, tokens: str) -> Mapping[str, str]:
        return dict(credentials_in(tokens).said)

    def revoke(self, tokens: str) -> None:
        """Nothing: only the person can take a password back."""

    def why_refused(self, error: str, description: str) -> ConsentLost | None:
        """Nobody is sent to a page."""
        del error, description
        return None


@dataclass(slots=True)
class _Connecting:
    """One account while its servers are found, in order."""

    answers: Answers
    search: Search
    settings: ProviderSettings
    credentials: Credentials
    patience: Patience = field(default_factory=Patience)
    is_calendar_refused: bool = False

    def find_reading(self) -> None:
        """Raises what stands in the way of reading mail, unless the person does without."""
        if self.answers.imap == NONE:
            return
        came = first_to_let_in(self.search.to_read(), self._try_reading, self.patience)
        if not isinstance(came, LetIn):
            raise _nowhere(came, self.answers.imap, "imap") or self._nobody_to_read_from(came)
        self.credentials = replace(self.credentials, imap=came.server, login=came.login)

    def find_sending(self) -> None:
        """The same for sending, which needs mail to be read: drafts lie there."""
        if self.credentials.imap is None or self.answers.smtp == NONE:
            return
        try:
            came = first_to_let_in(self.search.to_send(self.credentials.imap), self._try_sending, self.patience)
        except Refused as failure:
            raise refused_sending() if is_refused_password(failure) else failure from None
        if not isinstance(came, LetIn):
            raise _nowhere(came, self.answers.smtp, "smtp") or no_sending_server(self.answers.domain)
        self.credentials = replace(self.credentials, smtp=came.server, smtp_login=came.login)

    def find_calendars(self) -> None:
        """Calendars, where there are any: somebody who named none, and whose mail works, is not stopped by them."""
        is_needed = self.credentials.imap is None or self.answers.caldav not in ("", NONE)
        for start in self.search.to_calendars(self.credentials.imap):
            if self.patience.is_over and not is_needed:
                return
            try:
                self.credentials = self._with_calendars(start)
                return
            except (Gone, Unsupported):
                continue
            except ConnectorError as failure:
                if is_needed:
                    raise
                self.is_calendar_refused |= not isinstance(failure, OwnNetwork)
        passed_by = self.search.calendars_passed_by
        if is_needed:
            raise foreign_calendars(passed_by[0]) if passed_by else no_calendars()
        self.is_calendar_refused |= bool(passed_by)

    def authorized(self) -> Authorized:
        """What came of it."""
        found = self.credentials
        granted = tuple(
            name for name, there in (("imap", found.imap), ("smtp", found.smtp), ("caldav", found.caldav)) if there
        )
        asked = (*granted, "caldav") if self.is_calendar_refused and not found.caldav else granted
        grant = Grant(
            asked=asked,
            granted=granted,
            can_read_mail=found.imap is not None,
            can_read_calendar=bool(found.caldav),
            can_send=found.smtp is not None,
        )
        return Authorized(to_text(found), found.address, found.name, grant)

    def _try_reading(self, server: Server, login: str) -> None:
        imap.login_check(replace(self.credentials, imap=server, login=login), self._in_time())

    def _try_sending(self, server: Server, login: str) -> None:
        smtp.login_check(replace(self.credentials, smtp=server, smtp_login=login), self._in_time())

    def _in_time(self) -> ProviderSettings:
        return replace(self.settings, timeout=min(self.settings.timeout, self.patience.one_word))

    def _with_calendars(self, start: str) -> Credentials:
        """The credentials with the calendars that begin there. Raises ConnectorError kinds."""
        tried = replace(self.credentials, caldav=start)
        try:
            return self._signed_in(tried)
        except Refused as failure:
            if self.answers.login or tried.login == tried.address or not is_refused_password(failure):
                raise
        return self._signed_in(replace(tried, caldav_login=tried.address))

    def _signed_in(self, tried: Credentials) -> Credentials:
        url, addresses = principal_of(tried, self._in_time())
        others = tuple(one for one in addresses if one.lower() != tried.address.lower())
        return replace(tried, caldav=url, others=others)

    def _nobody_to_read_from(self, came: ConnectorError | None) -> ConnectorError:
        if self.search.known and came:
            return came
        domain = self.answers.domain
        return foreign_server(domain, self.search.passed_by[0]) if self.search.passed_by else no_server(domain)


def _begun(answers: Answers, search: Search, settings: ProviderSettings) -> _Connecting:
    """Raises ConsentLost for a provider that is not connected in this way."""
    known = search.known
    if known and known.instead and answers.imap != NONE:
        raise blame(known.instead, "address")
    credentials = Credentials(
        answers.address,
        answers.login or answers.address,
        answers.password,
        name=answers.name,
        own_network=answers.own_network,
        is_sent_filed=bool(known and known.is_sent_filed),
        said=answers.said,
    )
    return _Connecting(answers, search, settings, credentials)


def _nowhere(came: ConnectorError | None, named: str, service: Service) -> ConnectorError | None:
    """What the servers that are there failed with, where the person can do something about it."""
    if named and (came is None or isinstance(came, TryAgain)):
        return unreachable(servers_of(named, service)[0].host, service)
    if isinstance(came, ConsentLost) and not came.operation:
        # `network` refused it, which knows of no questions.
        return blame(came.detail, service)
    return came if isinstance(came, ConsentLost | OwnNetwork) else None


def _no_page(*_: object) -> NoReturn:
    raise Unsupported(
        "This mailbox is connected with a password, not on a page.", provider=PROVIDER, operation="authorize"
    )
