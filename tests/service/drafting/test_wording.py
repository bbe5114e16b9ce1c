"""Grammar, names and times: the small things by which a reader knows that a person wrote."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from service.drafting import english, greeting, timing
from service.drafting.language import detect, register
from service.drafting.tongues.de import with_zu
from tests.service.drafting.stage import situation, staged


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("the rotation taught him more than any course", "the rotation taught you more than any course"),
        ("she lights up talking about pipelines", "you light up talking about pipelines"),
        ("she has moved her team twice and it helped her", "you have moved your team twice and it helped you"),
        ("he never hires without a memo", "you never hire without a memo"),
        ("pages she could show her interns", "pages you could show your interns"),
        ("he's been a PM", "you have been a PM"),
        ("send her the article", "send you the article"),
        ("he watches the market", "you watch the market"),
    ],
)
def test_she_becomes_you(note: str, told: str) -> None:
    assert english.to_recipient(note) == told


@pytest.mark.parametrize(
    ("said", "mine"),
    [
        ("ask people you admire", "ask people I admire"),
        ("show your work to people who know you", "show my work to people who know me"),
        ("let others help you grow", "let others help me grow"),
    ],
)
def test_your_becomes_my(said: str, mine: str) -> None:
    assert english.to_sender(said) == mine


@pytest.mark.parametrize(
    ("advice", "infinitive"),
    [
        ("Keep a journal", "to keep a journal"),
        ("Don't rush", "not to rush"),
        ("never apply cold", "never to apply cold"),
        ("always ask why", "to always ask why"),
    ],
)
def test_advice_follows_your_advice(advice: str, infinitive: str) -> None:
    assert english.infinitive(advice) == infinitive


def test_german_infinitives_take_their_zu() -> None:
    assert with_zu("zuerst die Statistik wiederholen") == "zuerst die Statistik zu wiederholen"
    assert with_zu("früh anfangen") == "früh anzufangen"
    assert with_zu("jeden Tag antworten") == "jeden Tag zu antworten"


@pytest.mark.parametrize(
    ("display", "given", "family"),
    [
        ("Schäfer, Katrin (Dr.)", "Katrin", "Schäfer"),
        ("Tomás Herrera (he/him)", "Tomás", "Herrera"),
        ("Dr. Helena Brandt, MBA", "Helena", "Brandt"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("katrin@x.example", "", ""),
        ("山本 由紀 (Yuki Yamamoto)", "Yuki", "Yamamoto"),
        ("Nguyễn Thị Hạnh", "Hạnh", "Nguyễn"),
        ("Baptiste Nguyen-Collet", "Baptiste", "Nguyen-Collet"),
        ("Wong Kah Mun", "Kah Mun", "Wong"),
        ("Noh Hye-jin", "Hye-jin", "Noh"),
        ("Tan Anna Lim", "Tan", "Lim"),
        ("Lin-manuel Miranda", "Lin-manuel", "Miranda"),
        ("F. Xavier Olbrich", "Xavier", "Olbrich"),
        ("Olbrich, F. Xavier", "Xavier", "Olbrich"),
    ],
)
def test_display_names_are_untangled(display: str, given: str, family: str) -> None:
    found = greeting.untangled(display)
    assert (found.given, found.family) == (given, family)


def test_a_nickname_is_known_by_the_address_it_writes_from() -> None:
    name = greeting.untangled("Wilhelmina Achterberg")
    found = greeting.signed("Have fun,\nBillie", name, "billie@sails.example")
    assert found == greeting.Signed("Billie")
    assert greeting.signed("Have fun,\nOffice", name, "billie@sails.example") is None


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Happy to chat.\n\nDan", "Daniel Okafor", "Dan"),
        ("Glad to.\n\nHelena\n--\nDr. Helena Brandt, VP", "Helena Brandt", "Helena"),
        ("So sorry, same time. Noor", "Noor Haddad", "Noor"),
        ("It felt real. Best wishes, Leah", "Leah Stein", "Leah"),
        ("See you.\nLiz", "Elizabeth Moss", "Liz"),
        ("Tuesday at 11?\nInês", "Inês Carvalho", "Inês"),
        ("LG Tobias", "Tobias Kern", "Tobias"),
        (
            "Half two?\n\nNuala\n\nFionnuala Kaplinska-Doyle (she/her)\nBioacoustician",
            "Fionnuala Kaplinska-Doyle",
            "Nuala",
        ),
        ("Nos vemos.\nNacho", "Ignacio Villaseñor Peña", "Nacho"),
        ("Back now.\n\nBex\n\nRebecca Thornhill-Ames (she/her)\nManager", "Rebecca Thornhill-Ames", "Bex"),
        ("Yes.\n\nRespectfully\nJun-ho Baek\n2L, Pacific Law School", "Jun-ho Baek", "Jun-ho Baek"),
        ("Happy to.\n\nKah Mun\n--\nDr Wong Kah Mun | Head of Resilience", "Wong Kah Mun", "Kah Mun"),
        ("Of course!\n\nSoo Ah", "Nam Soo Ah", "Soo Ah"),
    ],
)
def test_people_are_called_as_they_sign(text: str, name: str, form: str) -> None:
    found = greeting.signed(text, greeting.untangled(name))
    assert found is not None
    assert found.form == form


def test_no_part_of_a_long_name_is_lost() -> None:
    name = greeting.untangled("Ignacio Villaseñor Peña")
    assert (name.given, name.family, name.full) == ("Ignacio", "Peña", "Ignacio Villaseñor Peña")
    who = greeting.Addressing(name, used="Estimado Dr. Villaseñor")
    assert greeting.greeting(who, "es", "formal") == "Estimado Dr. Villaseñor"


def test_a_formal_thread_keeps_its_form_of_address() -> None:
    who = greeting.Addressing(
        greeting.untangled("Katrin Schäfer"), greeting.Signed("Dr. Katrin Schäfer", is_full=True),
        used="Sehr geehrte Frau Dr. Schäfer", received="Sehr geehrter Herr Weber",
    )  # fmt: skip
    assert greeting.greeting(who, "de", "formal") == "Sehr geehrte Frau Dr. Schäfer"


def test_no_honorific_is_guessed() -> None:
    who = greeting.Addressing(greeting.untangled("Kim Sommer"))
    assert greeting.greeting(who, "de", "formal") == "Guten Tag Kim Sommer"
    assert greeting.greeting(who, "fr", "formal") == "Bonjour Kim Sommer"
    assert greeting.greeting(who, "en", "") == "Hi Kim"


@pytest.mark.parametrize(
    ("text", "language", "form"),
    [
        ("Hätten Sie Zeit für ein Gespräch mit mir? Ich würde mich freuen.", "de", "formal"),
        ("Hättest du Zeit? Ich würde mich über deine Antwort freuen.", "de", "familiar"),
        ("Auriez-vous le temps de parler avec moi ? Merci de votre réponse.", "fr", "formal"),
        ("Tu aurais le temps de parler avec moi de ton métier ?", "fr", "familiar"),
        ("¿Podría usted hablar conmigo? Le agradezco su respuesta.", "es", "formal"),
        ("Hola, ¿tendrías media hora para hablar de tu trabajo?", "es", "familiar"),
    ],
)
def test_language_and_register_are_heard(text: str, language: str, form: str) -> None:
    assert detect(text, "en") == language
    assert register([text], language) == form


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("ends", "sent"),
    [
        ("2026-03-10T10:30:00-04:00", "2026-03-10T11:30:00-04:00"),  # Tuesday morning: an hour later
        ("2026-03-10T17:30:00-04:00", "2026-03-11T08:00:00-04:00"),  # Tuesday evening: next morning
        ("2026-03-13T17:20:00-04:00", "2026-03-13T17:35:00-04:00"),  # Friday late: still within the hours
        ("2026-03-13T18:30:00-04:00", "2026-03-16T08:00:00-04:00"),  # Friday evening: Monday, and it says why
        ("2026-03-14T11:00:00-04:00", "2026-03-16T08:00:00-04:00"),  # Saturday
    ],
)
def test_the_suggested_time_is_polite_where_the_recipient_lives(ends: str, sent: str) -> None:
    end = datetime.fromisoformat(ends)
    assert timing.suggest(end, end, NEW_YORK).at == datetime.fromisoformat(sent)


def test_a_day_is_only_named_where_it_is_the_same_for_both() -> None:
    start = datetime.fromisoformat("2026-03-10T23:30:00+00:00")
    sent = datetime.fromisoformat("2026-03-11T15:00:00+00:00")
    assert timing.day_words(start, sent, NEW_YORK, ZoneInfo("Europe/Berlin"), "en") == ""
    assert timing.day_words(start, sent, NEW_YORK, NEW_YORK, "en") == "on Tuesday"


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("Your talk about green alleys has been following me around all week. Would you have half an hour?", ""),
        ("Could we talk about how your team works?", "how your team works"),
        ("Could we talk about green alleys?", "green alleys"),
    ],
)
def test_half_a_sentence_is_no_topic(tmp_path: Path, asked: str, topic: str) -> None:
    given = situation()
    given["input"]["threads"][0]["subject"] = "Hello"
    given["input"]["threads"][0]["messages"][0]["body"] = f"Dear Ruth,\n\n{asked}\n\nBest,\nNoah"
    with staged(tmp_path, given) as stage:
        body = stage.body(stage.drafts("needs_review")[0]["id"])
    assert "following me" not in body
    assert not topic or f"about {topic}." in body
