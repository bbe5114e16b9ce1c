"""The review of one draft, as a browser without JavaScript goes through it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.drafting import versions
from service.schema import Account, Approval, Draft, Interview, Note, OwnAddress, Person
from service.sealed import DraftContent, open_draft, seal_draft
from service.word_of_person import correct
from tests.service.drafting.stage import CONTACT, USER, Stage, mail, situation, staged, staged_again
from tests.service.web.conftest import Browser, browser, with_settings

NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."


class Page:
    """What a browser has of a review: the fields of its form, which every button sends along."""

    def __init__(self, text: str) -> None:
        self.text = html.unescape(text)
        self.raw = text

    @property
    def fields(self) -> dict[str, str]:
        form = self.raw[self.raw.index('id="draft"') :]
        found = dict(re.findall(r'<input id="(\w+)" name="\w+" type="text" value="([^"]*)"', form))
        version = re.search(r'name="version" value="(\d+)"', form)
        body = re.search(r'<textarea id="body"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
        sender = re.search(r'<option value="([^"]*)" selected>', form)
        assert version
        assert body
        assert sender
        known = {name: found[name] for name in ("to", "cc", "subject")}
        told = {**known, "body": body[1], "sender": sender[1], "version": version[1], "takeaway": ""}
        return {name: html.unescape(value) for name, value in told.items()}


@dataclass
class Review:
    """Noah's draft to Ruth, open in a browser."""

    stage: Stage
    web: Browser
    id: str = ""
    opened: Page = field(default_factory=lambda: Page(""))

    def open(self, query: str = "") -> Page:
        answer = self.web.get(f"/drafts/{self.id}{query}")
        assert answer.status_code == 200, answer.text
        self.opened = Page(answer.text)
        return self.opened

    def press(self, path: str = "", *, page: Page | None = None, **changed: str) -> Page:
        """A button of the page that is open; goes where it leads."""
        sent = {**(page or self.opened).fields, **changed}
        # Browsers send the line ends of a text area as CR LF.
        sent["body"] = sent["body"].replace("\n", "\r\n")
        answer = self.web.post(f"/drafts/{self.id}{path}", sent)
        self.opened = Page(self.web.follow(answer).text)
        return self.opened

    def row(self) -> Draft:
        with self.stage.context.database.reading() as session:
            return session.get_one(Draft, self.id)

    def body(self) -> str:
        return self.stage.body(self.id)

    def approvals(self) -> list[Approval]:
        with self.stage.context.database.reading() as session:
            return list(session.scalars(select(Approval).order_by(Approval.approved_at)))

    def change(self, **values: Any) -> None:
        with self.stage.context.database.writing(LOCAL_PERSON) as session:
            row = session.get_one(Draft, self.id)
            for name, value in values.items():
                setattr(row, name, value)


def reviewing(folder: Path, found: dict[str, Any], stage: Stage) -> Review:
    """A browser over a played situation, with a mailbox that may send."""
    context = with_settings(stage.context, undo_seconds=30, data_dir=folder)
    with context.database.writing(LOCAL_PERSON) as session:
        account = session.scalars(select(Account)).first()
        if account is None:
            account = Account(
                id="acc_1", person_id=LOCAL_PERSON, provider="google", email=USER, since=stage.clock(),
                created_at=stage.clock(),
            )  # fmt: skip
            session.add(account)
        account.can_send, account.connection_state, account.provider = True, "connected", "google"
        for own in session.scalars(select(OwnAddress)):
            own.can_send, own.account_id = True, account.id
    draft = stage.drafts("needs_review", "withdrawn")[0]
    review = Review(stage, browser(context), draft["id"])
    review.open()
    return review


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Review]:
    """Without a note: the draft asks for one line."""
    found = situation()
    with staged_again(tmp_path, found) as stage:
        opened = reviewing(tmp_path, found, stage)
        with opened.web.client:
            yield opened


@pytest.fixture
def noted(tmp_path: Path) -> Iterator[Review]:
    """With a note, and a draft that says what was noted."""
    found = situation(note=NOTE)
    with staged_again(tmp_path, found) as stage:
        opened = reviewing(tmp_path, found, stage)
        with opened.web.client:
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


# --- approving ----------------------------------------------------------------------------------------------------


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


def versions_of(review: Review) -> list[versions.Version]:
    with review.stage.context.database.reading() as session:
        return versions.history(session, review.stage.context.vault, review.row())
