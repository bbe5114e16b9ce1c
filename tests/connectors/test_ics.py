"""Calendars are read whatever their programs did to them, each in its own time zones, and no series runs away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import recurrence
from connectors.errors import Unreadable
from connectors.ics import conference_url_in, expand, expand_scanned, read_calendar, scan
from connectors.records import Address, CalendarEvent, Participation
from connectors.recurrence import MAX_STEPS, occurrences, parse_rule
from tests.connectors.corpora import corpus_files

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    inside = "\n".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{inside}\nEND:VCALENDAR\n".encode()


def only(raw: bytes) -> CalendarEvent:
    (event,) = read_calendar(raw).calendar_events
    return event


def event_of(lines: str, head: str = "") -> CalendarEvent:
    return only(calendar(f"UID:u1\nDTSTART:20260302T100000Z\n{lines}", head=head))


def starts(raw: bytes) -> list[str]:
    return [f"{event.start:%m-%d %H:%M}" for event in expand(raw, since=SINCE, until=UNTIL)]


def custom_zone(name: str, winter: str, summer: str) -> str:
    return f"""BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


# --- one calendar event ------------------------------------------------------------------------------------------


def test_every_field_of_the_record_is_read() -> None:
    raw = calendar(
        """UID:u1
DTSTAMP:20260301T080000Z
CREATED:20260228T080000Z
DTSTART;TZID=Europe/Berlin:20260302T103000
DTEND;TZID=Europe/Berlin:20260302T110000
SEQUENCE:3
STATUS:TENTATIVE
SUMMARY:Coffee\\, maybe
LOCATION:Room 1
DESCRIPTION:<p>Hi <b>Mika</b></p><p>see <a href="https://x">this</a></p>
CLASS:CONFIDENTIAL
TRANSP:TRANSPARENT
ORGANIZER;CN="Lima, Ana";SENT-BY="mailto:pat@acme.example":mailto:Ana@ACME.example
ATTENDEE;CN=Mika;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT;X-RESPONSE-COMMENT="late":mailto:me@example.org
ATTENDEE;CUTYPE=ROOM;PARTSTAT=CONFIRMED:mailto:room@acme.example
ATTENDEE;PARTSTAT=DELEGATED;EMAIL=jo@example.org:urn:uuid:1234""",
        head="METHOD: request",
    )
    invite = read_calendar(raw, calendar_id="work")
    event = invite.calendar_events[0]
    assert invite.method == "REQUEST"
    assert (event.provider_id, event.ical_uid, event.calendar_id, event.sequence) == ("u1", "u1", "work", 3)
    assert (event.start, event.end) == (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert (event.timezone, event.is_all_day, event.status) == ("Europe/Berlin", False, "tentative")
    assert event.updated == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert event.created == datetime(2026, 2, 28, 8, tzinfo=UTC)
    assert (event.summary, event.location) == ("Coffee, maybe", "Room 1")
    assert event.description == "Hi Mika\n\nsee this"
    assert event.is_private
    assert event.is_free
    assert event.organizer == Address("Ana@acme.example", "Lima, Ana")
    assert event.sent_by == "pat@acme.example"
    mika, room, jo = event.attendees
    assert (mika.address, mika.participation) == (Address("me@example.org", "Mika"), Participation.ACCEPTED)
    assert mika.is_optional
    assert mika.comment == "late"
    assert room.is_resource
    assert room.participation is Participation.NEEDS_ACTION
    assert (jo.address.email, jo.participation) == ("jo@example.org", Participation.DELEGATED)


@pytest.mark.parametrize(
    ("value", "email"),
    [
        ("mailto:Jo@Example.ORG", "Jo@example.org"),
        ("MAILTO:jo@example.org", "jo@example.org"),
        ("jo@example.org", "jo@example.org"),
        ("mailto: jo@example.org ", "jo@example.org"),
        ("mailto:<jo@example.org>", "jo@example.org"),
        ("invalid:nomail", "invalid:nomail"),
        ("/aaa/bbb/principals/1/", "/aaa/bbb/principals/1/"),
    ],
)
def test_calendar_users_are_named_in_many_ways(value: str, email: str) -> None:
    event = event_of(f"ATTENDEE;CN=Jo:{value}\nORGANIZER:{value}")
    assert event.attendees[0].address == Address(email, "Jo")
    assert event.organizer == Address(email)


def test_whole_days_are_midnight_utc_and_last_a_day() -> None:
    event = only(calendar("UID:u1\nDTSTART;VALUE=DATE:20260302"))
    assert event.is_all_day
    assert (event.start, event.end) == (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC))


def test_a_duration_stands_for_an_end_and_an_end_before_the_start_does_not_count() -> None:
    assert event_of("DURATION:PT45M").end == datetime(2026, 3, 2, 10, 45, tzinfo=UTC)
    assert event_of("DTEND:20260302T090000Z").end == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert event_of("DURATION:P99999999999W").end == datetime(2026, 3, 2, 10, tzinfo=UTC)


def test_a_cancelling_method_cancels_without_a_status_line() -> None:
    assert event_of("", head="METHOD:CANCEL").status == "cancelled"
    assert only(calendar("UID:u1", head="METHOD:CANCEL")).start is None
    assert event_of("STATUS:CANCELLED").status == "cancelled"
    assert event_of("STATUS:NONSENSE").status == "confirmed"


@pytest.mark.parametrize(
    ("head", "lines", "hour"),
    [
        ("", "DTSTAMP:20260320T120000Z\nLAST-MODIFIED:20260301T080000Z", 8),
        ("METHOD:PUBLISH", "DTSTAMP:20260320T120000Z\nLAST-MODIFIED:20260301T080000Z", 8),
        ("METHOD:REQUEST", "DTSTAMP:20260320T120000Z\nLAST-MODIFIED:20260301T080000Z", 12),
        ("", "DTSTAMP:20260320T120000Z", 12),
        ("METHOD:CANCEL", "LAST-MODIFIED:20260301T080000Z", 8),
    ],
)
def test_an_exported_file_says_when_an_entry_was_changed_and_not_only_when_it_was_written(
    head: str, lines: str, hour: int
) -> None:
    updated = event_of(lines, head=head).updated
    assert updated is not None
    assert updated.hour == hour


@pytest.mark.parametrize(
    ("lines", "sequence"),
    [
        ("SEQUENCE:1407317367304", 1407317367304),
        ("X-MICROSOFT-CDO-APPT-SEQUENCE:4", 4),
        ("SEQUENCE:0\nX-MICROSOFT-CDO-APPT-SEQUENCE:4", 4),
        ("SEQUENCE:2\nX-MICROSOFT-CDO-APPT-SEQUENCE:4", 2),
        ("SEQUENCE:-5", 0),
        ("SEQUENCE:abc", 0),
        ("SEQUENCE:99999999999999999999999", 2**63 - 1),
    ],
)
def test_the_sequence_has_64_bits_and_microsofts_own_stands_in(lines: str, sequence: int) -> None:
    assert event_of(lines).sequence == sequence


@pytest.mark.parametrize(
    "broken",
    [
        "DTEND:2026garbage",
        "RRULE:FREQ=NONSENSE",
        "ATTENDEE;CN=:mail to:x",
        "GEO:x;y",
        "EXDATE:nonsense",
        "no colon at all",
        ";;;:",
        'ORGANIZER;CN="unclosed:mailto:x@y.example',
        "DURATION:forever",
        "DTSTAMP:99999999T999999Z",
        "CREATED;VALUE=DATE:00000000",
    ],
)
def test_a_line_that_cannot_be_read_costs_that_property_only(broken: str) -> None:
    event = event_of(f"{broken}\nSUMMARY:Coffee")
    assert (event.summary, event.start) == ("Coffee", datetime(2026, 3, 2, 10, tzinfo=UTC))


def test_blanks_empty_parameters_bare_returns_and_a_byte_order_mark_do_no_harm() -> None:
    raw = b"\xef\xbb\xbfBEGIN:VCALENDAR\rBEGIN:VEVENT\rUID:u1\rDTSTART;;TZID=Europe/Berlin:20260302T103000 \rEND:VEVENT\rEND:VCALENDAR"
    assert only(raw).start == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_folded_lines_alarms_and_unclosed_events_are_understood() -> None:
    raw = calendar("UID:a\nSUMMARY:Cof\n fee\nDTSTART:20260302T100000Z\nBEGIN:VALARM\nSUMMARY:alarm\nEND:VALARM")
    assert only(raw).summary == "Coffee"
    unclosed = raw.replace(b"END:VEVENT", b"BEGIN:VEVENT\nUID:b\nEND:VEVENT")
    assert [event.ical_uid for event in read_calendar(unclosed).calendar_events] == ["a", "b"]


def test_values_of_vcalendar_go_on_behind_an_equal_sign() -> None:
    event = event_of("SUMMARY;ENCODING=QUOTED-PRINTABLE:Kaffee=20=\nund=20=\nKuchen\nLOCATION:x=\nSTATUS:TENTATIVE")
    assert (event.summary, event.location, event.status) == ("Kaffee und Kuchen", "x=", "tentative")


@pytest.mark.parametrize("method", ["CREATE", "publish", " REQUEST", ""])
def test_invented_methods_are_kept_as_they_are_in_upper_case(method: str) -> None:
    assert read_calendar(calendar("UID:u1", head=f"METHOD:{method}")).method == method.strip().upper()


@pytest.mark.parametrize("raw", [b"", b"invalid\n", b"\x00\xff" * 50, b"Subject: no calendar"])
def test_what_is_no_calendar_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="not a calendar"):
        read_calendar(raw)


# --- video calls -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ("X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/1", "https://teams.microsoft.com/l/meetup-join/1"),
        ("CONFERENCE;VALUE=URI:https://example.org/room", "https://example.org/room"),
        ("LOCATION:Zoom: https://us02web.zoom.us/j/123?pwd=x", "https://us02web.zoom.us/j/123?pwd=x"),
        ("DESCRIPTION:Join\\nhttps://whereby.com/ana.\\nBye", "https://whereby.com/ana"),
        ("DESCRIPTION:see https://example.org/zoom.us/j/1", ""),
        ("DESCRIPTION:https://zoom.us/download then https://zoom.us/j/9", "https://zoom.us/j/9"),
        ("DESCRIPTION:https://evilzoom.us/j/1", ""),
    ],
)  # fmt: skip
def test_the_address_of_the_video_call_is_found(lines: str, url: str) -> None:
    assert event_of(lines).conference_url == url


def test_wrapped_links_are_opened_and_hostile_ones_end() -> None:
    safe = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F1&data=x"
    assert conference_url_in(f"<{safe}>") == "https://zoom.us/j/1"
    assert conference_url_in("https://" * 50_000) == ""
    assert conference_url_in("https://[::1/zoom.us") == ""


# --- time zones --------------------------------------------------------------------------------------------------


def test_two_files_keep_their_own_meaning_of_one_name_and_a_third_has_none() -> None:
    name = "Customized Time Zone"
    event = f"UID:u1\nDTSTART;TZID={name}:20260115T100000"
    first = only(calendar(event, head=custom_zone(name, "+0200", "+0200")))
    second = only(calendar(event, head=custom_zone(name, "-0500", "-0500")))
    third = only(calendar(event))
    again = only(calendar(event, head=custom_zone(name, "+0200", "+0200")))
    assert (first.start, first.timezone) == (datetime(2026, 1, 15, 8, tzinfo=UTC), "Etc/GMT-2")
    assert (second.start, second.timezone) == (datetime(2026, 1, 15, 15, tzinfo=UTC), "Etc/GMT+5")
    assert (third.start, third.timezone) == (datetime(2026, 1, 15, 10, tzinfo=UTC), "")
    assert again == first


def test_ten_threads_at_once_keep_two_meanings_of_one_name_apart() -> None:
    name, event = "Customized Time Zone", "UID:u1\nDTSTART;TZID=Customized Time Zone:20260715T100000"
    east, west = custom_zone(name, "+0200", "+0300"), custom_zone(name, "-0500", "-0400")
    files = {7: calendar(event, head=east), 14: calendar(event, head=west), 10: calendar(event)}
    work = [(hour, files[hour]) for _ in range(60) for hour in (7, 14, 10, 14, 7)]
    with ThreadPoolExecutor(10) as pool:
        found = pool.map(lambda one: (one[0], only(one[1]).start), work)
        assert all(start == datetime(2026, 7, 15, hour, tzinfo=UTC) for hour, start in found)


@pytest.mark.parametrize(
    ("head", "zone", "hour"),
    [
        # The menu's name is likely Berlin, and the file agrees.
        (custom_zone("(UTC+01:00) Amsterdam, Wien", "+0100", "+0200"), "Europe/Amsterdam", 8),
        # It is likely Berlin, and the file says otherwise: the file counts.
        (custom_zone("(UTC+01:00) Amsterdam, Wien", "+0500", "+0500"), "Etc/GMT-5", 5),
        ("", "Europe/Amsterdam", 8),
    ],
)
def test_a_files_definition_counts_more_than_what_a_menus_name_is_likely_to_mean(
    head: str, zone: str, hour: int
) -> None:
    event = only(calendar('UID:u1\nDTSTART;TZID="(UTC+01:00) Amsterdam, Wien":20260715T100000', head=head))
    assert (event.start, event.timezone) == (datetime(2026, 7, 15, hour, tzinfo=UTC), zone)


def observance(kind: str, start: str, before: str, after: str, more: str = "") -> str:
    return f"BEGIN:{kind}\nDTSTART:{start}\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\n{more}\nEND:{kind}\n"


@pytest.mark.parametrize(
    ("observances", "moment", "hour"),
    [
        # The history of a zone, longer than what is kept of it, and what holds today.
        ("".join(observance("STANDARD", f"{1900 + year}0101T000000", "+0100", f"+{year % 9:02}00") for year in range(120)), "20260701", 8),
        ("".join(observance("STANDARD", f"{2019 - year}0101T000000", "+0100", f"+{(119 - year) % 9:02}00") for year in range(120)), "20260701", 8),
        # Notes: the first Sunday after the seventh.
        (observance("STANDARD", "19701101T020000", "-0400", "-0500", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=SU;BYMONTHDAY=1,2,3,4,5,6,7")
         + observance("DAYLIGHT", "19700308T020000", "-0500", "-0400", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14"), "20260315", 14),
        # A rule that is over, and another from then on.
        (observance("STANDARD", "20001029T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20101031T010000Z")
         + observance("DAYLIGHT", "20000326T020000", "+0100", "+0200", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20110327T010000Z"), "20260115", 8),
        (observance("STANDARD", "20001029T030000", "+0200", "+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=3"), "20260115", 9),
        (observance("STANDARD", "20001029T030000", "+0200", "+0100", "RDATE:20100101T000000,20200101T000000"), "20260115", 9),
        # Before the first onset.
        (observance("STANDARD", "20301029T030000", "+0300", "+0100"), "20260115", 7),
    ],
)  # fmt: skip
def test_a_files_definitions_of_all_shapes_give_the_offset_of_the_day(observances: str, moment: str, hour: int) -> None:
    head = f"BEGIN:VTIMEZONE\nTZID:Ours\n{observances}END:VTIMEZONE"
    event = only(calendar(f"UID:u1\nDTSTART;TZID=Ours:{moment}T100000", head=head))
    assert event.start is not None
    assert event.start.hour == hour


def test_a_files_own_zone_has_its_summer_time() -> None:
    head = custom_zone("Ours", "+0100", "+0200")
    for month, hour in ((1, 9), (3, 9), (4, 8), (7, 8), (10, 8), (11, 9)):
        event = only(calendar(f"UID:u1\nDTSTART;TZID=Ours:2026{month:02}15T100000", head=head))
        assert event.start == datetime(2026, month, 15, hour, tzinfo=UTC), month


def test_a_rule_of_a_zone_that_ended_holds_until_then() -> None:
    old = custom_zone("Ours", "-0500", "-0400").replace("BYMONTH=3", "BYMONTH=3;UNTIL=20060402T070000Z")
    assert only(calendar("UID:u1\nDTSTART;TZID=Ours:20050715T100000", head=old)).start == datetime(
        2005, 7, 15, 14, tzinfo=UTC
    )
    assert only(calendar("UID:u1\nDTSTART;TZID=Ours:20260715T100000", head=old)).start == datetime(
        2026, 7, 15, 15, tzinfo=UTC
    )


def test_an_iana_name_counts_more_than_a_definition_that_contradicts_it() -> None:
    head = custom_zone("Europe/Berlin", "+0900", "+0900")
    event = only(calendar("UID:u1\nDTSTART;TZID=Europe/Berlin:20260115T100000", head=head))
    assert event.start == datetime(2026, 1, 15, 9, tzinfo=UTC)


def test_floating_times_are_zone_unknown_unless_the_calendar_names_its_zone() -> None:
    assert only(calendar("UID:u1\nDTSTART:20260115T100000")).timezone == ""
    named = only(calendar("UID:u1\nDTSTART:20260115T100000", head="X-WR-TIMEZONE:America/New_York"))
    assert (named.start, named.timezone) == (datetime(2026, 1, 15, 15, tzinfo=UTC), "America/New_York")


# --- series ------------------------------------------------------------------------------------------------------

WEEKLY = "UID:s1\nSUMMARY:Weekly\nDTSTART;TZID=Europe/Berlin:20260316T100000\nDTEND;TZID=Europe/Berlin:20260316T103000\nRRULE:FREQ=WEEKLY;COUNT=4"


def test_occurrences_keep_their_local_time_over_summer_time() -> None:
    found = expand(calendar(WEEKLY), since=SINCE, until=UNTIL)
    assert [f"{event.start:%m-%d %H:%M}" for event in found] == [
        "03-16 09:00",
        "03-23 09:00",
        "03-30 08:00",
        "04-06 08:00",
    ]
    first = found[0]
    assert (first.provider_id, first.series_id) == ("s1/20260316T090000Z", "s1")
    assert (first.recurrence_id, first.rrule, first.is_recurring) == (first.start, "", True)
    assert {event.end - event.start for event in found if event.start and event.end} == {timedelta(minutes=30)}


def test_moved_cancelled_and_excluded_occurrences_replace_or_leave_the_series() -> None:
    moved = "UID:S1 \nRECURRENCE-ID;TZID=Europe/Berlin:20260323T100000\nDTSTART:20260324T120000Z\nSEQUENCE:1"
    cancelled = "UID:s1\nRECURRENCE-ID:20260330T080000Z\nSTATUS:CANCELLED\nDTSTART:20260330T080000Z"
    raw = calendar(f"{WEEKLY}\nEXDATE;TZID=Europe/Berlin:20260406T100000", moved, cancelled)
    found = expand(raw, since=SINCE, until=UNTIL)
    assert [(f"{event.start:%m-%d %H}", event.status) for event in found] == [
        ("03-16 09", "confirmed"),
        ("03-24 12", "confirmed"),
        ("03-30 08", "cancelled"),
    ]
    assert found[1].recurrence_id == datetime(2026, 3, 23, 9, tzinfo=UTC)


def test_a_bare_date_excludes_that_day_and_added_dates_count() -> None:
    assert starts(calendar(f"{WEEKLY}\nEXDATE;VALUE=DATE:20260323\nRDATE:20260501T120000Z")) == [
        "03-16 09:00", "03-30 08:00", "04-06 08:00", "05-01 12:00",
    ]  # fmt: skip


def test_a_window_shows_what_reaches_into_it_and_endless_series_end_with_it() -> None:
    raw = calendar("UID:d\nDTSTART:20200101T230000Z\nDTEND:20200102T010000Z\nRRULE:FREQ=DAILY")
    found = expand(raw, since=datetime(2026, 3, 2, tzinfo=UTC), until=datetime(2026, 3, 4, tzinfo=UTC))
    assert [f"{event.start:%d %H}" for event in found] == ["01 23", "02 23", "03 23"]


def test_until_holds_to_its_last_moment() -> None:
    base = "UID:u\nDTSTART;TZID=America/New_York:20260301T200000\nRRULE:FREQ=DAILY;UNTIL="
    assert len(starts(calendar(base + "20260304T010000Z"))) == 3
    assert len(starts(calendar(base + "20260304T005959Z"))) == 2
    assert len(starts(calendar(base + "20260303"))) == 3


def test_all_day_series_stay_on_their_dates() -> None:
    raw = calendar("UID:b\nDTSTART;VALUE=DATE:20200229\nRRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1")
    assert starts(raw) == ["03-01 00:00"]


def test_the_newest_version_of_one_occurrence_counts() -> None:
    old = "UID:u\nDTSTAMP:20260101T000000Z\nSEQUENCE:1\nDTSTART:20260302T100000Z"
    new = "UID:u\nDTSTAMP:20260101T000000Z\nSEQUENCE:2\nDTSTART:20260303T100000Z"
    assert starts(calendar(new, old)) == ["03-03 10:00"]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=1000000000", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "nonsense", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=DAILY;COUNT=-1"],
)  # fmt: skip
def test_a_rule_that_is_not_followed_gives_the_first_occurrence_only(rule: str) -> None:
    assert starts(calendar(f"UID:u\nDTSTART:20260302T100000Z\nRRULE:{rule}")) == ["03-02 10:00"]


HOSTILE_RULES = [
    "FREQ=DAILY;COUNT=1000000000",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYSETPOS=366",
    "FREQ=WEEKLY;INTERVAL=9999;BYSETPOS=9",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=YEARLY;BYDAY=" + ",".join(["1MO"] * 5000),
    "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,30",
]


@pytest.mark.parametrize("rule", HOSTILE_RULES)
def test_hostile_rules_end_after_a_bounded_number_of_steps(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    inner = recurrence._period

    def counted(rule: recurrence.Rule, start: datetime, number: int) -> date | None:
        nonlocal steps
        steps += 1
        return inner(rule, start, number)

    monkeypatch.setattr("connectors.recurrence._period", counted)
    start = datetime(1970, 1, 1, 9)  # noqa: DTZ001 - wall-clock time
    try:
        found = list(occurrences(parse_rule(rule), start, after=start, until=datetime(9999, 12, 31)))  # noqa: DTZ001
    except ValueError:
        found = []
    assert steps <= MAX_STEPS
    assert len(found) <= MAX_STEPS * 24


RULES = st.builds(
    # RFC 5545 forbids BYMONTHDAY in weeks.
    lambda frequency, interval, end, extra: (
        f"FREQ={frequency};INTERVAL={interval}{end}{'' if frequency == 'WEEKLY' and 'MONTHDAY' in extra else extra}"
    ),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 4),
    st.sampled_from(["", ";COUNT=7", ";COUNT=40", ";UNTIL=20260801T090000"]),
    st.sampled_from(
        [
            "",
            ";BYDAY=MO,WE",
            ";BYMONTH=3,11",
            ";BYMONTHDAY=1,15,-1",
            ";BYMONTH=2,6;BYMONTHDAY=13",
            ";BYHOUR=8,17;BYMINUTE=0,30",
        ]
    ),
)
MONTHLY_RULES = st.sampled_from(
    [
        "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
        "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYYEARDAY=1,100,-1", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYDAY=SU;BYMONTH=1",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU", "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU", "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2;BYMONTHDAY=-1",
    ]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.one_of(RULES, MONTHLY_RULES), st.datetimes(datetime(2023, 1, 1), datetime(2026, 3, 1)))  # noqa: DTZ001
def test_the_occurrences_are_those_of_dateutil(rule: str, start: datetime) -> None:
    start = start.replace(second=0, microsecond=0)
    after, until = datetime(2026, 1, 1), datetime(2026, 12, 31)  # noqa: DTZ001 - wall-clock time
    parsed = parse_rule(rule)
    last = min(until, datetime(2026, 8, 1, 9)) if parsed.until else until  # noqa: DTZ001
    expected = [moment for moment in rrulestr(rule, dtstart=start).between(after, last, inc=True) if moment >= start]
    assert list(occurrences(parsed, start, after=after, until=last)) == expected


# --- bombs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"BEGIN:VCALENDAR\n" + b"X" * (1024 * 1024), "1024 KiB"),
        (calendar("UID:u\n" + "\n".join(f"ATTENDEE:mailto:a{number}@b.example" for number in range(50_000)))[: 1024 * 1024], "500 attendees"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 20_000, "nested deeper"),
        (calendar(*["UID:u"] * 5000), "more than 2000 events"),
    ],
    ids=["size", "attendees", "depth", "events"],
)  # fmt: skip
def test_bombs_are_refused_before_they_are_parsed(raw: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.ics.read_properties", None)
    with pytest.raises(Unreadable, match=why):
        read_calendar(raw)


def test_in_a_whole_calendar_one_entry_beyond_its_limits_hides_no_other() -> None:
    crowd = "\n".join(f"ATTENDEE:mailto:a{number}@b.example" for number in range(501))
    dates = "\n".join(["EXDATE:20260101T000000Z"] * 5_001)
    when = "DTSTART:20260302T090000Z\nSUMMARY:"
    raw = calendar(f"UID:a\n{when}Crowd\n{crowd}", f"UID:b\n{when}Dates\n{dates}", f"UID:c\n{when}Talk")
    with pytest.raises(Unreadable):
        scan(raw)
    found = expand_scanned(scan(raw, is_whole_calendar=True), since=SINCE, until=UNTIL)
    assert [event.summary for event in found] == ["Crowd", "Dates", "Talk"]
    assert len(found[0].attendees) == 500


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD",
    "TZOFFSETTO:+9999", "RRULE:FREQ=YEARLY;BYDAY=9MO", "END:STANDARD", "END:VTIMEZONE", "DTSTART;TZID=X:20260302T100000",
    "DTSTART:00010101T000000Z", "DTSTART:99991231T235959", "DTEND:99991231", "DURATION:-P1D", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302",
    "RDATE;VALUE=PERIOD:20260302T100000Z/PT1H", "EXDATE:20260302,nonsense", "RRULE:FREQ=DAILY;UNTIL=20261399", "UID:u", "SEQUENCE:\u0663",
    "METHOD:CANCEL", "X-WR-TIMEZONE:Nowhere", "ORGANIZER:", "ATTENDEE;PARTSTAT=:x", 'SUMMARY;LANGUAGE="x":\\n\\', ":", ";", "RDATE:99991231",
]), max_size=25), st.binary(max_size=20))  # fmt: skip
def test_no_lines_raise_anything_but_unreadable(lines: list[str], noise: bytes) -> None:
    raw = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines]).encode() + noise
    for read in (lambda: read_calendar(raw), lambda: expand(raw, since=SINCE, until=UNTIL)):
        try:
            read()
        except Unreadable:
            continue


def sweep(every: int) -> tuple[int, list[str]]:
    count, refused = 0, []
    for path in corpus_files("ics", every=every):
        count += 1
        try:
            read_calendar(path.read_bytes())
            expand(path.read_bytes(), since=SINCE, until=UNTIL)
        except Unreadable:
            refused.append(path.name)
    return count, refused


def test_a_sample_of_strangers_calendars_is_read() -> None:
    count, refused = sweep(every=10)
    assert len(refused) <= 2, refused
    assert count > 40


def test_99_in_100_of_strangers_calendars_are_read() -> None:
    count, refused = sweep(every=1)
    assert len(refused) <= count // 100, refused
