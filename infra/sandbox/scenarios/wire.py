"""How people's mail looks on the wire: which client writes which Message-ID, charset, quote and HTML, and what the provider adds.

A `Letter` is what somebody wrote; `sent_bytes` and `received_bytes` turn it into the RFC 822 message that Gmail would hand out.
Invites and calendar answers are in `invites`, their files in `meetings`. Bytes are built by hand: real clients differ from what `email.generator` makes.
"""

from __future__ import annotations

import base64
import binascii
import html
from dataclasses import dataclass
from email.header import Header
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import random
    from datetime import datetime

Headers = tuple[tuple[str, str], ...]

#: How many earlier mails a quote carries along at most; real threads keep all, which only makes the data big.
QUOTE_DEPTH = 4
RULE = "_" * 32
LOCAL_PARTS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Party:
    """Someone who writes mail; `display` is the name in her From header where it differs from her name."""

    email: str
    name: str
    client: str = "gmail"
    zone: str = "UTC"
    display: str = ""
    lang: str = "en"
    signature: str = ""

    @property
    def shown(self) -> str:
        return self.display or self.name

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]


@dataclass(frozen=True)
class Client:
    """What a mail program leaves on every message."""

    charset: str = "utf-8"
    has_html: bool = True
    quote: str = "gmail"
    mailer: Headers = ()
    tag: str = ""


CLIENTS = {
    "gmail": Client(),
    "outlook": Client(
        charset="iso-8859-1",
        quote="outlook",
        mailer=(
            ("Accept-Language", "en-US"),
            ("Content-Language", "en-US"),
            ("X-MS-Has-Attach", ""),
            ("X-MS-TNEF-Correlator", ""),
        ),
    ),
    "outlook_ios": Client(
        quote="outlook", mailer=(("Content-Language", "en-GB"),), tag="Get Outlook for iOS<https://aka.ms/o0ukef>"
    ),
    "apple": Client(
        charset="us-ascii", has_html=False, quote="apple", mailer=(("X-Mailer", "Apple Mail (2.3826.500.181.1.5)"),)
    ),
    "iphone": Client(
        has_html=False, quote="apple", mailer=(("X-Mailer", "iPhone Mail (22F76)"),), tag="Sent from my iPhone"
    ),
    "thunderbird": Client(has_html=False, quote="thunderbird", mailer=(("User-Agent", "Mozilla Thunderbird"),)),
    "robot": Client(quote="none"),
}

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
}
SHORT_MONTHS_DE = "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()
OUTLOOK_WORDS = {
    "en": ("From", "Sent", "To", "Cc", "Subject"),
    "de": ("Von", "Gesendet", "An", "Cc", "Betreff"),
}


@dataclass(frozen=True)
class Letter:
    """One mail as its writer sees it; `parent` is the mail it answers and, when `quotes`, carries below."""

    message_id: str
    at: datetime
    sender: Party
    to: tuple[Party, ...]
    subject: str
    text: str
    cc: tuple[Party, ...] = ()
    parent: Letter | None = None
    quotes: bool = True
    headers: Headers = ()


def clock_en(at: datetime) -> str:
    """Return 3:05 PM, without the leading zero that strftime would write."""
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def rfc_date(at: datetime) -> str:
    """Return a Date header in the zone that `at` carries."""
    names = [word[:3] for word in WEEKDAYS["en"]]
    return f"{names[at.weekday()]}, {at.day:02d} {MONTHS['en'][at.month - 1][:3]} {at:%Y %H:%M:%S %z}"


def token(rng: random.Random, length: int, alphabet: str = LOCAL_PARTS) -> str:
    """Return `length` random characters."""
    return "".join(rng.choices(alphabet, k=length))


def new_message_id(party: Party, rng: random.Random) -> str:
    """Return a Message-ID such as the party's mail program makes, with its angle brackets."""
    if party.client == "gmail":
        return f"<CA{token(rng, 6, 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnop')}{token(rng, 4, '+-=_abcXYZ0123')}{token(rng, 32)}@mail.gmail.com>"
    if party.client in ("outlook", "outlook_ios"):
        host = f"{token(rng, 2, 'ABDEHMPSV')}{rng.randint(0, 9)}PR{rng.randint(1, 19):02d}MB{rng.randint(1000, 9999)}"
        region = "eurprd" if party.zone.startswith("Europe") else "namprd"
        return f"<{host}{token(rng, 20, '0123456789ABCDEF')}@{host}.{region}{rng.randint(1, 19):02d}.prod.outlook.com>"
    if party.client in ("apple", "iphone"):
        raw = token(rng, 32, "0123456789ABCDEF")
        return f"<{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}@{party.domain}>"
    return f"<{token(rng, 8)}.{token(rng, 16)}@{party.domain}>"


def references(letter: Letter) -> tuple[str, ...]:
    """Return the ids of all ancestors, oldest first."""
    ids: list[str] = []
    parent = letter.parent
    while parent is not None:
        ids.append(parent.message_id)
        parent = parent.parent
    return tuple(reversed(ids))


# What is below the text


def gmail_attribution(parent: Letter, lang: str, zone: str) -> str:
    at, who = parent.at.astimezone(ZoneInfo(zone)), f"{parent.sender.shown} <{parent.sender.email}>"
    if lang == "de":
        day = f"{WEEKDAYS['de'][at.weekday()][:2]}., {at.day}. {SHORT_MONTHS_DE[at.month - 1]} {at.year}"
        return f"Am {day} um {at:%H:%M} Uhr schrieb {who}:"
    if zone.startswith("Europe"):
        return f"On {at:%a}, {at.day} {MONTHS['en'][at.month - 1][:3]} {at.year} at {at:%H:%M}, {who} wrote:"
    return f"On {at:%a}, {MONTHS['en'][at.month - 1][:3]} {at.day}, {at.year} at {clock_en(at)} {who} wrote:"


def apple_attribution(parent: Letter, lang: str, zone: str) -> str:
    at, name = parent.at.astimezone(ZoneInfo(zone)), parent.sender.shown
    if lang == "de":
        return f"Am {at.day:02d}.{at.month:02d}.{at.year} um {at:%H:%M} schrieb {name} <{parent.sender.email}>:"
    if zone.startswith("Europe"):
        return f"On {at.day} {MONTHS['en'][at.month - 1][:3]} {at.year}, at {at:%H:%M}, {name} <{parent.sender.email}> wrote:"
    return f"On {MONTHS['en'][at.month - 1][:3]} {at.day}, {at.year}, at {clock_en(at)}, {name} <{parent.sender.email}> wrote:"


def thunderbird_attribution(parent: Letter, lang: str, zone: str) -> str:
    at, name = parent.at.astimezone(ZoneInfo(zone)), parent.sender.shown
    if lang == "de":
        return f"Am {at:%d.%m.%y} um {at:%H:%M} schrieb {name}:"
    return f"On {at:%d/%m/%Y} {at:%H:%M}, {name} wrote:"


ATTRIBUTIONS = {"gmail": gmail_attribution, "apple": apple_attribution, "thunderbird": thunderbird_attribution}


def outlook_block(parent: Letter, lang: str, zone: str) -> list[tuple[str, str]]:
    """Return the From/Sent/To/Subject lines that Outlook puts above the mail it answers."""
    at, words = parent.at.astimezone(ZoneInfo(zone)), OUTLOOK_WORDS[lang]
    day = f"{WEEKDAYS[lang][at.weekday()]}, {MONTHS[lang][at.month - 1]} {at.day}, {at.year} {clock_en(at)}"
    if lang == "de":
        day = f"{WEEKDAYS[lang][at.weekday()]}, {at.day}. {MONTHS[lang][at.month - 1]} {at.year} {at:%H:%M}"
    elif zone.startswith("Europe"):
        day = f"{at.day:02d} {MONTHS[lang][at.month - 1]} {at.year} {at:%H:%M}"
    lines = [
        (words[0], f"{parent.sender.shown} <{parent.sender.email}>"),
        (words[1], day),
        (words[2], "; ".join(f"{who.shown} <{who.email}>" for who in parent.to)),
    ]
    if parent.cc:
        lines.append((words[3], "; ".join(f"{who.shown} <{who.email}>" for who in parent.cc)))
    return [*lines, (words[4], parent.subject)]


def own_text(letter: Letter) -> str:
    """Return what the writer wrote and what her program or habit puts under it."""
    parts = [letter.text, letter.sender.signature, CLIENTS[letter.sender.client].tag]
    return "\n\n".join(part for part in parts if part)


def plain_body(letter: Letter, depth: int = QUOTE_DEPTH) -> str:
    """Return the whole text/plain body, with the quote below as the writer's program makes it."""
    body, parent = own_text(letter), letter.parent
    style = CLIENTS[letter.sender.client].quote
    if parent is None or not letter.quotes or depth == 0 or style == "none":
        return body
    below, lang, zone = plain_body(parent, depth - 1), letter.sender.lang, letter.sender.zone
    if style == "outlook":
        block = "\n".join(f"{word}: {value}" for word, value in outlook_block(parent, lang, zone))
        return f"{body}\n\n{RULE}\n{block}\n\n{below}"
    quoted = "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in below.split("\n"))
    if style == "apple":
        return f"{body}\n\n> {ATTRIBUTIONS[style](parent, lang, zone)}\n>\n{quoted}"
    return f"{body}\n\n{ATTRIBUTIONS[style](parent, lang, zone)}\n\n{quoted}"


def as_html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def html_body(letter: Letter, depth: int = QUOTE_DEPTH) -> str:
    """Return the inside of the HTML alternative."""
    if CLIENTS[letter.sender.client].quote == "outlook":
        return outlook_html(letter, depth)
    body, parent = f'<div dir="ltr">{as_html(own_text(letter))}</div>', letter.parent
    if parent is None or not letter.quotes or depth == 0 or CLIENTS[letter.sender.client].quote == "none":
        return body
    attribution = as_html(gmail_attribution(parent, letter.sender.lang, letter.sender.zone))
    style = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
    quote = f'<div dir="ltr" class="gmail_attr">{attribution}<br></div><blockquote class="gmail_quote" style="{style}">'
    return f'{body}<br><div class="gmail_quote gmail_quote_container">{quote}{html_body(parent, depth - 1)}</blockquote></div>\n'


def outlook_html(letter: Letter, depth: int) -> str:
    """Return Outlook's paragraphs and, behind its ruler, the mail it answers."""
    lines = own_text(letter).split("\n")
    body = "\n".join(
        f'<p class="MsoNormal">{html.escape(line, quote=False) or "<o:p>&nbsp;</o:p>"}</p>' for line in lines
    )
    parent = letter.parent
    if parent is None or not letter.quotes or depth == 0:
        return f'<div class="WordSection1">\n{body}\n</div>'
    block = "<br>\n".join(
        f"<b>{word}:</b> {html.escape(value)}"
        for word, value in outlook_block(parent, letter.sender.lang, letter.sender.zone)
    )
    ruler = '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
    return f'<div class="WordSection1">\n{body}\n</div>\n{ruler}{block}</div>\n{html_body(parent, depth - 1)}'


# Headers and MIME


@lru_cache(maxsize=4096)
def encoded(text: str, charset: str = "utf-8") -> str:
    """Return a header text, as RFC 2047 words where it is not ASCII."""
    return text if text.isascii() else Header(text, charset, maxlinelen=70).encode()


@lru_cache(maxsize=4096)
def address(shown: str, email: str) -> str:
    """Return a mailbox as headers spell it."""
    if not shown:
        return email
    if shown.isascii() and any(mark in shown for mark in ',.()@"[]'):
        return f'"{shown}" <{email}>'
    return f"{encoded(shown)} <{email}>"


def addresses(parties: tuple[Party, ...]) -> str:
    return ",\n\t".join(address(who.shown, who.email) for who in parties)


def quoted_printable(text: str, charset: str) -> str:
    return binascii.b2a_qp(text.encode(charset, "xmlcharrefreplace"), istext=True).decode("ascii")


def in_base64(text: str) -> str:
    return base64.encodebytes(text.encode()).decode("ascii")


def part(content_type: str, text: str, encoding: str, *, charset: str = "utf-8", extra: Headers = ()) -> str:
    """Return one leaf of a MIME tree, its headers first."""
    body = text
    if encoding == "quoted-printable":
        body = quoted_printable(text, charset)
    elif encoding == "base64":
        body = in_base64(text)
    head = f"Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n"
    return head + "".join(f"{name}: {value}\n" for name, value in extra) + f"\n{body}\n"


def multipart(subtype: str, boundary: str, parts: list[str]) -> str:
    """Return a branch of a MIME tree, its headers first."""
    inside = "".join(f"--{boundary}\n{piece}\n" for piece in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n{inside}--{boundary}--\n'


def boundary(client: str, rng: random.Random) -> str:
    if client in ("outlook", "outlook_ios"):
        return f"_000_{token(rng, 32, '0123456789ABCDEF')}prodoutlookcom_"
    if client in ("apple", "iphone"):
        return f"Apple-Mail=_{token(rng, 8, '0123456789ABCDEF')}-{token(rng, 12, '0123456789ABCDEF')}"
    return f"000000000000{token(rng, 16, '0123456789abcdef')}"


def fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def content(letter: Letter, rng: random.Random) -> str:
    """Return Content-Type, blank line and body, in the encodings that the writer's program prefers."""
    client, text = CLIENTS[letter.sender.client], plain_body(letter)
    charset = client.charset if fits(text, client.charset) else "utf-8"
    if not client.has_html:
        flowed = "; format=flowed" if letter.sender.client == "thunderbird" else ""
        encoding = "7bit" if text.isascii() and max(map(len, text.split("\n"))) < 900 else "quoted-printable"
        return part(f"text/plain; charset={charset}{flowed}", text, encoding, charset=charset)
    # Gmail goes over to base64 when a good part of the text is not ASCII.
    is_foreign = letter.sender.client == "gmail" and sum(not mark.isascii() for mark in text) > len(text) // 60
    inside = (
        f"<html><head></head><body>\n{html_body(letter)}\n</body></html>"
        if client.quote == "outlook"
        else html_body(letter)
    )
    plain_encoding = "base64" if is_foreign else "quoted-printable"
    parts = [
        part(f'text/plain; charset="{charset}"', text, plain_encoding, charset=charset),
        part(f'text/html; charset="{charset}"', inside, "quoted-printable", charset=charset),
    ]
    return multipart("alternative", boundary(letter.sender.client, rng), parts)


def head(letter: Letter, extra: Headers) -> str:
    """Return the headers that the writer's program sets, then `extra`."""
    at = letter.at.astimezone(ZoneInfo(letter.sender.zone))
    lines = [("From", address(letter.sender.shown, letter.sender.email)), ("To", addresses(letter.to))]
    if letter.cc:
        lines.append(("Cc", addresses(letter.cc)))
    charset = CLIENTS[letter.sender.client].charset
    lines += [
        (
            "Subject",
            encoded(letter.subject, charset if fits(letter.subject, charset) and charset != "us-ascii" else "utf-8"),
        ),
        ("Date", rfc_date(at)),
        ("Message-ID", letter.message_id),
    ]
    ids = references(letter)
    if ids:
        lines += [("In-Reply-To", ids[-1]), ("References", "\n ".join(ids))]
    lines += [*CLIENTS[letter.sender.client].mailer, *letter.headers, *extra, ("MIME-Version", "1.0")]
    return "".join(f"{name}: {value}\n" for name, value in lines)


def trace(
    envelope_from: str, header_domain: str, to: str, at: datetime, rng: random.Random, *, dmarc: str = "pass"
) -> str:
    """Return what mx.google.com puts on top of a message that arrives."""
    pacific = at.astimezone(ZoneInfo("America/Los_Angeles"))
    stamp = f"{rfc_date(pacific)} ({pacific.tzname()})"
    ip, host, ident = f"203.0.113.{rng.randint(2, 250)}", f"mail.{header_domain}", token(rng, 20)
    dkim = "pass" if dmarc == "pass" else "fail"
    return (
        f"Delivered-To: {to}\n"
        f"Received: by 2002:a05:{token(rng, 4, '0123456789abcdef')}:{token(rng, 3, '0123456789abcdef')} with SMTP id {ident};\n        {stamp}\n"
        f"Return-Path: <{envelope_from}>\n"
        f"Received: from {host} ({host}. [{ip}])\n        by mx.google.com with ESMTPS id {token(rng, 24)}\n"
        f"        for <{to}>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {stamp}\n"
        f"Received-SPF: {dkim} (google.com: domain of {envelope_from} designates {ip} as permitted sender) client-ip={ip};\n"
        f"Authentication-Results: mx.google.com;\n       dkim={dkim} header.i=@{header_domain} header.s=s1 header.b={token(rng, 8)};\n"
        f"       spf={dkim} (google.com: domain of {envelope_from} designates {ip} as permitted sender) smtp.mailfrom={envelope_from};\n"
        f"       dmarc={dmarc} (p=NONE sp=NONE dis=NONE) header.from={header_domain}\n"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={header_domain}; s=s1;\n"
        f"        h=from:to:subject:date:message-id; bh={token(rng, 43)}=;\n        b={token(rng, 60)}\n         {token(rng, 60)}==\n"
    )


def to_wire(text: str) -> bytes:
    """Return CRLF bytes; what is not ASCII may only stand in 8-bit bodies."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def sent_bytes(letter: Letter, rng: random.Random) -> bytes:
    """Return the copy that lies in the sender's own mailbox."""
    return to_wire(head(letter, ()) + content(letter, rng))


def received_bytes(letter: Letter, to: str, rng: random.Random) -> bytes:
    """Return the message as it lies in the mailbox of `to`."""
    return to_wire(
        trace(letter.sender.email, letter.sender.domain, to, letter.at, rng) + head(letter, ()) + content(letter, rng)
    )
