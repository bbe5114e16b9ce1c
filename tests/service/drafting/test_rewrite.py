"""A second writing: other styles, the one line that stuck, own words, and no text that is ever lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import drafting
from service.accounts import LOCAL_PERSON
from service.drafting import review, rewrite, versions
from service.drafting.review import NotPossible
from service.drafting.rewrite import Rewritten
from service.drafting.tongues import Style, offered
from service.drafting.versions import Saved, Text, Version
from service.schema import Draft, Event
from tests.service.drafting.stage import CONTACT, USER, Stage, situation, staged, staged_again

NOTE = "She suggested reading one budget law end to end. I promised to send her my thesis by Friday."


def the_draft(stage: Stage) -> Draft:
    with stage.context.database.reading() as session:
        return session.get_one(Draft, stage.drafts("needs_review", "approved", "withdrawn")[0]["id"])


def history(stage: Stage) -> list[Version]:
    with stage.context.database.reading() as session:
        return versions.history(session, stage.context.vault, session.get_one(Draft, the_draft(stage).id))


def reword(stage: Stage, style: Style) -> Rewritten:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        return rewrite.reword(session, stage.context.vault, LOCAL_PERSON, the_draft(stage).id, style, stage.clock())


def save(stage: Stage, body: str, *, based_on: int, subject: str = "Re: Question about public policy") -> Saved:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        return review.save_text(
            session, stage.context.vault, LOCAL_PERSON, the_draft(stage).id, Text(subject, body, USER, (CONTACT,)),
            based_on=based_on, now=stage.clock(),
        )  # fmt: skip


def answer(stage: Stage, text: str) -> Rewritten:
    with stage.context.database.writing(LOCAL_PERSON) as session:
        return rewrite.take_up(session, stage.context.vault, LOCAL_PERSON, the_draft(stage).id, text, stage.clock())


def body(stage: Stage) -> str:
    return stage.body(the_draft(stage).id)


# --- styles -------------------------------------------------------------------------------------------------------


def test_shorter_says_the_same_in_fewer_words_and_passes_the_gate(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        before = body(stage)
        assert reword(stage, "shorter").outcome == "replaced"
        assert len(body(stage).split()) < len(before.split())
        assert "budget law" in body(stage)
        assert reword(stage, "shorter").outcome == "same"


@pytest.mark.parametrize(("style", "sign"), [("warmer", "so much|kind of you"), ("more_formal", "Dear Ruth")])
def test_a_style_changes_the_tone_and_keeps_what_is_said(tmp_path: Path, style: Style, sign: str) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        before = body(stage)
        assert reword(stage, style).outcome == "replaced"
        assert body(stage) != before
        assert any(one in body(stage) for one in sign.split("|"))
        assert "budget law" in body(stage)
        assert history(stage)[-1].by == "reworded"
        assert stage.drafts()[0]["edited"] is False


def test_a_style_stays_when_the_day_is_over_and_the_rules_write_again(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        reword(stage, "more_formal")
        stage.move_to("2026-03-11T15:00:00+00:00")
        assert "Dear Ruth" in body(stage)
        assert "this morning" not in body(stage)
        assert [version.by for version in history(stage)][-2:] == ["reworded", "proposed"]


IN_OTHER_LANGUAGES = {
    "de": (
        (
            "Sehr geehrte Frau Adler, ich bin Lehrer und würde gern von Ihnen hören, wie Sie Ihren Weg gefunden haben. Hätten Sie "
            "zwanzig Minuten Zeit für ein Gespräch? Mit freundlichen Grüßen, Noah Klein"
        ),
        "Guten Tag Herr Klein, gern, Dienstag um 10 passt mir gut. Freundliche Grüße, Ruth Adler",
        "ich möchte Ihnen",
    ),
    "fr": (
        (
            "Bonjour Madame Adler, je suis enseignant et j'aimerais beaucoup parler avec vous de votre parcours. Auriez-vous vingt "
            "minutes pour un échange ? Bien cordialement, Noah Klein"
        ),
        "Bonjour Monsieur Klein, avec plaisir, mardi à 10 heures me convient très bien. Cordialement, Ruth Adler",
        "Je tiens à vous remercier",
    ),
    "es": (
        (
            "Estimada Sra. Adler, soy profesor y me gustaría mucho hablar con usted sobre su trayectoria. ¿Tendría usted veinte "
            "minutos para una conversación? Atentamente, Noah Klein"
        ),
        "Buenos días, señor Klein, con mucho gusto, el martes a las 10 me viene muy bien. Atentamente, Ruth Adler",
        "Quisiera agradecerle",
    ),
}


@pytest.mark.parametrize("language", sorted(IN_OTHER_LANGUAGES))
def test_more_formal_says_it_more_formally_in_every_language(tmp_path: Path, language: str) -> None:
    request, answered, sign = IN_OTHER_LANGUAGES[language]
    given = situation()
    given["input"]["user"]["languages"] = [language, "en"]
    for one, text in zip(given["input"]["threads"][0]["messages"], (request, answered), strict=True):
        one["body"] = text
    with staged(tmp_path, given) as stage:
        row = the_draft(stage)
        assert row.language == language
        assert "more_formal" in offered(language, row.kind)
        assert reword(stage, "more_formal").outcome == "replaced"
        assert sign in body(stage)
        assert reword(stage, "shorter").outcome in {"replaced", "same"}


def test_a_style_that_a_kind_has_no_words_for_is_refused(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage, stage.context.database.writing(LOCAL_PERSON) as session:
        row = session.get_one(Draft, the_draft(stage).id)
        row.kind = "no_show_follow_up"
        with pytest.raises(NotPossible):
            rewrite.reword(session, stage.context.vault, LOCAL_PERSON, row.id, "more_formal", stage.clock())


def test_an_edited_text_is_not_overwritten_by_a_style(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation(note=NOTE)) as stage:
        save(stage, "My own words.", based_on=the_draft(stage).version)
        made = reword(stage, "warmer")
        assert made.outcome == "beside"
        assert body(stage) == "My own words."
        assert "budget law" in history(stage)[-1].text.body


# --- the one line -------------------------------------------------------------------------------------------------


def test_the_answer_is_woven_in_at_once_and_the_worker_finds_nothing_left_to_do(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        assert answer(stage, "Start with one budget law.").outcome == "replaced"
        assert "start with one budget law" in body(stage)
        assert [version.by for version in history(stage)] == ["proposed", "takeaway"]
        before = stage.rows()
        stage.engine.settle()
        assert [
            event for event in stage._all(Event) if event.handled_at is None and event.due_at <= stage.clock()
        ] == []
        after = stage.rows()
        assert after["drafts"] == before["drafts"]
        assert after["tasks"] == before["tasks"]


def test_an_answer_to_an_edited_draft_is_offered_beside_it(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        save(stage, "Hi Ruth,\n\nThank you for this morning.\n\nBest,\nNoah", based_on=1)
        made = answer(stage, "Start with one budget law.")
        assert made.outcome == "beside"
        assert "budget law" not in body(stage)
        with stage.context.database.writing(LOCAL_PERSON) as session:
            review.take_version(
                session, stage.context.vault, LOCAL_PERSON, the_draft(stage).id, made.number, stage.clock()
            )
        assert "budget law" in body(stage)
        assert stage.drafts()[0]["edited"] is False


# --- own words ----------------------------------------------------------------------------------------------------


def test_two_tabs_that_save_both_keep_their_words(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        first = save(stage, "The first tab's words.", based_on=1)
        second = save(stage, "The second tab's words.", based_on=1)
        assert (first.is_current, second.is_current) == (True, False)
        assert body(stage) == "The first tab's words."
        assert [version.text.body for version in history(stage)][1:] == [
            "The first tab's words.", "The second tab's words.",
        ]  # fmt: skip
        assert save(stage, "The second tab's words.", based_on=1) == second


def test_what_is_typed_into_a_draft_that_was_approved_meanwhile_is_kept_too(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        with stage.context.database.writing(LOCAL_PERSON) as session:
            session.get_one(Draft, the_draft(stage).id).state = "approved"
        before = body(stage)
        assert save(stage, "Too late.", based_on=1).is_current is False
        assert body(stage) == before
        assert history(stage)[-1].text.body == "Too late."


def test_saving_the_same_text_again_makes_no_version(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        save(stage, "Mine.", based_on=1)
        assert save(stage, "Mine.", based_on=2).is_changed is False
        assert len(history(stage)) == 2


def test_undo_goes_back_and_redo_forward_as_far_as_there_is_anything(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        proposed = body(stage)
        save(stage, "One.", based_on=1)
        save(stage, "Two.", based_on=2)
        walked = []
        for step in (
            versions.back_to,
            versions.back_to,
            versions.back_to,
            versions.on_to,
            versions.on_to,
            versions.on_to,
        ):
            with stage.context.database.writing(LOCAL_PERSON) as session:
                row = session.get_one(Draft, the_draft(stage).id)
                found = versions.history(session, stage.context.vault, row)
                if number := step(found, row.version):
                    review.take_version(session, stage.context.vault, LOCAL_PERSON, row.id, number, stage.clock())
            walked.append(body(stage))
        assert walked == ["One.", proposed, proposed, "One.", "Two.", "Two."]


def test_going_back_to_the_proposal_gives_it_back_to_the_rules(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        save(stage, "One.", based_on=1)
        with stage.context.database.writing(LOCAL_PERSON) as session:
            review.take_version(session, stage.context.vault, LOCAL_PERSON, the_draft(stage).id, 1, stage.clock())
        assert stage.drafts()[0]["edited"] is False
        stage.deliver(situation(note=NOTE))
        assert "budget law" in body(stage)


def test_the_rules_keep_the_text_that_they_replace(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        thin = body(stage)
        stage.deliver(situation(note=NOTE))
        assert [version.text.body for version in history(stage)] == [thin, body(stage)]
        assert the_draft(stage).version == 2


def test_nobody_else_can_change_a_draft(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage, stage.context.database.writing("per_other") as session:
        row, vault, now = the_draft(stage), stage.context.vault, stage.clock()
        text = Text("Hello", "Hello", USER, (CONTACT,))
        for act in (
            lambda: review.save_text(session, vault, "per_other", row.id, text, based_on=1, now=now),
            lambda: rewrite.reword(session, vault, "per_other", row.id, "shorter", now),
            lambda: rewrite.take_up(session, vault, "per_other", row.id, "Mine.", now),
            lambda: review.take_version(session, vault, "per_other", row.id, 1, now),
            lambda: review.put_off(session, "per_other", row.id, now),
            lambda: review.bring_back(session, "per_other", row.id, now),
        ):
            with pytest.raises(NotPossible):
                act()


def test_an_edit_asks_on_for_what_the_draft_asked_for(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        save(stage, "Mine.", based_on=1)
        assert stage.drafts()[0]["needs_user_input"] == ["takeaway"]


def test_a_text_is_plain_and_its_subject_is_one_line(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        save(stage, "\n\r\nOne\r\ntwo\x00\x1b[1m\n", based_on=1, subject="A\r\nBcc: x@evil.example\x00  b")
        (draft,) = stage.drafts()
        assert draft["body"] == "\n\nOne\ntwo[1m\n"
        assert draft["subject"] == "A Bcc: x@evil.example b"


def test_a_sender_that_is_not_the_persons_is_refused(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage, stage.context.database.writing(LOCAL_PERSON) as session:
        text = Text("Hello", "Hello", "ceo@gov.example", (CONTACT,))
        with pytest.raises(NotPossible):
            review.save_text(
                session, stage.context.vault, LOCAL_PERSON, the_draft(stage).id, text, based_on=1, now=stage.clock()
            )


def test_a_dismissed_draft_can_be_brought_back(tmp_path: Path) -> None:
    with staged_again(tmp_path, situation()) as stage:
        draft = the_draft(stage)
        with stage.context.database.writing(LOCAL_PERSON) as session:
            drafting.dismiss_draft(
                session, draft.id, review.why_not_needed("other", " not \n now "), stage.clock(), person_id=LOCAL_PERSON
            )
        stage.engine.settle()
        assert stage.drafts("dismissed")[0]["reason"] == "not now"
        with stage.context.database.writing(LOCAL_PERSON) as session:
            review.bring_back(session, LOCAL_PERSON, draft.id, stage.clock())
        stage.engine.settle()
        assert [one["id"] for one in stage.drafts()] == [draft.id]
        assert [plan.state for plan in stage.plans()] == ["drafted"]
