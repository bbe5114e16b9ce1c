"""The same drafts in whatever order, and however late, the records arrive: texts depend on what is known, not on when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.simulation import simulate
from service.simulation.case import read
from service.simulation.play import played
from tests.service.drafting.stage import CONTACT, USER, contact, mail, situation, staged
from workers.runner import Runner

BEN, CARA = "ben.ito@gov.example", "cara.lund@gov.example"
NOTE = "Ruth: read one budget law end to end. Ben: ask for the minutes of a committee. Cara: write one page a week."


def _three() -> dict[str, Any]:
    """Ruth brings two colleagues, who each wrote before."""
    people = [("Noah Klein", USER), ("Ruth Adler", CONTACT), ("Ben Ito", BEN), ("Cara Lund", CARA)]
    attendees = [{"email": email, "name": name, "partstat": "accepted"} for name, email in people]
    wrote = [
        {**mail("<c1@gov.example>", "2026-03-04T09:00:00Z", CARA, "See you then, Noah.\n\nCara"), "to": [USER]},
        {**mail("<b1@gov.example>", "2026-03-05T09:00:00Z", BEN, "I will join you both.\n\nBen"), "to": [USER]},
    ]
    known = [contact("c1", "Ruth Adler", CONTACT), contact("c2", "Ben Ito", BEN), contact("c3", "Cara Lund", CARA)]
    threads = [{"id": one["message_id"], "subject": "Tuesday", "messages": [one]} for one in wrote]
    return situation(note=NOTE, contacts=known, event={"attendees": attendees}, more_threads=threads)


def test_three_drafts_about_one_talk_do_not_depend_on_whose_mail_was_read_first(tmp_path: Path) -> None:
    plain, late = _three(), _three()
    parts = late["input"]["threads"]
    for kept, delivered in ((parts[:1], parts), (parts[1:], parts)):
        first = {"id": "S", "input": {**late["input"], "threads": kept}}
        folder = tmp_path / str(len(kept))
        folder.mkdir()
        with staged(folder, first) as stage:
            stage.deliver({"id": "S", "input": {**late["input"], "threads": delivered}})
            said = {draft["to"][0]: draft["body"] for draft in stage.drafts()}
        assert said == {draft["to"][0]: draft["body"] for draft in simulate(plain, Runner)["drafts"]}


@pytest.mark.parametrize("at", ["2026-03-10T22:50:00Z", "2026-03-10T23:30:00Z"])
def test_once_nothing_is_suggested_for_today_any_more_a_draft_that_waits_names_the_day(tmp_path: Path, at: str) -> None:
    is_over = at > "2026-03-10T22:55:00Z"  # five to six where Ruth is
    with staged(tmp_path, situation()) as stage:
        stage.move_to(at)
        (waiting,) = stage.drafts()
    (fresh,) = simulate(situation(now=at), Runner)["drafts"]
    assert waiting["body"] == fresh["body"]
    assert ("on Tuesday" in waiting["body"], "this morning" in waiting["body"]) == (is_over, not is_over)


def test_news_go_into_the_conversation_that_began_it_though_all_of_it_was_read_half_a_year_later() -> None:
    wish = {
        "id": "a1",
        "at": "2026-11-16T12:45:00Z",
        "kind": "news",
        "event": None,
        "contact": "c1",
        "text": "I passed.",
    }
    case = situation(now="2026-11-16T13:00:00Z", events=[], asks=[wish])
    given = read(case)
    at_once = replace(given, arrivals=tuple(replace(one, at=given.now) for one in given.arrivals))
    (draft,) = played(at_once, Runner)["drafts"]
    assert draft["in_reply_to"] == "<r1@gov.example>"
