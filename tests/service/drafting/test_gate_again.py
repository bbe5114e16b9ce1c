"""The gate is asked again later: what fails is never shown as ready, and what stopped being true is not approved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service import outbox
from service.accounts import LOCAL_PERSON
from service.drafting import review, rows
from service.drafting.kinds import KINDS
from service.drafting.versions import text_of
from service.drafting.writer import Composed, Sentence, Writer
from service.outbox import CannotApprove
from service.schema import Draft, Note
from service.sealed import open_draft, seal_note
from tests.service.drafting.stage import Stage, situation, staged, staged_again

NOTE = "She suggested reading one budget law end to end."


def _approve(stage: Stage, draft_id: str) -> None:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        row = session.get_one(Draft, draft_id)
        digest = outbox.text_digest(row, open_draft(stage.context.vault, row).body)
        outbox.approve(session, stage.context, LOCAL_PERSON, draft_id, digest=digest)


def _rewrite_note(stage: Stage, text: str) -> None:
    """Behind the back of every event: as if nobody had looked since."""
    with stage.context.database.writing(LOCAL_PERSON) as session:
        note = session.get_one(Note, "n1")
        note.text_sealed = seal_note(stage.context.vault, text, note.id)


def _write_by_hand(stage: Stage, draft_id: str, added: str) -> list[str]:
    """The person's own sentence in the draft; the rules that are told against it."""
    with stage.context.database.writing(LOCAL_PERSON) as session:
        row = session.get_one(Draft, draft_id)
        text = text_of(stage.context.vault, row)
        body = text.body.replace("\n\nBest,", f" {added}\n\nBest,")
        review.edit_draft(session, stage.context.vault, draft_id, body=body, now=stage.clock())
        return [str(one["rule"]) for one in open_draft(stage.context.vault, row).warnings]


def test_a_text_that_breaks_a_hard_rule_is_never_shown_as_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = KINDS["thank_you"]

    def broken(writer: Writer, *, simple: int) -> Composed | None:
        found = real(writer, simple=simple)
        gap = (Sentence("Please greet [name] from me.", "return"),)
        return found and replace(found, paragraphs=(*found.paragraphs, gap))

    monkeypatch.setitem(KINDS, "thank_you", broken)
    with staged(tmp_path, situation(note=NOTE)) as stage:
        assert stage.drafts() == []
        (withdrawn,) = stage.drafts("withdrawn")
        assert withdrawn["reason"].startswith(rows.NO_TEXT)
        assert "R11" in withdrawn["reason"]
        with pytest.raises(CannotApprove):
            _approve(stage, withdrawn["id"])


@pytest.mark.parametrize("now", ["He had a cold.", f"PRIVATE: {NOTE}"])
def test_what_is_not_borne_out_any_more_cannot_be_approved(tmp_path: Path, now: str) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (draft,) = stage.drafts()
        assert "budget law" in draft["body"]
        _rewrite_note(stage, now)
        with pytest.raises(CannotApprove, match="not borne out"):
            _approve(stage, draft["id"])


def test_the_text_that_was_written_can_be_approved(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (draft,) = stage.drafts()
        _approve(stage, draft["id"])
        assert [row["id"] for row in stage.drafts("approved")] == [draft["id"]]


def test_of_the_persons_own_words_they_are_warned_and_may_approve_them(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (draft,) = stage.drafts()
        told = _write_by_hand(
            stage, draft["id"], "You said that 4711 harbours grow. I hope this email finds you well!!"
        )
        assert {"R15", "R21"} <= set(told)
        _approve(stage, draft["id"])
        assert stage.drafts("approved")


def test_a_gap_left_open_stops_even_the_persons_own_words(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        (draft,) = stage.drafts()
        _write_by_hand(stage, draft["id"], "See you at [place].")
        with pytest.raises(CannotApprove, match="placeholder"):
            _approve(stage, draft["id"])
