"""One booking, one interview: two UIDs, invites that no calendar shows, series."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.records import Invite
from tests.service.mailroom import Mailroom, attendee, mail
from tests.service.talks import DAN, DAY, ME, START, request, talk


def test_an_invite_that_no_calendar_shows_is_a_full_meeting(room: Mailroom) -> None:
    event = talk()
    invited = mail(
        DAN, ME, START - 5 * DAY, "", invites=(Invite("REQUEST", (event,)),), subject="Invitation: Alice / Daniel"
    )
    room.deliver(request(), invited, now=START - DAY)
    assert "only in mail" in room.only().badges
    room.deliver(event, now=START - DAY)
    interview = room.only()
    assert (interview.status, interview.reschedules) == ("accepted", 0)
    assert "only in mail" not in interview.badges


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_booking_under_two_uids_is_one_interview_whichever_came_first(
    room: Mailroom, order: tuple[int, int]
) -> None:
    own = talk("b-own", organizer=ME, url="https://meet.example/abc", updated=START - 3 * DAY)
    robot = talk(
        "a-robot",
        START + timedelta(minutes=5),
        organizer="notifications@calendly.com",
        summary="20 Minute Meeting",
        url="https://meet.example/abc?pwd=1",
        updated=START - 4 * DAY,
    )
    pair = (own, robot)
    for index in order:
        room.deliver(pair[index], now=START - DAY)
    interview = room.only()
    assert len(room.interviews(all_rows=True)) == 2
    assert (interview.meeting, interview.reschedules) == ("a-robot@cal.example|master", 0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"summary": "Talk", "organizer": "no-reply@calendly.com"},
        {"url": "https://meet.example/abc", "minutes": 60},
    ],
    ids=["the same title", "a booking service", "the same room for longer"],
)
def test_on_less_evidence_one_of_two_is_logged_and_about_the_other_it_is_asked(
    room: Mailroom, order: tuple[int, int], more: dict[str, Any]
) -> None:
    url = more.get("url", "")
    pair = (talk("a", url=url), talk("b", START + timedelta(minutes=5), **more))
    room.deliver(request(), now=START - DAY)
    for index in order:
        room.deliver(pair[index], now=START - DAY)
    first, second = sorted(room.interviews(), key=lambda row: row.meeting)
    assert (first.status, second.status) == ("accepted", "proposed")
    assert second.reasons[0]["rule"] == "maybe_same"
    assert "maybe_same_talk" in room.alerts()


def test_a_stranger_who_copies_time_people_and_link_is_taken_for_nobodys_booking(room: Mailroom) -> None:
    link = "https://meet.example/abc"
    evil = "Evil <evil@bad.example>"
    copied = talk("a", organizer=evil, url=link, attendees=[attendee(ME), attendee(DAN), attendee(evil)])
    room.deliver(
        request(), talk("b", url=link, attendees=[attendee(ME, "needs_action"), attendee(DAN)]), now=START - DAY
    )
    room.deliver(mail(evil, ME, START - DAY, "", invites=(Invite("REQUEST", (copied,)),)), now=START - DAY)
    real = next(row for row in room.interviews() if row.meeting.startswith("b"))
    assert (real.status, real.address, real.same_as) == ("invited", "d.osei@northgate.example", "")


def test_two_meetings_on_one_day_with_one_person_stay_two(room: Mailroom) -> None:
    room.deliver(talk("u1", url="https://meet.example/a"), talk("u2", START + timedelta(hours=3)), now=START - DAY)
    assert len(room.interviews()) == 2


def test_of_a_series_the_past_and_the_next_two_occurrences_are_shown(room: Mailroom) -> None:
    weeks = [START + week * 7 * DAY for week in range(6)]
    series = [talk("s", week, occurrence=week, summary="Coffee chat", updated=START - DAY) for week in weeks]
    room.deliver(*series, now=START - DAY, handle=False)
    room.settle(START - DAY)
    assert [row.start for row in room.interviews()] == weeks[:2]
    room.step(weeks[2])
    assert [row.start for row in room.interviews()] == weeks[:5]
    assert all("series" in row.badges for row in room.interviews())
