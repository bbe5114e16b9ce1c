"""Whom somebody named to the person: found in notes and mails of four languages, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from service.accounts import LOCAL_PERSON
from service.drafting import follow_up
from service.drafting.pointers import names_in
from service.schema import Pointer
from tests.service.drafting.stage import CONTACT, Stage, mail, situation, staged


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Talk to Luis Ortega.", [("Luis Ortega", "named")]),
        ("en", "She suggested I talk to Rohan", [("Rohan", "named")]),
        ("en", "You should really reach out to Inês Carvalho at Lumen.", [("Inês Carvalho", "named")]),
        ("en", "Offered to introduce me to Rohan Mehta but will ASK HIM FIRST.", [("Rohan Mehta", "asked")]),
        ("en", "She offered to put me in touch with Omar Haddad.", [("Omar Haddad", "promised")]),
        ("en", "She will ask Beatriz whether she is open.", [("Beatriz", "asked")]),
        ("de", "Du solltest mit Jana Weber reden.", [("Jana Weber", "named")]),
        ("de", "Sie will mich mit Hanna Vogt bekannt machen.", [("Hanna Vogt", "promised")]),
        ("de", "Sie fragt Ueli zuerst.", [("Ueli", "asked")]),
        ("fr", "Parler avec Claire Morel.", [("Claire Morel", "named")]),
        ("fr", "Elle va demander à Hugo.", [("Hugo", "asked")]),
        ("es", "Me recomendó hablar con Marta Ruiz.", [("Marta Ruiz", "named")]),
        ("es", "Se ofreció a presentarme a Lucía Gómez.", [("Lucía Gómez", "promised")]),
        ("en", "Talk to customers every week.", []),
        ("en", "Talk to HR first.", []),
        ("en", "Write to The Guardian.", []),
        ("en", "I spoke to Rohan last week.", []),
        ("en", "Thank you for writing to Rohan.", []),
        ("de", "Erst mit Kollegen sprechen.", []),
        ("de", "An der Universität Bern schreiben viele.", []),
        ("fr", "J'ai parlé avec Claire.", []),
        ("en", "", []),
        ("en", "Talk to A" + "a" * 5000, [("A" + "a" * 5000, "named")]),
    ],
)
def test_names_are_read_with_what_is_to_happen(language: str, text: str, found: list[tuple[str, str]]) -> None:
    assert list(names_in(text, language)) == found


def rows(stage: Stage) -> list[Pointer]:
    return sorted(stage._all(Pointer), key=lambda row: row.name)


def test_a_note_and_a_mail_each_point_to_somebody_once(tmp_path: Path) -> None:
    text = "Hi Noah,\n\nDo write to Omar Haddad, and say hello to Ruth Adler from me.\n\nRuth"
    sent = {
        "id": "t2",
        "subject": "One more",
        "messages": [mail("<r2@gov.example>", "2026-03-11T09:00:00Z", CONTACT, text)],
    }
    found = situation(note="Talk to Luis Ortega. Talk to Luis Ortega!", now="2026-03-12T16:00:00Z", more_threads=[sent])
    with staged(tmp_path, found) as stage:
        assert [(row.name, row.kind, row.contact_id) for row in rows(stage)] == [
            ("Luis Ortega", "named", "c1"),
            ("Omar Haddad", "named", "c1"),
        ]
        stage.deliver(found)
        assert len(rows(stage)) == 2


def test_what_is_private_points_nowhere(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note="PRIVATE: talk to Luis Ortega about the reorg.")) as stage:
        assert rows(stage) == []


def test_nobody_stays_nobody_and_a_note_taken_back_points_nowhere(tmp_path: Path) -> None:
    with staged(tmp_path, situation(note="Talk to Luis Ortega. Talk to Open Statutes.")) as stage:
        with stage.context.database.writing(LOCAL_PERSON, "test") as session:
            for row in session.scalars(select(Pointer).where(Pointer.name == "Open Statutes")):
                row.refused_at = stage.clock()
            session.flush()
            follow_up(session, stage.context.vault, rows(stage)[0].interview_id, stage.clock())
        assert [(row.name, row.refused_at is None) for row in rows(stage)] == [
            ("Luis Ortega", True),
            ("Open Statutes", False),
        ]
