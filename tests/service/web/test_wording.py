"""A language model is told nothing before the person has read what it would be told and said yes; off is off at once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from service import preferences
from service.accounts import LOCAL_PERSON
from service.drafting import consent, worded
from service.drafting.bundle import OPENS
from service.preferences import Preferences
from tests.servers.model import Reply, ScriptedModel, said, scripted_model
from tests.service.drafting.stage import Stage, situation, staged
from tests.service.drafting.test_worded import down, forget, politely
from tests.service.web.conftest import Browser, browser, with_settings

PAGE = "/settings/model"
NOTE = "She suggested reading one budget law end to end. PRIVATE: her deputy Marlene is leaving."


@dataclass
class Room:
    """Noah at his pages, a draft to Ruth, and a model that is set up and was never asked."""

    stage: Stage
    server: ScriptedModel
    web: Browser

    def text(self, path: str, **how: str) -> str:
        answer = self.web.get(path, headers=how)
        assert answer.status_code == 200, answer.text
        return html.unescape(re.sub(r"\s+", " ", answer.text))

    @property
    def draft(self) -> str:
        return "/drafts/" + str(self.stage.drafts()[0]["id"])

    def chosen(self) -> Preferences:
        with self.stage.context.database.reading() as session:
            return preferences.read(session, LOCAL_PERSON)

    def switch_on(self) -> str:
        return self.web.follow(self.web.post(PAGE, {"on": "on", "address": self.server.url})).text

    def ask(self, answer: Reply | None = None) -> None:
        self.server.answer = (lambda _: answer) if answer else politely
        worded.word(self.stage.context, self.draft.rpartition("/")[2], LOCAL_PERSON)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with (
        scripted_model(down) as server,
        staged(tmp_path_factory.mktemp("pages"), situation(note=NOTE), llm_url=server.url, llm_model="tiny") as stage,
    ):
        yield Room(stage, server, browser(stage.context))


@pytest.fixture
def room(played: Room) -> Room:
    played.web.post(PAGE, {})
    forget(played.stage)
    played.server.asked.clear()
    return played


def test_it_is_off_and_the_page_says_what_would_be_sent_where_to_and_what_never_is(room: Room) -> None:
    page = room.text(PAGE)
    assert room.server.url in page
    assert "tiny" in page
    assert "On this machine" in page
    example = page[page.index(OPENS) :].partition("</pre>")[0]
    assert "reading one budget law end to end" in example
    assert "@" not in example
    assert "Marlene" not in page
    assert "What your notes call private." in page
    assert room.chosen().model_consent == ""


def test_switching_on_is_kept_with_its_time_and_address_and_is_undone_with_a_click(room: Room) -> None:
    page = room.switch_on()
    kept = consent.read(room.chosen().model_consent)
    assert kept == consent.Consent(consent.TEXT, room.stage.clock(), room.server.url)
    assert "On since" in page
    undo = re.search(r'action="(/settings/changes/\d+/undo)"', page)
    assert undo is not None
    assert "Switch it on" in room.web.follow(room.web.post(undo[1])).text
    assert room.chosen().model_consent == ""


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:1/v1", "https://model.example/v1"])
def test_nobody_agrees_to_an_address_that_is_not_the_one_they_read(room: Room, address: str) -> None:
    assert room.web.post(PAGE, {"on": "on", "address": address}).status_code in {400, 409, 422}
    assert room.chosen().model_consent == ""


def test_off_is_off_at_once(room: Room) -> None:
    room.switch_on()
    assert "Switch it on" in room.web.follow(room.web.post(PAGE, {})).text
    room.ask()
    assert room.server.asked == []


def test_a_model_elsewhere_is_called_that_and_its_terms_are_pointed_at(room: Room) -> None:
    context = with_settings(room.stage.context, llm_url="https://api.model.example/v1", llm_model="big")
    page = html.unescape(browser(context).get(PAGE).text)
    assert "Elsewhere: what it is told leaves your network." in page
    assert "Whoever runs api.model.example can read what it is told." in page
    assert "used to train models" in page


def test_a_consent_to_another_address_is_asked_for_anew(room: Room) -> None:
    room.switch_on()
    context = with_settings(room.stage.context, llm_url="http://10.0.0.7:8000/v1")
    page = browser(context).get(PAGE).text
    assert "You agreed to another address" in page
    assert "In your own network, by its address." in page
    assert "Switch it on" in page


def test_without_a_model_the_page_says_that_none_is_needed(room: Room) -> None:
    page = browser(with_settings(room.stage.context, llm_url="")).get(PAGE).text
    assert "needs no language model" in page
    assert "WARMTHREAD_LLM_URL" in page
    assert "Switch it on" not in page


def test_the_page_speaks_german(room: Room) -> None:
    page = room.text(PAGE, **{"Accept-Language": "de"})
    assert "Formulieren durch ein Sprachmodell" in page
    assert "Was ihm mitgeteilt wird" in page


# --- on the draft -------------------------------------------------------------------------------------------------


def test_a_draft_says_nothing_of_models_where_none_was_asked(room: Room) -> None:
    assert "Wording:" not in room.text(room.draft)


def test_a_draft_names_why_the_model_s_text_was_refused(room: Room) -> None:
    room.switch_on()
    room.ask(said({"sentences": [{"text": "Greetings to your husband.", "facts": []}]}))
    page = room.text(room.draft)
    assert "Wording: rules" in page
    assert "The model's text was refused: " in page
    assert "R15" in page
    assert "husband" not in page
    assert "Refused what a language model wrote for the draft to Ruth Adler" in room.text("/activity")


def test_a_model_that_gave_no_answer_can_be_asked_again(room: Room) -> None:
    room.switch_on()
    room.ask(Reply(status=503))
    page = room.text(room.draft)
    assert "The model's server answered with the error 503." in page
    assert "Ask the model again" in page
    assert "gave no answer for the draft to Ruth Adler" in room.text("/activity")
    room.server.answer = down
    room.web.post(f"{room.draft}/wording")
    room.stage.engine.settle()
    assert len(room.server.asked) == 2
    assert room.web.post("/drafts/drf_of_somebody_else/wording").status_code == 404


def test_asking_again_needs_the_same_consent(room: Room) -> None:
    assert "Nothing was changed." in room.web.follow(room.web.post(f"{room.draft}/wording")).text
    room.stage.engine.settle()
    assert room.server.asked == []


def test_a_draft_names_the_model_that_worded_it_and_gives_the_rules_text_back_with_a_click(room: Room) -> None:
    before = room.stage.body(room.draft.rpartition("/")[2])
    room.switch_on()
    room.ask()
    page = room.text(room.draft)
    assert "Wording: <bdi>tiny</bdi>" in page
    assert "truly enjoyed our conversation" in page
    assert "Worded by the language model" in page
    assert "worded the draft to Ruth Adler" in room.text("/activity")
    assert "1 worded, 0 refused, 0 without an answer." in room.text(PAGE)
    back = re.search(r'action="(/drafts/[^"]+/versions/\d+/back)"', page)
    assert back is not None
    room.web.post(back[1])
    assert room.stage.body(room.draft.rpartition("/")[2]) == before
    assert "You took the text of the rules" in room.text(room.draft)
