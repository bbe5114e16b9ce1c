"""Whose calendars a server keeps, which there are, and who gets the password; on a real Radicale and by answers bent."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from connectors.contract import CalendarChange, CalendarInfo, ProviderSettings
from connectors.dav.calendar import DavCalendar
from connectors.dav.credentials import Credentials, to_text
from connectors.dav.principals import principal_of
from connectors.dav.webdav import DavLine, is_one_domain
from connectors.errors import ConnectorError, ConsentLost, Gone, OwnNetwork, TryAgain, Unsupported
from connectors.lent import FreeBudget, HeldTokens
from tests.connectors.calendar_contract import DAY, HOUR, by_title
from tests.connectors.dav.calendar_desk import MAYA, OTHER, CalendarDesk
from tests.connectors.dav.test_calendar_changes import event
from tests.connectors.workshop import Budget, Call, Fault, Meeting, Tokens, read_calendar
from tests.servers import Missing, refuse_or_skip
from tests.servers.bending import Bending, Reply, bending_http
from tests.servers.cutting import Ending
from tests.servers.radicale import Radicale, running_radicale

PASSWORDS = ("only-once", "another")


@pytest.fixture
def soon(desk: CalendarDesk) -> datetime:
    return desk.now + 3 * DAY


def calendars_of(desk: CalendarDesk) -> tuple[CalendarInfo, ...]:
    return desk.open(MAYA).calendars()


def primary(desk: CalendarDesk) -> CalendarInfo:
    (found,) = [info for info in calendars_of(desk) if info.is_primary]
    return found


# --- who it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/maya%40castellanos.example/"])
def test_the_person_is_found_from_any_address_of_the_server(desk: CalendarDesk, path: str) -> None:
    kept = replace(desk.credentials(MAYA), caldav=desk.proxy.url + path)
    url, addresses = principal_of(kept, desk.settings)
    assert unquote(url) == f"{desk.proxy.url}/{MAYA}/"
    assert addresses == ()


def test_a_calendars_own_address_will_do(desk: CalendarDesk) -> None:
    own = desk.proxy.url + desk.primary_calendar(MAYA)
    kept = replace(desk.credentials(MAYA), caldav=own)
    desk.hide("current-user-principal", "calendar-home-set")
    assert principal_of(kept, desk.settings)[0] == own
    (info,) = DavCalendar(desk.settings, Tokens(to_text(kept)), Budget()).calendars()
    assert info.is_primary


def test_addresses_that_the_server_knows_are_told(desk: CalendarDesk) -> None:
    told = (
        "<href>mailto:Maya@Alias.example</href><href>/principals/maya/</href><href>mailto:me@castellanos.example</href>"
    )
    desk.hide("C:calendar-user-address-set")
    desk.say(
        "calendar-user-address-set",
        instead=r"(?<=<prop>)(?=.*calendar-home-set)",
        put=f'<C:calendar-user-address-set xmlns:C="urn:ietf:params:xml:ns:caldav">{told}</C:calendar-user-address-set>',
    )
    assert principal_of(desk.credentials(MAYA), desk.settings)[1] == ("Maya@alias.example", "me@castellanos.example")


def test_a_wrong_password_says_so_and_is_not_told_on(desk: CalendarDesk) -> None:
    kept = replace(desk.credentials(MAYA), password=PASSWORDS[0])
    with pytest.raises(ConsentLost) as caught:
        principal_of(kept, desk.settings)
    assert PASSWORDS[0] not in str(caught.value)
    assert caught.value.operation.endswith("password")


def test_a_server_without_calendars_is_told_from_a_wrong_password(desk: CalendarDesk) -> None:
    desk.hide("current-user-principal", "calendar-home-set")
    with pytest.raises(Unsupported):
        principal_of(replace(desk.credentials(MAYA), caldav=f"{desk.proxy.url}/"), desk.settings)
    with pytest.raises((Gone, ConsentLost)):
        principal_of(replace(desk.credentials(MAYA), caldav=f"{desk.proxy.url}/lee/not/here/"), desk.settings)


@pytest.mark.parametrize("status", [405, 501])
def test_what_does_not_speak_caldav_says_so(desk: CalendarDesk, status: int) -> None:
    desk.proxy.strike("^PROPFIND", Ending.INSTEAD, Reply(status, (), b"<html>"), times=None)
    with pytest.raises(Unsupported):
        principal_of(desk.credentials(MAYA), desk.settings)


def test_the_persons_own_network_is_asked_about_once_and_later_only_waited_for(desk: CalendarDesk) -> None:
    kept = replace(desk.credentials(MAYA), own_network=False)
    with pytest.raises(OwnNetwork):
        principal_of(kept, desk.settings)
    with pytest.raises(TryAgain):
        DavCalendar(desk.settings, Tokens(to_text(kept)), Budget()).calendars()
    assert not desk.proxy.requests


# --- who gets the password ---------------------------------------------------------------------------------------


def test_a_redirect_within_the_server_is_followed(desk: CalendarDesk) -> None:
    desk.proxy.strike("^PROPFIND /begin", Ending.INSTEAD, Reply(301, (("Location", "/"),), b""), times=None)
    kept = replace(desk.credentials(MAYA), caldav=f"{desk.proxy.url}/begin")
    assert "maya" in principal_of(kept, desk.settings)[0]


def test_nobody_else_gets_the_password(desk: CalendarDesk) -> None:
    with bending_http(desk.radicale.port) as other:
        desk.proxy.strike("^PROPFIND", Ending.INSTEAD, Reply(302, (("Location", f"{other.url}/"),), b""), times=None)
        with pytest.raises(ConsentLost):
            principal_of(desk.credentials(MAYA), desk.settings)
        desk.heal()
        _name_elsewhere(desk, other)
        with pytest.raises(ConnectorError):
            desk.open(MAYA).calendars()
        assert not other.requests


def _name_elsewhere(desk: CalendarDesk, other: Bending) -> None:
    desk.say("calendar-home-set", instead=r"<href>/maya", put=f"<href>{other.url}/maya")


@pytest.mark.parametrize(
    "there",
    [
        "https://calendars.attacker.example/x/",
        "http://p34.icloud.com/x/",
        "https://icloud.com.attacker.example/x/",
        "https://com/x/",
        "https://127.0.0.1/x/",
        "https://[::1]/x/",
        "https://maya@p34.icloud.com/x/",
        "https://p34.icloud.com:notaport/x/",
        "file:///etc/passwd",
        "//attacker.example/x/",
        "https://[x/",
    ],
)
def test_an_address_of_another_owner_is_none_to_go_to(there: str) -> None:
    kept = Credentials(MAYA, MAYA, PASSWORDS[0], caldav="https://caldav.icloud.com/1/principal/")
    line = DavLine(ProviderSettings(), HeldTokens(to_text(kept)), FreeBudget())
    with pytest.raises(Unsupported):
        line.address(there)
    assert line.address("https://p34-caldav.icloud.com:443/1/calendars/").startswith("https://p34-caldav.icloud.com")
    assert line.address("/1/calendars/home/") == "https://caldav.icloud.com/1/calendars/home/"


@pytest.mark.parametrize(
    ("host", "other", "is_one"),
    [
        ("p34-caldav.icloud.com", "caldav.icloud.com", True),
        ("caldav.example.co.uk", "example.co.uk", True),
        ("a.co.uk", "b.co.uk", False),
        ("a.github.io", "b.github.io", False),
        ("co.uk", "co.uk", False),
        ("localhost", "localhost", False),
        ("10.0.0.1", "8.8.0.1", False),
        ("::ffff:10.0.0.1", "::ffff:8.8.0.1", False),
        ("", "", False),
    ],
)
def test_one_domain_is_one_owner(host: str, other: str, is_one: bool) -> None:
    assert is_one_domain(host, other) is is_one


def test_a_server_that_wants_a_digest_gets_one(desk: CalendarDesk) -> None:
    asked: list[Reply] = []
    challenge = 'Digest realm="dav", qop="auth", nonce="abc", algorithm=MD5'

    def wanting(request: str, reply: Reply) -> Reply:
        asked.append(reply)
        return Reply(401, (("WWW-Authenticate", challenge),), b"") if len(asked) < 3 else reply

    desk.bends.append(wanting)
    with pytest.raises(ConsentLost):
        # Radicale itself knows no digest: what counts is that it was tried before the password counts as refused.
        principal_of(desk.credentials(MAYA), desk.settings)
    assert len(asked) == 3


def test_a_password_that_was_given_anew_is_taken_up(desk: CalendarDesk) -> None:
    tokens = Tokens(to_text(desk.credentials(MAYA)))
    calendar = DavCalendar(desk.settings, tokens, Budget())
    assert calendar.calendars()
    desk.radicale.set_password(MAYA, PASSWORDS[1])
    with pytest.raises(ConsentLost):
        calendar.calendars()
    tokens.text = to_text(replace(desk.credentials(MAYA), password=PASSWORDS[1]))
    assert calendar.calendars()


def test_a_password_for_another_server_is_not_told_to_the_one_before(desk: CalendarDesk) -> None:
    tokens = Tokens(to_text(desk.credentials(MAYA)))
    calendar = DavCalendar(desk.settings, tokens, Budget())
    assert calendar.calendars()
    desk.radicale.set_password(MAYA, PASSWORDS[1])
    tokens.text = to_text(replace(desk.credentials(MAYA), password=PASSWORDS[1], caldav="https://127.0.0.1:1/"))
    asked = len(desk.proxy.requests)
    with pytest.raises(TryAgain):
        calendar.calendars()
    assert len(desk.proxy.requests) == asked + 1


def test_a_web_page_in_place_of_an_answer_is_no_calendar_server(desk: CalendarDesk) -> None:
    desk.proxy.strike("^PROPFIND", Ending.INSTEAD, Reply(200, (), b"<!DOCTYPE html><html></html>"), times=None)
    with pytest.raises(Unsupported):
        principal_of(desk.credentials(MAYA), desk.settings)
    with pytest.raises(TryAgain):
        desk.open(MAYA).calendars()


def test_another_persons_calendar_is_not_shown(desk: CalendarDesk) -> None:
    with pytest.raises((Gone, ConsentLost)):
        desk.open(MAYA).changes(desk.primary_calendar(OTHER), None, since=desk.now)


# --- which calendars ---------------------------------------------------------------------------------------------


def test_calendars_are_told_with_their_names_and_the_first_is_the_main_one(desk: CalendarDesk) -> None:
    desk.radicale.make_calendar(MAYA, "another", "Team &amp; friends")
    found = {info.provider_id.rstrip("/").rpartition("/")[2]: info for info in calendars_of(desk)}
    assert {name: info.name for name, info in found.items()} == {"another": "Team & friends", "calendar": "Calendar"}
    assert [name for name, info in found.items() if info.is_primary] == ["calendar"]
    assert all(info.is_own for info in found.values())


def test_lists_of_tasks_are_no_calendars(desk: CalendarDesk) -> None:
    desk.say("PROPFIND", instead='<C:comp name="VEVENT" ?/>', put='<C:comp name="VTODO"/>')
    assert calendars_of(desk) == ()


def test_a_calendar_in_the_bin_is_none(desk: CalendarDesk) -> None:
    desk.say(
        "PROPFIND",
        instead="<C:calendar ?/>",
        put='<C:calendar/><N:deleted-calendar xmlns:N="http://nextcloud.com/ns"/>',
    )
    assert calendars_of(desk) == ()


def test_a_calendar_that_may_only_be_looked_at_is_anothers(desk: CalendarDesk) -> None:
    desk.say(
        "current-user-privilege-set",
        instead=r"<current-user-privilege-set>.*?</current-user-privilege-set>",
        put="<current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>",
    )
    (info,) = calendars_of(desk)
    assert (info.is_own, info.is_primary) == (False, False)


def test_the_zone_is_that_of_the_calendar_or_of_the_persons_own_meetings(desk: CalendarDesk, soon: datetime) -> None:
    assert primary(desk).timezone == "America/Chicago"
    desk.hide("(?:C:)?calendar-timezone")
    assert primary(desk).timezone == "UTC"
    for number in range(2):
        desk.enter(MAYA, Meeting(f"Talk {number}", soon, soon + HOUR, timezone="Europe/Berlin"))
    desk.enter(MAYA, Meeting("Trip", soon, soon + HOUR, timezone="Asia/Tokyo"))
    assert primary(desk).timezone == "Europe/Berlin"
    desk.fail(Call.CALENDAR, Fault.TROUBLE)
    assert primary(desk).timezone == "UTC"


def test_an_account_without_calendars_has_none(desk: CalendarDesk) -> None:
    kept = replace(desk.credentials(MAYA), caldav="")
    assert DavCalendar(desk.settings, Tokens(to_text(kept)), Budget()).calendars() == ()


# --- the box of invites ------------------------------------------------------------------------------------------


@pytest.fixture
def box(desk: CalendarDesk) -> str:
    """A server with a box in which invites arrive (RFC 6638), which Radicale has not: one of its calendars plays it."""
    path = desk.radicale.make_calendar(MAYA, "inbox", "Inbox")
    own = desk.primary_calendar(MAYA)
    names = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    desk.say(
        "schedule-inbox-URL",
        instead=r"(?<=<prop>)(?=.*calendar-home-set)",
        put=f"<C:schedule-inbox-URL {names}><D:href>{path}</D:href></C:schedule-inbox-URL>",
    )
    desk.say(
        "PROPFIND /[^ ]*/inbox/",
        instead=r"<C:calendar ?/>",
        put="<C:schedule-inbox/>",
    )
    desk.say(
        "PROPFIND /[^ ]*/inbox/ .*schedule-default-calendar-URL",
        instead=r"(?<=<prop>)",
        put=f"<C:schedule-default-calendar-URL {names}><D:href>{own}</D:href></C:schedule-default-calendar-URL>",
    )
    return path


def invite(uid: str, method: str) -> str:
    return event(uid, title="Invited").replace("VERSION:2.0", f"VERSION:2.0\r\nMETHOD:{method}")


def test_invites_that_wait_in_the_box_are_read_and_answers_to_others_are_not(desk: CalendarDesk, box: str) -> None:
    found = {info.provider_id: info for info in calendars_of(desk)}
    assert found[_tidy(found, box)].is_own
    assert [info.provider_id for info in found.values() if info.is_primary] == [
        _tidy(found, desk.primary_calendar(MAYA))
    ]
    desk.radicale.put(MAYA, f"{box}1.ics", invite("one@example.com", "REQUEST"))
    desk.radicale.put(MAYA, f"{box}2.ics", invite("two@example.com", "REPLY"))
    calendar = desk.open(MAYA)
    changes, cursor, is_complete = read_calendar(calendar, box, None, desk.now - 60 * DAY)
    told = by_title(changes)
    assert set(told) == {"Invited"}
    # The copy in a calendar is told as made on the hour: it is the newer one.
    assert told["Invited"].updated == datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC)
    assert is_complete
    desk.radicale.put(MAYA, f"{box}3.ics", invite("three@example.com", "CANCEL"))
    desk.radicale.delete(MAYA, f"{box}1.ics")
    changes, _, _ = read_calendar(calendar, box, cursor, desk.now - 60 * DAY)
    later = {change.provider_id: change for change in changes}
    assert later["1.ics"] == CalendarChange("1.ics")
    assert (event_of := later["3.ics"].calendar_event) is not None
    assert event_of.status == "cancelled"


def _tidy(found: dict[str, CalendarInfo], path: str) -> str:
    """The id of the calendar at that path."""
    (one,) = [known for known in found if known.rstrip("/").rpartition("/")[2] == path.rstrip("/").rpartition("/")[2]]
    return one


def test_a_wrong_login_is_not_repeated_for_ever(desk: CalendarDesk) -> None:
    kept = replace(desk.credentials(MAYA), password=PASSWORDS[0])
    with pytest.raises(ConsentLost):
        DavCalendar(desk.settings, Tokens(to_text(kept)), Budget()).calendars()
    assert len(desk.proxy.requests) == 1
    assert base64.b64encode(PASSWORDS[0].encode()).decode() not in str(desk.proxy.requests)


# --- over TLS ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secure() -> Iterator[Radicale]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_radicale(is_tls=True))
        except Missing as missing:
            refuse_or_skip(missing)
        server.add(MAYA, PASSWORDS[0])
        server.make_calendar(MAYA, "work", "Work")
        yield server


def test_calendars_are_read_over_tls_and_a_certificate_of_nobody_is_not_believed(secure: Radicale) -> None:
    kept = Credentials(MAYA, MAYA, PASSWORDS[0], caldav=f"{secure.url}/", own_network=True)
    trusting = ProviderSettings(ca_file=str(secure.authority), timeout=10.0)
    url, _ = principal_of(kept, trusting)
    assert url.startswith("https://localhost:")
    (info,) = DavCalendar(trusting, Tokens(to_text(kept)), Budget()).calendars()
    assert info.name == "Work"
    with pytest.raises(ConsentLost, match="certificate"):
        principal_of(kept, ProviderSettings(timeout=10.0))
    with pytest.raises(TryAgain, match="certificate"):
        DavCalendar(ProviderSettings(timeout=10.0), Tokens(to_text(kept)), Budget()).calendars()
