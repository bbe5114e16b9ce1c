"""Who was not there after all, by the person's note: they get no thanks, and the others do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service import absence
from tests.service.drafting.stage import CONTACT, USER, contact, situation, staged

BRAM = "bram.visser@gov.example"


@pytest.mark.parametrize(
    ("note", "is_absent"),
    [
        ("Only Ruth in the end, Bram was held up by an inspection.", True),
        ("ok so that was ruth, bram got called down to line three and never made it. Ruth: read one law.", True),
        ("Bram couldn’t make it.", True),
        ("Mit Ruth allein, Bram war krank. Sie rät zu einem Praktikum.", True),
        ("Ruth seule, Bram n'a pas pu venir.", True),
        ("Solo Ruth, Bram no pudo venir al final.", True),
        ("Bram was held up, joined later. Bram: ask for the minutes.", False),
        ("Bram never made it past the first year of law, and says so gladly.", False),
        ("Bram was off sick for a year, that changed him. Bram suggests a year abroad.", False),
        ("Bram was late but funny.", False),
    ],
)
def test_a_note_says_who_did_not_come(note: str, is_absent: bool) -> None:
    words = absence.not_there(note)
    assert absence.names_one(words, "Visser, Bram") is is_absent
    assert not absence.names_one(words, "Ruth Adler")


def _two(note: str) -> dict[str, Any]:
    people = [("Noah Klein", USER), ("Ruth Adler", CONTACT), ("Bram Visser", BRAM)]
    attendees = [{"email": email, "name": name, "partstat": "accepted"} for name, email in people]
    known = [contact("c1", "Ruth Adler", CONTACT), contact("c2", "Bram Visser", BRAM)]
    return situation(note=note, contacts=known, event={"attendees": attendees})


@pytest.mark.parametrize("words", ["Bram was held up by an inspection.", "Bram didn't come."])
def test_who_accepted_but_did_not_come_is_not_thanked(tmp_path: Path, words: str) -> None:
    with staged(tmp_path, _two(f"{words} Ruth: read one budget law end to end.")) as stage:
        assert [(draft["kind"], draft["to"]) for draft in stage.drafts()] == [("thank_you", [CONTACT])]
        assert stage.interviews()[0].status == "held"
