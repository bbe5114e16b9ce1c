"""What a calendar server answers is read under limits, and nothing else is believed to be an answer."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dav import multistatus
from connectors.dav.multistatus import BrokenAnswer, C, D, read_multistatus

WHOLE = b"""<?xml version="1.0" encoding="utf-8"?><!-- of a proxy -->
<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:response><d:href>/a/1.ics</d:href>
 <d:propstat><d:prop><d:getetag>"1"</d:getetag><c:calendar-data><![CDATA[<!DOCTYPE of a text>]]></c:calendar-data></d:prop>
  <d:status>HTTP/1.1 200 OK</d:status></d:propstat>
 <d:propstat><d:prop><d:displayname/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>
<d:response><d:href>/a/2.ics</d:href><d:href>/a/3.ics</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>
<d:sync-token>urn:token:1</d:sync-token></d:multistatus>"""


def test_an_answer_tells_of_each_address_what_it_has() -> None:
    told = read_multistatus(WHOLE)
    assert [(one.href, one.status) for one in told.told] == [("/a/1.ics", 200), ("/a/2.ics", 404), ("/a/3.ics", 404)]
    assert told.told[0].text(f"{D}getetag") == '"1"'
    assert told.told[0].text(f"{C}calendar-data") == "<!DOCTYPE of a text>"
    assert not told.told[0].has(f"{D}displayname")
    assert told.sync_token == "urn:token:1"


@pytest.mark.parametrize("cut", range(1, len(WHOLE), 37))
def test_half_an_answer_is_none(cut: int) -> None:
    with pytest.raises(BrokenAnswer):
        read_multistatus(WHOLE[:cut])


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE m [<!ENTITY x "y">]><d:multistatus xmlns:d="DAV:">&x;</d:multistatus>',
        b'<?xml version="1.0"?> <!-- a --> <!DOCTYPE m SYSTEM "http://127.0.0.1:1/x"><m/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE m><m/>'.encode("utf-16"),
        b"<html><body>Sign in</body></html>",
        b"<!-- " * 10_000,
        b"<" * 2_000_000,
        b"<a>" * 100_000,
        b"",
        b"<?xml",
    ],
)
def test_what_is_no_plain_answer_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenAnswer):
        read_multistatus(content)


def test_an_answer_with_too_many_parts_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multistatus, "_parser", None)
    with pytest.raises(BrokenAnswer):
        read_multistatus(b"<a>" + b"<b/>" * (2 * multistatus.MOST_TAGS))


@given(st.binary(max_size=400) | st.text(alphabet="<>/!?-d:DOCTYPEaé& \"='", max_size=400).map(str.encode))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with suppress(BrokenAnswer):
        read_multistatus(content)
