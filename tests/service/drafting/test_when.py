"""When a draft is written and when it is suggested to go out: issue 6, section 3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.service.drafting.stage import CONTACT, USER, contact, mail, situation, staged

NOTE = {
    "id": "n1",
    "event": "e1",
    "at": "2026-03-10T15:10:00Z",
    "text": "She suggested reading one budget law end to end.",
}


def _at(start: str, end: str, **more: Any) -> dict[str, Any]:
    return situation(event={"start": start, "end": end, "timezone": "America/Chicago"}, **more)


def test_a_note_typed_while_they_talk_brings_no_draft_before_the_end(tmp_path: Path) -> None:
    with staged(tmp_path, situation(notes=[NOTE], now="2026-03-10T15:20:00Z")) as stage:
        assert not stage.drafts("needs_review", "withdrawn")
        stage.move_to("2026-03-10T15:30:30Z")
        (draft,) = stage.drafts()
        assert "budget law" in draft["body"]
        assert draft["send_at"] >= "2026-03-10T15:45:00Z"


def test_after_friday_evening_the_next_working_morning_is_suggested_and_it_says_why(tmp_path: Path) -> None:
    case = _at("2026-03-13T18:00:00-05:00", "2026-03-13T18:30:00-05:00", now="2026-03-13T23:40:00Z")
    with staged(tmp_path, case) as stage:
        (draft,) = stage.drafts()
        assert draft["send_at"] == "2026-03-16T13:00:00Z"  # Monday at eight in Chicago
        assert any(one["rule"] == "R25" and "no working hour" in one["text"] for one in draft["warnings"])


@pytest.mark.parametrize(
    ("better", "said"),
    [
        ("It gets a lot calmer after Labor Day.", "after Labor Day"),
        ("I am away the week of the 16th.", "nother time would"),
    ],
)
def test_who_calls_off_is_taken_at_their_word_about_when_it_is_better(tmp_path: Path, better: str, said: str) -> None:
    off = mail(
        "<r2@gov.example>",
        "2026-03-10T13:00:00Z",
        CONTACT,
        f"No ten for me. Can we take a rain check? {better}\n\nRuth",
    )
    gone = {"status": "cancelled", "cancelled_at": "2026-03-10T13:00:00Z", "sequence": 1, "organizer": CONTACT}
    thread = {"id": "t2", "subject": "Today", "messages": [off]}
    with staged(tmp_path, situation(event=gone, more_threads=[thread])) as stage:
        (draft,) = stage.drafts()
        assert draft["kind"] == "reschedule_reply"
        assert said in draft["body"]
        assert "16th" not in draft["body"]


def test_who_likes_friday_evenings_gets_them_suggested(tmp_path: Path) -> None:
    case = _at("2026-03-13T18:00:00-05:00", "2026-03-13T18:30:00-05:00", now="2026-03-13T23:40:00Z")
    case["input"]["user"]["settings"]["fridays"] = "evening"
    with staged(tmp_path, case) as stage:
        assert stage.drafts()[0]["send_at"] == "2026-03-13T23:45:00Z"


def test_the_hours_are_those_of_the_reader(tmp_path: Path) -> None:
    """Ten in the morning in Chicago is past working hours in Kolkata."""
    people = [contact("c1", "Ruth Adler", CONTACT, "Asia/Kolkata")]
    with staged(tmp_path, situation(contacts=people, now="2026-03-10T16:00:00Z")) as stage:
        assert stage.drafts()[0]["send_at"] == "2026-03-11T02:30:00Z"


@pytest.mark.parametrize("to", ["ruth@home.example", CONTACT])
def test_thanks_by_hand_count_whatever_address_alias_and_subject_they_went_by(tmp_path: Path, to: str) -> None:
    alias = "noah.klein@alumni.example"
    by_hand = mail("<u9@alumni.example>", "2026-03-10T15:50:00Z", alias, "Ruth, thank you for this morning!\n\nNoah")
    thread = {"id": "t9", "subject": "So good to talk", "messages": [{**by_hand, "to": [to]}]}
    case = situation(more_threads=[thread], now="2026-03-10T16:00:00Z")
    case["input"]["user"]["emails"] = [USER, alias]
    case["input"]["contacts"][0]["emails"] = [CONTACT, "ruth@home.example"]
    with staged(tmp_path, case) as stage:
        assert not stage.drafts()
        assert [plan.reason for plan in stage.plans() if plan.kind == "thank_you"] == ["already_thanked"]
