"""Whose calendars a server keeps and which there are: from an address to the person behind the password, from there to
where their calendars lie (RFC 5397, RFC 4791, 6.2.1), and to the box in which invites arrive (RFC 6638).

Which of them is read, and what lies in them, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import quoteattr

from connectors.contract import CalendarInfo, ProviderSettings
from connectors.dav.credentials import PROVIDER, Credentials, to_text
from connectors.dav.multistatus import C, D, S, Told
from connectors.dav.webdav import Ask, DavLine
from connectors.errors import ConsentLost, Gone, TryAgain, Unsupported
from connectors.headers import clean_email
from connectors.lent import FreeBudget, HeldTokens
from connectors.zone_names import likely_zone

NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'

_PREFIXES = {D: "D", C: "C", S: "S"}
_PRINCIPAL = "caldav.principal"
_LIST = "caldav.calendars"
_MOST_HOMES = 5
_MOST_CALENDARS = 500
_WHO = (
    f"{D}resourcetype", f"{D}current-user-principal", f"{C}calendar-home-set", f"{C}calendar-user-address-set",
    f"{C}schedule-inbox-URL",
)  # fmt: skip
_ABOUT = (
    f"{D}resourcetype", f"{D}displayname", f"{D}current-user-privilege-set", f"{C}supported-calendar-component-set",
    f"{C}calendar-timezone", f"{C}calendar-timezone-id", f"{C}schedule-default-calendar-URL",
)  # fmt: skip
_CALENDAR, _INBOX = f"{C}calendar", f"{C}schedule-inbox"
_ZONE = re.compile(r"^(?:TZID|X-LIC-LOCATION):(.{1,200})$", re.MULTILINE)
_LONGEST_ZONE = 20_000
_WRITES = {f"{D}all", f"{D}write", f"{D}write-content", f"{D}bind"}
_USUAL = ("calendar", "default", "home", "personal", "private", "work")
"""What servers call the first calendar that they make."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The person as the calendar server knows them."""

    url: str
    homes: tuple[str, ...]
    """Where their calendars lie."""
    inbox: str
    """Where invites arrive, "" where the server keeps no such place."""
    addresses: tuple[str, ...]


def principal_of(credentials: Credentials, settings: ProviderSettings) -> tuple[str, tuple[str, ...]]:
    """Signs in at `credentials.caldav`: the address of the person there, and their mail addresses. Raises ConsentLost
    for a refused password, Unsupported or Gone where no calendars are kept, OwnNetwork and TryAgain.
    """
    line = DavLine(settings, HeldTokens(to_text(credentials)), FreeBudget(), is_trying=True)
    found = find_principal(line)
    return found.url, found.addresses


def propfind(names: Iterable[str]) -> str:
    """The body of a PROPFIND that asks for these properties."""
    asked = "".join(f"<{_PREFIXES[name[: name.index('}') + 1]]}:{name.rpartition('}')[2]}/>" for name in names)
    return f'<?xml version="1.0" encoding="utf-8"?><D:propfind {NAMESPACES}><D:prop>{asked}</D:prop></D:propfind>'


def time_range(start: str, end: str) -> str:
    """The filter of a query for what happens between two instants, as iCalendar writes them."""
    edges = f"start={quoteattr(start)} end={quoteattr(end)}"
    return (
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f"<C:time-range {edges}/></C:comp-filter></C:comp-filter></C:filter>"
    )


def find_principal(line: DavLine) -> Principal:
    """The person behind the password, asked at the address of the account and at the one that this names."""
    url = line.credentials.caldav
    told = _about(line, url, _WHO)
    named = told.hrefs(f"{D}current-user-principal")
    if f"{D}unauthenticated" in told.names(f"{D}current-user-principal"):
        raise ConsentLost("The calendar server did not ask for the password.", provider=PROVIDER, operation=_PRINCIPAL)
    if named and not told.has(f"{C}calendar-home-set"):
        url = line.address(named[0])
        told = _about(line, url, _WHO)
    if _CALENDAR in told.names(f"{D}resourcetype"):
        return Principal(url, (url,), "", ())
    homes = tuple(dict.fromkeys(_addresses(line, url, told.hrefs(f"{C}calendar-home-set"))))[:_MOST_HOMES]
    if not homes:
        raise Unsupported("This server keeps no calendars for you.", provider=PROVIDER, operation=_PRINCIPAL)
    inbox = next(_addresses(line, url, told.hrefs(f"{C}schedule-inbox-URL")), "")
    return Principal(url, homes, inbox, tuple(_mail_addresses(told)))


def find_calendars(line: DavLine) -> tuple[CalendarInfo, ...]:
    """All calendars of the person, and the box of invites among them."""
    principal = find_principal(line)
    found: dict[str, tuple[str, Told]] = {}
    for home in principal.homes:
        ask = Ask(_LIST, "PROPFIND", home, propfind(_ABOUT), depth="1")
        for told in line.multistatus(ask).told[:_MOST_CALENDARS]:
            if (url := next(_addresses(line, home, [told.href]), "")) and _is_calendar(told):
                found[_normal(url)] = (url, told)
    default = ""
    if principal.inbox and (box := _inbox(line, principal.inbox)) is not None:
        found[_normal(principal.inbox)] = (principal.inbox, box)
        default = next(_addresses(line, principal.inbox, box.hrefs(f"{C}schedule-default-calendar-URL")), "")
    primary = _primary(found, _normal(default) if default else "")
    return tuple(_info(line, url, told, is_primary=key == primary) for key, (url, told) in sorted(found.items()))


def _about(line: DavLine, url: str, names: Iterable[str]) -> Told:
    """What the server says of one address."""
    told = line.multistatus(Ask(_PRINCIPAL, "PROPFIND", url, propfind(names))).told
    if not told:
        raise TryAgain("The calendar server's answer is empty.", provider=PROVIDER, operation=_PRINCIPAL)
    return told[0]


def _inbox(line: DavLine, url: str) -> Told | None:
    """The box of invites; None where the server names one that it does not show."""
    try:
        told = _about(line, url, _ABOUT)
    except (Gone, Unsupported):
        return None
    return told if _INBOX in told.names(f"{D}resourcetype") else None


def _addresses(line: DavLine, base: str, hrefs: Iterable[str]) -> Iterator[str]:
    """These addresses, without those that get no password."""
    for href in hrefs:
        try:
            yield line.address(urljoin(base, href))
        except (Unsupported, ValueError):
            continue


def _is_calendar(told: Told) -> bool:
    """Whether it holds calendar events: lists of tasks do not."""
    kinds = told.names(f"{D}resourcetype")
    parts = told.attributes(f"{C}supported-calendar-component-set", f"{C}comp", "name")
    is_binned = any(kind.endswith("}deleted-calendar") for kind in kinds)  # Nextcloud keeps them for a while.
    return (
        bool(kinds & {_CALENDAR, _INBOX})
        and not is_binned
        and (not parts or "VEVENT" in {part.upper() for part in parts})
    )


def _is_own(told: Told) -> bool:
    """Whether the person may write there; a server that does not tell keeps only their own."""
    rights = told.names(f"{D}current-user-privilege-set")
    is_subscribed = f"{S}subscribed" in told.names(f"{D}resourcetype")
    return not is_subscribed and (not told.has(f"{D}current-user-privilege-set") or bool(rights & _WRITES))


def _primary(found: dict[str, tuple[str, Told]], default: str) -> str:
    """The calendar that the server puts invites into; else the one that is called as first ones are, else the first."""
    own = [key for key, (_, told) in sorted(found.items()) if _is_own(told) and not _is_inbox(told)]
    if default in own:
        return default
    usual = [key for name in _USUAL for key in own if key.rstrip("/").rpartition("/")[2].lower() == name]
    return next(iter([*usual, *own]), "")


def _is_inbox(told: Told) -> bool:
    return _INBOX in told.names(f"{D}resourcetype")


def _info(line: DavLine, url: str, told: Told, *, is_primary: bool) -> CalendarInfo:
    name = told.text(f"{D}displayname") or unquote(url.rstrip("/").rpartition("/")[2])
    return CalendarInfo(
        provider_id=_id(line, url),
        name=name[:200],
        timezone=zone_of(told),
        is_primary=is_primary,
        is_own=_is_own(told) or _is_inbox(told),
    )


def _id(line: DavLine, url: str) -> str:
    """The path of a calendar, with its server where that is another one than the account's."""
    here, there = urlsplit(line.credentials.caldav), urlsplit(url)
    return there.path if here[:2] == there[:2] else url


def zone_of(told: Told) -> str:
    """The zone of a calendar, "" where none is told: by its name (RFC 7809) or by its definition (RFC 4791, 5.2.2)."""
    names = [told.text(f"{C}calendar-timezone-id"), *_ZONE.findall(told.text(f"{C}calendar-timezone")[:_LONGEST_ZONE])]
    return next((zone for name in names[:10] if (zone := likely_zone(name.strip()))), "")


def _normal(url: str) -> str:
    return url.rstrip("/") + "/"


def _mail_addresses(told: Told) -> Iterator[str]:
    for href in told.hrefs(f"{C}calendar-user-address-set"):
        email = clean_email(href) if href.lower().startswith("mailto:") else ""
        if "@" in email:
            yield email
