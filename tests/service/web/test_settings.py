"""Settings: each section kept and taken back, the never-log list seen before it is kept, browsers signed out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service import preferences
from service.accounts import LOCAL_PERSON
from service.clock import ManualClock
from service.context import Context
from service.preferences import Preferences
from service.schema import ChosenCalendar, Draft, Exclusion, Person, SetAside
from service.sealed import DraftContent, seal_draft
from service.web.settings import SECTIONS, TITLES
from tests import rows
from tests.service.mailroom import Mailroom, attendee, mail, meeting
from tests.service.played import played_once
from tests.service.web.conftest import Browser, browser

ME, OWN = "Local Person <me@local.example>", ("me@local.example",)
DAN = "Daniel Osei <d.osei@northgate.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LIST = "/settings/exclusions"


@pytest.fixture
def room(web: Browser, clock: ManualClock) -> Mailroom:
    clock.move_to(START + DAY)
    return played_once(met_daniel, web.context)


def met_daniel(context: Context) -> Mailroom:
    """The person met Daniel about zymurgy."""
    room = Mailroom(context, person_id=LOCAL_PERSON, emails=OWN)
    text = "Hi,\n\nI would love to hear how you got into zymurgy. Could you spare 20 minutes for an informational chat?"
    asked = mail(ME, DAN, START - 9 * DAY, text, own=OWN, subject="Zymurgy")
    answer = mail(DAN, ME, START - 8 * DAY, "Gladly.\n\nDan", reply_to=asked)
    talk = meeting("u1", START, [attendee(ME), attendee(DAN)], organizer=DAN, summary="Coffee chat")
    room.deliver(asked, answer, talk, now=START - DAY)
    room.step(START + DAY)
    return room


def chosen(web: Browser) -> Preferences:
    with web.context.database.reading() as session:
        return preferences.read(session, LOCAL_PERSON)


def click(web: Browser, path: str, **fields: str) -> str:
    answer = web.follow(web.post(path, fields))
    assert answer.status_code == 200, answer.text
    return answer.text


def undone(web: Browser, page: str) -> str:
    found = re.search(r'class="told".*?action="([^"]+)"', page, re.DOTALL)
    assert found is not None, page
    return click(web, found[1].replace("&amp;", "&"))


# --- sections -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", ["", *TITLES])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_section_is_a_page(web: Browser, section: str, language: str) -> None:
    answer = web.get(f"/settings/{section}".rstrip("/"), headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        ("you", {"name": "Ada", "timezone": "Europe/Berlin", "languages": "de", "goal": "Move into mapping"}),
        ("look", {"ui_language": "de", "theme": "dark"}),
        ("voice", {"signature": "Best,\nAda", "greeting": "Dear", "formality": "formal", "opening": "I hope you are well.",
                   "closing": "Until soon", "never_phrases": "circle back\ntouch base", "offer_help": "on"}),
        ("timing", {"ready_after": "30", "send_after": "90", "hour_from": "9", "hour_to": "17", "fridays": "evening",
                    "undo_seconds": "10"}),
        ("retention", {"retention_days": "0"}),
    ],
)  # fmt: skip
def test_a_section_is_kept_shown_again_and_taken_back(web: Browser, section: str, fields: dict[str, str]) -> None:
    before = chosen(web)
    page = click(web, f"/settings/{section}", **fields)
    after = chosen(web)
    assert after != before
    for name, value in fields.items():
        if name not in {"languages", "offer_help", "never_phrases"}:
            assert str(getattr(after, name)) == value
    undone(web, page)
    assert chosen(web) == before


def test_a_box_that_is_left_empty_is_a_no_and_a_field_that_is_not_sent_stays(web: Browser) -> None:
    click(web, "/settings/voice", signature="Best,\nAda", offer_help="on")
    click(web, "/settings/voice", greeting="Hi")
    found = chosen(web)
    assert (found.offer_help, found.signature, found.greeting) == (False, "Best,\nAda", "Hi")


def test_what_cannot_be_kept_is_told_at_its_field_with_what_was_written(web: Browser) -> None:
    answer = web.post("/settings/timing", {"hour_from": "25", "hour_to": "9", "fridays": "evening"})
    assert answer.status_code == 422
    assert 'id="hour_from-error"' in answer.text
    assert 'value="25"' in answer.text
    assert chosen(web).fridays == "morning"


def test_keeping_the_same_again_says_so(web: Browser) -> None:
    click(web, "/settings/retention", retention_days="30")
    assert "Nothing was changed." in click(web, "/settings/retention", retention_days="30")


def test_nobody_takes_back_somebody_elses_choice_nor_one_twice(web: Browser) -> None:
    with web.context.database.writing("per_other", "test") as session:
        session.add(Person(id="per_other", name="Other", created_at=START))
        session.flush()
        theirs = preferences.change(session, "per_other", START, theme="dark")
    assert web.post(f"/settings/changes/{theirs}/undo").status_code == 404
    page = click(web, "/settings/look", theme="dark")
    undone(web, page)
    found = re.search(r'class="told".*?action="([^"]+)"', page, re.DOTALL)
    assert found is not None
    assert web.post(found[1]).status_code == 404


def test_every_choice_has_a_section_or_a_page_of_its_own() -> None:
    held = {name for names in SECTIONS.values() for name in names}
    elsewhere = {"private_events", "learning", "learn_manner", "model_consent", "digest", "digest_at"}
    elsewhere |= {"desktop_notices", "feed", "feed_number"}
    assert held | elsewhere == set(Preferences.__dataclass_fields__)


# --- the never-log list -------------------------------------------------------------------------------------------


def test_what_a_line_would_hide_is_shown_while_it_is_typed(web: Browser, room: Mailroom) -> None:
    part = web.get(f"{LIST}/preview", params={"kind": "domain", "value": "northgate.example"}).text
    assert "<html" not in part
    for said in ("1 conversation", "2 mails", "1 calendar entry", "Daniel Osei"):
        assert said in part
    assert "Daniel Osei" in web.get(LIST, params={"kind": "domain", "value": "northgate.example"}).text
    assert rows.rows(web.context, "exclusions") == []


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("address", "me@local.example", "your own address"),
        ("domain", "local.example", "your own address"),
        ("domain", "gmail.com", "hands out mailboxes to anybody"),
        ("domain", "co.uk", "Many organisations"),
        ("address", "nonsense", "That is no address"),
        ("word", "x", "at least two letters"),
        ("label", "Private", "a label counts from now on"),
        ("colour", "red", "cannot be excluded"),
    ],
)
def test_what_the_person_should_know_is_said_first(
    web: Browser, room: Mailroom, kind: str, value: str, said: str
) -> None:
    assert said in web.get(f"{LIST}/preview", params={"kind": kind, "value": value}).text.replace("&#39;", "'")


def test_a_word_is_looked_for_in_slices_and_the_page_says_how_far_it_came(
    web: Browser, room: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.reach.SLICE", 1)
    page = web.get(LIST, params={"kind": "word", "value": "zymurgy"}).text
    for number in (1, 2, 3):
        assert f"Looked through {number} of 3 mails and calendar entries." in page
        assert "with less to rest on" not in page
        (asks,) = re.findall(r'hx-get="([^"]+/preview[^"]+on=true)"', page)
        (leads,) = re.findall(r'href="([^"]+on=true)"', page)
        page = web.get((asks if number % 2 else leads).replace("&amp;", "&")).text
    assert "Looked through" not in page
    for said in ("<strong>0 conversations</strong>, 2 mails", "1 further conversation stays, with less to rest on."):
        assert said in page
    assert "Looked through 1 of 3" in web.get(leads.replace("&amp;", "&")).text, "who lost the place begins anew"


@pytest.mark.parametrize("kind", ["address", "domain", "word", "label"])
def test_an_empty_field_previews_nothing(web: Browser, kind: str) -> None:
    assert web.get(f"{LIST}/preview", params={"kind": kind, "value": " "}).text.strip() == ""


def test_a_line_is_kept_from_now_on_and_what_is_stored_stays(web: Browser, room: Mailroom) -> None:
    before = rows.visible(web.context)
    page = click(web, LIST, kind="domain", value="Northgate.example", stored="keep")
    assert "northgate.example" in page
    assert rows.visible(web.context) == before
    undone(web, page)
    assert rows.rows(web.context, "exclusions") == []


def test_what_is_stored_is_removed_when_that_is_chosen_and_named_for_the_way_back(web: Browser, room: Mailroom) -> None:
    page = click(web, LIST, kind="address", value="d.osei@northgate.example", stored="remove")
    assert "Removed: 1 conversation, 2 mails, 1 calendar entry." in page
    assert rows.rows(web.context, "messages") == []
    page = undone(web, page)
    assert "Being read again from your provider: 2 mails, 1 calendar." in page
    with web.context.database.reading() as session:
        assert {row.rule for row in session.scalars(select(SetAside))} == {"to be read again"}
    assert "Left out again" in undone(web, page)


def test_drafts_that_wait_are_asked_about(web: Browser, room: Mailroom) -> None:
    row = next(one for one in room.interviews() if one.band == "log")
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(
            Draft(id="drf_1", person_id=LOCAL_PERSON, interview_id=row.id, kind="thank_you", state="needs_review",
                  sender=OWN[0], to=["d.osei@northgate.example"], subject="", created_at=START, updated_at=START,
                  content_sealed=seal_draft(web.context.vault, DraftContent("Dear Dan"), "drf_1"))
        )  # fmt: skip
    part = web.get(f"{LIST}/preview", params={"kind": "domain", "value": "northgate.example"}).text
    assert "1 draft that waits" in part
    page = click(web, LIST, kind="address", value="d.osei@northgate.example", stored="remove")
    assert "1 conversation stays because of its draft." in page
    assert len(rows.rows(web.context, "drafts")) == 1
    (line,) = rows.rows(web.context, "exclusions")
    assert "Also withdraw the draft" in web.get(f"{LIST}/{line['id']}/stored").text
    click(web, f"{LIST}/{line['id']}/purge", drafts="on")
    assert rows.rows(web.context, "drafts") == []
    assert "Nothing of it is stored." in web.get(f"{LIST}/{line['id']}/stored").text


def test_a_calendar_is_chosen_by_its_name(web: Browser, room: Mailroom) -> None:
    with web.context.database.writing(LOCAL_PERSON, "test") as session:
        session.add(
            ChosenCalendar(account_id=room.account_id, provider_id="main", person_id=LOCAL_PERSON, name="Family")
        )
    assert "Family" in web.get(LIST).text
    assert "1 calendar entry" in web.get(LIST, params={"kind": "calendar", "value": "main"}).text
    assert "Family" in click(web, LIST, kind="calendar", value="main")


def test_private_events_are_let_in_and_kept_out_again(web: Browser, room: Mailroom) -> None:
    page = click(web, f"{LIST}/private", private_events="log")
    assert chosen(web).private_events == "log"
    undone(web, page)
    assert chosen(web).private_events == "never"
    assert "Removed: 0 conversations" in click(web, f"{LIST}/private", private_events="never", stored="remove")
    assert web.post(f"{LIST}/private", {"private_events": "maybe"}).status_code == 404


def test_nobody_touches_somebody_elses_line(web: Browser) -> None:
    with web.context.database.writing("per_other", "test") as session:
        session.add(Person(id="per_other", name="Other", created_at=START))
        session.flush()
        session.add(Exclusion(id="exc_1", person_id="per_other", kind="word", value="secret", created_at=START))
    assert web.get(f"{LIST}/exc_1/stored").status_code == 404
    assert web.post(f"{LIST}/exc_1/purge").status_code == 404
    assert web.post(f"{LIST}/exc_1/remove").status_code == 404
    assert "secret" not in web.get(LIST).text


# --- browsers -----------------------------------------------------------------------------------------------------


def test_another_browser_is_signed_out_and_this_one_stays(web: Browser) -> None:
    other = browser(web.context)
    page = web.get("/settings/sessions").text
    (path,) = re.findall(r'action="(/settings/sessions/[^"/]+/end)"', page.replace("/others/end", ""))
    click(web, path)
    assert other.get("/settings").status_code == 303
    assert web.get("/settings").status_code == 200
    assert web.post(path).status_code == 404


def test_all_other_browsers_are_signed_out_at_once(web: Browser) -> None:
    others = [browser(web.context) for _ in range(2)]
    assert "2 other browsers are signed out." in click(web, "/settings/sessions/others/end")
    assert [one.get("/settings").status_code for one in others] == [303, 303]
    assert web.get("/settings").status_code == 200
