"""Reads what a WebDAV server answers about several things at once (207 Multi-Status, RFC 4918, 13), under limits.

A server is a stranger: tags are counted before anything is parsed, a document that brings definitions of its own is
refused, and nothing outside of it is ever fetched. What the properties mean is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

D = "{DAV:}"
C = "{urn:ietf:params:xml:ns:caldav}"
S = "{http://calendarserver.org/ns/}"

MOST_TAGS = 150_000
"""Twice as many a listing of some 12,000 entries opens and closes; what is longer is asked for in parts."""
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_SPACE = b" \t\r\n"


class BrokenAnswer(ValueError):
    """Not the whole of a multistatus, or not one at all."""


class TooManyParts(BrokenAnswer):
    """More than is taken apart at once."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of one address."""

    href: str
    status: int
    properties: Mapping[str, etree._Element]
    """Those that it has, by their names."""

    def has(self, name: str) -> bool:
        return name in self.properties

    def text(self, name: str) -> str:
        found = self.properties.get(name)
        return "".join(map(str, found.itertext())).strip() if found is not None else ""

    def hrefs(self, name: str) -> tuple[str, ...]:
        """The addresses inside a property."""
        found = self.properties.get(name)
        return tuple(filter(None, map(_text, found.iter(f"{D}href")))) if found is not None else ()

    def names(self, name: str) -> frozenset[str]:
        """The names of everything inside a property, such as kinds of a resource or privileges."""
        found = self.properties.get(name)
        return frozenset(str(one.tag) for one in found.iterdescendants()) if found is not None else frozenset()

    def attributes(self, name: str, child: str, attribute: str) -> frozenset[str]:
        """That attribute of every such child of a property."""
        found = self.properties.get(name)
        return frozenset(str(one.get(attribute)) for one in found.iter(child)) if found is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Multistatus:
    """A whole answer."""

    told: tuple[Told, ...]
    sync_token: str = ""


def read_multistatus(content: bytes) -> Multistatus:
    """The answer in these bytes. Raises BrokenAnswer, and its kind TooManyParts."""
    if content.count(b"<") > 2 * MOST_TAGS:
        raise TooManyParts("the answer has too many parts")
    if not _begins_plainly(content):
        raise BrokenAnswer("the answer is no plain XML")
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError):
        # What libxml2 says may quote the answer.
        raise BrokenAnswer("the answer is broken off or is no XML") from None
    if root.tag != f"{D}multistatus":
        raise BrokenAnswer("the answer is not what was asked for")
    return Multistatus(tuple(_responses(root)), _text(root.find(f"{D}sync-token")))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _begins_plainly(content: bytes) -> bool:
    """Whether the first thing that opens is an element, and not a document type with definitions."""
    at = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    while True:
        while content[at : at + 1] and content[at] in _SPACE:
            at += 1
        ending = {b"<?": b"?>", b"<!--": b"-->"}.get(
            b"<!--" if content.startswith(b"<!--", at) else content[at : at + 2]
        )
        if ending is None:
            return content[at : at + 1] == b"<" and content[at + 1 : at + 2] not in (b"!", b"")
        closed = content.find(ending, at)
        if closed < 0:
            return False
        at = closed + len(ending)


def _responses(root: etree._Element) -> Iterator[Told]:
    for response in root.iterchildren(f"{D}response"):
        status = _status(response.find(f"{D}status")) or 200
        properties = {
            str(found.tag): found
            for part in response.iterchildren(f"{D}propstat")
            if 200 <= (_status(part.find(f"{D}status")) or 200) < 300
            for group in part.iterchildren(f"{D}prop")
            for found in group.iterchildren()
        }
        # A response may tell one status of several addresses (RFC 4918, 14.24).
        for href in response.iterchildren(f"{D}href"):
            if _text(href):
                yield Told(_text(href), status, properties)


def _status(line: etree._Element | None) -> int:
    match = _STATUS.match(_text(line))
    return int(match[1]) if match else 0


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""
