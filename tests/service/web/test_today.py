"""Today: what needs the person, what comes, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from infra.filling.rows import NOW as FILLED_NOW
from infra.filling.rows import Amount, fill
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.schema import FileImport, Person, Reading
from tests.service.planted import Garden
from tests.service.web.conftest import Browser

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def garden(web: Browser) -> Garden:
    """Rows of the person whose browser this is, in Berlin."""
    with web.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Person, LOCAL_PERSON).timezone = "Europe/Berlin"
    return Garden(web.context, LOCAL_PERSON)


def text_of(web: Browser) -> str:
    answer = web.get("/")
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_without_an_account_there_are_three_first_steps(web: Browser) -> None:
    text = text_of(web)
    assert 'href="/connect"' in text
    assert "Choose which calendars are read" in text
    assert "Say what must never be kept" in text
    assert "Needs you" not in text


def test_where_nothing_waits_it_says_so_and_names_the_next_conversation(web: Browser, garden: Garden) -> None:
    garden.account()
    garden.talk("Owen Hale", MONDAY + timedelta(days=7, hours=1))
    text = text_of(web)
    assert "Nothing waits. Next: Owen Hale, Monday 9 March 11:00." in text
    assert "No conversation is planned for the next 48 hours" in text


def test_where_there_is_nothing_at_all_it_is_calm(web: Browser, garden: Garden) -> None:
    garden.account()
    assert "Nothing waits. New conversations appear here by themselves." in text_of(web)


def test_whether_it_took_place_is_answered_with_one_click(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Dana Reyes", MONDAY - 3 * HOUR, "held_presumed")
    garden.alert(talk, "confirm_held", "Did you talk with Dana Reyes?")
    text = text_of(web)
    assert f'action="/interviews/{talk}/correct"' in text
    for kind in ("held", "cancelled", "no_show"):
        assert f'name="kind" value="{kind}"' in text
    assert 'name="value" value="contact"' in text
    assert 'name="back" value="/"' in text


def test_what_somebody_wrote_about_it_is_shown_as_text(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Dana <script>alert(1)</script>", MONDAY - 3 * HOUR, "no_show", title="<img src=x onerror=y>")
    garden.alert(talk, "confirm_no_show", "Did Dana come?", source="msg:msg_1", quote="Sorry, <b>I missed</b> it")
    text = text_of(web)
    assert "Sorry, &lt;b&gt;I missed&lt;/b&gt; it" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_old_conversations_are_counted_and_not_asked_about_one_by_one(web: Browser, garden: Garden) -> None:
    garden.account()
    for days in (20, 30, 300):
        talk = garden.talk(f"Somebody {days}", MONDAY - timedelta(days=days), "held_presumed")
        garden.alert(talk, "confirm_held", "Did you talk?")
    text = text_of(web)
    assert "3 older conversations are taken to have taken place" in text
    assert "Somebody 300" not in text
    assert "Nothing waits" in text


def test_the_draft_that_is_due_first_stands_first(web: Browser, garden: Garden) -> None:
    garden.account()
    later = garden.draft(garden.talk("Later Lee", MONDAY - 2 * HOUR, "held"))
    overdue = garden.draft(garden.talk("Overdue Olsen", MONDAY - 30 * HOUR, "held"))
    put_off = garden.draft(garden.talk("Put Off", MONDAY - 2 * HOUR, "held"), later_until=MONDAY + HOUR)
    text = text_of(web)
    assert text.index(f'id="draft-{overdue}"') < text.index(f'id="draft-{later}"')
    assert "due in 22 hours" in text
    assert "was due 6 hours ago" in text
    assert put_off not in text


def test_that_a_line_is_missing_is_said_once_of_all_drafts(web: Browser, garden: Garden) -> None:
    garden.account()
    for number, needs in enumerate((["takeaway"], ["takeaway"], [])):
        garden.draft(garden.talk(f"Dana {number}", MONDAY - 2 * HOUR, "held"), needs_user_input=needs)
    assert text_of(web).count("what stayed with you?") == 1
    assert "In 2 of them one line from you is missing" in text_of(web)
    assert "In 2 of them one line from you is missing" in " ".join(web.get("/drafts").text.split())


def test_six_drafts_are_shown_and_the_rest_is_counted(web: Browser, garden: Garden) -> None:
    garden.account()
    for number in range(8):
        garden.draft(garden.talk(f"Dana {number}", MONDAY - 2 * HOUR, "held"))
    text = text_of(web)
    assert text.count('id="draft-drf_') == 6
    assert 'And 2 more. <a href="/drafts">' in text


def test_a_file_that_does_not_say_whose_it_is_waits_here_for_an_answer(web: Browser, garden: Garden) -> None:
    garden.account()
    with web.context.database.writing(LOCAL_PERSON) as session:
        session.add(Person(id="charlie", name="Charlie", created_at=MONDAY))
        session.flush()
        for number, (state, person) in enumerate(
            [("asking", LOCAL_PERSON), ("done", LOCAL_PERSON), ("asking", "charlie")]
        ):
            name = f"old-{number}.mbox"
            row = FileImport(id=f"imp_{number}", person_id=person, name=name, path=name, state=state, created_at=MONDAY)
            session.add(row)
    text = text_of(web)
    assert "old-0.mbox" in text
    assert 'href="/connect/files"' in text
    assert "old-1.mbox" not in text
    assert "old-2.mbox" not in text
    assert "Nothing waits" not in text


def test_a_mail_that_may_have_gone_out_is_asked_about(web: Browser, garden: Garden) -> None:
    garden.account()
    draft = garden.draft(garden.talk("Dana", MONDAY - 2 * HOUR, "held"), state="unclear", state_reason="No answer.")
    text = text_of(web)
    assert "Did it go out?" in text
    assert f'href="/drafts/{draft}"' in text


def test_promises_stand_with_the_longest_overdue_first_and_are_ticked_off(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Dana", MONDAY - timedelta(days=8), "held")
    soon = garden.task(talk, "promise_mine", "Send the list", "2026-03-03")
    overdue = garden.task(talk, "promise_mine", "Read the paper", "2026-02-20")
    far = garden.task(talk, "promise_mine", "Write in spring", "2026-05-01")
    theirs = garden.task(talk, "promise_theirs", "Dana: Send slides", "2026-03-02")
    done = garden.task(talk, "promise_mine", "Done already", "2026-03-02", done_at=MONDAY)
    text = text_of(web)
    assert text.index(overdue) < text.index(soon)
    assert "was due on Fri, 20 Feb 2026" in text or "was due on Fri 20 Feb 2026" in text
    assert f'action="/interviews/{talk}/tasks/{soon}/done"' in text
    assert all(one not in text for one in (far, theirs, done))


def test_what_was_ticked_off_is_gone_and_comes_back_with_its_undo(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Dana", MONDAY - timedelta(days=8), "held")
    task = garden.task(talk, "promise_mine", "Send the list", "2026-03-03")
    answer = web.post(f"/interviews/{talk}/tasks/{task}/done", {"back": "/"})
    assert answer.headers["location"] == "/"
    shown = web.follow(answer).text
    assert "Send the list" not in shown.partition('id="main"')[2]
    undo = f"/interviews/{talk}/tasks/{task}/open"
    assert f'action="{undo}' in shown
    web.post(undo)
    assert "Send the list" in text_of(web)


def test_invites_and_requests_wait_for_an_answer(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Dana", MONDAY + timedelta(days=3), "invited")
    garden.task(talk, "respond_to_invite", "Answer Dana's invite.", source="event:cal_1")
    assert "Answer Dana&#39;s invite." in text_of(web)


def test_candidates_are_counted(web: Browser, garden: Garden) -> None:
    garden.account()
    garden.talk("Dana", MONDAY, "proposed", band="ask")
    text = text_of(web)
    assert "1 record could be an informational interview" in text
    assert 'href="/candidates"' in text


def test_where_calendar_and_mail_disagree_both_are_shown(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Dana", MONDAY + HOUR)
    text = "The mail says otherwise than the calendar."
    garden.alert(talk, "calendar_disagrees_with_mail", text, source="msg:msg_1", quote="Let us do 3 pm instead")
    shown = text_of(web)
    assert text in shown
    assert "Let us do 3 pm instead" in shown


def test_the_next_48_hours_stand_in_both_zones_with_where_and_what_collides(web: Browser, garden: Garden) -> None:
    account = garden.account()
    owen = garden.talk("Owen", MONDAY + 6 * HOUR, contact_zone="America/New_York")
    garden.entry(account, owen, conference_url="https://video.example.org/room/secret-room?pwd=1")
    dana = garden.talk("Dana", MONDAY + 6 * HOUR + timedelta(minutes=15))
    garden.entry(account, dana, location="Café Central, Main Street 1")
    kim = garden.talk("Kim", MONDAY + 30 * HOUR)
    garden.talk("Too Far", MONDAY + 50 * HOUR)
    garden.talk("Called Off", MONDAY + 5 * HOUR, "cancelled")
    text = text_of(web)
    assert "16:00" in text
    assert "10:00 in New York" in text
    assert "video at video.example.org" in text
    assert "secret-room" not in text
    assert "Café Central, Main Street 1" in text
    assert text.count("At the same time:") == 2
    assert text.count("Neither a place nor a link is known.") == 1
    assert f'id="coming-{kim}"' in text
    assert "Too Far" not in text
    assert "Called Off" not in text


def test_what_is_under_way_is_still_shown(web: Browser, garden: Garden) -> None:
    garden.account()
    talk = garden.talk("Owen", MONDAY - timedelta(minutes=10))
    assert f'id="coming-{talk}"' in text_of(web)


def test_what_was_moved_today_shows_its_old_time_struck_through(web: Browser, garden: Garden) -> None:
    garden.account()
    line = {
        "at": "2026-03-02T08:00:00Z", "what": "rescheduled", "by": "contact", "from": "2026-03-05T10:00:00Z",
        "to": "2026-03-06T10:00:00Z", "evidence": {"source": "event:cal_1", "quote": ""},
    }  # fmt: skip
    garden.talk("Dana", MONDAY + timedelta(days=4, hours=1), reschedules=1, history=[line])
    yesterday = {**line, "at": "2026-03-01T22:59:00Z"}
    old = garden.talk("Kim", MONDAY + timedelta(days=5), reschedules=1, history=[yesterday])
    text = text_of(web)
    assert "Changed today" in text
    assert "Moved by them" in text
    assert '<del class="was">' in text
    assert f'id="changed-{old}"' not in text


def test_a_day_begins_at_the_persons_own_midnight(web: Browser, garden: Garden) -> None:
    """23:30 UTC on Sunday is half past midnight on Monday in Berlin."""
    garden.account()
    line = {"at": "2026-03-01T23:30:00Z", "what": "cancelled", "by": "contact", "evidence": {}}
    talk = garden.talk("Dana", MONDAY + timedelta(days=4), "cancelled", history=[line])
    text = text_of(web)
    assert f'id="changed-{talk}"' in text
    assert "Cancelled by them" in text


def test_the_first_read_is_told_with_a_link(web: Browser, garden: Garden) -> None:
    account = garden.account(caught_up_at=None)
    with web.context.database.writing(LOCAL_PERSON) as session:
        session.add(
            Reading(
                id="rea_1",
                account_id=account,
                person_id=LOCAL_PERSON,
                purpose="phrases",
                query={},
                listed=500,
                read=240,
                created_at=MONDAY,
            )
        )
    text = text_of(web)
    assert "Reading the past of alex@example.com: 240 mails so far." in text
    assert f'href="/accounts/{account}"' in text


def test_nobody_sees_what_is_somebody_elses(web: Browser) -> None:
    with web.context.database.writing("per_bob") as session:
        session.add(Person(id="per_bob", name="Bob", created_at=MONDAY))
    bobs = Garden(web.context, "per_bob")
    talk = bobs.talk("Secret Sam", MONDAY + HOUR)
    bobs.account(email="bob@example.com")
    bobs.alert(talk, "confirm_held")
    bobs.draft(talk)
    bobs.task(talk, "promise_mine", "Secret promise")
    assert "Secret" not in text_of(web)


def test_it_speaks_the_persons_language(web: Browser, garden: Garden) -> None:
    garden.account()
    answer = web.get("/", headers={"Accept-Language": "de-DE,de"})
    assert '<html lang="de"' in answer.text


@contextmanager
def counted(context: Context) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(context.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("amount", [Amount(60, 30), Amount(2_000, 500)])
def test_the_number_of_queries_does_not_grow_with_the_interviews(
    web: Browser, clock: ManualClock, amount: Amount
) -> None:
    clock.move_to(FILLED_NOW)
    fill(web.context, amount)
    with counted(web.context) as statements:
        answer = web.get("/")
    assert "Needs you" in answer.text
    assert len([one for one in statements if one.startswith("SELECT")]) <= 30
    assert len(answer.content) < 200_000
