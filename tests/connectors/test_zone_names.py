"""Names of time zones, however programs write them, mean an IANA zone for sure, likely, or not at all."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from connectors.zone_names import likely_zone, zone_at_offset, zone_named


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        (' "Europe/Berlin" ', "Europe/Berlin"),
        ("Europe\\/Berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("America-New_York", "America/New_York"),
        ("America_New_York", "America/New_York"),
        ("US-Eastern", "US/Eastern"),
        ("Europe/Kiev", "Europe/Kiev"),
        ("EST5EDT", "EST5EDT"),
        ("CET", "CET"),
        ("Etc/GMT-2", "Etc/GMT-2"),
        ("/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/freeassociation.sourceforge.net/UTC", "UTC"),
        ("Eastern Standard Time", "America/New_York"),
        ("Eastern Daylight Time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("W. Europe Daylight Time", "Europe/Berlin"),
        ("W. Europe", "Europe/Berlin"),
        ("FLE", "Europe/Kiev"),
        ("Mexico Standard Time 2", "America/Mazatlan"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("Pacific Time (US & Canada),Tijuana", "America/Los_Angeles"),
        ("Amsterdam, Belgrade, Berlin, Brussels, Budapest, Madrid, Paris, Prague, Stockholm", "Europe/Berlin"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("(GMT+01.00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna", "Europe/Berlin"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("UTC", "UTC"),
        ("GMT-0500", "Etc/GMT+5"),
        ("GMT+2", "Etc/GMT-2"),
        ("UTC+11", "Etc/GMT-11"),
        ("UTC\u221205:00", "Etc/GMT+5"),
        ("(GMT-03:00)", "Etc/GMT+3"),
        ("GMT+05:30", "Asia/Kolkata"),
        ("+0100", "Etc/GMT-1"),
        ("Mitteleuropäische Zeit", "Europe/Berlin"),
        ("heure d’été d’Europe centrale", "Europe/Berlin"),
        ("hora estándar oriental", "America/New_York"),
        ("日本標準時", "Asia/Tokyo"),
        ("tzone://Microsoft/Custom", ""),
        ("Customized Time Zone", ""),
        ("America/Nowhere", ""),
        ("(UTC+01:00) Nowhere", ""),
        ("CST", ""),
        ("GMT+25", ""),
        ("", ""),
        ("/" * 60_000, ""),
    ],
)
def test_names_of_all_kinds_mean_a_zone_for_sure_or_nothing(tzid: str, zone: str) -> None:
    assert zone_named(tzid) == zone
    assert likely_zone(tzid) == zone


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "Europe/Amsterdam"),
        ("(UTC+01:00) Брюссель, Копенгаген, Мадрид, Париж", "Europe/Brussels"),
        ("(UTC+09:00) 大阪、札幌、東京", "Asia/Tokyo"),
        ("(UTC-03:00) Salvador", "America/Bahia"),
        ("Berlin, Wien", "Europe/Berlin"),
        ("(UTC+05:00) Berlin", ""),
        ("Berlin, Tokyo", ""),
        ("Moscow, Idaho", ""),
        ("London", ""),
    ],
)
def test_a_menus_list_of_cities_is_believed_where_it_agrees_with_itself(tzid: str, zone: str) -> None:
    assert likely_zone(tzid) == zone
    assert zone_named(tzid) == ""


def test_every_name_of_windows_means_a_zone() -> None:
    for name in get_global("windows_zone_mapping"):
        assert ZoneInfo(zone_named(name)), name
        assert ZoneInfo(zone_named(name.upper())), name


def test_an_offset_means_a_zone_that_always_has_it() -> None:
    assert (zone_at_offset(0), zone_at_offset(-300), zone_at_offset(330)) == ("UTC", "Etc/GMT+5", "Asia/Kolkata")
    assert (zone_at_offset(15 * 60), zone_at_offset(17)) == ("", "")


@given(st.text(max_size=80))
def test_no_name_raises_and_what_it_means_is_a_zone(name: str) -> None:
    for zone in (zone_named(name), likely_zone(name), likely_zone(f"(UTC+01:00) {name}")):
        assert zone == "" or ZoneInfo(zone)
