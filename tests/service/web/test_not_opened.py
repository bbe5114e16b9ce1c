"""What was moved from one row to another, or whose key is missing, is refused on its page; every other page is as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Draft, Interview, Note
from service.vault import Vault
from tests.conftest import NOW
from tests.service.planted import Garden
from tests.service.web.conftest import Browser, browser

SAID = "changed in the database, or its key is missing"


def planted(context: Context) -> list[str]:
    """Three conversations with a draft, a note and a word on the contact each; their ids."""
    garden = Garden(context, LOCAL_PERSON)
    talks = [garden.talk(name, NOW - timedelta(days=1), "held") for name in ("Ash", "Birch", "Cedar")]
    for talk in talks:
        garden.draft(talk)
    return talks


def write_notes(web: Browser, talks: list[str]) -> None:
    for talk in talks:
        assert web.post(f"/interviews/{talk}/notes", {"text": f"noted of {talk}"}).status_code == 303


def pages(context: Context, talk: str) -> dict[str, str]:
    """By what lies sealed behind it."""
    with context.database.reading() as session:
        draft = session.scalars(select(Draft.id).where(Draft.interview_id == talk)).one()
    return {"note": f"/interviews/{talk}", "draft": f"/drafts/{draft}"}


def swap(context: Context, talks: list[str], *, what: str) -> None:
    """Gives the first two conversations what is sealed in the other's note, or draft."""
    with context.database.writing(LOCAL_PERSON) as session:
        meetings = {row.id: row.meeting for row in session.scalars(select(Interview))}
        for_note = {row.meeting: row for row in session.scalars(select(Note))}
        for_draft = {row.interview_id: row for row in session.scalars(select(Draft))}
        if what == "note":
            one, other = (for_note[meetings[talk]] for talk in talks[:2])
            one.text_sealed, other.text_sealed = other.text_sealed, one.text_sealed
        else:
            first, second = (for_draft[talk] for talk in talks[:2])
            first.content_sealed, second.content_sealed = second.content_sealed, first.content_sealed


def test_pages_of_swapped_values_say_so_and_the_others_are_as_they_were(web: Browser) -> None:
    talks = planted(web.context)
    write_notes(web, talks)
    for what in ("note", "draft"):
        shown = [pages(web.context, talk)[what] for talk in talks]
        assert [web.get(page).status_code for page in shown] == [200, 200, 200]
        swap(web.context, talks, what=what)
        answers = [web.get(page) for page in shown]
        assert [answer.status_code for answer in answers] == [500, 500, 200]
        assert all(SAID in answer.text for answer in answers[:2])
        assert "noted of" not in answers[0].text
        swap(web.context, talks, what=what)
        assert [web.get(page).status_code for page in shown] == [200, 200, 200]


def test_a_missing_key_is_told_on_the_page_and_changes_nothing(web: Browser) -> None:
    talks = planted(web.context)
    write_notes(web, talks)
    with web.context.database.reading() as session:
        before = session.scalars(select(Note.text_sealed).order_by(Note.id)).all()
    with (without := browser(replace(web.context, vault=Vault({9: bytes(32)})))).client:
        answers = [without.get(page) for page in pages(web.context, talks[0]).values()]
        assert without.get("/settings").status_code == 200
    assert [answer.status_code for answer in answers] == [500, 500]
    assert all(SAID in answer.text for answer in answers)
    with web.context.database.reading() as session:
        assert session.scalars(select(Note.text_sealed).order_by(Note.id)).all() == before
