"""What the person said of one talk counts for others of its kind: seen, bounded, taken back exactly, never against what
they decided themselves, and never for anybody else.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import CalendarEvent
from service import contact_pairs, exclusions, interviews, learned, preferences, purging
from service.by_hand import take_back
from service.context import Context
from service.lessons import CONTACT, ORGANISATION
from service.schema import Activity, Decision, Draft, Interview
from tests.service.mailroom import Mailroom, address, attendee, mail, meeting
from tests.service.talks import DAN, DAY, END, ME, OWN, START, everything, talk

RITA = "Rita Okafor <rita@northgate.example>"
TOM = "Tom Lee <tom@northgate.example>"
ANN = "Ann Berg <ann@gmail.com>"
BEFORE, LATER = START - DAY, START + 60 * DAY
HOUR = timedelta(hours=1)


def with_(who: str, uid: str, start: datetime, summary: str = "Intro", **more: Any) -> CalendarEvent:
    return talk(uid, start, organizer=who, attendees=[attendee(ME), attendee(who)], summary=summary, **more)


def row(room: Mailroom, uid: str) -> Interview:
    return next(one for one in room.interviews(all_rows=True) if one.meeting.startswith(f"{uid}@"))


def say(room: Mailroom, uid: str, word: str = "yes", at: datetime = BEFORE) -> None:
    kind = "is_interview" if word == "yes" else "is_not_interview"
    room.correct(row(room, uid), kind, "" if word in {"yes", "no"} else word, at)


def lessons_on(room: Mailroom, uid: str) -> dict[str, int]:
    return {
        one["rule"]: one["points"] for one in row(room, uid).reasons if one["rule"].startswith(("learned_", "known_"))
    }


def decided(room: Mailroom) -> dict[str, str]:
    with room.context.database.reading() as session:
        found = session.scalars(select(Decision).where(Decision.person_id == room.person_id)).all()
        return {one.interview_id: one.says for one in found}


# --- what it teaches --------------------------------------------------------------------------------------------------


def test_a_word_on_one_talk_is_a_reason_at_the_next_and_shows_where_it_is_from(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u1", START, "Quick intro"), with_(RITA, "u2", START + DAY), now=BEFORE)
    before = row(room, "u2").score
    say(room, "u1", "recruiter_screen")
    told = row(room, "u2")
    assert told.reasons[-1] == {
        "rule": "learned_contact",
        "points": -1,
        "text": "You said of the talk with Rita Okafor that it was a recruiter's.",
        "evidence": {"source": f"interview:{row(room, 'u1').id}", "quote": "Quick intro"},
    }
    assert told.score == before - 1


def test_it_holds_for_talks_that_come_later(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u1", START), now=BEFORE)
    say(room, "u1", "sales")
    room.deliver(with_(RITA, "u2", LATER), with_(TOM, "u3", LATER), now=START + DAY)
    assert (lessons_on(room, "u2"), lessons_on(room, "u3")) == ({"learned_contact": -1}, {})


def test_two_people_of_an_organisation_teach_about_a_third_and_a_free_mailbox_about_nobody(room: Mailroom) -> None:
    bea = "Bea Hall <bea@gmail.com>"
    room.deliver(
        *(with_(who, f"u{n}", START + n * DAY) for n, who in enumerate((RITA, TOM, DAN, ANN, bea))), now=BEFORE
    )
    say(room, "u0", "sales")
    say(room, "u1", "no")
    say(room, "u3", "no")
    assert (lessons_on(room, "u2"), lessons_on(room, "u4")) == ({"learned_organisation": -1}, {})


def test_what_is_less_likely_now_is_no_longer_asked_about(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u1", START), with_(RITA, "u2", START + DAY), now=BEFORE)
    room.deliver(with_(RITA, "u3", START + 2 * DAY, "Session", minutes=120), now=BEFORE)
    asked = row(room, "u3")
    assert (asked.band, asked.score) == ("ask", 3)
    say(room, "u1", "no")
    say(room, "u2", "no")
    assert (row(room, "u3").band, row(room, "u3").status) == ("leave", "not_logged")


def test_structure_alone_is_logged_only_after_two_yes(room: Mailroom) -> None:
    room.deliver(*(with_(RITA, f"u{n}", START + n * DAY) for n in range(3)), now=BEFORE)
    say(room, "u1")
    assert (lessons_on(room, "u0"), row(room, "u0").band) == ({"learned_contact": 1}, "ask")
    say(room, "u2")
    assert (lessons_on(room, "u0"), row(room, "u0").band) == ({"known_contact": 2}, "log")


@pytest.mark.parametrize("title", ["Dentist appointment", "Tax advice", "Performance review", "Grandma's birthday"])
def test_a_private_matter_stays_out_however_often_the_person_said_yes_elsewhere(room: Mailroom, title: str) -> None:
    room.deliver(
        *(with_(RITA, f"u{n}", START + n * DAY) for n in range(1, 4)), with_(RITA, "u9", START, title), now=BEFORE
    )
    before = row(room, "u9")
    for n in range(1, 4):
        say(room, f"u{n}")
    after = row(room, "u9")
    assert (after.band, after.classification, lessons_on(room, "u9")) == (before.band, before.classification, {})
    assert after.band != "log"


# --- what it leaves alone ---------------------------------------------------------------------------------------------


def test_what_nobody_looked_at_teaches_nothing(room: Mailroom) -> None:
    asked = mail(ME, RITA, START - 9 * DAY, "Could I ask you about your path over 20 minutes?", own=OWN)
    room.deliver(asked, with_(RITA, "u1", START), with_(RITA, "u2", LATER), now=BEFORE)
    room.step(END + DAY)
    assert (row(room, "u1").band, decided(room), lessons_on(room, "u2")) == ("log", {}, {})


def test_what_the_person_decided_is_not_touched_by_what_they_say_elsewhere(room: Mailroom) -> None:
    room.deliver(*(with_(RITA, f"u{n}", START + n * DAY) for n in range(3)), now=BEFORE)
    say(room, "u0")
    room.note(row(room, "u1"), "She told me about the course.", BEFORE)
    before = [(one.band, one.status, one.score, one.reasons) for one in (row(room, "u0"), row(room, "u1"))]
    say(room, "u2", "sales")
    assert [(one.band, one.status, one.score, one.reasons) for one in (row(room, "u0"), row(room, "u1"))] == before


@pytest.mark.parametrize("state", ["approved", "sending", "sent", "unclear"])
def test_a_talk_with_an_approved_or_sent_draft_keeps_what_it_was_logged_by(room: Mailroom, state: str) -> None:
    room.deliver(*(with_(RITA, f"u{n}", START + n * DAY) for n in range(3)), now=BEFORE)
    say(room, "u1")
    say(room, "u2")
    assert row(room, "u0").band == "log"
    add_draft(room, row(room, "u0"), state)
    before = row(room, "u0")
    room.correct(row(room, "u1"), "undo", "", END)
    say(room, "u2", "sales", END)
    room.deliver(with_(RITA, "u0", START, description="Room 4", sequence=1, updated=END), now=END)
    after = row(room, "u0")
    assert (after.band, after.score) == ("log", before.score)
    assert lessons_on(room, "u0") == {"known_contact": 2}


def test_a_talk_with_an_approved_mail_stays_logged_whatever_is_written_later(room: Mailroom) -> None:
    own: dict[str, Any] = {"organizer": ME, "attendees": [attendee(ME), attendee(RITA)]}
    room.deliver(talk("v1", START, summary="Coffee chat", **own), now=BEFORE)
    room.step(END)
    assert row(room, "v1").band == "log"
    add_draft(room, row(room, "v1"), "sent")
    later = talk("v1", START, summary="Dentist appointment", sequence=1, updated=END + HOUR, **own)
    room.deliver(later, now=END + HOUR)
    told = row(room, "v1")
    assert (told.band, told.status, told.reasons[0]["rule"]) == ("log", "held_presumed", "approved_mail")


def add_draft(room: Mailroom, interview: Interview, state: str) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        session.add(
            Draft(
                id=f"drf_{interview.id}", person_id=room.person_id, interview_id=interview.id, kind="thank_you",
                state=state, sender="alice@alice.example", to=["rita@northgate.example"], subject="Thank you",
                content_sealed=b"", created_at=END, updated_at=END,
            )
        )  # fmt: skip


def test_a_talk_entered_by_hand_is_no_answer_and_teaches_nothing(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u2", LATER), now=BEFORE)
    with room.context.database.writing(room.person_id, "test") as session:
        by_hand(session, room)
    room.settle(BEFORE)
    assert (decided(room), lessons_on(room, "u2")) == ({}, {})


def by_hand(session: Session, room: Mailroom) -> Interview:
    return interviews.add_by_hand(
        session, room.person_id, title="Talk", start=START, end=END, timezone="UTC", contact=address(RITA), now=BEFORE
    )


def test_nobody_elses_word_counts(context: Context) -> None:
    alice, charlie = Mailroom(context), Mailroom(context, person_id="per_charlie", emails=("c@charlie.example",))
    mine = [attendee("c@charlie.example"), attendee(RITA)]
    charlie.deliver(talk("u2", LATER, organizer=RITA, attendees=mine), now=BEFORE)
    before = everything(charlie)["interviews"][charlie.only().id]
    alice.deliver(with_(RITA, "u1", START), now=BEFORE)
    say(alice, "u1", "sales")
    charlie.deliver(talk("u2", LATER, organizer=RITA, attendees=mine, sequence=1, updated=BEFORE), now=BEFORE)
    assert everything(charlie)["interviews"][charlie.only().id]["reasons"] == before["reasons"]
    with context.database.writing("per_charlie", "test") as session:
        assert learned.decisions(session, "per_charlie") == ()
        contact = row(alice, "u1").contact_id
        with pytest.raises(learned.NothingLearned):
            learned.forget(session, "per_charlie", (CONTACT, contact), BEFORE)
        with pytest.raises(learned.NothingLearned):
            learned.forget_all(session, "per_charlie", BEFORE)


# --- taken back -------------------------------------------------------------------------------------------------------


def test_undoing_a_word_undoes_what_it_taught_exactly(room: Mailroom) -> None:
    room.deliver(*(with_(RITA, f"u{n}", START + n * DAY) for n in range(3)), with_(TOM, "u9", LATER), now=BEFORE)
    before = everything(room)
    for uid, word in (("u1", "sales"), ("u9", "no")):
        say(room, uid, word)
    assert everything(room) != before
    for uid in ("u1", "u9"):
        room.correct(row(room, uid), "undo", "", BEFORE)
    assert everything(room) == before
    assert decided(room) == {}


@pytest.mark.parametrize("seed", range(2))
def test_words_heard_in_any_order_teach_the_same(context: Context, seed: int) -> None:
    words = [("u1", "sales"), ("u2", "yes"), ("u3", "no"), ("u4", "no"), ("u5", "yes"), ("u1", "no")]
    records = [with_((RITA, TOM, DAN)[n % 3], f"u{n}", START + n * DAY) for n in range(9)]
    ended = []
    for person_id, chance in (("per_alice", None), ("per_bob", random.Random(seed))):
        room = Mailroom(context, person_id=person_id)
        room.deliver(*records, now=BEFORE)
        for number, (uid, word) in enumerate(words):
            kind = "is_interview" if word == "yes" else "is_not_interview"
            with context.database.writing(person_id, "test") as session:
                value = "" if word in {"yes", "no"} else word
                interviews.correct(session, person_id, row(room, uid).id, kind, value, BEFORE + number * HOUR)
        room.settle(BEFORE + DAY, chance)
        ended.append([(row(room, f"u{n}").band, row(room, f"u{n}").score, lessons_on(room, f"u{n}")) for n in range(9)])
    assert ended[0] == ended[1]


def test_a_talk_that_is_merged_into_another_teaches_through_it_and_alone_again_after_the_undo(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u1", START), with_(RITA, "u2", START + 3 * HOUR), with_(RITA, "u3", LATER), now=BEFORE)
    say(room, "u2", "sales")
    before = lessons_on(room, "u3")
    with room.context.database.writing(room.person_id, "test") as session:
        word = interviews.merge(session, room.person_id, row(room, "u2").id, row(room, "u1").id, BEFORE)
    room.settle(BEFORE)
    assert (decided(room), lessons_on(room, "u3")) == ({row(room, "u1").id: "sales"}, before)
    with room.context.database.writing(room.person_id, "test") as session:
        interviews.undo(session, room.person_id, word.id, BEFORE)
    room.settle(BEFORE)
    assert (decided(room), lessons_on(room, "u3")) == ({row(room, "u2").id: "sales"}, before)


def test_removing_what_is_stored_removes_what_it_taught(room: Mailroom) -> None:
    private = "Rita <rita@home.example>"
    room.deliver(with_(private, "u1", START), with_(TOM, "u2", START + DAY), with_(TOM, "u3", LATER), now=BEFORE)
    say(room, "u1", "no")
    say(room, "u2", "no")
    with room.context.database.writing(room.person_id, "test") as session:
        barred = exclusions.of_line("domain", "northgate.example")
        purging.purge(session, room.context.vault, room.person_id, barred, BEFORE, with_drafts=True)
    room.settle(BEFORE)
    assert set(decided(room)) == {row(room, "u1").id}


def test_an_entry_that_is_taken_back_takes_what_was_said_of_it_along(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u2", LATER), now=BEFORE)
    with room.context.database.writing(room.person_id, "test") as session:
        entered = by_hand(session, room)
    room.settle(BEFORE)
    room.correct(entered, "is_not_interview", "sales", BEFORE)
    assert lessons_on(room, "u2") == {"learned_contact": -1}
    with room.context.database.writing(room.person_id, "test") as session:
        take_back(session, room.person_id, entered.id, BEFORE)
    room.settle(BEFORE)
    assert (decided(room), lessons_on(room, "u2")) == ({}, {})


def test_two_entries_that_are_one_person_teach_about_that_person_and_apart_again_after_the_undo(room: Mailroom) -> None:
    private = "Rita Okafor <rita@gmail.com>"
    room.deliver(with_(RITA, "u1", START), with_(private, "u2", START + 9 * DAY), now=BEFORE)
    say(room, "u1", "sales")
    assert lessons_on(room, "u2") == {}
    with room.context.database.writing(room.person_id, "test") as session:
        one, other = row(room, "u2").contact_id, row(room, "u1").contact_id
        pair = contact_pairs.merge(session, room.person_id, one, other, BEFORE)
    room.settle(BEFORE)
    assert lessons_on(room, "u2") == {"learned_contact": -1}
    with room.context.database.writing(room.person_id, "test") as session:
        contact_pairs.unmerge(session, room.person_id, pair.id, BEFORE)
    room.settle(BEFORE)
    assert lessons_on(room, "u2") == {}


# --- forgetting, and switching it off ---------------------------------------------------------------------------------


def taught(room: Mailroom) -> None:
    room.deliver(with_(RITA, "u1", START), with_(TOM, "u2", START + DAY), now=BEFORE)
    room.deliver(with_(RITA, "u3", LATER), with_(DAN, "u4", LATER + DAY), now=BEFORE)
    say(room, "u1", "sales")
    say(room, "u2", "no")


def known(room: Mailroom) -> tuple[dict[str, int], dict[str, int]]:
    return lessons_on(room, "u3"), lessons_on(room, "u4")


BOTH = ({"learned_contact": -1, "learned_organisation": -1}, {"learned_organisation": -1})


def test_one_lesson_is_forgotten_the_others_stay_and_it_comes_back(room: Mailroom) -> None:
    taught(room)
    assert known(room) == BOTH
    with room.context.database.writing(room.person_id, "test") as session:
        row_id = learned.forget(session, room.person_id, (CONTACT, row(room, "u1").contact_id), BEFORE)
    room.settle(BEFORE)
    assert known(room) == ({"learned_organisation": -1}, {"learned_organisation": -1})
    with room.context.database.writing(room.person_id, "test") as session:
        assert learned.undo_forgetting(session, room.person_id, row_id, BEFORE)
        assert not learned.undo_forgetting(session, room.person_id, row_id, BEFORE)
    room.settle(BEFORE)
    assert known(room) == BOTH


def test_all_is_forgotten_what_was_decided_stays_and_new_words_teach_again(room: Mailroom) -> None:
    taught(room)
    with room.context.database.writing(room.person_id, "test") as session:
        learned.forget(session, room.person_id, (ORGANISATION, "northgate.example"), BEFORE)
        row_id = learned.forget_all(session, room.person_id, BEFORE)
    room.settle(BEFORE)
    assert (known(room), row(room, "u1").classification) == (({}, {}), "sales")
    room.deliver(with_(RITA, "u5", LATER + 2 * DAY), now=BEFORE)
    say(room, "u5", "no")
    assert known(room) == ({"learned_contact": -1}, {})
    with room.context.database.writing(room.person_id, "test") as session:
        assert learned.undo_forgetting(session, room.person_id, row_id, BEFORE)
    room.settle(BEFORE)
    assert known(room) == ({"learned_contact": -2}, {})


def test_what_was_forgotten_stays_so_when_its_talk_is_looked_at_again_until_it_is_said_anew(room: Mailroom) -> None:
    taught(room)
    with room.context.database.writing(room.person_id, "test") as session:
        learned.forget_all(session, room.person_id, BEFORE)
    room.deliver(with_(RITA, "u1", START, sequence=3, updated=BEFORE + HOUR), now=BEFORE + HOUR)
    assert known(room) == ({}, {})
    say(room, "u1", "recruiter_screen", BEFORE + HOUR)
    assert known(room) == ({"learned_contact": -1}, {})


def test_nobody_takes_back_what_another_person_forgot(room: Mailroom) -> None:
    taught(room)
    with room.context.database.writing(room.person_id, "test") as session:
        row_id = learned.forget_all(session, room.person_id, BEFORE)
        assert not learned.undo_forgetting(session, "per_bob", row_id, BEFORE)
        assert session.get_one(Activity, row_id).undone_at is None


def test_switched_off_nothing_learned_counts_and_switched_on_it_counts_again(room: Mailroom) -> None:
    taught(room)
    for is_on, expected in ((False, ({}, {})), (True, BOTH)):
        with room.context.database.writing(room.person_id, "test") as session:
            preferences.change(session, room.person_id, BEFORE, learning="on" if is_on else "")
            learned.look_again(session, room.person_id, BEFORE)
        room.settle(BEFORE)
        assert known(room) == expected


# --- asking instead ---------------------------------------------------------------------------------------------------


def asked_for(room: Mailroom, number: int, start: datetime) -> None:
    """A talk that the person asked for by mail: logged unasked."""
    who = f"Person {number} <p{number}@place{number}.example>"
    text = "Could I ask you about your path over 20 minutes?"
    room.deliver(mail(ME, who, start - 5 * DAY, text, own=OWN), now=start - 5 * DAY)
    room.deliver(with_(who, f"v{number}", start), now=start - DAY)


def test_once_too_many_were_wrong_it_asks_about_what_comes_until_the_answers_are_right_again(room: Mailroom) -> None:
    for number in range(10):
        asked_for(room, number, START + number * HOUR)
    asked_for(room, 10, START + 12 * HOUR)
    for number in range(9):
        say(room, f"v{number}", at=START)
    asked_for(room, 11, LATER)
    say(room, "v9", "sales", START + DAY)
    assert (row(room, "v10").band, row(room, "v11").band) == ("log", "ask")
    assert row(room, "v11").reasons[0]["rule"] == "too_often_wrong"
    room.correct(row(room, "v9"), "undo", "", START + DAY)
    assert row(room, "v11").band == "log"


def test_lessons_are_the_same_on_both_databases(context_on_both: Context) -> None:
    room = Mailroom(context_on_both)
    taught(room)
    assert known(room) == BOTH
    coffees = [
        meeting(f"c{n}", LATER + n * DAY, [attendee(ME), attendee(f"c{n}@c{n}.example")], summary="Coffee")
        for n in range(4)
    ]
    room.deliver(*coffees, now=BEFORE)
    for n in range(3):
        say(room, f"c{n}", "personal", BEFORE)
    assert "learned_rule" in {one["rule"] for one in row(room, "c3").reasons}
