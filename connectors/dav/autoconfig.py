"""Reads the file in which a mail domain tells programs its servers (Mozilla's autoconfig, config-v1.1.xml).

https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/config-file-format.html. The file is a stranger's: its
size is measured first, it may define nothing of its own, and a server without TLS or without passwords is passed by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from connectors.dav.answers import ascii_host
from connectors.dav.credentials import Security, Server

LARGEST = 64 * 1024
_MOST = 4
_SECURITY: dict[str, Security] = {"SSL": "tls", "TLS": "tls", "STARTTLS": "starttls"}
_BY_PASSWORD = frozenset({"", "plain", "password-cleartext", "secure", "password-encrypted"})


@dataclass(frozen=True, slots=True)
class Named:
    """One server that the file names, and the login for it; "" where it does not say."""

    server: Server
    login: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says, in its own order."""

    imap: tuple[Named, ...] = ()
    smtp: tuple[Named, ...] = ()
    caldav: str = ""


def config_in(content: bytes, address: str) -> Config:
    """What the file says for that address; nothing, for a file that is none."""
    if len(content) > LARGEST or b"<!DOCTYPE" in content.upper():
        return Config()
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError):
        return Config()
    if root is None or root.tag != "clientConfig" or root.getroottree().docinfo.doctype:
        return Config()
    imap = tuple(_servers(root, "incomingServer", "imap", address))
    smtp = tuple(_servers(root, "outgoingServer", "smtp", address))
    return Config(imap[:_MOST], smtp[:_MOST], _calendar(root, address))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _servers(root: etree._Element, tag: str, kind: str, address: str) -> Iterator[Named]:
    for found in root.iterfind(f"./emailProvider/{tag}[@type='{kind}']"):
        means = {_text(one) for one in found.iterfind("authentication")} or {""}
        server = _server(found, address)
        if server and means & _BY_PASSWORD:
            yield Named(server, _filled(_text(found.find("username")), address))


def _server(found: etree._Element, address: str) -> Server | None:
    host = ascii_host(_filled(_text(found.find("hostname")), address))
    security = _SECURITY.get(_text(found.find("socketType")).upper())
    port = _text(found.find("port"))
    if not host or security is None or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        return None
    return Server(host, int(port), security)


def _calendar(root: etree._Element, address: str) -> str:
    url = _filled(_text(root.find("./calendar[@type='caldav']/serverURL")), address)
    return url if url.startswith("https://") else ""


def _filled(text: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    for mark, value in (("%EMAILADDRESS%", address), ("%EMAILLOCALPART%", local), ("%EMAILDOMAIN%", domain)):
        text = text.replace(mark, value)
    return text


def _text(element: etree._Element | None) -> str:
    text = (element.text or "") if element is not None else ""
    return text.strip() if len(text) <= 1_000 and text.isprintable() else ""
