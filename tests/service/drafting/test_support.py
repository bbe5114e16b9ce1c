"""What a text rests on: ours and the person's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.accounts import LOCAL_PERSON
from service.drafting import evidence
from service.drafting.support import judge, pieces, standing_in_the_way, taken_apart
from service.drafting.versions import Text
from service.schema import Draft, Interview
from service.sealed import DraftContent, open_draft
from tests.service.drafting.stage import CONTACT, USER, Stage, situation, staged

NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."
PRIVATE = "\n\nPRIVATE: her deputy Falkenhayn resigns in May."


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder: Path = tmp_path_factory.mktemp("support")
    with staged(folder, situation(note=NOTE + PRIVATE)) as opened:
        yield opened


def judged(
    stage: Stage, body: str, *, subject: str = "Re: Question about public policy", to: str = CONTACT
) -> DraftContent:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        draft = session.get_one(Draft, stage.drafts()[0]["id"])
        scene = evidence.load(session, stage.context.vault, session.get_one(Interview, draft.interview_id))
        known = open_draft(stage.context.vault, draft).evidence
        return judge(scene, draft, Text(subject, body, USER, (to,)), known)


def lacking(content: DraftContent) -> list[str]:
    return [str(one["sentence"]) for one in content.warnings if one.get("sentence")]


def rules(content: DraftContent) -> set[str]:
    return {str(one["rule"]) for one in content.warnings if not one.get("sentence")}


def test_our_own_text_judged_as_the_persons_is_clean_and_keeps_its_quotes(stage: Stage) -> None:
    draft = stage.drafts()[0]
    found = judged(stage, draft["body"])
    assert lacking(found) == []
    assert {one["quote"] for one in found.evidence} == {one["quote"] for one in draft["evidence"]}


def test_the_pieces_of_a_text_are_the_text(stage: Stage) -> None:
    body = f"\n\n{stage.drafts()[0]['body']}\n\nPS: Ünï ✓\n"
    assert "".join(piece.text for piece in pieces(judged(stage, body))) == body


@pytest.mark.parametrize(
    "sentence",
    [
        "You said that every ministry hires in spring.",
        "I met Barnaby there.",
        "There were 4711 of us.",
        "I will paint your house on Sunday.",
        "Write to me at other@evil.example.",
    ],
)
def test_a_sentence_that_nothing_bears_out_stands_without_evidence(stage: Stage, sentence: str) -> None:
    body = stage.drafts()[0]["body"].replace("\n\nBest,", f" {sentence}\n\nBest,")
    assert lacking(judged(stage, body)) == [sentence]


@pytest.mark.parametrize("sentence", ["It was a pleasure.", "Thank you once more.", "I am glad that I asked."])
def test_thanks_and_feelings_need_no_evidence(stage: Stage, sentence: str) -> None:
    body = stage.drafts()[0]["body"].replace("\n\nBest,", f" {sentence}\n\nBest,")
    assert lacking(judged(stage, body)) == []


def test_a_sentence_in_other_words_is_tied_to_the_note_it_is_from(stage: Stage) -> None:
    found = judged(stage, "Hi Ruth,\n\nThank you. I have begun reading that budget law end to end.\n\nBest,\nNoah")
    (entry,) = [one for one in found.evidence if "budget law" in one["quote"]]
    assert entry["sentences"] == ["I have begun reading that budget law end to end."]
    assert str(entry["source"]).startswith("note:")


def test_private_words_are_no_evidence_and_are_warned_of(stage: Stage) -> None:
    found = judged(stage, "Hi Ruth,\n\nThank you. I was sorry to hear that Falkenhayn resigns.\n\nBest,\nNoah")
    assert "R28" in rules(found)
    assert not any("Falkenhayn" in str(one["quote"]) for one in found.evidence)


def test_what_the_gate_says_of_the_whole_is_told(stage: Stage) -> None:
    found = judged(stage, "Hi Barbara,\n\nGive me a job opening on your team!! [x]", subject="Other", to="x@y.example")
    assert {"R03", "R06", "R10", "R11", "R20", "R22"} <= rules(found)


def test_judging_the_same_text_twice_comes_to_the_same(stage: Stage) -> None:
    body = "Hi Ruth,\n\nI have begun reading that budget law. Barnaby says hello.\n\nBest,\nNoah"
    assert judged(stage, body) == judged(stage, body)


@pytest.mark.parametrize(
    ("body", "core"),
    [
        ("Hi Ruth,\n\nOne. Two.\n\nBest,\nNoah", "One. Two."),
        ("One line.", "One line."),
        ("Thank you.", "Thank you."),
        ("Best,\nNoah", ""),
        ("露丝，你好，\n\n谢谢你。\n\n诺亚", "谢谢你。"),
        ("", ""),
    ],
)
def test_greeting_and_sign_off_are_no_part_of_what_is_said(body: str, core: str) -> None:
    assert taken_apart(body, "Best,\nNoah")[1].strip() == core


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (Text("S", "Hi Ruth,\n\nThank you.\n\nNoah", USER, (CONTACT,)), ""),
        (Text("S", " \n", USER, (CONTACT,)), "empty"),
        (Text("S", "Hi Ruth,\n\nBest,\nNoah", USER, (CONTACT,)), "empty"),
        (Text("S", "Thank you.", USER, ()), "nobody"),
        (Text("S", "Thank you.", USER, ("rüth@adler.example",)), "rüth@adler.example"),
        (Text("S", "Thank you.", USER, (CONTACT,), ('"ruth a"@adler.example',)), '"ruth a"@adler.example'),
        (Text("S", "Thank you.", USER, (CONTACT, "ruth@my_host.example")), "ruth@my_host.example"),
        (Text("S", "Thank you.", "nöah@example.org", (CONTACT,)), "nöah@example.org"),
        (Text("S", "Thank you.", USER, ("ruth@bücher.example",)), ""),
        (Text("  ", "Thank you.", USER, (CONTACT,)), "subject"),
        (Text("S", "Thank you, {{first_name}}.", USER, (CONTACT,)), "placeholder"),
        (Text("[topic]", "Thank you.", USER, (CONTACT,)), "placeholder"),
    ],
)
def test_only_what_nobody_can_have_meant_stands_in_the_way(text: Text, told: str) -> None:
    found = standing_in_the_way(text)
    assert told in found
    assert bool(told) == bool(found)
