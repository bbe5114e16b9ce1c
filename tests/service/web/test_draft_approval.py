"""A draft is approved, undone, sent at another time, and cleared up where nobody knows whether it went out: as a browser
without JavaScript goes through it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.accounts import LOCAL_PERSON
from service.schema import Account, Approval
from tests.service.web.reviewed import Page, Review, opened_review, versions_of


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """Without a note: the draft asks for one line."""
    with opened_review(tmp_path) as opened:
        yield opened


def test_approving_takes_exactly_what_stands_on_the_page(review: Review) -> None:
    shown = review.press("/approve", when="now", body="Hi Ruth,\n\nThank you for this morning.\n\nBest,\nNoah")
    (approval,) = review.approvals()
    assert approval.state == "held"
    assert review.body() == "Hi Ruth,\n\nThank you for this morning.\n\nBest,\nNoah"
    assert "Seconds until it goes out" in shown.text


@pytest.mark.parametrize(
    ("to", "subject", "said"),
    [
        ("rüth@adler.example", "", "“rüth@adler.example” cannot be written into a mail"),
        ("", "x" * 1_200, "cannot be written as a mail: look at the subject"),
    ],
)
def test_what_cannot_be_written_as_a_mail_is_said_and_the_text_as_it_was_changed_stays(
    review: Review, to: str, subject: str, said: str
) -> None:
    right = review.opened.fields
    body = "Hi Ruth,\n\nThank you for this morning.\n\nBest,\nNoah"
    to, subject = to or right["to"], subject or right["subject"]
    shown = review.press("/approve", when="now", body=body, to=to, subject=subject)
    assert said in shown.text
    assert (review.row().state, review.approvals(), review.body()) == ("needs_review", [], body)
    assert shown.fields["body"] == body
    review.press("/approve", when="now", to=right["to"], subject=right["subject"])
    assert review.row().state == "approved"


def test_undo_takes_the_approval_back(review: Review) -> None:
    review.press("/approve", when="now")
    shown = Page(review.web.follow(review.web.post(f"/drafts/{review.id}/undo")).text)
    assert [one.state for one in review.approvals()] == ["withdrawn"]
    assert review.row().state == "needs_review"
    assert "waits for your review again" in shown.text


def test_undo_when_it_is_out_says_so(review: Review) -> None:
    review.press("/approve", when="now")
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Approval, review.approvals()[0].id).state = "sending"
    review.change(state="sending")
    shown = Page(review.web.follow(review.web.post(f"/drafts/{review.id}/undo")).text)
    assert "too late" in shown.text
    assert review.row().state == "sending"


def test_what_changed_elsewhere_is_not_approved_and_the_difference_is_shown(review: Review) -> None:
    page = review.opened
    review.press(page=review.open(), body="Changed in another tab.\n")
    shown = review.press("/approve", page=page, when="now")
    assert review.approvals() == []
    assert "nothing was done" in shown.text
    assert "<ins>" in shown.raw
    assert len(versions_of(review)) == 2


def test_the_same_bytes_may_be_approved_whatever_the_page_is_called(review: Review) -> None:
    page = review.opened
    review.press(page=review.open(), body="Changed.\n")
    review.press(f"/versions/{1}")
    review.press("/approve", page=page, when="now")
    assert len(review.approvals()) == 1


def test_twice_pressed_is_once_approved(review: Review) -> None:
    page = review.opened
    review.press("/approve", when="now")
    answer = review.web.post(f"/drafts/{review.id}/approve", {**page.fields, "when": "now"})
    assert answer.status_code == 303
    assert len(review.approvals()) == 1


@pytest.mark.parametrize("body", ["", "  \n \n", "Hi Ruth,\n\nBest,\nNoah", "Hi Ruth,\n\nThank you, [name].\n\nNoah"])
def test_nobody_can_have_meant_an_empty_text_or_a_placeholder(review: Review, body: str) -> None:
    review.press("/approve", when="now", body=body)
    assert review.approvals() == []
    assert review.row().state == "needs_review"
    assert review.body() == body


def test_my_own_words_go_out_against_the_advice_of_the_checks(review: Review) -> None:
    shown = review.press(body="Hi Ruth,\n\nYou said that Zanzibar is nice.\n\nNoah")
    assert "Before you approve" in shown.text
    review.press("/approve", when="now")
    assert len(review.approvals()) == 1


def test_the_suggested_time_and_a_chosen_one(review: Review) -> None:
    review.press("/approve", when="planned")
    (approval,) = review.approvals()
    assert approval.send_at == review.row().send_at


def test_a_time_of_theirs_is_read_in_their_zone(review: Review) -> None:
    review.press("/approve", when="chosen", at="2026-03-11T09:30", zone="theirs")
    (approval,) = review.approvals()
    assert approval.send_at == datetime(2026, 3, 11, 14, 30, tzinfo=UTC)


def test_a_time_outside_working_hours_is_asked_about_once(review: Review) -> None:
    shown = review.press("/approve", when="chosen", at="2026-03-11T22:30", zone="theirs")
    assert review.approvals() == []
    assert "outside working hours" in shown.text
    assert 'value="2026-03-11T22:30"' in shown.raw
    review.press("/approve", when="chosen", at="2026-03-11T22:30", zone="theirs", anyway="on")
    assert len(review.approvals()) == 1


@pytest.mark.parametrize("at", ["", "tomorrow", "2026-03-09T09:30", "2026-04-20T09:30", "2026-03-11T09:30+01:00"])
def test_a_time_that_is_over_too_far_or_none_is_refused(review: Review, at: str) -> None:
    review.press("/approve", when="chosen", at=at, zone="theirs")
    assert review.approvals() == []


def test_unclear_and_sent_say_what_to_do(review: Review) -> None:
    review.press("/approve", when="now")
    approval = review.approvals()[0]
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Approval, approval.id).state = "unclear"
    review.change(state="unclear")
    assert "sends nothing twice" in review.open().text
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Approval, approval.id).looks = 6
    assert "Look into Drafts and Sent" in review.open().text
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Approval, approval.id).state = "sent"
    review.change(state="sent")
    assert approval.message_id in review.open().text


def unclear(review: Review, *, looks: int) -> str:
    review.press("/approve", when="now")
    approval = review.approvals()[0]
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        row = session.get_one(Approval, approval.id)
        row.state, row.looks = "unclear", looks
    review.change(state="unclear")
    return approval.id


def test_what_no_look_found_is_cleared_up_by_a_click(review: Review) -> None:
    unclear(review, looks=6)
    assert "It did not go out" in review.open().text
    answer = review.web.post(f"/drafts/{review.id}/went-out", {})
    assert "Noted: it went out." in review.web.follow(answer).text
    assert review.row().state == "sent"


def test_where_nobody_but_us_files_what_was_sent_an_empty_sent_folder_proves_nothing(review: Review) -> None:
    approval_id = unclear(review, looks=6)
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Account, session.get_one(Approval, approval_id).account_id).provider = "dav"
    text = review.open().text
    assert "it may be out though it lies nowhere" in text
    assert "Look into Drafts and Sent" not in text
    assert "It did not go out" in text


def test_what_did_not_go_out_is_taken_away_before_it_can_be_approved_again(review: Review) -> None:
    unclear(review, looks=6)
    answer = review.web.post(f"/drafts/{review.id}/not-sent", {})
    assert "Noted. It can be approved again shortly." in html.unescape(review.web.follow(answer).text)
    assert [one.state for one in review.approvals()] == ["stopping"]


def test_nothing_can_be_said_of_what_is_still_looked_for(review: Review) -> None:
    unclear(review, looks=1)
    assert "It did not go out" not in review.open().text
    answer = review.web.post(f"/drafts/{review.id}/not-sent", {})
    assert "still being looked for" in html.unescape(review.web.follow(answer).text)
    assert [one.state for one in review.approvals()] == ["unclear"]


def test_the_way_of_an_approved_draft_can_be_asked_for_alone(review: Review) -> None:
    review.press("/approve", when="now")
    part = review.web.get(f"/drafts/{review.id}/way", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert f"/drafts/{review.id}/undo" in part.text
    review.change(state="needs_review")
    assert review.web.get(f"/drafts/{review.id}/way").headers["hx-refresh"] == "true"
