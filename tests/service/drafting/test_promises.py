"""Promises as tasks: said twice and one, kept by a mail, put off, ticked off, put back; the same in any order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.attention import NoSuchTask, tick
from service.drafting import follow_up
from service.schema import Interview, StoredMessage, Task
from tests.service.drafting.stage import CONTACT, USER, Stage, contact, mail, situation, staged

NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."
THANKS = "Hi Ruth,\n\nThank you for your time. I will send you my thesis by Friday, and I keep thinking about what you told me.\n\nBest,\nNoah"
KEPT = "Hi Ruth,\n\nHere is my thesis, as promised.\n\nBest,\nNoah"


def later(date: str, body: str, sender: str = USER, name: str = "k1", **more: Any) -> dict[str, Any]:
    """A mail in a thread of its own."""
    message = {**mail(f"<{name}@{sender.partition('@')[2]}>", date, sender, body), **more}
    return {"id": f"t-{name}", "subject": f"About {name}", "messages": [message]}


def promise(stage: Stage, kind: str = "promise_mine") -> Task:
    (found,) = [task for task in stage.tasks() if task.kind == kind]
    return found


def test_what_note_and_thanks_both_promise_is_one_task_with_both_quotes(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note=NOTE, more_threads=[later("2026-03-10T15:50:00Z", THANKS)])) as stage:
        task = promise(stage)
        assert [one["source"] for one in task.said] == ["note:n1", "msg:<k1@mail.example>"]
        assert (task.due, task.source, task.done_at) == ("2026-03-13", "note:n1", None)


def test_the_mail_that_brings_it_closes_it_with_its_words(tmp_path: Path) -> None:
    found = situation(note=NOTE, now="2026-03-14T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", KEPT)])
    with staged(tmp_path, found) as stage:
        task = promise(stage)
        assert (task.closed_source, task.closed_quote) == ("msg:<k1@mail.example>", "Here is my thesis, as promised.")
        assert task.done_at is not None
        assert task.done_at.isoformat() == "2026-03-12T09:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "due"),
    [
        ("Hi Ruth,\n\nI'll send my thesis on Monday, sorry for the wait.\n\nNoah", "2026-03-16"),
        ("Hi Ruth,\n\nI still owe you my thesis.\n\nNoah", "2026-03-13"),
        ("Hi Ruth,\n\nHere is the agenda.\n\nNoah", "2026-03-13"),
    ],
)
def test_an_announcement_moves_the_day_and_closes_nothing(tmp_path: Path, body: str, due: str) -> None:
    found = situation(note=NOTE, now="2026-03-14T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", body)])
    with staged(tmp_path, found) as stage:
        assert (promise(stage).due, promise(stage).done_at) == (due, None)


def test_a_mail_months_later_still_keeps_it(tmp_path: Path) -> None:
    found = situation(note=NOTE, now="2026-06-20T16:00:00Z", more_threads=[later("2026-06-19T09:00:00Z", KEPT)])
    with staged(tmp_path, found) as stage:
        assert promise(stage).closed_quote == "Here is my thesis, as promised."


def test_what_the_person_put_back_stays_open_until_something_newer_keeps_it(tmp_path: Path) -> None:
    found = situation(note=NOTE, now="2026-03-14T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", KEPT)])
    with staged(tmp_path, found) as stage:
        _tick(stage, is_done=False)
        stage.deliver(found)
        assert (promise(stage).done_at, promise(stage).closed_source) == (None, "")
        newer = later("2026-03-15T09:00:00Z", "Hi Ruth,\n\nThis time it is attached: my thesis.\n\nNoah", name="k2")
        threads = [*found["input"]["threads"], newer]
        stage.deliver({"id": "S", "input": {**found["input"], "threads": threads, "now": "2026-03-16T16:00:00Z"}})
        assert promise(stage).closed_source == "msg:<k2@mail.example>"


def test_what_the_person_ticked_off_carries_no_quote_and_stays_so(tmp_path: Path) -> None:
    found = situation(note=NOTE)
    with staged(tmp_path, found) as stage:
        _tick(stage, is_done=True)
        kept = situation(note=NOTE, now="2026-03-14T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", KEPT)])
        stage.deliver(kept)
        assert (promise(stage).done_at is not None, promise(stage).closed_source) == (True, "")


def test_somebody_elses_task_is_not_there(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note=NOTE)) as stage:
        task_id = promise(stage).id
        with stage.context.database.writing("per_bob", "test") as session, pytest.raises(NoSuchTask):
            tick(session, "per_bob", task_id, stage.clock())


def test_a_note_that_comes_after_the_mail_that_kept_it_ends_in_the_same_rows(tmp_path: Path) -> None:
    brought = later("2026-03-10T15:20:00Z", KEPT)
    whole = situation(note=NOTE, now="2026-03-12T16:00:00Z", more_threads=[brought])
    with staged(tmp_path / "one", whole) as stage:
        stage.deliver(whole)
        at_once = stage.rows()["tasks"]
    with staged(tmp_path / "two", situation(now="2026-03-10T15:35:00Z", more_threads=[brought])) as stage:
        stage.deliver(whole)
        assert stage.rows()["tasks"] == at_once
    assert [row["closed_source"] for row in at_once if row["kind"] == "promise_mine"] == ["msg:<k1@mail.example>"]


def test_their_promise_is_closed_by_their_mail(tmp_path: Path) -> None:
    note = "She will send the name of the policy reading group."
    text = "Hi Noah,\n\nThe name of the policy reading group is Open Statutes.\n\nRuth"
    found = situation(
        note=note, now="2026-03-14T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", text, CONTACT)]
    )
    with staged(tmp_path, found) as stage:
        assert promise(stage, "promise_theirs").closed_quote == "The name of the policy reading group is Open Statutes."


def test_thanks_for_sending_it_close_it_too(tmp_path: Path) -> None:
    text = "Hi Noah,\n\nThank you for sending your thesis, I read the first chapter.\n\nRuth"
    found = situation(
        note=NOTE, now="2026-03-14T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", text, CONTACT)]
    )
    with staged(tmp_path, found) as stage:
        assert promise(stage).closed_source == "msg:<k1@gov.example>"


def test_an_introduction_by_mail_to_both_closes_the_offer(tmp_path: Path) -> None:
    note = "She offered to introduce me to Omar Haddad."
    text = "Omar, meet Noah, who is moving into policy. Noah, Omar drafts the budget laws.\n\nRuth"
    third = later("2026-03-12T09:00:00Z", text, CONTACT, to=[USER, "omar.haddad@gov.example"])
    with staged(tmp_path, situation(note=note, now="2026-03-14T16:00:00Z", more_threads=[third])) as stage:
        task = promise(stage, "promise_theirs")
        assert "Omar" in task.closed_quote
        assert task.done_at is not None


def test_a_mail_that_lost_its_text_unsays_nothing(tmp_path: Path) -> None:
    threads = [later("2026-03-10T15:50:00Z", THANKS), later("2026-03-12T09:00:00Z", KEPT, name="k2")]
    found = situation(now="2026-03-14T16:00:00Z", more_threads=threads)
    with staged(tmp_path, found) as stage:
        before = stage.rows()["tasks"]
        assert promise(stage).closed_source == "msg:<k2@mail.example>"
        with stage.context.database.writing(LOCAL_PERSON, "test") as session:
            for row in session.scalars(select(StoredMessage)):
                row.body_sealed = None
            session.flush()
            follow_up(session, stage.context.vault, promise(stage).interview_id, stage.clock())
        assert stage.rows()["tasks"] == before


def _tick(stage: Stage, *, is_done: bool) -> None:
    task_id = promise(stage).id
    with stage.context.database.writing(LOCAL_PERSON, "test") as session:
        tick(session, LOCAL_PERSON, task_id, stage.clock(), is_done=is_done)


def second_talk(**more: Any) -> dict[str, Any]:
    """Another conversation of Noah and Ruth, in April."""
    first = situation()["input"]["events"][0]
    return {
        **first, "id": "e2", "ical_uid": "e2@cal.example", "start": "2026-04-14T10:00:00-05:00",
        "end": "2026-04-14T10:30:00-05:00", "history": [], **more,
    }  # fmt: skip


def test_a_mail_after_the_second_meeting_keeps_what_was_promised_in_the_first(tmp_path: Path) -> None:
    found = situation(note=NOTE, now="2026-04-16T16:00:00Z", more_threads=[later("2026-04-15T09:00:00Z", KEPT)])
    found["input"]["events"].append(second_talk())
    with staged(tmp_path, found) as stage:
        assert promise(stage).closed_source == "msg:<k1@mail.example>"


def test_an_invite_that_was_promised_is_kept_by_the_calendar(tmp_path: Path) -> None:
    note = "I will send her a calendar invite for April."
    with staged(tmp_path, situation(note=note, now="2026-03-11T16:00:00Z")) as stage:
        assert promise(stage).done_at is None
        found = situation(note=note, now="2026-03-20T16:00:00Z")
        found["input"]["events"].append(second_talk(created="2026-03-19T10:00:00Z"))
        stage.deliver(found)
        assert promise(stage).closed_source.startswith("event:")


def test_what_was_kept_is_not_promised_again_when_a_draft_is_asked_for_anyway(tmp_path: Path) -> None:
    found = situation(note=NOTE, now="2026-03-12T16:00:00Z", more_threads=[later("2026-03-12T09:00:00Z", KEPT)])
    with staged(tmp_path, found) as stage:
        interview = next(row for row in stage.interviews() if row.id == promise(stage).interview_id)
        with stage.context.database.writing(LOCAL_PERSON, "test") as session:
            row = session.get_one(Interview, interview.id)
            row.data = {**row.data, "draft_anyway": True}
            session.flush()
            follow_up(session, stage.context.vault, interview.id, stage.clock())
        (draft,) = stage.drafts()
        assert "thesis" not in stage.body(draft["id"])


def test_one_promise_to_each_of_two_is_two_tasks(tmp_path: Path) -> None:
    other = "omar.haddad@gov.example"
    found = situation(
        note="Ruth: I promised the reading list. Omar: I promised the reading list.", now="2026-03-12T16:00:00Z"
    )
    found["input"]["contacts"].append(contact("c2", "Omar Haddad", other))
    found["input"]["events"][0]["attendees"].append({"email": other, "name": "Omar Haddad", "partstat": "accepted"})
    brought = later("2026-03-11T09:00:00Z", "Hi Omar,\n\nHere is the reading list.\n\nNoah", to=[other])
    found["input"]["threads"].append(brought)
    with staged(tmp_path, found) as stage:
        tasks = [task for task in stage.tasks() if task.kind == "promise_mine"]
        assert sorted((task.contact_id, task.done_at is not None) for task in tasks) == [("c1", False), ("c2", True)]
