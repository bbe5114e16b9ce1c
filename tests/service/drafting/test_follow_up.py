"""What is written about one interview: plans, drafts, withdrawals, tasks. Played through the real pipeline."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from service import drafting, interviews
from service.accounts import LOCAL_PERSON
from service.drafting import review
from service.schema import StoredMessage
from tests.service.drafting.stage import CONTACT, REQUEST, USER, Stage, mail, situation, staged, staged_again

NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."


def test_a_thank_you_waits_soon_after_the_end(tmp_path: Path) -> None:
    with staged(tmp_path, situation(now="2026-03-10T15:31:00Z")) as stage:
        (draft,) = stage.drafts()
        assert draft["kind"] == "thank_you"
        assert draft["to"] == [CONTACT]
        assert draft["send_at"] == "2026-03-10T16:30:00Z"
        assert draft["needs_user_input"] == ["takeaway"]


def test_a_draft_that_waits_for_weeks_names_no_weekday_that_now_means_another(tmp_path: Path) -> None:
    with staged(tmp_path, situation(now="2026-03-11T15:31:00Z")) as stage:
        (fresh,) = stage.drafts()
        assert "on Tuesday" in fresh["body"]
        stage.move_to("2026-03-20T15:00:00Z")
        (waiting,) = stage.drafts()
        assert waiting["id"] == fresh["id"]
        assert "Tuesday" not in waiting["body"]


def test_before_the_end_it_is_only_planned(tmp_path: Path) -> None:
    with staged(tmp_path, situation(now="2026-03-10T15:20:00Z")) as stage:
        (plan,) = stage.plans()
        assert (plan.state, plan.kind) == ("planned", "thank_you")
        assert not stage.drafts("needs_review", "withdrawn")


def test_handling_everything_twice_changes_no_row(tmp_path: Path) -> None:
    case = situation(note=NOTE)
    with staged(tmp_path, case) as stage:
        before = stage.rows()
        stage.deliver(case)
        with stage.context.database.writing(LOCAL_PERSON, "again") as session:
            for interview in stage.interviews():
                drafting.follow_up(session, stage.context.vault, interview.id, stage.clock())
        assert stage.rows() == before


def test_a_note_rewrites_the_draft_that_had_none(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (thin,) = stage.drafts()
        stage.deliver(situation(note=NOTE))
        (full,) = stage.drafts()
        assert full["id"] == thin["id"]
        assert "budget law" not in thin["body"]
        assert "budget law" in full["body"]
        assert full["needs_user_input"] == []


def test_an_edited_draft_is_never_rewritten(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        with stage.context.database.writing(LOCAL_PERSON, "edit") as session:
            drafting.edit_draft(session, stage.context.vault, draft["id"], body="My own words.", now=stage.clock())
        stage.deliver(situation(note=NOTE))
        (kept,) = stage.drafts()
        assert kept["body"] == "My own words."


def test_a_move_sets_an_edited_draft_aside_without_destroying_it(tmp_path: Path) -> None:
    moved = {
        "start": "2026-03-12T10:00:00-05:00", "end": "2026-03-12T10:30:00-05:00", "sequence": 1,
        "updated": "2026-03-10T15:50:00Z", "history": [{"sequence": 0, "start": "2026-03-10T10:00:00-05:00"}],
    }  # fmt: skip
    with staged(tmp_path, situation(now="2026-03-10T15:40:00Z")) as stage:
        (draft,) = stage.drafts()
        with stage.context.database.writing(LOCAL_PERSON, "edit") as session:
            drafting.edit_draft(session, stage.context.vault, draft["id"], body="My own words.", now=stage.clock())
        stage.deliver(situation(event=moved, now="2026-03-10T15:55:00Z"))
        assert not stage.drafts()
        (aside,) = stage.drafts("withdrawn")
        assert aside["body"] == "My own words."
        assert "set aside" in aside["reason"]


def test_thanks_by_hand_withdraw_the_draft_and_plan_a_sign_of_life(tmp_path: Path) -> None:
    thanks = mail(
        "<u2@mail.example>", "2026-03-10T15:50:00Z", USER, "Thank you so much for this morning, Ruth!\n\nNoah"
    )
    thread = {"id": "t2", "subject": "Thanks", "messages": [thanks]}
    with staged(tmp_path, situation(note=NOTE, more_threads=[thread])) as stage:
        assert not stage.drafts()
        assert [plan.reason for plan in stage.plans()] == ["already_thanked"]
        assert "keep_in_touch" in {task.kind for task in stage.tasks()}


def test_a_dismissed_draft_does_not_come_back(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        with stage.context.database.writing(LOCAL_PERSON, "dismiss") as session:
            drafting.dismiss_draft(session, draft["id"], "not needed", stage.clock())
        stage.deliver(situation(note=NOTE))
        assert not stage.drafts()
        assert [plan.reason for plan in stage.plans()] == ["dismissed"]


def test_the_one_line_answer_becomes_a_note_and_is_woven_in(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        with stage.context.database.writing(LOCAL_PERSON, "answer") as session:
            review.answer_takeaway(
                session, stage.context.vault, draft["id"], "Start with one budget law.", stage.clock()
            )
        stage.engine.settle()
        (woven,) = stage.drafts()
        assert "start with one budget law" in woven["body"]


def test_a_promise_becomes_a_task_with_its_date_once(tmp_path: Path) -> None:
    case = situation(note=NOTE)
    with staged(tmp_path, case) as stage:
        stage.deliver(case)
        (promise,) = [task for task in stage.tasks() if task.kind == "promise_mine"]
        assert promise.due == "2026-03-13"
        assert promise.quote in NOTE


def test_today_becomes_the_weekday_when_the_day_is_over(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        assert "this morning" in stage.drafts()[0]["body"]
        stage.move_to("2026-03-11T15:00:00+00:00")
        (draft,) = stage.drafts()
        assert "on Tuesday" in draft["body"]
        assert "this morning" not in draft["body"]


def test_a_meeting_long_over_when_first_seen_gets_no_draft_until_the_person_writes_a_note(tmp_path: Path) -> None:
    old = {"start": "2026-02-03T10:00:00-06:00", "end": "2026-02-03T10:30:00-06:00", "updated": "2026-03-09T10:00:00Z"}
    asked = mail("<u1@mail.example>", "2026-01-20T09:00:00Z", USER, REQUEST)
    thread = {"id": "t1", "subject": "Question about public policy", "messages": [asked]}
    with staged(tmp_path, situation(event=old, threads=[thread])) as stage:
        assert not stage.drafts()
        assert "too_late" in {plan.reason for plan in stage.plans()}
        stage.deliver(situation(event=old, threads=[thread], note=NOTE))
        assert len(stage.drafts()) == 1


def test_another_persons_drafts_are_never_listed(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage, stage.context.database.reading() as session:
        assert drafting.listing(session, stage.context.vault, "somebody-else") == []


def test_what_is_listed_has_the_shape_that_scripts_rely_on(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (draft,) = stage.drafts()
        wanted = {
            "id", "kind", "state", "interview", "to", "cc", "from", "subject", "in_reply_to", "references", "body",
            "language", "send_at", "evidence", "needs_user_input",
        }  # fmt: skip
        assert wanted <= set(draft)
        assert draft["subject"] == "Re: Question about public policy"
        assert draft["in_reply_to"] == "<r1@gov.example>"
        assert draft["references"] == ["<u1@mail.example>", "<r1@gov.example>"]
        assert all(entry["quote"] in NOTE for entry in draft["evidence"])


def say_not_about(stage: Stage, message_id: str) -> None:
    """The person says that this mail is about something else."""
    with stage.context.database.writing(LOCAL_PERSON, "not_about") as session:
        mail_row = session.scalars(select(StoredMessage).where(StoredMessage.message_id == message_id)).one()
        talk = next(row for row in stage.interviews() if row.start)
        interviews.correct(session, LOCAL_PERSON, talk.id, "not_about", f"msg:{mail_row.id}", stage.clock())
    stage.engine.settle()


def test_a_mail_that_is_not_about_the_talk_is_no_evidence_and_is_not_answered(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (draft,) = stage.drafts()
        assert draft["in_reply_to"] == "<r1@gov.example>"
        for message_id in ("<u1@mail.example>", "<r1@gov.example>"):
            say_not_about(stage, message_id)
        (anew,) = stage.drafts()
        assert anew["id"] == draft["id"]
        assert (anew["in_reply_to"], anew["references"]) == (None, [])
        assert not [one for one in anew["evidence"] if one["source"].startswith("msg:")]
        assert "Re:" not in anew["subject"]


def test_thanks_that_were_for_something_else_leave_the_thank_you_due(tmp_path: Path) -> None:
    thanks = mail("<u2@mail.example>", "2026-03-10T15:50:00Z", USER, "Thank you for the book, Ruth!\n\nNoah")
    thread = {"id": "t2", "subject": "The book", "messages": [thanks]}
    with staged(tmp_path, situation(note=NOTE, more_threads=[thread])) as stage:
        assert not stage.drafts()
        say_not_about(stage, "<u2@mail.example>")
        assert [one["kind"] for one in stage.drafts()] == ["thank_you"]
