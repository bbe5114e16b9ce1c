"""What the person asks to be written: drafts of every kind, silence where it makes no sense, and nothing else disturbed."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service import asks, drafting, outbox, purging
from service.accounts import LOCAL_PERSON
from service.drafting.due import ask_id
from service.exclusions import Exclusions
from service.schema import Approval, Ask, Contact, Draft
from tests.service.drafting.stage import CONTACT, REQUEST, USER, Stage, contact, mail, situation, staged

NOTE = "She suggested reading one budget law end to end."
BEFORE = "2026-03-09T15:00:00Z"
"""The day before the talk of `situation`, which is on Tuesday 10 March at ten in Chicago."""
LATER = "2026-07-15T15:00:00Z"
ANN, ANN_MAIL = "c2", "ann.moss@lab.example"


def ask(kind: str, at: str, text: str = "", *, event: str | None = "e1", to: str = "c1", **more: Any) -> dict[str, Any]:
    return {"id": "a1", "at": at, "kind": kind, "event": event, "contact": to, "text": text, "about": "", **more}


def asked(*wishes: dict[str, Any], now: str = "", **more: Any) -> dict[str, Any]:
    """The situation with what was asked for, up to then."""
    case = situation(now=now or wishes[-1]["at"], **more)
    case["input"]["asks"] = list(wishes)
    return case


def only_asked(wish: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Nothing is known but two people, one of whom the person wants to write to."""
    case = asked(wish, **{"threads": [], "notes": [], **more})
    case["input"]["contacts"] += [contact(ANN, "Ann Moss", ANN_MAIL)]
    case["input"]["events"] = more.get("events", [])
    return case


def request_only(answers: list[dict[str, Any]], *wishes: dict[str, Any], now: str = "") -> dict[str, Any]:
    """The person asked Ruth for a talk, and nothing is planned."""
    thread = {"id": "t1", "subject": "Question about public policy", "messages": [_own_request(), *answers]}
    case = asked(*wishes, now=now, threads=[thread])
    case["input"]["events"] = []
    return case


def _own_request() -> dict[str, Any]:
    return mail("<u1@mail.example>", "2026-03-02T09:00:00Z", USER, REQUEST)


def of_kind(stage: Stage, kind: str, *states: str) -> list[dict[str, Any]]:
    return [draft for draft in stage.drafts(*states) if draft["kind"] == kind]


def reason(stage: Stage) -> list[str]:
    return [plan.reason for plan in stage.plans() if ask_id(plan.for_start) and plan.state in {"silent", "withdrawn"}]


# --- every kind ---------------------------------------------------------------------------------------------------


def test_who_is_late_says_by_how_much_at_once(tmp_path: Path) -> None:
    wish = ask("running_late", "2026-03-10T14:52:00Z", "10 min, tram is stuck")
    with staged(tmp_path, asked(wish)) as stage:
        (draft,) = stage.drafts()
        assert (draft["kind"], draft["to"], draft["in_reply_to"]) == ("running_late", [CONTACT], "<r1@gov.example>")
        assert draft["send_at"] == "2026-03-10T14:52:00Z"
        assert "10 minutes late" in draft["body"]
        assert {"source": "ask:a1", "quote": "10 min, tram is stuck"}.items() <= draft["evidence"][0].items()


def test_a_confirmation_names_day_hour_and_link(tmp_path: Path) -> None:
    event = {"description": "Join: https://meet.example/abc"}
    with staged(tmp_path, asked(ask("confirmation", BEFORE), event=event)) as stage:
        (draft,) = stage.drafts()
        assert "tomorrow, Tuesday, at 10 am" in draft["body"]
        assert "https://meet.example/abc" in draft["body"]


def test_a_confirmation_tells_the_readers_hour_where_it_is_another(tmp_path: Path) -> None:
    people = [contact("c1", "Ruth Adler", CONTACT, "America/New_York")]
    with staged(tmp_path, asked(ask("confirmation", BEFORE), contacts=people)) as stage:
        assert "at 11 am your time" in stage.drafts()[0]["body"]


def test_a_first_mail_says_why_them_and_for_how_long_and_makes_no_easy(tmp_path: Path) -> None:
    wish = ask(
        "request",
        BEFORE,
        "saw her talk on river data. want to hear how she got into it. 25 minutes",
        event=None,
        to=ANN,
    )
    with staged(tmp_path, only_asked(wish)) as stage:
        (draft,) = stage.drafts()
        assert (draft["to"], draft["in_reply_to"], draft["references"]) == ([ANN_MAIL], None, [])
        assert not draft["subject"].startswith("Re:")
        assert "talk on river data" in draft["body"]
        assert "how you got into it" in draft["body"]
        assert "25 minutes" in draft["body"]


def test_a_wish_for_a_job_stays_out_of_a_first_mail(tmp_path: Path) -> None:
    text = "saw her talk on river data. any open position on her team? want to hear how she got into it"
    with staged(tmp_path, only_asked(ask("request", BEFORE, text, event=None, to=ANN))) as stage:
        (draft,) = stage.drafts()
        assert "position" not in draft["body"]


def test_who_can_introduce_gets_lines_to_forward_that_speak_of_the_third_in_the_third_person(tmp_path: Path) -> None:
    text = "want to ask her how she edits budget stories"
    with staged(tmp_path, only_asked(ask("request", BEFORE, text, event=None, to=ANN, about="Ngozi Hart"))) as stage:
        (draft,) = stage.drafts()
        assert draft["to"] == [ANN_MAIL]
        assert "My name is Noah Klein" in draft["body"] or "I am Noah Klein" in draft["body"]
        assert "how she edits budget stories" in draft["body"]
        assert "@" not in draft["body"]


def test_one_reminder_goes_into_the_thread_of_the_request(tmp_path: Path) -> None:
    with staged(tmp_path, request_only([], ask("nudge", "2026-03-12T15:00:00Z", event=None))) as stage:
        (draft,) = stage.drafts()
        assert (draft["kind"], draft["in_reply_to"]) == ("nudge", "<u1@mail.example>")
        assert draft["subject"] == "Re: Question about public policy"


def test_an_automatic_reply_is_no_answer_to_a_request(tmp_path: Path) -> None:
    away = {
        **mail("<o1@gov.example>", "2026-03-02T09:01:00Z", CONTACT, "I am out of office.", after="<u1@mail.example>")
    }
    with staged(
        tmp_path, request_only([{**away, "automatic": True}], ask("nudge", "2026-03-12T15:00:00Z", event=None))
    ) as stage:
        assert [draft["kind"] for draft in stage.drafts()] == ["nudge"]


def test_i_will_get_back_to_you_is_no_answer_to_a_request(tmp_path: Path) -> None:
    later = mail(
        "<r1@gov.example>",
        "2026-03-03T09:00:00Z",
        CONTACT,
        "Swamped, I will get back to you.\n\nRuth",
        after="<u1@mail.example>",
    )
    with staged(tmp_path, request_only([later], ask("nudge", "2026-03-20T15:00:00Z", event=None))) as stage:
        assert [draft["kind"] for draft in stage.drafts()] == ["nudge"]


def test_a_mail_to_whom_a_note_points_names_who_did_and_presumes_nothing(tmp_path: Path) -> None:
    note = "She suggested I talk to Ann Moss about water rights."
    wish = ask("referral_outreach", "2026-03-12T15:00:00Z", "want to ask her about water rights", to=ANN)
    case = asked(wish, note=note)
    case["input"]["contacts"] += [contact(ANN, "Ann Moss", ANN_MAIL)]
    with staged(tmp_path, case) as stage:
        (draft,) = of_kind(stage, "referral_outreach")
        assert draft["to"] == [ANN_MAIL]
        assert "Ruth" in draft["body"]
        assert "open to hearing from me" not in draft["body"]
        assert "said yes" not in draft["body"]


HOST = mail(
    "<s1@gov.example>",
    "2026-03-02T09:00:00Z",
    CONTACT,
    "Dear Noah,\n\nI am a student and would love to hear how you got into teaching. Would you have 20 minutes?\n\nRuth",
)


def _host(wish: dict[str, Any]) -> dict[str, Any]:
    case = asked(wish, threads=[{"id": "t1", "subject": "A question", "messages": [HOST]}])
    case["input"]["events"] = []
    return case


def test_a_yes_takes_the_times_that_were_typed(tmp_path: Path) -> None:
    with staged(
        tmp_path, _host(ask("accept", "2026-03-03T15:00:00Z", "tuesday 10 at 5pm or thursday 12 at 9am", event=None))
    ) as stage:
        (draft,) = stage.drafts()
        assert (draft["in_reply_to"], draft["needs_user_input"]) == ("<s1@gov.example>", [])
        assert "uesday 10 at 5pm" in draft["body"]


def test_a_yes_without_times_asks_for_them(tmp_path: Path) -> None:
    with staged(tmp_path, _host(ask("accept", "2026-03-03T15:00:00Z", event=None))) as stage:
        assert stage.drafts()[0]["needs_user_input"] == ["times"]


def test_a_no_gives_no_reason_that_was_not_given(tmp_path: Path) -> None:
    with staged(tmp_path, _host(ask("decline", "2026-03-03T15:00:00Z", event=None))) as stage:
        (draft,) = stage.drafts()
        assert draft["kind"] == "decline"
        assert not {"busy", "schedule", "travel"} & set(draft["body"].split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "no room before spring. point to the alumni webinar on 3 Dec instead",
            "instead is the alumni webinar on 3 Dec.",
        ),
        ("suggest our open day instead", "instead is our open day."),
        ("I am away until May", ""),
    ],
)
def test_a_no_says_where_the_person_points_them_instead(tmp_path: Path, text: str, said: str) -> None:
    with staged(tmp_path, _host(ask("decline", "2026-03-03T15:00:00Z", text, event=None))) as stage:
        (draft,) = stage.drafts()
        assert said in draft["body"]
        assert "point to" not in draft["body"]


def test_who_was_never_talked_to_is_not_told_of_a_talk_and_gets_it_where_they_last_wrote_from(tmp_path: Path) -> None:
    first = mail(
        "<r1@gov.example>", "2026-03-03T09:00:00Z", CONTACT, "No time for a call. Start with a repair.\n\nRuth"
    )
    moved = {**first, "message_id": "<r2@home.example>", "from": "ruth@home.example", "date": "2026-05-03T09:00:00Z"}
    case = asked(ask("keep_in_touch", LATER, "mended the footbridge", event=None), threads=[], events=[])
    case["input"]["contacts"][0]["emails"].append("ruth@home.example")
    for one in (first, {**moved, "body": "Please use this address from now on.\n\nRuth"}):
        case["input"]["threads"].append({"id": one["message_id"], "subject": "Bridges", "messages": [one]})
    with staged(tmp_path, case) as stage:
        (draft,) = of_kind(stage, "keep_in_touch")
        assert (draft["to"], draft["in_reply_to"]) == (["ruth@home.example"], "<r2@home.example>")
        assert not re.search(r"\b(?:talk|spoke|conversation)", draft["body"])


@pytest.mark.parametrize(
    "pointing",
    [
        "Asked. Ann Moss says yes, write to her: ann.moss@lab.example.",
        "Ann Moss is the one. I told her about you, just drop her a line at ann.moss@lab.example.",
    ],
)
def test_a_first_mail_names_who_handed_on_the_address_by_mail(tmp_path: Path, pointing: str) -> None:
    told = {**mail("<r9@gov.example>", "2026-03-03T09:00:00Z", CONTACT, f"{pointing}\n\nRuth"), "to": [USER]}
    thread = {"id": "t9", "subject": "Somebody to ask?", "messages": [told]}
    wish = ask("referral_outreach", "2026-03-04T09:00:00Z", "how she moved into a lab", event=None, to=ANN)
    with staged(tmp_path, only_asked(wish, threads=[thread])) as stage:
        (draft,) = of_kind(stage, "referral_outreach")
        assert "Ruth" in draft["body"]


def test_a_sign_of_life_tells_the_news_and_what_they_advised(tmp_path: Path) -> None:
    text = "I read the whole transport budget law in May and wrote a summary of it"
    with staged(tmp_path, asked(ask("keep_in_touch", LATER, text), note=NOTE)) as stage:
        (draft,) = of_kind(stage, "keep_in_touch")
        assert "I read the whole transport budget law in May" in draft["body"]
        assert "reading one budget law" in draft["body"] or "to read one budget law" in draft["body"]


def test_good_news_reach_who_gave_their_time_though_no_note_says_what_they_said(tmp_path: Path) -> None:
    with staged(tmp_path, asked(ask("news", LATER, "got the job at the city's budget office!", event=None))) as stage:
        (draft,) = of_kind(stage, "news")
        assert "I got the job at the city" in draft["body"]
        assert "your advice" not in draft["body"]


# --- silence ------------------------------------------------------------------------------------------------------

ANSWER = mail(
    "<r1@gov.example>", "2026-03-03T09:00:00Z", CONTACT, "Happy to, Tuesday works.\n\nRuth", after="<u1@mail.example>"
)
NUDGED = mail(
    "<u2@mail.example>", "2026-03-09T09:00:00Z", USER, "Hi Ruth, may I ask again?\n\nNoah", after="<u1@mail.example>"
)


@pytest.mark.parametrize(("answers", "why"), [([ANSWER], "answered"), ([NUDGED], "user_already_wrote")])
def test_nobody_is_reminded_who_answered_or_twice(tmp_path: Path, answers: list[dict[str, Any]], why: str) -> None:
    with staged(tmp_path, request_only(answers, ask("nudge", "2026-03-12T15:00:00Z", event=None))) as stage:
        assert not stage.drafts()
        assert reason(stage) == [why]


@pytest.mark.parametrize(
    ("kind", "at", "why"),
    [
        ("running_late", BEFORE, "not_yet_held"),
        ("running_late", "2026-03-10T15:45:00Z", "too_late"),
        ("confirmation", "2026-03-10T15:10:00Z", "too_late"),
    ],
)
def test_what_is_said_before_a_talk_is_said_at_its_time_only(tmp_path: Path, kind: str, at: str, why: str) -> None:
    with staged(tmp_path, asked(ask(kind, at))) as stage:
        assert not of_kind(stage, kind)
        assert reason(stage) == [why]


@pytest.mark.parametrize(("kind", "at"), [("confirmation", BEFORE), ("running_late", "2026-03-10T14:55:00Z")])
def test_a_cancelled_talk_is_neither_confirmed_nor_come_late_to(tmp_path: Path, kind: str, at: str) -> None:
    off = {"status": "cancelled", "cancelled_at": "2026-03-09T12:00:00Z", "sequence": 1}
    with staged(tmp_path, asked(ask(kind, at), event=off)) as stage:
        assert not stage.drafts()
        assert reason(stage) == ["cancelled"]


def test_a_confirmation_that_waits_is_withdrawn_when_the_talk_begins(tmp_path: Path) -> None:
    with staged(tmp_path, asked(ask("confirmation", BEFORE))) as stage:
        assert of_kind(stage, "confirmation")
        stage.move_to("2026-03-10T15:01:00Z")
        assert not of_kind(stage, "confirmation")
        (gone,) = of_kind(stage, "confirmation", "withdrawn")
        assert gone["reason"]


def test_a_confirmation_follows_a_move(tmp_path: Path) -> None:
    moved = {
        "start": "2026-03-11T14:00:00-05:00", "end": "2026-03-11T14:30:00-05:00", "sequence": 1,
        "updated": "2026-03-09T16:00:00Z", "history": [{"sequence": 0, "start": "2026-03-10T10:00:00-05:00"}],
    }  # fmt: skip
    wish = ask("confirmation", BEFORE)
    with staged(tmp_path, asked(wish)) as stage:
        before = stage.drafts()[0]
        stage.deliver(asked(wish, event=moved, now="2026-03-09T16:30:00Z"))
        (draft,) = of_kind(stage, "confirmation")
        assert draft["id"] == before["id"]
        assert "at 2 pm" in draft["body"]
        assert "10 am" not in draft["body"]


def test_what_was_written_by_hand_meanwhile_is_not_written_again(tmp_path: Path) -> None:
    wish = ask("news", LATER, "I got the job at the budget office", event=None)
    by_hand = {
        "id": "t2", "subject": "News",
        "messages": [mail("<u3@mail.example>", "2026-07-15T16:00:00Z", USER, "Ruth, I got the job!\n\nNoah")],
    }  # fmt: skip
    with staged(tmp_path, asked(wish)) as stage:
        assert of_kind(stage, "news")
        stage.deliver(asked(wish, more_threads=[by_hand], now="2026-07-15T16:10:00Z"))
        assert not of_kind(stage, "news")
        assert reason(stage) == ["user_already_wrote"]


def test_a_request_is_not_written_to_whom_a_talk_is_planned_with(tmp_path: Path) -> None:
    with staged(tmp_path, asked(ask("request", BEFORE, "want to hear how she got there"))) as stage:
        assert not stage.drafts()
        assert reason(stage) == ["answered"]


# --- taken back, and asked for anew -------------------------------------------------------------------------------


def test_what_is_taken_back_is_withdrawn_and_comes_back_with_undo(tmp_path: Path) -> None:
    with staged(tmp_path, asked(ask("confirmation", BEFORE))) as stage:
        with stage.context.database.writing(LOCAL_PERSON, "back") as session:
            asks.take_back(session, LOCAL_PERSON, "a1", stage.clock())
        stage.engine.settle()
        assert not stage.drafts()
        assert of_kind(stage, "confirmation", "withdrawn")[0]["reason"] == "You took back what you had asked for."
        with stage.context.database.writing(LOCAL_PERSON, "again") as session:
            asks.again(session, LOCAL_PERSON, "a1", stage.clock())
        stage.engine.settle()
        assert len(of_kind(stage, "confirmation")) == 1


def test_asked_for_anew_there_is_one_draft_and_it_says_the_new(tmp_path: Path) -> None:
    first = ask("running_late", "2026-03-10T14:50:00Z", "5 minutes")
    second = {**ask("running_late", "2026-03-10T14:56:00Z", "20 minutes"), "id": "a2"}
    with staged(tmp_path, asked(first, second)) as stage:
        (draft,) = of_kind(stage, "running_late")
        assert "20 minutes" in draft["body"]
        assert of_kind(stage, "running_late", "withdrawn")[0]["reason"] == "You asked for it anew."


def test_asked_for_anew_an_edited_draft_is_set_aside_and_not_destroyed(tmp_path: Path) -> None:
    first = ask("news", LATER, "I got the job at the budget office", event=None)
    second = {**ask("news", "2026-07-15T15:30:00Z", "I start in May at the budget office", event=None), "id": "a2"}
    with staged(tmp_path, asked(first)) as stage:
        (draft,) = of_kind(stage, "news")
        with stage.context.database.writing(LOCAL_PERSON, "edit") as session:
            drafting.edit_draft(session, stage.context.vault, draft["id"], body="My own words.", now=stage.clock())
        stage.deliver(asked(first, second))
        (aside,) = of_kind(stage, "news", "withdrawn")
        assert aside["body"] == "My own words."
        assert len(of_kind(stage, "news")) == 1


# --- beside everything else ---------------------------------------------------------------------------------------


def test_a_wish_changes_nothing_of_what_an_interview_brings_about_by_itself(tmp_path: Path) -> None:
    wish = ask("keep_in_touch", "2026-03-11T15:00:00Z", "I found the budget law online and read it in a day")
    plain, wished = tmp_path / "plain", tmp_path / "wished"
    plain.mkdir()
    wished.mkdir()
    with staged(plain, situation(note=NOTE, now="2026-03-11T16:00:00Z")) as stage:
        without = stage.rows()
    with staged(wished, asked(wish, note=NOTE, now="2026-03-11T16:00:00Z")) as stage:
        rows = stage.rows()
        assert of_kind(stage, "keep_in_touch")
    kept = {
        "follow_ups": [row for row in rows["follow_ups"] if not ask_id(row["for_start"])],
        "drafts": [row for row in rows["drafts"] if row["kind"] != "keep_in_touch"],
        "tasks": rows["tasks"],
    }
    assert kept == without


def test_handling_a_wish_twice_changes_no_row(tmp_path: Path) -> None:
    case = asked(ask("keep_in_touch", LATER, "I read the budget law in May and liked it"), note=NOTE)
    with staged(tmp_path, case) as stage:
        before = stage.rows()
        stage.deliver(case)
        with stage.context.database.writing(LOCAL_PERSON, "again") as session:
            for interview in stage.interviews():
                drafting.follow_up(session, stage.context.vault, interview.id, stage.clock())
        assert stage.rows() == before


def test_who_was_never_talked_to_gets_a_row_that_is_no_interview_and_that_the_talk_takes_over(tmp_path: Path) -> None:
    wish = ask("request", BEFORE, "saw her talk on river data", event=None, to=ANN)
    talk = {
        "id": "e2", "ical_uid": "e2@cal.example", "provider": "google", "summary": "Ann / Noah informational chat",
        "description": "", "location": "", "start": "2026-03-20T10:00:00-05:00", "end": "2026-03-20T10:30:00-05:00",
        "timezone": "America/Chicago", "organizer": USER, "updated": "2026-03-12T10:00:00Z",
        "attendees": [
            {"email": USER, "name": "Noah Klein", "partstat": "accepted"},
            {"email": ANN_MAIL, "name": "Ann Moss", "partstat": "accepted"},
        ],
        "status": "confirmed", "sequence": 0, "history": [],
    }  # fmt: skip
    with staged(tmp_path, only_asked(wish)) as stage:
        (row,) = stage.interviews()
        assert (row.status, row.start, row.contact_id) == ("not_logged", None, ANN)
        later = only_asked(wish, events=[talk])
        later["input"]["now"] = "2026-03-12T11:00:00Z"
        stage.deliver(later)
        begun, stands = sorted(stage.interviews(), key=lambda one: one.start is not None)
        assert begun.same_as == stands.id
        assert stands.status == "accepted"
        assert not stage.drafts()


def test_somebody_elses_interview_or_contact_cannot_be_asked_about(tmp_path: Path) -> None:
    with staged(tmp_path, situation()) as stage:
        interview = stage.interviews()[0].id
        with stage.context.database.writing(LOCAL_PERSON, "ask") as session:
            for where in ({"interview_id": interview}, {"contact_id": "c1"}):
                with pytest.raises(LookupError):
                    asks.ask(session, stage.context.vault, "per_other", "news", text="x", now=stage.clock(), **where)
            row = asks.ask(session, stage.context.vault, LOCAL_PERSON, "news", contact_id="c1", now=stage.clock())
            with pytest.raises(asks.NoSuchAsk):
                asks.take_back(session, "per_other", row.id, stage.clock())


def test_what_cannot_be_asked_for_is_refused_in_words(tmp_path: Path) -> None:
    case = only_asked(ask("request", BEFORE, "saw her talk", event=None, to=ANN))
    with staged(tmp_path, case) as stage, stage.context.database.writing(LOCAL_PERSON, "ask") as session:
        told: dict[str, Any] = {"contact_id": ANN, "now": stage.clock()}
        with pytest.raises(asks.CannotAsk, match="no such kind"):
            asks.ask(session, stage.context.vault, LOCAL_PERSON, "thank_you", **told)
        with pytest.raises(asks.CannotAsk, match="no time planned"):
            asks.ask(session, stage.context.vault, LOCAL_PERSON, "running_late", **told)
        with pytest.raises(asks.CannotAsk, match="4,000"):
            asks.ask(session, stage.context.vault, LOCAL_PERSON, "news", text="x" * 5000, **told)


@pytest.mark.parametrize("note", ["", "She suggested I talk to Ann Moss about water rights."])
def test_whoever_is_never_to_be_logged_leaves_no_wish_behind(tmp_path: Path, note: str) -> None:
    kind, event = ("referral_outreach", "e1") if note else ("request", None)
    wish = ask(kind, "2026-03-12T15:00:00Z", "want to hear about water rights", event=event, to=ANN)
    case = asked(wish, note=note) if note else only_asked(wish)
    case["input"]["contacts"] = [contact("c1", "Ruth Adler", CONTACT), contact(ANN, "Ann Moss", ANN_MAIL)]
    barred = Exclusions(addresses=frozenset({ANN_MAIL}))
    with staged(tmp_path, case) as stage:
        assert of_kind(stage, kind)
        with stage.context.database.writing(LOCAL_PERSON, "purge") as session:
            purging.purge(session, stage.context.vault, LOCAL_PERSON, barred, stage.clock(), with_drafts=True)
        stage.engine.settle()
        with stage.context.database.reading() as session:
            assert not session.query(Ask).filter_by(contact_id=ANN).count()
            assert (session.get(Contact, ANN) is None) == (not note)
        assert not of_kind(stage, kind)


# --- the person missed it -----------------------------------------------------------------------------------------


def test_who_missed_the_talk_themself_apologises_once(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note="I overslept and missed the call. So embarrassing.")) as stage:
        (draft,) = stage.drafts()
        assert (draft["kind"], draft["to"]) == ("apology", [CONTACT])
        assert draft["body"].lower().count("sorry") == 1
        assert "overslept" not in draft["body"]
        assert stage.interviews()[0].no_show_by == "user"


def test_a_point_that_was_missed_is_no_missed_talk(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note="I missed the part about night shifts. I forgot to ask about pay.")) as stage:
        assert {one.status for one in stage.interviews() if not one.same_as} == {"held"}
        assert [draft["kind"] for draft in stage.drafts()] == ["thank_you"]


def test_who_apologised_by_hand_is_not_asked_to_again(tmp_path: Path) -> None:
    sorry = mail(
        "<u2@mail.example>",
        "2026-03-10T15:20:00Z",
        USER,
        "Ruth, I am so sorry, I overslept.\n\nNoah",
        after="<r1@gov.example>",
    )
    thread = {"id": "t2", "subject": "Sorry", "messages": [sorry]}
    with staged(tmp_path, situation(note="I overslept and missed the call.", more_threads=[thread])) as stage:
        assert not stage.drafts()
        assert {plan.reason for plan in stage.plans() if plan.kind == "apology"} == {"user_already_wrote"}


# --- the state is looked at once more when it is approved and when it is sent ------------------------------------------


def _approved(stage: Stage, kind: str) -> str:
    (draft,) = of_kind(stage, kind)
    with stage.context.database.writing(LOCAL_PERSON, "approve") as session:
        row = session.get_one(Draft, draft["id"])
        digest = outbox.text_digest(row, draft["body"])
        return outbox.approve(session, stage.context, LOCAL_PERSON, row.id, digest=digest).id


def test_what_the_records_speak_against_can_no_longer_be_approved(tmp_path: Path) -> None:
    with staged(tmp_path, asked(ask("confirmation", BEFORE))) as stage:
        stage.clock.move_to(datetime.fromisoformat("2026-03-10T15:05:00Z"))  # nothing was handled since
        with pytest.raises(outbox.CannotApprove, match="Nothing calls for it any more"):
            _approved(stage, "confirmation")


def test_an_approved_reminder_does_not_go_out_once_they_have_answered(tmp_path: Path) -> None:
    wish = ask("nudge", "2026-03-12T15:00:00Z", event=None)
    answer = mail(
        "<r1@gov.example>", "2026-03-12T15:10:00Z", CONTACT, "Tuesday works.\n\nRuth", after="<u1@mail.example>"
    )
    with staged(tmp_path, request_only([], wish)) as stage:
        approval_id = _approved(stage, "nudge")
        stage.deliver(request_only([answer], wish, now="2026-03-12T15:11:00Z"))
        with stage.context.database.reading() as session:
            approval = session.get_one(Approval, approval_id)
            assert approval.state == "withdrawn"
        assert of_kind(stage, "nudge", "withdrawn")[0]["reason"].startswith("They have answered meanwhile.")
