"""A draft whose reason is gone is taken back, approved or not, and what happened is said; if the reason returns, it does."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from connectors.contract import CalendarChange, CalendarPage
from service import drafting, ingest, interviews, outbox
from service.accounts import LOCAL_PERSON
from service.drafting import meanwhile
from service.schema import Account, Activity, Approval, Draft, Interview
from service.sealed import open_draft
from service.simulation import play, provider
from tests.service.drafting.stage import USER, Stage, mail, situation, staged, staged_again

READ = "2026-03-10T17:00:00Z"
BEFORE = datetime.fromisoformat("2026-03-10T14:00:00+00:00")


def vanish(stage: Stage, *, deleted: datetime | None = None, event_id: str = "e1") -> None:
    """A poll at READ, the first since before the talk, no longer finds the calendar event."""
    stage.move_to(READ)
    page = CalendarPage((CalendarChange(event_id, deleted=deleted),), "next")
    with stage.context.database.writing(LOCAL_PERSON, "poll") as session:
        account_id = play.account_id("google")
        session.get_one(Account, account_id).caught_up_at = BEFORE
        ingest.store_calendar_page(session, stage.context.vault, account_id, provider.CALENDAR, page, stage.clock())
    stage.engine.settle()


def talks(stage: Stage) -> list[Interview]:
    """What the calendar tells of."""
    return sorted((row for row in stage.interviews() if row.start), key=lambda row: row.meeting)


def approve(stage: Stage, draft_id: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON, "approve") as session:
        draft = session.get_one(Draft, draft_id)
        digest = outbox.text_digest(draft, open_draft(stage.context.vault, draft).body)
        outbox.approve(session, stage.context, LOCAL_PERSON, draft_id, digest=digest)


def say(stage: Stage, kind: str, value: str = "", *, about: int = 0) -> None:
    with stage.context.database.writing(LOCAL_PERSON, "say") as session:
        interview = talks(stage)[about]
        interviews.correct(session, LOCAL_PERSON, interview.id, kind, value, stage.clock())
    stage.engine.settle()


def approval(stage: Stage) -> Approval:
    with stage.context.database.reading() as session:
        return session.scalars(select(Approval).order_by(Approval.approved_at.desc())).first() or Approval()


def told(stage: Stage, draft_id: str, since: datetime) -> list[str]:
    with stage.context.database.reading() as session:
        draft = session.get_one(Draft, draft_id)
        interview = session.get_one(Interview, draft.interview_id)
        return [change.kind for change in meanwhile.changes(session, draft, interview, since)]


def test_a_cancellation_read_after_the_end_takes_the_draft_back_and_is_said_though_it_is_older(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        written = stage.clock()
        vanish(stage, deleted=BEFORE)
        assert {row.status for row in stage.interviews()} == {"cancelled", "not_logged"}
        (gone,) = stage.drafts("withdrawn")
        assert gone["reason"] == "The meeting was cancelled."
        assert told(stage, draft["id"], written) == ["cancelled"]
        assert told(stage, draft["id"], stage.clock()) == []


def test_an_entry_that_vanished_takes_the_draft_back_until_the_person_says_what_was(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        written = stage.clock()
        vanish(stage)
        (gone,) = stage.drafts("withdrawn")
        assert "calendar" in gone["reason"]
        assert told(stage, gone["id"], written) == ["gone"]
        say(stage, "held")
        (back,) = stage.drafts()
        assert (back["id"], back["reason"]) == (gone["id"], "")


def test_an_approved_mail_that_nothing_calls_for_any_more_does_not_go_out(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        approve(stage, draft["id"])
        vanish(stage, deleted=BEFORE)
        (gone,) = stage.drafts("withdrawn")
        assert gone["reason"] == "The meeting was cancelled. You had approved it; it was not sent."
        assert approval(stage).state == "withdrawn"
        with stage.context.database.reading() as session:
            logged = session.scalars(select(Activity.what).where(Activity.subject == draft["id"])).all()
        assert "not sent" in logged
        say(stage, "held")
        (back,) = stage.drafts()
        assert back["reason"] == "You had approved it before it was taken back: approve it again if it should go out."
        assert approval(stage).state == "withdrawn"


def test_an_approved_mail_to_somebody_whom_it_was_not_with_does_not_go_out(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        approve(stage, draft["id"])
        nina = {"email": "nina.roy@gov.example", "name": "Nina Roy", "partstat": "accepted"}
        me = {"email": USER, "name": "Noah Klein", "partstat": "accepted"}
        event = {"attendees": [me, nina], "sequence": 1, "updated": "2026-03-10T16:30:00Z"}
        stage.deliver(situation(event=event, now=READ))
        (gone,) = stage.drafts("withdrawn")
        assert gone["reason"] == "The meeting was with somebody else. You had approved it; it was not sent."
        assert [one["to"] for one in stage.drafts()] == [["nina.roy@gov.example"]]


def test_the_persons_own_words_survive_being_taken_back_after_the_approval(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        with stage.context.database.writing(LOCAL_PERSON, "edit") as session:
            drafting.edit_draft(
                session, stage.context.vault, draft["id"], body="Hi Ruth,\n\nMy own words.\n\nNoah", now=stage.clock()
            )
        approve(stage, draft["id"])
        vanish(stage)
        assert "set aside" in stage.drafts("withdrawn")[0]["reason"]
        say(stage, "held")
        assert "My own words." in stage.drafts()[0]["body"]


def test_another_mail_of_the_persons_does_not_overrule_their_approval(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        (draft,) = stage.drafts()
        approve(stage, draft["id"])
        wrote = mail("<u9@mail.example>", "2026-03-10T16:30:00Z", USER, "Ruth, here is the link to the map.\n\nNoah")
        stage.deliver(situation(now=READ, more_threads=[{"id": "t9", "subject": "Map", "messages": [wrote]}]))
        assert [one["id"] for one in stage.drafts("approved")] == [draft["id"]]
        assert approval(stage).state == "held"


def two_records() -> dict[str, object]:
    """Two records of what may be one talk, half an hour apart, so that no rule takes them for one."""
    case = situation()
    first = case["input"]["events"][0]
    start, end = (datetime.fromisoformat(first[name]) + timedelta(minutes=45) for name in ("start", "end"))
    second = {**first, "id": "e2", "ical_uid": "e2@cal.example", "start": start.isoformat(), "end": end.isoformat()}
    case["input"]["events"] = [first, {**second, "summary": "Ruth / Noah chat about public policy"}]
    case["input"]["now"] = "2026-03-10T16:30:00Z"
    return case


def test_a_merge_stops_the_approved_mail_of_the_row_that_steps_aside_and_its_undo_brings_it_back(
    tmp_path: Path,
) -> None:
    with staged(tmp_path, two_records()) as stage:
        kept, other = talks(stage)
        drafts = {one["interview"]: one["id"] for one in stage.drafts()}
        assert drafts.keys() == {kept.id, other.id}
        for draft_id in drafts.values():
            approve(stage, draft_id)
        with stage.context.database.writing(LOCAL_PERSON, "merge") as session:
            word = interviews.merge(session, LOCAL_PERSON, kept.id, other.id, stage.clock())
        stage.engine.settle()
        aside = next(row for row in stage.interviews() if row.same_as)
        (stopped,) = stage.drafts("withdrawn")
        assert stopped["id"] == drafts[aside.id]
        assert stopped["reason"] == (
            "It is one conversation with another record, which speaks for both. You had approved it; it was not sent."
        )
        assert [one["id"] for one in stage.drafts("approved")] == [drafts[aside.same_as]]
        with stage.context.database.writing(LOCAL_PERSON, "undo") as session:
            interviews.undo(session, LOCAL_PERSON, word.id, stage.clock())
        stage.engine.settle()
        (back,) = stage.drafts()
        assert (back["id"], "approve it again" in back["reason"]) == (stopped["id"], True)
        assert len(stage.drafts("approved")) == 1
