"""What a published calendar is told as: its name and zone, whose it is, and nothing of its link."""

from __future__ import annotations

import base64
import json
import traceback
import zlib

import pytest

from connectors.errors import ConnectorError, ConsentLost, Gone, TryAgain
from tests.connectors.calendar_contract import ANA, HOUR
from tests.connectors.link.calendar_desk import MAYA, CalendarDesk
from tests.connectors.link.looking import SINCE, SOON, Reader, fill
from tests.connectors.link.publisher import running_publisher
from tests.connectors.workshop import Call, Fault, Meeting
from tests.servers.bending import Reply
from tests.servers.cutting import Ending


def test_the_calendar_has_the_name_and_the_zone_that_its_file_says(workshop: CalendarDesk, reader: Reader) -> None:
    (info,) = reader.calendar.calendars()
    assert (info.provider_id, info.name, info.timezone) == (reader.main, "Maya's own", "Europe/Berlin")
    with pytest.raises(Gone):
        reader.calendar.changes("another", None, since=SINCE)
    assert workshop.publisher.downloads == 2


def test_the_person_is_known_however_the_address_is_written(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop, 1)
    workshop.bent = lambda content: content.replace(MAYA.encode(), MAYA.title().encode())
    (change,) = reader.read()
    assert change.calendar_event is not None
    assert [one.is_self for one in change.calendar_event.attendees] == [True, False]


def test_a_cursor_holds_no_word_of_the_calendar(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop)
    reader.read()
    assert reader.cursor is not None
    told = zlib.decompress(base64.b85decode(json.loads(reader.cursor)["told"])).decode()
    assert "entry-001" in told
    for word in ("Talk", "ana", "maya", "private-"):
        assert word not in told + reader.cursor


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, ConsentLost), (403, ConsentLost), (404, ConsentLost), (410, ConsentLost), (418, TryAgain), (502, TryAgain)],
)
def test_a_link_that_no_longer_works_asks_to_be_connected_again_and_trouble_does_not(
    workshop: CalendarDesk, reader: Reader, status: int, error: type[ConnectorError]
) -> None:
    workshop.proxy.strike("^GET", Ending.INSTEAD, Reply(status, (), b"no"))
    with pytest.raises(error) as caught:
        reader.read()
    assert (caught.value.provider, caught.value.operation) == ("link", "link.get")
    assert ("Connect it again" in caught.value.detail) is (error is ConsentLost)


@pytest.mark.parametrize("fault", list(Fault))
def test_no_error_tells_the_link(workshop: CalendarDesk, reader: Reader, fault: Fault) -> None:
    workshop.fail(Call.CALENDAR, fault)
    with pytest.raises(ConnectorError) as caught:
        reader.read()
    told = "".join(traceback.format_exception(caught.value)[-1:])
    assert not any(part in told for part in ("private-", "maya", str(workshop.proxy.port)))


@pytest.mark.parametrize("address", ["10.0.0.1", "0.0.0.0", "169.254.1.1"])  # noqa: S104 - nothing is bound
def test_a_network_that_answers_every_name_itself_is_trouble_that_passes(
    workshop: CalendarDesk, reader: Reader, address: str
) -> None:
    """A hotel's Wi-Fi: nobody agreed to speak to a server there, and the link is as good as before."""
    fill(workshop)
    told = json.loads(reader.tokens.text)
    reader.tokens.text = json.dumps([told[0] | {"url": f"https://{address}/basic.ics", "own_network": False}])
    with pytest.raises(TryAgain, match="from this network"):
        reader.read()
    reader.tokens.text = json.dumps(told)
    assert len(reader.read()) == 6


def test_a_redirect_to_another_server_is_followed(workshop: CalendarDesk, reader: Reader) -> None:
    fill(workshop)
    with running_publisher() as other:
        other.files["/moved.ics"] = workshop.publisher.files.pop(workshop.path(MAYA))
        workshop.publisher.redirects[workshop.path(MAYA)] = f"{other.url}/moved.ics"
        assert len(reader.read()) == 6


def test_thousands_of_entries_fit_into_a_cursor(workshop: CalendarDesk, reader: Reader) -> None:
    for number in range(300):
        workshop.enter(MAYA, Meeting(f"Talk {number}", at := SOON + number * HOUR, at + HOUR, guests=(ANA,)))
    for number in range(27):
        workshop.enter(MAYA, Meeting(f"Weekly {number}", SOON, SOON + HOUR, count=100))
    assert len(reader.read()) == 3_000
    assert reader.cursor is not None
    assert len(reader.cursor) < 60_000
