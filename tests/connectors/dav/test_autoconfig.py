"""A mail domain's own file about its servers, as a stranger may have written it."""

from __future__ import annotations

from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.dav.autoconfig import Config, config_in

_SAID = st.text(max_size=12) | st.sampled_from(
    [
        "%EMAILDOMAIN%",
        "imap.%EMAILDOMAIN%",
        "SSL",
        "STARTTLS",
        "993",
        "９９３",
        "-1",
        "0",
        "9" * 30,
        "[::1]",
        "a b",
        "\x7f",
    ]
)


@settings(max_examples=300, deadline=None)
@given(_SAID, _SAID, _SAID, _SAID, st.integers(0, 400))
def test_whatever_it_says_names_servers_with_tls_or_nobody(
    host: str, port: str, kind: str, login: str, most: int
) -> None:
    told = [escape(one) for one in (host, port, kind, login)]
    content = (
        "<clientConfig><emailProvider><incomingServer type='imap'><hostname>{}</hostname><port>{}</port>"
        "<socketType>{}</socketType><username>{}</username></incomingServer></emailProvider></clientConfig>"
    ).format(*told)
    for part in (content.encode("utf-8", "replace"), content.encode("utf-8", "replace")[:most]):
        found = config_in(part, "ana@acme.example")
        assert all(named.server.security in ("tls", "starttls") for named in found.imap)
        assert all(named.login.isprintable() for named in found.imap)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_that_are_no_file_name_nobody(content: bytes) -> None:
    assert config_in(content, "ana@acme.example") == Config()


def test_entities_are_neither_filled_in_nor_fetched() -> None:
    for brought in (b'<!DOCTYPE c [<!ENTITY h "x">]>', b'<!doctype c SYSTEM "file:///etc/passwd">'):
        content = brought + b"<clientConfig><emailProvider>&h;</emailProvider></clientConfig>"
        for written in (content, content.decode().encode("utf-16")):
            assert config_in(written, "ana@acme.example") == Config()
