"""The review of one draft, as a browser without JavaScript goes through it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.schema import Draft, Interview, Note, Person
from service.sealed import DraftContent, open_draft, seal_draft
from service.word_of_person import correct
from tests.service.drafting.stage import CONTACT, USER, mail, situation, staged
from tests.service.web.reviewed import NOTE, Review, opened_review, reviewing


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """Without a note: the draft asks for one line."""
    with opened_review(tmp_path) as opened:
        yield opened


@pytest.fixture
def noted(tmp_path: Path) -> Iterator[Review]:
    """With a note, and a draft that says what was noted."""
    with opened_review(tmp_path, note=NOTE) as opened:
        yield opened


# --- what it shows ------------------------------------------------------------------------------------------------


def test_every_sentence_of_fact_leads_to_its_evidence_and_back(noted: Review) -> None:
    text = noted.opened.raw
    sentence = re.search(r'<span id="(s\d+)" data-sentence="(e\d+)">[^<]*budget law', text)
    assert sentence
    assert f'href="#{sentence[2]}"' in text
    assert f'id="{sentence[2]}"' in text
    assert f'href="#{sentence[1]}"' in text
    assert "after it began" in text


def test_the_whole_address_is_shown_and_the_meeting_in_both_zones(review: Review) -> None:
    local, domain = CONTACT.split("@")
    assert f"{local}<wbr><strong>@{domain}</strong>" in review.opened.raw
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Person, LOCAL_PERSON).timezone = "Europe/Berlin"
    assert "Chicago" in review.open().text


def test_somebody_elses_draft_is_not_there(review: Review) -> None:
    with review.stage.context.database.writing("per_other") as session:
        session.add(Person(id="per_other", created_at=review.stage.clock()))
        session.flush()
        session.get_one(Draft, review.id).person_id = "per_other"
    fields = review.opened.fields
    assert review.web.get(f"/drafts/{review.id}").status_code == 404
    paths = (
        "", "/takeaway", "/reword", "/versions/1", "/versions/1/back", "/needs/takeaway", "/needs/takeaway/undo",
        "/approve", "/undo", "/later", "/later/undo", "/dismiss", "/dismiss/undo",
        "/mailbox", "/mailbox/out",
    )  # fmt: skip
    for path in paths:
        assert review.web.post(f"/drafts/{review.id}{path}", fields).status_code == 404, path
        assert review.web.post(f"/drafts/drf_nothing{path}", fields).status_code == 404, path
    assert review.web.get(f"/drafts/{review.id}/way").status_code == 404


# --- changing it --------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_byte_for_byte(review: Review) -> None:
    typed = "\n\nHi Ruth,\n\n  <b>&amp; \"x\" 'y'</b>\u2028 שלום 你好 👋🏽\n\nBest,\nNoah\n\n"
    shown = review.press(body=typed)
    assert review.body() == typed
    assert shown.fields["body"] == typed
    assert "<b>" not in shown.raw.partition('id="draft"')[2]
    assert review.row().is_edited


def test_a_subject_cannot_carry_a_header(review: Review) -> None:
    review.press(subject="Hello\r\nBcc: evil@evil.example")
    assert review.row().subject == "Hello Bcc: evil@evil.example"


@pytest.mark.parametrize("to", ["ruth", "a@b", "x@y.example\r\nBcc: z"])
def test_what_is_no_address_is_refused_and_changes_nothing(review: Review, to: str) -> None:
    answer = review.web.post(f"/drafts/{review.id}", {**review.opened.fields, "to": to})
    assert answer.status_code == 409
    assert review.row().to == [CONTACT]


def test_a_sender_that_is_not_mine_is_refused(review: Review) -> None:
    answer = review.web.post(f"/drafts/{review.id}", {**review.opened.fields, "sender": "ceo@gov.example"})
    assert answer.status_code == 409
    assert review.row().sender == USER


def test_two_tabs_keep_both_texts_and_show_them(review: Review) -> None:
    first, second = review.opened, review.open()
    review.press(page=first, body="The first tab.\n")
    shown = review.press(page=second, body="The second tab.\n")
    assert review.body() == "The first tab.\n"
    assert "both are shown below" in shown.text
    assert "first" in shown.text
    assert "second" in shown.text
    number = re.search(r"/versions/(\d+)\">Take this text", shown.raw)
    assert number
    review.press(f"/versions/{number[1]}")
    assert review.body() == "The second tab.\n"


def test_the_other_text_can_be_left(review: Review) -> None:
    first, second = review.opened, review.open()
    review.press(page=first, body="The first tab.\n")
    shown = review.press(page=second, body="The second tab.\n")
    assert "Another text lies beside this one" in shown.text
    shown = review.press(f"/versions/{review.row().version}")
    assert review.body() == "The first tab.\n"
    assert "Another text lies beside this one" not in shown.text


def test_every_button_keeps_what_was_typed_first(review: Review) -> None:
    review.press("/later", body="Typed before later.\n", until="hour")
    assert review.body() == "Typed before later.\n"


def test_a_sentence_of_mine_that_nothing_bears_out_is_marked(noted: Review) -> None:
    body = noted.body().replace("\n\nBest,", " You told me that Zanzibar paid 4711 dollars.\n\nBest,")
    shown = noted.press(body=body)
    assert re.search(r'class="unsupported">You told me that Zanzibar', shown.raw)
    assert "stands without evidence" in shown.text
    assert 'data-sentence="' in shown.raw


def test_a_sentence_of_mine_that_my_note_bears_out_is_tied_to_it(noted: Review) -> None:
    body = "Hi Ruth,\n\nThank you for this morning. I have begun reading that budget law end to end.\n\nBest,\nNoah"
    shown = noted.press(body=body)
    assert re.search(r'data-sentence="e\d+">I have begun reading', shown.raw)
    assert "without evidence" not in shown.text


def test_a_style_and_its_undo(noted: Review) -> None:
    before = noted.body()
    shown = noted.press("/reword", style="more_formal")
    assert noted.body().startswith("Dear Ruth,")
    undo = re.search(r'action="(/drafts/[^"]*/back)"', shown.raw)
    assert undo
    noted.web.post(undo[1])
    assert noted.body() == before


def test_what_cannot_be_said_shorter_says_so(noted: Review) -> None:
    noted.press("/reword", style="shorter")
    before = noted.body()
    assert "It is as short as it can be said" in noted.press("/reword", style="shorter").text
    assert noted.body() == before


def test_beside_the_approval_stands_what_the_evidence_comes_to(noted: Review) -> None:
    assert "Nothing was found in it that lacks evidence" in noted.open().text
    body = "Hi Ruth,\n\nThank you. You told me that the ministry closes in May.\n\nBest,\nNoah"
    assert "1 sentence stands without evidence." in noted.press(body=body).text


def test_a_style_never_overwrites_my_words(noted: Review) -> None:
    shown = noted.press("/reword", style="warmer", body="Mine.\n")
    assert noted.body() == "Mine.\n"
    assert "Your own words stay" in shown.text
    assert "Another text lies beside this one" in shown.text


# --- the one line -------------------------------------------------------------------------------------------------


def test_the_one_line_is_woven_in_at_once(review: Review) -> None:
    assert "What stayed with you?" in review.opened.text
    shown = review.press("/takeaway", takeaway="Start with one budget law.")
    assert "start with one budget law" in review.body()
    assert "What stayed with you?" not in shown.text
    with review.stage.context.database.reading() as session:
        assert len(session.scalars(select(Note)).all()) == 1


def test_approving_with_a_line_that_was_not_woven_in_yet_shows_the_text_first(review: Review) -> None:
    review.press("/approve", takeaway="Start with one budget law.", when="now")
    assert review.row().state == "needs_review"
    assert "start with one budget law" in review.body()


def test_confirming_one_line_and_approval_need_one_page(review: Review) -> None:
    assert "Did you talk with Ruth Adler?" in review.opened.text
    fields = {"kind": "held", "back": f"/drafts/{review.id}"}
    with review.stage.context.database.reading() as session:
        interview = session.get_one(Interview, review.row().interview_id)
    answer = review.web.post(f"/interviews/{interview.id}/correct", fields)
    assert answer.headers["location"].startswith(f"/drafts/{review.id}")
    assert "Did you talk with" not in review.open().text
    review.press("/takeaway", takeaway="Start with one budget law.")
    review.press("/approve", when="now")
    assert review.row().state == "approved"


# --- later, not needed, meanwhile ---------------------------------------------------------------------------------


def test_later_and_its_undo(review: Review) -> None:
    shown = review.press("/later", until="tomorrow")
    assert "Put off" in shown.text
    later = review.row().later_until
    assert later == datetime(2026, 3, 11, 13, 0, tzinfo=UTC)
    review.web.post(f"/drafts/{review.id}/later/undo")
    assert review.row().later_until is None


def test_not_needed_has_a_reason_and_an_undo(review: Review) -> None:
    review.press("/dismiss", why="other", words="We spoke <i>again</i>.")
    assert review.row().state == "dismissed"
    shown = review.open()
    assert "We spoke <i>again</i>." in shown.text
    assert "<i>again" not in shown.raw
    review.web.post(f"/drafts/{review.id}/dismiss/undo")
    review.stage.engine.settle()
    assert review.row().state == "needs_review"


def test_a_reason_that_is_not_on_the_list_changes_nothing(review: Review) -> None:
    review.press("/dismiss", why="nonsense")
    assert review.row().state == "needs_review"


def test_what_happened_meanwhile_is_said_before_anything_else(tmp_path: Path) -> None:
    found = situation(note=NOTE)
    with staged(tmp_path, found) as stage:
        opened = reviewing(tmp_path, found, stage)
        wrote = mail("<r2@gov.example>", "2026-03-10T16:10:00Z", CONTACT, "One more thing: look at the county.\n\nRuth")
        thread = {"id": "t1", "subject": "Question about public policy", "messages": [wrote]}
        stage.deliver(situation(note=NOTE, more_threads=[thread], now="2026-03-10T16:15:00Z"))
        text = opened.open().text
        assert 0 < text.index("Meanwhile") < text.index('id="draft"')
        assert "wrote: “Question about public policy”" in text


def test_a_withdrawn_draft_stays_readable_with_its_reason(tmp_path: Path) -> None:
    thanks = mail(
        "<u2@mail.example>", "2026-03-10T16:10:00Z", USER, "Thank you so much for this morning, Ruth!\n\nNoah"
    )
    found = situation(note=NOTE)
    with staged(tmp_path, found) as stage:
        opened = reviewing(tmp_path, found, stage)
        stage.deliver(
            situation(note=NOTE, more_threads=[{"id": "t2", "subject": "Thanks", "messages": [thanks]}],
                      now="2026-03-10T16:15:00Z")
        )  # fmt: skip
        text = opened.open().text
        assert "You thanked them yourself." in text
        assert "budget law" in text
        assert "Write it anyway" in text
        interview = next(one for one in stage.interviews() if one.id == opened.row().interview_id)
        with stage.context.database.writing(LOCAL_PERSON) as session:
            correct(session, LOCAL_PERSON, interview.id, "draft_anyway", "", stage.clock())
        stage.engine.settle()
        assert opened.row().state == "needs_review"


# --- extremes -----------------------------------------------------------------------------------------------------


def test_sixty_cards_and_twenty_kilobytes_are_one_page(review: Review) -> None:
    sentences = [f"Sentence number {place} of many." for place in range(60)]
    body = " ".join(sentences) + "\n\n" + "word " * 3600
    evidence = tuple(
        {"source": "note:n1", "quote": f"quote {place}", "sentences": [one]} for place, one in enumerate(sentences)
    )
    content = DraftContent(body, evidence)
    review.change(content_sealed=seal_draft(review.stage.context.vault, content, review.id))
    page = review.open()
    assert page.raw.count('data-evidence="e') == 60
    assert len(page.raw) < 200_000
    assert page.fields["body"] == body
    review.press(body=body + "end")
    assert review.body() == body + "end"


@pytest.mark.parametrize(
    "body", ["سلام روت،\n\nشكراً جزيلاً على وقتك اليوم.\n\nنوح", "露丝，你好，\n\n谢谢你今天抽出时间。\n\n诺亚"]
)
def test_other_scripts_come_and_go_unharmed(review: Review, body: str) -> None:
    shown = review.press(body=body)
    assert review.body() == body
    assert shown.fields["body"] == body
    assert 'dir="auto"' in shown.raw
    review.press("/approve", when="now")
    assert len(review.approvals()) == 1


def test_hostile_names_and_quotes_stay_text(review: Review) -> None:
    evil = '"><script>alert(1)</script>'
    content = open_draft(review.stage.context.vault, review.row())
    evidence = ({"source": f"msg:{evil}", "quote": evil, "sentences": ["Thank"]},)
    review.change(
        content_sealed=seal_draft(review.stage.context.vault, replace(content, evidence=evidence), review.id),
        subject=evil,
    )
    with review.stage.context.database.writing(LOCAL_PERSON) as session:
        session.get_one(Interview, review.row().interview_id).title = evil
    assert "<script>alert" not in review.open().raw


def test_the_page_is_german_for_who_reads_german(review: Review) -> None:
    text = html.unescape(review.web.get(f"/drafts/{review.id}", headers={"Accept-Language": "de"}).text)
    assert "Freigeben" in text
    assert "Approve" not in text


def test_the_number_of_queries_does_not_grow_with_the_evidence(review: Review) -> None:
    few = _queries(review)
    sentences = [f"Sentence {place}." for place in range(40)]
    evidence = tuple(
        {"source": f"msg:<m{n}@x.example>", "quote": "q", "sentences": [one]} for n, one in enumerate(sentences)
    )
    content = DraftContent(" ".join(sentences), evidence)
    review.change(content_sealed=seal_draft(review.stage.context.vault, content, review.id))
    assert _queries(review) <= few + 1


def _queries(review: Review) -> int:
    from sqlalchemy import event

    engine = review.stage.context.database.engine
    counted: list[str] = []

    def count(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        review.open()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)
