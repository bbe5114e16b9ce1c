"""German promises and offers as people jot them, what is read of them, and whole notes that come out without a fault."""

from __future__ import annotations

import pytest

from service.drafting.german_breaths import breaths
from service.drafting.notes import statements
from service.drafting.tongues import TONGUES, Retold, Voice
from tests.service.drafting import retelling

NAMES = frozenset({"Katrin Schäfer", "Katrin", "Schäfer"})
FEWEST_WHOLE = 0.88

PROMISED = (
    ("Von mir kriegt er die Adresse der Töpferin.", "die Adresse der Töpferin"),
    ("Kopie an sie bis Ende der Woche.", "die Kopie bis Ende der Woche"),
    ("Schulde ihm noch den Datensatz zu den Schulen.", "den Datensatz zu den Schulen"),
    ("Hinterher soll ich ihr sagen, welcher Fall mir gefiel.", "Ihnen hinterher sagen, welcher Fall mir gefiel"),
    ("Meine Lernkarten möchte sie gern haben.", "meine Lernkarten"),
    ("Den Link zum Film bekommt er bis Freitag von mir.", "den Link zum Film bis Freitag"),
    ("Ich ihm: Fotos vom Gipfel", "die Fotos vom Gipfel"),
    ("Für ihren Bruder suche ich den Baukasten raus, versprochen.", "für Ihren Bruder den Baukasten raussuchen"),
    ("Er will, dass ich ihm meinen Versuch beschreibe.", "Ihnen meinen Versuch beschreiben"),
    ("Vereinbart, dass ich ihr den Entwurf vorab zeige.", "Ihnen den Entwurf vorab zeigen"),
    ("Ich rufe sie nächste Woche an wegen des Kurses.", "Sie nächste Woche wegen des Kurses anrufen"),
    ("Habe ihm die Liste der Betriebe versprochen.", "die Liste der Betriebe"),
    ("zugesagt: Dienstplan schicke ich ihr bis Freitag", "den Dienstplan bis Freitag"),
    ("Muss ihm bis Mittwoch die Maße durchgeben.", "bis Mittwoch die Maße"),
    ("Hab ihr gesagt, ich schicke ihr die Bastelvorlage.", "die Bastelvorlage"),
    ("Sie hätte gern die Skizzen von meinem Dachausbau.", "die Skizzen von meinem Dachausbau"),
    ("Erinnerung: ihr die Webseite zeigen", "Ihnen die Webseite zeigen"),
)
OFFERED = (
    ("Nimmt mich im Mai mit raus.", "Sie mich im Mai mit rausnehmen"),
    ("Mir hat sie angeboten, eine Schicht mitzufahren.", "eine Schicht mitzufahren"),
    ("Will mich seiner Produktionsleiterin vorstellen.", "mich Ihrer Produktionsleiterin vorzustellen"),
    ("Bei der nächsten Verkostung darf ich hinten sitzen.", "ich bei der nächsten Verkostung hinten sitzen darf"),
    ("Sie sagt Bescheid, wenn ein Platz frei wird.", "Sie Bescheid sagen, wenn ein Platz frei wird"),
    ("Hat mich eingeladen, an der Runde teilzunehmen.", "Sie mich eingeladen haben, an der Runde teilzunehmen"),
)
SAID = (
    ("Softwaretechnik: Berichte schreiben üben", "Berichte schreiben zu üben"),
    ("Erst lesen, was andere gemessen haben, dann selbst messen.", "erst zu lesen, was andere gemessen haben, dann selbst zu messen"),
    ("Hätte er noch mal die Wahl, würde er zuerst eine Lehre machen.", "Sie zuerst eine Lehre machen würden, wenn Sie noch mal die Wahl hätten"),
    ("Ein Jahr am Teilchenbeschleuniger hat ihm mehr gebracht als die Promotion.", "ein Jahr am Teilchenbeschleuniger Ihnen mehr gebracht hat als die Promotion"),
    ("Nie abends antworten, wenn man sich ärgert.", "nie abends zu antworten, wenn man sich ärgert"),
    ("Prüfungen nicht alle auf einmal.", "Prüfungen nicht alle auf einmal"),
    ("Tagessatz nie am Telefon sagen.", "den Tagessatz nie am Telefon zu sagen"),
    ("Umwege zählen, sagt er, solange man lernt.", "Umwege zählen, solange man lernt"),
    ("Ohne Auslandsjahr geht in seiner Branche wenig.", "ohne Auslandsjahr in Ihrer Branche wenig geht"),
)  # fmt: skip


def _first(note: str, what: str) -> str:
    voice = Voice("formal", NAMES)
    for statement in statements(note, {"k": NAMES}, default="de"):
        kinds = {"promise": {"promise_mine"}, "offer": {"promise_theirs", "invitation"}}.get(what)
        if kinds is None or statement.kind in kinds:
            found: Retold | None = getattr(TONGUES["de"], what)(statement, voice)
            if found:
                return next(text for text in found.gaps.values() if text)
    return ""


@pytest.mark.parametrize(("note", "text"), PROMISED)
def test_a_promise_is_read_however_it_was_jotted_down(note: str, text: str) -> None:
    assert _first(note, "promise") == text


@pytest.mark.parametrize(("note", "text"), OFFERED)
def test_what_they_offer_is_said_back_to_them(note: str, text: str) -> None:
    assert _first(note, "offer") == text


@pytest.mark.parametrize(("note", "text"), SAID)
def test_what_stayed_is_said_in_whole_german(note: str, text: str) -> None:
    assert _first(note, "takeaway") == text


@pytest.mark.parametrize(
    ("note", "role", "gaps"),
    [
        ("I promised to send her my thesis on Basel III.", "promise_thesis", {"the": "meine", "terms": " (Basel III)"}),
        ("I owe him the link to the ARD documentary.", "promise_link", {"the": "den", "terms": " (ARD)"}),
        ("I'll let her know how it goes.", "promise_report", {}),
    ],
)
def test_a_promise_in_english_is_kept_by_its_thing_and_its_names(note: str, role: str, gaps: dict[str, str]) -> None:
    found = [one for one in statements(note, {"k": NAMES}, default="en") if one.kind == "promise_mine"]
    assert TONGUES["de"].promise(found[0], Voice("formal", NAMES, foreign=True)) == Retold(role, gaps)


def test_a_promise_that_says_it_names_the_thing_said_before() -> None:
    note = "Bot an, mein Exposé zu lesen; ich schicke es ihr am Montag."
    promised = [one for one in statements(note, {"k": NAMES}, default="de") if one.kind == "promise_mine"]
    assert [one.text for one in promised] == ["ihr mein Exposé am Montag"]
    assert promised[0].quote in note
    assert "Exposé" in promised[0].quote


def test_a_sentence_is_cut_where_it_says_another_thing_and_stays_word_for_word() -> None:
    text = "Er kommt zu meinem Essen, ich schicke ihm das Datum"
    assert breaths(text) == ["Er kommt zu meinem Essen", "ich schicke ihm das Datum"]
    assert breaths("Sie sagt, ich soll früh anfangen") == ["Sie sagt, ich soll früh anfangen"]
    assert breaths("Ton / Schnitt am nächsten Tag / Licht") == ["Ton", "Schnitt am nächsten Tag", "Licht"]


def test_nearly_all_notes_that_people_wrote_come_out_without_a_fault() -> None:
    notes = list(retelling.noted(retelling.NOTES / "de.jsonl"))
    whole = sum(not retelling.faults(one, retelling.thanked(one, number, "de")) for number, one in enumerate(notes))
    assert whole >= FEWEST_WHOLE * len(notes)
