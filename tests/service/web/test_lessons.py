"""What was learned is shown in words with its source and effect, forgotten and brought back, and switched off and on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from service import interviews
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.schema import Contact, Decision, Interview, Person
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once
from tests.service.web.conftest import Browser

ME, OWN = "Local Person <me@local.example>", ("me@local.example",)
RITA, TOM = "Rita Okafor <rita@northgate.example>", "Tom Lee <tom@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = "/settings/learned"


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START)
    return played_once(two_turned_away, web.context)


def two_turned_away(context: Context) -> Mailroom:
    """Two recruiters of one house were turned away; a third talk with the first of them is to come."""
    room = Mailroom(context, person_id=LOCAL_PERSON, emails=OWN)
    for number, who in enumerate((RITA, TOM, RITA)):
        start = START + number * DAY
        room.deliver(
            meeting(f"u{number}", start, [attendee(ME), attendee(who)], organizer=who, summary="Intro"), now=START
        )
    for uid in ("u0", "u1"):
        room.correct(row(room, uid), "is_not_interview", "recruiter_screen", START)
    return room


def row(room: Mailroom, uid: str) -> Interview:
    return next(one for one in room.interviews(all_rows=True) if one.meeting.startswith(uid))


def rules(room: Mailroom) -> set[str]:
    return {one["rule"] for one in row(room, "u2").reasons if one["rule"].startswith("learned_")}


def click(web: Browser, path: str, **fields: str) -> str:
    answer = web.follow(web.post(path, fields))
    assert answer.status_code == 200, answer.text
    return answer.text


def undone(web: Browser, page: str) -> str:
    found = re.search(r'class="told".*?action="([^"]+)"', page, re.DOTALL)
    assert found is not None, page
    return click(web, found[1].replace("&amp;", "&"))


def test_a_lesson_is_told_with_its_effect_and_leads_to_the_talk_it_is_from(web: Browser, room: Mailroom) -> None:
    page = web.get(PAGE).text
    assert "You said of the talk with Rita Okafor that it was a recruiter&#39;s." in page
    assert "You said of 2 talks with people of northgate.example that they are not informational interviews." in page
    assert "a little less likely" in page
    assert f'href="/interviews/{row(room, "u0").id}"' in page


def test_the_talk_it_counts_for_shows_it_among_its_reasons_with_the_way_there(web: Browser, room: Mailroom) -> None:
    page = web.get(f"/interviews/{row(room, 'u2').id}").text
    assert "You said of the talk with Rita Okafor that it was a recruiter&#39;s." in page
    assert f'<a href="/interviews/{row(room, "u0").id}">another talk of yours</a>' in page


def test_it_is_told_in_german(web: Browser, room: Mailroom) -> None:
    page = web.get(PAGE, headers={"Accept-Language": "de"}).text
    assert "Sie haben vom Gespräch mit Rita Okafor gesagt, dass es das einer Personalvermittlung war." in page
    assert "Solche Gespräche werden etwas seltener erfasst oder erfragt." in page
    assert rules(room)


def test_one_lesson_is_forgotten_and_brought_back(web: Browser, room: Mailroom) -> None:
    asked = urlencode({"about": "contact", "key": row(room, "u0").contact_id})
    page = click(web, f"{PAGE}/forget?{asked}")
    assert "Rita Okafor" not in page
    assert rules(room) == {"learned_organisation"}
    assert "Rita Okafor" in undone(web, page)
    assert rules(room) == {"learned_organisation", "learned_contact"}


def test_all_is_forgotten_and_brought_back(web: Browser, room: Mailroom) -> None:
    page = click(web, f"{PAGE}/forget-all")
    assert "Nothing was learned yet" in page
    assert (rules(room), row(room, "u0").classification) == (set(), "recruiter_screen")
    undone(web, page)
    assert rules(room) == {"learned_organisation", "learned_contact"}


def test_learning_is_switched_off_and_the_undo_switches_it_on(web: Browser, room: Mailroom) -> None:
    page = click(web, PAGE)
    assert "None of this counts while learning is switched off." in page
    assert rules(room) == set()
    undone(web, page)
    assert rules(room) == {"learned_organisation", "learned_contact"}


def test_forgetting_is_in_the_activity_log_and_leads_back(web: Browser, room: Mailroom) -> None:
    click(web, f"{PAGE}/forget-all")
    page = web.get("/activity?kind=settings").text
    assert "You had something forgotten that was learned from your answers." in page
    assert f'href="{PAGE}"' in page
    assert rules(room) == set()


def test_what_was_never_learned_cannot_be_forgotten_and_nothing_is_taken_back_twice(
    web: Browser, room: Mailroom
) -> None:
    assert web.post(f"{PAGE}/forget?about=rule&key=nothing").status_code == 404
    click(web, f"{PAGE}/forget-all")
    assert web.post(f"{PAGE}/forget-all").status_code == 409
    assert web.post(f"{PAGE}/forgotten/999999/undo").status_code == 404
    assert rules(room) == set()


def test_somebody_elses_lessons_are_neither_shown_nor_forgotten(web: Browser) -> None:
    with web.context.database.writing("per_charlie", "test") as session:
        session.add(Person(id="per_charlie", name="Charlie", created_at=START))
        session.flush()
        session.add(Contact(id="con_c", person_id="per_charlie", name="Secret Friend", created_at=START))
        session.add(
            Interview(
                id="int_c", person_id="per_charlie", meeting="c", contact_id="con_c", status="not_logged", band="leave",
                classification="other", start=START, first_seen_at=START, updated_at=START,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Decision(interview_id="int_c", person_id="per_charlie", says="no", at=START, band="log", contact_id="con_c")
        )
    page = web.get(PAGE).text
    assert "Secret Friend" not in page
    assert "Nothing was learned yet" in page
    assert web.post(f"{PAGE}/forget?about=contact&key=con_c").status_code == 404


def test_a_name_that_is_markup_is_shown_as_text(web: Browser, clock: ManualClock) -> None:
    clock.move_to(START)
    room = Mailroom(web.context, person_id=LOCAL_PERSON, emails=OWN)
    who = "<script>alert(1)</script> Lee <lee@northgate.example>"
    room.deliver(meeting("u0", START, [attendee(ME), attendee(who)], organizer=who, summary="<img src=x>"), now=START)
    room.correct(row(room, "u0"), "is_not_interview", "", START)
    page = web.get(PAGE).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_each_month_tells_how_many_were_logged_by_themselves_and_corrected(web: Browser, clock: ManualClock) -> None:
    clock.move_to(START + 60 * DAY)
    room = Mailroom(web.context, person_id=LOCAL_PERSON, emails=OWN)
    for number in range(4):
        start, who = START + number * 12 * DAY, f"Pat {number} <pat@p{number}.example>"
        text = "Could I ask you about your path over 20 minutes?"
        room.deliver(mail(ME, who, start - 5 * DAY, text, own=OWN), now=start - 5 * DAY)
        room.deliver(meeting(f"u{number}", start, [attendee(ME), attendee(who)], summary="Intro"), now=start - DAY)
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        interviews.correct(session, LOCAL_PERSON, row(room, "u0").id, "is_not_interview", "sales", START + 60 * DAY)
    room.settle(START + 60 * DAY)
    page = web.get(PAGE).text
    assert "Of 2 talks logged by themselves in March 2026 you corrected 1." in page
    assert "Of 2 talks logged by themselves in April 2026 you corrected none." in page
    assert "Once you have decided about 10 talks" in page


def test_that_it_asks_first_is_said_with_why(web: Browser, clock: ManualClock) -> None:
    clock.move_to(START + DAY)
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        for number in range(12):
            session.add(
                Interview(
                    id=f"int_{number}", person_id=LOCAL_PERSON, meeting=f"m{number}", status="held", band="log",
                    classification="informational", start=START, first_seen_at=START, updated_at=START,
                )
            )  # fmt: skip
            session.flush()
            says = "sales" if number < 2 else "kept"
            session.add(Decision(interview_id=f"int_{number}", person_id=LOCAL_PERSON, says=says, at=START, band="log"))
    page = web.get(PAGE).text
    assert "10 were right. That is too few: what comes after 18 Mar 2026 is asked about first." in page
