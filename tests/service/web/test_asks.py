"""What the person asks to be written: offered where it makes sense, written at once, taken back, told where it is not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.schema import Contact, Draft, Identity, Interview, Person, Reading
from service.sealed import open_draft
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once
from tests.service.web.conftest import Browser

ME, OWN = "Local Person <me@local.example>", ("me@local.example",)
RITA = "Rita Okafor <rita@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASK = "Hi Rita,\n\nI would love to hear how you got into harbour planning. Could you spare 20 minutes?\n\nBest,\nLocal"


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START - 14 * DAY)
    return played_once(asked_and_answered, web.context)


def asked_and_answered(context: Context) -> Mailroom:
    """Rita was asked a fortnight ago; the talk is on Wednesday the 18th."""
    room = Mailroom(context, person_id=LOCAL_PERSON, emails=OWN)
    with context.database.writing(LOCAL_PERSON, "test") as session:
        session.get_one(Person, LOCAL_PERSON).name = "Local Person"
    asked = mail(ME, RITA, START - 14 * DAY, ASK, subject="Harbour planning", own=OWN)
    answer = mail(
        RITA, ME, START - 13 * DAY, "Gladly, Wednesday the 18th.\n\nRita", subject="Harbour planning", reply_to=asked
    )
    room.deliver(asked, answer, now=START - 13 * DAY)
    talk = meeting(
        "u1", START, [attendee(ME), attendee(RITA)], organizer=RITA, summary="Rita and Local: informational chat"
    )
    room.deliver(talk, now=START - 13 * DAY)
    return room


def _at(web: Browser, clock: ManualClock, room: Mailroom, moment: datetime) -> None:
    room.step(moment)
    clock.move_to(moment)


def _talk(room: Mailroom) -> Interview:
    return next(one for one in room.interviews(all_rows=True) if one.meeting.startswith("u1"))


def _drafts(web: Browser, kind: str) -> list[Draft]:
    with web.context.database.reading() as session:
        return list(session.query(Draft).where(Draft.kind == kind))


def _ask(web: Browser, **fields: str) -> str:
    answer = web.follow(web.post("/asks", fields))
    assert answer.status_code == 200, answer.text
    return answer.text


def test_who_is_late_writes_so_from_today_in_one_click(web: Browser, clock: ManualClock, room: Mailroom) -> None:
    _at(web, clock, room, START - timedelta(minutes=10))
    assert "Write that I am late" in web.get("/").text
    page = _ask(web, kind="running_late", interview=_talk(room).id, text="10 minutes")
    assert "Written. Read it before it goes out." in page
    (draft,) = _drafts(web, "running_late")
    body = open_draft(web.context.vault, draft).body
    assert "10 minutes" in body
    assert draft.to == ["rita@northgate.example"]
    assert "Write that I am late" not in web.get("/").text


def test_a_written_ask_is_taken_back_and_asked_for_again(web: Browser, clock: ManualClock, room: Mailroom) -> None:
    _at(web, clock, room, START - DAY)
    page = _ask(web, kind="confirmation", interview=_talk(room).id)
    undo = re.search(r'action="(/asks/[^"]+/take-back)"', page)
    assert undo is not None
    web.post(undo[1], {})
    assert [one.state for one in _drafts(web, "confirmation")] == ["withdrawn"]
    web.post(undo[1].replace("take-back", "again"), {})
    assert [one.state for one in _drafts(web, "confirmation")] == ["needs_review"]


def test_an_offer_that_is_not_needed_stays_away_until_it_is_wanted_again(
    web: Browser, clock: ManualClock, room: Mailroom
) -> None:
    _at(web, clock, room, START - DAY)
    here = f"/interviews/{_talk(room).id}"
    page = web.get(here).text
    assert "Write to confirm" in page
    mark = re.search(r'name="mark" value="(confirmation[^"]+)"', page)
    assert mark is not None
    told = web.follow(web.post("/occasions/dismiss", {"interview": _talk(room).id, "mark": mark[1], "back": here})).text
    assert "Write to confirm" not in told
    undo = re.search(r'action="(/occasions/again[^"]+)"', told)
    assert undo is not None
    web.post(undo[1].replace("&amp;", "&"), {})
    assert "Write to confirm" in web.get(here).text


def test_a_contact_is_asked_for_an_introduction_from_their_page(
    web: Browser, clock: ManualClock, room: Mailroom
) -> None:
    _at(web, clock, room, START + 20 * DAY)
    contact = _talk(room).contact_id
    assert "What for?" in web.get(f"/people/{contact}").text
    _ask(
        web, kind="request", contact=contact, about="Tom Lee", text="how he plans for storm tides",
        back=f"/people/{contact}",
    )  # fmt: skip
    (draft,) = _drafts(web, "request")
    assert "Tom" in open_draft(web.context.vault, draft).body


def test_news_is_told_to_everyone_chosen_each_in_a_draft_of_their_own(
    web: Browser, clock: ManualClock, room: Mailroom
) -> None:
    _at(web, clock, room, START + 20 * DAY)
    room.correct(_talk(room), "held", "", START + 20 * DAY)
    page = web.get("/news").text
    assert "Rita Okafor" in page
    told = web.follow(
        web.post("/news", {"text": "I start at the port office in May.", "contact": _talk(room).contact_id})
    )
    assert "1 draft waits for you." in told.text
    (draft,) = _drafts(web, "news")
    assert "port office" in open_draft(web.context.vault, draft).body
    undo = re.search(r'action="(/news/take-back[^"]+)"', told.text)
    assert undo is not None
    web.post(undo[1], {})
    assert [one.state for one in _drafts(web, "news")] == ["withdrawn"]


def test_news_without_words_or_without_anybody_is_asked_for_again(web: Browser, room: Mailroom) -> None:
    room.correct(_talk(room), "held", "", START)
    answer = web.post("/news", {"text": "  ", "contact": _talk(room).contact_id})
    assert answer.status_code == 422
    assert "Write your news, and choose at least one person." in answer.text


def test_who_was_not_heard_of_for_long_is_due_skipped_and_due_again(
    web: Browser, clock: ManualClock, room: Mailroom
) -> None:
    _at(web, clock, room, START + 150 * DAY)
    room.correct(_talk(room), "held", "", START + 150 * DAY)
    assert "Rita Okafor" in web.get("/keep-in-touch").text
    contact = _talk(room).contact_id
    told = web.follow(web.post(f"/keep-in-touch/{contact}/skip", {})).text
    assert "No one is due until" in told
    undo = re.search(r'action="(/keep-in-touch/[^"]+/restore[^"]*)"', told)
    assert undo is not None
    assert "Rita Okafor" in web.follow(web.post(undo[1].replace("&amp;", "&"), {})).text
    assert "Rita Okafor" not in web.follow(web.post(f"/keep-in-touch/{contact}/rhythm", {"days": "0"})).text


def test_where_no_wording_can_pass_it_says_what_may_help(web: Browser, clock: ManualClock, room: Mailroom) -> None:
    _at(web, clock, room, START - DAY)
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.get_one(Person, LOCAL_PERSON).name = ""
    page = _ask(web, kind="confirmation", interview=_talk(room).id)
    assert "No wording passed the checks" in page
    assert not [one for one in _drafts(web, "confirmation") if one.state == "needs_review"]


def test_what_is_not_there_cannot_be_asked_for(web: Browser, room: Mailroom) -> None:
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(Contact(id="con_x", person_id=LOCAL_PERSON, name="X", created_at=START, data={}))
    assert web.post("/asks", {"kind": "confirmation", "interview": "int_none"}).status_code == 404
    assert web.post("/asks", {"kind": "poem", "interview": _talk(room).id}).status_code in {400, 404, 409, 422}
    assert web.post("/asks/ask_none/take-back", {}).status_code == 404
    assert web.post("/keep-in-touch/con_none/skip", {}).status_code == 404


def test_whose_mail_is_to_be_answered_is_looked_up_in_the_mailbox(
    web: Browser, clock: ManualClock, room: Mailroom
) -> None:
    _at(web, clock, room, START + 20 * DAY)
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(Contact(id="con_y", person_id=LOCAL_PERSON, name="Yan", created_at=START, data={}))
        session.add(
            Identity(person_id=LOCAL_PERSON, key="yan@quay.example", contact_id="con_y", email="yan@quay.example")
        )
    _ask(web, kind="nudge", contact="con_y")
    with web.context.database.reading() as session:
        looks = [row.query for row in session.query(Reading).where(Reading.purpose == "people")]
    assert any("yan@quay.example" in str(query) for query in looks)
