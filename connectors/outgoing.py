"""Writes an approved mail as frozen bytes: plain text, CRLF, nothing in it that tells of a tool.

Headers are built by hand, because the standard library folds long References into encoded words, which breaks
threads. Anything that could smuggle in a header, a second recipient or a NUL is refused with ValueError. What may be
sent, and when, is decided in `service/outbox.py`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from email.charset import SHORTEST, Charset
from email.header import Header
from email.utils import format_datetime

from connectors.records import Address

_MAX_LINE = 76
_FORBIDDEN = re.compile(r"[\r\n\x00]")
_ID = re.compile(r"<[!-;=?-~]{1,898}>")
"""Any id of visible ASCII: some programs leave out the @, and a conversation holds together by ids as they came."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
_WORDS = Charset("utf-8")
_WORDS.header_encoding = SHORTEST


def write_message(
    *,
    sender: Address,
    to: Sequence[Address],
    cc: Sequence[Address] = (),
    subject: str,
    body: str,
    date: datetime,
    message_id: str,
    in_reply_to: str = "",
    references: Sequence[str] = (),
) -> bytes:
    """The bytes of a plain-text mail. Raises ValueError for a value that cannot stand in a header or a mail."""
    if not to:
        raise ValueError("A mail needs a recipient.")
    if date.tzinfo is None:
        raise ValueError("The date needs a zone.")
    content, encoding = _encoded(body)
    charset = "us-ascii" if body.isascii() else "utf-8"
    fields = [
        ("From", _mailboxes("From", [sender])),
        ("To", _mailboxes("To", to)),
        ("Cc", _mailboxes("Cc", cc)),
        ("Subject", _words("Subject", subject)),
        ("Date", format_datetime(date)),
        ("Message-ID", _ids("Message-ID", [message_id])),
        ("In-Reply-To", _ids("In-Reply-To", [in_reply_to] if in_reply_to else [])),
        ("References", _ids("References", references)),
        ("MIME-Version", "1.0"),
        ("Content-Type", f"text/plain; charset={charset}"),
        ("Content-Transfer-Encoding", encoding),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields if value or name == "Subject")
    return head.encode("ascii") + b"\r\n" + content


def is_writable_id(text: str) -> bool:
    """Whether that id of a mail can stand in a header."""
    return _ID.fullmatch(text) is not None


def is_writable_address(email: str) -> bool:
    """Whether a mail can be written to or from that address."""
    try:
        written = _ascii_domain(email)
    except ValueError:
        return False
    return _ADDRESS.fullmatch(written) is not None and ".." not in written


def _refuse_breaks(name: str, value: str) -> None:
    if _FORBIDDEN.search(value):
        raise ValueError(f"{name} must not contain line breaks or NUL.")


def _mailboxes(name: str, addresses: Sequence[Address]) -> str:
    return ",\r\n ".join(_mailbox(name, address) for address in addresses)


def _mailbox(name: str, address: Address) -> str:
    _refuse_breaks(name, address.email + address.name)
    if not is_writable_address(address.email):
        raise ValueError(f"{name} needs a valid address.")
    email = _ascii_domain(address.email)
    if not address.name:
        return email
    if address.name.isascii() and "=?" not in address.name:
        if _ATOMS.fullmatch(address.name):
            return f"{address.name} <{email}>"
        quoted = re.sub(r'([\\"])', r"\\\1", address.name)
        return f'"{quoted}" <{email}>'
    return f"{_words(name, address.name)} <{email}>"


def _ascii_domain(email: str) -> str:
    local, at, domain = email.rpartition("@")
    if domain.isascii():
        return email
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise ValueError("The address has a domain that cannot be written.") from None


def _words(name: str, value: str) -> str:
    """Text of a header: as it stands when ASCII, else RFC 2047 words, folded."""
    _refuse_breaks(name, value)
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError(f"{name} must not contain control characters.")
    is_plain = value.isascii() and "=?" not in value
    if is_plain and len(name) + 2 + len(value) <= 78:
        return value
    header = Header(value, "us-ascii" if is_plain else _WORDS, maxlinelen=_MAX_LINE, header_name=name)
    text = header.encode(linesep="\r\n")
    if any(len(line) > 998 for line in text.split("\r\n")):
        raise ValueError(f"{name} is too long.")
    return text


def _ids(name: str, ids: Sequence[str]) -> str:
    for value in ids:
        if not is_writable_id(value):
            raise ValueError(f"{name} needs ids in angle brackets.")
    return "\r\n ".join(ids)


def _encoded(body: str) -> tuple[bytes, str]:
    """The body with CRLF line ends in the plainest transfer encoding that carries it."""
    if "\x00" in body:
        raise ValueError("The text must not contain NUL.")
    text = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    data = text.encode("utf-8")
    if text.isascii() and all(len(line) <= 78 for line in text.split("\n")):
        return data.replace(b"\n", b"\r\n"), "7bit"
    quoted = binascii.b2a_qp(data, istext=True)
    packed = binascii.b2a_base64(data.replace(b"\n", b"\r\n"), newline=False)
    if len(quoted) <= len(packed) * 1.3:
        return quoted.replace(b"\n", b"\r\n"), "quoted-printable"
    lines = (packed[at : at + 76] for at in range(0, len(packed), 76))
    return b"".join(line + b"\r\n" for line in lines), "base64"
