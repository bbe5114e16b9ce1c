"""Where a stored record belongs: people, meetings, series, introductions; what is kept when bodies go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from connectors.records import CalendarEvent, Invite, Message
from service import contacts, meetings
from service.meetings import Planned
from service.schema import Contact, Identity, Introduction, Observation, Reading, StoredMessage
from tests.service.mailroom import Mailroom, attendee, confirmed, mail, meeting

ME = "Alice Moreau <alice@alice.example>"
DAN = "Daniel Osei <d.osei@northgate.example>"
OWN = ("alice@alice.example",)
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def talk(uid: str = "u1", start: datetime = START, **more: Any) -> CalendarEvent:
    fields: dict[str, Any] = {
        "organizer": DAN,
        "summary": "Coffee chat",
        "attendees": [attendee(ME), attendee(DAN)],
    } | more
    return meeting(uid, start, fields.pop("attendees"), **fields)


def observed(room: Mailroom, kind: str) -> list[Observation]:
    with room.context.database.reading() as session:
        rows = select(Observation).where(Observation.person_id == room.person_id, Observation.kind == kind)
        return list(session.scalars(rows.order_by(Observation.at, Observation.id)))


# --- mail ------------------------------------------------------------------------------------------------------------


def test_a_mail_is_one_fact_for_each_other_human_on_it(room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    copy = ("Tom Reed <tom@northgate.example>", "no-reply@northgate.example", "info@northgate.example")
    room.deliver(mail(DAN, ME, START - 2 * DAY, "Wednesday works.\n\nDan", cc=copy), now=START - DAY)
    assert {row.meeting for row in observed(room, "mail")} == {
        "with:d.osei@northgate.example",
        "with:tom@northgate.example",
    }


def test_what_was_learned_outlives_the_body(room: Mailroom) -> None:
    sent = mail(DAN, ME, START + DAY, "Great talking to you yesterday.\n\nDan")
    room.deliver(talk(), sent, now=START + DAY)
    with room.context.database.writing(room.person_id, "test") as session:
        session.execute(update(StoredMessage).values(body_sealed=None))
    room.note(room.only(), "Good.", START + 2 * DAY)
    assert "Great talking to you yesterday." in {entry["evidence"]["quote"] for entry in room.only().history}


def test_an_automatic_answer_is_no_word_of_the_contact(room: Mailroom) -> None:
    away = mail(DAN, ME, START + DAY, "I am away. Sorry I missed our call.", is_automatic=True)
    room.deliver(talk(), away, now=START + DAY)
    assert len(observed(room, "auto_reply")) == 1
    assert room.only().status == "held_presumed"


def test_words_under_a_forged_name_change_nothing(room: Mailroom) -> None:
    forged = mail(DAN, ME, START - DAY, "I have to cancel our talk.", authentication="mx.google.com; dmarc=fail")
    room.deliver(talk(), forged, now=START - DAY)
    assert room.only().status == "accepted"
    assert "unverified_change" in room.alerts()


def test_a_bounce_marks_the_address(room: Mailroom) -> None:
    report = mail(
        "mailer-daemon@x.example",
        ME,
        START + DAY,
        "Undeliverable",
        is_automatic=True,
        bounce_of="d.osei@northgate.example",
    )
    room.deliver(talk(), report, now=START + DAY)
    with room.context.database.reading() as session:
        assert session.get_one(Identity, (room.person_id, "d.osei@northgate.example")).bounced_at == START + DAY


def test_signatures_are_counted_once_per_mail(room: Mailroom) -> None:
    mails = [mail(DAN, ME, START - n * DAY, "Fine.\n\nDan") for n in (1, 2)]
    room.deliver(talk(), *mails, *mails, now=START)
    with room.context.database.reading() as session:
        contact = session.get_one(Contact, room.only().contact_id)
    assert contact.data["signed_as"] == {"Dan": 2}


def test_a_second_address_given_by_its_owner_is_looked_up_too(room: Mailroom) -> None:
    text = "Better write me at daniel.osei@inbox.example. Dan"
    asked = mail(ME, DAN, START - 2 * DAY, "May I ask you for a talk?", own=OWN)
    told = mail(DAN, ME, START - DAY, text, authentication=confirmed(DAN))
    room.deliver(talk(), asked, told, now=START)
    with room.context.database.reading() as session:
        looked_up = {email for query in session.scalars(select(Reading.query)) for email in query["addresses"]}
        contact = contacts.contact_of(session, room.person_id, "daniel.osei@inbox.example")
    assert "daniel.osei@inbox.example" in looked_up
    assert contact is not None
    assert contact.id == room.only().contact_id


def test_somebody_elses_address_in_a_mail_is_nobodys_second_one(room: Mailroom) -> None:
    room.deliver(talk(), mail(DAN, ME, START - DAY, "Please write to eva.lind@northgate.example. Dan"), now=START)
    with room.context.database.reading() as session:
        assert session.get(Identity, (room.person_id, "eva.lind@northgate.example")) is None


def test_of_a_mail_that_a_list_rewrote_the_person_is_whom_it_asks_to_be_answered(room: Mailroom) -> None:
    asked = mail(ME, DAN, START - 3 * DAY, "May I ask you for a talk?", own=OWN)
    rewritten = mail(
        "'Daniel Osei' via Maps Team <maps@northgate.example>", ME, START - 2 * DAY, "Yes.\n\nDan", reply_to=asked,
        reply_address="d.osei@northgate.example",
    )  # fmt: skip
    room.deliver(talk(), asked, rewritten, now=START - DAY)
    assert {row.meeting for row in observed(room, "mail")} == {"with:d.osei@northgate.example"}
    with room.context.database.reading() as session:
        assert session.get(Identity, (room.person_id, "maps@northgate.example")) is None


def test_an_introduction_needs_the_person_and_the_third_one_on_the_mail(room: Mailroom) -> None:
    joan = "Joan Park <joan@oldfirm.example>"
    apart = mail(joan, ME, START - 9 * DAY, "You should meet Daniel Osei, I'd love to introduce you.")
    together = mail(joan, [ME, DAN], START - 8 * DAY, "Alice, meet Daniel. Over to you two!\n\nJoan")
    room.deliver(talk(), apart, now=START)
    with room.context.database.reading() as session:
        assert session.scalars(select(Introduction)).all() == []
    room.deliver(together, together, now=START)
    with room.context.database.reading() as session:
        assert len(session.scalars(select(Introduction)).all()) == 1


# --- calendar --------------------------------------------------------------------------------------------------------


def test_an_own_entry_without_guests_finds_the_one_known_person_it_names(room: Mailroom) -> None:
    text = "I'm exploring nursing. Would you have 20 minutes to tell me about your path?"
    asked = mail(ME, DAN, START - 9 * DAY, text, own=OWN)
    answer = mail(DAN, ME, START - 8 * DAY, "Yes, Wednesday works.\n\nDan", reply_to=asked)
    entry = meeting("own", START, [], summary="Coffee with Daniel Osei")
    room.deliver(asked, answer, entry, now=START - DAY)
    shown = next(row for row in room.interviews() if row.meeting.startswith("own@"))
    assert (shown.address, shown.status) == ("d.osei@northgate.example", "accepted")


def test_a_series_cancelled_by_mail_ends_every_coming_occurrence(room: Mailroom) -> None:
    weeks = [START + week * 7 * DAY for week in range(2)]
    room.deliver(*(talk("s", week, occurrence=week, updated=START - 9 * DAY) for week in weeks), now=START - 2 * DAY)
    off = replace(talk("s", weeks[0], status="cancelled", sequence=3, updated=START - DAY), start=None, end=None)
    room.deliver(mail(DAN, ME, START - DAY, "", invites=(Invite("CANCEL", (off,)),)), now=START - DAY)
    assert [row.status for row in room.interviews()] == ["cancelled", "cancelled"]


def test_one_occurrence_cancelled_leaves_the_others(room: Mailroom) -> None:
    weeks = [START + week * 7 * DAY for week in range(2)]
    room.deliver(*(talk("s", week, occurrence=week, updated=START - 9 * DAY) for week in weeks), now=START - 2 * DAY)
    off = talk("s", weeks[0], occurrence=weeks[0], status="cancelled", sequence=3, updated=START - DAY)
    room.deliver(off, now=START - DAY)
    assert [row.status for row in room.interviews()] == ["cancelled", "accepted"]


def test_the_same_meeting_in_two_calendars_is_one_interview(room: Mailroom) -> None:
    work = Mailroom(room.context, emails=("alice@work.example",), provider="microsoft")
    room.deliver(talk(), now=START - DAY)
    work.deliver(replace(talk(), provider_id="graph-1"), now=START - DAY)
    interview = room.only()
    assert {source["provider"] for source in interview.sources} == {"google", "microsoft"}
    assert interview.reschedules == 0


def test_an_invite_twice_in_one_mail_counts_once(room: Mailroom) -> None:
    invite = Invite("REQUEST", (talk(),))
    room.deliver(mail(DAN, ME, START - DAY, "", invites=(invite, invite)), now=START - DAY)
    assert len(observed(room, "invite_request")) == 1


def test_a_counter_proposal_never_moves_the_meeting(room: Mailroom) -> None:
    mine = talk(organizer=ME)
    other = talk(organizer=ME, start=START + DAY, sequence=5)
    counter: Message = mail(DAN, ME, START - DAY, "", invites=(Invite("COUNTER", (other,)),))
    room.deliver(mine, counter, now=START - DAY)
    assert (room.only().start, room.only().reschedules) == (START, 0)
    assert "proposed_another_time" in {entry["what"] for entry in room.only().history}


# --- which meeting a mail belongs to ----------------------------------------------------------------------------------


def planned(name: str, start: datetime, **more: Any) -> Planned:
    return Planned(name, start, start + timedelta(minutes=30), frozenset({"a@b.example"}), **more)


def test_words_that_prepare_belong_to_the_next_meeting_and_words_that_look_back_to_the_last() -> None:
    both = (planned("one", START), planned("two", START + 20 * DAY))
    links = meetings.stands_for(both)
    between = START + DAY
    assert meetings.meeting_after(between, both, links) == "two"
    assert meetings.meeting_before(between, both, links) == "one"
    assert meetings.meeting_before(START - DAY, both, links) == ""
    assert meetings.meeting_after(START + 21 * DAY, both, links) == "two"
    assert meetings.meeting_before(START + 90 * DAY, both, links) == ""


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (planned("two", START + timedelta(minutes=9), url="meet/x"), True),
        (planned("two", START + timedelta(minutes=11), url="meet/x"), False),
        (planned("two", START, url="meet/y"), False),
        (planned("two", START, title="Coffee chat Alice and Dan"), False),
        (planned("two", START, title="Budget"), False),
        (planned("two", START, title="Budget", organizer="x@calendly.com"), False),
        (replace(planned("two", START, url="meet/x"), end=START + timedelta(minutes=60)), False),
        (replace(planned("two", START, url="meet/x"), people=frozenset({"c@d.example"})), False),
    ],
)
def test_two_uids_are_one_booking_only_on_evidence(other: Planned, is_same: bool) -> None:
    one = planned("one", START, url="meet/x", title="Coffee chat Alice / Dan")
    assert (len(set(meetings.stands_for((one, other)).values())) == 1) is is_same
    assert meetings.stands_for((one, other)) == meetings.stands_for((other, one)) or other.start != one.start
