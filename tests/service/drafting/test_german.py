"""German notes of many shapes, and what is given back of them: every line was read aloud.

Whoever changes the grammar changes a line here and reads it again. What is not sure to be right is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.drafting import german_verbs
from service.drafting.language import Register, words
from service.drafting.notes import statements
from service.drafting.tongues import TONGUES, Retold, Voice
from tests.service.drafting import hundred_german
from tests.service.drafting.hundred import diversity

NAMES = frozenset({"Katrin Schäfer", "Katrin", "Schäfer"})
_LEFT_OUT = {"told", "absent", "remark"}

RETOLD = (
    ("Er kennt jemanden bei der EIB und fragt nach.", "offer_look", "Sie nachfragen"),
    ("Sie würde heute früher ins Ausland gehen.", "take_story", "Sie heute früher ins Ausland gehen würden"),
    ("- Statistik auffrischen", "take_advice", "Statistik aufzufrischen"),
    ('- er: "Titel sind egal"', "take_that", "Titel egal sind"),
    ("- mit Kunden reden, bevor man etwas baut", "take_advice", "mit Kunden zu reden, bevor man etwas baut"),
    ("Am Anfang verdient man wenig, aber das ändert sich schnell.", "take_point", "Am Anfang verdient man wenig, aber das ändert sich schnell"),
    ("Am meisten lernt man im Tagdienst.", "take_that", "man am meisten im Tagdienst lernt"),
    ("Bloß nicht zu früh spezialisieren!", "take_advice", "mich bloß nicht zu früh zu spezialisieren"),
    ("Das Kolloquium ist für Gäste offen.", "invitation", "Das Kolloquium ist für Gäste offen"),
    ("Das Wichtigste ist, dass man neugierig bleibt.", "take_point", "Das Wichtigste ist, dass man neugierig bleibt"),
    ("Daten sind nie sauber.", "take_that", "Daten nie sauber sind"),
    ("Dem Institut fehlt gerade Geld.", "take_that", "dem Institut gerade Geld fehlt"),
    ("Der Stammtisch ist offen für alle.", "invitation", "Der Stammtisch ist offen für alle"),
    ("Die Probezeit ist die ehrlichste Zeit.", "take_that", "die Probezeit die ehrlichste Zeit ist"),
    ("Die Redaktion stellt nur über Praktika ein.", "take_that", "die Redaktion nur über Praktika einstellt"),
    ("Dr. Schäfer empfahl, mit R statt mit Python anzufangen.", "take_advice", "mit R statt mit Python anzufangen"),
    ("Ein Mentor außerhalb der eigenen Abteilung ist Gold wert.", "take_that", "ein Mentor außerhalb der eigenen Abteilung Gold wert ist"),
    ("Empfahl mir das Buch von Senge.", "take_recommended", "das Buch von Senge"),
    ("Englisch reicht nicht, Niederländisch hilft enorm", "take_point", "Englisch reicht nicht, Niederländisch hilft enorm"),
    ("Er hat Geschichte studiert und ist dann in die IT gewechselt.", "take_story", "Sie Geschichte studiert haben und dann in die IT gewechselt sind"),
    ("Er hat angeboten, mir die Werkstatt zu zeigen.", "offer_reuse", "mir die Werkstatt zu zeigen"),
    ("Er hat mir das Planspiel ans Herz gelegt.", "take_recommended", "das Planspiel"),
    ("Er hat vor fünf Jahren eine Genossenschaft mitgegründet.", "take_story", "Sie vor fünf Jahren eine Genossenschaft mitgegründet haben"),
    ("Er ist über ein Volontariat zum Radio gekommen.", "take_story", "Sie über ein Volontariat zum Radio gekommen sind"),
    ("Er lieh mir das Handbuch von 1998.", "thanks_that", "Sie mir das Handbuch von 1998 geliehen haben"),
    ("Er macht mich mit Lena Vogt vom Theater bekannt.", "offer_introduce", "Lena Vogt"),
    ("Er riet zu einem Auslandssemester.", "take_noun_advice", "zu einem Auslandssemester"),
    ("Er sagte, man solle nie ohne Plan hingehen.", "take_advice", "nie ohne Plan hinzugehen"),
    ("Er schaut, ob ein Platz frei ist.", "offer_look", "Sie schauen, ob ein Platz frei ist"),
    ("Er schlug vor, zunächst bei einer kleineren Stiftung anzuklopfen.", "take_advice", "zunächst bei einer kleineren Stiftung anzuklopfen"),
    ("Er stellt mich Frau Kern vor.", "offer_introduce", "Frau Kern"),
    ("Er will bei Frau Dr. Lindner nachfragen, ob sie Zeit hat.", "offer_ask", "Frau Dr. Lindner"),
    ("Erst Praxis, dann Master.", "take_motto", "erst Praxis, dann Master"),
    ("Erst das Handwerk lernen, dann spezialisieren.", "take_advice", "erst das Handwerk zu lernen, mich dann zu spezialisieren"),
    ("Es kommt auf die ersten zwei Jahre an.", "take_that", "es auf die ersten zwei Jahre ankommt"),
    ("Es lohnt sich, die Geschäftsberichte der letzten drei Jahre zu lesen.", "take_that", "es sich lohnt, die Geschäftsberichte der letzten drei Jahre zu lesen"),
    ("Fang früh an und frag viel.", "take_advice", "früh anzufangen und viel zu fragen"),
    ("Frag immer, was am Ende liegen bleibt.", "take_advice", "immer zu fragen, was am Ende liegen bleibt"),
    ("Frau Dr. Schäfer sagt, das Wichtigste sei Geduld.", "take_that", "das Wichtigste Geduld sei"),
    ("Frau Schäfer meint, Tarifrecht lerne man nur in der Praxis.", "take_that", "man Tarifrecht nur in der Praxis lerne"),
    ("Geh auf Konferenzen und sprich mit Leuten aus der Praxis.", "take_advice", "auf Konferenzen zu gehen und mit Leuten aus der Praxis zu sprechen"),
    ("Gelernt: ein Exposé darf nie länger als zwei Seiten sein.", "take_that", "ein Exposé nie länger als zwei Seiten sein darf"),
    ("Habe ihm zugesagt, die Umfrage weiterzuleiten.", "promise", "die Umfrage"),
    ("Habe versprochen, bis Ende Mai Rückmeldung zu geben.", "promise_vp", "Ihnen bis Ende Mai Rückmeldung geben"),
    ("Hinweis: Anmeldefrist ist der 15. März.", "take_that", "die Anmeldefrist der 15. März ist"),
    ("Hospitation in der Prüfung anfragen.", "take_advice", "eine Hospitation in der Prüfung anzufragen"),
    ("Ich bringe ihr das Buch von Le Guin zurück.", "promise_vp", "Ihnen das Buch von Le Guin zurückbringen"),
    ("Ich darf im Mai zwei Tage hospitieren.", "invitation_that", "ich im Mai zwei Tage hospitieren darf"),
    ("Ich fand den Vergleich mit dem Orchester gut.", "take_own", "der Vergleich mit dem Orchester"),
    ("Ich frage Ueli Zbinden (Forstamt), ob er ihn einen Tag mitnimmt.", "promise_vp", "Ueli Zbinden (Forstamt) fragen"),
    ("Ich habe gelernt, dass Anträge im Frühjahr entschieden werden.", "take_own_that", "Anträge im Frühjahr entschieden werden"),
    ("Ich habe ihr versprochen, bis Freitag den Aufsatz zu schicken.", "promise", "bis Freitag den Aufsatz"),
    ("Ich habe versprochen, die Folien zu übersetzen und ihr zu schicken.", "promise_vp", "die Folien übersetzen und Ihnen schicken"),
    ("Ich habe versprochen: Merkblatt Forstpraktikum mailen.", "promise", "das Merkblatt Forstpraktikum"),
    ("Ich leite ihm die Ausschreibung weiter.", "promise", "die Ausschreibung"),
    ("Ich melde mich nach der Prüfung bei ihr.", "promise_vp", "mich nach der Prüfung bei Ihnen melden"),
    ("Ich muss ihr noch den Namen der Studie nachreichen.", "promise_vp", "Ihnen noch den Namen der Studie nachreichen"),
    ("Ich schicke ihm nächste Woche den Entwurf der Umfrage.", "promise", "nächste Woche den Entwurf der Umfrage"),
    ("Ich schreibe ihr, sobald ich mehr weiß.", "promise_vp", "Ihnen schreiben, sobald ich mehr weiß"),
    ("Ich soll mir die Ausstellung im Stadtmuseum ansehen.", "take_advice", "mir die Ausstellung im Stadtmuseum anzusehen"),
    ("Ich werde ihr berichten, wie die Prüfung lief.", "promise_vp", "Ihnen berichten, wie die Prüfung lief"),
    ("Ich will ihm meine Notizen schicken.", "promise", "meine Notizen"),
    ("Ihr Merkblatt schicken.", "promise", "das Merkblatt"),
    ("Ihr Rat: lieber klein anfangen.", "take_advice", "lieber klein anzufangen"),
    ("Ihre Empfehlung war, klein anzufangen.", "take_advice", "klein anzufangen"),
    ("In der Verwaltung zählt Ausdauer mehr als Brillanz.", "take_that", "in der Verwaltung Ausdauer mehr zählt als Brillanz"),
    ("In jeder Sitzung zählt das Protokoll.", "take_that", "in jeder Sitzung das Protokoll zählt"),
    ("Jeden Monat einen Text veröffentlichen.", "take_advice", "jeden Monat einen Text zu veröffentlichen"),
    ("Katrin Schäfer hat erzählt, dass die Prüfer jedes Jahr zwei Hospitanten nehmen.", "take_that", "die Prüfer jedes Jahr zwei Hospitanten nehmen"),
    ("Katrin rät, die Masterarbeit in einem Unternehmen zu schreiben.", "take_advice", "die Masterarbeit in einem Unternehmen zu schreiben"),
    ("Kleine Häuser geben schneller Verantwortung.", "take_that", "kleine Häuser schneller Verantwortung geben"),
    ("Laut ihm sind Soft Skills wichtiger als Noten.", "take_that", "Soft Skills wichtiger sind als Noten"),
    ("Laut ihr zählt am Ende nur das Portfolio.", "take_that", "am Ende nur das Portfolio zählt"),
    ("Lieber ein gutes Projekt als fünf halbe.", "take_motto", "lieber ein gutes Projekt als fünf halbe"),
    ("Lies den Jahresbericht.", "take_advice", "den Jahresbericht zu lesen"),
    ("Mach erst eine Ausbildung.", "take_advice", "erst eine Ausbildung zu machen"),
    ("Man muss Excel wirklich beherrschen.", "take_that", "man Excel wirklich beherrschen muss"),
    ("Man sollte mindestens ein Jahr im Ausland arbeiten.", "take_advice", "mindestens ein Jahr im Ausland zu arbeiten"),
    ("Neu für mich: Gutachten kann man auch ohne Promotion schreiben.", "take_own_that", "man Gutachten auch ohne Promotion schreiben kann"),
    ("Nicht auf die perfekte Ausschreibung warten.", "take_advice", "nicht auf die perfekte Ausschreibung zu warten"),
    ("Nimm dir Zeit für die Bewerbung.", "take_advice", "mir Zeit für die Bewerbung zu nehmen"),
    ("Ohne Praxissemester hat man kaum eine Chance.", "take_that", "man ohne Praxissemester kaum eine Chance hat"),
    ("Praxis ist wichtiger als Theorie.", "take_that", "Praxis wichtiger ist als Theorie"),
    ("Riet mir zu einer Hospitation bei den Prüfern.", "take_noun_advice", "zu einer Hospitation bei den Prüfern"),
    ("Sein wichtigster Tipp: Protokolle lesen.", "take_advice", "Protokolle zu lesen"),
    ("Seiner Meinung nach ist der Master überschätzt.", "take_that", "der Master überschätzt ist"),
    ("Sich jede Woche drei Stunden für eigene Projekte nehmen.", "take_advice", "mir jede Woche drei Stunden für eigene Projekte zu nehmen"),
    ("Sich nicht vom Titel blenden lassen.", "take_advice", "mich nicht vom Titel blenden zu lassen"),
    ("Sie arbeitet seit neun Jahren im Denkmalschutz.", "take_story", "Sie seit neun Jahren im Denkmalschutz arbeiten"),
    ("Sie betonte, wie wichtig Zuhören ist.", "take_how", "wie wichtig Zuhören ist"),
    ("Sie empfahl, zuerst mit den Anwohnern zu sprechen.", "take_advice", "zuerst mit den Anwohnern zu sprechen"),
    ("Sie findet, dass man im Amt mehr lernt als in der Kanzlei.", "take_that", "man im Amt mehr lernt als in der Kanzlei"),
    ("Sie fragt im Team nach, ob jemand Zeit hat.", "offer_look", "Sie im Team nachfragen, ob jemand Zeit hat"),
    ("Sie gibt mir die Nummer von Herrn Petersen.", "offer_look", "Sie mir die Nummer von Herrn Petersen geben"),
    ("Sie hat bei der Stadt Graz als Planerin angefangen.", "take_story", "Sie bei der Stadt Graz als Planerin angefangen haben"),
    ("Sie hat mich zum Sommerfest eingeladen.", "invitation_to", "zum Sommerfest"),
    ("Sie hat mir geraten, drei Leute anzusprechen.", "take_advice", "drei Leute anzusprechen"),
    ("Sie hat mir ihre Vorlage mitgegeben.", "thanks_that", "Sie mir Ihre Vorlage mitgegeben haben"),
    ("Sie hat mir nahegelegt, ein Portfolio mit drei Arbeiten aufzubauen.", "take_advice", "ein Portfolio mit drei Arbeiten aufzubauen"),
    ("Sie hat nach dem Studium bei der EZB angefangen.", "take_story", "Sie nach dem Studium bei der EZB angefangen haben"),
    ("Sie leitet ein Team von zwölf Leuten.", "take_story", "Sie ein Team von zwölf Leuten leiten"),
    ("Sie lud mich zur Jahrestagung ein.", "invitation_to", "zur Jahrestagung"),
    ("Sie meint, ein gutes Exposé öffne mehr Türen als gute Noten.", "take_that", "ein gutes Exposé mehr Türen als gute Noten öffne"),
    ("Sie meinte, dass ich erst ein Praktikum machen soll.", "take_advice", "erst ein Praktikum zu machen"),
    ("Sie meinte, ich soll erst ein Praktikum machen.", "take_advice", "erst ein Praktikum zu machen"),
    ("Sie nimmt mich im Juni einen Tag mit auf Streife.", "offer_look", "Sie mich im Juni einen Tag mit auf Streife nehmen"),
    ("Sie riet mir davon ab, sofort zu promovieren.", "take_advice", "nicht sofort zu promovieren"),
    ("Sie riet mir, mit kleinen Projekten anzufangen.", "take_advice", "mit kleinen Projekten anzufangen"),
    ("Sie schickt mir die Folien.", "offer_send", "die Folien"),
    ("Sie schickt mir die Liste der Stiftungen, sobald sie wieder im Büro ist.", "offer_send", "die Liste der Stiftungen"),
    ("Sie stellt den Kontakt zu Dr. Aylin Kaya her.", "offer_introduce", "Dr. Aylin Kaya"),
    ("Sie vermittelt mich an die Pressestelle.", "offer_look", "Sie mich an die Pressestelle vermitteln"),
    ("Sie will mich mit Jana Holm bekannt machen.", "offer_introduce", "Jana Holm"),
    ("Tipp: früh bewerben, Fristen sind kurz.", "take_advice", "mich früh zu bewerben | , denn Fristen sind kurz"),
    ("Titel sind dort egal.", "take_that", "Titel dort egal sind"),
    ("Versprochen: meine Gliederung bis Montag.", "promise", "meine Gliederung bis Montag"),
    ("Wer fragt, führt.", "take_point", "Wer fragt, führt"),
    ("Wer früh anfängt, hat mehr Zeit.", "take_point", "Wer früh anfängt, hat mehr Zeit"),
    ("Wichtigster Punkt: Netzwerk schlägt Noten.", "take_that", "Netzwerk Noten schlägt"),
    ("Wie man fragt, ist wichtiger als was man fragt.", "take_point", "Wie man fragt, ist wichtiger als was man fragt"),
    ("Zuerst die MaRisk lesen.", "take_advice", "zuerst die MaRisk zu lesen"),
    ("bewirb dich lieber früh als perfekt", "take_advice", "mich lieber früh als perfekt zu bewerben"),
    ("er meint die meisten fehler passieren am anfang", "take_that", "die meisten Fehler am Anfang passieren"),
    ("ich wollte ihr noch den Artikel geben, bis Freitag", "promise_vp", "Ihnen noch den Artikel geben, bis Freitag"),
    ("ihm die Karte raussuchen", "promise_vp", "Ihnen die Karte raussuchen"),
    ("ihr link zur konferenz schicken", "promise", "den Link zur Konferenz"),
    ("bleiruten selber ziehen lernen!!", "take_advice", "Bleiruten selber ziehen zu lernen"),
    ("alles selber machen", "take_advice", "alles selber zu machen"),
    ("richtig selber schreiben lernen", "take_advice", "richtig selber schreiben zu lernen"),
    ("ich schick ihr bis Mi fotos v. kapellenfenster in Mauerbach", "promise", "bis Mittwoch die Fotos vom Kapellenfenster in Mauerbach"),
    ("ich schicke ihr bis Fr. den Text u. die Bilder v. Frau Kern", "promise", "bis Freitag den Text und die Bilder von Frau Kern"),
    ("ich schick ihm am mo die skizzen vom dachstuhl", "promise", "am Montag die Skizzen vom Dachstuhl"),
    ("sie fragt bei den kölnern nach ob ich mal 1 Tag zuschauen darf (noch nix fix)", "offer_look", "Sie bei den Kölnern nachfragen, ob ich mal einen Tag zuschauen darf"),
    ("er redet mit den wienern, ob ich mal 1 Woche mitlaufen kann (unter Vorbehalt)", "offer_look", "Sie mit den Wienern reden, ob ich mal eine Woche mitlaufen kann"),
    ("mit den gestern gebauten Fenstern anfangen", "take_advice", "mit den gestern gebauten Fenstern anzufangen"),
    ("man lernt den boden nur mit den händen kennen", "take_that", "man den Boden nur mit den Händen kennen lernt"),
    ("sie sagt man muss die leute im dorf kennen sonst erfährt man nichts", "take_point", "Man muss die Leute im Dorf kennen, sonst erfährt man nichts"),
    ("Er fing als Volontär beim Lokalradio an.", "take_story", "Sie als Volontär beim Lokalradio angefangen haben"),
    ("Sie wechselte nach zehn Jahren ins Ministerium.", "take_story", "Sie nach zehn Jahren ins Ministerium gewechselt sind"),
)  # fmt: skip
"""Note, role, and what fills its gaps to somebody who is Sie."""

LEFT_OUT = (
    "Bietet an, meinen Lebenslauf anzuschauen.",
    "Er hat zwei Kinder und wohnt in Köln.",
    "Er kam nicht.",
    "Er meinte, er sei oft gestresst.",
    "Er verdient über 90.000 Euro.",
    "Gespräch ging 40 Minuten.",
    "Leseliste folgt per Mail von ihr",
    "MaRisk lesen, mindestens AT 4",
    "Nächstes Gespräch im Herbst.",
    "Prof. Meier findet, man müsse programmieren können.",
    "Quereinstieg geht, dauert aber zwei Jahre",
    "Schau dir die Satzung an.",
    "Schwankt zw. GIS-Büro und draussen; blüht auf, sobald er vom Borkenkäfer-Monitoring erzählt.",
    "Sehr nettes Gespräch, sie nahm sich viel Zeit.",
    "Sie hat sich in Wien selbstständig gemacht.",
    "Sie hält nichts von Zertifikaten.",
    "Sie ist Mutter von drei Kindern.",
    "Sie ist seit dem Frühjahr geschieden.",
    "Sie wirkte müde.",
    "To-do: Fotos vom Prototyp mailen",
    "Trau dich, auch Leute anzuschreiben, die du nicht kennst.",
    "Vor dem Café gestanden, keine Frau Huber weit und breit",
    "kurze Wege, flache Hierarchien, viel Papierkram",
    "nicht erreicht, dreimal angerufen",
    "tipp von ihm erst ein praktikum dann bewerben",
)  # fmt: skip
"""Doubt is a no, and nobody is told about their mood, pay, health or family."""


def _retold(note: str, register: Register = "formal") -> Iterator[Retold]:
    tongue = TONGUES["de"]
    for one in statements(note, {"k": NAMES}, default="de"):
        voice = Voice(register, NAMES, foreign=one.language != "de")
        tells = {"promise_mine": tongue.promise, "promise_theirs": tongue.offer, "invitation": tongue.offer}
        found = None if one.kind in _LEFT_OUT or one.is_unsayable else tells.get(one.kind, tongue.takeaway)(one, voice)
        if found:
            yield found


def _words(found: Retold) -> str:
    return " | ".join(text for gap, text in found.gaps.items() if text and gap not in {"aside", "rel"})


@pytest.mark.parametrize(("note", "role", "text"), RETOLD)
def test_a_german_note_is_given_back_in_whole_sentences(note: str, role: str, text: str) -> None:
    found = next(_retold(note))
    assert (found.role, _words(found)) == (role, text)
    assert TONGUES["de"].spoken(role, "formal")
    assert TONGUES["de"].spoken(role, "familiar")


@pytest.mark.parametrize("note", LEFT_OUT)
def test_what_cannot_be_said_well_is_left_out(note: str) -> None:
    assert not list(_retold(note))


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("Sie hat bei der Stadt Graz als Planerin angefangen.", "du bei der Stadt Graz als Planerin angefangen hast"),
        ("Er hat mir seine Vorlage mitgegeben.", "du mir deine Vorlage mitgegeben hast"),
        ("Er schaut, ob ein Platz frei ist.", "du schaust, ob ein Platz frei ist"),
        ("Sie arbeitet seit neun Jahren im Denkmalschutz.", "du seit neun Jahren im Denkmalschutz arbeitest"),
        ("Ich melde mich nach der Prüfung bei ihm.", "mich nach der Prüfung bei dir melden"),
    ],
)
def test_a_friend_is_du_in_every_word(note: str, text: str) -> None:
    assert _words(next(_retold(note, "familiar"))) == text


def test_a_dictated_note_is_cut_into_what_it_says() -> None:
    note = (
        "also sie meinte man soll im ersten jahr viele proben selber nehmen bevor man irgendwas auswertet und die besten "
        "geologen kommen aus dem handwerk nicht von der uni und ich hab ihr versprochen bis mittwoch das protokoll vom "
        "geländetag zu schicken und sie schaut ob ich im herbst einen tag mit ins feld kann"
    )
    assert [_words(found) for found in _retold(note)] == [
        "im ersten Jahr viele Proben selber zu nehmen, bevor man irgendwas auswertet",
        "die besten Geologen aus dem Handwerk kommen, nicht von der Uni",
        "bis Mittwoch das Protokoll vom Geländetag",
        "Sie schauen, ob ich im Herbst einen Tag mit ins Feld kann",
    ]


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("Strahlt, sobald es um Robotik geht.", "du strahlst, sobald es um Robotik geht"),
        ("Er blüht auf, sobald er vom Wald erzählt.", "du aufblühst, sobald du vom Wald erzählst"),
        ("Schwankt zwischen Labor und Schule.", "zwischen Labor und Schule"),
        ("Hat schon in zwei Werkstätten gearbeitet.", "du schon in zwei Werkstätten gearbeitet hast"),
        ("Will weg vom Lehramt, traut sich nicht.", ""),
        ("Wirkt unsicher.", ""),
        ("Er hat Angst vor der Prüfung.", ""),
        ("Sie hat zwei Kinder.", ""),
    ],
)
def test_a_host_tells_what_encourages_and_keeps_doubts(note: str, text: str) -> None:
    (one,) = statements(note, {"k": NAMES}, default="de")
    found = TONGUES["de"].observation(one, Voice("familiar", NAMES))
    assert (_words(found) if found else "") == text


@pytest.mark.parametrize(
    ("note", "role", "terms"),
    [
        ("Read Latour first.", "take_read", "Latour"),
        ("Talk to Ines and Tom.", "take_meet", "Ines und Tom"),
        ("Do a Hospitation in on-site inspections.", "take_terms", "Hospitation"),
    ],
)
def test_an_english_note_lends_its_names_and_what_to_do_with_them(note: str, role: str, terms: str) -> None:
    (one,) = statements(note, {"k": NAMES}, default="en")
    found = TONGUES["de"].takeaway(one, Voice("formal", NAMES, foreign=True))
    assert found is not None
    assert (found.role, found.gaps["terms"]) == (role, terms)
    assert TONGUES["de"].spoken(role, "formal")


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("früh anfangen und dranbleiben", "früh anzufangen und dranzubleiben"),
        ("alles hinterfragen", "alles zu hinterfragen"),
        ("Daten analysieren", "Daten zu analysieren"),
        ("vieles ausprobieren", "vieles auszuprobieren"),
        ("ein Praktikum absolvieren", "ein Praktikum zu absolvieren"),
        ("mehr zuhören als reden", "mehr zuzuhören als zu reden"),
        ("alle kennenlernen", "alle kennenzulernen"),
        ("sich vorher einlesen", "sich vorher einzulesen"),
        ("die Statuten überarbeiten", "die Statuten zu überarbeiten"),
        ("zwei Angebote einholen, dann entscheiden", "zwei Angebote einzuholen, dann zu entscheiden"),
    ],
)
def test_infinitives_take_their_zu_where_it_belongs(phrase: str, said: str) -> None:
    assert german_verbs.with_zu(phrase) == said


def test_no_phrase_leaves_a_pair_or_mixes_du_and_sie() -> None:
    for role, phrases in TONGUES["de"].phrases.items():
        text = " ".join(phrases)
        assert "<" not in text
        assert ">" not in text
        if role.endswith(".familiar"):
            assert not {"Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer"} & set(words(text)), role
        if role.endswith(".formal"):
            assert not {"du", "dir", "dich", "dein", "deine", "deinen", "deinem"} & set(words(text)), role


def test_fifty_german_drafts_sound_each_their_own() -> None:
    found = diversity(hundred_german.talks()[:50])
    assert (found.unwritten, found.pairs_apart, found.pairs_together, found.repeated) == (0, 0, 0, 0)
