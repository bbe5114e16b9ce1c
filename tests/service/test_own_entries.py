"""Entries that list nobody: whose talk they are by their title, and what a network passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.records import CalendarEvent
from service import own_entries
from service.context import Context
from service.own_entries import Known, named_in, words_of_member
from tests.service.mailroom import Mailroom, mail, meeting

ME = "Alice Moreau <alice@alice.example>"
OWN = ("alice@alice.example",)
DENISE = "Denise Okpara <denise.okpara@stbrendan.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def known(email: str, name: str, days_before: float = 3, message: str = "") -> Known:
    return Known(email, name, (START - days_before * DAY,), message)


def entry(title: str, description: str = "", **more: object) -> CalendarEvent:
    return meeting(f"own-{title}", START, (), organizer=ME, summary=title, description=description, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "title",
    [
        "call Denise O (infection prev)",
        "DENISE",
        "Tel. Fr. Okpara",
        "coffee denise okpara",
        "Denise Zoom",
        "St Brendan? no: Stbrendan visit",
    ],
)
def test_a_title_names_somebody_by_first_name_family_name_or_organisation(title: str) -> None:
    found = named_in(entry(title), [known("denise.okpara@stbrendan.example", "Denise Okpara")])
    assert found is not None
    assert found.name == "Denise Okpara"


@pytest.mark.parametrize("title", ["Denise Miller", "dentist", "O", "Meet Den", "inbox"])
def test_a_title_that_names_somebody_else_names_nobody_known(title: str) -> None:
    people = [known("denise.okpara@stbrendan.example", "Denise Okpara"), known("d@inbox.example", "")]
    assert named_in(entry(title), people[:1]) is None


def test_nobody_is_named_where_two_could_be_meant() -> None:
    two = [known("anna.berg@north.example", "Anna Berg"), known("anna.lind@south.example", "Anna Lind")]
    assert named_in(entry("coffee Anna"), two) is None
    for title in ("coffee Anna Lind", "coffee Anna L"):
        found = named_in(entry(title), two)
        assert found is not None
        assert found.email == "anna.lind@south.example"


def test_only_who_wrote_in_the_weeks_before_can_be_meant() -> None:
    assert named_in(entry("call Denise"), [known("d@x.example", "Denise Okpara", days_before=60)]) is None


def test_whose_address_is_known_goes_before_their_words_through_a_network() -> None:
    found = named_in(entry("Denise"), [known("d@x.example", "Denise Okpara"), known("", "Denise Okpara", message="m")])
    assert found is not None
    assert found.email == "d@x.example"


def test_what_a_member_wrote_ends_before_the_networks_own_words() -> None:
    mailed = "Ann Bo: Happy to tell you how I got in.\nThursday?\n\nReply: https://x.example/r\n\nUnsubscribe"
    assert words_of_member(mailed, "Ann Bo") == "Happy to tell you how I got in.\nThursday?"
    assert words_of_member("You have 1 new message\n\nSure! https://x.example", "Ann Bo").endswith("Sure! ")
    assert words_of_member("", "") == ""


@pytest.fixture
def room(context: Context) -> Mailroom:
    return Mailroom(context)


def test_an_own_entry_belongs_to_the_talk_that_mail_arranged(room: Mailroom) -> None:
    asked = mail(
        ME, DENISE, START - 3 * DAY, "Would you have 20 minutes to tell me how you got into it?", subject="Q", own=OWN
    )
    yes = mail(DENISE, ME, START - 2 * DAY, "Sure. Call me.", reply_to=asked)
    for record in (entry("call Denise O"), asked, yes, entry("call Denise O")):
        room.deliver(record, now=START - DAY)
    interview = room.only()
    assert (interview.band, interview.address, interview.title) == (
        "log",
        "denise.okpara@stbrendan.example",
        "call Denise O",
    )


def test_an_entry_of_somebody_nobody_writes_with_is_not_stored(room: Mailroom) -> None:
    room.deliver(entry("call Denise O"), now=START - DAY)
    assert room.interviews() == []


def test_words_through_a_network_make_the_entry_that_names_their_writer_a_talk(room: Mailroom) -> None:
    passed_on = replace(
        mail(
            "Ann Bo via LinkedIn <messaging-digest-noreply@linkedin.com>",
            ME,
            START - 2 * DAY,
            "Ann Bo: Happy to tell you how I ended up here. Wednesday at 3?\n\nReply: https://x.example\n\nUnsubscribe",
            is_bulk=True,
        )
    )
    room.deliver(passed_on, entry("Ann B - museum work"), now=START - DAY)
    interview = room.only()
    assert (interview.band, interview.role, interview.address) == ("log", "seeker", "")
    assert any(reason["rule"] == "their_offer" for reason in interview.reasons)


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("LinkedIn <invitations@linkedin.com>", "Ann Bo accepted your invitation. Happy to connect."),
        ("Ann Bo via LinkedIn <inmail-hit-reply@linkedin.com>", "Would you have 15 minutes? Happy to share more."),
        ("Ann Bo via LinkedIn <messaging-digest-noreply@linkedin.com>", "Ann Bo: My client has an open role. A call?"),
        ("Ann Bo via LinkedIn <messaging-digest-noreply@linkedin.com>", "Ann Bo: Congratulations on the new baby"),
    ],
)
def test_what_else_a_network_sends_is_not_kept(room: Mailroom, sender: str, text: str) -> None:
    room.deliver(mail(sender, ME, START - DAY, text, is_bulk=True), entry("Ann B - work"), now=START - DAY)
    assert room.interviews() == []


def test_an_entry_lists_nobody_only_without_others_and_with_a_title_and_a_time() -> None:
    own = frozenset(OWN)
    alone = entry("call Denise")
    assert own_entries.lists_nobody(alone, own)
    assert not own_entries.lists_nobody(replace(alone, summary=" "), own)
    assert not own_entries.lists_nobody(replace(alone, start=None), own)
    assert not own_entries.lists_nobody(meeting("m", START, (), organizer=DENISE, summary="x"), own)
