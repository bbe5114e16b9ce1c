"""The review of a draft says where it lies in the person's own mailbox and what became of it there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from service import placed, preferences
from service.accounts import LOCAL_PERSON
from service.context import Context
from service.schema import Account, Draft, MailboxDraft
from tests.service.drafting.stage import USER, situation, staged
from tests.service.web.conftest import Browser, browser
from tests.service.web.reviewed import NOTE, Review, reviewing


@pytest.fixture(scope="module")
def _review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    folder, found = tmp_path_factory.mktemp("in_mailbox"), situation(note=NOTE)
    with staged(folder, found) as stage:
        opened = reviewing(folder, found, stage)
        with opened.web.client:
            yield opened


@pytest.fixture
def review(_review: Review) -> Review:
    """The same draft for every test, lying nowhere."""
    with _review.stage.context.database.writing(LOCAL_PERSON) as session:
        for row in session.scalars(select(MailboxDraft)).all():
            session.delete(row)
        session.scalars(select(Account)).one().can_send = True
    _review.change(state="needs_review", state_reason="")
    _review.open()
    return _review


def lies(review: Review, state: str, **values: object) -> str:
    """The row in that state; returns the page."""
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        row = placed.of_draft(session, LOCAL_PERSON, review.id) or placed.put(
            session, session.get_one(Draft, review.id), review.stage.clock()
        )
        row.state, row.mailbox_draft_id, row.wish = state, "r1", ""
        for name, value in values.items():
            setattr(row, name, value)
    return review.open().text


def row(review: Review) -> MailboxDraft | None:
    with review.stage.context.database.reading() as session:
        return placed.of_draft(session, LOCAL_PERSON, review.id)


def test_one_draft_is_put_there_with_one_click_and_taken_out_with_another(review: Review) -> None:
    assert "Save to my Drafts folder" in review.opened.text
    shown = review.press("/mailbox", body="Hi Ruth,\n\nThank you.\n\nBest,\nNoah")
    assert f"It is being put into the Drafts folder of {USER}." in shown.text
    assert "Save to my Drafts folder" not in shown.text
    assert review.body() == "Hi Ruth,\n\nThank you.\n\nBest,\nNoah", "what was typed is kept first"
    kept = row(review)
    assert kept is not None
    assert (kept.state, kept.wish) == ("wanted", "yes")
    review.press("/mailbox/out")
    kept = row(review)
    assert kept is not None
    assert kept.wish == "no"


def test_where_no_mailbox_may_be_written_to_the_click_says_what_is_missing(review: Review) -> None:
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.scalars(select(Account)).one().can_send = False
    assert "connect it again and allow sending" in review.press("/mailbox").text
    assert row(review) is None


def test_what_lies_there_is_said_with_the_reason_and_a_way_out(review: Review) -> None:
    page = lies(review, "placed")
    assert f"Also in the Drafts folder of {USER}." in page
    assert "You chose in the settings that drafts also lie there." in page
    assert f'action="/drafts/{review.id}/mailbox/out"' in review.opened.raw
    assert "You asked for it." in lies(review, "placed", wish="yes")


@pytest.mark.parametrize(
    ("state", "values", "sentence"),
    [
        ("taken_over", {}, "your text was taken over"),
        (
            "gone",
            {"state_reason": "You deleted it there. It stays here, and is not put there again."},
            "You deleted it",
        ),
        ("failed", {"state_reason": "The provider gave no clear answer."}, "The provider gave no clear answer."),
    ],
)
def test_what_became_of_it_there_is_said(review: Review, state: str, values: dict[str, object], sentence: str) -> None:
    page = lies(review, state, **values)
    assert sentence in page
    assert ("Save to my Drafts folder" in page) == (state in {"gone", "failed"})


@pytest.mark.parametrize(
    ("state", "draft", "sentence"),
    [
        ("removed", "withdrawn", f"It no longer lies in the Drafts folder of {USER}."),
        ("left", "withdrawn", f"What you changed in the Drafts folder of {USER} still lies there."),
        ("sent", "sent", f"You sent it from your mailbox, {USER}."),
    ],
)
def test_what_became_of_a_draft_that_is_over_is_said(review: Review, state: str, draft: str, sentence: str) -> None:
    review.change(state=draft)
    assert sentence in lies(review, state, sent_as="<x1@mail.example>")
    assert ("<x1@mail.example>" in review.opened.text) == (state == "sent")


def test_somebody_elses_draft_cannot_be_put_anywhere(review: Review) -> None:
    fields = review.opened.fields
    for path in ("/mailbox", "/mailbox/out"):
        assert review.web.post(f"/drafts/drf_nothing{path}", fields).status_code == 404
    assert row(review) is None


def test_the_setting_is_off_until_it_is_ticked_and_says_what_it_does(installed_browser: Browser) -> None:
    web = installed_browser
    page = web.get("/settings/timing").text
    assert "Also put proposed drafts into the Drafts folder of my mailbox" in page
    assert "connect it again and allow sending" in page, "nothing is connected yet"
    given = {"ready_after": "0", "send_after": "60", "hour_from": "8", "hour_to": "18", "fridays": "morning"}
    web.post("/settings/timing", {**given, "mailbox_drafts": "on"})
    with web.context.database.reading() as session:
        assert preferences.read(session, LOCAL_PERSON).mailbox_drafts
    web.post("/settings/timing", given)
    with web.context.database.reading() as session:
        assert not preferences.read(session, LOCAL_PERSON).mailbox_drafts


@pytest.fixture
def installed_browser(installed: Context) -> Iterator[Browser]:
    web = browser(installed)
    with web.client:
        yield web
