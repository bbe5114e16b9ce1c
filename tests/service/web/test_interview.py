"""One interview as a page: every fact, every word of the person with its undo, nobody else's ids, strangers' text."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.records import CalendarEvent
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.schema import Alert, Contact, Correction, Draft, FollowUp, Interview, Introduction, Note, Person, Task
from service.sealed import DraftContent, seal_draft
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.planted import Garden
from tests.service.web.conftest import Browser
from tests.service.web.test_interviews import HOSTILE, queries

ME = "Local Person <me@local.example>"
DAN = "Daniel Osei <d.osei@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
END = START + timedelta(minutes=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def talk(uid: str = "u1", start: datetime = START, who: str = DAN, **more: Any) -> CalendarEvent:
    fields: dict[str, Any] = {"organizer": who, "summary": "Coffee chat", "attendees": [attendee(ME), attendee(who)]}
    fields |= more
    return meeting(uid, start, fields.pop("attendees"), **fields)


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START - DAY)
    return Mailroom(web.context, person_id=LOCAL_PERSON, emails=("me@local.example",))


def deliver_twins(room: Mailroom) -> None:
    """One booking under two numbers, in one video room."""
    link = "https://meet.example/abc"
    room.deliver(talk(url=link), talk("u2", START + timedelta(minutes=5), url=link), now=START - DAY)


def page_of(web: Browser, row: Interview) -> str:
    answer = web.get(f"/interviews/{row.id}")
    assert answer.status_code == 200
    return answer.text


def newest(web: Browser) -> Correction:
    with web.context.database.reading() as session:
        return session.scalars(select(Correction).order_by(Correction.at.desc(), Correction.id.desc())).all()[0]


def told_undo(page: str) -> str:
    """The path behind the button that undoes the last click."""
    found = re.search(r'class="told".*?action="([^"]+)"', page, re.DOTALL)
    assert found is not None
    return found[1].replace("&amp;", "&")


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_another_time_is_asked_for_with_the_length_that_it_has(web: Browser) -> None:
    garden = Garden(web.context, LOCAL_PERSON)
    held = garden.talk("Simone", garden.now - DAY, "held", end=garden.now - DAY + timedelta(minutes=45))
    assert re.search(r'name="minutes" type="number" value="45"', web.get(f"/interviews/{held}").text)


def test_a_draft_to_whoever_introduced_them_is_named_after_that_person(web: Browser) -> None:
    garden = Garden(web.context, LOCAL_PERSON)
    held = garden.talk("Simone", garden.now - DAY, "held")
    other = garden.talk("Walter Nakagawa", garden.now - 9 * DAY, "held")
    with web.context.database.reading() as session:
        walter = session.get_one(Interview, other).contact_id
    garden.draft(held, "referral_report_back", contact_id=walter)
    assert "Word to Walter Nakagawa on how it went" in web.get(f"/interviews/{held}").text


def test_a_moved_talk_shows_both_times_the_old_one_struck_through_also_for_ears(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), talk(start=START + DAY, sequence=1, updated=START - 2 * DAY), now=START - DAY)
    page = page_of(web, room.only())
    struck = re.search(r'<s class="was"><span class="heard">no longer: </span>([^<]+)</s>', page)
    assert struck is not None
    assert "18 Mar 2026" in struck[1]
    assert page.index("</s>") < page.index("19 Mar 2026", page.index("</s>"))


def test_the_history_runs_from_the_first_record_to_the_last(web: Browser, room: Mailroom) -> None:
    asked = mail(
        ME, DAN, START - 9 * DAY, "Would you have 20 minutes to tell me about your path?", own=("me@local.example",)
    )
    room.deliver(asked, talk(), mail(DAN, ME, START - 8 * DAY, "Happy to. Wednesday works."), now=START - DAY)
    times = re.findall(r'class="quiet line-at" datetime="([^"]+)"', page_of(web, room.only()))
    assert len(times) >= 3
    assert times == sorted(times)


def test_every_source_names_where_it_lies_and_why_it_belongs(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), mail(DAN, ME, START - 2 * DAY, "Wednesday works.", subject="Our chat"), now=START - DAY)
    page = page_of(web, room.only())
    assert "Calendar entry" in page
    assert "Our chat" in page
    assert "me@local.example" in page
    assert "This calendar entry is the conversation itself." in page


def test_only_https_leads_anywhere_and_says_where(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(url="https://meet.example/abc?x=1"), now=START - DAY)
    assert 'href="https://meet.example/abc?x=1" rel="noreferrer' in page_of(web, room.only())
    for number, url in enumerate(
        ("javascript:alert(1)", "http://meet.example/x", "https://a@b.example/", "data:text/html,x")
    ):
        start = START + (number + 1) * 3 * DAY
        room.deliver(talk(f"v{number}", start, url=url), now=START - DAY)
        page = page_of(web, next(row for row in room.interviews() if row.start == start))
        assert f'href="{url}' not in page


def test_reasons_stand_beside_the_status(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    page = page_of(web, room.only())
    assert all(reason["text"] in page for reason in room.only().reasons if "'" not in reason["text"])
    assert 'data-decision="status"' in page


def test_introductions_lead_both_ways(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        eva = Contact(id="con_eva", person_id=LOCAL_PERSON, name="Eva Lind", data={}, created_at=START)
        session.add(eva)
        session.flush()
        session.add(
            Introduction(
                id="itr_1",
                person_id=LOCAL_PERSON,
                introducer_id=room.only().contact_id,
                contact_id="con_eva",
                message_id="m",
                at=START,
            )
        )
    assert 'href="/people/con_eva"' in page_of(web, room.only())


def test_a_row_that_became_part_of_another_leads_there(web: Browser, room: Mailroom) -> None:
    deliver_twins(room)
    linked = next(row for row in room.interviews(all_rows=True) if row.same_as)
    assert web.get(f"/interviews/{linked.id}").headers["location"] == f"/interviews/{linked.same_as}"


def test_the_number_of_queries_does_not_grow_with_mails_and_notes(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), mail(DAN, ME, START - 2 * DAY, "Fine."), now=START - DAY)
    room.note(room.only(), "One.", START - DAY)
    with queries(web.context) as few:
        page_of(web, room.only())
    room.deliver(*(mail(DAN, ME, START - n * HOUR, f"Fine {n}.") for n in range(3, 13)), now=START - DAY)
    for number in range(5):
        room.note(room.only(), f"More {number}.", START - DAY)
    with queries(web.context) as many:
        page_of(web, room.only())
    assert len(many) == len(few)


# --- the person's word ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"kind": "held"}, "held"),
        ({"kind": "no_show", "value": "contact"}, "no_show"),
        ({"kind": "no_show", "value": "user"}, "no_show"),
        ({"kind": "cancelled"}, "cancelled"),
        ({"kind": "is_not_interview"}, "not_logged"),
    ],
)
def test_a_click_shows_on_the_very_next_page_and_its_undo_takes_it_back(
    web: Browser, room: Mailroom, clock: ManualClock, form: dict[str, str], status: str
) -> None:
    room.deliver(talk(), now=START - DAY)
    room.step(END)
    clock.move_to(END + HOUR)
    before = room.only().status
    row = room.only()
    answer = web.post(f"/interviews/{row.id}/correct", form)
    assert room.only().status == status
    page = web.follow(answer).text
    assert f'data-status="{status}"' in page
    web.follow(web.post(told_undo(page)))
    assert room.only().status == before


def test_what_was_said_stands_in_the_history_with_its_own_undo(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    web.post(f"/interviews/{room.only().id}/correct", {"kind": "role", "value": "host"})
    role = newest(web)
    web.post(f"/interviews/{room.only().id}/correct", {"kind": "held"})
    path = f"/interviews/{room.only().id}/corrections/{role.id}/undo"
    assert path in page_of(web, room.only())
    assert web.post(path).status_code == 303
    assert (room.only().role, room.only().status) == ("seeker", "held")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\r\nX: y"]
)
def test_nobody_is_led_to_another_site(web: Browser, room: Mailroom, back: str) -> None:
    room.deliver(talk(), now=START - DAY)
    answer = web.post(f"/interviews/{room.only().id}/correct", {"kind": "held", "back": back})
    assert answer.headers["location"] == "/"
    page = web.follow(answer).text
    assert web.post(told_undo(page)).headers["location"] in {"/", f"/interviews/{room.only().id}"}


@pytest.mark.parametrize(
    "form", [{}, {"kind": "nonsense"}, {"kind": "role", "value": "boss"}, {"kind": "slot", "value": "soon"}]
)
def test_a_word_that_makes_no_sense_is_refused_with_a_sentence(
    web: Browser, room: Mailroom, form: dict[str, str]
) -> None:
    room.deliver(talk(), now=START - DAY)
    assert web.post(f"/interviews/{room.only().id}/correct", form).status_code == 409


def test_another_time_and_another_contact_can_be_said(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    row = room.only()
    web.post(f"/interviews/{row.id}/time", {"day": "2026-03-20", "hour": "11:00", "minutes": "45"})
    assert room.only().start == datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
    assert web.post(f"/interviews/{row.id}/time", {"day": "x", "hour": "11:00"}).status_code == 409
    web.post(f"/interviews/{row.id}/contact", {"name": "Eva <b> Lind", "address": "eva@kyst.example"})
    assert room.only().address == "eva@kyst.example"
    assert web.post(f"/interviews/{row.id}/contact", {"address": "nobody"}).status_code == 409


def test_where_calendar_and_mail_disagree_both_are_shown_and_one_is_picked(web: Browser, room: Mailroom) -> None:
    moved = mail(DAN, ME, START - 2 * HOUR, "Something came up, can we move our call to Thursday at 4 pm?\n\nDan")
    room.deliver(talk(), moved, now=START - HOUR)
    page = page_of(web, room.only())
    assert "The mail says otherwise than the calendar." in page
    values = re.findall(r'name="kind" value="slot"><input type="hidden" name="value" value="([^"]+)"', page)
    assert len(values) == 2
    web.post(f"/interviews/{room.only().id}/correct", {"kind": "slot", "value": values[1]})
    assert room.only().start == datetime(2026, 3, 19, 16, 0, tzinfo=UTC)
    assert room.alerts() == set()


def test_a_draft_is_asked_for_where_it_was_too_late(web: Browser, room: Mailroom, clock: ManualClock) -> None:
    now = END + 30 * DAY
    clock.move_to(now)
    room.deliver(talk(), now=now)
    row = room.only()
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(
            FollowUp(id="fup_1", person_id=LOCAL_PERSON, interview_id=row.id, contact_id=row.contact_id, kind="thank_you",
                     state="silent", reason="too_late", updated_at=now)
        )  # fmt: skip
    assert "Write one anyway" in page_of(web, row)
    page = web.follow(web.post(f"/interviews/{row.id}/correct", {"kind": "draft_anyway"})).text
    assert room.only().data["draft_anyway"] is True
    assert "Write one anyway" not in page


# --- one or two ---------------------------------------------------------------------------------------------------------


def test_two_rows_are_made_one_and_two_again(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), talk("u2", START + 3 * HOUR, summary="Lunch", url="https://x.example/2"), now=START - DAY)
    one, other = room.interviews()
    assert f'<option value="{other.id}">' in page_of(web, one)
    answer = web.post(f"/interviews/{other.id}/merge", {"other": one.id})
    assert len(room.interviews()) == 1
    assert answer.headers["location"] == f"/interviews/{room.only().id}"
    web.post(told_undo(web.follow(answer).text))
    assert len(room.interviews()) == 2


def test_a_source_is_split_off_and_put_back(web: Browser, room: Mailroom) -> None:
    deliver_twins(room)
    page = page_of(web, room.only())
    assert "in the same video room" in page
    meeting_key = re.search(r'name="meeting" value="([^"]+)"', page)
    assert meeting_key is not None
    answer = web.post(f"/interviews/{room.only().id}/split", {"meeting": meeting_key[1]})
    assert len(room.interviews()) == 2
    web.post(told_undo(web.follow(answer).text))
    assert len(room.interviews()) == 1


def test_what_may_be_one_booking_is_asked_and_the_answer_can_be_taken_back(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), talk("u2", START + timedelta(minutes=5)), now=START - DAY)
    logged, asked = sorted(room.interviews(), key=lambda row: row.status)
    assert (logged.status, asked.status) == ("accepted", "proposed")
    assert "under nearly the same title" in page_of(web, asked)
    assert "under nearly the same title" not in page_of(web, logged)
    answer = web.post(f"/interviews/{asked.id}/apart", {"other": logged.id})
    assert {row.status for row in room.interviews()} == {"accepted"}
    web.post(told_undo(web.follow(answer).text))
    answer = web.post(f"/interviews/{asked.id}/merge", {"other": logged.id})
    assert room.only().status == "accepted"
    web.post(told_undo(web.follow(answer).text))
    assert sorted(row.status for row in room.interviews()) == ["accepted", "proposed"]


def test_somebody_elses_conversation_is_not_kept_apart_from_ones_own(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    bob = Mailroom(web.context, person_id="per_bob", emails=("bob@bob.example",))
    bob.deliver(talk("u2"), now=START - DAY)
    path = f"/interviews/{room.only().id}/apart"
    assert web.post(path, {"other": bob.only().id}).status_code == 404
    assert web.post(path, {"other": room.only().id}).status_code == 409


# --- notes and tasks ----------------------------------------------------------------------------------------------------


def test_notes_are_kept_reworded_taken_away_and_brought_back(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    here = f"/interviews/{room.only().id}"
    assert "Learn SQL." in web.follow(web.post(f"{here}/notes", {"text": "Learn SQL."})).text
    with web.context.database.reading() as session:
        note = session.scalars(select(Note)).one()
    page = web.follow(web.post(f"{here}/notes/{note.id}/edit", {"text": "Learn SQL first."})).text
    assert "Learn SQL first." in page
    page = web.follow(web.post(told_undo(page))).text
    assert "Learn SQL." in page
    page = web.follow(web.post(f"{here}/notes/{note.id}/remove")).text
    assert "Learn SQL" not in page
    assert "Learn SQL." in web.follow(web.post(told_undo(page))).text


def test_private_parts_are_marked_for_eyes_and_ears(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    here = f"/interviews/{room.only().id}"
    page = web.follow(web.post(f"{here}/notes", {"text": "Learn SQL. PRIVATE: she leaves in May."})).text
    assert re.search(r'<mark class="private">.*she leaves in May', page)
    assert "Learn SQL." in re.sub(r"<mark.*?</mark>", "", page)
    whole = web.follow(web.post(f"{here}/notes", {"text": "All of this.", "private": "on"})).text
    assert re.search(r'<mark class="private">.*All of this', whole)


def test_an_empty_note_is_refused(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(), now=START - DAY)
    assert web.post(f"/interviews/{room.only().id}/notes", {"text": "  "}).status_code == 409


def test_tasks_are_ticked_off_and_put_back(web: Browser, room: Mailroom) -> None:
    room.deliver(talk(attendees=[attendee(ME, "needs_action"), attendee(DAN)]), now=START - DAY)
    with web.context.database.reading() as session:
        task = session.scalars(select(Task)).one()
    here = f"/interviews/{room.only().id}/tasks/{task.id}"
    page = web.follow(web.post(f"{here}/done")).text
    assert room.tasks() == {}
    web.post(told_undo(page))
    assert "respond_to_invite" in room.tasks()
    assert web.post(f"{here}/burn").status_code == 404


def test_a_warning_that_was_seen_goes(web: Browser, room: Mailroom) -> None:
    forged = mail(DAN, ME, START - DAY, "I have to cancel our talk.", authentication="mx.google.com; dmarc=fail")
    room.deliver(talk(), forged, now=START - DAY)
    mark = re.search(r'name="value" value="(unverified_change#[^"]+)"', page_of(web, room.only()))
    assert mark is not None
    web.post(f"/interviews/{room.only().id}/correct", {"kind": "seen", "value": mark[1]})
    assert "unverified_change" not in room.alerts()


# --- strangers, and other persons ---------------------------------------------------------------------------------------


def test_words_of_strangers_are_shown_as_words(web: Browser, room: Mailroom) -> None:
    hostile = f"{HOSTILE} <eve@evil.example>"
    room.deliver(
        talk(
            summary=HOSTILE,
            description=HOSTILE,
            attendees=[attendee(ME), attendee(DAN)],
            url=f"https://x.example/{HOSTILE}",
        ),
        mail(DAN, ME, START - DAY, f"{HOSTILE} I have to cancel our call.", subject=HOSTILE),
        now=START - HOUR,
    )
    del hostile
    row = room.only()
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        contact = session.get_one(Contact, row.contact_id)
        contact.name = contact.organisation = HOSTILE
        session.add(
            Draft(id="drf_1", person_id=LOCAL_PERSON, interview_id=row.id, contact_id=row.contact_id, kind=HOSTILE, state="needs_review",
                  state_reason=HOSTILE, sender="me@local.example", to=[HOSTILE], subject=HOSTILE,
                  content_sealed=seal_draft(web.context.vault, DraftContent("x"), "drf_1"), created_at=START, updated_at=START)
        )  # fmt: skip
        session.add(
            Alert(
                id="alt_1",
                person_id=LOCAL_PERSON,
                interview_id=row.id,
                kind="x",
                text=HOSTILE,
                evidence=[],
                created_at=START,
            )
        )
    web.post(f"/interviews/{row.id}/notes", {"text": HOSTILE})
    page = page_of(web, row)
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_another_persons_ids_are_nowhere(web: Browser, room: Mailroom) -> None:
    with web.context.database.writing("per_bob", "test") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=START, languages=[], settings={}))
    bob = Mailroom(web.context, person_id="per_bob", emails=("bob@bob.example",))
    entry = talk(attendees=[attendee("bob@bob.example", "needs_action"), attendee(DAN)])
    bob.deliver(entry, now=START - DAY)
    bob.note(bob.only(), "His.", START - DAY)
    bob.correct(bob.only(), "role", "host", START - DAY)
    room.deliver(talk("u2"), now=START - DAY)
    his, mine = bob.only(), room.only()
    with web.context.database.reading() as session:
        task = session.scalars(select(Task).where(Task.person_id == "per_bob")).all()[0]
        note, word = session.scalars(select(Note)).one(), session.scalars(select(Correction)).one()
    for path, form in (
        (f"/interviews/{his.id}/correct", {"kind": "held"}),
        (f"/interviews/{his.id}/corrections/{word.id}/undo", {}),
        (f"/interviews/{mine.id}/corrections/{word.id}/undo", {}),
        (f"/interviews/{his.id}/merge", {"other": mine.id}),
        (f"/interviews/{mine.id}/merge", {"other": his.id}),
        (f"/interviews/{his.id}/split", {"meeting": his.meeting}),
        (f"/interviews/{his.id}/take-back", {}),
        (f"/interviews/{his.id}/time", {"day": "2026-03-20", "hour": "11:00"}),
        (f"/interviews/{his.id}/contact", {"address": "eva@kyst.example"}),
        (f"/interviews/{his.id}/notes", {"text": "Mine now."}),
        (f"/interviews/{mine.id}/notes/{note.id}/edit", {"text": "Mine now."}),
        (f"/interviews/{mine.id}/notes/{note.id}/remove", {}),
        (f"/interviews/{mine.id}/notes/{note.id}/undo", {}),
        (f"/interviews/{mine.id}/tasks/{task.id}/done", {}),
        ("/interviews/batches/bat_unknown/undo", {}),
    ):
        assert web.post(path, form).status_code == 404, path
    assert web.get(f"/interviews/{his.id}").status_code == 404
    assert web.get("/interviews/int_unknown").status_code == 404
    assert bob.only().updated_at == his.updated_at
