"""A hundred conversations in German, per du: what `hundred.py` is for English."""

from __future__ import annotations

from tests.service.drafting.alone import Talk

_NAMES = (
    "Katrin Schäfer", "Emre Öztürk", "Annika Brückner", "Lukas Weiß", "Theresa Pichler", "Jörg Ammann", "Merve Aydoğan", "Piet Lorenz",
    "Carla Böhm", "Henrike Doll", "Matteo Rossi", "Gesine Marquardt", "Yusuf Kaya", "Franziska Thoma", "Ole Petersen", "Nina Vogt",
)  # fmt: skip
_TOPICS = ("", "Moorschutz", "", "die Bankenaufsicht", "", "Denkmalpflege im Alltag", "", "Radiojournalismus")
_ORGANISATION = "Stadt Beispiel"
_NOTES = (
    "Zuerst die MaRisk lesen.",
    "Sie meinte, ich soll erst eine Hospitation machen.",
    "Sein Tipp: früh um Rückmeldung bitten.",
    "Sie findet, kleine Teams lernen schneller.",
    "Er hat als Tischler angefangen. Eine Liste offener Fragen führen.",
    "- jede Woche einen Text schreiben\n- ihn jemandem von außen zeigen\n- sie schickt mir ein Muster",
    "In kleinen Orten anfangen: dort geht jemand ans Telefon. Ich habe ihr versprochen, bis Freitag die Leseliste zu schicken.",
    "Nie das erste Angebot annehmen. Mit drei Leuten sprechen, die gegangen sind.",
    "Toller Tipp: bei einer Sitzung zuhören.",
    "Sie ist 2016 vom Recht in die Planung gewechselt.",
    "Pläne lesen lernen, das öffnet jede andere Tür.",
    "Erst ein Ehrenamt, dann die Kampagne.",
    "Bietet an, mich mit Kofi Mensah bekannt zu machen. Rat: die Ausschüsse vor den Menschen kennen.",
    "Die besten Gutachter waren früher Lehrer, sagte er.",
    "Der Haushalt entscheidet alles. Die Anhörungen im Frühjahr besuchen.",
    "Er empfiehlt, kurze Kommentare zu schreiben und sie an Lokalzeitungen zu geben.",
    "Jedes Team fragen, womit es aufgehört hat. Ich werde ihm meine Arbeit schicken.",
    "man soll nicht auf die perfekte stelle warten sondern ein projekt machen",
    "Geduld ist wichtiger als Tempo. Der Datenabend ist offen für alle.",
    "Einen Mentor außerhalb der eigenen Abteilung suchen.",
)
_SECOND = (
    "Statistik gründlich lernen.", "Ein Landratsamt besuchen.", "Kurze Anfragen wirken.", "Zahlen überzeugen, Geschichten bewegen.",
    "Notizen von Hand machen.", "Auf die Förderungen schauen.", "Er schickt mir seine Folien.", "Den Ort vor dem Titel wählen.",
)  # fmt: skip


def talks() -> list[Talk]:
    """Forty of which nothing is known but the topic, sixty with notes."""
    return [_thin(number) if number % 5 in {1, 3} else _known(number) for number in range(100)]


def _thin(number: int) -> Talk:
    return Talk(
        number, _NAMES[number % 16], _TOPICS[number % 8], organisation=_organisation(number), goal="", language="de"
    )


def _known(number: int) -> Talk:
    note = f"{_NOTES[number % 20]}\n{_SECOND[number % 8]}" if number % 3 else _NOTES[number % 20]
    connector = _NAMES[(number + 5) % 16] if number % 7 == 0 else ""
    return Talk(
        number, _NAMES[number % 16], note=note, organisation=_organisation(number), connector=connector, goal="",
        language="de",
    )  # fmt: skip


def _organisation(number: int) -> str:
    return _ORGANISATION if number % 11 == 0 else f"Amt {number}"
