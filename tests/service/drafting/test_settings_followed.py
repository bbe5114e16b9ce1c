"""Drafts follow what the person set: words never used, greeting, own sentences, hours, waiting, whom not to follow."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service import about_people, preferences
from service.accounts import LOCAL_PERSON
from service.drafting import timing
from service.drafting.timing import Hours
from tests.service.drafting.stage import Stage, situation, staged, staged_again

NEW_YORK = ZoneInfo("America/New_York")
NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."


def choose(stage: Stage, **values: object) -> None:
    with stage.context.database.writing(LOCAL_PERSON, "choose") as session:
        preferences.change(session, LOCAL_PERSON, stage.clock(), **values)
    stage.deliver(situation(note=NOTE))


@pytest.mark.parametrize("phrase", ["Best", "Thank you for talking", "thank  you FOR talking"])
def test_no_draft_that_is_shown_holds_a_phrase_never_to_be_used(tmp_path: Path, phrase: str) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        choose(stage, never_phrases=phrase)
        waiting = stage.drafts("needs_review")
        plain = " ".join(phrase.casefold().split())
        assert not [draft for draft in waiting if plain in " ".join(draft["body"].casefold().split())]


def test_greeting_and_own_sentences_are_the_persons(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        choose(
            stage, greeting="Dear", closing="With warm greetings to your team.", opening="I hope your week began well."
        )
        (draft,) = stage.drafts()
        assert draft["body"].startswith("Dear Ruth,\n\nI hope your week began well. ")
        assert "With warm greetings to your team.\n\nBest,\nNoah" in draft["body"]


def test_own_sentences_stay_out_of_drafts_in_another_language(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        choose(stage, opening="Ich hoffe, es geht Ihnen gut und die Woche war schön.")
        (draft,) = stage.drafts()
        assert "Ich hoffe" not in draft["body"]


def test_a_draft_waits_as_long_as_the_person_likes(tmp_path: Path) -> None:
    with staged(tmp_path, situation(now="2026-03-10T15:20:00Z")) as stage:
        with stage.context.database.writing(LOCAL_PERSON, "choose") as session:
            preferences.change(session, LOCAL_PERSON, stage.clock(), ready_after=45)
        stage.move_to("2026-03-10T16:10:00Z")
        assert not stage.drafts("needs_review")
        stage.move_to("2026-03-10T16:16:00Z")
        assert len(stage.drafts("needs_review")) == 1


def test_the_suggested_time_moves_with_the_hours(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        choose(stage, send_after=180)
        assert stage.drafts()[0]["send_at"] == "2026-03-10T18:30:00Z"
        choose(stage, hour_from=9, hour_to=12)
        assert stage.drafts()[0]["send_at"] == "2026-03-11T14:00:00Z"


@pytest.mark.parametrize(
    ("ends", "hours", "sent"),
    [
        ("2026-03-13T18:30:00-04:00", Hours(is_evening_fine=True), "2026-03-13T18:45:00-04:00"),
        ("2026-03-13T21:30:00-04:00", Hours(is_evening_fine=True), "2026-03-16T08:00:00-04:00"),
        ("2026-03-14T11:00:00-04:00", Hours(is_evening_fine=True), "2026-03-16T08:00:00-04:00"),
        ("2026-03-10T10:30:00-04:00", Hours(opens=13, closes=15), "2026-03-10T13:00:00-04:00"),
        ("2026-03-10T10:30:00-04:00", Hours(after=timedelta(hours=3)), "2026-03-10T13:30:00-04:00"),
        ("2026-03-10T22:30:00-04:00", Hours(opens=0, closes=24), "2026-03-10T23:30:00-04:00"),
    ],
)
def test_the_time_is_as_wished(ends: str, hours: Hours, sent: str) -> None:
    end = datetime.fromisoformat(ends)
    assert timing.suggest(end, end, NEW_YORK, hours).at == datetime.fromisoformat(sent)


def test_nothing_is_written_to_whom_the_person_does_not_follow(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (interview,) = [row for row in stage.interviews() if row.band == "log"]
        with stage.context.database.writing(LOCAL_PERSON, "stop") as session:
            about_people.stop_tracking(session, LOCAL_PERSON, interview.contact_id, stage.clock())
        stage.move_to("2026-03-10T16:30:00Z")
        assert not stage.drafts("needs_review")
        with stage.context.database.writing(LOCAL_PERSON, "follow") as session:
            about_people.track_again(session, LOCAL_PERSON, interview.contact_id, stage.clock())
        stage.move_to("2026-03-10T16:40:00Z")
        assert len(stage.drafts("needs_review")) == 1
