"""The command: what it reads, what it prints, and that it looks at nothing but the input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli.app import invoke
from service.cli.runtime import Runtime
from service.simulation import simulate
from service.simulation.case import read
from tests.service.drafting.stage import USER, situation
from workers.runner import Runner

KEYS = {
    "id", "action", "reason", "interview", "drafts", "withdraw", "tasks", "alerts", "next_draft_not_before", "sent_count",
}  # fmt: skip


def _run(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = invoke(["simulate", str(path)], Runtime(engine=Runner))
    out, err = capsys.readouterr()
    return code, out, err


def test_one_case_gives_one_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(situation()), encoding="utf-8")
    code, out, _ = _run(path, capsys)
    assert code == 0
    told = json.loads(out)
    assert set(told) == KEYS
    assert told["action"] == "draft"


def test_a_file_of_cases_gives_a_list_in_its_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.json"
    both = [{**situation(), "id": "A"}, {**situation(now="2026-03-10T15:00:00Z"), "id": "B"}]
    path.write_text(json.dumps({"cases": both}), encoding="utf-8")
    code, out, _ = _run(path, capsys)
    assert code == 0
    assert [(told["id"], told["action"]) for told in json.loads(out)] == [("A", "draft"), ("B", "no_draft")]


@pytest.mark.parametrize("text", ["not json", '"a word"', "[1, 2]", '{"id": "X"}', '{"input": {"now": "soon"}}'])
def test_what_is_no_case_is_refused_in_a_sentence(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    code, out, err = _run(path, capsys)
    assert code
    assert out == ""
    assert err.startswith("warmthread: ")
    assert "Traceback" not in err


def test_only_the_input_counts() -> None:
    plain = situation()
    dressed = {
        **plain,
        "kind": "no_show",
        "title": "Nobody came",
        "expect": {"action": "no_draft"},
        "example_drafts": [1],
    }
    assert simulate(plain, Runner) == simulate(dressed, Runner)


def test_the_same_case_gives_the_same_outcome_twice() -> None:
    assert simulate(situation(note="Read one budget law."), Runner) == simulate(
        situation(note="Read one budget law."), Runner
    )


def test_earlier_versions_come_first_and_complete() -> None:
    history = [
        {"sequence": 0, "start": "2026-03-05T10:00:00-06:00"},
        {"sequence": 1, "start": "2026-03-10T10:00:00-05:00"},
    ]
    case = read(situation(event={"sequence": 1, "history": history}))
    events = [arrival.record.event for arrival in case.arrivals if hasattr(arrival.record, "event")]
    assert [event.sequence for event in events] == [0, 1]
    assert all(event.start and event.end and (event.end - event.start).seconds == 1800 for event in events)


def test_a_line_of_history_that_differs_by_an_answer_alone_is_an_earlier_version() -> None:
    people = situation()["input"]["events"][0]["attendees"]
    declined = [{**people[0]}, {**people[1], "partstat": "declined"}]
    line = {"sequence": 0, "start": "2026-03-10T10:00:00-05:00"}
    for before, versions in ((people, 2), (declined, 1)):
        event = {"attendees": declined, "updated": "2026-03-09T12:00:00Z", "history": [{**line, "attendees": before}]}
        case = read(situation(event=event))
        assert len([arrival for arrival in case.arrivals if hasattr(arrival.record, "event")]) == versions


def test_a_cancelled_event_stood_once() -> None:
    case = read(situation(event={"status": "cancelled", "cancelled_at": "2026-03-09T12:00:00Z", "sequence": 1}))
    events = [arrival.record.event for arrival in case.arrivals if hasattr(arrival.record, "event")]
    assert [event.status for event in events] == ["confirmed", "cancelled"]


def test_a_note_on_an_entry_that_was_set_aside_is_the_persons_word_that_it_counts() -> None:
    entry = {"summary": "Friday workshop", "description": "", "organizer": "dana@shop.example", "attendees": [
        {"email": email, "partstat": "accepted"}
        for email in (USER, "dana@shop.example", "eli@shop.example")
    ]}  # fmt: skip
    silent = simulate(situation(event=entry, threads=[]), Runner)
    told = simulate(situation(event=entry, threads=[], note="Dana: always sand with the grain."), Runner)
    assert silent["interview"] is None
    assert told["interview"]["status"] == "held"
