"""How a calendar link is connected: the contract of providers that ask, and what people paste."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from connectors.errors import ConnectorError, ConsentLost, OwnNetwork, SlowDown, TryAgain, Unsupported
from connectors.link import listing
from connectors.link.authorization import LinkAuthorization, checked_link
from connectors.link.provider import PROVIDER
from connectors.link.tokens import unpack
from tests.connectors.asking_contract import AskingContract
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.workshop import Budget, Call, Fault, Meeting, Tokens

SECRET = "private-0123456789abcdef"


class TestLinkAuthorization(AskingContract):
    """The contract."""

    @pytest.fixture
    def asked(self, workshop: CalendarDesk) -> CalendarDesk:
        return workshop


@pytest.fixture
def authorization(workshop: CalendarDesk) -> LinkAuthorization:
    return PROVIDER.authorization(workshop.settings)


@pytest.mark.parametrize(
    ("pasted", "asked"),
    [
        ("https://calendar.example/a/basic.ics", "https://calendar.example/a/basic.ics"),
        ("  <https://calendar.example/a.ics>\n", "https://calendar.example/a.ics"),
        ('"https://calendar.example/a.ics"', "https://calendar.example/a.ics"),
        ("webcal://p01-caldav.example/published/2/abc", "https://p01-caldav.example/published/2/abc"),
        ("WEBCAL://calendar.example/a.ics", "https://calendar.example/a.ics"),
        ("webcals://calendar.example/a.ics", "https://calendar.example/a.ics"),
        ("http://calendar.example/a.ics", "https://calendar.example/a.ics"),
        ("calendar.example/a.ics", "https://calendar.example/a.ics"),
        ("https://calendar.example/a.ics?key=b%2Fc#today", "https://calendar.example/a.ics?key=b%2Fc"),
        ("https://calendar.example:8443/a.ics", "https://calendar.example:8443/a.ics"),
        ("webcal://127.0.0.1:5232/a.ics", "http://127.0.0.1:5232/a.ics"),
        ("http://localhost:5232/a.ics", "http://localhost:5232/a.ics"),
        ("https://straße.example/a.ics", "https://xn--strae-oqa.example/a.ics"),
    ],
)
def test_a_link_is_taken_however_it_was_pasted(pasted: str, asked: str) -> None:
    assert checked_link(pasted) == asked


@pytest.mark.parametrize(
    "pasted",
    ["", " ", "https://", "mailto:maya@castellanos.example", "file:///etc/passwd", "ftp://calendar.example/a.ics",
     "javascript:alert(1)", "https://maya:secret@calendar.example/a.ics", "https://calendar.example@127.0.0.1/",
     "http://[", "https://a b/", "https://calendar.example/" + "a" * 2_000, "data:text/calendar,BEGIN:VCALENDAR"],
)  # fmt: skip
def test_what_is_no_link_is_refused_beside_its_question(pasted: str) -> None:
    with pytest.raises(ConsentLost) as wrong:
        checked_link(pasted)
    assert wrong.value.operation == "adopt.link"
    assert wrong.value.detail.endswith(".")


def test_the_link_in_any_of_its_forms_opens_the_calendar(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    workshop.enter(MAYA, Meeting("Talk", workshop.now, workshop.now))
    for link in (workshop.link(MAYA), workshop.link(MAYA).replace("http:", "webcal:")):
        authorized = authorization.adopt(workshop.answers(MAYA, link=link, address=f" {MAYA.replace('.ex', '.EX')} "))
        assert (authorized.email, authorized.name, authorized.subject) == (MAYA, "", "")
        grant = authorized.grant
        assert (grant.can_read_mail, grant.can_read_calendar, grant.can_send) == (False, True, False)
        assert [one.url for one in unpack(authorized.tokens)] == [workshop.link(MAYA)]


def test_an_empty_calendar_can_be_connected(workshop: CalendarDesk, authorization: LinkAuthorization) -> None:
    assert authorization.adopt(workshop.answers(MAYA)).email == MAYA


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!doctype html><title>Maya's calendar</title>", "leads to a page"),
        (b"\n <html>", "leads to a page"),
        (b"", "no calendar behind"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "no calendar behind"),
        (b"%PDF-1.7", "no calendar behind"),
    ],
)
def test_a_link_to_something_else_is_told_from_a_calendar(
    workshop: CalendarDesk, authorization: LinkAuthorization, content: bytes, sentence: str
) -> None:
    workshop.bent = lambda _: content
    with pytest.raises(ConsentLost, match=sentence) as wrong:
        authorization.adopt(workshop.answers(MAYA))
    assert wrong.value.operation == "adopt.link"


def test_a_calendar_beyond_all_bounds_is_refused_at_once(
    workshop: CalendarDesk, authorization: LinkAuthorization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_ENTRIES", 1)
    for _ in range(2):
        workshop.enter(MAYA, Meeting("Talk", workshop.now, workshop.now))
    with pytest.raises(ConsentLost, match="more than"):
        authorization.adopt(workshop.answers(MAYA))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.TROUBLE, TryAgain),
        (Fault.HANG_UP, TryAgain),
        (Fault.BROKEN_OFF, TryAgain),
        (Fault.TROUBLE_AFTER, TryAgain),
        (Fault.TOO_FAST, SlowDown),
    ],
)
def test_trouble_is_no_wrong_link_and_tells_nothing_of_it(
    workshop: CalendarDesk, authorization: LinkAuthorization, fault: Fault, error: type[ConnectorError]
) -> None:
    workshop.fail(Call.CALENDAR, fault)
    with pytest.raises(error) as trouble:
        authorization.adopt(workshop.answers(MAYA))
    assert SECRET not in f"{trouble.value} {trouble.value.__cause__!r} {trouble.value.request_id}"


@pytest.mark.parametrize("address", ["maya", "@example", "maya@", "a b@c.example", "Maya <maya@castellanos.example>"])
def test_what_is_no_address_is_refused_beside_its_question(
    workshop: CalendarDesk, authorization: LinkAuthorization, address: str
) -> None:
    with pytest.raises(ConsentLost, match="mail address") as wrong:
        authorization.adopt(workshop.answers(MAYA, address=address))
    assert wrong.value.operation == "adopt.address"
    assert workshop.publisher.downloads == 0


@pytest.mark.parametrize(
    "link",
    [
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/a.ics",
        "https://[::1]/a.ics",
        "webcal://192.168.1.1/",
    ],
)
def test_where_others_use_it_too_no_link_leads_into_its_network(workshop: CalendarDesk, link: str) -> None:
    shared = PROVIDER.authorization(replace(workshop.settings, is_local=False))
    with pytest.raises(ConsentLost) as refused:
        shared.adopt(json.dumps({"link": link, "address": MAYA, "own_network": "yes"}))
    assert refused.value.operation == "adopt.link"


def test_ones_own_network_is_asked_for_before_anything_is_sent(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    with pytest.raises(OwnNetwork):
        authorization.adopt(workshop.answers(MAYA, own_network="no"))
    assert workshop.proxy.requests == []


def test_a_redirect_into_ones_own_network_is_asked_for_too(
    workshop: CalendarDesk, authorization: LinkAuthorization
) -> None:
    workshop.publisher.redirects["/away"] = "http://10.0.0.1/a.ics"
    with pytest.raises(ConsentLost):
        authorization.adopt(workshop.answers(MAYA, link=f"{workshop.proxy.url}/away"))


def test_a_link_has_no_mail(workshop: CalendarDesk) -> None:
    with pytest.raises(Unsupported):
        PROVIDER.mailbox(workshop.settings, Tokens(""), Budget())


def test_tokens_that_cannot_be_read_are_a_lost_consent(workshop: CalendarDesk) -> None:
    with pytest.raises(ConsentLost, match="Connect it again"):
        PROVIDER.calendar(workshop.settings, Tokens("nonsense"), Budget()).calendars()
