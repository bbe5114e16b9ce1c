"""One person as a page: what is known and why, one person or two, not to be followed; everything taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.records import Address
from service import contacts, events
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.schema import Contact, Event, Exclusion, Identity, Introduction, Person, Task
from tests import rows
from tests.service.mailroom import Mailroom, attendee, confirmed, mail, meeting
from tests.service.played import played_once
from tests.service.web.conftest import Browser
from tests.service.web.test_interviews import HOSTILE, queries

ME, OWN = "Local Person <me@local.example>", ("me@local.example",)
DAN = "Daniel Osei <d.osei@northgate.example>"
TWIN = "Daniel Osei <daniel@elsewhere.example>"
JOAN = "Joan Park <joan@oldfirm.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START + DAY)
    return played_once(introduced_and_met, web.context)


def introduced_and_met(context: Context) -> Mailroom:
    """The person met Daniel, whom Joan had introduced."""
    room = Mailroom(context, person_id=LOCAL_PERSON, emails=OWN)
    intro = "Daniel, meet Alice. Alice, meet Daniel, who made the switch you are thinking about.\n\nJoan"
    room.deliver(mail(JOAN, [ME, DAN], START - 10 * DAY, intro, subject="Intro"), now=START - 10 * DAY)
    met(room, "u1", DAN, START)
    return room


def met(room: Mailroom, uid: str, who: str, start: datetime, more: str = "") -> None:
    text = "Hi,\n\nI would love to hear how you got into zymurgy. Could you spare 20 minutes for an informational chat?"
    asked = mail(ME, who, start - 9 * DAY, text, own=OWN, subject="Zymurgy")
    answer = mail(who, ME, start - 8 * DAY, f"Gladly. {more}\n\nDan", reply_to=asked, authentication=confirmed(who))
    talk = meeting(uid, start, [attendee(ME), attendee(who)], organizer=who, summary="Coffee chat")
    room.deliver(asked, answer, talk, now=start - DAY)
    room.step(start + DAY)


def id_of(room: Mailroom, who: str) -> str:
    with room.context.database.reading() as session:
        found = contacts.contact_of(session, room.person_id, who.rpartition("<")[2].rstrip(">"))
        assert found is not None
        return found.id


def click(web: Browser, path: str, **fields: str) -> str:
    """The page that a click leads to."""
    answer = web.follow(web.post(path, fields))
    assert answer.status_code == 200, answer.text
    return answer.text


def undone(web: Browser, page: str) -> str:
    """The page that taking back the last click leads to."""
    found = re.search(r'class="told".*?action="([^"]+)"', page, re.DOTALL)
    assert found is not None, page
    return click(web, found[1].replace("&amp;", "&"))


def shown(web: Browser, room: Mailroom, who: str) -> str:
    answer = web.get(f"/people/{id_of(room, who)}")
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_is_known_is_told_with_where_it_is_from(web: Browser, room: Mailroom) -> None:
    page = shown(web, room, DAN)
    for said in ("Daniel Osei", "d.osei", "current", "Signs as", "Dan", "Coffee chat", "Zymurgy", "1 received, 1 sent"):
        assert said in page
    assert "Brought to you by" in page
    assert "Daniel, meet Alice." in page
    assert "Brought you to" in shown(web, room, JOAN)
    mails = page.partition('aria-labelledby="mails"')[2].partition("</section>")[0]
    assert "spare 20 minutes" not in mails, "subjects and dates, no text"


def test_what_was_guessed_shows_why_and_how_to_change_it(web: Browser, room: Mailroom) -> None:
    page = shown(web, room, DAN)
    assert {"current", "organisation"} <= set(re.findall(r'data-decision="([a-z]+)"', page))
    gone = click(web, f"/people/{id_of(room, DAN)}/organisation/undo")
    assert 'data-decision="organisation"' not in gone
    assert 'data-decision="organisation"' in undone(web, gone)
    signed = mail(DAN, ME, START, "See you.", signature="Daniel Osei\nSenior Cartographer\nNorthgate Maps Ltd")
    room.deliver(signed, now=START + DAY)
    assert 'data-decision="title"' in shown(web, room, DAN)
    gone = click(web, f"/people/{id_of(room, DAN)}/title/undo")
    assert 'data-decision="title"' not in gone
    assert 'data-decision="title"' in undone(web, gone)
    page = click(web, f"/people/{id_of(room, DAN)}", name="Daniel Osei", organisation="Northgate Maps")
    assert 'data-decision="organisation"' not in page, "what the person wrote is no guess"


def test_work_and_number_are_read_from_the_newest_signature_until_the_person_says_otherwise(
    web: Browser, room: Mailroom
) -> None:
    assert 'data-decision="title"' not in shown(web, room, DAN), "a bare name says nothing of work"
    signed = "Best regards,\nDaniel Osei\nHead of Maps <b>x</b>, Northgate Ltd\nT +1 555 010 0142"
    forged = "Best,\nDaniel Osei\nCrown Prince | Gold Bank Ltd"
    failed = confirmed(DAN).replace("pass", "fail")
    room.deliver(
        mail(DAN, ME, START + DAY, "See you then.", signature=signed, authentication=confirmed(DAN)),
        mail(DAN, ME, START + 2 * DAY, "Hi.", signature=forged, authentication=failed),
        now=START + 2 * DAY,
    )
    page = shown(web, room, DAN)
    for said in ("Head of Maps", "Northgate Ltd", "+1 555 010 0142"):
        assert said in page
    assert "<b>x</b>" not in page
    assert "Read from the signature of their mail of 19 Mar 2026" in page
    assert "Gold Bank" not in page
    page = click(web, f"/people/{id_of(room, DAN)}", name="Daniel Osei", title="Cartographer")
    assert "Cartographer" in page
    assert 'data-decision="title"' not in page
    assert web.get(f"/people/{id_of(room, DAN)}x").status_code == 404


def test_a_bounced_address_is_marked(web: Browser, room: Mailroom) -> None:
    with room.context.database.writing(room.person_id, "test") as session:
        contacts.note_bounce(session, room.person_id, "d.osei@northgate.example", START)
    page = shown(web, room, DAN)
    assert "mail came back on 18 Mar 2026" in page
    assert "current" not in page.partition("Names and addresses")[2].partition("</section>")[0]


def test_a_name_that_the_person_gives_wins_and_is_taken_back(web: Browser, room: Mailroom) -> None:
    one = id_of(room, DAN)
    page = click(web, f"/people/{one}", name="Uncle Dan", timezone="America/Chicago", organisation="Northgate")
    assert '<h1 dir="auto">Uncle Dan</h1>' in page
    room.deliver(mail("Daniel Kofi Osei <d.osei@northgate.example>", ME, START + DAY, "Hello again."), now=START + DAY)
    assert "Uncle Dan" in shown(web, room, DAN)
    page = undone(web, page)
    assert '<h1 dir="auto">Daniel Kofi Osei</h1>' in page
    with room.context.database.reading() as session:
        assert session.get_one(Contact, one).timezone == ""


def test_a_zone_that_is_none_is_told_at_its_field_and_nothing_is_kept(web: Browser, room: Mailroom) -> None:
    answer = web.post(f"/people/{id_of(room, DAN)}", {"name": "X", "timezone": "Mars/Base"})
    assert answer.status_code == 422
    assert 'id="timezone-error"' in answer.text
    assert "Daniel Osei" in shown(web, room, DAN)


def test_a_note_is_sealed_and_taken_back(web: Browser, room: Mailroom) -> None:
    page = click(web, f"/people/{id_of(room, DAN)}/note", note="Likes stout\nand chess.")
    assert "Likes stout\nand chess." in page
    assert "stout" not in str(rows.everything(room.context))
    assert "Likes stout" not in undone(web, page)


def test_two_are_made_one_and_two_again(web: Browser, room: Mailroom) -> None:
    met(room, "u2", TWIN, START + 30 * DAY)
    one, other = id_of(room, DAN), id_of(room, TWIN)
    page = shown(web, room, DAN)
    assert "The same person?" in page
    section = page.partition('id="suggested"')[2].partition("</section>")[0]
    assert "They have the same full name." in section
    assert 'data-decision="asked"' in section
    assert section.count("Zymurgy") == 2, "the last mail with each"
    page = click(web, f"/people/{one}/merge", other=other)
    assert "The same person?" not in page
    assert len(set(re.findall(r'href="(/interviews/int_[^"]+)"', page))) == 2
    assert shown(web, room, TWIN).partition("<main")[2] == shown(web, room, DAN).partition("<main")[2]
    page = undone(web, page)
    assert id_of(room, TWIN) == other != one
    undone(web, page)
    assert id_of(room, TWIN) == one


def test_by_an_address_they_are_made_one_and_an_unknown_one_is_told(web: Browser, room: Mailroom) -> None:
    one = id_of(room, DAN)
    click(web, f"/people/{one}/merge", email="Joan@oldfirm.example")
    assert id_of(room, JOAN) == one
    assert web.post(f"/people/{one}/merge", {"email": "nobody@x.example"}).status_code == 409
    assert web.post(f"/people/{one}/merge", {"email": "joan@oldfirm.example"}).status_code == 409


def test_two_people_are_not_suggested_again_until_that_is_taken_back(web: Browser, room: Mailroom) -> None:
    met(room, "u2", TWIN, START + 30 * DAY)
    page = click(web, f"/people/{id_of(room, DAN)}/refuse", other=id_of(room, TWIN))
    assert "The same person?" not in page
    assert "The same person?" in undone(web, page)


def test_an_address_taken_for_theirs_shows_why_and_is_let_go(web: Browser, room: Mailroom) -> None:
    met(room, "u2", DAN, START + 30 * DAY, "You can also write me at danielosei@club.example.")
    page = shown(web, room, DAN)
    section = page.partition("Taken for one person")[2].partition("</section>")[0]
    assert 'data-decision="merged"' in section
    assert "danielosei" in section
    assert "You can also write me at danielosei@club.example." in section
    (path,) = re.findall(r'action="(/people/[^"]+/pairs/[^"]+/undo)"', section)
    assert "Taken for one person" not in click(web, path)
    assert id_of(room, "danielosei@club.example") != id_of(room, DAN)


def test_what_was_no_introduction_is_let_go_and_brought_back(web: Browser, room: Mailroom) -> None:
    with room.context.database.reading() as session:
        row = session.scalars(select(Introduction)).one()
    page = click(web, f"/people/{id_of(room, DAN)}/introductions/{row.id}/undo")
    assert "Brought to you by" not in page
    room.settle(START + DAY)
    assert room.interviews()[0].introduced_by == ""
    assert "Brought to you by" in undone(web, page)
    with room.context.database.reading() as session:
        assert session.get_one(Introduction, row.id).quote == row.quote


def test_somebody_else_brought_them_together(web: Browser, room: Mailroom) -> None:
    room.deliver(mail("Rita Vale <rita@vale.example>", [ME, DAN], START - 9 * DAY, "See you."), now=START - 9 * DAY)
    room.settle(START + DAY)
    one, rita = id_of(room, DAN), id_of(room, "rita@vale.example")
    with room.context.database.reading() as session:
        row = session.scalars(select(Introduction)).one()
    page = shown(web, room, DAN)
    assert 'href="#introducer"' in page
    assert f'href="/people/{one}#introducer"' in shown(web, room, JOAN)
    wrong = {"introduction": row.id, "introducer": "d.osei@northgate.example"}
    assert web.post(f"/people/{one}/introductions/by", wrong).status_code == 404, "nobody introduces themselves"
    page = click(web, f"/people/{one}/introductions/by", introduction=row.id, introducer="rita@vale.example")
    room.settle(START + DAY)
    assert room.interviews()[0].introduced_by == rita
    undone(web, page)
    room.settle(START + DAY)
    assert room.interviews()[0].introduced_by == row.introducer_id


def test_the_day_of_a_promise_is_told_as_a_day(web: Browser, room: Mailroom) -> None:
    (interview,) = room.interviews()
    with room.context.database.writing(room.person_id, "test") as session:
        task = Task(
            id="tsk_1", person_id=room.person_id, interview_id=interview.id, kind="promise_mine", fingerprint="1",
            text="Send the paper.", due="2026-03-20", source="", created_at=START,
        )  # fmt: skip
        session.add(task)
    page = shown(web, room, DAN)
    assert "by Fri, 20 Mar 2026" in page
    assert "2026-03-20" not in page
    assert "/tasks/tsk_1/open" not in page, "there is nothing to undo yet"
    with room.context.database.writing(room.person_id, "test") as session:
        session.get_one(Task, "tsk_1").done_at = START
    assert "/tasks/tsk_1/open" in shown(web, room, DAN)


def test_whom_the_person_stops_following_is_never_logged_and_can_be_followed_again(
    web: Browser, room: Mailroom
) -> None:
    one = id_of(room, DAN)
    page = click(web, f"/people/{one}/stop")
    assert "You do not follow this person" in page
    with room.context.database.reading() as session:
        assert session.scalars(select(Exclusion.value)).all() == ["d.osei@northgate.example"]
        told = session.scalars(select(Event.kind).where(Event.handled_at.is_(None), Event.due_at <= START + DAY)).all()
    assert events.INTERVIEW_CHANGED in told
    before = len(rows.rows(room.context, "messages"))
    room.deliver(mail(DAN, ME, START + DAY, "Coffee chat again?", subject="Again"), now=START + DAY)
    assert len(rows.rows(room.context, "messages")) == before
    page = undone(web, page)
    assert "You do not follow this person" not in page
    with room.context.database.reading() as session:
        assert session.scalars(select(Exclusion)).all() == []


def test_what_is_stored_of_somebody_not_followed_can_be_removed(web: Browser, room: Mailroom) -> None:
    one = id_of(room, DAN)
    assert web.post(f"/people/{one}/purge").status_code == 409
    assert "What is still stored" in click(web, f"/people/{one}/stop")
    assert "What was stored of them is removed." in click(web, f"/people/{one}/purge")
    assert web.get(f"/people/{one}").status_code == 404
    kept = {name for name, held in rows.everything(room.context).items() if "northgate" in str(held)}
    assert kept <= {"exclusions", "activity"}


def test_nobody_sees_or_changes_somebody_elses_people(web: Browser, room: Mailroom) -> None:
    with room.context.database.writing("per_other", "test") as session:
        session.add(Person(id="per_other", name="Other", created_at=START))
        session.flush()
        theirs = contacts.resolve(session, "per_other", Address("x@y.example", "Xi"), START).id
    assert web.get(f"/people/{theirs}").status_code == 404
    for act in ("", "/note", "/merge", "/refuse", "/stop", "/follow", "/purge", "/pairs/p/undo", "/refusals/p/undo",
                "/introductions/i/undo"):  # fmt: skip
        fields = {"name": "Mine", "note": "x", "other": id_of(room, DAN)}
        assert web.post(f"/people/{theirs}{act}", fields).status_code == 404, act
    assert web.post(f"/people/{id_of(room, DAN)}/merge", {"other": theirs}).status_code == 404
    assert web.post("/people/changes/1/undo").status_code == 404


def test_what_strangers_call_themselves_is_text(web: Browser, room: Mailroom) -> None:
    one = id_of(room, DAN)
    with room.context.database.writing(room.person_id, "test") as session:
        contact = session.get_one(Contact, one)
        contact.name = contact.organisation = contact.title = HOSTILE
        session.get_one(Identity, (room.person_id, "d.osei@northgate.example")).names = [HOSTILE]
    page = web.get(f"/people/{one}").text
    assert HOSTILE not in page


def test_the_page_asks_no_more_for_somebody_with_many_conversations(web: Browser, room: Mailroom) -> None:
    path = f"/people/{id_of(room, DAN)}"
    with queries(web.context) as few:
        web.get(path)
    for number in range(6):
        met(room, f"m{number}", DAN, START + (3 + number) * DAY)
    with queries(web.context) as many:
        web.get(path)
    assert len(many) == len(few)


def test_in_german(web: Browser, room: Mailroom) -> None:
    page = web.get(f"/people/{id_of(room, DAN)}", headers={"Accept-Language": "de"}).text
    assert '<html lang="de"' in page
    assert "Gespräche" in page
