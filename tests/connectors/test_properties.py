"""Lines of calendars mean what the library says they mean, where it reads them at all; and nothing makes them raise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Event

from connectors.components import scan
from connectors.errors import Unreadable
from connectors.properties import Property, read_duration, read_properties, read_time, read_times
from tests.connectors.corpora import corpus_files

_TEXTS = ("UID", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "CLASS", "TRANSP")
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "DTSTAMP")


def one(line: str) -> Property:
    ((only,),) = read_properties([line]).values()
    return only


def by_library(line: str) -> Any:
    """What icalendar makes of one line; ValueError where it refuses it. No zone is left for it to remember."""
    event = Event.from_ical(f"BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\n")
    name = line.partition(":")[0].partition(";")[0].strip()
    return event[name]


# --- single lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "value", "parameters"),
    [
        ("SUMMARY:a:b;c", "a:b;c", {}),
        ("SUMMARY;LANGUAGE=de;X-A=1,2:a", "a", {"LANGUAGE": "de", "X-A": "1"}),
        ('ATTENDEE;CN="Doe: Jo; (Dr.), x";ROLE=CHAIR:mailto:a@b.example', "mailto:a@b.example", {"CN": "Doe: Jo; (Dr.), x", "ROLE": "CHAIR"}),
        ("ATTENDEE;CN=Doe\\, Jo:mailto:a@b.example", "mailto:a@b.example", {"CN": "Doe, Jo"}),
        ('ATTENDEE;MEMBER="a;CN=no","b;CN=no";CN=Jo:x', "x", {"MEMBER": "a;CN=no", "CN": "Jo"}),
        ("ATTENDEE;CN=^'Jo^' ^^ ^n x:y", "y", {"CN": '"Jo" ^ \n x'}),
        ('ORGANIZER;CN="never closed:mailto:x@y.example', "mailto:x@y.example", {"CN": "never closed"}),
        ("DTSTART;;TZID=Europe/Berlin:20260302T100000", "20260302T100000", {"TZID": "Europe/Berlin"}),
        ("summary ;language=de:a", "a", {"LANGUAGE": "de"}),
        ("SUMMARY;LANGUAGE", "", {}),
    ],
)  # fmt: skip
def test_a_line_has_a_value_and_parameters(line: str, value: str, parameters: dict[str, str]) -> None:
    found = one(line)
    assert (found.value, dict(found.parameters)) == (value, parameters)


def test_what_is_no_property_is_left_out_and_repeated_ones_keep_their_order() -> None:
    found = read_properties(["no colon", ";;;:", "", ":x", "comment:1", "COMMENT:2"])
    assert {name: [value.value for value in values] for name, values in found.items()} == {"COMMENT": ["1", "2"]}


def test_escapes_are_undone_once() -> None:
    assert one("SUMMARY:a\\, b\\; c\\\\n d\\n e\\N f").text == "a, b; c\\n d\n e\n f"


def test_texts_of_old_phones_are_decoded() -> None:
    assert one("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Gr=FC=DFe").text == "Grüße"
    assert one("SUMMARY;CHARSET=UTF-8;ENCODING=Quoted-Printable:Gr=C3=BC=C3=9Fe=").text == "Grüße"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260302", date(2026, 3, 2)),
        ("20260302T103000", datetime(2026, 3, 2, 10, 30)),  # noqa: DTZ001 - wall-clock time
        ("20260302T103000Z", datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
        (" 20260302T1030 ", datetime(2026, 3, 2, 10, 30)),  # noqa: DTZ001
        ("20260302T103060Z", datetime(2026, 3, 2, 10, 30, 59, tzinfo=UTC)),
        ("20260231", None),
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02T10:30:00Z", datetime(2026, 3, 2, 10, 30, tzinfo=UTC)),
        ("2026-03-02T10:30:00.000+01:00", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("20260302T103000-0500", datetime(2026, 3, 2, 15, 30, tzinfo=UTC)),
        ("00010101T000000+0500", None),
        ("٢٠٢٦٠٣٠٢", None),
        ("00000000", None),
        ("20260302T250000", None),
        ("", None),
    ],
)
def test_times_are_dates_utc_or_naive(text: str, moment: date | None) -> None:
    assert read_time(text) == moment


def test_lists_of_times_lose_what_is_none_and_are_bounded() -> None:
    listed = "20260302,nonsense,20260303T100000Z/PT1H,20260304"
    assert list(read_times(listed, 10)) == [
        date(2026, 3, 2),
        datetime(2026, 3, 3, 10, tzinfo=UTC),
        date(2026, 3, 4),
    ]
    assert len(list(read_times("20260302," * 100, 7))) == 7


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT45M", timedelta(minutes=45)),
        ("-P1DT2H3M4S", -timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("p2w", timedelta(weeks=2)),
        ("P999999999W", None),
        ("P9999999999W", None),
        ("P", None),
        ("PT", None),
        ("soon", None),
    ],
)
def test_lengths_of_time(text: str, length: timedelta | None) -> None:
    assert read_duration(text) == length


# --- held against the library ----------------------------------------------------------------------------------------


def test_events_of_strangers_mean_what_the_library_reads_in_them() -> None:
    compared = 0
    for path in corpus_files("ics", every=5):
        try:
            events = scan(path.read_bytes()).events
        except Unreadable:
            continue
        for lines in events[:40]:
            compared += _compare(lines)
    assert compared > 2_000


def _compare(lines: tuple[str, ...]) -> int:
    """Compares every property that stands once and that the library reads."""
    ours, compared = read_properties(lines), 0
    for line in lines:
        name = line.partition(":")[0].partition(";")[0].strip().upper()
        if len(ours.get(name, ())) != 1 or "TZID" in line.upper() or "ENCODING" in line.upper():
            continue
        try:
            theirs = by_library(line)
            value = theirs.dt if name in _TIMES else str(theirs).strip()
        except (ValueError, KeyError, AttributeError):
            continue
        if name in _TIMES:
            assert read_time(ours[name][0].value) == value, line
        elif name in _TEXTS:
            assert ours[name][0].text == value, line
        compared += 1
    return compared


_NAMED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters='";:,\\^'), min_size=1, max_size=30)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_NAMED, st.lists(st.sampled_from(["\\n", "\\,", "\\;", "\\\\", "a", ":", " b", "ü"]), max_size=12))
def test_quoted_names_and_escaped_texts_mean_what_the_library_says(name: str, pieces: list[str]) -> None:
    line = f'SUMMARY;X-NAME="{name}":x{"".join(pieces)}'
    theirs = by_library(line)
    assert one(line).text == str(theirs).strip()
    assert one(line).parameters["X-NAME"] == str(theirs.params["X-NAME"])


@settings(max_examples=150, deadline=None)
@given(st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1)), st.integers(0, 10**6))  # noqa: DTZ001
def test_times_and_lengths_mean_what_the_library_says(moment: datetime, minutes: int) -> None:
    utc, day, length = f"{moment:%Y%m%dT%H%M%S}Z", f"{moment:%Y%m%d}", f"P{minutes % 50}DT{minutes % 700}M"
    assert read_time(utc) == by_library(f"DTSTART:{utc}").dt
    assert read_time(day) == by_library(f"DTSTART;VALUE=DATE:{day}").dt
    assert read_duration(length) == by_library(f"DURATION:{length}").dt


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(list("AB-;:=\"\\,^n'T0123456789Z+P/ ü\n")), max_size=60))
def test_no_line_raises(line: str) -> None:
    for values in read_properties([line, f"A{line}", f"DTSTART;{line}"]).values():
        for value in values:
            assert isinstance(value.text, str)
            read_time(value.value)
            read_duration(value.value)
            list(read_times(value.value, 5))
