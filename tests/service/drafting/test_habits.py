"""What is kept of how the person writes, what drafts take from it, and how it is forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from service import manner, outbox, preferences
from service.accounts import LOCAL_PERSON
from service.drafting import habits, review
from service.manner import Manner, Sign
from service.schema import Draft, EditSign, Person, WritingSample, derived_id
from service.sealed import open_draft
from tests.service.drafting.stage import USER, Stage, mail, situation, staged

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 1, tzinfo=UTC)
WORDS = "Hello Ruth,\n\nI'm still keen on the zebra report, and it's fine by me if we talk any day. Thanks for the link!\n\nNoah"


def _signs(what: str, *values: str, source: str = "mail", language: str = "en") -> list[Sign]:
    return [Sign(source, language, what, value, DAY + timedelta(days=place)) for place, value in enumerate(values)]


def test_a_habit_needs_enough_mails_that_agree() -> None:
    assert manner.learn(_signs(manner.GREETING, *["Hello"] * 4), {}).greetings == {}
    assert manner.learn(_signs(manner.GREETING, *["Hello"] * 4, "Hi"), {}).greetings == {"en": "Hello"}
    assert manner.learn(_signs(manner.GREETING, *["Hello"] * 3, "Hi", "Hi"), {}).greetings == {}


def test_what_was_seen_in_any_order_comes_to_the_same() -> None:
    found = [
        *_signs(manner.LENGTH, "30", "45", "50", "200", "20"),
        *_signs(manner.ROLE, "return", "return", source="edit"),
    ]
    assert manner.learn(found, {}) == manner.learn(reversed(found), {})
    assert manner.learn(found, {}).lengths == {"en": "short"}
    assert manner.learn(found, {}).leaves_out == {("en", "return")}


def test_what_was_forgotten_counts_no_more_though_the_same_mails_are_read_again() -> None:
    found = _signs(manner.GREETING, *["Hello"] * 6)
    habit = manner.learn(found, {}).habits[0]
    assert manner.learn([*found, *found], {habit.key: LATER}).greetings == {}
    fresh = [Sign("mail", "en", manner.GREETING, "Dear", LATER + timedelta(days=place)) for place in range(1, 7)]
    assert manner.learn([*found, *fresh], {habit.key: LATER}).greetings == {"en": "Dear"}


def test_of_a_mail_only_features_are_kept(tmp_path: Path) -> None:
    own = mail("<u9@mail.example>", "2026-03-04T09:00:00Z", USER, WORDS, after="<r1@gov.example>")
    more = {"id": "t9", "subject": "Question about public policy", "messages": [own]}
    with staged(tmp_path, situation(more_threads=[more])) as stage:
        with stage.context.database.reading() as session:
            kept = [row.features for row in session.query(WritingSample)]
        assert {"greeting": "Hello", "length": "23", "short_forms": "yes", "thanks": "thanks"} in kept
        with stage.context.database.engine.connect() as raw:
            told = json.dumps([list(map(str, row)) for row in raw.exec_driver_sql("select * from writing_samples")])
    assert "zebra" not in told
    assert "Ruth" not in told


def _write(stage: Stage, act: Callable[[Session], object]) -> None:
    with stage.context.database.writing(LOCAL_PERSON, "test") as session:
        act(session)


def _samples(session: Session, **features: str) -> None:
    for number in range(6):
        session.add(
            WritingSample(
                id=f"wsm_{number}", person_id=LOCAL_PERSON, language="en", at=DAY + timedelta(hours=number),
                features=features,
            )
        )  # fmt: skip


@pytest.mark.parametrize("is_on", [True, False])
def test_a_draft_greets_and_speaks_as_the_person_mostly_does_unless_that_is_switched_off(
    is_on: bool, tmp_path: Path
) -> None:
    thread = {
        "id": "t1", "subject": "Question about public policy",
        "messages": [mail("<r1@gov.example>", "2026-03-03T09:00:00Z", "ruth.adler@gov.example", "Noah, Tuesday at 10?\n\nRuth")],
    }  # fmt: skip
    case = situation(now="2026-03-10T15:00:00Z", threads=[thread])
    case["input"]["user"]["settings"]["learn_manner"] = is_on
    with staged(tmp_path, case) as stage:
        _write(stage, lambda session: _samples(session, greeting="Hello", thanks="thanks", short_forms="yes"))
        stage.move_to("2026-03-10T16:00:00Z")
        (draft,) = stage.drafts()
        assert draft["body"].startswith("Hello Ruth" if is_on else "Hi Ruth")


def _edited(stage: Stage, change: Callable[[str], str]) -> None:
    (draft,) = stage.drafts()
    vault = stage.context.vault

    def act(session: Session) -> None:
        review.edit_draft(session, vault, draft["id"], body=change(draft["body"]), now=stage.clock())
        row = session.get_one(Draft, draft["id"])
        digest = outbox.text_digest(row, open_draft(vault, row).body)
        outbox.approve(session, stage.context, LOCAL_PERSON, draft["id"], digest=digest)

    _write(stage, act)


def test_an_approved_edit_shows_what_the_person_takes_out_and_adds(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note="She suggested reading one budget law end to end.")) as stage:
        _edited(stage, lambda body: body.replace("Hi Ruth,", "Dear Ruth,").replace(
            "\n\nBest", " Greetings to the whole team in Austin.\n\nBest")
        )  # fmt: skip
        with stage.context.database.reading() as session:
            found = {(row.what, row.value) for row in session.query(EditSign)}
        assert (manner.GREETING, "Dear") in found
        assert any(what == manner.CLOSING for what, _ in found)
        assert "Austin" not in str(found)


def test_a_sentence_added_three_times_is_the_persons_usual_one_until_they_forget_it(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note="She suggested reading one budget law end to end.")) as stage:
        _edited(stage, lambda body: body.replace("\n\nBest", " Greetings to all of you.\n\nBest"))
        with stage.context.database.reading() as session:
            known_as = next(row.value for row in session.query(EditSign) if row.what == manner.CLOSING)
            (draft,) = session.query(Draft)

        def twice_more(session: Session) -> None:
            for number in (1, 2):
                row_id = derived_id("eds", "other", str(number))
                session.add(
                    EditSign(
                        id=row_id, person_id=LOCAL_PERSON, draft_id=draft.id, language="en", what=manner.CLOSING,
                        value=known_as, at=DAY,
                    )
                )  # fmt: skip

        _write(stage, twice_more)
        assert _closing(stage) == "Greetings to all of you."
        (habit,) = [one for one in _learned(stage).habits if one.what == manner.CLOSING]
        _write(stage, lambda session: habits.forget(session, LOCAL_PERSON, habit.key, stage.clock()))
        assert _closing(stage) == ""
        with pytest.raises(habits.NoSuchHabit):
            _write(stage, lambda session: habits.forget(session, LOCAL_PERSON, habit.key, stage.clock()))


def _learned(stage: Stage) -> Manner:
    with stage.context.database.reading() as session:
        return habits.of(session, session.get_one(Person, LOCAL_PERSON), stage.clock())


def _closing(stage: Stage) -> str:
    with stage.context.database.reading() as session:
        person = session.get_one(Person, LOCAL_PERSON)
        learned = habits.of(session, person, stage.clock())
        return habits.with_habits(session, stage.context.vault, person, preferences.of(person), learned).closing


def test_forgetting_all_deletes_the_features_and_can_let_new_ones_teach(tmp_path: Path) -> None:
    with staged(tmp_path, situation()) as stage:
        _write(stage, lambda session: _samples(session, greeting="Hello"))
        assert _learned(stage).greetings == {"en": "Hello"}
        _write(stage, lambda session: habits.forget_all(session, LOCAL_PERSON, stage.clock()))
        assert _learned(stage) == Manner()
        with stage.context.database.reading() as session:
            assert session.query(WritingSample).count() == 0
        stage.deliver(situation())
        assert _learned(stage) == Manner()
