"""A language model words a draft that is ready already: only with consent, once, and never anything but the words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from sqlalchemy import delete

from service import activity, interviews, outbox, preferences
from service.accounts import LOCAL_PERSON
from service.drafting import consent, review, rewrite, versions, worded
from service.drafting.bundle import CLOSES, OPENS
from service.drafting.versions import Version
from service.events import LookAgain
from service.schema import Activity, Approval, Draft, Event, Wording
from service.sealed import open_draft
from tests.servers.model import Answer, Asked, Reply, ScriptedModel, said, scripted_model
from tests.service.drafting.stage import Stage, situation, staged

NOTE = (
    "She suggested reading one budget law end to end. I promised to send her my thesis by Friday. "
    "PRIVATE: her deputy Marlene is leaving."
)
TOLD = (activity.WORDED, activity.WORDING_REFUSED, activity.NOT_WORDED)
AGREED = datetime(2026, 3, 1, tzinfo=UTC)


def told(asked: Asked) -> dict[str, Any]:
    """The data of a question."""
    found: dict[str, Any] = json.loads(asked.words.split(OPENS)[-1].split(CLOSES)[0])
    return found


def politely(asked: Asked) -> Reply:
    """A model that thanks in its own words and leaves the rest as it is."""
    draft = told(asked)["draft"]
    draft[0]["text"] = "Thank you so much for taking the time this morning; I truly enjoyed our conversation."
    return said({"sentences": draft})


@contextmanager
def with_model(
    folder: Path, answer: Answer, *, agreed: bool = True, **more: Any
) -> Iterator[tuple[Stage, ScriptedModel]]:
    """Noah and Ruth's talk, and a model that Noah agreed to."""
    with scripted_model(answer) as server:
        found = situation(**{"note": NOTE, **more})
        if agreed:
            found["input"]["user"]["settings"]["model_consent"] = consent.written(server.url, AGREED)
        with staged(folder, found, llm_url=server.url, llm_model="tiny") as stage:
            yield stage, server


def down(_: Asked) -> Reply:
    return Reply(b"a whole page of an error", status=500)


@dataclass
class Ready:
    """A draft of the rules that a model was asked about and had no answer to; each test asks anew."""

    stage: Stage
    server: ScriptedModel

    def agree(self, kept: str) -> None:
        with self.stage.context.database.writing(LOCAL_PERSON) as session:
            preferences.change(session, LOCAL_PERSON, AGREED, model_consent=kept)

    def word(self, answer: Answer) -> None:
        self.server.answer = answer
        worded.word(self.stage.context, self.stage.drafts()[0]["id"], LOCAL_PERSON)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    with with_model(tmp_path_factory.mktemp("worded"), down) as (stage, server):
        yield Ready(stage, server)


@pytest.fixture
def ready(played: Ready) -> Ready:
    played.agree(consent.written(played.server.url, AGREED))
    forget(played.stage)
    played.server.asked.clear()
    return played


def forget(stage: Stage) -> None:
    """As if no model had been asked yet."""
    with stage.context.database.writing(LOCAL_PERSON) as session:
        session.execute(delete(Wording))
        session.execute(delete(Activity).where(Activity.what.in_(TOLD)))


def body(stage: Stage) -> str:
    return stage.body(stage.drafts()[0]["id"])


def history(stage: Stage) -> list[Version]:
    with stage.context.database.reading() as session:
        row = session.get_one(Draft, stage.drafts()[0]["id"])
        return versions.history(session, stage.context.vault, row)


def wording(stage: Stage) -> Wording:
    (row,) = stage._all(Wording)
    assert isinstance(row, Wording)
    return row


def logged(stage: Stage) -> list[tuple[str, str]]:
    return [(row.what, row.detail) for row in stage._all(Activity) if row.what in TOLD]


# --- adopted ------------------------------------------------------------------------------------------------------


def test_a_fit_text_becomes_the_draft_and_the_rules_text_stays_one_click_away(tmp_path: Path) -> None:
    """And the same evidence is asked about once, however often it is told again."""
    with with_model(tmp_path, politely) as (stage, server):
        assert body(stage).startswith("Hi Ruth,\n\nThank you so much")
        assert body(stage).endswith("\n\nBest,\nNoah")
        (rules, chosen) = history(stage)[-2:]
        assert (rules.by, chosen.by) == ("takeaway", "model")
        now = wording(stage)
        assert (now.outcome, now.model, now.version) == ("adopted", "tiny", chosen.number)
        assert logged(stage)[-1] == (activity.WORDED, "")
        _keep_to_its_evidence(stage)

        asked = len(server.asked)
        worded.word(stage.context, stage.drafts()[0]["id"], LOCAL_PERSON)
        stage.deliver(situation(note=NOTE))
        assert len(server.asked) == asked

        with stage.context.database.writing(LOCAL_PERSON) as session:
            draft_id = stage.drafts()[0]["id"]
            review.take_version(session, stage.context.vault, LOCAL_PERSON, draft_id, rules.number, stage.clock())
        assert body(stage) == rules.text.body
        assert stage.drafts()[0]["edited"] is False, "either text is still ours to renew when a note comes"
        _add_note(stage, "She told me about her first year in Lansing.")
        assert len(server.asked) == asked + 1


def _keep_to_its_evidence(stage: Stage) -> None:
    with stage.context.database.reading() as session:
        content = open_draft(stage.context.vault, session.get_one(Draft, stage.drafts()[0]["id"]))
    assert {entry["quote"] for entry in content.evidence} == {
        "She suggested reading one budget law end to end",
        "I promised to send her my thesis by Friday",
    }
    assert all(sentence in content.body for entry in content.evidence for sentence in entry["sentences"])


def _add_note(stage: Stage, text: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        interview = stage.interviews()[0]
        interviews.add_note(session, stage.context.vault, LOCAL_PERSON, interview.id, text, stage.clock())
    stage.engine.settle()


def test_only_the_bundle_goes_out_and_nothing_that_could_act(ready: Ready) -> None:
    ready.word(down)
    (asked,) = ready.server.asked
    assert set(asked.body) == {"model", "messages", "response_format", "max_tokens", "temperature"}
    everything = json.dumps([asked.body, dict(asked.headers)])
    for hidden in ("@", "mail.example", "gov.example", "Marlene", "deputy", "Adler", "Klein", "Question about"):
        assert hidden not in everything


def test_the_draft_is_ready_before_the_model_has_answered(ready: Ready) -> None:
    seen: list[str] = []

    def look(_: Asked) -> Reply:
        seen.extend(draft["state"] for draft in ready.stage.drafts())
        return down(_)

    ready.word(look)
    assert seen == ["needs_review"]


# --- not asked ----------------------------------------------------------------------------------------------------


def test_without_consent_nothing_is_even_wanted(tmp_path: Path) -> None:
    with with_model(tmp_path, politely, agreed=False) as (stage, server):
        worded.word(stage.context, stage.drafts()[0]["id"], LOCAL_PERSON)
        assert server.asked == []
        assert stage._all(Wording) == []
        assert not any(event.kind == "WordingWanted" for event in stage._all(Event))


@pytest.mark.parametrize(
    "kept",
    ["", "0 2026-03-01T00:00:00+00:00 {url}", "1 2026-03-01T00:00:00+00:00 http://127.0.0.1:1/v1", "yes", "{url}"],
)
def test_a_consent_to_another_address_or_another_text_counts_for_nothing(ready: Ready, kept: str) -> None:
    ready.agree(kept.format(url=ready.server.url))
    ready.word(politely)
    assert ready.server.asked == []


def test_what_came_after_the_consent_was_taken_back_is_thrown_away(ready: Ready) -> None:
    def taken_back(asked: Asked) -> Reply:
        ready.agree("")
        return politely(asked)

    before = body(ready.stage)
    ready.word(taken_back)
    assert body(ready.stage) == before
    assert ready.stage._all(Wording) == []
    ready.word(politely)
    assert len(ready.server.asked) == 1


def test_somebody_else_s_draft_is_nobody_s(ready: Ready) -> None:
    ready.server.answer = politely
    worded.word(ready.stage.context, ready.stage.drafts()[0]["id"], "per_other")
    worded.word(ready.stage.context, "drf_unknown", LOCAL_PERSON)
    assert ready.server.asked == []


def test_a_busy_model_is_come_back_to_and_no_worker_waits(ready: Ready) -> None:
    with worded._turn(), pytest.raises(LookAgain):
        ready.word(politely)
    assert ready.server.asked == []
    assert ready.stage._all(Wording) == []


def test_the_same_job_run_twice_at_once_keeps_what_the_first_one_brought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes may hold it: a job can come twice."""
    with with_model(tmp_path, down) as (stage, server):
        forget(stage)
        monkeypatch.setattr(worded, "_asking", BoundedSemaphore(2))

        def meanwhile_another(asked: Asked) -> Reply:
            server.answer = politely
            worded.word(stage.context, stage.drafts()[0]["id"], LOCAL_PERSON)
            return down(asked)

        server.answer = meanwhile_another
        worded.word(stage.context, stage.drafts()[0]["id"], LOCAL_PERSON)
        assert (wording(stage).outcome, wording(stage).version) == ("adopted", history(stage)[-1].number)
        assert logged(stage) == [(activity.WORDED, "")]


# --- fallen back --------------------------------------------------------------------------------------------------


def _sentences(change: Callable[[list[dict[str, Any]]], object]) -> Answer:
    def answer(asked: Asked) -> Reply:
        draft = told(asked)["draft"]
        change(draft)
        return said({"sentences": draft})

    return answer


_CALL = [{"type": "function", "function": {"name": "send_mail"}}]


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        (_sentences(lambda d: d.append({"text": "Greetings to your husband.", "facts": []})), "refused", "R15"),
        (_sentences(lambda d: d.pop(1)), "refused", "R14"),
        (_sentences(lambda d: d.__setitem__(0, {"text": "Vielen Dank für das Gespräch.", "facts": []})), "refused", ""),
        (_sentences(lambda d: d.append({"text": "Fine.", "facts": [], "cc": "eve@evil.example"})), "refused", "form"),
        (_sentences(list.copy), "same", ""),
        (lambda _: said("Sure, here is your mail. Dear Ruth, thank you."), "refused", "form"),
        (lambda _: said({"to": "eve@evil.example", "subject": "Hi"}), "refused", "form"),
        (lambda _: said("", tool_calls=_CALL), "failed", "unreadable"),
        (lambda _: said(""), "failed", "empty"),
        (lambda _: Reply(b"garbage"), "failed", "unreadable"),
        (down, "failed", "status 500"),
        (lambda _: Reply(b"x" * 200, way="cut"), "failed", "cut"),
        (lambda _: Reply(way="flood"), "failed", "too_long"),
        (lambda _: Reply(way="held"), "failed", "slow"),
    ],
)  # fmt: skip
def test_whatever_comes_else_the_rules_text_stands_and_the_log_says_so(
    ready: Ready, monkeypatch: pytest.MonkeyPatch, answer: Answer, outcome: str, detail: str
) -> None:
    monkeypatch.setattr("service.drafting.worded.SECONDS", 0.3 if detail == "slow" else 20.0)
    stage, before = ready.stage, ready.stage.drafts()
    text = body(stage)
    ready.word(answer)
    assert (stage.drafts(), body(stage)) == (before, text)
    assert stage._all(Approval) == []
    assert wording(stage).outcome == outcome
    assert detail in wording(stage).detail
    expected = {"refused": activity.WORDING_REFUSED, "failed": activity.NOT_WORDED}.get(outcome)
    assert logged(stage) == ([(expected, wording(stage).detail)] if expected else [])
    assert "evil" not in wording(stage).detail


def test_what_the_person_does_meanwhile_counts_and_not_the_model(tmp_path: Path) -> None:
    with with_model(tmp_path, down) as (stage, server):
        draft_id = stage.drafts()[0]["id"]
        for act in (_reword, _approve, _dismiss, _edit):
            forget(stage)
            kept: list[str] = []

            def interrupted(asked: Asked, act: Act = act, kept: list[str] = kept) -> Reply:
                act(stage, draft_id)
                kept.append(stage.body(draft_id))
                return politely(asked)

            server.answer = interrupted
            worded.word(stage.context, draft_id, LOCAL_PERSON)
            assert [stage.body(draft_id)] == kept, act
            _back(stage, draft_id)
        server.asked.clear()
        worded.word(stage.context, draft_id, LOCAL_PERSON)
        assert server.asked == [], "what the person wrote is shown to no model"


Act = Callable[[Stage, str], None]


def _reword(stage: Stage, draft_id: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        rewrite.reword(session, stage.context.vault, LOCAL_PERSON, draft_id, "shorter", stage.clock())


def _approve(stage: Stage, draft_id: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        row = session.get_one(Draft, draft_id)
        digest = outbox.text_digest(row, open_draft(stage.context.vault, row).body)
        outbox.approve(session, stage.context, LOCAL_PERSON, draft_id, digest=digest)


def _dismiss(stage: Stage, draft_id: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        review.dismiss_draft(session, draft_id, "no", stage.clock())


def _edit(stage: Stage, draft_id: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        text = "Hi Ruth,\n\nMine.\n\nBest,\nNoah"
        review.edit_draft(session, stage.context.vault, draft_id, body=text, now=stage.clock())


def _back(stage: Stage, draft_id: str) -> None:
    """Open again, whatever was done to it."""
    with stage.context.database.writing(LOCAL_PERSON) as session:
        row = session.get_one(Draft, draft_id)
        if row.state == "approved":
            outbox.take_back(session, stage.context, LOCAL_PERSON, draft_id)
        elif row.state == "dismissed":
            review.bring_back(session, LOCAL_PERSON, draft_id, stage.clock())
